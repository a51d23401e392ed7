#include "views/compared_figures.h"

namespace servanda {

std::vector<ComparedFigure> figures_of(const StatusResult& result) {
  std::vector<ComparedFigure> out;
  result.total.for_each([&](const auto& cell) {
    if (cell.empty()) return;
    const std::string stage(name_of(cell.stage));
    out.push_back({"status", stage, "records", std::to_string(cell.count)});
    for (const auto& [key, sum] : cell.value.sums())
      out.push_back({"status", stage,
                     key.currency.code() + " " + std::string(name_of(key.basis)) + " " +
                         std::string(name_of(key.instrument)),
                     decimal_text(sum.units)});
  });
  return out;
}

}  // namespace servanda
