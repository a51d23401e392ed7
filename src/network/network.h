#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/currency.h"
#include "base/decimal.h"
#include "base/result.h"
#include "base/wide.h"
#include "book/snapshot.h"
#include "network/weeks.h"

namespace servanda {

// Of a place, beside those that the book states.
struct Closure {
  std::string place;
  Day from;
  Day until;  // included
  Decimal share_left = {};
};

// The places and connections of a programme, week by week: what a Snapshot says of nodes, links, resources and closures.
//
// Rules
//   1. Week 0 is the ISO week that holds the as-known day; of it only the days from that day on count, so its capacity is
//      their share of seven. Every capacity is in tonnes a week; a blank one is no limit (not reported is not zero).
//   2. A closure takes a place's capacity down to `share_left` on each of its days; of several the least share counts; a
//      week has the mean of its days, rounded down to 1e-4. Of a node that is its handling, or where that is not reported
//      every link that ends there, in the week of arrival; and every link that begins there, in the week of departure. So
//      nothing arrives at a closed node and nothing leaves it; goods may wait in it. A blank `share_left` is 0. What is not
//      reported has no share, but none in a week of which nothing is left.
//   3. Days of transit become the nearest whole weeks, link by link: under three and a half days none. What a link takes does
//      not depend on other links or goods, so that one more never makes another slower. A permit is asked for when the goods
//      are ready: a link with permit_days is open to them that many days, in whole weeks rounded up, later.
//   4. Links that take no week may form circles.
//   5. A resource has what is stated for the week; a week without a statement has the last stated one, weeks before the
//      first have the first. Several links may use it, each with so much a tonne.
//   6. Nodes, links and resources stand in an order of their content, names last: renaming a book renames its plan.
struct NetworkNode {
  std::string id;
  std::string name;
  std::string kind;
  std::string country;
  std::optional<Decimal> lat;
  std::optional<Decimal> lon;
  std::vector<std::optional<Decimal>> handling;  // t by week; empty: no limit in any week
  std::optional<Decimal> storage;                // t
  std::vector<std::optional<Decimal>> hazardous; // t by week; empty: no limit
  RowIndex row = kNoRow;
};

struct NetworkLink {
  std::string id;
  int from = 0;
  int to = 0;
  std::string mode;
  Decimal days;  // of transit; a blank one counts as none
  bool transit_reported = false;
  int weeks = 0;
  int permit_weeks = 0;
  std::vector<std::optional<Decimal>> capacity;  // t by week; empty: no limit
  std::optional<Decimal> minimum;                // t a week, where anything runs
  std::optional<Decimal> cost;                   // a tonne, in Network::currency
  std::optional<Decimal> vehicle;                // t
  RowIndex row = kNoRow;
};

struct NetworkResource {
  std::string id;
  std::vector<Decimal> amount;  // by week
};

struct NetworkUse {
  int link = 0;
  int resource = 0;
  Decimal per_t;
  RowIndex row = kNoRow;
};

struct Network {
  Weeks weeks{Day{}, 0};
  Currency currency = Currency::euro();
  std::vector<NetworkNode> nodes;
  std::vector<NetworkLink> links;
  std::vector<NetworkResource> resources;
  std::vector<NetworkUse> uses;
  std::map<std::string, int, std::less<>> node_of;  // by id
  std::vector<RowIndex> closures;                   // rows that bear on a week of the plan
  std::vector<RowIndex> resource_rows;
  std::vector<std::string> notes;                   // what was assumed or left out, for people

  std::optional<int> find_node(std::string_view id) const;
};

// `closures` are added to those of the book.
//   Errors: nothing_to_do if there are no links, with a sample of the tables to add; bad_input if a link names a place
//   that is no node or leads to where it begins, or a closure leaves a share above 1.
Result<Network> network_of(const Snapshot& snapshot, Weeks weeks, const std::vector<Closure>& closures = {});

std::vector<std::string> node_names(const Network& network);

// What to add to a programme that has no logistics data; the samples of the tables alone, with consignments where there are none.
std::string missing_logistics(const Snapshot& snapshot);
std::string sample_tables(const Snapshot& snapshot);

}  // namespace servanda
