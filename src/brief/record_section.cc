#include <algorithm>
#include <functional>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kSourcesDrawn = 12;
constexpr std::size_t kDisagreementsDrawn = 16;

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
  TableMarkup table("sources and their record", {"Source", "grade", "entries#", "restated#", "disagreed#", "not chosen#", "known late#"});
  for (const std::size_t i : most_cited(sources)) {
    const Told one = sources[i];
    table.row({head_cell(isolated(name_of_source(one))), one["reliability"].reported() ? words_cell(one["reliability"]) : cell(markup("not graded")), number_cell(one["entries"]), number_cell(one["restated"]),
               number_cell(one["disagreed"]), number_cell(one["lost"]), one["dated"].count() > 0 ? number_cell(one["known_late"]) : missing_number()});
  }
  return table.details("Figures as a table");
}

// ---- how far apart the values are

struct StatedValue {
  std::string entry;
  Wide units = 0;
  std::string text;  // "500 m", "11"
  std::string unit;
  bool is_money = false;
};

// "EUR 500 m to 550 m", "10 to 11 ally".
std::string range_text(const StatedValue& low, const StatedValue& high) {
  if (low.is_money) return low.unit + " " + low.text + " to " + high.text;
  return low.text + " to " + high.text + (high.unit.empty() ? "" : " " + high.unit);
}

// The values of one figure as numbers; empty where they are not of one unit, or no rule can compare them.
std::vector<StatedValue> stated_values(const BriefView& view, const Told& one) {
  std::vector<StatedValue> out;
  if (!one["other_rules"]["lowest"].reported()) return out;
  for (std::size_t k = 0; k < one["values"].size(); ++k) {
    const std::string value = one["values"][k]["value"].text();
    const std::size_t space = std::min(value.find(' '), value.size());
    const auto number = Decimal::parse(value.substr(0, space));
    const std::string unit = space < value.size() ? value.substr(space + 1) : std::string();
    if (!number || number->units() < 0) return {};
    const auto currency = Currency::parse(unit);
    const ShortAmount amount = short_amount(number->units());
    const std::string text = currency ? amount.figure + (amount.magnitude.empty() ? "" : " " + amount.magnitude) : grouped(value.substr(0, space));
    out.push_back({one["values"][k]["entry"].text(), number->units(), text, currency ? unit : view.names.unit(unit), currency.has_value()});
  }
  return out;
}

const StatedValue* value_of(const std::vector<StatedValue>& values, const Told& entry) {
  const auto found = entry.reported() ? std::ranges::find(values, entry.text(), &StatedValue::entry) : values.end();
  return found == values.end() ? nullptr : &*found;
}

struct Range {
  std::size_t index = 0;  // among the disagreements
  std::vector<StatedValue> values;
  const StatedValue* low = nullptr;
  const StatedValue* high = nullptr;
  Wide spread = 0;  // how much lower the lowest is, as a share of the highest
};

// The widest first.
std::vector<Range> ranges_of(const BriefView& view, const Told& all) {
  std::vector<Range> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Range range{i, stated_values(view, all[i]), nullptr, nullptr, 0};
    if (range.values.size() < 2) continue;
    range.low = &*std::ranges::min_element(range.values, {}, &StatedValue::units);
    range.high = &*std::ranges::max_element(range.values, {}, &StatedValue::units);
    const auto share = ratio_of(range.low->units, range.high->units);
    if (!share) continue;
    range.spread = Decimal::kUnit - *share;
    out.push_back(std::move(range));
  }
  std::ranges::stable_sort(out, std::greater(), &Range::spread);
  return out;
}

std::string place_in(const Range& range, const StatedValue& value) { return decimal_text(ratio_of(value.units, range.high->units).value_or(0)); }

Json range_row(const Told& one, const Range& range) {
  const StatedValue* chosen = value_of(range.values, one["chosen"]);
  const StatedValue* newest = value_of(range.values, one["other_rules"]["newest"]);
  const StatedValue* reliable = value_of(range.values, one["other_rules"]["most_reliable"]);
  Json marks = Json::array();
  if (chosen != nullptr) marks.push_back({{"at", place_in(range, *chosen)}, {"role", "target"}});
  for (const StatedValue& value : range.values) {
    if (chosen != nullptr && value.units == chosen->units) continue;
    const bool is_newest = newest != nullptr && newest->units == value.units;
    const bool is_reliable = reliable != nullptr && reliable->units == value.units;
    marks.push_back({{"at", place_in(range, value)}, {"role", is_newest && is_reliable ? "open" : is_newest ? "late" : is_reliable ? "people" : "unknown"}});
  }
  return {{"name", words(one["figure"].text())},
          {"note", range_text(*range.low, *range.high) + (chosen == nullptr ? "; none chosen" : "; counts: " + chosen->text)},
          {"label", percent(range.spread) + " apart"},
          {"parts", Json::array({{{"from", place_in(range, *range.low)}, {"to", "1"}, {"role", "expected"}}})},
          {"marks", std::move(marks)}};
}

// Each figure on a scale of its own, from nothing to the highest value stated.
Json ranges_chart(const Told& all, const std::vector<Range>& ranges) {
  std::vector<std::string> notes{"Each figure has a scale of its own, from nothing to the highest value stated. A rule without a mark gives the value that counts."};
  const std::size_t drawn = std::min(ranges.size(), kDisagreementsDrawn);
  if (drawn < all.size())
    notes.push_back(counted(static_cast<std::int64_t>(all.size() - drawn), "figure") + " more, with less between the values or with values of several units, in the table only.");
  const Range& widest = ranges.front();
  Json chart = chart_data("How far apart the values lie that sources state for one figure, which one counts, and what other rules would give. Furthest apart: " +
                              words(all[widest.index]["figure"].text()) + ", " + range_text(*widest.low, *widest.high) + ".",
                          "share of the highest value stated", notes,
                          {{"range of the values", "band", "expected"}, {"counts", "line", "target"}, {"newest", "circle", "late"}, {"most reliable source", "circle", "people"},
                           {"newest and most reliable", "circle", "open"}, {"other value", "circle", "unknown"}});
  chart["kind"] = "share";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < drawn; ++i) rows.push_back(range_row(all[ranges[i].index], ranges[i]));
  chart["rows"] = std::move(rows);
  return chart;
}

Markup disagreements_table(const Told& all) {
  TableMarkup table("figures on which sources disagree", {"Figure", "stated", "chosen", "newest", "most reliable", "lowest", "highest"});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Told one = all[i];
    Markup stated;
    for (std::size_t k = 0; k < one["values"].size(); ++k) {
      const Told value = one["values"][k];
      stated << (k == 0 ? markup("") : markup("<br>")) << value["value"].shown(value["value"].text()) << " <small>" << isolated(value["entry"].text()) << "</small>";
    }
    const auto entry = [&](const Told& told) { return cell(told.reported() ? told.shown(told.text()) : Markup()); };
    table.row({head_cell(isolated(words(one["figure"].text()))), cell(stated), entry(one["chosen"]), entry(one["other_rules"]["newest"]), entry(one["other_rules"]["most_reliable"]),
               entry(one["other_rules"]["lowest"]), entry(one["other_rules"]["highest"])});
  }
  return table.empty() ? Markup() : table.details("Each disagreement, and what other rules would choose");
}

// The picture of the disagreements; where no values can be compared, their table alone.
Markup disagreements(const BriefView& view, const Told& all, Part& part) {
  const Markup table = disagreements_table(all);
  const std::vector<Range> ranges = ranges_of(view, all);
  if (ranges.empty()) return table;
  static constexpr Table kTables[] = {Table::relations, Table::reports};
  part.charts["disagreements"] = ranges_chart(all, ranges);
  return Markup() << "<h3>How far apart they are, and what another rule would give</h3>\n"
                  << chart({"bars", "/charts/disagreements"}, table, source_line(view, kTables, "share of the highest value stated"));
}

std::int64_t anonymous_of(const Told& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (!sources[i]["id"].reported()) return sources[i]["sources"].count();
  return 0;
}

// Those that are never named among them.
std::int64_t sources_on_record(const Told& sources) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) count += sources[i]["sources"].count();
  return count;
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
  heading << counted(sources_on_record(told["sources"]), "source") << " behind the record";
  if (told["disagreements"].size() == 0) heading << ", which disagree on no figure";
  else heading << ", and what each rule would choose where they disagree";
  Markup lede;
  if (told["disagreements"].size() > 0) lede << "Chosen: the " << isolated(told["disagreements"][0]["rule"].text()) << ". ";
  if (const std::int64_t hidden = anonymous_of(told["sources"]); hidden > 0) lede << counted(hidden, "anonymous source") << " counted together, and never named.";
  Markup content;
  content << disagreements(view, told["disagreements"], part);
  if (told["disagreements"].size() > 0) content << "<h3>What the record rests on</h3>\n";
  content << chart({"bars", "/charts/record"}, sources_table(told["sources"]), source_line(view, kTables, "entries"));
  part.markup = section(part.id, heading, lede, content);
  return part;
}

}  // namespace servanda
