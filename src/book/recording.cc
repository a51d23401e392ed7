#include "book/recording.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/check.h"
#include "book/label.h"

namespace servanda {
namespace {

// Numbers of `from`'s texts in `to`, looked up once each.
class TextMap {
 public:
  TextMap(const Interner& from, Interner& to) : from_(from), to_(to), known_(from.size(), -1) {}

  Cell translate(const Column& column, Cell cell) {
    if (cell == kNullCell || !holds_text(column.type)) return cell;
    TextId& known = known_[static_cast<std::size_t>(cell)];
    if (known < 0) known = to_.intern(from_.text(static_cast<TextId>(cell)));
    return known;
  }

 private:
  const Interner& from_;
  Interner& to_;
  std::vector<TextId> known_;
};

// The newest value that revisions gave to a field of an entry, by "kind/of/field".
using Revised = std::unordered_map<std::string, std::pair<Cell, Cell>>;  // known_date, is

std::string field_key(std::string_view kind, std::string_view of, std::string_view field) {
  std::string key(kind);
  key += '\n';
  key += of;
  key += '\n';
  return key += field;
}

class Planner {
 public:
  Planner(History& book, const History& staged, const ImportOptions& options)
      : book_(book), staged_(staged), options_(options), texts_(staged.texts(), book.texts()), next_(book.size() + 1) {}

  Result<Recording> plan() {
    collect_revised();
    for (const TableSchema& table : all_tables())
      for (RowIndex row = 0; row < staged_.rows(table.table); ++row) consider(table, row);
    if (options_.prune)
      for (const TableSchema& table : all_tables()) prune(table);
    if (!problems_.empty()) return bad_input(problem_text());
    return std::move(recording_);
  }

 private:
  void collect_revised() {
    const auto column = [](std::string_view name) { return *find_column(schema_of(Table::revisions), name); };
    for (RowIndex row = 0; row < book_.rows(Table::revisions); ++row) {
      if (book_.newest(Table::revisions, cells_of(Table::revisions, row)) != row) continue;
      if (book_.operation(Table::revisions, row) == Operation::retract) continue;
      const std::string key =
          field_key(book_.text(Table::revisions, row, column("of_kind")), book_.text(Table::revisions, row, column("of")),
                    book_.text(Table::revisions, row, column("field")));
      const std::pair value{book_.cell(Table::revisions, row, kKnownDate),
                            book_.cell(Table::revisions, row, column("is"))};
      const auto [found, added] = revised_.try_emplace(key, value);
      if (!added && found->second.first < value.first) found->second = value;
    }
  }

  std::vector<Cell> cells_of(Table table, RowIndex row) const {
    std::vector<Cell> cells(schema_of(table).columns.size());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = book_.cell(table, row, i);
    return cells;
  }

  void consider(const TableSchema& table, RowIndex row) {
    std::vector<Cell> cells(table.columns.size());
    for (std::size_t i = 0; i < cells.size(); ++i)
      cells[i] = texts_.translate(table.columns[i], staged_.cell(table.table, row, i));
    const RowIndex newest = book_.newest(table.table, cells);
    if (newest == kNoRow) {
      ++recording_.summary.added;
      return append(table.table, Operation::state, 0, std::move(cells));
    }
    const Sequence predecessor = book_.sequence(table.table, newest);
    if (book_.operation(table.table, newest) == Operation::retract) {
      ++recording_.summary.added;
      return append(table.table, Operation::state, predecessor, std::move(cells));
    }
    const std::vector<Cell> old = cells_of(table.table, newest);
    const std::vector<std::size_t> differing = differences(table, newest, old, cells);
    const bool kept = options_.keep_programme && table.table == Table::programme;
    if (differing.empty() || kept) {
      ++recording_.summary.unchanged;
      return;
    }
    change(table, newest, old, std::move(cells), differing);
  }

  // Columns that differ from what the book says now, revisions included.
  std::vector<std::size_t> differences(const TableSchema& table, RowIndex newest, const std::vector<Cell>& old,
                                       const std::vector<Cell>& cells) const {
    std::vector<std::size_t> differing;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == old[i]) continue;
      const auto found = revised_.find(field_key(table.kind, book_.name(table.table, newest), table.columns[i].name));
      if (found != revised_.end() && cell_text(table.columns[i], cells[i], book_.texts()) == text(found->second.second))
        continue;
      differing.push_back(i);
    }
    return differing;
  }

  std::string_view text(Cell cell) const {
    return cell == kNullCell ? std::string_view{} : book_.texts().text(static_cast<TextId>(cell));
  }

  void change(const TableSchema& table, RowIndex newest, const std::vector<Cell>& old, std::vector<Cell> cells,
              const std::vector<std::size_t>& differing) {
    switch (options_.changes) {
      case Changes::refused: return refuse(table, newest, old, cells, differing);
      case Changes::corrections: return correct(table, newest, old, std::move(cells));
      case Changes::revisions: return revise(table, newest, old, cells, differing);
    }
  }

  void refuse(const TableSchema& table, RowIndex newest, const std::vector<Cell>& old, const std::vector<Cell>& cells,
              const std::vector<std::size_t>& differing) {
    const std::size_t first = differing.front();
    problems_.push_back(std::string(table.name) + " '" + book_.name(table.table, newest) + "': column " +
                        std::string(table.columns[first].name) + ": found '" +
                        cell_text(table.columns[first], cells[first], book_.texts()) + "', expected '" +
                        cell_text(table.columns[first], old[first], book_.texts()) +
                        "' as recorded; say what the change is: --changes-are corrections (our record was wrong) or "
                        "--changes-are revisions (the world changed its mind)");
  }

  void correct(const TableSchema& table, RowIndex newest, const std::vector<Cell>& old, std::vector<Cell> cells) {
    ++recording_.summary.corrected;
    const Sequence predecessor = book_.sequence(table.table, newest);
    if (!shuts_out(old[kLabel], cells[kLabel]))
      return append(table.table, Operation::correct, predecessor, std::move(cells));
    append(table.table, Operation::retract, predecessor, old);
    append(table.table, Operation::state, next_ - 1, std::move(cells));
  }

  // Whether somebody who may read the old label may not read the new one.
  bool shuts_out(Cell old_label, Cell new_label) const {
    if (old_label == new_label) return false;
    const auto label = [&](Cell cell) { return cell == kNullCell ? default_label() : parse_label(text(cell)); };
    const auto before = label(old_label);
    const auto after = label(new_label);
    return !before || !after || !(join(*before, *after) == *before);
  }

  Result<Label> default_label() const {
    const RowIndex programme = book_.newest_named(Table::programme, "programme");
    const Cell cell = programme == kNoRow ? kNullCell : book_.cell(Table::programme, programme, kLabel);
    return cell == kNullCell ? Label::open() : parse_label(text(cell));
  }

  void revise(const TableSchema& table, RowIndex newest, const std::vector<Cell>& old, const std::vector<Cell>& cells,
              const std::vector<std::size_t>& differing) {
    const std::string name = book_.name(table.table, newest);
    const Cell known = known_date(cells);
    for (const std::size_t i : differing) {
      if (i < kCommonColumns) continue;  // who says so and when is said by the revision itself
      if (known == kNullCell) {
        problems_.push_back(std::string(table.name) + " '" + name +
                            "': found a changed row without a known date, expected the day on which the change was "
                            "known; fill in known_date, or the date of its source");
        return;
      }
      ++recording_.summary.revised;
      append_revision(table, name, i, old[i], cells, known);
    }
  }

  // The row's own known date, else its source's, among what is imported or recorded.
  Cell known_date(const std::vector<Cell>& cells) const {
    if (cells[kKnownDate] != kNullCell) return cells[kKnownDate];
    if (cells[kSource] == kNullCell) return kNullCell;
    const std::size_t date = column_index(Table::sources, "date");
    const std::string_view source = text(cells[kSource]);
    const RowIndex staged = staged_.newest_named(Table::sources, source);
    if (staged != kNoRow) return staged_.cell(Table::sources, staged, date);
    const RowIndex recorded = book_.newest_named(Table::sources, source);
    return recorded == kNoRow ? kNullCell : book_.cell(Table::sources, recorded, date);
  }

  void append_revision(const TableSchema& table, const std::string& name, std::size_t column, Cell old,
                       const std::vector<Cell>& cells, Cell known) {
    const TableSchema& revisions = schema_of(Table::revisions);
    std::vector<Cell> revision(revisions.columns.size(), kNullCell);
    const auto set = [&](std::string_view field, std::string_view value) {
      revision[*find_column(revisions, field)] = book_.texts().intern(value);
    };
    const Column& changed = table.columns[column];
    set("of_kind", table.kind);
    set("of", name);
    set("field", changed.name);
    set("was", cell_text(changed, old, book_.texts()));
    set("is", cell_text(changed, cells[column], book_.texts()));
    revision[*find_column(revisions, "change")] = static_cast<Cell>(change_kind(changed, old, cells[column]));
    revision[kKnownDate] = known;
    for (const CommonColumn common : {kSource, kReliability, kCredibility, kLabel}) revision[common] = cells[common];
    const RowIndex same = book_.newest(Table::revisions, revision);
    append(Table::revisions, same == kNoRow ? Operation::state : Operation::correct,
           same == kNoRow ? 0 : book_.sequence(Table::revisions, same), std::move(revision));
  }

  static Change change_kind(const Column& column, Cell was, Cell is) {
    if (was == kNullCell || is == kNullCell) return Change::replaced;
    if (column.type == CellType::date) return is > was ? Change::postponed : Change::advanced;
    if (column.type == CellType::quantity || column.type == CellType::decimal || column.type == CellType::share)
      return is > was ? Change::raised : Change::cut;
    return Change::replaced;
  }

  // Retracts what the book has and the import lacks, in tables of which the import has any row.
  void prune(const TableSchema& table) {
    if (staged_.rows(table.table) == 0 || table.table == Table::programme) return;
    std::vector<bool> kept(static_cast<std::size_t>(book_.rows(table.table)));
    for (RowIndex row = 0; row < staged_.rows(table.table); ++row) {
      std::vector<Cell> cells(table.columns.size());
      for (std::size_t i = 0; i < cells.size(); ++i)
        cells[i] = texts_.translate(table.columns[i], staged_.cell(table.table, row, i));
      if (const RowIndex newest = book_.newest(table.table, cells); newest != kNoRow)
        kept[static_cast<std::size_t>(newest)] = true;
    }
    for (RowIndex row = 0; row < book_.rows(table.table); ++row) {
      const std::vector<Cell> cells = cells_of(table.table, row);
      if (kept[static_cast<std::size_t>(row)] || book_.newest(table.table, cells) != row) continue;
      if (book_.operation(table.table, row) == Operation::retract) continue;
      ++recording_.summary.retracted;
      append(table.table, Operation::retract, book_.sequence(table.table, row), cells);
    }
  }

  void append(Table table, Operation operation, Sequence predecessor, std::vector<Cell> cells) {
    recording_.entries.push_back({operation, predecessor, table, std::move(cells)});
    ++next_;
  }

  std::string problem_text() const {
    constexpr std::size_t kShown = 100;
    std::string out;
    for (std::size_t i = 0; i < std::min(problems_.size(), kShown); ++i) out += (i == 0 ? "" : "\n") + problems_[i];
    if (problems_.size() > kShown) out += "\n… and " + std::to_string(problems_.size() - kShown) + " more";
    return out;
  }

  History& book_;
  const History& staged_;
  const ImportOptions& options_;
  TextMap texts_;
  Sequence next_;  // of the next entry appended
  Revised revised_;
  Recording recording_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<Recording> plan_recording(History& book, const History& staged, const ImportOptions& options) {
  return Planner(book, staged, options).plan();
}

Status catch_up(Store& store, History& history) {
  return store.read(history.size(), [&](const StoredEntry& entry) -> Status {
    auto replayed = replay(entry.payload, history);
    if (replayed) return {};
    Error error = std::move(replayed).error();
    error.message = "entry " + std::to_string(entry.sequence) + ": " + error.message;
    return error;
  });
}

Result<ImportSummary> import_into(Store& store, History& book, const History& staged,
                                  const std::vector<std::string>& blobs, const ImportOptions& options) {
  constexpr int kTries = 100;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    ASSIGN_OR_RETURN(Recording recording, plan_recording(book, staged, options));
    Batch batch;
    batch.blobs = blobs;
    for (const Entry& entry : recording.entries) batch.payloads.push_back(to_payload(entry, book.texts()));
    recording.summary.head = book.size();
    if (batch.payloads.empty()) return recording.summary;  // a blob that no entry commits to is not new
    auto appended = store.append(book.size(), batch);
    if (appended) {
      RETURN_IF_ERROR(catch_up(store, book));
      recording.summary.head = appended->size;
      return recording.summary;
    }
    if (appended.error().code != ErrorCode::conflict) return std::move(appended).error();
    RETURN_IF_ERROR(catch_up(store, book));
  }
  return store_failed("other processes kept appending to the book; try again when they are done");
}

}  // namespace servanda
