#include "exchange/folder.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "book/payload.h"
#include "exchange/file_bytes.h"

namespace servanda {
namespace {

namespace fs = std::filesystem;

struct Read {
  History history;
  Diagnostics diagnostics;
};

std::unique_ptr<Read> read_text(Table table, std::string_view text) {
  auto read = std::make_unique<Read>();
  read_table(table, text, ',', "t.csv", read->history, read->diagnostics);
  return read;
}

// The text of the first error of a pledges file with these rows.
std::string first_error(const std::string& rows, Table table = Table::pledges,
                        const std::string& header = "id,donors,date,amount,currency") {
  const auto read = read_text(table, header + "\n" + rows);
  return read->diagnostics.ok() ? "no error" : read->diagnostics.errors().front().text();
}

TEST(TableReader, NamesFileLineColumnFoundExpectedAndMend) {
  EXPECT_EQ(first_error("P1,DE,2024-01-05,1,EUR\nP2,DE,05.01.2024,1,EUR"),
            "t.csv:3: column date: found '05.01.2024', expected a date: 2024, 2024-05, 2024-05-17 or 2025-W10; write "
            "the date as precisely as it is known, or leave it blank");
}

TEST(TableReader, RefusesWrongValuesOfEveryType) {
  EXPECT_NE(first_error("P1,DE,2024-02-30,1,EUR").find("column date"), std::string::npos);
  EXPECT_NE(first_error("P1,DE,2024,1,EURO").find("column currency"), std::string::npos);
  EXPECT_NE(first_error("P1,DE,2024,-1,EUR").find("zero or more"), std::string::npos);
  EXPECT_NE(first_error("P1,DE,2024,999999999999999,EUR").find("it is too large: a number has at most 14 digits"), std::string::npos);
  EXPECT_EQ(first_error("P1,DE,2024,1.00001,EUR").find("too large"), std::string::npos);
  EXPECT_NE(first_error("P1,DE,2024,1,").find("amount without a currency"), std::string::npos);
  EXPECT_NE(first_error("P1,A,ZZ", Table::parties, "id,name,country").find("column country"), std::string::npos);
  EXPECT_NE(first_error("P1,secret-ish", Table::pledges, "id,label").find("column label"), std::string::npos);
  EXPECT_NE(first_error(",DE,2024,1,EUR").find("found a blank"), std::string::npos);
  EXPECT_NE(first_error("P1,DE,2024,1").find("found 4 fields, expected 5"), std::string::npos);
  EXPECT_NE(first_error("P1,2025,2024", Table::pledges, "id,from,until").find("not before `from`"), std::string::npos);
}

TEST(TableReader, RefusesADuplicateKeyOnceForEachRow) {
  const auto read = read_text(Table::pledges, "id,donors\nP1,DE\nP2,DE\nP1,FR\nP1,FR\n");
  ASSERT_EQ(read->diagnostics.count(), 2U);
  EXPECT_EQ(read->diagnostics.errors()[0].line, 4U);
  EXPECT_NE(read->diagnostics.errors()[0].message.find("'P1' a second time"), std::string::npos);
}

// Long enough that columns whose values do not repeat are no longer remembered, and that records wait for each other.
TEST(TableReader, ReadsALongTableAsItStands) {
  constexpr int kRows = 10'000;
  std::string text = "id,of_kind,of,origin,ready,note\n";
  for (int i = 0; i < kRows; ++i) {
    const std::string n = std::to_string(i);
    text += "C" + n + ",allocation,\"A" + std::to_string(i * 7 % kRows) + "\",N" + std::to_string(i % 5) + ",2024-0" +
            std::to_string(1 + i % 9) + "," + (i % 3 == 0 ? "a long remark that is no short text " + std::to_string(i % 4) : "") + "\n";
  }
  const auto read = read_text(Table::consignments, text);
  ASSERT_TRUE(read->diagnostics.ok());
  ASSERT_EQ(read->history.rows(Table::consignments), kRows);
  const auto cell = [&](int row, std::string_view column) {
    return read->history.text(Table::consignments, row, *find_column(schema_of(Table::consignments), column));
  };
  for (int i = 0; i < kRows; ++i) {
    ASSERT_EQ(cell(i, "id"), "C" + std::to_string(i));
    ASSERT_EQ(cell(i, "of"), "A" + std::to_string(i * 7 % kRows));
    ASSERT_EQ(cell(i, "origin"), "N" + std::to_string(i % 5));
    ASSERT_EQ(cell(i, "ready"), "2024-0" + std::to_string(1 + i % 9));
    ASSERT_EQ(cell(i, "note"), i % 3 == 0 ? "a long remark that is no short text " + std::to_string(i % 4) : "");
  }
}

TEST(TableReader, NamesWrongRowsOfALongTableInTheirOrder) {
  std::string text = "id,donors,date\n";
  for (int i = 0; i < 9'000; ++i) {
    const std::string id = i == 7'000 ? "P6999" : i == 7'003 ? "P;" : "P" + std::to_string(i);
    text += id + ",DE," + (i == 7'002 || i == 8'999 ? "never" : "2024") + "\n";
  }
  const auto read = read_text(Table::pledges, text);
  std::string lines;
  for (const Error& error : read->diagnostics.errors()) lines += std::to_string(error.line) + error.column + " ";
  EXPECT_EQ(lines, "7002id 7004date 7005id 9001date ");
}

TEST(TableReader, CollectsUpToAHundredErrorsAndCountsTheRest) {
  std::string rows;
  for (int i = 0; i < 250; ++i) rows += "P" + std::to_string(i) + ",DE,never,1,EUR\n";
  const auto read = read_text(Table::pledges, "id,donors,date,amount,currency\n" + rows);
  EXPECT_EQ(read->diagnostics.errors().size(), 100U);
  EXPECT_EQ(read->diagnostics.count(), 250U);
  EXPECT_NE(read->diagnostics.text().find("… and 150 more"), std::string::npos);
}

TEST(TableReader, WarnsOfUnknownColumnsAndIgnoresThem) {
  const auto read = read_text(Table::pledges, "id,donors,colour\nP1,DE,red\n");
  EXPECT_TRUE(read->diagnostics.ok());
  ASSERT_EQ(read->diagnostics.warnings().size(), 1U);
  EXPECT_EQ(read->diagnostics.warnings()[0].column, "colour");
  EXPECT_EQ(read->history.rows(Table::pledges), 1);
}

TEST(TableReader, SkipsHxlTagsAndCommentedSamples) {
  const auto read = read_text(Table::pledges, "id,donors\n#meta+id,#org+funder\n# pledge-1,DE\nP1,DE\n");
  EXPECT_TRUE(read->diagnostics.ok());
  EXPECT_EQ(read->history.rows(Table::pledges), 1);
}

TEST(TableReader, RefusesTextThatIsNotUtf8WithItsLine) {
  const std::string error = first_error("P1,D\xFF,2024,1,EUR");
  EXPECT_NE(error.find("t.csv:2: found a byte that is not UTF-8"), std::string::npos);
}

TEST(TableReader, WritesListsInOneOrder) {
  const auto read = read_text(Table::pledges, "id,donors\nP1,NO; DK;SE;DK\n");
  EXPECT_EQ(read->history.text(Table::pledges, 0, column_index(Table::pledges, "donors")), "DK;NO;SE");
}

TEST(TableReader, RefusesARevisionThatFitsNoField) {
  const std::string header = "of_kind,of,field,known_date,was,is,change";
  EXPECT_NE(first_error("pledge,P1,colour,2024,,x,replaced", Table::revisions, header).find("column field"),
            std::string::npos);
  EXPECT_NE(first_error("pledge,P1,due,2024,,soon,postponed", Table::revisions, header).find("column is"),
            std::string::npos);
  EXPECT_NE(first_error("promise,P1,due,2024,,2025,postponed", Table::revisions, header).find("column of_kind"),
            std::string::npos);
}

TEST(References, RefuseCyclesAndNameThem) {
  Read read;
  read_table(Table::relations,
             "from_kind,from,kind,to_kind,to\npledge,A,part_of,pledge,B\npledge,B,repeats,pledge,C\n"
             "pledge,C,part_of,pledge,A\n",
             ',', "relations.csv", read.history, read.diagnostics);
  check_references(read.history, "relations.csv", read.diagnostics);
  ASSERT_EQ(read.diagnostics.count(), 1U);
  EXPECT_NE(read.diagnostics.errors()[0].message.find("pledge A -> pledge B -> pledge C -> pledge A"),
            std::string::npos);
}

TEST(References, AllowConflictsThatPointAtEachOther) {
  Read read;
  read_table(Table::relations,
             "from_kind,from,kind,to_kind,to\npledge,A,conflicts_with,pledge,B\npledge,B,conflicts_with,pledge,A\n", ',',
             "relations.csv", read.history, read.diagnostics);
  check_references(read.history, "relations.csv", read.diagnostics);
  EXPECT_TRUE(read.diagnostics.ok());
}

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("servanda_folder_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(write_file_bytes(folder_ / name, text));
  }
  void write_package(const std::string& resources = "[]") {
    write("datapackage.json",
          R"({"resources":)" + resources +
              R"(,"servanda":{"name":"T","recipients":["UA","MD"],"reporting_currency":"EUR","report_date":"2025-06-25"}})");
  }
  fs::path folder_;
};

std::string read_head(const fs::path& folder, Blobs& blobs) {
  History history;
  Diagnostics diagnostics;
  read_folder(folder, history, blobs, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
  return Snapshot::make(history, {.as_known = Day(std::chrono::days(100'000))})->head();
}

TEST_F(FolderTest, IsReadBackEqualAfterExport) {
  write_package();
  write("pledges.csv", "id,donors,date,amount,currency,description\nP1,DK;NO,2024-05,1.5,EUR,\"a, \"\"b\"\"\nc\"\n"
                       "P2,שלום,2024,,,<script>alert(1)</script>\n");
  write("revisions.csv", "of_kind,of,field,known_date,was,is,change\npledge,P1,amount,2024-07,1.5,2,raised\n");
  write("documents.csv", "id,title,completeness,file\nD1,Text,full,texts/a.txt\n");
  write("texts/a.txt", "what was agreed\n");
  Blobs blobs;
  const std::string head = read_head(folder_, blobs);

  History history;
  Diagnostics diagnostics;
  read_folder(folder_, history, blobs, diagnostics);
  const auto snapshot = Snapshot::make(history, {.as_known = Day(std::chrono::days(100'000))});
  const fs::path copy = folder_ / "copy";
  const auto written = write_folder(*snapshot, copy, [&](const Hash& hash) -> Result<std::string> { return blobs.at(hash); });
  ASSERT_TRUE(written) << written.error().text();
  EXPECT_EQ(read_head(copy, blobs), head);
  EXPECT_EQ(*read_file_bytes(copy / "texts/a.txt"), "what was agreed\n");
}

TEST_F(FolderTest, RefusesADocumentWhoseFileIsMissingOrOutside) {
  write_package();
  write("documents.csv", "id,title,file\nD1,A,texts/none.txt\nD2,B,../secret\nD3,C,/etc/hostname\n");
  History history;
  Blobs blobs;
  Diagnostics diagnostics;
  read_folder(folder_, history, blobs, diagnostics);
  EXPECT_EQ(diagnostics.count(), 3U);
}

TEST_F(FolderTest, RefusesAListedFileThatIsMissing) {
  write_package(R"([{"name":"pledges","path":"pledges.csv"}])");
  History history;
  Blobs blobs;
  Diagnostics diagnostics;
  read_folder(folder_, history, blobs, diagnostics);
  ASSERT_EQ(diagnostics.count(), 1U);
  EXPECT_NE(diagnostics.errors()[0].message.find("no readable file"), std::string::npos);
}

TEST_F(FolderTest, ReadsTheDelimiterThatThePackageDeclares) {
  write_package(R"([{"name":"pledges","path":"p.csv","dialect":{"delimiter":"\t"}}])");
  write("p.csv", "id\tdonors\nP1\tDE\n");
  Blobs blobs;
  read_head(folder_, blobs);
}

// Files are read some records at a time: wherever a part ends, the table is the same as when its text is read whole.
TEST_F(FolderTest, ReadsALongFileAsItsTextIsRead) {
  std::string text = "\xEF\xBB\xBFid,donors,date,description\r\n";
  for (int i = 0; text.size() < 1'500'000; ++i) {
    const std::string id = i % 10'000 == 9'999 ? "P0" : "P" + std::to_string(i);  // some keys come twice
    text += id + ",DE," + (i % 9'000 == 8'999 ? "never" : "2024") + ",\"" + std::string(static_cast<std::size_t>(i % 90), 'x') +
            "\n\"\"y\"\"\n\"\r\n";
    if (i == 5'000) text += "P,DE,2024," + std::string(60'000, 'z') + "\n\n";
  }
  write("pledges.csv", text);
  const auto whole = read_text(Table::pledges, text);
  Read parts;
  Blobs blobs;
  read_table_file(folder_ / "pledges.csv", parts.history, blobs, parts.diagnostics);
  ASSERT_EQ(parts.history.rows(Table::pledges), whole->history.rows(Table::pledges));
  for (RowIndex row = 0; row < whole->history.rows(Table::pledges); ++row) {
    std::string expected;
    std::string found;
    append_content(whole->history, Table::pledges, row, expected);
    append_content(parts.history, Table::pledges, row, found);
    ASSERT_EQ(found, expected) << row;
  }
  ASSERT_EQ(parts.diagnostics.count(), whole->diagnostics.count());
  EXPECT_GT(parts.diagnostics.count(), 2U);
  for (std::size_t i = 0; i < whole->diagnostics.errors().size(); ++i) {
    EXPECT_EQ(parts.diagnostics.errors()[i].line, whole->diagnostics.errors()[i].line);
    EXPECT_EQ(parts.diagnostics.errors()[i].message, whole->diagnostics.errors()[i].message);
  }
}

TEST_F(FolderTest, NamesTheLineOfWhatEndsALongFile) {
  std::string text = "id,donors\n";
  for (int i = 0; i < 50'000; ++i) text += "P" + std::to_string(i) + ",DE\n";
  const auto first_line = [&](const std::string& rest) {
    write("pledges.csv", text + rest);
    Read read;
    Blobs blobs;
    read_table_file(folder_ / "pledges.csv", read.history, blobs, read.diagnostics);
    EXPECT_EQ(read.diagnostics.count(), 1U);
    return read.diagnostics.ok() ? 0 : read.diagnostics.errors()[0].line;
  };
  EXPECT_EQ(first_line("Q,\"open\nR,DE\n" + text), 50'002U);
  EXPECT_EQ(first_line("Q,\xFF\n" + text), 50'002U);
  EXPECT_EQ(first_line("Q,a\"b\n" + text), 50'002U);
  EXPECT_EQ(first_line("\nQ,DE\rR,DE\n"), 50'003U);
}

TEST_F(FolderTest, TemplateIsAReadableFolderWithoutEntries) {
  const fs::path made = folder_ / "made";
  ASSERT_TRUE(write_template(made));
  History history;
  Blobs blobs;
  Diagnostics diagnostics;
  read_folder(made, history, blobs, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
  EXPECT_EQ(history.size(), 1U);
  EXPECT_FALSE(write_template(made));  // never over something
}

TEST_F(FolderTest, ReadsWhatItCanWithoutTheRowsThatAreWrong) {
  write_package();
  write("pledges.csv", "id,donors,date,amount,currency\nP1,DE,2024,5,EUR\n");
  write("projects.csv", "id,name,budget,currency\nX1,Base,5,EUR\nX2,Road,many,EUR\n");
  write("revisions.csv", "of_kind,of,field,known_date,was,is,change\nproject,X1,name,2024,Base,Fort,replaced\n");
  History history;
  Blobs blobs;
  Diagnostics diagnostics;
  EXPECT_TRUE(read_folder(folder_, history, blobs, diagnostics));
  EXPECT_EQ(diagnostics.count(), 1U) << diagnostics.text();
  const auto snapshot = Snapshot::make(history, {});
  EXPECT_EQ(snapshot->count(Table::pledges), 1U);
  EXPECT_FALSE(history.unread()->asked().any());
  ASSERT_EQ(snapshot->count(Table::projects), 1U);
  EXPECT_EQ(snapshot->find<Table::projects>("X1")->text<"name">(), "Fort");
  EXPECT_TRUE(history.unread()->asked().holds(Table::projects));
}

TEST_F(FolderTest, HasForAReaderNoRowThatTheyMayNotSeeWhateverIsWrongWithIt) {
  write_package();
  write("readers.csv", "id,ceiling,attributes,label\npress,PUBLIC,,RESTRICTED\nother,most,,RESTRICTED\n");
  write("pledges.csv", "id,donors,date,amount,currency,label\nP1,DE,2024,5,EUR,RESTRICTED\nP1,FR,2024,6,EUR,\n"
                       "P2,DE,2024,7 million,EUR,RESTRICTED\nP3,DE,2024,8,EUR,secret-ish\nP1,DE,2024,9,EUR,PARTNER\n");
  Blobs blobs;
  Diagnostics for_press;
  History history;
  EXPECT_TRUE(read_folder(folder_, history, blobs, for_press, "press"));
  EXPECT_TRUE(for_press.ok()) << for_press.text();
  EXPECT_EQ(history.rows(Table::pledges), 1);
  EXPECT_EQ(history.text(Table::pledges, 0, column_index(Table::pledges, "donors")), "FR");

  Diagnostics for_owner;
  History all;
  read_folder(folder_, all, blobs, for_owner);
  EXPECT_EQ(for_owner.count(), 4U) << for_owner.text();

  Diagnostics for_nobody;
  History none;
  EXPECT_FALSE(read_folder(folder_, none, blobs, for_nobody, "nobody"));
  EXPECT_EQ(none.rows(Table::pledges), 0);
}

TEST_F(FolderTest, IsOfNoUseWhereMoreThanTablesIsWrong) {
  write_package("7");
  History history;
  Blobs blobs;
  Diagnostics diagnostics;
  EXPECT_FALSE(read_folder(folder_, history, blobs, diagnostics));
}

}  // namespace
}  // namespace servanda
