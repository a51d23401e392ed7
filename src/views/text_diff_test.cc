#include "views/text_diff.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

TEST(TextDiff, ShowsTheWordsThatWentAndCame) {  // rules 1 and 2
  const auto diff = diff_words("We will restore at least 600 MW by 31 March 2031.", "We will restore up to 450 MW by 30 June 2032.");
  EXPECT_EQ(marked(diff), "We will restore [-at least 600-] {+up to 450+} MW by [-31 March 2031-] {+30 June 2032+}");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(diff.numbers, (Pairs{{"600", "450"}, {"31", "30"}, {"2031", "2032"}}));
}

TEST(TextDiff, CaseAccentsAndPunctuationChangeNothing) {  // rule 1
  EXPECT_TRUE(diff_words("Türkiye pledged 5 bn.", "türkiye pledged 5 bn").same());
  EXPECT_FALSE(diff_words("Türkiye pledged 5 bn.", "Türkiye pledged 6 bn.").same());
}

TEST(TextDiff, ANumberThatOnlyCameHasNoPartner) {  // rule 2
  const auto diff = diff_words("Train soldiers.", "Train 500 soldiers.");
  ASSERT_EQ(diff.numbers.size(), 1U);
  EXPECT_EQ(diff.numbers[0].first, "");
  EXPECT_EQ(diff.numbers[0].second, "500");
}

TEST(TextDiff, ARewordedParagraphFindsItsPartnerWhereverItStands) {  // rules 3 and 4
  const std::vector<std::string> first{"We met at Westlee to agree on help for Kestrava over three years.",
                                       "We will train 1500 people at the Dorvale academy by the end of 2031.", "We meet again next summer."};
  const std::vector<std::string> second{"Manufacturers will be asked for a quarter more than they announced.",
                                        "We will meet again at Northreach next summer.", "The people to be trained remain 1500."};
  const auto partners = align_paragraphs(first, second);
  EXPECT_EQ(partners[0], std::nullopt);
  EXPECT_EQ(partners[1], 2U);
  EXPECT_EQ(partners[2], 1U);
}

TEST(TextDiff, WordsOfEveryDeclarationMakeNothingAlike) {  // rule 3
  EXPECT_EQ(likeness_of("We will also restore the grid.", "We will also train soldiers."), 0);
  EXPECT_EQ(likeness_of("training people", "trained peoples"), 100);
}

TEST(TextDiff, EachParagraphHasOnePartner) {  // rule 4
  const std::vector<std::string> first{"Aid of 40 billion euros", "Aid of 40 billion euros a year"};
  const std::vector<std::string> second{"Aid of 40 billion euros a year"};
  const auto partners = align_paragraphs(first, second);
  EXPECT_EQ(partners[0], std::nullopt);
  EXPECT_EQ(partners[1], 0U);
}

}  // namespace
}  // namespace servanda
