#include "exchange/spif.h"

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace servanda::spif {
namespace {

namespace fs = std::filesystem;

fs::path suite() {
  const char* shared = std::getenv("SERVANDA_SHARED");
  const fs::path root = shared != nullptr ? fs::path(shared) : fs::path(SERVANDA_SOURCE_DIR) / "../shared";
  return root / "data/suites/labels";
}

std::string no_suite() { return "no label cases at " + suite().string() + "; set SERVANDA_SHARED"; }

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// ---- the published cases, as tests.xml lists them

std::string attribute(const xmlNode* node, const char* name) {
  xmlChar* value = xmlGetProp(node, reinterpret_cast<const xmlChar*>(name));  // `lang` for xml:lang
  const std::string text = value == nullptr ? "" : reinterpret_cast<const char*>(value);
  xmlFree(value);
  return text;
}

std::vector<const xmlNode*> elements(const xmlNode* parent) {
  std::vector<const xmlNode*> found;
  for (const xmlNode* child = parent->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) found.push_back(child);
  }
  return found;
}

bool is_named(const xmlNode* node, std::string_view name) { return reinterpret_cast<const char*>(node->name) == name; }

// The binary form of labels is not read here.
bool at_hand(const std::string& file) {
  return file.empty() || (!file.ends_with(".ber") && fs::exists(suite() / file));
}

struct Counts {
  int policies = 0;
  int labels = 0;
  int validities = 0;
  int markings = 0;
  int accesses = 0;
};

void run_policy(const xmlNode* test, PolicySet& policies, Counts& counts) {
  const std::string file = attribute(test, "spif");
  if (!at_hand(file)) return;
  ++counts.policies;
  const auto added = policies.add(contents(suite() / file));
  const std::string expected = attribute(test, "exception");
  if (expected.empty()) {
    EXPECT_TRUE(added) << file << ": " << added.error().text();
  } else {
    ASSERT_FALSE(added) << file;
    EXPECT_EQ(added.error().message, expected) << file;
  }
}

void run_label(const xmlNode* test, const PolicySet& policies, Counts& counts) {
  const std::string file = attribute(test, "label");
  const std::string clearance_file = attribute(test, "clearance");
  if (!at_hand(file) || !at_hand(clearance_file)) return;
  ++counts.labels;
  const auto label = policies.read_label(contents(suite() / file));
  ASSERT_TRUE(label) << file << ": " << label.error().text();
  const std::string language = attribute(test, "lang");
  if (const auto expected = attribute(test, "valid"); !expected.empty()) {
    ++counts.validities;
    EXPECT_EQ(valid(*label), expected == "true") << file;
  }
  if (const auto expected = attribute(test, "label-marking"); !expected.empty()) {
    ++counts.markings;
    EXPECT_EQ(marking(*label, language), expected) << file << ' ' << language;
  }
  if (clearance_file.empty()) return;
  const auto clearance = policies.read_clearance(contents(suite() / clearance_file));
  ASSERT_TRUE(clearance) << clearance_file << ": " << clearance.error().text();
  if (const auto expected = attribute(test, "clearance-marking"); !expected.empty()) {
    ++counts.markings;
    EXPECT_EQ(marking(*clearance, language), expected) << clearance_file;
  }
  if (const auto expected = attribute(test, "acdf-result"); !expected.empty()) {
    ++counts.accesses;
    const auto answer = access(*label, *clearance);
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, expected == "1") << file << ' ' << clearance_file;
  }
}

TEST(Spif, AgreesWithThePublishedCases) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  xmlDoc* cases = xmlReadFile((suite() / "tests.xml").c_str(), nullptr, XML_PARSE_NONET);
  ASSERT_NE(cases, nullptr);
  Counts counts;
  for (const xmlNode* sequence : elements(xmlDocGetRootElement(cases))) {
    PolicySet policies;
    for (const xmlNode* test : elements(sequence)) {
      if (is_named(test, "policy")) run_policy(test, policies, counts);
      if (is_named(test, "test")) run_label(test, policies, counts);
    }
  }
  xmlFreeDoc(cases);
  std::cout << "ran " << counts.policies << " policies and " << counts.labels << " labels: " << counts.validities
            << " validities, " << counts.markings << " markings, " << counts.accesses << " access decisions\n";
  EXPECT_EQ(counts.policies, 5);
  EXPECT_EQ(counts.labels, 14);
  EXPECT_EQ(counts.validities, 14);
  EXPECT_EQ(counts.markings, 11);
  EXPECT_EQ(counts.accesses, 2);
}

// ---- labels written here, under the published policies

std::string plain_label(std::string_view policy, std::string_view classification, std::string_view tags) {
  return "<label xmlns='http://surevine.com/xmlns/spiffy'><policy id='" + std::string(policy) +
         "'/><classification lacv='" + std::string(classification) + "'/>" + std::string(tags) + "</label>";
}

std::string marking_of(const PolicySet& policies, const std::string& xml, std::string_view language = {}) {
  const auto label = policies.read_label(xml);
  return label ? marking(*label, language) : label.error().text();
}

std::string tag(std::string_view type, std::string_view id, std::string_view lacv) {
  return "<tag type='" + std::string(type) + "' id='" + std::string(id) + "' lacv='" + std::string(lacv) + "'/>";
}

std::string nato_label(std::string_view classification, std::string_view categories) {
  return "<originatorConfidentialityLabel xmlns='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0'>"
         "<ConfidentialityInformation><PolicyIdentifier>NATO</PolicyIdentifier><Classification>" +
         std::string(classification) + "</Classification>" + std::string(categories) +
         "</ConfidentialityInformation></originatorConfidentialityLabel>";
}

std::string category(std::string_view name, std::string_view type, const std::vector<std::string>& values) {
  std::string text = "<Category TagName='" + std::string(name) + "' Type='" + std::string(type) + "'>";
  for (const std::string& value : values) text += "<GenericValue>" + value + "</GenericValue>";
  return text + "</Category>";
}

// NATO, TLPX and TLP.
PolicySet published() {
  PolicySet policies;
  for (const char* file : {"nato-4774-policy.xml", "tlp-plus.xml", "tlp.xml"}) {
    EXPECT_TRUE(policies.add(contents(suite() / file))) << file;
  }
  return policies;
}

// ADatP-4774, Table 17, rows 4 and 6, and the markings that Spiffing expects of its own examples.
TEST(PublishedPolicies, MarkAsTheirExamples) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  const PolicySet policies = published();
  EXPECT_EQ(marking_of(policies, nato_label("RESTRICTED", category("Context", "PERMISSIVE", {"NATO", "Releasable"}) +
                                                              category("Releasable To", "PERMISSIVE",
                                                                       {"NATO", "JPN", "CHE", "UKR"}))),
            "NATO RESTRICTED Releasable to Japan, Switzerland, Ukraine");
  EXPECT_EQ(marking_of(policies,
                       nato_label("CONFIDENTIAL", category("Context", "PERMISSIVE", {"KFOR"}) +
                                                      category("Only", "PERMISSIVE", {"NATO", "IRL", "SWE", "UKR"}))),
            "NATO/KFOR CONFIDENTIAL Ireland, Sweden, Ukraine, NATO ONLY");
  EXPECT_EQ(marking_of(policies, nato_label("TOP SECRET", category("Context", "PERMISSIVE", {"NATO"}))),
            "COSMIC TOP SECRET");
  EXPECT_EQ(marking_of(policies, nato_label("TOP SECRET", ""), "fr-CA"), "COSMIC TRES SECRET");
  const std::string tlpx = "1.2.826.0.1.6726289.0.1";
  EXPECT_EQ(marking_of(policies, plain_label(tlpx, "12", tag("permissive", tlpx + ".1", "0"))), "TLPX:AMBER J:EU");
  EXPECT_EQ(
      marking_of(policies,
                 plain_label(tlpx, "11", tag("permissive", tlpx + ".1", "1") + tag("informative", tlpx + ".3", "0"))),
      "TLPX:GREEN J:SafeHarbour Do not action");
}

TEST(PublishedPolicies, ReadNamesInAnyCase) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  const PolicySet policies = published();
  EXPECT_EQ(marking_of(policies, nato_label("unclassified", category("context", "PERMISSIVE", {"nato"}))),
            "NATO UNCLASSIFIED");
}

TEST(PublishedPolicies, RequireACategoryOfTheTagSet) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  const PolicySet policies = published();
  const std::string tlpx = "1.2.826.0.1.6726289.0.1";
  EXPECT_FALSE(valid(*policies.read_label(plain_label(tlpx, "12", ""))));
  EXPECT_TRUE(valid(*policies.read_label(plain_label(tlpx, "12", tag("informative", tlpx + ".1", "0")))));
  EXPECT_FALSE(valid(*policies.read_label(plain_label(tlpx, "11", tag("informative", tlpx + ".1", "0")))));
}

TEST(PublishedPolicies, RecordWhatALabelLacksAndKeepIt) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  const PolicySet policies = published();
  const auto label = policies.read_label(contents(suite() / "nato-4774-17-1.nato"));
  ASSERT_TRUE(label);
  EXPECT_EQ(label->defects,
            (std::vector<std::string>{"PolicyIdentifier has a URL where a URI belongs", "CreationDateTime is missing",
                                      "ReviewDateTime is missing, and there is no SuccessionHandling"}));
}

TEST(PublishedPolicies, RefuseLabelsWithAnyUnknownPart) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  const PolicySet policies = published();
  const std::string nato = category("Context", "PERMISSIVE", {"NATO"});
  ASSERT_TRUE(policies.read_label(nato_label("SECRET", nato)));
  EXPECT_FALSE(policies.read_label(nato_label("VERY SECRET", nato)));
  EXPECT_FALSE(policies.read_label(nato_label("", nato)));
  EXPECT_FALSE(policies.read_label(nato_label("SEC<b/>RET", nato)));
  EXPECT_FALSE(policies.read_label(nato_label("SECRET", category("Context", "PERMISSIVE", {"NATO", "MARS"}))));
  EXPECT_FALSE(policies.read_label(nato_label("SECRET", category("Context", "RESTRICTIVE", {"NATO"}))));
  EXPECT_FALSE(policies.read_label(nato_label("SECRET", category("Context", "permissive", {"NATO"}))));
  EXPECT_FALSE(policies.read_label(nato_label("SECRET", category("Contexts", "PERMISSIVE", {"NATO"}))));
  EXPECT_FALSE(policies.read_label(nato_label("SECRET", category("Releasable To", "PERMISSIVE", {}))));
  const std::string plain = nato_label("SECRET", nato);
  const auto with_uri = [&](const std::string& uri) {
    std::string xml = plain;
    return xml.insert(xml.find(">NATO<"), " URI='" + uri + "'");
  };
  EXPECT_TRUE(policies.read_label(with_uri("urn:oid:1.3.26.1.3.1")));
  EXPECT_FALSE(policies.read_label(with_uri("urn:oid:1.3.26.1.3.2")));
  EXPECT_FALSE(policies.read_label(with_uri("http://nato.int/")));
  EXPECT_FALSE(policies.read_label(nato_label("SECRET", "<Kategory TagName='Context' Type='PERMISSIVE'/>")));
  EXPECT_FALSE(policies.read_label(
      nato_label("SECRET", "<Category TagName='Context' Type='PERMISSIVE'><IntegerValue>1</IntegerValue></Category>")));
  EXPECT_FALSE(
      policies.read_label(nato_label("SECRET", "<Category xmlns='urn:other' TagName='Context' Type='PERMISSIVE'/>")));

  EXPECT_FALSE(policies.read_label(plain_label("1.3.26.1.3.1", "99", "")));
  EXPECT_FALSE(policies.read_label(plain_label("1.3.26.1.3.1", "", "")));
  EXPECT_FALSE(policies.read_label(plain_label("1.3.26.1.3.1", "1", "<classification lacv='2'/>")));
  EXPECT_FALSE(policies.read_label(plain_label("1.3.26.1.3.1", "1", tag("permissive", "1.3.26.1.4.4", "7"))));
  EXPECT_FALSE(policies.read_label(plain_label("1.3.26.1.3.1", "1", tag("restrictive", "1.3.26.1.4.4", "1001"))));
  EXPECT_FALSE(policies.read_label(plain_label("1.3.26.1.3.1", "1", "<tags/>")));
  EXPECT_EQ(policies.read_label(plain_label("1.1", "1", "")).error().message, "Unknown policy id: 1.1");
  EXPECT_EQ(policies.read_label("").error().message, "No data to parse");
}

TEST(PublishedPolicies, DoNotMixInOneDecision) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  const PolicySet policies = published();
  const auto label = policies.read_label(plain_label("1.3.26.1.3.1", "1", ""));
  const auto clearance = policies.read_clearance(
      "<clearance xmlns='http://surevine.com/xmlns/spiffy'><policy id='1.2.826.0.1.6726289.0.2'/>"
      "<classification lacv='10'/></clearance>");
  ASSERT_TRUE(label);
  ASSERT_TRUE(clearance);
  EXPECT_FALSE(access(*label, *clearance));
  // Nor does one policy as two sets read it: they may number its parts differently.
  const PolicySet others = published();
  EXPECT_FALSE(access(
      *label, *others.read_clearance("<clearance xmlns='http://surevine.com/xmlns/spiffy'><policy id='1.3.26.1.3.1'/>"
                                     "<classification lacv='1'/></clearance>")));
}

TEST(PublishedPolicies, AreAddedOnce) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  PolicySet policies = published();
  EXPECT_FALSE(policies.add(contents(suite() / "tlp.xml")));
}

TEST(Spif, RecordsAnEndTagOfTheWrongName) {
  if (!fs::exists(suite())) GTEST_SKIP() << no_suite();
  PolicySet policies;
  const auto added = policies.add(contents(suite() / "food-policy.xml"));
  ASSERT_TRUE(added);
  ASSERT_EQ(added->defects.size(), 1U);
  EXPECT_TRUE(added->defects[0].starts_with("line 81: Opening and ending tag mismatch")) << added->defects[0];
  EXPECT_FALSE(policies.add(contents(suite() / "bsi-commercial.xml")));  // ends before its elements do
}

// ---- small policies for one rule each

std::string small_policy(std::string_view tags) {
  return "<SPIF><securityPolicyId name='P' id='1.9'/><securityClassifications>"
         "<securityClassification name='LOW' lacv='1' hierarchy='1'/>"
         "<securityClassification name='HIGH' lacv='2' hierarchy='2'/></securityClassifications>"
         "<securityCategoryTagSets><securityCategoryTagSet name='S' id='1.9.1'>" +
         std::string(tags) + "</securityCategoryTagSet></securityCategoryTagSets></SPIF>";
}

std::string small_tag(std::string_view attributes, std::string_view rules = {}) {
  return "<securityCategoryTag " + std::string(attributes) + "><tagCategory name='A' lacv='1'>" + std::string(rules) +
         "</tagCategory><tagCategory name='B' lacv='2'/><tagCategory name='C' lacv='003'/></securityCategoryTag>";
}

bool is_valid(std::string_view policy, std::string_view tags) {
  PolicySet policies;
  const auto added = policies.add(policy);
  EXPECT_TRUE(added) << added.error().text();
  const auto label = policies.read_label(plain_label("1.9", "1", tags));
  EXPECT_TRUE(label) << label.error().text();
  return label && valid(*label);
}

std::string held(std::string_view lacvs) {
  std::string tags;
  for (const char lacv : lacvs) tags += tag("permissive", "1.9.1", std::string(1, lacv));
  return tags;
}

constexpr std::string_view kPermissive = "name='T' tagType='permissive'";

TEST(SpifValidity, CountsWhatARequirementAsksFor) {
  const auto policy = [](const std::string& operation) {
    return small_policy(small_tag(kPermissive, "<requiredCategory operation='" + operation +
                                                   "'><categoryGroup tagSetRef='S' tagType='permissive' lacv='2'/>"
                                                   "<categoryGroup tagSetRef='S' tagType='permissive' lacv='3'/>"
                                                   "</requiredCategory>"));
  };
  EXPECT_FALSE(is_valid(policy("onlyOne"), held("1")));
  EXPECT_TRUE(is_valid(policy("onlyOne"), held("12")));
  EXPECT_FALSE(is_valid(policy("onlyOne"), held("123")));
  EXPECT_FALSE(is_valid(policy("oneOrMore"), held("1")));
  EXPECT_TRUE(is_valid(policy("oneOrMore"), held("13")));
  EXPECT_TRUE(is_valid(policy("oneOrMore"), held("123")));
  EXPECT_FALSE(is_valid(policy("all"), held("12")));
  EXPECT_TRUE(is_valid(policy("all"), held("123")));
  EXPECT_TRUE(is_valid(policy("all"), held("2")));  // the rule is of A alone
}

TEST(SpifValidity, KnowsExclusionsAndSingleSelections) {
  const auto all =
      small_policy(small_tag(kPermissive, "<excludedCategory tagSetRef='S' tagType='permissive' all='true'/>"));
  EXPECT_TRUE(is_valid(all, held("1")));  // it does not exclude itself
  EXPECT_FALSE(is_valid(all, held("12")));
  const auto single = small_policy(small_tag("name='T' tagType='permissive' singleSelection='true'"));
  EXPECT_TRUE(is_valid(single, held("2")));
  EXPECT_FALSE(is_valid(single, held("23")));
  const auto low = small_policy(small_tag(kPermissive, "<excludedClass>LOW</excludedClass>"));
  EXPECT_FALSE(is_valid(low, held("1")));
  EXPECT_TRUE(is_valid(low, held("2")));
  EXPECT_FALSE(is_valid(small_policy("<securityCategoryTag name='T' tagType='permissive'><excludedClass>LOW"
                                     "</excludedClass><tagCategory name='A' lacv='1'/></securityCategoryTag>"),
                        held("1")));
}

TEST(SpifValidity, NotesRulesThatCanNeverApply) {
  PolicySet policies;
  const auto added = policies.add(small_policy(small_tag(
      kPermissive, "<excludedCategory tagSetRef='S' tagType='restrictive'/><exludedClass>LOW</exludedClass>")));
  ASSERT_TRUE(added);
  EXPECT_EQ(added->defects,
            (std::vector<std::string>{"line 1: element \"exludedClass\" in tagCategory is not understood",
                                      "a rule of A is about an unknown category of S"}));
}

TEST(Spif, RefusesAPolicyThatItCannotUnderstand) {
  for (const std::string& xml : std::vector<std::string>{
           "", "<SPIF/>", "<SPIF xmlns='urn:other'/>", "<label/>", small_policy("<securityCategoryTag name='T'/>"),
           small_policy("<securityCategoryTag name='T' tagType='lenient'/>"),
           small_policy("<securityCategoryTag name='T' tagType='enumerated'/>"),
           small_policy("<securityCategoryTag name='T' tagType='enumerated' enumType='lenient'/>"),
           small_policy("<securityCategoryTag tagType='permissive'/>"),
           small_policy(small_tag(kPermissive) + small_tag(kPermissive)),
           small_policy(small_tag(kPermissive, "<excludedClass>MIDDLE</excludedClass>")),
           small_policy(small_tag(kPermissive, "<requiredCategory operation='some'/>")),
           small_policy(small_tag(kPermissive, "<requiredCategory operation='all'/>")),
           small_policy(small_tag(kPermissive, "<excludedCategory tagType='permissive'/>")),
           small_policy(small_tag(kPermissive, "<markingData><code>pageMiddle</code></markingData>")),
           small_policy("<securityCategoryTag name='T' tagType='permissive'><tagCategory name='A' lacv='x'/>"
                        "</securityCategoryTag>")}) {
    PolicySet policies;
    EXPECT_FALSE(policies.add(xml)) << xml;
  }
}

TEST(Spif, RefusesAPolicyOfMoreThan4096Categories) {
  const auto policy = [](int count) {
    std::string xml = "<securityCategoryTag name='T' tagType='permissive'>";
    for (int i = 0; i < count; ++i) xml += "<tagCategory name='A' lacv='" + std::to_string(i) + "'/>";
    return small_policy(xml + "</securityCategoryTag>");
  };
  PolicySet policies;
  EXPECT_FALSE(policies.add(policy(4097)));
  EXPECT_TRUE(policies.add(policy(4096)));
}

TEST(SpifMarking, ShowsWhatBelongsAtTheBottomOfAPage) {
  PolicySet policies;
  ASSERT_TRUE(
      policies.add(small_policy(small_tag(kPermissive,
                                          "<markingData phrase='top'><code>pageTop</code></markingData>"
                                          "<markingData phrase='both'><code>pageTopBottom</code></markingData>"))));
  EXPECT_EQ(marking_of(policies, plain_label("1.9", "1", held("123"))), "P LOW both/B/C");
  PolicySet more;
  ASSERT_TRUE(more.add(
      small_policy(small_tag(kPermissive,
                             "<markingData phrase='TOP'><code>pageTop</code><code>replacePolicy</code></markingData>"
                             "<markingData phrase='BOTTOM'><code>replacePolicy</code></markingData>"))));
  EXPECT_EQ(marking_of(more, plain_label("1.9", "1", held("1"))), "BOTTOM LOW A");
  PolicySet others;
  ASSERT_TRUE(others.add(small_policy(
      small_tag(kPermissive, "<markingData phrase='hidden'><code>noMarkingDisplay</code></markingData>"))));
  EXPECT_EQ(marking_of(others, plain_label("1.9", "1", held("1"))), "P LOW");
}

TEST(SpifMarking, OrdersAClearanceByHierarchy) {
  PolicySet policies;
  ASSERT_TRUE(
      policies.add("<SPIF><securityPolicyId name='P' id='1.9'/><securityClassifications>"
                   "<securityClassification name='TOP' lacv='1' hierarchy='10'/>"
                   "<securityClassification name='LOW' lacv='2' hierarchy='2'/></securityClassifications></SPIF>"));
  EXPECT_EQ(marking(*policies.read_clearance(
                "<clearance xmlns='http://surevine.com/xmlns/spiffy'><policy id='1.9'/><classification lacv='1'/>"
                "<classification lacv='2'/><classification lacv='1'/></clearance>")),
            "{LOW|TOP}");
}

Result<bool> decide(const std::string& tags, const std::string& label_tags, const std::string& clearance_tags) {
  PolicySet policies;
  RETURN_IF_ERROR(policies.add(small_policy(tags)));
  ASSIGN_OR_RETURN(const SecurityLabel label, policies.read_label(plain_label("1.9", "2", label_tags)));
  ASSIGN_OR_RETURN(const Clearance clearance,
                   policies.read_clearance("<clearance xmlns='http://surevine.com/xmlns/spiffy'><policy id='1.9'/>"
                                           "<classification lacv='2'/>" +
                                           clearance_tags + "</clearance>"));
  return access(label, clearance);
}

TEST(SpifAccess, AsksForOneOfEachPermissiveTagAndAllRestrictiveOnes) {
  // Two tags of one name in one set, which one category must not satisfy at once.
  const std::string two =
      "<securityCategoryTag name='T' tagType='permissive'><tagCategory name='A' lacv='1'/>"
      "<tagCategory name='B' lacv='2'/></securityCategoryTag><securityCategoryTag name='T' tagType='permissive'>"
      "<tagCategory name='C' lacv='3'/><tagCategory name='D' lacv='4'/></securityCategoryTag>";
  EXPECT_EQ(decide(two, held("12"), held("2")).value(), true);
  EXPECT_EQ(decide(two, held("12"), held("3")).value(), false);
  EXPECT_EQ(decide(two, held("123"), held("2")).value(), false);
  EXPECT_EQ(decide(two, held("123"), held("23")).value(), true);

  const std::string all = small_tag("name='T' tagType='restrictive'");
  const std::string one = tag("restrictive", "1.9.1", "1");
  const std::string both = one + tag("restrictive", "1.9.1", "2");
  EXPECT_EQ(decide(all, both, one).value(), false);
  EXPECT_EQ(decide(all, both, both).value(), true);
  EXPECT_EQ(decide(all, one, both).value(), true);

  const std::string informative = small_tag("name='T' tagType='tagType7'");
  EXPECT_EQ(decide(informative, tag("informative", "1.9.1", "1"), "").value(), true);
}

TEST(SpifAccess, LetsNobodyInByAnInvalidLabel) {
  const std::string low = small_tag(kPermissive, "<excludedClass>HIGH</excludedClass>");
  EXPECT_EQ(decide(low, held("1"), held("1")).value(), false);
  EXPECT_EQ(decide(low, held("2"), held("2")).value(), true);
}

// ---- hostile bytes

std::string why(std::string_view xml) {
  PolicySet policies;
  const auto label = policies.read_label(xml);
  EXPECT_FALSE(label);
  return label ? "" : label.error().message;
}

TEST(SpifXml, IsRefusedWithADoctype) {
  EXPECT_EQ(why("<!DOCTYPE label><label/>"), "XML with a DOCTYPE is refused");
  EXPECT_EQ(why("<!DOCTYPE label SYSTEM 'file:///etc/passwd'><label/>"), "XML with a DOCTYPE is refused");
  std::string laughs = "<!DOCTYPE label [<!ENTITY e0 'ha'>";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "&e" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY e" + std::to_string(i) + " '" + before + before + "'>";
  }
  EXPECT_EQ(why(laughs + "]><label>&e39;</label>"), "XML with a DOCTYPE is refused");
  EXPECT_EQ(why("<?xml version='1.0'?>\n\n<!DOCTYPE label [<!ENTITY % x SYSTEM 'http://127.0.0.1/'>%x;]><label/>"),
            "XML with a DOCTYPE is refused");
  PolicySet policies;
  EXPECT_EQ(policies.add("<!DOCTYPE SPIF><SPIF/>").error().message, "XML with a DOCTYPE is refused");
}

TEST(SpifXml, IsRefusedOverItsLimits) {
  const auto nested = [](int depth) {
    std::string xml;
    for (int i = 0; i < depth; ++i) xml += "<a>";
    for (int i = 0; i < depth; ++i) xml += "</a>";
    return xml;
  };
  EXPECT_EQ(why(nested(64)), "expected a label, found element \"a\"");
  EXPECT_EQ(why(nested(65)), "XML nested deeper than 64");
  const auto wide = [](int count) {
    std::string xml = "<a";
    for (int i = 0; i < count; ++i) xml += " a" + std::to_string(i) + "=''";
    return xml + "/>";
  };
  EXPECT_EQ(why(wide(64)), "expected a label, found element \"a\"");
  EXPECT_EQ(why(wide(65)), "XML element with more than 64 attributes");
  EXPECT_EQ(why("<a>" + std::string(1024 * 1024, ' ') + "</a>"), "XML of more than 1 MiB is refused");
}

TEST(SpifXml, IsRefusedUnlessUtf8) {
  using namespace std::string_view_literals;
  EXPECT_EQ(why("\xFF\xFE<\0a\0/\0>\0"sv), "XML with a zero byte (UTF-16?) is refused");
  EXPECT_EQ(why("<?xml version='1.0' encoding='UTF-7'?><a/>"), "XML in \"UTF-7\" is refused; expected UTF-8");
  EXPECT_EQ(why("<?xml version='1.0' encoding=\"iso-8859-1\"?><a/>"),
            "XML in \"ISO-8859-1\" is refused; expected UTF-8");
  EXPECT_TRUE(why("<a>\xE9</a>").starts_with("XML: ")) << why("<a>\xE9</a>");
  EXPECT_TRUE(why("<a>\xC0\xAF</a>").starts_with("XML: "));
  // <?xml version="1.0"?><a/> in EBCDIC
  EXPECT_TRUE(
      why("\x4C\x6F\xA7\x94\x93\x40\xA5\x85\x99\xA2\x89\x96\x95\x7E\x7F\xF1\x4B\xF0\x7F\x6F\x6E\x4C\x81\x61\x6E")
          .starts_with("XML: "));
  EXPECT_EQ(why("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><a/>"), "expected a label, found element \"a\"");
}

TEST(SpifXml, IsRefusedUnlessWellFormed) {
  for (const char* xml : {"<a", "<a>", "<a></b>", "<a/><b/>", "<a x='1' x='2'/>", "<a>&undefined;</a>", "a", "<p:a/>",
                          "<a x=1/>", "<a>&#0;</a>", " "}) {
    EXPECT_FALSE(why(xml).empty()) << xml;
  }
  PolicySet policies;
  const std::string policy = small_policy(small_tag(kPermissive));
  EXPECT_FALSE(policies.add(policy + "<more/>"));
  EXPECT_FALSE(policies.add(small_policy(small_tag(kPermissive, "&undefined;"))));
  EXPECT_FALSE(policies.add(policy.substr(0, policy.size() - 7)));  // without </SPIF>
  EXPECT_TRUE(policies.add(policy));
  EXPECT_EQ(policies.read_label("<label>\n\n<a></b></label>").error().line, 3U);
}

// ---- our own policy

const LabelDates kDates{*parse_day("2031-01-02"), *parse_day("2032-01-02")};

Label label_of(std::string_view text) { return *parse_label(text); }

ImportedLabel import(const std::string& xml) {
  auto imported = read_stanag_4774(xml);
  EXPECT_TRUE(imported) << imported.error().text();
  return imported ? *std::move(imported) : ImportedLabel{};
}

// Handwritten, with neither dates nor defaults.
std::string aid_label(std::string_view classification, std::string_view categories, std::string_view rest = {}) {
  return "<originatorConfidentialityLabel xmlns='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0' "
         "ReviewDateTime='2032-01-02T00:00:00Z'><ConfidentialityInformation><PolicyIdentifier>AID</PolicyIdentifier>"
         "<Classification>" +
         std::string(classification) + "</Classification>" + std::string(categories) +
         "</ConfidentialityInformation><CreationDateTime>2031-01-02T00:00:00Z</CreationDateTime>" + std::string(rest) +
         "</originatorConfidentialityLabel>";
}

std::string releasable(const std::vector<std::string>& values) {
  return category("Releasable To", "PERMISSIVE", values);
}

TEST(Stanag4774, IsWrittenUnderOurPolicy) {
  EXPECT_EQ(write_stanag_4774(label_of("PARTNER; REL A|B; HANDLING NO-EXPORT"), kDates),
            "<originatorConfidentialityLabel xmlns=\"urn:nato:stanag:4774:confidentialitymetadatalabel:1:0\" "
            "ReviewDateTime=\"2032-01-02T00:00:00Z\">\n<ConfidentialityInformation>\n"
            "<PolicyIdentifier URI=\"urn:oid:2.25.163139435818494058027433508154132876018\">AID</PolicyIdentifier>\n"
            "<Classification>PARTNER</Classification>\n"
            "<Category TagName=\"Releasable To\" Type=\"PERMISSIVE\"><GenericValue>A</GenericValue>"
            "<GenericValue>B</GenericValue></Category>\n"
            "<Category TagName=\"Handling\" Type=\"RESTRICTIVE\"><GenericValue>NO-EXPORT</GenericValue></Category>\n"
            "</ConfidentialityInformation>\n<CreationDateTime>2031-01-02T00:00:00Z</CreationDateTime>\n"
            "</originatorConfidentialityLabel>\n");
}

TEST(Stanag4774, NeverLeavesOutAReleaseThatNobodyMeets) {
  const std::string xml = write_stanag_4774(label_of("PARTNER; REL A; REL B"), kDates);
  EXPECT_NE(xml.find("<Category TagName=\"Releasable To\" Type=\"PERMISSIVE\"><GenericValue>ORIGINATOR</GenericValue>"
                     "</Category>\n<Category TagName=\"Handling\" Type=\"RESTRICTIVE\"><GenericValue>ORIGINATOR-ONLY"
                     "</GenericValue></Category>"),
            std::string::npos)
      << xml;
  EXPECT_EQ(import(xml).label.text(), "PARTNER; HANDLING ORIGINATOR-ONLY");
  EXPECT_EQ(import(write_stanag_4774(label_of("PARTNER; REL A|B; REL B|C"), kDates)).label.text(), "PARTNER; REL B");
}

TEST(Stanag4774, IsKeptStricterWhereItIsIncomplete) {
  const auto text = [](const std::string& xml) {
    const auto imported = import(xml);
    EXPECT_FALSE(imported.defects.empty()) << xml;
    return imported.label.text();
  };
  EXPECT_EQ(text(aid_label("PARTNER", "")), "PARTNER; HANDLING ORIGINATOR-ONLY");
  EXPECT_EQ(text(aid_label("PARTNER", releasable({}))), "PARTNER; HANDLING ORIGINATOR-ONLY");
  EXPECT_EQ(text(aid_label("PUBLIC", releasable({}))), "PUBLIC; HANDLING ORIGINATOR-ONLY");
  EXPECT_EQ(text(aid_label("PARTNER", releasable({"A"}) + category("Handling", "RESTRICTIVE", {}))),
            "PARTNER; REL A; HANDLING ORIGINATOR-ONLY");
  EXPECT_EQ(text(aid_label("PARTNER", releasable({"A"}) + releasable({"B"}))), "PARTNER; REL A; REL B");
  EXPECT_EQ(text(aid_label("PARTNER", releasable({"ALL"}) + category("Embargo", "PERMISSIVE", {"EMBARGO-CLEARED"}))),
            "PARTNER; HANDLING ORIGINATOR-ONLY");
  const auto undated = import(
      "<originatorConfidentialityLabel xmlns='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0'>"
      "<ConfidentialityInformation><PolicyIdentifier>AID</PolicyIdentifier><Classification>PUBLIC</Classification>"
      "</ConfidentialityInformation></originatorConfidentialityLabel>");
  EXPECT_EQ(undated.label.text(), "PUBLIC");
  EXPECT_EQ(undated.defects,
            (std::vector<std::string>{"CreationDateTime is missing",
                                      "ReviewDateTime is missing, and there is no SuccessionHandling"}));
}

TEST(Stanag4774, FollowsOnlyASuccessorThatEndsAnEmbargo) {
  const auto succession = [](std::string_view time, std::string_view classification, std::string_view categories) {
    return "<SuccessionHandling><SuccessionDateTime>" + std::string(time) +
           "</SuccessionDateTime><SuccessorConfidentialityLabel><ConfidentialityInformation>"
           "<PolicyIdentifier>AID</PolicyIdentifier><Classification>" +
           std::string(classification) + "</Classification>" + std::string(categories) +
           "</ConfidentialityInformation><CreationDateTime>2031-01-02T00:00:00Z</CreationDateTime>"
           "</SuccessorConfidentialityLabel></SuccessionHandling>";
  };
  const std::string to_a = releasable({"A"});
  const std::string embargo = category("Embargo", "PERMISSIVE", {"EMBARGO-CLEARED"});
  const auto text = [&](const std::string& categories, const std::string& then) {
    return import(aid_label("PARTNER", categories, then)).label.text();
  };
  EXPECT_EQ(text(to_a + embargo, succession("2031-07-01T00:00:00Z", "PARTNER", to_a)),
            "PARTNER; REL A; NOT-BEFORE 2031-07-01");
  EXPECT_EQ(text(to_a + embargo, succession("2031-07-01T09:30:00Z", "PARTNER", to_a)),
            "PARTNER; REL A; NOT-BEFORE 2031-07-02");
  EXPECT_EQ(text(to_a + embargo, succession("2031-07-01T00:00:00-08:00", "PARTNER", to_a)),
            "PARTNER; REL A; HANDLING ORIGINATOR-ONLY");
  EXPECT_EQ(text(to_a + embargo, succession("soon", "PARTNER", to_a)), "PARTNER; REL A; HANDLING ORIGINATOR-ONLY");
  // A downgrade by itself is not followed, and a later upgrade holds from the start.
  EXPECT_EQ(text(to_a, succession("2031-07-01T00:00:00Z", "PUBLIC", "")), "PARTNER; REL A");
  EXPECT_EQ(text(to_a, succession("2031-07-01T00:00:00Z", "SOURCE", releasable({"B"}))), "SOURCE; REL A; REL B");
  EXPECT_FALSE(import(aid_label("PARTNER", to_a, succession("2031-07-01T00:00:00Z", "PUBLIC", ""))).defects.empty());
  const auto other =
      import(aid_label("PARTNER", to_a + embargo, succession("2031-07-01T00:00:00Z", "PARTNER", releasable({"B"}))));
  EXPECT_EQ(other.label.text(), "PARTNER; REL A; REL B; NOT-BEFORE 2031-07-01");
  EXPECT_EQ(other.defects, std::vector<std::string>{"the successor is not followed: both labels hold"});
}

TEST(Stanag4774, IsRefusedUnderAnotherPolicyOrWithAnUnknownPart) {
  EXPECT_EQ(read_stanag_4774(nato_label("UNCLASSIFIED", "")).error().message, "Unknown policy id: NATO");
  for (const std::string& xml :
       std::vector<std::string>{aid_label("SECRET", releasable({"A"})), aid_label("partner", releasable({"A"})),
                                aid_label("PARTNER", category("Releasable To", "RESTRICTIVE", {"A"})),
                                aid_label("PARTNER", category("Releasable to", "PERMISSIVE", {"A"})),
                                aid_label("PARTNER", releasable({"A B"})), aid_label("PARTNER", releasable({""})),
                                aid_label("PARTNER", releasable({"A"}) + category("Handling", "PERMISSIVE", {"X"})),
                                aid_label("PARTNER", releasable({"A"}) + category("Embargo", "PERMISSIVE", {"NONE"})),
                                aid_label("PARTNER", releasable({"A"}) + category("Other", "RESTRICTIVE", {"X"})),
                                aid_label("PARTNER", releasable({"A"}), "<SuccessionHandling/>"),
                                std::string("<label xmlns='http://surevine.com/xmlns/spiffy'/>")}) {
    EXPECT_FALSE(read_stanag_4774(xml)) << xml;
  }
  EXPECT_TRUE(read_stanag_4774(aid_label("PARTNER", releasable({"A"}) + category("Other", "INFORMATIVE", {"X"}))));
}

// ---- properties: the book's decision and the exchanged label's agree

const std::vector<std::string> kPartners{"A", "B", "C"};
const std::vector<std::string> kAllAttributes{
    "REL:A", "REL:B", "REL:C", "HANDLING:NO-EXPORT", "HANDLING:SOURCE-EYES", "EMBARGO-CLEARED"};

Clause clause_of(int shape, int day) {
  Clause clause;
  for (std::size_t i = 0; i < 3; ++i) {
    if (shape < 8 && (shape >> i & 1) == 1) clause.any_of.push_back(kAllAttributes[i]);
  }
  if (shape == 8 || shape == 9) clause.any_of.push_back(kAllAttributes[static_cast<std::size_t>(shape) - 5]);
  if (shape >= 10) clause = {{"EMBARGO-CLEARED"}, kDates.created + std::chrono::days(day)};
  return clause;
}

rc::Gen<Label> any_label() {
  const auto clause = rc::gen::apply(clause_of, rc::gen::inRange(1, 12), rc::gen::inRange(1, 4));
  return rc::gen::apply(
      [](int level, const std::vector<Clause>& clauses) { return *Label::make(static_cast<Level>(level), clauses); },
      rc::gen::inRange(0, 5), rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 5), [clause](std::size_t count) {
        return rc::gen::container<std::vector<Clause>>(count, clause);
      }));
}

rc::Gen<Reader> any_reader() {
  return rc::gen::apply(
      [](int level, std::size_t mask) {
        Reader reader{.id = "r", .ceiling = static_cast<Level>(level)};
        for (std::size_t i = 0; i < kAllAttributes.size(); ++i) {
          if ((mask >> i & 1) == 1) reader.attributes.push_back(kAllAttributes[i]);
        }
        std::ranges::sort(reader.attributes);
        return reader;
      },
      rc::gen::inRange(0, 5), rc::gen::inRange<std::size_t>(0, 64));
}

std::ptrdiff_t rel_clauses(const Label& label) {
  return std::ranges::count_if(label.clauses(), [](const Clause& c) { return c.any_of.front().starts_with("REL:"); });
}

TEST(Stanag4774Law, GoesThereAndBack) {
  int same = 0;
  EXPECT_TRUE(rc::check([&] {
    for (int i = 0; i < 20; ++i) {
      const Label label = *any_label();
      const auto back = read_stanag_4774(write_stanag_4774(label, kDates));
      RC_ASSERT(back.has_value());
      RC_ASSERT(back->defects.empty());
      if (rel_clauses(label) > 1) continue;
      ++same;
      RC_ASSERT(back->label == label);
    }
  }));
  EXPECT_GT(same, 500);
}

TEST(Stanag4774Law, NeverLetsInWhomTheLabelDoesNot) {
  EXPECT_TRUE(rc::check([] {
    for (int i = 0; i < 20; ++i) {
      const Label label = *any_label();
      const auto back = read_stanag_4774(write_stanag_4774(label, kDates));
      const Reader reader = *any_reader();
      const Day today = kDates.created + std::chrono::days(*rc::gen::inRange(0, 5));
      RC_ASSERT(back.has_value());
      RC_ASSERT((!can(reader, back->label, today) || can(reader, label, today)));
    }
  }));
}

// The reader as a clearance under our policy: all levels to the ceiling; categories by their place in the policy.
std::string clearance_xml(const Reader& reader) {
  const std::string id(kAidPolicyId);
  std::string xml = "<clearance xmlns='http://surevine.com/xmlns/spiffy'><policy id='" + id + "'/>";
  for (int level = 0; level <= static_cast<int>(reader.ceiling); ++level) {
    xml += "<classification lacv='" + std::to_string(level) + "'/>";
  }
  xml += tag("enumeratedPermissive", id + ".1", "0");
  for (const std::string& attribute : reader.attributes) {
    if (attribute == "REL:A") xml += tag("enumeratedPermissive", id + ".1", "2");
    if (attribute == "REL:B") xml += tag("enumeratedPermissive", id + ".1", "3");
    if (attribute == "REL:C") xml += tag("enumeratedPermissive", id + ".1", "4");
    if (attribute == "HANDLING:NO-EXPORT") xml += tag("enumeratedRestrictive", id + ".2", "2");
    if (attribute == "HANDLING:SOURCE-EYES") xml += tag("enumeratedRestrictive", id + ".2", "3");
    if (attribute == "EMBARGO-CLEARED") xml += tag("enumeratedPermissive", id + ".3", "0");
  }
  return xml + "</clearance>";
}

// Two decision functions that share no code, on one question; before any embargo ends, as a policy knows no time.
TEST(Stanag4774Law, IsDecidedUnderOurPolicyFileAsInTheBook) {
  PolicySet policies;
  const auto added = policies.add(aid_policy_xml(kPartners));
  ASSERT_TRUE(added) << added.error().text();
  EXPECT_TRUE(added->defects.empty());
  int let_in = 0;
  EXPECT_TRUE(rc::check([&] {
    for (int i = 0; i < 20; ++i) {
      const Label label = *any_label();
      if (rel_clauses(label) > 1) continue;
      const Reader reader = *any_reader();
      const auto exchanged = policies.read_label(write_stanag_4774(label, kDates));
      const auto clearance = policies.read_clearance(clearance_xml(reader));
      RC_ASSERT(exchanged.has_value());
      RC_ASSERT(clearance.has_value());
      RC_ASSERT(valid(*exchanged));
      RC_ASSERT(access(*exchanged, *clearance).value() == can(reader, label, kDates.created));
      let_in += can(reader, label, kDates.created) ? 1 : 0;
    }
  }));
  EXPECT_GT(let_in, 50);
}

TEST(AidPolicy, ShowsALabelInWords) {
  PolicySet policies;
  ASSERT_TRUE(policies.add(aid_policy_xml(kPartners)));
  EXPECT_EQ(marking_of(policies, write_stanag_4774(label_of("PARTNER; REL A|B; HANDLING NO-EXPORT"), kDates)),
            "AID PARTNER REL A, B HANDLING NO-EXPORT");
}

}  // namespace
}  // namespace servanda::spif
