#include "book/interner.h"

#include <cstring>

#include "book/hash.h"

namespace servanda {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;

}  // namespace

std::string_view Interner::text(TextId id) const {
  const auto index = static_cast<std::size_t>(id);
  return {data_[index], length_[index]};
}

std::size_t Interner::find_slot(std::string_view text, std::uint64_t hash) const {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.id < 0 || (slot.tag == tag && this->text(slot.id) == text)) return i;
  }
}

std::optional<TextId> Interner::find(std::string_view text) const {
  std::shared_lock lock(mutex_, std::defer_lock);
  if (shared_) lock.lock();
  const TextId id = slots_[find_slot(text, hash_bytes(text))].id;
  if (id < 0) return std::nullopt;
  return id;
}

TextId Interner::intern(std::string_view text) {
  const std::uint64_t hash = hash_bytes(text);
  // Only this thread writes, so the table may be read without the lock.
  std::size_t slot = find_slot(text, hash);
  if (slots_[slot].id >= 0) return slots_[slot].id;
  const std::string_view stored = store(text);
  const std::size_t index = size_.load(std::memory_order_relaxed);
  data_.set(index, stored.data());
  length_.set(index, static_cast<std::uint32_t>(stored.size()));
  std::unique_lock lock(mutex_, std::defer_lock);
  if (shared_) lock.lock();
  if (index * 2 >= slots_.size()) {
    grow();
    slot = find_slot(text, hash);
  }
  slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), static_cast<TextId>(index)};
  size_.store(index + 1, std::memory_order_release);
  return static_cast<TextId>(index);
}

std::string_view Interner::store(std::string_view text) {
  static constexpr char kEmpty[] = "";
  if (text.empty()) return {kEmpty, 0};
  if (text.size() > block_left_) {
    const std::size_t size = std::max(kBlock, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    block_ = blocks_.back().get();
    block_left_ = size;
    text_bytes_ += size;
  }
  std::memcpy(block_, text.data(), text.size());
  const std::string_view stored(block_, text.size());
  block_ += text.size();
  block_left_ -= text.size();
  return stored;
}

void Interner::grow() {
  const std::vector<Slot> old = std::move(slots_);
  slots_.assign(old.size() * 2, Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.id < 0) continue;
    std::size_t i = hash_bytes(text(slot.id)) & mask;
    while (slots_[i].id >= 0) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

std::size_t Interner::bytes() const {
  return text_bytes_ + slots_.size() * sizeof(Slot) + data_.bytes() + length_.bytes();
}

}  // namespace servanda
