#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "book/snapshot.h"
#include "network/network.h"
#include "network/weeks.h"

namespace servanda {

// What closures leave of each place, day by day and week by week (network.h, rules 1 and 2).
class Calendar {
 public:
  Calendar(const Snapshot& snapshot, Weeks weeks, const std::vector<Closure>& closures = {});

  // A place, and how many weeks after the week in question it counts: of a link's end, those of the transit.
  struct Place {
    std::string id;
    int later = 0;
  };
  // Share left on one day, in 1e-4.
  std::int64_t share(std::string_view place, Day day) const;
  // `amount` a week, week by week; empty where nothing is stated.
  std::vector<std::optional<Decimal>> by_week(std::string_view place, std::optional<Decimal> amount) const;
  // The same where several places bear on it: the least share of each day.
  std::vector<std::optional<Decimal>> by_week(const std::vector<Place>& places, std::optional<Decimal> amount) const;
  // Rows of closures that bear on a week of the plan, in the order of the book.
  const std::vector<RowIndex>& rows() const { return rows_; }

 private:
  bool closes(std::string_view place) const { return closing_.contains(place); }

  Weeks weeks_;
  std::map<std::string, std::vector<Closure>, std::less<>> closures_;  // of all days: what was taught before the plan counts, too
  std::set<std::string, std::less<>> closing_;                         // places with one that bears on a week of the plan
  std::vector<RowIndex> rows_;
};

}  // namespace servanda
