// Comma-separated values against a second reader that goes letter by letter: both accept the same texts and read the
// same fields. What is accepted can be written and read back.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "exchange/csv.h"

namespace servanda {
namespace {

using Record = std::vector<std::string>;
using Records = std::vector<Record>;

// RFC 4180 as exchange/csv.h has it, slowly. Empty where the text is to be refused.
std::optional<Records> read_slowly(std::string_view text, char delimiter) {
  enum class State { field_begins, plain, quoted, quote_ended };
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Records records;
  Record record(1);
  State state = State::field_begins;
  const auto end_record = [&] {
    const bool blank = record.size() == 1 && record.front().empty() && state == State::field_begins;
    if (!blank) records.push_back(record);
    record.assign(1, {});
    state = State::field_begins;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (state == State::quoted) {
      if (c != '"')
        record.back() += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        record.back() += text[++i];
      else
        state = State::quote_ended;
    } else if (c == '\n') {
      end_record();
    } else if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') return std::nullopt;
    } else if (c == delimiter) {
      record.emplace_back();
      state = State::field_begins;
    } else if (state == State::quote_ended || (state == State::plain && c == '"')) {
      return std::nullopt;
    } else if (c == '"') {
      state = State::quoted;
    } else {
      record.back() += c;
      state = State::plain;
    }
  }
  if (state == State::quoted) return std::nullopt;
  end_record();
  for (const Record& fields : records)
    for (const std::string& field : fields)
      if (field.size() > CsvReader::kMaxField) return std::nullopt;
  return records;
}

std::optional<Records> read(std::string_view text, char delimiter) {
  CsvReader reader(text, delimiter);
  std::vector<std::string_view> fields;
  Records records;
  std::size_t line = 0;
  while (true) {
    const auto more = reader.next(fields);
    if (!more) {
      CHECK(more.error().line >= line && !more.error().message.empty());
      return std::nullopt;
    }
    if (!*more) return records;
    CHECK(reader.line() > line);
    line = reader.line();
    records.emplace_back(fields.begin(), fields.end());
  }
}

std::string write(const Records& records) {
  std::string text = "first\n";  // a byte order mark counts at the beginning only
  for (const Record& record : records) {
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (i > 0) text += ',';
      append_csv_field(record[i], FormulaGuard::off, text);
    }
    text += '\n';
  }
  return text;
}

void check(std::string_view text, char delimiter) {
  auto records = read(text, delimiter);
  CHECK(records == read_slowly(text, delimiter));
  if (!records) return;
  std::erase(*records, Record{""});  // `""` alone on a line is written as a blank line
  auto again = read(write(*records), ',');
  CHECK(again && !again->empty());
  again->erase(again->begin());
  CHECK(again == records);
}

}  // namespace
}  // namespace servanda

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (servanda::find_bad_utf8(text)) return 0;  // importers look at the whole text first
  for (const char delimiter : {',', ';', '\t'}) servanda::check(text, delimiter);
  return 0;
}
