#include "brief/brief.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>

#include "base/calendar_month.h"
#include "base/split.h"
#include "brief/answers.h"
#include "brief/brief_data.h"
#include "brief/part.h"
#include "brief/sections.h"
#include "brief/table.h"
#include "brief/wording.h"
#include "views/accepted_plan.h"
#include "views/burden.h"
#include "views/compared_figures.h"
#include "views/documents.h"
#include "views/effect.h"
#include "views/forecast.h"
#include "views/score.h"
#include "views/industry.h"
#include "views/pipelines.h"
#include "views/sources.h"
#include "views/statements.h"
#include "views/targets.h"

// The chart code and the style sheet of web/, embedded by the build (src/brief/CMakeLists.txt).
extern const char servanda_brief_js_begin[];   // NOLINT
extern const char servanda_brief_js_end[];     // NOLINT
extern const char servanda_brief_css_begin[];  // NOLINT
extern const char servanda_brief_css_end[];    // NOLINT

namespace servanda {
namespace {

std::string_view script() {
  return {servanda_brief_js_begin, static_cast<std::size_t>(servanda_brief_js_end - servanda_brief_js_begin)};
}
std::string_view style() {
  return {servanda_brief_css_begin, static_cast<std::size_t>(servanda_brief_css_end - servanda_brief_css_begin)};
}

Result<StatusResult> status_by(const Snapshot& snapshot, std::vector<GroupBy> by, Head head = Head::skip) {
  StatusOptions options;
  options.by = std::move(by);
  options.head = head;
  return status(snapshot, options);
}

Result<DiffResult> last_days(const Snapshot& snapshot) {
  SnapshotOptions options = snapshot.options();
  options.as_known = snapshot.as_known() - std::chrono::days(kBriefDiffDays);
  ASSIGN_OR_RETURN(const Snapshot before, Snapshot::make(snapshot.history(), options));
  ASSIGN_OR_RETURN(auto effect, effect_between(before, snapshot));
  return diff(before, snapshot, std::move(effect), {.recorded_later = RecordedLater::skip});
}

// A view that lacks its tables has nothing to say; any other error is one.
template <class View>
Result<Answer> answer(const Result<View>& result) {
  if (result) return Answer{to_json(*result)};
  if (result.error().code == ErrorCode::nothing_to_do) return Answer{};
  return result.error();
}

// The odds, and how good such odds were over the two years before.
Status ask_forecaster(const Snapshot& snapshot, BriefInput& input) {
  const WorkProgress progress;
  ASSIGN_OR_RETURN(input.forecast, answer(forecast_view(snapshot, {}, progress)));
  if (!input.forecast.answered()) return {};
  ScoreOptions options;
  options.until = calendar_month(snapshot.as_known() - std::chrono::days(options.forecast.within_days));
  options.from = options.until - std::chrono::months(kBriefScoreMonths - 1);
  options.forecast.accepted_plans = accepted_plans;
  auto scored = score_replayed(snapshot, options, progress);
  if (!scored && scored.error().code == ErrorCode::nothing_to_do) return {};
  if (!scored) return scored.error();
  input.score.json = to_json(ScoreView{*std::move(scored), {}, "replayed"});
  return {};
}

Status compare_courses(const Snapshot& snapshot, const std::vector<RunwayCase>& courses, const Planned* base, BriefInput& input) {
  if (courses.empty()) return {};
  const auto planned = [&](const Snapshot& of) { return base != nullptr ? replan(of, *base) : plan_programme(of); };
  std::vector<ComparedColumn> columns;
  if (courses.size() == 1) {
    ASSIGN_OR_RETURN(ComparedColumn column, compared_column(snapshot, "as it stands", "the book, without the scenario", planned));
    columns.push_back(std::move(column));
  }
  for (const RunwayCase& course : courses) {
    ASSIGN_OR_RETURN(ComparedColumn column, compared_column(*course.snapshot, course.name, course.description, planned));
    columns.push_back(std::move(column));
  }
  input.scenarios.json = to_json(compare(snapshot.as_known(), {}, std::move(columns)));
  return {};
}

bool has_anything(const Snapshot& snapshot) {
  for (const Table table : {Table::pledges, Table::allocations, Table::contracts, Table::consignments, Table::funds, Table::reports})
    if (snapshot.count(table) > 0) return true;
  return false;
}

Markup head_of(const BriefView& view) {
  Markup out;
  out << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
         "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n<title>"
      << view.in.snapshot.programme().name << ": briefing as known " << to_string(view.in.snapshot.as_known())
      << "</title>\n<style>";
  return out.embed(style()) << "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n";
}

Markup contents(const std::vector<Part>& parts) {
  Markup out;
  out << "<nav class=\"contents\" aria-label=\"Contents\"><ol>\n";
  for (const Part& part : parts)
    if (!part.markup.empty() && !part.contents.empty())
      out << "<li><a href=\"#" << part.id << "\">" << part.contents << "</a></li>\n";
  return out << "</ol></nav>\n";
}

std::string listed_tables(TableSet tables) {
  std::vector<std::string> names;
  for (const TableSchema& table : all_tables())
    if (tables.holds(table.table)) names.emplace_back(table.name);
  return listed(names);
}

// Above all figures: what of the book could not be read, and where it is to be mended.
Markup unread_banner(const BriefInput& input) {
  Markup out;
  const TableSet unread = input.snapshot.history().unread()->tables();
  if (!unread.any()) return out;
  constexpr std::size_t kShown = 12;
  const std::vector<std::string_view> defects = split(input.defects, '\n');
  out << "<div class=\"incomplete\"><p><strong>Incomplete.</strong> Something in " << listed_tables(unread)
      << " could not be read and is left out of every figure. Each part that it may be missing from says so.</p>\n<ul>\n";
  for (const std::string_view defect : std::span(defects).first(std::min(kShown, defects.size()))) out << "<li>" << isolated(defect) << "</li>\n";
  if (defects.size() > kShown) out << "<li>and " << static_cast<std::int64_t>(defects.size() - kShown) << " more</li>\n";
  return out << "</ul></div>\n";
}

// What the record cannot answer, and what it would take: one line a part that was left out.
Markup left_out(const std::vector<Part>& parts) {
  Markup list;
  for (const Part& part : parts)
    if (part.markup.empty() && !part.missing.empty())
      list << "<li><strong>" << part.contents << "</strong>: " << part.missing << "</li>\n";
  if (list.empty()) return list;
  return section("left-out", markup("What this record cannot say yet"), {}, Markup() << "<ul class=\"footnotes\">\n" << list << "</ul>\n");
}

// Parts as they are made, each marked where it lacks something that could not be read.
class PartList {
 public:
  explicit PartList(const BriefView& view) : view_(view), unread_(*view.in.snapshot.history().unread()) { unread_.take_asked(); }

  void push_back(Part part) {
    TableSet lacks = unread_.take_asked();  // by the part itself
    if (const auto found = view_.in.unread.find(part.id); found != view_.in.unread.end()) lacks.add(found->second);
    if (lacks.any() && !part.markup.empty()) part.markup = marked(part.markup.str(), lacks);
    parts_.push_back(std::move(part));
  }
  std::vector<Part> take() { return std::move(parts_); }

 private:
  // Below the heading.
  static Markup marked(std::string_view part, TableSet lacks) {
    constexpr std::string_view kHeadingEnd = "</h2>\n";
    const std::size_t end = part.find(kHeadingEnd);
    const std::size_t at = end == std::string_view::npos ? 0 : end + kHeadingEnd.size();
    Markup out;
    out.embed(part.substr(0, at)) << "<p class=\"incomplete\"><strong>Incomplete</strong>: without what could not be read of "
                                  << listed_tables(lacks) << ". No sum here is a whole one.</p>\n";
    return out.embed(part.substr(at));
  }

  const BriefView& view_;
  const UnreadTables& unread_;
  std::vector<Part> parts_;
};

std::vector<Part> parts_of(const BriefView& view) {
  PartList parts(view);
  const auto add = [&](const char* id, const char* contents, const Markup& markup) { parts.push_back({id, contents, markup}); };
  add("funnel", "Where it stands", funnel_section(view));
  add("trajectory", "This year against last", trajectory_section(view));
  parts.push_back(targets_part(view));
  parts.push_back(forecast_part(view));
  parts.push_back(timetable_part(view));
  parts.push_back(runway_part(view));
  parts.push_back(burden_part(view));
  parts.push_back(industry_part(view));
  parts.push_back(pipelines_part(view));
  add("promises", "Promises", promises_section(view));
  add("composition", "What it is made of", composition_section(view));
  add("map", "Who and where", map_section(view));
  parts.push_back(statements_part(view));
  parts.push_back(documents_part(view));
  parts.push_back(scenarios_part(view));
  add("changes", "What changed", changes_section(view));
  add("conflicts", "Where sources disagree", conflicts_section(view));
  parts.push_back(record_part(view));
  add("quantities", "Quantities", series_section(view));
  parts.push_back(score_part(view));
  return parts.take();
}

// Method, lists and sources: below what was left out.
std::vector<Part> notes_of(const BriefView& view) {
  PartList parts(view);
  const auto add = [&](const char* id, const char* contents, const Markup& markup) { parts.push_back({id, contents, markup}); };
  add("method", "Method", method_section(view));
  add("netted", "", netted_section(view));
  add("rates", "", rates_section(view));
  add("quantities-all", "", long_series_section(view));
  add("sources", "Sources", sources_section(view));
  return parts.take();
}

Markup colophon(const BriefView& view) {
  Markup out;
  out << "<footer class=\"colophon\"><p>Made by Servanda from the record <span class=\"hash\">" << view.in.by_donor.head
      << "</span>, as known " << to_string(view.in.snapshot.as_known())
      << ". The same record and the same day give the same page, byte for byte.</p></footer>\n";
  return out;
}

// The roles of what charts draw: of areas, and of lines and signs.
using Drawn = std::set<std::pair<bool, std::string>>;

void collect_drawn(const Json& json, bool area, Drawn& out) {
  for (const auto& [name, each] : json.items()) {
    if (!each.is_structured()) continue;
    const bool is_area = json.is_array() ? area : name != "marks" && name != "lines";
    if (each.contains("role")) {
      const bool empty = each.contains("from") ? each["from"] == each.value("to", Json()) : each.contains("points") && each["points"].empty();
      if (!empty) out.emplace(is_area, each["role"].get<std::string>());
    }
    collect_drawn(each, is_area, out);
  }
}

// Takes out of the legend of a chart of rows, columns or panels what stands for nothing that is drawn.
void keep_drawn(Json& chart) {
  Drawn drawn;
  for (const char* member : {"rows", "columns", "panels"})
    if (chart.contains(member)) collect_drawn(chart[member], true, drawn);
  if (drawn.empty() || !chart.contains("legend")) return;
  Json kept = Json::array();
  for (const Json& entry : chart["legend"]) {
    const bool area = entry["mark"] == "fill" || entry["mark"] == "band" || entry["mark"] == "hatch" || entry["mark"] == "outline";
    if (drawn.contains({area, entry["role"].get<std::string>()})) kept.push_back(entry);
  }
  chart["legend"] = std::move(kept);
}

}  // namespace

Result<BriefInput> gather_brief(const Snapshot& snapshot, const BriefAsk& ask) {
  const UnreadTables& unread = *snapshot.history().unread();
  std::map<std::string, TableSet, std::less<>> lacks;
  const auto asked_for = [&](std::initializer_list<const char*> parts) {
    TableSet tables = unread.take_asked();
    for (const Table table : {Table::sources, Table::revisions})  // they tell what was known when
      if (unread.tables().holds(table)) tables.add(table);
    for (const char* part : parts) lacks[part].add(tables);
  };
  asked_for({"timetable"});
  ASSIGN_OR_RETURN(StatusResult by_donor, status_by(snapshot, {GroupBy::donor}, Head::compute));
  ASSIGN_OR_RETURN(StatusResult by_category, status_by(snapshot, {GroupBy::category}));
  ASSIGN_OR_RETURN(StatusResult by_form, status_by(snapshot, {GroupBy::form}));
  ASSIGN_OR_RETURN(StatusResult by_country, status_by(snapshot, {GroupBy::country}));
  asked_for({"funnel", "composition", "map", "conflicts", "quantities", "quantities-all", "method", "netted", "rates"});
  ASSIGN_OR_RETURN(PromisesResult kept, promises(snapshot, {}));
  asked_for({"promises", "quantities", "quantities-all"});
  ASSIGN_OR_RETURN(TrajectoryResult weeks, trajectory(snapshot, {}));
  asked_for({"trajectory", "targets"});
  ASSIGN_OR_RETURN(DiffResult changes, last_days(snapshot));
  asked_for({"changes"});
  BriefInput input{snapshot,         std::move(by_donor), std::move(by_category), std::move(by_form), std::move(by_country),
                    std::move(kept), std::move(weeks),    std::move(changes)};
  input.defects = ask.defects;
  ASSIGN_OR_RETURN(input.burden, answer(burden(snapshot, {})));
  asked_for({"burden"});
  RETURN_IF_ERROR(ask_forecaster(snapshot, input));
  asked_for({"forecast", "score"});
  ASSIGN_OR_RETURN(input.statements, answer(check_statements(snapshot, {.document_text = ask.document_text})));
  asked_for({"statements"});
  ASSIGN_OR_RETURN(input.targets, answer(targets(snapshot, {})));
  asked_for({"targets"});
  ASSIGN_OR_RETURN(input.industry, answer(industry(snapshot, {})));
  asked_for({"industry"});
  ASSIGN_OR_RETURN(input.pipelines, answer(pipelines(snapshot, {})));
  asked_for({"pipelines"});
  ASSIGN_OR_RETURN(input.record, answer(sources(snapshot, {})));
  asked_for({"record"});
  DocumentsOptions of_texts;
  of_texts.document_text = ask.document_text;
  ASSIGN_OR_RETURN(input.documents, answer(documents(snapshot, of_texts)));
  asked_for({"documents"});
  std::vector<RunwayCase> courses{{"as planned", "", &snapshot}};
  courses.insert(courses.end(), ask.runway.begin(), ask.runway.end());
  ASSIGN_OR_RETURN(input.runway, answer(runway(courses, {})));
  asked_for({"runway"});
  RETURN_IF_ERROR(compare_courses(snapshot, ask.compared, ask.planned, input));
  asked_for({"scenarios"});
  input.unread = std::move(lacks);
  return input;
}

Result<std::string> brief_html(const BriefInput& input) {
  if (!has_anything(input.snapshot))
    return Error{ErrorCode::nothing_to_do,
                 "nothing to brief on: as known " + to_string(input.snapshot.as_known()) +
                     " the tables pledges, allocations, contracts, consignments, funds and reports are all empty; "
                     "`servanda tables` shows their columns"};
  const BriefView view = view_of(input);
  std::vector<Part> parts = parts_of(view);
  if (const Markup missing = left_out(parts); !missing.empty()) parts.push_back({"left-out", "What is missing", missing});
  std::ranges::move(notes_of(view), std::back_inserter(parts));
  Markup page = head_of(view);
  page << masthead(view) << "<main id=\"main\">\n" << unread_banner(input) << tiles(view) << contents(parts);
  Json data = brief_data(view);
  data["charts"] = Json::object();
  for (Part& part : parts) {
    page << part.markup;
    for (Json& chart : part.charts) keep_drawn(chart);
    data["charts"].update(part.charts);
  }
  page << "</main>\n" << colophon(view) << "<script type=\"application/json\" id=\"brief-data\">";
  page.embed(script_safe(data.dump())) << "</script>\n<script>";
  page.embed(script()) << "</script>\n</body>\n</html>\n";
  return page.str();
}

}  // namespace servanda
