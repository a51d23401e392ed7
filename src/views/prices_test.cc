#include "views/prices.h"

#include <gtest/gtest.h>

#include "book/payload.h"
#include "views/effect.h"
#include "views/figure_value.h"
#include "views/status.h"
#include "views/targets.h"
#include "views/trajectory.h"

namespace servanda {
namespace {

using Rows = std::vector<std::string>;

struct Book {
  History history;
  explicit Book(const Rows& rows) {
    for (const std::string& row : rows) {
      const Status status = replay("state 0\n" + row, history);
      EXPECT_TRUE(status) << status.error().text() << "\n" << row;
    }
  }
  Snapshot snapshot() const { return *Snapshot::make(history, {}); }
};

std::string deflator(const std::string& country, int year, const std::string& value) {
  return "economy\nknown_date=2020-01-01\ncountry=" + country + "\nyear=" + std::to_string(year) + "\nvintage=V\ndeflator=" + value + "\n";
}
std::string pledge(const std::string& id, const std::string& date, const std::string& amount) {
  return "pledges\nid=" + id + "\ndonors=DE\n" + (date.empty() ? "" : "date=" + date + "\n") + "amount=" + amount + "\ncurrency=EUR\n";
}

// 80 in 2023 and 100 in 2024: what cost 80 then costs 100 now. The donor's own deflator is another.
const Rows kBook{"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2024-06-25\n",
                 deflator("ZZ", 2023, "80"), deflator("ZZ", 2024, "100"), deflator("DE", 2023, "50"), deflator("DE", 2024, "100"),
                 pledge("P1", "2023-03-01", "400"), pledge("P2", "2024-03-01", "100")};

constexpr Prices kOf2024{2024};

TEST(Prices, TheFunnelAddsAmountsAtThePricesOfOneYear) {  // status.h, rule 4
  const Book book(kBook);
  const auto total = [&](const Prices& prices) {
    return to_json(*status(book.snapshot(), {.by = {}, .prices = prices}))["total"]["stages"]["pledged"]["value"][0]["amount"];
  };
  EXPECT_EQ(total({}), "500");
  EXPECT_EQ(total(kOf2024), "600");  // 400 * 100 / 80 + 100
}

TEST(Prices, TheTrajectoryComparesYearsAtThePricesOfOne) {  // trajectory.h, rule 4
  const Book book(kBook);
  const auto ratio = [&](const Prices& prices) {
    return to_json(*trajectory(book.snapshot(), {.prices = prices}))["growth"][0]["ratio"];
  };
  EXPECT_EQ(ratio({}), "0.25");
  EXPECT_EQ(ratio(kOf2024), "0.2");  // 100 of 500
}

TEST(Prices, AFigureAddsAmountsAtThePricesOfOneYear) {  // figure_value.h, rule 7
  Rows rows = kBook;
  rows.push_back(pledge("P3", "2022-03-01", "7"));  // no deflator of 2022, so no figure may need one
  rows.push_back("reports\nid=R\nseries=S\nfigure=value @ allocated in 2023\nmeasure=flow\nvalue=4\nunit=EUR million\nfrom=2023\nuntil=2023\nclassifier=actual\n");
  rows.push_back("economy\nknown_date=2020-01-01\ncountry=DE\nyear=2023\nvintage=W\ngdp=1000\ncurrency=EUR\npopulation=10\n");
  const Book book(rows);
  const auto value = [&](const std::string& figure, const Prices& prices) {
    const auto told = evaluate(book.snapshot(), *parse_figure(figure), {.prices = prices});
    return told && told->number ? number_text(told->number->value) : told ? "not reported" : told.error().message;
  };
  EXPECT_EQ(value("value @ pledged in 2023..2024", {}), "500");
  EXPECT_EQ(value("value @ pledged in 2023..2024", kOf2024), "600");
  EXPECT_EQ(value("count @ pledged", kOf2024), "3");
  EXPECT_EQ(value("value @ allocated in 2023", kOf2024), "5000000");
  EXPECT_EQ(value("growth(value @ pledged, 2023, 2024)", {}), "-0.75");
  EXPECT_EQ(value("growth(value @ pledged, 2023, 2024)", kOf2024), "-0.8");
  EXPECT_EQ(value("share(value @ pledged in 2024, value @ pledged in 2023)", kOf2024), "0.2");
  EXPECT_EQ(value("per_gdp(value @ pledged where donor=DE in 2023)", kOf2024), "0.4");  // both at 1.25
  EXPECT_EQ(value("per_head(value @ pledged where donor=DE in 2023)", kOf2024), "50");
  EXPECT_NE(value("value @ pledged", kOf2024).find("ZZ for 2022"), std::string::npos);
}

TEST(Prices, ATargetOfMoneyIsInMoneyOfItsYear) {  // figure_value.h, rule 7
  Rows rows = kBook;
  rows.push_back("targets\nid=T\nfigure=value @ pledged in 2023..2024\nvalue=800\nby=2023-12-31\n");
  const auto told = to_json(*targets(Book(rows).snapshot(), {.prices = kOf2024}))["targets"][0];
  EXPECT_EQ(told["target"], "1000");
  EXPECT_EQ(told["reached"], "600");
  EXPECT_EQ(told["gap"], "400");
}

TEST(Prices, TheEffectOfADiffIsToldAtThePricesOfOneYear) {
  Rows rows = kBook;
  rows.push_back("pledges\nid=P5\nknown_date=2024-05-01\ndonors=DE\ndate=2023-06-01\namount=80\ncurrency=EUR\n");
  const Book book(rows);
  const auto earlier = known_on(book.snapshot(), *parse_day("2024-04-01"));
  const auto effect = effect_between(*earlier, book.snapshot(), kOf2024);
  ASSERT_TRUE(effect);
  std::string told;
  for (const EffectFigure& figure : *effect) told += figure.figure + ": " + figure.was + " -> " + figure.is + "; ";
  EXPECT_NE(told.find(": 600 -> 700; "), std::string::npos) << told;
}

TEST(Prices, WhereTwoDaysAreComparedTheDeflatorsOfTheLaterCountForBoth) {  // rule 5
  Rows rows = kBook;
  for (std::string& row : rows)
    if (const auto known = row.find("known_date=2020-01-01"); known != std::string::npos) row.replace(known, 21, "known_date=2024-05-01");
  rows.push_back("pledges\nid=P5\nknown_date=2024-05-01\ndonors=DE\ndate=2023-06-01\namount=80\ncurrency=EUR\n");
  rows.push_back("targets\nid=T\nfigure=value @ pledged in 2024\nvalue=800\nby=2024-12-31\n");
  const Book book(rows);
  const auto effect = effect_between(*known_on(book.snapshot(), *parse_day("2024-04-01")), book.snapshot(), kOf2024);
  ASSERT_TRUE(effect) << effect.error().message;
  EXPECT_TRUE(std::ranges::any_of(*effect, [](const EffectFigure& figure) { return figure.was == "600" && figure.is == "700"; }));
  EXPECT_EQ(to_json(*targets(book.snapshot(), {.prices = kOf2024}))["targets"][0]["last_year"], "500");  // 400 * 100 / 80
  EXPECT_EQ(to_json(*trajectory(book.snapshot(), {.prices = kOf2024}))["growth"][0]["ratio"], "0.2");
}

TEST(Prices, AMissingDeflatorAndAMissingDateAreNamed) {
  Rows rows = kBook;
  rows.push_back(pledge("P3", "2022-03-01", "7"));
  const auto no_deflator = status(Book(rows).snapshot(), {.by = {}, .prices = kOf2024});
  ASSERT_FALSE(no_deflator);
  EXPECT_EQ(no_deflator.error().code, ErrorCode::bad_input);
  EXPECT_NE(no_deflator.error().message.find("ZZ for 2022"), std::string::npos) << no_deflator.error().message;
  rows.back() = pledge("P4", "", "7");
  const auto no_date = status(Book(rows).snapshot(), {.by = {}, .prices = kOf2024});
  ASSERT_FALSE(no_date);
  EXPECT_NE(no_date.error().message.find("pledge P4"), std::string::npos) << no_date.error().message;
}

TEST(Prices, AFundAndAJointDonorHaveTheIndexOfTheirMembers) {  // rule 4
  const auto part = [](const std::string& party, int year, const std::string& share) {
    return "attribution\nvia=POOL\nparty=" + party + "\nyear=" + std::to_string(year) + "\n" +
           (share.empty() ? "" : "share=" + share + "\n");
  };
  const Rows rows{kBook[0], deflator("AA", 2023, "50"), deflator("AA", 2024, "100"), deflator("BB", 2023, "80"), deflator("BB", 2024, "100"),
            part("AA", 2023, "0.2"), part("BB", 2023, "0.6"), part("CC", 2023, "")};
  const auto at = [&](const std::string& donor) { return Deflators(Book(rows).snapshot()).at(kOf2024, donor, 2023, 8'000); };
  EXPECT_EQ(*at("POOL"), 11'500);   // a quarter at 2, three quarters at 1.25; who has no stated part weighs nothing
  EXPECT_EQ(*at("AA;BB"), 13'000);  // half and half
  const auto unknown = at("AA;CC");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("deflator of CC"), std::string::npos) << unknown.error().message;
  EXPECT_FALSE(at("OTHER"));
}

}  // namespace
}  // namespace servanda
