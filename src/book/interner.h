#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <vector>

#include "book/bucketed.h"

namespace servanda {

// The number of a text inside one History; equal texts have equal numbers. Numbers follow the order of arrival, so no
// answer may depend on them.
using TextId = std::int32_t;

// Every distinct text once. One writer; readers may call text() for numbers they were given and find() at any time.
class Interner {
 public:
  TextId intern(std::string_view text);
  std::optional<TextId> find(std::string_view text) const;
  std::string_view text(TextId id) const;
  std::size_t size() const { return size_.load(std::memory_order_acquire); }
  std::size_t bytes() const;

 private:
  TextId* slot(std::string_view text, std::uint64_t hash) const;
  std::string_view store(std::string_view text);
  void grow();

  mutable std::shared_mutex mutex_;  // guards the table that find() reads
  mutable std::vector<TextId> slots_ = std::vector<TextId>(1024, -1);
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* block_ = nullptr;
  std::size_t block_left_ = 0;
  std::size_t text_bytes_ = 0;
  Bucketed<const char*, nullptr> data_;
  Bucketed<std::uint32_t, 0> length_;
  std::atomic<std::size_t> size_ = 0;
};

}  // namespace servanda
