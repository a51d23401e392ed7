#include "network/calendar.h"

#include <algorithm>

#include "base/wide.h"

namespace servanda {

using std::chrono::days;

Calendar::Calendar(const Snapshot& snapshot, Weeks weeks, const std::vector<Closure>& closures) : weeks_(weeks) {
  for (const Closure& one : closures) {
    closures_[one.place].push_back(one);
    closing_.insert(one.place);
  }
  for (const auto row : snapshot.rows<Table::closures>()) {
    const auto from = row.date<"from">();
    const auto until = row.date<"until">();
    const Closure closure{std::string(row.text<"place">()), from ? from->first() : Day::min(), until ? until->last() : Day::max(),
                          row.decimal<"share_left">().value_or(Decimal())};
    closures_[closure.place].push_back(closure);
    if (closure.until < weeks_.from() || closure.from >= weeks_.monday(weeks_.count())) continue;
    closing_.insert(closure.place);
    rows_.push_back(row.index());
  }
}

std::int64_t Calendar::share(std::string_view place, Day day) const {
  std::int64_t least = Decimal::kUnit;
  const auto found = closures_.find(place);
  if (found == closures_.end()) return least;
  bool closed = false;
  for (const Closure& closure : found->second) {
    if (day < closure.from || day > closure.until) continue;
    least = closed ? std::min(least, closure.share_left.units()) : closure.share_left.units();
    closed = true;
  }
  return least;
}

std::vector<std::optional<Decimal>> Calendar::by_week(const std::vector<Place>& places, std::optional<Decimal> amount) const {
  const bool shut = std::any_of(places.begin(), places.end(), [&](const Place& place) { return closes(place.id); });
  if (!amount && !shut) return {};
  std::vector<std::optional<Decimal>> out;
  for (int week = 0; week < weeks_.count(); ++week) {
    Wide shares = 0;
    for (int i = 0; i < 7; ++i) {
      const Day day = weeks_.monday(week) + days(i);
      if (day < weeks_.from()) continue;
      std::int64_t least = share(places.front().id, day + days(7 * places.front().later));
      for (const Place& place : places) least = std::min(least, share(place.id, day + days(7 * place.later)));
      shares += least;
    }
    if (amount) {
      out.emplace_back(Decimal::from_units(static_cast<std::int64_t>(amount->units() * shares / (7 * Decimal::kUnit))));
    } else {
      out.push_back(shares == 0 ? std::optional(Decimal()) : std::nullopt);  // no share of an unknown figure but none
    }
  }
  return out;
}

std::vector<std::optional<Decimal>> Calendar::by_week(std::string_view place, std::optional<Decimal> amount) const {
  return by_week(std::vector<Place>{{std::string(place)}}, amount);
}

}  // namespace servanda
