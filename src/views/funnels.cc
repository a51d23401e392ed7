#include "views/funnels.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <unordered_map>

#include "book/places.h"

namespace servanda {

namespace {
constexpr int kMostParts = 1;  // so many donors are counted one by one before all of them are

// Places of records, by their dates; those of one date in the order in which they were told.
using Dated = std::vector<std::uint64_t>;
std::uint64_t dated(std::int32_t date, std::size_t place) {
  const auto unsigned_date = static_cast<std::uint32_t>(static_cast<std::int64_t>(date) - std::numeric_limits<std::int32_t>::min());
  return std::uint64_t{unsigned_date} << 32 | place;
}
std::size_t place_of(std::uint64_t dated) { return static_cast<std::size_t>(dated & 0xFFFFFFFFU); }
}

std::map<Stage, Funnels::ByDonors> Funnels::count(const Scope& scope, TallyOptions options) {
  options.measure = scope.measure;
  options.where = scope.where;
  options.count_netted = scope.count_netted;
  const std::vector<Tallied> tallied = tally(snapshot_, *netting_, options);
  struct Found {
    AtStage at;
    Dated on_days;
  };
  std::array<std::unordered_map<TextId, Found>, kStageNames.size()> found;
  std::array<std::pair<TextId, Found*>, kStageNames.size()> last{};  // most records have the donors of the one before
  for (std::size_t place = 0; place < tallied.size(); ++place) {
    const Tallied& one = tallied[place];
    auto& [of, at] = last[static_cast<std::size_t>(one.stage)];
    if (at == nullptr || of != one.donors) {
      of = one.donors;
      at = &found[static_cast<std::size_t>(one.stage)][of];
    }
    const bool day = one.date != Tallied::kBlank && PartialDate::from_packed(one.date).precision() == DatePrecision::day;
    if (day)
      at->on_days.push_back(dated(one.date, place));
    else
      at->at.others.push_back(one);
  }
  std::map<Stage, ByDonors> out;
  for (std::size_t stage = 0; stage < found.size(); ++stage)
    for (auto& [of, at] : found[stage]) {
      std::ranges::sort(at.on_days);
      at.at.on_days.reserve(at.on_days.size());
      for (const std::uint64_t one : at.on_days) at.at.on_days.push_back(tallied[place_of(one)]);
      out[static_cast<Stage>(stage)][of] = std::move(at.at);
    }
  return out;
}

// Few donors are counted one by one, and who is asked for at a second stage is counted at all of them. What is of no donor is
// counted only for who asks for all records: most of the work is with consignments of which nothing above is known.
const Funnels::ByDonors& Funnels::of(Scope scope, Stage stage, const std::optional<std::vector<std::string>>& donors) {
  if (!netting_) netting_ = Netting::of(snapshot_);
  scope.count_netted = scope.count_netted && !netting_->list().empty();
  Counted& counted = counted_[scope];
  if (const auto whole = counted.whole.find(stage); whole != counted.whole.end()) return whole->second;
  if (!donors) return counted.whole[stage] = std::move(count(scope, {.only = stage})[stage]);
  OfDonors& part = counted.of_donors[*donors];
  const bool again = part.asked.has_value() && part.asked != stage;
  if (!part.asked) part.asked = stage;
  if (const auto all = counted.reported.find(stage); all != counted.reported.end()) return all->second;
  if (part.all || part.stages.contains(stage)) return part.stages[stage];
  if (!again && ++counted.parts[stage] > kMostParts)
    return counted.reported[stage] = std::move(count(scope, {.donors_among = std::vector(this->donors().begin(), this->donors().end()), .only = stage})[stage]);
  part.all = again;
  part.stages = count(scope, {.donors_among = donors, .only = again ? std::nullopt : std::optional(stage)});
  return part.stages[stage];
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

const Funnels::RowsOfDonors& Funnels::deliveries_reported(const std::string& item) {
  static const RowsOfDonors kNone;
  if (!deliveries_reported_) {
    deliveries_reported_.emplace();
    for (const auto report : snapshot_.rows<Table::reports>())
      if (report.text<"figure">().empty() && !report.text<"unit">().empty() && !report.text<"donors">().empty())
        (*deliveries_reported_)[std::string(report.text<"unit">())][std::string(report.text<"donors">())].push_back(report.index());
  }
  const auto found = deliveries_reported_->find(item);
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
