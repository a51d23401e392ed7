#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "book/snapshot.h"
#include "exchange/open_book.h"
#include "views/json.h"
#include "views/sheet.h"

namespace CLI {
class App;
class Validator;
}

namespace servanda {

// What a verb answers.
struct VerbAnswer {
  Json json;
  std::vector<Sheet> sheets;
};

// That the text of an option is a whole number in a range.
CLI::Validator whole_number(std::int64_t least, std::int64_t most);

// Tables of a folder that have something wrong: an answer that asks for none of them stands, with a note of them; any other is told
// from what could be read, says that it is incomplete, and ends with exit 3.
struct UnreadNote {
  std::string defects;  // a line each
  std::vector<std::shared_ptr<const UnreadTables>> of_books;  // of each opened for the answer
  TableSet taken = {};  // asked for, and told already

  TableSet asked() const;
};

// What every verb has: where the book is, which book is meant, how the answer is printed.
struct CommonOptions {
  std::string book;
  std::string as_known;
  std::optional<Sequence> as_recorded;
  std::string label_as;
  std::vector<std::string> scenarios;  // files, or several joined by `+`: all of their changes, one after the other
  std::string format = "table";
  std::string prices = "nominal";  // of the verbs that take it
  bool quiet = false;
  std::shared_ptr<UnreadNote> unread;  // of verbs that can answer without what could not be read
  VerbAnswer* answer = nullptr;  // where print_answer() leaves the answer instead of printing it
};

// A verb fills in what is to be done; main() does it and turns the outcome into the exit status.
using Action = std::function<Result<int>()>;

// The options that all verbs on a book take.
void add_common_options(CLI::App& verb, CommonOptions& options);

// Does a verb; what it asked for and could not be read is an error behind its answer.
Action telling_unread(CommonOptions& common, Action once);

// Does a verb once, or, where several --scenario are given, once for the book as it stands and once for each of them, and prints
// these answers side by side (views/side_by_side.h). `common` is what `once` reads, and lives as long as it. As telling_unread().
Action over_courses(CommonOptions& common, Action once);

// `--prices`, of the verbs whose amounts can be told at constant prices (views/prices.h).
void add_prices_option(CLI::App& verb, CommonOptions& options);

// Opens the book and prints its warnings on stderr. Tables with something wrong are an error, but for telling_unread().
Result<OpenBook> open_for_reading(const CommonOptions& options);

// The Snapshot that the options ask for. Error bad_usage for a date, bad_input for an unknown reader or a scenario.
// What is staged for it stays with the book.
Result<Snapshot> make_snapshot(OpenBook& book, const CommonOptions& options);
// Stages a scenario and keeps it with the book.
Result<const StagedScenario*> stage(OpenBook& book, const Scenario& scenario);

// The day that `text` names; a partial date is known at its end.
Result<Day> parse_day_option(const std::string& option, const std::string& text);

// The same options at another as-known date (trajectory, diff, brief).
Result<Snapshot> snapshot_at(OpenBook& book, const CommonOptions& options, Day as_known);

// The text of a document by its `file` column; the book must outlive the function.
std::function<std::optional<std::string>(std::string_view file)> document_text(const OpenBook& book);
// The same options with one scenario more on top.
Result<Snapshot> snapshot_with(OpenBook& book, const CommonOptions& options, const Scenario& scenario);

// Prints a Result in the format asked for: JSON, CSV, or tables that fit the terminal.
void print_answer(const CommonOptions& options, const Json& json, std::vector<Sheet> sheets);

// One function a verb, each in its own file.
void add_burden(CLI::App& app, Action& action);
void add_industry(CLI::App& app, Action& action);
void add_pipelines(CLI::App& app, Action& action);
void add_runway(CLI::App& app, Action& action);
void add_status(CLI::App& app, Action& action);
void add_promises(CLI::App& app, Action& action);
void add_trajectory(CLI::App& app, Action& action);
void add_trace(CLI::App& app, Action& action);
void add_compare(CLI::App& app, Action& action);
void add_diff(CLI::App& app, Action& action);
void add_forecast(CLI::App& app, Action& action);
void add_calibrate(CLI::App& app, Action& action);
void add_score(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_documents(CLI::App& app, Action& action);
void add_sources(CLI::App& app, Action& action);
void add_targets(CLI::App& app, Action& action);
void add_figure(CLI::App& app, Action& action);
void add_plan(CLI::App& app, Action& action);
void add_whatif(CLI::App& app, Action& action);
void add_risk(CLI::App& app, Action& action);
void add_network(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_init(CLI::App& app, Action& action);
void add_tables(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_brief(CLI::App& app, Action& action);

}  // namespace servanda
