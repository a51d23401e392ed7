#include "plan/site_choice.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "plan/limits_of.h"
#include "plan/master.h"
#include "plan/mip.h"
#include "plan/space_time.h"
#include "plan/tolerances.h"
#include "plan/whole_plan.h"

namespace servanda {
namespace {

constexpr double kClosed = 1e-9;     // tonnes: far below what counts as broken
constexpr std::size_t kSetsLookedAt = 4;  // for each that is shown: beyond so many the next best are left
constexpr double kSameValue = 1e-6;  // relative: the accuracy that plans are solved to

std::size_t at(int i) { return static_cast<std::size_t>(i); }

class SiteSearch {
 public:
  SiteSearch(const PlanInstance& instance, const std::vector<SiteOption>& options, const SiteChoiceOptions& control)
      : instance_(instance), divisible_(instance), options_(options), control_(control) {
    for (PlanCargo& cargo : divisible_.cargo) cargo.lots = 0;
    const bool any_release = std::ranges::any_of(options_, [](const SiteOption& option) { return !option.releases.empty(); });
    if (!any_release) return;
    releasing_.push_back(space_of({}));
    for (int i = 0; i < static_cast<int>(options_.size()); ++i) releasing_.push_back(options_[at(i)].releases.empty() ? SpaceTime() : space_of({i}));
  }

  SiteChoice run() {
    SiteChoice out;
    out.none = planned({});
    out.proven = out.none.has_value();
    const auto most = static_cast<std::size_t>(control_.next_best) + 1;
    for (std::size_t found = 0; out.sets.size() < most && found < most * kSetsLookedAt; ++found) {
      bool proven = true;
      const auto best = next_set(proven);
      out.proven &= found > 0 || proven;
      if (!best) break;
      if (std::ranges::none_of(out.sets, [&](const SiteSet& set) { return padded(*best, set); })) out.sets.push_back(*best);
      forbidden_.push_back(best->open);
    }
    if (!out.sets.empty()) marginal(out);
    if (anything_whole(instance_) && out.none) make_whole(out);
    out.ended_by = control_.plan.ended_by();
    out.plans = static_cast<int>(known_.size());
    return out;
  }

 private:
  enum class Phase { on_time, lateness, cost };

  // value(y) >= fixed + sum slope_i y_i, to be minimised.
  struct Cut {
    double fixed = 0;
    std::vector<double> slope;
  };

  // The same options and more, which bring nothing.
  static bool padded(const SiteSet& set, const SiteSet& other) {
    if (set.open.size() <= other.open.size() || !std::ranges::includes(set.open, other.open)) return false;
    return set.on_time <= other.on_time + slack(other.on_time) && set.lateness >= other.lateness - slack(other.lateness);
  }

  bool stop() const { return control_.plan.ended_by().has_value(); }

  std::int64_t cost_of(const std::vector<int>& open) const {
    std::int64_t sum = 0;
    for (const int i : open) sum += options_[at(i)].cost;
    return sum;
  }

  PlanInstance opened(PlanInstance out, const std::vector<int>& open) const {
    for (const int i : open) {
      for (const SiteExtra& extra : options_[at(i)].extras) {
        std::vector<PlanTonnes>& limits = *limits_of(out, extra.place);
        for (std::size_t w = 0; w < std::min(limits.size(), extra.by_week.size()); ++w)
          if (limits[w] != kNoLimit) limits[w] += extra.by_week[w];
      }
      for (const SiteRelease& release : options_[at(i)].releases) out.cargo[at(release.cargo)].release = release.week;
    }
    return out;
  }

  // What is closed is priced too, else its price would say nothing of what it could bring.
  SpaceTime space_of(const std::vector<int>& open) const {
    SpaceTime space = space_time(opened(divisible_, open));
    for (const SiteOption& option : options_)
      for (const SiteExtra& extra : option.extras)
        for (int week = 0; week < space.weeks; ++week)
          if (const int limit = space.limit_at(extra.place, week); limit >= 0) space.limit[at(limit)] = std::max(space.limit[at(limit)], kClosed);
    return space;
  }

  // What the instance with these options open reaches, and a cut of each level; nothing where it is stopped before.
  std::optional<SiteSet> planned(const std::vector<int>& open) {
    if (const auto found = known_.find(open); found != known_.end()) return found->second;
    const SpaceTime space = space_of(open);
    FlowControl flow;
    flow.threads = control_.plan.threads;
    flow.stop = [this] { return stop(); };
    FlowMaster master(space, flow);
    const FlowResult first = master.solve({{1, 0, 0}, {}});
    if (stop()) return std::nullopt;
    on_time_cuts_.push_back(cut(space, master, first.bound, open));
    const double most = first.levels[0] + kHeldLevel * std::max(1.0, std::abs(first.levels[0]));
    master.hold(0, most);
    const FlowResult second = master.solve({{0, 1, 0}, {}});
    if (stop()) return std::nullopt;
    lateness_cuts_.emplace_back(first.levels[0], cut(space, master, second.bound, open));
    return known_[open] = SiteSet{open, cost_of(open), -first.levels[0], second.levels[1]};
  }

  Cut cut(const SpaceTime& space, const FlowMaster& master, double bound, const std::vector<int>& open) const {
    const FlowPrices& prices = master.prices();
    Cut out{bound, std::vector<double>(options_.size(), 0)};
    const std::vector<double> unopened = releasing_.empty() ? std::vector<double>() : least_costs(releasing_.front(), master);
    for (std::size_t i = 0; i < options_.size(); ++i) {
      if (options_[i].releases.empty()) continue;
      const std::vector<double> least = least_costs(releasing_[i + 1], master);
      for (const SiteRelease& release : options_[i].releases)
        out.slope[i] += space.cargo[at(release.cargo)].tonnes * (least[at(release.cargo)] - unopened[at(release.cargo)]);
    }
    for (std::size_t i = 0; i < options_.size(); ++i)
      for (const SiteExtra& extra : options_[i].extras)
        for (int week = 0; week < std::min(space.weeks, static_cast<int>(extra.by_week.size())); ++week) {
          const int limit = space.limit_at(extra.place, week);
          if (limit >= 0 && space.limit[at(limit)] < kFar)
            out.slope[i] -= prices.limit[at(limit)] * static_cast<double>(extra.by_week[at(week)]) / kTonne;
        }
    for (const int i : open) out.fixed -= out.slope[at(i)];
    return out;
  }

  // By cargo, of a tonne at the master's prices: on the cheapest way from its release on, or staying.
  std::vector<double> least_costs(const SpaceTime& space, const FlowMaster& master) const {
    const FlowPrices& prices = master.prices();
    std::vector<double> out;
    for (int k = 0; k < static_cast<int>(space.cargo.size()); ++k) {
      const auto stays = master.short_value(k);
      out.push_back(prices.on_time * stays[0] + prices.lateness * stays[1] + prices.cost * stays[2]);
    }
    std::vector<FlowWay> ways;
    price_ways(space, prices, out, control_.plan.threads, ways, {0, false, {}});
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = std::min(out[k], ways[k].cost);
    return out;
  }

  // The best set within the budget that is not forbidden.
  std::optional<SiteSet> next_set(bool& proven) {
    std::optional<SiteSet> best;
    for (const auto& [open, set] : known_)
      if (allowed(set) && (!best || better(set, *best))) best = set;
    for (const Phase phase : {Phase::on_time, Phase::lateness, Phase::cost})
      while (!stop()) {
        const auto picked = pick(phase, best);
        if (!picked) break;
        const bool fresh = !known_.contains(*picked);
        const std::optional<SiteSet> set = planned(*picked);
        if (!set) break;
        if (!best || better(*set, *best)) best = set;
        if (!fresh) break;  // its own cut promises no more than it reaches
      }
    proven = !stop();
    return best;
  }

  bool allowed(const SiteSet& set) const {
    return set.cost <= control_.budget && std::find(forbidden_.begin(), forbidden_.end(), set.open) == forbidden_.end();
  }

  static double slack(double value) { return kSameValue * std::max(1.0, std::abs(value)); }

  static bool better(const SiteSet& a, const SiteSet& b) {
    if (std::abs(a.on_time - b.on_time) > slack(b.on_time)) return a.on_time > b.on_time;
    if (std::abs(a.lateness - b.lateness) > slack(b.lateness)) return a.lateness < b.lateness;
    return std::pair(a.cost, a.open) < std::pair(b.cost, b.open);
  }

  // The set of which the cuts promise more than `best` reaches, in time, then in lateness, then in cost; none: nothing does.
  std::optional<std::vector<int>> pick(Phase phase, const std::optional<SiteSet>& best) const {
    if (phase != Phase::on_time && !best) return std::nullopt;
    Mip mip;
    const int budget = mip.row(-kNoBound, static_cast<double>(control_.budget) / kTonne);
    for (const SiteOption& option : options_) {
      const double cost = static_cast<double>(option.cost) / kTonne;
      mip.columns.push_back({0, 1, phase == Phase::cost ? cost : 0, true, {{budget, cost}}});
    }
    std::map<std::string, int> one_of;  // by maker
    for (std::size_t i = 0; i < options_.size(); ++i)
      for (const std::string& maker : options_[i].makers) {
        const auto [row, fresh] = one_of.try_emplace(maker, 0);
        if (fresh) row->second = mip.row(-kNoBound, 1);
        mip.columns[i].entries.emplace_back(row->second, 1);
      }
    MipColumn promised{-kNoBound, kNoBound, 1, false, {}};
    const auto add = [&](int row, const Cut& cut, double sign) {
      for (std::size_t i = 0; i < cut.slope.size(); ++i)
        if (cut.slope[i] != 0) mip.columns[i].entries.emplace_back(row, sign * cut.slope[i]);
    };
    const auto promise = [&](const Cut& cut) {  // promised >= fixed + slope y
      const int row = mip.row(cut.fixed, kNoBound);
      promised.entries.emplace_back(row, 1);
      add(row, cut, -1);
    };
    const auto as_good = [&](const Cut& cut, double value) { add(mip.row(-kNoBound, value + slack(value) - cut.fixed), cut, 1); };
    for (const Cut& cut : on_time_cuts_) {
      if (phase == Phase::on_time) promise(cut);
      else as_good(cut, -best->on_time);
    }
    for (const auto& [held, cut] : lateness_cuts_) {
      if (phase == Phase::on_time || std::abs(held + best->on_time) > slack(best->on_time)) continue;
      if (phase == Phase::lateness) promise(cut);
      else as_good(cut, best->lateness);
    }
    for (const std::vector<int>& set : forbidden_) {
      const int row = mip.row(1 - static_cast<double>(set.size()), kNoBound);
      for (std::size_t i = 0; i < options_.size(); ++i)
        mip.columns[i].entries.emplace_back(row, std::binary_search(set.begin(), set.end(), static_cast<int>(i)) ? -1.0 : 1.0);
    }
    if (phase != Phase::cost) mip.columns.push_back(std::move(promised));
    const MipAnswer answer = solve_mip(mip, {1e-9, 100'000, [this] { return stop(); }});
    if (!answer.found) return std::nullopt;
    if (best) {
      const double reached = phase == Phase::on_time    ? -best->on_time
                             : phase == Phase::lateness ? best->lateness
                                                        : static_cast<double>(best->cost) / kTonne;
      if (answer.value >= reached - slack(reached)) return std::nullopt;
    }
    std::vector<int> open;
    for (std::size_t i = 0; i < options_.size(); ++i)
      if (answer.columns[i] > 0.5) open.push_back(static_cast<int>(i));
    return open;
  }

  bool exclude(int a, int b) const {
    return std::ranges::any_of(options_[at(a)].makers, [&](const std::string& maker) { return std::ranges::count(options_[at(b)].makers, maker) > 0; });
  }

  void marginal(SiteChoice& out) {
    const std::vector<int> best = out.sets.front().open;
    for (const int i : best) {
      std::vector<int> open = best;
      std::erase(open, i);
      if (const auto set = planned(open)) out.without.push_back(*set);
    }
    for (int i = 0; i < static_cast<int>(options_.size()); ++i) {
      if (std::binary_search(best.begin(), best.end(), i)) continue;
      std::vector<int> open = best;
      std::erase_if(open, [&](int other) { return exclude(other, i); });
      open.insert(std::lower_bound(open.begin(), open.end(), i), i);
      if (const auto set = planned(open)) out.with.push_back(*set);
    }
  }

  void make_whole(SiteChoice& out) const {
    const PlanInstance closed = opened(instance_, {});
    const std::optional<Plan> base = planned_whole(closed, {}, *out.none);
    if (!base) return;
    PlanOptions from_base;
    from_base.base = &*base;
    from_base.base_instance = &closed;
    for (SiteSet& set : out.sets) planned_whole(opened(instance_, set.open), from_base, set);
  }

  // Nothing where it is stopped.
  std::optional<Plan> planned_whole(const PlanInstance& instance, PlanOptions options, SiteSet& set) const {
    if (stop()) return std::nullopt;
    options.threads = control_.plan.threads;
    options.cancel = control_.plan.cancel;
    options.progress = control_.plan.progress;
    options.deadline = control_.plan.deadline;
    Result<Plan> plan = optimise(instance, options);
    if (!plan || !finished(plan->status)) return std::nullopt;
    set.whole = SiteSet::Whole{plan->levels[0].value, plan->levels[1].value};
    return std::move(*plan);
  }

  const PlanInstance& instance_;
  PlanInstance divisible_;  // without lots
  std::vector<SpaceTime> releasing_;  // with nothing opened, then with each option; empty where none changes a release
  const std::vector<SiteOption>& options_;
  const SiteChoiceOptions& control_;
  std::map<std::vector<int>, SiteSet> known_;
  std::vector<Cut> on_time_cuts_;
  std::vector<std::pair<double, Cut>> lateness_cuts_;  // with what was held in time (negative)
  std::vector<std::vector<int>> forbidden_;
};

}  // namespace

Result<SiteChoice> choose_sites(const PlanInstance& instance, const std::vector<SiteOption>& options,
                                const SiteChoiceOptions& control) {
  for (const SiteOption& option : options)
    for (const SiteExtra& extra : option.extras) {
      const std::vector<PlanTonnes>* limits = limits_of(instance, extra.place);
      if (limits == nullptr || limits->empty())
        return Error{ErrorCode::bad_input, "site option '" + option.id + "': found a place without a limit, expected one whose capacity is stated; it cannot be widened"};
    }
  return SiteSearch(instance, options, control).run();
}

}  // namespace servanda
