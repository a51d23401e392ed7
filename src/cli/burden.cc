#include "views/burden.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "cli/verb.h"
#include "exchange/file_bytes.h"

namespace servanda {
namespace {

struct BurdenFlags {
  CommonOptions common;
  std::string path;
  std::optional<int> year;
  std::vector<std::string> vintages;
  std::string group;
  std::string aid = "out";
  std::string attribute = "no";
};

Result<std::optional<BurdenPath>> parse_path(const std::string& text) {
  if (text.empty()) return std::optional<BurdenPath>();
  if (text == "nato-2014") return std::optional(two_percent_path());
  if (text == "nato-2025") return std::optional(five_percent_path());
  if (text.find('=') != std::string::npos) {
    ASSIGN_OR_RETURN(BurdenPath path, parse_burden_path(text, "--path"));
    return std::optional(std::move(path));
  }
  ASSIGN_OR_RETURN(const std::string bytes, read_file_bytes(text));
  ASSIGN_OR_RETURN(BurdenPath path, parse_burden_path(bytes, text));
  return std::optional(std::move(path));
}

Result<int> run_burden(const BurdenFlags& flags) {
  BurdenOptions options;
  ASSIGN_OR_RETURN(options.path, parse_path(flags.path));
  ASSIGN_OR_RETURN(options.prices, parse_prices(flags.common.prices));
  options.year = flags.year;
  options.vintages = flags.vintages;
  options.group = flags.group;
  options.aid = flags.aid == "in" ? AidCounted::in : flags.aid == "none" ? AidCounted::none : AidCounted::out;
  options.attribute = flags.attribute == "yes";
  options.head = Head::compute;
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(flags.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, flags.common));
  ASSIGN_OR_RETURN(const BurdenResult result, burden(snapshot, options));
  print_answer(flags.common, to_json(result), to_sheets(result));
  return 0;
}

}  // namespace

void add_burden(CLI::App& app, Action& action) {
  auto flags = std::make_shared<BurdenFlags>();
  CLI::App* verb =
      app.add_subcommand("burden", "who carries which burden: by amount, per GDP, per head, against a path");
  add_common_options(*verb, flags->common);
  add_prices_option(*verb, flags->common);
  verb->add_option(
          "--path", flags->path,
          "nato-2014 (2 % by 2024), nato-2025 (3.5 % core and up to 1.5 % related by 2035), a file, or a text such as "
          "\"from=2025; 2030=2.5; 2035=3.5+1.5\"")
      ->type_name("PATH");
  verb->add_option("--year", flags->year, "the year shown (default: the last one reported)")
      ->check(whole_number(1900, 2999))
      ->type_name("YEAR");
  verb->add_option("--vintage", flags->vintages, "only this vintage of the economy; several stand side by side")
      ->type_name("VINTAGE");
  verb->add_option("--group", flags->group, "only members of a group at the end of the year")->type_name("GROUP");
  verb->add_option("--aid", flags->aid, "aid counted out of the core (beside it), in it, or none")
      ->check(CLI::IsMember({"out", "in", "none"}))
      ->capture_default_str();
  verb->add_option("--attribute-eu", flags->attribute,
                   "whether what funds and unions pledged is divided by the table attribution: yes or no")
      ->check(CLI::IsMember({"yes", "no"}))
      ->capture_default_str();
  verb->footer(
      "Examples:\n  servanda burden examples/ukraine\n"
      "  servanda burden examples/ukraine --path nato-2025 --group eu --format json\n"
      "  servanda burden examples/ukraine --vintage NATO-2024-06 --vintage NATO-2024-06-P2015\n"
      "  servanda burden examples/coalition --attribute-eu yes --aid in --prices constant:2030");
  verb->callback([flags, &action] { action = over_courses(flags->common, [flags] { return run_burden(*flags); }); });
}

}  // namespace servanda
