#include "views/diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "book/payload.h"

namespace servanda {
namespace {

constexpr std::string_view kProgramme =
    "state 0\nprogramme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2025-06-25\n";

using Payloads = std::vector<std::string>;
using Lines = std::vector<std::string>;

// Payloads with their heads: "state 0\n…", "correct 2\n…". The programme is entry 1.
void record(const Payloads& payloads, History& history) {
  ASSERT_TRUE(replay(kProgramme, history));
  for (const std::string& payload : payloads) {
    const Status status = replay(payload, history);
    ASSERT_TRUE(status) << payload << status.error().text();
  }
}

struct Moment {
  std::string as_known;
  std::optional<Sequence> as_recorded = {};
  std::optional<Reader> reader = {};
};

Snapshot shown(const History& history, const Moment& moment) {
  SnapshotOptions options;
  options.as_known = parse_day(moment.as_known);
  options.as_recorded = moment.as_recorded;
  options.reader = moment.reader;
  auto snapshot = Snapshot::make(history, options);
  EXPECT_TRUE(snapshot);
  return *std::move(snapshot);
}

DiffResult between(const History& history, const Moment& from, const Moment& to, const DiffOptions& options = {}) {
  auto result = diff(shown(history, from), shown(history, to), {}, options);
  EXPECT_TRUE(result);
  return result ? *std::move(result) : DiffResult{};
}

Lines lines(const std::vector<DiffEntry>& entries) {
  Lines out;
  for (const DiffEntry& entry : entries)
    out.push_back(entry.facts.kind + " " + entry.facts.id + " " + entry.known +
                  (entry.why.empty() ? "" : " " + entry.why));
  return out;
}

Lines lines(const std::vector<FieldChange>& changes) {
  Lines out;
  for (const FieldChange& change : changes)
    out.push_back(change.kind + " " + change.entry + " " + change.field + ": " + change.was + " -> " + change.is + " " +
                  change.why + " " + change.known);
  return out;
}

std::string printed(const DiffResult& result) {
  std::string out = to_json(result).dump(1);
  for (const Sheet& sheet : to_sheets(result)) out += print_csv(sheet, HxlRow::on) + print_table(sheet, 100);
  return out;
}

constexpr const char* kPledge =
    "pledges\nid=P1\nknown_date=2024-01-05\ndonors=DE\ndate=2024-01-05\namount=100\ncurrency=EUR\ndue=2024-12\n";

std::string revision(const std::string& known, const std::string& field, const std::string& was, const std::string& is,
                     const std::string& change) {
  return "revisions\nknown_date=" + known + "\nof_kind=pledge\nof=P1\nfield=" + field + "\nwas=" + was + "\nis=" + is +
         "\nchange=" + change + "\n";
}

TEST(Diff, AddedAreEntriesThatBecameKnownInBetween) {
  History history;
  record({"state 0\npledges\nid=P1\nknown_date=2024-01-05\ndonors=DE\n",
          "state 0\npledges\nid=P2\nknown_date=2024-03\ndonors=DE\n",
          "state 0\npledges\nid=P3\ndonors=DE\ndate=2024-03-01\n",
          "state 0\npledges\nid=P4\nknown_date=2024-05-01\ndonors=DE\n",
          "state 0\npledges\nid=P5\ndonors=DE\n"},
         history);
  const DiffResult result = between(history, {"2024-03-01"}, {"2024-04-30"});
  EXPECT_EQ(lines(result.added), (Lines{"pledge P2 2024-03-31"}));
  EXPECT_TRUE(result.changed.empty());
  EXPECT_TRUE(result.retracted.empty());
  // A day earlier P3, which is known from its own date, is new too; what was always known never is.
  EXPECT_EQ(lines(between(history, {"2024-02-29"}, {"2024-04-30"}).added),
            (Lines{"pledge P2 2024-03-31", "pledge P3 2024-03-01"}));
}

TEST(Diff, OneDayOrAnEmptyRangeChangesNothing) {
  History history;
  record({std::string("state 0\n") + kPledge}, history);
  const DiffResult result = between(history, {"2024-03-01"}, {"2024-03-01"});
  EXPECT_TRUE(result.added.empty() && result.changed.empty() && result.retracted.empty());
}

TEST(Diff, RefusesDatesInTheWrongOrder) {
  History history;
  record({}, history);
  const auto result = diff(shown(history, {"2024-03-02"}), shown(history, {"2024-03-01"}), {}, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::bad_usage);
}

TEST(Diff, ARevisionChangesItsFieldAndItsWordSaysWhy) {
  History history;
  record({std::string("state 0\n") + kPledge,
          "state 0\n" + revision("2024-02-01", "due", "2024-12", "2025-03", "postponed"),
          "state 0\n" + revision("2024-04-01", "amount", "100", "120", "raised")},
         history);
  EXPECT_EQ(lines(between(history, {"2024-01-31"}, {"2024-03-31"}).changed),
            (Lines{"pledge P1 due: 2024-12 -> 2025-03 postponed 2024-02-01"}));
  EXPECT_EQ(lines(between(history, {"2024-01-31"}, {"2024-04-01"}).changed),
            (Lines{"pledge P1 amount: 100 -> 120 raised 2024-04-01",
                   "pledge P1 due: 2024-12 -> 2025-03 postponed 2024-02-01"}));
  EXPECT_EQ(lines(between(history, {"2024-01-31"}, {"2024-03-31"}).added),
            (Lines{"revision 2024-02-01/pledge/P1/due 2024-02-01"}));
}

TEST(Diff, SeveralRevisionsOfAFieldAreOneChangeThatCountsThem) {
  History history;
  record({std::string("state 0\n") + kPledge,
          "state 0\n" + revision("2024-02-01", "due", "2024-12", "2025-03", "postponed"),
          "state 0\n" + revision("2024-03-01", "due", "2025-03", "2025-06", "postponed"),
          "state 0\n" + revision("2024-04-01", "due", "2025-06", "2025-05", "advanced"),
          "state 0\n" + revision("2024-05-01", "due", "2025-05", "2024-12", "advanced")},
         history);
  const DiffResult result = between(history, {"2024-02-15"}, {"2024-04-15"});
  EXPECT_EQ(lines(result.changed), (Lines{"pledge P1 due: 2025-03 -> 2025-05 advanced 2024-04-01"}));
  EXPECT_EQ(result.changed[0].revisions, 2);
  // Back where it began: no change of the field, though four revisions are new.
  const DiffResult whole = between(history, {"2024-01-15"}, {"2024-05-15"});
  EXPECT_TRUE(whole.changed.empty());
  EXPECT_EQ(whole.added.size(), 4U);
}

TEST(Diff, ACorrectionNamesEachFieldThatDiffers) {
  History history;
  record({std::string("state 0\n") + kPledge,
          "correct 2\npledges\nid=P1\nknown_date=2024-02-10\nnote=misread\ndonors=DE\ndate=2024-01-05\namount=110\n"
          "currency=EUR\n"},
         history);
  EXPECT_EQ(lines(between(history, {"2024-02-09"}, {"2024-02-10"}).changed),
            (Lines{"pledge P1 amount: 100 -> 110 correction 2024-02-10",
                   "pledge P1 due: 2024-12 ->  correction 2024-02-10",
                   "pledge P1 known_date: 2024-01-05 -> 2024-02-10 correction 2024-02-10",
                   "pledge P1 note:  -> misread correction 2024-02-10"}));
  EXPECT_TRUE(between(history, {"2024-02-09"}, {"2024-02-10"}).added.empty());
}

TEST(Diff, ACorrectedRevisionIsACorrectionAndARetractedOneTakenBack) {
  History history;
  record({std::string("state 0\n") + kPledge, "state 0\n" + revision("2024-02-01", "amount", "100", "120", "raised"),
          "state 0\n" + revision("2024-02-01", "due", "2024-12", "2025-03", "postponed"),
          "correct 3\n" + revision("2024-02-01", "amount", "100", "130", "raised"),
          "retract 4\n" + revision("2024-02-01", "due", "2024-12", "2025-03", "postponed")},
         history);
  // A revision's known date is part of its key, so its versions differ in sequence and not in day.
  const DiffResult result = between(history, {"2024-03-01", 4}, {"2024-03-01"});
  EXPECT_EQ(lines(result.changed),
            (Lines{"pledge P1 amount: 120 -> 130 correction ", "pledge P1 due: 2025-03 -> 2024-12 revision_taken_back ",
                   "revision 2024-02-01/pledge/P1/amount is: 120 -> 130 correction 2024-02-01"}));
  EXPECT_EQ(lines(result.retracted), (Lines{"revision 2024-02-01/pledge/P1/due 2024-02-01 retraction"}));
}

TEST(Diff, ARetractionTakesAnEntryBackAndStatingItAgainBringsAChange) {
  History history;
  record({std::string("state 0\n") + kPledge, "retract 2\npledges\nid=P1\nknown_date=2024-03-01\ndonors=DE\n",
          "state 3\npledges\nid=P1\nknown_date=2024-05-01\ndonors=DK\ndate=2024-01-05\namount=100\ncurrency=EUR\n"
          "due=2024-12\n"},
         history);
  EXPECT_EQ(lines(between(history, {"2024-02-01"}, {"2024-04-01"}).retracted),
            (Lines{"pledge P1 2024-03-01 retraction"}));
  EXPECT_EQ(lines(between(history, {"2024-04-01"}, {"2024-06-01"}).added), (Lines{"pledge P1 2024-05-01"}));
  const DiffResult whole = between(history, {"2024-02-01"}, {"2024-06-01"});
  EXPECT_TRUE(whole.added.empty() && whole.retracted.empty());
  EXPECT_EQ(lines(whole.changed), (Lines{"pledge P1 donors: DE -> DK stated_again 2024-05-01",
                                         "pledge P1 known_date: 2024-01-05 -> 2024-05-01 stated_again 2024-05-01"}));
}

TEST(Diff, WhatALaterDateOfItsSourceHidesIsNoLongerKnown) {
  History history;
  record({"state 0\nsources\nid=S1\ndate=2024-01-10\n", "state 0\npledges\nid=P1\nsource=S1\ndonors=DE\n",
          "correct 2\nsources\nid=S1\ndate=2024-06-10\n"},
         history);
  EXPECT_EQ(lines(between(history, {"2024-02-01", 3}, {"2024-03-01"}).retracted),
            (Lines{"pledge P1  no_longer_known"}));
}

TEST(Diff, NamesWhatWasKnownEarlierAndRecordedLater) {
  History history;
  record({"state 0\npledges\nid=P1\nknown_date=2024-01-05\ndonors=DE\n",
          "state 0\npledges\nid=P2\nknown_date=2024-01-06\ndonors=DE\n",
          "state 0\npledges\nid=P3\nknown_date=2024-02-06\ndonors=DE\n"},
         history);
  const DiffResult result = between(history, {"2024-02-01", 2}, {"2024-03-01"});
  EXPECT_EQ(lines(result.added), (Lines{"pledge P2 2024-01-06", "pledge P3 2024-02-06"}));
  EXPECT_EQ(lines(result.recorded_later), (Lines{"pledge P2 2024-01-06"}));
  DiffOptions skip;
  skip.recorded_later = RecordedLater::skip;
  EXPECT_TRUE(between(history, {"2024-02-01", 2}, {"2024-03-01"}, skip).recorded_later.empty());
  EXPECT_TRUE(between(history, {"2024-02-01"}, {"2024-03-01"}).recorded_later.empty());
}

TEST(Diff, WhatALaterRecordMadeKnownEarlierIsNewAndYetNotRecordedLater) {
  History history;
  record({"state 0\nsources\nid=S1\ndate=2024-06-10\n", "state 0\npledges\nid=P1\nsource=S1\ndonors=DE\n",
          "correct 2\nsources\nid=S1\ndate=2024-01-10\n"},
         history);
  const DiffResult result = between(history, {"2024-02-01", 3}, {"2024-02-01"});
  EXPECT_EQ(lines(result.added), (Lines{"pledge P1 2024-01-10", "source S1 2024-01-10"}));
  EXPECT_EQ(lines(result.recorded_later), (Lines{"source S1 2024-01-10"}));
}

TEST(Diff, GoesBackToFewerEntriesToo) {
  History history;
  record({std::string("state 0\n") + kPledge, "correct 2\npledges\nid=P1\nknown_date=2024-01-05\ndonors=DE\n",
          "state 0\npledges\nid=P2\nknown_date=2024-01-05\ndonors=DE\n"},
         history);
  const DiffResult result = between(history, {"2024-02-01"}, {"2024-02-01", 2});
  EXPECT_TRUE(result.added.empty());
  EXPECT_EQ(lines(result.changed), (Lines{"pledge P1 amount:  -> 100 correction 2024-01-05",
                                          "pledge P1 currency:  -> EUR correction 2024-01-05",
                                          "pledge P1 date:  -> 2024-01-05 correction 2024-01-05",
                                          "pledge P1 due:  -> 2024-12 correction 2024-01-05"}));
  EXPECT_EQ(lines(result.retracted), (Lines{"pledge P2  no_longer_known"}));
}

TEST(Diff, WritesTheFiguresItIsGivenAndTheFactsOfEachEntry) {
  History history;
  record({std::string("state 0\n") + kPledge}, history);
  const auto result = diff(shown(history, {"2024-01-01"}), shown(history, {"2024-01-31"}),
                           {{"pledged, grant, stated, EUR", "", "100"}}, {});
  ASSERT_TRUE(result);
  EXPECT_EQ(to_json(*result).dump(),
            R"({"as_known":"2024-01-31","from":"2024-01-01","to":"2024-01-31","head":"","added":[{"kind":"pledge",)"
            R"("entry":"P1","date":"2024-01-05","known":"2024-01-05","what":"donors DE; due 2024-12",)"
            R"("stage":"pledged","classifier":null,"place":null,"quantity":null,"unit":null,)"
            R"("amount":{"amount":"100","currency":"EUR","basis":"stated","instrument":"not_reported",)"
            R"("qualifier":"exact"},"source":null,"note":null}],"changed":[],"retracted":[],"recorded_later":[],)"
            R"("effect":[{"figure":"pledged, grant, stated, EUR",)"
            R"("was":null,"is":"100"}],"added_dated_by_from":0,"prices":"nominal"})");
}

TEST(Diff, SheetsListFiguresAddedChangedAndRetracted) {
  History history;
  record({std::string("state 0\n") + kPledge, "state 0\n" + revision("2024-02-01", "amount", "100", "120", "raised")},
         history);
  const std::vector<EffectFigure> effect{{"pledged", "100", "120"}};
  const auto result = diff(shown(history, {"2024-01-31"}), shown(history, {"2024-02-01"}), effect, {});
  ASSERT_TRUE(result);
  const std::vector<Sheet> sheets = to_sheets(*result);
  ASSERT_EQ(sheets.size(), 4U);
  EXPECT_EQ(sheets[0].rows, (std::vector<Lines>{{"pledged", "100", "120"}}));
  EXPECT_EQ(sheets[1].rows[0][11], "amount from 100 to 120, raised");
  EXPECT_EQ(sheets[2].rows,
            (std::vector<Lines>{{"pledge", "P1", "amount", "100", "120", "raised", "2024-02-01", "1"}}));
  EXPECT_TRUE(sheets[3].rows.empty());
}

TEST(Diff, HeadIsThatOfTheLaterBook) {
  History history;
  record({std::string("state 0\n") + kPledge}, history);
  DiffOptions options;
  options.head = Head::compute;
  EXPECT_EQ(between(history, {"2024-01-01"}, {"2024-01-31"}, options).head, shown(history, {"2024-01-31"}).head());
}

// Entries without predecessors, which may be recorded in any order.
Payloads statements() {
  Payloads out{std::string("state 0\n") + kPledge,
               "state 0\n" + revision("2024-02-01", "due", "2024-12", "2025-03", "postponed"),
               "state 0\n" + revision("2024-02-20", "due", "2025-03", "2025-06", "postponed"),
               "state 0\n" + revision("2024-02-20", "amount", "100", "90", "cut")};
  for (int i = 0; i < 9; ++i)
    out.push_back("state 0\npledges\nid=Q" + std::to_string(i) + "\nknown_date=2024-02-0" + std::to_string(i % 4 + 1) +
                  "\ndonors=DE;DK\ndate=2024-01-05\n");
  return out;
}

TEST(Diff, TheOrderOfRecordingChangesNoByte) {
  Payloads payloads = statements();
  History forward;
  record(payloads, forward);
  std::ranges::reverse(payloads);
  History backward;
  record(payloads, backward);
  const std::string expected = printed(between(forward, {"2024-01-31"}, {"2024-03-01"}));
  EXPECT_EQ(printed(between(backward, {"2024-01-31"}, {"2024-03-01"})), expected);
}

TEST(Diff, EntriesHiddenFromAReaderChangeNoByte) {
  const Reader outsider = *parse_reader("r", "PUBLIC", "");
  History without;
  record(statements(), without);
  Payloads payloads{"state 0\npledges\nid=H1\nlabel=RESTRICTED\nknown_date=2024-02-01\ndonors=FR\n",
                    "state 0\nrevisions\nlabel=RESTRICTED\nknown_date=2024-02-25\nof_kind=pledge\nof=P1\nfield=due\n"
                    "was=2025-06\nis=2026\nchange=postponed\n"};
  for (const std::string& payload : statements()) payloads.push_back(payload);
  // The pledge is entry 4: corrected and taken back for insiders only.
  payloads.push_back("correct 4\npledges\nid=P1\nlabel=RESTRICTED\nknown_date=2024-02-11\ndonors=FR\n");
  payloads.push_back("retract 17\npledges\nid=P1\nlabel=RESTRICTED\nknown_date=2024-02-12\ndonors=FR\n");
  History with;
  record(payloads, with);
  const DiffResult hidden = between(with, {"2024-01-31", {}, outsider}, {"2024-03-01", {}, outsider});
  EXPECT_EQ(printed(hidden), printed(between(without, {"2024-01-31", {}, outsider}, {"2024-03-01", {}, outsider})));
  EXPECT_EQ(lines(between(with, {"2024-01-31"}, {"2024-03-01"}).retracted),
            (Lines{"pledge P1 2024-02-12 retraction"}));
}

TEST(Diff, ALabelledRetractionIsNotTheReasonForAReaderWhoMayNotSeeIt) {
  const Reader outsider = *parse_reader("r", "PUBLIC", "");
  History history;
  record({"state 0\nsources\nid=S1\ndate=2024-01-10\n", "state 0\npledges\nid=P1\nsource=S1\ndonors=DE\n",
          "correct 2\nsources\nid=S1\ndate=2024-06-10\n",
          "retract 3\npledges\nid=P1\nlabel=RESTRICTED\nknown_date=2024-02-02\ndonors=DE\n"},
         history);
  EXPECT_EQ(lines(between(history, {"2024-02-01", 3, outsider}, {"2024-03-01", {}, outsider}).retracted)[0],
            "pledge P1  no_longer_known");
  EXPECT_EQ(lines(between(history, {"2024-02-01", 3}, {"2024-03-01"}).retracted)[0], "pledge P1 2024-02-02 retraction");
}

TEST(Diff, ARetractionThatIsNotYetKnownIsNotTheReason) {
  History history;
  record({"state 0\nsources\nid=S1\ndate=2024-01-10\n", "state 0\npledges\nid=P1\nsource=S1\ndonors=DE\n",
          "correct 2\nsources\nid=S1\ndate=2024-06-10\n",
          "retract 3\npledges\nid=P1\nknown_date=2024-03-02\ndonors=DE\n"},
         history);
  EXPECT_EQ(lines(between(history, {"2024-02-01", 3}, {"2024-03-01"}).retracted)[0], "pledge P1  no_longer_known");
  EXPECT_EQ(lines(between(history, {"2024-02-01", 3}, {"2024-03-02"}).retracted)[0], "pledge P1 2024-03-02 retraction");
}

TEST(Diff, FindsOneNewEntryAmongManyWithoutReadingThem) {
  History history;
  ASSERT_TRUE(replay(kProgramme, history));
  std::vector<Cell> cells(schema_of(Table::pledges).columns.size(), kNullCell);
  for (int i = 0; i < 100'000; ++i) {
    cells[kId] = history.texts().intern("P" + std::to_string(i));
    cells[kKnownDate] = PartialDate::of_day(*parse_day(i == 5'000 ? "2024-02-01" : "2024-01-01")).packed();
    history.append(Table::pledges, Operation::state, cells, kNoRow);
  }
  const DiffResult result = between(history, {"2024-01-15"}, {"2024-02-15"});
  EXPECT_EQ(lines(result.added), (Lines{"pledge P5000 2024-02-01"}));
}

}  // namespace
}  // namespace servanda
