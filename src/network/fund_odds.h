#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace servanda {

// How sure money is, by the word that a fund's `certainty` has: whether it comes at all, and how late. Declared, not learned:
// no book says yet when each fund came.
struct Certainty {
  std::string_view name;
  int percent;              // that the money comes
  std::array<int, 4> late;  // percent: on time, 1, 3, 6 months late
};
inline constexpr std::array<int, 4> kLateMonths{0, 1, 3, 6};
inline constexpr std::array<Certainty, 4> kCertainties{{{"firm", 100, {80, 15, 5, 0}},
                                                        {"likely", 80, {50, 25, 15, 10}},
                                                        {"possible", 40, {30, 30, 20, 20}},
                                                        {"", 80, {50, 25, 15, 10}}}};  // not stated: as likely

// Another word counts as none.
constexpr const Certainty& certainty_of(std::string_view name) {
  for (const Certainty& certainty : kCertainties)
    if (certainty.name == name) return certainty;
  return kCertainties.back();
}

// The place in kLateMonths of a slip drawn at `percentile`, 0 … 99.
constexpr std::size_t late_step(const Certainty& certainty, int percentile) {
  std::size_t step = 0;
  while (step + 1 < kLateMonths.size() && percentile >= certainty.late[step]) percentile -= certainty.late[step++];
  return step;
}

}  // namespace servanda
