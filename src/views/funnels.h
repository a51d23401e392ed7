#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/figure_value.h"
#include "views/status.h"

namespace servanda {

// What figures of one Snapshot are counted from, by donors. Who asks for one donor is answered from the records of that donor
// alone; who asks on, as the readings of one claim do, from what is counted once for all stages of the donor or all donors
// of the stage. The Snapshot outlives it.
class Funnels {
 public:
  explicit Funnels(const Snapshot& snapshot) : snapshot_(snapshot) {}

  const Snapshot& snapshot() const { return snapshot_; }

  using Where = std::vector<std::pair<GroupBy, std::string>>;
  struct Scope {
    FigureMeasure measure = FigureMeasure::value;
    Where where;
    bool count_netted = false;
    auto operator<=>(const Scope&) const = default;
  };
  // What stands at one stage of some donors.
  struct AtStage {
    std::vector<Tallied> on_days;  // of a date that is a day, by date
    std::vector<Tallied> others;
  };
  using ByDonors = std::map<TextId, AtStage>;  // Tallied::kBlank where none are reported
  // What stands at a stage, at least of these donors, or of all where none are named. Good until the next call.
  const ByDonors& of(Scope scope, Stage stage, const std::optional<std::vector<std::string>>& donors);
  // What stands in a column of donors: `DK;NO` is one text.
  const std::set<std::string>& donors();
  // The reports that say which figure they tell of, by what they say.
  struct ReportsOf {
    Figure figure;
    std::vector<RowIndex> rows;
  };
  const std::vector<ReportsOf>& reports();
  // The reports that say no figure, and count in an item of the donors that they name.
  using RowsOfDonors = std::map<std::string, std::vector<RowIndex>>;
  const RowsOfDonors& deliveries_reported(const std::string& item);
  // The first day that a report of a series, one that is no plan, states more than nothing of.
  std::optional<Day> first_above_nothing(Cell series);

 private:
  struct OfDonors {
    std::map<Stage, ByDonors> stages;
    bool all = false;                   // each stage that anything stands at
    std::optional<Stage> asked = {};    // the first
  };
  struct Counted {
    std::map<Stage, ByDonors> whole;
    std::map<Stage, ByDonors> reported;  // of all donors that are reported
    std::map<Stage, int> parts;          // how many donors were counted apart
    std::map<std::vector<std::string>, OfDonors> of_donors;
  };
  std::map<Stage, ByDonors> count(const Scope& scope, TallyOptions options);

  const Snapshot& snapshot_;
  std::optional<Netting> netting_;
  std::map<Scope, Counted> counted_;
  std::optional<std::set<std::string>> donors_;
  std::optional<std::vector<ReportsOf>> reports_;
  std::optional<std::map<std::string, RowsOfDonors>> deliveries_reported_;  // by item
  std::optional<std::map<Cell, Day>> first_above_nothing_;
};

// The figure as evaluate() of views/figure_value.h has it.
Result<FigureValue> evaluate(Funnels& funnels, const Figure& figure, const FigureOptions& options = {});

}  // namespace servanda
