// Claim: durable appends in batches of 1 and of 1,000 entries run at no less than 0.6 times the speed of SQLite itself
// writing the same bytes with the same number of fsyncs. Ours include drawing the salts, the commitments, the hash tree
// over them, and every check of the store.
//
// SQLite gets the finished bytes: each row of a book that the store has just written, and the size, root and frontier of
// the tree after each batch, into plain tables without constraint or trigger but with the one index of a book, with the
// same pragmas and prepared statements. Opening and closing are outside the clock; a book of up to 64 MiB is sealed when it closes, and what that
// costs is printed apart. Fsyncs and written bytes are counted where libsqlite3 calls libc.

#include <sqlite3.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <memory>
#include <span>

#include "base/check.h"
#include "book/merkle.h"
#include "book/store.h"
#include "cpu_clock.h"
#include "made_programme.h"

namespace {

struct Calls {
  std::uint64_t fsyncs = 0;
  std::uint64_t written = 0;  // bytes
  Calls operator-(const Calls& other) const { return {fsyncs - other.fsyncs, written - other.written}; }
};
Calls calls;

}  // namespace

// These stand before libc's for every library of this process.
extern "C" int fsync(int file) {
  ++calls.fsyncs;
  return static_cast<int>(syscall(SYS_fsync, file));
}
extern "C" int fdatasync(int file) {
  ++calls.fsyncs;
  return static_cast<int>(syscall(SYS_fdatasync, file));
}
extern "C" ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
  calls.written += count;
  return syscall(SYS_pwrite64, file, bytes, count, offset);
}

namespace servanda::bench {
namespace {

namespace fs = std::filesystem;

struct Cost {
  double cpu = 0;
  double wall = 0;
  Calls calls;
};

// Adds what `work` costs.
template <class Work>
void measure(Cost& cost, Work work) {
  const Calls before = calls;
  const double wall = wall_seconds();
  const double cpu = cpu_seconds();
  work();
  cost.cpu += cpu_seconds() - cpu;
  cost.wall += wall_seconds() - wall;
  const Calls made = calls - before;
  cost.calls.fsyncs += made.fsyncs;
  cost.calls.written += made.written;
}

struct WrittenEntry {
  std::string payload;
  Sequence predecessor;
  Salt salt;
  Hash commitment;
  bool operator==(const WrittenEntry&) const = default;
};
// The row of the hash tree after a batch.
struct WrittenTree {
  TreeHead head;
  std::vector<std::uint8_t> frontier;
};

std::vector<WrittenEntry> entries_of(Store& store) {
  std::vector<WrittenEntry> entries;
  const Status status = store.read(0, [&](const StoredEntry& entry) -> Status {
    const std::string head(entry.payload.substr(0, entry.payload.find('\n')));
    entries.push_back({std::string(entry.payload), static_cast<Sequence>(std::stoul(head.substr(head.find(' ')))),
                       entry.salt, entry.commitment});
    return {};
  });
  require(status.has_value(), "the book is read");
  return entries;
}

// What the tree is after each batch, for SQLite to write; and whether it is what append answered.
std::vector<WrittenTree> trees_of(std::span<const WrittenEntry> entries, std::span<const TreeHead> heads) {
  std::vector<WrittenTree> trees;
  MerkleFrontier frontier;
  for (const TreeHead& head : heads) {
    while (frontier.size() < head.size) frontier.append(leaf_hash(entries[frontier.size()].commitment));
    require(frontier.root() == head.root, "append answers the root over all entries");
    trees.push_back({head, frontier.serialise()});
  }
  return trees;
}

class RawSqlite {
 public:
  explicit RawSqlite(const fs::path& path) {
    sqlite3* raw = nullptr;
    CHECK(sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr) ==
          SQLITE_OK);
    database_.reset(raw);
    run("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE entry(seq INTEGER PRIMARY KEY, replaces INTEGER, payload BLOB, salt BLOB, commitment BLOB);"
        "CREATE UNIQUE INDEX entry_replaces ON entry(replaces) WHERE replaces IS NOT NULL;"
        "CREATE TABLE tree(id INTEGER PRIMARY KEY, size INTEGER, root BLOB, frontier BLOB);"
        "INSERT INTO tree VALUES(1, 0, X'', X'')");
    begin_ = prepared("BEGIN IMMEDIATE");
    commit_ = prepared("COMMIT");
    insert_ = prepared("INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5)");
    update_ = prepared("UPDATE tree SET size = ?1, root = ?2, frontier = ?3 WHERE id = 1");
  }

  void append(Sequence first, std::span<const WrittenEntry> entries, const WrittenTree& tree) {
    step(begin_);
    for (const WrittenEntry& entry : entries) {
      sqlite3_stmt* insert = insert_.get();
      sqlite3_bind_int64(insert, 1, first++);
      if (entry.predecessor == 0)
        sqlite3_bind_null(insert, 2);
      else
        sqlite3_bind_int64(insert, 2, entry.predecessor);
      bind(insert, 3, entry.payload);
      bind(insert, 4, entry.salt);
      bind(insert, 5, entry.commitment);
      step(insert_);
    }
    sqlite3_bind_int64(update_.get(), 1, tree.head.size);
    bind(update_.get(), 2, tree.head.root);
    bind(update_.get(), 3, tree.frontier);
    step(update_);
    step(commit_);
  }

  std::vector<WrittenEntry> entries() {
    std::vector<WrittenEntry> out;
    const Prepared rows = prepared("SELECT payload, replaces, salt, commitment FROM entry ORDER BY seq");
    while (sqlite3_step(rows.get()) == SQLITE_ROW) {
      WrittenEntry& entry = out.emplace_back();
      entry.payload.assign(static_cast<const char*>(sqlite3_column_blob(rows.get(), 0)),
                           static_cast<std::size_t>(sqlite3_column_bytes(rows.get(), 0)));
      entry.predecessor = static_cast<Sequence>(sqlite3_column_int64(rows.get(), 1));
      std::copy_n(static_cast<const std::uint8_t*>(sqlite3_column_blob(rows.get(), 2)), 32, entry.salt.begin());
      std::copy_n(static_cast<const std::uint8_t*>(sqlite3_column_blob(rows.get(), 3)), 32, entry.commitment.begin());
    }
    return out;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

  void run(const char* sql) { CHECK(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK); }
  Prepared prepared(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    CHECK(sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK);
    return Prepared(statement);
  }
  template <class Bytes>
  static void bind(sqlite3_stmt* statement, int index, const Bytes& bytes) {
    sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
  }
  static void step(const Prepared& statement) {
    CHECK(sqlite3_step(statement.get()) == SQLITE_DONE);
    sqlite3_reset(statement.get());
  }

  std::unique_ptr<sqlite3, Close> database_;
  Prepared begin_;
  Prepared commit_;
  Prepared insert_;
  Prepared update_;
};

std::vector<Batch> batches_of(const MadeProgramme& made, std::size_t size, std::size_t count) {
  std::vector<Batch> batches(1);
  made.each([&](const MadeEntry& entry) {
    if (batches.size() == count && batches.back().payloads.size() == size) return;
    if (batches.back().payloads.size() == size) batches.emplace_back();
    batches.back().payloads.push_back(entry.payload());
  });
  require(batches.size() == count && batches.back().payloads.size() == size, "the programme is large enough");
  return batches;
}

struct Round {
  Cost ours;
  Cost closing;
  Cost theirs;
};

// Both write the same batches into new files of one folder.
Round run_round(const std::vector<Batch>& batches, const fs::path& folder) {
  Round round;
  auto store = open_sqlite_store((folder / "ours.book").string(), OpenMode::create);
  require(store.has_value(), "the book is made");
  std::vector<TreeHead> heads{{}};
  measure(round.ours, [&] {
    for (const Batch& batch : batches) {
      const Result<TreeHead> head = (*store)->append(heads.back().size, batch);
      require(head.has_value(), "the batch is appended");
      heads.push_back(*head);
    }
  });
  const std::vector<WrittenEntry> entries = entries_of(**store);
  const std::vector<WrittenTree> trees = trees_of(entries, std::span(heads).subspan(1));
  measure(round.closing, [&] { store->reset(); });

  RawSqlite raw(folder / "raw.db");
  measure(round.theirs, [&] {
    Sequence done = 0;
    for (const WrittenTree& tree : trees) {
      raw.append(done + 1, std::span(entries).subspan(done, tree.head.size - done), tree);
      done = tree.head.size;
    }
  });
  require(raw.entries() == entries, "both hold the same rows");
  return round;
}

void compare(const MadeProgramme& made, std::size_t size, std::size_t count, int rounds) {
  const std::vector<Batch> batches = batches_of(made, size, count);
  Samples ours;
  Samples theirs;
  Round last;
  for (int i = 0; i < rounds; ++i) {
    const TemporaryFolder folder;
    last = run_round(batches, folder.path());
    ours.add(last.ours.cpu / static_cast<double>(count));
    theirs.add(last.theirs.cpu / static_cast<double>(count));
    require(last.ours.calls.fsyncs >= count, "each batch is durable when append returns");
    // The log moves into the file every thousand pages, and that may fall into one batch more or less.
    constexpr std::int64_t kFsyncsOfMove = 2;
    const auto more = static_cast<std::int64_t>(last.ours.calls.fsyncs) - static_cast<std::int64_t>(last.theirs.calls.fsyncs);
    require(more >= -kFsyncsOfMove && more <= kFsyncsOfMove, "both call fsync as often");
  }
  std::printf("\n%zu batches of %zu; rows equal\n", count, size);
  const auto print_cost = [](const char* what, const Cost& cost) {
    std::printf("%-28s %9.3f CPU s, %7.3f s on the wall, %llu fsyncs, %.1f MB written\n", what, cost.cpu, cost.wall,
                static_cast<unsigned long long>(cost.calls.fsyncs), static_cast<double>(cost.calls.written) / 1e6);
  };
  print_cost("ours, last round", last.ours);
  print_cost("SQLite, last round", last.theirs);
  print_cost("ours, closing and sealing", last.closing);
  print_samples("ours, one batch", ours, 1e6, "CPU us");
  print_samples("SQLite, one batch", theirs, 1e6, "CPU us");
  print_ratio(ours, theirs, 0.6);
}

int run(bool quick) {
  const MadeProgramme made(MadeSize::of_entries(quick ? 20'000 : 300'000));
  print_machine();
  compare(made, 1, quick ? 50 : 3'000, quick ? 1 : 7);
  compare(made, 1'000, quick ? 5 : 200, quick ? 1 : 7);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) {
  return servanda::bench::run(servanda::bench::has_option(argc, argv, "--quick"));
}
