#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace servanda {

// Calls body(block) once for each block 0 … blocks-1 on up to `threads` threads (0: as many as the machine has); returns
// when all are done. Which thread takes which block is not fixed, so a body writes to places of its own block only, and
// whoever needs a total adds the blocks up in their order afterwards: then the answer is the same on any number.
template <class Body>
void parallel_blocks(std::size_t blocks, std::size_t threads, const Body& body) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  threads = std::min(threads, blocks);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t block = next.fetch_add(1); block < blocks; block = next.fetch_add(1)) body(block);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
}

}  // namespace servanda
