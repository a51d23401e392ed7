#include "views/prices.h"

#include <algorithm>

namespace servanda {

std::string Prices::text() const {
  return constant ? "constant prices of " + std::to_string(*constant) : std::string("nominal");
}

Result<Prices> parse_prices(std::string_view text) {
  if (text.empty() || text == "nominal") return Prices{};
  constexpr std::string_view kConstant = "constant:";
  if (text.starts_with(kConstant)) {
    const auto year = PartialDate::parse(text.substr(kConstant.size()));
    if (year && year->precision() == DatePrecision::year) return Prices{static_cast<int>(year->year())};
  }
  return bad_usage("--prices: found '" + std::string(text) +
                   "', expected nominal or constant:YEAR such as constant:2024");
}

Deflators::Deflators(const Snapshot& snapshot) {
  for (const auto row : snapshot.rows<Table::economy>()) {
    const auto deflator = row.decimal<"deflator">();
    const auto year = row.date<"year">();
    if (!deflator || deflator->units() <= 0 || !year) continue;
    auto& vintages = vintages_[std::string(row.text<"country">())];
    const std::string name(row.text<"vintage">());
    auto found = std::ranges::find(vintages, name, &Vintage::name);
    if (found == vintages.end()) found = vintages.insert(vintages.end(), {{}, name, {}});
    found->known = std::max(found->known, snapshot.known_day(Table::economy, row.index()));
    found->by_year[static_cast<int>(year->year())] = deflator->units();
  }
  for (auto& [country, vintages] : vintages_)
    std::ranges::sort(vintages, [](const Vintage& a, const Vintage& b) {
      return std::pair(a.known, a.name) > std::pair(b.known, b.name);
    });
}

Result<Wide> Deflators::at(const Prices& prices, std::string_view country, int year, Wide units) const {
  if (!prices.constant || *prices.constant == year) return units;
  const auto found = vintages_.find(country);
  if (found != vintages_.end()) {
    for (const Vintage& vintage : found->second) {
      const auto of_year = vintage.by_year.find(year);
      const auto of_base = vintage.by_year.find(*prices.constant);
      if (of_year != vintage.by_year.end() && of_base != vintage.by_year.end())
        return multiply_divide(units, of_base->second, of_year->second);
    }
  }
  const bool lacks_base = found == vintages_.end() || std::ranges::none_of(found->second, [&](const Vintage& v) {
                            return v.by_year.contains(*prices.constant);
                          });
  Error error = bad_input("found no deflator of " + std::string(country) + " for " +
                          std::to_string(lacks_base ? *prices.constant : year) + " (amounts of " +
                          std::to_string(year) + " at " + prices.text() +
                          "), expected one vintage of the table economy with both years; fill its "
                          "column deflator, or leave out --prices");
  error.file = "economy.csv";
  error.column = "deflator";
  return error;
}

ProgrammePrices::ProgrammePrices(const Snapshot& snapshot, const Prices& prices) : prices_(prices) {
  const auto& recipients = snapshot.programme().recipients;
  if (!recipients.empty()) recipient_ = recipients.front();
  if (prices.constant) deflators_.emplace(snapshot);
}

Result<Wide> ProgrammePrices::at(std::optional<PartialDate> date, Wide units, std::string_view what) const {
  if (nominal()) return units;
  if (!date)
    return bad_input(std::string(what) + " states an amount without a date, expected one, since " + prices_.text() +
                     " were asked for; give the date, or leave out --prices");
  return deflators_->at(prices_, recipient_, static_cast<int>(date->year()), units);
}

}  // namespace servanda
