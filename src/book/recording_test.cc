#include "book/recording.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <memory>
#include <random>

#include "book/snapshot.h"

namespace servanda {
namespace {

const std::string kProgramme =
    "state 0\nprogramme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2025-06-25\n";

std::unique_ptr<History> history_of(const std::vector<std::string>& contents) {
  auto history = std::make_unique<History>();
  EXPECT_TRUE(replay(kProgramme, *history));
  for (const std::string& content : contents) {
    const auto replayed = replay("state 0\n" + content, *history);
    EXPECT_TRUE(replayed) << content << (replayed ? "" : replayed.error().text());
  }
  return history;
}

// Appends what plan_recording plans; returns the payloads.
Result<ImportSummary> import(History& book, const History& staged, const ImportOptions& options = {}) {
  ASSIGN_OR_RETURN(const Recording recording, plan_recording(book, staged, options));
  for (const Entry& entry : recording.entries)
    RETURN_IF_ERROR(replay(to_payload(entry, book.texts()), book));
  return recording.summary;
}

std::string head_at(const History& history, const std::string& day, std::optional<Reader> reader = {}) {
  return Snapshot::make(history, {.as_known = parse_day(day), .reader = std::move(reader)})->head();
}

std::string pledge(const std::string& amount, const std::string& known = "2024-01-01", const std::string& label = "") {
  return "pledges\nid=P1\n" + (label.empty() ? "" : "label=" + label + "\n") + "known_date=" + known + "\namount=" + amount +
         "\ncurrency=EUR\n";
}

TEST(Import, OfTheSameTwiceChangesNothing) {
  const auto book = history_of({});
  const auto staged = history_of({pledge("100")});
  EXPECT_EQ(import(*book, *staged)->added, 1U);
  const auto again = import(*book, *staged);
  EXPECT_EQ(again->changes(), 0U);
  EXPECT_EQ(again->unchanged, 2U);
}

TEST(Import, RefusesOtherValuesUnlessToldWhatTheChangeIs) {
  const auto book = history_of({pledge("100")});
  const auto refused = import(*book, *history_of({pledge("120")}));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("found '120', expected '100'"), std::string::npos);
  EXPECT_EQ(book->size(), 2U);
}

TEST(Import, CorrectsWhatOurRecordHadWrong) {
  const auto book = history_of({pledge("100")});
  EXPECT_EQ(import(*book, *history_of({pledge("120")}), {.changes = Changes::corrections})->corrected, 1U);
  EXPECT_EQ(head_at(*book, "2025-01-01"), head_at(*history_of({pledge("120")}), "2025-01-01"));
}

TEST(Import, RevisesWhatTheWorldChangedAndKeepsWhatWasKnownBefore) {
  const auto book = history_of({pledge("100")});
  const auto summary =
      import(*book, *history_of({pledge("120", "2024-06-01")}), {.changes = Changes::revisions});
  EXPECT_EQ(summary->revised, 1U);
  const auto amount = [&](const std::string& day) {
    const auto snapshot = *Snapshot::make(*book, {.as_known = parse_day(day)});
    return snapshot.find<Table::pledges>("P1")->decimal<"amount">()->to_string();
  };
  EXPECT_EQ(amount("2024-05-31"), "100");
  EXPECT_EQ(amount("2024-06-01"), "120");
  // The same again is nothing new.
  EXPECT_EQ(import(*book, *history_of({pledge("120", "2024-06-01")}), {.changes = Changes::revisions})->changes(), 0U);
}

TEST(Import, ComparesWithTheNewestRevision) {
  const auto book = history_of({pledge("100")});
  for (const auto& [amount, known] : {std::pair{"120", "2024-06-01"}, std::pair{"140", "2024-07-01"}})
    EXPECT_EQ(import(*book, *history_of({pledge(amount, known)}), {.changes = Changes::revisions})->revised, 1U);
  EXPECT_EQ(import(*book, *history_of({pledge("140", "2024-07-01")}), {.changes = Changes::revisions})->changes(), 0U);
}

TEST(Import, SaysWhichWayADateOrAFigureMoved) {
  const auto moved = [](const std::string& was, const std::string& is) {
    const auto contents = [](const std::string& known, const std::string& cell) {
      return "pledges\nid=P1\nknown_date=" + known + "\n" + cell + "\n";
    };
    const auto book = history_of({contents("2024-01-01", was)});
    EXPECT_TRUE(import(*book, *history_of({contents("2024-06-01", is)}), {.changes = Changes::revisions}));
    const auto snapshot = *Snapshot::make(*book, {});
    return (*snapshot.rows<Table::revisions>().begin()).code<"change", Change>();
  };
  EXPECT_EQ(moved("due=2024-05-01", "due=2024-06-01"), Change::postponed);
  EXPECT_EQ(moved("due=2024-05-01", "due=2024-04-01"), Change::advanced);
  EXPECT_EQ(moved("amount=5", "amount=6"), Change::raised);
  EXPECT_EQ(moved("amount=5", "amount=4"), Change::cut);
}

TEST(Import, PrunesOnlyTablesThatItFills) {
  const auto book = history_of({pledge("100"), "parties\nid=DE\nname=Germany\n"});
  const auto staged = history_of({"pledges\nid=P2\n"});
  const auto summary = import(*book, *staged, {.prune = true});
  EXPECT_EQ(summary->retracted, 1U);
  const auto snapshot = *Snapshot::make(*book, {.as_known = parse_day("2025-01-01")});
  EXPECT_FALSE(snapshot.find<Table::pledges>("P1"));
  EXPECT_TRUE(snapshot.find<Table::parties>("DE"));
}

TEST(Import, StatesARetractedKeyAnew) {
  const auto book = history_of({pledge("100")});
  ASSERT_TRUE(import(*book, *history_of({"pledges\nid=P2\n"}), {.prune = true}));
  EXPECT_EQ(import(*book, *history_of({pledge("100")}))->added, 1U);
  EXPECT_TRUE(Snapshot::make(*book, {})->find<Table::pledges>("P1"));
}

TEST(Import, LeavesNobodyWithTheOldVersionWhenALabelRises) {
  const auto book = history_of({pledge("100")});
  ASSERT_TRUE(import(*book, *history_of({pledge("120", "2024-01-01", "RESTRICTED")}),
                     {.changes = Changes::corrections}));
  const Reader press = *parse_reader("press", "PUBLIC", "");
  const auto snapshot = *Snapshot::make(*book, {.as_known = parse_day("2025-01-01"), .reader = press});
  EXPECT_FALSE(snapshot.find<Table::pledges>("P1"));
}

// Entries of several tables, in any order, with references that come before what they name.
std::vector<std::string> some_entries() {
  std::vector<std::string> entries{"sources\nid=S1\ndate=2024-03-01\n", "sources\nid=S2\ndate=2024\n",
                                   "parties\nid=DE\nname=Germany\n"};
  for (int i = 0; i < 12; ++i) {
    const std::string n = std::to_string(i);
    entries.push_back("pledges\nid=P" + n + "\nsource=S" + std::to_string(1 + i % 2) + "\n" +
                      (i % 3 == 0 ? "label=PARTNER\n" : "") + "donors=DE\namount=" + n + "\ncurrency=EUR\n");
    entries.push_back("lines\nof_kind=pledge\nof=P" + n + "\nitem=I\nquantity=1\n");
  }
  entries.push_back("revisions\nknown_date=2024-05-01\nof_kind=pledge\nof=P3\nfield=amount\nwas=3\nis=5\nchange=raised\n");
  entries.push_back("revisions\nknown_date=2024-09\nof_kind=pledge\nof=P3\nfield=amount\nwas=5\nis=4\nchange=cut\n");
  entries.push_back("relations\nfrom_kind=pledge\nfrom=P1\nkind=part_of\nto_kind=pledge\nto=P2\n");
  return entries;
}

TEST(Import, InAnyPartsAndOrderGivesTheSameSnapshots) {
  const auto whole = history_of(some_entries());
  rc::check("parts in any order", [&](std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<std::string> entries = some_entries();
    std::shuffle(entries.begin(), entries.end(), random);
    History book;
    RC_ASSERT(replay(kProgramme, book).has_value());
    for (std::size_t begin = 0; begin < entries.size();) {
      const std::size_t end = std::min(entries.size(), begin + 1 + random() % 9);
      const auto staged = history_of({entries.begin() + static_cast<std::ptrdiff_t>(begin),
                                      entries.begin() + static_cast<std::ptrdiff_t>(end)});
      RC_ASSERT(import(book, *staged).has_value());
      begin = end;
    }
    const std::optional<Reader> press = *parse_reader("press", "PUBLIC", "");
    for (const std::string day : {"2024-02-01", "2024-03-01", "2024-06-01", "2024-12-30", "2024-12-31", "2026-01-01"}) {
      RC_ASSERT(head_at(book, day) == head_at(*whole, day));
      RC_ASSERT(head_at(book, day, press) == head_at(*whole, day, press));
    }
  });
}

TEST(Import, ReportsUpToAHundredRefusedChangesAtOnce) {
  std::vector<std::string> before;
  std::vector<std::string> after;
  for (int i = 0; i < 150; ++i) {
    before.push_back("parties\nid=X" + std::to_string(i) + "\nname=a\n");
    after.push_back("parties\nid=X" + std::to_string(i) + "\nname=b\n");
  }
  const auto refused = import(*history_of(before), *history_of(after));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("… and 50 more"), std::string::npos);
}

}  // namespace
}  // namespace servanda
