// Claim: `status` of one donor, on a book of 1,000,000 entries of which 5 % are corrections and 5 % retractions, as known on
// a different day and with another definition of delivered at each call, takes at most a tenth of the CPU time that SQLite
// needs for the same figures from an indexed database in memory. Nothing is kept from one call to the next.
//
// SQLite gets what helps it: an index for every join, the ones on lines and events covering; days as integers; statements
// prepared once; one pass over the events. Its query honours the versions of an entry as a Snapshot does.

#include <sqlite3.h>

#include <array>
#include <map>
#include <memory>

#include "base/check.h"
#include "book/payload.h"
#include "book/snapshot.h"
#include "cpu_clock.h"
#include "made_programme.h"
#include "views/status.h"

namespace servanda::bench {
namespace {

struct Figure {
  std::int64_t count = 0;
  std::int64_t amount = 0;  // 1e-4 of the currency
  bool operator==(const Figure&) const = default;
};
using Figures = std::array<Figure, 9>;  // by stage, pledged … verified

struct Call {
  std::string donor;
  std::int32_t as_known;
  DeliveredDefinition delivered;
};

Figures ours(const History& history, const Call& call) {
  const auto snapshot = Snapshot::make(history, {.as_known = Day(std::chrono::days(call.as_known))});
  require(snapshot.has_value(), "the book has a programme");
  const auto result =
      status(*snapshot, {.by = {}, .where = {{GroupBy::donor, call.donor}}, .delivered = call.delivered});
  require(result.has_value() && result->delivered.name == call.delivered.name, "status answers");
  Figures figures;
  result->total.for_each([&](const auto& cell) {
    if (cell.empty()) return;
    Figure& figure = figures.at(static_cast<std::size_t>(cell.stage));
    figure.count = cell.count;
    for (const auto& [key, sum] : cell.value.sums()) figure.amount += static_cast<std::int64_t>(sum.units);
  });
  return figures;
}

// ---- the same in SQLite

constexpr const char* kTables = R"sql(
CREATE TABLE pledges(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, id TEXT, donors TEXT, amount INT);
CREATE TABLE allocations(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, id TEXT, "of" TEXT, amount INT);
CREATE TABLE consignments(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, id TEXT, "of" TEXT);
CREATE TABLE lines(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, "of" TEXT, quantity INT, amount INT);
CREATE TABLE events(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT, "of" TEXT, stage INT,
                    classifier INT, quantity INT);
)sql";

constexpr const char* kIndexes = R"sql(
CREATE INDEX pledges_donors ON pledges(donors);
CREATE INDEX allocations_of ON allocations("of");
CREATE INDEX consignments_of ON consignments("of");
CREATE INDEX lines_of ON lines("of", operation, known, quantity, amount);
CREATE INDEX events_of ON events("of", classifier, operation, known, stage, quantity);
CREATE INDEX pledges_replaces ON pledges(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX allocations_replaces ON allocations(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX consignments_replaces ON consignments(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX lines_replaces ON lines(replaces, known) WHERE replaces IS NOT NULL;
CREATE INDEX events_replaces ON events(replaces, known) WHERE replaces IS NOT NULL;
ANALYZE;
)sql";

// What makes a version visible on day ?2: no entry of the made programme has more than one later version.
std::string visible(const std::string& alias, const std::string& table) {
  return alias + ".known <= ?2 AND " + alias + ".operation < 2 AND NOT EXISTS (SELECT 1 FROM " + table +
         " n WHERE n.replaces = " + alias + ".seq AND n.known <= ?2)";
}

std::string pledged_sql() {
  return "SELECT count(*), sum(p.amount) FROM pledges p WHERE p.donors = ?1 AND " + visible("p", "pledges");
}

std::string allocated_sql() {
  return "SELECT count(*), sum(a.amount) FROM pledges p JOIN allocations a ON a.\"of\" = p.id WHERE p.donors = ?1 AND " +
         visible("p", "pledges") + " AND " + visible("a", "allocations");
}

// Of each consignment: its line, the furthest stage, and for each stage the quantity that events give there or later.
std::string shipped_sql() {
  std::string sums;
  for (int stage = 3; stage <= 8; ++stage)
    sums += ", sum(CASE WHEN e.stage = " + std::to_string(stage) + " THEN e.quantity END) AS q" + std::to_string(stage);
  std::string inner = "SELECT l.quantity AS whole, l.amount AS amount, max(e.stage) AS furthest" + sums +
                      " FROM pledges p JOIN allocations a ON a.\"of\" = p.id JOIN consignments c ON c.\"of\" = a.id"
                      " JOIN events e ON e.\"of\" = c.id LEFT JOIN lines l ON l.\"of\" = c.id AND " +
                      visible("l", "lines") + " WHERE p.donors = ?1 AND e.classifier = 2 AND " +
                      visible("p", "pledges") + " AND " + visible("a", "allocations") + " AND " +
                      visible("c", "consignments") + " AND " + visible("e", "events") + " GROUP BY c.seq";
  std::string outer = "SELECT 0";
  for (int stage = 2; stage <= 8; ++stage) {
    std::string part;
    for (int at = std::max(stage, 3); at <= 8; ++at) part += ", coalesce(q" + std::to_string(at) + ", 0)";
    const std::string reached = "furthest >= " + std::to_string(stage);
    outer += ", sum(" + reached + "), sum(CASE WHEN " + reached + " THEN amount * min(whole, max(0" + part +
             ")) / whole END)";
  }
  return outer + " FROM (" + inner + ")";
}

class Database {
 public:
  Database() {
    sqlite3* raw = nullptr;
    CHECK(sqlite3_open(":memory:", &raw) == SQLITE_OK);
    database_.reset(raw);
    run(kTables);
  }

  void run(const char* sql) { CHECK(sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

  // Table by table: a run of one prepared insert each.
  void add(const MadeEntry& entry) {
    static constexpr std::array<std::string_view, 9> kStages{"pledged",  "allocated",   "contracted", "ready",   "departed",
                                                             "arrived", "handed_over", "confirmed",  "verified"};
    std::vector<std::string> values;
    const auto number = [&](const char* column, std::int64_t scale) {
      values.push_back(std::to_string(std::stoll(std::string(entry.field(column))) * scale));
    };
    const auto text = [&](const char* column) { values.emplace_back(entry.field(column)); };
    switch (entry.table) {
      case Table::pledges: text("id"), text("donors"), number("amount", Decimal::kUnit); break;
      case Table::allocations: text("id"), text("of"), number("amount", Decimal::kUnit); break;
      case Table::consignments: text("id"), text("of"); break;
      case Table::lines: text("of"), number("quantity", 1), number("amount", Decimal::kUnit); break;
      case Table::events:
        text("of");
        values.push_back(std::to_string(std::ranges::find(kStages, entry.field("stage")) - kStages.begin()));
        values.emplace_back(entry.field("classifier") == "actual" ? "2" : "0");
        number("quantity", 1);
        break;
      default: return;
    }
    insert(entry, values);
  }

  Figures figures(const Call& call) {
    Figures out;
    const auto read = [&](sqlite3_stmt* statement, std::size_t stage, int column) {
      out[stage] = {sqlite3_column_int64(statement, column), sqlite3_column_int64(statement, column + 1)};
    };
    ask(pledged_sql(), call, [&](sqlite3_stmt* row) { read(row, 0, 0); });
    ask(allocated_sql(), call, [&](sqlite3_stmt* row) { read(row, 1, 0); });
    ask(shipped_sql(), call, [&](sqlite3_stmt* row) {
      for (std::size_t stage = 2; stage < out.size(); ++stage) read(row, stage, static_cast<int>(stage) * 2 - 3);
    });
    return out;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  sqlite3_stmt* prepared(const std::string& sql) {
    auto& statement = statements_[sql];
    if (!statement) {
      sqlite3_stmt* raw = nullptr;
      CHECK(sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &raw, nullptr) == SQLITE_OK);
      statement.reset(raw);
    }
    return statement.get();
  }

  void insert(const MadeEntry& entry, const std::vector<std::string>& values) {
    std::string sql = "INSERT INTO " + std::string(schema_of(entry.table).name) + " VALUES(?, ?, ?, ?";
    for (std::size_t i = 0; i < values.size(); ++i) sql += ", ?";
    sqlite3_stmt* statement = prepared(sql + ")");
    sqlite3_bind_int64(statement, 1, entry.sequence);
    sqlite3_bind_int64(statement, 2, static_cast<int>(entry.operation));
    sqlite3_bind_null(statement, 3);
    if (entry.predecessor != 0) sqlite3_bind_int64(statement, 3, entry.predecessor);
    sqlite3_bind_int64(statement, 4, entry.known_day);
    for (std::size_t i = 0; i < values.size(); ++i)
      sqlite3_bind_text(statement, static_cast<int>(i) + 5, values[i].c_str(), -1, SQLITE_TRANSIENT);
    CHECK(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
  }

  template <class Visit>
  void ask(const std::string& sql, const Call& call, Visit visit) {
    sqlite3_stmt* statement = prepared(sql);
    sqlite3_bind_text(statement, 1, call.donor.c_str(), -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, call.as_known);
    CHECK(sqlite3_step(statement) == SQLITE_ROW);
    visit(statement);
    sqlite3_reset(statement);
  }

  std::unique_ptr<sqlite3, Close> database_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

// Donors in turn, from the largest to the smallest; days spread over the years in which something happens.
std::vector<Call> calls(std::size_t count) {
  std::vector<Call> out;
  for (std::size_t i = 0; i < count; ++i) {
    const auto donor = static_cast<std::uint32_t>(i * 7 % MadeProgramme::kDonors);
    const auto day = MadeProgramme::kFirstDay + 300 + static_cast<std::int32_t>(i * 211 % 1900);
    out.push_back({MadeProgramme::donor(donor), day, kDeliveredDefinitions[i % kDeliveredDefinitions.size()]});
  }
  return out;
}

int run(bool quick) {
  const MadeProgramme made(MadeSize::of_entries(quick ? 20'000 : 1'000'000));
  print_machine();
  History history;
  Database database;
  database.run("BEGIN");
  made.each([&](const MadeEntry& entry) {
    CHECK(replay(entry.payload(), history).has_value());
    database.add(entry);
  });
  database.run("COMMIT");
  database.run(kIndexes);
  std::printf("%u entries; peak memory with both: %.0f MiB, of which the history %.0f MiB\n", history.size(), peak_mib(),
              static_cast<double>(history.bytes()) / (1 << 20));

  Samples our_calls;
  Samples their_calls;
  double our_total = 0;
  double their_total = 0;
  const auto list = calls(quick ? 10 : 40);
  for (int round = 0; round < (quick ? 1 : 5); ++round) {
    for (const Call& call : list) {
      const double start = cpu_seconds();
      const Figures mine = ours(history, call);
      const double middle = cpu_seconds();
      const Figures theirs = database.figures(call);
      const double end = cpu_seconds();
      require(mine == theirs, "the same count and amount at every stage");
      our_calls.add(middle - start);
      their_calls.add(end - middle);
      our_total += middle - start;
      their_total += end - middle;
    }
  }
  std::printf("answers equal: %zu calls, count and amount at each stage\n", list.size());
  print_samples("ours, one call", our_calls, 1e3, "CPU ms");
  print_samples("SQLite, one call", their_calls, 1e3, "CPU ms");
  std::printf("over all calls: ours %.3f, SQLite %.3f CPU s; theirs / ours %.2f; goal 10.0: %s\n", our_total, their_total,
              their_total / our_total, their_total / our_total >= 10 ? "reached" : "MISSED");
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) {
  return servanda::bench::run(servanda::bench::has_option(argc, argv, "--quick"));
}
