#include <gtest/gtest.h>

#include <algorithm>

#include "book/payload.h"
#include "views/claims.h"

namespace servanda {
namespace {

void fill(History& history) {
  for (const std::string row :
       {"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nstart=2022\nreport_date=2025-06-25\n", "sources\nid=S\npublisher=Ministry\n",
        "parties\nid=ZZ\nname=Zedland\nkind=government\n", "parties\nid=ALF\nname=Alfia\nkind=government\n", "parties\nid=BET\nname=Betania\nkind=government\n",
        "parties\nid=GAM\nname=Gamland\nkind=government\n", "items\ncode=TRUCK\nname=truck\nunit=vehicle\n", "items\ncode=PUMP\nname=flood pump\nunit=unit\n",
        "memberships\nsource=S\nparty=ALF\ngroup=league\nfrom=2020\n", "memberships\nsource=S\nparty=BET\ngroup=league\nfrom=2024-03\n",
        "memberships\nsource=S\nparty=GAM\ngroup=pact\nfrom=2020\n",
        "offices\nsource=S\nperson=Ann Aster\noffice=head of the press cell\nfrom=2020\nuntil=2024-09-30\n",
        "offices\nsource=S\nperson=Ben Birch\noffice=head of the press cell\nfrom=2024-10-01\n", "offices\nsource=S\nperson=Cy Cole\noffice=minister of aid\nparty=ALF\nfrom=2023\n",
        "offices\nsource=S\nperson=Dee Dorn\noffice=secretary of aid\nparty=BET\nfrom=2023-10\n", "offices\nsource=S\nperson=Dee Dorn\noffice=minister of aid\nparty=GAM\nfrom=2020\nuntil=2025\n",
        "documents\nid=D-1\nsource=S\ntitle=Harbour communique\ndate=2024-06-20\nvenue=Westlee\ncompleteness=outline\n",
        "projects\nid=I-0\nsource=S\nplanned_end=2025-01\n", "reports\nid=R0\nsource=S\nseries=COST-I-0\nmeasure=level\nvalue=7000000\nunit=EUR\ndate=2025-04\nclassifier=actual\n",
        "nodes\nid=WES\nname=Westlee\nkind=site\n",
        "projects\nid=I-1\nsource=S\nname=Northern line repair\nplanned_end=2025-03\n", "reports\nid=R9\nsource=S\nseries=COST-I-1\nmeasure=level\nvalue=5000000\nunit=EUR\ndate=2025-04\nclassifier=actual\n",
        "reports\nid=R1\nsource=S\nseries=DEFENCE-SHARE-ALF\ndonors=ALF\nmeasure=share\nvalue=3.1\nunit=percent_of_gdp\nfrom=2024\nuntil=2024\ndate=2024-06\nclassifier=actual\n",
        "reports\nid=R2\nsource=S\nseries=DEFENCE-SHARE-BET\ndonors=BET\nmeasure=share\nvalue=1.4\nunit=percent_of_gdp\nfrom=2024\nuntil=2024\ndate=2024-06\nclassifier=actual\n",
        "reports\nid=R3\nsource=S\nseries=PLEDGE-SHARE-BET\ndonors=BET\nmeasure=share\nvalue=2.5\nunit=percent_of_gdp\ndate=2025-01\nclassifier=planned\n",
        "pledges\nid=P1\nsource=S\ndonors=ALF\ndate=2024-03-01\namount=5000000000\ncurrency=EUR\ninstrument=loan\n",
        "pledges\nid=P2\nsource=S\ndonors=ALF\ndate=2024-05-01\n", "lines\nof_kind=pledge\nof=P2\nitem=TRUCK\nquantity=40\n",
        "pledges\nid=P3\nsource=S\ndonors=GAM;BET;ALF\ndate=2024-06-01\n", "lines\nof_kind=pledge\nof=P3\nitem=PUMP\nquantity=9\n"}) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << row << status.error().text();
  }
}

std::vector<FoundClaim> read(std::string_view text, std::string by = {}) {
  History history;
  fill(history);
  auto result = check_text(*Snapshot::make(history, {}), text, {.by = std::move(by)});
  EXPECT_TRUE(result) << result.error().text();
  return result->claims;
}

// The bindings of all claims, those that are not bound as blanks.
std::vector<std::string> bindings(std::string_view text, std::string by = {}) {
  std::vector<std::string> out;
  for (const FoundClaim& found : read(text, std::move(by))) out.push_back(found.result.claim.binding);
  return out;
}
std::string last(std::string_view text, std::string by = {}) {
  const auto all = bindings(text, std::move(by));
  return all.empty() ? "nothing" : all.back();
}

TEST(ClaimReader, AShareOfOutputIsLeftOutBehindOneThatIsSaid) {
  const std::string alfia = "Alfia spent 3.1 percent of its GDP on defence in 2024. ";
  EXPECT_EQ(last(alfia + "Betania managed only 1.4 percent."), "report(DEFENCE-SHARE-BET)");
  EXPECT_EQ(last(alfia + "Betania was at 1.4."), "report(DEFENCE-SHARE-BET)");
  EXPECT_EQ(last(alfia + "Betania's goal is 2.5 percent."), "report(PLEDGE-SHARE-BET)");
  EXPECT_EQ(last(alfia + "Betania cut taxes by 1.4 percent."), "");
  EXPECT_EQ(last("Betania managed only 1.4 percent."), "");
}

TEST(ClaimReader, ANumberBesideMoneyHasItsScaleAndCurrency) {
  const auto found = read("Alfia promised 5 billion euros in March 2024 and paid 2.3 in May 2024.");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].result.claim.binding, "value @ disbursed where donor=ALF in 2024-05");
  EXPECT_EQ(found[1].result.claim.value, "2300000000");
  EXPECT_EQ(found[1].result.claim.unit, "EUR");
  EXPECT_EQ(read("Alfia promised 5 billion euros in March 2024 and delivered 30 trucks in May 2024.")[1].result.claim.value, "30");
}

// Numbers of what is no money, beside some.
TEST(ClaimReader, ANumberOfAPlaceOrAPageIsNoMoney) {
  const std::string alfia = "In March 2024 Alfia promised 5 billion euros";
  for (const char* more : {" in phase 3.", ", up from place 7.", ", as it says on page 12.", ", as it should under Article 5."}) {
    const auto all = bindings(alfia + more);
    EXPECT_EQ(all.size() - static_cast<std::size_t>(std::ranges::count(all, "")), 1U) << more;
  }
  const auto found = read(alfia + " and paid 2.3 in May 2024.");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].assumed, "the scale and currency of the number beside it");
}

TEST(ClaimReader, WhatItCostIsOfAProjectThatIsNamed) {
  EXPECT_EQ(last("The spring conference was held in Westlee on 2 May 2025. It cost 5 million euros."), "");
}

TEST(ClaimReader, OfTwoOfficesOnADayTheLaterOneSpeaks) {
  EXPECT_EQ(last("In 2024 we promised 16 billion euros.", "Dee Dorn"), "value @ pledged where donor=BET in 2024");
  EXPECT_EQ(last("In 2024 we promised 16 billion euros.", "ZZ"), "value @ pledged where donor=ZZ in 2024");
}

TEST(ClaimReader, WhatSeveralPromiseJointlyIsTheJointDonors) {
  EXPECT_EQ(last("Alfia, Betania and Gamland jointly promised nine flood pumps."), "quantity @ pledged where donor=ALF;BET;GAM item=PUMP");
  EXPECT_EQ(last("Alfia and Betania jointly promised nine flood pumps."), "quantity @ pledged where donor=ALF|BET item=PUMP");
}

TEST(ClaimReader, TwoYearsOfOneNumberAreOnePeriod) {
  EXPECT_EQ(last("In 2023 and 2024 Alfia promised a total of 40 trucks."), "quantity @ pledged where donor=ALF item=TRUCK in 2023..2024");
}

TEST(ClaimReader, ADropIsThatOfTheTwoYearsBefore) {
  const std::string years = "Alfia's pledges fell from 5 billion euros in 2023 to 3 billion euros in 2024. ";
  EXPECT_EQ(last(years + "This is a drop of 40 percent."), "growth(value @ pledged where donor=ALF, 2023, 2024)");
  EXPECT_EQ(last("This is a drop of 40 percent."), "");
}

TEST(ClaimReader, NoneOfTheseIsSinceTheirPromise) {
  EXPECT_EQ(last("Alfia promised 40 trucks in May 2024. None of these had been delivered by the end of June 2024."),
            "quantity @ delivered where donor=ALF item=TRUCK in 2024-05..2024-06");
}

TEST(ClaimReader, WeIsWhoSaysIt) {
  EXPECT_EQ(last("In March 2024 we promised 5 billion euros.", "ALF"), "value @ pledged where donor=ALF in 2024-03");
  EXPECT_EQ(last("In March 2024 we promised 5 billion euros.", "Cy Cole"), "value @ pledged where donor=ALF in 2024-03");
  EXPECT_EQ(last("As Alfia's minister of aid, I can say that we promised 5 billion euros in March 2024."), "value @ pledged where donor=ALF in 2024-03");
}

TEST(ClaimReader, WhoTheBookDoesNotKnowCannotSayIt) {
  History history;
  fill(history);
  EXPECT_EQ(check_text(*Snapshot::make(history, {}), "We promised 5 billion euros.", {.by = "Nobody"}).error().code, ErrorCode::bad_input);
}

TEST(ClaimReader, ATextIsSpokenOfAsIt) {
  const std::string text = "The Harbour communique names the academy. ";
  EXPECT_EQ(last(text + "Nor does it say a word about Zedland."), "text_contains(D-1, Zedland)");
  EXPECT_EQ(last(text + "It welcomes the loan and foresees a review."), "text_contains(D-1, review)");
  EXPECT_EQ(last("In Westlee, the ministers had still called the path irreversible."), "text_contains(D-1, irreversible)");
}

TEST(ClaimReader, MembersAreCalledSo) {
  EXPECT_EQ(last("Betania became the league's newest member in March 2024."), "member_of(BET, league, 2024-03-31)");
  EXPECT_EQ(last("Alfia joined the league in 2020. Betania followed in March 2024."), "member_of(BET, league, 2024-03-31)");
  EXPECT_EQ(bindings("Alfia and Betania joined the league in March 2024.").size(), 2U);
  const auto found = read("Gamland gives too, without being in the league.");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.back().result.claim.value, "no");
}

TEST(ClaimReader, AnOfficeIsTakenOver) {
  EXPECT_EQ(last("Mr Birch, who took over from Ms Aster, spoke first."), "holds_office(Ben Birch, head of the press cell, 2025-06-25)");
  EXPECT_EQ(last("I took the cell over from Ann Aster.", "Ben Birch"), "holds_office(Ben Birch, head of the press cell, 2025-06-25)");
}

TEST(ClaimReader, ItCostIsTheProjectsOfTheSentenceBefore) {
  EXPECT_EQ(last("The repair of the northern line was finished in March 2025. It cost 5 million euros."), "report(COST-I-1)");
  EXPECT_EQ(last("It cost 5 million euros."), "");
}

TEST(ClaimReader, WhereAnEventWasNotIsDenied) {
  const auto found = read("The spring conference wasn't at Westlee.");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.back().result.claim.binding, "event(spring conference, Westlee, )");
  EXPECT_EQ(found.back().result.claim.value, "no");
  EXPECT_EQ(last("The league's ministers closed their conference in Westlee on 20 June 2024 with 3 promises."), "event(conference, Westlee, 2024-06-20)");
}

TEST(ClaimReader, SomeAndAnotherNameTheGroup) {
  EXPECT_EQ(last("League members and Alfia pledged 5 billion euros in 2024."), "value @ pledged where group=league in 2024");
}

}  // namespace
}  // namespace servanda
