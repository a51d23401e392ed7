#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "forecast/forecast.h"

namespace servanda {

// A published forecast as the book keeps it: lines of numbers and names that any later version can score.
//
//   servanda-forecast 2
//   from DAY within DAYS stage STAGE futures N seed N known DAY   the newest day that the book knew of; absent in version 1
//   share P10 P50 P90 MEAN SD            of the count, in 1e-4; absent where nothing was open
//   consignment ODDS DUE Q05 … Q95 ID    odds in 1e-4; days after `from`: the expected one, then 19 quantiles; `-` = never
//   target PROBABILITY BY GOAL P10 P50 P90 ID   of one not settled: days after `from`; decimals; `-` where there is no sum
//   figure FIGURE                        of the target before
struct PublishedTarget {
  std::string id;
  std::string figure;
  Share probability = 0;
  DayNumber by = 0;  // days after `from`
  Wide goal = 0;     // 1e-4
  std::optional<std::array<Wide, 3>> sums;
};

struct PublishedForecast {
  Day from;
  DayNumber within_days = 0;
  Stage stage;
  std::size_t futures = 0;
  std::uint64_t seed = 0;
  std::optional<Day> newest_known;
  struct Spread {
    Share p10, p50, p90, mean, sd;
  };
  std::optional<Spread> share;
  struct One {
    std::string id;
    Share odds = 0;
    DayNumber due = 0;
    std::array<std::int16_t, kQuantiles> days{};
  };
  std::vector<One> consignments;
  std::vector<PublishedTarget> targets;

  // Whether the book knew more than what could be known on its day: then it is a replay.
  bool made_later() const { return newest_known && *newest_known > from; }
};

std::string to_content(const ForecastResult& result, const std::vector<PublishedTarget>& targets, Day newest_known);
// Error bad_input, with the line that is wrong.
Result<PublishedForecast> parse_published(std::string_view content);

// The name of a published forecast in the book: day, window, stage and seed, so the same one is stored once.
std::string published_id(const ForecastResult& result);

}  // namespace servanda
