#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "views/burden.h"

namespace servanda {

// What was pledged, by donors, year, currency, basis and instrument (burden.h, rules 5 to 7).
class BurdenAidSums {
 public:
  struct Part {
    AmountSum sum;
    Wide attributed = 0;
    Wide military = 0;  // of the sum, that may be counted in
    Wide doubtful = 0;  // of the sum, of credibility 5 or 6
    std::int64_t pledges = 0;
    std::set<Cell> sources = {};  // numbers of texts
  };
  using Key = std::pair<int, AmountKey>;

  bool empty() const { return parts_.empty(); }
  // By year, currency, basis, instrument, donors.
  std::vector<BurdenAid> rows(const Snapshot& snapshot) const;
  // Military aid of one donor in one year that is neither a loan nor a guarantee, by currency.
  std::map<Currency, Wide> countable(const std::string& donor, int year) const;

  Part& part(const std::string& donors, int year, const AmountKey& key) { return parts_[donors][{year, key}]; }

 private:
  std::map<std::string, std::map<Key, Part>> parts_;
};

//   Error bad_input for a missing deflator.
Result<BurdenAidSums> burden_aid_sums(const Snapshot& snapshot, const BurdenOptions& options);

}  // namespace servanda
