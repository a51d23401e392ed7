#include "forecast/fund_waits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "book/payload.h"
#include "forecast/forecast.h"

namespace servanda {
namespace {

constexpr std::size_t kFutures = 4096;

DayNumber number(std::string_view day) { return day_number(*parse_day(day)); }

void say(History& history, const std::string& entry) {
  const auto done = replay("state 0\n" + entry + "\n", history);
  ASSERT_TRUE(done) << entry << (done ? "" : done.error().text());
}

// As known on 2020-12-31: two years of consignments that came on their promised day.
std::unique_ptr<History> punctual_book() {
  auto history = std::make_unique<History>();
  say(*history, "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2020-12-31\ndelivered=recipient-confirmed");
  for (int i = 0; i < 600; ++i) {
    const std::string id = "P" + std::to_string(10'000 + i);
    const std::string known = to_string(day_of(number("2019-01-01") + i));
    const std::string due = to_string(day_of(number("2019-01-01") + i + 60));
    say(*history, "consignments\nid=" + id + "\nknown_date=" + known + "\nmode=road\ndue=" + due + "\ntonnes=1");
    say(*history, "events\nknown_date=" + due + "\nof_kind=consignment\nof=" + id + "\nstage=confirmed\nclassifier=actual\ndate=" + due);
  }
  return history;
}

void add_consignment(History& history, const std::string& id, const std::string& fund = {}) {
  say(history, "consignments\nid=" + id + "\nknown_date=2020-12-20\norigin=A\ndestination=B\nmode=road\ndue=2021-01-20\ntonnes=1");
  if (!fund.empty())
    say(history, "funding\nknown_date=2020-12-20\nfrom_kind=fund\nfrom=" + fund + "\nto_kind=consignment\nto=" + id + "\nshare=1");
}

void add_fund(History& history, const std::string& id, const std::string& certainty, const std::string& more = {}) {
  say(history, "funds\nid=" + id + "\nknown_date=2020-12-20\ndonor=DE\nkind=appropriation\ndate=2021-01-10\namount=5\ncurrency=EUR\n" +
                   (more.empty() ? "" : more + "\n") + "certainty=" + certainty);
}

ForecastParts run(const History& history, std::uint64_t seed = 1) {
  const auto snapshot = Snapshot::make(history, {});
  EXPECT_TRUE(snapshot);
  PastWindows windows;
  ForecastParts parts;
  const auto result = forecast(*snapshot, {.futures = kFutures, .seed = seed, .drivers = false}, WorkProgress(), windows, &parts);
  EXPECT_TRUE(result) << (result ? "" : result.error().text());
  return parts;
}

// In which futures a consignment is there by a day; in the order of the futures.
std::vector<bool> there_by(const ForecastParts& parts, const std::string& id, std::string_view day) {
  for (std::size_t i = 0; i < parts.simulation.shipments(); ++i) {
    if (parts.log.shipments[parts.simulation.shipment(i)].id != id) continue;
    std::vector<bool> out;
    for (std::size_t f = 0; f < parts.simulation.futures(); ++f)
      out.push_back(parts.simulation.arrival(i, f) <= number(day) - parts.log.as_known);
    return out;
  }
  ADD_FAILURE() << id << " is not open";
  return std::vector<bool>(kFutures);
}

double share(const std::vector<bool>& of) { return static_cast<double>(std::ranges::count(of, true)) / static_cast<double>(of.size()); }

// With the chance of `of` without money, how far `chance` of it is from `measured`, in standard errors of plain draws.
void expect_chance(double measured, double of, double chance) {
  EXPECT_NEAR(measured, of * chance, 3 * std::sqrt(chance * (1 - chance) / kFutures) + 0.002);
}

TEST(FundWaits, TheOddsOfOneThatWaitsForALikelyFundAreItsDeclaredChance) {
  const auto history = punctual_book();
  add_fund(*history, "F", "likely");
  add_consignment(*history, "FREE");
  add_consignment(*history, "WAITS", "F");
  const ForecastParts parts = run(*history);
  const auto all = [&](std::string_view day) { return share(there_by(parts, "FREE", day)); };
  EXPECT_GT(all("2021-12-31"), 0.97);
  expect_chance(share(there_by(parts, "WAITS", "2021-12-31")), all("2021-12-31"), 0.80);         // it comes
  expect_chance(share(there_by(parts, "WAITS", "2021-02-09")), all("2021-02-09"), 0.80 * 0.50);  // on its day
  expect_chance(share(there_by(parts, "WAITS", "2021-02-10")), all("2021-02-10"), 0.80 * 0.75);  // at most a month late
  expect_chance(share(there_by(parts, "WAITS", "2021-04-10")), all("2021-04-10"), 0.80 * 0.90);  // three
}

TEST(FundWaits, AFirmFundOnItsDayCostsNothing) {
  const auto history = punctual_book();
  add_fund(*history, "F", "firm");
  add_consignment(*history, "FREE");
  add_consignment(*history, "WAITS", "F");
  const ForecastParts parts = run(*history);
  expect_chance(share(there_by(parts, "WAITS", "2021-02-09")), share(there_by(parts, "FREE", "2021-02-09")), 0.80);
  EXPECT_NEAR(share(there_by(parts, "WAITS", "2021-12-31")), share(there_by(parts, "FREE", "2021-12-31")), 0.01);
}

TEST(FundWaits, ALapseTakesAllItsConsignmentsInOneFuture) {
  const auto history = punctual_book();
  add_fund(*history, "F", "possible");
  for (const std::string id : {"W1", "W2", "W3"}) add_consignment(*history, id, "F");
  const ForecastParts parts = run(*history);
  const auto snapshot = Snapshot::make(*history, {});
  FundWaits funds = parts.funds;
  const CommonPoints points(1, kFutures);
  std::int64_t lapsed = 0;
  for (std::size_t f = 0; f < kFutures; ++f) {
    const auto starts = funds.starts(points, 1, f);
    ASSERT_EQ(starts.size(), 3U);
    EXPECT_TRUE(starts[0] == starts[1] && starts[1] == starts[2]);
    if (starts[0] != FundWaits::kLapses) continue;
    ++lapsed;
    for (std::size_t i = 0; i < parts.simulation.shipments(); ++i) EXPECT_EQ(parts.simulation.arrival(i, f), Simulation::kNever);
  }
  EXPECT_NEAR(static_cast<double>(lapsed) / kFutures, 0.6, 0.01);
}

TEST(FundWaits, FundsOfOneDonorSlipTogetherAndComeByThemselves) {
  const auto history = punctual_book();
  add_fund(*history, "F1", "likely");
  add_fund(*history, "F2", "likely");
  add_consignment(*history, "W1", "F1");
  add_consignment(*history, "W2", "F2");
  const FundWaits funds = run(*history).funds;
  const CommonPoints points(1, kFutures);
  double both = 0;
  for (std::size_t f = 0; f < kFutures; ++f) {
    const auto starts = funds.starts(points, 1, f);
    ASSERT_EQ(starts.size(), 2U);
    if (starts[0] == FundWaits::kLapses || starts[1] == FundWaits::kLapses) continue;
    both += 1;
    EXPECT_EQ(starts[0], starts[1]);
  }
  EXPECT_NEAR(both / kFutures, 0.64, 0.03);
}

TEST(FundWaits, MoneyThatComesTooLateToBeSpentLapses) {
  const auto history = punctual_book();
  add_fund(*history, "F", "likely", "spend_until=2021-02-28");
  add_consignment(*history, "FREE");
  add_consignment(*history, "WAITS", "F");
  const ForecastParts parts = run(*history);
  expect_chance(share(there_by(parts, "WAITS", "2021-12-31")), share(there_by(parts, "FREE", "2021-12-31")), 0.80 * 0.75);
}

TEST(FundWaits, WhatHasLeftOrWhoseFundHasComeWaitsNoMore) {
  const auto history = punctual_book();
  add_fund(*history, "F", "possible");
  say(*history, "funds\nid=PAST\nknown_date=2020-01-20\ndonor=DE\nkind=appropriation\ndate=2020-06-10\namount=5\ncurrency=EUR\ncertainty=possible");
  add_consignment(*history, "LEFT", "F");
  add_consignment(*history, "PAID", "PAST");
  say(*history, "events\nknown_date=2020-12-28\nof_kind=consignment\nof=LEFT\nstage=departed\nclassifier=actual\ndate=2020-12-28\nplace=A");
  EXPECT_TRUE(run(*history).funds.empty());
}

TEST(FundWaits, OneFundMoreChangesNoDrawOfAnother) {
  const auto history = punctual_book();
  add_fund(*history, "F1", "likely");
  add_consignment(*history, "W1", "F1");
  const auto before = there_by(run(*history), "W1", "2021-03-01");
  say(*history, "funds\nid=F9\nknown_date=2020-12-20\ndonor=SE\nkind=appropriation\ndate=2021-01-10\namount=5\ncurrency=EUR\ncertainty=likely");
  EXPECT_EQ(there_by(run(*history), "W1", "2021-03-01"), before);
}

// How many futures of each block something holds in: the largest less the smallest.
std::int64_t range_over_blocks(const std::vector<bool>& of) {
  std::array<std::int64_t, CommonPoints::kReplicates> counts{};
  for (std::size_t f = 0; f < of.size(); ++f) counts[f / (of.size() / counts.size())] += of[f] ? 1 : 0;
  return std::ranges::max(counts) - std::ranges::min(counts);
}

// Of 512 futures a block, plain draws would be 9 apart from one standard deviation alone.
TEST(FundWaits, SobolsPointsSpreadWhatIsAwaitedEvenly) {
  const auto history = punctual_book();
  add_fund(*history, "F", "likely");
  add_consignment(*history, "W", "F");
  const FundWaits given = run(*history).funds;
  ASSERT_TRUE(given.funds().front().dimension.has_value());
  const CommonPoints points(1, kFutures);
  std::vector<bool> comes;
  for (std::size_t f = 0; f < kFutures; ++f) comes.push_back(given.starts(points, 1, f).front() != FundWaits::kLapses);
  EXPECT_LE(range_over_blocks(comes), 1);
}

// ---- in the queues of a plan

// From A to B in a week by a link with a limit; planned to leave on 2021-01-25, two weeks after its money.
AcceptedPlan plan_of(const std::vector<std::string>& ids) {
  AcceptedPlan plan{"plan", *parse_day("2020-12-31"), {}};
  for (const std::string& id : ids) plan.ways.push_back({id, 10'000, 1, {{"AB", *parse_day("2021-01-25"), *parse_day("2021-02-01")}}});
  return plan;
}

void add_network(History& history, const std::string& permit_days) {
  say(history, "nodes\nid=A\nknown_date=2019-01-01\nname=A\nkind=depot");
  say(history, "nodes\nid=B\nknown_date=2019-01-01\nname=B\nkind=site");
  say(history, "links\nid=AB\nknown_date=2019-01-01\nfrom=A\nto=B\nmode=road\ntransit_days=7\ncapacity_t_week=50\npermit_days=" + permit_days);
}

// The days of a plan's consignments where all are drawn on their planned day and the money is there `start` days after the
// as-known day, a Thursday.
std::vector<std::int16_t> passed(const History& history, const std::vector<std::string>& ids, DayNumber start) {
  const auto snapshot = Snapshot::make(history, {});
  ShipmentLog log = ShipmentLog::read(*snapshot, Stage::confirmed);
  const AcceptedPlan plan = plan_of(ids);
  const auto queues = PlanQueues::make(*snapshot, plan, log);
  EXPECT_TRUE(queues);
  if (!queues) return {};
  const CommonPoints points(1, 8);
  PlanQueues::Runner runner(*queues, points, 1);
  std::vector<std::int16_t> days(log.shipments.size(), Simulation::kNever);
  std::vector<DayNumber> starts(log.shipments.size(), PlanQueues::kAtOnce);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < log.shipments.size(); ++i)
    if (std::ranges::find(ids, log.shipments[i].id) != ids.end()) {
      days[i] = static_cast<std::int16_t>(planned_days(plan, log).at(log.shipments[i].id) - log.as_known);
      starts[i] = start;
      places.push_back(i);
    }
  runner.pass(0, days, starts);
  std::vector<std::int16_t> out;
  for (const std::size_t i : places) out.push_back(days[i]);
  return out;
}

TEST(FundWaits, InAPlanItStartsInTheWeekOfItsMoneyAndNoSooner) {
  const auto history = punctual_book();
  add_network(*history, "0");
  add_consignment(*history, "W");
  const DayNumber leaves = number("2021-01-25") - number("2020-12-31");
  const auto planned = passed(*history, {"W"}, PlanQueues::kAtOnce);
  EXPECT_EQ(passed(*history, {"W"}, leaves - 14), planned);
  EXPECT_EQ(passed(*history, {"W"}, leaves + 6), planned);  // the Sunday of its week
  EXPECT_EQ(passed(*history, {"W"}, leaves + 7).front(), planned.front() + 7);
  EXPECT_EQ(passed(*history, {"W"}, leaves + 21).front(), planned.front() + 21);
}

TEST(FundWaits, APermitIsAskedForWhenTheMoneyIsThere) {
  const auto history = punctual_book();
  add_network(*history, "10");  // two weeks
  add_consignment(*history, "W");
  const DayNumber leaves = number("2021-01-25") - number("2020-12-31");
  const auto planned = passed(*history, {"W"}, PlanQueues::kAtOnce);
  EXPECT_EQ(passed(*history, {"W"}, leaves - 14), planned);
  EXPECT_EQ(passed(*history, {"W"}, leaves - 7).front(), planned.front() + 7);
  EXPECT_EQ(passed(*history, {"W"}, leaves).front(), planned.front() + 14);
}

// Nine of twenty times the way from A to B took nine weeks longer than usual. From two weeks after the planned start on, A is
// closed for long: who starts late waits, who loses its time at the inspection does not.
TEST(PlanQueues, ALateConsignmentLosesItsTimeWhereOthersDid) {
  const auto history = punctual_book();
  say(*history, "nodes\nid=A\nknown_date=2019-01-01\nname=A\nkind=crossing");
  say(*history, "nodes\nid=B\nknown_date=2019-01-01\nname=B\nkind=site");
  say(*history, "links\nid=AB\nknown_date=2019-01-01\nfrom=A\nto=B\nmode=road\ntransit_days=7\ncapacity_t_week=50");
  say(*history, "closures\nknown_date=2020-12-01\nplace=AB\nfrom=2021-02-08\nuntil=2021-06-06\nshare_left=0");
  for (int i = 0; i < 20; ++i) {
    const std::string id = "S" + std::to_string(i);
    const std::string there = to_string(day_of(number("2020-01-07") + (i < 9 ? 63 : 0)));
    say(*history, "consignments\nid=" + id + "\nknown_date=2019-06-01\nmode=road\ntonnes=1");
    say(*history, "events\nknown_date=2019-12-31\nof_kind=consignment\nof=" + id + "\nstage=arrived\nclassifier=actual\ndate=2019-12-31\nplace=A");
    say(*history, "events\nknown_date=" + there + "\nof_kind=consignment\nof=" + id + "\nstage=confirmed\nclassifier=actual\ndate=" + there + "\nplace=B");
  }
  add_consignment(*history, "W");
  const auto snapshot = Snapshot::make(*history, {});
  const ShipmentLog log = ShipmentLog::read(*snapshot, Stage::confirmed);
  const AcceptedPlan plan = plan_of({"W"});
  const auto queues = PlanQueues::make(*snapshot, plan, log);
  ASSERT_TRUE(queues);
  EXPECT_EQ(queues->inspected(), 1U);
  const PlanQueues free = queues->without_limit(0);
  const CommonPoints points(3, kFutures);
  PlanQueues::Runner runner(*queues, points, 3), unlimited(free, points, 3);
  const auto drawn = static_cast<std::int16_t>(planned_days(plan, log).at("W") - log.as_known + 40);
  const auto place = static_cast<std::size_t>(std::ranges::find(log.shipments, "W", &Shipment::id) - log.shipments.begin());
  std::vector<bool> as_drawn;
  for (std::uint32_t f = 0; f < kFutures; ++f) {
    std::vector<std::int16_t> days(log.shipments.size(), Simulation::kNever), without = days;
    days[place] = without[place] = drawn;
    runner.pass(f, days);
    unlimited.pass(f, without);
    EXPECT_EQ(without[place], drawn);  // where it loses its time changes nothing where nobody waits
    as_drawn.push_back(days[place] == drawn);
  }
  EXPECT_NEAR(share(as_drawn), 0.45, 3 * std::sqrt(0.45 * 0.55 / kFutures));
}

// In which futures a node that was once closed unforeseen keeps a consignment waiting, with the first closures on a
// dimension of the common points or without.
std::vector<bool> kept_waiting(const History& history, bool on_points) {
  const auto snapshot = Snapshot::make(history, {});
  const ShipmentLog log = ShipmentLog::read(*snapshot, Stage::confirmed);
  const AcceptedPlan plan = plan_of({"W"});
  auto queues = PlanQueues::make(*snapshot, plan, log);
  EXPECT_TRUE(queues && queues->closure_weights().size() == 1);
  if (on_points) queues->give_dimension(0, 7);
  const CommonPoints points(3, kFutures);
  PlanQueues::Runner runner(*queues, points, 3);
  const auto planned = static_cast<std::int16_t>(planned_days(plan, log).at("W") - log.as_known);
  std::vector<bool> out;
  for (std::uint32_t f = 0; f < kFutures; ++f) {
    std::vector<std::int16_t> days(log.shipments.size(), Simulation::kNever);
    days.back() = planned;
    runner.pass(f, days, std::vector<DayNumber>(days.size(), PlanQueues::kAtOnce));
    out.push_back(days.back() > planned);
  }
  return out;
}

TEST(PlanQueues, SobolsPointsSpreadFirstClosuresEvenlyAndAtTheSameRate) {
  const auto history = punctual_book();
  say(*history, "nodes\nid=A\nknown_date=2019-01-01\nname=A\nkind=depot");
  say(*history, "nodes\nid=B\nknown_date=2019-01-01\nname=B\nkind=site\nhandling_t_week=50");
  say(*history, "links\nid=AB\nknown_date=2019-01-01\nfrom=A\nto=B\nmode=road\ntransit_days=7");
  say(*history, "closures\nknown_date=2020-06-02\nplace=B\nfrom=2020-06-01\nuntil=2020-07-12\nshare_left=0");
  add_consignment(*history, "W");
  const auto spread = kept_waiting(*history, true), plain = kept_waiting(*history, false);
  EXPECT_GT(share(plain), 0.02);
  EXPECT_NEAR(share(spread), share(plain), 3 * std::sqrt(share(plain) / kFutures));
  EXPECT_LE(range_over_blocks(spread), 2);
  EXPECT_GT(range_over_blocks(plain), 4);
}

}  // namespace
}  // namespace servanda
