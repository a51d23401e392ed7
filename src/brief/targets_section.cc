#include <algorithm>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::string_view role_of_state(const std::string& state) {
  if (state == "reached") return "kept";
  if (state == "on_pace") return "people";
  if (state == "not_checkable") return "unknown";
  return state == "missed" ? "broken" : "late";
}

std::int64_t in_state(const Told& targets, std::string_view a, std::string_view b) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::string state = targets[i]["state"].text();
    out += state == a || state == b ? 1 : 0;
  }
  return out;
}

// A text of more than four places, as a decimal.
std::optional<Decimal> shortened(const Told& told) {
  std::string text = told.text();
  const std::size_t point = text.find('.');
  if (point != std::string::npos && text.size() > point + 5) text.resize(point + 5);
  return Decimal::parse(text);
}

Markup pace_cell(const Told& told) {
  const auto value = shortened(told);
  return value ? number_cell(told.shown(rounded_text(value->units(), 1))) : missing_number();
}

// "value @ handed_over in 2031" as "value handed over in 2031".
std::string figure_words(std::string figure) {
  for (std::size_t at = figure.find(" @ "); at != std::string::npos; at = figure.find(" @ ", at)) figure.replace(at, 3, " ");
  return words(figure);
}

Json targets_chart(const Told& targets) {
  Json chart = chart_data("How far each target is reached.", "share of the target", {"The upright line is the target; a bar beyond it has passed it."},
                          {{"target", "line", "target"}});
  for (const auto& [state, label] : {std::pair{"reached", "reached"}, std::pair{"on_pace", "on pace"}, std::pair{"behind", "behind"}, std::pair{"missed", "missed"}, std::pair{"not_checkable", "not checkable: at least so much"}})
    if (in_state(targets, state, state) > 0) chart["legend"].push_back({{"label", label}, {"mark", "fill"}, {"role", role_of_state(state)}});
  chart["kind"] = "share";
  chart["axis"] = true;
  Json rows = Json::array();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Told one = targets[i];
    Json row{{"name", figure_words(one["figure"].text())}, {"note", one["id"].text() + ", by " + one["by"].text() + ", " + words(one["state"].text())}, {"marks", Json::array({{{"at", "1"}, {"role", "target"}}})}};
    const auto reached = shortened(one["reached"]);
    const auto target = shortened(one["target"]);
    const auto share = reached && target ? ratio_of(reached->units(), target->units()) : std::nullopt;
    if (share) {
      row["label"] = percent(*share);
      row["parts"] = Json::array({{{"from", "0"}, {"to", decimal_text(*share)}, {"role", role_of_state(one["state"].text())}}});
    }
    rows.push_back(std::move(row));
  }
  chart["rows"] = std::move(rows);
  return chart;
}

// A sum of other valuation bases or instruments than this year's is told as such.
Markup last_year_cell(const Told& target) {
  const Told last = target["last_year"];
  const auto value = shortened(last);
  if (!last.reported() || !value) return missing_number();
  Markup out = last.shown(rounded_text(value->units(), 0));
  if (!target["last_year_compares"].is_true()) out << " <small>counted or valued otherwise</small>";
  return number_cell(out);
}

Markup targets_table(const BriefView& view, const Told& targets) {
  TableMarkup table("targets", {"Target", "by", "state", "target#", "reached#", "still missing#", "needed a week#", "had a week#", "last year, same day#", "Source"});
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Told one = targets[i];
    const auto amount = [&](const char* member) { return one[member].reported() && shortened(one[member]) ? number_cell(one[member].shown(rounded_text(shortened(one[member])->units(), 0))) : missing_number(); };
    Markup name = isolated(one["id"].text());
    name << "<br><small>" << isolated(one["figure"].text()) << (one["unit"].reported() ? ", " + one["unit"].text() : std::string()) << "</small>";
    table.row({head_cell(name), date_cell(one["by"]), words_cell(one["state"]), amount("target"), amount("reached"), amount("gap"), pace_cell(one["pace_needed"]), pace_cell(one["pace_had"]), last_year_cell(one),
               cell(one["source"].reported() ? cited_by_number(view, one["source"].text()) : Markup())});
  }
  return table.details("Figures as a table");
}

// ---- is it exponential?

Markup answer_of(const Told& shape) {
  const std::string code = shape["shape"].text();
  const Told rate = shape["rate_percent"];
  const Told doubling = shape["doubling_quarters"];
  Markup out;
  const auto rates = [&] { return Markup() << rate["middle"].points(1) << " a quarter (95 %: " << rate["low"].points(1) << " to " << rate["high"].points(1) << ")"; };
  if (code == "too_few") return out << "Too few to tell: " << shape["n"].number() << " quarters, and eight are needed.";
  if (code == "not_positive") return out << "No rate can be fitted: in at least one of " << shape["n"].number() << " quarters nothing was pledged.";
  if (code == "exponential")
    return out << "Yes: it grew by " << rates() << " and doubled in " << doubling["middle"].rounded(1) << " quarters; a line fits worse and foretells worse.";
  if (code == "linear") return out << "No: it grew, but a straight line fits or foretells better than " << rates() << ".";
  if (code == "growing") return out << "It grew, by " << rates() << " if exponentially; whether so or in a line cannot be told from " << shape["n"].number() << " quarters.";
  if (code == "falling") return out << "No: it fell, by " << rates() << ".";
  return out << "No: there is no trend that " << shape["n"].number() << " quarters could prove; the rate is " << rates() << ".";
}

Json quarters_chart(const Told& shape) {
  Json chart = chart_data("Newly pledged in each quarter that is over.", shape["currency"].text() + ", " + words(shape["basis"].text()) + ", " + words(shape["instrument"].text()), {}, {{"newly pledged", "fill", "actual"}});
  chart["kind"] = "money";
  Json columns = Json::array();
  for (std::size_t i = 0; i < shape["quarters"].size(); ++i) {
    const Told quarter = shape["quarters"][i];
    columns.push_back({{"name", quarter["from"].text()}, {"value", position(quarter["amount"])}, {"label", nullptr}, {"role", "actual"}});
  }
  chart["columns"] = std::move(columns);
  return chart;
}

Markup shape_tables(const Told& shapes, std::size_t drawn) {
  TableMarkup fits("is it exponential: fits and errors", {"Of", "answer", "quarters#", "a quarter#", "from#", "to#", "doubles in, quarters#", "AICc exponential#", "AICc line#"});
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Told one = shapes[i];
    fits.row({head_cell(plain(one["currency"].text() + ", " + words(one["basis"].text()) + ", " + words(one["instrument"].text()))), words_cell(one["shape"]), number_cell(one["n"]), points_cell(one["rate_percent"]["middle"], 1),
              points_cell(one["rate_percent"]["low"], 1), points_cell(one["rate_percent"]["high"], 1), rounded_cell(one["doubling_quarters"]["middle"], 1), rounded_cell(one["aicc"]["exponential"], 1),
              rounded_cell(one["aicc"]["linear"], 1)});
  }
  TableMarkup quarters("newly pledged by quarter", {"Quarter from", "until", "newly pledged, m#"});
  for (std::size_t i = 0; i < shapes[drawn]["quarters"].size(); ++i) {
    const Told quarter = shapes[drawn]["quarters"][i];
    const auto value = quarter["amount"].decimal();
    quarters.row({head_cell(quarter["from"].shown(quarter["from"].text())), date_cell(quarter["until"]), value ? number_cell(quarter["amount"].shown(millions(value->units()))) : missing_number()});
  }
  return Markup() << quarters.details("Figures as a table", TableMarkup::Width::narrow) << fits.details("The fits");
}

// The one with the most quarters: what most of the record speaks of.
std::optional<std::size_t> longest(const Told& shapes) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < shapes.size(); ++i)
    if (shapes[i]["quarters"].size() > 1 && (!best || shapes[i]["quarters"].size() > shapes[*best]["quarters"].size())) best = i;
  return best;
}

std::string targets_heading(const Told& targets) {
  const std::int64_t good = in_state(targets, "reached", "on_pace");
  if (targets.size() == 1) return "The one target is " + (good == 1 ? words(targets[0]["state"].text()) : "not reached or on pace");
  return "Of " + counted(static_cast<std::int64_t>(targets.size()), "target") + ", " + grouped(good) + (good == 1 ? " is" : " are") + " reached or on pace";
}

}  // namespace

Part targets_part(const BriefView& view) {
  Part part{"targets", "Targets", {}};
  const Told told(view.in.targets.json, "/targets");
  const Told targets = told["targets"];
  const Json weeks = to_json(view.in.trajectory);
  const Told shapes = Told(weeks, "/trajectory")["shapes"];
  const auto shape = longest(shapes);
  if (targets.size() == 0 && !shape) {
    part.missing = "the table targets is empty.";
    return part;
  }
  static constexpr Table kTargets[] = {Table::targets};
  static constexpr Table kPledges[] = {Table::pledges};
  Markup heading;
  if (targets.size() > 0)
    heading << targets_heading(targets);
  else
    heading << "Is what is pledged growing exponentially?";
  Markup content;
  if (targets.size() > 0) {
    part.charts["targets"] = targets_chart(targets);
    content << chart({"bars", "/charts/targets"}, targets_table(view, targets), source_line(view, kTargets, "share of the target"));
  }
  if (shape) {
    part.charts["growth"] = quarters_chart(shapes[*shape]);
    if (targets.size() > 0) content << "<h3>Is what is pledged growing exponentially?</h3>\n";
    content << "<p>" << answer_of(shapes[*shape]) << "</p>\n"
            << chart({"columns", "/charts/growth"}, shape_tables(shapes, *shape), source_line(view, kPledges, shapes[*shape]["currency"].text() + " by quarter; amounts dated by the year only stand in none"));
  }
  Markup lede;
  if (targets.size() > 0) lede << "The pace needed is what is missing over the weeks that are left; the pace had is what was reached over those that have passed.";
  part.markup = section(part.id, heading, lede, content);
  return part;
}

}  // namespace servanda
