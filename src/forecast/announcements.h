#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/wide.h"
#include "forecast/forecast.h"

namespace servanda {

// One announcement (or payment): when, by whom, how much. Joint donors are one name.
struct Announcement {
  DayNumber day;
  std::string donor;
  Wide units;  // 1e-4 of one currency
};

// The process of announcements by donor: how often, how large, in which months.
//
//   1. Rate of a donor: announcements of the last kMemory days, each counting half after one of kHalfLives days, shrunk to the
//      mean donor's by a gamma prior worth kPriorAnnouncements (empirical Bayes); it is drawn anew in each future, so
//      that what is not known of it widens the result. A common shock multiplies all rates of one future; one part of it grows with
//      the root of the days ahead over the days of history, since a young programme says little of a far day. Each future draws
//      its half-life too, with the odds that the record gives: the likelihood of the count of each month of 30 days under the
//      rate of those before. So a programme that grows forgets its beginning, and a steady one keeps it.
//   2. Season: the month's share of all announcements, shrunk to even months by kSeasonAnnouncements.
//   3. Size: one of the donor's own past sizes, or one of all past sizes with the odds n to kOwnSizes.
//   4. A year with fewer than kFewest announcements in all is no history: there is no process, and that is said.
class AnnouncementProcess {
 public:
  static constexpr std::size_t kFewest = 5;
  static constexpr std::array<double, 6> kHalfLives{30, 60, 120, 240, 480, 960};  // days

  AnnouncementProcess(std::vector<Announcement> past, DayNumber as_known);

  bool has_history() const { return past_.size() >= kFewest; }
  std::size_t announcements() const { return past_.size(); }
  // Of each half-life; they make 1.
  const std::array<double, kHalfLives.size()>& half_life_odds() const { return half_life_odds_; }

  // What is announced from the day after the as-known day until `until`, in one future, at the end of its week. Sorted by day.
  struct Sum {
    DayNumber day;
    Wide units;
  };
  std::vector<Sum> draw(std::uint64_t seed, std::uint32_t future, DayNumber until) const;
  // By day, then units.
  static void sort(std::vector<Sum>& sums);

 private:
  using ByHalfLife = std::array<double, kHalfLives.size()>;
  struct Donor {
    std::vector<Wide> sizes;
    ByHalfLife weight{};  // decayed count
  };
  void weigh_half_lives(DayNumber first);
  DayNumber as_known_;
  std::vector<Announcement> past_;
  std::vector<Donor> donors_;  // by name
  std::vector<Wide> sizes_;
  std::array<double, 12> season_{};  // mean 1
  ByHalfLife exposure_{};            // decayed days
  ByHalfLife prior_rate_{};          // of one donor, a day
  ByHalfLife half_life_odds_{};
  double history_ = 0;               // days
};

// How good forecasts of sums were at past origins.
struct AnnouncementScore {
  int origins = 0;
  Share coverage80 = 0;
  std::int64_t crps_ratio = 0;  // 1e-4: CRPS over that of the last window repeated
};
class PastSums {
 public:
  // One origin: the sums of the futures, the one that came, and that of the window before.
  //   CRPS of a sample: mean |X - y| less half the mean difference of two draws.
  void add(std::vector<double> said, Wide seen, Wide last);
  AnnouncementScore score() const;

 private:
  int origins_ = 0;
  int inside_ = 0;
  double crps_ = 0;
  double baseline_ = 0;
};

// Of the process: at monthly origins before the as-known day, the sum of the next `days` days, as known from the
// announcements with a day up to the origin.
AnnouncementScore score_announcements(const std::vector<Announcement>& past, DayNumber as_known, DayNumber days,
                                      int origins, std::uint64_t seed);

}  // namespace servanda
