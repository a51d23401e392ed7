#include <openssl/rand.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <thread>
#include <utility>

#include "base/check.h"
#include "book/store.h"

// A book as one SQLite file.
//
// The file is in WAL mode and synchronous=FULL: an append is one write to the log and one fsync.
//
// What no program may do to a book is in the file itself, as constraints and triggers. Our own connection obeys the
// constraints but switches triggers off, which spares a third of the time of a large append and runs no trigger that a
// stranger wrote. What the triggers check for each row, append checks for each batch: it numbers the entries from the
// size of the tree, which must be the number of the last entry. Unique indexes and CHECKs refuse the rest.
//
// The seal: the hash tree vouches for every entry, but says nothing of bytes that SQLite does not use. So whoever
// closes a book after writing stores the SHA-256 of the whole file in the file, computed with those 32 bytes as zero;
// the next append sets them to zero again. Writing the 32 bytes in place changes nothing else: in WAL mode SQLite
// touches the change counters on page 1 only together with page 1 itself, and that is written only when the file grows
// or its schema changes.

namespace servanda {
namespace {

constexpr std::int64_t kApplicationId = 0x53564E44;  // "SVND"
constexpr std::int64_t kLargestSealedFile = 64 * 1024 * 1024;
constexpr int kBusyMilliseconds = 30'000;
constexpr int kSealBusyMilliseconds = 1'000;  // closing does not wait for long: who holds the book will seal it
constexpr int kCopiedBytes = 64 * 1024;       // a multiple of every page size

// Text i brings a book from version i to version i + 1. Once a version is out, its text is never changed: the schema of
// every book is compared with what these texts make.
constexpr std::array<const char*, 1> kMigrations{R"sql(
CREATE TABLE entry(
  seq INTEGER PRIMARY KEY CHECK(seq >= 1),
  replaces INTEGER CHECK(replaces >= 1 AND replaces < seq),
  payload BLOB NOT NULL,
  salt BLOB NOT NULL CHECK(length(salt) = 32),
  commitment BLOB NOT NULL CHECK(length(commitment) = 32)
) STRICT;
CREATE UNIQUE INDEX entry_replaces ON entry(replaces) WHERE replaces IS NOT NULL;
CREATE TRIGGER entry_insert BEFORE INSERT ON entry
  BEGIN
    SELECT RAISE(ABORT, 'entries are numbered without a gap')
      WHERE new.seq IS NOT 1 + coalesce((SELECT max(seq) FROM entry), 0);
    SELECT RAISE(ABORT, 'an entry has at most one successor')
      FROM entry WHERE replaces = new.replaces;
  END;
CREATE TRIGGER entry_update BEFORE UPDATE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_delete BEFORE DELETE ON entry
  BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

CREATE TABLE tree(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  size INTEGER NOT NULL,
  root BLOB NOT NULL CHECK(length(root) = 32),
  frontier BLOB NOT NULL CHECK(length(frontier) >= 8)
) STRICT;
INSERT INTO tree VALUES(1, 0, X'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855', X'0000000000000000');
CREATE TRIGGER tree_insert BEFORE INSERT ON tree
  BEGIN SELECT RAISE(ABORT, 'a book has one hash tree'); END;
CREATE TRIGGER tree_update BEFORE UPDATE ON tree
  WHEN new.size <= old.size OR new.size IS NOT (SELECT max(seq) FROM entry)
  BEGIN SELECT RAISE(ABORT, 'the hash tree only grows, and with the entries'); END;
CREATE TRIGGER tree_delete BEFORE DELETE ON tree
  BEGIN SELECT RAISE(ABORT, 'the hash tree is never deleted'); END;

CREATE TABLE blob(
  hash BLOB NOT NULL PRIMARY KEY CHECK(length(hash) = 32),
  bytes BLOB NOT NULL
) STRICT;
CREATE TRIGGER blob_insert BEFORE INSERT ON blob WHEN EXISTS(SELECT 1 FROM blob WHERE hash = new.hash)
  BEGIN SELECT RAISE(ABORT, 'blobs are never changed'); END;
CREATE TRIGGER blob_update BEFORE UPDATE ON blob
  BEGIN SELECT RAISE(ABORT, 'blobs are never changed'); END;
CREATE TRIGGER blob_delete BEFORE DELETE ON blob
  BEGIN SELECT RAISE(ABORT, 'blobs are never deleted'); END;

CREATE TABLE seal(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  value BLOB NOT NULL CHECK(length(value) = 48)
) STRICT;
INSERT INTO seal VALUES(1,
  X'F77365616C206F66206120626F6F6BF70000000000000000000000000000000000000000000000000000000000000000');
CREATE TRIGGER seal_insert BEFORE INSERT ON seal
  BEGIN SELECT RAISE(ABORT, 'a book has one seal'); END;
CREATE TRIGGER seal_delete BEFORE DELETE ON seal
  BEGIN SELECT RAISE(ABORT, 'the seal is never deleted'); END;
)sql"};
constexpr auto kVersion = static_cast<std::int64_t>(kMigrations.size());

// The first 16 bytes of seal.value; the digest follows.
constexpr std::string_view kSealMarker = "\xF7seal of a book\xF7";
static_assert(kSealMarker.size() == 16);

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool is_zero(const Hash& hash) { return hash == Hash{}; }

// ---------------------------------------------------------------------------------------------------------------------
// SQLite, as little of it as is needed

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

Error error_of(sqlite3* database, ErrorCode code, std::string message) {
  const char* file = sqlite3_db_filename(database, "main");
  return {code, std::move(message), file == nullptr ? "" : file};
}

std::string sqlite_message(sqlite3* database) {
  std::string message = sqlite3_errmsg(database);
  const int reason = sqlite3_system_errno(database);
  if (reason != 0) message += std::string(" (") + std::strerror(reason) + ")";
  return message;
}

// What the last call on this database has run into.
Error last_error(sqlite3* database) {
  switch (sqlite3_errcode(database) & 0xFF) {
    case SQLITE_BUSY:
      return error_of(database, ErrorCode::store_failed, "another program keeps the book busy; try again later");
    case SQLITE_FULL:
      return error_of(database, ErrorCode::store_failed, "the disk is full; nothing was changed");
    case SQLITE_CONSTRAINT:
      return error_of(database, ErrorCode::bad_input, sqlite3_errmsg(database));
    case SQLITE_NOTADB:
      return error_of(database, ErrorCode::bad_input, "this is not a book of ours: not an SQLite database");
    case SQLITE_CORRUPT:
      return error_of(database, ErrorCode::bad_input, "the file is damaged: " + sqlite_message(database));
    default:
      return error_of(database, ErrorCode::store_failed, sqlite_message(database));
  }
}

// A prepared statement. What is bound is borrowed until reset().
class Statement {
 public:
  static Result<Statement> prepare(sqlite3* database, std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                           nullptr) != SQLITE_OK) {
      return last_error(database);
    }
    return Statement(statement);
  }

  Statement& bind(int index, std::int64_t value) { return note(sqlite3_bind_int64(get(), index, value)); }
  Statement& bind(int index, std::span<const std::uint8_t> bytes) {
    return note(sqlite3_bind_blob64(get(), index, bytes.data(), bytes.size(), SQLITE_STATIC));
  }
  Statement& bind_null(int index) { return note(sqlite3_bind_null(get(), index)); }

  // True where there is a row to look at.
  Result<bool> step() {
    if (bind_failed_) return last_error(sqlite3_db_handle(get()));
    const int code = sqlite3_step(get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return last_error(sqlite3_db_handle(get()));
  }

  void reset() {
    sqlite3_reset(get());
    bind_failed_ = false;
  }

  // Runs a statement that has no rows to its end.
  Status run() {
    const Result<bool> row = step();
    reset();
    if (!row) return row.error();
    return {};
  }

  std::int64_t integer(int column) { return sqlite3_column_int64(get(), column); }
  bool is_null(int column) { return sqlite3_column_type(get(), column) == SQLITE_NULL; }
  // Valid until the next step.
  std::string_view bytes(int column) {
    const void* data = sqlite3_column_blob(get(), column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
  }
  // False if the column does not hold 32 bytes.
  bool read_hash(int column, Hash& hash) {
    const std::string_view value = bytes(column);
    if (value.size() != hash.size()) return false;
    std::memcpy(hash.data(), value.data(), hash.size());
    return true;
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* get() const { return statement_.get(); }
  Statement& note(int code) {
    bind_failed_ |= code != SQLITE_OK;
    return *this;
  }

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  bool bind_failed_ = false;
};

Status run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return last_error(database);
  return {};
}

Result<std::int64_t> query_integer(sqlite3* database, std::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, Statement::prepare(database, sql));
  ASSIGN_OR_RETURN(const bool row, statement.step());
  if (!row) return error_of(database, ErrorCode::bad_input, "the file is damaged: a row is missing");
  return statement.integer(0);
}

// Rolls back unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(sqlite3* database, Statement& begin) {
    RETURN_IF_ERROR(begin.run());
    return Transaction(database);
  }
  static Result<Transaction> begin(sqlite3* database, const char* sql) {
    RETURN_IF_ERROR(servanda::run(database, sql));
    return Transaction(database);
  }

  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() {
    // A failure may have rolled back already; then there is nothing left to end.
    if (database_ != nullptr && sqlite3_get_autocommit(database_) == 0) {
      sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
    }
  }

 private:
  explicit Transaction(sqlite3* database) : database_(database) {}
  sqlite3* database_;
};

// ---------------------------------------------------------------------------------------------------------------------
// Opening

Result<Database> connect(const std::string& name, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  CHECK(raw != nullptr);  // only without memory
  Database database(raw);
  if (code != SQLITE_OK) return last_error(raw);
  sqlite3_busy_timeout(raw, kBusyMilliseconds);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  RETURN_IF_ERROR(run(raw, "PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON"));
  return database;
}

struct Identity {
  std::int64_t application_id = 0;
  std::int64_t version = 0;
  std::int64_t objects = 0;

  bool is_blank() const { return application_id == 0 && version == 0 && objects == 0; }
};

Result<Identity> identity(sqlite3* database) {
  Identity result;
  ASSIGN_OR_RETURN(result.application_id, query_integer(database, "PRAGMA application_id"));
  ASSIGN_OR_RETURN(result.version, query_integer(database, "PRAGMA user_version"));
  ASSIGN_OR_RETURN(result.objects, query_integer(database, "SELECT count(*) FROM sqlite_schema"));
  return result;
}

// At one moment, for another program may be making this very book.
Result<Identity> settled_identity(sqlite3* database) {
  ASSIGN_OR_RETURN(const Transaction moment, Transaction::begin(database, "BEGIN"));
  return identity(database);
}

Status check_identity(sqlite3* database, const Identity& found) {
  if (found.application_id != kApplicationId) {
    return error_of(database, ErrorCode::bad_input, "this is not a book of ours, but another SQLite database");
  }
  if (found.version > kVersion) {
    return error_of(database, ErrorCode::bad_input,
                    "the book was written by a newer version of Servanda: its format is " +
                        std::to_string(found.version) + ", this program knows formats up to " +
                        std::to_string(kVersion));
  }
  if (found.version < 1) return error_of(database, ErrorCode::bad_input, "the file is damaged: it has no version");
  return {};
}

Status migrate(sqlite3* database, std::int64_t version) {
  for (auto i = static_cast<std::size_t>(version); i < kMigrations.size(); ++i) {
    RETURN_IF_ERROR(run(database, kMigrations[i]));
  }
  return run(database, ("PRAGMA user_version=" + std::to_string(kVersion) +
                        "; PRAGMA application_id=" + std::to_string(kApplicationId))
                           .c_str());
}

// The text of all tables, indexes and triggers, in one order.
Result<std::string> schema_of_database(sqlite3* database) {
  ASSIGN_OR_RETURN(Statement statement,
                   Statement::prepare(database, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"));
  std::string text;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.step());
    if (!row) return text;
    for (int column = 0; column < 4; ++column) {
      text += statement.bytes(column);
      text += '\n';
    }
  }
}

Result<std::string> schema_that_we_make() {
  ASSIGN_OR_RETURN(const Database model, connect(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY));
  RETURN_IF_ERROR(migrate(model.get(), 0));
  return schema_of_database(model.get());
}

// A book may come from a stranger, and may lack our rules or bring others.
Status check_schema(sqlite3* database) {
  static const Result<std::string> expected = schema_that_we_make();
  if (!expected) return expected.error();
  ASSIGN_OR_RETURN(const std::string found, schema_of_database(database));
  if (found == *expected) return {};
  return error_of(database, ErrorCode::bad_input,
                  "the tables or rules of this book are not those that Servanda makes: it was changed by other means");
}

// SQLite gives up at once where two programs switch the same new file to WAL.
Status switch_to_wal(sqlite3* database) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyMilliseconds);
  for (;;) {
    const Status status = run(database, "PRAGMA page_size=4096; PRAGMA auto_vacuum=NONE; PRAGMA journal_mode=WAL");
    if (status || (sqlite3_errcode(database) & 0xFF) != SQLITE_BUSY || std::chrono::steady_clock::now() > end) {
      return status;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

// Brings a blank file, or a book of an older version, to the newest version.
Status bring_up(sqlite3* database) {
  ASSIGN_OR_RETURN(const Identity before, settled_identity(database));
  if (before.is_blank()) RETURN_IF_ERROR(switch_to_wal(database));
  ASSIGN_OR_RETURN(const Transaction transaction, Transaction::begin(database, "BEGIN IMMEDIATE"));
  ASSIGN_OR_RETURN(const Identity found, identity(database));  // another program may have been faster
  if (found.is_blank()) {
    RETURN_IF_ERROR(migrate(database, 0));
  } else {
    RETURN_IF_ERROR(check_identity(database, found));
    if (found.version == kVersion) return {};
    RETURN_IF_ERROR(migrate(database, found.version));
  }
  return run(database, "COMMIT");
}

Status check_wal(sqlite3* database) {
  ASSIGN_OR_RETURN(Statement statement, Statement::prepare(database, "PRAGMA journal_mode"));
  ASSIGN_OR_RETURN(const bool row, statement.step());
  if (row && statement.bytes(0) == "wal") return {};
  return error_of(database, ErrorCode::bad_input, "the book was changed by other means: it is no longer in WAL mode");
}

// A file: URI that reads a file which no one writes: without locks, and so in a folder where no lock can be made.
std::string immutable_uri(const std::string& path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '%' || c == '?' || c == '#') {
      uri += '%';
      uri += kDigits[byte >> 4];
      uri += kDigits[byte & 15];
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

// Whether SQLite can neither make its lock file beside this one nor finds one that a writer made.
bool lies_still(const std::string& path) {
  std::error_code failed;
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return access(folder.c_str(), W_OK) != 0 && !std::filesystem::exists(path + "-wal", failed) &&
         !std::filesystem::exists(path + "-shm", failed);
}

Result<Database> connect_to_read(const std::string& path) {
  const bool still = lies_still(path);
  ASSIGN_OR_RETURN(Database database, still ? connect(immutable_uri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
                                            : connect(path, SQLITE_OPEN_READWRITE));
  ASSIGN_OR_RETURN(const Identity found, settled_identity(database.get()));
  RETURN_IF_ERROR(check_identity(database.get(), found));
  RETURN_IF_ERROR(run(database.get(), "PRAGMA query_only=ON"));
  return database;
}

// Why a file of this name cannot be written; 0 if it can be. Found out by making another one beside it.
int hindrance(const std::string& path) {
  if (access(path.c_str(), F_OK) == 0 && access(path.c_str(), W_OK) != 0) return errno;
  std::string beside = path + "-XXXXXX";
  const int file = mkstemp(beside.data());
  if (file < 0) return errno;
  close(file);
  unlink(beside.c_str());
  return 0;
}

// A place that whoever named it has to change, as against a medium that fails.
bool is_wrong_place(int reason) {
  return reason == EACCES || reason == EPERM || reason == EROFS || reason == ENOENT || reason == ENOTDIR;
}

Error unwritable(const std::string& path, int reason) {
  return {ErrorCode::bad_input,
          std::string("found a place that cannot be written (") + std::strerror(reason) +
              "), expected a folder, and no file of that name or one that can be written; mend its permissions, or name "
              "another place",
          path};
}

Result<Database> connect_to_write(const std::string& path, OpenMode mode) {
  const int flags = SQLITE_OPEN_READWRITE | (mode == OpenMode::create ? SQLITE_OPEN_CREATE : 0);
  ASSIGN_OR_RETURN(Database database, connect(path, flags));
  ASSIGN_OR_RETURN(const Identity found, settled_identity(database.get()));
  const bool make = mode == OpenMode::create && found.is_blank();
  if (!make) RETURN_IF_ERROR(check_identity(database.get(), found));
  if (sqlite3_db_readonly(database.get(), "main") != 0) {
    return error_of(database.get(), ErrorCode::store_failed, "the book cannot be written: the file is read-only");
  }
  if (make || found.version < kVersion) RETURN_IF_ERROR(bring_up(database.get()));
  RETURN_IF_ERROR(check_wal(database.get()));
  return database;
}

// ---------------------------------------------------------------------------------------------------------------------
// The seal

sqlite3_file* file_of(sqlite3* database, int control) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database, "main", control, &file);
  CHECK(file != nullptr && file->pMethods != nullptr);
  return file;
}

// Sets the digest in the one row of the seal's page to zero.
Status blank_digest(sqlite3* database, std::span<std::uint8_t> page) {
  const auto marker = bytes_of(kSealMarker);
  const auto found = std::ranges::search(page, marker);
  if (found.empty() || page.end() - found.end() < static_cast<std::ptrdiff_t>(sizeof(Hash))) {
    return error_of(database, ErrorCode::refused, "the seal of the book is damaged");
  }
  std::fill_n(found.end(), sizeof(Hash), std::uint8_t{0});
  return {};
}

// SHA-256 of the main file, with the digest of the seal as zero. The file is read through SQLite's own handle: to close
// a second descriptor of it would drop the POSIX locks of the first.
Result<Hash> hash_of_file(sqlite3* database) {
  ASSIGN_OR_RETURN(const std::int64_t page_size, query_integer(database, "PRAGMA page_size"));
  ASSIGN_OR_RETURN(const std::int64_t root,
                   query_integer(database, "SELECT rootpage FROM sqlite_schema WHERE name = 'seal'"));
  const std::int64_t seal_page = (root - 1) * page_size;  // one short row: the root of the table is its only page
  sqlite3_file* file = file_of(database, SQLITE_FCNTL_FILE_POINTER);
  sqlite3_int64 size = 0;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK || seal_page + page_size > size) {
    return error_of(database, ErrorCode::store_failed, "the size of the file is wrong");
  }
  std::vector<std::uint8_t> chunk(kCopiedBytes);
  Sha256 hash;
  for (sqlite3_int64 offset = 0; offset < size; offset += kCopiedBytes) {
    const auto length = std::min<sqlite3_int64>(kCopiedBytes, size - offset);
    const std::span<std::uint8_t> part(chunk.data(), static_cast<std::size_t>(length));
    if (file->pMethods->xRead(file, chunk.data(), static_cast<int>(length), offset) != SQLITE_OK) {
      return error_of(database, ErrorCode::store_failed, "byte " + std::to_string(offset) + " cannot be read");
    }
    if (seal_page >= offset && seal_page < offset + length) {
      RETURN_IF_ERROR(blank_digest(database, part.subspan(static_cast<std::size_t>(seal_page - offset),
                                                          static_cast<std::size_t>(page_size))));
    }
    hash.add(part);
  }
  return hash.finish();
}

Status truncate_log(sqlite3* database) {
  if (sqlite3_wal_checkpoint_v2(database, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) != SQLITE_OK) {
    return last_error(database);
  }
  return {};
}

// In place, so that no other byte of the file moves.
Status write_digest(sqlite3* database, const Hash& digest) {
  sqlite3_blob* blob = nullptr;
  if (sqlite3_blob_open(database, "main", "seal", "value", 1, 1, &blob) != SQLITE_OK) return last_error(database);
  const int written = sqlite3_blob_write(blob, digest.data(), static_cast<int>(digest.size()),
                                         static_cast<int>(kSealMarker.size()));
  const int closed = sqlite3_blob_close(blob);
  if (written != SQLITE_OK || closed != SQLITE_OK) return last_error(database);
  return {};
}

Status seal(sqlite3* database) {
  ASSIGN_OR_RETURN(const std::int64_t pages, query_integer(database, "PRAGMA page_count"));
  ASSIGN_OR_RETURN(const std::int64_t page_size, query_integer(database, "PRAGMA page_size"));
  if (pages * page_size > kLargestSealedFile) return {};
  sqlite3_busy_timeout(database, kSealBusyMilliseconds);
  RETURN_IF_ERROR(truncate_log(database));
  ASSIGN_OR_RETURN(const Transaction transaction, Transaction::begin(database, "BEGIN IMMEDIATE"));
  sqlite3_file* log = file_of(database, SQLITE_FCNTL_JOURNAL_POINTER);
  sqlite3_int64 log_size = 0;
  if (log->pMethods->xFileSize(log, &log_size) != SQLITE_OK || log_size != 0) {
    return store_failed("another program has written meanwhile");  // and will seal the book when it closes it
  }
  ASSIGN_OR_RETURN(const Hash digest, hash_of_file(database));
  RETURN_IF_ERROR(write_digest(database, digest));
  RETURN_IF_ERROR(run(database, "COMMIT"));
  return truncate_log(database);
}

// ---------------------------------------------------------------------------------------------------------------------
// The store

struct TreeRow {
  TreeHead head;
  std::string frontier;
  bool sealed = false;
};

// The number in "OPERATION PREDECESSOR", the first line of every payload (book/payload.h).
Result<Sequence> predecessor_of(std::string_view payload) {
  const std::string_view line = payload.substr(0, payload.find('\n'));
  const std::size_t blank = line.find(' ');
  Sequence predecessor = 0;
  if (blank != std::string_view::npos && line.size() < payload.size()) {
    const auto [end, error] = std::from_chars(line.data() + blank + 1, line.data() + line.size(), predecessor);
    if (error == std::errc() && end == line.data() + line.size()) return predecessor;
  }
  return bad_input("its first line does not name the entry that it succeeds");
}

// Random salts, drawn in advance: to ask the generator costs as much as 30 salts.
class Salts {
 public:
  Salt next() {
    if (left_ == 0) {
      CHECK(RAND_bytes(drawn_.front().data(), static_cast<int>(sizeof drawn_)) == 1);
      left_ = drawn_.size();
    }
    return drawn_[--left_];
  }

 private:
  std::array<Salt, 128> drawn_{};
  std::size_t left_ = 0;
};

class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> make(Database database, OpenMode mode);
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  ~SqliteStore() override;

  Result<TreeHead> tree_head() override;
  Result<TreeHead> append(Sequence expected, const Batch& batch) override;
  Status read(Sequence after, const Visitor& visit) override;
  Result<std::string> blob(const Hash& hash) override;
  Result<std::vector<Hash>> blobs() override;
  Result<Verification> verify() override;

 private:
  struct Statements {
    Statement begin;
    Statement commit;
    Statement tree;
    Statement insert_entry;
    Statement insert_blob;
    Statement update_tree;
    Statement clear_seal;
  };

  SqliteStore(Database database, OpenMode mode, Statements statements)
      : database_(std::move(database)), mode_(mode), statements_(std::move(statements)) {}

  Error error(ErrorCode code, std::string message) { return error_of(database_.get(), code, std::move(message)); }
  Error error_at(std::int64_t sequence, Error error) {
    error.message = "entry " + std::to_string(sequence) + ": " + error.message;
    error.file = this->error(error.code, "").file;
    return error;
  }

  Result<TreeRow> tree_row();
  Result<MerkleFrontier> frontier_of(const TreeRow& tree);
  Status insert_entries(const std::vector<std::string>& payloads, MerkleFrontier& frontier);
  Status insert_entry(const StoredEntry& entry);
  Status insert_blobs(const std::vector<std::string>& blobs);
  Status update_tree(const TreeHead& head, const MerkleFrontier& frontier);
  Status clear_seal();
  template <class Visit>
  Status each_entry(Sequence after, Visit visit);

  Result<Verification> verify_at_one_moment();
  Status check_pages();
  Result<TreeHead> check_entries();
  Status check_entry(const StoredEntry& entry, std::int64_t replaces, std::vector<bool>& succeeded);
  Status check_blobs();
  Result<ByteCheck> check_seal();

  Database database_;
  OpenMode mode_;
  Statements statements_;
  TreeHead head_;  // what frontier_ belongs to
  MerkleFrontier frontier_;
  Salts salts_;
  bool needs_seal_ = false;
};

Result<std::unique_ptr<Store>> SqliteStore::make(Database database, OpenMode mode) {
  sqlite3* raw = database.get();
  RETURN_IF_ERROR(check_schema(raw));
  ASSIGN_OR_RETURN(
      Statement tree,
      Statement::prepare(raw, "SELECT size, root, frontier, (SELECT value FROM seal WHERE id = 1),"
                              " (SELECT seq FROM entry ORDER BY seq DESC LIMIT 1) FROM tree WHERE id = 1"));
  ASSIGN_OR_RETURN(Statement begin, Statement::prepare(raw, "BEGIN IMMEDIATE"));
  ASSIGN_OR_RETURN(Statement commit, Statement::prepare(raw, "COMMIT"));
  ASSIGN_OR_RETURN(Statement insert_entry, Statement::prepare(raw, "INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5)"));
  ASSIGN_OR_RETURN(
      Statement insert_blob,
      Statement::prepare(raw, "INSERT INTO blob SELECT ?1, ?2 WHERE NOT EXISTS(SELECT 1 FROM blob WHERE hash = ?1)"));
  ASSIGN_OR_RETURN(Statement update_tree,
                   Statement::prepare(raw, "UPDATE tree SET size = ?1, root = ?2, frontier = ?3 WHERE id = 1"));
  ASSIGN_OR_RETURN(Statement clear_seal, Statement::prepare(raw, "UPDATE seal SET value = ?1 WHERE id = 1"));
  Statements statements{std::move(begin),        std::move(commit),      std::move(tree),
                        std::move(insert_entry), std::move(insert_blob), std::move(update_tree),
                        std::move(clear_seal)};
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(database), mode, std::move(statements)));
  ASSIGN_OR_RETURN(const TreeRow found, store->tree_row());
  store->needs_seal_ = mode != OpenMode::read && found.head.size == 0 && !found.sealed;  // it is new
  return std::unique_ptr<Store>(std::move(store));
}

// A book that could not be sealed is whole; verify says that it was not closed in order.
SqliteStore::~SqliteStore() {
  if (needs_seal_) static_cast<void>(seal(database_.get()));
}

Result<TreeRow> SqliteStore::tree_row() {
  Statement& statement = statements_.tree;
  TreeRow tree;
  ASSIGN_OR_RETURN(const bool row, statement.step());
  const std::int64_t size = row ? statement.integer(0) : -1;
  const std::string_view seal = row ? statement.bytes(3) : std::string_view{};
  // The entries must end where the tree ends: new ones are numbered from there.
  const bool whole = size >= 0 && size <= std::numeric_limits<Sequence>::max() && statement.integer(4) == size &&
                     statement.read_hash(1, tree.head.root) && seal.size() == kSealMarker.size() + sizeof(Hash);
  if (whole) {
    tree.head.size = static_cast<Sequence>(size);
    tree.frontier = statement.bytes(2);
    tree.sealed = seal.substr(kSealMarker.size()).find_first_not_of('\0') != std::string_view::npos;
  }
  statement.reset();
  if (!whole) return error(ErrorCode::bad_input, "the file is damaged: its hash tree does not fit its entries");
  return tree;
}

Result<TreeHead> SqliteStore::tree_head() {
  ASSIGN_OR_RETURN(const TreeRow tree, tree_row());
  return tree.head;
}

Result<MerkleFrontier> SqliteStore::frontier_of(const TreeRow& tree) {
  if (tree.head == head_ && frontier_.size() == head_.size) return frontier_;
  const Result<MerkleFrontier> frontier = MerkleFrontier::restore(bytes_of(tree.frontier));
  if (!frontier || frontier->size() != tree.head.size || frontier->root() != tree.head.root) {
    return error(ErrorCode::bad_input, "the file is damaged: the hash tree contradicts itself");
  }
  return *frontier;
}

Result<TreeHead> SqliteStore::append(Sequence expected, const Batch& batch) {
  if (mode_ == OpenMode::read) return error(ErrorCode::store_failed, "the book was opened for reading only");
  ASSIGN_OR_RETURN(const Transaction transaction, Transaction::begin(database_.get(), statements_.begin));
  ASSIGN_OR_RETURN(const TreeRow tree, tree_row());
  if (tree.head.size != expected) {
    return error(ErrorCode::conflict, "another program has appended: the book has " + std::to_string(tree.head.size) +
                                          " entries, expected were " + std::to_string(expected));
  }
  if (batch.payloads.size() > std::numeric_limits<Sequence>::max() - expected) {
    return error(ErrorCode::store_failed, "a book cannot hold so many entries");
  }
  ASSIGN_OR_RETURN(MerkleFrontier frontier, frontier_of(tree));
  if (batch.payloads.empty() && batch.blobs.empty()) return tree.head;

  if (tree.sealed) RETURN_IF_ERROR(clear_seal());
  RETURN_IF_ERROR(insert_entries(batch.payloads, frontier));
  RETURN_IF_ERROR(insert_blobs(batch.blobs));
  const TreeHead head{static_cast<Sequence>(frontier.size()), frontier.root()};
  if (!batch.payloads.empty()) RETURN_IF_ERROR(update_tree(head, frontier));
  RETURN_IF_ERROR(statements_.commit.run());
  head_ = head;
  frontier_ = std::move(frontier);
  needs_seal_ = true;
  return head;
}

Status SqliteStore::insert_entries(const std::vector<std::string>& payloads, MerkleFrontier& frontier) {
  for (const std::string& payload : payloads) {
    const auto sequence = static_cast<Sequence>(frontier.size() + 1);
    const Salt salt = salts_.next();
    const Hash commitment = servanda::commitment(salt, bytes_of(payload));
    RETURN_IF_ERROR(insert_entry({sequence, payload, salt, commitment}));
    frontier.append(leaf_hash(commitment));
  }
  return {};
}

Status SqliteStore::insert_entry(const StoredEntry& entry) {
  const Result<Sequence> predecessor = predecessor_of(entry.payload);
  if (!predecessor) return error_at(entry.sequence, predecessor.error());
  Statement& insert = statements_.insert_entry;
  insert.bind(1, entry.sequence).bind(3, bytes_of(entry.payload)).bind(4, entry.salt).bind(5, entry.commitment);
  if (*predecessor == 0) {
    insert.bind_null(2);
  } else {
    insert.bind(2, *predecessor);
  }
  const Status status = insert.run();
  if (!status) return error_at(entry.sequence, status.error());
  return {};
}

Status SqliteStore::insert_blobs(const std::vector<std::string>& blobs) {
  for (const std::string& bytes : blobs) {
    const Hash hash = sha256(bytes);
    RETURN_IF_ERROR(statements_.insert_blob.bind(1, hash).bind(2, bytes_of(bytes)).run());
  }
  return {};
}

Status SqliteStore::update_tree(const TreeHead& head, const MerkleFrontier& frontier) {
  const std::vector<std::uint8_t> bytes = frontier.serialise();
  return statements_.update_tree.bind(1, head.size).bind(2, head.root).bind(3, bytes).run();
}

Status SqliteStore::clear_seal() {
  std::string value(kSealMarker);
  value.append(sizeof(Hash), '\0');
  return statements_.clear_seal.bind(1, bytes_of(value)).run();
}

template <class Visit>
Status SqliteStore::each_entry(Sequence after, Visit visit) {
  ASSIGN_OR_RETURN(Statement rows,
                   Statement::prepare(database_.get(),
                                      "SELECT seq, payload, salt, commitment, replaces FROM entry WHERE seq > ?1"
                                      " ORDER BY seq"));
  rows.bind(1, after);
  StoredEntry entry{after, {}, {}, {}};
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    ++entry.sequence;
    if (rows.integer(0) != entry.sequence || !rows.read_hash(2, entry.salt) || !rows.read_hash(3, entry.commitment)) {
      return error(ErrorCode::bad_input, "entry " + std::to_string(entry.sequence) + " is missing or damaged");
    }
    entry.payload = rows.bytes(1);
    RETURN_IF_ERROR(visit(entry, rows.is_null(4) ? 0 : rows.integer(4)));
  }
}

Status SqliteStore::read(Sequence after, const Visitor& visit) {
  return each_entry(after, [&](const StoredEntry& entry, std::int64_t) { return visit(entry); });
}

Result<std::string> SqliteStore::blob(const Hash& hash) {
  ASSIGN_OR_RETURN(Statement rows, Statement::prepare(database_.get(), "SELECT bytes FROM blob WHERE hash = ?1"));
  ASSIGN_OR_RETURN(const bool row, rows.bind(1, hash).step());
  if (!row) return error(ErrorCode::bad_input, "the book has no blob " + hex(hash));
  std::string bytes(rows.bytes(0));
  if (sha256(bytes) != hash) return error(ErrorCode::bad_input, "blob " + hex(hash) + " is damaged");
  return bytes;
}

Result<std::vector<Hash>> SqliteStore::blobs() {
  ASSIGN_OR_RETURN(Statement rows, Statement::prepare(database_.get(), "SELECT hash FROM blob ORDER BY hash"));
  std::vector<Hash> hashes;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return hashes;
    if (!rows.read_hash(0, hashes.emplace_back())) return error(ErrorCode::bad_input, "the hash of a blob is damaged");
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Verification

Result<Verification> SqliteStore::verify() {
  Result<Verification> result = verify_at_one_moment();
  if (!result && result.error().code == ErrorCode::bad_input) result.error().code = ErrorCode::refused;
  return result;
}

Result<Verification> SqliteStore::verify_at_one_moment() {
  ASSIGN_OR_RETURN(const Transaction moment, Transaction::begin(database_.get(), "BEGIN"));
  RETURN_IF_ERROR(check_schema(database_.get()));
  RETURN_IF_ERROR(check_pages());
  Verification verification;
  ASSIGN_OR_RETURN(verification.head, check_entries());
  RETURN_IF_ERROR(check_blobs());
  ASSIGN_OR_RETURN(verification.bytes, check_seal());
  return verification;
}

// The B-trees, the types, NOT NULL, CHECK and UNIQUE.
Status SqliteStore::check_pages() {
  ASSIGN_OR_RETURN(Statement rows, Statement::prepare(database_.get(), "PRAGMA integrity_check(1)"));
  ASSIGN_OR_RETURN(const bool row, rows.step());
  if (row && rows.bytes(0) == "ok") return {};
  return error(ErrorCode::refused, "the file is damaged: " + std::string(row ? rows.bytes(0) : ""));
}

Result<TreeHead> SqliteStore::check_entries() {
  ASSIGN_OR_RETURN(const TreeRow tree, tree_row());
  MerkleFrontier frontier;
  std::vector<bool> succeeded(1);
  RETURN_IF_ERROR(each_entry(0, [&](const StoredEntry& entry, std::int64_t replaces) {
    succeeded.push_back(false);
    frontier.append(leaf_hash(entry.commitment));
    return check_entry(entry, replaces, succeeded);
  }));
  const TreeHead head{static_cast<Sequence>(frontier.size()), frontier.root()};
  if (head != tree.head || !std::ranges::equal(frontier.serialise(), bytes_of(tree.frontier))) {
    return error(ErrorCode::refused, "the entries do not agree with the hash tree over them");
  }
  return head;
}

Status SqliteStore::check_entry(const StoredEntry& entry, std::int64_t replaces, std::vector<bool>& succeeded) {
  const auto wrong = [&](std::string message) {
    return error_at(entry.sequence, {ErrorCode::refused, std::move(message)});
  };
  if (commitment(entry.salt, bytes_of(entry.payload)) != entry.commitment) {
    return wrong("it was changed: it does not agree with its commitment");
  }
  const Result<Sequence> predecessor = predecessor_of(entry.payload);
  if (!predecessor) return wrong(predecessor.error().message);
  if (*predecessor != replaces) return wrong("the column replaces was changed");
  if (replaces >= entry.sequence) return wrong("it succeeds an entry that does not exist");
  if (replaces == 0) return {};
  if (succeeded[*predecessor]) return wrong("it succeeds an entry that already has a successor");
  succeeded[*predecessor] = true;
  return {};
}

Status SqliteStore::check_blobs() {
  ASSIGN_OR_RETURN(const std::vector<Hash> hashes, blobs());
  for (const Hash& hash : hashes) RETURN_IF_ERROR(blob(hash));
  return {};
}

Result<ByteCheck> SqliteStore::check_seal() {
  ASSIGN_OR_RETURN(Statement rows, Statement::prepare(database_.get(), "SELECT value FROM seal WHERE id = 1"));
  ASSIGN_OR_RETURN(const bool row, rows.step());
  const std::string value(row ? rows.bytes(0) : "");
  if (value.size() != kSealMarker.size() + sizeof(Hash) || !value.starts_with(kSealMarker)) {
    return error(ErrorCode::refused, "the seal of the book is damaged");
  }
  Hash digest{};
  std::memcpy(digest.data(), value.data() + kSealMarker.size(), digest.size());
  if (is_zero(digest)) {
    ASSIGN_OR_RETURN(const std::int64_t pages, query_integer(database_.get(), "PRAGMA page_count"));
    ASSIGN_OR_RETURN(const std::int64_t page_size, query_integer(database_.get(), "PRAGMA page_size"));
    return pages * page_size > kLargestSealedFile ? ByteCheck::too_large : ByteCheck::not_closed_in_order;
  }
  ASSIGN_OR_RETURN(const Hash found, hash_of_file(database_.get()));
  if (found == digest) return ByteCheck::passed;
  return error(ErrorCode::refused, "a byte of the file was changed outside Servanda, in a place that holds no entry");
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, OpenMode mode) {
  std::error_code failed;
  const std::string absolute = std::filesystem::absolute(path, failed).string();
  if (mode != OpenMode::create && !std::filesystem::exists(absolute, failed) && !failed) {
    return Error{ErrorCode::bad_input, "there is no such file", path};
  }
  Result<Database> database = mode == OpenMode::read ? connect_to_read(absolute) : connect_to_write(absolute, mode);
  if (!database && mode == OpenMode::read) database.error().code = ErrorCode::bad_input;
  if (!database && database.error().code == ErrorCode::store_failed)
    if (const int reason = hindrance(absolute); is_wrong_place(reason)) return unwritable(path, reason);
  if (!database && database.error().file.empty()) database.error().file = path;
  if (!database) return database.error();
  return SqliteStore::make(*std::move(database), mode);
}

}  // namespace servanda
