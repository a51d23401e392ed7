#include "plan/optimise.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <optional>
#include <tuple>

#include "base/check.h"
#include "base/wide.h"
#include "plan/checker.h"
#include "plan/dive.h"
#include "plan/limits_of.h"
#include "plan/master.h"
#include "plan/matched.h"
#include "plan/only_takes.h"
#include "plan/reasons.h"
#include "plan/run_choice.h"
#include "plan/tolerances.h"
#include "plan/whole_search.h"

namespace servanda {
namespace {

constexpr std::array<const char*, 3> kLevelNames{"on_time", "lateness", "cost"};
constexpr std::array<const char*, 3> kLevelUnits{"weighted t", "weighted t-weeks", "currency"};

// Of the search for whole lots, at each level: about a second.
constexpr std::int64_t kSearchSteps = 150'000'000;
// A search is not exact: what it finds apart from the base plan replaces all of it only if it is better by such a share.
constexpr std::int64_t kWorthAllChange = 200;

// Of changes by chance, at most about ten seconds.
constexpr std::int64_t kTriesOfALot = 40;
constexpr std::int64_t kAnnealSteps = 1'000'000'000;

constexpr double kInTime = 10;
constexpr double kDiveGap = 1e-4;
constexpr std::array<std::size_t, 5> kDiveShares{30, 100, 50, 200, 16};
// So many dives that they plan about as much cargo, and rounds of dives with what is late or worth its place.
constexpr std::array<std::size_t, 5> kRoundShares{30, 50, 20, 100, 12};
constexpr std::size_t kCargoOfAllDives = 20'000;
constexpr std::size_t kCargoOfAllRounds = 60'000;
constexpr std::size_t kLeastDives = 2;
constexpr std::size_t kLeastRounds = 3;
constexpr std::size_t kMostRounds = 10;

// The rows of whole lots; and a vehicle that the link never fills costs more for each tonne that fits.
SpaceTime known_to_flows(const PlanInstance& instance) {
  SpaceTime space = space_time(instance, KnowsLots::by_row);
  for (SpaceTime::Link& link : space.order) {
    const PlanLink& of = instance.links[index_of(link.original)];
    if (of.vehicle == 0 || of.capacity.empty()) continue;
    const PlanTonnes most = *std::max_element(of.capacity.begin(), of.capacity.end());
    if (most > 0 && most < of.vehicle) link.cost *= static_cast<double>(of.vehicle) / static_cast<double>(most);
  }
  return space;
}

constexpr int kPartsInVain = 4;  // run_choice.h
constexpr int kSearchesOn = 4;

class Optimiser {
 public:
  // `again`: searches on from a plan of the same instance, which is the base.
  Optimiser(const PlanInstance& instance, const PlanOptions& options, bool again = false)
      : instance_(instance), options_(options), again_(again), space_(space_time(instance)), whole_(anything_whole(instance)),
        with_lots_(whole_ ? std::optional(known_to_flows(instance)) : std::nullopt), flows_(with_lots_ ? *with_lots_ : space_),
        begun_(std::chrono::steady_clock::now()), given_up_(options.give_up != std::array<double, 3>{}) {}

  Plan run() {
    FlowMaster master(flows_, control());
    match_base();
    if (!again_) kept_ = base_that_stays_best();
    warm_up(master);
    if (options_.weights) solve_weighted(master);
    else solve_levels(master);
    stopped_ = stopped_ || stop();
    if (!whole_ && !kept_) best_.emplace(rounded(master.columns()));
    Plan plan = kept_ ? std::move(*kept_) : finish(*best_);
    if (kept_) state_levels(plan);
    const bool is_base = kept_ || prefer_base(plan);
    describe(plan, is_base ? left_by(plan) : Residual(best_->residual()));
    keep_basis(master, plan);
    const std::vector<std::string> faults = check_plan(instance_, plan);
    for (const std::string& fault : faults) std::fprintf(stderr, "plan: %s\n", fault.c_str());
    CHECK(faults.empty());
    plan.checked = true;
    return plan;
  }

 private:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }
  bool cancelled() const { return options_.cancel != nullptr && options_.cancel->load(); }
  bool stop() const { return options_.ended_by().has_value(); }

  FlowControl control() {
    FlowControl control;
    control.threads = options_.threads;
    control.gap = options_.gap;
    control.stop = [this] { return stop(); };
    if (!options_.progress) return control;
    control.told = [this](double value, double bound) {
      const double now = seconds();
      if (now - told_at_ < 0.3) return;
      told_at_ = now;
      const double gap = plan_gap(value, bound);
      const double sign = sign_of(level_);
      options_.progress({level_, false, sign * value, sign * bound, gap, now});
    };
    control.parted = [this](int done, int parts) {
      PlanProgress progress;
      progress.seconds = seconds();
      progress.parts_done = done;
      progress.parts = parts;
      options_.progress(progress);
    };
    return control;
  }

  double sign_of(int level) const { return level == 0 && !options_.weights ? -1 : 1; }

  // Every level at once, in proportions that make the columns of the levels to come: what is late costs three times the
  // dearest way a week, what is not on time ten times that.
  void choose_mixture(double dearest) {
    for (const SpaceTime::Link& link : space_.order) dearest = std::max(dearest, link.cost);
    dearest_ = dearest;
    mixed_ = {30 * dearest, 3 * dearest, 1};
  }

  // From the former plan's optimum of the mixture, or from nothing: the levels then begin where the mixture ends.
  void warm_up(FlowMaster& master) {
    const Plan* former = options_.base != nullptr ? options_.base : options_.warm_start;
    const bool begun = former != nullptr && !former->basis.columns.empty();
    choose_mixture(begun ? former->basis.dearest : 1);
    if (begun) seed(master, *former);
    level_ = -1;
    mixed_bound_ = master.solve({mixed_, {}}).bound;
    mixed_prices_ = master.place_prices();
    for (const FlowColumn& column : master.columns()) mixed_basis_.push_back(column.basic ? 1 : 0);
    mixed_tight_ = master.tight_limits();
    mixed_staying_ = master.staying();
  }

  // What the base instance numbers otherwise.
  void match_base() {
    if (options_.base_instance == nullptr) return;
    base_links_ = matched(options_.base_instance->links, instance_.links);
    base_nodes_ = matched(options_.base_instance->nodes, instance_.nodes);
    base_resources_ = matched(options_.base_instance->resources, instance_.resources);
    if (options_.base == nullptr) return;
    cargo_in_base_ = matched(instance_.cargo, options_.base_instance->cargo);
    find_base();
  }

  static int in_this(const std::vector<int>& base, int index) {
    return base.empty() ? index : static_cast<std::size_t>(index) < base.size() ? base[static_cast<std::size_t>(index)] : -1;
  }

  PlanPlace in_this(PlanPlace place) const {
    const bool link = place.kind == PlanPlaceKind::link;
    place.index = in_this(link ? base_links_ : place.kind == PlanPlaceKind::resource ? base_resources_ : base_nodes_, place.index);
    return place;
  }

  // Cargo of the former instance in this one; -1: it is not there.
  std::vector<int> matched_cargo(const Plan& former) const {
    std::vector<int> out;
    if (options_.base_instance == nullptr) {
      for (std::size_t k = 0; k < former.lines.size(); ++k) out.push_back(k < instance_.cargo.size() ? static_cast<int>(k) : -1);
      return out;
    }
    return matched(options_.base_instance->cargo, instance_.cargo);
  }

  void seed(FlowMaster& master, const Plan& former) {
    const std::vector<int> matched = matched_cargo(former);
    FlowStart start;
    start.columns.reserve(former.basis.columns.size());
    for (const PlanBasis::Column& given : former.basis.columns) {
      FlowColumn column;
      column.cargo = matched[static_cast<std::size_t>(given.cargo)];
      column.basic = given.basic;
      if (column.cargo >= 0 && arcs_of(column.cargo, given.departures, column.arcs)) start.columns.push_back(std::move(column));
    }
    std::set<int> tight;
    for (const PlanBasis::Tight& one : former.basis.tight) {
      const int limit = space_.limit_at(in_this(one.place), one.week);
      if (limit >= 0 && flows_.limit[static_cast<std::size_t>(limit)] < kFar) tight.insert(limit);
    }
    start.tight.assign(tight.begin(), tight.end());
    for (const int k : former.basis.staying)
      if (matched[static_cast<std::size_t>(k)] >= 0) start.staying.push_back(matched[static_cast<std::size_t>(k)]);
    std::sort(start.staying.begin(), start.staying.end());
    master.seed(std::move(start), {mixed_, {}});
  }

  // The arcs of a way that is still possible: links that exist, join, and leave after the release.
  bool arcs_of(int k, const std::vector<std::int32_t>& departures, std::vector<std::int32_t>& arcs) const {
    const PlanCargo& cargo = instance_.cargo[static_cast<std::size_t>(k)];
    int node = cargo.origin;
    int week = cargo.release;
    for (const std::int32_t departure : departures) {
      const int link = in_this(base_links_, departure / 4096);
      const int departs = departure % 4096;
      if (link < 0 || link >= space_.links) return false;
      const int at = space_.position[static_cast<std::size_t>(link)];
      const SpaceTime::Link& of = space_.order[static_cast<std::size_t>(at)];
      if (of.from != node || departs < week || departs < cargo.release + of.permit) return false;
      const int arrives = departs + of.transit;
      if (arrives >= space_.weeks || space_.limit[static_cast<std::size_t>(space_.link_limit(at, departs))] <= 0 ||
          space_.limit[static_cast<std::size_t>(space_.handling(of.to, arrives))] <= 0)
        return false;
      arcs.push_back(departs * space_.links + at);
      node = of.to;
      week = arrives;
    }
    const int group = space_.group_of[static_cast<std::size_t>(k)];
    if (node != cargo.destination || week > space_.cargo[static_cast<std::size_t>(k)].last || group < 0) return false;
    const int lots = flows_.groups[static_cast<std::size_t>(flows_.group_of[static_cast<std::size_t>(k)])].lot_class;
    bool fits = true;
    if (lots > 0)
      space_.each_limit(arcs, cargo.origin, cargo.release, cargo.hazardous,
                        [&](int limit, double units) { fits &= flows_.holds(limit, units, lots); });
    return fits;
  }

  void solve_levels(FlowMaster& master) {
    for (int level = 0; level < 3; ++level) {
      level_ = level;
      FlowObjective objective;
      objective.weights[static_cast<std::size_t>(level)] = 1;
      if (level == 2 && given_up_) hold_left_behind(master);
      FlowResult& result = solved_[static_cast<std::size_t>(level)];
      const bool met = level == 2 && mixture_met_cost();
      result = met ? solved_cost() : master.solve(objective, level == 2 ? bound_of_cost() : -kFar);
      level_prices_.push_back(met ? mixed_prices_ : master.place_prices());
      double value = result.levels[static_cast<std::size_t>(level)];
      if (result.stopped || stop()) stopped_ = true;
      if (!stopped_ && options_.base == nullptr) find_readiness(master, level);
      // The bound of what follows is for plans as this one.
      if (whole_) value = std::max(value, kept_ ? sign_of(level) * kept_->levels[index_of(level)].value : make_whole(master, level));
      held_[static_cast<std::size_t>(level)] = value + options_.give_up[static_cast<std::size_t>(level)] * std::abs(value);
      if (level < 2) master.hold(level, held_[static_cast<std::size_t>(level)] + kHeldLevel * std::max(1.0, std::abs(value)));
    }
  }

  // What the levels held before leave of the mixture's bound: where the mixture ended at the plan of levels, that is its cost,
  // and no way has to be priced. A plan that tells what readiness is worth prices all the same.
  double bound_of_cost() const {
    if (options_.base == nullptr || given_up_) return -kFar;
    return (mixed_bound_ - mixed_[0] * held_[0] - mixed_[1] * held_[1]) / mixed_[2];
  }
  // Then its flows need no other solve, and its prices are those of cost, too.
  bool mixture_met_cost() const {
    const double cost = solved_[1].levels[2];
    return cost - bound_of_cost() <= kClosedGap * std::max(1.0, std::abs(cost));
  }
  FlowResult solved_cost() const {
    FlowResult out = solved_[1];
    out.value = out.levels[2];
    out.bound = bound_of_cost();
    return out;
  }

  // Where lateness may be given up, leaving cargo behind is no way to save what it costs.
  void hold_left_behind(FlowMaster& master) const {
    double left = 0;
    for (const PlanCargo& cargo : instance_.cargo) left += static_cast<double>(cargo.tonnes) / kTonne;
    for (const FlowColumn& column : master.columns()) left -= column.flow;
    master.hold(FlowMaster::kLeftBehind, left + kHeldLevel * std::max(1.0, left));
  }

  void solve_weighted(FlowMaster& master) {
    level_ = 0;
    solved_[0] = master.solve(whole_objective());
    level_prices_.push_back(master.place_prices());
    stopped_ = solved_[0].stopped || stop();
    if (whole_) make_whole(master, 0);
  }

  // ---- whole lots and vehicles

  // What is in time outweighs weeks of lateness more than in the mixture: nothing is late by so many weeks.
  FlowObjective whole_objective() const {
    if (!options_.weights) return {{kInTime * mixed_[0], mixed_[1], mixed_[2]}, {}};
    return {{options_.weights->on_time, options_.weights->lateness, options_.weights->cost}, options_.weights->undelivered};
  }
  WholeGoal goal(int level) const { return {level, held_whole_, options_.weights.has_value(), given_up_ ? level : 0}; }

  WholePlan rounded(const std::vector<FlowColumn>& columns, WholePlan::Order order = WholePlan::Order::due) const {
    WholePlan out(instance_, space_, whole_objective());
    out.fill(columns, order);
    return out;
  }

  // Of several ways to begin, the best.
  WholePlan begun(const std::vector<FlowColumn>& columns) const {
    std::optional<WholePlan> best;
    for (const bool from_flows : {true, false})
      for (const WholePlan::Order order : {WholePlan::Order::due, WholePlan::Order::size}) {
        WholePlan plan = rounded(from_flows ? columns : std::vector<FlowColumn>(), order);
        if (!best || goal(0).betters(plan, *best)) best.emplace(std::move(plan));
        if (best->steps() > kSearchSteps) return std::move(*best);
      }
    const std::size_t dives = std::clamp(kCargoOfAllDives / instance_.cargo.size(), kLeastDives, kDiveShares.size());
    for (std::size_t i = 0; i < dives && !stop(); ++i) {
      WholePlan dived(instance_, space_, whole_objective());
      dive_with(dived, columns, kDiveShares[i]);
      if (goal(0).betters(dived, *best)) best.emplace(std::move(dived));
    }
    return std::move(*best);
  }

  void dive_with(WholePlan& plan, const std::vector<FlowColumn>& columns, std::size_t share) const {
    FlowControl control;
    control.threads = options_.threads;
    control.gap = kDiveGap;
    control.stop = [this] { return stop(); };
    dive(plan, instance_, columns, share, whole_objective(), control);
    plan.fill_up(WholePlan::Order::due);
  }

  // For each round others, the same on every machine.
  static bool one_of_three(std::size_t cargo, std::size_t round) {
    const std::uint64_t mixed = (cargo * 131 + round + 1) * 0x9E3779B97F4A7C15ULL;
    return (mixed >> 40) % 3 == 0;
  }

  // What is late goes anew, and with it two thirds of what takes up places that are worth something, in each round others.
  WholePlan loosened(std::size_t round) const {
    std::vector<char> anew(instance_.cargo.size(), 0);
    const std::vector<double>& prices = level_prices_.back();
    for (std::size_t r = 0; r < prices.size(); ++r) {
      if (prices[r] <= kPriceTolerance) continue;
      for (const int k : best_->users(static_cast<int>(r))) anew[index_of(k)] = one_of_three(index_of(k), round) ? 0 : 1;
    }
    WholePlan out = *best_;
    for (std::size_t k = 0; k < instance_.cargo.size(); ++k) {
      std::vector<WholeMove> moves = out.remove(static_cast<int>(k));
      if (anew[k] != 0) continue;
      std::erase_if(moves, [&](const WholeMove& move) { return std::max(move.arrival, space_.cargo[k].crew) > space_.cargo[k].due; });
      out.restore(moves);
    }
    dive_with(out, {}, kRoundShares[round % kRoundShares.size()]);
    return out;
  }

  std::int64_t tries() const {
    std::int64_t lots = 0;
    for (const PlanCargo& cargo : instance_.cargo) lots += std::max<std::int64_t>(1, cargo.lots);
    return kTriesOfALot * lots;
  }

  std::size_t rounds() const { return std::clamp(kCargoOfAllRounds / instance_.cargo.size(), kLeastRounds, kMostRounds); }

  bool tell_and_stop(int level) const {
    if (seconds() - told_at_ > 0.3) tell_whole(level);
    return stop();
  }

  void search(WholePlan& plan, int level) const {
    if (stop()) return;
    const WholeGoal wanted = goal(level);
    WholeSearch(instance_, space_, wanted, [this, level] { return tell_and_stop(level); }).descend(plan, kSearchSteps);
  }

  // Whether nothing can better the plan so far in a level.
  bool proven(int level) const {
    if (options_.weights) return best_->weighted() <= solved_[0].bound + kHeldLevel * std::max(1.0, std::abs(solved_[0].bound));
    const double reached = static_cast<double>(best_->value()[index_of(level)]) / 1e4;
    return reached <= solved_[index_of(level)].bound + kHeldLevel * std::max(1.0, std::abs(reached));
  }

  void take(WholePlan plan, int level) {
    best_.emplace(std::move(plan));
    hold_before(level);
  }

  // Levels before this one that are better than they were are held there.
  void hold_before(int level) {
    for (std::size_t i = 0; i < index_of(level) && !given_up_; ++i) held_whole_[i] = std::min(held_whole_[i], best_->value()[i]);
  }

  bool worth_all_change(const WholePlan::Value& other, int level) const {
    const Wide now = best_->value()[static_cast<std::size_t>(level)];
    const Wide gain = now - other[static_cast<std::size_t>(level)];
    return gain * kWorthAllChange > (now < 0 ? -now : now);
  }
  // Then no plan that is found apart from it is worth all change.
  bool best_near_bound(int level) const {
    const double now = static_cast<double>(best_->value()[index_of(level)]) / 1e4;
    return (now - solved_[index_of(level)].bound) * static_cast<double>(kWorthAllChange) <= std::abs(now);
  }

  // Rounds of solving anew what matters; then, where every level gains at once, by chance.
  void better(int level) {
    const std::size_t most = level < 2 ? rounds() : 0;
    for (std::size_t round = 0; round < most && !proven(level) && !stop(); ++round) {
      tell_whole(level);
      WholePlan anew = loosened(round);
      search(anew, level);
      if (goal(given_up_ ? level : 0).betters(anew, *best_)) take(std::move(anew), level);
    }
    if (level > 0 || proven(level) || stop()) return;
    tell_whole(level);
    const WholeGoal wanted = goal(level);
    take(WholeSearch(instance_, space_, wanted, [this, level] { return tell_and_stop(level); }).annealed(*best_, tries(), kAnnealSteps), level);
    search(*best_, level);
  }

  void tell_whole(int level) const {
    if (!options_.progress || !best_) return;
    told_at_ = seconds();
    const double sign = sign_of(level);
    const double units = level == 2 ? 1e8 : 1e4;
    const double value = options_.weights ? best_->weighted() : static_cast<double>(best_->value()[index_of(level)]) / units;
    const double bound = solved_[index_of(level)].bound;
    options_.progress({level, true, sign * value, sign * bound, plan_gap(value, bound), seconds()});
  }

  // The best plan in whole lots for a level, from its flows and from the plan so far; what it reaches.
  double make_whole(const FlowMaster& master, int level) {
    const bool from_base = options_.base != nullptr && options_.base_instance != nullptr;
    const auto at = static_cast<std::size_t>(level);
    if (level == 0 && from_base) {
      best_.emplace(rounded(base_columns()));
      search(*best_, level);
    }
    const bool apart = level == 0 && !(from_base && (again_ || best_near_bound(level)));
    WholePlan flows = apart ? begun(master.columns()) : rounded(master.columns());
    if (apart && from_base) search(flows, level);
    if (!best_ || (goal(level).betters(flows, *best_) && (!from_base || worth_all_change(flows.value(), level))))
      best_.emplace(std::move(flows));
    search(*best_, level);
    hold_before(level);
    if (!run_links(level, from_base) && options_.base == nullptr) better(level);
    const Wide reached = best_->value()[at];
    held_whole_[at] = reached + static_cast<Wide>(options_.give_up[at] * std::abs(static_cast<double>(reached)));
    return static_cast<double>(reached) / (level == 2 ? 1e8 : 1e4);
  }

  // Chooses when links with a minimum run, and of a small network everything. Whether the whole plan is the best for it.
  bool run_links(int level, bool from_base) {
    if (proven(level) || stop()) return proven(level);
    tell_whole(level);
    // A re-plan that searched as long as a plan would cost ten times what it does.
    const int parts_in_vain = !from_base ? kPartsInVain : level == 0 ? 1 : 0;
    std::optional<WholePlan> chosen = best_;
    const RunChoice choice = choose_runs(chosen, instance_, space_, goal(level), whole_objective(), {options_.gap, parts_in_vain}, [this, level] { return tell_and_stop(level); });
    if (!from_base || worth_all_change(chosen->value(), level)) take(std::move(*chosen), level);
    double& bound = solved_[index_of(level)].bound;
    bound = std::max(bound, choice.bound);
    return choice.solved;
  }

  static std::vector<std::int32_t> departures_of(const PlanMove& move) {
    std::vector<std::int32_t> out;
    out.reserve(move.legs.size());
    for (const PlanLeg& leg : move.legs) out.push_back(leg.link * 4096 + leg.depart);
    return out;
  }

  // The moves of the base plan that are still possible, as flows.
  std::vector<FlowColumn> base_columns() const {
    std::vector<FlowColumn> out;
    for (std::size_t k = 0; k < instance_.cargo.size(); ++k) {
      if (cargo_in_base_[k] < 0) continue;
      for (const PlanMove& move : options_.base->lines[index_of(cargo_in_base_[k])].moves) {
        FlowColumn column;
        if (!arcs_of(static_cast<int>(k), departures_of(move), column.arcs)) continue;
        column.cargo = static_cast<int>(k);
        column.arrival = move.arrival;
        column.flow = static_cast<double>(move.tonnes) / kTonne;
        out.push_back(std::move(column));
      }
    }
    return out;
  }

  // What a week of earlier release saves at the prices of a level.
  void find_readiness(const FlowMaster& master, int level) {
    std::vector<FlowWay> ways;
    price_ways(flows_, master.prices(), master.cheapest(), options_.threads, ways, {1, false, {}});
    const FlowPrices& prices = master.prices();
    for (std::size_t k = 0; k < ways.size(); ++k) {
      if (space_.group_of[k] < 0 || instance_.cargo[k].release == 0) continue;
      const auto stays = master.short_value(static_cast<int>(k));
      const double now = std::min(ways[k].cost, prices.on_time * stays[0] + prices.lateness * stays[1] + prices.cost * stays[2]);
      const double worth = (master.cheapest()[k] - now) * space_.cargo[k].tonnes;
      if (worth > 1e-6 && ready_.insert(static_cast<int>(k)).second) readiness_.push_back({static_cast<int>(k), level, worth});
    }
  }

  // ---- the plan in whole counts

  // Without its reasons, use and prices.
  Plan finish(const WholePlan& whole) const {
    Plan plan;
    plan.lines.resize(instance_.cargo.size());
    for (std::size_t k = 0; k < plan.lines.size(); ++k)
      for (const WholeMove& move : whole.moves(static_cast<int>(k))) {
        PlanMove out{{}, move.arrival, move.tonnes, move.lots};
        out.legs.reserve(move.arcs.size());
        for (const std::int32_t arc : move.arcs) {
          const SpaceTime::Link& link = space_.order[static_cast<std::size_t>(arc % space_.links)];
          const int departs = arc / space_.links;
          out.legs.push_back({link.original, departs, departs + link.transit, move.tonnes});
        }
        add_move(plan.lines[k], std::move(out));
      }
    sum_up_lines(plan);
    state_levels(plan);
    return plan;
  }

  static void add_move(PlanLine& line, PlanMove move) {
    const auto same = std::find_if(line.moves.begin(), line.moves.end(), [&](const PlanMove& other) {
      return other.arrival == move.arrival &&
             std::equal(other.legs.begin(), other.legs.end(), move.legs.begin(), move.legs.end(),
                        [](const PlanLeg& a, const PlanLeg& b) { return a.link == b.link && a.depart == b.depart; });
    });
    if (same == line.moves.end()) {
      line.moves.push_back(std::move(move));
      return;
    }
    same->tonnes += move.tonnes;
    same->lots += move.lots;
    for (PlanLeg& leg : same->legs) leg.tonnes += move.tonnes;
  }

  void sum_up_lines(Plan& plan) const {
    for (std::size_t k = 0; k < plan.lines.size(); ++k) {
      PlanLine& line = plan.lines[k];
      const PlanCargo& cargo = instance_.cargo[k];
      if (line.moves.size() > 1)
        std::stable_sort(line.moves.begin(), line.moves.end(), [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
      line.short_tonnes = cargo.tonnes;
      for (const PlanMove& move : line.moves) {
        line.short_tonnes -= move.tonnes;
        line.arrival = std::max(line.arrival, move.arrival);
        if (std::max(move.arrival, cargo.crew_week) > cargo.due) line.late_tonnes += move.tonnes;
      }
      if (line.arrival >= 0 && cargo.due != kNoDue) line.late_weeks = std::max(0, std::max(line.arrival, cargo.crew_week) - cargo.due);
    }
  }

  // Lines and levels are there; the rest follows from them.
  void describe(Plan& plan, Residual residual) const {
    std::vector<double> all_prices(space_.limit.size(), 0);
    for (const auto& of_level : level_prices_)
      for (std::size_t r = 0; r < of_level.size(); ++r) all_prices[r] += of_level[r];
    const std::vector<PlanTonnes> loads = loads_of(plan);
    bool anything = false;
    for (std::size_t k = 0; k < plan.lines.size(); ++k) {
      PlanLine& line = plan.lines[k];
      anything |= line.arrival >= 0;
      if (line.late_tonnes == 0 && line.short_tonnes == 0) continue;
      line.together = reasons_of(instance_, space_, residual, loads, all_prices, static_cast<int>(k), line);
      line.reason = line.together.front();
      line.together.erase(line.together.begin());
    }
    state_use(plan);
    state_prices(plan);
    plan.status = stopped_    ? (cancelled() ? PlanStatus::interrupted : PlanStatus::time_limit)
                  : !anything ? PlanStatus::infeasible
                              : status_by_gap(plan);
  }

  bool has_minimums() const {
    return std::any_of(instance_.links.begin(), instance_.links.end(), [](const PlanLink& link) { return link.minimum > 0; });
  }

  // By arc; empty where no link has a minimum.
  std::vector<PlanTonnes> loads_of(const Plan& plan) const {
    if (!has_minimums()) return {};
    std::vector<PlanTonnes> out(index_of(space_.weeks) * index_of(space_.links), 0);
    for (const PlanLine& line : plan.lines)
      for (const PlanMove& move : line.moves)
        for (const PlanLeg& leg : move.legs) out[index_of(leg.depart * space_.links + space_.position[index_of(leg.link)])] += leg.tonnes;
    return out;
  }

  PlanStatus status_by_gap(const Plan& plan) const {
    for (const PlanLevel& level : plan.levels)
      if (level.gap > 1e-6) return PlanStatus::gap;
    return PlanStatus::optimal;
  }

  // Lines, of this plan or of the base plan, as cargo and links are numbered here.
  struct Lines {
    const std::vector<PlanLine>& lines;
    const std::vector<int>& line_of;  // by cargo; empty: its own
    const std::vector<int>& link_of;  // empty: as they are
    const std::vector<PlanMove>& moves(std::size_t k) const { return lines[line_of.empty() ? k : index_of(line_of[k])].moves; }
    int link(const PlanLeg& leg) const { return in_this(link_of, leg.link); }
  };

  std::array<double, 3> values_of(const Lines& plan) const {
    std::array<double, 3> value{};
    std::map<std::pair<int, int>, PlanTonnes> loads;  // of links with vehicles
    for (std::size_t k = 0; k < instance_.cargo.size(); ++k) {
      const SpaceTime::Cargo& cargo = space_.cargo[k];
      PlanTonnes stays = instance_.cargo[k].tonnes;
      for (const PlanMove& move : plan.moves(k)) {
        stays -= move.tonnes;
        const double tonnes = static_cast<double>(move.tonnes) / kTonne;
        const int usable = std::max(move.arrival, cargo.crew);
        if (usable <= cargo.due) {
          value[0] += cargo.weight * tonnes;
        } else {
          value[1] += cargo.weight * (usable - cargo.due) * tonnes;
        }
        int week = instance_.cargo[k].release;
        int node = instance_.cargo[k].origin;
        for (const PlanLeg& leg : move.legs) {
          const PlanLink& link = instance_.links[index_of(plan.link(leg))];
          value[2] += space_.holding[static_cast<std::size_t>(node)] * (leg.depart - week) * tonnes;
          if (link.vehicle > 0) {
            loads[{plan.link(leg), leg.depart}] += leg.tonnes;
          } else {
            value[2] += static_cast<double>(link.cost_per_tonne) / kTonne * tonnes;
          }
          node = link.to;
          week = leg.arrive;
        }
      }
      value[1] += cargo.weight * cargo.short_weeks * static_cast<double>(stays) / kTonne;
    }
    for (const auto& [at, load] : loads) {
      const PlanLink& link = instance_.links[static_cast<std::size_t>(at.first)];
      const PlanTonnes vehicles = (load + link.vehicle - 1) / link.vehicle;
      value[2] += static_cast<double>(vehicles) * static_cast<double>(link.vehicle) / kTonne * static_cast<double>(link.cost_per_tonne) / kTonne;
    }
    return value;
  }

  double weighted_of(const Plan& plan, const std::array<double, 3>& value) const {
    const FlowObjective objective = whole_objective();
    double sum = -objective.weights[0] * value[0] + objective.weights[1] * value[1] + objective.weights[2] * value[2];
    for (std::size_t k = 0; k < objective.undelivered.size(); ++k)
      sum += objective.undelivered[k] * static_cast<double>(plan.lines[k].short_tonnes) / kTonne;
    return sum;
  }

  void state_levels(Plan& plan) const {
    const std::array<double, 3> value = values_of(Lines{plan.lines, {}, {}});
    plan.levels.clear();
    if (options_.weights) {
      const double weighted = weighted_of(plan, value);
      const double bound = solved_[0].bound;
      plan.levels.push_back({"weighted", weighted, bound, plan_gap(weighted, bound), solved_[0].value, "weighted"});
      return;
    }
    for (std::size_t level = 0; level < 3; ++level) {
      const double sign = level == 0 ? -1 : 1;
      const double bound = sign * solved_[level].bound;
      const double fractional = sign * solved_[level].levels[level];
      const bool given_up = options_.give_up[level] > 0 && sign * value[level] <= held_[level];  // no more than was allowed
      const double allowed = given_up ? value[level] : options_.give_up[level] > 0 ? sign * held_[level] : bound;
      plan.levels.push_back({kLevelNames[level], value[level], bound, plan_gap(value[level], allowed), fractional, kLevelUnits[level]});
    }
  }

  // What the plan takes of every place in every week, by the numbers of limits; 1e-8.
  std::vector<Wide> uses_of(const Lines& plan) const {
    std::vector<Wide> used(space_.limit.size(), 0);
    const auto take = [&](int limit, Wide amount) { used[static_cast<std::size_t>(limit)] += amount; };
    for (std::size_t k = 0; k < instance_.cargo.size(); ++k) {
      const PlanCargo& cargo = instance_.cargo[k];
      for (const PlanMove& move : plan.moves(k)) {
        int node = cargo.origin;
        int week = cargo.release;
        const Wide tonnes = Wide{move.tonnes} * kTonne;
        for (const PlanLeg& leg : move.legs) {
          for (; week < leg.depart; ++week) {
            if (node == cargo.origin) continue;
            take(space_.storage(node, week), tonnes);
            if (cargo.hazardous) take(space_.hazard(node, week + 1), tonnes);
          }
          const std::size_t at = index_of(plan.link(leg));
          const PlanLink& link = instance_.links[at];
          take(space_.link_limit(space_.position[at], leg.depart), tonnes);
          take(space_.handling(link.to, leg.arrive), tonnes);
          if (cargo.hazardous) take(space_.hazard(link.to, leg.arrive), tonnes);
          for (const PlanUse& use : link.uses) take(space_.resource(use.resource, leg.depart), Wide{move.tonnes} * use.per_tonne);
          node = link.to;
          week = leg.arrive;
        }
      }
    }
    return used;
  }

  void state_use(Plan& plan) const {
    const std::vector<Wide> used = uses_of({plan.lines, {}, {}});
    const auto state = [&](PlanPlaceKind kind, std::size_t count) {
      for (int index = 0; index < static_cast<int>(count); ++index)
        for (int week = 0; week < space_.weeks; ++week) {
          const PlanPlace place{kind, index};
          const Wide amount = used[static_cast<std::size_t>(space_.limit_at(place, week))];
          if (amount > 0) plan.use.push_back({place, week, static_cast<PlanTonnes>((amount + kTonne - 1) / kTonne), capacity(place, week)});
        }
    };
    state(PlanPlaceKind::link, instance_.links.size());
    for (const PlanPlaceKind kind : {PlanPlaceKind::node_handling, PlanPlaceKind::node_storage, PlanPlaceKind::node_hazardous})
      state(kind, instance_.nodes.size());
    state(PlanPlaceKind::resource, instance_.resources.size());
  }

  PlanTonnes capacity(PlanPlace place, int week) const {
    const std::vector<PlanTonnes>* by_week = limits_of(instance_, place);
    return by_week == nullptr || by_week->empty() ? kNoLimit : (*by_week)[static_cast<std::size_t>(week)];
  }

  void state_prices(Plan& plan) const {
    std::set<int> priced;
    for (std::size_t level = 0; level < level_prices_.size(); ++level)
      for (std::size_t r = 0; r < level_prices_[level].size(); ++r)
        if (level_prices_[level][r] > 1e-7 && priced.insert(static_cast<int>(r)).second)
          plan.prices.push_back({space_.place(static_cast<int>(r)), space_.week_of(static_cast<int>(r)),
                                 static_cast<int>(level), level_prices_[level][r]});
    std::sort(plan.prices.begin(), plan.prices.end(), [](const PlanPrice& a, const PlanPrice& b) {
      return std::tie(a.level, a.place, a.week) < std::tie(b.level, b.place, b.week);
    });
    plan.readiness = readiness_;
    std::stable_sort(plan.readiness.begin(), plan.readiness.end(), [](const PlanReadiness& a, const PlanReadiness& b) {
      return a.level != b.level ? a.level < b.level : a.worth > b.worth;
    });
  }

  // The basis of the mixture, with the ways that the levels have found since.
  void keep_basis(const FlowMaster& master, Plan& plan) const {
    for (std::size_t c = 0; c < master.columns().size(); ++c) {
      const FlowColumn& column = master.columns()[c];
      const bool basic = c < mixed_basis_.size() && mixed_basis_[c] != 0;
      if (column.flow <= 0 && !basic) continue;
      PlanBasis::Column kept{column.cargo, {}, basic};
      for (const std::int32_t arc : column.arcs)
        kept.departures.push_back(space_.order[static_cast<std::size_t>(arc % space_.links)].original * 4096 + arc / space_.links);
      plan.basis.columns.push_back(std::move(kept));
    }
    for (const int limit : mixed_tight_) plan.basis.tight.push_back({space_.place(limit), space_.week_of(limit)});
    plan.basis.staying = mixed_staying_;
    plan.basis.dearest = dearest_;
  }

  // ---- least change

  bool finished_base() const {
    return options_.base != nullptr && options_.base_instance != nullptr && options_.base->checked && finished(options_.base->status);
  }

  // Whether moves break nothing: what is stated beside them is made here.
  bool holds(Plan plan) const {
    for (PlanLine& line : plan.lines)
      if (line.late_tonnes > 0 || line.short_tonnes > 0) line.reason = PlanReason{};
    state_use(plan);
    return check_plan(instance_, plan).empty();
  }


  // Nothing where a move of it is not possible any more.
  void find_base() {
    std::vector<std::int32_t> arcs;
    for (std::size_t k = 0; k < cargo_in_base_.size(); ++k) {
      if (cargo_in_base_[k] < 0) return;
      for (const PlanMove& move : options_.base->lines[index_of(cargo_in_base_[k])].moves) {
        arcs.clear();
        if (!arcs_of(static_cast<int>(k), departures_of(move), arcs)) return;
      }
    }
    base_value_ = values_of(base_lines());
  }

  Lines base_lines() const { return {options_.base->lines, cargo_in_base_, base_links_}; }

  // Whether it breaks nothing.
  bool base_holds() const {
    if (!base_holds_) base_holds_ = base_keeps_limits() && holds(base_plan());
    return *base_holds_;
  }
  bool base_keeps_limits() const {
    const std::vector<Wide> used = uses_of(base_lines());
    for (std::size_t r = 0; r < used.size(); ++r)
      if (space_.limit[r] < kFar && used[r] > std::llround(space_.limit[r] * kTonne) * kTonne) return false;
    return true;
  }

  // The base plan, where the change only takes away what it does not need.
  std::optional<Plan> base_that_stays_best() const {
    if (!base_value_ || !finished_base() || !only_takes(*options_.base_instance, instance_)) return std::nullopt;
    for (std::size_t level = 0; level < 3; ++level) {
      const double was = options_.base->levels[level].value;
      if (std::abs((*base_value_)[level] - was) > 1e-9 * std::max(1.0, std::abs(was))) return std::nullopt;
    }
    if (!base_holds()) return std::nullopt;
    return base_plan();
  }

  // Which of two plans is better, by the first level in which they differ: 1 the first, -1 the second. A level that may be
  // given up differs only where a plan gives up more than that.
  int order_of(const std::array<double, 3>& a, const std::array<double, 3>& b) const {
    for (std::size_t level = 0; level < 3; ++level) {
      const double sign = level == 0 ? -1 : 1;
      const double first = sign * a[level];
      const double second = sign * b[level];
      const double scale = 1e-9 * std::max(1.0, std::abs(first));
      if (options_.give_up[level] > 0 && std::max(first, second) <= held_[level] + scale) continue;
      if (std::abs(first - second) > scale) return first < second ? 1 : -1;
    }
    return 0;
  }

  // Takes the base plan itself, where it still holds and nothing betters it, or only what the base could have had as well:
  // a search is not exact, and what it happens to find is not what the change brings.
  bool prefer_base(Plan& plan) const {
    if (!base_value_) return false;
    const std::array<double, 3> reached{plan.levels[0].value, plan.levels[1].value, plan.levels[2].value};
    if (order_of(reached, *base_value_) > 0 && !betters_base_there(plan)) return false;
    if (!base_holds()) return false;
    plan = base_plan();
    state_levels(plan);
    return true;
  }

  // Whether a plan in whole lots holds where the base was made, too, and betters it there.
  bool betters_base_there(const Plan& plan) const {
    if (again_ || !whole_) return false;
    const PlanOptions no_options;
    const Optimiser there(*options_.base_instance, no_options);
    const std::vector<int> links = matched(instance_.links, options_.base_instance->links);
    Plan same;
    same.lines.resize(options_.base_instance->cargo.size());
    for (std::size_t k = 0; k < cargo_in_base_.size(); ++k) {
      if (cargo_in_base_[k] < 0) return false;
      std::vector<PlanMove>& moves = same.lines[index_of(cargo_in_base_[k])].moves = plan.lines[k].moves;
      for (PlanMove& move : moves)
        for (PlanLeg& leg : move.legs)
          if ((leg.link = links[index_of(leg.link)]) < 0) return false;
    }
    return there.holds_better(std::move(same), options_.base->levels);
  }
  bool holds_better(Plan plan, const std::vector<PlanLevel>& than) const {
    sum_up_lines(plan);
    return order_of(values_of(Lines{plan.lines, {}, {}}), {than[0].value, than[1].value, than[2].value}) > 0 && holds(std::move(plan));
  }

  Residual left_by(const Plan& plan) const {
    Residual left(instance_, space_);
    for (std::size_t k = 0; k < plan.lines.size(); ++k)
      for (const PlanMove& move : plan.lines[k].moves) left.take(static_cast<int>(k), arcs_of(move), move.tonnes);
    return left;
  }

  std::vector<std::int32_t> arcs_of(const PlanMove& move) const {
    std::vector<std::int32_t> arcs;
    for (const PlanLeg& leg : move.legs) arcs.push_back(leg.depart * space_.links + space_.position[static_cast<std::size_t>(leg.link)]);
    return arcs;
  }

  // Its moves for this cargo, and what they are worth.
  Plan base_plan() const {
    Plan same;
    same.lines.resize(instance_.cargo.size());
    for (std::size_t k = 0; k < same.lines.size(); ++k) {
      same.lines[k].moves = base_lines().moves(k);
      for (PlanMove& move : same.lines[k].moves)
        for (PlanLeg& leg : move.legs) leg.link = in_this(base_links_, leg.link);
    }
    sum_up_lines(same);
    for (std::size_t level = 0; level < 3; ++level)
      same.levels.push_back({kLevelNames[level], (*base_value_)[level], 0, 0, 0, kLevelUnits[level]});
    return same;
  }

  const PlanInstance& instance_;
  const PlanOptions& options_;
  bool again_ = false;
  SpaceTime space_;
  bool whole_ = false;
  std::optional<SpaceTime> with_lots_;
  const SpaceTime& flows_;  // what the linear programme knows of lots and vehicles too
  std::chrono::steady_clock::time_point begun_;
  std::array<double, 3> mixed_{};
  double dearest_ = 1;
  double mixed_bound_ = -kFar;
  std::vector<double> mixed_prices_;
  std::vector<char> mixed_basis_;  // by column, whether it was basic at the optimum of the mixture
  std::vector<int> mixed_tight_;
  std::vector<int> mixed_staying_;
  std::array<FlowResult, 3> solved_;
  std::vector<std::vector<double>> level_prices_;
  std::set<int> ready_;
  std::vector<PlanReadiness> readiness_;
  bool given_up_ = false;  // of some level later ones may give up a share
  std::vector<int> base_links_, base_nodes_, base_resources_;
  std::vector<int> cargo_in_base_;  // by cargo; -1: it is new
  std::optional<std::array<double, 3>> base_value_;  // of the base plan here; nothing where one of its moves is not possible any more
  mutable std::optional<bool> base_holds_;  // once it was asked
  std::optional<Plan> kept_;  // the base plan, where it is the answer whatever else is found
  std::optional<WholePlan> best_;
  WholePlan::Value held_whole_{};
  std::array<double, 3> held_{};
  int level_ = 0;
  mutable double told_at_ = -1;
  bool stopped_ = false;
};

// Plans again from the plan itself, as a what-if of no change would: a change then brings only what it changes. Whether that
// bettered the plan.
bool search_on(const PlanInstance& instance, PlanOptions options, Plan& plan) {
  options.base = &plan;
  options.base_instance = &instance;
  Plan next = Optimiser(instance, options, true).run();
  bool differs = false;
  for (std::size_t level = 0; level < plan.levels.size(); ++level) {
    const double sign = level == 0 ? -1 : 1;
    PlanLevel& of = next.levels[level];
    differs |= of.value != plan.levels[level].value;
    of.bound = sign * std::max(sign * of.bound, sign * plan.levels[level].bound);
    of.gap = plan_gap(of.value, of.bound);
  }
  if (!differs || !finished(next.status)) return false;
  next.readiness = std::move(plan.readiness);
  plan = std::move(next);
  return true;
}

}  // namespace

Result<Plan> optimise(const PlanInstance& instance, const PlanOptions& options) {
  if (instance.links.empty()) return Error{ErrorCode::nothing_to_do, "there are no links to plan on: the table `links` is missing or empty"};
  if (instance.cargo.empty()) return Error{ErrorCode::nothing_to_do, "there is no cargo to plan: the table `consignments` is missing or everything has arrived"};
  if (instance.weeks <= 0) return Error{ErrorCode::nothing_to_do, "the plan has no weeks"};
  CHECK(!options.weights || options.base == nullptr);
  const bool answered = options.base != nullptr && options.base->checked && options.base_instance != nullptr && *options.base_instance == instance &&
                        finished(options.base->status);
  if (answered) return *options.base;
  Plan plan = Optimiser(instance, options).run();
  const bool searched = anything_whole(instance) && options.base == nullptr && !options.weights;
  for (int times = 0; searched && times < kSearchesOn && plan.status == PlanStatus::gap && !options.ended_by(); ++times)
    if (!search_on(instance, options, plan)) break;
  return plan;
}

}  // namespace servanda
