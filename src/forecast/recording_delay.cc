#include "forecast/recording_delay.h"

#include <algorithm>

namespace servanda {
namespace {

constexpr double kPooling = 30;        // arrivals
constexpr DayNumber kWindow = 730;     // older habits of recording do not count
constexpr std::int64_t kEnoughArrivals = 20;   // arrivals, below which the history says nothing of its delays
constexpr double kNearlyAll = 0.995;   // rule 3

struct Counts {
  std::vector<double> events = std::vector<double>(RecordingDelay::kLongest + 1);
  std::vector<double> at_risk = std::vector<double>(RecordingDelay::kLongest + 1);
};

// From the reverse-time hazards to P(delay <= r).
std::vector<double> distribution(const Counts& counts, const std::vector<double>* pooled_hazard) {
  std::vector<double> out(RecordingDelay::kLongest + 1, 1);
  for (int r = RecordingDelay::kLongest; r > 0; --r) {
    const auto i = static_cast<std::size_t>(r);
    const double prior = pooled_hazard == nullptr ? 0 : kPooling * (*pooled_hazard)[i];
    const double weight = counts.at_risk[i] + (pooled_hazard == nullptr ? 0 : kPooling);
    const double hazard = weight > 0 ? (counts.events[i] + prior) / weight : 0;
    out[i - 1] = out[i] * (1 - std::min(hazard, 0.999));
  }
  return out;
}

}  // namespace

RecordingDelay RecordingDelay::fit(const ShipmentLog& log) {
  const std::size_t destinations = log.names[static_cast<std::size_t>(Factor::destination)].size();
  RecordingDelay fitted;
  Counts pooled;
  std::vector<Counts> by_destination(destinations);
  std::int64_t at_once = 0;
  double days = 0;
  for (const Shipment& shipment : log.shipments) {
    if (!shipment.reached || !shipment.recorded || *shipment.reached < log.as_known - kWindow) continue;
    const int delay = std::max(0, *shipment.recorded - *shipment.reached);
    const int could_show = log.as_known - *shipment.reached;
    ++fitted.arrivals_;
    days += delay;
    if (delay == 0) ++at_once;
    if (delay > kLongest || could_show < delay) continue;
    Counts& own = by_destination[shipment.factors[static_cast<std::size_t>(Factor::destination)]];
    for (Counts* counts : {&pooled, &own}) {
      counts->events[static_cast<std::size_t>(delay)] += 1;
      for (int r = delay; r <= std::min(could_show, kLongest); ++r) counts->at_risk[static_cast<std::size_t>(r)] += 1;
    }
  }
  if (fitted.arrivals_ > 0) fitted.mean_days_ = days / static_cast<double>(fitted.arrivals_);
  if (fitted.arrivals_ < kEnoughArrivals ||
      static_cast<double>(at_once) >= kNearlyAll * static_cast<double>(fitted.arrivals_))
    return fitted;
  fitted.none_ = false;
  fitted.pooled_ = distribution(pooled, nullptr);
  std::vector<double> hazard(kLongest + 1);
  for (std::size_t i = 1; i < hazard.size(); ++i) hazard[i] = 1 - fitted.pooled_[i - 1] / fitted.pooled_[i];
  fitted.by_destination_.resize(destinations);
  for (std::size_t i = 0; i < destinations; ++i)
    if (by_destination[i].at_risk[kLongest / 2] > 0 || by_destination[i].at_risk[0] > 0)
      fitted.by_destination_[i] = distribution(by_destination[i], &hazard);
  return fitted;
}

double RecordingDelay::known_within(int days, std::uint16_t destination) const {
  if (none_ || days >= kLongest) return 1;
  if (days < 0) return 0;
  const auto i = static_cast<std::size_t>(days);
  const auto& own = destination < by_destination_.size() ? by_destination_[destination] : pooled_;
  return own.empty() ? pooled_[i] : own[i];
}

}  // namespace servanda
