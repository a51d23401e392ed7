// What a forecast costs as consignments and futures grow, on a made programme: CPU seconds, memory, and how many of the
// consignments are open. No goal: docs/forecasting.md has the table.
//
//   bench_forecast [--quick]
//   bench_forecast --write BOOK CONSIGNMENTS    leaves the book there, for a run under mpirun

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "book/snapshot.h"
#include "cpu_clock.h"
#include "exchange/open_book.h"
#include "forecast/forecast.h"
#include "made_programme.h"

namespace servanda::bench {
namespace {

MadeProgramme programme_of(std::uint32_t consignments) {
  return MadeProgramme({.pledges = consignments / 16 + 1, .allocations = consignments / 4 + 1, .consignments = consignments, .events = consignments * 9 / 2});
}

// In the middle of it; half of the consignments have no last step, and of these a part is known by then: they are open.
Day middle() { return Day(std::chrono::days((MadeProgramme::kFirstDay + MadeProgramme::kReportDay) / 2)); }

void forecast_once(const History& history, std::size_t futures) {
  const auto snapshot = Snapshot::make(history, {.as_known = middle()});
  require(static_cast<bool>(snapshot), "the book can be read");
  PastWindows windows;
  const auto result = forecast(*snapshot, {.futures = futures, .threads = 1}, WorkProgress(), windows);
  require(result && result->planned > 0 && result->futures == futures && result->count->p10 <= result->count->p90, "there is a forecast");
  std::printf("%8lld open of %zu: ", static_cast<long long>(result->planned), snapshot->count(Table::consignments));
  std::fflush(stdout);
}

int run(bool quick) {
  if (!quick) print_machine();
  const std::vector<std::uint32_t> sizes = quick ? std::vector<std::uint32_t>{400} : std::vector<std::uint32_t>{4'000, 20'000, 100'000};
  for (const std::uint32_t consignments : sizes) {
    const TemporaryFolder folder;
    const std::string book = (folder.path() / "made.book").string();
    require(static_cast<bool>(programme_of(consignments).write_book(book)), "the book is written");
    for (const std::size_t futures : quick ? std::vector<std::size_t>{64} : std::vector<std::size_t>{1'024, 4'096}) {
      const Run run = in_child([&] {
        const auto opened = open_book(book);
        require(static_cast<bool>(opened), "the book opens");
        const double begin = cpu_seconds();
        forecast_once(*opened->history, futures);
        std::printf("forecast alone %.2f s; ", cpu_seconds() - begin);
        std::fflush(stdout);
      });
      std::printf("%zu futures, %.2f s with the book, %.0f MiB\n", futures, run.cpu, run.peak_mib);
    }
  }
  return 0;
}

}  // namespace
}  // namespace servanda::bench

int main(int argc, char** argv) {
  using namespace servanda::bench;
  if (argc == 4 && std::strcmp(argv[1], "--write") == 0) {
    require(static_cast<bool>(programme_of(static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10))).write_book(argv[2])), "the book is written");
    return 0;
  }
  return run(has_option(argc, argv, "--quick"));
}
