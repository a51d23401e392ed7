#include <algorithm>
#include <set>

#include "brief/sections.h"
#include "brief/table.h"
#include "brief/wording.h"
#include "views/trace.h"

namespace servanda {
namespace {

// Series that a dated promise is measured by.
std::set<std::string, std::less<>> promised_series(const BriefView& view) {
  std::set<std::string, std::less<>> out;
  for (const DatedPromise& promise : view.in.promises.promises)
    if (promise.promised) out.insert(promise.series.begin(), promise.series.end());
  return out;
}

// Goods and people that came, as a number up to a day or over a period; shares, rates and sums of money are not.
bool is_delivery(const SeriesFigure& figure) {
  return (figure.measure == kMeasureNames[static_cast<std::size_t>(Measure::level)] ||
          figure.measure == kMeasureNames[static_cast<std::size_t>(Measure::flow)]) &&
         !Currency::parse(figure.unit);
}

std::string period_of(const SeriesFigure& figure) {
  if (!figure.from.empty() && !figure.until.empty()) return figure.from + " to " + figure.until;
  if (!figure.until.empty()) return "until " + figure.until;
  if (!figure.from.empty()) return "since " + figure.from;
  return figure.date;
}

std::string_view sign_named(std::string_view qualifier) {
  const auto* found = std::ranges::find(kQualifierNames, qualifier);
  return found == kQualifierNames.end() ? std::string_view()
                                        : sign_of(static_cast<Qualifier>(found - kQualifierNames.begin()));
}

Markup value_markup(const BriefView& view, const std::string& value, const std::string& unit, std::string_view sign,
                    const std::string& pointer) {
  const auto decimal = Decimal::parse(value);
  const auto currency = Currency::parse(unit);
  if (decimal && currency)
    return figure(std::string(sign) + amount_text(decimal->units(), *currency), value, pointer);
  return Markup() << figure(std::string(sign) + grouped(value), value, pointer) << " <small>"
                  << isolated(view.names.unit(unit)) << "</small>";
}

enum class Kept { promised_or_delivered, others };

TableMarkup series_table(const BriefView& view, Kept kept) {
  const auto promised = promised_series(view);
  TableMarkup table("newest figure of each series", {"Series", "Who", "Newest figure#", "Measure", "Over", "Source"});
  const auto& series = view.in.by_donor.series;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const SeriesFigure& figure = series[i];
    const bool first = promised.contains(figure.series) || is_delivery(figure);
    if (first != (kept == Kept::promised_or_delivered)) continue;
    table.row({head_cell(isolated(figure.series)), cell(isolated(view.names.donors(figure.donors))),
               number_cell(value_markup(view, figure.value, figure.unit, sign_named(figure.qualifier),
                                        "/status/series/" + std::to_string(i) + "/value")),
               cell(plain(words(figure.measure))), date_cell(period_of(figure)),
               cell(kept == Kept::promised_or_delivered ? cited(view, figure.source) : cited_by_number(view, figure.source))});
  }
  return table;
}

// Reliability of the source and credibility of the item, `B2`; each `–` where it is not judged.
std::string grade_of(const BriefView& view, const std::string& entry) {
  const std::size_t space = std::min(entry.find(' '), entry.size());
  const TableSchema* table = find_table_of_kind(entry.substr(0, space));
  if (table == nullptr || space + 1 >= entry.size()) return {};
  const RowIndex row = view.in.snapshot.find_row(table->table, std::string_view(entry).substr(space + 1));
  if (row == kNoRow) return {};
  const EntryFacts facts = facts_of(view.in.snapshot, table->table, row);
  return (facts.reliability.empty() ? "–" : facts.reliability) + (facts.credibility.empty() ? "–" : facts.credibility);
}

// A conflict's value is a figure and its unit, and where only that differs whose it is: "180000000 EUR of LV".
Markup stated(const BriefView& view, const std::string& value, const std::string& pointer) {
  const std::size_t space = std::min(value.find(' '), value.size());
  const std::string number = value.substr(0, space);
  const std::size_t end = std::min(value.find(" of ", space), value.size());
  const std::string unit = space < end ? value.substr(space + 1, end - space - 1) : std::string();
  const auto decimal = Decimal::parse(number);
  if (!decimal) return value.empty() ? markup("<span class=\"not-reported\">not reported</span>") : figure(value, value, pointer);
  const auto currency = Currency::parse(unit);
  const std::string shown = currency ? amount_text(decimal->units(), *currency) : grouped(number);
  Markup out = figure(shown, value, pointer);
  if (!currency && !unit.empty()) out << " <small>" << isolated(view.names.unit(unit)) << "</small>";
  if (end < value.size()) out << " <small>of " << isolated(view.names.donors(value.substr(end + 4))) << "</small>";
  return out;
}

}  // namespace

std::int64_t disagreements_of_sources(const BriefView& view) {
  return std::ranges::count_if(view.in.by_donor.conflicts, [](const Conflict& conflict) { return !conflict.figure.starts_with("overage: "); });
}

Markup series_section(const BriefView& view) {
  const TableMarkup table = series_table(view, Kept::promised_or_delivered);
  constexpr std::string_view kHeading = "What sources say was delivered";
  if (table.empty())
    return section("quantities", Markup() << "Reported quantities: not reported", {},
                   nothing("Not reported: no actual report of a quantity, or of a promised series, is in the table reports."));
  Markup lede;
  lede << "The newest actual figure of " << counted(static_cast<std::int64_t>(table.rows()), "series")
       << " of deliveries, people or a dated promise. They are compared with the entries and never added to them, nor to each other.";
  static constexpr Table kTables[] = {Table::reports};
  return section("quantities", plain(kHeading), lede,
                 table.scroll() << "<p class=\"note\">" << source_line(view, kTables, "each in its own unit") << "</p>\n");
}

Markup long_series_section(const BriefView& view) {
  const TableMarkup table = series_table(view, Kept::others);
  if (table.empty()) return {};
  Markup lede;
  lede << "The newest actual figure of the other " << grouped(static_cast<std::int64_t>(table.rows()))
       << " series: shares, rates, capacities and cumulative sums of money. They are statements about totals and enter none.";
  return section("series", markup("All other series"), lede,
                 table.folded(grouped(static_cast<std::int64_t>(table.rows())) + " series"));
}

Markup conflicts_section(const BriefView& view) {
  const auto& conflicts = view.in.by_donor.conflicts;
  if (conflicts.empty())
    return section("conflicts", markup("No conflict between sources is recorded"),
                   markup("The table relations names no two entries that conflict, and no receipt is larger than its shipment."),
                   {});
  TableMarkup table("figures on which sources disagree", {"Figure", "Value#", "Entry", "Source", "Grade", ""});
  for (std::size_t i = 0; i < conflicts.size(); ++i) {
    const Conflict& conflict = conflicts[i];
    for (std::size_t j = 0; j < conflict.values.size(); ++j) {
      const Conflict::Value& value = conflict.values[j];
      const std::string pointer = "/status/conflicts/" + std::to_string(i) + "/values/" + std::to_string(j) + "/value";
      const bool chosen = value.entry == conflict.chosen;
      table.row({j == 0 ? head_cell(isolated(conflict.figure)) : markup("<td></td>"),
                 number_cell(stated(view, value.value, pointer)), cell(isolated(value.entry)),
                 cell(value.source.empty() ? Markup() : cited(view, value.source)),
                 cell(plain(grade_of(view, value.entry))), cell(chosen ? markup("<strong>chosen</strong>") : Markup())});
    }
  }
  Markup lede;
  lede << "Both values stay in the record. Where one must count, the better credibility decides, then the better reliability "
          "of the source. Grades: reliability of the source A to F, credibility of the item 1 to 6.";
  static constexpr Table kTables[] = {Table::relations};
  Markup heading;
  const std::int64_t disagreements = disagreements_of_sources(view);
  const std::int64_t overages = static_cast<std::int64_t>(conflicts.size()) - disagreements;
  heading << "Sources disagree on " << counted(disagreements, "figure");
  if (overages > 0) lede << " Listed too: " << counted(overages, "receipt") << " larger than what was shipped.";
  return section("conflicts", heading, lede,
                 table.scroll() << "<p class=\"note\">" << source_line(view, kTables, "each in its own unit") << "</p>\n");
}

}  // namespace servanda
