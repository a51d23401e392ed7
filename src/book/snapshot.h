#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/currency.h"
#include "base/decimal.h"
#include "base/partial_date.h"
#include "base/result.h"
#include "book/history.h"
#include "book/label.h"
#include "book/scenario.h"

namespace servanda {

// Which book a Snapshot shows. Defaults: everything recorded, as known on the programme's report date, to the owner.
struct SnapshotOptions {
  std::optional<Sequence> as_recorded = {};
  std::optional<Day> as_known = {};
  std::optional<Reader> reader = {};  // empty: the owner, who sees every label
  std::optional<Day> valid_at = {};   // only entries that hold in the world on this day
  const StagedScenario* scenario = nullptr;  // changes on top, staged on the same History; must outlive the Snapshot
};

// The reader of that name in the table readers, whoever may see the row. Error bad_input if there is none.
Result<Reader> find_reader(const History& history, const std::string& name);

// What a book is about.
struct Programme {
  std::string name;
  std::vector<std::string> recipients;
  Currency currency;
  std::optional<PartialDate> start;
  std::optional<PartialDate> end;
  Day report_date;
  DeliveredDefinition delivered;
  bool notional;
};

template <std::size_t N>
struct ColumnName {
  consteval ColumnName(const char (&text)[N]) { std::copy_n(text, N, name); }  // NOLINT(google-explicit-constructor)
  constexpr std::string_view view() const { return {name, N - 1}; }
  char name[N];
};

template <Table kTable>
class Row;
template <Table kTable>
class Rows;

// What views call every source that is protected.
inline constexpr std::string_view kNeverNamed = "anonymous";

// A book as one reader knew it on one day: a mask over the History, made in milliseconds and then constant. Views read
// books through it and through nothing else.
//
// An entry is visible if it was recorded by N, its known day is at most T, its label lets the reader in, and no later
// version of its key passes the same three tests; a retraction that passes hides its key. Visible revisions stand over
// the fields that they revise. The changes of a scenario stand over all of it, in their order.
// The known day of an entry: the end of its known_date; else the end of its source's date; else, for what has happened,
// the end of its own date; else it was always known.
class Snapshot {
 public:
  // The History must outlive the Snapshot. Error nothing_to_do if the book has no programme.
  static Result<Snapshot> make(const History& history, const SnapshotOptions& options);

  const Programme& programme() const { return programme_; }
  Day as_known() const { return as_known_; }
  Sequence as_recorded() const { return as_recorded_; }
  const History& history() const { return *history_; }
  const SnapshotOptions& options() const { return options_; }

  template <Table kTable>
  Rows<kTable> rows() const {
    return Rows<kTable>(*this);
  }
  // The visible entry called `name`, if any.
  template <Table kTable>
  std::optional<Row<kTable>> find(std::string_view name) const;

  bool visible(Table table, RowIndex row) const {
    const auto& bits = masks_[static_cast<std::size_t>(table)];
    const auto word = static_cast<std::size_t>(row) / 64;
    ask(table);
    return word < bits.size() && (bits[word] >> (row % 64) & 1) != 0;
  }
  // The newest visible version of the entry called `name`; kNoRow where there is none.
  RowIndex find_row(Table table, std::string_view name) const;
  RowIndex find_row(Table table, TextId name) const;
  // The visible rows whose column `of` names one of some entries (a negative one is none), each with the place of the name
  // among them; those of one name in the order of recording. With a kind, only those that are of an entry of that kind.
  struct Beneath {
    RowIndex row;
    std::int32_t of;
  };
  std::vector<Beneath> beneath(Table table, std::span<const TextId> names, std::optional<TextId> kind = {}) const;
  std::size_t count(Table table) const;
  // Whether any visible revision, or a scenario, stands over an entry of the table.
  bool revised(Table table) const { return revised_columns_[static_cast<std::size_t>(table)] != 0; }
  bool revised(Table table, std::size_t column) const {
    return (revised_columns_[static_cast<std::size_t>(table)] >> column & 1) != 0;
  }
  // A cell with the revisions over it.
  Cell cell(Table table, RowIndex row, std::size_t column) const;
  std::string text(Table table, RowIndex row, std::size_t column) const;
  // The day on which a row became known; empty if always.
  std::optional<Day> known_day(Table table, RowIndex row) const;
  // What views call the source that a cell names: its id; kNeverNamed where any version of it is protected, to this reader or
  // not. Blank reads "".
  std::string_view source_name(Cell source) const;
  // Label text of a row ("" = the programme's).
  std::string_view label(Table table, RowIndex row) const;

  // SHA-256, in hex, over what this reader sees: the content of each visible entry, in the order of the contents' own
  // hashes. No salt and no sequence enter it, so equal books have equal heads however they were recorded.
  std::string head() const;

  const std::vector<std::uint64_t>& mask(Table table) const {
    ask(table);
    return masks_[static_cast<std::size_t>(table)];
  }

 private:
  Snapshot() = default;
  // Notes that the table is asked for, where something of it is unread.
  void ask(Table table) const {
    if (unread_ != nullptr) unread_->ask(table);
  }
  Status read_programme(std::optional<Day> as_known);
  void overlay_revisions();
  void overlay(Table table, RowIndex row, std::size_t column, Cell cell);
  Status apply(const StagedScenario& scenario);
  Status keeps_rules(const StagedScenario::Change& change, RowIndex row, std::size_t number) const;
  void add_draft(Table table, RowIndex draft);
  bool passes(const StagedScenario::Change& change, RowIndex row) const;
  Cell changed(const StagedScenario::Change& change, RowIndex row) const;
  void show(Table table, RowIndex row);
  void hide(Table table, RowIndex row);
  void collect_moved();

  const History* history_ = nullptr;
  const UnreadTables* unread_ = nullptr;  // where there are any
  SnapshotOptions options_;
  Sequence as_recorded_ = 0;
  Day as_known_{};
  Programme programme_{{}, {}, Currency::euro(), {}, {}, {}, kDeliveredDefinitions[0], false};
  std::array<std::vector<std::uint64_t>, kTableCount> masks_;
  std::array<std::unordered_map<std::uint64_t, Cell>, kTableCount> overlays_;
  std::array<std::uint64_t, kTableCount> revised_columns_{};  // a bit for each column that an overlay changes
  static_assert(std::ranges::all_of(all_tables(), [](const auto& table) { return table.columns.size() <= 64; }));
  struct Moved {
    TextId to;
    RowIndex row;
    auto operator<=>(const Moved&) const = default;
  };
  std::array<std::vector<Moved>, kTableCount> moved_;  // rows over whose `of` another name stands; ascending
  std::vector<std::int32_t> source_days_;  // by text number of the source: when it was public, to this reader
  std::array<std::map<std::string, RowIndex, std::less<>>, kTableCount> drafts_;  // the scenario's, by name
  std::vector<std::string> scenario_content_;  // a line for each cell that it changed, for head()
};

// One visible entry; columns are read by name, and a name that the table lacks does not compile.
template <Table kTable>
class Row {
 public:
  Row(const Snapshot& snapshot, RowIndex row) : snapshot_(&snapshot), row_(row) {}

  RowIndex index() const { return row_; }
  Sequence sequence() const { return snapshot_->history().sequence(kTable, row_); }
  std::string name() const { return snapshot_->history().name(kTable, row_); }

  template <ColumnName kName>
  Cell cell() const {
    constexpr std::size_t kColumn = column_index(kTable, kName.view());
    if (snapshot_->revised(kTable)) return snapshot_->cell(kTable, row_, kColumn);
    return snapshot_->history().template cell_stored_as<History::Stored<type<kName>()>>(kTable, row_, kColumn);
  }
  // Blank reads "".
  template <ColumnName kName>
  std::string_view text() const {
    static_assert(holds_text(type<kName>()));
    const Cell value = cell<kName>();
    return value == kNullCell ? std::string_view{} : snapshot_->history().texts().text(static_cast<TextId>(value));
  }
  // Who says so, as views name it.
  std::string_view source() const { return snapshot_->source_name(cell<"source">()); }
  template <ColumnName kName>
  std::optional<PartialDate> date() const {
    static_assert(type<kName>() == CellType::date);
    const Cell value = cell<kName>();
    if (value == kNullCell) return std::nullopt;
    return PartialDate::from_packed(static_cast<std::int32_t>(value));
  }
  template <ColumnName kName>
  std::optional<Decimal> decimal() const {
    static_assert(History::is_wide(type<kName>()));
    const Cell value = cell<kName>();
    if (value == kNullCell) return std::nullopt;
    return Decimal::from_units(value);
  }
  template <ColumnName kName, class Enum>
  std::optional<Enum> code() const {
    static_assert(type<kName>() == CellType::code);
    const Cell value = cell<kName>();
    if (value == kNullCell) return std::nullopt;
    return static_cast<Enum>(value);
  }
  template <ColumnName kName>
  bool flag() const {
    static_assert(type<kName>() == CellType::flag);
    return cell<kName>() == 1;
  }

 private:
  template <ColumnName kName>
  static consteval CellType type() {
    return schema_of(kTable).columns[column_index(kTable, kName.view())].type;
  }
  const Snapshot* snapshot_;
  RowIndex row_;
};

// One column as a Snapshot shows it, quick where many rows are asked for in ascending order.
template <Table kTable, ColumnName kName>
class ColumnOf {
  static constexpr std::size_t kColumn = column_index(kTable, kName.view());

 public:
  using Stored = History::Stored<schema_of(kTable).columns[kColumn].type>;
  explicit ColumnOf(const Snapshot& snapshot) : snapshot_(&snapshot) {}

  Cell operator[](RowIndex row) {
    const std::size_t at = static_cast<std::size_t>(row) - stretch_.begin;
    if (at >= stretch_.size) return elsewhere(row);
    if (stretch_.data == nullptr) return kNullCell;
    return stretch_.data[at] == History::kBlank<Stored> ? kNullCell : Cell{stretch_.data[at]};
  }

  // Starts to load a cell.
  void expect(RowIndex row) const {
    const std::size_t at = static_cast<std::size_t>(row) - stretch_.begin;
    if (at >= stretch_.size) return expect_elsewhere(row);
    if (stretch_.data != nullptr) __builtin_prefetch(stretch_.data + at);
  }

 private:
  void expect_elsewhere(RowIndex row) const {
    const auto stretch = snapshot_->history().template stretch<Stored>(kTable, row, kColumn);
    if (stretch.data != nullptr) __builtin_prefetch(stretch.data + (static_cast<std::size_t>(row) - stretch.begin));
  }
  // Where something stands over cells of the column, each is looked up.
  Cell elsewhere(RowIndex row) {
    if (snapshot_->revised(kTable, kColumn)) return snapshot_->cell(kTable, row, kColumn);
    stretch_ = snapshot_->history().template stretch<Stored>(kTable, row, kColumn);
    return (*this)[row];
  }
  const Snapshot* snapshot_;
  decltype(std::declval<const History&>().template stretch<Stored>(kTable, 0, kColumn)) stretch_;
};

// The visible rows of one table, in the order of recording.
template <Table kTable>
class Rows {
 public:
  explicit Rows(const Snapshot& snapshot) : snapshot_(&snapshot) {}

  class Iterator {
   public:
    Iterator(const Snapshot& snapshot, std::size_t word) : snapshot_(&snapshot), word_(word) { settle(); }
    Row<kTable> operator*() const {
      return {*snapshot_, static_cast<RowIndex>(word_ * 64 + static_cast<std::size_t>(std::countr_zero(bits_)))};
    }
    Iterator& operator++() {
      bits_ &= bits_ - 1;
      if (bits_ == 0) {
        ++word_;
        settle();
      }
      return *this;
    }
    bool operator==(const Iterator& other) const { return word_ == other.word_ && bits_ == other.bits_; }

   private:
    void settle() {
      const auto& mask = snapshot_->mask(kTable);
      while (word_ < mask.size() && mask[word_] == 0) ++word_;
      bits_ = word_ < mask.size() ? mask[word_] : 0;
    }
    const Snapshot* snapshot_;
    std::size_t word_;
    std::uint64_t bits_ = 0;
  };

  Iterator begin() const { return {*snapshot_, 0}; }
  Iterator end() const { return {*snapshot_, snapshot_->mask(kTable).size()}; }
  bool empty() const { return begin() == end(); }

 private:
  const Snapshot* snapshot_;
};

template <Table kTable>
std::optional<Row<kTable>> Snapshot::find(std::string_view name) const {
  const RowIndex row = find_row(kTable, name);
  if (row == kNoRow) return std::nullopt;
  return Row<kTable>(*this, row);
}

}  // namespace servanda
