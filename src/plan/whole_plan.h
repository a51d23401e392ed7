#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/wide.h"
#include "plan/master.h"
#include "plan/residual.h"

namespace servanda {

// As containers count.
inline std::size_t index_of(int i) { return static_cast<std::size_t>(i); }

// Whether lots, vehicles or minima make plans that flows alone do not.
bool anything_whole(const PlanInstance& instance);

struct WholeMove {
  int cargo = 0;
  std::vector<std::int32_t> arcs;
  int arrival = 0;
  PlanTonnes tonnes = 0;
  std::int64_t lots = 0;
};

// Moves in whole lots, or whole counts of 1e-4 t, with what they are worth and what they leave. No limit is ever broken.
class WholePlan {
 public:
  // To be minimised, exactly: minus weight * 1e-4 t in time; weight * 1e-4 t * weeks of lateness, what stays included;
  // 1e-8 of the currency, whole vehicles.
  using Value = std::array<Wide, 3>;

  // `objective`: what a way is sought by.
  WholePlan(const PlanInstance& instance, const SpaceTime& space, const FlowObjective& objective);

  // Whose turn it is among cargo of one weight: that which is due first, or that with the largest lots.
  enum class Order { due, size };
  bool before(Order order, int a, int b) const;
  // The whole part of flows; what is left seeks ways through what the limits leave, in this order; links below their
  // minimum are emptied and shut for that week, until none is left.
  void fill(const std::vector<FlowColumn>& columns, Order order);
  // The whole lots (or counts) of a flow, as far as they fit; how much that was.
  PlanTonnes keep(const FlowColumn& column);
  // At most `most` tonnes on a way, in whole lots; how much that was.
  PlanTonnes put(int cargo, const std::vector<std::int32_t>& arcs, int arrival, PlanTonnes most);
  // What is left of each seeks ways through what the limits leave, in this order.
  void fill_up(Order order);
  // What is left of one cargo, on the best ways that fit, or the soonest, whatever vehicles they begin.
  enum class Seek { best, soonest };
  void place(int cargo, Seek seek = Seek::best);
  std::vector<WholeMove> remove(int cargo);
  void restore(const std::vector<WholeMove>& moves);

  // From now on nothing new departs on the arc, until all are opened.
  void shut(std::int32_t arc) { residual_.shut(arc); }
  void open_all() { residual_.open_all(); }

  const std::vector<WholeMove>& moves(int cargo) const { return moves_[static_cast<std::size_t>(cargo)]; }
  PlanTonnes left(int cargo) const { return left_[static_cast<std::size_t>(cargo)].tonnes; }
  std::int64_t lots_left(int cargo) const { return left_[static_cast<std::size_t>(cargo)].lots; }
  // The next lot to be placed; of divisible cargo what is left, at most a tonne.
  PlanTonnes smallest(int cargo) const;
  const Value& value() const { return value_; }
  // In the one objective by which ways are sought; to be minimised.
  double weighted() const;
  double weighted_cost() const;  // of it what links and holding cost
  bool keeps_minimums() const { return below_minimum_ == 0; }
  PlanTonnes load(std::int32_t arc) const { return load_[index_of(arc)]; }
  const Residual& residual() const { return residual_; }
  // Cargo on a limit, once for each of its moves; known only where anything is whole.
  const std::vector<int>& users(int limit) const { return users_[static_cast<std::size_t>(limit)]; }
  // Steps that searches for ways took: a measure of work that no clock is in.
  std::int64_t steps() const { return steps_; }

 private:
  struct Left {
    PlanTonnes tonnes = 0;
    std::int64_t lots = 0;
    std::int64_t larger = 0;  // lots that are one count larger
  };

  PlanTonnes of_lots(int cargo, std::int64_t lots) const;
  Left fits(int cargo, const std::vector<std::int32_t>& arcs, PlanTonnes most) const;
  void place_the_rest(Order order);
  void count_left(int cargo, int sign);
  bool shut_below_minimum();
  void count(const WholeMove& move, int sign);
  void load(std::int32_t arc, PlanTonnes tonnes);
  const PlanLink& link(std::int32_t arc) const;
  double begun_vehicles(std::int32_t arc, PlanTonnes tonnes) const;

  const PlanInstance& instance_;
  const SpaceTime& space_;
  std::array<double, 3> weights_;
  std::vector<std::int64_t> undelivered_;  // by cargo, 1e-4 of the objective a tonne; empty: nothing
  bool vehicles_;
  bool knows_users_;
  Residual residual_;
  std::vector<Left> left_;
  std::vector<std::vector<WholeMove>> moves_;
  std::vector<std::vector<int>> users_;  // by limit
  std::vector<PlanTonnes> load_;         // by arc
  Value value_{};
  Wide stays_ = 0;                       // what stays, 1e-8 of the objective
  int below_minimum_ = 0;                // arcs
  std::int64_t steps_ = 0;
};

}  // namespace servanda
