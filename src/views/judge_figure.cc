#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>

#include "base/currency.h"
#include "base/decimal.h"
#include "base/split.h"
#include "views/judging.h"
#include "views/needs_and_prices.h"
#include "views/promised_for.h"
#include "views/words.h"

namespace servanda {
namespace {

// How far along a stage is, across ladders: 0 promised, 6 and more received.
int rank_of(Stage stage) {
  switch (stage) {
    case Stage::pledged:
    case Stage::enrolled: return 0;
    case Stage::allocated:
    case Stage::committed: return 1;
    case Stage::contracted: return 2;
    case Stage::ready: return 3;
    case Stage::departed: return 4;
    case Stage::arrived: return 5;
    case Stage::confirmed:
    case Stage::spent: return 7;
    case Stage::verified: return 8;
    default: return 6;
  }
}
constexpr int kUnderWay = 3;  // from here a stage is a result, below it is a promise

constexpr std::array kStagesTried{Stage::pledged,  Stage::committed,   Stage::allocated, Stage::contracted,
                                  Stage::delivered_unspecified, Stage::disbursed, Stage::handed_over, Stage::departed,
                                  Stage::arrived,  Stage::confirmed,   Stage::spent,     Stage::verified};

// Readings of which a claim that leaves them open is true in part.
constexpr std::string_view kOneYear = "one year";    // of a claim without a period
constexpr std::string_view kAnotherStage = "another stage";
constexpr std::string_view kAlone = "given alone";   // of a donor that gives with others too
// What announces where no target or report does: a sum, to which more may come, and of which a part may be meant.
constexpr std::string_view kPledges = "the record of pledges";

bool true_in_part(const std::optional<NearestTrue>& nearest) {
  return nearest && (nearest->how == kOneYear || nearest->how == kAlone);
}

FigurePeriod moved_by_years(const FigurePeriod& period, int years) {
  const auto moved = [&](PartialDate date) {
    if (date.precision() == DatePrecision::year) return PartialDate::of_year(date.year() + std::chrono::years(years));
    const std::chrono::year_month_day day(date.first());
    if (date.precision() == DatePrecision::month)
      return PartialDate::of_month(std::chrono::year_month(day.year() + std::chrono::years(years), day.month()));
    return date.shifted(std::chrono::days(365 * years));
  };
  return {moved(period.from), moved(period.until)};
}

bool is_currency(std::string_view unit) { return Currency::parse(unit).has_value(); }

enum class UnitKind : std::uint8_t { money, mass, people, share, records, place, goods };
UnitKind kind_of_unit(std::string_view folded) {
  std::string code(folded.substr(0, folded.find(' ')));
  std::ranges::transform(code, code.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (is_currency(code)) return UnitKind::money;
  if (folded == "t" || folded == "tonne" || folded == "tonnes") return UnitKind::mass;
  if (folded == "people" || folded == "persons" || folded == "person") return UnitKind::people;
  if (folded == "share" || folded == "growth" || folded.starts_with("percent")) return UnitKind::share;
  if (folded == "records" || folded == "record") return UnitKind::records;
  return folded == "place" ? UnitKind::place : UnitKind::goods;
}

// The simple figure that a claim is about at its heart.
const Figure& heart_of(const Figure& figure) { return figure.of.empty() ? figure : heart_of(figure.of.front()); }

class FigureJudge {
 public:
  FigureJudge(const Judging& judging, const Figure& figure) : judging_(judging), figure_(figure) {
    if (figure.kind == Figure::Kind::target) {
      const auto target = judging.snapshot().find<Table::targets>(figure.name);
      if (target) {
        target_by_ = target->date<"by">();
        if (auto parsed = parse_figure(target->text<"figure">())) base_ = *std::move(parsed);
      }
    } else {
      base_ = figure;
    }
    happened_by_ = judging.claim.said;
  }

  Judgement judge() {
    Judgement out = judging_.start();
    const auto end = end_of_claim();
    const bool asked_for = figure_.kind == Figure::Kind::need;  // now, for months to come
    if (!asked_for && end && *end > judging_.claim.said && speaks_of_future(judging_.claim.text)) {
      out.due = *end;
      out.judged_as = judging_.snapshot().as_known() < *end ? JudgedAs::announcement : JudgedAs::outcome;
      if (out.judged_as == JudgedAs::announcement) return announcement(std::move(out));
      happened_by_ = *end;
      due_ = *end;
    }
    return fact(std::move(out), out.judged_as == JudgedAs::outcome && base_ ? *base_ : figure_);
  }

  bool seeks_readings() {
    const auto end = end_of_claim();
    if (figure_.kind != Figure::Kind::simple || (end && *end > judging_.claim.said)) return false;
    const auto here = found(figure_);
    return here && number_claimed(here->number.unit) && holds(here) == Holds::no;
  }

 private:
  struct Found {
    FigureNumber number;
    const FoundFigure* figure;
    bool of_entries = false;              // where a report of it counts
    std::vector<FigureRow> report = {};   // one that does not count
    bool more = false;                    // in other currencies, not added
    const std::vector<FigureRow>& rows() const {
      if (!report.empty()) return report;
      return of_entries ? figure->entry_rows() : figure->rows();
    }
  };

  std::optional<Day> end_of_claim() const {
    if (target_by_) return target_by_->last();
    const Figure& heart = heart_of(figure_);
    if (heart.period) return heart.period->until.last();
    return std::nullopt;
  }

  // What records state in their own currencies.
  std::map<std::string, Wide> stated_sums(const FoundFigure& figure) const {
    std::map<Cell, Wide> sums;
    std::optional<Table> last;
    std::optional<std::size_t> amount;
    std::optional<std::size_t> currency;
    for (const auto& [table, row] : figure->records) {
      if (last != table) {
        last = table;
        amount = find_column(schema_of(table), "amount");
        currency = find_column(schema_of(table), "currency");
      }
      if (!amount || !currency) continue;
      const Cell units = judging_.snapshot().cell(table, row, *amount);
      const Cell code = judging_.snapshot().cell(table, row, *currency);
      if (units != kNullCell) sums[code] += number_of_units(units);
    }
    std::map<std::string, Wide> out;
    for (const auto& [code, sum] : sums)
      out.emplace(code == kNullCell ? std::string() : judging_.snapshot().history().texts().text(static_cast<TextId>(code)), sum);
    return out;
  }

  // A series may count several things: the newest report in the claim's unit.
  std::optional<Found> report_in_unit(const FoundFigure& value) const {
    const auto found = std::ranges::find_if(value->reports, [&](const FigureReport& report) {
      return report.number.unit == judging_.claim.unit && report.classifier == value->reports.front().classifier;
    });
    if (found == value->reports.end()) return std::nullopt;
    return Found{found->number, &value, false, {found->row}};
  }

  // What a figure is, in the claim's currency where it has one of its own for it.
  std::optional<Found> found(const Figure& figure, CountedAs counting = CountedAs::as_always) {
    const FoundFigure* const here = judging_.evidence.figure(figure, happened_by_, counting);
    return here == nullptr ? std::nullopt : found(figure, here, counting);
  }
  std::optional<Found> found(const Figure& figure, const FoundFigure* here, CountedAs counting) const {
    const FoundFigure& value = *here;
    const std::string unit = unit_asked();
    const bool other_currency = value->number && is_currency(unit) && is_currency(value->number->unit) && value->number->unit != unit;
    if (figure.kind == Figure::Kind::report && value->number && value->number->unit != judging_.claim.unit)
      if (auto other = report_in_unit(value)) return other;
    if (value->number && !other_currency) return Found{*value->number, here};
    std::optional<Found> out;
    bool more = false;
    for (const FigurePart& part : value->entries) {
      more = more || (part.number.unit != unit && is_currency(part.number.unit) && part.number.value > 0);
      if (part.number.unit != unit) continue;
      if (!out) {
        out = Found{part.number, here, true};
      } else {
        out->number.value += part.number.value;
        out->number.qualifier = weaker_qualifier(out->number.qualifier, part.number.qualifier);
      }
    }
    if (out) out->more = more && is_currency(unit);
    if (out || !is_currency(unit) || value->from != FigureFrom::entries || counting == CountedAs::with_netted) return out;
    // All of it stated in the claim's currency, before it was converted.
    const std::map<std::string, Wide> sums = stated_sums(value);
    if (sums.size() == 1 && sums.begin()->first == unit)
      out = Found{{sums.begin()->second, unit, value->number ? value->number->qualifier : Qualifier::exact}, here, true};
    return out;
  }

  // "EUR million" asks for EUR, and so does "EUR per head".
  std::string unit_asked() const {
    const std::string unit = unit_said(judging_.claim.unit).unit;
    return unit.substr(0, unit.find(' '));
  }

  // What the claim states for a figure of this unit.
  std::optional<Claimed> number_claimed(const std::string& unit) const {
    const auto [found, added] = claimed_.try_emplace(unit);
    if (added) found->second = claimed_number(judging_.claim, unit);
    return found->second;
  }

  std::optional<Holds> holds(const std::optional<Found>& found) const {
    if (!found) return std::nullopt;
    const auto claimed = number_claimed(found->number.unit);
    if (!claimed) return std::nullopt;
    return compare(*claimed, {found->number.value, found->number.qualifier});
  }
  bool nearly(const std::optional<Found>& found) const {
    if (!found) return false;
    const auto claimed = number_claimed(found->number.unit);
    return claimed && fits(*claimed, {found->number.value, found->number.qualifier});
  }

  // ---- a claim about what is

  // A source may state several figures of a series at once: the one that is claimed, if it is among them.
  std::optional<Found> stated_beside(const Figure& figure, std::optional<Found> newest) const {
    if (figure.kind != Figure::Kind::report || !newest || holds(newest) == Holds::yes) return newest;
    const std::vector<FigureReport>& reports = (*newest->figure)->reports;
    const FigureRow& row = newest->rows().front();
    const auto front = std::ranges::find(reports, row, &FigureReport::row);
    if (front == reports.end()) return newest;
    for (const FigureReport& other : reports) {
      const bool together = other.date == front->date && other.row.source == front->row.source &&
                            other.number.unit == front->number.unit && other.classifier == front->classifier;
      const Found beside{other.number, newest->figure, false, {other.row}};
      if (together && holds(beside) == Holds::yes) return beside;
    }
    return newest;
  }

  Judgement fact(Judgement out, const Figure& figure) {
    const auto here = stated_beside(figure, found(figure));
    if (!here) return nothing_here(std::move(out), figure);
    out.value = text_of(here->number);
    out.rows = here->rows();
    if (!evident(figure, *here)) return only_anonymous(std::move(out));
    const auto claimed = number_claimed(here->number.unit);
    const std::string says = text_for_people(here->number);
    if (counts_other_things(figure, here->number.unit)) return wrong_unit(std::move(out), says);
    if (!claimed) return existence(std::move(out), says);
    Holds holds = compare(*claimed, {here->number.value, here->number.qualifier});
    if (holds == Holds::undecided) holds = settled_by_exact(figure, *claimed, *here);
    if (left_open(*claimed, *here, holds)) return open_above(std::move(out), *here);
    switch (holds) {
      case Holds::yes:
        if (here->more && only_at_most(*claimed)) {
          out.verdict = StatementVerdict::not_checkable;
          out.reason = StatementReason::no_record;
          out.explanation = "the record says " + says + ", and more in other currencies that no rate converts";
          return out;
        }
        out.verdict = StatementVerdict::supported;
        out.reason = StatementReason::none;
        out.explanation = "the record says " + says + (here->more ? ", and more in other currencies that no rate converts" : "");
        return out;
      case Holds::undecided: return undecided(std::move(out), *claimed, *here);
      case Holds::no: break;
    }
    return denied(std::move(out), figure, *claimed, *here);
  }

  // Only the part of a sum that is not exact leaves anything open: 99 and up to 4 are at least 90.
  Holds settled_by_exact(const Figure& figure, const Claimed& claimed, const Found& here) {
    const bool bounds = !claimed.until && std::max(claimed.reading->low, claimed.reading->high) == 100 && std::min(claimed.reading->low, claimed.reading->high) < 0;
    if (!bounds || figure.kind != Figure::Kind::simple || (*here.figure)->from != FigureFrom::entries) return Holds::undecided;
    const auto exact = counted(figure, [&](Table table, RowIndex row) {
      return table != Table::pledges || Row<Table::pledges>(judging_.snapshot(), row).code<"qualifier", Qualifier>().value_or(Qualifier::exact) == Qualifier::exact;
    });
    if (!exact || exact->number.unit != here.number.unit) return Holds::undecided;
    Claimed rest = claimed;
    rest.value -= exact->number.value;
    return compare(rest, {here.number.value - exact->number.value, here.number.qualifier});
  }

  // Whether the claim counts in a unit of other things: money for modules, tonnes for people.
  bool counts_other_things(const Figure& figure, const std::string& unit) const {
    const std::string claimed = fold(unit_said(judging_.claim.unit).unit);
    const bool counts = figure.kind == Figure::Kind::simple || figure.kind == Figure::Kind::change || figure.kind == Figure::Kind::share ||
                        figure.kind == Figure::Kind::need || figure.kind == Figure::Kind::growth || figure.kind == Figure::Kind::price;
    if (!counts || claimed.empty() || unit.empty() || claimed == fold(unit)) return false;
    const UnitKind kind = kind_of_unit(claimed);
    if (kind != kind_of_unit(fold(unit))) return true;
    return kind == UnitKind::goods && is_unit_of_others(claimed, heart_of(figure));
  }
  // A unit that items have, and not the one asked for.
  bool is_unit_of_others(const std::string& claimed, const Figure& heart) const {
    const auto of = std::ranges::find(heart.where, FigureField::item, &FigureCondition::field);
    bool others = false;
    for (const auto item : judging_.snapshot().rows<Table::items>()) {
      const bool same = fold(item.text<"unit">()) == claimed || fold(item.name()) == claimed;
      if (same && (of == heart.where.end() || item.name() == of->value)) return false;
      others = others || same;
    }
    return others && claimed != "unit";
  }
  Judgement wrong_unit(Judgement out, const std::string& says) const {
    out.verdict = StatementVerdict::contradicted;
    out.reason = StatementReason::wrong_unit;
    out.explanation = "the record says " + says + ", and the claim counts in " + judging_.claim.unit;
    return out;
  }

  // What is made of several figures stands on rows of each.
  bool evident(const Figure& figure, const Found& here) {
    if (!judging_.evidence.any(here.rows())) return false;
    if ((*here.figure)->from != FigureFrom::entries) return true;
    const auto of_economy = [&](bool economy) {
      return std::ranges::any_of(here.rows(), [&](const FigureRow& row) { return (row.kind == "economy") == economy && judging_.evidence.is(row); });
    };
    if (figure.kind == Figure::Kind::per_gdp || figure.kind == Figure::Kind::per_head) return of_economy(true) && of_economy(false);
    std::vector<Figure> parts = figure.of;
    if (figure.kind == Figure::Kind::change || figure.kind == Figure::Kind::growth) {
      parts = {in_year(figure.of.front(), figure.from_year), in_year(figure.of.front(), figure.to_year)};
    }
    return std::ranges::all_of(parts, [&](const Figure& part) {
      const FoundFigure* const found = judging_.evidence.figure(part, happened_by_);
      return found == nullptr || judging_.evidence.any(found->rows());
    });
  }

  static Judgement only_anonymous(Judgement out) {
    out.verdict = StatementVerdict::not_checkable;
    out.reason = StatementReason::anonymous_source;
    out.explanation = "only sources that cannot be judged say so";
    return out;
  }

  static Judgement existence(Judgement out, const std::string& says) {
    out.verdict = StatementVerdict::supported;
    out.reason = StatementReason::none;
    out.explanation = "the claim states no number; the record has " + says;
    return out;
  }

  // Places above one that is not compared with all are open.
  static bool is_open_place(const Found& found) { return (*found.figure)->floor && found.number.unit == "place"; }
  // Where of some nothing is known that could be added or compared, whatever lies above what is known may be true.
  static bool left_open(const Claimed& claimed, const Found& here, Holds holds) {
    if (is_open_place(here)) return claimed.value >= here.number.value;
    if (here.more && holds == Holds::no && claimed.value > here.number.value) return true;
    if ((*here.figure)->open) return true;
    if (!(*here.figure)->floor) return false;
    return holds == Holds::no ? claimed.value > here.number.value : holds == Holds::undecided || only_at_most(claimed);
  }
  static Judgement open_above(Judgement out, const Found& here) {
    out.verdict = StatementVerdict::not_checkable;
    out.reason = StatementReason::no_record;
    out.explanation = "the record says " + text_of(here.number) + (here.more ? ", and more in other currencies that no rate converts" : "");
    for (const std::string& note : (*here.figure)->notes) out.explanation += "; " + note;
    return out;
  }

  static Judgement undecided(Judgement out, const Claimed& claimed, const Found& here) {
    if (within_percent(here.number.value, claimed, 10)) {
      out.verdict = StatementVerdict::partly_supported;
      out.reason = StatementReason::none;
      out.explanation = "the record says " + text_for_people(here.number) + ", which neither reaches nor excludes the claim";
      return out;
    }
    out.verdict = StatementVerdict::not_checkable;
    out.reason = StatementReason::no_record;
    out.explanation = "the record bounds the figure (" + text_for_people(here.number) + ") and does not decide it";
    return out;
  }

  // Who tells what was promised on a day tells of one announcement: one pledge that says just that supports it, be it a
  // part of a larger one.
  using Counts = std::function<bool(Table, RowIndex)>;
  bool one_pledge(const Figure& figure, Judgement& out, const Counts& counts = {}) {
    const bool promised = figure.kind == Figure::Kind::simple && figure.measure == FigureMeasure::value && figure.stage == Stage::pledged && !figure.delivered;
    const auto claimed = number_claimed(unit_asked());
    if (!promised || (!figure.period && !counts) || !claimed) return false;
    const FoundFigure* const all = judging_.evidence.figure(figure, happened_by_, CountedAs::with_netted);
    if (all == nullptr) return false;
    bool again = false;
    for (const auto& [table, index] : (*all)->records) {
      if (table != Table::pledges || (counts && !counts(table, index))) continue;
      const Row<Table::pledges> pledge(judging_.snapshot(), index);
      const FigureRow row = figure_row(judging_.snapshot(), table, index);
      const auto number = pledged_in(pledge, unit_asked());
      if (!number || compare(*claimed, {number->value, number->qualifier}) != Holds::yes || !judging_.evidence.is(row)) continue;
      if (!within_percent(number->value, *claimed, 25)) continue;
      if (again_for_others(pledge, row, *number, out) || again_later(figure, pledge, row, out)) {
        again = true;
        continue;
      }
      said_by(row, *number, out);
      return true;
    }
    return again;
  }
  // A pledge that repeats what others have promised announces their money, not the donor's own.
  bool again_for_others(const Row<Table::pledges>& pledge, const FigureRow& row, const FigureNumber& number, Judgement& out) const {
    for (const auto relation : judging_.snapshot().rows<Table::relations>()) {
      if (relation.text<"from">() != pledge.name() || relation.code<"kind", RelationKind>() != RelationKind::repeats) continue;
      const auto first = judging_.snapshot().find<Table::pledges>(relation.text<"to">());
      if (!first || relation.text<"from_kind">() != "pledge" || relation.text<"to_kind">() != "pledge" || first->text<"donors">() == pledge.text<"donors">()) continue;
      out.verdict = StatementVerdict::contradicted;
      out.reason = StatementReason::counted_twice;
      out.value = text_of(number);
      out.rows = {row, figure_row(judging_.snapshot(), Table::pledges, first->index())};
      out.explanation = row.kind + " " + row.entry + " repeats pledge " + first->name() + " of " + std::string(first->text<"donors">());
      return true;
    }
    return false;
  }
  // A pledge that repeats what was promised before the period is no new money of that period; who speaks of a month or a day speaks of
  // what was announced in it.
  bool again_later(const Figure& figure, const Row<Table::pledges>& pledge, const FigureRow& row, Judgement& out) const {
    constexpr std::chrono::days kMonth{31};
    if (!figure.period || figure.period->until.last() - figure.period->from.first() < kMonth) return false;
    for (const auto relation : judging_.snapshot().rows<Table::relations>()) {
      if (relation.text<"from">() != pledge.name() || relation.code<"kind", RelationKind>() != RelationKind::repeats) continue;
      const auto first = judging_.snapshot().find<Table::pledges>(relation.text<"to">());
      if (!first || relation.text<"from_kind">() != "pledge" || relation.text<"to_kind">() != "pledge") continue;
      const auto date = first->date<"date">();
      if (!date || date->last() >= figure.period->from.first()) continue;
      out.verdict = StatementVerdict::partly_supported;
      out.reason = StatementReason::figure_from_other_period;
      out.value.clear();
      out.rows = {row, figure_row(judging_.snapshot(), Table::pledges, first->index())};
      out.explanation = row.kind + " " + row.entry + " says so, and repeats pledge " + first->name() + " of " + date->to_string() + ": nothing new was pledged";
      return true;
    }
    return false;
  }
  // One entry says just what is claimed.
  static void said_by(const FigureRow& row, const FigureNumber& number, Judgement& out) {
    out.verdict = StatementVerdict::supported;
    out.reason = StatementReason::none;
    out.value = text_of(number);
    out.rows = {row};
    out.explanation = row.kind + " " + row.entry + " says " + out.value;
  }
  // "£350 million for drones" where the pledge of that day says the money, and no line says for what.
  bool pledge_for_something(const Figure& figure, Judgement& out) {
    Figure wider = figure;
    std::erase_if(wider.where, [](const FigureCondition& c) { return c.field == FigureField::item || c.field == FigureField::category; });
    if (wider.where.size() == figure.where.size() || !one_pledge(wider, out)) return false;
    if (out.verdict != StatementVerdict::supported) return true;
    out.verdict = StatementVerdict::partly_supported;
    out.reason = StatementReason::detail_added;
    out.nearest = NearestTrue{"a wider scope", to_string(wider), out.value, out.rows};
    out.explanation += ", and no line of it for what";
    return true;
  }
  // What a pledge promises, in its own currency or the programme's.
  std::optional<FigureNumber> pledged_in(const Row<Table::pledges>& pledge, const std::string& unit) const {
    const auto amount = pledge.decimal<"amount">();
    const auto currency = Currency::parse(pledge.text<"currency">());
    if (!amount || !currency) return std::nullopt;
    const Qualifier qualifier = pledge.code<"qualifier", Qualifier>().value_or(Qualifier::exact);
    if (pledge.text<"currency">() == unit) return FigureNumber{number_of_units(amount->units()), unit, qualifier};
    if (judging_.snapshot().programme().currency.code() != unit) return std::nullopt;
    const Converted converted = in_reporting_currency(judging_.snapshot(), *amount, *currency, pledge.date<"date">());
    if (!converted.converted) return std::nullopt;
    return FigureNumber{number_of_units(converted.units), unit, qualifier};
  }
  // One pledge of the period says just that, among others, and is no new money.
  bool pledged_again(const Figure& figure, Judgement& out) {
    Judgement one = out;
    if (!one_pledge(figure, one) || one.verdict == StatementVerdict::supported) return false;
    out = std::move(one);
    return true;
  }
  static bool of_one_day(const Figure& figure) {
    return figure.period && figure.period->from == figure.period->until && figure.period->from.precision() == DatePrecision::day;
  }

  // Who tells of one appeal tells of one need: one that says just that supports it.
  bool one_need(const Figure& figure, const Claimed& claimed, const Found& here, Judgement& out) {
    if (figure.kind != Figure::Kind::need) return false;
    for (const auto& [table, index] : (*here.figure)->records) {
      const auto number = number_of_need(judging_.snapshot(), {judging_.snapshot(), index}, figure.measure);
      const FigureRow row = figure_row(judging_.snapshot(), table, index);
      if (!number || number->unit != here.number.unit || compare(claimed, {number->value, number->qualifier}) != Holds::yes || !judging_.evidence.is(row)) continue;
      said_by(row, *number, out);
      return true;
    }
    return false;
  }

  // The day of a level that somebody stated, where the claim is of more that had come by a month or more later: what came in
  // between is on no record. A rate may have changed either way since. What is due on a day is told by no record from before it.
  std::optional<PartialDate> stated_before(const Figure& figure, const Claimed& claimed, const Found& here) const {
    constexpr std::chrono::days kStale{31};
    const bool result = figure.kind == Figure::Kind::simple && (figure.delivered || rank_of(figure.stage) >= kUnderWay);
    if ((!result && figure.kind != Figure::Kind::report) || (*here.figure)->from != FigureFrom::report) return std::nullopt;
    const auto report = judging_.snapshot().find<Table::reports>(here.rows().front().entry);
    const auto measure = report ? report->code<"measure", Measure>() : std::nullopt;
    const bool more = here.number.value < claimed.value;
    const std::string unit = fold(unit_asked());
    if (!unit.empty() && kind_of_unit(unit) != kind_of_unit(fold(here.number.unit))) return std::nullopt;
    if (measure != Measure::rate && (measure != Measure::level || !more)) return std::nullopt;
    const auto told = report->date<"until">() ? report->date<"until">() : report->date<"date">();
    if (told && due_ && told->last() < *due_) return told;
    const Day claimed_by = figure.period ? std::min(figure.period->until.last(), judging_.claim.said) : judging_.claim.said;
    return told && told->last() + kStale <= claimed_by ? told : std::nullopt;
  }

  // "More than 60 billion in all", where the promises on record sum to less and a source states so much given by that donor: no part
  // is more than the whole, so the entries are not all.
  bool stated_in_all(const Figure& figure, const Claimed& claimed, Judgement& out) const {
    const Figure of_donor{.where = figure.where.size() == 1 && figure.where.front().field == FigureField::donor ? figure.where : std::vector<FigureCondition>()};
    const bool promised = !figure.delivered && (figure.stage == Stage::pledged || figure.stage == Stage::committed);
    const bool at_least = !claimed.until && claimed.reading->low >= 0 && claimed.reading->high < 0;
    if (figure.kind != Figure::Kind::simple || figure.measure != FigureMeasure::value || figure.period || !promised || !at_least || of_donor.where.empty()) return false;
    std::optional<PartialDate> newest;
    for (const auto report : judging_.snapshot().rows<Table::reports>()) {
      const auto value = report.decimal<"value">();
      const auto date = report.date<"date">();
      const bool level = report.code<"measure", Measure>() == Measure::level && report.code<"classifier", ReportClassifier>() == ReportClassifier::actual;
      if (!value || !date || !level || report.text<"unit">() != unit_asked() || report.text<"donors">() != of_donor.where.front().value) continue;
      if (!report.text<"figure">().empty() || date->first() > *happened_by_ || (newest && *date <= *newest)) continue;
      const FigureNumber number{number_of_units(value->units()), unit_asked(), report.code<"qualifier", Qualifier>().value_or(Qualifier::exact)};
      const FigureRow row = figure_row(judging_.snapshot(), Table::reports, report.index());
      if (compare(claimed, {number.value, number.qualifier}) != Holds::yes || !judging_.evidence.is(row)) continue;
      newest = date;
      Figure stated{.kind = Figure::Kind::report};
      stated.name = report.text<"series">();
      out.nearest = NearestTrue{"as a source states it", to_string(stated), text_of(number), {row}};
    }
    if (!newest) return false;
    out.verdict = StatementVerdict::partly_supported;
    out.reason = StatementReason::none;
    out.explanation = "the entries sum to " + out.value + ", and a source states " + out.nearest->value;
    return true;
  }

  // A source states so much of all kinds together, in the claim's period, and the claim is of one kind: reports do not tell of which.
  bool stated_of_all_kinds(const Figure& figure, const Claimed& claimed, Judgement& out) const {
    Figure wider = figure;
    std::erase_if(wider.where, [](const FigureCondition& c) { return c.field == FigureField::kind; });
    if (figure.kind != Figure::Kind::simple || !figure.period || wider.where.size() == figure.where.size()) return false;
    for (const auto report : judging_.snapshot().rows<Table::reports>()) {
      const auto of = report.text<"figure">().empty() ? Result<Figure>(bad_input("")) : parse_figure(report.text<"figure">());
      const auto value = report.decimal<"value">();
      const auto from = report.date<"from">();
      const auto date = report.date<"date">();
      if (!of || !value || !from || !date || report.code<"classifier", ReportClassifier>() != ReportClassifier::actual) continue;
      if (of->kind != figure.kind || of->where != wider.where || of->stage != figure.stage || of->measure != figure.measure || report.text<"unit">() != unit_asked()) continue;
      if (from->first() < figure.period->from.first() || date->last() > figure.period->until.last()) continue;
      const FigureNumber number{number_of_units(value->units()), unit_asked(), report.code<"qualifier", Qualifier>().value_or(Qualifier::exact)};
      const FigureRow row = figure_row(judging_.snapshot(), Table::reports, report.index());
      if (compare(claimed, {number.value, number.qualifier}) != Holds::yes || !judging_.evidence.is(row)) continue;
      out.verdict = StatementVerdict::partly_supported;
      out.reason = StatementReason::none;
      out.nearest = NearestTrue{"as a source states it", to_string(*of), text_of(number), {row}};
      out.explanation = "the entries sum to " + out.value + ", and a source states " + out.nearest->value + " and not of which kind";
      return true;
    }
    return false;
  }

  Judgement denied(Judgement out, const Figure& figure, const Claimed& claimed, const Found& here) {
    if (one_need(figure, claimed, here, out) || stated_in_all(figure, claimed, out) || stated_of_all_kinds(figure, claimed, out)) return out;
    if (of_one_day(figure) ? one_pledge(figure, out) : pledged_again(figure, out)) return out;
    out.verdict = StatementVerdict::contradicted;
    out.explanation = "the record says " + text_for_people(here.number);
    out.reason = StatementReason::none;
    const int rank = rank_of(heart_of(figure).delivered ? Stage::delivered_unspecified : heart_of(figure).stage);
    const bool bound = here.number.qualifier == Qualifier::up_to || here.number.qualifier == Qualifier::at_least;
    if (bound && within_percent(here.number.value, claimed, 1)) {
      out.reason = StatementReason::bound_reversed;
      return out;
    }
    if (claimed.value == 0) {
      if (figure.kind == Figure::Kind::change)
        out.reason = StatementReason::bound_reversed;
      else if (rank >= kUnderWay && here.number.value > 0)
        out.reason = StatementReason::result_called_pledge;
      return out;
    }
    more_here_ = here.number.value > claimed.until.value_or(claimed.value);
    search(figure, out, kSame);
    // No other reading says just that, and it is true with "about": partly so.
    if (!out.nearest && within_percent(here.number.value, claimed, 10)) {
      out.verdict = StatementVerdict::partly_supported;
      out.explanation += ", within 10 percent of the claim";
      return out;
    }
    search(figure, out, kNear);
    if (true_in_part(out.nearest)) out.verdict = StatementVerdict::partly_supported;
    if (out.nearest && out.nearest->how == kAlone) out.explanation += ", what is given jointly counted whole; " + out.nearest->for_people() + " is given alone";
    if (const auto told = stated_before(figure, claimed, here); told && !out.nearest) {
      out.verdict = StatementVerdict::not_checkable;
      out.reason = StatementReason::no_record;
      out.explanation = "the newest record, of " + told->to_string() + ", says " + text_for_people(here.number) + ", and nothing what came after it";
    }
    return out;
  }

  Judgement nothing_here(Judgement out, const Figure& figure) {
    if (one_pledge(figure, out) || pledge_for_something(figure, out)) return out;
    const Figure& heart = heart_of(figure);
    const int rank = rank_of(heart.delivered ? Stage::delivered_unspecified : heart.stage);
    if (figure.kind == Figure::Kind::simple && rank >= kUnderWay && counts_promise(out, figure)) {
      out.verdict = StatementVerdict::contradicted;
      out.reason = StatementReason::pledge_counted_as_delivery;
      const StatementReason reason = out.reason;
      search(figure, out);
      out.reason = reason;
      return out;
    }
    search(figure, out);
    if (called_off(figure, out) || reached_unstated(figure, out)) return out;
    if (out.nearest && not_told_) {
      out.verdict = StatementVerdict::partly_supported;
      out.value = out.nearest->value;
      out.rows = out.nearest->rows;
      out.explanation = "the record says " + out.value + ", and not by which instrument";
      return out;
    }
    if (out.nearest) {
      out.verdict = true_in_part(out.nearest) ? StatementVerdict::partly_supported : StatementVerdict::contradicted;
      out.explanation = "nothing is on record for the figure as claimed; the nearest on record is " + out.nearest->for_people() + " (" + out.nearest->how + ")";
      out.rows = out.nearest->rows;
      out.rows_are = RowsAre::nearest;
      return out;
    }
    out.verdict = StatementVerdict::not_checkable;
    out.reason = StatementReason::no_record;
    out.explanation = "nothing is on record for this figure";
    if (const FoundFigure* const there = judging_.evidence.figure(figure, happened_by_))
      for (const std::string& note : (*there)->notes) out.explanation += "; " + note;
    return out;
  }

  // What was promised and has since been withdrawn or cancelled: who says that it was promised in a period in which it was is right about that.
  bool called_off(const Figure& figure, Judgement& out) {
    if (out.nearest || figure.kind != Figure::Kind::simple) return false;
    for (const Stage exit : {Stage::withdrawn, Stage::cancelled}) {
      Figure other = figure;
      other.stage = exit;
      other.delivered = false;
      other.period.reset();
      const auto there = found(other);
      const auto claimed = there ? number_claimed(there->number.unit) : std::nullopt;
      if (!claimed || !judging_.evidence.any(there->rows()) || (claimed->value != 0 && !nearly(there))) continue;
      if (figure.period && (claimed->value == 0 || !all_promised_in(*figure.period, (*there->figure)->records))) continue;
      out.verdict = claimed->value == 0 ? StatementVerdict::supported : figure.period ? StatementVerdict::partly_supported : StatementVerdict::contradicted;
      out.reason = StatementReason::none;
      std::vector<FigureRow> rows = there->rows();
      add_revisions(rows);
      out.nearest = NearestTrue{std::string(name_of(exit)) + " since", to_string(other), text_of(there->number), rows};
      out.rows = std::move(rows);
      out.rows_are = claimed->value == 0 ? RowsAre::evidence : RowsAre::nearest;
      out.explanation = "all that is on record is " + text_for_people(there->number) + ", " + std::string(name_of(exit)) + " since";
      return true;
    }
    return false;
  }
  bool all_promised_in(const FigurePeriod& period, const std::vector<std::pair<Table, RowIndex>>& records) const {
    return std::ranges::all_of(records, [&](const auto& record) {
      const auto column = find_column(schema_of(record.first), "date");
      const Cell date = column ? judging_.snapshot().cell(record.first, record.second, *column) : kNullCell;
      if (date == kNullCell) return false;
      const PartialDate on = PartialDate::from_packed(static_cast<std::int32_t>(date));
      return on.first() >= period.from.first() && on.last() <= period.until.last();
    });
  }
  // What took entries back.
  void add_revisions(std::vector<FigureRow>& rows) const {
    const std::vector<FigureRow> entries = rows;
    for (const auto revision : judging_.snapshot().rows<Table::revisions>()) {
      const auto change = revision.code<"change", Change>();
      if (change != Change::withdrawn && change != Change::cancelled) continue;
      const bool of_one = std::ranges::any_of(entries, [&](const FigureRow& row) { return row.kind == revision.text<"of_kind">() && row.entry == revision.text<"of">(); });
      if (of_one) rows.push_back(figure_row(judging_.snapshot(), Table::revisions, revision.index()));
    }
  }
  // Who disbursed it had committed it, whether or not the book says so.
  static bool reached_unstated(const Figure& figure, Judgement& out) {
    const bool committed = figure.kind == Figure::Kind::simple && figure.stage == Stage::committed && !figure.delivered;
    if (!committed || !out.nearest || out.reason != StatementReason::result_called_pledge || out.nearest->how != kAnotherStage) return false;
    out.verdict = StatementVerdict::not_checkable;
    out.reason = StatementReason::no_record;
    out.explanation = "nothing is on record as committed, and what is on record beyond it was committed before: " + out.nearest->for_people() + " (" +
                      out.nearest->reading + ")";
    return true;
  }

  // Nothing at the claimed stage, and at a lower one just what is claimed, or less but half of it at least.
  bool counts_promise(Judgement& out, const Figure& figure) {
    for (const Stage stage : {Stage::pledged, Stage::committed, Stage::allocated}) {
      Figure lower = figure;
      lower.stage = stage;
      lower.delivered = false;
      const auto there = found(lower);
      if (!there || !judging_.evidence.any(there->rows())) continue;
      const auto claimed = number_claimed(there->number.unit);
      if (!claimed || claimed->value <= 0) continue;
      const Holds holds = compare(*claimed, {there->number.value, there->number.qualifier});
      const bool less = holds == Holds::no && there->number.value < claimed->value && there->number.value * 2 >= claimed->value;
      const bool same = holds != Holds::no && within_percent(there->number.value, claimed->value, 25);
      if (!less && !same) continue;
      out.value = text_of(there->number) + " " + std::string(name_of(stage));
      out.rows = there->rows();
      out.explanation = "nothing is on record as delivered; " + out.value + " is";
      return true;
    }
    return false;
  }

  // ---- a claim about the future

  Judgement announcement(Judgement out) {
    std::vector<std::pair<std::string, Found>> announced = announcements();
    std::erase_if(announced, [&](const auto& one) { return !judging_.evidence.any(one.second.rows()); });
    for (const auto& [what, one] : announced) {
      if (holds(one) != Holds::yes) continue;
      out.verdict = StatementVerdict::supported;
      out.reason = StatementReason::none;
      out.value = text_of(one.number);
      out.rows = one.rows();
      out.explanation = what + " announces " + text_for_people(one.number) + "; the outcome is due on " + to_string(*out.due);
      return out;
    }
    // What a target or a report announces goes before what was promised of it.
    const bool open = announced.empty() || announced.front().first == kPledges;
    if (base_ && base_->kind == Figure::Kind::simple && (open || is_pledge(*base_)) && (promised_then(out) || promised_for_another_day(out))) return out;
    if (!announced.empty()) {
      out.value = text_of(announced.front().second.number);
      out.rows = announced.front().second.rows();
      out.explanation = announced.front().first + " announces " + text_for_people(announced.front().second.number);
      if (base_ && base_->kind == Figure::Kind::simple) search(*base_, out);
      const bool told = announced.front().first != kPledges || is_pledge(*base_) || more_than(announced.front().second);
      const bool set = told && announced.front().second.number.qualifier == Qualifier::exact && holds(announced.front().second) == Holds::no;
      if (out.nearest || set) {
        out.verdict = StatementVerdict::contradicted;
        if (!out.nearest) out.reason = StatementReason::none;
        return out;
      }
    }
    out.verdict = StatementVerdict::not_checkable;
    out.reason = is_anonymous(judging_.claim.speaker) ? StatementReason::anonymous_source : StatementReason::not_due;
    if (announced.empty()) out.explanation = "no announcement of it is on record";
    out.explanation += "; the outcome is due on " + to_string(*out.due);
    return out;
  }

  // One pledge for the claim's period says just that.
  bool promised_then(Judgement& out) {
    const auto then = [&](Table table, RowIndex row) {
      const PromisedFor when = for_when(table, row);
      return when == PromisedFor::those_days || (when == PromisedFor::no_day && base_->period && all_promised_in(*base_->period, {{table, row}}));
    };
    if (!(is_pledge(*base_) ? one_pledge(*base_, out) : one_pledge(without_period(as_pledged(*base_)), out, then))) return false;
    out.explanation += "; the outcome is due on " + to_string(*out.due);
    return true;
  }

  // What was promised on one day, and for a later day than the claim's or for none.
  bool promised_for_another_day(Judgement& out) {
    if (is_pledge(*base_)) return false;
    const auto not_then = [&](Table table, RowIndex row) {
      const PromisedFor when = for_when(table, row);
      return when == PromisedFor::another_day || when == PromisedFor::no_day;
    };
    const auto later = promised(not_then);
    if (nearly(later) && judging_.evidence.any(later->rows()) && of_one_date((*later->figure)->records)) {
      out.value = text_of(later->number);
      out.rows = later->rows();
    } else if (!one_pledge(without_period(as_pledged(*base_)), out, not_then)) {
      return false;
    } else if (out.verdict == StatementVerdict::contradicted) {
      return true;  // of others' money
    }
    const FigureRow& row = out.rows.front();
    const auto pledge = row.kind == "pledge" ? judging_.snapshot().find<Table::pledges>(row.entry) : std::nullopt;
    const auto due = pledge ? pledge->date<"due">() : std::nullopt;
    const std::string what = row.kind + " " + row.entry;
    out.verdict = StatementVerdict::partly_supported;
    out.reason = StatementReason::figure_from_other_period;
    out.nearest = NearestTrue{"another day", what + (due ? ", due " + due->to_string() : ", which names no day"), out.value, out.rows};
    out.explanation = due ? "promised, and for a later day: " + what + " is due by " + due->to_string() : "promised, and for no day inside the claim's: " + what;
    return true;
  }
  bool of_one_date(const std::vector<std::pair<Table, RowIndex>>& records) const {
    std::optional<Cell> first;
    return std::ranges::all_of(records, [&](const auto& record) {
      const auto column = find_column(schema_of(record.first), "date");
      const Cell date = column ? judging_.snapshot().cell(record.first, record.second, *column) : kNullCell;
      if (!first) first = date;
      return date != kNullCell && date == *first;
    });
  }

  // What is promised of the things that are claimed to come, whenever it was promised.
  PromisedFor for_when(Table table, RowIndex row) const {
    const auto ladder = base_->delivered ? std::nullopt : std::optional(ladder_of(base_->stage));
    const auto from = base_->period ? std::optional(base_->period->from.first()) : std::nullopt;
    return promised_for(judging_.snapshot(), table, row, {from, *end_of_claim()}, ladder);
  }
  std::optional<Found> promised(const Counts& counts) { return counted(without_period(as_pledged(*base_)), counts); }
  std::optional<Found> counted(const Figure& figure, const Counts& counts) {
    auto value = evaluate(judging_.evidence.funnels(), figure, {.list_entries = false, .happened_by = happened_by_, .counts = counts});
    if (!value) return std::nullopt;
    return found(figure, &promised_.emplace_back(judging_.snapshot(), *std::move(value)), CountedAs::as_always);
  }

  static bool is_pledge(const Figure& figure) { return figure.stage == Stage::pledged && !figure.delivered; }
  static Figure without_period(Figure figure) {
    figure.period.reset();
    return figure;
  }
  static Figure as_pledged(Figure figure) {
    figure.stage = Stage::pledged;
    figure.delivered = false;
    return figure;
  }

  // Targets first, then planned reports, then what was pledged for the period.
  std::vector<std::pair<std::string, Found>> announcements() {
    std::vector<std::pair<std::string, Found>> out;
    if (figure_.kind == Figure::Kind::target) {
      if (auto target = found(figure_)) out.emplace_back("target " + figure_.name, *std::move(target));
    } else if (base_ && base_->kind == Figure::Kind::simple) {
      for (const auto target : judging_.snapshot().rows<Table::targets>()) {
        const auto of = parse_figure(target.text<"figure">());
        if (!of || of->kind != Figure::Kind::simple || of->where != base_->where || of->measure != base_->measure ||
            stage_of(judging_.snapshot(), *of) != stage_of(judging_.snapshot(), *base_) || !same_time(*of, target.date<"by">()))
          continue;
        Figure named;
        named.kind = Figure::Kind::target;
        named.name = target.name();
        if (auto value = found(named)) out.emplace_back("target " + named.name, *std::move(value));
      }
    }
    if (!base_) return out;
    if (const FoundFigure* value = judging_.evidence.figure(*base_, std::nullopt))
      for (const FigureReport& report : (*value)->reports)
        if (report.classifier == ReportClassifier::planned)
          out.emplace_back("report " + report.row.entry, Found{report.number, value, false, {report.row}});
    if (base_->kind != Figure::Kind::simple || (!out.empty() && !is_pledge(*base_))) return out;
    auto sum = is_pledge(*base_) ? found(*base_) : promised([&](Table table, RowIndex row) { return for_when(table, row) == PromisedFor::those_days; });
    const auto claimed = sum ? number_claimed(sum->number.unit) : std::nullopt;
    if (sum && !(claimed && only_at_most(*claimed))) out.emplace_back(kPledges, *std::move(sum));
    return out;
  }

  bool more_than(const Found& there) const {
    const auto claimed = number_claimed(there.number.unit);
    return claimed && claimed->value > there.number.value;
  }
  // A target without a period is about all that has come by its day.
  bool same_time(const Figure& of, std::optional<PartialDate> by) const {
    if (of.period == base_->period) return true;
    return !of.period && by && base_->period && by->last() == base_->period->until.last();
  }

  // ---- the nearest reading under which the claim would be true

  bool fits(const Claimed& claimed, const Recorded& recorded) const {
    return holds_nearly(claimed, recorded) && within_percent(recorded.value, claimed, within_);
  }

  bool takes(const Figure& figure, std::string_view how, StatementReason reason, Judgement& out, CountedAs counting = CountedAs::as_always) {
    if (out.nearest) return true;
    const auto there = found(figure, counting);
    if (!nearly(there) || (*there->figure)->floor || (*there->figure)->open || !judging_.evidence.any(there->rows())) return false;
    out.nearest = NearestTrue{std::string(how), to_string(figure), text_of(there->number), there->rows(), text_for_people(there->number)};
    out.reason = reason;
    return true;
  }

  // A reading that has the claimed number goes before those that only come near it, whatever their order.
  void search(const Figure& figure, Judgement& out) {
    search(figure, out, kSame);
    search(figure, out, kNear);
  }

  void search(const Figure& figure, Judgement& out, int percent) {
    within_ = percent;
    if (out.nearest) return;
    if (figure.kind == Figure::Kind::target) {
      if (base_ && base_->kind == Figure::Kind::simple) search_simple(*base_, out);
    } else if (figure.kind == Figure::Kind::simple) {
      search_simple(figure, out);
    } else if (figure.kind == Figure::Kind::per_gdp || figure.kind == Figure::Kind::per_head ||
               figure.kind == Figure::Kind::share || figure.kind == Figure::Kind::rank) {
      search_years_of(figure, out);
    } else if (figure.kind == Figure::Kind::need || figure.kind == Figure::Kind::price || figure.kind == Figure::Kind::report) {
      own_currency(figure, out);
    }
  }

  static StatementReason stage_reason(const Figure& claimed, Stage stage) {
    const Stage own = claimed.delivered ? Stage::delivered_unspecified : claimed.stage;
    if (rank_of(stage) < rank_of(own)) return StatementReason::pledge_counted_as_delivery;
    return rank_of(own) < kUnderWay ? StatementReason::result_called_pledge : StatementReason::none;
  }

  bool stages(const Figure& claimed, const std::optional<FigurePeriod>& period, std::string_view how, Judgement& out) {
    if (ladder_of(claimed.stage) == Ladder::people) return false;
    return std::ranges::any_of(kStagesTried, [&](Stage stage) {
      if (stage == claimed.stage && !claimed.delivered) return false;
      const StatementReason reason = stage_reason(claimed, stage);
      // Who counts less than has come takes no promise for a delivery.
      if (more_here_ && period == claimed.period && reason == StatementReason::pledge_counted_as_delivery) return false;
      Figure other = claimed;
      other.stage = stage;
      other.delivered = false;
      other.period = period;
      if (!takes(other, how, reason, out)) return false;
      if (reason == StatementReason::result_called_pledge) name_furthest(other, out);
      return true;
    });
  }

  // Goods that have come so far were at each stage before, whether or not an entry says so: the furthest is one that an entry states.
  void name_furthest(Figure figure, Judgement& out) {
    int furthest = rank_of(figure.stage);
    if (ladder_of(figure.stage) != Ladder::goods) return;
    for (const Stage stage : kStagesTried) {
      if (ladder_of(stage) != Ladder::goods || rank_of(stage) <= furthest) continue;
      figure.stage = stage;
      const auto there = found(figure);
      if (!there || text_of(there->number) != out.nearest->value || !judging_.evidence.any(there->rows())) continue;
      furthest = rank_of(stage);
      out.nearest->reading = to_string(figure);
      out.nearest->rows = there->rows();
    }
  }

  void search_simple(const Figure& figure, Judgement& out) {
    constexpr std::array kYears{-1, 1, -2, 2, -3, 3};
    if (takes(figure, kAlone, StatementReason::none, out, CountedAs::without_joint)) return;
    if (stages(figure, figure.period, kAnotherStage, out)) return;
    if (!figure.period && single_years(figure, out)) return;
    if (figure.period) {
      for (const int years : kYears) {
        Figure other = figure;
        other.period = moved_by_years(*figure.period, years);
        if (takes(other, "another year", StatementReason::figure_from_other_period, out)) return;
      }
      for (const int years : kYears)
        if (stages(figure, moved_by_years(*figure.period, years), "another stage of another year", out)) return;
    }
    if (other_currency(figure, out) || other_donors(figure, out) || wider_scope(figure, out)) return;
    if (takes(figure, "counted twice", StatementReason::counted_twice, out, CountedAs::with_netted)) return;
    other_unit(figure, out);
  }

  // A claim that names no period may be of one year, and is true of that.
  bool single_years(const Figure& figure, Judgement& out) {
    constexpr std::chrono::years kBefore{4};  // where the programme does not say when it began
    if (!happened_by_ || within_ > 1) return false;
    const auto& start = judging_.snapshot().programme().start;
    const std::chrono::year last = std::chrono::year_month_day(*happened_by_).year();
    for (std::chrono::year year = last; year >= (start ? start->year() : last - kBefore); --year) {
      if (takes(in_year(figure, static_cast<int>(year)), kOneYear, StatementReason::figure_from_other_period, out)) return true;
    }
    return false;
  }

  void search_years_of(const Figure& figure, Judgement& out) {
    for (const int years : {-1, 1, -2, 2, -3, 3}) {
      Figure other = figure;
      bool moved = false;
      for (Figure& part : other.of)
        if (part.period) {
          part.period = moved_by_years(*part.period, years);
          moved = true;
        }
      if (moved && takes(other, "another year", StatementReason::figure_from_other_period, out)) return;
    }
  }

  // The same number of another currency, at this stage or at another.
  bool other_currency(const Figure& figure, Judgement& out) {
    if (figure.measure != FigureMeasure::value || !is_currency(unit_asked())) return false;
    std::vector<Stage> tried{figure.stage};
    tried.insert(tried.end(), kStagesTried.begin(), kStagesTried.end());
    for (const Stage stage : tried) {
      if (!figure.delivered && stage != Stage::pledged && ladder_of(stage) != ladder_of(figure.stage) && figure.stage != Stage::pledged) continue;  // no goods are paid
      Figure other = figure;
      other.stage = stage;
      other.delivered = false;
      const FoundFigure* const there = judging_.evidence.figure(other, happened_by_);
      if (there == nullptr) continue;
      const FoundFigure& value = *there;
      const auto claimed = number_claimed(unit_asked());
      for (const FigurePart& part : value->entries) {
        if (part.number.unit == unit_asked() || !claimed || !fits(*claimed, {part.number.value, part.number.qualifier}))
          continue;
        if (!judging_.evidence.any(value.entry_rows())) break;
        out.nearest = NearestTrue{"another currency", to_string(other), text_of(part.number), value.entry_rows()};
        out.reason = StatementReason::wrong_currency;
        return true;
      }
      if (stated_currency(other, value, out)) return true;
    }
    return false;
  }

  // What the records state in their own currency, before it is converted.
  bool stated_currency(const Figure& figure, const FoundFigure& value, Judgement& out) {
    const auto claimed = number_claimed(unit_asked());
    for (const auto& [code, sum] : stated_sums(value)) {
      if (code == unit_asked() || !claimed || !fits(*claimed, {sum, Qualifier::exact})) continue;
      if (!judging_.evidence.any(value.entry_rows())) return false;
      out.nearest = NearestTrue{"another currency", to_string(figure), number_text(sum) + " " + code, value.entry_rows()};
      out.reason = StatementReason::wrong_currency;
      return true;
    }
    return false;
  }

  // What needs, prices and reports say in a currency of their own.
  void own_currency(const Figure& figure, Judgement& out) {
    const FoundFigure* const there = judging_.evidence.figure(figure, happened_by_);
    const auto claimed = number_claimed(unit_asked());
    if (there == nullptr || !claimed || !is_currency(unit_asked())) return;
    std::vector<std::pair<FigureNumber, std::vector<FigureRow>>> stated;
    for (const FigureReport& report : (*there)->reports) stated.push_back({report.number, {report.row}});
    for (const FigurePart& part : (*there)->entries) stated.push_back({part.number, there->entry_rows()});
    for (const auto& [number, rows] : stated) {
      const bool other = is_currency(number.unit) && number.unit != unit_asked();
      if (!other || !fits(*claimed, {number.value, number.qualifier}) || !judging_.evidence.any(rows)) continue;
      out.nearest = NearestTrue{"another currency", to_string(figure), text_of(number), rows};
      out.reason = StatementReason::wrong_currency;
      return;
    }
  }

  bool other_donors(const Figure& figure, Judgement& out) {
    const auto is_donor = [](const FigureCondition& condition) { return condition.field == FigureField::donor; };
    const auto own = std::ranges::find_if(figure.where, is_donor);
    if (own == figure.where.end()) return false;
    constexpr std::size_t kMostParties = 80;
    std::vector<std::string> donors;
    for (const auto party : judging_.snapshot().rows<Table::parties>()) donors.push_back(party.name());
    std::ranges::sort(donors);
    if (donors.size() > kMostParties) return false;
    for (const std::string& donor : donors) {
      if (donor == own->value) continue;
      Figure other = figure;
      std::ranges::find_if(other.where, is_donor)->value = donor;
      if (takes(other, "another donor", StatementReason::none, out)) return true;
    }
    return false;
  }

  bool tells_no_instrument(const Figure& figure) {
    const FoundFigure* const there = judging_.evidence.figure(figure, happened_by_);
    return there != nullptr && std::ranges::all_of((*there)->entries, [](const FigurePart& part) {
      return part.instrument == Instrument::not_reported;
    });
  }

  // Whether the donors on record alone gave so much more that what is of no donor, which takes long to count, decides nothing.
  bool far_more_by_donors(const Figure& figure) {
    const auto claimed = number_claimed(unit_asked());
    if (figure.measure != FigureMeasure::value || !claimed || judging_.evidence.reported(figure.where)) return false;
    Figure by_donors = figure;
    by_donors.where.push_back({FigureField::donor, judging_.evidence.any_donor()});
    const FoundFigure* const there = judging_.evidence.figure(by_donors, happened_by_);
    if (there == nullptr) return false;
    Wide sum = 0;
    for (const FigurePart& part : (*there)->entries)
      if (part.number.unit == unit_asked()) sum += part.number.value;
    return sum > std::max(claimed->value, claimed->until.value_or(0)) && !within_percent(sum, *claimed, kNear);
  }

  bool wider_scope(const Figure& figure, Judgement& out) {
    for (std::size_t i = 0; i < figure.where.size(); ++i) {
      Figure other = figure;
      other.where.erase(other.where.begin() + static_cast<std::ptrdiff_t>(i));
      if (figure.where[i].field == FigureField::donor && far_more_by_donors(other)) continue;
      if (!takes(other, "a wider scope", StatementReason::detail_added, out)) continue;
      not_told_ = figure.where[i].field == FigureField::instrument && tells_no_instrument(other);
      return true;
    }
    if (!figure.period) return false;
    Figure other = figure;
    other.period.reset();
    return takes(other, "without the period", StatementReason::figure_from_other_period, out);
  }

  void other_unit(const Figure& figure, Judgement& out) {
    for (const FigureMeasure measure : {figure.measure, FigureMeasure::quantity, FigureMeasure::tonnes}) {
      if (measure != figure.measure && figure.measure == FigureMeasure::value) continue;
      Figure other = figure;
      other.measure = measure;
      const auto there = found(other);
      if (!there || !judging_.evidence.any(there->rows())) continue;
      const auto claimed = number_claimed(there->number.unit);
      if (!claimed) continue;
      for (const int factor : {1, 1000}) {
        if (factor == 1 && measure == figure.measure) continue;
        Claimed scaled = *claimed;
        scaled.value /= factor;
        if (!fits(scaled, {there->number.value, there->number.qualifier})) continue;
        out.nearest = NearestTrue{"another unit", to_string(other), text_of(there->number), there->rows()};
        out.reason = StatementReason::wrong_unit;
        return;
      }
    }
  }

  const Judging& judging_;
  const Figure& figure_;
  std::optional<Figure> base_;
  std::optional<PartialDate> target_by_;
  std::optional<Day> happened_by_;
  std::optional<Day> due_;  // of an announcement whose outcome is judged
  std::deque<FoundFigure> promised_;
  mutable std::map<std::string, std::optional<Claimed>> claimed_;  // by unit
  bool not_told_ = false;  // the nearest reading lacks what its records do not tell
  static constexpr int kSame = 1;   // percent
  static constexpr int kNear = 25;
  int within_ = kNear;      // how near a reading has to come
  bool more_here_ = false;  // than is claimed, where it is claimed
};

}  // namespace

UnitSaid unit_said(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> kTimes{{
      {"thousand", 1'000}, {"million", 1'000'000}, {"mn", 1'000'000}, {"m", 1'000'000}, {"billion", 1'000'000'000}, {"bn", 1'000'000'000}}};
  UnitSaid out;
  for (const std::string_view word : split(text, ' ')) {
    const auto* scale = std::ranges::find(kTimes, word, &std::pair<std::string_view, std::int64_t>::first);
    if (scale != kTimes.end() && word != text)
      out.scale = scale->second;
    else if (!word.empty())
      out.unit += (out.unit.empty() ? "" : " ") + std::string(word);
  }
  return out;
}

std::optional<Wide> number_stated(std::string_view text) {
  if (const auto number = Decimal::parse(text)) return number_of_units(number->units());
  // Twice the digits of an amount: billions, and shares of an output.
  constexpr std::size_t kDigits = 4;
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || text.size() <= point + kDigits) return std::nullopt;
  const auto first = Decimal::parse(text.substr(0, point + 1 + kDigits));
  const auto rest = Decimal::parse("0." + std::string(text.substr(point + 1 + kDigits)));
  if (!first || !rest) return std::nullopt;
  return number_of_units(first->units()) + (text.starts_with('-') ? -rest->units() : rest->units());
}

std::optional<Claimed> claimed_number(const Claim& claim, std::string_view unit) {
  const std::vector<Word> words = split_words(claim.text);
  const std::vector<SpokenNumber> spoken = find_numbers(words);
  Claimed out{0, nullptr};
  std::string own_unit = unit_said(claim.unit).unit;
  const std::string_view value = claim.value;
  const std::size_t dots = value.find("..");
  if (const auto stated = number_stated(value.substr(0, dots))) {
    const Wide scale = unit_said(claim.unit).scale;
    out.value = *stated * scale;
    if (dots != std::string_view::npos)
      if (const auto until = number_stated(value.substr(dots + 2))) out.until = *until * scale;
  } else if (!spoken.empty()) {
    const auto fits = std::ranges::find_if(spoken, [&](const SpokenNumber& number) { return number.unit == unit; });
    const SpokenNumber& chosen = fits == spoken.end() ? spoken.front() : *fits;
    out.value = chosen.value;
    out.until = chosen.until;
    out.reading = chosen.reading;
    own_unit = chosen.unit;
  } else {
    return std::nullopt;
  }
  if (const Reading* stated = find_reading(fold(claim.comparison))) out.reading = stated;
  if (out.reading == nullptr)
    for (const SpokenNumber& number : spoken)
      if (number.value == out.value) out.reading = number.reading;
  if (out.reading == nullptr) out.reading = &exact_reading();
  // Shares are stated as fractions of one.
  if ((unit == "share" || unit == "growth") && own_unit.starts_with("percent")) {
    out.value /= 100;
    if (out.until) *out.until /= 100;
    const bool whole = value.find('.') == std::string_view::npos;
    const bool exact = out.reading->low == exact_reading().low && out.reading->high == exact_reading().high;
    if (unit == "growth" && whole && exact) out.slack = kNumberUnit / 200;
  }
  return out;
}

Judgement judge_figure(const Judging& judging, const Figure& figure) { return FigureJudge(judging, figure).judge(); }
bool seeks_readings(const Judging& judging, const Figure& figure) { return FigureJudge(judging, figure).seeks_readings(); }

}  // namespace servanda
