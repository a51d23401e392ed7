#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace servanda {

// How many letters have to be put in, left out or changed to make one text of the other; limit + 1 if more than `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// How far a name may be from what was written to be taken for a slip of the finger.
std::size_t slip_of(std::string_view written);

// The nearest of the names, the first in the alphabet among equals; none if none is near.
std::optional<std::string> nearest_name(std::string_view written, const std::vector<std::string>& names);

// "; did you mean 'X'?" with that one; else empty.
std::string did_you_mean(std::string_view written, const std::vector<std::string>& names);

}  // namespace servanda
