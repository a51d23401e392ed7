#include "forecast/shocks.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace servanda {
namespace {

constexpr std::size_t kFewest = 10;      // open consignments that make a window
constexpr double kLeastSd = 0.03;
constexpr double kMostSd = 1.5;

PastWindow past_window(const Snapshot& snapshot, Stage stage, DayNumber origin, DayNumber days,
                       const DelayParameters& parameters) {
  PastWindow window{origin, days, {}};
  SnapshotOptions options = snapshot.options();
  options.as_known = day_of(origin);
  options.scenario = nullptr;
  const auto then = Snapshot::make(snapshot.history(), options);
  if (!then) return window;
  const ShipmentLog log = ShipmentLog::read(*then, stage);
  const auto open = std::ranges::count_if(log.shipments, [](const Shipment& s) { return s.open() && s.known; });
  if (static_cast<std::size_t>(open) < kFewest) return window;
  const DelayModel model = DelayModel::fit(log, parameters);
  for (const Shipment& shipment : log.shipments) {
    if (!shipment.open() || !shipment.known) continue;
    constexpr double kStep = 0.1;
    const LagLaw law = model.law(shipment);
    const RemainingTime rest(shipment, law, model.recording(), origin);
    const double gradient =
        (rest.within(days, std::exp(kStep)) - rest.within(days, std::exp(-kStep))) / (2 * kStep);
    window.open.push_back({shipment.id, shipment.factors[static_cast<std::size_t>(Factor::mode)],
                           rest.within(days, 1), gradient});
  }
  return window;
}

}  // namespace

CommonShocks fit_shocks(const Snapshot& snapshot, const ShipmentLog& log, DayNumber days,
                        const DelayParameters& parameters, PastWindows& cache) {
  CommonShocks shocks{parameters.shock_sd, 0.5, 0};
  std::unordered_map<std::string_view, const Shipment*> by_id;
  for (const Shipment& shipment : log.shipments) by_id.emplace(shipment.id, &shipment);
  std::optional<DayNumber> first;
  for (const Shipment& shipment : log.shipments)
    if (shipment.known) first = std::min(first.value_or(*shipment.known), *shipment.known);
  double squares = 0;
  double gradients = 0;
  std::chrono::year_month month = [&] {
    const std::chrono::year_month_day day(day_of(log.as_known - days));
    return day.year() / day.month();
  }();
  for (int i = 0; i < kMostWindows && first; ++i, month -= std::chrono::months(1)) {
    const DayNumber origin = day_number(Day(month / std::chrono::day(1)));
    if (origin < *first) break;
    auto found = cache.find({origin, days});
    if (found == cache.end())
      found = cache.emplace(std::pair(origin, days), past_window(snapshot, log.stage, origin, days, parameters)).first;
    const PastWindow& window = found->second;
    if (window.open.size() < kFewest) continue;
    const auto n = static_cast<double>(window.open.size());
    double expected = 0, seen = 0, independent = 0, all = 0;
    std::map<std::uint16_t, double> by_mode;
    for (const PastWindow::One& one : window.open) {
      const auto shipment = by_id.find(one.id);
      if (shipment == by_id.end()) continue;  // retracted since
      const auto& reached = shipment->second->reached;
      expected += one.odds / n;
      independent += one.odds * (1 - one.odds) / (n * n);
      all += one.gradient / n;
      by_mode[one.mode] += one.gradient / n;
      if (reached && *reached <= origin + days) seen += 1 / n;
    }
    double gradient = shocks.common_part * all * all;
    for (const auto& [mode, each] : by_mode) gradient += (1 - shocks.common_part) * each * each;
    squares += (seen - expected) * (seen - expected) - independent;
    gradients += gradient;
    ++shocks.windows;
  }
  if (shocks.windows == 0) return shocks;
  const double guess = parameters.shock_windows * gradients / shocks.windows;
  if (gradients + guess <= 0) return shocks;
  const double variance = (squares + guess * parameters.shock_sd * parameters.shock_sd) / (gradients + guess);
  shocks.sd = std::clamp(std::sqrt(std::max(variance, 0.0)), kLeastSd, kMostSd);
  return shocks;
}

}  // namespace servanda
