#pragma once

#include <optional>
#include <string_view>

namespace servanda {

// One row of ISO 3166-1.
struct Country {
  std::string_view alpha2;
  std::string_view alpha3;
  std::string_view numeric;  // three digits
  std::string_view name;     // common English name
  std::string_view official_name;
};

// By alpha-2 code in capitals; empty for anything else.
std::optional<Country> find_country(std::string_view alpha2);

// Whether it is a code of the table, or one of QM to QZ and XA to XZ, which the standard leaves to its users: such a code has no
// name. The standard leaves AA and ZZ to them too; they mean an unknown country to many, and unknown is blank here.
bool is_country_code(std::string_view alpha2);

// By its common or official English name; exact match.
std::optional<Country> find_country_by_name(std::string_view name);

}  // namespace servanda
