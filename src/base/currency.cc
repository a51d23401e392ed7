#include "base/currency.h"

#include <algorithm>
#include <iterator>

namespace servanda {
namespace {

constexpr std::string_view kCodes[] = {
#include "base/currency_codes.inc"
};

}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
  if (!std::ranges::binary_search(kCodes, code)) return std::nullopt;
  return Currency(code);
}

}  // namespace servanda
