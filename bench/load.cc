// Claim: reading and checking a folder of 1,000,000 events and rolling them up by donor and month takes at most a fourth
// of the CPU time that the sqlite3 shell needs to import the same files and to group them.
//
// The roll-up: how many consignments were confirmed, and what quantity, by donor of the pledge and month of the event.
// Ours is `status` by donor and month, which gives every other stage and all amounts too. Both run in a process of their
// own, from the files to the last figure.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cpu_clock.h"
#include "exchange/open_book.h"
#include "made_programme.h"
#include "views/status.h"

namespace servanda::bench {
namespace {

namespace fs = std::filesystem;

void write_ours(const std::string& folder, const fs::path& answer) {
  const auto book = open_book(folder);
  require(book.has_value(), book ? "" : book.error().text());
  const auto snapshot = Snapshot::make(*book->history, {});
  require(snapshot.has_value(), "the folder has a programme");
  const auto result = status(*snapshot, {.by = {GroupBy::donor, GroupBy::month}});
  require(result.has_value(), "status answers");
  std::ofstream out(answer);
  for (const StatusRow& row : result->rows)
    row.funnel.at(Stage::confirmed, [&](const auto& cell) {
      if (cell.empty()) return;
      Wide quantity = 0;
      for (const auto& [unit, of_unit] : cell.quantities) quantity += of_unit;
      out << *row.key[0] << ',' << *row.key[1] << ',' << cell.count << ',' << decimal_text(quantity) << '\n';
    });
}

// Columns typed and, where the roll-up joins, indexed; no journal, nothing on a disk.
void write_script(const fs::path& folder, const fs::path& script) {
  std::ofstream out(script);
  out << ".output /dev/null\nPRAGMA journal_mode=OFF;\n.output stdout\nPRAGMA synchronous=OFF;\nPRAGMA cache_size=-1000000;\n"
         "CREATE TABLE pledges(id TEXT PRIMARY KEY, source TEXT, label TEXT, known_date TEXT, donors TEXT, recipient TEXT,"
         " date TEXT, amount NUMERIC, currency TEXT, kind TEXT, instrument TEXT) WITHOUT ROWID;\n"
         "CREATE TABLE allocations(id TEXT PRIMARY KEY, source TEXT, label TEXT, known_date TEXT, \"of\" TEXT, date TEXT,"
         " amount NUMERIC, currency TEXT) WITHOUT ROWID;\n"
         "CREATE TABLE consignments(id TEXT PRIMARY KEY, source TEXT, label TEXT, known_date TEXT, of_kind TEXT,"
         " \"of\" TEXT, origin TEXT, destination TEXT, mode TEXT, ready TEXT, due TEXT, tonnes NUMERIC) WITHOUT ROWID;\n"
         "CREATE TABLE lines(known_date TEXT, of_kind TEXT, \"of\" TEXT, item TEXT, quantity NUMERIC, amount NUMERIC,"
         " currency TEXT);\n"
         "CREATE TABLE events(source TEXT, label TEXT, known_date TEXT, of_kind TEXT, \"of\" TEXT, stage TEXT,"
         " classifier TEXT, date TEXT, place TEXT, quantity NUMERIC);\n"
         ".mode csv\n";
  for (const char* table : {"pledges", "allocations", "consignments", "lines", "events"})
    out << ".import --skip 1 " << (folder / (std::string(table) + ".csv")).string() << ' ' << table << '\n';
  out << "SELECT p.donors, substr(e.date, 1, 7), count(*), sum(e.quantity)\n"
         "FROM events e JOIN consignments c ON c.id = e.\"of\" JOIN allocations a ON a.id = c.\"of\"\n"
         "  JOIN pledges p ON p.id = a.\"of\"\n"
         "WHERE e.stage = 'confirmed' AND e.classifier = 'actual' AND e.of_kind = 'consignment'\n"
         "GROUP BY 1, 2 ORDER BY 1, 2;\n";
}

void exec_sqlite(const fs::path& script, const fs::path& answer) {
  const int in = open(script.c_str(), O_RDONLY);
  const int out = open(answer.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0) _exit(1);
  execlp("sqlite3", "sqlite3", "-batch", ":memory:", nullptr);
  std::perror("sqlite3");
  _exit(1);
}

std::string content(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  std::string text = out.str();
  std::erase(text, '\r');
  return text;
}

// A wrong number near the end must be found, and named by its line.
void check_spoilt_row(const fs::path& folder, std::size_t line) {
  const fs::path events = folder / "events.csv";
  std::string text = content(events);
  std::size_t begin = 0;
  for (std::size_t i = 1; i < line; ++i) begin = text.find('\n', begin) + 1;
  text.insert(text.find('\n', begin), "x");  // its quantity is no number
  std::ofstream(events) << text;
  History history;
  Blobs blobs;
  Diagnostics diagnostics;
  read_folder(folder, history, blobs, diagnostics);
  require(diagnostics.count() == 1, "one error is found");
  require(diagnostics.errors()[0].line == line && diagnostics.errors()[0].column == "quantity",
          "the error is found where it is");
  std::printf("spoilt row: found, at line %zu\n", diagnostics.errors()[0].line);
}

int run(bool quick) {
  const std::uint32_t count = quick ? 11'000 : 1'000'000;
  const int rounds = quick ? 1 : 7;
  print_machine();
  const TemporaryFolder folder;
  std::printf("%zu rows, %u of them events\n", [&] {
    const MadeProgramme made(MadeSize::of_events(count));
    made.write_folder(folder.path() / "made");
    return made.entries();
  }(), count);
  const fs::path made = folder.path() / "made";
  write_script(made, folder.path() / "roll_up.sql");
  const fs::path our_answer = folder.path() / "ours.csv";
  const fs::path their_answer = folder.path() / "theirs.csv";

  Samples ours;
  Samples theirs;
  Run our_run;
  Run their_run;
  for (int round = 0; round < rounds; ++round) {
    our_run = in_child([&] { write_ours(made.string(), our_answer); });
    their_run = in_child([&] { exec_sqlite(folder.path() / "roll_up.sql", their_answer); });
    ours.add(our_run.cpu);
    theirs.add(their_run.cpu);
    const std::string answer = content(our_answer);
    require(!answer.empty() && answer == content(their_answer), "both roll up to the same figures");
  }
  std::printf("answers equal: %td rows\n", std::ranges::count(content(our_answer), '\n'));
  print_samples("ours", ours, 1, "CPU s");
  print_samples("sqlite3 shell", theirs, 1, "CPU s");
  print_ratio(ours, theirs, 4);
  std::printf("peak memory: ours %.0f MiB, sqlite3 %.0f MiB\n", our_run.peak_mib, their_run.peak_mib);
  check_spoilt_row(made, count - 1);
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) {
  return servanda::bench::run(servanda::bench::has_option(argc, argv, "--quick"));
}
