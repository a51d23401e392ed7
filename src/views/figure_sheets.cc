#include <array>
#include <map>

#include "views/figure_value.h"

// A figure in words, as JSON and as a table.

namespace servanda {

std::string text_of(const FigureNumber& number) {
  std::string out = number_text(number.value);
  if (!number.unit.empty()) out += " " + number.unit;
  switch (number.qualifier) {
    case Qualifier::exact: break;
    case Qualifier::approx: out += ", approximately"; break;
    case Qualifier::at_least: out += ", at least"; break;
    case Qualifier::up_to: out += ", up to"; break;
  }
  return out;
}

std::string text_for_people(const FigureNumber& number) {
  if (number.unit != "share" && number.unit != "growth") return text_of(number);
  const Wide percent = number.value * 100;
  const Wide whole = percent < 0 ? -percent : percent;
  const Wide step = whole >= kNumberUnit ? kNumberUnit / 100 : kNumberUnit / 10'000;
  FigureNumber shown = number;
  shown.value = multiply_divide(percent, 1, step) * step;
  shown.unit = "percent";
  return text_of(shown);
}

namespace {

constexpr std::array<std::string_view, 4> kFigureFromNames{"not reported", "entries", "report", "target"};

Json number_json(const FigureNumber& number) {
  return {{"number", number_text(number.value)}, {"unit", number.unit}, {"qualifier", name_of(number.qualifier)}};
}

}  // namespace

Json to_json(const FigureValue& value) {
  Json out{{"as_known", to_string(value.as_known)},
           {"head", value.head},
           {"prices", value.prices.text()},
           {"figure", to_string(value.figure)},
           {"from", kFigureFromNames[static_cast<std::size_t>(value.from)]},
           {"value", value.number ? number_json(*value.number) : Json()},
           {"rows", rows_json(value.rows)}};
  Json entries = Json::array();
  for (const FigurePart& part : value.entries) {
    Json entry = number_json(part.number);
    if (part.basis) entry["basis"] = name_of(*part.basis);
    if (part.instrument) entry["instrument"] = name_of(*part.instrument);
    entries.push_back(std::move(entry));
  }
  out["entries"] = std::move(entries);
  Json reports = Json::array();
  for (const FigureReport& report : value.reports) {
    Json entry = number_json(report.number);
    entry["report"] = report.row.entry;
    entry["source"] = report.row.source;
    entry["classifier"] = kReportClassifierNames[static_cast<std::size_t>(report.classifier)];
    entry["from"] = report.from;
    entry["until"] = report.until;
    entry["date"] = report.date;
    reports.push_back(std::move(entry));
  }
  out["reports"] = std::move(reports);
  out["notes"] = value.notes;
  return out;
}

// What the entries have in several currencies or units is reported, and is no one number.
std::string says(const FigureValue& value) {
  if (value.number) return text_for_people(*value.number);
  std::map<std::string, FigureNumber> sums;
  for (const FigurePart& part : value.entries) {
    const auto [sum, added] = sums.try_emplace(part.number.unit, part.number);
    if (added) continue;
    sum->second.value += part.number.value;
    sum->second.qualifier = weaker_qualifier(sum->second.qualifier, part.number.qualifier);
  }
  std::string out;
  for (const auto& [unit, sum] : sums) out += (out.empty() ? "" : "; and ") + text_of(sum);
  return out.empty() ? "not reported" : out + "; not added";
}

std::vector<Sheet> to_sheets(const FigureValue& value) {
  Sheet sheet;
  sheet.title = to_string(value.figure);
  sheet.heading = {"as known " + to_string(value.as_known) + (value.prices.constant ? ", " + value.prices.text() : "") + ": " +
                   says(value)};
  sheet.columns = {{"counts", Align::left, "#meta+counts"},    {"from", Align::left, "#meta+from"},
                   {"number", Align::decimal, "#value"},       {"unit", Align::left, "#indicator+unit"},
                   {"qualifier", Align::left, "#meta+qualifier"}, {"what", Align::left, "#meta+entry"},
                   {"source", Align::left, "#meta+source"}};
  bool first = true;
  for (const FigureReport& report : value.reports) {
    const bool counts = first && value.from == FigureFrom::report;
    first = false;
    sheet.rows.push_back({counts ? "yes" : "no",
                          std::string(kReportClassifierNames[static_cast<std::size_t>(report.classifier)]) + " report",
                          number_text(report.number.value), report.number.unit, std::string(name_of(report.number.qualifier)),
                          report.row.entry, report.row.source});
  }
  for (const FigurePart& part : value.entries)
    sheet.rows.push_back({value.from == FigureFrom::entries ? "yes" : "no", "entries", number_text(part.number.value),
                          part.number.unit, std::string(name_of(part.number.qualifier)),
                          part.basis ? std::string(name_of(*part.basis)) + ", " + std::string(name_of(*part.instrument)) : "",
                          ""});
  if (value.entries.empty() && value.reports.empty() && value.number)
    sheet.rows.push_back({"yes", std::string(kFigureFromNames[static_cast<std::size_t>(value.from)]),
                          number_text(value.number->value), value.number->unit,
                          std::string(name_of(value.number->qualifier)), std::to_string(value.rows.size()) + (value.rows.size() == 1 ? " entry" : " entries"), ""});
  sheet.footnotes = value.notes;
  return {sheet};
}

}  // namespace servanda
