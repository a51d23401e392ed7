#include "views/figure_reports.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace servanda {
namespace {

bool lies_within(const std::optional<FigurePeriod>& told, const FigurePeriod& asked) {
  return told && inside(asked, told->from) == Inside::yes && inside(asked, told->until) == Inside::yes;
}

std::optional<FigurePeriod> period_of(const Row<Table::reports>& row, const std::optional<FigurePeriod>& stated) {
  const auto from = row.date<"from">();
  const auto until = row.date<"until">();
  if (from && until) return FigurePeriod{*from, *until};
  if (stated) return stated;
  const auto date = until ? until : row.date<"date">();
  if (date) return FigurePeriod{*date, *date};
  return std::nullopt;
}

bool same_scope(const Figure& a, const Figure& b) {
  const auto stage = [](const Figure& figure) { return figure.delivered ? Stage::delivered_unspecified : figure.stage; };
  return a.kind == b.kind && a.measure == b.measure && stage(a) == stage(b) && a.where == b.where && a.of == b.of &&
         a.from_year == b.from_year && a.to_year == b.to_year && a.weeks == b.weeks;
}

// Rule 3: a report that names no figure, but donors, and counts in an item.
bool is_delivery_of_item(const Figure& figure) {
  const bool delivered = figure.delivered || figure.stage == Stage::delivered_unspecified;
  const bool of_donors_alone = std::ranges::all_of(figure.where, [](const FigureCondition& condition) {
    return condition.field == FigureField::donor || condition.field == FigureField::group || condition.field == FigureField::item;
  });
  return delivered && figure.kind == Figure::Kind::simple && figure.measure == FigureMeasure::quantity && of_donors_alone &&
         value_of(figure, FigureField::item) != nullptr;
}

// "EUR million" is written out.
FigureNumber scaled(Wide value, std::string unit) {
  for (const auto& [word, factor] :
       {std::pair{std::string_view("thousand"), 1'000}, std::pair{std::string_view("million"), 1'000'000},
        std::pair{std::string_view("billion"), 1'000'000'000}}) {
    if (!unit.ends_with(word) || unit.size() <= word.size() + 1) continue;
    unit.resize(unit.size() - word.size() - 1);
    return {value * factor, unit, Qualifier::exact};
  }
  return {value, std::move(unit), Qualifier::exact};
}

}  // namespace

// What flowed in a part of a period is no figure of the whole, as far as that has come.
bool FigureReports::covers(const FigurePeriod& told, const FigurePeriod& asked) const {
  const Day today = std::min(snapshot_.as_known(), options_.happened_by.value_or(snapshot_.as_known()));
  return told.from.first() <= asked.from.first() && told.until.last() >= std::min(asked.until.last(), today);
}
// Of all that there is on record.
bool FigureReports::covers_record(const FigurePeriod& told) const {
  const auto& start = snapshot_.programme().start;
  return start && covers(told, {*start, PartialDate::of_day(snapshot_.as_known())});
}

// What a report tells of the figure in its period: a flow may tell of the first part of it alone.
FigureReports::Tells FigureReports::tells(const Row<Table::reports>& row, const Figure& stated, const Figure& figure) const {
  // A share of something is no amount of it.
  const bool share = row.code<"measure", Measure>() == Measure::share;
  if (share && figure.kind != Figure::Kind::share && figure.kind != Figure::Kind::forecast) return Tells::nothing;
  const auto ends = row.date<"until">() ? row.date<"until">() : row.date<"date">();
  if (options_.happened_by && ends && ends->first() > *options_.happened_by) return Tells::nothing;
  const bool flow = row.code<"measure", Measure>() == Measure::flow;
  if (!figure.period) {
    const bool dated = row.date<"from">() && row.date<"until">();
    if (stated.period) return Tells::nothing;
    return flow && dated && !covers_record(*period_of(row, std::nullopt)) ? Tells::part : Tells::all;
  }
  const auto told = period_of(row, stated.period);
  if (!lies_within(told, *figure.period) || (flow && told->from.first() > figure.period->from.first())) return Tells::nothing;
  return flow && !covers(*told, *figure.period) ? Tells::part : Tells::all;
}

void FigureReports::add_of(const Figure& figure, FigureValue& out) {
  std::vector<RowIndex> rows;
  std::vector<RowIndex> parts;
  for (const Funnels::ReportsOf& reports : funnels_.reports()) {
    if (!same_scope(reports.figure, figure)) continue;
    for (const RowIndex row : reports.rows) {
      const Tells told = tells({snapshot_, row}, reports.figure, figure);
      if (told != Tells::nothing) (told == Tells::all ? rows : parts).push_back(row);
    }
  }
  if (is_delivery_of_item(figure)) {
    const std::string* donor = value_of(figure, FigureField::donor);
    const auto& reported = funnels_.deliveries_reported(*value_of(figure, FigureField::item));
    if (const auto own = donor == nullptr ? reported.end() : reported.find(*donor); own != reported.end())
      std::ranges::copy_if(own->second, std::back_inserter(rows), [&](RowIndex row) { return tells_of_delivery({snapshot_, row}, figure); });
    else if (rows.empty())
      return add_largest_delivery(reported, figure, out);
  }
  add(rows, out);
  if (rows.empty()) add_part(parts, out);
}

// Rule 3: what flowed in a part of the period is the least that flowed in all of it.
void FigureReports::add_part(const std::vector<RowIndex>& rows, FigureValue& out) {
  FigureValue part;
  add(rows, part);
  const auto least = std::ranges::max_element(part.reports, {}, [](const FigureReport& report) { return report.number.value; });
  if (least == part.reports.end() || least->classifier != ReportClassifier::actual || least->number.qualifier == Qualifier::up_to) return;
  const auto sum = sum_of_entries(out.entries);
  if (sum && (sum->unit != least->number.unit || sum->value >= least->number.value)) return;
  least->number.qualifier = Qualifier::at_least;
  out.reports = {*least};
  out.notes.emplace_back("a report of a part of the period; the rest is not added");
}

// Rule 3: of several donors, the most that some of them report; with what others brought it is at least that.
void FigureReports::add_largest_delivery(const Funnels::RowsOfDonors& reported, const Figure& figure, FigureValue& out) {
  std::vector<FigureCondition> of_donors = figure.where;
  std::erase_if(of_donors, [](const FigureCondition& condition) { return condition.field == FigureField::item; });
  std::vector<FigureReport> most;
  for (const auto& [donors, of_them] : reported) {
    std::vector<RowIndex> rows;
    for (const RowIndex row : of_them) {
      bool joint = false;
      if (tells_of_delivery({snapshot_, row}, figure) && donors_.donors_match(of_donors, donors, Row<Table::reports>(snapshot_, row).date<"date">(), joint) && !joint)
        rows.push_back(row);
    }
    FigureValue theirs;
    add(rows, theirs);
    const bool actual = !theirs.reports.empty() && theirs.reports.front().classifier == ReportClassifier::actual;
    if (actual && (most.empty() || theirs.reports.front().number.value > most.front().number.value)) most = std::move(theirs.reports);
  }
  const auto sum = sum_of_entries(out.entries);
  if (most.empty() || (sum && sum->value >= most.front().number.value)) return;
  most.front().number.qualifier = Qualifier::at_least;
  out.reports = std::move(most);
  out.floor = true;
  out.notes.push_back("the most that one of the donors reports; what others deliver is not added");
}

bool FigureReports::tells_of_delivery(const Row<Table::reports>& row, const Figure& figure) const {
  const bool level = row.code<"measure", Measure>() == Measure::level;
  if (!level && row.code<"measure", Measure>() != Measure::flow) return false;
  const auto ends = row.date<"until">() ? row.date<"until">() : row.date<"date">();
  if (options_.happened_by && ends && ends->first() > *options_.happened_by) return false;
  if (!figure.period) return level;
  const auto told = period_of(row, std::nullopt);
  if (!lies_within(told, *figure.period)) return false;
  return level ? nothing_before(row, figure.period->from.first()) : covers(*told, *figure.period);
}
// Whether a level is what has come since that day: no report of its series states more than nothing before.
bool FigureReports::nothing_before(const Row<Table::reports>& level, Day day) const {
  const auto first = funnels_.first_above_nothing(level.cell<"series">());
  return !first || *first >= day;
}

void FigureReports::add(const std::vector<RowIndex>& rows, FigureValue& out) {
  struct Ranked {
    std::tuple<int, Day, Cell, std::string> order;
    FigureReport report;
  };
  std::vector<Ranked> found;
  for (const RowIndex index : rows) {
    const Row<Table::reports> row(snapshot_, index);
    const auto number = row.decimal<"value">();
    if (!number) continue;
    FigureReport report;
    report.row = figure_row(snapshot_, Table::reports, row.index());
    const auto until = row.date<"until">() ? row.date<"until">() : row.date<"date">();
    report.number = prices_.at(until, scaled(number_of_units(number->units()), std::string(row.text<"unit">())), report.row);
    report.number.qualifier = row.code<"qualifier", Qualifier>().value_or(Qualifier::exact);
    report.classifier = row.code<"classifier", ReportClassifier>().value_or(ReportClassifier::actual);
    const auto text = [](std::optional<PartialDate> date) { return date ? date->to_string() : std::string(); };
    report.from = text(row.date<"from">());
    report.until = text(row.date<"until">());
    report.date = text(row.date<"date">());
    const Cell credibility = row.cell<"credibility">();
    const int rank = report.classifier == ReportClassifier::actual ? 0 : report.classifier == ReportClassifier::claimed ? 1 : 2;
    const auto date = row.date<"date">();
    // A later report on the same period restates an earlier one.
    // A level or a rate without its own end may be as old as the first day of a vague date.
    const auto measure = row.code<"measure", Measure>();
    const bool vague = (measure == Measure::level || measure == Measure::rate) && !row.date<"until">();
    const Day end = std::max(until ? (vague ? until->first() : until->last()) : Day{}, Day{});
    found.push_back({{rank, Day{} - (end - Day{}), credibility == kNullCell ? Cell{9} : credibility,
                      to_string(Day{} + (Day{} - (date ? date->last() : Day{}))) + report.row.entry},
                     std::move(report)});
  }
  std::ranges::sort(found, {}, &Ranked::order);
  for (Ranked& ranked : found) out.reports.push_back(std::move(ranked.report));
}

void FigureReports::add_series(const Figure& figure, FigureValue& out) {
  std::vector<RowIndex> rows;
  for (const auto row : snapshot_.rows<Table::reports>()) {
    if (row.text<"series">() != figure.name) continue;
    if (!figure.period || lies_within(period_of(row, std::nullopt), *figure.period)) rows.push_back(row.index());
  }
  add(rows, out);
}

}  // namespace servanda
