#include "views/missing_table.h"

#include <algorithm>

#include "book/snapshot.h"
#include "views/known_later.h"

namespace servanda {
namespace {

// What this reader will see of a table that shows nothing yet.
struct KnownLater {
  std::size_t entries = 0;
  std::optional<Day> first = {};
};

class Later {
 public:
  explicit Later(const Snapshot& snapshot) : snapshot_(snapshot) {}

  std::optional<KnownLater> of(Table table) {
    if (snapshot_.count(table) > 0 || snapshot_.history().rows(table) == 0) return std::nullopt;
    if (!all_) {
      auto all = all_known(snapshot_);
      if (!all) return std::nullopt;
      all_ = *std::move(all);
    }
    KnownLater out;
    for (RowIndex row = 0; row < snapshot_.history().rows(table); ++row) {
      if (!all_->visible(table, row)) continue;
      ++out.entries;
      if (const auto known = all_->known_day(table, row)) out.first = std::min(out.first.value_or(*known), *known);
    }
    return out.first && *out.first > snapshot_.as_known() ? std::optional(out) : std::nullopt;
  }

 private:
  const Snapshot& snapshot_;
  std::optional<Snapshot> all_;
};

bool is_named(const std::vector<MissingTable>& missing, std::string_view table) {
  return std::ranges::any_of(missing, [&](const MissingTable& entry) { return entry.table == table; });
}

}  // namespace

void name_empty(const Snapshot& snapshot, std::initializer_list<TableUse> uses, std::vector<MissingTable>& missing) {
  for (const auto& [table, lacks] : uses) {
    const std::string_view name = schema_of(table).name;
    if (snapshot.count(table) == 0 && !is_named(missing, name)) missing.push_back({std::string(name), std::string(lacks)});
  }
}

void name_empty_of_stage(const Snapshot& snapshot, Stage stage, std::vector<MissingTable>& missing) {
  switch (stage) {
    case Stage::pledged: return name_empty(snapshot, {{Table::pledges, "nothing counts as pledged"}}, missing);
    case Stage::allocated: return name_empty(snapshot, {{Table::allocations, "nothing counts as allocated by itself"}}, missing);
    case Stage::contracted: return name_empty(snapshot, {{Table::contracts, "nothing counts as contracted by itself"}}, missing);
    case Stage::committed:
    case Stage::disbursed:
    case Stage::spent:
      return name_empty(snapshot, {{Table::funds, "no flows of money"},
                                   {Table::pledges, "allocations of money have no donors"},
                                   {Table::allocations, "no allocations of money, and nothing that is known of how far they are"},
                                   {Table::events, "nothing is known of how far allocations of money are"},
                                   {Table::funding, "which flow pays for which allocation is not known"}}, missing);
    case Stage::enrolled:
    case Stage::graduated:
      return name_empty(snapshot, {{Table::courses, "no courses, so nobody is enrolled or graduated"},
                                   {Table::events, "nobody is on record as enrolled or graduated"}}, missing);
    default:
      return name_empty(snapshot, {{Table::consignments, "nothing moves"},
                                   {Table::events, "nothing is known of how far consignments are"},
                                   {Table::lines, "consignments have no quantities and no amounts"},
                                   {Table::items, "items have no units and no masses"},
                                   {Table::allocations, "whose consignments these are is not known"}}, missing);
  }
}

void tell_first_known(const Snapshot& snapshot, std::vector<MissingTable>& missing) {
  Later later(snapshot);
  for (MissingTable& entry : missing)
    if (const TableSchema* table = find_table(entry.table))
      if (const auto known = later.of(table->table)) entry.first_known = known->first;
}

Json to_json(const std::vector<MissingTable>& missing) {
  Json out = Json::array();
  for (const MissingTable& entry : missing) {
    Json one{{"table", entry.table}, {"lacks", entry.lacks}};
    if (!entry.period.empty()) one["period"] = entry.period;
    if (entry.first_known) one["first_known"] = to_string(*entry.first_known);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<std::string> footnotes_of(const std::vector<MissingTable>& missing) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < missing.size();) {
    const MissingTable& entry = missing[i];
    std::string tables = entry.table;
    // Tables without which the same cannot be said stand together.
    for (++i; i < missing.size() && missing[i].lacks == entry.lacks && missing[i].period == entry.period && missing[i].first_known == entry.first_known; ++i)
      tables += ", " + missing[i].table;
    out.push_back("No entry in " + tables + (entry.period.empty() ? "" : " " + entry.period) +
                  (entry.first_known ? " was known yet, the first on " + to_string(*entry.first_known) : std::string()) + ": " +
                  entry.lacks + ".");
  }
  return out;
}

std::string only_for(int year, const std::set<int>& years) {
  std::vector<std::string> spans;
  for (auto from = years.begin(); from != years.end();) {
    auto to = from;
    while (std::next(to) != years.end() && *std::next(to) == *to + 1) ++to;
    spans.push_back(std::to_string(*from) + (from == to ? "" : " to " + std::to_string(*to)));
    from = std::next(to);
  }
  std::string out;
  for (std::size_t i = 0; i < spans.size(); ++i) out += (i == 0 ? "" : i + 1 == spans.size() ? " and " : ", ") + spans[i];
  return "for " + std::to_string(year) + ", only for " + out;
}

std::optional<Day> first_known_of(const Snapshot& snapshot, std::initializer_list<Table> tables,
                                  const std::function<bool(const Row<Table::reports>&)>& tells) {
  const auto all = all_known(snapshot);
  if (!all) return std::nullopt;
  std::optional<Day> first;
  const auto take = [&](Table table, RowIndex row) {
    if (const auto known = all->known_day(table, row)) first = std::min(first.value_or(*known), *known);
  };
  for (const Table table : tables)
    for (RowIndex row = 0; row < all->history().rows(table); ++row)
      if (all->visible(table, row)) take(table, row);
  for (const auto report : all->rows<Table::reports>())
    if (tells(report)) take(Table::reports, report.index());
  return first;
}

Error nothing_to_show(const Snapshot& snapshot, std::string_view verb, Table table, std::string_view lacks,
                      const std::vector<std::string>& sample, std::optional<Day> answers_from) {
  const std::string name(schema_of(table).name);
  if (answers_from && *answers_from > snapshot.as_known())
    return {ErrorCode::nothing_to_do, std::string(verb) + " found nothing that was known by " + to_string(snapshot.as_known()) + ", expected " +
                                          std::string(lacks) + "; the first became known on " + to_string(*answers_from) +
                                          ", so ask with --as-known " + to_string(*answers_from) + " or later"};
  if (const auto known = Later(snapshot).of(table)) {
    const std::string day = to_string(*known->first);
    return {ErrorCode::nothing_to_do,
            std::string(verb) + " found no entry in the table " + name + " that was known by " + to_string(snapshot.as_known()) +
                ", expected " + std::string(lacks) + "; the first of " + std::to_string(known->entries) + " became known on " +
                day + ", so ask with --as-known " + day + " or later"};
  }
  std::string text = std::string(verb) + " found no entry in the table " + name + ", expected " + std::string(lacks) +
                     "; fill " + name + ".csv, for example:";
  for (const std::string& line : sample) text += "\n  " + line;
  return {ErrorCode::nothing_to_do, std::move(text)};
}

}  // namespace servanda
