#include "views/trajectory.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/near_name.h"
#include "book/called_off.h"
#include "views/netting.h"
#include "views/status.h"

namespace servanda {
namespace {

namespace chrono = std::chrono;

std::tuple<std::string, std::string_view, std::string_view> text_of(const AmountKey& key) {
  return {key.currency.code(), name_of(key.basis), name_of(key.instrument)};
}

struct ByText {
  bool operator()(const AmountKey& a, const AmountKey& b) const { return text_of(a) < text_of(b); }
};

void add(AmountSum& sum, const AmountSum& part) {
  sum.qualifier = weaker_qualifier(sum.qualifier, part.qualifier);
  sum.units += part.units;
}

// The pledges of one year, as one Snapshot shows them.
struct YearSums {
  std::map<IsoWeek, AmountSum> weeks;
  std::map<PartialDate, AmountSum> within;
  std::set<std::string> sources;  // of the pledges
};
using SumsByKey = std::map<AmountKey, YearSums, ByText>;

int year_of(PartialDate date) {
  return date.precision() == DatePrecision::week ? iso_week(date.first()).year : static_cast<int>(date.year());
}

void place(SumsByKey& sums, const AmountKey& key, PartialDate date, const AmountSum& part) {
  const bool placed = date.precision() == DatePrecision::day || date.precision() == DatePrecision::week;
  add(placed ? sums[key].weeks[iso_week(date.first())] : sums[key].within[date], part);
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// That somebody is called so: a party, or who stands as donors of a pledge or allocation.
Status check_donor(const Snapshot& snapshot, const std::string& donor) {
  std::set<std::string> names;
  for (const auto pledge : snapshot.rows<Table::pledges>()) names.emplace(pledge.text<"donors">());
  for (const auto allocation : snapshot.rows<Table::allocations>()) names.emplace(allocation.text<"donors">());
  if (names.contains(donor) || snapshot.find<Table::parties>(donor)) return {};
  names.erase("");
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  std::string meant = did_you_mean(donor, {names.begin(), names.end()});
  for (const auto party : snapshot.rows<Table::parties>())
    if (same_word(party.text<"name">(), donor) || same_word(party.name(), donor)) meant = "; did you mean '" + party.name() + "'?";
  return bad_input("--donor: found no donor '" + donor + "', expected " +
                   (list.empty() ? "none, as no pledge or allocation names one" : "one of " + list) + meant);
}

// The funnel by the day on which each stage was reached.
Result<StatusResult> funnel_by_day(const Snapshot& snapshot, const TrajectoryOptions& options, const Prices& prices) {
  StatusOptions asked;
  asked.by = {GroupBy::month};
  asked.exact_dates = true;
  asked.prices = prices;
  if (options.donor) asked.where.emplace_back(GroupBy::donor, *options.donor);
  return status(snapshot, asked);
}

// What reached a stage in one year.
SumsByKey reached_of(const StatusResult& funnel, Stage stage, int year, Day until) {
  SumsByKey sums;
  for (const StatusRow& row : funnel.rows) {
    const auto date = row.key.front() ? PartialDate::parse(*row.key.front()) : std::nullopt;
    if (!date || year_of(*date) != year || date->first() > until) continue;
    row.funnel.at(stage, [&](const auto& cell) {
      for (const auto& [key, sum] : cell.value.sums()) place(sums, key, *date, sum);
    });
  }
  return sums;
}

Stage stage_of(const Snapshot& snapshot, const TrajectoryOptions& options) {
  if (options.stage) return *options.stage;
  for (const auto pledge : snapshot.rows<Table::pledges>())
    if (pledge.decimal<"amount">() && pledge.date<"date">()) return Stage::pledged;
  return snapshot.programme().delivered.stage;
}

// `handed_over` is `handed over`.
std::string stage_words(Stage stage) {
  std::string out(name_of(stage));
  std::ranges::replace(out, '_', ' ');
  return out;
}

// What was pledged in one year.
Result<SumsByKey> pledged_of(const Snapshot& snapshot, const TrajectoryOptions& options, const Prices& asked, int year, Day until) {
  const Netting netting = Netting::of(snapshot);
  const CalledOff off = called_off(snapshot);
  const ProgrammePrices prices(snapshot, asked);
  SumsByKey sums;
  for (const auto pledge : snapshot.rows<Table::pledges>()) {
    const auto amount = pledge.decimal<"amount">();
    const auto currency = Currency::parse(pledge.text<"currency">());
    const auto date = pledge.date<"date">();
    if (!amount || !currency || !date || year_of(*date) != year || date->first() > until) continue;
    if (options.donor && pledge.text<"donors">() != *options.donor) continue;
    if (netting.contains(Table::pledges, pledge.index()) || off.contains({"pledge", pledge.name()})) continue;
    const Converted converted = in_reporting_currency(snapshot, *amount, *currency, date);
    const AmountKey key{converted.currency, pledge.code<"valuation_basis", Basis>().value_or(Basis::stated),
                        pledge.code<"instrument", Instrument>().value_or(Instrument::not_reported)};
    ASSIGN_OR_RETURN(const Wide units, prices.at(date, converted.units, "pledge " + pledge.name()));
    place(sums, key, *date, {units, pledge.code<"qualifier", Qualifier>().value_or(Qualifier::exact)});
    if (!pledge.source().empty()) sums[key].sources.emplace(pledge.source());
  }
  return sums;
}

Day first_day(int year) { return PartialDate::of_year(chrono::year(year)).first(); }
Day last_day(int year) { return PartialDate::of_year(chrono::year(year)).last(); }

void append(const SumsByKey& sums, int year, Day as_known, Day until, std::vector<TrajectorySeries>& out) {
  for (const auto& [key, of_key] : sums) {
    TrajectorySeries series{year, as_known, until, key, {}, {}, of_key.sources};
    AmountSum cumulative;
    auto next = of_key.weeks.begin();
    // A pledge dated by its week may stand in the week that begins before the year or ends after `until`.
    Day day = monday(iso_week(first_day(year)));
    for (; day <= until || next != of_key.weeks.end(); day += chrono::days(7)) {
      const IsoWeek week = iso_week(day);
      for (; next != of_key.weeks.end() && next->first <= week; ++next) add(cumulative, next->second);
      series.weeks.push_back({week, cumulative});
    }
    for (const auto& [period, sum] : of_key.within) series.within.push_back({period, sum});
    out.push_back(std::move(series));
  }
}

std::vector<MissingTable> missing_of(const Snapshot& snapshot, Stage stage) {
  std::vector<MissingTable> missing;
  if (snapshot.count(Table::pledges) == 0)
    missing.push_back({"pledges", stage == Stage::pledged ? "nothing was pledged" : "no promises, so this is what was " + stage_words(stage)});
  else if (stage_of(snapshot, TrajectoryOptions{}) != Stage::pledged)
    missing.push_back({"pledges.amount", "no pledge has an amount and a date"});
  name_empty_of_stage(snapshot, stage, missing);
  name_empty(snapshot, {{Table::relations, "what repeats or contains other entries is not known, so all of them count"},
                        {Table::revisions, "amounts and dates stand as first stated"}}, missing);
  tell_first_known(snapshot, missing);
  return missing;
}

// The same calendar day of another year.
Day same_day(Day day, int year) {
  const chrono::year_month_day date(day);
  const Day last(chrono::year(year) / date.month() / chrono::last);
  const bool is_last = Day(date.year() / date.month() / chrono::last) == day;
  return is_last ? last : Day(chrono::year(year) / date.month() / date.day());
}

AmountSum total(const YearSums& sums, GrowthOf of, const std::set<std::pair<int, unsigned>>& over) {
  AmountSum out;
  for (const auto& [week, sum] : sums.weeks) add(out, sum);
  if (of == GrowthOf::weeks) return out;
  for (const auto& [period, sum] : sums.within) {
    const auto month = static_cast<unsigned>(chrono::year_month_day(period.first()).month());
    if (over.contains({static_cast<int>(period.precision()), month})) add(out, sum);
  }
  return out;
}

// The months, and the year, that were over by a day of its year.
std::set<std::pair<int, unsigned>> periods_over(Day day) {
  const chrono::year year = chrono::year_month_day(day).year();
  std::set<std::pair<int, unsigned>> over;
  for (unsigned month = 1; month <= 12; ++month)
    if (Day(year / chrono::month(month) / chrono::last) <= day)
      over.emplace(static_cast<int>(DatePrecision::month), month);
  if (last_day(static_cast<int>(year)) <= day) over.emplace(static_cast<int>(DatePrecision::year), 1U);
  return over;
}

std::vector<Growth> growth_of(const SumsByKey& now, const SumsByKey& then, Day as_known, Day as_known_then) {
  std::set<std::pair<int, unsigned>> over;
  std::ranges::set_intersection(periods_over(as_known), periods_over(as_known_then), std::inserter(over, over.end()));
  std::vector<Growth> out;
  for (const auto& [key, sums] : now) {
    const auto other = then.find(key);
    if (other == then.end()) continue;
    for (const GrowthOf of : {GrowthOf::weeks, GrowthOf::weeks_and_periods_over}) {
      const AmountSum a = total(sums, of, over);
      const AmountSum b = total(other->second, of, over);
      if (a.units == 0 || b.units == 0) continue;
      out.push_back({of, key, a, b, multiply_divide(a.units, Decimal::kUnit, b.units)});
    }
  }
  return out;
}

}  // namespace

Result<TrajectoryResult> trajectory(const Snapshot& snapshot, const TrajectoryOptions& options) {
  const Day as_known = snapshot.as_known();
  const int year = static_cast<int>(chrono::year_month_day(as_known).year());
  const int against = options.against.value_or(year - 1);
  if (against >= year || against < 1900)
    return bad_usage("the year to compare with must be before " + std::to_string(year) + ", not " +
                     std::to_string(against));
  if (options.donor) RETURN_IF_ERROR(check_donor(snapshot, *options.donor));
  const Day then = same_day(as_known, against);
  SnapshotOptions options_then = snapshot.options();
  options_then.as_known = then;
  ASSIGN_OR_RETURN(const Snapshot snapshot_then, Snapshot::make(snapshot.history(), options_then));

  const Stage stage = stage_of(snapshot, options);
  TrajectoryResult result{as_known, then, year, against, stage, options.donor.value_or(""), {}, options.prices, {}, {}, {}, missing_of(snapshot, stage)};
  const Prices prices = options.prices.by(snapshot);
  SumsByKey sums_now, sums_then, sums_whole;
  if (stage == Stage::pledged) {
    ASSIGN_OR_RETURN(sums_now, pledged_of(snapshot, options, prices, year, as_known));
    ASSIGN_OR_RETURN(sums_then, pledged_of(snapshot_then, options, prices, against, then));
    ASSIGN_OR_RETURN(sums_whole, pledged_of(snapshot, options, prices, against, last_day(against)));
  } else {
    ASSIGN_OR_RETURN(const StatusResult funnel, funnel_by_day(snapshot, options, prices));
    ASSIGN_OR_RETURN(const StatusResult funnel_then, funnel_by_day(snapshot_then, options, prices));
    sums_now = reached_of(funnel, stage, year, as_known);
    sums_then = reached_of(funnel_then, stage, against, then);
    sums_whole = reached_of(funnel, stage, against, last_day(against));
  }
  append(sums_now, year, as_known, as_known, result.series);
  append(sums_then, against, then, then, result.series);
  append(sums_whole, against, as_known, last_day(against), result.series);
  result.growth = growth_of(sums_now, sums_then, as_known, then);
  if (!options.donor && stage == Stage::pledged) {
    ASSIGN_OR_RETURN(result.shapes, growth_shapes(snapshot, options.prices));
  }
  if (options.head == Head::compute) result.head = snapshot.head();
  return result;
}

namespace {

Json series_json(const TrajectorySeries& series) {
  Json weeks = Json::array();
  for (const WeekSum& week : series.weeks)
    weeks.push_back({{"week", to_string(week.week)}, {"cumulative", amount_json(series.key, week.cumulative)}});
  Json within = Json::array();
  for (const PeriodSum& period : series.within)
    within.push_back({{"period", period.period.to_string()}, {"amount", amount_json(series.key, period.sum)}});
  return {{"year", series.year},
          {"as_known", to_string(series.as_known)},
          {"until", to_string(series.until)},
          {"currency", series.key.currency.code()},
          {"basis", name_of(series.key.basis)},
          {"instrument", name_of(series.key.instrument)},
          {"weeks", std::move(weeks)},
          {"within", std::move(within)},
          {"sources", series.sources}};
}

std::string note_of(Stage stage, GrowthOf of) {
  const std::string what = stage == Stage::pledged ? "pledges" : "what was " + stage_words(stage) + ",";
  return of == GrowthOf::weeks ? what + " dated to the day or week"
                               : "also " + what + " dated to a month or year that was over in both years";
}

Json growth_json(const TrajectoryResult& result, const Growth& growth) {
  return {{"period", to_string(iso_week(result.as_known))},
          {"until", to_string(result.as_known)},
          {"against", to_string(result.then)},
          {"of", kGrowthOfNames[static_cast<std::size_t>(growth.of)]},
          {"this", amount_json(growth.key, growth.now)},
          {"last", amount_json(growth.key, growth.then)},
          {"ratio", decimal_text(growth.ratio)},
          {"note", note_of(result.stage, growth.of)}};
}

std::string label_of(const AmountKey& key) {
  return key.currency.code() + ", " + std::string(name_of(key.basis)) + ", " + std::string(name_of(key.instrument));
}

std::string title_of(const TrajectorySeries& series) {
  return std::to_string(series.year) + ", known " + to_string(series.as_known);
}

// Weeks of different years side by side: by their number, and by whether they belong to the year before or after.
struct WeekPlace {
  int years_off;
  int week;
  auto operator<=>(const WeekPlace&) const = default;
};

std::string week_label(WeekPlace place) {
  const std::string number = to_string(IsoWeek{2000, place.week}).substr(5);
  if (place.years_off == 0) return number;
  return number + (place.years_off < 0 ? " of the year before" : " of the year after");
}

std::string sentence_of(Stage stage) {
  std::string out = stage_words(stage);
  out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
  return out;
}

Sheet week_sheet(const TrajectoryResult& result, const AmountKey& key) {
  Sheet sheet;
  sheet.title = sentence_of(result.stage) + " since January: " + label_of(key);
  sheet.heading = {"Cumulative by ISO week, " + result.prices.text() + (result.donor.empty() ? std::string() : ", donor " + result.donor)};
  sheet.columns = {{"week", Align::left, "#date+week"}};
  std::map<WeekPlace, std::vector<std::string>> rows;
  std::size_t columns = 0;
  for (const TrajectorySeries& series : result.series) {
    if (series.key != key) continue;
    sheet.columns.push_back({title_of(series), Align::decimal, "#value+" + std::string(name_of(result.stage))});
    ++columns;
    for (const WeekSum& week : series.weeks) {
      auto& row = rows[{week.week.year - series.year, week.week.week}];
      row.resize(columns);
      row.back() = decimal_text(week.cumulative.units);
    }
  }
  for (auto& [place, row] : rows) {
    row.resize(columns);
    row.insert(row.begin(), week_label(place));
    sheet.rows.push_back(std::move(row));
  }
  sheet.footnotes = {std::string(result.stage == Stage::pledged ? "Pledges" : "Records") + " dated only to a month or a year stand in no week."};
  return sheet;
}

Sheet within_sheet(const TrajectoryResult& result) {
  Sheet sheet;
  sheet.title = sentence_of(result.stage) + " within a month or year, in no week";
  sheet.heading = {"As known " + to_string(result.as_known) + ", " + result.prices.text()};
  sheet.columns = {{"year", Align::left, "#date+year"},
                   {"known", Align::left, "#date+known"},
                   {"period", Align::left, "#date+period"},
                   {"amount", Align::decimal, "#value+" + std::string(name_of(result.stage))},
                   {"currency", Align::left, "#currency"},
                   {"basis", Align::left, "#meta+basis"},
                   {"instrument", Align::left, "#meta+instrument"},
                   {"qualifier", Align::left, "#meta+qualifier"}};
  for (const TrajectorySeries& series : result.series)
    for (const PeriodSum& period : series.within)
      sheet.rows.push_back({std::to_string(series.year), to_string(series.as_known), period.period.to_string(),
                            decimal_text(period.sum.units), series.key.currency.code(),
                            std::string(name_of(series.key.basis)), std::string(name_of(series.key.instrument)),
                            std::string(name_of(period.sum.qualifier))});
  return sheet;
}

Sheet growth_sheet(const TrajectoryResult& result) {
  Sheet sheet;
  sheet.title = "Growth until " + to_string(result.as_known) + " against " + to_string(result.then);
  sheet.heading = {"As known " + to_string(result.as_known) + ", the other year as known " + to_string(result.then)};
  sheet.columns = {{"of", Align::left, "#meta+of"},
                   {"this year", Align::decimal, "#value+" + std::string(name_of(result.stage)) + "+now"},
                   {"other year", Align::decimal, "#value+" + std::string(name_of(result.stage)) + "+then"},
                   {"ratio", Align::decimal, "#indicator+growth"},
                   {"currency", Align::left, "#currency"},
                   {"basis", Align::left, "#meta+basis"},
                   {"instrument", Align::left, "#meta+instrument"}};
  for (const Growth& growth : result.growth)
    sheet.rows.push_back({note_of(result.stage, growth.of), decimal_text(growth.now.units), decimal_text(growth.then.units),
                          decimal_text(growth.ratio), growth.key.currency.code(),
                          std::string(name_of(growth.key.basis)), std::string(name_of(growth.key.instrument))});
  return sheet;
}

}  // namespace

Json to_json(const TrajectoryResult& result) {
  Json out{{"as_known", to_string(result.as_known)},
           {"head", result.head},
           {"prices", result.prices.text()},
           {"year", result.year},
           {"against", result.against},
           {"stage", name_of(result.stage)},
           {"donor", result.donor.empty() ? Json() : Json(result.donor)}};
  Json series = Json::array();
  for (const TrajectorySeries& entry : result.series) series.push_back(series_json(entry));
  out["series"] = std::move(series);
  Json growth = Json::array();
  for (const Growth& entry : result.growth) growth.push_back(growth_json(result, entry));
  out["growth"] = std::move(growth);
  out["shapes"] = to_json(result.shapes);
  out["missing"] = to_json(result.missing);
  return out;
}

std::vector<Sheet> to_sheets(const TrajectoryResult& result) {
  std::set<AmountKey, ByText> keys;
  for (const TrajectorySeries& series : result.series) keys.insert(series.key);
  std::vector<Sheet> sheets;
  for (const AmountKey& key : keys) sheets.push_back(week_sheet(result, key));
  sheets.push_back(within_sheet(result));
  sheets.push_back(growth_sheet(result));
  for (std::string& note : footnotes_of(result.missing)) sheets.back().footnotes.push_back(std::move(note));
  if (!result.shapes.empty()) sheets.push_back(to_sheet(result.shapes, "As known " + to_string(result.as_known) + ", " + result.prices.text()));
  return sheets;
}

}  // namespace servanda
