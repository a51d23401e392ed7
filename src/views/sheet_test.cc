#include "views/sheet.h"

#include <gtest/gtest.h>

#include <string>

namespace servanda {
namespace {

Sheet one_column(Align align, std::vector<std::string> cells) {
  Sheet sheet;
  sheet.columns = {{"x", align}};
  for (std::string& cell : cells) sheet.rows.push_back({std::move(cell)});
  return sheet;
}

Sheet pledges() {
  Sheet sheet;
  sheet.title = "Pledges";
  sheet.heading = {"as known 2025-06-25"};
  sheet.columns = {{"donor", Align::left, "#org+donor"}, {"count", Align::right, "#indicator+num"},
                   {"amount", Align::decimal, "#value+pledged"}};
  sheet.rows = {{"DE", "12", "1000.5"}, {"Denmark", "7", "-3"}, {"EU", "100", "12.25"}};
  sheet.footnotes = {"in EUR"};
  return sheet;
}

TEST(PrintTable, AlignsTextLeftFiguresRightAndDecimalsOnThePoint) {
  EXPECT_EQ(print_table(pledges(), 80),
            "Pledges\n"
            "as known 2025-06-25\n"
            "\n"
            "donor    count   amount\n"
            "-------  -----  -------\n"
            "DE          12  1000.5\n"
            "Denmark      7    -3\n"
            "EU         100    12.25\n"
            "\n"
            "in EUR\n");
}

TEST(PrintTable, ShortensTheWidestTextAndNeverAFigure) {
  EXPECT_EQ(print_table(pledges(), 21),
            "Pledges\n"
            "as known 2025-06-25\n"
            "\n"
            "donor  count   amount\n"
            "-----  -----  -------\n"
            "DE        12  1000.5\n"
            "Denm…      7    -3\n"
            "EU       100    12.25\n"
            "\n"
            "in EUR\n");
  // Far too narrow: titles give way down to the figures, which stay whole.
  EXPECT_EQ(print_table(pledges(), 5),
            "Pledges\n"
            "as\n"
            "known\n"
            "2025-06-25\n"
            "\n"
            "do…  co…   amount\n"
            "---  ---  -------\n"
            "DE    12  1000.5\n"
            "De…    7    -3\n"
            "EU   100    12.25\n"
            "\n"
            "in\n"
            "EUR\n");
}

TEST(PrintTable, AlignsWordsInADecimalColumnOnTheRight) {
  EXPECT_EQ(print_table(one_column(Align::decimal, {"1.25", "not reported", "12 %", "1.5 %"}), 80),
            "           x\n"
            "------------\n"
            "       1.25\n"
            "not reported\n"
            "      12 %\n"
            "       1.5 %\n");
}

TEST(PrintTable, SetsTitlesInMoreLinesBeforeItShortensAnything) {
  Sheet sheet;
  sheet.columns = {{"donor of it"}, {"promised quantity", Align::decimal}, {"days late", Align::right}};
  sheet.rows = {{"Denmark", "12.5", "7"}, {"Norway", "300", "12"}};
  EXPECT_EQ(print_table(sheet, 23),
            "donor    promised  days\n"
            "of it    quantity  late\n"
            "-------  --------  ----\n"
            "Denmark      12.5     7\n"
            "Norway      300      12\n");
}

TEST(PrintTable, SetsProseInMoreLinesAndCutsNoneOfIt) {
  Sheet sheet;
  sheet.columns = {{"term", Align::prose}, {"seen in"}, {"count", Align::right}};
  sheet.rows = {{"two percent of GDP within a decade", "WALES", "7"}, {"", "", "12"}, {"long-term aid until 2025-01-31", "MADRID", "1"}};
  EXPECT_EQ(print_table(sheet, 30),
            "                 seen\n"
            "term             in      count\n"
            "---------------  ------  -----\n"
            "two percent of   WALES       7\n"
            "GDP within a\n"
            "decade\n"
            "                            12\n"
            "long-term aid    MADRID      1\n"
            "until\n"
            "2025-01-31\n");
}

TEST(PrintTable, LeavesBlankColumnsOutWhereTheyWouldCutOthers) {
  Sheet sheet;
  sheet.columns = {{"donor"}, {"place"}, {"count", Align::right}};
  sheet.rows = {{"Denmark", "", "7"}, {"Norway", "", "12"}};
  EXPECT_EQ(print_table(sheet, 14), "donor    count\n-------  -----\nDenmark      7\nNorway      12\n");
  EXPECT_EQ(print_table(sheet, 40), "donor    place  count\n-------  -----  -----\nDenmark             7\nNorway             12\n");
}

TEST(PrintTable, SetsRowsBelowEachOtherWhereMostWouldBeCut) {
  Sheet sheet;
  sheet.columns = {{"donor"}, {"what"}, {"source"}, {"place"}, {"count", Align::right}};
  sheet.rows = {{"Denmark", "howitzers", "press-a", "border", "7"}, {"Norway", "", "press-b", "border", "12"}};
  EXPECT_EQ(print_table(sheet, 25),
            "donor: Denmark\nwhat: howitzers\nsource: press-a\nplace: border\ncount: 7\n\n"
            "donor: Norway\nsource: press-b\nplace: border\ncount: 12\n");
}

TEST(PrintTable, SetsManyFiguresInPartsThatNameTheirRows) {
  Sheet sheet;
  sheet.columns = {{"party"}, {"year"}};
  for (const char* name : {"amount", "share", "asked", "missing", "reached", "pace"}) sheet.columns.push_back({name, Align::decimal});
  sheet.rows = {{"Norway", "2024", "1000000.5", "2.25", "", "0.5", "0.25", "1"}, {"Norway", "2025", "20", "3", "", "100.5", "12.25", "2"}};
  EXPECT_EQ(print_table(sheet, 32),
            "party   year     amount  share\n"
            "------  ----  ---------  -----\n"
            "Norway  2024  1000000.5   2.25\n"
            "Norway  2025       20     3\n"
            "\n"
            "party   year  missing  reached\n"
            "------  ----  -------  -------\n"
            "Norway  2024      0.5     0.25\n"
            "Norway  2025    100.5    12.25\n"
            "\n"
            "party   year  pace\n"
            "------  ----  ----\n"
            "Norway  2024     1\n"
            "Norway  2025     2\n");
}

TEST(PrintTable, ShortensALongNameToTheWidthItIsGiven) {
  const std::string table = print_table(one_column(Align::left, {std::string(300, 'n')}), 20);
  EXPECT_EQ(table, "x\n--------------------\n" + std::string(19, 'n') + "…\n");
}

TEST(PrintTable, CountsWideCharactersTwiceAndCombiningMarksNotAtAll) {
  Sheet sheet;
  sheet.columns = {{"a", Align::left}, {"b", Align::left}};
  // Kyiv in Cyrillic, in Japanese (2 columns each), with an e and a combining acute accent, and with U+200D between.
  sheet.rows = {{"Київ", "|"}, {"東京", "|"}, {"cafe\u0301", "|"}, {"\U0001F469\u200D\U0001F692", "|"}};
  EXPECT_EQ(print_table(sheet, 80),
            "a     b\n"
            "----  -\n"
            "Київ  |\n"
            "東京  |\n"
            "cafe\u0301  |\n"
            "\U0001F469\u200D\U0001F692  |\n");
}

TEST(PrintTable, NeverCutsAMarkFromItsCharacterOrAWideCharacterInTwo) {
  EXPECT_EQ(print_table(one_column(Align::left, {"abe\u0301\u0302fgh"}), 4), "x\n----\nabe\u0301\u0302…\n");
  EXPECT_EQ(print_table(one_column(Align::left, {"東京東京"}), 4), "x\n----\n東…\n");
}

TEST(PrintTable, IsolatesTextThatRunsFromRightToLeft) {
  Sheet sheet;
  sheet.columns = {{"a", Align::left}, {"b", Align::right}};
  sheet.rows = {{"שלום", "1"}, {"مرحبا", "22"}, {"abc", "3"}};
  EXPECT_EQ(print_table(sheet, 80),
            "a       b\n"
            "-----  --\n"
            "\u2068שלום\u2069    1\n"
            "\u2068مرحبا\u2069  22\n"
            "abc     3\n");
}

TEST(PrintTable, ShowsControlCharactersInsteadOfSendingThem) {
  EXPECT_EQ(print_table(one_column(Align::left, {"a\nb\tc\r", "\x1b[31mred", "\u202Eabc", "\x7f\u0085"}), 80),
            "x\n"
            "-------------\n"
            "a\\nb\\tc\\r\n"
            "\\u001B[31mred\n"
            "\\u202Eabc\n"
            "\\u007F\\u0085\n");
}

TEST(PrintTable, PutsAMarkWhereBytesAreNoText) {
  EXPECT_EQ(print_table(one_column(Align::left, {"a\xC3", "\xFF\xE4\xB8z"}), 80),
            "x\n----\na\uFFFD\n\uFFFD\uFFFD\uFFFDz\n");
}

TEST(PrintTable, PrintsASheetWithoutRowsOrColumns) {
  Sheet sheet;
  EXPECT_EQ(print_table(sheet, 80), "");
  sheet.title = "Nothing";
  EXPECT_EQ(print_table(sheet, 80), "Nothing\n");
  sheet.columns = {{"a"}};
  EXPECT_EQ(print_table(sheet, 80), "Nothing\n\nnone\n");
}

TEST(PrintCsv, WritesAHeaderRowAndAnHxlRowWhereAsked) {
  EXPECT_EQ(print_csv(pledges(), HxlRow::off),
            "donor,count,amount\r\nDE,12,1000.5\r\nDenmark,7,-3\r\nEU,100,12.25\r\n");
  EXPECT_EQ(print_csv(pledges(), HxlRow::on),
            "donor,count,amount\r\n#org+donor,#indicator+num,#value+pledged\r\n"
            "DE,12,1000.5\r\nDenmark,7,-3\r\nEU,100,12.25\r\n");
}

TEST(PrintCsv, QuotesWhatRfc4180AsksFor) {
  EXPECT_EQ(print_csv(one_column(Align::left, {"a,b", "say \"so\"", "two\nlines", " plain "}), HxlRow::off),
            "x\r\n\"a,b\"\r\n\"say \"\"so\"\"\"\r\n\"two\nlines\"\r\n plain \r\n");
}

TEST(PrintCsv, GuardsFormulasAndLeavesFigures) {
  const Sheet sheet = one_column(Align::left, {"=1+1", "+CALL", "-2+3", "@x", "\tx", "＝1", "-12.5", "1-2"});
  EXPECT_EQ(print_csv(sheet, HxlRow::off),
            "x\r\n\"'=1+1\"\r\n\"'+CALL\"\r\n\"'-2+3\"\r\n\"'@x\"\r\n\"'\tx\"\r\n\"'＝1\"\r\n-12.5\r\n1-2\r\n");
}

}  // namespace
}  // namespace servanda
