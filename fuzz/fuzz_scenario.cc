// A scenario's JSON. One that is read can be written and read back as the same; one that fits a small book can be staged
// and shown, and leaves the book as it was.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "book/payload.h"
#include "book/scenario.h"
#include "book/snapshot.h"
#include "exchange/scenario_file.h"

namespace servanda {
namespace {

void make_small_book(History& history) {
  for (const std::string_view content :
       {"programme\nid=programme\nname=t\nreporting_currency=EUR\nreport_date=2031-06-30\n", "parties\nid=AL\nname=A\n",
        "pledges\nid=P1\ndonors=AL;DE\ndate=2031-01\namount=10.5\ncurrency=EUR\n",
        "consignments\nid=C1\nof_kind=pledge\nof=P1\nready=2031-W10\npriority=2\n",
        "needs\nid=N1\nquantity=5\nmonth=2031-06\n"})
    CHECK(replay("state 0\n" + std::string(content), history));
}

void check(const Scenario& scenario) {
  const std::string written = scenario_json(scenario);
  const auto again = parse_scenario(written, "again.json");
  CHECK(again && scenario_json(*again) == written);
  History history;
  make_small_book(history);
  const auto before = Snapshot::make(history, {});
  CHECK(before);
  const std::string head = before->head();
  const auto staged = StagedScenario::stage(scenario, history);
  if (!staged) {
    CHECK(!staged.error().message.empty());
    return;
  }
  SnapshotOptions options;
  options.scenario = &*staged;
  const auto shown = Snapshot::make(history, options);
  if (shown) static_cast<void>(shown->head());
  CHECK(Snapshot::make(history, {})->head() == head);
}

}  // namespace
}  // namespace servanda

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scenario = servanda::parse_scenario(text, "fuzz.json");
  if (scenario)
    servanda::check(*scenario);
  else
    CHECK(!scenario.error().text().empty());
  return 0;
}
