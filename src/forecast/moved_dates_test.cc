#include "forecast/moved_dates.h"

#include <gtest/gtest.h>

#include <cmath>

#include "forecast/delays.h"
#include "forecast/random.h"

namespace servanda {
namespace {

// Known on day 0, first promised for day 10; each move is told three days before the day promised.
Shipment promised(const std::vector<DayNumber>& moves) {
  Shipment shipment;
  shipment.known = 0;
  DayNumber day = 10;
  shipment.references.push_back({0, day, Promise::stated});
  for (const DayNumber days : moves) {
    shipment.references.push_back({day - 3, day + days, Promise::stated});
    day += days;
  }
  return shipment;
}

// Half of what is still open comes on its day, then a tenth a day.
LagLaw usual() {
  std::array<double, kLagBins> daily{};
  daily.fill(1e-4);
  for (std::size_t bin = 0; bin < kLagBins; ++bin)
    if (kLagEdges[bin] >= 0) daily[bin] = kLagEdges[bin] == 0 ? 0.5 : 0.1;
  return LagLaw(daily);
}

DayNumber median_of(const LagLaw& law, DayNumber from) {
  DayNumber lag = from;
  while (law.within(from, lag) < 0.5) ++lag;
  return lag;
}

TEST(MovedDates, AreReadFromThePromisesOfTheSource) {
  EXPECT_EQ(moved_dates(promised({})), MovedDates{});
  EXPECT_EQ(moved_dates(promised({7, 7, 7})), (MovedDates{3, 21, 0, -9}));
  const MovedDates uneven = moved_dates(promised({7, -7, 7, -7}));
  EXPECT_EQ(uneven.moves, 4);
  EXPECT_EQ(uneven.total, 0);
  EXPECT_EQ(uneven.deviation, 8);
  Shipment under_way = promised({7, 7});
  under_way.references.push_back({30, 40, Promise::under_way});
  EXPECT_EQ(moved_dates(under_way).moves, 0);
}

TEST(MovedDates, LeaveALawAloneThatHasNone) {
  const LagLaw law = usual();
  EXPECT_EQ(with_moves(law, MovedDates{}).hazards(), law.hazards());
  EXPECT_EQ(with_moves(law, moved_dates(promised({40}))).hazards(), law.hazards());  // once is usual
  EXPECT_NE(with_moves(law, moved_dates(promised({40, 40}))).hazards(), law.hazards());
}

TEST(MovedDates, TwentyTimesAWeekAreNotFollowedByTheNextPromise) {
  const MovedDates moved = moved_dates(promised(std::vector<DayNumber>(20, 7)));
  const LagLaw law = with_moves(usual(), moved);
  const DayNumber today = moved.entry - 1;
  EXPECT_GT(usual().within(today, 0), 0.5);
  EXPECT_LT(law.within(today, 0), 0.1);
  EXPECT_GT(median_of(law, today), 28);
  EXPECT_LT(median_of(law, today), 100);
  EXPECT_GT(law.within(today, 365), 0.9);  // it is not hopeless either
}

// One day a time costs days, not months.
TEST(MovedDates, CostAsMuchAsTheyMoved) {
  const LagLaw day = with_moves(usual(), moved_dates(promised(std::vector<DayNumber>(20, 1))));
  EXPECT_LT(median_of(day, -3), 14);
  DayNumber before = 0;
  for (const int moves : {0, 1, 3, 8, 20}) {
    const DayNumber now = median_of(with_moves(usual(), moved_dates(promised(std::vector<DayNumber>(static_cast<std::size_t>(moves), 14)))), -3);
    EXPECT_GE(now, before) << moves;
    before = now;
  }
  EXPECT_GT(before, 42);
}

TEST(MovedDates, ToAndFroMakeADateUnsure) {
  std::vector<DayNumber> moves;
  for (int i = 0; i < 21; ++i) moves.push_back(i % 2 == 0 ? 7 : -7);
  const LagLaw law = with_moves(usual(), moved_dates(promised(moves)));
  EXPECT_LT(law.within(-10, 0) - law.within(-10, -1), 0.3);  // on the day
  EXPECT_GT(law.within(-10, -1), 0.1);
}

// Drawn move by move from the urn and from the law as usual: the law made of them holds as often as it says.
TEST(MovedDates, HoldAsOftenAsTheySay) {
  constexpr int kConsignments = 4'000;
  constexpr int kMoves = 4;
  const LagLaw law = usual();
  const MovedDates moved = moved_dates(promised(std::vector<DayNumber>(kMoves, 10)));
  const LagLaw said = with_moves(law, moved);
  const DayNumber today = moved.entry - 1;
  int inside = 0, early = 0;
  for (std::uint32_t i = 0; i < kConsignments; ++i) {
    const auto uniform = [&](std::uint32_t step) { return unit_interval(draws(11, Stream::delay, 0, i, step)[0]); };
    std::uint32_t further = 0;
    while (further < 400 && uniform(further) < (kMoves - 1 + further) / (kMoves - 1 + further + kMovesBefore)) ++further;
    DayNumber lag = today;
    while (law.within(today, lag) < uniform(1'000)) ++lag;
    lag += 10 * static_cast<DayNumber>(further);
    const double before = said.within(today, lag - 1);
    const double pit = before + uniform(1'001) * (said.within(today, lag) - before);
    if (pit > 0.1 && pit < 0.9) ++inside;
    if (pit < 0.5) ++early;
  }
  EXPECT_NEAR(static_cast<double>(inside) / kConsignments, 0.8, 0.03);
  EXPECT_NEAR(static_cast<double>(early) / kConsignments, 0.5, 0.03);
}

}  // namespace
}  // namespace servanda
