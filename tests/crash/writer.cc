// Appends to a book until it is stopped: writer BOOK NAME BATCHES SEED
//
// Each batch has 1 to 4 entries that say which of how many they are; some correct an entry of the same batch, some name
// a blob that came with them. "ACK SIZE COUNT" is printed once a batch of COUNT entries is said to be on the disk. The
// book is closed and opened again after every eighth batch. A conflict is tried again; after a failure the book must be
// as before, and the writer goes on, but not after three in a row.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "book/store.h"

namespace servanda {
namespace {

void say(const std::string& line) {
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::exit(3);
}

std::string blob_of(const std::string& id, std::mt19937& random) {
  return id + std::string(1 + random() % 9000, static_cast<char>('a' + random() % 26));
}

Batch make_batch(const std::string& id, Sequence end, std::mt19937& random) {
  Batch batch;
  const auto count = 1 + random() % 4;
  for (unsigned i = 1; i <= count; ++i) {
    const bool corrects = i == 2 && random() % 2 == 0;
    std::string payload = corrects ? "correct " + std::to_string(end + 1) : "state 0";
    payload += "\nparties\nid=" + id + '.' + std::to_string(i) + '.' + std::to_string(count) + "\nname=";
    if (random() % 4 == 0) {
      batch.blobs.push_back(blob_of(id, random));
      payload += "blob " + hex(sha256(batch.blobs.back()));
    } else {
      payload += "One";
    }
    batch.payloads.push_back(payload + '\n');
  }
  return batch;
}

class Writer {
 public:
  Writer(std::string path, std::string name, unsigned seed)
      : path_(std::move(path)), name_(std::move(name)), random_(seed) {}

  // False where a failure did not leave the book as it was.
  bool write_batch(int number) {
    if (number % 8 == 0) store_.reset();
    const Status status = try_batch(number);
    if (status) {
      failures_ = 0;
      return true;
    }
    ++failures_;
    say("FAILED " + status.error().text() + "\n");
    if (!store_) return true;
    const Result<TreeHead> head = store_->tree_head();
    return !head || *head == head_;
  }

  bool has_given_up() const { return failures_ == 3; }

 private:
  Status try_batch(int number) {
    if (!store_) {
      ASSIGN_OR_RETURN(store_, open_sqlite_store(path_, OpenMode::create));
    }
    for (;;) {
      ASSIGN_OR_RETURN(head_, store_->tree_head());
      const Batch batch = make_batch(name_ + '.' + std::to_string(number), head_.size, random_);
      const Result<TreeHead> head = store_->append(head_.size, batch);
      if (!head && head.error().code == ErrorCode::conflict) continue;
      if (!head) return head.error();
      say("ACK " + std::to_string(head->size) + ' ' + std::to_string(batch.payloads.size()) + "\n");
      return {};
    }
  }

  std::string path_;
  std::string name_;
  std::mt19937 random_;
  std::unique_ptr<Store> store_;
  TreeHead head_;  // before the last append
  int failures_ = 0;
};

}  // namespace
}  // namespace servanda

int main(int count, char** arguments) {
  if (count != 5) {
    std::fputs("usage: writer BOOK NAME BATCHES SEED\n", stderr);
    return 2;
  }
  servanda::Writer writer(arguments[1], arguments[2], static_cast<unsigned>(std::atoi(arguments[4])));
  for (int number = 1; number <= std::atoi(arguments[3]) && !writer.has_given_up(); ++number) {
    if (writer.write_batch(number)) continue;
    servanda::say("VIOLATION a failed append changed the book\n");
    return 1;
  }
}
