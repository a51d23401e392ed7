#pragma once

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

// Whether each telling word of `part` is one of `whole`'s. False if `part` has none.
bool words_within(std::string_view part, std::string_view whole);

}  // namespace servanda
