#pragma once

#include <string>
#include <vector>

#include "book/snapshot.h"

namespace servanda {

// The names of all that these tables show, table by table.
template <Table... kTables>
std::vector<std::string> names_of(const Snapshot& snapshot) {
  std::vector<std::string> out;
  const auto take = [&](auto rows) {
    for (const auto row : rows) out.push_back(row.name());
  };
  (take(snapshot.rows<kTables>()), ...);
  return out;
}

}  // namespace servanda
