#include "forecast/announcements.h"

#include <algorithm>
#include <cmath>

#include "forecast/random.h"

namespace servanda {
namespace {

constexpr DayNumber kMemory = 1'461;      // days of history that count
constexpr double kPriorAnnouncements = 2;
constexpr double kSeasonAnnouncements = 60;
constexpr double kOwnSizes = 3;
constexpr double kRateShockSd = 0.25;     // of the logarithm of all rates together
constexpr double kDriftSd = 0.7;          // likewise, as far ahead as the history goes back
constexpr double kLeastHistory = 30;      // days
constexpr DayNumber kStep = 7;            // days drawn at once
constexpr double kMonthShape = 8;         // of the gamma law of a month's rate against the one expected, as kRateShockSd has it

double decay(DayNumber days, double half_life) { return std::exp2(-days / half_life); }

// Of a count whose mean is `mean` times a gamma variate of mean 1.
double log_likelihood(int count, double mean) {
  return std::lgamma(count + kMonthShape) - std::lgamma(kMonthShape) - std::lgamma(count + 1.0) - kMonthShape * std::log1p(mean / kMonthShape) +
         count * std::log(mean / (kMonthShape + mean));
}

std::size_t month_index(DayNumber day) {
  return static_cast<unsigned>(std::chrono::year_month_day(day_of(day)).month()) - 1;
}

// A gamma variate with mean 1 by the cube of a normal.   Source: Wilson and Hilferty, PNAS 17 (1931).
double gamma_of_mean_one(double shape, double uniform) {
  const double root = 1 - 1 / (9 * shape) + normal_quantile(uniform) / (3 * std::sqrt(shape));
  return std::max(root * root * root, 0.01);
}

// The Poisson count at a quantile.
int poisson(double mean, double uniform) {
  constexpr int kMany = 10'000;
  double mass = std::exp(-mean);
  double sum = mass;
  int n = 0;
  while (sum < uniform && n < kMany) {
    ++n;
    mass *= mean / n;
    sum += mass;
  }
  return n;
}

}  // namespace

AnnouncementProcess::AnnouncementProcess(std::vector<Announcement> past, DayNumber as_known) : as_known_(as_known) {
  std::erase_if(past, [&](const Announcement& each) {
    return each.day > as_known || each.day <= as_known - kMemory || each.units <= 0;
  });
  std::ranges::sort(past, [](const Announcement& a, const Announcement& b) {
    return std::tie(a.donor, a.day, a.units) < std::tie(b.donor, b.day, b.units);
  });
  past_ = std::move(past);
  if (!has_history()) return;
  DayNumber first = as_known;
  std::array<double, 12> months{};
  std::string_view last;
  for (const Announcement& each : past_) {
    first = std::min(first, each.day);
    if (donors_.empty() || each.donor != last) donors_.emplace_back();
    last = each.donor;
    donors_.back().sizes.push_back(each.units);
    for (std::size_t h = 0; h < kHalfLives.size(); ++h) donors_.back().weight[h] += decay(as_known - each.day, kHalfLives[h]);
    sizes_.push_back(each.units);
    months[month_index(each.day)] += 1;
  }
  std::ranges::sort(sizes_);
  for (std::size_t h = 0; h < kHalfLives.size(); ++h) {
    for (DayNumber day = first; day <= as_known; ++day) exposure_[h] += decay(as_known - day, kHalfLives[h]);
    double all = 0;
    for (const Donor& donor : donors_) all += donor.weight[h];
    prior_rate_[h] = all / exposure_[h] / static_cast<double>(donors_.size());
  }
  history_ = std::max<double>(kLeastHistory, as_known - first + 1);
  weigh_half_lives(first);
  const auto n = static_cast<double>(past_.size());
  for (std::size_t m = 0; m < months.size(); ++m)
    season_[m] = 12 * (months[m] + kSeasonAnnouncements / 12) / (n + kSeasonAnnouncements);
}

void AnnouncementProcess::weigh_half_lives(DayNumber first) {
  constexpr DayNumber kMonth = 30;
  constexpr double kBefore = 0.5;      // announcements in half a month, known before anything is
  constexpr std::size_t kLearn = 2;    // months
  std::vector<int> counts(static_cast<std::size_t>((as_known_ - first + 1) / kMonth));  // the oldest first
  for (const Announcement& each : past_)
    if (const auto back = static_cast<std::size_t>((as_known_ - each.day) / kMonth); back < counts.size()) ++counts[counts.size() - 1 - back];
  ByHalfLife logs{};
  for (std::size_t h = 0; h < kHalfLives.size(); ++h) {
    const double kept = decay(kMonth, kHalfLives[h]);
    double events = 0, months = 0;
    for (std::size_t month = 0; month < counts.size(); ++month) {
      if (month >= kLearn) logs[h] += log_likelihood(counts[month], (events + kBefore) / (months + kBefore));
      events = events * kept + counts[month];
      months = months * kept + 1;
    }
  }
  const double most = std::ranges::max(logs);
  double sum = 0;
  for (std::size_t h = 0; h < kHalfLives.size(); ++h) sum += half_life_odds_[h] = std::exp(logs[h] - most);
  for (double& odds : half_life_odds_) odds /= sum;
}

std::vector<AnnouncementProcess::Sum> AnnouncementProcess::draw(std::uint64_t seed, std::uint32_t future,
                                                                DayNumber until) const {
  std::vector<Sum> out;
  const PhiloxBlock common = draws(seed, Stream::money_count, future, ~0U, 0);
  const double shock = kRateShockSd * normal_quantile(unit_interval(common[0]));
  const double drift = kDriftSd * normal_quantile(unit_interval(common[2]));
  std::size_t h = 0;
  for (double u = unit_interval(common[1]); h + 1 < kHalfLives.size() && u > half_life_odds_[h]; ++h) u -= half_life_odds_[h];
  for (std::uint32_t d = 0; d < donors_.size(); ++d) {
    const Donor& donor = donors_[d];
    const double shape = kPriorAnnouncements + donor.weight[h];
    const double rate = shape / (kPriorAnnouncements / prior_rate_[h] + exposure_[h]) *
                        gamma_of_mean_one(shape, unit_interval(draws(seed, Stream::money_count, future, d, 0)[0]));
    std::uint32_t step = 0;
    for (DayNumber day = as_known_ + 1; day <= until; day += kStep) {
      ++step;
      const DayNumber end = std::min(until, day + kStep - 1);
      const double moved = std::exp(shock + drift * std::sqrt((day - as_known_) / history_));
      const double mean = rate * moved * season_[month_index(day)] * (end - day + 1);
      const int count = poisson(mean, unit_interval(draws(seed, Stream::money_count, future, d, step)[0]));
      for (int i = 0; i < count; ++i) {
        const PhiloxBlock pick = draws(seed, Stream::money_size, future, d, step * 64 + static_cast<std::uint32_t>(i % 64));
        const auto own = static_cast<double>(donor.sizes.size());
        const auto& from = unit_interval(pick[0]) < own / (own + kOwnSizes) ? donor.sizes : sizes_;
        out.push_back({end, from[static_cast<std::size_t>(unit_interval(pick[1]) * static_cast<double>(from.size()))]});
      }
    }
  }
  sort(out);
  return out;
}

void AnnouncementProcess::sort(std::vector<Sum>& sums) {
  std::ranges::sort(sums, {}, [](const Sum& sum) { return std::pair(sum.day, sum.units); });
}

void PastSums::add(std::vector<double> said, Wide came, Wide last) {
  const auto seen = static_cast<double>(came);
  std::ranges::sort(said);
  const auto n = static_cast<double>(said.size());
  const std::size_t tail = said.size() / 10;
  ++origins_;
  if (seen >= said[tail] && seen <= said[said.size() - 1 - tail]) ++inside_;
  double distance = 0, spread = 0;
  for (std::size_t f = 0; f < said.size(); ++f) {
    distance += std::abs(said[f] - seen) / n;
    spread += said[f] * (2.0 * static_cast<double>(f) + 1 - n) / (n * n);
  }
  crps_ += distance - spread;
  baseline_ += std::abs(static_cast<double>(last) - seen);
}

AnnouncementScore PastSums::score() const {
  AnnouncementScore score;
  score.origins = origins_;
  if (origins_ > 0) score.coverage80 = to_share(static_cast<double>(inside_) / origins_);
  if (baseline_ > 0) score.crps_ratio = std::llround(std::min(crps_ / baseline_, 1e4) * kWhole);
  return score;
}

AnnouncementScore score_announcements(const std::vector<Announcement>& past, DayNumber as_known, DayNumber days,
                                      int origins, std::uint64_t seed) {
  constexpr std::uint32_t kFutures = 200;
  PastSums sums;
  const auto sum_of = [&](DayNumber after, DayNumber until) {
    Wide sum = 0;
    for (const Announcement& each : past)
      if (each.day > after && each.day <= until) sum += each.units;
    return sum;
  };
  for (int i = 0; i < origins; ++i) {
    const DayNumber origin = as_known - days - 30 * i;
    const AnnouncementProcess process(past, origin);
    if (!process.has_history()) break;
    std::vector<double> said;
    for (std::uint32_t f = 0; f < kFutures; ++f) {
      double sum = 0;
      for (const auto& each : process.draw(seed, f, origin + days)) sum += static_cast<double>(each.units);
      said.push_back(sum);
    }
    sums.add(std::move(said), sum_of(origin, origin + days), sum_of(origin - days, origin));
  }
  return sums.score();
}

}  // namespace servanda
