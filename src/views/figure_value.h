#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/amount.h"
#include "views/figure.h"
#include "views/figure_rows.h"
#include "views/head.h"
#include "views/json.h"
#include "views/prices.h"
#include "views/reading.h"
#include "views/sheet.h"

namespace servanda {

// What a figure is, as one Snapshot shows it.
//
// Rules
//   1. From entries: the funnel's own counting (views/status.h), restricted to the figure's conditions and period. A
//      record belongs to a period if its date lies wholly inside it; one whose date is too vague to tell is left out and
//      said so, but not what was promised or done and known by the period's end. `count` counts records. Parts of different currency, basis, instrument or unit stay apart. course=X counts
//      the people of the actual events of course X.
//   2. donor=X means X among the donors: what X gives jointly with others counts whole, and the note says how many records
//      do. donor=X|Y means that X or Y is, each record counted once. group=G means that every donor was a member of G on the record's date, or that G itself is the donor.
//   3. From reports: those whose `figure` is the same figure and whose period lies inside the one asked for, and covers it, as far as it has come, if it is a flow (all of the programme where none is asked for; one that begins with it, or any where none is asked for, is else the least there is, where the entries do not sum to as much); the one with
//      the latest end counts, then the better grade; a level or a rate dated 2024 may be as old as 1 January. They are never added, to each other or to entries. One without a
//      figure, with donors X and an item's code Y for its unit, tells of quantity @ delivered where donor=X item=Y; a level
//      does so for a period before which its series states nothing. Of several donors or of all (a group, DK|NO, none named) it is at least the
//      most that some of them report, where the entries do not sum to more.
//   4. Where somebody reports the actual figure, that is the number; else it is the sum of the entries, if all its parts
//      have one currency or unit; else a claimed report. The others stand beside it.
//   5. share(F, G) is F over G in one unit; change(F, Y, Z) is F in Z less F in Y; growth(F, Y, Z) is that
//      change as a share of F in Y; per_gdp and per_head divide by the output
//      or population of the donors asked for in the figure's year, of the newest vintage known. forecast(…) is what somebody
//      reports under that very figure. target(ID) is the figure that the target sets. Shares are rounded half to even at
//      eight places. What the second of two figures bounds, it bounds from the other side: 100 of at least 200 is at most a half; two
//      bounds that pull apart bound nothing. Where a report tells one of the two and entries the other, the entries of both count.
//   6. Nothing on record: no number, *not reported*, never zero.
//   7. At constant prices each amount is told at the index of its own year (views/prices.h, ProgrammePrices): one of an entry
//   by its date, one of a report by the end of what it tells of, output by its year, a target's by the date it is due.
//   8. rank(F) counts who has more than the one donor, receiver or supplier of F, and adds one; a group of which it is a member
//      is not counted. Where somebody's figure is in another currency that no rate converts, the place is at least that, and a note names them. need(…) is the sum of `needs` whose month lies inside the period. price(ITEM) is the item's unit_value.
struct FigureNumber {
  Wide value = 0;  // 1e-8
  std::string unit;  // a currency, an item's unit, "t", "records", "people", "share"
  Qualifier qualifier = Qualifier::exact;
  bool operator==(const FigureNumber&) const = default;
};

struct FigurePart {
  FigureNumber number;
  std::optional<Basis> basis = {};  // of amounts
  std::optional<Instrument> instrument = {};
};

struct FigureReport {
  FigureRow row;
  FigureNumber number;
  ReportClassifier classifier = ReportClassifier::actual;
  std::string from;
  std::string until;
  std::string date;
};

enum class FigureFrom { nothing, entries, report, target };

struct FigureValue {
  Figure figure;
  Day as_known;
  std::string head;
  Prices prices = {};
  FigureFrom from = FigureFrom::nothing;
  std::optional<FigureNumber> number;  // what counts
  bool floor = false;                  // it may be more, however much: of some nothing is known that compares or adds
  bool open = false;                   // it may be more or less, however much: it is made of bounds that pull apart
  std::vector<FigureRow> rows;         // behind `number`, sorted; at most a thousand
  std::vector<FigurePart> entries;     // the sum of the entries, by currency, basis and instrument or by unit
  std::vector<std::pair<Table, RowIndex>> records;  // that went into it, each once
  std::vector<FigureRow> entry_rows;   // as rows, sorted; at most a thousand
  std::vector<FigureReport> reports;   // matching ones, the one that counts first
  std::vector<std::string> notes;
};

struct FigureOptions {
  Head head = Head::skip;
  bool count_netted = false;  // as somebody would count who nets nothing
  bool without_joint = false; // what the donors asked for give alone
  bool list_entries = true;   // else a simple figure leaves `entry_rows`, and `rows` of entries, for rows_of(records)
  Prices prices = {};         // rule 7
  std::optional<Day> happened_by = {};  // only records and reports about what had begun by this day
  std::function<bool(Table, RowIndex)> counts = {};  // only records of which it is true, and no reports; empty: all
};

// Errors: bad_input for a target that there is not, and for a missing deflator.
Result<FigureValue> evaluate(const Snapshot& snapshot, const Figure& figure, const FigureOptions& options = {});
// The stage of a simple figure; `delivered` is what the programme means by it.
Stage stage_of(const Snapshot& snapshot, const Figure& figure);
// The same Snapshot as known on another day.
Result<Snapshot> known_on(const Snapshot& snapshot, Day day);

Json to_json(const FigureValue& value);
std::vector<Sheet> to_sheets(const FigureValue& value);
// "35000000000 EUR, at least"
std::string text_of(const FigureNumber& number);
// The same with shares and growth in percent, to two digits, those below one percent to four.
std::string text_for_people(const FigureNumber& number);

}  // namespace servanda
