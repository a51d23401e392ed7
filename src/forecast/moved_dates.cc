#include "forecast/moved_dates.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "forecast/delays.h"

namespace servanda {
namespace {

// The newest promise moved further by `shift` days.
struct Branch {
  DayNumber shift;
  double chance;
};

std::vector<Branch> branches_of(const MovedDates& moved) {
  constexpr double kRest = 0.01;  // chance of more moves that are not told apart
  constexpr int kMost = 400;
  constexpr double kFarthest = 3'650;
  std::vector<Branch> out;
  double left = 1;  // of at least `further` moves
  for (int further = 0; further < kMost; ++further) {
    const double n = moved.unusual() + further;
    const bool last = left <= kRest || further + 1 == kMost || std::abs(further * moved.mean_days()) > kFarthest;
    const double chance = last ? left : left * kMovesBefore / (n + kMovesBefore);
    const double middle = further * moved.mean_days();
    const double off = std::sqrt(static_cast<double>(further)) * moved.deviation;
    for (const double shift : {middle - off, middle + off})
      out.push_back({static_cast<DayNumber>(std::lround(std::clamp(shift, -kFarthest, kFarthest))), chance / 2});
    if (last) break;
    left -= chance;
  }
  return out;
}

}  // namespace

MovedDates moved_dates(const Shipment& shipment) {
  MovedDates out;
  const auto& references = shipment.references;
  if (references.empty() || references.back().kind != Promise::stated) return out;
  std::optional<DayNumber> first, last;
  double squares = 0;
  for (const Reference& reference : references) {
    if (reference.kind != Promise::stated) continue;
    if (!first) first = reference.day;
    if (last && *last != reference.day) {
      const double days = reference.day - *last;
      ++out.moves;
      squares += days * days;
    }
    last = reference.day;
  }
  if (out.moves == 0) return out;
  out.total = *last - *first;
  out.entry = std::max(references.back().known, shipment.known.value_or(references.back().known)) + 1 - references.back().day;
  if (out.moves < 2) return out;
  const double variance = (squares - out.moves * out.mean_days() * out.mean_days()) / (out.moves - 1);
  out.deviation = static_cast<DayNumber>(std::lround(std::sqrt(std::max(variance, 0.0))));
  return out;
}

double stands(const MovedDates& moved) { return kMovesBefore / (moved.unusual() + kMovesBefore); }

LagLaw with_moves(const LagLaw& law, const MovedDates& moved) {
  if (moved.unusual() == 0) return law;
  constexpr DayNumber kBeyond = 730;  // days of the last bin that its hazard is taken from
  const std::vector<Branch> branches = branches_of(moved);
  // Not yet come after the lag, of those at risk since the promise became known.
  const auto left = [&](DayNumber lag) {
    double sum = 0;
    for (const auto& [shift, chance] : branches) sum += chance * (1 - law.within(moved.entry - 1 - shift, lag - shift));
    return sum;
  };
  std::array<double, kLagBins> daily{};
  for (std::size_t bin = 0; bin < kLagBins; ++bin) {
    const DayNumber end = bin + 1 < kLagBins ? kLagEdges[bin + 1] : kLagEdges[bin] + kBeyond;
    const DayNumber first = std::clamp(moved.entry, kLagEdges[bin], end - 1);
    const double before = left(first - 1);
    const double after = left(end - 1);
    daily[bin] = before > 0 && after > 0 ? -std::expm1(std::log(after / before) / (end - first)) : 1;
  }
  return LagLaw(daily);  // keeps each day inside what a law may say
}

}  // namespace servanda
