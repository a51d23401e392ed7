#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "book/history.h"
#include "book/scenario.h"
#include "book/store.h"
#include "exchange/folder.h"

namespace servanda {

// A book in memory, and where it came from.
struct OpenBook {
  std::unique_ptr<History> history;
  std::unique_ptr<Store> store;  // empty for a programme folder
  Blobs blobs;                   // of a programme folder
  std::vector<Error> warnings;
  std::string defects = {};  // what is wrong with the unread tables of the history, a line each
  std::vector<std::unique_ptr<const StagedScenario>> scenarios = {};  // what Snapshots of this history stand on

  Result<std::string> blob(const Hash& hash) const;
};

// What becomes of a folder of which some tables have something wrong: nothing, or a book without the rows that could not be read.
enum class BadTables { refused, unread };

// `path` is a programme folder or a `.book` file. Error bad_input with one line for each thing that is wrong. With a reader
// of the table readers, as if a folder had no row that they may not see.
Result<OpenBook> open_book(const std::string& path, OpenMode mode = OpenMode::read, BadTables bad = BadTables::refused,
                           const std::string& label_as = {});

}  // namespace servanda
