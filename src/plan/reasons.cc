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
    arrival_ = line.arrival;
    better_by_ = line.short_tonnes > 0 ? last_ : line.arrival - 1;
    tonnes_ = line.short_tonnes > 0 ? line.short_tonnes : line.late_tonnes;
    tonnes_ = of_.lots > 0 ? std::min(tonnes_, of_.tonnes / of_.lots + (of_.tonnes % of_.lots != 0 ? 1 : 0)) : std::min(tonnes_, kTonne);
  }

  // What does it alone comes first; where only several things together would, the dearest place, or that no way is fast enough.
  PlanReason find() const {
    if (!connected(space_, of_.origin, of_.destination)) return {PlanReasonKind::no_path, {}, 0, 0};
    if (of_.release > last_) return waiting();
    if (crew_late() && better_by_ < of_.crew_week) return crew();
    const int soonest = unhindered(of_.release);
    const bool far = soonest < 0 || soonest > better_by_;
    if (far && earlier_helps()) return waiting();
    const std::optional<Blocked> blocked = far ? std::nullopt : blocking_place();
    if (blocked && blocked->alone) return blocked->reason;
    if (!far && earlier_helps()) return waiting();
    if (crew_late() && arrival_ >= 0 && arrival_ < of_.crew_week) return crew();
    if (blocked) return blocked->reason;
    return {PlanReasonKind::transit, {}, of_.release, std::max(soonest, far ? last_ : of_.release)};
  }

 private:
  struct Blocked {
    PlanReason reason;
    bool alone = false;  // without it a way opens
  };

  PlanReason waiting() const { return {kind_of(of_.wait), {}, of_.release, of_.release}; }
  PlanReason crew() const { return {PlanReasonKind::crew, {}, of_.crew_week, of_.crew_week}; }
  bool crew_late() const { return of_.crew_week > of_.due; }

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

  // Released at once, it would find room to be better.
  bool earlier_helps() const {
    if (of_.release == 0) return false;
    const FlowWay way = residual_.find(wish(0));
    return way.arrival >= 0 && way.arrival <= better_by_;
  }

  std::map<PlanPlace, std::pair<int, int>> blocked_on(const FlowWay& way, std::map<PlanPlace, double>* price = nullptr) const {
    std::map<PlanPlace, std::pair<int, int>> weeks;
    for (const int limit : residual_.blocked_limits(cargo_, way.arcs, of_.release, tonnes_)) {
      const PlanPlace place = space_.place(limit);
      const int week = space_.week_of(limit);
      const auto [found, fresh] = weeks.try_emplace(place, week, week);
      found->second = {std::min(found->second.first, week), std::max(found->second.second, week)};
      if (price != nullptr) (*price)[place] += prices_[static_cast<std::size_t>(limit)];
    }
    return weeks;
  }

  PlanReason full(PlanPlace place, std::pair<int, int> weeks) const {
    const bool ramp = place.kind == PlanPlaceKind::link &&
                      instance_.links[static_cast<std::size_t>(place.index)].kind != PlanLinkKind::transport;
    return {ramp ? PlanReasonKind::ramp : PlanReasonKind::capacity, place, weeks.first, weeks.second};
  }

  std::optional<Blocked> blocking_place() const {
    Residual::Wish least = wish(of_.release);
    least.last = better_by_;
    least.blocked = 1e6;
    const FlowWay way = residual_.find(least);
    if (way.arrival < 0) return std::nullopt;
    std::map<PlanPlace, double> price;
    const std::map<PlanPlace, std::pair<int, int>> weeks = blocked_on(way, &price);
    if (weeks.empty()) return std::nullopt;
    if (weeks.size() == 1) return Blocked{full(weeks.begin()->first, weeks.begin()->second), true};
    for (const auto& [place, span] : weeks) {
      Residual::Wish relaxed = wish(of_.release);
      relaxed.last = better_by_;
      relaxed.relaxed = place;
      const FlowWay open = residual_.find(relaxed);
      if (open.arrival < 0) continue;
      const auto there = blocked_on(open);
      return Blocked{full(place, there.contains(place) ? there.at(place) : span), true};
    }
    const auto dearer = [](const auto& a, const auto& b) { return a.second < b.second; };
    const PlanPlace dearest = std::max_element(price.begin(), price.end(), dearer)->first;
    return Blocked{full(dearest, weeks.at(dearest)), false};
  }

  const PlanInstance& instance_;
  const SpaceTime& space_;
  const Residual& residual_;
  const std::vector<double>& prices_;
  int cargo_;
  const PlanCargo& of_;
  int last_;
  int arrival_ = -1;
  int better_by_ = 0;
  PlanTonnes tonnes_ = 0;
};

}  // namespace

PlanReason reason_of(const PlanInstance& instance, const SpaceTime& space, const Residual& residual,
                     const std::vector<double>& prices, int cargo, const PlanLine& line) {
  return ReasonSearch(instance, space, residual, prices, cargo, line).find();
}

}  // namespace servanda
