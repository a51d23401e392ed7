#pragma once

#include <atomic>
#include <cstdint>

#include "book/schema.h"

namespace servanda {

class TableSet {
 public:
  void add(Table table) { bits_ |= bit(table); }
  void add(TableSet tables) { bits_ |= tables.bits_; }
  bool any() const { return bits_ != 0; }
  bool holds(Table table) const { return (bits_ & bit(table)) != 0; }

 private:
  friend class UnreadTables;
  static_assert(kTableCount <= 64);
  static std::uint64_t bit(Table table) { return std::uint64_t{1} << static_cast<unsigned>(table); }

  std::uint64_t bits_ = 0;
};

// The tables of a folder in which something could not be read. A Snapshot shows what else they hold, and notes here when one is
// asked for: an answer that asked for none is the same as if all had been read, and any other lacks something.
class UnreadTables {
 public:
  void add(Table table) { tables_.add(table); }
  bool any() const { return tables_.any(); }
  TableSet tables() const { return tables_; }

  void ask(Table table) const {
    if (tables_.holds(table)) asked_.fetch_or(TableSet::bit(table), std::memory_order_relaxed);
  }
  TableSet asked() const { return set_of(asked_.load(std::memory_order_relaxed)); }
  // Those asked for since the last call; they are asked for no more.
  TableSet take_asked() const { return set_of(asked_.exchange(0, std::memory_order_relaxed)); }

 private:
  static TableSet set_of(std::uint64_t bits) {
    TableSet out;
    out.bits_ = bits;
    return out;
  }

  TableSet tables_;
  mutable std::atomic<std::uint64_t> asked_ = 0;
};

}  // namespace servanda
