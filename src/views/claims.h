#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/discourse.h"
#include "views/figure.h"
#include "views/gazetteer.h"
#include "views/head.h"
#include "views/json.h"
#include "views/reading.h"
#include "views/sheet.h"
#include "views/statements.h"

namespace servanda {

// The checkable claims of a plain English text, each with the binding that it is read as, and how sure that reading is.
//
// Rules
//   1. A sentence holds a claim for each number in it, each person with an office, each event with a place or date, each
//      thing said of a document, each membership. One with none of them is listed, not bound, if it names what a book keeps
//      (kRecordNouns in claim_words.h, or any name of the book) and says of it what a record could show; else it is left alone.
//   2. Names are those of the book (views/gazetteer.h) and common names of countries; numbers, stages, periods and marks of
//      the future are read by the tables of docs/statement-check.md. No word is read by what would make the claim true.
//   3. Confidence, in percent, is the sum of what the sentence says outright: 40 for a number with its unit or a name, more
//      for a stage, a donor, a period, an item. What is filled in (this year, the newest document) takes away.
//   4. Whose figure: the donor or group that the sentence names. One that names none speaks of all together where it says so
//      (kOfAll in claim_words.h: total, allies, all, …); else of the one that the sentence before in its paragraph names; else it
//      is read as of all. What is filled in so is said in `assumed` and takes 15 or 25 from the confidence.
//   5. What cannot be bound is listed with what is missing, and is not checkable.
struct FoundClaim {
  std::size_t line = 1;  // of the text
  std::string sentence;
  int confidence = 0;       // percent; 0: not bound
  std::string missing;      // why it is not bound
  std::string assumed;      // what the reading fills in; blank: nothing
  StatementResult result;
};

struct ClaimsOptions {
  std::optional<Day> said = {};  // when the text was said; default: the as-known day
  std::string by = {};           // who says it: a party of the book, or a person who holds an office; blank: not told
  CheckOptions check = {};
};

struct ClaimsResult {
  Day as_known{};
  Day said{};
  std::string head;
  std::size_t sentences = 0;
  std::vector<FoundClaim> claims;  // in the order of the text
};

// Error bad_input for a text that is no UTF-8 without control characters, and for a speaker whom the book does not know.
Result<ClaimsResult> check_text(const Snapshot& snapshot, std::string_view text, const ClaimsOptions& options);
Json to_json(const ClaimsResult& result);
std::vector<Sheet> to_sheets(const ClaimsResult& result);

// A sentence of a text.
struct Sentence {
  std::size_t line;
  std::string_view text;
  std::size_t heading = 0;  // bytes of it that are the words its list stands under, "Handed over so far:"
};
std::vector<Sentence> split_sentences(std::string_view text);

// What a sentence is read as, before it is checked.
struct ReadClaim {
  Claim claim;
  int confidence = 0;
  std::string missing;
  std::string assumed = {};
  bool leans = false;  // on what the sentence before spoke of
};
struct ReadSentence {
  std::vector<ReadClaim> claims;
  ReadContext context;
};
ReadSentence read_sentence(const Snapshot& snapshot, const Gazetteer& gazetteer, const Sentence& sentence, Day said,
                           const ReadContext& before = {});

}  // namespace servanda
