#include "exchange/csv.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace servanda {
namespace {

// Number of bytes of the UTF-8 sequence that begins at `text`, 0 if it is none.
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned lead = byte(0);
  if (lead == 0) return 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogate
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

constexpr std::size_t kBlock = 64;

// A bit for each of 64 bytes that ends a plain field, or may not stand in one.
std::uint64_t stops_in(const char* bytes, char delimiter) {
  std::uint64_t bits = 0;
#if defined(__SSE2__)
  for (std::size_t i = 0; i < kBlock; i += 16) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const auto are = [&](char c) { return _mm_cmpeq_epi8(part, _mm_set1_epi8(c)); };
    const __m128i found = _mm_or_si128(_mm_or_si128(are(delimiter), are('"')), _mm_or_si128(are('\n'), are('\r')));
    bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(found))) << i;
  }
#else
  for (std::size_t i = 0; i < kBlock; ++i) {
    const char c = bytes[i];
    bits |= std::uint64_t{c == delimiter || c == '"' || c == '\n' || c == '\r'} << i;
  }
#endif
  return bits;
}

}  // namespace

std::optional<std::size_t> find_bad_utf8(std::string_view text) {
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  constexpr std::uint64_t kLow = 0x0101010101010101U;
  std::size_t i = 0;
  while (i < text.size()) {
    if (i + 8 <= text.size()) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, 8);
      // Eight bytes of ASCII other than NUL.
      if ((word & kHigh) == 0 && ((word - kLow) & kHigh) == 0) {
        i += 8;
        continue;
      }
    }
    const std::size_t length = utf8_sequence(text.substr(i, 4));
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

CsvReader::CsvReader(std::string_view text, char delimiter, std::size_t first_line)
    : text_(text), delimiter_(delimiter), line_(first_line), record_line_(first_line) {
  if (first_line == 1 && text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

Error CsvReader::error(std::string message) const { return {ErrorCode::bad_input, std::move(message), {}, line_, {}}; }

void CsvReader::load_stops(std::size_t block) {
  block_ = block;
  const std::string_view rest = text_.substr(block_ * kBlock);
  if (rest.size() >= kBlock) {
    stops_ = stops_in(rest.data(), delimiter_);
    return;
  }
  std::array<char, kBlock> padded{};
  std::memcpy(padded.data(), rest.data(), rest.size());
  stops_ = stops_in(padded.data(), delimiter_);
}

inline std::size_t CsvReader::plain_field_end() {
  for (std::size_t at = position_; at < text_.size(); at = (at / kBlock + 1) * kBlock) {
    if (block_ != at / kBlock) load_stops(at / kBlock);
    if (const std::uint64_t bits = stops_ >> at % kBlock; bits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(bits));
  }
  return text_.size();
}

std::optional<Error> CsvReader::check_plain_field(std::size_t end) const {
  if (end >= text_.size()) return std::nullopt;
  if (text_[end] == '"')
    return error("found a quote inside a field that does not begin with one, expected the whole field in quotes with "
                 "inner quotes doubled; write \"a \"\"b\"\" c\"");
  return check_line_end(end);
}

std::optional<Error> CsvReader::check_line_end(std::size_t at) const {
  if (text_[at] != '\r' || text_.substr(at, 2) == "\r\n") return std::nullopt;
  return error("found a carriage return alone, expected LF or CRLF at the end of a line; save the file with one of these");
}

Result<std::string_view> CsvReader::quoted_field() {
  const std::size_t begin = ++position_;
  bool doubled = false;
  while (true) {
    const std::size_t quote = text_.find('"', position_);
    if (quote == std::string_view::npos) {
      line_ = record_line_;
      return error("found an unclosed quote, expected a second quote at the end of the field; close it, or double a "
                   "quote that belongs to the text");
    }
    for (std::size_t i = position_; i < quote; ++i) line_ += text_[i] == '\n' ? 1 : 0;
    position_ = quote + 1;
    if (position_ >= text_.size() || text_[position_] != '"') break;
    doubled = true;
    ++position_;
  }
  const std::string_view raw = text_.substr(begin, position_ - 1 - begin);
  const char after = position_ < text_.size() ? text_[position_] : '\n';
  if (after != delimiter_ && after != '\n' && after != '\r')
    return error("found text after a closing quote, expected the end of the field; double a quote that belongs to the "
                 "text");
  if (position_ < text_.size())
    if (auto bad = check_line_end(position_)) return *std::move(bad);
  if (!doubled) return raw;
  if (unescaped_used_ == unescaped_.size()) unescaped_.emplace_back();
  std::string& field = unescaped_[unescaped_used_++];
  field.clear();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    field += raw[i];
    if (raw[i] == '"') ++i;
  }
  return std::string_view(field);
}

Result<bool> CsvReader::next(std::vector<std::string_view>& fields) {
  fields.clear();
  unescaped_used_ = 0;
  while (position_ < text_.size() && (text_[position_] == '\n' || text_[position_] == '\r')) {
    if (auto bad = check_line_end(position_)) return *std::move(bad);
    line_ += text_[position_] == '\n' ? 1 : 0;
    ++position_;
  }
  record_line_ = line_;
  if (position_ >= text_.size()) return false;
  while (true) {
    if (position_ < text_.size() && text_[position_] == '"') {
      ASSIGN_OR_RETURN(const std::string_view field, quoted_field());
      fields.push_back(field);
    } else {
      const std::size_t end = plain_field_end();
      if (end < text_.size() && (text_[end] == '"' || text_[end] == '\r'))
        if (auto bad = check_plain_field(end)) return *std::move(bad);
      fields.emplace_back(text_.data() + position_, end - position_);
      position_ = end;
    }
    if (fields.back().size() > kMaxField)
      return error("found a field of " + std::to_string(fields.back().size()) + " bytes, expected at most " +
                   std::to_string(kMaxField) + "; shorten it, or keep long texts as documents");
    if (position_ >= text_.size()) return true;
    const char at = text_[position_++];
    if (at == delimiter_) continue;
    if (at == '\r') ++position_;
    ++line_;
    return true;
  }
}

void append_csv_field(std::string_view field, FormulaGuard guard, std::string& out) {
  constexpr std::array<std::string_view, 11> kFormulas{"=", "+", "-", "@", "\t", "\r", "\n",
                                                       "＝", "＋", "－", "＠"};
  bool formula = false;
  if (guard == FormulaGuard::on)
    for (const std::string_view start : kFormulas) formula = formula || field.starts_with(start);
  if (!formula && field.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  if (formula) out += '\'';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace servanda
