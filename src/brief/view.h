#pragma once

#include <span>
#include <string>
#include <vector>

#include "brief/brief.h"
#include "brief/markup.h"
#include "brief/names.h"
#include "brief/stage_sum.h"

namespace servanda {

// What all sections of one briefing share.
struct BriefView {
  const BriefInput& in;
  Names names;
  Currency currency;
  Stage lead;       // where the record begins: pledged; where nothing is pledged, allocated or contracted
  Stage delivered;  // by the programme's definition
  bool notional;
};
BriefView view_of(const BriefInput& input);

// The stages that tables and charts show: from `lead` on, and without those that the record skips (in every row equal to
// the next stage of the ladder, because reaching a stage counts for all below it).
std::vector<Stage> shown_stages(const BriefView& view, const StatusResult& result);
// The stage whose amounts divide a status by the values of its key: pledged if any named row has a value there, else
// what counts as delivered, else the furthest. Empty if no named row has a value.
std::optional<Stage> dividing_stage(const BriefView& view, const StatusResult& result);
// Whether a row names a value of the only field.
inline bool is_named(const StatusRow& row) { return row.key.front() && !row.key.front()->empty(); }

// "Source: 239 pledges and 18 funds from 180 sources; EUR; as known 25 June 2025."
Markup source_line(const BriefView& view, std::span<const Table> tables, std::string_view unit);
// Who says so, with the number in the list of sources; the number alone.
Markup cited(const BriefView& view, std::string_view source);
Markup cited_by_number(const BriefView& view, std::string_view source);
// How many distinct sources the visible entries of the tables name.
std::int64_t sources_of(const Snapshot& snapshot, std::span<const Table> tables);
std::int64_t entries_of(const Snapshot& snapshot);
// `confirmed by the recipient`: what a stage means, for people.
std::string_view meaning_of(Stage stage);

}  // namespace servanda
