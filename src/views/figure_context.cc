#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "views/claim_words.h"
#include "views/figure_reading.h"

namespace servanda {
namespace {

// By these a book may call a promise in its description.
constexpr std::array<std::string_view, 6> kNamedSums{"framework", "facility", "fund", "initiative", "programme", "guarantee"};

}  // namespace

// ---- what a clause takes from the sentences before it (views/discourse.h)

std::string FigureReader::currency_of(const SpokenNumber& number) {
  if (!number.unit.empty()) return number.unit;
  const bool same_money = !last_currency_.empty() && number.value >= 1000 * kNumberUnit &&
                          (in_a_row(number) || priced(number) || compared_with(number) || worth_million(number) || left_bare(number));
  if (same_money) return last_currency_;
  const std::string spoken = last_currency_.empty() ? before_.currency.value_or("") : last_currency_;
  if (spoken.empty() || !is_bare_money(number)) return {};
  if (last_currency_.empty()) take(spoken + ", of the sentence before", 5);
  return spoken;
}

void FigureReader::take(std::string what, int confidence) {
  assume(std::move(what));
  taken_ += confidence;
}

// Not where another donor is named: what that one gave is no part of it.
void FigureReader::find_sum(const SpokenNumber& number) {
  sum_ = nullptr;
  if (!before_.sum) return;
  const FigureCondition* owner = servanda::party_of(before_.sum->figure);
  const auto named = mentions();
  const bool others = std::ranges::any_of(named, [&](const Mention& mention) { return owner == nullptr || owner->value != mention.id; });
  if (others && !share_of_another(number)) return;
  const bool told_here = std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& other) { return other.last <= number.first && other.unit.size() == 3; });
  if (told_here && !others && !calls_sum(text_, *before_.sum, number.number_first)) return;  // "173 million, of which …": of the sum of this sentence
  if (others || is_part_of_sum(text_, *before_.sum, number) || calls_sum(text_, *before_.sum, number.number_first)) sum_ = &*before_.sum;
}

// "Canada's is 5 billion": the like of another donor.
bool FigureReader::share_of_another(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 5> kIs{"is", "was", "totals", "comes", "amounts"};
  const auto named = mentions();
  return named.size() == 1 && possessive(named.front()) && named.front().last < number.first && among(kIs, word(named.front().last));
}

bool FigureReader::another_one(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 6> kOther{"previous", "earlier", "next", "latest", "last", "first"};
  for (std::size_t at = 1; at < number.first; ++at)
    if (word(at) == "one" && ((word(at - 1) == "the" && word(at + 1) == "before") || (at > 1 && word(at - 2) == "the" && among(kOther, word(at - 1))))) return before_.sum.has_value();
  return false;
}

std::optional<SpokenStage> FigureReader::stage_of_before(const SpokenNumber& number, bool money) const {
  constexpr std::array<std::string_view, 4> kFollowed{"followed", "follow", "added", "follows"};
  const Figure* like = sum_ != nullptr && (share_of_another(number) || is_part_of_sum(text_, *sum_, number)) ? &sum_->figure : nullptr;
  const auto [first, last] = text_.clause_of(number.number_first);
  const bool another = number.first > 0 && (word(number.first - 1) == "another" || word(number.first - 1) == "further");
  for (std::size_t at = number.last; at < last && before_.figure && another; ++at)
    if (among(kFollowed, word(at))) like = &*before_.figure;
  if (another_one(number)) like = &before_.sum->figure;
  if (like == nullptr || (like->measure == FigureMeasure::value) != money) return std::nullopt;
  return SpokenStage{like->delivered ? "delivered" : kStageNames[static_cast<std::size_t>(like->stage)], number.first, true};
}

void FigureReader::take_fields(Figure& figure) {
  if (sum_ == nullptr) return;
  for (const FigureCondition& condition : sum_->figure.where) {
    const bool of_money = condition.field == FigureField::kind || condition.field == FigureField::instrument || condition.field == FigureField::form;
    if (!of_money || std::ranges::find(figure.where, condition.field, &FigureCondition::field) != figure.where.end()) continue;
    figure.where.push_back(condition);
    take(std::string(kFigureFieldNames[static_cast<std::size_t>(condition.field)]) + " " + condition.value + ", of the sentence before", 5);
  }
}

void FigureReader::take_period(Figure& figure) {
  if (sum_ == nullptr || figure.period || !sum_->figure.period || figure.stage != Stage::pledged || figure.delivered) return;
  const bool promised = sum_->figure.stage == Stage::pledged && !sum_->figure.delivered;
  if (!promised && sum_->figure.period->from.precision() != DatePrecision::year) return;
  figure.period = sum_->figure.period;
  take("when it was promised, of the sentence before", 10);
}

// "The framework which Dorvale announced in June 2029": of the promises of that month the one that the book calls so.
void FigureReader::narrow_to_promise(Figure& figure) const {
  if (figure.measure != FigureMeasure::value || figure.stage != Stage::pledged || figure.delivered || !figure.period) return;
  const FigureCondition* donor = servanda::party_of(figure);
  if (donor == nullptr || figure.period->from.precision() == DatePrecision::day || figure.period->from.precision() == DatePrecision::year) return;
  std::set<PartialDate> all;
  std::set<PartialDate> dates;
  for (const auto pledge : snapshot_.rows<Table::pledges>()) {
    const auto date = pledge.date<"date">();
    if (!date || pledge.text<"donors">() != donor->value || inside(*figure.period, *date) != Inside::yes) continue;
    all.insert(*date);
    for (const Word& said : split_words(pledge.text<"description">()))
      if (among(kNamedSums, said.text) && text_.has_word(said.text)) dates.insert(*date);
  }
  if (dates.size() == 1 && all.size() > 1) figure.period = FigurePeriod{*dates.begin(), *dates.begin()};
}

bool FigureReader::lots(const SpokenNumber& number) {
  if (!of_lots(number)) return false;
  std::vector<FigurePeriod> each;
  for (const SpokenPeriod& period : text_.periods())
    if (period.first >= number.last && is_of_one_lot(text_, period)) each.push_back(period.period);
  const auto told = std::ranges::find_if(text_.numbers(), [&](const SpokenNumber& count) { return count.last + 2 == number.first; });
  if (each.size() < 2 || told == text_.numbers().end() || told->value != static_cast<Wide>(each.size()) * kNumberUnit) return false;
  for (const FigurePeriod& period : each) {
    assumed_.clear();
    taken_ = 0;
    lot_ = period;
    amount(number);
  }
  lot_.reset();
  return true;
}

void FigureReader::next_lot() {
  constexpr std::array<std::string_view, 6> kNext{"third", "fourth", "fifth", "sixth", "last", "final"};
  const bool named = (word(0) == "the" || word(0) == "a") && among(kNext, word(1));
  if (!named || !before_.sum || before_.sum->lots == 0 || text_.future() || !out_.empty()) return;
  std::optional<SpokenStage> verb;
  for (std::size_t at = 2; at < text_.size() && !verb; ++at)
    for (const StageWord& stage : kStageWords)
      if (!stage.noun && stage.counted == Counted::any && text_.phrase_at(at, stage.words) && !text_.of_an_aside(at, 0)) verb = SpokenStage{stage_meant(stage.stage), at};
  const SpokenPeriod* period = verb ? text_.nearest_period(verb->at) : nullptr;
  Figure figure = before_.sum->figure;
  const auto stage = std::exchange(figure.stage, Stage::pledged);
  if (verb) set_stage(figure, verb->stage);
  if (period == nullptr || figure.stage != stage || denied(*verb)) return unbound("what came: the text speaks of one of several by its place");
  assumed_.clear();
  taken_ = 0;
  sum_ = &*before_.sum;
  at_ = verb->at;
  figure.period = period->period;
  assume(before_.sum->value + " " + before_.sum->unit + ", as much as each of those of the sentence before");
  Claim claim = text_.claim();
  claim.value = before_.sum->value;
  claim.unit = before_.sum->unit;
  add(std::move(figure), std::move(claim), 65);
}

// In a text that speaks for one donor, what is left open is that donor's, if it gives such things.
bool FigureReader::of_the_voice(const std::string& item) const {
  const auto voice = before_.voice();
  if (!voice || voice != before_.subject || voice->field != FigureField::donor) return false;
  return item.empty() || text_.gazetteer().gives_item(voice->value, item);
}

// "another 173": in its period, from the day that it was said if that is to come. Where it has none, it is how many more than
// those of the same donor before.
bool FigureReader::additional(Figure& figure, const SpokenNumber& number) {
  if (figure.period) {
    const bool to_come = text_.future() && figure.period->until.last() > text_.said() && figure.period->from.first() < text_.said();
    if (to_come) figure.period->from = PartialDate::of_day(text_.said());
    const bool of_all = assumed_.find("all donors together") != std::string::npos;
    if (of_all) unbound("whose: the text says how many more, and nobody is named");
    return !of_all;
  }
  const auto of_before = [&](const FigureCondition& condition) {
    return condition.field == FigureField::donor && !(before_.subject && *before_.subject == condition) &&
           std::ranges::none_of(text_.numbers(), [&](const SpokenNumber& other) { return other.last <= number.first && !skipped(other); });
  };
  if (std::ranges::any_of(figure.where, of_before)) return true;
  unbound("how many in all: the text says how many more");
  return false;
}

// "it", "its", "this": a word of the sentence before.
bool FigureReader::tied() const {
  constexpr std::array<std::string_view, 8> kOfBefore{"its", "his", "her", "these", "this", "those", "them", "our"};
  const bool their = text_.has_word("their") && !text_.has_phrase("on their way");
  return refers_back() || their || std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kOfBefore, w.text); });
}

// More than two sentences that speak of nobody lie between.
bool FigureReader::named_long_ago() const {
  constexpr int kMostSilent = 2;
  return before_.silent > kMostSilent && !tied() && !speaks_of_one_before() && !(before_.we && before_.we == before_.subject);
}

bool FigureReader::speaks_of_one_before() const {
  constexpr std::array<std::string_view, 5> kPronouns{"it", "they", "he", "she", "we"};
  return std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kPronouns, w.text); });
}

// What is compared, in a sentence that names no donor, is not the one's of the sentence before for that alone.
bool FigureReader::untied(const Figure& figure) {
  const bool assumed = before_.subject && assumed_.find("of the sentence before") != std::string::npos && std::ranges::find(figure.where, *before_.subject) != figure.where.end();
  if (!assumed || tied() || speaks_of_one_before()) return false;
  unbound("whose figure it is: the sentence names no donor, and nothing ties it to the one before");
  return true;
}

bool FigureReader::of_nobody(std::size_t at) const {
  constexpr std::array<std::string_view, 5> kBe{"been", "was", "were", "are", "is"};
  constexpr std::array<std::string_view, 5> kPartsOfTime{"end", "close", "start", "beginning", "middle"};
  for (const std::string_view words : {"the value of", "goods", "deliveries", "tonnage", "the tonnage", "shipments"})
    if (text_.phrase_at(0, words) && !tied()) return true;
  bool passive = false;
  for (std::size_t i = 1; i < text_.size(); ++i)
    for (const StageWord& stage : kStageWords)
      passive = passive || (!stage.noun && text_.phrase_at(i, stage.words) && among(kBe, word(i - 1)));
  const NamedThing* item = nullptr;
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::item && (item == nullptr || (thing.first >= at && item->first < at))) item = &thing;
  bool of = false;  // "40 of the trucks"
  for (std::size_t i = 1; i < text_.size(); ++i) of = of || (word(i) == "of" && !text_.in_period(i) && !among(kPartsOfTime, word(i - 1)));
  if (of_the_voice(item == nullptr ? before_.item : item->id)) return false;
  const SpokenNumber* number = number_at(at);
  if (passive && number != nullptr && opens_clause(*number) && before_.silent > 0 && !tied()) return true;  // "; 110,000 were handed over"
  return passive && item != nullptr && item->id != before_.item && !tied() && !of;
}

}  // namespace servanda
