#include "exchange/open_book.h"

#include <filesystem>

#include "book/recording.h"

namespace servanda {
namespace {

Result<OpenBook> open_folder(const std::string& path, BadTables bad, const std::string& label_as) {
  OpenBook book{std::make_unique<History>(), nullptr, {}, {}};
  Diagnostics diagnostics;
  const bool of_use = read_folder(path, *book.history, book.blobs, diagnostics, label_as);
  if (!diagnostics.ok()) {
    book.defects = diagnostics.text();
    book.defects.pop_back();
    if (!of_use || bad == BadTables::refused) return bad_input(book.defects);
  }
  book.warnings = diagnostics.warnings();
  return book;
}

}  // namespace

Result<std::string> OpenBook::blob(const Hash& hash) const {
  if (store) return store->blob(hash);
  const auto found = blobs.find(hash);
  if (found == blobs.end()) return bad_input("the folder has no text with the digest " + hex(hash));
  return found->second;
}

Result<OpenBook> open_book(const std::string& path, OpenMode mode, BadTables bad, const std::string& label_as) {
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) {
    if (mode == OpenMode::read) return open_folder(path, bad, label_as);
    return bad_usage("'" + path + "' is a programme folder: edit its files, or import it into a .book file");
  }
  if (mode != OpenMode::create && !std::filesystem::exists(path, problem))
    return Error{ErrorCode::bad_input, "found nothing, expected a programme folder or a .book file; check the name", path,
                 0, {}};
  ASSIGN_OR_RETURN(auto store, open_sqlite_store(path, mode));
  OpenBook book{std::make_unique<History>(), std::move(store), {}, {}};
  auto caught_up = catch_up(*book.store, *book.history);
  if (!caught_up) {
    Error error = std::move(caught_up).error();
    error.file = path;
    return error;
  }
  return book;
}

}  // namespace servanda
