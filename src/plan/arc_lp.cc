#include "plan/arc_lp.h"

#include <algorithm>
#include <coin/ClpSimplex.hpp>
#include <coin/ClpSolve.hpp>
#include <map>
#include <tuple>

namespace servanda {
namespace {

class ArcLp {
 public:
  // joined: cargo of one origin, release and hazard shares its arcs, which makes the LP as small as it can be.
  ArcLp(const PlanInstance& instance, bool joined) : instance_(instance) {
    std::map<std::tuple<int, int, bool, int>, std::vector<int>> groups;
    for (std::size_t k = 0; k < instance.cargo.size(); ++k) {
      const PlanCargo& cargo = instance.cargo[k];
      groups[{cargo.origin, cargo.release, cargo.hazardous, joined ? 0 : static_cast<int>(k)}].push_back(static_cast<int>(k));
    }
    short_.resize(instance.cargo.size());
    for (const auto& [key, members] : groups) add_group(members);
  }

  void load(ClpSimplex& lp, const std::vector<double>& cost) const {
    std::vector<double> column_lower(starts_.size() - 1, 0), column_upper(starts_.size() - 1, COIN_DBL_MAX);
    lp.setLogLevel(0);
    lp.loadProblem(static_cast<int>(starts_.size()) - 1, static_cast<int>(lower_.size()), starts_.data(), index_.data(),
                   element_.data(), column_lower.data(), column_upper.data(), cost.data(), lower_.data(), upper_.data());
  }
  const std::vector<double>& values(std::size_t level) const { return value_[level]; }
  const std::vector<int>& short_columns() const { return short_; }
  int rows() const { return static_cast<int>(lower_.size()); }

 private:
  int row(double low, double high) {
    lower_.push_back(low);
    upper_.push_back(high);
    return static_cast<int>(lower_.size()) - 1;
  }

  // The row of a limit; -1 where there is none.
  int limit_row(int kind, int index, int week, const std::vector<PlanTonnes>& by_week) {
    if (by_week.empty() || by_week[static_cast<std::size_t>(week)] == kNoLimit) return -1;
    const auto [found, fresh] = limits_.try_emplace({kind, index, week}, 0);
    if (fresh) found->second = row(-COIN_DBL_MAX, static_cast<double>(by_week[static_cast<std::size_t>(week)]) / kTonne);
    return found->second;
  }

  void entry(int at, double units) {
    if (at < 0) return;
    for (auto& [r, value] : column_)
      if (r == at) {
        value += units;
        return;
      }
    column_.emplace_back(at, units);
  }
  void end(double on_time, double late, double cost) {
    for (const auto& [r, value] : column_) {
      index_.push_back(r);
      element_.push_back(value);
    }
    column_.clear();
    starts_.push_back(static_cast<CoinBigIndex>(index_.size()));
    value_[0].push_back(on_time);
    value_[1].push_back(late);
    value_[2].push_back(cost);
  }

  // Conservation in every (week, node); arrival at the destination ends in a sink of that week.
  void add_group(const std::vector<int>& members) {
    const PlanCargo& group = instance_.cargo[static_cast<std::size_t>(members.front())];
    int last = -1;
    for (const int k : members) last = std::max(last, last_of(instance_.cargo[static_cast<std::size_t>(k)]));
    const std::vector<int> rows = reachable_rows(group, last);
    const int nodes = static_cast<int>(instance_.nodes.size());
    const auto state = [&](int week, int node) { return rows[static_cast<std::size_t>((week - group.release) * nodes + node)]; };
    for (const int k : members) add_cargo(k, state);
    if (group.release > last) return;
    entry(state(group.release, group.origin), 1);
    end(0, 0, 0);
    for (int w = group.release; w <= last; ++w) {
      if (w < last) add_holding(group, w, state);
      add_departures(group, w, last, state);
    }
  }

  // A row for each (week, node) that the group can get to; -1 for the others.
  std::vector<int> reachable_rows(const PlanCargo& group, int last) {
    const auto nodes = instance_.nodes.size();
    const auto weeks = static_cast<std::size_t>(std::max(0, last - group.release + 1));
    std::vector<char> there(weeks * nodes, 0);
    if (weeks > 0) there[static_cast<std::size_t>(group.origin)] = 1;
    for (std::size_t w = 0; w < weeks; ++w) {
      for (bool changed = true; changed;) {
        changed = false;
        for (const PlanLink& link : instance_.links) {
          const std::size_t arrives = w + static_cast<std::size_t>(link.transit_weeks);
          if (!there[w * nodes + static_cast<std::size_t>(link.from)] || arrives >= weeks || static_cast<int>(w) < link.permit_weeks) continue;
          char& to = there[arrives * nodes + static_cast<std::size_t>(link.to)];
          changed |= !to && link.transit_weeks == 0;
          to = 1;
        }
      }
      for (std::size_t n = 0; w + 1 < weeks && n < nodes; ++n) there[(w + 1) * nodes + n] |= there[w * nodes + n];
    }
    std::vector<int> rows(weeks * nodes, -1);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (there[i]) rows[i] = row(0, 0);
    return rows;
  }

  int last_of(const PlanCargo& cargo) const {
    return cargo.latest < 0 ? instance_.weeks - 1 : std::min(cargo.latest, instance_.weeks - 1);
  }

  template <class State>
  void add_cargo(int k, const State& state) {
    const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(k)];
    const int last = last_of(cargo);
    const double tonnes = static_cast<double>(cargo.tonnes) / kTonne;
    const auto weight = static_cast<double>(cargo.weight);
    const int demand = row(tonnes, tonnes);
    const int end_week = std::max(last, cargo.crew_week) + 1;
    entry(demand, 1);
    short_[static_cast<std::size_t>(k)] = static_cast<int>(starts_.size()) - 1;
    end(0, weight * std::max(1, cargo.due >= end_week ? 1 : end_week - cargo.due), 0);
    for (int w = cargo.release; w <= last; ++w) {
      if (state(w, cargo.destination) < 0) continue;
      entry(demand, 1);
      entry(state(w, cargo.destination), -1);
      const int usable = std::max(w, cargo.crew_week);
      const bool late = usable > cargo.due;
      end(late ? 0 : weight, late ? weight * (usable - cargo.due) : 0, 0);
    }
  }

  template <class State>
  void add_departures(const PlanCargo& group, int week, int last, const State& state) {
    for (std::size_t l = 0; l < instance_.links.size(); ++l) {
      const PlanLink& link = instance_.links[l];
      const int arrives = week + link.transit_weeks;
      if (state(week, link.from) < 0 || arrives > last || week < group.release + link.permit_weeks) continue;
      entry(state(week, link.from), -1);
      entry(state(arrives, link.to), 1);
      entry(limit_row(0, static_cast<int>(l), week, link.capacity), 1);
      entry(limit_row(1, link.to, arrives, instance_.nodes[static_cast<std::size_t>(link.to)].handling), 1);
      if (group.hazardous) entry(limit_row(3, link.to, arrives, instance_.nodes[static_cast<std::size_t>(link.to)].hazardous), 1);
      for (const PlanUse& use : link.uses)
        entry(limit_row(4, use.resource, week, instance_.resources[static_cast<std::size_t>(use.resource)].amount),
              static_cast<double>(use.per_tonne) / kTonne);
      end(0, 0, static_cast<double>(link.cost_per_tonne) / kTonne);
    }
  }

  template <class State>
  void add_holding(const PlanCargo& cargo, int week, const State& state) {
    for (int n = 0; n < static_cast<int>(instance_.nodes.size()); ++n) {
      if (state(week, n) < 0) continue;
      const PlanNode& node = instance_.nodes[static_cast<std::size_t>(n)];
      entry(state(week, n), -1);
      entry(state(week + 1, n), 1);
      if (n != cargo.origin) entry(limit_row(2, n, week, node.storage), 1);
      if (n != cargo.origin && cargo.hazardous) entry(limit_row(3, n, week + 1, node.hazardous), 1);
      end(0, 0, static_cast<double>(node.holding_cost) / kTonne);
    }
  }

  const PlanInstance& instance_;
  std::vector<double> lower_, upper_, element_;
  std::vector<CoinBigIndex> starts_{0};
  std::vector<int> index_;
  std::vector<std::pair<int, double>> column_;
  std::array<std::vector<double>, 3> value_;
  std::map<std::tuple<int, int, int>, int> limits_;
  std::vector<int> short_;
};

double total(const ClpSimplex& lp, const std::vector<double>& values) {
  double sum = 0;
  for (std::size_t c = 0; c < values.size(); ++c) sum += values[c] * lp.getColSolution()[c];
  return sum;
}

}  // namespace

ArcLpAnswer solve_arc_lp(const PlanInstance& instance) {
  const ArcLp arcs(instance, false);
  ArcLpAnswer answer;
  ClpSimplex lp;
  const std::size_t columns = arcs.values(0).size();
  arcs.load(lp, std::vector<double>(columns, 0));
  lp.setPrimalTolerance(1e-9);  // an oracle for tests of 1e-6
  answer.solved = true;
  for (std::size_t level = 0; level < 3; ++level) {
    const double sign = level == 0 ? -1 : 1;
    std::vector<int> index;
    std::vector<double> element;
    for (std::size_t c = 0; c < columns; ++c) {
      const double value = sign * arcs.values(level)[c];
      lp.setObjectiveCoefficient(static_cast<int>(c), value);
      if (value == 0) continue;
      index.push_back(static_cast<int>(c));
      element.push_back(value);
    }
    lp.primal();
    answer.solved &= lp.status() == 0;
    answer.levels[level] = total(lp, arcs.values(level));
    const double most = sign * answer.levels[level];
    const double upper = most + 1e-9 * std::max(1.0, std::abs(most));
    const double lower = -COIN_DBL_MAX;
    const CoinBigIndex starts[] = {0, static_cast<CoinBigIndex>(index.size())};
    lp.addRows(1, &lower, &upper, starts, index.data(), element.data());
  }
  return answer;
}

ArcLpWeighted solve_arc_lp(const PlanInstance& instance, const std::array<double, 3>& weights,
                           const std::vector<double>& undelivered, double most_seconds) {
  const ArcLp arcs(instance, true);
  std::vector<double> cost(arcs.values(0).size());
  for (std::size_t c = 0; c < cost.size(); ++c)
    cost[c] = -weights[0] * arcs.values(0)[c] + weights[1] * arcs.values(1)[c] + weights[2] * arcs.values(2)[c];
  for (std::size_t k = 0; k < undelivered.size(); ++k) cost[static_cast<std::size_t>(arcs.short_columns()[k])] += undelivered[k];
  ClpSimplex lp;
  arcs.load(lp, cost);
  if (most_seconds > 0) lp.setMaximumSeconds(most_seconds);
  ClpSolve how;
  how.setSolveType(ClpSolve::useDual);
  how.setPresolveType(ClpSolve::presolveOn);
  lp.initialSolve(how);
  return {lp.objectiveValue(), lp.status() == 0, arcs.rows(), static_cast<int>(cost.size())};
}

}  // namespace servanda
