#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <string>

#include "base/wide.h"
#include "plan/limits_of.h"
#include "plan/only_takes.h"
#include "plan/optimise.h"
#include "plan/random_instance.h"
#include "plan/reasons_relaxed.h"

// What a re-plan promises of the plan that it begins at (PlanOptions::base), with whole lots, vehicles, minimums, resources
// and hazardous goods.
namespace servanda {
namespace {

std::size_t index_of(int i) { return static_cast<std::size_t>(i); }

PlanInstance whole_instance(unsigned seed) {
  PlanInstance instance = random_instance(seed);
  std::mt19937 random(seed + 7000);
  const int last = static_cast<int>(instance.nodes.size()) - 1;
  for (const int more = draw(random, 0, 20); static_cast<int>(instance.cargo.size()) < more;) {
    PlanCargo cargo = instance.cargo[0];
    cargo.id = "M" + std::to_string(instance.cargo.size());
    cargo.origin = draw(random, 0, last);
    cargo.destination = draw(random, 0, last);
    cargo.release = draw(random, 0, instance.weeks - 1);
    cargo.due = draw(random, 0, instance.weeks);
    cargo.tonnes = draw(random, 10'000, 120'000);
    cargo.weight = 1 << draw(random, 0, 3);
    cargo.hazardous = draw(random, 0, 2) == 0;
    instance.cargo.push_back(cargo);
  }
  for (PlanCargo& cargo : instance.cargo) cargo.lots = draw(random, 0, 4);
  for (PlanLink& link : instance.links) {
    if (draw(random, 0, 2) == 0) link.vehicle = draw(random, 1, 5) * kTonne;
    if (draw(random, 0, 5) == 0) link.minimum = draw(random, 1, 4) * kTonne;
  }
  return instance;
}

struct Base {
  PlanInstance instance;
  Plan plan;
};

// Planned once: several tests begin at the same.
const Base& whole_base(unsigned seed) {
  static std::map<unsigned, Base> all;
  const auto [found, is_new] = all.try_emplace(seed);
  if (is_new) {
    found->second.instance = whole_instance(seed);
    found->second.plan = *optimise(found->second.instance);
  }
  return found->second;
}

Plan replanned(const PlanInstance& changed, const PlanInstance& instance, const Plan& base) {
  PlanOptions options;
  options.base = &base;
  options.base_instance = &instance;
  return *optimise(changed, options);
}

// Every move, by the names of links.
std::string moves_of(const PlanInstance& instance, const Plan& plan) {
  std::string out;
  for (const PlanLine& line : plan.lines) {
    for (const PlanMove& move : line.moves) {
      out += std::to_string(move.tonnes) + "/" + std::to_string(move.lots) + ":";
      for (const PlanLeg& leg : move.legs) out += " " + instance.links[static_cast<std::size_t>(leg.link)].id + "@" + std::to_string(leg.depart);
      out += "; ";
    }
    out += std::to_string(line.short_tonnes) + "\n";
  }
  return out;
}

// 1: the first is better in the first level in which they differ; -1: the second.
int better(const Plan& a, const Plan& b) {
  for (std::size_t level = 0; level < 3; ++level) {
    const double gain = (a.levels[level].value - b.levels[level].value) * (level == 0 ? 1 : -1);
    if (std::abs(gain) > 1e-9 * std::max(1.0, std::abs(b.levels[level].value))) return gain > 0 ? 1 : -1;
  }
  return 0;
}

std::vector<PlanPlace> places_of(const PlanInstance& instance) {
  std::vector<PlanPlace> out;
  for (int l = 0; l < static_cast<int>(instance.links.size()); ++l) out.push_back({PlanPlaceKind::link, l});
  for (int n = 0; n < static_cast<int>(instance.nodes.size()); ++n)
    for (const PlanPlaceKind kind : {PlanPlaceKind::node_handling, PlanPlaceKind::node_storage, PlanPlaceKind::node_hazardous}) out.push_back({kind, n});
  for (int r = 0; r < static_cast<int>(instance.resources.size()); ++r) out.push_back({PlanPlaceKind::resource, r});
  return out;
}

PlanTonnes used(const Plan& plan, PlanPlace place, int week) {
  for (const PlanUseOfPlace& use : plan.use)
    if (use.place == place && use.week == week) return use.used;
  return 0;
}

bool is_used(const Plan& plan, PlanPlace place) {
  return std::any_of(plan.use.begin(), plan.use.end(), [&](const PlanUseOfPlace& use) { return use.place == place; });
}

// Half of the places keep no more than is used, links that nobody takes are shut, dearer or gone.
PlanInstance without_what_is_free(PlanInstance instance, const Plan& plan, std::mt19937& random) {
  for (const PlanPlace& place : places_of(instance)) {
    if (draw(random, 0, 1) == 0) continue;
    std::vector<PlanTonnes>& limits = *limits_of(instance, place);
    if (limits.empty()) limits.assign(static_cast<std::size_t>(instance.weeks), kNoLimit);
    for (int w = 0; w < instance.weeks; ++w)
      if (draw(random, 0, 2) > 0) limits[static_cast<std::size_t>(w)] = used(plan, place, w);
  }
  for (std::size_t l = instance.links.size(); l-- > 0;) {
    if (is_used(plan, {PlanPlaceKind::link, static_cast<int>(l)})) continue;
    PlanLink& link = instance.links[l];
    switch (draw(random, 0, 3)) {
      case 0: link.capacity.assign(static_cast<std::size_t>(instance.weeks), 0); break;
      case 1: link.cost_per_tonne += 3 * kTonne; break;
      case 2: instance.links.erase(instance.links.begin() + static_cast<std::ptrdiff_t>(l)); break;
      default: link.permit_weeks += 1;
    }
  }
  return instance;
}

TEST(Replan, IsTheBasePlanWhereOnlyWhatItDoesNotNeedIsTakenAway) {
  int lots = 0;
  for (unsigned seed = 1; seed <= networks(200U); ++seed) {
    const auto& [instance, base] = whole_base(seed);
    std::mt19937 random(seed);
    const PlanInstance changed = without_what_is_free(instance, base, random);
    const Plan again = replanned(changed, instance, base);
    EXPECT_EQ(moves_of(changed, again), moves_of(instance, base)) << seed;
    EXPECT_EQ(better(again, base), 0) << seed;
    for (std::size_t level = 0; level < 3; ++level)
      EXPECT_LE((level == 0 ? -1 : 1) * again.levels[level].bound, (level == 0 ? -1 : 1) * again.levels[level].value + 1e-6 * std::max(1.0, std::abs(again.levels[level].value))) << seed;
    for (const PlanLine& line : base.lines) lots += line.moves.empty() || line.moves[0].lots == 0 ? 0 : 1;
  }
  EXPECT_GE(lots, networks(150));
}

// A base that its search left short of the best is no reason to credit the change with the rest.
TEST(Replan, IsTheBasePlanWhereTheBaseCouldHaveHadWhatIsBetter) {
  int could_be_better = 0;
  for (unsigned seed = 1; seed <= networks(100U); ++seed) {
    const PlanInstance instance = whole_instance(seed);
    PlanInstance narrow = instance;
    for (PlanLink& link : narrow.links)
      for (PlanTonnes& most : link.capacity) most = most == kNoLimit ? most : std::max(most / 2, std::min(most, link.vehicle));
    const Plan base = *optimise(narrow);
    if (!base.checked || base.status == PlanStatus::infeasible) continue;
    PlanInstance changed = instance;
    changed.nodes.push_back({"X", {}, {}, {}, 0});
    EXPECT_EQ(moves_of(changed, replanned(changed, instance, base)), moves_of(instance, base)) << seed;
    could_be_better += better(*optimise(instance), base) > 0 ? 1 : 0;
  }
  EXPECT_GT(could_be_better, networks(100) / 10 - 1);
}

// A link that nobody takes is shut for all weeks, alone.
TEST(Replan, ClosingALinkThatIsNotUsedChangesNothing) {
  int shut = 0;
  for (unsigned seed = 1; seed <= networks(200U); ++seed) {
    const auto& [instance, base] = whole_base(seed);
    for (int l = 0; l < static_cast<int>(instance.links.size()); ++l) {
      if (is_used(base, {PlanPlaceKind::link, l})) continue;
      PlanInstance changed = instance;
      changed.links[static_cast<std::size_t>(l)].capacity.assign(static_cast<std::size_t>(instance.weeks), 0);
      EXPECT_EQ(moves_of(changed, replanned(changed, instance, base)), moves_of(instance, base)) << seed << " link " << l;
      ++shut;
    }
  }
  EXPECT_GE(shut, networks(400));
}

void give(PlanInstance& instance, std::mt19937& random) {
  const auto places = places_of(instance);
  for (int more = draw(random, 1, 3); more > 0; --more)
    for (PlanTonnes& limit : *limits_of(instance, places[random() % places.size()]))
      if (limit != kNoLimit) limit += limit / 3 + draw(random, 0, 4) * kTonne;
  if (draw(random, 0, 1) == 0) {
    PlanLink link = instance.links[random() % instance.links.size()];
    link.id = "more";
    link.cost_per_tonne = draw(random, 0, 20) * kTonne;
    instance.links.push_back(link);
  }
  PlanCargo& cargo = instance.cargo[random() % instance.cargo.size()];
  const PlanNode& origin = instance.nodes[static_cast<std::size_t>(cargo.origin)];  // waiting there may take room and money
  if (draw(random, 0, 1) == 0 && origin.storage.empty() && origin.hazardous.empty() && origin.holding_cost == 0)
    cargo.release = std::max(0, cargo.release - 1);
  if (draw(random, 0, 2) == 0 && cargo.due != kNoDue) ++cargo.due;
}

void take(PlanInstance& instance, std::mt19937& random) {
  const auto places = places_of(instance);
  for (int less = draw(random, 1, 3); less > 0; --less)
    for (PlanTonnes& limit : *limits_of(instance, places[random() % places.size()]))
      if (limit != kNoLimit && draw(random, 0, 1) == 0) limit = limit * draw(random, 0, 2) / 3;
}

TEST(Replan, IsNoWorseInAnyLevelWhereMoreIsGivenAndIsTheBasePlanWhereThatHelpsNobody) {
  int bettered = 0;
  int kept = 0;
  for (unsigned seed = 1; seed <= networks(300U); ++seed) {
    const auto& [instance, base] = whole_base(seed);
    PlanInstance changed = instance;
    std::mt19937 random(seed);
    give(changed, random);
    const Plan again = replanned(changed, instance, base);
    EXPECT_GE(better(again, base), 0) << seed;
    if (better(again, base) > 0) {
      ++bettered;
    } else {
      ++kept;
      EXPECT_EQ(moves_of(changed, again), moves_of(instance, base)) << seed;
    }
  }
  EXPECT_GE(bettered, networks(60));
  EXPECT_GE(kept, networks(60));
}

TEST(Replan, IsNoWorseWhereMoreIsGivenAndWhatThePlanDoesNotNeedIsTaken) {
  int bettered = 0;
  for (unsigned seed = 1; seed <= networks(200U); ++seed) {
    const auto& [instance, base] = whole_base(seed);
    std::mt19937 random(seed);
    PlanInstance changed = without_what_is_free(instance, base, random);
    give(changed, random);
    const Plan again = replanned(changed, instance, base);
    EXPECT_GE(better(again, base), 0) << seed;
    bettered += better(again, base);
  }
  EXPECT_GE(bettered, networks(20));
}

// The network as all moves of a plan leave it, and no cargo in it.
PlanInstance left_by(const PlanInstance& instance, const Plan& plan) {
  PlanInstance left = instance;
  left.cargo.clear();
  std::vector<Wide> resources(index_of(instance.weeks) * instance.resources.size(), 0);
  const auto use = [](std::vector<PlanTonnes>& limits, int week, PlanTonnes amount) {
    if (!limits.empty() && limits[index_of(week)] != kNoLimit) limits[index_of(week)] -= amount;
  };
  for (std::size_t k = 0; k < plan.lines.size(); ++k) {
    const PlanCargo& cargo = instance.cargo[k];
    for (const PlanMove& move : plan.lines[k].moves) {
      int node = cargo.origin;
      int week = cargo.release;
      for (const PlanLeg& leg : move.legs) {
        const PlanLink& link = instance.links[index_of(leg.link)];
        for (; week < leg.depart; ++week) {
          if (node == cargo.origin) continue;
          use(left.nodes[index_of(node)].storage, week, move.tonnes);
          if (cargo.hazardous) use(left.nodes[index_of(node)].hazardous, week + 1, move.tonnes);
        }
        use(left.links[index_of(leg.link)].capacity, leg.depart, move.tonnes);
        for (const PlanUse& one : link.uses) resources[index_of(one.resource) * index_of(instance.weeks) + index_of(leg.depart)] += Wide{move.tonnes} * one.per_tonne;
        node = link.to;
        week = leg.arrive;
        use(left.nodes[index_of(node)].handling, week, move.tonnes);
        if (cargo.hazardous) use(left.nodes[index_of(node)].hazardous, week, move.tonnes);
      }
    }
  }
  for (std::size_t r = 0; r < instance.resources.size(); ++r)
    for (int w = 0; w < instance.weeks; ++w)
      use(left.resources[r].amount, w, static_cast<PlanTonnes>(resources[r * index_of(instance.weeks) + index_of(w)] / kTonne));  // to a count
  return left;
}

// Weeks by which something is late that is usable in a week; -1 arrives never.
int weeks_late(const PlanInstance& instance, const PlanCargo& cargo, int arrival) {
  const int last = cargo.latest < 0 ? instance.weeks - 1 : std::min(cargo.latest, instance.weeks - 1);
  return arrival < 0 ? std::max(1, std::max(last, cargo.crew_week) + 1 - cargo.due) : std::max(0, std::max(arrival, cargo.crew_week) - cargo.due);
}

// A lot of a line, or a tonne, as cargo of its own: some of what does not arrive, or of what arrives last, taken out of the plan.
PlanCargo some_of(const PlanCargo& cargo, PlanLine& line, bool stays) {
  PlanCargo out = cargo;
  out.lots = 1;
  if (stays) {
    out.tonnes = std::min(line.short_tonnes, cargo.lots > 0 ? cargo.largest_lot() : kTonne);
    return out;
  }
  PlanMove& last = line.moves.back();
  out.tonnes = last.lots > 0 ? (last.tonnes + last.lots - 1) / last.lots : std::min(last.tonnes, kTonne);
  last.tonnes -= out.tonnes;
  return out;
}

// Whether some of a line arrives better where its reasons are out of the way and all else stays as planned.
bool some_arrives_better(const PlanInstance& instance, const Plan& plan, std::size_t line, bool stays) {
  Plan rest = plan;
  const PlanCargo some = some_of(instance.cargo[line], rest.lines[line], stays);
  PlanInstance alone = left_by(instance, rest);
  alone.cargo = {some};
  alone = without_all(std::move(alone), 0, all_reasons(plan.lines[line]));
  const PlanLine then = optimise(alone)->lines[0];
  return weeks_late(alone, alone.cargo[0], then.short_tonnes > 0 ? -1 : then.arrival) < weeks_late(instance, instance.cargo[line], stays ? -1 : plan.lines[line].arrival);
}

struct Relaxations {
  int lines = 0;
  int hopeless = 0;            // arrived in the first week
  std::array<int, 3> alone{};  // with one reason, and all others free to move, the line is: better, as it was, worse
};

void relax_each(unsigned seed, Relaxations& out) {
  PlanInstance instance = whole_instance(seed);
  for (PlanLink& link : instance.links) link.minimum = 0;  // what runs below its minimum is no place that is full
  const Plan base = *optimise(instance);
  for (std::size_t k = 0; k < base.lines.size(); ++k) {
    const PlanLine& line = base.lines[k];
    const std::vector<PlanReason> reasons = all_reasons(line);
    if (reasons.empty()) continue;
    ++out.lines;
    const bool hopeless = line.arrival == 0 && line.short_tonnes == 0 && instance.cargo[k].crew_week <= 0;
    out.hopeless += hopeless ? 1 : 0;
    const bool better_alone = (line.short_tonnes > 0 && some_arrives_better(instance, base, k, true)) ||
                              (!line.moves.empty() && some_arrives_better(instance, base, k, false));
    EXPECT_NE(better_alone, hopeless) << seed << " line " << k << " kind " << static_cast<int>(reasons[0].kind) << " of " << reasons.size();
    if (reasons.size() > 1) continue;
    const PlanInstance changed = without_all(instance, k, reasons);
    const Plan again = replanned(changed, instance, base);
    EXPECT_GE(better(again, base), 0) << seed << " line " << k;
    const auto badness = [](const PlanInstance& of, const PlanLine& one, const PlanCargo& cargo) {
      return std::pair(one.late_tonnes + one.short_tonnes, lateness_of(of, one, cargo));
    };
    const auto before = badness(instance, line, instance.cargo[k]);
    const auto after = badness(changed, again.lines[k], changed.cargo[k]);
    ++out.alone[after < before ? 0 : after == before ? 1 : 2];
  }
}

// What reasons promise (plan/reasons.h), and what comes of it where all others may take the room that is made.
TEST(Replan, SomeOfALineArrivesBetterWithoutItsReasonsWhileAllElseStays) {
  Relaxations seen;
  for (unsigned seed = 1; seed <= networks(200U); ++seed) relax_each(seed, seen);
  EXPECT_GE(seen.lines, networks(1500));
  EXPECT_LE(seen.hopeless, 10);
  const int single = seen.alone[0] + seen.alone[1] + seen.alone[2];
  EXPECT_GE(seen.alone[0] * 100, single * 97) << seen.alone[0] << " better, " << seen.alone[1] << " the same, " << seen.alone[2] << " worse";
  EXPECT_LE(seen.alone[2] * 500, single);
}

// What costs more is no reason: a late line takes the free way that is sooner, and a vehicle for it alone.
TEST(Replan, NothingWaitsForAVehicleThatOthersPayFor) {
  PlanInstance instance;
  instance.weeks = 10;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}};
  PlanLink road;
  road.id = "road";
  road.to = 1;
  road.capacity.assign(10, 20 * kTonne);
  road.cost_per_tonne = 100 * kTonne;
  road.vehicle = 20 * kTonne;
  instance.links = {road};
  PlanCargo small;
  small.id = "small";
  small.destination = 1;
  small.tonnes = kTonne / 10;
  small.lots = 1;
  PlanCargo large = small;
  large.id = "large";
  large.tonnes = 10 * kTonne;
  large.release = 5;
  large.due = -10;
  instance.cargo = {small, large};
  const Plan base = *optimise(instance);
  ASSERT_EQ(base.lines[0].arrival, 0);
  PlanInstance changed = instance;
  changed.links[0].capacity[0] = 0;
  const Plan plan = replanned(changed, instance, base);
  EXPECT_EQ(plan.lines[0].arrival, 1);
  ASSERT_TRUE(plan.lines[0].reason);
  EXPECT_EQ(plan.lines[0].reason->kind, PlanReasonKind::capacity);
}

// A search is not exact: without a place it may come upon a plan that it could have had with it.
TEST(Replan, IsSeldomBetterWhereWhatIsNeededIsTakenAway) {
  int bettered = 0;
  int worse = 0;
  for (unsigned seed = 1; seed <= networks(600U); ++seed) {
    const auto& [instance, base] = whole_base(seed);
    PlanInstance changed = instance;
    std::mt19937 random(seed);
    take(changed, random);
    ASSERT_TRUE(only_takes(instance, changed));
    const int order = better(replanned(changed, instance, base), base);
    bettered += order > 0 ? 1 : 0;
    worse += order < 0 ? 1 : 0;
  }
  EXPECT_GE(worse, networks(40));
  EXPECT_LE(bettered, 6);
}

}  // namespace
}  // namespace servanda
