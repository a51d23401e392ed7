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
  std::vector<std::unique_ptr<const StagedScenario>> scenarios = {};  // what Snapshots of this history stand on

  Result<std::string> blob(const Hash& hash) const;
};

// `path` is a programme folder or a `.book` file. Error bad_input with one line for each thing that is wrong.
Result<OpenBook> open_book(const std::string& path, OpenMode mode = OpenMode::read);

}  // namespace servanda
