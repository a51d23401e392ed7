#include "views/reading.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

// "reading value unit" of each number of a text.
std::string numbers(std::string_view text) {
  std::string out;
  for (const SpokenNumber& number : find_numbers(split_words(text)))
    out += (out.empty() ? "" : "; ") + std::string(number.reading->words) + " " + number_text(number.value) +
           (number.unit.empty() ? "" : " " + number.unit);
  return out;
}

TEST(Numbers, InDigitsAndWords) {
  EXPECT_EQ(numbers("EUR 50 bn"), "exactly 50000000000 EUR");
  EXPECT_EQ(numbers("over 50 billion euros"), "over 50000000000 EUR");
  EXPECT_EQ(numbers("€3.5bn and $500m"), "exactly 3500000000 EUR; exactly 500000000 USD");
  EXPECT_EQ(numbers("nearly 72 %"), "nearly 72 percent");
  EXPECT_EQ(numbers("72 per cent"), "exactly 72 percent");
  EXPECT_EQ(numbers("5 percent of GDP"), "exactly 5 percent_of_gdp");
  EXPECT_EQ(numbers("just over twenty-five thousand shells"), "just over 25000");
  EXPECT_EQ(numbers("half a million rounds"), "exactly 500000");
  EXPECT_EQ(numbers("one and a half billion dollars"), "exactly 1500000000 USD");
  EXPECT_EQ(numbers("two hundred and fifty trucks"), "exactly 250");
  EXPECT_EQ(numbers("a billion euros"), "exactly 1000000000 EUR");
  EXPECT_EQ(numbers("two thirds of the tanks"), "exactly 66.66666667 percent");
  EXPECT_EQ(numbers("thousands of soldiers"), "at_least 2000");
  EXPECT_EQ(numbers("no more than 1,200 tents"), "no more than 1200");
  EXPECT_EQ(numbers("40 or more tanks"), "or more 40");
  EXPECT_EQ(numbers("16 billion Swedish kronor"), "exactly 16000000000 SEK");
}

TEST(Numbers, AreNoDates) {
  EXPECT_EQ(numbers("on 24 June 2025 in 2026, by 2025-06-25 and June 24"), "");
  EXPECT_EQ(numbers("155mm shells, the second quarter, the 75th day"), "");
  EXPECT_EQ(numbers("no one and none"), "");
}

TEST(Numbers, MayBeRanges) {
  const auto ends = [](std::string_view text) {
    const auto found = find_numbers(split_words(text));
    if (found.size() != 1 || !found[0].until) return std::string("no range");
    return number_text(found[0].value) + ".." + number_text(*found[0].until) + " " + found[0].unit;
  };
  EXPECT_EQ(ends("between 4 and 5 billion euros"), "4000000000..5000000000 EUR");
  EXPECT_EQ(ends("EUR 4-5 billion"), "4000000000..5000000000 EUR");
  EXPECT_EQ(ends("€4–5 bn"), "4000000000..5000000000 EUR");
  EXPECT_EQ(ends("45 to 55 buses"), "45..55 ");
  EXPECT_EQ(ends("from 4 to 5 billion"), "no range");  // a change
  EXPECT_EQ(ends("between 24 and 25 June"), "no range");
}

TEST(Numbers, OverIsNoBoundBehindHanded) {
  EXPECT_EQ(find_numbers(split_words("handed over a dozen trucks")).front().reading, &exact_reading());
  EXPECT_EQ(find_numbers(split_words("gave over a dozen trucks")).front().reading, find_reading("over"));
}

Holds holds(std::string_view reading, Wide claimed, Wide recorded, Qualifier qualifier = Qualifier::exact) {
  return compare({claimed * kNumberUnit, find_reading(reading)}, {recorded * kNumberUnit, qualifier});
}

TEST(Readings, CompareAClaimWithTheRecord) {
  EXPECT_EQ(holds("over", 50, 51), Holds::yes);
  EXPECT_EQ(holds("over", 50, 50), Holds::no);
  EXPECT_EQ(holds("at least", 50, 50), Holds::yes);
  EXPECT_EQ(holds("nearly", 50, 46), Holds::yes);
  EXPECT_EQ(holds("nearly", 50, 44), Holds::no);
  EXPECT_EQ(holds("just over", 50, 52), Holds::yes);
  EXPECT_EQ(holds("just over", 50, 54), Holds::no);
  EXPECT_EQ(holds("about", 100, 109), Holds::yes);
  EXPECT_EQ(holds("exactly", 100, 101), Holds::yes);
  EXPECT_EQ(holds("exactly", 100, 102), Holds::no);
  EXPECT_EQ(holds("up to", 40, 40), Holds::yes);
}

TEST(Readings, KnowThatARecordMayBoundOnly) {
  EXPECT_EQ(holds("over", 50, 50, Qualifier::at_least), Holds::yes);       // it states the same number
  EXPECT_EQ(holds("over", 50, 35, Qualifier::at_least), Holds::no);        // below 35 and a quarter
  EXPECT_EQ(holds("over", 40, 35, Qualifier::at_least), Holds::undecided);
  EXPECT_EQ(holds("at least", 240, 240, Qualifier::up_to), Holds::no);     // the bound reversed
  EXPECT_EQ(holds("exactly", 100, 97, Qualifier::approx), Holds::undecided);
}

TEST(Readings, OfARangeAreItsEnds) {
  const auto range = [](Wide recorded) { return compare({4 * kNumberUnit, &exact_reading(), 5 * kNumberUnit}, {recorded * kNumberUnit / 10, Qualifier::exact}); };
  EXPECT_EQ(range(40), Holds::yes);
  EXPECT_EQ(range(50), Holds::yes);
  EXPECT_EQ(range(39), Holds::no);
  EXPECT_EQ(range(51), Holds::no);
}

TEST(Readings, HaveNoPhraseTwice) {
  const auto all = readings();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j) EXPECT_NE(all[i].words, all[j].words);
}

}  // namespace
}  // namespace servanda
