#include "views/documents.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

struct DocumentsFlags {
  CommonOptions common;
  std::vector<std::string> pair;
};

Result<int> run_documents(const DocumentsFlags& options) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  DocumentsOptions chosen{.first = {}, .second = {}, .head = Head::compute, .document_text = document_text(book)};
  if (options.pair.size() == 1) return bad_usage("found one document, expected none or two to compare");
  if (options.pair.size() == 2) {
    chosen.first = options.pair[0];
    chosen.second = options.pair[1];
  }
  ASSIGN_OR_RETURN(const DocumentsResult result, documents(snapshot, chosen));
  print_answer(options.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_documents(CLI::App& app, Action& action) {
  auto options = std::make_shared<DocumentsFlags>();
  CLI::App* verb = app.add_subcommand("documents", "which commitments stand in which text, what vanished, what comes next");
  add_common_options(*verb, options->common);
  verb->add_option("DOCUMENTS", options->pair, "two documents to put side by side")->expected(0, 2);
  verb->footer("Examples:\n  servanda documents examples/ukraine\n"
               "  servanda documents examples/coalition D-2029 D-2030 --format json");
  verb->callback([options, &action] { action = over_courses(options->common, [options] { return run_documents(*options); }); });
}

}  // namespace servanda
