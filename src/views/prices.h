#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/partial_date.h"
#include "base/result.h"
#include "book/snapshot.h"

namespace servanda {

// In whose money an answer is told: as it was paid (nominal), or at the prices of one year.
//
// Rules
//   1. An amount of year Y at constant prices of year B is amount * deflator(B) / deflator(Y), rounded half to even
//   once.
//   2. A deflator belongs to a country (the id that `economy` gives it), a year and a vintage. Of several vintages that
//      state both years the newest known counts, then the one whose name sorts last. Both years are of one vintage.
//   3. Where no vintage states both years, the answer is an error that names the country and the year: nothing is
//   guessed.
//   4. A fund or joint donor that `economy` does not know has the mean index of its members: those that `attribution`
//      names in that year (else in the last year before, else in the first), weighted by their stated parts, or those of
//      a name such as `A;B`. Where no part is stated each member weighs the same; where some are, the others weigh
//      nothing. A member without a deflator is named as by rule 3.
//   5. Where two days are compared, the deflators known on the later one count for both.
struct Prices {
  std::optional<int> constant = {};         // the year; empty: nominal
  const Snapshot* deflators_of = nullptr;  // whose deflators count; null: those of the Snapshot that states the amounts

  Prices by(const Snapshot& snapshot) const { return {constant, &snapshot}; }

  // "nominal", "constant prices of 2030".
  std::string text() const;
};

// `nominal` or `constant:2030`. Error bad_usage.
Result<Prices> parse_prices(std::string_view text);

class Deflators {
 public:
  explicit Deflators(const Snapshot& snapshot);

  // `units` of year `year` in the money of a country, fund or joint donor, at the prices asked for. Error bad_input by
  // rule 3.
  Result<Wide> at(const Prices& prices, std::string_view country, int year, Wide units) const;
  bool empty() const { return vintages_.empty(); }

 private:
  struct Vintage {
    std::optional<Day> known;
    std::string name;
    std::map<int, Wide> by_year;
  };
  struct Member {
    std::string country;
    Wide weight = 0;
  };

  std::vector<Member> members(std::string_view donor, int year) const;  // rule 4
  Result<Wide> of_country(int base, std::string_view country, int year, Wide units, Wide weight, Wide weights) const;

  std::map<std::string, std::vector<Vintage>, std::less<>> vintages_;  // by country, newest first
  std::map<std::string, std::map<int, std::vector<Member>>, std::less<>> members_;  // by fund and year
};

// One index for money that is added up, so that sums stay sums: that of the programme's first recipient, by the rules
// above.
class ProgrammePrices {
 public:
  ProgrammePrices(const Snapshot& snapshot, const Prices& prices);

  // `units` of the year of `date` at the prices asked for; as they are at nominal prices.
  //   what: the entry that states them, for the error.
  // Error bad_input by rule 3, and for an amount without a date.
  Result<Wide> at(std::optional<PartialDate> date, Wide units, std::string_view what) const;
  bool nominal() const { return !prices_.constant; }

 private:
  Prices prices_;
  std::string recipient_;
  std::optional<Deflators> deflators_;  // only where prices are constant
};

}  // namespace servanda
