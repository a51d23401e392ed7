#pragma once

#include <string>
#include <string_view>

namespace servanda {

// Texts one after the other, with `between` between two of them.
template <class Texts>
std::string joined(const Texts& texts, std::string_view between) {
  std::string out;
  bool first = true;
  for (const auto& text : texts) {
    if (!first) out += between;
    first = false;
    out += text;
  }
  return out;
}

}  // namespace servanda
