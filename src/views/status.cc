#include "views/status.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <set>
#include <unordered_map>

#include "base/check.h"
#include "book/hash.h"
#include "book/called_off.h"

namespace servanda {
namespace {

constexpr std::size_t kDimensions = kGroupByNames.size();
constexpr std::size_t kGoodsStages = static_cast<std::size_t>(Stage::verified) + 1;
constexpr Cell kNothing = kNullCell;

// The values a record has for each of GroupBy: text numbers, code indexes or a packed month.
using Attributes = std::array<Cell, kDimensions>;

Attributes no_attributes() {
  Attributes attributes{};
  attributes.fill(kNothing);
  return attributes;
}

Cell& at(Attributes& attributes, GroupBy dimension) { return attributes[static_cast<std::size_t>(dimension)]; }

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

// The rows of one table by the text number of their name.
template <Table kTable>
class NameIndex {
 public:
  explicit NameIndex(const Snapshot& snapshot) : rows_(snapshot.history().texts().size(), kNoRow) {
    const std::size_t name = schema_of(kTable).id_is_key ? std::size_t{kId} : first_key();
    for (const auto row : snapshot.rows<kTable>()) {
      Cell cell = snapshot.history().cell(kTable, row.index(), kId);
      if (cell == kNothing) cell = snapshot.history().cell(kTable, row.index(), name);
      if (cell != kNothing) rows_[static_cast<std::size_t>(cell)] = row.index();
    }
  }
  RowIndex find(Cell name) const { return name == kNothing ? kNoRow : rows_[static_cast<std::size_t>(name)]; }

 private:
  static std::size_t first_key() {
    for (std::size_t i = 0; i < schema_of(kTable).columns.size(); ++i)
      if (schema_of(kTable).columns[i].key) return i;
    return kId;
  }
  std::vector<RowIndex> rows_;
};

// What a record passes to those beneath it.
struct Inherited {
  Attributes attributes = no_attributes();
  Basis basis = Basis::stated;
  Qualifier qualifier = Qualifier::exact;
  std::optional<PartialDate> date;
  std::array<bool, kGoodsStages> counted{};  // stages at which it, or one above it, counts
};

// What events say of one consignment.
struct Progress {
  std::array<Wide, kGoodsStages> quantity{};
  std::array<bool, kGoodsStages> whole{};  // an event without a quantity: all of it
  std::array<Cell, kGoodsStages> date = all_nothing();  // of the first event whose date is known, packed
  std::array<Cell, kGoodsStages> place = all_nothing();
  static constexpr std::array<Cell, kGoodsStages> all_nothing() {
    std::array<Cell, kGoodsStages> cells{};
    cells.fill(kNothing);
    return cells;
  }
  int furthest = -1;
  Wide lost = 0;
  bool all_lost = false;
  std::optional<Stage> exit;
  Wide returned = 0;
};

// The best credibility, then the best reliability of the entry, else of its source; what cannot be judged comes last.
// Then what was known last. Names decide nothing: where two are left, none is chosen. The smallest is the best.
using Grade = std::tuple<Cell, Cell, std::int64_t>;
Grade grade(const Snapshot& snapshot, Table table, RowIndex row) {
  constexpr Cell kUnjudged = 9;
  const auto judged = [&](Cell cell, Cell cannot) { return cell == kNothing || cell == cannot ? kUnjudged : cell; };
  Cell reliability = snapshot.cell(table, row, kReliability);
  if (const auto source = snapshot.find<Table::sources>(snapshot.text(table, row, kSource));
      reliability == kNothing && source)
    reliability = source->cell<"reliability">();
  const auto known = snapshot.known_day(table, row);
  return {judged(snapshot.cell(table, row, kCredibility), 5), judged(reliability, 5),
          known ? -std::int64_t{known->time_since_epoch().count()} : std::numeric_limits<std::int64_t>::max()};
}

class StatusBuilder {
 public:
  StatusBuilder(const Snapshot& snapshot, const StatusOptions& options)
      : snapshot_(snapshot),
        options_(options),
        netting_(Netting::of(snapshot)),
        pledges_(snapshot),
        allocations_(snapshot),
        contracts_(snapshot),
        items_(snapshot),
        nodes_(snapshot),
        prices_(snapshot, options.prices) {
    itemised_ = std::ranges::any_of(
        options.by, [](GroupBy by) { return by == GroupBy::item || by == GroupBy::category; });
    for (const auto& [dimension, value] : options.where) {
      itemised_ = itemised_ || dimension == GroupBy::item || dimension == GroupBy::category;
      where_.emplace_back(dimension, value);
    }
  }

  Result<StatusResult> build() {
    exits_ = called_off(snapshot_);
    collect_lines();
    count_pledges();
    count_allocations();
    count_contracts();
    count_consignments();
    count_funds();
    count_people();
    if (no_price_) return *no_price_;
    return finish();
  }

 private:
  // ---- what stands around the records

  Cell text_number(std::string_view text) const {
    const auto found = snapshot_.history().texts().find(text);
    return found ? Cell{*found} : kNothing;
  }

  std::optional<Stage> exit_of(std::string_view kind, std::string_view name) const {
    if (exits_.empty()) return std::nullopt;
    const auto found = exits_.find({std::string(kind), std::string(name)});
    if (found == exits_.end()) return std::nullopt;
    return found->second;
  }

  // Lines by (kind, name) of what they belong to.
  void collect_lines() {
    for (const Table table : {Table::pledges, Table::allocations, Table::contracts, Table::consignments})
      line_kinds_.push_back(text_number(schema_of(table).kind));
    const std::size_t texts = snapshot_.history().texts().size();
    std::vector<std::vector<std::pair<Cell, LineItem>>> found(line_kinds_.size());
    for (const auto line : snapshot_.rows<Table::lines>()) {
      const auto kind = std::ranges::find(line_kinds_, line.cell<"of_kind">());
      if (kind == line_kinds_.end() || *kind == kNothing) continue;
      found[static_cast<std::size_t>(kind - line_kinds_.begin())].emplace_back(
          line.cell<"of">(),
          LineItem{line.cell<"item">(), line.cell<"quantity">(), {line.cell<"amount">(), line.cell<"currency">()}});
    }
    for (auto& of_kind : found) lines_.push_back(LineIndex(std::move(of_kind), texts));
  }

  // Lines of one kind of record, grouped by counting sort on the number of the record's name.
  class LineIndex {
   public:
    LineIndex(std::vector<std::pair<Cell, LineItem>> lines, std::size_t texts) : begin_(texts + 1, 0) {
      for (const auto& [of, line] : lines) ++begin_[static_cast<std::size_t>(of) + 1];
      for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
      lines_.resize(lines.size());
      std::vector<std::uint32_t> next = begin_;
      for (const auto& [of, line] : lines) lines_[next[static_cast<std::size_t>(of)]++] = line;
    }
    std::span<const LineItem> of(Cell name) const {
      if (name == kNothing || lines_.empty()) return {};
      const auto index = static_cast<std::size_t>(name);
      return std::span(lines_).subspan(begin_[index], begin_[index + 1] - begin_[index]);
    }

   private:
    std::vector<std::uint32_t> begin_;
    std::vector<LineItem> lines_;
  };

  std::span<const LineItem> lines_of(std::size_t kind, Cell name) const { return lines_[kind].of(name); }

  // ---- adding

  std::optional<Currency> currency_of(Cell cell) {
    if (cell == kNothing) return std::nullopt;
    const auto [found, added] = currencies_.try_emplace(cell, std::nullopt);
    if (added) found->second = Currency::parse(snapshot_.history().texts().text(static_cast<TextId>(cell)));
    return found->second;
  }

  // Numbers of currency, basis and instrument together with the sum, ready to be added at several stages.
  struct Figure {
    AmountKey key{Currency::euro(), Basis::stated, Instrument::not_reported};
    Wide units = 0;
    Qualifier qualifier = Qualifier::exact;
    bool reported = false;
  };

  Figure figure(const Money& money, const Inherited& record) {
    const auto currency = currency_of(money.currency);
    if (money.amount == kNothing || !currency) return {};
    Figure out;
    out.reported = true;
    out.qualifier = record.qualifier;
    const Cell instrument = record.attributes[static_cast<std::size_t>(GroupBy::instrument)];
    out.key = {*currency, record.basis,
               instrument == kNothing ? Instrument::not_reported : static_cast<Instrument>(instrument)};
    out.units = money.amount;
    if (*currency != snapshot_.programme().currency && record.date) {
      const Converted converted =
          in_reporting_currency(snapshot_, Decimal::from_units(money.amount), *currency, record.date);
      if (converted.converted) {
        out.key.currency = converted.currency;
        out.units = converted.units;
        UsedRate& rate = rates_[{currency->code(), record.date->packed()}];
        rate = {currency->code(), record.date->to_string(), converted.rate, converted.fixing, rate.records + 1};
      }
    }
    if (!prices_.nominal()) at_prices(record, out);
    return out;
  }

  // The first amount that cannot be told so is the answer of the view.
  void at_prices(const Inherited& record, Figure& figure) {
    const auto [table, row] = counting_;
    const auto units = prices_.at(record.date, figure.units, std::string(schema_of(table).kind) + " " + snapshot_.history().name(table, row));
    if (units)
      figure.units = *units;
    else if (!no_price_)
      no_price_ = units.error();
  }

  bool passes(const Attributes& attributes) const {
    return std::ranges::all_of(where_, [&](const auto& condition) {
      return key_text(condition.first, attributes[static_cast<std::size_t>(condition.first)]).value_or("") ==
             condition.second;
    });
  }

  Funnel* group(const Attributes& attributes) {
    if (!where_.empty() && !passes(attributes)) return nullptr;
    std::uint64_t hash = 1;
    for (const GroupBy by : options_.by)
      hash = mix(hash ^ static_cast<std::uint64_t>(attributes[static_cast<std::size_t>(by)]), 0x9E3779B97F4A7C15U);
    auto& bucket = groups_[hash];
    for (const std::size_t index : bucket)
      if (same_key(keys_[index], attributes)) return &funnels_[index];
    bucket.push_back(funnels_.size());
    keys_.push_back(attributes);
    records_.emplace_back();
    return &funnels_.emplace_back();
  }

  // Notes that the record being counted went into a group.
  void note_record(const Funnel* funnel, Stage stage) {
    if (!options_.with_records) return;
    auto& records = records_[static_cast<std::size_t>(funnel - funnels_.data())];
    const bool again = !records.empty() && records.back().stage == stage && records.back().table == counting_.first &&
                       records.back().row == counting_.second;
    if (!again) records.push_back({stage, counting_.first, counting_.second});
  }

  bool netted(Table table, RowIndex row) {
    counting_ = {table, row};
    return !options_.count_netted && netting_.contains(table, row);
  }

  bool same_key(const Attributes& a, const Attributes& b) const {
    return std::ranges::all_of(options_.by, [&](GroupBy by) {
      return a[static_cast<std::size_t>(by)] == b[static_cast<std::size_t>(by)];
    });
  }

  void add(const Attributes& attributes, Stage stage, const Figure& figure, std::string_view unit, Cell quantity) {
    Funnel* funnel = group(attributes);
    if (funnel == nullptr) return;
    note_record(funnel, stage);
    funnel->at(stage, [&](auto& cell) {
      ++cell.count;
      if (figure.reported) cell.value.add(figure.key, figure.units, figure.qualifier);
      if (quantity != kNothing) add_quantity(cell.quantities, unit, quantity);
    });
  }

  static void add_quantity(Quantities& quantities, std::string_view unit, Wide quantity) {
    const auto found = quantities.find(unit);
    if (found != quantities.end())
      found->second += quantity;
    else
      quantities.emplace(unit, quantity);
  }

  std::string_view unit_of(Cell item) const {
    const RowIndex row = items_.find(item);
    if (row != kNoRow) {
      const Cell unit = snapshot_.cell(Table::items, row, column_index(Table::items, "unit"));
      if (unit != kNothing) return snapshot_.history().texts().text(static_cast<TextId>(unit));
    }
    return item == kNothing ? std::string_view{} : snapshot_.history().texts().text(static_cast<TextId>(item));
  }

  Cell category_of(Cell item) const {
    const RowIndex row = items_.find(item);
    return row == kNoRow ? kNothing : snapshot_.cell(Table::items, row, column_index(Table::items, "category"));
  }

  // The part of `units` that belongs to a share of the whole; all of it if the whole is not known.
  static Wide share_of(Wide units, Wide part, Wide whole) {
    if (whole <= 0 || part >= whole) return units;
    return multiply_divide(units, part, whole);
  }

  // A record with its lines, at the stages it counts at.
  struct Counted {
    Attributes attributes;
    Money money;                      // its own; where lines say more, they say how it divides
    std::span<const LineItem> lines;
    std::vector<Stage> stages;
    const Progress* progress = nullptr;  // of a consignment
  };

  Wide quantity_of(std::span<const LineItem> lines) const {
    Wide total = 0;
    for (const LineItem& line : lines) {
      if (line.quantity == kNothing) return 0;  // not known of all: no share can be taken
      total += line.quantity;
    }
    return total;
  }

  // How much of the consignment reached `stage`: part of whole, both 0 if events give no quantity.
  std::pair<Wide, Wide> reached(const Progress& progress, Stage stage, Wide whole) const {
    Wide part = 0;
    for (std::size_t i = static_cast<std::size_t>(stage); i < kGoodsStages; ++i) {
      if (progress.whole[i]) return {0, 0};
      part = std::max(part, progress.quantity[i]);
    }
    return {part, whole};
  }

  void count(const Counted& record, const Inherited& inherited) {
    const Wide whole = quantity_of(record.lines);
    for (const Stage stage : record.stages) {
      Attributes attributes = record.attributes;
      std::pair<Wide, Wide> part{0, 0};
      if (record.progress != nullptr && !is_exit(stage)) {
        part = reached(*record.progress, stage, whole);
        const auto date = stage_date(*record.progress, stage);
        at(attributes, GroupBy::month) = date ? month_of(*date) : kNothing;
        at(attributes, GroupBy::place) = stage_place(*record.progress, stage);
      }
      if (itemised_)
        count_by_line(record, inherited, attributes, stage, part);
      else
        count_whole(record, inherited, attributes, stage, part);
    }
  }

  static std::optional<PartialDate> stage_date(const Progress& progress, Stage stage) {
    for (std::size_t i = static_cast<std::size_t>(stage); i < kGoodsStages; ++i)
      if (progress.whole[i] || progress.quantity[i] > 0)
        return progress.date[i] == kNothing
                   ? std::nullopt
                   : std::optional(PartialDate::from_packed(static_cast<std::int32_t>(progress.date[i])));
    return std::nullopt;
  }

  static Cell stage_place(const Progress& progress, Stage stage) {
    for (std::size_t i = static_cast<std::size_t>(stage); i < kGoodsStages; ++i)
      if (progress.whole[i] || progress.quantity[i] > 0) return progress.place[i];
    return kNothing;
  }

  // A date as the month that it lies in; a year stays a year.
  Cell month_of(PartialDate date) const {
    if (options_.exact_dates || date.precision() == DatePrecision::year) return date.packed();
    const std::chrono::year_month_day day(date.first());
    return PartialDate::of_month(day.year() / day.month()).packed();
  }

  void count_whole(const Counted& record, const Inherited& inherited, const Attributes& attributes, Stage stage,
                   std::pair<Wide, Wide> part) {
    Funnel* funnel = group(attributes);
    if (funnel == nullptr) return;
    note_record(funnel, stage);
    if (options_.with_tonnes) add_mass(*funnel, stage, mass_of(record, part));
    funnel->at(stage, [&](auto& cell) {
      ++cell.count;
      const auto add_money = [&](const Money& money) {
        const Figure sum = figure(money, inherited);
        if (sum.reported) cell.value.add(sum.key, share_of(sum.units, part.first, part.second), sum.qualifier);
      };
      if (record.money.amount != kNothing)
        add_money(record.money);
      else
        for (const LineItem& line : record.lines) add_money(line.money);
      for (const LineItem& line : record.lines)
        if (line.quantity != kNothing) add_quantity(cell.quantities, unit_of(line.item), quantity_part(line, part));
    });
  }

  // Tonnes in 1e-4; empty where the item's mass is not reported.
  std::optional<Wide> mass_of_line(const LineItem& line, Wide quantity) const {
    const RowIndex row = items_.find(line.item);
    if (row == kNoRow || line.quantity == kNothing) return std::nullopt;
    const Cell mass = snapshot_.cell(Table::items, row, column_index(Table::items, "mass_kg"));
    if (mass == kNothing) return std::nullopt;
    return multiply_divide(quantity, mass, Wide{Decimal::kUnit} * 1000);
  }

  std::optional<Wide> mass_of(const Counted& record, std::pair<Wide, Wide> part) const {
    Wide total = 0;
    bool known = !record.lines.empty();
    for (const LineItem& line : record.lines) {
      const auto mass = line.quantity == kNothing ? std::nullopt : mass_of_line(line, quantity_part(line, part));
      if (!mass) known = false;
      total += mass.value_or(0);
    }
    if (known) return total;
    if (counting_.first != Table::consignments) return std::nullopt;
    const Cell tonnes =
        snapshot_.cell(Table::consignments, counting_.second, column_index(Table::consignments, "tonnes"));
    if (tonnes == kNothing) return std::nullopt;
    return share_of(tonnes, part.first, part.second);
  }

  static void add_mass(Funnel& funnel, Stage stage, std::optional<Wide> mass) {
    if (!mass) return;
    funnel.at(stage, [&](auto& cell) { cell.tonnes["t"] += *mass; });
  }

  // Of one line: its share of what events gave; overages count as they were received.
  static Wide quantity_part(const LineItem& line, std::pair<Wide, Wide> part) {
    return part.second <= 0 ? Wide{line.quantity} : multiply_divide(line.quantity, part.first, part.second);
  }

  void count_by_line(const Counted& record, const Inherited& inherited, Attributes attributes, Stage stage,
                     std::pair<Wide, Wide> part) {
    Wide itemised = 0;
    for (const LineItem& line : record.lines) {
      at(attributes, GroupBy::item) = line.item;
      at(attributes, GroupBy::category) = category_of(line.item);
      Figure sum = figure(line.money, inherited);
      if (line.money.currency == record.money.currency && line.money.amount != kNothing) itemised += line.money.amount;
      sum.units = share_of(sum.units, part.first, part.second);
      const Wide quantity = line.quantity == kNothing ? 0 : quantity_part(line, part);
      add(attributes, stage, sum, unit_of(line.item),
          line.quantity == kNothing ? kNothing : static_cast<Cell>(quantity));
      if (!options_.with_tonnes) continue;
      if (Funnel* funnel = group(attributes)) add_mass(*funnel, stage, mass_of_line(line, quantity));
    }
    const bool rest = record.money.amount != kNothing && record.money.amount > itemised;
    if (!rest && !record.lines.empty()) return;
    at(attributes, GroupBy::item) = kNothing;
    at(attributes, GroupBy::category) = kNothing;
    Money money = record.money;
    if (rest) money.amount = static_cast<Cell>(record.money.amount - itemised);
    Figure sum = figure(money, inherited);
    sum.units = share_of(sum.units, part.first, part.second);
    add(attributes, stage, sum, {}, kNothing);
  }

  // ---- the records

  // The goods stages below and at `own` at which nothing above the record counts.
  static std::vector<Stage> stages_up_to(Stage own, Inherited& record, const Inherited* above) {
    std::vector<Stage> stages;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(own); ++i) {
      const bool counted_above = above != nullptr && above->counted[i];
      if (!counted_above) stages.push_back(static_cast<Stage>(i));
      record.counted[i] = true;
    }
    return stages;
  }

  void count_pledges() {
    inherited_pledges_.resize(static_cast<std::size_t>(snapshot_.history().rows(Table::pledges)));
    for (const auto pledge : snapshot_.rows<Table::pledges>()) {
      Inherited& record = inherited_pledges_[static_cast<std::size_t>(pledge.index())];
      at(record.attributes, GroupBy::donor) = pledge.cell<"donors">();
      at(record.attributes, GroupBy::kind) = pledge.cell<"kind">();
      at(record.attributes, GroupBy::form) = pledge.cell<"form">();
      at(record.attributes, GroupBy::instrument) = pledge.cell<"instrument">();
      at(record.attributes, GroupBy::country) = pledge.cell<"recipient">();
      record.date = pledge.date<"date">();
      if (record.date) at(record.attributes, GroupBy::month) = month_of(*record.date);
      record.basis = pledge.code<"valuation_basis", Basis>().value_or(Basis::stated);
      record.qualifier = pledge.code<"qualifier", Qualifier>().value_or(Qualifier::exact);
      record.counted[static_cast<std::size_t>(Stage::pledged)] = true;
      if (netted(Table::pledges, pledge.index())) continue;
      const Cell name = pledge.cell<"id">();
      const auto exit = exit_of("pledge", pledge.text<"id">());
      count({record.attributes,
             {pledge.cell<"amount">(), pledge.cell<"currency">()},
             lines_of(0, name),
             {exit.value_or(Stage::pledged)}},
            record);
    }
  }

  void count_allocations() {
    inherited_allocations_.resize(static_cast<std::size_t>(snapshot_.history().rows(Table::allocations)));
    for (const auto allocation : snapshot_.rows<Table::allocations>()) {
      const RowIndex pledge = pledges_.find(allocation.cell<"of">());
      const Inherited* above = pledge == kNoRow ? nullptr : &inherited_pledges_[static_cast<std::size_t>(pledge)];
      Inherited& record = inherited_allocations_[static_cast<std::size_t>(allocation.index())];
      if (above != nullptr) record = *above;
      if (allocation.cell<"donors">() != kNothing) at(record.attributes, GroupBy::donor) = allocation.cell<"donors">();
      if (const auto basis = allocation.code<"valuation_basis", Basis>()) record.basis = *basis;
      record.qualifier = Qualifier::exact;
      set_date(record, allocation.date<"date">());
      std::vector<Stage> stages = stages_up_to(Stage::allocated, record, above);
      if (netted(Table::allocations, allocation.index())) continue;
      if (const auto exit = exit_of("allocation", allocation.text<"id">())) stages = {*exit};
      count({record.attributes,
             {allocation.cell<"amount">(), allocation.cell<"currency">()},
             lines_of(1, allocation.cell<"id">()),
             std::move(stages)},
            record);
    }
  }

  void set_date(Inherited& record, std::optional<PartialDate> date) const {
    if (!date) return;
    record.date = date;
    at(record.attributes, GroupBy::month) = month_of(*date);
  }

  // What stands above a contract: its allocation, else its pledge.
  const Inherited* above_contract(Cell of) const {
    if (const RowIndex allocation = allocations_.find(of); allocation != kNoRow)
      return &inherited_allocations_[static_cast<std::size_t>(allocation)];
    if (const RowIndex pledge = pledges_.find(of); pledge != kNoRow)
      return &inherited_pledges_[static_cast<std::size_t>(pledge)];
    return nullptr;
  }

  void count_contracts() {
    inherited_contracts_.resize(static_cast<std::size_t>(snapshot_.history().rows(Table::contracts)));
    for (const auto contract : snapshot_.rows<Table::contracts>()) {
      const Inherited* above = above_contract(contract.cell<"of">());
      Inherited& record = inherited_contracts_[static_cast<std::size_t>(contract.index())];
      if (above != nullptr) record = *above;
      at(record.attributes, GroupBy::supplier) = contract.cell<"supplier">();
      at(record.attributes, GroupBy::place) = contract.cell<"site">();
      record.qualifier = Qualifier::exact;
      set_date(record, contract.date<"date">());
      std::vector<Stage> stages = stages_up_to(Stage::contracted, record, above);
      if (netted(Table::contracts, contract.index())) continue;
      if (const auto exit = exit_of("contract", contract.text<"id">())) stages = {*exit};
      count({record.attributes,
             {contract.cell<"amount">(), contract.cell<"currency">()},
             lines_of(2, contract.cell<"id">()),
             std::move(stages)},
            record);
    }
  }

  std::vector<Progress> read_events() const {
    const NameIndex<Table::consignments> consignments(snapshot_);
    std::vector<Progress> progress(static_cast<std::size_t>(snapshot_.history().rows(Table::consignments)));
    const Cell kind = text_number("consignment");
    for (const auto event : snapshot_.rows<Table::events>()) {
      if (event.cell<"of_kind">() != kind || kind == kNothing) continue;
      if (event.cell<"classifier">() != static_cast<Cell>(Classifier::actual)) continue;
      const RowIndex row = consignments.find(event.cell<"of">());
      if (row == kNoRow) continue;
      record_event(progress[static_cast<std::size_t>(row)], static_cast<Stage>(event.cell<"stage">()),
                   event.cell<"quantity">(), event.cell<"condition">(), event.cell<"date">(), event.cell<"place">());
    }
    return progress;
  }

  static void record_event(Progress& progress, Stage stage, Cell quantity, Cell condition, Cell date, Cell place) {
    if (is_exit(stage) || condition == static_cast<Cell>(Condition::lost)) {
      const bool lost = stage == Stage::lost || !is_exit(stage);
      if (lost && quantity == kNothing) progress.all_lost = true;
      if (lost && quantity != kNothing) progress.lost += quantity;
      if (stage == Stage::returned && quantity != kNothing) progress.returned += quantity;
      if (!lost && quantity == kNothing) progress.exit = stage;
      return;
    }
    if (ladder_of(stage) != Ladder::goods) return;
    const auto index = static_cast<std::size_t>(stage);
    progress.furthest = std::max(progress.furthest, static_cast<int>(stage));
    if (quantity == kNothing)
      progress.whole[index] = true;
    else
      progress.quantity[index] += quantity;
    const bool first = progress.date[index] == kNothing || (date != kNothing && date < progress.date[index]);
    if (!first) return;
    progress.date[index] = date;
    progress.place[index] = place;
  }

  void count_consignments() {
    const std::vector<Progress> progress = read_events();
    const Cell contract_kind = text_number("contract");
    const Cell allocation_kind = text_number("allocation");
    for (const auto consignment : snapshot_.rows<Table::consignments>()) {
      const Cell of_kind = consignment.cell<"of_kind">();
      const Cell of = consignment.cell<"of">();
      const Inherited* above = nullptr;
      if (of != kNothing && of_kind == contract_kind) {
        if (const RowIndex row = contracts_.find(of); row != kNoRow)
          above = &inherited_contracts_[static_cast<std::size_t>(row)];
      } else if (of != kNothing && of_kind == allocation_kind) {
        if (const RowIndex row = allocations_.find(of); row != kNoRow)
          above = &inherited_allocations_[static_cast<std::size_t>(row)];
      } else if (of != kNothing) {
        above = above_contract(of);
      }
      count_consignment(consignment, above, progress[static_cast<std::size_t>(consignment.index())]);
    }
  }

  void count_consignment(const Row<Table::consignments>& consignment, const Inherited* above,
                         const Progress& progress) {
    if (netted(Table::consignments, consignment.index())) return;
    Inherited record;
    if (above != nullptr) record = *above;
    at(record.attributes, GroupBy::place) = kNothing;
    record.qualifier = Qualifier::exact;
    const RowIndex destination = nodes_.find(consignment.cell<"destination">());
    if (destination != kNoRow)
      at(record.attributes, GroupBy::country) =
          snapshot_.cell(Table::nodes, destination, column_index(Table::nodes, "country"));
    if (!record.date) set_date(record, stage_date(progress, Stage::pledged));
    const Cell name = consignment.cell<"id">();
    const auto lines = lines_of(3, name);
    std::optional<Stage> exit = progress.exit;
    if (progress.all_lost) exit = Stage::lost;
    if (const auto revised = exit_of("consignment", consignment.text<"id">())) exit = revised;
    if (exit) return count({record.attributes, {}, lines, {*exit}}, record);
    count_part_exits(record, lines, progress);
    if (progress.furthest < 0) return;
    // As a consignment it counts from `ready` up; below, where nothing above it does.
    std::vector<Stage> stages;
    for (int i = 0; i <= progress.furthest; ++i)
      if (above == nullptr || !above->counted[static_cast<std::size_t>(i)]) stages.push_back(static_cast<Stage>(i));
    note_overage(consignment, lines, progress);
    count({record.attributes, {}, lines, std::move(stages), &progress}, record);
  }

  void count_part_exits(const Inherited& record, std::span<const LineItem> lines, const Progress& progress) {
    const std::string_view unit = lines.size() == 1 ? unit_of(lines.front().item) : std::string_view{};
    if (progress.lost > 0) add(record.attributes, Stage::lost, {}, unit, static_cast<Cell>(progress.lost));
    if (progress.returned > 0) add(record.attributes, Stage::returned, {}, unit, static_cast<Cell>(progress.returned));
  }

  void note_overage(const Row<Table::consignments>& consignment, std::span<const LineItem> lines,
                    const Progress& progress) {
    const Wide shipped = quantity_of(lines);
    if (shipped <= 0) return;
    for (std::size_t i = static_cast<std::size_t>(Stage::arrived); i < kGoodsStages; ++i) {
      if (progress.quantity[i] <= shipped) continue;
      const std::string stage(kStageNames[i]);
      conflicts_.push_back({"overage: quantity " + stage + " of consignment " + consignment.name(),
                            {{consignment.name() + " lines", "", decimal_text(shipped)},
                             {consignment.name() + " " + stage, "", decimal_text(progress.quantity[i])}},
                            consignment.name() + " " + stage});
    }
  }

  void count_funds() {
    for (const auto fund : snapshot_.rows<Table::funds>()) {
      if (netted(Table::funds, fund.index())) continue;
      Stage stage{};
      switch (fund.code<"kind", FundKind>().value_or(FundKind::appropriation)) {
        case FundKind::appropriation: continue;  // permission to spend is no stage of the ladder; `runway` shows it
        case FundKind::commitment: stage = Stage::committed; break;
        case FundKind::disbursement: stage = Stage::disbursed; break;
        case FundKind::expenditure: stage = Stage::spent; break;
      }
      Inherited record;
      at(record.attributes, GroupBy::donor) = fund.cell<"donor">();
      set_date(record, fund.date<"date">());
      add(record.attributes, stage, figure({fund.cell<"amount">(), fund.cell<"currency">()}, record), {}, kNothing);
    }
  }

  void count_people() {
    const Cell course = text_number("course");
    for (const auto event : snapshot_.rows<Table::events>()) {
      if (course == kNothing || event.cell<"of_kind">() != course) continue;
      if (event.cell<"classifier">() != static_cast<Cell>(Classifier::actual)) continue;
      const auto stage = static_cast<Stage>(event.cell<"stage">());
      if (ladder_of(stage) != Ladder::people) continue;
      Inherited record;
      set_date(record, event.date<"date">());
      at(record.attributes, GroupBy::place) = event.cell<"place">();
      counting_ = {Table::events, event.index()};
      add(record.attributes, stage, {}, "people", event.cell<"quantity">());
    }
  }

  // ---- the result

  std::optional<std::string> key_text(GroupBy by, Cell cell) const {
    if (cell == kNothing) return std::nullopt;
    switch (by) {
      case GroupBy::kind: return std::string(kKindNames[static_cast<std::size_t>(cell)]);
      case GroupBy::instrument: return std::string(kInstrumentNames[static_cast<std::size_t>(cell)]);
      case GroupBy::month: return PartialDate::from_packed(static_cast<std::int32_t>(cell)).to_string();
      default: return std::string(snapshot_.history().texts().text(static_cast<TextId>(cell)));
    }
  }

  // The newest report of each series; those that neither date nor grade tells apart stand side by side.
  void collect_series(StatusResult& result) const {
    std::map<std::string_view, std::vector<Row<Table::reports>>> newest;
    for (const auto report : snapshot_.rows<Table::reports>()) {
      if (report.code<"classifier", ReportClassifier>() != ReportClassifier::actual) continue;
      if (!report.decimal<"value">()) continue;
      auto& kept = newest[report.text<"series">()];
      const auto order = kept.empty() ? std::strong_ordering::greater : newness(report) <=> newness(kept.front());
      if (order > 0) kept.clear();
      if (order >= 0) kept.push_back(report);
    }
    for (const auto& [series, reports] : newest)
      for (const auto& report : reports) result.series.push_back(series_figure(report));
    std::ranges::sort(result.series, {}, [](const SeriesFigure& one) {
      return std::tie(one.series, one.donors, one.measure, one.value, one.unit, one.report);
    });
  }

  // The end of what a report tells about, then its grade; the greater is the newer.
  std::tuple<std::optional<Day>, Grade> newness(const Row<Table::reports>& report) const {
    const auto until = report.date<"until">();
    const auto date = until ? until : report.date<"date">();
    const auto [credibility, reliability, known] = grade(snapshot_, Table::reports, report.index());
    return {date ? std::optional(date->last()) : std::nullopt, {-credibility, -reliability, -known}};
  }

  static SeriesFigure series_figure(const Row<Table::reports>& report) {
    const auto date = [](std::optional<PartialDate> value) { return value ? value->to_string() : std::string(); };
    const auto measure = report.code<"measure", Measure>();
    const auto qualifier = report.code<"qualifier", Qualifier>();
    return {std::string(report.text<"series">()),
            std::string(report.text<"donors">()),
            measure ? std::string(kMeasureNames[static_cast<std::size_t>(*measure)]) : std::string(),
            report.decimal<"value">()->to_string(),
            qualifier ? std::string(name_of(*qualifier)) : std::string(),
            std::string(report.text<"unit">()),
            date(report.date<"from">()),
            date(report.date<"until">()),
            date(report.date<"date">()),
            report.name(),
            std::string(report.text<"source">())};
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
                        {},
                        {}};
    for (std::size_t i = 0; i < funnels_.size(); ++i) {
      StatusRow row;
      for (const GroupBy by : options_.by) row.key.push_back(key_text(by, keys_[i][static_cast<std::size_t>(by)]));
      row.funnel = std::move(funnels_[i]);
      row.records = std::move(records_[i]);
      result.rows.push_back(std::move(row));
    }
    std::ranges::sort(result.rows, {}, &StatusRow::key);
    for (const StatusRow& row : result.rows) result.total += row.funnel;
    collect_conflicts(result);
    collect_series(result);
    for (auto& [key, rate] : rates_) result.rates.push_back(std::move(rate));
    return result;
  }

  void collect_conflicts(StatusResult& result) const;

  const Snapshot& snapshot_;
  const StatusOptions& options_;
  Netting netting_;
  NameIndex<Table::pledges> pledges_;
  NameIndex<Table::allocations> allocations_;
  NameIndex<Table::contracts> contracts_;
  NameIndex<Table::items> items_;
  NameIndex<Table::nodes> nodes_;
  std::vector<std::pair<GroupBy, std::string>> where_;
  bool itemised_ = false;
  ProgrammePrices prices_;
  std::optional<Error> no_price_;

  CalledOff exits_;
  std::vector<Cell> line_kinds_;
  std::vector<LineIndex> lines_;
  std::unordered_map<Cell, std::optional<Currency>> currencies_;
  std::map<std::pair<std::string, std::int32_t>, UsedRate> rates_;
  std::vector<Inherited> inherited_pledges_;
  std::vector<Inherited> inherited_allocations_;
  std::vector<Inherited> inherited_contracts_;

  std::unordered_map<std::uint64_t, std::vector<std::size_t>> groups_;
  std::vector<Attributes> keys_;
  std::vector<Funnel> funnels_;
  std::vector<std::vector<StatusRecord>> records_;
  std::pair<Table, RowIndex> counting_{Table::programme, kNoRow};  // the record being counted
  std::vector<Conflict> conflicts_;
};

// ---- sources that disagree

// Groups of entries joined by conflicts_with; each group with the value that every entry gives.
class ConflictGroups {
 public:
  void join(const std::string& a, const std::string& b) { parent_[root(a)] = root(b); }

  std::vector<std::vector<std::string>> groups() {
    std::map<std::string, std::vector<std::string>> by_root;
    std::vector<std::string> members;
    for (const auto& [member, parent] : parent_) members.push_back(member);
    for (const std::string& member : members) by_root[root(member)].push_back(member);
    std::vector<std::vector<std::string>> out;
    for (auto& [name, group] : by_root) {
      std::ranges::sort(group);
      if (group.size() > 1) out.push_back(std::move(group));
    }
    std::ranges::sort(out);
    return out;
  }

 private:
  std::string root(const std::string& name) {
    std::string at = name;
    while (true) {
      const auto found = parent_.try_emplace(at, at).first;
      if (found->second == at) return at;
      at = found->second;
    }
  }
  std::map<std::string, std::string> parent_;
};

std::string stated_value(const Snapshot& snapshot, Table table, RowIndex row) {
  const TableSchema& schema = schema_of(table);
  const auto text = [&](std::string_view name) {
    const auto column = find_column(schema, name);
    return column ? snapshot.text(table, row, *column) : std::string();
  };
  for (const auto& [value, unit] : {std::pair{"amount", "currency"}, std::pair{"value", "unit"}})
    if (const std::string figure = text(value); !figure.empty()) return figure + " " + text(unit);
  return {};
}

void StatusBuilder::collect_conflicts(StatusResult& result) const {
  ConflictGroups groups;
  std::map<std::string, std::pair<Table, RowIndex>> places;
  const auto place = [&](std::string_view kind, std::string_view name) -> std::string {
    const TableSchema* table = find_table_of_kind(kind);
    const RowIndex row = table == nullptr ? kNoRow : snapshot_.find_row(table->table, name);
    if (row == kNoRow) return {};
    const std::string label = std::string(kind) + " " + std::string(name);
    places[label] = {table->table, row};
    return label;
  };
  for (const auto relation : snapshot_.rows<Table::relations>()) {
    if (relation.code<"kind", RelationKind>() != RelationKind::conflicts_with) continue;
    const std::string from = place(relation.text<"from_kind">(), relation.text<"from">());
    const std::string to = place(relation.text<"to_kind">(), relation.text<"to">());
    if (!from.empty() && !to.empty()) groups.join(from, to);
  }
  for (const auto& group : groups.groups()) {
    Conflict conflict;
    std::optional<Grade> best;
    for (const std::string& label : group) {
      const auto [table, row] = places.at(label);
      conflict.values.push_back({label,
                                 snapshot_.text(table, row, kSource),
                                 stated_value(snapshot_, table, row)});
      if (netting_.contains(table, row)) continue;
      const auto graded = grade(snapshot_, table, row);
      if (best == graded) conflict.chosen.clear();
      if (best && !(graded < *best)) continue;
      best = graded;
      conflict.chosen = label;
    }
    std::set<std::string> series;
    for (const std::string& label : group) {
      const auto [table, row] = places.at(label);
      const auto column = find_column(schema_of(table), "series");
      if (column) series.insert(snapshot_.text(table, row, *column));
    }
    for (const std::string& one : series) conflict.figure += (conflict.figure.empty() ? "" : ";") + one;
    if (conflict.figure.empty()) conflict.figure = "amount of " + group.front();
    result.conflicts.push_back(std::move(conflict));
  }
  std::ranges::sort(result.conflicts, {}, &Conflict::figure);
}

// ---- printing

template <Stage kStage>
Json cell_json(const StageCell<kStage>& cell) {
  Json out;
  Json value = Json::array();
  for (const auto& [key, sum] : cell.value.sums()) value.push_back(amount_json(key, sum));
  out["value"] = std::move(value);
  if (cell.quantities.size() == 1) {
    out["quantity"] = decimal_text(cell.quantities.begin()->second);
    out["unit"] = cell.quantities.begin()->first;
  } else if (cell.quantities.size() > 1) {
    Json quantities = Json::array();
    for (const auto& [unit, quantity] : cell.quantities)
      quantities.push_back({{"quantity", decimal_text(quantity)}, {"unit", unit}});
    out["quantities"] = std::move(quantities);
  }
  out["count"] = cell.count;
  return out;
}

void funnel_json(const Funnel& funnel, Json& out) {
  Json stages = Json::object();
  Json exits = Json::object();
  funnel.for_each([&](const auto& cell) {
    if (cell.empty()) return;
    (is_exit(cell.stage) ? exits : stages)[std::string(name_of(cell.stage))] = cell_json(cell);
  });
  out["stages"] = std::move(stages);
  out["exits"] = std::move(exits);
}

std::string key_label(const std::optional<std::string>& key) { return key ? *key : "not reported"; }

// One line of a table: the amounts of a stage with one currency, basis and instrument.
template <class Cell>
void sheet_rows(const std::vector<std::string>& key, const Cell& cell, Sheet& sheet) {
  if (cell.empty()) return;
  const auto row = [&](const std::string& amount, const std::string& currency, const std::string& basis,
                       const std::string& instrument, const std::string& qualifier, const std::string& quantity,
                       const std::string& unit, const std::string& count) {
    std::vector<std::string> cells = key;
    for (const std::string& text :
         {std::string(name_of(cell.stage)), amount, currency, basis, instrument, qualifier, quantity, unit, count})
      cells.push_back(text);
    sheet.rows.push_back(std::move(cells));
  };
  std::string quantity;
  std::string unit;
  if (cell.quantities.size() == 1) {
    quantity = decimal_text(cell.quantities.begin()->second);
    unit = cell.quantities.begin()->first;
  } else if (cell.quantities.size() > 1) {
    unit = "several units";
  }
  bool first = true;
  for (const auto& [amount_key, sum] : cell.value.sums()) {
    row(decimal_text(sum.units, 2), amount_key.currency.code(), std::string(name_of(amount_key.basis)),
        std::string(name_of(amount_key.instrument)), std::string(name_of(sum.qualifier)), first ? quantity : "",
        first ? unit : "", first ? std::to_string(cell.count) : "");
    first = false;
  }
  if (first) row("", "", "", "", "", quantity, unit, std::to_string(cell.count));
}

}  // namespace

std::optional<GroupBy> find_group_by(std::string_view name) {
  const auto* found = std::ranges::find(kGroupByNames, name);
  if (found == kGroupByNames.end()) return std::nullopt;
  return static_cast<GroupBy>(found - kGroupByNames.begin());
}

Result<StatusResult> status(const Snapshot& snapshot, const StatusOptions& options) {
  return StatusBuilder(snapshot, options).build();
}

Json to_json(const StatusResult& result) {
  Json out{{"as_known", to_string(result.as_known)},
           {"head", result.head},
           {"programme", result.programme},
           {"notional", result.notional},
           {"currency", result.currency.code()},
           {"prices", result.prices.text()},
           {"delivered", result.delivered.name},
           {"delivered_stage", name_of(result.delivered.stage)}};
  Json by = Json::array();
  for (const GroupBy dimension : result.by) by.push_back(kGroupByNames[static_cast<std::size_t>(dimension)]);
  out["by"] = std::move(by);
  Json rows = Json::array();
  for (const StatusRow& row : result.rows) {
    Json key = Json::object();
    for (std::size_t i = 0; i < result.by.size(); ++i)
      key[std::string(kGroupByNames[static_cast<std::size_t>(result.by[i])])] = row.key[i] ? Json(*row.key[i]) : Json();
    Json entry{{"key", std::move(key)}};
    funnel_json(row.funnel, entry);
    rows.push_back(std::move(entry));
  }
  out["rows"] = std::move(rows);
  Json total = Json::object();
  funnel_json(result.total, total);
  out["total"] = std::move(total);
  Json netted = Json::array();
  for (const Netted& entry : result.netted)
    netted.push_back({{"entry", entry.kind + " " + entry.entry}, {"because", entry.because}});
  out["netted"] = std::move(netted);
  Json conflicts = Json::array();
  for (const Conflict& conflict : result.conflicts) {
    Json values = Json::array();
    for (const Conflict::Value& value : conflict.values)
      values.push_back({{"entry", value.entry}, {"source", value.source}, {"value", value.value}});
    conflicts.push_back({{"figure", conflict.figure},
                         {"values", std::move(values)},
                         {"chosen", conflict.chosen.empty() ? Json() : Json(conflict.chosen)}});
  }
  out["conflicts"] = std::move(conflicts);
  Json series = Json::array();
  for (const SeriesFigure& figure : result.series)
    series.push_back({{"series", figure.series},
                      {"donors", figure.donors},
                      {"measure", figure.measure},
                      {"value", figure.value},
                      {"qualifier", figure.qualifier},
                      {"unit", figure.unit},
                      {"from", figure.from},
                      {"until", figure.until},
                      {"date", figure.date},
                      {"report", figure.report},
                      {"source", figure.source}});
  out["series"] = std::move(series);
  Json rates = Json::array();
  for (const UsedRate& rate : result.rates)
    rates.push_back({{"currency", rate.currency},
                     {"value_date", rate.value_date},
                     {"rate", rate.rate},
                     {"fixing", rate.fixing},
                     {"records", rate.records}});
  out["rates"] = std::move(rates);
  return out;
}

std::vector<Sheet> to_sheets(const StatusResult& result) {
  Sheet sheet;
  sheet.title = result.programme + (result.notional ? " — notional" : "");
  sheet.heading = {"Funnel by stage, as known " + to_string(result.as_known) + ", in " + result.currency.code() +
                       " at the European Central Bank's rate of the value date where there is one, " + result.prices.text(),
                   "Delivered means " + std::string(result.delivered.name) + ": stage " +
                       std::string(name_of(result.delivered.stage)) +
                       ". A stage that is not listed is not reported; it is not zero."};
  for (const GroupBy by : result.by)
    sheet.columns.push_back({std::string(kGroupByNames[static_cast<std::size_t>(by)]), Align::left,
                             "#meta+" + std::string(kGroupByNames[static_cast<std::size_t>(by)])});
  for (SheetColumn column :
       {SheetColumn{"stage", Align::left, "#status+stage"}, SheetColumn{"amount", Align::decimal, "#value"},
        SheetColumn{"currency", Align::left, "#currency"}, SheetColumn{"basis", Align::left, "#meta+basis"},
        SheetColumn{"instrument", Align::left, "#meta+instrument"},
        SheetColumn{"qualifier", Align::left, "#meta+qualifier"},
        SheetColumn{"quantity", Align::decimal, "#indicator+quantity"},
        SheetColumn{"unit", Align::left, "#indicator+unit"}, SheetColumn{"records", Align::right, "#indicator+count"}})
    sheet.columns.push_back(std::move(column));
  const auto add = [&](const std::vector<std::string>& key, const Funnel& funnel) {
    funnel.for_each([&](const auto& cell) { sheet_rows(key, cell, sheet); });
  };
  for (const StatusRow& row : result.rows) {
    if (result.by.empty()) break;  // the one row is the total
    std::vector<std::string> key;
    for (const auto& value : row.key) key.push_back(key_label(value));
    add(key, row.funnel);
  }
  add(std::vector<std::string>(result.by.size(), "total"), result.total);
  if (!result.netted.empty())
    sheet.footnotes.push_back(std::to_string(result.netted.size()) +
                              (result.netted.size() == 1 ? " entry is counted in another" : " entries are counted in others") +
                              " and not again (--format json lists them).");
  if (!result.conflicts.empty())
    sheet.footnotes.push_back(std::to_string(result.conflicts.size()) +
                              (result.conflicts.size() == 1 ? " figure" : " figures") +
                              " on which sources disagree (--format json lists them).");
  return {sheet};
}

}  // namespace servanda
