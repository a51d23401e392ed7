#pragma once

#include <array>
#include <vector>

#include "network/instance.h"
#include "plan/plan.h"
#include "plan/whole_plan.h"

namespace servanda {

// What it costs to shut a place for a while if only what passes it then goes another way or at another time, through what the
// plan leaves, by weight and due week, lot by lot; all else stays as planned.
//
//   1. What comes of it is a plan, so a plan made anew costs no more. Only minimum rates of links that lose cargo are not kept.
//   2. The work is in proportion to what passes the place.
class Rerouting {
 public:
  Rerouting(const PlanInstance& instance, const Plan& plan);

  struct Cost {
    double on_time_lost = 0;    // weighted t
    double lateness_added = 0;  // weighted t-weeks
  };
  // A link in the weeks in which it is left; a node in which anything arrives there or leaves it.
  Cost without_link(int link, int from_week, int until_week);
  Cost without_node(int node, int from_week, int until_week);

 private:
  Cost without(const std::vector<char>& shut);

  const PlanInstance& instance_;
  SpaceTime space_;
  WholePlan plan_;
};

}  // namespace servanda
