#include "views/targets.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

Json targets_of(std::vector<std::string> entries) {
  History history;
  entries.insert(entries.begin(), "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2031-06-30\n"
                                  "delivered=recipient-confirmed\n");
  for (const std::string& entry : entries) {
    const auto replayed = replay("state 0\n" + entry, history);
    EXPECT_TRUE(replayed) << entry;
  }
  const auto snapshot = Snapshot::make(history, {});
  EXPECT_TRUE(snapshot);
  return to_json(*targets(*snapshot, {}))["targets"][0];
}

std::string target(const std::string& value) {
  return "targets\nid=T\nfigure=value @ pledged in 2031\nvalue=" + value + "\nby=2031-12-31\n";
}

std::string pledge(const std::string& id, const std::string& amount, const std::string& currency) {
  return "pledges\nid=" + id + "\ndonors=DE\ndate=2031-02-05\namount=" + amount + "\ncurrency=" + currency + "\n";
}

TEST(Targets, TellTheGapAndThePaces) {  // rule 2
  const Json told = targets_of({target("100"), pledge("P", "60", "EUR")});
  EXPECT_EQ(told["state"], "on_pace");  // 60 in 180 days is more than 40 in 184
  EXPECT_EQ(told["gap"], "40");
  EXPECT_EQ(told["pace_needed"], "1.52173913");
  EXPECT_EQ(told["pace_had"], "2.33333333");
}

// 365 days of 2030, not the 545 to today.
TEST(Targets, ThePaceHadIsThatOfItsPeriod) {  // rule 2
  const Json told = targets_of({"targets\nid=T\nfigure=value @ pledged in 2030\nvalue=1000\nby=2030-12-31\n",
                                "pledges\nid=P\ndonors=DE\ndate=2030-02-05\namount=365\ncurrency=EUR\n"});
  EXPECT_EQ(told["pace_had"], "7");
}

// No rate of 2031 is known, so dollars cannot be added.
TEST(Targets, TakeTheOwnCurrencyForALowerBound) {  // rule 1
  const Json reached = targets_of({target("100"), pledge("P", "120", "EUR"), pledge("Q", "7", "USD")});
  EXPECT_EQ(reached["state"], "reached");
  EXPECT_EQ(reached["reached"], "120");
  EXPECT_EQ(reached["qualifier"], "at_least");
  const Json open = targets_of({target("130"), pledge("P", "120", "EUR"), pledge("Q", "7", "USD")});
  EXPECT_EQ(open["state"], "on_pace");  // with at least 120 in 180 days, at most 10 in 184 are needed
  EXPECT_EQ(open["reached"], "120");
  EXPECT_EQ(open["gap"], "10");
  const Json behind = targets_of({target("1300"), pledge("P", "120", "EUR"), pledge("Q", "7", "USD")});
  EXPECT_EQ(behind["state"], "not_checkable");  // the dollars may be enough
  EXPECT_EQ(behind["gap"], "1180");
  EXPECT_TRUE(targets_of({target("130"), pledge("Q", "7", "USD"), pledge("R", "7", "GBP")})["reached"].is_null());
}

// 60 at stated value and 30 at market value this year, 20 at stated value last year.
TEST(Targets, TellBothYearsByBasis) {  // rule 3
  std::string market = pledge("Q", "30", "EUR");
  market += "valuation_basis=market\n";
  std::string before = "pledges\nid=R\ndonors=DE\ndate=2030-02-05\namount=20\ncurrency=EUR\n";
  const Json told = targets_of({target("100"), pledge("P", "60", "EUR"), market, before});
  EXPECT_EQ(told["reached"], "90");
  EXPECT_EQ(told["last_year"], "20");
  ASSERT_EQ(told["parts"].size(), 2U);
  EXPECT_EQ(told["parts"][0]["basis"], "market");
  EXPECT_EQ(told["parts"][0]["reached"], "30");
  EXPECT_TRUE(told["parts"][0]["last_year"].is_null());
  EXPECT_EQ(told["parts"][1]["basis"], "stated");
  EXPECT_EQ(told["parts"][1]["reached"], "60");
  EXPECT_EQ(told["parts"][1]["last_year"], "20");
  EXPECT_EQ(told["from"], "entries");
}

TEST(Targets, TellWhetherLastYearCompares) {  // rule 3
  const std::string before = "pledges\nid=R\ndonors=DE\ndate=2030-02-05\namount=20\ncurrency=EUR\n";
  EXPECT_EQ(targets_of({target("100"), pledge("P", "60", "EUR"), before})["last_year_compares"], true);
  const std::string market = before + "valuation_basis=market\n";
  EXPECT_EQ(targets_of({target("100"), pledge("P", "60", "EUR"), market})["last_year_compares"], false);
  EXPECT_TRUE(targets_of({target("100"), pledge("P", "60", "EUR")})["last_year_compares"].is_null());
}

TEST(Targets, TheEntriesStandBesideAReport) {  // rule 4
  const std::string report = "reports\nid=R\nseries=S\nfigure=value @ pledged\nmeasure=level\nvalue=80\nqualifier=at_least\nunit=EUR\ndate=2031-06-01\nclassifier=actual\n";
  const Json told = targets_of({target("100"), pledge("P", "120", "EUR"), report});
  EXPECT_EQ(told["from"], "report");
  EXPECT_EQ(told["reached"], "80");
  EXPECT_EQ(told["entries"], "120");
  EXPECT_TRUE(targets_of({target("100"), pledge("P", "120", "EUR")})["entries"].is_null());
}

TEST(Targets, AnUpperBoundReachesNothing) {  // rules 1 and 4
  const auto state = [](const std::string& goal, const std::string& qualifier) {
    return targets_of({target(goal), pledge("P", "300", "EUR") + "qualifier=" + qualifier + "\n"})["state"];
  };
  EXPECT_EQ(state("250", "up_to"), "not_checkable");
  EXPECT_EQ(state("250", "exact"), "reached");
  EXPECT_EQ(state("250", "at_least"), "reached");
  EXPECT_EQ(state("250", "approx"), "reached");
  EXPECT_EQ(state("290", "approx"), "not_checkable");
}

}  // namespace
}  // namespace servanda
