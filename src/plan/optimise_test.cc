#include "plan/optimise.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <map>
#include <random>

#include "plan/arc_lp.h"
#include "plan/checker.h"
#include "plan/random_instance.h"
#include "plan/reasons_relaxed.h"
#include "plan/space_time.h"

namespace servanda {
namespace {

void expect_close(double ours, double theirs, double relative, const char* what, unsigned seed) {
  EXPECT_NEAR(ours, theirs, relative * std::max(1.0, std::abs(theirs))) << what << " of instance " << seed;
}

TEST(Optimise, AgreesWithTheArcFormulationOnEveryLevel) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const PlanInstance instance = random_instance(seed);
    const Result<Plan> plan = optimise(instance);
    ASSERT_TRUE(plan.has_value()) << seed;
    const ArcLpAnswer arcs = solve_arc_lp(instance);
    ASSERT_TRUE(arcs.solved) << seed;
    for (std::size_t level = 0; level < 3; ++level) {
      const PlanLevel& ours = plan->levels[level];
      expect_close(ours.fractional, arcs.levels[level], 1e-6, ours.name.c_str(), seed);
      const double sign = level == 0 ? -1 : 1;
      EXPECT_LE(sign * ours.bound, sign * arcs.levels[level] + 1e-6 * std::max(1.0, std::abs(arcs.levels[level]))) << seed;
      expect_close(ours.bound, arcs.levels[level], 1e-6, "bound", seed);
    }
  }
}

// Short ways back, as two-way roads have them, also with lots, vehicles and minimums.
TEST(Optimise, LinksOfNoWeekMayFormCircles) {
  int circular = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    PlanInstance instance = random_instance(seed);
    std::mt19937 random(seed + 500);
    for (PlanLink& link : instance.links)
      if (draw(random, 0, 1) == 0) link.transit_weeks = 0;
    circular += space_time(instance).circular ? 1 : 0;
    const Result<Plan> plan = optimise(instance);
    ASSERT_TRUE(plan.has_value()) << seed;
    const ArcLpAnswer arcs = solve_arc_lp(instance);
    ASSERT_TRUE(arcs.solved) << seed;
    for (std::size_t level = 0; level < 3; ++level) {
      expect_close(plan->levels[level].fractional, arcs.levels[level], 1e-6, plan->levels[level].name.c_str(), seed);
      expect_close(plan->levels[level].bound, arcs.levels[level], 1e-6, "bound", seed);
    }
    for (PlanCargo& cargo : instance.cargo) cargo.lots = draw(random, 0, 4);
    for (PlanLink& link : instance.links) {
      if (draw(random, 0, 2) == 0) link.vehicle = draw(random, 1, 5) * kTonne;
      if (draw(random, 0, 2) == 0) link.minimum = draw(random, 1, 4) * kTonne;
    }
    const Result<Plan> whole = optimise(instance);
    ASSERT_TRUE(whole.has_value()) << seed;
    EXPECT_TRUE(check_plan(instance, *whole).empty()) << seed;
    for (const PlanLine& line : whole->lines)
      for (const PlanMove& move : line.moves) EXPECT_LE(move.legs.size(), instance.nodes.size() * static_cast<std::size_t>(instance.weeks)) << seed;
  }
  EXPECT_GE(circular, 40);
}

// Many cargoes on few nodes, none of which can be late: these begin at first prices.
TEST(Optimise, AgreesWithTheArcFormulationFromFirstPrices) {
  int full = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    PlanInstance instance = random_instance(seed);
    std::mt19937 random(seed);
    const PlanCargo like = instance.cargo[0];
    instance.cargo.clear();
    for (int k = 0; k < 60; ++k) {
      PlanCargo cargo = like;
      cargo.id = "K" + std::to_string(k);
      cargo.origin = draw(random, 0, static_cast<int>(instance.nodes.size()) - 1);
      cargo.destination = draw(random, 0, static_cast<int>(instance.nodes.size()) - 1);
      cargo.release = draw(random, 0, instance.weeks - 1);
      cargo.due = kNoDue;
      cargo.latest = -1;
      cargo.tonnes = draw(random, 1, 20'000);
      cargo.weight = draw(random, 1, 3);
      instance.cargo.push_back(cargo);
    }
    const Result<Plan> plan = optimise(instance);
    ASSERT_TRUE(plan.has_value()) << seed;
    const ArcLpAnswer arcs = solve_arc_lp(instance);
    ASSERT_TRUE(arcs.solved) << seed;
    full += plan->prices.empty() ? 0 : 1;
    for (std::size_t level = 0; level < 3; ++level) {
      expect_close(plan->levels[level].fractional, arcs.levels[level], 1e-6, plan->levels[level].name.c_str(), seed);
      expect_close(plan->levels[level].bound, arcs.levels[level], 1e-6, "bound", seed);
    }
  }
  EXPECT_GE(full, 70);
}

TEST(Optimise, EveryPlanPassesTheCheckerWithLotsVehiclesAndMinimums) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    PlanInstance instance = random_instance(seed);
    std::mt19937 random(seed + 1000);
    for (PlanCargo& cargo : instance.cargo) cargo.lots = draw(random, 0, 4);
    for (PlanLink& link : instance.links) {
      if (draw(random, 0, 2) == 0) link.vehicle = draw(random, 1, 5) * kTonne;
      if (draw(random, 0, 3) == 0) link.minimum = draw(random, 1, 4) * kTonne;
    }
    const Result<Plan> plan = optimise(instance);
    ASSERT_TRUE(plan.has_value());
    EXPECT_TRUE(plan->checked);
    EXPECT_EQ(check_plan(instance, *plan), std::vector<std::string>{}) << seed;
    EXPECT_LE(plan->levels[0].value, plan->levels[0].bound + 1e-6 * std::max(1.0, plan->levels[0].bound)) << seed;
  }
}

std::string text_of(const Plan& plan) {
  std::string out = std::to_string(static_cast<int>(plan.status)) + "\n";
  for (const PlanLevel& level : plan.levels) out += std::to_string(level.value) + " " + std::to_string(level.bound) + "\n";
  for (const PlanLine& line : plan.lines) {
    for (const PlanMove& move : line.moves) {
      out += std::to_string(move.tonnes) + ":";
      for (const PlanLeg& leg : move.legs) out += " " + std::to_string(leg.link) + "@" + std::to_string(leg.depart);
      out += "; ";
    }
    out += std::to_string(line.short_tonnes) + "\n";
  }
  for (const PlanPrice& price : plan.prices) out += std::to_string(price.price) + " ";
  return out;
}

TEST(Optimise, GivesTheSamePlanOnOneThreadAndOnFour) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    PlanInstance instance = random_instance(seed);
    for (PlanCargo& cargo : instance.cargo) cargo.lots = static_cast<std::int64_t>(seed % 4);
    PlanOptions four;
    four.threads = 4;
    EXPECT_EQ(text_of(*optimise(instance)), text_of(*optimise(instance, four))) << seed;
  }
}

TEST(Optimise, AWhatIfThatChangesNothingReturnsTheBasePlan) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    PlanInstance instance = random_instance(seed);
    for (PlanCargo& cargo : instance.cargo) cargo.lots = static_cast<std::int64_t>(seed % 4);
    const Plan base = *optimise(instance);
    PlanOptions options;
    options.base = &base;
    options.base_instance = &instance;
    EXPECT_EQ(text_of(*optimise(instance, options)), text_of(base)) << seed;
  }
}

// What is changed has no use: a place of its own, or a capacity that is far from full.
TEST(Optimise, AWhatIfThatMattersToNobodyKeepsEveryLineWhereItIs) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    PlanInstance instance = random_instance(seed);
    for (PlanCargo& cargo : instance.cargo) cargo.lots = static_cast<std::int64_t>(seed % 4);
    const Plan base = *optimise(instance);
    PlanInstance changed = instance;
    changed.nodes.push_back({"elsewhere", {}, {}, {}, 0});
    PlanOptions options;
    options.base = &base;
    options.base_instance = &instance;
    const Plan again = *optimise(changed, options);
    for (std::size_t k = 0; k < base.lines.size(); ++k) {
      EXPECT_EQ(again.lines[k].arrival, base.lines[k].arrival) << seed;
      EXPECT_EQ(again.lines[k].short_tonnes, base.lines[k].short_tonnes) << seed;
    }
  }
}

TEST(Optimise, AWhatIfIsAsGoodAsAPlanAnew) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const PlanInstance instance = random_instance(seed);
    const Plan base = *optimise(instance);
    PlanInstance changed = instance;
    std::mt19937 random(seed);
    for (PlanLink& link : changed.links)
      for (PlanTonnes& tonnes : link.capacity) tonnes = tonnes * draw(random, 1, 5) / 3;
    PlanOptions options;
    options.base = &base;
    options.base_instance = &instance;
    const Plan anew = *optimise(changed);
    const Plan again = *optimise(changed, options);
    for (std::size_t level = 0; level < 3; ++level)
      expect_close(again.levels[level].fractional, anew.levels[level].fractional, 1e-6, "level", seed);
  }
}

// Three share a link through a hub, that holds half of them; the others' own links cost 1, 5 and 9 a tonne.
TEST(Optimise, AWhatIfMovesCargoThatHadNoOtherWay) {
  PlanInstance instance;
  instance.weeks = 1;
  for (const char* id : {"hub", "end", "A", "B", "C"}) instance.nodes.push_back({id, {}, {}, {}, 0});
  PlanLink shared;
  shared.id = "shared";
  shared.from = 0;
  shared.to = 1;
  shared.capacity = {15 * kTonne};
  instance.links.push_back(shared);
  for (const int cost : {1, 5, 9}) {
    const int origin = static_cast<int>(instance.cargo.size()) + 2;
    PlanLink link;
    link.id = "to hub " + std::to_string(cost);
    link.from = origin;
    link.to = 0;
    instance.links.push_back(link);
    link.id = "own " + std::to_string(cost);
    link.to = 1;
    link.cost_per_tonne = cost * kTonne;
    instance.links.push_back(link);
    PlanCargo cargo;
    cargo.id = std::to_string(cost);
    cargo.origin = origin;
    cargo.destination = 1;
    cargo.due = 0;
    cargo.tonnes = 10 * kTonne;
    cargo.weight = 1;
    instance.cargo.push_back(cargo);
  }
  const Plan base = *optimise(instance);
  EXPECT_NEAR(base.levels[2].value, 35, 1e-6);  // all of the first, half of the second
  PlanInstance changed = instance;
  changed.links.back().cost_per_tonne = 2 * kTonne;
  PlanOptions options;
  options.base = &base;
  options.base_instance = &instance;
  const Plan again = *optimise(changed, options);
  EXPECT_NEAR(again.levels[2].value, 20, 1e-6);  // all of the first, half of the third
  EXPECT_NEAR(again.levels[2].bound, 20, 1e-6);
}

TEST(Optimise, MoreCapacityNeverWorsensTheFirstLevel) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    PlanInstance instance = random_instance(seed);
    const double before = optimise(instance)->levels[0].fractional;
    for (PlanLink& link : instance.links)
      for (PlanTonnes& tonnes : link.capacity) tonnes += kTonne;
    EXPECT_GE(optimise(instance)->levels[0].fractional, before - 1e-6 * std::max(1.0, before)) << seed;
  }
}

TEST(Optimise, DoublingCargoAndCapacityDoublesEveryLevel) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    PlanInstance instance = random_instance(seed);
    const Plan once = *optimise(instance);
    const auto twice = [](std::vector<PlanTonnes>& limits) {
      for (PlanTonnes& tonnes : limits) tonnes *= 2;
    };
    for (PlanCargo& cargo : instance.cargo) cargo.tonnes *= 2;
    for (PlanLink& link : instance.links) twice(link.capacity);
    for (PlanResource& resource : instance.resources) twice(resource.amount);
    for (PlanNode& node : instance.nodes) {
      twice(node.handling);
      twice(node.storage);
      twice(node.hazardous);
    }
    const Plan doubled = *optimise(instance);
    for (std::size_t level = 0; level < 3; ++level)
      expect_close(doubled.levels[level].fractional, 2 * once.levels[level].fractional, 2e-6, "level", seed);
  }
}

PlanInstance without_limits(PlanInstance instance) {
  for (PlanLink& link : instance.links) link.capacity.clear();
  for (PlanNode& node : instance.nodes) node = {node.id, {}, {}, {}, node.holding_cost};
  for (PlanResource& resource : instance.resources) resource.amount.clear();
  return instance;
}

bool betters(const Plan& then, const Plan& now) {
  const double scale = 1e-7 * std::max(1.0, std::abs(now.levels[0].value));
  if (then.levels[0].value > now.levels[0].value + scale) return true;
  return then.levels[0].value > now.levels[0].value - scale &&
         then.levels[1].value < now.levels[1].value - 1e-7 * std::max(1.0, now.levels[1].value);
}

// The room that reasons make may go to somebody who needs it more, so it is the plan that has to become better; and where
// one of several is left in the way, the line at least may not, by a tonne and week, however all others move.
TEST(Optimise, ReasonsRelaxedTogetherBetterThePlanAndNoneCanBeLeftOut) {
  std::map<PlanReasonKind, int> stated;
  int several = 0;
  int needless = 0;
  for (unsigned seed = 1; seed <= 400; ++seed) {
    PlanInstance instance = random_instance(seed);
    std::mt19937 random(seed + 5000);
    for (PlanCargo& cargo : instance.cargo) cargo.waits = {static_cast<PlanWait>(draw(random, 0, 2))};
    for (PlanLink& link : instance.links)
      if (draw(random, 0, 4) == 0) link.kind = PlanLinkKind::production;
    const Plan plan = *optimise(instance);
    for (std::size_t k = 0; k < plan.lines.size(); ++k) {
      const PlanLine& line = plan.lines[k];
      const std::vector<PlanReason> reasons = all_reasons(line);
      if (reasons.empty()) continue;
      ++stated[reasons[0].kind];
      const bool hopeless = line.arrival == 0 && line.short_tonnes == 0 && instance.cargo[k].crew_week <= 0;
      EXPECT_NE(betters(*optimise(without_all(instance, k, reasons)), plan), hopeless) << seed << " line " << k;
      if (reasons.size() < 2) continue;
      ++several;
      const auto some = static_cast<double>(std::min(kTonne, line.short_tonnes > 0 ? line.short_tonnes : line.late_tonnes));
      for (std::size_t i = 0; i < reasons.size(); ++i) {
        std::vector<PlanReason> fewer = reasons;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        const Plan then = *optimise(without_all(instance, k, fewer));
        if (!betters(then, plan) || lateness_of(instance, then.lines[k], instance.cargo[k]) > lateness_of(instance, line, instance.cargo[k]) - some) continue;
        ++needless;
        break;
      }
    }
  }
  EXPECT_GE(several, 150);
  EXPECT_LE(needless, 3) << "of " << several << ": others would make room for it";
  for (const PlanReasonKind kind : {PlanReasonKind::capacity, PlanReasonKind::not_ready, PlanReasonKind::no_path, PlanReasonKind::transit,
                                    PlanReasonKind::ramp, PlanReasonKind::unfunded, PlanReasonKind::crew, PlanReasonKind::permit})
    EXPECT_GE(stated[kind], kind == PlanReasonKind::permit ? 5 : 20) << static_cast<int>(kind);
}

// One link of one week, capacity 5 t a week, one cargo of 12 t.
PlanInstance one_link() {
  PlanInstance instance;
  instance.weeks = 4;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}};
  PlanLink link;
  link.id = "AB";
  link.to = 1;
  link.transit_weeks = 1;
  link.capacity.assign(4, 5 * kTonne);
  link.cost_per_tonne = 10 * kTonne;
  instance.links = {link};
  PlanCargo cargo;
  cargo.id = "K";
  cargo.destination = 1;
  cargo.due = 2;
  cargo.tonnes = 12 * kTonne;
  cargo.weight = 3;
  instance.cargo = {cargo};
  return instance;
}

TEST(Optimise, AReasonNamesAllThatEndInTheSameWeek) {
  PlanInstance instance = one_link();
  instance.cargo[0].release = 3;
  instance.cargo[0].due = 1;
  instance.cargo[0].waits = {PlanWait::unfunded, PlanWait::not_ready};
  const std::vector<PlanReason> waits = all_reasons(optimise(instance)->lines[0]);
  ASSERT_EQ(waits.size(), 2u);
  EXPECT_EQ(waits[0].kind, PlanReasonKind::unfunded);
  EXPECT_EQ(waits[1].kind, PlanReasonKind::not_ready);

  instance = one_link();
  instance.nodes.push_back({"C", {}, {}, {}, 0});
  instance.links[0].transit_weeks = 0;
  instance.links[0].permit_weeks = 2;
  instance.links.push_back(instance.links[0]);
  instance.links[1].from = 1;
  instance.links[1].to = 2;
  instance.cargo[0].destination = 2;
  instance.cargo[0].due = 1;
  const std::vector<PlanReason> permits = all_reasons(optimise(instance)->lines[0]);
  ASSERT_EQ(permits.size(), 2u);
  EXPECT_EQ(permits[0].place, (PlanPlace{PlanPlaceKind::link, 1}));
  EXPECT_EQ(permits[1].place, (PlanPlace{PlanPlaceKind::link, 0}));
}

TEST(Optimise, WhatIsReadyInTimeIsLateForItsPermit) {
  PlanInstance instance = one_link();
  instance.links[0].transit_weeks = 0;
  instance.links[0].permit_weeks = 2;
  instance.cargo[0].tonnes = 5 * kTonne;
  instance.cargo[0].release = 1;
  instance.cargo[0].due = 2;
  EXPECT_EQ(optimise(instance)->lines[0].reason->kind, PlanReasonKind::permit);
  instance.cargo[0].due = 0;
  EXPECT_EQ(optimise(instance)->lines[0].reason->kind, PlanReasonKind::permit) << "two of its three weeks";
  instance.cargo[0].release = 3;
  EXPECT_EQ(optimise(instance)->lines[0].reason->kind, PlanReasonKind::not_ready) << "three of its five";
}

// Half of it waits a week for the other half, and all of it three for its release.
TEST(Optimise, TheReasonIsWhatHoldsALineUpLongest) {
  PlanInstance instance = one_link();
  instance.links[0].capacity.assign(static_cast<std::size_t>(instance.weeks), 5 * kTonne);
  instance.cargo[0].tonnes = 10 * kTonne;
  instance.cargo[0].release = 3;
  instance.cargo[0].due = 1;
  const PlanLine late = optimise(instance)->lines[0];
  EXPECT_EQ(late.reason->kind, PlanReasonKind::not_ready);
  EXPECT_TRUE(late.together.empty());
  instance.cargo[0].release = 0;
  EXPECT_EQ(optimise(instance)->lines[0].reason->kind, PlanReasonKind::capacity);
}

// What waits in B for the narrow link takes up the room there that it would want itself.
TEST(Optimise, ALineDoesNotStandInItsOwnWay) {
  PlanInstance instance = one_link();
  const auto weekly = [&](int tonnes) { return std::vector<PlanTonnes>(static_cast<std::size_t>(instance.weeks), tonnes * kTonne); };
  instance.nodes.push_back({"C", {}, {}, {}, 0});
  instance.nodes[1].hazardous = weekly(5);
  instance.links[0].transit_weeks = 0;
  instance.links[0].capacity.clear();
  instance.links.push_back(instance.links[0]);
  instance.links[1].id = "BC";
  instance.links[1].from = 1;
  instance.links[1].to = 2;
  instance.links[1].capacity = weekly(3);
  instance.cargo[0].destination = 2;
  instance.cargo[0].tonnes = 5 * kTonne;
  instance.cargo[0].hazardous = true;
  instance.cargo[0].release = 0;
  instance.cargo[0].due = 0;
  const PlanLine late = optimise(instance)->lines[0];
  EXPECT_EQ(late.reason->place, (PlanPlace{PlanPlaceKind::link, 1}));
  EXPECT_TRUE(late.together.empty());
}

TEST(Optimise, AReasonNamesAllPlacesThatBlockTogether) {
  PlanInstance instance = one_link();
  instance.nodes.push_back({"C", {}, {}, {}, 0});
  instance.links.push_back(instance.links[0]);
  instance.links[1].id = "BC";
  instance.links[1].from = 1;
  instance.links[1].to = 2;
  instance.cargo[0].destination = 2;
  const Plan plan = *optimise(instance);  // 5 t in time, in week 2; more would need both links
  const PlanLine& line = plan.lines[0];
  EXPECT_EQ(line.late_tonnes, 5 * kTonne);
  ASSERT_TRUE(line.reason.has_value());
  ASSERT_EQ(line.together.size(), 1U);
  const std::vector<PlanReason> both = all_reasons(line);
  EXPECT_TRUE(betters(*optimise(without_all(instance, 0, both)), plan));
  for (const PlanReason& one : both) {
    EXPECT_EQ(one.kind, PlanReasonKind::capacity);
    EXPECT_FALSE(betters(*optimise(without(instance, 0, one)), plan));
  }
}

// A line whose reason is no place is late or short even with every place empty, or would not be but for that reason alone.
TEST(Optimise, AReasonThatIsNoPlaceHoldsInAnEmptyNetwork) {
  for (unsigned seed = 1; seed <= 120; ++seed) {
    const PlanInstance instance = random_instance(seed);
    const Plan plan = *optimise(instance);
    const Plan empty = *optimise(without_limits(instance));
    for (std::size_t k = 0; k < plan.lines.size(); ++k) {
      const auto& reason = plan.lines[k].reason;
      if (!reason || reason->kind == PlanReasonKind::capacity) continue;
      EXPECT_TRUE(empty.lines[k].late_tonnes > 0 || empty.lines[k].short_tonnes > 0 || betters(*optimise(without(instance, k, *reason)), plan))
          << seed << " line " << k << " kind " << static_cast<int>(reason->kind);
    }
  }
}

TEST(Optimise, RenamingEverythingRenamesThePlan) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    PlanInstance instance = random_instance(seed);
    for (PlanCargo& cargo : instance.cargo) cargo.lots = static_cast<std::int64_t>(seed % 4);
    const std::string before = text_of(*optimise(instance));
    const auto rename = [](auto& list) {
      for (auto& one : list) one.id = "new " + std::string(one.id.rbegin(), one.id.rend());
    };
    rename(instance.nodes);
    rename(instance.links);
    rename(instance.resources);
    rename(instance.cargo);
    EXPECT_EQ(text_of(*optimise(instance)), before) << seed;
  }
}

TEST(Optimise, ALevelGivesUpWhatItMayAndNoMore) {
  int cheaper = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const PlanInstance instance = random_instance(seed);
    const Plan strict = *optimise(instance);
    PlanOptions options;
    options.give_up = {0, 0.2, 0};
    const Plan lax = *optimise(instance, options);
    expect_close(lax.levels[0].fractional, strict.levels[0].fractional, 1e-6, "on time", seed);
    EXPECT_LE(lax.levels[1].fractional, strict.levels[1].fractional * 1.2 + 1e-6 * std::max(1.0, strict.levels[1].fractional)) << seed;
    EXPECT_LE(lax.levels[2].fractional, strict.levels[2].fractional + 1e-6 * std::max(1.0, strict.levels[2].fractional)) << seed;
    cheaper += lax.levels[2].fractional < strict.levels[2].fractional - 1e-3 ? 1 : 0;
  }
  EXPECT_GT(cheaper, 5);
}

// A fast way is free, and a slow one cheaper: where being in time may be given up, that is why it is late.
TEST(Optimise, WhatIsLateForLessCostIsGivenUp) {
  PlanInstance instance = one_link();
  instance.cargo[0].tonnes = 4 * kTonne;
  instance.links.push_back(instance.links[0]);
  instance.links[1].id = "slow";
  instance.links[1].transit_weeks = 3;
  instance.links[1].cost_per_tonne = kTonne;
  instance.cargo.push_back(instance.cargo[0]);  // late whatever is done, so that there is lateness to give up a share of
  instance.cargo[1].id = "late";
  instance.cargo[1].tonnes = kTonne;
  instance.cargo[1].due = -1;
  EXPECT_FALSE(optimise(instance)->lines[0].reason);
  PlanOptions options;
  options.give_up = {1, 3, 0};
  PlanOptions weighing;
  weighing.weights = PlanWeights{0, 0, 1, {1e3, 1e3}};
  for (const std::int64_t lots : {0, 2})
    for (const PlanOptions& one : {options, weighing}) {
      instance.cargo[0].lots = lots;
      const Plan plan = *optimise(instance, one);
      ASSERT_EQ(plan.lines[0].arrival, 3) << lots;
      EXPECT_EQ(plan.lines[0].reason.value().kind, PlanReasonKind::given_up);
    }
}

// By hand: of 20 t, due in week 1, a flight at 500 brings 4 each week from then on, a ship at 5 brings 10 from week 3 on. 4 t
// are in time by flight alone; what is late goes by ship where lateness may be given up for it.
TEST(Optimise, NothingIsLeftBehindToSaveItsCost) {
  PlanInstance instance = one_link();
  instance.weeks = 20;
  instance.links[0].capacity.assign(20, 4 * kTonne);
  instance.links[0].cost_per_tonne = 500 * kTonne;
  instance.links.push_back(instance.links[0]);
  instance.links[1].id = "ship";
  instance.links[1].transit_weeks = 3;
  instance.links[1].capacity.assign(20, 10 * kTonne);
  instance.links[1].cost_per_tonne = 5 * kTonne;
  instance.cargo[0].tonnes = 20 * kTonne;
  instance.cargo[0].due = 1;
  const Plan strict = *optimise(instance);
  double before = strict.levels[2].value;
  for (const double share : {0.5, 1.0, 2.0, 3.0}) {
    PlanOptions options;
    options.give_up = {0, share, 0};
    const Plan lax = *optimise(instance, options);
    EXPECT_EQ(lax.lines[0].short_tonnes, 0) << share;
    EXPECT_LE(lax.levels[1].value, (1 + share) * strict.levels[1].value + 1e-3) << share;
    EXPECT_LE(lax.levels[2].value, before + 1e-6) << share;
    EXPECT_NEAR(lax.levels[2].value, lax.levels[2].bound, 1e-3) << share;
    EXPECT_EQ(lax.status, PlanStatus::optimal) << share;
    before = lax.levels[2].value;
  }
  EXPECT_DOUBLE_EQ(before, 4 * 500 + 16 * 5);
}

TEST(Optimise, ClosingALinkThatIsNotUsedChangesNothing) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    PlanInstance instance = random_instance(seed);
    const Plan before = *optimise(instance);
    std::vector<char> used(instance.links.size(), 0);
    for (const PlanUseOfPlace& use : before.use)
      if (use.place.kind == PlanPlaceKind::link) used[static_cast<std::size_t>(use.place.index)] = 1;
    for (std::size_t l = 0; l < used.size(); ++l)
      if (!used[l]) instance.links[l].capacity.assign(static_cast<std::size_t>(instance.weeks), 0);
    const Plan after = *optimise(instance);
    for (std::size_t level = 0; level < 3; ++level)
      expect_close(after.levels[level].fractional, before.levels[level].fractional, 1e-6, "level", seed);
  }
}

TEST(Optimise, AHandCheckedPlan) {
  const Plan plan = *optimise(one_link());
  EXPECT_EQ(plan.status, PlanStatus::optimal);
  EXPECT_NEAR(plan.levels[0].value, 30, 1e-6);  // 5 t in weeks 1 and 2, weight 3
  EXPECT_NEAR(plan.levels[1].value, 6, 1e-6);   // 2 t one week late
  EXPECT_NEAR(plan.levels[2].value, 120, 1e-4);
  const PlanLine& line = plan.lines[0];
  EXPECT_EQ(line.late_weeks, 1);
  EXPECT_EQ(line.late_tonnes, 2 * kTonne);
  ASSERT_TRUE(line.reason.has_value());
  EXPECT_EQ(line.reason->kind, PlanReasonKind::capacity);
  EXPECT_EQ(line.reason->place, (PlanPlace{PlanPlaceKind::link, 0}));
  ASSERT_FALSE(plan.prices.empty());
  EXPECT_EQ(plan.prices[0].level, 0);
  EXPECT_NEAR(plan.prices[0].price, 3, 1e-6);  // one more tonne in time is worth its weight
}

TEST(Optimise, WholeLotsStayWholeAndVehiclesAreBegunWhole) {
  PlanInstance instance = one_link();
  instance.cargo[0].lots = 3;  // of 4 t: one a week fits
  instance.links[0].vehicle = 5 * kTonne;
  const Plan plan = *optimise(instance);
  EXPECT_EQ(plan.lines[0].moves.size(), 3U);
  for (const PlanMove& move : plan.lines[0].moves) EXPECT_EQ(move.tonnes, 4 * kTonne);
  EXPECT_NEAR(plan.levels[2].value, 150, 1e-6);  // three vehicles of 5 t at 10 a tonne
}

TEST(Optimise, ABoundKnowsThatALotTakesNoPlaceTooSmallForIt) {
  PlanInstance instance = one_link();  // 5 t a week
  instance.cargo[0].lots = 2;          // of 6 t
  instance.links.push_back(instance.links[0]);
  instance.links[1].id = "slow";
  instance.links[1].transit_weeks = 2;
  instance.links[1].capacity = {6 * kTonne, 6 * kTonne, 0, 0};
  const Plan plan = *optimise(instance);
  EXPECT_NEAR(plan.levels[0].value, 18, 1e-6);  // 6 t by the slow one in week 2, weight 3; 10 t more would fit the other in parts
  EXPECT_NEAR(plan.levels[0].bound, 18, 1e-6);
  EXPECT_EQ(plan.lines[0].moves.back().arrival, 3);
  EXPECT_EQ(plan.status, PlanStatus::optimal);
}

TEST(Optimise, SaysWhyEachHopelessCaseIsSo) {
  const auto reason = [](const PlanInstance& instance) { return optimise(instance)->lines[0].reason.value().kind; };
  PlanInstance instance = one_link();
  instance.links[0].capacity.assign(4, 0);
  EXPECT_EQ(optimise(instance)->status, PlanStatus::infeasible);
  EXPECT_EQ(reason(instance), PlanReasonKind::capacity);
  instance = one_link();
  instance.cargo[0].origin = 1;
  instance.cargo[0].destination = 0;
  EXPECT_EQ(reason(instance), PlanReasonKind::no_path);
  instance = one_link();
  instance.cargo[0].release = 4;
  instance.cargo[0].waits = {PlanWait::unfunded};
  EXPECT_EQ(reason(instance), PlanReasonKind::unfunded);
  instance = one_link();
  instance.cargo[0].release = 3;
  instance.cargo[0].due = 1;
  EXPECT_EQ(reason(instance), PlanReasonKind::not_ready);
  instance = one_link();
  instance.cargo[0].tonnes = kTonne;
  instance.cargo[0].due = 0;
  EXPECT_EQ(reason(instance), PlanReasonKind::transit);
  instance.cargo[0].due = 2;
  instance.cargo[0].crew_week = 3;
  EXPECT_EQ(reason(instance), PlanReasonKind::crew);
}

TEST(Optimise, ThereIsNothingToPlanWithoutLinksOrCargo) {
  PlanInstance instance = one_link();
  instance.links.clear();
  EXPECT_EQ(optimise(instance).error().code, ErrorCode::nothing_to_do);
  instance = one_link();
  instance.cargo.clear();
  EXPECT_EQ(optimise(instance).error().code, ErrorCode::nothing_to_do);
}

TEST(Optimise, AMillionTonnesInOneWeekAndEqualCostsAreNoTrouble) {
  PlanInstance instance = one_link();
  instance.weeks = 104;
  instance.links[0].capacity.clear();
  instance.nodes[1].handling.assign(104, 900'000 * kTonne);
  instance.cargo[0].tonnes = 1'000'000 * kTonne;
  for (int k = 1; k < 50; ++k) {
    instance.cargo.push_back(instance.cargo[0]);
    instance.cargo.back().id += std::to_string(k);
  }
  const Plan plan = *optimise(instance);
  EXPECT_NEAR(plan.levels[0].value, 2 * 900'000.0 * 3, 1e-2);
}

TEST(Optimise, ARunThatIsCancelledAtOnceStillGivesAPlanAndItsBound) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const PlanInstance instance = random_instance(seed);
    const std::atomic<bool> cancel{true};
    PlanOptions options;
    options.cancel = &cancel;
    const Plan plan = *optimise(instance, options);
    EXPECT_TRUE(plan.checked);
    EXPECT_EQ(plan.status, PlanStatus::interrupted) << "whatever it moves";
    EXPECT_GE(plan.levels[0].bound, plan.levels[0].value - 1e-6 * std::max(1.0, plan.levels[0].value)) << seed;
  }
}

}  // namespace
}  // namespace servanda
