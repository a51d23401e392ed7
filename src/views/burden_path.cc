#include <algorithm>

#include "base/trimmed.h"
#include "views/burden.h"

namespace servanda {
namespace {

constexpr std::string_view kBlanks = " \t\r";

Wide percent(int tenths) { return Wide{tenths} * Decimal::kUnit / 10; }

std::optional<int> year_of(std::string_view text) {
  const auto date = PartialDate::parse(text);
  if (!date || date->precision() != DatePrecision::year) return std::nullopt;
  return static_cast<int>(date->year());
}

std::optional<Wide> share_of(std::string_view text) {
  const auto value = Decimal::parse(trimmed(text, kBlanks));
  if (!value || value->units() < 0 || value->units() > 100 * Decimal::kUnit) return std::nullopt;
  return Wide{value->units()};
}

// One `KEY = VALUE`; what was expected where it is wrong.
std::string take(std::string_view line, BurdenPath& path) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return "KEY = VALUE";
  const std::string_view key = trimmed(line.substr(0, equals), kBlanks);
  const std::string_view value = trimmed(line.substr(equals + 1), kBlanks);
  if (key == "name") {
    path.name = value;
    return {};
  }
  if (key == "from" || key == "review") {
    const auto year = year_of(value);
    if (!year) return "a year";
    if (key == "from") path.from = *year;
    if (key == "review") path.review = *year;
    return {};
  }
  const auto year = year_of(key);
  if (!year) return "name, from, review or a year before the '='";
  const std::size_t plus = value.find('+');
  const auto core = share_of(value.substr(0, plus));
  const auto related = plus == std::string_view::npos ? std::nullopt : share_of(value.substr(plus + 1));
  if (!core || (plus != std::string_view::npos && !related))
    return "a percentage of GDP such as 2 or 3.5, or core + related such as 3.5 + 1.5";
  path.steps.push_back({*year, *core, related});
  return {};
}

}  // namespace

BurdenPath two_percent_path() { return {"2 % by 2024 (Wales, 2014)", 2014, {}, {{2024, percent(20), {}}}}; }

BurdenPath five_percent_path() {
  return {
      "3.5 % core and up to 1.5 % related by 2035 (The Hague, 2025)", 2025, 2029, {{2035, percent(35), percent(15)}}};
}

Result<BurdenPath> parse_burden_path(std::string_view text, const std::string& file) {
  BurdenPath path;
  std::size_t line_number = 1;
  const auto wrong = [&](const std::string& found, const std::string& expected) {
    Error error = bad_input("found '" + found + "', expected " + expected +
                            "; a path reads: name = ours; from = 2025; review = 2029; 2035 = 3.5 + 1.5");
    error.file = file;
    error.line = line_number;
    return error;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(";\n"), text.size());
    const std::string_view line = trimmed(text.substr(0, end), kBlanks);
    if (!line.empty() && line.front() != '#') {
      const std::string expected = take(line, path);
      if (!expected.empty()) return wrong(std::string(line), expected);
    }
    if (end < text.size() && text[end] == '\n') ++line_number;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::ranges::sort(path.steps, {}, &PathStep::year);
  if (path.steps.empty()) return wrong("no step", "at least one step, YEAR = PERCENT");
  if (path.from == 0) return wrong("no beginning", "from = YEAR, the year in which the path was agreed");
  if (path.steps.front().year <= path.from)
    return wrong(std::to_string(path.steps.front().year),
                 "steps after the path's beginning in " + std::to_string(path.from));
  for (std::size_t i = 1; i < path.steps.size(); ++i)
    if (path.steps[i].year == path.steps[i - 1].year)
      return wrong(std::to_string(path.steps[i].year) + " twice", "one step a year");
  if (path.name.empty()) path.name = file.empty() ? "own path" : file;
  return path;
}

}  // namespace servanda
