#pragma once

#include <cstddef>

#include "views/sentence_text.h"

namespace servanda {

// How many words of the clause around the word `at` say something that the reader has no use for: no name, number, period, stage,
// kind of money or plain joining word. The more of them, the likelier it is that the sentence says something else than it is read as.
std::size_t words_left_over(const SentenceText& text, std::size_t at);

}  // namespace servanda
