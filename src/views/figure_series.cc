#include "views/figure_reading.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "views/claim_words.h"

namespace servanda {

bool FigureReader::series(const SpokenNumber& number, const CountedThing& thing) {
  const std::string course = course_of(thing, number);
  std::set<std::string> found;
  bool own = false;  // of the course that is named
  std::string unit;
  for (const auto row : snapshot_.rows<Table::reports>()) {
    const std::string name(row.text<"series">());
    if (own || found.contains(name) || !row.text<"figure">().empty()) continue;
    const bool of_people = thing.what == CountedThing::What::people && counts_people(row.text<"unit">());
    const bool of_course = of_people && !course.empty() && name == course;
    if (!number.unit.empty() && (number.unit != row.text<"unit">() || !(is_code_said(name) || of_project(name)))) continue;
    const bool said = !number.unit.empty() || ((of_people || counts_unit(row.text<"unit">(), word(number.last))) && names_series(name));
    if (!of_course && !said) continue;
    if (of_course) found.clear();
    own = of_course;
    found.insert(name);
    unit = std::string(row.text<"unit">());
  }
  if (found.empty() && number.unit.empty() && !among(kOfMembers, word(number.last)) && thing.what == CountedThing::What::nothing) {  // "the grid had regained 548 megawatts": the one series in megawatts
    for (const auto row : snapshot_.rows<Table::reports>())
      if (row.text<"figure">().empty() && row.text<"unit">().find('/') == std::string_view::npos && counts_unit(row.text<"unit">(), word(number.last))) {
        found.emplace(row.text<"series">());
        unit = std::string(row.text<"unit">());
      }
    if (found.size() == 1 && !says_word_of(*found.begin())) found.clear();
  }
  if (found.size() != 1) return false;
  Figure figure;
  figure.kind = Figure::Kind::report;
  figure.name = *found.begin();
  int confidence = 60;
  if (const SpokenPeriod* period = text_.nearest_period(number.number_first); period != nullptr && (text_.future() || period->named.first() <= text_.said())) {
    figure.period = period->period;
    confidence += 15;
  }
  number_claim(std::move(figure), number, std::move(unit), confidence, false);
  return true;
}

// "carried an average of 163.2 tonnes a week", "American plants made 14,000 a month": a rate that a source states of a series whose
// unit is the same thing in the same time, and whose maker, place or name the sentence has.
bool FigureReader::rate_series(const SpokenNumber& number) {
  constexpr std::array<std::string_view, 4> kSpansOfUnits{"month", "year", "week", "day"};
  std::string_view span;
  for (std::size_t at = number.last; at < std::min(number.last + 6, text_.size()); ++at)
    if (among(kSpansOfUnits, word(at)) || among(kEvery, word(at))) {
      span = word(at) == "monthly" ? "month" : word(at) == "weekly" ? "week" : word(at) == "yearly" || word(at) == "annually" ? "year" : word(at);
      break;
    }
  const bool elided = word(number.last) == "a" || word(number.last) == "per" || among(kEvery, word(number.last));
  std::map<std::string, std::pair<std::size_t, std::string>> found;  // how much of it is named, and its unit
  for (const auto row : snapshot_.rows<Table::reports>()) {
    const std::string name(row.text<"series">());
    const std::string_view unit = row.text<"unit">();
    const std::size_t slash = unit.find('/');
    if (found.contains(name) || !row.text<"figure">().empty() || slash == std::string_view::npos || unit.substr(slash + 1) != span) continue;
    bool counts = elided || (unit.starts_with("t/") && word(number.last).starts_with("ton"));
    for (std::size_t at = number.last; at < number.last + 3 && !counts && !text_.breaks_before(at); ++at)
      counts = counts_unit(unit, word(at)) || (text_.thing_at(at, Kind::items) != nullptr && unit.find("round") != std::string_view::npos);
    const std::size_t named = counts ? names_maker(name) + (says_word_of(name) ? 1 : 0) : 0;
    if (named > 0) found.emplace(name, std::pair(named, std::string(unit)));
  }
  const auto best = std::ranges::max_element(found, {}, [](const auto& one) { return one.second.first; });
  if (best == found.end() || std::ranges::count_if(found, [&](const auto& one) { return one.second.first == best->second.first; }) > 1) return false;
  Figure figure;
  figure.kind = Figure::Kind::report;
  figure.name = best->first;
  number_claim(std::move(figure), number, best->second.second, 70, false);
  return true;
}

bool FigureReader::series_of_before(const SpokenNumber& number) {
  constexpr std::array<std::string_view, 12> kShows{"showed", "shows", "counted", "counts", "claimed", "claims", "reported", "reports", "recorded", "measured", "gave", "had"};
  constexpr std::array<std::string_view, 4> kAbout{"only", "about", "just", "already"};
  std::size_t verb = number.first;
  while (verb > 0 && among(kAbout, word(verb - 1))) --verb;
  if (before_.series.empty() || !number.unit.empty() || !ends_noun(number.last) || verb == 0 || !among(kShows, word(verb - 1)) || names_item()) return false;
  Figure figure;
  figure.kind = Figure::Kind::report;
  figure.name = before_.series;
  assume("series " + before_.series + ", of the sentence before");
  if (const SpokenPeriod* period = text_.nearest_period(number.number_first); period != nullptr && period->named.first() <= text_.said()) figure.period = period->period;
  std::string unit;
  for (const auto row : snapshot_.rows<Table::reports>())
    if (row.text<"series">() == before_.series) unit = std::string(row.text<"unit">());
  number_claim(std::move(figure), number, std::move(unit), 55, false);
  return true;
}

// 2 where a series is of a project whose name or place the sentence has, or of a country that makes things in it; else 0.
std::size_t FigureReader::names_maker(std::string_view series) const {
  constexpr std::array<std::string_view, 14> kMakes{"made", "make", "makes", "produce", "produces", "produced", "turn", "turns", "turned", "output",
                                                    "production", "capacity", "plants", "factories"};
  if (const auto project = snapshot_.find<Table::projects>(series))
    for (const NamedThing& thing : text_.things())
      if ((thing.kind == Kind::project && thing.id == project->text<"name">()) || (thing.kind == Kind::place && thing.id == project->text<"place">())) return 2;
  const std::string party = text_.gazetteer().party(series.substr(0, series.find('-')));
  const bool makes = std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kMakes, w.text); });
  const auto named = mentions();
  return makes && !party.empty() && std::ranges::find(named, party, &Mention::id) != named.end() ? 2 : 0;
}

bool FigureReader::says_word_of(std::string_view series) const {
  constexpr std::size_t kShortest = 4;
  std::string spaced(series.substr(0, series.find(':')));
  std::ranges::replace(spaced, '-', ' ');
  return std::ranges::any_of(split_words(spaced), [&](const Word& w) { return w.text.size() >= kShortest && text_.has_word(w.text); });
}

bool FigureReader::is_code_said(std::string_view name) const {
  const std::string folded = fold(name);
  return folded.size() > 3 && folded.find_first_of("0123456789") != std::string::npos && text_.has_word(folded);
}

bool FigureReader::of_project(std::string_view name) const {
  if (!name.starts_with("COST-") || !(text_.has_word("cost") || text_.has_word("costs"))) return false;
  if (text_.has_word("budgeted") || text_.has_word("budget")) return false;  // which of its numbers is what it cost?
  const auto project = snapshot_.find<Table::projects>(name.substr(5));
  return project && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
    return thing.kind == Kind::project && thing.id == project->text<"name">();
  });
}

std::vector<Word> FigureReader::words_of_unit(std::string_view unit) {
  std::string folded = fold(unit.substr(0, unit.find('/')));
  std::ranges::replace(folded, '_', ' ');
  return split_words(folded);
}

std::string FigureReader::unit_word(std::string_view said) {
  const std::string one = singular(said);
  const auto* written = std::ranges::find(kUnitWords, one, &UnitWord::word);
  return written == kUnitWords.end() ? one : std::string(written->unit);
}

bool FigureReader::counts_unit(std::string_view unit, std::string_view said) {
  if (said.empty()) return false;
  return std::ranges::any_of(words_of_unit(unit),
                             [&](const Word& w) { return w.text.size() > 1 && unit_word(w.text) == unit_word(said); });
}

bool FigureReader::counts_people(std::string_view unit) {
  const auto words = words_of_unit(unit);
  return !words.empty() && (words.back().text == "people" || among(kPeople, words.back().text + "s"));
}

bool FigureReader::names_series(const std::string& name) const {
  constexpr std::size_t kShortest = 3;
  constexpr std::array<std::string_view, 5> kSilent{"at", "of", "in", "to", "by"};
  std::string spaced = name.substr(0, name.find(':'));
  std::ranges::replace(spaced, '-', ' ');
  bool any = false;
  for (const Word& w : split_words(spaced)) {
    if (among(kSilent, w.text) || text_.gazetteer().names_group(w.text)) continue;
    const bool plain =
        w.text.size() > kShortest && std::ranges::all_of(w.text, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!(plain ? text_.has_word(w.text) : says_percent(w.text))) return false;
    any = true;
  }
  return any;
}

bool FigureReader::says_percent(std::string_view text) const {
  if (!text.ends_with("pct")) return false;
  const auto value = Decimal::parse(text.substr(0, text.size() - 3));
  return value && std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) {
    const bool bounded = number.reading != nullptr && number.reading->low < 0 && number.reading->high >= 0;  // "less than 2 %"
    return number.unit.starts_with("percent") && !bounded && number.value == number_of_units(value->units());
  });
}

}  // namespace servanda
