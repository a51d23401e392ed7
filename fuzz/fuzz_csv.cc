// Comma-separated values: what is accepted can be written and read back, and lines are counted forwards.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "exchange/csv.h"

namespace servanda {
namespace {

using Record = std::vector<std::string>;

void check_written(const std::vector<Record>& records) {
  std::string text = "first\n";  // a byte order mark counts at the beginning only
  for (const Record& record : records) {
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (i > 0) text += ',';
      append_csv_field(record[i], FormulaGuard::off, text);
    }
    text += '\n';
  }
  CsvReader reader(text);
  std::vector<std::string_view> fields;
  CHECK(reader.next(fields).value_or(false));
  for (const Record& record : records) {
    CHECK(reader.next(fields).value_or(false));
    CHECK(Record(fields.begin(), fields.end()) == record);
  }
  const auto more = reader.next(fields);
  CHECK(more && !*more);
}

void read(std::string_view text, char delimiter) {
  CsvReader reader(text, delimiter);
  std::vector<std::string_view> fields;
  std::vector<Record> records;
  std::size_t line = 0;
  while (true) {
    const auto more = reader.next(fields);
    if (!more) {
      CHECK(more.error().line >= line && !more.error().message.empty());
      break;
    }
    if (!*more) break;
    CHECK(reader.line() > line);
    line = reader.line();
    CHECK(!fields.empty());
    for (const std::string_view field : fields) CHECK(field.size() <= CsvReader::kMaxField);
    if (fields.size() > 1 || !fields.front().empty()) records.emplace_back(fields.begin(), fields.end());
  }
  check_written(records);
}

}  // namespace
}  // namespace servanda

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (servanda::find_bad_utf8(text)) return 0;  // importers look at the whole text first
  for (const char delimiter : {',', ';', '\t'}) servanda::read(text, delimiter);
  return 0;
}
