#include "views/figure_reading.h"

#include <algorithm>
#include <array>

#include "views/claim_words.h"

namespace servanda {

void FigureReader::not_a_single() {
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const bool of_them =
        (word(at) == "none" || (word(at) == "one" && at > 0 && word(at - 1) == "not")) && word(at + 1) == "of";
    const bool no =
        word(at) == "no" &&
        (text_.thing_at(at + 1, Kind::item) != nullptr || text_.thing_at(at + 2, Kind::item) != nullptr ||
         text_.thing_at(at + 1, Kind::category) != nullptr) &&
        !text_.in_thing(at);
    if (nothing_came(at)) return;
    const bool single = word(at) == "any" || (word(at) == "single" && at > 0 && word(at - 1) == "a");
    if (!of_them && !no && !single) continue;
    const bool one = single && (word(at + 1) == "one" || ends_noun(at + 1));  // "not a single one", "has not sent any"
    const CountedThing thing = one ? them(at) : counted_behind(at + 1);
    if (thing.what != CountedThing::What::item && thing.what != CountedThing::What::category) continue;
    const auto stage = of_them ? last_stage() : stage_near(at, Counted::goods);
    const bool not_single = single && stage && (denied(*stage) || (at >= 2 && word(at - 2) == "not") || no_donor(stage->at));
    if (!stage || (single && !not_single)) continue;
    std::erase_if(out_, [](const ReadClaim& read) { return read.confidence == 0; });
    return none_claim(thing, *stage, at);
  }
}

bool FigureReader::no_donor(std::size_t verb) const {
  constexpr std::array<std::string_view, 8> kWho{"donor", "ally", "country", "member", "government", "state", "donors", "one"};
  constexpr std::array<std::string_view, 5> kBut{"except", "apart", "besides", "but", "unlike"};
  if (std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kBut, w.text); })) return false;
  const std::size_t first = text_.clause_of(verb).first;
  return word(first) == "nobody" || (word(first) == "no" && among(kWho, word(first + 1)));
}

// "has delivered all of the" 80 trucks "that it promised": what was done to all of them.
std::optional<SpokenStage> FigureReader::done_to_all(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 6> kBetween{"of", "the", "its", "their", "those", "these"};
  constexpr std::array<std::string_view, 2> kBarely{"almost", "nearly"};
  constexpr std::size_t kVerbWords = 3;
  std::size_t all = number.number_first;
  while (all > 0 && among(kBetween, word(all - 1))) --all;
  for (const std::string_view words : {"all", "every one", "every single one", "each one"}) {
    const std::size_t count = 1 + static_cast<std::size_t>(std::ranges::count(words, ' '));
    if (all < count || !text_.phrase_at(all - count, words)) continue;
    const std::size_t behind = all - count;
    for (std::size_t at = behind; at-- > 0 && at + kVerbWords >= behind;)
      for (const StageWord& stage : kStageWords) {
        const bool goods = stage.counted == Counted::any || stage.counted == Counted::goods;
        if (!goods || stage.noun || stage.stage == "pledged" || !text_.phrase_at(at, stage.words)) continue;
        if (among(kBarely, word(behind - 1)) || (at > 0 && among(kBarely, word(at - 1)))) return std::nullopt;
        return SpokenStage{stage_meant(stage.stage), at, false};
      }
  }
  return std::nullopt;
}

void FigureReader::all_came() {
  if (!promised_ || out_.empty() || out_.back().confidence == 0) return;
  const auto& [number, item] = *promised_;
  if (const auto stage = done_to_all(number)) {
    if (!denied(*stage) && !text_.future()) all_claim(number, item, *stage, number.number_first);
    return;
  }
  if (const auto all = all_done(number.last, item.empty())) all_claim(number, item, all->first, all->second);
}

std::optional<std::pair<SpokenStage, std::size_t>> FigureReader::all_done(std::size_t from, bool money) const {
  constexpr std::array<std::string_view, 5> kVerbs{"has", "have", "had", "were", "are"};
  for (std::size_t at = from; at < text_.size(); ++at) {
    const bool all = word(at) == "all" && (among(kVerbs, word(at + 1)) || (word(at + 1) == "of" && (word(at + 2) == "them" || word(at + 2) == "these" || word(at + 2) == "which")));
    const bool each = money ? text_.phrase_at(at, "every cent of which") || text_.phrase_at(at, "all of which") || text_.phrase_at(at, "every cent of it")
                            : text_.phrase_at(at, "every one of them") || text_.phrase_at(at, "every single one");
    if (!(all || each) || (at > 0 && word(at - 1) == "not") || (at > 0 && (word(at - 1) == "almost" || word(at - 1) == "nearly"))) continue;
    if (money && !each) continue;
    const auto stage = money ? stage_behind(at) : stage_near(at, Counted::goods);
    if (!stage || stage->noun || stage->stage == "pledged" || denied(*stage) || text_.future()) return std::nullopt;
    return std::pair(*stage, at);
  }
  return std::nullopt;
}

void FigureReader::all_of_before() {
  if (!out_.empty() || !before_.number || !before_.figure || names_item() || !mentions().empty()) return;
  const Figure& figure = *before_.figure;
  const auto item = std::ranges::find(figure.where, FigureField::item, &FigureCondition::field);
  const bool promised = figure.measure == FigureMeasure::quantity && figure.stage == Stage::pledged && !figure.delivered;
  const bool numbers = std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) { return !skipped(number); });
  if (!promised || item == figure.where.end() || item->value != before_.item || numbers) return;
  const auto all = all_done(0, false);
  if (!all) return;
  taken_ = 10;
  sum_ = nullptr;
  programme_.reset();
  all_claim(*before_.number, item->value, all->first, all->second);
  for (ReadClaim& read : out_) read.leans = true;
}

void FigureReader::all_claim(const SpokenNumber& number, const std::string& item, const SpokenStage& stage, std::size_t at) {
  assumed_.clear();
  at_ = at;
  const bool of_before = before_.number && &number == &*before_.number;
  if (of_before) assume(number_text(number.value) + ", of the sentence before");
  Figure figure;
  figure.measure = item.empty() ? FigureMeasure::value : FigureMeasure::quantity;
  set_stage(figure, stage.stage);
  const auto more = conditions(figure, of_before ? at : number.number_first, item.empty());
  if (!more) return;
  if (!item.empty()) figure.where.push_back({FigureField::item, item});
  std::ranges::sort(figure.where);
  int confidence = 50 + *more;
  if (const SpokenPeriod* period = text_.nearest_period(at); period != nullptr && period->first > at && !promised_between(at, period->first)) {
    figure.period = period->period;
    confidence += of_before ? 10 : 0;
  }
  number_claim(std::move(figure), number, item.empty() ? number.unit : item_unit(item), confidence, false);
}

bool FigureReader::nothing_came(std::size_t at) {
  constexpr std::array<std::string_view, 6> kVerbs{"has", "have", "had", "was", "were", "is"};
  const bool none = word(at) == "none" || (word(at) == "one" && at > 0 && word(at - 1) == "not") || (word(at) == "nothing" && word(0) == "of");
  // "62 in 2029, none in 2030", "in 2030, none"
  const bool alone = word(at) == "none" && at > 0 && !out_.empty() && (ends_noun(at + 1) && word(at + 1) != "has" && word(at + 1) != "have");
  if (alone && (text_.breaks_before(at) || word(at - 1) == "and" || text_.in_period(at - 1))) {
    const CountedThing thing = them(at);
    const auto stage = stage_near(at, Counted::goods);
    if (thing.what != CountedThing::What::item || !stage || stage->noun) return false;
    none_claim(thing, *stage, at);
    return true;
  }
  const bool done = none && at > 0 && std::ranges::any_of(kStageWords, [&](const StageWord& stage) {
    return !stage.noun && stage.counted == Counted::any && word(at - 1) == stage.words;
  });
  if (!none || !(done || among(kVerbs, word(at + 1)))) return false;
  const CountedThing thing = them(at);
  const auto stage = stage_near(at, Counted::goods);
  if (thing.what != CountedThing::What::item || !stage) return false;
  none_claim(thing, *stage, at);
  return true;
}

std::optional<SpokenStage> FigureReader::last_stage() const {
  std::optional<SpokenStage> out;
  for (std::size_t at = 0; at < text_.size(); ++at)
    for (const StageWord& stage : kStageWords)
      if ((stage.counted == Counted::any || stage.counted == Counted::goods) && !stage.noun && text_.phrase_at(at, stage.words))
        out = SpokenStage{stage_meant(stage.stage), at, false};
  return out;
}

bool FigureReader::one_of_several_promises(const Figure& figure, std::size_t at) const {
  const auto item = std::ranges::find(figure.where, FigureField::item, &FigureCondition::field);
  const SpokenNumber* part = number_at(at);  // "half of it"
  const bool promised = snapshot_.rows<Table::pledges>().begin() != snapshot_.rows<Table::pledges>().end();
  if (figure.measure == FigureMeasure::value && !figure.period && part != nullptr && part->unit == "percent" && promised) return true;
  if (word(0) != "of" || item == figure.where.end() || (figure.stage == Stage::pledged && !figure.delivered)) return false;
  const SpokenPeriod* own = nullptr;
  for (const SpokenPeriod& period : text_.periods())
    if (period.last <= at && (own == nullptr || period.first < own->first)) own = &period;
  if (own == nullptr || (figure.period && *figure.period == own->period)) return false;
  const auto donor = std::ranges::find(figure.where, FigureField::donor, &FigureCondition::field);
  int promises = 0;
  for (const auto line : snapshot_.rows<Table::lines>()) {
    if (line.text<"item">() != item->value) continue;
    const auto pledge = snapshot_.find<Table::pledges>(line.text<"of">());
    if (!pledge || line.text<"of_kind">() != "pledge") continue;
    promises += donor == figure.where.end() || (";" + std::string(pledge->text<"donors">()) + ";").find(";" + donor->value + ";") != std::string::npos ? 1 : 0;
  }
  return promises > 1;
}

void FigureReader::none_claim(const CountedThing& thing, const SpokenStage& stage, std::size_t at) {
  assumed_.clear();
  at_ = at;
  Figure figure;
  figure.measure = FigureMeasure::quantity;
  set_stage(figure, stage.stage);
  const auto more = conditions(figure, at, false);
  if (!more) return;
  int confidence = 55 + *more;
  figure.where.push_back({thing.what == CountedThing::What::category ? FigureField::category : FigureField::item, thing.id});
  std::ranges::sort(figure.where);
  if (!set_period(figure, at, confidence, stage.at)) return;
  if (one_of_several_promises(figure, at)) return unbound("all that came: the text says what came of one promise among several");
  // "Another 260 were promised in March; none of these had come by mid-June": what came since March.
  const bool promise = before_.figure && before_.figure->stage == Stage::pledged && !before_.figure->delivered && before_.figure->where == figure.where && before_.figure->period;
  const bool of_these = word(at) == "none" && word(at + 1) == "of" && among(kThem, word(at + 2));
  if (promise && of_these) {
    const PartialDate until = figure.period ? figure.period->until : PartialDate::of_day(text_.said());
    if (before_.figure->period->from <= until) figure.period = FigurePeriod{before_.figure->period->from, until};
  }
  Claim claim = text_.claim();
  claim.value = "0";
  claim.unit = item_unit(thing.id);
  claim.comparison = "exactly";
  add(std::move(figure), std::move(claim), confidence);
}

}  // namespace servanda
