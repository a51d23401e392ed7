#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/wide.h"
#include "book/snapshot.h"

namespace servanda {

// What actual events say of allocations of money.
//
// Rules
//   1. An event of an allocation at a stage of the ladder of money (committed, disbursed, spent) means all of its amount, or the
//      quantity that the event gives, in the allocation's currency and never more than its amount.
//   2. A stage that no event states counts as reached when the next higher stated one was.
//   3. A flow of `funds` (commitment, disbursement, expenditure) tells of all money of its donor, purpose and year that
//      moved by its date. What events of allocations that `funding` ties to a fund of that donor, purpose and year state of
//      the same stage, currency and time is a part of it: the flow counts the rest. So the same money counts once.
//   4. No more of that money is spent than was disbursed, disbursed than committed, committed than appropriated, as far as flows
//      tell of these. Where flows and later events together tell more, the flow counts less.
struct PaidStep {
  RowIndex allocation;
  Stage stage;
  RowIndex event;
  std::optional<PartialDate> date;
  std::optional<Wide> part;  // 1e-4 of the allocation's currency; empty: all of its amount
};

// Of allocations that are visible and not called off; by allocation, stage and date.
std::vector<PaidStep> paid_steps(const Snapshot& snapshot);

// What is already told by these steps of the flows of `funds`, by row, in 1e-4 of the fund's currency.
std::map<RowIndex, Wide> told_of_flows(const Snapshot& snapshot, const std::vector<PaidStep>& steps);

}  // namespace servanda
