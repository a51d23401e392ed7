#pragma once

#include <atomic>
#include <cstdint>

#include "book/schema.h"

namespace servanda {

// The tables of a folder that could not be read whole. A Snapshot shows nothing of them, and notes here when one is asked
// for: an answer that asked for none is the same as if they had been read.
class UnreadTables {
 public:
  void add(Table table) { tables_ |= bit(table); }
  bool any() const { return tables_ != 0; }
  bool holds(Table table) const { return (tables_ & bit(table)) != 0; }

  void ask(Table table) const {
    if (holds(table)) asked_.store(true, std::memory_order_relaxed);
  }
  bool asked() const { return asked_.load(std::memory_order_relaxed); }

 private:
  static_assert(kTableCount <= 64);
  static std::uint64_t bit(Table table) { return std::uint64_t{1} << static_cast<unsigned>(table); }

  std::uint64_t tables_ = 0;
  mutable std::atomic<bool> asked_ = false;
};

}  // namespace servanda
