#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/partial_date.h"
#include "book/cell.h"
#include "book/schema.h"

namespace servanda {

// Two columns of dates of which the second may not end before the first begins.
using DateSpan = std::pair<std::size_t, std::size_t>;
std::vector<DateSpan> date_spans(const TableSchema& table);

// The first of these spans that a row has the wrong way round; cell_of(column) gives its cells.
template <class CellOf>
std::optional<DateSpan> exchanged(const std::vector<DateSpan>& spans, CellOf cell_of) {
  for (const DateSpan& span : spans) {
    const Cell first = cell_of(span.first);
    const Cell second = cell_of(span.second);
    if (first != kNullCell && second != kNullCell &&
        PartialDate::from_packed(static_cast<std::int32_t>(second)).last() < PartialDate::from_packed(static_cast<std::int32_t>(first)).first())
      return span;
  }
  return std::nullopt;
}

}  // namespace servanda
