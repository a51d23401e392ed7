#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/partial_date.h"
#include "base/progress.h"
#include "base/result.h"
#include "book/snapshot.h"
#include "forecast/delays.h"
#include "forecast/fund_waits.h"
#include "forecast/shipments.h"
#include "forecast/shocks.h"
#include "forecast/simulate.h"

namespace servanda {

inline constexpr std::string_view kForecastEngine = "servanda-forecast-6";

// A probability or share as a count of 1e-4, the only form in which one leaves this room. This is the border between the
// forecaster's doubles and the fixed point of the rest: half away from zero.
using Share = std::int32_t;
inline constexpr Share kWhole = 10'000;
Share to_share(double value);

// Quantiles of an arrival that are kept: 5 %, 10 %, … 95 %.
inline constexpr std::size_t kQuantiles = 19;

// What an amount of a day, in 1e-4 of the reporting currency, is at the prices that values are told in.
using AtPrices = std::function<Result<Wide>(Day day, Wide units)>;

struct ForecastOptions {
  DayNumber within_days = 84;
  std::optional<Stage> stage = {};  // default: the programme's definition of delivered
  std::size_t futures = 1024;       // 0: as many as `error` asks for
  Share error = 20;                 // of the P10, P50 and P90 of the share by count, where futures is 0
  std::size_t most_futures = 65'536;  // where futures is 0
  std::uint64_t seed = 1;
  std::size_t threads = 0;
  bool drivers = true;
  FutureKeeper* keeper = nullptr;   // where the forecast's futures are computed and kept; none: here, and nowhere
  ReadAcceptedPlans accepted_plans = {};  // none: promised dates only
  bool queues = true;                   // where there is an accepted plan
  Dimensions dimensions = {};           // by name, of the book without the scenario; empty: to be shared out
  std::map<std::string, std::int32_t> late_shares = {};  // by mode, of the book without the scenario; empty: to be fitted
  DelayParameters parameters = {};
  AtPrices at_prices = {};  // of what the share by value counts; none: as stated
};

// One quantity of the share: how much of what is planned arrives within the window.
struct ShareSpread {
  Share p10 = 0, p50 = 0, p90 = 0, mean = 0;
  Share error = 0;                                // Monte Carlo, one standard error, of the mean
  Share sd = 0;
  Share error_p10 = 0, error_p50 = 0, error_p90 = 0;
  Wide planned = 0;                               // the whole: consignments, 1e-4 of the currency, 1e-4 t
  std::int64_t consignments = 0;                  // that say how much they are
};

struct WeekSpread {
  IsoWeek week;
  Share p10, p50, p90;
  Share error_p10, error_p50, error_p90;  // Monte Carlo, one standard error
};

enum class Risk : std::uint8_t {
  none,              // nothing unusual
  due_after_window,  // expected later
  overdue,           // the promised day has passed
  supplier, donor, origin, destination,  // its record is worse than others'
  usual,             // its mode and channel are often this late
  place,             // it waits at a place of its plan
  fund,              // it waits for money
  moved,             // its promised date was moved before
  no_way,            // no links lead to its destination
};

struct ConsignmentOdds {
  std::string id;
  std::size_t shipment = 0;  // place in the log
  Share odds = 0;            // of arriving within the window; 1 … 9,999
  std::optional<Day> p10, p50, p90;  // blank: the quantile does not arrive
  Share odds_error = 0;              // Monte Carlo, one standard error
  std::optional<std::int64_t> error_p10, error_p50, error_p90;  // the same, in 1e-4 days; blank: not in all replicates does it arrive
  std::array<std::int16_t, kQuantiles> quantiles{};  // days after the as-known day; Simulation::kNever
  Day due;
  Promise promise = Promise::stated;
  Risk risk = Risk::none;
  std::int32_t days = 0;     // overdue
  Risk cause = Risk::none;   // what costs it most: a factor, a place, a fund
  std::string level;         // of the factor; the place; the fund
  Share cost = 0;            // by how much its odds are lower than with an average one, without waiting there, with money on its day
  std::optional<std::pair<IsoWeek, IsoWeek>> weeks;  // in which it waits at the place, in the mean
  MovedDates moved = {};     // of its promised date
};

// What moves the share by count most, from the same futures (common random numbers).
struct Driver {
  enum class Kind : std::uint8_t { factor, common_shock, place, closures, fund, moved };
  Kind kind = Kind::factor;
  Factor factor = Factor::mode;
  std::string level;
  std::int64_t consignments = 0;
  // factor: the mean if its consignments came as promised, less the mean; shock: P90 less P10 by it; place: the mean if it
  // had no limit, less the mean; closures: the mean without those that come unforeseen, less the mean; fund: the mean if it
  // came on its day, less the mean; moved: the mean if dates that were moved stood as usual, less the mean, by the laws alone
  Share effect = 0;
  Share error = 0;   // of the paired difference
};

struct ForecastResult {
  Day as_known;
  Day until;  // last day of the window
  DayNumber within_days = 0;
  Stage stage;
  std::size_t futures = 0;
  std::uint64_t seed = 0;
  bool cut_short = false;  // the time limit came first
  std::optional<Share> largest_error = {};  // of the share by count, where as many futures as an error asks for were to be simulated
  std::int64_t planned = 0;       // open consignments
  std::int64_t due_within = 0;    // of these, promised for the window or before
  std::optional<ShareSpread> count, value, tonnes;
  std::vector<WeekSpread> weekly;
  std::vector<ConsignmentOdds> consignments;  // by odds, then id
  std::vector<Driver> drivers;                // by effect
  CommonShocks shocks;
  bool recording_delay = false;
  std::optional<Day> plan_known;  // of the newest accepted plan
  bool planned_dates = false;     // its dates are what is expected; else promised ones, which came true more often
  struct Queued {
    std::int64_t consignments = 0;
    std::int64_t places = 0;     // with a limit, that they pass
    std::int64_t surprises = 0;  // closures of the past that come again
    std::int64_t inspected = 0;  // links whose times are learned from events
    std::map<std::string, std::int32_t> late_shares;  // by mode, in 1e-4: what is left of lateness beside the queues
  };
  std::optional<Queued> queued;  // where queues are simulated
  struct Money {
    std::int64_t funds = 0;         // still to come, for which something waits
    std::int64_t consignments = 0;  // that wait
  } money;
  struct Moved {
    std::int64_t consignments = 0;  // open ones whose promised date was moved
    std::int64_t moves = 0;
    std::int64_t days = 0;          // by which they were moved in all
  } moved;
  ShipmentLog::WithoutWay without_way = {};
  std::int64_t dated_ahead = 0;      // actual events, dated after the as-known day, that have not happened yet
  Dimensions dimensions;             // of Sobol's points, by what is drawn on them
  std::int64_t arrivals_behind = 0;  // consignments that the delays were learned from
  std::vector<Evidence> evidence;
};

// What the forecast is made of, for those who need more than its result: targets, scores.
struct ForecastParts {
  ShipmentLog log;
  DelayModel model;
  CommonShocks shocks;
  std::optional<PlanQueues> queues;
  FundWaits funds;
  Simulation simulation;
  std::vector<std::optional<Wide>> values = {};  // by place in the log, at the prices asked for; empty: as the log has them
};

// The share of what is planned that arrives within the window, future by future: of two books with one seed and as many
// futures, what differs is the difference (common random numbers).
struct PairedDifference {
  Share mean = 0;            // of the two means as they are told
  Share error = 0;           // Monte Carlo, one standard error, of the mean
  Share p10 = 0, p50 = 0, p90 = 0;
  Share error_apart = 0;     // what the error would be if the two had drawn apart
};
enum class Quantity : std::uint8_t { count, value, tonnes };
// `other` less `base`; empty where one of them does not say how much anything is.
std::optional<PairedDifference> paired_difference(const ForecastParts& base, const ForecastParts& other, Quantity quantity,
                                                  DayNumber within_days);

// The open consignments of a Snapshot, simulated. `windows` may be kept from one origin of a book to the next.
//   Error nothing_to_do if the book has no consignments; bad_usage for a window that is not 1 … 3650 days.
Result<ForecastResult> forecast(const Snapshot& snapshot, const ForecastOptions& options, const WorkProgress& progress,
                                PastWindows& windows, ForecastParts* parts = nullptr);

}  // namespace servanda
