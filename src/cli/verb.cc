#include "cli/verb.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <filesystem>

#include "base/decimal.h"
#include "base/joined.h"
#include "base/split.h"
#include "book/scenario_reach.h"
#include "exchange/scenario_file.h"
#include "views/side_by_side.h"

namespace servanda {

namespace {

std::size_t terminal_width() {
  constexpr std::size_t kDefault = 120;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  if (columns == nullptr) return kDefault;
  const int asked = std::atoi(columns);
  return asked > 0 ? static_cast<std::size_t>(asked) : kDefault;
}

// A name that is no file is taken for several joined by `+`.
std::vector<std::string> single_files(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  std::error_code none;
  for (std::string_view rest : names) {
    while (!std::filesystem::exists(rest, none) && rest.find('+') != std::string_view::npos) {
      out.emplace_back(rest.substr(0, rest.find('+')));
      rest.remove_prefix(rest.find('+') + 1);
    }
    out.emplace_back(rest);
  }
  return out;
}

// One after the other, as one.
Result<Scenario> read_scenarios(const std::vector<std::string>& names) {
  Scenario out;
  for (const std::string& file : single_files(names)) {
    ASSIGN_OR_RETURN(Scenario next, read_scenario(file));
    out.name += (out.name.empty() ? "" : ", then ") + next.name;
    out.description += (out.description.empty() ? "" : " ") + next.description;
    out.changes.insert(out.changes.end(), next.changes.begin(), next.changes.end());
  }
  return out;
}

Result<SnapshotOptions> snapshot_options(OpenBook& book, const CommonOptions& options) {
  SnapshotOptions out;
  out.as_recorded = options.as_recorded;
  if (out.as_recorded && *out.as_recorded > book.history->size())
    return bad_usage("--as-recorded: found " + std::to_string(*out.as_recorded) + ", expected an entry of the book, which has " +
                     std::to_string(book.history->size()));
  if (!options.as_known.empty()) {
    ASSIGN_OR_RETURN(out.as_known, parse_day_option("--as-known", options.as_known));
  }
  if (!options.label_as.empty()) {
    ASSIGN_OR_RETURN(out.reader, find_reader(*book.history, options.label_as));
  }
  ASSIGN_OR_RETURN(const Scenario scenario, read_scenarios(options.scenarios));
  if (!scenario.changes.empty()) {
    ASSIGN_OR_RETURN(out.scenario, stage(book, scenario));
  }
  return out;
}

// Error nothing_to_do becomes a course without an answer; any other ends the comparison.
Result<ComparedCourse> course_of(CommonOptions& common, const Action& once, const std::string& scenario, int& status, Json& json) {
  ComparedCourse out{"as it stands", "the book, without a scenario"};
  common.scenarios.clear();
  if (!scenario.empty()) {
    common.scenarios = {scenario};
    ASSIGN_OR_RETURN(const Scenario read, read_scenarios(common.scenarios));
    out = {read.name, read.description};
  }
  VerbAnswer answer;
  common.answer = &answer;
  const auto outcome = once();
  common.answer = nullptr;
  if (outcome)
    status = std::max(status, *outcome);
  else if (outcome.error().code != ErrorCode::nothing_to_do)
    return outcome.error();
  else
    out.problem = outcome.error().message.substr(0, outcome.error().message.find('\n'));
  out.sheets = std::move(answer.sheets);
  json = std::move(answer.json);
  return out;
}

Result<int> side_by_side_answer(CommonOptions& common, const Action& once) {
  const std::vector<std::string> scenarios = std::move(common.scenarios);
  const bool quiet = common.quiet;
  int status = 0;
  Json of_base;
  Json ignored;
  std::vector<ComparedCourse> courses;
  ASSIGN_OR_RETURN(ComparedCourse base, course_of(common, once, {}, status, of_base));
  courses.push_back(std::move(base));
  common.quiet = true;  // the warnings are those of the same book
  for (const std::string& scenario : scenarios) {
    ASSIGN_OR_RETURN(ComparedCourse course, course_of(common, once, scenario, status, ignored));
    courses.push_back(std::move(course));
  }
  common.quiet = quiet;
  common.scenarios = scenarios;
  const CoursesCompared result = side_by_side(std::move(courses));
  Json json = Json::object();
  for (const char* member : {"as_known", "head", "prices", "seed"})
    if (of_base.contains(member)) json[member] = of_base[member];
  json.update(to_json(result));
  print_answer(common, json, to_sheets(result, common.format == "csv" ? SameFigures::listed : SameFigures::counted));
  return status;
}

Json lines_of(std::string_view text) {
  return split(text, '\n');
}

std::vector<std::string> names_of(TableSet tables) {
  std::vector<std::string> out;
  for (const TableSchema& table : all_tables())
    if (tables.holds(table.table)) out.emplace_back(table.name);
  return out;
}

// A row of CSV, which has no heading, says itself on which day it was so known.
void add_as_known(const Json& json, std::vector<Sheet>& sheets) {
  if (!json.contains("as_known") || !json["as_known"].is_string()) return;
  for (Sheet& sheet : sheets) {
    sheet.columns.push_back({"as known", Align::left, "#date+as_known"});
    for (auto& row : sheet.rows) row.push_back(json["as_known"].get<std::string>());
  }
}

void print(const CommonOptions& options, const Json& json, const std::vector<Sheet>& sheets) {
  std::string out;
  if (options.format == "json") {
    out = json.dump(2) + "\n";
  } else {
    for (const Sheet& sheet : sheets) {
      if (!out.empty()) out += '\n';
      out += options.format == "csv" ? print_csv(sheet, HxlRow::on) : print_table(sheet, terminal_width());
    }
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
}

std::vector<std::string> unread_names(const UnreadNote& unread) { return names_of(unread.of_books.front()->tables()); }

Json unread_json(const UnreadNote& unread) {
  return {{"tables", unread_names(unread)}, {"errors", lines_of(unread.defects)}};
}

// Beside the answer stands in which tables something could not be read.
void print_with_note(const CommonOptions& options, Json json, std::vector<Sheet> sheets) {
  const std::string names = joined(unread_names(*options.unread), ", ");
  json["unread"] = unread_json(*options.unread);
  if (!sheets.empty()) sheets.back().footnotes.push_back("Not read, as something in it is wrong: " + names + ". Nothing here depends on it.");
  if (!options.quiet) {
    for (const Json& error : json["unread"]["errors"]) std::fprintf(stderr, "warning: %s\n", error.get<std::string>().c_str());
    std::fprintf(stderr, "warning: not read: %s; nothing in this answer depends on it\n", names.c_str());
  }
  print(options, json, sheets);
}

std::string without_text(const std::vector<std::string>& tables) { return "without what could not be read of " + joined(tables, ", "); }

// Every part of the answer says what it lacks: no sum in it may be taken for a whole one.
void print_incomplete(const CommonOptions& options, const Json& answered, std::vector<Sheet> sheets) {
  const std::vector<std::string> asked = names_of(options.unread->asked());
  Json json{{"incomplete", asked}, {"unread", unread_json(*options.unread)}};
  json.update(answered);
  for (Sheet& sheet : sheets) {
    sheet.heading.insert(sheet.heading.begin(), "INCOMPLETE: " + without_text(asked) + ". No sum here is a whole one.");
    if (options.format != "csv") continue;
    sheet.columns.push_back({"incomplete", Align::left, "#meta+incomplete"});
    for (auto& row : sheet.rows) row.push_back(without_text(asked));
  }
  print(options, json, sheets);
}

}  // namespace

TableSet UnreadNote::asked() const {
  TableSet out = taken;
  for (const auto& tables : of_books) out.add(tables->asked());
  return out;
}

Action telling_unread(CommonOptions& common, Action once) {
  return [&common, once = std::move(once)]() -> Result<int> {
    common.unread = std::make_shared<UnreadNote>();
    auto outcome = once();
    const TableSet asked = common.unread->asked();
    if (!asked.any() || (!outcome && outcome.error().code == ErrorCode::bad_usage)) return outcome;
    std::string text = common.unread->defects;
    if (outcome)
      text += "\nthis answer is " + without_text(names_of(asked)) + ": no sum in it is a whole one";
    else if (outcome.error().code != ErrorCode::nothing_to_do)
      text += "\n" + outcome.error().text();
    return bad_input(std::move(text));
  };
}

Action over_courses(CommonOptions& common, Action once) {
  return telling_unread(common, [&common, once = std::move(once)] {
    return common.scenarios.size() > 1 ? side_by_side_answer(common, once) : once();
  });
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
  return CLI::Validator(
      [least, most](const std::string& text) {
        const auto number = Decimal::parse(text);
        if (number && number->units() % Decimal::kUnit == 0 && number->units() / Decimal::kUnit >= least && number->units() / Decimal::kUnit <= most)
          return std::string();
        return "found '" + text + "', expected a whole number from " + std::to_string(least) + " to " + std::to_string(most);
      },
      "");
}

void add_common_options(CLI::App& verb, CommonOptions& options) {
  verb.add_option("BOOK", options.book, "a programme folder, or a .book file")->required();
  verb.add_option("--as-known", options.as_known,
                  "show what was known on this day (default: the programme's report date)")
      ->type_name("DATE");
  verb.add_option("--as-recorded", options.as_recorded, "show the book as it was after entry N")
      ->check(whole_number(0, std::numeric_limits<std::int32_t>::max()))
      ->type_name("N");
  verb.add_option("--label-as", options.label_as, "show what this reader may see (table readers)")->type_name("READER");
  verb.add_option("--scenario", options.scenarios, "changes on top of the book, which stays as it is; several --scenario: side by side, the differences first; "
                  "A.json+B.json: one after the other (docs/scenarios.md)")
      ->type_name("FILE");
  verb.add_option("--format", options.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  verb.add_flag("--quiet", options.quiet, "no warnings and no progress on stderr");
}

void add_prices_option(CLI::App& verb, CommonOptions& options) {
  verb.add_option("--prices", options.prices, "nominal, or constant:YEAR by the deflators of the table economy")
      ->type_name("PRICES")
      ->capture_default_str();
}

Result<OpenBook> open_for_reading(const CommonOptions& options) {
  ASSIGN_OR_RETURN(OpenBook book, open_book(options.book, OpenMode::read, options.unread ? BadTables::unread : BadTables::refused, options.label_as));
  if (book.history->unread()->any()) {
    options.unread->defects = book.defects;
    options.unread->of_books.push_back(book.history->unread());
  }
  if (!options.quiet)
    for (const Error& warning : book.warnings) std::fprintf(stderr, "warning: %s\n", warning.text().c_str());
  return book;
}

Result<Day> parse_day_option(const std::string& option, const std::string& text) {
  const auto date = PartialDate::parse(text);
  if (date) return date->last();
  return bad_usage(option + ": found '" + text + "', expected a date: 2024, 2024-05, 2024-05-17 or 2025-W10");
}

Result<const StagedScenario*> stage(OpenBook& book, const Scenario& scenario) {
  ASSIGN_OR_RETURN(StagedScenario staged, StagedScenario::stage(scenario, *book.history));
  book.scenarios.push_back(std::make_unique<const StagedScenario>(std::move(staged)));
  return book.scenarios.back().get();
}

Result<Snapshot> make_snapshot(OpenBook& book, const CommonOptions& options) {
  ASSIGN_OR_RETURN(const SnapshotOptions chosen, snapshot_options(book, options));
  ASSIGN_OR_RETURN(Snapshot snapshot, Snapshot::make(*book.history, chosen));
  if (options.quiet) return snapshot;
  ASSIGN_OR_RETURN(const std::vector<std::string> idle, idle_changes(snapshot));
  for (const std::string& one : idle) std::fprintf(stderr, "note: %s\n", one.c_str());
  return snapshot;
}

Result<Snapshot> snapshot_at(OpenBook& book, const CommonOptions& options, Day as_known) {
  ASSIGN_OR_RETURN(SnapshotOptions chosen, snapshot_options(book, options));
  chosen.as_known = as_known;
  return Snapshot::make(*book.history, chosen);
}

Result<Snapshot> snapshot_with(OpenBook& book, const CommonOptions& options, const Scenario& scenario) {
  ASSIGN_OR_RETURN(SnapshotOptions chosen, snapshot_options(book, options));
  ASSIGN_OR_RETURN(Scenario all, read_scenarios(options.scenarios));
  if (all.name.empty()) all.name = scenario.name;
  all.changes.insert(all.changes.end(), scenario.changes.begin(), scenario.changes.end());
  ASSIGN_OR_RETURN(chosen.scenario, stage(book, all));
  return Snapshot::make(*book.history, chosen);
}

void print_answer(const CommonOptions& options, const Json& json, std::vector<Sheet> sheets) {
  if (options.answer != nullptr) {
    *options.answer = {json, std::move(sheets)};
    return;
  }
  if (options.format == "csv") add_as_known(json, sheets);
  if (!options.unread || options.unread->of_books.empty()) return print(options, json, sheets);
  if (options.unread->asked().any()) return print_incomplete(options, json, sheets);
  print_with_note(options, json, sheets);
}

}  // namespace servanda
