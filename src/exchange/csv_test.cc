#include "exchange/csv.h"

#include <gtest/gtest.h>

#include "exchange/csv_file.h"

namespace servanda {
namespace {

using Records = std::vector<std::vector<std::string>>;

Records records(std::string_view text) {
  CsvReader reader(text);
  std::vector<std::string_view> fields;
  Records out;
  while (true) {
    const auto more = reader.next(fields);
    EXPECT_TRUE(more) << (more ? "" : more.error().text());
    if (!more || !*more) return out;
    out.emplace_back(fields.begin(), fields.end());
  }
}

Error first_error(std::string_view text) {
  CsvReader reader(text);
  std::vector<std::string_view> fields;
  while (true) {
    auto more = reader.next(fields);
    if (!more) return more.error();
    if (!*more) return {};
  }
}

TEST(CsvReader, ReadsPlainAndQuotedFields) {
  EXPECT_EQ(records("a,b,c\n1,,3\n"), (Records{{"a", "b", "c"}, {"1", "", "3"}}));
  EXPECT_EQ(records("\"x, y\",\"say \"\"hi\"\"\",\"two\nlines\"\r\nz,\"\",w"),
            (Records{{"x, y", "say \"hi\"", "two\nlines"}, {"z", "", "w"}}));
}

TEST(CsvReader, SkipsTheByteOrderMarkAndBlankLines) {
  EXPECT_EQ(records("\xEF\xBB\xBFid\n\n\r\n1\n"), (Records{{"id"}, {"1"}}));
}

TEST(CsvReader, KeepsATrailingBlankField) { EXPECT_EQ(records("a,b\n1,\n"), (Records{{"a", "b"}, {"1", ""}})); }

TEST(CsvReader, NamesTheLineOnWhichAnUnclosedQuoteBegan) {
  const Error error = first_error("a,b\n1,2\n3,\"open\n4,5\n");
  EXPECT_EQ(error.line, 3U);
  EXPECT_NE(error.message.find("unclosed quote"), std::string::npos);
  EXPECT_EQ(first_error("a,b\n1,2\n3,\"open\n\"\"4,5\n").line, 3U) << "the doubled quote stands on line 4";
}

TEST(CsvReader, TakesTheLongestFieldThatIsAllowed) {
  const std::string longest(CsvReader::kMaxField, 'x');
  EXPECT_EQ(records("a\n" + longest + "\n")[1][0], longest);
}

TEST(CsvReader, RefusesWhatRfc4180DoesNotAllow) {
  EXPECT_NE(first_error("a\nx\"y\n").message.find("quote inside a field"), std::string::npos);
  EXPECT_NE(first_error("a\n\"x\"y\n").message.find("after a closing quote"), std::string::npos);
  EXPECT_NE(first_error("a\nx\ry\n").message.find("carriage return"), std::string::npos);
  for (const char* const text : {"a\n\rx\n", "\ra\n", "a\n\"x\"\r", "a\n\"x\"\ry\n", "a\nx\r", "a\nx,\r"})
    EXPECT_NE(first_error(text).message.find("carriage return"), std::string::npos) << text;
  EXPECT_EQ(records("a\r\n\r\n\"x\ry\"\r\n"), (Records{{"a"}, {"x\ry"}}));
  EXPECT_NE(first_error("a\n" + std::string(CsvReader::kMaxField + 1, 'x')).message.find("65537 bytes"),
            std::string::npos);
}

TEST(CsvReader, FindsTheEndOfAFieldWhereverItStands) {
  for (std::size_t length = 0; length < 200; ++length) {
    const std::string field(length, 'x');
    const std::string text = field + ",\"" + field + "\"," + field + "y\r\n" + field + "z,,\n";
    EXPECT_EQ(records(text), (Records{{field, field, field + "y"}, {field + "z", "", ""}})) << length;
    EXPECT_EQ(records("a," + field)[0][1], field);  // the end of the text
  }
}

TEST(CsvReader, CountsLinesInsideQuotedFields) {
  CsvReader reader("a\n\"1\n2\n3\"\nb\n");
  std::vector<std::string_view> fields;
  std::vector<std::size_t> lines;
  while (*reader.next(fields)) lines.push_back(reader.line());
  EXPECT_EQ(lines, (std::vector<std::size_t>{1, 2, 5}));
}

TEST(WholeRecords, EndBehindTheLastLineOutsideQuotes) {
  EXPECT_EQ(whole_records("a,b\n1,2\n3,"), 8U);
  EXPECT_EQ(whole_records("a\n\"x\ny\"\r\n\"open\n\"\"more\n"), 9U);
  EXPECT_EQ(whole_records("\"open\nmore\n"), 0U);
  EXPECT_EQ(whole_records("\"x\"\"\n\"\n1\n"), 9U);
  EXPECT_EQ(whole_records("no end"), 0U);
  EXPECT_EQ(whole_records(""), 0U);
}

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_FALSE(find_bad_utf8("plain text, Ü, €, 𝄞, שלום"));
  EXPECT_EQ(find_bad_utf8("abc\xFF"), 3U);
  EXPECT_EQ(find_bad_utf8("\xC0\xAF"), 0U);              // overlong
  EXPECT_EQ(find_bad_utf8("\xE0\x80\xAF"), 0U);          // overlong
  EXPECT_EQ(find_bad_utf8("\xF0\x80\x80\xAF"), 0U);      // overlong
  EXPECT_EQ(find_bad_utf8("\xED\xA0\x80"), 0U);          // surrogate
  EXPECT_EQ(find_bad_utf8("\xF4\x90\x80\x80"), 0U);      // beyond Unicode
  EXPECT_EQ(find_bad_utf8(std::string_view("12345678\0", 9)), 8U);
  EXPECT_EQ(find_bad_utf8("\xE2\x82"), 0U);              // cut off
}

TEST(CsvField, IsReadBackAsItWas) {
  for (const std::string text : {"plain", "with,comma", "with \"quotes\"", "two\nlines", "", "=SUM(A1)"}) {
    std::string out;
    append_csv_field(text, FormulaGuard::off, out);
    if (text.empty()) continue;
    EXPECT_EQ(records(out)[0][0], text);
  }
}

TEST(CsvField, IsGuardedAgainstFormulas) {
  std::string out;
  append_csv_field("=HYPERLINK(1)", FormulaGuard::on, out);
  EXPECT_EQ(out, "\"'=HYPERLINK(1)\"");
}

}  // namespace
}  // namespace servanda
