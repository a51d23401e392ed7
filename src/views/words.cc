#include "views/words.h"

#include <algorithm>
#include <array>

namespace servanda {
namespace {

struct FoldedLetter {
  std::string_view letter;
  std::string_view plain;
};
constexpr std::array kFoldedLetters{
    FoldedLetter{"á", "a"}, FoldedLetter{"à", "a"}, FoldedLetter{"â", "a"}, FoldedLetter{"ä", "a"}, FoldedLetter{"ã", "a"},
    FoldedLetter{"å", "a"}, FoldedLetter{"ā", "a"}, FoldedLetter{"ă", "a"}, FoldedLetter{"ą", "a"}, FoldedLetter{"æ", "ae"},
    FoldedLetter{"ç", "c"}, FoldedLetter{"ć", "c"}, FoldedLetter{"č", "c"}, FoldedLetter{"ď", "d"}, FoldedLetter{"đ", "d"},
    FoldedLetter{"é", "e"}, FoldedLetter{"è", "e"}, FoldedLetter{"ê", "e"}, FoldedLetter{"ë", "e"}, FoldedLetter{"ē", "e"},
    FoldedLetter{"ė", "e"}, FoldedLetter{"ę", "e"}, FoldedLetter{"ě", "e"}, FoldedLetter{"ğ", "g"}, FoldedLetter{"í", "i"},
    FoldedLetter{"ì", "i"}, FoldedLetter{"î", "i"}, FoldedLetter{"ï", "i"}, FoldedLetter{"ī", "i"}, FoldedLetter{"į", "i"},
    FoldedLetter{"ı", "i"}, FoldedLetter{"ł", "l"}, FoldedLetter{"ñ", "n"}, FoldedLetter{"ń", "n"}, FoldedLetter{"ň", "n"},
    FoldedLetter{"ó", "o"}, FoldedLetter{"ò", "o"}, FoldedLetter{"ô", "o"}, FoldedLetter{"ö", "o"}, FoldedLetter{"õ", "o"},
    FoldedLetter{"ø", "o"}, FoldedLetter{"ő", "o"}, FoldedLetter{"œ", "oe"}, FoldedLetter{"ř", "r"}, FoldedLetter{"ś", "s"},
    FoldedLetter{"š", "s"}, FoldedLetter{"ş", "s"}, FoldedLetter{"ș", "s"}, FoldedLetter{"ß", "ss"}, FoldedLetter{"ť", "t"},
    FoldedLetter{"ţ", "t"}, FoldedLetter{"ț", "t"}, FoldedLetter{"ú", "u"}, FoldedLetter{"ù", "u"}, FoldedLetter{"û", "u"},
    FoldedLetter{"ü", "u"}, FoldedLetter{"ū", "u"}, FoldedLetter{"ů", "u"}, FoldedLetter{"ű", "u"}, FoldedLetter{"ų", "u"},
    FoldedLetter{"ý", "y"}, FoldedLetter{"ź", "z"}, FoldedLetter{"ż", "z"}, FoldedLetter{"ž", "z"},
    FoldedLetter{"Á", "a"}, FoldedLetter{"Ä", "a"}, FoldedLetter{"Å", "a"}, FoldedLetter{"Ç", "c"}, FoldedLetter{"Č", "c"},
    FoldedLetter{"É", "e"}, FoldedLetter{"İ", "i"}, FoldedLetter{"Ł", "l"}, FoldedLetter{"Ö", "o"}, FoldedLetter{"Ø", "o"},
    FoldedLetter{"Š", "s"}, FoldedLetter{"Ş", "s"}, FoldedLetter{"Ü", "u"}, FoldedLetter{"Ž", "z"}, FoldedLetter{"Ż", "z"},
    FoldedLetter{"’", "'"}, FoldedLetter{"‘", "'"}, FoldedLetter{"–", "-"}, FoldedLetter{"\xC2\xA0", " "}};

constexpr std::array<std::string_view, 34> kSilentWords{
    "a",  "an", "the", "of",   "in",   "on",   "at",  "to",   "for",  "from", "by",  "with", "and", "or",   "as",  "is", "was",
    "are", "were", "be", "been", "its", "it", "their", "his", "her", "that", "this", "has", "have", "had", "there", "s", "per"};

// Words that say the same of a figure, by their stems.
struct SameWord {
  std::string_view said;
  std::string_view meant;
};
constexpr std::array kSameWords{
    SameWord{"bill", "cost"},          SameWord{"pric", "cost"},       SameWord{"rebuild", "recover"},  SameWord{"reconstruct", "recover"},
    SameWord{"requir", "need"},        SameWord{"soldi", "train"},     SameWord{"gradu", "train"},      SameWord{"recruit", "train"},
    SameWord{"cadet", "train"},        SameWord{"troop", "train"},     SameWord{"earmark", "alloc"},    SameWord{"carr", "throughput"},
    SameWord{"traffic", "throughput"}, SameWord{"pass", "throughput"}, SameWord{"european", "europ"},   SameWord{"shell", "round"},
    SameWord{"mak", "product"},        SameWord{"mad", "product"},     SameWord{"produc", "product"},   SameWord{"output", "product"},
    SameWord{"plant", "product"},      SameWord{"factor", "product"},  SameWord{"built", "product"},    SameWord{"demin", "clear"},
    SameWord{"rais", "mobilis"},       SameWord{"mobiliz", "mobilis"}, SameWord{"centr", "cent"},
    SameWord{"megawat", "mw"},        SameWord{"hectar", "ha"}};

bool is_letter_of_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0; }
bool is_digit_of_word(char c) { return c >= '0' && c <= '9'; }

// The sign of a currency or of a percentage at `at`, blank if there is none.
std::string_view sign_at(std::string_view text, std::size_t at) {
  const char c = at < text.size() ? text[at] : 'a';
  if (c != '%' && c != '$' && (c & 0x80) == 0) return {};  // most are none
  for (const std::string_view sign : {"%", "$", "€", "£"})
    if (text.substr(at).starts_with(sign)) return sign;
  return {};
}

// Punctuation of more than one byte that is no letter: quotation marks, dashes, the no-break space.
std::size_t punctuation_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] & 0x80) == 0) return 0;
  for (const std::string_view mark : {"“", "”", "„", "‘", "’", "–", "—", "…", "«", "»", "\xC2\xA0"})
    if (text.substr(at).starts_with(mark)) return mark.size();
  return 0;
}

std::size_t end_of_number(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_digit_of_word(text[at])) {
      ++at;
    } else if ((text[at] == '.' || text[at] == ',') && at + 1 < text.size() && is_digit_of_word(text[at + 1])) {
      at += 2;
    } else {
      break;
    }
  }
  return at;
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const char c = text[at];
    const std::size_t mark = punctuation_at(text, at);
    const bool apostrophe = text.substr(at).starts_with("’") && at + 3 < text.size() && is_letter_of_word(text[at + 3]);
    if (mark > 0 && !apostrophe) break;
    if (!sign_at(text, at).empty()) break;
    if (apostrophe) {
      at += mark;
    } else if (is_letter_of_word(c) || is_digit_of_word(c)) {
      ++at;
    } else if ((c == '-' || c == '\'' || c == '.' || c == '&' || c == '_') && at + 1 < text.size() &&
               (is_letter_of_word(text[at + 1]) || is_digit_of_word(text[at + 1])) && punctuation_at(text, at + 1) == 0 &&
               sign_at(text, at + 1).empty()) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

// "4-5 billion": a hyphen at `at`, a number behind it, and the scale or the share that both have.
bool is_range_of_amounts(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at] != '-' || !is_digit_of_word(text[at + 1])) return false;
  std::size_t end = end_of_number(text, at + 1);
  while (end < text.size() && text[end] == ' ') ++end;
  constexpr std::array<std::string_view, 8> kBehind{"%", "percent", "per cent", "million", "billion", "thousand", "bn", "mn"};
  return std::ranges::any_of(kBehind, [&](std::string_view word) { return text.substr(end).starts_with(word); });
}

// Whether nothing but a dash stands between the word at `at` and the one before.
bool follows_dash(std::string_view text, std::size_t at, const std::vector<Word>& words) {
  if (words.empty() || !is_digit_of_word(text[at])) return false;
  const std::string_view between = text.substr(words.back().end, at - words.back().end);
  return between == "–" || between == "-";
}

}  // namespace

std::string fold(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if ((c & 0x80) == 0) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      ++at;
      continue;
    }
    const auto* found = std::ranges::find_if(
        kFoldedLetters, [&](const FoldedLetter& folded) { return text.substr(at).starts_with(folded.letter); });
    if (found != kFoldedLetters.end()) {
      out += found->plain;
      at += found->letter.size();
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}

std::vector<Word> split_words(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t mark = punctuation_at(text, at); mark > 0) {
      at += mark;
      continue;
    }
    if (text[at] == '-' && !words.empty() && words.back().end == at) ++at;  // of a range that was cut in two
    if (const std::string_view sign = sign_at(text, at); !sign.empty()) {
      words.push_back({std::string(sign), at, at + sign.size()});
      at += sign.size();
      continue;
    }
    std::size_t end = at;
    if (is_digit_of_word(text[at])) end = end_of_number(text, at);
    const bool cut = end > at && is_range_of_amounts(text, end);
    // "155mm" and "2nd" are one word, "2025-06-25" too.
    if (!cut && (end == at || (end < text.size() && (is_letter_of_word(text[end]) || text[end] == '-'))))
      end = std::max(end, end_of_word(text, at));
    if (end == at) {
      ++at;
      continue;
    }
    std::string folded = fold(text.substr(at, end - at));
    if (folded.ends_with("'s")) folded.resize(folded.size() - 2);
    while (!folded.empty() && (folded.back() == '\'' || folded.back() == '-')) folded.pop_back();
    if (!folded.empty()) words.push_back({std::move(folded), at, end, follows_dash(text, at, words)});
    at = end;
  }
  return words;
}

std::vector<std::string> telling_words(std::string_view text) {
  std::vector<std::string> out;
  const std::vector<Word> words = split_words(text);
  for (std::size_t at = 0; at < words.size(); ++at) {
    Word word = words[at];
    if (word.text == "cent" && at > 0 && words[at - 1].text == "per") word.text = "percent";
    if (word.text == "per" || std::ranges::find(kSilentWords, word.text) != kSilentWords.end()) continue;
    if (word.text == "%") word.text = "percent";
    out.push_back(std::move(word.text));
  }
  return out;
}

std::string stem(std::string_view word) {
  constexpr std::size_t kShortest = 3;
  constexpr std::array<std::string_view, 26> kEndings{"ations", "ation", "ities", "ments", "ances", "ment", "ance", "ated", "ates", "ings", "ions", "ate",
                                                      "ing", "ion", "ity", "ers", "ees", "ies", "ied", "ee", "er", "es", "ed", "s", "e", "y"};
  std::string out(word);
  if (std::ranges::any_of(out, is_digit_of_word)) {
    std::erase_if(out, [](char c) { return c == ',' || c == '-'; });
    if (out.size() > 1 && out.back() == 's') out.pop_back();  // "F-16s"
    return out;
  }
  for (const std::string_view ending : kEndings)
    if (out.size() >= ending.size() + kShortest && out.ends_with(ending)) {
      out.resize(out.size() - ending.size());
      break;
    }
  constexpr std::string_view kDoubled = "bdgmnprt";
  if (out.size() > kShortest && out.back() == out[out.size() - 2] && kDoubled.find(out.back()) != std::string_view::npos) out.pop_back();  // "committed"
  const auto* same = std::ranges::find(kSameWords, out, &SameWord::said);
  return same == kSameWords.end() ? out : std::string(same->meant);
}

std::set<std::string> stems_of(std::string_view text) {
  std::set<std::string> out;
  for (const std::string& word : telling_words(text)) {
    out.insert(stem(word));
    if (word.find('-') == std::string::npos || std::ranges::any_of(word, is_digit_of_word)) continue;
    for (std::size_t begin = 0; begin < word.size();) {
      const std::size_t end = std::min(word.find('-', begin), word.size());
      if (end > begin) out.insert(stem(word.substr(begin, end - begin)));
      begin = end + 1;
    }
  }
  return out;
}

bool words_within(std::string_view part, std::string_view whole) {
  const auto parts = telling_words(part);
  const auto wholes = telling_words(whole);
  return !parts.empty() && std::ranges::all_of(parts, [&](const std::string& word) {
    return std::ranges::find(wholes, word) != wholes.end();
  });
}

}  // namespace servanda
