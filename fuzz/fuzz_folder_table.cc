// A table of a programme folder: the input's first line names the table, the rest is its CSV. A table that is read can
// be written entry by entry as a store writes it and be read back; an error names a line.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "exchange/folder.h"
#include "replayed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const TableSchema* table = find_table(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  if (table == nullptr || table->table == Table::programme) return 0;
  History history;
  Diagnostics diagnostics;
  read_table(table->table, text, ',', "input", history, diagnostics);
  for (const Error& error : diagnostics.errors()) CHECK(error.file == "input" && error.line > 0);
  check_replays(history);
  if (diagnostics.ok()) check_references(history, "input", diagnostics);
  return 0;
}
