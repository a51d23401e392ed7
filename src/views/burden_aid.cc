#include "views/burden_aid.h"

#include <algorithm>
#include <tuple>

#include "book/called_off.h"
#include "views/grade.h"
#include "views/netting.h"

namespace servanda {
namespace {

constexpr Wide kWhole = Decimal::kUnit;  // a share of 1

struct Share {
  std::string party;
  Wide share = 0;
};
// By fund and year; a blank share is absent, so its part stays with the fund.
using Shares = std::map<std::pair<std::string, int>, std::vector<Share>>;

Shares shares_of(const Snapshot& snapshot) {
  Shares out;
  for (const auto row : snapshot.rows<Table::attribution>()) {
    const auto year = row.date<"year">();
    const auto share = row.decimal<"share">();
    if (!year || !share) continue;
    out[{std::string(row.text<"via">()), static_cast<int>(year->year())}].push_back(
        {std::string(row.text<"party">()), share->units()});
  }
  for (auto& [key, shares] : out) std::ranges::sort(shares, {}, &Share::party);
  return out;
}

class AidCollector {
 public:
  AidCollector(const Snapshot& snapshot, const BurdenOptions& options)
      : snapshot_(snapshot),
        options_(options),
        netting_(Netting::of(snapshot)),
        off_(called_off(snapshot)),
        deflators_(snapshot) {
    if (options.attribute) shares_ = shares_of(snapshot);
  }

  Result<BurdenAidSums> collect() {
    if (options_.aid == AidCounted::none) return std::move(sums_);
    for (const auto pledge : snapshot_.rows<Table::pledges>()) {
      const auto amount = pledge.decimal<"amount">();
      const auto currency = currency_of(pledge.cell<"currency">());
      const auto date = pledge.date<"date">();
      if (!amount || !currency || !date || date->first() > snapshot_.as_known()) continue;
      if (netting_.contains(Table::pledges, pledge.index())) continue;
      if (!off_.empty() && off_.contains({"pledge", pledge.name()})) continue;
      const Converted converted = in_reporting_currency(snapshot_, *amount, *currency, date);
      const auto instrument = pledge.code<"instrument", Instrument>().value_or(Instrument::not_reported);
      const AmountKey key{converted.currency, pledge.code<"valuation_basis", Basis>().value_or(Basis::stated),
                          instrument};
      const bool countable = pledge.code<"kind", Kind>() == Kind::military && instrument != Instrument::loan &&
                             instrument != Instrument::guarantee;
      const AmountSum sum{converted.units, pledge.code<"qualifier", Qualifier>().value_or(Qualifier::exact)};
      RETURN_IF_ERROR(
          divide(std::string(pledge.text<"donors">()), static_cast<int>(date->year()), key, sum,
                 {countable, is_doubtful(snapshot_, Table::pledges, pledge.index()), pledge.cell<"source">()}));
    }
    return std::move(sums_);
  }

 private:
  std::optional<Currency> currency_of(Cell cell) {
    if (cell == kNullCell) return std::nullopt;
    const auto [found, added] = currencies_.try_emplace(cell, std::nullopt);
    if (added) found->second = Currency::parse(snapshot_.history().texts().text(static_cast<TextId>(cell)));
    return found->second;
  }

  // Of a pledge, whatever part of it.
  struct Pledged {
    bool countable;
    bool doubtful;
    Cell source;
  };

  // Rule 7.
  Status divide(const std::string& donors, int year, const AmountKey& key, const AmountSum& sum, const Pledged& pledge) {
    const auto found = shares_.find({donors, year});
    if (found == shares_.end()) return add(donors, year, key, sum, pledge, false);
    Wide rest = sum.units;
    Wide covered = 0;
    for (std::size_t i = 0; i < found->second.size(); ++i) {
      const Share& share = found->second[i];
      covered += share.share;
      const bool takes_rest = i + 1 == found->second.size() && covered == kWhole;
      const Wide part = takes_rest ? rest : std::min(rest, multiply_divide(sum.units, share.share, kWhole));
      rest -= part;
      RETURN_IF_ERROR(add(share.party, year, key, {part, sum.qualifier}, pledge, true));
    }
    return rest == 0 ? Status() : add(donors, year, key, {rest, sum.qualifier}, pledge, false);
  }

  Status add(const std::string& donors, int year, const AmountKey& key, const AmountSum& sum, const Pledged& pledge, bool attributed) {
    // What is counted into the core is deflated there, with it.
    ASSIGN_OR_RETURN(const Wide units, deflators_.at(options_.prices, donors, year, sum.units));
    BurdenAidSums::Part& part = sums_.part(donors, year, key);
    part.sum.units += units;
    part.sum.qualifier = weaker_qualifier(part.sum.qualifier, sum.qualifier);
    part.attributed += attributed ? units : 0;
    part.military += pledge.countable ? sum.units : 0;
    part.doubtful += pledge.doubtful ? units : 0;
    ++part.pledges;
    if (pledge.source != kNullCell) part.sources.insert(pledge.source);
    return {};
  }

  const Snapshot& snapshot_;
  const BurdenOptions& options_;
  Netting netting_;
  CalledOff off_;
  Deflators deflators_;
  Shares shares_;
  std::map<Cell, std::optional<Currency>> currencies_;
  BurdenAidSums sums_;
};

auto order_of(const BurdenAid& aid) {
  return std::tuple(aid.year, aid.key.currency.code(), aid.key.basis, aid.key.instrument, aid.donors);
}

}  // namespace

std::vector<BurdenAid> BurdenAidSums::rows(const Snapshot& snapshot) const {
  std::vector<BurdenAid> out;
  for (const auto& [donors, by_key] : parts_)
    for (const auto& [key, part] : by_key) {
      out.push_back({donors, key.first, key.second, part.sum, part.attributed, part.doubtful, part.pledges, {}, {}, {}, {}});
      for (const Cell source : part.sources) out.back().sources.emplace(snapshot.source_name(source));
    }
  std::ranges::sort(out, [](const BurdenAid& a, const BurdenAid& b) { return order_of(a) < order_of(b); });
  return out;
}

std::map<Currency, Wide> BurdenAidSums::countable(const std::string& donor, int year) const {
  std::map<Currency, Wide> out;
  const auto found = parts_.find(donor);
  if (found == parts_.end()) return out;
  for (const auto& [key, part] : found->second)
    if (key.first == year && part.military != 0) out[key.second.currency] += part.military;
  return out;
}

Result<BurdenAidSums> burden_aid_sums(const Snapshot& snapshot, const BurdenOptions& options) {
  return AidCollector(snapshot, options).collect();
}

}  // namespace servanda
