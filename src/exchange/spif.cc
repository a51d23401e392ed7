#include "exchange/spif.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/check.h"

namespace servanda::spif {

// ---- a policy in memory; categories and classifications are named by their place in it
// (Outside the unnamed namespace, as Policy is: the header names it.)

enum class TagType { restrictive, permissive, enumerated_restrictive, enumerated_permissive, informative };

enum class QualifierPlace { prefix, suffix, separator };

struct Qualifier {
  std::string language;
  QualifierPlace place;
  std::string text;
};

struct Phrase {
  std::string language;
  std::optional<std::string> text;
  bool at_bottom = true;  // of the page: the place that marking() is for
  bool hides_name = false;
  bool hides_classification = false;
  bool replaces_policy = false;
};

struct Markings {
  std::vector<Qualifier> qualifiers;
  std::vector<Phrase> phrases;
};

// Points at one category of a tag set, or at all of a type.
struct CategoryRef {
  std::string tag_set;
  TagType type = TagType::restrictive;
  std::optional<std::string> lacv;
};

enum class Operation { only_one, one_or_more, all };

struct Requirement {
  Operation operation;
  std::vector<CategoryRef> refs;
};

struct Classification {
  std::string name;
  std::string lacv;  // label and certificate value: a number, without leading zeros
  std::string hierarchy;
  std::vector<Requirement> required;
  Markings markings;
};

struct TagSet {
  std::string name;
  std::string id;
};

struct Tag {
  std::string name;
  TagType type = TagType::restrictive;
  std::size_t tag_set = 0;
  bool single = false;
  std::vector<std::size_t> excluded_classifications;
  Markings markings;
};

struct Category {
  std::string name;
  std::string lacv;
  std::size_t tag = 0;
  std::vector<std::size_t> excluded_classifications;
  std::vector<CategoryRef> excluded;
  std::vector<Requirement> required;
  Markings markings;
};

struct Policy {
  std::string id;
  std::string name;
  std::vector<Classification> classifications;
  std::vector<TagSet> tag_sets;
  std::vector<Tag> tags;
  std::vector<Category> categories;  // in the order of the file
  Markings markings;
  std::vector<std::string> defects;
};

namespace {

constexpr const char* kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kSpifNamespace = "http://www.xmlspif.org/spif";
constexpr std::string_view kPlainNamespace = "http://surevine.com/xmlns/spiffy";
constexpr std::string_view k4774Namespace = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0";

// ---- XML

constexpr std::size_t kLargestDocument = 1024 * 1024;
constexpr int kDeepest = 64;
constexpr int kMostAttributes = 64;
constexpr std::size_t kMostCategories = 4096;  // each is compared with each; the largest policy at hand has 205

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

struct FreeParser {
  void operator()(xmlParserCtxt* parser) const { xmlFreeParserCtxt(parser); }
};

enum class EndTags { must_match, may_differ };

struct XmlError {
  int code;
  std::size_t line;
  std::string message;
};

// What went wrong while libxml2 was parsing; the parser's _private points here.
struct Watch {
  std::string refusal;  // ours, not libxml2's
  std::size_t line = 0;
  std::vector<XmlError> errors;
};

Watch& watch_of(void* parser) { return *static_cast<Watch*>(static_cast<xmlParserCtxt*>(parser)->_private); }

void refuse(void* context, std::string why) {
  auto* parser = static_cast<xmlParserCtxt*>(context);
  Watch& watch = watch_of(context);
  if (watch.refusal.empty()) {
    watch.refusal = std::move(why);
    watch.line = parser->input != nullptr ? static_cast<std::size_t>(parser->input->line) : 0;
  }
  xmlStopParser(parser);
}

void refuse_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  refuse(context, "XML with a DOCTYPE is refused");
}

void start_element(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int namespaces,
                   const xmlChar** namespace_list, int attributes, int defaulted, const xmlChar** attribute_list) {
  if (static_cast<xmlParserCtxt*>(context)->nodeNr >= kDeepest) {
    refuse(context, "XML nested deeper than " + std::to_string(kDeepest));
  } else if (attributes + namespaces > kMostAttributes) {
    refuse(context, "XML element with more than " + std::to_string(kMostAttributes) + " attributes");
  } else {
    xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, namespace_list, attributes, defaulted,
                          attribute_list);
  }
}

// Generic in `Event`, since libxml2 2.12 made it const.
template <class Event>
void note_error(void* context, Event* event) {
  std::string message = event->message != nullptr ? event->message : "error " + std::to_string(event->code);
  while (message.ends_with('\n')) message.pop_back();
  watch_of(context).errors.push_back({event->code, static_cast<std::size_t>(event->line), std::move(message)});
}

// Foreign text in a message: its first 60 bytes, cut between characters.
std::string in_quotes(std::string_view text) {
  std::size_t end = std::min<std::size_t>(text.size(), 60);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return '"' + std::string(text.substr(0, end)) + (end < text.size() ? "...\"" : "\"");
}

Error xml_error(std::string message, std::size_t line) {
  return {.code = ErrorCode::bad_input, .message = std::move(message), .line = line};
}

// Refuses what is not UTF-8 by its first bytes or its own declaration; libxml2 then checks the rest as UTF-8.
Status check_encoding(std::string_view xml) {
  if (xml.find('\0') != std::string_view::npos) return bad_input("XML with a zero byte (UTF-16?) is refused");
  if (!xml.starts_with("<?xml")) return {};
  const std::string_view declaration = xml.substr(0, xml.find("?>"));
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  const std::size_t open = declaration.find_first_of("\"'", at);
  if (open == std::string_view::npos) return bad_input("XML declaration without a value for its encoding");
  std::string value(declaration.substr(open + 1, declaration.find(declaration[open], open + 1) - open - 1));
  std::ranges::transform(value, value.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (value == "UTF-8" || value == "US-ASCII") return {};
  return bad_input("XML in " + in_quotes(value) + " is refused; expected UTF-8");
}

Result<Document> read_xml(std::string_view xml, EndTags end_tags, std::vector<std::string>& defects) {
  if (xml.starts_with("\xEF\xBB\xBF")) xml.remove_prefix(3);
  if (xml.empty()) return bad_input("No data to parse");
  if (xml.size() > kLargestDocument) return bad_input("XML of more than 1 MiB is refused");
  RETURN_IF_ERROR(check_encoding(xml));

  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlNewParserCtxt());
  CHECK(parser != nullptr);
  Watch watch;
  parser->_private = &watch;
  parser->sax->internalSubset = refuse_doctype;
  parser->sax->startElementNs = start_element;
  parser->sax->serror = [](void* context, auto* event) { note_error(context, event); };
  const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES |
                      (end_tags == EndTags::may_differ ? XML_PARSE_RECOVER : 0);
  Document document(
      xmlCtxtReadMemory(parser.get(), xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8", options));

  if (!watch.refusal.empty()) return xml_error(watch.refusal, watch.line);
  for (const XmlError& error : watch.errors) {
    if (end_tags == EndTags::must_match || error.code != XML_ERR_TAG_NAME_MISMATCH) {
      return xml_error("XML: " + error.message, error.line);
    }
    defects.push_back("line " + std::to_string(error.line) + ": " + error.message);
  }
  if (document == nullptr || xmlDocGetRootElement(document.get()) == nullptr)
    return bad_input("XML without an element");
  return document;
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

const xmlChar* xml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

// Takes a string that libxml2 allocated.
std::optional<std::string> take(xmlChar* text) {
  if (text == nullptr) return std::nullopt;
  std::string copy(view(text));
  xmlFree(text);
  return copy;
}

// As xs:token: no space at the ends, single spaces within.
std::string collapse(std::string_view text) {
  std::string token;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      space = !token.empty();
      continue;
    }
    if (space) token += ' ';
    space = false;
    token += c;
  }
  return token;
}

// One element of a parsed document; borrowed from it.
class Element {
 public:
  explicit Element(const xmlNode* node) : node_(node) {}

  std::string_view name() const { return view(node_->name); }
  std::string_view name_space() const { return node_->ns == nullptr ? std::string_view{} : view(node_->ns->href); }
  std::size_t line() const { return static_cast<std::size_t>(std::max(0L, xmlGetLineNo(node_))); }

  std::optional<std::string> attribute(const char* name) const { return take(xmlGetNoNsProp(node_, xml(name))); }
  std::string language() const { return take(xmlGetNsProp(node_, xml("lang"), xml(kXmlNamespace))).value_or(""); }
  // Its own text as xs:token, without that of elements within.
  std::string token() const {
    std::string text;
    for (const xmlNode* child = node_->children; child != nullptr; child = child->next) {
      if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) text += view(child->content);
    }
    return collapse(text);
  }

  // Elements of any name.
  std::vector<Element> children() const {
    std::vector<Element> found;
    for (const xmlNode* child = node_->children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE) found.emplace_back(child);
    }
    return found;
  }
  // Those of this name and of this element's own namespace.
  std::vector<Element> children(std::string_view name) const {
    std::vector<Element> found = children();
    std::erase_if(found, [&](const Element& child) { return !child.is(name, name_space()); });
    return found;
  }
  bool is(std::string_view name, std::string_view name_space) const {
    return this->name() == name && this->name_space() == name_space;
  }

  Error error(std::string message) const { return xml_error(std::move(message), line()); }
  Error unknown_child(const Element& child) const {
    return child.error("unknown element " + in_quotes(child.name()) + " in " + std::string(name()));
  }
  // token(), of an element that has text and nothing else.
  Result<std::string> required_token() const {
    std::string text = token();
    if (text.empty() || !children().empty()) return error(std::string(name()) + " is not plain text");
    return text;
  }
  Result<std::string> required_attribute(const char* name) const {
    auto value = attribute(name);
    if (!value) return error(std::string(this->name()) + " without " + name);
    return *std::move(value);
  }

 private:
  const xmlNode* node_;
};

Element root_of(const Document& document) { return Element(xmlDocGetRootElement(document.get())); }

// ---- reading a policy

bool same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

template <class Value, std::size_t kCount>
std::optional<Value> find_word(const std::array<std::pair<std::string_view, Value>, kCount>& words,
                               std::string_view word) {
  for (const auto& [name, value] : words) {
    if (name == word) return value;
  }
  return std::nullopt;
}

// "004" and "4" are one number.
Result<std::string> parse_lacv(const Element& element) {
  ASSIGN_OR_RETURN(std::string digits, element.required_attribute("lacv"));
  const bool number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
  if (!number) return element.error("lacv " + in_quotes(digits) + " is not a number");
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return digits;
}

Result<TagType> parse_tag_type(const Element& element) {
  constexpr std::array<std::pair<std::string_view, TagType>, 5> kTypes{
      {{"restrictive", TagType::restrictive},
       {"permissive", TagType::permissive},
       {"enumerated restrictive", TagType::enumerated_restrictive},
       {"enumerated permissive", TagType::enumerated_permissive},
       {"tagType7", TagType::informative}}};
  ASSIGN_OR_RETURN(std::string name, element.required_attribute("tagType"));
  if (name == "enumerated") {
    ASSIGN_OR_RETURN(const std::string kind, element.required_attribute("enumType"));
    name += " " + kind;
  }
  const auto type = find_word(kTypes, name);
  if (!type) return element.error("unknown tagType " + in_quotes(name));
  return *type;
}

Result<CategoryRef> parse_category_ref(const Element& element) {
  CategoryRef ref;
  ASSIGN_OR_RETURN(ref.tag_set, element.required_attribute("tagSetRef"));
  ASSIGN_OR_RETURN(ref.type, parse_tag_type(element));
  if (element.attribute("lacv")) {
    ASSIGN_OR_RETURN(ref.lacv, parse_lacv(element));
  }
  return ref;
}

Result<std::vector<Requirement>> parse_requirements(const Element& holder) {
  constexpr std::array<std::pair<std::string_view, Operation>, 3> kOperations{
      {{"onlyOne", Operation::only_one}, {"oneOrMore", Operation::one_or_more}, {"all", Operation::all}}};
  std::vector<Requirement> requirements;
  for (const Element& element : holder.children("requiredCategory")) {
    ASSIGN_OR_RETURN(const std::string name, element.required_attribute("operation"));
    const auto operation = find_word(kOperations, name);
    if (!operation) return element.error("unknown operation " + in_quotes(name));
    Requirement requirement{*operation, {}};
    for (const Element& group : element.children("categoryGroup")) {
      ASSIGN_OR_RETURN(CategoryRef ref, parse_category_ref(group));
      requirement.refs.push_back(std::move(ref));
    }
    if (requirement.refs.empty()) return element.error("requiredCategory without a categoryGroup");
    requirements.push_back(std::move(requirement));
  }
  return requirements;
}

Result<std::vector<CategoryRef>> parse_excluded_categories(const Element& holder) {
  std::vector<CategoryRef> refs;
  for (const Element& element : holder.children("excludedCategory")) {
    ASSIGN_OR_RETURN(CategoryRef ref, parse_category_ref(element));
    refs.push_back(std::move(ref));
  }
  return refs;
}

Result<std::vector<std::size_t>> parse_excluded_classifications(const Element& holder, const Policy& policy) {
  std::vector<std::size_t> excluded;
  for (const Element& element : holder.children("excludedClass")) {
    const auto found = std::ranges::find(policy.classifications, element.token(), &Classification::name);
    if (found == policy.classifications.end()) return element.error("Unknown classification in exclusion");
    const auto index = static_cast<std::size_t>(found - policy.classifications.begin());
    if (std::ranges::find(excluded, index) != excluded.end()) {
      return element.error("Duplicate excluded classification in category");
    }
    excluded.push_back(index);
  }
  return excluded;
}

Status parse_qualifiers(const Element& holder, Markings& markings) {
  constexpr std::array<std::pair<std::string_view, QualifierPlace>, 3> kPlaces{
      {{"prefix", QualifierPlace::prefix},
       {"suffix", QualifierPlace::suffix},
       {"separator", QualifierPlace::separator}}};
  for (const Element& group : holder.children("markingQualifier")) {
    for (const Element& element : group.children("qualifier")) {
      ASSIGN_OR_RETURN(std::string text, element.required_attribute("markingQualifier"));
      ASSIGN_OR_RETURN(const std::string code, element.required_attribute("qualifierCode"));
      const auto place = find_word(kPlaces, code);
      if (!place) return element.error("unknown qualifierCode " + in_quotes(code));
      markings.qualifiers.push_back({element.language(), *place, std::move(text)});
    }
  }
  return {};
}

Result<Phrase> parse_phrase(const Element& element) {
  Phrase phrase{.language = element.language(), .text = element.attribute("phrase")};
  bool placed = false;
  bool at_bottom = false;
  for (const Element& code : element.children("code")) {
    const std::string name = code.token();
    if (name == "noNameDisplay") {
      phrase.hides_name = true;
    } else if (name == "noMarkingDisplay") {
      phrase.hides_name = at_bottom = placed = true;
    } else if (name == "suppressClassName") {
      phrase.hides_classification = true;
    } else if (name == "replacePolicy") {
      phrase.replaces_policy = true;
    } else if (name == "pageBottom" || name == "pageTopBottom") {
      at_bottom = placed = true;
    } else if (name == "pageTop" || name == "documentStart" || name == "documentEnd") {
      placed = true;
    } else {
      return code.error("unknown marking code " + in_quotes(name));
    }
  }
  phrase.at_bottom = at_bottom || !placed;
  return phrase;
}

Result<Markings> parse_markings(const Element& holder) {
  Markings markings;
  RETURN_IF_ERROR(parse_qualifiers(holder, markings));
  for (const Element& element : holder.children("markingData")) {
    ASSIGN_OR_RETURN(Phrase phrase, parse_phrase(element));
    markings.phrases.push_back(std::move(phrase));
  }
  return markings;
}

// An element that we have no use for is noted: it could be a rule misspelt.
void note_unknown_children(const Element& holder, std::initializer_list<std::string_view> known, Policy& policy) {
  for (const Element& child : holder.children()) {
    if (child.name_space() == holder.name_space() && std::ranges::find(known, child.name()) != known.end()) continue;
    policy.defects.push_back("line " + std::to_string(child.line()) + ": element " + in_quotes(child.name()) + " in " +
                             std::string(holder.name()) + " is not understood");
  }
}

Status parse_classification(const Element& element, Policy& policy) {
  Classification classification;
  ASSIGN_OR_RETURN(classification.name, element.required_attribute("name"));
  ASSIGN_OR_RETURN(classification.lacv, parse_lacv(element));
  ASSIGN_OR_RETURN(classification.hierarchy, element.required_attribute("hierarchy"));
  ASSIGN_OR_RETURN(classification.required, parse_requirements(element));
  ASSIGN_OR_RETURN(classification.markings, parse_markings(element));
  for (const Classification& other : policy.classifications) {
    if (other.name == classification.name || other.lacv == classification.lacv) {
      return element.error("Duplicate classification " + classification.name);
    }
  }
  note_unknown_children(element, {"requiredCategory", "markingData", "markingQualifier", "equivalentClassification"},
                        policy);
  policy.classifications.push_back(std::move(classification));
  return {};
}

Status parse_category(const Element& element, std::size_t tag, Policy& policy) {
  Category category;
  category.tag = tag;
  ASSIGN_OR_RETURN(category.name, element.required_attribute("name"));
  ASSIGN_OR_RETURN(category.lacv, parse_lacv(element));
  ASSIGN_OR_RETURN(category.excluded_classifications, parse_excluded_classifications(element, policy));
  ASSIGN_OR_RETURN(category.excluded, parse_excluded_categories(element));
  ASSIGN_OR_RETURN(category.required, parse_requirements(element));
  ASSIGN_OR_RETURN(category.markings, parse_markings(element));
  for (const Category& other : policy.categories) {
    const Tag& theirs = policy.tags[other.tag];
    const Tag& ours = policy.tags[tag];
    if (theirs.tag_set == ours.tag_set && theirs.type == ours.type && other.lacv == category.lacv) {
      return element.error("Duplicate category " + category.name);
    }
  }
  if (policy.categories.size() == kMostCategories) {
    return element.error("more than " + std::to_string(kMostCategories) + " categories");
  }
  note_unknown_children(element,
                        {"excludedClass", "excludedCategory", "requiredCategory", "markingData", "markingQualifier",
                         "equivalentSecCategoryTag"},
                        policy);
  policy.categories.push_back(std::move(category));
  return {};
}

Status parse_tag(const Element& element, Policy& policy) {
  Tag tag;
  tag.tag_set = policy.tag_sets.size() - 1;
  ASSIGN_OR_RETURN(tag.name, element.required_attribute("name"));
  ASSIGN_OR_RETURN(tag.type, parse_tag_type(element));
  tag.single = element.attribute("singleSelection") == "true";
  ASSIGN_OR_RETURN(tag.excluded_classifications, parse_excluded_classifications(element, policy));
  ASSIGN_OR_RETURN(tag.markings, parse_markings(element));
  note_unknown_children(element, {"tagCategory", "excludedClass", "markingData", "markingQualifier"}, policy);
  policy.tags.push_back(std::move(tag));
  for (const Element& category : element.children("tagCategory")) {
    RETURN_IF_ERROR(parse_category(category, policy.tags.size() - 1, policy));
  }
  return {};
}

Status parse_tag_set(const Element& element, Policy& policy) {
  TagSet tag_set;
  ASSIGN_OR_RETURN(tag_set.name, element.required_attribute("name"));
  ASSIGN_OR_RETURN(tag_set.id, element.required_attribute("id"));
  for (const TagSet& other : policy.tag_sets) {
    if (other.id == tag_set.id || same_ignoring_case(other.name, tag_set.name)) {
      return element.error("Duplicate tag set " + tag_set.name);
    }
  }
  policy.tag_sets.push_back(std::move(tag_set));
  for (const Element& tag : element.children("securityCategoryTag")) RETURN_IF_ERROR(parse_tag(tag, policy));
  return {};
}

bool matches(const CategoryRef& ref, const Category& category, const Policy& policy) {
  const Tag& tag = policy.tags[category.tag];
  return tag.type == ref.type && policy.tag_sets[tag.tag_set].name == ref.tag_set &&
         (!ref.lacv || *ref.lacv == category.lacv);
}

// A rule about a category that does not exist can never be met or broken; it is more likely misspelt.
void note_dangling(const std::vector<CategoryRef>& refs, std::string_view holder, Policy& policy) {
  for (const CategoryRef& ref : refs) {
    if (std::ranges::any_of(policy.categories, [&](const Category& c) { return matches(ref, c, policy); })) continue;
    policy.defects.push_back("a rule of " + std::string(holder) + " is about an unknown category of " + ref.tag_set);
  }
}

void note_dangling_rules(Policy& policy) {
  for (const Classification& classification : policy.classifications) {
    for (const Requirement& rule : classification.required) note_dangling(rule.refs, classification.name, policy);
  }
  for (const Category& category : policy.categories) {
    note_dangling(category.excluded, category.name, policy);
    for (const Requirement& rule : category.required) note_dangling(rule.refs, category.name, policy);
  }
}

Result<Policy> parse_policy(std::string_view text) {
  Policy policy;
  ASSIGN_OR_RETURN(const Document document, read_xml(text, EndTags::may_differ, policy.defects));
  const Element root = root_of(document);
  if (root.name() != "SPIF" || (!root.name_space().empty() && root.name_space() != kSpifNamespace)) {
    return root.error("expected an XML SPIF, found element " + in_quotes(root.name()));
  }
  const auto ids = root.children("securityPolicyId");
  if (ids.size() != 1) return root.error("SPIF without one securityPolicyId");
  ASSIGN_OR_RETURN(policy.id, ids[0].required_attribute("id"));
  ASSIGN_OR_RETURN(policy.name, ids[0].required_attribute("name"));
  for (const Element& group : root.children("securityClassifications")) {
    for (const Element& element : group.children("securityClassification")) {
      RETURN_IF_ERROR(parse_classification(element, policy));
    }
  }
  if (policy.classifications.empty()) return root.error("SPIF without a securityClassification");
  for (const Element& group : root.children("securityCategoryTagSets")) {
    for (const Element& element : group.children("securityCategoryTagSet")) {
      RETURN_IF_ERROR(parse_tag_set(element, policy));
    }
  }
  ASSIGN_OR_RETURN(policy.markings, parse_markings(root));
  note_dangling_rules(policy);
  return policy;
}

// ---- reading labels and clearances

using Policies = std::vector<std::shared_ptr<const Policy>>;

Result<std::shared_ptr<const Policy>> policy_by_id(const Policies& policies, std::string_view id) {
  const auto found = std::ranges::find(policies, id, [](const auto& policy) -> std::string_view { return policy->id; });
  if (found == policies.end()) return bad_input("Unknown policy id: " + std::string(id));
  return *found;
}

Result<std::size_t> classification_by_lacv(const Policy& policy, const Element& element) {
  ASSIGN_OR_RETURN(const std::string lacv, parse_lacv(element));
  const auto found = std::ranges::find(policy.classifications, lacv, &Classification::lacv);
  if (found == policy.classifications.end()) return element.error("unknown classification " + lacv);
  return static_cast<std::size_t>(found - policy.classifications.begin());
}

// <tag type='permissive' id='1.2.3' lacv='3'/>
Result<std::size_t> category_by_lacv(const Policy& policy, const Element& element) {
  constexpr std::array<std::pair<std::string_view, TagType>, 5> kTypes{
      {{"restrictive", TagType::restrictive},
       {"permissive", TagType::permissive},
       {"enumeratedRestrictive", TagType::enumerated_restrictive},
       {"enumeratedPermissive", TagType::enumerated_permissive},
       {"informative", TagType::informative}}};
  ASSIGN_OR_RETURN(const std::string name, element.required_attribute("type"));
  ASSIGN_OR_RETURN(const std::string id, element.required_attribute("id"));
  ASSIGN_OR_RETURN(const std::string lacv, parse_lacv(element));
  const auto type = find_word(kTypes, name);
  if (!type) return element.error("unknown type of tag " + in_quotes(name));
  for (std::size_t i = 0; i < policy.categories.size(); ++i) {
    const Category& category = policy.categories[i];
    const Tag& tag = policy.tags[category.tag];
    if (tag.type == *type && category.lacv == lacv && policy.tag_sets[tag.tag_set].id == id) return i;
  }
  return element.error("unknown category " + lacv + " of tag set " + id);
}

// What a label and a clearance have in common in the plain form.
struct PlainMarking {
  std::shared_ptr<const Policy> policy;
  std::vector<std::size_t> classifications;
  std::vector<std::size_t> categories;
};

void sort_unique(std::vector<std::size_t>& indices) {
  std::ranges::sort(indices);
  const auto duplicates = std::ranges::unique(indices);
  indices.erase(duplicates.begin(), duplicates.end());
}

Result<PlainMarking> parse_plain(const Element& root, const Policies& policies) {
  PlainMarking parsed;
  const auto ids = root.children("policy");
  if (ids.size() != 1) return root.error(std::string(root.name()) + " without one policy");
  ASSIGN_OR_RETURN(const std::string id, ids[0].required_attribute("id"));
  ASSIGN_OR_RETURN(parsed.policy, policy_by_id(policies, id));
  for (const Element& child : root.children()) {
    if (child.is("classification", kPlainNamespace)) {
      ASSIGN_OR_RETURN(const std::size_t index, classification_by_lacv(*parsed.policy, child));
      parsed.classifications.push_back(index);
    } else if (child.is("tag", kPlainNamespace)) {
      ASSIGN_OR_RETURN(const std::size_t index, category_by_lacv(*parsed.policy, child));
      parsed.categories.push_back(index);
    } else if (!child.is("policy", kPlainNamespace)) {
      return root.unknown_child(child);
    }
  }
  sort_unique(parsed.categories);
  return parsed;
}

Result<SecurityLabel> parse_plain_label(const Element& root, const Policies& policies) {
  ASSIGN_OR_RETURN(PlainMarking parsed, parse_plain(root, policies));
  if (parsed.classifications.size() != 1) return root.error("label without one classification");
  return SecurityLabel{std::move(parsed.policy), parsed.classifications[0], std::move(parsed.categories), {}};
}

// A STANAG 4774 label as written, before any policy has been asked.
struct Label4774 {
  struct Category {
    std::string tag_name;
    std::string type;
    std::vector<std::string> values;
    std::size_t line = 0;
  };
  std::string policy;
  std::string policy_id;  // blank if not given
  std::string classification;
  std::vector<Category> categories;
  std::string succession;                // date and time; blank if there is none
  std::unique_ptr<Label4774> successor;  // set if `succession` is
};

bool is_4774(const Element& element, std::string_view name) { return element.is(name, k4774Namespace); }

Result<Label4774::Category> parse_4774_category(const Element& element) {
  constexpr std::array<std::string_view, 3> kTypes{"RESTRICTIVE", "PERMISSIVE", "INFORMATIVE"};
  Label4774::Category category;
  category.line = element.line();
  ASSIGN_OR_RETURN(category.tag_name, element.required_attribute("TagName"));
  ASSIGN_OR_RETURN(category.type, element.required_attribute("Type"));
  category.tag_name = collapse(category.tag_name);
  if (std::ranges::find(kTypes, category.type) == kTypes.end()) {
    return element.error("unknown type of category " + in_quotes(category.type));
  }
  for (const Element& child : element.children()) {
    if (!is_4774(child, "GenericValue")) return element.unknown_child(child);
    ASSIGN_OR_RETURN(std::string value, child.required_token());
    category.values.push_back(std::move(value));
  }
  return category;
}

Status parse_policy_identifier(const Element& element, Label4774& label, std::vector<std::string>& defects) {
  constexpr std::string_view kOid = "urn:oid:";
  ASSIGN_OR_RETURN(label.policy, element.required_token());
  if (element.attribute("URL")) defects.emplace_back("PolicyIdentifier has a URL where a URI belongs");
  const auto uri = element.attribute("URI");
  if (!uri) return {};
  if (!uri->starts_with(kOid)) return element.error("policy " + in_quotes(*uri) + " is not an object identifier");
  label.policy_id = uri->substr(kOid.size());
  return {};
}

Status parse_4774_information(const Element& element, Label4774& label, std::vector<std::string>& defects) {
  for (const Element& child : element.children()) {
    if (is_4774(child, "PolicyIdentifier") && label.policy.empty()) {
      RETURN_IF_ERROR(parse_policy_identifier(child, label, defects));
    } else if (is_4774(child, "Classification") && label.classification.empty()) {
      ASSIGN_OR_RETURN(label.classification, child.required_token());
    } else if (is_4774(child, "Category")) {
      ASSIGN_OR_RETURN(Label4774::Category category, parse_4774_category(child));
      label.categories.push_back(std::move(category));
    } else if (!is_4774(child, "PrivacyMark")) {
      return element.unknown_child(child);
    }
  }
  if (label.policy.empty()) return element.error("label without a PolicyIdentifier");
  if (label.classification.empty()) return element.error("label without a Classification");
  return {};
}

Result<Label4774> parse_4774(const Element& element, std::vector<std::string>& defects);

Status parse_4774_succession(const Element& element, Label4774& label, std::vector<std::string>& defects) {
  for (const Element& child : element.children()) {
    if (is_4774(child, "SuccessionDateTime") && label.succession.empty()) {
      ASSIGN_OR_RETURN(label.succession, child.required_token());
    } else if (is_4774(child, "SuccessorConfidentialityLabel") && label.successor == nullptr) {
      ASSIGN_OR_RETURN(Label4774 successor, parse_4774(child, defects));
      label.successor = std::make_unique<Label4774>(std::move(successor));
    } else {
      return element.unknown_child(child);
    }
  }
  if (label.succession.empty() || label.successor == nullptr) {
    return element.error("SuccessionHandling without a date or without a label");
  }
  return {};
}

Result<Label4774> parse_4774(const Element& element, std::vector<std::string>& defects) {
  Label4774 label;
  bool created = false;
  for (const Element& child : element.children()) {
    if (is_4774(child, "ConfidentialityInformation") && label.classification.empty()) {
      RETURN_IF_ERROR(parse_4774_information(child, label, defects));
    } else if (is_4774(child, "CreationDateTime")) {
      created = true;
    } else if (is_4774(child, "SuccessionHandling") && label.successor == nullptr) {
      RETURN_IF_ERROR(parse_4774_succession(child, label, defects));
    } else if (!is_4774(child, "OriginatorID")) {
      return element.unknown_child(child);
    }
  }
  if (label.classification.empty()) return element.error("label without ConfidentialityInformation");
  if (!created) defects.emplace_back("CreationDateTime is missing");
  const bool successor = element.name() == "SuccessorConfidentialityLabel";
  if (!successor && label.successor == nullptr && !element.attribute("ReviewDateTime")) {
    defects.emplace_back("ReviewDateTime is missing, and there is no SuccessionHandling");
  }
  return label;
}

bool is_4774_root(const Element& root) {
  return is_4774(root, "originatorConfidentialityLabel") || is_4774(root, "alternativeConfidentialityLabel") ||
         is_4774(root, "metadataConfidentialityLabel");
}

bool has_4774_type(TagType type, std::string_view name) {
  switch (type) {
    case TagType::restrictive:
    case TagType::enumerated_restrictive:
      return name == "RESTRICTIVE";
    case TagType::permissive:
    case TagType::enumerated_permissive:
      return name == "PERMISSIVE";
    case TagType::informative:
      return name == "INFORMATIVE";
  }
  return false;
}

Result<std::size_t> category_by_name(const Policy& policy, const Label4774::Category& category,
                                     const std::string& value) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < policy.categories.size(); ++i) {
    const Tag& tag = policy.tags[policy.categories[i].tag];
    if (!same_ignoring_case(policy.tag_sets[tag.tag_set].name, category.tag_name)) continue;
    if (!has_4774_type(tag.type, category.type) || !same_ignoring_case(policy.categories[i].name, value)) continue;
    if (found) return xml_error("category " + in_quotes(value) + " has two meanings in the policy", category.line);
    found = i;
  }
  if (!found) {
    return xml_error("unknown " + category.type + " category " + in_quotes(value) + " of " + category.tag_name,
                     category.line);
  }
  return *found;
}

Result<std::shared_ptr<const Policy>> policy_of(const Policies& policies, const Label4774& label) {
  for (const auto& policy : policies) {
    if (!same_ignoring_case(policy->name, label.policy)) continue;
    if (!label.policy_id.empty() && label.policy_id != policy->id) break;
    return policy;
  }
  return bad_input("Unknown policy id: " + (label.policy_id.empty() ? label.policy : label.policy_id));
}

Result<SecurityLabel> parse_4774_label(const Element& root, const Policies& policies) {
  SecurityLabel label;
  ASSIGN_OR_RETURN(const Label4774 written, parse_4774(root, label.defects));
  ASSIGN_OR_RETURN(label.policy, policy_of(policies, written));
  const auto found = std::ranges::find_if(label.policy->classifications, [&](const Classification& classification) {
    return same_ignoring_case(classification.name, written.classification);
  });
  if (found == label.policy->classifications.end()) {
    return root.error("unknown classification " + in_quotes(written.classification));
  }
  label.classification = static_cast<std::size_t>(found - label.policy->classifications.begin());
  for (const Label4774::Category& category : written.categories) {
    if (category.values.empty()) return xml_error("category " + category.tag_name + " without a value", category.line);
    for (const std::string& value : category.values) {
      ASSIGN_OR_RETURN(const std::size_t index, category_by_name(*label.policy, category, value));
      label.categories.push_back(index);
    }
  }
  sort_unique(label.categories);
  return label;
}

// ---- validity

bool has(const SecurityLabel& label, const CategoryRef& ref, std::optional<std::size_t> but = std::nullopt) {
  return std::ranges::any_of(label.categories, [&](std::size_t i) {
    return i != but && matches(ref, label.policy->categories[i], *label.policy);
  });
}

bool meets(const SecurityLabel& label, const Requirement& requirement) {
  const auto met = static_cast<std::size_t>(
      std::ranges::count_if(requirement.refs, [&](const CategoryRef& ref) { return has(label, ref); }));
  switch (requirement.operation) {
    case Operation::only_one:
      return met == 1;
    case Operation::one_or_more:
      return met >= 1;
    case Operation::all:
      return met == requirement.refs.size();
  }
  return false;
}

bool contains(const std::vector<std::size_t>& indices, std::size_t index) {
  return std::ranges::find(indices, index) != indices.end();
}

bool category_is_valid(const SecurityLabel& label, std::size_t index) {
  const Policy& policy = *label.policy;
  const Category& category = policy.categories[index];
  const Tag& tag = policy.tags[category.tag];
  if (contains(category.excluded_classifications, label.classification)) return false;
  if (contains(tag.excluded_classifications, label.classification)) return false;
  if (tag.single) {
    const auto of_tag = [&](std::size_t i) { return policy.categories[i].tag == category.tag; };
    if (std::ranges::count_if(label.categories, of_tag) > 1) return false;
  }
  if (std::ranges::any_of(category.excluded, [&](const CategoryRef& ref) { return has(label, ref, index); })) {
    return false;
  }
  return std::ranges::all_of(category.required, [&](const Requirement& rule) { return meets(label, rule); });
}

// ---- display

// A language tag and what it falls back to: `fr-CA`, `fr`, and the policy's own.
std::vector<std::string> fallbacks(std::string_view language) {
  std::vector<std::string> tags;
  while (!language.empty()) {
    tags.emplace_back(language);
    const std::size_t end = language.find_last_of("-_");
    language = end == std::string_view::npos ? std::string_view{} : language.substr(0, end);
  }
  tags.emplace_back();
  return tags;
}

std::string qualifier(const Markings& markings, QualifierPlace place, std::string_view language) {
  for (const std::string& tag : fallbacks(language)) {
    for (const Qualifier& qualifier : markings.qualifiers) {
      if (qualifier.place == place && qualifier.language == tag) return qualifier.text;
    }
  }
  return {};
}

const Phrase* find_phrase(const Markings& markings, std::string_view language, bool Phrase::* property) {
  for (const std::string& tag : fallbacks(language)) {
    for (const Phrase& phrase : markings.phrases) {
      if (phrase.at_bottom && phrase.language == tag && phrase.*property) return &phrase;
    }
  }
  return nullptr;
}

// What stands for `name`; blank if it is not to be shown. A phrase that replaces the policy's name says nothing here.
std::string shown_as(const Phrase* phrase, const std::string& name) {
  if (phrase == nullptr) return name;
  if (phrase->hides_name) return {};
  if (phrase->replaces_policy || !phrase->text) return name;
  return *phrase->text;
}

std::string shown_classification(const Classification& classification, std::string_view language) {
  return shown_as(find_phrase(classification.markings, language, &Phrase::at_bottom), classification.name);
}

std::string shown_category(const Policy& policy, const Category& category, std::string_view language) {
  const Phrase* phrase = find_phrase(category.markings, language, &Phrase::at_bottom);
  if (phrase == nullptr) phrase = find_phrase(policy.tags[category.tag].markings, language, &Phrase::at_bottom);
  return shown_as(phrase, category.name);
}

// The policy's name, or what the policy, the classification or a category puts in its place.
std::string shown_policy(const SecurityLabel& label, std::string_view language) {
  const Policy& policy = *label.policy;
  std::vector<const Markings*> sources{&policy.markings, &policy.classifications[label.classification].markings};
  for (const std::size_t i : label.categories) sources.push_back(&policy.categories[i].markings);
  for (const Markings* markings : sources) {
    const Phrase* phrase = find_phrase(*markings, language, &Phrase::replaces_policy);
    if (phrase != nullptr && phrase->text) return *phrase->text;
  }
  return policy.name;
}

bool shows_classification(const SecurityLabel& label, std::string_view language) {
  return std::ranges::none_of(label.categories, [&](std::size_t i) {
    return find_phrase(label.policy->categories[i].markings, language, &Phrase::hides_classification) != nullptr;
  });
}

void append(std::string& text, std::string_view separator, std::string_view part) {
  if (part.empty()) return;
  if (!text.empty()) text += separator;
  text += part;
}

// One part a tag: prefix, categories between separators, suffix.
void append_categories(std::string& text, const Policy& policy, const std::vector<std::size_t>& categories,
                       std::string_view between_tags, std::string_view language) {
  for (std::size_t i = 0; i < categories.size();) {
    const std::size_t tag = policy.categories[categories[i]].tag;
    const Markings& markings = policy.tags[tag].markings;
    std::string separator = qualifier(markings, QualifierPlace::separator, language);
    if (separator.empty()) separator = "/";
    std::string part;
    for (; i < categories.size() && policy.categories[categories[i]].tag == tag; ++i) {
      append(part, separator, shown_category(policy, policy.categories[categories[i]], language));
    }
    if (part.empty()) continue;
    append(text, between_tags,
           qualifier(markings, QualifierPlace::prefix, language) + part +
               qualifier(markings, QualifierPlace::suffix, language));
  }
}

std::string part_separator(const Policy& policy, std::string_view language) {
  const std::string separator = qualifier(policy.markings, QualifierPlace::separator, language);
  return separator.empty() ? " " : separator;
}

std::string in_qualifiers(const Policy& policy, const std::string& text, std::string_view language) {
  return qualifier(policy.markings, QualifierPlace::prefix, language) + text +
         qualifier(policy.markings, QualifierPlace::suffix, language);
}

// ---- our own policy

constexpr std::string_view kReleasableTo = "Releasable To";
constexpr std::string_view kHandlingTags = "Handling";
constexpr std::string_view kEmbargoTags = "Embargo";
constexpr std::string_view kOriginatorOnly = "ORIGINATOR-ONLY";
constexpr std::array<std::string_view, 4> kHandlings{kOriginatorOnly, "AGGREGATE-ONLY", "NO-EXPORT", "SOURCE-EYES"};
constexpr std::string_view kMidnight = "T00:00:00Z";

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string attribute_text(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escape(value) + '"';
}

// A tag set of one tag; `type` is its 4774 type in lower case.
std::string tag_set_xml(int number, std::string_view name, std::string_view type, std::string_view prefix,
                        std::span<const std::string> values) {
  std::string text = "<securityCategoryTagSet" + attribute_text("name", name) +
                     attribute_text("id", std::string(kAidPolicyId) + "." + std::to_string(number)) +
                     ">\n<securityCategoryTag" + attribute_text("name", name) +
                     attribute_text("tagType", "enumerated") + attribute_text("enumType", type) + ">\n";
  for (std::size_t i = 0; i < values.size(); ++i) {
    text += "<tagCategory" + attribute_text("name", values[i]) + attribute_text("lacv", std::to_string(i)) + "/>\n";
  }
  return text + "<markingQualifier><qualifier" + attribute_text("markingQualifier", prefix) +
         " qualifierCode=\"prefix\"/><qualifier markingQualifier=\", \" qualifierCode=\"separator\"/>"
         "</markingQualifier>\n</securityCategoryTag>\n</securityCategoryTagSet>\n";
}

std::string classification_xml(Level level) {
  const auto number = std::to_string(static_cast<int>(level));
  return "<securityClassification" + attribute_text("name", name_of(level)) + attribute_text("lacv", number) +
         attribute_text("hierarchy", number) + ">" +
         (level == Level::PUBLIC ? std::string()
                                 : "<requiredCategory operation=\"oneOrMore\"><categoryGroup" +
                                       attribute_text("tagSetRef", kReleasableTo) +
                                       " tagType=\"enumerated\" enumType=\"permissive\"/></requiredCategory>") +
         "</securityClassification>\n";
}

std::string category_xml(std::string_view tag_name, std::string_view type, std::span<const std::string> values) {
  if (values.empty()) return {};
  std::string text = "<Category" + attribute_text("TagName", tag_name) + attribute_text("Type", type) + ">";
  for (const std::string& value : values) text += "<GenericValue>" + escape(value) + "</GenericValue>";
  return text + "</Category>\n";
}

// Names without their namespace of the clauses that have it.
std::vector<std::vector<std::string>> names_in(const Label& label, std::string_view name_space) {
  std::vector<std::vector<std::string>> found;
  for (const Clause& clause : label.clauses()) {
    if (!clause.any_of.front().starts_with(name_space)) continue;
    std::vector<std::string>& names = found.emplace_back();
    for (const std::string& attribute : clause.any_of) names.push_back(attribute.substr(name_space.size()));
  }
  return found;
}

std::optional<Day> embargo_of(const Label& label) {
  for (const Clause& clause : label.clauses()) {
    if (clause.not_before) return clause.not_before;
  }
  return std::nullopt;
}

struct ReleaseLists {
  std::vector<std::string> releasable_to;
  std::vector<std::string> handling;
};

// The empty-intersection rule stands here.
ReleaseLists release_lists(const Label& label) {
  ReleaseLists lists;
  for (const auto& names : names_in(label, kHandling)) lists.handling.push_back(names.front());
  const auto releases = names_in(label, kRel);
  if (releases.empty()) {
    if (label.level() != Level::PUBLIC) lists.releasable_to.emplace_back(kEverybody);
    return lists;
  }
  lists.releasable_to = releases.front();
  for (const auto& names : releases) {
    std::erase_if(lists.releasable_to,
                  [&](const std::string& name) { return std::ranges::find(names, name) == names.end(); });
  }
  if (lists.releasable_to.empty()) {
    lists.releasable_to.emplace_back(kOriginator);
    if (std::ranges::find(lists.handling, kOriginatorOnly) == lists.handling.end()) {
      lists.handling.emplace_back(kOriginatorOnly);
    }
  }
  return lists;
}

enum class Embargo { in_force, over };

std::string information_xml(const Label& label, Embargo embargo) {
  const ReleaseLists lists = release_lists(label);
  const std::vector<std::string> cleared{std::string(kEmbargoCleared)};
  return "<ConfidentialityInformation>\n<PolicyIdentifier" +
         attribute_text("URI", "urn:oid:" + std::string(kAidPolicyId)) + ">" + std::string(kAidPolicy) +
         "</PolicyIdentifier>\n<Classification>" + std::string(name_of(label.level())) + "</Classification>\n" +
         category_xml(kReleasableTo, "PERMISSIVE", lists.releasable_to) +
         category_xml(kHandlingTags, "RESTRICTIVE", lists.handling) +
         (embargo == Embargo::in_force ? category_xml(kEmbargoTags, "PERMISSIVE", cleared) : std::string()) +
         "</ConfidentialityInformation>\n";
}

// Collects the clauses of a label that is read.
struct Clauses {
  std::vector<Clause> list;
  bool releasable_to = false;
  bool embargoed = false;

  void add(std::string_view name_space, std::span<const std::string> names) {
    Clause& clause = list.emplace_back();
    for (const std::string& name : names) clause.any_of.push_back(std::string(name_space) + name);
  }
  // For nobody outside.
  void shut(std::vector<std::string>& defects, std::string why) {
    defects.push_back(std::move(why));
    list.push_back({{std::string(kHandling).append(kOriginatorOnly)}});
  }
};

void read_releasable_to(const Label4774::Category& category, Clauses& clauses, std::vector<std::string>& defects) {
  if (clauses.releasable_to) defects.emplace_back("Releasable To is given twice; both must be met");
  clauses.releasable_to = true;
  if (std::ranges::find(category.values, kEverybody) != category.values.end()) return;
  std::vector<std::string> names = category.values;
  std::erase(names, kOriginator);
  if (!names.empty()) return clauses.add(kRel, names);
  if (category.values.empty()) return clauses.shut(defects, "Releasable To is empty: for the originator only");
  clauses.list.push_back({{std::string(kHandling).append(kOriginatorOnly)}});
}

Status read_own_category(const Label4774::Category& category, Clauses& clauses, std::vector<std::string>& defects) {
  const auto is = [&](std::string_view name, std::string_view type) {
    return category.tag_name == name && category.type == type;
  };
  if (is(kReleasableTo, "PERMISSIVE")) {
    read_releasable_to(category, clauses, defects);
  } else if (is(kHandlingTags, "RESTRICTIVE")) {
    for (const std::string& value : category.values) clauses.add(kHandling, std::span(&value, 1));
    if (category.values.empty()) clauses.shut(defects, "Handling is empty: for the originator only");
  } else if (is(kEmbargoTags, "PERMISSIVE") &&
             category.values == std::vector<std::string>{std::string(kEmbargoCleared)}) {
    clauses.embargoed = true;
  } else if (category.type != "INFORMATIVE") {
    return xml_error("unknown " + category.type + " category " + category.tag_name, category.line);
  }
  return {};
}

// The first day that is wholly after a time in UTC; empty for other forms.
std::optional<Day> day_from(std::string_view time) {
  const auto day = parse_day(time.substr(0, 10));
  if (!day || !time.ends_with('Z') || time.substr(10, 1) != "T") return std::nullopt;
  return time.substr(10) == kMidnight ? *day : *day + std::chrono::days(1);
}

Result<Label> own_label(const Label4774& written, std::vector<std::string>& defects);

// The label with its succession: `now` holds at first, the successor from the day on. Only a successor that ends an
// embargo is followed; with any other, both hold.
Result<Label> with_succession(const Label& now, bool embargoed, const Label4774& written,
                              std::vector<std::string>& defects) {
  Label label = now;
  if (written.successor != nullptr) {
    ASSIGN_OR_RETURN(const Label then, own_label(*written.successor, defects));
    if (!embargoed || then != now) defects.emplace_back("the successor is not followed: both labels hold");
    label = join(now, then);
  }
  if (!embargoed) return label;
  Clauses clauses;
  const auto day = day_from(written.succession);
  if (day) {
    clauses.list.push_back({{std::string(kEmbargoCleared)}, day});
  } else {
    clauses.shut(defects, "the embargo has no end that can be read: for the originator only");
  }
  ASSIGN_OR_RETURN(const Label embargo, Label::make(Level::PUBLIC, std::move(clauses.list)));
  return join(label, embargo);
}

Result<Label> own_label(const Label4774& written, std::vector<std::string>& defects) {
  if (written.policy != kAidPolicy || (!written.policy_id.empty() && written.policy_id != kAidPolicyId)) {
    return bad_input("Unknown policy id: " + (written.policy_id.empty() ? written.policy : written.policy_id));
  }
  const auto level = find_level(written.classification);
  if (!level) return bad_input("unknown classification " + in_quotes(written.classification));
  Clauses clauses;
  for (const Label4774::Category& category : written.categories) {
    RETURN_IF_ERROR(read_own_category(category, clauses, defects));
  }
  if (!clauses.releasable_to && *level > Level::PUBLIC) {
    clauses.shut(defects, "Releasable To is missing: for the originator only");
  }
  ASSIGN_OR_RETURN(const Label now, Label::make(*level, std::move(clauses.list)));
  return with_succession(now, clauses.embargoed, written, defects);
}

}  // namespace

// ---- the doors

Result<PolicySummary> PolicySet::add(std::string_view spif_xml) {
  ASSIGN_OR_RETURN(Policy policy, parse_policy(spif_xml));
  for (const auto& other : policies_) {
    if (other->id == policy.id || same_ignoring_case(other->name, policy.name)) {
      return bad_input("policy " + policy.name + " (" + policy.id + ") is there already");
    }
  }
  const auto& kept = policies_.emplace_back(std::make_shared<const Policy>(std::move(policy)));
  return PolicySummary{kept->id, kept->name, kept->defects};
}

Result<SecurityLabel> PolicySet::read_label(std::string_view xml) const {
  std::vector<std::string> defects;
  ASSIGN_OR_RETURN(const Document document, read_xml(xml, EndTags::must_match, defects));
  const Element root = root_of(document);
  if (root.is("label", kPlainNamespace)) return parse_plain_label(root, policies_);
  if (is_4774_root(root)) return parse_4774_label(root, policies_);
  return root.error("expected a label, found element " + in_quotes(root.name()));
}

Result<Clearance> PolicySet::read_clearance(std::string_view xml) const {
  std::vector<std::string> defects;
  ASSIGN_OR_RETURN(const Document document, read_xml(xml, EndTags::must_match, defects));
  const Element root = root_of(document);
  if (!root.is("clearance", kPlainNamespace)) {
    return root.error("expected a clearance, found element " + in_quotes(root.name()));
  }
  ASSIGN_OR_RETURN(PlainMarking parsed, parse_plain(root, policies_));
  sort_unique(parsed.classifications);
  std::ranges::stable_sort(parsed.classifications, [&](std::size_t a, std::size_t b) {
    const std::string& first = parsed.policy->classifications[a].hierarchy;
    const std::string& second = parsed.policy->classifications[b].hierarchy;
    return std::pair(first.size(), first) < std::pair(second.size(), second);
  });
  return Clearance{std::move(parsed.policy), std::move(parsed.classifications), std::move(parsed.categories)};
}

bool valid(const SecurityLabel& label) {
  const Classification& classification = label.policy->classifications[label.classification];
  return std::ranges::all_of(classification.required, [&](const Requirement& rule) { return meets(label, rule); }) &&
         std::ranges::all_of(label.categories, [&](std::size_t i) { return category_is_valid(label, i); });
}

std::string marking(const SecurityLabel& label, std::string_view language) {
  const Policy& policy = *label.policy;
  const std::string separator = part_separator(policy, language);
  std::string text = shown_policy(label, language);
  if (shows_classification(label, language)) {
    append(text, separator, shown_classification(policy.classifications[label.classification], language));
  }
  append_categories(text, policy, label.categories, separator, language);
  return in_qualifiers(policy, text, language);
}

std::string marking(const Clearance& clearance, std::string_view language) {
  const Policy& policy = *clearance.policy;
  std::string names;
  for (const std::size_t i : clearance.classifications) append(names, "|", policy.classifications[i].name);
  std::string text = "{" + names + "}";
  append_categories(text, policy, clearance.categories, part_separator(policy, language), language);
  return in_qualifiers(policy, text, language);
}

Result<bool> access(const SecurityLabel& label, const Clearance& clearance) {
  const Policy& policy = *label.policy;
  if (label.policy != clearance.policy) {
    return bad_input("a label under policy " + policy.name + " and a clearance under " + clearance.policy->name +
                     (policy.id == clearance.policy->id ? " as another set read it" : ""));
  }
  if (!valid(label) || !contains(clearance.classifications, label.classification)) return false;
  for (const std::size_t i : label.categories) {
    const std::size_t tag = policy.categories[i].tag;
    const TagType type = policy.tags[tag].type;
    if (type == TagType::informative || contains(clearance.categories, i)) continue;
    if (type == TagType::restrictive || type == TagType::enumerated_restrictive) return false;
    const bool other_held = std::ranges::any_of(label.categories, [&](std::size_t other) {
      return policy.categories[other].tag == tag && contains(clearance.categories, other);
    });
    if (!other_held) return false;
  }
  return true;
}

std::string aid_policy_xml(std::span<const std::string> partners) {
  std::vector<std::string> releasable_to{std::string(kEverybody), std::string(kOriginator)};
  releasable_to.insert(releasable_to.end(), partners.begin(), partners.end());
  const std::vector<std::string> handlings(kHandlings.begin(), kHandlings.end());
  const std::vector<std::string> cleared{std::string(kEmbargoCleared)};
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SPIF" + attribute_text("xmlns", kSpifNamespace) +
                     " schemaVersion=\"2.1\">\n<securityPolicyId" + attribute_text("name", kAidPolicy) +
                     attribute_text("id", kAidPolicyId) + "/>\n<securityClassifications>\n";
  for (int level = 0; level <= static_cast<int>(Level::SOURCE); ++level) {
    text += classification_xml(static_cast<Level>(level));
  }
  return text + "</securityClassifications>\n<securityCategoryTagSets>\n" +
         tag_set_xml(1, kReleasableTo, "permissive", "REL ", releasable_to) +
         tag_set_xml(2, kHandlingTags, "restrictive", "HANDLING ", handlings) +
         tag_set_xml(3, kEmbargoTags, "permissive", "", cleared) + "</securityCategoryTagSets>\n</SPIF>\n";
}

std::string write_stanag_4774(const Label& label, const LabelDates& dates) {
  const auto embargo = embargo_of(label);
  const std::string created =
      "<CreationDateTime>" + to_string(dates.created) + std::string(kMidnight) + "</CreationDateTime>\n";
  std::string text = "<originatorConfidentialityLabel" + attribute_text("xmlns", k4774Namespace) +
                     attribute_text("ReviewDateTime", to_string(dates.review) + std::string(kMidnight)) + ">\n" +
                     information_xml(label, embargo ? Embargo::in_force : Embargo::over) + created;
  if (embargo) {
    text += "<SuccessionHandling>\n<SuccessionDateTime>" + to_string(*embargo) + std::string(kMidnight) +
            "</SuccessionDateTime>\n<SuccessorConfidentialityLabel>\n" + information_xml(label, Embargo::over) +
            created + "</SuccessorConfidentialityLabel>\n</SuccessionHandling>\n";
  }
  return text + "</originatorConfidentialityLabel>\n";
}

Result<ImportedLabel> read_stanag_4774(std::string_view xml) {
  std::vector<std::string> defects;
  ASSIGN_OR_RETURN(const Document document, read_xml(xml, EndTags::must_match, defects));
  const Element root = root_of(document);
  if (!is_4774_root(root)) return root.error("expected a STANAG 4774 label, found element " + in_quotes(root.name()));
  ASSIGN_OR_RETURN(const Label4774 written, parse_4774(root, defects));
  ASSIGN_OR_RETURN(Label label, own_label(written, defects));
  return ImportedLabel{std::move(label), std::move(defects)};
}

}  // namespace servanda::spif
