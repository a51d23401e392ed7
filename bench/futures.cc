// The futures of a plan: QueueEngine against SimPy (Debian's python3-simpy, 2.3.1), numpy stepped by weeks (python3-numpy)
// and an event list in C++, on the same model. The event list has the same draws, so every day is compared; the others have
// their own, so means are.
//
//   bench_futures [--quick]    --quick compares answers only

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "cpu_clock.h"
#include "forecast/event_list.h"
#include "forecast/queue_engine.h"
#include "futures_model.h"

namespace servanda::bench {
namespace {

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

struct Python {
  const char* name;
  const char* package;
  const char* imports;
  const char* script;
};
constexpr Python kSimPy{"SimPy 2.3.1", "python3-simpy", "SimPy.Simulation", "futures_simpy.py"};
constexpr Python kNumpy{"numpy by weeks", "python3-numpy", "numpy", "futures_numpy.py"};

// Empty where the package is not installed. One thread: it is CPU seconds that are compared.
std::optional<Answer> simulate_with(const Python& python, const std::string& model, int futures, int seed) {
  const std::string check = std::string("/usr/bin/python3 -c 'import ") + python.imports + "' 2>/dev/null";
  if (std::system(check.c_str()) != 0) return std::nullopt;
  const std::string command = std::string("OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 " SERVANDA_BENCH_DIR "/") + python.script + " " +
                              model + " " + std::to_string(futures) + " " + std::to_string(seed);
  FILE* pipe = popen(command.c_str(), "r");
  require(pipe != nullptr, "Python starts");
  std::string text;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) text += static_cast<char>(c);
  require(pclose(pipe) == 0, "Python ends well");
  std::istringstream words(text);
  Answer out;
  words >> out.cpu;
  for (double mean = 0; words >> mean;) out.means.push_back(mean);
  return out;
}

struct Size {
  std::uint32_t consignments;
  std::uint32_t ours;    // futures a round
  std::uint32_t theirs;  // of the event list
  int simpy;             // futures in all
  double simpy_goal;
  double list_goal;
  int numpy;             // futures in all; 0: not compared
  double numpy_goal;
};

// With engines that have draws of their own; in turn with ours, once.
void compare_with(const Python& python, const Case& made, QueueEngine& engine, const Size& size, int futures, double goal) {
  const double legs = static_cast<double>(made.model.steps.size());
  const std::string path = write_model(made);
  const auto theirs = simulate_with(python, path, futures, 5);
  std::remove(path.c_str());
  if (!theirs) return void(std::printf("%s is not installed (%s): not compared\n", python.name, python.package));
  const Answer all = simulate(engine, size.ours);
  const Spread of_ours = spread(all.means);
  const Spread of_theirs = spread(theirs->means);
  const double error = of_ours.sd * std::sqrt(1.0 / futures + 1.0 / size.ours);
  std::printf("mean day: ours %.2f, %s %.2f, standard error of the difference %.2f\n", of_ours.mean, python.name, of_theirs.mean, error);
  require(std::abs(of_ours.mean - of_theirs.mean) <= 3 * error, "the mean is within three standard errors");
  Samples ours, slow;
  ours.add(all.cpu / size.ours / legs);
  slow.add(theirs->cpu / futures / legs);
  print_samples("engine, a step", ours, 1e9, "ns");
  print_samples(std::string(python.name) + ", a step", slow, 1e9, "ns");
  print_ratio(ours, slow, goal);
}

void compare(const Size& size, int rounds) {
  const Case made = made_case(size.consignments);
  const double legs = static_cast<double>(made.model.steps.size());
  std::printf("\n%u consignments, %.0f steps, %u places, %u shocks\n", size.consignments, legs, kPlaces, kGroups);
  QueueEngine engine(made.model, kSeed);
  EventList list(made.model, kSeed);
  require(simulate(engine, size.theirs).checksum == simulate(list, size.theirs).checksum, "every consignment has the day of the event list");
  Samples ours;
  Samples theirs;
  for (int round = 0; round < rounds; ++round) {
    ours.add(simulate(engine, size.ours).cpu / size.ours / legs);
    theirs.add(simulate(list, size.theirs).cpu / size.theirs / legs);
  }
  print_samples("engine, a step", ours, 1e9, "ns");
  print_samples("event list, a step", theirs, 1e9, "ns");
  print_ratio(ours, theirs, size.list_goal);
  std::printf("engine's memory: %.1f MiB\n", static_cast<double>(engine.bytes()) / (1 << 20));
  if (size.simpy > 0) compare_with(kSimPy, made, engine, size, size.simpy, size.simpy_goal);
  if (size.numpy > 0) compare_with(kNumpy, made, engine, size, size.numpy, size.numpy_goal);
}

int run(bool quick) {
  if (quick) {
    compare({300, 200, 20, 0, 1, 1, 60, 0}, 1);
    return 0;
  }
  print_machine();
  compare({2'000, 400, 40, 20, 150, 3, 0, 0}, 5);
  compare({10'000, 200, 10, 8, 150, 4, 40, 5}, 5);
  compare({100'000, 40, 2, 2, 400, 7, 20, 5}, 5);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) { return servanda::bench::run(servanda::bench::has_option(argc, argv, "--quick")); }
