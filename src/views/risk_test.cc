#include "views/risk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "book/payload.h"
#include "views/exact_worth.h"

namespace servanda {
namespace {

// A depot D that nothing leads to and one road leaves, a crossing X, a site S; 10 t a week on each road.
std::unique_ptr<History> roads() {
  auto history = std::make_unique<History>();
  for (const std::string content :
       {"programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2031-06-30\ndelivered=recipient-confirmed\n",
        "nodes\nid=D\n", "nodes\nid=S\n", "nodes\nid=X\n", "links\nid=L1\nfrom=D\nto=X\ntransit_days=7\ncapacity_t_week=10\n",
        "links\nid=L2\nfrom=X\nto=S\ntransit_days=7\ncapacity_t_week=10\n",
        "consignments\nid=C1\norigin=D\ndestination=S\nready=2031-W27\ndue=2031-W29\npriority=1\ntonnes=10\n",
        "consignments\nid=C2\norigin=D\ndestination=S\nready=2031-W27\ndue=2031-W29\npriority=3\ntonnes=10\n"})
    EXPECT_TRUE(replay("state 0\n" + content, *history)) << content;
  return history;
}

const RiskRow& row_of(const RiskResult& result, const std::string& place) {
  return *std::find_if(result.places.begin(), result.places.end(), [&](const RiskRow& row) { return row.place == place; });
}

TEST(Risk, WhatIsNotPlannedAnewIsNotCalledSo) {
  const auto history = roads();
  const Snapshot snapshot = *Snapshot::make(*history, {});
  const Planned planned = *plan_programme(snapshot);
  const std::atomic<bool> cancel{true};
  RiskOptions options;
  options.plan.cancel = &cancel;
  const RiskResult result = *risk(snapshot, planned, options);
  EXPECT_EQ(result.status, PlanStatus::optimal);
  for (const RiskRow& row : result.places) {
    EXPECT_EQ(row.method, RiskMethod::rerouted) << row.place;
    EXPECT_EQ(row.status, PlanStatus::interrupted) << row.place;
  }
  EXPECT_EQ(to_json(result)["places"][0]["status"], "interrupted");
}

TEST(Risk, APlanThatWasEndedIsScreenedAndMarked) {
  const auto history = roads();
  const Snapshot snapshot = *Snapshot::make(*history, {});
  Planned planned = *plan_programme(snapshot);
  planned.plan.status = PlanStatus::time_limit;
  const RiskResult result = *risk(snapshot, planned);
  EXPECT_EQ(to_json(result)["status"], "time_limit");
  for (const RiskRow& row : result.places) {
    EXPECT_EQ(row.method, RiskMethod::rerouted) << row.place;
    EXPECT_FALSE(row.status) << row.place;
    EXPECT_TRUE(row.on_time_lost && row.lateness_added) << row.place;
  }
  EXPECT_GT(row_of(result, "X").on_time_lost, Decimal());
  EXPECT_NE(to_sheets(result)[0].heading[1].find("ended before it was finished"), std::string::npos);
}

TEST(Risk, PlacesThatAreTheSameCutShareTheExactFigure) {
  const auto history = roads();
  const Snapshot snapshot = *Snapshot::make(*history, {});
  const Planned planned = *plan_programme(snapshot);
  RiskOptions options;
  options.exact = 1;
  const RiskResult result = *risk(snapshot, planned, options);
  const RiskRow& first = result.places.front();
  EXPECT_EQ(first.method, RiskMethod::re_planned);
  const RiskRow& depot = row_of(result, "D");
  const RiskRow& exit = row_of(result, "L1");
  EXPECT_EQ(depot.method, exit.method);
  EXPECT_EQ(depot.on_time_lost, exit.on_time_lost);
  EXPECT_EQ(depot.lateness_added, exit.lateness_added);
}

TEST(Risk, TheDearestPlaceStandsFirstHoweverItWasJudged) {
  const auto history = roads();
  const Snapshot snapshot = *Snapshot::make(*history, {});
  const Planned planned = *plan_programme(snapshot);
  for (std::size_t exact = 0; exact < 6; ++exact) {
    RiskOptions options;
    options.exact = exact;
    const RiskResult result = *risk(snapshot, planned, options);
    EXPECT_TRUE(std::is_sorted(result.places.begin(), result.places.end(), [](const RiskRow& a, const RiskRow& b) {
      return std::pair(*a.on_time_lost, *a.lateness_added) > std::pair(*b.on_time_lost, *b.lateness_added);
    })) << exact;
  }
}

TEST(ExactWorth, StatesNothingOfWhatWasNotPlannedToItsEnd) {
  const auto history = roads();
  const Snapshot snapshot = *Snapshot::make(*history, {});
  const Planned planned = *plan_programme(snapshot);
  PlanResult result = plan_view(snapshot, planned);
  ASSERT_FALSE(result.bottlenecks.empty());
  const std::atomic<bool> cancel{true};
  PlanOptions options;
  options.cancel = &cancel;
  ASSERT_TRUE(state_exact_worth(planned, 1, options, result));
  const ExactWorth& worth = result.bottlenecks.front().exact.front();
  EXPECT_EQ(worth.status, PlanStatus::interrupted);
  EXPECT_FALSE(worth.gains);
  EXPECT_TRUE(to_json(result)["bottlenecks"][0]["exact"][0]["on_time"].is_null());
}

}  // namespace
}  // namespace servanda
