#include "views/statements.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

using Rows = std::vector<std::string>;

constexpr std::string_view kSource = "sources\nid=S\nreliability=A\npublisher=Ministry\ndate=2025-01-01\n";

Judgement judged(const Rows& rows, const Claim& claim) {
  History history;
  Rows all{"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-12-31\n", std::string(kSource)};
  all.insert(all.end(), rows.begin(), rows.end());
  for (const std::string& row : all) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text() << "\n" << row;
  }
  auto result = check_claim(*Snapshot::make(history, {}), claim, {});
  EXPECT_TRUE(result);
  return result->now;
}

Claim claim(const std::string& binding, const std::string& value, const std::string& unit, const std::string& text = "It is so.") {
  return {.id = "C", .said = std::chrono::sys_days(std::chrono::year(2025) / 12 / 30), .text = text, .binding = binding, .value = value, .unit = unit};
}

std::string pledge(const std::string& id, const std::string& donors, const std::string& amount, const std::string& currency = "EUR") {
  return "pledges\nid=" + id + "\nsource=S\ndonors=" + donors + "\ndate=2025-03-01\namount=" + amount + "\ncurrency=" + currency + "\n";
}
std::string fund(const std::string& kind, const std::string& amount) {
  return "funds\nid=" + kind + "\nsource=S\ndonor=AA\nkind=" + kind + "\ndate=2025-03-01\namount=" + amount + "\ncurrency=EUR\n";
}

TEST(Statements, APlaceThatIsNotComparedWithAllIsNotCheckable) {
  const Rows rows{pledge("P1", "AA", "183", "UAH"), pledge("P2", "BB", "1200"), pledge("P3", "CC", "900")};
  Claim largest = claim("rank(value @ pledged where donor=AA)", "1", "place");
  EXPECT_EQ(judged(rows, largest).verdict, StatementVerdict::not_checkable);
  EXPECT_NE(judged(rows, largest).explanation.find("BB"), std::string::npos);
  largest.value = "2";
  EXPECT_EQ(judged(rows, largest).verdict, StatementVerdict::not_checkable);
  largest.binding = "rank(value @ pledged where donor=CC)";
  largest.value = "1";
  EXPECT_EQ(judged(rows, largest).verdict, StatementVerdict::contradicted);  // BB has more, whatever AA has
}

TEST(Statements, WhatOneDonorDeliveredIsAFloorOfWhatAllDid) {
  const Rows rows{"items\ncode=TANK\nname=tank\ncategory=tank\nunit=vehicle\n",
                  "reports\nid=R\nsource=S\nseries=T\ndonors=AA\nmeasure=level\nvalue=31\nunit=TANK\ndate=2025-10-17\nclassifier=actual\n"};
  const auto of_all = [&](const std::string& value) { return judged(rows, claim("quantity @ delivered where item=TANK", value, "")).verdict; };
  EXPECT_EQ(of_all("31"), StatementVerdict::supported);
  EXPECT_EQ(of_all("20"), StatementVerdict::contradicted);
  EXPECT_EQ(of_all("60"), StatementVerdict::not_checkable);
}

TEST(Statements, AResultNearerThanAnotherResultIsNoPledge) {
  const Judgement out = judged({fund("disbursement", "186"), fund("expenditure", "169")}, claim("value @ disbursed where donor=AA", "169", "EUR"));
  EXPECT_EQ(out.verdict, StatementVerdict::contradicted);
  EXPECT_EQ(out.reason, StatementReason::none);
  ASSERT_TRUE(out.nearest);
  EXPECT_EQ(out.nearest->how, "another stage");
}

TEST(Statements, WhatADonorGivesAloneIsTrueInPart) {
  const Judgement out = judged({pledge("P1", "AA", "37"), pledge("P2", "AA;BB", "20")}, claim("value @ pledged where donor=AA", "37", "EUR"));
  EXPECT_EQ(out.verdict, StatementVerdict::partly_supported);
  EXPECT_EQ(out.reason, StatementReason::none);
  EXPECT_NE(out.explanation.find("jointly"), std::string::npos);
}

TEST(Statements, ASourceMayStateMoreOfADonorThanTheEntriesSumTo) {
  const Rows rows{pledge("P1", "AA", "50"), "reports\nid=R\nsource=S\nseries=STOCK\ndonors=AA\nmeasure=level\nvalue=60\nqualifier=at_least\nunit=EUR\ndate=2025-06\nclassifier=actual\n"};
  const auto said = [&](const std::string& comparison, const std::string& value) {
    Claim of = claim("value @ pledged where donor=AA", value, "EUR");
    of.comparison = comparison;
    return judged(rows, of).verdict;
  };
  EXPECT_EQ(said("more than", "60"), StatementVerdict::partly_supported);
  EXPECT_EQ(said("more than", "90"), StatementVerdict::contradicted);
  EXPECT_EQ(said("exact", "70"), StatementVerdict::contradicted);  // a level bounds no claim from above
}

TEST(Statements, PricesAndNeedsInAnotherCurrencyAreOfTheWrongOne) {
  const Rows rows{"items\nsource=S\ncode=HOSP\nname=hospital\ncategory=medical\nunit=unit\nunit_value=850\ncurrency=EUR\n",
                  "needs\nid=N\nsource=S\ncategory=humanitarian\namount=31\ncurrency=USD\nmonth=2025\n"};
  EXPECT_EQ(judged(rows, claim("price(HOSP)", "850", "USD")).reason, StatementReason::wrong_currency);
  EXPECT_EQ(judged(rows, claim("need(value where category=humanitarian in 2025)", "31", "EUR")).reason, StatementReason::wrong_currency);
  EXPECT_EQ(judged(rows, claim("price(HOSP)", "400", "USD")).reason, StatementReason::no_record);
}

TEST(Statements, ANeedOfMonthsToComeIsAskedForNow) {
  const Rows rows{"items\ncode=GEN\nname=generator\ncategory=power\nunit=unit\n",
                  "needs\nid=N\nsource=S\nitem=GEN\nquantity=45\nmonth=2026-03\n"};
  const Judgement out = judged(rows, claim("need(quantity where item=GEN in 2026)", "45", "unit", "They need 45 generators by the end of 2026."));
  EXPECT_EQ(out.verdict, StatementVerdict::supported);
  EXPECT_EQ(out.judged_as, JudgedAs::fact);
}

// The donor lists what it sent; the recipient signs for it.
TEST(Statements, ADeliveryStandsOnItsReceipt) {
  const auto rows = [](const std::string& reliability) {
    return Rows{"sources\nid=REG\nreliability=" + reliability + "\npublisher=Register\ndate=2025-01-01\n",
                "items\ncode=TRK\nname=truck\ncategory=vehicle\nunit=vehicle\n",
                "allocations\nid=A\nsource=S\ndonors=AA\ndate=2025-02-01\n",
                "consignments\nid=G\nsource=S\nof_kind=allocation\nof=A\n",
                "lines\nsource=S\nof_kind=consignment\nof=G\nitem=TRK\nquantity=12\n",
                "events\nsource=REG\nof_kind=consignment\nof=G\nstage=handed_over\nclassifier=actual\ndate=2025-03-01\nquantity=12\n"};
  };
  const Claim said = claim("quantity @ handed_over where item=TRK donor=AA", "12", "vehicle");
  const Judgement good = judged(rows("A"), said);
  EXPECT_EQ(good.verdict, StatementVerdict::supported);
  ASSERT_EQ(good.rows.size(), 1U);
  EXPECT_EQ(good.rows.front().source, "REG");
  EXPECT_EQ(judged(rows("F"), said).verdict, StatementVerdict::not_checkable);
}

StatementResult read(const Rows& rows, const Claim& claim) {
  History history;
  EXPECT_TRUE(replay("state 0\nprogramme\nid=programme\nreporting_currency=EUR\nreport_date=2025-12-31\n", history));
  EXPECT_TRUE(replay("state 0\n" + std::string(kSource), history));
  for (const std::string& row : rows) EXPECT_TRUE(replay("state 0\n" + row, history));
  return *check_claim(*Snapshot::make(history, {}), claim, {});
}

TEST(Statements, WhatCannotBeReadIsNamedAndSupportsNothing) {
  const Rows rows{pledge("P", "AA", "404660000"), "items\ncode=TANK\nname=tank\nunit=vehicle\n"};
  const auto problem = [&](const std::string& value, const std::string& unit, const std::string& comparison = "exact") {
    Claim of = claim("value @ pledged where donor=AA", value, unit);
    of.comparison = comparison;
    const StatementResult result = read(rows, of);
    EXPECT_EQ(result.now.verdict == StatementVerdict::not_checkable, !result.binding_problem.empty()) << value << unit << comparison;
    return result.binding_problem.empty() ? std::string() : result.problem_in;
  };
  for (const std::string value : {"404,660,000", "404 660 000", "abc", "9 bn", "4.0466e8"}) EXPECT_EQ(problem(value, "EUR"), "value") << value;
  EXPECT_EQ(problem("404660000", "XYZ"), "unit");
  EXPECT_TRUE(read({pledge("P", "AA", "404660000")}, claim("value @ pledged where donor=AA", "404660000", "XYZ")).binding_problem.empty());
  EXPECT_EQ(problem("404660000", "EUR", "atleast"), "comparison");
  for (const std::string comparison : {"exact", "", ">= ", "At least", "about"}) EXPECT_EQ(problem("404660000", "EUR", comparison), "") << comparison;
}

TEST(Statements, AnAmountMayBeStatedInMillionsOrBillions) {
  const auto of = [](const std::string& value, const std::string& unit) {
    return judged({pledge("P", "AA", "404660000")}, claim("value @ pledged where donor=AA", value, unit)).verdict;
  };
  EXPECT_EQ(of("404.66", "EUR million"), StatementVerdict::supported);
  EXPECT_EQ(of("404.66", "million EUR"), StatementVerdict::supported);
  EXPECT_EQ(of("0.40466", "EUR billion"), StatementVerdict::supported);
  EXPECT_EQ(of("0.40466", "EUR bn"), StatementVerdict::supported);
  EXPECT_EQ(of("9", "EUR bn"), StatementVerdict::contradicted);
}

TEST(Statements, AUnitOfOtherThingsIsWrong) {
  const Rows rows{"items\ncode=MOD\nname=housing module\ncategory=shelter\nunit=module\n", "items\ncode=SET\nname=winter set\ncategory=shelter\nunit=set\n",
                  pledge("P", "AA", "540"), "lines\nsource=S\nof_kind=pledge\nof=P\nitem=MOD\nquantity=540\n"};
  const auto of = [&](const std::string& unit) { return judged(rows, claim("quantity @ pledged where item=MOD", "540", unit)); };
  for (const std::string unit : {"module", "MOD", "unit", ""}) EXPECT_EQ(of(unit).verdict, StatementVerdict::supported) << unit;
  for (const std::string unit : {"EUR", "t", "set", "people"}) EXPECT_EQ(of(unit).reason, StatementReason::wrong_unit) << unit;
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=AA", "540", "module")).reason, StatementReason::wrong_unit);
}

TEST(Statements, WhatRepeatsAPledgeOfOthersIsCountedTwice) {
  const Rows rows{pledge("P1", "AA", "500"), pledge("P2", "BB", "500"), "relations\nfrom_kind=pledge\nfrom=P2\nkind=repeats\nto_kind=pledge\nto=P1\n"};
  const Judgement out = judged(rows, claim("value @ pledged where donor=BB in 2025", "500", "EUR"));
  EXPECT_EQ(out.verdict, StatementVerdict::contradicted);
  EXPECT_EQ(out.reason, StatementReason::counted_twice);
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=AA in 2025", "500", "EUR")).verdict, StatementVerdict::supported);
}

// P2 was promised in March and withdrawn in May.
TEST(Statements, WhatWasPromisedAndWithdrawnIsNoMissingRecord) {
  const Rows rows{pledge("P1", "AA", "70"), pledge("P2", "BB", "50"),
                  "revisions\nsource=S\nknown_date=2025-05-01\nof_kind=pledge\nof=P2\nfield=status\nis=withdrawn\nchange=withdrawn\n"};
  const Judgement out = judged(rows, claim("value @ pledged where donor=BB", "50", "EUR"));
  EXPECT_EQ(out.verdict, StatementVerdict::contradicted);
  ASSERT_TRUE(out.nearest);
  EXPECT_EQ(out.nearest->how, "withdrawn since");
  EXPECT_EQ(out.rows.size(), 2U);  // the pledge and its revision
  EXPECT_EQ(out.rows_are, RowsAre::nearest);
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=BB in 2025-03", "50", "EUR")).verdict, StatementVerdict::partly_supported);
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=BB", "0", "EUR")).verdict, StatementVerdict::supported);
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=CC", "50", "EUR")).verdict, StatementVerdict::not_checkable);
}

TEST(Statements, WhatWasDisbursedHadBeenCommitted) {
  const Judgement out = judged({fund("disbursement", "65")}, claim("value @ committed where donor=AA", "65", "EUR"));
  EXPECT_EQ(out.verdict, StatementVerdict::not_checkable);
  EXPECT_EQ(out.reason, StatementReason::no_record);
  // Who says that it was only pledged is told what came of it.
  EXPECT_EQ(judged({fund("disbursement", "65")}, claim("value @ pledged where donor=AA", "65", "EUR")).reason, StatementReason::result_called_pledge);
}

// 120 of 2024, announced again in March 2025.
TEST(Statements, MoneyThatOnlyRepeatsIsNotPledgedAgain) {
  const Rows rows{"pledges\nid=P1\nsource=S\nknown_date=2024-03-01\ndonors=AA\ndate=2024-03-01\namount=120\ncurrency=EUR\n", pledge("P4", "AA", "120"),
                  "relations\nfrom_kind=pledge\nfrom=P4\nkind=repeats\nto_kind=pledge\nto=P1\n"};
  const Judgement year = judged(rows, claim("value @ pledged where donor=AA in 2025", "120", "EUR"));
  EXPECT_EQ(year.verdict, StatementVerdict::partly_supported);
  EXPECT_EQ(year.value, "");
  EXPECT_EQ(year.rows.size(), 2U);
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=AA in 2025-03-01", "120", "EUR")).verdict, StatementVerdict::supported);  // announced on that day
}

TEST(Statements, TheClaimsOwnPledgeDidNotAnnounceItBefore) {
  History history;
  for (const std::string& row : Rows{"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-12-31\n", std::string(kSource), pledge("P1", "AA", "30")})
    EXPECT_TRUE(replay("state 0\n" + row, history));
  const Snapshot snapshot = *Snapshot::make(history, {});
  EXPECT_TRUE(check_claim(snapshot, claim("value @ pledged where donor=AA", "30", "EUR"), {})->announced_before.empty());
  EXPECT_EQ(check_claim(snapshot, claim("value @ pledged where donor=AA in 2025-12", "30", "EUR"), {})->announced_before.size(), 1U);
}

TEST(Statements, AReportOfAllKindsSaysNotOfWhich) {
  const Rows rows{"pledges\nid=P1\nsource=S\ndonors=AA\ndate=2025-03-01\namount=30\ncurrency=EUR\nkind=military\n",
                  "reports\nid=R\nsource=S\nseries=H1\nfigure=value @ pledged where donor=AA in 2025\nmeasure=flow\nvalue=36\nqualifier=at_least\nunit=EUR\nfrom=2025-01\nuntil=2025-06\ndate=2025-06-23\nclassifier=actual\n"};
  Claim more = claim("value @ pledged where donor=AA kind=military in 2025-01..2025-06-25", "35", "EUR");
  more.comparison = ">";
  EXPECT_EQ(judged(rows, more).verdict, StatementVerdict::partly_supported);
  more.value = "50";
  EXPECT_EQ(judged(rows, more).verdict, StatementVerdict::contradicted);
}

// 10 promised, 6 handed over from stock: no contract says so.
TEST(Statements, TheNearestStageOfGoodsIsTheFurthest) {
  const Rows rows{"items\ncode=TANK\nname=tank\ncategory=tank\nunit=vehicle\n",
                  "pledges\nid=P1\nsource=S\ndonors=AA\ndate=2025-03-01\n", "lines\nid=L1\nsource=S\nof_kind=pledge\nof=P1\nitem=TANK\nquantity=10\n",
                  "consignments\nid=C1\nsource=S\nof_kind=pledge\nof=P1\n", "lines\nid=L2\nsource=S\nof_kind=consignment\nof=C1\nitem=TANK\nquantity=6\n",
                  "events\nid=E1\nsource=S\nof_kind=consignment\nof=C1\nstage=handed_over\nclassifier=actual\ndate=2025-04-01\nquantity=6\n"};
  const Judgement out = judged(rows, claim("quantity @ pledged where donor=AA item=TANK", "6", "vehicle"));
  ASSERT_TRUE(out.nearest);
  EXPECT_NE(out.nearest->reading.find("handed_over"), std::string::npos) << out.nearest->reading;
}

// 100 of at least 200, and 300 less at least 200.
TEST(Statements, ABoundBelowBoundsFromTheOtherSide) {
  const Rows rows{pledge("P1", "AA", "100"), "pledges\nid=P2\nsource=S\ndonors=BB\ndate=2025-03-01\namount=200\ncurrency=EUR\nqualifier=at_least\n"};
  const auto said = [&](const std::string& comparison, const std::string& value, const std::string& figure = "share(value @ pledged where donor=AA, value @ pledged where donor=BB)") {
    Claim out = claim(figure, value, "percent");
    out.comparison = comparison;
    return judged(rows, out).verdict;
  };
  EXPECT_EQ(said("up_to", "50"), StatementVerdict::supported);
  EXPECT_NE(said("at_least", "50"), StatementVerdict::supported);
  EXPECT_NE(said("<", "45"), StatementVerdict::contradicted);
  EXPECT_EQ(said("exact", "100", "share(value @ pledged where donor=BB, value @ pledged where donor=BB)"), StatementVerdict::not_checkable);
}

// Said in March 2025, of what is to come that year.
struct Announced {
  Rows rows{pledge("P", "AA", "40")};
  Judgement of(const std::string& binding, const std::string& value, const std::string& comparison = "exact") const {
    History history;
    Rows all{"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-04-30\n", std::string(kSource)};
    all.insert(all.end(), rows.begin(), rows.end());
    for (const std::string& row : all) EXPECT_TRUE(replay("state 0\n" + row, history)) << row;
    Claim said = claim(binding, value, "EUR", "They will do so in 2025.");
    said.said = std::chrono::sys_days(std::chrono::year(2025) / 4 / 1);
    said.comparison = comparison;
    return check_claim(*Snapshot::make(history, {}), said, {})->now;
  }
};
std::string promise(const std::string& id, const std::string& amount, const std::string& more) {
  return "pledges\nid=" + id + "\nsource=S\ndonors=AA\ndate=2025-03-01\namount=" + amount + "\ncurrency=EUR\n" + more;
}

TEST(Statements, ATargetAnnouncesWhatItIsATargetOf) {
  const Announced here{{"targets\nid=T\nsource=S\nfigure=value @ pledged in 2025\nvalue=40\nby=2025\n",
                        "targets\nid=U\nsource=S\nfigure=value @ disbursed in 2025\nvalue=30\nby=2025\n"}};
  EXPECT_EQ(here.of("value @ pledged in 2025", "40").verdict, StatementVerdict::supported);
  EXPECT_EQ(here.of("value @ handed_over in 2025", "40").verdict, StatementVerdict::not_checkable);
  EXPECT_EQ(here.of("value @ disbursed in 2025", "40").verdict, StatementVerdict::contradicted);
  Announced promised = here;  // and more than the target says is promised
  promised.rows.push_back(promise("P", "50", "form=budget_support\ndue=2025-10\n"));
  EXPECT_EQ(promised.of("value @ disbursed in 2025", "40", "at_least").verdict, StatementVerdict::contradicted);
}

TEST(Statements, OnlyWhatIsPromisedForThePeriodAnnouncesIt) {
  const Announced here{{promise("P1", "300", "due=2024-12\npromised_stage=handed_over\n"), promise("P2", "200", "due=2025-10\npromised_stage=handed_over\n"),
                        promise("P3", "500", "form=budget_support\ninstrument=loan\ndue=2025-11\n"), promise("P4", "70", "due=2026-03\npromised_stage=handed_over\n"),
                        "pledges\nid=P5\nsource=S\ndonors=BB\ndate=2025-03-02\namount=60\ncurrency=EUR\n"}};
  EXPECT_EQ(here.of("value @ handed_over in 2025", "200").verdict, StatementVerdict::supported);
  EXPECT_EQ(here.of("value @ handed_over in 2025", "500").verdict, StatementVerdict::contradicted);  // a loan is no goods
  EXPECT_EQ(here.of("value @ handed_over in 2025", "1000", ">").reason, StatementReason::pledge_counted_as_delivery);
  EXPECT_EQ(here.of("value @ handed_over in 2025", "150").verdict, StatementVerdict::not_checkable);  // a part of it
  EXPECT_EQ(here.of("value @ handed_over in 2025", "900", "up_to").verdict, StatementVerdict::not_checkable);  // more may be promised
  EXPECT_EQ(here.of("value @ disbursed in 2025", "500").verdict, StatementVerdict::supported);
  const Judgement later = here.of("value @ handed_over where donor=AA in 2025", "70");
  EXPECT_EQ(later.reason, StatementReason::figure_from_other_period);
  EXPECT_EQ(later.verdict, StatementVerdict::partly_supported);
  EXPECT_EQ(here.of("value @ handed_over where donor=BB in 2025", "60").verdict, StatementVerdict::supported);  // made in the period, and names no day
  EXPECT_EQ(here.of("value @ handed_over where donor=BB in 2026", "60").verdict, StatementVerdict::partly_supported);
}

std::string stated(const std::string& id, const std::string& measure, const std::string& value, const std::string& date) {
  return "reports\nid=" + id + "\nsource=S\nseries=R\nmeasure=" + measure + "\nvalue=" + value + "\nunit=EUR\ndate=" + date + "\nclassifier=actual\n";
}

TEST(Statements, WhatWasStatedLongBeforeLeavesOpenWhatCameAfter) {
  const auto said = [](const std::string& measure, const std::string& date, const std::string& value) {
    return judged({stated("R1", measure, "60", date)}, claim("report(R)", value, "EUR")).verdict;
  };
  EXPECT_EQ(said("level", "2025-03-01", "90"), StatementVerdict::not_checkable);
  EXPECT_EQ(said("level", "2025-03-01", "30"), StatementVerdict::contradicted);
  EXPECT_EQ(said("level", "2025-12-20", "90"), StatementVerdict::contradicted);
  EXPECT_EQ(said("rate", "2025-03-01", "30"), StatementVerdict::not_checkable);
  EXPECT_EQ(said("rate", "2025-03-01", "60"), StatementVerdict::supported);
}

TEST(Statements, AnOutcomeIsToldFromItsDayOn) {
  const auto said = [](const std::string& date) {
    Claim of = claim("report(R) in 2025", "90", "EUR", "It will be 90 by the end of the year.");
    of.said = std::chrono::sys_days(std::chrono::year(2025) / 4 / 1);
    return judged({stated("R1", "level", "60", date)}, of).verdict;
  };
  EXPECT_EQ(said("2025-12-10"), StatementVerdict::not_checkable);
  EXPECT_EQ(said("2025-12-31"), StatementVerdict::contradicted);
}

TEST(Statements, APromiseThatMayBeAsMuchIsCountedAsADelivery) {
  const Rows rows{"pledges\nid=P\nsource=S\ndonors=AA\ndate=2025-03-01\namount=15.25\ncurrency=EUR\nqualifier=approx\n"};
  Claim of = claim("value @ handed_over where donor=AA in 2025", "15", "EUR");
  of.comparison = ">";
  EXPECT_EQ(judged(rows, of).reason, StatementReason::pledge_counted_as_delivery);
}

// 120 of 2024, announced again in March 2025, when 20 more were promised.
TEST(Statements, MoneyThatOnlyRepeatsIsTrueInPartBesideOther) {
  const Rows rows{"pledges\nid=P1\nsource=S\nknown_date=2024-03-01\ndonors=AA\ndate=2024-03-01\namount=120\ncurrency=EUR\n", pledge("P4", "AA", "120"), pledge("P5", "AA", "20"),
                  "relations\nfrom_kind=pledge\nfrom=P4\nkind=repeats\nto_kind=pledge\nto=P1\n"};
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=AA in 2025", "120", "EUR")).verdict, StatementVerdict::partly_supported);
  EXPECT_EQ(judged(rows, claim("value @ pledged where donor=AA in 2025", "60", "EUR")).verdict, StatementVerdict::contradicted);
}

TEST(Statements, OnlyTheSameThingWasAnnouncedBefore) {
  const auto before = [](const std::string& donors, const std::string& form) {
    History history;
    for (const std::string& row : Rows{"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-12-31\n", std::string(kSource),
                                       "pledges\nid=P1\nsource=S\ndonors=" + donors + "\ndate=2025-03-01\namount=30\ncurrency=EUR\nform=" + form + "\n",
                                       "pledges\nid=P2\nsource=S\ndonors=AA\ndate=2025-12-01\namount=30\ncurrency=EUR\nform=equipment\n"})
      EXPECT_TRUE(replay("state 0\n" + row, history)) << row;
    return check_claim(*Snapshot::make(history, {}), claim("value @ pledged where donor=AA in 2025-12", "30", "EUR"), {})->announced_before.size();
  };
  EXPECT_EQ(before("AA", "equipment"), 1U);
  EXPECT_EQ(before("AA", "training"), 0U);
  EXPECT_EQ(before("AA;BB", "equipment"), 0U);
}

Claim of_record(const std::string& binding, const std::string& text, const std::string& value = "") { return claim(binding, value, "", text); }

TEST(Statements, AnEventThatIsDeniedIsJudgedSo) {
  const Rows rows{"happenings\nid=H\nsource=S\nwhat=donor conference\nplace=Porto\nfrom=2025-05-10\n"};
  const auto denied = [&](const std::string& binding) { return judged(rows, of_record(binding, "No such conference was held.", "no")).verdict; };
  EXPECT_EQ(denied("event(donor conference, Porto, 2025-05)"), StatementVerdict::contradicted);
  EXPECT_EQ(denied("event(donor conference, Porto, 2025-03)"), StatementVerdict::supported);
  EXPECT_EQ(denied("event(winter fair, Porto, 2025-05)"), StatementVerdict::not_checkable);
}

TEST(Statements, WhatIsStillToComeHasNotBeen) {
  const Rows rows{"happenings\nid=H\nsource=S\nwhat=closing summit\nplace=Porto\nfrom=2026-05-10\n",
                  "projects\nid=J\nsource=S\nname=South yard\nplanned_start=2025-01\nplanned_end=2026-03\n"};
  EXPECT_EQ(judged(rows, of_record("event(closing summit, Porto, 2026)", "The closing summit has taken place in Porto.")).verdict, StatementVerdict::contradicted);
  EXPECT_EQ(judged(rows, of_record("event(closing summit, Porto, )", "The closing summit has been held.")).verdict, StatementVerdict::contradicted);
  EXPECT_EQ(judged(rows, of_record("event(closing summit, Porto, 2026)", "The closing summit will be held in Porto.")).verdict, StatementVerdict::supported);
  EXPECT_EQ(judged(rows, of_record("event(opening of South yard, , )", "The south yard has opened.")).verdict, StatementVerdict::not_checkable);
}

TEST(Statements, WhoHoldsAnOfficeTodayMayNotOnADayToCome) {
  const Rows rows{"offices\nsource=S\nknown_date=2024-01-01\nperson=Ann Abel\noffice=minister of aid\nparty=AA\nfrom=2024-01-01\n",
                  "offices\nsource=S\nknown_date=2024-01-01\nperson=Bo Bern\noffice=minister of aid\nparty=BB\nfrom=2024-01-01\n",
                  "offices\nsource=S\nknown_date=2024-01-01\nperson=Cy Cole\noffice=minister of aid\nparty=AA\nfrom=2020-01-01\nuntil=2023-12-31\n",
                  "memberships\nsource=S\nparty=AA\ngroup=union\nfrom=2020-01-01\n", "parties\nid=AA\nname=Alfia\n", "parties\nid=BB\nname=Betania\n"};
  EXPECT_EQ(judged(rows, of_record("holds_office(Ann Abel, minister of aid, 2025)", "She is minister.")).verdict, StatementVerdict::supported);
  EXPECT_EQ(judged(rows, of_record("holds_office(Ann Abel, minister of aid, 2040)", "She will be minister.")).reason, StatementReason::not_due);
  const Judgement other = judged(rows, of_record("holds_office(Cy Cole, minister of aid, 2025-06-01)", "He is minister."));
  EXPECT_EQ(other.reason, StatementReason::wrong_office_holder);
  EXPECT_EQ(other.value, "Ann Abel");  // of the same party
  EXPECT_EQ(judged(rows, of_record("member_of(AA, union, 2025)", "They are members.")).verdict, StatementVerdict::supported);
  EXPECT_EQ(judged(rows, of_record("member_of(AA, union, 2040)", "They will be members.")).reason, StatementReason::not_due);
}

TEST(Statements, OfSeveralOtherDatesTheNearestIsNamed) {
  const Rows rows{"happenings\nid=H1\nsource=S\nwhat=donor conference\nplace=Porto\nfrom=2023-10-09\n", "happenings\nid=H2\nsource=S\nwhat=donor conference\nplace=Porto\nfrom=2025-09-16\n"};
  const Judgement out = judged(rows, of_record("event(donor conference, Porto, 2025-10)", "It met in Porto in October."));
  ASSERT_TRUE(out.nearest);
  EXPECT_NE(out.nearest->reading.find("2025-09-16"), std::string::npos);
}

// 130 of one currency and 17 of another that no rate converts.
TEST(Statements, MoreInAnotherCurrencyMayReachIt) {
  const Rows rows{"funds\nid=F1\nsource=S\ndonor=AA\nkind=disbursement\ndate=2025-03-01\namount=130\ncurrency=EUR\n",
                  "funds\nid=F2\nsource=S\ndonor=BB\nkind=disbursement\ndate=2025-03-01\namount=17\ncurrency=UAH\n"};
  const auto said = [&](const std::string& comparison, const std::string& value) {
    Claim of = claim("value @ disbursed in 2025", value, "EUR");
    of.comparison = comparison;
    return judged(rows, of).verdict;
  };
  EXPECT_EQ(said("at_least", "150"), StatementVerdict::not_checkable);
  EXPECT_EQ(said("at_least", "120"), StatementVerdict::supported);
  EXPECT_EQ(said("exact", "90"), StatementVerdict::contradicted);
}

// 99 and up to 4.
TEST(Statements, WhatIsExactInASumIsNotLeftOpen) {
  const Rows rows{pledge("P1", "AA", "99"), "pledges\nid=P2\nsource=S\ndonors=AA\ndate=2025-03-01\namount=4\ncurrency=EUR\nqualifier=up_to\n"};
  const auto said = [&](const std::string& comparison, const std::string& value) {
    Claim of = claim("value @ pledged where donor=AA", value, "EUR");
    of.comparison = comparison;
    return judged(rows, of).verdict;
  };
  EXPECT_EQ(said("at_least", "90"), StatementVerdict::supported);
  EXPECT_EQ(said("more than", "99"), StatementVerdict::supported);
  EXPECT_EQ(said("at_least", "120"), StatementVerdict::contradicted);
  EXPECT_EQ(said("less than", "90"), StatementVerdict::contradicted);
}

}  // namespace
}  // namespace servanda
