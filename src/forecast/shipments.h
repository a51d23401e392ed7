#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/wide.h"
#include "book/snapshot.h"

namespace servanda {

// Days since 1970-01-01, as the forecaster counts them.
using DayNumber = std::int32_t;
inline DayNumber day_number(Day day) { return static_cast<DayNumber>(day.time_since_epoch().count()); }
inline Day day_of(DayNumber number) { return Day(std::chrono::days(number)); }

// What groups consignments whose delays resemble each other. `channel` is the kind of the origin's node.
// `lead` is how long ahead the first promise was made, `size` a class of tonnes.
enum class Factor : std::uint8_t { mode, channel, donor, supplier, origin, destination, lead, size };
inline constexpr std::size_t kFactors = 8;
inline constexpr std::array<std::string_view, kFactors> kFactorNames{"mode",   "channel",     "donor", "supplier",
                                                                     "origin", "destination", "lead",  "size"};

// Where a reference day comes from.
enum class Promise : std::uint8_t {
  stated,     // the date that the book promises for the stage
  under_way,  // a lower stage was reached so late that the usual time from there ends after the promised date
  none,       // nothing is promised: the usual time since the consignment became known
  planned,    // the day that an accepted plan has
};
inline constexpr std::array<std::string_view, 4> kPromiseNames{"promised", "under way", "no promise", "planned"};

// Since `known`, the consignment was expected on `day`.
struct Reference {
  DayNumber known;
  DayNumber day;
  Promise kind;
};

struct Shipment {
  std::string id;
  std::uint32_t number = 0;           // its place in randomness (rule 5)
  std::optional<DayNumber> known;     // blank: always known, since when is not reported
  std::array<std::uint16_t, kFactors> factors{};  // numbers in ShipmentLog::names; 0 = not reported
  std::vector<Reference> references;  // by known day; empty only before add_usual_references
  std::optional<DayNumber> reached;   // when the stage was reached, as the record says
  std::optional<DayNumber> recorded;  // when that became known
  std::optional<DayNumber> left;      // cancelled, withdrawn, lost, returned, or delivered nobody says where
  std::optional<std::int64_t> tonnes;  // 1e-4 t
  std::optional<Wide> value;           // 1e-4 of the reporting currency
  double way_odds = 1;                 // that there is a way to its destination (rule 6)

  bool open() const { return !reached && !left; }
  DayNumber due() const { return references.back().day; }
};

// Everything that the forecaster reads from a book about consignments, as known on the Snapshot's day.
//
// Rules
//   1. A consignment reaches the stage with the first actual event at the stage or above it, whatever its quantity;
//      repeated events change nothing, and one dated after the as-known day has not
//      happened yet. Without such an event it leaves with the first exit, or with an event
//      `delivered_unspecified`.
//   2. Its promised day: the last day of the newest planned event of the stage, else of its `due`; for a higher or lower
//      stage than the programme's definition of delivered, `due` stands too. What a revision changed counts from the
//      revision's known day on, what stood before it until then.
//   3. Donor: the donors of the pledge or allocation above it; supplier: of the contract above it. Destination and origin
//      are the country of the node, else the node.
//   4. Value: its lines' amounts at the European Central Bank's rate of its known day; blank where a line has none or no
//      rate is known.
//   5. Numbers follow the order of entry into the book without the scenario; what a scenario adds comes after. So neither
//      a new name nor a new consignment changes what is drawn for those that are there.
//   6. A consignment of whose places so far (its origin, those of its actual events) the book's links lead none to its destination (for
//      `arrived` and `handed_over`: nor to any place at which the book has an event of that stage) needs a way that the book does not have: that it comes has the chance (a + 1/2) / (n + 1), where of n past
//      ones like it a came (Jeffreys' estimate: even odds where there were none). Both its places must be known nodes, the stage at
//      least `arrived`, and the book must have links.
struct ShipmentLog {
  DayNumber as_known = 0;
  Stage stage = Stage::confirmed;
  std::vector<Shipment> shipments;                         // as the book has them
  std::array<std::vector<std::string>, kFactors> names;    // by number; [0] is ""
  std::array<std::vector<std::string>, kFactors> labels;   // what people call them; same places
  struct WithoutWay {
    std::int64_t open = 0, past = 0, came = 0;
  } without_way;                                           // rule 6
  std::int64_t dated_ahead = 0;                            // actual events of consignments, dated after the as-known day (rule 1)

  static ShipmentLog read(const Snapshot& snapshot, Stage stage);
};

}  // namespace servanda
