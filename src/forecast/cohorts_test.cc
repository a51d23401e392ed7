#include "forecast/cohorts.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

constexpr DayNumber kNow = 20'000;
constexpr Wide kForty = 40 * 10'000;

// Every half year 40 are planned and 36 come, seven days late; the newest intake is planned for a month from now.
std::vector<Cohort> half_yearly() {
  std::vector<Cohort> out;
  for (int k = 6; k >= 1; --k) {
    const DayNumber planned = kNow + 30 - 180 * k;
    out.push_back({"C", planned, kForty, planned + 7, kForty / 10 * 9});
  }
  out.push_back({"C", kNow + 30, kForty, {}, 0});
  return out;
}

TEST(CohortsNotPlannedYet, FollowAfterThePauseOfTheirCourse) {
  const CohortProcess process(half_yearly(), kNow);
  for (std::uint32_t f = 0; f < 20; ++f) {
    const auto drawn = process.draw_unplanned(3, f, kNow + 400);
    ASSERT_EQ(drawn.size(), 2U);
    EXPECT_EQ(drawn[0].day, kNow + 30 + 180 + 7);
    EXPECT_EQ(drawn[1].day, kNow + 30 + 360 + 7);
    EXPECT_EQ(drawn[0].units, kForty / 10 * 9);
  }
}

TEST(CohortsNotPlannedYet, ACourseOverdueByMoreThanItsLongestPauseHasEnded) {
  std::vector<Cohort> past = half_yearly();
  past.pop_back();
  EXPECT_FALSE(CohortProcess(past, kNow).draw_unplanned(3, 0, kNow + 400).empty());
  EXPECT_TRUE(CohortProcess(past, kNow + 60).draw_unplanned(3, 0, kNow + 400).empty());
}

TEST(CohortsNotPlannedYet, OneIntakeOfEachCourseTellsNoPause) {
  std::vector<Cohort> past = half_yearly();
  for (std::size_t i = 0; i < past.size(); ++i) past[i].course += std::to_string(i);
  const CohortProcess process(past, kNow);
  EXPECT_FALSE(process.has_pauses());
  EXPECT_TRUE(process.draw_unplanned(3, 0, kNow + 4'000).empty());
}

}  // namespace
}  // namespace servanda
