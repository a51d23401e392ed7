#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/snapshot.h"

namespace servanda {

// An accepted plan of a book, as far as futures need it. Weeks are told by their Mondays.
struct AcceptedPlan {
  struct Leg {
    std::string link;
    Day depart;
    Day arrive;
  };
  // Tonnes of one consignment that travel together, by departure.
  struct Way {
    std::string consignment;
    std::int64_t tonnes = 0;    // 1e-4 t
    std::int64_t priority = 4;  // from 1
    std::vector<Leg> legs;
  };
  std::string id;
  Day known;
  std::vector<Way> ways;  // by consignment
};

// The accepted plans that a Snapshot knows, the newest last; views/accepted_plan.h reads them.
using ReadAcceptedPlans = std::function<Result<std::vector<AcceptedPlan>>(const Snapshot&)>;  // a function: plans are kept as views print them

}  // namespace servanda
