#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/amount.h"
#include "views/figure.h"
#include "views/head.h"
#include "views/json.h"
#include "views/netting.h"
#include "views/prices.h"
#include "views/sheet.h"

namespace servanda {

// The funnel: what was pledged, allocated, contracted, shipped, received, by whom and by what.
//
// Rules
//   1. A record counts at its own stage and at every lower stage of its ladder at which no record above it (by `of`)
//      counts already: a contract without an allocation counts as allocated too. Money funds are statements about flows
//      and count at their own stage only; events of allocations of money count at theirs, and what a flow tells of the same
//      money counts once (views/paid_allocations.h).
//   2. A consignment counts at each stage up to the furthest that an actual event gives it. Where events give
//      quantities, its quantity at a stage is the largest sum that events of one stage at or above it give, and its
//      value is its lines' amounts times that share of its lines' quantity, at most the whole (half to even).
//   3. Netted records (views/netting.h) count nowhere; cancelled and withdrawn ones, and what was lost or returned,
//      count in `exits` only, and beneath a record that was called off itself not again.
//   4. An amount counts in the programme's currency at the European Central Bank's rate of its value date, in its own
//      currency where there is none. Sums are broken down by currency, basis and instrument, never mixed.
//      At constant prices an amount is first converted, then deflated as of the year of its value date by the
//      programme's first recipient (views/prices.h).
//   5. A stage that nothing reaches is absent: *not reported*, never zero.
//   6. The total is the sum of the rows. Of sources that disagree, the best graded one is chosen, else the last known
//      (views/grade.h); of entries of one table joined by conflicts_with, only the chosen one counts (views/netting.h).

// place: of the event that gave a stage, of the site of a contract, of a course's event.
enum class GroupBy { donor, item, category, kind, form, instrument, supplier, country, month, place };
inline constexpr std::array<std::string_view, 10> kGroupByNames{
    "donor", "item", "category", "kind", "form", "instrument", "supplier", "country", "month", "place"};
std::optional<GroupBy> find_group_by(std::string_view name);
// The values that a condition allows: "A|B" is A or B, "A|" is A, and "" is what is not reported.
std::vector<std::string> either_of(std::string_view value);

struct StatusOptions {
  std::vector<GroupBy> by = {GroupBy::donor};
  std::vector<std::pair<GroupBy, std::string>> where = {};  // only records with this value; "" = not reported
  std::optional<DeliveredDefinition> delivered = {};        // default: the programme's
  Head head = Head::skip;
  Prices prices = {};
  bool exact_dates = false;  // `month` holds the date as it is given
};

using Quantities = std::map<std::string, Wide, std::less<>>;  // by unit, in 1e-4

// What stands at one stage.
template <Stage kStage>
struct StageCell {
  static constexpr Stage stage = kStage;
  StageAmounts<kStage> value;
  Quantities quantities;
  std::int64_t count = 0;  // records

  bool empty() const { return count == 0; }
  StageCell& operator+=(const StageCell& other) {
    value += other.value;
    for (const auto& [unit, quantity] : other.quantities) quantities[unit] += quantity;
    count += other.count;
    return *this;
  }
};

// One cell a stage; cells of different stages are different types.
class Funnel {
 public:
  // Calls visit(cell) for each stage in order.
  template <class Visit>
  void for_each(Visit visit) const {
    std::apply([&](const auto&... cell) { (visit(cell), ...); }, cells_);
  }
  // Calls visit(cell) for the cell of a stage known at run time.
  template <class Visit>
  void at(Stage stage, Visit visit) {
    std::apply([&](auto&... cell) { (void)((cell.stage == stage && (visit(cell), true)) || ...); }, cells_);
  }
  template <class Visit>
  void at(Stage stage, Visit visit) const {
    std::apply([&](const auto&... cell) { (void)((cell.stage == stage && (visit(cell), true)) || ...); }, cells_);
  }
  Funnel& operator+=(const Funnel& other) {
    add(other, std::make_index_sequence<kStageNames.size()>());
    return *this;
  }

 private:
  template <std::size_t... kIndex>
  static auto cells_of(std::index_sequence<kIndex...>) -> std::tuple<StageCell<static_cast<Stage>(kIndex)>...>;
  template <std::size_t... kIndex>
  void add(const Funnel& other, std::index_sequence<kIndex...>) {
    ((std::get<kIndex>(cells_) += std::get<kIndex>(other.cells_)), ...);
  }
  decltype(cells_of(std::make_index_sequence<kStageNames.size()>())) cells_;
};

struct StatusRow {
  std::vector<std::optional<std::string>> key;  // a value each of `by`; empty = not reported
  Funnel funnel;
};

// Sources that disagree, and receipts larger than the shipment.
struct Conflict {
  std::string figure;  // the series of the entries; where there is none, the amount of the first by name
  struct Value {
    std::string entry;
    std::string source;
    std::string value;
  };
  std::vector<Value> values;
  std::string chosen;  // an entry, or blank (rule 6)
};

// The newest actual figure that a source states about a series; compared with entries, never added to them.
struct SeriesFigure {
  std::string series;
  std::string donors;
  std::string measure;
  std::string value;
  std::string qualifier;
  std::string unit;
  std::string from;
  std::string until;
  std::string date;
  std::string report;
  std::string source;
};

// One rate that amounts were converted at.
struct UsedRate {
  std::string currency;
  std::string value_date;
  std::string rate;
  std::string fixing;
  std::int64_t records = 0;
};

struct StatusResult {
  Day as_known;
  std::string head;
  std::string programme;
  bool notional = false;
  Currency currency;
  DeliveredDefinition delivered;
  Prices prices;
  std::vector<GroupBy> by;
  std::vector<StatusRow> rows;
  Funnel total;
  std::vector<Netted> netted;
  std::vector<Conflict> conflicts;
  std::vector<SeriesFigure> series;
  std::vector<UsedRate> rates;
};

// Error bad_input for a missing deflator.
Result<StatusResult> status(const Snapshot& snapshot, const StatusOptions& options);

// The total of status() over all records, without quantities. Error as of status().
Result<Funnel> amounts_in_total(const Snapshot& snapshot, const Prices& prices = {});

// What figures are counted from (views/figure_value.h): the records of the funnel at each stage, at nominal prices and
// without the funnel's types: who asks names the stage.
struct TallyOptions {
  FigureMeasure measure = FigureMeasure::value;  // what is told of each
  std::vector<std::pair<GroupBy, std::string>> where = {};
  std::optional<std::vector<std::string>> donors_among = {};  // only records whose donors are one of these texts
  bool count_netted = false;       // as somebody would count who nets nothing
  std::optional<Stage> only = {};  // nothing is counted at other stages
};
// One record at one stage. Where it has amounts of several kinds, or quantities in several units, several follow each other.
struct Tallied {
  Stage stage{};
  TextId donors = kBlank;     // a text of the History
  std::int32_t date = kBlank;  // packed
  Table table{};
  RowIndex record = kNoRow;
  bool counts = true;  // the first of its record
  bool has_number = false;
  AmountKey key{Currency::euro(), Basis::stated, Instrument::not_reported};  // of a value
  Qualifier qualifier = Qualifier::exact;                                    // of a value
  TextId unit = kBlank;  // of a quantity: a text of the History
  Wide number = 0;  // 1e-4 of the currency, of the unit, of a tonne (of lines by their items' mass, else the consignment's)

  static constexpr std::int32_t kBlank = History::kBlank<std::int32_t>;  // not reported
  static constexpr TextId kPeople = -1;
};
// In no order but that of one record. `netting` is the Snapshot's.
std::vector<Tallied> tally(const Snapshot& snapshot, const Netting& netting, const TallyOptions& options);

Json to_json(const StatusResult& result);
std::vector<Sheet> to_sheets(const StatusResult& result);

}  // namespace servanda
