#include "views/sources.h"

#include <gtest/gtest.h>

#include "book/payload.h"

namespace servanda {
namespace {

SourcesResult sources_of(std::vector<std::string> entries) {
  History history;
  entries.insert(entries.begin(), "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2025-06-30\n");
  for (const std::string& entry : entries) EXPECT_TRUE(replay("state 0\n" + entry, history)) << entry;
  auto result = sources(*Snapshot::make(history, {}), {});
  EXPECT_TRUE(result);
  return *std::move(result);
}

std::string source(const std::string& id, const std::string& date) { return "sources\nid=" + id + "\npublisher=Press\ndate=" + date + "\n"; }

std::string pledge(const std::string& id, const std::string& by, const std::string& date) {
  return "pledges\nid=" + id + "\nsource=" + by + "\ndonors=DE\ndate=" + date + "\namount=5\ncurrency=EUR\n";
}

// Dates end on 31 December, 1 March and 10 March; all became known on 11 March of the next year.
TEST(Sources, TellHowLateTheirEntriesBecameKnown) {  // rule 4
  const auto result = sources_of({source("S", "2025-03-11"), source("T", "2025-03-11"), pledge("P1", "S", "2024"), pledge("P2", "S", "2025-03-01"),
                                  pledge("P3", "S", "2025-03-10")});
  ASSERT_EQ(result.sources.size(), 2U);
  ASSERT_EQ(result.sources[0].days_after.size(), 71U);
  for (const std::size_t days : {1U, 10U, 70U}) EXPECT_EQ(result.sources[0].days_after[days], 1);
  EXPECT_EQ(result.sources[0].dated(), 3);
  EXPECT_EQ(result.sources[0].known_late(), 1);
  EXPECT_EQ(result.sources[0].middle_days_after(), 10);
  EXPECT_FALSE(result.sources[1].middle_days_after());
}

// Dated by the as-known day, 30 June, and told by a source of July.
TEST(Sources, AnnounceWhatBecameKnownLater) {  // rule 4
  const auto result = sources_of({source("S", "2025-03-11"), source("T", "2025-07-11"), pledge("P1", "S", "2025-03"), pledge("P2", "T", "2025-06-01")});
  EXPECT_EQ(result.later.entries.at("pledges"), 1);
  EXPECT_EQ(to_json(result)["known_later"]["dated_by_then"]["pledges"], 1);
}

}  // namespace
}  // namespace servanda
