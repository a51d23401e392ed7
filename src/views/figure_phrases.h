#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "views/claim_words.h"
#include "views/claims.h"
#include "views/figure.h"
#include "views/sentence_text.h"

namespace servanda {

// What a number counts.
struct CountedThing {
  enum class What : std::uint8_t { nothing, item, category, people, tonnes, records, noun };  // noun: of several items
  What what = What::nothing;
  std::string id = {};      // of the item or category
  std::string course = {};  // of people
  bool filled_in = false;   // one of several items that the noun could mean
  bool of_before = false;   // the item of the sentence before
};

// Where the sentence says how far something has come.
struct SpokenStage {
  std::string_view stage;
  std::size_t at = 0;
  bool noun = false;
  bool plain = false;  // a noun of which the number is said: "the loan is 500 million"
};

// Whose figure it is.
struct Whose {
  std::vector<FigureCondition> where = {};
  int confidence = 0;
  std::string assumed = {};
  bool apart = false;  // "each": every one of several has a figure of its own
};

// A donor, where the sentence names it.
struct Mention {
  std::string id;
  std::size_t first;
  std::size_t last;
};

struct SpokenField {
  const FieldWord* field;
  std::size_t first;
  std::size_t last;
};

// "shells" -> "shell", "allies" -> "ally"
std::string singular(std::string_view word);

// What the words around a number of a sentence say of it: how far it has come, whose it is, what it counts. The sentence and
// what stands before it outlive this.
class FigurePhrases {
 protected:
  using Kind = NamedThing::Kind;

  FigurePhrases(const SentenceText& text, const ReadContext& before)
      : text_(text), snapshot_(text.snapshot()), before_(before) {}

  std::string_view word(std::size_t at) const { return text_.word(at); }

  // ---- stages
  // The nearest words that name a stage; of two, the longer ones. A verb goes before a noun, and the same clause before
  // another.
  std::optional<SpokenStage> stage_near(std::size_t at, Counted counted) const;
  std::optional<SpokenStage> stage_of_place(std::size_t number) const;
  // "That share comes to 2 billion", "the loan is 500 million", "of its loan of 500 million": the noun tells what the money is.
  std::optional<SpokenStage> stage_of_noun(const SpokenNumber& number) const;
  bool is_due(std::size_t at) const;
  bool superlative_said() const;
  bool of_next_number(std::size_t number, std::size_t verb, std::size_t behind) const;
  // "goods worth 5 million were received": what was received is goods.
  bool value_of_goods(std::size_t stage) const;
  bool receiver_at(std::size_t at) const;
  // "500 million, of which 200 million have been paid": what was paid is not the 500.
  bool behind_which(std::size_t at, std::size_t stage) const;
  // Public speech commits what it pledges, and hands over what it delivers, unless the book tells them apart.
  std::string_view stage_meant(std::string_view stage) const;
  static void set_stage(Figure& figure, std::string_view stage);
  // "has not delivered", "have yet to arrive", "failed to send"; not "not only".
  bool denied(const SpokenStage& stage) const;

  // ---- whose
  bool to_somebody(std::size_t first) const;
  // "than Spain", "including Denmark", "compared with France": named, and not the one the number is of.
  bool beside(std::size_t first) const;
  // Whether a name that a party and a group share means the members: "EU states", "the EU and its members", or the
  // book's own figures are of the group.
  bool means_members(const NamedThing& thing) const;
  const NamedThing* group_at(std::size_t first) const;
  std::string group_named() const;
  // Each donor once, where it is named first.
  std::vector<Mention> mentions() const;
  std::vector<Mention> all_mentions() const;
  // "the Commission" is the Union Commission, if no other party's name ends so.
  void add_by_last_word(std::vector<Mention>& out) const;
  // "Stockholm presented"
  bool did(std::size_t at) const;
  bool capital_acts(std::size_t at) const;
  // "Oslo will provide": a capital that does something is its government.
  bool acts(std::size_t at) const;
  // "Denmark, Norway and Sweden": donors with nothing but commas and "and" between them.
  std::vector<std::vector<Mention>> clusters() const;
  // "Brenholt, Avelmark's partner": an apposition.
  bool beside_group(const NamedThing& thing) const;
  bool of_the_whole(const NamedThing& thing) const;
  bool possessive(const Mention& mention) const;
  // "German officials said": named as who says it.
  bool speaks(const Mention& mention) const;
  // "NATO allies have pledged": the group is what a verb is about.
  bool group_acts(const std::string& group) const;
  Whose whose(std::size_t at) const;
  bool of_other_number(std::size_t name, std::size_t at) const;
  bool with_stranger(std::size_t name) const;
  // "Germany gave 3 billion and Norway 2 billion, 5 billion in all": the last is of both.
  bool together_with(std::size_t name) const;
  std::optional<Whose> joint_with(const std::vector<Mention>* own) const;
  // The donors of a joint pledge, as the book writes them; blank: it has none of just these.
  std::string joint_donor(const std::set<std::string>& ids) const;
  Whose jointly(const std::vector<std::vector<Mention>>& clusters, const std::vector<Mention>& with) const;
  Whose sum_of_named(const std::vector<std::vector<Mention>>& clusters) const;
  bool is_sum(std::size_t at) const;
  // Of a programme with several receivers: the ones named nearest, "Nigeria received", "to South Africa and Uganda".
  std::vector<std::string> receivers_near(std::size_t at) const;
  // "than those to Uganda"
  bool behind_than(std::size_t at) const;
  // "orders placed with Cipla": in the clause.
  std::string supplier_near(std::size_t at) const;
  // "the former", "the latter" of two donors of the sentence before.
  std::optional<std::string> of_the_two() const;
  // "they", "both", "the two" of several donors of the sentence before.
  std::optional<Whose> of_them_all() const;
  // Rule 4 of claims.h.
  bool says_all() const;
  // What a bare number counts where the sentence before named things by a noun that several items share, "shells".
  CountedThing noun_of_before(const SpokenNumber& number) const;
  bool of_own_members(std::size_t at) const;
  bool the_coalition_acts(std::size_t at) const;
  Whose nobody_named() const;
  bool says_we() const;
  // "as Norway's finance minister, I", "my country": the speaker's own.
  std::string party_of_own_office() const;
  bool of_own_office(std::size_t at) const;
  // The government of the one person whom the sentence names.
  std::string party_of_person() const;
  std::string party_of(const std::string& person) const;
  // "a government", "some allies", "most donors"
  bool somebody() const;
  // "The country received": the one receiver of the programme.
  bool receiver_speaks(std::size_t at) const;
  // "it has also delivered", "the country": somebody of a sentence before.
  bool refers_back() const;
  // Kind, instrument and form of the money there: of each the nearest word. Money with a word of its own, "3 million in
  // grants", takes none that is another's.
  std::vector<const FieldWord*> fields_of(std::size_t at) const;
  std::vector<SpokenField> fields_said() const;
  // "military and humanitarian aid": a sum that no condition names.
  bool named_with_another(const FieldWord& field) const;
  // The money that such a word stands right beside: "3 million in grants", "a 3 million loan", "loans worth 3 million".
  std::optional<std::size_t> holder(const SpokenField& spoken) const;
  bool book_has_form(std::string_view form) const;

  // ---- what is counted
  CountedThing counted(const SpokenNumber& number) const;
  CountedThing of_the_donor(CountedThing thing, const SpokenNumber& number) const;
  CountedThing only_item_before(const SpokenNumber& number) const;
  bool opens_clause(const SpokenNumber& number) const;
  // Under the heading "Drones": "Latvia: almost 5,000 delivered last year".
  bool of_heading(const SpokenNumber& number) const;
  // "180 generators in 2029 and 220 in 2030": the second counts what the first does.
  bool in_a_row(const SpokenNumber& number) const;
  // "Of the 80 trucks that it promised, 27 have come": the trucks.
  CountedThing of_whole_before(const SpokenNumber& number) const;
  bool item_of_before(std::size_t at) const;
  bool names_item() const;
  // "has handed over 24"
  bool behind_stage(const SpokenNumber& number) const;
  bool of_them(std::size_t at) const;
  // "Denmark pledged nineteen F-16s in August, Norway six"
  bool follows_donor(std::size_t at) const;
  // "Trauma kits: Avelmark has sent 6,000"
  const NamedThing* topic() const;
  // The noun behind a number: "487 of the 660 generators", "80 new ambulances", "tonnes of transformers".
  CountedThing counted_behind(std::size_t at) const;
  // "270 ambulance crew members", "excavator operators": of the one course that is named so; "recruits": of any. Where an
  // item tells which people they are, and no course is named so, they are none that the book counts.
  CountedThing people(std::size_t first, std::size_t at) const;
  // "ambulance drivers", "radio set batteries": the thing counted is another.
  bool followed_by_noun(std::size_t at) const;
  CountedThing them(std::size_t at) const;
  // "Trucks: 120", "trucks (120)", "the number of trucks delivered reached 120".
  CountedThing counted_before(const SpokenNumber& number) const;
  bool ends_noun(std::size_t at) const;
  const SpokenNumber* number_at(std::size_t at) const;
  std::string item_unit(const std::string& item) const;
  // What money buys, where it is one thing: "transformers worth 16 million", "12 million worth of tents", "9 million
  // for buses".
  std::optional<FigureCondition> bought(const SpokenNumber& number) const;
  bool of_which(std::size_t at) const;
  const NamedThing* thing_bought(std::size_t at) const;
  // "radar systems and drones": one of several things.
  bool of_list(const NamedThing& thing) const;
  // "through the Highmoor crossing", "at the Dorvale academy": where it happened.
  std::optional<FigureCondition> place() const;

  const SentenceText& text_;
  const Snapshot& snapshot_;
  const ReadContext& before_;
  CountedThing last_counted_;  // by the number before
};

}  // namespace servanda
