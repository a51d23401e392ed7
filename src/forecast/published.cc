#include "forecast/published.h"

#include "base/decimal.h"

namespace servanda {
namespace {

constexpr std::string_view kTitle = "servanda-forecast 2";
constexpr std::string_view kFirstTitle = "servanda-forecast 1";

std::vector<std::string_view> words_of(std::string_view line, std::size_t most) {
  std::vector<std::string_view> words;
  while (words.size() + 1 < most) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) break;
    words.push_back(line.substr(0, blank));
    line.remove_prefix(blank + 1);
  }
  words.push_back(line);
  return words;
}

std::optional<std::int64_t> whole(std::string_view word) {
  const auto number = Decimal::parse(word);
  if (!number || number->units() % Decimal::kUnit != 0) return std::nullopt;
  return number->units() / Decimal::kUnit;
}

std::optional<std::int16_t> offset(std::string_view word) {
  if (word == "-") return Simulation::kNever;
  const auto days = whole(word);
  if (!days || *days < -Simulation::kNever || *days >= Simulation::kNever) return std::nullopt;
  return static_cast<std::int16_t>(*days);
}

std::optional<Share> share(std::string_view word) {
  const auto number = whole(word);
  if (!number || *number < 0 || *number > kWhole) return std::nullopt;
  return static_cast<Share>(*number);
}

bool parse_header(std::string_view line, PublishedForecast& out) {
  constexpr std::size_t kWords = 12;
  const auto words = words_of(line, kWords);
  if (words.size() != kWords && words.size() != kWords - 2) return false;
  if (words.size() == kWords) {
    out.newest_known = parse_day(words.back());
    if (!out.newest_known) return false;
  }
  const auto from = parse_day(words[1]);
  const auto within = whole(words[3]);
  const auto futures = whole(words[7]);
  const auto seed = whole(words[9]);
  for (std::size_t i = 0; i < kStageNames.size(); ++i)
    if (kStageNames[i] == words[5]) out.stage = static_cast<Stage>(i);
  if (!from || !within || *within < 1 || *within > 3650 || !futures || !seed) return false;
  out.from = *from;
  out.within_days = static_cast<DayNumber>(*within);
  out.futures = static_cast<std::size_t>(*futures);
  out.seed = static_cast<std::uint64_t>(*seed);
  return true;
}

bool parse_share(std::string_view line, PublishedForecast& out) {
  const auto words = words_of(line, 6);
  if (words.size() != 6) return false;
  std::array<Share, 5> values{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = share(words[i + 1]);
    if (!value) return false;
    values[i] = *value;
  }
  out.share = {values[0], values[1], values[2], values[3], values[4]};
  return true;
}

bool parse_consignment(std::string_view line, PublishedForecast& out) {
  const auto words = words_of(line, kQuantiles + 4);
  if (words.size() != kQuantiles + 4) return false;
  PublishedForecast::One one;
  const auto odds = share(words[1]);
  const auto due = whole(words[2]);
  if (!odds || !due || *due < -1'000'000 || *due > 1'000'000) return false;
  one.odds = *odds;
  one.due = static_cast<DayNumber>(*due);
  for (std::size_t i = 0; i < kQuantiles; ++i) {
    const auto days = offset(words[i + 3]);
    if (!days) return false;
    one.days[i] = *days;
  }
  one.id = words.back();
  out.consignments.push_back(std::move(one));
  return true;
}

bool parse_target(std::string_view line, PublishedForecast& out) {
  const auto words = words_of(line, 8);
  if (words.size() != 8) return false;
  PublishedTarget one;
  const auto probability = share(words[1]);
  const auto by = whole(words[2]);
  const auto goal = Decimal::parse(words[3]);
  if (!probability || !by || *by < 0 || *by > 1'000'000 || !goal) return false;
  one.probability = *probability;
  one.by = static_cast<DayNumber>(*by);
  one.goal = goal->units();
  if (words[4] != "-") {
    one.sums.emplace();
    for (std::size_t i = 0; i < one.sums->size(); ++i) {
      const auto sum = Decimal::parse(words[4 + i]);
      if (!sum) return false;
      (*one.sums)[i] = sum->units();
    }
  }
  one.id = words.back();
  out.targets.push_back(std::move(one));
  return true;
}

bool parse_figure_of(std::string_view line, PublishedForecast& out) {
  if (out.targets.empty() || !out.targets.back().figure.empty()) return false;
  out.targets.back().figure = words_of(line, 2).back();
  return true;
}

}  // namespace

std::string to_content(const ForecastResult& result, const std::vector<PublishedTarget>& targets, Day newest_known) {
  std::string out = std::string(kTitle) + "\nfrom " + to_string(result.as_known) + " within " +
                    std::to_string(result.within_days) + " stage " + std::string(name_of(result.stage)) + " futures " +
                    std::to_string(result.futures) + " seed " + std::to_string(result.seed) + " known " +
                    to_string(newest_known) + "\n";
  if (result.count) {
    const ShareSpread& s = *result.count;
    out += "share";
    for (const Share value : {s.p10, s.p50, s.p90, s.mean, s.sd}) out += " " + std::to_string(value);
    out += "\n";
  }
  for (const ConsignmentOdds& line : result.consignments) {
    out += "consignment " + std::to_string(line.odds) + " " +
           std::to_string((line.due - result.as_known).count());
    for (const std::int16_t days : line.quantiles)
      out += days == Simulation::kNever ? std::string(" -") : " " + std::to_string(days);
    out += " " + line.id + "\n";
  }
  for (const PublishedTarget& target : targets) {
    out += "target " + std::to_string(target.probability) + " " + std::to_string(target.by) + " " + decimal_text(target.goal);
    for (std::size_t i = 0; i < 3; ++i) out += target.sums ? " " + decimal_text((*target.sums)[i]) : std::string(" -");
    out += " " + target.id + "\nfigure " + target.figure + "\n";
  }
  return out;
}

Result<PublishedForecast> parse_published(std::string_view content) {
  PublishedForecast out{};
  std::size_t number = 0;
  while (!content.empty()) {
    ++number;
    const std::size_t end = content.find('\n');
    const std::string_view line = content.substr(0, end);
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
    const bool good = number == 1                           ? line == kTitle || line == kFirstTitle
                      : number == 2                         ? parse_header(line, out)
                      : line.starts_with("share ")          ? parse_share(line, out)
                      : line.starts_with("consignment ")    ? parse_consignment(line, out)
                      : line.starts_with("target ")         ? parse_target(line, out)
                      : line.starts_with("figure ")         ? parse_figure_of(line, out)
                                                            : false;
    if (!good)
      return bad_input("a published forecast, line " + std::to_string(number) + ": found '" +
                       std::string(line.substr(0, 60)) + "', expected what this program writes; publish it again");
  }
  if (number < 2) return bad_input("a published forecast is empty; publish it again");
  return out;
}

std::string published_id(const ForecastResult& result) {
  return "forecast-" + to_string(result.as_known) + "-" + std::to_string(result.within_days) + "d-" +
         std::string(name_of(result.stage)) + "-seed" + std::to_string(result.seed);
}

}  // namespace servanda
