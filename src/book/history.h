#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/large_pages.h"
#include "book/bucketed.h"
#include "book/cell.h"
#include "book/interner.h"
#include "book/schema.h"
#include "book/unread.h"

namespace servanda {

// The gapless order in which a book learned its entries: 1, 2, 3, … `--as-recorded N` = the book after entry N.
using Sequence = std::uint32_t;

// What an entry does to the entry that it succeeds. That the world changed its mind is none of these: it is an entry of
// the table `revisions`.
enum class Operation : std::uint8_t {
  state,    // a new fact (also after a retraction of the same key)
  correct,  // our record was wrong
  retract,  // it should never have been there
  draft,    // no entry of the book: a scenario's
};
inline constexpr std::array<std::string_view, 3> kOperationNames{"state", "correct", "retract"};  // those of a book

using RowIndex = std::int32_t;
inline constexpr RowIndex kNoRow = -1;

// All versions of all entries of a book, column by column; nothing is ever changed or removed.
//
// Invariants
//   1. Rows of a table stand in sequence order; sequences are gapless over all tables. A draft stands after the entries
//      that there were, and has the last one's sequence.
//   2. The versions of one key form one chain by predecessor(): a version has at most one successor.
//   3. An append touches O(columns) memory and moves nothing: readers of older sequences need no lock.
//
// One writer at a time. Any number of readers may read entries up to a size() they have seen.
class History {
 public:
  History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  Sequence size() const { return size_.load(std::memory_order_acquire); }
  RowIndex rows(Table table) const { return data(table).count.load(std::memory_order_acquire); }

  // Cells are stored as short as their type allows.
  static constexpr bool is_wide(CellType type) {
    return type == CellType::decimal || type == CellType::quantity || type == CellType::share || type == CellType::integer ||
           type == CellType::rank;
  }
  static constexpr bool is_short(CellType type) { return type == CellType::code || type == CellType::flag; }
  template <CellType kType>
  using Stored = std::conditional_t<is_wide(kType), std::int64_t,
                                    std::conditional_t<is_short(kType), std::uint8_t, std::int32_t>>;
  template <class T>
  static constexpr T kBlank = std::is_signed_v<T> ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();

  Cell cell(Table table, RowIndex row, std::size_t column) const {
    const CellType type = schema_of(table).columns[column].type;
    if (is_wide(type)) return cell_stored_as<std::int64_t>(table, row, column);
    if (is_short(type)) return cell_stored_as<std::uint8_t>(table, row, column);
    return cell_stored_as<std::int32_t>(table, row, column);
  }
  // The same where the caller knows what the column holds.
  template <class T>
  Cell cell_stored_as(Table table, RowIndex row, std::size_t column) const {
    const T value = data(table).columns[column].template as<T>()[static_cast<std::size_t>(row)];
    return value == kBlank<T> ? kNullCell : Cell{value};
  }
  // The part of a column that a row lies in (ColumnOf in book/snapshot.h).
  template <class T>
  auto stretch(Table table, RowIndex row, std::size_t column) const {
    return data(table).columns[column].template as<T>().stretch(static_cast<std::size_t>(row));
  }
  std::string text(Table table, RowIndex row, std::size_t column) const;
  Sequence sequence(Table table, RowIndex row) const;
  Operation operation(Table table, RowIndex row) const;
  RowIndex predecessor(Table table, RowIndex row) const;  // kNoRow for the first version
  // The entry with this sequence (1 … size()).
  struct Place {
    Table table;
    RowIndex row;
  };
  Place find(Sequence sequence) const;

  // The newest version whose key equals the key that these cells have; kNoRow where there is none.
  RowIndex newest(Table table, std::span<const Cell> cells) const;
  // The newest version of the entry called `name` (its id, or its one key column); kNoRow where there is none.
  RowIndex newest_named(Table table, std::string_view name) const;
  RowIndex newest_named(Table table, TextId name) const;
  // Calls visit(row, place, kind) for the rows of a table, drafts too, whose column `of` names one of some entries; `place`
  // is that of the name among them (a negative one is none), `kind` the text in `of_kind`, blank where the table has none.
  // Those of one name come from the last back. A reader may meet rows beyond the size that it has seen.
  template <class Visit>
  void each_beneath(Table table, std::span<const TextId> names, Visit visit) const;
  // How others refer to an entry: its id, else its key columns joined by '/'.
  std::string name(Table table, RowIndex row) const;

  // Appends one version of one entry. `cells` has one cell a column of the table.
  // A row that succeeds another must name the newest version of its key (CHECKed).
  RowIndex append(Table table, Operation operation, std::span<const Cell> cells, RowIndex predecessor);
  // Appends the first version of a key; kNoRow if the key is new, else the newest version there is, and nothing is done.
  RowIndex append_new(Table table, std::span<const Cell> cells) { return append_new(table, cells, seek(table, cells)); }
  // The same in two steps, for who has many rows: the first starts to load what the second needs.
  enum class KeyHash : std::uint32_t {};
  KeyHash seek(Table table, std::span<const Cell> cells) const;
  RowIndex append_new(Table table, std::span<const Cell> cells, KeyHash hash);
  // Keeps a row for a scenario. It takes no sequence and has no key: nothing finds it but who knows its index.
  RowIndex append_draft(Table table, std::span<const Cell> cells);

  // Room for the keys of so many more rows, where they are known to come.
  void reserve(Table table, std::size_t rows);

  // From now on other threads may look up names and texts while this one appends.
  void share();

  // Outlives the History, for who wants to know what was asked for.
  const std::shared_ptr<UnreadTables>& unread() const { return unread_; }

  const Interner& texts() const { return texts_; }
  Interner& texts() { return texts_; }
  // Bytes held, all columns, texts and indexes.
  std::size_t bytes() const;

 private:
  friend class MaskBuilder;

  // One of the three holds the column, the others nothing.
  struct ColumnData {
    Bucketed<std::uint8_t, kBlank<std::uint8_t>> shorts;
    Bucketed<std::int32_t, kBlank<std::int32_t>> narrow;
    Bucketed<std::int64_t, kBlank<std::int64_t>> wide;
    template <class T>
    const auto& as() const {
      if constexpr (std::is_same_v<T, std::uint8_t>) return shorts;
      else if constexpr (std::is_same_v<T, std::int32_t>) return narrow;
      else return wide;
    }
    void set(CellType type, BucketPlace place, Cell cell) {
      if (is_wide(type)) wide.set(place, cell);
      else if (is_short(type)) shorts.set(place, static_cast<std::uint8_t>(cell));
      else narrow.set(place, static_cast<std::int32_t>(cell));
    }
    std::size_t bytes() const { return shorts.bytes() + narrow.bytes() + wide.bytes(); }
  };
  // Half of the key's hash stands beside the row, so that a probe reads cells only where they most likely match, and the
  // index grows without reading any.
  struct Slot {
    KeyHash tag{};
    RowIndex row = kNoRow;
  };
  // A row that is no first version, or a draft: what a Snapshot must know of it, side by side.
  struct Later {
    RowIndex row;
    RowIndex predecessor;
    bool hides_itself;     // a retraction or a draft
    bool has_grandparent;  // its predecessor has one too
    bool operator==(const Later&) const = default;
  };
  // What stands beneath the same name before a row, and the kind of what it names: who goes through them needs both.
  struct Beneath {
    RowIndex before;
    TextId kind;  // blank where there is none
    bool operator==(const Beneath&) const = default;
  };
  struct Days {
    std::int32_t first;  // blank where a row states none
    std::int32_t last;
    bool operator==(const Days&) const = default;
  };
  struct TableData {
    std::vector<ColumnData> columns;
    Bucketed<std::int32_t, 0> sequence;
    Bucketed<std::uint8_t, 0> operation;
    Bucketed<RowIndex, kNoRow> predecessor;
    Bucketed<Later, Later{}> later;  // ascending
    std::atomic<std::size_t> later_count = 0;
    Bucketed<std::int32_t, kBlank<std::int32_t>> known_day;  // last day of known_date
    Bucketed<Days, Days{}> known_days;              // of each 64 rows
    Bucketed<RowIndex, kNoRow> last_beneath;    // by the number of the name
    Bucketed<Beneath, Beneath{kNoRow, kBlank<TextId>}> beneath;  // by row
    std::atomic<RowIndex> count = 0;
    mutable std::shared_mutex index_mutex;  // guards the index, once shared
    LargeVector<Slot> index = LargeVector<Slot>(16);  // newest version of each key, open addressing
    std::size_t keys = 0;
  };


  const TableData& data(Table table) const { return tables_[static_cast<std::size_t>(table)]; }
  TableData& data(Table table) { return tables_[static_cast<std::size_t>(table)]; }
  bool same_key(Table table, RowIndex row, std::span<const Cell> cells) const;
  static KeyHash key_hash(Table table, std::span<const Cell> cells);
  std::size_t find_slot(Table table, std::span<const Cell> cells, KeyHash hash) const;
  static void grow_index(TableData& data, std::size_t slots);
  RowIndex append_row(Table table, Operation operation, std::span<const Cell> cells, RowIndex predecessor,
                      std::size_t slot, KeyHash hash);
  static void hang_beneath(TableData& data, TextId name, TextId kind, RowIndex row);
  RowIndex write_row(Table table, Operation operation, std::span<const Cell> cells, RowIndex predecessor,
                     Sequence sequence);

  std::array<TableData, kTableCount> tables_;
  Interner texts_;
  std::shared_ptr<UnreadTables> unread_ = std::make_shared<UnreadTables>();
  std::atomic<Sequence> size_ = 0;
  bool shared_ = false;
};

// Each row tells of the one before it, which then has to be loaded: so many names at once that none waits.
template <class Visit>
void History::each_beneath(Table table, std::span<const TextId> names, Visit visit) const {
  constexpr std::size_t kTogether = 32;
  const TableData& rows = data(table);
  std::array<RowIndex, kTogether> next;
  for (std::size_t begin = 0; begin < names.size(); begin += kTogether) {
    const std::size_t count = std::min(kTogether, names.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const TextId name = names[begin + i];
      next[i] = name < 0 ? kNoRow : rows.last_beneath.shared(static_cast<std::size_t>(name));
    }
    for (bool more = true; more;) {
      more = false;
      for (std::size_t i = 0; i < count; ++i)
        if (next[i] != kNoRow) __builtin_prefetch(rows.beneath.find(static_cast<std::size_t>(next[i])));
      for (std::size_t i = 0; i < count; ++i) {
        if (next[i] == kNoRow) continue;
        more = true;
        const Beneath beneath = rows.beneath[static_cast<std::size_t>(next[i])];
        visit(next[i], static_cast<std::int32_t>(begin + i), beneath.kind);
        next[i] = beneath.before;
      }
    }
  }
}

}  // namespace servanda
