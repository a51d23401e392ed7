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

TEST(Claims, TheCoalitionIsNotTheOneBefore) {  // rule 4
  const auto result = check("Alfia pledged 60 million euros in 2024. The coalition has pledged 100 million euros in 2024.");
  ASSERT_EQ(result.claims.size(), 2U);
  EXPECT_EQ(result.claims[1].result.claim.binding, "value @ pledged in 2024");
}

TEST(Claims, WhoWasNamedLongAgoIsNotMeant) {  // rule 4
  const std::string silent = "The road was wet. The port was shut. ";
  const auto last = [](const std::string& text) { return check(text).claims.back().result.claim.binding; };
  EXPECT_EQ(last("Alfia met. " + silent + "In 2024 60 million euros were pledged."), "value @ pledged where donor=ALF in 2024");
  EXPECT_EQ(last("Alfia met. " + silent + "The sea was calm. In 2024 60 million euros were pledged."), "");
  EXPECT_EQ(last("Alfia met. " + silent + "It went on. In 2024 it pledged 60 million euros."), "value @ pledged where donor=ALF in 2024");
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

TEST(Claims, ASumWithoutAPeriodSaysSoAndMayBeOneYears) {
  const auto undated = check("Alfia pledged 60 million euros.");
  ASSERT_EQ(undated.claims.size(), 1U);
  EXPECT_NE(undated.claims[0].assumed.find("no period is named"), std::string::npos);
  EXPECT_LT(undated.claims[0].confidence, check("Alfia pledged 60 million euros in 2024.").claims[0].confidence - 15);
  EXPECT_EQ(undated.claims[0].result.now.verdict, StatementVerdict::supported);
  const std::vector<std::string> more{"pledges\nid=P3\nsource=S\ndonors=ALF\ndate=2023-03-01\namount=50000000\ncurrency=EUR\n"};
  const auto of_a_year = check("Alfia pledged 60 million euros.", more);
  EXPECT_EQ(of_a_year.claims.at(0).result.now.verdict, StatementVerdict::partly_supported);
  EXPECT_EQ(of_a_year.claims.at(0).result.now.nearest->reading, "value @ pledged where donor=ALF in 2024");
}

TEST(Claims, AnotherNumberOfTheSameDonorIsNoneInAll) {
  const auto same = check("Alfia pledged 60 million euros in 2024. It pledged another 40 million euros.");
  EXPECT_EQ(same.claims.at(1).confidence, 0);
  const auto other = check("Alfia pledged 60 million euros in 2024. Betania pledged another 40 million euros.");
  EXPECT_EQ(other.claims.at(1).result.claim.binding, "value @ pledged where donor=BET");
}

TEST(Claims, APlaceIsBoundWhereTheSentenceSaysPlainlyWhose) {
  const auto binding = [](std::string_view text) {
    const auto result = check(text);
    return result.claims.empty() ? std::string() : result.claims.front().result.claim.binding + " " + result.claims.front().result.claim.value;
  };
  EXPECT_EQ(binding("Alfia is the largest donor."), "rank(value @ pledged where donor=ALF) 1");
  EXPECT_EQ(binding("In 2024 Betania was the second-largest humanitarian donor, after Alfia."), "rank(value @ pledged where donor=BET kind=humanitarian in 2024) 2");
  EXPECT_EQ(binding("Betania is second only to Alfia."), "rank(value @ pledged where donor=BET) 2");
  EXPECT_EQ(binding("Alfia has pledged more than any other country."), "rank(value @ pledged where donor=ALF) 1");
  EXPECT_EQ(binding("The second-largest donor in 2024 was Betania."), "rank(value @ pledged where donor=BET in 2024) 2");
  EXPECT_EQ(binding("Only Alfia has pledged more than Betania."), "rank(value @ pledged where donor=BET) 2");
  EXPECT_EQ(binding("Nobody has pledged more than Alfia."), "rank(value @ pledged where donor=ALF) 1");
  for (const std::string_view text : {"Alfia is one of the largest donors.", "Relative to its output, Alfia, with Betania, is the largest donor.",
                                      "Alfia is the largest donor relative to its output.", "Alfia overtook Betania as the largest donor.",
                                      "Alfia will be the largest donor.", "Alfia and Betania are the largest donor."})
    EXPECT_EQ(binding(text).find("rank("), std::string::npos) << text;
}

TEST(Claims, ManyYearsAreNoneThatIsComparedWith) {
  for (const FoundClaim& found : check("Alfia pledged less in 2024 than in any year since 2022.").claims) EXPECT_EQ(found.confidence, 0);
  const std::vector<std::string> members{"memberships\nparty=ALF\ngroup=league\nfrom=2020\n"};
  const auto of_members = check("Pledges by league members were 20 percent lower in 2024 than the year before.", members);
  EXPECT_EQ(of_members.claims.at(0).result.claim.binding, "growth(value @ pledged where group=league, 2023, 2024)");
}

TEST(Claims, NeedsAndPricesAreThoseOnRecord) {
  const std::vector<std::string> rows{"parties\nid=ZZ\nname=Zedland\nkind=government\n",
                                      "items\nsource=S\ncode=KIT\nname=trauma kit\ncategory=medical\nunit=kit\nunit_value=350\ncurrency=EUR\n",
                                      "needs\nid=N1\nsource=S\nitem=KIT\nquantity=1000\nmonth=2025-01\n",
                                      "needs\nid=N2\nsource=S\ncategory=humanitarian\namount=30000000\ncurrency=EUR\nmonth=2025\n",
                                      "needs\nid=N3\nsource=S\ncategory=humanitarian\namount=10000000\ncurrency=EUR\nmonth=2025\n"};
  const auto first = [&](std::string_view text) { return check(text, rows).claims.at(0); };
  const FoundClaim kits = first("Zedland needs 1,000 trauma kits in January 2025.");
  EXPECT_EQ(kits.result.claim.binding, "need(quantity where item=KIT in 2025-01)");
  EXPECT_EQ(kits.result.now.verdict, StatementVerdict::supported);
  const FoundClaim appeal = first("The humanitarian appeal for 2025 requires 30 million euros.");
  EXPECT_EQ(appeal.result.claim.binding, "need(value where category=humanitarian in 2025)");
  EXPECT_EQ(appeal.result.now.verdict, StatementVerdict::supported);  // one of the two says just that
  const FoundClaim price = first("A trauma kit costs 350 euros.");
  EXPECT_EQ(price.result.claim.binding, "price(KIT)");
  EXPECT_EQ(price.result.now.verdict, StatementVerdict::supported);
  for (const std::string_view text : {"Zedland needs another 1,000 trauma kits.", "Zedland would need 1,000 trauma kits.", "Alfia needs 1,000 trauma kits.",
                                      "Zedland needs 30 million euros.", "The price of a trauma kit rose by 15 percent.", "The trauma kits cost 350 euros.",
                                      "In 2024 a trauma kit cost 350 euros."})
    EXPECT_EQ(first(text).confidence, 0) << text;
}

TEST(Claims, AShareOfOutputStandsOnTheOutputToo) {
  const auto output = [](const std::string& source) {
    return "economy\nsource=" + source + "\ncountry=ALF\nyear=2024\nvintage=V\ngdp=20000000000\ncurrency=EUR\nprice_base=current\n";
  };
  const std::string text = "In 2024 Alfia pledged 0.3 percent of its GDP.";
  EXPECT_EQ(check(text, {output("S")}).claims.at(0).result.now.verdict, StatementVerdict::supported);
  EXPECT_EQ(check(text, {output("GONE")}).claims.at(0).result.now.verdict, StatementVerdict::not_checkable);
}

TEST(Claims, TheEndOfAProjectIsJudgedByItsEnd) {
  const std::vector<std::string> more{"projects\nid=J\nsource=S\nname=Alder substation\nactual_start=2023-05-14\nactual_end=2024-06-18\n"};
  const auto verdict = [&](std::string_view text) {
    const auto result = check(text, more);
    return result.claims.size() == 1 && result.claims[0].result.binding ? std::optional(result.claims[0].result.now.verdict) : std::nullopt;
  };
  EXPECT_EQ(verdict("Alder substation was completed in June 2024."), StatementVerdict::supported);
  EXPECT_EQ(verdict("Alder substation was completed in January 2025."), StatementVerdict::contradicted);
  EXPECT_EQ(verdict("Alder substation was completed in May 2023."), StatementVerdict::contradicted);  // it began then
  EXPECT_EQ(verdict("Alder substation was finished by 31 July 2024."), std::nullopt);
}

TEST(Claims, MoneyThatNoRateConvertsLeavesAtMostOpen) {
  const std::vector<std::string> more{"pledges\nid=P3\nsource=S\ndonors=BET\ndate=2024-05-01\namount=900000000\ncurrency=UAH\n"};
  const auto verdict = [&](std::string_view text) { return check(text, more).claims.at(0).result.now.verdict; };
  EXPECT_EQ(verdict("Betania pledged less than 41 million euros in 2024."), StatementVerdict::not_checkable);
  EXPECT_EQ(verdict("Betania pledged more than 39 million euros in 2024."), StatementVerdict::supported);
}

// All who gave, by name and not: 60, 40 and 10 million. Of 30 million, what is on record by name alone is far more.
TEST(Claims, AWiderScopeCountsWhatIsOfNoDonorToo) {
  const std::string of_no_donor = "pledges\nid=P3\nsource=S\ndate=2024-05-01\namount=10000000\ncurrency=EUR\n";
  const auto all = check("Alfia pledged 110 million euros in 2024.", {of_no_donor});
  ASSERT_TRUE(all.claims.at(0).result.now.nearest);
  EXPECT_EQ(all.claims[0].result.now.nearest->how, "a wider scope");
  EXPECT_EQ(all.claims[0].result.now.nearest->value, "110000000 EUR");
  EXPECT_FALSE(check("Alfia pledged 30 million euros in 2024.", {of_no_donor}).claims.at(0).result.now.nearest);
}

TEST(Claims, AWiderScopeIsWhatAReportSaysOfIt) {
  const auto told = check("Alfia pledged 30 million euros in 2024.",
                          {"reports\nid=R1\nsource=S\nseries=X\nfigure=value @ pledged in 2024\nmeasure=flow\nvalue=30000000\nunit=EUR\n"
                           "from=2024\nuntil=2024\ndate=2025-01-10\nclassifier=actual\n"});
  ASSERT_TRUE(told.claims.at(0).result.now.nearest);
  EXPECT_EQ(told.claims[0].result.now.nearest->how, "a wider scope");
}

TEST(Claims, TheUnitedKingdomIsNoOpinion) {
  EXPECT_FALSE(is_opinion("The United Kingdom rebuilt 14 bridges."));
  EXPECT_TRUE(is_opinion("The alliance stands united."));
}

TEST(Claims, WhatTheBookKeepsIsListedThoughUnbound) {  // rule 1
  const auto missing = [](std::string_view text) {
    const auto result = check(text, {"nodes\nid=D\nsource=S\nname=Alder depot\n"});
    return result.claims.size() == 1 && result.claims[0].confidence == 0 ? result.claims[0].missing : std::string();
  };
  EXPECT_NE(missing("No donor has lost a consignment.").find("lost, returned or called off"), std::string::npos);
  EXPECT_NE(missing("Not one of the donors has missed its deadline.").find("kept or late"), std::string::npos);
  EXPECT_NE(missing("Alder depot opened in October 2024."), "");
  EXPECT_NE(missing("Betania is not a donor."), "");
  EXPECT_NE(missing("Alfia's aid per inhabitant is twice that of Betania."), "");
  EXPECT_TRUE(check("Alfia met its partners. It rained all day. Has Alfia lost a consignment?").claims.empty());
}

TEST(Claims, AProjectOpensWhenItIsDone) {
  const std::vector<std::string> more{"nodes\nid=W\nsource=S\nname=Westlee\n", "nodes\nid=E\nsource=S\nname=Eastlee\n",
                                      "happenings\nid=H\nsource=S\nwhat=review\nplace=Eastlee\nfrom=2024-01-01\n",
                                      "projects\nid=J\nsource=S\nname=Alder substation\nplace=W\nactual_start=2023-05-14\nactual_end=2024-06-18\n",
                                      "projects\nid=ALPHA\nsource=S\nname=Birch training centre\nplace=W\nactual_start=2023-11-13\n"};
  const auto verdict = [&](std::string_view text) {
    const auto result = check(text, more);
    return result.claims.size() == 1 && result.claims[0].result.binding ? std::optional(result.claims[0].result.now.verdict) : std::nullopt;
  };
  EXPECT_EQ(verdict("Alder substation opened in June 2024."), StatementVerdict::supported);
  EXPECT_EQ(verdict("Alder substation opened in May 2023."), StatementVerdict::contradicted);  // it began then
  EXPECT_EQ(verdict("Birch training centre opened in November 2023."), StatementVerdict::supported);
  EXPECT_EQ(verdict("Birch training centre opened in November 2024."), StatementVerdict::contradicted);
  EXPECT_EQ(verdict("Alfia opened ALPHA in Westlee in November 2023."), StatementVerdict::supported);
  EXPECT_EQ(verdict("ALPHA was set up in Eastlee."), StatementVerdict::contradicted);
  EXPECT_EQ(verdict("Alder substation has not opened in June 2024."), std::nullopt);
}

TEST(Claims, ATownIsNotAnotherOfItsCountry) {
  const std::vector<std::string> more{"nodes\nid=B\nsource=S\nname=Bydgoszcz\ncountry=PL\n",
                                      "projects\nid=ALPHA\nsource=S\nname=Birch training centre\nplace=B\nactual_start=2023-11-13\n"};
  const auto verdict = [&](std::string_view text) { return check(text, more).claims.at(0).result.now.verdict; };
  EXPECT_EQ(verdict("ALPHA was set up in Warsaw."), StatementVerdict::contradicted);
  EXPECT_EQ(verdict("ALPHA was set up in Poland."), StatementVerdict::supported);
}

TEST(Claims, OfWhatBecameWhatEachNumberNeedsItsOwnPeriod) {
  const auto read = [](std::string_view text) {
    std::string out;
    for (const FoundClaim& found : check(text).claims)
      out += found.confidence == 0 ? "-;" : found.result.claim.binding + " = " + found.result.claim.value + " " + found.result.claim.unit + ";";
    return out;
  };
  EXPECT_EQ(read("Alfia's aid grew from 2.3 billion euros to 4.5."), "-;-;");
  EXPECT_EQ(read("Alfia's aid grew from 2.3 billion euros to 4.5 in 2024."), "-;value @ pledged where donor=ALF in 2024 = 4500000000 EUR;");
  const std::string both = "value @ pledged where donor=ALF in 2023 = 60000000 EUR;value @ pledged where donor=ALF in 2024 = 40000000 EUR;";
  EXPECT_EQ(read("Alfia's aid fell from 60 million euros in 2023 to 40 million in 2024."), both);
  EXPECT_EQ(read("Between 2023 and 2024 Alfia's aid fell from 60 million euros to 40."), both);
}

TEST(Claims, AMembershipToComeIsNoneOfToday) {
  const std::vector<std::string> members{"memberships\nsource=S\nparty=ALF\ngroup=league\nfrom=2020\n"};
  for (const std::string_view text : {"Alfia reaffirms that Betania will become a member of the league.", "Betania should be in the league."})
    EXPECT_EQ(check(text, members).claims.at(0).confidence, 0) << text;
  EXPECT_EQ(check("Betania is a member of the league.", members).claims.at(0).result.claim.binding, "member_of(BET, league, 2025-06-25)");
}

TEST(Claims, WhoTookOverHoldsTheOfficeAndWhoSteppedDownDoesNot) {
  const std::vector<std::string> offices{"offices\nsource=S\nperson=Ann Aster\noffice=head of the league\nfrom=2020\nuntil=2024-09-30\n",
                                         "offices\nsource=S\nperson=Ben Birch\noffice=head of the league\nfrom=2024-10-01\n"};
  const auto first = [&](std::string_view text) { return check(text, offices).claims.at(0); };
  const FoundClaim over = first("Ben Birch took over as head of the league from Ann Aster on 1 October 2024.");
  EXPECT_EQ(over.result.claim.binding, "holds_office(Ben Birch, head of the league, 2024-10-01)");
  EXPECT_EQ(over.result.now.verdict, StatementVerdict::supported);
  EXPECT_EQ(first("Ann Aster stepped down as head of the league in September 2024.").result.now.verdict, StatementVerdict::supported);
  EXPECT_EQ(first("Ann Aster stepped down as head of the league in May 2023.").result.now.verdict, StatementVerdict::contradicted);
  EXPECT_EQ(first("Ben Birch will remain head of the league until 2028.").confidence, 0);
}

TEST(Claims, WhatIsComparedForEachHeadIsNoSum) {
  EXPECT_EQ(check("Per head of population, Alfia has pledged more than Betania.").claims.at(0).confidence, 0);
  EXPECT_NE(check("Alfia has pledged more than Betania.").claims.at(0).confidence, 0);
}

TEST(Claims, OnePledgeForThePeriodAnnouncesWhatIsToCome) {
  const std::vector<std::string> more{"pledges\nid=P3\nsource=S\ndonors=ALF\ndate=2025-02-01\namount=85000000\ncurrency=EUR\n",
                                      "pledges\nid=P4\nsource=S\ndonors=ALF\ndate=2025-05-01\namount=20000000\ncurrency=EUR\n"};
  const auto now = [&](std::string_view text) { return check(text, more).claims.at(0).result.now; };
  EXPECT_EQ(now("Alfia will give 85 million euros in 2025.").verdict, StatementVerdict::supported);
  EXPECT_EQ(now("Alfia will give 85 million euros in 2025.").judged_as, JudgedAs::announcement);
  EXPECT_NE(now("Alfia will give 50 million euros in 2025.").verdict, StatementVerdict::supported);
}

// A book with a project that has a cost, a text and a league.
std::vector<std::string> works() {
  return {"documents\nid=D-1\nsource=S\ntitle=Harbour communique\ndate=2024-06-20\nvenue=Westlee\ncompleteness=outline\n",
          "document_facts\nsource=S\ndocument=D-1\nterm=600 MW\npresence=present\n",
          "projects\nid=P-1\nsource=S\nname=Southern line repair\nactual_start=2023-01-01\nactual_end=2024-03-21\n",
          "reports\nid=R1\nsource=S\nseries=COST-P-1\nmeasure=level\nvalue=66200000\nunit=EUR\ndate=2024-04-20\n",
          "reports\nid=R2\nsource=S\nseries=cleared-land\nmeasure=level\nvalue=9350\nunit=hectares\ndate=2024-04-20\n",
          "memberships\nsource=S\nparty=ALF\ngroup=league\nfrom=2020\n",
          "offices\nsource=S\nperson=Ben Birch\noffice=head of the press cell\nfrom=2024-10-01\n"};
}
std::string read_as(std::string_view text) {
  std::string out;
  for (const FoundClaim& found : check(text, works()).claims)
    if (found.confidence > 0) out += (out.empty() ? "" : "; ") + found.result.claim.binding + (found.result.claim.comparison == "absent" ? " absent" : "");
  return out;
}

TEST(Claims, ASeriesIsFoundByTheWordsAroundANumber) {
  EXPECT_EQ(read_as("Repairing the southern line cost 66.2 million euros."), "report(COST-P-1)");
  EXPECT_EQ(read_as("By now 9,350 hectares have been cleared."), "report(cleared-land)");
  EXPECT_EQ(read_as("The bridge cost 66.2 million euros."), "");
}

TEST(Claims, AProjectIsKnownByTheWordsOfItsName) {
  EXPECT_EQ(read_as("The repair of the southern line was completed on 21 March 2024."), "event(completion of Southern line repair, , 2024-03-21)");
}

TEST(Claims, AVerbRightBehindATextTellsWhatItContains) {
  EXPECT_EQ(read_as("The harbour communique had spoken of 600 MW."), "text_contains(D-1, 600 MW)");
  EXPECT_EQ(read_as("The harbour communique leaves out the 600 MW altogether."), "text_contains(D-1, 600 MW) absent");
  EXPECT_EQ(read_as("The harbour communique calls the path irreversible."), "text_contains(D-1, irreversible)");
}

TEST(Claims, WhoRunsSomethingHeadsIt) {
  EXPECT_EQ(read_as("Ben Birch has run the press cell since October 2024."),
            "holds_office(Ben Birch, head of the press cell, 2025-06-25); holds_office(Ben Birch, head of the press cell, 2024-10)");
}

TEST(Claims, WhoEnteredAGroupIsAMember) {
  EXPECT_EQ(read_as("Alfia entered the league in 2020."), "member_of(ALF, league, 2020-12-31)");
  EXPECT_EQ(read_as("The league met. Betania has never been a member."), "member_of(BET, league, 2025-06-25)");
}

TEST(Claims, ADeniedEventIsReadAsDenied) {
  const std::vector<std::string> more{"happenings\nid=H\nsource=S\nwhat=donor summit\nplace=Porto\nfrom=2024-05-10\n"};
  const auto value = [&](const std::string& text) {
    const auto result = check(text, more);
    return result.claims.empty() ? std::string("none") : result.claims[0].result.claim.value;
  };
  EXPECT_EQ(value("No donor summit was held in Porto in 2024."), "no");
  EXPECT_EQ(value("The donor summit was not held in Porto in 2024."), "no");
  EXPECT_EQ(value("The donor summit was held in Porto in 2024."), "");
  EXPECT_EQ(value("The donor summit held in Porto in 2024 did not take a decision."), "");
}

}  // namespace
}  // namespace servanda
