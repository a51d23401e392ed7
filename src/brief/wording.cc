#include "brief/wording.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

#include "base/decimal.h"

namespace servanda {
namespace {

constexpr Wide kMillion = Wide{1'000'000} * Decimal::kUnit;
constexpr Wide kBillion = kMillion * 1'000;
const std::string kSpace = "\u00A0";  // a line does not end between a figure and its unit

Wide power_of_ten(int places) {
  Wide power = 1;
  for (; places > 0; --places) power *= 10;
  return power;
}

// size / whole in units of 10^-places, half away from zero; size is not negative.
Wide rounded(Wide size, Wide whole, int places) { return (size * power_of_ten(places) * 2 + whole) / (2 * whole); }

std::string digits_of(Wide number) {
  std::string digits;
  do digits += static_cast<char>('0' + static_cast<int>(number % 10));
  while ((number /= 10) > 0);
  std::ranges::reverse(digits);
  return digits;
}

// Whole digits with the last `places` of them after the point.
std::string fixed(Wide number, int places) {
  std::string digits = digits_of(number);
  const auto after = static_cast<std::size_t>(places);
  if (digits.size() <= after) digits.insert(0, after + 1 - digits.size(), '0');
  const std::string whole = grouped(std::string_view(digits).substr(0, digits.size() - after));
  return places == 0 ? whole : whole + "." + digits.substr(digits.size() - after);
}

std::string_view minus_of(Wide units) { return units < 0 ? "−" : ""; }

}  // namespace

ShortAmount short_amount(Wide units) {
  const std::string sign(minus_of(units));
  const Wide size = units < 0 ? -units : units;
  const bool billions = size >= kMillion * 1'999 / 2;  // 999.5 million and more
  if (!billions && size < kMillion) return {sign + fixed(rounded(size, Decimal::kUnit, 0), 0), ""};
  const Wide whole = billions ? kBillion : kMillion;
  int places = 2;
  while (places > 0 && rounded(size, whole, places) >= 1'000) --places;
  return {sign + fixed(rounded(size, whole, places), places), billions ? "bn" : "m"};
}

std::string amount_text(Wide units, Currency currency) {
  const ShortAmount amount = short_amount(units);
  return currency.code() + kSpace + amount.figure + (amount.magnitude.empty() ? "" : kSpace + amount.magnitude);
}

std::string millions(Wide units) {
  const Wide size = units < 0 ? -units : units;
  const Wide hundredths = rounded(size, kMillion, 2);
  if (hundredths == 0 && size > 0) return units < 0 ? "> −0.01" : "< 0.01";
  return std::string(minus_of(units)) + fixed(hundredths, 2);
}

std::string_view sign_of(Qualifier qualifier) {
  switch (qualifier) {
    case Qualifier::exact: return "";
    case Qualifier::approx: return "≈ ";
    case Qualifier::at_least: return "≥ ";
    case Qualifier::up_to: return "≤ ";
  }
  return "";
}

std::string grouped(std::string_view decimal) {
  const std::size_t begin = decimal.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(decimal.find('.'), decimal.size());
  std::string out(begin == 1 ? "−" : "");
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && (end - i) % 3 == 0) out += ',';
    out += decimal[i];
  }
  return out + std::string(decimal.substr(end));
}

std::string grouped(std::int64_t number) { return grouped(std::to_string(number)); }

std::string counted(std::int64_t number, std::string_view noun) {
  std::string plural(noun);
  if (number != 1 && !noun.ends_with("series")) {
    const bool in_y = noun.ends_with("y") && noun.size() > 1 && std::string_view("aeiou").find(noun[noun.size() - 2]) == std::string_view::npos;
    plural = in_y ? plural.substr(0, plural.size() - 1) + "ies" : plural + "s";
  }
  return grouped(number) + " " + plural;
}

std::string_view was_or_were(std::int64_t number) { return number == 1 ? " was " : " were "; }

std::string percent(Wide ratio) {
  const Wide size = ratio < 0 ? -ratio : ratio;
  const Wide tenths = (size + 5) / 10;
  return std::string(minus_of(ratio)) + (tenths % 10 == 0 ? fixed(tenths / 10, 0) : fixed(tenths, 1)) + kSpace + "%";
}

std::string rounded_text(Wide units, int places) {
  const Wide size = units < 0 ? -units : units;
  const Wide digits = rounded(size, Decimal::kUnit, places);
  return (digits == 0 ? std::string() : std::string(minus_of(units))) + fixed(digits, places);
}

std::optional<Wide> ratio_of(Wide part, Wide whole) {
  if (whole <= 0) return std::nullopt;
  return multiply_divide(part, Decimal::kUnit, whole);
}

std::string day_text(Day day) {
  static constexpr std::array<std::string_view, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                                            "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day date(day);
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + " " +
         std::to_string(static_cast<int>(date.year()));
}

std::string words(std::string_view code) {
  std::string out(code);
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string sentence(std::string_view code) {
  std::string out = words(code);
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

std::string listed(std::span<const std::string> names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return out;
}

}  // namespace servanda
