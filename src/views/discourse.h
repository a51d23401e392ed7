#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "views/figure.h"
#include "views/reading.h"
#include "views/spoken_periods.h"

namespace servanda {

class SentenceText;
struct ReadClaim;

// What a text spoke of last, and what a clause that leaves something out takes from it.
//
// Rules
//   1. A clause leans on the money that the sentence before it spoke of where it calls it: by a noun that stood there, with
//      "the", "this", "that" or whose ("that share", "their loan"); as "the sum", "the total"; as "it", of which something is
//      said or done ("it was raised to"), "of it", "of this"; or by a part of it ("the first payment").
//   2. Money that was spoken of twice, as of two donors or two days, is called by no noun and no "it".
//   3. What a clause says itself goes before what it leans on.
//   4. Each thing that is taken over makes the reading less sure.

// The last figure of money that was read, and the nouns by which its sentence called it.
struct SpokenSum {
  Figure figure = {};
  std::string unit = {};
  std::string value = {};
  std::vector<std::string> nouns = {};
  std::size_t lots = 0;  // "two instalments of 80 million": how many were told apart
};

// What a sentence leaves to those behind it in its paragraph.
struct ReadContext {
  std::optional<FigureCondition> subject = {};  // the one donor or group that it names
  std::optional<FigureCondition> we = {};       // who says "we" in this text
  std::string i = {};                           // who says "I"
  std::string item = {};                        // the one item that it counts
  std::string noun = {};                        // of several items: "shells"; where it names none by itself
  std::size_t items = 0;                        // how many it names
  std::string only_donor = {};                  // that the text has named so far; blank: none
  bool other_donors = false;                    // it has named others too
  std::vector<std::string> donors = {};         // all that it names, in its order
  std::optional<SpokenNumber> number = {};      // the last number that it states
  std::string heading_item = {};                // the item that the section's heading names
  std::string document = {};                    // that the sentence before speaks of
  std::string group = {};                       // that the paragraph has named last
  std::string first_group = {};                 // that the text has named first
  std::string series = {};                      // of which it has stated a number last
  std::string joined = {};                      // the group of which it says who joined
  std::string project = {};                     // the one whose end, opening or place it tells
  bool of_output = false;                       // it speaks of shares of output that go to defence
  std::map<std::string, int> words = {};        // stems, in percent of what they count in the sentence that says them
  bool tied = false;                            // "it", "its", "they": speaks of the one before
  int silent = 0;                               // sentences since the subject was named or spoken of
  std::optional<SpokenSum> sum = {};            // the money that the paragraph spoke of last
  std::optional<std::string> currency = {};     // of what was read last; blank: of things
  std::optional<Figure> figure = {};            // the last one of things or money that was read
  std::optional<std::pair<Figure, Figure>> years = {};  // of two years, the earlier one first: "from 1.2 billion in 2029 to 0.8 in 2030"
  std::optional<PartialDate> date = {};         // that the paragraph has named last
  std::optional<PartialDate> month = {};        // the last one that tells the month
  std::string read_donor = {};                  // whose its figure was read as, named or not
  bool other_sums = false;                      // it speaks of money, and not of one sum

  // Who the text speaks for, where it is one donor: who says "we", or the only one that it has named.
  std::optional<FigureCondition> voice() const;
};

// What a sentence behind these two finds said before it. One that names two donors or items leaves none to be meant by "it".
void add_context(ReadContext& before, const ReadContext& said);

// Adds to what a sentence leaves behind what its claims were read as.
void note_claims(ReadContext& said, const SentenceText& text, const std::vector<ReadClaim>& claims);

// "two instalments of 80 million, one in November and one in May": a period of one of them.
bool is_of_one_lot(const SentenceText& text, const SpokenPeriod& period);

// Rule 1: whether the clause of a number calls the sum.
bool calls_sum(const SentenceText& text, const SpokenSum& sum, std::size_t number);
// "4 billion of it", "of this sum, 427 million": the number at that place is a part of the sum.
bool is_part_of_sum(const SentenceText& text, const SpokenSum& sum, const SpokenNumber& number);

}  // namespace servanda
