#include "views/status.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <iterator>
#include <unordered_map>

#include "base/check.h"
#include "base/ecb_rates.h"
#include "base/split.h"
#include "book/called_off.h"
#include "book/hash.h"
#include "book/places.h"
#include "views/paid_allocations.h"
#include "views/stated_figures.h"

namespace servanda {
namespace {

constexpr std::size_t kDimensions = kGroupByNames.size();
constexpr std::size_t kGoodsStages = static_cast<std::size_t>(Stage::verified) + 1;
constexpr Cell kNothing = kNullCell;

// The values a record has for each of GroupBy: text numbers, code indexes or a packed month.
using Attributes = std::array<std::int32_t, kDimensions>;
constexpr std::int32_t kBlank = History::kBlank<std::int32_t>;

constexpr std::int32_t narrow(Cell cell) { return cell == kNothing ? kBlank : static_cast<std::int32_t>(cell); }

constexpr Attributes no_attributes() {
  Attributes attributes{};
  attributes.fill(kBlank);
  return attributes;
}

std::int32_t& at(Attributes& attributes, GroupBy dimension) { return attributes[static_cast<std::size_t>(dimension)]; }
std::int32_t at(const Attributes& attributes, GroupBy dimension) {
  return attributes[static_cast<std::size_t>(dimension)];
}

// Dimensions, a bit each.
using DimensionBits = unsigned;
constexpr DimensionBits bit(GroupBy dimension) { return 1U << static_cast<unsigned>(dimension); }
constexpr DimensionBits kAllDimensions = (1U << kDimensions) - 1;
constexpr DimensionBits kOfLines = bit(GroupBy::item) | bit(GroupBy::category);
constexpr DimensionBits kOfEvents = bit(GroupBy::month) | bit(GroupBy::place);
// What nothing beneath a record of these tables says otherwise: where it fails a filter, all beneath it fails.
constexpr DimensionBits kSettledByPledge = bit(GroupBy::kind) | bit(GroupBy::form) | bit(GroupBy::instrument);
constexpr DimensionBits kSettledByAllocation = kSettledByPledge | bit(GroupBy::donor);
constexpr DimensionBits kSettledByContract = kSettledByAllocation | bit(GroupBy::supplier);
constexpr DimensionBits kSettledByConsignment = kSettledByContract | bit(GroupBy::country);

// Stages, a bit each.
using StageSet = std::uint32_t;
constexpr StageSet bit(Stage stage) { return StageSet{1} << static_cast<unsigned>(stage); }
constexpr StageSet up_to(int furthest) { return (StageSet{2} << furthest) - 1; }
constexpr StageSet kExits = bit(Stage::cancelled) | bit(Stage::withdrawn) | bit(Stage::lost) | bit(Stage::returned);
constexpr StageSet kOfPromises = up_to(static_cast<int>(Stage::contracted));
constexpr StageSet kOfMoney = bit(Stage::committed) | bit(Stage::disbursed) | bit(Stage::spent);
constexpr StageSet kOfPeople = bit(Stage::enrolled) | bit(Stage::graduated);
constexpr StageSet kOfConsignments = (up_to(static_cast<int>(Stage::verified)) & ~kOfPromises) | kExits;

// An amount before its attributes are known.
struct Money {
  Cell amount = kNothing;
  Cell currency = kNothing;
};

// A line of a record: what is added if the record counts.
struct LineItem {
  Cell item = kNothing;
  Cell quantity = kNothing;
  Money money;
};

// What a record passes to those beneath it.
struct Inherited {
  Attributes attributes = no_attributes();
  std::int32_t date = kBlank;  // packed
  Basis basis = Basis::stated;
  Qualifier qualifier = Qualifier::exact;
  StageSet own = 0;      // stages that it counts at
  StageSet counted = 0;  // those, and those at which one above it counts
  bool gone = false;     // it, or one above it, was called off, and counts as that
  bool gone_above = false;
  void count_up_to(Stage stage) {
    own = up_to(static_cast<int>(stage)) & ~counted;
    counted |= own;
  }
};

// The visible records of one table that the filter does not bar with all that stands beneath them.
struct Level {
  explicit Level(Table of) : table(of) {}
  void add(Cell name, RowIndex row, const Inherited& record) {
    places.add(name);
    rows.push_back(row);
    records.push_back(record);
  }
  Table table;
  Places places;
  std::vector<RowIndex> rows;
  std::vector<Inherited> records;
};

// What stands above a record.
struct Above {
  const Inherited* record = nullptr;
  bool barred = false;
};

// What events say of one consignment. All of it is 0 until they say something.
struct Progress {
  std::array<Wide, kGoodsStages> quantity;
  Wide lost;
  Wide returned;
  StageSet reached;  // by any event
  StageSet whole;    // by one without a quantity: all of it
  Stage exit;        // the last of an event without a quantity; pledged, which is none, if there is none
  bool all_lost;

  int furthest() const { return static_cast<int>(std::bit_width(reached)) - 1; }
};
// When it first reached each stage, packed, of the first event whose date is known; and where.
struct Moments {
  std::array<std::int32_t, kGoodsStages> date;
  std::array<std::int32_t, kGoodsStages> place;
  static Moments none() {
    Moments moments{};
    moments.date.fill(kBlank);
    moments.place.fill(kBlank);
    return moments;
  }
};

// The visible rows of one table by the text number of their name.
template <Table kTable>
class NamedRows {
 public:
  explicit NamedRows(const Snapshot& snapshot) {
    for (const auto row : snapshot.rows<kTable>()) {
      const Cell id = snapshot.history().cell(kTable, row.index(), kId);
      places_.add(id != kNothing ? id : snapshot.history().cell(kTable, row.index(), kKey));
      rows_.push_back(row.index());
    }
    places_.settle();
  }
  const std::vector<RowIndex>& rows() const { return rows_; }
  std::int32_t place(Cell name) const { return places_.find(name); }  // among rows(); Places::kNone where there is none
  RowIndex find(Cell name) const {
    const std::int32_t found = place(name);
    return found == Places::kNone ? kNoRow : rows_[static_cast<std::size_t>(found)];
  }

 private:
  static constexpr std::size_t kKey = static_cast<std::size_t>(
      std::ranges::find(schema_of(kTable).columns, true, &Column::key) - schema_of(kTable).columns.begin());
  Places places_;
  std::vector<RowIndex> rows_;
};

// What is asked of a StatusBuilder.
struct Counting : StatusOptions {
  Counting(const StatusOptions& options) : StatusOptions(options) {}
  Counting(const TallyOptions& options)
      : StatusOptions{.by = {GroupBy::donor, GroupBy::month}, .where = options.where, .exact_dates = true},
        measure(options.measure),
        count_netted(options.count_netted),
        only(options.only),
        donors_among(options.donors_among) {}
  std::optional<FigureMeasure> measure = {};  // told of each record by itself; empty: all, summed by group
  bool count_netted = false;
  bool without_quantities = false;
  std::optional<Stage> only = {};
  std::optional<std::vector<std::string>> donors_among = {};
};

class StatusBuilder {
 public:
  StatusBuilder(const Snapshot& snapshot, const Netting& netting, const Counting& options)
      : snapshot_(snapshot),
        options_(options),
        netting_(netting),
        items_(snapshot),
        nodes_(snapshot),
        prices_(snapshot, options.prices) {
    for (const RowIndex row : items_.rows()) item_units_.push_back(snapshot.cell(Table::items, row, column_index(Table::items, "unit")));
    if (options.only) asked_ = bit(*options.only);
    for (const GroupBy by : options.by) used_ |= bit(by);
    for (const auto& [dimension, value] : options.where) {
      used_ |= bit(dimension);
      barred_by_event_ |= (bit(dimension) & kOfEvents) != 0;
      where_.push_back(any_of(dimension, value));
    }
    if (options.donors_among) bar_other_donors(*options.donors_among);
    blank_fits_ = fits(no_attributes(), kSettledByContract);
    for (const auto& [of, stage] : called_off(snapshot)) {
      const TableSchema* table = find_table_of_kind(of.first);
      const Cell name = text_number(of.second);
      if (table != nullptr && name != kNothing) exits_[exit_key(table->table, name)] = stage;
    }
  }

  Result<StatusResult> build() {
    count_all();
    if (no_price_) return *no_price_;
    return finish();
  }

  Result<Funnel> total() {
    count_all();
    if (no_price_) return *no_price_;
    Funnel total;
    for (const Group& group : groups_) total += funnel_of(group);
    return total;
  }

  std::vector<Tallied> tallies() {
    count_all();
    return std::move(tallied_);
  }

 private:
  // First who stands beneath whom and what the filter bars, from the top down; then what belongs to those that are left.
  void count_all() {
    if (asks(kOfPromises | kOfConsignments | kOfMoney)) {
      read_pledges();
      read_allocations();
    }
    if (asks(kOfPromises | kOfConsignments)) {
      read_contracts();
      read_consignments();
      count_records<Table::pledges>(pledges_);
      count_records<Table::allocations>(allocations_);
      count_records<Table::contracts>(contracts_);
      count_consignments();
    }
    if (asks(kOfMoney)) {
      count_paid_allocations();
      count_funds();
    }
    if (asks(kOfPeople)) count_people();
  }

  bool asks(StageSet stages) const { return (asked_ & stages) != 0; }

  const Interner& texts() const { return snapshot_.history().texts(); }

  Cell text_number(std::string_view text) const {
    const auto found = texts().find(text);
    return found ? Cell{*found} : kNothing;
  }

  // ---- the filter

  struct Wanted {
    GroupBy dimension;
    std::int32_t value;
    std::vector<std::int32_t> others = {};  // as good as it; sorted
    bool meets(std::int32_t given) const { return given == value || std::ranges::binary_search(others, given); }
  };

  Wanted any_of(GroupBy dimension, std::string_view value) const {
    Wanted out{dimension, kNever};
    for (const std::string& each : either_of(value)) {
      out.others.push_back(out.value);
      out.value = wanted(dimension, each);
    }
    std::ranges::sort(out.others);
    return out;
  }

  void bar_other_donors(const std::vector<std::string>& donors) {
    used_ |= bit(GroupBy::donor);
    Wanted condition{GroupBy::donor, kNever};
    for (const std::string& text : donors) {
      condition.others.push_back(condition.value);
      condition.value = wanted(GroupBy::donor, text);
    }
    std::ranges::sort(condition.others);
    where_.push_back(std::move(condition));
  }
  static constexpr std::int32_t kNever = -1;  // of no text, no code and no month

  // The value that prints as `text`.
  std::int32_t wanted(GroupBy dimension, const std::string& text) const {
    if (text.empty()) return kBlank;
    const auto of_code = [&](const auto& names) {
      const auto found = std::ranges::find(names, text);
      return found == names.end() ? kNever : static_cast<std::int32_t>(found - names.begin());
    };
    switch (dimension) {
      case GroupBy::kind: return of_code(kKindNames);
      case GroupBy::instrument: return of_code(kInstrumentNames);
      case GroupBy::month: {
        const auto date = PartialDate::parse(text);
        return date ? date->packed() : kNever;
      }
      default: {
        const Cell number = text_number(text);
        return number == kNothing ? kNever : narrow(number);
      }
    }
  }

  // Whether attributes meet the conditions on these dimensions.
  bool fits(const Attributes& attributes, DimensionBits dimensions) const {
    for (const Wanted& condition : where_)
      if ((dimensions & bit(condition.dimension)) != 0 && !condition.meets(at(attributes, condition.dimension)))
        return false;
    return true;
  }
  bool uses(DimensionBits dimensions) const { return (used_ & dimensions) != 0; }

  // ---- who stands beneath whom

  void read_pledges() {
    ColumnOf<Table::pledges, "id"> id(snapshot_);
    ColumnOf<Table::pledges, "donors"> donors(snapshot_);
    ColumnOf<Table::pledges, "kind"> kind(snapshot_);
    ColumnOf<Table::pledges, "form"> form(snapshot_);
    ColumnOf<Table::pledges, "instrument"> instrument(snapshot_);
    ColumnOf<Table::pledges, "recipient"> recipient(snapshot_);
    ColumnOf<Table::pledges, "date"> date(snapshot_);
    ColumnOf<Table::pledges, "valuation_basis"> basis(snapshot_);
    ColumnOf<Table::pledges, "qualifier"> qualifier(snapshot_);
    for (const auto pledge : snapshot_.rows<Table::pledges>()) {
      const RowIndex row = pledge.index();
      Inherited record;
      at(record.attributes, GroupBy::donor) = narrow(donors[row]);
      at(record.attributes, GroupBy::kind) = narrow(kind[row]);
      at(record.attributes, GroupBy::form) = narrow(form[row]);
      at(record.attributes, GroupBy::instrument) = narrow(instrument[row]);
      if (!fits(record.attributes, kSettledByPledge)) continue;
      if (fits(record.attributes, kSettledByAllocation)) fitting_pledges_.add(id[row]);
      at(record.attributes, GroupBy::country) = narrow(recipient[row]);
      set_date(record, date[row]);
      if (const Cell own = basis[row]; own != kNothing) record.basis = static_cast<Basis>(own);
      if (const Cell own = qualifier[row]; own != kNothing) record.qualifier = static_cast<Qualifier>(own);
      record.count_up_to(Stage::pledged);
      record.gone = goes(Table::pledges, row);
      pledges_.add(id[row], row, record);
    }
    pledges_.places.settle();
  }

  void read_allocations() {
    ColumnOf<Table::allocations, "id"> id(snapshot_);
    ColumnOf<Table::allocations, "of"> of(snapshot_);
    ColumnOf<Table::allocations, "donors"> donors(snapshot_);
    ColumnOf<Table::allocations, "date"> date(snapshot_);
    ColumnOf<Table::allocations, "valuation_basis"> basis(snapshot_);
    for (const auto allocation : snapshot_.rows<Table::allocations>()) {
      const RowIndex row = allocation.index();
      const Cell own_donors = donors[row];
      if (own_donors == kNothing && !blank_fits_ && !fitting_pledges_.contains(of[row])) continue;
      const Above above = in(pledges_, of[row]);
      if (settles_all(above.record)) {
        covered_allocations_.add(id[row]);
        continue;
      }
      Inherited record;
      if (above.record != nullptr) record = *above.record;
      if (own_donors != kNothing) at(record.attributes, GroupBy::donor) = narrow(own_donors);
      if (above.barred || !fits(record.attributes, kSettledByAllocation)) continue;
      if (const Cell own = basis[row]; own != kNothing) record.basis = static_cast<Basis>(own);
      record.qualifier = Qualifier::exact;
      set_date(record, date[row]);
      record.count_up_to(Stage::allocated);
      record.gone_above = record.gone;
      record.gone = record.gone || goes(Table::allocations, row);
      allocations_.add(id[row], row, record);
    }
    allocations_.places.settle();
  }

  // The record that a name means, unless the filter bars it.
  Above in(const Level& level, Cell name) const {
    if (const std::int32_t place = level.places.find(name); place != Places::kNone)
      return {&level.records[static_cast<std::size_t>(place)], false};
    return {nullptr, !where_.empty() && is_name_of(level.table, name)};
  }
  bool is_name_of(Table table, Cell name) const {
    return name != kNothing && snapshot_.find_row(table, static_cast<TextId>(name)) != kNoRow;
  }

  // What stands above a contract: its allocation, else its pledge.
  Above above_contract(Cell of) const {
    const Above allocation = in(allocations_, of);
    return allocation.record != nullptr || allocation.barred ? allocation : in(pledges_, of);
  }

  void read_contracts() {
    ColumnOf<Table::contracts, "id"> id(snapshot_);
    ColumnOf<Table::contracts, "of"> of(snapshot_);
    ColumnOf<Table::contracts, "supplier"> supplier(snapshot_);
    ColumnOf<Table::contracts, "site"> site(snapshot_);
    ColumnOf<Table::contracts, "date"> date(snapshot_);
    for (const auto contract : snapshot_.rows<Table::contracts>()) {
      const RowIndex row = contract.index();
      const Above above = above_contract(of[row]);
      if (settles_all(above.record) || covered_allocations_.contains(of[row])) {
        covered_contracts_.add(id[row]);
        continue;
      }
      Inherited record;
      if (above.record != nullptr) record = *above.record;
      at(record.attributes, GroupBy::supplier) = narrow(supplier[row]);
      at(record.attributes, GroupBy::place) = narrow(site[row]);
      if (above.barred || !fits(record.attributes, kSettledByContract)) continue;
      record.qualifier = Qualifier::exact;
      set_date(record, date[row]);
      record.count_up_to(Stage::contracted);
      record.gone_above = record.gone;
      record.gone = record.gone || goes(Table::contracts, row);
      contracts_.add(id[row], row, record);
    }
    contracts_.places.settle();
  }

  void read_consignments() {
    ColumnOf<Table::consignments, "id"> id(snapshot_);
    ColumnOf<Table::consignments, "of_kind"> of_kind(snapshot_);
    ColumnOf<Table::consignments, "of"> of(snapshot_);
    const Cell contract_kind = text_number("contract");
    const Cell allocation_kind = text_number("allocation");
    cover_allocations();
    const auto read = [&](RowIndex row) {
      const Cell name = of[row];
      const Cell kind = of_kind[row];
      if (kind == contract_kind ? covered_contracts_.contains(name) : covered_allocations_.contains(name)) return;
      Above above;
      if (name != kNothing)
        above = kind == allocation_kind ? in(allocations_, name)
                : kind == contract_kind ? in(contracts_, name)
                                        : above_contract(name);
      if (above.barred || !asked_beneath(above.record)) return;
      if (!fits(beneath(above.record, row).attributes, kSettledByConsignment)) return;
      consignment_names_.push_back(narrow(id[row]));
      consignment_rows_.push_back(row);
      above_consignments_.push_back(above.record);
    };
    if (blank_fits_)
      for (const auto consignment : snapshot_.rows<Table::consignments>()) read(consignment.index());
    else  // what is of no record that is left cannot count
      for (const RowIndex row : beneath_records<Table::consignments>()) read(row);
  }

  // Finds allocations beneath which nothing counts at a stage that is asked for sooner by their names.
  void cover_allocations() {
    if (asks(kOfConsignments)) return;
    for (const TextId name : allocations_.places.listed())
      if (name != Places::kNone && !asked_beneath(in(allocations_, name).record)) covered_allocations_.add(name);
  }

  // Whether nothing beneath a record counts where only pledged is asked for, as it counts so itself.
  bool settles_all(const Inherited* above) const { return asked_ == bit(Stage::pledged) && above != nullptr && (above->counted & asked_) != 0; }

  // Whether a consignment may count at a stage that is asked for: below `ready` only where nothing above it does.
  bool asked_beneath(const Inherited* above) const {
    return asks(kOfConsignments | (kOfPromises & ~(above == nullptr ? 0 : above->counted)));
  }

  // What a consignment takes from the record above it, if any.
  Inherited beneath(const Inherited* above, RowIndex consignment) const {
    Inherited record;
    if (above != nullptr) record = *above;
    at(record.attributes, GroupBy::place) = kBlank;
    record.qualifier = Qualifier::exact;
    if (!uses(bit(GroupBy::country))) return record;
    const Cell destination =
        snapshot_.cell(Table::consignments, consignment, column_index(Table::consignments, "destination"));
    if (const RowIndex node = nodes_.find(destination); node != kNoRow)
      at(record.attributes, GroupBy::country) =
          narrow(snapshot_.cell(Table::nodes, node, column_index(Table::nodes, "country")));
    return record;
  }

  void set_date(Inherited& record, Cell date) const {
    if (date == kNothing) return;
    record.date = narrow(date);
    if (uses(bit(GroupBy::month))) at(record.attributes, GroupBy::month) = month_of(PartialDate::from_packed(record.date));
  }

  // A date as the month that it lies in; a year stays a year.
  std::int32_t month_of(PartialDate date) const {
    if (options_.exact_dates || date.precision() == DatePrecision::year) return date.packed();
    const std::chrono::year_month_day day(date.first());
    return PartialDate::of_month(day.year() / day.month()).packed();
  }

  // The visible rows of a table whose `of` may mean a pledge, an allocation or a contract that is left, ascending.
  template <Table kTable>
  std::vector<RowIndex> beneath_records() const {
    std::vector<RowIndex> rows;
    for (const Level* level : {&pledges_, &allocations_, &contracts_}) {
      const std::vector<TextId> names = names_of(*level, [&](const Inherited& record) { return asked_beneath(&record); });
      for (const auto& found : snapshot_.beneath(kTable, names)) rows.push_back(found.row);
    }
    std::ranges::sort(rows);
    const auto again = std::ranges::unique(rows);  // where two of them share a name
    rows.erase(again.begin(), again.end());
    return rows;
  }

  // The names of the records of a level, none for those that are not wanted.
  template <class IsWanted>
  static std::vector<TextId> names_of(const Level& level, IsWanted is_wanted) {
    std::vector<TextId> names(level.places.listed().begin(), level.places.listed().end());
    for (std::size_t place = 0; place < names.size(); ++place)
      if (!is_wanted(level.records[place])) names[place] = Places::kNone;
    return names;
  }

  // ---- what belongs to the records that are left

  // A line or an event, and the place of the record that it belongs to among some of one table.
  using Owned = Snapshot::Beneath;
  // The visible lines or events of these records; those of one record in the order of recording.
  template <Table kTable>
  std::vector<Owned> owned_by(Table owner, std::span<const TextId> names) const {
    const Cell kind = text_number(schema_of(owner).kind);
    if (kind == kNothing) return {};
    return snapshot_.beneath(kTable, names, static_cast<TextId>(kind));
  }

  // Starts to load cells of a row that stands a few places further in the list.
  template <class... Columns>
  static void expect(const std::vector<Owned>& rows, std::size_t place, const Columns&... columns) {
    if (place + kAhead < rows.size()) (columns.expect(rows[place + kAhead].row), ...);
  }
  static constexpr std::size_t kAhead = 32;

  // Lines of some records, by the place of the record.
  class LineIndex {
   public:
    // line(i) tells of the i-th that was found.
    template <class Line>
    LineIndex(const std::vector<Owned>& found, std::size_t records, Line line)
        : begin_(records + 1, 0), lines_(found.size()) {
      for (const Owned& owned : found) ++begin_[static_cast<std::size_t>(owned.of) + 1];
      for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
      std::vector<std::uint32_t> next = begin_;
      for (std::size_t i = 0; i < found.size(); ++i) lines_[next[static_cast<std::size_t>(found[i].of)]++] = line(i);
    }
    std::span<const LineItem> of(std::size_t place) const {
      return std::span(lines_).subspan(begin_[place], begin_[place + 1] - begin_[place]);
    }

   private:
    std::vector<std::uint32_t> begin_;
    std::vector<LineItem> lines_;
  };

  LineIndex lines_of(Table table, std::span<const TextId> names) const {
    ColumnOf<Table::lines, "item"> item(snapshot_);
    ColumnOf<Table::lines, "quantity"> quantity(snapshot_);
    ColumnOf<Table::lines, "amount"> amount(snapshot_);
    ColumnOf<Table::lines, "currency"> currency(snapshot_);
    const std::vector<Owned> found = owned_by<Table::lines>(table, names);
    return LineIndex(found, names.size(), [&](std::size_t i) {
      expect(found, i, item, quantity, amount, currency);
      const RowIndex row = found[i].row;
      return LineItem{item[row], quantity[row], {amount[row], currency[row]}};
    });
  }

  // What events say of some consignments; moments only of those that are to be dated.
  void read_events(std::span<const TextId> names, const std::vector<std::uint8_t>& dated) {
    const bool any_dated = std::ranges::find(dated, 1) != dated.end();
    const bool placed = uses(bit(GroupBy::place));
    progress_.assign(names.size(), Progress{});
    moments_.assign(any_dated ? names.size() : 0, Moments::none());
    ColumnOf<Table::events, "classifier"> classifier(snapshot_);
    ColumnOf<Table::events, "stage"> stage(snapshot_);
    ColumnOf<Table::events, "quantity"> quantity(snapshot_);
    ColumnOf<Table::events, "condition"> condition(snapshot_);
    ColumnOf<Table::events, "date"> date(snapshot_);
    ColumnOf<Table::events, "place"> place(snapshot_);
    const std::vector<Owned> found = owned_by<Table::events>(Table::consignments, names);
    for (std::size_t i = 0; i < found.size(); ++i) {
      expect(found, i, classifier, stage, quantity);
      if (any_dated) expect(found, i, date);
      if (any_dated && placed) expect(found, i, place);
      const auto [row, of] = found[i];
      if (classifier[row] != static_cast<Cell>(Classifier::actual)) continue;
      const auto at = static_cast<std::size_t>(of);
      const auto reached = static_cast<Stage>(stage[row]);
      if (record_event(progress_[at], reached, quantity[row], condition[row]) && dated[at] != 0)
        record_date(moments_[at], reached, date[row], placed ? place[row] : kNothing);
    }
  }

  // Whether the event reached a stage.
  static bool record_event(Progress& progress, Stage stage, Cell quantity, Cell condition) {
    if (is_exit(stage) || condition == static_cast<Cell>(Condition::lost)) {
      const bool lost = stage == Stage::lost || !is_exit(stage);
      if (lost && quantity == kNothing) progress.all_lost = true;
      if (lost && quantity != kNothing) progress.lost += quantity;
      if (stage == Stage::returned && quantity != kNothing) progress.returned += quantity;
      if (!lost && quantity == kNothing) progress.exit = stage;
      return false;
    }
    if (ladder_of(stage) != Ladder::goods) return false;
    progress.reached |= bit(stage);
    if (quantity == kNothing)
      progress.whole |= bit(stage);
    else
      progress.quantity[static_cast<std::size_t>(stage)] += quantity;
    return true;
  }

  // The first date on which a stage was reached, and where.
  static void record_date(Moments& moments, Stage stage, Cell date, Cell place) {
    const auto index = static_cast<std::size_t>(stage);
    const std::int32_t packed = narrow(date);
    const bool first = moments.date[index] == kBlank || (packed != kBlank && packed < moments.date[index]);
    if (!first) return;
    moments.date[index] = packed;
    moments.place[index] = narrow(place);
  }

  // ---- adding

  // What stands at each of some stages of a group, by small numbers until the answer is written.
  struct Tally {
    StageSet stages = 0;
    std::int64_t count = 0;
    std::vector<std::pair<AmountKey, AmountSum>> sums = {};  // few
    std::vector<std::pair<Cell, Wide>> quantities = {};      // by the unit's text number; few
    std::optional<Wide> tonnes = {};

    void add(const AmountKey& key, Wide units, Qualifier qualifier) {
      for (auto& [known, sum] : sums) {
        if (known != key) continue;
        sum.units += units;
        sum.qualifier = weaker_qualifier(sum.qualifier, qualifier);
        return;
      }
      sums.push_back({key, {units, qualifier}});
    }
    void add_quantity(Cell unit, Wide quantity) {
      for (auto& [known, sum] : quantities) {
        if (known != unit) continue;
        sum += quantity;
        return;
      }
      quantities.emplace_back(unit, quantity);
    }
  };
  struct Group {
    Attributes key;
    std::vector<Tally> tallies;  // few: records that count at the same stages are added up together
    std::size_t next;            // of the same hash
    std::vector<StageSet> sets = {};  // of the tallies
    Tally& at(StageSet stages) {
      const auto place = static_cast<std::size_t>(std::ranges::find(sets, stages) - sets.begin());
      if (place == sets.size()) {
        sets.push_back(stages);
        tallies.push_back({.stages = stages});
      }
      return tallies[place];
    }
  };
  static constexpr std::size_t kNoGroup = static_cast<std::size_t>(-1);
  static constexpr Cell kPeople = -1;  // in place of a unit's text number

  std::optional<Currency> currency_of(Cell cell) {
    if (cell == kNothing) return std::nullopt;
    if (cell == last_currency_.first) return last_currency_.second;
    last_currency_ = {cell, Currency::parse(texts().text(static_cast<TextId>(cell)))};
    return last_currency_.second;
  }

  // The rate of one currency on one value date, and how often it was used.
  struct Rate {
    std::optional<ConversionRate> rate;
    UsedRate used;
  };

  // An amount in the currency that it counts in.
  struct Figure {
    AmountKey key{Currency::euro(), Basis::stated, Instrument::not_reported};
    Wide units = 0;
    Qualifier qualifier = Qualifier::exact;
    bool reported = false;
    Rate* rate = nullptr;
  };

  Figure figure(const Money& money, const Inherited& record) {
    const auto currency = currency_of(money.currency);
    if (money.amount == kNothing || !currency) return {};
    const std::int32_t instrument = at(record.attributes, GroupBy::instrument);
    Figure out{{*currency, record.basis,
                instrument == kBlank ? Instrument::not_reported : static_cast<Instrument>(instrument)},
               money.amount,
               record.qualifier,
               true};
    if (record.date != kBlank) convert(record.date, out);
    if (!prices_.nominal()) at_prices(record, out);
    return out;
  }

  void convert(std::int32_t day, Figure& figure) {
    const Currency currency = figure.key.currency;
    const Currency target = snapshot_.programme().currency;
    if (currency == target) return;
    const auto [found, added] = rates_.try_emplace({currency, day});
    Rate& rate = found->second;
    if (added) {
      const PartialDate date = PartialDate::from_packed(day);
      rate.rate = conversion_rate(currency, target, date, snapshot_.as_known());
      if (rate.rate) rate.used = {currency.code(), date.to_string(), rate.rate->text, rate.rate->fixing};
    }
    if (!rate.rate) return;
    figure.key.currency = target;
    figure.units = rate.rate->convert(figure.units);
    figure.rate = &rate;
  }

  // The first amount that cannot be told so is the answer of the view.
  void at_prices(const Inherited& record, Figure& figure) {
    const auto [table, row] = counting_;
    const auto date = record.date == kBlank ? std::nullopt : std::optional(PartialDate::from_packed(record.date));
    const auto units = prices_.at(date, figure.units,
                                  std::string(schema_of(table).kind) + " " + snapshot_.history().name(table, row));
    if (units)
      figure.units = *units;
    else if (!no_price_)
      no_price_ = units.error();
  }

  void add_figure(Tally& tally, const Figure& figure, Wide units) {
    if (!figure.reported) return;
    if (figure.rate != nullptr) figure.rate->used.records += std::popcount(tally.stages);
    tally.add(figure.key, units, figure.qualifier);
  }

  // Where a record of these attributes counts at some stages; null where the filter bars it. Good until it is closed.
  Tally* open(const Attributes& attributes, StageSet stages) {
    if (!fits(attributes, kAllDimensions)) return nullptr;
    Tally& tally = options_.measure ? record_ : group(attributes)->at(stages);
    if (options_.measure) {
      record_.stages = stages;
      record_.sums.clear();
      record_.quantities.clear();
      record_.tonnes.reset();
    }
    ++tally.count;
    return &tally;
  }

  // Where records are told of one by one, tells of what was added since it was opened.
  void close(const Attributes& attributes, const Tally& tally) {
    if (!options_.measure) return;
    Tallied told{.stage = static_cast<Stage>(std::countr_zero(tally.stages)), .donors = at(attributes, GroupBy::donor), .date = at(attributes, GroupBy::month),
                 .table = counting_.first, .record = counting_.second};
    const auto tell = [&] {
      tallied_.push_back(told);
      told.counts = false;
    };
    told.has_number = true;
    switch (*options_.measure) {
      case FigureMeasure::value:
        for (const auto& [key, sum] : tally.sums) {
          told.key = key;
          told.qualifier = sum.qualifier;
          told.number = sum.units;
          tell();
        }
        break;
      case FigureMeasure::quantity:
        for (const auto& [unit, quantity] : tally.quantities) {
          told.unit = unit == kPeople ? Tallied::kPeople : narrow(unit);
          told.number = quantity;
          tell();
        }
        break;
      case FigureMeasure::tonnes:
        if (!tally.tonnes) break;
        told.number = *tally.tonnes;
        tell();
        break;
      case FigureMeasure::count: break;
    }
    told.has_number = false;
    if (told.counts) tell();
  }
  bool tells_quantities() const { return options_.measure ? *options_.measure == FigureMeasure::quantity : !options_.without_quantities; }

  Group* group(const Attributes& attributes) {
    if (!groups_.empty() && same_key(groups_[last_group_].key, attributes)) return &groups_[last_group_];
    std::uint64_t hash = 1;
    for (const GroupBy by : options_.by)
      hash = mix(hash ^ static_cast<std::uint64_t>(at(attributes, by)), 0x9E3779B97F4A7C15U);
    std::size_t& newest = groups_by_hash_.try_emplace(hash, kNoGroup).first->second;
    for (std::size_t index = newest; index != kNoGroup; index = groups_[index].next)
      if (same_key(groups_[index].key, attributes)) return &groups_[last_group_ = index];
    groups_.push_back({attributes, {}, newest});
    newest = last_group_ = groups_.size() - 1;
    return &groups_.back();
  }

  bool same_key(const Attributes& a, const Attributes& b) const {
    return std::ranges::all_of(options_.by, [&](GroupBy by) { return at(a, by) == at(b, by); });
  }

  bool netted(Table table, RowIndex row) {
    counting_ = {table, row};
    return netting_.lost(table, row) || (!options_.count_netted && netting_.contains(table, row));
  }

  std::optional<Stage> exit_of(Table table, RowIndex row) const {
    if (exits_.empty()) return std::nullopt;
    const auto found = exits_.find(exit_key(table, snapshot_.history().cell(table, row, kId)));
    if (found == exits_.end()) return std::nullopt;
    return found->second;
  }
  // Whether its own exit counts.
  bool goes(Table table, RowIndex row) const {
    return exit_of(table, row) && !netting_.lost(table, row) && (options_.count_netted || !netting_.contains(table, row));
  }
  static std::uint64_t exit_key(Table table, Cell name) {
    return static_cast<std::uint64_t>(table) << 32 | static_cast<std::uint64_t>(name);
  }

  void add(const Attributes& attributes, Stage stage, const Figure& figure, Cell unit, Cell quantity,
           std::optional<Wide> mass = {}) {
    if (!asks(bit(stage))) return;
    Tally* tally = open(attributes, bit(stage));
    if (tally == nullptr) return;
    add_figure(*tally, figure, figure.units);
    if (quantity != kNothing) tally->add_quantity(unit, quantity);
    add_mass(*tally, mass);
    close(attributes, *tally);
  }

  // The item itself where it states none.
  Cell unit_of(Cell item) const {
    const std::int32_t place = items_.place(item);
    const Cell unit = place == Places::kNone ? kNothing : item_units_[static_cast<std::size_t>(place)];
    return unit == kNothing ? item : unit;
  }
  Cell of_item(Cell item, std::size_t column) const {
    const RowIndex row = items_.find(item);
    return row == kNoRow ? kNothing : snapshot_.cell(Table::items, row, column);
  }

  // The part of `units` that belongs to a share of the whole; all of it if the whole is not known.
  static Wide share_of(Wide units, Wide part, Wide whole) {
    if (whole <= 0 || part >= whole) return units;
    return multiply_divide(units, part, whole);
  }

  // A record with its lines, at the stages it counts at.
  struct Counted {
    const Inherited& record;
    Money money;                      // its own; where lines say more, they say how it divides
    std::span<const LineItem> lines;
    StageSet stages;
    const Progress* progress = nullptr;  // of a consignment
    const Moments* moments = nullptr;    // where they are asked for
  };

  Wide quantity_of(std::span<const LineItem> lines) const {
    Wide total = 0;
    for (const LineItem& line : lines) {
      if (line.quantity == kNothing) return 0;  // not known of all: no share can be taken
      total += line.quantity;
    }
    return total;
  }

  // How much of something reached a stage: part of whole, both 0 if events give no quantity.
  struct Share {
    Wide part = 0;
    Wide whole = 0;
    bool operator==(const Share&) const = default;
  };
  // By stage: the largest sum that events give there or further; nothing where one without a quantity tells of all of it.
  using Shares = std::array<Share, kGoodsStages>;
  static Shares shares_of(const Progress& progress, Wide whole) {
    Shares shares;
    Wide part = 0;
    for (std::size_t stage = kGoodsStages; stage-- > 0;) {
      if ((progress.whole >> stage & 1) != 0) break;
      part = std::max(part, progress.quantity[stage]);
      shares[stage] = {part, whole};
    }
    return shares;
  }

  // The first stage from `stage` up that events reached with all or some of it; empty if none.
  static std::optional<std::size_t> first_reached(const Progress& progress, std::size_t stage) {
    for (std::size_t i = stage; i < kGoodsStages; ++i)
      if ((progress.whole >> i & 1) != 0 || progress.quantity[i] > 0) return i;
    return std::nullopt;
  }

  void count(const Counted& counted) {
    line_figures_.clear();
    if (itemised() || counted.money.amount == kNothing)
      for (const LineItem& line : counted.lines) line_figures_.push_back(figure(line.money, counted.record));
    const Figure own = figure(counted.money, counted.record);
    Shares shares;
    if (counted.progress != nullptr) shares = shares_of(*counted.progress, quantity_of(counted.lines));
    Attributes attributes = counted.record.attributes;
    std::optional<Share> told;  // the stage before stands in record_ with it
    for (StageSet rest = counted.stages & asked_; rest != 0;) {
      const auto stage = static_cast<Stage>(std::countr_zero(rest));
      const Share share = share_at(counted, shares, stage);
      StageSet run = bit(stage);  // that count alike
      if (uses(kOfEvents)) {
        if (counted.progress != nullptr && !is_exit(stage)) set_event(attributes, counted, static_cast<std::size_t>(stage));
      } else if (!itemised()) {
        for (StageSet next = rest & ~run; next != 0 && share_at(counted, shares, static_cast<Stage>(std::countr_zero(next))) == share; next &= next - 1)
          run |= next & ~(next - 1);
      }
      rest &= ~run;
      if (itemised()) {
        count_by_line(counted, own, attributes, stage, share);
      } else if (told && *told == share) {
        record_.stages = run;
        close(attributes, record_);
      } else {
        const bool fit = count_whole(counted, own, attributes, run, share);
        if (!fit && !barred_by_event_) return;
        if (options_.measure && !barred_by_event_) told = share;
      }
    }
  }

  static Share share_at(const Counted& counted, const Shares& shares, Stage stage) {
    return counted.progress == nullptr || is_exit(stage) ? Share{} : shares[static_cast<std::size_t>(stage)];
  }

  // When and where a consignment reached a stage.
  void set_event(Attributes& attributes, const Counted& counted, std::size_t stage) const {
    const auto reached = first_reached(*counted.progress, stage);
    const std::int32_t date = reached ? counted.moments->date[*reached] : kBlank;
    at(attributes, GroupBy::month) = date == kBlank ? kBlank : month_of(PartialDate::from_packed(date));
    at(attributes, GroupBy::place) = reached ? counted.moments->place[*reached] : kBlank;
  }

  bool itemised() const { return uses(kOfLines); }

  // Whether the filter lets it through.
  bool count_whole(const Counted& counted, const Figure& own, const Attributes& attributes, StageSet stages, Share share) {
    Tally* tally = open(attributes, stages);
    if (tally == nullptr) return false;
    if (options_.measure == FigureMeasure::tonnes) add_mass(*tally, mass_of(counted, share));
    if (counted.money.amount != kNothing)
      add_figure(*tally, own, share_of(own.units, share.part, share.whole));
    else
      for (const Figure& sum : line_figures_) add_figure(*tally, sum, share_of(sum.units, share.part, share.whole));
    if (tells_quantities())
      for (const LineItem& line : counted.lines)
        if (line.quantity != kNothing) tally->add_quantity(unit_of(line.item), quantity_part(line, share));
    close(attributes, *tally);
    return true;
  }

  // Tonnes in 1e-4; empty where the item's mass is not reported.
  std::optional<Wide> mass_of_line(const LineItem& line, Wide quantity) const {
    const Cell mass = of_item(line.item, column_index(Table::items, "mass_kg"));
    if (mass == kNothing || line.quantity == kNothing) return std::nullopt;
    return multiply_divide(quantity, mass, Wide{Decimal::kUnit} * 1000);
  }

  std::optional<Wide> mass_of(const Counted& counted, Share share) const {
    Wide total = 0;
    bool known = !counted.lines.empty();
    for (const LineItem& line : counted.lines) {
      const auto mass = line.quantity == kNothing ? std::nullopt : mass_of_line(line, quantity_part(line, share));
      if (!mass) known = false;
      total += mass.value_or(0);
    }
    if (known) return total;
    if (counting_.first != Table::consignments) return std::nullopt;
    const Cell tonnes =
        snapshot_.cell(Table::consignments, counting_.second, column_index(Table::consignments, "tonnes"));
    if (tonnes == kNothing) return std::nullopt;
    return share_of(tonnes, share.part, share.whole);
  }

  static void add_mass(Tally& tally, std::optional<Wide> mass) {
    if (mass) tally.tonnes = tally.tonnes.value_or(0) + *mass;
  }

  // Of one line: its share of what events gave; overages count as they were received.
  static Wide quantity_part(const LineItem& line, Share share) {
    if (share.whole <= 0 || share.part == share.whole) return line.quantity;
    return multiply_divide(line.quantity, share.part, share.whole);
  }

  void count_by_line(const Counted& counted, const Figure& own, Attributes attributes, Stage stage, Share share) {
    Wide itemised = 0;
    for (std::size_t i = 0; i < counted.lines.size(); ++i) {
      const LineItem& line = counted.lines[i];
      at(attributes, GroupBy::item) = narrow(line.item);
      at(attributes, GroupBy::category) = narrow(of_item(line.item, column_index(Table::items, "category")));
      if (line.money.currency == counted.money.currency && line.money.amount != kNothing) itemised += line.money.amount;
      Figure sum = line_figures_[i];
      sum.units = share_of(sum.units, share.part, share.whole);
      const Wide quantity = line.quantity == kNothing ? 0 : quantity_part(line, share);
      const auto mass = options_.measure == FigureMeasure::tonnes ? mass_of_line(line, quantity) : std::nullopt;
      add(attributes, stage, sum, unit_of(line.item), line.quantity == kNothing ? kNothing : static_cast<Cell>(quantity), mass);
    }
    const bool rest = counted.money.amount != kNothing && counted.money.amount > itemised;
    if (!rest && !counted.lines.empty()) return;
    at(attributes, GroupBy::item) = kBlank;
    at(attributes, GroupBy::category) = kBlank;
    Figure sum = own;
    if (rest) sum = figure({static_cast<Cell>(counted.money.amount - itemised), counted.money.currency}, counted.record);
    sum.units = share_of(sum.units, share.part, share.whole);
    add(attributes, stage, sum, kNothing, kNothing);
  }

  // ---- the records

  // Pledges, allocations or contracts, each at its own stage and at those below at which nothing above it counts.
  template <Table kTable>
  void count_records(const Level& level) {
    ColumnOf<kTable, "amount"> amount(snapshot_);
    ColumnOf<kTable, "currency"> currency(snapshot_);
    const auto is_asked = [&](const Inherited& record) { return asks(record.own | kExits); };
    const LineIndex lines = lines_of(kTable, names_of(level, is_asked));
    for (std::size_t place = 0; place < level.rows.size(); ++place) {
      const Inherited& record = level.records[place];
      const RowIndex row = level.rows[place];
      if (!is_asked(record) || !fits(record.attributes, kAllDimensions & ~kOfLines) || netted(kTable, row)) continue;
      const auto exit = exit_of(kTable, row);
      if (exit && record.gone_above) continue;
      count({record, {amount[row], currency[row]}, lines.of(place), exit ? bit(*exit) : record.own});
    }
  }

  // So many at a time that what belongs to them stays in the processor's caches.
  void count_consignments() {
    constexpr std::size_t kTogether = 256;
    for (std::size_t begin = 0; begin < consignment_rows_.size(); begin += kTogether)
      count_consignments(begin, std::min(kTogether, consignment_rows_.size() - begin));
  }

  void count_consignments(std::size_t begin, std::size_t count) {
    const auto names = std::span(consignment_names_).subspan(begin, count);
    const auto above = std::span(above_consignments_).subspan(begin, count);
    std::vector<std::uint8_t> dated(count, uses(kOfEvents) ? 1 : 0);
    if (!uses(kOfEvents))
      for (std::size_t i = 0; i < count; ++i) dated[i] = above[i] == nullptr || above[i]->date == kBlank ? 1 : 0;
    read_events(names, dated);
    const LineIndex lines = lines_of(Table::consignments, names);
    for (std::size_t i = 0; i < count; ++i) {
      const RowIndex row = consignment_rows_[begin + i];
      if (netted(Table::consignments, row)) continue;
      count_consignment(row, beneath(above[i], row), lines.of(i), progress_[i], dated[i] != 0 ? &moments_[i] : nullptr);
    }
  }

  void count_consignment(RowIndex row, Inherited record, std::span<const LineItem> lines, const Progress& progress,
                         const Moments* moments) {
    if (record.date == kBlank) {
      const auto first = first_reached(progress, 0);
      if (first && moments->date[*first] != kBlank) set_date(record, moments->date[*first]);
    }
    std::optional<Stage> exit;
    if (is_exit(progress.exit)) exit = progress.exit;
    if (progress.all_lost) exit = Stage::lost;
    if (const auto revised = exit_of(Table::consignments, row)) exit = revised;
    if (exit && record.gone) return;
    if (exit) return count({record, {}, lines, bit(*exit)});
    count_part_exits(record, lines, progress);
    if (progress.reached == 0) return;
    note_overage(row, lines, progress);
    // As a consignment it counts from `ready` up; below, where nothing above it does.
    count({record, {}, lines, up_to(progress.furthest()) & ~record.counted, &progress, moments});
  }

  void count_part_exits(const Inherited& record, std::span<const LineItem> lines, const Progress& progress) {
    const Cell unit = lines.size() == 1 ? unit_of(lines.front().item) : kNothing;
    if (progress.lost > 0) add(record.attributes, Stage::lost, {}, unit, static_cast<Cell>(progress.lost));
    if (progress.returned > 0) add(record.attributes, Stage::returned, {}, unit, static_cast<Cell>(progress.returned));
  }

  void note_overage(RowIndex row, std::span<const LineItem> lines, const Progress& progress) {
    const Wide shipped = quantity_of(lines);
    if (shipped <= 0) return;
    for (std::size_t i = static_cast<std::size_t>(Stage::arrived); i < kGoodsStages; ++i) {
      if (progress.quantity[i] <= shipped) continue;
      const std::string stage(kStageNames[i]);
      const std::string name = snapshot_.history().name(Table::consignments, row);
      conflicts_.push_back({"overage: quantity " + stage + " of consignment " + name,
                            {{name + " lines", "", decimal_text(shipped)},
                             {name + " " + stage, "", decimal_text(progress.quantity[i])}},
                            name + " " + stage});
    }
  }

  // Money climbs its own ladder (views/paid_allocations.h).
  void count_paid_allocations() {
    paid_ = paid_steps(snapshot_);
    std::erase_if(paid_, [&](const PaidStep& step) { return netted(Table::allocations, step.allocation); });
    for (const PaidStep& step : paid_) {
      const Row<Table::allocations> allocation(snapshot_, step.allocation);
      const std::int32_t place = allocations_.places.find(allocation.cell<"id">());
      if (place == Places::kNone) continue;  // the filter bars it
      Inherited record = allocations_.records[static_cast<std::size_t>(place)];
      set_date(record, step.date ? Cell{step.date->packed()} : kNothing);
      at(record.attributes, GroupBy::place) = narrow(snapshot_.cell(Table::events, step.event, column_index(Table::events, "place")));
      counting_ = {Table::events, step.event};
      const Cell amount = step.part ? static_cast<Cell>(*step.part) : allocation.cell<"amount">();
      add(record.attributes, step.stage, figure({amount, allocation.cell<"currency">()}, record), kNothing, kNothing);
    }
  }

  void count_funds() {
    const auto told = told_of_flows(snapshot_, paid_);
    ColumnOf<Table::funds, "donor"> donor(snapshot_);
    ColumnOf<Table::funds, "date"> date(snapshot_);
    for (const auto fund : snapshot_.rows<Table::funds>()) {
      const RowIndex row = fund.index();
      Inherited record;
      at(record.attributes, GroupBy::donor) = narrow(donor[row]);
      set_date(record, date[row]);
      if (!fits(record.attributes, kAllDimensions) || netted(Table::funds, row)) continue;
      Stage stage{};
      switch (fund.code<"kind", FundKind>().value_or(FundKind::appropriation)) {
        case FundKind::appropriation: continue;  // permission to spend is no stage of the ladder; `runway` shows it
        case FundKind::commitment: stage = Stage::committed; break;
        case FundKind::disbursement: stage = Stage::disbursed; break;
        case FundKind::expenditure: stage = Stage::spent; break;
      }
      Cell amount = fund.cell<"amount">();
      if (const auto part = told.find(row); part != told.end()) amount -= static_cast<Cell>(part->second);
      if (amount == 0 && fund.cell<"amount">() != 0) continue;  // all of it is told by events
      add(record.attributes, stage, figure({amount, fund.cell<"currency">()}, record), kNothing, kNothing);
    }
  }

  void count_people() {
    const Cell course = text_number("course");
    if (course == kNothing || !fits(no_attributes(), kAllDimensions & ~kOfEvents)) return;
    ColumnOf<Table::events, "of_kind"> of_kind(snapshot_);
    for (const auto event : snapshot_.rows<Table::events>()) {
      if (of_kind[event.index()] != course) continue;
      if (event.cell<"classifier">() != static_cast<Cell>(Classifier::actual)) continue;
      const auto stage = static_cast<Stage>(event.cell<"stage">());
      if (ladder_of(stage) != Ladder::people) continue;
      Inherited record;
      set_date(record, event.cell<"date">());
      at(record.attributes, GroupBy::place) = narrow(event.cell<"place">());
      counting_ = {Table::events, event.index()};
      add(record.attributes, stage, {}, kPeople, event.cell<"quantity">());
    }
  }

  // ---- the result

  std::optional<std::string> key_text(GroupBy by, std::int32_t value) const {
    if (value == kBlank) return std::nullopt;
    switch (by) {
      case GroupBy::kind: return std::string(kKindNames[static_cast<std::size_t>(value)]);
      case GroupBy::instrument: return std::string(kInstrumentNames[static_cast<std::size_t>(value)]);
      case GroupBy::month: return PartialDate::from_packed(value).to_string();
      default: return std::string(texts().text(value));
    }
  }

  std::string unit_text(Cell unit) const {
    if (unit == kPeople) return "people";
    return unit == kNothing ? std::string() : std::string(texts().text(static_cast<TextId>(unit)));
  }

  Funnel funnel_of(const Group& group) const {
    Funnel funnel;
    for (const Tally& tally : group.tallies)
      for (StageSet rest = tally.stages; rest != 0; rest &= rest - 1)
        funnel.at(static_cast<Stage>(std::countr_zero(rest)), [&](auto& cell) {
          cell.count += tally.count;
          for (const auto& [key, sum] : tally.sums) cell.value.add(key, sum.units, sum.qualifier);
          for (const auto& [unit, quantity] : tally.quantities) cell.quantities[unit_text(unit)] += quantity;
        });
    return funnel;
  }

  StatusResult finish() {
    StatusResult result{snapshot_.as_known(),
                        options_.head == Head::compute ? snapshot_.head() : std::string(),
                        snapshot_.programme().name,
                        snapshot_.programme().notional,
                        snapshot_.programme().currency,
                        options_.delivered.value_or(snapshot_.programme().delivered),
                        options_.prices,
                        options_.by,
                        {},
                        {},
                        netting_.list(),
                        std::move(conflicts_),
                        newest_reports(snapshot_),
                        {}};
    for (Group& group : groups_) {
      StatusRow row;
      for (const GroupBy by : options_.by) row.key.push_back(key_text(by, at(group.key, by)));
      row.funnel = funnel_of(group);
      result.rows.push_back(std::move(row));
    }
    std::ranges::sort(result.rows, {}, &StatusRow::key);
    for (const StatusRow& row : result.rows) result.total += row.funnel;
    std::ranges::move(disagreements(snapshot_, netting_), std::back_inserter(result.conflicts));
    std::ranges::sort(result.conflicts, {}, &Conflict::figure);
    for (auto& [key, rate] : rates_)
      if (rate.used.records > 0) result.rates.push_back(std::move(rate.used));
    return result;
  }

  const Snapshot& snapshot_;
  const Counting& options_;
  const Netting& netting_;
  NamedRows<Table::items> items_;
  std::vector<Cell> item_units_;  // by place
  NamedRows<Table::nodes> nodes_;
  ProgrammePrices prices_;
  std::optional<Error> no_price_;
  StageSet asked_ = ~StageSet{0};
  DimensionBits used_ = 0;  // by the grouping or the filter
  std::vector<Wanted> where_;
  std::unordered_map<std::uint64_t, Stage> exits_;

  bool blank_fits_ = true;        // the filter lets through what is of nothing
  bool barred_by_event_ = false;  // it looks at what events say: a record may fit it at one stage only
  Level pledges_{Table::pledges};
  TextSet fitting_pledges_;  // those that it lets through whatever an allocation says
  Level allocations_{Table::allocations};
  Level contracts_{Table::contracts};
  TextSet covered_allocations_;  // beneath which nothing counts that is asked for
  TextSet covered_contracts_;
  std::vector<TextId> consignment_names_;
  std::vector<RowIndex> consignment_rows_;
  std::vector<const Inherited*> above_consignments_;
  std::vector<Progress> progress_;  // of the consignments that are being counted
  std::vector<Moments> moments_;    // of them too, where dates are asked for
  std::vector<Figure> line_figures_;

  std::pair<Cell, std::optional<Currency>> last_currency_{kNothing, std::nullopt};
  std::map<std::pair<Currency, std::int32_t>, Rate> rates_;  // by currency and packed date
  std::unordered_map<std::uint64_t, std::size_t> groups_by_hash_;
  std::deque<Group> groups_;
  std::size_t last_group_ = 0;
  Tally record_;                  // the record being counted, where they are told of one by one
  std::vector<Tallied> tallied_;  // those that were
  std::pair<Table, RowIndex> counting_{Table::programme, kNoRow};  // the record being counted
  std::vector<Conflict> conflicts_;
  std::vector<PaidStep> paid_;
};

}  // namespace

std::optional<GroupBy> find_group_by(std::string_view name) {
  const auto* found = std::ranges::find(kGroupByNames, name);
  if (found == kGroupByNames.end()) return std::nullopt;
  return static_cast<GroupBy>(found - kGroupByNames.begin());
}

std::vector<std::string> either_of(std::string_view value) {
  if (value.empty()) return {std::string()};
  std::vector<std::string> out;
  for (const std::string_view part : split(value, '|'))
    if (!part.empty()) out.emplace_back(part);
  return out;
}

Result<StatusResult> status(const Snapshot& snapshot, const StatusOptions& options) {
  const Counting counting(options);
  const Netting netting = Netting::of(snapshot);
  return StatusBuilder(snapshot, netting, counting).build();
}

Result<Funnel> amounts_in_total(const Snapshot& snapshot, const Prices& prices) {
  Counting counting(StatusOptions{.by = {}, .prices = prices});
  counting.without_quantities = true;
  const Netting netting = Netting::of(snapshot);
  return StatusBuilder(snapshot, netting, counting).total();
}

std::vector<Tallied> tally(const Snapshot& snapshot, const Netting& netting, const TallyOptions& options) {
  const Counting counting(options);
  return StatusBuilder(snapshot, netting, counting).tallies();
}

}  // namespace servanda
