#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "book/history.h"
#include "book/payload.h"
#include "book/store.h"

namespace servanda {

// What an import does with an entry whose key the book has with other values.
enum class Changes {
  refused,      // an error that names them
  corrections,  // our record was wrong
  revisions,    // the world changed its mind
};

struct ImportOptions {
  Changes changes = Changes::refused;
  bool prune = false;  // retract entries of the tables at hand that the import lacks
  bool keep_programme = false;  // what the import says of the programme counts only in a book that has none
};

struct ImportSummary {
  std::size_t added = 0;
  std::size_t unchanged = 0;
  std::size_t corrected = 0;
  std::size_t revised = 0;
  std::size_t retracted = 0;
  Sequence head = 0;

  std::size_t changes() const { return added + corrected + revised + retracted; }
};

// What has to be appended to `book` so that it says what `staged` says. Neither is changed but for new texts.
//   Same key and values: nothing. New key: a state. Other values: as `options` say. A label that shuts somebody out who
//   could read the entry so far retracts it under the old label and states it anew under the new one: nobody keeps the
//   old version in view (RELEASE §E).
//   Errors: refused changes, a revision without a known date (bad_input, one text for all, up to 100).
struct Recording {
  std::vector<Entry> entries;
  ImportSummary summary;
};
Result<Recording> plan_recording(History& book, const History& staged, const ImportOptions& options);

// Plans against the store's newest state and appends; retries when another process was faster. `book` must be a replay
// of the store and is brought up to date. All or nothing.
Result<ImportSummary> import_into(Store& store, History& book, const History& staged,
                                  const std::vector<std::string>& blobs, const ImportOptions& options);

// Replays what the store holds beyond history.size().
Status catch_up(Store& store, History& history);

}  // namespace servanda
