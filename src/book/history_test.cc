#include "book/history.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/partial_date.h"
#include "book/payload.h"

namespace servanda {
namespace {

std::vector<Cell> blank(Table table) { return std::vector<Cell>(schema_of(table).columns.size(), kNullCell); }

std::vector<Cell> pledge(History& history, const std::string& id, std::string_view donors = "DE") {
  std::vector<Cell> cells = blank(Table::pledges);
  cells[kId] = history.texts().intern(id);
  cells[column_index(Table::pledges, "donors")] = history.texts().intern(donors);
  return cells;
}

void say(History& history, std::string_view payload) {
  const auto replayed = replay(payload, history);
  EXPECT_TRUE(replayed) << payload << (replayed ? "" : replayed.error().text());
}

// ---- chains

struct Drawn {
  Table table;
  int key;
};

Drawn any_entry() {
  constexpr std::array<Table, 3> kTables{Table::pledges, Table::needs, Table::items};
  return {kTables[*rc::gen::inRange<std::size_t>(0, kTables.size())], *rc::gen::inRange(0, 5)};
}

// What the book should hold: for each entry its versions, each with its sequence and operation.
struct Version {
  Sequence sequence;
  Operation operation;
  RowIndex row;
};

TEST(HistoryLaw, VersionsOfAKeyFormOneChainInGaplessOrder) {
  EXPECT_TRUE(rc::check([] {
    History history;
    std::map<std::pair<Table, int>, std::vector<Version>> expected;
    std::map<Table, RowIndex> rows;
    const int size = *rc::gen::inRange(0, 200);
    for (int i = 0; i < size; ++i) {
      const Drawn drawn = any_entry();
      const auto operation = static_cast<Operation>(*rc::gen::inRange(0, 3));
      std::vector<Cell> cells = blank(drawn.table);
      const std::size_t key = drawn.table == Table::items ? column_index(Table::items, "code") : std::size_t{kId};
      cells[key] = history.texts().intern("N" + std::to_string(drawn.key));
      std::vector<Version>& versions = expected[{drawn.table, drawn.key}];
      const RowIndex last = versions.empty() ? kNoRow : versions.back().row;
      const RowIndex row = history.append(drawn.table, operation, cells, last);
      RC_ASSERT(row == rows[drawn.table]++);
      versions.push_back({static_cast<Sequence>(i + 1), operation, row});
    }
    RC_ASSERT(history.size() == static_cast<Sequence>(size));
    for (const auto& [entry, versions] : expected) {
      const auto& [table, key] = entry;
      RowIndex row = history.newest_named(table, "N" + std::to_string(key));
      for (std::size_t i = versions.size(); i-- > 0; row = history.predecessor(table, row)) {
        RC_ASSERT(row == versions[i].row);
        RC_ASSERT(history.sequence(table, row) == versions[i].sequence);
        RC_ASSERT(history.operation(table, row) == versions[i].operation);
        const History::Place place = history.find(versions[i].sequence);
        RC_ASSERT((place.table == table && place.row == row));
      }
      RC_ASSERT(row == kNoRow);
    }
  }));
}

TEST(History, AnIdIsTheKeyWhereGivenAndTheKeyColumnsElsewhere) {
  History history;
  const std::string event = "of_kind=consignment\nof=C1\nstage=departed\nclassifier=actual\ndate=2024-05-01\n";
  say(history, "state 0\nevents\n" + event);
  say(history, "state 0\nevents\nid=E1\n" + event);
  say(history, "correct 2\nevents\nid=E1\nof_kind=consignment\nof=C2\nstage=arrived\ndate=2024-06\n");
  EXPECT_EQ(history.predecessor(Table::events, 1), kNoRow);
  EXPECT_EQ(history.predecessor(Table::events, 2), 1);
  EXPECT_EQ(history.name(Table::events, 0), "consignment/C1/departed/actual/2024-05-01");
  EXPECT_EQ(history.name(Table::events, 2), "E1");
  EXPECT_EQ(history.newest_named(Table::events, "E1"), 2);
  EXPECT_EQ(history.newest_named(Table::events, "consignment"), kNoRow);
}

TEST(History, OneKeyColumnIsANameAndAnUnknownNameIsNone) {
  History history;
  say(history, "state 0\nitems\ncode=155mm\nname=Shell\n");
  EXPECT_EQ(history.newest_named(Table::items, "155mm"), 0);
  EXPECT_EQ(history.newest_named(Table::items, "Shell"), kNoRow);
  EXPECT_EQ(history.newest_named(Table::items, "never said"), kNoRow);
  EXPECT_EQ(history.newest_named(Table::pledges, "155mm"), kNoRow);
}

TEST(History, ABlankIsNotZero) {
  History history;
  say(history, "state 0\npledges\nid=P1\namount=0\ncurrency=EUR\n");
  say(history, "state 0\npledges\nid=P2\n");
  const std::size_t amount = column_index(Table::pledges, "amount");
  EXPECT_EQ(history.cell(Table::pledges, 0, amount), 0);
  EXPECT_EQ(history.cell(Table::pledges, 1, amount), kNullCell);
  EXPECT_EQ(history.text(Table::pledges, 0, amount), "0");
  EXPECT_EQ(history.text(Table::pledges, 1, amount), "");
}

TEST(History, AppendNewDoesNothingWhereTheKeyIsKnown) {
  History history;
  EXPECT_EQ(history.append_new(Table::pledges, pledge(history, "P1")), kNoRow);
  EXPECT_EQ(history.append_new(Table::pledges, pledge(history, "P2")), kNoRow);
  EXPECT_EQ(history.append_new(Table::pledges, pledge(history, "P1", "DK")), 0);
  EXPECT_EQ(history.size(), 2U);
  EXPECT_EQ(history.text(Table::pledges, 0, column_index(Table::pledges, "donors")), "DE");
}

TEST(History, RefusesToReplayAForkOrAPredecessorThatIsNotTheNewest) {
  History history;
  say(history, "state 0\npledges\nid=P1\ndonors=DE\n");
  say(history, "correct 1\npledges\nid=P1\ndonors=DK\n");
  for (const char* head : {"state 0", "correct 1", "correct 3"}) {
    const auto replayed = replay(std::string(head) + "\npledges\nid=P1\ndonors=SE\n", history);
    ASSERT_FALSE(replayed) << head;
    EXPECT_EQ(replayed.error().code, ErrorCode::bad_input);
  }
  EXPECT_EQ(history.size(), 2U);
}

TEST(HistoryDeathTest, AppendStopsAtASecondSuccessor) {
  History history;
  history.append(Table::pledges, Operation::state, pledge(history, "P1"), kNoRow);
  EXPECT_DEATH(history.append(Table::pledges, Operation::state, pledge(history, "P1"), kNoRow), "CHECK failed");
}

TEST(HistoryLaw, FindsTheRowsBeneathNamesFromTheLastBack) {
  EXPECT_TRUE(rc::check([] {
    History history;
    std::vector<TextId> names;
    for (int i = 0; i < 50; ++i) names.push_back(history.texts().intern("N" + std::to_string(i)));
    names[7] = -1;
    std::map<std::int32_t, std::vector<RowIndex>> expected;
    for (RowIndex row = 0; row < 600; ++row) {
      std::vector<Cell> cells = blank(Table::allocations);
      const auto place = *rc::gen::inRange<std::size_t>(0, 60);  // ten of them are beneath nothing
      if (place < names.size() && names[place] >= 0) {
        cells[column_index(Table::allocations, "of")] = names[place];
        expected[static_cast<std::int32_t>(place)].insert(expected[static_cast<std::int32_t>(place)].begin(), row);
      }
      cells[kId] = history.texts().intern("A" + std::to_string(row));
      if (row % 9 == 8) history.append_draft(Table::allocations, cells);
      else history.append(Table::allocations, Operation::state, cells, kNoRow);
    }
    std::map<std::int32_t, std::vector<RowIndex>> found;
    history.each_beneath(Table::allocations, names, [&](RowIndex row, std::int32_t place, TextId) { found[place].push_back(row); });
    RC_ASSERT(found == expected);
    history.each_beneath(Table::lines, names, [&](RowIndex, std::int32_t, TextId) { RC_FAIL("no line is beneath them"); });
  }));
}

// ---- payloads

TEST(PayloadLaw, AnyTextComesBackAsItWas) {
  EXPECT_TRUE(rc::check([] {
    const auto text = *rc::gen::nonEmpty(rc::gen::container<std::string>(
        rc::gen::element('a', ' ', '\\', '\n', 'n', '=', '\r', ',', '"', '\xC3')));
    History history;
    std::vector<Cell> cells = pledge(history, "P1");
    cells[column_index(Table::pledges, "description")] = history.texts().intern(text);
    history.append(Table::pledges, Operation::state, cells, kNoRow);
    const std::string payload = to_payload({Operation::state, 0, Table::pledges, cells}, history.texts());

    History other;
    RC_ASSERT(replay(payload, other).has_value());
    RC_ASSERT(other.text(Table::pledges, 0, column_index(Table::pledges, "description")) == text);
    std::string content;
    append_content(other, Table::pledges, 0, content);
    RC_ASSERT("state 0\n" + content == payload);
  }));
}

TEST(Payload, RefusesWhatIsNoPayload) {
  for (const char* payload :
       {"", "state", "state x\npledges\n", "revise 0\npledges\n", "state 0\npromises\n", "state 0\npledges\nid\n",
        "state 0\npledges\ncolour=red\n", "state 0\npledges\ndate=soon\n", "state 0\npledges\namount=-1\n",
        "state 0\npledges\ndonors=DE\nid=P1\n", "state 0\npledges\nid=P1\nid=P2\n", "state 0\npledges\nid=a\\tb\n"}) {
    History history;
    const auto replayed = replay(payload, history);
    ASSERT_FALSE(replayed) << payload;
    EXPECT_EQ(replayed.error().code, ErrorCode::bad_input);
    EXPECT_EQ(history.size(), 0U);
  }
}

// ---- the cost of an entry

// The k-th of a mix of one pledge and three events, with texts as real books have them.
void append_typical(History& history, int k) {
  Interner& texts = history.texts();
  const auto text = [&](std::string_view prefix, int number) {
    return texts.intern(std::string(prefix) + std::to_string(number));
  };
  const Cell day = PartialDate::of_day(Day(std::chrono::days(19'000 + k % 900))).packed();
  if (k % 4 == 0) {
    std::vector<Cell> cells = blank(Table::pledges);
    cells[kId] = text("P", k);
    cells[kSource] = text("S", k % 1000);
    cells[kCredibility] = 1;
    cells[column_index(Table::pledges, "donors")] = text("donor ", k % 40);
    cells[column_index(Table::pledges, "recipient")] = texts.intern("UA");
    cells[column_index(Table::pledges, "date")] = day;
    cells[column_index(Table::pledges, "amount")] = k;
    cells[column_index(Table::pledges, "currency")] = texts.intern("EUR");
    cells[column_index(Table::pledges, "kind")] = 0;
    cells[column_index(Table::pledges, "instrument")] = 3;
    cells[column_index(Table::pledges, "due")] = day;
    cells[column_index(Table::pledges, "description")] = text("so many vehicles and spare parts, tranche ", k);
    history.append(Table::pledges, Operation::state, cells, kNoRow);
    return;
  }
  std::vector<Cell> cells = blank(Table::events);
  cells[kSource] = text("S", k % 1000);
  cells[kCredibility] = 1;
  cells[column_index(Table::events, "of_kind")] = texts.intern("consignment");
  cells[column_index(Table::events, "of")] = text("C", k / 12);
  cells[column_index(Table::events, "stage")] = k % 12;
  cells[column_index(Table::events, "classifier")] = 2;
  cells[column_index(Table::events, "date")] = day;
  cells[column_index(Table::events, "place")] = text("N", k % 300);
  cells[column_index(Table::events, "quantity")] = k;
  history.append(Table::events, Operation::state, cells, kNoRow);
}

// Columns and indexes double as they fill up, so an entry's cost is the growth over a doubling of the book.
TEST(HistoryCost, OfAnAppendIsTheSameInALargeBookAndNothingEverMoves) {
  History history;
  int appended = 0;
  const auto growth_until = [&](int size) {
    const std::size_t before = history.bytes();
    const int added = size - appended;
    for (; appended < size; ++appended) append_typical(history, appended);
    return static_cast<double>(history.bytes() - before) / added;
  };
  growth_until(4'096);
  const char* const first = history.texts().text(*history.texts().find("P0")).data();
  const double among_thousands = growth_until(8'192);
  for (int size = 16'384; size <= 1 << 20; size *= 2) {
    EXPECT_LE(growth_until(size), among_thousands * 1.02) << size;  // texts come in blocks of 64 KiB
    EXPECT_EQ(history.texts().text(*history.texts().find("P0")).data(), first);
  }
  EXPECT_EQ(std::string_view(first, 2), "P0");
  EXPECT_EQ(history.newest_named(Table::pledges, "P0"), 0);
  EXPECT_EQ(history.text(Table::pledges, 0, column_index(Table::pledges, "currency")), "EUR");
}

TEST(HistoryCost, OfTypicalPledgesAndEventsIsAtMost200BytesAnEntry) {
  History history;
  for (int k = 0; k < 200'000; ++k) append_typical(history, k);
  EXPECT_LE(history.bytes() / 200'000, 200U);
}

TEST(History, OthersMayReadWhatIsThereWhileOneAppends) {
  History history;
  history.share();
  for (int k = 0; k < 1'000; ++k) append_typical(history, k);
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::thread reader([&] {
    while (!done.load()) {
      const Sequence size = history.size();
      if (history.sequence(Table::pledges, history.newest_named(Table::pledges, "P400")) != 401) ++wrong;
      const RowIndex last = history.rows(Table::events) - 1;
      if (history.text(Table::events, last, column_index(Table::events, "of_kind")) != "consignment") ++wrong;
      if (history.find(size / 2).row == kNoRow) ++wrong;
      const std::array of{static_cast<TextId>(history.cell(Table::events, last, column_index(Table::events, "of")))};
      bool found = false;
      history.each_beneath(Table::events, of, [&](RowIndex row, std::int32_t, TextId) { found = found || row == last; });
      if (!found) ++wrong;
    }
  });
  for (int k = 1'000; k < 50'000; ++k) append_typical(history, k);
  done.store(true);
  reader.join();
  EXPECT_EQ(wrong.load(), 0);
}

}  // namespace
}  // namespace servanda
