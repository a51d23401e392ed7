#include "views/effect.h"

#include <map>
#include <string>
#include <utility>

namespace servanda {
namespace {

using Figures = std::map<std::pair<Stage, std::string>, std::string>;

Figures figures_of(const Funnel& total) {
  Figures figures;
  total.for_each([&](const auto& cell) {
    if (cell.empty()) return;
    const std::string stage(name_of(cell.stage));
    figures[{cell.stage, stage + " records"}] = std::to_string(cell.count);
    for (const auto& [key, sum] : cell.value.sums())
      figures[{cell.stage, stage + " " + key.currency.code() + ", " + std::string(name_of(key.basis)) + ", " +
                               std::string(name_of(key.instrument))}] = decimal_text(sum.units);
  });
  return figures;
}

}  // namespace

std::vector<EffectFigure> effect_of(const StatusResult& was, const StatusResult& is) {
  const Figures before = figures_of(was.total);
  const Figures after = figures_of(is.total);
  std::map<std::pair<Stage, std::string>, EffectFigure> effect;
  for (const auto& [key, value] : before) effect[key] = {key.second, value, {}};
  for (const auto& [key, value] : after) {
    effect[key].figure = key.second;
    effect[key].is = value;
  }
  std::vector<EffectFigure> out;
  for (auto& [key, figure] : effect)
    if (figure.was != figure.is) out.push_back(std::move(figure));
  return out;
}

}  // namespace servanda
