#include "views/accepted_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "book/payload.h"
#include "forecast/forecast.h"
#include "views/forecast.h"
#include "views/plan_view.h"

namespace servanda {
namespace {

// Twelve consignments of 20 t from A over B to D, ready on one day; L lets 40 t a week through, B handles 30 t and M carries
// 60 t, so that they stand in line for weeks. L takes no week, M takes one.
std::unique_ptr<History> book(const std::string& handling = "30") {
  auto history = std::make_unique<History>();
  std::vector<std::string> entries{
      "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2031-06-30\n"
      "delivered=recipient-confirmed\n",
      "nodes\nid=A\nkind=depot\n", "nodes\nid=B\nhandling_t_week=" + handling + "\n", "nodes\nid=D\n",
      "links\nid=L\nfrom=A\nto=B\nmode=road\ncapacity_t_week=40\n",
      "links\nid=M\nfrom=B\nto=D\nmode=rail\ntransit_days=7\ncapacity_t_week=60\n",
      "closures\nknown_date=2030-01-15\nplace=B\nfrom=2030-01-14\nuntil=2030-01-27\nshare_left=0\n"};
  for (int i = 0; i < 12; ++i) {
    const std::string id = std::string("C") + static_cast<char>('a' + i);
    entries.push_back("consignments\nid=" + id + "\nknown_date=2031-05-01\norigin=A\ndestination=D\nmode=rail\nready=2031-06-30\ndue=2031-07-" +
                      std::to_string(14 + i) + "\npriority=" + std::to_string(1 + i % 3) + "\nlots=2\ntonnes=20\n");
  }
  // What came before teaches the delays: on the day, a week late, three weeks late.
  for (int i = 0; i < 60; ++i) {
    const std::string id = "H" + std::to_string(100 + i);
    const Day due = Day(std::chrono::year(2030) / 3 / 1) + std::chrono::days(5 * i);
    const Day there = due + std::chrono::days(i % 3 == 0 ? 0 : i % 3 == 1 ? 7 : 21);
    entries.push_back("consignments\nid=" + id + "\nknown_date=" + to_string(due - std::chrono::days(40)) +
                      "\norigin=A\ndestination=D\nmode=rail\ndue=" + to_string(due) + "\ntonnes=20\n");
    entries.push_back("events\nknown_date=" + to_string(there) + "\nof_kind=consignment\nof=" + id +
                      "\nstage=confirmed\nclassifier=actual\ndate=" + to_string(there) + "\n");
  }
  for (const std::string& entry : entries) EXPECT_TRUE(replay("state 0\n" + entry, *history)) << entry;
  return history;
}

Snapshot snapshot_of(const History& history) {
  auto snapshot = Snapshot::make(history, {});
  EXPECT_TRUE(snapshot);
  return *std::move(snapshot);
}

// As `plan --accept` keeps it.
void accept(History& history) {
  const Snapshot snapshot = snapshot_of(history);
  const auto planned = plan_programme(snapshot);
  ASSERT_TRUE(planned) << (planned ? "" : planned.error().text());
  std::string content = to_json(plan_view(snapshot, *planned)).dump();
  ASSERT_TRUE(replay("state 0\nplans\nid=P\nknown_date=2031-06-30\nengine=e\nseed=0\ncontent=" + content + "\n", history));
}

struct Made {
  ShipmentLog log;
  AcceptedPlan plan;
  std::optional<PlanQueues> queues;
  std::vector<std::int16_t> on_time;  // by place in the log
};

Made made_from(const History& history) {
  const Snapshot snapshot = snapshot_of(history);
  Made out;
  out.log = ShipmentLog::read(snapshot, Stage::confirmed);
  auto plans = accepted_plans(snapshot);
  EXPECT_TRUE(plans && !plans->empty());
  out.plan = plans->back();
  expect_as_planned(out.plan, out.log);
  out.queues = PlanQueues::make(snapshot, out.plan, out.log);
  for (const Shipment& shipment : out.log.shipments)
    out.on_time.push_back(shipment.open() ? static_cast<std::int16_t>(shipment.due() - out.log.as_known) : Simulation::kNever);
  return out;
}

const CommonPoints kPoints(1, 1'000);

std::size_t place_of(const Made& made, std::string_view id) {
  return static_cast<std::size_t>(std::ranges::find(made.log.shipments, id, &Shipment::id) - made.log.shipments.begin());
}

// A future without a closure.
std::uint32_t quiet_future(const Made& made) {
  PlanQueues::Runner runner(*made.queues, kPoints, 1);
  for (std::uint32_t future = 0; future < 1'000; ++future) {
    std::vector<std::int16_t> days = made.on_time;
    runner.pass(future, days);
    if (days == made.on_time) return future;
  }
  ADD_FAILURE() << "no future without delay keeps the plan";
  return 0;
}

// The first three by priority come when the others are due.
std::vector<std::int16_t> first_three_late(const Made& made) {
  std::vector<std::int16_t> days = made.on_time;
  for (const char* id : {"Ca", "Cd", "Cg"}) days[place_of(made, id)] = static_cast<std::int16_t>(days[place_of(made, id)] + 21);
  return days;
}

TEST(PlanQueues, WithoutDelayEachConsignmentArrivesOnItsPlannedDay) {
  const auto history = book();
  accept(*history);
  const Made made = made_from(*history);
  ASSERT_TRUE(made.queues);
  EXPECT_EQ(made.queues->shipments(), 12u);
  EXPECT_EQ(made.queues->place_names(), (std::vector<std::string>{"L", "B", "M"}));  // in the order in which they are passed
  EXPECT_GT(*std::ranges::max_element(made.on_time, {}, [](std::int16_t d) { return d == Simulation::kNever ? 0 : d; }), 50);
  quiet_future(made);
}

TEST(PlanQueues, WithoutLimitsTheDaysAreThoseThatWereDrawn) {
  const auto history = book();
  accept(*history);
  Made made = made_from(*history);
  for (std::size_t place = 0; place < made.queues->places(); ++place) made.queues = made.queues->without_limit(place);
  std::vector<std::int16_t> days = made.on_time;
  for (std::size_t i = 0; i < days.size(); ++i)
    if (days[i] != Simulation::kNever) days[i] = static_cast<std::int16_t>(days[i] + static_cast<int>(i * 5 % 31) - 6);
  const std::vector<std::int16_t> drawn = days;
  PlanQueues::Runner(*made.queues, kPoints, 1).pass(0, days);
  EXPECT_EQ(days, drawn);
}

TEST(PlanQueues, OneThatIsLateMakesOthersLateAndOneThatLeavesDoesNot) {
  const auto history = book();
  accept(*history);
  const Made made = made_from(*history);
  const std::uint32_t future = quiet_future(made);
  std::vector<std::int16_t> days = first_three_late(made);
  std::vector<std::int16_t> gone = made.on_time;
  for (const char* id : {"Ca", "Cd", "Cg"}) gone[place_of(made, id)] = Simulation::kNever;
  const std::vector<std::int16_t> left = gone;
  PlanQueues::Runner runner(*made.queues, kPoints, 1);
  runner.pass(future, days);
  int others = 0;
  for (std::size_t i = 0; i < days.size(); ++i)
    if (days[i] > made.on_time[i] && made.log.shipments[i].id != "Ca" && made.log.shipments[i].id != "Cd" && made.log.shipments[i].id != "Cg") ++others;
  EXPECT_GT(others, 0);
  runner.pass(future, gone);
  EXPECT_EQ(gone, left);
}

TEST(PlanQueues, APlaceThatOneWaitedAtIsBlamedForItsWeeks) {
  const auto history = book();
  accept(*history);
  const Made made = made_from(*history);
  const std::uint32_t future = quiet_future(made);
  const std::vector<std::int16_t> late = first_three_late(made);
  std::vector<std::int16_t> days = late;
  PlanQueues::Runner(*made.queues, kPoints, 1).pass(future, days);
  int blamed = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (days[i] <= late[i]) continue;  // it did not wait
    PlanQueues::Runner runner(*made.queues, kPoints, 1);
    runner.count_waits(made.on_time[i]);
    std::vector<std::int16_t> again = late;
    runner.pass(future, again);
    EXPECT_EQ(again, days);
    const auto held = made.queues->held_up(runner.waited());
    const auto own = std::ranges::find(held, i, &PlanQueues::HeldUp::shipment);
    if (own == held.end()) continue;  // at several places, of which none alone made it late
    ++blamed;
    EXPECT_EQ(own->saved, 1);
    EXPECT_GE(own->until - own->from, days[i] - made.on_time[i]);
    EXPECT_LT(own->until, days[i] + 7);
  }
  EXPECT_GT(blamed, 0);
  PlanQueues::Runner calm(*made.queues, kPoints, 1);
  calm.count_waits(0);
  std::vector<std::int16_t> on_time = made.on_time;
  calm.pass(future, on_time);
  EXPECT_TRUE(made.queues->held_up(calm.waited()).empty());
}

TEST(PlanQueues, LatenessIsCountedOnce) {
  const auto history = book();
  accept(*history);
  const Snapshot snapshot = snapshot_of(*history);
  ForecastOptions options;
  options.accepted_plans = accepted_plans;
  const auto mean_late = [&](bool queues) {
    options.queues = queues;
    PastWindows windows;
    ForecastParts parts;
    const auto result = forecast(snapshot, options, WorkProgress(), windows, &parts);
    EXPECT_TRUE(result);
    EXPECT_EQ(result->queued.has_value(), queues);
    EXPECT_TRUE(result->plan_known);
    std::int64_t sum = 0, n = 0;  // days, and of how many
    for (std::size_t i = 0; i < parts.simulation.shipments(); ++i)
      for (std::size_t f = 0; f < parts.simulation.futures(); ++f) {
        if (parts.simulation.arrival(i, f) == Simulation::kNever) continue;
        sum += std::max(0, parts.simulation.arrival(i, f) + parts.log.as_known - parts.log.shipments[parts.simulation.shipment(i)].due());
        ++n;
      }
    return sum * 100 / n;
  };
  const std::int64_t without = mean_late(false);
  EXPECT_GT(without, 400);
  EXPECT_LE(std::abs(mean_late(true) - without), without / 10);
}

// Z has no way to E: it is not in the plan, and its promise counts.
TEST(PlanQueues, AConsignmentWithoutAPathKeepsItsPromise) {
  const auto history = book();
  ASSERT_TRUE(replay("state 0\nnodes\nid=E\n", *history));
  ASSERT_TRUE(replay("state 0\nconsignments\nid=Z\nknown_date=2031-05-01\norigin=A\ndestination=E\nmode=rail\nready=2031-06-30\n"
                     "due=2031-07-20\npriority=1\ntonnes=20\n", *history));
  accept(*history);
  const Made made = made_from(*history);
  EXPECT_EQ(made.queues->shipments(), 12u);
  const Shipment& lost = made.log.shipments[place_of(made, "Z")];
  EXPECT_EQ(lost.due(), day_number(*parse_day("2031-07-20")));
  EXPECT_EQ(lost.references.back().kind, Promise::stated);
  ForecastViewOptions asked;
  const auto view = forecast_view(snapshot_of(*history), asked, WorkProgress());
  ASSERT_TRUE(view);
  const auto line = std::ranges::find(view->forecast.consignments, "Z", &ConsignmentOdds::id);
  ASSERT_NE(line, view->forecast.consignments.end());
  EXPECT_GT(line->odds, 0);
  EXPECT_LT(line->odds, kWhole);
}

TEST(AcceptedPlans, StandByKnownDayAndABrokenOneIsRefused) {
  const auto history = book();
  EXPECT_TRUE(accepted_plans(snapshot_of(*history))->empty());
  accept(*history);
  ASSERT_TRUE(replay("state 0\nplans\nid=Q\nknown_date=2031-06-01\nengine=e\nseed=0\ncontent={\"schedule\":[]}\n", *history));
  EXPECT_EQ(accepted_plans(snapshot_of(*history))->back().id, "P");
  ASSERT_TRUE(replay("state 0\nplans\nid=R\nknown_date=2031-06-30\nengine=e\nseed=0\ncontent={\"schedule\":[{\"legs\":3}]}\n", *history));
  const auto broken = accepted_plans(snapshot_of(*history));
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("plan R"), std::string::npos);
}

// A closure of B for six weeks, as a scenario: fewer arrive, and the paired error is far below that of two runs apart.
TEST(ForecastView, AScenarioIsComparedFutureByFuture) {
  const auto history = book();
  accept(*history);
  Scenario scenario;
  scenario.changes.push_back({});
  scenario.changes.back().kind = ScenarioChange::Kind::add;
  scenario.changes.back().table = "closures";
  scenario.changes.back().row = {{"place", "B"}, {"from", "2031-07-07"}, {"until", "2031-08-17"}, {"share_left", "0"}};
  const auto staged = StagedScenario::stage(scenario, *history);
  ASSERT_TRUE(staged) << (staged ? "" : staged.error().text());
  SnapshotOptions options;
  options.scenario = &*staged;
  const auto snapshot = Snapshot::make(*history, options);
  ASSERT_TRUE(snapshot);
  ForecastViewOptions asked;
  asked.forecast.within_days = 56;
  const auto view = forecast_view(*snapshot, asked, WorkProgress());
  ASSERT_TRUE(view) << (view ? "" : view.error().text());
  ASSERT_TRUE(view->what_if && view->what_if->count);
  const PairedDifference& difference = *view->what_if->count;
  EXPECT_EQ(difference.mean, view->forecast.count->mean - view->what_if->base.count->mean);
  EXPECT_LT(difference.mean, -1'000);
  EXPECT_LT(difference.error, 200);
}

}  // namespace
}  // namespace servanda
