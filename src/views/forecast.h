#pragma once

#include <string>
#include <vector>

#include "forecast/forecast.h"
#include "forecast/score.h"
#include "views/head.h"
#include "views/json.h"
#include "views/prices.h"
#include "views/sheet.h"
#include "views/target_lines.h"

namespace servanda {

// A forecast with its track record: no odds leave here alone.
//
// Rules
//   1. The track record is score_replayed over the last twelve origins whose window is over, as known on the Snapshot's
//      day. Where there is none, that is said where the record would stand.
//   2. The newest accepted plan is followed (accepted_plan.h), through its queues unless they are switched off.
//   3. With a scenario, the base is forecast too, and the difference is that of each future with itself.
//   4. Odds are decimal texts with four places; words follow the scale in forecast/words.h.
struct ForecastView {
  ForecastResult forecast;
  std::string head;
  Currency currency;
  bool notional = false;
  std::optional<ScoreResult> record = {};
  bool record_cut_short = false;              // there is none since the time limit came first
  std::optional<Share> error_asked = {};      // where so many futures as this error asks for were to be simulated
  std::size_t most_futures = 0;               // then
  Prices prices = {};                         // of the share by value; targets are in the money of their day
  std::vector<TargetLine> targets = {};
  // Where a scenario lies on top: the book without it, and how much more of what is planned arrives with it.
  struct WhatIf {
    ForecastResult base;
    std::optional<PairedDifference> count, value, tonnes;
    bool places_without_plan = false;  // it changes places, which nothing passes
  };
  std::optional<WhatIf> what_if = {};
};

struct ForecastViewOptions {
  ForecastOptions forecast = {};
  std::optional<std::string> target = {};  // only this one; default: all
  Head head = Head::skip;
  Prices prices = {};  // of the share by value
  bool record = true;  // without it nothing is to be shown: for a process that only draws futures
};

Result<ForecastView> forecast_view(const Snapshot& snapshot, const ForecastViewOptions& options,
                                   const WorkProgress& progress);
Json to_json(const ForecastView& view);
std::vector<Sheet> to_sheets(const ForecastView& view);

// The reason of a consignment's risk as a person would say it; blank where there is none.
std::string risk_text(const ConsignmentOdds& odds);

// The newest day on which the book knew something, whatever its as-known day: a forecast of a day before it is a replay.
Day newest_known(const Snapshot& snapshot);

// The forecast as an entry of the book (forecast/published.h), in the payload's form (book/payload.h). It carries the join
// of the labels of the consignments, contracts, lines and events that it read; with targets, of these, pledges, allocations, funds and
// reports too.
//   Error bad_input for a label that cannot be read.
Result<std::string> published_entry(const Snapshot& snapshot, const ForecastView& view);

// What `calibrate` shows: the fitted delays, and how much stands behind each.
struct CalibrationView {
  Day as_known;
  std::string head;
  Stage stage;
  std::vector<Evidence> evidence;
  struct EffectLine {
    std::string factor, level, label;
    std::array<std::int64_t, 3> odds;  // 1e-4, by phase
    std::int64_t arrivals;             // weighted, 1e-4
  };
  std::vector<EffectLine> effects;
  std::int64_t shock_sd = 0;  // 1e-4 of the logarithm of the hazard
  int windows = 0;
  bool cut_short = false;  // the time limit came before the older windows
  bool recording_delay = false;
  std::int64_t recording_arrivals = 0;
  std::int64_t recording_mean_days = 0;  // 1e-4
  Share exit_within = 0;                 // chance to leave within the window
  DayNumber within_days = 0;
};

Result<CalibrationView> calibration_view(const Snapshot& snapshot, const ForecastViewOptions& options,
                                         const WorkProgress& progress);
Json to_json(const CalibrationView& view);
std::vector<Sheet> to_sheets(const CalibrationView& view);

}  // namespace servanda
