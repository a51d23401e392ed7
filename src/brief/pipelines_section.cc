#include <algorithm>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::string name_or_id(const Told& row) {
  const std::string name = row["name"].text();
  return name.empty() ? row["id"].text() : name;
}

// Graduates of the courses at the end of each month: so far, then with what is expected.
Json graduates_panel(const Told& told) {
  Json so_far = Json::array();
  Json expected = Json::array();
  for (std::size_t i = 0; i < told["months"].size(); ++i) {
    const Told month = told["months"][i];
    const Json point{{"at", end_of(month["month"])}, {"value", position(month["cumulative"])}};
    if (month["expected"].text() == "0") so_far.push_back(point);
    expected.push_back(point);
  }
  Json lines = Json::array({{{"role", "expected"}, {"points", std::move(expected)}}, {{"role", "people"}, {"points", std::move(so_far)}}});
  for (std::size_t i = 0; i < told["targets"].size(); ++i) {
    const Told target = told["targets"][i];
    if (target["series"].text() == "graduates" && target["due"].reported())
      lines.push_back({{"role", "target"}, {"points", Json::array({{{"at", end_of(target["due"])}, {"value", position(target["value"])}, {"label", grouped(target["value"].text())}}})}});
  }
  return {{"name", "Graduates of the courses"}, {"note", "cumulative, with what is expected"}, {"kept", true}, {"lines", std::move(lines)}};
}

// Levels of a series against its targets.
Json series_panel(const Told& told, const std::string& series) {
  Json levels = Json::array();
  Json targets = Json::array();
  std::string unit;
  for (std::size_t i = 0; i < told["levels"].size(); ++i) {
    const Told level = told["levels"][i];
    if (level["series"].text() != series) continue;
    unit = level["unit"].text();
    levels.push_back({{"at", level["on"].text()}, {"value", position(level["level"])}});
  }
  if (!levels.empty()) levels.back()["label"] = grouped(levels.back()["value"].get<std::string>());
  for (std::size_t i = 0; i < told["targets"].size(); ++i) {
    const Told target = told["targets"][i];
    if (target["series"].text() == series && target["due"].reported() && target["verdict"].text() != "not_comparable") targets.push_back({{"at", end_of(target["due"])}, {"value", position(target["value"])}});
  }
  Json lines = Json::array({{{"role", "people"}, {"points", std::move(levels)}}});
  if (!targets.empty()) lines.push_back({{"role", "target"}, {"points", std::move(targets)}});
  return {{"name", series}, {"note", words(unit)}, {"kept", true}, {"lines", std::move(lines)}};
}

// What is expected of the courses by the due date of a target that they will not reach.
Markup short_of_target(const Told& targets) {
  Markup out;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Told target = targets[i];
    if (target["series"].text() != "graduates" || target["verdict"].text() != "open") continue;
    const auto expected = target["expected_by_then"].decimal(), value = target["value"].decimal();
    if (expected && value && *expected < *value)
      out << ", " << target["expected_by_then"].number() << " of the " << target["value"].number() << " aimed at by " << target["due"].shown(target["due"].text());
  }
  return out;
}

Json people_chart(const Told& told) {
  Json chart = chart_data("People trained so far against their targets.", "people", {"Targets stand at their due dates."},
                          {{"trained", "stroke", "people"}, {"with what is expected", "stroke", "expected"}, {"target", "stroke", "target"}});
  chart["kind"] = "number";
  Json panels = Json::array();
  if (told["months"].size() > 0) panels.push_back(graduates_panel(told));
  std::vector<std::string> series;
  for (std::size_t i = 0; i < told["levels"].size(); ++i)
    if (const std::string name = told["levels"][i]["series"].text(); std::ranges::find(series, name) == series.end()) series.push_back(name);
  for (const std::string& name : series) panels.push_back(series_panel(told, name));
  chart["panels"] = std::move(panels);
  return chart;
}

// Than first planned: as it ended, or as it is foretold to, else as it is planned now.
std::int64_t days_later(const Told& project) { return (project["forecast_slippage_days"].reported() ? project["forecast_slippage_days"] : project["slippage_days"]).count(); }

Json projects_chart(const BriefView& view, const Told& projects) {
  Json chart = chart_data("Projects in time: as first planned, and as they went or are foretold.", "from start to end", {},
                          {{"as first planned", "fill", "planned"}, {"as it went, or is foretold", "fill", "actual"}, {"later than first planned", "fill", "late"}});
  chart["today"] = to_string(view.in.snapshot.as_known());
  Json rows = Json::array();
  for (std::size_t i = 0; i < projects.size(); ++i) {
    const Told one = projects[i];
    Json bars = Json::array();
    const std::int64_t slip = days_later(one);
    const std::string start = one["actual_start"].reported() ? one["actual_start"].text() : one["planned_start"].text();
    const std::string end = one["actual_end"].reported() ? one["actual_end"].text() : one["forecast_end"].text();
    if (!start.empty() && !end.empty() && start <= end) bars.push_back({{"from", start}, {"until", end}, {"role", slip > 0 ? "late" : "actual"}});
    if (one["planned_start"].reported() && one["first_planned_end"].reported())
      bars.push_back({{"from", one["planned_start"].text()}, {"until", one["first_planned_end"].text()}, {"role", "planned"}});
    Json marks = Json::array();
    for (std::size_t k = 0; k < one["milestones"].size(); ++k)
      if (one["milestones"][k]["actual"].reported()) marks.push_back({{"at", one["milestones"][k]["actual"].text()}, {"role", "actual"}, {"shape", "circle"}, {"title", one["milestones"][k]["what"].text()}});
    if (bars.empty() && marks.empty()) continue;
    rows.push_back({{"name", name_or_id(one)},
                    {"note", one["share_done_percent"].reported() ? points_text(one["share_done_percent"], 0) + " done" : "share done not reported"},
                    {"label", slip > 0 ? counted(slip, "day") + (one["actual_end"].reported() ? " later" : " later, foretold") : one["slippage_days"].reported() ? "as planned" : ""},
                    {"bars", std::move(bars)},
                    {"marks", std::move(marks)}});
    if (slip > 0) rows.back()["tone"] = "late";
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Json crews_chart(const BriefView& view, const Told& crews) {
  Json chart = chart_data("Units delivered that have a crew, and those that wait for one.", "units", {}, {{"crewed", "fill", "kept"}, {"waiting for a crew", "fill", "late"}});
  chart["kind"] = "number";
  Json rows = Json::array();
  for (std::size_t i = 0; i < crews.size(); ++i) {
    const Told one = crews[i];
    rows.push_back({{"name", view.names.item(one["item"].text())},
                    {"note", one["enough"].reported() ? "enough graduates in " + one["enough"].text() : one["course"].text()},
                    {"label", one["waiting"].text() == "0" ? "all crewed" : grouped(one["waiting"].text()) + " wait"},
                    {"parts", Json::array({{{"from", "0"}, {"to", position(one["crewed"])}, {"role", "kept"}}, {{"from", position(one["crewed"])}, {"to", position(one["units"])}, {"role", "late"}}})}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Markup courses_table(const Told& courses) {
  TableMarkup table("courses", {"Course", "seats#", "weeks#", "enrolled#", "graduates#", "in training#", "expected#", "drop-out stated#", "drop-out had#", "seats used#"});
  for (std::size_t i = 0; i < courses.size(); ++i) {
    const Told one = courses[i];
    table.row({head_cell(isolated(name_or_id(one))), number_cell(one["seats"]), number_cell(one["weeks"]), number_cell(one["enrolled"]), number_cell(one["graduates"]), number_cell(one["in_training"]),
               number_cell(one["expected"]), percent_cell(one["dropout_stated"]), points_cell(one["dropout_had_percent"], 1), points_cell(one["seats_used_percent"], 1)});
  }
  return table.details("Courses");
}

Markup people_table(const BriefView& view, const Told& told) {
  TableMarkup table("people trained against their targets", {"Series", "target#", "stated", "due", "verdict", "reached on", "last level#", "on", "Source"});
  for (std::size_t i = 0; i < told["targets"].size(); ++i) {
    const Told one = told["targets"][i];
    Markup verdict(plain(words(one["verdict"].text())));
    if (one["first_due"].reported() && one["first_due"].text() != one["due"].text())
      verdict << "<br><small>first due " << one["first_due"].shown(one["first_due"].text()) << "</small>";
    table.row({head_cell(isolated(one["series"].text())), number_cell(one["value"]), date_cell(one["stated"]), date_cell(one["due"]), cell(verdict),
               one["reached_on"].reported() ? date_cell(one["reached_on"]) : cell({}), number_cell(one["last"]), one["last_on"].reported() ? date_cell(one["last_on"]) : cell({}),
               cell(one["source"].reported() ? cited_by_number(view, one["source"].text()) : Markup())});
  }
  return table.empty() ? Markup() : table.details("Targets of training");
}

Markup levels_table(const BriefView& view, const Told& told) {
  TableMarkup table("people trained, as reported", {"Series", "date", "level#", "unit", "Source"});
  for (std::size_t i = 0; i < told["levels"].size(); ++i) {
    const Told one = told["levels"][i];
    table.row({head_cell(isolated(one["series"].text())), date_cell(one["on"]), number_cell(one["level"]), cell(plain(words(one["unit"].text()))),
               cell(one["source"].reported() ? cited_by_number(view, one["source"].text()) : Markup())});
  }
  return table.empty() ? Markup() : table.details("Levels as reported");
}

Markup months_table_of(const Told& months) {
  TableMarkup table("graduates by month", {"Month", "enrolled#", "graduates#", "expected#", "cumulative#"});
  for (std::size_t i = 0; i < months.size(); ++i)
    table.row({head_cell(months[i]["month"].shown(months[i]["month"].text())), number_cell(months[i]["enrolled"]), number_cell(months[i]["graduates"]), number_cell(months[i]["expected"]), number_cell(months[i]["cumulative"])});
  return table.empty() ? Markup() : table.details("Graduates by month", TableMarkup::Width::narrow);
}

Markup crews_table(const BriefView& view, const Told& crews) {
  TableMarkup table("equipment and its crews", {"Item", "crew a unit#", "units delivered#", "crewed#", "waiting#", "enough graduates in"});
  for (std::size_t i = 0; i < crews.size(); ++i) {
    const Told one = crews[i];
    table.row({head_cell(isolated(view.names.item(one["item"].text()))), number_cell(one["crew_per_unit"]), number_cell(one["units"]), number_cell(one["crewed"]), number_cell(one["waiting"]),
               one["enough"].reported() ? date_cell(one["enough"]) : cell({})});
  }
  return table.details("Figures as a table");
}

Markup projects_table(const Told& projects) {
  TableMarkup table("projects with earned value", {"Project", "planned end, first", "planned end, now", "actual or foretold end", "planned later, days#", "ends later, days#", "moved#", "done#", "budget, m#", "planned value, m#", "earned value, m#", "cost, m#", "SPI#", "CPI#", "cost at completion, m#"});
  for (std::size_t i = 0; i < projects.size(); ++i) {
    const Told one = projects[i];
    const Told value = one["earned_value"];
    table.row({head_cell(isolated(name_or_id(one))), date_cell(one["first_planned_end"]), date_cell(one["planned_end"]), date_cell(one["actual_end"].reported() ? one["actual_end"] : one["forecast_end"]),
               number_cell(one["slippage_days"]), number_cell(one["forecast_slippage_days"]), number_cell(one["moved"]), points_cell(one["share_done_percent"], 0), millions_cell(value["bac"]), millions_cell(value["pv"]), millions_cell(value["ev"]),
               millions_cell(value["ac"]), rounded_cell(value["spi"], 2), rounded_cell(value["cpi"], 2), millions_cell(value["eac"])});
  }
  return table.details("Figures as a table");
}

}  // namespace

Part pipelines_part(const BriefView& view) {
  Part part{"pipelines", "Training and building", {}};
  const Told told(view.in.pipelines.json, "/pipelines");
  const bool people = told["months"].size() + told["levels"].size() > 0;
  if (!people && told["projects"].size() == 0) {
    part.missing = "the tables courses and projects are empty, and no report states how many people were trained.";
    return part;
  }
  static constexpr Table kPeople[] = {Table::courses, Table::events, Table::reports};
  static constexpr Table kProjects[] = {Table::projects, Table::reports};
  static constexpr Table kCrews[] = {Table::pairs, Table::courses};
  Markup content;
  if (people) {
    part.charts["pipelines_people"] = people_chart(told);
    Markup tables;
    if (told["courses"].size() > 0) tables << courses_table(told["courses"]);
    tables << people_table(view, told) << months_table_of(told["months"]) << levels_table(view, told);
    content << chart({"panels", "/charts/pipelines_people"}, tables, source_line(view, kPeople, "people"));
  }
  if (told["crews"].size() > 0) {
    part.charts["pipelines_crews"] = crews_chart(view, told["crews"]);
    content << "<h3>Equipment that waits for crews</h3>\n" << chart({"bars", "/charts/pipelines_crews"}, crews_table(view, told["crews"]), source_line(view, kCrews, "units"));
  }
  std::int64_t late = 0;
  if (told["projects"].size() > 0) {
    for (std::size_t i = 0; i < told["projects"].size(); ++i) late += days_later(told["projects"][i]) > 0 ? 1 : 0;
    part.charts["pipelines_projects"] = projects_chart(view, told["projects"]);
    if (!part.charts["pipelines_projects"]["rows"].empty())
      content << "<h3>Projects</h3>\n" << chart({"gantt", "/charts/pipelines_projects"}, projects_table(told["projects"]), source_line(view, kProjects, "earned value by its standard terms"));
    else
      content << "<h3>Projects</h3>\n" << projects_table(told["projects"]);
  }
  Markup heading;
  const std::size_t months = told["months"].size();
  if (months > 0) {
    std::int64_t courses = static_cast<std::int64_t>(told["courses"].size());
    heading << counted(courses, "course") << " will have graduated " << told["months"][months - 1]["cumulative"].number() << " people by " << told["months"][months - 1]["month"].shown(told["months"][months - 1]["month"].text());
    heading << short_of_target(told["targets"]);
    if (told["projects"].size() > 0) heading << "; " << grouped(late) << " of " << counted(static_cast<std::int64_t>(told["projects"].size()), "project") << " ended later than first planned or will";
  } else {
    heading << "What is being trained and built, as the record has it";
  }
  part.markup = section(part.id, heading, markup("Earned value: budget times the share done; SPI and CPI below one mean later and dearer than planned."), content);
  return part;
}

}  // namespace servanda
