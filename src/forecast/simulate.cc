#include "forecast/simulate.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/parallel.h"
#include "forecast/random.h"
#include "forecast/sobol.h"

namespace servanda {
namespace {

constexpr std::size_t kBlock = 256;  // consignments of one piece of work
constexpr DayNumber kFarthest = Simulation::kNever - 1;

// exp of the shock of each mode in each future.
std::vector<float> speeds_of(const CommonShocks& shocks, std::size_t modes, std::size_t futures, std::uint64_t seed) {
  std::vector<float> speeds(modes * futures);
  const std::size_t size = futures / Simulation::kReplicates;
  const double common = shocks.sd * std::sqrt(shocks.common_part);
  const double own = shocks.sd * std::sqrt(1 - shocks.common_part);
  for (std::size_t f = 0; f < futures; ++f) {
    const auto replicate = static_cast<std::uint32_t>(f / size);
    const auto point = static_cast<std::uint32_t>(f % size);
    const PhiloxBlock scramble = draws(seed, Stream::shock, replicate, 0, 0);
    const std::uint64_t key = (std::uint64_t{scramble[0]} << 32) | scramble[1];
    const double z = normal_quantile(unit_interval(scrambled_sobol(point, 0, key)));
    for (std::size_t m = 0; m < modes; ++m) {
      const double z_mode = normal_quantile(unit_interval(scrambled_sobol(point, 1 + m % (kSobolDimensions - 1), key)));
      speeds[m * futures + f] = static_cast<float>(std::exp(common * z + own * z_mode));
    }
  }
  return speeds;
}

}  // namespace

RemainingTime::RemainingTime(const Shipment& shipment, const LagLaw& law, const RecordingDelay& recording,
                             DayNumber as_known)
    : law_(&law), lag_(as_known - shipment.due()) {
  if (recording.none()) return;
  const std::uint16_t destination = shipment.factors[static_cast<std::size_t>(Factor::destination)];
  const DayNumber known = shipment.known.value_or(as_known - RecordingDelay::kLongest);
  const DayNumber back = std::clamp(as_known - known, 0, RecordingDelay::kLongest);
  double alive = 1;
  std::vector<double> mass;  // from the oldest day on
  for (DayNumber i = back - 1; i >= 0; --i) {
    const double arrives = alive * law.within(lag_ - i - 1, lag_ - i, 1);
    mass.push_back(arrives * (1 - recording.known_within(i, destination)));
    alive -= arrives;
  }
  double total = alive;
  for (const double each : mass) total += each;
  unrecorded_.resize(mass.size());
  double sum = 0;
  for (std::size_t k = 0; k < mass.size(); ++k) {
    sum += mass[k] / total;
    unrecorded_[mass.size() - 1 - k] = sum;
  }
}

DayNumber RemainingTime::days(double uniform, double speed) const {
  double hidden = 0;
  if (!unrecorded_.empty()) {
    hidden = unrecorded_.front();
    if (uniform < hidden) {
      std::size_t i = unrecorded_.size() - 1;
      while (i > 0 && unrecorded_[i] < uniform) --i;
      return -static_cast<DayNumber>(i);
    }
  }
  const double left = (1 - uniform) / (1 - hidden);
  return law_->first_after(lag_, -std::log(left) / speed) - lag_;
}

double RemainingTime::within(DayNumber days, double speed) const {
  const double hidden = unrecorded_.empty() ? 0 : unrecorded_.front();
  if (days <= 0) {
    const auto i = static_cast<std::size_t>(-days);
    return i < unrecorded_.size() ? unrecorded_[i] : 0;
  }
  return hidden + (1 - hidden) * law_->within(lag_, lag_ + days, speed);
}

Simulation simulate(const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks,
                    const SimulationOptions& options, const WorkProgress& progress) {
  constexpr std::size_t kReplicates = Simulation::kReplicates;
  Simulation out;
  out.futures_ = std::max<std::size_t>(1, (options.futures + kReplicates - 1) / kReplicates) * kReplicates;
  for (std::size_t i = 0; i < log.shipments.size(); ++i)
    if (log.shipments[i].open()) out.open_.push_back(i);
  std::map<DelayModel::LawClass, LagLaw> laws;
  for (const std::size_t i : out.open_)
    if (const auto key = model.law_class(log.shipments[i]); !laws.contains(key))
      laws.emplace(key, model.law(log.shipments[i]));
  const std::size_t modes = log.names[static_cast<std::size_t>(Factor::mode)].size();
  const std::vector<float> speeds = speeds_of(shocks, modes, out.futures_, options.seed);
  out.arrival_.assign(out.open_.size() * out.futures_, Simulation::kNever);

  parallel_blocks((out.open_.size() + kBlock - 1) / kBlock, options.threads, [&](std::size_t block) {
    if (progress.stopped()) return;
    for (std::size_t i = block * kBlock; i < std::min(out.open_.size(), (block + 1) * kBlock); ++i) {
      const Shipment& shipment = log.shipments[out.open_[i]];
      const RemainingTime rest(shipment, laws.at(model.law_class(shipment)), model.recording(), log.as_known);
      const std::size_t mode = shipment.factors[static_cast<std::size_t>(Factor::mode)];
      for (std::size_t f = 0; f < out.futures_; ++f) {
        const PhiloxBlock numbers =
            draws(options.seed, Stream::delay, static_cast<std::uint32_t>(f), shipment.number, 0);
        const DayNumber days = rest.days(unit_interval(numbers[0]), static_cast<double>(speeds[mode * out.futures_ + f]));
        const double leaves = -std::log(unit_interval(numbers[1])) / model.exit_rate();
        if (leaves > days) out.arrival_[i * out.futures_ + f] = static_cast<std::int16_t>(std::min(days, kFarthest));
      }
    }
  });
  return out;
}

}  // namespace servanda
