#include "views/funnels.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "book/places.h"

namespace servanda {

namespace {
constexpr int kMostParts = 2;  // so many donors are counted one by one before all of them are

// Of one date in the order in which they were told.
void sort_by_date(std::vector<Tallied>& records) {
  std::vector<std::pair<std::int32_t, std::uint32_t>> order;
  order.reserve(records.size());
  for (const Tallied& tallied : records) order.emplace_back(tallied.date, static_cast<std::uint32_t>(order.size()));
  std::ranges::sort(order);
  std::vector<Tallied> sorted;
  sorted.reserve(records.size());
  for (const auto& [date, place] : order) sorted.push_back(records[place]);
  records = std::move(sorted);
}
}

std::map<Stage, Funnels::ByDonors> Funnels::count(const Scope& scope, std::optional<Stage> only,
                                                  std::optional<std::vector<std::string>> donors) {
  if (!netting_) netting_ = Netting::of(snapshot_);
  std::map<Stage, ByDonors> out;
  std::array<std::pair<TextId, AtStage*>, kStageNames.size()> last{};  // most records have the donors of the one before
  for (const Tallied& tallied : tally(snapshot_, *netting_, {scope.measure, scope.where, std::move(donors), scope.count_netted, only})) {
    auto& [of, place] = last[static_cast<std::size_t>(tallied.stage)];
    if (place == nullptr || of != tallied.donors) {
      of = tallied.donors;
      place = &out[tallied.stage][of];
    }
    const bool day = tallied.date != Tallied::kBlank && PartialDate::from_packed(tallied.date).precision() == DatePrecision::day;
    (day ? place->on_days : place->others).push_back(tallied);
  }
  for (auto& [stage, by_donors] : out)
    for (auto& [of, place] : by_donors) sort_by_date(place.on_days);
  return out;
}

// Few donors are counted one by one, and who is asked for at a second stage is counted at all of them.
const Funnels::ByDonors& Funnels::of(const Scope& scope, Stage stage, const std::optional<std::vector<std::string>>& donors) {
  Counted& counted = counted_[scope];
  OfDonors* part = donors ? &counted.of_donors[*donors] : nullptr;
  const bool again = part != nullptr && part->asked.has_value() && part->asked != stage;
  if (part != nullptr && !part->asked) part->asked = stage;
  if (const auto whole = counted.whole.find(stage); whole != counted.whole.end()) return whole->second;
  if (part != nullptr && (part->all || part->stages.contains(stage))) return part->stages[stage];
  if (part == nullptr || (!again && ++counted.parts[stage] > kMostParts))
    return counted.whole[stage] = std::move(count(scope, stage, std::nullopt)[stage]);
  part->all = again;
  part->stages = count(scope, again ? std::nullopt : std::optional(stage), donors);
  return part->stages[stage];
}

const std::set<std::string>& Funnels::donors() {
  if (donors_) return *donors_;
  std::vector<TextId> found;
  TextSet seen;
  const auto collect = [&]<Table kTable, ColumnName kName>() {
    ColumnOf<kTable, kName> donors(snapshot_);
    for (const auto row : snapshot_.rows<kTable>()) {
      const Cell text = donors[row.index()];
      if (text == kNullCell || seen.contains(text)) continue;
      seen.add(text);
      found.push_back(static_cast<TextId>(text));
    }
  };
  collect.operator()<Table::pledges, "donors">();
  collect.operator()<Table::allocations, "donors">();
  collect.operator()<Table::funds, "donor">();
  donors_.emplace();
  for (const TextId text : found) donors_->emplace(snapshot_.history().texts().text(text));
  return *donors_;
}

const std::vector<Funnels::ReportsOf>& Funnels::reports() {
  if (reports_) return *reports_;
  std::map<Cell, std::vector<RowIndex>> by_text;
  ColumnOf<Table::reports, "figure"> figure(snapshot_);
  for (const auto report : snapshot_.rows<Table::reports>())
    if (const Cell text = figure[report.index()]; text != kNullCell) by_text[text].push_back(report.index());
  reports_.emplace();
  for (auto& [text, rows] : by_text)
    if (auto parsed = parse_figure(snapshot_.history().texts().text(static_cast<TextId>(text)))) reports_->push_back({*std::move(parsed), std::move(rows)});
  return *reports_;
}

const std::vector<RowIndex>& Funnels::deliveries_reported(const std::string& item, const std::string& donors) {
  static const std::vector<RowIndex> kNone;
  if (!deliveries_reported_) {
    deliveries_reported_.emplace();
    for (const auto report : snapshot_.rows<Table::reports>())
      if (report.text<"figure">().empty() && !report.text<"unit">().empty() && !report.text<"donors">().empty())
        (*deliveries_reported_)[{std::string(report.text<"unit">()), std::string(report.text<"donors">())}].push_back(report.index());
  }
  const auto found = deliveries_reported_->find({item, donors});
  return found == deliveries_reported_->end() ? kNone : found->second;
}

std::optional<Day> Funnels::first_above_nothing(Cell series) {
  if (!first_above_nothing_) {
    first_above_nothing_.emplace();
    for (const auto report : snapshot_.rows<Table::reports>()) {
      const auto date = report.date<"until">() ? report.date<"until">() : report.date<"date">();
      const auto value = report.decimal<"value">();
      const bool planned = report.code<"classifier", ReportClassifier>() == ReportClassifier::planned;
      if (planned || !date || !value || value->units() <= 0) continue;
      const auto [first, added] = first_above_nothing_->try_emplace(report.cell<"series">(), date->first());
      if (!added) first->second = std::min(first->second, date->first());
    }
  }
  const auto found = first_above_nothing_->find(series);
  return found == first_above_nothing_->end() ? std::nullopt : std::optional(found->second);
}

}  // namespace servanda
