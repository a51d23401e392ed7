#include "views/figure_reading.h"

#include <algorithm>
#include <array>
#include <set>

#include "views/claim_words.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 11> kNeeded{"needs", "need", "needed", "requires", "require", "required",
                                                   "requirement", "requirements", "appeal", "appeals", "appealed"};
constexpr std::array<std::string_view, 4> kMore{"another", "further", "additional", "extra"};
constexpr std::array<std::string_view, 3> kApiece{"each", "apiece", "per"};

}  // namespace

// "Kestrava needs 3,000 trauma kits", "the appeal for 2024 asks for 3.1 billion dollars": what the receivers ask for. False where
// the clause of the number speaks of no need.
bool FigureReader::need(const SpokenNumber& number) {
  const auto [first, last] = text_.clause_of(number.number_first);
  bool needed = false;
  for (std::size_t at = first; at < last; ++at) {
    const bool asks = (word(at) == "asked" || word(at) == "asks") && word(at + 1) == "for";
    needed = needed || asks || ((among(kNeeded, word(at)) || word(at) == "requested") && !text_.in_thing(at));
    for (const StageWord& stage : kStageWords)
      if (!stage.noun && text_.phrase_at(at, stage.words)) return false;
  }
  if (!needed) return false;
  if (const std::string missing = no_need(number); !missing.empty()) {
    unbound(missing);
    return true;
  }
  Figure figure;
  figure.kind = Figure::Kind::need;
  std::string unit = number.unit;
  if (unit.empty()) {
    CountedThing thing = counted(number);
    const bool asked_for = word(number.last) == "it" || word(number.last) == "they";  // "half of the 300,000 it asked for": of what the text has counted
    if (thing.what == CountedThing::What::nothing && asked_for) thing = last_counted_;
    const bool category = thing.what == CountedThing::What::category;
    if (thing.what != CountedThing::What::item && !category) {
      unbound("what is needed: no item that the book knows");
      return true;
    }
    last_counted_ = thing;
    figure.measure = FigureMeasure::quantity;
    figure.where.push_back({category ? FigureField::category : FigureField::item, thing.id});
    unit = item_unit(thing.id);
  } else {
    figure.where.push_back({FigureField::category, category_needed(first, last)});
  }
  int confidence = 65;
  if (const SpokenPeriod* period = text_.nearest_period(number.number_first)) {
    figure.period = period->period;
    confidence += 15;
  } else {
    assume("no period is named: all needs on record");
    confidence -= 15;
  }
  number_claim(std::move(figure), number, std::move(unit), confidence, false);
  return true;
}

// Who appeals for others.
bool FigureReader::united_nations(const NamedThing& thing) const { return word(thing.first) == "un" || text_.phrase_at(thing.first, "united nations"); }

// What is missing for the number to be a need on record.
std::string FigureReader::no_need(const SpokenNumber& number) const {
  const auto needs = snapshot_.rows<Table::needs>();
  if (needs.begin() == needs.end()) return "a need: the book has none on record";
  if (snapshot_.programme().recipients.size() > 1) return "whose need: the book does not tell its receivers' needs apart";
  const auto [first, last] = text_.clause_of(number.number_first);
  bool receiver = text_.has_phrase("united nations") || text_.has_word("un") || text_.has_word("humanitarian");
  for (const NamedThing& thing : text_.things()) {
    receiver = receiver || text_.is_recipient(thing.id);
    const bool here = thing.first >= first && thing.first < last;
    if (here && thing.kind == Kind::party && !text_.is_recipient(thing.id) && !united_nations(thing) && text_.gazetteer().gives(thing.id)) return "whose need: the book has those of the receivers";
  }
  if (!receiver) return "whose need: the text does not say that a receiver has it";
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const bool thought = among(kThoughtOf, word(at)) && !among(kNeeded, word(at)) && !word(at).starts_with("ask") && !word(at).starts_with("request") && !text_.in_period(at);
    if (thought || word(at) == "would" || word(at) == "not" || word(at) == "never" || word(at).ends_with("n't")) return "a plain statement of a need: the text has '" + text_.original(at, at + 1) + "'";
  }
  if (more_of_it(number) || word(number.last) == "more" || text_.has_word("still")) return "how much is needed in all: the text says how much more";
  if (text_.nearest_period(number.number_first) == nullptr && of_a_season()) return "the months: the text names a season";
  if (is_rate(number) || number.unit.starts_with("percent")) return "an amount: the text says a rate or a share";
  if (!number.unit.empty() && category_needed(first, last).empty()) return "what the money is needed for: the book's needs of money are of categories";
  return {};
}

// "humanitarian", where the book has needs of money of that category.
std::string FigureReader::category_needed(std::size_t first, std::size_t last) const {
  std::set<std::string> found;
  for (const auto need : snapshot_.rows<Table::needs>()) {
    const std::string category(need.text<"category">());
    if (!need.decimal<"amount">() || category.empty()) continue;
    for (std::size_t at = first; at < last; ++at)
      if (word(at) == category) found.insert(category);
  }
  if (found.empty() && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) { return united_nations(thing); })) {
    for (const auto need : snapshot_.rows<Table::needs>())  // what the United Nations appeal for
      if (need.decimal<"amount">() && !need.text<"category">().empty()) found.emplace(need.text<"category">());
  }
  return found.size() == 1 ? *found.begin() : std::string();
}

// "another 173", "a further 30", "20 more"
bool FigureReader::more_of_it(const SpokenNumber& number) const { return number.first > 0 && among(kMore, word(number.first - 1)); }

// What one of an item costs: "a field hospital module costs 850,000 euros", "at 115,000 euros each".
void FigureReader::price(const SpokenNumber& number) {
  const auto [first, last] = text_.clause_of(number.number_first);
  const bool apiece = among(kApiece, word(number.last)) || word(number.last) == "a";
  std::set<std::string> items;
  bool one = apiece;
  std::size_t from = first;  // "a field hospital costs 850,000 euros and a bus 185,000": each behind its own
  for (const SpokenNumber& other : text_.numbers())
    if (other.last <= number.first) from = std::max(from, other.last);
  const bool in_front = std::ranges::any_of(text_.things(), [&](const NamedThing& thing) { return thing.kind == Kind::item && thing.first >= from && thing.last <= number.first; });
  for (const NamedThing& thing : text_.things()) {
    if (thing.kind == Kind::items) items.insert({});
    if (thing.kind != Kind::item) continue;
    const bool here = in_front ? thing.first >= from && thing.last <= number.first : thing.first >= first && thing.first < last;
    if (here || apiece) items.insert(thing.filled_in ? std::string() : thing.id);
    const std::string_view before = thing.first > 0 ? word(thing.first - 1) : "";
    one = one || (here && (before == "a" || before == "an" || before == "single" || before == "one" || before == "per" || before == "each" || before == "every"));
  }
  if (items.empty() && apiece && !before_.item.empty()) items.insert(before_.item);
  if (!one || items.size() != 1 || items.begin()->empty()) return unbound("an amount given or promised: the text says what something costs");
  const bool dated = std::ranges::any_of(text_.periods(), [&](const SpokenPeriod& period) { return period.first >= first && period.first < last; });
  if (dated || text_.future() || text_.has_word("would")) return unbound("a price of today: the book has one price of an item, and no other day's");
  const auto item = snapshot_.find<Table::items>(*items.begin());
  if (!item || !item->decimal<"unit_value">()) return unbound("a price: the book states none of " + *items.begin());
  Figure figure;
  figure.kind = Figure::Kind::price;
  figure.name = *items.begin();
  number_claim(std::move(figure), number, number.unit, apiece ? 70 : 75, false);
}

}  // namespace servanda
