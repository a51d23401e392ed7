#include <gtest/gtest.h>

#include "base/country.h"
#include "base/currency.h"
#include "base/decimal.h"
#include "base/ecb_rates.h"
#include "base/near_name.h"
#include "base/partial_date.h"
#include "base/result.h"

namespace servanda {
namespace {

TEST(Decimal, ReadsAndWritesTheShortestForm) {
  for (const char* text : {"0", "1", "-1", "12.5", "0.0001", "-0.25", "99999999999999.9999"})
    EXPECT_EQ(Decimal::parse(text)->to_string(), text);
  EXPECT_EQ(Decimal::parse("12.500000")->to_string(), "12.5");
}

TEST(Decimal, RefusesWhatItWouldHaveToGuess) {
  for (const char* text : {"", "-", ".", "1.", ".5", "+1", "1e3", "1,000", " 1", "1 ", "0.00001", "--1", "1.2.3",
                           "100000000000000", "NaN", "0x10", "١"})
    EXPECT_FALSE(Decimal::parse(text)) << text;
}

TEST(Decimal, TextOfTotalsHasAtLeastTheAskedPlaces) {
  EXPECT_EQ(decimal_text(0, 2), "0.00");
  EXPECT_EQ(decimal_text(123'400, 2), "12.34");
  EXPECT_EQ(decimal_text(-5, 2), "-0.0005");
  EXPECT_EQ(decimal_text(120'000), "12");
}

TEST(Decimal, DividesHalfToEven) {
  EXPECT_EQ(static_cast<int>(multiply_divide(5, 1, 2)), 2);
  EXPECT_EQ(static_cast<int>(multiply_divide(7, 1, 2)), 4);
  EXPECT_EQ(static_cast<int>(multiply_divide(-5, 1, 2)), -2);
  EXPECT_EQ(static_cast<int>(multiply_divide(10, 2, 3)), 7);
  const Wide wide = Wide{10'000'000'000'000'000'000U};  // past 64 bits once doubled
  EXPECT_TRUE(multiply_divide(2 * wide + 1, 1, 2) == wide);
  EXPECT_TRUE(multiply_divide(2 * wide + 3, 1, 2) == wide + 2);
}

TEST(PartialDate, StaysAsPreciseAsItIsWritten) {
  for (const char* text : {"2024", "2024-05", "2024-05-17", "2025-W10", "2020-W53", "1999-12-31"})
    EXPECT_EQ(PartialDate::parse(text)->to_string(), text);
}

TEST(PartialDate, IsKnownAtItsEnd) {
  EXPECT_EQ(to_string(PartialDate::parse("2024")->last()), "2024-12-31");
  EXPECT_EQ(to_string(PartialDate::parse("2024-02")->last()), "2024-02-29");
  EXPECT_EQ(to_string(PartialDate::parse("2025-W10")->first()), "2025-03-03");
  EXPECT_EQ(to_string(PartialDate::parse("2025-W10")->last()), "2025-03-09");
}

TEST(PartialDate, RefusesDaysThatTheCalendarLacks) {
  for (const char* text : {"2025-02-29", "2024-13", "2024-00", "2024-05-32", "2024-5-7", "17.05.2024", "2021-W53",
                           "2024-W00", "24", "0000", "20244", "2024-05-17T10:00", "2024-W1"})
    EXPECT_FALSE(PartialDate::parse(text)) << text;
}

TEST(PartialDate, WeeksFollowIso8601) {
  EXPECT_EQ(to_string(iso_week(*parse_day("2027-01-01"))), "2026-W53");
  EXPECT_EQ(to_string(iso_week(*parse_day("2024-12-30"))), "2025-W01");
  EXPECT_EQ(to_string(monday({2025, 26})), "2025-06-23");
}

TEST(Currency, KnowsTheListAndItsPast) {
  EXPECT_TRUE(Currency::parse("EUR"));
  EXPECT_TRUE(Currency::parse("HRK"));
  EXPECT_FALSE(Currency::parse("eur"));
  EXPECT_FALSE(Currency::parse("XXQ"));
}

TEST(Country, IsFoundByCodeAndName) {
  EXPECT_EQ(find_country("UA")->name, "Ukraine");
  EXPECT_EQ(find_country_by_name("Germany")->alpha2, "DE");
  EXPECT_FALSE(find_country("ZZ"));
}

TEST(Country, HasCodesThatTheStandardLeavesToItsUsers) {
  for (const char* code : {"UA", "XA", "XZ", "QM", "QZ"}) EXPECT_TRUE(is_country_code(code)) << code;
  for (const char* code : {"ZZ", "AA", "QL", "QAA", "X", "X1", "xa", ""}) EXPECT_FALSE(is_country_code(code)) << code;
  EXPECT_FALSE(find_country("XA"));
}

Conversion converted(const char* amount, const char* from, const char* date, const char* known = "2026-01-01") {
  return *convert(Decimal::parse(amount)->units(), *Currency::parse(from), *Currency::parse("EUR"),
                  *PartialDate::parse(date), *parse_day(known));
}

// Fixing of 2024-01-02 in the bank's file: 1.0956 dollars a euro.
TEST(EcbRates, ConvertAtTheFixingOfTheDay) {
  const Conversion dollars = converted("1095.6", "USD", "2024-01-02");
  EXPECT_EQ(decimal_text(dollars.units), "1000");
  EXPECT_EQ(dollars.fixing, "2024-01-02");
  EXPECT_EQ(dollars.rate, "0.912742");
}

TEST(EcbRates, TakeTheLastFixingBeforeADayWithoutOne) {
  EXPECT_EQ(converted("1", "USD", "2024-01-06").fixing, "2024-01-05");  // a Saturday
}

TEST(EcbRates, TakeTheMeanOverAPartialDateAndNothingUnknown) {
  EXPECT_EQ(converted("1", "USD", "2024-01").fixing, "2024-01-02/2024-01-31");
  EXPECT_EQ(converted("1", "USD", "2024-01", "2024-01-10").fixing, "2024-01-02/2024-01-10");
  EXPECT_EQ(converted("1", "USD", "2031", "2024-01-10").fixing, "2024-01-10");
}

TEST(EcbRates, AreAbsentWhereTheBankHasNone) {
  const Day known = *parse_day("2026-01-01");
  EXPECT_FALSE(convert(1, *Currency::parse("UAH"), *Currency::parse("EUR"), *PartialDate::parse("2024"), known));
  EXPECT_FALSE(convert(1, *Currency::parse("RUB"), *Currency::parse("EUR"), *PartialDate::parse("2024"), known));
  // The last fixing of the rouble was on 2022-03-01; a fixing serves for seven days.
  EXPECT_EQ(converted("1", "RUB", "2022-03-08").fixing, "2022-03-01");
  EXPECT_FALSE(convert(1, *Currency::parse("RUB"), *Currency::parse("EUR"), *PartialDate::parse("2022-03-09"), known));
}

TEST(NearName, IsTheOneWithTheFewestLettersToMend) {
  const std::vector<std::string> names{"HUB-N", "HUB-W", "PORT"};
  EXPECT_EQ(nearest_name("HUB-NN", names), "HUB-N");
  EXPECT_EQ(nearest_name("HUB-S", names), "HUB-N");  // as near as HUB-W, and before it
  EXPECT_EQ(nearest_name("ELSEWHERE", names), std::nullopt);
  EXPECT_EQ(did_you_mean("PROT", names), "; did you mean 'PORT'?");
  EXPECT_EQ(did_you_mean(std::string(300, 'x'), names), "");
  EXPECT_EQ(edit_distance("abc", "abd", 0), 1u);
}

TEST(Error, SaysWhereAsFileLineColumn) {
  EXPECT_EQ((Error{ErrorCode::bad_input, "found 'x'", "a.csv", 3, "date"}.text()), "a.csv:3: column date: found 'x'");
}

}  // namespace
}  // namespace servanda
