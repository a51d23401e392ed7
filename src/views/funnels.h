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
  // What stands at a stage, at least of these donors, or of all where it is null. Good until the next call.
  const ByDonors& of(Scope scope, Stage stage, const std::vector<std::string>* donors);

  // Donors of whom much will be asked, and what stands at each stage of them.
  struct Portion {
    Scope scope;
    std::vector<std::string> donors;
    std::map<Stage, ByDonors> stages = {};
  };
  // The donors that simple figures name, each once, in up to `most` portions for each scope.
  std::vector<Portion> portions(const std::vector<Figure>& figures, std::size_t most);
  // Several threads may count, each another portion.
  void count(Portion& portion) const { portion.stages = count(portion.scope, {.donors_among = portion.donors}); }
  void take(Portion portion);

  // What of donors() meets conditions on the donor (views/figure_value.h, rule 2), each of which is one of `named`.
  const std::vector<std::string>& texts_of(const std::vector<std::string>& named);
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
  struct Counted {
    std::map<Stage, ByDonors> whole;
    std::map<Stage, ByDonors> reported;  // of all donors that are reported
    std::map<Stage, int> parts;          // how many donors were counted apart
    std::map<std::vector<std::string>, std::pair<Stage, ByDonors>> first;  // of those, at the stage that was asked for first
    std::map<Stage, ByDonors> all;       // each stage that anything stands at
    std::set<std::string> all_of;        // of these donors
  };
  std::map<Stage, ByDonors> count(const Scope& scope, TallyOptions options) const;
  void settle(Scope& scope);

  const Snapshot& snapshot_;
  std::optional<Netting> netting_;
  std::map<Scope, Counted> counted_;
  std::optional<std::set<std::string>> donors_;
  std::map<std::vector<std::string>, std::vector<std::string>> texts_of_;
  std::optional<std::vector<ReportsOf>> reports_;
  std::optional<std::map<std::string, RowsOfDonors>> deliveries_reported_;  // by item
  std::optional<std::map<Cell, Day>> first_above_nothing_;
};

// What a simple figure is counted from.
Funnels::Scope scope_of(const Figure& figure, bool count_netted);
// The donors that its conditions name; empty where none does.
std::vector<std::string> donors_named(const Figure& figure);

// The figure as evaluate() of views/figure_value.h has it.
Result<FigureValue> evaluate(Funnels& funnels, const Figure& figure, const FigureOptions& options = {});

}  // namespace servanda
