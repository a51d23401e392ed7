#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "views/claim_readers.h"
#include "views/claim_words.h"
#include "views/statements.h"

namespace servanda {
namespace {

class EventReader {
 public:
  EventReader(const SentenceText& text, const ReadContext& before)
      : text_(text), snapshot_(text.snapshot()), before_(before) {}

  std::vector<ReadClaim> read() {
    events();
    projects();
    return std::move(out_);
  }

 private:
  std::string_view word(std::size_t at) const { return text_.word(at); }
  void add(const Binding& binding, int confidence, Claim claim) { out_.push_back(bound_claim(binding, confidence, std::move(claim))); }
  // "the Marrow substation was completed in June 2030", "opened in October", "was set up in Warsaw": what the record has of a
  // project's end, its opening and its place.
  void projects() {
    const bool moved = std::ranges::any_of(text_.words(), [](const Word& w) { return among(kTakenBack, w.text); });
    if (moved || text_.has_word("not") || text_.has_word("never")) return;
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != NamedThing::Kind::project) continue;
      if (!ended(thing) && !opened(thing)) sited(thing);
    }
  }
  bool ended(const NamedThing& project) {
    for (std::size_t at = project.last; at < text_.size(); ++at) {
      const SpokenPeriod* period = among(kCompleted, word(at)) ? text_.nearest_period(at) : nullptr;
      if (period == nullptr) continue;
      // What came true before a day came true on another: a binding has the date itself.
      if (period->deadline && !speaks_of_future(text_.claim().text)) return true;
      project_event("completion of " + project.id, {}, period);
      return true;
    }
    return false;
  }
  bool opened(const NamedThing& project) {
    constexpr std::size_t kNear = 3;
    std::size_t at = project.first > kNear ? project.first - kNear : 0;  // "NATO opened the centre in February"
    while (at < text_.size() && !among(kOpened, word(at))) ++at;
    if (at == text_.size() || text_.breaks(project.last, at) > 0) return false;
    const SpokenPeriod* period = text_.nearest_period(at);
    const std::string place = place_near(project.last);
    if (period == nullptr && place.empty()) return false;
    if (period != nullptr && period->deadline && !speaks_of_future(text_.claim().text)) return true;
    project_event("opening of " + project.id, place, period);
    return true;
  }
  void sited(const NamedThing& project) {
    for (std::size_t at = project.last; at < text_.size() && !text_.breaks_before(at); ++at)
      for (const std::string_view words : kSited) {
        const std::string place = text_.phrase_at(at, words) ? place_near(at) : std::string();
        if (!place.empty()) return project_event(project.id, place, nullptr);
      }
  }
  void project_event(std::string what, std::string place, const SpokenPeriod* period) {
    Binding binding;
    binding.kind = Binding::Kind::event;
    binding.what = std::move(what);
    binding.which = std::move(place);
    if (period != nullptr) binding.date = period->named;
    add(binding, 75, text_.claim());
  }

  void events() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!among(kEventNouns, word(at))) continue;
      std::string what;
      std::size_t first = at;
      std::size_t last = at + 1;
      for (const NamedThing& thing : text_.things())
        if (thing.kind == NamedThing::Kind::happening && thing.first <= at && at < thing.last &&
            thing.last - thing.first > 1) {
          what = thing.id;
          first = thing.first;
          last = thing.last;
        }
      if (what.empty()) what = happening_said(at);
      const bool known = !what.empty();
      if (what.empty()) what = noun_phrase(at, first);
      Binding binding;
      binding.kind = Binding::Kind::event;
      binding.what = what;
      binding.which = place_near(last);
      if (const NamedThing* place = place_before(at); place != nullptr && binding.which.empty()) {
        binding.what = text_.original(place->last, at + 1);
        binding.which = text_.original(place->first, place->last);
      }
      const SpokenPeriod* period = text_.nearest_period(at);
      if (period != nullptr) binding.date = period->named;
      const bool both = !binding.which.empty() && binding.date;
      if (binding.which.empty() && !binding.date) continue;
      if (binding.which.empty() && about_numbers()) continue;
      if (!happens(at) && !(known && both)) continue;
      add(binding, 45 + (both ? 35 : 15) + (last - first > 1 ? 10 : 0), text_.claim());
      return;
    }
    meeting();
  }
  // "the donors' winter conference" is the donor conference on winter, if no other's name has these words.
  std::string happening_said(std::size_t noun) const {
    std::set<std::string> found;
    for (const auto row : snapshot_.rows<Table::happenings>()) {
      const auto words = telling_words(row.text<"what">());
      const bool said = std::ranges::all_of(words, [&](const std::string& w) {
        return std::ranges::any_of(text_.words(), [&](const Word& said_word) { return said_word.text == w || said_word.text == w + "s"; });
      });
      if (words.size() > 2 && said && std::ranges::find(words, word(noun)) != words.end()) found.emplace(row.text<"what">());
    }
    return found.size() == 1 ? *found.begin() : std::string();
  }
  // "NATO leaders will meet again in Ankara in 2026"
  void meeting() {
    constexpr std::array<std::string_view, 6> kMeets{"meet", "meets", "met", "gather", "gathered", "convene"};
    std::size_t at = 0;
    while (at < text_.size() && !among(kMeets, word(at))) ++at;
    const auto group = std::ranges::find_if(text_.things(), [&](const NamedThing& thing) { return thing.kind == NamedThing::Kind::group && thing.last <= at; });
    const SpokenPeriod* period = at < text_.size() ? text_.nearest_period(at) : nullptr;
    const std::string place = place_near(at);
    if (group == text_.things().end() || period == nullptr || place.empty() || about_numbers() || text_.breaks(group->last, at) > 0) return;
    Binding binding;
    binding.kind = Binding::Kind::event;
    binding.what = group->id;
    binding.which = place;
    binding.date = period->named;
    add(binding, 60, text_.claim());
  }

  // "the Vilnius summit"
  const NamedThing* place_before(std::size_t at) const {
    const auto found = std::ranges::find_if(text_.things(), [&](const NamedThing& thing) {
      return thing.kind == NamedThing::Kind::place && thing.last == at;
    });
    return found == text_.things().end() ? nullptr : &*found;
  }

  // A sentence in which an event is only the background of something else says nothing of the event.
  bool happens(std::size_t at) const {
    constexpr std::array<std::string_view, 29> kVerbs{
        "wound",  "ended", "ends", "closed", "concluded", "concludes", "wrapped",
        "took",   "takes", "take", "held", "hosted", "host",    "hosts", "place",  "met",      "meet",      "meets",
        "opened", "opens", "is",   "was",  "were",   "follows", "began", "begins", "gathered", "scheduled", "planned"};
    const bool verb = std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kVerbs, w.text); });
    return (verb && !about_numbers()) || (at < 4 && !about_numbers()) || text_.has_word("next") ||
           text_.has_word("following");
  }

  // Whether the sentence states a number that is no part of a date or a name.
  bool about_numbers() const {
    return std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) {
      return !text_.in_period(number.number_first) && !text_.in_thing(number.number_first);
    });
  }

  std::string noun_phrase(std::size_t at, std::size_t& first) const {
    constexpr std::array<std::string_view, 20> kStops{"the",   "a",  "an", "next", "following", "this",   "last", "their", "its", "our",
                                                      "final", "at", "of", "in",   "and",       "annual", "later", "his", "her", "that"};
    first = at;
    while (first > 0 && at - first < 3 && !among(kStops, word(first - 1)) && !word(first - 1).ends_with("-day") && !text_.in_period(first - 1) &&
           !text_.breaks_before(first))
      --first;
    std::string out = text_.original(first, at + 1);
    std::erase_if(out, [](char c) { return c == '"' || c == ','; });
    return out;
  }
  // "in The Hague", "at Eastlee", "in Washington, D.C.": a name of the book, or capitalised words behind in or at.
  std::string place_near(std::size_t after) const {
    for (std::size_t at = 0; at + 1 < text_.size(); ++at) {
      if (word(at) != "in" && word(at) != "at") continue;
      for (const NamedThing& thing : text_.things()) {
        const bool place = thing.kind == NamedThing::Kind::place || thing.kind == NamedThing::Kind::party;
        const bool of_name = among(kEventNouns, word(thing.last));  // "at the Washington summit"
        if (place && !of_name && (thing.first == at + 1 || (thing.first == at + 2 && word(at + 1) == "the")))
          return text_.original(at + 1, thing.last);
      }
      if (at < after && word(at) == "at") continue;
      std::size_t last = at + 1;
      while (last < text_.size() && last - at < 4 && text_.capital(last) && !text_.in_period(last)) ++last;
      if (last > at + 1) {
        std::string out = text_.original(at + 1, last);
        std::erase_if(out, [](char c) { return c == '"' || c == ','; });
        return out;
      }
    }
    // "hosted by Türkiye", "Türkiye will host"
    if (text_.has_word("host") || text_.has_word("hosts") || text_.has_word("hosted"))
      for (const NamedThing& thing : text_.things())
        if (thing.kind == NamedThing::Kind::party && hosts(thing)) return text_.original(thing.first, thing.last);
    return {};
  }

  bool hosts(const NamedThing& thing) const {
    if (word(thing.last) == "hosts" || word(thing.last) == "hosted") return true;
    if (word(thing.last) == "will" && word(thing.last + 1) == "host") return true;
    return thing.first >= 2 && word(thing.first - 1) == "by" && word(thing.first - 2) == "hosted";
  }

  const SentenceText& text_;
  const Snapshot& snapshot_;
  const ReadContext& before_;
  std::vector<ReadClaim> out_;
};

}  // namespace

std::vector<ReadClaim> read_events(const SentenceText& text, const ReadContext& before) { return EventReader(text, before).read(); }

}  // namespace servanda
