#include <algorithm>
#include <array>
#include <map>

#include "brief/change_list.h"
#include "brief/sections.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

constexpr std::size_t kRowsShown = 150;

// Kinds of entry that say something about aid, in the order of the table; all others are only counted.
constexpr std::array<std::string_view, 13> kToldKinds{"pledge", "allocation", "contract", "fund",      "consignment",
                                                      "event",  "report",     "project",  "need",      "target",
                                                      "happening", "document", "statement"};

std::size_t rank(std::string_view kind) {
  return static_cast<std::size_t>(std::ranges::find(kToldKinds, kind) - kToldKinds.begin());
}

Markup amount_or_quantity(const BriefView& view, const DiffEntry& entry, const std::string& pointer) {
  const EntryFacts& facts = entry.facts;
  if (facts.amount) {
    const auto& money = *facts.amount;
    const AmountSum sum{money.amount.units(), money.qualifier};
    return number_cell(figure(std::string(sign_of(sum.qualifier)) + amount_text(sum.units, money.key.currency),
                              money.amount.to_string(), pointer + "/amount/amount"));
  }
  if (!facts.quantity.empty())
    return number_cell(Markup() << figure(grouped(facts.quantity), facts.quantity, pointer + "/quantity") << " <small>"
                                << isolated(view.names.unit(facts.unit)) << "</small>");
  if (const auto report = view.in.snapshot.find<Table::reports>(facts.id); facts.kind == "report" && report)
    if (const auto value = report->decimal<"value">()) {
      const std::string unit(report->text<"unit">());
      const auto currency = Currency::parse(unit);
      const auto qualifier = report->code<"qualifier", Qualifier>().value_or(Qualifier::exact);
      Markup out;
      out << sign_of(qualifier);
      if (currency) return number_cell(out << amount_text(value->units(), *currency));
      return number_cell(out << grouped(value->to_string()) << " <small>" << isolated(view.names.unit(unit)) << "</small>");
    }
  return number_cell(Markup());
}

Markup added_table(const BriefView& view) {
  const auto& added = view.in.diff.added;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < added.size(); ++i)
    if (is_told(added[i].facts.kind)) order.push_back(i);
  const std::size_t all = order.size();
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    const auto& facts = added[i].facts;
    return std::tuple(rank(facts.kind), facts.amount ? -facts.amount->amount.units() : std::int64_t{1});
  });
  if (order.size() > kRowsShown) order.resize(kRowsShown);
  TableMarkup table("entries added", {"What", "Kind", "Known", "Amount or figure#", "Source"});
  for (const std::size_t i : order) {
    const DiffEntry& entry = added[i];
    table.row({head_cell(isolated(change_name(view, entry))), cell(plain(words(entry.facts.kind))), date_cell(entry.known),
               amount_or_quantity(view, entry, "/diff/added/" + std::to_string(i)),
               cell(cited(view, entry.facts.source))});
  }
  std::string summary = "What was added";
  if (order.size() < all) summary += ": " + std::to_string(order.size()) + " of " + grouped(static_cast<std::int64_t>(all));
  return table.empty() ? Markup() : table.details(summary);
}

Markup value_or_missing(std::string_view value) {
  return value.empty() ? missing_cell() : cell(isolated(value));
}

Markup changed_table(const BriefView& view) {
  TableMarkup table("entries changed", {"Entry", "Field", "Was", "Is", "Why", "Known"});
  const auto& changed = view.in.diff.changed;
  for (std::size_t i = 0; i < changed.size() && i < kRowsShown; ++i) {
    const FieldChange& change = changed[i];
    table.row({head_cell(isolated(words(change.kind) + " " + change.entry)), cell(plain(words(change.field))),
               value_or_missing(change.was), value_or_missing(change.is), cell(plain(words(change.why))),
               date_cell(change.known)});
  }
  return table.empty() ? Markup() : table.details("What changed, and why");
}

Markup retracted_table(const BriefView& view) {
  TableMarkup table("entries taken back", {"Entry", "Why", "Known"});
  const auto& retracted = view.in.diff.retracted;
  for (std::size_t i = 0; i < retracted.size() && i < kRowsShown; ++i)
    table.row({head_cell(isolated(words(retracted[i].facts.kind) + " " + change_name(view, retracted[i]))),
               cell(plain(words(retracted[i].why))), date_cell(retracted[i].known)});
  return table.empty() ? Markup() : table.details("What was taken back");
}

Markup effect_table(const BriefView& view) {
  TableMarkup table("totals before and after", {"Total", "Was#", "Is#"});
  const auto& effect = view.in.diff.effect;
  const auto value = [](const std::string& text, const std::string& pointer) {
    if (text.empty()) return missing_number();
    // In whole units: what the totals moved by is seen in the first digits.
    return number_cell(figure(Decimal::parse(text) ? grouped(text.substr(0, text.find('.'))) : text, text, pointer));
  };
  for (std::size_t i = 0; i < effect.size(); ++i) {
    const std::string base = "/diff/effect/" + std::to_string(i);
    table.row({head_cell(plain(words(effect[i].figure))), value(effect[i].was, base + "/was"),
               value(effect[i].is, base + "/is")});
  }
  return table.empty() ? Markup() : table.details("What it did to the totals");
}

std::string kinds_line(const DiffResult& diff) {
  std::map<std::string, std::int64_t> kinds;
  for (const DiffEntry& entry : diff.added) ++kinds[entry.facts.kind];
  std::vector<std::pair<std::string, std::int64_t>> order(kinds.begin(), kinds.end());
  std::ranges::stable_sort(order, {}, [](const auto& kind) { return std::pair(rank(kind.first), kind.first); });
  std::vector<std::string> parts;
  for (const auto& [kind, count] : order) parts.push_back(counted(count, words(kind)));
  return listed(parts);
}

Markup heading_of(const DiffResult& diff) {
  std::int64_t told = 0;
  for (const DiffEntry& entry : diff.added) told += is_told(entry.facts.kind) ? 1 : 0;
  Markup out;
  if (diff.added.empty() && diff.changed.empty() && diff.retracted.empty()) return markup("Nothing changed in the last thirty days");
  out << "In the last thirty days " << counted(told, "new fact") << " became known";
  if (!diff.changed.empty()) out << " and " << counted(static_cast<std::int64_t>(diff.changed.size()), "figure") << " changed";
  if (!diff.retracted.empty()) out << "; " << grouped(static_cast<std::int64_t>(diff.retracted.size())) << " taken back";
  return out;
}

}  // namespace

bool is_told(std::string_view kind) { return rank(kind) < kToldKinds.size(); }

std::string change_name(const BriefView& view, const DiffEntry& entry) {
  const EntryFacts& facts = entry.facts;
  const Snapshot& snapshot = view.in.snapshot;
  if (facts.kind == "pledge")
    if (const auto pledge = snapshot.find<Table::pledges>(facts.id); pledge && !pledge->text<"description">().empty())
      return view.names.donors(pledge->text<"donors">()) + ": " + std::string(pledge->text<"description">());
  if (facts.kind == "fund")
    if (const auto fund = snapshot.find<Table::funds>(facts.id); fund && !fund->text<"purpose">().empty())
      return view.names.donors(fund->text<"donor">()) + ": " + std::string(fund->text<"purpose">());
  if (facts.kind == "report")
    if (const auto report = snapshot.find<Table::reports>(facts.id))
      return "Series " + std::string(report->text<"series">()) + (facts.classifier.empty() ? "" : ", " + facts.classifier) +
             (facts.date.empty() ? "" : ", " + facts.date);
  if (facts.kind == "statement")
    if (const auto statement = snapshot.find<Table::statements>(facts.id); statement && !statement->text<"claim">().empty())
      return (statement->text<"speaker">().empty() ? std::string() : std::string(statement->text<"speaker">()) + ": ") +
             std::string(statement->text<"claim">());
  if (facts.kind == "document")
    if (const auto document = snapshot.find<Table::documents>(facts.id); document && !document->text<"title">().empty())
      return std::string(document->text<"title">());
  if (facts.kind == "event") return (facts.stage.empty() ? "" : words(facts.stage) + ", ") + facts.id;
  return facts.what.empty() || facts.kind == "contract" || facts.kind == "consignment" || facts.kind == "allocation"
             ? facts.id
             : facts.what;
}

Markup changes_section(const BriefView& view) {
  const DiffResult& diff = view.in.diff;
  Markup lede;
  lede << "Between " << day_text(diff.from) << " and " << day_text(diff.to) << ". ";
  if (!diff.added.empty()) lede << "Added: " << kinds_line(diff) << ".";
  if (diff.added.empty() && diff.changed.empty() && diff.retracted.empty())
    return section("changes", heading_of(diff), lede, {});
  static constexpr Table kTables[] = {Table::pledges, Table::allocations, Table::contracts, Table::funds};
  Markup tables;
  tables << effect_table(view) << added_table(view) << changed_table(view) << retracted_table(view);
  return section("changes", heading_of(diff), lede,
                 chart({"changes", "/diff"}, tables,
                       source_line(view, kTables, view.currency.code() + " by the day it became known")));
}

}  // namespace servanda
