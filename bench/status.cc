// Claim: `status` of one donor, on a book of 1,000,000 entries of which 5 % are corrections and 5 % retractions, as known on
// a different day and with another definition of delivered at each call, takes at most a tenth of the CPU time that SQLite
// needs for the same figures from an indexed database in memory. Nothing is kept from one call to the next.
//
// SQLite gets what helps it: an index for every join, the ones on lines and events covering; days as integers; statements
// prepared once; one pass over the events. Its query honours the versions of an entry as a Snapshot does.

#include <array>
#include <string>
#include <vector>

#include "base/check.h"
#include "book/payload.h"
#include "book/snapshot.h"
#include "cpu_clock.h"
#include "made_database.h"
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

std::string pledged_sql() {
  return "SELECT count(*), sum(p.amount) FROM pledges p WHERE p.donors = ?1 AND " + visible_sql("p", "pledges");
}

std::string allocated_sql() {
  return "SELECT count(*), sum(a.amount) FROM pledges p JOIN allocations a ON a.\"of\" = p.id WHERE p.donors = ?1 AND " +
         visible_sql("p", "pledges") + " AND " + visible_sql("a", "allocations");
}

// Of each consignment: its line, the furthest stage, and for each stage the quantity that events give there or later.
std::string shipped_sql() {
  std::string sums;
  for (int stage = 3; stage <= 8; ++stage)
    sums += ", sum(CASE WHEN e.stage = " + std::to_string(stage) + " THEN e.quantity END) AS q" + std::to_string(stage);
  std::string inner = "SELECT l.quantity AS whole, l.amount AS amount, max(e.stage) AS furthest" + sums +
                      " FROM pledges p JOIN allocations a ON a.\"of\" = p.id JOIN consignments c ON c.\"of\" = a.id"
                      " JOIN events e ON e.\"of\" = c.id LEFT JOIN lines l ON l.\"of\" = c.id AND " +
                      visible_sql("l", "lines") + " WHERE p.donors = ?1 AND e.classifier = 2 AND " +
                      visible_sql("p", "pledges") + " AND " + visible_sql("a", "allocations") + " AND " +
                      visible_sql("c", "consignments") + " AND " + visible_sql("e", "events") + " GROUP BY c.seq";
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

Figures theirs(MadeDatabase& database, const Call& call) {
  Figures out;
  const std::vector<MadeDatabase::Parameter> asked{call.donor, std::int64_t{call.as_known}};
  const auto read = [&](sqlite3_stmt* row, std::size_t stage, int column) {
    out[stage] = {sqlite3_column_int64(row, column), sqlite3_column_int64(row, column + 1)};
  };
  database.ask(pledged_sql(), asked, [&](sqlite3_stmt* row) { read(row, 0, 0); });
  database.ask(allocated_sql(), asked, [&](sqlite3_stmt* row) { read(row, 1, 0); });
  database.ask(shipped_sql(), asked, [&](sqlite3_stmt* row) {
    for (std::size_t stage = 2; stage < out.size(); ++stage) read(row, stage, static_cast<int>(stage) * 2 - 3);
  });
  return out;
}

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
  MadeDatabase database;
  database.begin();
  made.each([&](const MadeEntry& entry) {
    CHECK(replay(entry.payload(), history).has_value());
    database.add(entry);
  });
  database.finish();
  std::printf("%u entries; peak memory with both: %.0f MiB, of which the history %.0f MiB\n", history.size(), peak_mib(),
              static_cast<double>(history.bytes()) / (1 << 20));

  Samples our_calls;
  Samples their_calls;
  double our_total = 0;
  double their_total = 0;
  const auto list = calls(quick ? 10 : 40);
  // All calls of one, then all of the other: neither works in the caches that the other has just filled.
  for (int round = 0; round < (quick ? 1 : 5); ++round) {
    std::vector<Figures> mine;
    for (const Call& call : list) {
      const double start = cpu_seconds();
      mine.push_back(ours(history, call));
      const double took = cpu_seconds() - start;
      our_calls.add(took);
      our_total += took;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      const double start = cpu_seconds();
      const Figures other = theirs(database, list[i]);
      const double took = cpu_seconds() - start;
      their_calls.add(took);
      their_total += took;
      require(mine[i] == other, "the same count and amount at every stage");
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
