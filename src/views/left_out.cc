#include "views/left_out.h"

#include <algorithm>
#include <array>

#include "views/claim_words.h"

namespace servanda {
namespace {

using Kind = NamedThing::Kind;

// Where what is said of a number ends, and may begin: what stands beyond is of another.
constexpr std::array<std::string_view, 29> kOfAnother{
    "and",     "or",      "yet",   "so",     "than",    "as",     "compared", "unlike", "including", "which",
    "who",     "whose",   "that",  "what",   "because", "after",  "when",     "where",  "though",    "against",
    "while",   "whereas", "but",   "with",   "before",  "since",  "until",    "up",     "down"};
// What takes some of a whole that no figure tells apart, or says of it what no figure says.
constexpr std::array<std::string_view, 58> kNotTold{
    "average", "averaged", "averages", "averaging", "typical", "median", "same", "remaining", "excluding", "exclude",
    "excludes", "except", "besides", "damaged", "broken", "destroyed", "lost", "stolen", "unused", "unspent", "idle",
    "refurbished", "second-hand", "repaired", "faulty", "defective", "operational", "usable", "late", "punctually",
    "secretly", "allegedly", "reportedly", "supposedly", "rumoured", "neither", "nor", "false", "untrue", "wrong",
    "refused", "refuses", "denied", "denies", "longer", "unlikely", "instead", "missed", "goal", "aim", "misses",
    "most", "some", "several", "many", "few", "each", "every"};
constexpr std::array<std::string_view, 28> kNotToldPhrases{"count on", "by rail", "by train", "by road", "by truck", "by lorry", "by sea", "by ship", "by air", "by plane", "by barge",
                                                           "by boat", "by river", "by land", "over land", "at a time", "apart from", "other than", "not counting", "on time", "in use",
                                                           "in service", "in storage", "in stock", "on average", "on paper",
                                                           "in exchange", "in working order"};
// Between a number and the thing that it counts, of which these take nothing away.
constexpr std::array<std::string_view, 47> kTakesNothing{
    "the",      "its",     "their",  "our",      "his",       "her",    "new",    "brand-new", "more",    "additional", "further",
    "extra",    "promised", "pledged", "of",     "these",     "those",  "such",   "planned",   "ordered", "delivered",  "donated",
    "badly",    "much-needed", "needed", "urgently", "vital", "other",  "another", "full",     "complete", "whole",     "modern",
    "worth",    "million", "thousand", "so-called", "emergency", "a",   "an",     "all",       "them",    "different",  "first", "large", "big", "small"};
constexpr std::array<std::string_view, 10> kAheadOfSpan{"first", "last", "past", "next", "previous", "coming", "final", "opening", "early", "latest"};
constexpr std::array<std::string_view, 7> kOneOf{"first", "second", "third", "fourth", "former", "latter", "other"};
constexpr std::array<std::string_view, 5> kCallsFor{"provides", "calls", "asks", "pays", "accounts"};
constexpr std::array<std::string_view, 5> kThere{"in", "at", "from", "near", "across"};
constexpr std::array<std::string_view, 2> kNotThat{"earlier", "before"};
constexpr std::array<std::string_view, 4> kSpanUnits{"days", "weeks", "months", "quarters"};

class SaidAround {
 public:
  SaidAround(const SentenceText& text, const Figure& figure, std::size_t at) : text_(text), figure_(figure), at_(at) {
    const auto [first, last] = text.clause_of(at);
    first_ = at;
    while (first_ > first && !ends(first_ - 1)) --first_;
    last_ = at + 1;
    while (last_ < last && (!ends(last_) || which_of_them(last_))) ++last_;
  }

  std::string left_out(bool denied) const {
    if (figure_.kind == Figure::Kind::rank || figure_.kind == Figure::Kind::price) return {};  // read word by word
    if (std::string words = taken_apart(); !words.empty()) return words;
    if (!denied)
      if (std::string words = denial(); !words.empty()) return words;
    if (std::string words = several(); !words.empty()) return words;
    if (figure_.kind == Figure::Kind::report) return one_of_a_row();
    if (figure_.kind == Figure::Kind::target || figure_.kind == Figure::Kind::forecast) return {};
    if (figure_.kind != Figure::Kind::need)
      if (std::string words = name(); !words.empty()) return words;
    if (std::string words = people(); !words.empty()) return words;
    if (std::string words = duration(); !words.empty()) return words;
    if (std::string words = span(); !words.empty()) return words;
    if (std::string words = day(); !words.empty()) return words;
    if (std::string words = one_of_a_row(); !words.empty()) return words;
    if (std::string words = made(); !words.empty()) return words;
    if (std::string words = purpose(); !words.empty()) return words;
    if (std::string words = worth(); !words.empty()) return words;
    if (std::string words = goods(); !words.empty()) return words;
    return noun();
  }

 private:
  bool ends(std::size_t at) const { return among(kOfAnother, text_.word(at)) && !text_.in_thing(at) && !of_number(at); }
  // "120 million euros that the fund promised for heating": what tells which money it is belongs to it.
  bool which_of_them(std::size_t at) const {
    const SpokenNumber* number = this->number();
    return text_.word(at) == "that" && number != nullptr && number->last == at && !text_.breaks_before(at);
  }
  bool of_number(std::size_t at) const {
    return std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& n) { return n.first <= at && at < n.last; });
  }
  std::string said(std::size_t first, std::size_t last) const { return text_.original(first, last); }

  std::string taken_apart() const {
    for (std::size_t at = first_; at < last_; ++at) {
      if (text_.in_thing(at) || text_.in_period(at) || of_number(at)) continue;
      if ((text_.word(at) == "many" || text_.word(at) == "most") && (at == 0 || text_.word(at - 1) == "as" || text_.word(at - 1) == "the" || text_.word(at - 1) == "at")) {
        if (at > 0) continue;  // "as many as", "the most", "at most"
      }
      if (text_.word(at) == "every" && (text_.word(at + 1) == "one" || text_.word(at + 1) == "single")) continue;
      if ((text_.word(at) == "late" || text_.word(at) == "early") && text_.in_period(at + 1)) continue;
      const bool of_rate = text_.word(at).starts_with("averag") || text_.word(at) == "each" || text_.word(at) == "every";
      if (figure_.kind == Figure::Kind::report && of_rate) continue;
      if ((figure_.kind == Figure::Kind::target || figure_.kind == Figure::Kind::report) && among(kGoals, text_.word(at))) continue;
      const bool each_lot = text_.word(at) == "each" && std::ranges::any_of(text_.periods(), [&](const SpokenPeriod& period) { return is_of_one_lot(text_, period); });
      if (among(kNotTold, text_.word(at)) && !each_lot) return said(at, at + 1);
      for (const std::string_view phrase : kNotToldPhrases)
        if (text_.phrase_at(at, phrase)) return std::string(phrase);
    }
    return {};
  }
  std::string denial() const {
    // "Nor is it true that", "has denied that"
    constexpr std::array<std::string_view, 8> kUntrue{"nor", "untrue", "false", "denied", "denies", "denying", "myth", "lie"};
    for (std::size_t at = 0; at < first_; ++at)
      if (among(kUntrue, text_.word(at)) || text_.phrase_at(at, "not true")) return said(at, at + 1);
    constexpr std::array<std::string_view, 11> kOfReading{"only", "just", "merely", "more", "less", "fewer", "quite", "later", "one", "a", "any"};
    for (std::size_t at = first_; at < at_; ++at) {
      const std::string_view word = text_.word(at);
      if (of_number(at) || among(kOfReading, text_.word(at + 1))) continue;
      if (word == "not" || word == "never" || word == "cannot" || word.ends_with("n't")) return said(at, at + 1);
    }
    return {};
  }

  static bool has(const Figure& figure, const std::string& id) {
    const auto names = [&](const FigureCondition& condition) {
      const std::string ids = "|" + condition.value + "|";
      return ids.find("|" + id + "|") != std::string::npos || (";" + condition.value + ";").find(";" + id + ";") != std::string::npos;
    };
    return std::ranges::any_of(figure.where, names) || std::ranges::any_of(figure.of, [&](const Figure& f) { return has(f, id); });
  }
  bool asked_where(FigureField field) const { return asked(figure_, field); }
  static bool asked(const Figure& figure, FigureField field) {
    return std::ranges::any_of(figure.where, [&](const FigureCondition& c) { return c.field == field; }) ||
           std::ranges::any_of(figure.of, [&](const Figure& f) { return asked(f, field); });
  }
  // A donor or a supplier that does or gets something in this clause.
  std::string name() const {
    for (const NamedThing& thing : text_.things()) {
      if (thing.first < first_ || thing.last > last_ || text_.is_recipient(thing.id)) continue;
      const bool party = thing.kind == Kind::party || thing.kind == Kind::supplier;
      if (!party || has(figure_, thing.id) || asked_where(FigureField::group)) continue;
      const bool in_name = std::ranges::any_of(text_.things(), [&](const NamedThing& other) {
        return &other != &thing && other.kind != thing.kind && other.kind != Kind::group && other.first <= thing.last && thing.first <= other.last;
      });
      if (among(kEventNouns, text_.word(thing.last))) continue;  // "at the G7 summit"
      const bool whole = thing.first > 2 && text_.word(thing.first - 1) == "the" && (text_.word(thing.first - 3) == "share" || text_.word(thing.first - 3) == "part");
      if (whole && text_.word(thing.last).starts_with("loan")) continue;  // "its share in the G7 loan"
      const bool says = among(kSayingVerbs, text_.word(thing.last)) || among(kSayingVerbs, text_.word(thing.last + 1));
      const std::string words = said(thing.first, thing.last);
      const bool owner = words.ends_with("'s") || words.ends_with("s'") || words.ends_with("’s");
      const bool there = of_people() && thing.first > 0 && among(kThere, text_.word(thing.first - 1));  // "the academy in Dorvale has trained"
      if (!in_name && !says && !owner && !there) return words;
    }
    return {};
  }
  bool of_people() const { return figure_.stage == Stage::graduated || figure_.stage == Stage::enrolled; }
  // "trained 300 paramedics": some of all that were trained.
  std::string people() const {
    constexpr std::array<std::string_view, 12> kAnybody{"people", "recruits", "trainees", "graduates", "persons", "students", "men", "soldiers", "troops", "personnel", "specialists", "cadets"};
    const SpokenNumber* number = this->number();
    if (!of_people() || number == nullptr || asked_where(FigureField::course)) return {};
    constexpr std::array<std::string_view, 3> kTrainers{"mission", "operation", "instructors"};  // "its mission had trained 73,000 soldiers": some of all
    for (std::size_t at = 0; at < at_; ++at)
      if (among(kTrainers, text_.word(at)) && !text_.in_thing(at)) return said(at, at + 1);
    for (std::size_t at = number->last; at < last_; ++at)
      if (among(kPeople, text_.word(at)) && !among(kAnybody, text_.word(at))) return said(at, at + 1);
    return {};
  }
  // "three instalments of 80 million euros"
  std::string several() const {
    const SpokenNumber* number = this->number();
    if (number == nullptr || number->first < 2 || text_.word(number->first - 1) != "of" || !among(kLots, text_.word(number->first - 2))) return {};
    const auto of_one = [&](const SpokenPeriod& period) { return is_of_one_lot(text_, period) && figure_.period && *figure_.period == period.period; };
    if (std::ranges::any_of(text_.periods(), of_one)) return {};
    return said(number->first - 2, number->last);
  }
  // "40 billion euros within a year"
  std::string duration() const {
    constexpr std::array<std::string_view, 8> kUnits{"year", "years", "months", "weeks", "decade", "month", "week", "days"};
    if (!is_money()) return {};
    for (std::size_t at = at_; at + 2 < last_; ++at) {
      if (text_.word(at) != "within" || text_.in_period(at)) continue;
      for (std::size_t unit = at + 2; unit < std::min(at + 5, last_); ++unit)
        if (among(kUnits, text_.word(unit))) return said(at, unit + 1);
    }
    return {};
  }
  // "the first five months of this year", "over the last six weeks"
  std::string span() const {
    for (const SpokenNumber& number : text_.numbers()) {
      if (!number.unit.empty() || number.first == 0 || !among(kSpanUnits, text_.word(number.last)) || text_.in_period(number.number_first)) continue;
      const bool here = number.first >= first_ && number.last < last_ && among(kAheadOfSpan, text_.word(number.first - 1));
      const bool of_period = text_.word(number.last + 1) == "of" && text_.in_period(number.last + 2);
      if (here || of_period) return said(number.first - 1, number.last + 1);
    }
    return {};
  }
  // "by mid-October that year": a time that is not read.
  std::string day() const {
    constexpr std::array<std::string_view, 4> kSpan{"year", "month", "week", "day"};
    constexpr std::array<std::string_view, 4> kThat{"that", "same", "following", "preceding"};
    for (std::size_t at = first_; at < text_.size() && !text_.breaks_before(at + 1); ++at) {
      // "3,000 tonnes in the first half and 2,000 in the second"
      const bool in_the = at > 1 && text_.word(at - 1) == "the" && (text_.word(at - 2) == "in" || text_.word(at - 2) == "during");
      if (in_the && at < last_ && among(kOneOf, text_.word(at)) && !text_.in_period(at) && (at + 1 == text_.size() || text_.breaks_before(at + 1))) return said(at - 1, at + 1);
      if (text_.in_period(at) || text_.in_thing(at)) continue;
      std::string_view word = text_.word(at);
      const bool middle = word.starts_with("mid-");
      if (middle) word.remove_prefix(4);
      const bool until_now = at > 0 && text_.word(at - 1) == "by" && !text_.future();  // "by Tuesday": so far
      if ((among(kMonthNames, word) || (among(kDayNames, word) && !until_now)) && (middle || text_.capital(at))) return said(at, at + 1);
      if (figure_.kind != Figure::Kind::share && at > 0 && among(kSpan, word) && among(kThat, text_.word(at - 1)) && !among(kNotThat, text_.word(at + 1))) return said(at - 1, at + 1);
    }
    return {};
  }
  // What was promised on one day, or in one month, is one announcement.
  bool of_one_day() const {
    return figure_.period && figure_.period->from == figure_.period->until && figure_.period->from.precision() != DatePrecision::year;
  }
  const SpokenNumber* number() const {
    const auto found = std::ranges::find(text_.numbers(), at_, &SpokenNumber::number_first);
    return found == text_.numbers().end() ? nullptr : &*found;
  }
  // "the first of 19 F-16s"; "the last of Denmark's 19 F-16s arrived in May": by May all had, in May only that.
  std::string some_of(const SpokenNumber& number) const {
    constexpr std::array<std::string_view, 8> kSome{"last", "latest", "first", "rest", "remainder", "bulk", "majority", "most"};
    const bool promised = figure_.stage == Stage::pledged && !figure_.delivered;
    const bool in_one = figure_.period && figure_.period->from == figure_.period->until && !promised;
    constexpr std::size_t kReach = 4;
    for (std::size_t at = number.first; at > 1 && number.first - at < kReach && !text_.breaks_before(at); --at)
      if (text_.word(at - 1) == "of" && among(kSome, text_.word(at - 2)) && (in_one || !text_.word(at - 2).starts_with("la"))) return said(at - 2, number.last);
    return {};
  }
  // "its last six F-16s", "its first delivery, worth 300,000 dollars"
  std::string one_of_a_row() const {
    constexpr std::array<std::string_view, 9> kRow{"first", "second", "third", "fourth", "last", "latest", "final", "next", "initial"};
    constexpr std::array<std::string_view, 14> kOne{"delivery", "shipment", "batch", "part", "consignment", "lot", "convoy", "train", "half",
                                                    "payment", "instalment", "installment", "disbursement", "transfer"};
    const SpokenNumber* number = this->number();
    if (number != nullptr && number->first > 0 && among(kRow, text_.word(number->first - 1)) && !text_.breaks_before(number->first)) return said(number->first - 1, number->last);
    if (number != nullptr)
      if (const std::string words = some_of(*number); !words.empty()) return words;
    if (of_one_day()) return {};
    for (std::size_t at = 0; at + 1 < text_.size(); ++at)
      for (const std::size_t one : {at + 1, at + 2})  // "its second regular payment"
        if (among(kRow, text_.word(at)) && among(kOne, text_.word(one)) && !text_.in_period(at) && !text_.in_thing(at)) return said(at, one + 1);
    return {};
  }
  // "of the 800 that were ordered, 649 have been made"
  std::string made() const {
    constexpr std::array<std::string_view, 6> kMade{"made", "built", "produced", "manufactured", "assembled", "completed"};
    constexpr std::array<std::string_view, 4> kBe{"been", "were", "was", "are"};
    const SpokenNumber* number = this->number();
    if (number == nullptr || figure_.measure != FigureMeasure::quantity || of_people()) return {};
    for (std::size_t at = number->last + 1; at < last_; ++at)
      if (among(kMade, text_.word(at)) && among(kBe, text_.word(at - 1))) return said(at, at + 1);
    return {};
  }
  bool is_money() const { return figure_.kind == Figure::Kind::simple && figure_.measure == FigureMeasure::value; }
  bool known(std::size_t at) const {
    constexpr std::array<std::string_view, 44> kAll{"ukraine", "packages", "lines", "loans", "grants", "aid", "support", "help", "assistance", "it", "them", "this", "that", "these", "those", "good", "free", "now", "example",
                                                    "instance", "all", "goods", "deliveries", "supplies", "shipments", "equipment", "consignments", "items", "products", "orders", "contracts",
                                                    "is", "are", "was", "were", "be", "framework", "programme", "package", "pledge", "pledges", "commitments", "delivery", "year"};
    if (text_.in_thing(at) || text_.in_period(at) || of_number(at) || among(kAll, text_.word(at))) return true;
    return std::ranges::any_of(kFieldWords, [&](const FieldWord& field) { return text_.phrase_at(at, field.words); });
  }
  std::size_t behind_articles(std::size_t at) const {
    constexpr std::array<std::string_view, 12> kArticles{"whole", "of", "the", "its", "their", "a", "an", "more", "new", "further", "additional", "our"};
    while (among(kArticles, text_.word(at))) ++at;
    return at;
  }
  // "500 million euros for air defence": some of what was pledged.
  std::string purpose() const {
    const SpokenNumber* number = this->number();
    constexpr std::array<std::string_view, 4> kPronouns{"it", "this", "them", "that"};
    for (std::size_t at = first_; at + 1 < last_ && is_money(); ++at)
      if (text_.word(at) == "under" && among(kPronouns, text_.word(at + 1))) return said(at, at + 2);
    if (!is_money() || number == nullptr || of_one_day() || asked_where(FigureField::item) || asked_where(FigureField::category)) return {};
    for (std::size_t at = number->last; at < last_; ++at) {
      const bool on = text_.word(at) == "on" && !text_.in_thing(at);
      if (text_.word(at) != "for" && text_.word(at) != "towards" && text_.word(at) != "under" && !on) continue;
      const std::size_t of = behind_articles(at + 1);
      if (text_.thing_at(of, Kind::project) != nullptr || (on && text_.thing_at(of, Kind::place) != nullptr)) return said(at, of + 1);
      if (text_.word(at) == "under" && !of_number(at) && !of_number(of) && text_.word(of) != "contract" && text_.word(of) != "programme") return said(at, of + 1);
      if (of < text_.size() && !text_.breaks_before(at + 1) && !known(at) && !known(of)) return said(at, of + 1);
    }
    return {};
  }
  // "medicines worth 50 million", "1,000 tonnes of medicines"
  std::string worth() const {
    const SpokenNumber* number = this->number();
    if (number == nullptr || asked_where(FigureField::item) || asked_where(FigureField::category)) return {};
    const bool worth = is_money() && number->first > 1 && text_.word(number->first - 1) == "worth" && !text_.breaks_before(number->first - 1);
    for (const NamedThing& thing : text_.things())  // "8,000 kits and 4 modules worth 6 million"
      if (worth && thing.last == number->first - 1 && (thing.kind == Kind::item || thing.kind == Kind::category)) return said(thing.first, thing.last);
    if (worth && !known(number->first - 2) && !text_.capital(number->first - 2)) return said(number->first - 2, number->first);
    const bool provides = number->first > 1 && among(kCallsFor, text_.word(number->first - 2));
    const bool bought = is_money() && number->first > 1 && !provides && text_.word(number->first - 1) == "for" && text_.word(number->first - 2).ends_with('s');
    if (bought && !known(number->first - 2) && !text_.capital(number->first - 2)) return said(number->first - 2, number->first);
    const bool tonnes = figure_.measure == FigureMeasure::tonnes && text_.word(number->last + 1) == "of";
    const std::size_t of = behind_articles(number->last + 2);
    constexpr std::array<std::string_view, 6> kCargo{"cargo", "freight", "material", "materials", "humanitarian", "relief"};
    if (tonnes && of < text_.size() && !known(of) && !among(kCargo, text_.word(of))) return said(of, of + 1);
    return {};
  }
  // "5 million were medicines": of the money, some for one thing.
  std::string goods() const {
    if (figure_.kind != Figure::Kind::simple || figure_.measure != FigureMeasure::value) return {};
    if (asked_where(FigureField::item) || asked_where(FigureField::category) || of_one_day()) return {};
    for (const NamedThing& thing : text_.things())
      if ((thing.kind == Kind::item || thing.kind == Kind::category) && thing.first > at_ && thing.last <= last_) return said(thing.first, thing.last);
    return {};
  }
  // "12 sea drones": a word that takes only some of the drones.
  std::string noun() const {
    if (figure_.measure != FigureMeasure::quantity) return {};
    const auto number = std::ranges::find(text_.numbers(), at_, &SpokenNumber::number_first);
    if (number == text_.numbers().end() || !number->unit.empty()) return {};
    const NamedThing* counted = nullptr;
    for (const NamedThing& thing : text_.things()) {
      const bool goods = thing.kind == Kind::item || thing.kind == Kind::category;
      if (goods && thing.first >= number->last && thing.first < last_ && (counted == nullptr || thing.first < counted->first)) counted = &thing;
    }
    if (counted == nullptr || !has(figure_, counted->id)) return {};
    for (std::size_t at = number->last; at < counted->first; ++at)
      if (!among(kTakesNothing, text_.word(at)) && !of_number(at) && !text_.in_period(at) && !text_.in_thing(at) &&
          text_.word(at + 1) != "of")
        return said(at, at + 1);
    return {};
  }

  const SentenceText& text_;
  const Figure& figure_;
  std::size_t at_;
  std::size_t first_;
  std::size_t last_;
};

}  // namespace

std::string left_out(const SentenceText& text, const Figure& figure, std::size_t at, bool denied) {
  return SaidAround(text, figure, at).left_out(denied);
}

}  // namespace servanda
