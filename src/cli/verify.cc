#include <CLI/CLI.hpp>
#include <array>
#include <memory>

#include "cli/verb.h"

namespace servanda {
namespace {

// In the order of ByteCheck.
constexpr std::array<std::string_view, 3> kByteChecks{"as they were when it was closed",
                                                      "not compared: the last writer did not close it in order",
                                                      "not compared: only files of up to 64 MiB are sealed"};

Result<int> run_verify(const CommonOptions& options) {
  if (!options.book.ends_with(".book"))
    return bad_usage("'" + options.book + "' is no .book file: a programme folder has no hash tree; import it first");
  ASSIGN_OR_RETURN(auto store, open_sqlite_store(options.book, OpenMode::read));
  ASSIGN_OR_RETURN(const auto verified, store->verify());
  ASSIGN_OR_RETURN(const OpenBook book, open_book(options.book));  // replays every entry
  const std::string bytes(kByteChecks[static_cast<std::size_t>(verified.bytes)]);
  const Json json{{"book", options.book},
                  {"size", verified.head.size},
                  {"root", hex(verified.head.root)},
                  {"bytes", bytes},
                  {"verified", true}};
  Sheet sheet;
  sheet.title = options.book + ": verified";
  sheet.columns = {{"what"}, {"found"}};
  sheet.rows.push_back({"entries", std::to_string(verified.head.size)});
  sheet.rows.push_back({"root of the hash tree", hex(verified.head.root)});
  sheet.rows.push_back({"bytes of the file outside the entries", bytes});
  print_answer(options, json, {sheet});
  return 0;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App* verb = app.add_subcommand("verify", "check a book's hash tree, structure and bytes");
  verb->add_option("BOOK", options->book, "a .book file")->required();
  verb->add_option("--format", options->format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  verb->footer("Exit status 1: the book was changed outside Servanda, or is damaged.\nExample:\n"
               "  servanda verify aid.book");
  verb->callback([options, &action] { action = [options] { return run_verify(*options); }; });
}

}  // namespace servanda
