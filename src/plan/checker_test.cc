#include "plan/checker.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

// Two links in a row, 4 weeks, one cargo of 10 t in two lots, due in week 2.
PlanInstance two_links() {
  PlanInstance instance;
  instance.weeks = 4;
  instance.nodes = {{"A", {}, {}, {}, 0}, {"B", {}, std::vector<PlanTonnes>(4, 6 * kTonne), {}, 0}, {"C", {}, {}, {}, 0}};
  PlanLink first{"AB", 0, 1, PlanLinkKind::transport, 1, {}, 0, 0, 0, 0, {}};
  PlanLink second{"BC", 1, 2, PlanLinkKind::transport, 0, std::vector<PlanTonnes>(4, 5 * kTonne), 0, 0, 0, 0, {}};
  instance.links = {first, second};
  PlanCargo cargo;
  cargo.id = "K";
  cargo.destination = 2;
  cargo.due = 1;
  cargo.tonnes = 10 * kTonne;
  cargo.lots = 2;
  instance.cargo = {cargo};
  return instance;
}

// One lot arrives in week 1, the other is held in B for a week.
Plan good_plan() {
  Plan plan;
  PlanLine line;
  line.moves = {{{{0, 0, 1, 5 * kTonne}, {1, 1, 1, 5 * kTonne}}, 1, 5 * kTonne, 1},
                {{{0, 0, 1, 5 * kTonne}, {1, 2, 2, 5 * kTonne}}, 2, 5 * kTonne, 1}};
  line.arrival = 2;
  line.late_weeks = 1;
  line.late_tonnes = 5 * kTonne;
  line.reason = PlanReason{PlanReasonKind::capacity, PlanPlace{PlanPlaceKind::link, 1}, 1, 1};
  plan.lines = {line};
  const PlanTonnes five = 5 * kTonne;
  plan.use = {{{PlanPlaceKind::link, 0}, 0, 2 * five, kNoLimit},          {{PlanPlaceKind::link, 1}, 1, five, five},
              {{PlanPlaceKind::link, 1}, 2, five, five},                  {{PlanPlaceKind::node_handling, 1}, 1, 2 * five, kNoLimit},
              {{PlanPlaceKind::node_handling, 2}, 1, five, kNoLimit},     {{PlanPlaceKind::node_handling, 2}, 2, five, kNoLimit},
              {{PlanPlaceKind::node_storage, 1}, 1, five, 6 * kTonne}};
  return plan;
}

std::string found(const PlanInstance& instance, const Plan& plan) {
  std::string all;
  for (const std::string& line : check_plan(instance, plan)) all += line + "\n";
  return all;
}

TEST(Checker, PassesAPlanThatHolds) { EXPECT_EQ(found(two_links(), good_plan()), ""); }

TEST(Checker, FindsABrokenCapacity) {
  PlanInstance instance = two_links();
  instance.links[1].capacity[2] = 5 * kTonne - 1;
  EXPECT_NE(found(instance, good_plan()).find("BC in week 2 takes 5 of 4.9999"), std::string::npos);
}

TEST(Checker, FindsBrokenStorageAndHandling) {
  PlanInstance instance = two_links();
  instance.nodes[1].storage[1] = kTonne;
  instance.nodes[2].handling = {kNoLimit, 0, kNoLimit, kNoLimit};
  EXPECT_NE(found(instance, good_plan()).find("storage at B in week 1 takes 5 of 1"), std::string::npos);
  EXPECT_NE(found(instance, good_plan()).find("handling at C in week 1 takes 5 of 0"), std::string::npos);
}

TEST(Checker, FindsHazardousGoodsAndSharedResources) {
  PlanInstance instance = two_links();
  instance.cargo[0].hazardous = true;
  instance.nodes[1].hazardous = std::vector<PlanTonnes>(4, 9 * kTonne);
  instance.resources = {{"WAGONS", {1000, 1000, 900, 1000}}};
  instance.links[1].uses = {{0, 200}};  // 0.02 a tonne, so 0.1 for 5 t
  const std::string all = found(instance, good_plan());
  EXPECT_NE(all.find("hazardous goods at B in week 1 takes 10 of 9"), std::string::npos);
  EXPECT_NE(all.find("WAGONS in week 2 takes 0.1 of 0.09"), std::string::npos);
}

TEST(Checker, FindsEarlyDepartureAndPermits) {
  PlanInstance instance = two_links();
  instance.cargo[0].release = 1;
  EXPECT_NE(found(instance, good_plan()).find("before it can"), std::string::npos);
  instance = two_links();
  instance.links[1].permit_weeks = 2;
  EXPECT_NE(found(instance, good_plan()).find("K: departs on BC in week 1, before it can"), std::string::npos);
}

TEST(Checker, FindsTonnesThatVanishAndLotsThatAreCut) {
  Plan plan = good_plan();
  plan.lines[0].moves[0].legs[1].tonnes -= 1;
  EXPECT_NE(found(two_links(), plan).find("loses or gains tonnes on BC"), std::string::npos);
  plan = good_plan();
  plan.lines[0].moves.pop_back();
  EXPECT_NE(found(two_links(), plan).find("do not add up"), std::string::npos);
  plan = good_plan();
  for (PlanMove& move : plan.lines[0].moves) move.tonnes = 4 * kTonne;
  EXPECT_NE(found(two_links(), plan).find("not whole lots"), std::string::npos);
}

TEST(Checker, FindsALinkBelowItsMinimumAndALatenessNotStated) {
  PlanInstance instance = two_links();
  instance.links[1].minimum = 6 * kTonne;
  EXPECT_NE(found(instance, good_plan()).find("BC in week 1 runs with less than its minimum"), std::string::npos);
  Plan plan = good_plan();
  plan.lines[0].late_weeks = 0;
  plan.lines[0].reason.reset();
  EXPECT_NE(found(two_links(), plan).find("late by 1 weeks"), std::string::npos);
  EXPECT_NE(found(two_links(), plan).find("without a reason"), std::string::npos);
}

}  // namespace
}  // namespace servanda
