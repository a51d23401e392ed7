#include "book/history.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.h"
#include "base/partial_date.h"
#include "book/hash.h"

namespace servanda {
namespace {

constexpr std::uint64_t kSeed = 0x9E3779B97F4A7C15U;

std::uint64_t combine(std::uint64_t hash, Cell cell) {
  return mix(hash ^ static_cast<std::uint64_t>(cell), 0xD6E8FEB86659FD93U);
}

// The columns that make the key of a row without an id.
struct KeyColumns {
  std::array<std::uint8_t, 8> columns{};
  std::size_t count = 0;
};
constexpr std::array<KeyColumns, kTableCount> kKeyColumns = [] {
  std::array<KeyColumns, kTableCount> keys;
  for (const TableSchema& table : all_tables()) {
    KeyColumns& key = keys[static_cast<std::size_t>(table.table)];
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (table.columns[i].key) key.columns[key.count++] = static_cast<std::uint8_t>(i);
  }
  return keys;
}();

// Calls visit(column) for the columns that make the key of a row whose id cell is `id`.
template <class Visit>
void for_key_columns(Table table, Cell id, Visit visit) {
  if (id != kNullCell) {
    visit(std::size_t{kId});
    return;
  }
  const KeyColumns& key = kKeyColumns[static_cast<std::size_t>(table)];
  for (std::size_t i = 0; i < key.count; ++i) visit(std::size_t{key.columns[i]});
}

// A column of each table that has one of that name.
constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);
constexpr std::array<std::size_t, kTableCount> columns_named(std::string_view name) {
  std::array<std::size_t, kTableCount> columns;
  columns.fill(kNoColumn);
  for (const TableSchema& table : all_tables())
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (table.columns[i].name == name) columns[static_cast<std::size_t>(table.table)] = i;
  return columns;
}
constexpr std::array<std::size_t, kTableCount> kOf = columns_named("of");
constexpr std::array<std::size_t, kTableCount> kOfKind = columns_named("of_kind");

// Where an index of mask + 1 slots begins to look for a key.
std::size_t first_slot(History::KeyHash hash, std::size_t mask) { return static_cast<std::uint32_t>(hash) & mask; }

}  // namespace

History::History() {
  for (const TableSchema& table : all_tables())
    data(table.table).columns = std::vector<ColumnData>(table.columns.size());
}

std::string History::text(Table table, RowIndex row, std::size_t column) const {
  return cell_text(schema_of(table).columns[column], cell(table, row, column), texts_);
}

Sequence History::sequence(Table table, RowIndex row) const {
  return static_cast<Sequence>(data(table).sequence[static_cast<std::size_t>(row)]);
}

Operation History::operation(Table table, RowIndex row) const {
  return static_cast<Operation>(data(table).operation[static_cast<std::size_t>(row)]);
}

RowIndex History::predecessor(Table table, RowIndex row) const {
  return data(table).predecessor[static_cast<std::size_t>(row)];
}

History::Place History::find(Sequence wanted) const {
  CHECK(wanted >= 1 && wanted <= size());
  for (const TableSchema& table : all_tables()) {
    RowIndex low = 0;
    RowIndex high = rows(table.table);
    while (low < high) {
      const RowIndex middle = low + (high - low) / 2;
      if (sequence(table.table, middle) < wanted)
        low = middle + 1;
      else
        high = middle;
    }
    if (low < rows(table.table) && sequence(table.table, low) == wanted && operation(table.table, low) != Operation::draft)
      return {table.table, low};
  }
  CHECK(false);
  return {};
}

History::KeyHash History::key_hash(Table table, std::span<const Cell> cells) {
  std::uint64_t hash = kSeed;
  for_key_columns(table, cells[kId], [&](std::size_t i) { hash = combine(hash, cells[i]); });
  return static_cast<KeyHash>(hash >> 32);
}

bool History::same_key(Table table, RowIndex row, std::span<const Cell> cells) const {
  if (cell(table, row, kId) != cells[kId]) return false;
  bool same = true;
  for_key_columns(table, cells[kId], [&](std::size_t i) { same = same && cell(table, row, i) == cells[i]; });
  return same;
}

std::size_t History::find_slot(Table table, std::span<const Cell> cells, KeyHash hash) const {
  const LargeVector<Slot>& index = data(table).index;
  const std::size_t mask = index.size() - 1;
  for (std::size_t i = first_slot(hash, mask);; i = (i + 1) & mask) {
    const Slot& slot = index[i];
    if (slot.row == kNoRow || (slot.tag == hash && same_key(table, slot.row, cells))) return i;
  }
}

RowIndex History::newest(Table table, std::span<const Cell> cells) const {
  std::shared_lock lock(data(table).index_mutex, std::defer_lock);
  if (shared_) lock.lock();
  return data(table).index[find_slot(table, cells, key_hash(table, cells))].row;
}

void History::share() {
  shared_ = true;
  texts_.share();
}

RowIndex History::newest_named(Table table, std::string_view name) const {
  const auto text = texts_.find(name);
  return text ? newest_named(table, *text) : kNoRow;
}

RowIndex History::newest_named(Table table, TextId text) const {
  const TableSchema& schema = schema_of(table);
  std::vector<Cell> cells(schema.columns.size(), kNullCell);
  cells[kId] = text;
  if (const RowIndex row = newest(table, cells); row != kNoRow || schema.id_is_key) return row;
  cells[kId] = kNullCell;
  std::size_t keys = 0;
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    if (!schema.columns[i].key) continue;
    cells[i] = text;
    ++keys;
  }
  return keys == 1 ? newest(table, cells) : kNoRow;
}

void History::hang_beneath(TableData& data, TextId name, TextId kind, RowIndex row) {
  const auto place = static_cast<std::size_t>(name);
  data.beneath.set(static_cast<std::size_t>(row), {data.last_beneath.shared(place), kind});
  data.last_beneath.share(place, row);
}

std::string History::name(Table table, RowIndex row) const {
  std::string out;
  for_key_columns(table, cell(table, row, kId), [&](std::size_t i) {
    if (!out.empty()) out += '/';
    out += text(table, row, i);
  });
  return out;
}

RowIndex History::append(Table table, Operation operation, std::span<const Cell> cells, RowIndex predecessor) {
  const KeyHash hash = key_hash(table, cells);
  const std::size_t slot = find_slot(table, cells, hash);
  CHECK(data(table).index[slot].row == predecessor);
  return append_row(table, operation, cells, predecessor, slot, hash);
}

History::KeyHash History::seek(Table table, std::span<const Cell> cells) const {
  const KeyHash hash = key_hash(table, cells);
  const LargeVector<Slot>& index = data(table).index;
  __builtin_prefetch(&index[first_slot(hash, index.size() - 1)]);
  return hash;
}

RowIndex History::append_new(Table table, std::span<const Cell> cells, KeyHash hash) {
  const std::size_t slot = find_slot(table, cells, hash);
  if (const RowIndex known = data(table).index[slot].row; known != kNoRow) return known;
  append_row(table, Operation::state, cells, kNoRow, slot, hash);
  return kNoRow;
}

RowIndex History::write_row(Table table, Operation operation, std::span<const Cell> cells, RowIndex predecessor,
                            Sequence sequence) {
  const auto columns = schema_of(table).columns;
  CHECK(cells.size() == columns.size());
  TableData& target = data(table);
  const RowIndex row = target.count.load(std::memory_order_relaxed);
  const auto index = static_cast<std::size_t>(row);
  const BucketPlace stands = BucketPlace::of(index);
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (cells[i] != kNullCell) target.columns[i].set(columns[i].type, stands, cells[i]);
  target.sequence.set(stands, static_cast<std::int32_t>(sequence));
  target.operation.set(stands, static_cast<std::uint8_t>(operation));
  target.predecessor.set(stands, predecessor);
  if (predecessor != kNoRow || operation != Operation::state) {
    const std::size_t place = target.later_count.load(std::memory_order_relaxed);
    target.later.set(place, {row, predecessor, operation == Operation::retract || operation == Operation::draft,
                             predecessor != kNoRow && this->predecessor(table, predecessor) != kNoRow});
    target.later_count.store(place + 1, std::memory_order_release);
  }
  std::int32_t day = kBlank<std::int32_t>;
  if (cells[kKnownDate] != kNullCell) {
    const Day known = PartialDate::from_packed(static_cast<std::int32_t>(cells[kKnownDate])).last();
    day = static_cast<std::int32_t>(known.time_since_epoch().count());
    target.known_day.set(stands, day);
  }
  if (const std::size_t of = kOf[static_cast<std::size_t>(table)]; of != kNoColumn && cells[of] != kNullCell) {
    const std::size_t of_kind = kOfKind[static_cast<std::size_t>(table)];
    const Cell kind = of_kind == kNoColumn ? kNullCell : cells[of_kind];
    hang_beneath(target, static_cast<TextId>(cells[of]), kind == kNullCell ? kBlank<TextId> : static_cast<TextId>(kind), row);
  }
  const Days days = index % 64 == 0 ? Days{day, day} : target.known_days[index / 64];
  target.known_days.set(index / 64, {std::min(days.first, day), std::max(days.last, day)});
  return row;
}

RowIndex History::append_row(Table table, Operation operation, std::span<const Cell> cells, RowIndex predecessor,
                             std::size_t slot, KeyHash hash) {
  const Sequence sequence = size_.load(std::memory_order_relaxed) + 1;
  const RowIndex row = write_row(table, operation, cells, predecessor, sequence);
  TableData& target = data(table);
  {
    std::unique_lock lock(target.index_mutex, std::defer_lock);
    if (shared_) lock.lock();
    target.index[slot] = {hash, row};
    if (predecessor == kNoRow && ++target.keys * 2 > target.index.size()) grow_index(target, target.index.size() * 2);
  }
  target.count.store(row + 1, std::memory_order_release);
  size_.store(sequence, std::memory_order_release);
  return row;
}

RowIndex History::append_draft(Table table, std::span<const Cell> cells) {
  const RowIndex row = write_row(table, Operation::draft, cells, kNoRow, size());
  data(table).count.store(row + 1, std::memory_order_release);
  return row;
}

void History::reserve(Table table, std::size_t rows) {
  TableData& target = data(table);
  const std::size_t slots = std::bit_ceil((target.keys + rows) * 2);
  std::unique_lock lock(target.index_mutex, std::defer_lock);
  if (shared_) lock.lock();
  if (slots > target.index.size()) grow_index(target, slots);
}

void History::grow_index(TableData& data, std::size_t slots) {
  const LargeVector<Slot> old = std::exchange(data.index, {});
  data.index.resize(slots);
  const std::size_t mask = data.index.size() - 1;
  for (const Slot& slot : old) {
    if (slot.row == kNoRow) continue;
    std::size_t i = first_slot(slot.tag, mask);
    while (data.index[i].row != kNoRow) i = (i + 1) & mask;
    data.index[i] = slot;
  }
}

std::size_t History::bytes() const {
  std::size_t total = texts_.bytes();
  for (const TableData& table : tables_) {
    for (const ColumnData& column : table.columns) total += column.bytes();
    total += table.sequence.bytes() + table.operation.bytes() + table.predecessor.bytes() + table.known_day.bytes() +
             table.known_days.bytes() + table.later.bytes() + table.last_beneath.bytes() + table.beneath.bytes();
    total += table.index.size() * sizeof(Slot);
  }
  return total;
}

}  // namespace servanda
