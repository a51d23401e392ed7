#include "book/scenario_reach.h"

#include <algorithm>

#include "base/near_name.h"
#include "book/cell.h"

namespace servanda {
namespace {

// Of what one change drops, another one may have made what it is.
bool means_any(const Snapshot& before, const Snapshot& after, const StagedScenario::Change& change) {
  for (RowIndex row = 0; row < after.history().rows(change.table); ++row) {
    if (!before.visible(change.table, row) && !after.visible(change.table, row)) continue;
    if (meets(before, change, row) || meets(after, change, row)) return true;
  }
  return false;
}

// "id L-SAE; did you mean 'L-SEA'?"
std::string asked_of(const Snapshot& snapshot, const StagedScenario::Change& change, const StagedScenario::Test& test) {
  const Column& column = schema_of(change.table).columns[test.column];
  std::string out = " " + std::string(column.name);
  if (test.dated) return out + " in its span";
  for (const Cell cell : test.any_of) {
    const std::string wanted = cell_text(column, cell, snapshot.history().texts());
    out += (cell == test.any_of.front() ? " " : " or ") + (wanted.empty() ? "blank" : "'" + wanted + "'");
    if (column.type != CellType::id && column.type != CellType::reference) continue;
    std::vector<std::string> names;
    for (RowIndex row = 0; row < snapshot.history().rows(change.table); ++row)
      if (snapshot.visible(change.table, row)) names.push_back(snapshot.text(change.table, row, test.column));
    if (std::ranges::find(names, wanted) == names.end()) out += did_you_mean(wanted, names);
  }
  return out;
}

}  // namespace

Result<std::vector<std::string>> idle_changes(const Snapshot& snapshot) {
  std::vector<std::string> out;
  const StagedScenario* scenario = snapshot.options().scenario;
  if (scenario == nullptr) return out;
  SnapshotOptions plain = snapshot.options();
  plain.scenario = nullptr;
  ASSIGN_OR_RETURN(const Snapshot before, Snapshot::make(snapshot.history(), plain));
  for (std::size_t i = 0; i < scenario->changes().size(); ++i) {
    const StagedScenario::Change& change = scenario->changes()[i];
    if (change.kind == ScenarioChange::Kind::add || change.where.empty()) continue;
    if (means_any(before, snapshot, change)) continue;
    std::string tests;
    for (const StagedScenario::Test& test : change.where) tests += (tests.empty() ? "" : ", and") + asked_of(before, change, test);
    out.push_back("scenario '" + scenario->name() + "': change " + std::to_string(i + 1) + " means no entry of " +
                  std::string(schema_of(change.table).name) + ":" + tests);
  }
  return out;
}

}  // namespace servanda
