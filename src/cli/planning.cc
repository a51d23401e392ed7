#include "cli/planning.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <sstream>

#include "network/infer.h"
#include "network/strangers.h"
#include "plan/fixed_point.h"

namespace servanda {
namespace {

Result<Decimal> number(const std::string& option, const std::string& text) {
  const auto value = Decimal::parse(text);
  if (value && value->units() >= 0) return *value;
  return bad_usage(option + ": found '" + text + "', expected a number of zero or more such as 0.01");
}

// `0.05`, `5%`, or one for each level: `0,5%,0`.
Result<std::array<double, 3>> shares_to_give_up(const std::string& text) {
  std::vector<double> shares;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) {
    const bool percent = part.ends_with('%');
    if (percent) part.pop_back();
    const auto value = Decimal::parse(part);
    if (!value || value->units() < 0 || value->units() > Decimal::kUnit * (percent ? 100 : 1)) return bad_usage("--give-up: found '" + text + "', expected a share such as 0.05 or 5%, or three: 0,5%,0");
    shares.push_back(floating_point(*value) / (percent ? 100 : 1));
  }
  if (shares.size() == 1) return std::array<double, 3>{shares[0], shares[0], shares[0]};
  if (shares.size() == 3) return std::array<double, 3>{shares[0], shares[1], shares[2]};
  return bad_usage("--give-up: found '" + text + "', expected one share, or three: of on time, of lateness, of cost");
}

// `20` or `2032-W10`: so many weeks, or until the week that holds the end of the date.
Result<PlanHorizon> horizon_of(const std::string& text, Day as_known) {
  if (text.empty()) return PlanHorizon{};
  std::optional<std::int64_t> weeks;
  const bool number = text.size() <= 3 || text.starts_with('-');
  if (const auto count = Decimal::parse(text); number && count && count->units() % Decimal::kUnit == 0) weeks = count->units() / Decimal::kUnit;
  if (const auto date = PartialDate::parse(text); !number && date) weeks = Weeks(as_known, 0).index(date->last()) + 1;
  if (weeks && *weeks >= 1 && *weeks <= kMostWeeks) return PlanHorizon{static_cast<int>(*weeks), 0};
  return bad_usage("--horizon: found '" + text + "', expected a number of weeks from 1 to " + std::to_string(kMostWeeks) +
                   ", or a date within them from " + to_string(as_known) + " on, such as " + Weeks(as_known, 0).name(kLateWeeks));
}

using Clock = std::chrono::steady_clock;

// When the run began: the first that asks says so.
Clock::time_point run_began() {
  static const Clock::time_point began = Clock::now();
  return began;
}

// "without X-NORTH, 3 of 20: lateness in whole lots: 134611 weighted t-weeks, bound 132559, gap 1.55 %; 9 s"
void print_progress(const PlanProgress& progress) {
  constexpr std::array<const char*, 3> kLevels{"on time", "lateness", "cost"};
  constexpr std::array<const char*, 3> kUnits{"weighted t", "weighted t-weeks", "of the currency"};
  const std::chrono::duration<double> since = Clock::now() - run_began();
  const std::string work = progress.work.empty() ? "" : progress.work + ": ";
  if (progress.parts > 0) {
    std::fprintf(stderr, "%sweeks planned apart: %d of %d; %.0f s\n", work.c_str(), progress.parts_done, progress.parts, since.count());
    return;
  }
  if (progress.level < 0) {  // a sum of tonnes, weeks and money, of which only the distance says something
    std::fprintf(stderr, "%slevels together: gap %.3g %%; %.0f s\n", work.c_str(), 100 * progress.gap, since.count());
    return;
  }
  const auto level = static_cast<std::size_t>(progress.level);
  std::fprintf(stderr, "%s%s%s: %.0f %s, bound %.0f, gap %.3g %%; %.0f s\n", work.c_str(), kLevels[level], progress.whole ? " in whole lots" : "", progress.value, kUnits[level], progress.bound, 100 * progress.gap, since.count());
}

}  // namespace

void add_planning_options(CLI::App& verb, PlanningFlags& flags) {
  verb.add_option("--gap", flags.gap, "end each level when it is proven to be this close to the best, such as 0.01")
      ->type_name("SHARE")
      ->capture_default_str();
  verb.add_option("--give-up", flags.give_up, "the share of a level that the next ones may give up, for all or for each: 0,5%,0")
      ->type_name("SHARES")
      ->capture_default_str();
  verb.add_option("--horizon", flags.horizon, "how far to look: so many weeks from the as-known day, or until a date "
                  "(default: 12 weeks after the last due or ready date and the end of the programme)")
      ->type_name("WEEKS|DATE");
  verb.add_option("--time-limit", flags.time_limit, "end after so many seconds (0: no limit), all plans of the run together, with the best plan so far and its bound; what was not planned by then is said and has no figures")
      ->type_name("S");
  verb.add_option("--threads", flags.threads, "threads that price; the plan is the same on any number")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb.add_flag("--crewed", flags.crewed, "equipment counts as arriving when its crew is trained (table pairs)");
}

Result<PlanOptions> planning_options(const PlanningFlags& flags, bool quiet) {
  PlanOptions out;
  ASSIGN_OR_RETURN(const Decimal gap, number("--gap", flags.gap));
  ASSIGN_OR_RETURN(out.deadline, deadline_of(flags.time_limit));
  if (gap.units() >= Decimal::kUnit)
    return bad_usage("--gap: found '" + flags.gap + "', expected a share below 1, such as 0.01");
  out.gap = floating_point(gap);
  ASSIGN_OR_RETURN(out.give_up, shares_to_give_up(flags.give_up));
  out.threads = flags.threads;
  out.cancel = &interrupted();
  if (!quiet)
    out.progress = [last = std::make_shared<Clock::time_point>(run_began())](const PlanProgress& progress) {
      if (Clock::now() - *last < std::chrono::seconds(1)) return;
      *last = Clock::now();
      print_progress(progress);
    };
  return out;
}

Result<std::optional<std::chrono::steady_clock::time_point>> deadline_of(const std::string& time_limit) {
  const Clock::time_point began = run_began();
  ASSIGN_OR_RETURN(const Decimal limit, number("--time-limit", time_limit));
  constexpr double kMostSeconds = 1e9;  // what the clock can count
  if (limit.units() == 0) return std::optional<Clock::time_point>();
  const std::chrono::duration<double> seconds(std::min(floating_point(limit), kMostSeconds));
  return std::optional(began + std::chrono::duration_cast<Clock::duration>(seconds));
}

Result<Snapshot> planning_snapshot(OpenBook& book, const CommonOptions& common) {
  return planning_snapshot(book, common, Scenario{});
}

Result<Snapshot> planning_snapshot(OpenBook& book, const CommonOptions& common, const Scenario& more) {
  ASSIGN_OR_RETURN(Snapshot snapshot, make_snapshot(book, common));
  Scenario changes;
  if (snapshot.count(Table::links) == 0 && snapshot.count(Table::consignments) > 0) {
    ASSIGN_OR_RETURN(InferredNetwork inferred, infer_network(snapshot));
    if (!common.quiet) std::fprintf(stderr, "note: %s\n", inferred.note().c_str());
    changes = std::move(inferred.scenario);
  }
  if (!more.name.empty()) changes.name = more.name;
  changes.changes.insert(changes.changes.end(), more.changes.begin(), more.changes.end());
  if (changes.changes.empty()) return snapshot;
  return snapshot_with(book, common, changes);
}

Status check_places(const Snapshot& snapshot, const CommonOptions& common) {
  RETURN_IF_ERROR(check_added_places(snapshot));
  if (!common.quiet)
    for (const std::string& one : strangers(snapshot)) std::fprintf(stderr, "note: %s\n", one.c_str());
  return {};
}

void tell_left_out(const PlanResult& result, const CommonOptions& common) {
  if (const std::string text = left_out_text(result); !common.quiet && !text.empty()) std::fprintf(stderr, "note: %s\n", text.c_str());
}

Result<Planned> plan_with_progress(const Snapshot& snapshot, const CommonOptions& common, const PlanningFlags& flags,
                                   const Planned* base) {
  ASSIGN_OR_RETURN(PlanOptions options, planning_options(flags, common.quiet));
  ASSIGN_OR_RETURN(PlanHorizon horizon, horizon_of(flags.horizon, snapshot.as_known()));
  listen_for_interrupt();
  if (base != nullptr) return replan(snapshot, *base, std::move(options), horizon);
  return plan_programme(snapshot, flags.crewed ? Usable::crewed : Usable::arrived, options, horizon);
}

Result<PlanInput> planning_input(const Snapshot& snapshot, const PlanningFlags& flags) {
  ASSIGN_OR_RETURN(const PlanHorizon horizon, horizon_of(flags.horizon, snapshot.as_known()));
  return plan_input(snapshot, flags.crewed ? Usable::crewed : Usable::arrived, horizon);
}

}  // namespace servanda
