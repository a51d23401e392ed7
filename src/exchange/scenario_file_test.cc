#include "exchange/scenario_file.h"

#include <gtest/gtest.h>

namespace servanda {
namespace {

constexpr std::string_view kEveryVerb = R"({
  "name": "drags on",
  "description": "twice as long",
  "changes": [
    {"add": "closures", "row": {"place": "N1", "from": "2031-W10", "until": "2031-W12", "share_left": "0"}},
    {"set": "consignments", "where": {"id": ["C1", "C2"]}, "field": "priority", "to": 1},
    {"scale": "needs", "where": {"month": {"from": "2031-06", "until": "2031-12"}}, "field": "quantity", "by": 1.5},
    {"shift": "consignments", "where": {"origin": "N7"}, "field": "ready", "days": -14},
    {"drop": "funds", "where": {"donor": "AL"}},
    {"drop": "closures"}]})";

std::string refusal(std::string_view json) {
  const auto scenario = parse_scenario(json, "s.json");
  EXPECT_FALSE(scenario) << json;
  return scenario ? "" : scenario.error().text();
}

TEST(ScenarioFile, ReadsEveryKindOfChange) {
  const auto scenario = parse_scenario(kEveryVerb, "s.json");
  ASSERT_TRUE(scenario) << scenario.error().text();
  EXPECT_EQ(scenario->name, "drags on");
  ASSERT_EQ(scenario->changes.size(), 6U);
  EXPECT_EQ(scenario->changes[0].row[1], (std::pair<std::string, std::string>{"from", "2031-W10"}));
  EXPECT_EQ(scenario->changes[1].where[0].any_of, (std::vector<std::string>{"C1", "C2"}));
  EXPECT_EQ(scenario->changes[1].value, "1");
  EXPECT_EQ(scenario->changes[2].where[0].until, "2031-12");
  EXPECT_EQ(scenario->changes[2].value, "1.5");
  EXPECT_EQ(scenario->changes[3].kind, ScenarioChange::Kind::shift);
  EXPECT_EQ(scenario->changes[3].value, "-14");
  EXPECT_TRUE(scenario->changes[5].where.empty());
}

TEST(ScenarioFile, SaysInWhichLineItIsNoJson) {
  EXPECT_TRUE(refusal("{\"name\": \"x\",\n \"changes\": [\n  oops]}").starts_with("s.json:3: found text that is not JSON"));
  EXPECT_TRUE(refusal("{\"name\":").starts_with("s.json:1: "));
}

TEST(ScenarioFile, IsWrittenAsItIsRead) {
  const auto once = parse_scenario(kEveryVerb, "s.json");
  const std::string written = scenario_json(*once);
  const auto twice = parse_scenario(written, "s.json");
  ASSERT_TRUE(twice) << twice.error().text();
  EXPECT_EQ(scenario_json(*twice), written);
  EXPECT_EQ(twice->changes.size(), once->changes.size());
}

TEST(ScenarioFile, SaysWhereAMistakeIs) {
  EXPECT_NE(refusal("{").find("s.json:1: found text that is not JSON"), std::string::npos);
  EXPECT_NE(refusal("[]").find("expected an object with name and changes"), std::string::npos);
  EXPECT_NE(refusal(R"({"name":"x","changes":[{"move":"funds"}]})").find("changes/1"), std::string::npos);
  EXPECT_NE(refusal(R"({"name":"x","changes":[{"drop":"funds"},{"set":"funds","field":"amount"}]})").find("changes/2: found no to"), std::string::npos);
  EXPECT_NE(refusal(R"({"name":"x","changes":[{"drop":"funds","by":"2"}]})").find("changes/1/by"), std::string::npos);
  EXPECT_NE(refusal(R"({"name":"x","changes":[{"drop":"funds","where":{"date":{"after":"2025"}}}]})").find("where/date/after"), std::string::npos);
  EXPECT_NE(refusal(R"({"changes":[]})").find("name: found nothing"), std::string::npos);
  EXPECT_NE(refusal(R"({"name":"x","odd":1,"changes":[]})").find("odd: found an unknown member"), std::string::npos);
  EXPECT_NE(refusal(std::string(5000, '[')).find("not JSON"), std::string::npos);
  EXPECT_NE(refusal("{\"name\":\"\xff\"}").find("not UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace servanda
