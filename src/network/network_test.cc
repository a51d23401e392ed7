#include "network/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <tuple>

#include "book/payload.h"
#include "network/calendar.h"
#include "network/cargo.h"
#include "network/crews.h"
#include "network/infer.h"
#include "network/plan_input.h"
#include "network/production.h"

namespace servanda {
namespace {

// A Monday, so that week 0 is whole: 2031-W27.
const std::string kProgramme =
    "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2031-06-30\n"
    "delivered=recipient-confirmed\n";

// The lines of an entry in the order of its table's columns, which is the only one that a payload may have.
std::string in_order(const std::string& content) {
  std::istringstream lines(content);
  std::string table;
  std::getline(lines, table);
  std::vector<std::pair<std::size_t, std::string>> cells;
  for (std::string line; std::getline(lines, line);)
    cells.emplace_back(find_column(*find_table(table), line.substr(0, line.find('='))).value_or(0), line);
  std::sort(cells.begin(), cells.end());
  std::string out = table + "\n";
  for (const auto& [column, line] : cells) out += line + "\n";
  return out;
}

std::unique_ptr<History> book(std::vector<std::string> contents, const std::string& programme = kProgramme) {
  auto history = std::make_unique<History>();
  contents.insert(contents.begin(), programme);
  for (const std::string& content : contents) {
    const auto replayed = replay("state 0\n" + in_order(content), *history);
    EXPECT_TRUE(replayed) << content << (replayed ? "" : replayed.error().text());
  }
  return history;
}

Day day(const char* text) { return *parse_day(text); }
Weeks weeks(int count = 10) { return {day("2031-06-30"), count}; }

std::string node(const std::string& id, const std::string& more = "") { return "nodes\nid=" + id + "\n" + more; }
std::string link(const std::string& id, const std::string& from, const std::string& to, const std::string& more = "") {
  return "links\nid=" + id + "\nfrom=" + from + "\nto=" + to + "\nmode=road\n" + more;
}
std::string consignment(const std::string& id, const std::string& more = "") {
  return "consignments\nid=" + id + "\norigin=A\ndestination=B\n" + more;
}
std::string event(const std::string& of, const std::string& stage, const std::string& date, const std::string& more = "",
                  const std::string& kind = "consignment") {
  return "events\nof_kind=" + kind + "\nof=" + of + "\nstage=" + stage + "\nclassifier=" +
         (more.find("planned") == std::string::npos ? "actual" : "planned") + "\ndate=" + date + "\n" +
         (more == "planned" ? "" : more);
}

std::string texts(const std::vector<std::optional<Decimal>>& values) {
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : " ") + (value ? value->to_string() : "-");
  return out;
}

const NetworkLink& find_link(const Network& network, const std::string& id) {
  for (const NetworkLink& one : network.links)
    if (one.id == id) return one;
  ADD_FAILURE() << "no link " << id;
  return network.links.front();
}

Network network(const History& history, Weeks span = weeks()) {
  const auto snapshot = Snapshot::make(history, {});
  auto out = network_of(*snapshot, span);
  EXPECT_TRUE(out) << (out ? "" : out.error().text());
  return *std::move(out);
}

Cargoes cargoes(const History& history) {
  const auto snapshot = Snapshot::make(history, {});
  auto out = cargoes_of(*snapshot);
  EXPECT_TRUE(out);
  return *std::move(out);
}

TEST(Weeks, CountFromTheIsoWeekOfTheStart) {
  const Weeks span(day("2031-07-02"), 4);  // a Wednesday
  EXPECT_EQ(span.name(0), "2031-W27");
  EXPECT_EQ(span.index(day("2031-07-06")), 0);
  EXPECT_EQ(span.index(day("2031-07-07")), 1);
  EXPECT_EQ(span.index(day("2031-06-29")), -1);
  EXPECT_EQ(span.index(day("2031-06-22")), -2);
}

TEST(Network, AClosureTakesItsShareOfEachDay) {
  // Closed from Thursday of week 1 to Tuesday of week 2; half open on Wednesday of week 3.
  const auto history = book({node("A", "handling_t_week=70\n"), node("B"), link("L", "A", "B", "capacity_t_week=140\n"),
                             "closures\nplace=A\nfrom=2031-07-10\nuntil=2031-07-15\nshare_left=0\n",
                             "closures\nplace=A\nfrom=2031-07-23\nuntil=2031-07-23\nshare_left=0.5\n"});
  const Network out = network(*history, weeks(5));
  EXPECT_EQ(texts(out.nodes[static_cast<std::size_t>(*out.find_node("A"))].handling), "70 30 50 65 70");
  EXPECT_EQ(texts(find_link(out, "L").capacity), "140 60 100 130 140") << "what leaves it";
}

// Of a node without reported handling what arrives is what its links bring, a week later than they leave.
TEST(Network, NothingArrivesAtAClosedNodeAndNothingLeavesIt) {
  for (const char* handling : {"", "handling_t_week=50\n"}) {
    const auto history = book({node("A"), node("B", handling), node("C"), link("IN", "A", "B", "capacity_t_week=10\ntransit_days=7\n"),
                               link("OUT", "B", "C"), link("ROUND", "A", "C"),
                               "closures\nplace=B\nfrom=2031-W28\nuntil=2031-W28\n",
                               "closures\nplace=B\nfrom=2031-W30\nuntil=2031-W30\nshare_left=0.5\n"});
    const Network out = network(*history, weeks(5));
    const bool stated = handling[0] != '\0';
    EXPECT_EQ(texts(out.nodes[static_cast<std::size_t>(*out.find_node("B"))].handling), stated ? "50 0 50 25 50" : "");
    EXPECT_EQ(texts(find_link(out, "IN").capacity), stated ? "10 10 10 10 10" : "0 10 5 10 10");
    EXPECT_EQ(texts(find_link(out, "OUT").capacity), "- 0 - - -");
    EXPECT_EQ(texts(find_link(out, "ROUND").capacity), "");
  }
}

TEST(Network, TheFirstWeekHasTheDaysThatAreLeft) {
  const auto history = book({node("A", "handling_t_week=70\n"), node("B"), link("L", "A", "B")});
  const Network out = network(*history, Weeks(day("2031-07-04"), 2));  // Friday: three days
  EXPECT_EQ(texts(out.nodes[static_cast<std::size_t>(*out.find_node("A"))].handling), "30 70");
}

TEST(Network, DaysBecomeTheNearestWeeksOfEachLinkWhateverElseThereIs) {
  std::vector<std::string> rows{node("A"), node("B"), node("C"), link("AB", "A", "B", "transit_days=3\n"), link("BA", "B", "A", "transit_days=3.4\n"),
                                link("BC", "B", "C", "transit_days=4\npermit_days=8\n"), link("AC", "A", "C", "transit_days=17\n")};
  for (const char* more : {"", "capacity_t_week=0\n"}) {
    const Network out = network(*book(rows));
    EXPECT_EQ(find_link(out, "AB").weeks, 0) << more;
    EXPECT_EQ(find_link(out, "BA").weeks, 0) << "a circle of no week";
    EXPECT_EQ(find_link(out, "BC").weeks, 1);
    EXPECT_EQ(find_link(out, "BC").permit_weeks, 2);
    EXPECT_EQ(find_link(out, "AC").weeks, 2);
    rows.push_back(link("FAST", "A", "B", more));
    rows.push_back(consignment("C1", "tonnes=1\n"));
  }
}

TEST(Network, AResourceStandsUntilTheNextStatement) {
  const auto history = book({node("A"), node("B"), link("L", "A", "B"), "resources\nresource=R\nweek=2031-W28\namount=5\n",
                             "resources\nresource=R\nweek=2031-W30\namount=7\n", "uses\nlink=L\nresource=R\nper_t=0.02\n"});
  const Network out = network(*history, weeks(5));
  ASSERT_EQ(out.resources.size(), 1u);
  std::string amounts;
  for (const Decimal amount : out.resources[0].amount) amounts += amount.to_string() + " ";
  EXPECT_EQ(amounts, "5 5 5 7 7 ");
  ASSERT_EQ(out.uses.size(), 1u);
  EXPECT_EQ(out.uses[0].per_t.to_string(), "0.02");
}

TEST(Network, WithoutLinksSaysWhatToAdd) {
  const auto history = book({node("A")});
  const auto snapshot = Snapshot::make(*history, {});
  const auto out = network_of(*snapshot, weeks());
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::nothing_to_do);
  EXPECT_NE(out.error().message.find("links.csv\nid,from,to"), std::string::npos);
}

TEST(Network, ALinkToNowhereIsBadInput) {
  const auto history = book({node("A"), link("L", "A", "Z")});
  const auto snapshot = Snapshot::make(*history, {});
  const auto out = network_of(*snapshot, weeks());
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::bad_input);
  EXPECT_NE(out.error().message.find("'Z'"), std::string::npos);
}

TEST(Network, OrderFollowsContentAndNotNames) {
  const auto one = network(*book({node("A", "handling_t_week=9\n"), node("B", "handling_t_week=5\n"), link("L", "A", "B")}));
  const auto two = network(*book({node("Y", "handling_t_week=9\n"), node("Z", "handling_t_week=5\n"), link("L", "Y", "Z")}));
  const auto swapped = network(*book({node("Z", "handling_t_week=9\n"), node("Y", "handling_t_week=5\n"), link("L", "Z", "Y")}));
  EXPECT_EQ(one.nodes[0].id, "B");
  EXPECT_EQ(two.nodes[0].id, "Z");
  EXPECT_EQ(swapped.nodes[0].id, "Y");
}

TEST(Cargo, TonnesComeFromTheLinesWhereBlank) {
  const auto out = cargoes(*book(
      {"items\ncode=TENT\nunit=tent\nmass_kg=210\n", "items\ncode=ODD\nunit=piece\n",
       consignment("C1"), "lines\nof_kind=consignment\nof=C1\nitem=TENT\nquantity=100\n",
       consignment("C2"), "lines\nof_kind=consignment\nof=C2\nitem=ODD\nquantity=1\n", consignment("C3")}));
  ASSERT_EQ(out.cargoes.size(), 1u);
  EXPECT_EQ(out.cargoes[0].tonnes.to_string(), "21");
  ASSERT_EQ(out.unplanned.size(), 2u);
  EXPECT_EQ(out.unplanned[0].consignment, "C2");
  EXPECT_EQ(out.unplanned[0].why, "tonnes not reported");
  EXPECT_EQ(left_out_lines(out.unplanned).front(),
            "2, tonnes not reported: C2, C3; add tonnes to consignments.csv, or mass_kg of its items to items.csv");
}

PlanInput planned(const History& history, const PlanHorizon& horizon = {}) {
  const auto snapshot = Snapshot::make(history, {});
  auto out = plan_input(*snapshot, Usable::arrived, horizon);
  EXPECT_TRUE(out) << (out ? "" : out.error().text());
  return *std::move(out);
}

TEST(PlanInput, EachCauseOfAnEmptyPlanIsCountedAndNamed) {
  const auto history = book({node("HUB-N"), node("B"), link("L", "HUB-N", "B"), "consignments\nid=C1\norigin=HUB-S\ndestination=B\ntonnes=1\n",
                             "consignments\nid=C2\norigin=B\ndestination=B\ntonnes=1\n", consignment("C3"),
                             "consignments\nid=C4\norigin=HUB-N\ndestination=B\ntonnes=1\n", event("C4", "confirmed", "2031-06-01")});
  const auto snapshot = Snapshot::make(*history, {});
  const auto out = plan_input(*snapshot);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::nothing_to_do);
  const std::string& text = out.error().message;
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "nothing is left to be planned: 1 consignment has arrived, 3 are open and cannot be planned");
  for (const char* part : {"1, tonnes not reported: C3; add tonnes", "C1 (its origin HUB-S is no node; did you mean 'HUB-N'?)", "1, origin is its destination: C2"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(PlanInput, TheWeeksEndByARuleOrAsAsked) {
  const auto history = book({node("A"), node("B"), link("L", "A", "B"), consignment("C", "ready=2031-07-01\ndue=2031-W30\ntonnes=5\n")});
  const PlanInput by_rule = planned(*history);
  EXPECT_EQ(by_rule.instance.weeks, 4 + kLateWeeks);
  EXPECT_EQ(by_rule.horizon, "12 weeks after the last due date");
  EXPECT_EQ(planned(*history, {.weeks = 3, .at_least = 40}).instance.weeks, 3);
  const PlanInput beside = planned(*history, {.weeks = {}, .at_least = 40});
  EXPECT_EQ(beside.instance.weeks, 40);
  EXPECT_EQ(beside.horizon, "as the plan that it is compared with");
  EXPECT_EQ(planned(*history, {.weeks = {}, .at_least = 4}).instance.weeks, 4 + kLateWeeks);
}

TEST(PlanInput, AMinimumOfTheFirstWeekHasTheDaysThatAreLeft) {
  const auto history = book({node("A"), node("B"), link("L", "A", "B", "capacity_t_week=70\nmin_t_week=35\n"), consignment("C", "tonnes=5\n")},
                            "programme\nid=programme\nname=T\nreporting_currency=EUR\nreport_date=2031-07-04\n");  // Friday: three days
  const PlanLink link = planned(*history).instance.links.front();
  EXPECT_EQ(link.capacity[0], 30 * kTonne);
  EXPECT_EQ(link.least(0), 15 * kTonne);
  EXPECT_EQ(link.least(1), 35 * kTonne);
}

// Three links of three days: nine days, and no week.
TEST(PlanInput, ANoteCountsWhatRoundingLeavesOutOfAWay) {
  std::vector<std::string> rows{node("A"), node("M"), node("N"), node("B"), link("L1", "A", "M", "transit_days=3\n"), link("L2", "M", "N", "transit_days=3\n"),
                                link("L3", "N", "B", "transit_days=3\n"), consignment("C1", "tonnes=1\n")};
  const auto notes = [&] { return planned(*book(rows)).network.notes; };
  EXPECT_TRUE(std::ranges::count(notes(), "days become weeks link by link, so the quickest ways of 1 line are off by a week or more (most: A to B, 9 days as 0 weeks)") == 1);
  rows.push_back(link("L4", "A", "B", "transit_days=6\n"));
  for (const std::string& note : notes()) EXPECT_EQ(note.find("days become"), std::string::npos) << note;
}

TEST(PlanInput, LotsAndVehiclesOfNothingAreRefused) {
  for (const auto& [of_link, of_cargo, column] : {std::tuple{"vehicle_t=0\n", "", "vehicle_t"}, {"", "lots=0\n", "lots"}}) {
    const auto history = book({node("A"), node("B"), link("L", "A", "B", of_link), consignment("C", std::string("tonnes=5\n") + of_cargo)});
    const auto out = plan_input(*Snapshot::make(*history, {}));
    ASSERT_FALSE(out) << column;
    EXPECT_EQ(out.error().code, ErrorCode::bad_input);
    EXPECT_EQ(out.error().column, column);
  }
}

TEST(PlanInput, WhatAScenarioScalesIntoNonsenseIsRefused) {
  for (const std::string row : {"closures\nplace=A\nfrom=2031-07-01\nuntil=2031-07-02\nshare_left=0.6\n", "consignments\nid=D\norigin=A\ndestination=B\npriority=2\n"}) {
    const auto history = book({node("A"), node("B"), link("L", "A", "B"), consignment("C", "tonnes=5\n"), row});
    const bool closure = row.starts_with("closures");
    const Scenario scenario{"odd", {}, {{ScenarioChange::Kind::scale, closure ? "closures" : "consignments", {},
                                         closure ? "share_left" : "priority", closure ? "2" : "0.1", {}}}};
    const auto staged = StagedScenario::stage(scenario, *history);
    ASSERT_TRUE(staged);
    const auto snapshot = Snapshot::make(*history, {.scenario = &*staged});
    const auto out = plan_input(*snapshot);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, ErrorCode::bad_input);
    EXPECT_EQ(out.error().column, closure ? "share_left" : "priority");
  }
}

TEST(Network, ALinkFromAPlaceToItselfIsBadInput) {
  const auto snapshot_of = book({node("A"), node("B"), link("L", "A", "A")});
  const auto snapshot = Snapshot::make(*snapshot_of, {});
  const auto out = network_of(*snapshot, weeks());
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().column, "to");
}

TEST(Cargo, PartialDatesAreReadyAndDueAtTheirEnd) {
  const auto out = cargoes(*book({consignment("C", "tonnes=10\nready=2031-W28\ndue=2031-09\n")}));
  EXPECT_EQ(out.cargoes[0].ready, day("2031-07-13"));
  EXPECT_EQ(out.cargoes[0].due, day("2031-09-30"));
  EXPECT_TRUE(out.cargoes[0].waits_for(PlanWait::not_ready));
}

TEST(Cargo, StandsWhereItsEventsSay) {
  // Of 10 units: 3 confirmed, 2 more handed over at H, 1 lost, 1 departed and due at P on 2031-07-05, 3 at the origin.
  const auto out = cargoes(*book(
      {"items\ncode=I\nunit=unit\n", consignment("C", "tonnes=100\nready=2031-08-01\nlots=10\n"),
       "lines\nof_kind=consignment\nof=C\nitem=I\nquantity=10\n", event("C", "departed", "2031-06-01", "quantity=6\n"),
       event("C", "departed", "2031-06-20", "quantity=1\n"), event("C", "lost", "2031-06-12", "quantity=1\n"),
       event("C", "handed_over", "2031-06-15", "place=H\nquantity=5\n"),
       event("C", "confirmed", "2031-06-18", "place=B\nquantity=3\n"),
       "events\nof_kind=consignment\nof=C\nstage=arrived\nclassifier=planned\ndate=2031-07-05\nplace=P\n"}));
  ASSERT_EQ(out.cargoes.size(), 3u);
  std::string text;
  for (const Cargo& cargo : out.cargoes)
    text += cargo.origin + " " + cargo.tonnes.to_string() + " " + to_string(*cargo.ready) + " " + std::to_string(cargo.lots) + "; ";
  EXPECT_EQ(text, "H 20 2031-06-30 2; P 10 2031-07-05 1; A 30 2031-08-01 3; ");
}

TEST(Cargo, WhatHasArrivedOrWasCalledOffIsOut) {
  const auto out = cargoes(*book(
      {consignment("DONE", "tonnes=1\n"), event("DONE", "confirmed", "2031-06-01"), consignment("HERE", "tonnes=1\n"),
       event("HERE", "arrived", "2031-06-01", "place=B\n"), consignment("LOST", "tonnes=1\n"),
       event("LOST", "lost", "2031-06-01"), consignment("OFF", "tonnes=1\nof_kind=contract\nof=K\n"), "contracts\nid=K\n",
       "revisions\nof_kind=contract\nof=K\nfield=status\nknown_date=2031-06-02\nchange=cancelled\n",
       consignment("OPEN", "tonnes=1\n")}));
  ASSERT_EQ(out.cargoes.size(), 1u);
  EXPECT_EQ(out.cargoes[0].consignment, "OPEN");
  EXPECT_EQ(out.done, 2);
  EXPECT_EQ(out.out, 2);
}

TEST(Cargo, WaitsForItsFund) {
  const std::vector<std::string> rows{
      "allocations\nid=X\n", "contracts\nid=K\nof=X\n", consignment("C", "tonnes=1\nof_kind=contract\nof=K\nready=2031-07-01\n"),
      "funding\nfrom_kind=fund\nfrom=F\nto_kind=allocation\nto=X\nshare=1\n"};
  auto with = rows;
  with.push_back("funds\nid=F\ndonor=DE\nkind=appropriation\ndate=2031-09\nknown_date=2031-06-01\n");
  const auto later = cargoes(*book(with));
  EXPECT_TRUE(later.cargoes[0].waits_for(PlanWait::unfunded));
  EXPECT_EQ(later.cargoes[0].ready, day("2031-09-30"));
  const auto never = cargoes(*book(rows));
  EXPECT_TRUE(never.cargoes[0].waits_for(PlanWait::unfunded));
  EXPECT_FALSE(never.cargoes[0].ready);
}

TEST(Production, ASiteMakesOneConsignmentAfterTheOther) {
  // 31 a month in July is one a day: C1 takes 10 and is made on day 10 (week 1), C2 7 more on day 17 (week 2). The stop in
  // week 1 (2031-07-07 to 13) moves both by a week. C3 stands elsewhere.
  std::vector<std::string> rows{"items\ncode=T\nunit=vehicle\n"};
  for (const auto& [id, quantity, ready] : {std::tuple{"C1", "10", "2031-07-01"}, {"C2", "7", "2031-07-02"}}) {
    rows.push_back(consignment(id, "tonnes=1\nready=" + std::string(ready) + "\n"));
    rows.push_back("lines\nof_kind=consignment\nof=" + std::string(id) + "\nitem=T\nquantity=" + quantity + "\n");
  }
  rows.push_back("ramps\nplace=A\nmonth=2031-05\ncapacity=31\nunit=vehicle/month\nclassifier=actual\n");
  rows.push_back("ramps\nplace=A\nmonth=2031-05\ncapacity=900\nunit=vehicle/month\nclassifier=announced\n");
  rows.push_back("ramps\nplace=A\nmonth=2031-06\ncapacity=900\nunit=vehicle/month\nclassifier=target\n");
  const auto ready = [&](const std::vector<std::string>& contents, const std::vector<RampMore>& more = {}) {
    const auto history = book(contents);
    const auto snapshot = Snapshot::make(*history, {});
    auto out = *cargoes_of(*snapshot);
    EXPECT_TRUE(apply_ramps(*snapshot, weeks(), out, {}, more).empty());
    std::string text;
    for (const Cargo& cargo : out.cargoes)
      text += cargo.consignment + " " + to_string(*cargo.ready) + (cargo.waits_for(PlanWait::ramp) ? " ramp; " : "; ");
    return text;
  };
  EXPECT_EQ(ready(rows), "C1 2031-07-13 ramp; C2 2031-07-20 ramp; ");
  // One a day more, from the start and from week 1 on.
  RampMore more{"A", std::vector<Decimal>(static_cast<std::size_t>(weeks().count()), Decimal::whole(31))};
  EXPECT_EQ(ready(rows, {more}), "C1 2031-07-01; C2 2031-07-13 ramp; ");
  more.by_week[0] = {};
  EXPECT_EQ(ready(rows, {more}), "C1 2031-07-13 ramp; C2 2031-07-13 ramp; ");
  EXPECT_EQ(ready(rows, {{"B", more.by_week}}), ready(rows));
  rows.push_back("closures\nplace=A\nfrom=2031-W28\nuntil=2031-W28\nshare_left=0\n");
  EXPECT_EQ(ready(rows), "C1 2031-07-20 ramp; C2 2031-07-27 ramp; ");
}

// One a day from the last of June on. C1, planned first, is of the last priority; C2, planned in the same week, of the first; C3 of the
// first too, and planned in week 2: what is there by then is not kept for it.
TEST(Production, ASiteServesWhatIsPlannedByThenByPriority) {
  std::vector<std::string> rows{"items\ncode=T\nunit=vehicle\n", "ramps\nplace=A\nmonth=2031-06\ncapacity=30\nunit=vehicle/month\nclassifier=actual\n"};
  for (const auto& [id, priority, planned] : {std::tuple{"C1", "4", "2031-06-30"}, {"C2", "1", "2031-07-01"}, {"C3", "1", "2031-07-14"}}) {
    rows.push_back(consignment(id, "tonnes=1\npriority=" + std::string(priority) + "\nready=" + planned + "\n"));
    rows.push_back("lines\nof_kind=consignment\nof=" + std::string(id) + "\nitem=T\nquantity=6\n");
  }
  const auto history = book(rows);
  const auto snapshot = Snapshot::make(*history, {});
  auto out = *cargoes_of(*snapshot);
  apply_ramps(*snapshot, weeks(), out);
  std::string text;
  for (const Cargo& cargo : out.cargoes) {
    text += cargo.consignment + " " + to_string(*cargo.ready);
    for (const std::string& one : cargo.after) text += " after " + one;
    text += "; ";
  }
  EXPECT_EQ(text, "C1 2031-07-13 after C2; C2 2031-07-01; C3 2031-07-14; ");
}

TEST(Crews, EquipmentWaitsForItsCrews) {
  // 20 enrolled on 2031-06-30 for 3 weeks, a tenth drops out: 18 graduates at 2031-07-21, week 3. 4 a unit: the first four
  // units take 16 of them, the next one is never usable.
  const auto history =
      book({"courses\nid=K\nintake=30\nseats=40\nweeks=3\ndropout=0.1\n", event("K", "enrolled", "2031-06-30", "quantity=20\n", "course"),
            "pairs\nitem=M\ncourse=K\ncrew_per_unit=4\n", "items\ncode=M\nunit=unit\n", consignment("C", "tonnes=1\n"),
            "lines\nof_kind=consignment\nof=C\nitem=M\nquantity=4\n"});
  const auto snapshot = Snapshot::make(*history, {});
  const auto out = *cargoes_of(*snapshot);
  Crews crews(*snapshot, weeks(), out.arrived);
  EXPECT_EQ(crews.graduates().at("K")[2], 0);
  EXPECT_EQ(crews.graduates().at("K")[3], 18 * Decimal::kUnit);
  const auto needs = crews.needs(out.cargoes[0]);
  ASSERT_EQ(needs.size(), 1u);
  EXPECT_EQ(crews.take(needs, 1), 3);
  EXPECT_EQ(crews.take(needs, 1), std::nullopt);
}

// Shut for a week in the middle of three, or half of it for a fortnight: a week later. Shut after it or elsewhere: as planned.
TEST(Crews, AClosedAcademyTeachesLater) {
  const auto history = book({"courses\nid=K\nplace=ACA\nintake=30\nweeks=3\n", event("K", "enrolled", "2031-06-30", "quantity=20\n", "course"), consignment("C", "tonnes=1\n")});
  const auto snapshot = Snapshot::make(*history, {});
  const auto first_with = [&](const std::vector<Closure>& closures) {
    const Crews crews(*snapshot, weeks(), {}, closures);
    const auto& graduates = crews.graduates().at("K");
    return std::find_if(graduates.begin(), graduates.end(), [](const Wide people) { return people > 0; }) - graduates.begin();
  };
  const auto closure = [](const char* place, const char* from, const char* until, const char* left) {
    return std::vector<Closure>{{place, PartialDate::parse(from)->first(), PartialDate::parse(until)->last(), *Decimal::parse(left)}};
  };
  EXPECT_EQ(first_with({}), 3);
  EXPECT_EQ(first_with(closure("ACA", "2031-W28", "2031-W28", "0")), 4);
  EXPECT_EQ(first_with(closure("ACA", "2031-W28", "2031-W29", "0.5")), 4);
  EXPECT_EQ(first_with(closure("ACA", "2031-W30", "2031-W31", "0")), 3);
  EXPECT_EQ(first_with(closure("A", "2031-W28", "2031-W28", "0")), 3);
  // Of a course that was under way before the plan began, what was closed by then.
  const auto begun = book({"courses\nid=K\nplace=ACA\nintake=30\nweeks=3\n", event("K", "enrolled", "2031-06-16", "quantity=20\n", "course"), consignment("C", "tonnes=1\n"),
                           "closures\nplace=ACA\nfrom=2031-W25\nuntil=2031-W25\nshare_left=0\n"});
  const Crews crews(*Snapshot::make(*begun, {}), weeks(), {});
  EXPECT_EQ(crews.graduates().at("K")[1], 0);
  EXPECT_EQ(crews.graduates().at("K")[2], 20 * Decimal::kUnit);
}

TEST(Infer, ReadsLinksOffWhatWasMoved) {
  std::vector<std::string> rows{node("A"), node("B")};
  for (const auto& [id, tonnes, arrived] :
       {std::tuple{"C1", "3", "2031-03-03"}, {"C2", "4", "2031-03-05"}, {"C3", "5", "2031-04-01"}}) {
    rows.push_back("contracts\nid=K" + std::string(id) + "\n");
    rows.push_back(consignment(id, "of_kind=contract\nof=K" + std::string(id) + "\nmode=air\ntonnes=" + tonnes + "\n"));
    rows.push_back(event(id, "confirmed", arrived));
    rows.push_back(event("K" + std::string(id), "contracted", "2031-01-01", "", "contract"));
  }
  rows.push_back("contracts\nid=K4\n");
  rows.push_back(consignment("C4", "of_kind=contract\nof=K4\nmode=air\ntonnes=6\n"));
  rows.push_back(event("K4", "contracted", "2031-06-01", "", "contract"));
  const auto history = book(rows);
  const auto snapshot = Snapshot::make(*history, {});
  const auto inferred = infer_network(*snapshot);
  ASSERT_TRUE(inferred) << inferred.error().text();
  EXPECT_EQ(inferred->moved, 3);
  EXPECT_EQ(inferred->links, 1);
  EXPECT_EQ(inferred->dated, 1);
  const auto staged = StagedScenario::stage(inferred->scenario, *history);
  ASSERT_TRUE(staged) << staged.error().text();
  const auto seen = Snapshot::make(*history, {.scenario = &*staged});
  const auto out = network_of(*seen, weeks(2));
  ASSERT_TRUE(out);
  EXPECT_EQ(texts(out->links[0].capacity), "7 7");  // W10 of 2031 carried 3 + 4
  EXPECT_FALSE(out->links[0].transit_reported);
  EXPECT_EQ(texts(out->nodes[static_cast<std::size_t>(*out->find_node("B"))].handling), "7 7");
  const auto open = cargoes_of(*seen);
  EXPECT_EQ(open->cargoes[0].ready, day("2031-08-03"));  // 2031-06-01 and the median of 61, 63 and 90 days
}

}  // namespace
}  // namespace servanda
