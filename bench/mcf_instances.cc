#include "mcf_instances.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/check.h"

namespace servanda::bench {
namespace {

PlanTonnes counts(double value) { return std::llround(value * kTonne); }
PlanTonnes limit(double value) { return value < 0 ? kNoLimit : counts(value); }

// The text of a gzipped file, through zcat.
std::optional<std::string> unzipped(const std::string& file) {
  if (!std::ifstream(file)) return std::nullopt;
  std::FILE* pipe = popen(("zcat '" + file + "'").c_str(), "r");
  CHECK(pipe != nullptr);
  std::string text;
  char part[1 << 16];
  for (std::size_t read; (read = std::fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, read);
  pclose(pipe);
  return text;
}

std::vector<PlanTonnes> every_week(int weeks, double value) {
  if (value < 0) return {};
  return std::vector<PlanTonnes>(static_cast<std::size_t>(weeks), limit(value));
}

}  // namespace

std::optional<McfInstance> read_aid(const std::string& file) {
  const auto text = unzipped(file);
  if (!text) return std::nullopt;
  McfInstance out;
  PlanInstance& instance = out.instance;
  std::istringstream in(*text);
  std::string tag, name;
  int latest_lateness = 0;
  struct Shrink { int link, week; double capacity; };
  std::vector<Shrink> shrinks;
  while (in >> tag) {
    if (tag == "MCFOT") {
      int version, nodes, links, commodities, consignments;
      in >> version >> name >> nodes >> links >> instance.weeks >> latest_lateness >> commodities >> consignments;
    } else if (tag == "n") {
      int type;
      double hold, handle, store;
      in >> type >> hold >> handle >> store;
      instance.nodes.push_back({"N" + std::to_string(instance.nodes.size()), every_week(instance.weeks, handle),
                                every_week(instance.weeks, store), {}, counts(hold)});
    } else if (tag == "a") {
      PlanLink link;
      int mode;
      double cost, capacity;
      in >> link.from >> link.to >> link.transit_weeks >> mode >> cost >> capacity;
      link.cost_per_tonne = counts(cost);
      link.capacity = every_week(instance.weeks, capacity);
      instance.links.push_back(std::move(link));
    } else if (tag == "x") {
      Shrink shrink{};
      in >> shrink.link >> shrink.week >> shrink.capacity;
      shrinks.push_back(shrink);
    } else if (tag == "k") {
      PlanCargo cargo;
      int priority, joined;
      double tonnes;
      in >> cargo.origin >> cargo.destination >> cargo.release >> cargo.due >> priority >> tonnes >> joined;
      cargo.id = "K" + std::to_string(instance.cargo.size());
      cargo.weight = 16 >> priority;
      cargo.tonnes = counts(tonnes);
      cargo.latest = cargo.due + latest_lateness;
      instance.cargo.push_back(std::move(cargo));
    }
  }
  std::stable_sort(instance.links.begin(), instance.links.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  for (std::size_t l = 0; l < instance.links.size(); ++l) instance.links[l].id = "L" + std::to_string(l);
  for (const Shrink& shrink : shrinks)
    instance.links[static_cast<std::size_t>(shrink.link)].capacity[static_cast<std::size_t>(shrink.week)] = limit(shrink.capacity);
  for (const PlanCargo& cargo : instance.cargo) {
    const auto weight = static_cast<double>(cargo.weight);
    const int end = std::min(cargo.latest, instance.weeks - 1) + 1;
    const int counted = std::max(1, end - cargo.due);
    out.undelivered.push_back(weight * (kAidLateness * (latest_lateness + 1 - counted) + 5000) + 3000);
    out.constant += kAidOnTime * weight * static_cast<double>(cargo.tonnes) / kTonne;
  }
  return out;
}

std::optional<McfInstance> read_grid(const std::string& file) {
  std::ifstream in(file);
  if (!in) return std::nullopt;
  McfInstance out;
  PlanInstance& instance = out.instance;
  instance.weeks = 1;
  int nodes = 0, arcs = 0, commodities = 0;
  in >> nodes >> arcs >> commodities;
  for (int n = 0; n < nodes; ++n) instance.nodes.push_back({"N" + std::to_string(n), {}, {}, {}, 0});
  for (int a = 0; a < arcs; ++a) {
    PlanLink link;
    double cost, capacity;
    in >> link.from >> link.to >> cost >> capacity;
    link.id = "L" + std::to_string(a);
    --link.from;
    --link.to;
    link.cost_per_tonne = counts(cost);
    link.capacity = {counts(capacity)};
    instance.links.push_back(std::move(link));
  }
  for (int k = 0; k < commodities; ++k) {
    PlanCargo cargo;
    double tonnes;
    in >> cargo.origin >> cargo.destination >> tonnes;
    --cargo.origin;
    --cargo.destination;
    cargo.id = "K" + std::to_string(k);
    cargo.tonnes = counts(tonnes);
    instance.cargo.push_back(std::move(cargo));
  }
  CHECK(!in.fail());
  return out;
}

}  // namespace servanda::bench
