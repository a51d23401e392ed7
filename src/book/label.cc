#include "book/label.h"

#include <algorithm>
#include <array>

#include "base/trimmed.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 5> kLevelNames{"PUBLIC", "EMBARGOED", "PARTNER", "RESTRICTED", "SOURCE"};
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestText = 16 * 1024;

// The trimmed parts between separators; one part, maybe blank, where there is no separator.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_name(std::string_view name) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+/";
  return !name.empty() && name.size() <= kLongestName && name.find_first_not_of(kLetters) == std::string_view::npos;
}

bool is_rel(std::string_view attribute) {
  if (!attribute.starts_with(kRel)) return false;
  attribute.remove_prefix(kRel.size());
  return is_name(attribute) && attribute != kEverybody && attribute != kOriginator;
}

bool is_handling(std::string_view attribute) {
  return attribute.starts_with(kHandling) && is_name(attribute.substr(kHandling.size()));
}

bool is_embargo(const Clause& clause) {
  return clause.not_before && parse_day(to_string(*clause.not_before)) == clause.not_before &&
         clause.any_of.size() == 1 && clause.any_of[0] == kEmbargoCleared;
}

// Invariant 1.
bool has_a_shape(const Clause& clause) {
  if (clause.not_before) return is_embargo(clause);
  if (clause.any_of.size() == 1 && is_handling(clause.any_of[0])) return true;
  return !clause.any_of.empty() && std::ranges::all_of(clause.any_of, is_rel);
}

void sort_unique(std::vector<std::string>& attributes) {
  std::ranges::sort(attributes);
  const auto duplicates = std::ranges::unique(attributes);
  attributes.erase(duplicates.begin(), duplicates.end());
}

// Whoever hits `a` hits `b`, on any day.
bool implies(const Clause& a, const Clause& b) {
  if (a.not_before && !(b.not_before && *b.not_before <= *a.not_before)) return false;
  return std::ranges::includes(b.any_of, a.any_of);
}

// Invariant 2: sorts, and deletes each clause that follows from another.
std::vector<Clause> absorb(std::vector<Clause> clauses) {
  std::ranges::sort(clauses);
  const auto duplicates = std::ranges::unique(clauses);
  clauses.erase(duplicates.begin(), duplicates.end());
  std::vector<Clause> kept;
  for (const Clause& clause : clauses) {
    const bool follows =
        std::ranges::any_of(clauses, [&](const Clause& other) { return other != clause && implies(other, clause); });
    if (!follows) kept.push_back(clause);
  }
  return kept;
}

bool hits(const Reader& reader, const Clause& clause, Day today) {
  if (clause.not_before && *clause.not_before <= today) return true;
  return std::ranges::any_of(clause.any_of, [&](const std::string& attribute) {
    return std::ranges::find(reader.attributes, attribute) != reader.attributes.end();
  });
}

// Foreign text in a message: its first 80 bytes, with `?` for what is not printable ASCII.
std::string in_quotes(std::string_view text) {
  std::string shown(text.substr(0, 80));
  std::ranges::replace_if(shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return '"' + shown + '"';
}

Error bad_label(std::string_view text, std::string_view why) {
  return bad_input("label " + in_quotes(text) + ": " + std::string(why));
}

// One part of a label's text after the level: `KEYWORD value`.
std::optional<Clause> parse_clause(std::string_view part) {
  const std::size_t space = part.find_first_of(" \t");
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view keyword = part.substr(0, space);
  const std::string_view value = trimmed(part.substr(space));
  Clause clause;
  if (keyword == "REL") {
    for (const std::string_view name : parts_of(value, '|')) clause.any_of.push_back(std::string(kRel).append(name));
    sort_unique(clause.any_of);
  } else if (keyword == "HANDLING") {
    clause.any_of.push_back(std::string(kHandling).append(value));
  } else if (keyword == "NOT-BEFORE") {
    clause.any_of.emplace_back(kEmbargoCleared);
    clause.not_before = parse_day(value);
    if (!clause.not_before) return std::nullopt;
  }
  if (!has_a_shape(clause)) return std::nullopt;
  return clause;
}

std::string clause_text(const Clause& clause) {
  if (clause.not_before) return "NOT-BEFORE " + to_string(*clause.not_before);
  if (is_handling(clause.any_of[0])) return "HANDLING " + clause.any_of[0].substr(kHandling.size());
  std::string text = "REL ";
  for (const std::string& attribute : clause.any_of) {
    if (&attribute != &clause.any_of[0]) text += '|';
    text += attribute.substr(kRel.size());
  }
  return text;
}

// In the order of the grammar: REL, HANDLING, NOT-BEFORE.
int grammar_order(const Clause& clause) {
  if (clause.not_before) return 2;
  return is_handling(clause.any_of[0]) ? 1 : 0;
}

}  // namespace

std::string_view name_of(Level level) { return kLevelNames[static_cast<std::size_t>(level)]; }

std::optional<Level> find_level(std::string_view name) {
  const auto found = std::ranges::find(kLevelNames, name);
  if (found == kLevelNames.end()) return std::nullopt;
  return static_cast<Level>(found - kLevelNames.begin());
}

Label Label::open() { return {Level::PUBLIC, {}}; }

Result<Label> Label::make(Level level, std::vector<Clause> clauses) {
  for (Clause& clause : clauses) {
    sort_unique(clause.any_of);
    if (has_a_shape(clause)) continue;
    std::string attributes;
    for (const std::string& attribute : clause.any_of) attributes += " " + in_quotes(attribute);
    return bad_input("label clause is neither REL, HANDLING nor NOT-BEFORE:" + attributes);
  }
  return Label(level, absorb(std::move(clauses)));
}

std::string Label::text() const {
  std::vector<Clause> ordered = clauses_;
  std::ranges::stable_sort(ordered, {}, grammar_order);
  std::string text(name_of(level_));
  for (const Clause& clause : ordered) text += "; " + clause_text(clause);
  return text;
}

Result<Label> parse_label(std::string_view text) {
  if (text.size() > kLongestText) return bad_label(text, "longer than " + std::to_string(kLongestText) + " bytes");
  const auto parts = parts_of(text, ';');
  const auto level = find_level(parts[0]);
  if (!level) return bad_label(text, "expected PUBLIC, EMBARGOED, PARTNER, RESTRICTED or SOURCE first");
  std::vector<Clause> clauses;
  for (const std::string_view part : std::span(parts).subspan(1)) {
    auto clause = parse_clause(part);
    if (!clause) {
      return bad_label(text, in_quotes(part) + " is none of REL A|B, HANDLING X, NOT-BEFORE yyyy-mm-dd");
    }
    clauses.push_back(*std::move(clause));
  }
  return Label::make(*level, std::move(clauses));
}

Label join(const Label& a, const Label& b) {
  std::vector<Clause> clauses = a.clauses_;
  clauses.insert(clauses.end(), b.clauses_.begin(), b.clauses_.end());
  return {std::max(a.level_, b.level_), absorb(std::move(clauses))};
}

Result<Reader> parse_reader(std::string_view id, std::string_view ceiling, std::string_view attributes) {
  const std::string who = "reader " + in_quotes(id) + ": ";
  const auto level = find_level(trimmed(ceiling));
  if (!level) return bad_input(who + "unknown ceiling " + in_quotes(ceiling));
  Reader reader{.id = std::string(id), .ceiling = *level};
  if (trimmed(attributes).empty()) return reader;
  for (const std::string_view name : parts_of(attributes, ';')) {
    const bool bare = name.find(':') == std::string_view::npos && name != kEmbargoCleared;
    const std::string attribute = (bare ? std::string(kRel) : std::string()).append(name);
    if (!is_rel(attribute) && !is_handling(attribute) && attribute != kEmbargoCleared) {
      return bad_input(who + "attribute " + in_quotes(name) +
                       " is none of REL:NAME, NAME, HANDLING:NAME, EMBARGO-CLEARED");
    }
    reader.attributes.push_back(attribute);
  }
  sort_unique(reader.attributes);
  return reader;
}

bool can(const Reader& reader, const Label& label, Day today) {
  if (reader.ceiling < label.level()) return false;
  return std::ranges::all_of(label.clauses(), [&](const Clause& clause) { return hits(reader, clause, today); });
}

}  // namespace servanda
