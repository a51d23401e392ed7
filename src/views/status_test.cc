#include "views/status.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <tuple>

#include "book/payload.h"

namespace servanda {
namespace {

const std::string kProgramme =
    "programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2025-06-25\n"
    "delivered=recipient-confirmed\n";

std::unique_ptr<History> book(std::vector<std::string> contents) {
  auto history = std::make_unique<History>();
  contents.insert(contents.begin(), kProgramme);
  for (const std::string& content : contents) {
    const auto replayed = replay("state 0\n" + content, *history);
    EXPECT_TRUE(replayed) << content << (replayed ? "" : replayed.error().text());
  }
  return history;
}

Json status_of(const History& history, std::vector<GroupBy> by = {}, const SnapshotOptions& options = {}) {
  const auto snapshot = Snapshot::make(history, options);
  EXPECT_TRUE(snapshot);
  return to_json(*status(*snapshot, {.by = std::move(by), .head = Head::compute}));
}

// The stages of the total as "stage amount currency basis instrument qualifier; …".
std::string totals(const Json& status) {
  std::string out;
  for (const auto& [stage, cell] : status["total"]["stages"].items()) {
    out += stage;
    for (const Json& amount : cell["value"])
      out += " " + amount["amount"].get<std::string>() + " " + amount["currency"].get<std::string>() + " " +
             amount["basis"].get<std::string>() + "/" + amount["instrument"].get<std::string>() + "/" +
             amount["qualifier"].get<std::string>();
    out += " n" + std::to_string(cell["count"].get<int>()) + "; ";
  }
  return out;
}

std::string pledge(const std::string& id, const std::string& amount, const std::string& more = "") {
  return "pledges\nid=" + id + "\ndonors=DE\ndate=2024-01-05\namount=" + amount + "\ncurrency=EUR\n" + more;
}

TEST(Status, SumsPledgesAndLeavesTheRestNotReported) {
  const Json json = status_of(*book({pledge("P1", "100"), pledge("P2", "50.5")}));
  EXPECT_EQ(totals(json), "pledged 150.5 EUR stated/not_reported/exact n2; ");
  EXPECT_FALSE(json["total"]["stages"].contains("confirmed"));
}

TEST(Status, NeverMixesBasesOrInstruments) {
  const Json json = status_of(*book({pledge("P1", "100", "valuation_basis=market\ninstrument=grant\n"),
                                     pledge("P2", "7", "valuation_basis=book\ninstrument=grant\n"),
                                     pledge("P3", "5", "valuation_basis=market\ninstrument=loan\n")}));
  EXPECT_EQ(totals(json),
            "pledged 7 EUR book/grant/exact 100 EUR market/grant/exact 5 EUR market/loan/exact n3; ");
}

TEST(Status, WeakensTheQualifierOfASum) {
  EXPECT_EQ(totals(status_of(*book({pledge("P1", "1", "qualifier=at_least\n"), pledge("P2", "1")}))),
            "pledged 2 EUR stated/not_reported/at_least n2; ");
  EXPECT_EQ(totals(status_of(*book({pledge("P1", "1", "qualifier=at_least\n"), pledge("P2", "1", "qualifier=up_to\n")}))),
            "pledged 2 EUR stated/not_reported/approx n2; ");
}

// 2024-01-05: 1 EUR = 1.0921 USD in the bank's file; 1092.1 USD = 1000 EUR.
TEST(Status, ConvertsAtTheValueDateAndShowsTheRate) {
  const Json json = status_of(*book({"pledges\nid=P1\ndonors=US\ndate=2024-01-05\namount=1092.1\ncurrency=USD\n"}));
  EXPECT_EQ(totals(json), "pledged 1000 EUR stated/not_reported/exact n1; ");
  EXPECT_EQ(json["rates"][0]["fixing"], "2024-01-05");
  EXPECT_EQ(json["rates"][0]["records"], 1);
}

TEST(Status, KeepsItsOwnCurrencyWhereThereIsNoRate) {
  EXPECT_EQ(totals(status_of(*book({"pledges\nid=P1\ndonors=UA\ndate=2024\namount=3\ncurrency=UAH\n"}))),
            "pledged 3 UAH stated/not_reported/exact n1; ");
}

TEST(Status, NetsPartsRepeatsAndReplaced) {
  const auto relation = [](const std::string& from, const std::string& kind, const std::string& to) {
    return "relations\nfrom_kind=pledge\nfrom=" + from + "\nkind=" + kind + "\nto_kind=pledge\nto=" + to + "\n";
  };
  const Json json = status_of(*book({pledge("A", "100"), pledge("B", "40"), pledge("C", "100"), pledge("D", "90"),
                                     pledge("E", "1"), relation("B", "part_of", "A"), relation("C", "repeats", "A"),
                                     relation("A", "replaces", "D"), relation("E", "conflicts_with", "A"),
                                     relation("E", "restates", "A")}));
  EXPECT_EQ(totals(json), "pledged 101 EUR stated/not_reported/exact n2; ");
  EXPECT_EQ(json["netted"].size(), 3U);
}

// As recorded before it was refused, or as one reader sees it: that nobody counts is worse than that both do.
TEST(Status, CountsBothOfTwoThatRepeatEachOther) {
  const auto repeats = [](const std::string& from, const std::string& to) {
    return "relations\nfrom_kind=pledge\nfrom=" + from + "\nkind=repeats\nto_kind=pledge\nto=" + to + "\n";
  };
  EXPECT_EQ(totals(status_of(*book({pledge("P1", "100"), pledge("P2", "30"), repeats("P1", "P2")}))), "pledged 30 EUR stated/not_reported/exact n1; ");
  EXPECT_EQ(totals(status_of(*book({pledge("P1", "100"), pledge("P2", "30"), repeats("P1", "P2"), repeats("P2", "P1")}))),
            "pledged 130 EUR stated/not_reported/exact n2; ");
}

TEST(Status, NetsNothingAcrossKindsOrTowardsWhatIsNotKnown) {
  const Json json = status_of(*book({pledge("A", "100", ""), "funds\nid=F\ndonor=DE\nkind=disbursement\ndate=2024-02-01\n"
                                                             "amount=10\ncurrency=EUR\n",
                                     "relations\nfrom_kind=fund\nfrom=F\nkind=part_of\nto_kind=pledge\nto=A\n",
                                     "relations\nfrom_kind=pledge\nfrom=A\nkind=part_of\nto_kind=pledge\nto=LATER\n"}));
  EXPECT_EQ(totals(json), "pledged 100 EUR stated/not_reported/exact n1; disbursed 10 EUR "
                          "stated/not_reported/exact n1; ");
}

TEST(Status, PutsCancelledPledgesAmongTheExits) {
  const Json json = status_of(*book(
      {pledge("A", "100"), pledge("B", "1"),
       "revisions\nknown_date=2024-06-01\nof_kind=pledge\nof=A\nfield=status\nwas=open\nis=withdrawn\nchange=withdrawn\n"}));
  EXPECT_EQ(totals(json), "pledged 1 EUR stated/not_reported/exact n1; ");
  EXPECT_EQ(json["total"]["exits"]["withdrawn"]["value"][0]["amount"], "100");
}

// 100 promised, of which 45 were allocated; then all of it was withdrawn, and 20 of another allocation alone.
TEST(Status, WhatStandsBeneathAWithdrawnPledgeIsNotWithdrawnAgain) {
  const auto withdrawn = [](const std::string& kind, const std::string& id) {
    return "revisions\nknown_date=2024-06-01\nof_kind=" + kind + "\nof=" + id + "\nfield=status\nis=withdrawn\nchange=withdrawn\n";
  };
  const Json json = status_of(*book({"pledges\nid=P\ndonors=AA\ndate=2024-01-01\namount=100\ncurrency=EUR\n", "allocations\nid=A\nof=P\ndonors=AA\ndate=2024-02-01\namount=45\ncurrency=EUR\n",
                                  "allocations\nid=B\ndonors=AA\ndate=2024-02-01\namount=20\ncurrency=EUR\n", withdrawn("pledge", "P"), withdrawn("allocation", "A"), withdrawn("allocation", "B")}));
  EXPECT_EQ(json["total"]["exits"]["withdrawn"]["value"][0]["amount"], "120");
}

std::vector<std::string> chain() {
  return {pledge("P", "1000"),
          "allocations\nid=A\nof=P\ndate=2024-02-01\namount=600\ncurrency=EUR\nvaluation_basis=book\n",
          "contracts\nid=K\nof=A\nsupplier=SUP\ndate=2024-03-01\namount=500\ncurrency=EUR\n",
          "consignments\nid=C\nof_kind=contract\nof=K\n",
          "lines\nof_kind=consignment\nof=C\nitem=I\nquantity=10\namount=200\ncurrency=EUR\n",
          "events\nknown_date=2024-05-02\nof_kind=consignment\nof=C\nstage=arrived\nclassifier=actual\ndate=2024-05-01\n"
          "quantity=4\n"};
}

TEST(Status, CountsEachRecordAtItsStageAndBelowWhereNothingAboveDoes) {
  // 4 of 10 arrived: 80 of 200; the same share counts as ready and departed. Nothing is counted twice below.
  EXPECT_EQ(totals(status_of(*book(chain()))),
            "pledged 1000 EUR stated/not_reported/exact n1; allocated 600 EUR book/not_reported/exact n1; contracted 500 "
            "EUR book/not_reported/exact n1; ready 80 EUR book/not_reported/exact n1; departed 80 EUR "
            "book/not_reported/exact n1; arrived 80 EUR book/not_reported/exact n1; ");
}

TEST(Status, CountsAConsignmentWithoutParentsAtEveryLowerStage) {
  auto entries = chain();
  entries.erase(entries.begin(), entries.begin() + 3);
  entries[0] = "consignments\nid=C\n";
  EXPECT_EQ(totals(status_of(*book(entries))),
            "pledged 80 EUR stated/not_reported/exact n1; allocated 80 EUR stated/not_reported/exact n1; contracted 80 EUR "
            "stated/not_reported/exact n1; ready 80 EUR stated/not_reported/exact n1; departed 80 EUR "
            "stated/not_reported/exact n1; arrived 80 EUR stated/not_reported/exact n1; ");
}

TEST(Status, CountsNothingAsArrivedThatWasLost) {
  const auto arrives = [](const std::string& condition) {
    auto entries = chain();
    entries.back() += "condition=" + condition + "\n";
    return status_of(*book(entries))["total"]["stages"].contains("arrived");
  };
  EXPECT_TRUE(arrives("damaged"));
  EXPECT_FALSE(arrives("lost"));
}

TEST(Status, IgnoresPlannedEventsAndEventsNotYetKnown) {
  auto entries = chain();
  entries.back() = "events\nof_kind=consignment\nof=C\nstage=arrived\nclassifier=planned\ndate=2024-05-01\n";
  EXPECT_FALSE(status_of(*book(entries))["total"]["stages"].contains("ready"));
  EXPECT_FALSE(status_of(*book(chain()), {}, {.as_known = parse_day("2024-05-01")})["total"]["stages"].contains("ready"));
}

TEST(Status, RecordsAnOverageAndListsItAmongTheConflicts) {
  auto entries = chain();
  entries.push_back("events\nknown_date=2024-06-02\nof_kind=consignment\nof=C\nstage=confirmed\nclassifier=actual\n"
                    "date=2024-06-01\nquantity=12\n");
  const Json json = status_of(*book(entries));
  EXPECT_EQ(json["total"]["stages"]["confirmed"]["quantity"], "12");
  EXPECT_EQ(json["total"]["stages"]["confirmed"]["value"][0]["amount"], "200");  // never more than what was shipped
  ASSERT_EQ(json["conflicts"].size(), 1U);
  EXPECT_EQ(json["conflicts"][0]["values"][0]["value"], "10");
  EXPECT_EQ(json["conflicts"][0]["values"][1]["value"], "12");
}

// The entry chosen of two that conflict, each with these cells, which begin with a line of their own.
Json chosen_of(const std::string& a, const std::string& b) {
  const auto of_a = [](const std::string& id, const std::string& cells) {
    return "reports\nid=" + id + "\n" + cells + "series=S\nmeasure=level\nvalue=" + (id == "A" ? "1" : "2") + "\nclassifier=actual\n";
  };
  return status_of(*book({"sources\nid=good\nreliability=A\n", "sources\nid=poor\nreliability=E\n",
                          "sources\nid=unknown\nreliability=F\n", of_a("A", a), of_a("B", b),
                          "relations\nfrom_kind=report\nfrom=A\nkind=conflicts_with\nto_kind=report\nto=B\n"}))["conflicts"][0]["chosen"];
}

struct StatedReport {
  std::string source, day, value, donors = {}, qualifier = {};
};

// What disagrees among two reports of one series.
Json conflicts_of(const StatedReport& a, const StatedReport& b, const std::string& relation = "") {
  const auto report = [](const std::string& id, const StatedReport& of) {
    return "reports\nid=" + id + "\nsource=" + of.source + "\nseries=S\n" + (of.donors.empty() ? "" : "donors=" + of.donors + "\n") +
           "measure=level\nvalue=" + of.value + "\n" + (of.qualifier.empty() ? "" : "qualifier=" + of.qualifier + "\n") +
           "unit=truck\ndate=" + of.day + "\nclassifier=actual\n";
  };
  std::vector<std::string> rows{"sources\nid=one\n", "sources\nid=two\n", report("A", a), report("B", b)};
  if (!relation.empty()) rows.push_back("relations\nfrom_kind=report\nfrom=B\nkind=" + relation + "\nto_kind=report\nto=A\n");
  return status_of(*book(rows))["conflicts"];
}

TEST(Status, ReportsOfOneFigureAndDayDisagreeWithoutARelation) {
  const StatedReport ten{"one", "2024-05-01", "10"};
  const StatedReport twelve{"two", "2024-05-01", "12"};
  const Json told = conflicts_of(ten, twelve);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["figure"], "S");
  EXPECT_EQ(conflicts_of(ten, {"one", "2024-05-01", "12"}).size(), 0U) << "one source";
  EXPECT_EQ(conflicts_of(ten, {"two", "2024-05-02", "12"}).size(), 0U) << "another day";
  EXPECT_EQ(conflicts_of(ten, {"two", "2024-05-01", "12", "DE"}).size(), 0U) << "other donors";
  EXPECT_EQ(conflicts_of({"one", "2024-05-01", "10", "", "at_least"}, twelve).size(), 0U) << "leaves room for 12";
  EXPECT_EQ(conflicts_of({"one", "2024-05-01", "10", "", "up_to"}, twelve).size(), 1U);
  EXPECT_EQ(conflicts_of(ten, twelve, "restates").size(), 0U);
}

TEST(Status, EqualValuesAreNoDisagreement) {
  const StatedReport ten{"one", "2024-05-01", "10"};
  EXPECT_EQ(conflicts_of(ten, {"two", "2024-05-02", "10"}, "conflicts_with").size(), 0U);
  EXPECT_EQ(conflicts_of(ten, {"two", "2024-05-02", "11"}, "conflicts_with").size(), 1U);
}

TEST(Status, ChoosesByGradeThenByTheLastKnownAndNeverByName) {
  EXPECT_EQ(chosen_of("credibility=2\n", "credibility=1\n"), "report B");
  EXPECT_EQ(chosen_of("credibility=5\n", "credibility=6\n"), "report A") << "6 cannot be judged";
  EXPECT_EQ(chosen_of("credibility=2\n", ""), "report A");
  EXPECT_EQ(chosen_of("source=poor\nknown_date=2024-02-01\n", "source=good\nknown_date=2024-01-01\n"), "report B");
  EXPECT_EQ(chosen_of("source=poor\n", "source=unknown\n"), "report A") << "F cannot be judged";
  EXPECT_EQ(chosen_of("source=good\nreliability=D\n", "source=good\nreliability=C\n"), "report B");
  EXPECT_EQ(chosen_of("known_date=2024-01-01\n", "known_date=2024-01-02\n"), "report B");
  EXPECT_EQ(chosen_of("known_date=2024-01-02\n", ""), "report A");
  EXPECT_TRUE(chosen_of("known_date=2024-01-02\n", "known_date=2024-01-02\n").is_null());
}

TEST(Status, AddsReceiptsOfOneShipmentUp) {
  auto entries = chain();
  for (const std::string day : {"03", "04"})
    entries.push_back("events\nknown_date=2024-06-05\nof_kind=consignment\nof=C\nstage=confirmed\nclassifier=actual\n"
                      "date=2024-06-" + day + "\nquantity=3\n");
  EXPECT_EQ(status_of(*book(entries))["total"]["stages"]["confirmed"]["quantity"], "6");
}

TEST(Status, GroupsByItemAndKeepsWhatIsNotItemised) {
  const Json json = status_of(*book({pledge("P", "100"), "items\ncode=I\ncategory=medical\nunit=box\n",
                                     "lines\nof_kind=pledge\nof=P\nitem=I\nquantity=3\namount=30\ncurrency=EUR\n"}),
                              {GroupBy::category});
  ASSERT_EQ(json["rows"].size(), 2U);
  EXPECT_TRUE(json["rows"][0]["key"]["category"].is_null());
  EXPECT_EQ(json["rows"][0]["stages"]["pledged"]["value"][0]["amount"], "70");
  EXPECT_EQ(json["rows"][1]["key"]["category"], "medical");
  EXPECT_EQ(json["rows"][1]["stages"]["pledged"]["quantity"], "3");
  EXPECT_EQ(json["rows"][1]["stages"]["pledged"]["unit"], "box");
}

TEST(Status, KeepsJointDonorsJoint) {
  const Json json = status_of(*book({"pledges\nid=P\ndonors=DK;NO;SE\namount=5\ncurrency=EUR\n"}), {GroupBy::donor});
  EXPECT_EQ(json["rows"][0]["key"]["donor"], "DK;NO;SE");
}

TEST(Status, ComparesReportsAndNeverAddsThem) {
  const Json json = status_of(*book({pledge("P", "100"), "reports\nid=R1\nseries=S\nmeasure=level\nvalue=5\nunit=box\n"
                                                         "date=2024-01-05\nclassifier=actual\n",
                                     "reports\nid=R2\nseries=S\nmeasure=level\nvalue=9\nunit=box\ndate=2024-03\n"
                                     "classifier=actual\n"}));
  EXPECT_EQ(totals(json), "pledged 100 EUR stated/not_reported/exact n1; ");
  ASSERT_EQ(json["series"].size(), 1U);
  EXPECT_EQ(json["series"][0]["value"], "9");
}

struct Reported {
  std::string grade;  // lines of the cells that every table has
  std::string date;
};

// The values told of a series on which there are these two reports, 1 and 2.
std::vector<std::string> newest_of(const Reported& a, const Reported& b) {
  const auto report = [](const std::string& value, const Reported& of) {
    return "reports\nid=R" + value + "\n" + of.grade + "series=S\nmeasure=level\nvalue=" + value + "\nunit=box\n" +
           (of.date.empty() ? "" : "date=" + of.date + "\n") + "classifier=actual\n";
  };
  const Json json = status_of(*book({"sources\nid=good\nreliability=A\n", "sources\nid=poor\nreliability=E\n",
                                     report("1", a), report("2", b)}));
  std::vector<std::string> values;
  for (const Json& figure : json["series"]) values.push_back(figure["value"]);
  return values;
}

TEST(Status, ChoosesTheNewestReportOfASeriesByDateAndGradeAndNeverByName) {
  using Values = std::vector<std::string>;
  EXPECT_EQ(newest_of({"credibility=6\n", "2024-02"}, {"credibility=1\n", "2024-01"}), Values{"1"});
  EXPECT_EQ(newest_of({"", "1960"}, {"", ""}), Values{"1"}) << "an unknown date is before any other";
  EXPECT_EQ(newest_of({"credibility=1\n", "2024-01"}, {"credibility=2\n", "2024-01"}), Values{"1"});
  EXPECT_EQ(newest_of({"source=good\n", "2024-01"}, {"source=poor\n", "2024-01"}), Values{"1"});
  EXPECT_EQ(newest_of({"credibility=2\n", "2024-01"}, {"credibility=2\n", "2024-01"}), (Values{"1", "2"}));
}

// Month of `stage` after these events, each a stage and the lines behind its classifier, of one consignment.
std::string month_of(const std::string& stage, const std::vector<std::pair<std::string, std::string>>& events,
                     const std::string& consignment = "") {
  std::vector<std::string> contents{"contracts\nid=K\ndate=2024-03-01\n", "consignments\nid=C\n" + consignment};
  for (const auto& [at, rest] : events)
    contents.push_back("events\nof_kind=consignment\nof=C\nstage=" + at + "\nclassifier=actual\n" + rest);
  const Json status = status_of(*book(contents), {GroupBy::month});
  for (const Json& row : status["rows"])
    if (row["stages"].contains(stage)) return row["key"]["month"].is_null() ? "not reported" : row["key"]["month"];
  return "no row";
}

TEST(Status, LeavesTheMonthOfAnUndatedEventUnknown) {
  EXPECT_EQ(month_of("confirmed", {{"confirmed", ""}}), "not reported");
  EXPECT_EQ(month_of("confirmed", {{"confirmed", ""}}, "of_kind=contract\nof=K\n"), "not reported") << "its contract's is another";
  EXPECT_EQ(month_of("arrived", {{"arrived", "date=1970-01-01\n"}}), "1970-01");
  EXPECT_EQ(month_of("arrived", {{"arrived", "date=2024-05-02\nquantity=1\n"}, {"arrived", "quantity=1\n"}}), "2024-05");
  EXPECT_EQ(month_of("arrived", {{"arrived", "quantity=1\n"}, {"arrived", "date=2024-05-02\nquantity=1\n"}}), "2024-05");
}

TEST(Status, TotalIsTheSumOfTheRowsForEveryGrouping) {
  auto entries = chain();
  entries.push_back(pledge("P2", "33", "kind=military\ninstrument=loan\n"));
  const auto history = book(entries);
  const Json alone = status_of(*history);
  for (std::size_t i = 0; i < kGroupByNames.size(); ++i) {
    const Json grouped = status_of(*history, {static_cast<GroupBy>(i)});
    for (const auto& [stage, cell] : alone["total"]["stages"].items())
      EXPECT_EQ(grouped["total"]["stages"][stage]["value"], cell["value"]) << kGroupByNames[i] << " " << stage;
  }
}

// Filtered, rows are looked for from the records down; else all are gone through.
TEST(Status, AFilterLeavesWhatTheGroupingShows) {
  auto entries = chain();
  for (const std::string n : {"2", "3"}) {
    entries.push_back("pledges\nid=P" + n + "\ndonors=D" + n + "\ndate=2024-01-05\namount=70\ncurrency=EUR\nkind=military\n");
    entries.push_back("allocations\nid=A" + n + "\nof=P" + n + "\ndate=2024-02-01\namount=60\ncurrency=EUR\n");
    for (const std::string part : {"a", "b"}) {
      const std::string name = n + part;
      entries.push_back("consignments\nid=C" + name + "\n" + (part == "a" ? "of_kind=allocation\nof=A" : "of=P") + n + "\n");
      entries.push_back("lines\nof_kind=consignment\nof=C" + name + "\nitem=I\nquantity=8\namount=40\ncurrency=EUR\n");
      entries.push_back("events\nof_kind=consignment\nof=C" + name + "\nstage=departed\nclassifier=actual\ndate=2024-05-01\n");
      entries.push_back("events\nof_kind=consignment\nof=C" + name + "\nstage=confirmed\nclassifier=actual\ndate=2024-06-01\n"
                        "quantity=2\n");
      entries.push_back("events\nof_kind=contract\nof=C" + name + "\nstage=verified\nclassifier=actual\ndate=2024-06-01\n");
    }
  }
  entries.push_back("consignments\nid=C4\nof=nothing\n");
  entries.push_back("events\nof_kind=consignment\nof=C4\nstage=departed\nclassifier=actual\ndate=2024-05-01\n");
  const std::string moved = "revisions\nknown_date=2024-07-01\nof_kind=consignment\nof=C2a\nfield=of\nwas=A2\nis=A3\nchange=replaced\n";
  for (const bool revised : {false, true}) {
    if (revised) entries.push_back(moved);
    const auto history = book(entries);
    const auto snapshot = Snapshot::make(*history, {});
    for (const GroupBy by : {GroupBy::donor, GroupBy::kind, GroupBy::supplier, GroupBy::item}) {
      const auto all = status(*snapshot, {.by = {by}});
      ASSERT_GE(all->rows.size(), 2U);
      for (const StatusRow& row : all->rows) {
        auto filtered = *status(*snapshot, {.by = {by}, .where = {{by, row.key[0].value_or("")}}});
        ASSERT_EQ(filtered.rows.size(), 1U);
        filtered.conflicts = all->conflicts;
        const Json found = to_json(filtered)["rows"][0];
        EXPECT_EQ(found, to_json(*all)["rows"][static_cast<std::size_t>(&row - all->rows.data())]) << found;
      }
    }
  }
}

TEST(Status, DoesNotDependOnTheOrderOfRecording) {
  auto entries = chain();
  const std::string before = status_of(*book(entries), {GroupBy::donor}).dump();
  std::mt19937 random(5);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(entries.begin(), entries.end(), random);
    EXPECT_EQ(status_of(*book(entries), {GroupBy::donor}).dump(), before);
  }
}

TEST(Status, ShowsAReaderTheBookInWhichTheHiddenNeverWere) {
  const std::vector<std::string> open{pledge("P1", "100"), "parties\nid=DE\nname=Germany\n"};
  auto all = open;
  all.insert(all.begin(), "pledges\nid=P0\nlabel=RESTRICTED\ndonors=FR\ndate=2024-01-01\namount=7\ncurrency=EUR\n");
  all.push_back("relations\nlabel=PARTNER\nfrom_kind=pledge\nfrom=P1\nkind=part_of\nto_kind=pledge\nto=P0\n");
  const SnapshotOptions press{.reader = *parse_reader("press", "PUBLIC", "")};
  EXPECT_EQ(status_of(*book(all), {GroupBy::donor}, press).dump(), status_of(*book(open), {GroupBy::donor}, press).dump());
}

// ---- money that allocations paid (views/paid_allocations.h)

std::string tranche(const std::string& more = "") {
  return "allocations\nid=A1\nof=P1\ndonors=DE\ndate=2024-02-01\namount=80\ncurrency=EUR\n" + more;
}
std::string paid(const std::string& stage, const std::string& date, const std::string& more = "") {
  return "events\nof_kind=allocation\nof=A1\nstage=" + stage + "\nclassifier=actual\ndate=" + date + "\n" + more;
}
std::string fund(const std::string& id, const std::string& kind, const std::string& date, const std::string& amount) {
  return "funds\nid=" + id + "\ndonor=DE\nkind=" + kind + "\npurpose=any\ndate=" + date + "\namount=" + amount + "\ncurrency=EUR\n";
}
const std::string kTied = "funding\nfrom_kind=fund\nfrom=F1\nto_kind=allocation\nto=A1\namount=80\ncurrency=EUR\n";

TEST(Status, CountsWhatEventsSayOfAllocationsOfMoney) {  // rules 1 and 2
  const Json json = status_of(*book({pledge("P1", "100", "instrument=grant\n"), tranche(), paid("disbursed", "2024-03-05")}));
  EXPECT_EQ(totals(json),
            "pledged 100 EUR stated/grant/exact n1; allocated 80 EUR stated/grant/exact n1; "
            "committed 80 EUR stated/grant/exact n1; disbursed 80 EUR stated/grant/exact n1; ");
}

TEST(Status, CountsInstalmentsOfAnAllocationAndNeverMoreThanItsAmount) {  // rule 1
  const Json json = status_of(*book({tranche(), paid("disbursed", "2024-03-05", "quantity=30\n"),
                                     paid("disbursed", "2024-04-05", "quantity=70\n")}),
                              {GroupBy::month});
  std::map<std::string, std::string> by_month;
  for (const Json& row : json["rows"])
    if (row["stages"].contains("disbursed"))
      by_month[row["key"]["month"]] = row["stages"]["disbursed"]["value"][0]["amount"].get<std::string>();
  EXPECT_EQ(by_month, (std::map<std::string, std::string>{{"2024-03", "30"}, {"2024-04", "50"}}));
}

TEST(Status, IgnoresPaymentsThatAreOnlyPlannedOrOfWhatWasCalledOff) {
  const std::string planned = "events\nof_kind=allocation\nof=A1\nstage=disbursed\nclassifier=planned\ndate=2024-03-05\n";
  const std::string off = "revisions\nknown_date=2024-04-01\nof_kind=allocation\nof=A1\nfield=status\nis=cancelled\nchange=cancelled\n";
  EXPECT_FALSE(status_of(*book({tranche(), planned}))["total"]["stages"].contains("disbursed"));
  EXPECT_FALSE(status_of(*book({tranche(), paid("disbursed", "2024-03-05"), off}))["total"]["stages"].contains("disbursed"));
}

// The fund of 2024 paid 100 by the end of June, 80 of them for A1: not 180, and what is left is the fund's own.
TEST(Status, CountsOnceWhatAFlowAndAnAllocationTellOfTheSameMoney) {  // rule 3
  const std::vector<std::string> all{tranche(), paid("disbursed", "2024-03-05"), fund("F1", "appropriation", "2024-01-08", "120"),
                                     fund("F2", "disbursement", "2024-06-30", "100"), kTied};
  const auto disbursed = [](const Json& json) { return json["total"]["stages"]["disbursed"]["value"][0]["amount"].get<std::string>(); };
  EXPECT_EQ(disbursed(status_of(*book(all))), "100");
  auto untied = all;
  untied.pop_back();
  EXPECT_EQ(disbursed(status_of(*book(untied))), "180");
}

TEST(Status, AFlowTellsOfNothingThatWasPaidAfterIt) {  // rule 3
  const Json json = status_of(*book({tranche(), paid("disbursed", "2024-07-05"), fund("F1", "appropriation", "2024-01-08", "200"),
                                     fund("F2", "disbursement", "2024-06-30", "100"), kTied}));
  EXPECT_EQ(json["total"]["stages"]["disbursed"]["value"][0]["amount"], "180");
}

// 100 are appropriated, 90 paid and 70 spent by June; the 80 of A1, spent in July, are among the 90: 10 were spent on other things.
TEST(Status, SpendsNoMoreOfAYearsMoneyThanWasPaid) {  // rule 4
  const std::vector<std::string> all{tranche(), paid("disbursed", "2024-03-05"), paid("spent", "2024-07-05"), fund("F1", "appropriation", "2024-01-08", "100"),
                                     fund("F2", "disbursement", "2024-06-30", "90"), fund("F3", "expenditure", "2024-06-30", "70"), kTied};
  const auto json = status_of(*book(all));
  EXPECT_EQ(json["total"]["stages"]["disbursed"]["value"][0]["amount"], "90");
  EXPECT_EQ(json["total"]["stages"]["spent"]["value"][0]["amount"], "90");
  EXPECT_EQ(status_of(*book(all), {GroupBy::form})["total"]["stages"]["spent"]["value"][0]["amount"], "90");
}

// ---- entries that disagree

std::string graded(const std::string& id, const std::string& amount, const std::string& credibility) {
  return "pledges\nid=" + id + "\ncredibility=" + credibility + "\ndonors=DE\ndate=2024-01-05\namount=" + amount + "\ncurrency=EUR\n";
}
std::string disagree(const std::string& from, const std::string& to) {
  return "relations\nfrom_kind=pledge\nfrom=" + from + "\nkind=conflicts_with\nto_kind=pledge\nto=" + to + "\n";
}

TEST(Status, CountsOfPledgesThatDisagreeOnlyTheBestGradedOne) {
  const Json json = status_of(*book({graded("P1", "500", "2"), graded("P2", "550", "4"), disagree("P2", "P1")}));
  EXPECT_EQ(totals(json), "pledged 500 EUR stated/not_reported/exact n1; ");
  EXPECT_EQ(json["netted"][0]["because"], "conflicts_with pledge P1, which is chosen");
  EXPECT_EQ(json["conflicts"][0]["chosen"], "pledge P1");
}

TEST(Status, BearsThatADisagreementIsStatedTwiceAndInACircle) {
  const Json json = status_of(*book({graded("P1", "500", "2"), graded("P2", "550", "4"), graded("P3", "560", "5"), disagree("P2", "P1"),
                                     disagree("P1", "P2"), disagree("P3", "P2"), disagree("P3", "P1")}));
  EXPECT_EQ(totals(json), "pledged 500 EUR stated/not_reported/exact n1; ");
  EXPECT_EQ(json["netted"].size(), 2U);
}

TEST(Status, CountsPledgesThatDisagreeAllWhereNoneIsBetter) {
  const Json json = status_of(*book({pledge("P1", "500"), pledge("P2", "550"), disagree("P2", "P1")}));
  EXPECT_EQ(json["total"]["stages"]["pledged"]["value"][0]["amount"], "1050");
  EXPECT_TRUE(json["netted"].empty());
}

// ---- records told one by one

// A book of every kind of record, in parts beneath nothing that there is, corrected, retracted, netted, called off and labelled.
class AnyBook {
 public:
  explicit AnyBook(unsigned seed) : random_(seed) {
    record("", "programme", kProgramme.substr(kProgramme.find('\n') + 1));
    for (int n = 0; n < 3; ++n) record("", "items", "code=I" + std::to_string(n) + "\nunit=" + pick({"piece", "round"}) + "\nmass_kg=1" + std::to_string(n) + "\n");
    for (int n = 0; n < 90; ++n) any_entry();
  }
  const History& history() const { return history_; }

 private:
  std::string pick(std::vector<std::string> of) { return of[random_() % of.size()]; }
  std::string number(const std::string& letter, unsigned below) { return letter + std::to_string(random_() % below); }
  std::string date() { return pick({"2023-05-02", "2024-01-05", "2024-03", "2024", "2024-06-30", "2025"}); }
  std::string dated() { return random_() % 5 == 0 ? "" : "date=" + date() + "\n"; }
  std::string money() { return random_() % 4 == 0 ? "" : "amount=" + number("", 90) + "\ncurrency=" + pick({"EUR", "USD", "XAU"}) + "\n"; }
  std::string donors(const std::string& column = "donors") { return random_() % 4 == 0 ? "" : column + "=" + pick({"DE", "FR", "DK;NO"}) + "\n"; }
  std::string of(const std::vector<std::string>& letters) { return random_() % 5 == 0 ? "" : "of=" + number(pick(letters), 5) + "\n"; }

  void any_entry() {
    switch (random_() % 12) {
      case 0:
      case 1: return record(number("P", 5), "pledges", donors() + dated() + money() + pick({"", "valuation_basis=market\n", "qualifier=at_least\n", "instrument=loan\n"}));
      case 2: return record(number("A", 5), "allocations", of({"P"}) + donors() + dated() + money());
      case 3: return record(number("K", 5), "contracts", of({"P", "A"}) + dated() + money());
      case 4:
      case 5: return record(number("C", 9), "consignments", pick({"", "of_kind=allocation\n", "of_kind=contract\n"}) + of({"P", "A", "K"}) + pick({"", "tonnes=3\n"}));
      case 6: return record("", "lines", owned() + "item=" + number("I", 4) + "\n" + pick({"", "quantity=4\n", "quantity=6\n"}) + money());
      case 7: return record(number("F", 4), "funds", donors("donor") + "kind=" + pick({"commitment", "disbursement", "expenditure"}) + "\npurpose=any\n" + dated() + money());
      case 8: return record("", "relations", "from_kind=pledge\nfrom=" + number("P", 5) + "\nkind=" + pick({"part_of", "repeats", "replaces", "conflicts_with"}) + "\nto_kind=pledge\nto=" + number("P", 5) + "\n");
      case 9:
        return record("", "revisions", "of_kind=" + pick({"pledge\nof=" + number("P", 5), "consignment\nof=" + number("C", 9)}) +
                                           pick({"\nfield=due\nwas=2024\nis=\nchange=cancelled\n", "\nfield=of\nwas=A1\nis=A2\nchange=replaced\n"}));
      default:
        return record("", "events", pick({"of_kind=consignment\nof=" + number("C", 9), "of_kind=allocation\nof=" + number("A", 5), "of_kind=course\nof=T1"}) + "\nstage=" +
                                        pick({"departed", "arrived", "confirmed", "lost", "returned", "disbursed", "enrolled"}) + "\nclassifier=" + pick({"actual", "actual", "planned"}) +
                                        "\ndate=" + date() + "\n" + pick({"", "place=Town\n"}) + pick({"", "quantity=2\n", "quantity=5\n"}));
    }
  }
  std::string owned() { return pick({"of_kind=pledge\nof=" + number("P", 5), "of_kind=consignment\nof=" + number("C", 9), "of_kind=contract\nof=" + number("K", 5)}) + "\n"; }

  // Corrects or retracts what is there already.
  void record(const std::string& id, const std::string& table, const std::string& fields) {
    const std::string key = table + (id.empty() ? fields : id);
    std::pair<Sequence, bool>& last = last_[key];
    std::string content = table + "\n" + (id.empty() ? "" : "id=" + id + "\n");
    if (table != "programme" && random_() % 6 == 0) content += "label=RESTRICTED\n";
    if (table == "revisions" || (table != "programme" && random_() % 2 == 0)) content += "known_date=" + pick({"2024-02-01", "2024-05-01", "2024-09-01"}) + "\n";
    const std::string operation = last.first == 0 || last.second ? "state" : pick({"correct", "correct", "retract"});
    const auto replayed = replay(operation + " " + std::to_string(last.first) + "\n" + content + fields, history_);
    if (replayed) last = {history_.size(), operation == "retract"};  // else its key was stated with other words
  }

  std::mt19937 random_;
  History history_;
  std::map<std::string, std::pair<Sequence, bool>> last_;  // and whether it retracts
};

using Told = std::tuple<Stage, TextId, std::int32_t, Table, RowIndex, bool, bool, AmountKey, Qualifier, TextId, std::int64_t>;
std::multiset<Told> told(const std::vector<Tallied>& records, const std::function<bool(const Tallied&)>& which = [](const Tallied&) { return true; }) {
  std::multiset<Told> out;
  for (const Tallied& one : records)
    if (which(one))
      out.insert({one.stage, one.donors, one.date, one.table, one.record, one.counts, one.has_number, one.key, one.qualifier, one.unit, static_cast<std::int64_t>(one.number)});
  return out;
}

// Who asks for one stage, or some donors, is told what all records have there; together they are the funnel.
TEST(StatusLaw, RecordsToldOneByOneAreTheFunnel) {
  for (unsigned seed = 0; seed < 150; ++seed) {
    const AnyBook any(seed);
    ASSERT_GT(any.history().size(), 70U) << seed;
    const SnapshotOptions view{.as_known = parse_day(seed % 3 == 0 ? "2024-04-01" : "2025-06-25"),
                               .reader = seed % 4 == 0 ? std::optional(*parse_reader("press", "PUBLIC", "")) : std::nullopt};
    const auto made = Snapshot::make(any.history(), view);
    ASSERT_TRUE(made) << seed;
    const Snapshot& snapshot = *made;
    const Netting netting = Netting::of(snapshot);
    const StatusResult whole = *status(snapshot, {.by = {}});
    for (const FigureMeasure measure : {FigureMeasure::value, FigureMeasure::quantity, FigureMeasure::tonnes, FigureMeasure::count})
      for (const bool count_netted : {false, true})
        for (const std::vector<std::pair<GroupBy, std::string>>& where :
             {std::vector<std::pair<GroupBy, std::string>>{}, {{GroupBy::item, "I1"}}, {{GroupBy::place, "Town"}}}) {
          TallyOptions options{.measure = measure, .where = where, .count_netted = count_netted};
          const auto all = tally(snapshot, netting, options);
          for (std::size_t i = 0; i < kStageNames.size(); ++i) {
            options.only = static_cast<Stage>(i);
            EXPECT_EQ(told(tally(snapshot, netting, options)), told(all, [&](const Tallied& one) { return one.stage == options.only; })) << seed << " " << kStageNames[i];
          }
          for (const std::string donors : {"DE", "DK;NO"}) {
            const auto text = any.history().texts().find(donors);
            for (const std::optional<Stage> only : {std::optional<Stage>(), std::optional(Stage::pledged), std::optional(Stage::arrived)}) {
              options.only = only;
              options.donors_among = std::vector{donors};
              EXPECT_EQ(told(tally(snapshot, netting, options)), told(all, [&](const Tallied& one) { return text && one.donors == *text && (!only || one.stage == *only); })) << seed << donors;
            }
          }
          if (!where.empty() || count_netted) continue;
          whole.total.for_each([&](const auto& cell) {
            std::map<AmountKey, std::int64_t> sums, expected_sums;
            std::map<std::string, std::int64_t> quantities, expected_quantities;
            std::int64_t count = 0;
            for (const Tallied& one : all) {
              if (one.stage != cell.stage) continue;
              count += one.counts ? 1 : 0;
              if (!one.has_number) continue;
              sums[one.key] += static_cast<std::int64_t>(one.number);
              const std::string unit = one.unit == Tallied::kPeople ? "people" : one.unit == Tallied::kBlank ? "" : std::string(any.history().texts().text(one.unit));
              quantities[unit] += static_cast<std::int64_t>(one.number);
            }
            for (const auto& [key, sum] : cell.value.sums()) expected_sums[key] = static_cast<std::int64_t>(sum.units);
            for (const auto& [unit, quantity] : cell.quantities) expected_quantities[unit] = static_cast<std::int64_t>(quantity);
            EXPECT_EQ(count, cell.count) << seed;
            if (measure == FigureMeasure::value) {
              EXPECT_TRUE(sums == expected_sums) << seed;
            }
            if (measure == FigureMeasure::quantity) {
              EXPECT_EQ(quantities, expected_quantities) << seed;
            }
          });
        }
  }
}

}  // namespace
}  // namespace servanda
