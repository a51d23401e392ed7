#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "book/store.h"
#include "book/store_contract_test.h"

namespace servanda {
namespace {

namespace fs = std::filesystem;

// A folder of its own, in memory where there is such a place: these tests do not ask whether a disk keeps its word.
class Folder {
 public:
  Folder() {
    std::string name = (fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path().string()) + "/book-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
    fs::permissions(path_, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                               fs::perms::others_read | fs::perms::others_exec);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string file(const std::string& name = "test.book") const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct SqliteMedium {
  Result<std::unique_ptr<Store>> open(OpenMode mode) { return open_sqlite_store(folder.file(), mode); }
  Folder folder;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreContract, SqliteMedium);

namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::unique_ptr<Store> must_open(const std::string& path, OpenMode mode) {
  Result<std::unique_ptr<Store>> store = open_sqlite_store(path, mode);
  if (!store) {
    ADD_FAILURE() << store.error().text();
    std::abort();
  }
  return *std::move(store);
}

// Three parties, two versions of the second, one blob; closed in order.
void make_small_book(const std::string& path) {
  const auto store = must_open(path, OpenMode::create);
  ASSERT_TRUE(store->append(0, {{party("P1"), party("P2"), party("P3")}, {"evidence"}}));
  ASSERT_TRUE(store->append(3, {{party("P2", 2)}, {}}));
}

enum class Triggers : int { off = 0, on = 1 };

// Another program: plain SQLite, which knows nothing of us. Returns the message of the error, "" where there is none.
std::string raw_sql(const std::string& path, const std::string& sql, Triggers triggers = Triggers::on) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, static_cast<int>(triggers), nullptr);
  std::string message;
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) message = sqlite3_errmsg(database);
  sqlite3_close(database);
  return message;
}

std::string opening_error(const std::string& path, OpenMode mode) {
  const Result<std::unique_ptr<Store>> store = open_sqlite_store(path, mode);
  return store ? "" : store.error().message;
}

// What opening and verifying finds wrong; "" where nothing is.
std::string finding(const std::string& path, OpenMode mode = OpenMode::read) {
  const Result<std::unique_ptr<Store>> store = open_sqlite_store(path, mode);
  if (!store) return store.error().message;
  const Result<Verification> verification = (*store)->verify();
  if (!verification) return verification.error().message;
  return verification->bytes == ByteCheck::passed ? "" : "not sealed";
}

// Runs `body` in a child process and returns its exit status; for what a process cannot take back.
template <class Body>
int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// As root, no permission holds; as nobody, they do.
void become_nobody() {
  if (geteuid() != 0) return;
  constexpr unsigned kNobody = 65534;
  if (setgid(kNobody) != 0 || setuid(kNobody) != 0) _exit(99);
}

// ---------------------------------------------------------------------------------------------------------------------
// Rules in the file

TEST(SqliteStore, OtherProgramsCannotChangeOrDeleteEntries) {
  const Folder folder;
  make_small_book(folder.file());
  const std::string before = contents(folder.file());
  const auto refused = [&](const std::string& sql) { return raw_sql(folder.file(), sql); };
  EXPECT_EQ(refused("UPDATE entry SET payload = x'00' WHERE seq = 1"), "entries are never changed");
  EXPECT_EQ(refused("UPDATE entry SET replaces = 1 WHERE seq = 4"), "entries are never changed");
  EXPECT_EQ(refused("DELETE FROM entry WHERE seq = 4"), "entries are never deleted");
  EXPECT_EQ(refused("DELETE FROM entry"), "entries are never deleted");
  EXPECT_EQ(refused("UPDATE blob SET bytes = x'00'"), "blobs are never changed");
  EXPECT_EQ(refused("DELETE FROM blob"), "blobs are never deleted");
  EXPECT_EQ(refused("REPLACE INTO blob SELECT hash, x'00' FROM blob"), "blobs are never changed");
  EXPECT_EQ(refused("DELETE FROM tree"), "the hash tree is never deleted");
  EXPECT_EQ(refused("REPLACE INTO tree SELECT * FROM tree"), "a book has one hash tree");
  EXPECT_EQ(refused("DELETE FROM seal"), "the seal is never deleted");
  EXPECT_EQ(refused("REPLACE INTO seal SELECT * FROM seal"), "a book has one seal");
  EXPECT_EQ(contents(folder.file()), before);
  EXPECT_EQ(finding(folder.file()), "");
}

TEST(SqliteStore, OtherProgramsCannotLeaveAGapOrMakeAFork) {
  const Folder folder;
  make_small_book(folder.file());
  const std::string before = contents(folder.file());
  const auto insert = [&](const std::string& verb, const std::string& sequence, const std::string& replaces) {
    return raw_sql(folder.file(), verb + " INTO entry VALUES(" + sequence + ", " + replaces +
                                      ", x'61', zeroblob(32), zeroblob(32))");
  };
  for (const std::string verb : {"INSERT", "REPLACE", "INSERT OR IGNORE", "INSERT OR ROLLBACK"}) {
    for (const std::string sequence : {"-1", "0", "1", "4", "6", "NULL"}) {
      EXPECT_EQ(insert(verb, sequence, "NULL"), "entries are numbered without a gap") << verb << ' ' << sequence;
    }
    EXPECT_EQ(insert(verb, "5", "2"), "an entry has at most one successor") << verb;
  }
  for (const std::string nowhere : {"5", "6", "0", "-1"}) {
    EXPECT_EQ(insert("INSERT", "5", nowhere), "CHECK constraint failed: replaces >= 1 AND replaces < seq") << nowhere;
  }
  EXPECT_EQ(raw_sql(folder.file(), "INSERT INTO entry VALUES(5, NULL, x'61', zeroblob(31), zeroblob(32))"),
            "CHECK constraint failed: length(salt) = 32");
  EXPECT_EQ(raw_sql(folder.file(), "INSERT INTO entry VALUES(5, NULL, 'text', zeroblob(32), zeroblob(32))"),
            "cannot store TEXT value in BLOB column entry.payload");
  EXPECT_EQ(contents(folder.file()), before);
}

TEST(SqliteStore, OtherProgramsCannotShrinkTheTreeOrLetItRunAhead) {
  const Folder folder;
  make_small_book(folder.file());
  for (const std::string size : {"0", "3", "4", "5"}) {
    EXPECT_EQ(raw_sql(folder.file(), "UPDATE tree SET size = " + size),
              "the hash tree only grows, and with the entries");
  }
  EXPECT_EQ(finding(folder.file()), "");
}

TEST(SqliteStore, AnEntryOutsideTheTreeIsFoundAndNotBuiltOn) {
  const Folder folder;
  make_small_book(folder.file());
  const auto open_before = must_open(folder.file(), OpenMode::write);
  EXPECT_EQ(raw_sql(folder.file(), "INSERT INTO entry VALUES(5, NULL, x'61', zeroblob(32), zeroblob(32))"), "");
  for (const OpenMode mode : {OpenMode::read, OpenMode::write, OpenMode::create}) {
    EXPECT_EQ(opening_error(folder.file(), mode), "the file is damaged: its hash tree does not fit its entries");
  }
  EXPECT_FALSE(open_before->append(4, parties("Q", 1)));
  EXPECT_FALSE(open_before->append(5, parties("Q", 1)));
  EXPECT_EQ(raw_sql(folder.file(), "DELETE FROM entry WHERE seq = 5", Triggers::off), "");
  EXPECT_TRUE(open_before->append(4, parties("Q", 1))) << "nothing was built on it";
}

// Who switches the triggers off can change all they like; verify says what they did.
TEST(SqliteStore, VerifyFindsWhatWasChangedPastTheTriggers) {
  const Folder folder;
  const std::map<std::string, std::string> changes{
      {"UPDATE entry SET payload = CAST('state 0' || char(10) AS BLOB) WHERE seq = 1",
       "entry 1: it was changed: it does not agree with its commitment"},
      {"UPDATE entry SET salt = zeroblob(32) WHERE seq = 3",
       "entry 3: it was changed: it does not agree with its commitment"},
      {"UPDATE entry SET replaces = 3 WHERE seq = 4", "entry 4: the column replaces was changed"},
      {"UPDATE entry SET replaces = NULL WHERE seq = 4", "entry 4: the column replaces was changed"},
      {"DELETE FROM entry WHERE seq = 2", "entry 2 is missing or damaged"},
      {"UPDATE tree SET root = zeroblob(32)", "the entries do not agree with the hash tree over them"},
      {"UPDATE tree SET frontier = zeroblob(40)", "the entries do not agree with the hash tree over them"},
      {"UPDATE tree SET size = 3", "the file is damaged: its hash tree does not fit its entries"},
      {"UPDATE blob SET bytes = x'00'", "blob " + hex(sha256("evidence")) + " is damaged"},
  };
  for (const auto& [change, expected] : changes) {
    fs::remove(folder.file());
    make_small_book(folder.file());
    ASSERT_EQ(raw_sql(folder.file(), change, Triggers::off), "");
    EXPECT_EQ(finding(folder.file()), expected) << change;
  }
}

TEST(SqliteStore, RefusesABookWithRulesThatAreNotOurs) {
  const Folder folder;
  for (const std::string sql :
       {"CREATE TRIGGER evil AFTER INSERT ON entry BEGIN UPDATE seal SET value = zeroblob(48); END",
        "CREATE TABLE extra(x)", "CREATE VIEW v AS SELECT * FROM entry", "DROP TRIGGER entry_delete",
        "DROP INDEX entry_replaces", "ALTER TABLE entry ADD COLUMN note TEXT"}) {
    fs::remove(folder.file());
    make_small_book(folder.file());
    ASSERT_EQ(raw_sql(folder.file(), sql), "");
    EXPECT_EQ(opening_error(folder.file(), OpenMode::read),
              "the tables or rules of this book are not those that Servanda makes: it was changed by other means");
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// What can be opened

TEST(SqliteStore, RefusesWhatIsNotABook) {
  const Folder folder;
  const auto expect_foreign = [&](const std::string& why) {
    const std::string before = contents(folder.file());
    for (const OpenMode mode : {OpenMode::read, OpenMode::write, OpenMode::create}) {
      const Result<std::unique_ptr<Store>> store = open_sqlite_store(folder.file(), mode);
      ASSERT_FALSE(store) << why;
      EXPECT_EQ(store.error().code, ErrorCode::bad_input);
      EXPECT_EQ(store.error().message, why);
    }
    EXPECT_EQ(contents(folder.file()), before);
  };
  write_file(folder.file(), std::string(5000, 'x'));
  expect_foreign("this is not a book of ours: not an SQLite database");
  write_file(folder.file(), "id,name\nP1,One\n");
  expect_foreign("this is not a book of ours: not an SQLite database");
  fs::remove(folder.file());
  raw_sql(folder.file(), "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  expect_foreign("this is not a book of ours, but another SQLite database");
}

TEST(SqliteStore, RefusesABookOfANewerVersion) {
  const Folder folder;
  make_small_book(folder.file());
  ASSERT_EQ(raw_sql(folder.file(), "PRAGMA user_version = 2"), "");
  for (const OpenMode mode : {OpenMode::read, OpenMode::write, OpenMode::create}) {
    EXPECT_EQ(opening_error(folder.file(), mode),
              "the book was written by a newer version of Servanda: its format is 2, this program knows formats up "
              "to 1");
  }
}

TEST(SqliteStore, OnlyCreateMakesAFile) {
  const Folder folder;
  EXPECT_EQ(opening_error(folder.file(), OpenMode::read), "there is no such file");
  EXPECT_EQ(opening_error(folder.file(), OpenMode::write), "there is no such file");
  EXPECT_FALSE(fs::exists(folder.file()));
  EXPECT_EQ(opening_error(folder.file(), OpenMode::create), "");
  EXPECT_EQ(opening_error(folder.file(), OpenMode::write), "");
  const Result<std::unique_ptr<Store>> nowhere = open_sqlite_store(folder.file("no/such.book"), OpenMode::create);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::bad_input);
}

// Where making a book was cut short, SQLite leaves an empty file or an empty database.
TEST(SqliteStore, CreateFinishesWhatWasCutShort) {
  const Folder folder;
  write_file(folder.file(), "");
  EXPECT_NE(opening_error(folder.file(), OpenMode::write), "");
  EXPECT_EQ(opening_error(folder.file(), OpenMode::create), "");
  EXPECT_EQ(opening_error(folder.file(), OpenMode::write), "");
  fs::remove(folder.file());
  raw_sql(folder.file(), "PRAGMA journal_mode = WAL");
  EXPECT_EQ(opening_error(folder.file(), OpenMode::create), "");
  EXPECT_EQ(opening_error(folder.file(), OpenMode::write), "");
}

TEST(SqliteStore, ManyMayMakeTheSameBookAtOnce) {
  for (int round = 0; round < 20; ++round) {
    const Folder folder;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { EXPECT_EQ(opening_error(folder.file(), OpenMode::create), ""); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(must_open(folder.file(), OpenMode::read)->tree_head()->size, 0U);
  }
}

TEST(SqliteStore, OpensPathsThatSqliteWouldReadAsSomethingElse) {
  const Folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  for (const std::string name : {"file:a?mode=memory", ":memory:", "100% #1.book"}) {
    ASSERT_NO_FATAL_FAILURE(make_small_book(name));
    EXPECT_TRUE(fs::exists(folder.path() / name)) << name;
    EXPECT_EQ(finding(name), "") << name;
  }
  fs::current_path(before);
}

TEST(SqliteStore, ABookInAReadOnlyFolderCanBeReadButNotWritten) {
  const Folder folder;
  const std::string path = folder.file("100% #1?.book");
  make_small_book(path);
  fs::permissions(path, fs::perms(0444));
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_EQ(in_child([&] {
              become_nobody();
              if (finding(path) != "") return 1;
              const Result<std::unique_ptr<Store>> store = open_sqlite_store(path, OpenMode::write);
              if (store || store.error().code != ErrorCode::bad_input) return 2;
              const Result<std::unique_ptr<Store>> fresh = open_sqlite_store(folder.file("new.book"), OpenMode::create);
              return fresh || fresh.error().code != ErrorCode::bad_input ? 3 : 0;
            }),
            0);
  fs::permissions(folder.path(), fs::perms(0755));
}

TEST(SqliteStore, AWritableBookInAReadOnlyFolderCanBeReadButNotWritten) {
  const Folder folder;
  make_small_book(folder.file());
  fs::permissions(folder.file(), fs::perms(0666));
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_EQ(in_child([&] {
              become_nobody();
              if (finding(folder.file()) != "") return 1;
              const Result<std::unique_ptr<Store>> store = open_sqlite_store(folder.file(), OpenMode::write);
              return store || store.error().code != ErrorCode::bad_input ? 2 : 0;
            }),
            0);
  fs::permissions(folder.path(), fs::perms(0755));
}

TEST(SqliteStore, AnUnreadableBookIsRefused) {
  const Folder folder;
  make_small_book(folder.file());
  fs::permissions(folder.file(), fs::perms(0000));
  EXPECT_EQ(in_child([&] {
              become_nobody();
              const Result<std::unique_ptr<Store>> store = open_sqlite_store(folder.file(), OpenMode::read);
              return store || store.error().code != ErrorCode::bad_input ? 1 : 0;
            }),
            0);
}

TEST(SqliteStore, AMediumThatTakesNoMoreLeavesTheBookAsItWas) {
  const Folder folder;
  make_small_book(folder.file());
  EXPECT_EQ(in_child([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const auto store = must_open(folder.file(), OpenMode::write);
              const TreeHead before = *store->tree_head();
              const rlimit small{100'000, 100'000};
              setrlimit(RLIMIT_FSIZE, &small);
              const Result<TreeHead> head = store->append(4, parties("Q", 2000));
              if (head || head.error().code != ErrorCode::store_failed) return 1;
              if (*store->tree_head() != before || !store->verify()) return 2;
              return store->append(4, parties("Q", 1)) ? 0 : 3;
            }),
            0);
  EXPECT_EQ(finding(folder.file()), "");
  EXPECT_EQ(payloads(*must_open(folder.file(), OpenMode::read)).size(), 5U);
}

// ---------------------------------------------------------------------------------------------------------------------
// The seal

TEST(SqliteStore, ABookClosedInOrderIsSealedAndLeavesOneFile) {
  const Folder folder;
  make_small_book(folder.file());
  EXPECT_EQ(finding(folder.file()), "");
  const std::string sealed = contents(folder.file());
  EXPECT_EQ(finding(folder.file(), OpenMode::write), "");
  EXPECT_EQ(contents(folder.file()), sealed) << "to look is not to change";
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(SqliteStore, ANewBookIsSealedWhenItIsClosed) {
  const Folder folder;
  must_open(folder.file(), OpenMode::create);
  EXPECT_EQ(finding(folder.file()), "");
}

TEST(SqliteStore, AnOpenBookIsNotSealed) {
  const Folder folder;
  make_small_book(folder.file());
  const auto writer = must_open(folder.file(), OpenMode::write);
  EXPECT_EQ(finding(folder.file()), "");
  ASSERT_TRUE(writer->append(4, parties("Q", 1)));
  EXPECT_EQ(writer->verify()->bytes, ByteCheck::not_closed_in_order);
  EXPECT_EQ(finding(folder.file()), "not sealed");
}

TEST(SqliteStore, BlobsAloneBreakTheSealToo) {
  const Folder folder;
  make_small_book(folder.file());
  {
    const auto writer = must_open(folder.file(), OpenMode::write);
    ASSERT_TRUE(writer->append(4, {{}, {"more evidence"}}));
    EXPECT_EQ(writer->verify()->bytes, ByteCheck::not_closed_in_order);
  }
  EXPECT_EQ(finding(folder.file()), "");
}

TEST(SqliteStore, TheLastOfTwoWritersSealsTheBook) {
  const Folder folder;
  make_small_book(folder.file());
  auto one = must_open(folder.file(), OpenMode::write);
  auto two = must_open(folder.file(), OpenMode::write);
  ASSERT_TRUE(one->append(4, parties("Q", 1)));
  one.reset();
  EXPECT_EQ(two->verify()->bytes, ByteCheck::passed);
  ASSERT_TRUE(two->append(5, parties("R", 1)));
  EXPECT_EQ(two->verify()->bytes, ByteCheck::not_closed_in_order);
  two.reset();
  EXPECT_EQ(finding(folder.file()), "");
}

TEST(SqliteStore, ABookMayHoldABookAsEvidence) {
  const Folder folder;
  make_small_book(folder.file());
  const std::string copy = contents(folder.file());
  ASSERT_TRUE(must_open(folder.file(), OpenMode::write)->append(4, {{}, {copy}}));
  EXPECT_EQ(finding(folder.file()), "");
}

TEST(SqliteStore, ALargeBookSaysThatItIsNotSealed) {
  const Folder folder;
  {
    const auto store = must_open(folder.file(), OpenMode::create);
    ASSERT_TRUE(store->append(0, {{party("P1")}, {std::string(65 * 1024 * 1024, 'x')}}));
  }
  const Result<Verification> verification = must_open(folder.file(), OpenMode::read)->verify();
  ASSERT_TRUE(verification) << verification.error().text();
  EXPECT_EQ(verification->bytes, ByteCheck::too_large);
}

TEST(SqliteStore, BytesAddedOrCutOffAreFound) {
  const Folder folder;
  make_small_book(folder.file());
  const std::string sealed = contents(folder.file());
  for (const std::string& changed : {sealed + 'x', sealed + std::string(4096, '\0'), sealed.substr(0, 100),
                                     sealed.substr(0, sealed.size() - 1), sealed.substr(0, sealed.size() - 4096)}) {
    write_file(folder.file(), changed);
    EXPECT_NE(finding(folder.file()), "");
  }
}

// What a flipped byte leads to, with a book to flip it in.
class Flipper {
 public:
  explicit Flipper(std::string path) : path_(std::move(path)), sealed_(contents(path_)) {}

  std::size_t size() const { return sealed_.size(); }

  std::string finding_after(std::size_t position, unsigned bits) {
    std::string changed = sealed_;
    changed[position] = static_cast<char>(static_cast<unsigned char>(changed[position]) ^ bits);
    write_file(path_, changed);
    const std::string found = finding(path_, position % 2 == 0 ? OpenMode::read : OpenMode::write);
    EXPECT_EQ(contents(path_), changed) << "to look is not to change";
    fs::remove(path_ + "-wal");
    fs::remove(path_ + "-shm");
    return found;
  }

 private:
  std::string path_;
  std::string sealed_;
};

// Every byte of the file, one after another, used or not: a flip of some of its bits, and in the long run of each bit.
TEST(SqliteStore, TheFlipOfAnyByteIsFound) {
  const Folder folder;
  make_small_book(folder.file());
  Flipper flipper(folder.file());
  const bool is_long = std::getenv("SERVANDA_LONG") != nullptr;
  std::mt19937 random(20240301);
  std::size_t only_by_seal = 0;
  for (std::size_t i = 0; i < flipper.size(); ++i) {
    for (unsigned bit = 0; bit < (is_long ? 8 : 1); ++bit) {
      const unsigned bits = is_long ? 1U << bit : 1U + static_cast<unsigned>(random() % 255);
      const std::string found = flipper.finding_after(i, bits);
      ASSERT_TRUE(found != "" && found != "not sealed") << "byte " << i << ", bits " << bits << ": " << found;
      if (found.starts_with("a byte of the file was changed outside Servanda")) ++only_by_seal;
    }
  }
  EXPECT_GT(only_by_seal, flipper.size() / 2) << "most of a small book is unused space";
}

// ---------------------------------------------------------------------------------------------------------------------
// Old books

// Written once by tests/books/make_book.cc; every later version must read it and find it whole.
TEST(SqliteStore, ABookOfVersion1StaysReadable) {
  const Folder folder;
  fs::copy_file(fs::path(SERVANDA_SOURCE_DIR) / "tests/books/version-1.book", folder.file());
  {
    const auto store = must_open(folder.file(), OpenMode::read);
    const Result<Verification> verification = store->verify();
    ASSERT_TRUE(verification) << verification.error().text();
    EXPECT_EQ(verification->bytes, ByteCheck::passed);
    EXPECT_EQ(verification->head.size, 5U);
    EXPECT_EQ(hex(verification->head.root), "c949212e816c1b2d8f4e2586d815b9eaacf6acf49673b57cdaf739ca54d0ef2e");
    EXPECT_EQ(payloads(*store),
              (std::vector<std::string>{"state 0\nparties\nid=P1\nname=One\n", "state 0\nparties\nid=P2\nname=Two\n",
                                        "state 0\nparties\nid=P3\nname=Three\\nlines \\\\ two\n",
                                        "correct 2\nparties\nid=P2\nname=Second\n", "retract 3\nparties\nid=P3\n"}));
    EXPECT_EQ(*store->blob(sha256("a document")), "a document");
  }
  ASSERT_TRUE(must_open(folder.file(), OpenMode::write)->append(5, parties("Q", 1)));
  EXPECT_EQ(finding(folder.file()), "");
}

}  // namespace
}  // namespace servanda
