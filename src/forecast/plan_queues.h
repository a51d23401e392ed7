#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "book/snapshot.h"
#include "forecast/accepted_plan.h"
#include "forecast/common_points.h"
#include "forecast/queue_engine.h"
#include "forecast/shipments.h"

namespace servanda {

// Cuts the ways where they reach the stage: from `confirmed` on at their end; `arrived` and `handed_over` at the first node at
// which the book has an event of that stage, else at their end. Of lower stages a plan says nothing: no way is left.
void end_at_stage(const Snapshot& snapshot, Stage stage, AcceptedPlan& plan);

// By consignment, the day on which an accepted plan has its last tonne there: the day expected until then, where that lies in the
// planned week, else the week's last.
std::map<std::string, DayNumber, std::less<>> planned_days(const AcceptedPlan& plan, const ShipmentLog& log);

// From the plan's known day on, what it carries is expected on its planned day.
void expect_as_planned(const AcceptedPlan& plan, ShipmentLog& log);

// What the forecaster reads of a book with its accepted plans: each was in force until the next, and teaches how plans come
// true.   Errors: those of `plans`.
struct PlannedLog {
  ShipmentLog log;
  std::optional<AcceptedPlan> newest;  // cut where it reaches the stage
};
Result<PlannedLog> read_with_plans(const Snapshot& snapshot, Stage stage, const ReadAcceptedPlans& plans);

// An accepted plan on the network of its book, as a QueueModel: what late consignments do to each other and to the others.
//
// Rules
//   1. Each way of the plan that still lies ahead is a consignment of the model. It waits at each link and node with a
//      capacity and takes as long in between as planned; legs planned before the as-known week (before the next one, where the
//      plan is older than the week) have been made. Capacities are those of network/network.h, closures known included.
//      Storage, hazardous limits, vehicles and minimum rates are left to the plan. A resource whose links follow each
//      other within a week is left out too.
//   2. Days inside, weeks in capacity: a consignment drawn d days late starts d / 7 weeks late, queues, and arrives d % 7
//      days after where the queues leave it. On its planned day or before it keeps its slots. So without delay each arrives
//      on its planned day, and without limits the days are those that were drawn.
//   3. Nothing is counted twice: the history's delays hold its queueing. Lateness is therefore multiplied by a share of each
//      mode, chosen so that with the queues its mean is what was drawn (calibrate()). A scenario keeps the book's shares.
//   4. Closures that became known no sooner than they began come again: at each node at the rate of the past, shrunk to that
//      of all nodes by the weight of one closure, as long as one of them was, times what it took.
//   5. What leaves (cancelled, lost) takes no slot. What the queues do not let through by the end of the weeks arrives
//      then, or on the drawn day if that is later.
//   6. Who waits for money starts no sooner than in the week in which it comes, and where a link of its way has a permit,
//      so much later that the permit is there too: it is asked for then.
//   7. Inspection: where events of at least kEnoughSpans consignments show how long it takes over a link from one place to the
//      next, a late consignment loses its time there as far as a draw from those times, less their median, says; with the
//      rest it starts late. So where it is late is learned there, and how late it is stays what was drawn.
class PlanQueues {
  struct Planned;

 public:
  static constexpr std::int32_t kAll = 10'000;
  static constexpr std::size_t kEnoughSpans = 20;
  static constexpr DayNumber kAtOnce = std::numeric_limits<DayNumber>::min();

  // Empty where nothing of the plan lies ahead, or the book has no network.
  static std::optional<PlanQueues> make(const Snapshot& snapshot, const AcceptedPlan& plan, const ShipmentLog& log);

  std::size_t ways() const { return way_shipment_.size(); }
  std::size_t places() const { return place_names_.size(); }
  std::size_t shipments() const { return shipments_.size(); }
  Day plan_known() const { return plan_known_; }
  std::int64_t surprises() const { return surprises_; }
  std::size_t inspected() const { return spans_.size(); }  // links whose times are learned
  const std::vector<std::string>& place_names() const { return place_names_; }
  std::size_t modes() const { return late_share_.size(); }
  std::int32_t late_share(std::size_t mode) const { return late_share_[mode]; }
  void set_late_share(std::size_t mode, std::int32_t share) { late_share_[mode] = share; }
  // Adds all that futures depend on.
  void add_to(Sha256& sum) const;
  // The same plan where one place has no limit.
  PlanQueues without_limit(std::size_t place) const;
  // The same plan where nothing closes that is not known to close.
  PlanQueues without_surprises() const;
  // The places that the plan fills most, by their load over their capacity in the weeks of the plan; at most so many.
  std::vector<std::size_t> fullest(std::size_t most) const;
  // How many of the plan's consignments pass a place.
  std::int64_t passing(std::size_t place) const;

  // What is drawn of closures, and of how many consignments how uncertain it is: for share_out_dimensions.
  std::vector<double> closure_weights() const;
  std::vector<std::string> closure_names() const;
  void give_dimension(std::size_t closure, std::size_t dimension) { closable_[closure].dimension = dimension; }

  // What passes of a future meant, by mode: days late as drawn and as simulated, of what arrives.
  struct Lateness {
    double drawn = 0;
    double simulated = 0;
  };

  // What waiting at one place of its way cost a consignment, summed over futures.
  struct Waited {
    std::int64_t saved = 0;  // futures in which it would have come within the window, had it not waited there
    std::int64_t days = 0;
    std::int64_t came = 0;   // day of the model, each future weighted by the days waited
    std::int64_t left = 0;
    Waited& operator+=(const Waited& o) {
      saved += o.saved, days += o.days, came += o.came, left += o.left;
      return *this;
    }
  };
  // The place that cost a consignment most.
  struct HeldUp {
    std::size_t shipment;  // place in the log
    std::size_t place;
    std::int64_t saved;
    DayNumber from, until;  // after the as-known day, in the mean
  };
  //   waited: as Runner tells it, summed.
  std::vector<HeldUp> held_up(std::span<const Waited> waited) const;

  // One thread's futures of one plan. The queues and points must outlive it.
  class Runner {
   public:
    Runner(const PlanQueues& queues, const CommonPoints& points, std::uint64_t seed);
    // By place in the log, `days`: drawn arrivals, replaced by simulated ones; `starts`: when the money is there, or kAtOnce
    // (empty: for all).
    void pass(std::uint32_t future, std::span<std::int16_t> days, std::span<const DayNumber> starts = {});
    const std::vector<Lateness>& lateness() const { return lateness_; }  // by mode, of all futures passed
    // From now on, also what waiting cost those who did not come within so many days.
    void count_waits(DayNumber within_days);
    const std::vector<Waited>& waited() const { return waited_; }  // by visit of the engine

   private:
    void draw_closures(std::uint32_t future);
    void start_late(std::uint32_t future, const Planned& planned, std::size_t way, DayNumber weeks, DayNumber held);
    DayNumber weeks_held(std::size_t way, DayNumber start) const;
    void count(const Planned& planned, std::span<const std::uint16_t> there, DayNumber day);
    const PlanQueues& queues_;
    const CommonPoints& points_;
    std::uint64_t seed_;
    QueueEngine engine_;
    QueueFuture future_;
    std::vector<Lateness> lateness_;
    std::vector<DayNumber> rest_;
    DayNumber within_days_ = 0;
    std::vector<Waited> waited_;  // empty: not counted
  };

 private:
  class Maker;
  struct Planned {
    std::size_t shipment;  // place in the log
    std::uint32_t number;  // its place in randomness
    std::size_t mode;
    DayNumber day;         // after the as-known day
    std::size_t first_way;
    std::size_t end_way;
  };
  struct Closable {
    std::uint16_t place;
    double a_day;  // rate
    std::optional<std::size_t> dimension = {};  // of the common points, for the first; none: by its place
  };

  Day plan_known_{};
  DayNumber day_zero_ = 0;  // of the model, after the as-known day: 0 or before
  QueueModel model_;
  std::vector<std::size_t> way_shipment_;
  std::vector<std::uint16_t> way_permit_;  // days that its money must be there before it starts, for its permits
  struct Inspection {
    std::size_t way;
    std::uint16_t visit;  // after so many places
    std::size_t spans;
  };
  std::vector<Inspection> inspections_;           // by way
  std::vector<std::size_t> first_inspection_;     // by way, and the end
  std::vector<std::vector<std::uint16_t>> spans_;  // by link with enough: days beyond the median
  std::vector<Planned> shipments_;
  std::vector<std::string> place_names_;
  std::vector<Closable> closable_;
  std::vector<std::uint16_t> closed_weeks_;  // of past surprises
  std::int64_t surprises_ = 0;
  std::vector<std::int32_t> late_share_;     // by mode, of kAll
};

}  // namespace servanda
