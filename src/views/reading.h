#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/wide.h"
#include "book/codes.h"
#include "views/words.h"

namespace servanda {

// How the numbers of public speech are read: one table, printed in docs/statement-check.md.

// Numbers of claims and figures are fixed point in 1e-8, so that shares of an output keep their digits.
inline constexpr Wide kNumberUnit = 100'000'000;
std::string number_text(Wide number);
// Of a Decimal's units (1e-4).
constexpr Wide number_of_units(Wide units) { return units * 10'000; }

// What a phrase before (or behind) a number V claims: a number from `low` to `high` percent of V.
struct Reading {
  std::string_view words;  // "more than"; folded
  int low = -1;            // percent of V; -1: no bound
  int high = -1;
  bool low_open = false;   // V itself does not do
  bool high_open = false;
  std::string_view says;   // for people
};
std::span<const Reading> readings();

// The reading called `words` (a phrase of the table, a comparison sign or a qualifier); empty if there is none.
const Reading* find_reading(std::string_view words);
const Reading& exact_reading();

// The numbers that a claim allows.
struct Claimed {
  Wide value = 0;
  const Reading* reading = nullptr;
  std::optional<Wide> until = {};  // "between 4 and 5 billion": from `value` up to this, and no reading
  Wide slack = 0;                  // what rounding may take or add, where that is more than the reading's 1 %
};

// What is on record: a number with its qualifier. exact: the number. approx: within 5 %. at_least x: from x up to 25 %
// more, since who could have said more would have. up_to x: from 20 % less up to x.
struct Recorded {
  Wide value = 0;
  Qualifier qualifier = Qualifier::exact;
};

enum class Holds { yes, no, undecided };
// A record that states a bound supports a claim of the same number within 1 %, since it states that number.
Holds compare(const Claimed& claimed, const Recorded& recorded);
// Whether it says no more than how much it is at most: "less than", "up to".
bool only_at_most(const Claimed& claimed);
// Whether the record lies where the claim would naturally come from: the claim holds, and the recorded number is within
// 25 % of the claimed one.
bool holds_nearly(const Claimed& claimed, const Recorded& recorded);
bool within_percent(Wide a, Wide b, int percent);
// Whether a recorded number is within so many percent of the claimed one, or of the range that is claimed.
bool within_percent(Wide recorded, const Claimed& claimed, int percent);

// The unit of "kroner" and "crowns", which several countries have.
inline constexpr std::string_view kCrowns = "crowns";

// A number in a text, with its unit and how it is meant.
struct SpokenNumber {
  Wide value = 0;
  std::optional<Wide> until = {};    // "4 to 5 billion"
  const Reading* reading = nullptr;  // never null
  std::string unit;                  // a currency code, kCrowns, "percent", "percent_of_gdp", or blank: the words behind it say
  std::size_t first = 0;             // words of the text that it spans, the phrase included: [first, last)
  std::size_t last = 0;
  std::size_t number_first = 0;      // without the phrase
  bool elided = false;               // its scale and its unit are those of the number beside it
};

// All numbers of a text, written in digits or in words: "EUR 50 bn", "over 50 billion euros", "two thirds", "72 %",
// "half a million", "twenty-five", "between 4 and 5 billion". Years and dates are left out.
std::vector<SpokenNumber> find_numbers(const std::vector<Word>& words);

}  // namespace servanda
