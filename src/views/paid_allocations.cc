#include "views/paid_allocations.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <tuple>

#include "book/called_off.h"

namespace servanda {
namespace {

struct PaidEvent {
  RowIndex event;
  Stage stage;
  std::optional<PartialDate> date;
  std::optional<Wide> quantity;
};
using PaidEvents = std::map<RowIndex, std::vector<PaidEvent>>;  // by allocation

// Undated last.
std::tuple<bool, std::optional<PartialDate>, RowIndex> when(const PaidEvent& event) {
  return {!event.date, event.date, event.event};
}

void read_event(const Row<Table::events>& row, RowIndex allocation, PaidEvents& out) {
  const auto stage = row.code<"stage", Stage>();
  if (!stage || ladder_of(*stage) != Ladder::money || row.code<"classifier", Classifier>() != Classifier::actual) return;
  PaidEvent event{row.index(), *stage, row.date<"date">(), {}};
  if (const auto quantity = row.decimal<"quantity">()) event.quantity = quantity->units();
  out[allocation].push_back(event);
}

PaidEvents read_events(const Snapshot& snapshot) {
  std::vector<RowIndex> allocations;
  std::vector<TextId> names;
  ColumnOf<Table::allocations, "id"> id(snapshot);
  for (const auto allocation : snapshot.rows<Table::allocations>()) {
    allocations.push_back(allocation.index());
    const Cell name = id[allocation.index()];
    names.push_back(name == kNullCell ? TextId{-1} : static_cast<TextId>(name));
  }
  PaidEvents out;
  const auto kind = snapshot.history().texts().find(schema_of(Table::allocations).kind);
  if (!kind) return out;
  for (const auto& [row, of] : snapshot.beneath(Table::events, names, *kind))
    read_event(Row<Table::events>(snapshot, row), allocations[static_cast<std::size_t>(of)], out);
  for (auto& [allocation, events] : out) std::ranges::sort(events, {}, when);
  return out;
}

// Rules 1 and 2, for one stage of one allocation.
void add_steps(RowIndex allocation, Stage stage, const std::vector<PaidEvent>& events, std::optional<Wide> amount,
               std::vector<PaidStep>& out) {
  std::optional<Stage> stated;
  for (const PaidEvent& event : events)
    if (event.stage >= stage && (!stated || event.stage < *stated)) stated = event.stage;
  if (!stated) return;
  const auto whole = std::ranges::find_if(events, [&](const PaidEvent& event) { return event.stage == *stated && !event.quantity; });
  if (whole != events.end()) return out.push_back({allocation, stage, whole->event, whole->date, {}});
  Wide left = amount.value_or(0);
  for (const PaidEvent& event : events) {
    if (event.stage != *stated) continue;
    const Wide part = amount ? std::min(left, *event.quantity) : *event.quantity;
    left -= part;
    out.push_back({allocation, stage, event.event, event.date, part});
  }
}

// ---- what flows of funds tell of the same money

constexpr std::size_t kFundKinds = kFundKindNames.size();
constexpr std::size_t index_of(FundKind kind) { return static_cast<std::size_t>(kind); }

FundKind kind_of_step(Stage stage) {
  if (stage == Stage::spent) return FundKind::expenditure;
  return stage == Stage::disbursed ? FundKind::disbursement : FundKind::commitment;
}

struct Flow {
  PartialDate date;
  RowIndex row;
  Wide left;  // that no step tells
};
// Money of one donor, purpose, currency and year, by kind.
struct YearOfMoney {
  std::array<std::vector<Flow>, kFundKinds> flows = {};
  std::array<Wide, kFundKinds> told = {};  // by the flows
  std::array<Wide, kFundKinds> more = {};  // by steps, of what moved after the flows
};
using YearKey = std::tuple<std::string, std::string, std::string, int>;

FundKind kind_of(const Row<Table::funds>& fund) { return fund.code<"kind", FundKind>().value_or(FundKind::appropriation); }

YearKey year_of(const Row<Table::funds>& fund, PartialDate date) {
  return {std::string(fund.text<"donor">()), std::string(fund.text<"purpose">()), std::string(fund.text<"currency">()),
          static_cast<int>(date.year())};
}

std::map<YearKey, YearOfMoney> money_by_year(const Snapshot& snapshot) {
  std::map<YearKey, YearOfMoney> out;
  for (const auto fund : snapshot.rows<Table::funds>()) {
    const auto date = fund.date<"date">();
    const auto amount = fund.decimal<"amount">();
    if (!date || !amount) continue;
    YearOfMoney& year = out[year_of(fund, *date)];
    year.flows[index_of(kind_of(fund))].push_back({*date, fund.index(), amount->units()});
    year.told[index_of(kind_of(fund))] += amount->units();
  }
  for (auto& [key, year] : out)
    for (std::vector<Flow>& flows : year.flows)
      std::ranges::sort(flows, {}, [](const Flow& flow) { return std::tuple(flow.date.last(), flow.row); });
  return out;
}

using Told = std::map<RowIndex, Wide>;

void tell(Flow& flow, Wide amount, Told& out) {
  if (amount <= 0) return;
  flow.left -= amount;
  out[flow.row] += amount;
}

// Rule 3.
void tell_step(YearOfMoney& year, FundKind kind, PartialDate date, Wide paid, Told& out) {
  std::vector<Flow>& flows = year.flows[index_of(kind)];
  const auto flow = std::ranges::find_if(flows, [&](const Flow& f) { return f.date.last() >= date.first(); });
  const Wide told = flow == flows.end() ? Wide{0} : std::min(paid, flow->left);
  if (flow != flows.end()) tell(*flow, told, out);
  if (flow == flows.end()) year.more[index_of(kind)] += paid;
}

// Rule 4: what flows and steps tell together beyond the kind before is told by both.
void tell_what_is_too_much(YearOfMoney& year, Told& out) {
  std::optional<Wide> limit;
  for (std::size_t kind = 0; kind < kFundKinds; ++kind) {
    if (year.flows[kind].empty()) continue;
    Wide sum = year.told[kind] + year.more[kind];
    Wide twice = limit ? std::min(sum - *limit, year.more[kind]) : Wide{0};
    for (auto flow = year.flows[kind].rbegin(); twice > 0 && flow != year.flows[kind].rend(); ++flow) {
      const Wide part = std::min(twice, flow->left);
      tell(*flow, part, out);
      sum -= part;
      twice -= part;
    }
    limit = sum;
  }
}

// What a fund pays of an allocation, as a part of its amount in 1e-8.
struct Tied {
  RowIndex fund;
  Wide share;
};
constexpr Wide kWholeAllocation = 100'000'000;

std::map<RowIndex, std::vector<Tied>> funds_of_allocations(const Snapshot& snapshot, const std::set<RowIndex>& allocations) {
  std::map<RowIndex, std::vector<Tied>> out;
  for (const auto funding : snapshot.rows<Table::funding>()) {
    if (funding.text<"to_kind">() != "allocation" || funding.text<"from_kind">() != "fund") continue;
    const RowIndex allocation = snapshot.find_row(Table::allocations, funding.text<"to">());
    const RowIndex fund = snapshot.find_row(Table::funds, funding.text<"from">());
    if (fund == kNoRow || !allocations.contains(allocation)) continue;
    const auto share = funding.decimal<"share">();
    const auto amount = funding.decimal<"amount">();
    const auto whole = Row<Table::allocations>(snapshot, allocation).decimal<"amount">();
    if (share)
      out[allocation].push_back({fund, multiply_divide(kWholeAllocation, share->units(), Decimal::kUnit)});
    else if (amount && whole && whole->units() > 0)
      out[allocation].push_back({fund, multiply_divide(kWholeAllocation, std::min(amount->units(), whole->units()), whole->units())});
  }
  return out;
}

}  // namespace

std::vector<PaidStep> paid_steps(const Snapshot& snapshot) {
  std::vector<PaidStep> out;
  const PaidEvents events = read_events(snapshot);
  if (events.empty()) return out;
  const CalledOff off = called_off(snapshot);
  for (const auto& [row, of] : events) {
    const Row<Table::allocations> allocation(snapshot, row);
    if (off.contains({"allocation", allocation.name()})) continue;
    const auto amount = allocation.decimal<"amount">();
    for (const Stage stage : {Stage::committed, Stage::disbursed, Stage::spent})
      add_steps(row, stage, of, amount ? std::optional<Wide>(amount->units()) : std::nullopt, out);
  }
  return out;
}

std::map<RowIndex, Wide> told_of_flows(const Snapshot& snapshot, const std::vector<PaidStep>& steps) {
  Told out;
  std::set<RowIndex> allocations;
  for (const PaidStep& step : steps) allocations.insert(step.allocation);
  if (allocations.empty()) return out;
  const auto tied = funds_of_allocations(snapshot, allocations);
  auto money = money_by_year(snapshot);
  for (const PaidStep& step : steps) {
    const auto funds = tied.find(step.allocation);
    const Row<Table::allocations> allocation(snapshot, step.allocation);
    const auto amount = allocation.decimal<"amount">();
    if (funds == tied.end() || !step.date || (!step.part && !amount)) continue;
    for (const Tied& one : funds->second) {
      const Row<Table::funds> fund(snapshot, one.fund);
      const auto date = fund.date<"date">();
      if (!date || fund.text<"currency">() != allocation.text<"currency">()) continue;
      const auto year = money.find(year_of(fund, *date));
      if (year == money.end()) continue;
      const Wide paid = multiply_divide(step.part.value_or(amount ? amount->units() : 0), one.share, kWholeAllocation);
      tell_step(year->second, kind_of_step(step.stage), *step.date, paid, out);
    }
  }
  for (auto& [key, year] : money) tell_what_is_too_much(year, out);
  return out;
}

}  // namespace servanda
