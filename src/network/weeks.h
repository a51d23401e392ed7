#pragma once

#include <string>

#include "base/partial_date.h"

namespace servanda {

// The weeks of a plan: ISO weeks, counted from the one that holds the day on which planning starts.
class Weeks {
 public:
  Weeks(Day from, int count) : from_(from), first_(servanda::monday(iso_week(from))), count_(count) {}

  Day from() const { return from_; }
  int count() const { return count_; }
  Day monday(int week) const { return first_ + std::chrono::days(7 * week); }
  // The week that holds `day`; negative before the start, count() and more after the end.
  int index(Day day) const {
    const auto days = (day - first_).count();
    return static_cast<int>(days >= 0 ? days / 7 : -((6 - days) / 7));
  }
  std::string name(int week) const { return to_string(iso_week(monday(week))); }

 private:
  Day from_;
  Day first_;
  int count_;
};

}  // namespace servanda
