#include "views/netting.h"

#include <algorithm>
#include <map>
#include <span>

#include "views/grade.h"

namespace servanda {
namespace {

using NettedPlace = std::pair<Table, RowIndex>;

NettedPlace find(const Snapshot& snapshot, std::string_view kind, std::string_view name) {
  const TableSchema* table = find_table_of_kind(kind);
  if (table == nullptr) return {Table::programme, kNoRow};
  return {table->table, snapshot.find_row(table->table, name)};
}

// Whether following `holders` from `start` comes back to it.
bool on_cycle(const std::multimap<NettedPlace, NettedPlace>& holders, NettedPlace start) {
  std::set<NettedPlace> seen;
  std::vector<NettedPlace> open{start};
  while (!open.empty()) {
    const NettedPlace place = open.back();
    open.pop_back();
    const auto [begin, end] = holders.equal_range(place);
    for (auto it = begin; it != end; ++it) {
      if (it->second == start) return true;
      if (seen.insert(it->second).second) open.push_back(it->second);
    }
  }
  return false;
}

// Rows joined by conflicts_with, each group by its smallest.
class Disputed {
 public:
  explicit Disputed(const Snapshot& snapshot) {
    for (const auto relation : snapshot.rows<Table::relations>()) {
      if (relation.code<"kind", RelationKind>() != RelationKind::conflicts_with) continue;
      const NettedPlace from = find(snapshot, relation.text<"from_kind">(), relation.text<"from">());
      const NettedPlace to = find(snapshot, relation.text<"to_kind">(), relation.text<"to">());
      if (from.second == kNoRow || to.second == kNoRow || from.first != to.first || from == to || from.first == Table::reports)
        continue;
      const NettedPlace one = root(from), other = root(to);
      if (one != other) above_[std::max(one, other)] = std::min(one, other);  // else they are joined already
    }
  }

  std::map<NettedPlace, std::vector<NettedPlace>> groups() const {
    std::map<NettedPlace, std::vector<NettedPlace>> out;
    std::set<NettedPlace> all;
    for (const auto& [place, above] : above_) all.insert({place, above});
    for (const NettedPlace& place : all) out[root(place)].push_back(place);
    return out;
  }

 private:
  NettedPlace root(NettedPlace place) const {
    for (auto found = above_.find(place); found != above_.end(); found = above_.find(place)) place = found->second;
    return place;
  }
  std::map<NettedPlace, NettedPlace> above_;
};

// Whether a report is the better judged: the day on which it became known decides nothing here.
bool outweighs(const Snapshot& snapshot, NettedPlace report, NettedPlace entry) {
  const auto [credibility, reliability, known] = grade(snapshot, report.first, report.second);
  const auto [of_entry, of_its_source, known_then] = grade(snapshot, entry.first, entry.second);
  return std::pair(credibility, reliability) < std::pair(of_entry, of_its_source);
}

}  // namespace

void Netting::drop_contradicted(const Snapshot& snapshot) {
  for (const auto relation : snapshot.rows<Table::relations>()) {
    if (relation.code<"kind", RelationKind>() != RelationKind::conflicts_with) continue;
    NettedPlace entry = find(snapshot, relation.text<"from_kind">(), relation.text<"from">());
    NettedPlace report = find(snapshot, relation.text<"to_kind">(), relation.text<"to">());
    if (entry.first == Table::reports) std::swap(entry, report);
    if (entry.second == kNoRow || report.second == kNoRow || report.first != Table::reports || entry.first == Table::reports) continue;
    if (!outweighs(snapshot, report, entry) || !lost_.insert(entry).second) continue;
    rows_.insert(entry);
    list_.push_back({std::string(schema_of(entry.first).kind), snapshot.history().name(entry.first, entry.second),
                     "conflicts_with report " + snapshot.history().name(report.first, report.second) + ", which is graded better"});
  }
}

void Netting::drop_losers(const Snapshot& snapshot) {
  for (const auto& [root, group] : Disputed(snapshot).groups()) {
    std::vector<std::pair<Grade, NettedPlace>> graded;
    for (const NettedPlace& place : group)
      if (!rows_.contains(place)) graded.emplace_back(grade(snapshot, place.first, place.second), place);
    std::ranges::sort(graded);
    if (graded.size() < 2 || graded[0].first == graded[1].first) continue;
    const std::string name = snapshot.history().name(root.first, graded[0].second.second);
    const std::string kind(schema_of(root.first).kind);
    for (const auto& [_, place] : std::span(graded).subspan(1)) {
      lost_.insert(place);
      rows_.insert(place);
      list_.push_back({kind, snapshot.history().name(place.first, place.second), "conflicts_with " + kind + " " + name + ", which is chosen"});
    }
  }
}

Netting Netting::of(const Snapshot& snapshot) {
  struct Candidate {
    NettedPlace netted;
    Netted listed;
  };
  std::vector<Candidate> candidates;
  std::multimap<NettedPlace, NettedPlace> holders;
  for (const auto relation : snapshot.rows<Table::relations>()) {
    const auto kind = relation.code<"kind", RelationKind>();
    const bool replaces = kind == RelationKind::replaces;
    if (!replaces && kind != RelationKind::part_of && kind != RelationKind::repeats) continue;
    const std::string from = std::string(relation.text<"from_kind">()) + " " + std::string(relation.text<"from">());
    const std::string to = std::string(relation.text<"to_kind">()) + " " + std::string(relation.text<"to">());
    const NettedPlace from_place = find(snapshot, relation.text<"from_kind">(), relation.text<"from">());
    const NettedPlace to_place = find(snapshot, relation.text<"to_kind">(), relation.text<"to">());
    if (from_place.second == kNoRow || to_place.second == kNoRow) continue;
    if (from_place.first != to_place.first) continue;
    const NettedPlace netted = replaces ? to_place : from_place;
    holders.emplace(netted, replaces ? from_place : to_place);
    const std::string_view kind_name = kRelationKindNames[static_cast<std::size_t>(*kind)];
    const std::string because = replaces ? "replaced by " + from : std::string(kind_name) + " " + to;
    candidates.push_back({netted,
                          {std::string(schema_of(netted.first).kind),
                           snapshot.history().name(netted.first, netted.second), because}});
  }
  Netting netting;
  for (Candidate& candidate : candidates) {
    if (on_cycle(holders, candidate.netted)) continue;
    netting.rows_.insert(candidate.netted);
    netting.list_.push_back(std::move(candidate.listed));
  }
  netting.drop_contradicted(snapshot);
  netting.drop_losers(snapshot);
  std::ranges::sort(netting.list_);
  return netting;
}

}  // namespace servanda
