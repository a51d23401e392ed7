#include "views/prices.h"

#include <algorithm>
#include <ranges>

namespace servanda {

std::string Prices::text() const {
  return constant ? "constant prices of " + std::to_string(*constant) : std::string("nominal");
}

Result<Prices> parse_prices(std::string_view text) {
  if (text.empty() || text == "nominal") return Prices{};
  constexpr std::string_view kConstant = "constant:";
  if (text.starts_with(kConstant)) {
    const auto year = PartialDate::parse(text.substr(kConstant.size()));
    if (year && year->precision() == DatePrecision::year) return Prices{.constant = static_cast<int>(year->year())};
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
  for (const auto row : snapshot.rows<Table::attribution>()) {
    const auto year = row.date<"year">();
    if (!year) continue;
    const auto share = row.decimal<"share">();
    members_[std::string(row.text<"via">())][static_cast<int>(year->year())].push_back(
        {std::string(row.text<"party">()), share ? share->units() : 0});
  }
}

std::vector<Deflators::Member> Deflators::members(std::string_view donor, int year) const {
  std::vector<Member> out;
  if (vintages_.contains(donor)) return out;
  const auto fund = members_.find(donor);
  if (fund != members_.end()) {
    auto of_year = fund->second.upper_bound(year);
    if (of_year != fund->second.begin()) --of_year;
    out = of_year->second;
  } else if (donor.find(';') != std::string_view::npos) {
    for (const auto name : std::views::split(donor, ';')) out.push_back({std::string(name.begin(), name.end()), 0});
  }
  if (std::ranges::all_of(out, [](const Member& member) { return member.weight <= 0; }))
    for (Member& member : out) member.weight = Decimal::kUnit;
  std::erase_if(out, [](const Member& member) { return member.weight <= 0; });
  return out;
}

Result<Wide> Deflators::at(const Prices& prices, std::string_view country, int year, Wide units) const {
  if (!prices.constant || *prices.constant == year) return units;
  const std::vector<Member> parts = members(country, year);
  if (parts.empty()) return of_country(*prices.constant, country, year, units, 1, 1);
  Wide weights = 0;
  for (const Member& member : parts) weights += member.weight;
  Wide sum = 0;
  for (const Member& member : parts) {
    ASSIGN_OR_RETURN(const Wide part,
                     of_country(*prices.constant, member.country, year, units, member.weight, weights));
    sum += part;
  }
  return sum;
}

// `units` times `weight` by `weights`, at the prices of the year `base`.
Result<Wide> Deflators::of_country(int base, std::string_view country, int year, Wide units, Wide weight,
                                   Wide weights) const {
  const auto found = vintages_.find(country);
  if (found != vintages_.end()) {
    for (const Vintage& vintage : found->second) {
      const auto of_year = vintage.by_year.find(year);
      const auto of_base = vintage.by_year.find(base);
      if (of_year != vintage.by_year.end() && of_base != vintage.by_year.end())
        return multiply_divide(units, weight * of_base->second, weights * of_year->second);
    }
  }
  const bool lacks_base = found == vintages_.end() || std::ranges::none_of(found->second, [&](const Vintage& v) {
                            return v.by_year.contains(base);
                          });
  Error error = bad_input("found no deflator of " + std::string(country) + " for " +
                          std::to_string(lacks_base ? base : year) + " (amounts of " + std::to_string(year) + " at " +
                          Prices{.constant = base}.text() +
                          "), expected one vintage of the table economy with both years; fill its "
                          "column deflator, or leave out --prices");
  error.file = "economy.csv";
  error.column = "deflator";
  return error;
}

ProgrammePrices::ProgrammePrices(const Snapshot& snapshot, const Prices& prices) : prices_(prices) {
  const auto& recipients = snapshot.programme().recipients;
  if (!recipients.empty()) recipient_ = recipients.front();
  if (prices.constant) deflators_.emplace(prices.deflators_of != nullptr ? *prices.deflators_of : snapshot);
}

Result<Wide> ProgrammePrices::at(std::optional<PartialDate> date, Wide units, std::string_view what) const {
  if (nominal()) return units;
  if (!date)
    return bad_input(std::string(what) + " states an amount without a date, expected one, since " + prices_.text() +
                     " were asked for; give the date, or leave out --prices");
  return deflators_->at(prices_, recipient_, static_cast<int>(date->year()), units);
}

}  // namespace servanda
