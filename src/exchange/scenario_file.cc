#include "exchange/scenario_file.h"

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "exchange/csv.h"
#include "exchange/diagnostics.h"
#include "exchange/file_bytes.h"
#include "exchange/json_text.h"

namespace servanda {
namespace {

using ScenarioJson = nlohmann::ordered_json;
using Kind = ScenarioChange::Kind;

constexpr int kDeepestScenario = 8;

struct Verb {
  Kind kind;
  std::string_view name;
  std::string_view value;  // the member that holds the value, where there is one
};
constexpr std::array<Verb, 5> kVerbs{{{Kind::add, "add", ""},
                                      {Kind::set, "set", "to"},
                                      {Kind::scale, "scale", "by"},
                                      {Kind::shift, "shift", "days"},
                                      {Kind::drop, "drop", ""}}};

class ScenarioReader {
 public:
  explicit ScenarioReader(std::string file) : file_(std::move(file)) {}

  Scenario read(const ScenarioJson& json) {
    Scenario out;
    if (!json.is_object()) {
      fail("", found_expected(json.dump(), "an object with name and changes", "see docs/scenarios.md"));
      return out;
    }
    for (const auto& [member, value] : json.items()) {
      if (member == "name") out.name = text(value, member);
      else if (member == "description") out.description = text(value, member);
      else if (member != "changes") fail(member, "found an unknown member, expected name, description or changes; remove it");
    }
    if (out.name.empty()) fail("name", "found nothing, expected what the scenario is called; state it");
    const auto changes = json.find("changes");
    if (changes == json.end() || !changes->is_array()) {
      fail("changes", "found no list, expected the changes in order; state them");
      return out;
    }
    for (std::size_t i = 0; i < changes->size(); ++i) out.changes.push_back(change((*changes)[i], "changes/" + std::to_string(i + 1)));
    return out;
  }

  const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  void fail(std::string place, std::string message) {
    diagnostics_.add({ErrorCode::bad_input, std::move(message), file_, 0, std::move(place)});
  }

  std::string text(const ScenarioJson& value, const std::string& place) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return value.dump();
    fail(place, found_expected(value.dump(), "a text or a number", "write it in quotes"));
    return {};
  }

  ScenarioChange change(const ScenarioJson& json, const std::string& place) {
    ScenarioChange out;
    const Verb* verb = nullptr;
    if (json.is_object())
      for (const Verb& each : kVerbs)
        if (json.contains(each.name)) verb = &each;
    if (verb == nullptr) {
      fail(place, found_expected(json.dump(), "an object with add, set, scale, shift or drop and the table", "see docs/scenarios.md"));
      return out;
    }
    out.kind = verb->kind;
    bool has_value = false;
    for (const auto& [member, value] : json.items()) {
      const std::string at = place + "/" + member;
      if (member == verb->name) out.table = text(value, at);
      else if (member == "where" && verb->kind != Kind::add) tests(value, at, out);
      else if (member == "row" && verb->kind == Kind::add) row(value, at, out);
      else if (member == "field" && !verb->value.empty()) out.column = text(value, at);
      else if (!verb->value.empty() && member == verb->value) out.value = text(value, at), has_value = true;
      else fail(at, "found a member that '" + std::string(verb->name) + "' does not have; remove it");
    }
    if (verb->kind == Kind::add && out.row.empty()) fail(place, "found no row, expected \"row\": {column: value}; state it");
    if (!verb->value.empty() && (out.column.empty() || !has_value))
      fail(place, "found no " + std::string(out.column.empty() ? "field" : verb->value) + ", expected field and " + std::string(verb->value) + "; state both");
    return out;
  }

  void row(const ScenarioJson& json, const std::string& place, ScenarioChange& out) {
    if (!json.is_object()) return fail(place, found_expected(json.dump(), "an object of columns and values", "correct it"));
    for (const auto& [column, value] : json.items()) out.row.emplace_back(column, text(value, place + "/" + column));
  }

  void tests(const ScenarioJson& json, const std::string& place, ScenarioChange& out) {
    if (!json.is_object()) return fail(place, found_expected(json.dump(), "an object of columns and values", "correct it"));
    for (const auto& [column, value] : json.items()) {
      const std::string at = place + "/" + column;
      ScenarioTest test{column, {}, {}, {}};
      if (value.is_object()) {
        for (const auto& [edge, date] : value.items()) {
          if (edge == "from") test.from = text(date, at);
          else if (edge == "until") test.until = text(date, at);
          else fail(at + "/" + edge, "found an unknown member, expected from or until; remove it");
        }
        if (test.from.empty() && test.until.empty()) fail(at, "found no date, expected from, until or both; state them");
      } else if (value.is_array()) {
        for (const ScenarioJson& one : value) test.any_of.push_back(text(one, at));
      } else {
        test.any_of.push_back(text(value, at));
      }
      out.where.push_back(std::move(test));
    }
  }

  std::string file_;
  Diagnostics diagnostics_;
};

ScenarioJson test_json(const ScenarioTest& test) {
  if (test.from.empty() && test.until.empty())
    return test.any_of.size() == 1 ? ScenarioJson(test.any_of.front()) : ScenarioJson(test.any_of);
  ScenarioJson out = ScenarioJson::object();
  if (!test.from.empty()) out["from"] = test.from;
  if (!test.until.empty()) out["until"] = test.until;
  return out;
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view json, const std::string& file) {
  const auto refused = [&](std::string message) { return Error{ErrorCode::bad_input, std::move(message), file, 0, {}}; };
  if (find_bad_utf8(json)) return refused("found a byte that is not UTF-8, expected UTF-8 text; save the file as UTF-8");
  const auto parsed = json_of<ScenarioJson>(json, kDeepestScenario);
  if (!parsed) return Error{ErrorCode::bad_input, "found text that is not JSON, expected a scenario; see docs/scenarios.md", file, json_fault_line(json), {}};
  ScenarioReader reader(file);
  Scenario out = reader.read(*parsed);
  if (reader.diagnostics().ok()) return out;
  std::string text = reader.diagnostics().text();
  text.pop_back();
  return bad_input(text);
}

Result<Scenario> read_scenario(const std::string& file) {
  ASSIGN_OR_RETURN(const std::string bytes, read_file_bytes(file));
  return parse_scenario(bytes, file);
}

std::string scenario_json(const Scenario& scenario) {
  ScenarioJson out{{"name", scenario.name}};
  if (!scenario.description.empty()) out["description"] = scenario.description;
  out["changes"] = ScenarioJson::array();
  for (const ScenarioChange& change : scenario.changes) {
    const Verb& verb = kVerbs[static_cast<std::size_t>(change.kind)];
    ScenarioJson json{{std::string(verb.name), change.table}};
    for (const auto& [column, value] : change.row) json["row"][column] = value;
    for (const ScenarioTest& test : change.where) json["where"][test.column] = test_json(test);
    if (!verb.value.empty()) {
      json["field"] = change.column;
      json[std::string(verb.value)] = change.value;
    }
    out["changes"].push_back(std::move(json));
  }
  return out.dump(2) + "\n";
}

}  // namespace servanda
