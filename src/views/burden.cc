#include "views/burden.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/ecb_rates.h"
#include "views/burden_aid.h"

namespace servanda {
namespace {

constexpr Wide kPercent = Wide{100} * Decimal::kUnit;  // 100 percent, 1e-4
constexpr std::string_view kSpent = "DEFENCE-SHARE-";
constexpr std::string_view kPromised = "PLEDGE-SHARE-";

std::optional<Wide> units_of(std::optional<Decimal> value) {
  return value ? std::optional<Wide>(value->units()) : std::nullopt;
}

std::optional<Wide> percent_of(const std::optional<Wide>& part, const std::optional<Wide>& whole) {
  if (!part || !whole || *whole <= 0) return std::nullopt;
  return multiply_divide(*part, kPercent, *whole);
}

// One row of `economy`, or one report of a share, before anything is asked of it.
struct Stated {
  BurdenPoint point;
  bool share_only = false;
};

struct Announced {
  Wide share = 0;
  std::optional<int> year;
  std::string report, source;
  PartialDate date;
};

// The party and the vintage in `DEFENCE-SHARE-DE:NATO-2024-06`; empty if the series is another.
std::optional<std::pair<std::string, std::string>> party_of(std::string_view series, std::string_view prefix) {
  if (!series.starts_with(prefix)) return std::nullopt;
  series.remove_prefix(prefix.size());
  const std::size_t colon = series.find(':');
  return std::pair(std::string(series.substr(0, colon)),
                   colon == std::string_view::npos ? std::string() : std::string(series.substr(colon + 1)));
}

// An actual report of a party's share of GDP in one year.
struct SpentShare {
  std::string party, vintage;
  int year = 0;
  Wide share = 0;
};
bool of_gdp(const Row<Table::reports>& row) {
  return row.code<"measure", Measure>() == Measure::share && row.text<"unit">() == "percent_of_gdp";
}
std::optional<SpentShare> spent_share(const Row<Table::reports>& row) {
  const auto spent = party_of(row.text<"series">(), kSpent);
  const auto value = row.decimal<"value">();
  const auto period = row.date<"until">() ? row.date<"until">() : row.date<"from">();
  if (!spent || !value || !period || period->precision() != DatePrecision::year || !of_gdp(row) ||
      row.code<"classifier", ReportClassifier>() != ReportClassifier::actual)
    return std::nullopt;
  return SpentShare{spent->first, spent->second, static_cast<int>(period->year()), value->units()};
}

// What a path asks of one party (rule 2).
class Asked {
 public:
  Asked(const BurdenPath& path, const std::map<int, Wide>& core, const std::map<int, Wide>& related) : path_(path) {
    begin(core, base_year_, core_);
    int year = 0;
    begin(related, year, related_);
  }

  std::optional<Wide> core(int year) const {
    if (!core_) return std::nullopt;
    return line(year, *core_, [](const PathStep& step) { return std::optional<Wide>(step.core); });
  }
  std::optional<Wide> related(int year) const {
    if (!related_) return std::nullopt;
    return line(year, *related_, [](const PathStep& step) { return step.related; });
  }

 private:
  void begin(const std::map<int, Wide>& shares, int& year, std::optional<Wide>& share) const {
    if (shares.empty()) return;
    auto found = shares.upper_bound(path_.from);
    if (found != shares.begin()) --found;
    year = found->first;
    share = found->second;
  }

  template <class Share>
  std::optional<Wide> line(int year, Wide from_share, Share share_of) const {
    if (year <= path_.from) return std::nullopt;
    int from = std::max(base_year_, path_.from);
    std::optional<Wide> last;
    for (const PathStep& step : path_.steps) {
      const auto share = share_of(step);
      if (!share) continue;
      last = share;
      const Wide begin = std::min(from_share, *share);
      if (year <= step.year) {
        if (step.year <= from || year <= from) return year == step.year ? share : std::optional<Wide>(begin);
        return begin + multiply_divide(*share - begin, year - from, step.year - from);
      }
      from = step.year;
      from_share = *share;
    }
    return last;
  }

  const BurdenPath& path_;
  int base_year_ = 0;
  std::optional<Wide> core_, related_;
};

class BurdenBuilder {
 public:
  BurdenBuilder(const Snapshot& snapshot, const BurdenOptions& options)
      : snapshot_(snapshot), options_(options), deflators_(snapshot) {}

  Result<BurdenResult> build() {
    collect_economy();
    collect_reports();
    RETURN_IF_ERROR(check_options());
    result_.year = options_.year.value_or(last_year());
    result_.path = options_.path.value_or(result_.year <= 2024 ? two_percent_path() : five_percent_path());
    ASSIGN_OR_RETURN(const BurdenAidSums aid, burden_aid_sums(snapshot_, options_));
    if (stated_.empty() && aid.empty())
      return nothing_to_show(
          snapshot_, "burden", Table::economy, "GDP and defence spending by country and year, or pledges with amounts",
          {"country,year,vintage,gdp,currency,price_base,defence_core,defence_related,population,deflator",
           "DE,2024,NATO-2024-06,4428000000000,USD,current,97686000000,,84500000,"});
    RETURN_IF_ERROR(add_rows(aid));
    add_aid(aid);
    finish();
    return std::move(result_);
  }

 private:
  // ---- what is stated

  bool vintage_asked(std::string_view vintage) const {
    return options_.vintages.empty() || std::ranges::find(options_.vintages, vintage) != options_.vintages.end();
  }

  bool price_base_fits(std::string_view base) const {
    if (!options_.prices.constant) return !options_.vintages.empty() || base.empty() || base == "current";
    return base.empty() || base == "current" || base == std::to_string(*options_.prices.constant);
  }

  void collect_economy() {
    for (const auto row : snapshot_.rows<Table::economy>()) {
      const auto year = row.date<"year">();
      if (!year) continue;
      const std::string vintage(row.text<"vintage">());
      vintages_.insert(vintage);
      if (!vintage_asked(vintage) || !price_base_fits(row.text<"price_base">())) continue;
      BurdenPoint point;
      point.year = static_cast<int>(year->year());
      point.vintage = vintage;
      point.price_base = row.text<"price_base">();
      point.currency = row.text<"currency">();
      point.gdp = units_of(row.decimal<"gdp">());
      point.amount = units_of(row.decimal<"defence_core">());
      point.related = units_of(row.decimal<"defence_related">());
      point.population = units_of(row.decimal<"population">());
      point.source = row.source();
      point.known = snapshot_.known_day(Table::economy, row.index());
      point.note = row.text<"note">();
      if (point.amount) last_amount_ = std::max(last_amount_.value_or(0), capped(point.year));
      take(std::string(row.text<"country">()), {std::move(point), false});
    }
  }

  void collect_reports() {
    for (const auto row : snapshot_.rows<Table::reports>()) {
      if (const auto spent = spent_share(row))
        add_reported(*spent, row);
      else if (row.code<"classifier", ReportClassifier>() == ReportClassifier::planned)
        announce(row);
      else if (const auto part = party_of(row.text<"series">(), kSpent); part && of_gdp(row))
        vintages_.insert(part->second);  // of no whole year, and known all the same
    }
  }

  void add_reported(const SpentShare& spent, const Row<Table::reports>& row) {
    vintages_.insert(spent.vintage);
    if (!vintage_asked(spent.vintage)) return;
    BurdenPoint point;
    point.year = spent.year;
    point.vintage = spent.vintage;
    point.per_gdp = spent.share;
    point.source = row.source();
    point.known = snapshot_.known_day(Table::reports, row.index());
    point.note = row.text<"note">();
    point.report = row.name();
    last_share_ = std::max(last_share_.value_or(0), capped(point.year));
    const auto [held, added] = reported_[spent.party].try_emplace(point.year, point);
    if (!added && std::tie(held->second.known, held->second.report) < std::tie(point.known, point.report)) held->second = point;
    take(spent.party, {std::move(point), true});
  }

  void announce(const Row<Table::reports>& row) {
    const auto spent = party_of(row.text<"series">(), kSpent);
    const auto promised = spent ? spent : party_of(row.text<"series">(), kPromised);
    const auto value = row.decimal<"value">();
    if (!promised || !value || !of_gdp(row)) return;
    const std::string& party = promised->first;
    const auto due = row.date<"due">() ? row.date<"due">() : row.date<"until">();
    const auto date = row.date<"date">();
    Announced found{value->units(), due ? std::optional<int>(static_cast<int>(due->year())) : std::nullopt, row.name(),
                    std::string(row.source()), date.value_or(PartialDate::of_day(Day()))};
    const auto held = announced_.find(party);
    if (held == announced_.end() ||
        std::tie(held->second.date, held->second.report) < std::tie(found.date, found.report))
      announced_.insert_or_assign(party, std::move(found));
  }

  int capped(int year) const {
    const int now = static_cast<int>(std::chrono::year_month_day(snapshot_.as_known()).year());
    return year <= now ? year : 0;
  }

  // Rule 1: which of two figures of one year stands. Where vintages are named, each has its own.
  static bool stands_before(const Stated& a, const Stated& b, const Prices& prices) {
    const auto rank = [&](const Stated& stated) {
      const bool at_prices = prices.constant && stated.point.price_base == std::to_string(*prices.constant);
      return std::tuple(!stated.share_only, at_prices, stated.point.known, std::string_view(stated.point.vintage),
                        std::string_view(stated.point.report));
    };
    return rank(a) > rank(b);
  }

  void take(const std::string& party, Stated stated) {
    auto& of_year = stated_[{party, options_.vintages.empty() ? std::string() : stated.point.vintage}];
    const auto held = of_year.find(stated.point.year);
    if (held == of_year.end())
      of_year.emplace(stated.point.year, std::move(stated));
    else if (stands_before(stated, held->second, options_.prices))
      held->second = std::move(stated);
  }

  int last_year() const {
    if (last_amount_.value_or(0) > 0) return *last_amount_;
    if (last_share_.value_or(0) > 0) return *last_share_;
    return static_cast<int>(std::chrono::year_month_day(snapshot_.as_known()).year());
  }

  Status check_options() {
    for (const std::string& vintage : options_.vintages) {
      if (vintages_.contains(vintage)) continue;
      std::string known;
      for (const std::string& name : vintages_) known += (known.empty() ? "" : ", ") + name;
      return bad_input("--vintage: found no vintage '" + vintage + "', expected one of " +
                       (known.empty() ? "none" : known));
    }
    if (options_.group.empty()) return {};
    for (const auto row : snapshot_.rows<Table::memberships>())
      if (row.text<"group">() == options_.group) return {};
    std::set<std::string> groups;
    for (const auto row : snapshot_.rows<Table::memberships>()) groups.emplace(row.text<"group">());
    std::string known;
    for (const std::string& name : groups) known += (known.empty() ? "" : ", ") + name;
    return bad_input("--group: found no members of '" + options_.group + "', expected " +
                     (known.empty() ? "none, as the table memberships is empty" : "one of " + known));
  }

  bool member(std::string_view party, int year) const {
    if (options_.group.empty()) return true;
    const Day end = PartialDate::of_year(std::chrono::year(year)).last();
    for (const auto row : snapshot_.rows<Table::memberships>()) {
      if (row.text<"group">() != options_.group || row.text<"party">() != party) continue;
      const auto from = row.date<"from">();
      const auto until = row.date<"until">();
      if ((!from || from->first() <= end) && (!until || until->last() >= end)) return true;
    }
    return false;
  }

  // ---- rows

  Status add_rows(const BurdenAidSums& aid) {
    for (auto& [key, by_year] : stated_) {
      const auto& [party, vintage] = key;
      if (!member(party, result_.year) || is_recipient(party)) continue;
      BurdenRow row;
      row.party = party;
      if (const auto found = snapshot_.find<Table::parties>(party)) row.name = found->text<"name">();
      std::map<int, Wide> core, related;
      for (auto& [year, stated] : by_year) {
        BurdenPoint& point = stated.point;
        if (options_.aid == AidCounted::in) count_aid_in(party, aid, point);
        if (!stated.share_only) point.per_gdp = percent_of(point.amount, point.gdp);
        if (!stated.share_only) set_reported(party, point);
        point.related_per_gdp = percent_of(point.related, point.gdp);
        if (point.per_gdp) core[year] = *point.per_gdp;
        if (point.related_per_gdp) related[year] = *point.related_per_gdp;
        RETURN_IF_ERROR(deflate(party, point));
      }
      const Asked asked(result_.path, core, related);
      for (auto& [year, stated] : by_year) {
        judge(asked, stated.point);
        row.years.push_back(stated.point);
      }
      const auto now = by_year.find(result_.year);
      if (now == by_year.end() && vintage.empty() && by_year.empty()) continue;
      row.now.year = result_.year;
      row.now.vintage = vintage;
      if (now != by_year.end()) row.now = now->second.point;
      row.pace = pace(party, row, asked, core);
      result_.rows.push_back(std::move(row));
    }
    return {};
  }

  bool is_recipient(const std::string& party) const {
    const auto& recipients = snapshot_.programme().recipients;
    return std::ranges::find(recipients, party) != recipients.end();
  }

  void set_reported(const std::string& party, BurdenPoint& point) const {
    const auto of_party = reported_.find(party);
    if (of_party == reported_.end()) return;
    const auto found = of_party->second.find(point.year);
    if (found == of_party->second.end()) return;
    point.reported_per_gdp = found->second.per_gdp;
    point.reported_vintage = found->second.vintage;
    point.report = found->second.report;
    point.report_source = found->second.source;
  }

  void count_aid_in(const std::string& party, const BurdenAidSums& aid, BurdenPoint& point) {
    const auto own = Currency::parse(point.currency);
    if (!own || !point.amount) return;
    const PartialDate mean = PartialDate::of_year(std::chrono::year(point.year));
    for (const auto& [currency, units] : aid.countable(party, point.year)) {
      const auto converted = convert(units, currency, *own, mean, snapshot_.as_known());
      if (currency != *own && !converted) {
        result_.left_out.push_back(party + " " + std::to_string(point.year) + ": " + decimal_text(units) + " " +
                                   currency.code() + " has no rate to " + own->code());
        continue;
      }
      const Wide added = currency == *own ? units : converted->units;
      point.aid = point.aid.value_or(0) + added;
      point.amount = *point.amount + added;
    }
  }

  Status deflate(const std::string& party, BurdenPoint& point) {
    const bool at_prices = options_.prices.constant && point.price_base == std::to_string(*options_.prices.constant);
    for (std::optional<Wide>* figure : {&point.gdp, &point.amount, &point.related, &point.aid}) {
      if (!*figure || at_prices) continue;
      ASSIGN_OR_RETURN(*figure, deflators_.at(options_.prices, party, point.year, **figure));
    }
    if (point.amount && point.population && *point.population > 0)
      point.per_head = multiply_divide(*point.amount, Decimal::kUnit, *point.population);
    return {};
  }

  void judge(const Asked& asked, BurdenPoint& point) const {
    point.asked = asked.core(point.year);
    point.asked_related = asked.related(point.year);
    const auto missing = [&](const std::optional<Wide>& should, const std::optional<Wide>& is,
                             std::optional<Wide>& points, std::optional<Wide>& money) {
      if (!should || !is) return;
      points = std::max<Wide>(0, *should - *is);
      if (point.gdp) money = multiply_divide(*point.gdp, *points, kPercent);
    };
    missing(point.asked, point.per_gdp, point.missing_points, point.missing_money);
    missing(point.asked_related, point.related_per_gdp, point.missing_related_points, point.missing_related_money);
  }

  // Rule 4. Years until a share that grows by `pace` a year arrives at `goal`.
  static std::optional<int> reached(int year, Wide share, Wide goal, const std::optional<Wide>& pace) {
    if (share >= goal) return year;
    if (!pace || *pace <= 0) return std::nullopt;
    const Wide years = (goal - share + *pace - 1) / *pace;
    if (years > 1000) return std::nullopt;
    return year + static_cast<int>(years);
  }

  BurdenPace pace(const std::string& party, const BurdenRow& row, const Asked& asked,
                  const std::map<int, Wide>& core) const {
    BurdenPace out;
    const PathStep& end = result_.path.steps.back();
    const auto announced = announced_.find(party);
    if (announced != announced_.end()) {
      out.announced_share = announced->second.share;
      out.announced_year = announced->second.year;
      out.announced_report = announced->second.report;
      out.announced_source = announced->second.source;
    }
    if (!row.now.per_gdp) return out;
    const Wide share = *row.now.per_gdp;
    out.end_points = std::max<Wide>(0, end.core - share);
    if (row.now.gdp) out.end_money = multiply_divide(*row.now.gdp, *out.end_points, kPercent);
    if (end.year > row.now.year) out.needed = multiply_divide(*out.end_points, 1, end.year - row.now.year);
    const auto first = core.begin();
    if (first != core.end() && first->first < row.now.year)
      out.had = multiply_divide(share - first->second, 1, row.now.year - first->first);
    if (out.announced_year && *out.announced_year > row.now.year)
      out.announced = multiply_divide(*out.announced_share - share, 1, *out.announced_year - row.now.year);
    out.reached_had = reached(row.now.year, share, end.core, out.had);
    if (out.announced && *out.announced_share >= end.core)
      out.reached_announced = reached(row.now.year, share, end.core, out.announced);
    for (int year = row.now.year + 1; year <= end.year; ++year) outlook(year, row, asked, out);
    return out;
  }

  static void outlook(int year, const BurdenRow& row, const Asked& asked, BurdenPace& out) {
    const auto should = asked.core(year);
    if (!should) return;
    BurdenOutlook of_year{year, *should, {}, {}, {}};
    if (out.announced) {
      const int years = std::min(year, *out.announced_year) - row.now.year;
      of_year.announced = *row.now.per_gdp + multiply_divide(*out.announced_share - *row.now.per_gdp, years,
                                                             *out.announced_year - row.now.year);
    }
    of_year.missing_points = std::max<Wide>(0, *should - of_year.announced.value_or(*row.now.per_gdp));
    if (row.now.gdp) of_year.missing_money = multiply_divide(*row.now.gdp, *of_year.missing_points, kPercent);
    out.outlook.push_back(of_year);
  }

  // ---- aid (rules 5 and 8)

  void add_aid(const BurdenAidSums& aid) {
    result_.aid = aid.rows(snapshot_);
    if (options_.aid == AidCounted::none) result_.aid.clear();
    std::erase_if(result_.aid,
                  [&](const BurdenAid& entry) { return !options_.group.empty() && !member(entry.donors, entry.year); });
    std::map<std::pair<int, AmountKey>, Wide> totals;
    for (const BurdenAid& entry : result_.aid) totals[{entry.year, entry.key}] += entry.sum.units;
    for (BurdenAid& entry : result_.aid) {
      entry.share = percent_of(entry.sum.units, totals[{entry.year, entry.key}]);
      const auto rank = std::ranges::count_if(result_.aid, [&](const BurdenAid& other) {
        return other.year == entry.year && other.key == entry.key && other.sum.units > entry.sum.units;
      });
      entry.rank = static_cast<int>(rank) + 1;
      add_ratios(entry);
    }
  }

  void add_ratios(BurdenAid& entry) const {
    const BurdenPoint* point = nullptr;
    for (const BurdenRow& row : result_.rows) {
      if (row.party != entry.donors) continue;
      for (const BurdenPoint& of_year : row.years)
        if (of_year.year == entry.year && of_year.gdp && point == nullptr) point = &of_year;
    }
    if (point == nullptr) return;
    if (point->population && *point->population > 0)
      entry.per_head = multiply_divide(entry.sum.units, Decimal::kUnit, *point->population);
    const auto currency = Currency::parse(point->currency);
    if (!currency) return;
    const auto gdp = *currency == entry.key.currency
                         ? point->gdp
                         : converted(*point->gdp, *currency, entry.key.currency, entry.year);
    entry.per_gdp = percent_of(entry.sum.units, gdp);
  }

  std::optional<Wide> converted(Wide units, Currency from, Currency to, int year) const {
    const auto conversion =
        convert(units, from, to, PartialDate::of_year(std::chrono::year(year)), snapshot_.as_known());
    return conversion ? std::optional<Wide>(conversion->units) : std::nullopt;
  }

  // ---- shares, ranks, totals

  void add_shares() {
    std::set<std::string> currencies;
    for (const BurdenRow& row : result_.rows)
      if (row.now.amount) currencies.insert(row.now.currency);
    std::map<std::string, Wide> totals;  // by vintage where vintages stand side by side
    std::vector<std::optional<Wide>> amounts;
    for (const BurdenRow& row : result_.rows) {
      const auto currency = Currency::parse(row.now.currency);
      std::optional<Wide> amount = row.now.amount;
      if (amount && currencies.size() > 1 && currency && *currency != snapshot_.programme().currency)
        amount = converted(*amount, *currency, snapshot_.programme().currency, row.now.year);
      if (row.now.amount && !amount)
        result_.left_out.push_back("the share and rank by amount of " + row.party + ": its " + decimal_text(*row.now.amount) +
                                   " " + row.now.currency + " of " + std::to_string(row.now.year) + " have no rate to " +
                                   snapshot_.programme().currency.code());
      amounts.push_back(amount);
      if (amount) totals[side(row)] += *amount;
    }
    for (std::size_t i = 0; i < amounts.size(); ++i)
      if (amounts[i]) result_.rows[i].share = percent_of(amounts[i], totals[side(result_.rows[i])]);
  }

  std::string side(const BurdenRow& row) const { return options_.vintages.empty() ? std::string() : row.now.vintage; }

  template <class Figure>
  std::optional<int> rank(const BurdenRow& row, Figure figure) const {
    const std::optional<Wide> own = figure(row);
    if (!own) return std::nullopt;
    const auto larger = std::ranges::count_if(result_.rows, [&](const BurdenRow& other) {
      const std::optional<Wide> theirs = figure(other);
      return side(other) == side(row) && theirs && *theirs > *own;
    });
    return static_cast<int>(larger) + 1;
  }

  void finish() {
    add_shares();
    if (options_.vintages.empty()) total_of({});
    for (const std::string& vintage : options_.vintages) total_of(vintage);
    std::set<std::string> currencies;
    for (const BurdenRow& row : result_.rows) currencies.insert(row.now.currency);
    const bool one_currency = currencies.size() <= 1;
    for (BurdenRow& row : result_.rows) {
      row.rank_amount = rank(row, [](const BurdenRow& other) { return other.share; });
      row.rank_per_gdp = rank(row, [](const BurdenRow& other) { return other.now.per_gdp; });
      if (one_currency) row.rank_per_head = rank(row, [](const BurdenRow& other) { return other.now.per_head; });
      count(row, total_of(side(row)));
    }
    std::ranges::sort(result_.rows, [](const BurdenRow& a, const BurdenRow& b) {
      return std::tuple(!a.now.per_gdp, -a.now.per_gdp.value_or(0), std::string_view(a.party),
                        std::string_view(a.now.vintage)) < std::tuple(!b.now.per_gdp, -b.now.per_gdp.value_or(0),
                                                                      std::string_view(b.party),
                                                                      std::string_view(b.now.vintage));
    });
    result_.as_known = snapshot_.as_known();
    result_.programme = snapshot_.programme().name;
    result_.notional = snapshot_.programme().notional;
    result_.group = options_.group;
    result_.aid_counted = options_.aid;
    result_.attributed = options_.attribute;
    result_.prices = options_.prices;
    result_.vintages = options_.vintages;
    result_.known_vintages.assign(vintages_.begin(), vintages_.end());
    name_missing();
    if (options_.head == Head::compute) result_.head = snapshot_.head();
  }

  BurdenTotal& total_of(const std::string& vintage) {
    const auto held = std::ranges::find(result_.totals, vintage, &BurdenTotal::vintage);
    return held != result_.totals.end() ? *held : result_.totals.emplace_back(BurdenTotal{.vintage = vintage});
  }

  void count(const BurdenRow& row, BurdenTotal& total) const {
    const BurdenPoint& now = row.now;
    if (now.amount) total.amounts[now.currency] += *now.amount;
    total.reported += now.per_gdp ? 1 : 0;
    total.asked += now.missing_points ? 1 : 0;
    total.met += now.missing_points && *now.missing_points == 0 ? 1 : 0;
    total.asked_related += now.missing_related_points ? 1 : 0;
    total.met_related += now.missing_related_points && *now.missing_related_points == 0 ? 1 : 0;
    // A report does not say how much aid is in it.
    if (!now.missing_points || !now.reported_per_gdp || options_.aid == AidCounted::in) return;
    const bool by_report = *now.reported_per_gdp >= *now.asked;
    if (by_report != (*now.missing_points == 0)) (by_report ? total.met_by_reports : total.unmet_by_reports).push_back(row.party);
  }

  void name_missing() {
    if (stated_.empty())
      result_.missing.push_back({"economy", "no defence spending, no share of GDP, nothing against the path"});
    const auto name_lacking = [&](const char* column, const char* what, auto figure) {
      if (result_.rows.empty() || std::ranges::any_of(result_.rows, [&](const BurdenRow& row) { return figure(row.now); })) return false;
      std::set<int> years;
      for (const BurdenRow& row : result_.rows)
        for (const BurdenPoint& point : row.years)
          if (figure(point)) years.insert(point.year);
      result_.missing.push_back({column, what, years.empty() ? std::string() : only_for(result_.year, years)});
      return true;
    };
    if (!name_lacking("economy", "no defence spending, no share of GDP, nothing per head, nothing against the path",
                      [](const BurdenPoint& point) { return point.amount || point.per_gdp; })) {
      if (result_.path.steps.back().related)
        name_lacking("economy.defence_related", "related spending is not reported; only the core is compared",
                     [](const BurdenPoint& point) { return point.related.has_value(); });
      name_lacking("economy.population", "nothing per head", [](const BurdenPoint& point) { return point.population.has_value(); });
    }
    if (options_.attribute && snapshot_.rows<Table::attribution>().empty())
      result_.missing.push_back({"attribution", "what pooled funds and unions pledged stays with them"});
    if (announced_.empty()) result_.missing.push_back({"reports", "no party's announced share, so no announced pace"});
    if (options_.aid != AidCounted::none)
      name_empty(snapshot_, {{Table::pledges, "no aid beside what is spent on defence"},
                             {Table::relations, "what repeats or contains other pledges is not known, so all of them count"},
                             {Table::revisions, "pledges stand as first stated"}}, result_.missing);
    name_empty(snapshot_, {{Table::parties, "parties have no names, and kinds and countries are not known"}}, result_.missing);
    tell_first_known(snapshot_, result_.missing);
  }

  const Snapshot& snapshot_;
  const BurdenOptions& options_;
  Deflators deflators_;
  std::map<std::pair<std::string, std::string>, std::map<int, Stated>> stated_;  // by party and named vintage
  std::map<std::string, std::map<int, BurdenPoint>> reported_;                   // shares, by party and year
  std::map<std::string, Announced> announced_;
  std::set<std::string> vintages_;
  std::optional<int> last_amount_, last_share_;
  BurdenResult result_;
};

}  // namespace

std::vector<ShareStatedTwice> shares_stated_twice(const Snapshot& snapshot) {
  std::map<std::tuple<std::string, int, std::string>, Wide> computed;  // by party, year and vintage
  for (const auto row : snapshot.rows<Table::economy>())
    if (const auto year = row.date<"year">())
      if (const auto share = percent_of(units_of(row.decimal<"defence_core">()), units_of(row.decimal<"gdp">())))
        computed[{std::string(row.text<"country">()), static_cast<int>(year->year()), std::string(row.text<"vintage">())}] = *share;
  std::vector<ShareStatedTwice> out;
  for (const auto row : snapshot.rows<Table::reports>()) {
    const auto spent = spent_share(row);
    if (!spent) continue;
    const auto found = computed.find({spent->party, spent->year, spent->vintage});
    if (found == computed.end()) continue;
    out.push_back({"share of GDP of " + spent->party + " in " + std::to_string(spent->year) + ", vintage " + spent->vintage, row.index(), found->second,
                   spent->share, row.code<"qualifier", Qualifier>().value_or(Qualifier::exact)});
  }
  return out;
}

Result<BurdenResult> burden(const Snapshot& snapshot, const BurdenOptions& options) {
  return BurdenBuilder(snapshot, options).build();
}

}  // namespace servanda
