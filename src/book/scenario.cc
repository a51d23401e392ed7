#include "book/scenario.h"

#include "base/decimal.h"
#include "book/cell.h"
#include "book/date_spans.h"

namespace servanda {
namespace {

using Kind = ScenarioChange::Kind;

constexpr std::int64_t kMostDays = 36'525;  // a century: what lies further away is a slip of the pen

std::string found_expected(std::string_view found, std::string_view expected) {
  return "found '" + std::string(found.substr(0, 60)) + "', expected " + std::string(expected);
}

// Turns the words of one scenario into cells and collects what is wrong with them.
class Stager {
 public:
  explicit Stager(History& history) : history_(history) {}

  std::optional<StagedScenario::Change> change(const ScenarioChange& said, std::size_t number) {
    number_ = number;
    const std::size_t before = errors_;
    const TableSchema* schema = find_table(said.table);
    if (schema == nullptr || schema->table == Table::programme) {
      fail({}, found_expected(said.table, "a table such as consignments; `servanda tables` lists them"));
      return std::nullopt;
    }
    schema_ = schema;
    StagedScenario::Change out{said.kind, schema->table, {}, 0, kNullCell, kNoRow};
    for (const ScenarioTest& words : said.where)
      if (auto understood = test(words)) out.where.push_back(*std::move(understood));
    if (said.kind == Kind::add) {
      const std::vector<Cell> cells = row(said);
      if (errors_ == before) out.draft = history_.append_draft(schema->table, cells);
    } else if (said.kind != Kind::drop) {
      field(said, out);
    }
    if (errors_ != before) return std::nullopt;
    return out;
  }

  bool ok() const { return errors_ == 0; }
  const std::string& text() const { return text_; }

 private:
  void fail(std::string_view column, const std::string& message) {
    ++errors_;
    if (!text_.empty()) text_ += '\n';
    text_ += "change " + std::to_string(number_) + ": ";
    if (!column.empty()) text_ += "column " + std::string(column) + ": ";
    text_ += message;
  }

  std::optional<std::size_t> column(std::string_view name) {
    const auto found = find_column(*schema_, name);
    if (!found)
      fail(name, "not a column of " + std::string(schema_->name) + "; `servanda tables` lists the columns");
    return found;
  }

  Cell cell(std::size_t index, std::string_view text) {
    Cell out = kNullCell;
    std::string expected;
    if (!parse_cell(schema_->columns[index], text, history_.texts(), out, expected))
      fail(schema_->columns[index].name, found_expected(text, expected));
    return out;
  }

  std::optional<Day> edge(std::string_view name, const std::string& text, bool last) {
    if (text.empty()) return std::nullopt;
    const auto date = PartialDate::parse(text);
    if (!date) {
      fail(name, found_expected(text, "a date: 2024, 2024-05, 2024-05-17 or 2025-W10"));
      return std::nullopt;
    }
    return last ? date->last() : date->first();
  }

  std::optional<StagedScenario::Test> test(const ScenarioTest& words) {
    const auto index = column(words.column);
    if (!index) return std::nullopt;
    StagedScenario::Test out{*index, {}, {}, {}, !words.from.empty() || !words.until.empty()};
    if (out.dated) {
      if (schema_->columns[*index].type != CellType::date)
        fail(words.column, "from and until compare dates, and this column holds none");
      out.from = edge(words.column, words.from, false);
      out.until = edge(words.column, words.until, true);
    }
    for (const std::string& text : words.any_of) out.any_of.push_back(cell(*index, text));
    return out;
  }

  std::vector<Cell> row(const ScenarioChange& said) {
    std::vector<Cell> cells(schema_->columns.size(), kNullCell);
    for (const auto& [name, text] : said.row)
      if (const auto index = column(name)) cells[*index] = cell(*index, text);
    if (const auto span = exchanged(date_spans(*schema_), [&](std::size_t index) { return cells[index]; }))
      fail(schema_->columns[span->second].name, "expected a date not before `" + std::string(schema_->columns[span->first].name) + "`");
    if (cells[kId] != kNullCell) return cells;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& key = schema_->columns[i];
      if (key.key && cells[i] == kNullCell && key.type != CellType::date)
        fail(key.name, "the added row lacks this column of the key of " + std::string(schema_->name) + "; state it");
    }
    return cells;
  }

  void field(const ScenarioChange& said, StagedScenario::Change& out) {
    const auto index = column(said.column);
    if (!index) return;
    out.column = *index;
    const CellType type = schema_->columns[*index].type;
    if (said.kind == Kind::set) {
      if (schema_->columns[*index].key) fail(said.column, "a key stays as it is; drop the entry and add another");
      out.value = cell(*index, said.value);
      return;
    }
    const bool scales = said.kind == Kind::scale;
    if (scales ? !History::is_wide(type) : type != CellType::date) {
      fail(said.column, scales ? "only numbers can be scaled" : "only dates can be shifted");
      return;
    }
    const auto number = Decimal::parse(said.value);
    if (!number || (scales && number->units() < 0)) {
      fail(said.column, found_expected(said.value, scales ? "a factor of zero or more such as 1.5" : "a number of days"));
      return;
    }
    out.value = scales ? number->units() : number->units() / Decimal::kUnit;
    if (!scales && (number->units() % Decimal::kUnit != 0 || out.value > kMostDays || out.value < -kMostDays))
      fail(said.column, found_expected(said.value, "whole days, at most a century"));
  }

  History& history_;
  const TableSchema* schema_ = nullptr;
  std::size_t number_ = 0;
  std::size_t errors_ = 0;
  std::string text_;
};

}  // namespace

Result<StagedScenario> StagedScenario::stage(const Scenario& scenario, History& history) {
  StagedScenario out;
  out.name_ = scenario.name;
  out.description_ = scenario.description;
  Stager stager(history);
  for (std::size_t i = 0; i < scenario.changes.size(); ++i)
    if (auto change = stager.change(scenario.changes[i], i + 1)) out.changes_.push_back(*std::move(change));
  if (!stager.ok()) return bad_input(stager.text());
  return out;
}

}  // namespace servanda
