#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include "views/claim_words.h"
#include "views/claims.h"
#include "views/figure_reader.h"
#include "views/sentence_text.h"
#include "views/statements.h"

namespace servanda {
namespace {

// Claims about offices, memberships, documents and events.
class ClaimReader {
 public:
  ClaimReader(const SentenceText& text, const ReadContext& before)
      : text_(text), snapshot_(text.snapshot()), before_(before) {}

  // The document that the sentence speaks of, or blank.
  std::string document_spoken_of() const { return document_named().first; }

  std::vector<ReadClaim> read() {
    offices();
    memberships();
    if (!document()) {
      std::vector<ReadClaim> figures = read_figures(text_, before_);
      std::ranges::move(figures, std::back_inserter(out_));
      events();
      projects();
    }
    if (out_.empty()) rest();
    return std::move(out_);
  }

 private:
  std::string_view word(std::size_t at) const { return text_.word(at); }

  void add(const Binding& binding, int confidence, Claim claim) {
    constexpr int kMost = 95;
    claim.binding = to_string(binding);
    out_.push_back({std::move(claim), std::clamp(confidence, 5, kMost), {}, {}});
  }
  void unbound(std::string missing) { out_.push_back({text_.claim(), 0, std::move(missing), {}}); }

  // ---- offices and memberships

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
    constexpr std::array<std::string_view, 7> kLeads{"leads", "heads", "chairs", "led", "headed", "runs", "leading"};
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
    }
    return {};
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
        unbound("a day that has come: who will hold an office is on no record");
        continue;
      }
      binding.date = day_of(period);
      Claim claim = text_.claim();
      const bool left = left_office(office);
      if (left && period != nullptr) binding.date = PartialDate::of_day(period->period.until.last() + std::chrono::days(1));
      if (denied_before(office.first) != left) claim.value = "no";
      const bool since = period != nullptr && period->first > 0 && word(period->first - 1) == "since";
      add(binding, confidence + (period != nullptr ? 10 : 0), claim);
      if (!since) continue;
      binding.date = period->named;  // then as now
      add(binding, confidence + 10, std::move(claim));
    }
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
  // "is not", "was never", "is no longer"
  bool denied_before(std::size_t first) const {
    constexpr std::size_t kReach = 5;
    for (std::size_t at = first; at > 0 && first - at < kReach && !text_.breaks_before(at); --at)
      if (const std::string_view before = word(at - 1);
          before == "not" || before == "never" || before == "longer" || before.ends_with("n't"))
        return true;
    return false;
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
    const bool is = at > 0 && (word(at - 1) == "is" || word(at - 1) == "was" || word(at - 1) == "as");
    return is && people.size() == 1 ? *people.begin() : std::string();
  }
  // "joined the League", "is a member of the union", "is not in the alliance", "left the union"
  void memberships() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const bool left = word(at) == "left" || word(at) == "leaves";
      const bool joined = word(at) == "joined" || word(at) == "joins";
      const bool is_in = (word(at) == "in" || word(at) == "of") && at > 0 &&
                         (is_form(at - 1) || (word(at - 1) == "not" && last_member_ != nullptr) || (word(at - 1) == "part" && at > 1 && is_form(at - 2)));
      const bool member = word(at) == "member" && word(at + 1) == "of";
      if (!left && !joined && !is_in && !member && word(at) != "belongs") continue;
      const NamedThing* group = group_behind(at + 1);
      const NamedThing* party = party_before(at);
      if (is_in && last_member_ != nullptr && group != nullptr && at > 1 && word(at - 1) == "not" && (word(at - 2) == "but" || word(at - 2) == "and")) {
        membership(*last_member_, group->id, at, false);  // "is in the union but not in the alliance"
        continue;
      }
      const bool alone = joined && group == nullptr && (at + 1 >= text_.size() || text_.breaks_before(at + 1) || text_.in_period(at + 1) || word(at + 1) == "in" || word(at + 1) == "this");
      if (alone && party != nullptr && !before_.group.empty() && !is_to_come(party->last, at)) {
        membership(*party, before_.group, at, false);
        continue;
      }
      if (group == nullptr || party == nullptr || (is_in && !member && !is_subject(*party, at))) continue;
      if (is_to_come(party->last, at)) {
        to_join_ = true;
        continue;
      }
      membership(*party, group->id, at, left);
      last_member_ = party;
    }
  }
  // "will become a member", "should be in the union": no membership of today.
  bool is_to_come(std::size_t from, std::size_t verb) const {
    constexpr std::array<std::string_view, 10> kToCome{"will", "would", "shall", "should", "could", "may", "might", "must", "become", "to"};
    for (std::size_t at = from; at < verb; ++at)
      if (among(kToCome, word(at))) return true;
    return false;
  }
  // "Dorvale is not in the union"; not "Dorvale's future is in the union".
  bool is_subject(const NamedThing& party, std::size_t at) const {
    constexpr std::array<std::string_view, 14> kBetween{"which", "who", "is",  "isn't", "was", "been", "not",     "now",
                                                        "has", "also",  "still", "already", "part", "long"};
    for (std::size_t i = party.last; i < at; ++i)
      if (!among(kBetween, word(i))) return false;
    return !text_.text().substr(text_.words()[party.first].begin, text_.words()[party.last - 1].end - text_.words()[party.first].begin).ends_with("'s");
  }
  // "is", "is not", "is now", "has been"
  bool is_form(std::size_t at) const {
    if ((word(at) == "not" || word(at) == "now" || word(at) == "still" || word(at) == "also" ||
         word(at) == "already") &&
        at > 0)
      --at;
    return word(at) == "is" || word(at) == "isn't" || word(at) == "was" || word(at) == "been";
  }
  const NamedThing* group_behind(std::size_t at) const {
    constexpr std::array<std::string_view, 5> kBetween{"the", "of", "in", "to", "a"};
    while (text_.thing_at(at, NamedThing::Kind::group) == nullptr && among(kBetween, word(at))) ++at;
    return text_.thing_at(at, NamedThing::Kind::group);
  }
  const NamedThing* party_before(std::size_t at) const {
    const NamedThing* party = nullptr;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::party && thing.first < at &&
          text_.thing_at(thing.first, NamedThing::Kind::group) == nullptr)
        party = &thing;
    return party;
  }
  void membership(const NamedThing& party, const std::string& group, std::size_t verb, bool left) {
    Binding binding;
    binding.kind = Binding::Kind::member_of;
    binding.what = party.id;
    binding.which = group;
    const SpokenPeriod* period = text_.nearest_period(verb);
    constexpr std::size_t kBreak = 5;
    const bool own = period != nullptr &&
                     (period->first > verb ? period->first - verb < kBreak + 5 : verb - period->first < kBreak + 2);
    if (own) {
      // Who left in a year is out on the day behind it.
      const bool since = period->period.until == PartialDate::of_day(text_.said());
      binding.date =
          PartialDate::of_day((since ? text_.said() : period->period.until.last()) + std::chrono::days(left ? 1 : 0));
    } else {
      binding.date = PartialDate::of_day(text_.said());
    }
    Claim claim = text_.claim();
    claim.value = left != denied_before(verb + 1) ? "no" : "yes";
    add(binding, own ? 85 : 70, std::move(claim));
  }

  // ---- documents

  std::pair<std::string, int> document_named() const {
    if (!before_.document.empty() && it_says()) return {before_.document, 25};
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::document) return {thing.id, 40};
    bool noun = false;
    bool definite = false;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!among(kDocumentNouns, word(at))) continue;
      noun = true;
      definite = definite || (at > 0 && (word(at - 1) == "the" || word(at - 1) == "final" || word(at - 1) == "this" ||
                                         word(at - 1) == "official"));
    }
    if (const std::string held = document_of_meeting(); !noun && !held.empty()) return {held, 30};
    if (!noun) return {{}, 0};
    // The place or the year may single it out; else the newest on that day.
    std::string best;
    Day best_day{};
    int best_score = -1;
    for (const auto row : snapshot_.rows<Table::documents>()) {
      const auto date = row.date<"date">();
      if (!date || date->first() > text_.said()) continue;
      int score = 0;
      for (const std::string& w :
           telling_words(std::string(row.text<"title">()) + " " + std::string(row.text<"venue">())))
        if (names(w)) score += !among(kDocumentNouns, w) ? 1 : only_title_with(w) ? 2 : 0;
      for (const SpokenPeriod& period : text_.periods())
        if (period.named.year() == date->year()) ++score;
      if (score < best_score || (score == best_score && date->first() <= best_day)) continue;
      best = row.name();
      best_day = date->first();
      best_score = score;
    }
    if (best_score <= 0 && !definite) return {{}, 0};
    return {best, best_score > 0 ? 35 : 5};
  }

  // "In Vilnius we wrote that", "At Westlee, in June 2029, the ministers declared that": the one text of that place and time.
  std::string document_of_meeting() const {
    const bool declared = text_.has_phrase("wrote that") || text_.has_phrase("declared that") || text_.has_phrase("stated that") || text_.has_phrase("agreed that");
    std::set<std::string> found;
    for (const auto row : snapshot_.rows<Table::documents>()) {
      const auto date = row.date<"date">();
      const std::string venue = fold(row.text<"venue">());
      const bool named = std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
        return thing.kind == NamedThing::Kind::place && thing.first < 4 && venue.starts_with(fold(text_.original(thing.first, thing.last)));
      });
      const bool then = text_.periods().empty() || (date && text_.periods().front().named.year() == date->year());
      if (declared && named && then && date && date->first() <= text_.said()) found.insert(row.name());
    }
    return found.size() == 1 ? *found.begin() : std::string();
  }
  // "Nowhere does it speak of membership": the document of the sentence before.
  bool it_says() const {
    constexpr std::array<std::string_view, 7> kBetween{"does", "also", "not", "never", "even", "still", "only"};
    for (std::size_t verb = 1; verb < text_.size(); ++verb) {
      if (!among(kContentVerbs, word(verb))) continue;
      std::size_t at = verb;
      while (at > 0 && among(kBetween, word(at - 1))) --at;
      if (at > 0 && word(at - 1) == "it") return true;
    }
    return false;
  }

  // "last year's Washington declaration": by a noun of documents, or a name.
  bool names(std::string_view title_word) const {
    for (std::size_t at = 0; at < text_.size(); ++at)
      if (word(at) == title_word && (text_.capital(at) || among(kDocumentNouns, title_word) || title_word.front() <= '9')) return true;
    return false;
  }

  // "the communique", where just one document is called so.
  bool only_title_with(std::string_view noun) const {
    int titles = 0;
    for (const auto row : snapshot_.rows<Table::documents>()) {
      const auto words = telling_words(row.text<"title">());
      titles += std::ranges::find(words, noun) != words.end() ? 1 : 0;
    }
    return titles == 1;
  }

  bool document() {
    const auto [name, sure] = document_named();
    if (name.empty()) return false;
    Binding binding;
    binding.kind = Binding::Kind::text_contains;
    binding.what = name;
    bool negated = false;
    std::string term = absent_term(negated);
    if (term.empty()) term = content_term(negated);
    if (term.empty()) return false;
    binding.which = std::move(term);
    Claim claim = text_.claim();
    claim.comparison = negated ? "absent" : "present";
    add(binding, sure + 45, std::move(claim));
    return true;
  }

  // "X is absent from the declaration", "X does not appear in the text".
  std::string absent_term(bool& negated) const {
    for (std::size_t at = 1; at < text_.size(); ++at) {
      const bool absent = word(at) == "absent" || (word(at) == "missing" && word(at - 1) != "gone") || word(at) == "omitted";
      const bool appears = word(at) == "appear" || word(at) == "appears";
      const bool mentioned = (word(at) == "mentioned" || word(at) == "named") && names_in_a_text(at);
      if (!absent && !appears && !mentioned) continue;
      std::size_t end = at;
      while (end > 0 &&
             (word(end - 1) == "is" || word(end - 1) == "was" || word(end - 1) == "were" || word(end - 1) == "are" ||
              word(end - 1) == "does" || word(end - 1) == "do" || word(end - 1) == "not" || word(end - 1) == "never" || word(end - 1) == "notably"))
        --end;
      negated = absent || text_.has_word("not") || text_.has_word("never") || text_.has_word("nowhere");
      std::string term = trimmed_term(0, end);
      // "Ukraine's name" is Ukraine.
      if (term.ends_with(" name")) term.resize(term.size() - 5);
      if (term.ends_with("'s")) term.resize(term.size() - 2);
      return term;
    }
    return {};
  }

  // "Ukraine is not mentioned once": how often it is, no binding says.
  bool names_in_a_text(std::size_t at) const {
    const bool often = word(at + 1) == "twice" || word(at + 2) == "times" || word(at + 1) == "repeatedly";
    return is_passive(at) && !often;
  }
  bool is_passive(std::size_t verb) const {
    constexpr std::array<std::string_view, 6> kBefore{"is", "was", "are", "were", "not", "never"};
    return among(kBefore, word(verb - 1));
  }

  // Who else than the text may have promised something.
  bool somebody_named() const {
    return std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
      const bool acts = thing.kind == NamedThing::Kind::party || thing.kind == NamedThing::Kind::group || thing.kind == NamedThing::Kind::person;
      return acts && !text_.is_recipient(thing.id);
    });
  }
  // "150,000 clothing sets"
  bool counted(std::size_t noun) const {
    constexpr std::size_t kReach = 3;
    return text_.in_thing(noun) || std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) {
      return number.last <= noun && noun - number.last < kReach && !text_.in_period(number.number_first);
    });
  }

  std::string content_term(bool& negated) const {
    if (const std::string term = according_term(); !term.empty()) return term;
    if (const std::string quoted = quoted_by_document(); !quoted.empty()) return quoted;
    const std::size_t own = verb_of_document();
    for (std::size_t at = own; at < text_.size(); ++at) {
      const bool silent = word(at) == "silent" && word(at + 1) == "on";
      const bool promised = (((word(at) == "promised" || word(at) == "committed") && !somebody_named()) ||
                             ((word(at) == "wrote" || word(at) == "declared" || word(at) == "stated" || word(at) == "agreed") && word(at + 1) == "that"));
      if (!among(kContentVerbs, word(at)) && !silent && !promised) continue;
      if (word(at) == "names" && at + 1 == text_.size()) continue;
      if (word(at).starts_with("sp") && word(at + 1) != "of" && word(at + 1) != "about") continue;
      if (at > 0 && word(at) == "mentioned" && is_passive(at)) continue;  // "is mentioned twice"
      if (word(at) == "sets" && counted(at)) continue;
      for (std::size_t i = at > 4 ? at - 4 : 0; i <= at; ++i) negated = negated || among(kNegations, word(i));
      const std::string term = term_behind(at + 1, negated);
      if (!term.empty()) return term;
    }
    return {};
  }
  // Where a content verb stands behind the document in its clause: "the promise is gone: the roadmap says nothing of it".
  std::size_t verb_of_document() const {
    for (std::size_t verb = 1; verb < text_.size(); ++verb) {
      if (!among(kContentVerbs, word(verb))) continue;
      for (std::size_t at = verb; at > 0 && !text_.breaks_before(at); --at)
        if (among(kDocumentNouns, word(at - 1))) return verb;
    }
    return 0;
  }
  // "\"The future is in NATO,\" says their communique": what stands in front.
  std::string quoted_by_document() const {
    constexpr std::size_t kReach = 4;
    for (std::size_t verb = 1; verb < text_.size(); ++verb) {
      if (word(verb) != "says" && word(verb) != "said" && word(verb) != "reads") continue;
      for (std::size_t at = verb + 1; at < std::min(verb + kReach, text_.size()) && !text_.breaks_before(at); ++at) {
        const std::string quoted = among(kDocumentNouns, word(at)) || text_.thing_at(at, NamedThing::Kind::document) != nullptr ? quoted_behind(0, verb) : std::string();
        if (!quoted.empty()) return quoted.ends_with(',') ? quoted.substr(0, quoted.size() - 1) : quoted;
      }
    }
    return {};
  }
  // What follows a verb of saying: what stands in quotation marks, else the clause.
  std::string term_behind(std::size_t first, bool& negated) const {
    constexpr std::array<std::string_view, 10> kBetween{"to", "of",     "that", "any",   "for",
                                                        "on", "allies", "them", "about", "nothing"};
    if (word(first) == "not" && word(first + 1) == "a" && (word(first + 2) == "word" || word(first + 3) == "word")) {  // "says not a word about"
      negated = true;
      first += word(first + 2) == "word" ? 3 : 4;
    }
    for (; among(kBetween, word(first)) || word(first) == "no"; ++first)
      negated = negated || word(first) == "no" || word(first) == "nothing";
    std::size_t last = first;
    while (last < text_.size() && (last == first || !clause_ends(last))) ++last;
    if (std::string quoted = quoted_behind(first, last); !quoted.empty()) return quoted;
    return trimmed_term(bound_to(first, last), last);
  }
  // "commits the members to restoring at least 600 MW", "a goal of 110 million": the number, and what it counts.
  std::size_t bound_to(std::size_t first, std::size_t last) const {
    constexpr std::array<std::string_view, 4> kBinding{"commits", "binds", "obliges", "commit"};
    constexpr std::array<std::string_view, 4> kGoals{"goal", "target", "aim", "figure"};
    const std::size_t goal = word(first) == "a" || word(first) == "the" ? first + 1 : first;
    if (among(kGoals, word(goal)) && word(goal + 1) == "of") return goal + 2;
    const bool binds = std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kBinding, w.text); });
    for (const SpokenNumber& number : text_.numbers())
      if (binds && number.first > first && number.last <= last && !text_.in_period(number.number_first)) return number.first;
    return first;
  }
  // In quotation marks that open before the word `last`.
  std::string quoted_behind(std::size_t first, std::size_t last) const {
    if (first >= text_.size()) return {};
    const std::size_t from = text_.words()[first].begin - (text_.words()[first].begin > 0 ? 1 : 0);
    const std::size_t until = last < text_.size() ? text_.words()[last].begin : text_.text().size();
    const std::string_view rest = text_.text().substr(from);
    for (const auto& [open, close] : {std::pair{std::string_view("\""), std::string_view("\"")},
                                      std::pair{std::string_view("“"), std::string_view("”")}}) {
      const std::size_t begin = rest.find(open);
      if (begin == std::string_view::npos || from + begin >= until) continue;
      const std::size_t end = rest.find(close, begin + open.size());
      if (end != std::string_view::npos)
        return std::string(rest.substr(begin + open.size(), end - begin - open.size()));
    }
    return {};
  }
  // "According to the roadmap, 150,000 sets are to be handed over": the number and what it counts.
  std::string according_term() const {
    if (!text_.has_phrase("according to")) return {};
    for (const SpokenNumber& number : text_.numbers()) {
      if (text_.in_period(number.number_first) || text_.in_thing(number.number_first)) continue;
      constexpr std::array<std::string_view, 14> kEnds{"are", "is", "will", "were", "was",    "have",  "has",
                                                       "to",  "by", "in",   "for",  "before", "until", "shall"};
      constexpr std::size_t kMost = 4;
      std::size_t last = number.last;
      while (last < text_.size() && last - number.last < kMost && !clause_ends(last) && !among(kEnds, word(last)))
        ++last;
      return trimmed_term(number.first, last);
    }
    return {};
  }
  bool clause_ends(std::size_t at) const {
    return text_.breaks_before(at) || word(at) == "but" || word(at) == "would" || word(at) == "which" || word(at) == "while";
  }
  std::string trimmed_term(std::size_t first, std::size_t last) const {
    while (first < last && (word(first) == "the" || word(first) == "a" || word(first) == "an" || word(first) == "any" ||
                            word(first) == "potential" || word(first) == "possible"))
      ++first;
    while (last > first && among(kDocumentNouns, word(last - 1))) --last;
    return without_signs(text_.original(first, last));
  }
  // Without quotation marks, brackets and commas, but for those of a number.
  static std::string without_signs(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      const bool of_number = c == ',' && at > 0 && at + 1 < text.size() && text[at - 1] >= '0' && text[at - 1] <= '9' &&
                             text[at + 1] >= '0' && text[at + 1] <= '9';
      if ((c != '"' && c != ',' && c != '(' && c != ')') || of_number) out += c;
    }
    return out;
  }

  // ---- events

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

  // ---- the rest

  // What names something checkable and could not be bound, and what is an opinion.
  void rest() {
    if (is_opinion(text_.text())) return unbound("a fact: it judges and does not state");
    if (is_anonymous(text_.speaker())) return unbound("a source with a name");
    if (to_join_) return unbound("a document or an announcement that says so: it is of what is to come");
    if (text_.text().ends_with('?') || !of_the_record()) return;
    const bool staged = std::ranges::any_of(kStageWords, [&](const StageWord& stage) { return text_.has_phrase(stage.words); });
    const auto said = [&](const auto& list) {
      return std::ranges::find_if(text_.words(), [&](const Word& w) { return among(list, w.text); });
    };
    const auto end = text_.words().end();
    if (const auto gone = said(kExits); gone != end)
      return unbound("a figure of what was lost, returned or called off: no binding has '" + gone->text + "'");
    if (const auto when = said(kPunctual); when != end)
      return unbound("a figure of promises kept or late: no binding has '" + when->text + "'");
    const bool several = text_.things().size() > 1 || !text_.periods().empty() || said(kRecordNouns) != end;
    if (staged || said(kRecordVerbs) != end || (several && (text_.has_verb() || text_.has_word("is") || text_.has_word("are"))))
      unbound("a number, a date or a place that could be checked");
  }
  // Whether a sentence names anything that the book keeps, by its own name or as what it is.
  bool of_the_record() const {
    return !text_.things().empty() || std::ranges::any_of(text_.words(), [](const Word& w) { return among(kRecordNouns, w.text); });
  }

  const NamedThing* last_member_ = nullptr;
  bool to_join_ = false;  // the sentence says that somebody will be a member
  const SentenceText& text_;
  const Snapshot& snapshot_;
  const ReadContext& before_;
  std::vector<ReadClaim> out_;
};

ReadSentence read_one(const SentenceText& text, const ReadContext& before) {
  ReadSentence out{ClaimReader(text, before).read(), context_of(text, before)};
  out.context.document = ClaimReader(text, before).document_spoken_of();
  constexpr std::string_view kReport = "report(";
  for (const ReadClaim& read : out.claims)
    if (const std::string& binding = read.claim.binding; binding.starts_with(kReport)) out.context.series = binding.substr(kReport.size(), binding.find(')') - kReport.size());
  return out;
}

}  // namespace

void add_context(ReadContext& before, const ReadContext& said) {
  if (!before.we) before.we = said.we;
  const bool names = said.subject || said.donors.size() > 1;
  before.silent = names || said.tied ? 0 : before.silent + 1;
  if (names) before.subject = said.subject;
  if (!said.item.empty() || said.items > 1) before.item = said.item;
  if (!said.donors.empty()) before.donors = said.donors;
  for (const std::string& donor : said.donors) {
    before.other_donors = before.other_donors || (!before.only_donor.empty() && before.only_donor != donor);
    before.only_donor = donor;
  }
  if (!said.group.empty()) before.group = said.group;
  if (!said.series.empty()) before.series = said.series;
  before.items = said.items;
  before.document = said.document;
  before.number = said.number;
}

ReadSentence read_sentence(const Snapshot& snapshot, const Gazetteer& gazetteer, const Sentence& sentence, Day said,
                           const ReadContext& before) {
  const SentenceText text(snapshot, gazetteer, sentence, said);
  // Two sentences may stand with a semicolon between them.
  const std::size_t end = sentence.text.find("; ");
  if (end != std::string_view::npos && sentence.heading == 0) {
    const Sentence one{sentence.line, sentence.text.substr(0, end)};
    const Sentence other{sentence.line, sentence.text.substr(end + 2)};
    const SentenceText first(snapshot, gazetteer, one, said);
    const SentenceText second(snapshot, gazetteer, other, said);
    ReadSentence out = read_one(first, before);
    const bool of_document =
        std::ranges::any_of(out.claims, [](const ReadClaim& read) { return read.claim.binding.starts_with("text_contains"); });
    // "Spain spent 1.28 percent of its output; Poland 4.12 percent": of what, the first one says.
    const bool bare = std::ranges::any_of(
        second.numbers(), [&](const SpokenNumber& number) { return number.unit == "percent" && second.word(number.last) != "of"; });
    if (of_document || (!bare && first.has_verb() && second.has_verb())) {
      ReadContext between = before;
      add_context(between, out.context);
      ReadSentence rest = read_sentence(snapshot, gazetteer, other, said, between);
      std::ranges::move(rest.claims, std::back_inserter(out.claims));
      add_context(out.context, rest.context);
      return out;
    }
  }
  return read_one(text, before);
}

}  // namespace servanda
