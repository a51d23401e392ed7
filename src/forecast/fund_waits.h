#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "book/snapshot.h"
#include "forecast/common_points.h"
#include "forecast/shipments.h"
#include "network/fund_odds.h"

namespace servanda {

// The money that consignments still wait for: when each fund comes in a future, common to all who wait for it.
//
// Rules
//   1. A consignment of which nothing is ready or has left waits for the funds that network/cargo.h names (rule 9) and whose
//      date is still to come. A fund without a date, or one whose day has passed, is there.
//   2. In each future a fund comes or lapses, and so many months late, by its certainty (network/fund_odds.h). The funds of
//      one donor slip together, each comes or lapses by itself. Money that would come after the last month in which it may
//      be spent lapses.
//   3. Who waits starts no sooner than the last of its funds is there, arrives no sooner than the days of the shortest way
//      after that (none for a stage before `confirmed`, whose place is not known), and never where one lapses.
//   4. Nothing is counted twice: the delays of the past hold the slips of the money of the past, so a consignment is late by
//      its money or by what history says, whichever is more, and never by both.
//   5. Funds and donors are numbered by name, those of the book without the scenario first.
class FundWaits {
 public:
  static constexpr DayNumber kLapses = std::numeric_limits<DayNumber>::max();

  struct Fund {
    std::string id;
    std::uint32_t number = 0;
    std::size_t donor = 0;
    const Certainty* certainty = nullptr;
    std::array<DayNumber, kLateMonths.size()> there{};  // day after the as-known day, by how late; kLapses: no longer of use
    std::optional<std::size_t> dimension = {};          // of the common points; none: by its number
  };
  struct Donor {
    std::uint32_t number = 0;
    std::optional<std::size_t> dimension = {};
  };
  struct Wait {
    std::size_t shipment;             // place in the log
    std::vector<std::size_t> funds;
    DayNumber travel = 0;             // least days from the start to the stage
  };

  static FundWaits read(const Snapshot& snapshot, const ShipmentLog& log);

  bool empty() const { return waits_.empty(); }
  const std::vector<Wait>& waits() const { return waits_; }
  const std::vector<Fund>& funds() const { return funds_; }
  std::int64_t waiting_for(std::size_t fund) const;
  // Of those that a consignment waits for; the later one of equals.
  const Fund& least_sure(const Wait& wait) const;

  // By wait: the day after the as-known day before which it cannot start, or kLapses.
  std::vector<DayNumber> starts(const CommonPoints& points, std::uint64_t seed, std::size_t future) const;

  // The same where one fund comes on its day.
  FundWaits with_sure(std::size_t fund) const;

  // What is drawn, and of how many consignments how uncertain it is: for share_out_dimensions.
  std::vector<double> weights() const;  // funds, then donors
  std::vector<std::string> drawn_names() const;
  void give_dimension(std::size_t drawn, std::size_t dimension);
  // Adds all that futures depend on.
  void add_to(Sha256& sum) const;

 private:
  class Reader;
  std::vector<Fund> funds_;
  std::vector<Donor> donors_;
  std::vector<Wait> waits_;
};

}  // namespace servanda
