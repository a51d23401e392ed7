#include "plan/rounding.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "plan/tolerances.h"

namespace servanda {
namespace {

class Rounding {
 public:
  Rounding(const PlanInstance& instance, const SpaceTime& space, const std::array<double, 3>& weights, Residual& residual)
      : instance_(instance), space_(space), weights_(weights), residual_(residual), left_(instance.cargo.size()) {
    for (std::size_t k = 0; k < left_.size(); ++k) {
      const PlanCargo& cargo = instance.cargo[k];
      left_[k] = {cargo.tonnes, cargo.lots, cargo.lots > 0 ? cargo.tonnes % cargo.lots : 0};
    }
  }

  std::vector<WholeMove> run(const std::vector<FlowColumn>& columns) {
    for (const FlowColumn& column : columns)
      if (column.flow > 0) keep(column);
    place_the_rest();
    while (shut_below_minimum()) place_the_rest();
    return std::move(moves_);
  }

 private:
  struct Left {
    PlanTonnes tonnes = 0;
    std::int64_t lots = 0;
    std::int64_t larger = 0;  // lots that are one count larger
  };

  PlanTonnes of_lots(int k, std::int64_t lots) const {
    const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(k)];
    return lots * (cargo.tonnes / cargo.lots) + std::min(lots, left_[static_cast<std::size_t>(k)].larger);
  }

  // Puts at most `most` tonnes on a way; how much it was.
  PlanTonnes put(int k, const std::vector<std::int32_t>& arcs, int arrival, PlanTonnes most) {
    Left& left = left_[static_cast<std::size_t>(k)];
    const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(k)];
    PlanTonnes tonnes = std::min({most, left.tonnes, residual_.room(k, arcs)});
    std::int64_t lots = 0;
    if (cargo.lots > 0) {
      const PlanTonnes size = std::max<PlanTonnes>(1, cargo.tonnes / cargo.lots);
      lots = std::min(left.lots, tonnes / size);
      while (lots > 0 && of_lots(k, lots) > tonnes) --lots;
      tonnes = lots > 0 ? of_lots(k, lots) : 0;
    }
    if (tonnes <= 0) return 0;
    residual_.take(k, arcs, tonnes);
    left.tonnes -= tonnes;
    left.lots -= lots;
    left.larger -= std::min(lots, left.larger);
    moves_.push_back({k, arcs, arrival, tonnes, lots});
    return tonnes;
  }

  void keep(const FlowColumn& column) {
    const auto flow = static_cast<PlanTonnes>(column.flow * kTonne + kWholeUnit);
    const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(column.cargo)];
    // A lot that lacks a count or two of the whole for rounding counts as whole.
    put(column.cargo, column.arcs, column.arrival, cargo.lots > 0 ? flow + 2 : flow);
  }

  void place_the_rest() {
    std::vector<int> open;
    for (std::size_t k = 0; k < left_.size(); ++k)
      if (left_[k].tonnes > 0 && space_.group_of[k] >= 0) open.push_back(static_cast<int>(k));
    const auto rank = [&](int k) {
      const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(k)];
      return std::tuple(-cargo.weight, cargo.due, k);
    };
    std::sort(open.begin(), open.end(), [&](int a, int b) { return rank(a) < rank(b); });
    for (const int k : open) place(k);
  }

  void place(int k) {
    const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(k)];
    const Left& left = left_[static_cast<std::size_t>(k)];
    const auto smallest = [&] { return cargo.lots > 0 ? of_lots(k, 1) : PlanTonnes{1}; };
    PlanTonnes wanted = left.tonnes;
    while (left.tonnes > 0) {
      Residual::Wish wish;
      wish.cargo = k;
      wish.release = cargo.release;
      wish.last = space_.cargo[static_cast<std::size_t>(k)].last;
      wish.tonnes = std::min(wanted, left.tonnes);
      wish.weights = weights_;
      const FlowWay way = residual_.find(wish);
      if (way.arrival >= 0 && put(k, way.arcs, way.arrival, left.tonnes) > 0) continue;
      if (wanted <= smallest()) return;
      wanted = std::max(smallest(), wanted / 4);
    }
  }

  // Empties the links that run with less than their minimum.
  bool shut_below_minimum() {
    std::map<std::int32_t, PlanTonnes> load;
    for (const WholeMove& move : moves_)
      for (const std::int32_t arc : move.arcs) load[arc] += move.tonnes;
    std::vector<std::int32_t> shut;
    for (const auto& [arc, tonnes] : load)
      if (tonnes < instance_.links[static_cast<std::size_t>(space_.order[static_cast<std::size_t>(arc % space_.links)].original)].minimum)
        shut.push_back(arc);
    if (shut.empty()) return false;
    std::vector<WholeMove> kept;
    for (WholeMove& move : moves_) {
      const bool uses = std::any_of(move.arcs.begin(), move.arcs.end(),
                                    [&](std::int32_t arc) { return std::binary_search(shut.begin(), shut.end(), arc); });
      if (!uses) {
        kept.push_back(std::move(move));
        continue;
      }
      residual_.give_back(move.cargo, move.arcs, move.tonnes);
      Left& left = left_[static_cast<std::size_t>(move.cargo)];
      const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(move.cargo)];
      left.tonnes += move.tonnes;
      left.lots += move.lots;
      if (cargo.lots > 0) left.larger += move.tonnes - move.lots * (cargo.tonnes / cargo.lots);
    }
    moves_ = std::move(kept);
    for (const std::int32_t arc : shut) residual_.shut(arc);
    return true;
  }

  const PlanInstance& instance_;
  const SpaceTime& space_;
  const std::array<double, 3>& weights_;
  Residual& residual_;
  std::vector<Left> left_;
  std::vector<WholeMove> moves_;
};

}  // namespace

std::vector<WholeMove> whole_moves(const PlanInstance& instance, const SpaceTime& space,
                                   const std::vector<FlowColumn>& columns, const std::array<double, 3>& weights,
                                   Residual& residual) {
  return Rounding(instance, space, weights, residual).run(columns);
}

}  // namespace servanda
