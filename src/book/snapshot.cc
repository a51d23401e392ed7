#include "book/snapshot.h"

#include <limits>

#include "base/check.h"
#include "base/sha256.h"
#include "base/split.h"
#include "book/date_spans.h"
#include "book/payload.h"
#include "book/scenario_reach.h"
#include "book/sixty_four.h"

namespace servanda {
namespace {

constexpr std::int32_t kAlways = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kNeverToldBySource = kAlways;
constexpr std::int32_t kUnstated = History::kBlank<std::int32_t>;

std::int32_t day_number(Day day) { return static_cast<std::int32_t>(day.time_since_epoch().count()); }

std::int32_t last_day(Cell packed) {
  const PartialDate date = PartialDate::from_packed(static_cast<std::int32_t>(packed));
  // By far the most common precision, and the only one that needs no calendar.
  if (date.precision() == DatePrecision::day) return date.packed() >> 2;
  return day_number(date.last());
}

std::uint64_t overlay_key(RowIndex row, std::size_t column) {
  return static_cast<std::uint64_t>(row) << 8 | column;
}

}  // namespace

Result<Reader> find_reader(const History& history, const std::string& name) {
  const RowIndex row = history.newest_named(Table::readers, name);
  if (row == kNoRow) history.unread()->ask(Table::readers);
  if (row == kNoRow || history.operation(Table::readers, row) == Operation::retract)
    return Error{ErrorCode::bad_input, "found no reader '" + name + "', expected one of the table readers; add a row to "
                                       "readers.csv with its ceiling and attributes", {}, 0, "--label-as"};
  return parse_reader(name, history.text(Table::readers, row, column_index(Table::readers, "ceiling")),
                      history.text(Table::readers, row, column_index(Table::readers, "attributes")));
}

// Decides which rows a Snapshot shows: 64 at a time what passes by itself, then, newest first, what later versions hide.
class MaskBuilder {
 public:
  MaskBuilder(const History& history, Sequence as_recorded, const SnapshotOptions& options, Day today,
              std::string_view default_label)
      : history_(history), as_recorded_(as_recorded), options_(options) {
    decide_labels(today, default_label);
    collect_source_days();
  }

  // A bit for each recorded row of the table: whether the Snapshot shows it.
  std::vector<std::uint64_t> mask(Table table, std::int32_t known_until) const {
    const auto count = static_cast<std::size_t>(recorded_rows(table));
    std::vector<std::uint64_t> bits((count + 63) / 64);
    for (std::size_t word = 0; word < bits.size(); ++word) {
      bits[word] = passing(table, word * 64, std::min<std::size_t>(64, count - word * 64), known_until);
    }
    hide_succeeded(table, bits);
    return bits;
  }

  static std::int32_t known_day(const History& history, const std::vector<std::int32_t>& source_days, Table table,
                                RowIndex row) {
    const std::int32_t stated = history.data(table).known_day[static_cast<std::size_t>(row)];
    return stated != kUnstated ? stated : unstated_known_day(history, source_days, table, row);
  }

  std::vector<std::int32_t> take_source_days() { return std::move(source_days_); }

 private:
  void decide_labels(Day today, std::string_view default_label) {
    if (!options_.reader) return;
    allowed_.assign(history_.texts().size(), kUndecided);
    today_ = today;
    default_allowed_ = lets_in(default_label.empty() ? "PUBLIC" : default_label);
  }

  bool lets_in(std::string_view text) const {
    const auto label = parse_label(text);
    return label && can(*options_.reader, *label, today_);
  }

  bool label_passes(std::int32_t label) const {
    if (!options_.reader) return true;
    if (label == kUnstated) return default_allowed_;
    std::int8_t& decided = allowed_[static_cast<std::size_t>(label)];
    if (decided == kUndecided) decided = lets_in(history_.texts().text(label)) ? 1 : 0;
    return decided == 1;
  }

  // The known day of a row that states none: its source's, else its own date if it tells what has happened.
  static std::int32_t unstated_known_day(const History& history, const std::vector<std::int32_t>& source_days,
                                         Table table, RowIndex row) {
    const Cell source = history.cell(table, row, kSource);
    // A text beyond them names no source.
    if (source != kNullCell && static_cast<std::size_t>(source) < source_days.size()) {
      const std::int32_t day = source_days[static_cast<std::size_t>(source)];
      if (day != kNeverToldBySource) return day;
    }
    return own_day(history, table, row);
  }

  static std::int32_t own_day(const History& history, Table table, RowIndex row) {
    Cell date = kNullCell;
    switch (table) {
      case Table::events:
        if (history.cell(table, row, column_index(Table::events, "classifier")) !=
            static_cast<Cell>(Classifier::actual))
          return kAlways;
        date = history.cell(table, row, column_index(Table::events, "date"));
        break;
      case Table::sources: date = history.cell(table, row, column_index(Table::sources, "date")); break;
      case Table::pledges: date = history.cell(table, row, column_index(Table::pledges, "date")); break;
      case Table::allocations: date = history.cell(table, row, column_index(Table::allocations, "date")); break;
      case Table::contracts: date = history.cell(table, row, column_index(Table::contracts, "date")); break;
      case Table::funds: date = history.cell(table, row, column_index(Table::funds, "date")); break;
      case Table::reports: date = history.cell(table, row, column_index(Table::reports, "date")); break;
      case Table::statements: date = history.cell(table, row, column_index(Table::statements, "date")); break;
      case Table::field_reports: date = history.cell(table, row, column_index(Table::field_reports, "day")); break;
      default: break;
    }
    return date == kNullCell ? kAlways : last_day(date);
  }

  // The newest version of each source that is recorded and that the reader may see tells when it was public.
  void collect_source_days() {
    const std::vector<std::uint64_t> bits = mask(Table::sources, std::numeric_limits<std::int32_t>::max());
    for (std::size_t word = 0; word < bits.size(); ++word) {
      for (std::uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
        const auto row = static_cast<RowIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        const Cell id = history_.cell(Table::sources, row, kId);
        if (id == kNullCell) continue;
        const std::int32_t stated = history_.data(Table::sources).known_day[static_cast<std::size_t>(row)];
        const auto number = static_cast<std::size_t>(id);
        if (number >= source_days_.size()) source_days_.resize(number + 1, kNeverToldBySource);
        source_days_[number] = stated != kUnstated ? stated : own_day(history_, Table::sources, row);
      }
    }
  }

  RowIndex recorded_rows(Table table) const {
    RowIndex low = 0;
    RowIndex high = history_.rows(table);
    while (low < high) {
      const RowIndex middle = low + (high - low) / 2;
      if (history_.sequence(table, middle) <= as_recorded_)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  bool valid(Table table, RowIndex row) const {
    if (!options_.valid_at) return true;
    const Cell from = history_.cell(table, row, kValidFrom);
    const Cell to = history_.cell(table, row, kValidTo);
    const auto first = [](Cell cell) { return PartialDate::from_packed(static_cast<std::int32_t>(cell)).first(); };
    return (from == kNullCell || first(from) <= *options_.valid_at) &&
           (to == kNullCell || first(to) > *options_.valid_at);
  }

  // Of up to 64 rows from `begin`, a multiple of 64: a bit for each that was known in time, lets the reader in and holds.
  std::uint64_t passing(Table table, std::size_t begin, std::size_t rows, std::int32_t known_until) const {
    const auto& data = history_.data(table);
    const std::uint64_t all = ~std::uint64_t{0} >> (64 - rows);
    std::uint64_t unstated = all;
    std::uint64_t bits = 0;
    // Entries mostly come in the order in which they became known: one look at the ends tells it of most sixty-four.
    const bool stated = rows == 64 && data.known_days[begin / 64].first != kUnstated;
    if (stated && data.known_days[begin / 64].first > known_until) return 0;
    if (stated && data.known_days[begin / 64].last <= known_until) {
      unstated = 0;
      bits = all;
    } else if (const std::int32_t* known = data.known_day.find(begin); known != nullptr) {  // 64 rows never lie in two buckets
      std::array<std::int32_t, 64> last;
      if (rows < 64) {  // behind them a writer may be at work
        last.fill(0);
        std::copy_n(known, rows, last.begin());
        known = last.data();
      }
      unstated = equal_bits(SixtyFour(known, 64), kUnstated) & all;
      bits = at_most_bits(SixtyFour(known, 64), known_until) & ~unstated & all;
    }
    for (std::uint64_t rest = unstated; rest != 0; rest &= rest - 1) {
      const auto row = static_cast<RowIndex>(begin + static_cast<std::size_t>(std::countr_zero(rest)));
      if (unstated_known_day(history_, source_days_, table, row) <= known_until) bits |= rest & -rest;
    }
    if (!options_.reader && !options_.valid_at) return bits;
    const std::int32_t* labels = data.columns[kLabel].narrow.find(begin);
    for (std::uint64_t rest = bits; rest != 0; rest &= rest - 1) {
      const auto offset = static_cast<std::size_t>(std::countr_zero(rest));
      const bool passes = label_passes(labels == nullptr ? kUnstated : labels[offset]) &&
                          valid(table, static_cast<RowIndex>(begin + offset));
      if (!passes) bits &= ~(rest & -rest);
    }
    return bits;
  }

  // A version that passes hides those before it; a retraction also itself.
  void hide_succeeded(Table table, std::vector<std::uint64_t>& bits) const {
    const auto& data = history_.data(table);
    const auto passes = [&](RowIndex row) { return bits[static_cast<std::size_t>(row) / 64] >> (row % 64) & 1; };
    const auto hide_if = [&](std::uint64_t really, RowIndex row) {  // one or zero: no branch, as half are retractions
      bits[static_cast<std::size_t>(row) / 64] &= ~(really << (row % 64));
    };
    const std::size_t count = data.later_count.load(std::memory_order_acquire);
    for (std::size_t begin = 0; begin < count;) {
      const auto stretch = data.later.stretch(begin);
      const std::size_t end = std::min(count, stretch.begin + stretch.size);
      for (; begin < end; ++begin) {
        const History::Later& later = stretch.data[begin - stretch.begin];
        if (static_cast<std::size_t>(later.row) >= bits.size() * 64) return;
        const std::uint64_t passed = passes(later.row);
        hide_if(passed & std::uint64_t{later.hides_itself}, later.row);
        if (later.predecessor == kNoRow) continue;
        hide_if(passed, later.predecessor);
        if (!later.has_grandparent) continue;
        for (RowIndex earlier = history_.predecessor(table, later.predecessor); earlier != kNoRow;
             earlier = history_.predecessor(table, earlier))
          hide_if(passed, earlier);
      }
    }
  }

  static constexpr std::int8_t kUndecided = -1;
  const History& history_;
  Sequence as_recorded_;
  const SnapshotOptions& options_;
  Day today_{};
  bool default_allowed_ = true;
  mutable std::vector<std::int8_t> allowed_;
  std::vector<std::int32_t> source_days_;
};

Result<Snapshot> Snapshot::make(const History& history, const SnapshotOptions& options) {
  Snapshot snapshot;
  snapshot.history_ = &history;
  snapshot.options_ = options;
  snapshot.as_recorded_ = std::min(options.as_recorded.value_or(history.size()), history.size());
  RETURN_IF_ERROR(snapshot.read_programme(options.as_known));
  const RowIndex programme = snapshot.find_row(Table::programme, "programme");
  const std::string default_label = history.text(Table::programme, programme, kLabel);
  // Embargoes are judged on the report date and not on --as-known: a reader may choose the latter.
  MaskBuilder builder(history, snapshot.as_recorded_, options, snapshot.programme_.report_date, default_label);
  for (const TableSchema& table : all_tables()) {
    if (table.table == Table::programme) continue;
    snapshot.masks_[static_cast<std::size_t>(table.table)] = builder.mask(table.table, day_number(snapshot.as_known_));
  }
  snapshot.source_days_ = builder.take_source_days();
  snapshot.overlay_revisions();
  if (history.unread()->any()) snapshot.unread_ = history.unread().get();
  for (const Table table : {Table::sources, Table::revisions}) snapshot.ask(table);  // they tell of all tables what was known when
  if (options.scenario != nullptr) RETURN_IF_ERROR(snapshot.apply(*options.scenario));
  snapshot.collect_moved();
  return snapshot;
}

Status Snapshot::read_programme(std::optional<Day> as_known) {
  RowIndex row = history_->newest_named(Table::programme, "programme");
  while (row != kNoRow && history_->sequence(Table::programme, row) > as_recorded_)
    row = history_->predecessor(Table::programme, row);
  if (row == kNoRow)
    return Error{ErrorCode::nothing_to_do,
                 "the book has no programme: import a folder whose datapackage.json has a \"servanda\" object"};
  auto& mask = masks_[static_cast<std::size_t>(Table::programme)];
  mask.assign(static_cast<std::size_t>(row) / 64 + 1, 0);
  mask[static_cast<std::size_t>(row) / 64] |= std::uint64_t{1} << (row % 64);
  const Row<Table::programme> entry(*this, row);
  const auto currency = Currency::parse(entry.text<"reporting_currency">());
  const auto report_date = entry.date<"report_date">();
  const auto delivered = find_delivered_definition(history_->text(
      Table::programme, row, column_index(Table::programme, "delivered")));
  if (!currency || !report_date)
    return bad_input("the programme lacks a reporting_currency or a report_date: state both in datapackage.json");
  const std::vector<std::string_view> recipients = split(entry.text<"recipients">(), ';');
  programme_ = {std::string(entry.text<"name">()),
                {recipients.begin(), recipients.end()},
                *currency,
                entry.date<"start">(),
                entry.date<"end">(),
                report_date->last(),
                delivered.value_or(*find_delivered_definition("recipient-confirmed")),
                entry.flag<"notional">()};
  as_known_ = as_known.value_or(programme_.report_date);
  return {};
}

RowIndex Snapshot::find_row(Table table, std::string_view name) const {
  ask(table);
  if (const auto& drafts = drafts_[static_cast<std::size_t>(table)]; !drafts.empty())
    if (const auto draft = drafts.find(name); draft != drafts.end() && visible(table, draft->second)) return draft->second;
  RowIndex row = history_->newest_named(table, name);
  while (row != kNoRow && !visible(table, row)) row = history_->predecessor(table, row);
  return row;
}

RowIndex Snapshot::find_row(Table table, TextId name) const {
  ask(table);
  if (!drafts_[static_cast<std::size_t>(table)].empty()) return find_row(table, history_->texts().text(name));
  RowIndex row = history_->newest_named(table, name);
  while (row != kNoRow && !visible(table, row)) row = history_->predecessor(table, row);
  return row;
}

std::vector<Snapshot::Beneath> Snapshot::beneath(Table table, std::span<const TextId> names, std::optional<TextId> kind) const {
  ask(table);
  const auto of_kind = kind ? find_column(schema_of(table), "of_kind") : std::nullopt;
  const bool kind_revised = of_kind && revised(table, *of_kind);
  const auto has_kind = [&](RowIndex row) { return !kind || cell(table, row, *of_kind) == *kind; };
  std::vector<Beneath> found;
  history_->each_beneath(table, names, [&](RowIndex row, std::int32_t of, TextId recorded) {
    if (kind && !kind_revised && recorded != *kind) return;
    if (visible(table, row) && (!kind_revised || has_kind(row))) found.push_back({row, of});
  });
  std::ranges::reverse(found);
  const auto& moved = moved_[static_cast<std::size_t>(table)];
  if (moved.empty()) return found;
  const std::size_t column = *find_column(schema_of(table), "of");
  std::erase_if(found, [&](const Beneath& one) {
    return cell(table, one.row, column) != names[static_cast<std::size_t>(one.of)];
  });
  for (std::size_t place = 0; place < names.size(); ++place)
    for (const Moved& one : std::ranges::equal_range(moved, names[place], {}, &Moved::to))
      if (visible(table, one.row) && has_kind(one.row)) found.push_back({one.row, static_cast<std::int32_t>(place)});
  std::ranges::sort(found, {}, &Beneath::row);
  return found;
}

void Snapshot::collect_moved() {
  for (const TableSchema& table : all_tables()) {
    const auto slot = static_cast<std::size_t>(table.table);
    const auto of = find_column(table, "of");
    if (!of || !revised(table.table, *of)) continue;
    for (const auto& [key, cell] : overlays_[slot]) {
      const auto row = static_cast<RowIndex>(key >> 8);
      if ((key & 0xFF) == *of && cell != history_->cell(table.table, row, *of))
        moved_[slot].push_back({cell == kNullCell ? TextId{-1} : static_cast<TextId>(cell), row});
    }
    std::ranges::sort(moved_[slot]);
  }
}

void Snapshot::overlay(Table table, RowIndex row, std::size_t column, Cell cell) {
  overlays_[static_cast<std::size_t>(table)][overlay_key(row, column)] = cell;
  revised_columns_[static_cast<std::size_t>(table)] |= std::uint64_t{1} << column;
}

std::size_t Snapshot::count(Table table) const {
  std::size_t total = 0;
  for (const std::uint64_t word : mask(table)) total += static_cast<std::size_t>(std::popcount(word));
  return total;
}

Cell Snapshot::cell(Table table, RowIndex row, std::size_t column) const {
  const auto& overlay = overlays_[static_cast<std::size_t>(table)];
  if (!overlay.empty()) {
    const auto found = overlay.find(overlay_key(row, column));
    if (found != overlay.end()) return found->second;
  }
  return history_->cell(table, row, column);
}

std::string Snapshot::text(Table table, RowIndex row, std::size_t column) const {
  return cell_text(schema_of(table).columns[column], cell(table, row, column), history_->texts());
}

std::string_view Snapshot::label(Table table, RowIndex row) const {
  const Cell label = history_->cell(table, row, kLabel);
  return label == kNullCell ? std::string_view{} : history_->texts().text(static_cast<TextId>(label));
}

std::string_view Snapshot::source_name(Cell source) const {
  if (source == kNullCell) return {};
  constexpr std::size_t kProtected = column_index(Table::sources, "protected");
  const auto name = static_cast<TextId>(source);
  for (RowIndex row = history_->newest_named(Table::sources, name); row != kNoRow; row = history_->predecessor(Table::sources, row))
    if (history_->sequence(Table::sources, row) <= as_recorded_ &&
        (history_->cell(Table::sources, row, kProtected) == 1 || cell(Table::sources, row, kProtected) == 1))
      return kNeverNamed;
  return history_->texts().text(name);
}

std::optional<Day> Snapshot::known_day(Table table, RowIndex row) const {
  const std::int32_t day = MaskBuilder::known_day(*history_, source_days_, table, row);
  if (day == kAlways) return std::nullopt;
  return Day(std::chrono::days(day));
}

void Snapshot::overlay_revisions() {
  struct Applied {
    PartialDate known;
    std::string_view is;
  };
  std::array<std::unordered_map<std::uint64_t, Applied>, kTableCount> newest;
  for (const auto revision : rows<Table::revisions>()) {
    const TableSchema* table = find_table_of_kind(revision.text<"of_kind">());
    const auto known = revision.date<"known_date">();
    if (table == nullptr || !known) continue;
    const auto column = find_column(*table, revision.text<"field">());
    const RowIndex row = find_row(table->table, revision.text<"of">());
    if (!column || row == kNoRow) continue;
    const Applied applied{*known, revision.text<"is">()};
    auto& of_table = newest[static_cast<std::size_t>(table->table)];
    const auto [found, added] = of_table.try_emplace(overlay_key(row, *column), applied);
    const auto order = [](const Applied& a) { return std::pair(a.known.last(), a.is); };
    if (!added && order(found->second) < order(applied)) found->second = applied;
  }
  for (const TableSchema& table : all_tables()) {
    const auto slot = static_cast<std::size_t>(table.table);
    for (const auto& [key, applied] : newest[slot]) {
      const Column& column = table.columns[key & 0xFF];
      Cell cell = kNullCell;
      if (holds_text(column.type))
        cell = applied.is.empty() ? kNullCell : *history_->texts().find(applied.is);
      else if (!applied.is.empty() && !parse_plain_cell(column, applied.is, cell))
        continue;  // the reader refuses such a revision; one of another version is shown by `trace` only
      overlay(table.table, static_cast<RowIndex>(key >> 8), key & 0xFF, cell);
    }
  }
}

void Snapshot::show(Table table, RowIndex row) {
  auto& bits = masks_[static_cast<std::size_t>(table)];
  const auto word = static_cast<std::size_t>(row) / 64;
  if (word >= bits.size()) bits.resize(word + 1);
  bits[word] |= std::uint64_t{1} << (row % 64);
}

void Snapshot::hide(Table table, RowIndex row) {
  masks_[static_cast<std::size_t>(table)][static_cast<std::size_t>(row) / 64] &= ~(std::uint64_t{1} << (row % 64));
}

Status Snapshot::apply(const StagedScenario& scenario) {
  struct Touched {
    std::size_t number;
    RowIndex row;
  };
  std::vector<Touched> touched;
  std::size_t number = 0;
  for (const StagedScenario::Change& change : scenario.changes()) {
    ++number;
    if (change.kind == ScenarioChange::Kind::add) {
      add_draft(change.table, change.draft);
      continue;
    }
    const TableSchema& schema = schema_of(change.table);
    const std::vector<std::uint64_t> meant = mask(change.table);  // hide() below changes the mask itself
    for (std::size_t word = 0; word < meant.size(); ++word) {
      for (std::uint64_t rest = meant[word]; rest != 0; rest &= rest - 1) {
        const auto row = static_cast<RowIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        if (!passes(change, row)) continue;
        if (change.kind == ScenarioChange::Kind::drop) {
          hide(change.table, row);
          continue;
        }
        const Cell value = changed(change, row);
        if (value == cell(change.table, row, change.column)) continue;
        overlay(change.table, row, change.column, value);
        scenario_content_.push_back(std::string(schema.kind) + " " + history_->name(change.table, row) + "\n" +
                                    std::string(schema.columns[change.column].name) + "=" +
                                    cell_text(schema.columns[change.column], value, history_->texts()));
        touched.push_back({number, row});
      }
    }
  }
  // Not before: one change may move the begin of a span and the next its end.
  for (const auto& [change, row] : touched) RETURN_IF_ERROR(keeps_rules(scenario.changes()[change - 1], row, change));
  return {};
}

// What a table's file may not say, a scenario may not make of it either.
Status Snapshot::keeps_rules(const StagedScenario::Change& change, RowIndex row, std::size_t number) const {
  const TableSchema& schema = schema_of(change.table);
  const auto refused = [&](std::size_t column, const std::string& expected) {
    return bad_input("change " + std::to_string(number) + ": column " + std::string(schema.columns[column].name) + ": makes '" +
                     text(change.table, row, column) + "' of " + std::string(schema.kind) + " " + history_->name(change.table, row) + ", expected " + expected);
  };
  const Cell value = cell(change.table, row, change.column);
  constexpr Cell kLeastTooLarge = 100'000'000'000'000 * Cell{Decimal::kUnit};
  if (History::is_wide(schema.columns[change.column].type) && value != kNullCell && (value >= kLeastTooLarge || value <= -kLeastTooLarge))
    return refused(change.column, "a number of at most 14 digits before its point");
  const auto span = exchanged(date_spans(schema), [&](std::size_t column) { return cell(change.table, row, column); });
  if (!span || (change.column != span->first && change.column != span->second)) return {};
  return refused(span->second, "a date not before `" + std::string(schema.columns[span->first].name) + "`, " + text(change.table, row, span->first));
}

// Over an entry of the same key, the draft stands in its place.
void Snapshot::add_draft(Table table, RowIndex draft) {
  ask(table);
  auto& drafts = drafts_[static_cast<std::size_t>(table)];
  std::string name = history_->name(table, draft);
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < schema_of(table).columns.size(); ++i) cells.push_back(history_->cell(table, draft, i));
  RowIndex known = history_->newest(table, cells);
  while (known != kNoRow && !visible(table, known)) known = history_->predecessor(table, known);
  if (known != kNoRow) hide(table, known);
  if (const auto earlier = drafts.find(name); earlier != drafts.end()) hide(table, earlier->second);
  show(table, draft);
  drafts.insert_or_assign(std::move(name), draft);
}

bool Snapshot::passes(const StagedScenario::Change& change, RowIndex row) const { return meets(*this, change, row); }

bool meets(const Snapshot& snapshot, const StagedScenario::Change& change, RowIndex row) {
  const TableSchema& schema = schema_of(change.table);
  const Interner& texts = snapshot.history().texts();
  return std::ranges::all_of(change.where, [&](const StagedScenario::Test& test) {
    const Cell value = snapshot.cell(change.table, row, test.column);
    if (test.dated) {
      if (value == kNullCell) return false;
      const PartialDate date = PartialDate::from_packed(static_cast<std::int32_t>(value));
      return (!test.from || date.first() >= *test.from) && (!test.until || date.last() <= *test.until);
    }
    if (std::ranges::find(test.any_of, value) != test.any_of.end()) return true;
    if (schema.columns[test.column].type != CellType::list || value == kNullCell) return false;
    const std::vector<std::string_view> members = split(texts.text(static_cast<TextId>(value)), ';');
    return std::ranges::any_of(test.any_of, [&](Cell wanted) {
      return wanted != kNullCell &&
             std::ranges::find(members, texts.text(static_cast<TextId>(wanted))) != members.end();
    });
  });
}

// What the changed cell becomes. A blank stays blank: what is not reported is not scaled.
Cell Snapshot::changed(const StagedScenario::Change& change, RowIndex row) const {
  if (change.kind == ScenarioChange::Kind::set) return change.value;
  const Cell was = cell(change.table, row, change.column);
  if (was == kNullCell) return was;
  if (change.kind == ScenarioChange::Kind::scale) {
    const Wide scaled = multiply_divide(was, change.value, Decimal::kUnit);
    constexpr Wide kMost = std::numeric_limits<std::int64_t>::max();
    const Cell fits = static_cast<Cell>(std::clamp<Wide>(scaled, -kMost, kMost));
    if (!is_whole(schema_of(change.table).columns[change.column].type)) return fits;
    return static_cast<Cell>(multiply_divide(fits, 1, Decimal::kUnit)) * Decimal::kUnit;
  }
  return PartialDate::from_packed(static_cast<std::int32_t>(was)).shifted(std::chrono::days(change.value)).packed();
}

std::string Snapshot::head() const {
  std::vector<Hash> contents;
  std::string payload;
  for (const TableSchema& table : all_tables()) {
    const auto& bits = masks_[static_cast<std::size_t>(table.table)];
    for (std::size_t word = 0; word < bits.size(); ++word) {
      for (std::uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
        const auto row = static_cast<RowIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        payload.clear();
        append_content(*history_, table.table, row, payload);
        contents.push_back(sha256(payload));
      }
    }
  }
  for (const std::string& line : scenario_content_) contents.push_back(sha256(line));
  std::ranges::sort(contents);
  const std::string_view bytes(reinterpret_cast<const char*>(contents.data()), contents.size() * sizeof(Hash));
  return hex(sha256(bytes));
}

}  // namespace servanda
