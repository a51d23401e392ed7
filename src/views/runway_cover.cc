#include "views/runway_cover.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

namespace servanda {

// Funds for the same months and purpose are one.
CoverFlow::CoverFlow(std::span<const CoverFund> funds) {
  std::map<std::tuple<int, int, std::string_view>, std::size_t> places;
  for (const CoverFund& fund : funds) {
    const auto [found, added] = places.try_emplace({fund.from, fund.until, fund.purpose}, funds_.size());
    if (added) {
      funds_.push_back(fund);
      left_.push_back(fund.amount);
    } else {
      left_[found->second] += fund.amount;
    }
  }
  for (std::size_t i = 0; i < funds_.size(); ++i) funds_[i].amount = left_[i];
  paid_by_.resize(funds_.size());
}

bool CoverFlow::pays(const CoverFund& fund, const CoverNeed& need) const {
  if (need.month < fund.from || need.month > fund.until) return false;
  return fund.purpose.empty() || std::ranges::find(need.purposes, fund.purpose) != need.purposes.end();
}

Wide CoverFlow::serve(const CoverNeed& need) {
  needs_.push_back(need);
  paid_.emplace_back(funds_.size(), 0);
  payers_.emplace_back();
  for (std::size_t fund = 0; fund < funds_.size(); ++fund)
    if (pays(funds_[fund], need)) payers_.back().push_back(fund);
  Wide served = 0;
  while (served < need.amount) {
    const Wide more = augment(need.amount - served);
    if (more == 0) break;
    served += more;
  }
  return served;
}

Wide CoverFlow::left(int month) const {
  Wide sum = 0;
  for (std::size_t i = 0; i < funds_.size(); ++i)
    if (funds_[i].until >= month) sum += left_[i];
  return sum;
}

// Breadth first from the last need: to a fund that may pay for it; from a fund without money to a need that it pays for
// now and that another fund may take over.
Wide CoverFlow::augment(Wide wanted) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> need_of(funds_.size(), kNone);  // by which need a fund was reached
  std::vector<std::size_t> fund_of(needs_.size(), kNone);  // by which fund a need was reached
  std::vector<std::size_t> queue{needs_.size() - 1};
  std::size_t end = kNone;
  for (std::size_t next = 0; next < queue.size() && end == kNone; ++next) {
    const std::size_t need = queue[next];
    for (const std::size_t fund : payers_[need]) {
      if (need_of[fund] != kNone) continue;
      need_of[fund] = need;
      if (left_[fund] > 0) {
        end = fund;
        break;
      }
      for (const std::size_t other : paid_by_[fund]) {
        if (other + 1 == needs_.size() || fund_of[other] != kNone || paid_[other][fund] == 0) continue;
        fund_of[other] = fund;
        queue.push_back(other);
      }
    }
  }
  if (end == kNone) return 0;
  Wide amount = std::min(wanted, left_[end]);
  for (std::size_t need = need_of[end]; need + 1 != needs_.size(); need = need_of[fund_of[need]])
    amount = std::min(amount, paid_[need][fund_of[need]]);
  left_[end] -= amount;
  std::size_t fund = end;
  for (std::size_t need = need_of[end];; need = need_of[fund]) {
    paid_[need][fund] += amount;
    std::vector<std::size_t>& paid_needs = paid_by_[fund];
    if (const auto place = std::ranges::lower_bound(paid_needs, need); place == paid_needs.end() || *place != need)
      paid_needs.insert(place, need);
    if (need + 1 == needs_.size()) break;
    fund = fund_of[need];
    paid_[need][fund] -= amount;
  }
  return amount;
}

}  // namespace servanda
