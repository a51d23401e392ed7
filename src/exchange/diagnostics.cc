#include "exchange/diagnostics.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace servanda {

std::string Diagnostics::text() const {
  std::string out;
  for (const Error& error : errors_) out += error.text() + "\n";
  if (count_ > errors_.size()) out += "… and " + std::to_string(count_ - errors_.size()) + " more\n";
  return out;
}

std::string found_expected(std::string_view found, std::string_view expected, std::string_view mend) {
  constexpr std::size_t kShown = 60;
  std::string shown;
  std::size_t shown_length = 0;
  for (const char c : found) {
    const auto byte = static_cast<unsigned char>(c);
    if (shown_length >= kShown && (byte & 0xC0) != 0x80) {
      shown += "…";
      break;
    }
    if (byte < 0x20 || byte == 0x7F) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\x%02X", byte);
      shown += escape.data();
    } else {
      shown += c;
    }
    ++shown_length;
  }
  std::string out = "found '" + shown + "', expected " + std::string(expected);
  if (!mend.empty()) out += "; " + std::string(mend);
  return out;
}

}  // namespace servanda
