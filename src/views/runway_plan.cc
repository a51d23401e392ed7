#include "views/runway_plan.h"

#include <map>
#include <set>
#include <utility>

#include "views/accepted_plan.h"
#include "views/amount.h"
#include "views/runway_money.h"

namespace servanda {
namespace {

// Whole vehicles, where the link goes by them.
Wide paid_tonnes(Wide tonnes, std::optional<Decimal> vehicle) {
  if (!vehicle || vehicle->units() <= 0) return tonnes;
  return (tonnes + vehicle->units() - 1) / vehicle->units() * vehicle->units();
}

}  // namespace

Result<PlanCosts> accepted_plan_costs(const Snapshot& snapshot) {
  PlanCosts out;
  ASSIGN_OR_RETURN(const std::vector<AcceptedPlan> plans, accepted_plans(snapshot));
  if (plans.empty()) return out;
  const AcceptedPlan& newest = plans.back();
  out.plan = newest.id;
  out.known = newest.known;
  std::map<std::pair<std::string, Day>, Wide> loads;  // tonnes by link and week of departure
  for (const AcceptedPlan::Way& way : newest.ways)
    for (const AcceptedPlan::Leg& leg : way.legs) loads[{leg.link, leg.depart}] += way.tonnes;
  std::map<PartialDate, Wide> by_month;
  std::set<std::string> left_out;
  for (const auto& [load, tonnes] : loads) {
    const auto link = snapshot.find<Table::links>(load.first);
    const auto cost = link ? link->decimal<"cost_per_t">() : std::nullopt;
    if (!cost) {
      left_out.insert("plan " + out.plan + ": link " + load.first + (link ? " has no cost a tonne" : " is not in the book"));
      continue;
    }
    const Wide units = multiply_divide(paid_tonnes(tonnes, link->decimal<"vehicle_t">()), cost->units(), Decimal::kUnit);
    const Currency own = Currency::parse(link->text<"currency">()).value_or(snapshot.programme().currency);
    const Converted money = in_reporting_currency(snapshot, Decimal::from_units(static_cast<std::int64_t>(units)), own,
                                                  PartialDate::of_day(snapshot.as_known()));
    if (money.currency == snapshot.programme().currency)
      by_month[month_of_number(month_number(PartialDate::of_day(load.second)))] += money.units;
    else
      left_out.insert("plan " + out.plan + ": no rate for the cost of link " + load.first);
  }
  for (const auto& [month, units] : by_month) out.costs.push_back({month, units});
  out.left_out.assign(left_out.begin(), left_out.end());
  return out;
}

}  // namespace servanda
