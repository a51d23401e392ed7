#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <span>

#include "base/memory.h"
#include "base/near_name.h"
#include "cli/verb.h"

namespace servanda {
namespace {

int exit_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::refused: return 1;
    case ErrorCode::bad_usage: return 2;
    case ErrorCode::bad_input: return 3;
    case ErrorCode::nothing_to_do: return 4;
    case ErrorCode::conflict:
    case ErrorCode::store_failed: return 5;
  }
  return 5;
}

// Empty if `word` is a verb.
std::string unknown_verb(const CLI::App& app, const std::string& word) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) verbs.push_back(verb->get_name());
  if (std::ranges::find(verbs, word) != verbs.end()) return {};
  const std::string nearest =
      std::ranges::min(verbs, {}, [&](const std::string& verb) { return edit_distance(word, verb, word.size() + verb.size()); });
  std::string list;
  for (const std::string& verb : verbs) list += (list.empty() ? "" : ", ") + verb;
  return "found the verb '" + word + "', expected one of " + list + "; did you mean '" + nearest + "'?";
}

void collect_options(const CLI::App& verb, std::vector<std::string>& names) {
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  for (const CLI::App* below : verb.get_subcommands(nullptr)) collect_options(*below, names);
}

// Of the first option that the verb does not have, where the library would speak of another that is missing; empty if it has all.
std::string unknown_option(const CLI::App& verb, std::span<char*> arguments) {
  std::vector<std::string> names;
  collect_options(verb, names);
  for (const std::string_view argument : arguments) {
    const std::string name(argument.substr(0, argument.find('=')));
    if (name == "--") break;
    if (!name.starts_with("--") || std::ranges::find(names, name) != names.end()) continue;
    const auto begun = std::ranges::find_if(names, [&](const std::string& known) { return known.starts_with(name); });
    return "found the option '" + name + "', which '" + verb.get_name() + "' does not have" +
           (begun != names.end() ? "; did you mean '" + *begun + "'?" : did_you_mean(name, names)) + "\nAll of them: servanda " +
           verb.get_name() + " --help";
  }
  return {};
}

int run(int argc, char** argv) {
  CLI::App app("Servanda follows promised aid from the announcement to the verified receipt.", "servanda");
  app.require_subcommand(1);
  app.set_version_flag("--version", "servanda " SERVANDA_VERSION);
  app.footer("Exit status: 0 done, 1 the answer is no, 2 bad usage, 3 bad input, 4 nothing to do, 5 the store failed.\n"
             "Begin with: servanda brief examples/ukraine -o briefing.html");
  Action action;
  add_status(app, action);
  add_promises(app, action);
  add_trajectory(app, action);
  add_trace(app, action);
  add_compare(app, action);
  add_diff(app, action);
  add_burden(app, action);
  add_runway(app, action);
  add_industry(app, action);
  add_pipelines(app, action);
  add_brief(app, action);
  add_forecast(app, action);
  add_calibrate(app, action);
  add_score(app, action);
  add_plan(app, action);
  add_whatif(app, action);
  add_risk(app, action);
  add_network(app, action);
  add_import(app, action);
  add_export(app, action);
  add_check(app, action);
  add_documents(app, action);
  add_sources(app, action);
  add_targets(app, action);
  add_figure(app, action);
  add_init(app, action);
  add_tables(app, action);
  add_verify(app, action);
  if (argc > 1 && argv[1][0] != '-') {
    if (const std::string complaint = unknown_verb(app, argv[1]); !complaint.empty()) {
      std::fprintf(stderr, "servanda: %s\n", complaint.c_str());
      return exit_status(ErrorCode::bad_usage);
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const auto verbs = app.get_subcommands();
    const auto arguments = std::span(argv, static_cast<std::size_t>(argc)).subspan(std::min(2, argc));
    const bool wrong = !verbs.empty() && error.get_exit_code() != 0;
    if (const std::string complaint = wrong ? unknown_option(*verbs.front(), arguments) : std::string(); !complaint.empty()) {
      std::fprintf(stderr, "servanda: %s\n", complaint.c_str());
      return exit_status(ErrorCode::bad_usage);
    }
    return app.exit(error) == 0 ? 0 : exit_status(ErrorCode::bad_usage);
  }
  const auto outcome = action();
  if (outcome) return *outcome;
  std::fprintf(stderr, "servanda: %s\n", outcome.error().text().c_str());
  return exit_status(outcome.error().code);
}

}  // namespace
}  // namespace servanda

int main(int argc, char** argv) {
  servanda::keep_freed_memory();
  try {
    return servanda::run(argc, argv);
  } catch (const std::exception& error) {  // memory exhausted, or a bug in a library
    std::fprintf(stderr, "servanda: stopped by an unexpected failure: %s\n", error.what());
    return 5;
  }
}
