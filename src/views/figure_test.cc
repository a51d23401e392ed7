#include "views/figure.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

std::string canonical(std::string_view text) {
  const auto figure = parse_figure(text);
  return figure ? to_string(*figure) : "error: " + figure.error().message;
}

TEST(FigureLanguage, ReadsWhatItWrites) {
  for (const std::string_view text :
       {"value @ pledged", "quantity @ handed_over where item=SHL-MOD in 2031", "tonnes @ departed in 2031-01..2031-03",
        "value @ pledged where donor=DK;NO group=nato kind=military in 2025 as known 2025-06-25",
        "count @ delivered where place=\"The Hague\"", "share(tonnes @ arrived in 2031, tonnes @ contracted in 2031)",
        "change(value @ pledged where kind=humanitarian, 2029, 2030)", "per_gdp(value @ pledged where donor=AVL in 2031)",
        "growth(value @ pledged where donor=DK|NO, 2029, 2030)", "per_head(value @ disbursed where donor=DE in 2024)", "forecast(tonnes @ handed_over within 12w)", "target(T-04)",
        "report(STOCK-US-CUMULATIVE) in 2024 as known 2024-06", "rank(value @ pledged where donor=DE in 2024)",
        "need(quantity where item=MED-KIT in 2031-10..2031-12)", "need(value)", "price(VEH-TRK)"})
    EXPECT_EQ(canonical(text), text);
}

TEST(FigureLanguage, SortsConditionsAndTakesAnAnd) {
  EXPECT_EQ(canonical("value@pledged where item=X and donor=DE  in 2025"), "value @ pledged where donor=DE item=X in 2025");
  EXPECT_EQ(canonical("quantity @ graduated where place=ACA 2029-01..2031-03"),
            "quantity @ graduated where place=ACA in 2029-01..2031-03");
}

TEST(FigureLanguage, NamesTheColumnWhatWasFoundAndWhatWasExpected) {
  const auto says = [](std::string_view text, std::string_view column, std::string_view found, std::string_view expected) {
    const std::string message = canonical(text);
    EXPECT_NE(message.find(column), std::string::npos) << message;
    EXPECT_NE(message.find(found), std::string::npos) << message;
    EXPECT_NE(message.find(expected), std::string::npos) << message;
  };
  says("amount @ pledged", "column 1:", "'amount'", "value, quantity");
  says("value @ sent", "column 9:", "'sent'", "pledged, allocated");
  says("value pledged", "column 7:", "'pledged'", "'@'");
  says("value @ pledged where colour=red", "column 23:", "'colour'", "donor, group");
  says("value @ pledged where donor=", "column 29:", "the end", "a value");
  says("value @ pledged in 2025-13", "column 20:", "'2025-13'", "a period");
  says("value @ pledged in 2025..2024", "column 20:", "'2025..2024'", "ends after");
  says("value @ pledged where donor=A donor=B", "column 38:", "two conditions", "DK;NO");
  says("forecast(value @ arrived within 12)", "column 33:", "'12'", "12w");
  says("share(value @ arrived)", "column 22:", "')'", "','");
  says("rank(value @ pledged)", "column 21:", "')'", "one donor, recipient or supplier");
  says("rank(value @ pledged where donor=DK|NO)", "column 39:", "')'", "one donor");
  says("need(pledged)", "column 6:", "'pledged'", "value, quantity");
  says("need(value where donor=DE)", "column 26:", "')'", "only item, category and place");
  says("price()", "column 7:", "')'", "the code of an item");
  says("value @ pledged soon", "column 17:", "'soon'", "the end");
}

TEST(Bindings, ReadTheirForms) {
  const auto office = parse_binding("holds_office(Mark Rutte, NATO Secretary General, 2025-06-25)");
  ASSERT_TRUE(office);
  EXPECT_EQ(office->what, "Mark Rutte");
  EXPECT_EQ(office->which, "NATO Secretary General");
  EXPECT_EQ(office->date->to_string(), "2025-06-25");
  const auto event = parse_binding("event(NATO summit, \"Washington, D.C.\", 2024)");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->which, "Washington, D.C.");
  EXPECT_EQ(to_string(*event), "event(NATO summit, \"Washington, D.C.\", 2024)");
  EXPECT_TRUE(parse_binding("event(press conference, , )"));
  EXPECT_TRUE(parse_binding("text_contains(D-2029, 31 March 2031)"));
  EXPECT_TRUE(parse_binding("value @ pledged"));
}

TEST(Bindings, RefuseWhatIsMissing) {
  EXPECT_FALSE(parse_binding("holds_office(Mark Rutte, Secretary General)"));
  EXPECT_FALSE(parse_binding("holds_office(Mark Rutte, Secretary General, soon)"));
  EXPECT_FALSE(parse_binding("text_contains(D, )"));
  EXPECT_FALSE(parse_binding("member_of(FI, nato, 2023-04-04) or so"));
  EXPECT_FALSE(parse_binding(""));
}

}  // namespace
}  // namespace servanda
