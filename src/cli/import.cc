#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "book/recording.h"
#include "cli/verb.h"
#include "exchange/file_bytes.h"
#include "exchange/folder.h"
#include "exchange/scms.h"
#include "network/strangers.h"

namespace servanda {
namespace {

struct ImportFlags {
  std::string book;
  std::vector<std::string> files;
  std::string from = "folder";
  std::string changes;
  bool prune = false;
  bool quiet = false;
};

// What the files say, each read into `staged`; and the texts that its documents name.
Status stage(const ImportFlags& options, History& staged, Blobs& blobs) {
  Diagnostics diagnostics;
  for (const std::string& file : options.files) {
    if (options.from == "scms") {
      ASSIGN_OR_RETURN(const std::string bytes, read_file_bytes(file));
      read_scms(bytes, file, staged, diagnostics);
    } else if (std::filesystem::is_directory(file)) {
      read_folder(file, staged, blobs, diagnostics);
    } else {
      read_table_file(file, staged, blobs, diagnostics);
    }
  }
  if (diagnostics.ok()) check_references(staged, options.files.front(), diagnostics);
  if (!options.quiet)
    for (const Error& warning : diagnostics.warnings()) std::fprintf(stderr, "warning: %s\n", warning.text().c_str());
  if (diagnostics.ok()) return {};
  std::string text = diagnostics.text();
  text.pop_back();
  return bad_input(text);
}

Result<Snapshot> everything(const History& history) { return Snapshot::make(history, {.as_known = Day(std::chrono::days(400'000))}); }

void warn_of_strangers(const Snapshot& snapshot) {
  for (const std::string& one : strangers(snapshot)) std::fprintf(stderr, "warning: %s\n", one.c_str());
}

Result<int> write_as_folder(const ImportFlags& options, const History& staged, const Blobs& blobs) {
  ASSIGN_OR_RETURN(const Snapshot snapshot, everything(staged));
  RETURN_IF_ERROR(write_folder(snapshot, options.book, [&](const Hash& hash) -> Result<std::string> {
    const auto found = blobs.find(hash);
    if (found == blobs.end()) return bad_input("no text with the digest " + hex(hash));
    return found->second;
  }));
  if (!options.quiet) warn_of_strangers(snapshot);
  std::printf("%s: %u entries written\n", options.book.c_str(), staged.size());
  return 0;
}

Result<int> run_import(const ImportFlags& options) {
  History staged;
  Blobs blobs;
  RETURN_IF_ERROR(stage(options, staged, blobs));
  if (!options.book.ends_with(".book")) return write_as_folder(options, staged, blobs);
  ImportOptions chosen;
  chosen.keep_programme = options.from != "folder";
  chosen.prune = options.prune;
  if (options.changes == "corrections") chosen.changes = Changes::corrections;
  if (options.changes == "revisions") chosen.changes = Changes::revisions;
  ASSIGN_OR_RETURN(OpenBook book, open_book(options.book, OpenMode::create));
  std::vector<std::string> texts;
  for (auto& [hash, bytes] : blobs) texts.push_back(std::move(bytes));
  ASSIGN_OR_RETURN(const ImportSummary summary, import_into(*book.store, *book.history, staged, texts, chosen));
  std::printf("%s: %zu added, %zu unchanged, %zu corrected, %zu revised, %zu retracted; head is entry %u\n",
              options.book.c_str(), summary.added, summary.unchanged, summary.corrected, summary.revised,
              summary.retracted, summary.head);
  if (options.quiet) return 0;
  if (const auto recorded = everything(*book.history)) warn_of_strangers(*recorded);  // else its programme is still to come
  return 0;
}

}  // namespace

void add_import(CLI::App& app, Action& action) {
  auto options = std::make_shared<ImportFlags>();
  CLI::App* verb = app.add_subcommand("import", "record a folder, table files or another format in a book");
  verb->add_option("BOOK", options->book,
                   "a .book file (made if absent), or a new folder that the entries are written to")->required();
  verb->add_option("FILES", options->files, "programme folders, or table files such as pledges.csv")->required();
  verb->add_option("--from", options->from, "what the files are: folder or scms")
      ->check(CLI::IsMember({"folder", "scms"}))
      ->capture_default_str();
  verb->add_option("--changes-are", options->changes,
                   "rows whose key the book has with other values: corrections (our record was wrong) or revisions (the "
                   "world changed its mind); without it they are refused")
      ->check(CLI::IsMember({"corrections", "revisions"}));
  verb->add_flag("--prune", options->prune, "retract what the book has and the files lack, in the tables they fill");
  verb->add_flag("--quiet", options->quiet, "no warnings");
  verb->footer("All or nothing; the same import twice changes nothing.\nExamples:\n"
               "  servanda import ukraine.book examples/ukraine\n"
               "  servanda import aid.book new/pledges.csv --changes-are revisions\n"
               "  servanda import health.book shipments.csv --from scms");
  verb->callback([options, &action] { action = [options] { return run_import(*options); }; });
}

}  // namespace servanda
