#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/cargo.h"
#include "network/crews.h"
#include "network/instance.h"
#include "network/network.h"
#include "network/production.h"

namespace servanda {

// A programme as the optimiser takes it, and what its answer is read back with.
//
// Rules
//   1. The weeks run from the as-known day to the end of the programme, or to the last ready or due date, and kLateWeeks
//      more in which goods may still arrive late; at most kMostWeeks. `horizon` may ask for others.
//   2. A priority of 1 weighs 8, of 2 weighs 4, of 3 weighs 2, any other 1.
//   3. Cargo may leave in the week that holds its ready day, and is on time in the week that holds its due day.
//   4. With Usable::crewed, equipment counts as arriving when its crew is trained. Crews are given out before a plan is made,
//      by priority, then due date, then the order of the cargo, and anew by what that plan makes usable first
//      (plan/planned.h). Equipment without one travels all the same, and is late for as long as the plan looks.
//   5. What starts from or goes to a place that is no node cannot be planned, and is listed so.
inline constexpr int kLateWeeks = 12;
inline constexpr int kMostWeeks = 208;

enum class Usable { arrived, crewed };

// How far a plan looks, other than by rule 1.
struct PlanHorizon {
  std::optional<int> weeks = {};  // so many, 1 to kMostWeeks
  int at_least = 0;               // those of the plan that this one is compared with; more where rule 1 asks for more
};

struct PlanInput {
  PlanInstance instance;
  Network network;
  Cargoes cargoes;  // one a cargo of the instance, in its order
  Usable usable = Usable::arrived;
  std::vector<Closure> closures;  // beside those of the book
  std::string horizon;  // why the weeks end where they do: "12 weeks after the last due date"

  // Every row that the whole plan rests on; sorted.
  std::vector<std::pair<Table, RowIndex>> read() const;
};

// Rule 4 anew: who is to have a crew by an earlier week takes it first. Nobody whose wish could be met waits longer than that.
//   wish: by cargo; all the same: by priority.
void give_crews(const Snapshot& snapshot, PlanInput& input, std::vector<int> wish);

// `closures` are added to those of the book, `more` to what its sites make.
// Error nothing_to_do without consignments or links, or if nothing is left to be moved; says why, and what to add.
Result<PlanInput> plan_input(const Snapshot& snapshot, Usable usable = Usable::arrived, const PlanHorizon& horizon = {},
                             const std::vector<Closure>& closures = {}, const std::vector<RampMore>& more = {});

}  // namespace servanda
