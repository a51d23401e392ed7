#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "book/snapshot.h"
#include "views/amount.h"
#include "views/head.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// One entry as evidence: what it says, at which stage, and who says so. A blank is *not reported*.
struct EntryFacts {
  struct Money {
    AmountKey key;
    Decimal amount;
    Qualifier qualifier;
    auto operator<=>(const Money&) const = default;
  };
  std::string kind;  // `pledge`
  std::string id;    // its name (History::name)
  std::string stage;
  std::string classifier;
  std::string date;  // as given
  std::string place;
  std::string quantity;
  std::string unit;
  std::optional<Money> amount;
  std::string source;
  std::string source_title;
  std::string reliability;  // the entry's own, else its source's
  std::string credibility;
  std::string what;  // the rest of its columns, for people
  std::string note;
  auto operator<=>(const EntryFacts&) const = default;
};

// A protected source itself, or a revision of one: of it nothing is told but that it is there, and how reliable.
bool is_never_named(const Snapshot& snapshot, Table table, RowIndex row);
// A cell for people; where it names a protected source, kNeverNamed.
std::string told_text(const Snapshot& snapshot, Table table, RowIndex row, std::size_t column);
// The facts of a row that `snapshot` shows, with the revisions over it. A row of another Snapshot of the same History
// may be asked for too: it reads as this one would show it.
EntryFacts facts_of(const Snapshot& snapshot, Table table, RowIndex row);
// A text of facts; null where it is blank.
Json reported(const std::string& text);
// What kind of figure an amount is: "at_least, market, grant".
std::string nature_of(const EntryFacts::Money& money);

// Where a pledge, consignment or any other entry is now, and what the evidence is.
//
// Rules
//   1. chain: the entry and its lines by name; its events by date; its revisions by known date; the relations that
//      touch it; the reports that these link it to, and the others of their series.
//   2. up: what it is `of`, what funds it and which needs it covers, and so on upwards. down: what is `of` it, what it
//      funds and, for a need, what covers it, and so on downwards. The nearest first.
//   3. Below, an entry shows the furthest stage that an actual event gives it, else the stage that its kind stands for.
//   4. now: the furthest of all that the entry and those beneath it reached, with the latest date that gives it. Goods
//      go before money and people, except for a fund and where goods are no further than pledged. The furthest of the
//      other ladders, exits and "delivered, nobody says where" stand beside it. What an event gives as lost is an exit.
//   5. Only visible entries are named: an id that is hidden, that of a protected source, and one that never was are the same Error.
struct TraceOptions {
  std::string id;  // `P1`, or `pledge/P1` where several kinds have a P1
  Head head = Head::skip;
};

// An entry above or beneath the one asked for.
struct Neighbour {
  int steps = 0;
  std::string via;  // of, funding or covers: how it hangs on the entry one step nearer
  EntryFacts facts;
  auto operator<=>(const Neighbour&) const = default;
};

// What an entry reached, and the text that shows it.
struct Reached {
  std::string kind;
  std::string id;
  std::string stage;
  std::string date;
  std::string place;
  std::string quantity;
  std::string source;
  std::string evidence;
  auto operator<=>(const Reached&) const = default;
};

struct TraceResult {
  Day as_known;
  std::string head;
  std::string kind;
  std::string id;
  std::vector<EntryFacts> chain;
  std::vector<Neighbour> up;
  std::vector<Neighbour> down;
  std::optional<Reached> now;   // empty if nothing has a stage
  std::vector<Reached> beside;  // other ladders, exits
};

// Error bad_input if no visible entry, or more than one, has that name; it says which names come near.
Result<TraceResult> trace(const Snapshot& snapshot, const TraceOptions& options);
Json to_json(const TraceResult& result);
std::vector<Sheet> to_sheets(const TraceResult& result);

}  // namespace servanda
