#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>

#include "cli/empty_book.h"
#include "cli/verb.h"
#include "views/figure.h"
#include "views/known_later.h"
#include "views/names_on_record.h"
#include "views/status.h"

namespace servanda {
namespace {

struct StatusFlags {
  CommonOptions common;
  std::vector<std::string> by = {"donor"};
  std::vector<std::string> where;
  std::string delivered;
};

Result<StatusOptions> parse_status(const StatusFlags& options) {
  StatusOptions out;
  out.head = Head::compute;
  ASSIGN_OR_RETURN(out.prices, parse_prices(options.common.prices));
  out.by.clear();
  for (const std::string& name : options.by) {
    if (name == "nothing") continue;
    const auto by = find_group_by(name);
    if (!by)
      return bad_usage("--by: found '" + name +
                       "', expected donor, item, category, kind, form, instrument, supplier, country, month, place or nothing");
    out.by.push_back(*by);
  }
  for (const std::string& condition : options.where) {
    const std::size_t equals = condition.find('=');
    const auto by = find_group_by(condition.substr(0, equals));
    if (equals == std::string::npos || !by)
      return bad_usage("--where: found '" + condition + "', expected FIELD=VALUE such as donor=DE");
    out.where.emplace_back(*by, condition.substr(equals + 1));
  }
  if (options.delivered.empty()) return out;
  out.delivered = find_delivered_definition(options.delivered);
  if (!out.delivered)
    return bad_usage("--delivered: found '" + options.delivered +
                     "', expected left-origin, reached-port, signed, recipient-confirmed or inventoried");
  return out;
}

// Of the conditions, where they leave nothing.
std::vector<std::string> strangers_in(const Snapshot& snapshot, const StatusOptions& options) {
  std::vector<std::string> out;
  for (const auto& [by, value] : options.where) {
    const auto field = std::ranges::find(kFigureFieldNames, kGroupByNames[static_cast<std::size_t>(by)]);
    if (field == kFigureFieldNames.end()) continue;
    std::ranges::move(strangers(snapshot, static_cast<FigureField>(field - kFigureFieldNames.begin()), value), std::back_inserter(out));
  }
  return out;
}

Result<int> run_status(const StatusFlags& options) {
  ASSIGN_OR_RETURN(const StatusOptions chosen, parse_status(options));
  ASSIGN_OR_RETURN(OpenBook book, open_for_reading(options.common));
  ASSIGN_OR_RETURN(const Snapshot snapshot, make_snapshot(book, options.common));
  RETURN_IF_ERROR(expect_entries(snapshot, "status", kCountedTables));
  ASSIGN_OR_RETURN(const StatusResult result, status(snapshot, chosen));
  Json json = to_json(result);
  std::vector<Sheet> sheets = to_sheets(result);
  if (!options.common.as_known.empty()) {
    ASSIGN_OR_RETURN(const KnownLaterThan later, known_later(snapshot));
    json["known_later"] = to_json(later);
    for (std::string& note : footnotes_of(later)) sheets.front().footnotes.push_back(std::move(note));
  }
  if (result.rows.empty())
    for (const std::string& note : strangers_in(snapshot, chosen)) {
      json["notes"].push_back(note);
      sheets.front().footnotes.push_back(note + ".");
    }
  if (result.rows.empty() && chosen.where.empty()) {
    std::vector<MissingTable> missing;
    constexpr std::string_view kNothing = "nothing of it counts at any stage";
    name_empty(snapshot, {{Table::pledges, kNothing}, {Table::allocations, kNothing}, {Table::contracts, kNothing},
                          {Table::consignments, kNothing}, {Table::events, kNothing}, {Table::funds, kNothing}}, missing);
    add_missing(std::move(missing), snapshot, json, sheets);
  }
  print_answer(options.common, json, sheets);
  return 0;
}

}  // namespace

void add_status(CLI::App& app, Action& action) {
  auto options = std::make_shared<StatusFlags>();
  CLI::App* verb = app.add_subcommand("status", "the funnel: promised, allocated, contracted, shipped, received");
  add_common_options(*verb, options->common);
  add_prices_option(*verb, options->common);
  verb->add_option("--by", options->by, "donor, item, category, kind, form, instrument, supplier, country, month, place; "
                                        "several by comma; nothing for the total alone")
      ->delimiter(',')
      ->capture_default_str();
  verb->add_option("--where", options->where, "only records with FIELD=VALUE, fields as for --by")->type_name("FIELD=VALUE");
  verb->add_option("--delivered", options->delivered,
                   "what delivered means: left-origin, reached-port, signed, recipient-confirmed, inventoried");
  verb->footer("Examples:\n  servanda status examples/ukraine --by donor\n"
               "  servanda status aid.book --by category,month --as-known 2024-12-31 --format csv\n"
               "  servanda status examples/health-supplies --where country=ET --delivered recipient-confirmed");
  verb->callback([options, &action] { action = over_courses(options->common, [options] { return run_status(*options); }); });
}

}  // namespace servanda
