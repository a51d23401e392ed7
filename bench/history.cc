// Claims, on a book of 1,000,000 entries: its History is built from the file in under 3 s and takes at most 200 bytes an
// entry; a Snapshot of another day, another length or another reader takes under 20 ms; an append costs the same at 10^3
// and at 10^6 entries. With --long: 10^7 entries fit in 3 GB.

#include "base/check.h"
#include "book/payload.h"
#include "book/recording.h"
#include "book/snapshot.h"
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

void measure_build(const MadeProgramme& made, History& last, int rounds) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "made.book").string();
  require(made.write_book(path).has_value(), "the book is written");
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
  const Reader partner{Level::PARTNER, {"REL:NOR"}};
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

// Appends whole programmes of one size, ready as cells: nanoseconds an append.
struct Prepared {
  History texts_from;
  std::vector<Entry> entries;
};

double nanoseconds_an_append(const std::vector<Entry>& entries, History& history) {
  const double start = cpu_seconds();
  for (const Entry& entry : entries) {
    const RowIndex newest = history.newest(entry.table, entry.cells);
    history.append(entry.table, entry.operation, entry.cells, newest);
  }
  return (cpu_seconds() - start) * 1e9 / static_cast<double>(entries.size());
}

// Events with keys of their own, to be appended to a book of `size` entries.
std::vector<Entry> new_events(std::size_t count, History& history) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string payload = "state 0\nevents\nknown_date=2028-01-01\nof_kind=consignment\nof=C" +
                                std::to_string(1'000'000 + i % (count / 4 + 1)) + "\nstage=departed\nclassifier=actual\ndate=" +
                                to_string(day(MadeProgramme::kFirstDay + static_cast<std::int32_t>(i / (count / 4 + 1)))) +
                                "\nplace=N000001\nquantity=12\n";
    auto entry = parse_payload(payload, history.texts());
    CHECK(entry.has_value());
    entries.push_back(*std::move(entry));
  }
  return entries;
}

void measure_appends(const MadeProgramme& made, int rounds) {
  constexpr std::size_t kSmall = 1'000;
  constexpr std::size_t kAppended = 100'000;
  Samples at_small;
  Samples at_large;
  for (int round = 0; round < rounds; ++round) {
    // A hundred small books of a thousand entries each take a thousand more; the large one takes as many in all.
    const auto replay_first = [&](std::size_t count, History& history) {
      std::size_t left = count;
      made.each([&](const MadeEntry& entry) {
        if (left == 0) return;
        --left;
        CHECK(replay(entry.payload(), history).has_value());
      });
    };
    History large;
    replay_first(made.entries(), large);
    double small_sum = 0;
    for (std::size_t i = 0; i < kAppended / kSmall / 10; ++i) {
      History small;
      replay_first(kSmall, small);
      small_sum += nanoseconds_an_append(new_events(kSmall, small), small);
    }
    at_small.add(small_sum / (kAppended / kSmall / 10));
    at_large.add(nanoseconds_an_append(new_events(kAppended, large), large));
    require(large.size() == made.entries() + kAppended, "all are appended");
  }
  print_samples("append at 10^3 entries", at_small, 1, "CPU ns");
  print_samples("append at the whole book", at_large, 1, "CPU ns");
  std::printf("large / small by median: %.2f\n", at_large.median() / at_small.median());
}
