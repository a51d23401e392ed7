#include "forecast/simulate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/parallel.h"
#include "forecast/random.h"
#include "forecast/sobol.h"

namespace servanda {
namespace {

constexpr std::size_t kBlock = 64;  // futures of one piece of work
constexpr DayNumber kFarthest = Simulation::kNever - 1;

std::size_t dimension_of_mode(std::size_t mode) { return 1 + mode % (kSobolDimensions - 1); }

// exp of the shock of each mode in each future.
std::vector<float> speeds_of(const CommonShocks& shocks, std::size_t modes, std::size_t futures, const CommonPoints& points) {
  std::vector<float> speeds(modes * futures);
  const double common = shocks.sd * std::sqrt(shocks.common_part);
  const double own = shocks.sd * std::sqrt(1 - shocks.common_part);
  for (std::size_t f = 0; f < futures; ++f) {
    const double z = normal_quantile(points.at(f, 0));
    for (std::size_t m = 0; m < modes; ++m) {
      const double z_mode = normal_quantile(points.at(f, dimension_of_mode(m)));
      speeds[m * futures + f] = static_cast<float>(std::exp(common * z + own * z_mode));
    }
  }
  return speeds;
}

}  // namespace

RemainingTime::RemainingTime(const Shipment& shipment, const LagLaw& law, const DelayModel& model, DayNumber as_known)
    : law_(&law), past_(model.past().grouped(shipment, as_known)), lag_(as_known - shipment.due()) {
  weigh_past(model.past_weight());
  const RecordingDelay& recording = model.recording();
  if (recording.none()) return;
  const std::uint16_t destination = shipment.factors[static_cast<std::size_t>(Factor::destination)];
  const DayNumber known = shipment.known.value_or(as_known - RecordingDelay::kLongest);
  const DayNumber back = std::clamp(as_known - known, 0, RecordingDelay::kLongest);
  double alive = 1;
  std::vector<double> mass;  // from the oldest day on
  for (DayNumber i = back - 1; i >= 0; --i) {
    const double arrives = alive * law.within(lag_ - i - 1, lag_ - i);
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

DayNumber RemainingTime::days(double uniform, double speed, const MixedHazard& mixed, double pick) const {
  double hidden = 0;
  if (!unrecorded_.empty()) {
    hidden = unrecorded_.front();
    if (uniform < hidden) {
      std::size_t i = unrecorded_.size() - 1;
      while (i > 0 && unrecorded_[i] < uniform) --i;
      return -static_cast<DayNumber>(i);
    }
  }
  const double hazard = mixed.marginal(-std::log((1 - uniform) / (1 - hidden)) / speed);
  if (pick >= past_weight_) return law_->first_after(lag_, hazard) - lag_;
  const double part = -std::expm1(-hazard);
  return past_[std::min(past_.size() - 1, static_cast<std::size_t>(part * static_cast<double>(past_.size())))] - lag_;
}

double RemainingTime::within(DayNumber days) const {
  const double hidden = unrecorded_.empty() ? 0 : unrecorded_.front();
  if (days <= 0) {
    const auto i = static_cast<std::size_t>(-days);
    return i < unrecorded_.size() ? unrecorded_[i] : 0;
  }
  double comes = law_->within(lag_, lag_ + days);
  if (past_weight_ > 0) {
    const auto later = static_cast<double>(past_.end() - std::ranges::upper_bound(past_, lag_ + days));
    const double by_past = 1 - later / static_cast<double>(past_.size());
    comes += past_weight_ * (by_past - comes);
  }
  return hidden + (1 - hidden) * comes;
}

namespace {

// Everything that the futures of one log are drawn from.
class Drawing {
 public:
  Drawing(const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks, std::size_t futures, std::uint64_t seed,
          const FundWaits* funds)
      : log_(log), mixed_(shocks.sd), exit_rate_(model.exit_rate()), futures_(futures), seed_(seed), points_(seed, futures), funds_(funds) {
    for (std::size_t i = 0; i < log.shipments.size(); ++i)
      if (log.shipments[i].open()) open_.push_back(i);
    for (const std::size_t i : open_)
      if (const auto key = model.law_class(log.shipments[i]); !laws_.contains(key)) laws_.emplace(key, model.law(log.shipments[i]));
    for (const std::size_t i : open_)
      rest_.emplace_back(log.shipments[i], laws_.at(model.law_class(log.shipments[i])), model, log.as_known);
    speeds_ = speeds_of(shocks, log.names[static_cast<std::size_t>(Factor::mode)].size(), futures, points_);
  }
  Drawing(const Drawing&) = delete;  // rest_ points into laws_
  Drawing& operator=(const Drawing&) = delete;

  const std::vector<std::size_t>& open() const { return open_; }
  const CommonPoints& points() const { return points_; }

  std::int16_t arrival(std::size_t i, std::size_t future) const {
    const Shipment& shipment = log_.shipments[open_[i]];
    const std::size_t mode = shipment.factors[static_cast<std::size_t>(Factor::mode)];
    const PhiloxBlock numbers = draws(seed_, Stream::delay, static_cast<std::uint32_t>(future), shipment.number, 0);
    const DayNumber days = rest_[i].days(unit_interval(numbers[0]), static_cast<double>(speeds_[mode * futures_ + future]),
                                         mixed_, unit_interval(numbers[2]));
    const double leaves = -std::log(unit_interval(numbers[1])) / exit_rate_;
    return leaves > days ? static_cast<std::int16_t>(std::min(days, kFarthest)) : Simulation::kNever;
  }

  // Of everything that the futures are a function of.
  Hash digest(const PlanQueues* queues) const {
    Sha256 sum;
    const auto add = [&sum](const auto& values) {
      sum.add(std::span(reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof values[0]));
    };
    add(std::array<std::uint64_t, 4>{seed_, futures_, open_.size(), queues == nullptr ? 0U : 1U});
    add(std::array<double, 1>{exit_rate_});
    add(speeds_);
    for (const auto& [shipments, law] : laws_) add(law.hazards());
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const Shipment& shipment = log_.shipments[open_[i]];
      add(std::array<std::uint32_t, 2>{shipment.number, shipment.factors[static_cast<std::size_t>(Factor::mode)]});
      constexpr std::array<double, 5> kAt{0.03, 0.25, 0.5, 0.75, 0.97};  // how late it is, and what may be unrecorded
      for (const double uniform : kAt)
        for (const double pick : {0.0, 1.0}) add(std::array<DayNumber, 1>{rest_[i].days(uniform, 1, mixed_, pick)});
    }
    if (queues != nullptr) queues->add_to(sum);
    if (funds_ != nullptr) funds_->add_to(sum);
    return sum.finish();
  }

  // The futures first … end-1 through the queues, where there are some; out[i * (end - first) + future - first].
  void draw(std::size_t first, std::size_t end, PlanQueues::Runner* runner, std::vector<std::int16_t>& out) const {
    const std::size_t size = end - first;
    out.resize(open_.size() * size);
    for (std::size_t i = 0; i < open_.size(); ++i)
      for (std::size_t f = first; f < end; ++f) out[i * size + f - first] = arrival(i, f);
    if (runner == nullptr && funds_ == nullptr) return;
    std::vector<std::int16_t> days(log_.shipments.size(), Simulation::kNever);
    std::vector<DayNumber> starts(log_.shipments.size(), PlanQueues::kAtOnce);
    for (std::size_t f = 0; f < size; ++f) {
      for (std::size_t i = 0; i < open_.size(); ++i) days[open_[i]] = out[i * size + f];
      wait_for_money(first + f, days, starts);
      if (runner != nullptr) runner->pass(static_cast<std::uint32_t>(first + f), days, starts);
      if (funds_ != nullptr)
        for (const FundWaits::Wait& wait : funds_->waits()) arrive_after_money(wait, starts[wait.shipment], days[wait.shipment]);
      for (std::size_t i = 0; i < open_.size(); ++i) out[i * size + f] = days[open_[i]];
    }
  }

 private:
  void wait_for_money(std::size_t future, std::vector<std::int16_t>& days, std::vector<DayNumber>& starts) const {
    if (funds_ == nullptr) return;
    const std::vector<DayNumber> from = funds_->starts(points_, seed_, future);
    for (std::size_t w = 0; w < from.size(); ++w) {
      const std::size_t shipment = funds_->waits()[w].shipment;
      starts[shipment] = from[w];
      if (from[w] == FundWaits::kLapses) days[shipment] = Simulation::kNever;
    }
  }

  static void arrive_after_money(const FundWaits::Wait& wait, DayNumber start, std::int16_t& day) {
    if (day != Simulation::kNever) day = static_cast<std::int16_t>(std::clamp<DayNumber>(start + wait.travel, day, kFarthest));
  }

  const ShipmentLog& log_;
  MixedHazard mixed_;
  double exit_rate_;
  std::size_t futures_;
  std::uint64_t seed_;
  CommonPoints points_;
  const FundWaits* funds_;  // none: nothing waits for money
  std::vector<std::size_t> open_;
  std::map<DelayModel::LawClass, LagLaw> laws_;
  std::vector<RemainingTime> rest_;
  std::vector<float> speeds_;
};

std::size_t whole_replicates(std::size_t futures) {
  constexpr std::size_t kReplicates = Simulation::kReplicates;
  return std::max<std::size_t>(1, (futures + kReplicates - 1) / kReplicates) * kReplicates;
}

}  // namespace

Result<Simulation> simulate(const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks,
                            const SimulationOptions& options, const WorkProgress& progress, const PlanQueues* queues,
                            const FundWaits* funds) {
  if (funds != nullptr && funds->empty()) funds = nullptr;
  Simulation out;
  out.futures_ = whole_replicates(options.futures);
  const Drawing drawing(log, model, shocks, out.futures_, options.seed, funds);
  out.open_ = drawing.open();
  out.arrival_.assign(out.open_.size() * out.futures_, Simulation::kNever);
  const auto first_of = [](std::size_t block) { return block * kBlock; };
  const auto end_of = [&](std::size_t block) { return std::min(out.futures_, (block + 1) * kBlock); };
  FutureKeeper here;
  FutureKeeper& keeper = options.keeper == nullptr ? here : *options.keeper;
  const Hash key = options.keeper == nullptr ? Hash{} : drawing.digest(queues);
  RETURN_IF_ERROR(keeper.fill(
      key, (out.futures_ + kBlock - 1) / kBlock, options.threads, progress,
      [&](std::size_t block) {
        FutureKeeper::Days days;
        if (progress.stopped()) return days;
        std::optional<PlanQueues::Runner> runner;
        if (queues != nullptr) runner.emplace(*queues, drawing.points(), options.seed);
        drawing.draw(first_of(block), end_of(block), runner ? &*runner : nullptr, days);
        return days;
      },
      [&](std::size_t block, std::span<const std::int16_t> days) {
        const std::size_t size = end_of(block) - first_of(block);
        for (std::size_t i = 0; i < out.open_.size(); ++i)
          std::ranges::copy(days.subspan(i * size, size),
                            out.arrival_.begin() + static_cast<std::ptrdiff_t>(i * out.futures_ + first_of(block)));
      }));
  return out;
}

std::vector<PlanQueues::HeldUp> held_up(const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks, const SimulationOptions& options,
                                        DayNumber within_days, const PlanQueues& queues, const FundWaits& funds) {
  const std::size_t futures = whole_replicates(options.futures);
  const Drawing drawing(log, model, shocks, futures, options.seed, funds.empty() ? nullptr : &funds);
  std::vector<std::vector<PlanQueues::Waited>> parts((futures + kBlock - 1) / kBlock);
  parallel_blocks(parts.size(), options.threads, [&](std::size_t block) {
    PlanQueues::Runner runner(queues, drawing.points(), options.seed);
    runner.count_waits(within_days);
    std::vector<std::int16_t> days;
    drawing.draw(block * kBlock, std::min(futures, (block + 1) * kBlock), &runner, days);
    parts[block] = runner.waited();
  });
  for (std::size_t block = 1; block < parts.size(); ++block)
    for (std::size_t visit = 0; visit < parts[0].size(); ++visit) parts[0][visit] += parts[block][visit];
  return queues.held_up(parts[0]);
}

void share_out_dimensions(const ShipmentLog& log, FundWaits& funds, PlanQueues* queues) {
  const std::vector<double> of_funds = funds.weights();
  std::vector<std::pair<double, std::size_t>> drawn;  // heaviest first, then by place
  const auto add = [&](const std::vector<double>& weights) {
    for (const double weight : weights) drawn.emplace_back(-weight, drawn.size());
  };
  add(of_funds);
  if (queues != nullptr) add(queues->closure_weights());
  std::ranges::sort(drawn);
  std::size_t dimension = 1 + log.names[static_cast<std::size_t>(Factor::mode)].size();
  for (const auto& [weight, place] : drawn) {
    if (dimension >= kSobolDimensions || weight >= 0) return;
    if (place < of_funds.size()) funds.give_dimension(place, dimension++);
    else queues->give_dimension(place - of_funds.size(), dimension++);
  }
}

void fit_late_shares(PlanQueues& queues, const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks,
                     const SimulationOptions& options, const WorkProgress& progress) {
  constexpr std::size_t kFutures = 256;
  constexpr int kPasses = 5;
  const Drawing drawing(log, model, shocks, kFutures, options.seed, nullptr);
  std::vector<double> share(queues.modes(), 1);
  for (int pass = 0; pass < kPasses && !progress.stopped(); ++pass) {
    std::vector<std::vector<PlanQueues::Lateness>> parts(kFutures / kBlock);
    parallel_blocks(parts.size(), options.threads, [&](std::size_t block) {
      PlanQueues::Runner runner(queues, drawing.points(), options.seed);
      std::vector<std::int16_t> days;
      drawing.draw(block * kBlock, (block + 1) * kBlock, &runner, days);
      parts[block] = runner.lateness();
    });
    for (std::size_t mode = 0; mode < share.size(); ++mode) {
      PlanQueues::Lateness sum;
      for (const auto& part : parts) sum.drawn += part[mode].drawn, sum.simulated += part[mode].simulated;
      if (sum.drawn <= 0) continue;
      // What the queues add stays about what it is; the rest is what the share has to bring.
      const double wanted = std::clamp(share[mode] + 1 - sum.simulated / sum.drawn, 0.0, 1.0);
      share[mode] = pass == 0 ? wanted : (share[mode] + wanted) / 2;
      queues.set_late_share(mode, static_cast<std::int32_t>(std::lround(share[mode] * PlanQueues::kAll)));
    }
  }
}

}  // namespace servanda
