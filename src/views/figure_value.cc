#include "views/figure_value.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "base/ecb_rates.h"
#include "base/split.h"
#include "views/figure_entries.h"
#include "views/figure_prices.h"
#include "views/figure_reports.h"
#include "views/funnels.h"
#include "views/grade.h"
#include "views/names_on_record.h"
#include "views/needs_and_prices.h"
#include "views/status.h"
#include "views/words.h"

namespace servanda {
namespace {

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
    entries_.add(figure, out);
    tell_doubtful(out);
    if (!options_.counts) reports_.add_of(figure, out);
    if (prices_.missing()) return *prices_.missing();
    choose(out);
    note_strangers(figure, out);
    return out;
  }

  // How much of it is of credibility 5 or 6, as it is stated.
  void tell_doubtful(FigureValue& out) const {
    if (!options_.list_entries) return;
    std::size_t count = 0;
    std::map<std::string, Wide> sums;
    for (const auto& [table, row] : out.records) {
      if (!is_doubtful(snapshot_, table, row)) continue;
      ++count;
      const auto amount = find_column(schema_of(table), "amount");
      if (amount && snapshot_.cell(table, row, *amount) != kNullCell)
        sums[snapshot_.text(table, row, *find_column(schema_of(table), "currency"))] += number_of_units(snapshot_.cell(table, row, *amount));
    }
    if (count == 0) return;
    std::string stated;
    for (const auto& [currency, sum] : sums) stated += (stated.empty() ? "" : ", ") + number_text(sum) + " " + currency;
    out.notes.push_back(std::to_string(count) + " of the " + std::to_string(out.records.size()) + " entries are of credibility 5 or 6" +
                        (stated.empty() ? "" : ": " + stated));
  }

  void note_strangers(const Figure& figure, FigureValue& out) const {
    if (out.from != FigureFrom::nothing || !out.entries.empty()) return;
    for (const FigureCondition& condition : figure.where)
      std::ranges::move(strangers(snapshot_, condition.field, condition.value), std::back_inserter(out.notes));
  }

  // ---- what counts

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

  // Where a report tells one of two and entries the other, the entries of both, if they tell as much as a number.
  static void count_alike(FigureValue& a, FigureValue& b, std::vector<std::string>& notes) {
    if (!a.number || !b.number || (a.from == FigureFrom::report) == (b.from == FigureFrom::report)) return;
    FigureValue& told = a.from == FigureFrom::report ? a : b;
    const auto sum = sum_of_entries(told.entries);
    if (!sum || sum->unit != told.number->unit) {
      notes.emplace_back("one is told by a report and the other by entries: the two are counted differently");
      return;
    }
    notes.push_back("both are counted by entries; " + told.rows.front().kind + " " + told.rows.front().entry + " states " + text_of(*told.number));
    std::erase(told.notes, "the entries sum to " + text_of(*sum));
    told.number = sum;
    told.rows = told.entry_rows;
  }

  // What `second` does to a figure from which it is taken, or which is divided by it: more of it leaves less.
  static void bound(Qualifier first, Qualifier second, FigureValue& out) {
    const bool turns = second == Qualifier::at_least || second == Qualifier::up_to;
    out.number->qualifier = weaker_qualifier(first, !turns ? second : second == Qualifier::at_least ? Qualifier::up_to : Qualifier::at_least);
    out.open = turns && first == second;
    if (out.open) out.notes.emplace_back("it is made of two bounds that pull apart: it may be more or less, however much");
  }

  Result<FigureValue> share(const Figure& figure) {
    FigureValue out = start(figure);
    ASSIGN_OR_RETURN(FigureValue part, inner(figure.of[0]));
    ASSIGN_OR_RETURN(FigureValue whole, inner(figure.of[1]));
    reports_.add_of(figure, out);
    if (prices_.missing()) return *prices_.missing();
    if (!out.reports.empty() && out.reports.front().classifier == ReportClassifier::actual) {
      choose(out);
      return out;
    }
    count_alike(part, whole, out.notes);
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
    out.number = FigureNumber{multiply_divide(part.number->value, kNumberUnit, whole.number->value), "share"};
    bound(part.number->qualifier, whole.number->qualifier, out);
    out.from = FigureFrom::entries;
    return out;
  }

  Result<FigureValue> change(const Figure& figure) {
    FigureValue out = start(figure);
    std::vector<FigureValue> ends;
    for (const int year : {figure.from_year, figure.to_year}) {
      ASSIGN_OR_RETURN(FigureValue end, inner(in_year(figure.of[0], year)));
      ends.push_back(std::move(end));
    }
    count_alike(ends[0], ends[1], out.notes);
    for (const FigureValue& end : ends) take_rows(end, out);
    if (!ends[0].number || !ends[1].number || ends[0].number->unit != ends[1].number->unit) {
      out.rows.clear();
      return out;
    }
    const Wide change = ends[1].number->value - ends[0].number->value;
    if (figure.kind == Figure::Kind::change) {
      out.number = FigureNumber{change, ends[1].number->unit};
    } else {
      if (ends[0].number->value <= 0) return out;
      out.number = FigureNumber{multiply_divide(change, kNumberUnit, ends[0].number->value), "growth"};
    }
    bound(ends[1].number->qualifier, ends[0].number->qualifier, out);
    out.from = FigureFrom::entries;
    return out;
  }

  // ---- ranks and needs (rule 8)

  // Those whose place may be above that of the one asked for.
  std::set<std::string> beside(const FigureCondition& own) {
    std::set<std::string> out;
    const auto add = [&](std::string_view party) {
      if (party != own.value && !entries_.in_group(own.value, std::string(party), snapshot_.as_known())) out.emplace(party);
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
    reports_.add_of(figure, out);
    if (prices_.missing()) return *prices_.missing();
    choose(out);
    note_strangers(figure, out);
    return out;
  }

  // What its first report says.
  Result<FigureValue> as_reported(FigureValue out) const {
    if (prices_.missing()) return *prices_.missing();
    if (out.reports.empty()) return out;
    out.from = FigureFrom::report;
    out.number = out.reports.front().number;
    out.rows = {out.reports.front().row};
    return out;
  }

  Result<FigureValue> forecast(const Figure& figure) {
    FigureValue out = start(figure);
    reports_.add_of(figure, out);
    return as_reported(std::move(out));
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
    out.number = prices_.at(row->date<"by">(), *out.number, out.rows.front());
    if (prices_.missing()) return *prices_.missing();
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
    if (figure.as_known) {
      Figure now = figure;
      now.as_known.reset();
      ASSIGN_OR_RETURN(const Snapshot snapshot, known_on(snapshot_, figure.as_known->last()));
      Funnels funnels(snapshot);
      ASSIGN_OR_RETURN(FigureValue value, FigureEvaluator(funnels, options_).value(now));
      value.figure = figure;
      return value;
    }
    reports_.add_series(figure, out);
    if (out.reports.empty() && !is_series(snapshot_, figure.name)) out.notes.push_back("'" + figure.name + "' is no series on record");
    return as_reported(std::move(out));
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
    if (prices_.missing()) return *prices_.missing();
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
        if (fold(party.name()) != fold(condition.value) && entries_.in_group(party.name(), condition.value, day))
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
    return prices_.nominal() ? units : prices_.at(of_year, units, figure_row(snapshot_, Table::economy, newest->index()));
  }

  Funnels& funnels_;
  const Snapshot& snapshot_;
  const FigureOptions& options_;
  FigurePrices prices_;
  FigureEntries entries_{funnels_, options_, prices_};
  FigureReports reports_{funnels_, options_, prices_, entries_};
};

}  // namespace

Stage stage_of(const Snapshot& snapshot, const Figure& figure) {
  return figure.delivered ? snapshot.programme().delivered.stage : figure.stage;
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

}  // namespace servanda
