#include "views/spoken_periods.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

// Said on Wednesday 25 June 2025, of a programme that began in 2022.
std::string periods(std::string_view text, bool future = false) {
  using namespace std::chrono_literals;
  std::string out;
  const Day said = std::chrono::sys_days(2025y / 6 / 25);
  const auto words = split_words(text);
  for (const SpokenPeriod& spoken : find_periods(words, {text, said, PartialDate::parse("2022"), future})) {
    if (!out.empty()) out += ", ";
    out += spoken.period.from.to_string();
    if (spoken.period.from != spoken.period.until) out += ".." + spoken.period.until.to_string();
  }
  return out;
}

TEST(SpokenPeriods, AreDates) {
  EXPECT_EQ(periods("on 24 June 2025"), "2025-06-24");
  EXPECT_EQ(periods("on the 24th of June"), "2025-06-24");
  EXPECT_EQ(periods("on June 24, 2024"), "2024-06-24");
  EXPECT_EQ(periods("on 24 and 25 June"), "2025-06-24..2025-06-25");
  EXPECT_EQ(periods("11-12 July 2023"), "2023-07-11..2023-07-12");
  EXPECT_EQ(periods("in Nov 2024"), "2024-11");
  EXPECT_EQ(periods("they may march in 20 places"), "");
}

TEST(SpokenPeriods, AreThoseOfTheDateBefore) {
  EXPECT_EQ(periods("promised in August 2023 and delivered that autumn"), "2023-08, 2023-09..2023-11");
  EXPECT_EQ(periods("on 4 March 2024, and 20 more the same month"), "2024-03-04, 2024-03");
  EXPECT_EQ(periods("promised in July 2023 and paid the following March"), "2023-07, 2024-03");
  EXPECT_EQ(periods("in 2023 and again the same month"), "2023");
  EXPECT_EQ(periods("the following March"), "");
  EXPECT_EQ(periods("of the 80 pledged in April 2023, 52 had been delivered by December"), "2023-04, 2022..2023-12");
  EXPECT_EQ(periods("by mid-March 2025"), "2022..2025-03");
}

TEST(SpokenPeriods, AreSeenFromTheDayTheyWereSaid) {
  EXPECT_EQ(periods("last autumn and this spring"), "2024-09..2024-11, 2025-03..2025-05");
  EXPECT_EQ(periods("the first five months of this year"), "2025-01..2025-05");
  EXPECT_EQ(periods("in the last 3 months of 2024"), "2024-10..2024-12");
  EXPECT_EQ(periods("announced on Tuesday"), "2025-06-24");
  EXPECT_EQ(periods("will arrive on Tuesday", true), "2025-07-01");
  EXPECT_EQ(periods("last week"), "2025-06-16..2025-06-22");
  EXPECT_EQ(periods("yesterday and next month"), "2025-06-24, 2025-07");
  EXPECT_EQ(periods("next September, last September"), "2025-09, 2024-09");
  EXPECT_EQ(periods("over the past two years"), "2023-06-25..2025-06-25");
  EXPECT_EQ(periods("since March"), "2025-03..2025-06-25");
  EXPECT_EQ(periods("in 2024 and the year before"), "2024, 2023");
}

TEST(SpokenPeriods, OfWhatWasDoneAreNoMonthToCome) {
  EXPECT_EQ(periods("Denmark delivered 30 trucks in November"), "2024-11");
  EXPECT_EQ(periods("In November, Denmark delivered 30 trucks"), "2024-11");
  EXPECT_EQ(periods("30 trucks were sent on 3 November"), "2024-11-03");
  EXPECT_EQ(periods("Denmark delivered 30 trucks in March"), "2025-03");
  EXPECT_EQ(periods("the summit takes place in November"), "2025-11");
  EXPECT_EQ(periods("the review is planned in November"), "2025-11");
  EXPECT_EQ(periods("Denmark pledged 30 trucks for November"), "2025-11");
  EXPECT_EQ(periods("In November the promised trucks arrive"), "2025-11");
}

TEST(SpokenPeriods, ArePartsOfYearsAndRanges) {
  EXPECT_EQ(periods("in the first quarter"), "2025-01..2025-03");
  EXPECT_EQ(periods("the second half of last year"), "2024-07..2024-12");
  EXPECT_EQ(periods("Q1 2024, spring 2023, mid-2024"), "2024-01..2024-03, 2023-03..2023-05, 2024-05..2024-08");
  EXPECT_EQ(periods("from January to March 2024"), "2024-01..2024-03");
  EXPECT_EQ(periods("2022–2024, between 2023 and 2024"), "2022..2024, 2023..2024");
}

TEST(SpokenPeriods, AreSaidInWords) {
  EXPECT_EQ(periods("on the ninth of January"), "2025-01-09");
  EXPECT_EQ(periods("on the 21st and 22nd of May"), "2025-05-21..2025-05-22");
  EXPECT_EQ(periods("since New Year"), "2025-01-01..2025-06-25");
  EXPECT_EQ(periods("between New Year and the end of April"), "2025-01-01..2025-04");
  EXPECT_EQ(periods("announced in May 2022 and paid by that Christmas"), "2022-05, 2022..2022-12-25");
  EXPECT_EQ(periods("a new year of aid"), "");
}

TEST(SpokenPeriods, OfTwoDatesAreBothOrEachItsOwn) {
  EXPECT_EQ(periods("In 2023 and 2024 it promised 400 trucks."), "2023..2024");
  EXPECT_EQ(periods("In 2023 and 2024 it promised 180 and 220 trucks."), "2023, 2024");
  EXPECT_EQ(periods("in May and in August 2023"), "2023-05, 2023-08");
}

TEST(SpokenPeriods, AreSeenFromTheOneBefore) {
  EXPECT_EQ(periods("On 12 March 2024 it began. Two days later it ended."), "2024-03-12, 2024-03-14");
  EXPECT_EQ(periods("In March 2024 it began. The following month it ended."), "2024-03, 2024-04");
  EXPECT_EQ(periods("two days before the meeting"), "");
}

TEST(SpokenPeriods, OfADeadlineRunFromTheStart) {
  EXPECT_EQ(periods("before March 2023 was out"), "2022..2023-03");
  EXPECT_EQ(periods("as of the end of May"), "2022..2025-05");
  EXPECT_EQ(periods("by the end of May"), "2022..2025-05");
  EXPECT_EQ(periods("before the end of March", true), "2022..2026-03");
  EXPECT_EQ(periods("within six weeks", true), "2022..2025-08-06");
  EXPECT_EQ(periods("within six weeks"), "");  // how long it took
  EXPECT_EQ(periods("by November", true), "2022..2025-11");
  EXPECT_EQ(periods("by the end of 2025", true), "2025");
  EXPECT_EQ(periods("by 2028", true), "2022..2028");
}

}  // namespace
}  // namespace servanda
