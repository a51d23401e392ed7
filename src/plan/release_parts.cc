#include "plan/release_parts.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "base/parallel.h"
#include "plan/first_flows.h"

namespace servanda {
namespace {

constexpr std::size_t kLeastCargo = 200;
constexpr int kLeastWeeks = 6;
constexpr double kLeastShare = 0.3;  // of a part's cargo on either side of a cut
constexpr int kWeeksMet = 4;         // from a cut on, in which both sides use the same limits
constexpr double kPartGap = 1e-4;

class ReleaseParts {
 public:
  ReleaseParts(const SpaceTime& space, const FlowObjective& objective, const FlowControl& control)
      : space_(space), objective_(objective), control_(control), released_(static_cast<std::size_t>(space.weeks)) {
    for (const SpaceTime::Group& group : space.groups) {
      std::vector<int>& of_week = released_[index_of(group.release)];
      of_week.insert(of_week.end(), group.cargo.begin(), group.cargo.end());
    }
  }

  FlowStart run(const std::vector<double>& stays) {
    depths_.push_back({part_of_weeks(0, space_.weeks)});
    if (cuts(depths_.front().front()).empty()) return {};
    find_pressure(stays);
    while (divide()) {}
    for (std::size_t depth = depths_.size() - 1; depth > 0; --depth) solve(depth);
    FlowStart out = joined(depths_.front().front(), 1);
    out.bound = first_.bound;
    return out;
  }

 private:
  // Weeks of release; the halves are two of the next depth, or it is not parted.
  struct Part {
    int first = 0;
    int end = 0;
    std::size_t half = 0;
    bool parted = false;
    FlowStart ended;
  };

  static std::size_t index_of(int i) { return static_cast<std::size_t>(i); }

  std::size_t count(int first, int end) const {
    std::size_t sum = 0;
    for (int week = first; week < end; ++week) sum += released_[index_of(week)].size();
    return sum;
  }

  Part part_of_weeks(int first, int end) const {
    Part part;
    part.first = first;
    part.end = end;
    while (part.first < part.end && released_[index_of(part.first)].empty()) ++part.first;
    while (part.first < part.end && released_[index_of(part.end - 1)].empty()) --part.end;
    return part;
  }

  // The weeks at which a part may be cut.
  std::vector<int> cuts(const Part& part) const {
    const std::size_t all = count(part.first, part.end);
    std::vector<int> out;
    if (all < 2 * kLeastCargo || part.end - part.first < 2 * kLeastWeeks) return out;
    const auto least = static_cast<std::size_t>(std::ceil(kLeastShare * static_cast<double>(all)));
    for (int week = part.first + 1; week < part.end; ++week) {
      const std::size_t before = count(part.first, week);
      if (before >= least && all - before >= least) out.push_back(week);
    }
    return out;
  }

  void find_pressure(const std::vector<double>& stays) {
    FlowPrices start;
    start.on_time = objective_.weights[0];
    start.lateness = objective_.weights[1];
    start.cost = objective_.weights[2];
    first_ = first_flows(space_, start, stays, control_.threads, control_.stop);
    full_.assign(released_.size(), 0);
    for (const int limit : first_.full) ++full_[index_of(space_.week_of(limit))];
  }

  // The limits that are full in these weeks.
  int pressure(int first, int end) const {
    int sum = 0;
    for (int week = first; week < std::min(end, space_.weeks); ++week) sum += full_[index_of(week)];
    return sum;
  }

  // Makes the next depth; false where nothing of the last one can be parted.
  bool divide() {
    std::vector<Part> next;
    for (Part& part : depths_.back()) {
      const std::vector<int> at = cuts(part);
      if (at.empty()) continue;
      const int cut = *std::min_element(at.begin(), at.end(), [&](int a, int b) { return pressure(a, a + kWeeksMet) < pressure(b, b + kWeeksMet); });
      part.half = next.size();
      part.parted = true;
      next.push_back(part_of_weeks(part.first, cut));
      next.push_back(part_of_weeks(cut, part.end));
    }
    if (next.empty()) return false;
    depths_.push_back(std::move(next));
    return true;
  }

  // Those that take longest first.
  void solve(std::size_t depth) {
    std::vector<Part>& parts = depths_[depth];
    std::vector<Part*> order;
    for (Part& part : parts) order.push_back(&part);
    std::stable_sort(order.begin(), order.end(), [&](const Part* a, const Part* b) { return pressure(a->first, a->end) > pressure(b->first, b->end); });
    const std::size_t threads = static_cast<std::size_t>(std::max(1, control_.threads));
    FlowControl control;
    control.threads = static_cast<int>(std::max<std::size_t>(1, threads / parts.size()));
    control.gap = kPartGap;
    control.stop = control_.stop;
    parallel_blocks(parts.size(), threads, [&](std::size_t i) {
      if (control_.stop && control_.stop()) return leave(*order[i], depth);
      solve(*order[i], depth, control);
      tell();
    });
  }

  // Out of time: what the halves have, or the first flows, is what there is.
  void leave(Part& part, std::size_t depth) {
    if (part.parted) {
      part.ended = joined(part, depth + 1);
      return;
    }
    const auto within = [&](int week) { return week >= part.first && week < part.end; };
    const auto released = [&](int k) { return space_.group_of[index_of(k)] >= 0 && within(space_.groups[index_of(space_.group_of[index_of(k)])].release); };
    for (const FirstFlows::Part& one : first_.parts) {
      if (!released(one.cargo)) continue;
      part.ended.columns.push_back({one.cargo, 0, {}, one.arcs});
      part.ended.columns.back().basic = true;
    }
    std::copy_if(first_.full.begin(), first_.full.end(), std::back_inserter(part.ended.tight), [&](int limit) { return within(space_.week_of(limit)); });
    std::copy_if(first_.staying.begin(), first_.staying.end(), std::back_inserter(part.ended.staying), released);
  }

  void solve(Part& part, std::size_t depth, const FlowControl& control) {
    std::vector<int> cargo;
    for (int week = part.first; week < part.end; ++week) cargo.insert(cargo.end(), released_[index_of(week)].begin(), released_[index_of(week)].end());
    std::sort(cargo.begin(), cargo.end());
    const SpaceTime space = part_of(space_, cargo);
    FlowObjective objective{objective_.weights, {}};
    if (!objective_.undelivered.empty())
      for (const int k : cargo) objective.undelivered.push_back(objective_.undelivered[index_of(k)]);
    FlowMaster master(space, control);
    if (part.parted) {
      FlowStart start = joined(part, depth + 1);
      const auto here = [&](int k) { return static_cast<int>(std::lower_bound(cargo.begin(), cargo.end(), k) - cargo.begin()); };
      for (FlowColumn& column : start.columns) column.cargo = here(column.cargo);
      for (int& k : start.staying) k = here(k);
      master.seed(std::move(start), objective);
    }
    const FlowResult result = master.solve(objective);
    part.ended = master.ended();
    part.ended.lp_seconds += result.lp_seconds;
    for (FlowColumn& column : part.ended.columns) column.cargo = cargo[index_of(column.cargo)];
    for (int& k : part.ended.staying) k = cargo[index_of(k)];
  }

  void tell() {
    const std::scoped_lock lock(telling_);
    ++done_;
    int parts = 0;
    for (std::size_t depth = 1; depth < depths_.size(); ++depth) parts += static_cast<int>(depths_[depth].size());
    if (control_.parted) control_.parted(done_, parts);
  }

  // Where the halves of a part ended, as one; nothing is kept of them.
  FlowStart joined(const Part& part, std::size_t depth) {
    FlowStart out = std::move(depths_[depth][part.half].ended);
    FlowStart other = std::move(depths_[depth][part.half + 1].ended);
    out.columns.insert(out.columns.end(), std::make_move_iterator(other.columns.begin()), std::make_move_iterator(other.columns.end()));
    out.tight.insert(out.tight.end(), other.tight.begin(), other.tight.end());
    std::sort(out.tight.begin(), out.tight.end());
    out.tight.erase(std::unique(out.tight.begin(), out.tight.end()), out.tight.end());
    out.staying.insert(out.staying.end(), other.staying.begin(), other.staying.end());
    std::sort(out.staying.begin(), out.staying.end());
    out.lp_seconds += other.lp_seconds;
    return out;
  }

  const SpaceTime& space_;
  const FlowObjective& objective_;
  const FlowControl& control_;
  std::vector<std::vector<int>> released_;  // by week: cargo
  FirstFlows first_;                        // of all cargo
  std::vector<int> full_;                   // by week: limits that are full where all cargo goes one after the other
  std::vector<std::vector<Part>> depths_;
  std::mutex telling_;
  int done_ = 0;
};

}  // namespace

FlowStart start_of_parts(const SpaceTime& space, const FlowObjective& objective, const std::vector<double>& stays,
                         const FlowControl& control) {
  return ReleaseParts(space, objective, control).run(stays);
}

}  // namespace servanda
