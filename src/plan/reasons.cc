#include "plan/reasons.h"

#include <algorithm>
#include <map>

namespace servanda {
namespace {

PlanReasonKind kind_of(PlanWait wait) {
  switch (wait) {
    case PlanWait::ramp: return PlanReasonKind::ramp;
    case PlanWait::unfunded: return PlanReasonKind::unfunded;
    case PlanWait::none:
    case PlanWait::not_ready: break;
  }
  return PlanReasonKind::not_ready;
}

bool connected(const SpaceTime& space, int from, int to) {
  std::vector<char> seen(static_cast<std::size_t>(space.nodes), 0);
  std::vector<int> open{to};
  seen[static_cast<std::size_t>(to)] = 1;
  while (!open.empty()) {
    const int node = open.back();
    open.pop_back();
    if (node == from) return true;
    for (const int link : space.into[static_cast<std::size_t>(node)]) {
      const int before = space.order[static_cast<std::size_t>(link)].from;
      if (seen[static_cast<std::size_t>(before)] != 0) continue;
      seen[static_cast<std::size_t>(before)] = 1;
      open.push_back(before);
    }
  }
  return false;
}

class ReasonSearch {
 public:
  ReasonSearch(const PlanInstance& instance, const SpaceTime& space, const Residual& residual,
               const std::vector<double>& prices, int cargo, const PlanLine& line)
      : instance_(instance), space_(space), residual_(residual), prices_(prices), cargo_(cargo),
        of_(instance.cargo[static_cast<std::size_t>(cargo)]), last_(space.cargo[static_cast<std::size_t>(cargo)].last) {
    // What would be better: to arrive within the horizon, or before the last arrival.
    better_by_ = line.short_tonnes > 0 ? last_ : line.arrival - 1;
    tonnes_ = line.short_tonnes > 0 ? line.short_tonnes : line.late_tonnes;
    tonnes_ = of_.lots > 0 ? std::min(tonnes_, of_.tonnes / of_.lots + (of_.tonnes % of_.lots != 0 ? 1 : 0)) : std::min(tonnes_, kTonne);
  }

  PlanReason find() const {
    if (!connected(space_, of_.origin, of_.destination)) return {PlanReasonKind::no_path, {}, 0, 0};
    if (of_.release > last_) return waiting();
    const int soonest = unhindered(of_.release);
    const bool crew_late = of_.crew_week > of_.due;
    if (crew_late && better_by_ < last_ && better_by_ < of_.crew_week) return {PlanReasonKind::crew, {}, of_.crew_week, of_.crew_week};
    if (soonest < 0 || soonest > std::max(of_.due, -1)) {
      if (const auto reason = outside(soonest)) return *reason;
    }
    if (const auto reason = capacity()) return *reason;
    if (of_.release > 0) return waiting();
    return {PlanReasonKind::transit, {}, of_.release, std::max(soonest, of_.release)};
  }

 private:
  PlanReason waiting() const { return {kind_of(of_.wait), {}, of_.release, of_.release}; }

  Residual::Wish wish(int release) const {
    Residual::Wish wish;
    wish.cargo = cargo_;
    wish.release = release;
    wish.last = last_;
    wish.tonnes = tonnes_;
    return wish;
  }

  // The first week of arrival through empty places; -1 if never within the horizon.
  int unhindered(int release) const {
    Residual::Wish through = wish(release);
    through.blocked = 0;
    const FlowWay way = residual_.find(through);
    return way.arrival;
  }

  // Even empty places would not do: the release, where an earlier one would, else the way is too long.
  std::optional<PlanReason> outside(int soonest) const {
    const int earlier = unhindered(0);
    if (of_.release > 0 && earlier >= 0 && earlier <= better_by_ && (soonest < 0 || earlier < soonest)) {
      const FlowWay way = residual_.find(wish(0));
      if (way.arrival >= 0 && way.arrival <= better_by_) return waiting();
      return std::nullopt;
    }
    // Arriving as soon as it can: nothing else is in the way.
    if (soonest < 0 || soonest > better_by_) return PlanReason{PlanReasonKind::transit, {}, of_.release, std::max(soonest, last_)};
    return std::nullopt;
  }

  std::optional<PlanReason> capacity() const {
    Residual::Wish least = wish(of_.release);
    least.last = better_by_;
    least.blocked = 1e6;
    const FlowWay way = residual_.find(least);
    if (way.arrival < 0) return std::nullopt;
    std::map<PlanPlace, std::pair<int, int>> weeks;
    std::map<PlanPlace, double> price;
    for (const int limit : residual_.blocked_limits(cargo_, way.arcs, of_.release, tonnes_)) {
      const PlanPlace place = space_.place(limit);
      const int week = space_.week_of(limit);
      const auto [found, fresh] = weeks.try_emplace(place, week, week);
      found->second = {std::min(found->second.first, week), std::max(found->second.second, week)};
      price[place] += prices_[static_cast<std::size_t>(limit)];
    }
    if (weeks.empty()) return std::nullopt;
    const auto dearer = [](const auto& a, const auto& b) { return a.second < b.second; };
    PlanPlace chosen = std::max_element(price.begin(), price.end(), dearer)->first;
    for (const auto& [place, span] : weeks) {
      if (weeks.size() == 1) break;
      Residual::Wish relaxed = wish(of_.release);
      relaxed.last = better_by_;
      relaxed.relaxed = place;
      if (residual_.find(relaxed).arrival >= 0) {
        chosen = place;
        break;
      }
    }
    const auto& [from, until] = weeks.at(chosen);
    const bool ramp = chosen.kind == PlanPlaceKind::link &&
                      instance_.links[static_cast<std::size_t>(chosen.index)].kind != PlanLinkKind::transport;
    return PlanReason{ramp ? PlanReasonKind::ramp : PlanReasonKind::capacity, chosen, from, until};
  }

  const PlanInstance& instance_;
  const SpaceTime& space_;
  const Residual& residual_;
  const std::vector<double>& prices_;
  int cargo_;
  const PlanCargo& of_;
  int last_;
  int better_by_ = 0;
  PlanTonnes tonnes_ = 0;
};

}  // namespace

PlanReason reason_of(const PlanInstance& instance, const SpaceTime& space, const Residual& residual,
                     const std::vector<double>& prices, int cargo, const PlanLine& line) {
  return ReasonSearch(instance, space, residual, prices, cargo, line).find();
}

}  // namespace servanda
