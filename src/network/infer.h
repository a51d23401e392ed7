#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "book/scenario.h"
#include "book/snapshot.h"

namespace servanda {

// Links and capacities read off what was really moved, for a programme that states none. A scenario on top of the book,
// since nobody stated it: an inference is never an entry.
//
// Rules
//   1. A consignment was moved if an actual event says that it arrived, was handed over, confirmed or verified; its
//      first such day counts, its tonnes as stated or by its lines' masses.
//   2. A link for each origin, destination and mode with at least one moved consignment, or one that is still open.
//   3. Capacity of a link: the most tonnes that were moved on it in one ISO week. Handling of a node: the most that
//      reached it in one week, where it is a destination; the most that were sent from it, to wherever, arriving in one
//      week, where it is an origin. Each at least the largest single consignment of the link, moved or open. Where no
//      tonnes are reported there is no capacity: not reported.
//   4. Transit days: the median from an actual departure to the arrival, where at least one consignment reports both;
//      else not reported.
//   5. Cost: the median of freight / tonnes of the moved ones in the programme's currency, rounded to cents.
//   6. An open consignment without a ready date: its contract's actual `contracted` event plus the median time from that
//      event to arrival of the moved consignments of its link, of its origin or of the programme (the first with at
//      least three), less the link's transit days.
//
// It cannot know: capacities that were never used, closures, permits, what shared a lorry, transit where no departure is
// recorded, ways through places that no event names, or whether the best week can be repeated.
struct InferredNetwork {
  Scenario scenario;
  std::int64_t links = 0;
  std::int64_t links_without_capacity = 0;
  std::int64_t links_with_transit = 0;
  std::int64_t moved = 0;
  std::int64_t dated = 0;      // open consignments that got a ready date
  std::string note() const;    // one sentence for people
};

// Error nothing_to_do if there are links already, or nothing was moved between places.
Result<InferredNetwork> infer_network(const Snapshot& snapshot);

}  // namespace servanda
