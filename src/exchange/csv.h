#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace servanda {

// Reads comma-separated values, RFC 4180 strictly: UTF-8 (a byte order mark is skipped), records end with LF or CRLF, a
// field is quoted whole or not at all, a quote inside is doubled. Refused with the line: other encodings, NUL, a lone
// CR, a quote in an unquoted field, an unclosed quote, a field over kMaxField bytes.
//   The text must outlive the reader; fields are views into it, or into the reader until the next record.
class CsvReader {
 public:
  static constexpr std::size_t kMaxField = std::size_t{1} << 16;

  // `text` begins with a record, at the file's `first_line`.
  explicit CsvReader(std::string_view text, char delimiter = ',', std::size_t first_line = 1);

  // The next record's fields; empty at the end of the text. Blank lines are skipped.
  Result<bool> next(std::vector<std::string_view>& fields);
  // The line on which the last record began, from 1.
  std::size_t line() const { return record_line_; }
  // The line behind the last record.
  std::size_t next_line() const { return line_; }

 private:
  Result<std::string_view> quoted_field();
  std::size_t plain_field_end();
  void load_stops(std::size_t block);
  std::optional<Error> check_plain_field(std::size_t end) const;
  std::optional<Error> check_line_end(std::size_t at) const;
  Error error(std::string message) const;

  std::string_view text_;
  std::size_t position_ = 0;
  char delimiter_;
  std::size_t block_ = static_cast<std::size_t>(-1);  // the 64 bytes of text that stops_ is about
  std::uint64_t stops_ = 0;
  std::size_t line_;
  std::size_t record_line_;
  std::deque<std::string> unescaped_;  // fields of the current record that held doubled quotes; never moved
  std::size_t unescaped_used_ = 0;
};

// The offset of the first byte that is not UTF-8 (overlong forms, surrogates and NUL included); empty if all is well.
std::optional<std::size_t> find_bad_utf8(std::string_view text);

// One field as RFC 4180 writes it. Text that a spreadsheet would take for a formula is prefixed with an apostrophe only
// where `guard` asks for it (exports to people; programme folders are read back and stay as they are).
enum class FormulaGuard { off, on };
void append_csv_field(std::string_view field, FormulaGuard guard, std::string& out);

}  // namespace servanda
