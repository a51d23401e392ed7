#include "views/industry_orders.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>
#include <unordered_set>

#include "book/called_off.h"
#include "views/amount.h"
#include "views/netting.h"
#include "views/runway_money.h"

namespace servanda {
namespace {

namespace chrono = std::chrono;
constexpr Wide kWholeShare = Wide{100} * Decimal::kUnit;  // 100 percent, 1e-4
constexpr int kMonthsTried = 600;

// Contracts that count: not called off, not netted.
std::set<std::string> counted_contracts(const Snapshot& snapshot) {
  const Netting netting = Netting::of(snapshot);
  const CalledOff off = called_off(snapshot);
  std::set<std::string> out;
  for (const auto contract : snapshot.rows<Table::contracts>())
    if (!netting.contains(Table::contracts, contract.index()) && !off.contains({"contract", contract.name()}))
      out.insert(contract.name());
  return out;
}

struct OrderLine {
  std::string item;
  std::optional<Wide> quantity, amount;
  std::string currency, source;
};

// Names as text numbers.
using Names = std::unordered_set<Cell>;

// Rows of a table whose `of_kind` and `of` name one of these entries.
template <Table kTable, class Visit>
void each_of(const Snapshot& snapshot, std::string_view kind, const Names& names, Visit visit) {
  const auto number = snapshot.history().texts().find(kind);
  if (!number || names.empty()) return;
  ColumnOf<kTable, "of_kind"> of_kind(snapshot);
  ColumnOf<kTable, "of"> of(snapshot);
  for (const auto row : snapshot.rows<kTable>())
    if (of_kind[row.index()] == Cell{*number} && names.contains(of[row.index()])) visit(row);
}

// The lines of these entries of one kind, by their names.
std::map<std::string, std::vector<OrderLine>> lines_of(const Snapshot& snapshot, std::string_view kind, const Names& names) {
  std::map<std::string, std::vector<OrderLine>> out;
  each_of<Table::lines>(snapshot, kind, names, [&](const Row<Table::lines>& line) {
    OrderLine of{std::string(line.text<"item">()), {}, {}, std::string(line.text<"currency">()), std::string(line.source())};
    if (const auto quantity = line.decimal<"quantity">()) of.quantity = quantity->units();
    if (const auto amount = line.decimal<"amount">()) of.amount = amount->units();
    out[std::string(line.text<"of">())].push_back(std::move(of));
  });
  for (auto& [name, lines] : out) std::ranges::sort(lines, {}, &OrderLine::item);
  return out;
}

Names names_of_contracts(const Snapshot& snapshot) {
  Names out;
  for (const auto contract : snapshot.rows<Table::contracts>()) out.insert(contract.cell<"id">());
  return out;
}

Wide quantity_in(const std::vector<OrderLine>& lines, const std::function<bool(const std::string&)>& counts) {
  Wide sum = 0;
  for (const OrderLine& line : lines)
    if (line.quantity && counts(line.item)) sum += *line.quantity;
  return sum;
}

// The part of a consignment that its actual events say is made (rule 5): the largest sum of one stage; an exit or a blank
// quantity is the whole of it.
struct Made {
  std::map<Stage, Wide> by_stage;
  bool whole = false;
};
std::map<std::string, Made> made_consignments(const Snapshot& snapshot, const Names& consignments) {
  std::map<std::string, Made> out;
  each_of<Table::events>(snapshot, "consignment", consignments, [&](const Row<Table::events>& event) {
    const auto stage = event.code<"stage", Stage>();
    const auto date = event.date<"date">();
    if (!stage || event.code<"classifier", Classifier>() != Classifier::actual || *stage < Stage::ready ||
        *stage == Stage::cancelled || *stage == Stage::withdrawn || (date && date->first() > snapshot.as_known()))
      return;
    Made& made = out[std::string(event.text<"of">())];
    const auto quantity = event.decimal<"quantity">();
    if (quantity)
      made.by_stage[*stage] += quantity->units();
    else
      made.whole = true;
  });
  return out;
}

// Consignments of contracts, by contract; their names as numbers too.
struct OfContracts {
  std::map<std::string, std::vector<std::string>> by_contract;
  Names names;
};
OfContracts consignments_of_contracts(const Snapshot& snapshot) {
  OfContracts out;
  each_of<Table::consignments>(snapshot, "contract", names_of_contracts(snapshot), [&](const Row<Table::consignments>& consignment) {
    out.by_contract[std::string(consignment.text<"of">())].push_back(consignment.name());
    out.names.insert(consignment.cell<"id">());
  });
  return out;
}

std::map<std::string, std::string> units_of_items(const Snapshot& snapshot) {
  std::map<std::string, std::string> out;
  for (const auto item : snapshot.rows<Table::items>()) out[std::string(item.name())] = item.text<"unit">();
  return out;
}

// The days of this month that are left, today's not counted, as a part of its days.
Wide part_left(Day today, Wide capacity) {
  const PartialDate month = month_of_number(month_number(PartialDate::of_day(today)));
  return multiply_divide(capacity, (month.last() - today).count(), (month.last() - month.first()).count() + 1);
}

std::optional<PartialDate> clearing_month(Wide backlog, Day today, const std::function<Wide(int)>& capacity) {
  const int now = month_number(PartialDate::of_day(today));
  Wide made = part_left(today, capacity(now));
  for (int month = now; month < now + kMonthsTried; made += capacity(++month))
    if (made >= backlog) return month_of_number(month);
  return std::nullopt;
}

class OrderBook {
 public:
  explicit OrderBook(const Snapshot& snapshot)
      : snapshot_(snapshot), lines_(lines_of(snapshot, "contract", names_of_contracts(snapshot))),
        consignments_(consignments_of_contracts(snapshot)),
        consignment_lines_(lines_of(snapshot, "consignment", consignments_.names)),
        made_(made_consignments(snapshot, consignments_.names)), units_(units_of_items(snapshot)) {
    const std::set<std::string> counted = counted_contracts(snapshot);
    for (const auto contract : snapshot.rows<Table::contracts>())
      if (std::string name = contract.name(); counted.contains(name))
        by_site_[std::string(contract.text<"site">())].push_back({std::move(name), contract.date<"due">(), std::string(contract.source())});
  }

  SiteOrders of(const SiteCapacity& site) const {
    SiteOrders out;
    out.site = site.site;
    out.name = site.name;
    out.unit = site.unit;
    out.capacity = site.at_pace();
    const auto counts = [&](const std::string& item) {
      if (!site.item.empty()) return item == site.item;
      const auto unit = units_.find(item);
      return item == site.thing || (unit != units_.end() && unit->second == site.thing);
    };
    std::set<std::string> items;
    const auto contracts = by_site_.find(site.site);
    if (contracts == by_site_.end()) return out;
    for (const auto& [name, due, source] : contracts->second) {
      const auto lines = lines_.find(name);
      if (lines == lines_.end()) continue;
      const Wide ordered = quantity_in(lines->second, counts);
      if (ordered == 0) continue;
      out.contracts.push_back(name);
      if (!source.empty()) out.sources.insert(source);
      out.ordered += ordered;
      for (const OrderLine& line : lines->second)
        if (counts(line.item)) items.insert(line.item);
    }
    out.items.assign(items.begin(), items.end());
    std::ranges::sort(out.contracts);
    if (snapshot_.rows<Table::consignments>().empty() || snapshot_.rows<Table::events>().empty()) return out;
    add_made(contracts->second, counts, out);
    clear(site, out);
    return out;
  }

 private:
  struct Contract {
    std::string name;
    std::optional<PartialDate> due;
    std::string source;
  };
  using Contracts = std::vector<Contract>;

  void add_made(const Contracts& contracts, const std::function<bool(const std::string&)>& counts, SiteOrders& out) const {
    Wide all = 0;
    Wide overdue = 0;
    for (const auto& [name, due, source] : contracts) {
      const auto lines = lines_.find(name);
      if (lines == lines_.end()) continue;
      const Wide ordered = quantity_in(lines->second, counts);
      const Wide made = std::min(ordered, made_of(name, counts));
      all += made;
      if (due && due->last() < snapshot_.as_known()) overdue += ordered - made;
    }
    out.made = all;
    out.overdue = overdue;
    out.backlog = out.ordered - all;
  }

  Wide made_of(const std::string& contract, const std::function<bool(const std::string&)>& counts) const {
    Wide sum = 0;
    const auto consignments = consignments_.by_contract.find(contract);
    if (consignments == consignments_.by_contract.end()) return 0;
    for (const std::string& name : consignments->second) {
      const auto made = made_.find(name);
      const auto lines = consignment_lines_.find(name);
      if (made == made_.end() || lines == consignment_lines_.end()) continue;
      const Wide whole = quantity_in(lines->second, [](const std::string&) { return true; });
      const Wide counted = quantity_in(lines->second, counts);
      Wide most = made->second.whole ? whole : 0;
      for (const auto& [stage, quantity] : made->second.by_stage) most = std::max(most, quantity);
      if (whole > 0) sum += multiply_divide(counted, std::min(most, whole), whole);
    }
    return sum;
  }

  void clear(const SiteCapacity& site, SiteOrders& out) const {
    if (!out.capacity || *out.capacity <= 0 || out.ordered == 0) return;
    out.months_of_work = multiply_divide(*out.backlog, Decimal::kUnit, *out.capacity);
    if (*out.backlog == 0) return;
    out.clears_at_pace = clearing_month(*out.backlog, snapshot_.as_known(), [&](int) { return *out.capacity; });
    if (!site.announced.empty())
      out.clears_as_announced = clearing_month(*out.backlog, snapshot_.as_known(),
                                               [&](int month) { return site.announced_at(month).value_or(0); });
  }

  const Snapshot& snapshot_;
  std::map<std::string, std::vector<OrderLine>> lines_;
  OfContracts consignments_;
  std::map<std::string, std::vector<OrderLine>> consignment_lines_;
  std::map<std::string, Contracts> by_site_;  // contracts that count
  std::map<std::string, Made> made_;
  std::map<std::string, std::string> units_;
};

// What `needs` asks for of the items, by month (rule 8).
std::map<int, Wide> needed(const Snapshot& snapshot, const std::set<std::string>& items, std::set<std::string>& sources) {
  std::map<int, Wide> out;
  for (const auto need : snapshot.rows<Table::needs>()) {
    const auto quantity = need.decimal<"quantity">();
    const auto month = need.date<"month">();
    if (!quantity || !month || !items.contains(std::string(need.text<"item">()))) continue;
    if (need.cell<"source">() != kNullCell) sources.emplace(need.source());
    const auto until = need.date<"until">();
    const int first = month_number(*month);
    const int last = std::max(first, month_number(PartialDate::of_day(until ? until->last() : month->last())));
    Wide told = 0;
    for (int at = first; at <= last; ++at) {  // the parts add up to the whole
      const Wide by_then = multiply_divide(quantity->units(), at - first + 1, last - first + 1);
      out[at] += by_then - told;
      told = by_then;
    }
  }
  return out;
}

void add_self_sufficiency(NeedCovered& covered) {
  for (const NeedMonth& month : covered.months) {
    covered.need += month.need;
    covered.capacity += month.capacity;
  }
  if (covered.need > 0) covered.share = multiply_divide(covered.capacity, kWholeShare, covered.need);
  for (auto month = covered.months.rbegin(); month != covered.months.rend() && month->capacity >= month->need; ++month)
    covered.self_sufficient = month->month;
}

}  // namespace

std::optional<Wide> SiteCapacity::at_pace() const {
  if (!actual.empty()) return actual.rbegin()->second;
  return std::nullopt;
}

std::optional<Wide> SiteCapacity::announced_at(int month) const {
  const auto after = announced.upper_bound(month);
  return after == announced.begin() ? std::nullopt : std::optional(std::prev(after)->second);
}

std::vector<SiteOrders> orders_of_sites(const Snapshot& snapshot, const std::vector<SiteCapacity>& sites) {
  const OrderBook book(snapshot);
  std::vector<SiteOrders> out;
  for (const SiteCapacity& site : sites) {
    SiteOrders orders = book.of(site);
    if (!orders.capacity)
      orders.capacity = site.announced_at(month_number(PartialDate::of_day(snapshot.as_known())));
    out.push_back(std::move(orders));
  }
  return out;
}

std::vector<NeedCovered> needs_covered(const Snapshot& snapshot, const std::vector<SiteCapacity>& sites,
                                       const std::vector<SiteOrders>& orders) {
  std::map<std::set<std::string>, std::vector<const SiteCapacity*>> groups;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    std::set<std::string> items(orders[i].items.begin(), orders[i].items.end());
    if (items.empty()) items = {sites[i].item.empty() ? sites[i].thing : sites[i].item};
    groups[items].push_back(&sites[i]);
  }
  const int now = month_number(PartialDate::of_day(snapshot.as_known())) + 1;
  std::vector<NeedCovered> out;
  for (const auto& [items, makers] : groups) {
    NeedCovered covered;
    const std::map<int, Wide> need = needed(snapshot, items, covered.sources);
    if (need.empty() || need.rbegin()->first < now) continue;
    covered.items.assign(items.begin(), items.end());
    covered.unit = makers.front()->thing;
    for (const SiteCapacity* site : makers) {
      covered.sites.push_back(site->site);
      covered.sources.insert(site->sources.begin(), site->sources.end());
    }
    for (int month = now; month <= need.rbegin()->first; ++month) {
      NeedMonth of{month_of_number(month)};
      if (const auto asked = need.find(month); asked != need.end()) of.need = asked->second;
      for (const SiteCapacity* site : makers) of.capacity += site->announced_at(month).value_or(site->at_pace().value_or(0));
      covered.months.push_back(of);
    }
    add_self_sufficiency(covered);
    out.push_back(std::move(covered));
  }
  return out;
}

Result<std::vector<LearningCurve>> learning_curves(const Snapshot& snapshot, const Prices& prices) {
  const std::set<std::string> counted = counted_contracts(snapshot);
  const auto lines = lines_of(snapshot, "contract", names_of_contracts(snapshot));
  const ProgrammePrices at_prices(snapshot, prices);
  struct Lot {
    LearningLot lot;
    std::string currency;
    std::optional<Wide> amount;
  };
  std::map<std::pair<std::string, std::string>, std::vector<Lot>> lots;  // by supplier and item
  for (const auto contract : snapshot.rows<Table::contracts>()) {
    const auto of = lines.find(contract.name());
    if (of == lines.end() || !counted.contains(contract.name())) continue;
    for (const OrderLine& line : of->second) {
      if (!line.quantity || *line.quantity <= 0 || !contract.date<"date">()) continue;
      LearningLot lot{contract.name(), line.source, contract.date<"date">(), *line.quantity, 0, 0};
      if (line.amount) {
        ASSIGN_OR_RETURN(const Wide amount, at_prices.at(lot.date, *line.amount, "contract " + contract.name()));
        lot.unit_cost = multiply_divide(amount, Decimal::kUnit, *line.quantity);
      }
      lots[{std::string(contract.text<"supplier">()), line.item}].push_back({std::move(lot), line.currency, line.amount});
    }
  }
  std::vector<LearningCurve> out;
  for (auto& [key, of] : lots) {
    std::ranges::sort(of, [](const Lot& a, const Lot& b) {
      return std::tie(a.lot.date, a.lot.contract) < std::tie(b.lot.date, b.lot.contract);
    });
    std::map<std::string, LearningCurve> curves;  // by currency
    Wide made = 0;
    for (Lot& of_lot : of) {
      of_lot.lot.cumulative = made += of_lot.lot.quantity;
      if (!of_lot.amount) continue;
      LearningCurve& curve = curves[of_lot.currency];
      curve.supplier = key.first;
      curve.item = key.second;
      curve.currency = of_lot.currency;
      curve.lots.push_back(std::move(of_lot.lot));
    }
    for (auto& [currency, curve] : curves) {
      std::vector<WrightLot> points;
      for (const LearningLot& lot : curve.lots) points.push_back({lot.cumulative, lot.unit_cost});
      curve.fit = fit_wright(points);
      out.push_back(std::move(curve));
    }
  }
  return out;
}

Result<std::vector<CountryOrders>> orders_by_country(const Snapshot& snapshot, const Prices& prices) {
  const std::set<std::string> counted = counted_contracts(snapshot);
  const ProgrammePrices at_prices(snapshot, prices);
  std::map<std::string, std::map<std::string, SupplierOrders>> by_country;
  for (const auto contract : snapshot.rows<Table::contracts>()) {
    if (!counted.contains(contract.name())) continue;
    const std::string supplier(contract.text<"supplier">());
    const RowIndex party = snapshot.find_row(Table::parties, supplier);
    const auto of_party = [&](std::size_t column) { return party == kNoRow ? std::string() : snapshot.text(Table::parties, party, column); };
    SupplierOrders& orders = by_country[of_party(column_index(Table::parties, "country"))][supplier];
    orders.supplier = supplier;
    orders.name = of_party(column_index(Table::parties, "name"));
    ++orders.contracts;
    if (!contract.source().empty()) orders.sources.emplace(contract.source());
    const auto amount = contract.decimal<"amount">();
    const auto currency = Currency::parse(contract.text<"currency">());
    if (!amount || !currency) continue;
    const Converted money = in_reporting_currency(snapshot, *amount, *currency, contract.date<"date">());
    ASSIGN_OR_RETURN(const Wide units, at_prices.at(contract.date<"date">(), money.units, "contract " + contract.name()));
    orders.amounts[std::string(money.currency.code())] += units;
  }
  std::vector<CountryOrders> out;
  for (const auto& [country, suppliers] : by_country) {
    CountryOrders of{country, 0, {}, {}, {}};
    for (const auto& [name, orders] : suppliers) {
      of.contracts += orders.contracts;
      of.sources.insert(orders.sources.begin(), orders.sources.end());
      for (const auto& [currency, amount] : orders.amounts) of.amounts[currency] += amount;
      of.suppliers.push_back(orders);
    }
    out.push_back(std::move(of));
  }
  std::ranges::stable_partition(out, [](const CountryOrders& of) { return !of.country.empty(); });
  return out;
}

}  // namespace servanda
