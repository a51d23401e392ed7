#include "forecast/remaining_draws.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace servanda {
namespace {

constexpr DayNumber kNow = 1'000;

// Two modes; some overdue, some far ahead; arrivals become known `recording` days late at the most.
ShipmentLog log_of(std::uint32_t shipments, std::uint32_t recording) {
  ShipmentLog log;
  log.as_known = kNow;
  for (std::size_t f = 0; f < kFactors; ++f) log.names[f] = log.labels[f] = {""};
  log.names[static_cast<std::size_t>(Factor::mode)] = {"", "air", "sea"};
  for (std::uint32_t i = 0; i < shipments; ++i) {
    const PhiloxBlock random = draws(3, Stream::delay, 0, i, 50);
    Shipment shipment;
    shipment.id = std::to_string(i);
    shipment.number = i;
    shipment.factors[static_cast<std::size_t>(Factor::mode)] = static_cast<std::uint16_t>(random[0] % 3);
    shipment.known = static_cast<DayNumber>(random[1] % kNow);
    const DayNumber due = *shipment.known + 20 + static_cast<DayNumber>(random[2] % 90);
    shipment.references.push_back({*shipment.known, due, Promise::stated});
    const DayNumber arrival = due + (random[3] % 2 == 0 ? 0 : static_cast<DayNumber>(random[3] / 2 % 60));
    const auto known = arrival + static_cast<DayNumber>(recording == 0 ? 0 : random[3] / 128 % recording);
    if (known <= kNow) shipment.reached = arrival, shipment.recorded = known;
    log.shipments.push_back(shipment);
  }
  return log;
}

struct Made {
  ShipmentLog log;
  DelayModel model;
  std::vector<LagLaw> laws;
  std::vector<RemainingTime> rest;

  Made(std::uint32_t shipments, std::uint32_t recording, double past_weight) : log(log_of(shipments, recording)), model(DelayModel::fit(log, {})) {
    model.set_past_weight(past_weight);
    std::erase_if(log.shipments, [](const Shipment& shipment) { return !shipment.open(); });
    laws.reserve(log.shipments.size());
    for (const Shipment& shipment : log.shipments) rest.emplace_back(shipment, laws.emplace_back(model.law(shipment)), model, kNow);
  }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;

  RemainingDraws draws_of(double sd, double exit_rate, Form form) const {
    RemainingDraws out(MixedHazard(sd), exit_rate, 5, form);
    for (std::size_t i = 0; i < rest.size(); ++i) out.add(rest[i], log.shipments[i].number, log.shipments[i].factors[0]);
    return out;
  }
};

RemainingDraws::Futures futures_from(std::uint32_t first, double log_speed) {
  RemainingDraws::Futures out;
  out.speeds.resize(3);
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    out.numbers[lane] = first + lane;
    for (std::size_t mode = 0; mode < 3; ++mode) out.speeds[mode][lane] = RemainingDraws::speed_of(log_speed * (lane + 1.0) * static_cast<double>(mode + 1));
  }
  return out;
}

TEST(RemainingDraws, AreTheSameWithVectorsAndWithout) {
  for (const std::uint32_t recording : {0U, 30U})
    for (const double past : {0.0, 0.4, 1.0})
      for (const double speed : {-1.5, -0.1, 0.0, 0.2, 2.0}) {
        const Made made(600, recording, past);
        ASSERT_GT(made.rest.size(), 20U);
        ASSERT_EQ(made.rest[0].unrecorded().empty(), recording == 0);
        const RemainingDraws vector = made.draws_of(0.6, 1e-3, Form::vector);
        const RemainingDraws plain = made.draws_of(0.6, 1e-3, Form::plain);
        const std::size_t n = made.rest.size() * kLanes;
        for (std::uint32_t first = 0; first < 64; first += kLanes) {
          std::vector<std::int16_t> one(n), other(n);
          vector.draw(futures_from(first, speed), one.data(), kLanes);
          plain.draw(futures_from(first, speed), other.data(), kLanes);
          ASSERT_EQ(one, other) << recording << ' ' << past << ' ' << speed << ' ' << first;
        }
      }
}

// Over its speeds, each has the law that was fitted.
TEST(RemainingDraws, HaveTheOddsOfTheLaw) {
  constexpr double kSd = 0.5;
  for (const std::uint32_t recording : {0U, 30U})
    for (const double past : {0.0, 0.5}) {
      const Made made(600, recording, past);
      const RemainingDraws draws_of = made.draws_of(kSd, 1e-9, best_form());
      constexpr std::uint32_t kFutures = 16'384;
      const std::array<DayNumber, 5> days{0, 1, 7, 28, 84};
      std::vector<std::array<double, 5>> came(made.rest.size());
      std::vector<std::int16_t> out(made.rest.size() * kLanes);
      for (std::uint32_t first = 0; first < kFutures; first += kLanes) {
        RemainingDraws::Futures futures = futures_from(first, 0);
        for (std::uint32_t lane = 0; lane < kLanes; ++lane)
          for (auto& mode : futures.speeds) mode[lane] = RemainingDraws::speed_of(kSd * normal_quantile((first + lane + 0.5) / kFutures));
        draws_of.draw(futures, out.data(), kLanes);
        for (std::size_t i = 0; i < out.size(); ++i)
          for (std::size_t d = 0; d < days.size(); ++d) came[i / kLanes][d] += out[i] <= days[d] ? 1.0 / kFutures : 0;
      }
      double squares = 0, n = 0;
      for (std::size_t i = 0; i < came.size(); ++i)
        for (std::size_t d = 0; d < days.size(); ++d) {
          const double p = made.rest[i].within(days[d]);
          EXPECT_NEAR(came[i][d], p, 6 * std::sqrt(p * (1 - p) / kFutures) + 1e-3);
          if (p * (1 - p) > 1e-3) squares += (came[i][d] - p) * (came[i][d] - p) / (p * (1 - p) / kFutures), n += 1;
        }
      EXPECT_LT(squares / n, 1.3);
    }
}

TEST(RemainingDraws, LeaveAtTheirRate) {
  const Made made(600, 0, 0);
  const RemainingDraws all = made.draws_of(0, 10, best_form());  // at once
  std::vector<std::int16_t> out(made.rest.size() * kLanes);
  all.draw(futures_from(0, 0), out.data(), kLanes);
  EXPECT_GT(std::ranges::count(out, RemainingDraws::kNever), static_cast<std::ptrdiff_t>(out.size() * 99 / 100));
  made.draws_of(0, 1e-12, best_form()).draw(futures_from(0, 0), out.data(), kLanes);
  EXPECT_EQ(std::ranges::count(out, RemainingDraws::kNever), 0);
}

TEST(RemainingDraws, ComeSoonerWhereEverythingGoesFaster) {
  const Made made(600, 0, 0);
  const RemainingDraws all = made.draws_of(0.4, 1e-9, best_form());
  std::vector<std::int16_t> slow(made.rest.size() * kLanes), fast(slow.size());
  for (std::uint32_t first = 0; first < 64; first += kLanes) {
    all.draw(futures_from(first, -0.2), slow.data(), kLanes);
    all.draw(futures_from(first, 0.2), fast.data(), kLanes);
    for (std::size_t i = 0; i < slow.size(); ++i) ASSERT_LE(fast[i], slow[i]);
  }
}

}  // namespace
}  // namespace servanda
