#include "forecast/announcements.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "forecast/random.h"

namespace servanda {
namespace {

constexpr DayNumber kMonth = 30;

// A made programme of four donors: in month m, rate(m) announcements, of one size or three.
std::vector<Announcement> programme(std::uint32_t seed, int months, const std::function<double(double)>& rate) {
  std::vector<Announcement> out;
  for (DayNumber day = 0; day < months * kMonth; ++day) {
    const PhiloxBlock bits = draws(seed, Stream::cohort, 0, static_cast<std::uint32_t>(day), 0);
    if (unit_interval(bits[0]) >= rate(static_cast<double>(day) / kMonth) / kMonth) continue;
    out.push_back({day, std::string(1, static_cast<char>('A' + bits[1] % 4)), unit_interval(bits[2]) < 0.5 ? 10'000 : 30'000});
  }
  return out;
}

double mean_half_life(const AnnouncementProcess& process) {
  double sum = 0;
  for (std::size_t h = 0; h < AnnouncementProcess::kHalfLives.size(); ++h) sum += process.half_life_odds()[h] * std::log(AnnouncementProcess::kHalfLives[h]);
  return std::exp(sum);
}

double growing(double month) { return 12 * std::exp2((std::min(month, 18.0) - 18) / 4); }
double steady(double) { return 8; }

TEST(Announcements, AProgrammeThatGrowsForgetsItsBeginning) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    const AnnouncementProcess grown(programme(seed, 18, growing), 18 * kMonth - 1);
    const AnnouncementProcess even(programme(seed, 36, steady), 36 * kMonth - 1);
    EXPECT_LT(mean_half_life(grown), 120) << seed;
    EXPECT_GT(mean_half_life(even), 150) << seed;
    double odds = 0;
    for (const double each : grown.half_life_odds()) odds += each;
    EXPECT_NEAR(odds, 1, 1e-12);
  }
}

// Of made programmes, how far off the sums of half a year were, and the odds that they reach what could be expected.
struct Missed {
  double crps = 0, brier = 0, inside = 0;
};

Missed missed(const std::function<double(double)>& rate) {
  constexpr DayNumber kDays = 182;
  constexpr std::uint32_t kFutures = 128, kSeeds = 8;
  Missed out;
  double n = 0;
  for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) {
    const std::vector<Announcement> all = programme(seed, 32, rate);
    for (const int month : {6, 9, 12, 18, 24}) {
      const DayNumber now = month * kMonth;
      const AnnouncementProcess process(all, now);
      if (!process.has_history()) continue;
      std::vector<double> said;
      for (std::uint32_t f = 0; f < kFutures; ++f) {
        double sum = 0;
        for (const auto& each : process.draw(seed, f, now + kDays)) sum += static_cast<double>(each.units);
        said.push_back(sum);
      }
      std::ranges::sort(said);
      double came = 0, expected = 0;
      for (const Announcement& each : all)
        if (each.day > now && each.day <= now + kDays) came += static_cast<double>(each.units);
      for (DayNumber day = now + 1; day <= now + kDays; ++day) expected += rate(static_cast<double>(day) / kMonth) / kMonth * 20'000;
      const auto above = static_cast<double>(said.end() - std::ranges::lower_bound(said, expected)) / kFutures;
      const double off = above - (came >= expected ? 1 : 0);
      out.brier += off * off;
      for (std::size_t f = 0; f < said.size(); ++f)
        out.crps += (std::abs(said[f] - came) - said[f] * (2.0 * static_cast<double>(f) + 1 - kFutures) / kFutures) / kFutures / expected;
      if (came >= said[kFutures / 10] && came <= said[kFutures - 1 - kFutures / 10]) out.inside += 1;
      n += 1;
    }
  }
  return {out.crps / n, out.brier / n, out.inside / n};
}

// With one half-life of 365 days these were .52, .49 and .08 of what grows, .82, .55 and .40 of what falls; of what is steady .18
// and .85.
TEST(Announcements, AreForetoldWhereAProgrammeGrowsFallsAndIsSteady) {
  const Missed grown = missed(growing), fallen = missed([](double month) { return 12 * std::exp2(-month / 9); }), even = missed(steady);
  EXPECT_LT(grown.crps, 0.42);
  EXPECT_LT(grown.brier, 0.46);
  EXPECT_GT(grown.inside, 0.38);
  EXPECT_LT(fallen.crps, 0.55);
  EXPECT_LT(fallen.brier, 0.52);
  EXPECT_GT(fallen.inside, 0.55);
  EXPECT_LT(even.crps, 0.2);
  EXPECT_GT(even.inside, 0.8);
}

}  // namespace
}  // namespace servanda
