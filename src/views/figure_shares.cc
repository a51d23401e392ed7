#include "views/figure_reading.h"

#include <algorithm>
#include <array>

#include "views/claim_words.h"

namespace servanda {

void FigureReader::share_of_whole(const SpokenNumber& number) {
  // "72 % of planned shipments arrive within 12 weeks"
  for (std::size_t at = number.last; at + 2 < text_.size(); ++at) {
    if (word(at) != "within" || !word(at + 2).starts_with("week")) continue;
    const SpokenNumber* weeks = number_at(at + 1);
    if (weeks == nullptr || weeks->value % kNumberUnit != 0 || weeks->value <= 0 || weeks->value > 520 * kNumberUnit)
      continue;
    Figure inner;
    inner.measure = text_.has_word("value")                                 ? FigureMeasure::value
                    : text_.has_word("tonnes") || text_.has_word("tonnage") ? FigureMeasure::tonnes
                                                                            : FigureMeasure::count;
    const auto stage = stage_near(at, Counted::goods);
    const SpokenPeriod* period = text_.nearest_period(number.number_first);
    if (stage && word(stage->at).ends_with("ed") && period != nullptr && period->period.until.last() < text_.said()) return unbound("what came in time: a forecast says what will");
    set_stage(inner, stage && !stage->noun ? stage->stage : "arrived");
    Figure figure;
    figure.kind = Figure::Kind::forecast;
    figure.weeks = static_cast<int>(weeks->value / kNumberUnit);
    figure.of.push_back(std::move(inner));
    return number_claim(std::move(figure), number, "percent", 50 + (stage ? 20 : 0), false);
  }
  // "60 % of the promised tanks have been delivered", "half of what was promised has come"
  const std::vector<SpokenStage> stages = stages_behind(number.last);
  if (part_of_all(number) || part_of_promise(number)) return;
  if (!two_stages_behind(number)) return unbound("a share of what: two stages, such as delivered of what was pledged");
  Figure part;
  const CountedThing thing = counted_behind(number.last);
  const bool what = word(number.last + 1) == "what" || text_.has_word("value") || text_.has_word("money") ||
                    text_.has_word("funds");
  if (thing.what != CountedThing::What::item && !what)
    return unbound("a share of what: an item that the book knows, or money");
  if (denied(stages.back())) return unbound("a plain statement: it denies a share");
  part.measure = thing.what == CountedThing::What::item ? FigureMeasure::quantity : FigureMeasure::value;
  const auto more = conditions(part, number.number_first, part.measure == FigureMeasure::value);
  if (!more) return;
  int confidence = 55 + *more;
  if (!thing.id.empty()) part.where.push_back({FigureField::item, thing.id});
  std::ranges::sort(part.where);
  Figure whole = part;
  if (const SpokenPeriod* period = text_.nearest_period(number.number_first)) {
    // "60 % of the trucks promised in 2023 have been delivered": promised then, delivered since.
    const bool of_whole = period->first > stages.front().at && period->first < stages.back().at &&
                          text_.breaks(stages.front().at, period->first) == 0;
    whole.period = period->period;
    const SpokenPeriod* since = of_whole ? period_behind(stages.back().at) : period;
    if (since != nullptr) part.period = since->period;
    confidence += 10;
  }
  set_stage(part, stages.back().stage);
  set_stage(whole, stages.front().stage);
  Figure figure;
  figure.kind = Figure::Kind::share;
  figure.of = {std::move(part), std::move(whole)};
  number_claim(std::move(figure), number, "percent", confidence, false);
}

bool FigureReader::part_of_all(const SpokenNumber& number) {
  if (word(number.last) != "of" || two_stages_behind(number)) return false;
  const auto makes_up = std::ranges::find_if(kMakesUp, [&](std::string_view words) { return text_.has_phrase(words); });
  const std::size_t next = number.last + 1;
  const bool total = word(next) == "all" || word(next + (word(next) == "the" ? 1 : 0)) == "total" ||
                     (makes_up != kMakesUp.end() && word(next) == "the" && word(next + 1) == "value");
  if (!total) return false;
  std::size_t verb = text_.size();
  if (makes_up != kMakesUp.end())
    while (verb > 0 && !text_.phrase_at(--verb, *makes_up)) {
    }
  const CountedThing thing = counted_behind(next);
  const bool money = text_.has_word("value") || text_.has_word("money") || text_.has_word("worth") || text_.has_word("funds");
  const auto stage = stage_near(next, money ? Counted::money : Counted::goods);
  if (!stage || (stage->noun && stage->stage == "pledged" && !money)) {
    unbound("a stage: whether it was pledged, allocated, delivered or paid");
    return true;
  }
  if (thought_of()) return true;
  if (denied(*stage) || (!money && thing.what == CountedThing::What::nothing)) {
    unbound(denied(*stage) ? "a plain statement: it denies a share" : "a share of what: an item that the book knows, or the value");
    return true;
  }
  Figure part;
  part.measure = measure_of(thing, money);
  set_stage(part, stage->stage);
  const auto more = conditions(part, number.number_first, money);
  if (!more) return true;
  int confidence = 45 + *more;
  const auto of_part = [](const FigureCondition& condition) {
    return condition.field == FigureField::donor || condition.field == FigureField::supplier || condition.field == FigureField::recipient;
  };
  Figure whole = part;
  std::erase_if(whole.where, of_part);
  if (whole.where.size() == part.where.size() && verb < number.first)
    for (const NamedThing& named : text_.things())
      if (named.last <= verb && (named.kind == Kind::category || named.kind == Kind::item) && part.where.size() == whole.where.size())
        part.where.push_back({named.kind == Kind::item ? FigureField::item : FigureField::category, named.id});
  if (whole.where.size() == part.where.size()) {
    unbound("whose share: a donor, an item or a category");
    return true;
  }
  if (!thing.id.empty())
    for (Figure* figure : {&part, &whole})
      figure->where.push_back({thing.what == CountedThing::What::category ? FigureField::category : item_or_category(thing.id), thing.id});
  std::ranges::sort(part.where);
  std::ranges::sort(whole.where);
  if (!set_period(part, number.number_first, confidence)) return true;
  whole.period = part.period;
  Figure figure;
  figure.kind = Figure::Kind::share;
  figure.of = {std::move(part), std::move(whole)};
  number_claim(std::move(figure), number, "percent", confidence, false);
  return true;
}

bool FigureReader::part_of_promise(const SpokenNumber& number) {
  constexpr std::array<std::string_view, 10> kWhat{"the", "number", "what", "it", "they", "had", "has", "that", "amount", "its"};
  constexpr std::array<std::string_view, 4> kPromised{"promised", "pledged", "promise", "pledge"};
  const bool summed = last_figure_ && (last_figure_->measure == FigureMeasure::quantity || last_figure_->measure == FigureMeasure::value);
  if (word(number.last) != "of" || !summed || last_figure_->kind != Figure::Kind::simple) return false;
  if (last_figure_->stage == Stage::pledged && !last_figure_->delivered) return false;
  std::size_t at = number.last + 1;
  const auto whole_number = [&] {
    return std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& n) { return n.first <= at && at < n.last; }) || text_.in_thing(at);
  };
  while (at < text_.size() && (among(kWhat, word(at)) || whole_number())) ++at;
  if (!among(kPromised, word(at)) || at == number.last + 1 || !ends_noun(at + 1)) return false;
  Figure whole = *last_figure_;
  set_stage(whole, "pledged");
  whole.delivered = false;
  whole.period.reset();
  if (const SpokenPeriod* own = period_behind(at); own != nullptr) whole.period = own->period;
  Figure figure;
  figure.kind = Figure::Kind::share;
  figure.of = {*last_figure_, std::move(whole)};
  number_claim(std::move(figure), number, "percent", 70, false);
  return true;
}

bool FigureReader::in_apposition(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 4> kThatIs{"or", "is", "namely", "only"};
  return number.first > 0 && (text_.breaks_before(number.first) || among(kThatIs, word(number.first - 1)));
}

const SpokenPeriod* FigureReader::period_behind(std::size_t at) const {
  const auto found = std::ranges::find_if(text_.periods(), [&](const SpokenPeriod& period) {
    return period.first > at && text_.breaks(at, period.first) == 0;
  });
  return found == text_.periods().end() ? nullptr : &*found;
}

}  // namespace servanda
