// Writes the book that the tests open for ever: make_book FILE. Run once a format; the file is then kept as it is.

#include <cstdio>

#include "book/store.h"

namespace servanda {
namespace {

Result<TreeHead> make(const std::string& path) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, open_sqlite_store(path, OpenMode::create));
  const Batch facts{{"state 0\nparties\nid=P1\nname=One\n", "state 0\nparties\nid=P2\nname=Two\n",
                     "state 0\nparties\nid=P3\nname=Three\\nlines \\\\ two\n"},
                    {"a document"}};
  ASSIGN_OR_RETURN(const TreeHead head, store->append(0, facts));
  const Batch changes{{"correct 2\nparties\nid=P2\nname=Second\n", "retract 3\nparties\nid=P3\n"}, {}};
  return store->append(head.size, changes);
}

}  // namespace
}  // namespace servanda

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: make_book FILE\n", stderr);
    return 2;
  }
  const servanda::Result<servanda::TreeHead> head = servanda::make(arguments[1]);
  if (!head) {
    std::fprintf(stderr, "%s\n", head.error().text().c_str());
    return 1;
  }
  std::printf("%u %s\n", head->size, servanda::hex(head->root).c_str());
}
