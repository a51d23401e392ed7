#pragma once

#include <chrono>

#include "base/partial_date.h"

namespace servanda {

inline std::chrono::year_month calendar_month(Day day) {
  const std::chrono::year_month_day date(day);
  return date.year() / date.month();
}

}  // namespace servanda
