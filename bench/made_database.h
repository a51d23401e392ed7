#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "made_programme.h"

namespace servanda::bench {

// The made programme in an SQLite database in memory, with what helps it: an index for every join, the ones on lines and
// events covering; days as integers; statements prepared once. Amounts are in 1e-4 of the currency.
class MadeDatabase {
 public:
  using Parameter = std::variant<std::int64_t, std::string>;

  MadeDatabase();
  void begin() { run("BEGIN"); }
  void add(const MadeEntry& entry);
  // After the last entry.
  void finish();

  // Calls visit(statement) for each row that the query gives; the parameters are ?1, ?2, …
  void ask(const std::string& sql, const std::vector<Parameter>& parameters,
           const std::function<void(sqlite3_stmt*)>& visit);

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void run(const char* sql);
  sqlite3_stmt* prepared(const std::string& sql);

  std::unique_ptr<sqlite3, Close> database_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

// What makes a version of `table`, called `alias`, visible on day ?2: no entry of the made programme has more than one
// later version.
std::string visible_sql(const std::string& alias, const std::string& table);

}  // namespace servanda::bench
