#include "plan/whole_search.h"

#include <algorithm>
#include <tuple>

namespace servanda {
namespace {

constexpr int kVariants = 40;  // of what makes room for one cargo
constexpr double kInTheWay = 1e6;

// A sequence that is the same on every machine.
class Sequence {
 public:
  Sequence(int cargo, int variant) : state_(static_cast<std::uint64_t>(cargo) * 1000003 + static_cast<std::uint64_t>(variant) + 1) { next(); }
  std::uint64_t next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return state_ >> 33;
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

 private:
  std::uint64_t state_;
};

class Neighbourhoods {
 public:
  Neighbourhoods(const WholeSearch& search, WholePlan& plan) : search_(search), plan_(plan) {}

  void run() {
    for (bool bettered = true; bettered;) {
      bettered = false;
      for (const int cargo : worst_first())
        for (int variant = 0; variant < kVariants; ++variant) {
          if (plan_.steps() > search_.steps || (search_.stop && search_.stop())) return;
          if (!can_be_better(cargo)) break;
          bettered |= change(cargo, variant);
        }
    }
  }

 private:
  const PlanCargo& cargo_of(int k) const { return search_.instance.cargo[index_of(k)]; }
  const SpaceTime::Cargo& times_of(int k) const { return search_.space.cargo[index_of(k)]; }

  // The last week in which any of it arrives.
  int arrival(int k) const {
    int last = -1;
    for (const WholeMove& move : plan_.moves(k)) last = std::max(last, move.arrival);
    return last;
  }

  bool can_be_better(int k) const {
    if (search_.space.group_of[index_of(k)] < 0) return false;
    return search_.level == 2 || plan_.left(k) > 0 || std::max(arrival(k), times_of(k).crew) > times_of(k).due;
  }

  std::vector<int> worst_first() const {
    std::vector<int> out;
    for (int k = 0; k < static_cast<int>(search_.instance.cargo.size()); ++k)
      if (can_be_better(k)) out.push_back(k);
    std::stable_sort(out.begin(), out.end(), [&](int a, int b) { return cargo_of(a).weight > cargo_of(b).weight; });
    return out;
  }

  // The cargo in the places that keep `k` from arriving by a week.
  std::vector<int> in_the_way(int k, int by) const {
    Residual::Wish wish;
    wish.cargo = k;
    wish.release = cargo_of(k).release;
    wish.last = by;
    wish.tonnes = plan_.smallest(k);
    wish.blocked = kInTheWay;
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
      search_.space.each_limit(move.arcs, cargo.origin, cargo.release, cargo.hazardous, [&](int limit, double) {
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

  bool change(int cargo, int variant) {
    Sequence sequence(cargo, variant);
    const WholePlan::Value before = plan_.value();
    const int last = arrival(cargo);
    std::vector<int> near = search_.level == 2 ? beside(cargo) : std::vector<int>();
    std::vector<std::vector<WholeMove>> removed{plan_.remove(cargo)};
    std::vector<int> order{cargo};
    if (search_.level < 2) {
      const int due = std::min(times_of(cargo).due, times_of(cargo).last);
      near = in_the_way(cargo, variant % 3 < 2 && due >= cargo_of(cargo).release ? due : last > due ? last - 1 : times_of(cargo).last);
    }
    const std::size_t room = std::min<std::size_t>(near.size(), variant == 0 ? 0 : 1 + index_of(variant) % 10);
    for (std::size_t i = 0; i < room; ++i) {
      std::swap(near[i], near[i + sequence.below(near.size() - i)]);
      removed.push_back(plan_.remove(near[i]));
      order.push_back(near[i]);
    }
    // Again by weight, by weight after the one that asked, or in any order.
    if (variant % 5 < 4) {
      const WholePlan::Order by = variant % 2 == 0 ? WholePlan::Order::due : WholePlan::Order::size;
      std::sort(order.begin() + (variant % 5 < 2 ? 0 : 1), order.end(), [&](int a, int b) { return plan_.before(by, a, b); });
    } else {
      for (std::size_t i = 0; i + 1 < order.size(); ++i) std::swap(order[i], order[i + sequence.below(order.size() - i)]);
    }
    for (const int k : order) plan_.place(k);
    if (plan_.keeps_minimums() && betters(plan_.value(), before, search_.level, search_.held)) return true;
    for (const int k : order) plan_.remove(k);
    for (const std::vector<WholeMove>& moves : removed) plan_.restore(moves);
    return false;
  }

  const WholeSearch& search_;
  WholePlan& plan_;
};

}  // namespace

bool betters(const WholePlan::Value& a, const WholePlan::Value& b, int level, const WholePlan::Value& held) {
  for (std::size_t i = 0; i < index_of(level); ++i)
    if (a[i] > held[i]) return false;
  for (std::size_t i = index_of(level); i < 3; ++i)
    if (a[i] != b[i]) return a[i] < b[i];
  return false;
}

void WholeSearch::better(WholePlan& plan) const { Neighbourhoods(*this, plan).run(); }

}  // namespace servanda
