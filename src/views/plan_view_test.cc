#include "views/plan_view.h"

#include <gtest/gtest.h>

#include <memory>

#include "book/payload.h"

namespace servanda {
namespace {

// A depot D, a crossing X and a site S; a road of a week and 10 t a week from each to the next.
std::unique_ptr<History> two_roads(const std::vector<std::string>& more) {
  auto history = std::make_unique<History>();
  std::vector<std::string> rows{"programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2031-06-30\ndelivered=recipient-confirmed\n",
                                "nodes\nid=D\n", "nodes\nid=S\n", "nodes\nid=X\n", "links\nid=L1\nfrom=D\nto=X\ntransit_days=7\ncapacity_t_week=10\n",
                                "links\nid=L2\nfrom=X\nto=S\ntransit_days=7\ncapacity_t_week=10\n"};
  rows.insert(rows.end(), more.begin(), more.end());
  for (const std::string& row : rows) EXPECT_TRUE(replay("state 0\n" + row, *history)) << row;
  return history;
}

std::string consignment(const std::string& id, const std::string& due) {
  return "consignments\nid=" + id + "\norigin=D\ndestination=S\nready=2031-W27\ndue=" + due + "\npriority=1\ntonnes=10\n";
}

PlanResult planned(const History& history) {
  const Snapshot snapshot = *Snapshot::make(history, {});
  return plan_view(snapshot, *plan_programme(snapshot));
}

// Either may go first, W27 to W29; the other a week later. The year before today is nobody's capacity.
TEST(PlanView, WhatWasDueBeforeTodayBlamesItsLimitsForTheWeeksTheyAdd) {
  const auto history = two_roads({consignment("C1", "2030-W27"), consignment("C2", "2030-W27"), consignment("C3", "2031-W29")});
  const PlanResult result = planned(*history);
  ASSERT_EQ(result.schedule.size(), 3U);
  int added = 0;
  for (const PlanScheduleRow& row : result.schedule) {
    const bool before = row.consignment != "C3";
    EXPECT_EQ(row.overdue, before) << row.consignment;
    EXPECT_EQ(row.soonest, before ? "2031-W29" : "") << row.consignment;
    if (!before) continue;
    added += row.added_weeks;
    const std::string weeks = row.added_weeks == 1 ? "1 week after the soonest, 2031-W29: capacity(link L" : std::to_string(row.added_weeks) + " weeks after the soonest, 2031-W29: capacity(link L";
    EXPECT_EQ(row.why().rfind("due before today; " + (row.added_weeks == 0 ? std::string("arrives in the soonest week") : weeks), 0), 0U) << row.why();
  }
  EXPECT_EQ(added, 3) << "a week for one, two for the other: what can be in time goes first";
}

TEST(PlanView, BottlenecksInSeriesNameEachOther) {
  const auto history = two_roads({consignment("C1", "2031-W29"), consignment("C2", "2031-W29")});
  const PlanResult result = planned(*history);
  ASSERT_FALSE(result.bottlenecks.empty());
  for (const BottleneckRow& row : result.bottlenecks) EXPECT_EQ(row.with, std::vector<std::string>{row.place == "L1" ? "L2" : "L1"}) << row.place;
}

TEST(PlanView, SaysWhatIsClosedInItsWeeks) {
  const auto history = two_roads({consignment("C1", "2031-W29"), "closures\nplace=X\nfrom=2031-07-01\nuntil=2031-07-08\nshare_left=0.5\n",
                                  "closures\nplace=S\nfrom=2030-07-01\nuntil=2030-07-08\nshare_left=0\n"});
  const Json closures = to_json(planned(*history))["closures"];
  EXPECT_EQ(closures, (Json::array({{{"place", "X"}, {"weeks", {"2031-W27", "2031-W28"}}, {"share_left", "0.5"}}})));
}

}  // namespace
}  // namespace servanda
