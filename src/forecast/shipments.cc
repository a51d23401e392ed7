#include "forecast/shipments.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/ecb_rates.h"
#include "forecast/link_ways.h"

namespace servanda {
namespace {

constexpr std::string_view kConsignment = "consignment";

// What is said of one stage below the target.
struct Milestone {
  std::optional<DayNumber> happened;
  std::optional<DayNumber> recorded;
};

struct Draft {
  Shipment shipment;
  RowIndex row = kNoRow;
  std::optional<DayNumber> planned;  // by the newest planned event of the stage
  DayNumber planned_known = 0;
  std::map<Stage, Milestone> below;
  std::optional<DayNumber> left_recorded;
  std::vector<std::string_view> places;  // of actual events
  std::array<std::pair<std::string, std::string>, kFactors> keys;  // name and label; a blank label is that of the name
  std::vector<Reference> plans;  // planned events of the stage
  std::vector<Reference> dues;   // what revisions made of `due`
  bool whole = true;             // each of its lines has a value

  std::pair<std::string, std::string>& key(Factor factor) { return keys[static_cast<std::size_t>(factor)]; }
};

void keep_first(Milestone& milestone, DayNumber day, DayNumber known) {
  if (milestone.happened && *milestone.happened <= day) return;
  milestone = {day, known};
}

std::string donors_of(const Snapshot& snapshot, std::string_view kind, std::string_view id) {
  for (int depth = 0; depth < 8 && !id.empty(); ++depth) {
    if (kind == "pledge") {
      const auto pledge = snapshot.find<Table::pledges>(id);
      return pledge ? std::string(pledge->text<"donors">()) : std::string();
    }
    if (kind == "allocation") {
      const auto allocation = snapshot.find<Table::allocations>(id);
      if (!allocation) return {};
      if (!allocation->text<"donors">().empty()) return std::string(allocation->text<"donors">());
      id = allocation->text<"of">();
      kind = "pledge";
    } else if (kind == "contract") {
      const auto contract = snapshot.find<Table::contracts>(id);
      if (!contract) return {};
      id = contract->text<"of">();
      kind = snapshot.find<Table::allocations>(id) ? "allocation" : "pledge";
    } else {
      return {};
    }
  }
  return {};
}

class LogReader {
 public:
  LogReader(const Snapshot& snapshot, Stage stage) : snapshot_(snapshot), stage_(stage) {}

  ShipmentLog read() {
    read_consignments();
    read_events();
    read_lines();
    read_revisions();
    return finish();
  }

 private:
  struct Place {
    std::string_view name;
    std::string_view label;
    std::string kind;
  };

  const Place& place_of(std::string_view node) {
    const auto [found, is_new] = places_.try_emplace(node, Place{node, node, {}});
    Place& place = found->second;
    if (!is_new) return place;
    if (const auto row = snapshot_.find<Table::nodes>(node)) {
      if (!row->text<"country">().empty()) place.name = row->text<"country">();
      place.label = row->text<"country">().empty() ? row->text<"name">() : row->text<"country">();
      place.kind = snapshot_.text(Table::nodes, row->index(), column_index(Table::nodes, "kind"));
    }
    return place;
  }

  void read_consignments() {
    constexpr std::size_t kMode = column_index(Table::consignments, "mode");
    drafts_.reserve(snapshot_.count(Table::consignments));
    for (const auto row : snapshot_.rows<Table::consignments>()) {
      by_id_.emplace(row.text<"id">(), drafts_.size());
      Draft& draft = drafts_.emplace_back();
      draft.row = row.index();
      draft.shipment.id = row.name();
      if (const auto known = snapshot_.known_day(Table::consignments, row.index()))
        draft.shipment.known = day_number(*known);
      if (const auto tonnes = row.decimal<"tonnes">()) draft.shipment.tonnes = tonnes->units();
      const Place& origin = place_of(row.text<"origin">());
      const Place& destination = place_of(row.text<"destination">());
      draft.key(Factor::mode) = {snapshot_.text(Table::consignments, row.index(), kMode), {}};
      draft.key(Factor::channel) = {origin.kind, {}};
      draft.key(Factor::origin) = {std::string(row.text<"origin">()), std::string(origin.label)};
      draft.key(Factor::destination) = {std::string(destination.name), std::string(destination.label)};
      draft.key(Factor::donor) = {donors_of(snapshot_, row.text<"of_kind">(), row.text<"of">()), {}};
      if (row.text<"of_kind">() == "contract")
        if (const auto contract = snapshot_.find<Table::contracts>(row.text<"of">()))
          draft.key(Factor::supplier) = {std::string(contract->text<"supplier">()), {}};
    }
  }

  // Null where the book has no such consignment.
  Draft* find_draft(std::string_view id) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &drafts_[found->second];
  }

  void read_events() {
    for (const auto row : snapshot_.rows<Table::events>()) {
      if (row.text<"of_kind">() != kConsignment) continue;
      Draft* draft = find_draft(row.text<"of">());
      const auto date = row.date<"date">();
      const auto stage = row.code<"stage", Stage>();
      if (draft == nullptr || !date || !stage) continue;
      const auto known = snapshot_.known_day(Table::events, row.index());
      const DayNumber day = day_number(date->last());
      if (row.code<"classifier", Classifier>() == Classifier::actual) {
        if (day > snapshot_day()) ++dated_ahead_;
        else if (!row.text<"place">().empty()) draft->places.emplace_back(row.text<"place">());
        if (*stage == stage_) ends_.emplace(row.text<"place">());
      }
      take(*draft, *stage, row.code<"classifier", Classifier>().value_or(Classifier::actual), day, known);
    }
  }

  void take(Draft& draft, Stage stage, Classifier classifier, DayNumber day, std::optional<Day> known_day) {
    if (classifier == Classifier::planned) {
      const DayNumber known = known_day ? day_number(*known_day) : draft.shipment.known.value_or(day);
      if (stage != stage_ || (draft.planned && known < draft.planned_known)) return;
      if (draft.planned && known == draft.planned_known) day = std::max(day, *draft.planned);
      draft.planned = day;
      draft.planned_known = known;
      draft.plans.push_back({known, day, Promise::stated});
      return;
    }
    if (classifier != Classifier::actual) return;
    if (day > snapshot_day()) return;  // nothing has happened yet on a day to come
    const DayNumber known = known_day ? day_number(*known_day) : day;
    if (ladder_of(stage) == Ladder::goods && stage >= stage_) {
      if (!draft.shipment.reached || day < *draft.shipment.reached) {
        draft.shipment.reached = day;
        draft.shipment.recorded = known;
      }
    } else if (ladder_of(stage) == Ladder::goods) {
      keep_first(draft.below[stage], day, known);
    } else if (is_exit(stage) || stage == Stage::delivered_unspecified) {
      draft.shipment.left = std::min(draft.shipment.left.value_or(day), day);
    }
  }

  void read_lines() {
    const Currency reporting = snapshot_.programme().currency;
    for (const auto row : snapshot_.rows<Table::lines>()) {
      if (row.text<"of_kind">() != kConsignment) continue;
      Draft* draft = find_draft(row.text<"of">());
      if (draft == nullptr) continue;
      Shipment& shipment = draft->shipment;
      const auto amount = row.decimal<"amount">();
      const auto currency = Currency::parse(row.text<"currency">());
      std::optional<Wide> units;
      if (amount && currency) {
        if (*currency == reporting) {
          units = amount->units();
        } else {
          const Day on = shipment.known ? day_of(*shipment.known) : snapshot_.as_known();
          if (const auto converted =
                  convert(amount->units(), *currency, reporting, PartialDate::of_day(on), snapshot_.as_known()))
            units = converted->units;
        }
      }
      if (!units) draft->whole = false;
      else shipment.value = shipment.value.value_or(0) + *units;
    }
  }

  // What stood before a revision of `due`, from the consignment's own cell on.
  void read_revisions() {
    for (const auto row : snapshot_.rows<Table::revisions>()) {
      if (row.text<"of_kind">() != kConsignment || row.text<"field">() != "due") continue;
      Draft* draft = find_draft(row.text<"of">());
      const auto known = row.date<"known_date">();
      const auto is = PartialDate::parse(row.text<"is">());
      if (draft == nullptr || !known || !is) continue;
      draft->dues.push_back({day_number(known->last()), day_number(is->last()), Promise::stated});
    }
  }

  void build_references(Draft& draft) {
    constexpr std::size_t kDue = column_index(Table::consignments, "due");
    std::vector<Reference> stated;
    const Cell first = snapshot_.history().cell(Table::consignments, draft.row, kDue);
    const Cell now = snapshot_.cell(Table::consignments, draft.row, kDue);
    const auto day_in = [](Cell cell) {
      return day_number(PartialDate::from_packed(static_cast<std::int32_t>(cell)).last());
    };
    auto& dues = draft.dues;
    const DayNumber begin = draft.shipment.known.value_or(draft.planned ? draft.planned_known : snapshot_day());
    if (first != kNullCell) stated.push_back({begin, day_in(first), Promise::stated});
    std::ranges::stable_sort(dues, {}, &Reference::known);
    stated.insert(stated.end(), dues.begin(), dues.end());
    if (now != kNullCell && (stated.empty() || stated.back().day != day_in(now)))
      stated.push_back({stated.empty() ? begin : stated.back().known, day_in(now), Promise::stated});
    auto& plans = draft.plans;
    std::ranges::stable_sort(plans, {}, &Reference::known);
    // A planned event of the stage says more than `due`, from its day on; a later change of `due` moves it.
    if (!plans.empty()) {
      std::vector<Reference> merged = plans;
      for (std::size_t i = 1; i < stated.size(); ++i)
        if (stated[i].known > plans.front().known) merged.push_back(shifted(stated, i, plans));
      std::ranges::stable_sort(merged, {}, &Reference::known);
      stated = std::move(merged);
    }
    for (const Reference& reference : stated) {
      auto& references = draft.shipment.references;
      if (!references.empty() && references.back().known == reference.known) references.back() = reference;
      else if (references.empty() || references.back().day != reference.day) references.push_back(reference);
    }
  }

  // Where the plan stands after the i-th change of `due`: moved as far as `due` moved since the plan was made.
  static Reference shifted(const std::vector<Reference>& stated, std::size_t i, const std::vector<Reference>& plans) {
    const Reference* plan = &plans.front();
    for (const Reference& each : plans)
      if (each.known <= stated[i].known) plan = &each;
    DayNumber before = stated.front().day;
    for (const Reference& each : stated)
      if (each.known <= plan->known) before = each.day;
    return {stated[i].known, plan->day + stated[i].day - before, Promise::stated};
  }

  DayNumber snapshot_day() const { return day_number(snapshot_.as_known()); }

  void number(ShipmentLog& log) const {
    if (snapshot_.options().scenario == nullptr) {
      for (std::size_t i = 0; i < log.shipments.size(); ++i) log.shipments[i].number = static_cast<std::uint32_t>(i);
      return;
    }
    SnapshotOptions options = snapshot_.options();
    options.scenario = nullptr;
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::uint32_t next = 0;
    if (const auto base = Snapshot::make(snapshot_.history(), options))
      for (const auto row : base->rows<Table::consignments>()) numbers.emplace(row.name(), next++);
    for (Shipment& shipment : log.shipments) {
      const auto found = numbers.find(shipment.id);
      shipment.number = found == numbers.end() ? next++ : found->second;
    }
  }

  std::string label_of(Factor factor, const std::string& name) const {
    if (factor == Factor::supplier || factor == Factor::donor)
      if (const auto party = snapshot_.find<Table::parties>(name))
        if (!party->text<"name">().empty()) return std::string(party->text<"name">());
    return name;
  }

  ShipmentLog finish();
  void add_under_way(ShipmentLog& log);
  void add_usual(ShipmentLog& log);
  void add_way_odds(ShipmentLog& log);
  bool lacks_way(LinkWays& ways, const Shipment& shipment, const Draft& draft);

  const Snapshot& snapshot_;
  Stage stage_;
  std::unordered_map<std::string_view, Place> places_;
  std::vector<Draft> drafts_;  // as the book has them, and as the log will
  std::unordered_map<std::string_view, std::size_t> by_id_;
  std::int64_t dated_ahead_ = 0;
  std::set<std::string_view> ends_;  // places of events of the stage
};

DayNumber median(std::vector<DayNumber>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// A stage below the target moves the expectation to its day plus the usual time from there, if that is later.
void LogReader::add_under_way(ShipmentLog& log) {
  constexpr std::size_t kEnough = 5;
  const auto mode = [](const Shipment& shipment) { return shipment.factors[static_cast<std::size_t>(Factor::mode)]; };
  std::map<std::pair<Stage, std::uint16_t>, std::vector<DayNumber>> spans;
  for (std::size_t i = 0; i < log.shipments.size(); ++i) {
    const Shipment& shipment = log.shipments[i];
    for (const auto& [stage, milestone] : drafts_[i].below)
      if (shipment.reached && *shipment.reached >= *milestone.happened)
        spans[{stage, mode(shipment)}].push_back(*shipment.reached - *milestone.happened);
  }
  std::map<std::pair<Stage, std::uint16_t>, DayNumber> usual_days;
  for (auto& [from, days] : spans)
    if (days.size() >= kEnough) usual_days.emplace(from, median(days));
  for (std::size_t i = 0; i < log.shipments.size(); ++i) {
    Shipment& shipment = log.shipments[i];
    std::vector<Reference> moved;
    for (const auto& [stage, milestone] : drafts_[i].below) {
      const auto found = usual_days.find({stage, mode(shipment)});
      if (found == usual_days.end()) continue;
      if (shipment.recorded && *milestone.recorded >= *shipment.recorded) continue;
      const DayNumber usual = *milestone.happened + found->second;
      const Reference* stands = nullptr;
      for (const Reference& reference : shipment.references)
        if (reference.known <= *milestone.recorded) stands = &reference;
      if (stands == nullptr || usual > stands->day) moved.push_back({*milestone.recorded, usual, Promise::under_way});
    }
    auto& references = shipment.references;
    references.insert(references.end(), moved.begin(), moved.end());
    std::ranges::stable_sort(references, [](const Reference& a, const Reference& b) {
      return std::pair(a.known, a.day) < std::pair(b.known, b.day);
    });
    // Of what became known on one day the latest expectation stands.
    std::vector<Reference> kept;
    for (const Reference& reference : references) {
      if (!kept.empty() && kept.back().known == reference.known) kept.back() = reference;
      else kept.push_back(reference);
    }
    references = std::move(kept);
  }
}

// Without any promise: the usual time since the consignment became known; 90 days where there is no history.
void LogReader::add_usual(ShipmentLog& log) {
  constexpr DayNumber kWithoutHistory = 90;
  std::vector<DayNumber> spans;
  for (const Shipment& shipment : log.shipments)
    if (shipment.references.empty() && shipment.reached && shipment.known && *shipment.reached >= *shipment.known)
      spans.push_back(*shipment.reached - *shipment.known);
  if (spans.empty())
    for (const Shipment& shipment : log.shipments)
      if (shipment.reached && shipment.known && *shipment.reached >= *shipment.known)
        spans.push_back(*shipment.reached - *shipment.known);
  const DayNumber usual = spans.empty() ? kWithoutHistory : median(spans);
  for (Shipment& shipment : log.shipments) {
    if (!shipment.references.empty()) continue;
    const DayNumber begin = shipment.known.value_or(snapshot_day());
    shipment.references.push_back({begin, begin + usual, Promise::none});
  }
}

// Whether both its places are nodes and no link leads on to where it may reach the stage; of one that came, from its origin.
bool LogReader::lacks_way(LinkWays& ways, const Shipment& shipment, const Draft& draft) {
  const Row<Table::consignments> row(snapshot_, draft.row);
  const std::string_view origin = row.text<"origin">(), destination = row.text<"destination">();
  if (!snapshot_.find<Table::nodes>(origin) || !snapshot_.find<Table::nodes>(destination)) return false;
  const auto leads_on = [&](std::string_view place) {
    const auto to = [&](std::string_view end) { return ways.between(place, end).has_value(); };
    return to(destination) || (stage_ < Stage::confirmed && std::ranges::any_of(ends_, to));
  };
  return !leads_on(origin) && (!shipment.open() || std::ranges::none_of(draft.places, leads_on));
}

// Rule 6.
void LogReader::add_way_odds(ShipmentLog& log) {
  LinkWays ways(snapshot_);
  if (ways.none() || ladder_of(stage_) != Ladder::goods || stage_ < Stage::arrived) return;
  std::vector<Shipment*> open;
  for (std::size_t i = 0; i < log.shipments.size(); ++i) {
    Shipment& shipment = log.shipments[i];
    if (!lacks_way(ways, shipment, drafts_[i])) continue;
    if (shipment.open()) open.push_back(&shipment);
    else ++log.without_way.past, log.without_way.came += shipment.reached ? 1 : 0;
  }
  log.without_way.open = static_cast<std::int64_t>(open.size());
  const double odds = (static_cast<double>(log.without_way.came) + 0.5) / (static_cast<double>(log.without_way.past) + 1);
  for (Shipment* shipment : open) shipment->way_odds = odds;
}

// Classes that widen three- to tenfold; tonnes in 1e-4.
std::pair<std::string, std::string> size_of(std::int64_t tonnes) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 8> kUpTo{{{300, "30 kg"},
                                                                           {3'000, "300 kg"},
                                                                           {10'000, "1 t"},
                                                                           {30'000, "3 t"},
                                                                           {100'000, "10 t"},
                                                                           {300'000, "30 t"},
                                                                           {1'000'000, "100 t"},
                                                                           {3'000'000, "300 t"}}};
  for (const auto& [most, words] : kUpTo)
    if (tonnes <= most) return {std::string(words), "consignments of up to " + std::string(words)};
  return {"more", "consignments of more than " + std::string(kUpTo.back().second)};
}

// How long ahead something was promised, in classes of about a month that widen.
std::pair<std::string, std::string> lead_of(DayNumber days) {
  constexpr std::array<DayNumber, 7> kUpTo{14, 30, 60, 90, 120, 180, 270};
  for (const DayNumber most : kUpTo)
    if (days <= most) return {std::to_string(most), "promised up to " + std::to_string(most) + " days ahead"};
  return {"more", "promised more than " + std::to_string(kUpTo.back()) + " days ahead"};
}

ShipmentLog LogReader::finish() {
  ShipmentLog log;
  log.as_known = snapshot_day();
  log.stage = stage_;
  std::array<std::unordered_map<std::string_view, std::uint16_t>, kFactors> numbers;
  for (auto& names : log.names) names.emplace_back();
  for (auto& labels : log.labels) labels.emplace_back("not reported");
  log.shipments.reserve(drafts_.size());
  for (Draft& draft : drafts_) {
    build_references(draft);
    if (!draft.shipment.references.empty() && draft.shipment.known)
      draft.key(Factor::lead) = lead_of(draft.shipment.references.front().day - *draft.shipment.known);
    if (draft.shipment.tonnes) draft.key(Factor::size) = size_of(*draft.shipment.tonnes);
    if (!draft.whole) draft.shipment.value.reset();
    if (draft.shipment.reached && draft.shipment.left) draft.shipment.left.reset();
    for (std::size_t f = 0; f < kFactors; ++f) {
      const auto& [name, label] = draft.keys[f];
      if (name.empty()) continue;
      const auto [place, is_new] = numbers[f].emplace(name, static_cast<std::uint16_t>(log.names[f].size()));
      if (is_new) {
        log.names[f].push_back(name);
        log.labels[f].push_back(label.empty() ? label_of(static_cast<Factor>(f), name) : label);
      }
      draft.shipment.factors[f] = place->second;
    }
    log.shipments.push_back(std::move(draft.shipment));
  }
  number(log);
  add_under_way(log);
  add_usual(log);
  add_way_odds(log);
  log.dated_ahead = dated_ahead_;
  return log;
}

}  // namespace

ShipmentLog ShipmentLog::read(const Snapshot& snapshot, Stage stage) { return LogReader(snapshot, stage).read(); }

}  // namespace servanda
