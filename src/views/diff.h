#pragma once

#include <compare>
#include <string>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/head.h"
#include "views/json.h"
#include "views/prices.h"
#include "views/sheet.h"
#include "views/trace.h"

namespace servanda {

// What is new, what changed and what was taken back between two Snapshots of one book.
//
// Rules
//   1. added: entries that `to` shows and of whose key `from` shows no version.
//   2. changed: a field of an entry that both show, with another value; revisions count as `to` and `from` show them.
//      Why: the word of the newest revision of that field that `from` did not show; `revision_taken_back` where `from`
//      showed one that `to` does not; else `correction`, or `stated_again` after a retraction. One line a field:
//      `revisions` tells how many new ones lie between the two values. What ends where it began is no change.
//   3. retracted: entries that `from` shows and of whose key `to` shows no version. Why: `retraction`, or
//      `no_longer_known` where none is visible (a source turned out to be of a later date).
//   4. recorded_later: entries that `to` shows and `from` does not, though they were known by its day: the book learned
//      of them after what `from` stands on. Empty where both stand on the same sequence.
//   5. What changed in a protected source is not told.
//   6. The two differ in as-known day or sequence, never in reader.
// Entries that both show cost one bit each; the answer costs what differs.
enum class RecordedLater { skip, list };

struct DiffOptions {
  Head head = Head::skip;  // of `to`
  RecordedLater recorded_later = RecordedLater::list;
  Prices prices = {};  // of the effect
};

// A headline figure at both dates, from the view that computes it; blank = not reported.
struct EffectFigure {
  std::string figure;
  std::string was;
  std::string is;
};

struct DiffEntry {
  EntryFacts facts;
  std::string known;  // the day it became known; blank = always
  std::string why;    // of `retracted` only; `known` is then the retraction's
  auto operator<=>(const DiffEntry&) const = default;
};

struct FieldChange {
  std::string kind;
  std::string entry;
  std::string field;
  std::string was;
  std::string is;
  std::string why;
  std::string known;  // the day on which the change became known; blank = always, or one revision less or corrected
  int revisions = 0;
  auto operator<=>(const FieldChange&) const = default;
};

struct DiffResult {
  Day from;
  Day to;
  std::string head;
  std::vector<DiffEntry> added;
  std::vector<FieldChange> changed;
  std::vector<DiffEntry> retracted;
  std::vector<DiffEntry> recorded_later;
  std::vector<EffectFigure> effect;
  Prices prices;  // of the effect
};

// Both Snapshots are of one History (CHECKed). Error bad_usage if `from` is as known after `to`.
Result<DiffResult> diff(const Snapshot& from, const Snapshot& to, std::vector<EffectFigure> effect,
                        const DiffOptions& options);
Json to_json(const DiffResult& result);
std::vector<Sheet> to_sheets(const DiffResult& result);

}  // namespace servanda
