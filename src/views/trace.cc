#include "views/trace.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>

#include "base/joined.h"
#include "base/near_name.h"

namespace servanda {

std::string told_text(const Snapshot& snapshot, Table table, RowIndex row, std::size_t column) {
  if (!holds_text(schema_of(table).columns[column].type)) return snapshot.text(table, row, column);
  return std::string(snapshot.source_name(snapshot.cell(table, row, column)));
}

bool is_never_named(const Snapshot& snapshot, Table table, RowIndex row) {
  constexpr std::size_t kOf = column_index(Table::revisions, "of");
  if (table == Table::revisions)
    return snapshot.text(table, row, column_index(Table::revisions, "of_kind")) == "source" && snapshot.source_name(snapshot.cell(table, row, kOf)) == kNeverNamed;
  return table == Table::sources && snapshot.source_name(snapshot.history().cell(table, row, kId)) == kNeverNamed;
}

namespace {

// ---- one entry

using MaybeColumn = std::optional<std::size_t>;

std::string text_of(const Snapshot& snapshot, Table table, RowIndex row, MaybeColumn column) {
  return column ? snapshot.text(table, row, *column) : std::string();
}
std::string text_of(const Snapshot& snapshot, Table table, RowIndex row, std::string_view column) {
  return text_of(snapshot, table, row, find_column(schema_of(table), column));
}

Cell cell_of(const Snapshot& snapshot, Table table, RowIndex row, MaybeColumn column) {
  return column ? snapshot.cell(table, row, *column) : kNullCell;
}
Cell cell_of(const Snapshot& snapshot, Table table, RowIndex row, std::string_view column) {
  return cell_of(snapshot, table, row, find_column(schema_of(table), column));
}

template <class Enum>
Enum code_or(Cell cell, Enum otherwise) {
  return cell == kNullCell ? otherwise : static_cast<Enum>(cell);
}

std::optional<Stage> stage_of_fund(Cell kind) {
  if (kind == kNullCell) return std::nullopt;
  switch (static_cast<FundKind>(kind)) {
    case FundKind::appropriation: return std::nullopt;
    case FundKind::commitment: return Stage::committed;
    case FundKind::disbursement: return Stage::disbursed;
    case FundKind::expenditure: return Stage::spent;
  }
  return std::nullopt;
}

// The stage that an entry reaches by being there.
std::optional<Stage> own_stage(const Snapshot& snapshot, Table table, RowIndex row) {
  constexpr std::size_t kFundKind = column_index(Table::funds, "kind");
  switch (table) {
    case Table::pledges: return Stage::pledged;
    case Table::allocations: return Stage::allocated;
    case Table::contracts: return Stage::contracted;
    case Table::funds: return stage_of_fund(snapshot.cell(table, row, kFundKind));
    default: return std::nullopt;
  }
}

// The first of these columns that the table has says when an entry was; a revision was when it became known.
std::optional<std::size_t> date_column(Table table) {
  if (table == Table::revisions) return std::size_t{kKnownDate};
  for (const std::string_view name : {"date", "day", "month", "week", "year", "from"})
    if (const auto column = find_column(schema_of(table), name);
        column && schema_of(table).columns[*column].type == CellType::date)
      return column;
  return std::nullopt;
}

template <std::size_t N>
bool is_any(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 6> kMembers{"quantity", "stage", "classifier", "place", "site", "content"};
constexpr std::array<std::string_view, 6> kPartsOfMoney{"amount",          "budget",     "currency",
                                                        "valuation_basis", "instrument", "qualifier"};
constexpr std::array<std::string_view, 7> kProse{"description", "evidence", "title", "claim",
                                                 "text",        "what",     "purpose"};

// Where the facts of a table's entries stand, found once.
struct FactColumns {
  // A column that `what` may show.
  struct Told {
    std::size_t column;
    std::string heading;  // blank before prose
    bool key;             // what a name that is no id says already
    bool money;
  };
  MaybeColumn stage, classifier, date, place, quantity, unit, item, amount, budget, currency, basis, instrument, qualifier;
  std::vector<Told> told;

  explicit FactColumns(const TableSchema& schema)
      : stage(find_column(schema, "stage")),
        classifier(find_column(schema, "classifier")),
        date(date_column(schema.table)),
        place(find_column(schema, schema.table == Table::contracts ? "site" : "place")),
        quantity(find_column(schema, "quantity")),
        unit(find_column(schema, "unit")),
        item(find_column(schema, "item")),
        amount(find_column(schema, "amount")),
        budget(find_column(schema, "budget")),
        currency(find_column(schema, "currency")),
        basis(find_column(schema, "valuation_basis")),
        instrument(find_column(schema, "instrument")),
        qualifier(find_column(schema, "qualifier")) {
    for (std::size_t i = kCommonColumns; i < schema.columns.size(); ++i) {
      const Column& column = schema.columns[i];
      if (i == date || is_any(kMembers, column.name)) continue;
      told.push_back({i, is_any(kProse, column.name) ? std::string() : std::string(column.name) + " ", column.key,
                      is_any(kPartsOfMoney, column.name)});
    }
  }
};

const FactColumns& fact_columns(Table table) {
  static const std::vector<FactColumns> kColumns(all_tables().begin(), all_tables().end());
  return kColumns[static_cast<std::size_t>(table)];
}

std::optional<EntryFacts::Money> money_of(const Snapshot& snapshot, Table table, RowIndex row) {
  const FactColumns& columns = fact_columns(table);
  Cell amount = cell_of(snapshot, table, row, columns.amount);
  if (amount == kNullCell) amount = cell_of(snapshot, table, row, columns.budget);
  if (amount == kNullCell) return std::nullopt;
  const auto currency = Currency::parse(text_of(snapshot, table, row, columns.currency));
  if (!currency) return std::nullopt;
  return EntryFacts::Money{{*currency, code_or(cell_of(snapshot, table, row, columns.basis), Basis::stated),
                            code_or(cell_of(snapshot, table, row, columns.instrument), Instrument::not_reported)},
                           Decimal::from_units(amount),
                           code_or(cell_of(snapshot, table, row, columns.qualifier), Qualifier::exact)};
}

std::string revision_text(const Snapshot& snapshot, RowIndex row) {
  const Row<Table::revisions> revision(snapshot, row);
  const auto or_blank = [&](Cell cell) { return cell == kNullCell ? "not reported" : std::string(snapshot.source_name(cell)); };
  std::string out = std::string(revision.text<"field">()) + " from " + or_blank(revision.cell<"was">()) + " to " +
                    or_blank(revision.cell<"is">());
  if (const auto change = revision.code<"change", Change>()) out += ", " + std::string(name_of(*change));
  return out;
}

std::string what_of(const Snapshot& snapshot, Table table, RowIndex row, bool has_money) {
  if (table == Table::revisions) return revision_text(snapshot, row);
  std::string out;
  const bool name_has_keys = snapshot.history().cell(table, row, kId) == kNullCell;
  for (const FactColumns::Told& told : fact_columns(table).told) {
    if ((told.key && name_has_keys) || (told.money && has_money) || snapshot.cell(table, row, told.column) == kNullCell) continue;
    if (!out.empty()) out += "; ";
    out += told.heading;
    out += told_text(snapshot, table, row, told.column);
  }
  return out;
}

void add_source(const Snapshot& snapshot, Table table, RowIndex row, EntryFacts& facts) {
  const Cell name = snapshot.cell(table, row, kSource);
  facts.source = snapshot.source_name(name);
  facts.reliability = snapshot.text(table, row, kReliability);
  facts.credibility = snapshot.text(table, row, kCredibility);
  const RowIndex source = name == kNullCell ? kNoRow : snapshot.find_row(Table::sources, static_cast<TextId>(name));
  if (source == kNoRow) return;
  if (!is_never_named(snapshot, Table::sources, source)) facts.source_title = Row<Table::sources>(snapshot, source).text<"title">();
  if (facts.reliability.empty()) facts.reliability = snapshot.text(Table::sources, source, kReliability);
}

std::string unit_of(const Snapshot& snapshot, Table table, RowIndex row) {
  std::string unit = text_of(snapshot, table, row, fact_columns(table).unit);
  if (!unit.empty()) return unit;
  const auto item = snapshot.find<Table::items>(text_of(snapshot, table, row, fact_columns(table).item));
  return item ? std::string(item->text<"unit">()) : std::string();
}

}  // namespace

EntryFacts facts_of(const Snapshot& snapshot, Table table, RowIndex row) {
  const FactColumns& columns = fact_columns(table);
  EntryFacts facts;
  facts.kind = schema_of(table).kind;
  if (is_never_named(snapshot, table, row)) {
    facts.id = kNeverNamed;
    facts.reliability = snapshot.text(table, row, kReliability);
    facts.what = "protected";
    return facts;
  }
  facts.id = snapshot.history().name(table, row);
  facts.stage = text_of(snapshot, table, row, columns.stage);
  if (const auto stage = own_stage(snapshot, table, row)) facts.stage = name_of(*stage);
  facts.classifier = text_of(snapshot, table, row, columns.classifier);
  facts.date = text_of(snapshot, table, row, columns.date);
  facts.place = text_of(snapshot, table, row, columns.place);
  facts.quantity = text_of(snapshot, table, row, columns.quantity);
  if (!facts.quantity.empty()) facts.unit = unit_of(snapshot, table, row);
  facts.amount = money_of(snapshot, table, row);
  add_source(snapshot, table, row, facts);
  facts.what = what_of(snapshot, table, row, facts.amount.has_value());
  facts.note = snapshot.text(table, row, kNote);
  return facts;
}

namespace {

// One row of one table.
struct Position {
  Table table = Table::programme;
  RowIndex row = kNoRow;
  auto operator<=>(const Position&) const = default;
};

template <class Visit>
void for_visible(const Snapshot& snapshot, Table table, Visit visit) {
  const auto& mask = snapshot.mask(table);
  for (std::size_t word = 0; word < mask.size(); ++word)
    for (std::uint64_t rest = mask[word]; rest != 0; rest &= rest - 1)
      visit(static_cast<RowIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
}

// ---- which entry is meant

std::size_t key_columns(const TableSchema& schema) {
  return static_cast<std::size_t>(std::ranges::count(schema.columns, true, &Column::key));
}

// Whether the key columns of `row`, joined by '/', are `name`; looks at no more columns than it has to.
bool has_joined_name(const Snapshot& snapshot, Table table, RowIndex row, std::string_view name) {
  const History& history = snapshot.history();
  const auto columns = schema_of(table).columns;
  if (history.cell(table, row, kId) != kNullCell) return false;
  bool first = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].key) continue;
    if (!first) {
      if (!name.starts_with('/')) return false;
      name.remove_prefix(1);
    }
    first = false;
    const std::string part = history.text(table, row, i);
    if (!name.starts_with(part)) return false;
    name.remove_prefix(part.size());
  }
  return name.empty();
}

void add_named(const Snapshot& snapshot, const TableSchema& schema, std::string_view name, std::set<Position>& found) {
  if (const RowIndex row = snapshot.find_row(schema.table, name); row != kNoRow && !is_never_named(snapshot, schema.table, row))
    found.insert({schema.table, row});
  if (schema.id_is_key || key_columns(schema) < 2 || name.find('/') == std::string_view::npos) return;
  for_visible(snapshot, schema.table, [&](RowIndex row) {
    if (has_joined_name(snapshot, schema.table, row, name)) found.insert({schema.table, row});
  });
}

// `pledge/P1` -> the table of pledges and `P1`; no table where the text begins with no kind.
std::pair<const TableSchema*, std::string_view> split_kind(std::string_view id) {
  const std::size_t slash = id.find('/');
  if (slash == std::string_view::npos) return {nullptr, id};
  return {find_table_of_kind(id.substr(0, slash)), id.substr(slash + 1)};
}

std::set<Position> named(const Snapshot& snapshot, std::string_view id) {
  std::set<Position> found;
  if (id.empty()) return found;
  const auto [of_kind, name] = split_kind(id);
  if (of_kind != nullptr && !name.empty()) add_named(snapshot, *of_kind, name, found);
  if (!found.empty()) return found;
  for (const TableSchema& table : all_tables()) add_named(snapshot, table, id, found);
  return found;
}

constexpr std::size_t kSuggestions = 5;

// Visible names of one part that come near `id`, the nearest first.
std::vector<std::string> near_names(const Snapshot& snapshot, std::string_view id) {
  std::set<std::pair<std::size_t, std::string>> near;
  const auto [of_kind, rest] = split_kind(id);
  const std::string_view wanted = of_kind == nullptr ? id : rest;
  const std::size_t limit = slip_of(wanted);
  for (const TableSchema& table : all_tables()) {
    if ((of_kind != nullptr && of_kind != &table) || (!table.id_is_key && key_columns(table) > 1)) continue;
    for_visible(snapshot, table.table, [&](RowIndex row) {
      if (is_never_named(snapshot, table.table, row)) return;
      const std::string name = snapshot.history().name(table.table, row);
      const std::size_t distance = edit_distance(wanted, name, limit);
      if (distance > limit) return;
      near.emplace(distance, std::string(table.kind) + "/" + name);
      if (near.size() > kSuggestions) near.erase(std::prev(near.end()));
    });
  }
  std::vector<std::string> out;
  for (const auto& [distance, name] : near) out.push_back(name);
  return out;
}

Result<Position> resolve(const Snapshot& snapshot, const std::string& id) {
  const std::set<Position> found = named(snapshot, id);
  if (found.size() == 1) return *found.begin();
  if (found.empty()) {
    const std::vector<std::string> near = near_names(snapshot, id);
    return bad_input("no entry is called \"" + id + "\"" + (near.empty() ? "" : "; near it: " + joined(near, ", ")));
  }
  std::vector<std::string> names;
  for (const Position& place : found)
    names.push_back(std::string(schema_of(place.table).kind) + "/" + snapshot.history().name(place.table, place.row));
  std::ranges::sort(names);
  return bad_input("\"" + id + "\" is the name of several entries; say which: " + joined(names, ", "));
}

// ---- what hangs on what

struct Edge {
  Position upper;
  Position lower;
  std::string_view via;
};

// All visible edges between visible entries, sorted for the walk in each direction.
class Web {
 public:
  explicit Web(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const auto row : snapshot.rows<Table::allocations>())
      add(find_of({}, row.text<"of">(), Table::allocations), {Table::allocations, row.index()}, "of");
    for (const auto row : snapshot.rows<Table::contracts>())
      add(find_of({}, row.text<"of">(), Table::contracts), {Table::contracts, row.index()}, "of");
    for (const auto row : snapshot.rows<Table::consignments>())
      add(find_of(row.text<"of_kind">(), row.text<"of">(), Table::consignments), {Table::consignments, row.index()},
          "of");
    for (const auto row : snapshot.rows<Table::funding>())
      add(find(row.text<"from_kind">(), row.text<"from">()), find(row.text<"to_kind">(), row.text<"to">()), "funding");
    for (const auto row : snapshot.rows<Table::covers>())
      add(find("need", row.text<"need">()), find(row.text<"to_kind">(), row.text<"to">()), "covers");
    by_lower_ = by_upper_;
    std::ranges::sort(by_upper_, {}, &Edge::upper);
    std::ranges::sort(by_lower_, {}, &Edge::lower);
  }

  enum class Direction { up, down };
  struct Step {
    Position place;
    int steps;
    std::string_view via;
  };
  // Every entry that the walk from `start` meets, once, at its fewest steps.
  std::vector<Step> walk(Position start, Direction direction) const {
    std::set<Position> seen{start};
    std::vector<Step> out;
    std::vector<Position> level{start};
    for (int steps = 1; !level.empty(); ++steps) {
      std::map<Position, std::string_view> next;
      for (const Position& place : level) {
        for (const Edge& edge : edges_at(place, direction)) {
          const Position& other = direction == Direction::up ? edge.upper : edge.lower;
          if (seen.contains(other)) continue;
          const auto [found, added] = next.try_emplace(other, edge.via);
          // Names of edges sort as they should be preferred, backwards.
          if (!added) found->second = std::max(found->second, edge.via);
        }
      }
      level.clear();
      for (const auto& [place, via] : next) {
        seen.insert(place);
        level.push_back(place);
        out.push_back({place, steps, via});
      }
    }
    return out;
  }

 private:
  Position find(std::string_view kind, std::string_view name) const {
    const TableSchema* table = find_table_of_kind(kind);
    if (table == nullptr || name.empty()) return {};
    return {table->table, snapshot_.find_row(table->table, name)};
  }

  // What an `of` names: the kind that is said, else the nearest that has the name.
  Position find_of(std::string_view kind, std::string_view name, Table lower) const {
    if (!kind.empty()) return find(kind, name);
    for (const std::string_view upper : {"contract", "allocation", "pledge"}) {
      const Position place = find(upper, name);
      if (place.row != kNoRow && place.table < lower) return place;
    }
    return {};
  }

  void add(Position upper, Position lower, std::string_view via) {
    if (upper.row != kNoRow && lower.row != kNoRow) by_upper_.push_back({upper, lower, via});
  }

  std::span<const Edge> edges_at(Position place, Direction direction) const {
    const auto range = direction == Direction::up ? std::ranges::equal_range(by_lower_, place, {}, &Edge::lower)
                                                  : std::ranges::equal_range(by_upper_, place, {}, &Edge::upper);
    return {range.begin(), range.end()};
  }

  const Snapshot& snapshot_;
  std::vector<Edge> by_upper_;
  std::vector<Edge> by_lower_;
};
static_assert(Table::pledges < Table::allocations && Table::allocations < Table::contracts &&
              Table::contracts < Table::consignments);

// ---- how far things got

// Stages that compare with each other: three ladders, and each of the others alone.
constexpr std::size_t kGoods = 0;
constexpr std::size_t kMoney = 1;
constexpr std::size_t kPeople = 2;
constexpr std::size_t kGroups = 3 + kStageNames.size() - static_cast<std::size_t>(Stage::delivered_unspecified);

std::size_t group_of(Stage stage) {
  if (ladder_of(stage) != Ladder::none) return static_cast<std::size_t>(ladder_of(stage));
  return 3 + static_cast<std::size_t>(stage) - static_cast<std::size_t>(Stage::delivered_unspecified);
}

// One proof that a stage was reached: an event, a revision that ends it, or the entry itself.
struct Proof {
  Stage stage;
  PartialDate date;
  Position by;
};

class Attained {
 public:
  // Further goes before earlier, later before sooner, and the name decides between proofs of one day.
  void add(const Snapshot& snapshot, const Proof& proof) {
    std::optional<Proof>& best = best_[group_of(proof.stage)];
    if (!best || std::tie(best->stage, best->date) < std::tie(proof.stage, proof.date) ||
        (best->stage == proof.stage && best->date == proof.date &&
         facts_of(snapshot, proof.by.table, proof.by.row) < facts_of(snapshot, best->by.table, best->by.row)))
      best = proof;
  }
  void add_all(const Snapshot& snapshot, const Attained& other) {
    for (const std::optional<Proof>& proof : other.best_)
      if (proof) add(snapshot, *proof);
  }

  // The group that stands for the entry; empty if it reached nothing on any ladder.
  std::optional<std::size_t> main_group(Table table) const {
    std::array<std::size_t, 3> order{kGoods, kMoney, kPeople};
    if (table == Table::funds) order = {kMoney, kGoods, kPeople};
    for (const std::size_t group : order)
      if (best_[group] && best_[group]->stage != Stage::pledged) return group;
    return best_[kGoods] ? std::optional(kGoods) : std::nullopt;
  }
  const std::optional<Proof>& best(std::size_t group) const { return best_[group]; }

 private:
  std::array<std::optional<Proof>, kGroups> best_;
};

// Proofs of an unknown day are older than all others.
PartialDate date_or_first(Cell cell) {
  return PartialDate::from_packed(cell == kNullCell ? std::numeric_limits<std::int32_t>::min()
                                                    : static_cast<std::int32_t>(cell));
}

std::optional<Stage> proven_stage(const Row<Table::events>& event) {
  if (event.code<"classifier", Classifier>() != Classifier::actual) return std::nullopt;
  if (event.code<"condition", Condition>() == Condition::lost) return Stage::lost;
  return event.code<"stage", Stage>();
}

std::optional<Stage> proven_stage(const Row<Table::revisions>& revision) {
  const auto change = revision.code<"change", Change>();
  if (change == Change::cancelled) return Stage::cancelled;
  if (change == Change::withdrawn) return Stage::withdrawn;
  return std::nullopt;
}

// Finds entries by the two cells that refer to them.
class Referred {
 public:
  explicit Referred(const Snapshot& snapshot) : texts_(snapshot.history().texts()) {}

  void add(const Snapshot& snapshot, Position place, std::size_t number) {
    const auto kind = texts_.find(schema_of(place.table).kind);
    const auto name = texts_.find(snapshot.history().name(place.table, place.row));
    if (kind && name) numbers_.emplace(key(*kind, *name), number);
  }
  std::optional<std::size_t> find(Cell kind, Cell name) const {
    if (kind == kNullCell || name == kNullCell) return std::nullopt;
    const auto found = numbers_.find(key(static_cast<TextId>(kind), static_cast<TextId>(name)));
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }

 private:
  static std::uint64_t key(TextId kind, TextId name) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(kind)) << 32 | static_cast<std::uint32_t>(name);
  }
  const Interner& texts_;
  std::unordered_map<std::uint64_t, std::size_t> numbers_;
};

// How far each of `places` got, each by itself.
std::vector<Attained> attained_by(const Snapshot& snapshot, std::span<const Position> places) {
  std::vector<Attained> out(places.size());
  Referred referred(snapshot);
  for (std::size_t i = 0; i < places.size(); ++i) {
    referred.add(snapshot, places[i], i);
    const auto [table, row] = places[i];
    if (const auto stage = own_stage(snapshot, table, row))
      out[i].add(snapshot, {*stage, date_or_first(cell_of(snapshot, table, row, "date")), places[i]});
  }
  for (const auto event : snapshot.rows<Table::events>()) {
    const auto number = referred.find(event.cell<"of_kind">(), event.cell<"of">());
    if (!number) continue;
    if (const auto stage = proven_stage(event))
      out[*number].add(snapshot, {*stage, date_or_first(event.cell<"date">()), {Table::events, event.index()}});
  }
  for (const auto revision : snapshot.rows<Table::revisions>()) {
    const auto number = referred.find(revision.cell<"of_kind">(), revision.cell<"of">());
    if (!number) continue;
    if (const auto stage = proven_stage(revision))
      out[*number].add(snapshot, {*stage, date_or_first(revision.cell<"known_date">()),
                                  {Table::revisions, revision.index()}});
  }
  return out;
}

// The entry that an event or a revision is about; any other is about itself.
std::pair<std::string, std::string> subject_of(const Snapshot& snapshot, Position place) {
  if (place.table == Table::events || place.table == Table::revisions)
    return {text_of(snapshot, place.table, place.row, "of_kind"), text_of(snapshot, place.table, place.row, "of")};
  return {std::string(schema_of(place.table).kind), snapshot.history().name(place.table, place.row)};
}

Reached reached_by(const Snapshot& snapshot, const Proof& proof) {
  const EntryFacts facts = facts_of(snapshot, proof.by.table, proof.by.row);
  const auto [kind, id] = subject_of(snapshot, proof.by);
  std::string evidence = text_of(snapshot, proof.by.table, proof.by.row, "evidence");
  for (const std::string* text : {&facts.note, &facts.source_title, &facts.source})
    if (evidence.empty()) evidence = *text;
  return {kind, id, std::string(name_of(proof.stage)), facts.date, facts.place, facts.quantity, facts.source, evidence};
}

// An entry beneath, at the furthest stage that it reached by itself (rule 3).
EntryFacts facts_at_stage(const Snapshot& snapshot, Position place, const Attained& attained) {
  EntryFacts facts = facts_of(snapshot, place.table, place.row);
  const auto group = attained.main_group(place.table);
  if (!group) return facts;
  const Proof& proof = *attained.best(*group);
  if (proof.by == place) return facts;
  const EntryFacts event = facts_of(snapshot, proof.by.table, proof.by.row);
  facts.stage = name_of(proof.stage);
  facts.classifier = event.classifier;
  facts.date = event.date;
  facts.place = event.place;
  facts.source = event.source;
  facts.source_title = event.source_title;
  facts.reliability = event.reliability;
  facts.credibility = event.credibility;
  return facts;
}

// ---- the chain

class ChainBuilder {
 public:
  ChainBuilder(const Snapshot& snapshot, Position entry) : snapshot_(snapshot), entry_(entry), referred_(snapshot) {
    referred_.add(snapshot, entry, 0);
  }

  std::vector<EntryFacts> build() {
    chain_.push_back(facts_of(snapshot_, entry_.table, entry_.row));
    for (const auto line : snapshot_.rows<Table::lines>())
      if (is_entry(line.cell<"of_kind">(), line.cell<"of">())) take(Table::lines, line.index(), {}, 0);
    flush();
    for (const auto event : snapshot_.rows<Table::events>())
      if (is_entry(event.cell<"of_kind">(), event.cell<"of">()))
        take(Table::events, event.index(), date_or_first(event.cell<"date">()), event.cell<"stage">());
    flush();
    for (const auto revision : snapshot_.rows<Table::revisions>())
      if (is_entry(revision.cell<"of_kind">(), revision.cell<"of">()))
        take(Table::revisions, revision.index(), date_or_first(revision.cell<"known_date">()), 0);
    flush();
    add_relations_and_reports();
    return std::move(chain_);
  }

 private:
  struct Taken {
    PartialDate date;
    Cell stage;
    EntryFacts facts;
    auto operator<=>(const Taken&) const = default;
  };

  bool is_entry(Cell kind, Cell name) const { return referred_.find(kind, name).has_value(); }

  void take(Table table, RowIndex row, std::optional<PartialDate> date, Cell stage) {
    taken_.push_back({date.value_or(date_or_first(kNullCell)), stage, facts_of(snapshot_, table, row)});
  }
  void flush() {
    std::ranges::sort(taken_);
    for (Taken& taken : taken_) chain_.push_back(std::move(taken.facts));
    taken_.clear();
  }

  void add_relations_and_reports() {
    std::set<RowIndex> reports;
    for (const auto relation : snapshot_.rows<Table::relations>()) {
      const bool from = is_entry(relation.cell<"from_kind">(), relation.cell<"from">());
      if (!from && !is_entry(relation.cell<"to_kind">(), relation.cell<"to">())) continue;
      take(Table::relations, relation.index(), {}, 0);
      const std::string_view kind = from ? relation.text<"to_kind">() : relation.text<"from_kind">();
      if (kind != schema_of(Table::reports).kind) continue;
      const auto report = snapshot_.find<Table::reports>(from ? relation.text<"to">() : relation.text<"from">());
      if (report) reports.insert(report->index());
    }
    flush();
    add_series_of(reports);
    for (const RowIndex report : reports)
      take(Table::reports, report, date_or_first(cell_of(snapshot_, Table::reports, report, "date")), 0);
    flush();
  }

  // The other reports of the series that state this entry: what sources then said of it is evidence too.
  void add_series_of(std::set<RowIndex>& reports) const {
    std::set<std::string_view> series;
    for (const RowIndex report : reports) series.insert(Row<Table::reports>(snapshot_, report).text<"series">());
    series.erase("");
    if (series.empty()) return;
    for (const auto report : snapshot_.rows<Table::reports>())
      if (series.contains(report.text<"series">())) reports.insert(report.index());
  }

  const Snapshot& snapshot_;
  Position entry_;
  Referred referred_;
  std::vector<Taken> taken_;
  std::vector<EntryFacts> chain_;
};

}  // namespace

Result<TraceResult> trace(const Snapshot& snapshot, const TraceOptions& options) {
  ASSIGN_OR_RETURN(const Position entry, resolve(snapshot, options.id));
  TraceResult result;
  result.as_known = snapshot.as_known();
  if (options.head == Head::compute) result.head = snapshot.head();
  result.kind = schema_of(entry.table).kind;
  result.id = snapshot.history().name(entry.table, entry.row);
  result.chain = ChainBuilder(snapshot, entry).build();

  const Web web(snapshot);
  for (const Web::Step& step : web.walk(entry, Web::Direction::up))
    result.up.push_back({step.steps, std::string(step.via), facts_of(snapshot, step.place.table, step.place.row)});
  const std::vector<Web::Step> beneath = web.walk(entry, Web::Direction::down);
  std::vector<Position> places{entry};
  for (const Web::Step& step : beneath) places.push_back(step.place);
  const std::vector<Attained> attained = attained_by(snapshot, places);
  Attained all;
  for (const Attained& one : attained) all.add_all(snapshot, one);
  for (std::size_t i = 0; i < beneath.size(); ++i)
    result.down.push_back({beneath[i].steps, std::string(beneath[i].via),
                           facts_at_stage(snapshot, beneath[i].place, attained[i + 1])});
  std::ranges::sort(result.up);
  std::ranges::sort(result.down);

  const auto main = all.main_group(entry.table);
  for (std::size_t group = 0; group < kGroups; ++group) {
    const std::optional<Proof>& proof = all.best(group);
    if (!proof) continue;
    if (group == main)
      result.now = reached_by(snapshot, *proof);
    else
      result.beside.push_back(reached_by(snapshot, *proof));
  }
  return result;
}

// ---- written out

Json reported(const std::string& text) { return text.empty() ? Json() : Json(text); }

std::string nature_of(const EntryFacts::Money& money) {
  std::string out(name_of(money.qualifier));
  for (const std::string_view part : {name_of(money.key.basis), name_of(money.key.instrument)})
    out += ", " + std::string(part);
  return out;
}

namespace {

void add_facts(const EntryFacts& facts, Json& out) {
  out["kind"] = facts.kind;
  out["id"] = facts.id;
  out["stage"] = reported(facts.stage);
  out["classifier"] = reported(facts.classifier);
  out["date"] = reported(facts.date);
  out["place"] = reported(facts.place);
  out["quantity"] = reported(facts.quantity);
  out["unit"] = reported(facts.unit);
  out["amount"] = facts.amount ? amount_json(facts.amount->key, {facts.amount->amount.units(), facts.amount->qualifier})
                               : Json();
  out["source"] = reported(facts.source);
  out["source_title"] = reported(facts.source_title);
  out["reliability"] = reported(facts.reliability);
  out["credibility"] = reported(facts.credibility);
  out["what"] = reported(facts.what);
  out["note"] = reported(facts.note);
}

Json neighbours_json(const std::vector<Neighbour>& neighbours) {
  Json out = Json::array();
  for (const Neighbour& neighbour : neighbours) {
    Json entry{{"steps", neighbour.steps}, {"via", neighbour.via}};
    add_facts(neighbour.facts, entry);
    out.push_back(std::move(entry));
  }
  return out;
}

Json reached_json(const Reached& reached) {
  return Json{{"kind", reached.kind},
              {"id", reached.id},
              {"stage", reached.stage},
              {"date", reported(reached.date)},
              {"place", reported(reached.place)},
              {"quantity", reported(reached.quantity)},
              {"source", reported(reached.source)},
              {"evidence", reported(reached.evidence)}};
}

std::string sentence(const Reached& reached) {
  std::string out = reached.stage + ": " + reached.kind + " " + reached.id;
  if (!reached.date.empty()) out += ", " + reached.date;
  if (!reached.place.empty()) out += ", " + reached.place;
  if (!reached.evidence.empty()) out += " (" + reached.evidence + ")";
  return out;
}

std::vector<SheetColumn> facts_columns() {
  return {{"kind"},
          {"id"},
          {"stage"},
          {"classifier"},
          {"date", Align::left, "#date"},
          {"place", Align::left, "#loc"},
          {"quantity", Align::decimal, "#indicator+num"},
          {"unit"},
          {"amount", Align::decimal, "#value"},
          {"currency", Align::left, "#currency"},
          {"amount is"},
          {"what", Align::left, "#description"},
          {"source", Align::left, "#meta+source"},
          {"rating"},
          {"note"}};
}

// The Admiralty code as it is written: B2; a dash where nobody judged.
std::string rating(const EntryFacts& facts) {
  if (facts.reliability.empty() && facts.credibility.empty()) return {};
  return (facts.reliability.empty() ? "-" : facts.reliability) + (facts.credibility.empty() ? "-" : facts.credibility);
}

std::vector<std::string> facts_row(const EntryFacts& facts) {
  std::vector<std::string> row{facts.kind,  facts.id,       facts.stage, facts.classifier, facts.date,
                               facts.place, facts.quantity, facts.unit};
  if (const auto& money = facts.amount)
    row.insert(row.end(), {money->amount.to_string(), money->key.currency.code(), nature_of(*money)});
  else
    row.insert(row.end(), {"", "", ""});
  const std::string& source = facts.source_title.empty() ? facts.source : facts.source_title;
  row.insert(row.end(), {facts.what, source, rating(facts), facts.note});
  return row;
}

Sheet neighbours_sheet(std::string title, const std::vector<Neighbour>& neighbours) {
  Sheet sheet;
  sheet.title = std::move(title);
  sheet.columns = facts_columns();
  sheet.columns.insert(sheet.columns.begin(), {{"steps", Align::right}, {"via"}});
  for (const Neighbour& neighbour : neighbours) {
    std::vector<std::string> row = facts_row(neighbour.facts);
    row.insert(row.begin(), {std::to_string(neighbour.steps), neighbour.via});
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

Json to_json(const TraceResult& result) {
  Json chain = Json::array();
  for (const EntryFacts& facts : result.chain) {
    Json entry;
    add_facts(facts, entry);
    chain.push_back(std::move(entry));
  }
  Json out{{"as_known", to_string(result.as_known)},
           {"head", result.head},
           {"kind", result.kind},
           {"id", result.id},
           {"chain", std::move(chain)},
           {"up", neighbours_json(result.up)},
           {"down", neighbours_json(result.down)},
           {"now", result.now ? reached_json(*result.now) : Json()}};
  Json beside = Json::array();
  for (const Reached& reached : result.beside) beside.push_back(reached_json(reached));
  out["beside"] = std::move(beside);
  return out;
}

std::vector<Sheet> to_sheets(const TraceResult& result) {
  Sheet chain;
  chain.title = "Trace of " + result.kind + " " + result.id;
  chain.heading.push_back("as known " + to_string(result.as_known));
  if (result.now) chain.heading.push_back("now " + sentence(*result.now));
  for (const Reached& reached : result.beside) chain.heading.push_back("beside " + sentence(reached));
  chain.columns = facts_columns();
  for (const EntryFacts& facts : result.chain) chain.rows.push_back(facts_row(facts));
  return {std::move(chain), neighbours_sheet("Above", result.up), neighbours_sheet("Beneath", result.down)};
}

}  // namespace servanda
