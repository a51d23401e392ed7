#include "views/industry.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/currency.h"
#include "views/industry_orders.h"
#include "views/runway_money.h"

namespace servanda {
namespace {

namespace chrono = std::chrono;
constexpr Wide kPercent = Wide{100} * Decimal::kUnit;
constexpr std::int64_t kActual = 1;  // kRampClassifiers
constexpr std::int64_t kTarget = 2;

std::string thing_of(std::string_view unit) { return std::string(unit.substr(0, unit.find('/'))); }

// A flow of one whole calendar year.
bool is_of_a_year(std::optional<PartialDate> from, std::optional<PartialDate> until) {
  return from && until && from->precision() == DatePrecision::year && *from == *until;
}

// What rule 1 takes as a rate, in which unit; blank where it is none.
std::string rate_unit(const Row<Table::reports>& report) {
  const std::string unit(report.text<"unit">());
  if (!report.text<"donors">().empty()) return "";
  switch (report.code<"measure", Measure>().value_or(Measure::level)) {
    case Measure::rate: return unit.ends_with("/month") || unit.ends_with("/year") ? unit : "";
    case Measure::share: return unit.starts_with("times_") ? unit : "";
    case Measure::flow:
      return is_of_a_year(report.date<"from">(), report.date<"until">()) && !Currency::parse(unit) ? unit + "/year" : "";
    default: return "";
  }
}

// The item that the note of a ramp says it counts; blank where it names none.
std::string counted_item(const Snapshot& snapshot, std::string_view note) {
  constexpr std::string_view kCounts = "counts ";
  if (!note.starts_with(kCounts)) return {};
  note.remove_prefix(kCounts.size());
  const std::string_view item = note.substr(0, note.find_first_of(" ,;"));
  return snapshot.find_row(Table::items, item) == kNoRow ? std::string() : std::string(item);
}

// What a report's note begins with where its money is put into production.
bool is_of_production(std::string_view note) { return note.starts_with("investment") || note.starts_with("contract"); }

// A report that makes a series by itself (rule 1).
bool makes_series(const Row<Table::reports>& report) {
  if (!report.decimal<"value">()) return false;
  if (Currency::parse(report.text<"unit">())) return is_of_production(report.text<"note">());
  return report.code<"measure", Measure>() != Measure::flow && !rate_unit(report).empty();
}

class SeriesBuilder {
 public:
  SeriesBuilder(const Snapshot& snapshot, const Prices& prices) : snapshot_(snapshot), prices_(snapshot, prices) {}

  Status build() {
    add_ramps();
    add_reports();
    RETURN_IF_ERROR(add_money());
    for (auto& [key, series] : series_) finish(series);
    for (const auto& [key, items] : counted_)
      if (items.size() == 1) series_[key].item = *items.begin();
    return {};
  }

  std::vector<RateSeries> series() const {
    std::vector<RateSeries> out;
    for (const auto& [key, series] : series_) out.push_back(series);
    return out;
  }

  std::vector<SiteCapacity> sites() const {
    std::vector<SiteCapacity> out;
    for (const auto& [key, series] : series_) {
      if (!series.is_site) continue;
      const bool yearly = series.unit.ends_with("/year");
      const auto monthly = [&](Wide value) { return yearly ? multiply_divide(value, 1, 12) : value; };
      SiteCapacity site{series.series, series.name, series.unit, thing_of(series.unit), series.item, {}, {}};
      const auto cite = [&](const std::string& source) {
        if (!source.empty()) site.sources.insert(source);
      };
      for (const RateFigure& figure : series.actual) {
        site.actual[month_number(*figure.on)] = monthly(figure.value);
        cite(figure.source);
      }
      for (const RateGoal& goal : series.goals) {
        if (goal.kind != "announced") continue;
        site.announced[month_number(*goal.due)] = monthly(goal.value);
        cite(goal.source);
      }
      out.push_back(std::move(site));
    }
    return out;
  }

 private:
  // Sites first.
  RateSeries& at(bool is_site, const std::string& name, const std::string& unit) {
    RateSeries& series = series_[{!is_site, name, unit}];
    series.is_site = is_site;
    series.series = name;
    series.unit = unit;
    return series;
  }

  void add_ramps() {
    for (const auto ramp : snapshot_.rows<Table::ramps>()) {
      const auto month = ramp.date<"month">();
      const auto capacity = ramp.decimal<"capacity">();
      if (!month || !capacity) continue;
      const std::string place(ramp.text<"place">());
      RateSeries& series = at(true, place, std::string(ramp.text<"unit">()));
      if (std::string item = counted_item(snapshot_, ramp.text<"note">()); !item.empty())
        counted_[{false, place, series.unit}].insert(std::move(item));
      const RowIndex node = snapshot_.find_row(Table::nodes, place);
      if (node != kNoRow) {
        series.name = snapshot_.text(Table::nodes, node, column_index(Table::nodes, "name"));
        series.country = snapshot_.text(Table::nodes, node, column_index(Table::nodes, "country"));
      }
      const std::string source(ramp.source());
      const Cell classifier = ramp.cell<"classifier">();
      if (classifier == kActual) {
        series.actual.push_back({"", "exact", source, capacity->units(), month, {}, grade(snapshot_, Table::ramps, ramp.index())});
        continue;
      }
      RateGoal goal;
      goal.kind = classifier == kTarget ? "target" : "announced";
      goal.qualifier = "exact";
      goal.source = source;
      goal.value = capacity->units();
      goal.due = month;
      if (const auto known = snapshot_.known_day(Table::ramps, ramp.index())) goal.stated = PartialDate::of_day(*known);
      series.goals.push_back(std::move(goal));
    }
  }

  void add_reports() {
    std::set<std::string> with_rates;  // a flow alone is no rate: its series has to speak of rates, or of a goal for a year
    for (const auto report : snapshot_.rows<Table::reports>())
      if (report.code<"measure", Measure>() != Measure::flow && !rate_unit(report).empty())
        with_rates.insert(std::string(report.text<"series">()));
    for (const auto report : snapshot_.rows<Table::reports>()) {
      const std::string name(report.text<"series">());
      const std::string unit = with_rates.contains(name) ? rate_unit(report) : "";
      const auto value = report.decimal<"value">();
      if (unit.empty() || !value) continue;
      RateSeries& series = at(false, name, unit);
      const bool flow = report.code<"measure", Measure>() == Measure::flow;
      const auto until = report.date<"until">();
      const auto on = (flow || !report.date<"date">()) && until ? until : report.date<"date">();
      const std::string qualifier(kQualifierNames[static_cast<std::size_t>(report.code<"qualifier", Qualifier>().value_or(Qualifier::exact))]);
      const std::string source(report.source());
      if (report.code<"classifier", ReportClassifier>() != ReportClassifier::planned) {
        series.actual.push_back({report.name(), qualifier, source, value->units(), on, flow ? until : std::nullopt,
                                 grade(snapshot_, Table::reports, report.index())});
        continue;
      }
      RateGoal goal;
      goal.id = report.name();
      goal.kind = "target";
      goal.qualifier = qualifier;
      goal.source = source;
      goal.value = value->units();
      goal.due = report.date<"due">();
      goal.stated = report.date<"date">();
      if (flow) goal.year = until;
      series.goals.push_back(std::move(goal));
    }
  }

  Status add_money() {
    for (const auto report : snapshot_.rows<Table::reports>()) {
      const std::string unit(report.text<"unit">());
      const auto value = report.decimal<"value">();
      if (!Currency::parse(unit) || !value) continue;
      auto found = series_.lower_bound({true, std::string(report.text<"series">()), ""});
      const bool known = found != series_.end() && !found->second.is_site && found->second.series == report.text<"series">();
      if (!known && is_of_production(report.text<"note">())) {
        at(false, std::string(report.text<"series">()), "");
        found = series_.lower_bound({true, std::string(report.text<"series">()), ""});
      }
      if (found == series_.end() || found->second.is_site || found->second.series != report.text<"series">()) continue;
      SeriesMoney money;
      money.id = report.name();
      money.classifier = kReportClassifierNames[static_cast<std::size_t>(report.code<"classifier", ReportClassifier>().value_or(ReportClassifier::claimed))];
      money.currency = unit;
      money.qualifier = kQualifierNames[static_cast<std::size_t>(report.code<"qualifier", Qualifier>().value_or(Qualifier::exact))];
      money.note = report.text<"note">();
      money.source = report.source();
      money.on = report.date<"date">();
      money.due = report.date<"due">();
      ASSIGN_OR_RETURN(money.amount, prices_.at(money.on, value->units(), "report " + money.id));
      found->second.money.push_back(std::move(money));
    }
    return {};
  }

  void finish(RateSeries& series) const {
    std::ranges::sort(series.actual, [](const RateFigure& a, const RateFigure& b) {
      return std::tie(a.on, b.grade, a.id, a.value, a.source) < std::tie(b.on, a.grade, b.id, b.value, b.source);
    });
    std::ranges::sort(series.money, [](const SeriesMoney& a, const SeriesMoney& b) { return std::tie(a.on, a.id) < std::tie(b.on, b.id); });
    for (RateGoal& goal : series.goals) judge(series, goal);
    for (RateGoal& goal : series.goals) tell_before(series, goal);
    std::ranges::sort(series.goals, [](const RateGoal& a, const RateGoal& b) {
      return std::tie(a.due, a.stated, a.kind, a.id) < std::tie(b.due, b.stated, b.kind, b.id);
    });
    compare_now(series);
  }

  // Rules 2 and 3.
  void judge(const RateSeries& series, RateGoal& goal) const {
    const RateFigure* reached = nullptr;
    const RateFigure* below = nullptr;  // the last one from the due date on, before it was reached
    for (const RateFigure& figure : series.actual) {
      if (goal.year && figure.year != goal.year) continue;
      goal.last = figure.value;
      goal.last_on = figure.on;
      const bool large = figure.value >= goal.value;
      if (large && figure.qualifier != "up_to" && figure.qualifier != "approx" && reached == nullptr) reached = &figure;
      if (!large && figure.qualifier != "at_least" && reached == nullptr && goal.due && figure.on && figure.on->last() >= goal.due->last())
        below = &figure;
    }
    if (reached != nullptr) goal.reached_on = reached->on;
    decide(goal, below);
  }

  void decide(RateGoal& goal, const RateFigure* below) const {
    goal.verdict = PromiseVerdict::not_checkable;
    if (!goal.due) {
      goal.reason = "no date was promised";
    } else if (goal.reached_on && goal.reached_on->last() <= goal.due->last()) {
      goal.verdict = PromiseVerdict::kept;
    } else if (goal.reached_on && goal.reached_on->first() > goal.due->last()) {
      goal.verdict = PromiseVerdict::late;
      const bool on_a_day = goal.reached_on->precision() == DatePrecision::day;
      (on_a_day || below == nullptr ? goal.days_late : goal.at_least_days_late) = static_cast<int>((goal.reached_on->first() - goal.due->last()).count());
      if (below == nullptr) goal.reason = "no figure between the due date and the proof, so late by at most that much";
    } else if (goal.reached_on) {
      goal.reason = "the date of the proof is too vague";
    } else if (goal.due->last() >= snapshot_.as_known()) {
      goal.verdict = PromiseVerdict::open;
    } else if (below != nullptr) {
      goal.verdict = PromiseVerdict::broken;
      goal.at_least_days_late = static_cast<int>(std::max<std::int64_t>(0, (below->on->first() - goal.due->last()).count()));
    } else {
      goal.reason = goal.last ? "no figure from the due date on" : "no actual figure in this unit";
    }
  }

  static void tell_before(const RateSeries& series, RateGoal& goal) {
    if (!goal.stated || !goal.due || goal.id.empty()) return;
    for (const RateGoal& other : series.goals) {
      const bool same = other.value == goal.value && other.year == goal.year && other.due && other.stated;
      if (same && std::tie(*other.stated, other.id) < std::tie(*goal.stated, goal.id)) goal.again = true;
      if (!same || *other.stated >= *goal.stated || *other.due == *goal.due) continue;
      ++goal.told_before;
      if (!goal.first_due || *other.due < *goal.first_due) goal.first_due = other.due;
    }
  }

  // Rule 4.
  void compare_now(RateSeries& series) const {
    if (series.actual.empty() || !series.is_site) return;
    const RateFigure& newest = series.actual.back();
    const RateGoal* asked = nullptr;    // announced for the month of the newest figure
    const RateGoal* reached = nullptr;  // the newest announcement that it reaches
    for (const RateGoal& goal : series.goals) {
      if (goal.kind != "announced" || *goal.due > *newest.on) continue;
      asked = &goal;
      if (newest.value >= goal.value) reached = &goal;
    }
    if (asked == nullptr) return;
    series.announced_now = asked->value;
    if (asked->value > 0) series.share_of_announced = multiply_divide(newest.value, kPercent, asked->value);
    if (asked == reached) series.months_behind = 0;
    else if (reached != nullptr) series.months_behind = month_number(*newest.on) - month_number(*reached->due);
  }

  const Snapshot& snapshot_;
  ProgrammePrices prices_;
  using Key = std::tuple<bool, std::string, std::string>;
  std::map<Key, RateSeries> series_;
  std::map<Key, std::set<std::string>> counted_;  // items that ramps name
};

bool asks_for_quantities(const Snapshot& snapshot) {
  for (const auto need : snapshot.rows<Table::needs>())
    if (need.decimal<"quantity">()) return true;
  return false;
}

void name_missing(const Snapshot& snapshot, IndustryResult& result) {
  const auto lacks = [&](std::string table, std::string what) { result.missing.push_back({std::move(table), std::move(what)}); };
  if (snapshot.rows<Table::ramps>().empty()) lacks("ramps", "no capacity of sites, so no backlog and no share of the need");
  else name_empty(snapshot, {{Table::nodes, "sites have no names and no countries"}}, result.missing);
  if (snapshot.rows<Table::contracts>().empty()) {
    lacks("contracts", "no orders against capacity, no unit costs, no suppliers' countries");
    tell_first_known(snapshot, result.missing);
    return;
  }
  if (snapshot.rows<Table::lines>().empty())
    lacks("lines", "no quantities and amounts of contracts, so no orders, no backlog and no learning curve");
  else if (result.learning.empty())
    lacks("lines.amount", "no unit costs of contracts, so no learning curve");
  if (snapshot.rows<Table::items>().empty())
    lacks("items", "no units of items, so what a site's ramps count is known only where the unit names the item");
  name_empty(snapshot, {{Table::revisions, "amounts and dates stand as first stated"}}, result.missing);
  if (snapshot.rows<Table::consignments>().empty()) lacks("consignments", "what is made is not known, so no backlog");
  if (snapshot.rows<Table::events>().empty()) lacks("events", "what is made is not known, so no backlog");
  if (!asks_for_quantities(snapshot))
    lacks("needs", "no quantities of what sites make are asked for, so no share of the need");
  if (std::ranges::all_of(result.countries, [](const CountryOrders& of) { return of.country.empty(); }))
    lacks("parties.country", "no supplier's country is known");
  tell_first_known(snapshot, result.missing);
}

}  // namespace

Result<IndustryResult> industry(const Snapshot& snapshot, const IndustryOptions& options) {
  IndustryResult result;
  SeriesBuilder builder(snapshot, options.prices);
  RETURN_IF_ERROR(builder.build());
  result.series = builder.series();
  if (result.series.empty() && snapshot.rows<Table::contracts>().empty())
    return nothing_to_show(snapshot, "industry", Table::ramps, "ramps, contracts, or reports of rates a month or a year",
                           {"place,month,capacity,unit,classifier", "PLT-A,2031-03,40,vehicle/month,announced"},
                           first_known_of(snapshot, {Table::ramps, Table::contracts}, makes_series));
  const std::vector<SiteCapacity> sites = builder.sites();
  result.orders = orders_of_sites(snapshot, sites);
  result.needs = needs_covered(snapshot, sites, result.orders);
  std::erase_if(result.orders, [](const SiteOrders& orders) { return orders.ordered == 0; });
  ASSIGN_OR_RETURN(result.learning, learning_curves(snapshot, options.prices));
  ASSIGN_OR_RETURN(result.countries, orders_by_country(snapshot, options.prices));
  name_missing(snapshot, result);
  result.as_known = snapshot.as_known();
  result.programme = snapshot.programme().name;
  result.notional = snapshot.programme().notional;
  result.prices = options.prices;
  if (options.head == Head::compute) result.head = snapshot.head();
  return result;
}

}  // namespace servanda
