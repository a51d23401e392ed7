#include "forecast/queue_engine.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "forecast/event_list.h"
#include "forecast/random.h"

namespace servanda {
namespace {

using Step = QueueModel::Step;
using Days = std::vector<std::uint16_t>;
constexpr std::uint16_t kFree = QueueModel::kNoPlace;
constexpr std::uint16_t kSure = QueueModel::kNoDelay;
constexpr std::uint16_t kNever = QueueModel::kNever;

void add(QueueModel& model, std::uint16_t start, std::uint8_t priority, std::vector<Step> steps) {
  model.consignments.push_back({static_cast<std::uint32_t>(model.steps.size()), static_cast<std::uint16_t>(steps.size()), start, priority});
  model.steps.insert(model.steps.end(), steps.begin(), steps.end());
}

QueueFuture calm(const QueueModel& model, std::uint32_t number = 0) {
  return {number, std::vector<std::uint16_t>(static_cast<std::size_t>(model.shocks), 4096), {}};
}

Days run(const QueueModel& model, const QueueFuture& future, std::uint64_t seed = 1) {
  QueueEngine engine(model, seed);
  const auto days = engine.run(future);
  return {days.begin(), days.end()};
}

TEST(QueueEngine, WithoutDelayEachUsesItsPlannedSlotAndArrivesOnItsPlannedDay) {
  QueueModel model{.weeks = 10, .capacity = {{5, 5, 5, 5, 5, 5, 5, 5, 5, 5}}};
  add(model, 14, 0, {{kFree, kSure, 0, 0}, {0, kSure, 0, 9}});
  add(model, 10, 0, {{0, kSure, 0, 9}, {kFree, kSure, 0, 2}});
  EXPECT_EQ(run(model, calm(model)), (Days{23, 25}));  // both leave on day 14
}

TEST(QueueEngine, ReleasesByPriorityThenDayThenNumber) {
  QueueModel model{.weeks = 6, .capacity = {{1, 1, 1, 1, 1, 1}}};
  add(model, 3, 1, {{0, kSure, 0, 0}});
  add(model, 2, 1, {{0, kSure, 0, 0}});
  add(model, 7, 0, {{0, kSure, 0, 0}});
  add(model, 2, 1, {{0, kSure, 0, 0}});
  EXPECT_EQ(run(model, calm(model)), (Days{28, 14, 7, 21}));
}

TEST(QueueEngine, ALotLargerThanAWeekPassesAndIsOwed) {
  QueueModel model{.weeks = 8, .capacity = {{4, 4, 4, 4, 4, 4, 4, 4}}};
  add(model, 0, 0, {{0, kSure, 0, 0, 10}});
  add(model, 0, 1, {{0, kSure, 0, 0, 1}});
  // 10 of 4 leaves a debt of 6 in week 0; week 1 pays 4, week 2 pays 2 and has 2 left.
  EXPECT_EQ(run(model, calm(model)), (Days{0, 14}));
}

TEST(QueueEngine, ADebtIsPaidWhileNobodyWaits) {
  QueueModel model{.weeks = 8, .capacity = {{4, 4, 4, 4, 4, 4, 4, 4}}};
  add(model, 0, 0, {{0, kSure, 0, 0, 10}});
  add(model, 20, 0, {{0, kSure, 0, 0, 1}});
  EXPECT_EQ(run(model, calm(model)), (Days{0, 21}));
}

TEST(QueueEngine, AClosureTakesWholeWeeksAndTheHorizonEndsAll) {
  QueueModel model{.weeks = 5, .capacity = {{4, 4, 4, 4, 4}}};
  add(model, 1, 0, {{0, kSure, 0, 3}});
  add(model, 1, 0, {{0, kSure, 0, 30}});
  QueueFuture future = calm(model);
  future.closures = {{0, 1, 3}};
  EXPECT_EQ(run(model, future), (Days{24, kNever}));
}

TEST(QueueEngine, BetweenTwoPlacesADayPasses) {
  QueueModel model{.weeks = 5, .capacity = {{}, {}}};
  add(model, 0, 0, {{0, kSure, 0, 0}, {1, kSure, 0, 0}});
  EXPECT_EQ(run(model, calm(model)), (Days{7}));
}

TEST(QueueEngine, OnwardsToALaterPlacePassesInTheSameWeek) {
  QueueModel model{.weeks = 6, .capacity = {{9, 9, 9, 9, 9, 9}, {1, 1, 1, 1, 1, 1}}, .onwards = true};
  add(model, 0, 0, {{0, kSure, 0, 0}, {1, kSure, 0, 7}, {0, kSure, 0, 0}});
  add(model, 0, 0, {{0, kSure, 0, 0}, {1, kSure, 0, 0}});
  add(model, 7, 0, {{1, kSure, 0, 0}, {0, kSure, 0, 0}});
  EXPECT_EQ(run(model, calm(model)), (Days{7, 7, 21}));  // the third waits for the second, and a week to go back
}

TEST(QueueEngine, ALateStartMovesOneConsignmentOnly) {
  QueueModel model{.weeks = 6, .capacity = {{9, 9, 9, 9, 9, 9}}};
  add(model, 0, 0, {{0, kSure, 0, 3}});
  add(model, 0, 0, {{0, kSure, 0, 3}});
  QueueFuture future = calm(model);
  future.late = {8, 0};
  EXPECT_EQ(run(model, future), (Days{17, 3}));
}

TEST(QuantileTable, KeepsTheMeanOfALognormalWithinAThousandth) {
  // Acklam's quantile is accurate to 1e-9; the mean of exp(mu + sigma z) is exp(mu + sigma^2 / 2).
  const double mu = std::log(12.0);
  const double sigma = 0.6;
  const auto table = quantile_table([&](double p) { return std::exp(mu + sigma * normal_quantile(p)); });
  double sum = 0;
  constexpr std::uint32_t kDraws = 1U << 20;
  for (std::uint32_t i = 0; i < kDraws; ++i) sum += table[quantile_cell(i * 4096U + 2048U)] / 16.0;
  EXPECT_NEAR(sum / kDraws / std::exp(mu + sigma * sigma / 2), 1.0, 1e-3);
}

TEST(QuantileTable, IsMonotoneInTheDraw) {
  RC_ASSERT(rc::check([](std::uint32_t a, std::uint32_t b) {
    RC_ASSERT(((a < b) ? quantile_of_cell(quantile_cell(a)) <= quantile_of_cell(quantile_cell(b))
                       : quantile_of_cell(quantile_cell(b)) <= quantile_of_cell(quantile_cell(a))));
  }));
}

// Any model at all, small: with places of every kind, shocks, closures, sizes and ends beyond the horizon.
QueueModel any_model(std::uint64_t seed) {
  std::uint32_t at = 0;
  const auto roll = [&](std::uint32_t below) { return draws(seed, Stream::scramble, 7, 7, at++)[0] % below; };
  QueueModel model;
  model.weeks = static_cast<int>(4 + roll(30));
  model.shocks = static_cast<int>(1 + roll(3));
  model.onwards = roll(2) == 0;
  for (std::uint32_t i = roll(5); i > 0; --i)
    model.delays.push_back(quantile_table([&, median = 1.0 + roll(20)](double p) { return median * std::exp(0.7 * normal_quantile(p)); }));
  for (std::uint32_t i = 1 + roll(5); i > 0; --i) {
    model.capacity.emplace_back();
    if (roll(4) == 0) continue;
    const std::uint32_t usual = 1 + roll(12);
    for (int week = 0; week < model.weeks; ++week) model.capacity.back().push_back(roll(usual + 1));
  }
  for (std::uint32_t i = 1 + roll(80); i > 0; --i) {
    std::vector<Step> steps;
    for (std::uint32_t s = roll(8); s > 0; --s)
      steps.push_back({roll(2) == 0 ? kFree : static_cast<std::uint16_t>(roll(static_cast<std::uint32_t>(model.capacity.size()))),
                       model.delays.empty() || roll(3) == 0 ? kSure : static_cast<std::uint16_t>(roll(static_cast<std::uint32_t>(model.delays.size()))),
                       static_cast<std::uint16_t>(roll(static_cast<std::uint32_t>(model.shocks))), static_cast<std::uint16_t>(roll(12)), roll(9)});
    add(model, static_cast<std::uint16_t>(roll(60)), static_cast<std::uint8_t>(roll(4)), steps);
  }
  return model;
}

QueueFuture any_future(const QueueModel& model, std::uint64_t seed, std::uint32_t number) {
  QueueFuture future{number, {}, {}};
  for (int i = 0; i < model.shocks; ++i) future.shocks.push_back(static_cast<std::uint16_t>(2048 + draws(seed, Stream::shock, number, 0, static_cast<std::uint32_t>(i))[0] % 8192));
  const PhiloxBlock roll = draws(seed, Stream::shock, number, 1, 0);
  if (roll[0] % 2 == 0)
    future.closures.push_back({static_cast<std::uint16_t>(roll[1] % model.capacity.size()), static_cast<std::uint16_t>(roll[2] % 10), static_cast<std::uint16_t>(roll[2] % 10 + roll[3] % 6)});
  if (roll[0] % 3 == 0)
    for (std::uint32_t c = 0; c < model.consignments.size(); ++c)
      future.late.push_back(static_cast<std::uint16_t>(draws(seed, Stream::shock, number, 2, c)[0] % 40));
  for (std::uint32_t c = roll[1] % 3; c < model.consignments.size() && number > 0; c += 3) {
    const QueueModel::Consignment& consignment = model.consignments[c];
    const auto steps = std::span(model.steps).subspan(consignment.first_step, consignment.steps);
    const auto places = std::ranges::count_if(steps, [](const Step& step) { return step.place != kFree; });
    const PhiloxBlock held = draws(seed, Stream::shock, number, 3, c);
    future.held.push_back({c, static_cast<std::uint16_t>(held[0] % static_cast<std::uint32_t>(places + 1)), static_cast<std::uint16_t>(held[1] % 30)});
  }
  return future;
}

TEST(QueueEngine, GivesEveryConsignmentTheDayOfAnEventList) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const QueueModel model = any_model(seed);
    QueueEngine engine(model, seed);
    for (std::uint32_t number = 0; number < 3; ++number) {
      const QueueFuture future = any_future(model, seed, number);
      const auto days = engine.run(future);
      EXPECT_EQ(Days(days.begin(), days.end()), EventList(model, seed).run(future)) << "seed " << seed << ", future " << number;
    }
  }
}

std::vector<QueueFuture> any_futures(const QueueModel& model, std::uint64_t seed, std::uint32_t end) {
  std::vector<QueueFuture> out;
  for (std::uint32_t number = 0; number < end; ++number) out.push_back(any_future(model, seed, number));
  return out;
}

// One run of eight lanes, and one of so many that they are not all used.
TEST(QueueEngine, GivesTheSameDaysWithVectorsAndWithoutAndOneByOne) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const QueueModel model = any_model(seed);
    const auto futures = any_futures(model, seed, static_cast<std::uint32_t>(kLanes + 1 + seed % kLanes));
    QueueEngine vector(model, seed, Form::vector);
    QueueEngine plain(model, seed, Form::plain);
    std::vector<Days> one, other;
    vector.run_all(futures, [&](const QueueFuture&, std::span<const std::uint16_t> days) { one.emplace_back(days.begin(), days.end()); });
    plain.run_all(futures, [&](const QueueFuture&, std::span<const std::uint16_t> days) { other.emplace_back(days.begin(), days.end()); });
    ASSERT_EQ(one, other) << "seed " << seed;
    for (std::size_t i = 0; i < futures.size(); ++i) ASSERT_EQ(one[i], run(model, futures[i], seed)) << "seed " << seed << ", future " << i;
  }
}

TEST(QueueEngine, WithoutPlacesEachFutureHasTheDaysOfAnEventList) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    QueueModel model = any_model(seed);
    auto futures = any_futures(model, seed, kLanes);
    for (Step& step : model.steps) step.place = kFree;
    model.capacity.clear();
    for (QueueFuture& future : futures) future.closures.clear(), future.held.clear();
    QueueEngine engine(model, seed);
    engine.run_all(futures, [&](const QueueFuture& future, std::span<const std::uint16_t> days) {
      EXPECT_EQ(Days(days.begin(), days.end()), EventList(model, seed).run(future)) << "seed " << seed << ", future " << future.number;
    });
  }
}

// The ends of the table, where a draw is all zeros or ones, too.
TEST(QuantileTable, HasACellForEveryDraw) {
  for (const std::uint32_t draw : {0U, 1U, 2U, 3U, 7U, 8U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFF0U, 0xFFFFFFFFU}) EXPECT_LT(quantile_cell(draw), kQuantileCells);
  EXPECT_LT(quantile_of_cell(quantile_cell(0)), 1e-9);
  EXPECT_GT(quantile_of_cell(quantile_cell(0xFFFFFFFFU)), 1 - 1e-9);
}

TEST(QueueEngine, AFutureDoesNotDependOnTheOnesBefore) {
  const QueueModel model = any_model(12);
  QueueEngine engine(model, 3);
  engine.run(any_future(model, 3, 0));
  engine.run(any_future(model, 3, 1));
  const auto later = engine.run(any_future(model, 3, 2));
  EXPECT_EQ(Days(later.begin(), later.end()), run(model, any_future(model, 3, 2), 3));
}

TEST(QueueEngine, ARenumberedSeedGivesOtherDays) {
  QueueModel model{.weeks = 30};
  model.delays.push_back(quantile_table([](double p) { return -20.0 * std::log1p(-p); }));
  for (int i = 0; i < 50; ++i) add(model, 0, 0, {{kFree, 0, 0, 0}});
  EXPECT_NE(run(model, calm(model), 1), run(model, calm(model), 2));
  EXPECT_NE(run(model, calm(model, 0), 1), run(model, calm(model, 1), 1));
}

// A chain of three exponentials of mean 10: its sum has mean 30 and variance 300 (Erlang); rounding adds 1/12 a step.
TEST(QueueEngine, AChainOfExponentialsHasItsKnownMeanAndVariance) {
  QueueModel model{.weeks = 60};
  model.delays.push_back(quantile_table([](double p) { return -10.0 * std::log1p(-p); }));
  constexpr int kConsignments = 2000;
  for (int i = 0; i < kConsignments; ++i) add(model, 0, 0, {{kFree, 0, 0, 0}, {kFree, 0, 0, 0}, {kFree, 0, 0, 0}});
  QueueEngine engine(model, 5);
  double sum = 0;
  double squares = 0;
  constexpr int kFutures = 50;
  for (std::uint32_t number = 0; number < kFutures; ++number)
    for (const std::uint16_t day : engine.run(calm(model, number))) sum += day, squares += static_cast<double>(day) * day;
  const double n = kConsignments * kFutures;
  const double mean = sum / n;
  const double variance = squares / n - mean * mean;
  EXPECT_NEAR(mean, 30.0, 3 * std::sqrt(300.0 / n) + 0.03);
  EXPECT_NEAR(variance, 300.25, 3 * 300.0 * std::sqrt(8.0 / n) + 1.5);  // kurtosis of an Erlang(3) sum: 3 + 6 / 3
}

// One place of capacity 10 a week and 25 who come in week 0, all alike: 10 leave at once, 10 a week later, 5 after two.
TEST(QueueEngine, AQueueHasItsKnownWaits) {
  QueueModel model{.weeks = 6, .capacity = {{10, 10, 10, 10, 10, 10}}};
  for (int i = 0; i < 25; ++i) add(model, 0, 0, {{0, kSure, 0, 0}});
  const Days days = run(model, calm(model));
  EXPECT_EQ(std::accumulate(days.begin(), days.end(), 0), 10 * 0 + 10 * 7 + 5 * 14);
}

// One place that lets one through a week, and .8 a week who come by chance: they wait .8 / (2 (1 - .8)) = 2 weeks in the mean (the
// queue M/D/1, by Pollaczek and Khinchine), beyond the release that is next when they come. One standard error is about .08.
TEST(QueueEngine, AQueueOfChanceHasTheMeanWaitOfTheory) {
  constexpr int kWeeks = 500, kFirst = 100, kBooks = 60;
  constexpr double kLoad = 0.8;
  double waited = 0, n = 0;
  for (std::uint32_t book = 0; book < kBooks; ++book) {
    QueueModel model{.weeks = kWeeks + 200, .capacity = {std::vector<std::uint32_t>(kWeeks + 200, 1)}};
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(kLoad * kWeeks); ++i)
      add(model, static_cast<std::uint16_t>(unit_interval(draws(7, Stream::step, book, i, 0)[0]) * 7 * kWeeks), 0, {{0, kSure, 0, 0}});
    const Days days = run(model, calm(model));
    for (std::size_t i = 0; i < days.size(); ++i) {
      const int next_release = (model.consignments[i].start_day + 6) / 7;
      if (next_release < kFirst || next_release >= kWeeks - kFirst) continue;
      waited += days[i] / 7 - next_release;
      n += 1;
    }
  }
  EXPECT_NEAR(waited / n, kLoad / (2 * (1 - kLoad)), 0.25);
}

}  // namespace
}  // namespace servanda
