#pragma once

#include <cstddef>
#include <cstdlib>
#include <vector>

namespace servanda {

// Memory that the system backs with large pages where it can, once there is enough of it; std::free gives it back. A page
// fault costs as much as a thousand additions, and a book of a million entries would have tens of thousands.
void* allocate_in_large_pages(std::size_t bytes);

template <class T>
struct LargePages {
  using value_type = T;
  LargePages() = default;
  template <class Other>
  explicit LargePages(const LargePages<Other>& /*all are alike*/) {}
  T* allocate(std::size_t count) { return static_cast<T*>(allocate_in_large_pages(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t /*count*/) { std::free(memory); }
  bool operator==(const LargePages&) const = default;
};

template <class T>
using LargeVector = std::vector<T, LargePages<T>>;

}  // namespace servanda
