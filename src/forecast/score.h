#pragma once

#include <array>
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

// What was published, and only that: the forecasts that the book keeps, whose day lies in the months asked for, against
// the outcomes that the Snapshot knows. Methods are `servanda` and `plan`; a date's law is its 19 published quantiles, so
// its CRPS is coarser than a replayed one. Several of one day and window: the first by name counts.
//   Error nothing_to_do where nothing was published.
Result<ScoreResult> score_published(const Snapshot& snapshot, const ScoreOptions& options);

}  // namespace servanda
