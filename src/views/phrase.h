#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "views/words.h"

namespace servanda {

// Plain words with single blanks between them: how many they are, and whether they stand at a word of a text.
constexpr std::size_t count_words(std::string_view phrase) {
  return phrase.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(phrase, ' '));
}
inline bool stands_at(const std::vector<Word>& words, std::size_t at, std::string_view phrase) {
  for (std::size_t begin = 0; begin < phrase.size(); ++at) {
    const std::size_t end = std::min(phrase.find(' ', begin), phrase.size());
    if (at >= words.size() || words[at].text != phrase.substr(begin, end - begin)) return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace servanda
