#include "base/country.h"

#include <algorithm>
#include <iterator>

namespace servanda {
namespace {

constexpr Country kCountries[] = {
#include "base/country_codes.inc"
};

}  // namespace

std::optional<Country> find_country(std::string_view alpha2) {
  const auto* found = std::ranges::lower_bound(kCountries, alpha2, {}, &Country::alpha2);
  if (found == std::end(kCountries) || found->alpha2 != alpha2) return std::nullopt;
  return *found;
}

bool is_country_code(std::string_view alpha2) {
  if (find_country(alpha2)) return true;
  if (alpha2.size() != 2 || alpha2[1] < 'A' || alpha2[1] > 'Z') return false;
  return alpha2[0] == 'X' || (alpha2[0] == 'Q' && alpha2[1] >= 'M');
}

std::optional<Country> find_country_by_name(std::string_view name) {
  const auto* found = std::ranges::find_if(kCountries, [&](const Country& country) {
    return country.name == name || country.official_name == name;
  });
  if (found == std::end(kCountries)) return std::nullopt;
  return *found;
}

}  // namespace servanda
