#include "views/promises.h"

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "base/check.h"
#include "base/joined.h"
#include "book/cell.h"
#include "book/called_off.h"
#include "views/netting.h"

namespace servanda {
namespace {

constexpr Wide kWholeShare = Wide{100} * Decimal::kUnit;  // 100 percent

struct Days {
  Day first;
  Day last;
};

// ---- one goal against its evidence (rules 3 to 7)

// A figure that somebody states about a goal.
struct Point {
  enum class Form : std::uint8_t { level, flow, share, chain };
  Form form = Form::level;
  Days day;        // when it held
  std::string on;  // the same as it was given
  Wide units = 0;  // of the goal's unit, or percent of a share
  Qualifier qualifier = Qualifier::exact;
  std::optional<Day> counts_from;  // since when a level or flow counts, where it says so
  std::string id;
  bool happened = false;  // an event, which tells the day itself; a report tells only that it was so by then
};

// What a goal is judged against.
struct Yardstick {
  std::optional<Wide> quantity;
  PartialDate due;
  std::optional<Day> made;         // the first day on which the promise can have been made
  std::optional<Day> counts_from;  // where the promise says since when it counts
  Day as_known;
};

struct Judged {
  PromiseOutcome outcome;
  std::optional<Day> reached_by;
  std::optional<Wide> reached;  // in the goal's unit
};

class Judge {
 public:
  Judge(const std::vector<Point>& points, const Yardstick& yardstick) : points_(points), yardstick_(yardstick) {}

  Judged judge() const {
    const Point* any = nullptr;
    const Point* solid = nullptr;
    for (const Point& point : points_) {
      if (!proves(point)) continue;
      if (any == nullptr || earlier(point, *any)) any = &point;
      if (!taken_back(point) && (solid == nullptr || earlier(point, *solid))) solid = &point;
    }
    if (any == nullptr) return unreached();
    if (solid == nullptr) return passed() ? not_checkable(PromiseReason::reports_conflict) : unreached();
    Judged judged = reached(*solid);
    if (reached(*any).outcome.verdict != judged.outcome.verdict) return not_checkable(PromiseReason::reports_conflict);
    return judged;
  }

 private:
  static bool earlier(const Point& a, const Point& b) {
    return std::tie(a.day.last, a.day.first, a.units, a.id) < std::tie(b.day.last, b.day.first, b.units, b.id);
  }

  bool passed() const { return yardstick_.due.last() < yardstick_.as_known; }

  bool meets(const Point& point) const {
    if (point.form == Point::Form::share) return point.units >= kWholeShare;
    return yardstick_.quantity && point.units >= *yardstick_.quantity;
  }

  // Whether what the point counts may have come before what was promised (rule 4).
  bool counts_from_before(const Point& point) const {
    if (point.form == Point::Form::share || point.form == Point::Form::chain) return false;
    if (yardstick_.made && point.day.last < *yardstick_.made) return true;
    if (yardstick_.counts_from && (!point.counts_from || *point.counts_from < *yardstick_.counts_from)) return true;
    if (point.form == Point::Form::flow) return false;
    return std::ranges::any_of(points_, [&](const Point& other) {
      return other.form == Point::Form::level && yardstick_.made && other.day.last < *yardstick_.made && meets(other);
    });
  }

  bool proves(const Point& point) const {
    return meets(point) && point.qualifier != Qualifier::up_to && !counts_from_before(point);
  }

  // The day from which on all that comes belongs to the promise.
  std::optional<Day> begin() const {
    if (yardstick_.made && yardstick_.counts_from) return std::max(*yardstick_.made, *yardstick_.counts_from);
    return yardstick_.made ? yardstick_.made : yardstick_.counts_from;
  }

  // A flow from the promise's beginning to its due date says how much there was in all of that time.
  bool covers(const Point& flow) const {
    return begin() && flow.counts_from && *flow.counts_from <= *begin() && flow.day.last >= yardstick_.due.first();
  }

  // Whether the point counts all that belongs to the promise, so that less than the goal is less than promised.
  bool counts_all(const Point& point) const {
    if (point.form == Point::Form::flow) return covers(point);
    return !point.counts_from || !begin() || *point.counts_from <= *begin();
  }

  // Whether the point says that the goal was not reached on its day.
  bool denies(const Point& point) const {
    const bool comparable = point.form == Point::Form::share || yardstick_.quantity.has_value();
    return comparable && !meets(point) && point.qualifier != Qualifier::at_least && counts_all(point);
  }

  // Rule 6: `other` counts at least as much, as late or later, and is below the goal. Sums of events only grow.
  bool takes_back(const Point& other, const Point& point) const {
    if (point.happened || other.happened || !denies(other)) return false;
    if (point.counts_from && other.counts_from && *other.counts_from > *point.counts_from) return false;
    return other.form == Point::Form::flow ? other.day.last >= point.day.last : other.day.first >= point.day.last;
  }

  bool taken_back(const Point& point) const {
    return std::ranges::any_of(points_, [&](const Point& other) { return takes_back(other, point); });
  }

  Wide in_goal_unit(const Point& point) const {
    if (point.form != Point::Form::share) return point.units;
    return yardstick_.quantity ? multiply_divide(*yardstick_.quantity, point.units, kWholeShare) : point.units;
  }

  Judged reached(const Point& point) const {
    Day first = point.day.first;
    for (const Point& other : points_)
      if (other.form != Point::Form::flow && denies(other) && other.day.first <= point.day.last)
        first = std::max(first, other.day.first);
    Judged judged{{PromiseVerdict::kept, PromiseReason::none, point.on, {}}, point.day.last, in_goal_unit(point)};
    const Day due = yardstick_.due.last();
    if (point.day.last <= due) return judged;
    if (first <= due) return not_checkable(PromiseReason::date_too_vague);
    judged.outcome.verdict = PromiseVerdict::late;
    const bool seen_below = std::ranges::any_of(points_, [&](const Point& other) {
      return other.form != Point::Form::flow && denies(other) && other.day.first >= yardstick_.due.first();
    });
    if (!seen_below && !point.happened) judged.outcome.reason = PromiseReason::no_report_at_deadline;
    judged.outcome.days_late = static_cast<int>((first - due).count());
    return judged;
  }

  Judged not_checkable(PromiseReason reason) const {
    return {{PromiseVerdict::not_checkable, reason, {}, {}}, {}, last_figure()};
  }

  // The figure of the last level; where there is none, of the largest flow.
  std::optional<Wide> last_figure() const {
    const Point* last = nullptr;
    const Point* flow = nullptr;
    for (const Point& point : points_) {
      if (point.form == Point::Form::flow) {
        if (flow == nullptr || point.units > flow->units) flow = &point;
        continue;
      }
      if (last == nullptr || std::pair(last->day.last, point.units) < std::pair(point.day.last, last->units))
        last = &point;
    }
    if (last == nullptr) last = flow;
    if (last == nullptr) return std::nullopt;
    return in_goal_unit(*last);
  }

  Judged unreached() const {
    if (!passed()) return {{PromiseVerdict::open, PromiseReason::none, {}, {}}, {}, last_figure()};
    const PromiseReason unknown = why_unknown();
    if (unknown != PromiseReason::none) return not_checkable(unknown);
    return {{PromiseVerdict::broken, where_the_record_ends(), {}, {}}, {}, last_figure()};
  }

  // Parts of the period: each proves its own figure, and all of them together the most that the record can show.
  bool is_part(const Point& point) const { return point.form == Point::Form::flow && !covers(point); }

  // Why a promise whose due date has passed unreached cannot be called broken; none if it can.
  PromiseReason why_unknown() const {
    if (points_.empty()) return PromiseReason::no_delivered_quantity;
    std::optional<Day> denied;
    Wide most = 0;
    Wide parts = 0;
    bool partly = false;
    bool from_before = false;
    std::optional<Day> lower_bound;
    for (const Point& point : points_) {
      if (meets(point) && point.qualifier != Qualifier::up_to) from_before = true;
      if (is_part(point)) {
        partly = true;
        parts += point.units;
      } else if (denies(point)) {
        denied = denied ? std::max(*denied, point.day.first) : point.day.first;
        most = std::max(most, in_goal_unit(point));
      } else if (!meets(point)) {
        lower_bound = lower_bound ? std::max(*lower_bound, point.day.last) : point.day.last;
      }
    }
    const bool conflict = std::ranges::any_of(points_, [&](const Point& point) {
      return meets(point) && point.qualifier != Qualifier::up_to && taken_back(point);
    });
    if (conflict) return PromiseReason::reports_conflict;
    if (denied && *denied >= yardstick_.due.last()) return PromiseReason::none;
    if (from_before) return PromiseReason::counts_from_before;
    if (partly && yardstick_.quantity && most + parts >= *yardstick_.quantity) return PromiseReason::flows_not_summed;
    if (lower_bound && (!denied || (*lower_bound > *denied && *lower_bound >= yardstick_.due.first())))
      return PromiseReason::only_lower_bound;
    if (!yardstick_.quantity && !denied) return PromiseReason::no_quantity_promised;
    return denied || partly ? PromiseReason::none : PromiseReason::no_delivered_quantity;
  }

  PromiseReason where_the_record_ends() const {
    Day last = Day::min();
    bool partly = false;
    for (const Point& point : points_) {
      if (!is_part(point) && !denies(point)) continue;
      if (denies(point) && point.day.first >= yardstick_.due.last()) return PromiseReason::none;
      last = std::max(last, point.day.last);
      partly = partly || (is_part(point) && point.day.last >= yardstick_.due.first());
    }
    if (partly) return PromiseReason::period_partly_reported;
    return last < yardstick_.due.first() ? PromiseReason::no_later_report : PromiseReason::last_report_in_due_period;
  }

  const std::vector<Point>& points_;
  const Yardstick& yardstick_;
};

// ---- the book around a promise

struct Place {
  Table table;
  RowIndex row;
  auto operator<=>(const Place&) const = default;
};

// An entry named by two cells; equality only, so the numbers of texts may serve.
using NamedCell = std::pair<Cell, Cell>;
struct NamedCellHash {
  std::size_t operator()(const NamedCell& name) const {
    return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(name.first) * 0x9E3779B97F4A7C15U ^
                                      static_cast<std::uint64_t>(name.second));
  }
};

struct LineOf {
  RowIndex row;
  std::string_view item;
  std::optional<Decimal> quantity;
};

// An actual event of an end of a promise's chain.
struct ChainEvent {
  std::size_t end;  // index of the end; kOwn for the promise's own entry where others stand below it
  Stage stage;
  Days day;
  std::string on;
  std::optional<Decimal> quantity;
  std::string id;
};
constexpr std::size_t kOwn = std::numeric_limits<std::size_t>::max();

// A promise while its evidence is gathered.
struct Draft {
  Place place;
  DatedPromise out;
  std::optional<PartialDate> made;
  std::optional<PartialDate> from;
  std::vector<std::string_view> items;  // of each goal; blank for money
  std::vector<std::string_view> units;  // the item's own unit
  std::vector<RowIndex> reports;
  std::vector<Place> ends;
  std::vector<std::vector<LineOf>> end_lines;
  std::vector<Wide> end_amounts;  // of each end, where money is promised and all of them count in it; else none
  std::vector<ChainEvent> events;
  std::optional<Stage> ended;  // by an event of its own
};

bool at_or_above(Stage stage, Stage promised) {
  return ladder_of(stage) == ladder_of(promised) && ladder_of(stage) != Ladder::none && stage >= promised;
}

// The cells of a revised field before its first revision.
class FirstValues {
 public:
  explicit FirstValues(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const auto revision : snapshot.rows<Table::revisions>()) {
      const TableSchema* table = find_table_of_kind(revision.text<"of_kind">());
      const auto known = revision.date<"known_date">();
      if (table == nullptr || !known) continue;
      const auto column = find_column(*table, revision.text<"field">());
      const RowIndex row = snapshot.find_row(table->table, revision.text<"of">());
      if (!column || row == kNoRow) continue;
      Revised& revised = fields_[{{table->table, row}, *column}];
      const std::pair order{known->last(), revision.text<"is">()};
      if (revised.count++ == 0 || order < revised.first) revised.first = order;
    }
  }

  // The recorded value; where that is blank, what the first revision that stands says.
  Cell cell(Place place, std::size_t column) const {
    const Cell recorded = snapshot_.history().cell(place.table, place.row, column);
    const auto found = fields_.find({place, column});
    if (recorded != kNullCell || found == fields_.end()) return recorded;
    Cell first = kNullCell;
    const Column& type = schema_of(place.table).columns[column];
    if (!found->second.first.second.empty()) parse_plain_cell(type, found->second.first.second, first);
    return first;
  }

  std::int64_t count(Place place, std::size_t column) const {
    const auto found = fields_.find({place, column});
    return found == fields_.end() ? 0 : found->second.count;
  }

 private:
  struct Revised {
    std::int64_t count = 0;
    std::pair<Day, std::string_view> first;
  };
  const Snapshot& snapshot_;
  std::map<std::pair<Place, std::size_t>, Revised> fields_;
};

std::optional<PartialDate> date_of(Cell cell) {
  if (cell == kNullCell) return std::nullopt;
  return PartialDate::from_packed(static_cast<std::int32_t>(cell));
}

std::optional<Decimal> decimal_of(Cell cell) {
  if (cell == kNullCell) return std::nullopt;
  return Decimal::from_units(cell);
}

std::optional<Wide> wide_of(std::optional<Decimal> value) {
  if (!value) return std::nullopt;
  return Wide{value->units()};
}

class PromisesBuilder {
 public:
  explicit PromisesBuilder(const Snapshot& snapshot)
      : snapshot_(snapshot), first_(snapshot), netting_(Netting::of(snapshot)), off_(called_off(snapshot)) {}

  PromisesResult build() {
    collect_entries();
    find_ends();
    collect_lines();
    collect_reports();
    close_chains();
    collect_events();
    for (Draft& draft : drafts_) decide(draft);
    PromisesResult result{snapshot_.as_known(), {}, {}, {}};
    for (Draft& draft : drafts_) result.promises.push_back(std::move(draft.out));
    std::ranges::sort(result.promises, {},
                      [](const DatedPromise& promise) { return std::tie(promise.id, promise.kind); });
    add_undated_series(result.promises);
    result.rates = rates(result.promises);
    return result;
  }

 private:
  std::string_view text(Cell cell) const {
    return cell == kNullCell ? std::string_view{} : snapshot_.history().texts().text(static_cast<TextId>(cell));
  }

  Cell kind_cell(Table table) const {
    const auto found = snapshot_.history().texts().find(schema_of(table).kind);
    return found ? Cell{*found} : kNullCell;
  }

  NamedCell named(Place place) const { return {kind_cell(place.table), snapshot_.cell(place.table, place.row, kId)}; }

  // ---- who promised what (rules 1 and 2)

  template <Table kTable>
  void collect_table() {
    for (const auto row : snapshot_.rows<kTable>()) {
      const Place place{kTable, row.index()};
      const std::size_t due_column = column_index(kTable, "due");
      const auto promised = date_of(first_.cell(place, due_column));
      if (!promised) continue;
      Draft& draft = drafts_.emplace_back();
      draft.place = place;
      draft.out.kind = schema_of(kTable).kind;
      draft.out.id = row.name();
      draft.out.promised = promised;
      draft.out.due = date_of(row.template cell<"due">());
      draft.out.moved = first_.count(place, due_column);
      draft.out.stage = snapshot_.programme().delivered.stage;
      describe(row, draft);
    }
  }

  void collect_entries() {
    collect_table<Table::pledges>();
    collect_table<Table::allocations>();
    collect_table<Table::contracts>();
    collect_table<Table::consignments>();
    for (std::size_t i = 0; i < drafts_.size(); ++i) by_place_[drafts_[i].place] = i;
    mark_repeated();
  }

  void describe(const Row<Table::pledges>& row, Draft& draft) const {
    draft.out.donors = row.text<"donors">();
    draft.out.description = row.text<"description">();
    draft.out.stage = row.code<"promised_stage", Stage>().value_or(snapshot_.programme().delivered.stage);
    draft.out.qualifier = row.code<"qualifier", Qualifier>().value_or(Qualifier::exact);
    draft.made = row.date<"date">();
    draft.from = row.date<"from">();
    const AmountKey key{snapshot_.programme().currency, row.code<"valuation_basis", Basis>().value_or(Basis::stated),
                        row.code<"instrument", Instrument>().value_or(Instrument::not_reported)};
    set_value(row.decimal<"amount">(), row.text<"currency">(), key, draft);
  }

  void describe(const Row<Table::allocations>& row, Draft& draft) const {
    draft.out.donors = donors_above(draft.place);
    draft.made = row.date<"date">();
    if (const auto pledge = snapshot_.find<Table::pledges>(row.text<"of">()))
      draft.out.stage = pledge->code<"promised_stage", Stage>().value_or(*draft.out.stage);
    const AmountKey key{snapshot_.programme().currency, row.code<"valuation_basis", Basis>().value_or(Basis::stated),
                        Instrument::not_reported};
    set_value(row.decimal<"amount">(), row.text<"currency">(), key, draft);
  }

  void describe(const Row<Table::contracts>& row, Draft& draft) const {
    draft.out.donors = donors_above(draft.place);
    draft.made = row.date<"date">();
    const AmountKey key{snapshot_.programme().currency, Basis::stated, Instrument::not_reported};
    set_value(row.decimal<"amount">(), row.text<"currency">(), key, draft);
  }

  void describe(const Row<Table::consignments>&, Draft& draft) const { draft.out.donors = donors_above(draft.place); }

  void set_value(std::optional<Decimal> amount, std::string_view code, AmountKey key, Draft& draft) const {
    const auto currency = Currency::parse(code);
    if (!amount || !currency) return;
    const Converted converted = in_reporting_currency(snapshot_, *amount, *currency, draft.made);
    key.currency = converted.currency;
    draft.out.value = PromiseValue{key, converted.units};
  }

  static constexpr std::array kAboveConsignment{Table::contracts, Table::allocations, Table::pledges};
  static constexpr std::span<const Table> kAboveContract = std::span(kAboveConsignment).last(2);

  // What an allocation, contract or consignment hangs on.
  std::optional<Place> above(Place place) const {
    if (place.table == Table::pledges) return std::nullopt;
    const std::string_view of = text(snapshot_.cell(place.table, place.row, column_index_of(place.table, "of")));
    if (of.empty()) return std::nullopt;
    std::span<const Table> tables = kAboveContract;
    if (place.table == Table::allocations) tables = tables.last(1);
    if (place.table == Table::consignments) {
      const auto kind = text(snapshot_.cell(place.table, place.row, column_index(Table::consignments, "of_kind")));
      const TableSchema* stated = find_table_of_kind(kind);
      if (stated != nullptr) return found(stated->table, of);
      tables = kAboveConsignment;
    }
    for (const Table table : tables)
      if (const auto place_above = found(table, of)) return place_above;
    return std::nullopt;
  }

  std::optional<Place> found(Table table, std::string_view name) const {
    const RowIndex row = snapshot_.find_row(table, name);
    if (row == kNoRow) return std::nullopt;
    return Place{table, row};
  }

  static std::size_t column_index_of(Table table, std::string_view name) {
    const auto column = find_column(schema_of(table), name);
    CHECK(column.has_value());
    return *column;
  }

  // The donors of an entry, else of what it hangs on. The ladder pledge, allocation, contract, consignment has no
  // loops.
  std::string donors_above(Place place) const {
    for (std::optional<Place> at = place; at; at = above(*at)) {
      if (at->table == Table::pledges || at->table == Table::allocations) {
        std::string donors = snapshot_.text(at->table, at->row, column_index_of(at->table, "donors"));
        if (!donors.empty()) return donors;
      }
    }
    return {};
  }

  // Rule 8.
  void mark_repeated() {
    for (const auto relation : snapshot_.rows<Table::relations>()) {
      const auto kind = relation.code<"kind", RelationKind>();
      const bool replaces = kind == RelationKind::replaces;
      if (!replaces && kind != RelationKind::repeats) continue;
      const TableSchema* table =
          find_table_of_kind(replaces ? relation.text<"to_kind">() : relation.text<"from_kind">());
      if (table == nullptr) continue;
      const RowIndex row = snapshot_.find_row(table->table, replaces ? relation.text<"to">() : relation.text<"from">());
      const auto found = by_place_.find({table->table, row});
      if (found != by_place_.end() && netting_.contains(table->table, row)) drafts_[found->second].out.counted = false;
    }
  }

  // ---- lines: the goals, and what the ends of a chain carry

  // Of what is promised and what it ends in.
  void collect_lines() {
    for (const Draft& draft : drafts_) {
      lines_[named(draft.place)];
      for (const Place end : draft.ends) lines_[named(end)];
    }
    ColumnOf<Table::lines, "of_kind"> of_kind(snapshot_);
    ColumnOf<Table::lines, "of"> of(snapshot_);
    for (const auto line : snapshot_.rows<Table::lines>())
      if (const auto wanted = lines_.find({of_kind[line.index()], of[line.index()]}); wanted != lines_.end())
        wanted->second.push_back({line.index(), line.text<"item">(), line.decimal<"quantity">()});
    for (Draft& draft : drafts_) set_goals(draft);
  }

  const std::vector<LineOf>& lines_of(Place place) const {
    static const std::vector<LineOf> kNone;
    const auto found = lines_.find(named(place));
    return found == lines_.end() ? kNone : found->second;
  }

  // A goal for each item; lines of the same item make one.
  void set_goals(Draft& draft) {
    const std::size_t column = column_index(Table::lines, "quantity");
    std::map<std::string_view, PromiseGoal> goals;
    for (const LineOf& line : lines_of(draft.place)) {
      const Place place{Table::lines, line.row};
      const auto [found, added] = goals.try_emplace(line.item);
      PromiseGoal& goal = found->second;
      const auto promised = decimal_of(first_.cell(place, column));
      goal.unit = line.item;
      goal.promised = added ? promised : sum(goal.promised, promised);
      goal.quantity = added ? line.quantity : sum(goal.quantity, line.quantity);
      draft.out.moved += first_.count(place, column);
    }
    for (auto& [name, goal] : goals) {
      const auto item = snapshot_.find<Table::items>(name);
      draft.out.goals.push_back(std::move(goal));
      draft.items.push_back(name);
      draft.units.push_back(item ? item->text<"unit">() : std::string_view{});
    }
    if (goals.empty()) set_money_goal(draft);
  }

  // Unknown where either is.
  static std::optional<Decimal> sum(std::optional<Decimal> a, std::optional<Decimal> b) {
    if (!a || !b) return std::nullopt;
    return Decimal::from_units(a->units() + b->units());
  }

  void set_money_goal(Draft& draft) {
    PromiseGoal goal{"consignment", {}, {}, {}};
    if (draft.place.table != Table::consignments) {
      const std::size_t column = column_index_of(draft.place.table, "amount");
      const Cell now = snapshot_.cell(draft.place.table, draft.place.row, column);
      const std::string currency =
          snapshot_.text(draft.place.table, draft.place.row, column_index_of(draft.place.table, "currency"));
      if (now != kNullCell && !currency.empty())
        goal = {currency, decimal_of(first_.cell(draft.place, column)), decimal_of(now), {}};
      draft.out.moved += first_.count(draft.place, column);
    }
    draft.out.goals.push_back(std::move(goal));
    draft.items.emplace_back();
    draft.units.emplace_back();
  }

  // ---- reports (rule 3a)

  void collect_reports() {
    std::vector<std::vector<RowIndex>> stating(drafts_.size());
    for (const auto relation : snapshot_.rows<Table::relations>()) {
      if (relation.code<"kind", RelationKind>() != RelationKind::restates) continue;
      const TableSchema* from = find_table_of_kind(relation.text<"from_kind">());
      const TableSchema* to = find_table_of_kind(relation.text<"to_kind">());
      if (from == nullptr || to == nullptr || from->table != Table::reports) continue;
      const RowIndex report = snapshot_.find_row(Table::reports, relation.text<"from">());
      const auto found = by_place_.find({to->table, snapshot_.find_row(to->table, relation.text<"to">())});
      if (report != kNoRow && found != by_place_.end()) stating[found->second].push_back(report);
    }
    std::unordered_map<Cell, std::vector<RowIndex>> of_series;
    for (const auto report : snapshot_.rows<Table::reports>())
      if (const Cell series = report.cell<"series">(); series != kNullCell) of_series[series].push_back(report.index());
    for (std::size_t i = 0; i < drafts_.size(); ++i) add_reports(stating[i], of_series, drafts_[i]);
  }

  void add_reports(const std::vector<RowIndex>& stating,
                   const std::unordered_map<Cell, std::vector<RowIndex>>& of_series, Draft& draft) {
    std::set<RowIndex> rows(stating.begin(), stating.end());
    std::set<std::string> series;
    for (const RowIndex row : stating) {
      const Cell cell = snapshot_.cell(Table::reports, row, column_index(Table::reports, "series"));
      if (cell == kNullCell) continue;
      series.emplace(text(cell));
      const std::vector<RowIndex>& others = of_series.at(cell);
      rows.insert(others.begin(), others.end());
    }
    draft.out.series.assign(series.begin(), series.end());
    draft.reports.assign(rows.begin(), rows.end());
    promised_series_.insert(series.begin(), series.end());
  }

  // Whether a report speaks of the goal; `only` if the promise has no other.
  static bool same_unit(std::string_view unit, const Draft& draft, std::size_t goal) {
    const bool only = draft.out.goals.size() == 1;
    if (unit.empty()) return only;
    return unit == draft.out.goals[goal].unit || (only && !draft.units[goal].empty() && unit == draft.units[goal]);
  }

  std::optional<Point> point_of(const Row<Table::reports>& report, const Draft& draft, std::size_t goal) const {
    const auto value = report.decimal<"value">();
    const auto measure = report.code<"measure", Measure>().value_or(Measure::level);
    if (report.code<"classifier", ReportClassifier>() != ReportClassifier::actual || !value) return std::nullopt;
    const bool percent = measure == Measure::share && report.text<"unit">() == "percent";
    if (percent
            ? draft.out.goals.size() != 1
            : measure == Measure::rate || measure == Measure::share || !same_unit(report.text<"unit">(), draft, goal))
      return std::nullopt;
    Point point;
    point.form = percent ? Point::Form::share : measure == Measure::flow ? Point::Form::flow : Point::Form::level;
    point.units = value->units();
    point.qualifier = report.code<"qualifier", Qualifier>().value_or(Qualifier::exact);
    point.id = report.name();
    if (const auto from = report.date<"from">()) point.counts_from = from->first();
    set_day(report, point);
    return point;
  }

  // Rule 4.
  void set_day(const Row<Table::reports>& report, Point& point) const {
    const auto date = report.date<"date">();
    const auto until = report.date<"until">();
    if (until) {
      Day last = std::min(until->last(), snapshot_.as_known());
      if (date) last = std::min(last, date->last());
      point.day = {last, last};
      point.on = to_string(last);
    } else if (date) {
      point.day = {date->first(), std::max(date->first(), std::min(date->last(), snapshot_.as_known()))};
      point.on = date->to_string();
    } else {
      point.day = {PartialDate::of_year(std::chrono::year(1900)).first(), snapshot_.as_known()};
    }
  }

  // ---- the chain of goods (rule 3b)

  using Below = std::map<Place, std::vector<Place>>;

  // Only what hangs on the name of a promise, or of something that does, is looked at.
  void find_ends() {
    std::unordered_set<Cell> names;
    for (const Draft& draft : drafts_)
      if (draft.place.table != Table::consignments) names.insert(snapshot_.cell(draft.place.table, draft.place.row, kId));
    Below below;
    if (!names.empty()) {
      add_below<Table::allocations>(names, below);
      add_below<Table::contracts>(names, below);
      add_below<Table::consignments>(names, below);
    }
    for (Draft& draft : drafts_) collect_ends(below, draft.place, draft.ends);
  }

  void close_chains() {
    for (Draft& draft : drafts_) {
      for (const Place end : draft.ends) draft.end_lines.push_back(lines_of(end));
      if (draft.items.front().empty() && ladder_of(*draft.out.stage) == Ladder::money) draft.end_amounts = amounts_of(draft.ends, draft.out.goals.front().unit);
      if (promises_nothing(draft)) draft.out.goals.front().unit.clear();
    }
  }

  // Of each entry; empty where one states none in this currency.
  std::vector<Wide> amounts_of(const std::vector<Place>& entries, std::string_view currency) const {
    std::vector<Wide> out;
    for (const Place place : entries) {
      const auto column = find_column(schema_of(place.table), "amount");
      const auto amount = column ? decimal_of(snapshot_.cell(place.table, place.row, *column)) : std::nullopt;
      if (!amount || snapshot_.text(place.table, place.row, column_index_of(place.table, "currency")) != currency) return {};
      out.push_back(amount->units());
    }
    return out;
  }

  // Neither a line nor an amount, and nothing on its way.
  static bool promises_nothing(const Draft& draft) {
    const auto stated = [](const PromiseGoal& goal) { return goal.promised || goal.quantity; };
    return std::ranges::none_of(draft.out.goals, stated) && draft.place.table != Table::consignments &&
           draft.ends.front() == draft.place;
  }

  template <Table kTable>
  void add_below(std::unordered_set<Cell>& names, Below& below) const {
    ColumnOf<kTable, "id"> id(snapshot_);
    ColumnOf<kTable, "of"> of(snapshot_);
    for (const auto row : snapshot_.rows<kTable>()) {
      const Place place{kTable, row.index()};
      if (!names.contains(of[place.row])) continue;
      names.insert(id[place.row]);
      if (const auto over = above(place)) below[*over].push_back(place);
    }
  }

  static void collect_ends(const Below& below, Place place, std::vector<Place>& ends) {
    const auto found = below.find(place);
    if (found == below.end()) {
      ends.push_back(place);
      return;
    }
    for (const Place next : found->second) collect_ends(below, next, ends);
  }

  void collect_events() {
    struct Listener {
      std::size_t draft;
      std::size_t end;
    };
    std::unordered_map<NamedCell, std::vector<Listener>, NamedCellHash> listeners;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      const Draft& draft = drafts_[i];
      for (std::size_t end = 0; end < draft.ends.size(); ++end) listeners[named(draft.ends[end])].push_back({i, end});
      if (draft.ends.front() != draft.place) listeners[named(draft.place)].push_back({i, kOwn});
    }
    if (listeners.empty()) return;
    ColumnOf<Table::events, "of_kind"> of_kind(snapshot_);
    ColumnOf<Table::events, "of"> of(snapshot_);
    for (const auto event : snapshot_.rows<Table::events>()) {
      const auto found = listeners.find({of_kind[event.index()], of[event.index()]});
      if (found == listeners.end()) continue;
      const auto stage = event.code<"stage", Stage>();
      const auto date = event.date<"date">();
      if (!stage || !date) continue;
      if (event.code<"classifier", Classifier>() != Classifier::actual) continue;
      if (event.code<"condition", Condition>() == Condition::lost) continue;
      for (const Listener& listener : found->second)
        add_event(event, *stage, *date, listener.end, drafts_[listener.draft]);
    }
    for (Draft& draft : drafts_)
      std::ranges::sort(draft.events, {}, [](const ChainEvent& event) {
        return std::tuple(event.day.last, event.day.first, std::string_view(event.id));
      });
  }

  void add_event(const Row<Table::events>& event, Stage stage, PartialDate date, std::size_t end, Draft& draft) const {
    const bool own = end == kOwn || draft.ends[end] == draft.place;
    const auto quantity = event.decimal<"quantity">();
    if (is_exit(stage)) {
      if (own && !quantity && (stage == Stage::cancelled || stage == Stage::withdrawn)) draft.ended = stage;
      return;
    }
    const Day last = std::max(date.first(), std::min(date.last(), snapshot_.as_known()));
    draft.events.push_back({end, stage, {date.first(), last}, date.to_string(), quantity, event.name()});
  }

  // How much of one goal the ends of a chain have brought to the promised stage, event by event.
  class Arrivals {
   public:
    Arrivals(const Draft& draft, std::size_t goal) : draft_(draft), goal_(goal), ends_(draft.ends.size()) {}

    // Whether any quantity is known to compare with the goal's.
    bool measured() const {
      if (!draft_.out.goals[goal_].quantity) return false;
      if (draft_.items[goal_].empty()) return in_money();
      for (const auto& lines : draft_.end_lines)
        if (std::ranges::any_of(lines, [&](const LineOf& line) { return of_goal(line) && line.quantity; })) return true;
      return std::ranges::any_of(draft_.events, [&](const ChainEvent& event) {
        return event.end != kOwn && event.quantity && attributable(event.end);
      });
    }

    std::vector<Point> points(bool measured) {
      std::vector<Point> points;
      for (const ChainEvent& event : draft_.events) {
        Point point{Point::Form::chain, event.day, event.on, 0, Qualifier::exact, {}, event.id, true};
        if (at_or_above(event.stage, *draft_.out.stage)) {
          if (event.end == kOwn) {
            if (event.quantity) continue;
            point.form = Point::Form::share;
            point.units = kWholeShare;
            points.push_back(std::move(point));
            continue;
          }
          add(event, measured);
        }
        point.units = total_;
        points.push_back(std::move(point));
      }
      return points;
    }

   private:
    struct End {
      std::map<Stage, Wide> by_stage;
      bool whole = false;
      Wide counted = 0;
    };

    bool in_money() const { return !draft_.end_amounts.empty(); }
    bool of_goal(const LineOf& line) const { return line.item == draft_.items[goal_]; }

    // A quantity without a unit speaks of the only line there is.
    bool attributable(std::size_t end) const {
      const auto& lines = draft_.end_lines[end];
      if (in_money()) return true;
      return lines.empty() ? draft_.out.goals.size() == 1 : lines.size() == 1 && of_goal(lines.front());
    }

    void add(const ChainEvent& event, bool measured) {
      End& end = ends_[event.end];
      if (!event.quantity)
        end.whole = true;
      else if (!measured || attributable(event.end))
        end.by_stage[event.stage] += event.quantity->units();
      const Wide now = measured ? quantity_of(end, event.end) : complete(end, event.end);
      total_ += now - end.counted;
      end.counted = now;
    }

    static Wide largest(const End& end) {
      Wide most = 0;
      for (const auto& [stage, quantity] : end.by_stage) most = std::max(most, quantity);
      return most;
    }

    Wide quantity_of(const End& end, std::size_t index) const {
      if (in_money()) return end.whole ? draft_.end_amounts[index] : std::min(draft_.end_amounts[index], largest(end));
      if (!end.whole) return largest(end);
      Wide stated = 0;
      for (const LineOf& line : draft_.end_lines[index])
        if (of_goal(line) && line.quantity) stated += line.quantity->units();
      return std::max(stated, largest(end));
    }

    // 1 (in units) for an end that is there in full, by its lines where they state quantities.
    Wide complete(const End& end, std::size_t index) const {
      Wide stated = 0;
      for (const LineOf& line : draft_.end_lines[index])
        if (line.quantity) stated += line.quantity->units();
      return end.whole || largest(end) >= stated ? Decimal::kUnit : 0;
    }

    const Draft& draft_;
    std::size_t goal_;
    std::vector<End> ends_;
    Wide total_ = 0;
  };

  // ---- verdicts

  Yardstick yardstick(const Draft& draft, PartialDate due, std::optional<Decimal> quantity) const {
    Yardstick out{wide_of(quantity), due, {}, {}, snapshot_.as_known()};
    if (draft.made) out.made = draft.made->first();
    if (draft.from) out.counts_from = draft.from->first();
    return out;
  }

  // Rule 3: the earlier proof; else the kind of evidence that can tell more.
  static const Judged& better(const Judged& reports, const Judged& chain, bool any_reports, bool any_events) {
    if (!any_events) return reports;
    if (!any_reports) return chain;
    if (reports.reached_by && chain.reached_by) return *chain.reached_by < *reports.reached_by ? chain : reports;
    if (chain.reached_by) return chain;
    return reports.reached_by || reports.outcome.verdict != PromiseVerdict::not_checkable ? reports : chain;
  }

  struct GoalEvidence {
    std::vector<Point> reports;
    std::vector<Point> chain;
    bool measured = false;  // the chain counts in the goal's unit, else in ends of the chain
  };

  // A flow that was over when the promise's own period began says nothing about it.
  static bool over_before(const Point& point, const Draft& draft) {
    return point.form == Point::Form::flow && draft.from && point.day.last < draft.from->first();
  }

  GoalEvidence evidence(const Draft& draft, std::size_t goal) const {
    GoalEvidence out;
    for (const RowIndex row : draft.reports)
      if (auto point = point_of(Row<Table::reports>(snapshot_, row), draft, goal); point && !over_before(*point, draft))
        out.reports.push_back(std::move(*point));
    Arrivals arrivals(draft, goal);
    out.measured = arrivals.measured();
    out.chain = arrivals.points(out.measured);
    return out;
  }

  Judged judge(const Draft& draft, const GoalEvidence& evidence, PartialDate due,
               std::optional<Decimal> quantity) const {
    const Yardstick by_report = yardstick(draft, due, quantity);
    Yardstick by_chain = by_report;
    if (!evidence.measured) by_chain.quantity = Wide{Decimal::kUnit} * static_cast<Wide>(draft.ends.size());
    const Judged reports = Judge(evidence.reports, by_report).judge();
    Judged chain = Judge(evidence.chain, by_chain).judge();
    if (!evidence.measured) chain.reached = chain.reached_by ? by_report.quantity : std::nullopt;
    Judged judged = better(reports, chain, !evidence.reports.empty(), !evidence.chain.empty());
    if (judged.outcome.reason == PromiseReason::no_delivered_quantity && promises_nothing(draft))
      judged.outcome.reason = PromiseReason::no_quantity_promised;
    return judged;
  }

  static int gravity(PromiseVerdict verdict) {
    switch (verdict) {
      case PromiseVerdict::kept:
        return 0;
      case PromiseVerdict::late:
        return 1;
      case PromiseVerdict::open:
        return 2;
      case PromiseVerdict::not_checkable:
        return 3;
      case PromiseVerdict::broken:
        return 4;
    }
    return 4;
  }

  // A promise of several goals is kept when the last of them is.
  static void merge(const PromiseOutcome& goal, PromiseOutcome& out) {
    const auto weight = [](const PromiseOutcome& outcome) {
      return std::tuple(gravity(outcome.verdict), outcome.days_late.value_or(0), std::string_view(outcome.on));
    };
    if (weight(out) < weight(goal)) out = goal;
  }

  void decide(Draft& draft) const {
    const PromiseOutcome start{PromiseVerdict::kept, PromiseReason::none, {}, {}};
    draft.out.outcome = start;
    draft.out.revised = start;
    std::set<std::string> used;
    for (std::size_t i = 0; i < draft.out.goals.size(); ++i) {
      PromiseGoal& goal = draft.out.goals[i];
      const GoalEvidence found = evidence(draft, i);
      for (const Point& point : found.reports) used.insert(point.id);
      for (const Point& point : found.chain) used.insert(point.id);
      const Judged first = judge(draft, found, *draft.out.promised, goal.promised);
      merge(first.outcome, draft.out.outcome);
      if (first.reached) goal.reached = Decimal::from_units(static_cast<std::int64_t>(*first.reached));
      if (draft.out.due) merge(judge(draft, found, *draft.out.due, goal.quantity).outcome, draft.out.revised);
    }
    if (!draft.out.due)
      draft.out.revised = {PromiseVerdict::not_checkable, PromiseReason::no_date_promised_now, {}, {}};
    draft.out.evidence.assign(used.begin(), used.end());
    apply_exit(draft);
  }

  void apply_exit(Draft& draft) const {
    const auto found = off_.find({draft.out.kind, draft.out.id});
    if (found == off_.end() && !draft.ended) return;
    const Stage exit = found != off_.end() ? found->second : *draft.ended;
    const PromiseReason reason = exit == Stage::cancelled ? PromiseReason::cancelled : PromiseReason::withdrawn;
    for (PromiseOutcome* outcome : {&draft.out.outcome, &draft.out.revised})
      if (outcome->verdict == PromiseVerdict::open || outcome->verdict == PromiseVerdict::not_checkable)
        *outcome = {PromiseVerdict::broken, reason, {}, {}};
  }

  void add_undated_series(std::vector<DatedPromise>& out) const {
    std::map<std::string, std::set<std::string>> donors;
    for (const auto report : snapshot_.rows<Table::reports>()) {
      const std::string series(report.text<"series">());
      if (series.empty() || promised_series_.contains(series)) continue;
      std::set<std::string>& of = donors[series];
      for (std::string_view rest = report.text<"donors">(); !rest.empty();) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        of.emplace(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    for (const auto& [series, of] : donors) {
      DatedPromise entry;
      entry.kind = "series";
      entry.id = series;
      entry.series = {series};
      entry.donors = joined(of, ";");
      entry.outcome.reason = PromiseReason::no_date_promised;
      entry.revised.reason = PromiseReason::no_date_promised;
      out.push_back(std::move(entry));
    }
  }

  // ---- rates (rule 8)

  struct Tally {
    PromiseRate rate;
    std::int64_t valued = 0;
    std::map<AmountKey, std::pair<Wide, Wide>> value;  // kept, decided

    void add(const DatedPromise& promise) {
      const auto verdict = static_cast<std::size_t>(promise.outcome.verdict);
      ++rate.count[verdict];
      if (promise.outcome.reason == PromiseReason::no_later_report) ++rate.no_later_report;
      if (promise.outcome.reason == PromiseReason::no_report_at_deadline) ++rate.no_report_at_deadline;
      const bool decided =
          promise.outcome.verdict != PromiseVerdict::open && promise.outcome.verdict != PromiseVerdict::not_checkable;
      if (!decided || !promise.value) return;
      ++valued;
      auto& [kept, all] = value[promise.value->key];
      if (promise.outcome.verdict == PromiseVerdict::kept) kept += promise.value->units;
      all += promise.value->units;
    }

    PromiseRate finish() {
      const std::int64_t kept = rate.count[0];
      const std::int64_t decided = kept + rate.count[1] + rate.count[3];
      if (decided == 0) return rate;
      rate.by_count = multiply_divide(kept, Decimal::kUnit, decided);
      rate.coverage = multiply_divide(valued, Decimal::kUnit, decided);
      if (valued == decided && value.size() == 1 && value.begin()->second.second > 0) {
        rate.value_key = value.begin()->first;
        rate.by_value = multiply_divide(value.begin()->second.first, Decimal::kUnit, value.begin()->second.second);
      }
      return rate;
    }
  };

  static std::vector<PromiseRate> rates(const std::vector<DatedPromise>& promises) {
    std::map<std::pair<std::string, std::string>, Tally> tallies;
    std::set<std::string> kinds;
    tallies[{"", ""}];
    for (const DatedPromise& promise : promises) {
      if (!promise.promised || !promise.counted) continue;
      kinds.insert(promise.kind);
      tallies[{"", ""}].add(promise);
      tallies[{"donor", promise.donors}].add(promise);
      tallies[{"kind", promise.kind}].add(promise);
    }
    std::vector<PromiseRate> out;
    for (auto& [group, tally] : tallies) {
      if (group.first == "kind" && kinds.size() < 2) continue;
      tally.rate.group = group.first;
      tally.rate.key = group.second;
      out.push_back(tally.finish());
    }
    return out;
  }

  const Snapshot& snapshot_;
  FirstValues first_;
  Netting netting_;
  CalledOff off_;
  std::vector<Draft> drafts_;
  std::map<Place, std::size_t> by_place_;
  std::unordered_map<NamedCell, std::vector<LineOf>, NamedCellHash> lines_;
  std::set<std::string> promised_series_;
};

Json text_or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }
Json date_or_null(std::optional<PartialDate> date) { return date ? Json(date->to_string()) : Json(); }
Json decimal_or_null(std::optional<Decimal> value) { return value ? Json(value->to_string()) : Json(); }
Json ratio_or_null(std::optional<Wide> ratio) { return ratio ? Json(decimal_text(*ratio)) : Json(); }

// The only goal of a promise; a promise of several has none to print in one column.
const PromiseGoal* only_goal(const DatedPromise& promise) {
  return promise.goals.size() == 1 ? &promise.goals.front() : nullptr;
}

Json goals_json(const DatedPromise& promise) {
  Json out = Json::array();
  for (const PromiseGoal& goal : promise.goals)
    out.push_back({{"unit", goal.unit},
                   {"promised_quantity", decimal_or_null(goal.promised)},
                   {"quantity", decimal_or_null(goal.quantity)},
                   {"reached_quantity", decimal_or_null(goal.reached)}});
  return out;
}

Json promise_json(const DatedPromise& promise) {
  const PromiseGoal* goal = only_goal(promise);
  return {{"kind", promise.kind},
          {"id", promise.id},
          {"series", text_or_null(joined(promise.series, ";"))},
          {"donors", promise.donors},
          {"description", promise.description},
          {"promised", date_or_null(promise.promised)},
          {"due", date_or_null(promise.due)},
          {"stage", promise.stage ? Json(name_of(*promise.stage)) : Json()},
          {"qualifier", name_of(promise.qualifier)},
          {"promised_quantity", goal == nullptr ? Json() : decimal_or_null(goal->promised)},
          {"quantity", goal == nullptr ? Json() : decimal_or_null(goal->quantity)},
          {"unit", goal == nullptr ? Json() : Json(goal->unit)},
          {"reached_quantity", goal == nullptr ? Json() : decimal_or_null(goal->reached)},
          {"verdict", name_of(promise.outcome.verdict)},
          {"reason", text_or_null(text_of(promise.outcome.reason))},
          {"on", text_or_null(promise.outcome.on)},
          {"days_late", promise.outcome.days_late ? Json(*promise.outcome.days_late) : Json()},
          {"verdict_revised", name_of(promise.revised.verdict)},
          {"reason_revised", text_or_null(text_of(promise.revised.reason))},
          {"moved", promise.moved},
          {"counted", promise.counted},
          {"goals", goals_json(promise)},
          {"evidence", promise.evidence}};
}

Json rate_json(const PromiseRate& rate) {
  Json key = Json::object();
  if (!rate.group.empty()) key[rate.group] = text_or_null(rate.key);
  Json out{{"key", std::move(key)}};
  for (std::size_t i = 0; i < rate.count.size(); ++i) out[std::string(kPromiseVerdictNames[i])] = rate.count[i];
  out["no_later_report"] = rate.no_later_report;
  out["no_report_at_deadline"] = rate.no_report_at_deadline;
  out["by_count"] = ratio_or_null(rate.by_count);
  out["by_value"] = ratio_or_null(rate.by_value);
  out["coverage"] = ratio_or_null(rate.coverage);
  return out;
}

std::string text_of(std::optional<PartialDate> date) { return date ? date->to_string() : std::string(); }
std::string text_of(std::optional<Decimal> value) { return value ? value->to_string() : std::string(); }
std::string text_of(std::optional<Wide> ratio) { return ratio ? decimal_text(*ratio) : std::string(); }

Sheet dated_sheet(const PromisesResult& result) {
  Sheet sheet;
  sheet.title = "Dated promises";
  sheet.heading = {"As known " + to_string(result.as_known),
                   "Verdict: the first date and quantity; revised verdict: those that stand now."};
  sheet.columns = {{"promise", Align::left, "#activity+id"},
                   {"donors", Align::left, "#org+donors"},
                   {"promised", Align::left, "#date+promised"},
                   {"due", Align::left, "#date+due"},
                   {"moved", Align::right, "#indicator+moved+num"},
                   {"stage", Align::left, "#status+stage"},
                   {"goal", Align::left, "#item+unit"},
                   {"promised quantity", Align::decimal, "#indicator+promised+num"},
                   {"quantity", Align::decimal, "#indicator+due+num"},
                   {"reached", Align::decimal, "#indicator+reached+num"},
                   {"verdict", Align::left, "#status+verdict"},
                   {"reason", Align::left, "#status+reason"},
                   {"on", Align::left, "#date+reached"},
                   {"days late", Align::right, "#indicator+late+num"},
                   {"revised verdict", Align::left, "#status+revised"}};
  for (const DatedPromise& promise : result.promises) {
    if (!promise.promised) continue;
    for (const PromiseGoal& goal : promise.goals)
      sheet.rows.push_back({promise.id, promise.donors, text_of(promise.promised), text_of(promise.due),
                            std::to_string(promise.moved), std::string(name_of(*promise.stage)), goal.unit,
                            text_of(goal.promised), text_of(goal.quantity), text_of(goal.reached),
                            std::string(name_of(promise.outcome.verdict)), std::string(text_of(promise.outcome.reason)),
                            promise.outcome.on,
                            promise.outcome.days_late ? std::to_string(*promise.outcome.days_late) : std::string(),
                            std::string(name_of(promise.revised.verdict))});
  }
  sheet.footnotes = {
      "\"no later report\", \"no report at the deadline\": the record is silent then, so the promise may have been "
      "kept "
      "unseen; it is late by at most the days given.",
      "A promise of several goals has a row for each; its verdict is that of the goal that fares worst."};
  return sheet;
}

Sheet undated_sheet(const PromisesResult& result) {
  Sheet sheet;
  sheet.title = "Series without a dated promise";
  sheet.heading = {"As known " + to_string(result.as_known)};
  sheet.columns = {{"series", Align::left, "#indicator+series"},
                   {"donors", Align::left, "#org+donors"},
                   {"verdict", Align::left, "#status+verdict"},
                   {"reason", Align::left, "#status+reason"}};
  for (const DatedPromise& promise : result.promises)
    if (!promise.promised)
      sheet.rows.push_back({promise.id, promise.donors, std::string(name_of(promise.outcome.verdict)),
                            std::string(text_of(promise.outcome.reason))});
  return sheet;
}

Sheet rates_sheet(const PromisesResult& result) {
  Sheet sheet;
  sheet.title = "Kept promises";
  sheet.heading = {"As known " + to_string(result.as_known), "By count: kept / (kept + late + broken)."};
  sheet.columns = {{"of", Align::left, "#meta+group"},
                   {"key", Align::left, "#org+donors"},
                   {"kept", Align::right, "#indicator+kept+num"},
                   {"late", Align::right, "#indicator+late+num"},
                   {"of these no report at the deadline", Align::right, "#indicator+late+unseen+num"},
                   {"broken", Align::right, "#indicator+broken+num"},
                   {"of these no later report", Align::right, "#indicator+broken+unseen+num"},
                   {"open", Align::right, "#indicator+open+num"},
                   {"not checkable", Align::right, "#indicator+unknown+num"},
                   {"by count", Align::decimal, "#indicator+rate+count"},
                   {"by value", Align::decimal, "#indicator+rate+value"},
                   {"coverage", Align::decimal, "#indicator+coverage"}};
  for (const PromiseRate& rate : result.rates) {
    const auto count = [&](PromiseVerdict verdict) {
      return std::to_string(rate.count[static_cast<std::size_t>(verdict)]);
    };
    sheet.rows.push_back({rate.group.empty() ? "all" : rate.group, rate.key, count(PromiseVerdict::kept),
                          count(PromiseVerdict::late), std::to_string(rate.no_report_at_deadline),
                          count(PromiseVerdict::broken), std::to_string(rate.no_later_report),
                          count(PromiseVerdict::open), count(PromiseVerdict::not_checkable), text_of(rate.by_count),
                          text_of(rate.by_value), text_of(rate.coverage)});
  }
  sheet.footnotes = {"By value only where every decided promise states a value in one currency, basis and instrument.",
                     "Coverage: the share of the decided promises that state a value."};
  return sheet;
}

}  // namespace

Result<PromisesResult> promises(const Snapshot& snapshot, const PromisesOptions& options) {
  PromisesResult result = PromisesBuilder(snapshot).build();
  if (options.head == Head::compute) result.head = snapshot.head();
  return result;
}

Json to_json(const PromisesResult& result) {
  Json out{{"as_known", to_string(result.as_known)}, {"head", result.head}};
  Json entries = Json::array();
  for (const DatedPromise& promise : result.promises) entries.push_back(promise_json(promise));
  out["promises"] = std::move(entries);
  Json rates = Json::array();
  for (const PromiseRate& rate : result.rates) rates.push_back(rate_json(rate));
  out["rates"] = std::move(rates);
  return out;
}

std::vector<Sheet> to_sheets(const PromisesResult& result) {
  return {dated_sheet(result), undated_sheet(result), rates_sheet(result)};
}

}  // namespace servanda
