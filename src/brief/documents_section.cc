#include <algorithm>
#include <vector>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kStrandsDrawn = 24;
constexpr std::size_t kEventsDrawn = 14;

std::string name_of_strand(const Told& strand) {
  const std::string term = strand["term"].text();
  return term.empty() ? strand["commitment"].text() : term;
}

std::string state_in(const Told& strand, std::size_t at) {
  const Told place = strand["documents"][at];
  const std::string stands = place["stands"].text();
  const std::string document = place["document"].text();
  if (stands == "absent") return document == strand["vanished_in"].text() ? "vanished" : "absent";
  if (stands != "present") return "unknown";
  for (std::size_t i = 0; i < strand["changes"].size(); ++i)
    if (strand["changes"][i]["second"].text() == document) return "changed";
  return document == strand["first_seen"].text() ? "first" : "present";
}

// What vanished or changed first, then the rest, in the order of the view.
std::vector<std::size_t> by_interest(const Told& strands) {
  std::vector<std::size_t> order(strands.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return strands[i]["vanished_in"].reported() ? 0 : strands[i]["changes"].size() > 0 ? 1 : 2; });
  return order;
}

Json matrix_chart(const Told& told) {
  Json chart = chart_data("Which commitment or term stands in which text, and which are gone from a later one.", "texts, by date",
                          {"Only a full text, or somebody who read it, proves that something is absent; an outline proves nothing."});
  Json columns = Json::array();
  for (std::size_t i = 0; i < told["documents"].size(); ++i) columns.push_back(told["documents"][i]["id"].text());
  chart["columns"] = std::move(columns);
  Json rows = Json::array();
  for (const std::size_t i : by_interest(told["strands"])) {
    if (rows.size() == kStrandsDrawn) break;
    const Told strand = told["strands"][i];
    Json cells = Json::array();
    for (std::size_t k = 0; k < strand["documents"].size(); ++k) cells.push_back(state_in(strand, k));
    rows.push_back({{"name", name_of_strand(strand)}, {"cells", std::move(cells)}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Json calendar_chart(const BriefView& view, const Told& calendar) {
  Json chart = chart_data("The events that come next, and how much is due by each.", "days", {}, {{"the event", "fill", "planned"}});
  chart["today"] = to_string(view.in.snapshot.as_known());
  Json rows = Json::array();
  for (std::size_t i = 0; i < calendar.size() && rows.size() < kEventsDrawn; ++i) {
    const Told one = calendar[i];
    if (!one["from"].reported()) continue;
    const std::string until = one["until"].reported() ? one["until"].text() : one["from"].text();
    rows.push_back({{"name", one["what"].text()},
                    {"note", one["place"].text().empty() ? Json() : Json(one["place"].text())},
                    {"label", counted(static_cast<std::int64_t>(one["due_by_then"].size()), "thing") + " due by then"},
                    {"bars", Json::array({{{"from", one["from"].text()}, {"until", until}, {"role", "planned"}}})},
                    {"marks", Json::array({{{"at", one["from"].text()}, {"role", "actual"}, {"shape", "diamond"}}})}});
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Markup strands_table(const Told& strands) {
  TableMarkup table("commitments and terms by text", {"Term or commitment", "first in", "last in", "gone from", "changed"});
  for (const std::size_t i : by_interest(strands)) {
    const Told strand = strands[i];
    Markup name = isolated(name_of_strand(strand));
    if (!strand["term"].text().empty() && !strand["commitment"].text().empty()) name << "<br><small>" << isolated(strand["commitment"].text()) << "</small>";
    const auto place = [&](const char* member) { return cell(strand[member].reported() ? strand[member].shown(strand[member].text()) : Markup()); };
    table.row({head_cell(name), place("first_seen"), place("last_seen"), place("vanished_in"),
               cell(strand["numbers_changed"].is_true() ? markup("numbers") : strand["wording_changed"].is_true() ? markup("wording") : Markup())});
  }
  return table.details("Every term with where it stands");
}

// The words that went struck out, those that came underlined.
Markup changed_words(const Told& change) {
  Markup out;
  for (std::size_t i = 0; i < change["words"].size(); ++i) {
    const Told run = change["words"][i];
    const std::string kind = run["change"].text();
    out << (i == 0 ? "" : " ");
    if (kind == "removed")
      out << "<del>" << isolated(run["text"].text()) << "</del>";
    else if (kind == "added")
      out << "<ins>" << isolated(run["text"].text()) << "</ins>";
    else
      out << isolated(run["text"].text());
  }
  return out;
}

Markup changes_table(const Told& strands) {
  TableMarkup table("wording that changed", {"Term or commitment", "from", "to", "what changed"});
  for (std::size_t i = 0; i < strands.size(); ++i)
    for (std::size_t k = 0; k < strands[i]["changes"].size(); ++k) {
      const Told change = strands[i]["changes"][k];
      table.row({head_cell(isolated(name_of_strand(strands[i]))), cell(change["first"].shown(change["first"].text())), cell(change["second"].shown(change["second"].text())), cell(changed_words(change))});
    }
  return table.empty() ? Markup() : table.details("Wording and numbers that changed");
}

Markup calendar_table(const BriefView& view, const Told& calendar) {
  TableMarkup table("what comes next", {"Event", "from", "until", "due by then#", "the next of it", "Source"});
  for (std::size_t i = 0; i < calendar.size(); ++i) {
    const Told one = calendar[i];
    Markup name = isolated(one["what"].text());
    if (!one["place"].text().empty()) name << "<br><small>" << isolated(one["place"].text()) << "</small>";
    Markup next;
    constexpr std::size_t kShown = 3;
    const std::size_t due = one["due_by_then"].size();
    for (std::size_t k = 0; k < std::min(due, kShown); ++k)
      next << (k == 0 ? markup("") : markup("<br>")) << isolated(one["due_by_then"][k]["entry"].text()) << ", " << one["due_by_then"][k]["due"].shown(one["due_by_then"][k]["due"].text());
    table.row({head_cell(name), date_cell(one["from"]), one["until"].reported() ? date_cell(one["until"]) : cell({}), number_cell(plain(grouped(static_cast<std::int64_t>(due)))), cell(next),
               cell(one["source"].text().empty() ? Markup() : cited_by_number(view, one["source"].text()))});
  }
  return table.details("The calendar as a table");
}

Markup parties_table(const Told& told) {
  TableMarkup table("parties by text", {"Party", "texts that name it#", "which, and how often"});
  for (std::size_t i = 0; i < told["parties"].size(); ++i) {
    const Told party = told["parties"][i];
    Markup which;
    for (std::size_t k = 0; k < party["documents"].size(); ++k)
      which << (k == 0 ? markup("") : markup(", ")) << isolated(party["documents"][k]["document"].text()) << " (" << party["documents"][k]["times"].number() << ")";
    table.row({head_cell(isolated(party["party"].text())), number_cell(plain(grouped(static_cast<std::int64_t>(party["documents"].size())))), cell(which)});
  }
  return table.empty() ? Markup() : table.details("Which parties the texts name");
}

std::string number_or_none(std::int64_t number) { return number == 0 ? "none" : grouped(number); }

}  // namespace

Part documents_part(const BriefView& view) {
  Part part{"documents", "What the texts say", {}};
  const Told told(view.in.documents.json, "/documents");
  const Told strands = told["strands"];
  if (strands.size() == 0 && told["calendar"].size() == 0) {
    part.missing = "the tables documents, document_facts and happenings are empty.";
    return part;
  }
  static constexpr Table kTexts[] = {Table::documents, Table::document_facts};
  static constexpr Table kEvents[] = {Table::happenings};
  std::int64_t gone = 0;
  std::int64_t changed = 0;
  for (std::size_t i = 0; i < strands.size(); ++i) {
    gone += strands[i]["vanished_in"].reported() ? 1 : 0;
    changed += strands[i]["changes"].size() > 0 ? 1 : 0;
  }
  Markup heading;
  if (strands.size() > 0)
    heading << "Of " << counted(static_cast<std::int64_t>(strands.size()), "term") << " in " << counted(static_cast<std::int64_t>(told["documents"].size()), "text") << ", " << number_or_none(gone) << (gone == 1 ? " is" : " are")
            << " gone from a later one and " << number_or_none(changed) << " changed";
  else
    heading << "What comes next";
  Markup content;
  if (strands.size() > 0) {
    part.charts["documents"] = matrix_chart(told);
    content << chart({"matrix", "/charts/documents"}, Markup() << strands_table(strands) << changes_table(strands) << parties_table(told), source_line(view, kTexts, "terms by text"));
  }
  if (told["calendar"].size() > 0) {
    part.charts["calendar"] = calendar_chart(view, told["calendar"]);
    if (strands.size() > 0) content << "<h3>What comes next</h3>\n";
    if (part.charts["calendar"]["rows"].empty())
      content << calendar_table(view, told["calendar"]);
    else
      content << chart({"gantt", "/charts/calendar"}, calendar_table(view, told["calendar"]), source_line(view, kEvents, "days"));
  }
  part.markup = section(part.id, heading, {}, content);
  return part;
}

}  // namespace servanda
