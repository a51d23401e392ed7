#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace servanda {

// An ISO 4217 alphabetic code of list one, packed in its three letters.
class Currency {
 public:
  // Empty unless `code` is a current code or one that the ECB still publishes the history of (HRK, BGN, …).
  static std::optional<Currency> parse(std::string_view code);
  static Currency euro() { return Currency("EUR"); }
  std::string code() const { return {letters_.data(), letters_.size()}; }
  auto operator<=>(const Currency&) const = default;

 private:
  explicit Currency(std::string_view code) : letters_{code[0], code[1], code[2]} {}
  std::array<char, 3> letters_;
};

}  // namespace servanda
