#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "plan/planned.h"
#include "views/diff.h"
#include "views/promises.h"
#include "views/runway.h"
#include "views/statements.h"
#include "views/status.h"
#include "views/trajectory.h"

namespace servanda {

// What a further view answered: its Result as JSON; null where it has nothing to say.
struct Answer {
  Json json = {};

  bool answered() const { return !json.is_null(); }
};

// All that a briefing shows: the Results of the views, and the Snapshot that they were taken from, for names, places and
// sources.
struct BriefInput {
  const Snapshot& snapshot;
  StatusResult by_donor;
  StatusResult by_category;
  StatusResult by_form;
  StatusResult by_country;
  PromisesResult promises;
  TrajectoryResult trajectory;
  DiffResult diff;  // the last kBriefDiffDays before the as-known day
  Answer burden = {};
  Answer forecast = {};
  Answer score = {};
  Answer statements = {};
  Answer plan = {};          // views/plan_view.h; not asked for by gather_brief, since a plan may take long
  std::string plan_missing = {};  // what it would take, where there is none
  Answer targets = {};
  Answer runway = {};
  Answer industry = {};
  Answer pipelines = {};
  Answer documents = {};
  Answer scenarios = {};  // courses compared; only where some were given
  Answer record = {};     // how the sources agree
  std::map<std::string, TableSet, std::less<>> unread = {};  // by the id of a part, what its views asked for and could not be read whole
  std::string defects = {};  // what is wrong there, a line each
};

// What a Snapshot does not hold.
struct BriefAsk {
  DocumentText document_text = {};                // of the texts that statements and documents speak of
  std::vector<RunwayCase> runway = {};            // courses of the money beside the book as it is
  std::vector<RunwayCase> compared = {};          // courses that are compared with each other
  std::string defects = {};                       // what of the book could not be read, a line each
  const Planned* planned = nullptr;               // the plan of the book, from which those of the courses begin; null: there is none
};
inline constexpr int kBriefDiffDays = 30;
inline constexpr int kBriefScoreMonths = 24;  // origins at which past forecasts are made again

// Asks the views. The Snapshot must outlive what is returned.
Result<BriefInput> gather_brief(const Snapshot& snapshot, const BriefAsk& ask = {});

// The briefing: one HTML page that needs nothing else, no network and no script (web/README.md has its contract).
//   1. Every figure is one of a view's JSON, or a sum of such that names its parts, and says which (brief/table.h).
//   2. What is not reported is called so; a section without figures says which table is missing.
//   3. A part that lacks something, as it could not be read, says so, and the head of the page says what.
//   4. The same input gives the same bytes: no clock, no locale.
// Error nothing_to_do if the book holds no pledge, allocation, contract, consignment, fund or report.
Result<std::string> brief_html(const BriefInput& input);

}  // namespace servanda
