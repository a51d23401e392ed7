#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "views/json.h"

namespace servanda {

// What changed between two wordings of one thing, and which paragraphs of two texts are the same thing in other words.
//
// Rules
//   1. Words are compared folded (views/words.h): case, accents and punctuation change nothing. The words that stay are a
//      longest common subsequence; of several the one whose words stand earliest in the first text.
//   2. Numbers that went and numbers that came are paired in their order within one place of change.
//   3. Likeness is twice the telling words that both have, by the words of both, in percent (Dice); endings -s, -ed, -ing are
//      cut off, and so are words that stand in every declaration (we, will, our, shall).
//   4. Paragraphs are paired from the most alike down, each once, while they are at least kSomewhatAlike alike.
enum class WordChange : std::uint8_t { same, removed, added };
inline constexpr std::array<std::string_view, 3> kWordChangeNames{"same", "removed", "added"};
inline constexpr int kSomewhatAlike = 40;

struct WordRun {
  WordChange change;
  std::string text;  // as it is written, from the first word of the run to its last
};

struct TextDiff {
  std::vector<WordRun> runs;
  std::vector<std::pair<std::string, std::string>> numbers;  // went, came; blank where only one of them
  bool same() const { return runs.empty() || (runs.size() == 1 && runs.front().change == WordChange::same); }
};

TextDiff diff_words(std::string_view first, std::string_view second);
int likeness_of(std::string_view first, std::string_view second);
// For each paragraph of the first, its place in the second.
std::vector<std::optional<std::size_t>> align_paragraphs(std::span<const std::string> first, std::span<const std::string> second);

Json to_json(const TextDiff& diff);
// "restore [-600-] {+650+} MW", as wdiff marks it.
std::string marked(const TextDiff& diff);

}  // namespace servanda
