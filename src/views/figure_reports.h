#pragma once

#include <cstdint>
#include <vector>

#include "views/figure_entries.h"
#include "views/figure_prices.h"
#include "views/figure_value.h"
#include "views/funnels.h"

namespace servanda {

// What is reported of a figure: rule 3 of views/figure_value.h. What it is made from outlives it.
class FigureReports {
 public:
  FigureReports(Funnels& funnels, const FigureOptions& options, FigurePrices& prices, const FigureEntries& donors)
      : funnels_(funnels), snapshot_(funnels.snapshot()), options_(options), prices_(prices), donors_(donors) {}

  // The entries stand in `out` already.
  void add_of(const Figure& figure, FigureValue& out);
  // Those of the series that the figure names.
  void add_series(const Figure& figure, FigureValue& out);

 private:
  enum class Tells : std::uint8_t { nothing, part, all };
  Tells tells(const Row<Table::reports>& row, const Figure& stated, const Figure& figure) const;
  bool covers(const FigurePeriod& told, const FigurePeriod& asked) const;
  bool covers_record(const FigurePeriod& told) const;
  bool tells_of_delivery(const Row<Table::reports>& row, const Figure& figure) const;
  bool nothing_before(const Row<Table::reports>& level, Day day) const;
  void add(const std::vector<RowIndex>& rows, FigureValue& out);
  void add_part(const std::vector<RowIndex>& rows, FigureValue& out);
  void add_largest_delivery(const Funnels::RowsOfDonors& reported, const Figure& figure, FigureValue& out);

  Funnels& funnels_;
  const Snapshot& snapshot_;
  const FigureOptions& options_;
  FigurePrices& prices_;
  const FigureEntries& donors_;
};

}  // namespace servanda
