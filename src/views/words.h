#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace servanda {

// A word of a plain text and where it stands.
struct Word {
  std::string text;   // folded: lower case, without accents and possessive endings
  std::size_t begin;  // bytes in the text
  std::size_t end;
  bool dash_before = false;  // a dash joins it to the word before: "4–5"
};

// The words of a text: runs of letters and digits, of figures with their points and commas, and the signs % € $ £.
// A hyphen, an apostrophe or a full stop inside a word stays in it ("air-defence", "D.C." as "d.c").
std::vector<Word> split_words(std::string_view text);

// Lower case without accents: "Türkiye" is "turkiye".
std::string fold(std::string_view text);

// The words that carry meaning, folded, in their order: without articles, prepositions and the like.
std::vector<std::string> telling_words(std::string_view text);

// What a word has in common with others of its family: "alloc" of allocated and allocations, "train" of trained and training. A
// plain word stands for those that public speech uses like it: "cost" for bill and price. Folded words only.
std::string stem(std::string_view word);
// Those of a text's telling words, each once; of "F-16" also "f16", of "air-defence" also its parts.
std::set<std::string> stems_of(std::string_view text);

// Whether each telling word of `part` is one of `whole`'s. False if `part` has none.
bool words_within(std::string_view part, std::string_view whole);

}  // namespace servanda
