#include "forecast/shocks.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/calendar_month.h"
#include "forecast/mixed_hazard.h"
#include "forecast/plan_queues.h"
#include "forecast/remaining_time.h"

namespace servanda {
namespace {

constexpr std::size_t kFewest = 10;      // open consignments that make a window
constexpr double kLeastSd = 0.03;
constexpr double kMostSd = 1.5;

DayNumber end_of(std::size_t part, DayNumber days) {
  constexpr std::array<DayNumber, kWindowParts> kParts{1, 2, 4, 8, 12, 24};
  return std::max(1, days * kParts[part] / kParts.back());
}

PastWindow::One::Odds odds_of(const RemainingTime& rest, DayNumber days) {
  PastWindow::One::Odds out{};
  for (std::size_t part = 0; part < kWindowParts; ++part) out[part] = rest.within(end_of(part, days));
  return out;
}

PastWindow past_window(const Snapshot& snapshot, Stage stage, DayNumber origin, DayNumber days,
                       const DelayParameters& parameters, const ReadAcceptedPlans& plans) {
  PastWindow window{origin, days, {}};
  SnapshotOptions options = snapshot.options();
  options.as_known = day_of(origin);
  options.scenario = nullptr;
  const auto then = Snapshot::make(snapshot.history(), options);
  if (!then) return window;
  const auto read = read_with_plans(*then, stage, plans);
  if (!read) return window;  // a plan that cannot be read was refused before
  const ShipmentLog& log = read->log;
  const auto open = std::ranges::count_if(log.shipments, [](const Shipment& s) { return s.open() && s.known; });
  if (static_cast<std::size_t>(open) < kFewest) return window;
  const DelayModel model = DelayModel::fit(log, parameters);
  for (const Shipment& shipment : log.shipments) {
    if (!shipment.open() || !shipment.known) continue;
    const LagLaw law = model.law(shipment);
    RemainingTime rest(shipment, law, model, origin);
    PastWindow::One one{shipment.id, shipment.factors[static_cast<std::size_t>(Factor::mode)], {}, {}};
    rest.weigh_past(0);
    one.hazards = odds_of(rest, days);
    rest.weigh_past(1);
    one.past = odds_of(rest, days);
    window.open.push_back(std::move(one));
  }
  return window;
}

using ById = std::unordered_map<std::string_view, const Shipment*>;

bool came_by(const Shipment& shipment, DayNumber day) { return shipment.reached && *shipment.reached <= day; }

// Rule 3.
double best_past_weight(const std::vector<const PastWindow*>& windows, const ById& by_id, const DelayParameters& parameters) {
  double agrees = 0, squares = parameters.past_ridge;
  for (const PastWindow* window : windows)
    for (const PastWindow::One& one : window->open) {
      const auto shipment = by_id.find(one.id);
      if (shipment == by_id.end()) continue;  // retracted since
      for (std::size_t part = 0; part < kWindowParts; ++part) {
        const double came = came_by(*shipment->second, window->origin + end_of(part, window->days)) ? 1 : 0;
        const double apart = one.past[part] - one.hazards[part];
        agrees += (came - one.hazards[part]) * apart / kWindowParts;
        squares += apart * apart / kWindowParts;
      }
    }
  return std::clamp(agrees / squares, 0.0, 1.0);
}

// The squared miss of the odds of a window, summed.
double squared_miss(const PastWindow& window, const ById& by_id, double past) {
  double sum = 0;
  for (const PastWindow::One& one : window.open) {
    const auto shipment = by_id.find(one.id);
    if (shipment == by_id.end()) continue;  // retracted since
    const double odds = (1 - past) * one.hazards.back() + past * one.past.back();
    const double off = (came_by(*shipment->second, window.origin + window.days) ? 1 : 0) - odds;
    sum += off * off;
  }
  return sum;
}

// What one window says of the common shock.
struct Miss {
  double squares;   // of the share, beyond independent consignments
  double gradient;  // squared, as the modes share it
};

// How the odds move with the shock, from one deviation below the middle to one above.
double gradient_of(double odds, const MixedHazard& mixed, double sd) {
  return (mixed.odds_at(std::exp(sd), odds) - mixed.odds_at(std::exp(-sd), odds)) / (2 * sd);
}

Miss miss_of(const PastWindow& window, const ById& by_id, const CommonShocks& shocks, const MixedHazard& mixed) {
  const auto n = static_cast<double>(window.open.size());
  const double past = shocks.past_weight;
  double expected = 0, seen = 0, independent = 0, all = 0;
  std::map<std::uint16_t, double> by_mode;
  for (const PastWindow::One& one : window.open) {
    const auto shipment = by_id.find(one.id);
    if (shipment == by_id.end()) continue;  // retracted since
    const double odds = (1 - past) * one.hazards.back() + past * one.past.back();
    const double slope = gradient_of(odds, mixed, shocks.sd);
    expected += odds / n;
    independent += odds * (1 - odds) / (n * n);
    all += slope / n;
    by_mode[one.mode] += slope / n;
    if (came_by(*shipment->second, window.origin + window.days)) seen += 1 / n;
  }
  double gradient = shocks.common_part * all * all;
  for (const auto& [mode, each] : by_mode) gradient += (1 - shocks.common_part) * each * each;
  return {(seen - expected) * (seen - expected) - independent, gradient};
}

// The size of the shock that the misses ask for, where it moves the odds as much as one of the size at hand.
double next_sd(const std::vector<const PastWindow*>& windows, const ById& by_id, const DelayParameters& parameters,
               const CommonShocks& shocks) {
  const MixedHazard mixed(shocks.sd);
  double squares = 0, gradients = 0;
  for (const PastWindow* window : windows) {
    const Miss miss = miss_of(*window, by_id, shocks, mixed);
    squares += miss.squares;
    gradients += miss.gradient;
  }
  const double guess = parameters.shock_windows * gradients / static_cast<double>(windows.size());
  if (gradients + guess <= 0) return shocks.sd;
  const double variance = (squares + guess * parameters.shock_sd * parameters.shock_sd) / (gradients + guess);
  return std::clamp(std::sqrt(std::max(variance, 0.0)), kLeastSd, kMostSd);
}

}  // namespace

CommonShocks fit_shocks(const Snapshot& snapshot, const ShipmentLog& log, DayNumber days,
                        const DelayParameters& parameters, PastWindows& cache, const WorkProgress& progress, const ReadAcceptedPlans& plans) {
  CommonShocks shocks;
  shocks.sd = parameters.shock_sd;
  ById by_id;
  for (const Shipment& shipment : log.shipments) by_id.emplace(shipment.id, &shipment);
  std::optional<DayNumber> first;
  for (const Shipment& shipment : log.shipments)
    if (shipment.known) first = std::min(first.value_or(*shipment.known), *shipment.known);
  std::vector<const PastWindow*> windows;
  std::chrono::year_month month = calendar_month(day_of(log.as_known - days));
  for (int i = 0; i < kMostWindows && first && !progress.stopped(); ++i, month -= std::chrono::months(1)) {
    progress.report("past windows", i, kMostWindows);
    const DayNumber origin = day_number(Day(month / std::chrono::day(1)));
    if (origin < *first) break;
    const std::tuple key(origin, days, log.stage, plans != nullptr);
    auto found = cache.find(key);
    if (found == cache.end())
      found = cache.emplace(key, past_window(snapshot, log.stage, origin, days, parameters, plans)).first;
    if (found->second.open.size() >= kFewest) windows.push_back(&found->second);
  }
  shocks.windows = static_cast<int>(windows.size());
  if (shocks.windows == 0) return shocks;
  shocks.past_weight = best_past_weight(windows, by_id, parameters);
  double missed = 0, odds = 0;
  for (const PastWindow* window : windows) {
    missed += squared_miss(*window, by_id, shocks.past_weight);
    odds += static_cast<double>(window->open.size());
  }
  shocks.miss = missed / odds;
  constexpr int kSteps = 4;  // what the shock moves depends a little on its size
  for (int step = 0; step < kSteps; ++step) shocks.sd = next_sd(windows, by_id, parameters, shocks);
  return shocks;
}

}  // namespace servanda
