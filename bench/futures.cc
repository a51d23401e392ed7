// The futures of a plan: QueueEngine against SimPy (Debian's python3-simpy, 2.3.1) and against an event list in C++, on the
// same model. The event list has the same draws, so every day is compared; SimPy has its own, so means are.
//
//   bench_futures [--quick]    --quick compares answers only

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "forecast/event_list.h"
#include "cpu_clock.h"
#include "forecast/queue_engine.h"

namespace servanda::bench {
namespace {

constexpr std::uint64_t kSeed = 11;
constexpr std::uint32_t kClasses = 48;
constexpr std::uint32_t kGroups = 16;
constexpr std::uint32_t kPlaces = 120;
constexpr int kWeeks = 156;

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
Case made_case(std::uint32_t consignments) {
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

QueueFuture future(std::uint32_t number) {
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

template <class Engine>
Answer simulate(Engine& engine, std::uint32_t futures) {
  Answer out;
  const double begin = cpu_seconds();
  for (std::uint32_t number = 0; number < futures; ++number) {
    const auto days = engine.run(future(number));
    std::uint64_t sum = 0;
    std::uint64_t hash = number;
    for (const std::uint16_t day : days) {
      sum += day == QueueModel::kNever ? kWeeks * 7 : day;
      hash = hash * 0x9E3779B97F4A7C15U + day;
    }
    out.means.push_back(static_cast<double>(sum) / static_cast<double>(days.size()));
    out.checksum ^= hash;
  }
  out.cpu = cpu_seconds() - begin;
  return out;
}

std::string write_model(const Case& made) {
  const std::string path = "/tmp/servanda-futures-" + std::to_string(getpid()) + ".txt";
  std::ofstream file(path);
  file << kWeeks << ' ' << kGroups << '\n' << made.laws.size() << '\n';
  for (const Law& law : made.laws) file << law.mu << ' ' << law.sigma << '\n';
  file << made.model.capacity.size() << '\n';
  for (const auto& capacity : made.model.capacity) {
    for (const std::uint32_t week : capacity) file << week << ' ';
    file << '\n';
  }
  file << made.model.consignments.size() << '\n';
  for (const QueueModel::Consignment& consignment : made.model.consignments) {
    file << consignment.start_day << ' ' << int{consignment.priority};
    for (std::uint32_t s = 0; s < consignment.steps; ++s) {
      const QueueModel::Step& step = made.model.steps[consignment.first_step + s];
      file << ' ' << (step.place == QueueModel::kNoPlace ? -1 : int{step.place}) << ' ' << step.delay << ' ' << step.shock;
    }
    file << '\n';
  }
  return path;
}

// Empty where SimPy is not installed.
std::optional<Answer> simulate_with_simpy(const std::string& model, int futures, int seed) {
  if (std::system("/usr/bin/python3 -c 'import SimPy.Simulation' 2>/dev/null") != 0) return std::nullopt;
  const std::string command = "/usr/bin/python3 " SERVANDA_BENCH_DIR "/futures_simpy.py " + model + " " + std::to_string(futures) + " " +
                              std::to_string(seed);
  FILE* pipe = popen(command.c_str(), "r");
  require(pipe != nullptr, "SimPy starts");
  std::string text;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) text += static_cast<char>(c);
  require(pclose(pipe) == 0, "SimPy ends well");
  std::istringstream words(text);
  Answer out;
  words >> out.cpu;
  for (double mean = 0; words >> mean;) out.means.push_back(mean);
  return out;
}

struct Spread {
  double mean = 0;
  double sd = 0;
};
Spread spread(const std::vector<double>& values) {
  Spread out;
  for (const double value : values) out.mean += value / static_cast<double>(values.size());
  for (const double value : values) out.sd += (value - out.mean) * (value - out.mean) / static_cast<double>(values.size() - 1);
  out.sd = std::sqrt(out.sd);
  return out;
}

struct Size {
  std::uint32_t consignments;
  std::uint32_t ours;    // futures a round
  std::uint32_t theirs;  // of the event list
  int simpy;             // futures in all
  double simpy_goal;
  double list_goal;
};

void compare(const Size& size, int rounds) {
  const Case made = made_case(size.consignments);
  const double legs = static_cast<double>(made.model.steps.size());
  std::printf("\n%u consignments, %.0f steps, %u places, %u shocks\n", size.consignments, legs, kPlaces, kGroups);
  QueueEngine engine(made.model, kSeed);
  EventList list(made.model, kSeed);
  require(simulate(engine, size.theirs).checksum == simulate(list, size.theirs).checksum, "every consignment has the day of the event list");
  Samples ours;
  Samples theirs;
  Answer all;
  for (int round = 0; round < rounds; ++round) {
    all = simulate(engine, size.ours);
    ours.add(all.cpu / size.ours / legs);
    theirs.add(simulate(list, size.theirs).cpu / size.theirs / legs);
  }
  print_samples("engine, a step", ours, 1e9, "ns");
  print_samples("event list, a step", theirs, 1e9, "ns");
  print_ratio(ours, theirs, size.list_goal);
  std::printf("engine's memory: %.1f MiB\n", static_cast<double>(engine.bytes()) / (1 << 20));
  if (size.simpy == 0) return;
  const std::string path = write_model(made);
  const auto simpy = simulate_with_simpy(path, size.simpy, 5);
  std::remove(path.c_str());
  if (!simpy) return void(std::printf("SimPy is not installed (python3-simpy): not compared\n"));
  const Spread of_ours = spread(all.means);
  const Spread of_simpy = spread(simpy->means);
  const double error = of_ours.sd * std::sqrt(1.0 / size.simpy + 1.0 / size.ours);
  std::printf("mean day: ours %.2f, SimPy %.2f, standard error of the difference %.2f\n", of_ours.mean, of_simpy.mean, error);
  require(std::abs(of_ours.mean - of_simpy.mean) <= 3 * error, "SimPy's mean is within three standard errors");
  Samples slow;
  slow.add(simpy->cpu / size.simpy / legs);
  print_samples("SimPy 2.3.1, a step", slow, 1e9, "ns");
  print_ratio(ours, slow, size.simpy_goal);
}

int run(bool quick) {
  if (quick) {
    compare({300, 200, 20, 0, 1, 1}, 1);
    return 0;
  }
  print_machine();
  compare({2'000, 400, 40, 20, 150, 3}, 5);
  compare({10'000, 200, 10, 8, 150, 4}, 5);
  compare({100'000, 40, 2, 2, 400, 7}, 5);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) { return servanda::bench::run(servanda::bench::has_option(argc, argv, "--quick")); }
