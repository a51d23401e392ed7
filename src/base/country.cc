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

std::optional<Country> find_country_by_name(std::string_view name) {
  const auto* found = std::ranges::find_if(kCountries, [&](const Country& country) {
    return country.name == name || country.official_name == name;
  });
  if (found == std::end(kCountries)) return std::nullopt;
  return *found;
}

}  // namespace servanda
