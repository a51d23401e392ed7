#include "views/pipelines.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/calendar_month.h"
#include "views/judging.h"
#include "views/status.h"

namespace servanda {
namespace {

namespace chrono = std::chrono;
constexpr Wide kPercent = Wide{100} * Decimal::kUnit;

std::optional<Wide> units_of(std::optional<Decimal> value) {
  return value ? std::optional<Wide>(value->units()) : std::nullopt;
}

std::optional<Wide> ratio(const std::optional<Wide>& part, const std::optional<Wide>& whole,
                          Wide unit = Decimal::kUnit) {
  if (!part || !whole || *whole <= 0) return std::nullopt;
  return multiply_divide(*part, unit, *whole);
}

PartialDate month_of(Day day) { return PartialDate::of_month(calendar_month(day)); }

bool in_people(std::string_view unit) {
  return unit.starts_with("trained") || unit.starts_with("graduate") || unit == "people";
}

struct CourseEvent {
  PartialDate date;
  std::optional<Wide> quantity;
  std::string source = {};
};
// Enrolled and graduated, planned and actual, each in the order of dates.
struct CourseEvents {
  std::vector<CourseEvent> planned_starts, starts, planned_ends, ends;
};

class PipelinesBuilder {
 public:
  PipelinesBuilder(const Snapshot& snapshot, const PipelinesOptions& options)
      : snapshot_(snapshot), options_(options), deflators_(snapshot) {}

  Result<PipelinesResult> build() {
    collect_events();
    collect_reports();
    add_courses();
    add_months();
    add_series();
    add_table_targets();
    RETURN_IF_ERROR(add_crews());
    RETURN_IF_ERROR(add_projects());
    if (result_.courses.empty() && result_.projects.empty() && result_.levels.empty() && result_.targets.empty())
      return nothing_to_show(snapshot_, "pipelines", Table::courses, "courses, projects, or reports of people trained",
                             {"id,name,place,intake,seats,weeks,dropout", "C-1,Crews,ACADEMY,40,48,12,0.08"},
                             first_known_of(snapshot_, {Table::courses, Table::projects}, [](const Row<Table::reports>& report) {
                               return report.decimal<"value">() && in_people(report.text<"unit">());
                             }));
    name_missing();
    result_.as_known = snapshot_.as_known();
    result_.programme = snapshot_.programme().name;
    result_.notional = snapshot_.programme().notional;
    result_.prices = options_.prices;
    if (options_.head == Head::compute) result_.head = snapshot_.head();
    return std::move(result_);
  }

 private:
  // ---- courses (rules 1 and 2)

  void collect_events() {
    if (snapshot_.rows<Table::courses>().empty()) return;
    const auto course = snapshot_.history().texts().find("course");
    if (!course) return;
    for (const auto row : snapshot_.rows<Table::events>()) {
      if (row.cell<"of_kind">() != Cell{*course}) continue;
      const auto stage = row.code<"stage", Stage>();
      const auto date = row.date<"date">();
      if (!date || (stage != Stage::enrolled && stage != Stage::graduated)) continue;
      const bool actual = row.code<"classifier", Classifier>() == Classifier::actual;
      CourseEvents& of = events_[std::string(row.text<"of">())];
      auto& list =
          stage == Stage::enrolled ? (actual ? of.starts : of.planned_starts) : (actual ? of.ends : of.planned_ends);
      list.push_back({*date, units_of(row.decimal<"quantity">()), std::string(row.source())});
    }
    for (auto& [id, of] : events_)
      for (auto* list : {&of.planned_starts, &of.starts, &of.planned_ends, &of.ends})
        std::ranges::stable_sort(*list, {},
                                 [](const CourseEvent& event) { return std::pair(event.date, event.quantity); });
  }

  void add_courses() {
    for (const auto row : snapshot_.rows<Table::courses>()) {
      CourseRow course;
      course.id = row.name();
      course.name = row.text<"name">();
      course.place = row.text<"place">();
      course.source = row.source();
      course.known = snapshot_.known_day(Table::courses, row.index());
      course.seats = units_of(row.decimal<"seats">());
      course.intake = units_of(row.decimal<"intake">());
      course.weeks = units_of(row.decimal<"weeks">());
      course.dropout = units_of(row.decimal<"dropout">());
      if (const auto found = events_.find(course.id); found != events_.end()) add_intakes(found->second, course);
      result_.courses.push_back(std::move(course));
    }
    std::ranges::sort(result_.courses, {}, &CourseRow::id);
  }

  void add_intakes(const CourseEvents& events, CourseRow& course) const {
    const std::size_t count =
        std::max({events.planned_starts.size(), events.starts.size(), events.planned_ends.size(), events.ends.size()});
    std::optional<Wide> finished;
    std::optional<Wide> finished_enrolled;
    for (std::size_t k = 0; k < count; ++k) {
      CourseIntake intake;
      const auto take = [&](const std::vector<CourseEvent>& list, std::optional<PartialDate>& date,
                            std::optional<Wide>& quantity) {
        if (k >= list.size()) return;
        date = list[k].date;
        quantity = list[k].quantity;
        if (!list[k].source.empty()) intake.sources.insert(list[k].source);
      };
      take(events.planned_starts, intake.planned_start, intake.planned);
      take(events.starts, intake.start, intake.enrolled);
      take(events.planned_ends, intake.planned_end, intake.planned_graduates);
      take(events.ends, intake.end, intake.graduates);
      expect(course, intake);
      if (intake.expected && !course.source.empty()) intake.sources.insert(course.source);
      if (intake.enrolled) course.enrolled = course.enrolled.value_or(0) + *intake.enrolled;
      if (intake.graduates) course.graduates = course.graduates.value_or(0) + *intake.graduates;
      if (intake.enrolled && !intake.end) course.in_training = course.in_training.value_or(0) + *intake.enrolled;
      if (intake.expected) course.expected = course.expected.value_or(0) + *intake.expected;
      if (intake.enrolled && intake.graduates) {
        finished = finished.value_or(0) + *intake.graduates;
        finished_enrolled = finished_enrolled.value_or(0) + *intake.enrolled;
      }
      course.intakes.push_back(std::move(intake));
    }
    if (const auto kept = ratio(finished, finished_enrolled, kPercent); kept && *kept <= kPercent) course.dropout_had = kPercent - *kept;
    course.more_graduated = finished > finished_enrolled;
    if (course.seats && course.enrolled && !events.starts.empty())
      course.seats_used = ratio(course.enrolled, *course.seats * static_cast<Wide>(events.starts.size()), kPercent);
  }

  // Rule 2.
  void expect(const CourseRow& course, CourseIntake& intake) const {
    if (intake.end) return;
    const auto all_but_lost = [&](Wide people) {
      const Wide lost = multiply_divide(people, course.dropout.value_or(0), Decimal::kUnit);
      return (people - lost) / Decimal::kUnit * Decimal::kUnit;  // whole people
    };
    const auto over_on = [&](Day start) {
      return PartialDate::of_day(std::max(start + chrono::days(static_cast<int>(*course.weeks * 7 / Decimal::kUnit)), snapshot_.as_known()));
    };
    if (intake.start) {
      if (!intake.enrolled || !course.weeks) return;
      intake.expected = all_but_lost(*intake.enrolled);
      intake.expected_on = over_on(intake.start->first());
    } else if (intake.planned_end && intake.planned_graduates) {
      intake.expected = intake.planned_graduates;
      intake.expected_on = intake.planned_end->last() >= snapshot_.as_known() ? *intake.planned_end : PartialDate::of_day(snapshot_.as_known());
    } else if (intake.planned_start && intake.planned && course.weeks) {
      intake.expected = all_but_lost(*intake.planned);
      intake.expected_on = over_on(std::max(intake.planned_start->first(), snapshot_.as_known()));
    }
  }

  void add_months() {
    std::map<PartialDate, GraduatesMonth> months;
    const auto at = [&](PartialDate date) -> GraduatesMonth& {
      const PartialDate month = month_of(date.first());
      GraduatesMonth& of = months.try_emplace(month, GraduatesMonth{month}).first->second;
      return of;
    };
    for (const CourseRow& course : result_.courses) {
      for (const CourseIntake& intake : course.intakes) {
        const auto add = [&](const std::optional<PartialDate>& on, const std::optional<Wide>& people, Wide GraduatesMonth::*what) {
          if (!on || !people) return;
          at(*on).*what += *people;
          at(*on).sources.insert(intake.sources.begin(), intake.sources.end());
        };
        add(intake.start, intake.enrolled, &GraduatesMonth::enrolled);
        add(intake.end, intake.graduates, &GraduatesMonth::graduates);
        add(intake.expected_on, intake.expected, &GraduatesMonth::expected);
      }
    }
    Wide cumulative = 0;
    for (auto& [month, of] : months) {
      cumulative += of.graduates + of.expected;
      of.cumulative = cumulative;
      result_.months.push_back(of);
    }
  }

  // ---- series (rule 3)

  void collect_reports() {
    for (const auto row : snapshot_.rows<Table::reports>()) {
      const auto value = row.decimal<"value">();
      const auto date = row.date<"date">() ? row.date<"date">() : row.date<"until">();
      if (!value || row.code<"measure", Measure>() != Measure::level) continue;
      const std::string series(row.text<"series">());
      const std::string unit(row.text<"unit">());
      const bool actual = row.code<"classifier", ReportClassifier>() == ReportClassifier::actual;
      if (unit == "event") {
        milestones_[series].push_back(row.index());
      } else if (series.starts_with("COST-") && actual && date) {
        costs_[series.substr(5)].push_back(row.index());
      } else if (in_people(unit)) {
        if (actual && date)
          result_.levels.push_back({series, row.name(), unit, std::string(row.text<"donors">()), qualifier_of(row),
                                    std::string(row.source()), value->units(), *date});
        else if (row.code<"classifier", ReportClassifier>() == ReportClassifier::planned)
          result_.targets.push_back(target_of(row, series, unit, *value, date));
      }
    }
    std::ranges::sort(result_.levels, [](const TrainingLevel& a, const TrainingLevel& b) {
      return std::tie(a.series, a.on, a.id) < std::tie(b.series, b.on, b.id);
    });
  }

  // A date as it stood before any revision.
  std::optional<PartialDate> first_stated(Table table, RowIndex row, std::size_t column,
                                          std::optional<PartialDate> now) const {
    const Cell first = snapshot_.history().cell(table, row, column);
    return first == kNullCell ? now : PartialDate::from_packed(static_cast<std::int32_t>(first));
  }

  static std::string qualifier_of(const Row<Table::reports>& row) {
    return std::string(
        kQualifierNames[static_cast<std::size_t>(row.code<"qualifier", Qualifier>().value_or(Qualifier::exact))]);
  }

  TrainingTarget target_of(const Row<Table::reports>& row, const std::string& series, const std::string& unit,
                                  Decimal value, std::optional<PartialDate> date) const {
    TrainingTarget target;
    target.series = series;
    target.id = row.name();
    target.unit = unit;
    target.donors = row.text<"donors">();
    target.source = row.source();
    target.value = value.units();
    target.due = row.date<"due">() ? row.date<"due">() : row.date<"until">();
    target.first_due = first_stated(Table::reports, row.index(), column_index(Table::reports, "due"), target.due);
    target.stated = date;
    return target;
  }

  void add_series() {
    for (TrainingTarget& target : result_.targets) judge(target);
    std::ranges::sort(result_.targets, [](const TrainingTarget& a, const TrainingTarget& b) {
      return std::tie(a.series, a.stated, a.id) < std::tie(b.series, b.stated, b.id);
    });
  }

  void judge(TrainingTarget& target) const {
    const TrainingLevel* reached = nullptr;
    bool before = false;
    bool below = false;  // from the last due day on
    bool below_before_reached = false;
    for (const TrainingLevel& level : result_.levels) {
      if (level.series != target.series || level.unit != target.unit) continue;
      target.last = level.value;
      target.last_on = level.on;
      const bool meets = level.value >= target.value && level.qualifier != "up_to";
      if (meets && target.stated && level.on.last() < target.stated->first()) before = true;
      if (meets && reached == nullptr) reached = &level;
      if (level.value >= target.value || level.qualifier == "at_least" || !target.due || level.on.first() < target.due->last()) continue;
      below = true;
      if (reached == nullptr) below_before_reached = true;
    }
    if (before) {
      target.verdict = TrainingVerdict::not_comparable;
      return;
    }
    if (reached != nullptr) target.reached_on = reached->on;
    if (!target.due) {
      target.verdict = reached != nullptr ? TrainingVerdict::reached : TrainingVerdict::no_date;
      return;
    }
    const Day due = target.due->last();
    if (reached == nullptr) {
      target.verdict = below                        ? TrainingVerdict::missed
                       : due < snapshot_.as_known() ? TrainingVerdict::not_checkable
                                                    : TrainingVerdict::open;
      return;
    }
    target.verdict = reached->on.first() <= due ? TrainingVerdict::reached
                     : below_before_reached     ? TrainingVerdict::late
                                                : TrainingVerdict::unseen;
    if (target.verdict == TrainingVerdict::late)
      target.days_late = static_cast<int>((reached->on.first() - due).count());
  }

  void add_table_targets() {
    std::optional<Wide> graduates;
    for (const CourseRow& course : result_.courses)
      if (course.graduates) graduates = graduates.value_or(0) + *course.graduates;
    for (const auto row : snapshot_.rows<Table::targets>()) {
      const auto value = row.decimal<"value">();
      if (row.text<"figure">() != "quantity @ graduated" || !value) continue;
      TrainingTarget target;
      target.series = "graduates";
      target.id = row.name();
      target.unit = "people";
      target.source = row.source();
      target.value = value->units();
      target.due = row.date<"by">();
      target.first_due = first_stated(Table::targets, row.index(), column_index(Table::targets, "by"), target.due);
      target.last = graduates;
      judge_graduates(target);
      result_.targets.push_back(std::move(target));
    }
  }

  void judge_graduates(TrainingTarget& target) const {
    Wide expected = 0;
    for (const GraduatesMonth& month : result_.months) {
      if (target.due && month.month.first() > target.due->last()) break;
      expected = month.cumulative;
    }
    if (!result_.months.empty()) target.expected = expected;
    Wide sum = 0;
    for (const GraduatesMonth& month : result_.months) {
      sum += month.graduates;
      if (sum >= target.value && !target.reached_on) target.reached_on = month.month;
    }
    if (!target.due)
      target.verdict = target.reached_on ? TrainingVerdict::reached : TrainingVerdict::no_date;
    else if (target.reached_on)
      target.verdict =
          target.reached_on->first() <= target.due->last() ? TrainingVerdict::reached : TrainingVerdict::late;
    else
      target.verdict = target.due->last() < snapshot_.as_known() ? TrainingVerdict::missed : TrainingVerdict::open;
  }

  // ---- crews (rule 4)

  Status add_crews() {
    if (snapshot_.rows<Table::pairs>().empty()) return {};
    ASSIGN_OR_RETURN(const StatusResult funnel, status(snapshot_, {.by = {GroupBy::item}}));
    std::map<std::string, Wide> delivered;
    for (const StatusRow& row : funnel.rows) {
      if (!row.key.front()) continue;
      row.funnel.at(funnel.delivered.stage, [&](const auto& cell) {
        for (const auto& [unit, quantity] : cell.quantities) delivered[*row.key.front()] += quantity;
      });
    }
    std::map<std::string, std::vector<CrewRow>> by_course;
    for (const auto row : snapshot_.rows<Table::pairs>()) {
      const auto crew = row.decimal<"crew_per_unit">();
      if (!crew || crew->units() <= 0) continue;
      const std::string item(row.text<"item">());
      by_course[std::string(row.text<"course">())].push_back({item,
                                                              std::string(row.text<"course">()),
                                                              crew->units(),
                                                              delivered.contains(item) ? delivered[item] : 0,
                                                              0,
                                                              0,
                                                              {},
                                                              {}});
      if (row.cell<"source">() != kNullCell) by_course[std::string(row.text<"course">())].back().sources.emplace(row.source());
    }
    for (auto& [course, rows] : by_course) crew_units(course, rows);
    std::ranges::sort(result_.crews, [](const CrewRow& a, const CrewRow& b) {
      return std::tie(a.item, a.course) < std::tie(b.item, b.course);
    });
    return {};
  }

  void crew_units(const std::string& id, std::vector<CrewRow>& rows) {
    std::ranges::sort(rows, [](const CrewRow& a, const CrewRow& b) {
      return std::tie(a.crew_per_unit, a.item) < std::tie(b.crew_per_unit, b.item);
    });
    const auto course = std::ranges::find(result_.courses, id, &CourseRow::id);
    Wide graduates = course == result_.courses.end() ? 0 : course->graduates.value_or(0);
    Wide asked = 0;
    for (CrewRow& row : rows) {
      asked += multiply_divide(row.units, row.crew_per_unit, Decimal::kUnit);
      const Wide whole = graduates / row.crew_per_unit * Decimal::kUnit;  // units that have a whole crew
      row.crewed = std::min(row.units, whole);
      row.waiting = row.units - row.crewed;
      graduates -= multiply_divide(row.crewed, row.crew_per_unit, Decimal::kUnit);
      if (course != result_.courses.end()) {
        if (row.waiting > 0) row.enough = enough(*course, asked);
        if (!course->source.empty()) row.sources.insert(course->source);
        for (const CourseIntake& intake : course->intakes) row.sources.insert(intake.sources.begin(), intake.sources.end());
      }
      result_.crews.push_back(row);
    }
  }

  // The month in which a course has as many graduates as are asked for.
  static std::optional<PartialDate> enough(const CourseRow& course, Wide asked) {
    std::vector<std::pair<PartialDate, Wide>> coming;
    for (const CourseIntake& intake : course.intakes)
      if (intake.expected && intake.expected_on) coming.emplace_back(*intake.expected_on, *intake.expected);
    std::ranges::sort(coming);
    Wide sum = course.graduates.value_or(0);
    for (const auto& [on, people] : coming) {
      sum += people;
      if (sum >= asked) return month_of(on.first());
    }
    return std::nullopt;
  }

  // ---- projects (rules 5 to 8)

  Status add_projects() {
    std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, Day>> revised;  // count, last known day
    for (const auto row : snapshot_.rows<Table::revisions>()) {
      const auto known = row.date<"known_date">();
      if (row.text<"of_kind">() != "project" || !known) continue;
      auto& held = revised.try_emplace({std::string(row.text<"of">()), std::string(row.text<"field">())}, 0, Day())
                       .first->second;
      ++held.first;
      held.second = std::max(held.second, known->last());
    }
    for (const auto row : snapshot_.rows<Table::projects>()) {
      ProjectRow project = project_of(row);
      const auto moved = revised.find({project.id, "planned_end"});
      if (moved != revised.end()) project.moved = moved->second.first;
      const auto told = revised.find({project.id, "share_done"});
      const Day told_on = told != revised.end() ? told->second.second : project.known.value_or(snapshot_.as_known());
      RETURN_IF_ERROR(add_money(row, project));
      add_times(project, std::min(told_on, snapshot_.as_known()));
      add_milestones(project);
      result_.projects.push_back(std::move(project));
    }
    std::ranges::sort(result_.projects, {}, &ProjectRow::id);
    return {};
  }

  ProjectRow project_of(const Row<Table::projects>& row) const {
    ProjectRow project;
    project.id = row.name();
    project.name = row.text<"name">();
    project.place = row.text<"place">();
    project.currency = row.text<"currency">();
    project.source = row.source();
    project.known = snapshot_.known_day(Table::projects, row.index());
    project.planned_start = row.date<"planned_start">();
    project.planned_end = row.date<"planned_end">();
    project.actual_start = row.date<"actual_start">();
    project.actual_end = row.date<"actual_end">();
    project.first_planned_end =
        first_stated(Table::projects, row.index(), column_index(Table::projects, "planned_end"), project.planned_end);
    if (const auto share = row.decimal<"share_done">()) project.share_done = Wide{share->units()} * 100;
    return project;
  }

  Status add_money(const Row<Table::projects>& row, ProjectRow& project) {
    project.bac = units_of(row.decimal<"budget">());
    if (const auto found = costs_.find(project.id); found != costs_.end()) add_cost(found->second, project);
    const auto& recipients = snapshot_.programme().recipients;
    const std::string recipient = recipients.empty() ? std::string() : recipients.front();
    const auto year = project.planned_start ? project.planned_start : project.actual_start;
    for (std::optional<Wide>* figure : {&project.bac, &project.ac}) {
      if (!*figure || !year) continue;
      ASSIGN_OR_RETURN(*figure, deflators_.at(options_.prices, recipient, static_cast<int>(year->year()), **figure));
    }
    if (!project.bac) return {};
    if (project.planned_start && project.first_planned_end) {
      const Day begin = project.planned_start->first();
      const auto span = std::max<std::int64_t>(1, (project.first_planned_end->last() - begin).count());
      const auto passed = std::clamp<std::int64_t>((snapshot_.as_known() - begin).count(), 0, span);
      project.pv = multiply_divide(*project.bac, passed, span);
    }
    if (project.share_done) project.ev = multiply_divide(*project.bac, *project.share_done, kPercent);
    if (project.ev && project.pv) project.sv = *project.ev - *project.pv;
    if (project.ev && project.ac) project.cv = *project.ev - *project.ac;
    project.spi = ratio(project.ev, project.pv);
    project.cpi = ratio(project.ev, project.ac);
    if (project.ev && *project.ev > 0 && project.ac)
      project.eac = multiply_divide(*project.bac, *project.ac, *project.ev);
    return {};
  }

  void add_cost(const std::vector<RowIndex>& reports, ProjectRow& project) const {
    std::optional<std::tuple<PartialDate, std::string>> newest;
    for (const RowIndex index : reports) {
      const Row<Table::reports> report(snapshot_, index);
      const auto end = report.date<"until">() ? report.date<"until">() : report.date<"date">();
      const UnitSaid said = unit_said(report.text<"unit">());
      if (said.unit != project.currency) {
        project.cost_in = said.unit;
        continue;
      }
      if (newest && std::tuple(*end, report.name()) < *newest) continue;
      newest = {*end, report.name()};
      project.ac = report.decimal<"value">()->units() * said.scale;
      project.cost_report = report.name();
    }
  }

  void add_times(ProjectRow& project, Day told_on) const {
    const auto end = project.actual_end ? project.actual_end : project.planned_end;
    if (end && project.first_planned_end)
      project.slippage_days = static_cast<int>((end->last() - project.first_planned_end->last()).count());
    if (project.actual_end) {
      project.forecast_end = project.actual_end->last();
    } else if (project.actual_start && project.share_done && *project.share_done > 0) {
      const auto passed = (told_on - project.actual_start->first()).count();
      if (passed > 0)
        project.forecast_end = project.actual_start->first() +
                               chrono::days(static_cast<int>(multiply_divide(passed, kPercent, *project.share_done)));
    } else if (!project.actual_start && project.planned_start && project.planned_end) {
      const auto span = project.planned_end->last() - project.planned_start->first();
      project.forecast_end = std::max(project.planned_start->first(), snapshot_.as_known()) + span;
    }
    if (project.forecast_end && project.first_planned_end)
      project.forecast_slippage_days = static_cast<int>((*project.forecast_end - project.first_planned_end->last()).count());
  }

  void add_milestones(ProjectRow& project) const {
    if (project.planned_start || project.actual_start)
      project.milestones.push_back({"start", project.id, project.source, project.planned_start, project.actual_start});
    if (const auto found = milestones_.find(project.id); found != milestones_.end()) {
      for (const RowIndex index : found->second) {
        const Row<Table::reports> report(snapshot_, index);
        const bool actual = report.code<"classifier", ReportClassifier>() == ReportClassifier::actual;
        const auto date = actual                 ? report.date<"date">()
                          : report.date<"due">() ? report.date<"due">()
                                                 : report.date<"until">();
        project.milestones.push_back({std::string(report.text<"note">()), report.name(),
                                      std::string(report.source()), actual ? std::nullopt : date,
                                      actual ? date : std::nullopt});
      }
    }
    if (project.planned_end || project.actual_end)
      project.milestones.push_back({"end", project.id, project.source, project.planned_end, project.actual_end});
    std::ranges::stable_sort(project.milestones, {}, [](const ProjectMilestone& m) {
      return std::pair(m.actual ? m.actual : m.planned, std::string_view(m.id));
    });
  }

  // ---- what is missing

  void name_missing() {
    const auto lacks = [&](std::string table, std::string what) {
      result_.missing.push_back({std::move(table), std::move(what)});
    };
    if (result_.courses.empty()) lacks("courses", "no intake, seats, drop-out or graduates by month");
    if (!result_.courses.empty() && events_.empty()) lacks("events", "no enrolled or graduated events of the courses");
    if (result_.crews.empty()) lacks("pairs", "which equipment waits for crews is not known");
    if (result_.projects.empty()) lacks("projects", "no milestones and no earned value");
    const auto none = [&](auto figure) {
      return !result_.projects.empty() &&
             std::ranges::none_of(result_.projects, [&](const ProjectRow& p) { return (p.*figure).has_value(); });
    };
    for (const CourseRow& course : result_.courses)
      if (course.more_graduated) lacks("events", "more graduated from " + course.id + " than were enrolled, so no drop-out had");
    for (const ProjectRow& project : result_.projects)
      if (!project.ac && !project.cost_in.empty())
        lacks("reports", "the cost of " + project.id + " is stated in " + project.cost_in + " and its budget in " + project.currency + ", so no AC");
    if (none(&ProjectRow::share_done)) lacks("projects.share_done", "no earned value");
    if (none(&ProjectRow::ac)) lacks("reports", "no actual level of a series COST-PROJECT, so no AC, CV, CPI and EAC");
    name_empty(snapshot_, {{Table::revisions, "dates and shares stand as first stated"},
                           {Table::targets, "no number of graduates to be reached"}}, result_.missing);
    if (!result_.crews.empty())
      name_empty(snapshot_, {{Table::consignments, "no units are delivered, so none waits for a crew"},
                             {Table::lines, "no units are delivered, so none waits for a crew"}}, result_.missing);
    tell_first_known(snapshot_, result_.missing);
  }

  const Snapshot& snapshot_;
  const PipelinesOptions& options_;
  Deflators deflators_;
  std::map<std::string, CourseEvents> events_;
  std::map<std::string, std::vector<RowIndex>> milestones_, costs_;
  PipelinesResult result_;
};

}  // namespace

Result<PipelinesResult> pipelines(const Snapshot& snapshot, const PipelinesOptions& options) {
  return PipelinesBuilder(snapshot, options).build();
}

}  // namespace servanda
