#include "views/figure_reading.h"

#include <algorithm>
#include <array>

#include "base/currency.h"
#include "views/claim_words.h"

namespace servanda {
namespace {

constexpr int kOneWord = 100;  // that no other series has
constexpr std::string_view kCost = "COST-";
constexpr std::array<std::string_view, 4> kSpansOfUnits{"month", "year", "week", "day"};

}  // namespace

// What the sentence says that may name a series: its words, those of its heading and of the sentences before.
SeriesQuery FigureReader::series_query(const SpokenNumber& number) const {
  constexpr int kReceiver = 30;
  constexpr int kHeading = 60;
  constexpr int kSource = 50;
  SeriesQuery out;
  out.said = text_.said();
  out.words = before_.words;
  const auto say = [&](const std::string& stem, int percent) {
    int& count = out.words[stem];
    count = std::max(count, percent);
    if (percent >= kReceiver) out.own_words.insert(stem);
  };
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const bool year = word(at).size() == 4 && word(at).find_first_not_of("0123456789") == std::string_view::npos;
    if (text_.in_period(at) && !year) continue;
    int percent = text_.in_heading(at) ? kHeading : kOneWord;
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != Kind::party || at < thing.first || at >= thing.last) continue;
      if (text_.is_recipient(thing.id)) percent = kReceiver;
      else if (is_source(thing)) percent = kSource;
    }
    for (const std::string& one : stems_of(word(at))) say(one, percent);
  }
  for (const std::string& letters : initials(text_.text())) say(letters, kOneWord);
  for (const SpokenNumber& other : text_.numbers())  // "2 percent or more": of ALLIES-AT-2PCT
    if (other.unit.starts_with("percent") && !(other.reading != nullptr && other.reading->low < 0 && other.reading->high >= 0)) {
      const std::string value = number_text(other.value);
      say(value + "pct", kOneWord);
    }
  const Whose whose = this->whose(number.number_first);
  // "Europe had allocated 138 billion and the United States 115 billion": of the first number, nobody whom the book knows.
  const bool of_next = std::ranges::any_of(mentions(), [&](const Mention& mention) {
    const bool another = std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& other) {
      return other.first >= mention.last && !text_.in_period(other.number_first);
    });
    return mention.first > number.last && another && whose.where.size() == 1 && whose.where.front().value == mention.id;
  });
  for (const FigureCondition& condition : whose.where) {
    if (of_next) continue;
    std::set<std::string>& parties = whose.assumed.empty() ? out.parties : out.parties_before;
    std::string id;
    for (const char c : condition.value + "|") {
      if (c != '|' && c != ';') {
        id += c;
        continue;
      }
      parties.insert(condition.field == FigureField::group ? text_.gazetteer().party(id) : id);
      id.clear();
    }
  }
  out.parties.erase(std::string());
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::party && is_source(thing)) out.parties.erase(thing.id);
  if (const SpokenPeriod* period = text_.nearest_period(number.number_first)) out.period = period->period;
  const auto stage = stage_near(number.number_first, number.unit.empty() ? Counted::goods : Counted::money);
  const bool committed = stage && word(stage->at).starts_with("commit");  // what is committed may be a level
  const bool undertaken = std::ranges::any_of(kUndertakes, [&](std::string_view words) { return text_.has_phrase(std::string(words) + " to"); });
  if (committed) return out;
  if (undertaken || aims(number) || (stage && stage->stage == "pledged" && !stage->noun)) out.told = SeriesQuery::Told::what_is_planned;
  else if (stage && !text_.future() && stage->stage != "pledged" && stage->stage != "committed") out.told = SeriesQuery::Told::what_is;
  return out;
}

// The units of series that a number may count.
std::set<std::string> FigureReader::units_of_series(const SpokenNumber& number, const CountedThing& thing) const {
  std::set<std::string> out;
  const bool rate = is_rate(number);
  std::string_view span;
  for (std::size_t at = number.last; rate && span.empty() && at < std::min(number.last + 6, text_.size()); ++at)
    if (among(kSpansOfUnits, word(at)) || among(kEvery, word(at)))
      span = word(at) == "monthly" ? "month" : word(at) == "weekly" ? "week" : word(at) == "yearly" || word(at) == "annually" ? "year" : word(at);
  const bool elided = word(number.last) == "a" || word(number.last) == "per" || among(kEvery, word(number.last));
  for (const std::string& unit : text_.gazetteer().series().units()) {
    const std::size_t slash = unit.find('/');
    if ((slash != std::string::npos) != rate || (rate && unit.substr(slash + 1) != span)) continue;
    bool counts = rate && elided;
    if (number.unit == "percent") counts = unit == "percent" || unit == "share" || unit.ends_with("_percent");
    else if (!number.unit.empty()) counts = unit == number.unit;
    else if (thing.what == CountedThing::What::people) counts = counts_people(unit);
    else if (thing.what == CountedThing::What::item && !rate) counts = unit == thing.id;
    else
      for (std::size_t at = number.last; at < number.last + 3 && !counts && !text_.breaks_before(at); ++at)
        counts = counts_unit(unit, word(at)) || (rate && unit.starts_with("t/") && word(at).starts_with("ton")) ||
                 (rate && text_.thing_at(at, Kind::items) != nullptr && unit.find("round") != std::string::npos) || (rate && word(at).starts_with("shell") && unit.find("round") != std::string::npos);
    if (counts && unit != "percent_of_gdp") out.insert(unit);
  }
  return out;
}

// "according to the World Bank", "the World Bank's assessment": who says so.
bool FigureReader::is_source(const NamedThing& thing) const {
  constexpr std::array<std::string_view, 9> kSays{"assessment", "estimate", "estimates", "figures", "survey", "study", "register", "count", "says"};
  constexpr std::size_t kReach = 3;
  const std::size_t name = thing.first > 0 && word(thing.first - 1) == "the" ? thing.first - 1 : thing.first;
  if (name > 1 && word(name - 1) == "to" && word(name - 2) == "according") return true;
  for (std::size_t at = thing.last; at < std::min(thing.last + kReach, text_.size()) && !text_.breaks_before(at); ++at)
    if (among(kSays, word(at))) return true;
  return false;
}

// The series that is clearly meant: ahead of the second by a third. What leaves two is said in `missing`.
std::optional<SeriesFit> FigureReader::series_meant(const SeriesQuery& query, int enough, std::string& missing) const {
  constexpr int kAhead = 130;  // percent of the second
  constexpr int kOwn = 50;     // that the sentence itself must say
  constexpr int kOwnOfRate = 30;
  std::vector<SeriesFit> fits = text_.gazetteer().series().find(query);
  const bool rate = query.units.begin()->find('/') != std::string::npos;
  std::erase_if(fits, [&](const SeriesFit& fit) {
    const bool promised = query.told == SeriesQuery::Told::what_is_planned && !text_.future();
    const bool to_come = text_.future() && !fit.planned && !text_.has_word("require") && !text_.has_word("need");
    return fit.own_score < (rate ? kOwnOfRate : kOwn) || (promised && fit.reached && !fit.promises) || to_come || (fit.series.starts_with(kCost) && !(speaks_of_cost() && of_project(fit.series.substr(kCost.size()))));
  });
  if (fits.empty() || fits.front().score < enough) return std::nullopt;
  const bool second = fits.size() > 1 && fits.front().score * 100 < fits[1].score * kAhead;
  if (!second || (fits.front().named && !fits[1].named)) return fits.front();
  missing = "one series: the text may mean " + fits[0].series + " or " + fits[1].series;
  return std::nullopt;
}

void FigureReader::series_claim(const SeriesFit& fit, const SpokenNumber& number, int confidence) {
  Figure figure;
  figure.kind = Figure::Kind::report;
  figure.name = fit.series;
  const SpokenPeriod* period = text_.nearest_period(number.number_first);
  if (period != nullptr && !text_.future() && period->named.first() > text_.said()) period = nullptr;
  // What it cost, how much it is each week and what is planned are told of no day.
  if (period != nullptr && fit.reached && fit.unit.find('/') == std::string::npos && !fit.series.starts_with(kCost)) {
    confidence += 10;
    const auto start = snapshot_.programme().start;
    const bool until_now = period->period.until == PartialDate::of_day(text_.said());
    // How much it was by then is what was last told, not what was told on that day.
    const bool by_then = fit.level && period->period.until.precision() != DatePrecision::year && start && start->first() <= period->period.until.first();
    const bool of_year = !fit.level && fit.until && fit.until->precision() == DatePrecision::year && fit.until->year() == period->period.until.year();
    if (of_year) figure.period = FigurePeriod{*fit.until, *fit.until};
    else if (!by_then || text_.future()) figure.period = period->period;
    else if (!until_now) figure.period = FigurePeriod{*start, period->period.until};
  }
  if (fit.own_score < fit.score * 2 / 3) {
    assume("series " + fit.series + ", of which the sentence before speaks");
    confidence -= 15;
  }
  number_claim(std::move(figure), number, fit.unit, confidence, false);
}

// Of what no figure counts, or a series that the sentence calls by its name.
bool FigureReader::series(const SpokenNumber& number, const CountedThing& thing) {
  const bool money = Currency::parse(number.unit).has_value();
  const bool people = thing.what == CountedThing::What::people;
  if (!money && !people && !is_rate(number) && thing.what != CountedThing::What::nothing) return false;
  constexpr int kDistinct = 60;  // in a unit that few series have
  SeriesQuery query = series_query(number);
  query.units = units_of_series(number, thing);
  if (query.units.empty()) return false;
  std::string missing;
  const auto fit = series_meant(query, money || people ? kOneWord : kDistinct, missing);
  if (!fit && people && !missing.empty() && !query.parties.empty()) {
    unbound(std::move(missing));
    return true;
  }
  if (!fit) return false;
  const bool must_be_named = money || among(kOfMembers, word(number.last));
  if (must_be_named && !fit->named) return false;
  if (money && fit->own && !query.parties.empty() && fit->own_score < 2 * kOneWord) return false;  // a donor's own figure
  if (only_up_to(number) && query.told != SeriesQuery::Told::what_is_planned) return false;
  series_claim(*fit, number, (is_rate(number) ? 70 : 60) + (fit->named ? 5 : 0) + (fit->score > 2 * kOneWord ? 5 : 0));
  return true;
}

// Where no figure is read: the series that the words around the number name.
bool FigureReader::series_left(const SpokenNumber& number) {
  constexpr Wide kMillion = 1'000'000;
  constexpr int kEnough = 90;
  const CountedThing thing = number.unit.empty() ? counted(number) : CountedThing{};
  SeriesQuery query = series_query(number);
  query.units = units_of_series(number, thing);
  const bool of_it = word(number.last) == "of" && among(kThem, word(number.last + 1));
  if (of_some(number.first) && !speaks_of_cost()) return false;
  const bool bare = number.unit.empty() && (ends_noun(number.last) || of_it) && thing.what == CountedThing::What::nothing;
  if (bare && query.units.empty())
    for (const std::string& unit : text_.gazetteer().series().units())
      if (!snapshot_.find<Table::items>(unit) && Currency::parse(unit).has_value() == (number.value >= kMillion * kNumberUnit) && unit.find('/') == std::string::npos) query.units.insert(unit);
  if (query.units.empty()) return false;
  std::string missing;
  const auto fit = series_meant(query, kEnough, missing);
  if (!fit) return false;
  if (snapshot_.find<Table::items>(fit->unit)) return false;  // the donor's own figure
  const bool money = Currency::parse(fit->unit).has_value();
  const bool of_before = fit->own_score < fit->score * 2 / 3 && !tied();
  if (money && !fit->named && (of_before || fit->lacks || (query.told == SeriesQuery::Told::what_is_planned && fit->reached))) return false;
  if (!fit->named && (among(kOfMembers, word(number.last)) || (bare && fit->own_score < kOneWord && fit->series != before_.series))) return false;
  if (only_up_to(number) && query.told != SeriesQuery::Told::what_is_planned) return false;
  series_claim(*fit, number, 50 + (fit->named ? 15 : 0) + (fit->score > 2 * kOneWord ? 5 : 0) - (bare ? 10 : 0));
  return true;
}

// Whether no other project is named.
bool FigureReader::of_project(std::string_view id) const {
  const auto project = snapshot_.find<Table::projects>(id);
  return project && std::ranges::none_of(text_.things(), [&](const NamedThing& thing) {
    return thing.kind == Kind::project && thing.id != project->text<"name">();
  });
}

bool FigureReader::speaks_of_cost() const {
  static constexpr std::array<std::string_view, 5> kCosts{"cost", "costs", "costing", "bill", "price"};
  const bool comes_to = text_.has_phrase("came to") || text_.has_phrase("comes to");
  return comes_to || std::ranges::any_of(text_.words(), [](const Word& w) { return among(kCosts, w.text); });
}

bool FigureReader::cost_of_before(const SpokenNumber& number) {
  constexpr std::array<std::string_view, 8> kIt{"it", "project", "repair", "work", "works", "building", "which", "construction"};
  const auto [first, last] = text_.clause_of(number.number_first);
  bool costs = false;
  bool it = false;
  for (std::size_t at = first; at < number.first; ++at) {
    costs = costs || word(at) == "cost" || word(at) == "costs";
    it = it || among(kIt, word(at));
  }
  const std::string series = std::string(kCost) + before_.project;
  bool told = false;
  for (const auto row : snapshot_.rows<Table::reports>()) told = told || row.text<"series">() == series;
  const bool another = std::ranges::any_of(text_.things(), [](const NamedThing& thing) { return thing.kind == Kind::project || thing.kind == Kind::item; });
  if (!costs || !it || before_.project.empty() || !told || another) return false;
  Figure figure;
  figure.kind = Figure::Kind::report;
  figure.name = series;
  assume("project " + before_.project + ", of the sentence before");
  number_claim(std::move(figure), number, number.unit, 70, false);
  return true;
}

bool FigureReader::only_up_to(const SpokenNumber& number) const {
  return number.reading != nullptr && number.reading->low < 0 && number.reading->high >= 0;
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

}  // namespace servanda
