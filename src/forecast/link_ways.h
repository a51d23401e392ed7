#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "book/snapshot.h"
#include "forecast/shipments.h"

namespace servanda {

// Whether the links of a book lead from one of its nodes to another, and in how many days at the least; capacities, modes and
// closures aside.
class LinkWays {
 public:
  explicit LinkWays(const Snapshot& snapshot);

  bool none() const { return onwards_.empty(); }  // the book has no links
  // Least days of transit, those not reported counting as none; empty where no way leads there.
  std::optional<DayNumber> between(std::string_view from, std::string_view to);

 private:
  using Days = std::map<std::string, std::int64_t, std::less<>>;
  Days spread(std::string_view from) const;

  std::map<std::string, std::vector<std::pair<std::string, std::int64_t>>, std::less<>> onwards_;
  std::map<std::string, Days, std::less<>> from_;
};

}  // namespace servanda
