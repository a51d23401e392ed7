#include "views/number_tests.h"

#include <algorithm>
#include <array>

#include "views/claim_words.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 5> kIntended{"planned", "promised", "pledged", "expected", "intended"};
constexpr std::array<std::string_view, 8> kDifferences{"fewer",  "less",  "more",  "lower",
                                                       "higher", "short", "extra", "percentage"};

}  // namespace

bool NumberTests::skipped(const SpokenNumber& number) const {
  const std::size_t first = number.number_first;
  if (text_.in_heading(first) || consumed_.contains(first)) return true;
  if (number.unit.empty() && (text_.in_thing(first) || text_.in_period(first))) return true;
  if (first > 0 && number.unit.empty() && among(kNumbered, word(first - 1))) return true;
  if (none_of_them(number)) return true;
  if (number.unit.empty() && among(kLots, word(number.last)) && word(number.last + 1) == "of" && number_at(number.last + 2) != nullptr) return true;  // how many lots
  if (number.first > 0 && word(number.first - 1) == "not" && text_.breaks_before(number.first - 1))
    return true;  // ", not 60 million"
  const bool along = number.first > 1 && (word(number.first - 2) == "along" || word(number.first - 2) == "together");
  const bool whole = number.value % kNumberUnit == 0;
  if (number.first > 0 && number.unit.empty() && whole && !along && word(number.first - 1) == "with" && !compared_with(number))
    return true;  // "arrived with 30 trucks": who arrived is another
  const bool earlier = number.first >= 2 && word(number.first - 1) == "from" &&
                       (word(number.first - 2) == "up" || word(number.first - 2) == "down");
  if (earlier) return true;  // "85 billion, up from 35 billion"
  const bool ratio = number.first >= 2 && ((word(number.first - 1) == "in" && word(number.first - 2) == "one") ||
                                           (word(number.first - 1) == "of" && word(number.first - 2) == "out"));
  if (ratio && number.unit.empty()) return true;  // "one in four trucks", "three out of four"
  const std::string_view next = word(number.last);
  if (next == "times" || (among(kDifferences, next) && !counts_more(number) && !so_many_more(number))) return true;
  const std::string_view behind = word(number.last + 2);
  if (among(kDifferences, word(number.last + 1)) && (behind == "of" || behind == "than") && !text_.breaks_before(number.last)) return true;  // "52 MW short of"
  if (changed_by(number)) return true;
  if (!number.unit.empty()) return false;
  constexpr std::array<std::string_view, 7> kHowLong{"week", "day", "month", "year", "paragraph", "hour", "minute"};
  return std::ranges::any_of(
      kHowLong, [&](std::string_view span) { return next.starts_with(span); });  // how long, not how much
}

bool NumberTests::none_of_them(const SpokenNumber& number) const {
  const std::size_t at = before_article(number.first);
  if (at < 2 || word(at - 1) != "of") return false;
  const bool part = word(at - 2) == "any" || word(at - 2) == "none" || (at >= 3 && word(at - 3) == "not" && word(at - 2) == "one");
  return part && !stage_behind(number.last);
}

bool NumberTests::is_bare_money(const SpokenNumber& number) const {
  constexpr Wide kLeast = 1'000'000 * kNumberUnit;
  if (!number.unit.empty() || names_item() || is_beyond(number)) return false;
  if (left_bare(number)) return true;  // "the 50 million it pledged"
  if (number.first > 0 && word(number.first - 1) == "to" && number.first > 1 && (word(number.first - 2) == "total" || word(number.first - 2) == "sum")) return false;  // "bringing the total to"
  const bool ends = ends_noun(number.last) || word(number.last) == "each" || of_them(number.last) || (word(number.last) == "of" && !text_.in_thing(number.last + 1));
  const CountedThing thing = counted(number);
  const bool of_money = thing.of_before && before_.currency && !before_.currency->empty();  // what was read last was money
  return number.value >= kLeast && ends && (thing.what == CountedThing::What::nothing || of_money);
}

bool NumberTests::worth_million(const SpokenNumber& number) const {
  constexpr Wide kLeast = 100'000 * kNumberUnit;
  return number.value >= kLeast && number.first > 0 && word(number.first - 1) == "worth" && ends_noun(number.last);
}

bool NumberTests::is_beyond(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 9> kBeyond{"above", "below", "beyond", "than", "against", "versus", "under", "over", "short"};
  const std::size_t at = before_article(number.first);
  const std::size_t of = at > 0 && word(at - 1) == "of" ? at - 1 : at;
  return among(kBeyond, at > 0 ? word(at - 1) : "") || among(kBeyond, of > 0 ? word(of - 1) : "");
}

// "45 million euros, half of the 90 million it has promised"; not "well above the 40 billion that was the minimum".
bool NumberTests::left_bare(const SpokenNumber& number) const {
  constexpr Wide kLeast = 1'000'000 * kNumberUnit;
  constexpr std::array<std::string_view, 7> kWho{"it", "they", "we", "he", "she", "promised", "pledged"};
  constexpr std::array<std::string_view, 6> kOfAnother{"of", "to", "is", "was", "are", "at"};
  const bool own = number.first > 0 && (!among(kOfAnother, word(number.first - 1)) || text_.change_of(number));
  const bool scaled = own && number.last > number.number_first + 1 && ends_noun(number.last);  // "5 billion dollars in March and 3 billion"
  return number.value >= kLeast && !is_beyond(number) && (scaled || among(kWho, word(number.last)));
}

bool NumberTests::verb_elsewhere(const SpokenNumber& number, const SpokenStage& stage) const {
  constexpr std::array<std::string_view, 6> kBe{"have", "has", "had", "are", "were", "was"};
  const auto [first, last] = text_.clause_of(number.number_first);
  if (stage.at >= first && stage.at < last) return false;
  for (std::size_t at = number.last; at + 1 < last; ++at) {
    const std::size_t next = word(at + 1) == "been" ? at + 2 : at + 1;
    if (among(kBe, word(at)) && (word(next) == "in" || word(next) == "at" || word(next) == "on")) return true;
  }
  return false;
}

bool NumberTests::compared_with(const SpokenNumber& number) const {
  const bool compared = number.first >= 2 && word(number.first - 2) == "compared" && (word(number.first - 1) == "with" || word(number.first - 1) == "to");
  return compared && (ends_noun(number.last) || word(number.last) == "of");
}

bool NumberTests::changed_by(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 8> kChanged{"raised", "reduced", "lifted", "lowered", "cut", "topped", "raising", "cutting"};
  if (number.first == 0 || word(number.first - 1) != "by" || number.unit.starts_with("percent")) return false;
  const std::size_t first = text_.clause_of(number.first).first;
  for (std::size_t at = first; at + 1 < number.first; ++at)
    if (among(kChanged, word(at)) || among(kUpWords, word(at)) || among(kDownWords, word(at))) return true;
  return false;
}

bool NumberTests::counts_more(const SpokenNumber& number) const {
  for (std::size_t at = number.last; at < text_.clause_of(number.first).second; ++at)
    if (word(at) == "than") return false;  // "140 more trucks than Dorvale"
  return word(number.last) == "more" &&
         counted_behind(number.last + 1).what != CountedThing::What::nothing;
}

// "In March we pledged 260 more": of the things of the sentence before.
bool NumberTests::so_many_more(const SpokenNumber& number) const {
  return word(number.last) == "more" && ends_noun(number.last + 1) && behind_stage(number) && !before_.item.empty() && number.unit.empty();
}

bool NumberTests::output_meant(const SpokenNumber& number) const {
  if (word(number.last) == "of") {  // "3.4 percent of Estonia's GDP"
    const NamedThing* whose = text_.thing_at(number.last + 1, Kind::party);
    return whose != nullptr && (word(whose->last) == "gdp" || word(whose->last) == "output");
  }
  const bool share_named = text_.has_phrase("of its output") || text_.has_phrase("of its gdp") || text_.has_phrase("of gdp") ||
                           text_.has_phrase("of output") || text_.has_phrase("of national income");
  const auto before = std::ranges::find_if(text_.numbers(), [&](const SpokenNumber& other) { return other.last <= number.first; });
  return share_named || (before != text_.numbers().end() && before->unit == "percent_of_gdp");
}

std::optional<SpokenNumber> NumberTests::part_of_number(const SpokenNumber& share) const {
  if (word(share.last) != "of" || share.until) return std::nullopt;
  const SpokenNumber* whole = number_at(share.last + 1);
  if (whole == nullptr && (word(share.last + 1) == "the" || word(share.last + 1) == "its")) whole = number_at(share.last + 2);
  const bool that = among(kThem, word(share.last + 1)) && word(share.last + 1) != "which" && ends_noun(share.last + 2);
  if (whole == nullptr && that) {
    for (const SpokenNumber& other : text_.numbers())
      if (other.last <= share.first && !other.unit.starts_with("percent")) whole = &other;
    if (whole == nullptr && before_.number) whole = &*before_.number;
  }
  if (whole == nullptr || whole->until || whole->unit.starts_with("percent")) return std::nullopt;
  SpokenNumber out = share;
  out.value = multiply_divide(whole->value, share.value, Wide{100} * kNumberUnit);
  out.unit = whole->unit;
  return out;
}

std::optional<SpokenStage> NumberTests::main_stage(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 6> kAuxiliary{"has", "have", "had", "were", "was", "are"};
  bool promised = false;
  bool finite = false;
  bool relative = false;  // "that Germany had pledged"
  for (std::size_t at = number.last; at < text_.size() && !text_.breaks_before(at); ++at) {
    finite = finite || (promised && among(kAuxiliary, word(at)));
    const bool plain = at == 0 || (!among(kAuxiliary, word(at - 1)) && word(at - 1) != "been" && word(at - 1) != "it" && word(at - 1) != "be");
    relative = relative || word(at) == "that" || word(at) == "which";
    promised = promised || ((plain || (relative && word(at - 1) == "had")) && (word(at) == "promised" || word(at) == "pledged" || word(at) == "announced"));
    if (!finite) continue;
    if (number.unit.empty() && word(at) == "in" && receiver_at(at + 1)) return SpokenStage{"delivered", at, false};  // "that it had pledged were in Ukraine"
    for (const StageWord& stage : kStageWords) {
      const bool of_goods = stage.counted == Counted::goods && number.unit.empty() && (!stage.words.starts_with("reach") || receiver_at(at + 1));
      if ((stage.counted == Counted::any || of_goods) && !stage.noun && text_.phrase_at(at, stage.words))
        return SpokenStage{stage_meant(stage.stage), at, false};
    }
  }
  return std::nullopt;
}

std::optional<SpokenStage> NumberTests::announcement_of(const SpokenStage& stage, std::size_t number) const {
  constexpr std::size_t kReach = 10;
  constexpr std::array<std::string_view, 11> kVerbs{"said", "says", "announced", "promised", "pledged", "vowed", "announces", "promises", "pledges", "promising", "pledging"};
  if (const auto undertaken = undertaken_to(stage, number)) return undertaken;
  if (stage.noun || stage.at == 0 || stage.at > number || (word(stage.at - 1) != "would" && word(stage.at - 1) != "to")) return std::nullopt;
  for (std::size_t at = stage.at; at > 0 && stage.at - at < kReach && !text_.breaks_before(at); --at)
    if (among(kVerbs, word(at - 1))) {
      const bool dated = std::ranges::any_of(text_.periods(), [&](const SpokenPeriod& period) { return period.first >= at && period.last <= stage.at; });
      const bool would = word(at - 1).starts_with("sa") && word(stage.at - 1) == "would" && stage.stage == "delivered";  // "said it would send"
      return dated || would ? std::optional(SpokenStage{"pledged", at - 1, false}) : std::nullopt;
    }
  return std::nullopt;
}

// "We have undertaken to supply 100,000 drones"
std::optional<SpokenStage> NumberTests::undertaken_to(const SpokenStage& stage, std::size_t number) const {
  if (stage.noun || stage.at < 2 || stage.at > number || word(stage.at - 1) != "to") return std::nullopt;
  for (const std::string_view words : kUndertakes)
    if (const std::size_t length = count_words(words); length < stage.at && text_.phrase_at(stage.at - 1 - length, words)) return SpokenStage{"pledged", stage.at - 1 - length, false};
  return std::nullopt;
}

bool NumberTests::is_part(const SpokenNumber& number) const {
  return word(number.last) == "of" && (number_at(number.last + 1) != nullptr || number_at(number.last + 2) != nullptr ||
                                       (among(kIntended, word(number.last + 2)) && number_at(number.last + 3) != nullptr));
}

bool NumberTests::of_whole(const SpokenNumber& number, const SpokenStage& stage) const {
  const auto behind = stage_behind(number.last);
  return behind && behind->at == stage.at && stage.stage == "pledged";
}

std::size_t NumberTests::before_article(std::size_t at) const {
  if (at > 1 && among(kIntended, word(at - 1)) && (word(at - 2) == "the" || word(at - 2) == "its" || word(at - 2) == "their")) --at;  // "of the planned 1,500"
  if (at > 0 && (word(at - 1) == "the" || word(at - 1) == "its" || word(at - 1) == "their")) return at - 1;
  for (const NamedThing& thing : text_.things()) {  // "27 of Dorvale's 80 trucks"
    const std::string owner = thing.last == at && at > 0 ? text_.original(thing.first, thing.last) : "";
    if (owner.ends_with("'s") || owner.ends_with("s'") || owner.ends_with("’s")) return thing.first;
  }
  return at;
}

bool NumberTests::of_whole_in_front(const SpokenNumber& number) const {
  const std::size_t at = before_article(number.first);
  if (at == 0 || word(at - 1) != "of" || !(at == 1 || text_.breaks_before(at - 1))) return false;
  std::size_t end = number.last;
  while (end < text_.size() && !text_.breaks_before(end)) ++end;
  const auto behind = stages_behind(number.last);
  return std::ranges::none_of(behind, [&](const SpokenStage& stage) { return stage.at < end; }) &&
         std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& other) { return other.first >= end; });
}

bool NumberTests::of_a_sum_told_by_name(const SpokenNumber& number) const {
  // "Denmark contributed 125 million of this, Sweden 50 million"
  const auto of_this = [&](const SpokenNumber& other) { return !other.unit.starts_with("percent") && word(other.last) == "of" && (word(other.last + 1) == "this" || word(other.last + 1) == "that" || (word(other.last + 1) == "it" && &other == text_.numbers().data())) && ends_noun(other.last + 2); };
  if (std::ranges::any_of(text_.numbers(), of_this)) return true;
  constexpr std::array<std::string_view, 8> kSums{"sum", "assistance", "package", "programme", "amount", "loan", "aid", "fund"};
  if (word(0) != "of") return false;
  if ((among(kThem, word(1)) || word(1) == "this") && text_.breaks_before(2)) return true;
  bool sum = false;
  for (std::size_t at = 1; at < number.first; ++at) {
    if (number_at(at) != nullptr && !text_.in_period(at)) return false;
    if (text_.breaks_before(at)) return sum && at <= number.first;
    sum = sum || among(kSums, word(at));
  }
  return sum;
}

bool NumberTests::of_some(std::size_t at) const {
  at = before_article(at);
  return at > 0 && word(at - 1) == "of";
}

bool NumberTests::whole_of_part(const SpokenNumber& number) const {
  const std::size_t at = before_article(number.first);
  if (at < 2 || word(at - 1) != "of") return false;
  return std::ranges::any_of(text_.numbers(),
                             [&](const SpokenNumber& part) { return part.last == at - 1 && (part.unit == number.unit || part.unit.starts_with("percent")); });
}

bool NumberTests::owned_promise(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 6> kPromise{"loan", "grant", "pledge", "promise", "commitment", "package"};
  return before_article(number.first) != number.first && among(kPromise, word(number.last));
}

std::optional<SpokenStage> NumberTests::stage_behind(std::size_t at) const {
  for (; at < text_.size() && !text_.breaks_before(at); ++at)
    for (const StageWord& stage : kStageWords)
      if (stage.counted == Counted::any && !stage.noun && text_.phrase_at(at, stage.words))
        return SpokenStage{stage_meant(stage.stage), at, false};
  return std::nullopt;
}

bool NumberTests::part_untold(const SpokenNumber& number) const {
  const bool of_which = number.first >= 2 && word(number.first - 2) == "of" && (word(number.first - 1) == "which" || word(number.first - 1) == "whom");
  if (!of_which && !(of_them(number.last) && text_.breaks_before(number.first) && text_.sign_before(number.first) != '(')) return false;
  const auto [first, last] = text_.clause_of(number.number_first);
  const auto here = [&](std::size_t at) { return at >= first && at < last; };
  const auto stage = stages_behind(first);
  const auto fields = fields_said();
  return std::ranges::none_of(stage, [&](const SpokenStage& spoken) { return here(spoken.at); }) &&
         std::ranges::none_of(fields, [&](const SpokenField& field) { return here(field.first); }) &&
         std::ranges::none_of(text_.things(), [&](const NamedThing& thing) { return here(thing.first); }) &&
         std::ranges::none_of(text_.periods(), [&](const SpokenPeriod& period) { return here(period.first) && word(period.first - 1) != "for"; });
}

bool NumberTests::part_of_one(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 4> kOne{"loan", "grant", "guarantee", "pledge"};
  constexpr std::size_t kReach = 6;
  if (word(number.last) != "of" || word(number.last + 1) == "them") return false;
  for (std::size_t at = number.last + 1; at < std::min(number.last + kReach, text_.size()) && !text_.breaks_before(at); ++at)
    if (among(kOne, word(at))) return true;
  return false;
}

bool NumberTests::one_loan(const Figure& figure, const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 3> kOne{"loan", "grant", "guarantee"};
  const std::size_t noun = number.first >= 2 && (word(number.first - 1) == "of" || word(number.first - 1) == "worth") ? number.first - 2 : number.last;
  if (part_of_one(number) || (whole_of_part(number) && figure.stage == Stage::pledged && !figure.delivered)) return true;
  const bool changed = text_.has_word("pledge") && (text_.has_word("rose") || text_.has_word("raised") || text_.has_word("increased") || text_.has_word("cut"));
  if (!among(kOne, word(noun)) && !changed) return false;
  const auto donor = std::ranges::find(figure.where, FigureField::donor, &FigureCondition::field);
  if (donor == figure.where.end() || figure.stage != Stage::pledged || figure.delivered) return false;
  int promises = 0;
  for (const auto pledge : snapshot_.rows<Table::pledges>()) {
    const auto instrument = pledge.code<"instrument", Instrument>();
    promises += (changed || (instrument && name_of(*instrument) == word(noun))) && pledge.text<"donors">() == donor->value ? 1 : 0;
  }
  return promises > 1;
}

bool NumberTests::speaks_of_price(std::size_t at) const {
  constexpr std::array<std::string_view, 7> kPrice{"cost", "costs", "price", "priced", "costing", "apiece", "prices"};
  const auto [first, last] = text_.clause_of(at);
  for (std::size_t i = first; i < last; ++i)
    if (among(kPrice, word(i))) return true;
  return false;
}

bool NumberTests::priced(const SpokenNumber& number) const {
  return speaks_of_price(number.number_first) && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) { return thing.kind == Kind::item && thing.last == number.first; });
}

bool NumberTests::of_lots(const SpokenNumber& number) const { return number.first >= 2 && word(number.first - 1) == "of" && among(kLots, word(number.first - 2)); }

bool NumberTests::is_price(const SpokenNumber& number) const {
  if (of_lots(number)) return false;  // "two instalments of 22 million each"
  return speaks_of_price(number.number_first) || word(number.last) == "each" || (word(number.last) == "per" && text_.thing_at(number.last + 1, Kind::item) != nullptr);
}

bool NumberTests::is_rate(const SpokenNumber& number) const {
  constexpr std::size_t kReach = 5;
  for (std::size_t at = number.last; at < std::min(number.last + kReach, text_.size()) && !text_.breaks_before(at); ++at) {
    if (among(kEvery, word(at))) return true;
    constexpr std::array<std::string_view, 8> kSpan{"within", "in", "for", "over", "of", "than", "after", "about"};
    if (at > 0 && among(kSpan, word(at - 1))) continue;
    const bool each = word(at) == "a" || word(at) == "per" || word(at) == "each" || word(at) == "every";
    if (each && among(kSpans, word(at + 1)) && word(at + 2) != "earlier" && word(at + 2) != "ago" && word(at + 2) != "before" &&
        word(at + 2) != "later")
      return true;
  }
  return false;
}

std::vector<SpokenStage> NumberTests::stages_behind(std::size_t first) const {
  std::vector<SpokenStage> stages;
  for (std::size_t at = first; at < text_.size(); ++at)
    for (const StageWord& stage : kStageWords)
      if (!stage.noun && stage.counted == Counted::any && text_.phrase_at(at, stage.words))
        stages.push_back({stage_meant(stage.stage), at, false});
  return stages;
}

bool NumberTests::two_stages_behind(const SpokenNumber& number) const {
  const std::vector<SpokenStage> stages = stages_behind(number.last);
  return stages.size() >= 2 && stages.back().stage != stages.front().stage && word(number.last) == "of";
}
}  // namespace servanda
