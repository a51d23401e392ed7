#include "views/compare.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

ComparedColumn column(std::string name, std::vector<ComparedFigure> figures) { return {std::move(name), "", std::move(figures)}; }

TEST(Compare, DifferencesComeFirst) {
  const auto out = compare(Day{}, "", {column("A", {{"plan", "same", "t", "1"}, {"plan", "other", "t", "5"}}),
                                       column("B", {{"plan", "same", "t", "1"}, {"plan", "other", "t", "7.5"}})});
  ASSERT_EQ(out.rows.size(), 2u);
  EXPECT_EQ(out.rows[0].what, "other");
  EXPECT_TRUE(out.rows[0].differs);
  EXPECT_EQ(out.rows[0].changes[1], "+2.5");
  EXPECT_EQ(out.rows[0].changes[0], std::nullopt);
  EXPECT_EQ(out.rows[1].what, "same");
  EXPECT_FALSE(out.rows[1].differs);
}

TEST(Compare, AFigureThatOneLacksDiffersAndIsNotReported) {
  const auto out = compare(Day{}, "", {column("A", {}), column("B", {{"plan", "late", "", "G-1"}})});
  ASSERT_EQ(out.rows.size(), 1u);
  EXPECT_TRUE(out.rows[0].differs);
  EXPECT_EQ(out.rows[0].values[0], std::nullopt);
  const auto sheets = to_sheets(out);
  EXPECT_EQ(sheets[1].rows[0][3], "not reported");
}

TEST(Compare, AScenarioThatChangesNothingKeepsItsColumn) {
  const auto out = compare(Day{}, "", {column("A", {{"plan", "cost", "EUR", "5"}, {"plan", "due", "week", "W1"}}),
                                       column("B", {{"plan", "cost", "EUR", "5"}, {"plan", "due", "week", "W1"}}),
                                       column("C", {{"plan", "cost", "EUR", "6"}, {"plan", "due", "week", "W2"}})});
  const Sheet differs = to_sheets(out)[1];
  ASSERT_EQ(differs.rows.size(), 2u);
  EXPECT_EQ(differs.rows[0], (std::vector<std::string>{"plan", "cost", "EUR", "5", "5", "0", "6", "+1"}));
  EXPECT_EQ(differs.rows[1][5], "the same");
}

TEST(Compare, AViewWithNothingToSaySaysWhy) {
  ComparedColumn empty = column("B", {});
  empty.missing = {{"plan", "nothing is left to plan"}};
  const auto out = compare(Day{}, "", {column("A", {{"plan", "cost", "EUR", "5"}}), empty});
  EXPECT_EQ(to_sheets(out)[0].footnotes, (std::vector<std::string>{"B has no figures of plan: nothing is left to plan"}));
  EXPECT_FALSE(out.rows[0].differs) << "a column that lacks the section says nothing of it";
  const Json columns = to_json(out)["columns"];
  EXPECT_EQ(columns[0]["missing"], Json::array());
  EXPECT_EQ(columns[1]["missing"], Json::parse(R"([{"section": "plan", "why": "nothing is left to plan"}])"));
}

TEST(Compare, OfWhatACourseChangesNothingIsSaid) {
  const auto out = compare(Day{}, "", {column("A", {{"status", "pledged", "EUR", "5"}, {"plan", "cost", "EUR", "5"}}),
                                       column("B", {{"status", "pledged", "EUR", "4"}, {"plan", "cost", "EUR", "5"}})});
  EXPECT_EQ(to_sheets(out)[0].footnotes, (std::vector<std::string>{"B changes no figure of plan from A."}));
  const Json columns = to_json(out)["columns"];
  EXPECT_FALSE(columns[0].contains("changes_nothing_of"));
  EXPECT_EQ(columns[1]["changes_nothing_of"], Json::parse(R"(["plan"])"));
}

TEST(Compare, UnitsAreNeverMixed) {
  const auto out = compare(Day{}, "", {column("A", {{"plan", "cost", "EUR", "5"}}), column("B", {{"plan", "cost", "USD", "5"}})});
  EXPECT_EQ(out.rows.size(), 2u);
  EXPECT_TRUE(out.rows[0].differs && out.rows[1].differs);
}

}  // namespace
}  // namespace servanda
