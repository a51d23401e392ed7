#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "book/schema.h"
#include "views/json.h"

namespace servanda {

// A table, or a column of it, that a view could have used and the book has nothing in.
struct MissingTable {
  std::string table;  // `economy`, or `economy.deflator`
  std::string lacks;  // what the view cannot say without it
};

Json to_json(const std::vector<MissingTable>& missing);
// "No entry in economy: no share of GDP."
std::vector<std::string> footnotes_of(const std::vector<MissingTable>& missing);

// The error of a view that has nothing at all to show: which table it needs, and a sample of it as a person would write
// it.
//   sample: lines of CSV, the header first.
Error nothing_to_show(std::string_view verb, Table table, std::string_view lacks,
                      const std::vector<std::string>& sample);

}  // namespace servanda
