#include "network/network.h"

#include <algorithm>
#include <tuple>

#include "base/ecb_rates.h"
#include "base/near_name.h"
#include "network/calendar.h"
#include "network/strangers.h"

namespace servanda {
namespace {

constexpr Wide kWeek = Wide{7} * Decimal::kUnit;

// Rule 3.
int rounded_weeks(Decimal transit) { return static_cast<int>((2 * Wide{transit.units()} + kWeek) / (2 * kWeek)); }

std::string code_text(Table table, std::size_t column, Cell cell) {
  const auto codes = schema_of(table).columns[column].codes;
  return cell == kNullCell ? std::string() : std::string(codes[static_cast<std::size_t>(cell)]);
}

class NetworkReader {
 public:
  NetworkReader(const Snapshot& snapshot, Weeks weeks, const std::vector<Closure>& closures)
      : snapshot_(snapshot), calendar_(snapshot, weeks, closures) {
    out_.weeks = weeks;
    out_.currency = snapshot.programme().currency;
  }

  Result<Network> read() {
    if (snapshot_.count(Table::links) == 0) return Error{ErrorCode::nothing_to_do, missing_logistics(snapshot_)};
    RETURN_IF_ERROR(check_closures());
    read_nodes();
    RETURN_IF_ERROR(read_links());
    read_resources();
    for (std::string& one : strangers(snapshot_)) out_.notes.push_back(std::move(one));
    out_.closures = calendar_.rows();
    return std::move(out_);
  }

 private:
  // Where a scenario scales a share, or a book was written before shares were checked.
  Status check_closures() const {
    for (const auto row : snapshot_.rows<Table::closures>()) {
      const auto share = row.decimal<"share_left">();
      if (share && share->units() > Decimal::kUnit)
        return Error{ErrorCode::bad_input,
                     "the closure of " + std::string(row.text<"place">()) + ": found '" + share->to_string() +
                         "', expected a share from 0 to 1; correct it: more capacity than a place has is stated in nodes.csv or links.csv",
                     "closures.csv", 0, "share_left"};
    }
    return {};
  }

  void read_nodes() {
    struct Found {
      NetworkNode node;
      std::optional<Decimal> handling;
      std::optional<Decimal> hazardous;
    };
    std::vector<Found> found;
    for (const auto row : snapshot_.rows<Table::nodes>()) {
      NetworkNode node{row.name(), std::string(row.text<"name">()),
                       code_text(Table::nodes, column_index(Table::nodes, "kind"), row.cell<"kind">()),
                       std::string(row.text<"country">()), row.decimal<"lat">(), row.decimal<"lon">(), {},
                       row.decimal<"storage_t">(), {}, row.index()};
      found.push_back({std::move(node), row.decimal<"handling_t_week">(), row.decimal<"hazardous_t">()});
    }
    const auto key = [](const Found& f) {
      return std::tie(f.node.kind, f.node.country, f.node.lat, f.node.lon, f.handling, f.node.storage, f.hazardous,
                      f.node.id);
    };
    std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) { return key(a) < key(b); });
    for (Found& f : found) {
      if (f.handling) f.node.handling = calendar_.by_week(f.node.id, f.handling);
      if (f.hazardous) f.node.hazardous.assign(static_cast<std::size_t>(out_.weeks.count()), f.hazardous);
      out_.node_of[f.node.id] = static_cast<int>(out_.nodes.size());
      out_.nodes.push_back(std::move(f.node));
    }
  }

  Status read_links() {
    std::int64_t without_transit = 0;
    for (const auto row : snapshot_.rows<Table::links>()) {
      NetworkLink link;
      link.id = row.name();
      link.row = row.index();
      for (const auto& [end, name] : {std::pair{&link.from, row.text<"from">()}, {&link.to, row.text<"to">()}}) {
        const auto node = out_.find_node(name);
        if (!node)
          return Error{ErrorCode::bad_input, "the link " + link.id + " names '" + std::string(name) +
                                                 "', expected the id of a node; add it to nodes.csv, or correct the link" + near_node(name),
                       "links.csv", 0, end == &link.from ? "from" : "to"};
        *end = *node;
      }
      if (link.from == link.to)
        return Error{ErrorCode::bad_input, "the link " + link.id + ": found '" + std::string(row.text<"to">()) +
                                               "', expected another place than `from`; correct one of the two",
                     "links.csv", 0, "to"};
      link.mode = code_text(Table::links, column_index(Table::links, "mode"), row.cell<"mode">());
      const auto transit = row.decimal<"transit_days">();
      link.transit_reported = transit.has_value();
      without_transit += transit ? 0 : 1;
      link.days = transit.value_or(Decimal());
      link.weeks = rounded_weeks(link.days);
      const Wide permit = row.decimal<"permit_days">().value_or(Decimal()).units();
      link.permit_weeks = static_cast<int>((permit + kWeek - 1) / kWeek);
      std::vector<Calendar::Place> places{{link.id}, {std::string(row.text<"from">())}};
      if (out_.nodes[static_cast<std::size_t>(link.to)].handling.empty()) places.push_back({std::string(row.text<"to">()), link.weeks});
      stated_[link.id] = row.decimal<"capacity_t_week">();
      link.capacity = calendar_.by_week(places, row.decimal<"capacity_t_week">());
      link.minimum = row.decimal<"min_t_week">();
      if (link.minimum && link.minimum->units() == 0) link.minimum.reset();
      link.vehicle = row.decimal<"vehicle_t">();
      if (link.vehicle && link.vehicle->units() <= 0)
        return Error{ErrorCode::bad_input, "the link " + link.id + ": found '" + link.vehicle->to_string() + "', expected the tonnes that a vehicle takes, more than none; "
                                               "correct it, or leave it blank where any quantity may go", "links.csv", 0, "vehicle_t"};
      ASSIGN_OR_RETURN(link.cost, cost(row));
      out_.links.push_back(std::move(link));
    }
    const auto key = [&](const NetworkLink& l) {
      return std::tuple(l.from, l.to, l.mode, l.days, l.permit_weeks, stated_.at(l.id), l.minimum, l.cost, l.vehicle, l.id);
    };
    std::sort(out_.links.begin(), out_.links.end(),
              [&](const NetworkLink& a, const NetworkLink& b) { return key(a) < key(b); });
    if (without_transit > 0)
      out_.notes.push_back(std::to_string(without_transit) + " links state no transit days; they take none");
    if (converted_ > 0)
      out_.notes.push_back(std::to_string(converted_) + " links state a cost in another currency than " +
                           std::string(out_.currency.code()) + "; it is converted at the rate of " + to_string(snapshot_.as_known()));
    return {};
  }

  std::string near_node(std::string_view written) const { return did_you_mean(written, node_names(out_)); }

  // In the programme's currency, at the rate of the as-known day. A link of unknown cost would be taken for a free one.
  Result<std::optional<Decimal>> cost(Row<Table::links> row) {
    const auto cost = row.decimal<"cost_per_t">();
    const auto currency = row.text<"currency">();
    if (!cost || currency.empty() || currency == out_.currency.code()) return cost;
    const Day on = snapshot_.as_known();
    const auto from = Currency::parse(currency);
    const auto converted = from ? convert(cost->units(), *from, out_.currency, PartialDate::of_day(on), on) : std::nullopt;
    if (!converted)
      return Error{ErrorCode::bad_input,
                   "the link " + row.name() + " costs " + cost->to_string() + " " + std::string(currency) + " a tonne, and there is no rate to " +
                       std::string(out_.currency.code()) + " on " + to_string(on) + "; state the cost in " +
                       std::string(out_.currency.code()) + ", or leave it blank",
                   "links.csv", 0, "currency"};
    ++converted_;
    return std::optional(Decimal::from_units(static_cast<std::int64_t>(converted->units)));
  }

  void read_resources() {
    std::map<std::string, std::map<int, Decimal>> stated;
    for (const auto row : snapshot_.rows<Table::resources>()) {
      const auto week = row.date<"week">();
      const auto amount = row.decimal<"amount">();
      if (!week || !amount) continue;
      stated[std::string(row.text<"resource">())][out_.weeks.index(week->first())] = *amount;
      out_.resource_rows.push_back(row.index());
    }
    std::map<std::string, std::vector<NetworkUse>> uses;
    std::map<std::string, int, std::less<>> link_of;
    for (std::size_t i = 0; i < out_.links.size(); ++i) link_of[out_.links[i].id] = static_cast<int>(i);
    for (const auto row : snapshot_.rows<Table::uses>()) {
      const auto link = link_of.find(row.text<"link">());
      const auto per_t = row.decimal<"per_t">();
      if (link == link_of.end() || !per_t || per_t->units() == 0) continue;
      uses[std::string(row.text<"resource">())].push_back({link->second, 0, *per_t, row.index()});
    }
    std::vector<std::pair<NetworkResource, std::vector<NetworkUse>>> all;
    for (auto& [id, by_week] : stated) {
      if (!uses.contains(id)) continue;
      NetworkResource resource{id, {}};
      for (int week = 0; week < out_.weeks.count(); ++week) {
        auto at = by_week.upper_bound(week);
        if (at != by_week.begin()) --at;
        resource.amount.push_back(at->second);
      }
      auto& links = uses[id];
      std::sort(links.begin(), links.end(), [](const NetworkUse& a, const NetworkUse& b) {
        return std::tie(a.link, a.per_t) < std::tie(b.link, b.per_t);
      });
      all.emplace_back(std::move(resource), links);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      const auto first = [](const auto& one) { return std::pair(one.second.front().link, one.second.front().per_t); };
      return std::tuple(first(a), a.first.amount, a.first.id) < std::tuple(first(b), b.first.amount, b.first.id);
    });
    for (auto& [resource, links] : all) {
      for (NetworkUse use : links) {
        use.resource = static_cast<int>(out_.resources.size());
        out_.uses.push_back(use);
      }
      out_.resources.push_back(std::move(resource));
    }
  }

  const Snapshot& snapshot_;
  Calendar calendar_;
  Network out_;
  std::map<std::string, std::optional<Decimal>> stated_;
  std::int64_t converted_ = 0;  // costs
};

}  // namespace

std::optional<int> Network::find_node(std::string_view id) const {
  const auto found = node_of.find(id);
  if (found == node_of.end()) return std::nullopt;
  return found->second;
}

Result<Network> network_of(const Snapshot& snapshot, Weeks weeks, const std::vector<Closure>& closures) {
  return NetworkReader(snapshot, weeks, closures).read();
}

std::vector<std::string> node_names(const Network& network) {
  std::vector<std::string> out;
  for (const NetworkNode& node : network.nodes) out.push_back(node.id);
  return out;
}

std::string sample_tables(const Snapshot& snapshot) {
  const std::string consignments =
      "consignments.csv\n"
      "id,origin,destination,ready,due,priority,tonnes\n"
      "C-1,DEPOT,HOSPITAL,2031-W28,2031-08-15,1,120\n";
  const std::string places =
      "nodes.csv\n"
      "id,name,kind,country,handling_t_week,storage_t\n"
      "DEPOT,Central depot,depot,PL,400,3000\n"
      "HOSPITAL,Regional hospital,site,UA,120,\n"
      "links.csv\n"
      "id,from,to,mode,transit_days,capacity_t_week,cost_per_t,currency,permit_days\n"
      "L-1,DEPOT,HOSPITAL,road,3,80,45,EUR,2\n"
      "and, where there are any, closures.csv, resources.csv with uses.csv, and ramps.csv.";
  return (snapshot.count(Table::consignments) == 0 ? consignments : "") + (snapshot.count(Table::links) == 0 ? places : "");
}

std::string missing_logistics(const Snapshot& snapshot) {
  const bool no_consignments = snapshot.count(Table::consignments) == 0;
  const bool no_links = snapshot.count(Table::links) == 0;
  const bool no_places = snapshot.count(Table::nodes) == 0;
  std::string lacks = no_consignments && no_links ? (no_places ? "none of the three" : "neither consignments nor links")
                      : no_consignments           ? "no consignments"
                      : no_places ? "neither places nor links" : "no links";
  std::string out = "a plan needs consignments, places and links, and this programme has " + lacks + "; add tables such as\n" + sample_tables(snapshot);
  if (out.ends_with('\n')) out.pop_back();
  if (no_links && !no_consignments) out += " Where consignments have arrived\nbefore, `servanda network infer` writes what they show of both.";
  return out;
}

}  // namespace servanda
