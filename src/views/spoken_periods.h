#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/partial_date.h"
#include "views/figure.h"
#include "views/words.h"

namespace servanda {

inline constexpr std::array<std::string_view, 12> kMonthNames{"january", "february", "march",     "april",   "may",      "june",
                                                              "july",    "august",   "september", "october", "november", "december"};
inline constexpr std::array<std::string_view, 7> kDayNames{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

// A date or a period that a sentence names: "in March 2024", "last week", "between 2022 and 2024", "by November",
// "within six weeks".
struct SpokenPeriod {
  FigurePeriod period;    // of a figure: a deadline runs from the programme's start, "since" to the day it was said
  PartialDate named;      // the date itself; the first one of a range
  std::size_t first = 0;  // words of the text: [first, last)
  std::size_t last = 0;
  bool deadline = false;   // "by", "before", "until", "within"
  bool year_named = true;  // or filled in
};

// The dates that the sentences before have named last: any, and one that tells the month. "That year" and "the same month" mean them.
struct DatesBefore {
  std::optional<PartialDate> date = {};
  std::optional<PartialDate> month = {};
};

struct PeriodContext {
  std::string_view text;  // that the words were split from
  Day said{};
  std::optional<PartialDate> start = {};  // of the programme
  bool future = false;                    // the sentence speaks of the future
  DatesBefore before = {};
};

// In the order of the text. A month without a year is the nearest one that the tense allows, seen from the day it was
// said; "by the end of 2025" of the future is 2025.
std::vector<SpokenPeriod> find_periods(const std::vector<Word>& words, const PeriodContext& context);

}  // namespace servanda
