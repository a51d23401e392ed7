#include "views/figure_entries.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <tuple>

#include "base/split.h"
#include "views/words.h"

namespace servanda {
namespace {

bool is_of_donors(const FigureCondition& condition) { return condition.field == FigureField::donor || condition.field == FigureField::group; }

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

}  // namespace

// Whether some donors meet the conditions on a date; only membership of a group depends on it.
class FigureEntries::Matching {
 public:
  Matching(const FigureEntries& entries, const std::vector<FigureCondition>& conditions, TextId donors)
      : entries_(entries), conditions_(conditions) {
    if (donors != Tallied::kBlank) donors_ = entries.snapshot_.history().texts().text(donors);
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
    matches_ = conditions_.empty() || entries_.donors_match(conditions_, donors_, day, joint_);
  }
  const FigureEntries& entries_;
  const std::vector<FigureCondition>& conditions_;
  std::string_view donors_;
  bool dated_ = false;
  std::optional<std::int32_t> date_ = {};  // for which it is decided
  bool matches_ = false;
  bool joint_ = false;
};

// Rule 1, of one course: what its actual events tell.
void FigureEntries::add_people_of(const std::string& course, const Figure& figure, FigureValue& out) const {
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

void FigureEntries::add(const Figure& figure, FigureValue& out) {
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
    if (options_.counts && !options_.counts(tallied.table, tallied.record)) return;
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

Tallied FigureEntries::at_prices(const Tallied& tallied) {
  Tallied out = tallied;
  const auto date = tallied.date == Tallied::kBlank ? std::nullopt : std::optional(PartialDate::from_packed(tallied.date));
  out.number = prices_.at(date, tallied.number, figure_row(snapshot_, tallied.table, tallied.record));
  return out;
}

// What was promised or done, and known by the end of the period, was so by then.
Inside FigureEntries::inside_as_known(const FigurePeriod& period, PartialDate date, const Tallied& tallied) const {
  const Inside in = inside(period, date);
  if (in != Inside::vague || tallied.table == Table::funds || date.first() < period.from.first()) return in;
  const auto known = snapshot_.known_day(tallied.table, tallied.record);
  return known && *known >= date.first() && *known <= period.until.last() ? Inside::yes : in;
}

// Of what stands by date, that within the period which has begun by the day that is asked for.
std::span<const Tallied> FigureEntries::days_within(const std::vector<Tallied>& on_days, const std::optional<FigurePeriod>& period) const {
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

bool FigureEntries::donors_match(const std::vector<FigureCondition>& conditions, std::string_view donors,
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

bool FigureEntries::in_group(std::string_view party, const std::string& group, Day day) const {
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

const std::string* value_of(const Figure& figure, FigureField field) {
  const auto found = std::ranges::find(figure.where, field, &FigureCondition::field);
  return found == figure.where.end() ? nullptr : &found->value;
}

std::optional<FigureNumber> sum_of_entries(const std::vector<FigurePart>& entries) {
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

}  // namespace servanda
