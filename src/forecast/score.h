#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "forecast/forecast.h"

namespace servanda {

// How good past forecasts were.
//
// Rules
//   1. An origin is the first day of a month. `replayed` makes the forecast of that day again, through forecast() itself,
//      from the book as it was known then. Outcomes are those that the Snapshot to be scored knows.
//   2. A consignment is scored at each origin at which it was open; one whose known day is blank is not. Where it is still
//      open, the score goes as far as the record does.
//   3. Methods see the same: `servanda`; `plan` (arrives on the promised day, or the next day where that has passed);
//      `pooled` and `grouped` (the lags of what had arrived by then, beyond the one reached; grouped by mode and channel,
//      from 10 arrivals on, else pooled).
//   4. CRPS in days over a grid that ends 365 days after the origin, so a censored outcome is scored exactly up to where
//      it was seen. Coverage by the randomised probability integral transform (PIT). Pinball: mean of P10, P50, P90. Brier:
//      arrival within the window. A share is scored where the whole window lies in the record.
//   5. Errors: bootstrap of blocks of a quarter of a year, of the mean and of the difference from `servanda`.
inline constexpr std::array<std::string_view, 4> kMethodNames{"servanda", "plan", "pooled", "grouped"};
inline constexpr std::size_t kPitBins = 10;

// Numbers of the same kind as Share: 1e-4 of a day, of one, …
struct Measured {
  std::int64_t value = 0;
  std::optional<std::int64_t> error = 0;
};

struct MethodScore {
  std::string name;
  Measured crps_days;
  Measured crps_less;  // CRPS less that of `servanda`
  Measured coverage80, coverage50, held80;
  Measured pinball_days;
  Measured brier;
  Measured share_mae, share_bias;
  Measured share_coverage80;
  Measured standardised_error;  // squared error of the share over its variance, mean
  std::int64_t share_half_width = 0;
  std::int64_t decided = 0;  // forecasts of which it is known whether their range holds
  std::array<std::int64_t, kPitBins> pit{};  // forecasts by tenth
};

struct OriginScore {
  Day origin;
  std::int64_t open = 0;
  Share p10, p50, p90;
  std::optional<Share> seen;  // where the window is over
  Share promised;             // share of the plan
};

struct ScoreOptions {
  std::chrono::year_month from{};   // default: the third year of the record
  std::chrono::year_month until{};  // default: the last month with an outcome
  ForecastOptions forecast = {};
  std::int64_t fewest_open = 20;
};

struct ScoreResult {
  Day as_known;
  Stage stage{};
  std::chrono::year_month from, until;
  DayNumber within_days = 0;
  std::uint64_t seed = 0;
  std::int64_t forecasts = 0;
  std::int64_t censored = 0;
  bool cut_short = false;  // by a time limit: `until` is the last month that was scored
  std::vector<OriginScore> origins;
  std::vector<MethodScore> methods;
};

// `windows`: those of a forecast of this book, which the origins share; none: they begin with none.
//   Error nothing_to_do where no origin has enough open consignments.
Result<ScoreResult> score_replayed(const Snapshot& snapshot, const ScoreOptions& options, const WorkProgress& progress,
                                   PastWindows* windows = nullptr);

// A target as a past forecast told it.
struct TargetForecast {
  Day from;
  std::string id;
  std::string figure;
  Share probability = 0;
  Day by;
  Wide goal = 0;  // 1e-4
  std::optional<std::array<Wide, 3>> sums;
};

// Past forecasts of targets whose day has passed.
struct TargetScore {
  struct One {
    TargetForecast said;
    Wide came = 0;  // 1e-4
    bool met = false;
  };
  std::vector<One> judged;     // by day, then target
  std::int64_t targets = 0;    // different ones
  std::int64_t not_over = 0;
  std::int64_t brier = 0;      // 1e-4; a coin has 0.25
  std::int64_t with_sums = 0;
  std::int64_t coverage80 = 0;  // 1e-4, of the P10 … P90 of sums
  std::int64_t pinball = 0;     // 1e-4 of the goal: mean of P10, P50, P90
};
// `came`: what a figure was on a day, as the record says now; blank: not reported, and the forecast is not judged.
using FigureOnDay = std::function<Result<std::optional<Wide>>(const std::string& figure, Day day)>;
Result<TargetScore> score_targets(std::vector<TargetForecast> said, Day as_known, const FigureOnDay& came);

// What was published, and only that: the forecasts that the book keeps, whose day lies in the months asked for, against
// the outcomes that the Snapshot knows. Methods are `servanda` and `plan`; a date's law is its 19 published quantiles, so
// its CRPS is coarser than a replayed one. Windows and stages are scored apart. One that was made when the book knew more than
// its day is a replay and not scored. Of several of one day, window and stage the first by name counts.
struct PublishedScore {
  std::vector<ScoreResult> groups;  // by window and stage, the one of `options` first, then the longest windows
  std::vector<TargetForecast> targets;
  std::int64_t made_later = 0;
  std::int64_t other_seeds = 0;
};
// Error bad_input for a content that cannot be read.
Result<PublishedScore> score_published(const Snapshot& snapshot, const ScoreOptions& options);

}  // namespace servanda
