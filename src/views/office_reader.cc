#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "views/claim_readers.h"
#include "views/claim_words.h"
#include "views/phrase.h"
#include "views/statements.h"

namespace servanda {
namespace {

class OfficeReader {
 public:
  OfficeReader(const SentenceText& text, const ReadContext& before)
      : text_(text), snapshot_(text.snapshot()), before_(before) {}

  std::vector<ReadClaim> read() {
    offices();
    if (out_.empty()) post_held();
    return std::move(out_);
  }

 private:
  std::string_view word(std::size_t at) const { return text_.word(at); }
  void add(const Binding& binding, int confidence, Claim claim) { out_.push_back(bound_claim(binding, confidence, std::move(claim))); }
  // An office that the book names, or its words without "of …": "Prime Minister", with an adjective: "Dutch Prime
  // Minister".
  struct SpokenOffice {
    std::string office;
    std::size_t first;
    std::size_t last;
  };

  std::vector<SpokenOffice> spoken_offices() const {
    std::vector<SpokenOffice> found;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::office) found.push_back(with_party({thing.id, thing.first, thing.last}));
    std::map<std::vector<std::string>, std::string> cores;  // the words, and the office's own where they are others
    for (const auto row : snapshot_.rows<Table::offices>()) {
      std::vector<std::string> core;
      for (const Word& w : split_words(row.text<"office">())) {
        if (w.text == "of" && core.size() >= 2) break;  // "Prime Minister of …"; "minister of defence" stays whole
        core.push_back(w.text);
      }
      const bool organisation = core.size() > 2 && snapshot_.find<Table::parties>(upper(core.front()));
      if (organisation) core.erase(core.begin());
      cores.emplace(core, "");
      if (core.size() == 3 && core[1] == "of") cores.emplace(std::vector{core[2], core[0]}, core[0] + " of " + core[2]);
    }
    for (const auto& [core, own] : cores) {
      for (std::size_t at = 0; at + core.size() <= text_.size(); ++at) {
        bool same = true;
        for (std::size_t i = 0; same && i < core.size(); ++i) same = word(at + i) == core[i];
        if (!same) continue;
        const bool inside = std::ranges::any_of(
            found, [&](const SpokenOffice& office) { return office.first <= at && office.last >= at + core.size(); });
        if (inside) continue;
        found.push_back(with_party({own.empty() ? text_.original(at, at + core.size()) : own, at, at + core.size()}));
      }
    }
    return found;
  }
  // "it is Mark Rutte who leads the alliance": the one office of that organisation.
  std::vector<SpokenOffice> offices_led() const {
    constexpr std::array<std::string_view, 10> kLeads{"leads", "heads", "chairs", "led", "headed", "runs", "leading", "run", "ran", "heading"};
    constexpr std::size_t kReach = 3;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!among(kLeads, word(at))) continue;
      for (const NamedThing& thing : text_.things()) {
        const bool organisation = thing.kind == NamedThing::Kind::group || thing.kind == NamedThing::Kind::party;
        if (!organisation || thing.first <= at || thing.first > at + kReach) continue;
        const std::string party = snapshot_.find<Table::parties>(upper(thing.id)) ? upper(thing.id) : thing.id;
        std::set<std::string> offices;
        for (const auto row : snapshot_.rows<Table::offices>())
          if (row.text<"party">() == party) offices.emplace(row.text<"office">());
        if (offices.size() == 1) return {{*offices.begin(), at, thing.last}};
      }
      if (const auto office = office_of_what(at + 1)) return {*office};
    }
    return {};
  }
  // "has run the coordination cell": the head of the coordination cell.
  std::optional<SpokenOffice> office_of_what(std::size_t at) const {
    if (word(at) == "the") ++at;
    for (const auto row : snapshot_.rows<Table::offices>()) {
      const std::string office = fold(row.text<"office">());
      constexpr std::string_view kHeadOf = "head of the ";
      if (office.starts_with(kHeadOf) && text_.phrase_at(at, std::string_view(office).substr(kHeadOf.size())))
        return SpokenOffice{std::string(row.text<"office">()), at, at + count_words(office) - count_words(kHeadOf)};
    }
    return std::nullopt;
  }
  // "Mark Rutte, since the first of the month", "had held the post from 2012", behind a sentence of the organisation: the one office
  // that this person has held there.
  void post_held() {
    constexpr std::array<std::string_view, 6> kPosts{"office", "post", "job", "position", "role", "helm"};
    const std::string group = group_said();
    if (group.empty()) return;
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != NamedThing::Kind::person) continue;
      std::size_t end = thing.last;  // of what is said of this person
      while (end < text_.size() && text_.thing_at(end, NamedThing::Kind::person) == nullptr && text_.sign_before(end) != ';') ++end;
      bool post = false;
      std::size_t when = end;
      for (std::size_t at = thing.last; at < end; ++at) {
        post = post || among(kPosts, word(at)) || text_.phrase_at(at, "took over") || text_.phrase_at(at, "takes over");
        if (when == end && text_.phrase_at(at, "took over") && text_.in_period(at + 3)) when = at + 2;
        if (when == end && (word(at) == "since" || word(at) == "from" || word(at) == "until")) when = at;
      }
      if (when == end || (!post && when > thing.last + 1)) continue;
      std::set<std::string> offices;
      for (const auto row : snapshot_.rows<Table::offices>())
        if (row.text<"person">() == thing.id && fold(row.text<"party">()) == group) offices.emplace(row.text<"office">());
      if (offices.size() != 1) continue;
      const auto period = std::ranges::find_if(text_.periods(), [&](const SpokenPeriod& p) { return p.last > when && p.first >= thing.last && p.first <= when + 2; });
      Binding binding;
      binding.kind = Binding::Kind::holds_office;
      binding.what = thing.id;
      binding.which = *offices.begin();
      binding.date = PartialDate::of_day(text_.said());
      if (period != text_.periods().end())
        binding.date = word(when) == "until" ? PartialDate::of_day(period->named.first() - std::chrono::days(1)) : period->named;
      else if (word(when) != "since" || text_.phrase_at(when - 2, "took over")) continue;
      add(binding, 65, text_.claim());
    }
  }
  // The organisation that this sentence or the one before speaks of.
  std::string group_said() const {
    std::string out = before_.group;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::group) out = thing.id;
    return fold(out);
  }
  // "Avelmark's minister of aid", "minister of defence of the Castrevan Republic".
  SpokenOffice with_party(SpokenOffice office) const {
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != NamedThing::Kind::party) continue;
      const bool before = thing.last == office.first && !text_.breaks_before(office.first);
      const bool behind =
          word(office.last) == "of" &&
          (thing.first == office.last + 1 || (thing.first == office.last + 2 && word(thing.first - 1) == "the"));
      if (!before && !behind) continue;
      office.office += " " + thing.id;
      office.first = std::min(office.first, thing.first);
      office.last = std::max(office.last, thing.last);
      break;
    }
    return office;
  }
  static std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
  }

  void offices() {
    auto spoken = spoken_offices();
    if (spoken.empty()) spoken = offices_led();
    if (spoken.empty()) return office_taken_over();

    for (const SpokenOffice& office : spoken) {
      const auto [person, confidence] = person_by(office);
      if (person.empty()) continue;
      Binding binding;
      binding.kind = Binding::Kind::holds_office;
      binding.what = person;
      binding.which = office.office;
      const SpokenPeriod* period = office_period(office);
      const bool past = text_.has_word("former") || text_.has_word("then");
      if (past && period == nullptr) continue;  // "former" claims another day, which it does not name
      if (std::ranges::any_of(kStays, [&](std::string_view words) { return text_.has_phrase(words); })) {
        out_.push_back({text_.claim(), 0, "a day that has come: who will hold an office is on no record", {}});
        continue;
      }
      binding.date = day_of(period);
      Claim claim = text_.claim();
      const bool left = left_office(office);
      if (left && period != nullptr) binding.date = PartialDate::of_day(period->period.until.last() + std::chrono::days(1));
      if (text_.denied_before(office.first) != left) claim.value = "no";
      const bool since = period != nullptr && period->first > 0 && word(period->first - 1) == "since";
      const bool had = office.first > 0 && word(office.first - 1) == "had";  // "had led it since 2014": not now
      if (since && had) binding.date = period->named;
      add(binding, confidence + (period != nullptr ? 10 : 0), claim);
      if (!since || had) continue;
      binding.date = period->named;  // then as now
      add(binding, confidence + 10, std::move(claim));
    }
  }

  // "Mr Rutte, who took over from Mr Stoltenberg last autumn", "I took the cell over from Oskar Venn": the one office that both have held.
  void office_taken_over() {
    const NamedThing* next = successor();
    const NamedThing* before = nullptr;
    std::size_t from = 0;
    for (std::size_t at = 1; at < text_.size() && from == 0; ++at)
      if (word(at) == "from" && word(at - 1) == "over") from = at;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::person && from != 0 && thing.first > from && before == nullptr) before = &thing;
    if (before == nullptr) return;
    const std::string who = next != nullptr && next->last <= from ? next->id : text_.has_word("i") ? before_.i : std::string();
    if (who.empty() || who == before->id) return;
    std::set<std::string> own;
    for (const auto row : snapshot_.rows<Table::offices>())
      if (row.text<"person">() == who)
        for (const auto other : snapshot_.rows<Table::offices>())
          if (other.text<"person">() == before->id && other.text<"office">() == row.text<"office">()) own.emplace(row.text<"office">());
    if (own.size() != 1) return;
    Binding binding;
    binding.kind = Binding::Kind::holds_office;
    binding.what = who;
    binding.which = *own.begin();
    binding.date = PartialDate::of_day(text_.said());
    add(binding, 65, text_.claim());
  }

  static constexpr std::array<std::string_view, 4> kStays{"will remain", "will stay", "will continue", "would remain"};
  // "stepped down as minister of defence in February": no longer holds it on the day behind.
  bool left_office(const SpokenOffice& office) const {
    return std::ranges::any_of(kSteppedDown, [&](std::string_view words) {
      const std::size_t length = count_words(words);
      return office.first >= length && (text_.phrase_at(office.first - length, words) ||
                                        (word(office.first - 1) == "the" && office.first > length && text_.phrase_at(office.first - length - 1, words)));
    });
  }

  // The day that is told of the office: where somebody says something else, only the day on which it is said.
  const SpokenPeriod* office_period(const SpokenOffice& office) const {
    constexpr std::size_t kReach = 4;
    const SpokenPeriod* period = text_.nearest_period(office.first);
    const bool to_come = text_.has_phrase("will be") || text_.has_word("becomes") || text_.has_phrase("will become");
    if (period != nullptr && period->named.first() > text_.said() && !to_come) return nullptr;
    std::size_t saying = 0;
    while (saying < text_.size() && !among(kSayingVerbs, word(saying))) ++saying;
    if (period == nullptr || saying == text_.size() || period->first < saying) return period;
    for (std::size_t at = saying; at < period->first; ++at)
      if (word(at) == "that" || text_.in_thing(at) || text_.breaks_before(at + 1)) return nullptr;
    return period->first - saying <= kReach ? period : nullptr;
  }

  // The day that a period names; since then means until now.
  PartialDate day_of(const SpokenPeriod* period) const {
    const PartialDate said = PartialDate::of_day(text_.said());
    if (period != nullptr && period->first > 0 && word(period->first - 1) == "until")
      return PartialDate::of_day(period->named.first() - std::chrono::days(1));  // the last day that is sure
    return period == nullptr || period->period.until == said ? said : period->named;
  }
  // The person beside an office: known to the book, or a run of capitalised words right before or behind it.
  std::pair<std::string, int> person_by(const SpokenOffice& office) const {
    constexpr std::size_t kNear = 5;
    if (const NamedThing* person = successor(); person != nullptr) return {person->id, 75};
    const NamedThing* nearest = nullptr;
    std::size_t nearest_gap = kNear + 1;
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != NamedThing::Kind::person) continue;
      const std::string said = text_.original(thing.first, thing.last);
      if (said.ends_with("'s") || said.ends_with("’s")) continue;  // "Rutte's predecessor" is another
      const std::size_t gap =
          thing.first >= office.last ? thing.first - office.last : office.first - std::min(office.first, thing.last);
      if (gap >= nearest_gap) continue;
      nearest = &thing;
      nearest_gap = gap;
    }
    if (nearest != nullptr) return {nearest->id, 75};
    if (const std::string person = one_who_is(office); !person.empty()) return {person, 65};
    if (!before_.i.empty() && text_.has_word("i") && served(office)) return {before_.i, 65};
    std::size_t last = office.last;
    while (last < text_.size() && text_.capital(last) && last - office.last < 3 && !text_.in_thing(last)) ++last;
    if (last - office.last >= 2) return {text_.original(office.last, last), 60};
    std::size_t end = office.first;
    while (end > 0 && (word(end - 1) == "is" || word(end - 1) == "was" || word(end - 1) == "the" ||
                       word(end - 1) == "as" || word(end - 1) == "becomes" || word(end - 1) == "became"))
      --end;
    std::size_t first = end;
    while (first > 0 && text_.capital(first - 1) && end - first < 3 && !text_.in_thing(first - 1)) --first;
    if (end - first >= 2) return {text_.original(first, end), 60};
    return {{}, 0};
  }
  // "as finance minister, I", "I had the honour of serving as the alliance's secretary general"
  bool served(const SpokenOffice& office) const {
    constexpr std::size_t kReach = 5;
    constexpr std::array<std::string_view, 8> kServes{"as", "been", "was", "am", "became", "held", "hold", "over"};
    for (std::size_t at = office.first; at > 0 && office.first - at < kReach && !text_.breaks_before(at); --at)
      if (among(kServes, word(at - 1))) return true;
    return false;
  }
  // "Arrendt succeeded Corvane as minister of aid", "Corvane was replaced by Arrendt": Arrendt holds the office.
  const NamedThing* successor() const {
    static constexpr std::array<std::string_view, 4> kSucceeds{"succeeded", "succeeds", "replaced", "replaces"};
    static constexpr std::array<std::string_view, 4> kTookOver{"took over from", "takes over from", "took over as", "takes over as"};
    const auto succeeds = [&](std::size_t i) {
      return among(kSucceeds, word(i)) || std::ranges::any_of(kTookOver, [&](std::string_view words) { return text_.phrase_at(i, words); });
    };
    std::size_t at = 0;
    while (at < text_.size() && !succeeds(at)) ++at;
    if (at == text_.size()) return nullptr;
    const bool passive = word(at + 1) == "by";
    const NamedThing* out = nullptr;
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != NamedThing::Kind::person) continue;
      if (passive ? thing.first > at && out == nullptr : thing.last <= at) out = &thing;
    }
    return out;
  }
  // "Stoltenberg, who led the alliance until 2024, is now Norway's finance minister": the one person of the sentence.
  std::string one_who_is(const SpokenOffice& office) const {
    std::set<std::string> people;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::person && !text_.original(thing.first, thing.last).ends_with("'s")) people.insert(thing.id);
    std::size_t at = office.first;
    while (at > 0 && (word(at - 1) == "now" || word(at - 1) == "the" || word(at - 1) == "still" || word(at - 1) == "currently")) --at;
    constexpr std::array<std::string_view, 3> kLed{"led", "headed", "chaired"};
    const bool is = at > 0 && (word(at - 1) == "is" || word(at - 1) == "was" || word(at - 1) == "as" || among(kLed, word(office.first)));
    return is && people.size() == 1 ? *people.begin() : std::string();
  }

  const SentenceText& text_;
  const Snapshot& snapshot_;
  const ReadContext& before_;
  std::vector<ReadClaim> out_;
};

}  // namespace

std::vector<ReadClaim> read_offices(const SentenceText& text, const ReadContext& before) { return OfficeReader(text, before).read(); }

}  // namespace servanda
