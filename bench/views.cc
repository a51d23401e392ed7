// Claim: each view below answers in under 100 ms on a book of 1,000,000 entries, as known on a different day and with
// another filter at each call; nothing is kept from one call to the next. Beside it stands what SQLite needs for the main
// figures of the same question from an indexed database in memory, and both must agree on them. `status` has a program
// of its own.
//
// The time of a view begins with its Snapshot. Of the rounds, the fastest counts for each call; the slowest call is held
// against the goal.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/check.h"
#include "book/payload.h"
#include "book/snapshot.h"
#include "cpu_clock.h"
#include "made_database.h"
#include "made_programme.h"
#include "views/diff.h"
#include "views/promises.h"
#include "views/trace.h"
#include "views/trajectory.h"

namespace servanda::bench {
namespace {

Day day(std::int32_t number) { return Day(std::chrono::days(number)); }
std::int64_t number(Day value) { return value.time_since_epoch().count(); }

struct Call {
  std::int32_t as_known;
  std::string donor;
  std::string consignment;
};

std::vector<Call> calls(std::size_t count, std::uint32_t consignments) {
  std::vector<Call> out;
  for (std::size_t i = 0; i < count; ++i) {
    std::string id = std::to_string(i * 7'919 % consignments);
    out.push_back({MadeProgramme::kFirstDay + 300 + static_cast<std::int32_t>(i * 211 % 1'900),
                   MadeProgramme::donor(static_cast<std::uint32_t>(i * 7 % MadeProgramme::kDonors)),
                   "C" + std::string(6 - std::min<std::size_t>(6, id.size()), '0') + id});
  }
  return out;
}

Snapshot snapshot_at(const History& history, Day as_known) {
  auto snapshot = Snapshot::make(history, {.as_known = as_known});
  require(snapshot.has_value(), "the book has a programme");
  return *std::move(snapshot);
}

using Figures = std::vector<std::int64_t>;

// ---- trajectory: what one donor pledged this year, last year as known then, last year as known now

Figures our_trajectory(const History& history, const Call& call) {
  const Snapshot snapshot = snapshot_at(history, day(call.as_known));
  const auto result = trajectory(snapshot, {.donor = call.donor});
  require(result.has_value(), "trajectory answers");
  Figures sums(3);
  for (const TrajectorySeries& series : result->series) {
    const std::size_t which = series.year == result->year ? 0 : series.as_known == result->then ? 1 : 2;
    require(series.within.empty(), "all dates are days");
    if (!series.weeks.empty()) sums[which] += static_cast<std::int64_t>(series.weeks.back().cumulative.units);
  }
  return sums;
}

Figures their_trajectory(MadeDatabase& database, const Call& call) {
  using namespace std::chrono;
  static const std::string sql = "SELECT coalesce(sum(p.amount), 0) FROM pledges p WHERE p.donors = ?1 AND"
                                 " p.date BETWEEN ?3 AND ?4 AND " + visible_sql("p", "pledges");
  const year_month_day today(day(call.as_known));
  const year last = today.year() - years(1);
  const year_month_day same = last / today.month() / today.day();
  const Day then = same.ok() ? Day(same) : Day(last / today.month() / std::chrono::last);
  Figures sums;
  const auto sum = [&](Day as_known, Day from, Day until) {
    database.ask(sql, {call.donor, number(as_known), number(from), number(until)},
                 [&](sqlite3_stmt* row) { sums.push_back(sqlite3_column_int64(row, 0)); });
  };
  sum(day(call.as_known), Day(today.year() / 1 / 1), day(call.as_known));
  sum(then, Day(last / 1 / 1), then);
  sum(day(call.as_known), Day(last / 1 / 1), Day(last / 12 / 31));
  return sums;
}

// ---- promises: how many dated promises are kept, late, open, broken, not checkable

Figures our_promises(const History& history, const Call& call) {
  const auto result = promises(snapshot_at(history, day(call.as_known)), {});
  require(result.has_value(), "promises answers");
  Figures counts(5);
  for (const DatedPromise& promise : result->promises) ++counts[static_cast<std::size_t>(promise.outcome.verdict)];
  return counts;
}

Figures their_promises(MadeDatabase& database, const Call& call) {
  static const std::string sql =
      "SELECT CASE WHEN reached >= promised THEN (CASE WHEN day <= due THEN 0 ELSE 1 END)"
      "            WHEN due >= ?2 THEN 2 WHEN reached IS NULL OR promised IS NULL THEN 4 ELSE 3 END, count(*) FROM"
      " (SELECT c.due AS due, l.quantity AS promised, e.quantity AS reached, e.date AS day FROM consignments c"
      "  LEFT JOIN lines l ON l.\"of\" = c.id AND " + visible_sql("l", "lines") +
      "  LEFT JOIN events e ON e.\"of\" = c.id AND e.stage = 7 AND e.classifier = 2 AND " + visible_sql("e", "events") +
      "  WHERE c.due IS NOT NULL AND " + visible_sql("c", "consignments") + ") GROUP BY 1";
  Figures counts(5);
  database.ask(sql, {std::int64_t{0}, std::int64_t{call.as_known}}, [&](sqlite3_stmt* row) {
    counts[static_cast<std::size_t>(sqlite3_column_int64(row, 0))] = sqlite3_column_int64(row, 1);
  });
  return counts;
}

// ---- diff: how many entries came, changed and went in thirty days

constexpr std::int32_t kDiffDays = 30;

Figures our_diff(const History& history, const Call& call) {
  const Snapshot from = snapshot_at(history, day(call.as_known - kDiffDays));
  const Snapshot to = snapshot_at(history, day(call.as_known));
  const auto result = diff(from, to, {}, {});
  require(result.has_value(), "diff answers");
  std::set<std::pair<std::string, std::string>> changed;
  for (const FieldChange& change : result->changed) changed.emplace(change.kind, change.entry);
  return {static_cast<std::int64_t>(result->added.size()), static_cast<std::int64_t>(changed.size()),
          static_cast<std::int64_t>(result->retracted.size())};
}

// A later version of an entry of the made programme comes thirty days after it at the earliest.
Figures their_diff(MadeDatabase& database, const Call& call) {
  std::string sql;
  for (const char* table : {"pledges", "allocations", "consignments", "lines", "events"})
    sql += std::string(sql.empty() ? "" : " UNION ALL ") + "SELECT operation FROM " + table + " WHERE known > ?1 AND known <= ?2";
  Figures counts(3);
  database.ask("SELECT operation, count(*) FROM (" + sql + ") GROUP BY 1",
               {std::int64_t{call.as_known - kDiffDays}, std::int64_t{call.as_known}}, [&](sqlite3_stmt* row) {
                 counts[static_cast<std::size_t>(sqlite3_column_int64(row, 0))] = sqlite3_column_int64(row, 1);
               });
  return counts;
}

// ---- trace: how far one consignment came, and on which day

Figures our_trace(const History& history, const Call& call) {
  const Snapshot snapshot = snapshot_at(history, day(call.as_known));
  const auto result = trace(snapshot, {.id = call.consignment});
  if (!result || !result->now || result->now->date.empty()) return {};
  const auto stage = std::ranges::find(kStageNames, result->now->stage) - kStageNames.begin();
  const auto date = parse_day(result->now->date);
  return {stage, date ? number(*date) : 0};
}

Figures their_trace(MadeDatabase& database, const Call& call) {
  static const std::string sql = "SELECT e.stage, max(e.date) FROM consignments c JOIN events e ON e.\"of\" = c.id"
                                 " WHERE c.id = ?1 AND e.classifier = 2 AND " + visible_sql("c", "consignments") +
                                 " AND " + visible_sql("e", "events") + " GROUP BY 1 ORDER BY 1 DESC LIMIT 1";
  Figures reached;
  database.ask(sql, {call.consignment, std::int64_t{call.as_known}}, [&](sqlite3_stmt* row) {
    reached = {sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1)};
  });
  return reached;
}

struct View {
  const char* name;
  Figures (*ours)(const History&, const Call&);
  Figures (*theirs)(MadeDatabase&, const Call&);
};
constexpr std::array<View, 4> kViews{{{"trajectory", our_trajectory, their_trajectory},
                                      {"promises", our_promises, their_promises},
                                      {"diff", our_diff, their_diff},
                                      {"trace", our_trace, their_trace}}};

void compare(const View& view, const History& history, MadeDatabase& database, const std::vector<Call>& list, int rounds) {
  std::vector<Samples> ours(list.size());
  std::vector<Samples> theirs(list.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const double start = cpu_seconds();
      const Figures mine = view.ours(history, list[i]);
      const double middle = cpu_seconds();
      const Figures other = view.theirs(database, list[i]);
      theirs[i].add(cpu_seconds() - middle);
      ours[i].add(middle - start);
      if (mine != other) {
        std::printf("%s, call %zu:", view.name, i);
        for (const auto* figures : {&mine, &other}) {
          for (const std::int64_t figure : *figures) std::printf(" %lld", static_cast<long long>(figure));
          std::printf(figures == &mine ? ";" : "\n");
        }
      }
      require(mine == other, view.name);
    }
  }
  Samples our_calls;
  Samples their_calls;
  double slowest = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    our_calls.add(ours[i].minimum());
    their_calls.add(theirs[i].minimum());
    slowest = std::max(slowest, ours[i].minimum());
  }
  std::printf("\n%s: answers equal, %zu calls\n", view.name, list.size());
  print_samples("ours, one call", our_calls, 1e3, "CPU ms");
  print_samples("SQLite, one call", their_calls, 1e3, "CPU ms");
  print_goal("slowest call", slowest * 1e3, "CPU ms", 100);
}

int run(bool quick) {
  const MadeSize size = MadeSize::of_entries(quick ? 20'000 : 1'000'000);
  const MadeProgramme made(size);
  print_machine();
  History history;
  MadeDatabase database;
  database.begin();
  made.each([&](const MadeEntry& entry) {
    CHECK(replay(entry.payload(), history).has_value());
    database.add(entry);
  });
  database.finish();
  std::printf("%u entries\n", history.size());
  const auto list = calls(quick ? 10 : 40, size.consignments);
  for (const View& view : kViews) compare(view, history, database, list, quick ? 1 : 3);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) {
  return servanda::bench::run(servanda::bench::has_option(argc, argv, "--quick"));
}
