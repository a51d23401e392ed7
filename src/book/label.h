#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"

// Labels and the decision who may see what. The only place that decides it.
//
// A label is a level and a set of clauses; a reader gets in if their ceiling reaches the level and every clause is hit.
//   REL A|B               clause { REL:A, REL:B }        held by whom it is releasable to: one of them suffices
//   HANDLING X            clause { HANDLING:X }
//   NOT-BEFORE 2031-07-01 clause { EMBARGO-CLEARED, or the day has come }
//
// Invariants of a Label
//   1. Every clause has one of the three shapes above, so every label can be written and read back.
//   2. No clause follows from another (a superset follows from its subset, an embargo from a later one), and clauses
//      are sorted. Two labels that let in the same readers on every day are therefore equal.
//   3. What cannot be read is an Error and never a weaker label. Callers deny on an Error.

namespace servanda {

// Spelled as on the wire.
enum class Level : std::uint8_t { PUBLIC, EMBARGOED, PARTNER, RESTRICTED, SOURCE };

std::string_view name_of(Level level);
std::optional<Level> find_level(std::string_view name);

// Attributes carry their namespace: "REL:AVL", "HANDLING:NO-EXPORT"; EMBARGO-CLEARED stands alone.
inline constexpr std::string_view kRel = "REL:";
inline constexpr std::string_view kHandling = "HANDLING:";
inline constexpr std::string_view kEmbargoCleared = "EMBARGO-CLEARED";

// Hit by a reader who holds any of the attributes, and by everybody from `not_before` on.
struct Clause {
  std::vector<std::string> any_of;  // sorted, no duplicates
  std::optional<Day> not_before = {};
  auto operator<=>(const Clause&) const = default;
};

class Label {
 public:
  // Fails closed: what nobody labelled is at the highest level.
  Label() = default;
  // PUBLIC with no clause: everybody gets in, and join leaves the other label as it is.
  static Label open();
  // Brings the clauses into canonical form. Error bad_input if one has none of the three shapes: an attribute is 1 to
  // 64 of A-Z a-z 0-9 . _ - + / after its namespace and not a reserved one; a day is from 1900 to 2999.
  static Result<Label> make(Level level, std::vector<Clause> clauses);

  Level level() const { return level_; }
  std::span<const Clause> clauses() const { return clauses_; }
  // The canonical text: parse_label gives this label back.
  std::string text() const;

  bool operator==(const Label&) const = default;

 private:
  Label(Level level, std::vector<Clause> clauses) : level_(level), clauses_(std::move(clauses)) {}
  friend Label join(const Label& a, const Label& b);

  Level level_ = Level::SOURCE;
  std::vector<Clause> clauses_;
};

// `LEVEL[; REL A|B][; HANDLING X][; NOT-BEFORE 2031-07-01]`; each part may be repeated and makes a clause of its own.
// Names are case-sensitive. Error bad_input for all else: an empty text too, as what a blank label column means is the
// caller's to decide, and a text over 16 KiB.
Result<Label> parse_label(std::string_view text);

// The least label that is as strict as both: can(u, join(a, b)) == (can(u, a) && can(u, b)), every day.
// What is computed from several facts carries the join of all that was read.
Label join(const Label& a, const Label& b);

struct Reader {
  std::string id;
  Level ceiling = Level::PUBLIC;
  std::vector<std::string> attributes = {};  // sorted, no duplicates
};

// `attributes` is a list separated by semicolons, such as `REL:AVL;HANDLING:NO-EXPORT;EMBARGO-CLEARED`, or blank; a
// name without a namespace is a REL. Error bad_input for an unknown level or namespace, or a bad name.
Result<Reader> parse_reader(std::string_view id, std::string_view ceiling, std::string_view attributes);

bool can(const Reader& reader, const Label& label, Day today);

// REL names that the exchange of labels needs for itself (exchange/spif.h); no label and no reader may carry them.
inline constexpr std::string_view kEverybody = "ALL";
inline constexpr std::string_view kOriginator = "ORIGINATOR";

}  // namespace servanda
