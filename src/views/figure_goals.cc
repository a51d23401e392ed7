#include <algorithm>
#include <array>
#include <optional>

#include "views/claim_words.h"
#include "views/figure_reading.h"

namespace servanda {

bool FigureReader::goal(const SpokenNumber& number) {
  if (number.unit.starts_with("percent") || !goal_said(number)) return false;
  const CountedThing thing = number.unit.empty() ? counted(number) : CountedThing{};
  std::optional<std::string> found;
  for (const auto target : snapshot_.rows<Table::targets>()) {
    if (!meant_by(target, number, thing) && !goal_of_before(target, number, thing)) continue;
    if (found) return false;
    found = target.name();
  }
  if (!found) return false;
  last_counted_ = thing;
  Figure figure;
  figure.kind = Figure::Kind::target;
  figure.name = *found;
  const bool dated = text_.nearest_period(number.number_first) != nullptr;
  number_claim(std::move(figure), number, number.unit.empty() && !thing.id.empty() ? item_unit(thing.id) : number.unit, 55 + (dated ? 15 : 0) + (thing.of_before ? 0 : 10), false);
  return true;
}

// "Its target is 1,500", behind a sentence of what the target counts.
bool FigureReader::goal_of_before(const Row<Table::targets>& target, const SpokenNumber& number, const CountedThing& thing) const {
  const auto figure = parse_figure(target.text<"figure">());
  const auto by = target.date<"by">();
  const bool bare = thing.what == CountedThing::What::nothing && number.unit.empty() && ends_noun(number.last);
  if (!bare || !before_.figure || !figure || figure->kind != Figure::Kind::simple || !by || !mentions().empty()) return false;
  const Figure& like = *before_.figure;
  const bool same = figure->measure == like.measure && (figure->stage == like.stage || like.delivered) && figure->where == like.where && by->last() >= text_.said();
  return same && std::ranges::none_of(text_.periods(), [&](const SpokenPeriod& period) { return by->last() < period.named.first() || by->first() > period.period.until.last(); });
}

// "the target of 800", "wants to reach 800", "the 40 billion that had been set as the minimum"
bool FigureReader::goal_said(const SpokenNumber& number) const {
  const auto [first, last] = text_.clause_of(number.number_first);
  for (std::size_t at = first; at < number.first; ++at)
    for (const StageWord& stage : kStageWords)
      if (!stage.noun && stage.stage == "pledged" && text_.phrase_at(at, stage.words)) return false;  // "pledged a minimum of 40 billion"
  for (std::size_t at = first; at < last; ++at)
    if (among(kGoals, word(at)) && !text_.in_thing(at) && at + 1 != number.number_first) return true;
  return aims(number);
}

bool FigureReader::aims(const SpokenNumber& number) const {
  for (std::size_t at = text_.clause_of(number.number_first).first; at < number.first; ++at)
    for (const std::string_view words : kAimsAt)
      if (text_.phrase_at(at, words)) return true;
  return false;
}

// Whether a target counts what the number does, for whom the sentence names, on the day that it names.
bool FigureReader::meant_by(const Row<Table::targets>& target, const SpokenNumber& number, const CountedThing& thing) const {
  constexpr Wide kMoney = 1'000'000 * kNumberUnit;
  using What = CountedThing::What;
  const auto figure = parse_figure(target.text<"figure">());
  const auto by = target.date<"by">();
  if (!figure || figure->kind != Figure::Kind::simple || !by) return false;
  const bool money = !number.unit.empty() || (thing.what == What::nothing && number.value >= kMoney);
  const bool people = figure->stage == Stage::graduated || figure->stage == Stage::enrolled;
  const FigureMeasure measure = money ? FigureMeasure::value : thing.what == What::tonnes ? FigureMeasure::tonnes : FigureMeasure::quantity;
  if (figure->measure != measure || people != (thing.what == What::people)) return false;
  for (const FigureCondition& condition : figure->where) {
    if (condition.field == FigureField::item && thing.id != condition.value) return false;
    if (condition.field == FigureField::donor && whose(number.number_first).where != std::vector{condition}) return false;
  }
  if (measure == FigureMeasure::quantity && !people && std::ranges::find(figure->where, FigureField::item, &FigureCondition::field) == figure->where.end()) return false;
  for (const Mention& mention : mentions())
    if (std::ranges::find(figure->where, FigureCondition{FigureField::donor, mention.id}) == figure->where.end()) return false;
  const auto [first, last] = text_.clause_of(number.number_first);
  return std::ranges::none_of(text_.periods(), [&](const SpokenPeriod& period) {
    const bool of_goal = among(kGoals, word(period.last));  // "This year's target, 110 million, is reached"
    const bool here = (period.first >= first && period.first < last) || of_goal;
    return here && (by->last() < period.named.first() || by->first() > period.period.until.last());
  });
}

}  // namespace servanda
