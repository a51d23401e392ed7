#include <algorithm>
#include <array>
#include <map>

#include "brief/answers.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

struct VerdictLook {
  std::string_view code;
  std::string_view role;
};
constexpr std::array<VerdictLook, 4> kVerdicts{{{"supported", "kept"}, {"partly_supported", "late"}, {"contradicted", "broken"}, {"not_checkable", "unknown"}}};

// The reasons of one verdict with how often each is given, the most frequent first.
std::vector<std::pair<std::string, std::int64_t>> reasons_of(const Told& statements, std::string_view verdict) {
  std::map<std::string, std::int64_t> counts;
  for (std::size_t i = 0; i < statements.size(); ++i)
    if (statements[i]["verdict"].text() == verdict && statements[i]["reason"].reported()) ++counts[words(statements[i]["reason"].text())];
  std::vector<std::pair<std::string, std::int64_t>> order(counts.begin(), counts.end());
  std::ranges::stable_sort(order, std::greater(), &std::pair<std::string, std::int64_t>::second);
  return order;
}

Json verdict_row(const std::string& name, std::int64_t count, std::string_view role) {
  return {{"name", name}, {"label", grouped(count)}, {"parts", Json::array({{{"from", "0"}, {"to", std::to_string(count)}, {"role", role}}})}};
}

// Each verdict, and below it its reasons.
Json verdicts_chart(const Told& told) {
  Json chart = chart_data("How many of the public statements the record supports, supports in part, contradicts or cannot check, and why.", "statements", {});
  chart["kind"] = "number";
  Json rows = Json::array();
  for (const VerdictLook& verdict : kVerdicts) {
    rows.push_back(verdict_row(sentence(verdict.code), told["counts"][verdict.code].count(), verdict.role));
    for (const auto& [reason, count] : reasons_of(told["statements"], verdict.code)) rows.push_back(verdict_row("– " + reason, count, verdict.role));
  }
  chart["rows"] = std::move(rows);
  return chart;
}

Markup who(const Told& statement) {
  Markup out;
  const std::string speaker = statement["speaker"].text();
  out << "<br><small>" << (speaker.empty() ? markup("speaker not named") : isolated(speaker));
  if (statement["said_as"].reported()) out << ", " << isolated(statement["said_as"].text());
  if (statement["date"].reported()) out << ", " << statement["date"].text();
  return out << "</small>";
}

Markup verdict_cell(const Told& statement) {
  const std::string code = statement["verdict"].text();
  Markup out;
  out << "<span class=\"verdict " << code << "\">" << statement["verdict"].words() << "</span>";
  if (statement["reason"].reported()) out << "<br><small>" << statement["reason"].words() << "</small>";
  const Told then = statement["then"]["verdict"];
  if (then.reported() && then.text() != code) out << "<br><small>as known then: " << then.words() << "</small>";
  return cell(out);
}

Markup found_cell(const Told& statement) {
  Markup out = isolated(statement["explanation"].text());
  const Told nearest = statement["nearest_true"];
  if (nearest.reported()) out << "<br><small>Nearest true: " << isolated(nearest["how"].text() + ", " + nearest["value"].text()) << "</small>";
  if (statement["announced_before"].size() > 0) out << "<br><small>The same money was announced before.</small>";
  if (statement["held_office"].reported() && !statement["held_office"].is_true()) out << "<br><small>The speaker did not hold the office named.</small>";
  return cell(out);
}

Markup statements_table(const BriefView& view, const Told& statements) {
  TableMarkup table("statements with verdict and reason", {"Statement", "Verdict", "What the record says", "Said in"});
  for (const VerdictLook& verdict : {kVerdicts[2], kVerdicts[1], kVerdicts[0], kVerdicts[3]})
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const Told one = statements[i];
      if (one["verdict"].text() != verdict.code) continue;
      table.row({head_cell(isolated(one["claim"].text()) << who(one)), verdict_cell(one), found_cell(one), cell(cited(view, one["source"].text()))});
    }
  return table.details("Each statement with its verdict and the reason");
}

}  // namespace

Part statements_part(const BriefView& view) {
  Part part{"statements", "What was said in public", {}};
  const Told told(view.in.statements.json, "/check");
  if (told["statements"].size() == 0) {
    part.missing = "the table statements is empty.";
    return part;
  }
  static constexpr Table kTables[] = {Table::statements};
  Markup heading;
  heading << "Of " << grouped(static_cast<std::int64_t>(told["statements"].size())) << " public statements the record supports " << told["counts"]["supported"].number()
          << " and contradicts " << told["counts"]["contradicted"].number();
  Markup lede;
  lede << "Each claim is held against the record as known on the day it was said and as known now. " << told["counts"]["partly_supported"].number()
       << (told["counts"]["partly_supported"].count() == 1 ? " holds" : " hold") << " in part; " << told["counts"]["not_checkable"].number() << " cannot be checked, and the table says why.";
  part.charts["statements"] = verdicts_chart(told);
  part.markup = section(part.id, heading, lede, chart({"bars", "/charts/statements"}, statements_table(view, told["statements"]), source_line(view, kTables, "statements by verdict")));
  return part;
}

}  // namespace servanda
