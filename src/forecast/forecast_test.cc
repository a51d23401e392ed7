#include "forecast/forecast.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>

#include "book/payload.h"
#include "forecast/score.h"

namespace servanda {
namespace {

struct Line {
  std::string id, known, due, reached, recorded;
  std::string mode = "air";
  std::string supplier = "S1";
  std::string tonnes = "2";
  std::string destination = "";  // a node, whose origin is then the node A
};

std::string text(DayNumber day) { return to_string(day_of(day)); }
DayNumber number(std::string_view day) { return day_number(*parse_day(day)); }

// A book of consignments, each with a contract, as known on 2020-12-31.
std::unique_ptr<History> book(const std::vector<Line>& lines) {
  auto history = std::make_unique<History>();
  const auto say = [&](const std::string& content) {
    const auto done = replay("state 0\n" + content, *history);
    ASSERT_TRUE(done) << content << (done ? "" : done.error().text());
  };
  say("programme\nid=programme\nname=T\nrecipients=UA\nreporting_currency=EUR\nreport_date=2020-12-31\n"
      "delivered=recipient-confirmed\n");
  for (const Line& line : lines) {
    const std::string known = line.known.empty() ? "" : "known_date=" + line.known + "\n";
    say("contracts\nid=K" + line.id + "\n" + known + "supplier=" + line.supplier + "\n");
    say("consignments\nid=" + line.id + "\n" + known + "of_kind=contract\nof=K" + line.id + "\n" +
        (line.destination.empty() ? "" : "origin=A\ndestination=" + line.destination + "\n") + "mode=" + line.mode + "\n" + (line.due.empty() ? "" : "due=" + line.due + "\n") + "tonnes=" + line.tonnes + "\n");
    say("lines\n" + known + "of_kind=consignment\nof=" + line.id + "\nitem=I\nquantity=1\namount=10\ncurrency=EUR\n");
    if (!line.reached.empty())
      say("events\nknown_date=" + (line.recorded.empty() ? line.reached : line.recorded) + "\nof_kind=consignment\nof=" +
          line.id + "\nstage=confirmed\nclassifier=actual\ndate=" + line.reached + "\n");
  }
  return history;
}

// `n` consignments, one a day from 2018-01-01 on, promised 60 days ahead; late by lag(i) days. What would come after
// 2020-12-31 is still open.
std::vector<Line> history_of(int n, const std::function<int(int)>& lag, const std::string& prefix = "C") {
  std::vector<Line> lines;
  const DayNumber end = number("2020-12-31");
  for (int i = 0; i < n; ++i) {
    const DayNumber known = number("2018-01-01") + i;
    const DayNumber reached = known + 60 + lag(i);
    std::string digits = std::to_string(10'000 + i);
    lines.push_back({prefix + digits, text(known), text(known + 60), reached <= end ? text(reached) : "", "",
                     i % 2 == 0 ? "air" : "sea", "S" + std::to_string(i % 7)});
  }
  return lines;
}

int some_lag(int i) {
  constexpr std::array kLags{0, 0, 3, 0, 9, 0, 21, -4, 0, 1};
  return kLags[static_cast<std::size_t>(i * 7 % 10)];
}

ForecastResult run(const History& history, const ForecastOptions& options = {}, std::optional<Day> as_known = {}) {
  const auto snapshot = Snapshot::make(history, {.as_known = as_known});
  EXPECT_TRUE(snapshot);
  PastWindows windows;
  auto result = forecast(*snapshot, options, WorkProgress(), windows);
  EXPECT_TRUE(result) << (result ? "" : result.error().text());
  return *std::move(result);
}

// All that a result says, as text.
std::string bytes(const ForecastResult& r) {
  std::string out = std::to_string(r.planned) + " " + std::to_string(r.due_within) + " " + std::to_string(to_share(r.shocks.sd));
  for (const auto& spread : {r.count, r.value, r.tonnes})
    if (spread)
      out += " [" + std::to_string(spread->p10) + " " + std::to_string(spread->p50) + " " + std::to_string(spread->p90) +
             " " + std::to_string(spread->mean) + " " + std::to_string(spread->error) + "]";
  for (const ConsignmentOdds& c : r.consignments)
    out += "\n" + c.id + " " + std::to_string(c.odds) + (c.p10 ? to_string(*c.p10) : "-") +
           (c.p50 ? to_string(*c.p50) : "-") + (c.p90 ? to_string(*c.p90) : "-") + std::to_string(static_cast<int>(c.risk));
  for (const Driver& d : r.drivers) out += "\n" + d.level + std::to_string(d.effect);
  return out;
}

// ---- one law

TEST(LagLaw, OfAConstantHazardIsGeometric) {
  std::array<double, kLagBins> daily{};
  daily.fill(0.1);
  const LagLaw law(daily);
  EXPECT_NEAR(law.within(0, 1), 0.1, 1e-12);
  EXPECT_NEAR(law.within(-50, -40), 1 - std::pow(0.9, 10), 1e-12);
  EXPECT_NEAR(law.within(3, 400), 1 - std::pow(0.9, 397), 1e-12);
}

// ---- what a forecast must not do

TEST(Forecast, IsTheSameOnAnyNumberOfThreads) {
  const auto history = book(history_of(1000, some_lag));
  ForecastOptions options;
  options.futures = 256;
  options.threads = 1;
  const std::string one = bytes(run(*history, options));
  for (const std::size_t threads : {2, 5}) {
    options.threads = threads;
    EXPECT_EQ(bytes(run(*history, options)), one);
  }
}

TEST(Forecast, SeedsDifferAndAgreeWithinTheirErrors) {
  const auto history = book(history_of(1050, some_lag));
  ForecastOptions options;
  options.within_days = 21;
  const ForecastResult one = run(*history, options);
  options.seed = 2;
  const ForecastResult two = run(*history, options);
  EXPECT_NE(bytes(one), bytes(two));
  const auto near = [](Share value, Share error, Share other, Share other_error) { EXPECT_NEAR(value, other, 4 * std::hypot(error, other_error) + 2); };
  for (const auto& [a, b] : {std::pair(one.count, two.count), std::pair(one.value, two.value), std::pair(one.tonnes, two.tonnes)}) {
    near(a->mean, a->error, b->mean, b->error);
    near(a->p10, a->error_p10, b->p10, b->error_p10);
    near(a->p50, a->error_p50, b->p50, b->error_p50);
    near(a->p90, a->error_p90, b->p90, b->error_p90);
  }
  EXPECT_LE(one.count->p10, one.count->p50);
  EXPECT_LT(one.count->p10, one.count->p90);
}

// Over many windows, in each of which a quantile may be sure or between two steps, quantiles move from seed to seed as the errors beside
// them say: with a dozen open consignments, whose share goes in steps, and with sixty.
TEST(Forecast, QuantilesMoveFromSeedToSeedAsTheirErrorsSay) {
  constexpr int kSeeds = 12;
  for (const std::size_t every : {5, 1}) {
    std::vector<Line> lines = history_of(300, some_lag);
    std::erase_if(lines, [&, i = std::size_t{0}](const Line&) mutable { return i++ % every != 0; });
    const auto history = book(lines);
    double seen = 0, said = 0;
    for (int window = 8; window <= 44; window += 4) {
      std::array<std::vector<double>, 3> values;
      for (int seed = 1; seed <= kSeeds; ++seed) {
        ForecastOptions options;
        options.within_days = window;
        options.futures = 256;
        options.seed = static_cast<std::uint64_t>(seed);
        const ShareSpread count = *run(*history, options, parse_day("2018-10-01")).count;
        values[0].push_back(count.p10), values[1].push_back(count.p50), values[2].push_back(count.p90);
        for (const double error : {count.error_p10, count.error_p50, count.error_p90}) said += error * error / kSeeds;
      }
      for (const auto& of_one : values) {
        const double mean = std::accumulate(of_one.begin(), of_one.end(), 0.0) / kSeeds;
        for (const double value : of_one) seen += (value - mean) * (value - mean) / (kSeeds - 1);
      }
    }
    EXPECT_GT(said, 0.7 * seen) << every;
    EXPECT_LT(said, 1.4 * seen) << every;
  }
}

TEST(Forecast, AutoGoesOnUntilTheErrorIsMet) {
  const auto history = book(history_of(1000, some_lag));
  ForecastOptions options;
  options.futures = 0;
  for (const Share error : {60, 15}) {
    options.error = error;
    const ForecastResult result = run(*history, options);
    EXPECT_LE(std::max({result.count->error, result.count->error_p10, result.count->error_p50, result.count->error_p90}), error);
    EXPECT_GE(result.futures, 1024U);
  }
}

TEST(Forecast, OddsVaryByConsignment) {
  const ForecastResult result = run(*book(history_of(1050, some_lag)), {.within_days = 7});
  EXPECT_GT(result.consignments.back().odds, result.consignments.front().odds + 2'000);
}

TEST(Forecast, ComesLaterWhenEveryDelayDoubles) {
  const auto median_day = [](const ForecastResult& result) {
    std::vector<Day> days;
    for (const ConsignmentOdds& each : result.consignments) days.push_back(each.p50.value_or(day_of(100'000)));
    std::ranges::sort(days);
    return days[days.size() / 2];
  };
  const auto late = [](int i) { return 5 + i % 11; };
  const auto twice = [&](int i) { return 2 * late(i); };
  EXPECT_LT(median_day(run(*book(history_of(1040, late)))), median_day(run(*book(history_of(1040, twice)))));
}

TEST(Forecast, SeesNothingThatBecameKnownLater) {
  const std::vector<Line> all = history_of(1000, some_lag);
  const DayNumber then = number("2020-03-31");
  std::vector<Line> known;
  for (Line line : all) {
    if (number(line.known) > then) continue;
    if (!line.reached.empty() && number(line.reached) > then) line.reached.clear();
    known.push_back(line);
  }
  EXPECT_EQ(bytes(run(*book(all), {}, day_of(then))), bytes(run(*book(known), {}, day_of(then))));
}

TEST(Forecast, RenamingEverythingRenamesTheAnswer) {
  std::string one = bytes(run(*book(history_of(1000, some_lag, "C"))));
  const std::string two = bytes(run(*book(history_of(1000, some_lag, "Z"))));
  std::ranges::replace(one, 'C', 'Z');
  EXPECT_EQ(one, two);
}

TEST(Forecast, WithoutAnyDelayEverythingComesOnItsDay) {
  const ForecastResult result = run(*book(history_of(1060, [](int) { return 0; })));
  for (const ConsignmentOdds& each : result.consignments) EXPECT_EQ(each.p50, each.due) << each.id;
}

// ---- bad input

void expect_sane(const ForecastResult& result) {
  for (const ConsignmentOdds& each : result.consignments) {
    EXPECT_GE(each.odds, 1) << each.id;
    EXPECT_LE(each.odds, kWhole - 1) << each.id;
  }
  if (result.count) {
    EXPECT_GE(result.count->p10, 0);
    EXPECT_LE(result.count->p90, kWhole);
  }
}

TEST(ForecastOfBadInput, NoHistoryUsesTheBuiltInLawAndSaysSo) {
  const ForecastResult result = run(*book({{"A", "2020-12-01", "2021-01-15", "", ""}, {"B", "2020-12-01", "", "", ""}}));
  expect_sane(result);
  EXPECT_EQ(result.planned, 2);
  EXPECT_EQ(result.arrivals_behind, 0);
  EXPECT_EQ(result.shocks.windows, 0);
  EXPECT_FALSE(result.evidence.front().falls_back.empty());
}

TEST(ForecastOfBadInput, OneConsignmentAlone) {
  const auto open = book({{"X", "2020-12-01", "2021-01-10", "", ""}});
  const ForecastResult result = run(*open);
  expect_sane(result);
  EXPECT_EQ(result.planned, 1);
  const auto there = book({{"X", "2020-10-01", "2020-11-10", "2020-11-10", ""}});
  expect_sane(run(*there));
  EXPECT_EQ(run(*there).planned, 0);
}

TEST(ForecastOfBadInput, FiveObservationsNeverGiveCertainty) {
  std::vector<Line> lines = history_of(5, [](int) { return 0; });
  lines.push_back({"X", "2020-12-01", "2021-01-01", "", ""});
  const ForecastResult result = run(*book(lines));
  expect_sane(result);
  ASSERT_EQ(result.consignments.size(), 1U);
  constexpr std::int64_t kHalfOfOneInSix = 833;
  for (const DayNumber within : {1, 84, 3'000}) {
    ForecastOptions options;
    options.within_days = within;
    const std::int64_t odds = run(*book(lines), options).consignments.front().odds;
    EXPECT_GE(odds, kHalfOfOneInSix) << within;
    EXPECT_LE(odds, kWhole - kHalfOfOneInSix) << within;
  }
}

TEST(ForecastOfBadInput, AllDeliveredLeavesNothingToForecast) {
  const ForecastResult result = run(*book(history_of(30, some_lag)));
  EXPECT_EQ(result.planned, 0);
  EXPECT_FALSE(result.count);
  EXPECT_TRUE(result.consignments.empty());
}

TEST(ForecastOfBadInput, AnArrivalInTheFutureHasNotHappened) {
  std::vector<Line> lines = history_of(100, some_lag);
  lines.push_back({"X", "2020-12-01", "2021-02-01", "2021-01-20", "2020-12-15"});
  const ForecastResult result = run(*book(lines));
  expect_sane(result);
  EXPECT_EQ(result.planned, 1);
  EXPECT_EQ(result.dated_ahead, 1);
}

// Two that are alike but for their destination: the links lead from A to B, and none to C.
class WithoutWay : public testing::Test {
 protected:
  // `past_to_c`: consignments that went to C all the same, `came` of them arrived.
  static ForecastResult result_of(int past_to_c, int came, bool links = true, Stage stage = Stage::confirmed, const std::string& handed_over_at = "") {
    std::vector<Line> lines = history_of(200, some_lag);
    for (Line& line : lines) line.destination = "B";
    for (int i = 0; i < past_to_c; ++i) {
      lines[static_cast<std::size_t>(i)].destination = "C";
      if (i >= came) lines[static_cast<std::size_t>(i)].reached.clear();
    }
    lines.push_back({"TO-B", "2020-12-01", "2021-01-15", "", ""});
    lines.back().destination = "B";
    lines.push_back({"TO-C", "2020-12-01", "2021-01-15", "", ""});
    lines.back().destination = "C";
    const auto history = book(lines);
    for (const char* node : {"A", "B", "C"}) say(*history, "nodes\nid=" + std::string(node) + "\nname=N\nkind=hub\ncountry=UA\n");
    if (links) say(*history, "links\nid=L\nfrom=A\nto=B\nmode=road\ntransit_days=3\n");
    for (int i = came; i < past_to_c; ++i)
      say(*history, "events\nknown_date=2020-06-01\nof_kind=consignment\nof=" + lines[static_cast<std::size_t>(i)].id + "\nstage=lost\nclassifier=actual\ndate=2020-06-01\n");
    if (!handed_over_at.empty())
      say(*history, "events\nknown_date=2020-06-01\nof_kind=consignment\nof=C10000\nstage=handed_over\nclassifier=actual\ndate=2020-06-01\nplace=" + handed_over_at + "\n");
    ForecastOptions options;
    options.stage = stage;
    return run(*history, options);
  }
  static void say(History& history, const std::string& content) {
    const auto done = replay("state 0\n" + content, history);
    ASSERT_TRUE(done) << content << (done ? "" : done.error().text());
  }
  static const ConsignmentOdds& line(const ForecastResult& result, std::string_view id) { return *std::ranges::find(result.consignments, id, &ConsignmentOdds::id); }
};

TEST_F(WithoutWay, HasEvenOddsToFindOneWhereThePastTellsNothing) {
  const ForecastResult result = result_of(0, 0);
  expect_sane(result);
  EXPECT_EQ(result.without_way.open, 1);
  EXPECT_EQ(line(result, "TO-C").risk, Risk::no_way);
  EXPECT_NE(line(result, "TO-B").risk, Risk::no_way);
  EXPECT_NEAR(line(result, "TO-C").odds, line(result, "TO-B").odds / 2.0, 500);
}

TEST_F(WithoutWay, HasTheOddsOfThoseLikeItInThePast) {
  const ForecastResult came = result_of(40, 40);
  EXPECT_EQ(came.without_way.past, 40);
  EXPECT_EQ(came.without_way.came, 40);
  EXPECT_NEAR(line(came, "TO-C").odds, line(came, "TO-B").odds, 500);
  const ForecastResult lost = result_of(40, 0);
  EXPECT_EQ(lost.without_way.came, 0);
  EXPECT_LT(line(lost, "TO-C").odds, 400);
}

// Handed over are they where others were.
TEST_F(WithoutWay, NeedsNoneToItsDestinationForAStageThatIsReachedBefore) {
  EXPECT_EQ(result_of(0, 0, true, Stage::handed_over).without_way.open, 1);
  EXPECT_EQ(result_of(0, 0, true, Stage::handed_over, "B").without_way.open, 0);
  EXPECT_EQ(result_of(0, 0, true, Stage::departed).without_way.open, 0);
}

TEST_F(WithoutWay, ABookWithoutLinksSaysNothingOfWays) {
  const ForecastResult result = result_of(0, 0, false);
  EXPECT_EQ(result.without_way.open, 0);
  EXPECT_NE(line(result, "TO-C").risk, Risk::no_way);
}

TEST(ForecastOfBadInput, ADelayOfThreeThousandDays) {
  std::vector<Line> lines = history_of(100, some_lag);
  lines.push_back({"X", "2011-01-01", "2012-01-01", "2020-03-20", ""});
  lines.push_back({"Y", "2011-01-01", "2012-01-01", "", ""});
  const ForecastResult result = run(*book(lines));
  expect_sane(result);
  ASSERT_EQ(result.planned, 1);
  EXPECT_EQ(result.consignments.front().risk, Risk::overdue);
}

TEST(ForecastOfBadInput, RepeatedEventsChangeNothing) {
  const std::vector<Line> lines = history_of(1000, some_lag);
  const auto history = book(lines);
  const std::string before = bytes(run(*history));
  for (const Line& line : lines)
    if (!line.reached.empty()) {
      const DayNumber later = number(line.reached) + 1;
      if (later > number("2020-12-31")) continue;
      ASSERT_TRUE(replay("state 0\nevents\nknown_date=" + text(later) + "\nof_kind=consignment\nof=" + line.id +
                             "\nstage=confirmed\nclassifier=actual\ndate=" + text(later) + "\n",
                         *history));
    }
  EXPECT_EQ(bytes(run(*history)), before);
}

// Promises that move by a week every week: they taught that a promise for tomorrow means weeks.
TEST(ForecastOfBadInput, AScheduleThatMovesEveryWeekIsNotBelieved) {
  std::vector<Line> lines = history_of(200, [](int) { return 70; });
  const auto history = book(lines);
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (int week = 0; week < 10; ++week) {
      const DayNumber known = number(lines[i].known) + 56 + 7 * week;
      ASSERT_TRUE(replay("state 0\nrevisions\nknown_date=" + text(known) + "\nof_kind=consignment\nof=" + lines[i].id +
                             "\nfield=due\nwas=" + text(known + 4) + "\nis=" + text(known + 11) + "\nchange=postponed\n",
                         *history));
    }
  ASSERT_TRUE(replay("state 0\nconsignments\nid=X\nknown_date=2020-12-01\nmode=air\ndue=2021-01-03\n", *history));
  const ForecastResult result = run(*history);
  expect_sane(result);
  ASSERT_EQ(result.planned, 1);
  EXPECT_GT(*result.consignments.front().p50, *parse_day("2021-01-20"));
}

TEST(ForecastOfBadInput, ABookWithoutConsignmentsIsRefused) {
  const auto history = book({});
  const auto snapshot = Snapshot::make(*history, {});
  PastWindows windows;
  const auto result = forecast(*snapshot, {}, WorkProgress(), windows);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::nothing_to_do);
}

// Whoever interrupts while futures run is told that, and nothing of a time limit.
TEST(ForecastThatIsCancelled, SaysSo) {
  const auto history = book(history_of(700, some_lag));
  const auto snapshot = Snapshot::make(*history, {});
  WorkProgress* running = nullptr;
  WorkProgress progress([&running](std::string_view step, std::int64_t, std::int64_t) {
    if (step == "futures") running->cancel();
  });
  running = &progress;
  PastWindows windows;
  const auto result = forecast(*snapshot, {}, progress, windows);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "the forecast was cancelled");
}

// ---- what is kept between questions

// Past windows of one stage say nothing about another.
TEST(PastWindowsOfAStage, AreNotThoseOfAnother) {
  const auto history = book(history_of(700, some_lag));
  const auto snapshot = Snapshot::make(*history, {});
  ForecastOptions confirmed, verified;
  confirmed.futures = verified.futures = 128;
  verified.stage = Stage::verified;
  PastWindows kept, fresh;
  ASSERT_TRUE(forecast(*snapshot, confirmed, WorkProgress(), kept));
  const auto after = forecast(*snapshot, verified, WorkProgress(), kept);
  const auto alone = forecast(*snapshot, verified, WorkProgress(), fresh);
  ASSERT_TRUE(after && alone);
  EXPECT_EQ(bytes(*after), bytes(*alone));
}

// Light goods come on their day, heavy ones ten days later.
TEST(Forecast, KnowsHeavyFromLight) {
  auto lines = history_of(1090, [](int i) { return i % 3 == 0 ? 10 : 0; });
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].supplier = "S1";
    lines[i].tonnes = i % 3 == 0 ? "40" : "0.2";
  }
  const ForecastResult result = run(*book(lines));
  double heavy = 0, light = 0, heavies = 0, lights = 0;
  for (const ConsignmentOdds& each : result.consignments) {
    const bool is_heavy = std::ranges::find(lines, each.id, &Line::id)->tonnes == "40";
    (is_heavy ? heavy : light) += day_number(*each.p50) - number(std::ranges::find(lines, each.id, &Line::id)->due);
    (is_heavy ? heavies : lights) += 1;
  }
  ASSERT_GT(heavies, 10);
  ASSERT_GT(lights, 20);
  EXPECT_GT(heavy / heavies, light / lights + 4);
}

// ---- few facts

// Five that are long overdue, and nothing ever came: their facts count once, and no date is told for what nobody knows.
TEST(ForecastOfFewFacts, FiveThatNeverCameAreNotHopeless) {
  std::vector<Line> lines;
  for (int i = 0; i < 5; ++i) lines.push_back({"C" + std::to_string(i), "2019-01-01", text(number("2019-06-20") + i), "", ""});
  const ForecastResult result = run(*book(lines));
  ASSERT_EQ(result.consignments.size(), 5U);
  for (const ConsignmentOdds& each : result.consignments) {
    EXPECT_GT(each.odds, 200) << each.id;
    EXPECT_LT(each.odds, 5'000) << each.id;
    EXPECT_LT(each.p90.value_or(result.as_known), *parse_day("2031-01-01"));
  }
}

TEST(ForecastOfFewFacts, FiveOnTheDayAreNotCertain) {
  std::vector<Line> lines;
  for (int i = 0; i < 10; ++i) {
    const std::string due = text(number("2020-06-20") + (i < 5 ? i : 200 + i));
    lines.push_back({"C" + std::to_string(i), "2020-01-01", due, i < 5 ? due : "", ""});
  }
  for (const ConsignmentOdds& each : run(*book(lines)).consignments) EXPECT_LT(*each.p10, *each.p90) << each.id;
}

// ---- score

Result<ScoreResult> scored(const History& history, std::chrono::year_month from, std::chrono::year_month until, const WorkProgress& progress = WorkProgress(),
                           std::optional<Day> as_known = {}) {
  const auto snapshot = Snapshot::make(history, {.as_known = as_known});
  ScoreOptions options;
  options.from = from;
  options.until = until;
  return score_replayed(*snapshot, options, progress);
}

TEST(Score, ThePlanIsPerfectWhereEverythingComesOnItsDay) {
  const auto history = book(history_of(900, [](int) { return 0; }));
  const auto result = scored(*history, std::chrono::year(2019) / 6, std::chrono::year(2019) / 9);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->origins.size(), 4U);
  EXPECT_EQ(result->methods[1].crps_days.value, 0);
  EXPECT_EQ(result->methods[1].share_mae.value, 0);
  EXPECT_GE(result->methods[0].crps_days.value, 0);
  for (const OriginScore& origin : result->origins) EXPECT_EQ(origin.seen, origin.promised);
  EXPECT_EQ(result->methods[1].held80.value, kWhole);
  EXPECT_EQ(result->methods[1].share_bias.value, 0);
}

// Of months that are asked for and have no origin, none is told.
TEST(Score, TellsTheMonthsThatWereScored) {
  const auto history = book(history_of(900, some_lag));
  const auto result = scored(*history, std::chrono::year(2017) / 11, std::chrono::year(2018) / 4);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->from, std::chrono::year(2018) / 2);  // the first with twenty open consignments
  EXPECT_EQ(result->until, std::chrono::year(2018) / 4);
}

// Reports of its forecasts are its own affair.
TEST(Score, ReportsItsOriginsAlone) {
  const auto history = book(history_of(900, some_lag));
  std::vector<std::string> told;
  const WorkProgress progress([&](std::string_view step, std::int64_t done, std::int64_t total) { told.push_back(std::string(step) + " " + std::to_string(done) + " " + std::to_string(total)); });
  ASSERT_TRUE(scored(*history, std::chrono::year(2019) / 6, std::chrono::year(2019) / 7, progress));
  EXPECT_EQ(told, (std::vector<std::string>{"origins 0 2", "origins 1 2", "origins 2 2"}));
}

// What is open counts for no range that it may still fall into.
TEST(Score, WhatIsUndecidedCountsForNoRange) {
  const auto history = book(history_of(900, some_lag));
  const auto result = scored(*history, std::chrono::year(2020) / 3, std::chrono::year(2020) / 3, WorkProgress(), parse_day("2020-03-02"));
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_LT(result->methods[0].decided, result->forecasts / 4);
  EXPECT_FALSE(result->methods[0].crps_days.error);  // one quarter says nothing about the next
}

}  // namespace
}  // namespace servanda
