#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/partial_date.h"
#include "views/json.h"

namespace servanda {

// What is not reported: null in JSON, a blank cell in a table; never zero.
inline Json or_null(std::string_view text) { return text.empty() ? Json() : Json(text); }
inline Json or_null(const std::optional<Wide>& units) { return units ? Json(decimal_text(*units)) : Json(); }
inline Json or_null(const std::optional<Day>& day) { return day ? Json(to_string(*day)) : Json(); }
inline Json or_null(const std::optional<PartialDate>& date) { return date ? Json(date->to_string()) : Json(); }
inline Json or_null(const std::optional<int>& number) { return number ? Json(*number) : Json(); }

inline std::string or_blank(const std::optional<Wide>& units) { return units ? decimal_text(*units) : std::string(); }
inline std::string or_blank(const std::optional<Day>& day) { return day ? to_string(*day) : std::string(); }
inline std::string or_blank(const std::optional<PartialDate>& date) { return date ? date->to_string() : std::string(); }
inline std::string or_blank(const std::optional<int>& number) {
  return number ? std::to_string(*number) : std::string();
}

}  // namespace servanda
