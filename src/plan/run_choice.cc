#include "plan/run_choice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "plan/mip.h"
#include "plan/tolerances.h"

namespace servanda {
namespace {

constexpr std::size_t kColumnsOfAll = 2500;   // of a programme for the whole network
constexpr std::size_t kColumnsOfSome = 500;  // of one for a part of it
constexpr int kNodesOfAll = 500;
constexpr int kNodesOfSome = 12;
constexpr double kGapOfSome = 2e-3;
constexpr int kLonger = 4;                    // weeks that a way may be longer than the shortest, in a part
constexpr int kMostParts = 60;
constexpr double kFlow = 1e-7;                // tonnes or lots: less is none

double in_tonnes(PlanTonnes tonnes) { return static_cast<double>(tonnes) / kTonne; }

// Where cargo can be: from when on a node is reached, and how many weeks are left to go from there.
struct Reach {
  std::vector<int> from;
  std::vector<int> to_go;
  int last = 0;
  int longest = 0;  // weeks of a way

  bool has(int node, int week) const {
    const auto n = index_of(node);
    return week >= from[n] && week + to_go[n] <= last;
  }
};

class Programme {
 public:
  // `plan` is without the chosen cargo.
  Programme(const PlanInstance& instance, const SpaceTime& space, const WholePlan& plan, const WholeGoal& goal, const FlowObjective& objective)
      : instance_(instance), space_(space), plan_(plan), goal_(goal), objective_(objective) {}

  // `moves`: of the plan so far.
  void add(int k, const Reach& reach, const std::vector<WholeMove>& moves) {
    block_ = {k, {}, {}};
    reach_ = &reach;
    const PlanCargo& cargo = instance_.cargo[index_of(k)];
    const SpaceTime::Cargo& of = space_.cargo[index_of(k)];
    whole_ = cargo.lots > 0;
    unit_ = whole_ ? of.tonnes / static_cast<double>(cargo.lots) : 1;
    least_ = whole_ ? in_tonnes(cargo.tonnes / cargo.lots) : 1;
    largest_ = whole_ ? in_tonnes(cargo.largest_lot()) : 1;
    count_ = whole_ ? static_cast<double>(cargo.lots) : in_tonnes(cargo.tonnes);
    if (whole_ && cargo.tonnes % cargo.lots != 0) count_as_mean(k, moves);
    rows_.clear();
    const double stays = of.weight * of.short_weeks * unit_;
    all_stay_ += stays * count_;
    all_tonnes_ += unit_ * count_;
    const int begins = node_row(cargo.origin, cargo.release);
    mip_.rows[index_of(begins)] = {-count_, -count_};
    const double undelivered = objective_.undelivered.empty() ? 0 : objective_.undelivered[index_of(k)] * unit_;
    begin_column({{begins, -1}}, {0, stays, 0}, undelivered);
    for (int week = cargo.release; week <= reach.last; ++week) {
      for (int n = 0; n < space_.nodes; ++n)
        if (n != cargo.destination && reach.has(n, week) && reach.has(n, week + 1)) add_holding(n, week);
      for (int l = 0; l < space_.links; ++l) add_departure(l, week);
    }
    blocks_.push_back(std::move(block_));
  }

  // Once all cargo is there.
  MipAnswer solve(double gap, int nodes, const std::function<bool()>& stop) {
    add_runs();
    add_vehicles();
    hold_levels();
    for (std::size_t c = 0; c < mip_.columns.size(); ++c) mip_.columns[c].cost = cost_of(c);
    return solve_mip(mip_, {std::max(gap, kClosedGap), nodes, stop});
  }

  // Whether whatever the plan could be is a solution, as far as the chosen cargo goes.
  bool exact() const { return exact_; }
  // What the rest of the plan adds to the objective.
  double rest() const {
    if (!goal_.weighted) return rest_of(index_of(goal_.level));
    double undelivered = 0;
    for (const Block& block : blocks_)
      if (!objective_.undelivered.empty()) undelivered += objective_.undelivered[index_of(block.cargo)] * in_tonnes(instance_.cargo[index_of(block.cargo)].tonnes);
    return plan_.weighted() - objective_.weights[1] * all_stay_ - undelivered;
  }

  std::vector<FlowColumn> ways(const MipAnswer& answer) const {
    std::vector<FlowColumn> out;
    for (const Block& block : blocks_) trace(block, answer.columns, out);
    return out;
  }

 private:
  struct Block {
    int cargo = 0;
    std::map<std::int32_t, int> departures;      // by arc
    std::map<std::pair<int, int>, int> holding;  // by week and node
  };

  void count_as_mean(int k, const std::vector<WholeMove>& moves) {
    exact_ = false;
    const PlanCargo& cargo = instance_.cargo[index_of(k)];
    const SpaceTime::Cargo& of = space_.cargo[index_of(k)];
    double moved = 0;
    for (const WholeMove& move : moves) {
      const double more = unit_ * static_cast<double>(move.lots) - in_tonnes(move.tonnes);
      const int usable = std::max(move.arrival, of.crew);
      moved += more;
      if (usable <= cargo.due) mean_lots_[0] -= of.weight * more;
      else mean_lots_[1] += of.weight * more * (usable - cargo.due);
    }
    mean_lots_[1] -= of.weight * of.short_weeks * moved;
  }

  int node_row(int node, int week) {
    const auto [found, fresh] = rows_.try_emplace({week, node}, 0);
    if (fresh) found->second = mip_.row(0, 0);
    return found->second;
  }

  // The row of a limit that the rest of the plan leaves so much of; -1: there is none.
  int limit_row(int limit) {
    if (space_.limit[index_of(limit)] >= kFar) return -1;
    const auto [found, fresh] = limits_.try_emplace(limit, 0);
    if (fresh) found->second = mip_.row(-kNoBound, in_tonnes(plan_.residual().left(limit)));
    return found->second;
  }

  int begin_column(std::vector<std::pair<int, double>> entries, const std::array<double, 3>& value, double more) {
    MipColumn column;
    column.upper = count_;
    column.whole = whole_;
    column.entries = std::move(entries);
    mip_.columns.push_back(std::move(column));
    value_.push_back(value);
    more_.push_back(more);
    return static_cast<int>(mip_.columns.size()) - 1;
  }

  void entry(int column, int row, double units) {
    if (row >= 0) mip_.columns[index_of(column)].entries.emplace_back(row, units);
  }

  void add_holding(int n, int week) {
    const int k = block_.cargo;
    const bool hazardous = instance_.cargo[index_of(k)].hazardous;
    const bool stands = n == instance_.cargo[index_of(k)].origin;
    if (!stands && (!holds(space_.storage(n, week), 1) || (hazardous && !holds(space_.hazard(n, week + 1), 1)))) return;
    const int column = begin_column({{node_row(n, week), -1}, {node_row(n, week + 1), 1}}, {0, 0, space_.holding[index_of(n)] * unit_}, 0);
    if (!stands) entry(column, limit_row(space_.storage(n, week)), largest_);
    if (!stands && hazardous) entry(column, limit_row(space_.hazard(n, week + 1)), largest_);
    block_.holding[{week, n}] = column;
  }

  // Whether anything that moves as one finds room.
  bool holds(int limit, double units) const {
    const PlanTonnes least = whole_ ? instance_.cargo[index_of(block_.cargo)].tonnes / instance_.cargo[index_of(block_.cargo)].lots : 1;
    return plan_.residual().holds(limit, units, least);
  }

  void add_departure(int l, int week) {
    const SpaceTime::Link& link = space_.order[index_of(l)];
    const PlanCargo& cargo = instance_.cargo[index_of(block_.cargo)];
    const SpaceTime::Cargo& of = space_.cargo[index_of(block_.cargo)];
    const int arrives = week + link.transit;
    if (link.from == cargo.destination || week < cargo.release + link.permit || !reach_->has(link.from, week) || !reach_->has(link.to, arrives)) return;
    if (reach_->from[index_of(link.from)] + link.transit + reach_->to_go[index_of(link.to)] > cargo.release + reach_->longest) return;
    if (!holds(space_.link_limit(l, week), 1) || !holds(space_.handling(link.to, arrives), 1)) return;
    if (cargo.hazardous && !holds(space_.hazard(link.to, arrives), 1)) return;
    for (const auto& [index, units] : space_.uses[index_of(l)])
      if (!holds(space_.resource(index, week), units)) return;
    std::array<double, 3> value{};
    std::vector<std::pair<int, double>> entries{{node_row(link.from, week), -1}};
    const bool ends = link.to == cargo.destination;
    const int usable = std::max(arrives, of.crew);
    if (!ends) entries.emplace_back(node_row(link.to, arrives), 1);
    else if (usable <= of.due) value[0] = -of.weight * unit_;
    else value[1] = of.weight * (usable - of.due) * unit_;
    const PlanLink& original = instance_.links[index_of(link.original)];
    if (original.vehicle == 0) value[2] = link.cost * unit_;
    const int column = begin_column(std::move(entries), value, 0);
    const std::int32_t arc = static_cast<std::int32_t>(week * space_.links + l);
    entry(column, limit_row(space_.link_limit(l, week)), largest_);
    entry(column, limit_row(space_.handling(link.to, arrives)), largest_);
    if (cargo.hazardous) entry(column, limit_row(space_.hazard(link.to, arrives)), largest_);
    for (const auto& [index, units] : space_.uses[index_of(l)]) entry(column, limit_row(space_.resource(index, week)), units * largest_);
    if (original.vehicle > 0) vehicles_[arc].push_back({column, largest_});
    if (original.least(week) > plan_.load(arc)) runs_[arc].push_back({column, least_});
    block_.departures[arc] = column;
  }

  int plain_column(double upper, int priority) {
    MipColumn column;
    column.upper = upper;
    column.whole = true;
    column.priority = priority;
    mip_.columns.push_back(std::move(column));
    value_.emplace_back();
    more_.push_back(0);
    return static_cast<int>(mip_.columns.size()) - 1;
  }

  // At least the minimum, or nothing; where the rest of the plan runs, what it lacks.
  void add_runs() {
    for (const auto& [arc, columns] : runs_) {
      const int l = arc % space_.links;
      const PlanTonnes load = plan_.load(arc);
      const double lacks = in_tonnes(plan_.residual().minimum(arc) - load);
      const int least = mip_.row(load > 0 ? lacks : 0, kNoBound);
      for (const auto& [column, tonnes] : columns) entry(column, least, tonnes);
      if (load > 0) continue;
      const PlanTonnes left = plan_.residual().left(space_.link_limit(l, arc / space_.links));
      const double room = left == kNoLimit ? all_tonnes_ : in_tonnes(left);
      const int most = mip_.row(-kNoBound, 0);
      const int runs = plain_column(1, 1);
      double all = 0;
      for (const auto& [column, tonnes] : columns) {
        const double count = std::min(mip_.columns[index_of(column)].upper, room / tonnes);
        entry(column, most, tonnes);
        all += count * tonnes;
        const int alone = mip_.row(-kNoBound, 0);  // none of one cargo without a run: far tighter than the sum
        entry(column, alone, 1);
        entry(runs, alone, -count);
      }
      entry(runs, least, -lacks);
      entry(runs, most, -std::min(all, room));
    }
  }

  void add_vehicles() {
    const bool counts = goal_.weighted || goal_.level == 2;
    if (!counts) return;
    for (const auto& [arc, columns] : vehicles_) {
      const PlanLink& link = instance_.links[index_of(space_.order[index_of(arc % space_.links)].original)];
      const PlanTonnes load = plan_.load(arc);
      const PlanTonnes begun = (load + link.vehicle - 1) / link.vehicle * link.vehicle;
      const double size = in_tonnes(link.vehicle);
      const int row = mip_.row(-kNoBound, in_tonnes(begun - load));
      for (const auto& [column, tonnes] : columns) entry(column, row, tonnes);
      const int more = plain_column(std::ceil(all_tonnes_ / size) + 1, 2);
      entry(more, row, -size);
      value_[index_of(more)] = {0, 0, size * static_cast<double>(link.cost_per_tonne) / kTonne};
    }
  }

  // Of a level, without the chosen cargo.
  double rest_of(std::size_t level) const {
    const double value = static_cast<double>(plan_.value()[level]) / (level == 2 ? 1e8 : 1e4);
    return value - (level == 1 ? all_stay_ : 0);
  }

  void hold_levels() {
    for (std::size_t level = 0; !goal_.weighted && level < index_of(goal_.level); ++level) {
      const double held = static_cast<double>(goal_.held[level]) / 1e4;
      const int row = mip_.row(-kNoBound, held - rest_of(level) + mean_lots_[level] + kHeldLevel * std::max(1.0, std::abs(held)));
      for (std::size_t c = 0; c < mip_.columns.size(); ++c)
        if (value_[c][level] != 0) mip_.columns[c].entries.emplace_back(row, value_[c][level]);
    }
  }

  double cost_of(std::size_t column) const {
    const std::array<double, 3>& value = value_[column];
    if (!goal_.weighted) return value[index_of(goal_.level)];
    const std::array<double, 3>& by = objective_.weights;
    return by[0] * value[0] + by[1] * value[1] + by[2] * value[2] + more_[column];
  }

  // The flow of a cargo as ways: what leaves its origin is followed, the fullest arc first, nowhere twice in one week, since
  // links of no week may form circles.
  void trace(const Block& block, const std::vector<double>& solved, std::vector<FlowColumn>& out) const {
    const PlanCargo& cargo = instance_.cargo[index_of(block.cargo)];
    const double unit = cargo.lots > 0 ? static_cast<double>(cargo.tonnes) / static_cast<double>(cargo.lots) / kTonne : 1;
    std::vector<double> left = solved;
    for (bool found = true; found;) {
      FlowColumn way;
      way.cargo = block.cargo;
      std::vector<int> passed;
      std::set<std::pair<int, int>> been;  // week and node
      double flow = count_of(cargo);
      int node = cargo.origin;
      int week = cargo.release;
      found = true;
      while (found && node != cargo.destination) {
        been.emplace(week, node);
        int next = -1;
        double most = kFlow;
        std::int32_t arc = -1;
        const auto offer = [&](int column, std::int32_t by) {
          if (left[index_of(column)] <= most) return;
          most = left[index_of(column)];
          next = column;
          arc = by;
        };
        if (const auto held = block.holding.find({week, node}); held != block.holding.end()) offer(held->second, -1);
        for (auto at = block.departures.lower_bound(static_cast<std::int32_t>(week * space_.links));
             at != block.departures.end() && at->first / space_.links == week; ++at)
          if (const SpaceTime::Link& link = space_.order[index_of(at->first % space_.links)];
              link.from == node && !been.contains({week + link.transit, link.to}))
            offer(at->second, at->first);
        found = next >= 0;
        if (!found) break;
        flow = std::min(flow, most);
        passed.push_back(next);
        if (arc < 0) {
          ++week;
          continue;
        }
        const SpaceTime::Link& link = space_.order[index_of(arc % space_.links)];
        way.arcs.push_back(arc);
        week += link.transit;
        node = link.to;
      }
      if (!found) break;
      for (const int column : passed) left[index_of(column)] -= flow;
      way.arrival = week;
      way.flow = flow * unit;
      out.push_back(std::move(way));
    }
  }

  static double count_of(const PlanCargo& cargo) { return cargo.lots > 0 ? static_cast<double>(cargo.lots) : in_tonnes(cargo.tonnes); }

  const PlanInstance& instance_;
  const SpaceTime& space_;
  const WholePlan& plan_;
  const WholeGoal& goal_;
  const FlowObjective& objective_;
  Mip mip_;
  std::vector<std::array<double, 3>> value_;  // by column
  std::vector<double> more_;                  // for what stays, in the one objective
  std::vector<Block> blocks_;
  std::map<int, int> limits_;
  std::map<std::int32_t, std::vector<std::pair<int, double>>> runs_, vehicles_;  // by arc: column, tonnes
  double all_stay_ = 0;
  double all_tonnes_ = 0;
  bool exact_ = true;
  std::array<double, 2> mean_lots_{};  // what the levels so far would be more if all lots of a cargo were of one size
  // of the cargo that is being added
  Block block_;
  const Reach* reach_ = nullptr;
  std::map<std::pair<int, int>, int> rows_;  // by week and node
  bool whole_ = false;
  double unit_ = 1;     // tonnes, in the mean
  double least_ = 1;    // of a lot
  double largest_ = 1;
  double count_ = 0;
};

class Runs {
 public:
  Runs(std::optional<WholePlan>& plan, const PlanInstance& instance, const SpaceTime& space, const WholeGoal& goal, const FlowObjective& objective,
       const RunEffort& effort, const std::function<bool()>& stop)
      : plan_(plan), instance_(instance), space_(space), goal_(goal), objective_(objective), effort_(effort), stop_(stop) {}

  RunChoice choose() {
    std::vector<int> all;
    std::size_t columns = 0;
    for (int k = 0; k < static_cast<int>(instance_.cargo.size()); ++k)
      if (travels(k)) all.push_back(k);
    for (const int k : all)
      if (columns <= kColumnsOfAll) columns += columns_of(k, reach(k, false));
    if (all.empty()) return {};
    if (columns <= kColumnsOfAll) return with(all, false);
    by_parts();
    return {};
  }

 private:
  bool travels(int k) const {
    const PlanCargo& cargo = instance_.cargo[index_of(k)];
    return space_.group_of[index_of(k)] >= 0 && cargo.origin != cargo.destination;
  }

  Reach reach(int k, bool near) const {
    const PlanCargo& cargo = instance_.cargo[index_of(k)];
    Reach out;
    const int never = space_.weeks * 4;
    out.from.assign(index_of(space_.nodes), never);
    out.to_go.assign(index_of(space_.nodes), never);
    out.from[index_of(cargo.origin)] = cargo.release;
    out.to_go[index_of(cargo.destination)] = 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (const SpaceTime::Link& link : space_.order) {
        const int arrives = std::max(out.from[index_of(link.from)], cargo.release + link.permit) + link.transit;
        const int through = out.to_go[index_of(link.to)] + link.transit;
        changed |= arrives < out.from[index_of(link.to)] || through < out.to_go[index_of(link.from)];
        out.from[index_of(link.to)] = std::min(out.from[index_of(link.to)], arrives);
        out.to_go[index_of(link.from)] = std::min(out.to_go[index_of(link.from)], through);
      }
    }
    out.last = space_.cargo[index_of(k)].last;
    out.longest = space_.weeks;
    if (!near) return out;
    const int least = out.to_go[index_of(cargo.origin)];
    int arrival = std::max(cargo.release + least, std::min(cargo.due, out.last));
    if (goal_.weighted || goal_.level > 0) {  // else only what is in time counts
      for (const WholeMove& move : plan_->moves(k)) arrival = std::max(arrival, move.arrival);
      arrival += plan_->left(k) > 0 ? 3 * kLonger : kLonger;
    }
    out.longest = least + kLonger;
    out.last = std::min(out.last, arrival);
    for (std::size_t n = 0; n < out.from.size(); ++n)
      if (out.from[n] - cargo.release + out.to_go[n] > out.longest) out.from[n] = never;
    return out;
  }

  std::size_t columns_of(int k, const Reach& reach) const {
    std::size_t out = 0;
    const int release = instance_.cargo[index_of(k)].release;
    const auto weeks = [&](int from, int to_go) { return index_of(std::max(0, reach.last - to_go - std::max(release, from) + 1)); };
    for (std::size_t n = 0; n < reach.from.size(); ++n) out += weeks(reach.from[n], reach.to_go[n]);
    for (const SpaceTime::Link& link : space_.order) out += weeks(reach.from[index_of(link.from)], link.transit + reach.to_go[index_of(link.to)]);
    return out;
  }

  // The cargo anew, all else where it is. What it found, where that is better, is the plan.
  RunChoice with(const std::vector<int>& cargo, bool near) {
    WholePlan anew = *plan_;
    std::vector<Reach> reaches;
    for (const int k : cargo) reaches.push_back(reach(k, near));
    std::vector<std::vector<WholeMove>> moves;
    for (const int k : cargo) moves.push_back(anew.remove(k));
    Programme programme(instance_, space_, anew, goal_, objective_);
    for (std::size_t i = 0; i < cargo.size(); ++i) programme.add(cargo[i], reaches[i], moves[i]);
    const MipAnswer answer = near ? programme.solve(std::max(effort_.gap, kGapOfSome), kNodesOfSome, stop_) : programme.solve(effort_.gap, kNodesOfAll, stop_);
    const double rest = programme.rest();
    // What goes round in a circle by itself may fill a minimum there, and is no way.
    RunChoice out{answer.proven && programme.exact() && !space_.circular, -kFar};
    if (answer.bound > -kNoBound && programme.exact() && !near) out.bound = answer.bound + rest - kClosedGap * std::max(1.0, std::abs(answer.bound + rest));
    if (answer.found) put(anew, programme.ways(answer));
    return out;
  }

  // In whole counts, the larger lots first in time; what rounding takes from a way goes there again, count by count.
  void put(WholePlan& anew, std::vector<FlowColumn> ways) {
    std::stable_sort(ways.begin(), ways.end(), [](const FlowColumn& a, const FlowColumn& b) { return a.arrival < b.arrival; });
    for (FlowColumn& way : ways) way.flow -= in_tonnes(anew.keep(way));
    std::stable_sort(ways.begin(), ways.end(), [](const FlowColumn& a, const FlowColumn& b) { return a.flow > b.flow; });  // what was lost
    for (const FlowColumn& way : ways)
      if (instance_.cargo[index_of(way.cargo)].lots == 0) anew.put(way.cargo, way.arcs, way.arrival, 1);
    take(anew);
    anew.fill_up(WholePlan::Order::due);
    take(anew);
  }

  void take(const WholePlan& anew) {
    if (!anew.keeps_minimums() || !goal_.betters(anew, *plan_)) return;
    const auto value = [this](const WholePlan& plan) {
      return goal_.weighted ? plan.weighted() : static_cast<double>(plan.value()[index_of(goal_.level)]);
    };
    if (value(*plan_) - value(anew) > kGapOfSome * std::abs(value(*plan_))) in_vain_ = 0;
    plan_.emplace(anew);
    changed_ = true;
  }

  bool wants(int k) const {
    if (goal_.weighted || plan_->left(k) > 0) return true;
    return std::any_of(plan_->moves(k).begin(), plan_->moves(k).end(),
                       [&](const WholeMove& move) { return std::max(move.arrival, space_.cargo[index_of(k)].crew) > space_.cargo[index_of(k)].due; });
  }

  // The weeks in which cargo could leave by each link that has a minimum, on ways not much longer than its shortest.
  struct Near {
    std::size_t columns = 0;
    std::vector<std::pair<int, int>> weeks;  // by such a link; the first after the last: never
  };

  Near near(int k) const {
    const Reach of = reach(k, true);
    Near out{columns_of(k, of), {}};
    const int release = instance_.cargo[index_of(k)].release;
    for (const int l : links_) {
      const SpaceTime::Link& link = space_.order[index_of(l)];
      const int to_go = link.transit + of.to_go[index_of(link.to)];
      const int from = std::max(of.from[index_of(link.from)], release + link.permit);
      const bool far = from + to_go > release + of.longest;
      out.weeks.emplace_back(from, far ? -1 : of.last - to_go);
    }
    return out;
  }

  // Whether a link with a minimum does not run in a week in which this cargo could go there.
  bool lacks_a_run(const Near& near) const {
    for (std::size_t i = 0; i < links_.size(); ++i)
      for (int week = near.weeks[i].first; week <= near.weeks[i].second; ++week)
        if (plan_->load(static_cast<std::int32_t>(week * space_.links + links_[i])) == 0) return true;
    return false;
  }

  // The weeks that both could share, per mille of those that either could take.
  static int shared(const Near& a, const Near& b) {
    int both = 0;
    int either = 0;
    for (std::size_t i = 0; i < a.weeks.size(); ++i) {
      const auto count = [](int from, int until) { return std::max(0, until - from + 1); };
      const int here = count(std::max(a.weeks[i].first, b.weeks[i].first), std::min(a.weeks[i].second, b.weeks[i].second));
      both += here;
      either += count(a.weeks[i].first, a.weeks[i].second) + count(b.weeks[i].first, b.weeks[i].second) - here;
    }
    return either == 0 ? 0 : both * 1000 / either;
  }

  // One that wants to be better off, and those that could go with it: the nearest first, as many as a programme holds.
  void by_parts() {
    for (int l = 0; l < space_.links; ++l)
      if (instance_.links[index_of(space_.order[index_of(l)].original)].minimum > 0) links_.push_back(l);
    if (links_.empty()) return;
    int parts = 0;
    for (changed_ = true; changed_ && parts < kMostParts && in_vain_ < effort_.parts_in_vain;) {
      changed_ = false;
      std::vector<int> all;
      for (int k = 0; k < static_cast<int>(instance_.cargo.size()); ++k)
        if (travels(k)) all.push_back(k);
      std::sort(all.begin(), all.end(), [&](int a, int b) { return plan_->before(WholePlan::Order::due, a, b); });
      std::vector<Near> of;
      for (const int k : all) of.push_back(near(k));
      std::set<std::vector<int>> tried;
      for (std::size_t asks = 0; asks < all.size() && parts < kMostParts && in_vain_ < effort_.parts_in_vain; ++asks) {
        if (stop_ && stop_()) return;
        if (!wants(all[asks]) || !lacks_a_run(of[asks])) continue;
        std::vector<int> cargo = with_it(asks, all, of);
        if (!tried.insert(cargo).second) continue;
        ++in_vain_;
        ++parts;
        with(cargo, true);
      }
    }
  }

  static std::vector<int> with_it(std::size_t asks, const std::vector<int>& all, const std::vector<Near>& of) {
    std::vector<std::pair<int, std::size_t>> others;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (const int near = shared(of[asks], of[i]); near > 0 && i != asks) others.emplace_back(-near, i);
    std::sort(others.begin(), others.end());
    std::vector<int> out{all[asks]};
    std::size_t columns = of[asks].columns;
    for (const auto& [far, i] : others) {
      if (columns + of[i].columns > kColumnsOfSome) continue;
      columns += of[i].columns;
      out.push_back(all[i]);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::optional<WholePlan>& plan_;
  const PlanInstance& instance_;
  const SpaceTime& space_;
  const WholeGoal& goal_;
  const FlowObjective& objective_;
  const RunEffort& effort_;
  const std::function<bool()>& stop_;
  std::vector<int> links_;  // that have a minimum
  bool changed_ = false;
  int in_vain_ = 0;
};

}  // namespace

RunChoice choose_runs(std::optional<WholePlan>& plan, const PlanInstance& instance, const SpaceTime& space, const WholeGoal& goal,
                      const FlowObjective& objective, const RunEffort& effort, const std::function<bool()>& stop) {
  return Runs(plan, instance, space, goal, objective, effort, stop).choose();
}

}  // namespace servanda
