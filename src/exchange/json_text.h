#pragma once

#include <cstddef>
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

// The line, from 1, that a JSON text cannot be read beyond; 0 where it is sound.
std::size_t json_fault_line(std::string_view text);

}  // namespace servanda
