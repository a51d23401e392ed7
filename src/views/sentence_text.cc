#include "views/sentence_text.h"

#include <algorithm>
#include <array>

#include "views/claim_words.h"
#include "views/statements.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 4> kJoiners{"but", "while", "whereas", "although"};

// 1,000,000 of "2.3 billion" and of "2.3bn"; 1 where no such word stands there.
Wide scale_of(const SentenceText& text, const SpokenNumber& number) {
  constexpr std::array kScaleWords{std::pair{std::string_view("billion"), 1'000'000'000}, std::pair{std::string_view("bn"), 1'000'000'000},
                                   std::pair{std::string_view("million"), 1'000'000}, std::pair{std::string_view("mn"), 1'000'000},
                                   std::pair{std::string_view("thousand"), 1'000}};
  for (std::size_t at = number.number_first; at < number.last; ++at)
    for (const auto& [word, scale] : kScaleWords)
      if (text.word(at).ends_with(word)) return scale;
  return 1;
}

}  // namespace

SentenceText::SentenceText(const Snapshot& snapshot, const Gazetteer& gazetteer, const Sentence& sentence, Day said, const DatesBefore& dates)
    : snapshot_(snapshot),
      gazetteer_(gazetteer),
      sentence_(sentence),
      said_(said),
      future_(speaks_of_future(sentence.text)),
      words_(split_words(sentence.text)),
      numbers_(find_numbers(words_)),
      things_(gazetteer.find(words_)),
      periods_(find_periods(words_, {sentence.text, said, snapshot.programme().start, future_, dates})) {
  leave_out_units_and_pronouns();
  settle_crowns();
  settle_elided();
  settle_changes();
  find_speaker();
}

// "85 billion kroner" are those of the country named nearest.
void SentenceText::settle_crowns() {
  for (SpokenNumber& number : numbers_) {
    if (number.unit != kCrowns) continue;
    std::size_t best = words_.size() + 1;
    for (const NamedThing& thing : things_) {
      const auto* crown = std::ranges::find(kCrownsOf, std::string_view(thing.id), &CrownsOf::party);
      const std::size_t far = thing.first > number.first ? thing.first - number.first : number.first - thing.first;
      const bool country = thing.kind == NamedThing::Kind::party || thing.kind == NamedThing::Kind::capital;
      if (!country || crown == kCrownsOf.end() || far >= best) continue;
      best = far;
      number.unit = crown->currency;
    }
  }
}

// "5.6 billion dollars in 2023 and this year 4.2", "2.3 billion of the five", "three of its eighteen billion": a bare number beside
// one of money has its scale and its currency.
void SentenceText::settle_elided() {
  constexpr Wide kMost = 1000 * kNumberUnit;
  constexpr Wide kMillion = 1'000'000;
  constexpr Wide kTwo = 2 * kNumberUnit;
  const auto bare = [&](const SpokenNumber& number) {
    const bool ends = number.last >= size() || breaks_before(number.last) || among(kEndOfNoun, word(number.last)) || word(number.last) == "of";
    return number.unit.empty() && !number.until && number.value < kMost && number.value > kTwo && scale_of(*this, number) == 1 && ends &&
           !in_thing(number.number_first) && !in_period(number.number_first);
  };
  // Where money may stand without a word of it: "gave 2.3", "to 5", "and 40", and not "Article 5", "page 12", "phase 3".
  constexpr std::array<std::string_view, 46> kBeforeMoney{
      "and", "or", "to", "from", "of", "by", "with", "only", "just", "about", "than", "year", "another", "further", "some", "over", "nearly", "almost", "around", "roughly", "then", "now",
      "had", "have", "has", "was", "is", "gave", "give", "put", "paid", "pay", "sent", "spent", "spend", "pledged", "promised", "allocated", "delivered", "committed", "disbursed", "received", "provided", "added", "after",
      "month"};
  const auto after_money_word = [&](const SpokenNumber& number) {
    const std::size_t at = number.number_first;
    return at == 0 || breaks_before(at) || in_period(at - 1) || among(kBeforeMoney, word(at - 1));
  };
  const auto of_things = [&](std::size_t first, std::size_t last) {
    return std::ranges::any_of(things_, [&](const NamedThing& thing) {
      const bool counted = thing.kind == NamedThing::Kind::item || thing.kind == NamedThing::Kind::items || thing.kind == NamedThing::Kind::category;
      return counted && thing.first >= first && thing.last <= last;
    });
  };
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    if (!bare(numbers_[i]) || !after_money_word(numbers_[i])) continue;
    const SpokenNumber* like = nullptr;
    if (i + 1 < numbers_.size() && word(numbers_[i].last) == "of" && numbers_[i + 1].first <= numbers_[i].last + 2) like = &numbers_[i + 1];
    else if (word(numbers_[i].last) == "of" && numbers_[i].last + 1 < size() && !breaks_before(numbers_[i].last)) continue;  // "24 of them"
    else
      for (std::size_t before = i; before > 0 && like == nullptr; --before)
        if (!in_period(numbers_[before - 1].number_first) && !numbers_[before - 1].unit.starts_with("percent")) like = &numbers_[before - 1];
    if (like == nullptr || scale_of(*this, *like) < kMillion || (like->unit.empty() && like->value < kMillion * kNumberUnit)) continue;
    if (of_things(std::min(like->first, numbers_[i].first), std::max(like->last, numbers_[i].last))) continue;
    numbers_[i].unit = like->unit;
    numbers_[i].value *= scale_of(*this, *like);
    numbers_[i].elided = true;
  }
}

std::optional<SentenceText::Change> SentenceText::change_of(const SpokenNumber& number) const {
  const auto says = [&](const SpokenNumber& one, std::string_view before) { return one.first > 0 && word(one.first - 1) == before; };
  const bool from = says(number, "from");
  if (!from && !says(number, "to")) return std::nullopt;
  const bool changed = std::ranges::any_of(words_, [](const Word& w) { return among(kUpWords, w.text) || among(kDownWords, w.text) || among(kWentTo, w.text); });
  const auto place = static_cast<std::size_t>(&number - numbers_.data());
  const SpokenNumber* other = nullptr;
  for (const std::size_t at : {place + 1, place - 1})
    if (at < numbers_.size() && says(numbers_[at], from ? "to" : "from")) other = &numbers_[at];
  if (!changed || other == nullptr || number.unit.starts_with("percent") || in_period(number.number_first) || in_period(other->number_first)) return std::nullopt;
  return from ? Change{&number, other} : Change{other, &number};
}

// "from 2.3 billion euros to 4.5": billions of euros too.
void SentenceText::settle_changes() {
  constexpr Wide kBare = 1000 * kNumberUnit;
  for (SpokenNumber& number : numbers_) {
    const auto change = change_of(number);
    if (!change || !number.unit.empty()) continue;
    const SpokenNumber& other = change->from == &number ? *change->to : *change->from;
    const bool ends = number.last >= size() || breaks_before(number.last) || among(kEndOfNoun, word(number.last)) || in_period(number.last);
    if (other.unit.empty() || !ends) continue;
    number.unit = other.unit;
    if (number.value < kBare && scale_of(*this, number) == 1) number.value *= scale_of(*this, other);
  }
}

// "US$ 50 million", "50 million Canadian dollars", "5 per cent" and "sent us 30 trucks" name nobody and nothing.
void SentenceText::leave_out_units_and_pronouns() {
  std::erase_if(things_, [&](const NamedThing& thing) {
    const bool of_unit = std::ranges::any_of(numbers_, [&](const SpokenNumber& number) {
      return !number.unit.empty() && number.first <= thing.first && thing.last <= number.last;
    });
    return of_unit || (thing.kind == NamedThing::Kind::party && original(thing.first, thing.last) == "us");
  });
  // "Patriot systems" are Patriots.
  for (std::size_t i = 1; i < things_.size(); ++i) {
    NamedThing& before = things_[i - 1];
    const NamedThing& noun = things_[i];
    const bool items = before.kind == NamedThing::Kind::item && noun.kind == NamedThing::Kind::item;
    if (!items || noun.first != before.last || noun.last != noun.first + 1 || breaks_before(noun.first)) continue;
    before.last = noun.last;
    things_.erase(things_.begin() + static_cast<std::ptrdiff_t>(i--));
  }
}

std::string SentenceText::original(std::size_t first, std::size_t last) const {
  if (first >= last || last > words_.size()) return {};
  return std::string(sentence_.text.substr(words_[first].begin, words_[last - 1].end - words_[first].begin));
}

bool SentenceText::has_phrase(std::string_view phrase) const {
  for (std::size_t at = 0; at < words_.size(); ++at)
    if (phrase_at(at, phrase)) return true;
  return false;
}

bool SentenceText::has_word(std::string_view wanted) const {
  return std::ranges::any_of(words_, [&](const Word& w) { return w.text == wanted; });
}

bool SentenceText::capital(std::size_t at) const {
  const char c = at < words_.size() ? sentence_.text[words_[at].begin] : 'a';
  return c >= 'A' && c <= 'Z';
}

bool SentenceText::breaks_before(std::size_t at) const {
  if (at == 0 || at >= words_.size()) return false;
  const std::string_view between = sentence_.text.substr(words_[at - 1].end, words_[at].begin - words_[at - 1].end);
  return between.find_first_of(",;:()") != std::string_view::npos || between.find("—") != std::string_view::npos ||
         between.find(" – ") != std::string_view::npos || between.find(" - ") != std::string_view::npos;
}

std::size_t SentenceText::breaks(std::size_t a, std::size_t b) const {
  std::size_t out = 0;
  for (std::size_t at = std::min(a, b) + 1; at <= std::max(a, b); ++at)
    out += breaks_before(at) || among(kJoiners, word(at)) ? 1 : 0;
  return out;
}

char SentenceText::sign_before(std::size_t at) const {
  if (at == 0 || at >= words_.size()) return 0;
  const std::string_view between = sentence_.text.substr(words_[at - 1].end, words_[at].begin - words_[at - 1].end);
  const std::size_t sign = between.find_first_of(":(");
  return sign == std::string_view::npos ? '\0' : between[sign];
}

const NamedThing* SentenceText::thing_at(std::size_t at, NamedThing::Kind kind) const {
  const auto found =
      std::ranges::find_if(things_, [&](const NamedThing& thing) { return thing.kind == kind && thing.first == at; });
  return found == things_.end() ? nullptr : &*found;
}

bool SentenceText::in_thing(std::size_t at) const {
  return std::ranges::any_of(things_, [&](const NamedThing& thing) { return thing.first <= at && at < thing.last; });
}

bool SentenceText::in_period(std::size_t at) const {
  return std::ranges::any_of(periods_,
                             [&](const SpokenPeriod& period) { return period.first <= at && at < period.last; });
}

const SpokenPeriod* SentenceText::nearest_period(std::size_t at) const {
  constexpr std::size_t kBreak = 4;
  constexpr std::size_t kMeantFor = 8;  // "announced on 24 February for 2025"
  const SpokenPeriod* best = nullptr;
  std::size_t best_far = 0;
  for (const SpokenPeriod& period : periods_) {
    if (is_after(period) || of_an_aside(period.first, at) || of_a_part(period.first, at) || of_another(period, at) || of_saying(period, at)) continue;
    if (period.first > at && compared_with(period)) continue;
    // "180 in 2029 and 220 in 2030": the one behind goes before the one in front.
    const std::size_t far = (period.first > at ? period.first - at : at - period.first + 2) +
                            kBreak * breaks(at, period.first) +
                            (is_meant_for(period) ? kMeantFor : 0);
    if (best != nullptr && far >= best_far) continue;
    best = &period;
    best_far = far;
  }
  return best;
}

// "After the payment of 17 March a total of 19 billion had been paid": not on that day.
bool SentenceText::is_after(const SpokenPeriod& period) const {
  constexpr std::size_t kReach = 4;
  for (std::size_t at = period.first; at > 0 && period.first - at < kReach && !breaks_before(at); --at)
    if (word(at - 1) == "after") return true;
  return false;
}

// "for 2025", "its 2025 support": when it is for, not when it was said.
bool SentenceText::is_meant_for(const SpokenPeriod& period) const {
  constexpr std::array<std::string_view, 7> kOfYear{"support", "aid", "budget", "package", "help", "assistance", "loan"};
  return (period.first > 0 && word(period.first - 1) == "for") || among(kOfYear, word(period.last));
}

bool SentenceText::of_an_aside(std::size_t at, std::size_t other) const {
  constexpr std::array<std::string_view, 5> kRelative{"who", "whose", "which", "where", "whom"};
  std::size_t first = at;
  while (first > 0 && !breaks_before(first)) --first;
  std::size_t last = at + 1;
  while (last < size() && !breaks_before(last)) ++last;
  // ", a member since 2030,"
  const bool apposition = first > 0 && last < size() && (word(first) == "a" || word(first) == "an" || word(first) == "the") && !has_verb(first, last);
  return (among(kRelative, word(first)) || apposition) && (other < first || other >= last);
}

std::pair<std::size_t, std::size_t> SentenceText::clause_of(std::size_t at) const {
  const auto begins = [&](std::size_t word_at) { return breaks_before(word_at) || among(kJoiners, word(word_at)); };
  std::size_t first = at;
  while (first > 0 && !begins(first)) --first;
  std::size_t last = at + 1;
  while (last < size() && !begins(last)) ++last;
  return {first, last};
}

bool SentenceText::has_verb(std::size_t first, std::size_t last) const {
  constexpr std::array<std::string_view, 8> kAuxiliaries{"will", "would", "has", "have", "had", "was", "were", "shall"};
  for (std::size_t at = first; at < last; ++at) {
    if (among(kAuxiliaries, word(at))) return true;
    if (std::ranges::any_of(kStageWords, [&](const StageWord& stage) { return !stage.noun && phrase_at(at, stage.words); }))
      return true;
  }
  return false;
}

bool SentenceText::in_perfect_clause(std::size_t at) const {
  const auto [first, last] = clause_of(at);
  for (std::size_t i = first; i + 1 < last; ++i) {
    const bool have = word(i) == "has" || word(i) == "have";
    if (have && (i == 0 || (word(i - 1) != "will" && word(i - 1) != "to")) && word(i + 1) != "to") return true;
  }
  return false;
}

// "said yesterday that 80 were on their way": when it was said.
bool SentenceText::of_saying(const SpokenPeriod& period, std::size_t at) const {
  if (at < period.last || period.first == 0) return false;
  const std::size_t before = word(period.first - 1) == "on" && period.first > 1 ? period.first - 2 : period.first - 1;
  return among(kSayingVerbs, word(before));
}

// "twice as much as in April", "more than last year"
bool SentenceText::compared_with(const SpokenPeriod& period) const {
  if (period.first == 0) return false;
  const std::size_t before = word(period.first - 1) == "in" && period.first > 1 ? period.first - 2 : period.first - 1;
  return word(before) == "as" || word(before) == "than";
}

// Of another number: "1,100 have graduated, and 1,500 will be trained by January" names the day of the 1,500, "540, well
// short of the 800 promised for September" that of the 800. Of another verb: what "have been paid" was not paid "in October
// 2029", when it was announced.
bool SentenceText::of_another(const SpokenPeriod& period, std::size_t at) const {
  if (of_nothing(period, at)) return true;
  if (breaks(at, period.first) == 0) return false;
  const auto [first, last] = clause_of(period.first);
  // "all of them due in February, 42 had come by the end of March"
  for (std::size_t due = first; due < period.first && period.first < at; ++due)
    if (word(due) == "due" && std::ranges::any_of(periods_, [&](const SpokenPeriod& own) { return own.first > at && breaks(at, own.first) == 0; })) return true;
  constexpr std::array<std::string_view, 9> kBesides{"against", "compared", "versus", "instead", "short", "well", "far", "up", "down"};
  const bool other_number = period.first > at && std::ranges::any_of(numbers_, [&](const SpokenNumber& number) {
    return number.first >= first && number.last <= period.first && number.first > at;
  });
  bool listed = false;  // "eight: two in 2029 and six in 2030"
  for (std::size_t i = at + 1; i <= first && period.first > at; ++i) listed = listed || sign_before(i) == ':';
  if (other_number && (listed || among(kBesides, word(first)))) return true;
  if (other_number && (word(first) == "but" || word(first) == "while" || word(first) == "whereas")) return true;
  if (!has_verb(first, last)) return false;
  const bool behind = period.first > at;
  const bool own = std::ranges::any_of(
      numbers_, [&](const SpokenNumber& number) { return number.first >= first && number.last <= period.first && number.first > at; });
  const bool to_come = period.deadline && period.period.until.last() > said_;
  if (!behind && to_come && in_perfect_clause(at)) return true;  // "of the 1,500 to be trained by December, 1,143 have graduated"
  const bool own_behind = std::ranges::any_of(
      numbers_, [&](const SpokenNumber& number) { return number.first >= period.last && number.last <= last && number.first > at && !in_period(number.number_first) && !in_thing(number.number_first); });
  if (behind && own_behind) return true;  // "a million shells, yet by January it had delivered half of them"
  const bool until_now = period.period.until.last() >= said_ || period.deadline;
  return (behind && own) || (!until_now && in_perfect_clause(at));
}

// "has pledged 3 billion, but nothing in 2025": 2025 is of the nothing.
bool SentenceText::of_nothing(const SpokenPeriod& period, std::size_t number) const {
  if (period.first < 2) return false;
  const std::size_t at = word(period.first - 1) == "in" || word(period.first - 1) == "since" || word(period.first - 1) == "for" ? period.first - 2 : period.first - 1;
  return at != number && (word(at) == "nothing" || word(at) == "none");
}

// "Twelve have come, two of them in 2029": 2029 is of the two.
bool SentenceText::of_a_part(std::size_t at, std::size_t other) const {
  for (std::size_t i = other + 1; i + 2 < at; ++i)
    if (word(i) == "none" && word(i + 1) == "of" && (word(i + 2) == "them" || word(i + 2) == "these")) return true;
  return std::ranges::any_of(numbers_, [&](const SpokenNumber& part) {
    const bool between = part.first > other && part.first < at;
    return between && word(part.last) == "of" &&
           (word(part.last + 1) == "them" || word(part.last + 1) == "these" || word(part.last + 1) == "those");
  });
}

bool SentenceText::denied_before(std::size_t first) const {
  constexpr std::size_t kReach = 5;
  for (std::size_t at = first; at > 0 && first - at < kReach && !breaks_before(at); --at)
    if (const std::string_view before = word(at - 1); before == "not" || before == "never" || before == "longer" || before.ends_with("n't")) return true;
  return false;
}

bool SentenceText::is_recipient(std::string_view party) const {
  return std::ranges::find(snapshot_.programme().recipients, party) != snapshot_.programme().recipients.end();
}

Claim SentenceText::claim() const {
  Claim claim;
  claim.text = std::string(sentence_.text);
  claim.date = PartialDate::of_day(said_);
  claim.said = said_;
  claim.speaker = speaker_;
  return claim;
}

void SentenceText::find_speaker() {
  if (std::ranges::any_of(kUnnamed, [&](std::string_view phrase) { return has_phrase(phrase); })) {
    speaker_ = "anonymous source";
    return;
  }
  const auto saying = std::ranges::find_if(words_, [](const Word& w) { return among(kSayingVerbs, w.text); });
  if (saying == words_.end()) return;
  for (const NamedThing& thing : things_)
    if (thing.kind == NamedThing::Kind::person) {
      speaker_ = thing.id;
      return;
    }
  for (std::size_t at = 0; at < words_.size(); ++at)
    if (among(kAnonymousRoles, word(at)) && (at == 0 || !capital(at) || word(at - 1) == "an" || word(at - 1) == "a")) {
      speaker_ = "anonymous " + words_[at].text;
      return;
    }
}

}  // namespace servanda
