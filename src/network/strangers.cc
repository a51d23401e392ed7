#include "network/strangers.h"

#include <functional>
#include <optional>
#include <set>

#include "base/near_name.h"
#include "book/names_of.h"

namespace servanda {
namespace {

class StrangerFinder {
 public:
  explicit StrangerFinder(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const auto row : snapshot.rows<Table::resources>())
      if (row.date<"week">() && row.decimal<"amount">()) limited_.emplace(row.text<"resource">());
  }

  std::vector<std::string> all() const {
    std::vector<std::string> out;
    if (snapshot_.count(Table::links) == 0) return out;
    for (const auto row : snapshot_.rows<Table::uses>())
      if (!is_link(row.text<"link">()))
        out.push_back("uses.csv: " + std::string(row.text<"resource">()) + " is used by " + std::string(row.text<"link">()) +
                      ", which is no link here; it limits nothing");
    std::set<std::string> unlimited;
    for (const auto row : snapshot_.rows<Table::uses>())
      if (is_link(row.text<"link">()) && !limited_.contains(row.text<"resource">())) unlimited.emplace(row.text<"resource">());
    for (const std::string& resource : unlimited) out.push_back("uses.csv: resource " + resource + " has no amount in resources.csv; it limits nothing");
    for (const auto row : snapshot_.rows<Table::closures>())
      if (!is_place(row.text<"place">()))
        out.push_back("closures.csv: '" + std::string(row.text<"place">()) + "' is neither a node nor a link here; its closure closes nothing");
    return out;
  }

  // What an added row names that is not there.
  std::optional<std::string> of_closure(RowIndex draft) const {
    const Row<Table::closures> row(snapshot_, draft);
    if (is_place(row.text<"place">())) return std::nullopt;
    return found(row.text<"place">(), "a node or link", names_of<Table::nodes, Table::links>(snapshot_));
  }
  std::optional<std::string> of_use(RowIndex draft) const {
    const Row<Table::uses> row(snapshot_, draft);
    if (!is_link(row.text<"link">())) return found(row.text<"link">(), "a link", names_of<Table::links>(snapshot_));
    if (limited_.contains(row.text<"resource">())) return std::nullopt;
    return found(row.text<"resource">(), "a resource with an amount", {limited_.begin(), limited_.end()});
  }

 private:
  bool is_link(std::string_view id) const { return snapshot_.find<Table::links>(id).has_value(); }
  bool is_place(std::string_view id) const { return is_link(id) || snapshot_.find<Table::nodes>(id).has_value(); }
  static std::string found(std::string_view id, const std::string& what, const std::vector<std::string>& ids) {
    const std::string near = did_you_mean(id, ids);
    return "found '" + std::string(id) + "', expected the id of " + what + " of this programme" +
           (near.empty() ? "; correct it, or add what it names" : near);
  }

  const Snapshot& snapshot_;
  std::set<std::string, std::less<>> limited_;  // resources
};

}  // namespace

std::vector<std::string> strangers(const Snapshot& snapshot) { return StrangerFinder(snapshot).all(); }

Status check_added_places(const Snapshot& snapshot) {
  const StagedScenario* scenario = snapshot.options().scenario;
  if (scenario == nullptr || snapshot.count(Table::links) == 0) return {};
  const StrangerFinder finder(snapshot);
  std::string wrong;
  for (std::size_t i = 0; i < scenario->changes().size(); ++i) {
    const StagedScenario::Change& change = scenario->changes()[i];
    if (change.kind != ScenarioChange::Kind::add) continue;
    const auto found = change.table == Table::closures ? finder.of_closure(change.draft)
                       : change.table == Table::uses   ? finder.of_use(change.draft)
                                                       : std::nullopt;
    if (!found) continue;
    wrong += (wrong.empty() ? "" : "\n") + ("scenario '" + scenario->name() + "': change " + std::to_string(i + 1) + ": " + *found);
  }
  if (wrong.empty()) return {};
  return bad_input(wrong);
}

}  // namespace servanda
