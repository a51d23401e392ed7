#include "views/compared_figures.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

#include "views/plan_view.h"

namespace servanda {
namespace {

constexpr std::string_view kNoLinks = "the table links is empty; `servanda network infer` reads links off what was moved";

// Without the tables to add, which the verb of the section shows.
std::string why(const Error& error) {
  const std::string text = error.text();
  return text.substr(0, std::min({text.find('\n'), text.find("; add "), text.find("; fill ")}));
}

}  // namespace

std::vector<ComparedFigure> figures_of(const StatusResult& result) {
  std::vector<ComparedFigure> out;
  result.total.for_each([&](const auto& cell) {
    if (cell.empty()) return;
    const std::string stage(name_of(cell.stage));
    out.push_back({"status", stage, "records", std::to_string(cell.count)});
    for (const auto& [key, sum] : cell.value.sums())
      out.push_back({"status", stage,
                     key.currency.code() + " " + std::string(name_of(key.basis)) + " " +
                         std::string(name_of(key.instrument)),
                     decimal_text(sum.units)});
  });
  return out;
}

std::vector<ComparedFigure> figures_of(const RunwayResult& result) {
  const RunwayScenario& of = result.scenarios.front();
  if (!of.as_planned) return {};
  std::vector<ComparedFigure> out{
      {"runway", "months of cover if all comes as stated", "months", decimal_text(*of.as_planned)},
      {"runway", "money is short from", "date", of.shortfall_date ? to_string(*of.shortfall_date) : "not to the last need"},
      {"runway", "missing money to the last need", result.currency, decimal_text(of.needed - of.covered)},
      {"runway", "first unfunded need", "need", of.first_unfunded ? of.first_unfunded->need : "none"}};
  return out;
}

Result<ComparedColumn> compared_column(const Snapshot& snapshot, std::string name, std::string description,
                                       const std::function<Result<Planned>(const Snapshot&)>& plan) {
  ComparedColumn column{std::move(name), std::move(description)};
  const auto add = [&](std::vector<ComparedFigure> figures) { std::ranges::move(figures, std::back_inserter(column.figures)); };
  ASSIGN_OR_RETURN(const StatusResult funnel, status(snapshot, {.by = {}}));
  add(figures_of(funnel));
  const RunwayCase base{column.name, "", &snapshot};
  RunwayOptions without_odds;
  without_odds.futures = 0;
  const auto money = runway(std::span(&base, 1), without_odds);
  const std::size_t before = column.figures.size();
  if (money) add(figures_of(*money));
  else if (money.error().code != ErrorCode::nothing_to_do) return money.error();
  else column.missing.push_back({"runway", why(money.error())});
  if (money && column.figures.size() == before) column.missing.push_back({"runway", "no cover can be told (`servanda runway` says why)"});
  const auto planned = snapshot.count(Table::links) == 0 ? Result<Planned>(Error{ErrorCode::nothing_to_do, std::string(kNoLinks)}) : plan(snapshot);
  if (planned) {
    const PlanResult view = plan_view(snapshot, *planned);
    column.plan_status = view.status;
    if (view.finished) add(figures_of(view));
    else column.missing.push_back({"plan", "the plan was ended before it was finished (" + view.status + ")"});
  } else if (planned.error().code != ErrorCode::nothing_to_do) {
    return planned.error();
  } else {
    column.missing.push_back({"plan", why(planned.error())});
  }
  return column;
}

}  // namespace servanda
