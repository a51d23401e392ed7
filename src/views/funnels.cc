#include "views/funnels.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <limits>
#include <unordered_map>

#include "base/split.h"
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
std::size_t date_of(std::uint64_t dated) { return static_cast<std::size_t>(dated >> 32); }

// Sorts what is in the order of places by date too. Many of few dates are counted by date, not compared.
void sort_by_date(Dated& all) {
  if (all.size() < 2) return;
  const auto [least, most] = std::ranges::minmax(all);
  const std::size_t first = date_of(least);
  const std::size_t dates = date_of(most) - first + 1;
  if (dates > 4 * all.size()) {
    std::ranges::sort(all);
    return;
  }
  std::vector<std::uint32_t> next(dates + 1, 0);
  for (const std::uint64_t one : all) ++next[date_of(one) - first + 1];
  for (std::size_t date = 1; date < next.size(); ++date) next[date] += next[date - 1];
  Dated sorted(all.size());
  for (const std::uint64_t one : all) sorted[next[date_of(one) - first]++] = one;
  all = std::move(sorted);
}
}

std::map<Stage, Funnels::ByDonors> Funnels::count(const Scope& scope, TallyOptions options) const {
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
      sort_by_date(at.on_days);
      at.at.on_days.reserve(at.on_days.size());
      for (const std::uint64_t one : at.on_days) at.at.on_days.push_back(tallied[place_of(one)]);
      out[static_cast<Stage>(stage)][of] = std::move(at.at);
    }
  return out;
}

void Funnels::settle(Scope& scope) {
  if (!netting_) netting_ = Netting::of(snapshot_);
  scope.count_netted = scope.count_netted && !netting_->list().empty();
}

// Few donors are counted one by one, and who is asked for at a second stage is counted at all of them. What is of no donor is
// counted only for who asks for all records: most of the work is with consignments of which nothing above is known.
const Funnels::ByDonors& Funnels::of(Scope scope, Stage stage, const std::vector<std::string>* donors) {
  settle(scope);
  Counted& counted = counted_[scope];
  if (const auto whole = counted.whole.find(stage); whole != counted.whole.end()) return whole->second;
  if (donors == nullptr) return counted.whole[stage] = std::move(count(scope, {.only = stage})[stage]);
  if (std::ranges::includes(counted.all_of, *donors)) return counted.all[stage];
  const auto [found, added] = counted.first.try_emplace(*donors, stage, ByDonors());
  auto& [first, there] = found->second;
  if (const auto all = counted.reported.find(stage); all != counted.reported.end()) return all->second;
  if (!added && first == stage) return there;
  if (!added) {
    Portion portion{scope, *donors};
    count(portion);
    take(std::move(portion));
    return counted.all[stage];
  }
  if (++counted.parts[stage] > kMostParts)
    return counted.reported[stage] = std::move(count(scope, {.donors_among = std::vector(this->donors().begin(), this->donors().end()), .only = stage})[stage]);
  return there = std::move(count(scope, {.donors_among = *donors, .only = stage})[stage]);
}

std::vector<Funnels::Portion> Funnels::portions(const std::vector<Figure>& figures, std::size_t most) {
  std::map<Scope, std::set<std::string>> donors;
  for (const Figure& figure : figures) {
    Scope scope = scope_of(figure, false);
    settle(scope);
    if (const auto named = donors_named(figure); !named.empty()) {
      const auto& texts = texts_of(named);
      donors[scope].insert(texts.begin(), texts.end());
    }
  }
  std::vector<Portion> out;
  for (const auto& [scope, texts] : donors) {
    const std::size_t first = out.size();
    const std::size_t count = std::min(most, texts.size());
    for (std::size_t i = 0; i < count; ++i) out.push_back({scope, {}});
    std::size_t next = 0;
    for (const std::string& text : texts) out[first + next++ % count].donors.push_back(text);
  }
  return out;
}

void Funnels::take(Portion portion) {
  Counted& counted = counted_[portion.scope];
  counted.all_of.insert(portion.donors.begin(), portion.donors.end());
  for (auto& [stage, by_donors] : portion.stages) counted.all[stage].merge(by_donors);
}

const std::vector<std::string>& Funnels::texts_of(const std::vector<std::string>& named) {
  const auto [texts, added] = texts_of_.try_emplace(named);
  if (!added) return texts->second;
  const auto meets = [](const std::string& donors, const std::string& value) {
    const std::vector<std::string> asked = either_of(value);
    return donors == value || std::ranges::any_of(split(donors, ';'), [&](std::string_view member) { return std::ranges::find(asked, member) != asked.end(); });
  };
  std::ranges::copy_if(donors(), std::back_inserter(texts->second),
                       [&](const std::string& donors) { return std::ranges::all_of(named, [&](const std::string& value) { return meets(donors, value); }); });
  return texts->second;
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
