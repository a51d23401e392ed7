#include "views/figure_value.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "base/ecb_rates.h"
#include "base/split.h"
#include "views/funnels.h"
#include "views/needs_and_prices.h"
#include "views/status.h"
#include "views/words.h"

namespace servanda {
namespace {

constexpr std::size_t kMostFigureRows = 1000;

void settle_rows(std::vector<FigureRow>& rows) {
  std::ranges::sort(rows);
  const auto rest = std::ranges::unique(rows);
  rows.erase(rest.begin(), rest.end());
  if (rows.size() > kMostFigureRows) rows.resize(kMostFigureRows);
}

bool lies_within(const std::optional<FigurePeriod>& told, const FigurePeriod& asked) {
  return told && inside(asked, told->from) == Inside::yes && inside(asked, told->until) == Inside::yes;
}

bool is_of_donors(const FigureCondition& condition) { return condition.field == FigureField::donor || condition.field == FigureField::group; }

class FigureEvaluator {
 public:
  FigureEvaluator(Funnels& funnels, const FigureOptions& options)
      : funnels_(funnels), snapshot_(funnels.snapshot()), options_(options), prices_(snapshot_, options.prices) {}

  Result<FigureValue> value(const Figure& figure) {
    switch (figure.kind) {
      case Figure::Kind::simple: return simple(figure);
      case Figure::Kind::share: return share(figure);
      case Figure::Kind::change:
      case Figure::Kind::growth: return change(figure);
      case Figure::Kind::per_gdp:
      case Figure::Kind::per_head: return per(figure);
      case Figure::Kind::forecast: return forecast(figure);
      case Figure::Kind::target: return target(figure);
      case Figure::Kind::report: return report(figure);
      case Figure::Kind::rank: return rank(figure);
      case Figure::Kind::need: return need(figure);
      case Figure::Kind::price: return price_of(snapshot_, figure, start(figure));
    }
    return start(figure);
  }

 private:
  FigureValue start(const Figure& figure) const {
    FigureValue out;
    out.figure = figure;
    out.as_known = snapshot_.as_known();
    out.prices = options_.prices;
    return out;
  }

  Result<FigureValue> inner(const Figure& figure) {
    if (!figure.as_known) return value(figure);
    ASSIGN_OR_RETURN(const Snapshot then, known_on(snapshot_, figure.as_known->last()));
    Funnels funnels(then);
    return FigureEvaluator(funnels, options_).value(figure);
  }

  // ---- simple figures

  Result<FigureValue> simple(const Figure& figure) {
    FigureValue out = start(figure);
    add_entries(figure, out);
    add_reports_of(figure, out);
    if (no_price_) return *no_price_;
    choose(out);
    if (out.from == FigureFrom::nothing && out.entries.empty()) note_strangers(figure, out);
    return out;
  }

  // Names that nothing has: a slip of the pen reads like a gap in the record.
  void note_strangers(const Figure& figure, FigureValue& out) {
    for (const FigureCondition& condition : figure.where) {
      if (condition.field != FigureField::donor && condition.field != FigureField::supplier && condition.field != FigureField::item) continue;
      for (const std::string& either : either_of(condition.value))
        for (const std::string_view name : split(either, ';'))
          if (!name.empty() && !is_on_record(condition.field, name))
            out.notes.push_back("'" + std::string(name) + "' is no " + std::string(kFigureFieldNames[static_cast<std::size_t>(condition.field)]) + " on record");
    }
  }
  bool is_on_record(FigureField field, std::string_view name) {
    if (field == FigureField::item) return snapshot_.find_row(Table::items, name) != kNoRow;
    if (snapshot_.find_row(Table::parties, name) != kNoRow) return true;
    if (field == FigureField::supplier) {
      for (const auto contract : snapshot_.rows<Table::contracts>())
        if (contract.text<"supplier">() == name) return true;
      return false;
    }
    return std::ranges::any_of(funnels_.donors(), [&](const std::string& donors) {
      const auto members = split(donors, ';');
      return std::ranges::find(members, name) != members.end();
    });
  }

  static const std::string* value_of(const Figure& figure, FigureField field) {
    const auto found = std::ranges::find(figure.where, field, &FigureCondition::field);
    return found == figure.where.end() ? nullptr : &found->value;
  }

  // Rule 1, of one course: what its actual events tell.
  void add_people_of(const std::string& course, const Figure& figure, FigureValue& out) const {
    if (figure.measure != FigureMeasure::quantity) return;
    const std::string* place = value_of(figure, FigureField::place);
    FigurePart part{{0, "people", Qualifier::exact}};
    for (const auto event : snapshot_.rows<Table::events>()) {
      const auto date = event.date<"date">();
      const auto people = event.decimal<"quantity">();
      const bool actual = event.code<"classifier", Classifier>() == Classifier::actual && event.code<"stage", Stage>() == stage_of(snapshot_, figure);
      if (!actual || !people || event.text<"of_kind">() != "course" || event.text<"of">() != course) continue;
      if (place != nullptr && event.text<"place">() != *place) continue;
      if (options_.happened_by && date && date->first() > *options_.happened_by) continue;
      if (figure.period && (!date || inside(*figure.period, *date) != Inside::yes)) continue;
      part.number.value += number_of_units(people->units());
      out.records.emplace_back(Table::events, event.index());
    }
    if (out.records.empty()) return;
    out.entries.push_back(std::move(part));
    if (options_.list_entries) out.entry_rows = rows_of(snapshot_, out.records);
  }

  void add_entries(const Figure& figure, FigureValue& out) {
    if (const std::string* course = value_of(figure, FigureField::course)) return add_people_of(*course, figure, out);
    std::vector<FigureCondition> of_donors;
    std::ranges::copy_if(figure.where, std::back_inserter(of_donors), is_of_donors);
    const std::vector<std::string> conditions = donors_named(figure);
    const std::vector<std::string>* const named = conditions.empty() ? nullptr : &funnels_.texts_of(conditions);
    if (named != nullptr && named->empty()) return;
    std::int64_t joint = 0;
    std::int64_t vague = 0;
    Parts parts;
    const auto take = [&](const Tallied& tallied, bool is_joint) {
      if (is_joint && options_.without_joint) return;
      if (tallied.has_number && figure.measure == FigureMeasure::value && !prices_.nominal())
        parts.add(at_prices(tallied));
      else if (tallied.has_number)
        parts.add(tallied);
      if (is_joint && tallied.counts) ++joint;
      const std::pair record{tallied.table, tallied.record};
      if (out.records.empty() || out.records.back() != record) out.records.push_back(record);
      if (figure.measure == FigureMeasure::count && tallied.counts) parts.add_record();
    };
    const auto count = [&](TextId donors, const Funnels::AtStage& there) {
      Matching matching(*this, of_donors, donors);
      for (const Tallied& tallied : days_within(there.on_days, figure.period))
        if (matching.at(tallied.date)) take(tallied, matching.joint());
      for (const Tallied& tallied : there.others) {
        if (!matching.at(tallied.date)) continue;
        const auto date = tallied.date == Tallied::kBlank ? std::nullopt : std::optional(PartialDate::from_packed(tallied.date));
        if (options_.happened_by && date && date->first() > *options_.happened_by) continue;
        const Inside in = !figure.period ? Inside::yes : date ? inside_as_known(*figure.period, *date, tallied) : Inside::vague;
        if (in == Inside::vague && tallied.counts) ++vague;
        if (in == Inside::yes) take(tallied, matching.joint());
      }
    };
    const Funnels::ByDonors& by_donors = funnels_.of(scope_of(figure, options_.count_netted), stage_of(snapshot_, figure), named);
    if (named != nullptr) {
      for (const std::string& donors : *named) {
        const auto text = snapshot_.history().texts().find(donors);
        if (const auto found = text ? by_donors.find(*text) : by_donors.end(); found != by_donors.end()) count(found->first, found->second);
      }
    } else {
      for (const auto& [donors, there] : by_donors) count(donors, there);
    }
    out.entries = parts.list(figure.measure, snapshot_.history().texts());
    if (options_.list_entries) out.entry_rows = rows_of(snapshot_, out.records, stage_of(snapshot_, figure));
    if (joint > 0) out.notes.push_back(std::to_string(joint) + " records are joint with other donors and count whole");
    if (vague > 0)
      out.notes.push_back(std::to_string(vague) + " records are dated too vaguely for the period and are left out");
  }

  // ---- prices (rule 7)

  // The first amount that cannot be told so is the answer.
  Wide at_prices(std::optional<PartialDate> date, Wide units, const FigureRow& of) {
    const auto told = prices_.at(date, units, of.kind + " " + of.entry);
    if (told) return *told;
    if (!no_price_) no_price_ = told.error();
    return units;
  }
  Tallied at_prices(const Tallied& tallied) {
    Tallied out = tallied;
    const auto date = tallied.date == Tallied::kBlank ? std::nullopt : std::optional(PartialDate::from_packed(tallied.date));
    out.number = at_prices(date, tallied.number, figure_row(snapshot_, tallied.table, tallied.record));
    return out;
  }
  // Of money only.
  FigureNumber at_prices(std::optional<PartialDate> date, FigureNumber number, const FigureRow& of) {
    if (!prices_.nominal() && Currency::parse(number.unit)) number.value = at_prices(date, number.value, of);
    return number;
  }

  // What was promised or done, and known by the end of the period, was so by then.
  Inside inside_as_known(const FigurePeriod& period, PartialDate date, const Tallied& tallied) const {
    const Inside in = inside(period, date);
    if (in != Inside::vague || tallied.table == Table::funds || date.first() < period.from.first()) return in;
    const auto known = snapshot_.known_day(tallied.table, tallied.record);
    return known && *known >= date.first() && *known <= period.until.last() ? Inside::yes : in;
  }

  // Of what stands by date, that within the period which has begun by the day that is asked for.
  std::span<const Tallied> days_within(const std::vector<Tallied>& on_days, const std::optional<FigurePeriod>& period) const {
    const auto day_of = [](const Tallied& tallied) { return PartialDate::from_packed(tallied.date).first(); };
    auto begin = on_days.begin();
    auto end = on_days.end();
    if (period) {
      begin = std::ranges::lower_bound(begin, end, period->from.first(), {}, day_of);
      end = std::ranges::upper_bound(begin, end, period->until.last(), {}, day_of);
    }
    if (options_.happened_by) end = std::ranges::upper_bound(begin, end, *options_.happened_by, {}, day_of);
    return {begin, end};
  }

  // Whether some donors meet the conditions on a date; only membership of a group depends on it.
  class Matching {
   public:
    Matching(const FigureEvaluator& evaluator, const std::vector<FigureCondition>& conditions, TextId donors)
        : evaluator_(evaluator), conditions_(conditions) {
      if (donors != Tallied::kBlank) donors_ = evaluator.snapshot_.history().texts().text(donors);
      dated_ = std::ranges::find(conditions, FigureField::group, &FigureCondition::field) != conditions.end();
      if (!dated_) decide(Tallied::kBlank);
    }
    bool at(std::int32_t date) {
      if (dated_ && date != date_) decide(date);
      return matches_;
    }
    bool joint() const { return joint_; }

   private:
    void decide(std::int32_t date) {
      date_ = date;
      joint_ = false;
      const auto day = date == Tallied::kBlank ? std::nullopt : std::optional(PartialDate::from_packed(date));
      matches_ = conditions_.empty() || evaluator_.donors_match(conditions_, donors_, day, joint_);
    }
    const FigureEvaluator& evaluator_;
    const std::vector<FigureCondition>& conditions_;
    std::string_view donors_;
    bool dated_ = false;
    std::optional<std::int32_t> date_ = {};  // for which it is decided
    bool matches_ = false;
    bool joint_ = false;
  };

  // What the entries sum to, by currency, basis and instrument or by unit; few.
  class Parts {
   public:
    void add(const Tallied& tallied) {
      for (Part& part : parts_) {
        if (part.unit != tallied.unit || part.key != tallied.key) continue;
        part.number += tallied.number;
        part.qualifier = weaker_qualifier(part.qualifier, tallied.qualifier);
        return;
      }
      parts_.push_back({tallied.key, tallied.unit, tallied.number, tallied.qualifier});
    }
    void add_record() { ++records_; }

    std::vector<FigurePart> list(FigureMeasure measure, const Interner& texts) const {
      std::map<std::tuple<std::string, int, int>, FigurePart> sorted;
      for (const Part& part : parts_) {
        FigurePart out{{number_of_units(part.number), unit_text(part, measure, texts), part.qualifier}};
        std::tuple key{out.number.unit, -1, -1};
        if (measure == FigureMeasure::value) {
          key = {out.number.unit, static_cast<int>(part.key.basis), static_cast<int>(part.key.instrument)};
          out.basis = part.key.basis;
          out.instrument = part.key.instrument;
        }
        const auto [found, added] = sorted.try_emplace(std::move(key), out);
        if (added) continue;
        found->second.number.value += out.number.value;
        found->second.number.qualifier = weaker_qualifier(found->second.number.qualifier, out.number.qualifier);
      }
      std::vector<FigurePart> out;
      if (records_ > 0) out.push_back({{number_of_units(records_ * Decimal::kUnit), "records", Qualifier::exact}});
      for (auto& [key, part] : sorted) out.push_back(std::move(part));
      return out;
    }

   private:
    struct Part {
      AmountKey key;
      TextId unit;
      Wide number;
      Qualifier qualifier;
    };
    static std::string unit_text(const Part& part, FigureMeasure measure, const Interner& texts) {
      if (measure == FigureMeasure::value) return part.key.currency.code();
      if (measure == FigureMeasure::tonnes) return "t";
      if (part.unit == Tallied::kPeople) return "people";
      return part.unit == Tallied::kBlank ? std::string() : std::string(texts.text(part.unit));
    }
    std::vector<Part> parts_;
    Wide records_ = 0;
  };

  bool donors_match(const std::vector<FigureCondition>& conditions, std::string_view donors,
                    std::optional<PartialDate> date, bool& joint) const {
    const std::vector<std::string_view> members = split(donors, ';');
    for (const FigureCondition& condition : conditions) {
      if (members.empty()) return false;
      if (condition.field == FigureField::group) {
        const Day day = date ? date->last() : snapshot_.as_known();
        if (!std::ranges::all_of(members, [&](std::string_view member) { return in_group(member, condition.value, day); }))
          return false;
      } else if (donors != condition.value) {  // joint donors are one value
        const std::vector<std::string> asked = either_of(condition.value);
        const auto is_asked = [&](std::string_view member) { return std::ranges::find(asked, member) != asked.end(); };
        if (std::ranges::none_of(members, is_asked)) return false;
        joint = joint || !std::ranges::all_of(members, is_asked);
      }
    }
    return true;
  }

  bool in_group(std::string_view party, const std::string& group, Day day) const {
    if (fold(party) == fold(group)) return true;
    if (memberships_.empty())
      for (const auto row : snapshot_.rows<Table::memberships>())
        memberships_.push_back({std::string(row.text<"party">()), fold(row.text<"group">()), row.date<"from">(),
                                row.date<"until">()});
    return std::ranges::any_of(memberships_, [&](const Membership& membership) {
      return membership.party == party && membership.group == fold(group) &&
             (!membership.from || membership.from->first() <= day) && (!membership.until || membership.until->last() >= day);
    });
  }

  // ---- reports

  static std::optional<FigurePeriod> period_of(const Row<Table::reports>& row, const std::optional<FigurePeriod>& stated) {
    const auto from = row.date<"from">();
    const auto until = row.date<"until">();
    if (from && until) return FigurePeriod{*from, *until};
    if (stated) return stated;
    const auto date = until ? until : row.date<"date">();
    if (date) return FigurePeriod{*date, *date};
    return std::nullopt;
  }

  static bool same_scope(const Figure& a, const Figure& b) {
    const auto stage = [](const Figure& figure) { return figure.delivered ? Stage::delivered_unspecified : figure.stage; };
    return a.kind == b.kind && a.measure == b.measure && stage(a) == stage(b) && a.where == b.where && a.of == b.of &&
           a.from_year == b.from_year && a.to_year == b.to_year && a.weeks == b.weeks;
  }

  // What flowed in a part of a period is no figure of the whole, as far as that has come.
  bool covers(const FigurePeriod& told, const FigurePeriod& asked) const {
    const Day today = std::min(snapshot_.as_known(), options_.happened_by.value_or(snapshot_.as_known()));
    return told.from.first() <= asked.from.first() && told.until.last() >= std::min(asked.until.last(), today);
  }
  // Of all that there is on record.
  bool covers_record(const FigurePeriod& told) const {
    const auto& start = snapshot_.programme().start;
    return start && covers(told, {*start, PartialDate::of_day(snapshot_.as_known())});
  }

  // What a report tells of the figure in its period: a flow may tell of the first part of it alone.
  enum class Tells : std::uint8_t { nothing, part, all };
  Tells tells(const Row<Table::reports>& row, const Figure& stated, const Figure& figure) const {
    // A share of something is no amount of it.
    const bool share = row.code<"measure", Measure>() == Measure::share;
    if (share && figure.kind != Figure::Kind::share && figure.kind != Figure::Kind::forecast) return Tells::nothing;
    const auto ends = row.date<"until">() ? row.date<"until">() : row.date<"date">();
    if (options_.happened_by && ends && ends->first() > *options_.happened_by) return Tells::nothing;
    const bool flow = row.code<"measure", Measure>() == Measure::flow;
    if (!figure.period) {
      const bool dated = row.date<"from">() && row.date<"until">();
      if (stated.period) return Tells::nothing;
      return flow && dated && !covers_record(*period_of(row, std::nullopt)) ? Tells::part : Tells::all;
    }
    const auto told = period_of(row, stated.period);
    if (!lies_within(told, *figure.period) || (flow && told->from.first() > figure.period->from.first())) return Tells::nothing;
    return flow && !covers(*told, *figure.period) ? Tells::part : Tells::all;
  }

  void add_reports_of(const Figure& figure, FigureValue& out) {
    std::vector<RowIndex> rows;
    std::vector<RowIndex> parts;
    for (const Funnels::ReportsOf& reports : funnels_.reports()) {
      if (!same_scope(reports.figure, figure)) continue;
      for (const RowIndex row : reports.rows) {
        const Tells told = tells({snapshot_, row}, reports.figure, figure);
        if (told != Tells::nothing) (told == Tells::all ? rows : parts).push_back(row);
      }
    }
    if (is_delivery_of_item(figure)) {
      const std::string* donor = value_of(figure, FigureField::donor);
      const auto& reported = funnels_.deliveries_reported(*value_of(figure, FigureField::item));
      if (const auto own = donor == nullptr ? reported.end() : reported.find(*donor); own != reported.end())
        std::ranges::copy_if(own->second, std::back_inserter(rows), [&](RowIndex row) { return tells_of_delivery({snapshot_, row}, figure); });
      else if (rows.empty())
        return add_largest_delivery(reported, figure, out);
    }
    add_reports(rows, out);
    if (rows.empty()) add_part(parts, out);
  }

  // Rule 3: what flowed in a part of the period is the least that flowed in all of it.
  void add_part(const std::vector<RowIndex>& rows, FigureValue& out) {
    FigureValue part = start(out.figure);
    add_reports(rows, part);
    const auto least = std::ranges::max_element(part.reports, {}, [](const FigureReport& report) { return report.number.value; });
    if (least == part.reports.end() || least->classifier != ReportClassifier::actual || least->number.qualifier == Qualifier::up_to) return;
    const auto sum = sum_of_entries(out.entries);
    if (sum && (sum->unit != least->number.unit || sum->value >= least->number.value)) return;
    least->number.qualifier = Qualifier::at_least;
    out.reports = {*least};
    out.notes.emplace_back("a report of a part of the period; the rest is not added");
  }

  // Rule 3: of several donors, the most that some of them report; with what others brought it is at least that.
  void add_largest_delivery(const Funnels::RowsOfDonors& reported, const Figure& figure, FigureValue& out) {
    std::vector<FigureCondition> of_donors = figure.where;
    std::erase_if(of_donors, [](const FigureCondition& condition) { return condition.field == FigureField::item; });
    std::vector<FigureReport> most;
    for (const auto& [donors, of_them] : reported) {
      std::vector<RowIndex> rows;
      for (const RowIndex row : of_them) {
        bool joint = false;
        if (tells_of_delivery({snapshot_, row}, figure) && donors_match(of_donors, donors, Row<Table::reports>(snapshot_, row).date<"date">(), joint) && !joint)
          rows.push_back(row);
      }
      FigureValue theirs = start(figure);
      add_reports(rows, theirs);
      const bool actual = !theirs.reports.empty() && theirs.reports.front().classifier == ReportClassifier::actual;
      if (actual && (most.empty() || theirs.reports.front().number.value > most.front().number.value)) most = std::move(theirs.reports);
    }
    const auto sum = sum_of_entries(out.entries);
    if (most.empty() || (sum && sum->value >= most.front().number.value)) return;
    most.front().number.qualifier = Qualifier::at_least;
    out.reports = std::move(most);
    out.floor = true;
    out.notes.push_back("the most that one of the donors reports; what others deliver is not added");
  }

  // Rule 3: a report that names no figure, but donors, and counts in an item.
  static bool is_delivery_of_item(const Figure& figure) {
    const bool delivered = figure.delivered || figure.stage == Stage::delivered_unspecified;
    const bool of_donors_alone = std::ranges::all_of(figure.where, [](const FigureCondition& condition) {
      return condition.field == FigureField::donor || condition.field == FigureField::group || condition.field == FigureField::item;
    });
    return delivered && figure.kind == Figure::Kind::simple && figure.measure == FigureMeasure::quantity && of_donors_alone &&
           value_of(figure, FigureField::item) != nullptr;
  }
  bool tells_of_delivery(const Row<Table::reports>& row, const Figure& figure) const {
    const bool level = row.code<"measure", Measure>() == Measure::level;
    if (!level && row.code<"measure", Measure>() != Measure::flow) return false;
    const auto ends = row.date<"until">() ? row.date<"until">() : row.date<"date">();
    if (options_.happened_by && ends && ends->first() > *options_.happened_by) return false;
    if (!figure.period) return level;
    const auto told = period_of(row, std::nullopt);
    if (!lies_within(told, *figure.period)) return false;
    return level ? nothing_before(row, figure.period->from.first()) : covers(*told, *figure.period);
  }
  // Whether a level is what has come since that day: no report of its series states more than nothing before.
  bool nothing_before(const Row<Table::reports>& level, Day day) const {
    const auto first = funnels_.first_above_nothing(level.cell<"series">());
    return !first || *first >= day;
  }

  void add_reports(const std::vector<RowIndex>& rows, FigureValue& out) {
    struct Ranked {
      std::tuple<int, Day, Cell, std::string> order;
      FigureReport report;
    };
    std::vector<Ranked> found;
    for (const RowIndex index : rows) {
      const Row<Table::reports> row(snapshot_, index);
      const auto number = row.decimal<"value">();
      if (!number) continue;
      FigureReport report;
      report.row = figure_row(snapshot_, Table::reports, row.index());
      const auto until = row.date<"until">() ? row.date<"until">() : row.date<"date">();
      report.number = at_prices(until, scaled(number_of_units(number->units()), std::string(row.text<"unit">())), report.row);
      report.number.qualifier = row.code<"qualifier", Qualifier>().value_or(Qualifier::exact);
      report.classifier = row.code<"classifier", ReportClassifier>().value_or(ReportClassifier::actual);
      const auto text = [](std::optional<PartialDate> date) { return date ? date->to_string() : std::string(); };
      report.from = text(row.date<"from">());
      report.until = text(row.date<"until">());
      report.date = text(row.date<"date">());
      const Cell credibility = row.cell<"credibility">();
      const int rank = report.classifier == ReportClassifier::actual ? 0 : report.classifier == ReportClassifier::claimed ? 1 : 2;
      const auto date = row.date<"date">();
      // A later report on the same period restates an earlier one.
      // A level or a rate without its own end may be as old as the first day of a vague date.
      const auto measure = row.code<"measure", Measure>();
      const bool vague = (measure == Measure::level || measure == Measure::rate) && !row.date<"until">();
      const Day end = std::max(until ? (vague ? until->first() : until->last()) : Day{}, Day{});
      found.push_back({{rank, Day{} - (end - Day{}), credibility == kNullCell ? Cell{9} : credibility,
                        to_string(Day{} + (Day{} - (date ? date->last() : Day{}))) + report.row.entry},
                       std::move(report)});
    }
    std::ranges::sort(found, {}, &Ranked::order);
    for (Ranked& ranked : found) out.reports.push_back(std::move(ranked.report));
  }

  // "EUR million" is written out.
  static FigureNumber scaled(Wide value, std::string unit) {
    for (const auto& [word, factor] :
         {std::pair{std::string_view("thousand"), 1'000}, std::pair{std::string_view("million"), 1'000'000},
          std::pair{std::string_view("billion"), 1'000'000'000}}) {
      if (!unit.ends_with(word) || unit.size() <= word.size() + 1) continue;
      unit.resize(unit.size() - word.size() - 1);
      return {value * factor, unit, Qualifier::exact};
    }
    return {value, std::move(unit), Qualifier::exact};
  }

  // ---- what counts

  // Empty where there are none, or several units.
  static std::optional<FigureNumber> sum_of_entries(const std::vector<FigurePart>& entries) {
    if (entries.empty()) return std::nullopt;
    FigureNumber sum = entries.front().number;
    for (std::size_t i = 1; i < entries.size(); ++i) {
      const FigureNumber& next = entries[i].number;
      if (next.unit != sum.unit) return std::nullopt;
      sum.value += next.value;
      sum.qualifier = weaker_qualifier(sum.qualifier, next.qualifier);
    }
    return sum;
  }

  static std::optional<FigureNumber> sum_of(FigureValue& out) {
    const auto sum = sum_of_entries(out.entries);
    if (out.entries.size() > 1)
      out.notes.emplace_back(sum ? "the sum runs over several valuation bases or instruments"
                                 : "the entries have several currencies or units, which are not added");
    return sum;
  }

  static void choose(FigureValue& out) {
    const auto sum = sum_of(out);
    const bool actual = !out.reports.empty() && out.reports.front().classifier == ReportClassifier::actual;
    const bool claimed = !out.reports.empty() && out.reports.front().classifier == ReportClassifier::claimed;
    if (actual || (claimed && !sum)) {
      out.from = FigureFrom::report;
      out.number = out.reports.front().number;
      out.rows = {out.reports.front().row};
      if (sum) out.notes.push_back("the entries sum to " + text_of(*sum));
    } else if (sum) {
      out.from = FigureFrom::entries;
      out.number = sum;
      out.rows = out.entry_rows;
    }
  }

  // ---- figures over figures

  static void take_rows(const FigureValue& from, FigureValue& out) {
    out.rows.insert(out.rows.end(), from.rows.begin(), from.rows.end());
    settle_rows(out.rows);
    for (const std::string& note : from.notes)
      if (std::ranges::find(out.notes, note) == out.notes.end()) out.notes.push_back(note);
  }

  Result<FigureValue> share(const Figure& figure) {
    FigureValue out = start(figure);
    ASSIGN_OR_RETURN(const FigureValue part, inner(figure.of[0]));
    ASSIGN_OR_RETURN(const FigureValue whole, inner(figure.of[1]));
    add_reports_of(figure, out);
    if (no_price_) return *no_price_;
    if (!out.reports.empty() && out.reports.front().classifier == ReportClassifier::actual) {
      choose(out);
      return out;
    }
    take_rows(part, out);
    take_rows(whole, out);
    if (!part.number || !whole.number) {
      out.rows.clear();
      return out;
    }
    if (part.number->unit != whole.number->unit)
      return bad_input("share(F, G): found " + part.number->unit + " over " + whole.number->unit +
                       ", expected both in one unit or currency");
    if (whole.number->value <= 0) return out;
    out.number = FigureNumber{multiply_divide(part.number->value, kNumberUnit, whole.number->value), "share",
                              weaker_qualifier(part.number->qualifier, whole.number->qualifier)};
    out.from = FigureFrom::entries;
    return out;
  }

  Result<FigureValue> change(const Figure& figure) {
    FigureValue out = start(figure);
    std::vector<FigureValue> ends;
    for (const int year : {figure.from_year, figure.to_year}) {
      ASSIGN_OR_RETURN(FigureValue end, inner(in_year(figure.of[0], year)));
      take_rows(end, out);
      ends.push_back(std::move(end));
    }
    if (!ends[0].number || !ends[1].number || ends[0].number->unit != ends[1].number->unit) {
      out.rows.clear();
      return out;
    }
    const Wide change = ends[1].number->value - ends[0].number->value;
    const Qualifier qualifier = weaker_qualifier(ends[0].number->qualifier, ends[1].number->qualifier);
    if (figure.kind == Figure::Kind::change) {
      out.number = FigureNumber{change, ends[1].number->unit, qualifier};
    } else {
      if (ends[0].number->value <= 0) return out;
      // A bound of one year is no bound of the growth.
      out.number = FigureNumber{multiply_divide(change, kNumberUnit, ends[0].number->value), "growth",
                                qualifier == Qualifier::exact ? qualifier : Qualifier::approx};
    }
    out.from = FigureFrom::entries;
    return out;
  }

  // ---- ranks and needs (rule 8)

  // Those whose place may be above that of the one asked for.
  std::set<std::string> beside(const FigureCondition& own) {
    std::set<std::string> out;
    const auto add = [&](std::string_view party) {
      if (party != own.value && !in_group(own.value, std::string(party), snapshot_.as_known())) out.emplace(party);
    };
    if (own.field == FigureField::donor) {
      for (const std::string& donors : funnels_.donors())
        for (const std::string_view donor : split(donors, ';')) add(donor);
    } else if (own.field == FigureField::recipient) {
      for (const std::string& recipient : snapshot_.programme().recipients) add(recipient);
    } else {
      for (const auto contract : snapshot_.rows<Table::contracts>()) add(contract.text<"supplier">());
    }
    return out;
  }

  Result<FigureValue> rank(const Figure& figure) {
    FigureValue out = start(figure);
    const Figure& of = figure.of.front();
    const FigureCondition own = *party_of(of);
    ASSIGN_OR_RETURN(const FigureValue there, inner(of));
    if (!there.number) {
      out.notes = there.notes;
      return out;
    }
    take_rows(there, out);
    Wide place = 1;
    std::string not_compared;
    for (const std::string& party : beside(own)) {
      Figure other = of;
      std::ranges::replace(other.where, own, FigureCondition{own.field, party});
      ASSIGN_OR_RETURN(const FigureValue value, inner(other));
      if (has_more(value, *there.number)) {
        take_rows(value, out);
        ++place;
      } else if (in_other_units(value, there.number->unit)) {
        not_compared += (not_compared.empty() ? "" : ", ") + party;
      }
    }
    out.floor = !not_compared.empty();
    if (out.floor) out.notes.push_back("not compared with " + there.number->unit + ", for want of a rate: " + not_compared);
    out.number = FigureNumber{place * kNumberUnit, "place", out.floor ? Qualifier::at_least : Qualifier::exact};
    out.from = FigureFrom::entries;
    return out;
  }

  // In one unit, whatever comes on top of it in others.
  static bool has_more(const FigureValue& value, const FigureNumber& than) {
    if (value.number) return value.number->unit == than.unit && value.number->value > than.value;
    Wide sum = 0;
    for (const FigurePart& part : value.entries)
      if (part.number.unit == than.unit) sum += part.number.value;
    return sum > than.value;
  }
  static bool in_other_units(const FigureValue& value, const std::string& unit) {
    if (value.number) return value.number->unit != unit;
    return std::ranges::any_of(value.entries, [&](const FigurePart& part) { return part.number.unit != unit; });
  }

  Result<FigureValue> need(const Figure& figure) {
    FigureValue out = start(figure);
    add_needs(snapshot_, figure, options_.happened_by, out);
    add_reports_of(figure, out);
    if (no_price_) return *no_price_;
    choose(out);
    return out;
  }

  Result<FigureValue> forecast(const Figure& figure) {
    FigureValue out = start(figure);
    add_reports_of(figure, out);
    if (no_price_) return *no_price_;
    if (out.reports.empty()) return out;
    out.from = FigureFrom::report;
    out.number = out.reports.front().number;
    out.rows = {out.reports.front().row};
    return out;
  }

  Result<FigureValue> target(const Figure& figure) {
    FigureValue out = start(figure);
    const auto row = snapshot_.find<Table::targets>(figure.name);
    if (!row)
      return bad_input("found no target '" + figure.name + "', expected the id of one in the table targets");
    const auto number = row->decimal<"value">();
    if (!number) return out;
    out.rows = {figure_row(snapshot_, Table::targets, row->index())};
    out.number = FigureNumber{number_of_units(number->units()), {}, Qualifier::exact};
    out.from = FigureFrom::target;
    if (const auto of = parse_figure(row->text<"figure">())) out.number->unit = unit_of(*of);
    out.number = at_prices(row->date<"by">(), *out.number, out.rows.front());
    if (no_price_) return *no_price_;
    return out;
  }

  // The unit that a figure will have, as far as it is known without its value.
  std::string unit_of(const Figure& figure) const {
    if (figure.kind == Figure::Kind::growth) return "growth";
    if (figure.kind == Figure::Kind::rank) return "place";
    if (figure.kind != Figure::Kind::simple) return figure.kind == Figure::Kind::change ? unit_of(figure.of[0]) : "share";
    switch (figure.measure) {
      case FigureMeasure::value: return snapshot_.programme().currency.code();
      case FigureMeasure::tonnes: return "t";
      case FigureMeasure::count: return "records";
      case FigureMeasure::quantity: break;
    }
    for (const FigureCondition& condition : figure.where) {
      if (condition.field != FigureField::item) continue;
      if (const auto item = snapshot_.find<Table::items>(condition.value)) return std::string(item->text<"unit">());
    }
    return ladder_of(figure.stage) == Ladder::people ? "people" : "";
  }

  Result<FigureValue> report(const Figure& figure) {
    FigureValue out = start(figure);
    std::optional<Snapshot> then;
    if (figure.as_known) {
      Figure now = figure;
      now.as_known.reset();
      ASSIGN_OR_RETURN(const Snapshot snapshot, known_on(snapshot_, figure.as_known->last()));
      Funnels funnels(snapshot);
      ASSIGN_OR_RETURN(FigureValue value, FigureEvaluator(funnels, options_).value(now));
      value.figure = figure;
      return value;
    }
    std::vector<RowIndex> rows;
    for (const auto row : snapshot_.rows<Table::reports>()) {
      if (row.text<"series">() != figure.name) continue;
      if (!figure.period || lies_within(period_of(row, std::nullopt), *figure.period)) rows.push_back(row.index());
    }
    add_reports(rows, out);
    if (no_price_) return *no_price_;
    if (out.reports.empty()) return out;
    out.from = FigureFrom::report;
    out.number = out.reports.front().number;
    out.rows = {out.reports.front().row};
    return out;
  }

  // ---- per output and per head

  Result<FigureValue> per(const Figure& figure) {
    FigureValue out = start(figure);
    ASSIGN_OR_RETURN(const FigureValue above, inner(figure.of[0]));
    take_rows(above, out);
    const Figure& of = figure.of[0];
    const bool per_gdp = figure.kind == Figure::Kind::per_gdp;
    const int year = of.period ? static_cast<int>(of.period->from.year())
                               : static_cast<int>(std::chrono::year_month_day(snapshot_.as_known()).year());
    const std::vector<std::string> donors = donors_asked(of, year);
    if (donors.empty())
      return bad_input(std::string(per_gdp ? "per_gdp(F)" : "per_head(F)") +
                       ": found no donor in F, expected where donor=… or group=…");
    Wide below = 0;
    for (const std::string& donor : donors) {
      const auto part = economy_of(donor, year, per_gdp, above.number ? above.number->unit : std::string(), out);
      if (!part) {
        out.notes.push_back(std::string(per_gdp ? "output" : "population") + " of " + donor + " in " + std::to_string(year) +
                            " is not reported");
        out.rows.clear();
        return out;
      }
      below += *part;
    }
    if (no_price_) return *no_price_;
    if (!above.number || below <= 0) {
      out.rows.clear();
      return out;
    }
    out.number = FigureNumber{multiply_divide(above.number->value, Decimal::kUnit, below),
                              per_gdp ? "share" : above.number->unit + " per head", above.number->qualifier};
    out.from = FigureFrom::entries;
    return out;
  }

  std::vector<std::string> donors_asked(const Figure& figure, int year) const {
    std::set<std::string> donors;
    for (const FigureCondition& condition : figure.where) {
      if (condition.field == FigureField::donor)
        for (const std::string& joint : either_of(condition.value))
          for (const std::string_view donor : split(joint, ';')) donors.emplace(donor);
      if (condition.field != FigureField::group) continue;
      const Day day = PartialDate::of_year(std::chrono::year(year)).last();
      for (const auto party : snapshot_.rows<Table::parties>())
        if (fold(party.name()) != fold(condition.value) && in_group(party.name(), condition.value, day))
          donors.insert(party.name());
    }
    return {donors.begin(), donors.end()};
  }

  // Output in 1e-4 of the currency asked for, or heads in 1e-4.
  std::optional<Wide> economy_of(const std::string& donor, int year, bool gdp, const std::string& currency, FigureValue& out) {
    std::string country = donor;
    if (const auto party = snapshot_.find<Table::parties>(donor); party && !party->text<"country">().empty())
      country = std::string(party->text<"country">());
    std::optional<Row<Table::economy>> newest;
    std::pair<Day, std::string> newest_order;
    for (const auto row : snapshot_.rows<Table::economy>()) {
      const auto date = row.date<"year">();
      if (row.text<"country">() != country && row.text<"country">() != donor) continue;
      if (!date || static_cast<int>(date->year()) != year) continue;
      if (!row.text<"price_base">().empty() && row.text<"price_base">() != "current") continue;
      if (gdp ? !row.decimal<"gdp">() : !row.decimal<"population">()) continue;
      const std::pair order{snapshot_.known_day(Table::economy, row.index()).value_or(Day{}), std::string(row.text<"vintage">())};
      if (newest && order < newest_order) continue;
      newest = row;
      newest_order = order;
    }
    if (!newest) return std::nullopt;
    out.rows.push_back(figure_row(snapshot_, Table::economy, newest->index()));
    settle_rows(out.rows);
    if (!gdp) return newest->decimal<"population">()->units();
    const auto from = Currency::parse(newest->text<"currency">());
    const auto to = Currency::parse(currency);
    if (!from || !to) return std::nullopt;
    const PartialDate of_year = PartialDate::of_year(std::chrono::year(year));
    Wide units = newest->decimal<"gdp">()->units();
    if (*from != *to) {
      const auto converted = convert(units, *from, *to, of_year, snapshot_.as_known());
      if (!converted) return std::nullopt;
      units = converted->units;
    }
    return prices_.nominal() ? units : at_prices(of_year, units, figure_row(snapshot_, Table::economy, newest->index()));
  }

  struct Membership {
    std::string party;
    std::string group;
    std::optional<PartialDate> from;
    std::optional<PartialDate> until;
  };
  Funnels& funnels_;
  const Snapshot& snapshot_;
  const FigureOptions& options_;
  const ProgrammePrices prices_;
  std::optional<Error> no_price_ = {};
  mutable std::vector<Membership> memberships_;
};

}  // namespace

Funnels::Scope scope_of(const Figure& figure, bool count_netted) {
  Funnels::Scope scope{.measure = figure.measure, .where = {}, .count_netted = count_netted};
  for (const FigureCondition& condition : figure.where) {
    if (is_of_donors(condition)) continue;
    const std::string_view name =
        condition.field == FigureField::recipient ? std::string_view("country") : kFigureFieldNames[static_cast<std::size_t>(condition.field)];
    scope.where.emplace_back(*find_group_by(name), condition.value);
  }
  return scope;
}

std::vector<std::string> donors_named(const Figure& figure) {
  std::vector<std::string> out;
  for (const FigureCondition& condition : figure.where)
    if (condition.field == FigureField::donor) out.push_back(condition.value);
  return out;
}

FigureRow figure_row(const Snapshot& snapshot, Table table, RowIndex row) {
  return {std::string(schema_of(table).kind), snapshot.history().name(table, row), snapshot.text(table, row, kSource)};
}

Stage stage_of(const Snapshot& snapshot, const Figure& figure) {
  return figure.delivered ? snapshot.programme().delivered.stage : figure.stage;
}

namespace {

std::map<RowIndex, std::vector<RowIndex>> events_of_consignments(const Snapshot& snapshot, const std::vector<std::pair<Table, RowIndex>>& records,
                                                                 Stage stage) {
  std::map<RowIndex, std::vector<RowIndex>> out;
  const auto kind = snapshot.history().texts().find(schema_of(Table::consignments).kind);
  if (!kind || ladder_of(stage) != Ladder::goods || stage < Stage::ready) return out;
  std::vector<RowIndex> consignments;
  std::vector<TextId> names;
  for (const auto& [table, row] : records) {
    const Cell name = table == Table::consignments ? snapshot.history().cell(table, row, kId) : kNullCell;
    if (name == kNullCell) continue;
    consignments.push_back(row);
    names.push_back(static_cast<TextId>(name));
  }
  for (const auto& [row, of] : snapshot.beneath(Table::events, names, *kind)) {
    const Row<Table::events> event(snapshot, row);
    const auto told = event.code<"stage", Stage>();
    if (event.code<"classifier", Classifier>() == Classifier::actual && told && ladder_of(*told) == Ladder::goods && *told >= stage)
      out[consignments[static_cast<std::size_t>(of)]].push_back(row);
  }
  return out;
}

}  // namespace

std::vector<FigureRow> rows_of(const Snapshot& snapshot, std::vector<std::pair<Table, RowIndex>> records, Stage stage) {
  const auto id = [&](const std::pair<Table, RowIndex>& record) { return snapshot.history().cell(record.first, record.second, kId); };
  const auto order = [&](const std::pair<Table, RowIndex>& record) {
    return std::pair(schema_of(record.first).kind, snapshot.history().texts().text(static_cast<TextId>(id(record))));
  };
  const auto named = [&](const auto& record) { return id(record) != kNullCell; };
  if (records.size() > kMostFigureRows && std::ranges::all_of(records, named)) {
    std::ranges::nth_element(records, records.begin() + kMostFigureRows, {}, order);
    records.resize(kMostFigureRows);
  }
  std::vector<FigureRow> rows;
  rows.reserve(records.size());
  const auto reached = events_of_consignments(snapshot, records, stage);
  for (const auto& [table, row] : records) {
    const auto events = table == Table::consignments ? reached.find(row) : reached.end();
    if (events == reached.end())
      rows.push_back(figure_row(snapshot, table, row));
    else
      for (const RowIndex event : events->second) rows.push_back(figure_row(snapshot, Table::events, event));
  }
  settle_rows(rows);
  return rows;
}

Result<Snapshot> known_on(const Snapshot& snapshot, Day day) {
  SnapshotOptions options = snapshot.options();
  options.as_known = day;
  return Snapshot::make(snapshot.history(), options);
}

Result<FigureValue> evaluate(Funnels& funnels, const Figure& figure, const FigureOptions& asked) {
  FigureOptions options = asked;
  options.list_entries |= figure.kind != Figure::Kind::simple;  // for the rows of its parts
  if (figure.as_known && figure.kind != Figure::Kind::report) {
    ASSIGN_OR_RETURN(const Snapshot then, known_on(funnels.snapshot(), figure.as_known->last()));
    Funnels funnels_then(then);
    ASSIGN_OR_RETURN(FigureValue out, FigureEvaluator(funnels_then, options).value(figure));
    if (options.head == Head::compute) out.head = then.head();
    return out;
  }
  ASSIGN_OR_RETURN(FigureValue out, FigureEvaluator(funnels, options).value(figure));
  if (options.head == Head::compute) out.head = funnels.snapshot().head();
  return out;
}

Result<FigureValue> evaluate(const Snapshot& snapshot, const Figure& figure, const FigureOptions& options) {
  Funnels funnels(snapshot);
  return evaluate(funnels, figure, options);
}

std::string text_of(const FigureNumber& number) {
  std::string out = number_text(number.value);
  if (!number.unit.empty()) out += " " + number.unit;
  switch (number.qualifier) {
    case Qualifier::exact: break;
    case Qualifier::approx: out += ", approximately"; break;
    case Qualifier::at_least: out += ", at least"; break;
    case Qualifier::up_to: out += ", up to"; break;
  }
  return out;
}

std::string text_for_people(const FigureNumber& number) {
  if (number.unit != "share" && number.unit != "growth") return text_of(number);
  const Wide percent = number.value * 100;
  const Wide whole = percent < 0 ? -percent : percent;
  const Wide step = whole >= kNumberUnit ? kNumberUnit / 100 : kNumberUnit / 10'000;
  FigureNumber shown = number;
  shown.value = multiply_divide(percent, 1, step) * step;
  shown.unit = "percent";
  return text_of(shown);
}

Json rows_json(const std::vector<FigureRow>& rows) {
  Json out = Json::array();
  for (const FigureRow& row : rows) out.push_back({{"entry", row.kind + " " + row.entry}, {"source", row.source}});
  return out;
}

namespace {

constexpr std::array<std::string_view, 4> kFigureFromNames{"not reported", "entries", "report", "target"};

Json number_json(const FigureNumber& number) {
  return {{"number", number_text(number.value)}, {"unit", number.unit}, {"qualifier", name_of(number.qualifier)}};
}

}  // namespace

Json to_json(const FigureValue& value) {
  Json out{{"as_known", to_string(value.as_known)},
           {"head", value.head},
           {"prices", value.prices.text()},
           {"figure", to_string(value.figure)},
           {"from", kFigureFromNames[static_cast<std::size_t>(value.from)]},
           {"value", value.number ? number_json(*value.number) : Json()},
           {"rows", rows_json(value.rows)}};
  Json entries = Json::array();
  for (const FigurePart& part : value.entries) {
    Json entry = number_json(part.number);
    if (part.basis) entry["basis"] = name_of(*part.basis);
    if (part.instrument) entry["instrument"] = name_of(*part.instrument);
    entries.push_back(std::move(entry));
  }
  out["entries"] = std::move(entries);
  Json reports = Json::array();
  for (const FigureReport& report : value.reports) {
    Json entry = number_json(report.number);
    entry["report"] = report.row.entry;
    entry["source"] = report.row.source;
    entry["classifier"] = kReportClassifierNames[static_cast<std::size_t>(report.classifier)];
    entry["from"] = report.from;
    entry["until"] = report.until;
    entry["date"] = report.date;
    reports.push_back(std::move(entry));
  }
  out["reports"] = std::move(reports);
  out["notes"] = value.notes;
  return out;
}

// What the entries have in several currencies or units is reported, and is no one number.
std::string says(const FigureValue& value) {
  if (value.number) return text_for_people(*value.number);
  std::map<std::string, FigureNumber> sums;
  for (const FigurePart& part : value.entries) {
    const auto [sum, added] = sums.try_emplace(part.number.unit, part.number);
    if (added) continue;
    sum->second.value += part.number.value;
    sum->second.qualifier = weaker_qualifier(sum->second.qualifier, part.number.qualifier);
  }
  std::string out;
  for (const auto& [unit, sum] : sums) out += (out.empty() ? "" : "; and ") + text_of(sum);
  return out.empty() ? "not reported" : out + "; not added";
}

std::vector<Sheet> to_sheets(const FigureValue& value) {
  Sheet sheet;
  sheet.title = to_string(value.figure);
  sheet.heading = {"as known " + to_string(value.as_known) + (value.prices.constant ? ", " + value.prices.text() : "") + ": " +
                   says(value)};
  sheet.columns = {{"counts", Align::left, "#meta+counts"},    {"from", Align::left, "#meta+from"},
                   {"number", Align::decimal, "#value"},       {"unit", Align::left, "#indicator+unit"},
                   {"qualifier", Align::left, "#meta+qualifier"}, {"what", Align::left, "#meta+entry"},
                   {"source", Align::left, "#meta+source"}};
  bool first = true;
  for (const FigureReport& report : value.reports) {
    const bool counts = first && value.from == FigureFrom::report;
    first = false;
    sheet.rows.push_back({counts ? "yes" : "no",
                          std::string(kReportClassifierNames[static_cast<std::size_t>(report.classifier)]) + " report",
                          number_text(report.number.value), report.number.unit, std::string(name_of(report.number.qualifier)),
                          report.row.entry, report.row.source});
  }
  for (const FigurePart& part : value.entries)
    sheet.rows.push_back({value.from == FigureFrom::entries ? "yes" : "no", "entries", number_text(part.number.value),
                          part.number.unit, std::string(name_of(part.number.qualifier)),
                          part.basis ? std::string(name_of(*part.basis)) + ", " + std::string(name_of(*part.instrument)) : "",
                          ""});
  if (value.entries.empty() && value.reports.empty() && value.number)
    sheet.rows.push_back({"yes", std::string(kFigureFromNames[static_cast<std::size_t>(value.from)]),
                          number_text(value.number->value), value.number->unit,
                          std::string(name_of(value.number->qualifier)), std::to_string(value.rows.size()) + (value.rows.size() == 1 ? " entry" : " entries"), ""});
  sheet.footnotes = value.notes;
  return {sheet};
}

}  // namespace servanda
