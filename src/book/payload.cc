#include "book/payload.h"

#include <algorithm>
#include <charconv>


namespace servanda {
namespace {

void append_value(std::string_view value, std::string& out) {
  if (value.find_first_of("\\\n") == std::string_view::npos) {
    out += value;
    return;
  }
  for (const char c : value) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
}

void append_cell(const Column& column, Cell cell, const Interner& texts, std::string& out) {
  if (cell == kNullCell) return;
  out += column.name;
  out += '=';
  if (holds_text(column.type))
    append_value(texts.text(static_cast<TextId>(cell)), out);
  else
    out += cell_text(column, cell, texts);
  out += '\n';
}

// False if the escapes are wrong. Leaves `value` alone where it has none.
bool unescape(std::string_view& value, std::string& buffer) {
  if (value.find('\\') == std::string_view::npos) return true;
  buffer.clear();
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\') {
      buffer += value[i];
      continue;
    }
    if (++i == value.size() || (value[i] != '\\' && value[i] != 'n')) return false;
    buffer += value[i] == 'n' ? '\n' : '\\';
  }
  value = buffer;
  return true;
}

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) {
    rest = {};
    return {};
  }
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

Status parse_head(std::string_view line, Entry& entry) {
  const std::size_t blank = line.find(' ');
  const auto operation = std::ranges::find(kOperationNames, line.substr(0, blank));
  if (blank == std::string_view::npos || operation == kOperationNames.end())
    return bad_input("an entry does not begin with state, correct or retract");
  entry.operation = static_cast<Operation>(operation - kOperationNames.begin());
  const std::string_view number = line.substr(blank + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), entry.predecessor);
  if (error != std::errc() || end != number.data() + number.size())
    return bad_input("an entry names no predecessor");
  return {};
}

}  // namespace

void append_content(const History& history, Table table, RowIndex row, std::string& out) {
  const TableSchema& schema = schema_of(table);
  out += schema.name;
  out += '\n';
  for (std::size_t i = 0; i < schema.columns.size(); ++i)
    append_cell(schema.columns[i], history.cell(table, row, i), history.texts(), out);
}

std::string to_payload(const Entry& entry, const Interner& texts) {
  const TableSchema& schema = schema_of(entry.table);
  std::string out(kOperationNames[static_cast<std::size_t>(entry.operation)]);
  out += ' ' + std::to_string(entry.predecessor) + '\n';
  out += schema.name;
  out += '\n';
  for (std::size_t i = 0; i < schema.columns.size(); ++i) append_cell(schema.columns[i], entry.cells[i], texts, out);
  return out;
}

Result<Entry> parse_payload(std::string_view payload, Interner& texts) {
  Entry entry;
  RETURN_IF_ERROR(parse_head(next_line(payload), entry));
  const TableSchema* schema = find_table(next_line(payload));
  if (schema == nullptr) return bad_input("an entry names a table that this version does not have");
  entry.table = schema->table;
  entry.cells.assign(schema->columns.size(), kNullCell);
  std::size_t column = 0;
  std::string buffer;
  std::string expected;
  while (!payload.empty()) {
    const std::string_view line = next_line(payload);
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string_view name = line.substr(0, equals);
    while (column < schema->columns.size() && schema->columns[column].name != name) ++column;
    if (equals == line.size() || column == schema->columns.size())
      return bad_input("an entry of " + std::string(schema->name) + " has a column that this version does not have");
    std::string_view value = line.substr(equals + 1);
    if (!unescape(value, buffer) || !parse_cell(schema->columns[column], value, texts, entry.cells[column], expected))
      return bad_input("an entry of " + std::string(schema->name) + " has a bad " + std::string(name));
    ++column;  // each column at most once
  }
  return entry;
}

Status replay(std::string_view payload, History& history) {
  ASSIGN_OR_RETURN(const Entry entry, parse_payload(payload, history.texts()));
  const RowIndex newest = history.newest(entry.table, entry.cells);
  const Sequence last = newest == kNoRow ? 0 : history.sequence(entry.table, newest);
  if (last != entry.predecessor) return bad_input("an entry succeeds another than the newest version of its key");
  history.append(entry.table, entry.operation, entry.cells, newest);
  return {};
}

}  // namespace servanda
