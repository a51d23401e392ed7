#include "views/names_on_record.h"

#include <algorithm>
#include <span>

#include "base/split.h"
#include "views/status.h"

namespace servanda {
namespace {

// Whether a row has the name in this column, among others where the column lists several.
template <Table kTable, ColumnName kColumn>
bool has(const Snapshot& snapshot, std::string_view name) {
  for (const auto row : snapshot.rows<kTable>()) {
    const auto names = split(row.template text<kColumn>(), ';');
    if (std::ranges::find(names, name) != names.end()) return true;
  }
  return false;
}

bool is_on_record(const Snapshot& s, FigureField field, std::string_view name) {
  const auto is_party = [&] { return s.find_row(Table::parties, name) != kNoRow; };
  switch (field) {
    case FigureField::donor:
      return is_party() || has<Table::pledges, "donors">(s, name) || has<Table::allocations, "donors">(s, name) || has<Table::funds, "donor">(s, name);
    case FigureField::recipient: {
      const auto& recipients = s.programme().recipients;
      return is_party() || std::ranges::find(recipients, name) != recipients.end() || has<Table::pledges, "recipient">(s, name);
    }
    case FigureField::supplier: return is_party() || has<Table::contracts, "supplier">(s, name);
    case FigureField::country:
      return is_party() || has<Table::parties, "country">(s, name) || has<Table::nodes, "country">(s, name) || has<Table::pledges, "recipient">(s, name);
    case FigureField::group: return has<Table::memberships, "group">(s, name);
    case FigureField::item: return s.find_row(Table::items, name) != kNoRow || has<Table::lines, "item">(s, name);
    case FigureField::category: return has<Table::items, "category">(s, name) || has<Table::needs, "category">(s, name);
    case FigureField::form: return has<Table::pledges, "form">(s, name);
    case FigureField::course: return s.find_row(Table::courses, name) != kNoRow || has<Table::events, "of">(s, name);
    case FigureField::place:
      return s.find_row(Table::nodes, name) != kNoRow || has<Table::events, "place">(s, name) || has<Table::needs, "place">(s, name) ||
             has<Table::contracts, "site">(s, name) || has<Table::consignments, "origin">(s, name) || has<Table::consignments, "destination">(s, name) ||
             has<Table::courses, "place">(s, name) || has<Table::projects, "place">(s, name);
    case FigureField::kind: return std::ranges::find(kKindNames, name) != kKindNames.end();
    case FigureField::instrument: return std::ranges::find(kInstrumentNames, name) != kInstrumentNames.end();
  }
  return true;
}

// Of a field with a closed list of names.
std::string expected(FigureField field) {
  std::span<const std::string_view> names;
  if (field == FigureField::kind) names = kKindNames;
  if (field == FigureField::instrument) names = kInstrumentNames;
  std::string out;
  for (const std::string_view name : names) out += (out.empty() ? ", expected " : name == names.back() ? " or " : ", ") + std::string(name);
  return out;
}

}  // namespace

bool is_series(const Snapshot& snapshot, std::string_view name) { return has<Table::reports, "series">(snapshot, name); }

std::vector<std::string> strangers(const Snapshot& snapshot, FigureField field, std::string_view value) {
  std::vector<std::string> out;
  for (const std::string& either : either_of(value))
    for (const std::string_view name : split(either, ';'))
      if (!name.empty() && !is_on_record(snapshot, field, name))
        out.push_back("'" + std::string(name) + "' is no " + std::string(kFigureFieldNames[static_cast<std::size_t>(field)]) +
                      (expected(field).empty() ? " on record" : expected(field)));
  return out;
}

}  // namespace servanda
