#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/figure_value.h"
#include "views/status.h"

namespace servanda {

// Funnels of one Snapshot at one stage by exact date, with their records: what figures are counted from. Each is computed
// once, for the readings of one claim ask for the same again and again. The Snapshot outlives them.
class Funnels {
 public:
  explicit Funnels(const Snapshot& snapshot) : snapshot_(snapshot) {}

  const Snapshot& snapshot() const { return snapshot_; }
  struct Asked {
    std::vector<std::pair<GroupBy, std::string>> where;
    bool tonnes = false;
    bool count_netted = false;
    Stage only = Stage::pledged;
    std::vector<GroupBy> by = {GroupBy::donor, GroupBy::month};
    std::optional<std::vector<std::string>> donors = {};
    auto operator<=>(const Asked&) const = default;
  };
  // Stays where it is. Error as of status().
  Result<const StatusResult*> of(const Asked& asked);
  // What stands in a column of donors: `DK;NO` is one text.
  const std::set<std::string>& donors();

 private:
  const Snapshot& snapshot_;
  std::map<Asked, Result<StatusResult>> computed_;
  std::optional<std::set<std::string>> donors_;
};

// The figure as evaluate() of views/figure_value.h has it.
Result<FigureValue> evaluate(Funnels& funnels, const Figure& figure, const FigureOptions& options = {});

}  // namespace servanda
