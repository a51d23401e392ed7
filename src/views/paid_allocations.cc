#include "views/paid_allocations.h"

#include <algorithm>
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

struct FlowKey {
  std::string donor, purpose, currency;
  int year = 0;
  Stage stage{};
  auto operator<=>(const FlowKey&) const = default;
};
struct Flow {
  PartialDate date;
  RowIndex row;
  Wide left;
};

std::optional<Stage> stage_of_flow(const Row<Table::funds>& fund) {
  switch (fund.code<"kind", FundKind>().value_or(FundKind::appropriation)) {
    case FundKind::appropriation: return std::nullopt;
    case FundKind::commitment: return Stage::committed;
    case FundKind::disbursement: return Stage::disbursed;
    case FundKind::expenditure: return Stage::spent;
  }
  return std::nullopt;
}

FlowKey flow_key(const Row<Table::funds>& fund, PartialDate date, Stage stage) {
  return {std::string(fund.text<"donor">()), std::string(fund.text<"purpose">()), std::string(fund.text<"currency">()),
          static_cast<int>(date.year()), stage};
}

std::map<FlowKey, std::vector<Flow>> flows_by_key(const Snapshot& snapshot) {
  std::map<FlowKey, std::vector<Flow>> out;
  for (const auto fund : snapshot.rows<Table::funds>()) {
    const auto stage = stage_of_flow(fund);
    const auto date = fund.date<"date">();
    const auto amount = fund.decimal<"amount">();
    if (stage && date && amount) out[flow_key(fund, *date, *stage)].push_back({*date, fund.index(), amount->units()});
  }
  for (auto& [key, flows] : out)
    std::ranges::sort(flows, {}, [](const Flow& flow) { return std::tuple(flow.date.last(), flow.row); });
  return out;
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
  std::map<RowIndex, Wide> out;
  std::set<RowIndex> allocations;
  for (const PaidStep& step : steps) allocations.insert(step.allocation);
  if (allocations.empty()) return out;
  const auto tied = funds_of_allocations(snapshot, allocations);
  auto flows = flows_by_key(snapshot);
  for (const PaidStep& step : steps) {
    const auto funds = tied.find(step.allocation);
    const Row<Table::allocations> allocation(snapshot, step.allocation);
    const auto amount = allocation.decimal<"amount">();
    if (funds == tied.end() || !step.date || (!step.part && !amount)) continue;
    for (const Tied& one : funds->second) {
      const Row<Table::funds> fund(snapshot, one.fund);
      const auto date = fund.date<"date">();
      if (!date || fund.text<"currency">() != allocation.text<"currency">()) continue;
      const auto of_key = flows.find(flow_key(fund, *date, step.stage));
      if (of_key == flows.end()) continue;
      const auto flow = std::ranges::find_if(of_key->second, [&](const Flow& f) { return f.date.last() >= step.date->first(); });
      if (flow == of_key->second.end()) continue;
      const Wide paid = multiply_divide(step.part.value_or(amount ? amount->units() : 0), one.share, kWholeAllocation);
      const Wide told = std::min(paid, flow->left);
      flow->left -= told;
      out[flow->row] += told;
    }
  }
  return out;
}

}  // namespace servanda
