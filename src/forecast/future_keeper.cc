#include "forecast/future_keeper.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/parallel.h"

namespace servanda {
namespace {

constexpr std::string_view kTitle = "servanda-futures 1\n";
constexpr std::size_t kRound = 8;  // blocks that a rank computes before it hands them over

struct Head {
  Hash key;
  std::uint32_t block;
  std::uint32_t days;
};

std::span<const std::uint8_t> bytes_of(const void* data, std::size_t n) { return {static_cast<const std::uint8_t*>(data), n}; }

Hash digest(const Head& head, const FutureKeeper::Days& days) {
  return Sha256().add(bytes_of(&head, sizeof head)).add(bytes_of(days.data(), days.size() * sizeof days[0])).finish();
}

Error failed(const std::string& what, const std::string& file) {
  return {ErrorCode::store_failed, what + ": " + std::strerror(errno), file};
}

}  // namespace

Result<FutureKeeper> FutureKeeper::open(const std::string& file, const Ranks& ranks) {
  FutureKeeper keeper(ranks);
  keeper.file_ = file;
  if (!file.empty() && ranks.rank == 0) RETURN_IF_ERROR(keeper.read());
  return keeper;
}

// What is whole; what is torn at the end is cut off.
Status FutureKeeper::read() {
  FILE* file = std::fopen(file_.c_str(), "ab+");
  if (file == nullptr) return failed("finished futures cannot be kept here", file_);
  std::fseek(file, 0, SEEK_END);
  const long size = std::ftell(file);
  std::rewind(file);
  std::string title(kTitle.size(), '\0');
  const std::size_t got = std::fread(title.data(), 1, title.size(), file);
  if (size > 0 && title.substr(0, got) != kTitle.substr(0, got)) {
    std::fclose(file);
    return Error{ErrorCode::bad_input, "found a file of another kind, expected one that --resume made, or none", file_};
  }
  long whole = static_cast<long>(kTitle.size());
  if (got < kTitle.size()) {  // new, or torn in the first line
    if (ftruncate(fileno(file), 0) != 0 || std::fwrite(kTitle.data(), 1, kTitle.size(), file) != kTitle.size()) {
      std::fclose(file);
      return failed("finished futures cannot be kept here", file_);
    }
  }
  Head head{};
  Hash sum{};
  while (got == kTitle.size() && std::fread(&head, sizeof head, 1, file) == 1) {
    if (static_cast<long>(head.days) > size) break;
    Days days(head.days);
    if (std::fread(days.data(), sizeof days[0], days.size(), file) != days.size() || std::fread(&sum, sizeof sum, 1, file) != 1) break;
    if (digest(head, days) != sum) break;
    kept_.insert_or_assign({head.key, head.block}, std::move(days));
    whole = std::ftell(file);
  }
  const bool cut = whole >= size || ftruncate(fileno(file), whole) == 0;
  if (std::fclose(file) != 0 || !cut) return failed("finished futures cannot be kept here", file_);
  return {};
}

Status FutureKeeper::write(const Hash& key, std::size_t block, const Days& days) {
  if (file_.empty()) return {};
  FILE* file = std::fopen(file_.c_str(), "ab");
  if (file == nullptr) return failed("finished futures cannot be kept here", file_);
  const Head head{key, static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(days.size())};
  const Hash sum = digest(head, days);
  const bool written = std::fwrite(&head, sizeof head, 1, file) == 1 &&
                       std::fwrite(days.data(), sizeof days[0], days.size(), file) == days.size() &&
                       std::fwrite(&sum, sizeof sum, 1, file) == 1;
  if (std::fclose(file) != 0 || !written) return failed("finished futures cannot be kept here", file_);
  return {};
}

Status FutureKeeper::fill(const Hash& key, std::size_t blocks, std::size_t threads, const WorkProgress& progress,
                          const Compute& compute, const Take& take) {
  const bool alone = ranks_.size == 1;
  std::vector<std::uint8_t> has(blocks);
  for (std::size_t b = 0; b < blocks; ++b) has[b] = kept_.contains({key, b}) ? 1 : 0;
  if (!alone) ranks_.broadcast(has.data(), has.size());
  std::vector<std::size_t> missing;
  for (std::size_t b = 0; b < blocks; ++b)
    if (has[b] == 0) missing.push_back(b);
  found_ += blocks - missing.size();
  filled_ += blocks;
  std::vector<Days> all(blocks);
  for (std::size_t b = 0; b < blocks; ++b)
    if (const auto found = kept_.find({key, b}); found != kept_.end()) all[b] = found->second;

  const std::size_t round = kRound * static_cast<std::size_t>(ranks_.size);
  for (std::size_t first = 0; first < missing.size() && !progress.stopped(); first += round) {
    progress.report("futures", static_cast<std::int64_t>(first * kBlock), static_cast<std::int64_t>(missing.size() * kBlock));
    const auto part = [&](int rank) {
      const std::size_t begin = std::min(missing.size(), first + kRound * static_cast<std::size_t>(rank));
      return std::span(missing).subspan(begin, std::min(kRound, missing.size() - begin));
    };
    const auto own = part(ranks_.rank);
    parallel_blocks(own.size(), threads, [&](std::size_t i) { all[own[i]] = compute(own[i]); });
    if (progress.stopped()) break;  // these may be half done
    for (int rank = 0; rank < ranks_.size; ++rank)
      for (const std::size_t b : part(rank)) {
        std::uint64_t n = all[b].size();
        if (rank != 0 && ranks_.rank == rank) {
          ranks_.send(&n, sizeof n);
          ranks_.send(all[b].data(), n * sizeof all[b][0]);
        }
        if (ranks_.rank != 0) continue;
        if (rank != 0) {
          ranks_.receive(rank, &n, sizeof n);
          all[b].resize(n);
          ranks_.receive(rank, all[b].data(), n * sizeof all[b][0]);
        }
        RETURN_IF_ERROR(write(key, b, all[b]));
      }
  }
  for (std::size_t b = 0; b < blocks; ++b) {
    std::uint64_t n = all[b].size();
    if (!alone) {
      ranks_.broadcast(&n, sizeof n);
      all[b].resize(n);
      ranks_.broadcast(all[b].data(), n * sizeof all[b][0]);
    }
    if (n > 0) take(b, all[b]);
  }
  return {};
}

}  // namespace servanda
