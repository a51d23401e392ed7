#include "views/promises.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "book/payload.h"

namespace servanda {
namespace {

// One entry as table and columns.
using Rows = std::vector<std::string>;

const std::string kProgramme =
    "programme\nid=programme\nreporting_currency=EUR\nreport_date=2025-06-25\ndelivered=recipient-confirmed\n";

void record(const Rows& rows, History& history) {
  for (const std::string& row : rows) {
    const Status status = replay("state 0\n" + row, history);
    ASSERT_TRUE(status) << status.error().text() << "\n" << row;
  }
}

PromisesResult view(Rows rows, std::string_view as_known = "2025-06-25") {
  History history;
  rows.insert(rows.begin(), kProgramme);
  record(rows, history);
  SnapshotOptions options;
  options.as_known = parse_day(as_known);
  const auto snapshot = Snapshot::make(history, options);
  return *promises(*snapshot, {Head::compute});
}

DatedPromise find(const PromisesResult& result, std::string_view id) {
  const auto found = std::ranges::find(result.promises, id, &DatedPromise::id);
  if (found != result.promises.end()) return *found;
  ADD_FAILURE() << "no promise " << id;
  return {};
}

// "kept", "late 24 2024-05-24" or "broken: no later report".
std::string told(const PromiseOutcome& outcome) {
  std::string out(name_of(outcome.verdict));
  if (outcome.days_late) out += " " + std::to_string(*outcome.days_late);
  if (!outcome.on.empty()) out += " " + outcome.on;
  if (outcome.reason != PromiseReason::none) out += ": " + std::string(text_of(outcome.reason));
  return out;
}

// Ten tanks by `due`, stated in series S.
Rows ten_tanks(const std::string& due, const std::string& more = "") {
  return {"pledges\nid=P\ndonors=DE\ndate=2024-01-05\n" + more + "due=" + due + "\n",
          "lines\nof_kind=pledge\nof=P\nitem=tank\nquantity=10\n",
          "reports\nid=R0\nseries=S\ndonors=DE\nmeasure=level\nvalue=10\nunit=tank\ndate=2024-01-05\n"
          "classifier=planned\n",
          "relations\nfrom_kind=report\nfrom=R0\nkind=restates\nto_kind=pledge\nto=P\n"};
}

std::string level(const std::string& id, const std::string& value, const std::string& date,
                  const std::string& qualifier = "") {
  return "reports\nid=" + id + "\nseries=S\nmeasure=level\nvalue=" + value + "\n" +
         (qualifier.empty() ? "" : "qualifier=" + qualifier + "\n") + "unit=tank\ndate=" + date +
         "\nclassifier=actual\n";
}

std::string flow(const std::string& id, const std::string& value, const std::string& from, const std::string& until) {
  return "reports\nid=" + id + "\nseries=S\nmeasure=flow\nvalue=" + value + "\nunit=tank\nfrom=" + from +
         "\nuntil=" + until + "\nclassifier=actual\n";
}

std::string event(const std::string& of_kind, const std::string& of, const std::string& stage, const std::string& date,
                  const std::string& quantity = "", const std::string& classifier = "actual") {
  return "events\nof_kind=" + of_kind + "\nof=" + of + "\nstage=" + stage + "\nclassifier=" + classifier +
         "\ndate=" + date + "\n" + (quantity.empty() ? "" : "quantity=" + quantity + "\n");
}

std::string consignment(const std::string& id, const std::string& of_kind, const std::string& of,
                        const std::string& due = "") {
  return "consignments\nid=" + id + "\nof_kind=" + of_kind + "\nof=" + of + "\n" +
         (due.empty() ? "" : "due=" + due + "\n");
}

std::string line(const std::string& of_kind, const std::string& of, const std::string& item,
                 const std::string& quantity) {
  return "lines\nof_kind=" + of_kind + "\nof=" + of + "\nitem=" + item + "\nquantity=" + quantity + "\n";
}

std::string revision(const std::string& of_kind, const std::string& of, const std::string& field,
                     const std::string& known, const std::string& is, const std::string& change) {
  return "revisions\nknown_date=" + known + "\nof_kind=" + of_kind + "\nof=" + of + "\nfield=" + field + "\n" +
         (is.empty() ? "" : "is=" + is + "\n") + "change=" + change + "\n";
}

std::string relation(const std::string& from, const std::string& kind, const std::string& to) {
  return "relations\nfrom_kind=pledge\nfrom=" + from + "\nkind=" + kind + "\nto_kind=pledge\nto=" + to + "\n";
}

Rows operator+(Rows a, const Rows& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string outcome(const Rows& rows, std::string_view as_known = "2025-06-25") {
  return told(find(view(rows, as_known), "P").outcome);
}

// ---- rule 5: dates

TEST(Promises, IsKeptIfALevelReachesTheQuantityByTheDay) {
  EXPECT_EQ(outcome(ten_tanks("2024-03-31") + Rows{level("R1", "10", "2024-03-31")}), "kept 2024-03-31");
}

TEST(Promises, IsKeptUntilTheLastDayOfADueMonth) {
  EXPECT_EQ(outcome(ten_tanks("2024-03") + Rows{level("R1", "10", "2024-03-31")}), "kept 2024-03-31");
  EXPECT_EQ(outcome(ten_tanks("2024-03") + Rows{level("R1", "3", "2024-03-31"), level("R2", "10", "2024-04-01")}),
            "late 1 2024-04-01");
}

TEST(Promises, CountsDaysLateFromTheLastDayOfTheDueDate) {
  // 2024 is a leap year: 31 + 29 + 31 + 30 + 24.
  EXPECT_EQ(outcome(ten_tanks("2023-12") + Rows{level("R1", "4", "2023-10-12"), level("R2", "10", "2024-05-24")}),
            "late 145 2024-05-24: no report at the deadline");
  EXPECT_EQ(outcome(ten_tanks("2023-12") + Rows{level("R1", "4", "2023-12-12"), level("R2", "10", "2024-05-24")}),
            "late 145 2024-05-24");
}

TEST(Promises, CannotTellWhenTheReachedDateStraddlesTheDueDate) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "10", "2024")}), "not_checkable: date too vague");
}

TEST(Promises, AVagueDateIsLateWhereALowerLevelStoodAfterTheDueDate) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "9", "2024-07-10"), level("R2", "10", "2024")}),
            "late 10 2024");
}

TEST(Promises, AVagueDateStaysVagueWhereALowerLevelStoodOnTheDueDay) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "9", "2024-06-30"), level("R2", "10", "2024")}),
            "not_checkable: date too vague");
}

TEST(Promises, AVagueDateInsideTheDueMonthIsKept) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "10", "2024-06")}), "kept 2024-06");
}

// ---- rule 3a: reports

TEST(Promises, IgnoresReportsThatAreNotActualOrInAnotherUnit) {
  EXPECT_EQ(
      outcome(ten_tanks("2024-06") +
              Rows{"reports\nid=R1\nseries=S\nmeasure=level\nvalue=10\nunit=tank\ndate=2024-03\nclassifier=claimed\n",
                   "reports\nid=R2\nseries=S\nmeasure=level\nvalue=10\nunit=batch\ndate=2024-03\nclassifier=actual\n",
                   "reports\nid=R3\nseries=S\nmeasure=rate\nvalue=10\nunit=tank\ndate=2024-03\nclassifier=actual\n",
                   "reports\nid=R4\nseries=T\nmeasure=level\nvalue=10\nunit=tank\ndate=2024-03\nclassifier=actual\n"}),
      "not_checkable: no delivered quantity reported");
}

TEST(Promises, AcceptsTheUnitOfTheItem) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") +
                    Rows{"items\ncode=tank\nunit=vehicle\n",
                         "reports\nid=R1\nseries=S\nmeasure=level\nvalue=10\nunit=vehicle\ndate=2024-03-01\n"
                         "classifier=actual\n"}),
            "kept 2024-03-01");
}

TEST(Promises, NeverSumsFlows) {
  const Rows rows =
      ten_tanks("2024-12") + Rows{flow("R1", "6", "2024-02", "2024-06"), flow("R2", "6", "2024-07", "2024-12")};
  EXPECT_EQ(outcome(rows), "not_checkable: only parts of the period are reported, and parts are not summed");
  EXPECT_EQ(find(view(rows), "P").goals[0].reached->to_string(), "6");
}

TEST(Promises, CannotTellIfALevelAndAFlowTogetherMightReachIt) {
  const std::string six = level("R1", "6", "2024-05-01");
  EXPECT_EQ(outcome(ten_tanks("2024-12") + Rows{six, flow("R2", "4", "2024-07", "2024-08")}),
            "not_checkable: only parts of the period are reported, and parts are not summed");
  EXPECT_EQ(outcome(ten_tanks("2024-12") + Rows{six, flow("R2", "3", "2024-07", "2024-08")}),
            "broken: no later report");
}

TEST(Promises, AFlowProvesItsOwnFigureAtItsEnd) {
  EXPECT_EQ(outcome(ten_tanks("2024-12") + Rows{flow("R1", "10", "2024-02", "2024-06")}), "kept 2024-06-30");
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{flow("R1", "15", "2024", "2024")}),
            "late 184 2024-12-31: no report at the deadline");
}

TEST(Promises, IsBrokenIfTheFlowsOfTheWholePeriodStayBelow) {
  EXPECT_EQ(outcome(ten_tanks("2024-12") + Rows{flow("R1", "9", "2024-01", "2024-12")}), "broken");
}

TEST(Promises, IsBrokenByTheRecordIfAllPartsTogetherStayBelow) {
  EXPECT_EQ(outcome(ten_tanks("2024-12") + Rows{flow("R1", "2", "2024-03", "2024-03")}), "broken: no later report");
  EXPECT_EQ(outcome(ten_tanks("2024-12") +
                    Rows{flow("R1", "2", "2024-03", "2024-03"), flow("R2", "2", "2024-11", "2024-12")}),
            "broken: only part of the period is reported");
}

TEST(Promises, CutsAnOpenPeriodAtTheDayOfTheReport) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") +
                    Rows{"reports\nid=R1\nseries=S\nmeasure=flow\nvalue=10\nunit=tank\nfrom=2024\nuntil=2024\n"
                         "date=2024-05-20\nclassifier=actual\n"}),
            "kept 2024-05-20");
}

TEST(Promises, AHundredPercentIsTheWholePromise) {
  const std::string head = "reports\nid=R1\nseries=S\nmeasure=share\nvalue=";
  const std::string tail = "\nunit=percent\ndate=2024-05-20\nclassifier=actual\n";
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{head + "100" + tail}), "kept 2024-05-20");
  const auto result = view(ten_tanks("2024-06") + Rows{head + "69" + tail});
  EXPECT_EQ(told(find(result, "P").outcome), "broken: no later report");
  EXPECT_EQ(find(result, "P").goals[0].reached->to_string(), "6.9");
}

TEST(Promises, UpToProvesNothingReachedAndAtLeastNothingMissed) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "10", "2024-05-01", "up_to")}),
            "not_checkable: no delivered quantity reported");
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "8", "2024-07-01", "at_least")}),
            "not_checkable: only a lower bound is reported");
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "10", "2024-05-01", "at_least")}), "kept 2024-05-01");
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "9", "2024-07-01", "up_to")}), "broken");
}

TEST(Promises, ComparesMoneyInItsOwnCurrencyOnly) {
  const Rows pledge{"pledges\nid=P\ndonors=EU\ndate=2024-01-05\namount=100\ncurrency=EUR\ndue=2024-06\n",
                    "relations\nfrom_kind=report\nfrom=R1\nkind=restates\nto_kind=pledge\nto=P\n"};
  const auto paid = [&](const std::string& currency) {
    return pledge + Rows{"reports\nid=R1\nseries=S\nmeasure=level\nvalue=100\nunit=" + currency +
                         "\ndate=2024-05-01\nclassifier=actual\n"};
  };
  EXPECT_EQ(outcome(paid("EUR")), "kept 2024-05-01");
  EXPECT_EQ(outcome(paid("USD")), "not_checkable: no delivered quantity reported");
}

TEST(Promises, KnowsAReportOnlyFromTheDayOnWhichItWasPublic) {
  const Rows rows =
      ten_tanks("2024-06") + Rows{
                                 "reports\nid=R1\nknown_date=2025-10-11\nseries=S\nmeasure=level\nvalue=10\nunit=tank\n"
                                 "date=2024-05-01\nclassifier=actual\n"};
  EXPECT_EQ(outcome(rows, "2025-10-10"), "not_checkable: no delivered quantity reported");
  EXPECT_EQ(outcome(rows, "2025-10-11"), "kept 2024-05-01");
}

// ---- rule 4: since when a figure counts

TEST(Promises, IsNotProvedByALevelThatCountsFromBeforeItsOwnPeriod) {
  const auto since = [](const std::string& from) {
    return Rows{"reports\nid=R1\nseries=S\nmeasure=level\nvalue=10\nunit=tank\n" + from +
                "date=2024-05-01\nclassifier=actual\n"};
  };
  const Rows rows = ten_tanks("2024-06", "from=2024\n");
  EXPECT_EQ(outcome(rows + since("from=2023\n")), "not_checkable: the reported figure counts from before the promise");
  EXPECT_EQ(outcome(rows + since("")), "not_checkable: the reported figure counts from before the promise");
  EXPECT_EQ(outcome(rows + since("from=2024-02\n")), "kept 2024-05-01");
}

TEST(Promises, IsNotProvedByALevelThatStoodBeforeItWasMade) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "12", "2023-12-31"), level("R2", "15", "2024-05-01")}),
            "not_checkable: the reported figure counts from before the promise");
}

TEST(Promises, IsNotDeniedByALevelThatBeginsToCountLater) {
  EXPECT_EQ(
      outcome(ten_tanks("2024-06") + Rows{"reports\nid=R1\nseries=S\nmeasure=level\nvalue=4\nunit=tank\nfrom=2024-04\n"
                                          "date=2024-07-01\nclassifier=actual\n"}),
      "not_checkable: only a lower bound is reported");
}

TEST(Promises, LeavesOutFlowsThatWereOverBeforeItsOwnPeriod) {
  const auto promise =
      find(view(ten_tanks("2024-12", "from=2024-07\n") + Rows{flow("R1", "50", "2024-01", "2024-06")}), "P");
  EXPECT_EQ(told(promise.outcome), "not_checkable: no delivered quantity reported");
  EXPECT_TRUE(promise.evidence.empty());
}

// ---- rule 6: contradictions

TEST(Promises, CannotTellWhenALaterLevelTakesBackTheProof) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "10", "2024-05-01"), level("R2", "7", "2024-06-30")}),
            "not_checkable: reports conflict");
}

TEST(Promises, FiguresOfTheWholePeriodThatDifferConflict) {
  EXPECT_EQ(outcome(ten_tanks("2024-12") + Rows{flow("R1", "10", "2024", "2024"), flow("R2", "3", "2024", "2024")}),
            "not_checkable: reports conflict");
  EXPECT_EQ(outcome(ten_tanks("2024-12", "from=2024\n") +
                    Rows{level("R1", "14", "2024-12-31"), level("R2", "0", "2025-04-01")}),
            "not_checkable: reports conflict");
}

TEST(Promises, ALevelThatBeginsToCountLaterTakesNothingBack) {
  const auto since = [](const std::string& id, const std::string& value, const std::string& from,
                        const std::string& date) {
    return "reports\nid=" + id + "\nseries=S\nmeasure=level\nvalue=" + value + "\nunit=tank\nfrom=" + from +
           "\ndate=" + date + "\nclassifier=actual\n";
  };
  EXPECT_EQ(outcome(ten_tanks("2024-06") +
                    Rows{since("R1", "10", "2023-06", "2024-05-01"), since("R2", "4", "2024-01", "2024-06-01")}),
            "kept 2024-05-01");
}

TEST(Promises, AProofTakenBackAndGivenAgainDecidesIfTheVerdictIsTheSame) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "10", "2024-03-01"), level("R2", "7", "2024-04-01"),
                                                level("R3", "11", "2024-05-01")}),
            "kept 2024-05-01");
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "10", "2024-03-01"), level("R2", "7", "2024-04-01"),
                                                level("R3", "11", "2024-08-01")}),
            "not_checkable: reports conflict");
}

// ---- rule 7: not reached

TEST(Promises, IsOpenOnItsLastDayAndDecidedOnTheNext) {
  const Rows rows = ten_tanks("2024-06") + Rows{level("R1", "7", "2024-06-30")};
  EXPECT_EQ(outcome(rows, "2024-06-30"), "open");
  EXPECT_EQ(outcome(rows, "2024-07-01"), "broken");
}

TEST(Promises, SaysWhereTheRecordEnds) {
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "7", "2024-07-01")}), "broken");
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "7", "2024-06-14")}),
            "broken: last report inside the due period");
  EXPECT_EQ(outcome(ten_tanks("2024-06") + Rows{level("R1", "7", "2024-05-31")}), "broken: no later report");
}

TEST(Promises, IsNotCheckableWithoutADeliveredQuantity) {
  EXPECT_EQ(outcome(ten_tanks("2024-06")), "not_checkable: no delivered quantity reported");
  EXPECT_EQ(outcome(ten_tanks("2025-12")), "open");
  EXPECT_EQ(outcome({"pledges\nid=P\ndonors=US\ndate=2023-11\ndue=2024-03\n"}),
            "not_checkable: no quantity was promised");
}

TEST(Promises, IsBrokenByAWithdrawalUnlessItWasReachedBefore) {
  const std::string withdrawn = revision("pledge", "P", "amount", "2024-04-01", "0", "withdrawn");
  EXPECT_EQ(outcome(ten_tanks("2025-12") + Rows{withdrawn}), "broken: withdrawn");
  EXPECT_EQ(outcome(ten_tanks("2025-12") + Rows{withdrawn}, "2024-03-31"), "open");
  EXPECT_EQ(outcome(ten_tanks("2025-12") + Rows{level("R1", "10", "2024-03-01"), withdrawn}), "kept 2024-03-01");
  EXPECT_EQ(outcome(ten_tanks("2025-12") +
                    Rows{withdrawn, revision("pledge", "P", "due", "2024-05-01", "2026-01", "postponed")}),
            "open");
  EXPECT_EQ(outcome(ten_tanks("2025-12") + Rows{event("pledge", "P", "cancelled", "2024-04-01")}), "broken: cancelled");
}

// ---- rule 2: what was told first, and what stands now

TEST(Promises, JudgesTheFirstDateAndTheCurrentOne) {
  const Rows rows = ten_tanks("2024-03") + Rows{revision("pledge", "P", "due", "2024-01-31", "2024-12", "postponed"),
                                                level("R1", "10", "2024-10-01")};
  const auto promise = find(view(rows), "P");
  EXPECT_EQ(promise.promised->to_string(), "2024-03");
  EXPECT_EQ(promise.due->to_string(), "2024-12");
  EXPECT_EQ(promise.moved, 1);
  EXPECT_EQ(told(promise.outcome), "late 184 2024-10-01: no report at the deadline");
  EXPECT_EQ(told(promise.revised), "kept 2024-10-01");
}

TEST(Promises, CountsOnlyRevisionsThatWereKnown) {
  const Rows rows = ten_tanks("2025-03") + Rows{revision("pledge", "P", "due", "2024-02-01", "2024-12", "advanced"),
                                                revision("pledge", "P", "due", "2025-03-06", "2026-12", "postponed")};
  const auto before = find(view(rows, "2025-03-05"), "P");
  EXPECT_EQ(before.moved, 1);
  EXPECT_EQ(before.due->to_string(), "2024-12");
  const auto after = find(view(rows), "P");
  EXPECT_EQ(after.moved, 2);
  EXPECT_EQ(after.promised->to_string(), "2025-03");
  EXPECT_EQ(told(after.outcome), "not_checkable: no delivered quantity reported");
  EXPECT_EQ(told(after.revised), "open");
}

TEST(Promises, JudgesTheFirstQuantityAndTheCurrentOne) {
  Rows rows = ten_tanks("2024-06");
  rows[1] = "lines\nid=L\nof_kind=pledge\nof=P\nitem=tank\nquantity=10\n";
  rows = rows + Rows{revision("line", "L", "quantity", "2024-02-01", "14", "raised"), level("R1", "10", "2024-05-01"),
                     level("R2", "12", "2024-07-01")};
  const auto promise = find(view(rows), "P");
  EXPECT_EQ(promise.moved, 1);
  EXPECT_EQ(promise.goals[0].promised->to_string(), "10");
  EXPECT_EQ(promise.goals[0].quantity->to_string(), "14");
  EXPECT_EQ(told(promise.outcome), "kept 2024-05-01");
  EXPECT_EQ(told(promise.revised), "broken");
}

TEST(Promises, TakesADateThatWasGivenLaterAsTheFirst) {
  const Rows rows{"pledges\nid=P\ndonors=DE\ndate=2024-01-05\n", line("pledge", "P", "tank", "10"),
                  revision("pledge", "P", "due", "2024-02-01", "2024-06", "advanced")};
  EXPECT_EQ(find(view(rows), "P").promised->to_string(), "2024-06");
}

TEST(Promises, HasNoCurrentVerdictWhereTheDateWasTakenBack) {
  const auto promise =
      find(view(ten_tanks("2024-06") + Rows{revision("pledge", "P", "due", "2024-02-01", "", "postponed")}), "P");
  EXPECT_FALSE(promise.due);
  EXPECT_EQ(told(promise.revised), "not_checkable: no date is promised now");
}

// ---- rule 3b: the chain of goods

Rows chain(const std::string& due) {
  return Rows{"pledges\nid=P\ndonors=DE\ndate=2024-01-05\ndue=" + due + "\n",
              line("pledge", "P", "tank", "10"),
              "allocations\nid=A\nof=P\ndate=2024-01-10\n",
              "contracts\nid=K\nof=A\ndate=2024-01-20\n",
              consignment("C1", "contract", "K"),
              consignment("C2", "allocation", "A"),
              line("consignment", "C1", "tank", "6"),
              line("consignment", "C2", "tank", "4")};
}

TEST(Promises, SumsDistinctConsignmentsAtThePromisedStage) {
  const Rows first = chain("2024-06") + Rows{event("consignment", "C1", "confirmed", "2024-05-01")};
  EXPECT_EQ(outcome(first), "broken: no later report");
  EXPECT_EQ(outcome(first + Rows{event("consignment", "C2", "verified", "2024-06-20")}), "kept 2024-06-20");
  EXPECT_EQ(outcome(first + Rows{event("consignment", "C2", "confirmed", "2024-07-02")}), "late 2 2024-07-02");
  EXPECT_EQ(outcome(first + Rows{event("consignment", "C2", "handed_over", "2024-07-02")}), "broken");
  EXPECT_EQ(outcome(first + Rows{event("consignment", "C2", "confirmed", "2024-06-20", "", "planned")}),
            "broken: no later report");
}

TEST(Promises, SumsPartialEventsOfOneStageAndNeverAcrossStages) {
  const Rows rows = chain("2024-06") + Rows{event("consignment", "C2", "confirmed", "2024-03-01"),
                                            event("consignment", "C1", "confirmed", "2024-04-01", "3")};
  EXPECT_EQ(outcome(rows + Rows{event("consignment", "C1", "verified", "2024-04-10", "3")}), "broken: no later report");
  const auto kept = find(view(rows + Rows{event("consignment", "C1", "confirmed", "2024-04-10", "3")}), "P");
  EXPECT_EQ(told(kept.outcome), "kept 2024-04-10");
  EXPECT_EQ(kept.goals[0].reached->to_string(), "10");
}

TEST(Promises, EventsOfOneDayDoNotContradictEachOther) {
  EXPECT_EQ(outcome(chain("2024-06") + Rows{event("consignment", "C1", "confirmed", "2024-05-10"),
                                            event("consignment", "C2", "confirmed", "2024-05-10")}),
            "kept 2024-05-10");
}

TEST(Promises, TheWholeConsignmentIncludesItsParts) {
  const auto promise = find(view(chain("2024-06") + Rows{event("consignment", "C1", "confirmed", "2024-05-01", "5"),
                                                         event("consignment", "C1", "confirmed", "2024-05-10")}),
                            "P");
  EXPECT_EQ(promise.goals[0].reached->to_string(), "6");
}

TEST(Promises, DoesNotCountWhatWasLost) {
  EXPECT_EQ(
      outcome(chain("2024-06") + Rows{event("consignment", "C1", "confirmed", "2024-05-01"),
                                      event("consignment", "C2", "confirmed", "2024-05-01") + "condition=lost\n"}),
      "broken: no later report");
}

TEST(Promises, UsesThePledgesOwnStageAndElseTheProgrammesDefinition) {
  Rows rows = chain("2024-06") + Rows{event("consignment", "C1", "arrived", "2024-05-01"),
                                      event("consignment", "C2", "arrived", "2024-05-02")};
  EXPECT_EQ(outcome(rows), "broken: no later report");
  rows[0] += "promised_stage=arrived\n";
  EXPECT_EQ(outcome(rows), "kept 2024-05-02");
}

TEST(Promises, WithoutAQuantityAllOfItsConsignmentsMustArrive) {
  const Rows rows{"pledges\nid=P\ndonors=DE\ndate=2024-01-05\ndue=2024-06\n", consignment("C1", "pledge", "P"),
                  consignment("C2", "pledge", "P"), event("consignment", "C1", "confirmed", "2024-04-01")};
  EXPECT_EQ(outcome(rows), "broken: no later report");
  EXPECT_EQ(outcome(rows + Rows{event("consignment", "C2", "confirmed", "2024-06-01")}), "kept 2024-06-01");
}

// 100 m are promised; 45 m of them were allocated and paid, then 55 m.
TEST(Promises, MoneyIsKeptByTheAmountsThatWerePaid) {  // rule 3b
  const auto allocation = [](const std::string& id, const std::string& amount) {
    return "allocations\nid=" + id + "\nof=P\ndate=2024-02-01\namount=" + amount + "\ncurrency=EUR\ndue=2024-12-31\n";
  };
  Rows rows{"pledges\nid=P\ndonors=DE\ndate=2024-01-05\namount=100\ncurrency=EUR\ndue=2024-12-31\npromised_stage=disbursed\n", allocation("A", "45"),
            event("allocation", "A", "disbursed", "2024-03-01")};
  EXPECT_EQ(told(find(view(rows), "P").outcome), "broken: no later report");
  EXPECT_EQ(find(view(rows), "P").goals.front().reached, Decimal::whole(45));
  EXPECT_EQ(told(find(view(rows), "A").outcome), "kept 2024-03-01");  // at the stage of its pledge
  rows.push_back(allocation("B", "55"));
  rows.push_back(event("allocation", "B", "disbursed", "2024-04-01", "54"));
  EXPECT_EQ(told(find(view(rows), "P").outcome), "broken: no later report");
  rows.push_back(event("allocation", "B", "disbursed", "2024-04-02", "2"));  // more than there is counts as all
  EXPECT_EQ(told(find(view(rows), "P").outcome), "kept 2024-04-02");
  EXPECT_EQ(find(view(rows), "P").goals.front().reached, Decimal::whole(100));
}

TEST(Promises, ListsDatedAllocationsContractsAndConsignmentsToo) {
  const Rows rows{"pledges\nid=P\ndonors=DK;NO\ndate=2024-01-05\n",
                  "allocations\nid=A\nof=P\ndate=2024-01-10\ndue=2024-05\n",
                  "contracts\nid=K\nof=A\ndate=2024-01-20\ndue=2024-04\n",
                  consignment("C", "contract", "K", "2024-03"),
                  line("consignment", "C", "tank", "6"),
                  event("consignment", "C", "confirmed", "2024-04-20", "6")};
  const auto result = view(rows);
  ASSERT_EQ(result.promises.size(), 3U);
  EXPECT_EQ(told(find(result, "A").outcome), "kept 2024-04-20");
  EXPECT_EQ(told(find(result, "K").outcome), "kept 2024-04-20");
  EXPECT_EQ(told(find(result, "C").outcome), "late 20 2024-04-20");
  EXPECT_EQ(find(result, "C").donors, "DK;NO");
  EXPECT_EQ(find(result, "C").kind, "consignment");
  ASSERT_EQ(result.rates.size(), 5U);  // all, donor, three kinds
  EXPECT_EQ(result.rates[4].key, "contract");
  EXPECT_EQ(decimal_text(*result.rates[0].by_count), "0.6667");
}

TEST(Promises, TakesTheEarlierProofOfReportsAndChain) {
  const Rows rows =
      chain("2024-06") + Rows{event("consignment", "C1", "confirmed", "2024-05-01"),
                              event("consignment", "C2", "confirmed", "2024-05-20"),
                              "relations\nfrom_kind=report\nfrom=R1\nkind=restates\nto_kind=pledge\nto=P\n"};
  EXPECT_EQ(outcome(rows + Rows{level("R1", "10", "2024-05-10")}), "kept 2024-05-10");
  EXPECT_EQ(outcome(rows + Rows{level("R1", "10", "2024-08-10")}), "kept 2024-05-20");
}

// ---- rule 1: several goals

TEST(Promises, OfSeveralGoalsTheWorstDecides) {
  Rows rows = ten_tanks("2024-06") + Rows{line("pledge", "P", "truck", "5"), level("R1", "10", "2024-05-01")};
  EXPECT_EQ(outcome(rows), "not_checkable: no delivered quantity reported");
  const std::string head = "reports\nid=R2\nseries=S\nmeasure=level\nvalue=5\nunit=truck\ndate=";
  EXPECT_EQ(outcome(rows + Rows{head + "2024-07-03\nclassifier=actual\n"}),
            "late 3 2024-07-03: no report at the deadline");
  EXPECT_EQ(outcome(rows + Rows{head + "2024-05-20\nclassifier=actual\n"}), "kept 2024-05-20");
}

TEST(Promises, LinesOfOneItemMakeOneGoal) {
  Rows rows = ten_tanks("2024-06");
  rows[1] = "lines\nid=L1\nof_kind=pledge\nof=P\nitem=tank\nquantity=10\n";
  rows = rows + Rows{"lines\nid=L2\nof_kind=pledge\nof=P\nitem=tank\nquantity=4\n", level("R1", "10", "2024-07-01")};
  EXPECT_EQ(outcome(rows), "broken");
  EXPECT_EQ(find(view(rows), "P").goals[0].promised->to_string(), "14");
}

// ---- series and rates

TEST(Promises, ListsSeriesWithoutADatedPromise) {
  const auto result = view(
      ten_tanks("2024-06") +
      Rows{"reports\nid=R7\nseries=Q\ndonors=LU;IS\nmeasure=level\nvalue=2\ndate=2024-05-01\nclassifier=actual\n"});
  const auto entry = find(result, "Q");
  EXPECT_EQ(entry.kind, "series");
  EXPECT_EQ(entry.donors, "IS;LU");
  EXPECT_EQ(told(entry.outcome), "not_checkable: no date was promised");
  EXPECT_EQ(result.promises.size(), 2U);
}

std::string paid(const std::string& id, const std::string& donor, const std::string& amount,
                 const std::string& more = "") {
  return "pledges\nid=" + id + "\ndonors=" + donor + "\ndate=2024-01-05\namount=" + amount + "\ncurrency=EUR\n" + more +
         "due=2024-06\n";
}

// A consignment for the whole pledge, there on `date`.
Rows there(const std::string& pledge, const std::string& date) {
  return {consignment("C" + pledge, "pledge", pledge), event("consignment", "C" + pledge, "confirmed", date)};
}

TEST(Promises, RatesCountAndValueByDonorAndInAll) {
  const Rows rows = Rows{paid("P1", "DE", "300"), paid("P2", "DE", "100"), paid("P3", "DK;NO", "200")} +
                    there("P1", "2024-05-01") + there("P2", "2024-07-01") + there("P3", "2024-05-01");
  const auto rates = view(rows).rates;
  ASSERT_EQ(rates.size(), 3U);
  EXPECT_EQ(decimal_text(*rates[0].by_count), "0.6667");
  EXPECT_EQ(decimal_text(*rates[0].by_value), "0.8333");  // 500 of 600
  EXPECT_EQ(decimal_text(*rates[0].coverage), "1");
  EXPECT_EQ(rates[1].key, "DE");
  EXPECT_EQ(decimal_text(*rates[1].by_count), "0.5");
  EXPECT_EQ(decimal_text(*rates[1].by_value), "0.75");
  EXPECT_EQ(rates[2].key, "DK;NO");
}

TEST(Promises, RatesNoValueWhereOneIsMissingOrOfAnotherInstrument) {
  const Rows first = Rows{paid("P1", "DE", "300")} + there("P1", "2024-05-01");
  const auto missing = view(first + ten_tanks("2024-06") + Rows{level("R1", "10", "2024-05-01")}).rates[0];
  EXPECT_FALSE(missing.by_value);
  EXPECT_EQ(decimal_text(*missing.coverage), "0.5");
  const auto mixed =
      view(first + Rows{paid("P2", "DE", "100", "instrument=loan\n")} + there("P2", "2024-05-01")).rates[0];
  EXPECT_FALSE(mixed.by_value);
  EXPECT_EQ(decimal_text(*mixed.coverage), "1");
}

TEST(Promises, CountsARepeatedPromiseOnce) {
  const auto result = view(Rows{paid("P1", "DE", "300"), paid("P2", "DE", "300"), paid("P3", "DE", "300"),
                                relation("P2", "repeats", "P1"), relation("P1", "replaces", "P3")} +
                           there("P1", "2024-05-01") + there("P2", "2024-05-01") + there("P3", "2024-05-01"));
  EXPECT_EQ(result.promises.size(), 3U);
  EXPECT_FALSE(find(result, "P2").counted);
  EXPECT_FALSE(find(result, "P3").counted);
  EXPECT_EQ(result.rates[0].count[0], 1);
}

TEST(Promises, RatesCountBrokenOnesWhoseRecordEndsEarly) {
  const auto rate = view(ten_tanks("2024-06") + Rows{level("R1", "7", "2024-05-31")}).rates[0];
  EXPECT_EQ(rate.no_later_report, 1);
  EXPECT_EQ(decimal_text(*rate.by_count), "0");
}

TEST(Promises, HasNoRateWhileNothingIsDecided) {
  const auto rate = view(ten_tanks("2025-12")).rates[0];
  EXPECT_FALSE(rate.by_count);
  EXPECT_FALSE(rate.coverage);
  EXPECT_EQ(rate.count[2], 1);
}

// ---- the Result

Rows mixed_book() {
  return chain("2024-06") +
         Rows{event("consignment", "C1", "confirmed", "2024-05-01", "6"),
              event("consignment", "C2", "confirmed", "2024-05-01"),
              paid("P2", "NO", "100"),
              paid("P1", "DK;NO", "100"),
              relation("P2", "part_of", "P1"),
              revision("pledge", "P", "due", "2024-02-01", "2024-05", "advanced"),
              revision("pledge", "P", "due", "2024-02-02", "2024-07", "postponed"),
              "reports\nid=R1\nseries=S\nmeasure=level\nvalue=10\nunit=tank\ndate=2024-05-01\nclassifier=actual\n",
              "reports\nid=R2\nseries=S\nmeasure=level\nvalue=10\nunit=tank\ndate=2024-05-01\nclassifier=actual\n",
              "reports\nid=R3\nseries=Z\nmeasure=level\nvalue=10\nunit=tank\ndate=2024-05-01\nclassifier=actual\n",
              "reports\nid=R4\nseries=B\ndonors=DE\nmeasure=level\nvalue=1\nunit=tank\ndate=2024-05-01\nclassifier="
              "actual\n",
              "relations\nfrom_kind=report\nfrom=R1\nkind=restates\nto_kind=pledge\nto=P\n",
              "relations\nfrom_kind=report\nfrom=R3\nkind=restates\nto_kind=pledge\nto=P\n"};
}

TEST(Promises, EqualBooksGiveEqualBytesHoweverTheyWereRecorded) {
  Rows reversed = mixed_book();
  std::ranges::reverse(reversed);
  EXPECT_EQ(to_json(view(mixed_book())).dump(), to_json(view(reversed)).dump());
}

TEST(Promises, ABookWithoutHiddenEntriesGivesTheBytesThatTheReaderSees) {
  const auto bytes = [](const Rows& rows) {
    History history;
    record(Rows{kProgramme} + rows, history);
    SnapshotOptions options;
    options.reader = Reader{};
    return to_json(*promises(*Snapshot::make(history, options), {Head::compute})).dump();
  };
  const Rows hidden{
      "reports\nid=R9\nlabel=RESTRICTED\nseries=HIDDEN\nmeasure=level\nvalue=10\nunit=tank\ndate=2024-01-01\n"
      "classifier=actual\n",
      "pledges\nid=A9\nlabel=RESTRICTED\ndonors=DE\ndate=2024-01-05\ndue=2024-02\n"};
  EXPECT_EQ(bytes(hidden + mixed_book()), bytes(mixed_book()));
}

TEST(Promises, WritesTheAgreedMembers) {
  const Json json = to_json(view(ten_tanks("2023-12") + Rows{level("R2", "10", "2024-05-24")}));
  EXPECT_EQ(json["as_known"], "2025-06-25");
  EXPECT_EQ(json["head"].get<std::string>().size(), 64U);
  const Json& entry = json["promises"][0];
  EXPECT_EQ(entry["id"], "P");
  EXPECT_EQ(entry["series"], "S");
  EXPECT_EQ(entry["promised"], "2023-12");
  EXPECT_EQ(entry["due"], "2023-12");
  EXPECT_EQ(entry["stage"], "confirmed");
  EXPECT_EQ(entry["quantity"], "10");
  EXPECT_EQ(entry["unit"], "tank");
  EXPECT_EQ(entry["reached_quantity"], "10");
  EXPECT_EQ(entry["verdict"], "late");
  EXPECT_EQ(entry["reason"], "no report at the deadline");
  EXPECT_EQ(entry["on"], "2024-05-24");
  EXPECT_EQ(entry["days_late"], 145);
  EXPECT_EQ(entry["moved"], 0);
  EXPECT_EQ(entry["evidence"], Json::array({"R2"}));
  EXPECT_EQ(json["rates"][0].dump(),
            R"({"key":{},"kept":0,"late":1,"open":0,"broken":0,"not_checkable":0,"no_later_report":0,)"
            R"("no_report_at_deadline":1,"by_count":"0","by_value":null,"coverage":"0"})");
  EXPECT_EQ(json["rates"][1]["key"]["donor"], "DE");
}

TEST(Promises, PrintsARowForEachGoalSeriesAndRate) {
  const auto sheets =
      to_sheets(view(ten_tanks("2024-06") + Rows{line("pledge", "P", "truck", "5"), level("R1", "10", "2024-05-01"),
                                                 "reports\nid=R7\nseries=Q\nvalue=2\n"}));
  ASSERT_EQ(sheets.size(), 3U);
  ASSERT_EQ(sheets[0].rows.size(), 2U);
  EXPECT_EQ(sheets[0].rows[0][6], "tank");
  EXPECT_EQ(sheets[0].rows[1][6], "truck");
  EXPECT_EQ(sheets[1].rows.size(), 1U);
  EXPECT_EQ(sheets[2].rows.size(), 2U);
  for (const Sheet& sheet : sheets)
    for (const auto& row : sheet.rows) EXPECT_EQ(row.size(), sheet.columns.size());
}

}  // namespace
}  // namespace servanda
