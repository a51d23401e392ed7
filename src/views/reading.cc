#include "views/reading.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/currency.h"
#include "base/decimal.h"
#include "views/phrase.h"

namespace servanda {
namespace {

constexpr Reading kExact{"exactly", 99, 101, false, false, "the number, rounded: 1 % either way"};

// Longer phrases first, so that "no more than" is not read as "more than".
constexpr std::array kReadings{
    Reading{"in the region of", 90, 110, false, false, "10 % either way"},
    Reading{"slightly less than", 95, 100, false, true, "up to 5 % less"},
    Reading{"slightly more than", 100, 105, true, false, "up to 5 % more"},
    Reading{"a shade over", 100, 105, true, false, "up to 5 % more"},
    Reading{"a shade under", 95, 100, false, true, "up to 5 % less"},
    Reading{"a little over", 100, 105, true, false, "up to 5 % more"},
    Reading{"a minimum of", 100, -1, false, false, "the number or more"},
    Reading{"a maximum of", -1, 100, false, false, "the number or less"},
    Reading{"a floor of", 100, -1, false, false, "the number or more"},
    Reading{"a ceiling of", -1, 100, false, false, "the number or less"},
    Reading{"a total of", 99, 101, false, false, "the number, rounded: 1 % either way"},
    Reading{"in excess of", 100, -1, true, false, "more than the number"},
    Reading{"in the order of", 90, 110, false, false, "10 % either way"},
    Reading{"a little under", 95, 100, false, true, "up to 5 % less"},
    Reading{"a little less than", 95, 100, false, true, "up to 5 % less"},
    Reading{"a little more than", 100, 105, true, false, "up to 5 % more"},
    Reading{"slightly over", 100, 105, true, false, "up to 5 % more"},
    Reading{"slightly under", 95, 100, false, true, "up to 5 % less"},
    Reading{"slightly above", 100, 105, true, false, "up to 5 % more"},
    Reading{"slightly below", 95, 100, false, true, "up to 5 % less"},
    Reading{"far more than", 110, -1, false, false, "10 % more, or beyond"},
    Reading{"much more than", 110, -1, false, false, "10 % more, or beyond"},
    Reading{"no more than", -1, 100, false, false, "the number or less"},
    Reading{"not more than", -1, 100, false, false, "the number or less"},
    Reading{"no less than", 100, -1, false, false, "the number or more"},
    Reading{"not less than", 100, -1, false, false, "the number or more"},
    Reading{"no fewer than", 100, -1, false, false, "the number or more"},
    Reading{"an estimated", 90, 110, false, false, "10 % either way"},
    Reading{"just under", 95, 100, false, true, "up to 5 % less"},
    Reading{"just below", 95, 100, false, true, "up to 5 % less"},
    Reading{"just over", 100, 105, true, false, "up to 5 % more"},
    Reading{"just above", 100, 105, true, false, "up to 5 % more"},
    Reading{"well over", 110, -1, false, false, "10 % more, or beyond"},
    Reading{"well under", -1, 90, false, false, "10 % less, or below"},
    Reading{"well below", -1, 90, false, false, "10 % less, or below"},
    Reading{"more than", 100, -1, true, false, "more than the number"},
    Reading{"greater than", 100, -1, true, false, "more than the number"},
    Reading{"upwards of", 100, -1, true, false, "more than the number"},
    Reading{"north of", 100, -1, true, false, "more than the number"},
    Reading{"as many as", -1, 100, false, false, "the number or less"},
    Reading{"as much as", -1, 100, false, false, "the number or less"},
    Reading{"not quite", 90, 100, false, true, "up to 10 % less"},
    Reading{"barely", 95, 105, false, false, "5 % either way"},
    Reading{"hardly", 95, 105, false, false, "5 % either way"},
    Reading{"less than", -1, 100, false, true, "less than the number"},
    Reading{"fewer than", -1, 100, false, true, "less than the number"},
    Reading{"at least", 100, -1, false, false, "the number or more"},
    Reading{"or more", 100, -1, false, false, "the number or more"},
    Reading{"at most", -1, 100, false, false, "the number or less"},
    Reading{"or less", -1, 100, false, false, "the number or less"},
    Reading{"or fewer", -1, 100, false, false, "the number or less"},
    Reading{"up to", -1, 100, false, false, "the number or less"},
    Reading{"close to", 90, 100, false, true, "up to 10 % less"},
    Reading{"approaching", 90, 100, false, true, "up to 10 % less"},
    Reading{"nearly", 90, 100, false, true, "up to 10 % less"},
    Reading{"almost", 90, 100, false, true, "up to 10 % less"},
    Reading{"about", 90, 110, false, false, "10 % either way"},
    Reading{"around", 90, 110, false, false, "10 % either way"},
    Reading{"roughly", 90, 110, false, false, "10 % either way"},
    Reading{"approximately", 90, 110, false, false, "10 % either way"},
    Reading{"approx", 90, 110, false, false, "10 % either way"},
    Reading{"circa", 90, 110, false, false, "10 % either way"},
    Reading{"some", 90, 110, false, false, "10 % either way"},
    Reading{"over", 100, -1, true, false, "more than the number"},
    Reading{"above", 100, -1, true, false, "more than the number"},
    Reading{"exceeding", 100, -1, true, false, "more than the number"},
    Reading{"exceeds", 100, -1, true, false, "more than the number"},
    Reading{"exceeded", 100, -1, true, false, "more than the number"},
    Reading{"surpasses", 100, -1, true, false, "more than the number"},
    Reading{"surpassed", 100, -1, true, false, "more than the number"},
    Reading{"passed", 100, -1, true, false, "more than the number"},
    Reading{"topped", 100, -1, true, false, "more than the number"},
    Reading{"under", -1, 100, false, true, "less than the number"},
    Reading{"below", -1, 100, false, true, "less than the number"},
    Reading{"minimum", 100, -1, false, false, "the number or more"},
    Reading{"maximum", -1, 100, false, false, "the number or less"},
    Reading{"precisely", 100, 100, false, false, "the number itself"},
    kExact,
    // what tables write
    Reading{"at_least", 100, -1, false, false, "the number or more"},
    Reading{"up_to", -1, 100, false, false, "the number or less"},
    Reading{"exact", 99, 101, false, false, "the number, rounded: 1 % either way"},
    Reading{">=", 100, -1, false, false, "the number or more"},
    Reading{"<=", -1, 100, false, false, "the number or less"},
    Reading{">", 100, -1, true, false, "more than the number"},
    Reading{"<", -1, 100, false, true, "less than the number"},
    Reading{"=", 99, 101, false, false, "the number, rounded: 1 % either way"}};

Wide magnitude(Wide a) { return a < 0 ? -a : a; }

struct Span {
  Wide low;
  Wide high;
  bool has_low;
  bool has_high;
  bool low_open;
  bool high_open;
};

// Bounds in hundredths of a number, so that percents stay whole.
Span span_of(const Claimed& claimed) {
  if (claimed.until) return {claimed.value * 100, *claimed.until * 100, true, true, false, false};
  const Reading& reading = *claimed.reading;
  Span span{claimed.value * reading.low, claimed.value * reading.high, reading.low >= 0, reading.high >= 0,
            reading.low_open, reading.high_open};
  if (claimed.value < 0 && span.has_low && span.has_high) std::swap(span.low, span.high);
  const Wide slack = claimed.slack * 100;
  if (span.has_low) span.low = std::min(span.low, claimed.value * 100 - slack);
  if (span.has_high) span.high = std::max(span.high, claimed.value * 100 + slack);
  return span;
}

Span span_of(const Recorded& recorded) {
  const Wide x = recorded.value;
  switch (recorded.qualifier) {
    case Qualifier::exact: return {x * 100, x * 100, true, true, false, false};
    case Qualifier::approx: return {x * 95, x * 105, true, true, false, false};
    case Qualifier::at_least: return {x * 100, x * 125, true, true, false, true};
    case Qualifier::up_to: return {x * 80, x * 100, true, true, true, false};
  }
  return {};
}

bool below(Wide a, bool a_open, Wide b, bool b_open) { return a < b || (a == b && (a_open || b_open)); }

}  // namespace

std::span<const Reading> readings() { return kReadings; }
const Reading& exact_reading() { return kExact; }

const Reading* find_reading(std::string_view words) {
  const auto* found = std::ranges::find(kReadings, words, &Reading::words);
  return found == kReadings.end() ? nullptr : found;
}

std::string number_text(Wide number) {
  const bool negative = number < 0;
  Wide rest = negative ? -number : number;
  std::string fraction;
  for (Wide unit = kNumberUnit / 10, part = rest % kNumberUnit; unit > 0; unit /= 10) {
    fraction += static_cast<char>('0' + static_cast<int>(part / unit));
    part %= unit;
  }
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  std::string whole = decimal_text(rest / kNumberUnit * Decimal::kUnit);
  return (negative ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

bool within_percent(Wide a, Wide b, int percent) { return magnitude(a - b) * 100 <= magnitude(b) * percent; }

bool within_percent(Wide recorded, const Claimed& claimed, int percent) {
  const bool inside = claimed.until && recorded >= claimed.value && recorded <= *claimed.until;
  return inside || within_percent(recorded, claimed.value, percent) || (claimed.until && within_percent(recorded, *claimed.until, percent));
}

Holds compare(const Claimed& claimed, const Recorded& recorded) {
  const Span claim = span_of(claimed);
  const Span record = span_of(recorded);
  const bool bound = recorded.qualifier == Qualifier::at_least || recorded.qualifier == Qualifier::up_to;
  const bool lower_claim = claim.has_low && !claim.has_high;
  const bool upper_claim = claim.has_high && !claim.has_low;
  if (bound && !claimed.until && within_percent(recorded.value, claimed.value, 1)) {
    // The same number. "At least" against "up to" is the bound reversed; everything else states what the record does.
    if (recorded.qualifier == Qualifier::up_to && lower_claim) return Holds::no;
    if (recorded.qualifier == Qualifier::at_least && upper_claim) return Holds::no;
    return Holds::yes;
  }
  // The same number, that the record calls about right: only a claim of more or less is left open.
  if (recorded.qualifier == Qualifier::approx && claim.has_low && claim.has_high && !claimed.until &&
      within_percent(recorded.value, claimed.value, 1))
    return Holds::yes;
  if (recorded.qualifier == Qualifier::at_least && lower_claim && record.low >= claim.low) return Holds::yes;
  if (recorded.qualifier == Qualifier::up_to && upper_claim && record.high <= claim.high) return Holds::yes;
  if (claim.has_high && below(claim.high, claim.high_open, record.low, record.low_open)) return Holds::no;
  if (claim.has_low && below(record.high, record.high_open, claim.low, claim.low_open)) return Holds::no;
  const bool low_inside = !claim.has_low || record.low > claim.low ||
                          (record.low == claim.low && (!claim.low_open || record.low_open));
  const bool high_inside = !claim.has_high || record.high < claim.high ||
                           (record.high == claim.high && (!claim.high_open || record.high_open));
  return low_inside && high_inside ? Holds::yes : Holds::undecided;
}

bool only_at_most(const Claimed& claimed) {
  const Span claim = span_of(claimed);
  return claim.has_high && !claim.has_low;
}

bool holds_nearly(const Claimed& claimed, const Recorded& recorded) {
  return claimed.value != 0 && within_percent(recorded.value, claimed, 25) &&
         compare(claimed, recorded) == Holds::yes;
}

// ---- numbers in a text

namespace {

struct NumberWord {
  std::string_view word;
  int value;
};
constexpr std::array kSmallNumbers{
    NumberWord{"zero", 0},     NumberWord{"one", 1},        NumberWord{"two", 2},       NumberWord{"three", 3},
    NumberWord{"four", 4},     NumberWord{"five", 5},       NumberWord{"six", 6},       NumberWord{"seven", 7},
    NumberWord{"eight", 8},    NumberWord{"nine", 9},       NumberWord{"ten", 10},      NumberWord{"eleven", 11},
    NumberWord{"twelve", 12},  NumberWord{"thirteen", 13},  NumberWord{"fourteen", 14}, NumberWord{"fifteen", 15},
    NumberWord{"sixteen", 16}, NumberWord{"seventeen", 17}, NumberWord{"eighteen", 18}, NumberWord{"nineteen", 19},
    NumberWord{"twenty", 20},  NumberWord{"thirty", 30},    NumberWord{"forty", 40},    NumberWord{"fifty", 50},
    NumberWord{"sixty", 60},   NumberWord{"seventy", 70},   NumberWord{"eighty", 80},   NumberWord{"ninety", 90}};

struct ScaleWord {
  std::string_view word;
  Wide factor;
};
constexpr std::array kScales{ScaleWord{"hundred", 100},       ScaleWord{"thousand", 1'000},
                             ScaleWord{"k", 1'000},           ScaleWord{"million", 1'000'000},
                             ScaleWord{"millions", 1'000'000}, ScaleWord{"mn", 1'000'000},
                             ScaleWord{"mln", 1'000'000},     ScaleWord{"m", 1'000'000},
                             ScaleWord{"billion", 1'000'000'000}, ScaleWord{"bn", 1'000'000'000},
                             ScaleWord{"bln", 1'000'000'000}, ScaleWord{"trillion", 1'000'000'000'000},
                             ScaleWord{"tn", 1'000'000'000'000}};
// "dozens": at least two of them.
constexpr std::array kVagueScales{ScaleWord{"dozens", 12}, ScaleWord{"scores", 20}, ScaleWord{"hundreds", 100},
                                  ScaleWord{"thousands", 1'000}, ScaleWord{"millions", 1'000'000},
                                  ScaleWord{"billions", 1'000'000'000}};
struct FractionWord {
  std::string_view word;
  int parts;
};
constexpr std::array kFractions{FractionWord{"half", 2},     FractionWord{"halves", 2},   FractionWord{"third", 3},
                                FractionWord{"thirds", 3},   FractionWord{"quarter", 4},  FractionWord{"quarters", 4},
                                FractionWord{"fifth", 5},    FractionWord{"fifths", 5},   FractionWord{"tenth", 10},
                                FractionWord{"tenths", 10}};
struct CurrencyWord {
  std::string_view word;
  std::string_view code;
};
constexpr std::array kCurrencyWords{
    CurrencyWord{"€", "EUR"},       CurrencyWord{"euro", "EUR"},     CurrencyWord{"euros", "EUR"},
    CurrencyWord{"$", "USD"},       CurrencyWord{"dollar", "USD"},   CurrencyWord{"dollars", "USD"},
    CurrencyWord{"£", "GBP"},       CurrencyWord{"pound", "GBP"},    CurrencyWord{"pounds", "GBP"},
    CurrencyWord{"sterling", "GBP"}, CurrencyWord{"yen", "JPY"},     CurrencyWord{"zloty", "PLN"},
    CurrencyWord{"zlotys", "PLN"},  CurrencyWord{"kronor", "SEK"},   CurrencyWord{"francs", "CHF"},
    CurrencyWord{"kroner", kCrowns}, CurrencyWord{"krone", kCrowns}, CurrencyWord{"crowns", kCrowns},
    CurrencyWord{"hryvnia", "UAH"}, CurrencyWord{"hryvnias", "UAH"}, CurrencyWord{"koruna", "CZK"}};
// "US$", "C$"
constexpr std::array kDollars{CurrencyWord{"us", "USD"}, CurrencyWord{"c", "CAD"}, CurrencyWord{"ca", "CAD"},
                              CurrencyWord{"a", "AUD"}, CurrencyWord{"au", "AUD"}, CurrencyWord{"nz", "NZD"}};
constexpr std::array<std::string_view, 11> kCompared{"lower", "higher", "more",  "less",  "fewer", "bigger",
                                                     "larger", "smaller", "above", "below", "up"};
constexpr std::array<std::string_view, 12> kMonthStems{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

template <class Table>
const auto* row_of(const Table& table, std::string_view word) {
  const auto* found = std::ranges::find(table, word, &std::remove_reference_t<decltype(table[0])>::word);
  return found == table.end() ? nullptr : found;
}

bool is_month(std::string_view word) {
  constexpr std::array<std::string_view, 12> kNames{"january", "february", "march",     "april",   "may",      "june",
                                                    "july",    "august",   "september", "october", "november", "december"};
  return std::ranges::find(kNames, word) != kNames.end() ||
         (word.size() == 3 && std::ranges::find(kMonthStems, word) != kMonthStems.end());
}

class NumberFinder {
 public:
  explicit NumberFinder(const std::vector<Word>& words) : words_(words) {}

  std::vector<SpokenNumber> find() {
    std::vector<SpokenNumber> found;
    while (at_ < words_.size()) {
      const std::size_t begin = at_;
      if (auto number = one()) {
        found.push_back(std::move(*number));
      } else {
        at_ = begin + 1;
      }
    }
    return found;
  }

 private:
  std::string_view word(std::size_t at) const { return at < words_.size() ? std::string_view(words_[at].text) : ""; }

  std::optional<SpokenNumber> one() {
    SpokenNumber out;
    out.number_first = at_;
    out.unit = currency_before();
    const auto value = number(!out.unit.empty());
    if (!value) return std::nullopt;
    out.value = *value;
    const bool simple = !fraction_ && !vague_;
    unit_behind(out);
    if (is_year_or_day(out)) return std::nullopt;
    if (simple) range(out);
    out.first = out.number_first;
    out.last = at_;
    out.reading = out.until ? &kExact : vague_ ? find_reading("at_least") : phrase(out);
    return out;
  }

  // "between 4 and 5 billion", "4 to 5 million euros", "$4–5 bn"; not "from 4 to 5", which is a change.
  void range(SpokenNumber& out) {
    const std::string_view before = out.number_first > 0 ? word(out.number_first - 1) : "";
    const bool between = before == "between" && word(at_) == "and";
    const bool to = before != "from" && word(at_) == "to";
    const bool dash = at_ < words_.size() && words_[at_].dash_before;
    if (!between && !to && !dash) return;
    const std::size_t back = at_;
    SpokenNumber other;
    at_ += dash ? 0 : 1;
    other.unit = currency_before();
    const std::size_t number_first = at_;
    const auto value = number(!other.unit.empty() || !out.unit.empty());
    const Wide scale = scale_;
    if (value && !fraction_ && !vague_) unit_behind(other);
    const bool same_unit = out.unit.empty() || other.unit.empty() || out.unit == other.unit;
    other.number_first = number_first;
    other.value = value.value_or(0);
    if (!value || fraction_ || vague_ || !same_unit || is_year_or_day(other)) {
      at_ = back;
      return;
    }
    if (out.value < kNumberUnit * 1000 && scale > 1 && out.value < *value / scale) out.value = times(out.value, scale);
    if (out.value >= *value) {
      at_ = back;
      return;
    }
    out.until = *value;
    if (out.unit.empty()) out.unit = other.unit;
    if (between) --out.number_first;
  }

  std::string currency_before() {
    if (const auto* named = row_of(kCurrencyWords, word(at_)); named != nullptr && word(at_).size() <= 3 &&
                                                               (word(at_) == "$" || word(at_) == "€" || word(at_) == "£")) {
      ++at_;
      return std::string(named->code);
    }
    for (const CurrencyWord& dollar : kDollars)
      if (word(at_) == dollar.word && word(at_ + 1) == "$") {
        at_ += 2;
        return std::string(dollar.code);
      }
    if (const std::string code = currency_code(word(at_)); !code.empty()) {
      ++at_;
      return code;
    }
    return {};
  }

  static std::string currency_code(std::string_view folded) {
    if (folded.size() != 3 || folded == "all" || folded == "try" || folded == "top") return {};
    std::string code(folded);
    for (char& c : code) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return Currency::parse(code) ? code : std::string();
  }

  // The number at at_, in digits or words, with its scale.
  std::optional<Wide> number(bool money) {
    vague_ = false;
    fraction_ = false;
    in_words_ = false;
    scale_ = 1;
    if (auto value = digits()) return scaled(*value, money);
    if (auto value = fraction()) return value;
    if (auto value = vague()) return value;
    return spelled();
  }

  std::optional<Wide> digits() {
    std::string_view text = word(at_);
    std::string plain;
    std::size_t end = 0;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.' || text[end] == ',')) ++end;
    if (end == 0 || text[0] < '0' || text[0] > '9') return std::nullopt;
    glued_ = text.substr(end);
    if (!glued_.empty() && row_of(kScales, glued_) == nullptr) return std::nullopt;
    for (std::size_t i = 0; i < end; ++i) {
      if (text[i] != ',') {
        plain += text[i];
        continue;
      }
      std::size_t group = i + 1;
      while (group < end && text[group] >= '0' && text[group] <= '9') ++group;
      if (group - i != 4) return std::nullopt;  // a comma groups three digits
    }
    const auto value = Decimal::parse(plain);
    if (!value) return std::nullopt;
    ++at_;
    return number_of_units(value->units());
  }

  std::optional<Wide> scaled(Wide value, bool money) {
    if (!glued_.empty()) {
      scale_ = row_of(kScales, glued_)->factor;
    } else {
      while (const auto* scale = row_of(kScales, word(at_))) {
        if ((scale->word == "m" || scale->word == "k") && !money) break;
        scale_ = times(scale_, scale->factor);
        ++at_;
      }
    }
    return times(value, scale_);
  }

  // Too large for any record is as good as the largest.
  static Wide times(Wide value, Wide factor) {
    constexpr Wide kMost = Wide{922'000'000'000'000} * kNumberUnit;
    return value > kMost / factor ? kMost : value * factor;
  }

  // "half of", "two thirds of", "a third of", "half a million", "three quarters".
  std::optional<Wide> fraction() {
    std::size_t at = at_;
    int count = 1;
    bool counted = false;
    std::string_view first = word(at);
    const std::size_t hyphen = first.find('-');
    std::string_view of = first;
    if (hyphen != std::string_view::npos) {
      of = first.substr(hyphen + 1);
      first = first.substr(0, hyphen);
    }
    if (const auto* small = row_of(kSmallNumbers, first); small != nullptr && small->value > 0 && small->value < 10) {
      count = small->value;
      counted = true;
    } else if (first == "a") {
      counted = true;
    }
    if (counted && hyphen == std::string_view::npos) of = word(++at);
    const auto* part = row_of(kFractions, of);
    if (part == nullptr || (!counted && of != "half")) return std::nullopt;
    if (at_ > 0 && (word(at_ - 1) == "first" || word(at_ - 1) == "second")) return std::nullopt;  // of a year
    if (count >= part->parts) return std::nullopt;
    ++at;
    if (of == "half" && word(at) == "a" && row_of(kScales, word(at + 1)) != nullptr) {
      const Wide value = times(kNumberUnit, row_of(kScales, word(at + 1))->factor) / 2;
      at_ = at + 2;
      return value;
    }
    // "the third quarter", "the first half": no share unless it is one of something, or compares.
    const bool compares = std::ranges::find(kCompared, word(at)) != kCompared.end();
    const bool by = at_ > 0 && word(at_ - 1) == "by";  // "rose by a third"
    if (word(at) != "of" && !compares && !by && !of.ends_with('s')) return std::nullopt;
    at_ = at;
    const bool one = word(at + 1) == "one" || word(at + 1) == "a" || word(at + 1) == "1";
    if (one && (word(at + 2) == "percent" || word(at + 2) == "%" || (word(at + 2) == "per" && word(at + 3) == "cent"))) {  // "a tenth of one per cent"
      at_ = at + 2;
      return multiply_divide(kNumberUnit, Wide{count}, part->parts);
    }
    fraction_ = true;
    return multiply_divide(Wide{100} * count, kNumberUnit, part->parts);
  }

  std::optional<Wide> vague() {
    const auto* scale = row_of(kVagueScales, word(at_));
    const bool tens = word(at_) == "tens" && word(at_ + 1) == "of";
    if (tens) {
      scale = row_of(kVagueScales, word(at_ + 2));
      if (scale == nullptr) return std::nullopt;
      at_ += 3;
      vague_ = true;
      return times(kNumberUnit * 20, scale->factor);
    }
    if (scale == nullptr) return std::nullopt;
    const auto* inner = word(at_ + 1) == "of" ? row_of(kVagueScales, word(at_ + 2)) : nullptr;
    at_ += inner != nullptr ? 3 : 1;
    vague_ = true;
    const Wide value = times(kNumberUnit * 2, scale->factor);
    return inner != nullptr ? times(value, inner->factor) : value;
  }

  // "twenty-five thousand", "a billion", "one and a half million", "two hundred and fifty", "a dozen".
  std::optional<Wide> spelled() {
    std::size_t at = at_;
    Wide total = 0;
    Wide group = 0;
    bool any = false;
    if ((word(at) == "a" || word(at) == "one") && word(at + 1) == "dozen") {
      at_ = at + 2;
      return kNumberUnit * 12;
    }
    const bool the_million = (word(at) == "million" || word(at) == "billion") && at > 0 && word(at - 1) == "the";
    if (the_million) group = 1;
    if (word(at) == "a") {
      if (row_of(kScales, word(at + 1)) == nullptr || word(at + 1).size() < 6) return std::nullopt;
      group = 1;
      ++at;
    }
    while (at < words_.size()) {
      const std::string_view now = word(at);
      if (const auto small = small_number(now)) {
        group += *small;
      } else if (now == "hundred" && group > 0) {
        group = times(group, 100);
      } else if (const auto* scale = row_of(kScales, now); scale != nullptr && scale->word.size() > 3 && group > 0) {
        total += times(group, scale->factor);
        scale_ = scale->factor;
        group = 0;
      } else if (now == "and" && any && small_number(word(at + 1)) && row_of(kScales, word(at - 1)) != nullptr) {
        ++at;
        continue;
      } else if (const Wide part = and_part(at); part != 0 && any && row_of(kScales, word(at + 3))) {
        const Wide factor = row_of(kScales, word(at + 3))->factor;
        at_ = at + 4;
        return times((total + group) * kNumberUnit + part, factor);
      } else if (now == "point" && any && small_number(word(at + 1)) && row_of(kScales, word(at + 2))) {  // "sixty-four point eight billion"
        const Wide factor = row_of(kScales, word(at + 2))->factor;
        const int tenths = *small_number(word(at + 1));
        at_ = at + 3;
        in_words_ = true;
        return times((total + group) * kNumberUnit + kNumberUnit * tenths / (tenths < 10 ? 10 : 100), factor);
      } else {
        break;
      }
      any = true;
      ++at;
    }
    if (!any) return std::nullopt;
    // "one" and "a" alone are too often no numbers.
    if (total == 0 && group == 1 && at == at_ + 1) return std::nullopt;
    at_ = at;
    in_words_ = true;
    return times(kNumberUnit, std::max<Wide>(total + group, 1)) * (total + group == 0 ? 0 : 1);
  }

  // Of "two and a half billion", "two and a quarter billion"; 0: none.
  Wide and_part(std::size_t at) const {
    if (word(at) != "and" || word(at + 1) != "a") return 0;
    return word(at + 2) == "half" ? kNumberUnit / 2 : word(at + 2) == "quarter" ? kNumberUnit / 4 : 0;
  }
  static std::optional<int> small_number(std::string_view text) {
    const std::size_t hyphen = text.find('-');
    const auto* first = row_of(kSmallNumbers, text.substr(0, hyphen));
    if (first == nullptr) return std::nullopt;
    if (hyphen == std::string_view::npos) return first->value;
    const auto* second = row_of(kSmallNumbers, text.substr(hyphen + 1));
    if (second == nullptr || first->value < 20 || second->value > 9) return std::nullopt;
    return first->value + second->value;
  }

  void unit_behind(SpokenNumber& out) {
    if (fraction_) {
      out.unit = "percent";
      return;
    }
    std::size_t skip = 0;
    if (word(at_) == "%" || word(at_) == "percent" || word(at_) == "pct") skip = 1;
    if (word(at_) == "per" && word(at_ + 1) == "cent") skip = 2;
    if (skip > 0) {
      at_ += skip;
      out.unit = "percent";
      std::size_t gdp = word(at_) == "of" ? at_ + 1 : at_;
      while (word(gdp) == "their" || word(gdp) == "its" || word(gdp) == "our" || word(gdp) == "the" || word(gdp) == "economic" || word(gdp) == "annual" || word(gdp) == "national") ++gdp;
      if (word(gdp) == "gdp" || word(gdp) == "output" || ((word(gdp) == "product" || word(gdp) == "economy") && gdp > at_ && word(at_) == "of") || (word(gdp) == "income" && word(gdp - 1) == "national") || (word(gdp) == "gross" && word(gdp + 1) == "domestic")) {
        out.unit = "percent_of_gdp";
        at_ = gdp + 1;
      }
      return;
    }
    if (!out.unit.empty()) return;
    if ((word(at_) == "us" || word(at_) == "american") && word(at_ + 1) == "dollars") return set_unit(out, "USD", 2);
    if (word(at_) == "canadian" && word(at_ + 1) == "dollars") return set_unit(out, "CAD", 2);
    if (word(at_) == "australian" && word(at_ + 1) == "dollars") return set_unit(out, "AUD", 2);
    if (word(at_) == "danish" && word(at_ + 1) == "kroner") return set_unit(out, "DKK", 2);
    if (word(at_) == "norwegian" && word(at_ + 1) == "kroner") return set_unit(out, "NOK", 2);
    if (word(at_) == "swedish" && (word(at_ + 1) == "kronor" || word(at_ + 1) == "crowns")) return set_unit(out, "SEK", 2);
    if (word(at_) == "czech" && (word(at_ + 1) == "koruna" || word(at_ + 1) == "crowns")) return set_unit(out, "CZK", 2);
    if (word(at_) == "in" && word(at_ + 1) == "sterling") return set_unit(out, "GBP", 2);
    if (const auto* named = row_of(kCurrencyWords, word(at_)); named != nullptr && !is_sign_of_next())
      return set_unit(out, std::string(named->code), 1);
    if (std::string code = currency_code(word(at_)); !code.empty()) set_unit(out, std::move(code), 1);
  }
  // "on 9 January 2025: $500 million"
  bool is_sign_of_next() const {
    const bool sign = word(at_) == "$" || word(at_) == "€" || word(at_) == "£";
    return sign && !word(at_ + 1).empty() && word(at_ + 1).front() >= '0' && word(at_ + 1).front() <= '9';
  }
  void set_unit(SpokenNumber& out, std::string unit, std::size_t words) {
    out.unit = std::move(unit);
    at_ += words;
  }

  // 2025 and the 25 of "25 June" are dates; "1.5" of a paragraph cannot be told from a number.
  bool is_year_or_day(const SpokenNumber& number) const {
    if (!number.unit.empty() || in_words_) return false;
    const Wide value = number.value / kNumberUnit;
    const bool whole = number.value % kNumberUnit == 0;
    const bool alone = at_ == number.number_first + 1;
    if (!alone || !whole) return false;
    const std::string_view text = word(number.number_first);
    if (text.size() == 4 && value >= 1900 && value < 2100) return true;
    const bool day = value >= 1 && value <= 31 && text.size() <= 2;
    return day && (is_month(word(at_)) || (number.number_first > 0 && is_month(word(number.number_first - 1))));
  }

  // "handed over twelve" is no more than twelve.
  static bool hands(std::string_view verb) {
    constexpr std::array<std::string_view, 12> kVerbs{"hand", "hands", "handed", "handing", "turn", "turns", "turned", "turning", "sign", "signed", "made", "carried"};
    return std::ranges::find(kVerbs, verb) != kVerbs.end();
  }

  // The words before the number, or right behind it, that say how it is meant.
  const Reading* phrase(SpokenNumber& out) {
    for (const Reading& reading : kReadings) {
      const std::size_t length = count_words(reading.words);
      const bool behind = reading.words.starts_with("or ");
      if (!behind && length > out.number_first) continue;
      const std::size_t first = behind ? out.last : out.number_first - length;
      if (!stands_at(words_, first, reading.words) || (reading.words == "over" && first > 0 && hands(word(first - 1)))) continue;
      if (behind)
        out.last = at_ = first + length;
      else
        out.first = first;
      return &reading;
    }
    return &kExact;
  }

  const std::vector<Word>& words_;
  std::size_t at_ = 0;
  std::string_view glued_;
  Wide scale_ = 1;  // of the number read last: a million
  bool vague_ = false;
  bool fraction_ = false;
  bool in_words_ = false;
};

}  // namespace

std::vector<SpokenNumber> find_numbers(const std::vector<Word>& words) { return NumberFinder(words).find(); }

}  // namespace servanda
