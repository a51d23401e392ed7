#include <algorithm>

#include "views/blank.h"
#include "views/pipelines.h"

namespace servanda {
namespace {

Json money(const std::optional<Wide>& units, const std::string& currency) {
  if (!units) return {};
  return {{"amount", decimal_text(*units)}, {"currency", currency}};
}

Json intake_json(const CourseIntake& intake) {
  return {{"planned_start", or_null(intake.planned_start)},
          {"start", or_null(intake.start)},
          {"planned", or_null(intake.planned)},
          {"enrolled", or_null(intake.enrolled)},
          {"planned_end", or_null(intake.planned_end)},
          {"end", or_null(intake.end)},
          {"planned_graduates", or_null(intake.planned_graduates)},
          {"graduates", or_null(intake.graduates)},
          {"expected", or_null(intake.expected)},
          {"expected_on", or_null(intake.expected_on)}};
}

Json course_json(const CourseRow& course) {
  Json intakes = Json::array();
  for (const CourseIntake& intake : course.intakes) intakes.push_back(intake_json(intake));
  return {{"id", course.id},
          {"name", or_null(course.name)},
          {"place", or_null(course.place)},
          {"seats", or_null(course.seats)},
          {"intake", or_null(course.intake)},
          {"weeks", or_null(course.weeks)},
          {"dropout_stated", or_null(course.dropout)},
          {"dropout_had_percent", or_null(course.dropout_had)},
          {"seats_used_percent", or_null(course.seats_used)},
          {"enrolled", or_null(course.enrolled)},
          {"graduates", or_null(course.graduates)},
          {"in_training", or_null(course.in_training)},
          {"expected", or_null(course.expected)},
          {"intakes", std::move(intakes)},
          {"source", or_null(course.source)},
          {"known", or_null(course.known)}};
}

Json target_json(const TrainingTarget& target) {
  return {{"series", target.series},
          {"id", target.id},
          {"donors", or_null(target.donors)},
          {"value", decimal_text(target.value)},
          {"unit", target.unit},
          {"first_due", or_null(target.first_due)},
          {"due", or_null(target.due)},
          {"stated", or_null(target.stated)},
          {"verdict", kTrainingVerdictNames[static_cast<std::size_t>(target.verdict)]},
          {"reached_on", or_null(target.reached_on)},
          {"days_late", or_null(target.days_late)},
          {"last", or_null(target.last)},
          {"last_on", or_null(target.last_on)},
          {"expected_by_then", or_null(target.expected)},
          {"source", or_null(target.source)}};
}

Json project_json(const ProjectRow& project) {
  Json milestones = Json::array();
  for (const ProjectMilestone& milestone : project.milestones)
    milestones.push_back({{"what", or_null(milestone.what)},
                          {"planned", or_null(milestone.planned)},
                          {"actual", or_null(milestone.actual)},
                          {"entry", milestone.id},
                          {"source", or_null(milestone.source)}});
  return {{"id", project.id},
          {"name", or_null(project.name)},
          {"place", or_null(project.place)},
          {"planned_start", or_null(project.planned_start)},
          {"first_planned_end", or_null(project.first_planned_end)},
          {"planned_end", or_null(project.planned_end)},
          {"actual_start", or_null(project.actual_start)},
          {"actual_end", or_null(project.actual_end)},
          {"moved", project.moved},
          {"slippage_days", or_null(project.slippage_days)},
          {"forecast_end", or_null(project.forecast_end)},
          {"forecast_slippage_days", or_null(project.forecast_slippage_days)},
          {"share_done_percent", or_null(project.share_done)},
          {"earned_value",
           {{"bac", money(project.bac, project.currency)},
            {"pv", money(project.pv, project.currency)},
            {"ev", money(project.ev, project.currency)},
            {"ac", money(project.ac, project.currency)},
            {"sv", money(project.sv, project.currency)},
            {"cv", money(project.cv, project.currency)},
            {"spi", or_null(project.spi)},
            {"cpi", or_null(project.cpi)},
            {"eac", money(project.eac, project.currency)},
            {"cost_report", or_null(project.cost_report)}}},
          {"milestones", std::move(milestones)},
          {"source", or_null(project.source)},
          {"known", or_null(project.known)}};
}

std::string heading(const PipelinesResult& result) {
  return (result.notional ? "Notional. " : "") + result.programme + ", as known " + to_string(result.as_known) + ", " +
         result.prices.text();
}

Sheet courses_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "Courses";
  sheet.heading = {heading(result)};
  sheet.columns = {{"course", Align::left, "#activity+id"},
                   {"name", Align::left, "#activity+name"},
                   {"seats", Align::decimal, "#capacity+seats"},
                   {"intake", Align::decimal, "#capacity+intake"},
                   {"weeks", Align::decimal, "#indicator+weeks"},
                   {"enrolled", Align::decimal, "#reached+enrolled"},
                   {"graduates", Align::decimal, "#reached+graduated"},
                   {"in training", Align::decimal, "#reached+training"},
                   {"expected", Align::decimal, "#indicator+expected"},
                   {"source", Align::left, "#meta+source"}};
  for (const CourseRow& course : result.courses)
    sheet.rows.push_back({course.id, course.name, or_blank(course.seats), or_blank(course.intake),
                          or_blank(course.weeks), or_blank(course.enrolled), or_blank(course.graduates),
                          or_blank(course.in_training), or_blank(course.expected), course.source});
  return sheet;
}

Sheet dropout_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "Courses: drop-out and seats used";
  sheet.heading = {heading(result)};
  sheet.columns = {{"course", Align::left, "#activity+id"},
                   {"drop-out stated", Align::decimal, "#indicator+dropout+stated"},
                   {"drop-out had %", Align::decimal, "#indicator+dropout"},
                   {"seats used %", Align::decimal, "#indicator+seats"},
                   {"source", Align::left, "#meta+source"},
                   {"known", Align::left, "#date+known"}};
  for (const CourseRow& course : result.courses)
    sheet.rows.push_back({course.id, or_blank(course.dropout), or_blank(course.dropout_had), or_blank(course.seats_used),
                          course.source, or_blank(course.known)});
  return sheet;
}

Sheet months_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "Graduates by month";
  sheet.heading = {heading(result)};
  sheet.columns = {{"month", Align::left, "#date+month"},
                   {"enrolled", Align::decimal, "#reached+enrolled"},
                   {"graduates", Align::decimal, "#reached+graduated"},
                   {"expected", Align::decimal, "#indicator+expected"},
                   {"cumulative", Align::decimal, "#reached+cumulative"}};
  for (const GraduatesMonth& month : result.months)
    sheet.rows.push_back({month.month.to_string(), decimal_text(month.enrolled), decimal_text(month.graduates),
                          decimal_text(month.expected), decimal_text(month.cumulative)});
  return sheet;
}

Sheet targets_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "People trained against their targets";
  sheet.heading = {heading(result)};
  sheet.columns = {{"series", Align::left, "#indicator+series"},
                   {"target", Align::left, "#activity+id"},
                   {"value", Align::decimal, "#targeted"},
                   {"unit", Align::left, "#meta+unit"},
                   {"due", Align::left, "#date+due"},
                   {"verdict", Align::left, "#status"},
                   {"reached on", Align::left, "#date+reached"},
                   {"days late", Align::right, "#indicator+late"},
                   {"source", Align::left, "#meta+source"}};
  for (const TrainingTarget& target : result.targets)
    sheet.rows.push_back({target.series, target.id, decimal_text(target.value), target.unit, or_blank(target.due),
                          std::string(kTrainingVerdictNames[static_cast<std::size_t>(target.verdict)]),
                          or_blank(target.reached_on), or_blank(target.days_late), target.source});
  sheet.footnotes = {
      "Missed: a report from the due date on is below. Not checkable: no report from the due date on. Unseen: no report at "
      "the deadline, and the next one stands at or above it."};
  return sheet;
}

Sheet target_levels_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "Targets of training: as first stated, and the last level";
  sheet.heading = {heading(result)};
  sheet.columns = {{"series", Align::left, "#indicator+series"},
                   {"target", Align::left, "#activity+id"},
                   {"stated", Align::left, "#date+stated"},
                   {"first due", Align::left, "#date+due+first"},
                   {"last level", Align::decimal, "#reached"},
                   {"on", Align::left, "#date+last"},
                   {"expected by then", Align::decimal, "#indicator+expected"}};
  for (const TrainingTarget& target : result.targets)
    sheet.rows.push_back({target.series, target.id, or_blank(target.stated), or_blank(target.first_due), or_blank(target.last),
                          or_blank(target.last_on), or_blank(target.expected)});
  return sheet;
}

Sheet levels_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "People trained, as reported";
  sheet.heading = {heading(result)};
  sheet.columns = {{"series", Align::left, "#indicator+series"}, {"date", Align::left, "#date"},
                   {"level", Align::decimal, "#reached"},        {"qualifier", Align::left, "#meta+qualifier"},
                   {"unit", Align::left, "#meta+unit"},          {"report", Align::left, "#activity+id"},
                   {"source", Align::left, "#meta+source"}};
  for (const TrainingLevel& level : result.levels)
    sheet.rows.push_back({level.series, level.on.to_string(), decimal_text(level.value), level.qualifier, level.unit,
                          level.id, level.source});
  return sheet;
}

Sheet crews_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "Equipment and its crews";
  sheet.heading = {heading(result)};
  sheet.columns = {{"item", Align::left, "#item"},
                   {"course", Align::left, "#activity+course"},
                   {"crew a unit", Align::decimal, "#indicator+crew"},
                   {"units delivered", Align::decimal, "#reached+units"},
                   {"crewed", Align::decimal, "#reached+crewed"},
                   {"waiting", Align::decimal, "#indicator+waiting"},
                   {"enough graduates in", Align::left, "#date+enough"}};
  for (const CrewRow& crew : result.crews)
    sheet.rows.push_back({crew.item, crew.course, decimal_text(crew.crew_per_unit), decimal_text(crew.units),
                          decimal_text(crew.crewed), decimal_text(crew.waiting), or_blank(crew.enough)});
  return sheet;
}

Sheet projects_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "Projects: earned value and slippage";
  sheet.heading = {heading(result)};
  sheet.columns = {{"project", Align::left, "#activity+id"},
                   {"name", Align::left, "#activity+name"},
                   {"planned end, first", Align::left, "#date+planned+first"},
                   {"planned end, now", Align::left, "#date+planned"},
                   {"actual end", Align::left, "#date+actual"},
                   {"slippage, days", Align::right, "#indicator+slippage"},
                   {"moved", Align::right, "#indicator+moved"},
                   {"forecast end", Align::left, "#date+forecast"},
                   {"forecast slippage, days", Align::right, "#indicator+slippage+forecast"},
                   {"done %", Align::decimal, "#indicator+done"},
                   {"currency", Align::left, "#currency"},
                   {"BAC", Align::decimal, "#value+bac"},
                   {"PV", Align::decimal, "#value+pv"},
                   {"EV", Align::decimal, "#value+ev"},
                   {"AC", Align::decimal, "#value+ac"},
                   {"SV", Align::decimal, "#value+sv"},
                   {"CV", Align::decimal, "#value+cv"},
                   {"SPI", Align::decimal, "#indicator+spi"},
                   {"CPI", Align::decimal, "#indicator+cpi"},
                   {"EAC", Align::decimal, "#value+eac"},
                   {"source", Align::left, "#meta+source"}};
  for (const ProjectRow& project : result.projects)
    sheet.rows.push_back({project.id,
                          project.name,
                          or_blank(project.first_planned_end),
                          or_blank(project.planned_end),
                          or_blank(project.actual_end),
                          or_blank(project.slippage_days),
                          std::to_string(project.moved),
                          or_blank(project.forecast_end),
                          or_blank(project.forecast_slippage_days),
                          or_blank(project.share_done),
                          project.currency,
                          or_blank(project.bac),
                          or_blank(project.pv),
                          or_blank(project.ev),
                          or_blank(project.ac),
                          or_blank(project.sv),
                          or_blank(project.cv),
                          or_blank(project.spi),
                          or_blank(project.cpi),
                          or_blank(project.eac),
                          project.source});
  sheet.footnotes = {
      "BAC budget at completion, PV planned value, EV earned value, AC actual cost, SV = EV - PV, CV = EV - AC, "
      "SPI = EV / PV, CPI = EV / AC, EAC = BAC / CPI."};
  return sheet;
}

Sheet milestones_sheet(const PipelinesResult& result) {
  Sheet sheet;
  sheet.title = "Milestones";
  sheet.heading = {heading(result)};
  sheet.columns = {{"project", Align::left, "#activity+id"},  {"milestone", Align::left, "#activity+milestone"},
                   {"planned", Align::left, "#date+planned"}, {"actual", Align::left, "#date+actual"},
                   {"entry", Align::left, "#meta+entry"},     {"source", Align::left, "#meta+source"}};
  for (const ProjectRow& project : result.projects)
    for (const ProjectMilestone& milestone : project.milestones)
      sheet.rows.push_back({project.id, milestone.what, or_blank(milestone.planned), or_blank(milestone.actual),
                            milestone.id, milestone.source});
  return sheet;
}

}  // namespace

Json to_json(const PipelinesResult& result) {
  Json out{{"as_known", to_string(result.as_known)}, {"head", result.head}, {"prices", result.prices.text()}};
  const auto list = [&](const char* name, const auto& rows, auto json_of) {
    Json array = Json::array();
    for (const auto& row : rows) array.push_back(json_of(row));
    out[name] = std::move(array);
  };
  list("courses", result.courses, course_json);
  list("months", result.months, [](const GraduatesMonth& month) {
    return Json{{"month", month.month.to_string()},
                {"enrolled", decimal_text(month.enrolled)},
                {"graduates", decimal_text(month.graduates)},
                {"expected", decimal_text(month.expected)},
                {"cumulative", decimal_text(month.cumulative)},
                {"sources", month.sources}};
  });
  list("targets", result.targets, target_json);
  list("levels", result.levels, [](const TrainingLevel& level) {
    return Json{{"series", level.series},
                {"id", level.id},
                {"on", level.on.to_string()},
                {"level", decimal_text(level.value)},
                {"unit", level.unit},
                {"qualifier", level.qualifier},
                {"donors", or_null(level.donors)},
                {"source", or_null(level.source)}};
  });
  list("crews", result.crews, [](const CrewRow& crew) {
    return Json{{"item", crew.item},
                {"course", crew.course},
                {"crew_per_unit", decimal_text(crew.crew_per_unit)},
                {"units", decimal_text(crew.units)},
                {"crewed", decimal_text(crew.crewed)},
                {"waiting", decimal_text(crew.waiting)},
                {"enough", or_null(crew.enough)},
                {"sources", crew.sources}};
  });
  list("projects", result.projects, project_json);
  out["missing"] = to_json(result.missing);
  return out;
}

std::vector<Sheet> to_sheets(const PipelinesResult& result) {
  std::vector<Sheet> sheets;
  const auto tells = [](const CourseRow& course) { return course.dropout || course.dropout_had || course.seats_used; };
  if (!result.courses.empty()) sheets.push_back(courses_sheet(result));
  if (std::ranges::any_of(result.courses, tells)) sheets.push_back(dropout_sheet(result));
  if (!result.months.empty()) sheets.push_back(months_sheet(result));
  if (!result.targets.empty()) {
    sheets.push_back(targets_sheet(result));
    sheets.push_back(target_levels_sheet(result));
  }
  if (!result.levels.empty()) sheets.push_back(levels_sheet(result));
  if (!result.crews.empty()) sheets.push_back(crews_sheet(result));
  if (!result.projects.empty()) {
    sheets.push_back(projects_sheet(result));
    sheets.push_back(milestones_sheet(result));
  }
  for (std::string& note : footnotes_of(result.missing)) sheets.back().footnotes.push_back(std::move(note));
  return sheets;
}

}  // namespace servanda
