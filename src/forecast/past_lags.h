#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "forecast/shipments.h"

namespace servanda {

// The lags (days after the day expected) of what has arrived, each as often as it was seen: of its mode and channel, where
// these have kEnough arrivals and one beyond the lag reached, else of the whole log.
class PastLags {
 public:
  static constexpr std::size_t kEnough = 10;
  using Expected = DayNumber (*)(const Shipment&);

  PastLags() = default;
  // What had arrived before it was known teaches nothing.
  PastLags(const ShipmentLog& log, Expected expected);

  // Those beyond the lag that an open shipment has on a day, sorted; empty: nothing was ever that late.
  std::span<const DayNumber> grouped(const Shipment& shipment, DayNumber today) const;
  std::span<const DayNumber> pooled(const Shipment& shipment, DayNumber today) const;
  
 private:
  Expected expected_ = nullptr;
  std::vector<DayNumber> pooled_;
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::vector<DayNumber>> grouped_;  // by mode and channel
};

}  // namespace servanda
