#include "views/site_choice_view.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/joined.h"
#include "network/production.h"
#include "plan/fixed_point.h"
#include "plan/matched.h"
#include "views/plan_view.h"

namespace servanda {
namespace {

Error wrong_site(const SiteOptionAsked& option, const std::string& found, const std::string& expected) {
  return bad_input("site option '" + option.id + "': found '" + found + "', expected " + expected);
}

std::optional<PlanPlace> place_of(const PlanInstance& instance, const std::string& id) {
  const auto find = [&](const auto& list, PlanPlaceKind kind) -> std::optional<PlanPlace> {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i].id == id) return PlanPlace{kind, static_cast<int>(i)};
    return std::nullopt;
  };
  if (const auto node = find(instance.nodes, PlanPlaceKind::node_handling)) return node;
  if (const auto link = find(instance.links, PlanPlaceKind::link)) return link;
  if (const auto resource = find(instance.resources, PlanPlaceKind::resource)) return resource;
  constexpr std::array<std::pair<std::string_view, PlanPlaceKind>, 3> kLimits{
      {{".handling", PlanPlaceKind::node_handling}, {".storage", PlanPlaceKind::node_storage}, {".hazardous", PlanPlaceKind::node_hazardous}}};
  for (const auto& [suffix, kind] : kLimits) {
    if (!id.ends_with(suffix)) continue;
    const std::string node = id.substr(0, id.size() - suffix.size());
    for (std::size_t i = 0; i < instance.nodes.size(); ++i)
      if (instance.nodes[i].id == node) return PlanPlace{kind, static_cast<int>(i)};
  }
  return std::nullopt;
}

constexpr std::string_view kRamp = ".ramp";

PlanTonnes scaled(PlanTonnes most, Decimal share) { return static_cast<PlanTonnes>(Wide{most} * share.units() / Decimal::kUnit); }

// Takes what the option alone brings out of the instance, and into extras.
Result<SiteOption> option_of(const SiteOptionAsked& asked, PlanInstance& instance) {
  SiteOption out{asked.id, asked.cost.units(), {}};
  const auto weeks = static_cast<std::size_t>(instance.weeks);
  for (const ScenarioChange& change : asked.add) {
    if (change.table != "links") continue;
    const auto id = std::find_if(change.row.begin(), change.row.end(), [](const auto& cell) { return cell.first == "id"; });
    if (id == change.row.end()) return wrong_site(asked, "a link without an id", "an id for each added link");
    const auto link = std::find_if(instance.links.begin(), instance.links.end(), [&](const PlanLink& one) { return one.id == id->second; });
    if (link == instance.links.end() || link->capacity.empty())
      return wrong_site(asked, id->second, "an added link with its capacity_t_week");
    SiteExtra extra{{PlanPlaceKind::link, static_cast<int>(link - instance.links.begin())}, {}};
    for (std::size_t w = 0; w < weeks; ++w) {
      extra.by_week.push_back(link->capacity[w] == kNoLimit ? 0 : scaled(link->capacity[w], asked.share(static_cast<int>(w))));
      link->capacity[w] = 0;
    }
    out.extras.push_back(std::move(extra));
  }
  for (const auto& [id, by] : asked.widen) {
    if (id.ends_with(kRamp)) continue;
    const auto place = place_of(instance, id);
    if (!place) return wrong_site(asked, id, "the id of a node, link or resource that the plan knows, NODE.storage, NODE.hazardous or SITE.ramp");
    SiteExtra extra{*place, {}};
    for (std::size_t w = 0; w < weeks; ++w) extra.by_week.push_back(scaled(by.units(), asked.share(static_cast<int>(w))));
    out.extras.push_back(std::move(extra));
  }
  return out;
}

// When its cargo is ready with what an option makes more.
Status add_releases(const Snapshot& snapshot, const SiteOptionAsked& asked, const PlanInstance& instance, SiteOption& out) {
  std::vector<RampMore> more;
  for (const auto& [id, by] : asked.widen) {
    if (!id.ends_with(kRamp)) continue;
    const std::string place = id.substr(0, id.size() - kRamp.size());
    if (!has_ramp(snapshot, place)) return wrong_site(asked, id, "a site whose ramp is stated, in one unit, in ramps.csv");
    if (std::ranges::find(out.makers, place) == out.makers.end()) out.makers.push_back(place);
    more.push_back({place, {}});
    for (int w = 0; w < instance.weeks; ++w) more.back().by_week.push_back(Decimal::from_units(scaled(by.units(), asked.share(w))));
  }
  if (more.empty()) return {};
  ASSIGN_OR_RETURN(const PlanInput with, plan_input(snapshot, Usable::arrived, {.weeks = instance.weeks}, {}, more));
  const std::vector<int> same = matched(instance.cargo, with.instance.cargo);
  for (std::size_t k = 0; k < same.size(); ++k) {
    const int week = same[k] < 0 ? instance.weeks : with.instance.cargo[static_cast<std::size_t>(same[k])].release;
    if (week != instance.cargo[k].release) out.releases.push_back({static_cast<int>(k), week});
  }
  return {};
}

SiteSetRow row_of(const SiteSet& set, const SiteSet& none, const SiteOptionsAsked& asked) {
  SiteSetRow row;
  for (const int i : set.open) row.open.push_back(asked.options[static_cast<std::size_t>(i)].id);
  row.cost = Decimal::from_units(set.cost);
  row.on_time = fixed_point(set.on_time);
  row.gain = fixed_point(set.on_time - none.on_time);
  row.lateness = fixed_point(set.lateness);
  row.lateness_saved = fixed_point(none.lateness - set.lateness);
  if (set.whole && none.whole)
    row.whole = SiteSetRow::Whole{fixed_point(set.whole->on_time), fixed_point(set.whole->on_time - none.whole->on_time), fixed_point(set.whole->lateness),
                                  fixed_point(none.whole->lateness - set.whole->lateness)};
  return row;
}

std::string opened_text(const SiteSetRow& row) {
  return row.open.empty() ? "nothing" : joined(row.open, ", ");
}

// Which of the next best sets is better than the first, once all is whole.
const SiteSetRow* better_whole(const std::vector<SiteSetRow>& sets) {
  const auto rank = [](const SiteSetRow& row) { return std::pair(row.whole->on_time.units(), -row.whole->lateness.units()); };
  const SiteSetRow* best = nullptr;
  for (const SiteSetRow& row : sets)
    if (row.whole && (best == nullptr || rank(row) > rank(*best))) best = &row;
  return best != nullptr && best != &sets.front() ? best : nullptr;
}

constexpr std::string_view kInFractions =
    "The best set first, then the next best in which each option earns its place; nothing opened stands among them, or last. In time: weighted t; lateness: weighted t-weeks; both in "
    "fractions: lots are split and vehicles leave part full, which `servanda plan` does not do.";
constexpr std::string_view kWhole =
    "Whole: the same of the set planned in whole lots and vehicles, as far as the search comes, from the plan with nothing opened.";

// "optimal" where all that was asked was planned.
std::string_view site_status(const SiteChoiceResult& result) { return name_of(result.ended_by.value_or(PlanStatus::optimal)); }

// What the run came to before it was ended.
std::vector<std::string> site_heading(const SiteChoiceResult& result) {
  std::vector<std::string> out{"Budget " + result.budget.to_string() + " " + result.currency.code() + "; " +
                               (result.proven ? "no set within it is better than the first" : "ended before that was proven")};
  if (!result.ended_by) return out;
  std::string text = "Ended: " + std::string(site_status(result)) + "; ";
  if (!result.none) text += "not even the plan with nothing opened was finished";
  else if (result.options.empty()) text += "what each option is worth was not found";
  else text += "not all was planned in whole lots";
  out.push_back(text);
  return out;
}

Json set_json(const SiteSetRow& row) {
  Json whole;
  if (row.whole)
    whole = {{"on_time", row.whole->on_time.to_string()}, {"gain", row.whole->gain.to_string()}, {"lateness", row.whole->lateness.to_string()},
             {"lateness_saved", row.whole->lateness_saved.to_string()}};
  return {{"whole", std::move(whole)}, {"open", row.open}, {"cost", row.cost.to_string()}, {"on_time", row.on_time.to_string()}, {"gain", row.gain.to_string()},
          {"lateness", row.lateness.to_string()}, {"lateness_saved", row.lateness_saved.to_string()}};
}

}  // namespace

Status check_site_ids(const Snapshot& snapshot, const SiteOptionsAsked& asked) {
  std::set<std::string> taken;
  for (const auto row : snapshot.rows<Table::nodes>()) taken.insert("nodes " + row.name());
  for (const auto row : snapshot.rows<Table::links>()) taken.insert("links " + row.name());
  for (const SiteOptionAsked& option : asked.options)
    for (const ScenarioChange& change : option.add)
      for (const auto& [column, value] : change.row)
        if (column == "id" && !taken.insert(change.table + " " + value).second)
          return wrong_site(option, value, "an id that " + change.table + " does not have yet; to make an existing one wider use widen");
  return {};
}

Scenario site_scenario(const SiteOptionsAsked& asked) {
  Scenario out{"site options", {}, {}};
  for (const SiteOptionAsked& option : asked.options) out.changes.insert(out.changes.end(), option.add.begin(), option.add.end());
  return out;
}

Result<SiteChoiceResult> site_choice(const Snapshot& snapshot, const SiteOptionsAsked& asked, const SiteChoiceViewOptions& options) {
  ASSIGN_OR_RETURN(PlanInput input, plan_input(snapshot));
  std::vector<SiteOption> candidates;
  for (const SiteOptionAsked& one : asked.options) {
    ASSIGN_OR_RETURN(SiteOption candidate, option_of(one, input.instance));
    RETURN_IF_ERROR(add_releases(snapshot, one, input.instance, candidate));
    candidates.push_back(std::move(candidate));
  }
  SiteChoiceOptions control;
  control.budget = asked.budget.units();
  control.plan = options.plan;
  ASSIGN_OR_RETURN(const SiteChoice choice, choose_sites(input.instance, candidates, control));
  SiteChoiceResult out{snapshot.as_known(), {}, snapshot.programme().currency, asked.budget, choice.proven, choice.plans, choice.ended_by};
  if (options.head == Head::compute) out.head = snapshot.head();
  if (!choice.none) return out;
  out.none = row_of(*choice.none, *choice.none, asked);
  for (const SiteSet& set : choice.sets) out.sets.push_back(row_of(set, *choice.none, asked));
  if (choice.sets.empty() || choice.without.size() + choice.with.size() < asked.options.size()) return out;  // stopped
  const SiteSet& best = choice.sets.front();
  std::size_t in = 0;
  std::size_t beside = 0;
  for (std::size_t i = 0; i < asked.options.size(); ++i) {
    const bool chosen = std::binary_search(best.open.begin(), best.open.end(), static_cast<int>(i));
    const SiteSet& other = chosen ? choice.without[in++] : choice.with[beside++];
    const SiteSet& larger = chosen ? best : other;
    const SiteSet& smaller = chosen ? other : best;
    out.options.push_back({asked.options[i].id, asked.options[i].name, asked.options[i].cost, chosen,
                           fixed_point(larger.on_time - smaller.on_time), fixed_point(smaller.lateness - larger.lateness)});
  }
  return out;
}

Json to_json(const SiteChoiceResult& result) {
  Json out{{"as_known", to_string(result.as_known)}, {"head", result.head}, {"currency", result.currency.code()},
           {"budget", result.budget.to_string()}, {"proven", result.proven}, {"status", site_status(result)}, {"plans", result.plans}, {"none", result.none ? set_json(*result.none) : Json()}};
  Json sets = Json::array();
  for (const SiteSetRow& row : result.sets) sets.push_back(set_json(row));
  out["sets"] = std::move(sets);
  Json options = Json::array();
  for (const SiteWorthRow& row : result.options)
    options.push_back({{"id", row.id}, {"name", row.name}, {"cost", row.cost.to_string()}, {"chosen", row.chosen},
                       {"worth", row.worth.to_string()}, {"lateness_saved", row.lateness_saved.to_string()}});
  out["options"] = std::move(options);
  return out;
}

std::vector<Sheet> to_sheets(const SiteChoiceResult& result) {
  const std::string money = "cost, " + result.currency.code();
  Sheet sets;
  sets.title = "Site options";
  sets.heading = site_heading(result);
  sets.columns = {{"open", Align::left, "#meta+open"}, {money, Align::decimal, "#value+cost"},
                  {"in time", Align::decimal, "#indicator+on_time+num"}, {"gain", Align::decimal, "#indicator+gain+num"},
                  {"lateness", Align::decimal, "#indicator+lateness+num"}, {"saved", Align::decimal, "#indicator+saved+num"}};
  const bool any_whole = result.none && result.none->whole;
  if (any_whole)
    sets.columns.insert(sets.columns.end(), {{"whole: in time", Align::decimal, "#indicator+on_time+whole+num"}, {"gain", Align::decimal, "#indicator+gain+whole+num"},
                                             {"lateness", Align::decimal, "#indicator+lateness+whole+num"}});
  const auto add = [&](const SiteSetRow& row) {
    sets.rows.push_back({opened_text(row), row.cost.to_string(), row.on_time.to_string(), row.gain.to_string(),
                         row.lateness.to_string(), row.lateness_saved.to_string()});
    if (!any_whole) return;
    for (Decimal SiteSetRow::Whole::* figure : {&SiteSetRow::Whole::on_time, &SiteSetRow::Whole::gain, &SiteSetRow::Whole::lateness})
      sets.rows.back().push_back(row.whole ? ((*row.whole).*figure).to_string() : "");
  };
  for (const SiteSetRow& row : result.sets) add(row);
  const auto opens_nothing = [](const SiteSetRow& row) { return row.open.empty(); };
  if (std::none_of(result.sets.begin(), result.sets.end(), opens_nothing) && result.none) add(*result.none);
  sets.footnotes = {std::string(kInFractions)};
  if (any_whole) sets.footnotes.emplace_back(kWhole);
  if (const SiteSetRow* other = better_whole(result.sets)) sets.footnotes.push_back("In whole lots " + opened_text(*other) + " is better than the first set.");
  Sheet options;
  options.title = "What each option is worth";
  options.columns = {{"option", Align::left, "#meta+id"}, {"name", Align::left, "#meta+name"}, {money, Align::decimal, "#value+cost"},
                     {"chosen", Align::left, "#meta+chosen"}, {"worth", Align::decimal, "#indicator+worth+num"},
                     {"lateness saved", Align::decimal, "#indicator+saved+num"}};
  for (const SiteWorthRow& row : result.options)
    options.rows.push_back({row.id, row.name, row.cost.to_string(), row.chosen ? "yes" : "no", row.worth.to_string(), row.lateness_saved.to_string()});
  options.footnotes = {"Chosen: what is lost without it. Not chosen: what it would add to the best set, whatever the budget."};
  if (result.options.empty()) return {sets};
  return {sets, options};
}

}  // namespace servanda
