#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "base/large_pages.h"

namespace servanda {

// Where an element of a growing array lies: the same for all of them.
struct BucketPlace {
  std::size_t bucket;
  std::size_t offset;

  static constexpr std::size_t kFirst = 256;  // elements of the first bucket; each further one has twice as many
  static std::size_t begin(std::size_t bucket) { return ((std::size_t{1} << bucket) - 1) * kFirst; }
  static BucketPlace of(std::size_t index) {
    const std::size_t shifted = index / kFirst + 1;
    const auto bucket = static_cast<std::size_t>(std::bit_width(shifted) - 1);
    return {bucket, index - begin(bucket)};
  }
};

// A growing array whose elements never move: bucket b holds kFirst·2^b of them, so push_back is O(1) with no copy and a
// reader may use elements below a size it was told while one writer appends. A bucket that nothing but `null` was ever
// written to takes no memory: most columns of most tables are empty.
//   One writer at a time; the owner publishes sizes to readers (History).
template <class T, T kNull>
class Bucketed {
 public:
  T operator[](std::size_t index) const {
    const auto [bucket, offset] = locate(index);
    const T* data = buckets_[bucket].load(std::memory_order_acquire);
    return data == nullptr ? kNull : data[offset];
  }

  // Where the element stands, for as long as the array lives; null in a bucket that nothing was written to.
  const T* find(std::size_t index) const {
    const auto [bucket, offset] = locate(index);
    const T* data = buckets_[bucket].load(std::memory_order_acquire);
    return data == nullptr ? nullptr : data + offset;
  }

  // The bucket that an element lies in, for those that read one after the other; no data where nothing was written to it.
  struct Stretch {
    const T* data = nullptr;
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  Stretch stretch(std::size_t index) const {
    const std::size_t bucket = locate(index).bucket;
    return {buckets_[bucket].load(std::memory_order_acquire), bucket_begin(bucket), kFirst << bucket};
  }

  // Appends at `index`, which the owner counts; kNull costs nothing in an untouched bucket.
  void set(std::size_t index, T value) { set(locate(index), value); }
  void set(BucketPlace place, T value) {
    const auto [bucket, offset] = place;
    if (storage_[bucket] == nullptr) {
      if (value == kNull) return;
      allocate(bucket);
    }
    storage_[bucket][offset] = value;
  }

  // The same for an element that changes while others read it.
  void share(std::size_t index, T value) {
    const auto [bucket, offset] = locate(index);
    if (storage_[bucket] == nullptr) allocate(bucket);
    std::atomic_ref<T>(storage_[bucket][offset]).store(value, std::memory_order_release);
  }
  T shared(std::size_t index) const {
    const auto [bucket, offset] = locate(index);
    T* data = buckets_[bucket].load(std::memory_order_acquire);
    return data == nullptr ? kNull : std::atomic_ref<T>(data[offset]).load(std::memory_order_acquire);
  }

  std::size_t bytes() const {
    std::size_t total = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket)
      if (storage_[bucket] != nullptr) total += (kFirst << bucket) * sizeof(T);
    return total;
  }

 private:
  static constexpr std::size_t kBuckets = 18;  // 256 · (2^18 − 1) = 67 million elements

  static constexpr std::size_t kFirst = BucketPlace::kFirst;
  static std::size_t bucket_begin(std::size_t bucket) { return BucketPlace::begin(bucket); }
  static BucketPlace locate(std::size_t index) { return BucketPlace::of(index); }

  void allocate(std::size_t bucket) {
    CHECK(bucket < kBuckets);
    const std::size_t count = kFirst << bucket;
    storage_[bucket].reset(static_cast<T*>(allocate_in_large_pages(count * sizeof(T))));
    std::fill_n(storage_[bucket].get(), count, kNull);
    buckets_[bucket].store(storage_[bucket].get(), std::memory_order_release);
  }

  struct Free {
    void operator()(T* data) const { std::free(data); }
  };
  std::array<std::unique_ptr<T[], Free>, kBuckets> storage_;
  std::array<std::atomic<T*>, kBuckets> buckets_{};
};

}  // namespace servanda
