#include "plan/lot_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <coin/ClpSimplex.hpp>

namespace servanda {
namespace {

constexpr int kWholeParts = 4;  // of the seven: halves, thirds, ...
constexpr std::array<double, kLotShares - kWholeParts> kSmall{0.2, 1.0 / 3, 0.45};
constexpr double kEdge = 1e-9;  // sizes are counts of 1e-4 t: this near to an edge is on it
constexpr double kBroken = 1e-6;  // of a limit
constexpr double kWorthARow = 0.01;
constexpr int kMostPatterns = 100;

// A lot of more than i of n + 1 parts takes i of n.
double steps(int n, double part) {
  const double parts = (n + 1) * part;
  const double whole = std::floor(parts + kEdge);
  return parts - whole < kEdge ? part : whole / n;
}

// Beside a lot that leaves less than `small`, only what counts nothing fits.
double without_small(double small, double part) {
  if (part < small + kEdge) return 0;
  return part > 1 - small + kEdge ? 1 : part;
}

// The f that counts most of given lots, by the patterns of lots that fit together: those that are broken come in one by one.
class DeepestShares {
 public:
  // sizes as parts of the limit, decreasing; `lots`: how many go through.
  DeepestShares(std::vector<double> sizes, const std::vector<double>& lots) : sizes_(std::move(sizes)), share_(sizes_.size(), 0) {
    lp_.setLogLevel(0);
    const int count = static_cast<int>(sizes_.size());
    lp_.resize(0, count);
    for (int i = 0; i < count; ++i) {
      lp_.setObjectiveCoefficient(i, -lots[at(i)]);
      std::vector<int> alone(sizes_.size(), 0);
      alone[at(i)] = std::max(1, fitting(i, 1));
      add(alone);
    }
  }

  // Whether they count more than one together.
  bool find() {
    for (int patterns = 0; patterns < kMostPatterns; ++patterns) {
      lp_.dual();
      for (std::size_t i = 0; i < share_.size(); ++i) share_[i] = std::max(0.0, lp_.getColSolution()[i]);
      if (-lp_.objectiveValue() <= 1 + kWorthARow) return false;
      seek();
      if (most_ <= 1 + kEdge) break;
      add(fullest_);
    }
    for (double& one : share_) one /= std::max(1.0, most_);
    return true;
  }
  const std::vector<double>& shares() const { return share_; }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  int fitting(int i, double left) const { return static_cast<int>((left + kEdge) / sizes_[at(i)]); }

  void add(const std::vector<int>& pattern) {
    std::vector<int> index;
    std::vector<double> element;
    for (std::size_t i = 0; i < pattern.size(); ++i)
      if (pattern[i] > 0) {
        index.push_back(static_cast<int>(i));
        element.push_back(pattern[i]);
      }
    lp_.addRow(static_cast<int>(index.size()), index.data(), element.data(), -COIN_DBL_MAX, 1);
  }

  // The pattern that counts most.
  void seek() {
    most_ = 0;
    chosen_.assign(sizes_.size(), 0);
    best_rate_.assign(sizes_.size() + 1, 0);
    for (std::size_t i = sizes_.size(); i-- > 0;) best_rate_[i] = std::max(best_rate_[i + 1], share_[i] / sizes_[i]);
    extend(0, 1, 0);
  }

  void extend(int i, double left, double counts) {
    if (counts > most_) {
      most_ = counts;
      fullest_ = chosen_;
    }
    if (at(i) == sizes_.size() || counts + left * best_rate_[at(i)] <= most_ + kEdge) return;
    for (int lots = share_[at(i)] > 0 ? fitting(i, left) : 0; lots >= 0; --lots) {
      chosen_[at(i)] = lots;
      extend(i + 1, left - lots * sizes_[at(i)], counts + lots * share_[at(i)]);
    }
    chosen_[at(i)] = 0;
  }

  std::vector<double> sizes_;
  std::vector<double> share_;
  ClpSimplex lp_;
  double most_ = 0;
  std::vector<int> fullest_;
  std::vector<int> chosen_;
  std::vector<double> best_rate_;
};

}  // namespace

double lot_share(int which, double part) {
  return which < kWholeParts ? steps(which + 1, part) : without_small(kSmall[static_cast<std::size_t>(which - kWholeParts)], part);
}

LotRows::LotRows(std::vector<double> least, std::vector<double> most)
    : least_(std::move(least)), most_(std::move(most)), largest_(most_.empty() ? 0 : *std::max_element(most_.begin(), most_.end())) {}

std::vector<double> LotRows::common_row(double limit, const std::vector<LotFlow>& flows) const {
  int worst = -1;
  double most = 1 + kBroken;
  const auto share = [&](int which, std::size_t lots) { return least_[lots] > 0 && least_[lots] <= limit ? lot_share(which, least_[lots] / limit) : 0.0; };
  for (int which = 0; which < kLotShares; ++which) {
    double counts = 0;
    for (const LotFlow& one : flows) {
      const auto lots = static_cast<std::size_t>(one.lot_class);
      counts += one.tonnes / most_[lots] * share(which, lots);
    }
    if (counts <= most) continue;
    most = counts;
    worst = which;
  }
  std::vector<double> out;
  for (std::size_t lots = 0; worst >= 0 && lots < least_.size(); ++lots) out.push_back(share(worst, lots));
  return out;
}

std::vector<double> LotRows::deepest_row(double limit, const std::vector<LotFlow>& flows) const {
  std::vector<std::size_t> classes;  // largest first
  std::vector<double> sizes;
  std::vector<double> lots;
  double together = 0;
  for (auto one = flows.rbegin(); one != flows.rend(); ++one) {
    const auto lot_class = static_cast<std::size_t>(one->lot_class);
    const double size = least_[lot_class] / limit;
    if (size < kLeastPart || size > 1) continue;
    classes.push_back(lot_class);
    sizes.push_back(size);
    lots.push_back(one->tonnes / most_[lot_class]);
    together += std::ceil(lots.back() - kBroken) * size;
  }
  if (together <= 1 + kEdge) return {};
  DeepestShares deepest(sizes, lots);
  if (!deepest.find()) return {};
  // A lot counts as the largest of these that is no larger: whatever fits, fits with that in its place.
  std::vector<double> out(least_.size(), 0);
  for (std::size_t i = 0; i < classes.size(); ++i)
    for (std::size_t larger = classes[i]; larger < out.size(); ++larger)
      if (least_[larger] <= limit) out[larger] = std::max(out[larger], deepest.shares()[i]);
  return out;
}

void LotRows::add(int place, double limit, const std::vector<double>& shares) {
  if (rows_of_.size() <= static_cast<std::size_t>(place)) rows_of_.resize(static_cast<std::size_t>(place) + 1);
  rows_of_[static_cast<std::size_t>(place)].push_back(count());
  Row row{place, limit, {}};
  for (std::size_t lots = 0; lots < shares.size(); ++lots) row.units.push_back(shares[lots] > 0 ? shares[lots] * limit / most_[lots] : 0);
  rows_.push_back(std::move(row));
}

const std::vector<int>& LotRows::rows_of(int place) const {
  static const std::vector<int> kNone;
  return static_cast<std::size_t>(place) < rows_of_.size() ? rows_of_[static_cast<std::size_t>(place)] : kNone;
}

}  // namespace servanda
