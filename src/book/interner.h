#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <vector>

#include "base/large_pages.h"
#include "book/bucketed.h"

namespace servanda {

// The number of a text inside one History; equal texts have equal numbers. Numbers follow the order of arrival, so no
// answer may depend on them.
using TextId = std::int32_t;

// Every distinct text once. One writer; after share(), other threads may call text() for numbers they were given and
// find() while it writes.
class Interner {
 public:
  void share() { shared_ = true; }
  TextId intern(std::string_view text);
  std::optional<TextId> find(std::string_view text) const;
  // The same in steps, for who has many texts: each step starts to load what the next one needs.
  struct Sought {
    std::string_view text;
    std::uint32_t tag = 0;  // half of its hash
  };
  Sought seek(std::string_view text) const;
  void approach(const Sought& sought) const;
  TextId intern(const Sought& sought);
  std::string_view text(TextId id) const;
  std::size_t size() const { return size_.load(std::memory_order_acquire); }
  std::size_t bytes() const;

 private:
  // Half of the hash stands beside the number: a probe reads a text only where it most likely matches, and the table
  // grows without reading any.
  struct Slot {
    std::uint32_t tag = 0;
    TextId id = -1;
  };
  // A text of up to kShort bytes stands here itself; of a longer one, where its bytes are.
  struct Stored {
    std::uint32_t length;
    char bytes[12];
    bool operator==(const Stored&) const = default;
  };
  static constexpr std::size_t kShort = sizeof(Stored::bytes);
  std::size_t find_slot(const Sought& sought) const;
  Stored store(std::string_view text);
  void grow();

  bool shared_ = false;
  mutable std::shared_mutex mutex_;  // guards the table that find() reads, once shared
  LargeVector<Slot> slots_ = LargeVector<Slot>(1024);
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* block_ = nullptr;
  std::size_t block_left_ = 0;
  std::size_t text_bytes_ = 0;
  Bucketed<Stored, Stored{}> texts_;
  std::atomic<std::size_t> size_ = 0;
};

}  // namespace servanda
