#pragma once

#include <vector>

#include "views/claims.h"
#include "views/sentence_text.h"

namespace servanda {

// The claims of a sentence about figures: one for each number that it states, for each comparison of two years or
// donors, and for each "not a single". What cannot be bound is there with what is missing.
std::vector<ReadClaim> read_figures(const SentenceText& text, const ReadContext& before);

// Whom and what the sentence is about, for the sentences behind it.
ReadContext context_of(const SentenceText& text, const ReadContext& before);

}  // namespace servanda
