#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "views/head.h"
#include "views/json.h"
#include "views/known_later.h"
#include "views/missing_table.h"
#include "views/sheet.h"

namespace servanda {

// Every figure whose sources disagree, which one was chosen and by which rule, what another rule would give; and the
// sources, by reliability and record.
//
// Rules
//   1. Disagreements are those of the funnel (views/status.h): entries joined by conflicts_with, and reports of one figure and
//      day that two sources give otherwise (views/stated_figures.h). Equal values of the same donors are none. The rule there: of the
//      entries that totals count, and of reports that are neither part of another nor replaced, the best credibility, then the best reliability, then the last known; none where two
//      are left, or where totals count none of them: `none_chosen` says which.
//   2. Other rules: the newest known; the most reliable source first; the lowest and the highest figure. Figures are compared
//      where all have one unit. Of a rule that leaves two that differ nothing is told.
//   3. A figure that a report, actual or claimed, states and that the entries give otherwise, by more than one percent and beyond what its
//      qualifier leaves open (views/bounds.h), is listed too, once, in the period of the report where it has one, up to its end where it
//      has that alone; nothing is chosen between the two. So is a share of GDP that a report and the row of `economy` of one party, year and
//      vintage give otherwise; `burden` takes the one computed within that row.
//   4. A source's record: entries that cite it, those that were restated or revised later, and those that lost a disagreement.
//      Of those that tell what has happened on a date of their own: on how many days after its end they became known, in the
//      middle, and how many on more than kLateDays. What became known only after the as-known day is counted beside them
//      (views/known_later.h).
//   5. Anonymous, unidentified and protected sources are counted together and never named; protected ones by no view (Snapshot::source_name).
struct Disagreement {
  std::string figure;
  struct Stated {
    std::string entry;
    std::string source;  // "anonymous" for those that are never named
    std::string value;
    std::string reliability;
    std::string credibility;
    std::string known;
    bool counted = true;  // false: netted, no total counts it
  };
  std::vector<Stated> values;
  std::string chosen;
  std::string none_chosen;  // why, where `chosen` is blank
  std::string newest;  // blank, as those below, where the rule leaves two
  std::string most_reliable;
  std::string lowest;   // blank where the units differ
  std::string highest;
};

struct ReportGap {
  std::string figure;
  std::string report;
  std::string source;
  std::string reported;
  std::string entries;
  std::string rule = {};  // by which the entries stand; blank: none is chosen
};

struct SourceRecord {
  std::string id;  // blank: all anonymous ones together
  std::string publisher;
  std::string reliability;
  std::string date;
  std::int64_t sources = 1;
  std::int64_t entries = 0;
  std::int64_t restated = 0;
  std::int64_t disagreed = 0;
  std::int64_t lost = 0;
  std::vector<std::int64_t> days_after = {};  // how many of its dated entries became known so many days after

  std::int64_t dated() const;
  std::int64_t known_late() const;
  std::optional<std::int64_t> middle_days_after() const;  // blank: no dated entry
};

inline constexpr std::int64_t kLateDays = 30;

struct SourcesOptions {
  Head head = Head::skip;
};

struct SourcesResult {
  Day as_known{};
  std::string head;
  std::vector<Disagreement> disagreements;  // by figure
  std::vector<ReportGap> gaps;
  std::vector<SourceRecord> sources;        // by reliability, then by how many entries cite them; anonymous ones last
  KnownLaterThan later;
  std::vector<MissingTable> missing;
};

// Error nothing_to_do without sources.
Result<SourcesResult> sources(const Snapshot& snapshot, const SourcesOptions& options);
Json to_json(const SourcesResult& result);
std::vector<Sheet> to_sheets(const SourcesResult& result);

}  // namespace servanda
