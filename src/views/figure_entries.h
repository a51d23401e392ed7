#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "views/figure_prices.h"
#include "views/figure_value.h"
#include "views/funnels.h"

namespace servanda {

// What a simple figure is from entries: rules 1 and 2 of views/figure_value.h. What it is made from outlives it.
class FigureEntries {
 public:
  FigureEntries(Funnels& funnels, const FigureOptions& options, FigurePrices& prices)
      : funnels_(funnels), snapshot_(funnels.snapshot()), options_(options), prices_(prices) {}

  void add(const Figure& figure, FigureValue& out);
  // Whether donors meet conditions on the donor on a date; `joint` becomes true if others give with those asked for.
  bool donors_match(const std::vector<FigureCondition>& conditions, std::string_view donors, std::optional<PartialDate> date,
                    bool& joint) const;
  bool in_group(std::string_view party, const std::string& group, Day day) const;

 private:
  class Matching;
  struct Membership {
    std::string party;
    std::string group;
    std::optional<PartialDate> from;
    std::optional<PartialDate> until;
  };
  void add_people_of(const std::string& course, const Figure& figure, FigureValue& out) const;
  Tallied at_prices(const Tallied& tallied);
  Inside inside_as_known(const FigurePeriod& period, PartialDate date, const Tallied& tallied) const;
  std::span<const Tallied> days_within(const std::vector<Tallied>& on_days, const std::optional<FigurePeriod>& period) const;

  Funnels& funnels_;
  const Snapshot& snapshot_;
  const FigureOptions& options_;
  FigurePrices& prices_;
  mutable std::vector<Membership> memberships_ = {};
};

// The first condition on a field; null where there is none.
const std::string* value_of(const Figure& figure, FigureField field);
// Empty where there are none, or several units.
std::optional<FigureNumber> sum_of_entries(const std::vector<FigurePart>& entries);

}  // namespace servanda
