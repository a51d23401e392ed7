#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "forecast/announcements.h"

namespace servanda {

// A consignment of the record, as one figure weighs it.
struct PastConsignment {
  DayNumber known = 0;
  std::string donor;
  Wide units = 0;                    // 1e-4
  std::optional<DayNumber> reached;  // the stage
  bool left = false;                 // it never will
};

// The consignments that a book does not have yet.
//
//   1. How often, by whom and how large they become known: an AnnouncementProcess of the days on which those of the past did.
//   2. How long after that they reach the stage: the lead times of the past, with those still open as censored (product limit),
//      each counting as much as it weighs; one that left never does.
//        Source: Kaplan and Meier, Journal of the American Statistical Association 53 (1958).
class InflowProcess {
 public:
  static constexpr std::size_t kFewest = AnnouncementProcess::kFewest;

  InflowProcess(const std::vector<PastConsignment>& past, DayNumber as_known);

  bool has_history() const { return known_.has_history() && !leads_.empty(); }
  std::size_t consignments() const { return known_.announcements(); }
  // What of those that become known after the as-known day reaches the stage until `until` in one future, by day.
  std::vector<AnnouncementProcess::Sum> draw(std::uint64_t seed, std::uint32_t future, DayNumber until) const;

 private:
  struct Lead {
    DayNumber days;
    double upto;  // share that is there by then
  };
  AnnouncementProcess known_;
  std::vector<Lead> leads_;  // by days
};

}  // namespace servanda
