#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/sha256.h"

namespace servanda {

// Processes that work on one forecast together, and how they talk; a single one by default. Filled in by whoever started
// them (cli/ranks.h); each call ends the process where it fails.
struct Ranks {
  int rank = 0;
  int size = 1;
  void (*send)(const void* bytes, std::size_t n) = nullptr;               // to rank 0
  void (*receive)(int from, void* bytes, std::size_t n) = nullptr;        // by rank 0
  void (*broadcast)(void* bytes, std::size_t n) = nullptr;                // from rank 0 to all
};

// Computes blocks of futures, over ranks and in rounds, and keeps what is done in a file, so that a run that was ended goes on
// where it stood. A block is a function of its number, so neither changes a byte of the answer.
//
//   1. The file holds records: key, number, size, days, and a digest of all that. A torn record at its end is dropped. The
//      key is the digest of everything that the futures are drawn from, so records of other forecasts are passed over.
//   2. All ranks read the same book and do the same; rank 0 writes the file, and all end with all blocks.
//   Errors of open(): bad_input for a file of another kind, store_failed where it cannot be read or written.
class FutureKeeper {
 public:
  static constexpr std::size_t kBlock = 64;  // futures of one block, but the last
  using Days = std::vector<std::int16_t>;
  using Compute = std::function<Days(std::size_t block)>;                           // called from several threads
  using Take = std::function<void(std::size_t block, std::span<const std::int16_t>)>;

  FutureKeeper() = default;
  explicit FutureKeeper(const Ranks& ranks) : ranks_(ranks) {}
  // An empty name keeps nothing.
  static Result<FutureKeeper> open(const std::string& file, const Ranks& ranks);

  // Calls take() for each of 0 … blocks-1 with what compute() gave for it. Ends early where progress says so.
  //   Error store_failed where the file cannot be written.
  Status fill(const Hash& key, std::size_t blocks, std::size_t threads, const WorkProgress& progress, const Compute& compute,
              const Take& take);

  const Ranks& ranks() const { return ranks_; }
  std::size_t found() const { return found_; }    // blocks that fill() had from the file
  std::size_t filled() const { return filled_; }  // blocks that fill() was asked for

 private:
  Status write(const Hash& key, std::size_t block, const Days& days);
  Status read();

  Ranks ranks_;
  std::string file_;
  std::map<std::pair<Hash, std::size_t>, Days> kept_;
  std::size_t found_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace servanda
