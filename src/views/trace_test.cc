#include "views/trace.h"

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

void record_more(const Payloads& payloads, History& history) {
  for (const std::string& payload : payloads) {
    const Status status = replay("state 0\n" + payload, history);
    ASSERT_TRUE(status) << payload << status.error().text();
  }
}

void record(const Payloads& payloads, History& history) {
  ASSERT_TRUE(replay(kProgramme, history));
  record_more(payloads, history);
}

Snapshot shown(const History& history, const SnapshotOptions& options = {}) {
  auto snapshot = Snapshot::make(history, options);
  EXPECT_TRUE(snapshot);
  return *std::move(snapshot);
}

SnapshotOptions outsider() {
  SnapshotOptions options;
  options.reader = *parse_reader("r", "PUBLIC", "");
  return options;
}

TraceResult traced(const Snapshot& snapshot, std::string id) {
  auto result = trace(snapshot, {std::move(id)});
  EXPECT_TRUE(result) << (result ? "" : result.error().text());
  return result ? *std::move(result) : TraceResult{};
}

std::string refusal(const Snapshot& snapshot, std::string id) {
  const auto result = trace(snapshot, {std::move(id)});
  EXPECT_FALSE(result);
  if (result) return {};
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  return result.error().message;
}

std::string printed(const TraceResult& result) {
  std::string out = to_json(result).dump(1);
  for (const Sheet& sheet : to_sheets(result)) out += print_csv(sheet, HxlRow::on) + print_table(sheet, 100);
  return out;
}

// A pledge of shells: one allocation, two contracts, three consignments, a fund and a need.
Payloads shells() {
  return {
      "sources\nid=S1\nreliability=B\npublisher=Ministry\ntitle=Handover note\ndate=2024-06-01\n",
      "items\ncode=155mm\nname=Shell\nunit=piece\n",
      "needs\nid=N1\nitem=155mm\nquantity=5000\nmonth=2024-06\n",
      "funds\nid=F1\ndonor=DE\nkind=commitment\ndate=2024-02-01\namount=90\ncurrency=EUR\n",
      "pledges\nid=P1\nsource=S1\ncredibility=2\ndonors=DE\nrecipient=UA\ndate=2024-01-05\namount=100\ncurrency=EUR\n"
      "qualifier=at_least\nvaluation_basis=market\ninstrument=in_kind\ndue=2024-12\ndescription=Shells by winter\n",
      "allocations\nid=A1\nof=P1\ndonors=DE\ndate=2024-02-10\namount=80\ncurrency=EUR\n",
      "contracts\nid=K1\nof=A1\nsite=works\ndate=2024-03-01\namount=50\ncurrency=EUR\n",
      "contracts\nid=K2\nof=P1\ndate=2024-03\n",
      "consignments\nid=C1\nof_kind=contract\nof=K1\norigin=works\ndestination=hub\ntonnes=20\n",
      "consignments\nid=C2\nof_kind=contract\nof=K1\n",
      "consignments\nid=C3\nof_kind=allocation\nof=A1\n",
      "lines\nof_kind=consignment\nof=C1\nitem=155mm\nquantity=400\n",
      "funding\nfrom_kind=fund\nfrom=F1\nto_kind=contract\nto=K1\namount=50\ncurrency=EUR\n",
      "covers\nneed=N1\nto_kind=consignment\nto=C1\nquantity=400\n",
      "events\nsource=S1\ncredibility=1\nof_kind=consignment\nof=C1\nstage=handed_over\nclassifier=actual\n"
      "date=2024-06-01\nplace=hub\nquantity=400\nevidence=signed act 12\n",
      "events\nof_kind=consignment\nof=C1\nstage=departed\nclassifier=actual\ndate=2024-05-20\nplace=works\n",
      "events\nof_kind=consignment\nof=C1\nstage=confirmed\nclassifier=planned\ndate=2024-06-20\n",
      "events\nof_kind=consignment\nof=C2\nstage=departed\nclassifier=actual\ndate=2024-05-25\n",
      "reports\nid=R1\nseries=x\nfigure=shells\nmeasure=level\nvalue=400\ndate=2024-07-01\nclassifier=claimed\n",
      "relations\nfrom_kind=report\nfrom=R1\nkind=restates\nto_kind=consignment\nto=C1\n",
      "revisions\nknown_date=2024-04-02\nof_kind=pledge\nof=P1\nfield=due\nwas=2024-12\nis=2025-03\nchange=postponed\n",
      "revisions\nknown_date=2024-03-02\nof_kind=pledge\nof=P1\nfield=amount\nwas=100\nis=120\nchange=raised\n",
  };
}

std::vector<std::string> names(const std::vector<EntryFacts>& chain) {
  std::vector<std::string> out;
  for (const EntryFacts& facts : chain) out.push_back(facts.kind + " " + facts.id);
  return out;
}

std::vector<std::string> names(const std::vector<Neighbour>& neighbours) {
  std::vector<std::string> out;
  for (const Neighbour& neighbour : neighbours)
    out.push_back(std::to_string(neighbour.steps) + " " + neighbour.via + " " + neighbour.facts.kind + " " +
                  neighbour.facts.id + " " + neighbour.facts.stage);
  return out;
}

using Names = std::vector<std::string>;

TEST(Trace, ChainHasTheEntryItsLinesItsEventsByDateItsRelationsAndTheReportsThatRestateIt) {
  History history;
  record(shells(), history);
  EXPECT_EQ(names(traced(shown(history), "C1").chain),
            (Names{"consignment C1", "line consignment/C1/155mm", "event consignment/C1/departed/actual/2024-05-20",
                   "event consignment/C1/handed_over/actual/2024-06-01",
                   "event consignment/C1/confirmed/planned/2024-06-20",
                   "relation report/R1/restates/consignment/C1", "report R1"}));
}

TEST(Trace, ChainHasWhatTheSeriesOfARestatingReportSaysLater) {
  History history;
  record(shells(), history);
  record_more({"reports\nid=R2\nseries=x\nmeasure=level\nvalue=390\ndate=2024-08-01\nclassifier=actual\n",
               "reports\nid=R3\nseries=y\nmeasure=level\nvalue=1\ndate=2024-08-01\nclassifier=actual\n"},
              history);
  const Names chain = names(traced(shown(history), "C1").chain);
  EXPECT_EQ(chain.back(), "report R2");
  EXPECT_EQ(std::ranges::count(chain, "report R3"), 0);
}

TEST(Trace, RevisionsStandInTheOrderInWhichTheyBecameKnownAndOverTheEntry) {
  History history;
  record(shells(), history);
  const TraceResult result = traced(shown(history), "P1");
  EXPECT_EQ(names(result.chain), (Names{"pledge P1", "revision 2024-03-02/pledge/P1/amount",
                                        "revision 2024-04-02/pledge/P1/due"}));
  EXPECT_EQ(result.chain[0].amount->amount, Decimal::whole(120));
  EXPECT_EQ(result.chain[1].what, "amount from 100 to 120, raised");
  EXPECT_EQ(result.chain[1].date, "2024-03-02");
}

TEST(Trace, AnEntrySaysWhatItSaysAndWhoSaysSo) {
  History history;
  record(shells(), history);
  const Json entry = to_json(traced(shown(history), "P1"))["chain"][0];
  EXPECT_EQ(entry.dump(),
            R"({"kind":"pledge","id":"P1","stage":"pledged","classifier":null,"date":"2024-01-05","place":null,)"
            R"("quantity":null,"unit":null,"amount":{"amount":"120","currency":"EUR","basis":"market",)"
            R"("instrument":"in_kind","qualifier":"at_least"},"source":"S1","source_title":"Handover note",)"
            R"("reliability":"B","credibility":"2","what":"donors DE; recipient UA; due 2025-03; Shells by winter",)"
            R"("note":null})");
}

TEST(Trace, ALineHasTheUnitOfItsItem) {
  History history;
  record(shells(), history);
  const EntryFacts line = traced(shown(history), "C1").chain[1];
  EXPECT_EQ(line.quantity, "400");
  EXPECT_EQ(line.unit, "piece");
  EXPECT_EQ(line.what, "");
}

TEST(Trace, UpGoesThroughOfFundingAndNeeds) {
  History history;
  record(shells(), history);
  EXPECT_EQ(names(traced(shown(history), "C1").up),
            (Names{"1 covers need N1 ", "1 of contract K1 contracted", "2 funding fund F1 committed",
                   "2 of allocation A1 allocated", "3 of pledge P1 pledged"}));
}

TEST(Trace, DownShowsTheFurthestActualStageOfEach) {
  History history;
  record(shells(), history);
  const TraceResult result = traced(shown(history), "P1");
  EXPECT_EQ(names(result.down),
            (Names{"1 of allocation A1 allocated", "1 of contract K2 contracted", "2 of consignment C3 ",
                   "2 of contract K1 contracted", "3 of consignment C1 handed_over", "3 of consignment C2 departed"}));
  const EntryFacts& handed_over = result.down[4].facts;
  EXPECT_EQ(handed_over.date, "2024-06-01");
  EXPECT_EQ(handed_over.place, "hub");
  EXPECT_EQ(handed_over.source_title, "Handover note");
  EXPECT_EQ(handed_over.credibility, "1");
}

TEST(Trace, ANeedLooksDownAtWhatCoversItAndAFundAtWhatItPays) {
  History history;
  record(shells(), history);
  EXPECT_EQ(names(traced(shown(history), "N1").down), (Names{"1 covers consignment C1 handed_over"}));
  EXPECT_EQ(names(traced(shown(history), "F1").down),
            (Names{"1 funding contract K1 contracted", "2 of consignment C1 handed_over",
                   "2 of consignment C2 departed"}));
}

TEST(Trace, NowIsTheFurthestActualStageBeneathWithItsEvidence) {
  History history;
  record(shells(), history);
  for (const char* id : {"P1", "A1", "K1", "C1"}) {
    const auto now = traced(shown(history), id).now;
    ASSERT_TRUE(now);
    EXPECT_EQ(*now, (Reached{"consignment", "C1", "handed_over", "2024-06-01", "hub", "400", "S1", "signed act 12"}));
  }
  EXPECT_EQ(*traced(shown(history), "K2").now, (Reached{"contract", "K2", "contracted", "2024-03", "", "", "", ""}));
  EXPECT_FALSE(traced(shown(history), "C3").now);
  EXPECT_TRUE(to_json(traced(shown(history), "C3"))["now"].is_null());
}

TEST(Trace, NowOfAFundIsMoneyAndGoodsStandBesideIt) {
  History history;
  record(shells(), history);
  const TraceResult result = traced(shown(history), "F1");
  EXPECT_EQ(result.now->stage, "committed");
  ASSERT_EQ(result.beside.size(), 1U);
  EXPECT_EQ(result.beside[0].stage, "handed_over");
}

TEST(Trace, NowOfAPledgeOfMoneyIsOnTheLadderOfMoney) {
  History history;
  record({"pledges\nid=P1\ndonors=DE\ndate=2024-01-05\namount=100\ncurrency=EUR\n",
          "events\nof_kind=pledge\nof=P1\nstage=disbursed\nclassifier=actual\ndate=2024-02\n"},
         history);
  const TraceResult result = traced(shown(history), "P1");
  EXPECT_EQ(result.now->stage, "disbursed");
  ASSERT_EQ(result.beside.size(), 1U);
  EXPECT_EQ(result.beside[0].stage, "pledged");
}

TEST(Trace, OfTwoProofsOfAStageTheLaterCountsAndPlansNever) {
  History history;
  record({"consignments\nid=C1\n",
          "events\nof_kind=consignment\nof=C1\nstage=arrived\nclassifier=actual\ndate=2024-03-02\n",
          "events\nof_kind=consignment\nof=C1\nstage=arrived\nclassifier=actual\ndate=2024-03-09\nplace=port\n",
          "events\nof_kind=consignment\nof=C1\nstage=departed\nclassifier=actual\ndate=2024-04-01\n",
          "events\nof_kind=consignment\nof=C1\nstage=verified\nclassifier=estimated\ndate=2024-05-01\n"},
         history);
  const TraceResult result = traced(shown(history), "C1");
  EXPECT_EQ(result.now->stage, "arrived");
  EXPECT_EQ(result.now->date, "2024-03-09");
  EXPECT_EQ(result.now->place, "port");
}

TEST(Trace, ExitsAndDeliveredSomewhereStandBesideTheLadder) {
  History history;
  record({"pledges\nid=P1\ndonors=DE\ndate=2024-01-05\n", "consignments\nid=C1\nof_kind=pledge\nof=P1\n",
          "events\nof_kind=consignment\nof=C1\nstage=departed\nclassifier=actual\ndate=2024-02-01\n",
          "events\nof_kind=consignment\nof=C1\nstage=arrived\nclassifier=actual\ndate=2024-02-05\nquantity=2\n"
          "condition=lost\n",
          "events\nof_kind=consignment\nof=C1\nstage=delivered_unspecified\nclassifier=actual\ndate=2024-02-07\n",
          "revisions\nknown_date=2024-03-01\nof_kind=pledge\nof=P1\nfield=amount\nchange=cancelled\n"},
         history);
  const TraceResult result = traced(shown(history), "P1");
  EXPECT_EQ(result.now->stage, "departed");
  Names beside;
  for (const Reached& reached : result.beside) beside.push_back(reached.stage + " " + reached.kind + " " + reached.id);
  EXPECT_EQ(beside, (Names{"delivered_unspecified consignment C1", "cancelled pledge P1", "lost consignment C1"}));
}

TEST(Trace, AKindBeforeTheNameSaysWhichEntryIsMeant) {
  History history;
  record({"pledges\nid=X1\ndonors=DE\ndate=2024-01-05\n", "funds\nid=X1\ndonor=DE\ndate=2024-01-05\n"}, history);
  const Snapshot snapshot = shown(history);
  EXPECT_EQ(refusal(snapshot, "X1"), "\"X1\" is the name of several entries; say which: fund/X1, pledge/X1");
  EXPECT_EQ(traced(snapshot, "pledge/X1").kind, "pledge");
  EXPECT_EQ(traced(snapshot, "fund/X1").kind, "fund");
}

TEST(Trace, FindsAnEntryByItsKeyColumns) {
  History history;
  record(shells(), history);
  const Snapshot snapshot = shown(history);
  const std::string name = "consignment/C1/departed/actual/2024-05-20";
  EXPECT_EQ(traced(snapshot, name).kind, "event");
  EXPECT_EQ(traced(snapshot, "event/" + name).chain[0].place, "works");
  EXPECT_EQ(traced(snapshot, "155mm").kind, "item");
  EXPECT_EQ(refusal(snapshot, "consignment/C1/departed/actual/2024-05-21"),
            "no entry is called \"consignment/C1/departed/actual/2024-05-21\"");
}

TEST(Trace, AnUnknownNameIsToldWhatComesNear) {
  History history;
  record(shells(), history);
  const Snapshot snapshot = shown(history);
  EXPECT_EQ(refusal(snapshot, "155m"), "no entry is called \"155m\"; near it: item/155mm");
  EXPECT_EQ(refusal(snapshot, "contract/K"), "no entry is called \"contract/K\"; near it: contract/K1, contract/K2");
  EXPECT_EQ(refusal(snapshot, "nothing like it"), "no entry is called \"nothing like it\"");
  EXPECT_EQ(refusal(snapshot, ""), "no entry is called \"\"");
}

TEST(Trace, AHiddenEntryAndOneThatNeverWasAreTheSame) {
  History without;
  record({"pledges\nid=P1\ndonors=DE\ndate=2024-01-05\n", "consignments\nid=C1\nof_kind=pledge\nof=P1\n",
          "events\nsource=S1\nof_kind=consignment\nof=C1\nstage=ready\nclassifier=actual\ndate=2024-02-01\n"},
         without);
  History with;
  record({"sources\nid=S1\nlabel=SOURCE\ntitle=An informant\ndate=2024-02-03\n",
          "pledges\nid=P2\nlabel=RESTRICTED\ndonors=DE\ndate=2024-01-05\n",
          "events\nlabel=RESTRICTED\nof_kind=consignment\nof=C1\nstage=verified\nclassifier=actual\ndate=2024-03-01\n",
          "pledges\nid=P1\ndonors=DE\ndate=2024-01-05\n",
          "consignments\nid=C2\nlabel=RESTRICTED\nof_kind=pledge\nof=P1\n",
          "lines\nlabel=RESTRICTED\nof_kind=pledge\nof=P1\nitem=x\nquantity=1\n",
          "consignments\nid=C1\nof_kind=pledge\nof=P1\n",
          "events\nsource=S1\nof_kind=consignment\nof=C1\nstage=ready\nclassifier=actual\ndate=2024-02-01\n"},
         with);
  const Snapshot hidden = shown(with, outsider());
  const Snapshot never = shown(without, outsider());
  for (const char* id : {"P1", "C1"}) EXPECT_EQ(printed(traced(hidden, id)), printed(traced(never, id)));
  for (const char* id : {"P2", "C2", "S1", "pledge/P2", "consignment/C1/verified/actual/2024-03-01", "P9"})
    EXPECT_EQ(refusal(hidden, id), refusal(never, id));
  EXPECT_EQ(traced(shown(with), "P1").down.size(), 2U);
}

TEST(Trace, TheOrderOfRecordingChangesNoByte) {
  Payloads payloads = shells();
  History forward;
  record(payloads, forward);
  std::ranges::reverse(payloads);
  History backward;
  record(payloads, backward);
  std::ranges::rotate(payloads, payloads.begin() + 7);
  History rotated;
  record(payloads, rotated);
  for (const char* id : {"P1", "A1", "K1", "C1", "N1", "F1", "155mm", "R1"}) {
    const std::string expected = printed(traced(shown(forward), id));
    EXPECT_EQ(printed(traced(shown(backward), id)), expected);
    EXPECT_EQ(printed(traced(shown(rotated), id)), expected);
  }
}

TEST(Trace, SheetsSayWhereItIsNowAndRateTheSourceByTheAdmiraltyCode) {
  History history;
  record(shells(), history);
  const std::vector<Sheet> sheets = to_sheets(traced(shown(history), "P1"));
  ASSERT_EQ(sheets.size(), 3U);
  EXPECT_EQ(sheets[0].heading,
            (Names{"as known 2025-06-25", "now handed_over: consignment C1, 2024-06-01, hub (signed act 12)"}));
  EXPECT_EQ(sheets[0].rows[0],
            (Names{"pledge", "P1", "pledged", "", "2024-01-05", "", "", "", "120", "EUR", "at_least, market, in_kind",
                   "donors DE; recipient UA; due 2025-03; Shells by winter", "Handover note", "B2", ""}));
  EXPECT_EQ(sheets[2].rows[1][0], "1");
  EXPECT_EQ(sheets[2].rows[1][3], "K2");
}

TEST(Trace, ANeighbourOnSeveralWaysStandsOnceByItsShortestAndByOfFirst) {
  History history;
  record({"pledges\nid=P1\ndonors=DE\ndate=2024-01-05\n", "allocations\nid=A1\nof=P1\n",
          "contracts\nid=K1\nof=A1\n", "funding\nfrom_kind=pledge\nfrom=P1\nto_kind=contract\nto=K1\n",
          "funding\nfrom_kind=pledge\nfrom=P1\nto_kind=allocation\nto=A1\n"},
         history);
  EXPECT_EQ(names(traced(shown(history), "P1").down),
            (Names{"1 funding contract K1 contracted", "1 of allocation A1 allocated"}));
  EXPECT_EQ(names(traced(shown(history), "K1").up),
            (Names{"1 funding pledge P1 pledged", "1 of allocation A1 allocated"}));
}

TEST(Trace, ReferencesInACircleEnd) {
  History history;
  record({"pledges\nid=P1\ndonors=DE\ndate=2024-01-05\n", "contracts\nid=K1\nof=P1\n",
          "funding\nfrom_kind=contract\nfrom=K1\nto_kind=pledge\nto=P1\n"},
         history);
  const TraceResult result = traced(shown(history), "P1");
  EXPECT_EQ(names(result.up), (Names{"1 funding contract K1 contracted"}));
  EXPECT_EQ(names(result.down), (Names{"1 of contract K1 contracted"}));
}

TEST(Trace, ComputesTheHeadOnlyWhenAsked) {
  History history;
  record(shells(), history);
  const Snapshot snapshot = shown(history);
  EXPECT_EQ(traced(snapshot, "P1").head, "");
  EXPECT_EQ(trace(snapshot, {"P1", Head::compute})->head, snapshot.head());
}

}  // namespace
}  // namespace servanda
