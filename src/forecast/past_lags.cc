#include "forecast/past_lags.h"

#include <algorithm>

namespace servanda {
namespace {

std::pair<std::uint16_t, std::uint16_t> group_of(const Shipment& shipment) {
  return {shipment.factors[static_cast<std::size_t>(Factor::mode)], shipment.factors[static_cast<std::size_t>(Factor::channel)]};
}

std::span<const DayNumber> beyond(const std::vector<DayNumber>& lags, DayNumber lag) {
  return {std::ranges::upper_bound(lags, lag), lags.end()};
}

}  // namespace

PastLags::PastLags(const ShipmentLog& log, Expected expected) : expected_(expected) {
  for (const Shipment& shipment : log.shipments) {
    if (!shipment.reached || !shipment.known || *shipment.reached <= *shipment.known) continue;
    const DayNumber lag = *shipment.reached - expected(shipment);
    pooled_.push_back(lag);
    grouped_[group_of(shipment)].push_back(lag);
  }
  std::ranges::sort(pooled_);
  for (auto& [group, lags] : grouped_) std::ranges::sort(lags);
}

std::span<const DayNumber> PastLags::pooled(const Shipment& shipment, DayNumber today) const {
  return beyond(pooled_, today - expected_(shipment));
}

std::span<const DayNumber> PastLags::grouped(const Shipment& shipment, DayNumber today) const {
  const auto found = grouped_.find(group_of(shipment));
  if (found == grouped_.end() || found->second.size() < kEnough) return pooled(shipment, today);
  const auto lags = beyond(found->second, today - expected_(shipment));
  return lags.empty() ? pooled(shipment, today) : lags;
}

}  // namespace servanda
