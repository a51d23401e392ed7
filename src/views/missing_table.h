#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/codes.h"
#include "book/schema.h"
#include "book/snapshot.h"
#include "views/json.h"

namespace servanda {

// A table, or a column of it, that a view could have used and that shows nothing on the as-known day.
struct MissingTable {
  std::string table;  // `economy`, or `economy.deflator`
  std::string lacks;  // what the view cannot say without it
  std::string period = {};      // where it lacks entries of one alone: "for 1999, only for 2014 to 2024"
  std::optional<Day> first_known = {};  // when the first of its entries became known, all of them after the as-known day
};

using TableUse = std::pair<Table, std::string_view>;  // what a view cannot say without the table

// Names those of the tables that show nothing, and are not named yet.
void name_empty(const Snapshot& snapshot, std::initializer_list<TableUse> uses, std::vector<MissingTable>& missing);
// The same of the tables that a figure of one stage is counted from.
void name_empty_of_stage(const Snapshot& snapshot, Stage stage, std::vector<MissingTable>& missing);
// Fills in `first_known`: an entry that became known later is not to be filled in again.
void tell_first_known(const Snapshot& snapshot, std::vector<MissingTable>& missing);

Json to_json(const std::vector<MissingTable>& missing);
// "No entry in economy: no share of GDP."
std::vector<std::string> footnotes_of(const std::vector<MissingTable>& missing);

// "for 1999, only for 2014 to 2019 and 2021 to 2024".
std::string only_for(int year, const std::set<int>& years);

// The error of a view that has nothing at all to show: which table it needs, and a sample of it as a person would write
// it; or from when on something is known.
//   sample: lines of CSV, the header first.
//   answers_from: the day from which on the view has something to show, of whatever table; blank: when the first entry of this table
//   became known.
Error nothing_to_show(const Snapshot& snapshot, std::string_view verb, Table table, std::string_view lacks,
                      const std::vector<std::string>& sample, std::optional<Day> answers_from = {});
// The day on which the first entry of these tables became known, or the first report that tells of something, to this reader.
std::optional<Day> first_known_of(const Snapshot& snapshot, std::initializer_list<Table> tables,
                                  const std::function<bool(const Row<Table::reports>&)>& tells);

}  // namespace servanda
