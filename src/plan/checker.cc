#include "plan/checker.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/decimal.h"
#include "base/wide.h"

namespace servanda {
namespace {

std::string tonnes_text(Wide units) { return decimal_text(units) + " t"; }

constexpr std::array kUsed{PlanPlaceKind::link, PlanPlaceKind::node_handling, PlanPlaceKind::node_storage,
                           PlanPlaceKind::node_hazardous, PlanPlaceKind::resource};

class PlanVerifier {
 public:
  PlanVerifier(const PlanInstance& instance, const Plan& plan)
      : instance_(instance), plan_(plan), weeks_(static_cast<std::size_t>(std::max(0, instance.weeks))) {
    std::size_t places = 0;
    for (const PlanPlaceKind kind : kUsed) {
      first_[static_cast<std::size_t>(kind)] = places;
      places += count(kind);
    }
    used_.assign(places * weeks_, 0);
  }

  std::vector<std::string> verify() {
    if (plan_.lines.size() != instance_.cargo.size()) {
      found_.push_back("the plan has " + std::to_string(plan_.lines.size()) + " lines for " +
                       std::to_string(instance_.cargo.size()) + " cargoes");
      return std::move(found_);
    }
    for (std::size_t k = 0; k < plan_.lines.size(); ++k) verify_line(instance_.cargo[k], plan_.lines[k]);
    verify_limits();
    verify_minimums();
    verify_stated_use();
    return std::move(found_);
  }

 private:
  void complain(const PlanCargo& cargo, const std::string& what) { found_.push_back(cargo.id + ": " + what); }

  void verify_line(const PlanCargo& cargo, const PlanLine& line) {
    Wide delivered = 0;
    Wide late = 0;
    std::int64_t lots = 0;
    int last = -1;
    for (const PlanMove& move : line.moves) {
      if (!verify_move(cargo, move)) continue;
      delivered += move.tonnes;
      lots += move.lots;
      last = std::max(last, move.arrival);
      if (std::max(move.arrival, cargo.crew_week) > cargo.due) late += move.tonnes;
    }
    if (delivered > cargo.tonnes) complain(cargo, "delivers " + tonnes_text(delivered) + " of " + tonnes_text(cargo.tonnes));
    if (delivered + line.short_tonnes != cargo.tonnes) complain(cargo, "delivered and short do not add up to its tonnes");
    if (late != line.late_tonnes) complain(cargo, "late tonnes are " + tonnes_text(late));
    if (last != line.arrival) complain(cargo, "the last arrival is in week " + std::to_string(last));
    const int due = cargo.due;
    const int weeks_late = last < 0 || due == kNoDue ? 0 : std::max(0, std::max(last, cargo.crew_week) - due);
    if (weeks_late != line.late_weeks) complain(cargo, "is late by " + std::to_string(weeks_late) + " weeks");
    if (cargo.lots > 0) verify_lots(cargo, line, lots);
    if ((line.late_tonnes > 0 || line.short_tonnes > 0) && !line.reason) complain(cargo, "late or short without a reason");
  }

  // Lots are tonnes / lots, the first tonnes % lots of them one unit larger.
  void verify_lots(const PlanCargo& cargo, const PlanLine& line, std::int64_t lots) {
    if (lots > cargo.lots) complain(cargo, "moves more lots than it has");
    const PlanTonnes small = cargo.tonnes / cargo.lots;
    const PlanTonnes larger = cargo.tonnes % cargo.lots;
    PlanTonnes extra = 0;
    for (const PlanMove& move : line.moves) {
      const PlanTonnes over = move.tonnes - move.lots * small;
      if (move.lots <= 0 || over < 0 || over > move.lots) complain(cargo, "a move of " + tonnes_text(move.tonnes) + " is not whole lots");
      extra += over;
    }
    if (extra > larger) complain(cargo, "its lots are larger than they are");
    if (lots == cargo.lots && line.short_tonnes != 0) complain(cargo, "all lots move, and some tonnes do not");
  }

  bool verify_move(const PlanCargo& cargo, const PlanMove& move) {
    const std::size_t before = found_.size();
    if (move.tonnes <= 0) complain(cargo, "a move of no tonnes");
    int node = cargo.origin;
    int week = cargo.release;
    for (const PlanLeg& leg : move.legs) {
      if (leg.link < 0 || leg.link >= static_cast<int>(instance_.links.size())) {
        complain(cargo, "takes a link that does not exist");
        return false;
      }
      const PlanLink& link = instance_.links[static_cast<std::size_t>(leg.link)];
      if (leg.tonnes != move.tonnes) complain(cargo, "loses or gains tonnes on " + link.id);
      if (link.from != node) complain(cargo, link.id + " does not begin where the goods are");
      if (leg.depart < week || leg.depart < cargo.release + (link.permit_weeks > 0 ? link.permit_weeks : 0))
        complain(cargo, "departs on " + link.id + " in week " + std::to_string(leg.depart) + ", before it can");
      if (leg.arrive != leg.depart + link.transit_weeks) complain(cargo, "is faster or slower than " + link.id);
      if (leg.depart < 0 || leg.arrive < 0 || leg.depart >= instance_.weeks || leg.arrive >= instance_.weeks) {
        complain(cargo, "travels outside the weeks of the plan");
        return false;
      }
      use_link(cargo, leg, link);
      hold(cargo, node, week, leg.depart, move.tonnes);
      node = link.to;
      week = leg.arrive;
    }
    if (node != cargo.destination) complain(cargo, "ends at another place than its destination");
    if (week != move.arrival) complain(cargo, "arrives in another week than stated");
    if (cargo.latest >= 0 && move.arrival > cargo.latest) complain(cargo, "arrives after the last week it may");
    if (move.arrival < cargo.release) complain(cargo, "arrives before it is ready");
    return found_.size() == before;
  }

  std::size_t count(PlanPlaceKind kind) const {
    if (kind == PlanPlaceKind::link) return instance_.links.size();
    return kind == PlanPlaceKind::resource ? instance_.resources.size() : instance_.nodes.size();
  }

  std::size_t at(PlanPlace place, int week) const {
    return (first_[static_cast<std::size_t>(place.kind)] + static_cast<std::size_t>(place.index)) * weeks_ +
           static_cast<std::size_t>(week);
  }

  void add(PlanPlaceKind kind, int index, int week, Wide amount) { used_[at({kind, index}, week)] += amount; }

  // Calls take(place, week, used) wherever anything is used.
  template <class Take>
  void each_use(Take&& take) const {
    for (const PlanPlaceKind kind : kUsed)
      for (int index = 0; index < static_cast<int>(count(kind)); ++index)
        for (int week = 0; week < instance_.weeks; ++week)
          if (const Wide used = used_[at({kind, index}, week)]; used != 0) take(PlanPlace{kind, index}, week, used);
  }

  void use_link(const PlanCargo& cargo, const PlanLeg& leg, const PlanLink& link) {
    add(PlanPlaceKind::link, leg.link, leg.depart, leg.tonnes);
    add(PlanPlaceKind::node_handling, link.to, leg.arrive, leg.tonnes);
    if (cargo.hazardous) add(PlanPlaceKind::node_hazardous, link.to, leg.arrive, leg.tonnes);
    for (const PlanUse& use : link.uses)
      add(PlanPlaceKind::resource, use.resource, leg.depart, Wide{leg.tonnes} * use.per_tonne);
  }

  void hold(const PlanCargo& cargo, int node, int from, int until, PlanTonnes tonnes) {
    for (int week = std::max(from, 0); node != cargo.origin && week < until; ++week) {
      add(PlanPlaceKind::node_storage, node, week, tonnes);
      if (cargo.hazardous) add(PlanPlaceKind::node_hazardous, node, week + 1, tonnes);
    }
  }

  const std::vector<PlanTonnes>& limits(PlanPlace place) const {
    const auto at = static_cast<std::size_t>(place.index);
    switch (place.kind) {
      case PlanPlaceKind::link: return instance_.links[at].capacity;
      case PlanPlaceKind::node_handling: return instance_.nodes[at].handling;
      case PlanPlaceKind::node_storage: return instance_.nodes[at].storage;
      case PlanPlaceKind::node_hazardous: return instance_.nodes[at].hazardous;
      case PlanPlaceKind::resource: return instance_.resources[at].amount;
      case PlanPlaceKind::link_minimum:
      case PlanPlaceKind::level: break;
    }
    static const std::vector<PlanTonnes> none;
    return none;
  }

  std::string name(PlanPlace place) const {
    const auto at = static_cast<std::size_t>(place.index);
    switch (place.kind) {
      case PlanPlaceKind::link: return instance_.links[at].id;
      case PlanPlaceKind::node_handling: return "handling at " + instance_.nodes[at].id;
      case PlanPlaceKind::node_storage: return "storage at " + instance_.nodes[at].id;
      case PlanPlaceKind::node_hazardous: return "hazardous goods at " + instance_.nodes[at].id;
      case PlanPlaceKind::resource: return instance_.resources[at].id;
      case PlanPlaceKind::link_minimum:
      case PlanPlaceKind::level: break;
    }
    return "?";
  }

  PlanTonnes limit_of(PlanPlace place, int week) const {
    const auto& by_week = limits(place);
    return by_week.empty() ? kNoLimit : by_week[static_cast<std::size_t>(week)];
  }

  // A resource is used in 1e-8: tonnes and use a tonne are both counts of 1e-4.
  static Wide scale_of(PlanPlace place) { return place.kind == PlanPlaceKind::resource ? kTonne : 1; }

  void verify_limits() {
    each_use([&](PlanPlace place, int week, Wide used) {
      const PlanTonnes limit = limit_of(place, week);
      const Wide scale = scale_of(place);
      if (limit != kNoLimit && used > Wide{limit} * scale)
        found_.push_back(name(place) + " in week " + std::to_string(week) + " takes " + decimal_text(used / scale) + " of " +
                         decimal_text(limit));
    });
  }

  void verify_minimums() {
    each_use([&](PlanPlace place, int week, Wide used) {
      if (place.kind != PlanPlaceKind::link) return;
      const PlanLink& link = instance_.links[static_cast<std::size_t>(place.index)];
      if (used > 0 && used < link.least(week))
        found_.push_back(link.id + " in week " + std::to_string(week) + " runs with less than its minimum");
    });
  }

  bool exists(const PlanUseOfPlace& use) const {
    return std::find(kUsed.begin(), kUsed.end(), use.place.kind) != kUsed.end() && use.place.index >= 0 &&
           use.place.index < static_cast<int>(count(use.place.kind)) && use.week >= 0 && use.week < instance_.weeks;
  }

  // What the plan states as used is what its moves use: all links, nodes and resources that have a limit.
  void verify_stated_use() {
    std::vector<Wide> stated(used_.size(), 0);
    for (const PlanUseOfPlace& use : plan_.use) {
      if (!exists(use)) {
        found_.push_back("use is stated of a place or week that does not exist");
        continue;
      }
      const std::size_t there = at(use.place, use.week);
      stated[there] += use.used;
      if (use.capacity != limit_of(use.place, use.week)) found_.push_back(name(use.place) + ": another capacity is stated");
      if (used_[there] == 0) found_.push_back(name(use.place) + " is stated as used, and is not");
    }
    each_use([&](PlanPlace place, int week, Wide used) {
      const Wide scale = scale_of(place);
      if (stated[at(place, week)] != (used + scale - 1) / scale)
        found_.push_back(name(place) + " in week " + std::to_string(week) + ": use is not what is stated");
    });
  }

  const PlanInstance& instance_;
  const Plan& plan_;
  std::size_t weeks_;
  std::array<std::size_t, 6> first_{};  // by kind: how many places of kinds before it
  std::vector<Wide> used_;              // by place and week
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> check_plan(const PlanInstance& instance, const Plan& plan) {
  return PlanVerifier(instance, plan).verify();
}

}  // namespace servanda
