#include <algorithm>

#include "brief/sections.h"
#include "brief/status_sections.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

struct RankedRow {
  const StatusRow* row;
  std::string base;  // its place in the JSON
  std::string name;
  bool named;
  Wide size;  // at the stage that ranks
};

std::vector<RankedRow> ranked(const BriefView& view, Stage stage) {
  const StatusResult& status = funnel_status(view);
  const bool donors = funnel_by(view) == FunnelBy::donor;
  std::vector<RankedRow> rows;
  for (std::size_t i = 0; i < status.rows.size(); ++i) {
    const StatusRow& row = status.rows[i];
    const std::string base = (donors ? "/status/rows/" : "/by_country/rows/") + std::to_string(i);
    const StageSum sum = stage_sum(row.funnel, stage, base);
    rows.push_back({&row, base, key_name(view, status.by.front(), row.key.front()), is_named(row),
                    sum.valued(view.currency) ? sum.sum(view.currency).units : Wide{-1}});
  }
  std::ranges::stable_sort(rows, [](const RankedRow& a, const RankedRow& b) {
    return std::tuple(!a.named, -a.size, a.name) < std::tuple(!b.named, -b.size, b.name);
  });
  return rows;
}

Stage ranking_stage(const BriefView& view) {
  return dividing_stage(view, funnel_status(view)).value_or(view.lead);
}

bool reports_any(const Funnel& funnel, const std::vector<Stage>& stages) {
  return std::ranges::any_of(stages, [&](Stage stage) { return stage_sum(funnel, stage, "").reported(); });
}

Markup funnel_table(const BriefView& view, const std::vector<RankedRow>& rows, const std::vector<Stage>& stages) {
  const bool donors = funnel_by(view) == FunnelBy::donor;
  Columns columns{donors ? "Donor" : "Recipient country"};
  for (const Stage stage : stages) {
    columns.push_back(words(name_of(stage)) + ", " + view.currency.code() + " m#");
  }
  TableMarkup table(donors ? "by donor and stage" : "by recipient country and stage", columns);
  const PartLabels labels = labels_of(funnel_status(view));
  const auto cells = [&](const Funnel& funnel, const std::string& base, const std::string& name) {
    std::vector<Markup> out{head_cell(isolated(name))};
    for (const Stage stage : stages) out.push_back(stage_cell(stage_sum(funnel, stage, base), labels));
    return out;
  };
  for (const RankedRow& row : rows)
    if (reports_any(row.row->funnel, stages)) table.row(cells(row.row->funnel, row.base, row.name));
  table.total_row(cells(funnel_status(view).total, donors ? "/status/total" : "/by_country/total", "All"));
  return table.details("Figures as a table");
}

// People on courses, who are on a ladder of their own.
Markup people_line(const BriefView& view) {
  Markup out;
  for (const Stage stage : {Stage::enrolled, Stage::graduated}) {
    const StageSum sum = stage_sum(view.in.by_donor.total, stage, "/status/total");
    if (sum.quantities.size() != 1) continue;
    const auto& [unit, quantity] = *sum.quantities.begin();
    out << (out.empty() ? std::string_view("People: ") : std::string_view("; ")) << words(name_of(stage)) << " "
        << figure(grouped(decimal_text(quantity)), decimal_text(quantity), sum.pointer + "/quantity");
  }
  return out.empty() ? out : Markup() << "<p>" << out << ".</p>\n";
}

// What left the ladder: cancelled, withdrawn, lost, returned.
Markup exits_line(const BriefView& view) {
  Markup out;
  for (const Stage stage : {Stage::cancelled, Stage::withdrawn, Stage::lost, Stage::returned}) {
    const StageSum sum = stage_sum(view.in.by_donor.total, stage, "/status/total");
    if (!sum.reported()) continue;
    out << (out.empty() ? std::string_view("Beside the ladder: ") : std::string_view("; "));
    out << words(name_of(stage)) << " "
        << figure(counted(sum.count, "record"), std::to_string(sum.count), sum.pointer + "/count");
    if (sum.valued(view.currency)) out << ", " << sum_figure(sum, view.currency);
  }
  if (out.empty()) return out;
  return Markup() << "<p>" << out << ".</p>\n";
}

// "The five largest donors hold 74 % of the EUR 400 bn pledged".
Markup heading_of(const BriefView& view, const std::vector<RankedRow>& rows, Stage stage) {
  const StageSum total = stage_sum(funnel_status(view).total, stage,
                                   funnel_by(view) == FunnelBy::donor ? "/status/total" : "/by_country/total");
  const auto named = std::ranges::count_if(rows, [](const RankedRow& row) { return row.named && row.size >= 0; });
  if (named == 0 || !total.valued(view.currency)) return markup("Who promised what, and how far it came");
  const bool donors = funnel_by(view) == FunnelBy::donor;
  const std::size_t top = named > 7 ? 5 : 1;
  Wide held = 0;
  for (std::size_t i = 0; i < top; ++i) held += rows[i].size;
  const auto share = ratio_of(held, total.sum(view.currency).units);
  Markup out;
  if (top == 1)
    out << isolated(rows.front().name) << " holds ";
  else if (donors)
    out << "The five largest donors hold ";
  else
    out << "Five recipient countries have ";
  return out << percent(share.value_or(0)) << " of the " << sum_figure(total, view.currency) << " "
             << words(name_of(stage));
}

Markup lede_of(const BriefView& view) {
  Markup out;
  if (funnel_by(view) == FunnelBy::donor)
    out << "Each row follows one donor from the public promise to what was paid or delivered. ";
  else
    out << "This record names no donor: the tables pledges and allocations are missing or leave the donors blank. Each row "
           "is a recipient country, by the place where the goods went";
  if (funnel_by(view) == FunnelBy::country) {
    const StageSum lead = stage_sum(view.in.by_donor.total, view.lead, "/status/total");
    const std::vector<Stage> stages = funnel_stages(view);
    if (lead.valued(view.currency) && std::ranges::find(stages, view.lead) == stages.end())
      out << "; the " << sum_figure(lead, view.currency) << " " << words(name_of(view.lead)) << " name no country";
    out << ". ";
  }
  out << "A stage that nobody reports is a gap in the record, not a zero";
  const StageSum delivered = stage_sum(view.in.by_donor.total, view.delivered, "/status/total");
  if (!delivered.reported())
    out << "; nothing is reported as " << meaning_of(view.delivered) << ", which is what counts as delivered here";
  return out << ".";
}

}  // namespace

FunnelBy funnel_by(const BriefView& view) {
  return std::ranges::any_of(view.in.by_donor.rows, is_named) ? FunnelBy::donor : FunnelBy::country;
}

const StatusResult& funnel_status(const BriefView& view) {
  return funnel_by(view) == FunnelBy::donor ? view.in.by_donor : view.in.by_country;
}

std::vector<Stage> funnel_stages(const BriefView& view) {
  const StatusResult& status = funnel_status(view);
  std::vector<Stage> stages = shown_stages(view, status);
  std::erase_if(stages, [&](Stage stage) {
    if (ladder_of(stage) == Ladder::people) return true;
    return funnel_by(view) == FunnelBy::country && std::ranges::none_of(status.rows, [&](const StatusRow& row) {
             return is_named(row) && stage_sum(row.funnel, stage, "").reported();
           });
  });
  return stages;
}

std::string key_name(const BriefView& view, GroupBy by, const std::optional<std::string>& key) {
  if (!key || key->empty()) return "Not stated";
  if (by == GroupBy::donor) return view.names.donors(*key);
  if (by == GroupBy::country) return view.names.party(*key);
  return sentence(*key);
}

Markup funnel_section(const BriefView& view) {
  const StatusResult& status = funnel_status(view);
  const std::vector<Stage> stages = funnel_stages(view);
  if (status.rows.empty() || stages.empty())
    return section("funnel", markup("Who promised what, and how far it came"), {},
                   nothing("Not reported: the tables pledges, allocations, contracts, consignments and funds are empty."));
  const Stage stage = ranking_stage(view);
  const std::vector<RankedRow> rows = ranked(view, stage);
  static constexpr Table kTables[] = {Table::pledges, Table::allocations, Table::contracts, Table::consignments,
                                      Table::funds};
  Markup caption = source_line(view, kTables, view.currency.code() + " by stage");
  if (labels_of(status).instruments) caption << " An amount without a word beside it: the instrument is not stated.";
  Markup content = chart({"funnel", "/status", ""}, funnel_table(view, rows, stages), caption);
  content << people_line(view) << exits_line(view);
  return section("funnel", heading_of(view, rows, stage), lede_of(view), content);
}

}  // namespace servanda
