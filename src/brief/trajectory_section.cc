#include <algorithm>
#include <functional>
#include <map>

#include "brief/sections.h"
#include "brief/table.h"
#include "brief/trajectory_lines.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::string series_pointer(std::size_t series) { return "/trajectory/series/" + std::to_string(series); }
std::string growth_pointer(std::size_t growth) { return "/trajectory/growth/" + std::to_string(growth); }

// What the section is about, in three places of a sentence.
std::string subject(const TrajectoryResult& result, int year) {
  if (result.stage == Stage::pledged) return "Pledges of " + std::to_string(year);
  return sentence(words(name_of(result.stage))) + " in " + std::to_string(year);
}
std::string records(const TrajectoryResult& result) {
  return result.stage == Stage::pledged ? "pledges" : "amounts " + words(name_of(result.stage));
}
std::string record_kind(const TrajectoryResult& result) { return result.stage == Stage::pledged ? "pledge" : "amount"; }

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
  TableMarkup table("cumulative " + records(result) + " by week", columns);
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
  TableMarkup table(records(result) + " dated only to a month or year",
                    {"Line", "Dated only to", view.currency.code() + " m#"});
  for (const std::size_t n : lines.series) {
    const TrajectorySeries& series = result.series[n];
    for (std::size_t k = 0; k < series.within.size(); ++k)
      table.row({head_cell(plain(name_of_line(result, series))), date_cell(series.within[k].period.to_string()),
                 number_cell(signed_millions(series.within[k].sum,
                                             series_pointer(n) + "/within/" + std::to_string(k) + "/amount/amount"))});
  }
  return table.empty() ? Markup() : table.details(sentence(records(result)) + " dated only to a month or year, in no week");
}

Markup growth_table(const BriefView& view) {
  const TrajectoryResult& result = view.in.trajectory;
  TableMarkup table("growth against the other year",
                    {"Counting", "Valued, instrument", std::to_string(result.year) + ", m#",
                     std::to_string(result.against) + " as known then, m#", "Ratio#"});
  for (std::size_t i = 0; i < result.growth.size(); ++i) {
    const Growth& growth = result.growth[i];
    const std::string of = growth.of == GrowthOf::weeks
                                    ? records(result) + " dated to the day or week"
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

// One week of one line.
struct WeekPlace {
  std::size_t series;
  std::size_t week;
};

// The week of the comparison in the line of the other year as it is known now.
std::optional<WeekPlace> known_now(const TrajectoryResult& result, const TrajectoryLines& lines) {
  const IsoWeek week = iso_week(result.then);
  for (const std::size_t n : lines.series) {
    const TrajectorySeries& series = result.series[n];
    if (series.year != result.against || series.as_known != result.as_known) continue;
    for (std::size_t k = 0; k < series.weeks.size(); ++k)
      if (series.weeks[k].week == week) return WeekPlace{n, k};
  }
  return std::nullopt;
}

std::string kind_name(const AmountKey& key) {
  return std::string(name_of(key.basis)) + " values, " + instrument_text(key.instrument);
}

// Of the lines that are drawn, as the sentence below it tells them.
Markup heading_of(const BriefView& view, const TrajectoryLines& lines, bool one_of_several) {
  const TrajectoryResult& result = view.in.trajectory;
  const std::string against = std::to_string(result.against);
  const auto growth = lines.growth;
  const std::string of = one_of_several ? " (" + kind_name(lines.key) + ")" : "";
  if (!growth) return Markup() << subject(result, result.year) << of << ", week by week";
  const Wide change = result.growth[*growth].ratio - Decimal::kUnit;
  Markup out;
  out << subject(result, result.year) << of << ": " << growth_figure(view, *growth) << " on what was known of "
      << against << " at the same day";
  const auto now = known_now(result, lines);
  if (now && lines.growth_weeks && change > 0 &&
      result.growth[*lines.growth_weeks].now.units < result.series[now->series].weeks[now->week].cumulative.units)
    out << ", yet below what is now known of it";
  return out;
}

// This year, the other as known then and as known now, by what is dated to the day or week.
Markup week_figures(const BriefView& view, const TrajectoryLines& lines) {
  const TrajectoryResult& result = view.in.trajectory;
  if (!lines.growth_weeks) return {};
  const std::string against = std::to_string(result.against);
  const auto money = [&](const AmountSum& sum, const std::string& pointer) {
    return figure(std::string(sign_of(sum.qualifier)) + amount_text(sum.units, view.currency), decimal_text(sum.units), pointer);
  };
  const auto both = [&](std::size_t place) {
    const std::string base = growth_pointer(place);
    Markup told;
    return told << money(result.growth[place].now, base + "/this/amount") << " in " << std::to_string(result.year) << ", "
                << money(result.growth[place].then, base + "/last/amount") << " in " << against << " as known then ("
                << growth_figure(view, place) << ")";
  };
  const Growth& growth = result.growth[*lines.growth_weeks];
  Markup out;
  out << "Counting only what is dated to the day or week: " << both(*lines.growth_weeks);
  if (const auto now = known_now(result, lines)) {
    const AmountSum& sum = result.series[now->series].weeks[now->week].cumulative;
    out << ", " << money(sum, series_pointer(now->series) + "/weeks/" + std::to_string(now->week) + "/cumulative/amount")
        << " in " << against << " as known now";
    if (sum.units > growth.then.units)
      out << ": later sources raised that year, and what is known of " << std::to_string(result.year)
          << " may grow in the same way";
  }
  out << ". ";
  if (lines.growth && lines.growth != lines.growth_weeks)
    out << "With what is dated to a month or year that was over in both: " << both(*lines.growth) << ". ";
  return out;
}

Markup lede_of(const BriefView& view, const TrajectoryLines& lines) {
  const TrajectoryResult& result = view.in.trajectory;
  Markup out;
  out << "Cumulative " << records(result) << " by the week of their date, compared with " << std::to_string(result.against)
      << " as it was known on " << day_text(result.then) << "; the longer line is " << std::to_string(result.against)
      << " as known now. ";
  out << week_figures(view, lines);
  out << "Drawn are " << name_of(lines.key.basis) << " values, " << instrument_text(lines.key.instrument)
      << "; other kinds of " << record_kind(result) << " are never added to them.";
  return out;
}

// What was pledged in a series by its end, in weeks and periods.
Wide pledged(const TrajectorySeries& series) {
  Wide units = series.weeks.empty() ? Wide{0} : series.weeks.back().cumulative.units;
  for (const PeriodSum& period : series.within) units += period.sum.units;
  return units;
}

Markup lines_chart(const BriefView& view, const TrajectoryLines& lines, std::string_view source, const Markup& more_tables) {
  static constexpr Table kPledges[] = {Table::pledges};
  static constexpr Table kFlows[] = {Table::contracts, Table::consignments, Table::events};
  const std::span<const Table> tables_behind = view.in.trajectory.stage == Stage::pledged ? std::span<const Table>(kPledges) : kFlows;
  Markup tables;
  tables << week_table(view, lines) << within_table(view, lines) << more_tables;
  return chart({"trajectory", source}, tables,
               source_line(view, tables_behind, view.currency.code() + ", cumulative by ISO week; " + kind_name(lines.key)));
}

// Kinds of pledge in no chart: nothing of them is pledged this year, they are in another currency, or there are too many.
Markup undrawn(const BriefView& view, const std::vector<TrajectoryLines>& kinds) {
  const TrajectoryResult& result = view.in.trajectory;
  const auto is_drawn = [&](const AmountKey& key) {
    const auto found = std::ranges::find(kinds, key, &TrajectoryLines::key);
    return found != kinds.end() && found - kinds.begin() < static_cast<std::ptrdiff_t>(kTrajectoriesShown);
  };
  TableMarkup table("kinds of " + record_kind(result) + " in no chart", {"Kind", "Line", "In all, m#"});
  for (std::size_t i = 0; i < result.series.size(); ++i) {
    const TrajectorySeries& series = result.series[i];
    if (is_drawn(series.key) || (series.year != result.year && series.as_known != result.as_known)) continue;
    std::string pointers;
    if (!series.weeks.empty())
      pointers = series_pointer(i) + "/weeks/" + std::to_string(series.weeks.size() - 1) + "/cumulative/amount";
    for (std::size_t k = 0; k < series.within.size(); ++k)
      pointers += (pointers.empty() ? "" : " ") + series_pointer(i) + "/within/" + std::to_string(k) + "/amount/amount";
    table.row({head_cell(plain(series.key.currency.code() + ", " + kind_name(series.key))),
               cell(plain(name_of_line(result, series))),
               number_cell(figure_sum(millions(pledged(series)), pledged(series), pointers))});
  }
  return table.empty() ? Markup() : table.details("Kinds of " + record_kind(result) + " that are not drawn");
}

}  // namespace

std::vector<TrajectoryLines> trajectory_lines(const TrajectoryResult& result, Currency currency) {
  std::vector<TrajectoryLines> out;
  for (const TrajectorySeries& series : result.series)
    if (series.year == result.year && series.key.currency == currency) out.push_back({series.key, pledged(series), {}, {}, {}});
  std::ranges::stable_sort(out, std::greater(), &TrajectoryLines::pledged);
  for (TrajectoryLines& lines : out) {
    for (std::size_t i = 0; i < result.series.size(); ++i)
      if (result.series[i].key == lines.key) lines.series.push_back(i);
    for (std::size_t i = 0; i < result.growth.size(); ++i) {
      if (result.growth[i].key != lines.key) continue;
      if (result.growth[i].of == GrowthOf::weeks) lines.growth_weeks = i;
      if (!lines.growth || result.growth[i].of == GrowthOf::weeks_and_periods_over) lines.growth = i;
    }
  }
  return out;
}

Markup trajectory_section(const BriefView& view) {
  const TrajectoryResult& result = view.in.trajectory;
  const std::vector<TrajectoryLines> kinds = trajectory_lines(result, view.currency);
  if (kinds.empty())
    return section("trajectory", markup("This year against last: not reported"), {},
                   Markup() << nothing("Not reported: nothing " + words(name_of(result.stage)) + " has an amount in " + view.currency.code() +
                                       " and a date in " + std::to_string(result.year) + ", so there is no line to draw.")
                            << undrawn(view, kinds) << growth_table(view));
  Markup content = lines_chart(view, kinds.front(), "/trajectory", growth_table(view) << undrawn(view, kinds));
  const std::size_t drawn = std::min(kinds.size(), kTrajectoriesShown);
  if (drawn > 1) content << "<div class=\"pair\">";
  for (std::size_t i = 1; i < drawn; ++i)
    content << "<div><h3>" << sentence(kind_name(kinds[i].key)) << "</h3>\n"
            << lines_chart(view, kinds[i], "/other_trajectories/" + std::to_string(i - 1), {}) << "</div>\n";
  if (drawn > 1) content << "</div>\n";
  return section("trajectory", heading_of(view, kinds.front(), kinds.size() > 1), lede_of(view, kinds.front()), content);
}

}  // namespace servanda
