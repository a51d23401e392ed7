#include "book/interner.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "book/hash.h"

namespace servanda {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;

std::uint32_t tag_of(std::string_view text) { return static_cast<std::uint32_t>(hash_bytes(text) >> 32); }

}  // namespace

std::string_view Interner::text(TextId id) const {
  const Stored* stored = texts_.find(static_cast<std::size_t>(id));
  if (stored == nullptr) return {};
  if (stored->length <= kShort) return {stored->bytes, stored->length};
  const char* data = nullptr;
  std::memcpy(&data, stored->bytes, sizeof data);
  return {data, stored->length};
}

std::size_t Interner::find_slot(const Sought& sought) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = sought.tag & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.id < 0 || (slot.tag == sought.tag && text(slot.id) == sought.text)) return i;
  }
}

std::optional<TextId> Interner::find(std::string_view text) const {
  std::shared_lock lock(mutex_, std::defer_lock);
  if (shared_) lock.lock();
  const TextId id = slots_[find_slot({text, tag_of(text)})].id;
  if (id < 0) return std::nullopt;
  return id;
}

TextId Interner::intern(std::string_view text) { return intern({text, tag_of(text)}); }

Interner::Sought Interner::seek(std::string_view text) const {
  const Sought sought{text, tag_of(text)};
  __builtin_prefetch(&slots_[sought.tag & (slots_.size() - 1)]);
  return sought;
}

void Interner::approach(const Sought& sought) const {
  const Slot& slot = slots_[sought.tag & (slots_.size() - 1)];
  if (slot.id >= 0) __builtin_prefetch(texts_.find(static_cast<std::size_t>(slot.id)));
}

TextId Interner::intern(const Sought& sought) {
  // Only this thread writes, so the table may be read without the lock.
  std::size_t slot = find_slot(sought);
  if (slots_[slot].id >= 0) return slots_[slot].id;
  const Stored stored = store(sought.text);
  const std::size_t index = size_.load(std::memory_order_relaxed);
  texts_.set(index, stored);
  std::unique_lock lock(mutex_, std::defer_lock);
  if (shared_) lock.lock();
  if (index * 2 >= slots_.size()) {
    grow();
    slot = find_slot(sought);
  }
  slots_[slot] = {sought.tag, static_cast<TextId>(index)};
  size_.store(index + 1, std::memory_order_release);
  return static_cast<TextId>(index);
}

Interner::Stored Interner::store(std::string_view text) {
  Stored stored{static_cast<std::uint32_t>(text.size()), {}};
  if (text.size() <= kShort) {
    std::ranges::copy(text, stored.bytes);
    return stored;
  }
  if (text.size() > block_left_) {
    const std::size_t size = std::max(kBlock, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    block_ = blocks_.back().get();
    block_left_ = size;
    text_bytes_ += size;
  }
  std::memcpy(block_, text.data(), text.size());
  std::memcpy(stored.bytes, &block_, sizeof block_);
  block_ += text.size();
  block_left_ -= text.size();
  return stored;
}

void Interner::grow() {
  const LargeVector<Slot> old = std::exchange(slots_, {});
  slots_.resize(old.size() * 2);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.id < 0) continue;
    std::size_t i = slot.tag & mask;
    while (slots_[i].id >= 0) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

std::size_t Interner::bytes() const {
  return text_bytes_ + slots_.size() * sizeof(Slot) + texts_.bytes();
}

}  // namespace servanda
