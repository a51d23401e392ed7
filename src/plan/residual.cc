#include "plan/residual.h"

#include <algorithm>
#include <cmath>

#include "base/wide.h"

namespace servanda {
namespace {
constexpr std::int64_t kPlenty = std::numeric_limits<std::int64_t>::max() / 4;
}  // namespace

Residual::Residual(const PlanInstance& instance, const SpaceTime& space)
    : instance_(instance), space_(space), left_(space.limit.size(), kPlenty), shut_(static_cast<std::size_t>(space.weeks) * static_cast<std::size_t>(space.links), 0), first_resource_(space.resource(0, 0)) {
  const auto below = [](const auto& one) { return one.cost < 0; };
  negative_ = std::any_of(space.order.begin(), space.order.end(), below) ||
              std::any_of(space.holding.begin(), space.holding.end(), [](double cost) { return cost < 0; });
  for (std::size_t r = 0; r < left_.size(); ++r) {
    if (space.limit[r] >= kFar) continue;
    const double scale = static_cast<int>(r) >= first_resource_ ? 1e8 : 1e4;
    left_[r] = std::min(kPlenty, static_cast<std::int64_t>(std::llround(space.limit[r] * scale)));
  }
  for (int l = 0; l < space.links; ++l) {
    const int from = space.order[static_cast<std::size_t>(l)].from;
    if (leaving_.empty() || leaving_.back().node != from) leaving_.push_back({from, l, l});
    leaving_.back().end = l + 1;
    longest_ = std::max(longest_, space.order[static_cast<std::size_t>(l)].transit);
  }
  least_weeks_.resize(static_cast<std::size_t>(space.nodes));
  for (const PlanCargo& cargo : instance.cargo) find_least_weeks(cargo.destination);
}

// From every node to a destination, through an empty network.
void Residual::find_least_weeks(int destination) {
  std::vector<int>& weeks = least_weeks_[static_cast<std::size_t>(destination)];
  if (!weeks.empty()) return;
  weeks.assign(static_cast<std::size_t>(space_.nodes), space_.weeks);
  weeks[static_cast<std::size_t>(destination)] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (auto link = space_.order.rbegin(); link != space_.order.rend(); ++link) {
      const int through = weeks[static_cast<std::size_t>(link->to)] + link->transit;
      int& here = weeks[static_cast<std::size_t>(link->from)];
      if (through >= here) continue;
      here = through;
      changed = true;
    }
  }
}

std::int64_t Residual::need(int limit, double units, PlanTonnes tonnes) const {
  return limit >= first_resource_ ? std::llround(units * kTonne) * tonnes : static_cast<std::int64_t>(units) * tonnes;
}

bool Residual::holds(int limit, double units, PlanTonnes tonnes) const {
  const auto at = static_cast<std::size_t>(limit);
  return space_.limit[at] >= kFar || left_[at] >= need(limit, units, tonnes);
}

PlanTonnes Residual::minimum(std::int32_t arc) const {
  const int link = space_.order[static_cast<std::size_t>(arc % space_.links)].original;
  return instance_.links[static_cast<std::size_t>(link)].least(arc / space_.links);
}

bool Residual::below_minimum(std::int32_t arc, const Wish& wish) const {
  if (wish.loads == nullptr) return false;
  const PlanTonnes least = minimum(arc);
  if (least == 0) return false;
  const PlanTonnes room = left(space_.link_limit(arc % space_.links, arc / space_.links));
  return (*wish.loads)[static_cast<std::size_t>(arc)] + std::max(wish.tonnes, std::min(wish.comes_along, room)) < least;
}

PlanTonnes Residual::left(int limit) const {
  if (space_.limit[static_cast<std::size_t>(limit)] >= kFar) return kNoLimit;
  const std::int64_t left = std::max<std::int64_t>(0, left_[static_cast<std::size_t>(limit)]);
  return limit >= first_resource_ ? left / kTonne : left;
}

// What a tonne takes up of each limit, in order: two links of a way may take of one resource in one week.
std::vector<std::pair<int, double>> Residual::units_of(int cargo, const std::vector<std::int32_t>& arcs, int release) const {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(cargo)];
  std::vector<std::pair<int, double>> out;
  out.reserve(4 * arcs.size());
  space_.each_limit(arcs, of.origin, release, of.hazardous, [&](int limit, double units) { out.emplace_back(limit, units); });
  std::sort(out.begin(), out.end());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (kept > 0 && out[kept - 1].first == out[i].first) out[kept - 1].second += out[i].second;
    else out[kept++] = out[i];
  }
  out.resize(kept);
  return out;
}

PlanTonnes Residual::room(int cargo, const std::vector<std::int32_t>& arcs) const {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(cargo)];
  PlanTonnes room = of.tonnes;
  for (const auto& [limit, units] : units_of(cargo, arcs, of.release)) {
    const std::int64_t per = need(limit, units, 1);
    if (per > 0) room = std::min(room, std::max<std::int64_t>(0, left_[static_cast<std::size_t>(limit)]) / per);
  }
  return room;
}

void Residual::take(int cargo, const std::vector<std::int32_t>& arcs, PlanTonnes tonnes) {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(cargo)];
  space_.each_limit(arcs, of.origin, of.release, of.hazardous,
                    [&](int limit, double units) { left_[static_cast<std::size_t>(limit)] -= need(limit, units, tonnes); });
}

bool Residual::took(int cargo, const std::vector<std::int32_t>& arcs, PlanTonnes tonnes) {
  const PlanCargo& of = instance_.cargo[static_cast<std::size_t>(cargo)];
  bool fits = true;
  space_.each_limit(arcs, of.origin, of.release, of.hazardous, [&](int limit, double units) {
    std::int64_t& left = left_[static_cast<std::size_t>(limit)];
    left -= need(limit, units, tonnes);
    fits &= left >= 0 || units <= 0;
  });
  if (!fits) give_back(cargo, arcs, tonnes);
  return fits;
}

std::vector<int> Residual::blocked_limits(int cargo, const std::vector<std::int32_t>& arcs, int release,
                                          PlanTonnes tonnes) const {
  std::vector<int> blocked;
  for (const auto& [limit, units] : units_of(cargo, arcs, release))
    if (!holds(limit, units, tonnes)) blocked.push_back(limit);
  return blocked;
}

// Weeks from the release on, each node's best cost in each; weeks are laid out as they are come to.
class Residual::Search {
 public:
  Search(const Residual& residual, const Wish& wish)
      : in_(residual), space_(residual.space_), wish_(wish), of_(residual.instance_.cargo[at(wish.cargo)]),
        cargo_(residual.space_.cargo[at(wish.cargo)]), to_go_(residual.least_weeks_[at(of_.destination)]),
        weeks_(wish.last - wish.release + 1) {}

  ResidualWay run() {
    if (weeks_ <= 0) return way_;
    lay_out(0);
    distance_[place(0, of_.origin)] = 0;
    for (int w = 0; w < weeks_; ++w) {
      lay_out(w + in_.longest_);
      way_.steps += space_.nodes;
      while (take_links(w) && space_.circular) {
      }
      arrive(w);
      if (w + 1 == weeks_ || (!in_.negative_ && sink(w + 1) >= way_.cost)) break;  // later is never better
      hold(w);
    }
    return way_.arrival < 0 || !trace() ? nothing() : way_;
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  std::size_t place(int week, int node) const { return at(week) * at(space_.nodes) + at(node); }

  ResidualWay nothing() const {
    ResidualWay none;
    none.steps = way_.steps;
    return none;
  }

  void lay_out(int week) {
    const std::size_t size = at(std::min(weeks_, week + 1)) * at(space_.nodes);
    if (size <= distance_.size()) return;
    distance_.resize(size, kFar);
    before_.resize(size, -1);
  }

  double toll(int limit, double units) const { return in_.holds(limit, units, wish_.tonnes) ? 0.0 : toll_of(limit); }

  double toll_of(int limit) const {
    for (const PlacesWeeks& one : wish_.relaxed)
      if (one.has(space_.place(limit), space_.week_of(limit))) return 0.0;
    return wish_.blocked;
  }

  double sink(int w) const {
    const int usable = std::max(wish_.release + w, cargo_.crew);
    return usable <= cargo_.due ? -wish_.weights[0] * cargo_.weight : wish_.weights[1] * cargo_.weight * (usable - cargo_.due);
  }

  // Whether what is at a node in a week makes no better way any more.
  bool hopeless(int w, int node, double cost) const {
    const int arrives = w + to_go_[at(node)];
    return arrives >= weeks_ || (!in_.negative_ && cost + sink(arrives) >= way_.cost);
  }

  bool take_links(int w) {
    bool changed = false;
    for (const Leaving& one : in_.leaving_) {
      const double here = distance_[place(w, one.node)];
      if (here >= kFar || hopeless(w, one.node, here)) continue;
      way_.steps += one.end - one.first;
      for (int l = one.first; l < one.end; ++l) changed |= take_link(w, l);
    }
    return changed;
  }

  // Whether it bettered a node in the same week.
  bool take_link(int w, int l) {
    const SpaceTime::Link& link = space_.order[at(l)];
    const int week = wish_.release + w;
    const int there = w + link.transit;
    const std::int32_t arc = static_cast<std::int32_t>(week * space_.links + l);
    if (there >= weeks_ || (wish_.permits && w < link.permit) || in_.shut_[at(arc)]) return false;
    const double price = wish_.weights[2] * link.cost;
    const double least = wish_.beside ? std::min(0.0, price) : price;  // a begun vehicle may give all of its price back
    double offer = distance_[place(w, link.from)] + least;
    double& to = distance_[place(there, link.to)];
    if (offer >= to || hopeless(there, link.to, offer)) return false;
    const int arrives = wish_.release + there;
    offer += toll(space_.link_limit(l, week), 1) + toll(space_.handling(link.to, arrives), 1);
    if (of_.hazardous) offer += toll(space_.hazard(link.to, arrives), 1);
    for (const auto& [index, units] : space_.uses[at(l)]) offer += toll(space_.resource(index, week), units);
    if (in_.below_minimum(arc, wish_)) offer += toll_of(space_.minimum(l, week));
    if (offer >= to || offer >= kFar) return false;
    if (wish_.beside) {
      const double beside = wish_.beside(arc);
      if (beside >= kFar) return false;
      offer += price - least + wish_.weights[2] * beside;
    }
    if (offer >= to) return false;
    to = offer;
    before_[place(there, link.to)] = arc;
    return link.transit == 0;
  }

  void arrive(int w) {
    const double there = distance_[place(w, of_.destination)];
    if (there >= kFar || there + sink(w) >= way_.cost) return;
    way_.cost = there + sink(w);
    way_.arrival = wish_.release + w;
  }

  void hold(int w) {
    for (int n = 0; n < space_.nodes; ++n) {
      const double here = distance_[place(w, n)];
      if (here >= kFar || n == of_.destination || hopeless(w + 1, n, here)) continue;
      double offer = here + wish_.weights[2] * space_.holding[at(n)];
      if (n != of_.origin) offer += toll(space_.storage(n, wish_.release + w), 1);
      if (n != of_.origin && of_.hazardous) offer += toll(space_.hazard(n, wish_.release + w + 1), 1);
      if (offer >= distance_[place(w + 1, n)] || offer >= kFar) continue;
      distance_[place(w + 1, n)] = offer;
      before_[place(w + 1, n)] = -1;
    }
  }

  // False where circles of no cost lead nowhere.
  bool trace() {
    for (int w = way_.arrival - wish_.release, n = of_.destination; w != 0 || n != of_.origin;) {
      const std::int32_t arc = before_[place(w, n)];
      if (arc < 0) {
        if (--w < 0) return false;
        continue;
      }
      way_.arcs.push_back(arc);
      w = arc / space_.links - wish_.release;
      n = space_.order[at(arc % space_.links)].from;
    }
    std::reverse(way_.arcs.begin(), way_.arcs.end());
    return true;
  }

  const Residual& in_;
  const SpaceTime& space_;
  const Wish& wish_;
  const PlanCargo& of_;
  const SpaceTime::Cargo& cargo_;
  const std::vector<int>& to_go_;
  int weeks_;
  std::vector<double> distance_;
  std::vector<std::int32_t> before_;  // arc into it; -1: held, or the beginning
  ResidualWay way_;
};

ResidualWay Residual::find(const Wish& wish) const { return Search(*this, wish).run(); }

}  // namespace servanda
