#include "views/figure_value.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

std::string value_of(const std::vector<std::string>& entries, const std::string& figure) {
  History history;
  EXPECT_TRUE(replay("state 0\nprogramme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-12-31\n", history));
  for (const std::string& entry : entries) EXPECT_TRUE(replay("state 0\n" + entry, history)) << entry;
  const auto snapshot = Snapshot::make(history, {});
  const auto value = evaluate(*snapshot, *parse_figure(figure));
  if (!value || !value->number) return "not reported";
  return number_text(value->number->value) + (value->number->qualifier == Qualifier::at_least ? ", at least" : "");
}

std::string pledge(const std::string& date, const std::string& known) {
  return "pledges\nid=P\nknown_date=" + known + "\ndonors=DE\ndate=" + date + "\namount=7\ncurrency=EUR\n";
}

TEST(FigureValues, WhatWasKnownByTheEndOfThePeriodWasPromisedByThen) {  // rule 1
  const std::string figure = "value @ pledged in 2024..2025-06-30";
  EXPECT_EQ(value_of({pledge("2025", "2025-03-01")}, figure), "7");
  EXPECT_EQ(value_of({pledge("2025", "2025-09-01")}, figure), "not reported");
  EXPECT_EQ(value_of({pledge("2025", "2024-09-01")}, figure), "not reported");  // of a year to come
  EXPECT_EQ(value_of({pledge("2025", "2025-03-01")}, "value @ pledged in 2025-02..2025-06-30"), "not reported");
  EXPECT_EQ(value_of({"funds\nid=F\nknown_date=2025-03-01\ndonor=DE\nkind=disbursement\ndate=2025\namount=7\ncurrency=EUR\n"},
                     "value @ disbursed in 2024..2025-06-30"), "not reported");  // may be a plan
}

TEST(FigureRows, AnEventHasAShortNameAndNoOtherHasIt) {
  const auto name = [](const std::string& entry, const std::string& kind = "event") { return FigureRow{kind, entry, ""}.short_name(); };
  EXPECT_EQ(name("consignment/G-038/handed_over/actual/2030-01-16"), "G-038 handed_over 2030-01-16");
  EXPECT_EQ(name("consignment/G-038/handed_over/planned/2030-01-16"), "G-038 handed_over planned 2030-01-16");
  EXPECT_EQ(name("contract/G-038/handed_over/actual/2030-01-16"), "contract G-038 handed_over 2030-01-16");
  EXPECT_EQ(name("consignment/G-038/ready/estimated/"), "G-038 ready estimated");
  EXPECT_EQ(name("E-7"), "E-7");
  EXPECT_EQ(name("HAGUE-2025/a/b/c/d", "document_fact"), "HAGUE-2025/a/b/c/d");
}

TEST(FigureValues, AConditionOfEitherCountsEachRecordOnce) {  // A|B
  const auto to = [](const std::string& id, const std::string& recipient, const std::string& kind) {
    return "pledges\nid=" + id + "\ndonors=DE\nrecipient=" + recipient + "\ndate=2025-01-01\namount=" + id + "\ncurrency=EUR\nkind=" + kind + "\n";
  };
  const std::vector<std::string> pledges{to("1", "AA", "military"), to("2", "BB", "financial"), to("4", "CC", "military")};
  EXPECT_EQ(value_of(pledges, "value @ pledged where recipient=AA|BB"), "3");
  EXPECT_EQ(value_of(pledges, "value @ pledged where recipient=CC|BB|AA"), "7");
  EXPECT_EQ(value_of(pledges, "value @ pledged where recipient=BB|CC kind=military"), "4");
  EXPECT_EQ(value_of(pledges, "value @ pledged where recipient=DD|EE"), "not reported");
  EXPECT_EQ(value_of({pledges[0], to("8", "BB", "")}, "value @ pledged where kind=military|"), "1");  // not what has no kind
  EXPECT_EQ(value_of(pledges, "value @ pledged where donor=DE|"), "7");
}

TEST(FigureValues, AFlowTellsOfNoMoreThanItsPeriod) {  // rule 3
  const auto paid = [](const std::string& date, const std::string& amount) {
    return "funds\nid=F" + date + "\ndonor=DE\nkind=disbursement\ndate=" + date + "\namount=" + amount + "\ncurrency=EUR\n";
  };
  const std::string flow = "reports\nid=R\nseries=S\nfigure=value @ disbursed where donor=DE\nmeasure=flow\nvalue=400\nunit=EUR\n"
                           "from=2024-01-01\nuntil=2024-12-31\ndate=2025-01-10\nclassifier=actual\n";
  const std::vector<std::string> entries{paid("2023-06-01", "300"), paid("2024-06-01", "390"), paid("2025-06-01", "245"), flow};
  EXPECT_EQ(value_of(entries, "value @ disbursed where donor=DE in 2024"), "400");
  EXPECT_EQ(value_of(entries, "value @ disbursed where donor=DE"), "935");
  EXPECT_EQ(value_of(entries, "value @ disbursed where donor=DE in 2024..2025"), "635");
  EXPECT_EQ(value_of({paid("2024-06-01", "390"), flow}, "value @ disbursed where donor=DE in 2024..2025"), "400, at least");
  EXPECT_EQ(value_of({flow}, "value @ disbursed where donor=DE"), "400, at least");
  EXPECT_EQ(value_of({flow}, "value @ disbursed where donor=DE in 2023..2025"), "not reported");
}

TEST(FigureValues, NamesThatNothingHasAreTold) {
  History history;
  for (const std::string entry : {"programme\nid=programme\nreporting_currency=EUR\nreport_date=2025-12-31\n", "parties\nid=AA\n", "items\ncode=TANK\n"})
    ASSERT_TRUE(replay("state 0\n" + entry, history));
  const auto snapshot = Snapshot::make(history, {});
  const auto notes = [&](const std::string& figure) { return evaluate(*snapshot, *parse_figure(figure))->notes; };
  EXPECT_EQ(notes("value @ pledged where donor=XX"), std::vector<std::string>{"'XX' is no donor on record"});
  EXPECT_EQ(notes("quantity @ handed_over where item=NOPE donor=AA"), std::vector<std::string>{"'NOPE' is no item on record"});
  EXPECT_TRUE(notes("quantity @ handed_over where item=TANK donor=AA").empty());
  EXPECT_EQ(notes("value @ pledged where group=alianc"), std::vector<std::string>{"'alianc' is no group on record"});
  EXPECT_EQ(notes("value @ pledged where kind=militry"), std::vector<std::string>{"'militry' is no kind, expected military, financial, humanitarian or mixed"});
  EXPECT_EQ(notes("quantity @ graduated where course=C-XYZ"), std::vector<std::string>{"'C-XYZ' is no course on record"});
  EXPECT_EQ(notes("quantity @ handed_over where place=XX"), std::vector<std::string>{"'XX' is no place on record"});
  EXPECT_EQ(notes("need(quantity where item=TANKK)"), std::vector<std::string>{"'TANKK' is no item on record"});
  EXPECT_EQ(notes("report(traned)"), std::vector<std::string>{"'traned' is no series on record"});
}

TEST(FigureValues, ARankCountsWhoHasMore) {  // rule 8
  const auto of = [](const std::string& donors, const std::string& amount) {
    return "pledges\nid=P" + donors + "\ndonors=" + donors + "\ndate=2025-01-01\namount=" + amount + "\ncurrency=EUR\n";
  };
  const std::vector<std::string> entries{of("AA", "5"), of("BB", "7"), of("CC", "5"), of("GROUP", "90"),
                                         "memberships\nparty=AA\ngroup=group\nfrom=2020\n"};
  EXPECT_EQ(value_of(entries, "rank(value @ pledged where donor=AA)"), "2");  // who has as much has the same place; a group of one's own has none
  EXPECT_EQ(value_of(entries, "rank(value @ pledged where donor=BB)"), "2");
  EXPECT_EQ(value_of(entries, "rank(value @ pledged where donor=GROUP)"), "1");
  EXPECT_EQ(value_of(entries, "rank(value @ pledged where donor=XX)"), "not reported");
  EXPECT_EQ(value_of(entries, "rank(value @ pledged where donor=AA in 2024)"), "not reported");
}

TEST(FigureValues, ARankIsAtLeastThatWhereSomeoneGivesInACurrencyThatNoRateConverts) {  // rule 8
  const auto of = [](const std::string& donors, const std::string& amount, const std::string& currency) {
    return "pledges\nid=P" + donors + currency + "\ndonors=" + donors + "\ndate=2025-01-01\namount=" + amount + "\ncurrency=" + currency + "\n";
  };
  const std::vector<std::string> entries{of("AA", "5", "EUR"), of("BB", "7", "EUR"), of("CC", "1", "UAH")};
  EXPECT_EQ(value_of(entries, "rank(value @ pledged where donor=AA)"), "2, at least");
  EXPECT_EQ(value_of(entries, "rank(value @ pledged where donor=CC)"), "1, at least");
  // Who has more in one currency has more, whatever there is in others.
  EXPECT_EQ(value_of({of("AA", "5", "EUR"), of("BB", "7", "EUR"), of("BB", "7", "UAH")}, "rank(value @ pledged where donor=AA)"), "2");
  EXPECT_EQ(value_of({of("AA", "5", "EUR"), of("BB", "4", "EUR"), of("BB", "7", "UAH")}, "rank(value @ pledged where donor=AA)"), "1, at least");
}

TEST(FigureValues, SumsInSeveralCurrenciesAreReportedAndNotAdded) {  // rule 4
  History history;
  ASSERT_TRUE(replay("state 0\nprogramme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-12-31\n", history));
  for (const char* currency : {"EUR", "UAH"})
    ASSERT_TRUE(replay("state 0\npledges\nid=" + std::string(currency) + "\ndonors=DE\ndate=2025-01-01\namount=7\ncurrency=" + currency + "\n", history));
  const auto value = *evaluate(*Snapshot::make(history, {}), *parse_figure("value @ pledged in 2025"));
  EXPECT_FALSE(value.number);
  EXPECT_EQ(to_sheets(value).front().heading.front(), "as known 2025-12-31: 7 EUR; and 7 UAH; not added");
}

TEST(FigureValues, DeliveriesOfAllAreAtLeastWhatOneDonorReports) {  // rule 3
  const auto report = [](const std::string& donors, const std::string& value, const std::string& date) {
    return "reports\nid=" + donors + value + "\nseries=" + donors + "\ndonors=" + donors + "\nmeasure=level\nvalue=" + value + "\nunit=TANK\ndate=" + date + "\nclassifier=actual\n";
  };
  const std::vector<std::string> entries{"items\ncode=TANK\nname=tank\ncategory=tank\nunit=vehicle\n", report("AA", "31", "2023-10-17"),
                                         report("BB", "9", "2023-11-01"), report("BB", "14", "2024-06-01")};
  EXPECT_EQ(value_of(entries, "quantity @ delivered where donor=AA item=TANK"), "31");
  EXPECT_EQ(value_of(entries, "quantity @ delivered where item=TANK"), "31, at least");
  EXPECT_EQ(value_of(entries, "quantity @ delivered where donor=BB|CC item=TANK"), "14, at least");
  EXPECT_EQ(value_of(entries, "quantity @ delivered where item=TANK in 2022..2023"), "31, at least");
  EXPECT_EQ(value_of(entries, "quantity @ delivered where item=TANK in 2022"), "not reported");
  EXPECT_EQ(value_of(entries, "quantity @ delivered where item=TANK kind=military"), "not reported");
}

TEST(FigureValues, ARateOfAYearMayBeOlderThanOneOfADayInIt) {  // rule 3
  const auto report = [](const std::string& value, const std::string& date) {
    return "reports\nid=" + value + "\nseries=S\nmeasure=rate\nvalue=" + value + "\nunit=round/month\ndate=" + date + "\nclassifier=actual\n";
  };
  EXPECT_EQ(value_of({report("24", "2023"), report("28", "2023-09-15")}, "report(S)"), "28");
}

TEST(FigureValues, ANeedIsASumAndAPriceOneItems) {  // rule 8
  const std::vector<std::string> entries{
      "items\ncode=KIT\nname=kit\ncategory=medical\nunit=kit\nunit_value=350\ncurrency=EUR\nmass_kg=4\n",
      "needs\nid=N1\nitem=KIT\nquantity=1000\nmonth=2025-01\nplace=HERE\n", "needs\nid=N2\nitem=KIT\nquantity=500\nmonth=2025-06\n",
      "needs\nid=N3\ncategory=humanitarian\namount=30\ncurrency=USD\nmonth=2025\n"};
  EXPECT_EQ(value_of(entries, "need(quantity where item=KIT)"), "1500");
  EXPECT_EQ(value_of(entries, "need(quantity where category=medical in 2025-02..2025-12)"), "500");
  EXPECT_EQ(value_of(entries, "need(quantity where place=HERE)"), "1000");
  EXPECT_EQ(value_of(entries, "need(tonnes where item=KIT)"), "6");
  EXPECT_EQ(value_of(entries, "need(count)"), "3");
  EXPECT_EQ(value_of(entries, "need(value where category=humanitarian in 2025)"), "30");
  EXPECT_EQ(value_of(entries, "need(value where category=humanitarian in 2025-01)"), "not reported");
  EXPECT_EQ(value_of(entries, "price(KIT)"), "350");
}

// An entry that a better graded report contradicts is in no total; one that is graded as well is.
TEST(FigureValues, LeaveOutWhatABetterReportContradicts) {
  const auto told = [](const std::string& of_pledge, const std::string& of_report) {
    return value_of({"pledges\nid=P\ncredibility=" + of_pledge + "\ndonors=LV\ndate=2025-03-01\namount=180\ncurrency=EUR\n",
                     "pledges\nid=Q\ndonors=LV\ndate=2025-03-02\namount=30\ncurrency=EUR\n",
                     "reports\nid=R\ncredibility=" + of_report + "\nseries=FUND\ndonors=INT\nmeasure=flow\nvalue=180\nunit=EUR\ndate=2025-03-01\nclassifier=actual\n",
                     "relations\nfrom_kind=pledge\nfrom=P\nkind=conflicts_with\nto_kind=report\nto=R\n"},
                    "value @ pledged where donor=LV");
  };
  EXPECT_EQ(told("5", "1"), "30");
  EXPECT_EQ(told("2", "2"), "210");
  EXPECT_EQ(told("1", "2"), "210");
}

// A report states at least 35 of all, of whom DE and FR have promised 15 and 45.
TEST(FigureValues, AShareCountsBothEndsAlike) {  // rule 5
  const auto promised = [](const std::string& donor, const std::string& amount) {
    return "pledges\nid=" + donor + "\ndonors=" + donor + "\ndate=2025-03-01\namount=" + amount + "\ncurrency=EUR\n";
  };
  const std::vector<std::string> entries{promised("DE", "15"), promised("FR", "45"),
                                         "reports\nid=R\nseries=ALL\nfigure=value @ pledged in 2025\nmeasure=flow\nvalue=35\nqualifier=at_least\nunit=EUR\nfrom=2025\nuntil=2025\ndate=2025-12-31\nclassifier=actual\n"};
  EXPECT_EQ(value_of(entries, "value @ pledged in 2025"), "35, at least");
  EXPECT_EQ(value_of(entries, "share(value @ pledged where donor=DE in 2025, value @ pledged in 2025)"), "0.25");
}

}  // namespace
}  // namespace servanda
