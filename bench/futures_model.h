#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "cpu_clock.h"
#include "forecast/event_list.h"
#include "forecast/queue_engine.h"
#include "forecast/queue_model.h"
#include "forecast/random.h"

// The model that every engine of bench/futures.cc and bench/shares.cc simulates.
namespace servanda::bench {

inline constexpr std::uint64_t kSeed = 11;
inline constexpr std::uint32_t kClasses = 48;
inline constexpr std::uint32_t kGroups = 16;
inline constexpr std::uint32_t kPlaces = 120;
inline constexpr int kWeeks = 156;

struct Law {
  double mu;
  double sigma;
};

struct Case {
  QueueModel model;
  std::vector<Law> laws;
};

// 3 to 12 steps, 48 lognormal laws (median 2.5 to 22 days, sigma .3 to .9), 16 shocks; two steps in five wait at one of 120
// places, whose use over 58 weeks is .8 to 1; starts over a year.
inline Case made_case(std::uint32_t consignments) {
  std::mt19937 random(7);
  const auto roll = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); };
  Case out;
  QueueModel& model = out.model;
  model.weeks = kWeeks;
  model.shocks = kGroups;
  for (std::uint32_t i = 0; i < kClasses; ++i) {
    out.laws.push_back({std::log(2.5 + 19.5 * i / (kClasses - 1)), 0.3 + 0.6 * roll(1000) / 1000.0});
    model.delays.push_back(quantile_table([&](double p) { return std::exp(out.laws[i].mu + out.laws[i].sigma * normal_quantile(p)); }));
  }
  std::vector<std::uint32_t> visits(kPlaces);
  for (std::uint32_t i = 0; i < consignments; ++i) {
    const std::uint32_t steps = 3 + roll(10);
    model.consignments.push_back({static_cast<std::uint32_t>(model.steps.size()), static_cast<std::uint16_t>(steps),
                                  static_cast<std::uint16_t>(roll(364)), static_cast<std::uint8_t>(roll(4))});
    for (std::uint32_t s = 0; s < steps; ++s) {
      const bool waits = roll(5) < 2;
      const std::uint32_t place = roll(kPlaces);
      if (waits) ++visits[place];
      model.steps.push_back({waits ? static_cast<std::uint16_t>(place) : QueueModel::kNoPlace, static_cast<std::uint16_t>(roll(kClasses)),
                             static_cast<std::uint16_t>(roll(kGroups)), 0, 1});
    }
  }
  for (const std::uint32_t all : visits)
    model.capacity.emplace_back(kWeeks, std::max(1U, static_cast<std::uint32_t>(std::lround(all / 58.0 / (0.8 + 0.2 * roll(1000) / 1000.0)))));
  return out;
}

inline QueueFuture future(std::uint32_t number) {
  QueueFuture out{number, {}, {}};
  for (std::uint32_t group = 0; group < kGroups; ++group)
    out.shocks.push_back(static_cast<std::uint16_t>(
        std::lround(4096 * std::exp(0.25 * normal_quantile(unit_interval(draws(kSeed, Stream::shock, number, group, 0)[0]))))));
  return out;
}

struct Answer {
  std::uint64_t checksum = 0;
  std::vector<double> means;  // by future, of the day or the horizon
  double cpu = 0;
};

inline void add(Answer& out, std::uint32_t number, std::span<const std::uint16_t> days) {
  std::uint64_t sum = 0;
  std::uint64_t hash = number;
  for (const std::uint16_t day : days) {
    sum += day == QueueModel::kNever ? kWeeks * 7 : day;
    hash = hash * 0x9E3779B97F4A7C15U + day;
  }
  out.means.push_back(static_cast<double>(sum) / static_cast<double>(days.size()));
  out.checksum ^= hash;
}

inline std::vector<QueueFuture> futures_from(std::uint32_t first, std::uint32_t end) {
  std::vector<QueueFuture> out;
  for (std::uint32_t number = first; number < end; ++number) out.push_back(future(number));
  return out;
}

inline Answer simulate(EventList& list, std::uint32_t futures) {
  Answer out;
  const double begin = cpu_seconds();
  for (std::uint32_t number = 0; number < futures; ++number) add(out, number, list.run(future(number)));
  out.cpu = cpu_seconds() - begin;
  return out;
}

inline Answer simulate(QueueEngine& engine, std::uint32_t futures) {
  Answer out;
  const double begin = cpu_seconds();
  engine.run_all(futures_from(0, futures), [&](const QueueFuture& each, std::span<const std::uint16_t> days) { add(out, each.number, days); });
  out.cpu = cpu_seconds() - begin;
  return out;
}

struct Spread {
  double mean = 0;
  double sd = 0;
};
inline Spread spread(const std::vector<double>& values) {
  Spread out;
  for (const double value : values) out.mean += value / static_cast<double>(values.size());
  for (const double value : values) out.sd += (value - out.mean) * (value - out.mean) / static_cast<double>(values.size() - 1);
  out.sd = std::sqrt(out.sd);
  return out;
}

}  // namespace servanda::bench
