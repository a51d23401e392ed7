#include "forecast/target_odds.h"

#include <algorithm>
#include <cmath>

#include "base/decimal.h"
#include "base/parallel.h"
#include "forecast/random.h"

namespace servanda {
namespace {

constexpr DayNumber kUnreached = 1'000'000'000;
constexpr DayNumber kMoneyYears = 3 * 365;  // how far beyond `by` announcements are drawn for the dates
constexpr DayNumber kInflowYear = 365;      // likewise consignments and intakes
constexpr DayNumber kMonth = 30;

using Sums = std::vector<AnnouncementProcess::Sum>;

std::optional<TargetAnswer> settled(const TargetQuestion& question) {
  if (!is_settled(question)) return std::nullopt;
  TargetAnswer answer;
  answer.settled = true;
  if (question.reached >= question.goal) answer.probability = kWhole;
  return answer;
}

// What the share is of on the day `by`, in one future.
Wide whole_by(const TargetQuestion& question, std::uint64_t seed, std::uint32_t future) {
  const Whole& whole = *question.whole;
  Wide units = whole.units;
  const DayNumber end = std::min(question.by, whole.until);
  for (DayNumber day = question.as_known; !whole.months.empty() && day < end; day += kMonth) {
    const double u = unit_interval(draws(seed, Stream::growth, future, static_cast<std::uint32_t>(day - question.as_known), 0)[0]);
    const Wide month = whole.months[static_cast<std::size_t>(u * static_cast<double>(whole.months.size()))];
    units += month * std::min(kMonth, end - day) / kMonth;
  }
  return std::max<Wide>(units, 1);
}

// The Monte Carlo error of a quantile of the days, from the blocks of `size` futures.
std::optional<std::int64_t> error_of_date(const std::vector<DayNumber>& days, std::size_t size, double p) {
  std::vector<double> dates;
  for (std::size_t first = 0; first < days.size(); first += size) {
    std::vector<DayNumber> part(days.begin() + static_cast<std::ptrdiff_t>(first),
                                days.begin() + static_cast<std::ptrdiff_t>(std::min(days.size(), first + size)));
    std::ranges::sort(part);
    const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(part.size())));
    const DayNumber day = part[std::max<std::size_t>(rank, 1) - 1];
    if (day >= kUnreached) return std::nullopt;
    dates.push_back(day);
  }
  const auto k = static_cast<double>(dates.size());
  if (k < 2) return std::nullopt;
  double mean = 0, squares = 0;
  for (const double date : dates) mean += date / k;
  for (const double date : dates) squares += (date - mean) * (date - mean);
  return std::llround(std::sqrt(squares / (k - 1) / k) * kWhole);
}

// From the day on which each future reaches the goal.
TargetAnswer answer_of(std::vector<DayNumber> days, const TargetQuestion& question) {
  TargetAnswer answer;
  const std::size_t n = days.size();
  const std::size_t size = std::max<std::size_t>(1, n / Simulation::kReplicates);
  std::vector<double> parts;
  std::size_t hits = 0;
  for (std::size_t r = 0; r * size < n; ++r) {
    std::size_t own = 0;
    const std::size_t end = std::min(n, (r + 1) * size);
    for (std::size_t f = r * size; f < end; ++f)
      if (days[f] <= question.by) ++own;
    hits += own;
    parts.push_back(static_cast<double>(own) / static_cast<double>(end - r * size));
  }
  double squares = 0;
  const double mean = static_cast<double>(hits) / static_cast<double>(n);
  for (const double part : parts) squares += (part - mean) * (part - mean);
  const Share least = std::max(to_share(0.5 / (static_cast<double>(question.behind) + 1)), 1);
  answer.probability = std::clamp(to_share((static_cast<double>(hits) + 0.5) / (static_cast<double>(n) + 1)), least, kWhole - least);
  const auto k = static_cast<double>(parts.size());
  answer.error = k > 1 ? to_share(std::sqrt(squares / (k - 1) / k)) : 0;
  answer.error_50 = error_of_date(days, size, 0.5);
  answer.error_90 = error_of_date(days, size, 0.9);
  std::ranges::sort(days);
  const auto date = [&](double p) -> std::optional<Day> {
    const DayNumber day = days[std::min(n - 1, static_cast<std::size_t>(std::ceil(p * static_cast<double>(n))) - 1)];
    return day >= kUnreached ? std::nullopt : std::optional(day_of(day));
  };
  answer.date_50 = date(0.5);
  answer.date_90 = date(0.9);
  return answer;
}

// What one future makes of the target: the day on which it is reached, and the figure on the day `by`. A share is reached on
// that day or never.
struct Outcome {
  DayNumber day = kUnreached;
  Wide sum = 0;
};

Outcome outcome_of(const TargetQuestion& question, const Sums& sums, std::uint64_t seed, std::uint32_t future) {
  Outcome out{kUnreached, question.reached};
  Wide sum = question.reached;
  for (const auto& each : sums) {
    if (each.day < question.from || each.day > question.until) continue;
    sum += each.units;
    if (each.day <= question.by) out.sum = sum;
    if (sum >= question.goal && out.day == kUnreached) out.day = each.day;
    if (each.day > question.by && out.day != kUnreached) break;
  }
  if (!question.whole) return out;
  out.sum = multiply_divide(out.sum, Decimal::kUnit, whole_by(question, seed, future));
  out.day = out.sum >= question.goal ? question.by : kUnreached;
  return out;
}

// The answer by the sums that `draw` gives each future, sorted by day.
template <class Draw>
TargetAnswer answer_by(const TargetQuestion& question, std::uint64_t seed, std::size_t futures, std::size_t threads, const Draw& draw) {
  std::vector<DayNumber> reached(futures);
  std::vector<Wide> sums(futures);
  constexpr std::size_t kFuturesAtOnce = 64;
  parallel_blocks((futures + kFuturesAtOnce - 1) / kFuturesAtOnce, threads, [&](std::size_t block) {
    for (std::size_t f = block * kFuturesAtOnce; f < std::min(futures, (block + 1) * kFuturesAtOnce); ++f) {
      const auto future = static_cast<std::uint32_t>(f);
      const Outcome out = outcome_of(question, draw(future), seed, future);
      reached[f] = out.day;
      sums[f] = out.sum;
    }
  });
  TargetAnswer answer = answer_of(std::move(reached), question);
  if (question.whole) answer.date_50 = answer.date_90 = std::nullopt, answer.error_50 = answer.error_90 = std::nullopt;
  std::ranges::sort(sums);
  answer.sums = {sums[futures / 10], sums[futures / 2], sums[futures - 1 - futures / 10]};
  return answer;
}

Sums arrivals(const Simulation& simulation, const std::vector<std::optional<Wide>>& weights, DayNumber as_known, std::size_t future) {
  Sums out;
  for (std::size_t i = 0; i < simulation.shipments(); ++i) {
    const auto& weight = weights[simulation.shipment(i)];
    const std::int16_t offset = simulation.arrival(i, future);
    if (weight && offset != Simulation::kNever) out.push_back({as_known + offset, *weight});
  }
  return out;
}

Sums joined(Sums one, const Sums& other) {
  one.insert(one.end(), other.begin(), other.end());
  AnnouncementProcess::sort(one);
  return one;
}

double sum_within(const Sums& sums, DayNumber until) {
  double out = 0;
  for (const auto& each : sums)
    if (each.day <= until) out += static_cast<double>(each.units);
  return out;
}

}  // namespace

bool is_settled(const TargetQuestion& question) {
  if (question.by <= question.as_known) return true;
  if (question.whole) return false;
  return question.reached >= question.goal || question.until <= question.as_known;
}

Wide most_of_goods(const TargetQuestion& question, const Simulation& simulation, const std::vector<std::optional<Wide>>& weights) {
  Wide sum = question.reached;
  for (std::size_t i = 0; i < simulation.shipments(); ++i) sum += weights[simulation.shipment(i)].value_or(0);
  return sum;
}

TargetAnswer target_of_goods(const TargetQuestion& question, const Simulation& simulation,
                             const std::vector<std::optional<Wide>>& weights, const InflowProcess* inflow, std::uint64_t seed,
                             std::size_t threads) {
  if (const auto answer = settled(question)) return *answer;
  const DayNumber end = std::min(question.until, question.by + kInflowYear);
  return answer_by(question, seed, simulation.futures(), threads, [&](std::uint32_t future) {
    return joined(arrivals(simulation, weights, question.as_known, future), inflow == nullptr ? Sums{} : inflow->draw(seed, future, end));
  });
}

TargetAnswer target_of_money(const TargetQuestion& question, const AnnouncementProcess& process, std::uint64_t seed,
                             std::size_t futures, std::size_t threads) {
  if (const auto answer = settled(question)) return *answer;
  const DayNumber end = std::min(question.until, question.by + kMoneyYears);
  return answer_by(question, seed, futures, threads, [&](std::uint32_t future) { return process.draw(seed, future, end); });
}

TargetAnswer target_of_people(const TargetQuestion& question, const CohortProcess& process, std::uint64_t seed,
                              std::size_t futures, std::size_t threads) {
  if (const auto answer = settled(question)) return *answer;
  const DayNumber end = std::min(question.until, question.by + kInflowYear);
  return answer_by(question, seed, futures, threads,
                   [&](std::uint32_t future) { return joined(process.draw(seed, future), process.draw_unplanned(seed, future, end)); });
}

std::vector<double> sums_of_goods(const Simulation& simulation, const std::vector<std::optional<Wide>>& weights,
                                  const InflowProcess* inflow, DayNumber as_known, DayNumber days, std::uint64_t seed) {
  std::vector<double> out;
  for (std::uint32_t f = 0; f < simulation.futures(); ++f) {
    const double held = sum_within(arrivals(simulation, weights, as_known, f), as_known + days);
    out.push_back(held + (inflow == nullptr ? 0 : sum_within(inflow->draw(seed, f, as_known + days), as_known + days)));
  }
  return out;
}

std::vector<double> sums_of_people(const CohortProcess& process, DayNumber as_known, DayNumber days, std::uint64_t seed,
                                   std::size_t futures) {
  std::vector<double> out;
  for (std::uint32_t f = 0; f < futures; ++f)
    out.push_back(sum_within(process.draw(seed, f), as_known + days) +
                  sum_within(process.draw_unplanned(seed, f, as_known + days), as_known + days));
  return out;
}

}  // namespace servanda
