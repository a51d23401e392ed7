#include <algorithm>
#include <array>
#include <set>

#include "base/currency.h"
#include "views/claims.h"
#include "views/figure.h"
#include "views/reading.h"

namespace servanda {
namespace {

struct StageWord {
  std::string_view words;
  std::string_view stage;  // of the figure language
};
// The longest phrase counts; of two, the one nearest to the number. Printed in docs/statement-check.md.
constexpr std::array kStageWords{
    StageWord{"handed over", "handed_over"},  StageWord{"paid out", "disbursed"},      StageWord{"completed training", "graduated"},
    StageWord{"have been trained", "graduated"}, StageWord{"under contract", "contracted"}, StageWord{"signed a contract", "contracted"},
    StageWord{"pledge", "pledged"},           StageWord{"pledges", "pledged"},         StageWord{"pledged", "pledged"},
    StageWord{"promise", "pledged"},          StageWord{"promises", "pledged"},        StageWord{"promised", "pledged"},
    StageWord{"announce", "pledged"},         StageWord{"announced", "pledged"},       StageWord{"announces", "pledged"},
    StageWord{"offered", "pledged"},          StageWord{"package", "pledged"},         StageWord{"commitments", "pledged"},
    StageWord{"committed", "pledged"},        StageWord{"lends", "pledged"},           StageWord{"allocated", "allocated"},
    StageWord{"earmarked", "allocated"},      StageWord{"allocations", "allocated"},   StageWord{"ordered", "contracted"},
    StageWord{"contracted", "contracted"},    StageWord{"contracts", "contracted"},    StageWord{"orders", "contracted"},
    StageWord{"shipped", "departed"},         StageWord{"dispatched", "departed"},     StageWord{"arrive", "arrived"},
    StageWord{"arrived", "arrived"},          StageWord{"arrives", "arrived"},         StageWord{"deliver", "delivered"},
    StageWord{"delivered", "delivered"},      StageWord{"delivers", "delivered"},      StageWord{"deliveries", "delivered"},
    StageWord{"delivery", "delivered"},       StageWord{"supplied", "delivered"},      StageWord{"supplies", "delivered"},
    StageWord{"supply", "delivered"},         StageWord{"provided", "delivered"},      StageWord{"provide", "delivered"},
    StageWord{"provides", "delivered"},       StageWord{"gave", "delivered"},          StageWord{"given", "delivered"},
    StageWord{"give", "delivered"},           StageWord{"gives", "delivered"},         StageWord{"sent", "delivered"},
    StageWord{"send", "delivered"},           StageWord{"donated", "delivered"},       StageWord{"donate", "delivered"},
    StageWord{"donating", "delivered"},       StageWord{"received", "delivered"},      StageWord{"transferred", "delivered"},
    StageWord{"came", "delivered"},           StageWord{"assistance", "delivered"},    StageWord{"confirmed", "confirmed"},
    StageWord{"verified", "verified"},        StageWord{"paid", "disbursed"},          StageWord{"pay", "disbursed"},
    StageWord{"disbursed", "disbursed"},      StageWord{"disburse", "disbursed"},      StageWord{"disbursements", "disbursed"},
    StageWord{"spent", "spent"},              StageWord{"graduated", "graduated"},     StageWord{"trained", "graduated"},
    StageWord{"graduates", "graduated"},      StageWord{"enrolled", "enrolled"}};

struct FieldWord {
  std::string_view word;
  FigureField field;
  std::string_view value;
};
constexpr std::array kFieldWords{
    FieldWord{"military", FigureField::kind, "military"},          FieldWord{"humanitarian", FigureField::kind, "humanitarian"},
    FieldWord{"financial", FigureField::kind, "financial"},        FieldWord{"macro-financial", FigureField::kind, "financial"},
    FieldWord{"lends", FigureField::instrument, "loan"},           FieldWord{"lent", FigureField::instrument, "loan"},
    FieldWord{"loan", FigureField::instrument, "loan"},            FieldWord{"loans", FigureField::instrument, "loan"},
    FieldWord{"grant", FigureField::instrument, "grant"},          FieldWord{"grants", FigureField::instrument, "grant"},
    FieldWord{"guarantee", FigureField::instrument, "guarantee"},  FieldWord{"guarantees", FigureField::instrument, "guarantee"}};

constexpr std::string_view kBudgetSupport = "budget_support";  // of the column form
constexpr std::array<std::string_view, 8> kCountedRecords{"shipments", "consignments", "deliveries", "packages",
                                                          "pledges",   "contracts",    "orders",     "announcements"};
constexpr std::array<std::string_view, 12> kDocumentNouns{"declaration", "communique", "statement", "document", "communiqué",
                                                          "roadmap",     "text",       "summary",   "annex",    "agreement",
                                                          "outline",     "paragraph"};
constexpr std::array<std::string_view, 26> kContentVerbs{
    "mention", "mentions", "mentioned", "contain", "contains", "contained", "include", "includes", "included", "say", "says",
    "reaffirm", "reaffirms", "reaffirmed", "reference", "refer", "refers", "repeats", "repeat", "promises", "commits",
    "calls", "sets", "condemns", "names", "omits"};
constexpr std::array<std::string_view, 9> kNegations{"not", "no", "never", "omits", "omitted", "without", "lacks", "fails", "nowhere"};
constexpr std::array<std::string_view, 22> kOfAll{"total",  "totals",   "totalled", "all",     "allies",  "altogether", "together", "overall",
                                                  "combined", "collectively", "members", "partners", "countries", "donors", "nations", "states",
                                                  "west",   "world",    "everybody", "everyone", "international", "joint"};
constexpr std::array<std::string_view, 7> kEventNouns{"summit", "conference", "review", "meeting", "forum", "ceremony", "session"};
constexpr std::array<std::string_view, 12> kMonths{"january", "february", "march",     "april",   "may",      "june",
                                                   "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 10> kSayingVerbs{"said", "says", "told", "according", "claimed", "claims", "warned", "stated", "added", "insisted"};
constexpr std::array<std::string_view, 12> kAnonymousRoles{"official", "officials", "diplomat", "diplomats", "source",  "sources",
                                                           "expert",   "experts",   "insider",  "insiders",  "analysts", "observers"};

template <class List>
bool among(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

// A date or period that a sentence names.
struct SpokenPeriod {
  FigurePeriod period;
  std::size_t first;
  std::size_t last;
  bool explicit_year;
};

class ClaimReader {
 public:
  ClaimReader(const Snapshot& snapshot, const Gazetteer& gazetteer, const Sentence& sentence, Day said,
              const std::optional<FigureCondition>& before)
      : snapshot_(snapshot), sentence_(sentence), said_(said), before_(before), words_(split_words(sentence.text)) {
    numbers_ = find_numbers(words_);
    things_ = gazetteer.find(words_);
    find_periods();
    find_speaker();
  }

  // The one donor or group that the sentence names.
  std::optional<FigureCondition> subject() const {
    const Subjects named = subjects();
    if (named.donors.size() == 1) return FigureCondition{FigureField::donor, named.donors.front().second};
    if (named.donors.empty() && !named.group.empty()) return FigureCondition{FigureField::group, named.group};
    return std::nullopt;
  }

  std::vector<ReadClaim> read() {
    offices();
    memberships();
    const bool of_document = document();
    if (!of_document) {
      const bool figures = figure_claims();
      if (!figures) change_without_number();
      assumed_.clear();
      events();
    }
    if (out_.empty()) rest();
    return std::move(out_);
  }

 private:
  std::string_view word(std::size_t at) const { return at < words_.size() ? std::string_view(words_[at].text) : ""; }
  std::string original(std::size_t first, std::size_t last) const {
    if (first >= last || last > words_.size()) return {};
    return std::string(sentence_.text.substr(words_[first].begin, words_[last - 1].end - words_[first].begin));
  }
  bool phrase_at(std::size_t at, std::string_view phrase) const {
    const auto parts = split_words(phrase);
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (word(at + i) != parts[i].text) return false;
    return true;
  }
  bool has_word(std::string_view wanted) const {
    return std::ranges::any_of(words_, [&](const Word& w) { return w.text == wanted; });
  }
  bool capital(std::size_t at) const {
    const char c = at < words_.size() ? sentence_.text[words_[at].begin] : 'a';
    return c >= 'A' && c <= 'Z';
  }

  Claim start() const {
    Claim claim;
    claim.text = std::string(sentence_.text);
    claim.date = PartialDate::of_day(said_);
    claim.said = said_;
    claim.speaker = speaker_;
    return claim;
  }

  void add(const Binding& binding, int confidence, Claim claim) {
    constexpr int kMost = 95;
    claim.binding = to_string(binding);
    const bool again = std::ranges::any_of(out_, [&](const ReadClaim& read) {
      return read.claim.binding == claim.binding && read.claim.value == claim.value;
    });
    if (!again) out_.push_back({std::move(claim), std::clamp(confidence, 5, kMost), {}, assumed_});
  }
  void unbound(std::string missing) { out_.push_back({start(), 0, std::move(missing)}); }

  // ---- dates

  std::optional<PartialDate> date_at(std::size_t at, std::size_t& last) const {
    const std::string_view text = word(at);
    if (text.size() >= 4 && text.front() >= '1' && text.front() <= '2' && text.size() <= 10) {
      if (const auto date = PartialDate::parse(text); date && (text.size() > 4 || (date->year() >= std::chrono::year(1940) && date->year() < std::chrono::year(2100)))) {
        last = at + 1;
        return date;
      }
    }
    const auto month_of = [&](std::size_t i) -> unsigned {
      const auto* found = std::ranges::find(kMonths, word(i));
      return found == kMonths.end() ? 0U : static_cast<unsigned>(found - kMonths.begin()) + 1;
    };
    const auto number_of = [&](std::size_t i) -> int {
      int value = 0;
      for (const char c : word(i)) {
        if (c < '0' || c > '9' || value > 9999) return 0;
        value = value * 10 + (c - '0');
      }
      return value;
    };
    const auto year_at = [&](std::size_t i) {
      const int year = word(i).size() == 4 ? number_of(i) : 0;
      return year >= 1940 && year < 2100 ? year : 0;
    };
    const int default_year = static_cast<int>(std::chrono::year_month_day(said_).year());
    const auto day = [&](int d, unsigned m, int y) -> std::optional<PartialDate> {
      const std::chrono::year_month_day date(std::chrono::year(y), std::chrono::month(m), std::chrono::day(static_cast<unsigned>(d)));
      if (!date.ok()) return std::nullopt;
      return PartialDate::of_day(date);
    };
    // 24 June 2025; June 24, 2025; June 2025; June
    if (const unsigned month = month_of(at + 1); month != 0 && number_of(at) >= 1 && number_of(at) <= 31 && word(at).size() <= 2) {
      const int year = year_at(at + 2);
      last = at + (year != 0 ? 3 : 2);
      return day(number_of(at), month, year != 0 ? year : default_year);
    }
    const unsigned month = month_of(at);
    if (month == 0 || (word(at) == "may" && !capital(at)) || (word(at) == "march" && !capital(at))) return std::nullopt;
    if (const int d = number_of(at + 1); d >= 1 && d <= 31 && word(at + 1).size() <= 2) {
      const int year = year_at(at + 2);
      last = at + (year != 0 ? 3 : 2);
      return day(d, month, year != 0 ? year : default_year);
    }
    const int year = year_at(at + 1);
    last = at + (year != 0 ? 2 : 1);
    return PartialDate::of_month(std::chrono::year_month(std::chrono::year(year != 0 ? year : default_year), std::chrono::month(month)));
  }

  void find_periods() {
    const int this_year = static_cast<int>(std::chrono::year_month_day(said_).year());
    const auto year = [](int y) { return PartialDate::of_year(std::chrono::year(y)); };
    const auto months = [](int y, unsigned from, unsigned until) {
      return FigurePeriod{PartialDate::of_month(std::chrono::year_month(std::chrono::year(y), std::chrono::month(from))),
                          PartialDate::of_month(std::chrono::year_month(std::chrono::year(y), std::chrono::month(until)))};
    };
    for (std::size_t at = 0; at < words_.size();) {
      std::size_t last = at;
      if (phrase_at(at, "last year") || phrase_at(at, "the previous year")) {
        periods_.push_back({{year(this_year - 1), year(this_year - 1)}, at, at + 2, true});
        at += 2;
      } else if (phrase_at(at, "this year") || phrase_at(at, "current year") || phrase_at(at, "year end") ||
                 phrase_at(at, "end of the year") || (word(at) == "year" && (word(at + 1) == "end" || word(at + 1) == "s"))) {
        periods_.push_back({{year(this_year), year(this_year)}, at, at + 2, true});
        at += 2;
      } else if (phrase_at(at, "next year")) {
        periods_.push_back({{year(this_year + 1), year(this_year + 1)}, at, at + 2, true});
        at += 2;
      } else if ((word(at) == "first" || word(at) == "second") && word(at + 1) == "half" && word(at + 2) == "of" && date_at(at + 3, last)) {
        const int y = static_cast<int>(date_at(at + 3, last)->year());
        periods_.push_back({word(at) == "first" ? months(y, 1, 6) : months(y, 7, 12), at, last, true});
        at = last;
      } else if (const auto quarter = quarter_at(at); quarter > 0 && date_at(at + 3, last)) {
        const int y = static_cast<int>(date_at(at + 3, last)->year());
        periods_.push_back({months(y, quarter * 3 - 2, quarter * 3), at, last, true});
        at = last;
      } else if (const auto date = date_at(at, last)) {
        SpokenPeriod spoken{{*date, *date}, at, last, true};
        std::size_t second = last;
        const bool range = word(last) == "and" || word(last) == "to" || word(last) == "until";
        // "between 2022 and 2024", "from 2022 to 2024"; not "in 2023 and 2024" of a change
        if (range && at > 0 && (word(at - 1) == "between" || word(at - 1) == "from") && date_at(last + 1, second)) {
          spoken.period.until = *date_at(last + 1, second);
          spoken.last = second;
        } else if (at > 0 && word(at - 1) == "since") {
          spoken.period.until = PartialDate::of_day(said_);
        } else if (by_then(at) && date->first() <= said_ && snapshot_.programme().start && !speaks_of_future(sentence_.text)) {
          spoken.period.from = *snapshot_.programme().start;  // all that had come by then
        }
        if (spoken.period.from.first() <= spoken.period.until.last()) periods_.push_back(spoken);
        at = spoken.last;
      } else {
        ++at;
      }
    }
  }

  // "by May", "by the end of May"
  bool by_then(std::size_t at) const {
    if (at == 0) return false;
    return word(at - 1) == "by" || (at >= 4 && phrase_at(at - 4, "by the end of")) || (at >= 3 && phrase_at(at - 3, "by end of"));
  }

  unsigned quarter_at(std::size_t at) const {
    constexpr std::array<std::string_view, 4> kQuarters{"first", "second", "third", "fourth"};
    if (word(at + 1) != "quarter" || word(at + 2) != "of") return 0;
    const auto* found = std::ranges::find(kQuarters, word(at));
    return found == kQuarters.end() ? 0U : static_cast<unsigned>(found - kQuarters.begin()) + 1;
  }

  const SpokenPeriod* nearest_period(std::size_t to) const {
    const SpokenPeriod* best = nullptr;
    std::size_t best_far = 0;
    for (const SpokenPeriod& period : periods_) {
      const std::size_t far = period.first > to ? period.first - to : to - std::min(to, period.last);
      if (best == nullptr || far < best_far) {
        best = &period;
        best_far = far;
      }
    }
    return best;
  }

  // ---- who says so

  void find_speaker() {
    const auto saying = std::ranges::find_if(words_, [](const Word& w) { return among(kSayingVerbs, w.text); });
    if (saying == words_.end()) return;
    for (const NamedThing& thing : things_)
      if (thing.kind == NamedThing::Kind::person) {
        speaker_ = thing.id;
        return;
      }
    for (std::size_t at = 0; at < words_.size(); ++at)
      if (among(kAnonymousRoles, word(at)) && !capital(at)) {
        speaker_ = "anonymous " + words_[at].text;
        return;
      }
  }

  // ---- offices and memberships

  // An office that the book names, or its words without "of …": "Prime Minister", with an adjective: "Dutch Prime Minister".
  struct SpokenOffice {
    std::string office;
    std::size_t first;
    std::size_t last;
  };

  std::vector<SpokenOffice> spoken_offices() const {
    std::vector<SpokenOffice> found;
    for (const NamedThing& thing : things_)
      if (thing.kind == NamedThing::Kind::office) found.push_back({thing.id, thing.first, thing.last});
    std::set<std::vector<std::string>> cores;
    for (const auto row : snapshot_.rows<Table::offices>()) {
      std::vector<std::string> core;
      for (const Word& w : split_words(row.text<"office">())) {
        if (w.text == "of" && core.size() >= 2) break;  // "Prime Minister of …"; "minister of defence" stays whole
        core.push_back(w.text);
      }
      const bool organisation = core.size() > 2 && snapshot_.find<Table::parties>(upper(core.front()));
      if (organisation) core.erase(core.begin());
      cores.insert(core);
    }
    for (const auto& core : cores) {
      for (std::size_t at = 0; at + core.size() <= words_.size(); ++at) {
        bool same = true;
        for (std::size_t i = 0; same && i < core.size(); ++i) same = word(at + i) == core[i];
        if (!same) continue;
        const bool inside = std::ranges::any_of(found, [&](const SpokenOffice& office) {
          return office.first <= at && office.last >= at + core.size();
        });
        if (inside) continue;
        std::string office = original(at, at + core.size());
        std::size_t first = at;
        for (const NamedThing& thing : things_)
          if (thing.kind == NamedThing::Kind::party && thing.last == at) {
            office += " " + thing.id;
            first = thing.first;
          }
        std::size_t last = at + core.size();
        if (word(last) == "of")
          for (const NamedThing& thing : things_)
            if (thing.kind == NamedThing::Kind::party && thing.first >= last + 1 && thing.first <= last + 2) {
              office += " " + thing.id;
              last = thing.last;
            }
        found.push_back({office, first, last});
      }
    }
    return found;
  }
  static std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
  }

  void offices() {
    const auto spoken = spoken_offices();
    for (const SpokenOffice& office : spoken) {
      const auto [person, confidence] = person_by(office);
      if (person.empty()) continue;
      Binding binding;
      binding.kind = Binding::Kind::holds_office;
      binding.what = person;
      binding.which = office.office;
      const SpokenPeriod* period = nearest_period(office.first);
      const bool past = has_word("former") || has_word("then");
      if (past && period == nullptr) continue;  // "former" claims another day, which it does not name
      binding.date = period != nullptr ? period->period.from : PartialDate::of_day(said_);
      Claim claim = start();
      if (has_word("not") || has_word("never")) claim.value = "no";
      add(binding, confidence + (period != nullptr ? 10 : 0), std::move(claim));
    }
  }

  // The person beside an office: known to the book, or a run of capitalised words right before or behind it.
  std::pair<std::string, int> person_by(const SpokenOffice& office) const {
    for (const NamedThing& thing : things_) {
      if (thing.kind != NamedThing::Kind::person) continue;
      const std::size_t gap = thing.first >= office.last ? thing.first - office.last : office.first - std::min(office.first, thing.last);
      constexpr std::size_t kNear = 5;
      if (gap <= kNear) return {thing.id, 75};
    }
    std::size_t last = office.last;
    while (last < words_.size() && capital(last) && last - office.last < 3 && !is_thing(last)) ++last;
    if (last - office.last >= 2) return {original(office.last, last), 60};
    std::size_t end = office.first;
    while (end > 0 && (word(end - 1) == "is" || word(end - 1) == "was" || word(end - 1) == "the" || word(end - 1) == "as" || word(end - 1) == "becomes" || word(end - 1) == "became")) --end;
    std::size_t first = end;
    while (first > 0 && capital(first - 1) && end - first < 3 && !is_thing(first - 1)) --first;
    if (end - first >= 2) return {original(first, end), 60};
    return {{}, 0};
  }
  bool is_thing(std::size_t at) const {
    return std::ranges::any_of(things_, [&](const NamedThing& thing) { return thing.first <= at && at < thing.last; });
  }

  void memberships() {
    std::size_t verb = words_.size();
    for (std::size_t at = 0; at < words_.size(); ++at)
      if (word(at) == "member" || word(at) == "joined" || word(at) == "joins" || word(at) == "belongs" || word(at) == "left") verb = std::min(verb, at);
    if (verb == words_.size() || has_word("states")) return;
    const NamedThing* party = nullptr;
    const NamedThing* group = nullptr;
    for (const NamedThing& thing : things_) {
      if (thing.kind == NamedThing::Kind::group && thing.last + 1 >= verb) group = &thing;
      if (thing.kind == NamedThing::Kind::party && thing.first < verb && fold(thing.id) != "nato" && fold(thing.id) != "eu") party = &thing;
    }
    if (party == nullptr || group == nullptr) return;
    Binding binding;
    binding.kind = Binding::Kind::member_of;
    binding.what = party->id;
    binding.which = group->id;
    const SpokenPeriod* period = nearest_period(verb);
    binding.date = period != nullptr ? PartialDate::of_day(period->period.until.last()) : PartialDate::of_day(said_);
    Claim claim = start();
    claim.value = has_word("not") || has_word("never") || word(verb) == "left" ? "no" : "yes";
    add(binding, period != nullptr ? 85 : 70, std::move(claim));
  }

  // ---- documents

  std::pair<std::string, int> document_named() const {
    for (const NamedThing& thing : things_)
      if (thing.kind == NamedThing::Kind::document) return {thing.id, 40};
    const bool noun = std::ranges::any_of(words_, [](const Word& w) { return among(kDocumentNouns, w.text); });
    if (!noun) return {{}, 0};
    // The place or the year may single it out; else the newest on that day.
    std::string best;
    Day best_day{};
    int best_score = -1;
    for (const auto row : snapshot_.rows<Table::documents>()) {
      const auto date = row.date<"date">();
      if (!date || date->first() > said_) continue;
      int score = 0;
      for (const std::string& w : telling_words(std::string(row.text<"title">()) + " " + std::string(row.text<"venue">())))
        if (!among(kDocumentNouns, w) && has_word(w)) ++score;
      for (const SpokenPeriod& period : periods_)
        if (period.period.from.year() == date->year()) ++score;
      if (score < best_score || (score == best_score && date->first() <= best_day)) continue;
      best = row.name();
      best_day = date->first();
      best_score = score;
    }
    return {best, best_score > 0 ? 35 : 20};
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
    Claim claim = start();
    claim.comparison = negated ? "absent" : "present";
    add(binding, sure + 45, std::move(claim));
    return true;
  }

  // "X is absent from the declaration", "X does not appear in the text".
  std::string absent_term(bool& negated) const {
    for (std::size_t at = 1; at < words_.size(); ++at) {
      const bool absent = word(at) == "absent" || word(at) == "missing" || word(at) == "omitted";
      const bool appears = word(at) == "appear" || word(at) == "appears";
      if (!absent && !appears) continue;
      std::size_t end = at;
      while (end > 0 && (word(end - 1) == "is" || word(end - 1) == "was" || word(end - 1) == "were" || word(end - 1) == "are" ||
                         word(end - 1) == "does" || word(end - 1) == "do" || word(end - 1) == "not" || word(end - 1) == "notably"))
        --end;
      negated = absent || has_word("not") || has_word("never") || has_word("nowhere");
      std::string term = trimmed_term(0, end);
      // "Ukraine's name" is Ukraine.
      if (term.ends_with(" name")) term.resize(term.size() - 5);
      if (term.ends_with("'s")) term.resize(term.size() - 2);
      return term;
    }
    return {};
  }

  std::string content_term(bool& negated) const {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (!among(kContentVerbs, word(at))) continue;
      if (word(at) == "names" && at + 1 == words_.size()) continue;
      for (std::size_t i = at > 4 ? at - 4 : 0; i <= at; ++i) negated = negated || among(kNegations, word(i));
      std::size_t first = at + 1;
      while (word(first) == "to" || word(first) == "of" || word(first) == "that" || word(first) == "any" || word(first) == "for" ||
             word(first) == "on" || word(first) == "allies" || word(first) == "them") ++first;
      if (word(first) == "no") {
        negated = true;
        ++first;
      }
      std::size_t last = first;
      // Up to the end of the clause.
      while (last < words_.size() && (last == first || !clause_ends(last))) ++last;
      std::string term = trimmed_term(first, last);
      if (!term.empty()) return term;
    }
    return {};
  }
  bool clause_ends(std::size_t at) const {
    const std::string_view between = sentence_.text.substr(words_[at - 1].end, words_[at].begin - words_[at - 1].end);
    return between.find_first_of(",;:()") != std::string_view::npos || word(at) == "but" || word(at) == "which" || word(at) == "while";
  }
  std::string trimmed_term(std::size_t first, std::size_t last) const {
    while (first < last && (word(first) == "the" || word(first) == "a" || word(first) == "an" || word(first) == "any" ||
                            word(first) == "potential" || word(first) == "possible"))
      ++first;
    while (last > first && among(kDocumentNouns, word(last - 1))) --last;
    std::string out = original(first, last);
    std::erase_if(out, [](char c) { return c == '"' || c == ',' || c == '(' || c == ')'; });
    return out;
  }

  // ---- events

  void events() {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (!among(kEventNouns, word(at))) continue;
      std::string what;
      std::size_t first = at;
      std::size_t last = at + 1;
      for (const NamedThing& thing : things_)
        if (thing.kind == NamedThing::Kind::happening && thing.first <= at && at < thing.last && thing.last - thing.first > 1) {
          what = thing.id;
          first = thing.first;
          last = thing.last;
        }
      if (what.empty()) what = noun_phrase(at, first);
      Binding binding;
      binding.kind = Binding::Kind::event;
      binding.what = what;
      binding.which = place_near(last);
      const SpokenPeriod* period = nearest_period(at);
      if (period != nullptr) binding.date = period->period.from;
      const bool both = !binding.which.empty() && binding.date;
      if (binding.which.empty() && !binding.date) continue;
      if (binding.which.empty() && !numbers_.empty()) continue;  // the sentence is about the number
      if (!happens(at)) continue;
      add(binding, 45 + (both ? 35 : 15) + (last - first > 1 ? 10 : 0), start());
      return;
    }
  }

  // A sentence in which an event is only the background of something else says nothing of the event.
  bool happens(std::size_t at) const {
    constexpr std::array<std::string_view, 22> kVerbs{"took", "takes", "take", "held", "hosted", "host", "hosts", "place", "met",
                                                      "meet", "meets", "opened", "opens", "is", "was", "were", "follows", "began",
                                                      "begins", "gathered", "scheduled", "planned"};
    const bool verb = std::ranges::any_of(words_, [&](const Word& w) { return among(kVerbs, w.text); });
    return (verb && numbers_.empty()) || (at < 4 && numbers_.empty()) || has_word("next") || has_word("following");
  }

  std::string noun_phrase(std::size_t at, std::size_t& first) const {
    constexpr std::array<std::string_view, 14> kStops{"the", "a", "an", "next", "following", "this", "last", "final", "at", "of", "in", "and", "annual", "later"};
    first = at;
    while (first > 0 && at - first < 3 && !among(kStops, word(first - 1)) && !date_word(first - 1) && clause_inside(first)) --first;
    std::string out = original(first, at + 1);
    std::erase_if(out, [](char c) { return c == '"' || c == ','; });
    return out;
  }
  bool clause_inside(std::size_t at) const {
    const std::string_view between = sentence_.text.substr(words_[at - 1].end, words_[at].begin - words_[at - 1].end);
    return between.find_first_of(",;:()") == std::string_view::npos;
  }
  bool date_word(std::size_t at) const {
    return std::ranges::any_of(periods_, [&](const SpokenPeriod& period) { return period.first <= at && at < period.last; });
  }

  // "in The Hague", "at Eastlee", "in Washington, D.C.": a name of the book, or capitalised words behind in or at.
  std::string place_near(std::size_t after) const {
    for (std::size_t at = 0; at + 1 < words_.size(); ++at) {
      if (word(at) != "in" && word(at) != "at") continue;
      for (const NamedThing& thing : things_) {
        const bool place = thing.kind == NamedThing::Kind::place || thing.kind == NamedThing::Kind::party;
        if (place && (thing.first == at + 1 || (thing.first == at + 2 && word(at + 1) == "the"))) return original(at + 1, thing.last);
      }
      if (at < after && word(at) == "at") continue;
      std::size_t last = at + 1;
      while (last < words_.size() && last - at < 4 && capital(last) && !date_word(last)) ++last;
      if (last > at + 1) {
        std::string out = original(at + 1, last);
        std::erase_if(out, [](char c) { return c == '"' || c == ','; });
        return out;
      }
    }
    // "hosted by Türkiye", "Türkiye will host"
    if (has_word("host") || has_word("hosts") || has_word("hosted"))
      for (const NamedThing& thing : things_)
        if (thing.kind == NamedThing::Kind::party && fold(thing.id) != "nato") return original(thing.first, thing.last);
    return {};
  }

  // ---- figures

  std::pair<std::string_view, bool> stage_near(std::size_t at) const {
    std::string_view best;
    std::size_t best_far = 0;
    for (const StageWord& stage : kStageWords) {
      const std::size_t length = split_words(stage.words).size();
      for (std::size_t i = 0; i + length <= words_.size(); ++i) {
        if (!phrase_at(i, stage.words)) continue;
        const bool noun = stage.words == "package" || stage.words == "assistance";
        const std::size_t far = (i > at ? i - at : at - i) + (noun ? 100 : 0) - std::min<std::size_t>(length - 1, i > at ? i - at : at - i);
        if (!best.empty() && far >= best_far) continue;
        best = stage.stage;
        best_far = far;
      }
    }
    return {best, best_far < 100};
  }

  static void set_stage(Figure& figure, std::string_view stage) {
    if (stage == "delivered") {
      figure.delivered = true;
      return;
    }
    const auto* found = std::ranges::find(kStageNames, stage);
    if (found != kStageNames.end()) figure.stage = static_cast<Stage>(found - kStageNames.begin());
  }

  bool is_recipient(const std::string& party) const {
    const auto& recipients = snapshot_.programme().recipients;
    return std::ranges::find(recipients, party) != recipients.end();
  }

  // Donors, group, item, kind … as conditions; confidence that they add.
  struct Subjects {
    std::vector<std::pair<std::size_t, std::string>> donors;  // the word and the party
    std::string group;
  };
  Subjects subjects() const {
    Subjects out;
    auto& [donors, group] = out;
    for (const NamedThing& thing : things_) {
      const bool to_somebody = thing.first > 0 && (word(thing.first - 1) == "to" || word(thing.first - 1) == "for" || word(thing.first - 1) == "in");
      if (thing.kind == NamedThing::Kind::group && !to_somebody) group = thing.id;
      if (thing.kind != NamedThing::Kind::party || is_recipient(thing.id) || to_somebody) continue;
      if (std::ranges::none_of(donors, [&](const auto& donor) { return donor.second == thing.id; })) donors.emplace_back(thing.first, thing.id);
    }
    std::erase_if(donors, [&](const auto& donor) { return !group.empty() && fold(donor.second) == fold(group); });
    return out;
  }

  // Rule 4 of claims.h, where the sentence names nobody.
  int assume_subject(Figure& figure) {
    if (std::ranges::any_of(words_, [](const Word& w) { return among(kOfAll, w.text); })) return 0;
    constexpr int kCarried = -10;
    constexpr int kOfEverybody = -15;
    if (before_) {
      figure.where.push_back(*before_);
      assumed_ = std::string(kFigureFieldNames[static_cast<std::size_t>(before_->field)]) + " " + before_->value + ", of the sentence before";
      return kCarried;
    }
    assumed_ = "all donors together, since the sentence names none";
    return kOfEverybody;
  }

  int conditions(Figure& figure, std::size_t at) {
    int confidence = 0;
    assumed_.clear();
    const auto [donors, group] = subjects();
    if (donors.size() == 1) {
      figure.where.push_back({FigureField::donor, donors.front().second});
      confidence += 15;
    } else if (donors.size() > 1) {
      // The one named last before the number; the others have numbers of their own, or share this one.
      const auto* best = &donors.front();
      for (const auto& donor : donors)
        if (donor.first < at) best = &donor;
      figure.where.push_back({FigureField::donor, best->second});
      confidence -= 5;
    } else if (!group.empty()) {
      figure.where.push_back({FigureField::group, group});
      confidence += 15;
    } else {
      confidence += assume_subject(figure);
    }
    for (const FieldWord& field : kFieldWords)
      if (has_word(field.word) && std::ranges::none_of(figure.where, [&](const FigureCondition& c) { return c.field == field.field; })) {
        figure.where.push_back({field.field, std::string(field.value)});
        confidence += 5;
      }
    if (speaks_of_budget() && std::ranges::none_of(figure.where, [](const FigureCondition& c) { return c.field == FigureField::form; })) {
      figure.where.push_back({FigureField::form, std::string(kBudgetSupport)});
      confidence += 5;
    }
    std::ranges::sort(figure.where);
    return confidence;
  }

  // "budget support", or money that goes into a budget; where the book knows that form of aid.
  bool speaks_of_budget() const {
    bool named = has_word("into") && has_word("budget");
    for (std::size_t at = 0; at < words_.size(); ++at) named = named || phrase_at(at, "budget support") || phrase_at(at, "budgetary support");
    if (!named) return false;
    for (const auto pledge : snapshot_.rows<Table::pledges>())
      if (pledge.text<"form">() == kBudgetSupport) return true;
    return false;
  }

  const NamedThing* item_near(std::size_t at, NamedThing::Kind kind) const {
    const NamedThing* best = nullptr;
    std::size_t best_far = 0;
    for (const NamedThing& thing : things_) {
      if (thing.kind != kind) continue;
      const std::size_t far = thing.first >= at ? thing.first - at : 2 * (at - thing.first);
      if (best != nullptr && far >= best_far) continue;
      best = &thing;
      best_far = far;
    }
    return best;
  }

  void set_period(Figure& figure, std::size_t at, int& confidence) const {
    const SpokenPeriod* period = nearest_period(at);
    if (period == nullptr) return;
    figure.period = period->period;
    confidence += 15;
  }

  static std::string decimal_of(Wide number) { return number_text(number); }

  bool figure_claims() {
    const std::size_t before = out_.size();
    bool part_of_share = false;
    for (const SpokenNumber& number : numbers_) {
      if (part_of_share) {
        part_of_share = false;
        continue;
      }
      const std::string_view next = word(number.last);
      const bool span = number.unit.empty() && (next.starts_with("week") || next.starts_with("day") || next.starts_with("month") ||
                                                next.starts_with("year") || next.starts_with("paragraph") || next.starts_with("hour"));
      if (span) continue;  // how long, not how much
      assumed_.clear();
      figure_claim(number);
      part_of_share = number.unit == "percent" && word(number.last) == "of" && (word(number.last + 1) == "them");
    }
    return out_.size() > before;
  }

  void figure_claim(const SpokenNumber& number) {
    if (number.unit == "percent_of_gdp") return share_of_output(number);
    if (number.unit == "percent") return share(number);
    Figure figure;
    int confidence = 40;
    const auto [stage, sure] = stage_near(number.number_first);
    const bool money = !number.unit.empty();
    const auto counted = std::ranges::find_if(words_.begin() + static_cast<std::ptrdiff_t>(std::min(number.last, words_.size())), words_.end(),
                                              [](const Word& w) { return among(kCountedRecords, w.text); });
    const NamedThing* item = item_near(number.last, NamedThing::Kind::item);
    const NamedThing* category = item_near(number.last, NamedThing::Kind::category);
    const bool people = word(number.last) == "people" || word(number.last) == "soldiers" || word(number.last) == "troops" ||
                        word(number.last) == "recruits" || word(number.last) == "pilots" || word(number.last + 1) == "soldiers" ||
                        word(number.last + 1) == "troops" || word(number.last) == "of" || stage == "graduated";
    const bool tonnes = word(number.last) == "tonnes" || word(number.last) == "tons";
    std::string unit = number.unit;
    if (money) {
      figure.measure = FigureMeasure::value;
    } else if (tonnes) {
      figure.measure = FigureMeasure::tonnes;
      unit = "t";
    } else if (item != nullptr || category != nullptr || (people && (stage == "graduated" || stage == "enrolled"))) {
      figure.measure = FigureMeasure::quantity;
      unit = item != nullptr ? item_unit(item->id) : "people";
    } else if (counted != words_.end() && static_cast<std::size_t>(counted - words_.begin()) <= number.last + 3) {
      figure.measure = FigureMeasure::count;
      unit = "records";
    } else {
      return unbound("what '" + original(number.number_first, number.last) + "' counts: no currency, item or record that the book knows");
    }
    if (stage.empty()) return unbound("a stage: whether it was pledged, allocated, ordered, delivered or paid");
    set_stage(figure, stage);
    confidence += sure ? 20 : 8;
    confidence += conditions(figure, number.number_first);
    const bool graduates = ladder_of(figure.stage) == Ladder::people && !figure.delivered;
    if (graduates) {  // people are trained for the programme, not by a donor
      figure.where.clear();
      assumed_.clear();
    }
    if (!graduates && item != nullptr) {
      figure.where.push_back({FigureField::item, item->id});
      confidence += 10;
    } else if (!graduates && category != nullptr) {
      figure.where.push_back({FigureField::category, category->id});
      confidence += 10;
    }
    std::ranges::sort(figure.where);
    set_period(figure, number.number_first, confidence);
    if (!figure.period && speaks_of_future(sentence_.text)) confidence -= 5;
    if (figure.where.empty() && !figure.period && !graduates) return unbound("whose figure, of what or of when");
    add_figure(figure, number, number.value, unit, confidence);
  }

  std::string item_unit(const std::string& item) const {
    const auto row = snapshot_.find<Table::items>(item);
    return row ? std::string(row->text<"unit">()) : std::string();
  }

  void add_figure(Figure figure, const SpokenNumber& number, Wide value, std::string unit, int confidence) {
    Claim claim = start();
    claim.value = decimal_of(value);
    claim.unit = std::move(unit);
    if (number.reading != &exact_reading()) claim.comparison = std::string(number.reading->words);
    Binding binding;
    binding.figure = std::move(figure);
    add(binding, confidence, std::move(claim));
  }

  // "Denmark gave 2 % of its GDP"
  void share_of_output(const SpokenNumber& number) {
    Figure inner;
    int confidence = 35;
    const auto [stage, sure] = stage_near(number.number_first);
    confidence += conditions(inner, number.number_first);
    const bool donor = std::ranges::any_of(inner.where, [](const FigureCondition& c) {
      return c.field == FigureField::donor || c.field == FigureField::group;
    });
    if (!donor) return unbound("whose output");
    if (stage.empty()) return unbound("a stage: whether it was pledged, allocated, delivered or paid");
    set_stage(inner, stage);
    confidence += sure ? 15 : 5;
    set_period(inner, number.number_first, confidence);
    Figure figure;
    figure.kind = Figure::Kind::per_gdp;
    figure.of.push_back(std::move(inner));
    Claim claim = start();
    claim.unit = "share";
    // Percent to a share of one keeps eight places; the claim states it in percent.
    add_figure(std::move(figure), number, number.value, "percent_of_gdp", confidence);
  }

  void share(const SpokenNumber& number) {
    if (growth(number)) return;
    // "72 % of planned shipments arrive within 12 weeks"
    for (std::size_t at = number.last; at + 2 < words_.size(); ++at) {
      if (word(at) != "within" || !word(at + 2).starts_with("week")) continue;
      const auto weeks = std::ranges::find(numbers_, at + 1, &SpokenNumber::number_first);
      if (weeks == numbers_.end() || weeks->value % kNumberUnit != 0 || weeks->value <= 0 || weeks->value > 520 * kNumberUnit) continue;
      Figure inner;
      inner.measure = has_word("value") ? FigureMeasure::value : has_word("tonnes") || has_word("tonnage") ? FigureMeasure::tonnes : FigureMeasure::count;
      const auto [stage, sure] = stage_near(at);
      set_stage(inner, stage.empty() ? "arrived" : stage);
      int confidence = 50 + (sure ? 20 : 0);
      Figure figure;
      figure.kind = Figure::Kind::forecast;
      figure.weeks = static_cast<int>(weeks->value / kNumberUnit);
      figure.of.push_back(std::move(inner));
      return add_figure(std::move(figure), number, number.value, "percent", confidence);
    }
    // "60 % of the promised tanks have been delivered"
    Figure part;
    int confidence = 35;
    const NamedThing* item = item_near(number.last, NamedThing::Kind::item);
    part.measure = item != nullptr ? FigureMeasure::quantity : FigureMeasure::value;
    std::string_view whole_stage;
    std::string_view part_stage;
    for (std::size_t at = number.last; at < words_.size(); ++at)
      for (const StageWord& stage : kStageWords)
        if (phrase_at(at, stage.words) && stage.words != "package" && stage.words != "assistance")
          (whole_stage.empty() ? whole_stage : part_stage) = stage.stage;
    if (part_stage.empty() || part_stage == whole_stage)
      return unbound("a share of what: two stages, such as delivered of what was pledged");
    confidence += 20 + conditions(part, number.number_first);
    if (item != nullptr) part.where.push_back({FigureField::item, item->id});
    std::ranges::sort(part.where);
    set_period(part, number.number_first, confidence);
    Figure whole = part;
    set_stage(part, part_stage);
    set_stage(whole, whole_stage);
    Figure figure;
    figure.kind = Figure::Kind::share;
    figure.of = {std::move(part), std::move(whole)};
    add_figure(std::move(figure), number, number.value, "percent", confidence);
  }

  // "rose by 20 % from 2023 to 2024": the later year over the earlier one.
  bool growth(const SpokenNumber& number) {
    constexpr std::array<std::string_view, 8> kUp{"rose", "grew", "increased", "up", "rise", "increase", "jumped", "climbed"};
    constexpr std::array<std::string_view, 7> kDown{"fell", "dropped", "decreased", "down", "declined", "fall", "shrank"};
    int direction = 0;
    for (const Word& w : words_) direction = among(kUp, w.text) ? 1 : among(kDown, w.text) ? -1 : direction;
    const auto years = two_years();
    if (direction == 0) return false;
    if (!years) {
      unbound("the two years that are compared");
      return true;
    }
    Figure earlier;
    int confidence = 35 + conditions(earlier, number.number_first);
    const auto [stage, sure] = stage_near(number.number_first);
    if (stage.empty()) {
      unbound("a stage: whether it was pledged, allocated, delivered or paid");
      return true;
    }
    set_stage(earlier, stage);
    confidence += sure ? 15 : 5;
    Figure later = earlier;
    const auto year = [](int y) { return FigurePeriod{PartialDate::of_year(std::chrono::year(y)), PartialDate::of_year(std::chrono::year(y))}; };
    earlier.period = year(years->first);
    later.period = year(years->second);
    Figure figure;
    figure.kind = Figure::Kind::share;
    figure.of = {std::move(later), std::move(earlier)};
    add_figure(std::move(figure), number, 100 * kNumberUnit + direction * number.value, "percent", confidence);
    return true;
  }

  // The earlier and the later of two years that a sentence compares.
  std::optional<std::pair<int, int>> two_years() const {
    std::set<int> years;
    for (const SpokenPeriod& period : periods_) {
      years.insert(static_cast<int>(period.period.from.year()));
      years.insert(static_cast<int>(period.period.until.year()));
    }
    const int said = static_cast<int>(std::chrono::year_month_day(said_).year());
    if (years.size() == 1 && *years.begin() == said - 1) years.insert(said);
    if (years.size() == 1 && *years.begin() == said && has_word("than")) years.insert(said - 1);
    if (years.size() != 2) return std::nullopt;
    return std::pair(*years.begin(), *years.rbegin());
  }

  // "Aid fell from 2023 to 2024"
  void change_without_number() {
    constexpr std::array<std::string_view, 10> kUp{"rose", "grew", "increased", "surpass", "surpasses", "surpassed", "exceeded", "exceeds", "higher", "more"};
    constexpr std::array<std::string_view, 6> kDown{"fell", "dropped", "decreased", "declined", "lower", "less"};
    int direction = 0;
    for (const Word& w : words_) direction = among(kUp, w.text) ? 1 : among(kDown, w.text) ? -1 : direction;
    const auto years = two_years();
    if (direction == 0 || !years) return;
    Figure inner;
    int confidence = 35 + conditions(inner, 0);
    const auto [stage, sure] = stage_near(0);
    if (stage.empty()) return unbound("a stage: whether it was pledged, allocated, delivered or paid");
    set_stage(inner, stage);
    confidence += sure ? 15 : 5;
    Figure figure;
    figure.kind = Figure::Kind::change;
    figure.of.push_back(std::move(inner));
    figure.from_year = years->first;
    figure.to_year = years->second;
    Claim claim = start();
    claim.value = "0";
    claim.unit = snapshot_.programme().currency.code();
    claim.comparison = direction > 0 ? ">" : "<";
    Binding binding;
    binding.figure = std::move(figure);
    add(binding, confidence, std::move(claim));
  }

  // What names something checkable and could not be bound, and what is an opinion.
  void rest() {
    if (is_opinion(sentence_.text)) return unbound("a fact: it judges and does not state");
    const bool said_by_nobody = is_anonymous(speaker_);
    if (said_by_nobody) return unbound("a source with a name");
    const bool named = std::ranges::any_of(things_, [](const NamedThing& thing) {
      return thing.kind == NamedThing::Kind::party || thing.kind == NamedThing::Kind::group || thing.kind == NamedThing::Kind::item ||
             thing.kind == NamedThing::Kind::document || thing.kind == NamedThing::Kind::office || thing.kind == NamedThing::Kind::person;
    });
    if (named && !stage_near(0).first.empty()) unbound("a number, a date or a place that could be checked");
  }

  const Snapshot& snapshot_;
  const Sentence& sentence_;
  Day said_;
  std::optional<FigureCondition> before_;
  std::string assumed_;  // of the figure that is being read
  std::vector<Word> words_;
  std::vector<SpokenNumber> numbers_;
  std::vector<NamedThing> things_;
  std::vector<SpokenPeriod> periods_;
  std::string speaker_;
  std::vector<ReadClaim> out_;
};

}  // namespace

ReadSentence read_sentence(const Snapshot& snapshot, const Gazetteer& gazetteer, const Sentence& sentence, Day said,
                           const std::optional<FigureCondition>& before) {
  ClaimReader reader(snapshot, gazetteer, sentence, said, before);
  ReadSentence out{reader.read(), {}};
  out.subject = reader.subject();
  return out;
}

}  // namespace servanda
