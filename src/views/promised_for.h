#pragma once

#include <optional>

#include "book/snapshot.h"

namespace servanda {

// The days until `until`; from the first on where `from` is empty.
struct DaysAsked {
  std::optional<Day> from;
  Day until;
};

// For when a record promises what it promises: the day that it is due, else the end of its budget period.
enum class PromisedFor : std::uint8_t {
  those_days,
  another_day,    // a later one
  no_day,
  something_else  // an earlier one, or a stage of another ladder than the one asked for, if any is
};
PromisedFor promised_for(const Snapshot& snapshot, Table table, RowIndex row, const DaysAsked& asked, std::optional<Ladder> ladder);

}  // namespace servanda
