#include "forecast/delays.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "forecast/random.h"

namespace servanda {
namespace {

constexpr DayNumber kNow = 1'000;
constexpr std::size_t kEarly = 0, kOnDay = 1, kLate = 2;

std::size_t place(Factor factor) { return static_cast<std::size_t>(factor); }

// Channels 1 and 2. Each consignment is promised 60 days ahead; a third comes on its day, the others each later day with
// chance daily(channel, day).
ShipmentLog log_of(int shipments, const std::function<double(std::uint16_t, DayNumber)>& daily) {
  ShipmentLog log;
  log.as_known = kNow;
  for (std::size_t f = 0; f < kFactors; ++f) log.names[f] = log.labels[f] = {""};
  for (auto* texts : {&log.names, &log.labels}) (*texts)[place(Factor::channel)] = {"", "plant", "depot"};
  for (int i = 0; i < shipments; ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    const PhiloxBlock a = draws(5, Stream::delay, 0, number, 0);
    Shipment shipment;
    shipment.id = std::to_string(i);
    shipment.number = number;
    shipment.known = static_cast<DayNumber>(unit_interval(a[0]) * (kNow - 1));
    shipment.factors[place(Factor::channel)] = static_cast<std::uint16_t>(1 + i % 2);
    const DayNumber due = *shipment.known + 60;
    shipment.references.push_back({*shipment.known, due, Promise::stated});
    DayNumber day = due;
    if (unit_interval(a[1]) > 1.0 / 3)
      for (std::uint32_t step = 1;; ++step) {
        ++day;
        if (unit_interval(draws(6, Stream::delay, 0, number, step)[0]) < daily(shipment.factors[place(Factor::channel)], day)) break;
      }
    if (day <= kNow) shipment.reached = shipment.recorded = day;
    log.shipments.push_back(std::move(shipment));
  }
  return log;
}

TEST(Pace, IsAsUsualWhereNothingChanges) {
  const DelayModel model = DelayModel::fit(log_of(6'000, [](auto, auto) { return 0.05; }), {});
  for (std::uint16_t channel = 1; channel <= 2; ++channel) EXPECT_NEAR(model.pace(channel)[kLate], 1, 0.15) << channel;
  EXPECT_EQ(model.pace(0)[kLate], 1);  // nothing has no channel
  EXPECT_EQ(model.pace(77)[kEarly], 1);
}

// For the last 45 days a depot hands over a quarter of what it did.
TEST(Pace, FollowsAChannelThatHasBecomeSlow) {
  const auto daily = [](std::uint16_t channel, DayNumber day) { return channel == 2 && day > kNow - 45 ? 0.0125 : 0.05; };
  const ShipmentLog log = log_of(6'000, daily);
  const DelayModel model = DelayModel::fit(log, {});
  EXPECT_LT(model.pace(2)[kLate], 0.7);
  EXPECT_NEAR(model.pace(1)[kLate], 1, 0.15);
  EXPECT_NEAR(model.pace(2)[kOnDay], 1, 0.2);
  DelayParameters without;
  without.pace_shape = {1e9, 1e9, 1e9};
  const DelayModel usual = DelayModel::fit(log, without);
  Shipment late;
  late.id = "X";
  late.known = kNow - 100;
  late.references.push_back({kNow - 100, kNow - 40, Promise::stated});
  late.factors[place(Factor::channel)] = 2;
  const double truth = 1 - std::pow(1 - 0.0125, 14);
  const double said = model.law(late).within(40, 54);
  EXPECT_LT(std::abs(said - truth), std::abs(usual.law(late).within(40, 54) - truth) * 0.7);
}

// What is late is remembered longer than what is on its day: a hundred arrivals of years ago still tell how the late come in.
TEST(Memory, KeepsTheLateLonger) {
  DelayParameters equal, longer;
  equal.late_memory = 1;
  const ShipmentLog log = log_of(6'000, [](auto, DayNumber day) { return day < kNow - 300 ? 0.2 : 0.05; });
  Shipment late;
  late.id = "X";
  late.known = kNow - 100;
  late.references.push_back({kNow - 100, kNow - 5, Promise::stated});
  late.factors[place(Factor::channel)] = 1;
  equal.pace_shape = longer.pace_shape = {1e9, 1e9, 1e9};
  EXPECT_GT(DelayModel::fit(log, longer).law(late).within(5, 12), DelayModel::fit(log, equal).law(late).within(5, 12));
}

}  // namespace
}  // namespace servanda
