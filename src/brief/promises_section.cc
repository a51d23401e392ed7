#include <algorithm>
#include <map>

#include "brief/promise_list.h"
#include "brief/sections.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::string pointer_of(std::size_t promise) { return "/promises/promises/" + std::to_string(promise); }

bool is_money(std::string_view unit) { return Currency::parse(unit).has_value(); }

Markup quantity(const BriefView& view, std::optional<Decimal> value, const std::string& unit, const std::string& pointer) {
  if (!value) return markup("<span class=\"not-reported\">not reported</span>");
  const std::string text = value->to_string();
  Markup out;
  if (is_money(unit))
    return out << figure(amount_text(value->units(), *Currency::parse(unit)), text, pointer);
  return out << figure(grouped(text), text, pointer) << " <small>" << isolated(view.names.unit(unit)) << "</small>";
}

// What was promised, and what of it is there.
Markup goals(const BriefView& view, const DatedPromise& promise, std::size_t index) {
  Markup out;
  for (std::size_t i = 0; i < promise.goals.size(); ++i) {
    const PromiseGoal& goal = promise.goals[i];
    const std::string pointer = pointer_of(index) + "/goals/" + std::to_string(i);
    if (i > 0) out << "<br>";
    out << sign_of(promise.qualifier) << quantity(view, goal.promised, goal.unit, pointer + "/promised_quantity");
    if (goal.quantity && goal.quantity != goal.promised)
      out << ", now " << quantity(view, goal.quantity, goal.unit, pointer + "/quantity");
  }
  return out.empty() ? markup("<span class=\"not-reported\">not reported</span>") : out;
}

Markup reached(const BriefView& view, const DatedPromise& promise, std::size_t index) {
  Markup out;
  for (std::size_t i = 0; i < promise.goals.size(); ++i) {
    if (i > 0) out << "<br>";
    out << quantity(view, promise.goals[i].reached, promise.goals[i].unit,
                    pointer_of(index) + "/goals/" + std::to_string(i) + "/reached_quantity");
  }
  return out.empty() ? markup("<span class=\"not-reported\">not reported</span>") : out;
}

Markup due(const DatedPromise& promise, std::size_t index) {
  Markup out;
  const std::string first = promise.promised->to_string();
  out << figure(first, first, pointer_of(index) + "/promised");
  if (promise.moved > 0) {
    out << "<br><small>revised "
        << figure(std::to_string(promise.moved), std::to_string(promise.moved), pointer_of(index) + "/moved") << " ×";
    if (promise.due != promise.promised) out << ", now " << (promise.due ? promise.due->to_string() : std::string("no date"));
    out << "</small>";
  }
  return Markup() << "<td class=\"date\">" << out << "</td>";
}

Markup verdict(const DatedPromise& promise, std::size_t index) {
  const std::string_view code = name_of(promise.outcome.verdict);
  Markup out;
  out << "<span class=\"verdict " << code << "\">" << figure(words(code), code, pointer_of(index) + "/verdict") << "</span>";
  if (promise.outcome.days_late)
    out << "<br><small>" << figure(counted(*promise.outcome.days_late, "day"), std::to_string(*promise.outcome.days_late),
                                   pointer_of(index) + "/days_late")
        << "</small>";
  return cell(out);
}

Markup reason(const DatedPromise& promise) {
  Markup out;
  if (!promise.outcome.on.empty()) out << "reached <span class=\"day\">" << promise.outcome.on << "</span>";
  const std::string_view text = text_of(promise.outcome.reason);
  if (!text.empty()) out << (out.empty() ? std::string_view() : std::string_view("; ")) << text;
  if (promise.revised.verdict != promise.outcome.verdict)
    out << (out.empty() ? std::string_view() : std::string_view("; ")) << "by the date that stands now: "
        << words(name_of(promise.revised.verdict));
  return cell(out);
}

Markup list_table(const BriefView& view, const PromiseList& list) {
  TableMarkup table("dated promises and their verdicts",
                    {"Promise", "Due", "Promised#", "Reached#", "Verdict", "Why"});
  for (const std::size_t index : list.shown) {
    const DatedPromise& promise = view.in.promises.promises[index];
    table.row({head_cell(Markup() << isolated(promise_name(promise)) << "<br><small>"
                                  << (promise.donors.empty() ? Markup() : isolated(view.names.donors(promise.donors)) << ", ")
                                  << "to be "
                                  << words(promise.stage ? name_of(*promise.stage) : std::string_view("delivered"))
                                  << "</small>"),
               due(promise, index), number_cell(goals(view, promise, index)), number_cell(reached(view, promise, index)),
               verdict(promise, index), reason(promise)});
  }
  std::string summary = "Each promise with its verdict and the reason";
  if (list.shown.size() < list.all)
    summary += ": the " + grouped(static_cast<std::int64_t>(list.shown.size())) + " due nearest to the as-known day, of " +
               grouped(static_cast<std::int64_t>(list.all));
  return table.details(summary);
}

std::string rate_name(const BriefView& view, const PromiseRate& rate) {
  if (rate.group.empty()) return "All";
  if (rate.group == "donor") return view.names.donors(rate.key);
  return sentence(rate.key) + "s";
}

Markup ratio_cell(std::optional<Wide> ratio, const std::string& pointer) {
  if (!ratio) return missing_number();
  return number_cell(figure(percent(*ratio), decimal_text(*ratio), pointer));
}

Markup rates_table(const BriefView& view) {
  TableMarkup table("kept promises by donor", {"Who", "kept#", "late#", "broken#", "of these no later report#", "open#",
                                               "not checkable#", "kept, by count#", "kept, by value#", "coverage#"});
  const auto& rates = view.in.promises.rates;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const PromiseRate& rate = rates[i];
    const std::string base = "/promises/rates/" + std::to_string(i);
    const auto count = [&](PromiseVerdict verdict) {
      const auto index = static_cast<std::size_t>(verdict);
      return number_cell(figure(grouped(rate.count[index]), std::to_string(rate.count[index]),
                                base + "/" + std::string(kPromiseVerdictNames[index])));
    };
    table.row({head_cell(isolated(rate_name(view, rate))), count(PromiseVerdict::kept), count(PromiseVerdict::late),
               count(PromiseVerdict::broken),
               number_cell(figure(grouped(rate.no_later_report), std::to_string(rate.no_later_report), base + "/no_later_report")),
               count(PromiseVerdict::open), count(PromiseVerdict::not_checkable),
               ratio_cell(rate.by_count, base + "/by_count"), ratio_cell(rate.by_value, base + "/by_value"),
               ratio_cell(rate.coverage, base + "/coverage")});
  }
  return table.empty() ? Markup() : table.details("Kept-promise rates");
}

Markup heading_of(const BriefView& view, const PromiseList& list) {
  const auto& rates = view.in.promises.rates;
  if (rates.empty() || !rates.front().by_count)
    return Markup() << grouped(static_cast<std::int64_t>(list.all)) << " dated promises, none of which can be judged yet";
  const auto& count = rates.front().count;
  const std::int64_t decided = count[0] + count[1] + count[3];
  Markup out;
  out << figure(grouped(count[0]), std::to_string(count[0]), "/promises/rates/0/kept") << " of " << grouped(decided)
      << " promises that fell due and can be judged" << was_or_were(count[0]) << "kept on time";
  return out;
}

Markup lede_of(const BriefView& view, const PromiseList& list) {
  Markup out;
  out << "A promise is kept if it reached its promised stage by the date that was first named. ";
  std::int64_t undated = 0;
  std::int64_t elsewhere = 0;
  for (const DatedPromise& promise : view.in.promises.promises) {
    if (!promise.promised) ++undated;
    else if (!promise.counted) ++elsewhere;
  }
  out << grouped(static_cast<std::int64_t>(list.all)) << " promises carry a date. ";
  if (const std::int64_t unseen = view.in.promises.rates.front().no_later_report; unseen > 0)
    out << figure(counted(unseen, "broken one"), std::to_string(unseen), "/promises/rates/0/no_later_report")
        << " may have been kept unseen: the record ends before the date. ";
  if (elsewhere > 0) out << counted(elsewhere, "repeated or replaced promise") << " counted once only. ";
  if (undated > 0) out << "Another " << counted(undated, "reported series") << " carry no dated promise and are not judged.";
  return out;
}

}  // namespace

std::string promise_name(const DatedPromise& promise) {
  return promise.description.empty() ? sentence(promise.kind) + " " + promise.id : promise.description;
}

PromiseList promise_list(const BriefView& view) {
  PromiseList list;
  const auto& promises = view.in.promises.promises;
  for (std::size_t i = 0; i < promises.size(); ++i)
    if (promises[i].promised && promises[i].counted) list.shown.push_back(i);
  list.all = list.shown.size();
  const auto distance = [&](std::size_t i) {
    const auto days = (promises[i].promised->last() - view.in.snapshot.as_known()).count();
    return days < 0 ? -days : days;
  };
  if (list.all > kPromisesShown) {
    std::ranges::stable_sort(list.shown, {}, distance);
    list.shown.resize(kPromisesShown);
  }
  const auto rank = [](PromiseVerdict verdict) {
    switch (verdict) {
      case PromiseVerdict::kept: return 0;
      case PromiseVerdict::late: return 1;
      case PromiseVerdict::broken: return 2;
      case PromiseVerdict::open: return 3;
      case PromiseVerdict::not_checkable: return 4;
    }
    return 5;
  };
  std::ranges::sort(list.shown, {}, [&](std::size_t i) {
    return std::tuple(rank(promises[i].outcome.verdict), promises[i].promised->last(), i);
  });
  return list;
}

Markup promises_section(const BriefView& view) {
  const PromiseList list = promise_list(view);
  if (list.all == 0)
    return section("promises", markup("Kept promises: not reported"), {},
                   nothing("Not reported: no pledge, allocation, contract or consignment has a due date (column due)."));
  static constexpr Table kTables[] = {Table::pledges, Table::allocations, Table::contracts, Table::consignments,
                                      Table::events,  Table::reports};
  Markup tables;
  tables << list_table(view, list) << rates_table(view);
  return section("promises", heading_of(view, list), lede_of(view, list),
                 chart({"promises", "/promises"}, tables, source_line(view, kTables, "number of promises")));
}

}  // namespace servanda
