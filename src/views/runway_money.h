#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "views/runway.h"
#include "views/runway_cover.h"

namespace servanda {

// The number of a month: year * 12 + month, from 0.
int month_number(PartialDate date);
PartialDate month_of_number(int number);

// A fund as the flow takes it, with what its odds depend on.
struct RunwaySupply {
  CoverFund fund;
  std::string id, donor;
  const Certainty* certainty = nullptr;
  std::string source = {};
  int dated = 0;  // the month of its date, which may be past; the fund's own `from` is not
  // With a slip, which counts from its date: what should have come long ago has come.
  CoverFund late_by(int months) const {
    CoverFund out = fund;
    out.from = std::max(fund.from, dated + months);
    return out;
  }
};

// Needs of one month, priority and purpose.
struct RunwayDemand {
  CoverNeed need;
  int priority = 0;
  struct Part {
    std::string id, source;
    Wide amount = 0;
  };
  std::vector<Part> parts;  // by name
};

// One Snapshot's funds and needs, in nominal money (runway.h, rules 1 to 3, 7 and 8).
struct RunwayMoney {
  int first_month = 0;
  std::vector<RunwaySupply> supplies;
  std::vector<RunwayDemand> demands;  // in the order of service
  std::vector<RunwayFund> funds;
  std::vector<RunwayYear> annual;
  std::string plan;
  std::optional<Day> plan_known;
  std::vector<RunwayCost> costs;
  std::vector<std::string> left_out;
  bool in_kind = false;  // needs by month ask for items without an amount

  // months_before: needs of how many months before the first one are listed too.
  static Result<RunwayMoney> of(const Snapshot& snapshot, const RunwayOptions& options, int months_before = 0);
};

}  // namespace servanda
