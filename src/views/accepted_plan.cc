#include "views/accepted_plan.h"

#include <algorithm>
#include <map>

#include "base/decimal.h"
#include "views/json.h"

namespace servanda {
namespace {

struct RestOfLeg {
  AcceptedPlan::Leg leg;
  std::string from;
  std::string to;
  std::int64_t tonnes = 0;
};

std::optional<Day> monday_in(const Json& week) {
  const auto date = week.is_string() ? PartialDate::parse(week.get<std::string>()) : std::nullopt;
  return date && date->precision() == DatePrecision::week ? std::optional(date->first()) : std::nullopt;
}

std::optional<std::int64_t> units_in(const Json& text) {
  const auto number = text.is_string() ? Decimal::parse(text.get<std::string>()) : std::nullopt;
  return number ? std::optional(number->units()) : std::nullopt;
}

std::string text_in(const Json& row, const char* name) {
  const auto found = row.find(name);
  return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::vector<RestOfLeg>> legs_of(const Json& row) {
  std::vector<RestOfLeg> out;
  const auto legs = row.find("legs");
  if (legs == row.end() || !legs->is_array()) return std::nullopt;
  for (const Json& leg : *legs) {
    if (!leg.is_object()) return std::nullopt;
    const auto depart = monday_in(leg.value("depart", Json()));
    const auto arrive = monday_in(leg.value("arrive", Json()));
    const auto tonnes = units_in(leg.value("tonnes", Json()));
    if (!depart || !arrive || *arrive < *depart || !tonnes) return std::nullopt;
    out.push_back({{text_in(leg, "link"), *depart, *arrive}, text_in(leg, "from"), text_in(leg, "to"), *tonnes});
  }
  return out;
}

// Legs are summed over what travels together: taken apart again, the earliest first.
void take_ways(std::vector<RestOfLeg> legs, const AcceptedPlan::Way& empty, const std::string& origin, std::vector<AcceptedPlan::Way>& ways) {
  for (;;) {
    AcceptedPlan::Way way = empty;
    std::vector<RestOfLeg*> taken;
    std::string at = origin;
    for (RestOfLeg& leg : legs) {
      const bool in_time = way.legs.empty() || leg.leg.depart >= way.legs.back().arrive;
      if (leg.tonnes <= 0 || leg.from != at || !in_time) continue;
      way.legs.push_back(leg.leg);
      taken.push_back(&leg);
      at = leg.to;
    }
    if (taken.empty()) return;
    way.tonnes = (*std::ranges::min_element(taken, {}, [](const RestOfLeg* leg) { return leg->tonnes; }))->tonnes;
    for (RestOfLeg* leg : taken) leg->tonnes -= way.tonnes;
    ways.push_back(std::move(way));
  }
}

Result<AcceptedPlan> read_plan(const Row<Table::plans>& row, Day known) {
  AcceptedPlan out;
  out.id = row.name();
  out.known = known;
  const auto broken = [&](const std::string& what) {
    return bad_input("plan " + out.id + ": " + what + "; accept a plan anew: servanda plan BOOK --accept");
  };
  const Json json = Json::parse(row.text<"content">(), nullptr, false);
  const auto schedule = json.is_object() ? json.find("schedule") : json.end();
  if (!json.is_object() || schedule == json.end() || !schedule->is_array()) return broken("expected a schedule");
  for (const Json& line : *schedule) {
    auto legs = line.is_object() ? legs_of(line) : std::nullopt;
    const std::string consignment = line.is_object() ? text_in(line, "consignment") : std::string();
    if (!legs || consignment.empty()) return broken("found a line of the schedule that is none");
    if (!monday_in(line.value("arrives", Json()))) continue;
    AcceptedPlan::Way way;
    way.consignment = consignment;
    if (const auto priority = line.find("priority"); priority != line.end() && priority->is_number_integer())
      way.priority = priority->get<std::int64_t>();
    take_ways(std::move(*legs), way, text_in(line, "origin"), out.ways);
  }
  std::ranges::stable_sort(out.ways, {}, &AcceptedPlan::Way::consignment);
  return out;
}

}  // namespace

Result<std::vector<AcceptedPlan>> accepted_plans(const Snapshot& snapshot) {
  std::map<Day, std::pair<RowIndex, AcceptedPlan>> by_day;
  for (const auto row : snapshot.rows<Table::plans>()) {
    const Day known = snapshot.known_day(Table::plans, row.index()).value_or(Day{});
    const auto found = by_day.find(known);
    if (found != by_day.end() && found->second.first > row.index()) continue;
    ASSIGN_OR_RETURN(AcceptedPlan plan, read_plan(row, known));
    by_day.insert_or_assign(known, std::pair(row.index(), std::move(plan)));
  }
  std::vector<AcceptedPlan> out;
  for (auto& [day, plan] : by_day) out.push_back(std::move(plan.second));
  return out;
}

}  // namespace servanda
