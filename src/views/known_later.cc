#include "views/known_later.h"

#include <algorithm>
#include <bit>

#include "views/figure_value.h"

namespace servanda {
namespace {

// The rows of one mask that are not in another.
std::vector<RowIndex> rows_of_mask_without(const std::vector<std::uint64_t>& mask, const std::vector<std::uint64_t>& other) {
  std::vector<RowIndex> out;
  for (std::size_t word = 0; word < mask.size(); ++word)
    for (std::uint64_t rest = mask[word] & ~(word < other.size() ? other[word] : 0); rest != 0; rest &= rest - 1)
      out.push_back(static_cast<RowIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
  return out;
}

constexpr Day kAllKnown = std::chrono::sys_days(std::chrono::year(2999) / 12 / 31);

}  // namespace

Result<Snapshot> all_known(const Snapshot& snapshot) { return known_on(snapshot, kAllKnown); }

Result<KnownLaterThan> known_later(const Snapshot& snapshot) {
  KnownLaterThan out;
  out.as_known = snapshot.as_known();
  ASSIGN_OR_RETURN(const Snapshot all, all_known(snapshot));
  const bool nothing = std::ranges::all_of(kWithDates, [&](Table table) { return snapshot.count(table) == 0; });
  for (const Table table : kWithDates) {
    const std::size_t date_column = find_column(schema_of(table), "date").value_or(kId);  // each of them has it
    std::int64_t entries = 0;
    for (const RowIndex row : rows_of_mask_without(all.mask(table), snapshot.mask(table))) {
      const auto known = all.known_day(table, row);
      if (!known || *known <= out.as_known) continue;
      if (nothing) out.first_known = std::min(out.first_known.value_or(kAllKnown), *known);
      const Cell date = all.cell(table, row, date_column);
      if (date == kNullCell || PartialDate::from_packed(static_cast<std::int32_t>(date)).last() > out.as_known) continue;
      if (snapshot.find_row(table, snapshot.history().name(table, row)) == kNoRow) ++entries;  // else an earlier version is known
    }
    if (entries > 0) out.entries[std::string(schema_of(table).name)] = entries;
  }
  return out;
}

Json to_json(const KnownLaterThan& later) {
  Json entries = Json::object();
  for (const auto& [table, count] : later.entries) entries[table] = count;
  return {{"than", to_string(later.as_known)},
          {"dated_by_then", std::move(entries)},
          {"first_known", later.first_known ? Json(to_string(*later.first_known)) : Json()}};
}

std::vector<std::string> footnotes_of(const KnownLaterThan& later) {
  std::vector<std::string> out;
  const std::string day = to_string(later.as_known);
  if (later.first_known)
    out.push_back("Nothing was known by " + day + "; the first entry became known on " + to_string(*later.first_known) + ".");
  std::int64_t sum = 0;
  std::string tables;
  for (const auto& [table, count] : later.entries) {
    sum += count;
    tables += (tables.empty() ? "" : ", ") + table + " " + std::to_string(count);
  }
  if (sum > 0)
    out.push_back(std::to_string(sum) + (sum == 1 ? " entry" : " entries") + " dated by " + day +
                  " became known only after it and " + (sum == 1 ? "counts" : "count") + " nowhere here: " + tables + ".");
  return out;
}

}  // namespace servanda
