#pragma once

#include <cstddef>
#include <string>

#include "views/figure.h"
#include "views/sentence_text.h"

namespace servanda {

// The first words of the clause around the word `at` that bear on its number and that the figure does not have: a party, a
// period, a thing, a word that takes only some of what is counted ("average", "refurbished", "except"), a denial. Blank: it has
// all of them. Not what stands behind "and" or "which": that may be of another number.
std::string left_out(const SentenceText& text, const Figure& figure, std::size_t at, bool denied);

}  // namespace servanda
