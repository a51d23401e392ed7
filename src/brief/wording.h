#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/currency.h"
#include "base/partial_date.h"
#include "base/wide.h"
#include "book/codes.h"

namespace servanda {

// How figures, dates and codes read in the briefing. The charts say them in the same way (web/src/money.ts).

// Three significant digits: `12.3 bn`, `456 m`, `12,345` below a million; half away from zero.
struct ShortAmount {
  std::string figure;     // "12.3"
  std::string magnitude;  // "bn", "m" or blank
};
ShortAmount short_amount(Wide units);
// `EUR 12.3 bn`, which no line break parts; so percent().
std::string amount_text(Wide units, Currency currency);
// Millions to two places: `9,090.12`; `< 0.01` for what would round to nothing.
std::string millions(Wide units);
// `≥ `, `≤ `, `≈ ` or nothing.
std::string_view sign_of(Qualifier qualifier);

// `1,234,567`, `0.5`: a decimal text with its thousands parted.
std::string grouped(std::string_view decimal);
std::string grouped(std::int64_t number);
// `12 records`, `1 record`; the plural adds `s`, of a word in `y` `ies`; `series` stays.
std::string counted(std::int64_t number, std::string_view noun);
// A ratio in 1e-4 as percent: `40 %`, `34.2 %`.
std::string percent(Wide ratio);
// part / whole in 1e-4, half to even; empty where whole is not positive.
std::optional<Wide> ratio_of(Wide part, Wide whole);

// ` was ` of one, ` were ` of any other number.
std::string_view was_or_were(std::int64_t number);

// To so many places, half away from zero: `1,234.57`.
std::string rounded_text(Wide units, int places);
std::string day_text(Day day);             // `25 June 2025`
std::string words(std::string_view code);  // `not_checkable` is `not checkable`
std::string sentence(std::string_view code);  // `Not checkable`
// `a`, `a and b`, `a, b and c`.
std::string listed(std::span<const std::string> names);

}  // namespace servanda
