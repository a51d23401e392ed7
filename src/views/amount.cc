#include "views/amount.h"

#include "base/ecb_rates.h"

namespace servanda {

Qualifier weaker_qualifier(Qualifier a, Qualifier b) {
  if (a == b || b == Qualifier::exact) return a;
  if (a == Qualifier::exact) return b;
  return Qualifier::approx;
}

Json amount_json(const AmountKey& key, const AmountSum& sum) {
  return Json{{"amount", decimal_text(sum.units)},
              {"currency", key.currency.code()},
              {"basis", name_of(key.basis)},
              {"instrument", name_of(key.instrument)},
              {"qualifier", name_of(sum.qualifier)}};
}

Converted in_reporting_currency(const Snapshot& snapshot, Decimal amount, Currency currency,
                                std::optional<PartialDate> value_date) {
  const Currency target = snapshot.programme().currency;
  if (currency == target || !value_date) return {currency, amount.units(), false, {}, {}};
  const auto conversion = convert(amount.units(), currency, target, *value_date, snapshot.as_known());
  if (!conversion) return {currency, amount.units(), false, {}, {}};
  return {target, conversion->units, true, conversion->rate, conversion->fixing};
}

}  // namespace servanda
