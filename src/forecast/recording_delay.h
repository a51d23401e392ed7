#pragma once

#include <cstdint>
#include <vector>

#include "forecast/shipments.h"

namespace servanda {

// How long after it happened an arrival becomes known: the nowcast's law.
//
// Rules
//   1. A delay r of an arrival on day x can be seen at T only if x + r <= T (right truncation). The reverse-time hazard
//      g(r) = (arrivals with delay r) / (arrivals with delay <= r that could have shown r) is exact under it, and
//      P(delay <= r) = product over s > r of (1 - g(s)).   Source: Kalbfleisch and Lawless, JASA 84 (1989).
//   2. Each destination's g is shrunk to the pooled one by `kPooling` arrivals.
//   3. A history in which nearly every arrival is known on its day has no recording delay: then nothing is unrecorded.
class RecordingDelay {
 public:
  static constexpr int kLongest = 180;  // days; what takes longer is not nowcast

  static RecordingDelay fit(const ShipmentLog& log);

  bool none() const { return none_; }
  std::int64_t arrivals() const { return arrivals_; }
  double mean_days() const { return mean_days_; }
  // P(an arrival is known within `days`, 0 … kLongest, | destination).
  double known_within(int days, std::uint16_t destination) const;

 private:
  bool none_ = true;
  std::int64_t arrivals_ = 0;
  double mean_days_ = 0;
  std::vector<double> pooled_;                    // by days
  std::vector<std::vector<double>> by_destination_;  // empty: the pooled one
};

}  // namespace servanda
