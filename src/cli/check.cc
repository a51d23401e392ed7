#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/verb.h"
#include "exchange/document_file.h"
#include "exchange/file_bytes.h"
#include "views/claims.h"
#include "views/statements.h"

namespace servanda {
namespace {

struct CheckFlags {
  CommonOptions common;
  std::string file;
  std::string said;
  std::string by;
};

Result<int> check_file(const CheckFlags& options, const Snapshot& snapshot, const CheckOptions& chosen) {
  ASSIGN_OR_RETURN(const std::string text, read_file_bytes(options.file));
  ClaimsOptions claims{.said = {}, .by = options.by, .check = chosen};
  if (!options.said.empty()) {
    ASSIGN_OR_RETURN(claims.said, parse_day_option("--said", options.said));
  }
  auto result = check_text(snapshot, text, claims);
  if (!result) {
    Error error = std::move(result).error();
    error.file = options.file;
    return error;
  }
  print_answer(options.common, to_json(*result), to_sheets(*result));
  return 0;
}

// The exit status: what could not be read was judged as bound to nothing, so the answer stands and is not all of it.
int complain_of_bindings(const CheckResult& result) {
  constexpr int kBadInput = 3;
  int status = 0;
  for (const StatementResult& statement : result.statements) {
    if (statement.binding_problem.empty()) continue;
    const std::string& column = statement.problem_in;
    const std::string of = column == "binding" ? ", '" + statement.claim.binding + "'" : ", " + column;
    const Error wrong{.message = "statement " + statement.claim.id + of + ": " + statement.binding_problem + "; mend the " + column + ", or leave it blank",
                      .file = "statements", .column = column};
    std::fprintf(stderr, "servanda: %s\n", wrong.text().c_str());
    status = kBadInput;
  }
  return status;
}

Result<int> run_check(const CheckFlags& options) {
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  const CheckOptions chosen{.head = Head::compute, .document_text = document_text(book)};
  if (!options.file.empty()) return check_file(options, snapshot, chosen);
  if (!options.by.empty()) return bad_usage("--by: found no FILE, whose \"we\" it says; add the text, or leave --by away");
  ASSIGN_OR_RETURN(const CheckResult result, check_statements(snapshot, chosen));
  print_answer(options.common, to_json(result), to_sheets(result));
  return complain_of_bindings(result);
}

}  // namespace

std::function<std::optional<std::string>(std::string_view file)> document_text(const OpenBook& book) {
  return [&book](std::string_view file) -> std::optional<std::string> {
    const std::size_t mark = file.rfind(kDigestMark);
    if (mark == std::string_view::npos) return std::nullopt;
    const auto hash = parse_hex(file.substr(mark + kDigestMark.size()));
    if (!hash) return std::nullopt;
    auto text = book.blob(*hash);
    if (!text) return std::nullopt;
    return *std::move(text);
  };
}

void add_check(CLI::App& app, Action& action) {
  auto options = std::make_shared<CheckFlags>();
  CLI::App* verb = app.add_subcommand("check", "is this statement true? as known when it was said, and as known now");
  add_common_options(*verb, options->common);
  verb->add_option("FILE", options->file, "a plain English text: find its checkable claims, bind and check them");
  verb->add_option("--said", options->said, "the day on which the text was said (default: the as-known day)")
      ->type_name("DATE");
  verb->add_option("--by", options->by, "who says it, \"we\" and \"I\": a party of the book, or a person who holds an office in it")
      ->type_name("WHO");
  verb->footer("Examples:\n  servanda check examples/ukraine\n"
               "  servanda check examples/ukraine speech.txt --said 2025-06-25\n"
               "  servanda check examples/coalition --format json\n"
               "A binding that cannot be read is named on stderr, behind the answer, and the exit is 3.\n"
               "How numbers are read and verdicts are found: docs/statement-check.md.");
  verb->callback([options, &action] { action = over_courses(options->common, [options] { return run_check(*options); }); });
}

}  // namespace servanda
