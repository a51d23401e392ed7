// Claim: every view that neither plans nor simulates answers in under 100 ms on a book of 1,000,000 entries, with another
// as-known day, and another filter where it has one, at each call. Nothing is kept from one call to the next. What each
// answer is at its heart is asked of SQLite too, from a database in memory with the same entries, and compared.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/decimal.h"
#include "book/payload.h"
#include "book/snapshot.h"
#include "cpu_clock.h"
#include "made_answers.h"
#include "made_programme.h"
#include "views/burden.h"
#include "views/diff.h"
#include "views/documents.h"
#include "views/effect.h"
#include "views/figure_value.h"
#include "views/industry.h"
#include "views/pipelines.h"
#include "views/promises.h"
#include "views/runway.h"
#include "views/sources.h"
#include "views/statements.h"
#include "views/status.h"
#include "views/targets.h"
#include "views/trace.h"
#include "views/trajectory.h"

#include <sqlite3.h>

namespace servanda::bench {
namespace {

// ---- all tables in SQLite, as the schema has them: amounts in 1e-4, dates as texts; with what helps it

class AllTables {
 public:
  AllTables() {
    CHECK(sqlite3_open(":memory:", &database_) == SQLITE_OK);
    run("BEGIN");
    for (const TableSchema& table : all_tables()) {
      std::string sql = "CREATE TABLE " + std::string(table.name) + "(seq INTEGER PRIMARY KEY, operation INT, replaces INT, known INT";
      for (const Column& column : table.columns) sql += ", \"" + std::string(column.name) + "\"";
      run((sql + ")").c_str());
    }
  }
  AllTables(const AllTables&) = delete;
  AllTables& operator=(const AllTables&) = delete;
  ~AllTables() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(database_);
  }

  void add(const MadeEntry& entry) {
    std::string sql = "INSERT INTO " + std::string(schema_of(entry.table).name) + "(seq, operation, replaces, known";
    for (const auto& [column, value] : entry.fields) sql += ", \"" + std::string(column) + "\"";
    sql += ") VALUES(?, ?, ?, ?";
    for (std::size_t i = 0; i < entry.fields.size(); ++i) sql += ", ?";
    sqlite3_stmt* statement = prepared(sql + ")");
    sqlite3_bind_int64(statement, 1, entry.sequence);
    sqlite3_bind_int(statement, 2, static_cast<int>(entry.operation));
    sqlite3_bind_null(statement, 3);
    if (entry.predecessor != 0) sqlite3_bind_int64(statement, 3, entry.predecessor);
    sqlite3_bind_int(statement, 4, entry.known_day);
    for (std::size_t i = 0; i < entry.fields.size(); ++i) bind(statement, static_cast<int>(i) + 5, entry.table, entry.fields[i]);
    CHECK(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
  }

  void finish() {
    run("COMMIT");
    for (const TableSchema& table : all_tables()) {
      const std::string name(table.name);
      run(("CREATE INDEX " + name + "_replaces ON " + name + "(replaces, known) WHERE replaces IS NOT NULL").c_str());
      run(("CREATE INDEX " + name + "_source ON " + name + "(source, known)").c_str());
      if (find_column(table, "of")) run(("CREATE INDEX " + name + "_of ON " + name + "(\"of\")").c_str());
    }
    for (const char* sql : {"CREATE INDEX pledges_donors ON pledges(donors)", "CREATE INDEX consignments_due ON consignments(due) WHERE due <> ''",
                            "CREATE INDEX events_kind ON events(of_kind) WHERE of_kind = 'course'", "CREATE INDEX pledges_known ON pledges(known)", "ANALYZE"})
      run(sql);
  }

  // One number; ?1 a text, ?2 the as-known day, ?3 another number.
  std::int64_t ask(const std::string& sql, const std::string& text, std::int32_t day, std::int64_t third = 0) {
    sqlite3_stmt* statement = prepared(sql);
    const int count = sqlite3_bind_parameter_count(statement);
    if (count >= 1) sqlite3_bind_text(statement, 1, text.c_str(), -1, SQLITE_TRANSIENT);
    if (count >= 2) sqlite3_bind_int(statement, 2, day);
    if (count >= 3) sqlite3_bind_int64(statement, 3, third);
    CHECK(sqlite3_step(statement) == SQLITE_ROW);
    const std::int64_t out = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return out;
  }

 private:
  void run(const char* sql) { CHECK(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

  static void bind(sqlite3_stmt* statement, int index, Table table, const std::pair<std::string_view, std::string>& field) {
    const Column& column = schema_of(table).columns[*find_column(schema_of(table), field.first)];
    const auto number = column.type == CellType::quantity || column.type == CellType::decimal ? Decimal::parse(field.second) : std::nullopt;
    if (number)
      sqlite3_bind_int64(statement, index, number->units());
    else
      sqlite3_bind_text(statement, index, field.second.c_str(), -1, SQLITE_TRANSIENT);
  }

  sqlite3_stmt* prepared(const std::string& sql) {
    auto& statement = statements_[sql];
    if (statement == nullptr) CHECK(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    return statement;
  }

  sqlite3* database_ = nullptr;
  std::map<std::string, sqlite3_stmt*> statements_;
};

// What makes a version visible on day ?2: no entry of the made programme has more than one later version.
std::string seen(const std::string& alias, const std::string& table) {
  return alias + ".known <= ?2 AND " + alias + ".operation < 2 AND NOT EXISTS (SELECT 1 FROM " + table + " n WHERE n.replaces = " +
         alias + ".seq AND n.known <= ?2)";
}

// ---- the questions

struct Call {
  std::string donor;
  std::int32_t day;
  Day as_known() const { return Day(std::chrono::days(day)); }
  std::string year() const { return std::to_string(static_cast<int>(std::chrono::year_month_day(as_known()).year())); }
  std::string day_text() const { return to_string(as_known()); }
};

// A view: what ours says at its heart, and the same asked of SQLite; empty where it has nothing to compare.
struct View {
  std::string name;
  std::function<std::int64_t(const Snapshot&, const Call&)> ours;
  std::function<std::int64_t(AllTables&, const Call&)> theirs;
};

template <class Answer>
Answer got(Result<Answer> result) {
  if (!result) std::fprintf(stderr, "%s\n", result.error().text().c_str());
  require(result.has_value(), "the view answers");
  return *std::move(result);
}
std::int64_t small(Wide value) { return static_cast<std::int64_t>(value); }

Figure pledged_figure(const Call& call) { return got(parse_figure("value @ pledged where donor=" + call.donor + " in " + call.year())); }

View figure_view() {
  return {"figure",
          [](const Snapshot& snapshot, const Call& call) {
            const FigureValue value = got(evaluate(snapshot, pledged_figure(call)));
            return value.number ? small(value.number->value / 10'000) : 0;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(p.amount), 0) FROM pledges p WHERE p.donors = ?1 AND p.date LIKE '" + call.year() + "%' AND " + seen("p", "pledges"),
                              call.donor, call.day);
          }};
}

View promises_view() {
  return {"promises",
          [](const Snapshot& snapshot, const Call&) {
            std::int64_t count = 0;
            const auto answer = got(promises(snapshot, {}));
            for (const DatedPromise& promise : answer.promises) count += promise.kind == "consignment" ? 1 : 0;
            return count;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT count(*) FROM consignments c WHERE c.due <> '' AND " + seen("c", "consignments"), "", call.day);
          }};
}

View trajectory_view() {
  return {"trajectory",
          [](const Snapshot& snapshot, const Call& call) {
            std::int64_t sum = 0;
            const TrajectoryResult result = got(trajectory(snapshot, {.donor = call.donor}));
            for (const TrajectorySeries& series : result.series)
              if (series.year == result.year && !series.weeks.empty()) sum += small(series.weeks.back().cumulative.units);
            return sum;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(p.amount), 0) FROM pledges p WHERE p.donors = ?1 AND p.date LIKE '" + call.year() + "%' AND p.date <= '" +
                                  call.day_text() + "' AND " + seen("p", "pledges"),
                              call.donor, call.day);
          }};
}

// The pledge that is traced: one that is known on the day.
std::string pledge_seen(AllTables* tables, const Call& call) {
  static std::map<std::pair<std::string, std::int32_t>, std::string> found;
  std::string& name = found[{call.donor, call.day}];
  if (name.empty() && tables != nullptr) {
    const auto number = tables->ask("SELECT min(cast(substr(p.id, 2) AS INT)) FROM pledges p WHERE p.donors = ?1 AND " + seen("p", "pledges"), call.donor, call.day);
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "P%06d", static_cast<int>(number));
    name = buffer.data();
  }
  return name;
}

View trace_view() {
  return {"trace",
          [](const Snapshot& snapshot, const Call& call) {
            std::int64_t count = 0;
            const auto answer = got(trace(snapshot, {.id = "pledge/" + pledge_seen(nullptr, call)}));
            for (const Neighbour& below : answer.down)
              count += below.facts.kind == "consignment" ? 1 : 0;
            return count;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT count(*) FROM allocations a JOIN consignments c ON c.\"of\" = a.id WHERE a.\"of\" = ?1 AND " + seen("a", "allocations") +
                                  " AND " + seen("c", "consignments"),
                              pledge_seen(&tables, call), call.day);
          }};
}

// Between the day and thirty days before.
View diff_view() {
  return {"diff",
          [](const Snapshot& to, const Call& call) {
            const Snapshot from = got(known_on(to, call.as_known() - std::chrono::days(30)));
            const DiffResult result = got(diff(from, to, got(effect_between(from, to)), {.recorded_later = RecordedLater::skip}));
            return static_cast<std::int64_t>(std::ranges::count_if(result.added, [](const DiffEntry& added) { return added.facts.kind == "pledge"; }));
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT count(*) FROM pledges p WHERE p.operation = 0 AND p.known > ?3 AND " + seen("p", "pledges"), "", call.day, call.day - 30) +
                   tables.ask("SELECT count(*) FROM pledges p JOIN pledges o ON o.seq = p.replaces WHERE p.operation = 1 AND o.known > ?3 AND " + seen("p", "pledges"), "",
                              call.day, call.day - 30);
          }};
}

View runway_view() {
  return {"runway, without odds",
          [](const Snapshot& snapshot, const Call&) {
            RunwayOptions options;
            options.futures = 0;
            const RunwayCase base{"as planned", "", &snapshot};
            return small(got(runway(std::span(&base, 1), options)).scenarios.front().needed);
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(n.amount), 0) FROM needs n WHERE n.month >= '" + call.day_text().substr(0, 7) + "' AND " + seen("n", "needs") + " AND ?1 = ''", "", call.day);
          }};
}

View burden_view() {
  return {"burden",
          [](const Snapshot& snapshot, const Call& call) {
            BurdenOptions options;
            options.year = std::stoi(call.year());
            options.group = call.day % 2 == 0 ? "even" : "odd";
            std::int64_t sum = 0;
            const auto answer = got(burden(snapshot, options));
            for (const BurdenRow& row : answer.rows) sum += small(row.now.amount.value_or(0));
            return sum;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(e.defence_core), 0) FROM economy e JOIN memberships m ON m.party = e.country WHERE m.\"group\" = ?1 AND e.year = '" +
                                  call.year() + "' AND " + seen("e", "economy") + " AND " + seen("m", "memberships"),
                              call.day % 2 == 0 ? "even" : "odd", call.day);
          }};
}

View industry_view() {
  return {"industry",
          [](const Snapshot& snapshot, const Call&) {
            std::int64_t sum = 0;
            const auto answer = got(industry(snapshot, {}));
            for (const CountryOrders& country : answer.countries)
              if (country.country == "XA")
                for (const auto& [currency, amount] : country.amounts) sum += small(amount);
            return sum;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(c.amount), 0) FROM contracts c JOIN parties p ON p.id = c.supplier WHERE p.country = ?1 AND " + seen("c", "contracts") +
                                  " AND " + seen("p", "parties"),
                              "XA", call.day);
          }};
}

View pipelines_view() {
  return {"pipelines",
          [](const Snapshot& snapshot, const Call&) {
            std::int64_t sum = 0;
            const auto answer = got(pipelines(snapshot, {}));
            for (const GraduatesMonth& month : answer.months) sum += small(month.graduates);
            return sum;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(e.quantity), 0) FROM events e WHERE e.of_kind = 'course' AND e.stage = 'graduated' AND " + seen("e", "events") + " AND ?1 = ''",
                              "", call.day);
          }};
}

View documents_view() {
  return {"documents",
          [](const Snapshot& snapshot, const Call&) {
            std::int64_t count = 0;
            const auto answer = got(documents(snapshot, {}));
            for (const Strand& strand : answer.strands)
              for (const StrandPlace& place : strand.places) count += place.by_fact && place.stands == Stands::present ? 1 : 0;
            return count;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT count(*) FROM (SELECT DISTINCT f.document, f.term FROM document_facts f JOIN documents d ON d.id = f.document WHERE f.presence = 'present' AND " +
                                  seen("f", "document_facts") + " AND " + seen("d", "documents") + " AND ?1 = '')",
                              "", call.day);
          }};
}

View check_view() {
  return {"check of a claim",
          [](const Snapshot& snapshot, const Call& call) {
            Claim claim;
            claim.said = call.as_known() - std::chrono::days(90);
            claim.text = "They pledged one million.";
            claim.binding = "value @ pledged where donor=" + call.donor + " in " + call.year();
            claim.comparison = "exact";
            claim.value = "1000000";
            claim.unit = "EUR";
            const StatementResult result = got(check_claim(snapshot, claim, {}));
            return std::int64_t{result.now.value.empty() ? 0 : 1};
          },
          {}};
}

View check_all_view() {
  return {"check, 20 claims",
          [](const Snapshot& snapshot, const Call&) {
            std::int64_t count = 0;
            const auto answer = got(check_statements(snapshot, {}));
            for (const StatementResult& statement : answer.statements) count += statement.now.value.empty() ? 0 : 1;
            return count;
          },
          {}};
}

View targets_view() {
  return {"targets, 20",
          [](const Snapshot& snapshot, const Call&) {
            std::int64_t sum = 0;
            const auto answer = got(targets(snapshot, {}));
            for (const TargetRow& row : answer.targets) sum += row.reached ? small(row.reached->value / 10'000) : 0;
            return sum;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(p.amount), 0) FROM targets t JOIN pledges p ON instr(t.figure, 'donor=' || p.donors || ' in ' || substr(p.date, 1, 4)) > 0 WHERE " +
                                  seen("p", "pledges") + " AND " + seen("t", "targets") + " AND ?1 = ''",
                              "", call.day);
          }};
}

View sources_view() {
  return {"sources",
          [](const Snapshot& snapshot, const Call&) {
            std::int64_t sum = 0;
            const auto answer = got(sources(snapshot, {}));
            for (const SourceRecord& source : answer.sources) sum += source.entries;
            return sum;
          },
          [](AllTables& tables, const Call& call) {
            std::int64_t sum = 0;
            for (const TableSchema& table : all_tables())
              if (table.table != Table::programme && table.table != Table::sources)
                sum += tables.ask("SELECT count(*) FROM " + std::string(table.name) + " r WHERE r.source <> ?1 AND " + seen("r", std::string(table.name)), "", call.day);
            return sum;
          }};
}

View status_view() {
  return {"status of one donor",
          [](const Snapshot& snapshot, const Call& call) {
            std::int64_t sum = 0;
            const StatusResult result = got(status(snapshot, {.by = {}, .where = {{GroupBy::donor, call.donor}}}));
            result.total.at(Stage::pledged, [&](const auto& cell) {
              for (const auto& [key, of] : cell.value.sums()) sum += small(of.units);
            });
            return sum;
          },
          [](AllTables& tables, const Call& call) {
            return tables.ask("SELECT coalesce(sum(p.amount), 0) FROM pledges p WHERE p.donors = ?1 AND " + seen("p", "pledges"), call.donor, call.day);
          }};
}

std::vector<Call> calls(std::size_t count) {
  std::vector<Call> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back({MadeProgramme::donor(static_cast<std::uint32_t>(i * 7 % MadeProgramme::kDonors)), MadeProgramme::kFirstDay + 700 + static_cast<std::int32_t>(i * 211 % 1500)});
  return out;
}

void measure(const View& view, const History& history, AllTables& tables, const std::vector<Call>& list) {
  Samples ours;
  Samples wall;
  Samples theirs;
  for (const Call& call : list) pledge_seen(&tables, call);
  std::vector<std::int64_t> mine;
  double slowest = 0;
  for (const Call& call : list) {
    const double start = cpu_seconds();
    const double wall_start = wall_seconds();
    const Snapshot snapshot = got(Snapshot::make(history, {.as_known = call.as_known()}));
    mine.push_back(view.ours(snapshot, call));
    ours.add(cpu_seconds() - start);
    wall.add(wall_seconds() - wall_start);
    slowest = std::max(slowest, cpu_seconds() - start);
  }
  for (std::size_t i = 0; view.theirs && i < list.size(); ++i) {
    const double start = cpu_seconds();
    const std::int64_t other = view.theirs(tables, list[i]);
    theirs.add(cpu_seconds() - start);
    if (other != mine[i])
      std::fprintf(stderr, "%s, %s as known %s: ours %lld, theirs %lld\n", view.name.c_str(), list[i].donor.c_str(), list[i].day_text().c_str(),
                   static_cast<long long>(mine[i]), static_cast<long long>(other));
    require(other == mine[i], view.name);
  }
  std::printf("%-22s ours median %8.2f, slowest %8.2f CPU ms, median %8.2f ms on the clock", view.name.c_str(), ours.median() * 1e3, slowest * 1e3, wall.median() * 1e3);
  if (view.theirs) std::printf("; SQLite %9.2f ms; answers equal", theirs.median() * 1e3);
  // What one thread takes on a machine that does nothing else; less where two threads work at it.
  std::printf("; goal 100: %s\n", std::min(ours.median(), wall.median()) * 1e3 < 100 ? "reached" : "MISSED");
}

int run(int argc, char** argv) {
  const bool quick = has_option(argc, argv, "--quick");
  const MadeProgramme made(MadeSize::of_entries(quick ? 20'000 : 900'000));
  const MadeAnswers answers(quick ? 50 : 1);
  print_machine();
  History history;
  AllTables tables;
  const auto add = [&](const MadeEntry& entry) {
    const auto replayed = replay(entry.payload(), history);
    if (!replayed) std::fprintf(stderr, "%s\n%s\n", entry.payload().c_str(), replayed.error().text().c_str());
    CHECK(replayed.has_value());
    tables.add(entry);
  };
  made.each(add);
  answers.each(history.size() + 1, add);
  tables.finish();
  std::printf("%u entries; peak memory with both: %.0f MiB\n", history.size(), peak_mib());
  const std::vector<Call> list = calls(quick ? 3 : 8);
  for (const View& view : {status_view(), figure_view(), promises_view(), trajectory_view(), trace_view(), diff_view(), runway_view(), burden_view(), industry_view(),
                           pipelines_view(), documents_view(), targets_view(), sources_view(), check_view(), check_all_view()})
    if (argc < 2 || quick || view.name.starts_with(argv[1])) measure(view, history, tables, list);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) { return servanda::bench::run(argc, argv); }
