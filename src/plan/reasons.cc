#include "plan/reasons.h"

#include <algorithm>
#include <array>
#include <optional>

namespace servanda {
namespace {

PlanReasonKind kind_of(PlanWait wait) {
  switch (wait) {
    case PlanWait::ramp: return PlanReasonKind::ramp;
    case PlanWait::unfunded: return PlanReasonKind::unfunded;
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

// Things that are out of the way for one line.
struct Relaxed {
  bool waiting = false;  // released at once
  bool crew = false;     // trained from the beginning
  bool permit = false;   // there from the beginning, for all links
  bool way = false;      // a way that is there at once, and never full
  std::vector<PlacesWeeks> places;
  std::size_t count() const { return std::size_t{waiting} + std::size_t{crew} + std::size_t{permit} + std::size_t{way} + places.size(); }
};

class ReasonSearch {
 public:
  ReasonSearch(const PlanInstance& instance, const SpaceTime& space, Residual& residual, const std::vector<PlanTonnes>& loads,
               const std::vector<double>& prices, int cargo, const PlanLine& line)
      : instance_(instance), space_(space), residual_(residual), others_(loads), prices_(prices), cargo_(cargo), line_(line),
        of_(instance.cargo[static_cast<std::size_t>(cargo)]), last_(space.cargo[static_cast<std::size_t>(cargo)].last) {
    tonnes_ = line.short_tonnes > 0 ? line.short_tonnes : line.late_tonnes;
    comes_along_ = tonnes_;
    tonnes_ = std::min(tonnes_, of_.lots > 0 ? of_.largest_lot() : kTonne);
    if (line.short_tonnes == 0 && !others_.empty())
      each_late_leg([&](std::int32_t arc, PlanTonnes tonnes) { others_[static_cast<std::size_t>(arc)] -= tonnes; });
    if (line.short_tonnes > 0) return;
    for (const PlanLeg& leg : line.moves.back().legs) last_way_.push_back(arc_of(leg));
    taken_ = std::min(tonnes_, line.moves.back().tonnes);
    residual_.give_back(cargo_, last_way_, taken_);
  }
  ~ReasonSearch() { residual_.take(cargo_, last_way_, taken_); }
  ReasonSearch(const ReasonSearch&) = delete;
  ReasonSearch& operator=(const ReasonSearch&) = delete;

  std::vector<PlanReason> find() const {
    std::optional<Relaxed> best;
    int soonest = 0;
    const bool joined = connected(space_, of_.origin, of_.destination);
    if (joined && full_limits({}, kFar)) {
      const std::vector<PlanReason> runs = runs_in_the_way();
      return runs.empty() ? std::vector<PlanReason>{{PlanReasonKind::given_up, {}, of_.release, of_.release}} : runs;
    }
    std::array<std::pair<bool, bool>, 4> starts{{{false, false}, {false, true}, {true, false}, {true, true}}};  // permit, waiting
    if (late_for_permits()) std::swap(starts[1], starts[2]);
    for (const bool way : {false, true})
      for (const bool crew : {false, true})
        for (const auto& [permit, waiting] : starts) {
          const Relaxed given{waiting, crew, permit, way, {}};
          if ((waiting && of_.release <= 0) || (crew && of_.crew_week <= 0) || (permit && (way || !asks_permits()))) continue;
          if ((!joined && !way) || (best && best->count() < given.count())) continue;
          if (joined && way && full_limits({waiting, crew, asks_permits(), false, {}}, kInTheWay)) continue;  // some way is fast enough
          const std::optional<Relaxed> found = with_places(given);
          if (!found || found->count() == 0 || (best && best->count() < found->count())) continue;
          const int usable = soonest_with(*found);
          if (best && best->count() == found->count() && soonest <= usable) continue;
          best = found;
          soonest = usable;
        }
    if (!best) return {{joined ? PlanReasonKind::transit : PlanReasonKind::no_path, {}, of_.release, of_.release}};
    return reasons(without_needless(*best), joined);
  }

 private:
  static constexpr double kInTheWay = 1e6;

  // Whether it could still be there in time when it is released, if no link asked for a permit.
  bool late_for_permits() const {
    if (!asks_permits() || of_.release > of_.due) return false;
    Residual::Wish wish = wish_for({false, false, true, false, {}}, kInTheWay);
    wish.last = std::min(wish.last, of_.due);
    return residual_.find(wish).arrival >= 0;
  }
  bool asks_permits() const {
    return std::any_of(space_.order.begin(), space_.order.end(), [](const SpaceTime::Link& link) { return link.permit > 0; });
  }
  int release(const Relaxed& relaxed) const { return relaxed.waiting ? 0 : of_.release; }
  int crew(const Relaxed& relaxed) const { return relaxed.crew ? 0 : of_.crew_week; }

  // The last week of arrival that is better than what the line has; -1: none is.
  int better_by(const Relaxed& relaxed) const {
    if (line_.short_tonnes > 0) return last_;
    const int usable = std::max(line_.arrival, of_.crew_week);
    return crew(relaxed) < usable ? std::min(last_, usable - 1) : -1;
  }

  bool waits_for_crew_alone() const { return of_.crew_week > of_.due && line_.arrival >= 0 && line_.arrival < of_.crew_week; }

  template <class Take>
  void each_late_leg(Take&& take) const {
    for (const PlanMove& move : line_.moves)
      if (std::max(move.arrival, of_.crew_week) > of_.due)
        for (const PlanLeg& leg : move.legs)
          take(arc_of(leg), leg.tonnes);
  }
  std::int32_t arc_of(const PlanLeg& leg) const {
    return static_cast<std::int32_t>(leg.depart * space_.links + space_.position[static_cast<std::size_t>(leg.link)]);
  }

  // When some of it is usable then, not before it is due, since sooner is no better.
  int soonest_with(const Relaxed& relaxed) const {
    int arrives = relaxed.way ? release(relaxed) : line_.arrival;
    if (!relaxed.way && !(relaxed.crew && waits_for_crew_alone())) arrives = residual_.find(wish_for(relaxed, kFar)).arrival;
    return std::max({arrives, crew(relaxed), of_.due});
  }

  // Where a way is free for some of it: the links that would not run for what has room, or that it would leave below their minimum.
  std::vector<PlanReason> runs_in_the_way() const {
    if (others_.empty()) return {};
    std::vector<std::int32_t> arcs = residual_.find(wish_for({}, kFar)).arcs;
    std::erase_if(arcs, [&](std::int32_t arc) { return others_[static_cast<std::size_t>(arc)] >= residual_.minimum(arc); });
    if (line_.short_tonnes == 0)
      each_late_leg([&](std::int32_t arc, PlanTonnes) {
        const PlanTonnes left = others_[static_cast<std::size_t>(arc)];
        if (left > 0 && left < residual_.minimum(arc)) arcs.push_back(arc);
      });
    Relaxed relaxed;
    std::vector<int> limits;
    for (const std::int32_t arc : arcs) limits.push_back(space_.minimum(arc % space_.links, arc / space_.links));
    relaxed.places = places_of(limits);
    return reasons(relaxed, true);
  }

  Residual::Wish wish_for(const Relaxed& relaxed, double toll) const {
    Residual::Wish wish;
    wish.cargo = cargo_;
    wish.release = release(relaxed);
    wish.last = better_by(relaxed);
    wish.tonnes = tonnes_;
    wish.blocked = toll;
    wish.permits = !relaxed.permit;
    wish.relaxed = relaxed.places;
    if (!others_.empty()) wish.loads = &others_;
    wish.comes_along = comes_along_;
    return wish;
  }

  // The limits that do not hold the tonnes on the better way with the fewest of them, those that are out of the way not
  // counted; none: there is no better way. At a toll of kFar all others hold.
  std::optional<std::vector<int>> full_limits(const Relaxed& relaxed, double toll) const {
    if (relaxed.crew && waits_for_crew_alone()) return std::vector<int>();
    if (relaxed.way) return full_at_the_ends(relaxed, toll);
    const Residual::Wish wish = wish_for(relaxed, toll);
    const FlowWay way = residual_.find(wish);
    if (way.arrival < 0) return std::nullopt;
    std::vector<int> full = residual_.blocked_limits(cargo_, way.arcs, wish.release, tonnes_);
    const bool others_hold = std::all_of(full.begin(), full.end(), [&](int limit) { return out_of_the_way(relaxed, limit); });
    if (toll >= kFar && !others_hold) return std::nullopt;
    for (const std::int32_t arc : way.arcs)
      if (residual_.below_minimum(arc, wish)) full.push_back(space_.minimum(arc % space_.links, arc / space_.links));
    return full;
  }

  // By a way of its own only the arrival takes room.
  std::optional<std::vector<int>> full_at_the_ends(const Relaxed& relaxed, double toll) const {
    const int until = better_by(relaxed);
    std::optional<std::vector<int>> fewest;
    std::ptrdiff_t least = 0;
    const auto take = [&](std::vector<int>& to, int limit) {
      if (!residual_.holds(limit, 1, tonnes_)) to.push_back(limit);
    };
    for (int week = release(relaxed); week <= until; ++week) {
      std::vector<int> full;
      take(full, space_.handling(of_.destination, week));
      if (of_.hazardous) take(full, space_.hazard(of_.destination, week));
      const auto kept = std::count_if(full.begin(), full.end(), [&](int limit) { return !out_of_the_way(relaxed, limit); });
      if ((kept == 0 || toll < kFar) && (!fewest || kept < least)) {
        fewest = full;
        least = kept;
      }
    }
    return fewest;
  }

  bool out_of_the_way(const Relaxed& relaxed, int limit) const {
    return std::any_of(relaxed.places.begin(), relaxed.places.end(), [&](const PlacesWeeks& one) {
      return one.has(space_.place(limit), space_.week_of(limit));
    });
  }

  std::vector<PlacesWeeks> places_of(const std::vector<int>& limits) const {
    std::vector<PlacesWeeks> out;
    for (const int limit : limits) {
      const PlanPlace place = space_.place(limit);
      const int week = space_.week_of(limit);
      const auto found = std::find_if(out.begin(), out.end(), [&](const PlacesWeeks& one) { return one.place == place; });
      if (found == out.end()) {
        out.push_back({place, week, week});
      } else {
        found->from = std::min(found->from, week);
        found->until = std::max(found->until, week);
      }
    }
    return out;
  }

  // The places that have to be out of the way too: one, where one of those on the way with the fewest full limits does it.
  std::optional<Relaxed> with_places(const Relaxed& given) const {
    const std::optional<std::vector<int>> limits = full_limits(given, kInTheWay);
    if (!limits) return std::nullopt;
    Relaxed out = given;
    out.places = places_of(*limits);
    if (out.places.size() < 2) return out;
    for (const PlacesWeeks& one : out.places) {
      Relaxed single = given;
      single.places = {{one.place, 0, space_.weeks - 1}};
      if (const auto open = full_limits(single, kFar)) return with(single, *open);
    }
    return out;
  }

  Relaxed with(Relaxed relaxed, const std::vector<int>& limits) const {
    relaxed.places = places_of(limits);
    return relaxed;
  }

  Relaxed without_needless(Relaxed relaxed) const {
    for (bool Relaxed::*part : {&Relaxed::waiting, &Relaxed::permit, &Relaxed::crew, &Relaxed::way}) {
      Relaxed fewer = relaxed;
      fewer.*part = false;
      if (!(relaxed.*part) || fewer.count() == 0) continue;
      if (const auto open = full_limits(fewer, kFar)) relaxed = with(fewer, *open);
    }
    for (std::size_t i = 0; i < relaxed.places.size() && relaxed.count() > 1;) {
      Relaxed fewer = relaxed;
      fewer.places.erase(fewer.places.begin() + static_cast<std::ptrdiff_t>(i));
      if (const auto open = full_limits(fewer, kFar)) {
        relaxed = with(fewer, *open);
        i = 0;
      } else {
        ++i;
      }
    }
    return relaxed;
  }

  double price(const PlacesWeeks& one) const {
    double sum = 0;
    if (one.place.kind == PlanPlaceKind::link_minimum) return sum;
    for (int week = one.from; week <= one.until; ++week) sum += prices_[static_cast<std::size_t>(space_.limit_at(one.place, week))];
    return sum;
  }

  // The links on the better way that have to wait for their own, the last one first.
  void state_permits(const Relaxed& relaxed, std::vector<PlanReason>& out) const {
    const std::vector<std::int32_t> arcs = residual_.find(wish_for(relaxed, kFar)).arcs;
    const std::size_t before = out.size();
    for (auto arc = arcs.rbegin(); arc != arcs.rend(); ++arc) {
      const SpaceTime::Link& link = space_.order[static_cast<std::size_t>(*arc % space_.links)];
      const int from = release(relaxed) + link.permit;
      if (*arc / space_.links < from) out.push_back({PlanReasonKind::permit, PlanPlace{PlanPlaceKind::link, link.original}, from, from});
    }
    if (out.size() == before) out.push_back({PlanReasonKind::permit, {}, of_.release, of_.release});
  }

  // The dearest place first.
  std::vector<PlanReason> reasons(Relaxed relaxed, bool joined) const {
    std::vector<PlanReason> out;
    if (relaxed.way) out.push_back({joined ? PlanReasonKind::transit : PlanReasonKind::no_path, {}, of_.release, of_.release});
    if (relaxed.waiting && of_.waits.empty()) out.push_back({PlanReasonKind::not_ready, {}, of_.release, of_.release});
    if (relaxed.waiting)
      for (const PlanWait wait : of_.waits) out.push_back({kind_of(wait), {}, of_.release, of_.release});
    if (relaxed.permit) state_permits(relaxed, out);
    if (relaxed.crew) out.push_back({PlanReasonKind::crew, {}, of_.crew_week, of_.crew_week});
    std::stable_sort(relaxed.places.begin(), relaxed.places.end(), [&](const auto& a, const auto& b) { return price(a) > price(b); });
    for (const PlacesWeeks& one : relaxed.places) {
      if (one.place.kind == PlanPlaceKind::link_minimum) {
        out.push_back({PlanReasonKind::below_minimum, PlanPlace{PlanPlaceKind::link, one.place.index}, one.from, one.until});
        continue;
      }
      const bool ramp = one.place.kind == PlanPlaceKind::link &&
                        instance_.links[static_cast<std::size_t>(one.place.index)].kind != PlanLinkKind::transport;
      out.push_back({ramp ? PlanReasonKind::ramp : PlanReasonKind::capacity, one.place, one.from, one.until});
    }
    return out;
  }

  const PlanInstance& instance_;
  const SpaceTime& space_;
  Residual& residual_;
  std::vector<PlanTonnes> others_;  // by arc, without what is late of this cargo
  const std::vector<double>& prices_;
  int cargo_;
  const PlanLine& line_;
  const PlanCargo& of_;
  int last_;
  PlanTonnes tonnes_ = 0;
  PlanTonnes comes_along_ = 0;  // all that is late or short
  std::vector<std::int32_t> last_way_;  // of the move that arrives last
  PlanTonnes taken_ = 0;                // given back there while reasons are sought
};

}  // namespace

std::vector<PlanReason> reasons_of(const PlanInstance& instance, const SpaceTime& space, Residual& residual,
                                   const std::vector<PlanTonnes>& loads, const std::vector<double>& prices, int cargo,
                                   const PlanLine& line) {
  return ReasonSearch(instance, space, residual, loads, prices, cargo, line).find();
}

}  // namespace servanda
