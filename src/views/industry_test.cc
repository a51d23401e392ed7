#include "views/industry.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "book/payload.h"
#include "views/figure_value.h"
#include "views/reading.h"

namespace servanda {
namespace {

using Rows = std::vector<std::string>;

Result<IndustryResult> try_view(const Rows& rows, const IndustryOptions& options = {}) {
  History history;
  Rows all{"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-06-15\ndelivered=signed\n"};
  all.insert(all.end(), rows.begin(), rows.end());
  for (const std::string& row : all) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text() << "\n" << row;
  }
  return industry(*Snapshot::make(history, {}), options);
}

IndustryResult view(const Rows& rows, const IndustryOptions& options = {}) {
  auto result = try_view(rows, options);
  EXPECT_TRUE(result) << result.error().text();
  return *std::move(result);
}

std::string ramp(const std::string& month, const std::string& capacity, const std::string& classifier,
                 const std::string& unit = "vehicle/month", const std::string& place = "PLT") {
  return "ramps\nknown_date=2024-01-01\nplace=" + place + "\nmonth=" + month + "\ncapacity=" + capacity + "\nunit=" + unit +
         "\nclassifier=" + classifier + "\n";
}

// A rate, or what `measure` says; `rest`: the columns after unit.
std::string report(const std::string& id, const std::string& value, const std::string& unit, const std::string& rest,
                   const std::string& qualifier = "", const std::string& measure = "rate") {
  return "reports\nid=" + id + "\nseries=S\nmeasure=" + measure + "\nvalue=" + value + "\n" +
         (qualifier.empty() ? "" : "qualifier=" + qualifier + "\n") + "unit=" + unit + "\n" + rest;
}
std::string planned(const std::string& id, const std::string& value, const std::string& stated, const std::string& due,
                    const std::string& unit = "round/month") {
  return report(id, value, unit, "date=" + stated + "\nclassifier=planned\n" + (due.empty() ? "" : "due=" + due + "\n"));
}
std::string actual(const std::string& id, const std::string& value, const std::string& on, const std::string& unit = "round/month",
                   const std::string& qualifier = "") {
  return report(id, value, unit, "date=" + on + "\nclassifier=actual\n", qualifier);
}

const RateGoal& goal(const IndustryResult& result, const std::string& id) {
  for (const RateSeries& series : result.series)
    for (const RateGoal& of : series.goals)
      if (of.id == id) return of;
  ADD_FAILURE() << "no goal " << id;
  static const RateGoal none;
  return none;
}

std::string text(const std::optional<Wide>& units) { return units ? decimal_text(*units) : "-"; }
std::string text(const std::optional<PartialDate>& date) { return date ? date->to_string() : "-"; }

TEST(Industry, AGoalIsKeptLateBrokenOrOpenByTheFirstFigureAsLarge) {  // rules 2 and 3
  const auto result = view({actual("A1", "20", "2024-02"), actual("A2", "40", "2024-12-10"), actual("A3", "45", "2025-05-01"),
                            planned("KEPT", "40", "2024-01", "2024-12"), planned("LATE", "40", "2024-01", "2024-11"),
                            planned("BROKEN", "60", "2024-01", "2025-04"), planned("OPEN", "60", "2024-06", "2025-12"),
                            planned("DATELESS", "60", "2024-01", ""), planned("UNSEEN", "60", "2024-01", "2025-05-31")});
  EXPECT_EQ(goal(result, "KEPT").verdict, PromiseVerdict::kept);
  EXPECT_EQ(text(goal(result, "KEPT").reached_on), "2024-12-10");
  EXPECT_EQ(goal(result, "LATE").verdict, PromiseVerdict::late);
  EXPECT_EQ(goal(result, "LATE").days_late, 10);
  EXPECT_EQ(goal(result, "LATE").reason, "no figure between the due date and the proof, so late by at most that much");
  EXPECT_EQ(goal(result, "BROKEN").verdict, PromiseVerdict::broken);
  EXPECT_EQ(goal(result, "BROKEN").at_least_days_late, 1);  // 45 on the day after the due month
  EXPECT_EQ(goal(result, "OPEN").verdict, PromiseVerdict::open);
  EXPECT_EQ(goal(result, "DATELESS").verdict, PromiseVerdict::not_checkable);
  EXPECT_EQ(goal(result, "UNSEEN").verdict, PromiseVerdict::not_checkable);
  EXPECT_EQ(goal(result, "UNSEEN").reason, "no figure from the due date on");
}

TEST(Industry, AGoalReachedInSomeMonthIsLateByAtLeastTheDaysToItsFirst) {  // rule 3
  const auto result = view({actual("A1", "30", "2025-02"), actual("A2", "40", "2025-03"), planned("G", "40", "2024-06", "2025-01")});
  EXPECT_EQ(goal(result, "G").verdict, PromiseVerdict::late);
  EXPECT_EQ(goal(result, "G").at_least_days_late, 29);
  EXPECT_FALSE(goal(result, "G").days_late);
}

TEST(Industry, WhatNamedDonorsDeliverIsNotMade) {  // rule 1
  Rows rows{actual("A1", "20", "2024-02"), planned("G", "40", "2024-01", "2024-12")};
  EXPECT_EQ(view(rows).series.size(), 1U);
  for (std::string& row : rows) row.replace(row.find("measure="), 0, "donors=CZ\n");
  EXPECT_FALSE(try_view(rows));
}

TEST(Industry, AGoalStatedAgainIsOneGoal) {  // rule 3
  const auto result = view({actual("A1", "40", "2024-01"), planned("FIRST", "40", "2023-05", "2024-05"), planned("SAME", "40", "2023-06", "2024-05"),
                            planned("MOVED", "40", "2023-07", "2024-04"), planned("OTHER", "60", "2023-07", "2024-04")});
  EXPECT_FALSE(goal(result, "FIRST").again);
  EXPECT_TRUE(goal(result, "SAME").again);
  EXPECT_TRUE(goal(result, "MOVED").again);
  EXPECT_FALSE(goal(result, "OTHER").again);
}

TEST(Industry, TablesTellHowFiguresAreMeant) {
  const auto sheets = to_sheets(view({actual("A1", "40", "2024-01", "round/month", "up_to"), planned("G", "60", "2023-07", "2024-04")}));
  for (const std::size_t sheet : {0U, 1U}) {
    const auto& columns = sheets[sheet].columns;
    const auto at = std::ranges::find(columns, "qualifier", &SheetColumn::title) - columns.begin();
    EXPECT_EQ(sheets[sheet].rows.at(0).at(static_cast<std::size_t>(at)), sheet == 0 ? "up_to" : "");
  }
}

TEST(Industry, UpToNeverProvesAndAtLeastNeverDenies) {  // rule 2
  const auto up_to = view({actual("A", "50", "2024-06", "round/month", "up_to"), planned("G", "40", "2024-01", "2024-12")});
  EXPECT_EQ(goal(up_to, "G").verdict, PromiseVerdict::not_checkable);
  const auto at_least = view({actual("A", "30", "2025-02", "round/month", "at_least"), planned("G", "40", "2024-01", "2024-12")});
  EXPECT_EQ(goal(at_least, "G").verdict, PromiseVerdict::not_checkable);
  const auto exact = view({actual("A", "30", "2025-02"), planned("G", "40", "2024-01", "2024-12")});
  EXPECT_EQ(goal(exact, "G").verdict, PromiseVerdict::broken);
}

TEST(Industry, UnitsAreKept) {  // rule 1: projectiles are no rounds, a month is no year
  const auto result = view({actual("A1", "40", "2024-06", "projectile/month"), actual("A2", "400", "2024-06", "round/year"),
                            planned("G", "30", "2024-01", "2024-12", "round/month")});
  ASSERT_EQ(result.series.size(), 3U);
  EXPECT_EQ(goal(result, "G").verdict, PromiseVerdict::not_checkable);
  EXPECT_EQ(goal(result, "G").reason, "no actual figure in this unit");
}

TEST(Industry, OfFiguresOfOneDateTheBestGradedIsTheNewest) {
  const auto graded = [](const std::string& id, const std::string& value, const std::string& credibility) {
    return "reports\nid=" + id + "\ncredibility=" + credibility + "\nseries=S\nmeasure=rate\nvalue=" + value +
           "\nunit=round/month\ndate=2024-02\nclassifier=actual\n";
  };
  const auto result = view({graded("A", "20", "1"), graded("B", "30", "4")});
  EXPECT_EQ(result.series[0].actual.back().id, "A");
}

TEST(Industry, AFigureOfAYearIsNotNewerThanOneOfADayInIt) {
  History history;
  ASSERT_TRUE(replay("state 0\nprogramme\nid=programme\nreporting_currency=EUR\nreport_date=2025-06-15\n", history));
  for (const std::string& row : {actual("A1", "24", "2023"), actual("A2", "28", "2023-09-15")}) ASSERT_TRUE(replay("state 0\n" + row, history));
  const auto snapshot = *Snapshot::make(history, {});
  EXPECT_EQ(decimal_text(industry(snapshot, {})->series.at(0).actual.back().value), "28");
  EXPECT_EQ(number_text(evaluate(snapshot, *parse_figure("report(S)"))->number->value), "28");  // as the figure has it
}

TEST(Industry, TheDayFromWhichItAnswersIsThatOfAReportToo) {
  History history;
  ASSERT_TRUE(replay("state 0\nprogramme\nid=programme\nreporting_currency=EUR\nreport_date=2025-06-15\n", history));
  for (const std::string& row : {"reports\nid=R\nknown_date=2023-06-01\nseries=S\nmeasure=rate\nvalue=5\nunit=round/month\ndate=2023-05\nclassifier=actual\n" + std::string(),
                                 ramp("2024-09", "10", "actual")})
    ASSERT_TRUE(replay("state 0\n" + row, history));
  const auto result = industry(*Snapshot::make(history, {.as_known = Day(std::chrono::year(2020) / 1 / 1)}), {});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("--as-known 2023-06-01"), std::string::npos) << result.error().message;
}

TEST(Industry, AFlowOfAWholeYearIsARateOfThatYear) {  // rule 1
  const std::string year = "from=2024\nuntil=2024\ndate=2024-09\n";
  const auto result = view({report("G", "600", "round", year + "classifier=planned\ndue=2024-12\n", "at_least", "flow"),
                            report("A", "620", "round", "from=2024\nuntil=2024\ndate=2025-01\nclassifier=actual\n", "", "flow"),
                            report("NEXT", "600", "round", "from=2025\nuntil=2025\ndate=2024-09\nclassifier=planned\ndue=2025-12\n", "", "flow"),
                            planned("R", "900", "2024-01", "2030", "round/year"),
                            report("M", "5", "EUR", "date=2024-01\nclassifier=planned\n", "", "level")});
  ASSERT_EQ(result.series.size(), 1U);
  EXPECT_EQ(result.series[0].unit, "round/year");
  EXPECT_EQ(goal(result, "G").verdict, PromiseVerdict::kept);
  EXPECT_EQ(goal(result, "NEXT").verdict, PromiseVerdict::open);  // what was made in 2024 is not made in 2025
  ASSERT_EQ(result.series[0].money.size(), 1U);
  EXPECT_EQ(result.series[0].money[0].id, "M");
}

TEST(Industry, ASeriesOfMoneyAloneIsShownInMoneyWhereItIsPutIntoProduction) {  // rule 1
  const auto money = [](const std::string& id, const std::string& series, const std::string& note) {
    return "reports\nid=" + id + "\nnote=" + note + "\nseries=" + series + "\nmeasure=level\nvalue=500\nunit=EUR\ndate=2025-02\nclassifier=planned\n";
  };
  const auto result = view({money("M1", "NEW-WORKS", "investment; a letter of intent"), money("M2", "STOCK", "total support")});
  ASSERT_EQ(result.series.size(), 1U);
  EXPECT_EQ(result.series[0].series, "NEW-WORKS");
  EXPECT_EQ(result.series[0].unit, "");
  EXPECT_TRUE(result.series[0].actual.empty() && result.series[0].goals.empty());
  ASSERT_EQ(result.series[0].money.size(), 1U);
  EXPECT_EQ(result.series[0].money[0].id, "M1");
}

TEST(Industry, AGoalToldAgainWithAnotherDateNamesTheFirst) {  // rule 3
  const auto result = view({planned("G1", "60", "2023-05", "2024-06"), planned("G2", "60", "2024-05", "2024-12"),
                            planned("G3", "60", "2025-01", "2026-03"), planned("G4", "70", "2025-01", "2026-03")});
  EXPECT_EQ(goal(result, "G1").told_before, 0);
  EXPECT_EQ(goal(result, "G3").told_before, 2);
  EXPECT_EQ(text(goal(result, "G3").first_due), "2024-06");
  EXPECT_EQ(goal(result, "G4").told_before, 0);
}

const Rows kSite{"nodes\nid=PLT\nname=Works\nkind=plant\n", ramp("2025-01", "10", "announced"), ramp("2025-04", "20", "announced"),
                 ramp("2025-08", "40", "announced"), ramp("2025-01", "10", "actual"), ramp("2025-05", "12", "actual")};

TEST(Industry, ASiteIsBehindByTheMonthsSinceTheStepThatItReaches) {  // rule 4
  const RateSeries series = view(kSite).series.front();
  EXPECT_EQ(series.name, "Works");
  EXPECT_EQ(text(series.announced_now), "20");
  EXPECT_EQ(text(series.share_of_announced), "60");
  EXPECT_EQ(series.months_behind, 4);  // reaches the step of January in May
}

const Rows kOrders = [] {
  Rows out = kSite;
  for (const char* row : {"items\ncode=TRK\nunit=vehicle\n", "items\ncode=BOX\nunit=box\n",
                          "parties\nid=SUP\nname=Supplier\nkind=supplier\ncountry=PL\n", "parties\nid=XX\nkind=supplier\n",
                          "contracts\nid=K1\nsupplier=SUP\nsite=PLT\ndate=2024-01-10\namount=6000\ncurrency=EUR\ndue=2025-03-01\n",
                          "contracts\nid=K2\nsupplier=SUP\nsite=PLT\ndate=2024-02-10\namount=9600\ncurrency=EUR\ndue=2025-12-01\n",
                          "contracts\nid=K3\nsupplier=XX\nsite=PLT\ndate=2024-03-10\namount=700\ncurrency=EUR\n",
                          "lines\nof_kind=contract\nof=K1\nitem=TRK\nquantity=60\namount=6000\ncurrency=EUR\n",
                          "lines\nof_kind=contract\nof=K2\nitem=TRK\nquantity=120\namount=9600\ncurrency=EUR\n",
                          "lines\nof_kind=contract\nof=K3\nitem=BOX\nquantity=7\namount=700\ncurrency=EUR\n",
                          "consignments\nid=C1\nof_kind=contract\nof=K1\n",
                          "lines\nof_kind=consignment\nof=C1\nitem=TRK\nquantity=60\n",
                          "events\nof_kind=consignment\nof=C1\nstage=ready\nclassifier=actual\ndate=2025-02-01\nquantity=50\n",
                          "events\nof_kind=consignment\nof=C1\nstage=departed\nclassifier=actual\ndate=2025-02-05\nquantity=30\n"})
    out.emplace_back(row);
  return out;
}();

TEST(Industry, TheBacklogIsWhatIsOrderedAndNotYetReady) {  // rules 5 and 6
  const auto result = view(kOrders);
  ASSERT_EQ(result.orders.size(), 1U);
  const SiteOrders& orders = result.orders[0];
  EXPECT_EQ(orders.items, Rows{"TRK"});  // boxes are not what the ramp counts
  EXPECT_EQ(decimal_text(orders.ordered), "180");
  EXPECT_EQ(text(orders.made), "50");  // the 30 departed are of the 50 ready
  EXPECT_EQ(text(orders.backlog), "130");
  EXPECT_EQ(text(orders.overdue), "10");
  EXPECT_EQ(text(orders.months_of_work), "10.8333");
  // At 12 a month: half of June is 6, then 12 each: 6 + 11 * 12 = 138 in May 2026, 126 in April.
  EXPECT_EQ(text(orders.clears_at_pace), "2026-05");
  // As announced: half of June 10, July 20, then 40: 10, 30, 70, 110, 150 in October.
  EXPECT_EQ(text(orders.clears_as_announced), "2025-10");
}

Rows trucks_and_cars() {  // counted in one unit, made at one place
  Rows rows = kOrders;
  rows.emplace_back("items\ncode=CAR\nunit=vehicle\n");
  rows.emplace_back("lines\nof_kind=contract\nof=K3\nitem=CAR\nquantity=40\n");
  return rows;
}

TEST(Industry, ARampCountsTheItemThatItsNoteNames) {  // rule 5
  Rows rows = trucks_and_cars();
  const auto mixed = view(rows);
  EXPECT_EQ(mixed.orders[0].items, (Rows{"CAR", "TRK"}));
  EXPECT_EQ(text(mixed.orders[0].backlog), "170");
  EXPECT_TRUE(to_json(mixed)["orders"][0]["items_mixed"]);
  rows.emplace_back("ramps\nnote=counts TRK\nplace=PLT\nmonth=2025-12\ncapacity=60\nunit=vehicle/month\nclassifier=target\n");
  const auto named = view(rows);
  EXPECT_EQ(named.orders[0].items, Rows{"TRK"});
  EXPECT_EQ(text(named.orders[0].backlog), "130");
  EXPECT_FALSE(to_json(named)["orders"][0]["items_mixed"]);
}

TEST(Industry, WithoutEventsThereIsNoBacklog) {  // rule 5
  Rows rows = kOrders;
  std::erase_if(rows, [](const std::string& row) { return row.starts_with("events"); });
  const auto result = view(rows);
  EXPECT_EQ(decimal_text(result.orders[0].ordered), "180");
  EXPECT_FALSE(result.orders[0].backlog);
  EXPECT_FALSE(result.orders[0].clears_at_pace);
  EXPECT_TRUE(std::ranges::any_of(result.missing, [](const MissingTable& missing) { return missing.table == "events"; }));
}

TEST(Industry, ACalledOffContractIsNoOrder) {  // rule 5
  Rows rows = kOrders;
  rows.emplace_back("revisions\nknown_date=2025-01-01\nof_kind=contract\nof=K2\nfield=status\nis=cancelled\nchange=cancelled\n");
  EXPECT_EQ(decimal_text(view(rows).orders[0].ordered), "60");
}

TEST(Industry, UnitCostsFollowTheContractsAndThreeLotsMakeACurve) {  // rule 7
  Rows rows = kOrders;
  EXPECT_FALSE(view(rows).learning[0].fit);  // two lots
  rows.emplace_back("contracts\nid=K4\nsupplier=SUP\ndate=2024-04-10\n");
  rows.emplace_back("lines\nof_kind=contract\nof=K4\nitem=TRK\nquantity=60\namount=3840\ncurrency=EUR\n");
  const auto result = view(rows);
  const auto curve = std::ranges::find(result.learning, "TRK", &LearningCurve::item);
  ASSERT_NE(curve, result.learning.end());
  ASSERT_EQ(curve->lots.size(), 3U);
  EXPECT_EQ(decimal_text(curve->lots[0].unit_cost), "100");
  EXPECT_EQ(decimal_text(curve->lots[1].unit_cost), "80");
  EXPECT_EQ(decimal_text(curve->lots[1].cumulative), "180");
  EXPECT_EQ(decimal_text(curve->lots[2].unit_cost), "64");
  rows.emplace_back("contracts\nid=K5\nsupplier=SUP\ndate=2024-01-20\n");
  rows.emplace_back("lines\nof_kind=contract\nof=K5\nitem=TRK\nquantity=20\namount=1000\ncurrency=USD\n");
  const auto both = view(rows).learning;  // the count runs on over the lots in dollars
  EXPECT_EQ(decimal_text(std::ranges::find(both, "USD", &LearningCurve::currency)->lots[0].cumulative), "80");
  EXPECT_EQ(decimal_text(std::ranges::find(both, "TRK", &LearningCurve::item)->lots[1].cumulative), "200");
  ASSERT_TRUE(curve->fit);
  EXPECT_LT(curve->fit->exponent, 0);
}

TEST(Industry, NeedsAreSpreadOverTheirMonthsAgainstWhatSitesCanMake) {  // rule 8
  Rows rows = kOrders;
  rows.emplace_back("needs\nid=N1\nitem=TRK\nquantity=90\nmonth=2025-06\nuntil=2025-08\n");
  rows.emplace_back("needs\nid=N2\nitem=BOX\nquantity=90\nmonth=2025-07\n");
  const auto result = view(rows);
  ASSERT_EQ(result.needs.size(), 1U);
  const NeedCovered& covered = result.needs[0];
  ASSERT_EQ(covered.months.size(), 2U);  // July and August
  EXPECT_EQ(decimal_text(covered.months[0].need), "30");
  EXPECT_EQ(decimal_text(covered.months[0].capacity), "20");
  EXPECT_EQ(decimal_text(covered.months[1].capacity), "40");
  EXPECT_EQ(text(covered.share), "100");
  EXPECT_EQ(text(covered.self_sufficient), "2025-08");
}

TEST(Industry, ContractsStandUnderTheirSuppliersCountryAndSumUp) {  // rule 9
  const auto result = view(kOrders);
  ASSERT_EQ(result.countries.size(), 2U);
  EXPECT_EQ(result.countries[0].country, "PL");
  EXPECT_EQ(decimal_text(result.countries[0].amounts.at("EUR")), "15600");
  EXPECT_EQ(result.countries[1].country, "");  // not reported, last
  EXPECT_EQ(result.countries[1].contracts, 1);
}

TEST(Industry, OrdersNameTheSourcesOfTheirContracts) {  // rules 5 and 9
  auto rows = kOrders;
  for (auto& row : rows)
    if (row.starts_with("contracts\n")) row.insert(row.find('\n', row.find("id=")) + 1, "source=S\n");
  rows.insert(rows.begin(), "sources\nid=S\npublisher=Press\ndate=2020-01-01\n");
  const auto result = view(rows);
  EXPECT_EQ(result.orders.front().sources, std::set<std::string>{"S"});
  EXPECT_EQ(result.countries.front().sources, std::set<std::string>{"S"});
  EXPECT_TRUE(view(kOrders).orders.front().sources.empty());
}

TEST(Industry, AMissingDeflatorIsNamed) {  // rule 9
  IndustryOptions options;
  options.prices.constant = 2020;
  const auto result = try_view(kOrders, options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  EXPECT_NE(result.error().message.find("2020"), std::string::npos);
}

TEST(Industry, SaysWhatIsMissing) {
  const auto nothing = try_view({});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::nothing_to_do);
  const auto reports_only = view({actual("A", "20", "2024-02")});
  ASSERT_EQ(reports_only.missing.size(), 2U);
  EXPECT_EQ(reports_only.missing[0].table, "ramps");
  EXPECT_EQ(reports_only.missing[1].table, "contracts");
}

}  // namespace
}  // namespace servanda
