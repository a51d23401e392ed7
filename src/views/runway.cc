#include "views/runway.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "base/check.h"
#include "views/prices.h"
#include "views/runway_money.h"

namespace servanda {
namespace {

constexpr int kSlipMonths = 3;
constexpr int kExtensionMonths = 6;
constexpr int kDragMonths = 36;
constexpr int kBurnMonths = 12;

// ---- cover of one course of events

struct Covered {
  Wide months = 0;  // 1e-4
  bool lasts = true;
  std::optional<Day> short_on;
};

// Of the needs served from one place on in a month, and of the funds that may be spent in it.
std::set<std::string> sources_of(const RunwayMoney& money, std::size_t first, int month) {
  std::set<std::string> out;
  for (std::size_t i = first; i < money.demands.size() && money.demands[i].need.month == month; ++i)
    for (const RunwayDemand::Part& part : money.demands[i].parts)
      if (!part.source.empty()) out.insert(part.source);
  for (const RunwaySupply& supply : money.supplies)
    if (supply.fund.from <= month && month <= supply.fund.until && !supply.source.empty()) out.insert(supply.source);
  return out;
}

// Serves months in order until one is short (rule 4). `told`, where given, gets every month to the last need.
Covered cover(const RunwayMoney& money, std::span<const CoverFund> funds, RunwayScenario* told) {
  CoverFlow flow(funds);
  Covered out;
  std::size_t next = 0;
  const int last = money.demands.empty() ? money.first_month - 1 : money.demands.back().need.month;
  for (int month = money.first_month; month <= last; ++month) {
    Wide needed = 0;
    Wide served = 0;
    const std::size_t first = next;
    for (; next < money.demands.size() && money.demands[next].need.month == month; ++next) {
      const RunwayDemand& demand = money.demands[next];
      const Wide paid = flow.serve(demand.need);
      needed += demand.need.amount;
      served += paid;
      if (told == nullptr || paid == demand.need.amount || told->first_unfunded) continue;
      Wide rest = paid;
      for (const RunwayDemand::Part& part : demand.parts) {
        if (rest < part.amount) {
          told->first_unfunded = RunwayUnfunded{
              part.id,    demand.need.purposes.front(), demand.priority, part.amount - rest, month_of_number(month),
              part.source};
          break;
        }
        rest -= part.amount;
      }
    }
    if (out.lasts && served < needed) {
      out.lasts = false;
      const PartialDate of_month = month_of_number(month);
      const auto days = (of_month.last() - of_month.first()).count() + 1;
      out.months += multiply_divide(served, Decimal::kUnit, needed);
      out.short_on = of_month.first() + std::chrono::days(static_cast<int>(served * days / needed));
    } else if (out.lasts) {
      out.months += Decimal::kUnit;
    }
    if (told != nullptr) {
      told->by_month.push_back({month_of_number(month), needed, served, flow.left(month + 1), sources_of(money, first, month)});
      told->needed += needed;
      told->covered += served;
    } else if (!out.lasts) {
      break;
    }
  }
  return out;
}

std::vector<CoverFund> as_stated(const RunwayMoney& money) {
  std::vector<CoverFund> out;
  for (const RunwaySupply& supply : money.supplies) out.push_back(supply.fund);
  return out;
}

// ---- odds (rule 5)

std::uint64_t scrambled(std::uint64_t x) {  // the finaliser of splitmix64
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

std::uint64_t key_of(std::string_view text) {  // FNV-1a
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

// 0 to 99, by seed, future and what it is drawn for.
int draw(std::uint64_t seed, std::uint64_t future, std::string_view what) {
  return static_cast<int>(scrambled(scrambled(seed ^ scrambled(future)) ^ key_of(what)) % 100);
}

std::vector<CoverFund> drawn(const RunwayMoney& money, std::uint64_t seed, std::uint64_t future) {
  std::vector<CoverFund> out;
  for (const RunwaySupply& supply : money.supplies) {
    if (draw(seed, future, "comes " + supply.id) >= supply.certainty->percent) continue;
    out.push_back(supply.late_by(kLateMonths[late_step(*supply.certainty, draw(seed, future, "late " + supply.donor))]));
  }
  return out;
}

// The value at a percentile by nearest rank.
template <class Value>
Value percentile(const std::vector<Value>& sorted, int percent) {
  const std::size_t rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

void add_odds(const RunwayMoney& money, const RunwayOptions& options, RunwayScenario& scenario) {
  struct Outcome {
    Wide months = 0;
    std::optional<Day> short_on;
  };
  std::vector<Outcome> outcomes;
  for (int future = 0; future < options.futures; ++future) {
    const Covered covered = cover(money, drawn(money, options.seed, static_cast<std::uint64_t>(future)), nullptr);
    outcomes.push_back({covered.months, covered.short_on});
  }
  if (outcomes.empty()) return;
  std::ranges::sort(outcomes, [](const Outcome& a, const Outcome& b) {
    return std::tuple(a.months, !a.short_on, a.short_on) < std::tuple(b.months, !b.short_on, b.short_on);
  });
  const Outcome p10 = percentile(outcomes, 10);
  const Outcome p50 = percentile(outcomes, 50);
  const Outcome p90 = percentile(outcomes, 90);
  scenario.months = {p10.months, p50.months, p90.months};
  scenario.date_p10 = p10.short_on;
  scenario.date_p50 = p50.short_on;
  scenario.date_p90 = p90.short_on;
}

// ---- drivers (rule 6)

void add_drivers(const RunwayMoney& money, Wide as_planned, RunwayScenario& scenario) {
  std::map<std::string, std::set<std::string>> donors;  // with the sources of their funds
  for (const RunwaySupply& supply : money.supplies) {
    std::set<std::string>& sources = donors[supply.donor];
    if (!supply.source.empty()) sources.insert(supply.source);
  }
  const auto effect = [&](const std::string& donor, const std::string& what, auto change) {
    std::vector<CoverFund> funds;
    for (const RunwaySupply& supply : money.supplies) {
      const std::optional<CoverFund> fund = supply.donor == donor ? change(supply) : supply.fund;
      if (fund) funds.push_back(*fund);
    }
    scenario.drivers.push_back({donor, what, cover(money, funds, nullptr).months - as_planned, donors[donor]});
  };
  for (const auto& [donor, sources] : donors) {
    using Changed = std::optional<CoverFund>;
    effect(donor, "lapses", [](const RunwaySupply&) { return Changed(); });
    effect(donor, "comes 3 months later", [](const RunwaySupply& supply) { return Changed(supply.late_by(kSlipMonths)); });
    effect(donor, "may be spent 6 months longer", [](const RunwaySupply& supply) {
      CoverFund fund = supply.fund;
      if (fund.until < std::numeric_limits<int>::max() - kExtensionMonths) fund.until += kExtensionMonths;
      return Changed(fund);
    });
  }
  scenario.without_effect =
      static_cast<std::int64_t>(std::erase_if(scenario.drivers, [](const RunwayDriver& driver) { return driver.effect == 0; }));
  std::ranges::sort(scenario.drivers, [](const RunwayDriver& a, const RunwayDriver& b) {
    const auto size = [](const RunwayDriver& d) { return d.effect < 0 ? -d.effect : d.effect; };
    return std::tuple(-size(a), std::string_view(a.donor), std::string_view(a.what)) <
           std::tuple(-size(b), std::string_view(b.donor), std::string_view(b.what));
  });
}

RunwayScenario scenario_of(const RunwayCase& of, const RunwayMoney& money, const RunwayOptions& options) {
  RunwayScenario scenario;
  scenario.name = of.name;
  scenario.description = of.description;
  for (const RunwaySupply& supply : money.supplies) scenario.available += supply.fund.amount;
  if (money.demands.empty()) return scenario;
  const Covered covered = cover(money, as_stated(money), &scenario);
  scenario.as_planned = covered.months;
  scenario.lasts = covered.lasts;
  scenario.shortfall_date = covered.short_on;
  scenario.until = month_of_number(money.demands.back().need.month);
  if (scenario.needed > 0) scenario.covered_share = multiply_divide(scenario.covered, Wide{100} * Decimal::kUnit, scenario.needed);
  add_odds(money, options, scenario);
  add_drivers(money, covered.months, scenario);
  return scenario;
}

// ---- constant prices (rule 9)

Status tell(const ProgrammePrices& prices, PartialDate when, Wide& units) {
  ASSIGN_OR_RETURN(units, prices.at(when, units, {}));
  return {};
}
Status tell(const ProgrammePrices& prices, PartialDate when, std::optional<Wide>& units) {
  return units ? tell(prices, when, *units) : Status();
}

Status tell_scenario(const ProgrammePrices& prices, const RunwayMoney& money, RunwayScenario& scenario) {
  scenario.available = scenario.needed = scenario.covered = 0;
  for (RunwaySupply supply : money.supplies) {
    RETURN_IF_ERROR(tell(prices, month_of_number(supply.fund.from), supply.fund.amount));
    scenario.available += supply.fund.amount;
  }
  for (RunwayMonth& month : scenario.by_month) {
    for (Wide* const units : {&month.needed, &month.covered, &month.left}) RETURN_IF_ERROR(tell(prices, month.month, *units));
    scenario.needed += month.needed;
    scenario.covered += month.covered;
  }
  if (auto& first = scenario.first_unfunded) RETURN_IF_ERROR(tell(prices, first->month, first->amount));
  if (scenario.needed > 0) scenario.covered_share = multiply_divide(scenario.covered, Wide{100} * Decimal::kUnit, scenario.needed);
  return {};
}

Status tell_money(const ProgrammePrices& prices, RunwayMoney& money) {
  for (RunwayFund& fund : money.funds)
    RETURN_IF_ERROR(tell(prices, month_of_number(std::max(money.first_month, fund.date ? month_number(*fund.date) : 0)), fund.available));
  for (RunwayCost& cost : money.costs) {
    RETURN_IF_ERROR(tell(prices, cost.month, cost.amount));
  }
  for (RunwayYear& year : money.annual) {
    const PartialDate when = PartialDate::of_year(std::chrono::year(year.year));
    RETURN_IF_ERROR(tell(prices, when, year.required));
    for (std::optional<Wide>* const units : {&year.disbursed, &year.disbursed_any}) RETURN_IF_ERROR(tell(prices, when, *units));
    for (RunwayReported& reported : year.reported) {
      RETURN_IF_ERROR(tell(prices, when, reported.required));
      RETURN_IF_ERROR(tell(prices, when, reported.amount));
    }
  }
  return {};
}

// Needs that go on longer cannot move a day that comes before them.
std::string why_unmoved(const RunwayScenario& base, const RunwayScenario& course) {
  if (!base.shortfall_date || course.until <= base.until || course.as_planned != base.as_planned || course.shortfall_date != base.shortfall_date) return {};
  std::string out = "the money is short from " + to_string(*base.shortfall_date) + " on, before the needs after " +
                    base.until->to_string() + " that it adds";
  if (course.covered_share != base.covered_share)
    out += "; what it moves is the part of all needs that is covered, from " + decimal_text(*base.covered_share) + " to " +
           decimal_text(*course.covered_share) + " percent";
  return out;
}

}  // namespace

Result<RunwayResult> runway(std::span<const RunwayCase> cases, const RunwayOptions& options) {
  CHECK(!cases.empty());
  const Snapshot& base = *cases.front().snapshot;
  RunwayResult result;
  for (const RunwayCase& of : cases) {
    ASSIGN_OR_RETURN(RunwayMoney money, RunwayMoney::of(*of.snapshot, options));
    RunwayScenario scenario = scenario_of(of, money, options);
    if (options.prices.constant) {
      const ProgrammePrices prices(*of.snapshot, options.prices);
      if (const Status told = tell_scenario(prices, money, scenario); !told) {
        // A course may go on into years of which no deflator is known; what is planned stands without it.
        if (of.snapshot == &base || told.error().column != "deflator") return told.error();
        result.missing.push_back({"economy.deflator", "the course '" + of.name + "' is left out: " + told.error().message});
        continue;
      }
      if (of.snapshot == &base) RETURN_IF_ERROR(tell_money(prices, money));
    }
    result.scenarios.push_back(std::move(scenario));
    if (of.snapshot != &base) {
      result.scenarios.back().unmoved = why_unmoved(result.scenarios.front(), result.scenarios.back());
      continue;
    }
    if (money.funds.empty() && money.demands.empty() && money.annual.empty())
      return nothing_to_show(base, "runway", Table::needs, "needs by month and, in funds.csv, the money for them",
                             {"id,category,amount,currency,month,priority", "N-1,medical,5000000,EUR,2026-01,1"});
    if (money.demands.empty())
      result.missing.push_back({"needs", "no need by month from the as-known day on, so no months of cover"});
    if (money.funds.empty()) result.missing.push_back({"funds", "no money to set against the needs"});
    if (base.rows<Table::funding>().empty())
      result.missing.push_back({"funding", "what is tied to goods is not taken off"});
    if (money.in_kind && base.rows<Table::items>().empty())
      result.missing.push_back({"items", "needs in kind have no unit value, so they are left out"});
    if (money.in_kind && base.rows<Table::covers>().empty())
      result.missing.push_back({"covers", "what is already provided is not taken off the needs in kind"});
    if (money.costs.empty() && !money.demands.empty())
      result.missing.push_back({"plans", "no accepted plan in the book, so nothing is set against what the plan will cost; "
                                         "import the folder into a .book file and run `servanda plan BOOK --accept`"});
    name_empty(base, {{Table::allocations, "what is tied to packages of goods is not taken off"},
                      {Table::lines, "money for packages of items cannot be told from other money"},
                      {Table::relations, "what repeats or replaces other funds is not known, so all of them count"}}, result.missing);
    tell_first_known(base, result.missing);
    result.funds = std::move(money.funds);
    result.annual = std::move(money.annual);
    result.plan = std::move(money.plan);
    result.plan_known = money.plan_known;
    result.costs = std::move(money.costs);
    result.left_out = std::move(money.left_out);
  }
  result.as_known = base.as_known();
  result.programme = base.programme().name;
  result.notional = base.programme().notional;
  result.currency = base.programme().currency.code();
  result.seed = options.seed;
  result.futures = options.futures;
  result.prices = options.prices;
  if (options.head == Head::compute) result.head = base.head();
  return result;
}

namespace {

Scenario drags_on(const Snapshot& snapshot, const RunwayMoney& money) {
  int last = money.first_month;  // of the needs; what a plan costs is none
  int first = last;
  for (const RunwayDemand& demand : money.demands) {
    if (demand.priority == 0) continue;
    last = std::max(last, demand.need.month);
    first = std::min(first, demand.need.month);
  }
  first = std::max(first, last - kBurnMonths + 1);
  Scenario out{"drags on at today's burn",
               "The needs go on for " + std::to_string(kDragMonths) + " months as the mean of the last " +
                   std::to_string(last - first + 1) + " that are stated, " + month_of_number(first).to_string() + " to " +
                   month_of_number(last).to_string() + ".",
               {}};
  std::map<std::tuple<int, std::vector<std::string>>, Wide> burn;
  for (const RunwayDemand& demand : money.demands)
    if (demand.need.month >= first && demand.priority > 0)
      burn[{demand.priority, demand.need.purposes}] += demand.need.amount;
  const std::string currency = snapshot.programme().currency.code();
  for (int month = last + 1; month <= last + kDragMonths; ++month) {
    for (const auto& [key, sum] : burn) {
      const auto& [priority, purposes] = key;
      const Wide amount = multiply_divide(sum, 1, last - first + 1);
      const std::string text = month_of_number(month).to_string();
      std::vector<std::pair<std::string, std::string>> row{
          {"id", "drags-on/" + text + "/" + std::to_string(priority) + "/" + purposes.back()},
          {"category", purposes.front()},
          {"amount", decimal_text(amount)},
          {"currency", currency},
          {"month", text},
          {"priority", std::to_string(priority)}};
      if (purposes.size() > 1) row.emplace_back("item", purposes.back());
      out.changes.push_back({ScenarioChange::Kind::add, "needs", {}, {}, {}, std::move(row)});
    }
  }
  return out;
}

std::optional<Scenario> largest_lapses(const RunwayMoney& money) {
  std::map<std::string, Wide> by_donor;
  for (const RunwaySupply& supply : money.supplies) by_donor[supply.donor] += supply.fund.amount;
  const auto largest = std::ranges::max_element(by_donor, {}, [](const auto& entry) { return entry.second; });
  if (largest == by_donor.end() || by_donor.size() < 2) return std::nullopt;
  Scenario out{"donor " + largest->first + " lapses", "The donor with the most money left pays nothing more.", {}};
  std::vector<std::string> ids;
  for (const RunwaySupply& supply : money.supplies)
    if (supply.donor == largest->first) ids.push_back(supply.id);
  out.changes.push_back({ScenarioChange::Kind::set, "funds", {{"id", ids, {}, {}}}, "amount", "0", {}});
  return out;
}

Scenario dearer() {
  Scenario out{"prices +15 %", "Every need costs 15 percent more; the money stays as it is.", {}};
  out.changes.push_back({ScenarioChange::Kind::scale, "needs", {}, "amount", "1.15", {}});
  out.changes.push_back({ScenarioChange::Kind::scale, "items", {}, "unit_value", "1.15", {}});
  return out;
}

}  // namespace

Result<std::vector<Scenario>> runway_scenarios(const Snapshot& snapshot, const RunwayOptions& options) {
  ASSIGN_OR_RETURN(const RunwayMoney money, RunwayMoney::of(snapshot, options, kBurnMonths - 1));
  std::vector<Scenario> out;
  if (std::ranges::none_of(money.demands,
                           [&](const RunwayDemand& demand) { return demand.need.month >= money.first_month; }))
    return out;
  out.push_back(drags_on(snapshot, money));
  if (auto lapses = largest_lapses(money)) out.push_back(*std::move(lapses));
  out.push_back(dearer());
  return out;
}

}  // namespace servanda
