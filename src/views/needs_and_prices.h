#pragma once

#include <optional>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/figure_value.h"

namespace servanda {

// What one need adds to a figure of this measure; empty where it does not say.
std::optional<FigureNumber> number_of_need(const Snapshot& snapshot, const Row<Table::needs>& need, FigureMeasure measure);
// Adds to `out` what the receivers need: the `needs` of the figure's item, category and place whose month lies inside its
// period, known by a day where one is given.
void add_needs(const Snapshot& snapshot, const Figure& figure, std::optional<Day> known_by, FigureValue& out);
// What one of an item is worth, as its row says. Error bad_input for an item that there is not.
Result<FigureValue> price_of(const Snapshot& snapshot, const Figure& figure, FigureValue out);

}  // namespace servanda
