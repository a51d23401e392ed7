#include "book/date_spans.h"

#include <array>
#include <string_view>

namespace servanda {

std::vector<DateSpan> date_spans(const TableSchema& table) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSpans{
      {{"from", "until"}, {"month", "until"}, {"planned_start", "planned_end"}, {"actual_start", "actual_end"}}};
  std::vector<DateSpan> out;
  for (const auto& [first, second] : kSpans) {
    const auto begin = find_column(table, first);
    const auto end = find_column(table, second);
    if (begin && end && table.columns[*begin].type == CellType::date && table.columns[*end].type == CellType::date) out.emplace_back(*begin, *end);
  }
  return out;
}

}  // namespace servanda
