#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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

// The newest accepted plan that a Snapshot knows, if any; views/accepted_plan.h reads it.
using ReadAcceptedPlan = std::function<Result<std::optional<AcceptedPlan>>(const Snapshot&)>;  // a function: plans are kept as views print them

}  // namespace servanda
