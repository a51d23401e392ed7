#include "plan/pricing.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <thread>

#include "base/check.h"

namespace servanda {
namespace {

using Lanes __attribute__((vector_size(kSweepLanes * sizeof(double)))) = double;
struct alignas(sizeof(Lanes)) Distances {  // by lane; a container would not align Lanes themselves
  Lanes of;
};

// A sweep is written once and compiled for each width of registers; sums and comparisons give the same bits in all.
#define SERVANDA_IN_SWEEP __attribute__((always_inline))
#if defined(__x86_64__) && defined(__GNUC__)
#define SERVANDA_WIDEST __attribute__((target("avx512f")))
#define SERVANDA_WIDE __attribute__((target("avx2")))
const bool kHasWidest = __builtin_cpu_supports("avx512f") != 0;
const bool kHasWide = __builtin_cpu_supports("avx2") != 0;
#else
#define SERVANDA_WIDEST
#define SERVANDA_WIDE
constexpr bool kHasWidest = false, kHasWide = false;
#endif

// Prices by class of lots: those of the class that fits everywhere, and what differs from them.
class ClassPrices {
 public:
  ClassPrices(const SpaceTime& space, const FlowPrices& prices, bool hazardous) : space_(space), prices_(prices), hazardous_(hazardous) {
    price_any_size();
    if (space.least_lot.size() == 1) return;
    for (int l = 0; l < space_.links; ++l)
      for (int week = 0; week + space_.order[at(l)].transit < space_.weeks; ++week) list_arc(l, week);
    for (int n = 0; n < space_.nodes; ++n)
      for (int week = 0; week < space_.weeks; ++week) list_hold(n, week);
    std::sort(narrow_.begin(), narrow_.end(), [](const Narrow& a, const Narrow& b) { return a.holds < b.holds; });
  }

  const ArcPrices& any_size() const { return any_size_; }
  ArcPrices taken() && { return std::move(any_size_); }
  // `room` for those that differ.
  const ArcPrices& of_class(int lot_class, ArcPrices& room) const {
    if (priced_.empty() && narrow_.empty()) return any_size_;
    room = any_size_;
    const double least = space_.least_lot[at(lot_class)];
    for (const Use& use : priced_) entry(room, use.entry) += use.units * prices_.of_lots[at(use.limit)][at(lot_class)];
    for (const Narrow& one : narrow_) {
      if (one.holds >= least) break;
      entry(room, one.entry) = kFar;
    }
    return room;
  }

 private:
  struct Entry {
    bool hold = false;
    std::size_t at = 0;
  };
  struct Use {
    int limit = 0;
    double units = 1;
    Entry entry;
  };
  struct Narrow {
    double holds = 0;  // a lot of so many tonnes at most
    Entry entry;
  };

  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  static double& entry(ArcPrices& prices, const Entry& of) { return of.hold ? prices.hold[of.at] : prices.arc[of.at]; }
  double price(int limit) const { return prices_.limit[at(limit)]; }

  template <class Take>
  void each_of_arc(int l, int week, Take&& take) const {
    const SpaceTime::Link& link = space_.order[at(l)];
    take(space_.link_limit(l, week), 1.0);
    take(space_.handling(link.to, week + link.transit), 1.0);
    if (hazardous_) take(space_.hazard(link.to, week + link.transit), 1.0);
    for (const auto& [index, units] : space_.uses[at(l)]) take(space_.resource(index, week), units);
  }
  template <class Take>
  void each_of_hold(int n, int week, Take&& take) const {
    take(space_.storage(n, week), 1.0);
    if (hazardous_ && week + 1 < space_.weeks) take(space_.hazard(n, week + 1), 1.0);
  }

  // A limit of nothing is no way: it would only be priced out. Holding is.
  void price_any_size() {
    const std::size_t links = at(space_.links);
    const std::size_t nodes = at(space_.nodes);
    any_size_.arc.resize(at(space_.weeks) * links);
    any_size_.hold.resize(at(space_.weeks) * nodes);
    for (int week = 0; week < space_.weeks; ++week) {
      std::transform(space_.order.begin(), space_.order.end(), any_size_.arc.begin() + at(week) * links,
                     [&](const SpaceTime::Link& link) { return prices_.cost * link.cost; });
      std::transform(space_.holding.begin(), space_.holding.end(), any_size_.hold.begin() + at(week) * nodes,
                     [&](double holding) { return prices_.cost * holding; });
    }
    for (int limit = 0; limit < static_cast<int>(prices_.limit.size()); ++limit)
      if (price(limit) != 0) charge(limit, price(limit));
    for (int limit = 0; limit < space_.storage(0, 0); ++limit)
      if (space_.limit[at(limit)] <= 0) charge(limit, kFar);
    for (int l = 0; l < space_.links; ++l)
      for (int week = std::max(0, space_.weeks - space_.order[at(l)].transit); week < space_.weeks; ++week)
        any_size_.arc[at(week) * links + at(l)] = kFar;
    const auto below = [](double one) { return one < 0; };
    any_size_.negative = std::any_of(any_size_.arc.begin(), any_size_.arc.end(), below) ||
                         std::any_of(any_size_.hold.begin(), any_size_.hold.end(), below);
  }

  // Whatever takes up a limit pays so much more.
  void charge(int limit, double more) {
    const int week = limit % space_.weeks;
    const int of = limit / space_.weeks;
    const auto departing = [&](int l, int departs, double units) {
      if (departs >= 0) any_size_.arc[at(departs) * at(space_.links) + at(l)] += units * more;
    };
    const auto arriving = [&](int node) {
      for (const int l : space_.into[at(node)]) departing(l, week - space_.order[at(l)].transit, 1);
    };
    const auto waiting = [&](int node, int from) {
      if (from >= 0) any_size_.hold[at(from) * at(space_.nodes) + at(node)] += more;
    };
    const int nodes = space_.nodes;
    const int node = of - space_.links;
    if (node < 0) return departing(of, week, 1);
    if (node < nodes) return arriving(node);
    if (node < 2 * nodes) return waiting(node - nodes, week);
    if (node < 3 * nodes) {
      if (!hazardous_) return;
      arriving(node - 2 * nodes);
      waiting(node - 2 * nodes, week - 1);
      return;
    }
    for (int l = 0; l < space_.links; ++l)
      for (const auto& [index, units] : space_.uses[at(l)])
        if (index == node - 3 * nodes) departing(l, week, units);
  }

  void list(int limit, double units, const Entry& of) {
    const double most = space_.limit[at(limit)];
    if (most < kFar && most < units * largest_) narrow_.push_back({most / units, of});
    if (!prices_.of_lots.empty() && !prices_.of_lots[at(limit)].empty()) priced_.push_back({limit, units, of});
  }
  void list_arc(int l, int week) {
    const Entry of{false, at(week) * at(space_.links) + at(l)};
    if (any_size_.arc[of.at] < kFar) each_of_arc(l, week, [&](int limit, double units) { list(limit, units, of); });
  }
  void list_hold(int n, int week) {
    const Entry of{true, at(week) * at(space_.nodes) + at(n)};
    each_of_hold(n, week, [&](int limit, double units) { list(limit, units, of); });
  }

  const SpaceTime& space_;
  const FlowPrices& prices_;
  bool hazardous_;
  double largest_ = *std::max_element(space_.least_lot.begin(), space_.least_lot.end());
  ArcPrices any_size_;
  std::vector<Use> priced_;      // by rows of lots
  std::vector<Narrow> narrow_;   // places too small for some lot, the smallest first
};

// By week: how many arcs that leave in it, and nodes to wait at, cost less than before; summed up.
class Cheaper {
 public:
  Cheaper(const SpaceTime& space, const ArcPrices& before, const ArcPrices& now) : until_(1, 0) {
    const auto count = [](const std::vector<double>& a, const std::vector<double>& b, int week, int each) {
      const auto first = static_cast<std::ptrdiff_t>(week) * each;
      return std::inner_product(a.begin() + first, a.begin() + first + each, b.begin() + first, 0, std::plus<>(),
                                [](double was, double is) { return is < was ? 1 : 0; });
    };
    for (int week = 0; week < space.weeks; ++week)
      until_.push_back(until_.back() + count(before.arc, now.arc, week, space.links) + count(before.hold, now.hold, week, space.nodes));
  }
  bool any(int first, int weeks) const { return until_[static_cast<std::size_t>(first + weeks)] > until_[static_cast<std::size_t>(first)]; }

 private:
  std::vector<int> until_;
};

class BatchSweep {
 public:
  BatchSweep(const SpaceTime& space, const FlowPrices& prices, const ArcPrices& arcs, const SpaceTime::Batch& batch,
             const std::vector<double>& worth, const PricingScope& scope, std::vector<int>& room)
      : space_(space), prices_(prices), arcs_(arcs), batch_(batch), worth_(worth), scope_(scope),
        release_(std::max(0, batch.release - scope.earlier)), last_(room) {
    last_.clear();
    for (std::size_t i = 0; i < batch_.groups.size(); ++i)
      for (const int k : group(i).cargo) {
        last_.push_back(last_useful(k));
        weeks_ = std::max(weeks_, last_.back() - release_ + 1);
      }
  }

  // Whether the costs of before are still of no way below them, and nothing betters its worth.
  bool stands(const PricedWays& before, const Cheaper& cheaper) const {
    if (cheaper.any(release_, weeks_)) return false;
    bool no_better = true;
    each_cargo([&](std::size_t, int k, int last) { no_better &= still_least(before, k, last) >= worth_[static_cast<std::size_t>(k)]; });
    return no_better;
  }
  void keep(const PricedWays& before, std::vector<FlowWay>& ways) const {
    each_cargo([&](std::size_t, int k, int last) {
      const SpaceTime::Cargo& cargo = space_.cargo[static_cast<std::size_t>(k)];
      const double later = last < cargo.last ? sink(cargo, last + 1) : kFar;
      ways[static_cast<std::size_t>(k)] = FlowWay{std::min(still_least(before, k, last), later), -1, {}};
    });
  }

  void run(std::vector<Distances>& distance) {
    if (weeks_ == 0) return;
    const auto nodes = static_cast<std::size_t>(space_.nodes);
    Distances far;
    for (int i = 0; i < kSweepLanes; ++i) far.of[i] = kFar;
    distance.assign(static_cast<std::size_t>(weeks_) * nodes, far);
    for (std::size_t i = 0; i < batch_.groups.size(); ++i)
      distance[static_cast<std::size_t>(group(i).origin)].of[static_cast<int>(i)] = 0;
    data_ = distance.data();
    if (kHasWidest) sweep_widest();
    else if (kHasWide) sweep_wide();
    else sweep();
  }

  void collect(std::vector<FlowWay>& ways) const {
    each_cargo([&](std::size_t lane, int k, int last) {
      FlowWay& way = ways[static_cast<std::size_t>(k)];
      const SpaceTime::Cargo& cargo = space_.cargo[static_cast<std::size_t>(k)];
      way = FlowWay{};
      const int destination = space_.destination[static_cast<std::size_t>(k)];
      if (last < cargo.last) way.cost = sink(cargo, last + 1);
      for (int week = release_; week <= last; ++week) {
        const double there = at(week - release_, destination)[static_cast<int>(lane)];
        if (there >= kFar) continue;
        const double cost = there + sink(cargo, week);
        if (cost < way.cost) {
          way.cost = cost;
          way.arrival = week;
        }
      }
      if (scope_.ways && way.cost < worth_[static_cast<std::size_t>(k)]) trace(way, static_cast<int>(lane), group(lane).origin, destination);
    });
  }

 private:
  template <class Take>
  void each_cargo(Take&& take) const {
    auto last = last_.begin();
    for (std::size_t lane = 0; lane < batch_.groups.size(); ++lane)
      for (const int k : group(lane).cargo) take(lane, k, *last++);
  }
  const SpaceTime::Group& group(std::size_t lane) const {
    return space_.groups[static_cast<std::size_t>(batch_.groups[lane])];
  }
  Lanes& at(int week, int node) { return data_[week * space_.nodes + node].of; }
  const Lanes& at(int week, int node) const { return data_[week * space_.nodes + node].of; }

  double sink(const SpaceTime::Cargo& cargo, int arrival) const { return sink(cargo, arrival, prices_.on_time, prices_.lateness); }
  static double sink(const SpaceTime::Cargo& cargo, int arrival, double on_time, double lateness) {
    const int usable = std::max(arrival, cargo.crew);
    if (usable <= cargo.due) return -on_time * cargo.weight;
    return lateness * cargo.weight * static_cast<double>(usable - cargo.due);
  }

  // Where no arc became cheaper, no way that is still useful costs less than this: what it cost, and what its week of arrival
  // is worth less now, which changes most at the ends of the weeks in time and of those that are late.
  double still_least(const PricedWays& before, int k, int last) const {
    const SpaceTime::Cargo& cargo = space_.cargo[static_cast<std::size_t>(k)];
    const double on_time = prices_.on_time - before.on_time;
    const double lateness = prices_.lateness - before.lateness;
    if (on_time == 0 && lateness == 0) return before.least[static_cast<std::size_t>(k)];
    double more = std::min(sink(cargo, release_, on_time, lateness), sink(cargo, last, on_time, lateness));
    if (cargo.due < last) more = std::min(more, sink(cargo, std::max(release_, cargo.due + 1), on_time, lateness));
    return before.least[static_cast<std::size_t>(k)] + more;
  }

  // The last week in which arriving alone, at no cost, would better the cargo's worth: later is never better.
  int last_useful(int k) const {
    const SpaceTime::Cargo& cargo = space_.cargo[static_cast<std::size_t>(k)];
    const double worth = worth_[static_cast<std::size_t>(k)];
    if (arcs_.negative || sink(cargo, cargo.last) < worth) return cargo.last;
    int none = release_ - 1;
    int last = cargo.last;
    while (last - none > 1) {
      const int middle = (none + last) / 2;
      (sink(cargo, middle) < worth ? none : last) = middle;
    }
    return none;
  }

  // There cargo stands already: it pays for holding, and no limit.
  double hold_at_origin(int origin) const { return prices_.cost * space_.holding[static_cast<std::size_t>(origin)]; }

  SERVANDA_WIDEST void sweep_widest() { sweep(); }
  SERVANDA_WIDE void sweep_wide() { sweep(); }
  SERVANDA_IN_SWEEP void sweep() {
    for (int w = 0; w < weeks_; ++w) {
      if (w > 0) hold_over(w);
      while (relax_links(w) && space_.circular) {
      }
    }
  }

  SERVANDA_IN_SWEEP static bool lower(Lanes& value, const Lanes& offer) {
    const auto less = offer < value;
    value = less ? offer : value;
    bool any = false;
    for (int i = 0; i < kSweepLanes; ++i) any |= less[i] != 0;
    return any;
  }

  SERVANDA_IN_SWEEP void hold_over(int w) {
    const double* hold = &arcs_.hold[static_cast<std::size_t>(release_ + w - 1) * static_cast<std::size_t>(space_.nodes)];
    const Distances* from = data_ + (w - 1) * space_.nodes;
    Distances* to = data_ + w * space_.nodes;
    for (int n = 0; n < space_.nodes; ++n) {
      const Lanes offer = from[n].of + hold[n];
      to[n].of = offer < to[n].of ? offer : to[n].of;
    }
    for (int i = 0; i < static_cast<int>(batch_.groups.size()); ++i) {
      const int origin = group(static_cast<std::size_t>(i)).origin;
      to[origin].of[i] = std::min(to[origin].of[i], from[origin].of[i] + hold_at_origin(origin));
    }
  }

  SERVANDA_IN_SWEEP bool relax_links(int w) {
    const int week = release_ + w;
    const double* arc = &arcs_.arc[static_cast<std::size_t>(week) * static_cast<std::size_t>(space_.links)];
    bool changed = false;
    for (int l = 0; l < space_.links; ++l) {
      const SpaceTime::Link& link = space_.order[static_cast<std::size_t>(l)];
      const int arrives = w + link.transit;
      if (arrives >= weeks_ || arc[l] >= kFar || w < link.permit) continue;
      const Lanes offer = data_[w * space_.nodes + link.from].of + arc[l];
      Lanes& to = data_[arrives * space_.nodes + link.to].of;
      if (space_.circular) {
        changed |= lower(to, offer) && link.transit == 0;
      } else {
        to = offer < to ? offer : to;
      }
    }
    return changed;
  }

  // Backwards along exact equalities; what waits at the destination has arrived already. With circles of no cost a dead
  // end is possible, so the walk is a search.
  void trace(FlowWay& way, int lane, int origin, int destination) const {
    struct Step {
      int week;
      int node;
      std::size_t next = 0;  // 0: holding; then the links into the node
      std::int32_t arc = -1;
    };
    std::vector<Step> walk{{way.arrival - release_, destination}};
    while (walk.back().week != 0 || walk.back().node != origin) {
      Step& step = walk.back();
      const double value = at(step.week, step.node)[lane];
      const auto& into = space_.into[static_cast<std::size_t>(step.node)];
      Step before{-1, 0};
      while (before.week < 0 && step.next <= into.size()) {
        const std::size_t option = step.next++;
        if (option == 0) {
          if (step.week == 0) continue;
          const std::size_t hold = static_cast<std::size_t>(release_ + step.week - 1) * static_cast<std::size_t>(space_.nodes);
          const double price = step.node == origin ? hold_at_origin(origin) : arcs_.hold[hold + static_cast<std::size_t>(step.node)];
          if (at(step.week - 1, step.node)[lane] + price == value) before = {step.week - 1, step.node};
          continue;
        }
        const int l = into[option - 1];
        const SpaceTime::Link& link = space_.order[static_cast<std::size_t>(l)];
        const int departs = step.week - link.transit;
        if (departs < link.permit || departs < 0) continue;
        const std::int32_t arc = (release_ + departs) * space_.links + l;
        const double price = arcs_.arc[static_cast<std::size_t>(arc)];
        if (price < kFar && at(departs, link.from)[lane] + price == value) before = {departs, link.from, 0, arc};
      }
      const auto seen = [&](const Step& other) { return other.week == before.week && other.node == before.node; };
      if (before.week < 0) {
        walk.pop_back();
        if (walk.empty()) return;
      } else if (!space_.circular || std::none_of(walk.begin(), walk.end(), seen)) {
        walk.push_back(before);
      }
    }
    for (auto step = walk.rbegin(); step != walk.rend(); ++step)
      if (step->arc >= 0) way.arcs.push_back(step->arc);
    if (way.arcs.empty()) {
      way.arrival = release_;
    } else {
      const std::int32_t last = way.arcs.back();
      way.arrival = last / space_.links + space_.order[static_cast<std::size_t>(last % space_.links)].transit;
    }
  }

  const SpaceTime& space_;
  const FlowPrices& prices_;
  const ArcPrices& arcs_;
  const SpaceTime::Batch& batch_;
  const std::vector<double>& worth_;
  const PricingScope& scope_;
  int release_;
  std::vector<int>& last_;  // useful week, by cargo of the batch
  int weeks_ = 0;
  Distances* data_ = nullptr;
};

}  // namespace

void price_ways(const SpaceTime& space, const FlowPrices& prices, const std::vector<double>& worth, int threads,
                std::vector<FlowWay>& ways, const PricingScope& scope) {
  if (scope.wanted.empty()) ways.assign(space.cargo.size(), FlowWay{});
  std::vector<std::array<std::vector<std::size_t>, 2>> batches(space.least_lot.size());  // by class of lots, plain and hazardous
  std::array<bool, 2> any{};
  for (std::size_t b = 0; b < space.batches.size(); ++b) {
    if (!scope.wanted.empty() && scope.wanted[b] == 0) continue;
    const SpaceTime::Batch& batch = space.batches[b];
    batches[static_cast<std::size_t>(batch.lot_class)][batch.hazardous ? 1 : 0].push_back(b);
    any[batch.hazardous ? 1 : 0] = true;
  }
  std::array<std::optional<ClassPrices>, 2> prices_of;
  for (std::size_t hazardous = 0; hazardous < 2; ++hazardous)
    if (any[hazardous]) prices_of[hazardous].emplace(space, prices, hazardous != 0);
  std::array<std::optional<Cheaper>, 2> cheaper;
  CHECK(scope.before == nullptr || (scope.wanted.empty() && scope.earlier == 0));
  PricedWays* const before = space.least_lot.size() == 1 ? scope.before : nullptr;
  if (before != nullptr && before->cost == prices.cost && before->least.size() == space.cargo.size())
    for (std::size_t hazardous = 0; hazardous < 2; ++hazardous)
      if (any[hazardous] && before->prices[hazardous].arc.size() == prices_of[hazardous]->any_size().arc.size())
        cheaper[hazardous].emplace(space, before->prices[hazardous], prices_of[hazardous]->any_size());
  const std::size_t count = static_cast<std::size_t>(std::max(1, threads));
  const auto work = [&](std::size_t first) {
    ArcPrices room;
    std::vector<Distances> distance;
    std::vector<int> last;
    for (std::size_t lots = 0; lots < batches.size(); ++lots)
      for (std::size_t hazardous = 0; hazardous < 2; ++hazardous) {
        const std::vector<std::size_t>& mine = batches[lots][hazardous];
        const std::size_t begin = (first + count - lots % count) % count;  // single batches of a class go round, too
        if (begin >= mine.size()) continue;
        const ArcPrices& arcs = prices_of[hazardous]->of_class(static_cast<int>(lots), room);
        for (std::size_t i = begin; i < mine.size(); i += count) {
          BatchSweep sweep(space, prices, arcs, space.batches[mine[i]], worth, scope, last);
          if (cheaper[hazardous] && sweep.stands(*before, *cheaper[hazardous])) {
            sweep.keep(*before, ways);
            continue;
          }
          sweep.run(distance);
          sweep.collect(ways);
        }
      }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < count; ++t) others.emplace_back(work, t);
    work(0);
  }
  if (before == nullptr) return;
  before->on_time = prices.on_time;
  before->lateness = prices.lateness;
  before->cost = prices.cost;
  for (std::size_t hazardous = 0; hazardous < 2; ++hazardous)
    if (any[hazardous]) before->prices[hazardous] = std::move(*prices_of[hazardous]).taken();
  before->least.resize(ways.size());
  for (std::size_t k = 0; k < ways.size(); ++k) before->least[k] = ways[k].cost;
}

}  // namespace servanda
