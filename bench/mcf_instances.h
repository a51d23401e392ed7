#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/instance.h"

namespace servanda::bench {

// Readers of public and made multicommodity flow instances, for tests and benchmarks only.
//   aid: MCFOT text, gzipped. planar, grid: nodes, arcs, commodities, then a line each; one week, links of no week.
// What does not fit stops the program: these files are kept, not foreign.
struct McfInstance {
  PlanInstance instance;
  // aid: the weighted objective in which its known optima stand: cost + lateness * 300 + not on time * 2000, and for what
  // stays undelivered so much more a tonne.
  std::vector<double> undelivered;
  double constant = 0;  // 2000 times the weight of everything
};
inline constexpr double kAidOnTime = 2000;
inline constexpr double kAidLateness = 300;

// Empty where the file is absent.
std::optional<McfInstance> read_aid(const std::string& file);
std::optional<McfInstance> read_grid(const std::string& file);

}  // namespace servanda::bench
