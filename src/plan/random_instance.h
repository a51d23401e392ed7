#pragma once

#include <random>
#include <string>
#include <vector>

#include "network/instance.h"

namespace servanda {

// For tests: numbers, limits and networks drawn by chance, the same on every machine.
inline int draw(std::mt19937& random, int from, int until) {
  return from + static_cast<int>(random() % static_cast<unsigned>(until - from + 1));
}

inline std::vector<PlanTonnes> some_limits(std::mt19937& random, int weeks, int least, int most) {
  std::vector<PlanTonnes> out;
  if (draw(random, 0, 2) == 0) return out;
  for (int w = 0; w < weeks; ++w) out.push_back(draw(random, 0, 9) == 0 ? 0 : draw(random, least, most) * kTonne);
  return out;
}

// A small network with every kind of limit; links of no week go from lower to higher nodes.
inline PlanInstance random_instance(unsigned seed) {
  std::mt19937 random(seed);
  PlanInstance instance;
  instance.weeks = draw(random, 2, 6);
  const int nodes = draw(random, 3, 6);
  for (int n = 0; n < nodes; ++n)
    instance.nodes.push_back({"N" + std::to_string(n), some_limits(random, instance.weeks, 3, 20),
                              some_limits(random, instance.weeks, 2, 12), some_limits(random, instance.weeks, 2, 8),
                              draw(random, 0, 3) * kTonne});
  instance.resources = {{"R", std::vector<std::int64_t>(static_cast<std::size_t>(instance.weeks), draw(random, 1, 6) * kTonne)}};
  const int links = draw(random, 4, 11);
  for (int l = 0; l < links; ++l) {
    PlanLink link;
    link.id = "L" + std::to_string(l);
    link.from = draw(random, 0, nodes - 1);
    do link.to = draw(random, 0, nodes - 1);
    while (link.to == link.from);
    link.transit_weeks = draw(random, link.from < link.to ? 0 : 1, 2);
    link.capacity = some_limits(random, instance.weeks, 1, 15);
    link.cost_per_tonne = draw(random, 0, 20) * kTonne;
    link.permit_weeks = draw(random, 0, 5) == 0 ? 1 : 0;
    if (draw(random, 0, 2) == 0) link.uses = {{0, draw(random, 1, 4) * 2500}};
    instance.links.push_back(link);
  }
  const int cargoes = draw(random, 1, 6);
  for (int k = 0; k < cargoes; ++k) {
    PlanCargo cargo;
    cargo.id = "K" + std::to_string(k);
    cargo.origin = draw(random, 0, nodes - 1);
    cargo.destination = draw(random, 0, nodes - 1);
    cargo.release = draw(random, 0, instance.weeks);
    cargo.due = draw(random, -1, instance.weeks + 1);
    if (draw(random, 0, 3) == 0) cargo.latest = cargo.due + 2;
    cargo.tonnes = draw(random, 1, 200'000);
    cargo.weight = 1 << draw(random, 0, 3);
    cargo.hazardous = draw(random, 0, 2) == 0;
    if (draw(random, 0, 4) == 0) cargo.crew_week = draw(random, 0, instance.weeks + 1);
    if (draw(random, 0, 7) == 0) cargo.due = kNoDue;
    instance.cargo.push_back(cargo);
  }
  return instance;
}

// Of so many random networks with mixed integer programmes a tenth where sanitizers make each take fifty times as
// long.
template <class Count>
constexpr Count networks(Count count) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return count / 10;
#else
  return count;
#endif
}

}  // namespace servanda
