#pragma once

#include <nlohmann/json.hpp>

namespace servanda {

// Members keep the order in which a view writes them, so that equal Results are equal bytes.
using Json = nlohmann::ordered_json;

}  // namespace servanda
