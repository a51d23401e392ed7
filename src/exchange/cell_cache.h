#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "book/cell.h"
#include "book/hash.h"

namespace servanda {

// The cells of texts that one column held lately: most columns repeat a few values, and to find one again costs a tenth
// of parsing it. Gives itself up once the values no longer repeat: at the top of a table they may do so by chance.
class CellCache {
 public:
  bool given_up() const { return given_up_; }

  // Whether `text` (not empty) was seen lately; `cell` is then what it was.
  bool find(std::string_view text, Cell& cell) {
    if (given_up_) return false;
    if (asked_ == kTrial) {
      if (found_ < kTrial / 2) {
        *this = CellCache();
        given_up_ = true;
        return false;
      }
      asked_ = found_ = 0;
    }
    ++asked_;
    if (text.size() <= kShort ? !find_short(key_of(text), cell) : !find_long(text, cell)) return false;
    ++found_;
    return true;
  }

  void remember(std::string_view text, Cell cell) {
    if (given_up_) return;
    if (text.size() > kShort) {
      if (long_.empty()) long_.resize(kLongTexts);
      long_[hash_bytes(text) % kLongTexts] = {std::string(text), cell};
      return;
    }
    if (short_.empty()) short_.resize(kShortTexts);
    const Key key = key_of(text);
    short_[place_of(key)] = {key, cell};
  }

 private:
  static constexpr std::size_t kShort = 16;
  static constexpr std::size_t kShortTexts = 512;
  static constexpr std::size_t kLongTexts = 32;
  static constexpr std::uint32_t kTrial = 4096;

  // A short text whole: its first and last eight bytes, which may overlap, and its length.
  struct Key {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t length = 0;
    bool operator==(const Key&) const = default;
  };
  struct ShortText {
    Key key;  // of length 0: nothing yet
    Cell cell = kNullCell;
  };
  struct LongText {
    std::string text;
    Cell cell = kNullCell;
  };

  static Key key_of(std::string_view text) {
    if (text.size() <= 8) return {word_of(text.data(), text.size()), 0, text.size()};
    return {word_of(text.data(), 8), word_of(text.data() + text.size() - 8, 8), text.size()};
  }
  static std::size_t place_of(const Key& key) {
    return mix(key.first ^ 0x9E3779B97F4A7C15U, key.last ^ key.length ^ 0xD6E8FEB86659FD93U) % kShortTexts;
  }
  bool find_short(const Key& key, Cell& cell) const {
    if (short_.empty()) return false;
    const ShortText& at = short_[place_of(key)];
    if (at.key != key) return false;
    cell = at.cell;
    return true;
  }
  bool find_long(std::string_view text, Cell& cell) const {
    if (long_.empty()) return false;
    const LongText& at = long_[hash_bytes(text) % kLongTexts];
    if (at.text != text) return false;
    cell = at.cell;
    return true;
  }

  std::vector<ShortText> short_;
  std::vector<LongText> long_;
  std::uint32_t asked_ = 0;  // in this trial
  std::uint32_t found_ = 0;
  bool given_up_ = false;
};

}  // namespace servanda
