#include "forecast/score.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/calendar_month.h"
#include "forecast/past_lags.h"
#include "forecast/published.h"
#include "forecast/random.h"

namespace servanda {
namespace {

constexpr DayNumber kHorizon = 365;
constexpr std::size_t kMethods = kMethodNames.size();

// A forecast of one day as sorted days after the origin, equally likely.
using Sample = std::vector<std::int16_t>;

struct Outcome {
  std::optional<DayNumber> day;  // after the origin; blank: still open
  DayNumber seen_until = 0;      // the last day after the origin that the record covers
};

double cdf(const Sample& sample, DayNumber day) {
  const auto upto = std::ranges::upper_bound(sample, std::clamp(day, -32'000, 32'000));
  return static_cast<double>(upto - sample.begin()) / static_cast<double>(sample.size());
}

std::int16_t at(const Sample& sample, double p) {
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sample.size())));
  return sample[std::max<std::size_t>(rank, 1) - 1];
}

// Sum over days of (F(t) - 1{outcome <= t})^2, up to the horizon or the end of the record.
double crps(const Sample& sample, const Outcome& outcome) {
  const DayNumber end = std::min(kHorizon, outcome.day ? kHorizon : outcome.seen_until);
  DayNumber t = sample.front();
  if (outcome.day) t = std::min(t, *outcome.day);
  double sum = 0;
  std::size_t upto = 0;
  for (; t < end; ++t) {
    while (upto < sample.size() && sample[upto] <= t) ++upto;
    const double f = static_cast<double>(upto) / static_cast<double>(sample.size());
    const double seen = outcome.day && *outcome.day <= t ? 1 : 0;
    sum += (f - seen) * (f - seen);
  }
  return sum;
}

double pit(const Sample& sample, const Outcome& outcome, double uniform) {
  if (!outcome.day) {  // somewhere after what was seen
    const double low = cdf(sample, outcome.seen_until);
    return low + uniform * (1 - low);
  }
  const double low = cdf(sample, *outcome.day - 1);
  return low + uniform * (cdf(sample, *outcome.day) - low);
}

double pinball(const Sample& sample, DayNumber day) {
  double sum = 0;
  for (const double p : {0.1, 0.5, 0.9}) {
    const double off = std::clamp(day, -32'000, kHorizon) - std::min<DayNumber>(at(sample, p), kHorizon);
    sum += off >= 0 ? p * off : (p - 1) * off;
  }
  return sum / 3;
}

// Of the P10, P50 and P90 of a sum.
double pinball(const std::array<Wide, 3>& said, Wide came) {
  constexpr std::array kLevels{0.1, 0.5, 0.9};
  double sum = 0;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const auto off = static_cast<double>(came - said[i]);
    sum += off >= 0 ? kLevels[i] * off : (kLevels[i] - 1) * off;
  }
  return sum / 3;
}

// ---- sums of one origin

struct Sums {
  double forecasts = 0, crps = 0, decided = 0, in80 = 0, in50 = 0, held = 0, pinball = 0, pinballs = 0, brier = 0, briers = 0;
  double shares = 0, share_error = 0, share_bias = 0, share_in80 = 0, standardised = 0, half_width = 0;
  std::array<std::int64_t, kPitBins> pit{};
  Sums& operator+=(const Sums& o) {
    forecasts += o.forecasts, crps += o.crps, decided += o.decided, in80 += o.in80, in50 += o.in50, held += o.held;
    pinball += o.pinball, share_bias += o.share_bias;
    pinballs += o.pinballs, brier += o.brier, briers += o.briers, shares += o.shares, share_error += o.share_error;
    share_in80 += o.share_in80, standardised += o.standardised, half_width += o.half_width;
    for (std::size_t i = 0; i < kPitBins; ++i) pit[i] += o.pit[i];
    return *this;
  }
};

struct Origin {
  OriginScore said;
  std::array<Sums, kMethods> sums;
  std::int64_t censored = 0;
};

void add(Sums& sums, const Sample& sample, const Outcome& outcome, DayNumber within, double uniform) {
  sums.forecasts += 1;
  sums.crps += crps(sample, outcome);
  if (outcome.day || outcome.seen_until >= at(sample, 0.9)) {  // else nobody knows yet whether the range will hold it
    sums.decided += 1;
    const double u = pit(sample, outcome, uniform);
    if (u >= 0.1 && u <= 0.9) sums.in80 += 1;
    if (u >= 0.25 && u <= 0.75) sums.in50 += 1;
    ++sums.pit[std::min(kPitBins - 1, static_cast<std::size_t>(u * kPitBins))];
    if (outcome.day && *outcome.day >= at(sample, 0.1) && *outcome.day <= at(sample, 0.9)) sums.held += 1;
  }
  if (outcome.day) {
    sums.pinball += pinball(sample, *outcome.day);
    sums.pinballs += 1;
  }
  if (outcome.day || outcome.seen_until >= within) {
    const double hit = outcome.day && *outcome.day <= within ? 1 : 0;
    const double p = cdf(sample, within);
    sums.brier += (p - hit) * (p - hit);
    sums.briers += 1;
  }
}

// One share of one origin: expected, its variance, its interval.
void add_share(Sums& sums, double seen, double mean, double variance, double p10, double p90) {
  sums.shares += 1;
  sums.share_error += std::abs(seen - mean);
  sums.share_bias += seen - mean;
  constexpr double kRounding = 1e-9;
  if (seen >= p10 - kRounding && seen <= p90 + kRounding) sums.share_in80 += 1;
  if (variance > 0) sums.standardised += (seen - mean) * (seen - mean) / variance;
  sums.half_width += (p90 - p10) / 2;
}

// ---- baselines

DayNumber promised(const Shipment& shipment) {
  for (auto reference = shipment.references.rbegin(); reference != shipment.references.rend(); ++reference)
    if (reference->kind == Promise::stated || reference->kind == Promise::planned) return reference->day;
  return shipment.due();
}

// Days after the origin.
Sample sample_of(std::span<const DayNumber> lags, DayNumber due, DayNumber origin) {
  Sample sample;
  for (const DayNumber lag : lags) sample.push_back(static_cast<std::int16_t>(std::clamp(due + lag - origin, 1, 32'000)));
  if (sample.empty()) sample.push_back(1);
  return sample;
}

// ---- one origin

class Replay {
 public:
  Replay(const Snapshot& snapshot, const ScoreOptions& options, PastWindows& windows)
      : snapshot_(snapshot),
        options_(options),
        windows_(windows),
        now_(ShipmentLog::read(snapshot, options.forecast.stage.value_or(snapshot.programme().delivered.stage))) {
    for (const Shipment& shipment : now_.shipments) by_id_.emplace(shipment.id, &shipment);
  }

  const ShipmentLog& now() const { return now_; }

  // Empty where too few consignments were open.
  Result<std::optional<Origin>> origin(Day day, const WorkProgress& progress) {
    SnapshotOptions then = snapshot_.options();
    then.as_known = day;
    ASSIGN_OR_RETURN(const Snapshot book, Snapshot::make(snapshot_.history(), then));
    if (book.count(Table::consignments) == 0) return std::optional<Origin>();
    ForecastOptions forecasting = options_.forecast;
    forecasting.drivers = false;
    ForecastParts parts;
    ASSIGN_OR_RETURN(const ForecastResult result, forecast(book, forecasting, progress, windows_, &parts));
    return replay(result, parts);
  }

 private:
  std::optional<Outcome> outcome_of(const Shipment& shipment, DayNumber origin) const {
    const auto found = by_id_.find(shipment.id);
    if (!shipment.known || found == by_id_.end()) return std::nullopt;
    const Shipment& now = *found->second;
    if (now.left && *now.left <= origin) return std::nullopt;
    Outcome outcome;
    outcome.seen_until = std::min(now.left.value_or(now_.as_known), now_.as_known) - origin;
    if (now.left) outcome.seen_until = now_.as_known - origin;  // it will never arrive, as far as is known
    if (now.reached) outcome.day = *now.reached - origin;
    return outcome;
  }

  std::optional<Origin> replay(const ForecastResult& result, const ForecastParts& parts) const {
    const DayNumber origin = parts.log.as_known;
    const DayNumber within = options_.forecast.within_days;
    const Simulation& simulation = parts.simulation;
    Origin out;
    out.said.origin = result.as_known;
    const PastLags lags(parts.log, promised);
    std::vector<double> arrived(simulation.futures());
    std::array<double, kMethods> expected{}, variance{};
    double seen = 0, n = 0;
    for (std::size_t i = 0; i < simulation.shipments(); ++i) {
      const Shipment& shipment = parts.log.shipments[simulation.shipment(i)];
      const auto outcome = outcome_of(shipment, origin);
      if (!outcome) continue;
      Sample own(simulation.futures());
      for (std::size_t f = 0; f < own.size(); ++f) {
        own[f] = simulation.arrival(i, f);
        if (own[f] <= within) arrived[f] += 1;
      }
      std::ranges::sort(own);
      const DayNumber due = promised(shipment);
      const std::array<Sample, kMethods> samples{std::move(own), sample_of(std::array{DayNumber{0}}, due, origin),
                                                 sample_of(lags.pooled(shipment, origin), due, origin),
                                                 sample_of(lags.grouped(shipment, origin), due, origin)};
      const double uniform = unit_interval(draws(options_.forecast.seed, Stream::pit, static_cast<std::uint32_t>(origin),
                                                 shipment.number, 0)[0]);
      for (std::size_t m = 0; m < kMethods; ++m) {
        add(out.sums[m], samples[m], *outcome, within, uniform);
        const double p = cdf(samples[m], within);
        expected[m] += p;
        variance[m] += p * (1 - p);
      }
      n += 1;
      if (outcome->day && *outcome->day <= within) seen += 1;
      if (!outcome->day) ++out.censored;
    }
    if (n < static_cast<double>(options_.fewest_open)) return std::nullopt;
    out.said.open = static_cast<std::int64_t>(n);
    close(out, arrived, expected, variance, seen, n, origin + within <= now_.as_known);
    return out;
  }

  static void close(Origin& out, std::vector<double>& arrived, const std::array<double, kMethods>& expected,
                    const std::array<double, kMethods>& variance, double seen, double n, bool over) {
    constexpr double kP90 = 1.2815515655446004;
    for (double& each : arrived) each /= n;
    std::ranges::sort(arrived);
    const auto at_rank = [&](double p) {
      return arrived[std::min(arrived.size() - 1, static_cast<std::size_t>(p * static_cast<double>(arrived.size())))];
    };
    const double mean =
        std::accumulate(arrived.begin(), arrived.end(), 0.0) / static_cast<double>(arrived.size());
    double spread = 0;
    for (const double each : arrived) spread += (each - mean) * (each - mean);
    spread /= static_cast<double>(arrived.size());
    out.said.p10 = to_share(at_rank(0.1));
    out.said.p50 = to_share(at_rank(0.5));
    out.said.p90 = to_share(at_rank(0.9));
    out.said.promised = to_share(expected[1] / n);
    if (!over) return;
    out.said.seen = to_share(seen / n);
    add_share(out.sums[0], seen / n, mean, spread, at_rank(0.1), at_rank(0.9));
    for (std::size_t m = 1; m < kMethods; ++m) {
      const double v = variance[m] / (n * n);
      const double half = kP90 * std::sqrt(v);
      add_share(out.sums[m], seen / n, expected[m] / n, v, expected[m] / n - half, expected[m] / n + half);
    }
  }

  const Snapshot& snapshot_;
  const ScoreOptions& options_;
  PastWindows& windows_;
  ShipmentLog now_;
  std::unordered_map<std::string_view, const Shipment*> by_id_;
};

// ---- all origins

constexpr std::size_t kMeasures = 11;

std::array<double, kMeasures> means(const Sums& s, const Sums& best) {
  const auto ratio = [](double a, double b) { return b > 0 ? a / b : 0; };
  return {ratio(s.crps, s.forecasts),
          ratio(s.crps, s.forecasts) - ratio(best.crps, best.forecasts),
          ratio(s.in80, s.decided),
          ratio(s.in50, s.decided),
          ratio(s.held, s.decided),
          ratio(s.pinball, s.pinballs),
          ratio(s.brier, s.briers),
          ratio(s.share_error, s.shares),
          ratio(s.share_bias, s.shares),
          ratio(s.share_in80, s.shares),
          ratio(s.standardised, s.shares)};
}

std::int64_t quarter(Day day) {
  const std::chrono::year_month_day date(day);
  return static_cast<int>(date.year()) * 4 + (static_cast<unsigned>(date.month()) - 1) / 3;
}

using Errors = std::array<std::array<double, kMeasures>, kMethods>;

// Standard deviations of the means over resampled quarters; none of a single one.
std::optional<Errors> bootstrap(const std::vector<Origin>& origins, std::uint64_t seed) {
  constexpr std::uint32_t kResamples = 500;
  std::map<std::int64_t, std::array<Sums, kMethods>> blocks;
  for (const Origin& origin : origins)
    for (std::size_t m = 0; m < kMethods; ++m) blocks[quarter(origin.said.origin)][m] += origin.sums[m];
  std::vector<const std::array<Sums, kMethods>*> list;
  for (const auto& [key, sums] : blocks) list.push_back(&sums);
  if (list.size() < 2) return std::nullopt;
  Errors sum{}, squares{};
  for (std::uint32_t b = 0; b < kResamples; ++b) {
    std::array<Sums, kMethods> drawn{};
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      const auto pick = static_cast<std::size_t>(unit_interval(draws(seed, Stream::bootstrap, b, i, 0)[0]) *
                                                 static_cast<double>(list.size()));
      for (std::size_t m = 0; m < kMethods; ++m) drawn[m] += (*list[pick])[m];
    }
    for (std::size_t m = 0; m < kMethods; ++m) {
      const auto values = means(drawn[m], drawn[0]);
      for (std::size_t k = 0; k < kMeasures; ++k) {
        sum[m][k] += values[k] / kResamples;
        squares[m][k] += values[k] * values[k] / kResamples;
      }
    }
  }
  for (std::size_t m = 0; m < kMethods; ++m)
    for (std::size_t k = 0; k < kMeasures; ++k)
      squares[m][k] = std::sqrt(std::max(0.0, squares[m][k] - sum[m][k] * sum[m][k]));
  return squares;
}

std::int64_t fixed(double value) { return std::llround(value * kWhole); }

void summarise(const std::vector<Origin>& origins, std::size_t methods, ScoreResult& result) {
  std::array<Sums, kMethods> total{};
  for (const Origin& origin : origins) {
    for (std::size_t m = 0; m < kMethods; ++m) total[m] += origin.sums[m];
    result.origins.push_back(origin.said);
    result.censored += origin.censored;
  }
  result.forecasts = static_cast<std::int64_t>(total[0].forecasts);
  const auto errors = bootstrap(origins, result.seed);
  for (std::size_t m = 0; m < methods; ++m) {
    const auto values = means(total[m], total[0]);
    MethodScore score;
    score.name = kMethodNames[m];
    const std::array<Measured*, kMeasures> places{&score.crps_days,     &score.crps_less,  &score.coverage80,
                                                  &score.coverage50,    &score.held80,       &score.pinball_days,
                                                  &score.brier,         &score.share_mae,    &score.share_bias,
                                                  &score.share_coverage80,
                                                  &score.standardised_error};
    for (std::size_t k = 0; k < kMeasures; ++k) *places[k] = {fixed(values[k]), errors ? std::optional(fixed((*errors)[m][k])) : std::nullopt};
    score.decided = static_cast<std::int64_t>(total[m].decided);
    score.share_half_width = total[m].shares > 0 ? fixed(total[m].half_width / total[m].shares) : 0;
    score.pit = total[m].pit;
    result.methods.push_back(score);
  }
}

}  // namespace

Result<ScoreResult> score_replayed(const Snapshot& snapshot, const ScoreOptions& options, const WorkProgress& progress,
                                   PastWindows* windows) {
  if (snapshot.count(Table::consignments) == 0)
    return Error{ErrorCode::nothing_to_do, "there are no consignments to score", "consignments.csv"};
  PastWindows own;
  Replay replay(snapshot, options, windows == nullptr ? own : *windows);
  ScoreResult result{snapshot.as_known(), options.forecast.stage.value_or(snapshot.programme().delivered.stage), options.from,
                     options.until, options.forecast.within_days, options.forecast.seed, 0, 0, false, {}, {}};
  std::vector<Origin> origins;
  const std::int64_t months = (options.until - options.from).count() + 1;
  for (std::int64_t i = 0; i < months; ++i) {
    progress.report("origins", i, months);
    const auto month = options.from + std::chrono::months(i);
    const Day day = Day(month / std::chrono::day(1));
    if (day >= snapshot.as_known()) break;
    const auto origin = [&] {
      const WorkProgress::Silence silence(progress);
      return replay.origin(day, progress);
    }();
    if (!origin && progress.out_of_time()) {  // with the origins that there are
      result.cut_short = true;
      break;
    }
    if (!origin) return origin.error();
    if (*origin) origins.push_back(**origin);
  }
  if (origins.empty() && result.cut_short)
    return Error{ErrorCode::refused, "the time limit came before the first origin was forecast; give it more time"};
  if (origins.empty())
    return Error{ErrorCode::nothing_to_do,
                 "no origin from " + to_string(PartialDate::of_month(options.from).first()) + " on has " +
                     std::to_string(options.fewest_open) + " open consignments whose known day is reported; one row of "
                     "consignments.csv with known_date and due, and its actual event, is needed for each",
                 "consignments.csv"};
  result.from = calendar_month(origins.front().said.origin);
  result.until = calendar_month(origins.back().said.origin);
  summarise(origins, kMethods, result);
  progress.report("origins", months, months);
  return result;
}

namespace {

// One published forecast against what is known now.
std::optional<Origin> judge(const PublishedForecast& said, const ShipmentLog& now, const ScoreOptions& options) {
  const DayNumber from = day_number(said.from);
  Origin out;
  out.said.origin = said.from;
  std::unordered_map<std::string_view, const Shipment*> by_id;
  for (const Shipment& shipment : now.shipments) by_id.emplace(shipment.id, &shipment);
  double seen = 0, promised_in = 0, n = 0;
  for (const PublishedForecast::One& one : said.consignments) {
    const auto found = by_id.find(one.id);
    if (found == by_id.end()) continue;
    Outcome outcome{{}, now.as_known - from};
    if (found->second->reached) outcome.day = *found->second->reached - from;
    const double uniform = unit_interval(
        draws(options.forecast.seed, Stream::pit, static_cast<std::uint32_t>(from), found->second->number, 0)[0]);
    add(out.sums[0], Sample(one.days.begin(), one.days.end()), outcome, said.within_days, uniform);
    const Sample plan{static_cast<std::int16_t>(std::clamp(one.due, 1, 32'000))};
    add(out.sums[1], plan, outcome, said.within_days, uniform);
    n += 1;
    if (plan.front() <= said.within_days) promised_in += 1;
    if (outcome.day && *outcome.day <= said.within_days) seen += 1;
    if (!outcome.day) ++out.censored;
  }
  if (n == 0 || !said.share) return std::nullopt;
  out.said.open = static_cast<std::int64_t>(n);
  out.said.p10 = said.share->p10;
  out.said.p50 = said.share->p50;
  out.said.p90 = said.share->p90;
  out.said.promised = to_share(promised_in / n);
  if (from + said.within_days <= now.as_known) {
    const auto real = [](Share value) { return static_cast<double>(value) / kWhole; };
    out.said.seen = to_share(seen / n);
    add_share(out.sums[0], seen / n, real(said.share->mean), real(said.share->sd) * real(said.share->sd),
              real(said.share->p10), real(said.share->p90));
    add_share(out.sums[1], seen / n, promised_in / n, 0, promised_in / n, promised_in / n);
  }
  return out;
}

}  // namespace

Result<PublishedScore> score_published(const Snapshot& snapshot, const ScoreOptions& options) {
  std::map<std::string, std::string> contents;
  for (const auto row : snapshot.rows<Table::forecasts>()) contents.emplace(row.name(), row.text<"content">());
  std::map<Stage, ShipmentLog> logs;
  PublishedScore out;
  const std::pair asked{-options.forecast.within_days, options.forecast.stage.value_or(snapshot.programme().delivered.stage)};
  std::map<std::pair<DayNumber, Stage>, std::map<Day, Origin>> groups;  // by the window, longest first
  std::set<std::tuple<Day, DayNumber, Stage>> seen;
  for (const auto& [name, content] : contents) {
    auto said = parse_published(content);
    if (!said) {
      Error error = said.error();
      error.message = name + ": " + error.message;
      return error;
    }
    const std::chrono::year_month_day date(said->from);
    const auto month = date.year() / date.month();
    if (month < options.from || month > options.until || said->from >= snapshot.as_known()) continue;
    if (said->made_later()) {
      ++out.made_later;
      continue;
    }
    if (!seen.emplace(said->from, said->within_days, said->stage).second) {
      ++out.other_seeds;
      continue;
    }
    for (const PublishedTarget& each : said->targets)
      out.targets.push_back({said->from, each.id, each.figure, each.probability, said->from + std::chrono::days(each.by), each.goal, each.sums});
    if (!logs.contains(said->stage)) logs.emplace(said->stage, ShipmentLog::read(snapshot, said->stage));
    if (const auto origin = judge(*said, logs.at(said->stage), options))
      groups[{-said->within_days, said->stage}].emplace(said->from, *origin);
  }
  constexpr std::size_t kOwnAndPlan = 2;
  for (const auto& [key, judged] : groups) {
    ScoreResult result{snapshot.as_known(), key.second, options.from, options.until, -key.first, options.forecast.seed, 0, 0, false, {}, {}};
    std::vector<Origin> origins;
    for (const auto& [day, origin] : judged) origins.push_back(origin);
    summarise(origins, kOwnAndPlan, result);
    out.groups.insert(key == asked ? out.groups.begin() : out.groups.end(), std::move(result));
  }
  return out;
}

Result<TargetScore> score_targets(std::vector<TargetForecast> said, Day as_known, const FigureOnDay& came) {
  TargetScore out;
  std::ranges::stable_sort(said, [](const TargetForecast& a, const TargetForecast& b) { return std::tie(a.from, a.id) < std::tie(b.from, b.id); });
  const auto twice = std::ranges::unique(said, [](const TargetForecast& a, const TargetForecast& b) { return a.from == b.from && a.id == b.id; });
  said.erase(twice.begin(), twice.end());
  std::set<std::string> ids;
  double brier = 0, inside = 0, pinballs = 0;
  for (TargetForecast& each : said) {
    if (each.by > as_known) {
      ++out.not_over;
      continue;
    }
    ASSIGN_OR_RETURN(const std::optional<Wide> sum, came(each.figure, each.by));
    if (!sum) continue;
    const bool met = *sum >= each.goal;
    const double off = static_cast<double>(each.probability) / kWhole - (met ? 1 : 0);
    brier += off * off;
    if (each.sums && each.goal > 0) {
      ++out.with_sums;
      if (*sum >= each.sums->front() && *sum <= each.sums->back()) inside += 1;
      pinballs += pinball(*each.sums, *sum) / static_cast<double>(each.goal);
    }
    ids.insert(each.id);
    out.judged.push_back({std::move(each), *sum, met});
  }
  out.targets = static_cast<std::int64_t>(ids.size());
  if (!out.judged.empty()) out.brier = fixed(brier / static_cast<double>(out.judged.size()));
  if (out.with_sums > 0) {
    out.coverage80 = fixed(inside / static_cast<double>(out.with_sums));
    out.pinball = fixed(pinballs / static_cast<double>(out.with_sums));
  }
  return out;
}

}  // namespace servanda
