#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "book/snapshot.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// What had happened by the as-known day and became known only after it: entries whose own date lies by that day and which
// this reader sees later. Where nothing at all is known yet, since when something is.
struct KnownLaterThan {
  Day as_known{};
  std::map<std::string, std::int64_t> entries;  // by table
  std::optional<Day> first_known = {};          // where nothing is known yet
};

// The tables whose entries have a date of their own.
inline constexpr std::array kWithDates{Table::pledges, Table::allocations, Table::contracts, Table::events, Table::reports, Table::funds};

// The same Snapshot once all is known that this reader ever sees.
Result<Snapshot> all_known(const Snapshot& snapshot);

Result<KnownLaterThan> known_later(const Snapshot& snapshot);
Json to_json(const KnownLaterThan& later);
// "3 entries dated by 2024-03-31 became known only after it and count nowhere here: pledges 2, events 1."
std::vector<std::string> footnotes_of(const KnownLaterThan& later);

}  // namespace servanda
