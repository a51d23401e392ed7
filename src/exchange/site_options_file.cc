#include "exchange/site_options_file.h"

#include <nlohmann/json.hpp>
#include <set>

#include "exchange/csv.h"
#include "exchange/diagnostics.h"
#include "exchange/file_bytes.h"
#include "exchange/json_text.h"
#include "exchange/scenario_file.h"

namespace servanda {
namespace {

using OptionsJson = nlohmann::ordered_json;

class OptionsReader {
 public:
  explicit OptionsReader(std::string file) : file_(std::move(file)) {}

  SiteOptionsAsked read(const OptionsJson& json) {
    SiteOptionsAsked out;
    if (!json.is_object()) {
      fail("", found_expected(json.dump(), "an object with budget and options", "see docs/planning-howto.md"));
      return out;
    }
    const OptionsJson* options = nullptr;
    for (const auto& [member, value] : json.items()) {
      if (member == "budget") out.budget = amount(value, member);
      else if (member == "options") options = &value;
      else fail(member, "found an unknown member, expected budget or options; remove it");
    }
    if (!json.contains("budget")) fail("budget", "found nothing, expected what may be spent; state it");
    if (options == nullptr || !options->is_array() || options->empty()) {
      const std::string found = options == nullptr ? "nothing" : options->is_array() ? "an empty list" : "no list";
      fail("options", "found " + found + ", expected what could be opened or widened; state at least one");
      return out;
    }
    for (std::size_t i = 0; i < options->size(); ++i) {
      out.options.push_back(option((*options)[i], "options/" + std::to_string(i + 1)));
      if (!ids_.insert(out.options.back().id).second)
        fail("options/" + std::to_string(i + 1) + "/id", found_expected(out.options.back().id, "an id of its own", "rename it"));
    }
    return out;
  }

  const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  void fail(std::string place, std::string message) {
    diagnostics_.add({ErrorCode::bad_input, std::move(message), file_, 0, std::move(place)});
  }

  std::string text(const OptionsJson& value, const std::string& place) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return value.dump();
    fail(place, found_expected(value.dump(), "a text or a number", "write it in quotes"));
    return {};
  }

  Decimal amount(const OptionsJson& value, const std::string& place) {
    const std::string found = text(value, place);
    const auto parsed = Decimal::parse(found);
    if (parsed && parsed->units() >= 0) return *parsed;
    fail(place, found_expected(found, "a number of zero or more with at most four places", "correct it"));
    return {};
  }

  SiteOptionAsked option(const OptionsJson& json, const std::string& place) {
    SiteOptionAsked out;
    if (!json.is_object()) {
      fail(place, found_expected(json.dump(), "an object with id, cost, and add or widen", "see docs/planning-howto.md"));
      return out;
    }
    for (const auto& [member, value] : json.items()) {
      const std::string at = place + "/" + member;
      if (member == "id") out.id = text(value, at);
      else if (member == "name") out.name = text(value, at);
      else if (member == "cost") out.cost = amount(value, at);
      else if (member == "lead_weeks") lead(value, at, out);
      else if (member == "ramp") ramp(value, at, out);
      else if (member == "widen") widen(value, at, out);
      else if (member == "add") add(value, at, out);
      else fail(at, "found an unknown member, expected id, name, cost, lead_weeks, ramp, widen or add; remove it");
    }
    if (out.id.empty()) fail(place + "/id", "found nothing, expected a short name; state it");
    if (!json.contains("cost")) fail(place + "/cost", "found nothing, expected what it costs once; state it");
    if (out.add.empty() && out.widen.empty()) fail(place, "found neither add nor widen, expected what it changes; state it");
    if (out.name.empty()) out.name = out.id;
    return out;
  }

  void lead(const OptionsJson& value, const std::string& place, SiteOptionAsked& out) {
    const Decimal weeks = amount(value, place);
    if (weeks.units() % Decimal::kUnit != 0 || weeks.units() > 520 * Decimal::kUnit)
      return fail(place, found_expected(weeks.to_string(), "whole weeks, at most 520", "correct it"));
    out.lead_weeks = static_cast<int>(weeks.units() / Decimal::kUnit);
  }

  void ramp(const OptionsJson& json, const std::string& place, SiteOptionAsked& out) {
    if (!json.is_array()) return fail(place, found_expected(json.dump(), "a list of shares, one for each four weeks", "correct it"));
    for (const OptionsJson& one : json) {
      const Decimal share = amount(one, place);
      if (share.units() > Decimal::kUnit) fail(place, found_expected(share.to_string(), "a share from 0 to 1", "correct it"));
      out.ramp.push_back(share);
    }
  }

  void widen(const OptionsJson& json, const std::string& place, SiteOptionAsked& out) {
    if (!json.is_array()) return fail(place, found_expected(json.dump(), "a list of places, each with by", "correct it"));
    for (std::size_t i = 0; i < json.size(); ++i) {
      const OptionsJson& one = json[i];
      const std::string at = place + "/" + std::to_string(i + 1);
      if (!one.is_object() || one.size() != 2 || !one.contains("place") || !one.contains("by")) {
        fail(at, found_expected(one.dump(), "an object with place and by", "correct it"));
        continue;
      }
      out.widen.emplace_back(text(one["place"], at + "/place"), amount(one["by"], at + "/by"));
    }
  }

  // As a scenario's changes, so that both say the same.
  void add(const OptionsJson& json, const std::string& place, SiteOptionAsked& out) {
    const OptionsJson scenario{{"name", place}, {"changes", json}};
    const Result<Scenario> read = parse_scenario(scenario.dump(), file_ + ": " + place);
    if (!read) return fail(place, read.error().message);
    for (const ScenarioChange& change : read->changes) {
      if (change.kind != ScenarioChange::Kind::add || (change.table != "nodes" && change.table != "links"))
        fail(place, found_expected(change.table, "rows to add to nodes or links", "remove it"));
      out.add.push_back(change);
    }
  }

  std::string file_;
  std::set<std::string> ids_;
  Diagnostics diagnostics_;
};

}  // namespace

Result<SiteOptionsAsked> parse_site_options(std::string_view json, const std::string& file) {
  const auto refused = [&](std::string message) { return Error{ErrorCode::bad_input, std::move(message), file, 0, {}}; };
  if (find_bad_utf8(json)) return refused("found a byte that is not UTF-8, expected UTF-8 text; save the file as UTF-8");
  constexpr int kDeepest = 10;
  const auto parsed = json_of<OptionsJson>(json, kDeepest);
  if (!parsed) return Error{ErrorCode::bad_input, "found text that is not JSON, expected site options; see docs/planning-howto.md", file, json_fault_line(json), {}};
  OptionsReader reader(file);
  SiteOptionsAsked out = reader.read(*parsed);
  if (reader.diagnostics().ok()) return out;
  std::string text = reader.diagnostics().text();
  text.pop_back();
  return bad_input(text);
}

Result<SiteOptionsAsked> read_site_options(const std::string& file) {
  ASSIGN_OR_RETURN(const std::string bytes, read_file_bytes(file));
  return parse_site_options(bytes, file);
}

}  // namespace servanda
