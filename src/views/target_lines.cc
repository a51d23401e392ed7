#include "views/target_lines.h"

#include <algorithm>
#include <map>
#include <memory>
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
constexpr Wide kToUnits = 10'000;  // a figure's number counts 1e-8
constexpr int kMonth = 30;         // days
constexpr int kMonthsOfPace = 24;  // before the as-known day

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
               PastWindows& windows, const WorkProgress& progress, TargetRecords records)
      : snapshot_(snapshot), options_(options), parts_(parts), windows_(windows), progress_(progress), records_(records) {}

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
      RETURN_IF_ERROR(goods(*asked, *figure, out));
    } else if (asked->measure == "value" &&
               (asked->stage == Stage::pledged || ladder_of(asked->stage) == Ladder::money)) {
      RETURN_IF_ERROR(money(*asked, *figure, out));
    } else if (asked->measure == "quantity" && ladder_of(asked->stage) == Ladder::people) {
      RETURN_IF_ERROR(people(*asked, *figure, out));
    } else {
      out.note = "not forecast: nothing is simulated for " + asked->measure + " at stage " +
                 std::string(name_of(asked->stage));
    }
    return out;
  }

 private:
  // What the figure says was reached by its date, so that the odds begin where the view of targets stands.
  Result<std::optional<Wide>> told_of(const Figure& figure, const TargetLine& line) const {
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
  static std::map<std::string, Wide, std::less<>> of_item(const Snapshot& snapshot, const std::string& item, bool value) {
    std::map<std::string, Wide, std::less<>> out;
    for (const auto row : snapshot.rows<Table::lines>()) {
      if (row.text<"of_kind">() != "consignment" || row.text<"item">() != item) continue;
      const auto number = value ? row.decimal<"amount">() : row.decimal<"quantity">();
      if (!number) continue;
      if (value && Currency::parse(row.text<"currency">()) != snapshot.programme().currency) continue;
      out[std::string(row.text<"of">())] += number->units();
    }
    return out;
  }

  // What each consignment of a log counts in the figure; blank: nothing.
  using Weights = std::vector<std::optional<Wide>>;
  static Weights weights_of(const Snapshot& snapshot, const ShipmentLog& log, const AskedFigure& asked) {
    const auto item = asked.where.find("item");
    std::map<std::string, Wide, std::less<>> items;
    if (item != asked.where.end()) items = of_item(snapshot, item->second, asked.measure == "value");
    const auto donor = asked.where.find("donor");
    Weights weights;
    for (const Shipment& shipment : log.shipments) {
      std::optional<Wide> weight;
      if (item != asked.where.end()) {
        if (const auto found = items.find(shipment.id); found != items.end()) weight = found->second;
      } else if (asked.measure == "count") weight = Decimal::kUnit;
      else if (asked.measure == "tonnes" && shipment.tonnes) weight = *shipment.tonnes;
      else if (asked.measure == "value") weight = shipment.value;
      if (donor != asked.where.end()) {
        const auto members = members_of(donor_of(log, shipment));
        if (std::ranges::find(members, donor->second) == members.end()) weight.reset();
      }
      weights.push_back(weight);
    }
    return weights;
  }

  static const std::string& donor_of(const ShipmentLog& log, const Shipment& shipment) {
    const auto f = static_cast<std::size_t>(Factor::donor);
    return log.names[f][shipment.factors[f]];
  }

  static InflowProcess inflow_of(const ShipmentLog& log, const Weights& weights) {
    std::vector<PastConsignment> past;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Shipment& shipment = log.shipments[i];
      if (weights[i] && shipment.known)
        past.push_back({*shipment.known, donor_of(log, shipment), *weights[i], shipment.reached, shipment.left.has_value()});
    }
    return InflowProcess(past, log.as_known);
  }

  static Wide sum_reached(const ShipmentLog& log, const Weights& weights, DayNumber after, DayNumber until) {
    Wide sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto& reached = log.shipments[i].reached;
      if (weights[i] && reached && *reached > after && *reached <= until) sum += *weights[i];
    }
    return sum;
  }

  Status goods(const AskedFigure& asked, const Figure& figure, TargetLine& line, std::optional<Whole> whole = {}) {
    for (const auto& [field, value] : asked.where)
      if (field != "item" && field != "donor") {
        line.note = "not forecast: consignments are not told apart by " + field;
        return {};
      }
    if ((asked.measure == "quantity") != asked.where.contains("item") && asked.measure != "value") {
      line.note = "not forecast: a quantity needs one item, and tonnes and counts take none";
      return {};
    }
    if (snapshot_.count(Table::consignments) == 0) {
      line.note = "not forecast: there are no consignments";
      return {};
    }
    ASSIGN_OR_RETURN(const ForecastParts* parts, parts_at(asked.stage));
    const Weights weights = weights_of(snapshot_, parts->log, asked);
    TargetQuestion ask = question(asked, line);
    const DayNumber last = std::min({ask.until, ask.by, ask.as_known});
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto& reached = parts->log.shipments[i].reached;
      if (weights[i] && reached && *reached >= ask.from && *reached <= last) ask.reached += *weights[i];
    }
    ask.reached = told_.value_or(ask.reached);
    if (whole) ask.goal = multiply_divide(ask.goal, whole->units, Decimal::kUnit);
    line.reached = ask.reached;
    line.unit = asked.measure == "value" ? snapshot_.programme().currency.code() : asked.measure == "tonnes" ? "t" : asked.measure;
    if (whole && ask.by > ask.as_known) ask.goal = *line.goal, ask.whole = std::move(whole);
    ASSIGN_OR_RETURN(const bool falls, can_fall(figure, ask, line));
    if (falls) return {};
    const InflowProcess inflow = inflow_of(parts->log, weights);
    const bool drawn = inflow.has_history();
    const Wide most = most_of_goods(ask, parts->simulation, weights);
    if (!drawn && !ask.whole && !is_settled(ask) && most < ask.goal) {
      line.note = "not forecast: what the book holds cannot reach it, " + decimal_text(ask.goal - most) + " " + line.unit +
                  " are missing; " + std::to_string(inflow.consignments()) + " consignments are no history of what else comes";
      return {};
    }
    ask.behind = drawn ? inflow.consignments() : std::max<std::size_t>(InflowProcess::kFewest, parts->model.evidence().front().arrivals);
    if (ask.whole && !ask.whole->months.empty()) ask.behind = std::min(ask.behind, ask.whole->months.size());
    line.answer = target_of_goods(ask, parts->simulation, weights, drawn ? &inflow : nullptr, options_.seed, options_.threads);
    if (line.answer->settled) return {};
    line.note = drawn ? "consignments that the book has, and what is new to it as often, as large and as soon as " +
                            std::to_string(inflow.consignments()) + " of the past were"
                      : "consignments that the book has; " + std::to_string(inflow.consignments()) +
                            " are no history of what else comes, so it may be more";
    line.record_days = horizon(ask);
    ASSIGN_OR_RETURN(line.record, record_of_goods(asked, line.record_days, parts->log, weights));
    return {};
  }

  // ---- how good such sums were at past origins

  static DayNumber horizon(const TargetQuestion& ask) {
    constexpr DayNumber kMost = 182;
    return std::clamp(std::min(ask.by, ask.until) - ask.as_known, 1, kMost);
  }

  // First days of months whose window is over, the newest first. What comes after one is all that was not on record then.
  std::vector<Day> origins(DayNumber days) const {
    constexpr int kOrigins = 12;
    std::vector<Day> out;
    const std::chrono::year_month_day last(snapshot_.as_known() - std::chrono::days(days));
    for (int i = 0; i < kOrigins; ++i) out.push_back(Day((last.year() / last.month() - std::chrono::months(i)) / std::chrono::day(1)));
    return out;
  }

  struct PastOrigin {
    Snapshot book;
    ForecastParts parts;
  };
  // Blank where nothing was open, or time is up.
  Result<const PastOrigin*> origin_at(Stage stage, Day day) {
    const auto key = std::pair(stage, day);
    if (const auto found = past_origins_.find(key); found != past_origins_.end()) return found->second.get();
    ASSIGN_OR_RETURN(Snapshot book, known_on(snapshot_, day));
    if (progress_.stopped() || book.count(Table::consignments) == 0) return nullptr;
    ForecastOptions then = options_;
    then.stage = stage;
    then.drivers = false;
    then.futures = 256;
    then.keeper = nullptr;
    then.late_shares.clear();
    ForecastParts parts;
    const auto made = forecast(book, then, progress_, windows_, &parts);
    if (!made && progress_.stopped()) return nullptr;
    if (!made) return made.error();
    return past_origins_.emplace(key, std::make_unique<PastOrigin>(PastOrigin{std::move(book), std::move(parts)})).first->second.get();
  }

  Result<std::optional<AnnouncementScore>> record_of_goods(const AskedFigure& asked, DayNumber days, const ShipmentLog& now, const Weights& counted) {
    if (records_ == TargetRecords::skip) return std::optional<AnnouncementScore>();
    PastSums sums;
    for (const Day day : origins(days)) {
      ASSIGN_OR_RETURN(const PastOrigin* past, origin_at(asked.stage, day));
      if (past == nullptr) break;
      const Weights weights = weights_of(past->book, past->parts.log, asked);
      const InflowProcess inflow = inflow_of(past->parts.log, weights);
      if (!inflow.has_history()) break;
      const DayNumber from = day_number(day);
      sums.add(sums_of_goods(past->parts.simulation, weights, &inflow, from, days, options_.seed),
               sum_reached(now, counted, -kNoEnd, from + days) - sum_reached(past->parts.log, weights, -kNoEnd, from),
               sum_reached(now, counted, from - days, from));
    }
    return std::optional(sums.score());
  }

  static Wide sum_came(const std::vector<Cohort>& cohorts, DayNumber after, DayNumber until) {
    Wide sum = 0;
    for (const Cohort& cohort : cohorts)
      if (cohort.day && *cohort.day > after && *cohort.day <= until) sum += cohort.came;
    return sum;
  }

  Result<std::optional<AnnouncementScore>> record_of_people(Stage stage, DayNumber days, const std::vector<Cohort>& now) {
    if (records_ == TargetRecords::skip) return std::optional<AnnouncementScore>();
    constexpr std::size_t kFutures = 256;
    PastSums sums;
    for (const Day day : origins(days)) {
      ASSIGN_OR_RETURN(const Snapshot book, known_on(snapshot_, day));
      const DayNumber from = day_number(day);
      const std::vector<Cohort> then = cohorts(book, stage);
      const CohortProcess process(then, from);
      if (!process.has_history() || !process.has_pauses()) break;
      sums.add(sums_of_people(process, from, days, options_.seed, kFutures),
               sum_came(now, -kNoEnd, from + days) - sum_came(then, -kNoEnd, from), sum_came(now, from - days, from));
    }
    return std::optional(sums.score());
  }

  // ---- what is reached and can fall again

  // Whether the target is reached before its day by a figure that can be taken back; the note then says so, and no odds are given.
  Result<bool> can_fall(const Figure& figure, const TargetQuestion& ask, TargetLine& line) const {
    if (ask.whole || ask.by <= ask.as_known || ask.reached < ask.goal) return false;
    const bool promised = figure.stage == Stage::pledged || figure.stage == Stage::committed;
    ASSIGN_OR_RETURN(const std::optional<Day> fell, promised ? std::optional<Day>() : fell_on(figure));
    if (!promised && !fell) return false;
    line.note = "not forecast: reached as far as is known, but " +
                (promised ? "what is " + std::string(name_of(figure.stage)) + " can be taken back or counted anew until its day"
                          : "such figures were taken back before, last known on " + to_string(*fell));
    return true;
  }

  // The newest day, of one a month in two years, on which less was on record than a month before.
  Result<std::optional<Day>> fell_on(const Figure& figure) const {
    ASSIGN_OR_RETURN(const std::vector<Wide> known, known_by_month(figure, kMonthsOfPace));
    for (std::size_t i = 0; i + 1 < known.size(); ++i)
      if (known[i] < known[i + 1]) return std::optional(snapshot_.as_known() - std::chrono::days(kMonth * static_cast<int>(i)));
    return std::optional<Day>();
  }

  // The figure as it was known today and on as many days as `months`, 30 days apart, the newest first; not reported is 0.
  Result<std::vector<Wide>> known_by_month(const Figure& figure, int months) const {
    std::vector<Wide> out;
    for (int i = 0; i <= months; ++i) {
      ASSIGN_OR_RETURN(const Snapshot then, known_on(snapshot_, snapshot_.as_known() - std::chrono::days(kMonth * i)));
      ASSIGN_OR_RETURN(const FigureValue value, evaluate(then, figure, {.happened_by = then.as_known()}));
      const auto reached = reached_of(value, snapshot_.programme().currency);
      out.push_back(reached ? reached->value / kToUnits : 0);
    }
    return out;
  }

  // ---- shares

  // Of goods in goods of the same measure; what it is a share of grows as in the months of the past.
  Status share(const Figure& figure, TargetLine& line) {
    const auto part = asked_of(&figure.of.front(), snapshot_);
    const Figure& of = figure.of.back();
    const bool goods_of = part && ladder_of(part->stage) == Ladder::goods && part->stage > Stage::contracted;
    if (!goods_of || of.kind != Figure::Kind::simple || of.measure != figure.of.front().measure) {
      line.note = "not forecast: of shares, those of goods that arrive in goods of the same measure are";
      return {};
    }
    const Day last = std::min(snapshot_.as_known(), *line.by);
    ASSIGN_OR_RETURN(const FigureValue value, evaluate(snapshot_, of, {.happened_by = last}));
    if (!value.number || value.number->value < kToUnits) {
      line.note = "not forecast: " + to_string(of) + " is not reported";
      return {};
    }
    ASSIGN_OR_RETURN(Whole whole, whole_of(of, value.number->value / kToUnits));
    const Wide units = whole.units;
    const bool grows = !whole.months.empty();
    ASSIGN_OR_RETURN(told_, told_of(figure.of.front(), line));
    RETURN_IF_ERROR(goods(*part, figure.of.front(), line, std::move(whole)));
    if (!line.answer) return {};
    line.reached = multiply_divide(line.reached, Decimal::kUnit, units);
    line.unit = "share";
    if (line.answer->settled) return {};
    line.note = "of " + text_of(*value.number) + " " + to_string(of) +
                (grows ? ", which grows as it did by month" : ", and no history tells how that grows") + "; " + line.note;
    return {};
  }

  // A month in which nothing was on record is no history of growth.
  Result<Whole> whole_of(const Figure& figure, Wide units) const {
    constexpr std::size_t kFewest = 6;
    Figure ever = figure;
    ever.period.reset();
    Whole whole{units, {}, figure.period ? day_number(figure.period->until.last()) : kNoEnd};
    ASSIGN_OR_RETURN(const std::vector<Wide> known, known_by_month(ever, kMonthsOfPace));
    for (std::size_t i = 0; i + 1 < known.size() && known[i + 1] > 0; ++i) whole.months.push_back(known[i] - known[i + 1]);
    if (whole.months.size() < kFewest) whole.months.clear();
    return whole;
  }

  // ---- people

  // The k-th actual event of a course stands for its k-th planned one.
  static std::vector<Cohort> cohorts(const Snapshot& snapshot, Stage stage) {
    struct Dated {
      DayNumber day;
      Wide people;
    };
    std::map<std::string, std::pair<std::vector<Dated>, std::vector<Dated>>> courses;  // planned, actual
    for (const auto row : snapshot.rows<Table::events>()) {
      const auto date = row.date<"date">();
      const auto people = row.decimal<"quantity">();
      if (row.text<"of_kind">() != "course" || row.code<"stage", Stage>() != stage || !date || !people) continue;
      auto& [planned, actual] = courses[std::string(row.text<"of">())];
      const bool came = row.code<"classifier", Classifier>() == Classifier::actual;
      if (came && date->last() > snapshot.as_known()) continue;
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

  Status people(const AskedFigure& asked, const Figure& figure, TargetLine& line) {
    if (!asked.where.empty()) {
      line.note = "not forecast: people are not told apart by " + asked.where.begin()->first;
      return {};
    }
    const std::vector<Cohort> all = cohorts(snapshot_, asked.stage);
    TargetQuestion ask = question(asked, line);
    const DayNumber last = std::min({ask.until, ask.by, ask.as_known});
    for (const Cohort& cohort : all)
      if (cohort.day && *cohort.day >= ask.from && *cohort.day <= last) ask.reached += cohort.came;
    ask.reached = told_.value_or(ask.reached);
    line.reached = ask.reached;
    line.unit = "people";
    ASSIGN_OR_RETURN(const bool falls, can_fall(figure, ask, line));
    if (falls) return {};
    const CohortProcess process(all, ask.as_known);
    if (!process.has_history() && ask.reached < ask.goal && ask.by > ask.as_known) {
      line.note = "not forecast: " + std::to_string(process.came()) + " intakes that came are no history";
      return {};
    }
    Wide most = ask.reached;
    for (const Cohort& cohort : all) most += cohort.day ? 0 : cohort.people;
    if (!process.has_pauses() && !is_settled(ask) && most < ask.goal) {
      line.note = "not forecast: what is planned cannot reach it, " + decimal_text(ask.goal - most) +
                  " people are missing; no course has had two intakes, so nothing tells when more follow";
      return {};
    }
    const std::size_t futures = options_.futures == 0 ? 4096 : options_.futures;
    ask.behind = process.came();
    line.answer = target_of_people(ask, process, options_.seed, futures, options_.threads);
    if (line.answer->settled) return {};
    line.note = std::to_string(process.came()) + " intakes that came are behind it, " + std::to_string(process.planned()) +
                " are planned; " + (process.has_pauses() ? "later ones follow as they did" : "when later ones follow is not known, so it may be more");
    line.record_days = horizon(ask);
    ASSIGN_OR_RETURN(line.record, record_of_people(asked.stage, line.record_days, all));
    return {};
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

  Status money(const AskedFigure& asked, const Figure& figure, TargetLine& line) {
    for (const auto& [field, value] : asked.where)
      if (field != "group" && field != "donor") {
        line.note = "not forecast: announcements are not told apart by " + field;
        return {};
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
    ASSIGN_OR_RETURN(const bool falls, can_fall(figure, ask, line));
    if (falls) return {};
    const AnnouncementProcess process(past, ask.as_known);
    if (!process.has_history() && ask.reached < ask.goal && ask.by > ask.as_known) {
      line.note = "not forecast: " + std::to_string(process.announcements()) + " announcements are no history";
      return {};
    }
    const std::size_t futures = options_.futures == 0 ? 4096 : options_.futures;
    ask.behind = process.announcements();
    line.answer = target_of_money(ask, process, options_.seed, futures, options_.threads);
    line.record_days = horizon(ask);
    if (!line.answer->settled && records_ == TargetRecords::compute)
      line.record = score_announcements(past, ask.as_known, line.record_days, 12, options_.seed);
    line.note = std::to_string(process.announcements()) + " announcements are behind it";
    if (without_rate_ > 0) line.note += "; " + std::to_string(without_rate_) + " without a rate do not count";
    return {};
  }

  const Snapshot& snapshot_;
  const ForecastOptions& options_;
  const ForecastParts* parts_;
  PastWindows& windows_;
  const WorkProgress& progress_;
  TargetRecords records_;
  std::map<Stage, ForecastParts> own_parts_;
  std::map<std::pair<Stage, Day>, std::unique_ptr<const PastOrigin>> past_origins_;
  int without_rate_ = 0;
  std::optional<Wide> told_;  // reached, of the target at hand
};

std::string four(std::int64_t value) { return decimal_text(value, 4); }

std::string record_of(const TargetLine& line) {
  if (!line.record) return "";
  if (line.record->origins == 0) return "none: no window as long is over";
  return "80 % range held " + decimal_text(Wide{line.record->coverage80} * 100) + " % of " +
         std::to_string(line.record->origins) + " past sums of " + std::to_string(line.record_days) + " days (windows overlap)";
}

}  // namespace

Result<std::vector<TargetLine>> target_lines(const Snapshot& snapshot, const ForecastOptions& options,
                                             const std::optional<std::string>& only, const ForecastParts* parts,
                                             PastWindows& windows, const WorkProgress& progress, TargetRecords records) {
  TargetReader reader(snapshot, options, parts, windows, progress, records);
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
    const auto days = [](const std::optional<std::int64_t>& error) { return error ? Json(four(*error)) : Json(); };
    one["date_errors"] = Json{{"date_50_days", line.answer ? days(line.answer->error_50) : Json()},
                              {"date_90_days", line.answer ? days(line.answer->error_90) : Json()}};
    one["error"] = line.answer ? Json(four(line.answer->error)) : Json();
    if (line.answer && line.answer->sums) {
      const auto& [p10, p50, p90] = *line.answer->sums;
      one["by_then"] = Json{{"p10", decimal_text(p10)}, {"p50", decimal_text(p50)}, {"p90", decimal_text(p90)}};
    }
    one["note"] = line.note;
    if (line.record)
      one["track_record"] = Json{{"origins", line.record->origins},
                                 {"window", std::to_string(line.record_days) + "d"},
                                 {"coverage80", four(line.record->coverage80)},
                                 {"crps_over_last_window_repeated", four(line.record->crps_ratio)}};
    out.push_back(std::move(one));
  }
  return out;
}

namespace {

// With one place.
std::string days_text(const std::optional<std::int64_t>& error) {
  return error ? decimal_text(Wide{(*error + 500) / 1000 * 1000}, 1) : std::string();
}

}  // namespace

Sheet targets_sheet(const std::vector<TargetLine>& lines) {
  Sheet sheet;
  sheet.title = "Targets";
  sheet.columns = {{"target"}, {"goal", Align::decimal}, {"reached", Align::decimal}, {"unit"}, {"by"},
                   {"probability %", Align::decimal}, {"±", Align::decimal}, {"in words"}, {"half by"}, {"half ± days", Align::decimal},
                   {"nine in ten by"}, {"nine ± days", Align::decimal}, {"track record"},
                   {"note"}};
  for (const TargetLine& line : lines) {
    const auto& answer = line.answer;
    sheet.rows.push_back({line.id, line.goal ? decimal_text(*line.goal) : "", answer ? decimal_text(line.reached) : "",
                          line.unit, line.by ? to_string(*line.by) : "",
                          answer ? decimal_text(Wide{answer->probability} * 100) : "", answer && !answer->settled ? decimal_text(Wide{answer->error} * 100) : "",
                          !answer ? "not forecast" : answer->settled ? "settled" : std::string(words_for(answer->probability)),
                          answer && answer->date_50 ? to_string(*answer->date_50) : "", answer ? days_text(answer->error_50) : "",
                          answer && answer->date_90 ? to_string(*answer->date_90) : "", answer ? days_text(answer->error_90) : "", record_of(line), line.note});
  }
  return sheet;
}

}  // namespace servanda
