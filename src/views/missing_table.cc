#include "views/missing_table.h"

namespace servanda {

Json to_json(const std::vector<MissingTable>& missing) {
  Json out = Json::array();
  for (const MissingTable& entry : missing) out.push_back({{"table", entry.table}, {"lacks", entry.lacks}});
  return out;
}

std::vector<std::string> footnotes_of(const std::vector<MissingTable>& missing) {
  std::vector<std::string> out;
  for (const MissingTable& entry : missing) out.push_back("No entry in " + entry.table + ": " + entry.lacks + ".");
  return out;
}

Error nothing_to_show(std::string_view verb, Table table, std::string_view lacks,
                      const std::vector<std::string>& sample) {
  const std::string name(schema_of(table).name);
  std::string text = std::string(verb) + " found no entry in the table " + name + ", expected " + std::string(lacks) +
                     "; fill " + name + ".csv, for example:";
  for (const std::string& line : sample) text += "\n  " + line;
  return {ErrorCode::nothing_to_do, std::move(text)};
}

}  // namespace servanda
