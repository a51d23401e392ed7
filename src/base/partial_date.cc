#include "base/partial_date.h"

#include <array>
#include <cstdio>

namespace servanda {
namespace {

using namespace std::chrono;

// The number written by exactly text.size() digits, or -1.
int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return text.empty() ? -1 : value;
}

std::int32_t pack(Day first, DatePrecision precision) {
  return static_cast<std::int32_t>(first.time_since_epoch().count()) * 4 +
         static_cast<std::int32_t>(precision);
}

bool year_in_range(int value) { return value >= 1900 && value <= 2999; }

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int y = digits(text.substr(0, 4));
  const int m = digits(text.substr(5, 2));
  const int d = digits(text.substr(8, 2));
  if (!year_in_range(y) || m < 1 || d < 1) return std::nullopt;
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::optional<PartialDate> PartialDate::parse(std::string_view text) {
  if (text.size() == 10) {
    const auto parsed = parse_day(text);
    if (!parsed) return std::nullopt;
    return of_day(*parsed);
  }
  const int y = digits(text.substr(0, 4));
  if (text.size() < 4 || !year_in_range(y)) return std::nullopt;
  if (text.size() == 4) return of_year(std::chrono::year(y));
  if (text.size() == 7 && text[4] == '-') {
    const int m = digits(text.substr(5, 2));
    if (m < 1 || m > 12) return std::nullopt;
    return of_month(std::chrono::year(y) / m);
  }
  if (text.size() == 8 && text[4] == '-' && text[5] == 'W') {
    const int w = digits(text.substr(6, 2));
    if (w < 1 || w > 53) return std::nullopt;
    const Day first = monday({y, w});
    if (iso_week(first) != IsoWeek{y, w}) return std::nullopt;  // week 53 of a year of 52
    return PartialDate(pack(first, DatePrecision::week));
  }
  return std::nullopt;
}

PartialDate PartialDate::of_day(Day day) { return PartialDate(pack(day, DatePrecision::day)); }
PartialDate PartialDate::of_month(year_month month) {
  return PartialDate(pack(Day(month / 1), DatePrecision::month));
}
PartialDate PartialDate::of_year(std::chrono::year year) {
  return PartialDate(pack(Day(year / January / 1), DatePrecision::year));
}

Day PartialDate::last() const {
  if (precision() == DatePrecision::day) return first();  // by far the most common, and the only one without a calendar
  const year_month_day start(first());
  switch (precision()) {
    case DatePrecision::day: break;
    case DatePrecision::week: return first() + days(6);
    case DatePrecision::month: return Day(start.year() / start.month() / std::chrono::last);
    case DatePrecision::year: return Day(start.year() / December / 31);
  }
  return first();
}

PartialDate PartialDate::shifted(std::chrono::days days) const {
  const Day moved = first() + (last() - first()) / 2 + days;
  const year_month_day date(moved);
  switch (precision()) {
    case DatePrecision::day: return of_day(moved);
    case DatePrecision::week: return PartialDate(pack(monday(iso_week(moved)), DatePrecision::week));
    case DatePrecision::month: return of_month(date.year() / date.month());
    case DatePrecision::year: return of_year(date.year());
  }
  return *this;
}

std::string PartialDate::to_string() const {
  const std::string full = servanda::to_string(first());
  switch (precision()) {
    case DatePrecision::day: return full;
    case DatePrecision::week: return servanda::to_string(iso_week(first()));
    case DatePrecision::month: return full.substr(0, 7);
    case DatePrecision::year: return full.substr(0, 4);
  }
  return full;
}

std::string to_string(Day day) {
  const year_month_day date(day);
  const auto digit = [](unsigned number) { return static_cast<char>('0' + number % 10); };
  if (date.year() >= year(0) && date.year() <= year(9999)) {  // ten times as quick
    const auto y = static_cast<unsigned>(int(date.year()));
    const auto m = unsigned(date.month());
    const auto d = unsigned(date.day());
    return {digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(m / 10), digit(m), '-', digit(d / 10), digit(d)};
  }
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                unsigned(date.day()));
  return buffer.data();
}

Day monday(IsoWeek week) {
  // 4 January is always in week 1 (ISO 8601).
  const Day fourth(year(week.year) / January / 4);
  const auto weekday_index = weekday(fourth).iso_encoding() - 1;
  return fourth - days(weekday_index) + days(7 * (week.week - 1));
}

IsoWeek iso_week(Day day) {
  const Day thursday = day - days(weekday(day).iso_encoding() - 1) + days(3);
  const auto y = year_month_day(thursday).year();
  const auto offset = (thursday - Day(y / January / 1)).count();
  return {int(y), static_cast<int>(offset / 7) + 1};
}

std::string to_string(IsoWeek week) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-W%02d", week.year, week.week);
  return buffer.data();
}

}  // namespace servanda
