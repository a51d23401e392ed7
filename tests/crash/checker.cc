// Opens a book after a crash and checks what a writer was promised: checker BOOK SIZE
//
// The book opens, verifies, has at least SIZE entries, no part of a batch without the rest (writer.cc), and every blob
// that an entry names; and it can be appended to. Prints its size and whether it was sealed, exits 1 if anything is
// wrong.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "book/store.h"

namespace servanda {
namespace {

Error wrong(Sequence sequence, const std::string& what) {
  return {ErrorCode::refused, "entry " + std::to_string(sequence) + ": " + what};
}

std::string field(std::string_view payload, std::string_view name) {
  const std::string key = std::string("\n").append(name).append("=");
  const std::size_t start = payload.find(key);
  if (start == std::string_view::npos) return {};
  const std::size_t value = start + key.size();
  return std::string(payload.substr(value, payload.find('\n', value) - value));
}

// Walks through ids "NAME.BATCH.I.COUNT": all of a batch, in order, with nothing between.
class Batches {
 public:
  Status next(Sequence sequence, const std::string& id) {
    const std::size_t before_count = id.rfind('.');
    const std::size_t before_index = id.rfind('.', before_count - 1);
    const std::string batch = id.substr(0, before_index);
    const int index = std::atoi(id.c_str() + before_index + 1);
    const int count = std::atoi(id.c_str() + before_count + 1);
    if (index != (last_ == count_ ? 1 : last_ + 1)) return wrong(sequence, "a batch is not whole: " + id);
    if (index > 1 && (batch != batch_ || count != count_)) return wrong(sequence, "batches are mixed: " + id);
    batch_ = batch;
    last_ = index;
    count_ = count;
    return {};
  }
  bool ends_whole() const { return last_ == count_; }

 private:
  std::string batch_;
  int last_ = 0;
  int count_ = 0;
};

Status check_entries(Store& store) {
  Batches batches;
  Sequence last = 0;
  RETURN_IF_ERROR(store.read(0, [&](const StoredEntry& entry) -> Status {
    last = entry.sequence;
    const std::string name = field(entry.payload, "name");
    const auto has_hash = [&](const Hash& hash) { return name == "blob " + hex(hash); };
    if (name.starts_with("blob ")) {
      ASSIGN_OR_RETURN(const std::vector<Hash> blobs, store.blobs());
      if (std::ranges::none_of(blobs, has_hash)) return wrong(entry.sequence, "its blob is missing");
    }
    return batches.next(entry.sequence, field(entry.payload, "id"));
  }));
  if (!batches.ends_whole()) return wrong(last, "the last batch is not whole");
  return {};
}

Status check(const std::string& path, Sequence promised) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, open_sqlite_store(path, OpenMode::create));
  ASSIGN_OR_RETURN(const Verification found, store->verify());
  if (found.head.size < promised) {
    return Error{ErrorCode::refused, "the book has " + std::to_string(found.head.size) + " entries, " +
                                         std::to_string(promised) + " were promised"};
  }
  RETURN_IF_ERROR(check_entries(*store));
  const Batch more{{"state 0\nparties\nid=after." + std::to_string(found.head.size) + ".1.1\nname=One\n"}, {}};
  RETURN_IF_ERROR(store->append(found.head.size, more));
  RETURN_IF_ERROR(store->verify());
  std::printf("%u %s\n", found.head.size, found.bytes == ByteCheck::passed ? "sealed" : "unsealed");
  return {};
}

}  // namespace
}  // namespace servanda

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: checker BOOK SIZE\n", stderr);
    return 2;
  }
  const auto promised = static_cast<servanda::Sequence>(std::atoi(arguments[2]));
  const servanda::Status status = servanda::check(arguments[1], promised);
  if (status) return 0;
  std::fprintf(stderr, "%s\n", status.error().text().c_str());
  return 1;
}
