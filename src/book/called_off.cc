#include "book/called_off.h"

#include <optional>

namespace servanda {

CalledOff called_off(const Snapshot& snapshot) {
  std::map<std::pair<std::string, std::string>, std::pair<Day, std::optional<Stage>>> last;
  for (const auto revision : snapshot.rows<Table::revisions>()) {
    const auto change = revision.code<"change", Change>();
    const auto known = revision.date<"known_date">();
    if (!change || !known) continue;
    std::optional<Stage> exit;
    if (*change == Change::cancelled) exit = Stage::cancelled;
    if (*change == Change::withdrawn) exit = Stage::withdrawn;
    const std::pair key{std::string(revision.text<"of_kind">()), std::string(revision.text<"of">())};
    const std::pair value{known->last(), exit};
    const auto [found, added] = last.try_emplace(key, value);
    if (!added && found->second < value) found->second = value;
  }
  CalledOff out;
  for (const auto& [key, value] : last)
    if (value.second) out[key] = *value.second;
  return out;
}

}  // namespace servanda
