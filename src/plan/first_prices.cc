#include "plan/first_prices.h"

#include <algorithm>

namespace servanda {
namespace {

constexpr int kSteps = 150;
constexpr double kNewest = 0.2;      // the share of the newest use in the mean
constexpr double kFirstGain = 0.05;  // of the cost of all, that a step aims at
constexpr double kMore = 1.5;        // aim at so much more where four steps gained what was aimed at
constexpr double kLess = 0.6;        // and at so much less after four that gained nothing
constexpr int kPatience = 4;
constexpr int kCargoesOfANode = 8;

class Ascent {
 public:
  Ascent(const SpaceTime& space, const FlowPrices& start, const std::vector<double>& stays, int threads)
      : space_(space), prices_(start), stays_(stays), threads_(threads), best_(space.limit.size(), 0) {
    prices_.limit = best_;
    measure();
    mean_ = use_;
    aim_ = kFirstGain * cost_;
  }

  std::vector<double> run(const std::function<bool()>& stop) {
    for (int step = 0; step < kSteps && !(stop && stop()); ++step) {
      if (!move()) break;
      measure();
      for (std::size_t r = 0; r < mean_.size(); ++r) mean_[r] = kNewest * use_[r] + (1 - kNewest) * mean_[r];
      judge(step);
    }
    return best_;
  }

 private:
  // Every cargo on its cheapest way: what that takes up, and the bound that it proves.
  void measure() {
    price_ways(space_, prices_, stays_, threads_, ways_);
    use_.assign(space_.limit.size(), 0);
    bound_ = 0;
    cost_ = 0;
    for (std::size_t k = 0; k < ways_.size(); ++k) {
      const double tonnes = space_.cargo[k].tonnes;
      if (space_.group_of[k] < 0 || ways_[k].cost >= stays_[k]) {
        bound_ += tonnes * stays_[k];
        continue;
      }
      const SpaceTime::Group& of = space_.groups[static_cast<std::size_t>(space_.group_of[k])];
      int arrival = 0;
      bound_ += tonnes * ways_[k].cost;
      cost_ += tonnes * space_.way_value(static_cast<int>(k), of.origin, of.release, ways_[k].arcs, arrival)[2];
      space_.each_limit(ways_[k].arcs, of.origin, of.release, of.hazardous,
                        [&](int limit, double units) { use_[static_cast<std::size_t>(limit)] += units * tonnes; });
    }
    for (std::size_t r = 0; r < use_.size(); ++r)
      if (prices_.limit[r] > 0) bound_ -= prices_.limit[r] * space_.limit[r];
  }

  // From the best prices along what is taken too much; false where nothing is.
  bool move() {
    double square = 0;
    const auto excess = [&](std::size_t r) { return space_.limit[r] >= kFar ? 0.0 : mean_[r] - space_.limit[r]; };
    for (std::size_t r = 0; r < mean_.size(); ++r)
      if (best_[r] > 0 || excess(r) > 0) square += excess(r) * excess(r);
    if (square <= 0) return false;
    for (std::size_t r = 0; r < mean_.size(); ++r) prices_.limit[r] = std::max(0.0, best_[r] + aim_ / square * excess(r));
    return true;
  }

  void judge(int step) {
    if (bound_ > best_bound_) {
      best_bound_ = bound_;
      best_ = prices_.limit;
      without_gain_ = 0;
      if (step % kPatience == kPatience - 1) {
        if (best_bound_ - before_ > aim_) aim_ *= kMore;
        before_ = best_bound_;
      }
    } else if (++without_gain_ == kPatience) {
      aim_ *= kLess;
      without_gain_ = 0;
    }
  }

  const SpaceTime& space_;
  FlowPrices prices_;
  const std::vector<double>& stays_;
  int threads_;
  std::vector<FlowWay> ways_;
  std::vector<double> use_;   // by limit
  std::vector<double> mean_;
  std::vector<double> best_;  // prices
  double bound_ = 0;
  double cost_ = 0;
  double best_bound_ = -kFar;
  double before_ = -kFar;
  double aim_ = 0;
  int without_gain_ = 0;
};

}  // namespace

std::vector<double> first_prices(const SpaceTime& space, const FlowPrices& start, const std::vector<double>& stays, int threads,
                                 const std::function<bool()>& stop) {
  return Ascent(space, start, stays, threads).run(stop);
}

bool first_prices_pay(const SpaceTime& space) {
  const auto never_late = [&](const SpaceTime::Cargo& cargo) { return std::max(cargo.last, cargo.crew) <= cargo.due; };
  return space.cargo.size() >= kCargoesOfANode * static_cast<std::size_t>(space.nodes) &&
         std::all_of(space.cargo.begin(), space.cargo.end(), never_late);
}

}  // namespace servanda
