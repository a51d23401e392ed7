#include "network/infer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/wide.h"
#include "network/network.h"

namespace servanda {
namespace {

constexpr std::size_t kEnough = 3;  // durations that make a median

using Lane = std::tuple<std::string, std::string, std::string>;  // origin, destination, mode

struct Journey {
  std::optional<Day> ordered;
  std::optional<Day> departed;
  std::optional<Day> arrived;
};

struct LaneFacts {
  std::map<std::int64_t, Wide> by_week;  // tonnes by week since 1970
  Wide largest = 0;
  std::vector<std::int64_t> transit;
  std::vector<std::int64_t> lead;
  std::vector<Wide> cost;
};

std::int64_t week_of(Day day) { return (day.time_since_epoch().count() + 3) / 7; }  // 1970-01-01 was a Thursday

template <class T>
T median(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

Wide most(const std::map<std::int64_t, Wide>& by_week) {
  Wide out = 0;
  for (const auto& [week, tonnes] : by_week) out = std::max(out, tonnes);
  return out;
}

class Inference {
 public:
  explicit Inference(const Snapshot& snapshot) : snapshot_(snapshot) { read_events(); }

  Result<InferredNetwork> infer() {
    if (snapshot_.count(Table::links) > 0)
      return Error{ErrorCode::nothing_to_do, "this programme states its links already (table links); nothing is inferred over them"};
    for (const auto row : snapshot_.rows<Table::consignments>()) take(row);
    if (out_.moved == 0)
      return Error{ErrorCode::nothing_to_do, "nothing was moved between two places that an event says arrived, so there is nothing to read links off; add tables such as\n" +
                                                 sample_tables(snapshot_)};
    add_links();
    set_handling();
    set_ready();
    out_.scenario.name = "inferred network";
    out_.scenario.description = out_.note();
    return std::move(out_);
  }

 private:
  void read_events() {
    for (const auto row : snapshot_.rows<Table::events>()) {
      const auto stage = row.code<"stage", Stage>();
      const auto date = row.date<"date">();
      if (!stage || !date || row.code<"classifier", Classifier>() != Classifier::actual) continue;
      const auto earliest = [&](std::optional<Day>& day) { day = day ? std::min(*day, date->last()) : date->last(); };
      const std::string of(row.text<"of">());
      if (row.text<"of_kind">() == "contract" && *stage == Stage::contracted) earliest(ordered_[of]);
      if (row.text<"of_kind">() != "consignment") continue;
      if (*stage == Stage::departed) earliest(journeys_[of].departed);
      if (*stage >= Stage::arrived && *stage <= Stage::verified) earliest(journeys_[of].arrived);
    }
    std::map<std::string, std::optional<Wide>, std::less<>> masses;
    for (const auto row : snapshot_.rows<Table::lines>()) {
      if (row.text<"of_kind">() != "consignment") continue;
      auto& sum = masses.try_emplace(std::string(row.text<"of">()), Wide{0}).first->second;
      const auto item = snapshot_.find<Table::items>(row.text<"item">());
      const auto quantity = row.decimal<"quantity">();
      const auto mass = item ? item->decimal<"mass_kg">() : std::nullopt;
      if (!quantity || !mass) sum.reset();
      if (sum) *sum += multiply_divide(quantity->units(), mass->units(), Decimal::kUnit);
    }
    for (const auto& [consignment, kilograms] : masses)
      if (kilograms) by_lines_[consignment] = multiply_divide(*kilograms, 1, 1000);
  }

  std::optional<Wide> tonnes(Row<Table::consignments> row) const {
    if (const auto stated = row.decimal<"tonnes">()) return stated->units();
    const auto found = by_lines_.find(row.name());
    if (found == by_lines_.end()) return std::nullopt;
    return found->second;
  }

  void take(Row<Table::consignments> row) {
    const std::string origin(row.text<"origin">());
    const std::string destination(row.text<"destination">());
    if (origin.empty() || destination.empty() || origin == destination) return;
    const Cell mode = row.cell<"mode">();
    const auto codes = schema_of(Table::consignments).columns[column_index(Table::consignments, "mode")].codes;
    const Lane lane{origin, destination, mode == kNullCell ? std::string() : std::string(codes[static_cast<std::size_t>(mode)])};
    Journey journey = journeys_[row.name()];
    if (const auto ordered = ordered_.find(std::string(row.text<"of">())); ordered != ordered_.end())
      journey.ordered = ordered->second;
    LaneFacts& facts = lanes_[lane];
    const auto weight = tonnes(row);
    if (weight) facts.largest = std::max(facts.largest, *weight);
    if (!journey.arrived) {
      if (!row.date<"ready">() && journey.ordered) open_.emplace_back(row.name(), lane, *journey.ordered);
      return;
    }
    ++out_.moved;
    if (weight) {
      const std::int64_t week = week_of(*journey.arrived);
      facts.by_week[week] += *weight;
      sent_[origin][week] += *weight;
      received_[destination][week] += *weight;
    }
    if (journey.departed && *journey.departed <= *journey.arrived)
      facts.transit.push_back((*journey.arrived - *journey.departed).count());
    if (journey.ordered && *journey.ordered <= *journey.arrived) {
      const auto lead = (*journey.arrived - *journey.ordered).count();
      facts.lead.push_back(lead);
      leads_of_[origin].push_back(lead);
      leads_.push_back(lead);
    }
    const auto freight = row.decimal<"freight">();
    if (freight && weight && *weight > 0 && row.text<"currency">() == snapshot_.programme().currency.code())
      facts.cost.push_back(multiply_divide(freight->units(), Decimal::kUnit, *weight));
  }

  static std::string text(Wide units) { return decimal_text(units); }

  void add_links() {
    std::int64_t number = 0;
    for (const auto& [lane, facts] : lanes_) {
      const auto& [origin, destination, mode] = lane;
      ScenarioChange change{ScenarioChange::Kind::add, "links", {}, {}, {}, {}};
      change.row = {{"id", "inferred-" + std::to_string(++number)}, {"from", origin}, {"to", destination}};
      if (!mode.empty()) change.row.emplace_back("mode", mode);
      const Wide capacity = std::max(most(facts.by_week), facts.largest);
      if (capacity > 0) change.row.emplace_back("capacity_t_week", text(capacity));
      else ++out_.links_without_capacity;
      if (!facts.transit.empty()) {
        change.row.emplace_back("transit_days", std::to_string(median(facts.transit)));
        ++out_.links_with_transit;
      }
      if (!facts.cost.empty()) {
        const Wide cents = multiply_divide(median(facts.cost), 1, 100) * 100;
        change.row.emplace_back("cost_per_t", text(cents));
        change.row.emplace_back("currency", snapshot_.programme().currency.code());
      }
      change.row.emplace_back("note", "inferred from " + std::to_string(facts.by_week.size()) + " weeks with movements");
      out_.scenario.changes.push_back(std::move(change));
      ++out_.links;
    }
  }

  // The most in a week that a node sent or received; at least the largest consignment of each of its links.
  void set_handling() {
    std::map<std::string, Wide> handling;
    for (const auto& side : {&sent_, &received_})
      for (const auto& [node, by_week] : *side) handling[node] = std::max(handling[node], most(by_week));
    for (const auto& [lane, facts] : lanes_)
      for (const std::string& node : {std::get<0>(lane), std::get<1>(lane)})
        handling[node] = std::max(handling[node], facts.largest);
    for (const auto& [node, tonnes] : handling) {
      const auto row = snapshot_.find<Table::nodes>(node);
      if (!row) {
        out_.scenario.changes.push_back(
            {ScenarioChange::Kind::add, "nodes", {}, {}, {}, {{"id", node}, {"handling_t_week", text(tonnes)}}});
        if (tonnes == 0) out_.scenario.changes.back().row.pop_back();
      } else if (tonnes > 0 && !row->decimal<"handling_t_week">()) {
        out_.scenario.changes.push_back(
            {ScenarioChange::Kind::set, "nodes", {{"id", {node}, {}, {}}}, "handling_t_week", text(tonnes), {}});
      }
    }
  }

  void set_ready() {
    for (const auto& [name, lane, ordered] : open_) {
      const LaneFacts& facts = lanes_.at(lane);
      const auto of_origin = leads_of_.find(std::get<0>(lane));
      const std::vector<std::int64_t>* lead = &facts.lead;
      if (lead->size() < kEnough && of_origin != leads_of_.end()) lead = &of_origin->second;
      if (lead->size() < kEnough) lead = &leads_;
      if (lead->size() < kEnough) continue;
      const std::int64_t transit = facts.transit.empty() ? 0 : median(facts.transit);
      const Day ready = ordered + std::chrono::days(std::max<std::int64_t>(0, median(*lead) - transit));
      out_.scenario.changes.push_back({ScenarioChange::Kind::set, "consignments", {{"id", {name}, {}, {}}}, "ready",
                                       to_string(ready), {}});
      ++out_.dated;
    }
  }

  const Snapshot& snapshot_;
  std::map<std::string, Journey> journeys_;
  std::map<std::string, std::optional<Day>> ordered_;
  std::map<std::string, Wide, std::less<>> by_lines_;
  std::map<Lane, LaneFacts> lanes_;
  std::map<std::string, std::map<std::int64_t, Wide>> sent_;
  std::map<std::string, std::map<std::int64_t, Wide>> received_;
  std::map<std::string, std::vector<std::int64_t>> leads_of_;
  std::vector<std::int64_t> leads_;
  std::vector<std::tuple<std::string, Lane, Day>> open_;
  InferredNetwork out_;
};

}  // namespace

std::string InferredNetwork::note() const {
  return "The network is inferred from " + std::to_string(moved) + " consignments that arrived: " + std::to_string(links) +
         " links, each with the most that it carried in one week (" + std::to_string(links_without_capacity) +
         " without reported tonnes have no limit); transit is known for " + std::to_string(links_with_transit) + "; " +
         std::to_string(dated) + " open consignments are taken as ready after their usual time since the order.";
}

Result<InferredNetwork> infer_network(const Snapshot& snapshot) { return Inference(snapshot).infer(); }

}  // namespace servanda
