#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "views/funnels.h"
#include "views/statements.h"
#include "views/status.h"

namespace servanda {

// A figure as one Snapshot has it. Most readings of a claim are passed over for their number, so the rows of the entries behind
// it are listed when they are first asked for.
class FoundFigure {
 public:
  FoundFigure(const Snapshot& snapshot, FigureValue value) : snapshot_(&snapshot), value_(std::move(value)) {}

  const FigureValue* operator->() const { return &value_; }
  const std::vector<FigureRow>& rows() const {
    return value_.from == FigureFrom::entries && value_.rows.empty() ? entry_rows() : value_.rows;
  }
  const std::vector<FigureRow>& entry_rows() const {
    if (value_.entry_rows.empty()) value_.entry_rows = rows_of(*snapshot_, value_.records, stage_of(*snapshot_, value_.figure));
    return value_.entry_rows;
  }

 private:
  const Snapshot* snapshot_;
  mutable FigureValue value_;
};

// Which sources can be judged, whenever they became public: the same on all as-known days. Several threads may ask.
class JudgedSources {
 public:
  explicit JudgedSources(const Snapshot& snapshot) : snapshot_(snapshot) {}
  bool can_be_judged(const std::string& source);

 private:
  const Snapshot& snapshot_;
  std::mutex mutex_;  // of what follows
  std::optional<Snapshot> all_;
  std::map<std::string, bool> judged_;
};

// How a claim may have been counted.
enum class CountedAs { as_always, with_netted, without_joint };

// Figures and evidence as one Snapshot has them, each computed once.
class StatementEvidence {
 public:
  StatementEvidence(const Snapshot& snapshot, JudgedSources& sources) : snapshot_(snapshot), sources_(sources), funnels_(snapshot) {}

  const Snapshot& snapshot() const { return snapshot_; }
  JudgedSources& sources() const { return sources_; }
  // Null where it has no value; stays where it is.
  const FoundFigure* figure(const Figure& figure, std::optional<Day> happened_by, CountedAs counting = CountedAs::as_always);
  // All who stand in a column of donors, as one condition of a figure: `DE|DK|NO`.
  const std::string& any_donor();
  // Whether a report says that it tells of figures with these conditions.
  bool reported(const std::vector<FigureCondition>& where);
  // Rule 4 of views/statements.h: whether any of these rows has a source that can be judged.
  bool any(const std::vector<FigureRow>& rows);
  bool is(const FigureRow& row);
  // What much will be asked of may be counted before, on several threads.
  Funnels& funnels() { return funnels_; }
  const Funnels& funnels() const { return funnels_; }

 private:
  const Snapshot& snapshot_;
  JudgedSources& sources_;
  Funnels funnels_;
  std::optional<std::string> any_donor_;
  std::map<std::tuple<std::string, std::int64_t, CountedAs>, std::optional<FoundFigure>> figures_;
};

// A claim in front of one Snapshot.
struct Judging {
  StatementEvidence& evidence;
  const Claim& claim;
  const DocumentText& document_text;

  const Snapshot& snapshot() const { return evidence.snapshot(); }
  Judgement start() const {
    Judgement out;
    out.as_known = snapshot().as_known();
    return out;
  }
};

// "EUR million", "bn EUR": the unit, and how many of it one is.
struct UnitSaid {
  std::string unit;
  Wide scale = 1;
};
UnitSaid unit_said(std::string_view text);
// What stands in a statement's `value`, in 1e-8; empty if it is no number.
std::optional<Wide> number_stated(std::string_view text);
// The number that a claim states, for a figure of this unit; empty if it states none.
std::optional<Claimed> claimed_number(const Claim& claim, std::string_view unit);

Judgement judge_figure(const Judging& judging, const Figure& figure);
// Whether it will look for other readings: the simple figure that is claimed of a past period is on record otherwise.
bool seeks_readings(const Judging& judging, const Figure& figure);
Judgement judge_office(const Judging& judging, const Binding& binding);
Judgement judge_event(const Judging& judging, const Binding& binding);
Judgement judge_membership(const Judging& judging, const Binding& binding);
Judgement judge_text(const Judging& judging, const Binding& binding);

// Rows of `offices` whose office has all words of `office`, party included, with whom they name.
struct OfficeRow {
  std::string person;
  bool certain;   // held on the day
  bool possible;  // may have held: a date is too vague to tell
  FigureRow row;
  std::string party;
};
std::vector<OfficeRow> office_holders(const Snapshot& snapshot, std::string_view office, Day day);
bool same_person(std::string_view a, std::string_view b);
// Whether the text says of something that it has been: a mark of the past, a perfect, and none of what is to come.
bool speaks_of_past(std::string_view text);

}  // namespace servanda
