#pragma once

#include <string>
#include <string_view>

#include "brief/view.h"

namespace servanda {

// The funnel goes by donor; where the record names none, by recipient country.
enum class FunnelBy { donor, country };
FunnelBy funnel_by(const BriefView& view);
const StatusResult& funnel_status(const BriefView& view);
// Its columns: by country only what any country reports. People, who have no amount, stand beside it.
std::vector<Stage> funnel_stages(const BriefView& view);

// One of the two halves of the composition: by category of item or by form of aid.
struct Composition {
  std::string_view field;     // "category"
  const StatusResult& status;
  std::optional<Stage> stage;  // whose amounts are divided; empty: no named row has an amount, records are counted
  std::string base;            // "/composition/category"
};
Composition by_category(const BriefView& view);
Composition by_form(const BriefView& view);
// Whether any row names a value.
bool has_named(const Composition& composition);
// The stage at which the records of a composition are counted, where no row has an amount.
Stage counting_stage(const BriefView& view, const Composition& composition);

// What a row's key is called: a donor, a country, a category; "Not stated".
std::string key_name(const BriefView& view, GroupBy by, const std::optional<std::string>& key);

}  // namespace servanda
