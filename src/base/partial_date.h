#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace servanda {

using Day = std::chrono::sys_days;

enum class DatePrecision : std::uint8_t { day, week, month, year };

// A date as precise as its source gives it: `2024-05-17`, `2025-W10`, `2024-05` or `2024`. It stands for the interval
// first() .. last() and is never filled up. Known at its end (LANGUAGE, partial date).
// Packed in 32 bits: days of first() since 1970-01-01, times 4, plus the precision.
class PartialDate {
 public:
  static std::optional<PartialDate> parse(std::string_view text);
  static PartialDate of_day(Day day);
  static PartialDate of_month(std::chrono::year_month month);
  static PartialDate of_year(std::chrono::year year);
  static constexpr PartialDate from_packed(std::int32_t packed) { return PartialDate(packed); }

  constexpr std::int32_t packed() const { return packed_; }
  constexpr DatePrecision precision() const { return static_cast<DatePrecision>(packed_ & 3); }
  Day first() const { return Day(std::chrono::days(packed_ >> 2)); }
  Day last() const;
  std::chrono::year year() const { return std::chrono::year_month_day(first()).year(); }
  std::string to_string() const;
  // As precise as this one: the day, week, month or year that holds this one's middle, moved by `days`.
  PartialDate shifted(std::chrono::days days) const;

  // By first day, then from precise to vague.
  constexpr auto operator<=>(const PartialDate&) const = default;

 private:
  constexpr explicit PartialDate(std::int32_t packed) : packed_(packed) {}
  std::int32_t packed_;
};

// `2024-05-17`; years 1900 to 2999.
std::optional<Day> parse_day(std::string_view text);
std::string to_string(Day day);

// ISO 8601 week of a day, `2025-W26`, and its Monday.
struct IsoWeek {
  int year;
  int week;
  auto operator<=>(const IsoWeek&) const = default;
};
IsoWeek iso_week(Day day);
Day monday(IsoWeek week);
std::string to_string(IsoWeek week);

}  // namespace servanda
