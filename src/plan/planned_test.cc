#include "plan/planned.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "book/payload.h"
#include "plan/random_instance.h"

namespace servanda {
namespace {

Snapshot seen(History& history, const std::vector<std::string>& rows) {
  std::vector<std::string> all{
      "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2031-06-30\ndelivered=recipient-confirmed\n"};
  all.insert(all.end(), rows.begin(), rows.end());
  for (const std::string& row : all) EXPECT_TRUE(replay("state 0\n" + row, history)) << row;
  return *Snapshot::make(history, {});
}

Planned planned_from(const std::vector<std::string>& rows, const std::vector<Closure>& closures = {}) {
  History history;
  const Snapshot snapshot = seen(history, rows);
  auto input = plan_input(snapshot, Usable::arrived, {}, closures);
  EXPECT_TRUE(input) << input.error().text();
  Plan plan = *optimise(input->instance);
  return {*std::move(input), std::move(plan)};
}

std::string number(const std::string& name, int value) { return name + "=" + std::to_string(value) + "\n"; }

// Places, links with days of transit, in both directions, and divisible consignments.
std::vector<std::string> random_programme(std::mt19937& random) {
  std::vector<std::string> rows;
  const int nodes = draw(random, 3, 5);
  const auto some_node = [&] { return std::string(1, static_cast<char>('A' + draw(random, 0, nodes - 1))); };
  for (int n = 0; n < nodes; ++n)
    rows.push_back("nodes\nid=" + std::string(1, static_cast<char>('A' + n)) + "\n" + (draw(random, 0, 1) == 0 ? number("handling_t_week", draw(random, 5, 25)) : ""));
  for (int l = 0; l < 9; ++l) {
    const std::string from = some_node();
    std::string to = some_node();
    while (to == from) to = some_node();
    rows.push_back("links\nid=L" + std::to_string(l) + "\nfrom=" + from + "\nto=" + to + "\nmode=road\n" + number("transit_days", draw(random, 0, 9)) +
                   number("capacity_t_week", draw(random, 1, 15)));
  }
  for (int k = 0; k < 6; ++k) {
    const std::string from = some_node();
    std::string to = some_node();
    while (to == from) to = some_node();
    rows.push_back("consignments\nid=C" + std::to_string(k) + "\norigin=" + from + "\ndestination=" + to + "\nready=2031-W" + std::to_string(draw(random, 27, 29)) +
                   "\ndue=2031-W" + std::to_string(draw(random, 28, 32)) + "\n" + number("priority", draw(random, 1, 4)) + number("tonnes", draw(random, 5, 40)));
  }
  return rows;
}

double in_time(const Planned& planned) { return planned.plan.levels.front().fractional; }

TEST(Planned, ALinkMoreNeverWorsensWhatIsInTime) {
  int better = 0;
  for (unsigned seed = 1; seed <= networks(120u); ++seed) {
    std::mt19937 random(seed);
    std::vector<std::string> rows = random_programme(random);
    const double before = in_time(planned_from(rows));
    for (const int capacity : {0, 9}) {
      std::vector<std::string> more = rows;
      more.push_back("links\nid=MORE\nfrom=A\nto=B\nmode=air\n" + number("transit_days", draw(random, 0, 3)) + number("capacity_t_week", capacity));
      const double after = in_time(planned_from(more));
      EXPECT_GE(after, before - 1e-6 * std::max(1.0, before)) << seed;
      EXPECT_TRUE(capacity > 0 || after <= before + 1e-6 * std::max(1.0, before)) << seed;
      better += after > before + 1e-3 ? 1 : 0;
    }
  }
  EXPECT_GT(better, 5);
}

// Four days each: two weeks with or without a faster way, or goods that start on the way.
TEST(Planned, WhatALinkTakesDependsOnNothingElse) {
  const std::vector<std::string> rows{"nodes\nid=A\n", "nodes\nid=B\n", "nodes\nid=M\n", "links\nid=L1\nfrom=A\nto=M\ntransit_days=4\n",
                                      "links\nid=L2\nfrom=M\nto=B\ntransit_days=4\n",
                                      "consignments\nid=C1\norigin=A\ndestination=B\nready=2031-W27\ndue=2031-W29\ntonnes=20\n"};
  EXPECT_EQ(planned_from(rows).plan.lines[0].arrival, 2);
  for (const std::string more : {"links\nid=FAST\nfrom=A\nto=M\nmode=air\ntransit_days=0\ncapacity_t_week=0\n",
                                 "consignments\nid=C2\norigin=M\ndestination=B\nready=2031-W27\ndue=2031-W29\ntonnes=1\n"}) {
    std::vector<std::string> with = rows;
    with.push_back(more);
    for (const PlanLine& line : planned_from(with).plan.lines)
      EXPECT_EQ(line.arrival, static_cast<int>(line.moves[0].legs.size())) << more;
  }
}

// A closed for two weeks from its first: what starts there waits, whether or not its handling is stated.
TEST(Planned, NothingLeavesAClosedNodeWhateverElseIsStatedOfIt) {
  for (const char* handling : {"", "handling_t_week=50\n"})
    for (const bool of_the_book : {true, false}) {
      std::vector<std::string> rows{std::string("nodes\nid=A\n") + handling, "nodes\nid=B\n", "links\nid=L\nfrom=A\nto=B\ntransit_days=7\n",
                                    "consignments\nid=C1\norigin=A\ndestination=B\nready=2031-W27\ndue=2031-W28\ntonnes=20\n"};
      if (of_the_book) rows.push_back("closures\nplace=A\nfrom=2031-W27\nuntil=2031-W28\n");
      std::vector<Closure> asked;
      if (!of_the_book) asked.push_back({"A", *parse_day("2031-06-30"), *parse_day("2031-07-13")});
      const Planned planned = planned_from(rows, asked);
      EXPECT_EQ(planned.plan.lines[0].arrival, 3) << handling << of_the_book;
      EXPECT_EQ(planned.plan.lines[0].reason->kind, PlanReasonKind::capacity);
    }
}

const std::vector<std::string> kCrewed{
    "nodes\nid=A\n", "nodes\nid=B\n", "links\nid=L\nfrom=A\nto=B\ntransit_days=0\ncost_per_t=1\ncurrency=EUR\n", "items\ncode=TANK\nunit=vehicle\nmass_kg=1000\n",
    "courses\nid=K\nname=K\nweeks=4\n", "pairs\nitem=TANK\ncourse=K\ncrew_per_unit=1\n",
    "events\nof_kind=course\nof=K\nstage=enrolled\nclassifier=actual\ndate=2031-06-30\nquantity=4\n"};
std::string enrolled(const char* date) {
  return std::string("events\nof_kind=course\nof=K\nstage=enrolled\nclassifier=planned\ndate=") + date + "\nquantity=4\n";
}
std::vector<std::string> load(const std::string& id, const std::string& dates, int priority) {
  return {"consignments\nid=" + id + "\norigin=A\ndestination=B\n" + dates + number("priority", priority), "lines\nof_kind=consignment\nof=" + id + "\nitem=TANK\nquantity=4\n"};
}
std::vector<std::string> with(std::vector<std::string> rows, const std::vector<std::vector<std::string>>& more) {
  for (const auto& some : more) rows.insert(rows.end(), some.begin(), some.end());
  return rows;
}
const PlanLine& line_of(const Planned& planned, const std::string& id) {
  for (std::size_t i = 0; i < planned.plan.lines.size(); ++i)
    if (planned.input.instance.cargo[i].id == id) return planned.plan.lines[i];
  ADD_FAILURE() << id;
  return planned.plan.lines.front();
}

Planned crewed(const std::vector<std::string>& rows) {
  History history;
  return *plan_programme(seen(history, rows), Usable::crewed);
}

// Four are trained in week 4, four in week 8.
TEST(Planned, CrewsGoByPriorityBeforeTheDueDate) {
  const Planned planned = crewed(with(kCrewed, {{enrolled("2031-07-28")}, load("C1", "ready=2031-W27\ndue=2031-W31\n", 1), load("C2", "ready=2031-W27\ndue=2031-W29\n", 2)}));
  EXPECT_EQ(line_of(planned, "C1").late_weeks, 0);
  EXPECT_EQ(line_of(planned, "C2").late_weeks, 6);
  EXPECT_EQ(line_of(planned, "C2").reason->kind, PlanReasonKind::crew);
}

TEST(Planned, CrewsDoNotWaitForWhatArrivesLater) {
  const Planned planned = crewed(with(kCrewed, {{enrolled("2031-07-28")}, load("C1", "ready=2031-W40\ndue=2031-W31\n", 1), load("C2", "ready=2031-W27\ndue=2031-W29\n", 2)}));
  EXPECT_EQ(line_of(planned, "C1").late_weeks, 9);
  EXPECT_EQ(line_of(planned, "C2").late_weeks, 2);
}

TEST(Planned, WhatNeverHasACrewArrivesAllTheSame) {
  const Planned planned = crewed(with(kCrewed, {load("C1", "ready=2031-W27\ndue=2031-W31\n", 1), load("C2", "ready=2031-W28\ndue=2031-W31\n", 2)}));
  EXPECT_EQ(line_of(planned, "C1").late_weeks, 0);
  const PlanLine& without = line_of(planned, "C2");
  EXPECT_EQ(without.short_tonnes, 0);
  EXPECT_EQ(without.arrival, 1);
  EXPECT_EQ(without.late_weeks, planned.input.instance.weeks - 4) << "for as long as the plan looks";
  EXPECT_EQ(without.reason->kind, PlanReasonKind::crew);
}

TEST(Planned, AReasonNamesThePermitThatBinds) {
  const std::vector<std::string> rows{"nodes\nid=A\n", "nodes\nid=B\n", "nodes\nid=M\n", "links\nid=L1\nfrom=A\nto=M\ntransit_days=7\n",
                                      "links\nid=L2\nfrom=M\nto=B\ntransit_days=0\npermit_days=21\n",
                                      "consignments\nid=C1\norigin=A\ndestination=B\nready=2031-W27\ndue=2031-W28\ntonnes=20\n"};
  const Planned planned = planned_from(rows);
  const PlanLine& line = planned.plan.lines[0];
  EXPECT_EQ(line.arrival, 3) << "asked for when ready, beside the way";
  ASSERT_EQ(line.reason->kind, PlanReasonKind::permit);
  EXPECT_EQ(planned.input.instance.links[static_cast<std::size_t>(line.reason->place->index)].id, "L2");
  EXPECT_EQ(line.reason->from_week, 3);
  EXPECT_TRUE(line.together.empty());
}

}  // namespace
}  // namespace servanda
