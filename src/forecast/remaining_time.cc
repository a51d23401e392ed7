#include "forecast/remaining_time.h"

#include <algorithm>

namespace servanda {

RemainingTime::RemainingTime(const Shipment& shipment, const LagLaw& law, const DelayModel& model, DayNumber as_known)
    : law_(&law), past_(model.past().grouped(shipment, as_known)), stands_(stands(moved_dates(shipment))), way_odds_(shipment.way_odds), lag_(as_known - shipment.due()) {
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
  return hidden + (1 - hidden) * way_odds_ * comes;
}

}  // namespace servanda
