#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/figure_value.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/sheet.h"
#include "views/statements.h"
#include "views/text_diff.h"

namespace servanda {

// Which commitments, terms and parties stand in which text, what vanished, what changed its wording or its numbers, two
// texts side by side, and the calendar of what comes next.
//
// Rules
//   1. A strand is one term or commitment through all texts. Facts of one term are one strand, and of terms that differ
//      in a number only ("path of 2 percent of GDP", then 5) if no text has both; commitments without a term belong together if
//      they share three in five of their words, numbers aside.
//   2. A text has a strand if a document_fact says so, or if one paragraph of its full or excerpted text has all words of
//      the term (of the commitment, where there is no term). It lacks it if a document_fact says so, or if it is a full
//      text and no paragraph has the term. All else is unknown: an outline or an excerpt proves no absence, and a
//      commitment told in other words is not looked for.
//   3. Vanished: a later text lacks what an earlier one had. The text that proves it is named.
//   4. Wording changed: the strand's commitment stands in other words than in the text before, facts beside facts and
//      paragraphs beside paragraphs; numbers changed: with other numbers. What went and what came is shown word by word
//      (views/text_diff.h). A fact without a commitment
//      tells no wording but a term that has a number. Two texts side by side are paired paragraph by paragraph by the words they share.
//   5. The calendar lists happenings that are not over on the as-known day, and what is due from then until each one begins: promises
//      that views/promises.h counts and does not find kept, late or called off, planned ends of projects and graduations that have not
//      come, targets, and what reports foretell.
enum class Stands : std::uint8_t { present, absent, unknown };
inline constexpr std::array<std::string_view, 3> kStandsNames{"present", "absent", "unknown"};

struct DocumentRow {
  std::string id;
  std::string title;
  std::optional<PartialDate> date;
  std::string venue;
  std::string completeness;
  std::string source;
  bool has_text = false;
};

struct StrandPlace {
  std::string document;
  Stands stands = Stands::unknown;
  std::string wording;    // as the fact has it, or the paragraph; blank where the fact tells none
  std::string paragraph;
  bool by_fact = false;
  std::string source;
};

struct StrandChange {
  std::string first, second;  // documents
  TextDiff diff;
};

struct Strand {
  std::string term;
  std::string commitment;            // the first wording
  std::vector<StrandPlace> places;   // one a document, in the order of the documents
  std::string first_seen;            // a document, or blank
  std::string last_seen;
  std::string vanished_in;           // the text that lacks it
  bool wording_changed = false;
  bool numbers_changed = false;
  std::vector<StrandChange> changes = {};
};

struct DocumentParty {
  std::string party;
  std::vector<std::pair<std::string, std::int64_t>> documents;  // how often it is named
};

// A paragraph of one text beside the one of the other that is most like it.
struct SideBySide {
  enum class Change : std::uint8_t { same, changed, only_first, only_second };
  Change change;
  std::string first;
  std::string second;
  TextDiff diff;  // of `changed`
};

struct DueThing {
  std::string kind;
  std::string entry;
  std::string what;
  PartialDate due;
  std::string source;
};

struct CalendarEntry {
  std::string id;
  std::string what;
  std::string place;
  std::optional<PartialDate> from;
  std::optional<PartialDate> until;
  std::string source;
  std::vector<DueThing> due;  // by then, soonest first
};

struct DocumentsOptions {
  std::string first = {};   // two documents side by side
  std::string second = {};
  Head head = Head::skip;
  DocumentText document_text = {};
};

struct DocumentsResult {
  Day as_known{};
  std::string head;
  std::vector<DocumentRow> documents;  // by date
  std::vector<Strand> strands;         // by first appearance, then by name
  std::vector<DocumentParty> parties;
  std::vector<CalendarEntry> calendar;
  std::string first;
  std::string second;
  bool texts_at_hand = false;          // both texts, so that side_by_side says something
  std::vector<SideBySide> side_by_side;
  std::vector<MissingTable> missing;
};

// Errors: nothing_to_do without documents and happenings; bad_usage for a document that there is not.
Result<DocumentsResult> documents(const Snapshot& snapshot, const DocumentsOptions& options);
Json to_json(const DocumentsResult& result);
std::vector<Sheet> to_sheets(const DocumentsResult& result);

}  // namespace servanda
