#include "views/side_by_side.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

Sheet sheet(std::vector<std::vector<std::string>> rows) {
  Sheet out;
  out.title = "Places";
  out.heading = {"as known 2031-06-30"};
  out.columns = {{"place", Align::left}, {"open until", Align::left}, {"tonnes", Align::decimal}};
  out.rows = std::move(rows);
  return out;
}

const ComparedCell* find(const CoursesCompared& result, const std::string& key, const std::string& figure) {
  for (const ComparedCell& row : result.rows)
    if (row.key.front().second == key && row.figure == figure) return &row;
  return nullptr;
}

TEST(SideBySide, PutsWhatDiffersFirstAndStatesTheDifference) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "2031-07-01", "10"}, {"B", "2031-07-01", "20"}})}},
                                          {"other", "", {sheet({{"A", "2031-07-01", "10"}, {"B", "2031-07-29", "17.5"}})}}});
  ASSERT_EQ(result.rows.size(), 4U);
  EXPECT_EQ(result.rows[0].key.front().second, "B");
  EXPECT_TRUE(result.rows[0].differs && result.rows[1].differs);
  EXPECT_FALSE(result.rows[2].differs || result.rows[3].differs);
  EXPECT_EQ(find(result, "B", "tonnes")->changes[1], "-2.5");
  EXPECT_EQ(find(result, "B", "open until")->changes[1], "+28 days");
  EXPECT_EQ(find(result, "A", "tonnes")->changes[1], std::nullopt);
}

TEST(SideBySide, FindsARowAgainByItsKeyWhereverItStands) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "x", "1"}, {"B", "x", "2"}})}},
                                          {"other", "", {sheet({{"B", "x", "2"}, {"C", "x", "9"}, {"A", "x", "1"}})}}});
  EXPECT_FALSE(find(result, "A", "tonnes")->differs);
  EXPECT_FALSE(find(result, "B", "tonnes")->differs);
  const ComparedCell* only = find(result, "C", "tonnes");
  EXPECT_TRUE(only->differs);
  EXPECT_EQ(only->values[0], std::nullopt);
  EXPECT_EQ(only->values[1], "9");
  EXPECT_EQ(find(result, "C", "open until"), nullptr);  // the row is new: its number says enough
}

TEST(SideBySide, KeepsOneFigureOfARowThatACourseLacks) {
  Sheet without_number = sheet({});
  without_number.columns.pop_back();
  Sheet with_row = without_number;
  with_row.rows = {{"A", "2031-07-01"}};
  const CoursesCompared result = side_by_side({{"base", "", {without_number}}, {"other", "", {with_row}}});
  ASSERT_EQ(result.rows.size(), 1U);
  EXPECT_EQ(result.rows.front().figure, "open until");
}

TEST(SideBySide, SaysThatNothingDiffers) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "x", "1"}})}}, {"other", "", {sheet({{"A", "x", "1"}})}}});
  EXPECT_EQ(to_sheets(result, SameFigures::counted)[1].footnotes.front(), "No figure differs.");
}

// The first text does not tell the rows apart; the second is needed, so it is part of the key and no figure.
TEST(SideBySide, TakesAsManyTextsIntoTheKeyAsTellRowsApart) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "x", "1"}, {"A", "y", "2"}})}},
                                          {"other", "", {sheet({{"A", "x", "1"}, {"A", "y", "3"}})}}});
  ASSERT_EQ(result.rows.size(), 2U);
  EXPECT_EQ(result.rows[0].key, (std::vector<std::pair<std::string, std::string>>{{"place", "A"}, {"open until", "y"}}));
  EXPECT_EQ(result.rows[0].changes[1], "+1");
}

TEST(SideBySide, CountsRowsThroughThatNoTextTellsApart) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "x", "1"}, {"A", "x", "2"}})}},
                                          {"other", "", {sheet({{"A", "x", "1"}, {"A", "x", "4"}})}}});
  ASSERT_EQ(result.rows.size(), 4U);
  EXPECT_EQ(result.rows.front().key.back(), (std::pair<std::string, std::string>{"number", "2"}));
  EXPECT_EQ(result.rows.front().changes[1], "+2");
}

TEST(SideBySide, LeavesOutWhatIsBlankEverywhere) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "", "1"}})}}, {"other", "", {sheet({{"A", "", "1"}})}}});
  ASSERT_EQ(result.rows.size(), 1U);
  EXPECT_EQ(result.rows.front().figure, "tonnes");
}

TEST(SideBySide, SaysWhyACourseHasNoAnswer) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "x", "1"}})}}, {"other", "", {}, "found no places"}});
  EXPECT_FALSE(result.rows.front().differs);  // from nothing
  const std::vector<Sheet> sheets = to_sheets(result, SameFigures::listed);
  ASSERT_EQ(sheets.size(), 3U);
  EXPECT_EQ(sheets[0].rows[1][1], "No answer: found no places");
  EXPECT_EQ(sheets[2].rows[0].back(), "no answer");
  EXPECT_EQ(to_json(result)["courses"][1]["problem"], "found no places");
}

TEST(SideBySide, CountsWhatStaysTheSameWhereItIsNotListed) {
  const CoursesCompared result = side_by_side({{"base", "", {sheet({{"A", "x", "1"}})}}, {"other", "", {sheet({{"A", "x", "2"}})}}});
  const std::vector<Sheet> sheets = to_sheets(result, SameFigures::counted);
  ASSERT_EQ(sheets.size(), 2U);
  EXPECT_EQ(sheets[1].footnotes.front(), "1 figure is the same in every course (--format json and csv list them).");
  EXPECT_EQ(sheets[1].rows, (std::vector<std::vector<std::string>>{{"Places", "A", "tonnes", "1", "2", "+1"}}));
}

}  // namespace
}  // namespace servanda
