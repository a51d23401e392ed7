#include "network/cargo.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "base/wide.h"
#include "book/called_off.h"
#include "network/network.h"

namespace servanda {
namespace {

using Read = std::vector<std::pair<Table, RowIndex>>;

constexpr std::int64_t kLastPriority = 4;
// Stages that a consignment climbs on its way, lowest first.
constexpr std::array<Stage, 6> kWay{Stage::ready,       Stage::departed,  Stage::arrived,
                                    Stage::handed_over, Stage::confirmed, Stage::verified};

struct Event {
  Stage stage;
  Classifier classifier;
  PartialDate date;
  std::string place;
  std::optional<Decimal> quantity;
  RowIndex row;
};

Decimal scaled(Decimal value, Wide part, Wide whole) {
  return whole <= 0 ? Decimal() : Decimal::from_units(static_cast<std::int64_t>(value.units() * part / whole));
}

struct Cause {
  std::string_view what;
  std::string_view mend;
};
constexpr std::array<Cause, 8> kCauses{
    {{"tonnes not reported", "add tonnes to consignments.csv, or mass_kg of its items to items.csv"},
     {"no tonnes", "state more than zero tonnes, or what became of it in events.csv"},
     {"origin not reported", "add origin to consignments.csv"},
     {"destination not reported", "add destination to consignments.csv"},
     {"origin is no node", "correct it, or add the node to nodes.csv"},
     {"destination is no node", "correct it, or add the node to nodes.csv"},
     {"origin is its destination", "correct one of the two, or state in events.csv that it has arrived"},
     {"ready and due after the last week of the plan", "give the plan more weeks with --horizon"}}};

const Cause& cause(CargoLack lack) { return kCauses[static_cast<std::size_t>(lack)]; }

// The entry that `of` names: contracts and allocations may be of several kinds.
class Chain {
 public:
  explicit Chain(const Snapshot& snapshot) : snapshot_(snapshot), called_off_(called_off(snapshot)) {
    for (const auto row : snapshot.rows<Table::funding>())
      funding_[{std::string(row.text<"to_kind">()), std::string(row.text<"to">())}].push_back(row.index());
  }

  struct Link {
    Table table;
    RowIndex row;
    std::string kind;
    std::string name;
  };
  // From the consignment itself up to its pledge.
  std::vector<Link> of(Row<Table::consignments> consignment) const {
    std::vector<Link> out{{Table::consignments, consignment.index(), "consignment", consignment.name()}};
    std::string kind(consignment.text<"of_kind">());
    std::string name(consignment.text<"of">());
    while (!name.empty() && out.size() < kWay.size()) {
      const auto next = find(kind, name);
      if (!next) break;
      out.push_back(*next);
      name = parent(*next);
      kind.clear();
    }
    return out;
  }

  bool called_off_at(const std::vector<Link>& chain) const {
    return std::any_of(chain.begin(), chain.end(),
                       [&](const Link& link) { return called_off_.contains({link.kind, link.name}); });
  }

  // When the money is there: now, on a day, or never (rule 9).
  struct Money {
    std::optional<Day> from = Day::min();
    Read read;
  };
  Money money(const std::vector<Link>& chain) const {
    Money out;
    for (const Link& link : chain) {
      const auto found = funding_.find({link.kind, link.name});
      if (found == funding_.end()) continue;
      for (const RowIndex index : found->second) {
        const Row<Table::funding> row(snapshot_, index);
        if (row.text<"from_kind">() != "fund") continue;
        out.read.emplace_back(Table::funding, index);
        const auto fund = snapshot_.find<Table::funds>(row.text<"from">());
        if (!fund) {
          out.from.reset();
          continue;
        }
        out.read.emplace_back(Table::funds, fund->index());
        const auto date = fund->date<"date">();
        if (out.from && date) out.from = std::max(*out.from, date->last());
      }
    }
    return out;
  }

 private:
  template <Table kTable>
  std::optional<Link> look(std::string_view kind, std::string_view name) const {
    const auto row = snapshot_.find<kTable>(name);
    if (!row) return std::nullopt;
    return Link{kTable, row->index(), std::string(kind), std::string(name)};
  }
  std::optional<Link> find(std::string_view kind, std::string_view name) const {
    if (kind.empty() || kind == "contract")
      if (auto found = look<Table::contracts>("contract", name)) return found;
    if (kind.empty() || kind == "allocation")
      if (auto found = look<Table::allocations>("allocation", name)) return found;
    if (kind.empty() || kind == "pledge") return look<Table::pledges>("pledge", name);
    return std::nullopt;
  }
  std::string parent(const Link& link) const {
    if (link.table == Table::contracts) return std::string(Row<Table::contracts>(snapshot_, link.row).text<"of">());
    if (link.table == Table::allocations)
      return std::string(Row<Table::allocations>(snapshot_, link.row).text<"of">());
    return {};
  }

  const Snapshot& snapshot_;
  CalledOff called_off_;
  std::map<std::pair<std::string, std::string>, std::vector<RowIndex>, std::less<>> funding_;
};

// Where the quantities of one consignment stand (rule 3).
struct Standing {
  Wide whole = 0;  // 1e-4 of the summed lines, or 1 where no quantity is stated anywhere
  Wide done = 0;
  Wide out = 0;
  bool ready = false;
  struct Spot {
    std::string place;
    Wide quantity = 0;
    std::optional<Day> from;
  };
  std::vector<Spot> under_way;
};

class Tracker {
 public:
  Tracker(const std::vector<Event>& events, Wide whole, std::string_view destination)
      : events_(events), destination_(destination) {
    standing_.whole = whole > 0 ? whole : Decimal::kUnit;
  }

  Standing follow() {
    for (const Event& event : events_)
      if (event.classifier == Classifier::actual) take(event);
    std::array<Wide, kWay.size()> reached{};
    Wide above = 0;
    for (std::size_t i = kWay.size(); i-- > 0;) {
      above = std::max(above, sum_at(kWay[i]));
      reached[i] = std::min(above, standing_.whole);
    }
    standing_.ready = sum_at(Stage::ready) > reached[1];
    standing_.done = std::max({reached[4], at_destination(), unspecified_});
    standing_.done = std::min(standing_.done, standing_.whole);
    Wide passed = standing_.done;
    for (const std::size_t i : {std::size_t{3}, std::size_t{2}, std::size_t{1}}) {
      if (i == 1) passed += standing_.out;  // where a part was lost is seldom said: on the way
      const Wide here = std::min(reached[i], standing_.whole) - passed;
      if (here <= 0) continue;
      spot(kWay[i], here);
      passed += here;
    }
    take_off(standing_.done + standing_.out - standing_.whole);
    return standing_;
  }

 private:
  Wide quantity(const Event& event) const {
    return event.quantity ? Wide{event.quantity->units()} : standing_.whole;
  }
  void take(const Event& event) {
    if (is_exit(event.stage)) standing_.out += quantity(event);
    if (event.stage == Stage::delivered_unspecified) unspecified_ += quantity(event);
  }
  // What was lost beyond what never came on its way is missing from what is nearest to the origin.
  void take_off(Wide excess) {
    for (const auto& spot : standing_.under_way) excess += spot.quantity;
    while (excess > 0 && !standing_.under_way.empty()) {
      Wide& last = standing_.under_way.back().quantity;
      const Wide off = std::min(excess, last);
      last -= off;
      excess -= off;
      if (last == 0) standing_.under_way.pop_back();
    }
  }
  Wide sum_at(Stage stage) const {
    Wide sum = 0;
    for (const Event& event : events_)
      if (event.classifier == Classifier::actual && event.stage == stage) sum += quantity(event);
    return sum;
  }
  Wide at_destination() const {
    Wide most = 0;
    for (const Stage stage : {Stage::arrived, Stage::handed_over}) {
      Wide sum = 0;
      for (const Event& event : events_)
        if (event.classifier == Classifier::actual && event.stage == stage && event.place == destination_)
          sum += quantity(event);
      most = std::max(most, sum);
    }
    return most;
  }
  // The newest event of the stage says where; what only departed is due where it is expected next.
  void spot(Stage stage, Wide here) {
    const Event* last = nullptr;
    for (const Event& event : events_)
      if (event.classifier == Classifier::actual && event.stage == stage && (last == nullptr || event.date > last->date))
        last = &event;
    if (last == nullptr) return;
    Standing::Spot spot{last->place, here, {}};
    if (stage == Stage::departed) {
      const Event* next = nullptr;
      for (const Event& event : events_)
        if (event.classifier != Classifier::actual && (event.stage == Stage::arrived || event.stage == Stage::handed_over) &&
            !event.place.empty() && event.place != destination_ && (next == nullptr || event.date < next->date))
          next = &event;
      if (next != nullptr) {
        spot.place = next->place;
        spot.from = next->date.last();
      }
    }
    standing_.under_way.push_back(std::move(spot));
  }

  const std::vector<Event>& events_;
  std::string_view destination_;
  Standing standing_;
  Wide unspecified_ = 0;
};

class CargoReader {
 public:
  explicit CargoReader(const Snapshot& snapshot) : snapshot_(snapshot), chain_(snapshot) {
    for (const auto row : snapshot.rows<Table::events>()) {
      const auto stage = row.code<"stage", Stage>();
      const auto classifier = row.code<"classifier", Classifier>();
      const auto date = row.date<"date">();
      if (row.text<"of_kind">() != "consignment" || !stage || !classifier || !date) continue;
      events_[std::string(row.text<"of">())].push_back(
          {*stage, *classifier, *date, std::string(row.text<"place">()), row.decimal<"quantity">(), row.index()});
    }
    for (const auto row : snapshot.rows<Table::lines>())
      if (row.text<"of_kind">() == "consignment") lines_[std::string(row.text<"of">())].push_back(row.index());
    read_netted();
  }

  Cargoes read() {
    for (const auto row : snapshot_.rows<Table::consignments>()) take(row);
    for (auto& [item, line] : arrived_) out_.arrived.push_back(line);
    sort();
    return std::move(out_);
  }

 private:
  void read_netted() {
    for (const auto row : snapshot_.rows<Table::relations>()) {
      const auto kind = row.code<"kind", RelationKind>();
      if (!kind || row.text<"from_kind">() != "consignment" || row.text<"to_kind">() != "consignment") continue;
      const auto from = row.text<"from">();
      const auto to = row.text<"to">();
      if (!snapshot_.find<Table::consignments>(from) || !snapshot_.find<Table::consignments>(to) || from == to) continue;
      if (*kind == RelationKind::part_of || *kind == RelationKind::repeats) netted_.emplace(from);
      if (*kind == RelationKind::replaces) netted_.emplace(to);
    }
  }

  void take(Row<Table::consignments> row) {
    const std::string name = row.name();
    const auto chain = chain_.of(row);
    Cargo cargo;
    cargo.consignment = name;
    for (const auto& link : chain) cargo.read.emplace_back(link.table, link.row);
    const Wide whole = read_lines(name, cargo);
    auto events = events_[name];
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
      return std::tie(a.date, a.stage, a.place, a.quantity, a.classifier) <
             std::tie(b.date, b.stage, b.place, b.quantity, b.classifier);
    });
    for (const Event& event : events) cargo.read.emplace_back(Table::events, event.row);
    const Standing standing = Tracker(events, whole, row.text<"destination">()).follow();
    if (netted_.contains(name) || chain_.called_off_at(chain)) {
      ++out_.out;
      return;
    }
    if (standing.done + standing.out >= standing.whole) {
      ++(standing.done > 0 ? out_.done : out_.out);
      count_arrived(cargo, standing.done, standing.whole);
      return;
    }
    count_arrived(cargo, standing.done, standing.whole);
    describe(row, chain, cargo);
    split(row, standing, cargo);
  }

  Wide read_lines(const std::string& name, Cargo& cargo) {
    Wide whole = 0;
    const auto found = lines_.find(name);
    if (found == lines_.end()) return whole;
    for (const RowIndex index : found->second) {
      const Row<Table::lines> line(snapshot_, index);
      CargoLine out{std::string(line.text<"item">()), {}, line.decimal<"quantity">().value_or(Decimal()), {}};
      cargo.read.emplace_back(Table::lines, index);
      if (const auto item = snapshot_.find<Table::items>(out.item)) {
        out.unit = item->text<"unit">();
        out.mass_kg = item->decimal<"mass_kg">();
        if (!line.decimal<"quantity">()) out.mass_kg.reset();
        const auto supply = item->cell<"class_of_supply">();
        cargo.hazardous = cargo.hazardous || supply == 2 || supply == 4;  // III, V
        cargo.read.emplace_back(Table::items, item->index());
      }
      whole += out.quantity.units();
      cargo.lines.push_back(std::move(out));
    }
    std::sort(cargo.lines.begin(), cargo.lines.end(), [](const CargoLine& a, const CargoLine& b) {
      return std::tie(a.unit, a.quantity, a.item) < std::tie(b.unit, b.quantity, b.item);
    });
    return whole;
  }

  void count_arrived(const Cargo& cargo, Wide done, Wide whole) {
    for (const CargoLine& line : cargo.lines) {
      CargoLine& sum = arrived_[line.item];
      sum.item = line.item;
      sum.quantity = Decimal::from_units(sum.quantity.units() + scaled(line.quantity, std::min(done, whole), whole).units());
    }
  }

  // The stated tonnes, or those of the lines; in units of 1e-4 t, a kilogram being ten (rule 2).
  static std::optional<Decimal> tonnes(Row<Table::consignments> row, const Cargo& cargo) {
    if (const auto stated = row.decimal<"tonnes">()) return stated;
    Wide kilograms = 0;
    for (const CargoLine& line : cargo.lines) {
      if (!line.mass_kg) return std::nullopt;
      kilograms += multiply_divide(line.quantity.units(), line.mass_kg->units(), Decimal::kUnit);
    }
    if (cargo.lines.empty()) return std::nullopt;
    return Decimal::from_units(static_cast<std::int64_t>(multiply_divide(kilograms, 1, 1000)));
  }

  void describe(Row<Table::consignments> row, const std::vector<Chain::Link>& chain, Cargo& cargo) {
    cargo.origin = row.text<"origin">();
    cargo.destination = row.text<"destination">();
    const auto due = row.date<"due">();
    if (due) cargo.due = due->last();
    const auto priority = row.decimal<"priority">();
    cargo.priority = priority ? priority->units() / Decimal::kUnit : kLastPriority;
    out_.without_due += due ? 0 : 1;
    out_.without_priority += priority ? 0 : 1;
    const auto ready = row.date<"ready">();
    out_.without_ready += ready ? 0 : 1;
    cargo.ready = ready ? ready->last() : snapshot_.as_known();
    if (*cargo.ready > snapshot_.as_known()) cargo.waits.push_back({PlanWait::not_ready, cargo.ready});
    const auto money = chain_.money(chain);
    cargo.read.insert(cargo.read.end(), money.read.begin(), money.read.end());
    if (money.from && *money.from <= snapshot_.as_known()) return;
    cargo.waits.push_back({PlanWait::unfunded, money.from});
    cargo.ready = money.from ? std::max(money.from, cargo.ready) : std::nullopt;
  }

  void split(Row<Table::consignments> row, const Standing& standing, Cargo cargo) {
    const auto whole = tonnes(row, cargo);
    std::optional<CargoLack> lack;
    if (!whole || whole->units() == 0) lack = whole ? CargoLack::weight : CargoLack::tonnes;
    if (cargo.destination.empty()) lack = CargoLack::destination;
    if (lack) {
      leave_out(cargo, *lack);
      return;
    }
    Wide left = whole->units() - scaled(*whole, standing.done + standing.out, standing.whole).units();
    Wide moving = 0;
    int part = 0;
    std::vector<Cargo> parts;
    for (const auto& spot : standing.under_way) {
      Cargo piece = cargo;
      piece.part = ++part;
      piece.made = true;
      piece.tonnes = scaled(*whole, spot.quantity, standing.whole);
      piece.share = scaled(Decimal::whole(1), spot.quantity, standing.whole);
      piece.ready = std::max(spot.from.value_or(snapshot_.as_known()), snapshot_.as_known());
      piece.waits.clear();
      if (*piece.ready > snapshot_.as_known()) piece.waits.push_back({PlanWait::not_ready, piece.ready});
      if (!spot.place.empty()) piece.origin = spot.place;
      moving += spot.quantity;
      left -= piece.tonnes.units();
      if (piece.tonnes.units() > 0) parts.push_back(std::move(piece));
    }
    if (standing.whole - standing.done - standing.out - moving > 0 && left > 0) {
      cargo.tonnes = Decimal::from_units(static_cast<std::int64_t>(left));
      cargo.share = scaled(Decimal::whole(1), standing.whole - standing.done - standing.out - moving, standing.whole);
      if (standing.ready && cargo.ready) {
        cargo.ready = snapshot_.as_known();
        cargo.waits.clear();
        cargo.made = true;
      }
      parts.push_back(std::move(cargo));
    } else if (!parts.empty()) {
      parts.front().tonnes = Decimal::from_units(parts.front().tonnes.units() + static_cast<std::int64_t>(std::max<Wide>(left, 0)));
    }
    const auto lots = row.decimal<"lots">();
    for (Cargo& piece : parts) {
      if (lots && lots->units() > 0)
        piece.lots = std::max<std::int64_t>(1, scaled(*lots, piece.tonnes.units(), whole->units()).units() / Decimal::kUnit);
      if (piece.origin.empty()) {
        leave_out(piece, CargoLack::origin);
        break;
      }
      out_.cargoes.push_back(std::move(piece));
    }
  }

  void leave_out(const Cargo& cargo, CargoLack lack) {
    out_.unplanned.push_back({cargo.consignment, lack, std::string(cause(lack).what), cargo.read});
  }

  void sort() {
    const auto key = [](const Cargo& cargo) {
      std::vector<std::tuple<std::string, std::int64_t, std::string>> lines;
      for (const CargoLine& line : cargo.lines) lines.emplace_back(line.unit, line.quantity.units(), std::string());
      return std::tuple(cargo.ready.value_or(Day::max()), cargo.due.value_or(Day::max()), cargo.priority,
                        cargo.tonnes.units(), cargo.lots, lines, cargo.origin,
                        cargo.destination, cargo.consignment, cargo.part);
    };
    std::sort(out_.cargoes.begin(), out_.cargoes.end(),
              [&](const Cargo& a, const Cargo& b) { return key(a) < key(b); });
    std::sort(out_.unplanned.begin(), out_.unplanned.end(),
              [](const Unplanned& a, const Unplanned& b) { return a.consignment < b.consignment; });
  }

  const Snapshot& snapshot_;
  Chain chain_;
  std::map<std::string, std::vector<Event>, std::less<>> events_;
  std::map<std::string, std::vector<RowIndex>, std::less<>> lines_;
  std::set<std::string, std::less<>> netted_;
  std::map<std::string, CargoLine> arrived_;
  Cargoes out_;
};

}  // namespace

namespace {

// What a table would not take may still come of a scenario that scales, or stand in an older book.
Status check_consignment(Row<Table::consignments> row) {
  const auto wrong = [&](const char* column, Decimal found, const char* expected) {
    return Error{ErrorCode::bad_input,
                 "the consignment " + row.name() + ": found '" + found.to_string() + "', expected " + expected + "; correct it, or leave it blank",
                 "consignments.csv", 0, column};
  };
  const auto priority = row.decimal<"priority">();
  if (priority && priority->units() < Decimal::kUnit) return wrong("priority", *priority, "a whole number from 1, which is the first");
  const auto lots = row.decimal<"lots">();
  if (lots && (lots->units() <= 0 || lots->units() % Decimal::kUnit != 0)) return wrong("lots", *lots, "a whole number of lots from 1, each of which moves as a whole");
  return {};
}

}  // namespace

Result<Cargoes> cargoes_of(const Snapshot& snapshot) {
  if (snapshot.count(Table::consignments) == 0)
    return Error{ErrorCode::nothing_to_do, missing_logistics(snapshot)};
  for (const auto row : snapshot.rows<Table::consignments>()) RETURN_IF_ERROR(check_consignment(row));
  return CargoReader(snapshot).read();
}

std::vector<std::string> left_out_lines(const std::vector<Unplanned>& unplanned) {
  constexpr std::int64_t kNamed = 5;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < kCauses.size(); ++i) {
    const auto lack = static_cast<CargoLack>(i);
    const bool of_a_node = lack == CargoLack::origin_node || lack == CargoLack::destination_node;
    std::string names;
    std::int64_t count = 0;
    for (const Unplanned& one : unplanned) {
      if (one.lack != lack || ++count > kNamed) continue;
      names += (names.empty() ? "" : ", ") + one.consignment + (of_a_node ? " (" + one.why + ")" : "");
    }
    if (count > kNamed) names += " and " + std::to_string(count - kNamed) + " more";
    if (count > 0)
      out.push_back(std::to_string(count) + ", " + std::string(kCauses[i].what) + ": " + names + "; " + std::string(kCauses[i].mend));
  }
  return out;
}

std::string line_name(const std::string& consignment, int part) {
  return part == 0 ? consignment : consignment + "/" + std::to_string(part);
}

}  // namespace servanda
