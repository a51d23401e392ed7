#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/history.h"

namespace servanda {

// Which visible entries of a table a change means: those that pass every test. No test: all of them.
struct ScenarioTest {
  std::string column;
  // One of these texts, as a folder writes them; "" is a blank. In a list (`DK;NO`) one member is enough.
  std::vector<std::string> any_of = {};
  // Or a date that begins on or after `from` and ends on or before `until`; either may be blank.
  std::string from = {};
  std::string until = {};
};

// One change, in the words of a scenario file.
struct ScenarioChange {
  enum class Kind {
    add,    // one entry more; over an entry of the same key, that entry with these values in its place
    set,    // `column` becomes `value`
    scale,  // the number in `column` is multiplied by `value`
    shift,  // the date in `column` moves by `value` days
    drop,   // the entry is not there
  };
  Kind kind = Kind::set;
  std::string table;
  std::vector<ScenarioTest> where = {};
  std::string column = {};
  std::string value = {};
  std::vector<std::pair<std::string, std::string>> row = {};  // add: column and text
};

// A scenario: changes in order, each on top of the ones before it. It never touches the book (LANGUAGE).
struct Scenario {
  std::string name;
  std::string description = {};
  std::vector<ScenarioChange> changes = {};
};

// A scenario whose texts have become cells of one History. It may be used for any number of Snapshots of that History.
class StagedScenario {
 public:
  // Parses every text and appends the added entries to `history` as drafts, which no other Snapshot shows.
  //   Errors bad_input, all of them in one text: no such table or column, a value that does not fit its column, a column
  //   that cannot be scaled or shifted, the programme itself. Each names the change by its place, from 1.
  static Result<StagedScenario> stage(const Scenario& scenario, History& history);

  struct Test {
    std::size_t column = 0;
    std::vector<Cell> any_of = {};
    std::optional<Day> from = {};
    std::optional<Day> until = {};
    bool dated = false;  // compares dates, not cells
  };
  struct Change {
    ScenarioChange::Kind kind = ScenarioChange::Kind::set;
    Table table = Table::programme;
    std::vector<Test> where = {};
    std::size_t column = 0;
    Cell value = kNullCell;  // set: the cell; scale: 1e-4 units; shift: days
    RowIndex draft = kNoRow;
  };
  const std::string& name() const { return name_; }
  const std::string& description() const { return description_; }
  const std::vector<Change>& changes() const { return changes_; }

 private:
  StagedScenario() = default;
  std::string name_;
  std::string description_;
  std::vector<Change> changes_;
};

}  // namespace servanda
