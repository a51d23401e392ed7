#include "plan/only_takes.h"

#include <algorithm>

#include "plan/matched.h"

namespace servanda {
namespace {

bool no_limit(const std::vector<PlanTonnes>& limits) {
  return std::all_of(limits.begin(), limits.end(), [](PlanTonnes one) { return one == kNoLimit; });
}

bool no_higher(const std::vector<PlanTonnes>& after, const std::vector<PlanTonnes>& before) {
  if (before.empty()) return true;
  if (after.empty()) return no_limit(before);
  return std::equal(after.begin(), after.end(), before.begin(), before.end(), [](PlanTonnes a, PlanTonnes b) { return a <= b; });
}

class Comparison {
 public:
  Comparison(const PlanInstance& before, const PlanInstance& after)
      : before_(before), after_(after), nodes_(matched(after.nodes, before.nodes)), links_(matched(after.links, before.links)),
        resources_(matched(before.resources, after.resources)), cargo_(matched(after.cargo, before.cargo)) {}

  bool only_takes() const {
    if (before_.weeks != after_.weeks || before_.cargo.size() != after_.cargo.size()) return false;
    return all(nodes_, &Comparison::node) && all(links_, &Comparison::link) && all(cargo_, &Comparison::cargo);
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  bool all(const std::vector<int>& matched, bool (Comparison::*holds)(int, int) const) const {
    for (std::size_t i = 0; i < matched.size(); ++i)
      if (!(this->*holds)(matched[i], static_cast<int>(i))) return false;
    return true;
  }

  // A node more changes nothing: the links to it are links more.
  bool node(int was, int is) const {
    if (was < 0) return true;
    const PlanNode& a = before_.nodes[at(was)];
    const PlanNode& b = after_.nodes[at(is)];
    return b.holding_cost >= a.holding_cost && no_higher(b.handling, a.handling) && no_higher(b.storage, a.storage) && no_higher(b.hazardous, a.hazardous);
  }

  bool same_node(int was, int is) const { return nodes_[at(is)] == was; }

  bool link(int was, int is) const {
    if (was < 0) return false;
    const PlanLink& a = before_.links[at(was)];
    const PlanLink& b = after_.links[at(is)];
    return same_node(a.from, b.from) && same_node(a.to, b.to) && a.transit_weeks == b.transit_weeks && a.vehicle == b.vehicle &&
           b.minimum >= a.minimum && b.least(0) >= a.least(0) && b.cost_per_tonne >= a.cost_per_tonne && b.permit_weeks >= a.permit_weeks &&
           no_higher(b.capacity, a.capacity) && std::all_of(a.uses.begin(), a.uses.end(), [&](const PlanUse& use) { return uses_no_less(a, b, use.resource); });
  }

  static std::int64_t per_tonne(const PlanLink& link, int resource) {
    std::int64_t sum = 0;
    for (const PlanUse& use : link.uses) sum += use.resource == resource ? use.per_tonne : 0;
    return sum;
  }

  // As much of a resource of which there is no more.
  bool uses_no_less(const PlanLink& was, const PlanLink& is, int resource) const {
    const int now = resources_[at(resource)];
    return now >= 0 && no_higher(after_.resources[at(now)].amount, before_.resources[at(resource)].amount) &&
           per_tonne(is, now) >= per_tonne(was, resource);
  }

  bool cargo(int was, int is) const {
    if (was < 0) return false;
    const PlanCargo& a = before_.cargo[at(was)];
    const PlanCargo& b = after_.cargo[at(is)];
    return same_node(a.origin, b.origin) && same_node(a.destination, b.destination) && a.latest == b.latest && a.tonnes == b.tonnes &&
           a.lots == b.lots && a.weight == b.weight && a.hazardous == b.hazardous && b.due <= a.due && b.crew_week >= a.crew_week &&
           (b.release == a.release || (b.release > a.release && waits_for_nothing(b)));
  }

  bool waits_for_nothing(const PlanCargo& cargo) const {
    const PlanNode& origin = after_.nodes[at(cargo.origin)];
    return origin.holding_cost == 0 && no_limit(origin.storage) && (!cargo.hazardous || no_limit(origin.hazardous));
  }

  const PlanInstance& before_;
  const PlanInstance& after_;
  std::vector<int> nodes_;      // of the second instance in the first
  std::vector<int> links_;
  std::vector<int> resources_;  // of the first in the second
  std::vector<int> cargo_;
};

}  // namespace

bool only_takes(const PlanInstance& before, const PlanInstance& after) { return Comparison(before, after).only_takes(); }

}  // namespace servanda
