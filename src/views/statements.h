#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/figure_value.h"
#include "views/head.h"
#include "views/json.h"
#include "views/missing_table.h"
#include "views/sheet.h"

namespace servanda {

// Is this public sentence true? Each statement's binding (views/figure.h) is evaluated as known on the day that it was said,
// and as known now.
//
// Rules
//   1. The verdict is the one as known now, about the world as it was on the day of the claim: what a period holds after
//      that day does not count, unless the claim is about the future.
//   2. A claim about the future has a mark of it in its words (docs/statement-check.md) and a period, or a target's date,
//      that ends after the day it was said. Until then it is judged as an announcement: did anybody announce this? From
//      then on as an outcome. Announcements are targets, planned reports and pledges of the same scope and period.
//   3. What counts as the claimed number follows one table (views/reading.h). A record that merely bounds is compared as the
//      table says.
//   4. Evidence of a source that is anonymous, unidentified or of reliability F cannot support or contradict: what only
//      such sources say is not checkable. Nor can the statement's own source.
//   5. A figure that contradicts is followed by the nearest reading under which the claim would be true, in this order:
//      another stage, another year, another stage of another year, another currency, another donor, a wider scope, the same
//      money counted twice, another unit. A reading counts only if its number is within 25 percent of the claimed one; one
//      within 1 percent goes before all others. The reading names the reason.
//   6. Nothing at the claimed stage: if less than claimed stands at a lower stage, the claim counts a promise as a delivery.
//   7. Who speaks: whether the speaker held the office named in `said_as` on that day is said beside the verdict, and
//      does not decide it.
//   8. A text contains what a document_fact says it does, or what its full text says. Only a full text, or a
//      document_fact, proves that something is absent.
//   9. An unbound claim is not checkable: an anonymous speaker, an opinion (it judges and does not state), or no record.
enum class StatementVerdict : std::uint8_t { supported, partly_supported, contradicted, not_checkable };
inline constexpr std::array<std::string_view, 4> kStatementVerdictNames{"supported", "partly_supported", "contradicted",
                                                                        "not_checkable"};

enum class StatementReason : std::uint8_t {
  none,
  wrong_office_holder, figure_from_other_period, pledge_counted_as_delivery, result_called_pledge, bound_reversed,
  missing_deadline, wrong_document_content, wrong_place, detail_added, internal_contradiction, wrong_currency, wrong_unit,
  counted_twice,
  no_record, anonymous_source, opinion, not_due,
};
inline constexpr std::array<std::string_view, 18> kStatementReasonNames{
    "", "wrong_office_holder", "figure_from_other_period", "pledge_counted_as_delivery", "result_called_pledge",
    "bound_reversed", "missing_deadline", "wrong_document_content", "wrong_place", "detail_added",
    "internal_contradiction", "wrong_currency", "wrong_unit", "counted_twice", "no_record", "anonymous_source", "opinion",
    "not_due"};

inline constexpr std::string_view name_of(StatementVerdict verdict) {
  return kStatementVerdictNames[static_cast<std::size_t>(verdict)];
}
inline constexpr std::string_view name_of(StatementReason reason) {
  return kStatementReasonNames[static_cast<std::size_t>(reason)];
}

// What a claim says, whoever wrote it down: a row of `statements`, or a sentence of a text (views/claims.h).
struct Claim {
  std::string id;
  std::string speaker = {};
  std::string said_as = {};
  std::optional<PartialDate> date = {};
  Day said{};  // the last day of `date`, at most the day on which it became known
  std::string text = {};
  std::string binding = {};
  std::string comparison = {};
  std::string value = {};
  std::string unit = {};
  std::string source = {};
};

enum class JudgedAs : std::uint8_t { fact, announcement, outcome };
inline constexpr std::array<std::string_view, 3> kJudgedAsNames{"fact", "announcement", "outcome"};

struct NearestTrue {
  std::string how;      // "another year"
  std::string reading;  // the figure, or the fact
  std::string value;
  std::vector<FigureRow> rows;
  std::string says = {};  // the value as people read it, where that differs
  const std::string& for_people() const { return says.empty() ? value : says; }
};

// What the rows of a judgement are: what the record says of the figure; where it says nothing of it, the nearest that it does
// say; the claim itself, where that contradicts itself.
enum class RowsAre : std::uint8_t { evidence, nearest, claim };
inline constexpr std::array<std::string_view, 3> kRowsAreNames{"evidence", "nearest", "claim"};

struct Judgement {
  Day as_known{};
  StatementVerdict verdict = StatementVerdict::not_checkable;
  StatementReason reason = StatementReason::no_record;
  JudgedAs judged_as = JudgedAs::fact;
  std::optional<Day> due = {};
  std::string value = {};  // what was found; blank: not reported
  std::vector<FigureRow> rows = {};
  RowsAre rows_are = RowsAre::evidence;
  std::optional<NearestTrue> nearest = {};
  std::string explanation = {};
};

struct StatementResult {
  Claim claim;
  std::optional<Binding> binding;
  std::string binding_problem;  // why the statement could not be read; then it is bound to nothing
  Judgement then;
  Judgement now;
  // Pledges that announced the same money before: the claim announces it anew.
  std::vector<FigureRow> announced_before;
  // Whether the speaker held the office that they spoke as; empty: not on record, or no office named.
  std::optional<bool> held_office;
  std::vector<FigureRow> office_rows;
  std::string problem_in = "binding";  // the column that could not be read
};

// Gives the text of a document by what its `file` column says; empty where there is none.
using DocumentText = std::function<std::optional<std::string>(std::string_view file)>;

struct CheckOptions {
  Head head = Head::skip;
  DocumentText document_text = {};
};

struct CheckResult {
  Day as_known{};
  std::string head;
  std::vector<StatementResult> statements;  // in the order of their ids
  std::vector<MissingTable> missing;
};

// Error nothing_to_do if the book has no statements.
Result<CheckResult> check_statements(const Snapshot& snapshot, const CheckOptions& options);
// One claim, from wherever.
Result<StatementResult> check_claim(const Snapshot& snapshot, const Claim& claim, const CheckOptions& options);

Json to_json(const CheckResult& result);
Json to_json(const StatementResult& result);
std::vector<Sheet> to_sheets(const CheckResult& result);

// Words that mark a claim as one about the future, or as an opinion; printed in docs/statement-check.md.
bool speaks_of_future(std::string_view text);
bool is_opinion(std::string_view text);
bool is_anonymous(std::string_view speaker);
// The same of a publisher, whose name may have such a word in it ("Official Journal").
bool is_unidentified(std::string_view publisher);

}  // namespace servanda
