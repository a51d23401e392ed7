#include "base/ecb_rates.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/decimal.h"
#include "base/split.h"

// The bank's file, embedded by the build (src/base/CMakeLists.txt).
extern const char servanda_ecb_rates_begin[];  // NOLINT
extern const char servanda_ecb_rates_end[];    // NOLINT

namespace servanda {
namespace {

constexpr int kMaxDaysBack = 7;
constexpr std::int64_t kRateUnit = 1'000'000;  // the bank prints at most six places

// The fixings of one currency, oldest first, with running sums for means.
struct Series {
  std::vector<Day> days;
  std::vector<std::int64_t> sums{0};  // sums[i] = the first i rates, in 1e-6
};

struct Line {
  Day day;
  std::string_view cells;
};

// A currency's column of the file, read once it is asked for: few books have more than some of the forty.
struct Column {
  std::size_t place = 0;  // in a line's cells
  std::once_flag read;
  Series series;
};

struct BankFile {
  std::vector<Line> lines;  // oldest first
  std::map<Currency, Column> columns;
};

// The mean of the fixings days[begin, end) as a fraction.
struct Mean {
  Wide sum;
  Wide count;
  Day first;
  Day last;
};

std::int64_t parse_rate(std::string_view text) {
  std::int64_t value = 0;
  int places = -1;
  for (const char c : text) {
    if (c == '.') {
      places = 0;
      continue;
    }
    CHECK(c >= '0' && c <= '9');
    value = value * 10 + (c - '0');
    if (places >= 0) ++places;
  }
  for (int place = std::max(places, 0); place < 6; ++place) value *= 10;
  CHECK(places <= 6);
  return value;
}

std::string_view next_cell(std::string_view& line) {
  const std::size_t comma = std::min(line.find(','), line.size());
  const std::string_view cell = line.substr(0, comma);
  line.remove_prefix(std::min(comma + 1, line.size()));
  return cell;
}

BankFile parse_file() {
  const std::string_view text(servanda_ecb_rates_begin,
                              static_cast<std::size_t>(servanda_ecb_rates_end - servanda_ecb_rates_begin));
  std::vector<std::string_view> lines;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
  }
  BankFile file;
  std::string_view header = lines.front();
  next_cell(header);
  for (std::size_t place = 0; !header.empty(); ++place)
    if (const auto currency = Currency::parse(next_cell(header))) file.columns[*currency].place = place;
  file.lines.reserve(lines.size());
  for (auto line = lines.rbegin(); line + 1 != lines.rend(); ++line) {  // the file is newest first
    std::string_view rest = *line;
    const auto day = parse_day(next_cell(rest));
    CHECK(day);
    file.lines.push_back({*day, rest});
  }
  return file;
}

Series parse_series(const std::vector<Line>& lines, std::size_t place) {
  Series series;
  for (const Line& line : lines) {
    std::string_view rest = line.cells;
    for (std::size_t before = 0; before < place; ++before) next_cell(rest);
    const std::string_view cell = next_cell(rest);
    if (cell.empty()) continue;
    series.days.push_back(line.day);
    series.sums.push_back(series.sums.back() + parse_rate(cell));
  }
  return series;
}

const Series* find_series(Currency currency) {
  static BankFile file = parse_file();
  const auto found = file.columns.find(currency);
  if (found == file.columns.end()) return nullptr;
  Column& column = found->second;
  std::call_once(column.read, [&] { column.series = parse_series(file.lines, column.place); });
  return &column.series;
}

std::optional<Mean> mean_rate(Currency currency, PartialDate date, Day known) {
  const Day first = std::min(date.first(), known);
  const Day last = std::min(date.last(), known);
  if (currency == Currency::euro()) return Mean{kRateUnit, 1, first, last};
  const Series* series = find_series(currency);
  if (series == nullptr) return std::nullopt;
  const auto begin = std::ranges::lower_bound(series->days, first);
  const auto end = std::upper_bound(begin, series->days.end(), last);
  const auto index = [&](auto it) { return static_cast<std::size_t>(it - series->days.begin()); };
  if (begin != end)
    return Mean{Wide(series->sums[index(end)] - series->sums[index(begin)]), end - begin, *begin, *(end - 1)};
  if (begin == series->days.begin() || first - *(begin - 1) > std::chrono::days(kMaxDaysBack)) return std::nullopt;
  const std::size_t i = index(begin) - 1;
  return Mean{Wide(series->sums[i + 1] - series->sums[i]), 1, series->days[i], series->days[i]};
}

}  // namespace

std::optional<ConversionRate> conversion_rate(Currency from, Currency to, PartialDate value_date, Day known) {
  const auto source = mean_rate(from, value_date, known);
  const auto target = mean_rate(to, value_date, known);
  if (!source || !target) return std::nullopt;
  // target mean / source mean, both per euro
  const Wide numerator = target->sum * source->count;
  const Wide denominator = source->sum * target->count;
  const Mean& shown = to == Currency::euro() ? *source : *target;
  const std::string fixing =
      shown.first == shown.last ? to_string(shown.first) : to_string(shown.first) + "/" + to_string(shown.last);
  // decimal_text has four places; six are shown, so scale by a hundred and move the point.
  const Wide micro = multiply_divide(numerator, 1'000'000, denominator);
  std::string rate = decimal_text(micro / 1'000'000 * Decimal::kUnit);
  std::string places = std::to_string(static_cast<std::int64_t>(micro % 1'000'000));
  places.insert(0, 6 - places.size(), '0');
  return ConversionRate{numerator, denominator, rate + "." + places, fixing};
}

Wide ConversionRate::convert(Wide units) const { return multiply_divide(units, numerator, denominator); }

std::optional<Conversion> convert(Wide units, Currency from, Currency to, PartialDate value_date, Day known) {
  auto rate = conversion_rate(from, to, value_date, known);
  if (!rate) return std::nullopt;
  return Conversion{rate->convert(units), std::move(rate->text), std::move(rate->fixing)};
}

}  // namespace servanda
