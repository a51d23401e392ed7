#include "brief/view.h"

#include <algorithm>
#include <array>
#include <set>

#include "brief/wording.h"

namespace servanda {
namespace {

Stage lead_of(const BriefInput& input) {
  const Snapshot& snapshot = input.snapshot;
  if (snapshot.count(Table::pledges) > 0) return Stage::pledged;
  if (snapshot.count(Table::allocations) > 0) return Stage::allocated;
  if (snapshot.count(Table::contracts) > 0) return Stage::contracted;
  const std::vector<Stage> reported = reported_stages(input.by_donor);
  return reported.empty() ? Stage::pledged : reported.front();
}

bool same_cell(const StageSum& a, const StageSum& b) {
  const auto same_part = [](const StageSum::Part& x, const StageSum::Part& y) {
    return x.key == y.key && x.amount.units == y.amount.units && x.amount.qualifier == y.amount.qualifier;
  };
  return a.count == b.count && a.quantities == b.quantities && std::ranges::equal(a.parts, b.parts, same_part);
}

bool is_skipped(const StatusResult& result, Stage stage, Stage next) {
  return std::ranges::all_of(result.rows, [&](const StatusRow& row) {
    return same_cell(stage_sum(row.funnel, stage, ""), stage_sum(row.funnel, next, ""));
  });
}

bool named_value_at(const BriefView& view, const StatusResult& result, Stage stage) {
  return std::ranges::any_of(result.rows, [&](const StatusRow& row) {
    return is_named(row) && stage_sum(row.funnel, stage, "").valued(view.currency);
  });
}

}  // namespace

BriefView view_of(const BriefInput& input) {
  const Programme& programme = input.snapshot.programme();
  return {input,           Names(input.snapshot),     programme.currency,
          lead_of(input),  programme.delivered.stage, programme.notional};
}

std::vector<Stage> shown_stages(const BriefView& view, const StatusResult& result) {
  std::vector<Stage> reported = reported_stages(result);
  std::erase_if(reported, [&](Stage stage) { return stage < view.lead && ladder_of(stage) == Ladder::goods; });
  std::vector<Stage> out;
  for (std::size_t i = 0; i < reported.size(); ++i) {
    const bool has_next = i + 1 < reported.size() && ladder_of(reported[i + 1]) == ladder_of(reported[i]);
    const bool keep = reported[i] == view.lead || reported[i] == view.delivered;
    if (keep || !has_next || !is_skipped(result, reported[i], reported[i + 1])) out.push_back(reported[i]);
  }
  return out;
}

std::optional<Stage> dividing_stage(const BriefView& view, const StatusResult& result) {
  const std::vector<Stage> reported = reported_stages(result);
  std::vector<Stage> order{view.lead, view.delivered};
  order.insert(order.end(), reported.rbegin(), reported.rend());
  for (const Stage stage : order)
    if (named_value_at(view, result, stage)) return stage;
  return std::nullopt;
}

std::int64_t sources_of(const Snapshot& snapshot, std::span<const Table> tables) {
  std::set<Cell> sources;
  for (const Table table : tables)
    for (RowIndex row = 0; row < snapshot.history().rows(table); ++row)
      if (snapshot.visible(table, row)) sources.insert(snapshot.cell(table, row, kSource));
  sources.erase(kNullCell);
  return static_cast<std::int64_t>(sources.size());
}

std::int64_t entries_of(const Snapshot& snapshot) {
  std::size_t entries = 0;
  for (const TableSchema& table : all_tables())
    if (table.table != Table::programme) entries += snapshot.count(table.table);
  return static_cast<std::int64_t>(entries);
}

Markup source_line(const BriefView& view, std::span<const Table> tables, std::string_view unit) {
  const Snapshot& snapshot = view.in.snapshot;
  std::vector<std::string> parts;
  for (const Table table : tables)
    if (const auto count = static_cast<std::int64_t>(snapshot.count(table)); count > 0)
      parts.push_back(counted(count, words(schema_of(table).kind)));
  Markup out;
  if (view.notional) out << "<strong>Notional.</strong> ";
  out << "Source: " << (parts.empty() ? std::string("no entry") : listed(parts));
  if (const auto sources = sources_of(snapshot, tables); sources > 0) out << " from " << counted(sources, "source");
  if (!unit.empty()) out << "; " << unit;
  return out << "; as known " << day_text(snapshot.as_known()) << ".";
}

Markup cited(const BriefView& view, std::string_view source) {
  const Names::Source found = view.names.source(source);
  Markup out = isolated(found.label());
  if (found.number > 0) out << " " << cited_by_number(view, source);
  return out;
}

Markup cited_by_number(const BriefView& view, std::string_view source) {
  const Names::Source found = view.names.source(source);
  if (found.number == 0) return isolated(found.label());
  const auto number = static_cast<std::int64_t>(found.number);
  return Markup() << "<a class=\"cite\" href=\"#source-" << number << "\">[" << number << "]</a>";
}

std::string_view meaning_of(Stage stage) {
  switch (stage) {
    case Stage::pledged: return "promised in public";
    case Stage::allocated: return "earmarked for specific items";
    case Stage::contracted: return "ordered from a supplier";
    case Stage::ready: return "ready to leave";
    case Stage::departed: return "left the origin";
    case Stage::arrived: return "arrived at a port or hub outside the donor";
    case Stage::handed_over: return "signed for at the border hub";
    case Stage::confirmed: return "confirmed by the recipient";
    case Stage::verified: return "inventoried in place";
    case Stage::committed: return "bound by an obligation";
    case Stage::disbursed: return "paid to the recipient";
    case Stage::spent: return "spent by the recipient";
    case Stage::enrolled: return "began a course";
    case Stage::graduated: return "finished a course";
    case Stage::delivered_unspecified: return "called delivered by a source that does not say where";
    case Stage::cancelled: return "cancelled";
    case Stage::withdrawn: return "withdrawn";
    case Stage::lost: return "lost";
    case Stage::returned: return "returned";
  }
  return "";
}

}  // namespace servanda
