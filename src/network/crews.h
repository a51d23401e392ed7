#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/wide.h"
#include "book/snapshot.h"
#include "network/cargo.h"
#include "network/network.h"
#include "network/weeks.h"

namespace servanda {

// Academies turn trainees into graduates, and graduates crew equipment: equipment whose crew is still in training has
// arrived, and is not usable.
//
// Rules
//   1. The n-th enrolment of a course graduates with its n-th graduation, in the order of dates. Where a graduation has
//      happened, its quantity counts on its day; else the enrolled, less the course's drop-out, rounded down, count on the
//      day of enrolment plus the course's weeks, and plus what closures of its place take from them: a day counts by the share
//      that is left. Planned enrolments count where they lie on or after the as-known day. At most `seats` of one enrolment
//      are taken.
//   2. `pairs` say how many of a course a unit of an item needs; a consignment needs them for each such line.
//   3. What has arrived took its crews first. The rest takes them in the order of arrival, then priority, then the plan's
//      order; usable is the first week by whose end enough have graduated for all of it.
struct CrewNeed {
  std::string course;
  Wide people = 0;  // 1e-4
};

class Crews {
 public:
  Crews(const Snapshot& snapshot, Weeks weeks, const std::vector<CargoLine>& arrived, const std::vector<Closure>& closures = {});

  // What a part needs; empty where no pair names its items.
  std::vector<CrewNeed> needs(const Cargo& cargo) const;
  // Takes the crews of one more part: the first week in which all of them have graduated, at least `arrives`; empty
  // where that lies beyond the weeks.
  std::optional<int> take(const std::vector<CrewNeed>& needs, int arrives);
  bool any() const { return !pairs_.empty(); }
  // Graduates by the end of each week, by course; 1e-4.
  const std::map<std::string, std::vector<Wide>>& graduates() const { return graduates_; }

 private:
  Weeks weeks_;
  std::map<std::string, std::vector<CrewNeed>> pairs_;   // by item: people a unit
  std::map<std::string, std::vector<Wide>> graduates_;
  std::map<std::string, Wide> taken_;
};

}  // namespace servanda
