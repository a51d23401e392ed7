#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "cli/verb.h"
#include "exchange/scenario_file.h"
#include "network/infer.h"
#include "views/entries.h"

namespace servanda {
namespace {

struct InferFlags {
  CommonOptions common;
  std::string out;
};

Status write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (file.flush()) return {};
  return store_failed("cannot write " + path.string());
}

Result<int> run_infer(const InferFlags& flags) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, flags.common));
  ASSIGN_OR_RETURN(const InferredNetwork inferred, infer_network(snapshot));
  std::error_code error;
  std::filesystem::create_directories(flags.out, error);
  if (error) return store_failed("cannot make the folder " + flags.out + ": " + error.message());
  const std::filesystem::path out(flags.out);
  RETURN_IF_ERROR(write(out / "network.json", scenario_json(inferred.scenario)));
  ASSIGN_OR_RETURN(const Snapshot with, snapshot_with(book, flags.common, inferred.scenario));
  for (const std::string table : {"nodes", "links", "consignments"})
    RETURN_IF_ERROR(write(out / (table + ".csv"), print_csv(entries_sheet(with, *find_table(table)), HxlRow::off)));
  if (!flags.common.quiet) std::fprintf(stderr, "%s\n", inferred.note().c_str());
  std::printf("%s: network.json (a scenario), and nodes.csv, links.csv and consignments.csv with what it says (to correct by hand and put into a folder)\n", flags.out.c_str());
  return 0;
}

}  // namespace

void add_network(CLI::App& app, Action& action) {
  auto flags = std::make_shared<InferFlags>();
  CLI::App* verb = app.add_subcommand("network", "the network of a programme");
  verb->require_subcommand(1);
  CLI::App* infer = verb->add_subcommand("infer", "links and capacities read off what was really moved");
  add_common_options(*infer, flags->common);
  infer->add_option("-o,--out", flags->out, "the folder to write network.json, nodes.csv, links.csv and consignments.csv to")->required();
  infer->footer("How, and what it cannot know: docs/network.md.\nExample:\n"
                "  servanda network infer examples/health-supplies -o health-network\n"
                "  servanda plan examples/health-supplies --scenario health-network/network.json");
  infer->callback([flags, &action] { action = [flags] { return run_infer(*flags); }; });
}

}  // namespace servanda
