#include "base/near_name.h"

#include <algorithm>

namespace servanda {

namespace {

constexpr std::size_t kMostMendedLetters = 200;  // bytes; no name that long is a slip of the finger

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t longer = std::max(a.size(), b.size());
  if (longer - std::min(a.size(), b.size()) > limit) return limit + 1;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
    if (std::ranges::min(row) > limit) return limit + 1;
  }
  return std::min(row[b.size()], limit + 1);
}

std::size_t slip_of(std::string_view written) {
  return written.size() > kMostMendedLetters ? 0 : std::min<std::size_t>(3, 1 + written.size() / 4);
}

std::optional<std::string> nearest_name(std::string_view written, const std::vector<std::string>& names) {
  const std::string* nearest = nullptr;
  std::size_t least = slip_of(written) + 1;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(written, name, slip_of(written));
    if (distance > slip_of(written) || distance > least || (distance == least && name >= *nearest)) continue;
    least = distance;
    nearest = &name;
  }
  return nearest == nullptr ? std::nullopt : std::optional(*nearest);
}

std::string did_you_mean(std::string_view written, const std::vector<std::string>& names) {
  const auto nearest = nearest_name(written, names);
  return nearest ? "; did you mean '" + *nearest + "'?" : std::string();
}

}  // namespace servanda
