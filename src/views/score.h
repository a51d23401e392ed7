#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "forecast/score.h"
#include "views/head.h"
#include "views/json.h"
#include "views/sheet.h"

namespace servanda {

// How good past forecasts were: of consignments (forecast/score.h), and of targets.
//
// Rules
//   1. Targets are judged once their day has passed, by their figure (views/figure_value.h) as it was known by the Snapshot's day
//      of what had happened by the target's day.
//   2. `replayed` tells the targets of the book again on the first day of each month asked for, as known then; one that was settled or not
//      forecast is not scored. `published` judges those that stand in published forecasts.
struct ScoreView {
  ScoreResult score;
  std::string head;
  std::string source;  // `replayed` or `published`
  std::vector<ScoreResult> others = {};  // of other windows and stages
  std::optional<TargetScore> targets = {};
  std::int64_t made_later = 0;
  std::int64_t other_seeds = 0;
};

struct ScoreViewOptions {
  ScoreOptions score = {};
  bool published = false;
  Head head = Head::skip;
};

// Error nothing_to_do where neither a consignment nor a target can be scored.
Result<ScoreView> score_view(const Snapshot& snapshot, const ScoreViewOptions& options, const WorkProgress& progress);
Json to_json(const ScoreView& view);
std::vector<Sheet> to_sheets(const ScoreView& view);
// A share of the forecasts that are decided; null where none is.
Json of_decided(const MethodScore& method, const Measured& measured);

}  // namespace servanda
