#include "views/what_if.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "book/payload.h"

namespace servanda {
namespace {

std::unique_ptr<History> book() {
  auto history = std::make_unique<History>();
  for (const std::string content :
       {"programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2031-06-30\n"
        "delivered=recipient-confirmed\n",
        "nodes\nid=A\nhandling_t_week=100\n", "nodes\nid=B\n", "links\nid=L\nfrom=A\nto=B\ncapacity_t_week=40\n",
        "consignments\nid=C\norigin=A\ndestination=B\nready=2031-07-01\ntonnes=5\n",
        "resources\nresource=R\nweek=2031-W27\namount=4\n"})
    EXPECT_TRUE(replay("state 0\n" + content, *history)) << content;
  return history;
}

std::string staged(const WhatIfAsked& asked) {
  const auto history = book();
  const auto snapshot = Snapshot::make(*history, {});
  const auto scenario = what_if_scenario(*snapshot, asked);
  if (!scenario) return scenario.error().message;
  std::string out;
  for (const ScenarioChange& change : scenario->changes) {
    out += change.table + " " + change.column + (change.kind == ScenarioChange::Kind::scale ? " x " : " ") + change.value;
    for (const auto& [column, value] : change.row) out += " " + column + "=" + value;
    out += "; ";
  }
  EXPECT_TRUE(StagedScenario::stage(*scenario, *history)) << out;
  return out;
}

TEST(WhatIf, EachOptionIsAChangeOfAScenario) {
  EXPECT_EQ(staged({.close = {"A:2031-W28..2031-W29"}, .capacity = {}, .ready = {}, .add_links = {}}),
            "closures   place=A from=2031-07-07 until=2031-07-20 share_left=0; ");
  EXPECT_EQ(staged({.close = {"L:2031-07-01=0.5"}, .capacity = {}, .ready = {}, .add_links = {}}),
            "closures   place=L from=2031-07-01 until=2031-07-01 share_left=0.5; ");
  EXPECT_EQ(staged({.close = {}, .capacity = {"A=+20%", "L=-12.5%", "R=9"}, .ready = {}, .add_links = {}}),
            "nodes handling_t_week x 1.2; links capacity_t_week x 0.875; resources amount 9; ");
  EXPECT_EQ(staged({.close = {}, .capacity = {}, .ready = {"C=2031-W30"}, .add_links = {}}),
            "consignments ready 2031-W30; ");
  EXPECT_EQ(staged({.close = {}, .capacity = {}, .ready = {}, .add_links = {"A:B:mode=sea,transit_days=3"}}),
            "links   id=added-1-A-B from=A to=B mode=sea transit_days=3; ");
}

TEST(WhatIf, SaysWhatItExpected) {
  EXPECT_NE(staged({.close = {"Q:2031-W28"}, .capacity = {}, .ready = {}, .add_links = {}}).find("node or link"),
            std::string::npos);
  EXPECT_NE(staged({.close = {}, .capacity = {"B=+20%"}, .ready = {}, .add_links = {}}).find("is not reported"),
            std::string::npos);
  EXPECT_NE(staged({.close = {}, .capacity = {"A=20%"}, .ready = {}, .add_links = {}}).find("PLACE=+20%"),
            std::string::npos);
}

TEST(WhatIf, RefusesWhatMakesNoSense) {
  const auto refused = [](const WhatIfAsked& asked) {
    const auto history = book();
    const auto snapshot = Snapshot::make(*history, {});
    const auto scenario = what_if_scenario(*snapshot, asked);
    EXPECT_TRUE(!scenario && scenario.error().code == ErrorCode::bad_input);
    return scenario ? std::string("accepted") : scenario.error().message;
  };
  for (const char* share : {"2", "-0.5", "some"})
    EXPECT_NE(refused({.close = {std::string("A:2031-W28..2031-W29=") + share}, .capacity = {}, .ready = {}, .add_links = {}}).find("from 0 to 1"),
              std::string::npos);
  EXPECT_NE(refused({.close = {}, .capacity = {}, .ready = {}, .add_links = {"A:A:mode=sea"}}).find("two places"), std::string::npos);
  EXPECT_NE(refused({.close = {}, .capacity = {}, .ready = {}, .add_links = {"A:B:speed=3"}}).find("a column of links"), std::string::npos);
  EXPECT_NE(refused({.close = {}, .capacity = {}, .ready = {}, .add_links = {"A:B:transit_days=-3"}}).find("transit_days=-3"), std::string::npos);
  EXPECT_NE(refused({.close = {}, .capacity = {"L=-5"}, .ready = {}, .add_links = {}}).find("zero or more"), std::string::npos);
  EXPECT_NE(refused({.close = {}, .capacity = {}, .ready = {"D=2031-W30"}, .add_links = {}}).find("did you mean 'C'"), std::string::npos);
}

PlanScheduleRow row(std::string consignment, std::string arrives, int late) {
  PlanScheduleRow out;
  out.consignment = std::move(consignment);
  out.arrives = std::move(arrives);
  out.late_weeks = late;
  return out;
}

TEST(WhatIf, ListsWhatSlipsAndWhoPaysFirst) {
  PlanResult base;
  PlanResult then;
  base.schedule = {row("A", "2031-W52", 0), row("B", "2031-W30", 0), row("C", "2031-W30", 1), row("D", "2031-W31", 0)};
  then.schedule = {row("A", "2032-W01", 1), row("B", "2031-W30", 0), row("C", "2031-W29", 0), row("D", "", 0)};
  then.schedule[3].short_tonnes = Decimal::whole(3);
  const WhatIfResult result = what_if(base, then, "x", "");
  ASSERT_EQ(result.changed.size(), 3u);
  EXPECT_EQ(result.unchanged, 1);
  EXPECT_EQ(result.changed[0].consignment, "D");
  EXPECT_TRUE(result.changed[0].pays);
  EXPECT_FALSE(result.changed[0].slips);
  EXPECT_EQ(result.changed[1].consignment, "A");
  EXPECT_EQ(result.changed[1].slips, 1);
  EXPECT_EQ(result.changed[2].consignment, "C");
  EXPECT_EQ(result.changed[2].slips, -1);
  EXPECT_FALSE(result.changed[2].pays);
}

TEST(WhatIf, ComparesNothingWithAPlanThatWasEnded) {
  PlanResult base;
  PlanResult then;
  base.schedule = {row("A", "2031-W52", 0)};
  then.schedule = {row("A", "2032-W01", 1)};
  base.levels = then.levels = {{"on_time", {}, {}, {}, {}, {}, "weighted t"}};
  for (PlanResult* ended : {&base, &then}) {
    ended->finished = false;
    ended->status = "time_limit";
    const WhatIfResult result = what_if(base, then, "x", "");
    EXPECT_TRUE(result.changed.empty());
    EXPECT_TRUE(to_json(result)["unchanged"].is_null());
    const std::vector<Sheet> sheets = to_sheets(result);
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_EQ(sheets[0].rows[0][3], "not known");
    ended->finished = true;
  }
}

TEST(WhatIf, TellsWhoWasToPassWhatIsClosedFromWhoPaysForOthers) {
  PlanResult base;
  PlanResult then;
  base.schedule = {row("A", "2031-W29", 0), row("B", "2031-W29", 0), row("C", "2031-W29", 1)};
  base.schedule[0].legs = {{"L1", "S", "X", "road", "2031-W27", "2031-W28", Decimal::whole(1)}};
  base.schedule[1].legs = {{"L1", "S", "X", "road", "2031-W32", "2031-W33", Decimal::whole(1)}};
  const PlanReasonRow full{"capacity", "L1", "2031-W28", "2031-W28"};
  base.schedule[2].reason = full;
  then.schedule = {row("A", "2031-W30", 1), row("B", "2031-W30", 0), row("C", "2031-W30", 2)};
  then.schedule[0].reason = PlanReasonRow{"capacity", "L1", "2031-W28", "2031-W28", {}, "link", std::vector<std::string>{"X"}};
  then.schedule[2].reason = full;
  Scenario scenario;
  scenario.changes = {{ScenarioChange::Kind::add, "closures", {}, {}, {}, {{"place", "X"}, {"from", "2031-W28"}, {"until", "2031-W28"}}}};
  const WhatIfResult result = what_if(base, then, "x", "", touched_by(scenario));
  std::map<std::string, std::string> through;
  for (const WhatIfLine& line : result.changed) through[line.consignment] = line.through;
  EXPECT_EQ(through, (std::map<std::string, std::string>{{"A", "X"}, {"B", ""}, {"C", ""}}));
  const Sheet lines = to_sheets(result)[1];
  EXPECT_NE(std::ranges::find(lines.footnotes, "Of 3 lines that pay 1 was to pass what is changed, or is held by it; 2 pay for others, which take their room."), lines.footnotes.end());
  std::set<std::string> reasons;
  for (const auto& one : lines.rows) reasons.insert(one[13]);
  EXPECT_EQ(reasons, (std::set<std::string>{"capacity(link L1, X closed, 2031-W28)", "capacity(L1, 2031-W28), as before", "later, and in time"}));
}

TEST(WhatIf, ShowsTheTimetableThen) {
  PlanResult base;
  PlanResult then;
  base.schedule = {row("A", "2031-W29", 0)};
  then.schedule = {row("A", "2031-W30", 1)};
  base.schedule[0].tonnes = then.schedule[0].tonnes = Decimal::whole(1);
  base.schedule[0].legs = {{"L1", "S", "D", "road", "2031-W28", "2031-W29", Decimal::whole(1)}};
  then.schedule[0].legs = {{"L2", "S", "D", "road", "2031-W29", "2031-W30", Decimal::whole(1)}};
  const Json json = to_json(what_if(base, then, "x", ""));
  EXPECT_EQ(json["changed"][0]["was_way"], "L1 W28");
  EXPECT_EQ(json["changed"][0]["way"], "L2 W29");
  EXPECT_EQ(json["schedule"][0]["legs"][0]["link"], "L2");
}

TEST(WhatIf, ListsWhatGoesAnotherWayAndArrivesAsPlanned) {
  PlanResult base;
  PlanResult then;
  base.schedule = {row("A", "2031-W29", 0), row("B", "2031-W29", 0)};
  base.schedule[0].legs = {{"L1", "S", "D", "road", "2031-W28", "2031-W29", Decimal::whole(30)}};
  base.schedule[0].tonnes = Decimal::whole(30);
  then.schedule = base.schedule;
  then.schedule[0].legs[0] = {"L2", "S", "D", "rail", "2031-W28", "2031-W29", Decimal::whole(30)};
  const WhatIfResult result = what_if(base, then, "x", "");
  EXPECT_EQ(result.unchanged, 1);
  ASSERT_EQ(result.changed.size(), 1U);
  EXPECT_FALSE(result.changed[0].pays);
  EXPECT_EQ(result.changed[0].was_way, "L1 W28");
  EXPECT_EQ(result.changed[0].way, "L2 W28");
  const Sheet lines = to_sheets(result)[1];
  EXPECT_EQ(lines.title, "What changes; nothing slips");
  EXPECT_NE(std::ranges::find_if(lines.footnotes, [](const std::string& one) { return one.starts_with("1 line goes and arrives as planned."); }), lines.footnotes.end());
}

// Of 80 t by W29 twenty more are in time; the last week of arrival is what it was.
TEST(WhatIf, TellsWhatComesEarlierAndInTimeOfALineThatEndsWhenItDid) {
  PlanResult base;
  PlanResult then;
  const auto in_parts = [](std::int64_t first, std::int64_t second) {
    PlanScheduleRow out = row("A", "2031-W30", 1);
    out.destination = "D";
    out.due = "2031-W29";
    out.tonnes = Decimal::whole(first + second);
    out.legs = {{"L", "S", "D", "road", "2031-W28", "2031-W29", Decimal::whole(first)}, {"L", "S", "D", "road", "2031-W29", "2031-W30", Decimal::whole(second)}};
    return out;
  };
  base.schedule = {in_parts(30, 50)};
  then.schedule = {in_parts(50, 30)};
  const WhatIfResult result = what_if(base, then, "x", "");
  ASSERT_EQ(result.changed.size(), 1U);
  EXPECT_EQ(result.changed[0].earlier_tonnes, Decimal::whole(20));
  EXPECT_EQ(result.changed[0].more_in_time, Decimal::whole(20));
  EXPECT_EQ(result.changed[0].way, "L W28 (50 t), L W29 (30 t)");
  const Sheet lines = to_sheets(result)[1];
  EXPECT_EQ(lines.rows[0][7], "20");
  EXPECT_EQ(lines.rows[0][8], "20");
  EXPECT_EQ(lines.rows[0][11], "gains");
  EXPECT_EQ(what_if(then, base, "x", "").changed[0].more_in_time, Decimal::whole(-20));
}

// The last tonne arrives when it did, and half of them a week later than planned.
TEST(WhatIf, TellsWhatComesLaterOfALineThatEndsOnTime) {
  PlanResult base;
  PlanResult then;
  const auto in_parts = [](Decimal first, Decimal second) {
    PlanScheduleRow out = row("A", "2031-W29", 0);
    out.destination = "D";
    out.legs = {{"L", "S", "D", "road", "2031-W27", "2031-W28", first}, {"L", "S", "D", "road", "2031-W28", "2031-W29", second}};
    return out;
  };
  base.schedule = {in_parts(Decimal::whole(10), Decimal::whole(10))};
  then.schedule = {in_parts(Decimal::whole(5), Decimal::whole(15))};
  const WhatIfResult result = what_if(base, then, "x", "");
  ASSERT_EQ(result.changed.size(), 1U);
  EXPECT_EQ(result.changed[0].later_tonnes, Decimal::whole(5));
  EXPECT_EQ(result.changed[0].slips, 0);
  EXPECT_TRUE(result.changed[0].pays);
  EXPECT_EQ(what_if(then, base, "x", "").changed[0].later_tonnes, Decimal());
}

}  // namespace
}  // namespace servanda
