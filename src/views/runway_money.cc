#include "views/runway_money.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

#include "base/ecb_rates.h"
#include "views/amount.h"
#include "views/netting.h"
#include "views/runway_plan.h"
#include "views/words.h"

namespace servanda {

namespace chrono = std::chrono;

int month_number(PartialDate date) {
  const chrono::year_month_day day(date.first());
  return static_cast<int>(day.year()) * 12 + static_cast<int>(static_cast<unsigned>(day.month())) - 1;
}

PartialDate month_of_number(int number) {
  return PartialDate::of_month(chrono::year(number / 12) / chrono::month(static_cast<unsigned>(number % 12 + 1)));
}

namespace {

constexpr int kNever = std::numeric_limits<int>::max();

int first_month(Day as_known) {
  const PartialDate day = PartialDate::of_day(as_known);
  const bool ends = month_of_number(month_number(day)).last() == as_known;
  return month_number(day) + (ends ? 1 : 0);
}

int year_of(const std::optional<PartialDate>& date) { return date ? static_cast<int>(date->year()) : 0; }

// Whether a purpose has the word of a kind of aid in it; of another one than `category`.
bool names_kind(std::string_view purpose, std::string_view kind) { return !kind.empty() && words_within(kind, purpose); }
bool names_another_kind(std::string_view purpose, std::string_view category) {
  if (names_kind(purpose, category)) return false;
  return std::ranges::any_of(kKindNames, [&](std::string_view kind) { return kind != category && names_kind(purpose, kind); }) ||
         names_kind(purpose, "budget support");
}

class Collector {
 public:
  Collector(const Snapshot& snapshot, const RunwayOptions& options, int months_before)
      : snapshot_(snapshot), options_(options), months_before_(months_before) {
    money_.first_month = first_month(snapshot.as_known());
  }

  Result<RunwayMoney> collect() {
    collect_tied();
    collect_funds();
    use_up();
    collect_needs();
    RETURN_IF_ERROR(add_costs());
    order();
    annual();
    return std::move(money_);
  }

 private:
  struct Group {
    std::vector<std::pair<std::size_t, FundKind>> funds;  // into money_.funds
    Wide spent = 0, tied = 0;
  };

  std::optional<Wide> in_programme_currency(std::optional<Decimal> amount, std::string_view code,
                                            const std::string& what) {
    const auto currency = Currency::parse(code);
    if (!amount || !currency) return std::nullopt;
    const Converted converted =
        in_reporting_currency(snapshot_, *amount, *currency, PartialDate::of_day(snapshot_.as_known()));
    if (converted.currency == snapshot_.programme().currency) return converted.units;
    money_.left_out.push_back(what + ": no rate from " + currency->code() + " to " +
                              snapshot_.programme().currency.code());
    return std::nullopt;
  }

  // ---- what is gone (rule 1)

  void collect_tied() {
    std::set<std::string, std::less<>> itemised;
    for (const auto line : snapshot_.rows<Table::lines>())
      if (line.text<"of_kind">() == "allocation") itemised.emplace(line.text<"of">());
    for (const auto row : snapshot_.rows<Table::funding>()) {
      if (row.text<"from_kind">() != "fund") continue;
      const std::string_view kind = row.text<"to_kind">();
      if (kind == "allocation" && !itemised.contains(row.text<"to">())) continue;
      const std::string from(row.text<"from">());
      std::optional<Decimal> amount = row.decimal<"amount">();
      std::string_view currency = row.text<"currency">();
      if (const auto share = row.decimal<"share">(); !amount && share) {
        std::tie(amount, currency) = whole(kind, row.text<"to">());
        if (amount)
          amount = Decimal::from_units(
              static_cast<std::int64_t>(multiply_divide(amount->units(), share->units(), Decimal::kUnit)));
      }
      if (const auto units = in_programme_currency(amount, currency, "funding from " + from)) tied_[from] += *units;
    }
  }

  std::tuple<std::optional<Decimal>, std::string_view> whole(std::string_view kind, std::string_view name) const {
    if (kind == "allocation")
      if (const auto row = snapshot_.find<Table::allocations>(name))
        return {row->decimal<"amount">(), row->text<"currency">()};
    if (kind == "contract")
      if (const auto row = snapshot_.find<Table::contracts>(name))
        return {row->decimal<"amount">(), row->text<"currency">()};
    if (kind == "project")
      if (const auto row = snapshot_.find<Table::projects>(name))
        return {row->decimal<"budget">(), row->text<"currency">()};
    return {std::nullopt, std::string_view()};
  }

  // ---- funds

  void collect_funds() {
    const Netting netting = Netting::of(snapshot_);
    for (const auto row : snapshot_.rows<Table::funds>()) {
      const auto kind = row.code<"kind", FundKind>();
      if (!kind || netting.contains(Table::funds, row.index())) continue;
      RunwayFund fund;
      fund.id = row.name();
      fund.donor = row.text<"donor">();
      fund.kind = kFundKindNames[static_cast<std::size_t>(*kind)];
      fund.purpose = row.text<"purpose">();
      fund.certainty = row.text<"certainty">();
      fund.currency = row.text<"currency">();
      fund.date = row.date<"date">();
      fund.spend_until = row.date<"spend_until">();
      if (const auto amount = row.decimal<"amount">()) fund.amount = amount->units();
      fund.source = row.source();
      fund.known = snapshot_.known_day(Table::funds, row.index());
      const auto units = in_programme_currency(row.decimal<"amount">(), fund.currency, "fund " + fund.id);
      Group& group = groups_[{fund.donor, fund.purpose == "any" ? "" : fund.purpose, year_of(fund.date)}];
      group.funds.emplace_back(money_.funds.size(), *kind);
      if (units && *kind == FundKind::expenditure) group.spent += *units;
      if (const auto tied = tied_.find(fund.id); tied != tied_.end()) group.tied += tied->second;
      stated_.push_back(units);
      money_.funds.push_back(std::move(fund));
    }
  }

  void use_up() {
    for (auto& [key, group] : groups_) {
      FundKind rung = FundKind::expenditure;
      for (const auto& [index, kind] : group.funds) rung = std::min(rung, kind);
      if (rung == FundKind::expenditure) continue;
      std::vector<std::size_t> rows;
      for (const auto& [index, kind] : group.funds)
        if (kind == rung && stated_[index]) rows.push_back(index);
      std::ranges::sort(rows, [&](std::size_t a, std::size_t b) {
        return std::pair(ends(money_.funds[a]), std::string_view(money_.funds[a].id)) <
               std::pair(ends(money_.funds[b]), std::string_view(money_.funds[b].id));
      });
      Wide gone = std::max(group.spent, group.tied);
      for (const std::size_t index : rows) {
        const Wide taken = std::min(gone, *stated_[index]);
        gone -= taken;
        const bool lapsed = ends(money_.funds[index]) < money_.first_month;
        money_.funds[index].available = lapsed ? Wide{0} : *stated_[index] - taken;
        supply(money_.funds[index]);
      }
    }
  }

  static int ends(const RunwayFund& fund) {
    return fund.spend_until ? month_number(PartialDate::of_day(fund.spend_until->last())) : kNever;
  }

  void supply(const RunwayFund& fund) {
    if (*fund.available <= 0) return;
    const int from = fund.date ? std::max(month_number(*fund.date), money_.first_month) : money_.first_month;
    money_.supplies.push_back(
        {{from, ends(fund), fund.purpose == "any" ? std::string() : fund.purpose, *fund.available},
         fund.id,
         fund.donor,
         &certainty_of(fund.certainty),
         fund.source,
         fund.date ? month_number(*fund.date) : money_.first_month});
  }

  // ---- needs (rule 3)

  std::map<std::string, Wide> covered() const {
    std::map<std::string, Wide> out;
    for (const auto row : snapshot_.rows<Table::covers>())
      if (const auto quantity = row.decimal<"quantity">()) out[std::string(row.text<"need">())] += quantity->units();
    return out;
  }

  void collect_needs() {
    const std::map<std::string, Wide> of_need = covered();
    for (const auto row : snapshot_.rows<Table::needs>()) {
      const auto month = row.date<"month">();
      if (!month) continue;
      if (month->precision() == DatePrecision::year) continue;  // rule 8
      const int first = month_number(*month);
      const auto until = row.date<"until">();
      const int last = until ? std::max(first, month_number(PartialDate::of_day(until->last()))) : first;
      if (last < money_.first_month - months_before_) continue;
      std::string category(row.text<"category">());
      const std::string item(row.text<"item">());
      std::optional<Decimal> amount = row.decimal<"amount">();
      std::string_view currency = row.text<"currency">();
      if (!amount && !item.empty()) std::tie(amount, currency) = value_of(row, item, of_need, category);
      if (!amount) continue;
      const auto units = in_programme_currency(amount, currency, "need " + row.name());
      if (!units || *units == 0) continue;
      std::vector<std::string> purposes{category};
      if (!item.empty()) purposes.push_back(item);
      const auto priority = row.decimal<"priority">();
      const int rank = priority ? static_cast<int>(priority->units() / Decimal::kUnit) : 9;
      for (int at = std::max(first, money_.first_month - months_before_); at <= last; ++at) {
        const auto by = [&](int months) { return multiply_divide(*units, months, last - first + 1); };
        add(at, rank, purposes, {row.name(), std::string(row.source()), by(at - first + 1) - by(at - first)});
      }
    }
  }

  std::tuple<std::optional<Decimal>, std::string_view> value_of(const Row<Table::needs>& row, const std::string& item,
                                                                const std::map<std::string, Wide>& of_need,
                                                                std::string& category) {
    const auto quantity = row.decimal<"quantity">();
    const auto listed = snapshot_.find<Table::items>(item);
    money_.in_kind = money_.in_kind || quantity.has_value();
    if (quantity && !listed) money_.left_out.push_back("need " + row.name() + ": " + item + " is not in the table items");
    if (!quantity || !listed) return {std::nullopt, std::string_view()};
    if (category.empty()) category = listed->text<"category">();
    const auto value = listed->decimal<"unit_value">();
    if (!value) {
      money_.left_out.push_back("need " + row.name() + ": item " + item + " has no unit value");
      return {std::nullopt, std::string_view()};
    }
    const auto found = of_need.find(row.name());
    const Wide open = std::max<Wide>(0, quantity->units() - (found == of_need.end() ? 0 : found->second));
    return {Decimal::from_units(static_cast<std::int64_t>(multiply_divide(open, value->units(), Decimal::kUnit))),
            listed->text<"currency">()};
  }

  void add(int month, int priority, const std::vector<std::string>& purposes, RunwayDemand::Part part) {
    RunwayDemand& demand = demands_[{month, priority, purposes}];
    demand.need.month = month;
    demand.need.purposes = purposes;
    demand.need.amount += part.amount;
    demand.priority = priority;
    demand.parts.push_back(std::move(part));
  }

  Status add_costs() {
    money_.costs = options_.costs;
    if (money_.costs.empty()) {
      ASSIGN_OR_RETURN(PlanCosts plan, accepted_plan_costs(snapshot_));
      money_.plan = std::move(plan.plan);
      money_.plan_known = plan.known;
      money_.costs = std::move(plan.costs);
      std::ranges::move(plan.left_out, std::back_inserter(money_.left_out));
    }
    for (const RunwayCost& cost : money_.costs)
      if (month_number(cost.month) >= money_.first_month)
        add(month_number(cost.month), 0, {"transport"}, {"cost " + cost.month.to_string(), "", cost.amount});
    return {};
  }

  void order() {
    for (auto& [key, demand] : demands_) {
      std::ranges::sort(demand.parts, {}, &RunwayDemand::Part::id);
      money_.demands.push_back(std::move(demand));
    }
    std::ranges::sort(money_.supplies, [](const RunwaySupply& a, const RunwaySupply& b) {
      const auto rank = [](const RunwaySupply& s) {
        return std::tuple(s.fund.purpose.empty(), s.fund.until, std::string_view(s.donor), std::string_view(s.id));
      };
      return rank(a) < rank(b);
    });
    std::ranges::sort(money_.funds, [](const RunwayFund& a, const RunwayFund& b) {
      return std::tie(a.donor, a.date, a.id) < std::tie(b.donor, b.date, b.id);
    });
    std::ranges::sort(money_.left_out);
    const auto repeated = std::ranges::unique(money_.left_out);
    money_.left_out.erase(repeated.begin(), repeated.end());
  }

  // ---- annual cover (rule 8)

  void annual() {
    std::map<std::tuple<int, std::string, std::string>, RunwayYear> years;
    for (const auto row : snapshot_.rows<Table::needs>()) {
      const auto month = row.date<"month">();
      const auto amount = row.decimal<"amount">();
      if (!month || month->precision() != DatePrecision::year || !amount) continue;
      RunwayYear& year =
          years[{year_of(month), std::string(row.text<"category">()), std::string(row.text<"currency">())}];
      year.year = year_of(month);
      year.category = row.text<"category">();
      year.currency = row.text<"currency">();
      year.required += amount->units();
      year.needs.push_back(row.name());
      add_reported(row.name(), std::string(row.text<"note">()), amount->units(), year);
    }
    for (auto& [key, year] : years) {
      add_disbursed(year);
      std::ranges::sort(year.needs);
      std::ranges::stable_sort(year.reported, {}, &RunwayReported::need);
      const auto percent = [&](const std::optional<Wide>& part) {
        if (!part || year.required <= 0) return std::optional<Wide>();
        return std::optional(multiply_divide(*part, Wide{100} * Decimal::kUnit, year.required));
      };
      year.cover = percent(year.disbursed);
      year.at_most = percent(year.disbursed_any);
      if (year.at_most && *year.at_most >= Wide{100} * Decimal::kUnit) {
        year.at_most.reset();
        year.why = "as much as was required, or more, was disbursed without a stated kind of aid";
      }
      money_.annual.push_back(std::move(year));
    }
  }

  struct ReportOfYear {
    std::string subject, id, unit, note, source;
    int year = 0;
    Wide value = 0;
  };

  // Actual reports of money or a percentage of one whole year.
  const std::vector<ReportOfYear>& reports_of_years() {
    if (reports_) return *reports_;
    reports_.emplace();
    for (const auto row : snapshot_.rows<Table::reports>()) {
      const auto measure = row.code<"measure", Measure>();
      if (row.code<"classifier", ReportClassifier>() != ReportClassifier::actual ||
          (measure != Measure::flow && measure != Measure::share))
        continue;
      const auto from = row.date<"from">();
      const auto value = row.decimal<"value">();
      if (!value || !from || from->precision() != DatePrecision::year || from != row.date<"until">()) continue;
      if (measure == Measure::share && row.text<"unit">() != "percent") continue;
      std::string subject(row.text<"series">());
      std::ranges::replace(subject, '-', ' ');
      reports_->push_back({std::move(subject), row.name(), std::string(row.text<"unit">()), std::string(row.text<"note">()),
                           std::string(row.source()), year_of(from), value->units()});
    }
    std::ranges::sort(*reports_, {}, &ReportOfYear::id);
    return *reports_;
  }

  void add_reported(const std::string& need, const std::string& note, Wide required, RunwayYear& year) {
    if (required <= 0) return;
    for (const ReportOfYear& report : reports_of_years()) {
      const bool money = report.unit == year.currency;
      if (report.year != year.year || report.subject.empty() || !(note + " ").starts_with(report.subject + " ") ||
          (!money && report.unit != "percent"))
        continue;
      RunwayReported told{need, report.id, report.note, report.source, required, {}, report.value};
      if (money) {
        told.amount = report.value;
        told.percent = multiply_divide(report.value, Wide{100} * Decimal::kUnit, required);
      }
      year.reported.push_back(std::move(told));
    }
  }

  void add_disbursed(RunwayYear& year) {
    const auto target = Currency::parse(year.currency);
    if (!target) return;
    const Netting netting = Netting::of(snapshot_);
    for (const auto row : snapshot_.rows<Table::funds>()) {
      const auto amount = row.decimal<"amount">();
      const auto date = row.date<"date">();
      const auto currency = Currency::parse(row.text<"currency">());
      if (row.code<"kind", FundKind>() != FundKind::disbursement || !amount || !date || !currency) continue;
      if (year_of(date) != year.year || netting.contains(Table::funds, row.index())) continue;
      const auto converted = convert(amount->units(), *currency, *target, *date, snapshot_.as_known());
      if (*currency != *target && !converted) {
        money_.left_out.push_back("fund " + row.name() + ": no rate from " + currency->code() + " to " +
                                  target->code());
        continue;
      }
      if (names_another_kind(row.text<"purpose">(), year.category)) continue;
      const Wide units = *currency == *target ? Wide{amount->units()} : converted->units;
      year.disbursed_any = year.disbursed_any.value_or(0) + units;
      if (names_kind(row.text<"purpose">(), year.category)) year.disbursed = year.disbursed.value_or(0) + units;
    }
  }

  const Snapshot& snapshot_;
  const RunwayOptions& options_;
  int months_before_;
  RunwayMoney money_;
  std::map<std::string, Wide> tied_;
  std::optional<std::vector<ReportOfYear>> reports_;
  std::map<std::tuple<std::string, std::string, int>, Group> groups_;
  std::vector<std::optional<Wide>> stated_;  // by fund, in the programme's currency
  std::map<std::tuple<int, int, std::vector<std::string>>, RunwayDemand> demands_;
};

}  // namespace

Result<RunwayMoney> RunwayMoney::of(const Snapshot& snapshot, const RunwayOptions& options, int months_before) {
  return Collector(snapshot, options, months_before).collect();
}

}  // namespace servanda
