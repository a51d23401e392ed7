#include "book/scenario.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "book/payload.h"
#include "book/scenario_reach.h"
#include "book/snapshot.h"

namespace servanda {
namespace {

using Kind = ScenarioChange::Kind;

constexpr std::string_view kProgramme =
    "state 0\nprogramme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2025-06-25\n";

std::unique_ptr<History> book(const std::vector<std::string>& contents) {
  auto history = std::make_unique<History>();
  EXPECT_TRUE(replay(kProgramme, *history));
  for (const std::string& content : contents) EXPECT_TRUE(replay("state 0\n" + content, *history)) << content;
  return history;
}

std::unique_ptr<History> three_consignments() {
  return book({"consignments\nid=C1\norigin=A\ndestination=B\nready=2025-03-03\npriority=1\ntonnes=10\n",
               "consignments\nid=C2\norigin=A\ndestination=B\nready=2025-W12\npriority=2\ntonnes=20\n",
               "consignments\nid=C3\norigin=A\ndestination=B\npriority=2\ntonnes=0.0001\n"});
}

StagedScenario staged(History& history, std::vector<ScenarioChange> changes) {
  auto out = StagedScenario::stage({"test", {}, std::move(changes)}, history);
  EXPECT_TRUE(out) << (out ? "" : out.error().text());
  return *std::move(out);
}

Snapshot with(const History& history, const StagedScenario& scenario) {
  return *Snapshot::make(history, {.scenario = &scenario});
}

std::string field(const Snapshot& snapshot, Table table, std::string_view name, std::string_view column) {
  const RowIndex row = snapshot.find_row(table, name);
  return row == kNoRow ? "none" : snapshot.text(table, row, *find_column(schema_of(table), column));
}

TEST(Scenario, SetsOnlyWhatItsTestsMean) {
  const auto history = three_consignments();
  const auto scenario = staged(*history, {{Kind::set, "consignments", {{"priority", {"2"}}}, "tonnes", "7.5"}});
  const Snapshot changed = with(*history, scenario);
  EXPECT_EQ(field(changed, Table::consignments, "C1", "tonnes"), "10");
  EXPECT_EQ(field(changed, Table::consignments, "C2", "tonnes"), "7.5");
  EXPECT_EQ(field(changed, Table::consignments, "C3", "tonnes"), "7.5");
}

TEST(Scenario, NamesTheChangesThatMeanNoEntry) {
  const auto history = three_consignments();
  const auto scenario = staged(*history, {{Kind::set, "consignments", {{"id", {"C1"}}}, "priority", "3"},
                                          {Kind::scale, "consignments", {{"id", {"C11"}}}, "tonnes", "2"},
                                          {Kind::drop, "consignments", {{"priority", {"3"}}}, {}, {}},
                                          {Kind::drop, "consignments", {{"id", {"C2"}}, {"priority", {"1"}}}, {}, {}}});
  const auto idle = idle_changes(with(*history, scenario));
  ASSERT_TRUE(idle);
  ASSERT_EQ(idle->size(), 2U);
  EXPECT_EQ(idle->front(), "scenario 'test': change 2 means no entry of consignments: id 'C11'; did you mean 'C1'?");
  EXPECT_EQ(idle->back(), "scenario 'test': change 4 means no entry of consignments: id 'C2', and priority '1'");
}

TEST(Scenario, NeverTouchesTheBook) {
  const auto history = three_consignments();
  const std::string head = Snapshot::make(*history, {})->head();
  const Sequence size = history->size();
  const auto scenario = staged(*history, {{Kind::drop, "consignments"}, {.kind = Kind::add, .table = "closures", .row = {{"place", "A"}}}});
  EXPECT_NE(with(*history, scenario).head(), head);
  EXPECT_EQ(with(*history, scenario).count(Table::consignments), 0U);
  EXPECT_EQ(Snapshot::make(*history, {})->head(), head);
  EXPECT_EQ(Snapshot::make(*history, {})->count(Table::closures), 0U);
  EXPECT_EQ(history->size(), size);
  EXPECT_EQ(history->find(size).table, Table::consignments);
}

TEST(Scenario, ThatChangesNothingHasTheHeadOfTheBook) {
  const auto history = three_consignments();
  const auto scenario = staged(*history, {{Kind::set, "consignments", {{"id", {"C1"}}}, "tonnes", "10"}});
  EXPECT_EQ(with(*history, scenario).head(), Snapshot::make(*history, {})->head());
}

TEST(Scenario, ScalesNumbersAndRoundsOnceToTheUnit) {
  const auto history = three_consignments();
  const auto scenario = staged(*history, {{Kind::scale, "consignments", {}, "tonnes", "1.5"}});
  const Snapshot changed = with(*history, scenario);
  EXPECT_EQ(field(changed, Table::consignments, "C1", "tonnes"), "15");
  EXPECT_EQ(field(changed, Table::consignments, "C3", "tonnes"), "0.0002");  // 1.5 units, half to even
}

TEST(Scenario, ShiftsDatesAndKeepsTheirPrecision) {
  const auto history = three_consignments();
  const auto scenario = staged(*history, {{Kind::shift, "consignments", {}, "ready", "14"}});
  const Snapshot changed = with(*history, scenario);
  EXPECT_EQ(field(changed, Table::consignments, "C1", "ready"), "2025-03-17");
  EXPECT_EQ(field(changed, Table::consignments, "C2", "ready"), "2025-W14");
  EXPECT_EQ(field(changed, Table::consignments, "C3", "ready"), "");  // a blank is no date
}

TEST(Scenario, AddsEntriesThatViewsFindByName) {
  const auto history = book({"nodes\nid=N1\nname=Old\nstorage_t=5\n"});
  const auto scenario = staged(*history, {{.kind = Kind::add, .table = "nodes", .row = {{"id", "N1"}, {"name", "New"}}},
                                          {.kind = Kind::add, .table = "nodes", .row = {{"id", "N2"}, {"name", "Other"}}}});
  const Snapshot changed = with(*history, scenario);
  EXPECT_EQ(changed.count(Table::nodes), 2U);
  EXPECT_EQ(field(changed, Table::nodes, "N1", "name"), "New");
  EXPECT_EQ(field(changed, Table::nodes, "N1", "storage_t"), "");  // the whole row stands in the other's place
  EXPECT_EQ(field(changed, Table::nodes, "N2", "name"), "Other");
  EXPECT_EQ(field(*Snapshot::make(*history, {}), Table::nodes, "N2", "name"), "none");
}

TEST(Scenario, AnAddedRowStandsInThePlaceOfTheSameKeyWithoutId) {
  const auto history = book({"ramps\nplace=P\nmonth=2025-01\ncapacity=10\nclassifier=target\n"});
  const auto scenario = staged(*history, {{.kind = Kind::add, .table = "ramps",
                                           .row = {{"place", "P"}, {"month", "2025-01"}, {"capacity", "30"}, {"classifier", "target"}}}});
  const Snapshot changed = with(*history, scenario);
  ASSERT_EQ(changed.count(Table::ramps), 1U);
  EXPECT_EQ((*changed.rows<Table::ramps>().begin()).decimal<"capacity">(), Decimal::whole(30));
}

TEST(Scenario, LaterChangesStandOnEarlierOnes) {
  const auto history = three_consignments();
  const auto scenario = staged(*history, {{Kind::set, "consignments", {{"id", {"C1"}}}, "priority", "2"},
                                          {Kind::scale, "consignments", {{"priority", {"2"}}}, "tonnes", "2"},
                                          {Kind::scale, "consignments", {{"id", {"C1"}}}, "tonnes", "2"},
                                          {.kind = Kind::add, .table = "consignments", .row = {{"id", "C4"}, {"tonnes", "1"}}},
                                          {Kind::scale, "consignments", {{"id", {"C4"}}}, "tonnes", "3"}});
  const Snapshot changed = with(*history, scenario);
  EXPECT_EQ(field(changed, Table::consignments, "C1", "tonnes"), "40");
  EXPECT_EQ(field(changed, Table::consignments, "C2", "tonnes"), "40");
  EXPECT_EQ(field(changed, Table::consignments, "C4", "tonnes"), "3");
}

TEST(Scenario, StandsOnRevisions) {
  const auto history = book({"consignments\nid=C1\nready=2025-01-01\ntonnes=10\n",
                             "revisions\nknown_date=2025-02-01\nof_kind=consignment\nof=C1\nfield=tonnes\nwas=10\nis=12\nchange=raised\n"});
  const auto scenario = staged(*history, {{Kind::scale, "consignments", {}, "tonnes", "10"}});
  EXPECT_EQ(field(with(*history, scenario), Table::consignments, "C1", "tonnes"), "120");
}

TEST(Scenario, MeansMembersOfListsAndSpansOfDates) {
  const auto history = book({"funds\nid=F1\ndonor=DK;NO\ndate=2025-02-01\namount=10\ncurrency=EUR\n",
                             "funds\nid=F2\ndonor=NO\ndate=2025-05\namount=10\ncurrency=EUR\n",
                             "funds\nid=F3\ndonor=SE\namount=10\ncurrency=EUR\n"});
  const auto of = [&](ScenarioTest test) {
    const auto scenario = staged(*history, {{Kind::drop, "funds", {std::move(test)}}});
    std::string left;
    const Snapshot changed = with(*history, scenario);
    for (const auto fund : changed.rows<Table::funds>()) left += fund.name() + " ";
    return left;
  };
  EXPECT_EQ(of({"donor", {"NO"}}), "F3 ");
  EXPECT_EQ(of({"donor", {"DK;NO", "SE"}}), "F2 ");
  EXPECT_EQ(of({.column = "date", .from = "2025-02", .until = "2025-04-30"}), "F2 F3 ");
  EXPECT_EQ(of({.column = "date", .from = "2025-05-02"}), "F1 F2 F3 ");  // a month begins on its first day
  EXPECT_EQ(of({"date", {""}}), "F1 F2 ");
}

TEST(Scenario, MeansNothingThatItsReaderMayNotSee) {
  const auto history = book({"funds\nid=F1\nlabel=RESTRICTED\ndonor=NO\ndate=2025-02-01\namount=10\ncurrency=EUR\n"});
  const auto scenario = staged(*history, {{Kind::scale, "funds", {}, "amount", "2"}});
  const Snapshot open = *Snapshot::make(*history, {.reader = *parse_reader("public", "PUBLIC", ""), .scenario = &scenario});
  EXPECT_EQ(open.count(Table::funds), 0U);
  EXPECT_EQ(open.head(), Snapshot::make(*history, {.reader = *parse_reader("public", "PUBLIC", "")})->head());
}

TEST(Scenario, IsRefusedWithEveryMistakeInIt) {
  const auto history = three_consignments();
  const auto refused = StagedScenario::stage({"bad", {}, {{Kind::set, "ships", {}, "tonnes", "1"},
                                                          {Kind::set, "consignments", {}, "weight", "1"},
                                                          {Kind::set, "consignments", {}, "tonnes", "-1"},
                                                          {Kind::scale, "consignments", {}, "ready", "2"},
                                                          {Kind::shift, "consignments", {}, "ready", "1.5"},
                                                          {Kind::set, "consignments", {}, "id", "C9"},
                                                          {.kind = Kind::add, .table = "links", .row = {{"mode", "camel"}}},
                                                          {.kind = Kind::add, .table = "uses", .row = {{"per_t", "1"}}}}},
                                             *history);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::bad_input);
  for (const std::string_view part : {"change 1: found 'ships', expected a table", "change 2: column weight: not a column of consignments",
                                      "change 3: column tonnes: found '-1'", "change 4: column ready: only numbers can be scaled",
                                      "change 5: column ready: found '1.5', expected whole days", "change 6: column id: a key stays",
                                      "change 7: column mode: found 'camel', expected road", "change 8: column link: the added row lacks"})
    EXPECT_NE(refused.error().message.find(part), std::string::npos) << part << "\n" << refused.error().message;
  EXPECT_EQ(history->rows(Table::links), 0);
}

// A begin may move behind an end that moves with it.
TEST(Scenario, MakesNothingThatATableRefuses) {
  const auto history = book({"funds\nid=F\ndonor=DE\namount=5000000\ncurrency=EUR\n", "happenings\nid=H\nwhat=summit\nfrom=2025-06-24\nuntil=2025-06-25\n"});
  const auto refused = [&](std::vector<ScenarioChange> changes) {
    const StagedScenario scenario = staged(*history, std::move(changes));
    const auto snapshot = Snapshot::make(*history, {.scenario = &scenario});
    return snapshot ? std::string() : snapshot.error().message;
  };
  const auto shift = [](const std::string& column) { return ScenarioChange{.kind = Kind::shift, .table = "happenings", .column = column, .value = "30"}; };
  const auto scale = [](const std::string& by) { return ScenarioChange{.kind = Kind::scale, .table = "funds", .column = "amount", .value = by}; };
  EXPECT_NE(refused({shift("from")}).find("change 1: column until"), std::string::npos);
  EXPECT_EQ(refused({shift("from"), shift("until")}), "");
  EXPECT_EQ(refused({scale("1000000")}), "");
  EXPECT_NE(refused({scale("1"), scale("1000000000")}).find("change 2: column amount"), std::string::npos);
}

}  // namespace
}  // namespace servanda
