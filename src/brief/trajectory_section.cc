#include <map>

#include "brief/sections.h"
#include "brief/table.h"
#include "brief/trajectory_lines.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::string series_pointer(std::size_t series) { return "/trajectory/series/" + std::to_string(series); }
std::string growth_pointer(std::size_t growth) { return "/trajectory/growth/" + std::to_string(growth); }

std::string name_of_line(const TrajectoryResult& result, const TrajectorySeries& series) {
  if (series.year == result.year) return std::to_string(series.year);
  return std::to_string(series.year) + (series.as_known == result.then ? ", as known then" : ", as known now");
}

Markup signed_millions(const AmountSum& sum, const std::string& pointer) {
  return figure(std::string(sign_of(sum.qualifier)) + millions(sum.units), decimal_text(sum.units), pointer);
}

Markup week_table(const BriefView& view, const TrajectoryLines& lines) {
  const TrajectoryResult& result = view.in.trajectory;
  Columns columns{"Week"};
  std::map<std::pair<int, int>, std::vector<Markup>> rows;  // years off, week
  for (std::size_t n = 0; n < lines.series.size(); ++n) {
    const TrajectorySeries& series = result.series[lines.series[n]];
    columns.push_back(name_of_line(result, series) + ", " + view.currency.code() + " m#");
    for (std::size_t k = 0; k < series.weeks.size(); ++k) {
      const WeekSum& week = series.weeks[k];
      auto& row = rows[{week.week.year - series.year, week.week.week}];
      row.resize(lines.series.size());
      row[n] = signed_millions(week.cumulative,
                               series_pointer(lines.series[n]) + "/weeks/" + std::to_string(k) + "/cumulative/amount");
    }
  }
  TableMarkup table("cumulative pledges by week", columns);
  for (const auto& [place, figures] : rows) {
    std::string name = to_string(IsoWeek{2000, place.second}).substr(5);
    if (place.first != 0) name += place.first < 0 ? " of the year before" : " of the year after";
    std::vector<Markup> cells{head_cell(plain(name))};
    for (const Markup& each : figures) cells.push_back(number_cell(each));
    table.row(cells);
  }
  return table.details("Figures as a table", TableMarkup::Width::narrow);
}

Markup within_table(const BriefView& view, const TrajectoryLines& lines) {
  const TrajectoryResult& result = view.in.trajectory;
  TableMarkup table("pledges dated only to a month or year",
                    {"Line", "Dated only to", view.currency.code() + " m#"});
  for (const std::size_t n : lines.series) {
    const TrajectorySeries& series = result.series[n];
    for (std::size_t k = 0; k < series.within.size(); ++k)
      table.row({head_cell(plain(name_of_line(result, series))), date_cell(series.within[k].period.to_string()),
                 number_cell(signed_millions(series.within[k].sum,
                                             series_pointer(n) + "/within/" + std::to_string(k) + "/amount"))});
  }
  return table.empty() ? Markup() : table.details("Pledges dated only to a month or year, in no week");
}

Markup growth_table(const BriefView& view) {
  const TrajectoryResult& result = view.in.trajectory;
  TableMarkup table("growth against the other year",
                    {"Counting", "Valued, instrument", std::to_string(result.year) + ", m#",
                     std::to_string(result.against) + " as known then, m#", "Ratio#"});
  for (std::size_t i = 0; i < result.growth.size(); ++i) {
    const Growth& growth = result.growth[i];
    const std::string_view of = growth.of == GrowthOf::weeks
                                    ? "pledges dated to the day or week"
                                    : "these and those dated to a month or year that was over in both years";
    const std::string ratio = decimal_text(growth.ratio);
    table.row({head_cell(plain(of)),
               cell(plain(growth.key.currency.code() + ", " + std::string(name_of(growth.key.basis)) + ", " +
                          instrument_text(growth.key.instrument))),
               number_cell(signed_millions(growth.now, growth_pointer(i) + "/this/amount")),
               number_cell(signed_millions(growth.then, growth_pointer(i) + "/last/amount")),
               number_cell(figure(ratio, ratio, growth_pointer(i) + "/ratio"))});
  }
  return table.empty() ? Markup() : table.details("Growth, by what is counted");
}

Markup growth_figure(const BriefView& view, std::size_t growth) {
  const Wide ratio = view.in.trajectory.growth[growth].ratio;
  const Wide change = ratio - Decimal::kUnit;
  return figure((change > 0 ? "+" : "") + percent(change), decimal_text(ratio), growth_pointer(growth) + "/ratio");
}

Markup heading_of(const BriefView& view, const TrajectoryLines& lines) {
  const TrajectoryResult& result = view.in.trajectory;
  if (!lines.growth) return Markup() << "Pledges of " << std::to_string(result.year) << ", week by week";
  const Wide change = result.growth[*lines.growth].ratio - Decimal::kUnit;
  Markup out;
  out << "Pledges of " << std::to_string(result.year) << " stand ";
  if (change > 0)
    out << "above";
  else if (change < 0)
    out << "below";
  else
    out << "level with";
  return out << " those of " << std::to_string(result.against) << " at the same day: " << growth_figure(view, *lines.growth);
}

Markup lede_of(const BriefView& view, const TrajectoryLines& lines) {
  const TrajectoryResult& result = view.in.trajectory;
  Markup out;
  out << "Cumulative pledges by the week of their date, compared with " << std::to_string(result.against)
      << " as it was known on " << day_text(result.then) << "; the longer line is " << std::to_string(result.against)
      << " as known now. ";
  if (lines.growth && lines.growth_weeks && lines.growth != lines.growth_weeks &&
      result.growth[*lines.growth].ratio != result.growth[*lines.growth_weeks].ratio)
    out << "Counting only what is dated to the day or week, the change is " << growth_figure(view, *lines.growth_weeks)
        << ": much depends on pledges dated only to a month. ";
  out << "Drawn are " << name_of(lines.key.basis) << " values, " << instrument_text(lines.key.instrument)
      << "; other kinds of pledge are never added to them.";
  return out;
}

// What was pledged in a series by its end, in weeks and periods.
Wide pledged(const TrajectorySeries& series) {
  Wide units = series.weeks.empty() ? Wide{0} : series.weeks.back().cumulative.units;
  for (const PeriodSum& period : series.within) units += period.sum.units;
  return units;
}

}  // namespace

std::optional<TrajectoryLines> trajectory_lines(const TrajectoryResult& result, Currency currency) {
  const TrajectorySeries* largest = nullptr;
  for (const int year : {result.year, result.against}) {
    for (const TrajectorySeries& series : result.series)
      if (series.year == year && series.key.currency == currency &&
          (largest == nullptr || pledged(series) > pledged(*largest)))
        largest = &series;
    if (largest != nullptr) break;
  }
  if (largest == nullptr) return std::nullopt;
  TrajectoryLines lines{largest->key, {}, {}, {}};
  for (std::size_t i = 0; i < result.series.size(); ++i)
    if (result.series[i].key == lines.key) lines.series.push_back(i);
  for (std::size_t i = 0; i < result.growth.size(); ++i) {
    if (result.growth[i].key != lines.key) continue;
    if (result.growth[i].of == GrowthOf::weeks) lines.growth_weeks = i;
    if (!lines.growth || result.growth[i].of == GrowthOf::weeks_and_periods_over) lines.growth = i;
  }
  return lines;
}

Markup trajectory_section(const BriefView& view) {
  const TrajectoryResult& result = view.in.trajectory;
  const auto lines = trajectory_lines(result, view.currency);
  if (!lines)
    return section("trajectory", markup("This year against last: not reported"), {},
                   Markup() << nothing("Not reported: the table pledges holds no amount in " + view.currency.code() +
                                       " with a date in " + std::to_string(result.year) + " or " +
                                       std::to_string(result.against) + ", so there is no line to draw.")
                            << growth_table(view));
  static constexpr Table kTables[] = {Table::pledges};
  Markup tables;
  tables << week_table(view, *lines) << within_table(view, *lines) << growth_table(view);
  return section("trajectory", heading_of(view, *lines), lede_of(view, *lines),
                 chart({"trajectory", "/trajectory"}, tables,
                       source_line(view, kTables, view.currency.code() + ", cumulative by ISO week")));
}

}  // namespace servanda
