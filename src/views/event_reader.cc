#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "views/claim_readers.h"
#include "views/claim_words.h"
#include "views/series_index.h"
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
    founded();
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
    for (const NamedThing& project : projects_said())
      if (!ended(project) && !opened(project)) sited(project);
  }
  // By their names, or by all telling words of a name in any form and order: "the wing of the Ardel hospital", "the repair"
  // behind a sentence of the southern line.
  std::vector<NamedThing> projects_said() const {
    constexpr int kOfBefore = 30;
    std::vector<NamedThing> out;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::project) out.push_back(thing);
    if (!out.empty() || !speaks_of_works()) return out;
    std::vector<std::string> said;
    for (const Word& w : text_.words()) said.push_back(stem(w.text));
    for (const auto row : snapshot_.rows<Table::projects>()) {
      const auto name = stems_of(row.text<"name">());
      if (name.size() < 2) continue;
      std::size_t first = text_.size();
      std::size_t last = 0;
      bool all = true;
      for (const std::string& one : name) {
        const auto at = static_cast<std::size_t>(std::ranges::find(said, one) - said.begin());
        const bool here = at < said.size();
        const auto before = before_.words.find(one);
        all = all && (here || (before != before_.words.end() && before->second >= kOfBefore));
        if (!here) continue;
        first = std::min(first, at);
        last = std::max(last, at + 1);
      }
      const bool definite = first > 0 && first < text_.size() && (word(first - 1) == "the" || word(first - 1) == "its");
      if (all && last > 0 && (definite || first + name.size() <= last)) out.push_back({NamedThing::Kind::project, std::string(row.text<"name">()), first, last});
    }
    if (out.empty()) out = by_proper_name(said);
    if (out.size() > 1) out.clear();
    return out;
  }
  // "the Lowfen estate": of the one project whose name has this proper name and a word more of the sentence.
  std::vector<NamedThing> by_proper_name(const std::vector<std::string>& said) const {
    std::vector<NamedThing> out;
    for (const auto row : snapshot_.rows<Table::projects>()) {
      const auto name = split_words(row.text<"name">());
      if (name.size() < 2) continue;
      const auto at = static_cast<std::size_t>(std::ranges::find(text_.words(), name.front().text, &Word::text) - text_.words().begin());
      if (at + 1 >= text_.size() || !text_.capital(at) || at == 0 || text_.breaks_before(at + 1)) continue;
      const bool head = std::ranges::any_of(name, [&](const Word& w) { return &w != &name.front() && stem(w.text) == said[at + 1]; });
      if (head) out.push_back({NamedThing::Kind::project, std::string(row.text<"name">()), at, at + 2});
    }
    return out;
  }
  bool speaks_of_works() const {
    static constexpr std::array<std::string_view, 4> kWorks{"work", "operations", "operational", "doors"};
    const bool sited = std::ranges::any_of(kSited, [&](std::string_view words) { return text_.has_phrase(words); });
    return sited || std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kCompleted, w.text) || among(kOpened, w.text) || among(kWorks, w.text); });
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
    std::size_t at = 0;
    while (at < text_.size() && !opens(at, project)) ++at;
    if (at == text_.size()) return false;
    const SpokenPeriod* period = text_.nearest_period(at);
    if (period == nullptr && at < project.first && text_.periods().size() == 1) period = &text_.periods().front();  // "the opening of it, which took place on"
    const std::string place = place_near(std::max(project.last, at));
    if (period == nullptr && place.empty()) return false;
    if (period != nullptr && period->deadline && !speaks_of_future(text_.claim().text)) return true;
    project_event("opening of " + project.id, place, period);
    return true;
  }
  // "NATO opened the centre", "the opening of the new centre JATEC", "JATEC, the centre of the two, began work"
  bool opens(std::size_t at, const NamedThing& project) const {
    constexpr std::array<std::string_view, 6> kBegins{"began work", "started work", "took up work", "began operations", "opened its doors", "became operational"};
    const bool verb = among(kOpened, word(at)) || std::ranges::any_of(kBegins, [&](std::string_view words) { return text_.phrase_at(at, words); });
    if (!verb) return false;
    if (at < project.first) return text_.breaks(at, project.first) == 0;
    return text_.breaks(project.last, at) == 0 || (project.first == 0 && text_.breaks_before(project.last) && text_.breaks_before(at));
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
      if (!happens(at) && !(known && both) && !(both && done_to(first))) continue;
      Claim claim = text_.claim();
      if (denied(first, last) || denied_place()) claim.value = "no";
      add(binding, 45 + (both ? 35 : 15) + (last - first > 1 ? 10 : 0), std::move(claim));
      return;
    }
    meeting();
  }
  // "No summit was held", "the summit has not taken place"; not "the summit did not take a decision".
  bool denied(std::size_t first, std::size_t last) const {
    constexpr std::array<std::string_view, 4> kHappens{"held", "hosted", "happen", "happened"};
    constexpr std::size_t kReach = 2;  // "No NATO summit"
    for (std::size_t at = first; at > 0 && first - at < kReach; --at)
      if (word(at - 1) == "no") return true;
    for (std::size_t at = last; at < text_.size() && !text_.breaks_before(at); ++at)
      if ((among(kHappens, word(at)) || text_.phrase_at(at, "take place") || text_.phrase_at(at, "taken place")) && text_.denied_before(at)) return true;
    return false;
  }
  // "closed their summit in The Hague on Wednesday": the verb stands right in front.
  bool done_to(std::size_t noun) const {
    constexpr std::array<std::string_view, 14> kDone{"closed", "ended", "opened", "held", "concluded", "began", "finished", "hosted", "attended", "convened", "hold", "host", "close", "open"};
    constexpr std::array<std::string_view, 6> kBetween{"their", "its", "the", "a", "his", "this"};
    std::size_t at = noun;
    while (at > 0 && (among(kBetween, word(at - 1)) || text_.in_thing(at - 1))) --at;
    return at > 0 && among(kDone, word(at - 1));
  }
  // "wasn't at Eastlee", "was not in May"
  bool denied_place() const {
    for (std::size_t at = 1; at < text_.size(); ++at) {
      const bool there = word(at) == "in" || word(at) == "at" || word(at) == "on";
      if (there && (word(at - 1).ends_with("n't") || (word(at - 1) == "not" && at > 1 && (word(at - 2) == "was" || word(at - 2) == "is" || word(at - 2) == "were")))) return true;
    }
    return false;
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
  // "NATO leaders will meet again in Ankara in 2026", "ended two days of talks in the Lithuanian capital on Wednesday"
  void meeting() {
    constexpr std::array<std::string_view, 15> kMeets{"meet",  "meets",   "met",   "meeting", "gather", "gathered", "gathers", "convene",
                                                      "convened", "convenes", "talks", "parted", "assembled", "assemble", "reconvene"};
    std::size_t at = 0;
    while (at < text_.size() && !among(kMeets, word(at))) ++at;
    if (at == text_.size()) return;
    const auto group = std::ranges::find_if(text_.things(), [&](const NamedThing& thing) { return thing.kind == NamedThing::Kind::group && thing.last <= at; });
    const std::string place = place_near(at);
    const std::optional<PartialDate> date = day_told(at);
    if (!date || place.empty() || about_numbers()) return;
    // "The leaders will meet again next year in Ankara": of whom the paragraph speaks.
    constexpr std::array<std::string_view, 6> kWho{"leaders", "they", "we", "ministers", "members", "donors"};
    const std::string who = group != text_.things().end()                                               ? group->id
                            : std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kWho, w.text); }) ? before_.first_group.empty() ? std::string(text_.has_word("donors") ? "donors" : "") : before_.first_group
                                                                                                         : std::string();
    if (who.empty() || (group != text_.things().end() && text_.breaks(group->last, at) > 0)) return;
    Binding binding;
    binding.kind = Binding::Kind::event;
    binding.what = who;
    binding.which = place;
    binding.date = date;
    Claim claim = text_.claim();
    if (text_.denied_before(at) || denied_place()) claim.value = "no";
    add(binding, group != text_.things().end() ? 60 : 50, std::move(claim));
  }
  // The day that a period names, or "four days before the alliance meets", "in three days the alliance meets": seen from the day
  // it was said.
  std::optional<PartialDate> day_told(std::size_t at) const {
    for (const SpokenNumber& number : text_.numbers()) {
      const bool days = word(number.last) == "days" || word(number.last) == "day";
      const bool weeks = word(number.last) == "weeks" || word(number.last) == "week";
      const bool ahead = word(number.last + 1) == "before" || (number.first > 0 && word(number.first - 1) == "in" && number.first < 2);
      if ((!days && !weeks) || !ahead || number.last > at || number.value % kNumberUnit != 0 || number.value > 60 * kNumberUnit) continue;
      return PartialDate::of_day(text_.said() + std::chrono::days(static_cast<int>(number.value / kNumberUnit) * (weeks ? 7 : 1)));
    }
    const SpokenPeriod* period = text_.nearest_period(at);
    return period == nullptr ? std::nullopt : std::optional(period->named);
  }
  // "since it began in June"
  bool begins_a_time(std::size_t at) const {
    constexpr std::array<std::string_view, 5> kTimes{"since", "when", "after", "before", "until"};
    return among(kTimes, at > 0 ? word(at - 1) : "") || among(kTimes, at > 1 ? word(at - 2) : "") || among(kTimes, at > 2 ? word(at - 3) : "");
  }
  // "The EU's training mission was established on 17 October 2022": a course that a series of the book tells of.
  void founded() {
    constexpr std::array<std::string_view, 6> kFounded{"established", "launched", "founded", "created", "activated", "began"};
    constexpr int kEnough = 130;
    constexpr int kAhead = 130;
    std::size_t at = 0;
    while (at < text_.size() && (!among(kFounded, word(at)) || begins_a_time(at))) ++at;
    const SpokenPeriod* period = at < text_.size() ? text_.nearest_period(at) : nullptr;
    if (period == nullptr || period->first < at || text_.breaks(at, period->first) > 0 || period->deadline) return;
    SeriesQuery query;
    query.units = {"event"};
    query.said = text_.said();
    for (std::size_t i = 0; i <= at; ++i)
      for (const std::string& one : stems_of(word(i))) query.words[one] = 100;
    for (const std::string& letters : initials(text_.text())) query.words[letters] = 100;
    for (const auto& [one, percent] : query.words) query.own_words.insert(one);
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::party && thing.last <= at && !text_.is_recipient(thing.id)) query.parties.insert(thing.id);
    const auto fits = text_.gazetteer().series().find(query);
    const bool clear = !fits.empty() && fits[0].score >= kEnough && (fits.size() == 1 || fits[0].score * 100 >= fits[1].score * kAhead);
    if (!clear || !snapshot_.find<Table::courses>(fits[0].series)) return;
    Binding binding;
    binding.kind = Binding::Kind::event;
    binding.what = fits[0].series + " " + std::string(word(at));
    binding.date = period->named;
    add(binding, 65, text_.claim());
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
    constexpr std::array<std::string_view, 9> kSpans{"day", "days", "week", "weeks", "hours", "time", "years", "year", "months"};
    return std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) {
      return !among(kSpans, word(number.last)) && !text_.in_period(number.number_first) && !text_.in_thing(number.number_first);
    });
  }

  std::string noun_phrase(std::size_t at, std::size_t& first) const {
    constexpr std::array<std::string_view, 21> kStops{"no", "the",   "a",  "an", "next", "following", "this",   "last", "their", "its", "our",
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
      if (const std::string capital = capital_at(at + 1); !capital.empty()) return capital;
      for (const NamedThing& thing : text_.things()) {
        const bool place = thing.kind == NamedThing::Kind::place || thing.kind == NamedThing::Kind::party;
        const bool of_name = among(kEventNouns, word(thing.last));  // "at the Washington summit"
        constexpr std::array<std::string_view, 4> kTowns{"city", "town", "port", "resort"};
        if (place && among(kTowns, word(thing.last)) && thing.first <= at + 2 && thing.first > at) {  // "in the Dutch city of The Hague"
          std::size_t end = thing.last + 2;
          while (end < text_.size() && text_.capital(end) && !text_.in_period(end)) ++end;
          if (word(thing.last + 1) == "of" && end > thing.last + 2) return text_.original(thing.last + 2, end);
          continue;
        }
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

  // "the Lithuanian capital"
  std::string capital_at(std::size_t at) const {
    if (word(at) == "the") ++at;
    const NamedThing* party = text_.thing_at(at, NamedThing::Kind::party);
    return party != nullptr && word(party->last) == "capital" ? text_.gazetteer().capital_of(party->id) : std::string();
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
