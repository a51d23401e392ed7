// Simulation-based calibration: books are drawn from a known truth, and the forecaster must be as sure as it is right.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "forecast/delays.h"
#include "forecast/random.h"
#include "forecast/simulate.h"

namespace servanda {
namespace {

constexpr DayNumber kNow = 1'000;
constexpr int kSuppliers = 12;

struct Truth {
  double late_factor = 1;        // of every late day
  double recording_days = 0;     // mean of a geometric recording delay
  double shock_sd = 0;
};

struct Drawn {
  ShipmentLog log;                       // as known at kNow
  std::vector<DayNumber> arrival;        // of each shipment, in truth
};

// Half come on their day, a fifth early, the rest late by a geometric time whose mean depends on the supplier.
Drawn draw(std::uint64_t seed, int shipments, const Truth& truth) {
  Drawn out;
  out.log.as_known = kNow;
  for (std::size_t f = 0; f < kFactors; ++f) {
    out.log.names[f] = {""};
    out.log.labels[f] = {"not reported"};
  }
  for (int s = 1; s <= kSuppliers; ++s) {
    out.log.names[static_cast<std::size_t>(Factor::supplier)].push_back("S" + std::to_string(s));
    out.log.labels[static_cast<std::size_t>(Factor::supplier)].push_back("S" + std::to_string(s));
  }
  for (int i = 0; i < shipments; ++i) {
    const PhiloxBlock a = draws(seed, Stream::delay, 0, static_cast<std::uint32_t>(i), 100);
    const PhiloxBlock b = draws(seed, Stream::delay, 0, static_cast<std::uint32_t>(i), 101);
    Shipment shipment;
    shipment.id = std::to_string(i);
    shipment.number = static_cast<std::uint32_t>(i);
    const auto supplier = static_cast<std::uint16_t>(1 + a[0] % kSuppliers);
    shipment.factors[static_cast<std::size_t>(Factor::supplier)] = supplier;
    const DayNumber known = static_cast<DayNumber>(unit_interval(a[1]) * kNow);
    const DayNumber due = known + 30 + static_cast<DayNumber>(unit_interval(a[2]) * 90);
    const double kind = unit_interval(a[3]);
    DayNumber lag = 0;
    if (kind < 0.2) lag = -1 - static_cast<DayNumber>(unit_interval(b[0]) * 20);
    if (kind > 0.7)
      lag = 1 + static_cast<DayNumber>(-std::log(unit_interval(b[0])) * (6 + 2 * supplier) * truth.late_factor);
    const DayNumber arrival = std::max(known + 1, due + lag);
    const auto delay = static_cast<DayNumber>(-std::log(unit_interval(b[1])) * truth.recording_days);
    shipment.known = known;
    shipment.references.push_back({known, due, Promise::stated});
    if (arrival + delay <= kNow) {
      shipment.reached = arrival;
      shipment.recorded = arrival + delay;
    }
    out.log.shipments.push_back(shipment);
    out.arrival.push_back(arrival);
  }
  return out;
}

struct Coverage {
  double in80 = 0, in50 = 0, n = 0;
};

Coverage coverage_of(const Truth& truth, int books, int shipments) {
  Coverage coverage;
  for (int b = 0; b < books; ++b) {
    const Drawn drawn = draw(static_cast<std::uint64_t>(b) + 1, shipments, truth);
    const DelayModel model = DelayModel::fit(drawn.log, {});
    const Simulation simulation = simulate(drawn.log, model, {0, 0.5, 0}, {.seed = 9, .futures = 400}, WorkProgress());
    for (std::size_t i = 0; i < simulation.shipments(); ++i) {
      const DayNumber day = drawn.arrival[simulation.shipment(i)] - kNow;
      double below = 0, at = 0;
      for (std::size_t f = 0; f < simulation.futures(); ++f) {
        if (simulation.arrival(i, f) < day) below += 1;
        if (simulation.arrival(i, f) == day) at += 1;
      }
      const double uniform = unit_interval(
          draws(77, Stream::pit, static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(i), 0)[0]);
      const double pit = (below + uniform * at) / static_cast<double>(simulation.futures());
      coverage.n += 1;
      if (pit > 0.1 && pit < 0.9) coverage.in80 += 1;
      if (pit > 0.25 && pit < 0.75) coverage.in50 += 1;
    }
  }
  return coverage;
}

// 60 books of some 100 open consignments: one standard error of the coverage is half a point, so a miss of three points
// is six of them.
TEST(Calibration, RangesHoldAsOftenAsTheySay) {
  const Coverage coverage = coverage_of({}, 60, 1'500);
  ASSERT_GT(coverage.n, 5'000);
  EXPECT_NEAR(coverage.in80 / coverage.n, 0.8, 0.03);
  EXPECT_NEAR(coverage.in50 / coverage.n, 0.5, 0.03);
}

TEST(Calibration, RangesHoldWhereArrivalsBecomeKnownLate) {
  const Coverage coverage = coverage_of({.recording_days = 12}, 60, 1'500);
  ASSERT_GT(coverage.n, 5'000);
  EXPECT_NEAR(coverage.in80 / coverage.n, 0.8, 0.03);
}

// The same check sees a model that is wrong: fitted to half of the true delays, ranges hold too rarely.
TEST(Calibration, TheCheckSeesAWrongModel) {
  double in80 = 0, n = 0;
  for (int b = 0; b < 20; ++b) {
    const Drawn drawn = draw(static_cast<std::uint64_t>(b) + 1, 1'500, {});
    const Drawn quick = draw(static_cast<std::uint64_t>(b) + 500, 1'500, {.late_factor = 0.4});
    const DelayModel model = DelayModel::fit(quick.log, {});
    const Simulation simulation = simulate(drawn.log, model, {0, 0.5, 0}, {.seed = 9, .futures = 200}, WorkProgress());
    for (std::size_t i = 0; i < simulation.shipments(); ++i) {
      const DayNumber day = drawn.arrival[simulation.shipment(i)] - kNow;
      double below = 0;
      for (std::size_t f = 0; f < simulation.futures(); ++f)
        below += simulation.arrival(i, f) <= day ? 1.0 / static_cast<double>(simulation.futures()) : 0;
      n += 1;
      if (below > 0.1 && below < 0.9) in80 += 1;
    }
  }
  EXPECT_GT(std::abs(in80 / n - 0.8), 0.03);
}

// ---- nowcast

// Arrivals of the last 28 days, over many books: seen, nowcast, true.
TEST(Nowcast, IsNearerToTheTruthThanWhatIsRecorded) {
  double seen_error = 0, nowcast_error = 0;
  for (std::uint64_t b = 1; b <= 40; ++b) {
    const Drawn drawn = draw(b, 1'500, {.recording_days = 12});
    const DelayModel model = DelayModel::fit(drawn.log, {});
    ASSERT_FALSE(model.recording().none());
    constexpr DayNumber kBack = 28;
    double seen = 0, truth = 0, nowcast = 0;
    for (std::size_t i = 0; i < drawn.arrival.size(); ++i) {
      const Shipment& shipment = drawn.log.shipments[i];
      if (drawn.arrival[i] > kNow - kBack && drawn.arrival[i] <= kNow) truth += 1;
      if (shipment.reached) {
        if (*shipment.reached > kNow - kBack) seen += 1;
        continue;
      }
      const LagLaw law = model.law(shipment);
      const RemainingTime rest(shipment, law, model.recording(), kNow);
      nowcast += rest.within(0, 1) - rest.within(-kBack, 1);
    }
    seen_error += std::abs(seen - truth);
    nowcast_error += std::abs(seen + nowcast - truth);
  }
  EXPECT_LT(nowcast_error, 0.75 * seen_error);
}

TEST(Nowcast, RecognisesAHistoryWithoutRecordingDelay) {
  const Drawn drawn = draw(3, 800, {});
  const RecordingDelay recording = RecordingDelay::fit(drawn.log);
  EXPECT_TRUE(recording.none());
  EXPECT_EQ(recording.known_within(0, 1), 1);
}

// Delays 0, 1, 2 with one third each, all of them long over: the product limit gives them back.
TEST(RecordingDelay, IsTheProductLimitOfReverseTimeHazards) {
  ShipmentLog log = draw(1, 0, {}).log;
  for (int i = 0; i < 300; ++i) {
    Shipment shipment;
    shipment.known = 10;
    shipment.references.push_back({10, 500, Promise::stated});
    shipment.reached = 500;
    shipment.recorded = 500 + i % 3;
    log.shipments.push_back(shipment);
  }
  const RecordingDelay recording = RecordingDelay::fit(log);
  EXPECT_NEAR(recording.known_within(0, 9), 1.0 / 3, 1e-9);
  EXPECT_NEAR(recording.known_within(1, 9), 2.0 / 3, 1e-9);
  EXPECT_EQ(recording.known_within(2, 9), 1);
}

}  // namespace
}  // namespace servanda
