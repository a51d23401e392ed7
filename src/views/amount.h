#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/currency.h"
#include "base/decimal.h"
#include "base/wide.h"
#include "book/snapshot.h"
#include "views/json.h"

namespace servanda {

// A sum of money whose stage, valuation basis and instrument are part of its type: adding across any of them does not
// compile (tests/compile_fail/). Figures of different ladders differ in stage.
template <Stage kStage, Basis kBasis, Instrument kInstrument>
class Total {
 public:
  explicit Total(Currency currency, Wide units = 0) : currency_(currency), units_(units) {}

  Total& operator+=(const Total& other) {
    CHECK(currency_ == other.currency_);  // convert first
    units_ += other.units_;
    return *this;
  }
  friend Total operator+(Total a, const Total& b) { return a += b; }
  Currency currency() const { return currency_; }
  Wide units() const { return units_; }

 private:
  Currency currency_;
  Wide units_;  // 1e-4 of the currency
};

// What may be added to what at run time: one figure a currency, basis and instrument.
struct AmountKey {
  Currency currency;
  Basis basis;
  Instrument instrument;
  auto operator<=>(const AmountKey&) const = default;
};

// One figure of a broken-down sum.
struct AmountSum {
  Wide units = 0;  // 1e-4 of the currency
  // The weakest qualifier that went into it: exact only if every part is.
  Qualifier qualifier = Qualifier::exact;
};

// Sums at one stage, broken down by currency, basis and instrument; the stage is in the type, so sums of different
// stages cannot be added.
template <Stage kStage>
class StageAmounts {
 public:
  void add(const AmountKey& key, Wide units, Qualifier qualifier) {
    AmountSum& sum = sums_[key];
    sum.units += units;
    sum.qualifier = weaker(sum.qualifier, qualifier);
  }
  StageAmounts& operator+=(const StageAmounts& other) {
    for (const auto& [key, sum] : other.sums_) add(key, sum.units, sum.qualifier);
    return *this;
  }
  template <Basis kBasis, Instrument kInstrument>
  Total<kStage, kBasis, kInstrument> total(Currency currency) const {
    const auto found = sums_.find({currency, kBasis, kInstrument});
    return Total<kStage, kBasis, kInstrument>(currency, found == sums_.end() ? 0 : found->second.units);
  }
  const std::map<AmountKey, AmountSum>& sums() const { return sums_; }

  static Qualifier weaker(Qualifier a, Qualifier b);

 private:
  std::map<AmountKey, AmountSum> sums_;
};

// exact < at_least, up_to < approx; at_least with up_to is approx.
Qualifier weaker_qualifier(Qualifier a, Qualifier b);

template <Stage kStage>
Qualifier StageAmounts<kStage>::weaker(Qualifier a, Qualifier b) {
  return weaker_qualifier(a, b);
}

// {"amount":"123.45","currency":"EUR","basis":"stated","instrument":"grant","qualifier":"at_least"}
Json amount_json(const AmountKey& key, const AmountSum& sum);

// An amount in the programme's currency where the European Central Bank has a rate for the value date, in its own
// currency otherwise.
struct Converted {
  Currency currency;
  Wide units;
  bool converted = false;
  std::string rate;    // blank unless converted
  std::string fixing;
};
Converted in_reporting_currency(const Snapshot& snapshot, Decimal amount, Currency currency,
                                std::optional<PartialDate> value_date);

}  // namespace servanda
