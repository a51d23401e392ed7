#pragma once

#include <optional>

#include "base/currency.h"
#include "views/figure_value.h"
#include "views/prices.h"

namespace servanda {

// Rule 7 of views/figure_value.h. The first amount that cannot be told so is kept for who asks: it is the answer.
class FigurePrices {
 public:
  FigurePrices(const Snapshot& snapshot, Prices prices) : prices_(snapshot, prices) {}

  bool nominal() const { return prices_.nominal(); }
  const std::optional<Error>& missing() const { return missing_; }

  Wide at(std::optional<PartialDate> date, Wide units, const FigureRow& of) {
    const auto told = prices_.at(date, units, of.kind + " " + of.entry);
    if (told) return *told;
    if (!missing_) missing_ = told.error();
    return units;
  }
  // Of money only.
  FigureNumber at(std::optional<PartialDate> date, FigureNumber number, const FigureRow& of) {
    if (!nominal() && Currency::parse(number.unit)) number.value = at(date, number.value, of);
    return number;
  }

 private:
  const ProgrammePrices prices_;
  std::optional<Error> missing_ = {};
};

}  // namespace servanda
