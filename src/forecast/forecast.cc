#include "forecast/forecast.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/check.h"
#include "forecast/mixed_hazard.h"
#include "forecast/random.h"
#include "forecast/remaining_time.h"

namespace servanda {
namespace {

constexpr std::size_t kReplicates = Simulation::kReplicates;
constexpr std::int16_t kLastTold = 3'650;  // days: of what would come later no date is told

// The quantile of sorted values by the nearest rank.
template <class T>
T quantile(const std::vector<T>& sorted, double p) {
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
  return sorted[std::min(std::max<std::size_t>(rank, 1), sorted.size()) - 1];
}

// The standard error of a mean of independent replicates.
double error_of(const std::array<double, kReplicates>& values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / kReplicates;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (kReplicates - 1) / kReplicates);
}

// Shares of the futures, sorted: all, and each replicate's.
struct SortedShares {
  std::vector<double> all;
  std::array<std::vector<double>, kReplicates> replicates;

  explicit SortedShares(const std::vector<double>& shares) : all(shares) {
    const auto size = static_cast<std::ptrdiff_t>(shares.size() / kReplicates);
    for (std::size_t r = 0; r < kReplicates; ++r) {
      const auto first = shares.begin() + static_cast<std::ptrdiff_t>(r) * size;
      replicates[r].assign(first, first + size);
      std::ranges::sort(replicates[r]);
    }
    std::ranges::sort(all);
  }
};

// How much of a sorted sample is at most `value`.
double part_at_most(const std::vector<double>& sorted, double value) {
  return static_cast<double>(std::ranges::upper_bound(sorted, value) - sorted.begin()) / static_cast<double>(sorted.size());
}

// The odds that in other futures the quantile would be at most `value`: that the part of them that is, is at least p.
double odds_of_quantile_at_most(const SortedShares& shares, double value, double p) {
  std::array<double, kReplicates> parts{};
  for (std::size_t r = 0; r < kReplicates; ++r) parts[r] = part_at_most(shares.replicates[r], value);
  const double error = error_of(parts);
  const double beyond = part_at_most(shares.all, value) - p;
  return error > 0 ? normal_cdf(beyond / error) : beyond >= 0 ? 1 : 0;
}

// The standard error of a quantile: the spread of the values that it may have. Where few consignments are open the share goes in
// steps, and this says how sure the step is.
//   Source: Maritz and Jarrett, Journal of the American Statistical Association 73 (1978), with the error of the replicates for
//   that of independent futures.
double error_of_quantile(const SortedShares& shares, double p) {
  constexpr double kHardly = 1e-5;
  const std::vector<double>& all = shares.all;
  auto first = std::ranges::lower_bound(all, quantile(all, p));
  while (first != all.begin() && odds_of_quantile_at_most(shares, *(first - 1), p) > kHardly)
    first = std::lower_bound(all.begin(), first, *(first - 1));
  const double origin = *first;  // so that the squares below lose no digits
  double reached = 0, mean = 0, squares = 0;
  for (auto at = first; at != all.end() && reached < 1 - kHardly; at = std::upper_bound(at, all.end(), *at)) {
    const double odds = std::max(reached, odds_of_quantile_at_most(shares, *at, p));
    mean += (odds - reached) * (*at - origin);
    squares += (odds - reached) * (*at - origin) * (*at - origin);
    reached = odds;
  }
  mean /= reached;
  return std::sqrt(std::max(0.0, squares / reached - mean * mean));
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Spread of one share over the futures; each is a fraction of the whole.
ShareSpread spread_of(const std::vector<double>& values) {
  const SortedShares shares(values);
  std::array<double, kReplicates> means{};
  std::ranges::transform(shares.replicates, means.begin(), mean_of);
  const double mean = mean_of(shares.all);
  double squares = 0;
  for (const double each : shares.all) squares += (each - mean) * (each - mean);
  ShareSpread spread;
  spread.p10 = to_share(quantile(shares.all, 0.1));
  spread.p50 = to_share(quantile(shares.all, 0.5));
  spread.p90 = to_share(quantile(shares.all, 0.9));
  spread.mean = to_share(mean);
  spread.sd = to_share(std::sqrt(squares / static_cast<double>(values.size())));
  spread.error = to_share(error_of(means));
  spread.error_p10 = to_share(error_of_quantile(shares, 0.1));
  spread.error_p50 = to_share(error_of_quantile(shares, 0.5));
  spread.error_p90 = to_share(error_of_quantile(shares, 0.9));
  return spread;
}

std::optional<Wide> quantity_of(const Shipment& shipment, Quantity quantity) {
  if (quantity == Quantity::value) return shipment.value;
  if (quantity == Quantity::tonnes) return shipment.tonnes ? std::optional<Wide>(*shipment.tonnes) : std::nullopt;
  return 1;
}

// Shares of one quantity by future; what does not say how much it is, is left out.
struct FutureShares {
  std::vector<double> shares;
  Wide whole = 0;
  std::int64_t consignments = 0;
};

FutureShares shares_of(const ForecastParts& parts, Quantity quantity, DayNumber within_days) {
  const Simulation& simulation = parts.simulation;
  FutureShares out;
  std::vector<Wide> sums(simulation.futures());
  for (std::size_t i = 0; i < simulation.shipments(); ++i) {
    const std::size_t at = simulation.shipment(i);
    const bool priced = quantity == Quantity::value && !parts.values.empty();
    const std::optional<Wide> own = priced ? parts.values[at] : quantity_of(parts.log.shipments[at], quantity);
    if (!own) continue;
    out.whole += *own;
    ++out.consignments;
    for (std::size_t f = 0; f < sums.size(); ++f)
      if (simulation.arrival(i, f) <= within_days) sums[f] += *own;
  }
  if (out.whole <= 0) return out;
  for (const Wide sum : sums) out.shares.push_back(static_cast<double>(sum) / static_cast<double>(out.whole));
  return out;
}

// Of one consignment, over the replicates of its days in the order of the futures.
std::optional<std::int64_t> error_of_day(const std::vector<std::vector<std::int16_t>>& replicates, double p) {
  std::array<double, kReplicates> days{};
  for (std::size_t r = 0; r < kReplicates; ++r) {
    const std::int16_t day = quantile(replicates[r], p);
    if (day > kLastTold) return std::nullopt;
    days[r] = day;
  }
  return std::llround(error_of(days) * kWhole);
}

// What waiting costs one consignment.
struct Cause {
  Risk risk = Risk::none;
  std::string level;
  double cost = 0;
  std::optional<std::pair<IsoWeek, IsoWeek>> weeks = {};
};
using Causes = std::multimap<std::size_t, Cause>;  // by place in the log

class Summary {
 public:
  Summary(const ForecastOptions& options, const ForecastParts& parts, std::vector<Driver> places, Causes causes)
      : options_(options), parts_(parts), simulation_(parts.simulation), causes_(std::move(causes)) {
    result_.drivers = std::move(places);
  }

  ForecastResult summarise() {
    const ShipmentLog& log = parts_.log;
    result_.as_known = day_of(log.as_known);
    result_.until = day_of(log.as_known + options_.within_days);
    result_.within_days = options_.within_days;
    result_.stage = log.stage;
    result_.futures = simulation_.futures();
    result_.seed = options_.seed;
    result_.shocks = parts_.shocks;
    result_.recording_delay = !parts_.model.recording().none();
    result_.evidence = parts_.model.evidence();
    result_.arrivals_behind = result_.evidence.front().arrivals;
    if (parts_.queues) describe_queues();
    result_.money = {static_cast<std::int64_t>(parts_.funds.funds().size()), static_cast<std::int64_t>(parts_.funds.waits().size())};
    result_.planned = static_cast<std::int64_t>(simulation_.shipments());
    for (std::size_t i = 0; i < simulation_.shipments(); ++i)
      if (at(i).due() <= log.as_known + options_.within_days) ++result_.due_within;
    if (result_.planned > 0) {
      sum_shares();
      fan();
      list();
      if (options_.drivers) drive();
    }
    return std::move(result_);
  }

 private:
  const Shipment& at(std::size_t i) const { return parts_.log.shipments[simulation_.shipment(i)]; }

  void describe_queues() {
    const PlanQueues& queues = *parts_.queues;
    result_.queued = ForecastResult::Queued{static_cast<std::int64_t>(queues.shipments()),
                                            static_cast<std::int64_t>(queues.places()), queues.surprises(),
                                            static_cast<std::int64_t>(queues.inspected()), {}};
    const auto& modes = parts_.log.names[static_cast<std::size_t>(Factor::mode)];
    for (std::size_t mode = 0; mode < modes.size(); ++mode)
      result_.queued->late_shares.emplace(modes[mode], queues.late_share(mode));
  }

  std::optional<ShareSpread> share(Quantity quantity) const {
    const FutureShares shares = shares_of(parts_, quantity, options_.within_days);
    if (shares.whole <= 0) return std::nullopt;
    ShareSpread spread = spread_of(shares.shares);
    spread.planned = shares.whole;
    spread.consignments = shares.consignments;
    return spread;
  }

  void sum_shares() {
    result_.count = share(Quantity::count);
    result_.value = share(Quantity::value);
    result_.tonnes = share(Quantity::tonnes);
  }

  // Cumulative share by the Sunday of each week of the window.
  void fan() {
    const auto n = static_cast<double>(simulation_.shipments());
    const Day end = result_.until;
    for (Day sunday = monday(iso_week(result_.as_known + std::chrono::days(1))) + std::chrono::days(6);;
         sunday += std::chrono::days(7)) {
      const Day until = std::min(sunday, end);
      const DayNumber offset = day_number(until) - parts_.log.as_known;
      std::vector<double> shares(simulation_.futures());
      for (std::size_t i = 0; i < simulation_.shipments(); ++i)
        for (std::size_t f = 0; f < shares.size(); ++f)
          if (simulation_.arrival(i, f) <= offset) shares[f] += 1;
      for (double& each : shares) each /= n;
      const ShareSpread spread = spread_of(shares);
      result_.weekly.push_back({iso_week(until), spread.p10, spread.p50, spread.p90, spread.error_p10, spread.error_p50, spread.error_p90});
      if (sunday >= end) break;
    }
  }

  void list() {
    for (std::size_t i = 0; i < simulation_.shipments(); ++i) {
      const Shipment& shipment = at(i);
      ConsignmentOdds line;
      line.id = shipment.id;
      line.shipment = simulation_.shipment(i);
      line.due = day_of(shipment.due());
      line.promise = shipment.references.back().kind;
      line.moved = moved_dates(shipment);
      if (line.moved.moves > 0) {
        ++result_.moved.consignments;
        result_.moved.moves += line.moved.moves;
        result_.moved.days += line.moved.total;
      }
      const std::vector<std::int16_t> days = days_of(i, line);
      const auto date = [&](double p) -> std::optional<Day> {
        const std::int16_t offset = quantile(days, p);
        return offset > kLastTold ? std::nullopt : std::optional(day_of(parts_.log.as_known + offset));
      };
      for (std::size_t q = 0; q < kQuantiles; ++q) line.quantiles[q] = quantile(days, 0.05 * static_cast<double>(q + 1));
      line.p10 = date(0.1);
      line.p50 = date(0.5);
      line.p90 = date(0.9);
      // Half a future each way, and half an arrival of the past: neither so many futures nor so few facts can tell certainty.
      const auto hits = static_cast<double>(std::ranges::upper_bound(days, options_.within_days) - days.begin());
      const double odds = (hits + 0.5) / (static_cast<double>(days.size()) + 1);
      const double least = result_.arrivals_behind > 0 ? 0.5 / (static_cast<double>(result_.arrivals_behind) + 1) : 0;
      line.odds = std::clamp(to_share(std::clamp(odds, least, 1 - least)), 1, kWhole - 1);
      explain(shipment, line);
      result_.consignments.push_back(std::move(line));
    }
    std::ranges::sort(result_.consignments, [](const ConsignmentOdds& a, const ConsignmentOdds& b) {
      return std::pair(a.odds, std::string_view(a.id)) < std::pair(b.odds, std::string_view(b.id));
    });
  }

  // Its days in all futures, sorted; the errors of what is told of them go to the line.
  std::vector<std::int16_t> days_of(std::size_t i, ConsignmentOdds& line) const {
    const std::size_t size = simulation_.futures() / kReplicates;
    std::vector<std::vector<std::int16_t>> replicates(kReplicates);
    std::vector<std::int16_t> all;
    std::array<double, kReplicates> odds{};
    for (std::size_t r = 0; r < kReplicates; ++r) {
      for (std::size_t f = r * size; f < (r + 1) * size; ++f) replicates[r].push_back(simulation_.arrival(i, f));
      std::ranges::sort(replicates[r]);
      const auto hits = std::ranges::upper_bound(replicates[r], options_.within_days) - replicates[r].begin();
      odds[r] = static_cast<double>(hits) / static_cast<double>(size);
      all.insert(all.end(), replicates[r].begin(), replicates[r].end());
    }
    line.odds_error = to_share(error_of(odds));
    line.error_p10 = error_of_day(replicates, 0.1);
    line.error_p50 = error_of_day(replicates, 0.5);
    line.error_p90 = error_of_day(replicates, 0.9);
    std::ranges::sort(all);
    return all;
  }

  double odds_of(const Shipment& shipment) const {
    const LagLaw law = parts_.model.law(shipment);
    return RemainingTime(shipment, law, parts_.model, parts_.log.as_known).within(options_.within_days);
  }

  // As if its newest promise were its first.
  static Shipment unmoved(Shipment shipment) {
    shipment.references.erase(shipment.references.begin(), shipment.references.end() - 1);
    return shipment;
  }

  void explain(const Shipment& shipment, ConsignmentOdds& line) const {
    constexpr Share kSafe = 8'500;       // above it there is nothing to explain
    constexpr double kWorthSaying = 0.03;
    if (shipment.way_odds < 1) {
      line.risk = Risk::no_way;
      return;
    }
    if (line.odds >= kSafe) return;
    if (shipment.due() > parts_.log.as_known + options_.within_days) {
      line.risk = Risk::due_after_window;
      return;
    }
    if (shipment.due() <= parts_.log.as_known) {
      line.risk = Risk::overdue;
      line.days = parts_.log.as_known - shipment.due();
    }
    constexpr std::array kFactorRisks{std::pair(Factor::supplier, Risk::supplier), std::pair(Factor::donor, Risk::donor),
                                      std::pair(Factor::origin, Risk::origin),
                                      std::pair(Factor::destination, Risk::destination)};
    const double own = odds_of(shipment);
    double most = kWorthSaying;
    if (line.moved.unusual() > 0)
      if (const double gain = odds_of(unmoved(shipment)) - own; gain > most) most = gain, blame(line, {Risk::moved, {}, gain});
    for (const auto& [factor, risk] : kFactorRisks) {
      Shipment average = shipment;
      average.factors[static_cast<std::size_t>(factor)] = 0;
      const double gain = odds_of(average) - own;
      if (gain <= most) continue;
      most = gain;
      const auto f = static_cast<std::size_t>(factor);
      blame(line, {risk, parts_.log.labels[f][shipment.factors[f]], gain});
    }
    const auto [first, end] = causes_.equal_range(line.shipment);
    for (auto at = first; at != end; ++at)
      if (at->second.cost > most) most = at->second.cost, blame(line, at->second);
    if (line.risk == Risk::none) line.risk = Risk::usual;
  }

  static void blame(ConsignmentOdds& line, const Cause& cause) {
    if (line.risk != Risk::overdue) line.risk = cause.risk;
    line.cause = cause.risk;
    line.level = cause.level;
    line.cost = to_share(cause.cost);
    line.weeks = cause.weeks;
  }

  // The mean share if the consignments of one level came on their promised day (the day after the as-known day where it
  // has passed), in the same futures.
  void drive() {
    const std::size_t futures = simulation_.futures();
    const std::size_t size = futures / kReplicates;
    const auto n = static_cast<double>(simulation_.shipments());
    std::map<std::pair<Factor, std::uint16_t>, std::pair<std::int64_t, std::array<std::int64_t, kReplicates>>> gains;
    for (std::size_t i = 0; i < simulation_.shipments(); ++i) {
      const bool promised = std::max(at(i).due(), parts_.log.as_known + 1) <= parts_.log.as_known + options_.within_days;
      std::array<std::int64_t, kReplicates> gain{};
      for (std::size_t f = 0; f < futures; ++f)
        gain[f / size] += static_cast<int>(promised) - (simulation_.arrival(i, f) <= options_.within_days ? 1 : 0);
      for (std::size_t factor = 0; factor < kFactors; ++factor) {
        if (at(i).factors[factor] == 0) continue;
        auto& [count, sums] = gains[{static_cast<Factor>(factor), at(i).factors[factor]}];
        ++count;
        for (std::size_t r = 0; r < kReplicates; ++r) sums[r] += gain[r];
      }
    }
    for (const auto& [key, gain] : gains) {
      std::array<double, kReplicates> effects{};
      for (std::size_t r = 0; r < kReplicates; ++r)
        effects[r] = static_cast<double>(gain.second[r]) / static_cast<double>(size) / n;
      const double effect = std::accumulate(effects.begin(), effects.end(), 0.0) / kReplicates;
      result_.drivers.push_back({Driver::Kind::factor, key.first,
                                 parts_.log.labels[static_cast<std::size_t>(key.first)][key.second], gain.first,
                                 to_share(effect), to_share(error_of(effects))});
    }
    drive_by_shock();
    drive_by_moves();
    std::ranges::stable_sort(result_.drivers, [](const Driver& a, const Driver& b) {
      return std::abs(a.effect) > std::abs(b.effect);
    });
    // Levels of several factors that are the same consignments count once.
    std::vector<Driver> distinct;
    for (Driver& each : result_.drivers)
      if (std::ranges::none_of(distinct, [&](const Driver& other) {
            return other.kind == each.kind && other.consignments == each.consignments && other.effect == each.effect;
          }))
        distinct.push_back(std::move(each));
    result_.drivers = std::move(distinct);
    // The largest, and beyond these what the network does, however little.
    constexpr std::size_t kMost = 12;
    if (result_.drivers.size() <= kMost) return;
    const auto told = result_.drivers.begin() + kMost;
    result_.drivers.erase(std::remove_if(told, result_.drivers.end(),
                                         [](const Driver& each) {
                                           return std::abs(each.effect) <= 2 * each.error || each.kind == Driver::Kind::factor || each.kind == Driver::Kind::common_shock || each.kind == Driver::Kind::moved;
                                         }),
                          result_.drivers.end());
  }

  // The share with everything slow (P10 of the common shock) and with everything fast (P90), without chance.
  void drive_by_shock() {
    constexpr double kP90 = 1.2815515655446004;
    const double common = parts_.shocks.sd * std::sqrt(parts_.shocks.common_part);
    const MixedHazard mixed(parts_.shocks.sd);
    double low = 0, high = 0;
    for (std::size_t i = 0; i < simulation_.shipments(); ++i) {
      const double odds = odds_of(at(i));
      low += mixed.odds_at(std::exp(-kP90 * common), odds);
      high += mixed.odds_at(std::exp(kP90 * common), odds);
    }
    result_.drivers.push_back({Driver::Kind::common_shock, Factor::mode, {}, result_.planned,
                               to_share((high - low) / static_cast<double>(simulation_.shipments())), 0});
  }

  // What it costs that dates which were moved may be moved again, without chance.
  void drive_by_moves() {
    double gain = 0;
    std::int64_t moved = 0;
    for (std::size_t i = 0; i < simulation_.shipments(); ++i) {
      if (moved_dates(at(i)).unusual() == 0) continue;
      gain += odds_of(unmoved(at(i))) - odds_of(at(i));
      ++moved;
    }
    if (moved == 0) return;
    result_.drivers.push_back({Driver::Kind::moved, Factor::mode, {}, moved,
                               to_share(gain / static_cast<double>(simulation_.shipments())), 0});
  }

  const ForecastOptions& options_;
  const ForecastParts& parts_;
  const Simulation& simulation_;
  Causes causes_;
  ForecastResult result_{};
};

// The largest error of the share by count.
Share largest_error(const ForecastParts& parts, const ForecastOptions& options) {
  if (parts.simulation.shipments() == 0) return 0;
  const ShareSpread spread = spread_of(shares_of(parts, Quantity::count, options.within_days).shares);
  return std::max({spread.error, spread.error_p10, spread.error_p50, spread.error_p90});
}

Result<Simulation> run(const ForecastParts& made, const SimulationOptions& options, const WorkProgress& progress) {
  return simulate(made.log, made.model, made.shocks, options, progress, made.queues ? &*made.queues : nullptr, &made.funds);
}

// The gain of the share by count where queues or money are others, in the same futures.
Result<Driver> driver_of(const ForecastParts& made, const PlanQueues* queues, const FundWaits& funds, const SimulationOptions& options,
                         const Simulation& base, DayNumber within_days, const WorkProgress& progress) {
  ASSIGN_OR_RETURN(const Simulation other, simulate(made.log, made.model, made.shocks, options, progress, queues, &funds));
  Driver driver;
  if (progress.stopped()) return driver;
  const std::size_t size = base.futures() / kReplicates;
  std::array<double, kReplicates> effects{};
  for (std::size_t i = 0; i < base.shipments(); ++i)
    for (std::size_t f = 0; f < base.futures(); ++f)
      effects[f / size] += static_cast<int>(other.arrival(i, f) <= within_days) - static_cast<int>(base.arrival(i, f) <= within_days);
  for (double& each : effects) each /= static_cast<double>(size * base.shipments());
  driver.effect = to_share(std::accumulate(effects.begin(), effects.end(), 0.0) / kReplicates);
  driver.error = to_share(error_of(effects));
  return driver;
}

Result<Driver> driver_without_limit(const ForecastParts& made, std::size_t place, const SimulationOptions& options, const Simulation& base,
                                    DayNumber within_days, const WorkProgress& progress) {
  const PlanQueues free = made.queues->without_limit(place);
  return driver_of(made, &free, made.funds, options, base, within_days, progress);
}

// Which money that is still to come moves the share most: of the funds that most wait for.
Result<std::vector<Driver>> fund_drivers(const ForecastParts& made, SimulationOptions options, DayNumber within_days, const WorkProgress& progress) {
  constexpr std::size_t kTold = 6;
  std::vector<Driver> out;
  options.futures = made.simulation.futures();
  std::vector<std::pair<std::int64_t, std::size_t>> awaited;  // most first
  for (std::size_t fund = 0; fund < made.funds.funds().size(); ++fund) awaited.emplace_back(-made.funds.waiting_for(fund), fund);
  std::ranges::sort(awaited);
  awaited.resize(std::min(awaited.size(), kTold));
  for (const auto& [waiting, fund] : awaited) {
    ASSIGN_OR_RETURN(Driver driver, driver_of(made, made.queues ? &*made.queues : nullptr, made.funds.with_sure(fund), options, made.simulation,
                                              within_days, progress));
    if (progress.stopped()) return out;
    driver.kind = Driver::Kind::fund;
    driver.level = made.funds.funds()[fund].id;
    driver.consignments = -waiting;
    out.push_back(std::move(driver));
  }
  return out;
}

// Which places of the plan's network move the share most: a few futures choose among the fullest, all futures tell.
Result<std::vector<Driver>> place_drivers(const ForecastParts& made, SimulationOptions options, DayNumber within_days, const WorkProgress& progress) {
  constexpr std::size_t kTried = 24, kTold = 6, kFew = 128;
  std::vector<Driver> out;
  if (!made.queues || made.simulation.shipments() == 0) return out;
  const PlanQueues& queues = *made.queues;
  options.futures = made.simulation.futures();
  SimulationOptions few = options;
  few.futures = std::min(kFew, options.futures);
  ASSIGN_OR_RETURN(const Simulation base, run(made, few, progress));
  std::vector<std::pair<Share, std::size_t>> tried;  // less gain first
  for (const std::size_t place : queues.fullest(kTried)) {
    if (progress.stopped()) return out;
    ASSIGN_OR_RETURN(const Driver driver, driver_without_limit(made, place, few, base, within_days, progress));
    if (driver.effect != 0) tried.emplace_back(-std::abs(driver.effect), place);
  }
  std::ranges::sort(tried);
  tried.resize(std::min(tried.size(), kTold));
  for (const auto& [gain, place] : tried) {
    ASSIGN_OR_RETURN(Driver driver, driver_without_limit(made, place, options, made.simulation, within_days, progress));
    if (progress.stopped()) return out;
    driver.kind = Driver::Kind::place;
    driver.level = queues.place_names()[place];
    driver.consignments = queues.passing(place);
    out.push_back(std::move(driver));
  }
  if (queues.surprises() == 0) return out;
  const PlanQueues calm = queues.without_surprises();
  ASSIGN_OR_RETURN(Driver driver, driver_of(made, &calm, made.funds, options, made.simulation, within_days, progress));
  if (progress.stopped()) return out;
  driver.kind = Driver::Kind::closures;
  driver.consignments = static_cast<std::int64_t>(queues.shipments());
  out.push_back(std::move(driver));
  return out;
}

// What waiting costs each consignment, from a few futures: at the place of its plan that costs most, and for money.
Result<Causes> causes_of(const ForecastParts& made, SimulationOptions options, DayNumber within_days, const WorkProgress& progress) {
  constexpr std::size_t kFew = 256;
  Causes out;
  options.futures = std::min(kFew, made.simulation.futures());
  if (made.queues)
    for (const PlanQueues::HeldUp& held : held_up(made.log, made.model, made.shocks, options, within_days, *made.queues, made.funds)) {
      const auto week = [&](DayNumber day) { return iso_week(day_of(made.log.as_known + day)); };
      out.emplace(held.shipment, Cause{Risk::place, made.queues->place_names()[held.place], static_cast<double>(held.saved) / static_cast<double>(options.futures),
                                       std::pair(week(held.from), week(held.until))});
    }
  if (made.funds.empty() || progress.stopped()) return out;
  const PlanQueues* queues = made.queues ? &*made.queues : nullptr;
  ASSIGN_OR_RETURN(const Simulation with, simulate(made.log, made.model, made.shocks, options, progress, queues, &made.funds));
  ASSIGN_OR_RETURN(const Simulation without, simulate(made.log, made.model, made.shocks, options, progress, queues));
  std::size_t i = 0;  // both are in the order of the log
  for (const FundWaits::Wait& wait : made.funds.waits()) {
    while (with.shipment(i) != wait.shipment) ++i;
    double lost = 0;
    for (std::size_t f = 0; f < with.futures(); ++f)
      lost += static_cast<int>(without.arrival(i, f) <= within_days) - static_cast<int>(with.arrival(i, f) <= within_days);
    const FundWaits::Fund& least = made.funds.least_sure(wait);
    out.emplace(wait.shipment, Cause{Risk::fund, least.id, lost / static_cast<double>(with.futures())});
  }
  return out;
}

// The queues of the plan, and how much lateness stays beside them.
void make_queues(const Snapshot& snapshot, const AcceptedPlan& plan, const ForecastOptions& options,
                 const SimulationOptions& simulated, ForecastParts& made, const WorkProgress& progress) {
  made.queues = PlanQueues::make(snapshot, plan, made.log);
  if (!made.queues) return;
  const auto& modes = made.log.names[static_cast<std::size_t>(Factor::mode)];
  if (options.late_shares.empty()) fit_late_shares(*made.queues, made.log, made.model, made.shocks, simulated, progress);
  for (std::size_t mode = 0; mode < modes.size(); ++mode)
    if (const auto found = options.late_shares.find(modes[mode]); found != options.late_shares.end())
      made.queues->set_late_share(mode, found->second);
}

// Of what is open; what a consignment is worth is of the day on which it became known.
Status value_at_prices(const ForecastOptions& options, ForecastParts& made) {
  made.values.clear();
  if (!options.at_prices) return {};
  made.values.resize(made.log.shipments.size());
  for (std::size_t i = 0; i < made.values.size(); ++i) {
    const Shipment& shipment = made.log.shipments[i];
    if (!shipment.open() || !shipment.value) continue;
    ASSIGN_OR_RETURN(made.values[i], options.at_prices(day_of(shipment.known.value_or(made.log.as_known)), *shipment.value));
  }
  return {};
}

Error too_early(const WorkProgress& progress) {
  return {ErrorCode::refused, progress.cancelled() ? "the forecast was cancelled" : "the time limit came before any future was simulated; give it more time"};
}

// The futures asked for; where time is limited, a few first, which stand if the limit comes before the rest is done.
//   Error refused where not even these are done.
Status first_futures(ForecastParts& made, const SimulationOptions& asked, const WorkProgress& progress) {
  constexpr std::size_t kFew = 128;
  if (progress.limited() && asked.futures > kFew) {
    SimulationOptions few = asked;
    few.futures = kFew;
    ASSIGN_OR_RETURN(made.simulation, run(made, few, progress));
    if (progress.stopped()) return too_early(progress);
    ASSIGN_OR_RETURN(Simulation all, run(made, asked, progress));
    if (!progress.stopped()) made.simulation = std::move(all);
    return {};
  }
  ASSIGN_OR_RETURN(made.simulation, run(made, asked, progress));
  if (progress.stopped()) return too_early(progress);
  return {};
}

}  // namespace

Share to_share(double value) {
  CHECK(std::isfinite(value) && std::abs(value) < 1e5);
  return static_cast<Share>(std::lround(value * kWhole));
}

std::optional<PairedDifference> paired_difference(const ForecastParts& base, const ForecastParts& other, Quantity quantity,
                                                  DayNumber within_days) {
  const FutureShares one = shares_of(base, quantity, within_days);
  const FutureShares two = shares_of(other, quantity, within_days);
  if (one.whole <= 0 || two.whole <= 0) return std::nullopt;
  CHECK(one.shares.size() == two.shares.size());
  std::vector<double> differences;
  for (std::size_t f = 0; f < one.shares.size(); ++f) differences.push_back(two.shares[f] - one.shares[f]);
  const ShareSpread spread = spread_of(differences);
  const ShareSpread was = spread_of(one.shares);
  const ShareSpread is = spread_of(two.shares);
  const auto square = [](Share error) { return static_cast<double>(error) * static_cast<double>(error); };
  const double apart = std::sqrt(square(was.error) + square(is.error));
  return PairedDifference{is.mean - was.mean, spread.error, spread.p10, spread.p50, spread.p90, static_cast<Share>(std::lround(apart))};
}

Result<ForecastResult> forecast(const Snapshot& snapshot, const ForecastOptions& options, const WorkProgress& progress,
                                PastWindows& windows, ForecastParts* parts) {
  if (options.within_days < 1 || options.within_days > 3650)
    return bad_usage("--within: found " + std::to_string(options.within_days) + " days, expected 1 to 3650");
  if (snapshot.count(Table::consignments) == 0)
    return Error{ErrorCode::nothing_to_do, "there are no consignments to forecast", "consignments.csv"};
  ForecastParts own;
  ForecastParts& made = parts == nullptr ? own : *parts;
  const Stage stage = options.stage.value_or(snapshot.programme().delivered.stage);
  ASSIGN_OR_RETURN(PlannedLog read, read_with_plans(snapshot, stage, options.accepted_plans));
  made.shocks = fit_shocks(snapshot, read.log, options.within_days, options.parameters, windows, progress, options.accepted_plans);
  bool planned_dates = read.newest.has_value();
  if (planned_dates) {  // unless promised dates have come true more often
    ShipmentLog promised = ShipmentLog::read(snapshot, stage);
    const CommonShocks shocks = fit_shocks(snapshot, promised, options.within_days, options.parameters, windows, progress);
    planned_dates = made.shocks.miss <= shocks.miss;
    if (!planned_dates) made.shocks = shocks, read.log = std::move(promised);
  }
  if (progress.stopped()) return too_early(progress);
  made.log = std::move(read.log);
  RETURN_IF_ERROR(value_at_prices(options, made));
  made.model = DelayModel::fit(made.log, options.parameters);
  made.model.set_past_weight(made.shocks.past_weight);
  SimulationOptions simulated{options.seed, options.futures, options.threads, options.keeper};
  if (options.futures == 0) simulated.futures = std::min<std::size_t>(1024, options.most_futures);
  if (read.newest && options.queues) make_queues(snapshot, *read.newest, options, simulated, made, progress);
  made.funds = FundWaits::read(snapshot, made.log);
  const Dimensions dimensions = share_out_dimensions(made.log, made.funds, made.queues ? &*made.queues : nullptr, options.dimensions);
  RETURN_IF_ERROR(first_futures(made, simulated, progress));
  while (options.futures == 0 && simulated.futures < options.most_futures && largest_error(made, options) > options.error && !progress.stopped()) {
    simulated.futures = std::min(simulated.futures * 2, options.most_futures);
    ASSIGN_OR_RETURN(Simulation more, run(made, simulated, progress));
    if (progress.stopped()) break;
    made.simulation = std::move(more);
  }
  if (progress.cancelled()) return Error{ErrorCode::refused, "the forecast was cancelled"};
  std::vector<Driver> places;
  Causes causes;
  if (options.drivers && !progress.stopped()) {
    ASSIGN_OR_RETURN(causes, causes_of(made, simulated, options.within_days, progress));
    ASSIGN_OR_RETURN(places, place_drivers(made, simulated, options.within_days, progress));
    ASSIGN_OR_RETURN(std::vector<Driver> money, fund_drivers(made, simulated, options.within_days, progress));
    std::ranges::move(money, std::back_inserter(places));
  }
  if (progress.cancelled()) return Error{ErrorCode::refused, "the forecast was cancelled"};
  ForecastResult result = Summary(options, made, std::move(places), std::move(causes)).summarise();
  result.without_way = made.log.without_way;
  result.dated_ahead = made.log.dated_ahead;
  if (read.newest) result.plan_known = read.newest->known;
  result.planned_dates = planned_dates;
  result.dimensions = dimensions;
  result.cut_short = progress.out_of_time();
  if (options.futures == 0) result.largest_error = largest_error(made, options);
  return result;
}

}  // namespace servanda
