#include "views/claims.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

ClaimsResult check(std::string_view text, const std::vector<std::string>& more = {}) {
  History history;
  for (const std::string row :
       {"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-06-25\n", "sources\nid=S\npublisher=Ministry\n",
        "parties\nid=ALF\nname=Alfia\nkind=government\n", "parties\nid=BET\nname=Betania\nkind=government\n",
        "pledges\nid=P1\nsource=S\ndonors=ALF\ndate=2024-03-01\namount=60000000\ncurrency=EUR\n",
        "pledges\nid=P2\nsource=S\ndonors=BET\ndate=2024-04-01\namount=40000000\ncurrency=EUR\n"}) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text();
  }
  for (const std::string& row : more) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text();
  }
  auto result = check_text(*Snapshot::make(history, {}), text, {});
  EXPECT_TRUE(result) << result.error().text();
  return *std::move(result);
}

TEST(Claims, ASentenceWithADonorAssumesNothing) {  // rule 4
  const auto result = check("Alfia pledged 60 million euros in 2024.");
  ASSERT_EQ(result.claims.size(), 1U);
  EXPECT_EQ(result.claims[0].assumed, "");
  EXPECT_EQ(result.claims[0].result.now.verdict, StatementVerdict::supported);
}

TEST(Claims, ASentenceWithoutADonorSpeaksOfTheOneBefore) {  // rule 4
  const auto result = check("Alfia met its partners. In 2024 it pledged 60 million euros. In 2024 another 40 million euros were pledged.");
  ASSERT_EQ(result.claims.size(), 2U);
  for (const FoundClaim& found : result.claims) {
    EXPECT_EQ(found.result.claim.binding, "value @ pledged where donor=ALF in 2024");
    EXPECT_EQ(found.assumed, "donor ALF, of the sentence before");
  }
  EXPECT_EQ(result.claims[0].result.now.verdict, StatementVerdict::supported);
  EXPECT_LT(result.claims[0].confidence, check("Alfia pledged 60 million euros in 2024.").claims[0].confidence);
}

TEST(Claims, AnotherParagraphCarriesNobodyOver) {  // rule 4
  const auto result = check("Alfia pledged 60 million euros in 2024.\n\nIn 2024 100 million euros were pledged.");
  ASSERT_EQ(result.claims.size(), 2U);
  EXPECT_EQ(result.claims[1].result.claim.binding, "value @ pledged in 2024");
  EXPECT_EQ(result.claims[1].assumed, "all donors together, since the sentence names none");
  EXPECT_LT(result.claims[1].confidence, result.claims[0].confidence - 15);
}

TEST(Claims, ASentenceThatSaysAllSpeaksOfAll) {  // rule 4
  const auto result = check("Alfia pledged 60 million euros in 2024. In total 100 million euros were pledged in 2024.");
  ASSERT_EQ(result.claims.size(), 2U);
  EXPECT_EQ(result.claims[1].result.claim.binding, "value @ pledged in 2024");
  EXPECT_EQ(result.claims[1].assumed, "");
  EXPECT_EQ(result.claims[1].result.now.verdict, StatementVerdict::supported);
}

TEST(Claims, ARoundBulletIsCutOffWhole) {
  const auto result = check("Pledged in 2024:\n\n• 60 million euros by Alfia\n• 40 million euros by Betania\n");
  ASSERT_EQ(result.claims.size(), 2U);
  EXPECT_EQ(result.claims[0].result.claim.binding, "value @ pledged where donor=ALF in 2024");
  EXPECT_EQ(result.claims[1].result.claim.binding, "value @ pledged where donor=BET in 2024");
  EXPECT_NE(to_json(result).dump().find("• 40 million"), std::string::npos);
}

TEST(Claims, AWholePercentageOfGrowthIsRounded) {
  const std::vector<std::string> pledges{"pledges\nid=P3\nsource=S\ndonors=ALF\ndate=2021-03-01\namount=50000000\ncurrency=EUR\n",
                                         "pledges\nid=P4\nsource=S\ndonors=ALF\ndate=2022-03-01\namount=56200000\ncurrency=EUR\n"};
  const auto verdict = [&](std::string_view text) { return check(text, pledges).claims.at(0).result.now.verdict; };
  EXPECT_EQ(verdict("Alfia's pledges rose by 12 per cent from 2021 to 2022."), StatementVerdict::supported);
  EXPECT_NE(verdict("Alfia's pledges rose by 13 per cent from 2021 to 2022."), StatementVerdict::supported);
}

TEST(Claims, AVaguePercentageOfAChangeIsVagueAboutTheChange) {
  const auto more = check("In 2024 Alfia pledged about 40 percent more than Betania.");
  ASSERT_EQ(more.claims.size(), 1U);
  EXPECT_EQ(more.claims[0].result.claim.value, "136..144");
  EXPECT_EQ(more.claims[0].result.now.verdict, StatementVerdict::partly_supported);  // it is 150
  const auto less = check("In 2024 Betania pledged about 35 percent less than Alfia.");
  ASSERT_EQ(less.claims.size(), 1U);
  EXPECT_EQ(less.claims[0].result.claim.value, "61.5..68.5");
  EXPECT_EQ(less.claims[0].result.now.verdict, StatementVerdict::supported);
}

TEST(Claims, ABookWithFundsCommittedTellsThemFromPledges) {
  const std::string text = "Alfia committed 5 million euros in 2024.";
  EXPECT_EQ(check(text).claims.at(0).result.claim.binding, "value @ pledged where donor=ALF in 2024");
  const auto with_funds = check(text, {"funds\nid=F1\nsource=S\ndonor=ALF\nkind=commitment\ndate=2024-05-01\namount=5000000\ncurrency=EUR\n"});
  EXPECT_EQ(with_funds.claims.at(0).result.claim.binding, "value @ committed where donor=ALF in 2024");
}

}  // namespace
}  // namespace servanda
