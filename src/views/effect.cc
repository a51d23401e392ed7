#include "views/effect.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/parallel.h"
#include "views/status.h"

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

Result<std::vector<EffectFigure>> effect_between(const Snapshot& from, const Snapshot& to, const Prices& prices) {
  const std::array ends{&from, &to};
  std::array<std::optional<Result<Funnel>>, 2> funnels;
  parallel_blocks(2, 0, [&](std::size_t end) { funnels[end] = amounts_in_total(*ends[end], prices.by(to)); });
  for (const auto& funnel : funnels)
    if (!*funnel) return funnel->error();
  const Figures before = figures_of(**funnels[0]);
  const Figures after = figures_of(**funnels[1]);
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
