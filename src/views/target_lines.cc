#include "views/target_lines.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/ecb_rates.h"
#include "forecast/words.h"
#include "views/figure.h"
#include "views/figure_value.h"
#include "views/netting.h"
#include "views/targets.h"

namespace servanda {
namespace {

constexpr DayNumber kNoEnd = 1'000'000;

// The part of the figure language that can be forecast.
struct AskedFigure {
  std::string measure;
  Stage stage = Stage::pledged;
  std::map<std::string, std::string> where;
  DayNumber from = -kNoEnd;
  DayNumber until = kNoEnd;
};

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<AskedFigure> asked_of(const Figure* figure, const Snapshot& snapshot) {
  if (figure == nullptr || figure->kind != Figure::Kind::simple || figure->as_known) return std::nullopt;
  AskedFigure asked;
  asked.measure = kFigureMeasureNames[static_cast<std::size_t>(figure->measure)];
  asked.stage = figure->delivered ? snapshot.programme().delivered.stage : figure->stage;
  for (const FigureCondition& condition : figure->where)
    asked.where.emplace(kFigureFieldNames[static_cast<std::size_t>(condition.field)], condition.value);
  if (figure->period) {
    asked.from = day_number(figure->period->from.first());
    asked.until = day_number(figure->period->until.last());
  }
  return asked;
}

std::vector<std::string> members_of(std::string_view donors) {
  std::vector<std::string> out;
  while (!donors.empty()) {
    const std::size_t end = donors.find(';');
    out.emplace_back(without_blanks(donors.substr(0, end)));
    donors = end == std::string_view::npos ? std::string_view{} : donors.substr(end + 1);
  }
  return out;
}

class TargetReader {
 public:
  TargetReader(const Snapshot& snapshot, const ForecastOptions& options, const ForecastParts* parts,
               PastWindows& windows, const WorkProgress& progress)
      : snapshot_(snapshot), options_(options), parts_(parts), windows_(windows), progress_(progress) {}

  Result<TargetLine> line(const Row<Table::targets>& row) {
    TargetLine out;
    out.id = row.name();
    out.figure = row.text<"figure">();
    if (const auto value = row.decimal<"value">()) out.goal = value->units();
    if (const auto by = row.date<"by">()) out.by = by->last();
    const auto figure = parse_figure(out.figure);
    const auto asked = asked_of(figure ? &*figure : nullptr, snapshot_);
    ASSIGN_OR_RETURN(told_, asked ? told_of(*figure, out) : std::nullopt);
    if (!out.goal || !out.by) {
      out.note = "not forecast: it states no value or no date";
    } else if (figure && figure->kind == Figure::Kind::share) {
      RETURN_IF_ERROR(share(*figure, out));
    } else if (!asked) {
      out.note = "not forecast: the figure is none that a forecast can be made of";
    } else if (ladder_of(asked->stage) == Ladder::goods && asked->stage > Stage::contracted) {
      RETURN_IF_ERROR(goods(*asked, out));
    } else if (asked->measure == "value" &&
               (asked->stage == Stage::pledged || ladder_of(asked->stage) == Ladder::money)) {
      money(*asked, out);
    } else if (asked->measure == "quantity" && ladder_of(asked->stage) == Ladder::people) {
      people(*asked, out);
    } else {
      out.note = "not forecast: nothing is simulated for " + asked->measure + " at stage " +
                 std::string(name_of(asked->stage));
    }
    return out;
  }

 private:
  // What the figure says was reached by its date, so that the odds begin where the view of targets stands.
  Result<std::optional<Wide>> told_of(const Figure& figure, const TargetLine& line) const {
    constexpr Wide kToUnits = 10'000;  // a figure's number counts 1e-8
    const Day last = std::min(snapshot_.as_known(), line.by.value_or(snapshot_.as_known()));
    ASSIGN_OR_RETURN(const FigureValue value, evaluate(snapshot_, figure, {.happened_by = last}));
    const auto reached = reached_of(value, snapshot_.programme().currency);
    return reached ? std::optional<Wide>(reached->value / kToUnits) : std::nullopt;
  }

  TargetQuestion question(const AskedFigure& asked, const TargetLine& line) const {
    return {*line.goal, 0, asked.from, asked.until, day_number(*line.by), day_number(snapshot_.as_known())};
  }

  // ---- goods

  Result<const ForecastParts*> parts_at(Stage stage) {
    if (parts_ != nullptr && parts_->log.stage == stage) return parts_;
    if (const auto found = own_parts_.find(stage); found != own_parts_.end()) return &found->second;
    ForecastOptions options = options_;
    options.stage = stage;
    options.drivers = false;
    ForecastParts made;
    ASSIGN_OR_RETURN(const ForecastResult result, forecast(snapshot_, options, progress_, windows_, &made));
    static_cast<void>(result);
    return &own_parts_.emplace(stage, std::move(made)).first->second;
  }

  // What the lines of each consignment say of one item: quantity and amount in the programme's currency.
  std::map<std::string, Wide, std::less<>> of_item(const std::string& item, bool value) const {
    std::map<std::string, Wide, std::less<>> out;
    for (const auto row : snapshot_.rows<Table::lines>()) {
      if (row.text<"of_kind">() != "consignment" || row.text<"item">() != item) continue;
      const auto number = value ? row.decimal<"amount">() : row.decimal<"quantity">();
      if (!number) continue;
      if (value && Currency::parse(row.text<"currency">()) != snapshot_.programme().currency) continue;
      out[std::string(row.text<"of">())] += number->units();
    }
    return out;
  }

  Status goods(const AskedFigure& asked, TargetLine& line) {
    for (const auto& [field, value] : asked.where)
      if (field != "item" && field != "donor") {
        line.note = "not forecast: consignments are not told apart by " + field;
        return {};
      }
    const auto item = asked.where.find("item");
    if ((asked.measure == "quantity") != (item != asked.where.end()) && asked.measure != "value") {
      line.note = "not forecast: a quantity needs one item, and tonnes and counts take none";
      return {};
    }
    if (snapshot_.count(Table::consignments) == 0) {
      line.note = "not forecast: there are no consignments";
      return {};
    }
    ASSIGN_OR_RETURN(const ForecastParts* parts, parts_at(asked.stage));
    std::map<std::string, Wide, std::less<>> items;
    if (item != asked.where.end()) items = of_item(item->second, asked.measure == "value");
    const auto donor = asked.where.find("donor");
    std::vector<std::optional<Wide>> weights;
    for (const Shipment& shipment : parts->log.shipments) {
      std::optional<Wide> weight;
      if (item != asked.where.end()) {
        if (const auto found = items.find(shipment.id); found != items.end()) weight = found->second;
      } else if (asked.measure == "count") weight = Decimal::kUnit;
      else if (asked.measure == "tonnes" && shipment.tonnes) weight = *shipment.tonnes;
      else if (asked.measure == "value") weight = shipment.value;
      const auto f = static_cast<std::size_t>(Factor::donor);
      if (donor != asked.where.end()) {
        const auto members = members_of(parts->log.names[f][shipment.factors[f]]);
        if (std::ranges::find(members, donor->second) == members.end()) weight.reset();
      }
      weights.push_back(weight);
    }
    TargetQuestion ask = question(asked, line);
    const DayNumber last = std::min({ask.until, ask.by, ask.as_known});
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto& reached = parts->log.shipments[i].reached;
      if (weights[i] && reached && *reached >= ask.from && *reached <= last) ask.reached += *weights[i];
    }
    ask.reached = told_.value_or(ask.reached);
    line.reached = ask.reached;
    line.unit = asked.measure == "value" ? snapshot_.programme().currency.code() : asked.measure == "tonnes" ? "t" : asked.measure;
    line.answer = target_of_goods(ask, parts->simulation, weights);
    line.note = "consignments that the book has; what is not in it yet brings nothing";
    return {};
  }

  // ---- shares

  // Of goods in what the second figure is today: its own future is not simulated, and the note says so.
  Status share(const Figure& figure, TargetLine& line) {
    const auto part = asked_of(&figure.of.front(), snapshot_);
    const bool goods_of = part && ladder_of(part->stage) == Ladder::goods && part->stage > Stage::contracted;
    if (!goods_of || figure.of.back().kind != Figure::Kind::simple || figure.of.back().measure != figure.of.front().measure) {
      line.note = "not forecast: of shares, those of goods that arrive in goods of the same measure are";
      return {};
    }
    ASSIGN_OR_RETURN(const FigureValue whole, evaluate(snapshot_, figure.of.back()));
    constexpr Wide kToUnits = 10'000;  // a figure's number counts 1e-8
    if (!whole.number || whole.number->value < kToUnits) {
      line.note = "not forecast: " + to_string(figure.of.back()) + " is not reported";
      return {};
    }
    const Wide units = whole.number->value / kToUnits;
    TargetLine scaled = line;
    scaled.goal = multiply_divide(*line.goal, units, Decimal::kUnit);
    ASSIGN_OR_RETURN(told_, told_of(figure.of.front(), line));
    RETURN_IF_ERROR(goods(*part, scaled));
    line.note = scaled.note;
    if (!scaled.answer) return {};
    line.answer = scaled.answer;
    line.reached = multiply_divide(scaled.reached, Decimal::kUnit, units);
    line.unit = "share";
    line.note = "of " + text_of(*whole.number) + ", what " + to_string(figure.of.back()) + " is today; " + scaled.note;
    return {};
  }

  // ---- people

  // The k-th actual event of a course stands for its k-th planned one.
  std::vector<Cohort> cohorts(Stage stage) const {
    struct Dated {
      DayNumber day;
      Wide people;
    };
    std::map<std::string, std::pair<std::vector<Dated>, std::vector<Dated>>> courses;  // planned, actual
    for (const auto row : snapshot_.rows<Table::events>()) {
      const auto date = row.date<"date">();
      const auto people = row.decimal<"quantity">();
      if (row.text<"of_kind">() != "course" || row.code<"stage", Stage>() != stage || !date || !people) continue;
      auto& [planned, actual] = courses[std::string(row.text<"of">())];
      const bool came = row.code<"classifier", Classifier>() == Classifier::actual;
      if (came && date->last() > snapshot_.as_known()) continue;
      (came ? actual : planned).push_back({day_number(date->last()), people->units()});
    }
    std::vector<Cohort> out;
    for (auto& [course, events] : courses) {
      auto& [planned, actual] = events;
      std::ranges::stable_sort(planned, {}, &Dated::day);
      std::ranges::stable_sort(actual, {}, &Dated::day);
      for (std::size_t k = 0; k < std::max(planned.size(), actual.size()); ++k) {
        const Dated& plan = k < planned.size() ? planned[k] : actual[k];
        Cohort cohort{course, plan.day, plan.people, {}, 0};
        if (k < actual.size()) cohort.day = actual[k].day, cohort.came = actual[k].people;
        out.push_back(std::move(cohort));
      }
    }
    return out;
  }

  void people(const AskedFigure& asked, TargetLine& line) const {
    if (!asked.where.empty()) {
      line.note = "not forecast: people are not told apart by " + asked.where.begin()->first;
      return;
    }
    const std::vector<Cohort> all = cohorts(asked.stage);
    TargetQuestion ask = question(asked, line);
    const DayNumber last = std::min({ask.until, ask.by, ask.as_known});
    for (const Cohort& cohort : all)
      if (cohort.day && *cohort.day >= ask.from && *cohort.day <= last) ask.reached += cohort.came;
    ask.reached = told_.value_or(ask.reached);
    line.reached = ask.reached;
    line.unit = "people";
    const CohortProcess process(all, ask.as_known);
    if (!process.has_history() && ask.reached < ask.goal && ask.by > ask.as_known) {
      line.note = "not forecast: " + std::to_string(process.came()) + " intakes that came are no history";
      return;
    }
    const std::size_t futures = options_.futures == 0 ? 4096 : options_.futures;
    line.answer = target_of_people(ask, process, options_.seed, futures, options_.threads);
    line.note = std::to_string(process.came()) + " intakes that came are behind it, " + std::to_string(process.planned()) +
                " are planned; what is not planned yet brings nobody";
  }

  // ---- money

  bool in_group(const std::string& party, const std::string& group, Day day) const {
    if (party == group) return true;
    for (const auto row : snapshot_.rows<Table::memberships>()) {
      if (row.text<"party">() != party || row.text<"group">() != group) continue;
      const auto from = row.date<"from">();
      const auto until = row.date<"until">();
      if ((!from || from->first() <= day) && (!until || until->last() >= day)) return true;
    }
    return false;
  }

  bool fits(const AskedFigure& asked, std::string_view donors, Day day) const {
    const auto members = members_of(donors);
    if (const auto donor = asked.where.find("donor"); donor != asked.where.end())
      if (std::ranges::find(members, donor->second) == members.end()) return false;
    if (const auto group = asked.where.find("group"); group != asked.where.end())
      return !members.empty() && std::ranges::all_of(members, [&](const std::string& member) {
        return in_group(member, group->second, day);
      });
    return true;
  }

  void add(const AskedFigure& asked, std::string_view donors, std::optional<PartialDate> date, std::optional<Decimal> amount,
           std::string_view currency_text, std::vector<Announcement>& out) {
    if (!date || !amount || !fits(asked, donors, date->last())) return;
    const auto currency = Currency::parse(currency_text);
    const Currency reporting = snapshot_.programme().currency;
    if (!currency) return;
    Wide units = amount->units();
    if (*currency != reporting) {
      const auto converted = convert(units, *currency, reporting, *date, snapshot_.as_known());
      if (!converted) {
        ++without_rate_;
        return;
      }
      units = converted->units;
    }
    out.push_back({day_number(date->last()), std::string(donors), units});
  }

  std::vector<Announcement> pledged(const AskedFigure& asked) {
    std::vector<Announcement> out;
    const Netting netting = Netting::of(snapshot_);
    for (const auto row : snapshot_.rows<Table::pledges>())
      if (!netting.contains(Table::pledges, row.index()))
        add(asked, row.text<"donors">(), row.date<"date">(), row.decimal<"amount">(), row.text<"currency">(), out);
    return out;
  }

  std::vector<Announcement> paid(const AskedFigure& asked) {
    std::vector<Announcement> out;
    std::set<std::string, std::less<>> seen;
    for (const auto row : snapshot_.rows<Table::events>()) {
      if (row.text<"of_kind">() != "allocation" || row.code<"stage", Stage>() != asked.stage ||
          row.code<"classifier", Classifier>() != Classifier::actual)
        continue;
      const auto allocation = snapshot_.find<Table::allocations>(row.text<"of">());
      if (!allocation || !seen.insert(std::string(row.text<"of">())).second) continue;
      std::string donors(allocation->text<"donors">());
      if (donors.empty())
        if (const auto pledge = snapshot_.find<Table::pledges>(allocation->text<"of">()))
          donors = pledge->text<"donors">();
      add(asked, donors, row.date<"date">(), allocation->decimal<"amount">(), allocation->text<"currency">(), out);
    }
    if (!seen.empty()) return out;
    for (const auto row : snapshot_.rows<Table::funds>()) {
      const auto kind = row.code<"kind", FundKind>();
      const bool same = (kind == FundKind::commitment && asked.stage == Stage::committed) ||
                        (kind == FundKind::disbursement && asked.stage == Stage::disbursed) ||
                        (kind == FundKind::expenditure && asked.stage == Stage::spent);
      if (same) add(asked, row.text<"donor">(), row.date<"date">(), row.decimal<"amount">(), row.text<"currency">(), out);
    }
    return out;
  }

  void money(const AskedFigure& asked, TargetLine& line) {
    for (const auto& [field, value] : asked.where)
      if (field != "group" && field != "donor") {
        line.note = "not forecast: announcements are not told apart by " + field;
        return;
      }
    without_rate_ = 0;
    const std::vector<Announcement> past = asked.stage == Stage::pledged ? pledged(asked) : paid(asked);
    TargetQuestion ask = question(asked, line);
    const DayNumber last = std::min({ask.until, ask.by, ask.as_known});
    for (const Announcement& each : past)
      if (each.day >= ask.from && each.day <= last) ask.reached += each.units;
    ask.reached = told_.value_or(ask.reached);
    line.reached = ask.reached;
    line.unit = snapshot_.programme().currency.code();
    const AnnouncementProcess process(past, ask.as_known);
    if (!process.has_history() && ask.reached < ask.goal && ask.by > ask.as_known) {
      line.note = "not forecast: " + std::to_string(process.announcements()) + " announcements are no history";
      return;
    }
    const std::size_t futures = options_.futures == 0 ? 4096 : options_.futures;
    line.answer = target_of_money(ask, process, options_.seed, futures, options_.threads);
    if (!line.answer->settled)
      line.record = score_announcements(past, ask.as_known, options_.within_days, 12, options_.seed);
    line.note = std::to_string(process.announcements()) + " announcements are behind it";
    if (without_rate_ > 0) line.note += "; " + std::to_string(without_rate_) + " without a rate do not count";
  }

  const Snapshot& snapshot_;
  const ForecastOptions& options_;
  const ForecastParts* parts_;
  PastWindows& windows_;
  const WorkProgress& progress_;
  std::map<Stage, ForecastParts> own_parts_;
  int without_rate_ = 0;
  std::optional<Wide> told_;  // reached, of the target at hand
};

std::string four(std::int64_t value) { return decimal_text(value, 4); }

std::string record_of(const TargetLine& line) {
  if (!line.record || line.record->origins == 0) return "";
  return "80 % range held " + decimal_text(Wide{line.record->coverage80} * 100) + " % of " +
         std::to_string(line.record->origins) + " past sums (windows overlap)";
}

}  // namespace

Result<std::vector<TargetLine>> target_lines(const Snapshot& snapshot, const ForecastOptions& options,
                                             const std::optional<std::string>& only, const ForecastParts* parts,
                                             PastWindows& windows, const WorkProgress& progress) {
  TargetReader reader(snapshot, options, parts, windows, progress);
  std::vector<TargetLine> out;
  for (const auto row : snapshot.rows<Table::targets>()) {
    if (only && row.name() != *only) continue;
    ASSIGN_OR_RETURN(TargetLine line, reader.line(row));
    out.push_back(std::move(line));
  }
  if (only && out.empty()) {
    std::string names;
    for (const auto row : snapshot.rows<Table::targets>()) names += (names.empty() ? "" : ", ") + row.name();
    return bad_usage("--target: found '" + *only + "', expected one of the table targets" +
                     (names.empty() ? ", which is empty" : ": " + names));
  }
  std::ranges::sort(out, {}, &TargetLine::id);
  return out;
}

Json targets_json(const std::vector<TargetLine>& lines) {
  Json out = Json::array();
  for (const TargetLine& line : lines) {
    Json one{{"id", line.id}, {"figure", line.figure}};
    one["goal"] = line.goal ? Json(decimal_text(*line.goal)) : Json();
    one["by"] = line.by ? Json(to_string(*line.by)) : Json();
    one["unit"] = line.unit;
    one["reached"] = line.answer ? Json(decimal_text(line.reached)) : Json();
    one["probability"] = line.answer ? Json(four(line.answer->probability)) : Json();
    one["words"] = line.answer && !line.answer->settled ? Json(words_for(line.answer->probability)) : Json();
    one["settled"] = line.answer && line.answer->settled;
    one["date_50"] = line.answer && line.answer->date_50 ? Json(to_string(*line.answer->date_50)) : Json();
    one["date_90"] = line.answer && line.answer->date_90 ? Json(to_string(*line.answer->date_90)) : Json();
    one["error"] = line.answer ? Json(four(line.answer->error)) : Json();
    one["note"] = line.note;
    if (line.record)
      one["track_record"] = Json{{"origins", line.record->origins},
                                 {"coverage80", four(line.record->coverage80)},
                                 {"crps_over_last_window_repeated", four(line.record->crps_ratio)}};
    out.push_back(std::move(one));
  }
  return out;
}

Sheet targets_sheet(const std::vector<TargetLine>& lines) {
  Sheet sheet;
  sheet.title = "Targets";
  sheet.columns = {{"target"}, {"goal", Align::decimal}, {"reached", Align::decimal}, {"unit"}, {"by"},
                   {"probability %", Align::decimal}, {"in words"}, {"half by"}, {"nine in ten by"}, {"track record"},
                   {"note"}};
  for (const TargetLine& line : lines) {
    const auto& answer = line.answer;
    sheet.rows.push_back({line.id, line.goal ? decimal_text(*line.goal) : "", answer ? decimal_text(line.reached) : "",
                          line.unit, line.by ? to_string(*line.by) : "",
                          answer ? decimal_text(Wide{answer->probability} * 100) : "",
                          !answer ? "not forecast" : answer->settled ? "settled" : std::string(words_for(answer->probability)),
                          answer && answer->date_50 ? to_string(*answer->date_50) : "",
                          answer && answer->date_90 ? to_string(*answer->date_90) : "", record_of(line), line.note});
  }
  return sheet;
}

}  // namespace servanda
