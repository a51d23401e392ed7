// Simulation-based calibration: books are drawn from a known truth, and the forecaster must be as sure as it is right.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "book/payload.h"
#include "forecast/cohorts.h"
#include "forecast/delays.h"
#include "forecast/forecast.h"
#include "forecast/random.h"
#include "forecast/remaining_time.h"
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
    const Simulation simulation = *simulate(drawn.log, model, {0, 0.5, 0}, {.seed = 9, .futures = 400}, WorkProgress());
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

// 60 books of some 100 open consignments: one standard error of the coverage is half a point, so a miss of 1.5 points
// is three of them.
TEST(Calibration, RangesHoldAsOftenAsTheySay) {
  const Coverage coverage = coverage_of({}, 60, 1'500);
  ASSERT_GT(coverage.n, 5'000);
  EXPECT_NEAR(coverage.in80 / coverage.n, 0.8, 0.015);
  EXPECT_NEAR(coverage.in50 / coverage.n, 0.5, 0.02);
}

// What has arrived unseen is 1.7 points less surprising than it is said to be.
TEST(Calibration, RangesHoldWhereArrivalsBecomeKnownLate) {
  const Coverage coverage = coverage_of({.recording_days = 12}, 60, 1'500);
  ASSERT_GT(coverage.n, 5'000);
  EXPECT_NEAR(coverage.in80 / coverage.n, 0.8, 0.02);
}

// The same check sees a model that is wrong: fitted to three quarters of the true delays, ranges hold too rarely.
TEST(Calibration, TheCheckSeesAWrongModel) {
  double in80 = 0, n = 0;
  for (int b = 0; b < 20; ++b) {
    const Drawn drawn = draw(static_cast<std::uint64_t>(b) + 1, 1'500, {});
    const Drawn quick = draw(static_cast<std::uint64_t>(b) + 500, 1'500, {.late_factor = 0.75});
    const DelayModel model = DelayModel::fit(quick.log, {});
    const Simulation simulation = *simulate(drawn.log, model, {0, 0.5, 0}, {.seed = 9, .futures = 200}, WorkProgress());
    for (std::size_t i = 0; i < simulation.shipments(); ++i) {
      const DayNumber day = drawn.arrival[simulation.shipment(i)] - kNow;
      double below = 0;
      for (std::size_t f = 0; f < simulation.futures(); ++f)
        below += simulation.arrival(i, f) <= day ? 1.0 / static_cast<double>(simulation.futures()) : 0;
      n += 1;
      if (below > 0.1 && below < 0.9) in80 += 1;
    }
  }
  EXPECT_GT(std::abs(in80 / n - 0.8), 0.015);
}

// ---- shares

// Odds a day at each lag of a truth in which a common shock multiplies all hazards.
double truth_daily(DayNumber lag) { return lag < -10 ? 0.004 : lag < 0 ? 0.02 : lag == 0 ? 0.35 : 0.05; }

DayNumber arrival_of(DayNumber due, DayNumber from, double speed, double uniform) {
  double left = 1 - uniform;
  for (DayNumber day = from + 1;; ++day) {
    left /= std::pow(1 - truth_daily(day - due), speed);
    if (left >= 1) return day;
  }
}

Shipment promised_for(DayNumber known, DayNumber due, std::uint32_t number) {
  Shipment shipment;
  shipment.id = std::to_string(number);
  shipment.number = number;
  shipment.known = known;
  shipment.references.push_back({known, due, Promise::stated});
  return shipment;
}

ShipmentLog empty_log() {
  ShipmentLog log;
  log.as_known = kNow;
  for (auto& names : log.names) names.assign(1, "");
  return log;
}

// The model is learned once, from 4,000 arrivals without a shock; then each of `books` books has 60 open consignments and one
// shock of its own, and its share of the next four weeks is forecast. How often the 80 % and 50 % ranges hold it.
Coverage coverage_of_shares(double true_sd, double said_sd, int books) {
  ShipmentLog history = empty_log();
  for (std::uint32_t i = 0; i < 4'000; ++i) {
    const PhiloxBlock a = draws(31, Stream::delay, 0, i, 0);
    const DayNumber known = static_cast<DayNumber>(unit_interval(a[0]) * (kNow - 400));
    Shipment shipment = promised_for(known, known + 20 + static_cast<DayNumber>(a[1] % 60), i);
    shipment.reached = shipment.recorded = arrival_of(shipment.due(), known, 1, unit_interval(a[2]));
    history.shipments.push_back(std::move(shipment));
  }
  const DelayModel model = DelayModel::fit(history, {});
  CommonShocks shocks;
  shocks.sd = said_sd;
  shocks.common_part = 1;
  Coverage coverage;
  for (int b = 0; b < books; ++b) {
    const auto book = static_cast<std::uint32_t>(b);
    ShipmentLog log = empty_log();
    for (std::uint32_t i = 0; i < 60; ++i) {
      const PhiloxBlock a = draws(32, Stream::delay, book, i, 0);
      log.shipments.push_back(promised_for(kNow - 40, kNow - 8 + static_cast<DayNumber>(a[0] % 50), i));
    }
    const double speed = std::exp(true_sd * normal_quantile(unit_interval(draws(33, Stream::shock, book, 0, 0)[0])));
    constexpr DayNumber kWindow = 28;
    int seen = 0;
    for (std::uint32_t i = 0; i < 60; ++i)
      if (arrival_of(log.shipments[i].due(), kNow, speed, unit_interval(draws(34, Stream::delay, book, i, 0)[0])) <= kNow + kWindow) ++seen;
    const Simulation simulation = *simulate(log, model, shocks, {.seed = 100U + book, .futures = 256, .threads = 1}, WorkProgress());
    double below = 0, at = 0;
    for (std::size_t f = 0; f < simulation.futures(); ++f) {
      int said = 0;
      for (std::size_t i = 0; i < simulation.shipments(); ++i)
        if (simulation.arrival(i, f) <= kWindow) ++said;
      if (said < seen) below += 1;
      if (said == seen) at += 1;
    }
    const double uniform = unit_interval(draws(35, Stream::pit, book, 0, 0)[0]);
    const double pit = (below + uniform * at) / static_cast<double>(simulation.futures());
    coverage.n += 1;
    if (pit > 0.1 && pit < 0.9) coverage.in80 += 1;
    if (pit > 0.25 && pit < 0.75) coverage.in50 += 1;
  }
  return coverage;
}

// 3,000 books: one standard error of the 80 % coverage is .7 points, so a miss of three points is four of them.
TEST(Calibration, SharesHoldAsOftenAsTheySay) {
  const Coverage coverage = coverage_of_shares(0.4, 0.4, 3'000);
  EXPECT_NEAR(coverage.in80 / coverage.n, 0.8, 0.02);
  EXPECT_NEAR(coverage.in50 / coverage.n, 0.5, 0.027);
}

// A shock of .34 for .4 is a miss of some six points, and the check sees it.
TEST(Calibration, TheCheckOfSharesSeesAShockThatIsTooSmall) {
  const Coverage coverage = coverage_of_shares(0.4, 0.34, 3'000);
  EXPECT_LT(coverage.in80 / coverage.n, 0.78);
}

// A book of three years in which the hazards of all are multiplied by a common shock that is drawn anew every 84 days, as known on
// its last day, and how many of those then open arrive within the next 84.
struct ShockedBook {
  History history;
  int seen = 0;
};
std::unique_ptr<ShockedBook> shocked_book(std::uint32_t book, double sd) {
  constexpr DayNumber kPeriod = 84;
  const DayNumber begin = day_number(*parse_day("2018-01-01")), now = day_number(*parse_day("2020-12-31"));
  const auto text = [](DayNumber day) { return to_string(day_of(day)); };
  auto out = std::make_unique<ShockedBook>();
  EXPECT_TRUE(replay("state 0\nprogramme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2020-12-31\ndelivered=recipient-confirmed\n",
                     out->history));
  const auto phase = static_cast<DayNumber>(draws(36, Stream::shock, book, 9'999, 0)[0] % kPeriod);
  const auto speed = [&](DayNumber day) {
    const auto period = static_cast<std::uint32_t>((day - begin + phase) / kPeriod);
    return std::exp(sd * normal_quantile(unit_interval(draws(36, Stream::shock, book, period, 0)[0])));
  };
  for (std::uint32_t i = 0; i < 800; ++i) {
    const PhiloxBlock a = draws(36, Stream::delay, book, i, 0);
    const DayNumber known = begin + static_cast<DayNumber>(unit_interval(a[0]) * (now - begin));
    const DayNumber due = known + 20 + static_cast<DayNumber>(a[1] % 90);
    double left = 1 - unit_interval(a[2]);
    DayNumber day = known;
    while (left < 1) ++day, left /= std::pow(1 - truth_daily(day - due), speed(day));
    const std::string id = std::to_string(10'000 + i);
    EXPECT_TRUE(replay("state 0\nconsignments\nid=" + id + "\nknown_date=" + text(known) + "\nmode=air\ndue=" + text(due) + "\n", out->history));
    if (day <= now)
      EXPECT_TRUE(replay("state 0\nevents\nknown_date=" + text(day) + "\nof_kind=consignment\nof=" + id + "\nstage=confirmed\nclassifier=actual\ndate=" + text(day) + "\n",
                         out->history));
    else if (day <= now + kPeriod) ++out->seen;
  }
  return out;
}

// Told nothing of the shock: its size is found in past windows, and the range of the share holds. Of 500 books of 1,000 consignments
// each the range held in .78 at a truth of .4, learned as .407; forty see no more than a gross fault of the range.
TEST(Calibration, TheShockIsLearnedFromThePast) {
  constexpr std::uint32_t kBooks = 40;
  double learned = 0, in80 = 0;
  for (std::uint32_t b = 0; b < kBooks; ++b) {
    const auto book = shocked_book(b, 0.4);
    const auto snapshot = Snapshot::make(book->history, {});
    ASSERT_TRUE(snapshot);
    PastWindows windows;
    ForecastOptions options;
    options.futures = 256;
    options.drivers = false;
    const auto result = forecast(*snapshot, options, WorkProgress(), windows);
    ASSERT_TRUE(result);
    learned += result->shocks.sd / kBooks;
    const auto seen = to_share(static_cast<double>(book->seen) / static_cast<double>(result->planned));
    if (seen >= result->count->p10 && seen <= result->count->p90) in80 += 1.0 / kBooks;
  }
  EXPECT_NEAR(learned, 0.4, 0.06);
  EXPECT_NEAR(in80, 0.8, 0.16);  // two and a half standard errors
}

// ---- people

// Sixty courses of ten cohorts; each cohort is late by 0, 7 or 14 days and 50, 75 or 100 % full. Of the next cohort of each
// course the sum by a day is known to the half: its ranges hold.
TEST(Cohorts, SumsHoldAsOftenAsTheySay) {
  int inside = 0;
  constexpr int kBooks = 400;
  for (std::uint32_t book = 0; book < kBooks; ++book) {
    std::vector<Cohort> cohorts;
    Wide truth = 0;
    for (std::uint32_t course = 0; course < 6; ++course)
      for (std::uint32_t k = 0; k <= 10; ++k) {
        const PhiloxBlock a = draws(41, Stream::cohort, book, course, k);
        Cohort cohort{std::to_string(course), kNow - 100 * (10 - static_cast<DayNumber>(k)) + 30, 40 * 10'000, {}, 0};
        const DayNumber day = cohort.planned + 7 * static_cast<DayNumber>(a[0] % 3);
        const Wide came = cohort.people * (50 + 25 * static_cast<Wide>(a[1] % 3)) / 100;
        if (k < 10) cohort.day = day, cohort.came = came;
        else truth += came;
        cohorts.push_back(cohort);
      }
    const CohortProcess process(cohorts, kNow);
    ASSERT_TRUE(process.has_history());
    ASSERT_EQ(process.planned(), 6u);
    std::vector<Wide> sums;
    for (std::uint32_t future = 0; future < 200; ++future) {
      Wide sum = 0;
      for (const auto& each : process.draw(1, future)) sum += each.units;
      sums.push_back(sum);
    }
    std::ranges::sort(sums);
    if (truth >= sums[20] && truth <= sums[179]) ++inside;
  }
  EXPECT_GT(inside, kBooks * 77 / 100);
  EXPECT_LT(inside, kBooks * 95 / 100);  // sums come in steps, so ranges hold a little too often
}

TEST(Cohorts, OneThatIsOverdueComesLater) {
  std::vector<Cohort> cohorts;
  for (DayNumber k = 0; k < 6; ++k) cohorts.push_back({"C", 100 * k, 10'000, 100 * k + 5, 10'000});
  cohorts.push_back({"C", 700, 10'000, {}, 0});
  EXPECT_EQ(CohortProcess(cohorts, 702).draw(1, 0).front().day, 705);
  EXPECT_GT(CohortProcess(cohorts, 720).draw(1, 0).front().day, 720);
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
      const RemainingTime rest(shipment, law, model, kNow);
      nowcast += rest.within(0) - rest.within(-kBack);
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
