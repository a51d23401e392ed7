#include "plan/pricing.h"

#include <algorithm>
#include <array>
#include <thread>

namespace servanda {
namespace {

using Lanes __attribute__((vector_size(kLanes * sizeof(double)))) = double;

// The price of each arc and of each week of holding, hazardous or not.
struct ArcPrices {
  std::vector<double> arc;   // week * links + position
  std::vector<double> hold;  // week * nodes + node
  bool negative = false;     // some are below nothing
};

// Whether any row that lots make of a limit has a price.
std::vector<char> priced_rows(const SpaceTime& space, const FlowPrices& prices) {
  std::vector<char> out(static_cast<std::size_t>(space.places), 0);
  for (std::size_t r = out.size(); r < prices.limit.size(); ++r)
    if (prices.limit[r] > 0) out[r % out.size()] = 1;
  return out;
}

ArcPrices arc_prices(const SpaceTime& space, const FlowPrices& prices, const std::vector<char>& with_rows, bool hazardous, int lot_class) {
  ArcPrices out;
  out.arc.resize(static_cast<std::size_t>(space.weeks) * static_cast<std::size_t>(space.links));
  out.hold.resize(static_cast<std::size_t>(space.weeks) * static_cast<std::size_t>(space.nodes));
  const auto price = [&](int limit) {
    const double plain = prices.limit[static_cast<std::size_t>(limit)];
    return with_rows[static_cast<std::size_t>(limit)] == 0 ? plain : plain + space.price_of_rows(prices.limit, limit, lot_class);
  };
  std::size_t at = 0;
  for (int week = 0; week < space.weeks; ++week)
    for (int l = 0; l < space.links; ++l, ++at) {
      const SpaceTime::Link& link = space.order[static_cast<std::size_t>(l)];
      const int arrives = week + link.transit;
      if (arrives >= space.weeks) {
        out.arc[at] = kFar;
        continue;
      }
      double sum = prices.cost * link.cost + price(space.link_limit(l, week)) + price(space.handling(link.to, arrives));
      if (hazardous) sum += price(space.hazard(link.to, arrives));
      // A limit of nothing, or of less than a lot, is no way: it would only be priced out.
      bool open = space.holds(space.link_limit(l, week), 1, lot_class) && space.holds(space.handling(link.to, arrives), 1, lot_class);
      for (const auto& [index, units] : space.uses[static_cast<std::size_t>(l)]) {
        sum += units * price(space.resource(index, week));
        open &= lot_class == 0 || space.holds(space.resource(index, week), units, lot_class);
      }
      out.arc[at] = open ? sum : kFar;
    }
  at = 0;
  for (int week = 0; week < space.weeks; ++week)
    for (int n = 0; n < space.nodes; ++n, ++at) {
      out.hold[at] = prices.cost * space.holding[static_cast<std::size_t>(n)] + price(space.storage(n, week));
      if (hazardous && week + 1 < space.weeks) out.hold[at] += price(space.hazard(n, week + 1));
      if (lot_class != 0 && !space.holds(space.storage(n, week), 1, lot_class)) out.hold[at] = kFar;
    }
  const auto below = [](double one) { return one < 0; };
  out.negative = std::any_of(out.arc.begin(), out.arc.end(), below) || std::any_of(out.hold.begin(), out.hold.end(), below);
  return out;
}

class BatchSweep {
 public:
  BatchSweep(const SpaceTime& space, const FlowPrices& prices, const ArcPrices& arcs, const SpaceTime::Batch& batch,
             const std::vector<double>& worth, const PricingScope& scope)
      : space_(space), prices_(prices), arcs_(arcs), batch_(batch), worth_(worth), scope_(scope),
        release_(std::max(0, batch.release - scope.earlier)) {}

  void run(std::vector<Lanes>& distance) {
    for (std::size_t i = 0; i < batch_.groups.size(); ++i)
      for (const int k : group(i).cargo) weeks_ = std::max(weeks_, last_useful(k) - release_ + 1);
    if (weeks_ == 0) return;
    const auto nodes = static_cast<std::size_t>(space_.nodes);
    Lanes far;
    for (int i = 0; i < kLanes; ++i) far[i] = kFar;
    distance.assign(static_cast<std::size_t>(weeks_) * nodes, far);
    for (std::size_t i = 0; i < batch_.groups.size(); ++i)
      distance[static_cast<std::size_t>(group(i).origin)][static_cast<int>(i)] = 0;
    data_ = distance.data();
    for (int w = 0; w < weeks_; ++w) {
      if (w > 0) hold_over(w);
      while (relax_links(w) && space_.circular) {
      }
    }
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
  Lanes& at(int week, int node) { return data_[week * space_.nodes + node]; }
  const Lanes& at(int week, int node) const { return data_[week * space_.nodes + node]; }

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

  static bool lower(Lanes& value, Lanes offer) {
    const auto less = offer < value;
    value = less ? offer : value;
    bool any = false;
    for (int i = 0; i < kLanes; ++i) any |= less[i] != 0;
    return any;
  }

  void hold_over(int w) {
    const double* hold = &arcs_.hold[static_cast<std::size_t>(release_ + w - 1) * static_cast<std::size_t>(space_.nodes)];
    const Lanes* from = data_ + (w - 1) * space_.nodes;
    Lanes* to = data_ + w * space_.nodes;
    for (int n = 0; n < space_.nodes; ++n) {
      const Lanes offer = from[n] + hold[n];
      to[n] = offer < to[n] ? offer : to[n];
    }
  }

  bool relax_links(int w) {
    const int week = release_ + w;
    const double* arc = &arcs_.arc[static_cast<std::size_t>(week) * static_cast<std::size_t>(space_.links)];
    bool changed = false;
    for (int l = 0; l < space_.links; ++l) {
      const SpaceTime::Link& link = space_.order[static_cast<std::size_t>(l)];
      const int arrives = w + link.transit;
      if (arrives >= weeks_ || arc[l] >= kFar || w < link.permit) continue;
      const Lanes offer = data_[w * space_.nodes + link.from] + arc[l];
      Lanes& to = data_[arrives * space_.nodes + link.to];
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
          if (at(step.week - 1, step.node)[lane] + arcs_.hold[hold + static_cast<std::size_t>(step.node)] == value)
            before = {step.week - 1, step.node};
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
  Lanes* data_ = nullptr;
};

}  // namespace

void price_ways(const SpaceTime& space, const FlowPrices& prices, const std::vector<double>& worth, int threads,
                std::vector<FlowWay>& ways, const PricingScope& scope) {
  if (scope.wanted.empty()) ways.assign(space.cargo.size(), FlowWay{});
  std::vector<std::array<ArcPrices, 2>> arcs(space.least_lot.size());  // by class of lots, plain and hazardous
  const std::vector<char> with_rows = priced_rows(space, prices);
  for (std::size_t b = 0; b < space.batches.size(); ++b) {
    if (!scope.wanted.empty() && scope.wanted[b] == 0) continue;
    const SpaceTime::Batch& batch = space.batches[b];
    ArcPrices& one = arcs[static_cast<std::size_t>(batch.lot_class)][batch.hazardous ? 1 : 0];
    if (one.arc.empty()) one = arc_prices(space, prices, with_rows, batch.hazardous, batch.lot_class);
  }
  const auto work = [&](std::size_t first, std::size_t step) {
    std::vector<Lanes> distance;
    for (std::size_t b = first; b < space.batches.size(); b += step) {
      if (!scope.wanted.empty() && scope.wanted[b] == 0) continue;
      const SpaceTime::Batch& batch = space.batches[b];
      BatchSweep sweep(space, prices, arcs[static_cast<std::size_t>(batch.lot_class)][batch.hazardous ? 1 : 0], batch, worth, scope);
      sweep.run(distance);
      sweep.collect(ways);
    }
  };
  const std::size_t count = static_cast<std::size_t>(std::max(1, threads));
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < count; ++t) others.emplace_back(work, t, count);
  work(0, count);
}

}  // namespace servanda
