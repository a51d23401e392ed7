#include "views/series_index.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/currency.h"
#include "views/claim_words.h"
#include "views/gazetteer.h"
#include "views/words.h"

namespace servanda {
namespace {

constexpr int kOfId = 100;
constexpr int kOfThing = 80;   // the unit, the item, the project, the course
constexpr int kOfScope = 60;   // what a note says first
constexpr int kOfNote = 35;
constexpr int kParty = 50;
constexpr int kPartyBefore = 25;
// Percent of a word of the id that is not said: without MOBILISED it is something else, without RDNA4 it may be meant all the same.
constexpr int kUnsaid = 40;
constexpr int kUnsaidCode = 10;

// "RDNA" of RDNA4; "DEFENCE-SHARE-EE" of DEFENCE-SHARE-EE:NATO-2024-06.
std::string edition_of(std::string_view series) {
  constexpr std::size_t kShortest = 3;
  std::string_view name = series.substr(0, series.find(':'));
  const std::size_t letters = name.find_last_not_of("0123456789");
  const bool numbered = letters != std::string_view::npos && letters + 1 < name.size() && letters + 1 > kShortest && name.find('-') == std::string_view::npos;
  return std::string(numbered ? name.substr(0, letters + 1) : name);
}

// What sort of series it is, and no part of its name.
constexpr std::array<std::string_view, 7> kSorts{"stock", "aggregate", "cumulative", "proposal", "outcome", "total", "all"};

bool is_letters_code(std::string_view word) {
  constexpr std::size_t kLongest = 5;
  return word.size() <= kLongest;
}

bool is_year(std::string_view part) { return part.size() == 4 && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; }); }

}  // namespace

SeriesIndex::SeriesIndex(const Snapshot& snapshot, const Gazetteer& gazetteer) : snapshot_(snapshot) {
  std::map<std::string, std::size_t> entry_of;
  for (const auto row : snapshot.rows<Table::reports>()) {
    if (!row.text<"figure">().empty()) continue;
    const std::string series(row.text<"series">());
    const auto [found, added] = entry_of.try_emplace(series, entries_.size());
    const std::size_t at = found->second;
    if (added) {
      entries_.push_back({series, edition_of(series), {}, {}, {}});
      add_id(at, gazetteer);
    }
    Entry& entry = entries_[at];
    const std::string_view donors = row.text<"donors">();
    for (std::size_t begin = 0; begin < donors.size();) {
      const std::size_t end = std::min(donors.find(';', begin), donors.size());
      entry.parties.emplace(donors.substr(begin, end - begin));
      begin = end + 1;
    }
    const std::string unit(row.text<"unit">());
    units_.insert(unit);
    entry.told.push_back({unit, row.date<"date">(), row.date<"until">(), row.code<"classifier", ReportClassifier>() == ReportClassifier::planned,
                          row.code<"measure", Measure>() == Measure::level});
    if (unit.find('/') != std::string::npos) add(at, "production", kOfThing);
    if (!Currency::parse(unit)) {
      std::string spoken = unit.substr(0, unit.find('/'));
      std::ranges::replace(spoken, '_', ' ');
      add(at, spoken, kOfThing);
      if (const auto item = snapshot.find<Table::items>(unit.substr(0, unit.find('/')))) add(at, item->text<"name">(), kOfThing);
    }
    const std::string_view note = row.text<"note">();
    const std::size_t scope = std::min(note.find(';'), note.size());
    add(at, note.substr(0, scope), kOfScope);
    add(at, note.substr(scope), kOfNote);
  }
  weigh();
}

void SeriesIndex::add_id(std::size_t entry, const Gazetteer& gazetteer) {
  constexpr std::string_view kCost = "COST-";
  Entry& own = entries_[entry];
  const std::string& series = own.series;
  const std::string name = series.substr(0, series.find(':'));
  const bool cost = name.starts_with(kCost);
  const std::string of = cost ? name.substr(kCost.size()) : name;
  const auto add_place = [&](std::string_view place) {
    if (const auto node = snapshot_.find<Table::nodes>(place)) add(entry, node->text<"name">(), kOfThing);
    else add(entry, place, kOfThing);
  };
  if (const auto project = snapshot_.find<Table::projects>(of)) {
    add(entry, project->text<"name">(), kOfId);
    add_place(project->text<"place">());
  }
  if (const auto course = snapshot_.find<Table::courses>(of)) {
    add(entry, course->text<"name">(), kOfThing);
    add_place(course->text<"place">());
  }
  if (cost) return;
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find('-', begin), name.size());
    const std::string part = name.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty()) continue;
    if (snapshot_.find<Table::parties>(part) || (part.size() == 2 && !gazetteer.party(part).empty())) {
      own.parties.insert(snapshot_.find<Table::parties>(part) ? part : gazetteer.party(part));
      continue;
    }
    add(entry, part, kOfId);
    if (!among(kSorts, fold(part)) && !is_year(part))
      for (const std::string& word : stems_of(part)) own.of_id.insert(word);
  }
}

void SeriesIndex::add(std::size_t entry, std::string_view text, int percent) {
  for (const std::string& word : stems_of(text)) {
    auto& uses = uses_[word];
    if (!uses.empty() && uses.back().entry == entry) uses.back().percent = std::max(uses.back().percent, percent);
    else uses.push_back({entry, percent});
  }
}

// By how rare a word is among the series, their editions told once.
void SeriesIndex::weigh() {
  std::set<std::string> editions;
  for (const Entry& entry : entries_) editions.insert(entry.edition);
  // Logarithms in sixteenths of a doubling; a word of one series counts 100.
  const auto sixteenths = [](std::size_t n) {
    int out = 0;
    while (n >= 32) n = (n + 1) / 2, out += 16;
    constexpr std::array<int, 32> kLog{0, 0, 16, 25, 32, 37, 41, 45, 48, 51, 53, 55, 57, 59, 61, 63, 64, 65, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 79};
    return out + kLog[n];
  };
  const int all = std::max(sixteenths(editions.size()), 1);
  for (auto& [word, uses] : uses_) {
    std::set<std::string_view> of;
    for (const Use& use : uses) of.insert(entries_[use.entry].edition);
    weights_[word] = std::max(0, (all - sixteenths(of.size())) * 100 / all);
  }
  for (const std::string_view promise : {"promise", "pledge", "commitment"})
    if (const auto found = uses_.find(stem(promise)); found != uses_.end())
      for (const Use& use : found->second)
        if (use.percent == kOfId) entries_[use.entry].promises = true;
}

int SeriesIndex::weight(const std::string& word) const {
  const auto found = weights_.find(word);
  return found == weights_.end() ? 0 : found->second;
}

// What the series tells in one of these units of what is asked for: the newest known on the day; empty: nothing.
const SeriesIndex::Told* SeriesIndex::fitting(const Entry& entry, const SeriesQuery& query) const {
  const Told* best = nullptr;
  for (const Told& told : entry.told) {
    if (!query.units.contains(told.unit) || (told.date && told.date->first() > query.said)) continue;
    if (query.told == SeriesQuery::Told::what_is && told.planned && !entry.promises) continue;
    if (query.told == SeriesQuery::Told::what_is_planned && !told.planned && !entry.promises) continue;
    if (query.period && told.date && told.date->first() > query.period->until.last() && best != nullptr) continue;
    if (best == nullptr || !best->date || (told.date && told.date->first() >= best->date->first())) best = &told;
  }
  return best;
}

std::vector<SeriesFit> SeriesIndex::find(const SeriesQuery& query) const {
  struct Sum {
    int score = 0;
    int own = 0;
    std::set<std::string_view> said;
  };
  std::map<std::size_t, Sum> sums;
  for (const auto& [word, percent] : query.words) {
    const auto uses = uses_.find(word);
    if (uses == uses_.end()) continue;
    for (const Use& use : uses->second) {
      Sum& sum = sums[use.entry];
      const int score = weight(word) * use.percent * percent / 10'000;
      sum.score += score;
      if (query.own_words.contains(word)) sum.own += score;
      if (use.percent == kOfId && query.own_words.contains(word)) sum.said.insert(word);
    }
  }
  struct Candidate {
    SeriesFit fit;
    std::optional<PartialDate> date;
  };
  std::map<std::string, Candidate> of_edition;
  for (auto& [at, sum] : sums) {
    const Entry& entry = entries_[at];
    const Told* told = fitting(entry, query);
    if (told == nullptr) continue;
    const auto has = [&](const std::set<std::string>& parties) {
      return std::ranges::any_of(parties, [&](const std::string& party) { return entry.parties.contains(party); });
    };
    bool named = !entry.of_id.empty();
    bool telling = false;
    bool lacks = false;
    for (const std::string& word : entry.of_id) {
      const bool said = sum.said.contains(word);
      named = named && said;
      telling = telling || (said && weight(word) >= kOfScope);
      const bool nowhere = !said && !query.words.contains(word);
      lacks = lacks || (nowhere && !is_letters_code(word));
      if (nowhere) sum.score -= weight(word) * (is_letters_code(word) ? kUnsaidCode : kUnsaid) / 100;
    }
    named = named && telling;
    if (!entry.parties.empty()) {
      if (has(query.parties)) sum.score += kParty;
      else if (!query.parties.empty()) continue;
      else if (has(query.parties_before)) sum.score += kPartyBefore;
    }
    const bool reached = std::ranges::any_of(entry.told, [&](const Told& other) { return other.unit == told->unit && !other.planned; });
    const bool planned = std::ranges::any_of(entry.told, [&](const Told& other) { return other.unit == told->unit && other.planned; });
    const bool own = has(query.parties) || has(query.parties_before) || entry.parties.empty();
    Candidate candidate{{entry.series, told->unit, sum.score, sum.own, named, lacks, told->level, reached, planned, entry.promises, told->until, own}, told->date};
    const auto [found, added] = of_edition.try_emplace(entry.edition, candidate);
    if (added) continue;
    constexpr int kClear = 40;  // "the third assessment"
    const int ahead = candidate.fit.score - found->second.fit.score;
    const bool newer = candidate.date && (!found->second.date || candidate.date->first() > found->second.date->first());
    if (ahead > kClear || (ahead >= -kClear && newer)) found->second = candidate;
  }
  std::vector<SeriesFit> out;
  for (auto& [edition, candidate] : of_edition) out.push_back(std::move(candidate.fit));
  std::ranges::stable_sort(out, [](const SeriesFit& a, const SeriesFit& b) { return a.score > b.score; });
  return out;
}

std::set<std::string> initials(std::string_view text) {
  constexpr std::size_t kLongest = 6;
  struct Part {
    char letter;
    bool capital;
    bool joined;  // by a hyphen to the part before
    bool silent;  // "for", "of", "and", "the"
  };
  constexpr std::array<std::string_view, 6> kSilent{"for", "of", "and", "the", "to", "in"};
  std::vector<Part> parts;
  for (const Word& word : split_words(text)) {
    const bool capital = text[word.begin] >= 'A' && text[word.begin] <= 'Z';
    for (std::size_t begin = 0; begin < word.text.size();) {
      const std::size_t end = std::min(word.text.find('-', begin), word.text.size());
      if (end > begin) parts.push_back({word.text[begin], capital, begin > 0, among(kSilent, word.text)});
      begin = end + 1;
    }
  }
  std::set<std::string> out;
  for (std::size_t first = 0; first < parts.size(); ++first) {
    std::string letters;
    bool capitals = true;
    bool joined = false;
    for (std::size_t at = first; at < parts.size() && letters.size() < kLongest; ++at) {
      if (parts[at].silent && (at == first || !parts[at].capital)) {
        if (at == first) break;
        continue;
      }
      letters += parts[at].letter;
      capitals = capitals && parts[at].capital;
      joined = joined || parts[at].joined;
      if (!capitals && !joined && letters.size() > 1) break;
      if (letters.size() > 2 ? capitals || joined : letters.size() == 2 && capitals) out.insert(letters);
    }
  }
  return out;
}

}  // namespace servanda
