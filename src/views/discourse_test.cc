#include "views/discourse.h"

#include <gtest/gtest.h>

#include "book/payload.h"
#include "views/claims.h"
#include "views/sentence_text.h"

namespace servanda {
namespace {

void fill(History& history) {
  for (const std::string row :
       {"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nstart=2022\nreport_date=2025-06-25\n", "sources\nid=S\npublisher=Ministry\n",
        "parties\nid=ALF\nname=Alfia\nkind=government\n", "parties\nid=BET\nname=Betania\nkind=government\n", "items\ncode=TRUCK\nname=truck\nunit=vehicle\n",
        "pledges\nid=P1\nsource=S\ndonors=ALF\ndate=2024-03-01\namount=60000000\ncurrency=EUR\ninstrument=loan\ndescription=Alfia Facility: for roads\n",
        "pledges\nid=P2\nsource=S\ndonors=ALF\ndate=2024-05-01\n", "lines\nof_kind=pledge\nof=P2\nitem=TRUCK\nquantity=40\n"}) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text();
  }
}

// The bindings of all sentences, those that are not bound as blanks.
std::vector<std::string> bindings(std::string_view text) {
  History history;
  fill(history);
  const auto result = check_text(*Snapshot::make(history, {}), text, {});
  EXPECT_TRUE(result);
  std::vector<std::string> out;
  for (const FoundClaim& found : result->claims) out.push_back(found.result.claim.binding);
  return out;
}

class Sums : public testing::Test {
 protected:
  bool calls(std::string_view text) const {
    const Sentence sentence{1, text};
    const SentenceText read(snapshot_, gazetteer_, sentence, snapshot_.as_known());
    return calls_sum(read, sum_, read.numbers().front().number_first);
  }
  bool is_part(std::string_view text) const {
    const Sentence sentence{1, text};
    const SentenceText read(snapshot_, gazetteer_, sentence, snapshot_.as_known());
    return is_part_of_sum(read, sum_, read.numbers().front());
  }
  struct Book : History {
    Book() { fill(*this); }
  };
  Book history_;
  Snapshot snapshot_ = *Snapshot::make(history_, {});
  Gazetteer gazetteer_{snapshot_};
  SpokenSum sum_{.nouns = {"loan", "share"}};
};

TEST_F(Sums, AreCalledByTheirNounOrIt) {  // rule 1
  EXPECT_TRUE(calls("That share comes to 2 billion euros."));
  EXPECT_TRUE(calls("The loan totals 500 million."));
  EXPECT_TRUE(calls("In April it was raised to 85 billion."));
  EXPECT_TRUE(calls("Its first payment, of 5 million, came in May."));
  EXPECT_FALSE(calls("It was paying 5 million."));
  EXPECT_FALSE(calls("It has pledged 5 million."));
  EXPECT_FALSE(calls("A loan of 5 million was signed."));
  EXPECT_FALSE(calls("The grant totals 5 million."));
}

TEST_F(Sums, HaveParts) {  // rule 1
  EXPECT_TRUE(is_part("By now 4 million of it had been paid."));
  EXPECT_TRUE(is_part("Of this, 4 million are for roads."));
  EXPECT_TRUE(is_part("Of this loan, 4 million are for roads."));
  EXPECT_FALSE(is_part("Of this year's aid, 4 million are for roads."));
  EXPECT_FALSE(is_part("By now 4 million of the grant had been paid."));
}

TEST(Discourse, ASumGivesItsDonorInstrumentAndCurrency) {  // rules 1, 4
  const std::string loan = "Alfia promised a loan of 60 million euros in March 2024. ";
  EXPECT_EQ(bindings(loan + "By the end of May, 20 million of it had been paid."),
            (std::vector<std::string>{"value @ pledged where donor=ALF instrument=loan in 2024-03", "value @ disbursed where donor=ALF instrument=loan in 2024-03..2024-05"}));
  EXPECT_EQ(bindings(loan + "The loan totals 60 million.").back(), "value @ pledged where donor=ALF instrument=loan in 2024-03");
}

TEST(Discourse, TwoSumsAreCalledByNothing) {  // rule 2
  EXPECT_EQ(bindings("Alfia promised 60 million euros in March 2024 and 70 million euros in April 2024. Of this, 5 million have been paid.").back(), "");
}

TEST(Discourse, AnotherDonorsMoneyIsNoPartOfASum) {  // rule 3
  EXPECT_EQ(bindings("Alfia promised a loan of 60 million euros in March 2024. In May 2024 Betania paid 5 million euros.").back(), "value @ disbursed where donor=BET in 2024-05");
}

TEST(Discourse, LotsAreToldApart) {
  EXPECT_EQ(bindings("Alfia has paid two instalments of 20 million euros, one in May 2024 and one in June 2024. The third was paid in May 2025."),
            (std::vector<std::string>{"value @ disbursed where donor=ALF in 2024-05", "value @ disbursed where donor=ALF in 2024-06", "value @ disbursed where donor=ALF in 2025-05"}));
}

TEST(Discourse, AllOfThemAreAsManyAsWerePromised) {
  EXPECT_EQ(bindings("Alfia promised 40 trucks in May 2024. All of them have been delivered.").back(), "quantity @ delivered where donor=ALF item=TRUCK");
}

TEST(Discourse, AProgrammeOfTheBookIsItsPromise) {
  EXPECT_EQ(bindings("The Alfia Facility offers up to 60 million euros."), std::vector<std::string>{"value @ pledged where donor=ALF in 2024-03-01"});
  EXPECT_EQ(bindings("The Betania Facility offers up to 60 million euros."), std::vector<std::string>{""});
}

TEST(Discourse, ATextSpeaksForOneDonorUntilItNamesAnother) {
  ReadContext before;
  add_context(before, {.donors = {"ALF"}});
  ASSERT_TRUE(before.voice());
  EXPECT_EQ(before.voice()->value, "ALF");
  add_context(before, {.donors = {"BET"}});
  EXPECT_FALSE(before.voice());
}

}  // namespace
}  // namespace servanda
