#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/wide.h"

namespace servanda {

// Money that may be spent in months `from` to `until` (numbers of months, both included), on its purpose alone.
struct CoverFund {
  int from = 0;
  int until = 0;
  std::string purpose;  // blank: anything
  Wide amount = 0;
};

// What is needed in one month. Money tied to any one of the purposes may pay for it.
struct CoverNeed {
  int month = 0;
  std::vector<std::string> purposes;
  Wide amount = 0;
};

// Which needs the funds pay for, when needs are served one after the other and what an earlier one was promised is
// never taken back: a maximum flow in whole units, grown by augmenting paths, so a need is short only if no division of
// the money whatever would pay for it and for all before it (the amounts that can be served form a polymatroid, on
// which serving in order is optimal).
//   Source: Ford and Fulkerson 1956; Megiddo 1974, optimal flows in networks with multiple sources and sinks.
class CoverFlow {
 public:
  explicit CoverFlow(std::span<const CoverFund> funds);

  // How much of `need` is paid, with everything served before it still paid in full.
  Wide serve(const CoverNeed& need);
  // What is left of all funds that may still be spent in `month` or later.
  Wide left(int month) const;

 private:
  bool pays(const CoverFund& fund, const CoverNeed& need) const;
  Wide augment(Wide wanted);

  std::vector<CoverFund> funds_;
  std::vector<Wide> left_;
  std::vector<CoverNeed> needs_;
  std::vector<std::vector<Wide>> paid_;            // by need and fund
  std::vector<std::vector<std::size_t>> payers_;   // by need, the funds that may pay for it
  std::vector<std::vector<std::size_t>> paid_by_;  // by fund, the needs that it ever paid for, ascending
};

}  // namespace servanda
