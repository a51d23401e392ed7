#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "book/history.h"
#include "book/snapshot.h"
#include "exchange/diagnostics.h"

namespace servanda {

// A programme folder (INTERFACES): a Frictionless data package of UTF-8 CSVs, one a table.

// The bytes of the documents that a folder holds, by their SHA-256. In an entry a document's file is written
// `texts/a.txt@sha256-HEX`, so the entry commits to what the text says; in a folder it is the path alone, or with the
// digest, which is then checked.
using Blobs = std::map<Hash, std::string>;
using BlobReader = std::function<Result<std::string>(const Hash&)>;

// Reads a whole folder, or single table files (`pledges.csv`), into an empty History as entries in the order of the
// tables and of their lines. Everything wrong goes to `diagnostics`. Of a folder, rows with something wrong are left out, their
// tables become the History's unread ones, and it is of use without them; not where read_folder is false, since more is wrong than tables.
// With the name of a reader, rows that they may not see are left out, whatever is wrong with them; only of a source what can be
// read is kept, hidden by its label, as it may be protected.
bool read_folder(const std::filesystem::path& folder, History& history, Blobs& blobs, Diagnostics& diagnostics,
                 const std::string& label_as = {});
void read_table_file(const std::filesystem::path& file, History& history, Blobs& blobs, Diagnostics& diagnostics);

// Reads one table's bytes; `file` is what messages call it. Documents must come from read_folder or read_table_file.
void read_table(Table table, std::string_view text, char delimiter, const std::string& file, History& history,
                Diagnostics& diagnostics);

// What only a whole book can show: cycles among relations and among `of`, names that no entry has (warnings).
void check_references(const History& history, const std::string& file, Diagnostics& diagnostics);

// Writes what a Snapshot shows as a programme folder: base entries and revisions, canonical order. Reading it back gives
// an equal Snapshot. The folder is created; it must be empty or absent.
Status write_folder(const Snapshot& snapshot, const std::filesystem::path& folder, const BlobReader& blob);

// All tables with their headers and three commented sample rows each, and a datapackage.json.
Status write_template(const std::filesystem::path& folder);

}  // namespace servanda
