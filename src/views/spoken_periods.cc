#include "views/spoken_periods.h"

#include <algorithm>
#include <array>
#include <string>

#include "views/phrase.h"
#include "views/reading.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 12> kShortMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 4> kOrdinals{"first", "second", "third", "fourth"};

struct Season {
  std::string_view name;
  unsigned from;
  unsigned until;
};
constexpr std::array<std::string_view, 1> kHad{"had"};
constexpr std::array kSeasons{Season{"spring", 3, 5}, Season{"summer", 6, 8}, Season{"autumn", 9, 11},
                              Season{"fall", 9, 11}};

PartialDate month_of(int year, unsigned month) {
  return PartialDate::of_month(std::chrono::year_month(std::chrono::year(year), std::chrono::month(month)));
}
PartialDate year_of(int year) { return PartialDate::of_year(std::chrono::year(year)); }
FigurePeriod only(PartialDate date) { return {date, date}; }

class PeriodFinder {
 public:
  PeriodFinder(const std::vector<Word>& words, const PeriodContext& context)
      : words_(words), context_(context), today_(context.said), this_year_(static_cast<int>(today_.year())) {}

  std::vector<SpokenPeriod> find() {
    for (std::size_t at = 0; at < words_.size();) {
      if (auto spoken = period_at(at)) {
        at = spoken->last;
        if (spoken->period.from.first() <= spoken->period.until.last()) out_.push_back(std::move(*spoken));
      } else {
        ++at;
      }
    }
    years_before();
    years_behind();
    return std::move(out_);
  }

 private:
  // A date as the text has it.
  struct Date {
    PartialDate from;
    PartialDate until;
    std::size_t last = 0;
    bool year_named = true;
  };

  std::string_view word(std::size_t at) const { return at < words_.size() ? std::string_view(words_[at].text) : ""; }
  bool phrase_at(std::size_t at, std::string_view phrase) const { return stands_at(words_, at, phrase); }
  bool phrase_before(std::size_t at, std::string_view phrase) const {
    const std::size_t size = count_words(phrase);
    return at >= size && phrase_at(at - size, phrase);
  }
  bool capital(std::size_t at) const {
    const char c = at < words_.size() ? context_.text[words_[at].begin] : 'a';
    return c >= 'A' && c <= 'Z';
  }
  std::string_view between(std::size_t at) const {
    return at == 0 || at >= words_.size()
               ? std::string_view()
               : context_.text.substr(words_[at - 1].end, words_[at].begin - words_[at - 1].end);
  }

  std::optional<SpokenPeriod> period_at(std::size_t at) const {
    if (auto spoken = relative(at)) return spoken;
    if (auto spoken = part_of_year(at)) return spoken;
    if (auto spoken = span(at)) return spoken;
    return dated(at);
  }

  SpokenPeriod plain(const FigurePeriod& period, std::size_t first, std::size_t last) const {
    SpokenPeriod out{period, period.from, first, last, false, true};
    bound(out);
    return out;
  }

  // ---- "last year", "this week", "yesterday"

  std::optional<SpokenPeriod> relative(std::size_t at) const {
    if (phrase_at(at, "year end") || (word(at) == "year" && word(at + 1) == "end"))
      return plain(only(year_of(this_year_)), at, at + 2);
    if (phrase_at(at, "end of the year")) return plain(only(year_of(this_year_)), at, at + 4);
    if (const int days = word(at) == "yesterday"  ? -1
                         : word(at) == "tomorrow" ? 1
                         : word(at) == "today"    ? 0
                                                  : 2;
        days != 2)
      return plain(only(PartialDate::of_day(context_.said + std::chrono::days(days))), at, at + 1);
    if (auto day = weekday(at)) return day;
    if (auto past = ago(at)) return past;
    if (auto other = from_date_before(at)) return other;
    if (auto spoken = as_before(at)) return spoken;
    if (auto spoken = season_seen_from_now(at)) return spoken;
    int step = 2;
    for (const auto& [name, steps] :
         {std::pair{std::string_view("last"), -1}, std::pair{std::string_view("previous"), -1},
          std::pair{std::string_view("past"), -1}, std::pair{std::string_view("this"), 0},
          std::pair{std::string_view("current"), 0}, std::pair{std::string_view("next"), 1},
          std::pair{std::string_view("coming"), 1}})
      if (word(at) == name) step = steps;
    if (step == 2) return std::nullopt;
    const std::string_view unit = word(at + 1);
    if (unit == "year") return plain(only(year_of(this_year_ + step)), at, at + 2);
    if (unit == "month")
      return plain(only(PartialDate::of_month(today_.year() / today_.month() + std::chrono::months(step))), at, at + 2);
    if (unit == "week") {
      const std::chrono::days into(std::chrono::weekday(context_.said).iso_encoding() - 1);
      const Day monday = context_.said - into + std::chrono::weeks(step);
      return plain({PartialDate::of_day(monday), PartialDate::of_day(monday + std::chrono::days(6))}, at, at + 2);
    }
    return std::nullopt;
  }

  // The last date in front of a word, of this sentence or of those before it; empty if none was named, or none so exact.
  std::optional<PartialDate> date_before(std::size_t at, DatePrecision least) const {
    const auto exact = [&](const PartialDate& date) { return least == DatePrecision::year || date.precision() == DatePrecision::day || (least == DatePrecision::month && date.precision() != DatePrecision::year); };
    for (std::size_t i = out_.size(); i > 0; --i)
      if (out_[i - 1].last <= at && exact(out_[i - 1].named)) return out_[i - 1].named;
    const std::optional<PartialDate>& named = least == DatePrecision::year ? context_.before.date : context_.before.month;
    return named && exact(*named) ? named : std::nullopt;
  }

  // "that year", "the same month", "that autumn": of the date that was named last.
  std::optional<SpokenPeriod> as_before(std::size_t at) const {
    const bool same = word(at) == "the" && word(at + 1) == "same";
    if (word(at) != "that" && !same) return std::nullopt;
    const std::size_t unit = at + (same ? 2 : 1);
    const auto* season = std::ranges::find(kSeasons, word(unit), &Season::name);
    const bool month = word(unit) == "month" || word(unit) == "day";
    if (!month && word(unit) != "year" && (season == kSeasons.end() || word(unit) == "fall")) return std::nullopt;  // "goods that fall"
    if (word(unit + 1) == "earlier" || word(unit + 1) == "before") return std::nullopt;
    const auto date = date_before(at, month ? DatePrecision::month : DatePrecision::year);
    if (!date || (word(unit) == "day" && date->precision() != DatePrecision::day)) return std::nullopt;
    const std::chrono::year_month_day day(date->first());
    const int year = static_cast<int>(day.year());
    if (season != kSeasons.end()) return plain({month_of(year, season->from), month_of(year, season->until)}, at, unit + 1);
    if (word(unit) == "day") return plain(only(*date), at, unit + 1);
    return plain(only(month ? month_of(year, static_cast<unsigned>(day.month())) : year_of(year)), at, unit + 1);
  }

  // "last autumn", "next spring", seen from the day it was said: the last one that has ended, the next one that has not begun.
  std::optional<SpokenPeriod> season_seen_from_now(std::size_t at) const {
    const auto* season = std::ranges::find(kSeasons, word(at + 1), &Season::name);
    if (season == kSeasons.end() || (word(at) != "last" && word(at) != "next" && word(at) != "this")) return std::nullopt;
    int year = this_year_;
    if (word(at) == "last" && month_of(year, season->until).last() >= context_.said) --year;
    if (word(at) == "next" && month_of(year, season->from).first() <= context_.said) ++year;
    if (among_words(kHad, word(at + 2)) || among_words(kHad, word(at + 3))) {  // "last autumn donors had promised": by then
      SpokenPeriod out{{context_.start.value_or(month_of(year, season->from)), month_of(year, season->until)}, month_of(year, season->from), at, at + 2, true, true};
      return out;
    }
    return plain({month_of(year, season->from), month_of(year, season->until)}, at, at + 2);
  }

  // "a fortnight ago", "three months ago": about then.
  std::optional<SpokenPeriod> ago(std::size_t at) const {
    std::size_t unit = at + 1;
    while (unit < at + 4 && word(unit + 1) != "ago") ++unit;
    if (word(unit + 1) != "ago") return std::nullopt;
    const auto numbers = find_numbers({words_.begin() + static_cast<std::ptrdiff_t>(at), words_.begin() + static_cast<std::ptrdiff_t>(unit)});
    const bool one = unit == at + 1 && (word(at) == "a" || word(at) == "one");
    const bool number = numbers.size() == 1 && numbers.front().number_first == 0 && numbers.front().last == unit - at;
    if (!one && (!number || numbers.front().value % kNumberUnit != 0 || numbers.front().value > 1000 * kNumberUnit)) return std::nullopt;
    const int count = (one ? 1 : static_cast<int>(numbers.front().value / kNumberUnit)) * (word(unit) == "fortnight" ? 2 : 1);
    const auto then = moved(context_.said, -count, word(unit) == "fortnight" ? "weeks" : word(unit));
    if (!then) return std::nullopt;
    const std::chrono::year_month_day date(then->first());
    if (word(unit).starts_with("year") && word(unit + 2) == "this" && word(unit + 3) == "month")  // "two years ago this month"
      return plain(only(PartialDate::of_month(date.year() / date.month())), at, unit + 4);
    if (word(unit).starts_with("year")) return plain(only(year_of(static_cast<int>(date.year()))), at, unit + 2);
    if (word(unit).starts_with("month")) return plain(only(PartialDate::of_month(date.year() / date.month())), at, unit + 2);
    const std::chrono::days about(word(unit).starts_with("day") ? 0 : 4);
    return plain({PartialDate::of_day(then->first() - about), PartialDate::of_day(then->first() + about)}, at, unit + 2);
  }

  // "a week earlier", "two days later", "the following month": seen from the date that was named last, else from the day it was said.
  std::optional<SpokenPeriod> from_date_before(std::size_t at) const {
    const bool next = word(at) == "the" && (word(at + 1) == "following" || word(at + 1) == "next") && (word(at + 2) == "day" || word(at + 2) == "month" || word(at + 2) == "year");
    std::size_t unit = next ? at + 2 : at + 1;
    int count = next ? 1 : word(at) == "a" || word(at) == "one" ? 1 : 0;
    const auto seen_from = [&](std::size_t place) { return word(place) == "earlier" || word(place) == "before" || word(place) == "later" || word(place) == "afterwards"; };
    if (count == 0 && !seen_from(at + 2) && !seen_from(at + 3)) return std::nullopt;
    if (count == 0) {
      const auto numbers = find_numbers({words_.begin() + static_cast<std::ptrdiff_t>(at), words_.begin() + static_cast<std::ptrdiff_t>(std::min(at + 2, words_.size()))});
      if (numbers.size() != 1 || numbers.front().number_first != 0 || numbers.front().value % kNumberUnit != 0 || numbers.front().value > 60 * kNumberUnit) return std::nullopt;
      count = static_cast<int>(numbers.front().value / kNumberUnit);
      unit = at + numbers.front().last;
    }
    const bool earlier = word(unit + 1) == "earlier" || word(unit + 1) == "before";
    const bool later = word(unit + 1) == "later" || word(unit + 1) == "afterwards";
    const bool years = word(unit).starts_with("year");
    const bool followed = unit + 2 < words_.size() && !between(unit + 2).empty() && word(unit + 1) == "before" && between(unit + 2).find_first_of(",;:") == std::string_view::npos;
    if (!(next || earlier || later) || followed || (years && !next)) return std::nullopt;
    const auto base = date_before(at, word(unit).starts_with("month") ? DatePrecision::month : DatePrecision::day);
    if (!base && (next || later)) return std::nullopt;
    const Day from = base ? base->first() : context_.said;
    const auto then = moved(from, earlier ? -count : count, word(unit));
    if (!then) return std::nullopt;
    const std::chrono::year_month_day date(then->first());
    const std::size_t last = next ? unit + 1 : unit + 2;
    if (years) return plain(only(year_of(static_cast<int>(date.year()))), at, last);
    if (word(unit).starts_with("month")) return plain(only(PartialDate::of_month(date.year() / date.month())), at, last);
    const std::chrono::days about(word(unit).starts_with("day") ? 0 : 4);
    return plain({PartialDate::of_day(then->first() - about), PartialDate::of_day(then->first() + about)}, at, last);
  }

  // "on Tuesday": the last one, or the next of what is to come.
  std::optional<SpokenPeriod> weekday(std::size_t at) const {
    const auto* found = std::ranges::find(kDayNames, word(at));
    const bool next = at > 0 && word(at - 1) == "next";
    const bool last = at > 0 && (word(at - 1) == "last" || word(at - 1) == "past");
    if (found == kDayNames.end() || at == 0 || !(word(at - 1) == "on" || next || last) || month_at(at + 1) != 0 || day_at(at + 1) != 0) return std::nullopt;
    const int said = static_cast<int>(std::chrono::weekday(context_.said).iso_encoding()) - 1;
    const int ago = (said - static_cast<int>(found - kDayNames.begin()) + 7) % 7;
    const bool ahead = next || (context_.future && !last && !told_on(at));
    return plain(only(PartialDate::of_day(context_.said + std::chrono::days(ahead ? (7 - ago) % 7 : -ago))), at, at + 1);
  }

  // "the year before", "a year earlier": of the other year that the sentence names, else of this one.
  void years_before() {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      const bool before = phrase_at(at, "the year before") || phrase_at(at, "a year earlier") ||
                          phrase_at(at, "a year before") || phrase_at(at, "one year earlier");
      const bool decade = phrase_at(at, "a decade earlier") || phrase_at(at, "ten years earlier");
      if (!(before || decade) || covered(at)) continue;
      int year = this_year_;
      for (const SpokenPeriod& other : out_)
        if (other.first < at) year = static_cast<int>(other.named.year());
      year -= decade ? 10 : 1;
      out_.push_back({only(year_of(year)), year_of(year), at, at + 3, false, true});
    }
    std::ranges::stable_sort(out_, {}, &SpokenPeriod::first);
  }
  // "in May and in August 2030": both of 2030.
  void years_behind() {
    for (std::size_t i = 0; i + 1 < out_.size(); ++i) {
      SpokenPeriod& first = out_[i];
      const SpokenPeriod& second = out_[i + 1];
      const std::size_t joined = word(first.last) == "and" ? first.last + 1 : text_size();
      const bool months = !first.year_named && second.year_named && !first.deadline && first.named.precision() == DatePrecision::month && second.named.precision() == DatePrecision::month;
      if (!months || first.period.from != first.period.until || !(second.first == joined || (second.first == joined + 1 && word(joined) == "in"))) continue;
      const std::chrono::year_month_day date(first.named.first());
      first.named = month_of(static_cast<int>(second.named.year()), static_cast<unsigned>(date.month()));
      first.period = only(first.named);
      first.year_named = true;
    }
  }
  std::size_t text_size() const { return words_.size(); }
  bool covered(std::size_t at) const {
    return std::ranges::any_of(out_,
                               [&](const SpokenPeriod& period) { return period.first <= at && at < period.last; });
  }

  // ---- "the first half of 2025", "the third quarter", "Q1 2025", "spring 2025", "mid-2024"

  std::optional<SpokenPeriod> part_of_year(std::size_t at) const {
    unsigned from = 0;
    unsigned until = 0;
    std::size_t last = at + 2;
    const auto* ordinal = std::ranges::find(kOrdinals, word(at));
    const auto number = ordinal == kOrdinals.end() ? 0U : static_cast<unsigned>(ordinal - kOrdinals.begin()) + 1;
    if (number >= 1 && number <= 2 && word(at + 1) == "half") {
      from = number * 6 - 5;
      until = number * 6;
    } else if (number > 0 && word(at + 1) == "quarter") {
      from = number * 3 - 2;
      until = number * 3;
    } else if (const unsigned months = months_of_year(at); months > 0) {
      from = word(at) == "first" ? 1 : 13 - months;
      until = word(at) == "first" ? months : 12;
      last = at + 3;
    } else if (word(at).size() == 2 && word(at)[0] == 'q' && word(at)[1] >= '1' && word(at)[1] <= '4') {
      until = static_cast<unsigned>(word(at)[1] - '0') * 3;
      from = until - 2;
      last = at + 1;
    } else if (word(at).size() == 8 && word(at).starts_with("mid-")) {
      const auto year = PartialDate::parse(word(at).substr(4));
      if (!year) return std::nullopt;
      return plain({month_of(static_cast<int>(year->year()), 5), month_of(static_cast<int>(year->year()), 8)}, at,
                   at + 1);
    } else {
      return season(at);
    }
    const bool of = word(last) == "of";
    const auto year = year_behind(of ? last + 1 : last);
    if (of && !year) return std::nullopt;  // of something else
    if (!of && !year && (at == 0 || word(at - 1) != "the" || !quarter_of_time(at))) return std::nullopt;
    const int y = year ? year->first : this_year_;
    return plain({month_of(y, from), month_of(y, until)}, at, year ? year->second : last);
  }
  // How many in "the first five months of 2025".
  unsigned months_of_year(std::size_t at) const {
    constexpr std::array<std::string_view, 11> kWords{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"};
    if ((word(at) != "first" && word(at) != "last") || word(at + 2) != "months" || word(at + 3) != "of" || !year_behind(at + 4)) return 0;
    const auto* named = std::ranges::find(kWords, word(at + 1));
    const int months = named == kWords.end() ? number_at(at + 1) : static_cast<int>(named - kWords.begin()) + 1;
    return months >= 2 && months <= 11 ? static_cast<unsigned>(months) : 0;
  }
  // "in the first quarter": not "the first half was late".
  bool quarter_of_time(std::size_t at) const {
    return at >= 2 && (word(at - 2) == "in" || word(at - 2) == "during" || word(at - 2) == "since");
  }

  std::optional<SpokenPeriod> season(std::size_t at) const {
    const auto* season = std::ranges::find(kSeasons, word(at), &Season::name);
    if (season == kSeasons.end()) return std::nullopt;
    const auto year = year_behind(word(at + 1) == "of" ? at + 2 : at + 1);
    if (!year) return std::nullopt;
    return plain({month_of(year->first, season->from), month_of(year->first, season->until)}, at, year->second);
  }

  // A year named at `at`, and where its words end.
  std::optional<std::pair<int, std::size_t>> year_behind(std::size_t at) const {
    if (const int year = year_at(at); year != 0) return std::pair(year, at + 1);
    if (word(at) == "the" && word(at + 1) == "year") return std::pair(this_year_, at + 2);
    if (const auto year = as_before(at); year && year->named.precision() == DatePrecision::year)  // "of 2022 … by December of that year"
      return std::pair(static_cast<int>(year->named.year()), year->last);
    for (const auto& [name, step] : {std::pair{std::string_view("this"), 0}, std::pair{std::string_view("last"), -1},
                                     std::pair{std::string_view("next"), 1}})
      if (word(at) == name && word(at + 1) == "year") return std::pair(this_year_ + step, at + 2);
    return std::nullopt;
  }

  // ---- "within six weeks", "over the past two years"

  std::optional<SpokenPeriod> span(std::size_t at) const {
    const bool within = word(at) == "within";
    const bool past = (word(at) == "past" || word(at) == "last") && (word(at - (at > 0 ? 1 : 0)) == "the" || at == 0);
    if (!within && !past) return std::nullopt;
    std::size_t first = at + 1;
    while (within && (word(first) == "the" || word(first) == "next" || word(first) == "coming")) ++first;
    int count = word(first) == "a" || word(first) == "one" ? 1 : 0;
    std::size_t last = first + 1;
    if (count == 0) {
      const auto numbers =
          find_numbers({words_.begin() + static_cast<std::ptrdiff_t>(std::min(first, words_.size())), words_.end()});
      if (numbers.empty() || numbers.front().number_first != 0 || numbers.front().value % kNumberUnit != 0 ||
          numbers.front().value <= 0 || numbers.front().value > 1000 * kNumberUnit)
        return std::nullopt;
      count = static_cast<int>(numbers.front().value / kNumberUnit);
      last = first + numbers.front().last;
    }
    const auto other = moved(context_.said, within ? count : -count, word(last));
    if (!other) return std::nullopt;
    const PartialDate said = PartialDate::of_day(context_.said);
    SpokenPeriod out{{*other, said}, *other, at, last + 1, false, true};
    if (!within) return out;
    if (!context_.future) return std::nullopt;  // how long it took
    out.deadline = true;
    out.period = {context_.start.value_or(said), *other};
    return out;
  }

  static std::optional<PartialDate> moved(Day day, int count, std::string_view unit) {
    if (unit.starts_with("day")) return PartialDate::of_day(day + std::chrono::days(count));
    if (unit.starts_with("week")) return PartialDate::of_day(day + std::chrono::weeks(count));
    const int months = unit.starts_with("month") ? count : unit.starts_with("year") ? 12 * count : 0;
    if (months == 0) return std::nullopt;
    std::chrono::year_month_day date(day);
    date += std::chrono::months(months);
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    return PartialDate::of_day(date);
  }

  // ---- dates

  int number_at(std::size_t at) const {
    std::string_view text = word(at);
    for (const std::string_view ending : {"st", "nd", "rd", "th"})
      if (text.size() > 2 && text.ends_with(ending)) text.remove_suffix(2);
    int value = 0;
    for (const char c : text) {
      if (c < '0' || c > '9' || value > 9999) return 0;
      value = value * 10 + (c - '0');
    }
    return value;
  }
  int year_at(std::size_t at) const {
    const int year = word(at).size() == 4 ? number_at(at) : 0;
    return year >= 1940 && year < 2100 ? year : 0;
  }
  int day_at(std::size_t at) const {
    const int day = number_at(at);
    return day >= 1 && day <= 31 && year_at(at) == 0 ? day : 0;
  }
  unsigned month_at(std::size_t at) const {
    const std::string_view name = word(at).starts_with("mid-") ? word(at).substr(4) : word(at);
    const auto* found = std::ranges::find(kMonthNames, name);
    if (found != kMonthNames.end()) return static_cast<unsigned>(found - kMonthNames.begin()) + 1;
    const auto* abridged = std::ranges::find(kShortMonths, word(at));
    const bool beside_number = day_at(at + 1) != 0 || year_at(at + 1) != 0 || (at > 0 && day_at(at - 1) != 0);
    return abridged == kShortMonths.end() || !beside_number
               ? 0U
               : static_cast<unsigned>(abridged - kShortMonths.begin()) + 1;
  }
  bool names_month(std::size_t at) const {
    const bool also_a_verb = word(at) == "may" || word(at) == "march";
    return month_at(at) != 0 && (!also_a_verb || capital(at));
  }

  // The year of a month that the text names without one.
  int year_for(unsigned month, std::size_t at) const {
    const Day first = month_of(this_year_, month).first();
    const Day last = month_of(this_year_, month).last();
    const std::string_view before = at > 0 ? word(at - 1) : "";
    if (before == "this") return this_year_;
    if (before == "next") return first > context_.said ? this_year_ : this_year_ + 1;
    if (before == "last") return last < context_.said ? this_year_ : this_year_ - 1;
    if (before == "following")
      if (const auto date = date_before(at, DatePrecision::year)) {
        const int year = static_cast<int>(date->year());
        return month_of(year, month).first() > date->last() ? year : year + 1;
      }
    if (!context_.future && by_then(at)) return year_by_then(month, at);
    if (context_.future && !told_on(at) && !did_then(at)) return last < context_.said ? this_year_ + 1 : this_year_;
    return first > context_.said && was_done(at) ? this_year_ - 1 : this_year_;
  }

  // "520 had been delivered by December": the first one behind the date that was named last, else the last one that has come.
  bool by_then(std::size_t at) const {
    const std::size_t first = with_part(at);
    return first > 0 && word(first - 1) == "by" && std::ranges::any_of(words_, [](const Word& w) { return w.text == "had"; });
  }
  int year_by_then(unsigned month, std::size_t at) const {
    const auto date = date_before(at, DatePrecision::month);
    int year = this_year_;
    if (date) {
      year = static_cast<int>(date->year());
      if (month_of(year, month).last() < date->first()) ++year;
    }
    return month_of(year, month).first() > context_.said ? this_year_ - (month_of(this_year_, month).first() > context_.said ? 1 : 0) : year;
  }

  // "delivered 30 trucks in November", "In November, Denmark delivered": the verb of the date's clause is past.
  bool was_done(std::size_t at) const {
    constexpr std::array<std::string_view, 6> kAhead{"for", "by", "until", "before", "to", "from"};
    constexpr std::size_t kOpening = 3;
    constexpr std::size_t kReach = 8;
    if (const std::size_t first = with_part(at); first > 0 && among_words(kAhead, word(first - 1))) return false;
    for (std::size_t verb = at; verb > 0 && between(verb).find(',') == std::string_view::npos; --verb)
      if (past_word(verb - 1)) return past_verb(verb - 1);
    if (at > kOpening) return false;
    for (std::size_t verb = at + 1; verb < std::min(at + kReach, words_.size()); ++verb)
      if (past_word(verb)) return past_verb(verb);
    return false;
  }
  // "In January we pledged 140 trucks, which are to arrive by October": the date's own clause is past.
  bool did_then(std::size_t at) const {
    constexpr std::array<std::string_view, 6> kToCome{"will", "would", "shall", "to", "expects", "plans"};
    constexpr std::size_t kOpening = 3;
    if (at > kOpening || !was_done(at)) return false;
    for (std::size_t next = at + 1; next < words_.size() && between(next).find(',') == std::string_view::npos; ++next)
      if (among_words(kToCome, word(next))) return false;
    return true;
  }
  // "the minister announced on 31 March", of what will be.
  bool told_on(std::size_t at) const {
    return at >= 2 && (word(at - 1) == "on" || word(at - 1) == "in") && past_word(at - 2) && past_verb(at - 2);
  }
  // Where "the end of", "early" and the like in front of a date begin.
  std::size_t with_part(std::size_t at) const {
    constexpr std::array<std::string_view, 8> kParts{"the end of",    "end of",   "the start of", "the beginning of",
                                                     "the middle of", "late",     "early",        "mid"};
    for (const std::string_view part : kParts)
      if (phrase_before(at, part)) return at - count_words(part);
    return at;
  }
  bool past_word(std::size_t at) const {
    constexpr std::array<std::string_view, 19> kDone{"was",  "were", "had",  "gave",  "sent", "paid", "came",
                                                     "lent", "held", "met",  "took",  "spent", "rose", "fell",
                                                     "grew", "saw",  "made", "began", "brought"};
    constexpr std::size_t kShortest = 5;
    return among_words(kDone, word(at)) || (word(at).size() >= kShortest && word(at).ends_with("ed"));
  }
  // Not "is planned", "the promised trucks".
  bool past_verb(std::size_t at) const {
    constexpr std::array<std::string_view, 10> kNoVerb{"is", "are", "be", "to", "being", "the", "a", "its", "their", "all"};
    return at == 0 || !among_words(kNoVerb, word(at - 1));
  }
  template <class List>
  static bool among_words(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
  }

  static std::optional<PartialDate> day_of(int d, unsigned m, int y) {
    const std::chrono::year_month_day date(std::chrono::year(y), std::chrono::month(m),
                                           std::chrono::day(static_cast<unsigned>(d)));
    if (!date.ok()) return std::nullopt;
    return PartialDate::of_day(date);
  }

  // 2025; 2025-06-24; 24 June 2025; the 24th of June; 24 and 25 June; June 24, 2025; June 24-25; June 2025; June
  std::optional<Date> date_at(std::size_t at) const {
    const std::string_view text = word(at);
    if (text.size() >= 4 && text.front() >= '1' && text.front() <= '2' && text.size() <= 10)
      if (const auto date = PartialDate::parse(text); date && (text.size() > 4 || year_at(at) != 0))
        return Date{*date, *date, at + 1, true};
    if (auto days = days_before_month(at)) return days;
    if (auto feast = feast_at(at)) return feast;
    if (!names_month(at)) return std::nullopt;
    if (at > 0 && word(at - 1) == "following" && !date_before(at, DatePrecision::year)) return std::nullopt;
    const unsigned month = month_at(at);
    // "by the end of May, 20 million", "by the end of May 24 of them"
    const bool apart = between(at + 1).find(',') != std::string_view::npos || (word(at + 2) == "of" && (word(at + 3) == "them" || word(at + 3) == "these" || word(at + 3) == "those"));
    const auto [d, e] = apart ? std::pair(0, 0) : days_of(at + 1);
    std::size_t last = at + (d != 0 ? 2 : 1);
    if (word(last) == "of" && year_behind(last + 1)) ++last;  // "in March of last year"
    const bool told = word(last - 1) == "of" || year_at(last) != 0 || word(last) == "that" || word(last + 1) == "same";
    const auto behind = told ? year_behind(last) : std::nullopt;
    const int named = behind ? behind->first : 0;
    const int year = named != 0 ? named : year_for(month, at);
    if (behind) last = behind->second;
    if (d == 0) return Date{month_of(year, month), month_of(year, month), last, named != 0};
    const auto from = day_of(d, month, year);
    const auto until = day_of(e, month, year);
    if (!from || !until) return std::nullopt;
    return Date{*from, *until, last, named != 0};
  }

  // "New Year", "that Christmas"
  std::optional<Date> feast_at(std::size_t at) const {
    const bool new_year = word(at) == "new" && word(at + 1) == "year" && capital(at + 1);
    if (!new_year && word(at) != "christmas") return std::nullopt;
    std::size_t last = at + (new_year ? 2 : 1);
    int year = year_at(last);
    const bool named = year != 0;
    if (named) ++last;
    if (!named && at > 0 && (word(at - 1) == "that" || word(at - 1) == "the"))
      if (const auto date = date_before(at, DatePrecision::year)) year = static_cast<int>(date->year());
    if (year == 0) year = new_year ? this_year_ + (context_.future ? 1 : 0) : year_for(12, at);
    const auto day = new_year ? day_of(1, 1, year) : day_of(25, 12, year);
    return Date{*day, *day, last, named};
  }

  // "the ninth of January", "the twenty-first of May"
  int ordinal_day(std::size_t at) const {
    constexpr std::array<std::string_view, 20> kDays{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
                                                     "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};
    if (word(at + 1) != "of" || month_at(at + 2) == 0) return 0;
    if (word(at) == "thirtieth") return 30;
    std::string_view text = word(at);
    const int tens = text.starts_with("twenty-") ? 20 : text.starts_with("thirty-") ? 30 : 0;
    if (tens != 0) text.remove_prefix(7);
    const auto* found = std::ranges::find(kDays, text);
    return found == kDays.end() ? 0 : tens + static_cast<int>(found - kDays.begin()) + 1;
  }

  // One day, or two: "24", "24th", "24-25".
  std::pair<int, int> days_of(std::size_t at) const {
    if (const int day = day_at(at); day != 0) return {day, day};
    if (const int day = ordinal_day(at); day != 0) return {day, day};
    const std::size_t hyphen = word(at).find('-');
    if (hyphen == std::string_view::npos || word(at).size() > 5) return {0, 0};
    std::array<int, 2> days{};
    std::size_t i = 0;
    for (const char c : word(at)) {
      if (c == '-' && i == 0)
        i = 1;
      else if (c >= '0' && c <= '9')
        days[i] = days[i] * 10 + (c - '0');
      else
        return {0, 0};
    }
    return days[0] >= 1 && days[0] < days[1] && days[1] <= 31 ? std::pair(days[0], days[1]) : std::pair(0, 0);
  }

  std::optional<Date> days_before_month(std::size_t at) const {
    auto [d, e] = days_of(at);
    if (d == 0) return std::nullopt;
    std::size_t month = at + 1;
    if (word(month) == "of") ++month;
    if (month_at(month) == 0 && (word(at + 1) == "and" || word(at + 1) == "to") && day_at(at + 2) != 0) {
      e = day_at(at + 2);
      month = word(at + 3) == "of" ? at + 4 : at + 3;
    }
    if (month_at(month) == 0) return std::nullopt;
    const int named = year_at(month + 1);
    const int year = named != 0 ? named : year_for(month_at(month), at);
    const auto from = day_of(d, month_at(month), year);
    const auto until = day_of(e, month_at(month), year);
    if (!from || !until) return std::nullopt;
    return Date{*from, *until, month + (named != 0 ? 2 : 1), named != 0};
  }

  std::optional<SpokenPeriod> dated(std::size_t at) const {
    if (auto years = years_in_one_word(at)) return years;
    const auto date = date_at(at);
    if (!date) return std::nullopt;
    SpokenPeriod out{{date->from, date->until}, date->from, at, date->last, false, date->year_named};
    if (range(out)) return out;
    bound(out);
    return out;
  }

  // "2022-2024", "2024/25" of two words
  std::optional<SpokenPeriod> years_in_one_word(std::size_t at) const {
    const std::string_view text = word(at);
    if (text.size() != 9 || text[4] != '-') return std::nullopt;
    const auto from = PartialDate::parse(text.substr(0, 4));
    const auto until = PartialDate::parse(text.substr(5));
    if (!from || !until || *from > *until) return std::nullopt;
    return SpokenPeriod{{*from, *until}, *from, at, at + 1, false, true};
  }

  // "between 2022 and 2024", "from January to March 2025", "2022–2024"; not "in 2023 and 2024" of a change.
  bool range(SpokenPeriod& out) const {
    const std::size_t at = out.first;
    const bool opened = at > 0 && (word(at - 1) == "between" || word(at - 1) == "from");
    const bool joined = word(out.last) == "and" || word(out.last) == "to" || word(out.last) == "until";
    const bool dash = between(out.last).find("–") != std::string_view::npos;
    if (!(opened && joined) && !dash && !both_years(out)) return false;
    std::size_t other = out.last + (dash ? 0 : 1);
    for (const std::string_view part : {"the end of", "the start of", "the beginning of"})
      if (phrase_at(other, part)) other += count_words(part);
    const auto second = date_at(other);
    if (!second) return false;
    if (!out.year_named && second->year_named && out.named.precision() == DatePrecision::month) {
      const std::chrono::year_month_day first(out.named.first());
      out.period.from = month_of(static_cast<int>(second->until.year()), static_cast<unsigned>(first.month()));
      out.named = out.period.from;
    }
    out.period.until = second->until;
    out.last = second->last;
    return true;
  }

  // "In 2029 and 2030 it promised 400 generators", of one number: both years together. Not "in 2029 and 2030 it was less".
  bool both_years(const SpokenPeriod& out) const {
    const bool in = out.first > 0 && (word(out.first - 1) == "in" || word(out.first - 1) == "during" || word(out.first - 1) == "over");
    if (!in || word(out.last) != "and" || out.named.precision() != DatePrecision::year || year_at(out.last + 1) != static_cast<int>(out.named.year()) + 1) return false;
    constexpr std::array<std::string_view, 10> kApart{"respectively", "each", "from", "than", "rose", "fell", "grew", "dropped", "both", "compared"};
    if (std::ranges::any_of(words_, [&](const Word& w) { return among_words(kApart, w.text); })) return false;
    constexpr std::array<std::string_view, 3> kInAll{"total", "altogether", "combined"};
    return find_numbers(words_).size() == 1 || std::ranges::any_of(words_, [&](const Word& w) { return among_words(kInAll, w.text); });
  }

  // "since it began in June 2022"
  bool since_it_began(std::size_t at) const {
    constexpr std::array<std::string_view, 8> kBegan{"began", "started", "opened", "launched", "founded", "established", "begun", "start"};
    constexpr std::size_t kReach = 6;
    bool began = false;
    for (std::size_t i = at; i > 0 && at - i < kReach && between(i).find(',') == std::string_view::npos; --i) {
      began = began || among_words(kBegan, word(i - 1));
      if (word(i - 1) == "since") return began;
    }
    return false;
  }

  // What stands before a date: since, by, before, until, at the end of.
  void bound(SpokenPeriod& out) const {
    constexpr std::array<std::string_view, 4> kWhich{"last", "this", "next", "that"};
    const std::size_t at = out.first > 0 && among_words(kWhich, word(out.first - 1)) ? out.first - 1 : out.first;  // "since last May"
    const Day end = out.period.until.last();
    if (phrase_before(at, "since") || phrase_before(at, "since the start of") ||
        phrase_before(at, "since the beginning of") || since_it_began(at)) {
      out.period.until = PartialDate::of_day(context_.said);
      return;
    }
    const bool over = phrase_at(out.last, "was out") || phrase_at(out.last, "was over") || word(out.last) == "ended" || word(out.last) == "ends" || phrase_at(out.last, "is out");
    const bool as_of = phrase_before(at, "as of") || phrase_before(at, "as at") || phrase_before(at, "as of the end of") || phrase_before(at, "as at the end of");
    const bool before = phrase_before(at, "before") && !over && out.named.precision() != DatePrecision::year;
    const bool by =
        as_of || phrase_before(at, "by") || phrase_before(at, "by the end of") || phrase_before(at, "by end of") || phrase_before(at, "by the middle of") || phrase_before(at, "by early") || phrase_before(at, "by late") || phrase_before(at, "by the start of") || phrase_before(at, "by the beginning of") ||

        phrase_before(at, "until") || phrase_before(at, "until the end of") || phrase_before(at, "through") || phrase_before(at, "no later than") ||
        phrase_before(at, "before the end of") || (over && phrase_before(at, "before")) || (before && !phrase_before(at, "the year before")) ||
        ((word(at) == "year" || word(at) == "end") && (phrase_before(at, "by the") || phrase_before(at, "by") ||
                                                       phrase_before(at, "before the") || phrase_before(at, "before")));
    if (!by) return;
    out.deadline = true;
    const bool this_year = out.named.precision() == DatePrecision::year && static_cast<int>(out.named.year()) == this_year_;
    const bool ahead = context_.future && end > context_.said;
    if (ahead && this_year) return;  // what this year brings
    if (!context_.start || (!ahead && out.named.first() > context_.said)) return;
    out.period.from = *context_.start;  // all that has come by then
    if (before) out.period.until = PartialDate::of_day(out.named.first() - std::chrono::days(1));
    if (end < context_.start->first()) out.period.from = out.named;
  }

  const std::vector<Word>& words_;
  const PeriodContext& context_;
  std::chrono::year_month_day today_;
  int this_year_;
  std::vector<SpokenPeriod> out_;
};

}  // namespace

std::vector<SpokenPeriod> find_periods(const std::vector<Word>& words, const PeriodContext& context) {
  return PeriodFinder(words, context).find();
}

}  // namespace servanda
