#include "plan/master.h"

#include <algorithm>
#include <cmath>
#include <coin/ClpEventHandler.hpp>
#include <coin/ClpSimplex.hpp>
#include <ctime>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "plan/first_flows.h"
#include "plan/first_prices.h"
#include "plan/lot_rows.h"
#include "plan/release_parts.h"
#include "plan/tolerances.h"

namespace servanda {
namespace {

constexpr int kBoxColumn = std::numeric_limits<int>::min();
constexpr double kBoxOfPrice = 0.1;
constexpr double kBoxOfMean = 0.02;

constexpr double kWorthCuts = 1e-4;
constexpr int kWorthLooking = 100;  // ways that a pricing gave: with fewer, where they came from is no better than elsewhere

double cpu_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class StopHandler : public ClpEventHandler {
 public:
  explicit StopHandler(const std::function<bool()>* stop) : stop_(stop) {}
  int event(Event what) override {
    return what == endOfIteration && ++count_ % 256 == 0 && *stop_ && (*stop_)() ? 5 : -1;
  }
  ClpEventHandler* clone() const override { return new StopHandler(stop_); }

 private:
  const std::function<bool()>* stop_;
  int count_ = 0;
};

// Rows or columns to be added at once, in the form that Clp takes.
struct Sparse {
  std::vector<CoinBigIndex> starts{0};
  std::vector<int> index;
  std::vector<double> element;
  std::vector<double> lower;
  std::vector<double> upper;
  std::vector<double> cost;

  int count() const { return static_cast<int>(lower.size()); }
  void add(int at, double value) {
    index.push_back(at);
    element.push_back(value);
  }
  void end(double low, double high, double price) {
    starts.push_back(static_cast<CoinBigIndex>(index.size()));
    lower.push_back(low);
    upper.push_back(high);
    cost.push_back(price);
  }
};

}  // namespace

struct FlowMaster::Impl {
  // A box keeps the price of a limit near a first guess: beyond it, the limit may be broken, or left unused, for so much.
  // Boxes are widened where they bind until none does. Source: du Merle, Villeneuve, Desrosiers and Hansen (1999).
  struct PriceBox {
    int limit = 0;
    double price = 0;
    double give = 0;   // to either side
    int broken = 0;    // LP columns
    int unused = 0;
    double least() const { return std::max(0.0, price - give); }
  };

  // Cargo outside the LP whose way meets rows, which hold only what it leaves of their limits.
  struct Parked {
    std::size_t first = 0;  // in `parked_on`
    std::size_t end = 0;
  };

  // By limit: the columns that take it up.
  class Users {
   public:
    explicit Users(std::size_t limits) : newest_(limits, -1) {}
    void add(int limit, int column) {
      int& newest = newest_[static_cast<std::size_t>(limit)];
      if (newest >= 0 && users_[static_cast<std::size_t>(newest)].column == column) return;
      users_.push_back({column, newest});
      newest = static_cast<int>(users_.size()) - 1;
    }
    void list(int limit, std::vector<int>& out) const {
      for (int at = newest_[static_cast<std::size_t>(limit)]; at >= 0; at = users_[static_cast<std::size_t>(at)].before)
        out.push_back(users_[static_cast<std::size_t>(at)].column);
    }

   private:
    struct User {
      int column;
      int before;  // -1: none
    };
    std::vector<int> newest_;
    std::vector<User> users_;
  };

  struct Held {
    int level = 0;
    double most = 0;
    int row = -1;
  };

  const SpaceTime& space;
  FlowControl control;
  ClpSimplex lp;
  FlowObjective objective;
  std::vector<FlowColumn> columns;
  std::vector<int> by_lp;            // column of an LP column; -1 - cargo: its short one; kBoxColumn
  std::vector<PriceBox> boxes;
  std::vector<int> base;             // by cargo: column that it moves on while outside the LP; -1: it stays
  std::vector<int> demand_row;       // by cargo; -1: outside the LP
  std::vector<int> short_lp;         // by cargo
  std::vector<double> short_flow;    // by cargo
  std::vector<Parked> parked;        // by cargo; empty: nothing is
  std::vector<std::pair<int, double>> parked_on;  // limits that have a row; units a tonne
  std::vector<double> parked_use;    // by limit
  LotRows lot_rows;
  int places;                        // limits proper; behind them in number come the rows of lots
  std::vector<int> limit_row;        // by limit; -1: none yet
  std::vector<int> row_limits;       // limits that have a row, in order
  std::vector<Held> held;
  FlowPrices prices;
  double left_price = 0;             // of a tonne that stays, where no more may stay than was held
  std::vector<FlowWay> ways;
  PricedWays priced_before;
  std::vector<double> cheapest;
  std::vector<double> usage;         // by limit, of the flows that are counted
  std::vector<double> counted;       // by column
  std::vector<int> fuller;           // limits whose usage grew since they were looked at, some of them more than once
  bool any_fuller = false;           // all may have grown
  Users users;
  std::vector<char> fruitful;        // by batch: gave a way when it was last priced
  FlowResult result;
  int cuts = 0;             // rounds of deeper rows of lots, in this solve
  double before_cuts = 0;   // the value then
  bool started = false;
  bool seeded = false;  // and not yet solved: the basis is another programme's optimum

  Impl(const SpaceTime& space_, FlowControl control_)
      : space(space_), control(std::move(control_)), lot_rows(space_.least_lot, space_.most_lot),
        places(static_cast<int>(space_.limit.size())), usage(space_.limit.size(), 0), users(space_.limit.size()) {
    lp.setLogLevel(0);
    lp.passInEventHandler(std::make_unique<StopHandler>(&control.stop).get());
    lp.scaling(0);
    const std::size_t count = space.cargo.size();
    base.assign(count, -1);
    demand_row.assign(count, -1);
    short_lp.assign(count, -1);
    short_flow.assign(count, 0);
    limit_row.assign(space.limit.size(), -1);
    prices.limit.assign(space.limit.size(), 0);
  }

  bool stop() const { return control.stop && control.stop(); }
  std::size_t at(int i) const { return static_cast<std::size_t>(i); }

  std::array<double, 3> short_value(int k) const {
    const SpaceTime::Cargo& cargo = space.cargo[at(k)];
    return {0, cargo.weight * cargo.short_weeks, 0};
  }
  double priced(const std::array<double, 3>& value) const {
    return objective.weights[0] * value[0] + objective.weights[1] * value[1] + objective.weights[2] * value[2];
  }
  // What a tonne on a way, or one that stays, takes of a held level.
  double way_part(const FlowColumn& column, int level) const { return level == kLeftBehind ? 0 : column.value[at(level)]; }
  double short_part(int k, int level) const { return level == kLeftBehind ? 1 : short_value(k)[at(level)]; }
  double short_cost(int k) const {
    return priced(short_value(k)) + (objective.undelivered.empty() ? 0 : objective.undelivered[at(k)]);
  }

  int batch(int k) const { return space.batch_of[at(space.group_of[at(k)])]; }
  const SpaceTime::Group& group(int k) const { return space.groups[at(space.group_of[at(k)])]; }
  template <class Take>
  void each_place(const FlowColumn& column, Take&& take) const {
    const SpaceTime::Group& of = group(column.cargo);
    space.each_limit(column.arcs, of.origin, of.release, of.hazardous, take);
  }
  // And the rows that its lots take up.
  template <class Take>
  void each_limit(const FlowColumn& column, Take&& take) const {
    const int lot_class = group(column.cargo).lot_class;
    each_place(column, [&](int limit, double units) {
      take(limit, units);
      if (lot_class == 0) return;
      for (const int row : lot_rows.rows_of(limit))
        if (const double share = lot_rows.units(row, lot_class); share > 0) take(places + row, share * units);
    });
  }

  FlowColumn column_of(int k, std::vector<std::int32_t> arcs) const {
    const SpaceTime::Group& of = group(k);
    FlowColumn column;
    column.cargo = k;
    column.value = space.way_value(k, of.origin, of.release, arcs, column.arrival);
    column.arcs = std::move(arcs);
    return column;
  }

  // With what flows there for now.
  int keep(FlowColumn column, double flow = 0) {
    const auto index = static_cast<int>(columns.size());
    column.flow = flow;
    columns.push_back(std::move(column));
    counted.push_back(flow);
    any_fuller |= flow > 0;
    each_place(columns.back(), [&](int limit, double units) {
      users.add(limit, index);
      usage[at(limit)] += units * flow;
    });
    return index;
  }

  // ---- the LP

  // Puts cargo into the LP, on the way that it moves on.
  void activate(const std::vector<int>& cargo) {
    Sparse rows;
    Sparse added;
    std::vector<int> basic;
    int row = lp.numberRows();
    int column = lp.numberColumns();
    for (const int k : cargo) {
      unpark(k);
      demand_row[at(k)] = row++;
      const double tonnes = space.cargo[at(k)].tonnes;
      rows.end(tonnes, tonnes, 0);
      if (base[at(k)] >= 0) {
        columns[at(base[at(k)])].lp = column++;
        by_lp.push_back(base[at(k)]);
        describe(columns[at(base[at(k)])], added);
      }
      short_lp[at(k)] = column++;
      by_lp.push_back(-1 - k);
      describe_short(k, added);
      basic.push_back(base[at(k)] >= 0 ? short_lp[at(k)] - 1 : short_lp[at(k)]);
    }
    const int first = lp.numberRows();
    lp.addRows(rows.count(), rows.lower.data(), rows.upper.data(), rows.starts.data(), rows.index.data(), rows.element.data());
    add_columns(added);
    if (!lp.statusExists()) lp.createStatus();
    for (int r = first; r < lp.numberRows(); ++r) lp.setRowStatus(r, ClpSimplex::atLowerBound);
    for (const int c : basic) lp.setColumnStatus(c, ClpSimplex::basic);
    for (Held& level : held) set_held_limit(level);
  }

  double parked_of(int limit) const { return parked_use.empty() || limit >= places ? 0 : parked_use[at(limit)]; }
  // Calls take(limit, units a tonne) for each row that parked cargo meets.
  template <class Take>
  void each_parked(std::size_t k, Take&& take) const {
    if (parked.empty()) return;
    for (std::size_t i = parked[k].first; i < parked[k].end; ++i) take(parked_on[i].first, parked_on[i].second);
  }

  // Cargo that has one way, outside the LP; unless that would break a limit that it takes part in.
  void park(const std::vector<int>& limits) {
    std::vector<char> has_row(space.limit.size(), 0);
    for (const int limit : limits) has_row[at(limit)] = 1;
    parked.resize(base.size());
    parked_use.assign(space.limit.size(), 0);
    for (std::size_t k = 0; k < base.size(); ++k) {
      parked[k].first = parked[k].end = parked_on.size();
      if (demand_row[k] >= 0 || base[k] < 0) continue;
      each_place(columns[at(base[k])], [&](int limit, double units) {
        if (has_row[at(limit)] == 0) return;
        parked_on.emplace_back(limit, units);
        parked_use[at(limit)] += units * space.cargo[k].tonnes;
      });
      parked[k].end = parked_on.size();
    }
    std::vector<int> joining;
    for (std::size_t k = 0; k < base.size(); ++k) {
      bool breaks = false;
      each_parked(k, [&](int limit, double) { breaks |= parked_use[at(limit)] > space.limit[at(limit)] + kCapacityTolerance; });
      if (breaks) joining.push_back(static_cast<int>(k));
    }
    activate(joining);
  }

  void unpark(int k) {
    each_parked(at(k), [&](int limit, double units) {
      parked_use[at(limit)] -= units * space.cargo[at(k)].tonnes;
      if (limit_row[at(limit)] >= 0) lp.setRowUpper(limit_row[at(limit)], most_of(limit));
    });
    if (!parked.empty()) parked[at(k)].end = parked[at(k)].first;
  }

  // What a row holds.
  double most_of(int limit) const { return std::max(0.0, limit_of(limit) - parked_of(limit)); }

  double limit_of(int limit) const { return limit < places ? space.limit[at(limit)] : lot_rows.limit(limit - places); }
  int place_of(int limit) const { return limit < places ? limit : lot_rows.place(limit - places); }

  void describe(const FlowColumn& column, Sparse& out) const {
    out.add(demand_row[at(column.cargo)], 1);
    std::vector<std::pair<int, double>> entries;
    each_limit(column, [&](int limit, double units) {
      if (limit_row[at(limit)] >= 0) entries.emplace_back(limit_row[at(limit)], units);
    });
    std::sort(entries.begin(), entries.end());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      double units = entries[i].second;
      while (i + 1 < entries.size() && entries[i + 1].first == entries[i].first) units += entries[++i].second;
      out.add(entries[i].first, units);
    }
    for (const Held& level : held)
      if (const double part = way_part(column, level.level); level.row >= 0 && part != 0) out.add(level.row, part);
    out.end(0, COIN_DBL_MAX, priced(column.value));
  }
  void describe_short(int k, Sparse& out) const {
    out.add(demand_row[at(k)], 1);
    for (const Held& level : held)
      if (const double part = short_part(k, level.level); level.row >= 0 && part != 0) out.add(level.row, part);
    out.end(0, COIN_DBL_MAX, short_cost(k));
  }

  void add_columns(const Sparse& added) {
    if (added.count() == 0) return;
    lp.addColumns(added.count(), added.lower.data(), added.upper.data(), added.cost.data(), added.starts.data(),
                  added.index.data(), added.element.data());
  }

  // The columns on any of these limits, in order.
  std::vector<int> columns_on(const std::vector<int>& limits) const {
    std::vector<int> out;
    for (const int limit : limits) users.list(place_of(limit), out);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  // Of columns those that cargo outside the LP moves on, where they meet a limit that `marked` has a number for: that cargo.
  std::vector<int> outside_on(const std::vector<int>& of, const std::vector<int>& marked) const {
    std::vector<int> out;
    for (const int c : of) {
      const int k = columns[at(c)].cargo;
      if (demand_row[at(k)] >= 0 || base[at(k)] != c) continue;
      bool meets = false;
      each_limit(columns[at(c)], [&](int limit, double) { meets |= marked[at(limit)] >= 0; });
      if (meets) out.push_back(k);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  void add_limit_rows(const std::vector<int>& limits, bool parking = false) {
    limit_row.resize(at(places + lot_rows.count()), -1);
    std::vector<int> slot(limit_row.size(), -1);
    for (std::size_t i = 0; i < limits.size(); ++i) slot[at(limits[i])] = static_cast<int>(i);
    const std::vector<int> on = columns_on(limits);
    if (parking) park(limits);
    else if (const std::vector<int> joining = outside_on(on, slot); !joining.empty()) activate(joining);
    std::vector<std::vector<std::pair<int, double>>> entries(limits.size());
    for (const int c : on) {
      const int column = columns[at(c)].lp;
      if (column < 0) continue;
      each_limit(columns[at(c)], [&](int limit, double units) {
        if (slot[at(limit)] < 0) return;
        auto& row = entries[at(slot[at(limit)])];
        if (!row.empty() && row.back().first == column) {
          row.back().second += units;
        } else {
          row.emplace_back(column, units);
        }
      });
    }
    for (auto& row : entries) std::sort(row.begin(), row.end());
    Sparse rows;
    for (std::size_t i = 0; i < limits.size(); ++i) {
      limit_row[at(limits[i])] = lp.numberRows() + static_cast<int>(i);
      row_limits.push_back(limits[i]);
      for (const auto& [column, units] : entries[i]) rows.add(column, units);
      rows.end(-COIN_DBL_MAX, most_of(limits[i]), 0);
    }
    lp.addRows(rows.count(), rows.lower.data(), rows.upper.data(), rows.starts.data(), rows.index.data(), rows.element.data());
  }

  // What cargo outside the LP takes of a held level.
  double outside(int level) const {
    double sum = 0;
    for (std::size_t k = 0; k < base.size(); ++k)
      if (demand_row[k] < 0)
        sum += space.cargo[k].tonnes *
               (base[k] >= 0 ? way_part(columns[at(base[k])], level) : short_part(static_cast<int>(k), level));
    return sum;
  }
  void set_held_limit(const Held& level) {
    if (level.row >= 0) lp.setRowUpper(level.row, level.most - outside(level.level));
  }

  void add_held_row(Held& level) {
    Sparse rows;
    for (std::size_t c = 0; c < by_lp.size(); ++c) {
      if (by_lp[c] == kBoxColumn) continue;
      const double value = by_lp[c] >= 0 ? way_part(columns[at(by_lp[c])], level.level) : short_part(-1 - by_lp[c], level.level);
      if (value != 0) rows.add(static_cast<int>(c), value);
    }
    rows.end(-COIN_DBL_MAX, level.most - outside(level.level), 0);
    level.row = lp.numberRows();
    lp.addRows(1, rows.lower.data(), rows.upper.data(), rows.starts.data(), rows.index.data(), rows.element.data());
  }

  // Every row and column as it was; cargo that has no basic way any more stays.
  void restore_basis(const FlowStart& from) {
    if (!lp.statusExists()) lp.createStatus();
    std::vector<char> carried(base.size(), 0);
    for (const int k : from.staying) carried[at(k)] = 1;
    for (const FlowColumn& column : columns)
      if (column.lp >= 0 && column.basic) carried[at(column.cargo)] = 2;
    for (std::size_t c = 0; c < by_lp.size(); ++c) {
      const bool way = by_lp[c] >= 0;
      const bool basic = way ? columns[at(by_lp[c])].basic : carried[at(-1 - by_lp[c])] == 1 || carried[at(-1 - by_lp[c])] == 0;
      lp.setColumnStatus(static_cast<int>(c), basic ? ClpSimplex::basic : ClpSimplex::atLowerBound);
    }
    for (const int k : from.staying)
      if (short_lp[at(k)] >= 0) lp.setColumnStatus(short_lp[at(k)], ClpSimplex::basic);
    for (const int limit : from.tight) lp.setRowStatus(limit_row[at(limit)], ClpSimplex::atUpperBound);
  }

  // ---- the loop

  void run_lp(bool rows_were_added) {
    if (lp.numberRows() == 0) return;
    const double begun = cpu_now();
    if (rows_were_added) {
      lp.dual();
    } else {
      lp.primal();
    }
    result.lp_seconds += cpu_now() - begun;
    const double* solution = lp.getColSolution();
    for (std::size_t c = 0; c < by_lp.size(); ++c) {
      const double flow = std::max(0.0, solution[c]);
      if (by_lp[c] >= 0) {
        columns[at(by_lp[c])].flow = flow;
        columns[at(by_lp[c])].basic = lp.getColumnStatus(static_cast<int>(c)) == ClpSimplex::basic;
      } else if (by_lp[c] != kBoxColumn) {
        short_flow[at(-1 - by_lp[c])] = flow;
      }
    }
  }

  // A price that moved by no more than rounding stays what it was: then what was priced at it still counts.
  static void bring(double& price, double to, double least) {
    if (price < least || std::abs(to - price) > kSamePrice * (1 + std::abs(price))) price = to;
  }

  void read_prices() {
    const double* dual = lp.getRowPrice();
    for (auto& one : prices.of_lots) one.clear();
    for (const int limit : row_limits) {
      const double price = std::max(0.0, -dual[limit_row[at(limit)]]);
      if (limit < places) bring(prices.limit[at(limit)], price, 0);
      else if (price > 0) price_lots(limit - places, price);
    }
    std::array<double, 4> weights{objective.weights[0], objective.weights[1], objective.weights[2], 0};
    for (const Held& level : held)
      if (level.row >= 0) weights[at(level.level)] += std::max(0.0, -dual[level.row]);
    bring(prices.on_time, weights[0], objective.weights[0]);
    bring(prices.lateness, weights[1], objective.weights[1]);
    bring(prices.cost, weights[2], objective.weights[2]);
    left_price = weights[3];
  }

  void price_lots(int row, double price) {
    prices.of_lots.resize(space.limit.size());
    std::vector<double>& more = prices.of_lots[at(lot_rows.place(row))];
    more.resize(space.least_lot.size(), 0);
    for (std::size_t lots = 0; lots < more.size(); ++lots) more[lots] += price * lot_rows.units(row, static_cast<int>(lots));
  }

  // Brings `usage` to the flows of now.
  void count_flows() {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const double more = columns[c].flow - counted[c];
      if (more == 0) continue;
      each_place(columns[c], [&](int limit, double units) {
        usage[at(limit)] += units * more;
        if (more > 0) fuller.push_back(limit);
      });
      counted[c] = columns[c].flow;
    }
  }

  std::vector<int> broken_limits() {
    count_flows();
    std::vector<int> broken;
    if (any_fuller) {
      fuller.resize(at(places));
      std::iota(fuller.begin(), fuller.end(), 0);
      any_fuller = false;
    }
    for (const int limit : fuller)
      if (limit_row[at(limit)] < 0 && usage[at(limit)] - space.limit[at(limit)] > kCapacityTolerance) broken.push_back(limit);
    fuller.clear();
    std::sort(broken.begin(), broken.end());
    broken.erase(std::unique(broken.begin(), broken.end()), broken.end());
    return broken;
  }

  // The lots that pass each place that they could break a row of, by class; of the others nothing.
  std::vector<std::vector<LotFlow>> lots_through() const {
    std::vector<std::vector<LotFlow>> out(at(places));
    const auto may_break = [&](int r) {  // no f counts a lot more than twice its part
      return r < space.resource(0, 0) && usage[at(r)] > space.limit[at(r)] / 2 && lot_rows.matter(space.limit[at(r)]);
    };
    for (const FlowColumn& column : columns) {
      const int lot_class = column.flow > 0 ? group(column.cargo).lot_class : 0;
      if (lot_class == 0) continue;
      each_place(column, [&](int r, double units) {
        if (may_break(r)) out[at(r)].push_back({lot_class, units * column.flow});
      });
    }
    for (std::vector<LotFlow>& flows : out) add_up(flows);
    return out;
  }

  static void add_up(std::vector<LotFlow>& flows) {
    std::sort(flows.begin(), flows.end(), [](const LotFlow& a, const LotFlow& b) { return a.lot_class < b.lot_class; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < flows.size(); ++i) {
      if (kept > 0 && flows[kept - 1].lot_class == flows[i].lot_class) flows[kept - 1].tonnes += flows[i].tonnes;
      else flows[kept++] = flows[i];
    }
    flows.resize(kept);
  }

  // Rows of lots that are broken now: those that are known beforehand, or the deepest. How many.
  using FindRow = std::vector<double> (LotRows::*)(double, const std::vector<LotFlow>&) const;
  int add_lot_rows(FindRow find) {
    if (space.least_lot.size() < 2) return 0;
    const int before = lot_rows.count();
    const std::vector<std::vector<LotFlow>> flows = lots_through();
    std::vector<int> added;
    for (int r = 0; r < places; ++r) {
      if (flows[at(r)].empty()) continue;
      const std::vector<double> shares = (lot_rows.*find)(space.limit[at(r)], flows[at(r)]);
      if (shares.empty()) continue;
      added.push_back(places + lot_rows.count());
      lot_rows.add(r, space.limit[at(r)], shares);
    }
    if (!added.empty()) add_limit_rows(added);
    return lot_rows.count() - before;
  }

  double held_price(const Held& level) const {
    if (level.level == kLeftBehind) return left_price;
    const std::array<double, 3> now{prices.on_time, prices.lateness, prices.cost};
    return now[at(level.level)] - objective.weights[at(level.level)];
  }

  double short_price(int k) const {
    const auto value = short_value(k);
    return prices.on_time * value[0] + prices.lateness * value[1] + prices.cost * value[2] + left_price +
           (objective.undelivered.empty() ? 0 : objective.undelivered[at(k)]);
  }

  // Prices `batches`, or everything, which gives a bound: the better one is kept. Returns how many ways were added.
  int price(bool add, const std::vector<char>& batches) {
    ++result.sweeps;
    const double* dual = lp.getRowPrice();
    std::vector<double> worth(base.size(), -kFar);
    for (std::size_t k = 0; k < base.size(); ++k) {
      if (space.group_of[k] < 0) continue;
      double now = short_price(static_cast<int>(k));
      if (demand_row[k] >= 0) {
        now = dual[demand_row[k]];
      } else if (base[k] >= 0) {
        const auto& value = columns[at(base[k])].value;
        now = prices.on_time * value[0] + prices.lateness * value[1] + prices.cost * value[2];
        each_parked(k, [&](int limit, double units) { now += units * prices.limit[at(limit)]; });
      }
      worth[k] = now - kPriceTolerance * (1 + std::abs(now));
    }
    price_ways(space, prices, worth, control.threads, ways, {0, add, batches, batches.empty() && prices.cost > 0 ? &priced_before : nullptr});
    if (batches.empty()) state_bound();
    return add ? add_ways(worth, batches) : 0;
  }

  void state_bound() {
    double sum = 0;
    double terms = 0;
    const auto count = [&](double term) {
      sum += term;
      terms += std::abs(term);
    };
    for (std::size_t k = 0; k < base.size(); ++k) {
      cheapest[k] = std::min(ways[k].cost, short_price(static_cast<int>(k)));
      count(space.cargo[k].tonnes * cheapest[k]);
    }
    const double* dual = lp.getRowPrice();
    for (const int limit : row_limits)
      count(-(limit < places ? prices.limit[at(limit)] : std::max(0.0, -dual[limit_row[at(limit)]])) * limit_of(limit));
    for (const Held& level : held) count(-held_price(level) * level.most);
    result.bound = std::max(result.bound, sum - kBoundMargin * terms);
  }

  // The batches that gave a way are where the next one is looked for, unless they are most.
  int add_ways(const std::vector<double>& worth, const std::vector<char>& batches) {
    std::vector<int> joining;
    std::vector<int> fresh;
    fruitful.assign(space.batches.size(), 0);
    for (std::size_t k = 0; k < base.size(); ++k)
      if (space.group_of[k] < 0 || (!batches.empty() && batches[at(batch(static_cast<int>(k)))] == 0)) {
        continue;
      } else if (ways[k].cost < worth[k]) {
        fruitful[at(batch(static_cast<int>(k)))] = 1;
        fresh.push_back(keep(column_of(static_cast<int>(k), ways[k].arcs)));
        if (demand_row[k] < 0) joining.push_back(static_cast<int>(k));
      } else if (demand_row[k] < 0 && base[k] >= 0 && short_price(static_cast<int>(k)) < worth[k]) {
        joining.push_back(static_cast<int>(k));  // it would rather stay: the held levels have to say what that is worth
      }
    activate(joining);
    put_in(fresh);
    return static_cast<int>(fresh.size() + joining.size());
  }

  void put_in(const std::vector<int>& fresh) {
    Sparse added;
    int column = lp.numberColumns();
    for (const int c : fresh) {
      columns[at(c)].lp = column++;
      by_lp.push_back(c);
      describe(columns[at(c)], added);
    }
    add_columns(added);
  }

  void sum_up() {
    result.levels = {};
    result.value = 0;
    for (const FlowColumn& column : columns)
      for (std::size_t i = 0; i < 3; ++i) result.levels[i] += column.flow * column.value[i];
    for (std::size_t k = 0; k < base.size(); ++k) {
      const auto value = short_value(static_cast<int>(k));
      for (std::size_t i = 0; i < 3; ++i) result.levels[i] += short_flow[k] * value[i];
      if (!objective.undelivered.empty()) result.value += short_flow[k] * objective.undelivered[k];
    }
    result.value += priced(result.levels);
    result.rows = lp.numberRows();
    result.columns = lp.numberColumns();
  }

  bool is_closed() const { return relative_gap() <= std::max(control.gap, kClosedGap); }
  double relative_gap() const { return (result.value - result.bound) / std::max(1.0, std::abs(result.value + control.constant)); }

  // Everybody on the cheapest way, prices at nothing.
  void start() {
    started = true;
    cheapest.assign(base.size(), kFar);
    prices.on_time = objective.weights[0];
    prices.lateness = objective.weights[1];
    prices.cost = objective.weights[2];
    std::vector<double> worth(base.size());
    PricingScope scope{0, true, std::vector<char>(space.batches.size(), 0)};
    for (std::size_t k = 0; k < base.size(); ++k) {
      const bool open = demand_row[k] < 0 && base[k] < 0;
      worth[k] = open ? short_cost(static_cast<int>(k)) : -kFar;
      if (open && space.group_of[k] >= 0) scope.wanted[at(batch(static_cast<int>(k)))] = 1;
    }
    ways.assign(base.size(), FlowWay{});
    price_ways(space, prices, worth, control.threads, ways, scope);
    ++result.sweeps;
    for (std::size_t k = 0; k < base.size(); ++k) {
      if (demand_row[k] >= 0 || base[k] >= 0) continue;
      if (ways[k].cost < worth[k]) {
        base[k] = keep(column_of(static_cast<int>(k), ways[k].arcs), space.cargo[k].tonnes);
      } else {
        short_flow[k] = space.cargo[k].tonnes;
      }
    }
  }

  // Everybody on the way that is cheapest at first prices, which boxes hold for now.
  void start_at_first_prices() {
    const std::vector<double> stays = short_costs();
    prices.limit.assign(space.limit.size(), 0);
    prices.limit = first_prices(space, prices, stays, control.threads, control.stop);
    price_ways(space, prices, stays, control.threads, ways);
    columns.clear();
    usage.assign(space.limit.size(), 0);
    counted.clear();
    users = Users(space.limit.size());
    for (std::size_t k = 0; k < base.size(); ++k) {
      const bool moves = space.group_of[k] >= 0 && ways[k].cost < stays[k];
      base[k] = moves ? keep(column_of(static_cast<int>(k), ways[k].arcs), space.cargo[k].tonnes) : -1;
      short_flow[k] = moves ? 0 : space.cargo[k].tonnes;
    }
    std::vector<int> priced_limits;
    for (std::size_t r = 0; r < prices.limit.size(); ++r)
      if (prices.limit[r] > 0) priced_limits.push_back(static_cast<int>(r));
    if (priced_limits.empty()) return;
    add_limit_rows(priced_limits);
    add_boxes(priced_limits);
  }

  std::vector<double> short_costs() const {
    std::vector<double> out;
    for (std::size_t k = 0; k < base.size(); ++k) out.push_back(short_cost(static_cast<int>(k)));
    return out;
  }

  // Where parts of the cargo ended; false where it is not parted.
  bool start_at_parts() {
    FlowStart start = start_of_parts(space, objective, short_costs(), control);
    if (start.columns.empty()) return false;
    result.lp_seconds += start.lp_seconds;
    result.bound = std::max(result.bound, start.bound);
    begin_from(std::move(start), true);
    seeded = true;
    return true;
  }

  // Whoever takes part in a full limit enters the programme, on a basis that keeps them all.
  void start_at_first_flows() {
    prices.on_time = objective.weights[0];
    prices.lateness = objective.weights[1];
    prices.cost = objective.weights[2];
    FirstFlows first = first_flows(space, prices, short_costs(), control.threads, control.stop);
    result.bound = std::max(result.bound, first.bound);
    FlowStart start{{}, std::move(first.full), std::move(first.staying)};
    for (FirstFlows::Part& part : first.parts) {
      start.columns.push_back({part.cargo, 0, {}, std::move(part.arcs)});
      start.columns.back().basic = true;
    }
    begin_from(std::move(start), false);
  }

  void begin_from(FlowStart from, bool parking) {
    std::vector<int> more;  // further columns of cargo that has one
    std::vector<int> joining;
    columns.reserve(from.columns.size());
    for (FlowColumn& one : from.columns) {
      const auto k = static_cast<std::size_t>(one.cargo);
      if (space.group_of[k] < 0) continue;
      const int index = keep(column_of(one.cargo, std::move(one.arcs)), base[k] < 0 ? space.cargo[k].tonnes : 0);
      columns.back().basic = one.basic;
      if (base[k] < 0) {
        base[k] = index;
        continue;
      }
      more.push_back(index);
      joining.push_back(one.cargo);
    }
    joining.insert(joining.end(), from.staying.begin(), from.staying.end());
    std::sort(joining.begin(), joining.end());
    joining.erase(std::unique(joining.begin(), joining.end()), joining.end());
    std::erase_if(joining, [&](int k) { return space.group_of[at(k)] < 0; });
    activate(joining);
    put_in(more);
    add_limit_rows(from.tight, parking);  // takes in those that meet one
    restore_basis(from);
    const std::size_t before = columns.size();
    start();
    std::vector<int> fresh(columns.size() - before);
    std::iota(fresh.begin(), fresh.end(), static_cast<int>(before));
    activate(outside_on(fresh, limit_row));  // their new ways take up what the rows count
  }

  void add_boxes(const std::vector<int>& limits) {
    double mean = 0;
    for (const int limit : limits) mean += prices.limit[at(limit)] / static_cast<double>(limits.size());
    Sparse added;
    int column = lp.numberColumns();
    for (const int limit : limits) {
      const double price = prices.limit[at(limit)];
      boxes.push_back({limit, price, kBoxOfPrice * price + kBoxOfMean * mean, column, column + 1});
      column += 2;
      added.add(limit_row[at(limit)], -1);
      added.end(0, COIN_DBL_MAX, price + boxes.back().give);
      added.add(limit_row[at(limit)], 1);
      added.end(0, COIN_DBL_MAX, -boxes.back().least());
      by_lp.insert(by_lp.end(), 2, kBoxColumn);
    }
    add_columns(added);
    if (!lp.statusExists()) lp.createStatus();  // of limits that nobody meets at these prices
    for (const PriceBox& box : boxes) {
      lp.setRowStatus(limit_row[at(box.limit)], ClpSimplex::atUpperBound);
      lp.setColumnStatus(usage[at(box.limit)] > space.limit[at(box.limit)] ? box.broken : box.unused, ClpSimplex::basic);
    }
  }

  // Around the present price, twice as wide; whether any was bound.
  bool widen_boxes() {
    const double* solution = lp.getColSolution();
    const double* dual = lp.getRowPrice();
    bool bound = false;
    for (PriceBox& box : boxes) {
      if (solution[box.broken] <= kCapacityTolerance && (solution[box.unused] <= kCapacityTolerance || box.least() == 0)) continue;
      bound = true;
      box.price = std::max(0.0, -dual[limit_row[at(box.limit)]]);
      box.give *= 2;
      lp.setObjectiveCoefficient(box.broken, box.price + box.give);
      lp.setObjectiveCoefficient(box.unused, -box.least());
    }
    return bound;
  }

  void close_boxes() {
    for (const PriceBox& box : boxes)
      for (const int column : {box.broken, box.unused}) {
        lp.setObjectiveCoefficient(column, 0);
        lp.setColumnUpper(column, 0);
      }
    boxes.clear();
  }

  void restate_objective() {
    for (std::size_t c = 0; c < by_lp.size(); ++c)
      if (by_lp[c] != kBoxColumn) lp.setObjectiveCoefficient(static_cast<int>(c), by_lp[c] >= 0 ? priced(columns[at(by_lp[c])].value) : short_cost(-1 - by_lp[c]));
  }

  // Everything in time and at no cost: what no plan betters, however bad the prices of a solve that was stopped are.
  double least_value() const {
    const auto below = [](double one) { return one < 0; };
    const bool gains = std::any_of(space.order.begin(), space.order.end(), [](const SpaceTime::Link& link) { return link.cost < 0; }) ||
                       std::any_of(space.holding.begin(), space.holding.end(), below) ||
                       std::any_of(objective.undelivered.begin(), objective.undelivered.end(), below);
    if (gains) return -kFar;
    double weight = 0;
    for (const SpaceTime::Cargo& cargo : space.cargo) weight += cargo.weight * cargo.tonnes;
    return 0 - objective.weights[0] * weight * (1 + kBoundMargin * static_cast<double>(space.cargo.size()));
  }

  void begin(const FlowObjective& wanted) {
    objective = wanted;
    result = FlowResult{};
    result.bound = least_value();
    cuts = 0;
    if (!started && first_prices_pay(space)) {
      start();
      start_at_first_prices();
    } else if (!started && !start_at_parts()) {
      start_at_first_flows();
    }
    restate_objective();
    for (Held& level : held)
      if (level.row < 0) add_held_row(level);
    if (lp.numberRows() > 0) run_lp(seeded);
    seeded = false;
  }

  // Rows for what is broken, until nothing is; false where it was stopped before.
  bool keep_limits() {
    while (!stop()) {
      const std::vector<int> broken = broken_limits();
      add_limit_rows(broken);
      if (add_lot_rows(&LotRows::common_row) == 0 && broken.empty()) return true;
      run_lp(true);
    }
    return false;
  }

  // Where ways were found last, then everywhere.
  int price_in_turn(std::vector<char>& asked) {
    const int added = price(!result.stopped, asked);
    if (added > 0 || asked.empty()) return added;
    asked.clear();
    return price(!result.stopped, asked);
  }

  // Whether rows of lots were added to a programme that is solved; while they raise it by as much as is worth their time.
  bool cut_deeper() {
    const bool rises = result.value - before_cuts > kWorthCuts * std::max(1.0, std::abs(result.value + control.constant));
    if (cuts > 0 && !rises) return false;
    before_cuts = result.value;
    ++cuts;
    if (add_lot_rows(&LotRows::deepest_row) == 0) return false;
    run_lp(true);
    return true;
  }

  FlowResult solve(const FlowObjective& wanted, double bound) {
    begin(wanted);
    result.bound = std::max(result.bound, bound);
    std::vector<char> asked;  // batches to be priced; empty: all
    for (;; run_lp(false)) {
      result.stopped = !keep_limits();
      read_prices();
      sum_up();
      const int added = bound > -kFar && is_closed() ? 0 : price_in_turn(asked);
      if (!result.stopped && widen_boxes()) continue;  // the value is none yet
      if (control.told) control.told(result.value, result.bound);
      result.closed = !result.stopped && (added == 0 || is_closed());
      if (result.stopped) break;
      if (result.closed) {
        if (!cut_deeper()) break;
        continue;
      }
      const bool few = 2 * std::count(fruitful.begin(), fruitful.end(), 1) < static_cast<std::ptrdiff_t>(fruitful.size());
      asked = few && added >= kWorthLooking ? fruitful : std::vector<char>();
    }
    close_boxes();
    return result;
  }
};

FlowMaster::FlowMaster(const SpaceTime& space, FlowControl control) : impl_(std::make_unique<Impl>(space, std::move(control))) {}
FlowMaster::~FlowMaster() = default;

void FlowMaster::seed(FlowStart start, const FlowObjective& objective) {
  impl_->objective = objective;
  impl_->begin_from(std::move(start), true);
  impl_->seeded = true;
}

FlowStart FlowMaster::ended() const {
  FlowStart out{{}, tight_limits(), staying()};
  for (const FlowColumn& column : impl_->columns)
    if (column.flow > 0 || column.basic) out.columns.push_back(column);
  return out;
}

// Rows of lots are found anew.
std::vector<int> FlowMaster::tight_limits() const {
  std::vector<int> out;
  for (const int limit : impl_->row_limits)
    if (limit < impl_->places && impl_->lp.getRowStatus(impl_->limit_row[static_cast<std::size_t>(limit)]) != ClpSimplex::basic) out.push_back(limit);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<int> FlowMaster::staying() const {
  std::vector<int> out;
  for (std::size_t k = 0; k < impl_->short_lp.size(); ++k)
    if (impl_->short_lp[k] >= 0 && impl_->lp.getColumnStatus(impl_->short_lp[k]) == ClpSimplex::basic) out.push_back(static_cast<int>(k));
  return out;
}

FlowResult FlowMaster::solve(const FlowObjective& objective, double bound) { return impl_->solve(objective, bound); }
void FlowMaster::hold(int level, double most) { impl_->held.push_back({level, most, -1}); }
const std::vector<FlowColumn>& FlowMaster::columns() const { return impl_->columns; }
std::vector<double> FlowMaster::place_prices() const {
  std::vector<double> out(static_cast<std::size_t>(impl_->places), 0);
  const double* dual = impl_->lp.getRowPrice();
  for (const int limit : impl_->row_limits) {
    const int place = limit < impl_->places ? limit : impl_->lot_rows.place(limit - impl_->places);
    out[static_cast<std::size_t>(place)] += std::max(0.0, -dual[impl_->limit_row[static_cast<std::size_t>(limit)]]);
  }
  return out;
}
const FlowPrices& FlowMaster::prices() const { return impl_->prices; }
const std::vector<double>& FlowMaster::cheapest() const { return impl_->cheapest; }
std::array<double, 3> FlowMaster::short_value(int cargo) const { return impl_->short_value(cargo); }

}  // namespace servanda
