#include <algorithm>
#include <map>

#include "plan/limits_of.h"
#include "views/plan_view.h"

namespace servanda {
namespace {

constexpr std::size_t kLinesNamed = 5;

std::string in_tonnes(Wide units) { return decimal_text(units) + " t"; }

// The figures behind the first reason of a line that does not move.
class WhyNot {
 public:
  explicit WhyNot(const Planned& planned) : input_(planned.input), plan_(planned.plan) {
    for (std::size_t i = 0; i < plan_.lines.size(); ++i) lines_[{input_.cargoes.cargoes[i].consignment, input_.cargoes.cargoes[i].part}] = i;
  }

  std::string text(const PlanScheduleRow& row) const {
    const auto found = lines_.find({row.consignment, row.part});
    if (found == lines_.end() || !plan_.lines[found->second].reason) return {};
    const PlanReason& reason = *plan_.lines[found->second].reason;
    const PlanCargo& cargo = input_.instance.cargo[found->second];
    switch (reason.kind) {
      case PlanReasonKind::capacity: return full(reason, cargo);
      case PlanReasonKind::below_minimum: return below_minimum(reason);
      case PlanReasonKind::not_ready: return "it may not leave in time; a longer --horizon or an earlier ready date would help";
      case PlanReasonKind::ramp: return "its site has not made it in time (ramps.csv)";
      case PlanReasonKind::unfunded: return "the fund that funding.csv names for it is dated too late, or is not in funds.csv";
      case PlanReasonKind::crew: return "its crew is not trained in time (courses.csv, pairs.csv)";
      case PlanReasonKind::permit: return "the link is open to it only once its permit_days are over, counted from when it is ready (links.csv)";
      case PlanReasonKind::transit: return "no way from " + row.origin + " to " + row.destination + " is fast enough, however empty";
      case PlanReasonKind::given_up: return "a better way is free, and was given up for less cost (--give-up)";
      case PlanReasonKind::no_path: return "no link, or row of links, leads from " + row.origin + " to " + row.destination + "; add one to links.csv";
    }
    return {};
  }

 private:
  std::string full(const PlanReason& reason, const PlanCargo& cargo) const {
    const std::vector<PlanTonnes>* limits = limits_of(input_.instance, *reason.place);
    if (limits == nullptr || limits->empty()) return {};
    const PlanTonnes lot = cargo.lots > 0 ? cargo.largest_lot() : 0;
    PlanTonnes most = *std::max_element(limits->begin(), limits->end());
    if (most >= lot) most = *std::max_element(limits->begin() + reason.from_week, limits->begin() + reason.until_week + 1);
    const bool resource = reason.place->kind == PlanPlaceKind::resource;
    std::string out = most == 0 ? "there is none of it in these weeks"
                                : "there is at most " + (resource ? decimal_text(most) : in_tonnes(most)) + " of it a week";
    if (cargo.lots > 0) out += ", and a lot of it is " + in_tonnes(lot);
    return out + "; closures.csv and the table of the place say how much there is";
  }

  std::string below_minimum(const PlanReason& reason) const {
    const PlanLink& link = input_.instance.links[static_cast<std::size_t>(reason.place->index)];
    Wide all = 0;
    for (const PlanCargo& cargo : input_.instance.cargo) all += cargo.tonnes;
    PlanTonnes room = kNoLimit;
    if (!link.capacity.empty()) room = *std::max_element(link.capacity.begin(), link.capacity.end());
    std::string out = link.id + " runs with at least " + in_tonnes(link.minimum) + " a week (min_t_week) or not at all, and ";
    out += room < link.minimum ? "has room for at most " + in_tonnes(room) + " a week"
           : all < link.minimum ? "all that is to be moved is " + in_tonnes(all)
                                : "so much does not come together there in any week";
    return out;
  }

  const PlanInput& input_;
  const Plan& plan_;
  std::map<std::pair<std::string, int>, std::size_t> lines_;
};

}  // namespace

std::string left_out_text(const PlanResult& result) {
  if (result.unplanned.empty()) return {};
  std::vector<Unplanned> left_out;
  for (const UnplannedRow& row : result.unplanned) left_out.push_back({row.consignment, row.lack, row.why});
  const std::size_t all = left_out.size();
  std::string out = std::to_string(all) + (all == 1 ? " open consignment is" : " open consignments are") + " left out of the plan";
  for (const std::string& line : left_out_lines(left_out)) out += "\n  " + line;
  return out;
}

std::string nothing_moves_text(const PlanResult& result, const Planned& planned) {
  const WhyNot why(planned);
  std::vector<std::pair<std::string, std::vector<std::string>>> causes;  // text, lines
  for (const PlanScheduleRow& row : result.schedule) {
    if (!row.reason) continue;
    const std::string figures = why.text(row);
    const std::string text = row.reason->text() + (figures.empty() ? "" : ": " + figures);
    const auto same = std::ranges::find(causes, text, &std::pair<std::string, std::vector<std::string>>::first);
    std::vector<std::string>& lines = same != causes.end() ? same->second : causes.emplace_back(text, std::vector<std::string>()).second;
    lines.push_back(line_name(row.consignment, row.part));
  }
  std::string out = "nothing can be delivered" + (result.horizon ? " until " + result.horizon->until + ", the last week of the plan" : std::string());
  for (const auto& [text, lines] : causes) {
    std::string names;
    for (std::size_t i = 0; i < std::min(lines.size(), kLinesNamed); ++i) names += (i == 0 ? "" : ", ") + lines[i];
    if (lines.size() > kLinesNamed) names += " and " + std::to_string(lines.size() - kLinesNamed) + " more";
    out += "\n  " + std::to_string(lines.size()) + (lines.size() == 1 ? " line, " : " lines, ") + names + ": " + text;
  }
  return out;
}

}  // namespace servanda
