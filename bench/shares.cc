// What a share of many futures costs and how exact it is: draws without queues against mt19937 and std::lognormal; 1,000
// futures of 100,000 consignments on one core against the event list; how much Sobol's points and common random numbers save.
//
//   bench_shares [--quick]    --quick compares answers only

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

#include "cpu_clock.h"
#include "forecast/common_points.h"
#include "forecast/event_list.h"
#include "forecast/queue_engine.h"
#include "forecast/sobol.h"
#include "futures_model.h"

namespace servanda::bench {
namespace {

// ---- draws alone

double mean_day(std::span<const std::uint16_t> days) {
  std::uint64_t sum = 0;
  for (const std::uint16_t day : days) sum += std::min<std::uint32_t>(day, kWeeks * 7);
  return static_cast<double>(sum) / static_cast<double>(days.size());
}

// The days of a future where nobody waits, as a textbook would draw them.
double mean_by_the_library(const Case& made, std::mt19937& random, std::vector<std::lognormal_distribution<float>>& laws,
                           std::normal_distribution<float>& normal) {
  std::array<float, kGroups> shocks{};
  for (float& shock : shocks) shock = std::exp(0.25F * normal(random));
  std::uint64_t sum = 0;
  for (const QueueModel::Consignment& consignment : made.model.consignments) {
    std::uint32_t day = consignment.start_day;
    for (std::uint32_t s = 0; s < consignment.steps; ++s) {
      const QueueModel::Step& step = made.model.steps[consignment.first_step + s];
      day += static_cast<std::uint32_t>(laws[step.delay](random) * shocks[step.shock] + 0.5F);
    }
    sum += std::min<std::uint32_t>(day, kWeeks * 7);
  }
  return static_cast<double>(sum) / static_cast<double>(made.model.consignments.size());
}

void compare_draws(std::uint32_t consignments, std::uint32_t futures, int rounds) {
  Case made = made_case(consignments);
  for (QueueModel::Step& step : made.model.steps) step.place = QueueModel::kNoPlace;
  made.model.capacity.clear();
  const double legs = static_cast<double>(made.model.steps.size()) * futures;
  std::printf("\ndraws without queues: %u consignments, %u futures a round\n", consignments, futures);
  QueueEngine engine(made.model, kSeed);
  std::mt19937 random(5);
  std::vector<std::lognormal_distribution<float>> laws;
  for (const Law& law : made.laws) laws.emplace_back(static_cast<float>(law.mu), static_cast<float>(law.sigma));
  std::normal_distribution<float> normal;
  Samples ours, theirs;
  std::vector<double> means, their_means;
  for (int round = 0; round < rounds; ++round) {
    means.clear();
    const double start = cpu_seconds();
    engine.run_all(futures_from(0, futures), [&](const QueueFuture&, std::span<const std::uint16_t> days) { means.push_back(mean_day(days)); });
    ours.add((cpu_seconds() - start) / legs);
    const double begin = cpu_seconds();
    for (std::uint32_t f = 0; f < futures; ++f) their_means.push_back(mean_by_the_library(made, random, laws, normal));
    theirs.add((cpu_seconds() - begin) / legs);
  }
  const Spread a = spread(means), b = spread(their_means);
  const double error = std::sqrt(a.sd * a.sd / static_cast<double>(means.size()) + b.sd * b.sd / static_cast<double>(their_means.size()));
  std::printf("mean day: ours %.2f, library %.2f, standard error of the difference %.2f\n", a.mean, b.mean, error);
  require(std::abs(a.mean - b.mean) <= 3 * error, "the mean is within three standard errors");
  print_samples("engine without queues, a step", ours, 1e9, "ns");
  print_samples("mt19937, std::lognormal", theirs, 1e9, "ns");
  print_ratio(ours, theirs, 10);
}

// ---- 1,000 futures

void compare_thousand(std::uint32_t consignments, std::uint32_t futures, std::uint32_t of_list) {
  const Case made = made_case(consignments);
  std::printf("\n%u futures of %u consignments on one core; the event list %u of them\n", futures, consignments, of_list);
  QueueEngine engine(made.model, kSeed);
  EventList list(made.model, kSeed);
  Samples ours, theirs;
  const Answer slow = simulate(list, of_list);
  require(simulate(engine, of_list).checksum == slow.checksum, "every consignment has the day of the event list");
  ours.add(simulate(engine, futures).cpu);
  theirs.add(slow.cpu / of_list * futures);
  print_goal("engine, all futures", ours.median(), "s", 60);
  print_samples("event list, extrapolated", theirs, 1, "s");
  print_ratio(ours, theirs, 5);
  std::printf("engine's memory %.0f MiB, the days of all futures %.0f MiB\n", static_cast<double>(engine.bytes()) / (1 << 20),
              2.0 * consignments * futures / (1 << 20));
}

// ---- how exact

constexpr int kByDay = 182;             // the share is of those who are there by then
constexpr std::size_t kClosable = 8;    // the places passed most
constexpr double kCloses = 0.15;
constexpr std::uint32_t kWithin = 26, kClosed = 6;  // weeks
constexpr std::size_t kRun = 128;       // futures of a run: one block of points of a forecast of 1,024

std::vector<std::uint16_t> busiest(const QueueModel& model) {
  std::vector<std::uint32_t> visits(model.capacity.size());
  for (const QueueModel::Step& step : model.steps)
    if (step.place != QueueModel::kNoPlace) ++visits[step.place];
  std::vector<std::uint16_t> order(visits.size());
  std::iota(order.begin(), order.end(), std::uint16_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::uint16_t place) { return visits[place]; });
  order.resize(std::min(order.size(), kClosable));
  return order;
}

// A future by its uniform numbers: of the 16 shocks, then of the closures.
template <class Uniform>
QueueFuture future_of(std::uint32_t number, const std::vector<std::uint16_t>& places, double first_shock, Uniform uniform) {
  QueueFuture out{number, {}, {}};
  for (std::size_t group = 0; group < kGroups; ++group) {
    const double shock = std::exp(0.25 * normal_quantile(uniform(group))) * (group == 0 ? first_shock : 1);
    out.shocks.push_back(static_cast<std::uint16_t>(std::lround(4096 * shock)));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double u = uniform(kGroups + i);
    if (u >= kCloses) continue;
    const auto from = static_cast<std::uint16_t>(u / kCloses * kWithin);
    out.closures.push_back({places[i], from, static_cast<std::uint16_t>(from + kClosed)});
  }
  return out;
}

double share_by_then(std::span<const std::uint16_t> days) {
  return static_cast<double>(std::ranges::count_if(days, [](std::uint16_t day) { return day <= kByDay; })) / static_cast<double>(days.size());
}

double plain(std::uint32_t number, std::size_t what) {
  return unit_interval(draws(kSeed, Stream::shock, number, 1, static_cast<std::uint32_t>(what))[0]);
}

// By macro-run, the mean share of `futures` futures: with what is common on Sobol's points as far as they reach, or all of it plain.
std::vector<double> macro_runs(QueueEngine& engine, const std::vector<std::uint16_t>& places, std::uint32_t runs, bool on_points, std::uint32_t first) {
  std::vector<double> out;
  for (std::uint32_t run = 0; run < runs; ++run) {
    const CommonPoints points(run + 1, kRun * CommonPoints::kReplicates);
    std::vector<QueueFuture> futures;
    for (std::uint32_t f = 0; f < kRun; ++f) {
      const auto number = static_cast<std::uint32_t>(first + run * kRun + f);
      futures.push_back(future_of(number, places, 1, [&](std::size_t what) {
        return on_points && what < kSobolDimensions ? points.at(f, what) : plain(number, what);
      }));
    }
    double sum = 0;
    engine.run_all(futures, [&](const QueueFuture&, auto days) { sum += share_by_then(days); });
    out.push_back(sum / kRun);
  }
  return out;
}

void print_factor(const char* what, double factor, double uncertain, double ship, double stretch) {
  std::printf("%s: variance %.1f times smaller (95 %%: %.1f to %.1f); goal %.0f: %s, stretch %.0f: %s\n", what, factor, factor / uncertain,
              factor * uncertain, ship, factor >= ship ? "reached" : "MISSED", stretch, factor >= stretch ? "reached" : "MISSED");
}

void compare_points(std::uint32_t consignments, std::uint32_t runs, bool judged) {
  const Case made = made_case(consignments);
  const auto places = busiest(made.model);
  std::printf("\nmean share by day %d: %u consignments, %u macro-runs of %zu futures, %zu places that may close\n", kByDay, consignments, runs, kRun,
              places.size());
  QueueEngine engine(made.model, kSeed);
  const Spread apart = spread(macro_runs(engine, places, runs, false, 0));
  const Spread even = spread(macro_runs(engine, places, runs, true, runs * kRun));
  const double error = std::sqrt((apart.sd * apart.sd + even.sd * even.sd) / runs);
  std::printf("mean share: plain %.5f (sd %.5f), on points %.5f (sd %.5f)\n", apart.mean, apart.sd, even.mean, even.sd);
  require(std::abs(apart.mean - even.mean) <= 4 * error, "both have the same mean");
  if (!judged) return;
  // The logarithm of a ratio of two estimated variances of n values each has a variance of about 4 / (n - 1).
  print_factor("Sobol's points", apart.sd * apart.sd / (even.sd * even.sd), std::exp(1.96 * 2 / std::sqrt(runs - 1.0)), 5, 15);
}

void compare_common(std::uint32_t consignments, std::uint32_t futures, bool judged) {
  const Case made = made_case(consignments);
  const auto places = busiest(made.model);
  std::printf("\nwhat if one shock were 10 %% less: %u consignments, %u futures\n", consignments, futures);
  QueueEngine engine(made.model, kSeed);
  std::vector<double> base, other, difference;
  const auto shares = [&](double first_shock, std::vector<double>& out) {
    std::vector<QueueFuture> all;
    for (std::uint32_t number = 0; number < futures; ++number)
      all.push_back(future_of(number, places, first_shock, [&](std::size_t what) { return plain(number, what); }));
    engine.run_all(all, [&](const QueueFuture&, auto days) { out.push_back(share_by_then(days)); });
  };
  shares(1, base);
  shares(0.9, other);
  for (std::uint32_t number = 0; number < futures; ++number) difference.push_back(other[number] - base[number]);
  const Spread a = spread(base), b = spread(other), both = spread(difference);
  std::printf("difference %.5f; sd apart %.5f, together %.5f\n", both.mean, std::hypot(a.sd, b.sd), both.sd);
  require(both.mean > 0, "what takes less time is there sooner");
  if (!judged) return;
  print_factor("common random numbers", (a.sd * a.sd + b.sd * b.sd) / (both.sd * both.sd), std::exp(1.96 * 2 / std::sqrt(futures - 1.0)), 100, 250);
}

int run(bool quick) {
  if (quick) {
    compare_draws(300, 50, 2);
    compare_thousand(300, 20, 5);
    compare_points(300, 8, false);
    compare_common(300, 20, false);
    return 0;
  }
  print_machine();
  compare_draws(10'000, 200, 5);
  compare_thousand(100'000, 1'000, 20);
  compare_points(10'000, 100, true);
  compare_common(10'000, 1'000, true);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) { return servanda::bench::run(servanda::bench::has_option(argc, argv, "--quick")); }
