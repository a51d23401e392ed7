#include "views/burden.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "book/payload.h"

namespace servanda {
namespace {

using Rows = std::vector<std::string>;

Rows operator+(Rows a, const Rows& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const Rows kProgramme{"programme\nid=programme\nreporting_currency=EUR\nreport_date=2025-06-25\n"};

Result<BurdenResult> try_view(const Rows& rows, const BurdenOptions& options = {}) {
  History history;
  for (const std::string& row : kProgramme + rows) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text() << "\n" << row;
  }
  return burden(*Snapshot::make(history, {}), options);
}

BurdenResult view(const Rows& rows, const BurdenOptions& options = {}) {
  auto result = try_view(rows, options);
  EXPECT_TRUE(result) << result.error().text();
  return *std::move(result);
}

std::string economy(const std::string& country, int year, const std::string& gdp, const std::string& core,
                    const std::string& more = "", const std::string& vintage = "V1",
                    const std::string& known = "2025-01-01", const std::string& currency = "EUR") {
  // Columns stand in the order of the schema: a payload lists them so.
  return "economy\nknown_date=" + known + "\ncountry=" + country + "\nyear=" + std::to_string(year) +
         "\nvintage=" + vintage + "\ngdp=" + gdp + "\ncurrency=" + currency + "\ndefence_core=" + core + "\n" + more;
}

std::string pledge(const std::string& id, const std::string& donors, const std::string& amount,
                   const std::string& more = "", const std::string& date = "2024-03-01") {
  return "pledges\nid=" + id + "\ndonors=" + donors + "\ndate=" + date + "\namount=" + amount + "\ncurrency=EUR\n" +
         more;
}

std::string share_report(const std::string& id, const std::string& series, const std::string& value,
                         const std::string& period, const std::string& rest) {
  return "reports\nid=" + id + "\nseries=" + series + "\nmeasure=share\nvalue=" + value + "\nunit=percent_of_gdp\n" +
         period + rest;
}

const BurdenRow& row_of(const BurdenResult& result, const std::string& party, const std::string& vintage = "") {
  for (const BurdenRow& row : result.rows)
    if (row.party == party && (vintage.empty() || row.now.vintage == vintage)) return row;
  ADD_FAILURE() << "no row of " << party;
  static const BurdenRow none;
  return none;
}

std::string text(const std::optional<Wide>& units) { return units ? decimal_text(*units) : "-"; }

BurdenPath own_path() { return *parse_burden_path("name=own; from=2020; 2024=2; 2030=3+1", "test"); }

TEST(Burden, SharesByAmountPerGdpAndPerHeadComeFromOneRow) {  // rules 1 and 8
  const auto result =
      view({economy("AA", 2024, "1000", "20", "population=4\n"), economy("BB", 2024, "300", "60", "population=30\n")});
  EXPECT_EQ(result.year, 2024);
  const BurdenRow& a = row_of(result, "AA");
  const BurdenRow& b = row_of(result, "BB");
  EXPECT_EQ(text(a.now.per_gdp), "2");
  EXPECT_EQ(text(b.now.per_gdp), "20");
  EXPECT_EQ(text(a.share), "25");
  EXPECT_EQ(text(b.share), "75");
  EXPECT_EQ(text(a.now.per_head), "5");
  EXPECT_EQ(text(b.now.per_head), "2");
  EXPECT_EQ(a.rank_amount, 2);
  EXPECT_EQ(a.rank_per_gdp, 2);
  EXPECT_EQ(a.rank_per_head, 1);
  EXPECT_EQ(result.rows.front().party, "BB");
  EXPECT_EQ(decimal_text(result.totals.front().amounts.at("EUR")), "80");
}

TEST(Burden, TheNewestKnownVintageStandsAndIsShown) {  // rule 1
  const auto result = view({economy("AA", 2024, "1000", "20", "", "OLD", "2024-06-01"),
                            economy("AA", 2024, "800", "20", "", "NEW", "2025-06-01")});
  EXPECT_EQ(text(row_of(result, "AA").now.per_gdp), "2.5");
  EXPECT_EQ(row_of(result, "AA").now.vintage, "NEW");
  EXPECT_EQ(result.known_vintages, (std::vector<std::string>{"NEW", "OLD"}));
}

TEST(Burden, TwoVintagesStandSideBySide) {  // rule 1
  BurdenOptions options;
  options.vintages = {"OLD", "NEW"};
  const auto result = view({economy("AA", 2024, "1000", "20", "", "OLD", "2024-06-01"),
                            economy("AA", 2024, "800", "20", "", "NEW", "2025-06-01")},
                           options);
  EXPECT_EQ(text(row_of(result, "AA", "OLD").now.per_gdp), "2");
  EXPECT_EQ(text(row_of(result, "AA", "NEW").now.per_gdp), "2.5");
  EXPECT_EQ(text(row_of(result, "AA", "OLD").share), "100");  // never added to the other vintage
  ASSERT_EQ(result.totals.size(), 2U);
  for (const BurdenTotal& total : result.totals) {
    EXPECT_EQ(decimal_text(total.amounts.at("EUR")), "20");
    EXPECT_EQ(total.reported, 1);
  }
  EXPECT_TRUE(to_json(result)["total"].is_null());
  const auto sheets = to_sheets(result);
  ASSERT_GE(sheets.size(), 3U);
  EXPECT_EQ(sheets[2].rows.front(), (std::vector<std::string>{"AA", "2", "2.5", "0.5"}));
}

TEST(Burden, AnUnknownVintageIsBadInput) {
  BurdenOptions options;
  options.vintages = {"V9"};
  const auto result = try_view({economy("AA", 2024, "1000", "20")}, options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  EXPECT_NE(result.error().message.find("V1"), std::string::npos);
}

TEST(Burden, AVintageOfPartsOfYearsIsKnown) {
  BurdenOptions options;
  options.vintages = {"V1", "HALF"};
  const auto result = try_view({economy("AA", 2024, "1000", "20"), share_report("S1", "DEFENCE-SHARE-AA:HALF", "2.3", "from=2024-01\nuntil=2024-06\ndate=2025-01-01\n", "classifier=actual\n")}, options);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->known_vintages, (std::vector<std::string>{"HALF", "V1"}));
}

TEST(Burden, AReportedShareStandsWhereTheEconomyHasNoRow) {  // rule 1
  const auto result = view({economy("AA", 2023, "1000", "20"),
                            share_report("S1", "DEFENCE-SHARE-AA:PRESS", "2.3",
                                         "from=2024\nuntil=2024\ndate=2025-01-01\n", "classifier=actual\n"),
                            share_report("S2", "DEFENCE-SHARE-AA:PRESS", "9",
                                         "from=2023\nuntil=2023\ndate=2025-01-01\n", "classifier=actual\n")});
  EXPECT_EQ(result.year, 2023);  // the last year with an amount
  const BurdenRow& a = row_of(result, "AA");
  ASSERT_EQ(a.years.size(), 2U);
  EXPECT_EQ(text(a.years[0].per_gdp), "2");
  EXPECT_EQ(text(a.years[1].per_gdp), "2.3");
  EXPECT_EQ(text(a.years[1].amount), "-");  // a share has no amount
  EXPECT_EQ(a.years[1].vintage, "PRESS");
  EXPECT_EQ(text(a.years[0].reported_per_gdp), "9");  // beside what the row gives
  EXPECT_EQ(a.years[0].report, "S2");
}

// 1.9 percent by the row, 2 as reported; 2.1 by the row, 1.9 as reported. The step asks for 2.
TEST(Burden, TellsWhomTheReportedShareJudgesOtherwise) {  // rule 1
  BurdenOptions options;
  options.path = *parse_burden_path("from=2023; 2024=2", "p");
  const auto spent = [](const std::string& id, const std::string& party, const std::string& share) {
    return share_report(id, "DEFENCE-SHARE-" + party + ":V1", share, "from=2024\nuntil=2024\ndate=2025-01-01\n", "classifier=actual\n");
  };
  const Rows rows{economy("AA", 2024, "1000", "19"), economy("BB", 2024, "1000", "19"), economy("CC", 2024, "1000", "21"),
                  spent("S1", "AA", "2"), spent("S2", "BB", "2.1"), spent("S3", "CC", "1.9")};
  const BurdenTotal total = view(rows, options).totals.front();
  EXPECT_EQ(total.met, 1);
  EXPECT_EQ(total.by_reports(), 2);
  EXPECT_EQ(total.met_by_reports, (Rows{"AA", "BB"}));
  EXPECT_EQ(total.unmet_by_reports, Rows{"CC"});
  options.aid = AidCounted::in;
  EXPECT_EQ(view(rows, options).totals.front().by_reports(), 1);
}

TEST(Burden, AsksForAStraightLineFromThePartysOwnShare) {  // rule 2
  BurdenOptions options;
  options.path = own_path();  // from 1 percent in 2020: 1.25, 1.5, 1.75, 2, then to 3 in six years
  const auto result = view({economy("AA", 2020, "1000", "10"), economy("AA", 2021, "1000", "12"),
                            economy("AA", 2024, "1000", "15"), economy("AA", 2025, "1000", "20")},
                           options);
  const BurdenRow& a = row_of(result, "AA");
  EXPECT_EQ(text(a.years[0].asked), "-");  // the path begins here
  EXPECT_EQ(text(a.years[1].asked), "1.25");
  EXPECT_EQ(text(a.years[1].missing_points), "0.05");
  EXPECT_EQ(text(a.years[1].missing_money), "0.5");
  EXPECT_EQ(text(a.years[2].asked), "2");
  EXPECT_EQ(text(a.years[2].missing_points), "0.5");
  EXPECT_EQ(text(a.years[3].asked), "2.1667");
  EXPECT_EQ(text(a.years[3].missing_points), "0.1667");
}

TEST(Burden, WhoBeganAboveAStepIsAskedForTheStep) {  // rule 2
  BurdenOptions options;
  options.path = own_path();
  const auto result = view({economy("AA", 2020, "1000", "25"), economy("AA", 2022, "1000", "19")}, options);
  EXPECT_EQ(text(row_of(result, "AA").now.asked), "2");
  EXPECT_EQ(text(row_of(result, "AA").now.missing_points), "0.1");
}

TEST(Burden, NothingIsMissingBelowZeroAndRelatedCountsUpToItsShare) {  // rule 3
  BurdenOptions options;
  options.path = *parse_burden_path("from=2020\n2024=2+1", "p");
  const auto result = view({economy("AA", 2020, "1000", "20", "defence_related=2\n"),
                            economy("AA", 2024, "1000", "30", "defence_related=4\n")},
                           options);
  const BurdenPoint& now = row_of(result, "AA").now;
  EXPECT_EQ(text(now.missing_points), "0");
  EXPECT_EQ(text(now.asked_related), "1");
  EXPECT_EQ(text(now.missing_related_points), "0.6");
  EXPECT_EQ(text(now.missing_related_money), "6");
  EXPECT_EQ(result.totals.front().met, 1);
  EXPECT_EQ(result.totals.front().asked_related, 1);
  EXPECT_EQ(result.totals.front().met_related, 0);
  const Sheet sheet = to_sheets(result).front();
  EXPECT_EQ(sheet.columns.back().title, "related missing points");
  EXPECT_EQ(sheet.rows.front().back(), "0.6");
}

TEST(Burden, PacesNeededHadAndAnnounced) {  // rule 4
  BurdenOptions options;
  options.path = *parse_burden_path("from=2022; 2030=3", "p");
  const auto result =
      view({economy("AA", 2022, "1000", "10"), economy("AA", 2024, "1000", "12"),
            share_report("R1", "PLEDGE-SHARE-AA:PRESS", "2.4", "date=2025-02-01\n", "classifier=planned\ndue=2028\n"),
            share_report("R2", "PLEDGE-SHARE-AA:PRESS", "9", "date=2024-02-01\n", "classifier=planned\ndue=2028\n")},
           options);
  const BurdenPace& pace = row_of(result, "AA").pace;
  EXPECT_EQ(text(pace.end_points), "1.8");
  EXPECT_EQ(text(pace.end_money), "18");
  EXPECT_EQ(text(pace.needed), "0.3");     // 1.8 in six years
  EXPECT_EQ(text(pace.had), "0.1");        // 0.2 in two
  EXPECT_EQ(text(pace.announced), "0.3");  // 1.2 in four
  EXPECT_EQ(pace.reached_had, 2042);       // 18 years
  EXPECT_FALSE(pace.reached_announced);    // 2.4 is below 3
  ASSERT_EQ(pace.outlook.size(), 6U);
  EXPECT_EQ(pace.outlook[1].year, 2026);
  EXPECT_EQ(text(pace.outlook[1].asked), "2");  // 1 + 2 * 4/8
  EXPECT_EQ(text(pace.outlook[1].announced), "1.8");
  EXPECT_EQ(text(pace.outlook[1].missing_points), "0.2");
  EXPECT_EQ(text(pace.outlook[1].missing_money), "2");
  EXPECT_EQ(text(pace.outlook[5].announced), "2.4");  // and no further
}

TEST(Burden, GrantsAndLoansStandApartAndJointDonorsStayJoint) {  // rule 5
  const auto result =
      view({economy("AA", 2024, "1000", "20", "population=10\n"), pledge("P1", "AA", "10", "instrument=grant\n"),
            pledge("P2", "AA", "30", "instrument=loan\n"), pledge("P3", "BB", "30", "instrument=grant\n"),
            pledge("P4", "AA;BB", "60", "instrument=grant\n"), pledge("P5", "AA", "7", "instrument=grant\n"),
            "relations\nfrom_kind=pledge\nfrom=P5\nkind=part_of\nto_kind=pledge\nto=P1\n"});
  std::vector<std::string> told;
  for (const BurdenAid& aid : result.aid)
    told.push_back(aid.donors + " " + std::string(name_of(aid.key.instrument)) + " " + decimal_text(aid.sum.units) +
                   " " + text(aid.share) + " " + text(aid.per_gdp) + " " + text(aid.per_head));
  EXPECT_EQ(told, (std::vector<std::string>{"AA grant 10 10 1 1", "AA;BB grant 60 60 - -", "BB grant 30 30 - -",
                                            "AA loan 30 100 3 3"}));
  EXPECT_EQ(result.aid[0].rank, 3);
}

TEST(Burden, AidCountedInAddsMilitaryPledgesButNoLoans) {  // rule 6
  BurdenOptions options;
  options.aid = AidCounted::in;
  const auto result = view(
      {economy("AA", 2024, "1000", "20"), pledge("P1", "AA", "10", "kind=military\ninstrument=in_kind\n"),
       pledge("P2", "AA", "30", "kind=military\ninstrument=loan\n"), pledge("P3", "AA", "40", "kind=humanitarian\n")},
      options);
  const BurdenPoint& now = row_of(result, "AA").now;
  EXPECT_EQ(text(now.aid), "10");
  EXPECT_EQ(text(now.amount), "30");
  EXPECT_EQ(text(now.per_gdp), "3");
}

TEST(Burden, AFundsPledgesAreAttributedByTheTable) {  // rule 7
  const Rows rows{pledge("P1", "EU", "100"), "attribution\nvia=EU\nparty=AA\nyear=2024\nshare=0.3333\n",
                  "attribution\nvia=EU\nparty=BB\nyear=2024\nshare=0.5\n",
                  "attribution\nvia=EU\nparty=CC\nyear=2024\n"};
  const auto joint = view(rows);
  ASSERT_EQ(joint.aid.size(), 1U);
  EXPECT_EQ(joint.aid[0].donors, "EU");
  BurdenOptions options;
  options.attribute = true;
  const auto result = view(rows, options);
  std::vector<std::string> told;
  for (const BurdenAid& aid : result.aid)
    told.push_back(aid.donors + " " + decimal_text(aid.sum.units) + " " + decimal_text(aid.attributed));
  EXPECT_EQ(told, (std::vector<std::string>{"AA 33.33 33.33", "BB 50 50", "EU 16.67 0"}));
}

TEST(Burden, SharesThatAddUpToOneLeaveNothingBehind) {  // rule 7
  BurdenOptions options;
  options.attribute = true;
  const auto result = view({pledge("P1", "EU", "0.0001"), "attribution\nvia=EU\nparty=AA\nyear=2024\nshare=0.25\n",
                            "attribution\nvia=EU\nparty=BB\nyear=2024\nshare=0.75\n"},
                           options);
  Wide total = 0;
  for (const BurdenAid& aid : result.aid) total += aid.sum.units;
  EXPECT_EQ(decimal_text(total), "0.0001");
  EXPECT_EQ(result.aid.back().donors, "BB");
}

TEST(Burden, WithoutTheTableAttributionTheFundKeepsItsPledges) {
  BurdenOptions options;
  options.attribute = true;
  const auto result = view({pledge("P1", "EU", "100")}, options);
  EXPECT_EQ(result.aid.front().donors, "EU");
  EXPECT_TRUE(std::ranges::any_of(result.missing, [](const MissingTable& m) { return m.table == "attribution"; }));
}

TEST(Burden, ConstantPricesMoveAmountsAndNeverSharesOfGdp) {  // rule 9
  BurdenOptions options;
  options.prices = {2022};
  options.path = *parse_burden_path("from=2022; 2024=4", "p");
  const auto result = view({economy("AA", 2022, "1000", "20", "deflator=80\n"),
                            economy("AA", 2024, "1000", "30", "population=4\ndeflator=100\n")},
                           options);
  const BurdenPoint& now = row_of(result, "AA").now;
  EXPECT_EQ(text(now.amount), "24");  // 30 * 80 / 100
  EXPECT_EQ(text(now.per_head), "6");
  EXPECT_EQ(text(now.per_gdp), "3");
  EXPECT_EQ(text(now.missing_money), "8");  // one point of 800
}

TEST(Burden, AMissingDeflatorIsNamed) {
  BurdenOptions options;
  options.prices = {2022};
  const auto result = try_view({economy("AA", 2024, "1000", "30", "deflator=100\n")}, options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  EXPECT_NE(result.error().text().find("AA for 2022"), std::string::npos) << result.error().text();
}

TEST(Burden, ARowAlreadyAtThePricesAskedForIsTakenAsItIs) {  // rule 9
  BurdenOptions options;
  options.prices = {2015};
  const auto result = view({economy("AA", 2024, "1000", "30"),
                            "economy\nknown_date=2024-01-01\ncountry=AA\nyear=2024\nvintage=V0\ngdp=900\ncurrency="
                            "EUR\nprice_base=2015\ndefence_core=27\n"},
                           options);
  EXPECT_EQ(text(row_of(result, "AA").now.amount), "27");
  EXPECT_EQ(row_of(result, "AA").now.vintage, "V0");
}

TEST(Burden, WhatIsNotReportedStaysSo) {
  const auto result =
      view({"economy\nknown_date=2024-01-01\ncountry=AA\nyear=2024\nvintage=V1\ncurrency=EUR\ndefence_core=30\n",
            economy("BB", 2024, "100", "2")});
  const BurdenRow& a = row_of(result, "AA");
  EXPECT_EQ(text(a.now.per_gdp), "-");
  EXPECT_FALSE(a.rank_per_gdp);
  EXPECT_EQ(to_json(result)["rows"][1]["per_gdp"], Json());
  EXPECT_EQ(result.rows.back().party, "AA");
}

TEST(Burden, AnAmountWithoutARateIsNamed) {
  const auto result = view({economy("AA", 2024, "100", "2"), economy("BB", 2024, "100", "2", "", "V1", "2025-01-01", "XTS")});
  EXPECT_FALSE(row_of(result, "BB").share);
  ASSERT_EQ(result.left_out.size(), 1U);
  EXPECT_NE(result.left_out.front().find("BB: its 2 XTS of 2024 have no rate to EUR"), std::string::npos) << result.left_out.front();
}

TEST(Burden, TellsHowMuchIsOfDoubtfulCredibility) {
  const auto result = view({pledge("P1", "DE", "100"), "pledges\nid=P2\ncredibility=5\ndonors=DE\ndate=2024-03-02\namount=30\ncurrency=EUR\n"});
  ASSERT_EQ(result.aid.size(), 1U);
  EXPECT_EQ(decimal_text(result.aid.front().sum.units), "130");
  EXPECT_EQ(decimal_text(result.aid.front().doubtful), "30");
}

TEST(Burden, RecipientsAreNoDonors) {  // rule 1
  History history;
  for (const std::string& row :
       {std::string("programme\nid=programme\nrecipients=CC\nreporting_currency=EUR\nreport_date=2025-06-25\n"),
        economy("AA", 2024, "1000", "20"), economy("CC", 2024, "1000", "300")})
    ASSERT_TRUE(replay("state 0\n" + row, history));
  const auto result = burden(*Snapshot::make(history, {}), {});
  ASSERT_TRUE(result);
  ASSERT_EQ(result->rows.size(), 1U);
  EXPECT_EQ(result->rows.front().party, "AA");
  EXPECT_EQ(text(result->rows.front().share), "100");
}

TEST(Burden, NothingToShowNamesTheTableWithASample) {
  const auto result = try_view({"parties\nid=AA\nname=Alpha\nkind=government\n"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::nothing_to_do);
  EXPECT_NE(result.error().message.find("economy.csv"), std::string::npos);
}

TEST(BurdenPath, SaysWhichLineIsWrong) {
  const auto wrong = parse_burden_path("from = 2025\n# ours\n2035 = lots", "own.path");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().line, 3U);
  EXPECT_EQ(wrong.error().file, "own.path");
  EXPECT_FALSE(parse_burden_path("2035=3", "p"));
  EXPECT_FALSE(parse_burden_path("from=2025", "p"));
  EXPECT_FALSE(parse_burden_path("from=2025; 2030=2; 2030=3", "p"));
  EXPECT_FALSE(parse_burden_path("from=2025; 2024=2", "p"));
}

TEST(Prices, AreNominalOrConstantOfAYear) {
  EXPECT_FALSE(parse_prices("nominal")->constant);
  EXPECT_EQ(parse_prices("constant:2024")->constant, 2024);
  EXPECT_FALSE(parse_prices("constant:2024-01"));
  EXPECT_FALSE(parse_prices("real"));
}

std::vector<std::string> notes_of(int year) {
  BurdenOptions options;
  options.year = year;
  return footnotes_of(view({economy("AA", 2022, "1000", "20", "population=4\n"), economy("AA", 2023, "1000", "20"),
                            economy("AA", 2024, "1000", "20", "population=4\n")},
                           options)
                          .missing);
}

TEST(Burden, AYearWithoutFiguresNamesTheYearsThatHaveSome) {
  const auto holds = [](const std::vector<std::string>& notes, std::string_view note) { return std::ranges::find(notes, note) != notes.end(); };
  EXPECT_TRUE(holds(notes_of(1999), "No entry in economy for 1999, only for 2022 to 2024: no defence spending, no share of GDP, nothing per "
                                    "head, nothing against the path."));
  EXPECT_TRUE(holds(notes_of(2023), "No entry in economy.population for 2023, only for 2022 and 2024: nothing per head."));
}

}  // namespace
}  // namespace servanda
