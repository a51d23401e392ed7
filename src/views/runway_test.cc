#include "views/runway.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <ranges>

#include "book/payload.h"
#include "views/runway_cover.h"
#include "views/runway_money.h"

namespace servanda {
namespace {

using Rows = std::vector<std::string>;

// As known on the last of June: July 2025 is the first month.
const std::string kProgramme = "programme\nid=programme\nreporting_currency=EUR\nreport_date=2025-06-30\n";

std::string need(const std::string& id, const std::string& category, const std::string& amount,
                 const std::string& month, const std::string& priority = "1") {
  return "needs\nid=" + id + "\ncategory=" + category + "\namount=" + amount + "\ncurrency=EUR\nmonth=" + month +
         "\npriority=" + priority + "\n";
}

std::string fund(const std::string& id, const std::string& donor, const std::string& amount,
                 const std::string& purpose = "any", const std::string& until = "",
                 const std::string& date = "2025-01-01", const std::string& kind = "appropriation",
                 const std::string& certainty = "firm") {
  return "funds\nid=" + id + "\nknown_date=2025-01-01\ndonor=" + donor + "\nkind=" + kind + "\npurpose=" + purpose + "\ndate=" + date +
         "\namount=" + amount + "\ncurrency=EUR\n" + (until.empty() ? "" : "spend_until=" + until + "\n") +
         "certainty=" + certainty + "\n";
}

struct Book {
  History history;
  explicit Book(const Rows& rows) {
    add(kProgramme);
    for (const std::string& row : rows) add(row);
  }
  void add(const std::string& row) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text() << "\n" << row;
  }
};

Result<RunwayResult> try_view(const Rows& rows, const RunwayOptions& options = {}) {
  Book book(rows);
  const Snapshot snapshot = *Snapshot::make(book.history, {});
  const RunwayCase base{"as planned", "", &snapshot};
  return runway(std::span(&base, 1), options);
}

RunwayScenario view(const Rows& rows, const RunwayOptions& options = {}) {
  auto result = try_view(rows, options);
  EXPECT_TRUE(result) << result.error().text();
  return result->scenarios.front();
}

std::string text(const std::optional<Wide>& units) { return units ? decimal_text(*units) : "-"; }
std::string text(const std::optional<Day>& day) { return day ? to_string(*day) : "-"; }

// ---- the flow

TEST(CoverFlow, TheFundThatEndsFirstIsNotAlwaysTheOneToSpend) {
  // The general fund ends first; spent on roads it would leave the clinic without, though the road fund had the money.
  const std::vector<CoverFund> funds{{0, 0, "", 10}, {0, 9, "road", 10}};
  CoverFlow flow(funds);
  EXPECT_EQ(flow.serve({0, {"road"}, 10}), 10);
  EXPECT_EQ(flow.serve({0, {"clinic"}, 10}), 10);
  EXPECT_EQ(flow.left(0), 0);
}

TEST(CoverFlow, MoneyTiedToAPurposePaysOnlyForIt) {
  const std::vector<CoverFund> funds{{0, 9, "road", 10}};
  CoverFlow flow(funds);
  EXPECT_EQ(flow.serve({0, {"clinic"}, 4}), 0);
  EXPECT_EQ(flow.serve({0, {"clinic", "road"}, 4}), 4);
}

TEST(CoverFlow, MoneyIsSpentOnlyBetweenItsMonths) {
  const std::vector<CoverFund> funds{{2, 3, "", 10}};
  CoverFlow flow(funds);
  EXPECT_EQ(flow.serve({1, {"x"}, 1}), 0);
  EXPECT_EQ(flow.serve({3, {"x"}, 1}), 1);
  EXPECT_EQ(flow.serve({4, {"x"}, 1}), 0);
}

// The most that any division pays for needs 0 … n: by trying for each set of needs what money may reach it (max-flow
// min-cut over subsets of needs).
Wide most(const std::vector<CoverFund>& funds, const std::vector<CoverNeed>& needs, std::size_t count) {
  Wide best = 0;
  for (const CoverNeed& n : std::span(needs).first(count)) best += n.amount;
  const auto pays = [](const CoverFund& f, const CoverNeed& n) {
    return n.month >= f.from && n.month <= f.until &&
           (f.purpose.empty() || std::ranges::find(n.purposes, f.purpose) != n.purposes.end());
  };
  for (unsigned set = 0; set < (1U << count);
       ++set) {  // cut: needs outside the set are unpaid, funds that reach inside are used up
    Wide cut = 0;
    for (std::size_t i = 0; i < count; ++i)
      if ((set >> i & 1U) == 0) cut += needs[i].amount;
    for (const CoverFund& f : funds)
      if (std::ranges::any_of(std::views::iota(std::size_t{0}, count),
                              [&](std::size_t i) { return (set >> i & 1U) != 0 && pays(f, needs[i]); }))
        cut += f.amount;
    best = std::min(best, cut);
  }
  return best;
}

TEST(CoverFlow, PaysAsMuchAsAnyDivisionOfTheMoneyInEveryPrefix) {
  std::mt19937 random(7);
  const auto up_to = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::string> purposes{"", "a", "b", "c"};
  for (int round = 0; round < 300; ++round) {
    std::vector<CoverFund> funds;
    for (int i = 0; i < 4; ++i) {
      const int from = up_to(4);
      funds.push_back({from, from + up_to(4), purposes[static_cast<std::size_t>(up_to(4))], up_to(12)});
    }
    std::vector<CoverNeed> needs;
    for (int i = 0; i < 7; ++i) needs.push_back({i / 2, {purposes[static_cast<std::size_t>(1 + up_to(3))]}, up_to(8)});
    CoverFlow flow(funds);
    Wide served = 0;
    for (std::size_t i = 0; i < needs.size(); ++i) {
      served += flow.serve(needs[i]);
      ASSERT_EQ(static_cast<long long>(served), static_cast<long long>(most(funds, needs, i + 1)))
          << "round " << round << " need " << i;
    }
  }
}

// ---- the view

TEST(Runway, CountsMonthsPaidInFullAndThePartOfTheNext) {  // rule 4
  const auto of = view({fund("F", "AA", "250"), need("N1", "x", "100", "2025-07"), need("N2", "x", "100", "2025-08"),
                        need("N3", "x", "100", "2025-09")});
  EXPECT_EQ(text(of.as_planned), "2.5");
  EXPECT_EQ(text(of.shortfall_date), "2025-09-16");  // half of 30 days into September
  ASSERT_TRUE(of.first_unfunded);
  EXPECT_EQ(of.first_unfunded->need, "N3");
  EXPECT_EQ(decimal_text(of.first_unfunded->amount), "50");
  EXPECT_EQ(of.first_unfunded->month.to_string(), "2025-09");
  EXPECT_EQ(decimal_text(of.needed), "300");
  EXPECT_EQ(decimal_text(of.covered), "250");
  Wide months = 0;
  for (const RunwayMonth& month : of.by_month) months += month.covered;
  EXPECT_EQ(decimal_text(months), "250");
}

TEST(Runway, ThePastAndTheMonthThatEndsAreNotNeeded) {  // rule 3
  const auto of = view({fund("F", "AA", "50"), need("N0", "x", "999", "2025-06"), need("N1", "x", "50", "2025-07")});
  EXPECT_TRUE(of.lasts);
  EXPECT_EQ(text(of.as_planned), "1");
  EXPECT_EQ(text(of.shortfall_date), "-");
}

TEST(Runway, WithinAMonthTheFirstPriorityIsServedFirst) {  // rule 3
  const auto of =
      view({fund("F", "AA", "60"), need("A", "x", "50", "2025-07", "2"), need("B", "y", "50", "2025-07", "1")});
  EXPECT_EQ(of.first_unfunded->need, "A");
  EXPECT_EQ(decimal_text(of.first_unfunded->amount), "40");
  EXPECT_EQ(of.first_unfunded->priority, 2);
}

TEST(Runway, LaterKindsAreTheSameMoneyAndWhatIsSpentIsGone) {  // rule 1
  const auto result =
      *try_view({fund("A", "AA", "100"), fund("C", "AA", "90", "any", "", "2025-02-01", "commitment"),
                 fund("D", "AA", "70", "any", "", "2025-02-01", "disbursement"),
                 fund("E", "AA", "30", "any", "", "2025-03-01", "expenditure"), need("N", "x", "100", "2025-07")});
  EXPECT_EQ(decimal_text(result.scenarios.front().available), "70");
  EXPECT_EQ(text(result.funds[0].available), "70");
  EXPECT_EQ(text(result.funds[1].available), "-");
}

TEST(Runway, WhatIsTiedToGoodsIsGoneAndWhatIsSpentWasSpentOnItFirst) {  // rule 1
  const auto of =
      view({fund("A", "AA", "100"), fund("E", "AA", "30", "any", "", "2025-03-01", "expenditure"),
            "contracts\nid=K\namount=45\ncurrency=EUR\n",
            "funding\nfrom_kind=fund\nfrom=A\nto_kind=contract\nto=K\nshare=1\n",
            "allocations\nid=T\namount=20\ncurrency=EUR\n",
            "funding\nfrom_kind=fund\nfrom=A\nto_kind=allocation\nto=T\namount=20\ncurrency=EUR\n",  // money, no items
            need("N", "x", "100", "2025-07")});
  EXPECT_EQ(decimal_text(of.available), "55");
}

TEST(Runway, MoneyEndsAndBegins) {  // rule 2
  const auto of =
      view({fund("OLD", "AA", "100", "any", "2025-07"), fund("NEW", "BB", "100", "any", "", "2025-09-15"),
            need("N1", "x", "40", "2025-07"), need("N2", "x", "40", "2025-08"), need("N3", "x", "40", "2025-09")});
  EXPECT_EQ(of.first_unfunded->need, "N2");
  EXPECT_EQ(text(of.as_planned), "1");
  EXPECT_EQ(decimal_text(of.covered), "80");
}

TEST(Runway, ANeedInKindCostsWhatIsNotCoveredAtTheUnitValue) {  // rule 3
  const auto of =
      view({fund("F", "AA", "5", "tent"), "items\ncode=tent\ncategory=shelter\nunit_value=2\ncurrency=EUR\n",
            "needs\nid=N\nitem=tent\nquantity=10\nmonth=2025-07\n",
            "covers\nneed=N\nto_kind=allocation\nto=A\nquantity=6\n"});
  EXPECT_EQ(decimal_text(of.needed), "8");
  EXPECT_EQ(decimal_text(of.covered), "5");
}

// Of four months the first two are past, so half of it is to come.
TEST(Runway, ANeedOfSeveralMonthsIsSpreadOverThem) {  // rule 3
  const auto of = view({fund("F", "AA", "100"), "needs\nid=N\ncategory=shelter\namount=40\ncurrency=EUR\nmonth=2025-05\nuntil=2025-08\npriority=1\n"});
  ASSERT_EQ(of.by_month.size(), 2U);
  EXPECT_EQ(decimal_text(of.by_month[0].needed), "10");
  EXPECT_EQ(decimal_text(of.needed), "20");
}

TEST(Runway, MoneyThatLapsedIsNotAvailable) {  // rule 2
  const auto result = try_view({fund("F", "AA", "100"), fund("OLD", "AA", "30", "any", "2024-12-31", "2024-01-01"), need("N", "shelter", "40", "2025-07")});
  Wide sum = 0;
  for (const RunwayFund& fund : result->funds) sum += fund.available.value_or(0);
  EXPECT_EQ(decimal_text(sum), "100");
  EXPECT_EQ(result->scenarios.front().available, sum);
}

TEST(Runway, ACostSeriesGoesBeforeTheNeeds) {  // rule 3
  RunwayOptions options;
  options.costs = {{*PartialDate::parse("2025-07"), 30 * Decimal::kUnit}};
  const auto of = view({fund("F", "AA", "100"), need("N", "x", "90", "2025-07")}, options);
  EXPECT_EQ(of.first_unfunded->need, "N");
  EXPECT_EQ(decimal_text(of.first_unfunded->amount), "20");
}

TEST(Runway, FirmMoneyIsAlwaysThereAndOddsOrderThemselves) {  // rule 5
  const auto firm =
      view({fund("F", "AA", "100", "any", "", "2025-07-01"), fund("G", "BB", "100", "any", "", "2025-09-01"), need("N1", "x", "100", "2025-07"),
            need("N2", "x", "50", "2025-09"), need("N3", "x", "50", "2025-10"), need("N4", "x", "50", "2026-06")});
  EXPECT_EQ(text(firm.months.p50), text(firm.as_planned));
  EXPECT_LE(*firm.months.p10, *firm.months.p50);
  EXPECT_EQ(text(firm.months.p10), "0");  // one in five comes late: July is short
  const auto long_there = view({fund("F", "AA", "100", "any", "", "2025-01-01"), need("N1", "x", "100", "2025-07")});
  EXPECT_EQ(text(long_there.months.p10), text(long_there.as_planned));  // half a year late at most, from its date
  const auto possible = view({fund("F", "AA", "100", "any", "", "2025-01-01", "appropriation", "possible"),
                              need("N1", "x", "100", "2025-07")});
  EXPECT_EQ(text(possible.months.p50), "0");  // comes in 40 of 100
  EXPECT_EQ(text(possible.months.p10), "0");
}

TEST(Runway, TheSameSeedGivesTheSameBytes) {  // rule 5
  const Rows rows{fund("F", "AA", "100", "any", "", "2025-01-01", "appropriation", "likely"),
                  fund("G", "BB", "80", "any", "", "2025-01-01", "appropriation", "possible"),
                  need("N1", "x", "100", "2025-07"), need("N2", "x", "70", "2025-08")};
  RunwayOptions options;
  EXPECT_EQ(to_json(*try_view(rows, options)).dump(), to_json(*try_view(rows, options)).dump());
}

TEST(Runway, DriversAreWhatADonorMoves) {  // rule 6
  const auto of =
      view({fund("F", "AA", "100", "any", "", "2025-07-01"), fund("G", "BB", "50", "any", "2025-07", "2025-07-01"), need("N1", "x", "50", "2025-07"),
            need("N2", "x", "50", "2025-08"), need("N3", "x", "100", "2025-09")});
  EXPECT_EQ(text(of.as_planned), "2.5");
  std::vector<std::string> told;
  for (const RunwayDriver& driver : of.drivers)
    told.push_back(driver.donor + " " + driver.what + " " + decimal_text(driver.effect));
  EXPECT_EQ(told, (std::vector<std::string>{"AA comes 3 months later -1.5", "AA lapses -1.5", "BB comes 3 months later -0.5", "BB lapses -0.5"}));
}

TEST(Runway, ScenariosDragOnLapseAndGetDearer) {
  Book book({fund("F", "AA", "300"), fund("G", "BB", "100"), need("N1", "x", "100", "2025-07"),
             need("N2", "y", "100", "2025-08")});
  const Snapshot base = *Snapshot::make(book.history, {});
  const auto scenarios = *runway_scenarios(base, {});
  ASSERT_EQ(scenarios.size(), 3U);
  std::vector<StagedScenario> staged;
  for (const Scenario& scenario : scenarios) staged.push_back(*StagedScenario::stage(scenario, book.history));
  std::vector<Snapshot> snapshots;
  for (const StagedScenario& scenario : staged) {
    SnapshotOptions options;
    options.scenario = &scenario;
    snapshots.push_back(*Snapshot::make(book.history, options));
  }
  std::vector<RunwayCase> cases{{"as planned", "", &base}};
  for (std::size_t i = 0; i < 3; ++i) cases.push_back({scenarios[i].name, "", &snapshots[i]});
  const auto result = *runway(cases, {});
  EXPECT_TRUE(result.scenarios[0].lasts);
  EXPECT_EQ(text(result.scenarios[1].as_planned), "4");  // 400 at 100 a month
  EXPECT_EQ(result.scenarios[2].name, "donor AA lapses");
  EXPECT_EQ(text(result.scenarios[2].as_planned), "1");
  EXPECT_EQ(decimal_text(result.scenarios[3].needed), "230");
}

TEST(Runway, TodaysBurnIsTheMeanOfTheLastTwelveMonthsThatAreStated) {
  Rows rows{fund("F", "AA", "300")};
  for (int month = 1; month <= 12; ++month)
    rows.push_back(need("N" + std::to_string(month), "x", month < 7 ? "20" : "100", PartialDate::of_month(std::chrono::year(2025) / month).to_string()));
  rows.push_back(need("N0", "x", "9000", "2024-12"));  // one too early
  Book book(rows);
  const auto scenarios = *runway_scenarios(*Snapshot::make(book.history, {}), {});
  EXPECT_NE(scenarios[0].description.find("mean of the last 12 that are stated, 2025-01 to 2025-12"), std::string::npos)
      << scenarios[0].description;
  ASSERT_EQ(scenarios[0].changes.size(), 36U);
  EXPECT_EQ(scenarios[0].changes[0].row[2].second, "60");
}

TEST(Runway, MonthsAndDatesAreCellsOfTheirOwn) {
  const auto result = *try_view({fund("F", "AA", "150"), need("N1", "x", "100", "2025-07"), need("N2", "x", "100", "2025-08")});
  const Sheet sheet = to_sheets(result).front();
  EXPECT_EQ(sheet.rows[0][1], "1.5");
  EXPECT_EQ(sheet.rows[0][2], "2025-08-16");
}

TEST(Runway, NamesTheTablesThatNeedsInKindLack) {  // rule 3
  const auto result = *try_view({fund("F", "AA", "150"), need("N1", "x", "100", "2025-07"),
                                 "needs\nid=N2\nitem=TRUCK\nquantity=5\nmonth=2025-08\n"});
  const auto names = [&](std::string_view table) {
    return std::ranges::any_of(result.missing, [&](const MissingTable& missing) { return missing.table == table; });
  };
  EXPECT_TRUE(names("items"));
  EXPECT_TRUE(names("covers"));
  EXPECT_TRUE(names("plans"));
  EXPECT_EQ(result.left_out, std::vector<std::string>{"need N2: TRUCK is not in the table items"});
}

TEST(Runway, YearlyNeedsHaveAnnualCoverOnly) {  // rule 8
  const auto result = *try_view({need("H", "humanitarian", "200", "2024"),
                                 fund("D", "AA", "50", "humanitarian", "", "2024-05-01", "disbursement"),
                                 fund("F", "BB", "30", "Facility", "", "2024-05-01", "disbursement"),
                                 fund("M", "BB", "70", "Military support", "", "2024-05-01", "disbursement")});
  EXPECT_TRUE(result.scenarios.front().by_month.empty());
  ASSERT_EQ(result.annual.size(), 1U);
  EXPECT_EQ(text(result.annual[0].cover), "25");
  EXPECT_EQ(text(result.annual[0].at_most), "40");  // 50 and 30; the military 70 cannot have served it
  EXPECT_EQ(to_json(result)["scenarios"][0]["months"]["as_planned"], Json());
}

TEST(Runway, ReportsOfARequirementStandBesideIt) {  // rule 8
  const auto report = [](const std::string& id, const std::string& series, const std::string& measure, const std::string& value,
                         const std::string& unit, const std::string& year) {
    return "reports\nid=" + id + "\nseries=" + series + "\nmeasure=" + measure + "\nvalue=" + value + "\nunit=" + unit +
           "\nfrom=" + year + "\nuntil=" + year + "\ndate=2025-01-10\nclassifier=actual\n";
  };
  const auto result = *try_view({"needs\nid=H\nnote=UN HRP 2024 appeal\ncategory=humanitarian\namount=200\ncurrency=EUR\nmonth=2024\n",
                                 report("R1", "UN-HRP-2024", "flow", "50", "EUR", "2024"),
                                 report("R2", "UN-HRP-2024", "share", "67", "percent", "2024"),
                                 report("R3", "UN-HRP-2023", "flow", "70", "EUR", "2023"),
                                 report("R4", "UN-HRP-20", "flow", "70", "EUR", "2024")});
  ASSERT_EQ(result.annual.size(), 1U);
  ASSERT_EQ(result.annual[0].reported.size(), 2U);
  EXPECT_EQ(text(result.annual[0].reported[0].percent), "25");
  EXPECT_EQ(text(result.annual[0].reported[1].percent), "67");
  EXPECT_FALSE(result.annual[0].reported[1].amount);
  EXPECT_EQ(to_sheets(result).front().rows[0][6], "25 to 67 of H");
  EXPECT_EQ(to_json(result)["scenarios"][0]["available"], Json());
}

TEST(Runway, MoneyOfNoStatedKindBeyondTheRequirementIsNoBound) {  // rule 8
  const auto result = *try_view({need("H", "humanitarian", "200", "2024"),
                                 fund("F", "BB", "1300", "Facility", "", "2024-05-01", "disbursement")});
  EXPECT_FALSE(result.annual[0].cover);
  EXPECT_FALSE(result.annual[0].at_most);
  EXPECT_NE(result.annual[0].why, "");
}

std::string leg(const std::string& link, const std::string& from, const std::string& to, int week, const std::string& tonnes) {
  return R"({"link":")" + link + R"(","from":")" + from + R"(","to":")" + to + R"(","depart":"2025-W)" + std::to_string(week) +
         R"(","arrive":"2025-W)" + std::to_string(week + 1) + R"(","tonnes":")" + tonnes + R"("})";
}
std::string accepted(const std::string& id, const std::string& known, const std::vector<std::string>& legs_of_lines) {
  std::string schedule;
  for (const std::string& legs : legs_of_lines)
    schedule += (schedule.empty() ? "" : ",") + std::string(R"({"consignment":"C","origin":"A","arrives":"2025-W30","legs":[)") + legs + "]}";
  return "plans\nid=" + id + "\nknown_date=" + known + "\nengine=e\nseed=0\ncontent={\"schedule\":[" + schedule + "]}\n";
}

// Two consignments share a link in one week: 30 t in vehicles of 20 t are two of them, so 40 t at 2 a tonne.
const Rows kPlanned{need("N1", "medical", "100", "2025-07"), need("N2", "medical", "100", "2025-08"), fund("F", "AA", "150"),
                    "links\nid=L1\nfrom=A\nto=B\ncost_per_t=2\ncurrency=EUR\nvehicle_t=20\n",
                    "links\nid=L2\nfrom=B\nto=C\ncost_per_t=3\ncurrency=EUR\n",
                    accepted("OLD", "2025-05-01", {leg("L2", "A", "C", 28, "1000")}),
                    accepted("NEW", "2025-06-01", {leg("L1", "A", "B", 28, "12.5") + "," + leg("L2", "B", "C", 29, "12.5"),
                                                   leg("L1", "A", "B", 28, "17.5") + "," + leg("GONE", "B", "C", 29, "17.5")})};

TEST(Runway, TheNewestAcceptedPlanIsPaidBeforeTheNeedsOfItsMonth) {  // rule 3
  const auto result = *try_view(kPlanned);
  EXPECT_EQ(result.plan, "NEW");
  ASSERT_EQ(result.costs.size(), 1U);
  EXPECT_EQ(result.costs[0].month.to_string(), "2025-07");
  EXPECT_EQ(decimal_text(result.costs[0].amount), "117.5");  // 40 t at 2 and 12.5 t at 3
  EXPECT_EQ(result.left_out, Rows{"plan NEW: link GONE is not in the book"});
  EXPECT_EQ(decimal_text(result.scenarios[0].by_month[0].needed), "217.5");
  EXPECT_EQ(decimal_text(result.scenarios[0].by_month[0].covered), "150");
  EXPECT_EQ(result.scenarios[0].first_unfunded->need, "N1");
  EXPECT_EQ(decimal_text(result.scenarios[0].first_unfunded->amount), "67.5");
}

TEST(Runway, CostsThatAreGivenStandInsteadOfThePlans) {  // rule 3
  RunwayOptions options;
  options.costs = {{*PartialDate::parse("2025-07"), 10 * Decimal::kUnit}};
  const auto result = *try_view(kPlanned, options);
  EXPECT_EQ(result.plan, "");
  EXPECT_EQ(decimal_text(result.scenarios[0].by_month[0].needed), "110");
}

std::string deflator(const std::string& country, const std::string& year, const std::string& value) {
  return "economy\nknown_date=2025-01-01\ncountry=" + country + "\nyear=" + year + "\nvintage=V\ndeflator=" + value + "\n";
}

// A euro pays a euro whatever the donor's and the recipient's prices do: 150 for two needs of 100.
TEST(Runway, ConstantPricesTellAmountsAndMoveNothing) {  // rule 9
  const Rows rows{fund("F", "AA", "150"), need("N1", "x", "100", "2025-12"), need("N2", "x", "100", "2026-01"),
                  deflator("UU", "2024", "100"), deflator("UU", "2025", "200"), deflator("UU", "2026", "400"),
                  deflator("AA", "2024", "100"), deflator("AA", "2025", "125")};
  const auto of = [&](const Prices& prices) {
    History history;
    EXPECT_TRUE(replay("state 0\nprogramme\nid=programme\nrecipients=UU\nreporting_currency=EUR\nreport_date=2025-11-30\n", history));
    for (const std::string& row : rows) EXPECT_TRUE(replay("state 0\n" + row, history)) << row;
    const Snapshot snapshot = *Snapshot::make(history, {});
    const RunwayCase base{"as planned", "", &snapshot};
    return *runway(std::span(&base, 1), {.prices = prices});
  };
  const RunwayResult nominal = of({}), constant = of({.constant = 2024});
  const RunwayScenario& told = constant.scenarios.front();
  EXPECT_EQ(text(told.as_planned), "1.5");
  EXPECT_EQ(told.shortfall_date, nominal.scenarios.front().shortfall_date);
  EXPECT_EQ(told.months.p50, nominal.scenarios.front().months.p50);
  EXPECT_EQ(told.first_unfunded->need, "N2");
  EXPECT_EQ(decimal_text(told.first_unfunded->amount), "12.5");  // 50 of 2026
  EXPECT_EQ(decimal_text(told.available), "75");
  EXPECT_EQ(text(constant.funds.front().available), "75");
  EXPECT_EQ(text(constant.funds.front().amount), "150");  // as stated
  EXPECT_EQ(decimal_text(told.needed), "75");             // 50 and 25
  EXPECT_EQ(decimal_text(told.covered), "62.5");
  EXPECT_EQ(text(told.covered_share), "83.3333");
}

TEST(Runway, NothingToShowNamesTheTable) {
  const auto result = try_view({});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::nothing_to_do);
  EXPECT_NE(result.error().message.find("needs.csv"), std::string::npos);
}

// Money for two months, needs for three; then a course with a fourth.
TEST(Runway, SaysWhyNeedsThatGoOnMoveNoDay) {
  const Rows rows{fund("F", "AA", "200"), need("N1", "x", "100", "2025-07"), need("N2", "x", "100", "2025-08"), need("N3", "x", "100", "2025-09")};
  Book book(rows);
  const Snapshot base = *Snapshot::make(book.history, {});
  Book longer(rows);
  longer.add(need("N4", "x", "100", "2025-10"));
  const Snapshot course = *Snapshot::make(longer.history, {});
  const std::vector<RunwayCase> cases{{"as planned", "", &base}, {"drags on", "", &course}};
  const RunwayResult result = *runway(cases, {});
  EXPECT_EQ(result.scenarios[0].unmoved, "");
  EXPECT_EQ(result.scenarios[1].unmoved, "the money is short from 2025-09-01 on, before the needs after 2025-09 that it adds; what it moves is "
                                         "the part of all needs that is covered, from 66.6667 to 50 percent");
}

TEST(Runway, OddsSayThatTheyHaveNoTrackRecord) {  // rule 5
  const auto result = *try_view({fund("F", "AA", "150", "any", "", "2025-01-01", "appropriation", "likely"), need("N1", "x", "100", "2025-07")});
  const Json told = to_json(result);
  EXPECT_TRUE(told["track_record"]["record"].is_null());
  const std::vector<std::string> notes = to_sheets(result).front().footnotes;
  EXPECT_TRUE(std::ranges::any_of(notes, [](const std::string& note) { return note.find("no track record") != std::string::npos; }));
}

}  // namespace
}  // namespace servanda
