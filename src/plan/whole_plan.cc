#include "plan/whole_plan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "plan/tolerances.h"

namespace servanda {

constexpr double kCostInHaste = 1e-6;  // only between ways that arrive in the same week

bool anything_whole(const PlanInstance& instance) {
  return std::any_of(instance.cargo.begin(), instance.cargo.end(), [](const PlanCargo& cargo) { return cargo.lots > 0; }) ||
         std::any_of(instance.links.begin(), instance.links.end(),
                     [](const PlanLink& link) { return link.vehicle > 0 || link.minimum > 0; });
}

WholePlan::WholePlan(const PlanInstance& instance, const SpaceTime& space, const FlowObjective& objective)
    : instance_(instance), space_(space), weights_(objective.weights), knows_users_(anything_whole(instance)),
      residual_(instance, space), moves_(instance.cargo.size()), users_(knows_users_ ? space.limit.size() : 0), load_(index_of(space.weeks) * index_of(space.links), 0) {
  vehicles_ = std::any_of(instance.links.begin(), instance.links.end(), [](const PlanLink& one) { return one.vehicle > 0; });
  for (const double one : objective.undelivered) undelivered_.push_back(std::llround(one * kTonne));
  for (std::size_t k = 0; k < instance.cargo.size(); ++k) {
    const PlanCargo& cargo = instance.cargo[k];
    left_.push_back({cargo.tonnes, cargo.lots, cargo.lots > 0 ? cargo.tonnes % cargo.lots : 0});
    value_[1] += Wide{cargo.weight} * static_cast<std::int64_t>(space.cargo[k].short_weeks) * cargo.tonnes;
    count_left(static_cast<int>(k), 1);
  }
}

void WholePlan::count_left(int k, int sign) {
  if (!undelivered_.empty()) stays_ += Wide{sign} * undelivered_[index_of(k)] * left_[index_of(k)].tonnes;
}

double WholePlan::weighted() const {
  return (weights_[0] * static_cast<double>(value_[0]) + weights_[1] * static_cast<double>(value_[1])) / 1e4 +
         weighted_cost() + static_cast<double>(stays_) / 1e8;
}

double WholePlan::weighted_cost() const { return weights_[2] * static_cast<double>(value_[2]) / 1e8; }

const PlanLink& WholePlan::link(std::int32_t arc) const {
  return instance_.links[index_of(space_.order[index_of(arc % space_.links)].original)];
}

PlanTonnes WholePlan::of_lots(int k, std::int64_t lots) const {
  const PlanCargo& cargo = instance_.cargo[index_of(k)];
  return lots * (cargo.tonnes / cargo.lots) + std::min(lots, left_[index_of(k)].larger);
}

PlanTonnes WholePlan::smallest(int k) const {
  if (left_[index_of(k)].tonnes <= 0) return 0;
  return instance_.cargo[index_of(k)].lots > 0 ? of_lots(k, 1) : std::min(left_[index_of(k)].tonnes, kTonne);
}

void WholePlan::load(std::int32_t arc, PlanTonnes tonnes) {
  const PlanLink& of = link(arc);
  PlanTonnes& load = load_[index_of(arc)];
  if (of.vehicle == 0 && of.least(arc / space_.links) == 0) {
    load += tonnes;
    value_[2] += Wide{tonnes} * of.cost_per_tonne;
    return;
  }
  const auto cost = [&] {
    const PlanTonnes paid = of.vehicle > 0 ? (load + of.vehicle - 1) / of.vehicle * of.vehicle : load;
    return Wide{paid} * of.cost_per_tonne;
  };
  const auto below = [&] { return load > 0 && load < residual_.minimum(arc) ? 1 : 0; };
  value_[2] -= cost();
  below_minimum_ -= below();
  load += tonnes;
  value_[2] += cost();
  below_minimum_ += below();
}

void WholePlan::count(const WholeMove& move, int sign) {
  const PlanCargo& cargo = instance_.cargo[index_of(move.cargo)];
  const SpaceTime::Cargo& of = space_.cargo[index_of(move.cargo)];
  const Wide tonnes = Wide{sign} * move.tonnes;
  const int usable = std::max(move.arrival, of.crew);
  value_[1] -= tonnes * cargo.weight * static_cast<std::int64_t>(of.short_weeks);
  if (usable <= of.due) value_[0] -= tonnes * cargo.weight;
  else value_[1] += tonnes * cargo.weight * (usable - of.due);
  int node = cargo.origin;
  int week = cargo.release;
  for (const std::int32_t arc : move.arcs) {
    const int departs = arc / space_.links;
    value_[2] += tonnes * instance_.nodes[index_of(node)].holding_cost * (departs - week);
    load(arc, sign * move.tonnes);
    week = departs + space_.order[index_of(arc % space_.links)].transit;
    node = link(arc).to;
  }
  if (!knows_users_) return;
  space_.each_limit(move.arcs, cargo.origin, cargo.release, cargo.hazardous, [&](int limit, double) {
    std::vector<int>& users = users_[index_of(limit)];
    if (sign > 0) users.push_back(move.cargo);
    else users.erase(std::find(users.begin(), users.end(), move.cargo));
  });
}

// What of its next lots a way holds.
WholePlan::Left WholePlan::fits(int k, const std::vector<std::int32_t>& arcs, PlanTonnes most) const {
  const Left& left = left_[index_of(k)];
  const PlanCargo& cargo = instance_.cargo[index_of(k)];
  Left out{std::min({most, left.tonnes, residual_.room(k, arcs)}), 0, 0};
  if (cargo.lots == 0) return out;
  out.lots = std::min(left.lots, out.tonnes / std::max<PlanTonnes>(1, cargo.tonnes / cargo.lots));
  while (out.lots > 0 && of_lots(k, out.lots) > out.tonnes) --out.lots;
  out.tonnes = out.lots > 0 ? of_lots(k, out.lots) : 0;
  out.larger = std::min(out.lots, left.larger);
  return out;
}

// Puts at most `most` tonnes on a way; how much it was.
PlanTonnes WholePlan::put(int k, const std::vector<std::int32_t>& arcs, int arrival, PlanTonnes most) {
  const PlanTonnes wanted = std::min(most, left_[index_of(k)].tonnes);
  if (wanted <= 0) return 0;
  Left now{wanted, 0, 0};
  if (instance_.cargo[index_of(k)].lots > 0 || !residual_.took(k, arcs, wanted)) {
    now = fits(k, arcs, most);
    if (now.tonnes <= 0) return 0;
    residual_.take(k, arcs, now.tonnes);
  }
  Left& left = left_[index_of(k)];
  count_left(k, -1);
  left = {left.tonnes - now.tonnes, left.lots - now.lots, left.larger - now.larger};
  count_left(k, 1);
  moves_[index_of(k)].push_back({k, arcs, arrival, now.tonnes, now.lots});
  count(moves_[index_of(k)].back(), 1);
  return now.tonnes;
}

// A lot that lacks a count or two of the whole for rounding counts as whole.
PlanTonnes WholePlan::keep(const FlowColumn& column) {
  const PlanCargo& cargo = instance_.cargo[index_of(column.cargo)];
  const double flow = column.flow * kTonne;
  if (cargo.lots == 0) return put(column.cargo, column.arcs, column.arrival, static_cast<PlanTonnes>(flow + kWholeUnit));
  const double lot = static_cast<double>(cargo.tonnes) / static_cast<double>(cargo.lots);
  return put(column.cargo, column.arcs, column.arrival, of_lots(column.cargo, static_cast<std::int64_t>((flow + 2) / lot)));
}

void WholePlan::fill(const std::vector<FlowColumn>& columns, Order order) {
  for (const FlowColumn& column : columns)
    if (column.flow > 0) keep(column);
  fill_up(order);
}

void WholePlan::fill_up(Order order) {
  place_the_rest(order);
  while (shut_below_minimum()) place_the_rest(order);
  residual_.open_all();
}

bool WholePlan::before(Order order, int a, int b) const {
  const auto rank = [&](int k) {
    const PlanCargo& cargo = instance_.cargo[index_of(k)];
    const PlanTonnes lot = order == Order::due || cargo.lots == 0 ? 0 : cargo.tonnes / cargo.lots;
    return std::tuple(-cargo.weight, -lot, cargo.due, k);
  };
  return rank(a) < rank(b);
}

void WholePlan::place_the_rest(Order order) {
  std::vector<int> open;
  for (std::size_t k = 0; k < left_.size(); ++k)
    if (left_[k].tonnes > 0 && space_.group_of[k] >= 0) open.push_back(static_cast<int>(k));
  std::sort(open.begin(), open.end(), [&](int a, int b) { return before(order, a, b); });
  for (const int k : open) place(k);
}

// What so many more tonnes cost on an arc beside its price a tonne: vehicles that have to be begun, by the tonne.
double WholePlan::begun_vehicles(std::int32_t arc, PlanTonnes tonnes) const {
  const PlanLink& of = link(arc);
  if (of.vehicle == 0) return 0;
  const auto vehicles = [&](PlanTonnes load) { return (load + of.vehicle - 1) / of.vehicle; };
  const PlanTonnes now = load_[index_of(arc)];
  const auto more = static_cast<double>((vehicles(now + tonnes) - vehicles(now)) * of.vehicle - tonnes);
  return more / static_cast<double>(tonnes) * space_.order[index_of(arc % space_.links)].cost;
}

// Lot by lot, each on its best way: all at once would rather be late together than go apart in time.
void WholePlan::place(int k, Seek seek) {
  const PlanCargo& cargo = instance_.cargo[index_of(k)];
  const Left& left = left_[index_of(k)];
  bool by_the_count = false;  // of divisible cargo, once no tonne fits
  std::vector<std::int32_t> avoided;  // that would run below their minimum
  while (left.tonnes > 0) {
    Residual::Wish wish;
    wish.cargo = k;
    wish.release = cargo.release;
    wish.last = space_.cargo[index_of(k)].last;
    wish.tonnes = by_the_count ? 1 : smallest(k);
    wish.weights = weights_;
    if (seek == Seek::soonest) wish.weights[2] *= kCostInHaste;
    if (vehicles_ || !avoided.empty())
      wish.beside = [&](std::int32_t arc) {
        return std::find(avoided.begin(), avoided.end(), arc) == avoided.end() ? begun_vehicles(arc, left.tonnes) : kFar;
      };
    const ResidualWay way = residual_.find(wish);
    steps_ += way.steps;
    if (way.arrival >= 0) {
      const PlanTonnes fitting = fits(k, way.arcs, left.tonnes).tonnes;
      const auto below = std::find_if(way.arcs.begin(), way.arcs.end(), [&](std::int32_t arc) { return load_[index_of(arc)] + fitting < residual_.minimum(arc); });
      if (below != way.arcs.end()) avoided.push_back(*below);
      if (below != way.arcs.end() || put(k, way.arcs, way.arrival, left.tonnes) > 0) continue;
    }
    if (cargo.lots > 0 || by_the_count) return;
    by_the_count = true;
  }
}

std::vector<WholeMove> WholePlan::remove(int k) {
  std::vector<WholeMove> out = std::move(moves_[index_of(k)]);
  moves_[index_of(k)].clear();
  const PlanCargo& cargo = instance_.cargo[index_of(k)];
  Left& left = left_[index_of(k)];
  count_left(k, -1);
  for (const WholeMove& move : out) {
    residual_.give_back(k, move.arcs, move.tonnes);
    count(move, -1);
    left.tonnes += move.tonnes;
    left.lots += move.lots;
    if (cargo.lots > 0) left.larger += move.tonnes - move.lots * (cargo.tonnes / cargo.lots);
  }
  count_left(k, 1);
  return out;
}

void WholePlan::restore(const std::vector<WholeMove>& moves) {
  for (const WholeMove& move : moves) put(move.cargo, move.arcs, move.arrival, move.lots > 0 ? of_lots(move.cargo, move.lots) : move.tonnes);
}

// Empties the link that is furthest below its minimum.
bool WholePlan::shut_below_minimum() {
  if (below_minimum_ == 0) return false;
  std::int32_t worst = -1;
  PlanTonnes lacks = 0;
  for (std::int32_t arc = 0; arc < static_cast<std::int32_t>(load_.size()); ++arc)
    if (load_[index_of(arc)] > 0 && residual_.minimum(arc) - load_[index_of(arc)] > lacks) {
      worst = arc;
      lacks = residual_.minimum(arc) - load_[index_of(arc)];
    }
  for (std::size_t k = 0; k < moves_.size(); ++k) {
    const auto uses = [&](const WholeMove& move) { return std::find(move.arcs.begin(), move.arcs.end(), worst) != move.arcs.end(); };
    if (std::none_of(moves_[k].begin(), moves_[k].end(), uses)) continue;
    std::vector<WholeMove> kept = remove(static_cast<int>(k));
    std::erase_if(kept, uses);
    restore(kept);
  }
  residual_.shut(worst);
  return true;
}

}  // namespace servanda
