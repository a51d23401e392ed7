#include "brief/table.h"

namespace servanda {

Markup figure(std::string_view shown, std::string_view value, std::string_view pointer) {
  return Markup() << "<span data-value=\"" << value << "\" data-figure=\"" << pointer << "\">" << shown << "</span>";
}

Markup figure_sum(std::string_view shown, Wide units, std::string_view pointers) {
  return Markup() << "<span data-value=\"" << decimal_text(units) << "\" data-figure-sum=\"" << pointers << "\">"
                  << shown << "</span>";
}

Markup head_cell(const Markup& content) { return Markup() << "<th scope=\"row\">" << content << "</th>"; }

Markup cell(const Markup& content) { return Markup() << "<td>" << content << "</td>"; }

Markup prose_cell(const Markup& content) { return Markup() << "<td class=\"prose\">" << content << "</td>"; }

Markup number_cell(const Markup& content) { return Markup() << "<td class=\"num\">" << content << "</td>"; }

Markup date_cell(std::string_view date) {
  if (date.empty()) return missing_cell();
  return Markup() << "<td class=\"date\">" << date << "</td>";
}

Markup missing_cell() { return markup("<td class=\"not-reported\">not reported</td>"); }

Markup missing_number() { return markup("<td class=\"num not-reported\">not reported</td>"); }

TableMarkup::TableMarkup(std::string_view about, const Columns& columns) : about_(about) {
  for (std::string_view title : columns) {
    const bool figures = title.ends_with('#');
    if (figures) title.remove_suffix(1);
    if (figures)
      head_ << "<th scope=\"col\" class=\"num\">" << title << "</th>";
    else
      head_ << "<th scope=\"col\">" << title << "</th>";
  }
}

void TableMarkup::row(const std::vector<Markup>& cells) {
  body_ << "<tr>";
  for (const Markup& each : cells) body_ << each;
  body_ << "</tr>\n";
  ++rows_;
}

void TableMarkup::total_row(const std::vector<Markup>& cells) {
  body_ << "<tr class=\"total\">";
  for (const Markup& each : cells) body_ << each;
  body_ << "</tr>\n";
}

Markup TableMarkup::scroll(Width width) const {
  Markup out;
  if (width == Width::narrow)
    out << "<div class=\"scroll long\"";
  else
    out << "<div class=\"scroll\"";
  out << " tabindex=\"0\" role=\"region\" aria-label=\"Table: " << about_ << "\"><table><thead><tr>" << head_
      << "</tr></thead><tbody>\n"
      << body_ << "</tbody></table></div>\n";
  return out;
}

Markup TableMarkup::details(std::string_view summary, Width width) const {
  return Markup() << "<details class=\"table\" open><summary>" << summary << "</summary>" << scroll(width)
                  << "</details>\n";
}

Markup TableMarkup::folded(std::string_view summary, Width width) const {
  return Markup() << "<details class=\"table\"><summary>" << summary << "</summary>" << scroll(width)
                  << "</details>\n";
}

Markup chart(const ChartPlace& place, const Markup& tables, const Markup& caption) {
  Markup out;
  out << "<figure class=\"chart\" data-chart=\"" << place.kind << "\" data-source=\"" << place.source << "\"";
  if (!place.stage.empty()) out << " data-stage=\"" << place.stage << "\"";
  if (!place.measure.empty()) out << " data-measure=\"" << place.measure << "\"";
  if (!place.unnamed.empty()) out << " data-unnamed=\"" << place.unnamed << "\"";
  return out << ">\n" << tables << "<figcaption>" << caption << "</figcaption>\n</figure>\n";
}

Markup section(std::string_view id, const Markup& heading, const Markup& lede, const Markup& content) {
  Markup out;
  out << "<section class=\"part\" id=\"" << id << "\"><h2>" << heading << "</h2>\n";
  if (!lede.empty()) out << "<p class=\"lede\">" << lede << "</p>\n";
  return out << content << "</section>\n";
}

Markup nothing(std::string_view text) { return Markup() << "<p class=\"callout\">" << text << "</p>\n"; }

}  // namespace servanda
