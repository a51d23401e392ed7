#include "plan/first_flows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plan/tolerances.h"

namespace servanda {
namespace {

constexpr int kMostRounds = 40;

class Filling {
 public:
  Filling(const SpaceTime& space, const FlowPrices& start, const std::vector<double>& stays, int threads)
      : space_(space), prices_(start), stays_(stays), threads_(threads), left_(space.limit), order_(space.cargo.size()) {
    prices_.limit.assign(space.limit.size(), 0);
    for (const SpaceTime::Cargo& cargo : space.cargo) rest_.push_back(cargo.tonnes);
    std::iota(order_.begin(), order_.end(), 0);
    std::erase_if(order_, [&](int k) { return space.group_of[at(k)] < 0; });
    std::stable_sort(order_.begin(), order_.end(), [&](int a, int b) {
      const SpaceTime::Cargo& one = space.cargo[at(a)];
      const SpaceTime::Cargo& other = space.cargo[at(b)];
      return one.weight != other.weight ? one.weight > other.weight : one.due < other.due;
    });
  }

  FirstFlows run(const std::function<bool()>& stop) {
    for (std::size_t k = 0; k < rest_.size(); ++k)
      if (space_.group_of[k] < 0) add_to_bound(rest_[k] * stays_[k]);
    bool priced = order_.empty();
    for (int round = 0; round < kMostRounds && !order_.empty() && !(stop && stop()); ++round) {
      find_ways();
      if (round == 0)
        for (const int k : order_) add_to_bound(rest_[at(k)] * std::min(ways_[at(k)].cost, stays_[at(k)]));
      priced = true;
      std::erase_if(order_, [&](int k) { return settle(k); });
    }
    out_.bound = priced ? out_.bound - kBoundMargin * terms_ : -kFar;
    out_.staying.insert(out_.staying.end(), order_.begin(), order_.end());
    std::sort(out_.staying.begin(), out_.staying.end());
    std::sort(out_.full.begin(), out_.full.end());
    return std::move(out_);
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  void add_to_bound(double term) {
    out_.bound += term;
    terms_ += std::abs(term);
  }

  void find_ways() {
    std::vector<double> worth(stays_.size(), -kFar);
    PricingScope scope{0, true, std::vector<char>(space_.batches.size(), 0)};
    for (const int k : order_) {
      worth[at(k)] = stays_[at(k)];
      scope.wanted[at(space_.batch_of[at(space_.group_of[at(k)])])] = 1;
    }
    ways_.resize(stays_.size());
    price_ways(space_, prices_, worth, threads_, ways_, scope);
  }

  // Takes what fits of the way that was found; whether nothing is left to do for this cargo.
  bool settle(int k) {
    const FlowWay& way = ways_[at(k)];
    if (way.cost >= stays_[at(k)]) {
      out_.staying.push_back(k);
      return true;
    }
    const SpaceTime::Group& of = space_.groups[at(space_.group_of[at(k)])];
    const auto each = [&](auto&& take) { space_.each_limit(way.arcs, of.origin, of.release, of.hazardous, take); };
    double most = rest_[at(k)];
    int fullest = -1;
    units_.clear();
    each([&](int limit, double units) {
      const auto same = std::find_if(units_.begin(), units_.end(), [&](const auto& one) { return one.first == limit; });
      same == units_.end() ? units_.emplace_back(limit, units) : *same = {limit, same->second + units};
    });
    for (const auto& [limit, units] : units_)
      if (units > 0 && left_[at(limit)] < most * units) {
        most = left_[at(limit)] / units;
        fullest = limit;
      }
    if (fullest >= 0 && prices_.limit[at(fullest)] > 0) return false;  // filled in this round
    for (const auto& [limit, units] : units_) left_[at(limit)] -= most * units;
    out_.parts.push_back({k, way.arcs, most});
    if (fullest < 0) return true;
    rest_[at(k)] -= most;
    left_[at(fullest)] = 0;
    prices_.limit[at(fullest)] = kFar;
    out_.full.push_back(fullest);
    return false;
  }

  const SpaceTime& space_;
  FlowPrices prices_;  // of a limit that is full: kFar
  const std::vector<double>& stays_;
  int threads_;
  std::vector<double> left_;  // by limit
  std::vector<double> rest_;  // by cargo, tonnes
  std::vector<int> order_;    // cargo of which some is to be placed
  std::vector<FlowWay> ways_;
  std::vector<std::pair<int, double>> units_;  // of the way at hand
  FirstFlows out_;
  double terms_ = 0;  // of the bound, without their signs
};

}  // namespace

FirstFlows first_flows(const SpaceTime& space, const FlowPrices& start, const std::vector<double>& stays, int threads,
                       const std::function<bool()>& stop) {
  return Filling(space, start, stays, threads).run(stop);
}

}  // namespace servanda
