#include "views/sources.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

SourcesResult sources_of(std::vector<std::string> entries) {
  History history;
  entries.insert(entries.begin(), "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2025-06-30\n");
  for (const std::string& entry : entries) EXPECT_TRUE(replay("state 0\n" + entry, history)) << entry;
  auto result = sources(*Snapshot::make(history, {}), {});
  EXPECT_TRUE(result);
  return *std::move(result);
}

std::string source(const std::string& id, const std::string& date) { return "sources\nid=" + id + "\npublisher=Press\ndate=" + date + "\n"; }

std::string pledge(const std::string& id, const std::string& by, const std::string& date) {
  return "pledges\nid=" + id + "\nsource=" + by + "\ndonors=DE\ndate=" + date + "\namount=5\ncurrency=EUR\n";
}

// Dates end on 31 December, 1 March and 10 March; all became known on 11 March of the next year.
TEST(Sources, TellHowLateTheirEntriesBecameKnown) {  // rule 4
  const auto result = sources_of({source("S", "2025-03-11"), source("T", "2025-03-11"), pledge("P1", "S", "2024"), pledge("P2", "S", "2025-03-01"),
                                  pledge("P3", "S", "2025-03-10")});
  ASSERT_EQ(result.sources.size(), 2U);
  ASSERT_EQ(result.sources[0].days_after.size(), 71U);
  for (const std::size_t days : {1U, 10U, 70U}) EXPECT_EQ(result.sources[0].days_after[days], 1);
  EXPECT_EQ(result.sources[0].dated(), 3);
  EXPECT_EQ(result.sources[0].known_late(), 1);
  EXPECT_EQ(result.sources[0].middle_days_after(), 10);
  EXPECT_FALSE(result.sources[1].middle_days_after());
}

// Dated by the as-known day, 30 June, and told by a source of July.
TEST(Sources, AnnounceWhatBecameKnownLater) {  // rule 4
  const auto result = sources_of({source("S", "2025-03-11"), source("T", "2025-07-11"), pledge("P1", "S", "2025-03"), pledge("P2", "T", "2025-06-01")});
  EXPECT_EQ(result.later.entries.at("pledges"), 1);
  EXPECT_EQ(to_json(result)["known_later"]["dated_by_then"]["pledges"], 1);
}

// 5 by March and 10 by June are on record; somebody claims 8 by March, and is not set against the 10 that a plan tells of.
TEST(Sources, SetClaimedReportsAgainstTheEntriesOfTheirPeriod) {
  const auto result = sources_of({source("S", "2025-03-11"), pledge("P1", "S", "2025-02-01"), pledge("P2", "S", "2025-05-01"),
                                  "reports\nid=R\nsource=S\nseries=X\nfigure=value @ pledged\nmeasure=level\nvalue=8\nunit=EUR\nfrom=2025-01-01\nuntil=2025-03-31\ndate=2025-04-10\nclassifier=claimed\n",
                                  "reports\nid=Q\nsource=S\nseries=X\nfigure=value @ pledged\nmeasure=level\nvalue=20\nunit=EUR\ndate=2025-04-10\nclassifier=planned\n"});
  ASSERT_EQ(result.gaps.size(), 1U);
  EXPECT_EQ(result.gaps.front().reported + " " + result.gaps.front().entries, "8 EUR 5 EUR");
}

// 5 by March and 10 by June are on record.
TEST(Sources, SetAReportWithAnEndAloneAgainstTheEntriesUpToIt) {  // rule 3
  const auto gaps_of = [](const std::string& value, const std::string& until, const std::string& figure = "value @ pledged") {
    std::string out;
    for (const ReportGap& gap :
         sources_of({source("S", "2025-03-11"), pledge("P1", "S", "2025-02-01"), pledge("P2", "S", "2025-05-01"),
                     "reports\nid=R\nsource=S\nseries=X\nfigure=" + figure + "\nmeasure=level\nvalue=" + value + "\nunit=EUR\nuntil=" + until + "\ndate=2025-06-10\nclassifier=actual\n"}).gaps)
      out += gap.reported + " " + gap.entries + ";";
    return out;
  };
  EXPECT_EQ(gaps_of("5", "2025-03-31"), "");
  EXPECT_EQ(gaps_of("10", "2025-03-31"), "10 EUR 5 EUR;");
  EXPECT_EQ(gaps_of("10", "2025-05-31"), "");
  EXPECT_EQ(gaps_of("5", "2025-03-31", "value @ pledged in 2025"), "");
}

// By the row 1.9 percent of GDP; 1.91 is the same, rounded.
TEST(Sources, SetAReportedShareAgainstTheRowOfItsVintage) {  // rule 3
  const auto gaps_of = [](const std::string& value, const std::string& vintage) {
    std::string out;
    for (const ReportGap& gap :
         sources_of({source("S", "2025-03-11"), "economy\nknown_date=2025-01-01\ncountry=NL\nyear=2024\nvintage=V1\ngdp=1000\ncurrency=EUR\ndefence_core=19\n",
                     "reports\nid=R\nsource=S\nseries=DEFENCE-SHARE-NL:" + vintage + "\nmeasure=share\nvalue=" + value +
                         "\nunit=percent_of_gdp\nfrom=2024\nuntil=2024\nclassifier=actual\n"}).gaps)
      out += gap.figure + ": " + gap.reported + ", " + gap.entries + (gap.rule.empty() ? "" : " stands");
    return out;
  };
  EXPECT_EQ(gaps_of("2.05", "V1"), "share of GDP of NL in 2024, vintage V1: 2.05 percent_of_gdp, 1.9 percent_of_gdp stands");
  EXPECT_EQ(gaps_of("1.91", "V1"), "");
  EXPECT_EQ(gaps_of("2.05", "V2"), "");
}

// 5 is on record.
TEST(Sources, TakeNoBoundThatTheEntriesKeepForADisagreement) {  // rule 3
  const auto gaps_of = [](const std::string& value, const std::string& qualifier) {
    return sources_of({source("S", "2025-03-11"), pledge("P1", "S", "2025-02-01"),
                       "reports\nid=R\nsource=S\nseries=X\nfigure=value @ pledged\nmeasure=level\nvalue=" + value + "\nqualifier=" + qualifier +
                           "\nunit=EUR\ndate=2025-04-10\nclassifier=actual\n"}).gaps.size();
  };
  EXPECT_EQ(gaps_of("3", "at_least"), 0U);
  EXPECT_EQ(gaps_of("5.2", "at_least"), 1U);
  EXPECT_EQ(gaps_of("8", "up_to"), 0U);
  EXPECT_EQ(gaps_of("4.8", "up_to"), 1U);
  EXPECT_EQ(gaps_of("5.2", "approx"), 0U);
  EXPECT_EQ(gaps_of("5.5", "approx"), 1U);
  EXPECT_EQ(gaps_of("5.2", "exact"), 1U);
}

// Reports are in no total, so the better graded one is chosen though it repeats the other; not one that is replaced.
TEST(Sources, ChooseAReportThatRepeatsAnother) {  // rule 1
  const auto report = [](const std::string& id, const std::string& by, const std::string& value, const std::string& credibility) {
    return "reports\nid=" + id + "\nsource=" + by + "\ncredibility=" + credibility + "\nseries=STOCK\nmeasure=level\nvalue=" + value + "\nunit=EUR\ndate=2025-03-01\nclassifier=actual\n";
  };
  const auto relation = [](const std::string& kind) { return "relations\nfrom_kind=report\nfrom=B\nkind=" + kind + "\nto_kind=report\nto=A\n"; };
  const std::vector<std::string> told{source("S", "2025-03-11"), source("T", "2025-03-12"), report("A", "S", "62", "3"), report("B", "T", "60", "2"),
                                      relation("conflicts_with")};
  const auto chosen = [&](const std::string& kind) {
    std::vector<std::string> entries = told;
    entries.push_back(relation(kind));
    return sources_of(entries).disagreements.at(0).chosen;
  };
  EXPECT_EQ(chosen("repeats"), "report B");
  EXPECT_EQ(chosen("part_of"), "report A");
}

TEST(Sources, ARuleThatLeavesTwoTellsOfNone) {  // rule 2
  const auto stated = [](const std::string& id, const std::string& amount) {
    return "pledges\nid=" + id + "\nsource=S\ndonors=DE\ndate=2025-03-01\namount=" + amount + "\ncurrency=EUR\n";
  };
  const auto result = sources_of({source("S", "2025-03-11"), stated("A", "5"), stated("B", "6"),
                                  "relations\nfrom_kind=pledge\nfrom=A\nkind=conflicts_with\nto_kind=pledge\nto=B\n"});
  ASSERT_EQ(result.disagreements.size(), 1U);
  EXPECT_EQ(result.disagreements.front().newest, "");
  EXPECT_EQ(result.disagreements.front().most_reliable, "");
  EXPECT_EQ(result.disagreements.front().highest, "pledge B");
}

// A report says whose the 180 are, and is graded better than the pledge of LV that says otherwise.
TEST(Sources, DisagreeOnWhoseMoneyItIs) {  // rule 1
  const auto result = sources_of({source("S", "2025-03-11"), "pledges\nid=P\nsource=S\ncredibility=5\ndonors=LV\ndate=2025-03-01\namount=180\ncurrency=EUR\n",
                                  "reports\nid=R\nsource=S\ncredibility=1\nseries=FUND\ndonors=INT\nmeasure=flow\nvalue=180\nunit=EUR\ndate=2025-03-01\nclassifier=actual\n",
                                  "relations\nfrom_kind=pledge\nfrom=P\nkind=conflicts_with\nto_kind=report\nto=R\n"});
  ASSERT_EQ(result.disagreements.size(), 1U);
  EXPECT_EQ(result.disagreements.front().chosen, "report R");
  EXPECT_EQ(result.disagreements.front().values.front().value, "180 EUR of LV");
  EXPECT_FALSE(result.disagreements.front().values.front().counted);
}

}  // namespace
}  // namespace servanda
