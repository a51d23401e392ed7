#include "made_database.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/decimal.h"
#include "base/partial_date.h"

namespace servanda::bench {
namespace {

constexpr const char* kTables = R"sql(
CREATE TABLE pledges(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, id TEXT, donors TEXT, amount INT,
                     date INT);
CREATE TABLE allocations(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, id TEXT, "of" TEXT, amount INT);
CREATE TABLE consignments(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, id TEXT, "of" TEXT, due INT);
CREATE TABLE lines(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, "of" TEXT, quantity INT, amount INT);
CREATE TABLE events(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, "of" TEXT, stage INT,
                    classifier INT, quantity INT, date INT);
)sql";

constexpr const char* kIndexes = R"sql(
CREATE INDEX pledges_donors ON pledges(donors);
CREATE INDEX allocations_of ON allocations("of");
CREATE INDEX consignments_of ON consignments("of");
CREATE INDEX consignments_id ON consignments(id);
CREATE INDEX consignments_due ON consignments(due) WHERE due IS NOT NULL;
CREATE INDEX lines_of ON lines("of", operation, known, quantity, amount);
CREATE INDEX events_of ON events("of", classifier, operation, known, stage, quantity);
CREATE INDEX pledges_replaces ON pledges(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX allocations_replaces ON allocations(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX consignments_replaces ON consignments(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX lines_replaces ON lines(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX events_replaces ON events(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX pledges_known ON pledges(known);
CREATE INDEX allocations_known ON allocations(known);
CREATE INDEX consignments_known ON consignments(known);
CREATE INDEX lines_known ON lines(known);
CREATE INDEX events_known ON events(known);
ANALYZE;
)sql";

// A day as the number of days since 1970-01-01; blank is NULL.
std::string day_number(std::string_view text) {
  const auto day = parse_day(text);
  return day ? std::to_string(day->time_since_epoch().count()) : std::string();
}

}  // namespace

MadeDatabase::MadeDatabase() {
  sqlite3* raw = nullptr;
  CHECK(sqlite3_open(":memory:", &raw) == SQLITE_OK);
  database_.reset(raw);
  run(kTables);
}

void MadeDatabase::finish() {
  run("COMMIT");
  run(kIndexes);
}

void MadeDatabase::run(const char* sql) {
  CHECK(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

void MadeDatabase::add(const MadeEntry& entry) {
  static constexpr std::array<std::string_view, 9> kStages{"pledged", "allocated",   "contracted", "ready",   "departed",
                                                           "arrived", "handed_over", "confirmed",  "verified"};
  std::vector<std::string> values;
  const auto number = [&](const char* column, std::int64_t scale) {
    values.push_back(std::to_string(std::stoll(std::string(entry.field(column))) * scale));
  };
  const auto text = [&](const char* column) { values.emplace_back(entry.field(column)); };
  const auto day = [&](const char* column) { values.push_back(day_number(entry.field(column))); };
  switch (entry.table) {
    case Table::pledges: text("id"), text("donors"), number("amount", Decimal::kUnit), day("date"); break;
    case Table::allocations: text("id"), text("of"), number("amount", Decimal::kUnit); break;
    case Table::consignments: text("id"), text("of"), day("due"); break;
    case Table::lines: text("of"), number("quantity", 1), number("amount", Decimal::kUnit); break;
    case Table::events:
      text("of");
      values.push_back(std::to_string(std::ranges::find(kStages, entry.field("stage")) - kStages.begin()));
      values.emplace_back(entry.field("classifier") == "actual" ? "2" : "0");
      number("quantity", 1);
      day("date");
      break;
    default: return;
  }
  std::string sql = "INSERT INTO " + std::string(schema_of(entry.table).name) + " VALUES(?, ?, ?, ?";
  for (std::size_t i = 0; i < values.size(); ++i) sql += ", ?";
  sqlite3_stmt* statement = prepared(sql + ")");
  sqlite3_bind_int64(statement, 1, entry.sequence);
  sqlite3_bind_int64(statement, 2, static_cast<int>(entry.operation));
  sqlite3_bind_null(statement, 3);
  if (entry.predecessor != 0) sqlite3_bind_int64(statement, 3, entry.predecessor);
  sqlite3_bind_int64(statement, 4, entry.known_day);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int index = static_cast<int>(i) + 5;
    if (values[i].empty())
      sqlite3_bind_null(statement, index);
    else
      sqlite3_bind_text(statement, index, values[i].c_str(), -1, SQLITE_TRANSIENT);
  }
  CHECK(sqlite3_step(statement) == SQLITE_DONE);
  sqlite3_reset(statement);
}

sqlite3_stmt* MadeDatabase::prepared(const std::string& sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* raw = nullptr;
    CHECK(sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &raw, nullptr) == SQLITE_OK);
    statement.reset(raw);
  }
  return statement.get();
}

void MadeDatabase::ask(const std::string& sql, const std::vector<Parameter>& parameters,
                       const std::function<void(sqlite3_stmt*)>& visit) {
  sqlite3_stmt* statement = prepared(sql);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const int index = static_cast<int>(i) + 1;
    if (const auto* number = std::get_if<std::int64_t>(&parameters[i]))
      sqlite3_bind_int64(statement, index, *number);
    else
      sqlite3_bind_text(statement, index, std::get<std::string>(parameters[i]).c_str(), -1, SQLITE_TRANSIENT);
  }
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) visit(statement);
  CHECK(code == SQLITE_DONE);
  sqlite3_reset(statement);
}

std::string visible_sql(const std::string& alias, const std::string& table) {
  return alias + ".known <= ?2 AND " + alias + ".operation < 2 AND NOT EXISTS (SELECT 1 FROM " + table +
         " n WHERE n.replaces = " + alias + ".seq AND n.known <= ?2)";
}

}  // namespace servanda::bench
