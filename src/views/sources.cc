#include "views/sources.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <set>

#include "base/decimal.h"
#include "book/places.h"
#include "views/bounds.h"
#include "views/burden.h"
#include "views/funnels.h"
#include "views/judging.h"
#include "views/netting.h"
#include "views/stated_figures.h"

namespace servanda {
namespace {

constexpr std::string_view kShareRule = "burden takes the share computed within one row of economy and shows the newest one reported beside it";

class SourcesBuilder {
 public:
  explicit SourcesBuilder(const Snapshot& snapshot) : snapshot_(snapshot), netting_(Netting::of(snapshot)), held_(reports_held(snapshot)) {}

  Result<SourcesResult> build(const SourcesOptions& options) {
    out_.as_known = snapshot_.as_known();
    if (options.head == Head::compute) out_.head = snapshot_.head();
    if (snapshot_.rows<Table::sources>().empty())
      return nothing_to_show(snapshot_, "sources", Table::sources, "who states what the other tables hold",
                             {"id,publisher,title,date,url,reliability",
                              "SRC-1,Ministry of Aid,Aid register,2025-06-01,https://example.org,A"});
    collect_sources();
    count_entries();
    count_days_after();
    count_restated();
    ASSIGN_OR_RETURN(out_.later, known_later(snapshot_));
    std::vector<Conflict> conflicts = disagreements(snapshot_, netting_);
    std::ranges::stable_sort(conflicts, {}, &Conflict::figure);
    for (const Conflict& conflict : conflicts)
      if (conflict.values.size() > 1) add_disagreement(conflict);
    RETURN_IF_ERROR(collect_gaps());
    collect_share_gaps();
    std::ranges::sort(out_.gaps, {}, [](const ReportGap& gap) { return std::pair(gap.figure, gap.report); });
    finish_sources();
    name_empty(snapshot_, {{Table::relations, "which entries contradict, restate or repeat each other is not known"},
                           {Table::reports, "no figures that sources state beside the entries"},
                           {Table::revisions, "what was revised later is not known"}}, out_.missing);
    tell_first_known(snapshot_, out_.missing);
    return std::move(out_);
  }

 private:
  bool never_named(const std::string& source) const { return hidden_.contains(source); }
  std::string shown(const std::string& source) const { return never_named(source) ? std::string(kNeverNamed) : source; }

  void collect_sources() {
    for (const auto row : snapshot_.rows<Table::sources>()) {
      const std::string id = row.name();
      const std::string publisher(row.text<"publisher">());
      if (snapshot_.source_name(row.cell<"id">()) == kNeverNamed || is_unidentified(publisher)) hidden_.insert(id);
      const auto date = row.date<"date">();
      SourceRecord& record = records_[id];
      record = {id, publisher, snapshot_.text(Table::sources, row.index(), kReliability), date ? date->to_string() : "", 1, 0, 0, 0, 0};
      places_.add(row.cell<"id">());
      by_place_.push_back(&record);
    }
    places_.settle();
  }

  // The record of the source that an entry names by this text; null where there is none.
  SourceRecord* record_of(Cell source) const {
    const std::int32_t place = places_.find(source);
    return place == Places::kNone ? nullptr : by_place_[static_cast<std::size_t>(place)];
  }

  void count_entries() {
    for (const TableSchema& table : all_tables()) {
      if (table.table == Table::programme || table.table == Table::sources) continue;
      const bool revised = snapshot_.revised(table.table, kSource);
      const auto& mask = snapshot_.mask(table.table);
      for (std::size_t word = 0; word < mask.size(); ++word)
        for (std::uint64_t rest = mask[word]; rest != 0; rest &= rest - 1) {
          const auto row = static_cast<RowIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
          const Cell source = revised ? snapshot_.cell(table.table, row, kSource)
                                      : snapshot_.history().cell_stored_as<History::Stored<CellType::reference>>(table.table, row, kSource);
          if (SourceRecord* record = record_of(source)) ++record->entries;
        }
    }
  }

  void count_days_after() {
    count_days_after_in<Table::pledges>();
    count_days_after_in<Table::allocations>();
    count_days_after_in<Table::contracts>();
    count_days_after_in<Table::events>();
    count_days_after_in<Table::reports>();
    count_days_after_in<Table::funds>();
  }

  template <Table kTable>
  void count_days_after_in() {
    ColumnOf<kTable, "date"> date_of(snapshot_);
    ColumnOf<kTable, "source"> source_of(snapshot_);
    for (const auto entry : snapshot_.rows<kTable>()) {
      const RowIndex row = entry.index();
      const Cell date = date_of[row];
      SourceRecord* const record = record_of(source_of[row]);
      if (date == kNullCell || record == nullptr) continue;
      if constexpr (kTable == Table::events)
        if (entry.template code<"classifier", Classifier>() != Classifier::actual) continue;
      const auto known = snapshot_.known_day(kTable, row);
      if (!known) continue;
      const auto days = std::max<std::int64_t>(0, (*known - PartialDate::from_packed(static_cast<std::int32_t>(date)).last()).count());
      if (static_cast<std::size_t>(days) >= record->days_after.size()) record->days_after.resize(static_cast<std::size_t>(days) + 1);
      ++record->days_after[static_cast<std::size_t>(days)];
    }
  }

  SourceRecord* record_of(const std::string& source) {
    const auto found = records_.find(source);
    return found == records_.end() ? nullptr : &found->second;
  }

  // What a later statement of the same fact restated, and what the world revised.
  void count_restated() {
    std::set<std::pair<std::string, std::string>> restated;
    for (const auto relation : snapshot_.rows<Table::relations>()) {
      const auto kind = relation.code<"kind", RelationKind>();
      if (kind == RelationKind::restates || kind == RelationKind::replaces)
        restated.emplace(relation.text<"to_kind">(), relation.text<"to">());
    }
    for (const auto revision : snapshot_.rows<Table::revisions>())
      restated.emplace(revision.text<"of_kind">(), revision.text<"of">());
    for (const auto& [kind, name] : restated) {
      const TableSchema* table = find_table_of_kind(kind);
      const RowIndex row = table == nullptr ? kNoRow : snapshot_.find_row(table->table, name);
      if (row == kNoRow) continue;
      if (auto* record = record_of(snapshot_.text(table->table, row, kSource))) ++record->restated;
    }
  }

  struct Candidate {
    Disagreement::Stated stated;
    std::optional<Decimal> number;
    std::string unit;
    Day known;
    std::string source;
  };

  Candidate candidate(const Conflict::Value& value) const {
    Candidate out;
    out.stated.entry = value.entry;
    out.stated.value = value.value;
    const std::size_t blank = value.value.find(' ');
    out.number = Decimal::parse(std::string_view(value.value).substr(0, blank));
    if (blank != std::string::npos) out.unit = value.value.substr(blank + 1);
    const std::size_t space = value.entry.find(' ');
    const TableSchema* table = find_table_of_kind(std::string_view(value.entry).substr(0, space));
    const RowIndex row = table == nullptr ? kNoRow : snapshot_.find_row(table->table, std::string_view(value.entry).substr(space + 1));
    if (row == kNoRow) return out;
    out.source = snapshot_.text(table->table, row, kSource);
    out.stated.source = shown(out.source);
    out.stated.credibility = snapshot_.text(table->table, row, kCredibility);
    out.stated.reliability = snapshot_.text(table->table, row, kReliability);
    if (out.stated.reliability.empty())
      if (const auto record = records_.find(out.source); record != records_.end()) out.stated.reliability = record->second.reliability;
    if (const auto known = snapshot_.known_day(table->table, row)) {
      out.known = *known;
      out.stated.known = to_string(*known);
    }
    out.stated.counted = table->table == Table::reports ? !held_.contains(row) : !netting_.contains(table->table, row);
    return out;
  }

  // The entry that a rule puts first; blank where it leaves two that give different values.
  template <class Order>
  static std::string first_alone(const std::vector<Candidate>& candidates, Order order) {
    const auto first = std::ranges::min_element(candidates, {}, order);
    const auto beside = [&](const Candidate& c) { return order(c) == order(*first) && c.stated.value != first->stated.value; };
    return std::ranges::any_of(candidates, beside) ? std::string() : first->stated.entry;
  }

  void add_disagreement(const Conflict& conflict) {
    std::vector<Candidate> candidates;
    for (const Conflict::Value& value : conflict.values) candidates.push_back(candidate(value));
    Disagreement out;
    out.figure = conflict.figure;
    out.chosen = conflict.chosen;
    if (out.chosen.empty())
      out.none_chosen = std::ranges::any_of(candidates, [](const Candidate& c) { return c.stated.counted; })
                            ? "two or more are graded alike and became known on one day"
                            : "totals count none of them: another entry holds them";
    out.newest = first_alone(candidates, [](const Candidate& c) { return Day{} - c.known; });
    out.most_reliable = first_alone(candidates, [](const Candidate& c) {
      const std::string& r = c.stated.reliability;
      return std::pair(r.empty() || r == "F" ? std::string("Z") : r, c.stated.credibility.empty() ? std::string("9") : c.stated.credibility);
    });
    const bool comparable = std::ranges::all_of(candidates, [&](const Candidate& c) { return c.number && c.unit == candidates.front().unit; });
    if (comparable) {
      out.lowest = first_alone(candidates, [](const Candidate& c) { return c.number->units(); });
      out.highest = first_alone(candidates, [](const Candidate& c) { return -c.number->units(); });
    }
    for (const Candidate& c : candidates) {
      out.values.push_back(c.stated);
      if (auto* record = record_of(c.source)) {
        ++record->disagreed;
        if (!out.chosen.empty() && c.stated.entry != out.chosen) ++record->lost;
      }
    }
    out_.disagreements.push_back(std::move(out));
  }

  // Public figures are rounded; and a bound that the other figure keeps says the same.
  static bool agree(const FigureNumber& entries, const FigureNumber& stated) {
    return within_percent(entries.value, stated.value, 1) ||
           !exclude_each_other(bounds_of(entries.value, entries.qualifier), bounds_of(stated.value, stated.qualifier));
  }

  // What reports state of their period, against what the entries of that period sum to.
  Status collect_gaps() {
    std::set<std::pair<std::string, std::string>> seen;
    Funnels funnels(snapshot_);
    for (const auto report : snapshot_.rows<Table::reports>()) {
      if (report.text<"figure">().empty()) continue;
      auto figure = parse_figure(report.text<"figure">());
      if (!figure || figure->kind != Figure::Kind::simple) continue;
      const auto from = report.date<"from">();
      const auto until = report.date<"until">();
      if (!figure->period && from && until) figure->period = FigurePeriod{*from, *until};
      const std::string end = until && !from ? until->to_string() : std::string();
      if (!seen.emplace(to_string(*figure), end).second) continue;
      FigureOptions options{.list_entries = false};
      if (!end.empty()) options.happened_by = until->last();
      ASSIGN_OR_RETURN(const FigureValue value, evaluate(funnels, *figure, options));
      if (value.entries.size() != 1) continue;
      for (const ReportClassifier classifier : {ReportClassifier::actual, ReportClassifier::claimed}) {
        // The one that counts of those that are compared in this period, or up to this end.
        const auto stated = std::ranges::find_if(value.reports, [&](const FigureReport& one) {
          return one.classifier == classifier && (end.empty() ? figure->period || one.until.empty() : one.from.empty() && one.until == end);
        });
        const FigureNumber& entries = value.entries.front().number;
        if (stated == value.reports.end() || stated->number.unit != entries.unit || agree(entries, stated->number)) continue;
        out_.gaps.push_back({to_string(*figure), stated->row.entry, shown(stated->row.source), text_of(stated->number), text_of(entries)});
      }
    }
    return {};
  }

  void collect_share_gaps() {
    for (const ShareStatedTwice& share : shares_stated_twice(snapshot_)) {
      const std::string unit = "percent_of_gdp";
      const FigureNumber computed{share.computed * Decimal::kUnit, unit}, reported{share.reported * Decimal::kUnit, unit, share.qualifier};
      if (agree(computed, reported)) continue;
      const Row<Table::reports> report(snapshot_, share.report);
      out_.gaps.push_back({share.figure, report.name(), shown(std::string(report.source())), text_of(reported), text_of(computed), std::string(kShareRule)});
    }
  }

  void finish_sources() {
    SourceRecord anonymous{{}, std::string(kNeverNamed), {}, {}, 0, 0, 0, 0, 0};
    for (const auto& [id, record] : records_) {
      if (!never_named(id)) {
        out_.sources.push_back(record);
        continue;
      }
      ++anonymous.sources;
      anonymous.entries += record.entries;
      anonymous.restated += record.restated;
      anonymous.disagreed += record.disagreed;
      anonymous.lost += record.lost;
      if (anonymous.days_after.size() < record.days_after.size()) anonymous.days_after.resize(record.days_after.size());
      for (std::size_t days = 0; days < record.days_after.size(); ++days) anonymous.days_after[days] += record.days_after[days];
    }
    std::ranges::sort(out_.sources, {}, [](const SourceRecord& record) {
      return std::tuple(record.reliability.empty() ? std::string("Z") : record.reliability, -record.entries, record.id);
    });
    if (anonymous.sources > 0) out_.sources.push_back(std::move(anonymous));
  }

  const Snapshot& snapshot_;
  Netting netting_;
  std::set<RowIndex> held_;
  SourcesResult out_;
  std::map<std::string, SourceRecord> records_;
  std::set<std::string> hidden_;
  Places places_;  // of the sources' names
  std::vector<SourceRecord*> by_place_;
};

constexpr std::string_view kRuleText = "best credibility, then best reliability, then the last known, of the entries that totals count";

}  // namespace

std::int64_t SourceRecord::dated() const { return std::accumulate(days_after.begin(), days_after.end(), std::int64_t{0}); }

std::int64_t SourceRecord::known_late() const {
  const auto in_time = std::min<std::size_t>(days_after.size(), kLateDays + 1);
  return std::accumulate(days_after.begin() + static_cast<std::ptrdiff_t>(in_time), days_after.end(), std::int64_t{0});
}

std::optional<std::int64_t> SourceRecord::middle_days_after() const {
  const std::int64_t before_middle = (dated() - 1) / 2;
  std::int64_t sum = 0;
  for (std::size_t days = 0; days < days_after.size(); ++days)
    if ((sum += days_after[days]) > before_middle) return static_cast<std::int64_t>(days);
  return std::nullopt;
}

Result<SourcesResult> sources(const Snapshot& snapshot, const SourcesOptions& options) {
  return SourcesBuilder(snapshot).build(options);
}

Json to_json(const SourcesResult& result) {
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  Json disagreements = Json::array();
  for (const Disagreement& one : result.disagreements) {
    Json values = Json::array();
    for (const Disagreement::Stated& value : one.values)
      values.push_back({{"entry", value.entry},
                        {"source", value.source},
                        {"value", value.value},
                        {"reliability", or_null(value.reliability)},
                        {"credibility", or_null(value.credibility)},
                        {"known", or_null(value.known)},
                        {"counted", value.counted}});
    disagreements.push_back({{"figure", one.figure},
                             {"values", std::move(values)},
                             {"chosen", or_null(one.chosen)},
                             {"none_chosen", or_null(one.none_chosen)},
                             {"rule", kRuleText},
                             {"other_rules",
                              {{"newest", or_null(one.newest)},
                               {"most_reliable", or_null(one.most_reliable)},
                               {"lowest", or_null(one.lowest)},
                               {"highest", or_null(one.highest)}}}});
  }
  Json gaps = Json::array();
  for (const ReportGap& gap : result.gaps)
    gaps.push_back({{"figure", gap.figure}, {"report", gap.report}, {"source", gap.source}, {"reported", gap.reported}, {"entries", gap.entries}, {"rule", or_null(gap.rule)}});
  Json sources = Json::array();
  for (const SourceRecord& source : result.sources)
    sources.push_back({{"id", or_null(source.id)},
                       {"publisher", source.publisher},
                       {"reliability", or_null(source.reliability)},
                       {"date", or_null(source.date)},
                       {"sources", source.sources},
                       {"entries", source.entries},
                       {"restated", source.restated},
                       {"disagreed", source.disagreed},
                       {"lost", source.lost},
                       {"dated", source.dated()},
                       {"known_late", source.known_late()},
                       {"days_after", source.middle_days_after() ? Json(*source.middle_days_after()) : Json()}});
  return {{"as_known", to_string(result.as_known)},
          {"head", result.head},
          {"disagreements", std::move(disagreements)},
          {"reports_against_entries", std::move(gaps)},
          {"sources", std::move(sources)},
          {"known_later", to_json(result.later)},
          {"missing", to_json(result.missing)}};
}

std::vector<Sheet> to_sheets(const SourcesResult& result) {
  Sheet conflicts;
  conflicts.title = "Figures on which sources disagree";
  conflicts.heading = {"As known " + to_string(result.as_known) + ". Chosen by the " + std::string(kRuleText) + "."};
  conflicts.columns = {{"figure", Align::left, "#description"}, {"entry", Align::left, "#meta+entry"},   {"value", Align::left, "#value"},
                       {"source", Align::left, "#meta+source"}, {"grade", Align::left, "#meta+grade"},   {"known", Align::left, "#date+known"},
                       {"chosen", Align::left, "#status"},      {"by other rules", Align::left, "#meta+rules"}};
  for (const Disagreement& one : result.disagreements)
    for (const Disagreement::Stated& value : one.values) {
      std::string rules;
      for (const auto& [name, entry] : {std::pair<std::string, std::string>{"newest", one.newest}, {"most reliable", one.most_reliable},
                                        {"lowest", one.lowest}, {"highest", one.highest}})
        if (entry == value.entry) rules += (rules.empty() ? "" : ", ") + name;
      conflicts.rows.push_back({one.figure, value.entry, value.value, value.source, value.reliability + value.credibility, value.known,
                                value.entry == one.chosen ? "chosen" : value.counted ? "" : "not counted", std::move(rules)});
    }
  for (const Disagreement& one : result.disagreements)
    if (one.chosen.empty()) conflicts.footnotes.push_back("None chosen of " + one.figure + ": " + one.none_chosen + ".");
  Sheet gaps;
  gaps.title = "Reports against the sum of the entries";
  gaps.heading = {"As known " + to_string(result.as_known)};
  gaps.columns = {{"figure", Align::left, "#description"}, {"reported", Align::left, "#value+reported"}, {"entries", Align::left, "#value+entries"},
                  {"report", Align::left, "#meta+report"}, {"source", Align::left, "#meta+source"}};
  for (const ReportGap& gap : result.gaps) gaps.rows.push_back({gap.figure, gap.reported, gap.entries, gap.report, gap.source});
  if (std::ranges::any_of(result.gaps, [](const ReportGap& gap) { return !gap.rule.empty(); }))
    gaps.footnotes.push_back("Of shares of GDP: " + std::string(kShareRule) + ".");
  Sheet sources;
  sources.title = "Sources";
  sources.heading = {"As known " + to_string(result.as_known),
                     "By reliability; restated: entries that were restated or revised later; lost: disagreements in which another was chosen",
                     "Known late: entries that became known more than " + std::to_string(kLateDays) +
                         " days after the date of what they tell; days after: of the entry in the middle"};
  sources.columns = {{"reliability", Align::left, "#meta+reliability"}, {"source", Align::left, "#meta+id"}, {"publisher", Align::left, "#org"},
                     {"entries", Align::right, "#indicator+entries"},   {"restated", Align::right, "#indicator+restated"},
                     {"disagreed", Align::right, "#indicator+disagreed"}, {"lost", Align::right, "#indicator+lost"},
                     {"known late", Align::right, "#indicator+late"},     {"days after", Align::right, "#indicator+days"}};
  for (const SourceRecord& source : result.sources)
    sources.rows.push_back({source.reliability, source.id.empty() ? std::to_string(source.sources) + " together" : source.id, source.publisher,
                            std::to_string(source.entries), std::to_string(source.restated), std::to_string(source.disagreed),
                            std::to_string(source.lost), source.days_after.empty() ? "" : std::to_string(source.known_late()),
                            source.days_after.empty() ? "" : std::to_string(*source.middle_days_after())});
  std::vector<Sheet> out{std::move(conflicts)};
  if (!gaps.rows.empty()) out.push_back(std::move(gaps));
  out.push_back(std::move(sources));
  for (std::string& note : footnotes_of(result.later)) out.back().footnotes.push_back(std::move(note));
  for (std::string& note : footnotes_of(result.missing)) out.back().footnotes.push_back(std::move(note));
  return out;
}

}  // namespace servanda
