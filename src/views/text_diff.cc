#include "views/text_diff.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "views/words.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 8> kOfEveryDeclaration{"we", "will", "our", "shall", "us", "also", "all", "which"};

std::string stem(std::string word) {
  if (word.empty() || (word.front() >= '0' && word.front() <= '9')) return word;
  constexpr std::size_t kLeast = 4;
  for (const std::string_view ending : {"ing", "ed", "s"})
    if (word.size() >= kLeast + ending.size() && word.ends_with(ending)) return word.substr(0, word.size() - ending.size());
  return word;
}

std::set<std::string> stems(std::string_view text) {
  std::set<std::string> out;
  for (std::string& word : telling_words(text))
    if (std::ranges::find(kOfEveryDeclaration, word) == kOfEveryDeclaration.end()) out.insert(stem(std::move(word)));
  return out;
}

int dice(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t both = 0;
  for (const std::string& word : a) both += b.contains(word) ? 1U : 0U;
  const std::size_t sum = a.size() + b.size();
  return sum == 0 ? 0 : static_cast<int>(both * 200 / sum);
}

// length[i][j]: the longest common subsequence of the words from i and from j on.
std::vector<std::vector<std::size_t>> common_lengths(const std::vector<Word>& a, const std::vector<Word>& b) {
  std::vector<std::vector<std::size_t>> length(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      length[i][j] = a[i].text == b[j].text ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
  return length;
}

struct Run {
  WordChange change;
  std::size_t first, last;  // words
};

std::vector<Run> runs_of(const std::vector<Word>& a, const std::vector<Word>& b) {
  const auto length = common_lengths(a, b);
  std::vector<Run> out;
  const auto add = [&](WordChange change, std::size_t at) {
    if (!out.empty() && out.back().change == change)
      out.back().last = at + 1;
    else
      out.push_back({change, at, at + 1});
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i].text == b[j].text) {
      add(WordChange::same, i);
      ++i;
      ++j;
    } else if (i < a.size() && (j == b.size() || length[i + 1][j] >= length[i][j + 1])) {
      add(WordChange::removed, i++);
    } else {
      add(WordChange::added, j++);
    }
  }
  return out;
}

std::vector<std::string> numbers_in(const std::vector<Word>& words, const Run& run) {
  std::vector<std::string> out;
  for (std::size_t at = run.first; at < run.last; ++at)
    if (const char c = words[at].text.front(); c >= '0' && c <= '9') out.push_back(words[at].text);
  return out;
}

// What went and what came between two runs that stay.
void pair_numbers(std::vector<std::string>& went, std::vector<std::string>& came, TextDiff& out) {
  for (std::size_t i = 0; i < std::max(went.size(), came.size()); ++i)
    out.numbers.emplace_back(i < went.size() ? went[i] : "", i < came.size() ? came[i] : "");
  went.clear();
  came.clear();
}

}  // namespace

TextDiff diff_words(std::string_view first, std::string_view second) {
  const std::vector<Word> a = split_words(first);
  const std::vector<Word> b = split_words(second);
  TextDiff out;
  std::vector<std::string> went;
  std::vector<std::string> came;
  for (const Run& run : runs_of(a, b)) {
    const bool of_second = run.change == WordChange::added;
    const auto& words = of_second ? b : a;
    const std::size_t begin = words[run.first].begin;
    out.runs.push_back({run.change, std::string((of_second ? second : first).substr(begin, words[run.last - 1].end - begin))});
    if (run.change == WordChange::same)
      pair_numbers(went, came, out);
    else
      (of_second ? came : went) = numbers_in(words, run);
  }
  pair_numbers(went, came, out);
  return out;
}

int likeness_of(std::string_view first, std::string_view second) { return dice(stems(first), stems(second)); }

std::vector<std::optional<std::size_t>> align_paragraphs(std::span<const std::string> first, std::span<const std::string> second) {
  std::vector<std::set<std::string>> a;
  std::vector<std::set<std::string>> b;
  for (const std::string& text : first) a.push_back(stems(text));
  for (const std::string& text : second) b.push_back(stems(text));
  std::vector<std::tuple<int, std::size_t, std::size_t>> pairs;  // the most alike first, then in their order
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j)
      if (const int alike = dice(a[i], b[j]); alike >= kSomewhatAlike) pairs.emplace_back(-alike, i, j);
  std::ranges::sort(pairs);
  std::vector<std::optional<std::size_t>> out(a.size());
  std::vector<bool> taken(b.size(), false);
  for (const auto& [alike, i, j] : pairs) {
    if (out[i] || taken[j]) continue;
    out[i] = j;
    taken[j] = true;
  }
  return out;
}

Json to_json(const TextDiff& diff) {
  Json words = Json::array();
  for (const WordRun& run : diff.runs) words.push_back({{"change", kWordChangeNames[static_cast<std::size_t>(run.change)]}, {"text", run.text}});
  Json numbers = Json::array();
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  for (const auto& [went, came] : diff.numbers) numbers.push_back({{"first", or_null(went)}, {"second", or_null(came)}});
  return {{"words", std::move(words)}, {"numbers", std::move(numbers)}};
}

std::string marked(const TextDiff& diff) {
  std::string out;
  for (const WordRun& run : diff.runs) {
    if (!out.empty()) out += " ";
    out += run.change == WordChange::same ? run.text : run.change == WordChange::removed ? "[-" + run.text + "-]" : "{+" + run.text + "+}";
  }
  return out;
}

}  // namespace servanda
