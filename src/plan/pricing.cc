#include "plan/pricing.h"

#include <algorithm>
#include <array>
#include <optional>
#include <thread>

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

// The price of each arc and of each week of holding, hazardous or not.
struct ArcPrices {
  std::vector<double> arc;   // week * links + position
  std::vector<double> hold;  // week * nodes + node
  bool negative = false;     // some are below nothing
};

// Prices by class of lots: those of the class that fits everywhere, and what differs from them.
class ClassPrices {
 public:
  ClassPrices(const SpaceTime& space, const FlowPrices& prices, bool hazardous) : space_(space), prices_(prices), hazardous_(hazardous) {
    any_size();
    if (space.least_lot.size() == 1) return;
    for (int l = 0; l < space_.links; ++l)
      for (int week = 0; week + space_.order[at(l)].transit < space_.weeks; ++week) list_arc(l, week);
    for (int n = 0; n < space_.nodes; ++n)
      for (int week = 0; week < space_.weeks; ++week) list_hold(n, week);
    std::sort(narrow_.begin(), narrow_.end(), [](const Narrow& a, const Narrow& b) { return a.holds < b.holds; });
  }

  void state(int lot_class, ArcPrices& out) const {
    out = any_size_;
    const double least = space_.least_lot[at(lot_class)];
    for (const Use& use : priced_) entry(out, use.entry) += use.units * prices_.of_lots[at(use.limit)][at(lot_class)];
    for (const Narrow& one : narrow_) {
      if (one.holds >= least) break;
      entry(out, one.entry) = kFar;
    }
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

  // A limit of nothing, or of less than a lot, is no way: it would only be priced out. Holding is.
  void any_size() {
    any_size_.arc.assign(at(space_.weeks) * at(space_.links), kFar);
    any_size_.hold.assign(at(space_.weeks) * at(space_.nodes), 0);
    for (int l = 0; l < space_.links; ++l)
      for (int week = 0; week + space_.order[at(l)].transit < space_.weeks; ++week) {
        const SpaceTime::Link& link = space_.order[at(l)];
        if (!space_.holds(space_.link_limit(l, week), 1, 0) || !space_.holds(space_.handling(link.to, week + link.transit), 1, 0)) continue;
        double sum = prices_.cost * link.cost;
        each_of_arc(l, week, [&](int limit, double units) { sum += units * price(limit); });
        any_size_.arc[at(week) * at(space_.links) + at(l)] = sum;
      }
    for (int n = 0; n < space_.nodes; ++n)
      for (int week = 0; week < space_.weeks; ++week) {
        double& sum = any_size_.hold[at(week) * at(space_.nodes) + at(n)];
        sum = prices_.cost * space_.holding[at(n)];
        each_of_hold(n, week, [&](int limit, double units) { sum += units * price(limit); });
      }
    const auto below = [](double one) { return one < 0; };
    any_size_.negative = std::any_of(any_size_.arc.begin(), any_size_.arc.end(), below) ||
                         std::any_of(any_size_.hold.begin(), any_size_.hold.end(), below);
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

class BatchSweep {
 public:
  BatchSweep(const SpaceTime& space, const FlowPrices& prices, const ArcPrices& arcs, const SpaceTime::Batch& batch,
             const std::vector<double>& worth, const PricingScope& scope)
      : space_(space), prices_(prices), arcs_(arcs), batch_(batch), worth_(worth), scope_(scope),
        release_(std::max(0, batch.release - scope.earlier)) {}

  void run(std::vector<Distances>& distance) {
    for (std::size_t i = 0; i < batch_.groups.size(); ++i)
      for (const int k : group(i).cargo) weeks_ = std::max(weeks_, last_useful(k) - release_ + 1);
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
    for (std::size_t i = 0; i < batch_.groups.size(); ++i)
      for (const int k : group(i).cargo) {
        FlowWay& way = ways[static_cast<std::size_t>(k)];
        const SpaceTime::Cargo& cargo = space_.cargo[static_cast<std::size_t>(k)];
        way = FlowWay{};
        const int destination = space_.destination[static_cast<std::size_t>(k)];
        const int last = last_useful(k);
        if (last < cargo.last) way.cost = sink(cargo, last + 1);
        for (int week = release_; week <= last; ++week) {
          const double there = at(week - release_, destination)[static_cast<int>(i)];
          if (there >= kFar) continue;
          const double cost = there + sink(cargo, week);
          if (cost < way.cost) {
            way.cost = cost;
            way.arrival = week;
          }
        }
        if (scope_.ways && way.cost < worth_[static_cast<std::size_t>(k)]) trace(way, static_cast<int>(i), group(i).origin, destination);
      }
  }

 private:
  const SpaceTime::Group& group(std::size_t lane) const {
    return space_.groups[static_cast<std::size_t>(batch_.groups[lane])];
  }
  Lanes& at(int week, int node) { return data_[week * space_.nodes + node].of; }
  const Lanes& at(int week, int node) const { return data_[week * space_.nodes + node].of; }

  double sink(const SpaceTime::Cargo& cargo, int arrival) const {
    const int usable = std::max(arrival, cargo.crew);
    if (usable <= cargo.due) return -prices_.on_time * cargo.weight;
    return prices_.lateness * cargo.weight * static_cast<double>(usable - cargo.due);
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
  const std::size_t count = static_cast<std::size_t>(std::max(1, threads));
  const auto work = [&](std::size_t first) {
    ArcPrices arcs;
    std::vector<Distances> distance;
    for (std::size_t lots = 0; lots < batches.size(); ++lots)
      for (std::size_t hazardous = 0; hazardous < 2; ++hazardous) {
        const std::vector<std::size_t>& mine = batches[lots][hazardous];
        const std::size_t begin = (first + count - lots % count) % count;  // single batches of a class go round, too
        if (begin >= mine.size()) continue;
        prices_of[hazardous]->state(static_cast<int>(lots), arcs);
        for (std::size_t i = begin; i < mine.size(); i += count) {
          BatchSweep sweep(space, prices, arcs, space.batches[mine[i]], worth, scope);
          sweep.run(distance);
          sweep.collect(ways);
        }
      }
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < count; ++t) others.emplace_back(work, t);
  work(0);
}

}  // namespace servanda
