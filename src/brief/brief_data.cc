#include "brief/brief_data.h"

#include <algorithm>
#include <map>

#include "brief/change_list.h"
#include "brief/map_data.h"
#include "brief/promise_list.h"
#include "brief/status_sections.h"
#include "brief/trajectory_lines.h"

namespace servanda {
namespace {

Json programme_data(const BriefView& view) {
  const Programme& programme = view.in.snapshot.programme();
  return {{"name", programme.name},
          {"notional", programme.notional},
          {"recipients", programme.recipients},
          {"currency", programme.currency.code()},
          {"report_date", to_string(programme.report_date)},
          {"delivered", programme.delivered.name}};
}

// A status with the stages that the page shows.
Json status_data(const StatusResult& result, std::vector<Stage> stages, std::optional<Stage> also) {
  const Json whole = to_json(result);
  if (also && std::ranges::find(stages, *also) == stages.end()) stages.push_back(*also);
  const auto chosen = [&](const Json& from) {
    Json out = Json::object();
    for (const auto& [name, value] : from.items())
      if (std::ranges::any_of(stages, [&](Stage stage) { return name_of(stage) == name; })) out[name] = value;
    return out;
  };
  Json rows = Json::array();
  for (const Json& row : whole["rows"]) {
    Json reached = chosen(row["stages"]);
    if (!reached.empty()) rows.push_back({{"key", row["key"]}, {"stages", std::move(reached)}});
  }
  return {{"as_known", whole["as_known"]},
          {"currency", whole["currency"]},
          {"rows", std::move(rows)},
          {"total", {{"stages", chosen(whole["total"]["stages"])}}}};
}

Json composition_data(const BriefView& view, const Composition& composition) {
  return status_data(composition.status, shown_stages(view, composition.status),
                     composition.stage.value_or(counting_stage(view, composition)));
}

Json lines_data(const TrajectoryResult& result, const Json& whole, const TrajectoryLines& lines) {
  Json series = Json::array();
  for (const std::size_t i : lines.series) {
    const Json& from = whole["series"][i];
    series.push_back({{"year", from["year"]}, {"as_known", from["as_known"]}, {"weeks", from["weeks"]}, {"within", from["within"]}});
  }
  Json growth;
  if (lines.growth)
    growth = {{"rate", decimal_text(result.growth[*lines.growth].ratio - Decimal::kUnit)},
              {"year", result.year},
              {"against", result.against},
              {"week", to_string(iso_week(result.as_known))}};
  return {{"series", std::move(series)}, {"growth", std::move(growth)}};
}

// The first is the trajectory, the others its smaller kinds.
void add_trajectories(const BriefView& view, Json& out) {
  const Json whole = to_json(view.in.trajectory);
  Json more = Json::array();
  out["trajectory"] = {{"series", Json::array()}, {"growth", Json()}};
  const std::vector<TrajectoryLines> kinds = trajectory_lines(view.in.trajectory, view.currency);
  for (std::size_t i = 0; i < kinds.size() && i < kTrajectoriesShown; ++i) {
    Json data = lines_data(view.in.trajectory, whole, kinds[i]);
    if (i == 0)
      out["trajectory"] = std::move(data);
    else
      more.push_back(std::move(data));
  }
  out["other_trajectories"] = std::move(more);
}

Json promises_data(const BriefView& view) {
  const PromiseList list = promise_list(view);
  const Json whole = to_json(view.in.promises);
  Json promises = Json::array();
  for (const std::size_t i : list.shown) {
    const Json& from = whole["promises"][i];
    promises.push_back({{"id", from["id"]},
                        {"name", promise_name(view.in.promises.promises[i])},
                        {"series", from["series"]},
                        {"due", from["promised"]},
                        {"on", from["on"]},
                        {"stage", from["stage"]},
                        {"verdict", from["verdict"]},
                        {"days_late", from["days_late"]}});
  }
  Json counts = Json::object();
  if (!whole["rates"].empty())
    for (const std::string_view verdict : kPromiseVerdictNames)
      counts[std::string(verdict)] = whole["rates"][0][std::string(verdict)];
  return {{"promises", std::move(promises)}, {"counts", std::move(counts)}};
}

Json diff_data(const BriefView& view) {
  const Json whole = to_json(view.in.diff);
  Json added = Json::array();
  for (std::size_t i = 0; i < view.in.diff.added.size(); ++i) {
    const Json& from = whole["added"][i];
    if (!is_told(view.in.diff.added[i].facts.kind) || from["known"].is_null()) continue;
    added.push_back({{"entry", from["entry"]},
                     {"kind", from["kind"]},
                     {"known_date", from["known"]},
                     {"name", change_name(view, view.in.diff.added[i])},
                     {"amount", from["amount"]}});
  }
  const auto entries = [&](const char* member) {
    Json out = Json::array();
    for (const Json& from : whole[member]) out.push_back({{"entry", from["entry"]}});
    return out;
  };
  return {{"from", whole["from"]},
          {"to", whole["to"]},
          {"added", std::move(added)},
          {"changed", entries("changed")},
          {"retracted", entries("retracted")}};
}

Json country_data(const Country& country) {
  return {{"code", country.alpha2}, {"iso_n3", country.numeric}, {"name", country.name}};
}

Json map_json(const BriefView& view) {
  const MapData data = map_data(view);
  Json recipients = Json::array();
  for (const Country& country : data.recipients) recipients.push_back(country_data(country));
  Json countries = Json::array();
  for (const MapData::Shaded& each : data.shaded)
    countries.push_back({{"code", each.code},
                         {"iso_n3", each.is_country ? Json(each.country.numeric) : Json()},
                         {"name", each.name},
                         {"value", decimal_text(each.sum.sum(view.currency).units)}});
  Json nodes = Json::array();
  for (const MapData::Place& place : data.places)
    nodes.push_back({{"id", place.id},
                     {"name", place.name},
                     {"kind", place.kind},
                     {"lat", place.lat.to_string()},
                     {"lon", place.lon.to_string()}});
  return {{"unit", view.currency.code()},
          {"stage", name_of(data.stage)},
          {"of", data.of == MapData::Of::donors ? "donor" : "recipient"},
          {"recipients", std::move(recipients)},
          {"countries", std::move(countries)},
          {"nodes", std::move(nodes)}};
}

// The names of the codes that rows go by.
Json names_data(const BriefView& view) {
  std::map<std::string, std::string> names;
  for (const StatusResult* result : {&funnel_status(view), &view.in.by_category, &view.in.by_form})
    for (const StatusRow& row : result->rows)
      if (is_named(row)) names[*row.key.front()] = key_name(view, result->by.front(), row.key.front());
  Json out = Json::object();
  for (const auto& [code, name] : names) out[code] = name;
  return out;
}

}  // namespace

Json brief_data(const BriefView& view) {
  const StatusResult& funnel = funnel_status(view);
  Json out{{"programme", programme_data(view)},
          {"as_known", to_string(view.in.snapshot.as_known())},
          {"head", view.in.by_donor.head},
          {"names", names_data(view)},
          {"status", status_data(funnel, funnel_stages(view), {})},
          {"composition", {{"category", composition_data(view, by_category(view))}, {"form", composition_data(view, by_form(view))}}},
           {"promises", promises_data(view)},
          {"diff", diff_data(view)},
           {"map", map_json(view)}};
  add_trajectories(view, out);
  return out;
}

}  // namespace servanda
