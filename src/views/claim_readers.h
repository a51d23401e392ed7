#pragma once

#include <string>
#include <vector>

#include "views/claims.h"
#include "views/sentence_text.h"
#include "views/statements.h"

namespace servanda {

// The claims of a sentence but for its figures (views/figure_reader.h), one reader for each kind. What a reader does not
// understand it leaves to the others.

// Who holds or held an office: "Tolm Arrendt, Avelmark's minister of aid".
std::vector<ReadClaim> read_offices(const SentenceText& text, const ReadContext& before);

// Who is or was in a group: "Dorvale is no longer in the union".
struct ReadMemberships {
  std::vector<ReadClaim> claims;
  bool to_come = false;  // the sentence says that somebody will be a member
};
ReadMemberships read_memberships(const SentenceText& text, const ReadContext& before);

// What a text says or leaves out: "the communique is silent on the academy".
std::vector<ReadClaim> read_documents(const SentenceText& text, const ReadContext& before);
// The document that a sentence speaks of; blank: none.
std::string document_spoken_of(const SentenceText& text, const ReadContext& before);

// Where and when something took place, and when a project opened or was completed.
std::vector<ReadClaim> read_events(const SentenceText& text, const ReadContext& before);

// A claim that is bound; the confidence is kept between 5 and 95.
ReadClaim bound_claim(const Binding& binding, int confidence, Claim claim);

}  // namespace servanda
