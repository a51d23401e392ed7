#include "views/figure_reading.h"

#include <algorithm>
#include <array>
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
  if (found.size() != 1) return false;
  Figure figure;
  figure.kind = Figure::Kind::report;
  figure.name = *found.begin();
  int confidence = 60;
  if (const SpokenPeriod* period = text_.nearest_period(number.number_first)) {
    figure.period = period->period;
    confidence += 15;
  }
  number_claim(std::move(figure), number, std::move(unit), confidence, false);
  return true;
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
