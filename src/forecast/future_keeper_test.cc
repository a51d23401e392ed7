#include "forecast/future_keeper.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>

namespace servanda {
namespace {

constexpr std::size_t kBlocks = 20;
const Hash kKey = sha256("these futures");

FutureKeeper::Days days_of(std::size_t block) { return {static_cast<std::int16_t>(block), 7, static_cast<std::int16_t>(-3 * block)}; }

struct Filled {
  std::size_t computed = 0;
  std::size_t found = 0;
  bool right = true;
};

Filled fill(FutureKeeper& keeper, const Hash& key = kKey) {
  Filled out;
  std::atomic<std::size_t> computed = 0;
  std::size_t taken = 0;
  const Status done = keeper.fill(
      key, kBlocks, 2, WorkProgress(), [&](std::size_t block) { return ++computed, days_of(block); },
      [&](std::size_t block, std::span<const std::int16_t> days) {
        ++taken;
        out.right = out.right && std::ranges::equal(days, days_of(block));
      });
  EXPECT_TRUE(done);
  EXPECT_EQ(taken, kBlocks);
  out.computed = computed;
  out.found = keeper.found();
  return out;
}

std::string file_named(const std::string& name) {
  const std::string file = testing::TempDir() + "servanda-" + name;
  std::filesystem::remove(file);
  return file;
}

FutureKeeper opened(const std::string& file) {
  auto keeper = FutureKeeper::open(file, Ranks{});
  EXPECT_TRUE(keeper) << (keeper ? "" : keeper.error().text());
  return *std::move(keeper);
}

TEST(FutureKeeper, ComputesAllWithoutAFile) {
  FutureKeeper keeper;
  const Filled filled = fill(keeper);
  EXPECT_EQ(filled.computed, kBlocks);
  EXPECT_TRUE(filled.right);
}

TEST(FutureKeeper, GoesOnFromWhatIsWholeInItsFile) {
  const std::string file = file_named("whole");
  FutureKeeper first = opened(file);
  EXPECT_EQ(fill(first).computed, kBlocks);
  const auto size = std::filesystem::file_size(file);
  for (const std::uintmax_t cut : {size, size - 1, size - 60, size / 2, size / 3, std::uintmax_t{25}, std::uintmax_t{4}, std::uintmax_t{0}}) {
    std::filesystem::resize_file(file, std::min(cut, std::filesystem::file_size(file)));
    FutureKeeper keeper = opened(file);
    const Filled filled = fill(keeper);
    EXPECT_TRUE(filled.right) << cut;
    EXPECT_EQ(filled.computed + filled.found, kBlocks);
    EXPECT_EQ(filled.found, cut < 100 ? 0 : cut == size ? kBlocks : filled.found) << cut;
    EXPECT_LT(filled.found, cut == size ? kBlocks + 1 : kBlocks) << cut;
    EXPECT_EQ(std::filesystem::file_size(file), size) << cut;
  }
}

TEST(FutureKeeper, TakesNothingThatWasChangedOrIsOfOtherFutures) {
  const std::string file = file_named("changed");
  FutureKeeper first = opened(file);
  fill(first);
  FutureKeeper other = opened(file);
  EXPECT_EQ(fill(other, sha256("others")).found, 0u);
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(19 + 40);  // a day of the first record
  bytes.put('\x55');
  bytes.close();
  FutureKeeper changed = opened(file);
  const Filled filled = fill(changed);
  EXPECT_EQ(filled.found, 0u);
  EXPECT_TRUE(filled.right);
}

TEST(FutureKeeper, LeavesAFileOfAnotherKindAlone) {
  const std::string file = file_named("foreign");
  std::ofstream(file) << "letters to a friend";
  const auto keeper = FutureKeeper::open(file, Ranks{});
  ASSERT_FALSE(keeper);
  EXPECT_EQ(keeper.error().code, ErrorCode::bad_input);
  EXPECT_EQ(std::filesystem::file_size(file), 19u);
  EXPECT_EQ(FutureKeeper::open("/nowhere/at/all", Ranks{}).error().code, ErrorCode::store_failed);
}

}  // namespace
}  // namespace servanda
