#include "views/words_left_over.h"

#include <algorithm>
#include <array>

#include "views/claim_words.h"

namespace servanda {
namespace {

// Words of grammar, and those that a reading of figures makes use of or loses nothing by leaving out.
constexpr std::array<std::string_view, 217> kPlainWords{
    "a", "about", "amounts", "comes", "stands", "totals", "instalments", "followed", "across", "after", "again", "against", "agreed", "all", "alone", "along", "already", "also",
    "altogether", "amount", "an", "and", "another", "are", "as", "at", "be", "been", "before", "being", "between",
    "border", "both", "bring", "brought", "but", "by", "called", "came", "come", "consignment", "consignments",
    "count", "course", "date", "day", "deal", "during", "each", "end", "equipment", "even", "ever", "extra", "far",
    "few", "figure", "finally", "first", "for", "form", "from", "fully", "further", "goal", "goods", "got",
    "government", "had", "half", "has", "have", "he", "help", "her", "him", "his", "i", "in", "into", "is", "it",
    "its", "itself", "joint", "just", "last", "later", "less", "like", "made", "make", "makes", "making", "many",
    "meant", "members", "minister", "ministers", "ministry", "money", "month", "months", "more", "most", "much",
    "my", "needed", "new", "next", "no", "not", "now", "number", "of", "on", "once", "one", "only", "or", "other",
    "our", "out", "over", "own", "pair", "part", "people", "per", "period", "piece", "pieces", "place", "planned",
    "prime", "produced", "programme", "put", "ran", "reached", "record", "rest", "said", "says", "set", "sets",
    "shall", "share", "she", "shipment", "shipments", "since", "so", "some", "spring", "start", "still", "such",
    "sum", "take", "taken", "targets", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "thousand", "through", "times", "to", "today", "together", "told", "tonnes", "took", "total",
    "totalled", "towards", "two", "under", "unit", "units", "until", "up", "us", "value", "vehicles", "was", "we",
    "week", "weeks", "were", "what", "when", "which", "while", "who", "whole", "whose", "will", "with", "within",
    "without", "worth", "would", "year", "years", "yesterday", "yet", "you"};

bool is_plain(std::string_view word) {
  return among(kPlainWords, word) || among(kOfAll, word) || among(kSayingVerbs, word) || among(kUpWords, word) || among(kDownWords, word) ||
         among(kWentTo, word) || among(kPeople, word) || among(kCountedRecords, word) || among(kComparedWith, word) || word.ends_with("ly") ||
         (!word.empty() && word.front() >= '0' && word.front() <= '9');
}

}  // namespace

std::size_t words_left_over(const SentenceText& text, std::size_t at) {
  const auto [first, last] = text.clause_of(at);
  std::size_t end_of_phrase = first;
  std::size_t out = 0;
  const auto phrase = [&](std::size_t from, std::string_view words) {
    if (text.phrase_at(from, words)) end_of_phrase = std::max(end_of_phrase, from + count_words(words));
  };
  for (std::size_t word = first; word < last; ++word) {
    for (const StageWord& stage : kStageWords) phrase(word, stage.words);
    for (const FieldWord& field : kFieldWords) phrase(word, field.words);
    const bool number = std::ranges::any_of(text.numbers(), [&](const SpokenNumber& n) { return n.first <= word && word < n.last; });
    const bool used = word < end_of_phrase || number || text.in_thing(word) || text.in_period(word) || is_plain(text.word(word));
    out += used ? 0 : 1;
  }
  return out;
}

}  // namespace servanda
