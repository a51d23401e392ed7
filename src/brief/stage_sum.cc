#include "brief/stage_sum.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/joined.h"
#include "brief/table.h"
#include "brief/wording.h"

namespace servanda {
namespace {

std::string figure_text(const AmountSum& amount) { return std::string(sign_of(amount.qualifier)) + millions(amount.units); }

// `several`: the cell has other amounts too.
std::string part_label(const AmountKey& key, const PartLabels& labels, bool several) {
  std::vector<std::string> parts;
  if (key.currency != labels.currency) parts.push_back(key.currency.code());
  if (labels.instruments && (key.instrument != Instrument::not_reported || several)) parts.push_back(instrument_text(key.instrument));
  if (labels.bases) parts.emplace_back(name_of(key.basis));
  return joined(parts, ", ");
}

Markup quantities_of(const StageSum& sum) {
  Markup out;
  std::size_t n = 0;
  for (const auto& [unit, quantity] : sum.quantities) {
    const std::string value = decimal_text(quantity);
    const std::string pointer = sum.quantities.size() == 1 ? sum.pointer + "/quantity"
                                                           : sum.pointer + "/quantities/" + std::to_string(n) + "/quantity";
    if (n++ > 0) out << "<br>";
    out << figure(grouped(value), value, pointer) << " <small>" << words(unit) << "</small>";
  }
  return out;
}

}  // namespace

bool StageSum::valued(Currency currency) const {
  return std::ranges::any_of(parts, [&](const Part& part) { return part.key.currency == currency; });
}

AmountSum StageSum::sum(Currency currency) const {
  AmountSum out;
  bool first = true;
  for (const Part& part : parts) {
    if (part.key.currency != currency) continue;
    out.qualifier = first ? part.amount.qualifier : weaker_qualifier(out.qualifier, part.amount.qualifier);
    out.units += part.amount.units;
    first = false;
  }
  return out;
}

std::string StageSum::pointers(Currency currency) const {
  std::string out;
  for (const Part& part : parts)
    if (part.key.currency == currency) out += (out.empty() ? "" : " ") + part.pointer;
  return out;
}

StageSum stage_sum(const Funnel& funnel, Stage stage, const std::string& base) {
  StageSum out;
  out.stage = stage;
  out.pointer = base + (is_exit(stage) ? "/exits/" : "/stages/") + std::string(name_of(stage));
  funnel.at(stage, [&](const auto& cell) {
    for (const auto& [key, amount] : cell.value.sums())
      out.parts.push_back({key, amount, out.pointer + "/value/" + std::to_string(out.parts.size()) + "/amount"});
    out.quantities = cell.quantities;
    out.count = cell.count;
  });
  return out;
}

std::vector<Stage> reported_stages(const StatusResult& result) {
  std::vector<Stage> out;
  result.total.for_each([&](const auto& cell) {
    if (!cell.empty() && !is_exit(cell.stage)) out.push_back(cell.stage);
  });
  return out;
}

Markup sum_figure(const StageSum& sum, Currency currency) {
  const AmountSum amount = sum.sum(currency);
  return figure_sum(std::string(sign_of(amount.qualifier)) + amount_text(amount.units, currency), amount.units,
                    sum.pointers(currency));
}

PartLabels labels_of(const StatusResult& result) {
  std::set<Instrument> instruments;
  std::set<Basis> bases;
  result.total.for_each([&](const auto& cell) {
    for (const auto& [key, amount] : cell.value.sums()) {
      instruments.insert(key.instrument);
      bases.insert(key.basis);
    }
  });
  return {result.currency, instruments.size() > 1, bases.size() > 1};
}

Markup stage_cell(const StageSum& sum, const PartLabels& labels) {
  if (!sum.reported()) return missing_number();
  Markup out;
  for (const StageSum::Part& part : sum.parts) {
    if (!out.empty()) out << "<br>";
    out << figure(figure_text(part.amount), decimal_text(part.amount.units), part.pointer);
    const std::string label = part_label(part.key, labels, sum.parts.size() > 1);
    if (!label.empty()) out << " <small>" << label << "</small>";
  }
  if (sum.parts.empty()) out << quantities_of(sum);
  if (out.empty())
    out << figure(grouped(sum.count), std::to_string(sum.count), sum.pointer + "/count") << " <small>"
        << (sum.count == 1 ? std::string_view("record") : std::string_view("records")) << ", no amount</small>";
  return number_cell(out);
}

Markup by_instrument(const StageSum& sum, Currency currency) {
  std::map<Instrument, StageSum> groups;
  for (const StageSum::Part& part : sum.parts)
    if (part.key.currency == currency) groups[part.key.instrument].parts.push_back(part);
  Markup out;
  for (const auto& [instrument, group] : groups) {
    if (!out.empty()) out << ", ";
    out << instrument_text(instrument) << " " << sum_figure(group, currency);
  }
  return out;
}

std::string instrument_text(Instrument instrument) {
  return instrument == Instrument::not_reported ? "instrument not stated" : words(name_of(instrument));
}

}  // namespace servanda
