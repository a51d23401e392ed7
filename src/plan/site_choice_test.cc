#include "plan/site_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "plan/arc_lp.h"
#include "plan/random_instance.h"

namespace servanda {
namespace {

constexpr int kSiteWeeks = 6;
std::vector<PlanTonnes> weekly(int tonnes) { return std::vector<PlanTonnes>(kSiteWeeks, tonnes * kTonne); }

// Three places in a row and links that are too narrow; two of the links are there only with an option.
PlanInstance narrow_network(std::mt19937& random) {
  PlanInstance instance;
  instance.weeks = kSiteWeeks;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", weekly(draw(random, 4, 10)), {}, {}, 0}, {"C", {}, {}, {}, 0}};
  const auto link = [&](const char* id, int from, int to, int transit, int tonnes) {
    PlanLink out;
    out.id = id;
    out.from = from;
    out.to = to;
    out.transit_weeks = transit;
    out.capacity = weekly(tonnes);
    out.cost_per_tonne = draw(random, 1, 9) * kTonne;
    instance.links.push_back(out);
  };
  link("AB", 0, 1, 1, draw(random, 2, 6));
  link("BC", 1, 2, 1, draw(random, 2, 6));
  link("AC", 0, 2, 2, 0);
  link("AB2", 0, 1, 0, 0);
  for (int k = 0; k < 5; ++k) {
    PlanCargo cargo;
    cargo.id = "K" + std::to_string(k);
    cargo.origin = draw(random, 0, 1);
    cargo.destination = 2;
    cargo.release = draw(random, 0, 2);
    cargo.due = draw(random, 1, 4);
    cargo.tonnes = draw(random, 2, 14) * kTonne;
    cargo.weight = 1 << draw(random, 0, 3);
    instance.cargo.push_back(cargo);
  }
  return instance;
}

std::vector<SiteOption> some_options(std::mt19937& random) {
  std::vector<SiteOption> options;
  const auto option = [&](const char* id, PlanPlaceKind kind, int index) {
    SiteOption out{id, draw(random, 1, 9) * kTonne};
    SiteExtra extra{{kind, index}, weekly(draw(random, 1, 8))};
    const int lead = draw(random, 0, 3);
    for (int w = 0; w < lead; ++w) extra.by_week[static_cast<std::size_t>(w)] = 0;
    out.extras = {extra};
    options.push_back(out);
  };
  option("wider AB", PlanPlaceKind::link, 0);
  option("wider BC", PlanPlaceKind::link, 1);
  option("new AC", PlanPlaceKind::link, 2);
  option("new AB2", PlanPlaceKind::link, 3);
  option("cranes", PlanPlaceKind::node_handling, 1);
  return options;
}

// A plant that can be widened in two ways: some of what it makes is ready sooner then, some later.
void add_plant(std::mt19937& random, std::vector<SiteOption>& options) {
  for (const char* id : {"a shift", "a line"}) {
    SiteOption out{.id = id, .cost = draw(random, 1, 9) * kTonne, .makers = {"plant"}};
    for (int k = 0; k < 5; ++k)
      if (draw(random, 0, 2) > 0) out.releases.push_back({k, draw(random, 0, 2)});
    options.push_back(out);
  }
}

// Every set, by the arc formulation.
SiteSet by_arcs(PlanInstance instance, const std::vector<SiteOption>& options, unsigned set) {
  SiteSet out;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if ((set >> i & 1U) == 0) continue;
    out.open.push_back(static_cast<int>(i));
    out.cost += options[i].cost;
    for (const SiteRelease& release : options[i].releases) instance.cargo[static_cast<std::size_t>(release.cargo)].release = release.week;
    if (options[i].extras.empty()) continue;
    const SiteExtra& extra = options[i].extras[0];
    auto& limits = extra.place.kind == PlanPlaceKind::link ? instance.links[static_cast<std::size_t>(extra.place.index)].capacity
                                                           : instance.nodes[static_cast<std::size_t>(extra.place.index)].handling;
    for (std::size_t w = 0; w < limits.size(); ++w) limits[w] += extra.by_week[w];
  }
  const ArcLpAnswer answer = solve_arc_lp(instance);
  out.on_time = answer.levels[0];
  out.lateness = answer.levels[1];
  return out;
}

TEST(SiteChoice, FindsWhatTryingEverySetFinds) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    PlanInstance instance = narrow_network(random);
    std::vector<SiteOption> options = some_options(random);
    if (seed % 2 == 0) {
      for (PlanCargo& cargo : instance.cargo) cargo.release = draw(random, 0, kSiteWeeks);
      options.resize(3);
      add_plant(random, options);
    }
    SiteChoiceOptions control;
    control.budget = draw(random, 3, 20) * kTonne;
    const Result<SiteChoice> choice = choose_sites(instance, options, control);
    ASSERT_TRUE(choice.has_value());
    EXPECT_TRUE(choice->proven);
    std::vector<SiteSet> all;
    for (unsigned set = 0; set < 1U << options.size(); ++set) {
      if (seed % 2 == 0 && set >> 3U == 3) continue;  // both ways to widen the plant
      all.push_back(by_arcs(instance, options, set));
      if (all.back().cost > control.budget) all.pop_back();
    }
    const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-5 * std::max(1.0, std::abs(b)); };
    std::sort(all.begin(), all.end(), [&](const SiteSet& a, const SiteSet& b) {
      if (!near(a.on_time, b.on_time)) return a.on_time > b.on_time;
      if (!near(a.lateness, b.lateness)) return a.lateness < b.lateness;
      return a.cost < b.cost;
    });
    all.resize(std::min<std::size_t>(16, all.size()));  // no more are looked at
    std::vector<SiteSet> earned;  // by each option
    for (const SiteSet& set : all)
      if (std::ranges::none_of(earned, [&](const SiteSet& other) {
            return set.open.size() > other.open.size() && std::ranges::includes(set.open, other.open) &&
                   (near(set.on_time, other.on_time) || set.on_time < other.on_time) && (near(set.lateness, other.lateness) || set.lateness > other.lateness);
          }))
        earned.push_back(set);
    all = std::move(earned);
    ASSERT_EQ(choice->sets.size(), std::min<std::size_t>(4, all.size())) << seed;
    for (std::size_t rank = 0; rank < choice->sets.size(); ++rank) {
      EXPECT_TRUE(near(choice->sets[rank].on_time, all[rank].on_time)) << seed << " rank " << rank;
      EXPECT_TRUE(near(choice->sets[rank].lateness, all[rank].lateness)) << seed << " rank " << rank;
      EXPECT_EQ(choice->sets[rank].cost, all[rank].cost) << seed << " rank " << rank;
    }
  }
}

// Nothing passes a second road, so to widen it brings nothing beside whatever is opened.
TEST(SiteChoice, TellsNoSetWithAnOptionThatBringsNothing) {
  PlanInstance instance;
  instance.weeks = kSiteWeeks;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}, {"C", {}, {}, {}, 0}};
  PlanLink road;
  road.id = "AB";
  road.to = 1;
  road.capacity = weekly(6);
  PlanLink idle = road;
  idle.id = "AC";
  idle.to = 2;
  instance.links = {road, idle};
  PlanCargo cargo;
  cargo.id = "K";
  cargo.destination = 1;
  cargo.due = 0;
  cargo.tonnes = 9 * kTonne;
  instance.cargo = {cargo};
  const std::vector<SiteOption> options{{"wider", 5 * kTonne, {{{PlanPlaceKind::link, 0}, weekly(2)}}}, {"idle", kTonne, {{{PlanPlaceKind::link, 1}, weekly(2)}}}};
  SiteChoiceOptions control;
  control.budget = 9 * kTonne;
  const SiteChoice choice = *choose_sites(instance, options, control);
  ASSERT_EQ(choice.sets.size(), 2U);
  EXPECT_EQ(choice.sets[0].open, (std::vector<int>{0}));
  EXPECT_TRUE(choice.sets[1].open.empty());
}

TEST(SiteChoice, SaysWhatEachOptionIsWorth) {
  std::mt19937 random(3);
  const PlanInstance instance = narrow_network(random);
  const std::vector<SiteOption> options = some_options(random);
  SiteChoiceOptions control;
  control.budget = 1'000 * kTonne;
  const SiteChoice choice = *choose_sites(instance, options, control);
  const SiteSet& best = choice.sets.front();
  EXPECT_EQ(choice.without.size(), best.open.size());
  EXPECT_EQ(choice.with.size(), options.size() - best.open.size());
  for (const SiteSet& one : choice.without) EXPECT_LE(one.on_time, best.on_time + 1e-6);
  EXPECT_GE(best.on_time, choice.none->on_time);
}

TEST(SiteChoice, EndsAtItsTimeLimitWithoutAProof) {
  std::mt19937 random(3);
  const PlanInstance instance = narrow_network(random);
  SiteChoiceOptions control;
  control.budget = 1'000 * kTonne;
  control.plan.deadline = std::chrono::steady_clock::now();
  const SiteChoice choice = *choose_sites(instance, some_options(random), control);
  EXPECT_FALSE(choice.proven);
  EXPECT_EQ(choice.ended_by, PlanStatus::time_limit);
  EXPECT_FALSE(choice.none) << "what was not planned to its end is no figure";
  EXPECT_TRUE(choice.sets.empty() && choice.without.empty() && choice.with.empty());
}

TEST(SiteChoice, APlaceWithoutALimitCannotBeWidened) {
  std::mt19937 random(1);
  const PlanInstance instance = narrow_network(random);
  const std::vector<SiteOption> options{{"depot", kTonne, {{{PlanPlaceKind::node_handling, 0}, weekly(1)}}}};
  EXPECT_EQ(choose_sites(instance, options, {}).error().code, ErrorCode::bad_input);
}

// Eight tonnes over one road of so many a week.
PlanInstance one_road(int tonnes, int due) {
  PlanInstance instance;
  instance.weeks = kSiteWeeks;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}};
  PlanLink road;
  road.id = "AB";
  road.to = 1;
  road.capacity = weekly(tonnes);
  instance.links = {road};
  PlanCargo cargo;
  cargo.id = "K";
  cargo.destination = 1;
  cargo.due = due;
  cargo.tonnes = 8 * kTonne;
  instance.cargo = {cargo};
  return instance;
}

// What is shut has no room for a lot, and is priced all the same.
TEST(SiteChoice, OpensAWayForWholeLots) {
  PlanInstance instance = one_road(0, 3);
  instance.cargo[0].lots = 2;
  SiteChoiceOptions control;
  control.budget = kTonne;
  const SiteChoice choice = *choose_sites(instance, {{"road", kTonne, {{{PlanPlaceKind::link, 0}, weekly(4)}}}}, control);
  EXPECT_EQ(choice.sets.front().open, (std::vector<int>{0}));
  ASSERT_TRUE(choice.sets.front().whole);
  EXPECT_EQ(choice.sets.front().whole->on_time, 8);
}

// What a plant makes sooner is in time; of two ways to widen it one is taken.
TEST(SiteChoice, WidensAPlantOnce) {
  PlanInstance instance;
  instance.weeks = kSiteWeeks;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, {}, {}, 0}};
  PlanLink road;
  road.id = "AB";
  road.to = 1;
  instance.links = {road};
  for (const char* id : {"K1", "K2"}) {
    PlanCargo cargo;
    cargo.id = id;
    cargo.destination = 1;
    cargo.release = 5;
    cargo.due = 3;
    cargo.tonnes = 8 * kTonne;
    instance.cargo.push_back(cargo);
  }
  const std::vector<SiteOption> options{{.id = "shift", .cost = kTonne, .releases = {{0, 3}}, .makers = {"A"}},
                                        {.id = "line", .cost = 2 * kTonne, .releases = {{0, 3}, {1, 2}}, .makers = {"A"}}};
  SiteChoiceOptions control;
  control.budget = 9 * kTonne;
  const SiteChoice choice = *choose_sites(instance, options, control);
  ASSERT_EQ(choice.sets.size(), 3U) << "never both";
  EXPECT_EQ(choice.sets[0].open, (std::vector<int>{1}));
  EXPECT_NEAR(choice.sets[0].on_time, 16, 1e-6);
  EXPECT_EQ(choice.sets[1].open, (std::vector<int>{0}));
  EXPECT_NEAR(choice.sets[1].on_time, 8, 1e-6);
  ASSERT_EQ(choice.with.size(), 1U);
  EXPECT_EQ(choice.with[0].open, (std::vector<int>{0})) << "instead of the line";
  control.budget = kTonne;
  EXPECT_EQ(choose_sites(instance, options, control)->sets[0].open, (std::vector<int>{0}));
}

// Two lots of 4 t over 6 t a week: a tonne more brings one more in fractions and nothing that is whole, two bring the second lot.
TEST(SiteChoice, SaysWhatSetsReachInWholeLots) {
  PlanInstance instance = one_road(6, 0);
  const std::vector<SiteOption> options{{"one", kTonne, {{{PlanPlaceKind::link, 0}, weekly(1)}}}, {"two", 5 * kTonne, {{{PlanPlaceKind::link, 0}, weekly(2)}}}};
  SiteChoiceOptions control;
  control.budget = kTonne;
  EXPECT_FALSE(choose_sites(instance, options, control)->sets.front().whole) << "nothing is whole";
  instance.cargo[0].lots = 2;
  const SiteChoice one = *choose_sites(instance, options, control);
  EXPECT_EQ(one.sets.front().open, (std::vector<int>{0}));
  EXPECT_NEAR(one.sets.front().on_time, 7, 1e-6);
  ASSERT_TRUE(one.sets.front().whole && one.none && one.none->whole);
  EXPECT_EQ(one.sets.front().whole->on_time, 4);
  EXPECT_EQ(one.none->whole->on_time, 4);
  control.budget = 5 * kTonne;
  const SiteChoice two = *choose_sites(instance, options, control);
  ASSERT_TRUE(two.sets.front().whole);
  EXPECT_EQ(two.sets.front().whole->on_time, 8);
}

}  // namespace
}  // namespace servanda
