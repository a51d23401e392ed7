#pragma once

#include <optional>
#include <string_view>

namespace servanda {

// The value of a JSON text; nothing where it is no JSON or nests deeper than `deepest`.
template <class Json>
std::optional<Json> json_of(std::string_view text, int deepest) {
  bool too_deep = false;
  Json parsed = Json::parse(
      text,
      [&](int depth, typename Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > deepest;
        return !too_deep;
      },
      false);
  if (too_deep || parsed.is_discarded()) return std::nullopt;
  return parsed;
}

}  // namespace servanda
