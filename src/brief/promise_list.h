#pragma once

#include <cstddef>
#include <vector>

#include "brief/view.h"

namespace servanda {

// The promises with a date that count, by their places in PromisesResult::promises; of many, those that were or fall due
// nearest to the as-known day. What repeats another or was replaced, and series without a dated promise, are left out.
struct PromiseList {
  std::vector<std::size_t> shown;  // decided ones first, each by due date
  std::size_t all = 0;             // dated and counted
};
inline constexpr std::size_t kPromisesShown = 100;
PromiseList promise_list(const BriefView& view);

// Its description; else its id, with its kind where several kinds make promises.
std::string promise_name(const DatedPromise& promise);

}  // namespace servanda
