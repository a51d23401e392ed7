#include "plan/whole_search.h"

#include <algorithm>
#include <cmath>

namespace servanda {
namespace {

constexpr int kVariants = 40;  // of what makes room for one cargo
constexpr int kAtOnce = kVariants;  // after them: it goes alone, as soon as it can
constexpr double kInTheWay = 1e6;
constexpr std::size_t kMostRoom = 8;  // cargoes that make room while it cools
// Of what a move costs in the mean: a change for the worse by so much stays one time in e, at first and at last.
constexpr double kWarm = 0.5;
constexpr double kCool = 0.05;
constexpr int kSeeks = 200;  // draws for one that is late

// A chance that is the same on every machine.
class Chance {
 public:
  Chance(int cargo, int variant) : state_(static_cast<std::uint64_t>(cargo) * 1000003 + static_cast<std::uint64_t>(variant) + 1) { next(); }
  std::uint64_t next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return state_ >> 33;
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  double part() { return static_cast<double>(next()) * 0x1p-31; }

 private:
  std::uint64_t state_;
};

// Cargo that is taken out, to be placed anew in this order.
class Anew {
 public:
  explicit Anew(WholePlan& plan) : plan_(plan) {}

  void take_out(int cargo) {
    order.push_back(cargo);
    removed_.push_back(plan_.remove(cargo));
  }
  void place(WholePlan::Seek seek = WholePlan::Seek::best) {
    for (const int k : order) plan_.place(k, seek);
  }
  void undo() {
    for (const int k : order) plan_.remove(k);
    for (const std::vector<WholeMove>& moves : removed_) plan_.restore(moves);
  }

  std::vector<int> order;

 private:
  WholePlan& plan_;
  std::vector<std::vector<WholeMove>> removed_;
};

class Neighbourhoods {
 public:
  Neighbourhoods(const PlanInstance& instance, const SpaceTime& space, const WholeGoal& goal, WholePlan& plan)
      : instance_(instance), space_(space), goal_(goal), plan_(plan) {}

  bool can_be_better(int k) const {
    if (space_.group_of[index_of(k)] < 0) return false;
    return goal_.level == 2 || is_late(k);
  }
  bool is_late(int k) const {
    return space_.group_of[index_of(k)] >= 0 && (plan_.left(k) > 0 || std::max(arrival(k), times_of(k).crew) > times_of(k).due);
  }

  std::vector<int> worst_first() const {
    std::vector<int> out;
    for (int k = 0; k < static_cast<int>(instance_.cargo.size()); ++k)
      if (can_be_better(k)) out.push_back(k);
    std::stable_sort(out.begin(), out.end(), [&](int a, int b) { return cargo_of(a).weight > cargo_of(b).weight; });
    return out;
  }

  // One of the changes for a cargo; whether it betters the plan. Else the plan stays as it is.
  bool better(int cargo, int variant) {
    const WholePlan::Value before = plan_.value();
    const double weighted = plan_.weighted();
    Anew anew(plan_);
    if (variant < kAtOnce) {
      vary(anew, cargo, variant);
    } else {
      if (goal_.weighted || !is_late(cargo)) return false;
      anew.take_out(cargo);
      anew.place(WholePlan::Seek::soonest);
    }
    if (plan_.keeps_minimums() && goal_.keeps(plan_.value()) &&
        (goal_.weighted ? plan_.weighted() < weighted : lower(plan_.value(), before, goal_.first)))
      return true;
    anew.undo();
    return false;
  }

  // A change by chance, which stays if it makes the one objective worse by no more than chance allows.
  void shake(int cargo, double warmth, Chance& chance) {
    const double before = plan_.weighted();
    const int last = arrival(cargo);
    const std::size_t kind = chance.below(3);
    const bool make_way = kind < 2 && is_late(cargo);
    std::vector<int> near = make_way ? std::vector<int>() : beside(cargo);
    Anew anew(plan_);
    anew.take_out(cargo);
    if (make_way)
      near = in_the_way(cargo, kind == 0 ? in_time(cargo, last) : sooner(cargo, last), {0, 0, 1}, std::exp(4 + 8 * chance.part()));
    make_room(anew, std::move(near), 1 + chance.below(kMostRoom), chance);
    switch (chance.below(4)) {
      case 0: sort(anew.order, chance.below(2), WholePlan::Order::due); break;
      case 1: sort(anew.order, chance.below(2), WholePlan::Order::size); break;
      case 2: shuffle(anew.order, 1, chance); break;
      default: shuffle(anew.order, 0, chance);
    }
    anew.place();
    const double worse = plan_.weighted() - before;
    const bool stays = worse <= 0 || (warmth > 0 && chance.part() < std::exp(-worse / warmth));
    if (!stays || !plan_.keeps_minimums() || !goal_.keeps(plan_.value())) anew.undo();
  }

 private:
  // Some that are in its way, or beside it, make room for it.
  void vary(Anew& anew, int cargo, int variant) {
    Chance chance(cargo, variant);
    const int last = arrival(cargo);
    std::vector<int> near = goal_.level == 2 ? beside(cargo) : std::vector<int>();
    anew.take_out(cargo);
    if (goal_.level < 2) near = in_the_way(cargo, variant % 3 < 2 ? in_time(cargo, last) : sooner(cargo, last), {0, 1, 0}, kInTheWay);
    const std::size_t room = variant == 0 ? 0 : 1 + index_of(variant) % 10;
    make_room(anew, std::move(near), room, chance);
    // Again by weight, by weight after the one that asked, or in any order.
    if (variant % 5 < 4) sort(anew.order, variant % 5 < 2 ? 0 : 1, variant % 2 == 0 ? WholePlan::Order::due : WholePlan::Order::size);
    else shuffle(anew.order, 0, chance);
    anew.place();
  }

  const PlanCargo& cargo_of(int k) const { return instance_.cargo[index_of(k)]; }
  const SpaceTime::Cargo& times_of(int k) const { return space_.cargo[index_of(k)]; }

  // The last week in which any of it arrives.
  int arrival(int k) const {
    int last = -1;
    for (const WholeMove& move : plan_.moves(k)) last = std::max(last, move.arrival);
    return last;
  }

  // By when it is in time; where it cannot be, sooner than it was.
  int in_time(int k, int last) const {
    const int due = std::min(times_of(k).due, times_of(k).last);
    return due >= cargo_of(k).release ? due : sooner(k, last);
  }
  int sooner(int k, int last) const { return last > std::min(times_of(k).due, times_of(k).last) ? last - 1 : times_of(k).last; }

  // The cargo in the places that keep `k` from arriving by a week, on the way with the least sum of its worth and of a toll
  // for each of them.
  std::vector<int> in_the_way(int k, int by, const std::array<double, 3>& weights, double toll) const {
    Residual::Wish wish;
    wish.cargo = k;
    wish.release = cargo_of(k).release;
    wish.last = by;
    wish.tonnes = plan_.smallest(k);
    wish.blocked = toll;
    wish.weights = weights;
    std::vector<int> out;
    if (by < wish.release) return out;
    const FlowWay way = plan_.residual().find(wish);
    if (way.arrival < 0) return out;
    for (const int limit : plan_.residual().blocked_limits(k, way.arcs, wish.release, wish.tonnes))
      out.insert(out.end(), plan_.users(limit).begin(), plan_.users(limit).end());
    return unique(std::move(out), k);
  }

  // Those that share a link and a week with it.
  std::vector<int> beside(int k) const {
    std::vector<int> out;
    const PlanCargo& cargo = cargo_of(k);
    for (const WholeMove& move : plan_.moves(k))
      space_.each_limit(move.arcs, cargo.origin, cargo.release, cargo.hazardous, [&](int limit, double) {
        out.insert(out.end(), plan_.users(limit).begin(), plan_.users(limit).end());
      });
    return unique(std::move(out), k);
  }

  static std::vector<int> unique(std::vector<int> cargo, int but) {
    std::sort(cargo.begin(), cargo.end());
    cargo.erase(std::unique(cargo.begin(), cargo.end()), cargo.end());
    std::erase(cargo, but);
    return cargo;
  }

  static void make_room(Anew& anew, std::vector<int> near, std::size_t room, Chance& chance) {
    for (std::size_t i = 0; i < std::min(room, near.size()); ++i) {
      std::swap(near[i], near[i + chance.below(near.size() - i)]);
      anew.take_out(near[i]);
    }
  }

  void sort(std::vector<int>& order, std::size_t first, WholePlan::Order by) const {
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(first), order.end(), [&](int a, int b) { return plan_.before(by, a, b); });
  }
  static void shuffle(std::vector<int>& order, std::size_t first, Chance& chance) {
    for (std::size_t i = first; i + 1 < order.size(); ++i) std::swap(order[i], order[i + chance.below(order.size() - i)]);
  }

  static bool lower(const WholePlan::Value& a, const WholePlan::Value& b, int level) {
    return std::lexicographical_compare(a.begin() + level, a.end(), b.begin() + level, b.end());
  }

  const PlanInstance& instance_;
  const SpaceTime& space_;
  const WholeGoal& goal_;
  WholePlan& plan_;
};

}  // namespace

bool WholeGoal::keeps(const WholePlan::Value& value) const {
  for (std::size_t i = 0; i < index_of(level); ++i)
    if (value[i] > held[i]) return false;
  return true;
}

bool WholeGoal::betters(const WholePlan& a, const WholePlan& b) const {
  if (weighted) return a.weighted() < b.weighted();
  return keeps(a.value()) && std::lexicographical_compare(a.value().begin() + level, a.value().end(), b.value().begin() + level, b.value().end());
}

void WholeSearch::descend(WholePlan& plan, std::int64_t steps) const {
  Neighbourhoods near(instance_, space_, goal_, plan);
  const std::int64_t last = plan.steps() + steps;
  for (bool bettered = true; bettered;) {
    bettered = false;
    for (const int cargo : near.worst_first())
      for (int variant = 0; variant <= kAtOnce; ++variant) {
        if (plan.steps() > last || (stop_ && stop_())) return;
        if (!near.can_be_better(cargo)) break;
        bettered |= near.better(cargo, variant);
      }
  }
}

WholePlan WholeSearch::annealed(const WholePlan& begun, std::int64_t tries, std::int64_t steps) const {
  WholePlan plan = begun;
  std::vector<int> all;
  std::int64_t moves = 0;
  for (int k = 0; k < static_cast<int>(instance_.cargo.size()); ++k) {
    if (space_.group_of[index_of(k)] >= 0) all.push_back(k);
    moves += static_cast<std::int64_t>(plan.moves(k).size());
  }
  if (all.empty() || moves == 0) return plan;
  const double of_move = plan.weighted_cost() / static_cast<double>(moves);
  Neighbourhoods near(instance_, space_, goal_, plan);
  Chance chance(0, 0);
  const std::int64_t first = plan.steps();
  for (std::int64_t i = 0; i < tries && plan.steps() - first < steps && !(stop_ && stop_()); ++i) {
    const double done = std::max(static_cast<double>(i) / static_cast<double>(tries), static_cast<double>(plan.steps() - first) / static_cast<double>(steps));
    int cargo = all[chance.below(all.size())];
    if (chance.below(2) == 0)
      for (int seeks = 0; seeks < kSeeks && !near.is_late(cargo); ++seeks) cargo = all[chance.below(all.size())];
    near.shake(cargo, of_move * kWarm * std::pow(kCool / kWarm, done), chance);
  }
  return goal_.betters(plan, begun) ? plan : begun;
}

}  // namespace servanda
