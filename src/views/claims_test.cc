#include "views/claims.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

ClaimsResult check(std::string_view text) {
  History history;
  for (const std::string row :
       {"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-06-25\n", "sources\nid=S\npublisher=Ministry\n",
        "parties\nid=ALF\nname=Alfia\nkind=government\n", "parties\nid=BET\nname=Betania\nkind=government\n",
        "pledges\nid=P1\nsource=S\ndonors=ALF\ndate=2024-03-01\namount=60000000\ncurrency=EUR\n",
        "pledges\nid=P2\nsource=S\ndonors=BET\ndate=2024-04-01\namount=40000000\ncurrency=EUR\n"}) {
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

}  // namespace
}  // namespace servanda
