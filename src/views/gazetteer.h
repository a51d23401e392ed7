#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "book/snapshot.h"
#include "views/series_index.h"
#include "views/words.h"

namespace servanda {

// A name of a text, and what it names in the book.
struct NamedThing {
  enum class Kind : std::uint8_t {
    party, group, person, office, item, category, document, happening, place, supplier, capital, course, project,
    items,  // a noun that several items share: "rounds"
  };
  Kind kind = Kind::party;
  std::string id;          // as the book has it; the words of an office, a category, a happening's `what`; a capital's party
  std::size_t first = 0;   // words of the text: [first, last)
  std::size_t last = 0;
  bool filled_in = false;  // one of several that the word could mean
};

// The names that a book knows, and common other names of countries: what a text may mean by a word. The
// Snapshot outlives it.
class Gazetteer {
 public:
  explicit Gazetteer(const Snapshot& snapshot);

  // ISO 3166-1 code of a country or of a place whose country the book tells; blank if unknown.
  std::string country(std::string_view name) const;
  // Whether a name is that of a town or another place inside a country: a capital, a place of the book.
  bool is_inside_a_country(std::string_view name) const;
  // "Vilnius" of LT; blank if unknown.
  std::string capital_of(const std::string& party) const;
  // The id of a party by its id, its name, or a common name of its country; blank if unknown.
  std::string party(std::string_view name) const;
  // Whether a stated figure or a target of the book is one of this group's.
  bool has_figures_of(const std::string& group) const;
  // Whether the book tells where deliveries are.
  bool has_events() const { return snapshot_.rows<Table::events>().begin() != snapshot_.rows<Table::events>().end(); }
  // Whether the book has pledges, funds or stated figures of this party.
  bool gives(const std::string& party) const;
  // Whether the donor has promised or reported this item.
  bool gives_item(const std::string& donor, const std::string& item) const { return items_of(donor).contains(item_of_donor(item, donor)); }
  bool names_group(std::string_view word) const;
  // The item, or where the donor has none of it and just one of the same kind whose name ends so, that one.
  // Of the items called so the one whose name has the largest number, "generator 500 kVA", or the smallest.
  std::string item_by_size(const std::string& noun, bool largest) const;
  std::string item_of_noun(const std::string& noun, const std::string& donor) const;
  std::string item_of_donor(const std::string& item, const std::string& donor) const;
  // The series of reports, by their words.
  const SeriesIndex& series() const;
  // Whether the book tells commitments from pledges.
  bool has_commitments() const;
  // All names in a text, the longest first where they overlap, in order of the text. A noun that several items share
  // means the only one of them that the donors of the text have promised or reported; else it is left out.
  std::vector<NamedThing> find(const std::vector<Word>& words) const;

 private:
  void add(NamedThing::Kind kind, std::string_view name, std::string_view id);
  void add_item(std::string_view name, std::string_view id);
  void add_turned(std::string_view name, std::string_view id);
  void add_course(const Row<Table::courses>& course);
  void add_adjectives(std::string_view name, const std::string& party);
  void settle_items(std::vector<NamedThing>& things) const;
  std::vector<NamedThing> find_all(const std::vector<Word>& words) const;
  const std::set<std::string>& items_of(const std::string& donor) const;
  void add_country_names(const Snapshot& snapshot);
  void add_short_names(const Snapshot& snapshot);
  void add_parts_of_names(const Snapshot& snapshot);
  void add_head_nouns(const Snapshot& snapshot);

  const Snapshot& snapshot_;
  // Filled when they are first asked for.
  mutable std::optional<std::set<std::string>> figures_of_groups_;
  mutable std::optional<SeriesIndex> series_;
  mutable std::optional<bool> has_commitments_;
  mutable std::optional<std::set<std::string>> donors_;
  mutable std::optional<std::map<std::string, std::set<std::string>>> items_of_donors_;
  std::map<std::string, std::set<std::string>> items_of_noun_;
  std::map<std::string, std::string> countries_;  // folded name -> code
  std::map<std::string, std::string> parties_;    // folded name -> id
  std::map<std::string, std::string> capitals_;   // party -> name
  struct Name {
    std::vector<std::string> words;
    NamedThing::Kind kind;
    std::string id;
  };
  std::multimap<std::string, Name> names_;  // by their first word
};

}  // namespace servanda
