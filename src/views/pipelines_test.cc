#include "views/pipelines.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "book/payload.h"

namespace servanda {
namespace {

using Rows = std::vector<std::string>;

const std::string kProgramme =
    "programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-06-30\ndelivered=signed\n";

Result<PipelinesResult> try_view(const Rows& rows, const PipelinesOptions& options = {}) {
  History history;
  Rows all{kProgramme};
  all.insert(all.end(), rows.begin(), rows.end());
  for (const std::string& row : all) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text() << "\n" << row;
  }
  return pipelines(*Snapshot::make(history, {}), options);
}

PipelinesResult view(const Rows& rows, const PipelinesOptions& options = {}) {
  auto result = try_view(rows, options);
  EXPECT_TRUE(result) << result.error().text();
  return *std::move(result);
}

std::string event(const std::string& course, const std::string& stage, const std::string& classifier,
                  const std::string& date, const std::string& quantity) {
  return "events\nknown_date=2025-01-01\nof_kind=course\nof=" + course + "\nstage=" + stage +
         "\nclassifier=" + classifier + "\ndate=" + date + "\nquantity=" + quantity + "\n";
}

std::string report(const std::string& id, const std::string& series, const std::string& value, const std::string& date,
                   const std::string& classifier, const std::string& due = "",
                   const std::string& unit = "trained_soldier", const std::string& qualifier = "") {
  return "reports\nid=" + id + "\nseries=" + series + "\nmeasure=level\nvalue=" + value + "\n" +
         (qualifier.empty() ? "" : "qualifier=" + qualifier + "\n") + "unit=" + unit + "\ndate=" + date +
         "\nclassifier=" + classifier + "\n" + (due.empty() ? "" : "due=" + due + "\n");
}

std::string text(const std::optional<Wide>& units) { return units ? decimal_text(*units) : "-"; }
std::string text(const std::optional<PartialDate>& date) { return date ? date->to_string() : "-"; }
std::string text(const std::optional<Day>& day) { return day ? to_string(*day) : "-"; }

const Rows kCourse{"courses\nid=C\nintake=40\nseats=50\nweeks=10\ndropout=0.1\n",
                   event("C", "enrolled", "planned", "2025-01-06", "40"),
                   event("C", "graduated", "planned", "2025-03-17", "36"),
                   event("C", "enrolled", "actual", "2025-01-08", "40"),
                   event("C", "graduated", "actual", "2025-03-20", "30"),
                   event("C", "enrolled", "planned", "2025-05-05", "40"),
                   event("C", "graduated", "planned", "2025-07-14", "36"),
                   event("C", "enrolled", "actual", "2025-05-05", "35"),
                   event("C", "enrolled", "planned", "2025-09-01", "40"),
                   event("C", "graduated", "planned", "2025-11-10", "36")};

TEST(Pipelines, IntakesFollowTheirEventsInOrder) {  // rule 1
  const CourseRow course = view(kCourse).courses.front();
  ASSERT_EQ(course.intakes.size(), 3U);
  EXPECT_EQ(text(course.enrolled), "75");
  EXPECT_EQ(text(course.graduates), "30");
  EXPECT_EQ(text(course.in_training), "35");
  EXPECT_EQ(text(course.dropout_had), "25");  // 10 of 40
  EXPECT_EQ(text(course.seats_used), "75");   // 75 of two times 50
}

TEST(Pipelines, ExpectsWhoIsInTrainingLessTheStatedDropOutAndWhoIsPlanned) {  // rule 2
  const auto result = view(kCourse);
  const CourseRow& course = result.courses.front();
  EXPECT_EQ(text(course.intakes[1].expected), "31");  // 35 * 0.9 = 31.5, whole people
  EXPECT_EQ(text(course.intakes[1].expected_on), "2025-07-14");
  EXPECT_EQ(text(course.intakes[2].expected), "36");
  std::vector<std::string> told;
  for (const GraduatesMonth& month : result.months)
    told.push_back(month.month.to_string() + " " + decimal_text(month.graduates) + " " + decimal_text(month.expected) +
                   " " + decimal_text(month.cumulative));
  EXPECT_EQ(told, (std::vector<std::string>{"2025-01 0 0 0", "2025-03 30 0 30", "2025-05 0 0 30", "2025-07 0 31 61",
                                            "2025-11 0 36 97"}));
}

TEST(Pipelines, SeriesAreComparedWithTheirTargets) {  // rule 3
  const auto result = view(
      {report("A1", "S", "100", "2025-01-10", "actual"), report("A2", "S", "140", "2025-04-02", "actual"),
       report("A3", "S", "160", "2025-04-10", "actual"), report("T1", "S", "90", "2024-12-01", "planned", "2025-01"),
       report("T2", "S", "150", "2025-01-15", "planned", "2025-03"),
       report("T3", "S", "200", "2025-04-15", "planned", "2025-06-15"),
       report("T4", "S", "300", "2025-04-20", "planned", "2025-12"),
       report("T5", "S", "50", "2025-04-20", "planned", "2025-12"),
       report("T6", "S", "130", "2025-01-16", "planned", "2025-03")});
  std::vector<std::string> told;
  for (const TrainingTarget& target : result.targets)
    told.push_back(target.id + " " + std::string(kTrainingVerdictNames[static_cast<std::size_t>(target.verdict)]) +
                   " " + text(target.reached_on) + " " + (target.days_late ? std::to_string(*target.days_late) : "-"));
  EXPECT_EQ(told,
            (std::vector<std::string>{"T1 reached 2025-01-10 -", "T2 late 2025-04-10 10", "T6 unseen 2025-04-02 -",
                                      "T3 not_checkable - -", "T4 open - -", "T5 not_comparable - -"}));
  EXPECT_EQ(text(result.targets[3].last), "160");
}

TEST(Pipelines, ALevelOfTheDueYearShowsNoTargetAsLate) {  // rule 3
  const auto result = view({report("A1", "S", "10", "2023", "actual"), report("A2", "S", "18", "2023-07-15", "actual"),
                            report("A3", "S", "33", "2024", "actual"), report("T", "S", "20", "2023", "planned", "2023")});
  EXPECT_EQ(result.targets[0].verdict, TrainingVerdict::unseen);
  EXPECT_FALSE(result.targets[0].days_late);
}

TEST(Pipelines, UpToNeverReachesATargetAndProvesNoMiss) {  // rule 3
  const auto result = view({report("A", "S", "100", "2025-02-10", "actual", "", "trained_soldier", "up_to"),
                            report("T", "S", "90", "2024-12-01", "planned", "2025-01")});
  EXPECT_EQ(result.targets[0].verdict, TrainingVerdict::not_checkable);
}

TEST(Pipelines, MissedNeedsALevelBelowAfterTheDueDate) {  // rule 3
  const auto verdict = [](const std::string& day, const std::string& qualifier) {
    return view({report("A", "S", "80", day, "actual", "", "trained_soldier", qualifier),
                 report("T", "S", "90", "2024-12-01", "planned", "2025-01")})
        .targets[0]
        .verdict;
  };
  EXPECT_EQ(verdict("2025-01-30", ""), TrainingVerdict::not_checkable);
  EXPECT_EQ(verdict("2025-02-01", ""), TrainingVerdict::missed);
  EXPECT_EQ(verdict("2025-02-01", "at_least"), TrainingVerdict::not_checkable);
}

TEST(Pipelines, ATargetKeepsTheDateItWasFirstDue) {  // rule 3
  const auto result = view({report("T", "S", "90", "2024-06-01", "planned", "2024-12"),
                            "revisions\nknown_date=2024-11-08\nof_kind=report\nof=T\nfield=due\nis=2025-03\n"
                            "change=postponed\n"});
  EXPECT_EQ(text(result.targets[0].first_due), "2024-12");
  EXPECT_EQ(text(result.targets[0].due), "2025-03");
}

TEST(Pipelines, AGraduatesTargetCountsTheCourses) {  // rule 3
  Rows rows = kCourse;
  rows.push_back("targets\nid=T\nfigure=quantity @ graduated\nvalue=60\nby=2025-08\n");
  const auto result = view(rows);
  const TrainingTarget& target = result.targets.back();
  EXPECT_EQ(target.verdict, TrainingVerdict::open);
  EXPECT_EQ(text(target.last), "30");
  EXPECT_EQ(text(target.expected), "61");
}

TEST(Pipelines, UnitsWaitForCrewsSmallestCrewFirst) {  // rule 4
  Rows rows = kCourse;                                 // 30 graduates
  const auto deliver = [&](const std::string& id, const std::string& item, const std::string& quantity) {
    rows.push_back("consignments\nid=" + id + "\n");
    rows.push_back("lines\nof_kind=consignment\nof=" + id + "\nitem=" + item + "\nquantity=" + quantity + "\n");
    rows.push_back("events\nknown_date=2025-02-01\nof_kind=consignment\nof=" + id +
                   "\nstage=handed_over\nclassifier=actual\ndate=2025-02-01\n");
  };
  rows.push_back("items\ncode=big\nunit=unit\n");
  rows.push_back("items\ncode=small\nunit=unit\n");
  deliver("G1", "big", "5");
  deliver("G2", "small", "10");
  rows.push_back("pairs\nitem=big\ncourse=C\ncrew_per_unit=4\n");
  rows.push_back("pairs\nitem=small\ncourse=C\ncrew_per_unit=2\n");
  const auto result = view(rows);
  ASSERT_EQ(result.crews.size(), 2U);
  EXPECT_EQ(decimal_text(result.crews[1].crewed), "10");  // small: 20 people
  EXPECT_EQ(decimal_text(result.crews[0].crewed), "2");   // big: 10 people left, four each
  EXPECT_EQ(decimal_text(result.crews[0].waiting), "3");
  EXPECT_EQ(text(result.crews[0].enough), "2025-07");  // 40 asked for, 30 + 31
}

std::string project(const std::string& more) {
  return "projects\nid=P\nknown_date=2024-12-01\nplanned_start=2025-01-01\nplanned_end=2025-12-27\n" +
         more;  // 360 days
}

TEST(Pipelines, EarnedValueByItsStandardTerms) {  // rule 5
  const auto result = view({project("actual_start=2025-01-01\nbudget=1000\ncurrency=EUR\nshare_done=0.4\n"),
                            report("R", "COST-P", "500", "2025-06-01", "actual", "", "EUR"),
                            report("R0", "COST-P", "100", "2025-02-01", "actual", "", "EUR")});
  const ProjectRow& p = result.projects.front();
  EXPECT_EQ(text(p.pv), "500");  // 180 of 360 days
  EXPECT_EQ(text(p.ev), "400");
  EXPECT_EQ(text(p.ac), "500");
  EXPECT_EQ(text(p.sv), "-100");
  EXPECT_EQ(text(p.cv), "-100");
  EXPECT_EQ(text(p.spi), "0.8");
  EXPECT_EQ(text(p.cpi), "0.8");
  EXPECT_EQ(text(p.eac), "1250");
  EXPECT_EQ(p.cost_report, "R");
}

TEST(Pipelines, WithoutACostReportWhatNeedsItIsNotReported) {  // rule 5
  const auto result = view({project("budget=1000\ncurrency=EUR\nshare_done=0.4\n")});
  EXPECT_EQ(text(result.projects.front().ac), "-");
  EXPECT_EQ(text(result.projects.front().eac), "-");
  EXPECT_TRUE(std::ranges::any_of(result.missing, [](const MissingTable& m) { return m.table == "reports"; }));
}

TEST(Pipelines, SlippageIsAgainstTheFirstPlannedEnd) {  // rule 6
  const auto result = view(
      {project("actual_start=2025-01-01\nshare_done=0\n"),
       "revisions\nknown_date=2025-05-01\nof_kind=project\nof=P\nfield=planned_end\nis=2026-01-26\nchange=postponed\n",
       "revisions\nknown_date=2025-04-11\nof_kind=project\nof=P\nfield=share_done\nis=0.25\nchange=raised\n"});
  const ProjectRow& p = result.projects.front();
  EXPECT_EQ(p.slippage_days, 30);
  EXPECT_EQ(p.moved, 1);
  EXPECT_EQ(text(p.forecast_end), "2026-02-05");  // a quarter in 100 days, so 400 from 1 January 2025
  EXPECT_EQ(p.forecast_slippage_days, 40);
}

TEST(Pipelines, MilestonesAreEventsOfASeriesNamedLikeTheProject) {  // rule 7
  const auto result = view({project(""), report("M1", "P", "1", "2025-02-17", "actual", "", "event"),
                            report("M2", "P", "1", "2025-02-17", "planned", "2026", "event")});
  const auto& milestones = result.projects.front().milestones;
  ASSERT_EQ(milestones.size(), 4U);
  EXPECT_EQ(milestones[1].id, "M1");
  EXPECT_EQ(text(milestones[1].actual), "2025-02-17");
  EXPECT_EQ(text(milestones[3].planned), "2026");
}

TEST(Pipelines, ConstantPricesNeedTheRecipientsDeflator) {  // rule 8
  PipelinesOptions options;
  options.prices = {2024};
  const Rows rows{project("budget=1000\ncurrency=EUR\n")};
  const auto without = try_view(rows, options);
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().text().find("ZZ"), std::string::npos);
  Rows with = rows;
  with.push_back("economy\nknown_date=2025-01-01\ncountry=ZZ\nyear=2024\nvintage=V\ndeflator=100\n");
  with.push_back("economy\nknown_date=2025-01-01\ncountry=ZZ\nyear=2025\nvintage=V\ndeflator=125\n");
  EXPECT_EQ(text(view(with, options).projects.front().bac), "800");
}

TEST(Pipelines, NothingToShowNamesTheTable) {
  const auto result = try_view({});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::nothing_to_do);
  EXPECT_NE(result.error().message.find("courses.csv"), std::string::npos);
}

}  // namespace
}  // namespace servanda
