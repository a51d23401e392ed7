// Claims, on a book of 1,000,000 entries: its History is built from the file in under 3 s and takes at most 200 bytes an
// entry; a Snapshot of another day, another length or another reader takes under 20 ms; an append costs the same at 10^3
// and at 10^6 entries. With --long: 10^7 entries fit in 3 GB.

#include <fstream>
#include <memory>
#include <span>

#include "book/recording.h"
#include "book/snapshot.h"
#include "book/store.h"
#include "cpu_clock.h"
#include "made_programme.h"

namespace servanda::bench {
namespace {

// What a naive reader of the entries counts as visible: the check on the masks below.
class VisibleCount {
 public:
  VisibleCount(Sequence as_recorded, std::int32_t as_known) : as_recorded_(as_recorded), as_known_(as_known) {}
  void add(const MadeEntry& entry) {
    if (entry.sequence > as_recorded_ || entry.known_day > as_known_ || entry.table == Table::programme) return;
    if (entry.predecessor == 0)
      ++count_;
    else if (entry.operation == Operation::retract)
      --count_;
  }
  std::size_t count() const { return count_; }

 private:
  Sequence as_recorded_;
  std::int32_t as_known_;
  std::size_t count_ = 0;
};

std::size_t visible(const Snapshot& snapshot) {
  std::size_t count = 0;
  for (const TableSchema& table : all_tables())
    if (table.table != Table::programme) count += snapshot.count(table.table);
  return count;
}

Day day(std::int32_t number) { return Day(std::chrono::days(number)); }

void measure_build(const std::string& path, const MadeProgramme& made, History& last, int rounds) {
  std::printf("book: %zu entries, %.0f MiB\n", made.entries(),
              static_cast<double>(std::filesystem::file_size(path)) / (1 << 20));
  Samples samples;
  for (int round = 0; round < rounds; ++round) {
    const double start = cpu_seconds();
    const auto store = open_sqlite_store(path, OpenMode::read);
    require(store.has_value(), "the book opens");
    History history;
    const Status status = catch_up(**store, round + 1 == rounds ? last : history);
    samples.add(cpu_seconds() - start);
    require(status.has_value(), "the book is read");
  }
  require(last.size() == made.entries(), "every entry is there");
  print_samples("build from the book", samples, 1, "CPU s");
  print_goal("", samples.median(), "s", 3);
  print_goal("bytes an entry", static_cast<double>(last.bytes()) / last.size(), "bytes", 200);
}

void measure_snapshots(const MadeProgramme& made, const History& history, int rounds) {
  Samples by_day;
  Samples by_length;
  Samples by_reader;
  const Reader partner{"partner", Level::PARTNER, {"REL:NOR"}};
  for (int round = 0; round < rounds; ++round) {
    const std::int32_t as_known = MadeProgramme::kFirstDay + 200 + round * 311;
    const auto as_recorded = static_cast<Sequence>(history.size() / 10 * static_cast<Sequence>(9 - round % 8));
    const auto measure = [&](const SnapshotOptions& options, Samples& samples) {
      const double start = cpu_seconds();
      auto snapshot = Snapshot::make(history, options);
      samples.add(cpu_seconds() - start);
      require(snapshot.has_value(), "the book has a programme");
      return visible(*snapshot);
    };
    VisibleCount known(history.size(), as_known);
    VisibleCount recorded(as_recorded, MadeProgramme::kReportDay);
    made.each([&](const MadeEntry& entry) {
      known.add(entry);
      recorded.add(entry);
    });
    require(measure({.as_known = day(as_known)}, by_day) == known.count(), "what was known on a day");
    require(measure({.as_recorded = as_recorded}, by_length) == recorded.count(), "what was recorded");
    require(measure({.as_known = day(as_known), .reader = partner}, by_reader) < known.count(), "what a partner sees");
  }
  for (const auto& [what, samples] : {std::pair{"snapshot of another day", &by_day},
                                      std::pair{"snapshot of another length", &by_length},
                                      std::pair{"snapshot of another reader", &by_reader}}) {
    print_samples(what, *samples, 1e3, "CPU ms");
    print_goal("", samples->median() * 1e3, "ms", 20);
  }
}

// New events, one a batch, of consignments that no book has yet.
std::vector<Batch> new_events(std::size_t count) {
  std::vector<Batch> batches;
  for (std::size_t i = 0; i < count; ++i)
    batches.push_back({{"state 0\nevents\nknown_date=2028-01-01\nof_kind=consignment\nof=X" + std::to_string(i) +
                        "\nstage=departed\nclassifier=actual\ndate=2028-01-01\nplace=N000001\nquantity=12\n"},
                       {}});
  return batches;
}

// A book and its History, to be appended to.
struct OpenedBook {
  explicit OpenedBook(const std::string& path) : store(*open_sqlite_store(path, OpenMode::write)) {
    require(catch_up(*store, history).has_value(), "the book is read");
  }
  // CPU seconds that these batches take, durable and in the History.
  double append(std::span<const Batch> batches) {
    const double start = cpu_seconds();
    for (const Batch& batch : batches) {
      require(store->append(history.size(), batch).has_value(), "the batch is appended");
      require(catch_up(*store, history).has_value(), "the batch is read");
    }
    return cpu_seconds() - start;
  }
  std::unique_ptr<Store> store;
  History history;
};

// The small book is new at each round, so that it stays small.
void measure_appends(const std::string& large_path, int rounds) {
  constexpr std::size_t kAppended = 500;
  const MadeProgramme thousand(MadeSize::of_entries(1'000));
  OpenedBook large(large_path);
  const Sequence before = large.history.size();
  const std::vector<Batch> batches = new_events(kAppended * static_cast<std::size_t>(rounds));
  Samples at_small;
  Samples at_large;
  for (int round = 0; round < rounds; ++round) {
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "small.book").string();
    require(thousand.write_book(path).has_value(), "the book is written");
    OpenedBook small(path);
    const auto some = std::span(batches).subspan(kAppended * static_cast<std::size_t>(round), kAppended);
    at_small.add(small.append(some) / kAppended);
    at_large.add(large.append(some) / kAppended);
    require(small.history.size() == thousand.entries() + kAppended, "all are appended");
  }
  require(large.history.size() == before + batches.size(), "all are appended");
  print_samples("append at 10^3 entries", at_small, 1e6, "CPU us");
  print_samples("append at the whole book", at_large, 1e6, "CPU us");
  print_goal("large / small by median", at_large.median() / at_small.median(), "", 1.2);
}

// Written by one process and read by another, whose memory is then that of a reader alone.
void measure_large(std::uint32_t entries) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "large.book").string();
  const std::int32_t as_known = MadeProgramme::kFirstDay + 1'200;
  const std::string expected = (folder.path() / "expected").string();
  in_child([&] {
    const MadeProgramme made(MadeSize::of_entries(entries));
    require(made.write_book(path).has_value(), "the book is written");
    VisibleCount known(static_cast<Sequence>(made.entries()), as_known);
    made.each([&](const MadeEntry& entry) { known.add(entry); });
    std::ofstream(expected) << made.entries() << ' ' << known.count();
  });
  std::size_t made = 0;
  std::size_t known = 0;
  std::ifstream(expected) >> made >> known;
  const Run run = in_child([&] {
    const auto store = open_sqlite_store(path, OpenMode::read);
    require(store.has_value(), "the book opens");
    History history;
    require(catch_up(**store, history).has_value(), "the book is read");
    require(history.size() == made, "every entry is there");
    const auto snapshot = Snapshot::make(history, {.as_known = day(as_known)});
    require(snapshot.has_value() && visible(*snapshot) == known, "what was known on a day");
  });
  std::printf("%zu entries: read, and a snapshot, in %.1f CPU s\n", made, run.cpu);
  print_goal("peak memory", run.peak_mib * (1 << 20) / 1e9, "GB", 3);
}

int run(bool quick, bool long_too) {
  print_machine();
  if (long_too) measure_large(quick ? 100'000 : 10'000'000);
  const MadeProgramme made(MadeSize::of_entries(quick ? 20'000 : 1'000'000));
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "made.book").string();
  require(made.write_book(path).has_value(), "the book is written");
  {
    History history;
    measure_build(path, made, history, quick ? 1 : 5);
    measure_snapshots(made, history, quick ? 2 : 7);
  }
  measure_appends(path, quick ? 1 : 7);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) {
  using servanda::bench::has_option;
  return servanda::bench::run(has_option(argc, argv, "--quick"), has_option(argc, argv, "--long"));
}
