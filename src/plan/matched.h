#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

namespace servanda {

// The number of each of `before` in another list, by id; -1: it is not there. Mostly it is where it was.
template <class List>
std::vector<int> matched(const List& before, const List& now) {
  std::unordered_map<std::string_view, int> by_id;
  std::vector<int> out;
  out.reserve(before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (i < now.size() && now[i].id == before[i].id) {
      out.push_back(static_cast<int>(i));
      continue;
    }
    if (by_id.empty())
      for (std::size_t other = 0; other < now.size(); ++other) by_id.emplace(now[other].id, static_cast<int>(other));
    const auto found = by_id.find(before[i].id);
    out.push_back(found == by_id.end() ? -1 : found->second);
  }
  return out;
}

}  // namespace servanda
