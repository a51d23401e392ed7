#include "forecast/plan_queues.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <unordered_map>

#include "base/check.h"
#include "forecast/random.h"
#include "forecast/simulate.h"
#include "network/plan_input.h"

namespace servanda {
namespace {

constexpr int kMoreWeeks = 52;  // beyond the plan's, at the capacity of its last week
constexpr std::uint16_t kLeft = 0xFFFF;

}  // namespace

void end_at_stage(const Snapshot& snapshot, Stage stage, AcceptedPlan& plan) {
  if (stage >= Stage::confirmed) return;
  if (stage < Stage::arrived) {
    plan.ways.clear();
    return;
  }
  std::set<std::string, std::less<>> places;
  for (const auto row : snapshot.rows<Table::events>())
    if (row.code<"stage", Stage>() == stage) places.emplace(row.text<"place">());
  for (AcceptedPlan::Way& way : plan.ways) {
    const auto reaches = [&](const AcceptedPlan::Leg& leg) {
      const auto link = snapshot.find<Table::links>(leg.link);
      return link && places.contains(link->text<"to">());
    };
    const auto last = std::ranges::find_if(way.legs, reaches);
    if (last != way.legs.end()) way.legs.erase(std::next(last), way.legs.end());
  }
}

std::map<std::string, DayNumber, std::less<>> planned_days(const AcceptedPlan& plan, const ShipmentLog& log) {
  std::map<std::string, DayNumber, std::less<>> mondays;
  for (const AcceptedPlan::Way& way : plan.ways) {
    auto [at, fresh] = mondays.try_emplace(way.consignment, day_number(way.legs.back().arrive));
    at->second = std::max(at->second, day_number(way.legs.back().arrive));
  }
  for (const Shipment& shipment : log.shipments) {
    const auto found = mondays.find(shipment.id);
    if (found == mondays.end()) continue;
    DayNumber day = found->second + 6;
    for (const Reference& reference : shipment.references)
      if (reference.known <= day_number(plan.known) && reference.day >= found->second && reference.day <= found->second + 6)
        day = reference.day;
    found->second = day;
  }
  return mondays;
}

void expect_as_planned(const AcceptedPlan& plan, ShipmentLog& log) {
  const auto days = planned_days(plan, log);
  const DayNumber known = day_number(plan.known);
  for (Shipment& shipment : log.shipments) {
    const auto found = days.find(shipment.id);
    if (found == days.end() || shipment.left || (shipment.reached && *shipment.reached <= known)) continue;
    auto& references = shipment.references;
    auto after = std::ranges::upper_bound(references, known, {}, &Reference::known);
    if (after != references.begin() && std::prev(after)->known == known) after = references.erase(std::prev(after));
    references.insert(after, {known, found->second, Promise::planned});
  }
}

Result<PlannedLog> read_with_plans(const Snapshot& snapshot, Stage stage, const ReadAcceptedPlans& plans) {
  PlannedLog out{ShipmentLog::read(snapshot, stage), {}};
  if (!plans) return out;
  ASSIGN_OR_RETURN(std::vector<AcceptedPlan> accepted, plans(snapshot));
  for (AcceptedPlan& plan : accepted) {
    end_at_stage(snapshot, stage, plan);
    expect_as_planned(plan, out.log);
  }
  if (!accepted.empty()) out.newest = std::move(accepted.back());
  return out;
}

// ---- from a plan and a network to a model

class PlanQueues::Maker {
 public:
  Maker(const Snapshot& snapshot, const AcceptedPlan& plan, const ShipmentLog& log, const PlanInput& input)
      : snapshot_(snapshot), plan_(plan), log_(log), instance_(input.instance), weeks_(input.network.weeks) {}

  std::optional<PlanQueues> make() {
    order_places();
    learn_spans();
    out_.plan_known_ = plan_.known;
    out_.day_zero_ = day_number(weeks_.monday(0)) - log_.as_known;
    out_.model_.weeks = std::min(instance_.weeks + kMoreWeeks, 9'000);
    out_.model_.onwards = true;
    const auto days = planned_days(plan_, log_);
    const auto mode = static_cast<std::size_t>(Factor::mode);
    for (std::size_t i = 0; i < log_.shipments.size(); ++i) {
      const Shipment& shipment = log_.shipments[i];
      const auto found = days.find(shipment.id);
      if (!shipment.open() || found == days.end()) continue;
      const std::size_t first = out_.ways();
      for (const AcceptedPlan::Way& way : plan_.ways)
        if (way.consignment == shipment.id) add_way(way, i, found->second);
      if (out_.ways() > first)
        out_.shipments_.push_back({i, shipment.number, shipment.factors[mode], found->second - log_.as_known, first, out_.ways()});
    }
    if (out_.ways() == 0) return std::nullopt;
    out_.first_inspection_.push_back(out_.inspections_.size());
    out_.late_share_.assign(log_.names[mode].size(), kAll);
    number_places();
    learn_surprises();
    return std::move(out_);
  }

 private:
  // Places of the network: nodes, then links, then resources.
  std::size_t link_at(std::size_t link) const { return instance_.nodes.size() + link; }
  std::size_t resource_at(std::size_t resource) const { return link_at(instance_.links.size()) + resource; }

  // What is passed within a week comes in the order in which it is passed; what would be passed in a circle then, some
  // resource is part of, and it is left out.
  void order_places() {
    std::vector<bool> left_out(instance_.resources.size(), false);
    const std::size_t all = resource_at(instance_.resources.size());
    for (;;) {
      std::vector<std::set<std::size_t>> after(all);
      const auto first = [&](std::size_t a, std::size_t b) { after[a].insert(b); };
      for (std::size_t l = 0; l < instance_.links.size(); ++l) {
        const PlanLink& link = instance_.links[l];
        first(static_cast<std::size_t>(link.from), link_at(l));
        if (link.transit_weeks == 0) first(link_at(l), static_cast<std::size_t>(link.to));
        for (const PlanUse& use : link.uses) {
          const auto r = static_cast<std::size_t>(use.resource);
          if (left_out[r]) continue;
          first(static_cast<std::size_t>(link.from), resource_at(r));
          first(resource_at(r), link_at(l));
        }
      }
      std::vector<std::size_t> before(all);
      for (const auto& each : after)
        for (const std::size_t b : each) ++before[b];
      std::vector<std::size_t> order;
      for (std::size_t place = 0; place < all; ++place)
        if (before[place] == 0) order.push_back(place);
      for (std::size_t i = 0; i < order.size(); ++i)
        for (const std::size_t b : after[order[i]])
          if (--before[b] == 0) order.push_back(b);
      rank_.assign(all, all);
      for (std::size_t i = 0; i < order.size(); ++i) rank_[order[i]] = i;
      std::size_t worst = left_out.size();
      for (std::size_t r = 0; r < left_out.size(); ++r)
        if (!left_out[r] && rank_[resource_at(r)] == all) worst = r;
      if (order.size() == all || worst == left_out.size()) break;
      left_out[worst] = true;
    }
    for (std::size_t r = 0; r < left_out.size(); ++r)
      if (left_out[r]) rank_[resource_at(r)] = all;
  }

  const std::vector<PlanTonnes>& capacity_of(std::size_t place) const {
    if (place < instance_.nodes.size()) return instance_.nodes[place].handling;
    if (place < resource_at(0)) return instance_.links[place - instance_.nodes.size()].capacity;
    return instance_.resources[place - resource_at(0)].amount;
  }

  // Adds a step that waits at a place of the network, where it has a limit. Places get their numbers at the end.
  void visit(std::size_t place, std::int64_t size) {
    if (capacity_of(place).empty() || rank_[place] == rank_.size() || size <= 0) return;
    const auto [at, fresh] = visited_.try_emplace(place, static_cast<std::uint16_t>(visited_.size()));
    out_.model_.steps.push_back({at->second, QueueModel::kNoDelay, 0, 0,
                                 static_cast<std::uint32_t>(std::min<std::int64_t>(size, std::numeric_limits<std::uint32_t>::max()))});
  }

  // Days until the next place.
  void travel(int days, std::size_t first_step) {
    if (days <= 0) return;
    auto& steps = out_.model_.steps;
    if (steps.size() == first_step) steps.push_back({});
    steps.back().base_days = static_cast<std::uint16_t>(steps.back().base_days + days);
  }

  void add_way(const AcceptedPlan::Way& way, std::size_t shipment, DayNumber planned_day) {
    const int first_week = plan_.known >= weeks_.monday(0) ? 0 : 1;
    const std::size_t first_step = out_.model_.steps.size();
    const std::size_t first_inspection = out_.inspections_.size();
    std::optional<int> start, at;  // weeks
    int permit = 0;
    for (const AcceptedPlan::Leg& leg : way.legs) {
      const int depart = weeks_.index(leg.depart);
      const int arrive = weeks_.index(leg.arrive);
      if (depart < first_week) continue;
      if (!start) start = at = depart;
      travel(7 * (depart - *at), first_step);
      const auto link = std::ranges::find(instance_.links, leg.link, &PlanLink::id);
      if (link != instance_.links.end()) {
        permit = std::max(permit, link->permit_weeks - (depart - *start));
        std::vector<std::pair<std::size_t, std::int64_t>> uses;
        for (const PlanUse& use : link->uses)
          uses.emplace_back(resource_at(static_cast<std::size_t>(use.resource)), static_cast<std::int64_t>(multiply_divide(way.tonnes, use.per_tonne, kTonne)));
        std::ranges::sort(uses, {}, [&](const auto& use) { return rank_[use.first]; });
        for (const auto& [place, size] : uses) visit(place, size);
        visit(link_at(static_cast<std::size_t>(link - instance_.links.begin())), way.tonnes);
        inspect(*link, first_step);
      }
      travel(7 * (arrive - depart), first_step);
      if (link != instance_.links.end()) visit(static_cast<std::size_t>(link->to), way.tonnes);
      at = arrive;
    }
    if (!start) return;
    // To the planned day of the whole consignment's last tonne; a part that is there before waits for it.
    const DayNumber there = day_number(weeks_.monday(*at));
    travel(std::max(0, planned_day - there), first_step);
    out_.model_.consignments.push_back({static_cast<std::uint32_t>(first_step), static_cast<std::uint16_t>(out_.model_.steps.size() - first_step),
                                        static_cast<std::uint16_t>(7 * *start), static_cast<std::uint8_t>(std::clamp<std::int64_t>(way.priority, 1, 4) - 1)});
    out_.first_inspection_.push_back(first_inspection);
    out_.way_shipment_.push_back(shipment);
    out_.way_permit_.push_back(static_cast<std::uint16_t>(7 * permit));
  }

  // Rule 7.
  void inspect(const PlanLink& link, std::size_t first_step) {
    const auto found = spans_.find({instance_.nodes[static_cast<std::size_t>(link.from)].id, instance_.nodes[static_cast<std::size_t>(link.to)].id});
    if (found == spans_.end()) return;
    const auto steps = std::span(out_.model_.steps).subspan(first_step);
    const auto passed = std::ranges::count_if(steps, [](const QueueModel::Step& step) { return step.place != QueueModel::kNoPlace; });
    out_.inspections_.push_back({out_.ways(), static_cast<std::uint16_t>(passed), found->second});
  }

  // Days from an event of a consignment at one place to its next at another.
  void learn_spans() {
    std::map<std::string, std::vector<std::tuple<Day, Stage, std::string>>, std::less<>> events;
    for (const auto row : snapshot_.rows<Table::events>()) {
      const auto stage = row.code<"stage", Stage>();
      const auto date = row.date<"date">();
      if (row.text<"of_kind">() != "consignment" || row.code<"classifier", Classifier>() != Classifier::actual) continue;
      if (!stage || !date || *stage < Stage::departed || *stage > Stage::verified || row.text<"place">().empty()) continue;
      events[std::string(row.text<"of">())].emplace_back(date->last(), *stage, std::string(row.text<"place">()));
    }
    std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>> days;
    for (auto& [consignment, passed] : events) {
      std::ranges::sort(passed);
      for (std::size_t i = 1; i < passed.size(); ++i) {
        const auto& [day, stage, place] = passed[i - 1];
        const auto& [next_day, next_stage, next_place] = passed[i];
        if (place != next_place) days[{place, next_place}].push_back((next_day - day).count());
      }
    }
    for (auto& [places, spans] : days) {
      if (spans.size() < kEnoughSpans) continue;
      std::ranges::sort(spans);
      const std::int64_t median = spans[(spans.size() - 1) / 2];
      spans_.emplace(places, out_.spans_.size());
      auto& beyond = out_.spans_.emplace_back();
      for (const std::int64_t span : spans) beyond.push_back(static_cast<std::uint16_t>(std::clamp<std::int64_t>(span - median, 0, kLeft / 2)));
    }
  }

  // By rank.
  void number_places() {
    std::vector<std::pair<std::size_t, std::size_t>> ordered;  // rank, place
    for (const auto& [place, number] : visited_) ordered.emplace_back(rank_[place], place);
    std::ranges::sort(ordered);
    std::vector<std::uint16_t> numbers(visited_.size());
    for (std::size_t n = 0; n < ordered.size(); ++n) {
      const std::size_t place = ordered[n].second;
      numbers[visited_.at(place)] = static_cast<std::uint16_t>(n);
      out_.place_names_.push_back(name_of(place));
      std::vector<std::uint32_t> capacity;
      const auto& stated = capacity_of(place);
      for (int week = 0; week < out_.model_.weeks; ++week) {
        const PlanTonnes tonnes = stated[std::min(stated.size() - 1, static_cast<std::size_t>(week))];
        capacity.push_back(static_cast<std::uint32_t>(std::clamp<PlanTonnes>(tonnes, 0, std::numeric_limits<std::uint32_t>::max())));
      }
      out_.model_.capacity.push_back(std::move(capacity));
      if (place < instance_.nodes.size()) nodes_.emplace(instance_.nodes[place].id, static_cast<std::uint16_t>(n));
    }
    for (QueueModel::Step& step : out_.model_.steps)
      if (step.place != QueueModel::kNoPlace) step.place = numbers[step.place];
  }

  std::string name_of(std::size_t place) const {
    if (place < instance_.nodes.size()) return instance_.nodes[place].id;
    if (place < resource_at(0)) return instance_.links[place - instance_.nodes.size()].id;
    return instance_.resources[place - resource_at(0)].id;
  }

  // Rule 4.
  void learn_surprises() {
    std::map<std::uint16_t, double> by_node;
    DayNumber begin = log_.as_known;
    for (const Shipment& shipment : log_.shipments) begin = std::min(begin, shipment.known.value_or(begin));
    for (const auto row : snapshot_.rows<Table::closures>()) {
      const auto from = row.date<"from">();
      const auto until = row.date<"until">();
      const auto known = snapshot_.known_day(Table::closures, row.index());
      if (!from || !until || !known || *known < from->first() || from->first() > snapshot_.as_known()) continue;
      const double left = static_cast<double>(row.decimal<"share_left">().value_or(Decimal()).units()) / Decimal::kUnit;
      const double lost = static_cast<double>((until->last() - from->first()).count() + 1) * (1 - std::clamp(left, 0.0, 1.0));
      out_.closed_weeks_.push_back(static_cast<std::uint16_t>(std::max(1L, std::lround(lost / 7))));
      if (const auto node = nodes_.find(row.text<"place">()); node != nodes_.end()) by_node[node->second] += 1;
    }
    out_.surprises_ = static_cast<std::int64_t>(out_.closed_weeks_.size());
    if (out_.closed_weeks_.empty() || nodes_.empty()) return;
    const double days = std::max(365, log_.as_known - begin);
    const double usual = static_cast<double>(out_.surprises_) / days / static_cast<double>(nodes_.size());
    for (const auto& [id, place] : nodes_) out_.closable_.push_back({place, (1 + by_node[place]) / (1 / usual + days)});
  }

  const Snapshot& snapshot_;
  const AcceptedPlan& plan_;
  const ShipmentLog& log_;
  const PlanInstance& instance_;
  const Weeks& weeks_;
  std::vector<std::size_t> rank_;  // by place of the network; as many as there are: left out
  std::unordered_map<std::size_t, std::uint16_t> visited_;
  std::map<std::pair<std::string, std::string>, std::size_t> spans_;  // places in out_.spans_, by the ends of a link
  std::map<std::string, std::uint16_t, std::less<>> nodes_;
  PlanQueues out_;
};

std::optional<PlanQueues> PlanQueues::make(const Snapshot& snapshot, const AcceptedPlan& plan, const ShipmentLog& log) {
  const auto input = plan_input(snapshot);
  if (!input) return std::nullopt;  // nothing to move, or nothing to move over
  return Maker(snapshot, plan, log, *input).make();
}

void PlanQueues::add_to(Sha256& sum) const {
  const auto add = [&sum](auto number) {
    const auto whole = static_cast<std::int64_t>(number);
    sum.add(std::span(reinterpret_cast<const std::uint8_t*>(&whole), sizeof whole));
  };
  add(model_.weeks), add(day_zero_), add(model_.steps.size()), add(model_.capacity.size());
  for (const QueueModel::Consignment& c : model_.consignments) add(c.steps), add(c.start_day), add(c.priority);
  for (const QueueModel::Step& step : model_.steps) add(step.place), add(step.base_days), add(step.size);
  for (const auto& place : model_.capacity) {
    add(place.size());
    for (const std::uint32_t week : place) add(week);
  }
  for (const Planned& each : shipments_) add(each.shipment), add(each.mode), add(each.day), add(each.first_way), add(each.end_way);
  for (const Closable& node : closable_) add(node.place), add(std::llround(node.a_day * 1e12)), add(node.dimension ? static_cast<std::int64_t>(*node.dimension) : -1);
  for (const std::uint16_t weeks : closed_weeks_) add(weeks);
  for (const std::uint16_t days : way_permit_) add(days);
  for (const Planned& each : shipments_) add(each.number);
  for (const Inspection& each : inspections_) add(each.way), add(each.visit), add(each.spans);
  for (const auto& spans : spans_)
    for (const std::uint16_t days : spans) add(days);
  for (const std::int32_t share : late_share_) add(share);
}

PlanQueues PlanQueues::without_limit(std::size_t place) const {
  PlanQueues out = *this;
  out.model_.capacity[place].clear();
  return out;
}

PlanQueues PlanQueues::without_surprises() const {
  PlanQueues out = *this;
  out.closable_.clear();
  return out;
}

std::vector<std::size_t> PlanQueues::fullest(std::size_t most) const {
  std::vector<double> load(places());
  for (const QueueModel::Step& step : model_.steps)
    if (step.place != QueueModel::kNoPlace) load[step.place] += step.size;
  const auto weeks = static_cast<std::ptrdiff_t>(std::max(1, model_.weeks - kMoreWeeks));
  std::vector<std::size_t> order(places());
  for (std::size_t place = 0; place < places(); ++place) {
    const auto& capacity = model_.capacity[place];
    load[place] /= 1 + std::accumulate(capacity.begin(), capacity.begin() + weeks, 0.0);
    order[place] = place;
  }
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t place) { return load[place]; });
  order.resize(std::min(order.size(), most));
  return order;
}

std::int64_t PlanQueues::passing(std::size_t place) const {
  const auto passes = [&](const QueueModel::Consignment& way) {
    const auto steps = std::span(model_.steps).subspan(way.first_step, way.steps);
    return std::ranges::any_of(steps, [&](const QueueModel::Step& step) { return step.place == place; });
  };
  return std::ranges::count_if(shipments_, [&](const Planned& each) {
    const auto ways = std::span(model_.consignments).subspan(each.first_way, each.end_way - each.first_way);
    return std::ranges::any_of(ways, passes);
  });
}

std::vector<double> PlanQueues::closure_weights() const {
  const double days = 7.0 * std::max(1, model_.weeks - kMoreWeeks);
  std::vector<double> out;
  for (const Closable& node : closable_) {
    const double none = std::exp(-node.a_day * days);
    out.push_back(static_cast<double>(passing(node.place)) * none * (1 - none));
  }
  return out;
}

std::vector<std::string> PlanQueues::closure_names() const {
  std::vector<std::string> out;
  for (const Closable& node : closable_) out.push_back("place " + place_names_[node.place]);
  return out;
}

// ---- futures

PlanQueues::Runner::Runner(const PlanQueues& queues, const CommonPoints& points, std::uint64_t seed)
    : queues_(queues), points_(points), seed_(seed), engine_(queues.model_, seed), lateness_(queues.late_share_.size()), rest_(queues.shipments_.size()) {
  future_.shocks.assign(static_cast<std::size_t>(queues.model_.shocks), 4096);
}

void PlanQueues::Runner::draw_closures(std::uint32_t future) {
  future_.closures.clear();
  const double end = queues_.model_.weeks * 7.0;
  for (const Closable& node : queues_.closable_) {
    double day = 0;
    for (std::uint32_t k = 0;; ++k) {
      const PhiloxBlock four = draws(seed_, Stream::closure, future, node.place, k);
      const double uniform = k == 0 && node.dimension ? points_.at(future, *node.dimension) : unit_interval(four[0]);
      day -= std::log(uniform) / node.a_day;
      if (day >= end) break;
      const auto from = static_cast<std::uint16_t>(day / 7);
      const std::uint16_t weeks = queues_.closed_weeks_[four[1] % queues_.closed_weeks_.size()];
      future_.closures.push_back({node.place, from, static_cast<std::uint16_t>(from + weeks)});
    }
  }
}

// Rule 6.
DayNumber PlanQueues::Runner::weeks_held(std::size_t way, DayNumber start) const {
  if (start == kAtOnce) return 0;
  const DayNumber there = start - queues_.day_zero_ + queues_.way_permit_[way];
  return std::clamp<DayNumber>((there - queues_.model_.consignments[way].start_day) / 7, 0, kLeft / 7 - 1);
}

// Late by so many weeks, some of which are lost at inspections; `held` back at its start for its money (rules 6 and 7).
void PlanQueues::Runner::start_late(std::uint32_t future, const Planned& planned, std::size_t way, DayNumber weeks, DayNumber held) {
  DayNumber left = weeks;
  const std::size_t first = queues_.first_inspection_[way];
  for (std::size_t i = first; i < queues_.first_inspection_[way + 1] && left > held; ++i) {
    const Inspection& inspection = queues_.inspections_[i];
    const auto& spans = queues_.spans_[inspection.spans];
    constexpr std::uint32_t kMostInspections = 64;  // of a way: steps of its draws
    const auto step = static_cast<std::uint32_t>(way - planned.first_way) * kMostInspections + static_cast<std::uint32_t>(i - first);
    const DayNumber days = spans[draws(seed_, Stream::dwell, future, planned.number, step)[0] % spans.size()];
    const DayNumber lost = std::min((days + 3) / 7, left - held);
    if (lost == 0) continue;
    left -= lost;
    future_.held.push_back({static_cast<std::uint32_t>(way), inspection.visit, static_cast<std::uint16_t>(lost * 7)});
  }
  future_.late[way] = static_cast<std::uint16_t>(std::max(left, held) * 7);
}

void PlanQueues::Runner::pass(std::uint32_t future, std::span<std::int16_t> days, std::span<const DayNumber> starts) {
  future_.number = future;
  draw_closures(future);
  future_.held.clear();
  future_.late.assign(queues_.ways(), 0);
  for (std::size_t s = 0; s < queues_.shipments_.size(); ++s) {
    const Planned& planned = queues_.shipments_[s];
    const std::int16_t drawn = days[planned.shipment];
    const DayNumber off = drawn - planned.day;
    const DayNumber late = off <= 0 ? 0 : static_cast<DayNumber>(std::int64_t{off} * queues_.late_share_[planned.mode] / kAll);
    DayNumber held = 0;
    for (std::size_t way = planned.first_way; way < planned.end_way; ++way) {
      future_.late[way] = kLeft;
      if (drawn == Simulation::kNever) continue;
      const DayNumber weeks = starts.empty() ? 0 : weeks_held(way, starts[planned.shipment]);
      start_late(future, planned, way, late / 7, weeks);
      held = std::max(held, weeks);
    }
    rest_[s] = off > 0 ? late % 7 : held > 0 ? 0 : off;  // what starts late is not there early
  }
  const auto there = engine_.run(future_);
  for (std::size_t s = 0; s < queues_.shipments_.size(); ++s) {
    const Planned& planned = queues_.shipments_[s];
    std::int16_t& day = days[planned.shipment];
    if (day == Simulation::kNever || day <= 0) continue;
    std::uint16_t last = 0;
    for (std::size_t way = planned.first_way; way < planned.end_way; ++way) last = std::max(last, there[way]);
    const DayNumber end = queues_.model_.weeks * 7 + queues_.day_zero_;
    const DayNumber simulated = last == QueueModel::kNever ? std::max<DayNumber>(day, end) : last + queues_.day_zero_ + rest_[s];
    lateness_[planned.mode].drawn += std::max(0, day - planned.day);
    lateness_[planned.mode].simulated += std::max(0, simulated - planned.day);
    day = static_cast<std::int16_t>(std::clamp<DayNumber>(simulated, 1, Simulation::kNever - 1));
    if (!waited_.empty() && day > within_days_) count(planned, there, day);
  }
}

void PlanQueues::Runner::count_waits(DayNumber within_days) {
  within_days_ = within_days;
  engine_.keep_visits();
  waited_.resize(engine_.visits().size());
}

// Of the way that came last.
void PlanQueues::Runner::count(const Planned& planned, std::span<const std::uint16_t> there, DayNumber day) {
  const auto ways = there.subspan(planned.first_way, planned.end_way - planned.first_way);
  const auto last = static_cast<std::uint32_t>(planned.first_way + static_cast<std::size_t>(std::ranges::max_element(ways) - ways.begin()));
  const std::int64_t end = std::int64_t{queues_.model_.weeks} * 7;
  for (std::size_t visit = engine_.first_visit(last);; ++visit) {
    const QueueEngine::Visit& at = engine_.visits()[visit];
    if (at.place == QueueModel::kNoPlace || at.came == QueueModel::kNever) return;
    const std::int64_t left = at.left == QueueModel::kNever ? end : at.left;
    const std::int64_t days = left - at.came;
    if (days > 0) waited_[visit] += {day - days <= within_days_ ? 1 : 0, days, days * at.came, days * left};
  }
}

std::vector<PlanQueues::HeldUp> PlanQueues::held_up(std::span<const Waited> waited) const {
  std::vector<HeldUp> out;
  std::size_t visit = 0;
  for (const Planned& planned : shipments_) {
    std::map<std::uint16_t, Waited> by_place;
    for (std::size_t way = planned.first_way; way < planned.end_way; ++way) {
      const auto steps = std::span(model_.steps).subspan(model_.consignments[way].first_step, model_.consignments[way].steps);
      for (const QueueModel::Step& step : steps)
        if (step.place != QueueModel::kNoPlace) by_place[step.place] += waited[visit++];
      ++visit;  // its end
    }
    const auto most = std::ranges::max_element(by_place, {}, [](const auto& each) { return each.second.saved; });
    if (most == by_place.end() || most->second.saved == 0) continue;
    const Waited& worst = most->second;
    out.push_back({planned.shipment, most->first, worst.saved, static_cast<DayNumber>(worst.came / worst.days) + day_zero_,
                   static_cast<DayNumber>(worst.left / worst.days) + day_zero_});
  }
  return out;
}

}  // namespace servanda
