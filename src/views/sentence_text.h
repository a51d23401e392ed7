#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/snapshot.h"
#include "views/claims.h"
#include "views/gazetteer.h"
#include "views/phrase.h"
#include "views/reading.h"
#include "views/spoken_periods.h"
#include "views/words.h"

namespace servanda {

// A sentence taken apart: its words, and the numbers, names and periods among them. The readers of claims look at it.
class SentenceText {
 public:
  SentenceText(const Snapshot& snapshot, const Gazetteer& gazetteer, const Sentence& sentence, Day said, const DatesBefore& dates = {});

  const Snapshot& snapshot() const { return snapshot_; }
  const Gazetteer& gazetteer() const { return gazetteer_; }
  std::string_view text() const { return sentence_.text; }
  Day said() const { return said_; }
  bool future() const { return future_; }
  const std::vector<Word>& words() const { return words_; }
  const std::vector<SpokenNumber>& numbers() const { return numbers_; }
  const std::vector<NamedThing>& things() const { return things_; }
  const std::vector<SpokenPeriod>& periods() const { return periods_; }
  // Who is quoted: a person of the book, "anonymous official", or blank.
  const std::string& speaker() const { return speaker_; }

  std::size_t size() const { return words_.size(); }
  std::string_view word(std::size_t at) const { return at < words_.size() ? std::string_view(words_[at].text) : ""; }
  // Words [first, last) as they stand in the text.
  std::string original(std::size_t first, std::size_t last) const;
  bool phrase_at(std::size_t at, std::string_view phrase) const { return stands_at(words_, at, phrase); }
  bool has_phrase(std::string_view phrase) const;
  bool has_word(std::string_view word) const;
  bool capital(std::size_t at) const;
  // Whether a comma, a colon, a bracket or a dash stands between the word and the one before.
  bool breaks_before(std::size_t at) const;
  // How many such, and words that join clauses, stand between two words.
  std::size_t breaks(std::size_t a, std::size_t b) const;
  char sign_before(std::size_t at) const;  // ':' or '(' if one stands right before the word, else 0

  const NamedThing* thing_at(std::size_t at, NamedThing::Kind kind) const;
  bool in_thing(std::size_t at) const;
  bool in_period(std::size_t at) const;
  const SpokenPeriod* nearest_period(std::size_t at) const;
  bool has_verb() const { return has_verb(0, size()); }
  // Whether the word stands in a clause whose verb is a present perfect: "of which 15 million have been paid".
  bool in_perfect_clause(std::size_t at) const;
  // The words around one up to the next comma, dash, bracket or joining word on either side: [first, last).
  std::pair<std::size_t, std::size_t> clause_of(std::size_t at) const;
  // Words before the heading's end are the heading's, and were read with it.
  bool in_heading(std::size_t at) const { return at < words_.size() && words_[at].begin < sentence_.heading; }
  // What a number became, or what it was before: "from 2.3 billion euros in 2023 to 4.5". Empty if it did not change.
  struct Change {
    const SpokenNumber* from;
    const SpokenNumber* to;
  };
  std::optional<Change> change_of(const SpokenNumber& number) const;
  // Whether a word stands in an aside, ", whose minister spoke yesterday,", that the other one is no part of.
  bool of_an_aside(std::size_t at, std::size_t other) const;
  // Whether a word behind another is about "two of them", which stand between the two.
  bool of_a_part(std::size_t at, std::size_t other) const;
  // "is not", "was never", "is no longer", right before a word.
  bool denied_before(std::size_t at) const;
  bool is_recipient(std::string_view party) const;

  // A claim of this sentence, bound to nothing yet.
  Claim claim() const;

 private:
  void leave_out_units_and_pronouns();
  void settle_crowns();
  void settle_elided();
  void settle_changes();
  bool is_after(const SpokenPeriod& period) const;
  bool is_meant_for(const SpokenPeriod& period) const;
  bool of_another(const SpokenPeriod& period, std::size_t at) const;
  bool of_nothing(const SpokenPeriod& period, std::size_t number) const;
  bool of_saying(const SpokenPeriod& period, std::size_t at) const;
  bool compared_with(const SpokenPeriod& period) const;
  bool has_verb(std::size_t first, std::size_t last) const;
  void find_speaker();

  const Snapshot& snapshot_;
  const Gazetteer& gazetteer_;
  const Sentence& sentence_;
  Day said_;
  bool future_;
  std::vector<Word> words_;
  std::vector<SpokenNumber> numbers_;
  std::vector<NamedThing> things_;
  std::vector<SpokenPeriod> periods_;
  std::string speaker_;
};

}  // namespace servanda
