#include "forecast/target_odds.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"

namespace servanda {
namespace {

constexpr DayNumber kUnreached = 1'000'000'000;
constexpr DayNumber kMoneyYears = 3 * 365;  // how far beyond `by` announcements are drawn for the dates

// Settled without any future: reached already, or over.
std::optional<TargetAnswer> settled(const TargetQuestion& question) {
  TargetAnswer answer;
  answer.settled = true;
  if (question.reached >= question.goal) {
    answer.probability = kWhole;
    return answer;
  }
  if (question.by <= question.as_known || question.until <= question.as_known) return answer;
  return std::nullopt;
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
  answer.probability =
      std::clamp(to_share((static_cast<double>(hits) + 0.5) / (static_cast<double>(n) + 1)), 1, kWhole - 1);
  const auto k = static_cast<double>(parts.size());
  answer.error = k > 1 ? to_share(std::sqrt(squares / (k - 1) / k)) : 0;
  std::ranges::sort(days);
  const auto date = [&](double p) -> std::optional<Day> {
    const DayNumber day = days[std::min(n - 1, static_cast<std::size_t>(std::ceil(p * static_cast<double>(n))) - 1)];
    return day >= kUnreached ? std::nullopt : std::optional(day_of(day));
  };
  answer.date_50 = date(0.5);
  answer.date_90 = date(0.9);
  return answer;
}

// The day on which each future reaches the goal by the sums that `draw` gives it.
template <class Draw>
std::vector<DayNumber> reached_by(const TargetQuestion& question, std::size_t futures, std::size_t threads, const Draw& draw) {
  std::vector<DayNumber> reached(futures, kUnreached);
  constexpr std::size_t kFuturesAtOnce = 64;
  parallel_blocks((futures + kFuturesAtOnce - 1) / kFuturesAtOnce, threads, [&](std::size_t block) {
    for (std::size_t f = block * kFuturesAtOnce; f < std::min(futures, (block + 1) * kFuturesAtOnce); ++f) {
      Wide sum = question.reached;
      for (const auto& each : draw(static_cast<std::uint32_t>(f))) {
        if (each.day < question.from || each.day > question.until) continue;
        sum += each.units;
        if (sum < question.goal) continue;
        reached[f] = each.day;
        break;
      }
    }
  });
  return reached;
}

}  // namespace

TargetAnswer target_of_goods(const TargetQuestion& question, const Simulation& simulation,
                             const std::vector<std::optional<Wide>>& weights) {
  if (const auto answer = settled(question)) return *answer;
  std::vector<DayNumber> reached(simulation.futures(), kUnreached);
  std::vector<std::pair<DayNumber, Wide>> arrivals;
  for (std::size_t f = 0; f < simulation.futures(); ++f) {
    arrivals.clear();
    for (std::size_t i = 0; i < simulation.shipments(); ++i) {
      const auto& weight = weights[simulation.shipment(i)];
      const std::int16_t offset = simulation.arrival(i, f);
      if (!weight || offset == Simulation::kNever) continue;
      const DayNumber day = question.as_known + offset;
      if (day >= question.from && day <= question.until) arrivals.emplace_back(day, *weight);
    }
    std::ranges::sort(arrivals);
    Wide sum = question.reached;
    for (const auto& [day, weight] : arrivals) {
      sum += weight;
      if (sum < question.goal) continue;
      reached[f] = day;
      break;
    }
  }
  return answer_of(std::move(reached), question);
}

TargetAnswer target_of_money(const TargetQuestion& question, const AnnouncementProcess& process, std::uint64_t seed,
                             std::size_t futures, std::size_t threads) {
  if (const auto answer = settled(question)) return *answer;
  const DayNumber end = std::min(question.until, question.by + kMoneyYears);
  return answer_of(reached_by(question, futures, threads, [&](std::uint32_t future) { return process.draw(seed, future, end); }),
                   question);
}

TargetAnswer target_of_people(const TargetQuestion& question, const CohortProcess& process, std::uint64_t seed,
                              std::size_t futures, std::size_t threads) {
  if (const auto answer = settled(question)) return *answer;
  return answer_of(reached_by(question, futures, threads, [&](std::uint32_t future) { return process.draw(seed, future); }),
                   question);
}

}  // namespace servanda
