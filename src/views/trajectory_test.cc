#include "views/trajectory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "book/payload.h"

namespace servanda {
namespace {

// One entry as table and columns.
using Rows = std::vector<std::string>;

Rows operator+(Rows a, const Rows& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const Rows kProgramme{"programme\nid=programme\nreporting_currency=EUR\nreport_date=2025-06-25\ndelivered=recipient-confirmed\n"};

void record(const Rows& rows, History& history) {
  for (const std::string& row : rows) {
    const Status status = replay("state 0\n" + row, history);
    ASSERT_TRUE(status) << status.error().text() << "\n" << row;
  }
}

Result<TrajectoryResult> try_view(const Rows& rows, const TrajectoryOptions& options = {},
                                  std::string_view as_known = "2025-06-25") {
  History history;
  record(kProgramme + rows, history);
  SnapshotOptions of_snapshot;
  of_snapshot.as_known = parse_day(as_known);
  return trajectory(*Snapshot::make(history, of_snapshot), options);
}

TrajectoryResult view(const Rows& rows, const TrajectoryOptions& options = {},
                      std::string_view as_known = "2025-06-25") {
  return *try_view(rows, options, as_known);
}

std::string pledge(const std::string& id, const std::string& date, const std::string& amount,
                   const std::string& more = "", const std::string& donors = "DE", const std::string& known = "") {
  return "pledges\nid=" + id + "\n" + (known.empty() ? "" : "known_date=" + known + "\n") + "donors=" + donors +
         "\ndate=" + date + "\namount=" + amount + "\ncurrency=EUR\n" + more;
}

std::string relation(const std::string& from, const std::string& kind, const std::string& to) {
  return "relations\nfrom_kind=pledge\nfrom=" + from + "\nkind=" + kind + "\nto_kind=pledge\nto=" + to + "\n";
}

std::string revision(const std::string& of, const std::string& known, const std::string& field, const std::string& is,
                     const std::string& change) {
  return "revisions\nknown_date=" + known + "\nof_kind=pledge\nof=" + of + "\nfield=" + field + "\nis=" + is +
         "\nchange=" + change + "\n";
}

// The cumulative amount in a week; "-" where the series has no such week.
std::string at(const TrajectorySeries& series, std::string_view week) {
  for (const WeekSum& sum : series.weeks)
    if (to_string(sum.week) == week) return decimal_text(sum.cumulative.units);
  return "-";
}

std::string last(const TrajectorySeries& series) {
  return series.weeks.empty() ? "-" : decimal_text(series.weeks.back().cumulative.units);
}

// "2025 7; 2025-04 6"
std::string within(const TrajectorySeries& series) {
  std::string out;
  for (const PeriodSum& period : series.within)
    out += (out.empty() ? "" : "; ") + period.period.to_string() + " " + decimal_text(period.sum.units);
  return out;
}

// "weeks 30/20=1.5"
std::string told(const Growth& growth) {
  return std::string(kGrowthOfNames[static_cast<std::size_t>(growth.of)]) + " " + decimal_text(growth.now.units) + "/" +
         decimal_text(growth.then.units) + "=" + decimal_text(growth.ratio);
}

TEST(Trajectory, CumulatesByWeekFromTheFirstOfTheYearToTheAsKnownDay) {
  const auto result =
      view({pledge("P1", "2025-01-08", "10"), pledge("P2", "2025-01-12", "5"), pledge("P3", "2025-06-25", "7")});
  ASSERT_EQ(result.series.size(), 1U);
  const auto& series = result.series[0];
  EXPECT_EQ(series.year, 2025);
  ASSERT_EQ(series.weeks.size(), 26U);
  EXPECT_EQ(at(series, "2025-W01"), "0");
  EXPECT_EQ(at(series, "2025-W02"), "15");
  EXPECT_EQ(at(series, "2025-W25"), "15");
  EXPECT_EQ(at(series, "2025-W26"), "22");
}

TEST(Trajectory, ASeriesNamesTheSourcesOfItsPledges) {
  const auto result = view({"sources\nid=S\npublisher=Press\ndate=2025-01-01\n", "pledges\nid=P\nsource=S\ndonors=DE\ndate=2025-02-01\namount=5\ncurrency=EUR\n",
                            pledge("Q", "2025-02-02", "7", "instrument=loan\n")});
  ASSERT_EQ(result.series.size(), 2U);
  const std::size_t loan = result.series[0].key.instrument == Instrument::loan ? 0 : 1;
  EXPECT_TRUE(result.series[loan].sources.empty());
  EXPECT_EQ(result.series[1 - loan].sources, std::set<std::string>{"S"});
}

TEST(Trajectory, LeavesOutPledgesOfLaterDays) {
  EXPECT_EQ(
      last(view({pledge("P1", "2025-06-25", "10"), pledge("P2", "2025-06-26", "5", "", "DE", "2025-06-01")}).series[0]),
      "10");
}

TEST(Trajectory, TheYearIsThatOfTheDayAndTheWeekThatOfTheCalendar) {
  const auto now = view({pledge("P1", "2022-12-31", "1"), pledge("P2", "2023-01-01", "2")}, {}, "2023-06-01");
  EXPECT_EQ(now.series[0].year, 2023);
  EXPECT_EQ(at(now.series[0], "2022-W52"), "2");
  EXPECT_EQ(at(now.series.back(), "2022-W52"), "1");
  const auto end = view({pledge("P1", "2024-12-30", "3")}, {}, "2024-12-31");
  EXPECT_EQ(at(end.series[0], "2025-W01"), "3");
}

TEST(Trajectory, AWeekIsADateAndBelongsToItsOwnYear) {
  const auto result = view({pledge("P1", "2025-W01", "3"), pledge("P2", "2025-W10", "4")});
  ASSERT_EQ(result.series.size(), 1U);
  EXPECT_EQ(at(result.series[0], "2025-W01"), "3");
  EXPECT_EQ(at(result.series[0], "2025-W10"), "7");
}

TEST(Trajectory, PutsMonthsAndYearsInNoWeek) {
  const auto result = view({pledge("P1", "2025-05-05", "10"), pledge("P2", "2025-04", "5"),
                            pledge("P3", "2025", "7", "", "DE", "2025-02"), pledge("P4", "2025-04", "1")});
  EXPECT_EQ(last(result.series[0]), "10");
  EXPECT_EQ(within(result.series[0]), "2025 7; 2025-04 6");
}

TEST(Trajectory, ShowsTheOtherYearAsKnownThenAndAsKnownNow) {
  const Rows rows{pledge("P1", "2025-02-03", "50"), pledge("P2", "2024-02-05", "10"),
                  pledge("P3", "2024-03-04", "20", "", "DE", "2024-09-01"), pledge("P4", "2024-11-04", "40"),
                  revision("P2", "2024-12-01", "amount", "12", "raised")};
  const auto result = view(rows);
  ASSERT_EQ(result.series.size(), 3U);
  EXPECT_EQ(last(result.series[0]), "50");
  EXPECT_EQ(result.series[1].year, 2024);
  EXPECT_EQ(to_string(result.series[1].as_known), "2024-06-25");
  EXPECT_EQ(to_string(result.series[1].weeks.back().week), "2024-W26");
  EXPECT_EQ(last(result.series[1]), "10");
  EXPECT_EQ(result.series[2].year, 2024);
  EXPECT_EQ(to_string(result.series[2].as_known), "2025-06-25");
  EXPECT_EQ(at(result.series[2], "2024-W26"), "32");
  EXPECT_EQ(last(result.series[2]), "72");
}

TEST(Trajectory, ComparesWithTheYearThatIsAskedFor) {
  TrajectoryOptions options;
  options.against = 2023;
  const auto result = view({pledge("P1", "2023-02-06", "10")}, options);
  ASSERT_EQ(result.series.size(), 2U);
  EXPECT_EQ(result.series[0].year, 2023);
  EXPECT_EQ(to_string(result.then), "2023-06-25");
  options.against = 2025;
  const auto refused = try_view({}, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::bad_usage);
}

TEST(Trajectory, TheLastDayOfAMonthStaysTheLast) {
  EXPECT_EQ(to_string(view({}, {}, "2024-02-29").then), "2023-02-28");
  EXPECT_EQ(to_string(view({}, {}, "2025-02-28").then), "2024-02-29");
  EXPECT_EQ(to_string(view({}, {}, "2025-02-27").then), "2024-02-27");
}

TEST(Trajectory, NeverAddsAcrossBasisInstrumentOrCurrency) {
  const auto result =
      view({pledge("P1", "2025-01-08", "1", "instrument=loan\n"), pledge("P2", "2025-01-08", "2", "instrument=grant\n"),
            pledge("P3", "2025-01-08", "4", "valuation_basis=market\n"), pledge("P4", "2025-01-08", "8"),
            "pledges\nid=P5\ndonors=UA\ndate=2025-01-08\namount=16\ncurrency=UAH\n"});
  std::vector<std::string> told;
  for (const auto& series : result.series)
    told.push_back(series.key.currency.code() + " " + std::string(name_of(series.key.basis)) + " " +
                   std::string(name_of(series.key.instrument)) + " " + last(series));
  EXPECT_EQ(told, (std::vector<std::string>{"EUR market not_reported 4", "EUR stated grant 2", "EUR stated loan 1",
                                            "EUR stated not_reported 8", "UAH stated not_reported 16"}));
}

TEST(Trajectory, ConvertsAtTheRateOfThePledgesDate) {
  // 1.0286 dollars a euro on that day: 1000 / 1.0286 = 972.19521…
  const auto result = view({"pledges\nid=P1\ndonors=US\ndate=2025-01-08\namount=1000\ncurrency=USD\n"});
  ASSERT_EQ(result.series.size(), 1U);
  EXPECT_EQ(result.series[0].key.currency.code(), "EUR");
  EXPECT_EQ(last(result.series[0]), "972.1952");
}

TEST(Trajectory, CountsJointPledgesOnceAndNettedOnesNever) {
  const Rows rows{pledge("P1", "2025-01-08", "10", "", "DK;NO"), pledge("P2", "2025-01-08", "4"),
                  pledge("P3", "2025-01-15", "4"), relation("P3", "repeats", "P2")};
  EXPECT_EQ(last(view(rows).series[0]), "14");
}

TEST(Trajectory, LeavesOutWhatWasCalledOffOnceThatIsKnown) {
  const Rows rows{pledge("P1", "2025-01-08", "10"), pledge("P2", "2025-01-08", "4"),
                  revision("P2", "2025-03-01", "description", "no longer offered", "withdrawn")};
  EXPECT_EQ(last(view(rows).series[0]), "10");
  EXPECT_EQ(last(view(rows, {}, "2025-02-28").series[0]), "14");
}

TEST(Trajectory, FiltersByDonorWithoutSplittingJointPledges) {
  const Rows rows{pledge("P1", "2025-01-08", "10", "", "DK;NO"), pledge("P2", "2025-01-08", "4", "", "NO")};
  TrajectoryOptions options;
  options.donor = "NO";
  EXPECT_EQ(last(view(rows, options).series[0]), "4");
  options.donor = "DK;NO";
  EXPECT_EQ(last(view(rows, options).series[0]), "10");
}

TEST(Trajectory, ASumIsAsVagueAsItsVaguestPart) {
  const auto series =
      view({pledge("P1", "2025-01-08", "10"), pledge("P2", "2025-02-05", "4", "qualifier=at_least\n")}).series[0];
  EXPECT_EQ(series.weeks[1].cumulative.qualifier, Qualifier::exact);
  EXPECT_EQ(series.weeks.back().cumulative.qualifier, Qualifier::at_least);
}

TEST(Trajectory, GrowthComparesWithTheOtherYearAsKnownThen) {
  const Rows rows{pledge("P1", "2025-02-03", "50"), pledge("P2", "2024-02-05", "30"),
                  pledge("P3", "2024-02-05", "100", "", "DE", "2024-09-01"), pledge("P4", "2024-08-05", "100")};
  const auto growth = view(rows).growth;
  ASSERT_EQ(growth.size(), 2U);
  EXPECT_EQ(told(growth[0]), "weeks 50/30=1.6667");
  EXPECT_EQ(told(growth[1]), "weeks_and_periods_over 50/30=1.6667");
}

TEST(Trajectory, GrowthAddsOnlyPeriodsThatWereOverInBothYears) {
  const Rows rows{pledge("P1", "2025-02-03", "50"),
                  pledge("P2", "2025-05", "10"),
                  pledge("P3", "2025-06", "100", "", "DE", "2025-06-01"),
                  pledge("P4", "2025", "1000", "", "DE", "2025-06-01"),
                  pledge("P5", "2024-02-05", "20"),
                  pledge("P6", "2024-04", "20"),
                  pledge("P7", "2024-06", "100", "", "DE", "2024-06-01")};
  const auto growth = view(rows).growth;
  ASSERT_EQ(growth.size(), 2U);
  EXPECT_EQ(told(growth[0]), "weeks 50/20=2.5");
  EXPECT_EQ(told(growth[1]), "weeks_and_periods_over 60/40=1.5");
}

TEST(Trajectory, EverySheetTellsTheDayThatItIsKnownAs) {
  for (const Sheet& sheet : to_sheets(view({pledge("A", "2025-01-02", "5"), pledge("B", "2025", "5"), pledge("C", "2024-01-02", "5")}))) EXPECT_NE(print_table(sheet, 200).find("2025-06-25"), std::string::npos) << sheet.title;
}

TEST(Trajectory, HasNoGrowthWhereOneYearHasNothing) {
  EXPECT_TRUE(view({pledge("P1", "2025-02-03", "50"), pledge("P2", "2024-08-05", "30")}).growth.empty());
  EXPECT_TRUE(
      view({pledge("P1", "2025-02-03", "50"), pledge("P2", "2024-02-05", "30", "instrument=loan\n")}).growth.empty());
}

Rows mixed_book() {
  return {pledge("P1", "2025-02-03", "50"),
          pledge("P2", "2024-02-05", "30", "instrument=loan\n"),
          pledge("P3", "2025-05", "10", "qualifier=up_to\n"),
          pledge("P4", "2025-02-04", "3", "qualifier=at_least\n"),
          pledge("P5", "2025", "1", "instrument=loan\n", "DE", "2025-01"),
          pledge("P6", "2025-02-05", "2"),
          relation("P6", "part_of", "P1"),
          revision("P1", "2025-03-01", "amount", "60", "raised")};
}

TEST(Trajectory, EqualBooksGiveEqualBytesHoweverTheyWereRecorded) {
  Rows reversed = mixed_book();
  std::ranges::reverse(reversed);
  const TrajectoryOptions options{{}, {}, Head::compute};
  EXPECT_EQ(to_json(view(mixed_book(), options)).dump(), to_json(view(reversed, options)).dump());
}

TEST(Trajectory, WritesTheAgreedMembers) {
  const Json json = to_json(
      view({pledge("P1", "2025-06-23", "50", "instrument=grant\n"), pledge("P2", "2025-05", "10", "instrument=grant\n"),
            pledge("P3", "2024-06-24", "40", "instrument=grant\n")},
           {{}, {}, Head::compute}));
  EXPECT_EQ(json["as_known"], "2025-06-25");
  EXPECT_EQ(json["head"].get<std::string>().size(), 64U);
  const Json& series = json["series"][0];
  EXPECT_EQ(series["year"], 2025);
  EXPECT_EQ(series["as_known"], "2025-06-25");
  EXPECT_EQ(
      series["weeks"].back().dump(),
      R"({"week":"2025-W26","cumulative":{"amount":"50","currency":"EUR","basis":"stated","instrument":"grant","qualifier":"exact"}})");
  EXPECT_EQ(series["within"][0]["period"], "2025-05");
  EXPECT_EQ(series["within"][0]["amount"]["amount"], "10");
  EXPECT_EQ(json["growth"][0]["period"], "2025-W26");
  EXPECT_EQ(json["growth"][0]["this"]["amount"], "50");
  EXPECT_EQ(json["growth"][0]["last"]["amount"], "40");
  EXPECT_EQ(json["growth"][0]["ratio"], "1.25");
}

TEST(Trajectory, NewlyPledgedByQuarterTellsWhetherItIsExponential) {
  Rows rows;
  const char* months[] = {"2023-01", "2023-04", "2023-07", "2023-10", "2024-01", "2024-04", "2024-07", "2024-10", "2025-01"};
  int amount = 10;
  for (const char* month : months) {
    rows.push_back(pledge(std::string("P") + month, month, std::to_string(amount)));
    amount *= 2;
  }
  rows.push_back(pledge("NOW", "2025-05", "1"));    // a quarter that is not over
  rows.push_back(pledge("YEAR", "2024", "77"));     // stands in no quarter
  const auto shapes = view(rows).shapes;
  ASSERT_EQ(shapes.size(), 1U);
  ASSERT_EQ(shapes[0].quarters.size(), 9U);
  EXPECT_EQ(shapes[0].quarters.back().first_month.to_string(), "2025-01");
  EXPECT_EQ(shapes[0].quarters.back().last_month.to_string(), "2025-03");
  EXPECT_EQ(decimal_text(shapes[0].left_out), "77");
  EXPECT_EQ(shapes[0].fit.shape, GrowthShape::exponential);
  EXPECT_EQ(decimal_text(*shapes[0].fit.doubling), "1");
}

TEST(Trajectory, FewQuartersTellNoShapeAndSaySo) {
  const auto shapes = view({pledge("P1", "2024-10", "10"), pledge("P2", "2025-01", "20")}).shapes;
  ASSERT_EQ(shapes.size(), 1U);
  EXPECT_EQ(shapes[0].fit.shape, GrowthShape::too_few);
  EXPECT_EQ(to_json(shapes)[0]["doubling_quarters"]["middle"], Json());
}

TEST(Trajectory, PrintsWeeksOfBothYearsSideBySide) {
  const auto sheets = to_sheets(
      view({pledge("P1", "2025-01-08", "50"), pledge("P2", "2024-01-10", "40"), pledge("P3", "2024-12", "5")}));
  ASSERT_EQ(sheets.size(), 4U);
  ASSERT_EQ(sheets[0].columns.size(), 4U);
  EXPECT_EQ(sheets[0].rows[1], (std::vector<std::string>{"W02", "50", "40", "40"}));
  EXPECT_EQ(sheets[0].rows.back(), (std::vector<std::string>{"W01 of the year after", "", "", "40"}));
  EXPECT_EQ(sheets[1].rows.size(), 1U);
  EXPECT_EQ(sheets[2].rows.size(), 2U);
  for (const Sheet& sheet : sheets)
    for (const auto& row : sheet.rows) EXPECT_EQ(row.size(), sheet.columns.size());
}

// Consignments of one line each that were there on a day.
Rows received(std::initializer_list<std::array<std::string, 3>> each) {
  Rows out;
  for (const auto& [id, amount, date] : each) {
    out.push_back("consignments\nid=" + id + "\n");
    out.push_back("lines\nof_kind=consignment\nof=" + id + "\nitem=I\nquantity=1\namount=" + amount + "\ncurrency=EUR\n");
    out.push_back("events\nknown_date=" + date + "\nof_kind=consignment\nof=" + id + "\nstage=confirmed\nclassifier=actual\ndate=" + date + "\n");
  }
  return out;
}

TEST(Trajectory, ShowsWhatReachedAStageOnItsDay) {  // rule 0
  const Rows rows = received({{"A", "10", "2024-02-01"}, {"B", "5", "2025-01-08"}, {"C", "7", "2025-06-24"}});
  const TrajectoryResult result = view(rows, {.stage = Stage::confirmed});
  ASSERT_EQ(result.series.size(), 3U);
  EXPECT_EQ(at(result.series[0], "2025-W01"), "0");
  EXPECT_EQ(at(result.series[0], "2025-W02"), "5");
  EXPECT_EQ(last(result.series[0]), "12");
  EXPECT_EQ(last(result.series[1]), "10");
  ASSERT_FALSE(result.growth.empty());
  EXPECT_EQ(decimal_text(result.growth[0].ratio), "1.2");
}

TEST(Trajectory, IsOfWhatCountsAsDeliveredWhereNothingIsPledged) {  // rule 0
  Rows rows = received({{"A", "10", "2025-02-03"}});
  EXPECT_EQ(view(rows).stage, Stage::confirmed);
  EXPECT_EQ(last(view(rows).series[0]), "10");
  rows.push_back(pledge("P", "2025-01-10", "3"));
  EXPECT_EQ(view(rows).stage, Stage::pledged);
  EXPECT_EQ(last(view(rows).series[0]), "3");
}

TEST(Trajectory, ADonorWhoIsNobodyIsRefused) {
  const Rows rows{pledge("P1", "2025-01-08", "3"), "parties\nid=DE\nname=Germany\n", "parties\nid=NO\nname=Norway\n"};
  TrajectoryOptions options;
  options.donor = "germany";
  const auto refused = try_view(rows, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "--donor: found no donor 'germany', expected one of DE; did you mean 'DE'?");
  options.donor = "NO";  // a party that pledged nothing yet
  EXPECT_TRUE(try_view(rows, options));
}

}  // namespace
}  // namespace servanda
