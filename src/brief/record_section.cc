#include <algorithm>
#include <functional>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kSourcesDrawn = 12;

std::string name_of_source(const Told& source) { return source["id"].reported() ? source["publisher"].text() : "anonymous sources"; }

// Sources by how many entries cite them.
std::vector<std::size_t> most_cited(const Told& sources) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (sources[i]["entries"].count() > 0) order.push_back(i);
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return sources[i]["entries"].count(); });
  if (order.size() > kSourcesDrawn) order.resize(kSourcesDrawn);
  return order;
}

Json cited_chart(const Told& sources) {
  Json chart = chart_data("The sources that most of the record rests on, and how much of it was restated or revised later.", "entries", {},
                          {{"stands as it was stated", "fill", "actual"}, {"restated or revised later", "fill", "late"}});
  chart["kind"] = "number";
  Json rows = Json::array();
  for (const std::size_t i : most_cited(sources)) {
    const Told one = sources[i];
    const std::int64_t all = one["entries"].count();
    const std::int64_t restated = std::min(one["restated"].count(), all);
    rows.push_back({{"name", name_of_source(one)},
                    {"note", one["reliability"].reported() ? "reliability " + one["reliability"].text() : "not graded"},
                    {"label", grouped(all)},
                    {"parts", Json::array({{{"from", "0"}, {"to", std::to_string(all - restated)}, {"role", "actual"}}, {{"from", std::to_string(all - restated)}, {"to", std::to_string(all)}, {"role", "late"}}})}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Markup sources_table(const Told& sources) {
  TableMarkup table("sources and their record", {"Source", "grade", "entries#", "restated#", "disagreed#", "not chosen#"});
  for (const std::size_t i : most_cited(sources)) {
    const Told one = sources[i];
    table.row({head_cell(isolated(name_of_source(one))), one["reliability"].reported() ? words_cell(one["reliability"]) : cell(markup("not graded")), number_cell(one["entries"]), number_cell(one["restated"]),
               number_cell(one["disagreed"]), number_cell(one["lost"])});
  }
  return table.details("Figures as a table");
}

Markup disagreements_table(const Told& all) {
  TableMarkup table("figures on which sources disagree", {"Figure", "stated", "chosen", "newest", "most reliable"});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Told one = all[i];
    Markup stated;
    for (std::size_t k = 0; k < one["values"].size(); ++k) {
      const Told value = one["values"][k];
      stated << (k == 0 ? markup("") : markup("<br>")) << value["value"].shown(value["value"].text()) << " <small>" << isolated(value["entry"].text()) << "</small>";
    }
    const auto entry = [&](const Told& told) { return cell(told.reported() ? told.shown(told.text()) : Markup()); };
    table.row({head_cell(isolated(words(one["figure"].text()))), cell(stated), entry(one["chosen"]), entry(one["other_rules"]["newest"]), entry(one["other_rules"]["most_reliable"])});
  }
  return table.empty() ? Markup() : table.details("Each disagreement, and what other rules would choose");
}

std::int64_t anonymous_of(const Told& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (!sources[i]["id"].reported()) return sources[i]["sources"].count();
  return 0;
}

}  // namespace

Part record_part(const BriefView& view) {
  Part part{"record", "How good the sources are", {}};
  const Told told(view.in.record.json, "/record");
  if (most_cited(told["sources"]).empty()) {
    part.missing = "the table sources is empty, or nothing cites it.";
    return part;
  }
  static constexpr Table kTables[] = {Table::sources};
  part.charts["record"] = cited_chart(told["sources"]);
  Markup heading;
  if (told["disagreements"].size() == 0) heading << "On no figure do sources disagree";
  else heading << "Sources disagree on " << counted(static_cast<std::int64_t>(told["disagreements"].size()), "figure");
  Markup lede;
  if (told["disagreements"].size() > 0) lede << "Chosen: the " << isolated(told["disagreements"][0]["rule"].text()) << ". ";
  if (const std::int64_t hidden = anonymous_of(told["sources"]); hidden > 0) lede << counted(hidden, "anonymous source") << " counted together, and never named.";
  part.markup = section(part.id, heading, lede,
                        chart({"bars", "/charts/record"}, Markup() << sources_table(told["sources"]) << disagreements_table(told["disagreements"]), source_line(view, kTables, "entries")));
  return part;
}

}  // namespace servanda
