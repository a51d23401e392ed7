#include "base/large_pages.h"

#include <sys/mman.h>

#include "base/check.h"

namespace servanda {

void* allocate_in_large_pages(std::size_t bytes) {
  constexpr std::size_t kCacheLine = 64;
  constexpr std::size_t kLargePage = std::size_t{1} << 21;
  const std::size_t alignment = bytes >= kLargePage ? kLargePage : kCacheLine;
  void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  CHECK(memory != nullptr);
  // Whole large pages only. That the system declines is no failure.
  const std::size_t whole = bytes / kLargePage * kLargePage;
  if (whole > 0) static_cast<void>(madvise(memory, whole, MADV_HUGEPAGE));
  return memory;
}

}  // namespace servanda
