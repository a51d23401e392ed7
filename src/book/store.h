#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"
#include "book/history.h"
#include "book/merkle.h"

namespace servanda {

// The hash tree over all entries: RFC 6962 over salted commitments (RELEASE §D.1).
struct TreeHead {
  Sequence size = 0;
  Hash root{};
  bool operator==(const TreeHead&) const = default;
};

// One entry as it lies in the store.
struct StoredEntry {
  Sequence sequence;
  std::string_view payload;  // book/payload.h; borrowed for the call
  Salt salt;
  Hash commitment;
};

// What one append brings: entries in order, and content-addressed blobs. All of it or nothing becomes durable.
struct Batch {
  std::vector<std::string> payloads;
  std::vector<std::string> blobs;  // one that the store already has is kept once
};

// Whether every byte of the medium, used or not, was compared with the bytes at the last orderly close. Where it was
// not, whatever is read from the store has been checked all the same.
enum class ByteCheck : std::uint8_t {
  passed,
  not_closed_in_order,  // nothing to compare with: the last writer was killed, still runs, or closed while others read
  too_large,            // only files of at most 64 MiB are sealed
};

struct Verification {
  TreeHead head;
  ByteCheck bytes = ByteCheck::not_closed_in_order;
};

// A durable, append-only record. Every implementation passes book/store_contract_test.h.
//
//   1. Sequences are gapless from 1; nothing is updated or deleted.
//   2. An entry has at most one successor (the predecessor named in its payload).
//   3. When append returns a head, the batch is on the disk, and so is the tree over it.
//   4. Two processes may hold the same store; their appends are serialised by `expected`.
//
// An object serves one thread at a time; threads that work at once open the store once each.
class Store {
 public:
  virtual ~Store() = default;

  // The number of entries and the root over them.
  virtual Result<TreeHead> tree_head() = 0;

  // Appends after entry `expected`. Error conflict if the store has grown since: read on and try again.
  // Error bad_input if a payload names no predecessor, one that does not exist, or one that has a successor.
  // Error store_failed if the medium refuses (full, read-only, gone); the store is then as before. One case stays open:
  // if the medium fails while it confirms the batch and the program then stops, the batch may turn up later, whole.
  virtual Result<TreeHead> append(Sequence expected, const Batch& batch) = 0;

  // Visits the entries after `after` in order; stops at the first error the visitor returns. What is visited is the
  // store at one moment, even while another process appends.
  using Visitor = std::function<Status(const StoredEntry&)>;
  virtual Status read(Sequence after, const Visitor& visit) = 0;

  // The bytes of a blob by the SHA-256 of its content. Error bad_input if the store has none.
  virtual Result<std::string> blob(const Hash& hash) = 0;
  // The hashes of all blobs, ascending.
  virtual Result<std::vector<Hash>> blobs() = 0;

  // Checks everything that the medium could have damaged: structure, gaps, forks, each commitment, the tree, the blobs,
  // and for a file closed in order every byte of it. Error refused says what is wrong and where.
  virtual Result<Verification> verify() = 0;
};

enum class OpenMode : std::uint8_t { read, write, create };

// A `.book` file. Error bad_input if it is not a book of ours, is of a newer version, or lies where it cannot be read, or
// not written if it is to be; Error store_failed if the medium fails. OpenMode::create makes it if absent; OpenMode::read
// also opens a book that lies in a read-only folder.
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, OpenMode mode);

}  // namespace servanda
