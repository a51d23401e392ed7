#include "forecast/simulate.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

#include "base/parallel.h"
#include "forecast/mixed_hazard.h"
#include "forecast/random.h"
#include "forecast/remaining_draws.h"
#include "forecast/sobol.h"

namespace servanda {
namespace {

constexpr std::size_t kBlock = FutureKeeper::kBlock;
static_assert(kBlock % kLanes == 0 && Simulation::kReplicates % kLanes == 0);
constexpr DayNumber kFarthest = Simulation::kNever - 1;

std::size_t dimension_of_mode(std::size_t mode) { return 1 + mode % (kSobolDimensions - 1); }

// The shock of each mode in futures first … first + kLanes - 1.
RemainingDraws::Futures lanes_of(const CommonShocks& shocks, std::size_t modes, std::size_t first, const CommonPoints& points) {
  RemainingDraws::Futures out;
  out.speeds.resize(modes);
  const double common = shocks.sd * std::sqrt(shocks.common_part);
  const double own = shocks.sd * std::sqrt(1 - shocks.common_part);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    out.numbers[lane] = static_cast<std::uint32_t>(first + lane);
    const double z = normal_quantile(points.at(first + lane, 0));
    for (std::size_t m = 0; m < modes; ++m) {
      const double z_mode = normal_quantile(points.at(first + lane, dimension_of_mode(m)));
      out.speeds[m][lane] = RemainingDraws::speed_of(common * z + own * z_mode);
    }
  }
  return out;
}

// Everything that the futures of one log are drawn from.
class Drawing {
 public:
  Drawing(const ShipmentLog& log, const DelayModel& model, const CommonShocks& shocks, std::size_t futures, std::uint64_t seed,
          const FundWaits* funds)
      : log_(log), rest_(MixedHazard(shocks.sd), model.exit_rate(), seed), seed_(seed), points_(seed, futures), funds_(funds) {
    std::map<DelayModel::LawClass, LagLaw> laws;
    for (std::size_t i = 0; i < log.shipments.size(); ++i) {
      const Shipment& shipment = log.shipments[i];
      if (!shipment.open()) continue;
      open_.push_back(i);
      const auto key = model.law_class(shipment);
      auto law = laws.find(key);
      if (law == laws.end()) law = laws.emplace(key, model.law(shipment)).first;
      if (shipment.way_odds < 1) without_way_.push_back({open_.size() - 1, shipment.number, shipment.way_odds});
      rest_.add({shipment, law->second, model, log.as_known}, shipment.number, shipment.factors[static_cast<std::size_t>(Factor::mode)]);
    }
    const std::size_t modes = log.names[static_cast<std::size_t>(Factor::mode)].size();
    for (std::size_t first = 0; first < futures; first += kLanes) lanes_.push_back(lanes_of(shocks, modes, first, points_));
  }

  const std::vector<std::size_t>& open() const { return open_; }
  const CommonPoints& points() const { return points_; }

  // Of everything that the futures are a function of.
  Hash digest(const PlanQueues* queues) const {
    Sha256 sum;
    const auto add = [&sum](const auto& values) {
      sum.add(std::span(reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof values[0]));
    };
    add(std::array<std::uint64_t, 3>{open_.size(), lanes_.size(), queues == nullptr ? 0U : 1U});
    for (const RemainingDraws::Futures& lanes : lanes_) add(lanes.speeds);
    rest_.add_to(sum);
    for (const WithoutWay& one : without_way_) add(std::array{static_cast<double>(one.open), static_cast<double>(one.number), one.odds});
    if (queues != nullptr) queues->add_to(sum);
    if (funds_ != nullptr) funds_->add_to(sum);
    return sum.finish();
  }

  // The futures first … end-1 through the queues, where there are some; out[i * (end - first) + future - first].
  void draw(std::size_t first, std::size_t end, PlanQueues::Runner* runner, std::vector<std::int16_t>& out) const {
    const std::size_t size = end - first;
    out.resize(open_.size() * size);
    for (std::size_t f = 0; f < size; f += kLanes) rest_.draw(lanes_[(first + f) / kLanes], out.data() + f, size);
    for (const WithoutWay& one : without_way_)
      for (std::size_t f = 0; f < size; ++f) find_way(one, first + f, out[one.open * size + f]);
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
  struct WithoutWay {
    std::size_t open;  // place among the open
    std::uint32_t number;
    double odds;
  };
  void find_way(const WithoutWay& one, std::size_t future, std::int16_t& day) const {
    if (day > 0 && unit_interval(draws(seed_, Stream::way, static_cast<std::uint32_t>(future), one.number, 0)[0]) > one.odds) day = Simulation::kNever;
  }

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
  RemainingDraws rest_;
  std::uint64_t seed_;
  CommonPoints points_;
  const FundWaits* funds_;  // none: nothing waits for money
  std::vector<std::size_t> open_;
  std::vector<WithoutWay> without_way_;
  std::vector<RemainingDraws::Futures> lanes_;
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

Dimensions share_out_dimensions(const ShipmentLog& log, FundWaits& funds, PlanQueues* queues, const Dimensions& given) {
  const std::vector<double> of_funds = funds.weights();
  std::vector<double> weights = of_funds;
  std::vector<std::string> names = funds.drawn_names();
  if (queues != nullptr) {
    std::ranges::copy(queues->closure_weights(), std::back_inserter(weights));
    std::ranges::copy(queues->closure_names(), std::back_inserter(names));
  }
  Dimensions out;
  const auto give = [&](std::size_t place, std::size_t dimension) {
    out.emplace(names[place], dimension);
    if (place < of_funds.size()) funds.give_dimension(place, dimension);
    else queues->give_dimension(place - of_funds.size(), dimension);
  };
  const std::size_t modes = log.names[static_cast<std::size_t>(Factor::mode)].size();
  std::size_t next = 1 + modes;
  for (const auto& [name, dimension] : given) next = std::max(next, dimension + 1);
  std::vector<std::pair<double, std::size_t>> others;  // heaviest first, then by place
  for (std::size_t place = 0; place < weights.size(); ++place) {
    if (const auto kept = given.find(names[place]); kept != given.end() && kept->second > modes) give(place, kept->second);
    else others.emplace_back(-weights[place], place);
  }
  std::ranges::sort(others);
  for (const auto& [weight, place] : others) {
    if (next >= kSobolDimensions || weight >= 0) break;
    give(place, next++);
  }
  return out;
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
