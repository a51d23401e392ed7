#include "views/figure_value.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

std::string value_of(const std::vector<std::string>& entries, const std::string& figure) {
  History history;
  EXPECT_TRUE(replay("state 0\nprogramme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-12-31\n", history));
  for (const std::string& entry : entries) EXPECT_TRUE(replay("state 0\n" + entry, history)) << entry;
  const auto snapshot = Snapshot::make(history, {});
  const auto value = evaluate(*snapshot, *parse_figure(figure));
  return value && value->number ? number_text(value->number->value) : "not reported";
}

std::string pledge(const std::string& date, const std::string& known) {
  return "pledges\nid=P\nknown_date=" + known + "\ndonors=DE\ndate=" + date + "\namount=7\ncurrency=EUR\n";
}

TEST(FigureValues, WhatWasKnownByTheEndOfThePeriodWasPromisedByThen) {  // rule 1
  const std::string figure = "value @ pledged in 2024..2025-06-30";
  EXPECT_EQ(value_of({pledge("2025", "2025-03-01")}, figure), "7");
  EXPECT_EQ(value_of({pledge("2025", "2025-09-01")}, figure), "not reported");
  EXPECT_EQ(value_of({pledge("2025", "2024-09-01")}, figure), "not reported");  // of a year to come
  EXPECT_EQ(value_of({pledge("2025", "2025-03-01")}, "value @ pledged in 2025-02..2025-06-30"), "not reported");
  EXPECT_EQ(value_of({"funds\nid=F\nknown_date=2025-03-01\ndonor=DE\nkind=disbursement\ndate=2025\namount=7\ncurrency=EUR\n"},
                     "value @ disbursed in 2024..2025-06-30"), "not reported");  // may be a plan
}

}  // namespace
}  // namespace servanda
