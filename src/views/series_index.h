#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "book/snapshot.h"
#include "views/figure.h"

namespace servanda {

class Gazetteer;

// What a text says around a number, as far as it may name a series of reports.
struct SeriesQuery {
  enum class Told : std::uint8_t { anything, what_is, what_is_planned };
  std::map<std::string, int> words = {};     // stems, and how much each counts, in percent: what stands further off counts less
  std::set<std::string> own_words = {};      // those of the sentence itself, of a donor's name too: "the Danish model"
  std::set<std::string> parties = {};        // that the sentence names; empty: none
  std::set<std::string> parties_before = {}; // that the one before names
  std::set<std::string> units = {};          // of the book, that the number may count
  Told told = Told::anything;
  Day said{};
  std::optional<FigurePeriod> period = {};
};

// A series as it is found, best first.
struct SeriesFit {
  std::string series;
  std::string unit;
  int score = 0;       // 100: one word that no other series has
  int own_score = 0;   // of it by words of the sentence itself
  bool named = false;  // the sentence has all words of its name
  bool lacks = false;  // a plain word of its name is not said
  bool level = false;  // how much it was on a day, and no flow
  bool reached = false;  // it tells what is, and not only what was planned
  bool planned = false;  // it tells what was planned
  bool promises = false; // its words are of promises
  std::optional<PartialDate> until = {};  // of what it tells
  bool own = false;      // of a party that the text speaks of, or of none
};

// The series of `reports`, found by the words that are said of them.
//   1. A series' words are those of its id, its unit, its item, its project or course, their places, and its notes, which count
//      less. A word counts the more, the fewer series have it. A word of the id that is not said takes something away.
//   2. A party of the text must be one of the series' own, if it has any.
//   3. Initials stand for words: IFU is the International Fund for Ukraine.
//   4. Editions (RDNA3, RDNA4; :NATO-2023-07, :NATO-2024-06) are one series: the newest one of the day, or of the period named.
//   5. A series that a figure of the book tells of (`figure`) is read as that figure, and is none here.
class SeriesIndex {
 public:
  SeriesIndex(const Snapshot& snapshot, const Gazetteer& gazetteer);

  std::vector<SeriesFit> find(const SeriesQuery& query) const;
  // The units of all series.
  const std::set<std::string>& units() const { return units_; }

 private:
  struct Told {
    std::string unit;
    std::optional<PartialDate> date;
    std::optional<PartialDate> until;
    bool planned;
    bool level;
  };
  struct Entry {
    std::string series;
    std::string edition;  // of which: "RDNA"
    std::set<std::string> parties;
    std::set<std::string> of_id;
    std::vector<Told> told;
    bool promises = false;  // its words are of promises: STOCK-JP-CUMULATIVE-PROMISED
  };
  struct Use {
    std::size_t entry;
    int percent;
  };
  void add(std::size_t entry, std::string_view text, int percent);
  void add_id(std::size_t entry, const Gazetteer& gazetteer);
  void weigh();
  int weight(const std::string& word) const;
  const Told* fitting(const Entry& entry, const SeriesQuery& query) const;

  const Snapshot& snapshot_;
  std::vector<Entry> entries_;
  std::map<std::string, std::vector<Use>> uses_;  // by word
  std::map<std::string, int> weights_;            // percent of that of a word which one series has
  std::set<std::string> units_;
};

// The initials of runs of words of a text: "ifu" of the International Fund for Ukraine, "mfa" of macro-financial assistance.
std::set<std::string> initials(std::string_view text);

}  // namespace servanda
