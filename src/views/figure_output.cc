#include <algorithm>
#include <array>

#include "views/claim_words.h"
#include "views/figure_reading.h"

namespace servanda {
namespace {

// In front of a share that a country has, wants or spends: "managed 1.3 percent", "its goal is 2.2".
constexpr std::array<std::string_view, 22> kReachesShare{"at", "with", "is", "was", "be", "managed", "manages", "spent", "spends", "spend", "reached",
                                                         "reaches", "reach", "to", "has", "had", "hit", "achieved", "recorded", "promised", "pledged", "on"};

}  // namespace

void FigureReader::share_of_output(const SpokenNumber& number) {
  const auto stage = stage_near(number.number_first, Counted::money);
  if (on_defence(number)) return defence_share(number);
  Figure inner;
  const auto more = conditions(inner, number.number_first, true);
  if (!more) return;
  const bool donor = std::ranges::any_of(inner.where, [](const FigureCondition& c) {
    return c.field == FigureField::donor || c.field == FigureField::group;
  });
  if (!donor) return unbound("whose output");
  if (!stage) return unbound("a stage: whether it was pledged, allocated, delivered or paid");
  int confidence = 35 + *more + (stage->noun ? 5 : 15);
  // Aid as a whole runs over ladders that only `pledged` is common to.
  const bool as_a_whole = stage->stage == "delivered" || (stage->stage == "spent" && !text_.has_word("spent"));
  set_stage(inner, as_a_whole ? "pledged" : stage->stage);
  if (as_a_whole || stage->noun) assume("aid as a whole is read as what was pledged");
  if (!set_period(inner, number.number_first, confidence)) return;
  if (!inner.period && inner.stage == Stage::pledged && as_a_whole) {
    inner.period = year_period(static_cast<int>(std::chrono::year_month_day(text_.said()).year()));
    assume("this year");
    confidence -= 5;
  }
  Figure figure;
  figure.kind = Figure::Kind::per_gdp;
  figure.of.push_back(std::move(inner));
  number_claim(std::move(figure), number, "percent_of_gdp", confidence, denied(*stage));
}

// "spent 3.4 % of its GDP on defence", "spends 3.4 % of GDP": what a country spends is its defence, unless the text says aid.
bool FigureReader::on_defence(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 6> kSpends{"spent", "spend", "spends", "spending", "invests", "invested"};
  constexpr std::array<std::string_view, 9> kAid{"aid", "support", "help", "assistance", "budget", "grants", "loans", "give", "gave"};
  const auto [first, last] = text_.clause_of(number.number_first);
  bool defence = false;
  bool spends = false;
  bool aid = false;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    defence = defence || word(at) == "defence" || word(at) == "defense";
    spends = spends || (at >= first && at < last && among(kSpends, word(at)));
    aid = aid || among(kAid, word(at));
  }
  for (const NamedThing& thing : text_.things()) aid = aid || text_.is_recipient(thing.id);
  return defence || (spends && !aid);
}

bool FigureReader::defence_of_before(const SpokenNumber& number) const {
  constexpr Wide kMost = 10 * kNumberUnit;
  constexpr std::array<std::string_view, 7> kBarely{"only", "just", "about", "a", "still", "already", "now"};
  const bool scaled = number.unit == "percent" || (number.unit.empty() && number.value % kNumberUnit != 0);
  if (!scaled || number.value > kMost || number.reading == nullptr || !ends_noun(number.last)) return false;
  const auto of_output = [&](const SpokenNumber& other) { return other.last <= number.first && other.unit == "percent_of_gdp" && on_defence(other); };
  if (!before_.of_output && std::ranges::none_of(text_.numbers(), of_output)) return false;
  const bool it = text_.has_word("it") && before_.subject && before_.subject->field == FigureField::donor;
  if (mentions().empty() && donor_beside(number).empty() && !it) return false;
  std::size_t at = number.first;
  while (at > 0 && among(kBarely, word(at - 1))) --at;
  return at > 0 && (among(kReachesShare, word(at - 1)) || follows_donor(at) || text_.breaks_before(at));
}

// "with Estonia second at 3.34", "for Galvessa the aim is 2.2 percent": the country named last before the share, in its clause.
std::string FigureReader::donor_beside(const SpokenNumber& number) const {
  const NamedThing* out = nullptr;
  for (const NamedThing& thing : text_.things())
    if ((thing.kind == Kind::party || thing.kind == Kind::capital) && thing.last <= number.first && text_.breaks(thing.last, number.first) == 0 && text_.thing_at(thing.first, Kind::group) == nullptr) out = &thing;
  const auto between = [&](const SpokenNumber& other) { return out != nullptr && other.first >= out->last && other.last <= number.first && !text_.in_period(other.number_first); };
  return out == nullptr || text_.is_recipient(out->id) || std::ranges::any_of(text_.numbers(), between) ? std::string() : out->id;
}

// "wants to spend 3 percent", "Galvessa's goal is 2.2 percent", "promised 3.5 percent by 2035"
bool FigureReader::share_planned(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 8> kPlans{"promise", "promises", "promised", "pledge", "pledged", "commitment", "plan", "plans"};
  if (text_.future() || aims(number)) return true;
  const auto [first, last] = text_.clause_of(number.number_first);
  for (std::size_t at = first; at < last; ++at)
    if ((among(kGoals, word(at)) || among(kPlans, word(at))) && !text_.in_thing(at)) return true;
  return false;
}

void FigureReader::defence_share(const SpokenNumber& number) {
  Whose whose = this->whose(number.number_first);
  if (const std::string own = donor_beside(number); !own.empty()) whose = {.where = {{FigureField::donor, own}}};
  const bool one = whose.where.size() == 1 && whose.where.front().field == FigureField::donor && whose.where.front().value.find('|') == std::string::npos;
  if (!one) return unbound("whose spending on defence");
  const std::string& donor = whose.where.front().value;
  if (text_.has_word("would")) return refuse("what is spent: the text says what is planned");
  const bool planned = share_planned(number);
  const SpokenPeriod* period = text_.nearest_period(number.number_first);
  std::string best;
  std::pair<Day, Day> best_day{};
  for (const auto row : snapshot_.rows<Table::reports>()) {
    if (row.text<"unit">() != "percent_of_gdp" || row.text<"donors">() != donor) continue;
    const auto classifier = row.code<"classifier", ReportClassifier>();
    if (planned) {
      const auto date = row.date<"date">();
      if (classifier != ReportClassifier::planned || !date || date->first() > text_.said()) continue;
      if (!best.empty() && std::pair(date->last(), date->last()) <= best_day) continue;
      best = std::string(row.text<"series">());
      best_day = {date->last(), date->last()};
      continue;
    }
    if (!fold(row.text<"series">()).starts_with("defence") || classifier != ReportClassifier::actual) continue;
    const auto of = row.date<"until">();
    const auto date = row.date<"date">();
    if (!of || !date || of->first() > text_.said() || date->first() > text_.said()) continue;
    if (period != nullptr && (of->first() > period->period.until.last() || of->last() < period->named.first()))
      continue;
    const std::pair day{of->last(), date->last()};
    if (!best.empty() && day <= best_day) continue;
    best = std::string(row.text<"series">());
    best_day = day;
  }
  if (best.empty()) return unbound(planned ? "what is spent: the text says what is planned" : "a source that states this share of output");
  Figure figure;
  figure.kind = Figure::Kind::report;
  figure.name = best;
  if (period != nullptr && !planned) figure.period = year_period(static_cast<int>(period->named.year()));
  assume("the newest series on record");
  number_claim(std::move(figure), number, "percent_of_gdp", 60, false);
}

}  // namespace servanda
