#include "views/figure_reading.h"

#include <algorithm>
#include <array>
#include <set>

#include "views/claim_words.h"

namespace servanda {

std::optional<FigureReader::Change> FigureReader::change() const {
  for (const SpokenNumber& number : text_.numbers()) {
    if (text_.in_heading(number.number_first)) continue;
    if (number.unit == "percent" && !number.until)
      if (const int direction = direction_of(number); direction != 0)
        return Change{direction * number.value, false, &number, number.reading, number.number_first};
    const bool times = number.unit.empty() && word(number.last) == "times" &&
                       (word(number.last + 1) == "as" || word(number.last + 1) == "more" || word(number.last + 1) == "what");
    if (times) return Change{number.value * 100, true, &number, number.reading, number.number_first};
  }
  for (std::size_t at = 0; at < text_.size(); ++at)
    for (const Multiple& multiple : kMultiples)
      if (text_.phrase_at(at, multiple.words))
        return Change{multiple.percent * kNumberUnit, true, nullptr, reading_before(at), at};
  return std::nullopt;
}

const Reading* FigureReader::reading_before(std::size_t at) const {
  for (const Reading& reading : readings()) {
    const std::size_t length = count_words(reading.words);
    if (length <= at && text_.phrase_at(at - length, reading.words)) return &reading;
  }
  return &exact_reading();
}

int FigureReader::direction_of(const SpokenNumber& number) const {
  const std::string_view next = word(number.last);
  if (among(kUpWords, next)) return 1;
  if (among(kDownWords, next)) return -1;
  constexpr std::size_t kReach = 3;
  for (std::size_t at = number.first; at > 0 && number.first - at < kReach; --at) {
    if (word(at - 1) == "to" || word(at - 1) == "from" || text_.breaks_before(at)) return 0;  // what it was or became
    if (word(at - 1) == "up" && at > 1 && word(at - 2).starts_with("ma")) return 0;  // "made up", "makes up"
    if (among(kUpWords, word(at - 1))) return 1;
    if (among(kDownWords, word(at - 1))) return -1;
  }
  return 0;
}

bool FigureReader::comparison() {
  assumed_.clear();
  const auto change = this->change();
  if (!change) return false;
  if (change->number != nullptr) consumed_.insert(change->number->number_first);
  const std::size_t at = at_ = change->at;
  if (speaks_of_price(at)) {
    unbound("how a price changed: the book has one price of an item");
    return true;
  }
  if (thought_of()) return true;
  if (change_of_before(*change)) return true;
  const CountedThing thing = thing_compared();
  const bool much = text_.has_word("much") && std::ranges::any_of(text_.numbers(), [](const SpokenNumber& number) {
    return !number.unit.empty() && !number.unit.starts_with("percent");
  });
  const bool money = thing.what == CountedThing::What::nothing || (much && thing.what == CountedThing::What::item);
  if (money && (text_.has_phrase("as many") || text_.has_word("fewer"))) {
    unbound("what is compared: no item that the book knows");
    return true;
  }
  const bool people = thing.what == CountedThing::What::people;
  const bool tonnes = thing.what == CountedThing::What::tonnes;
  const auto stage = stage_near(at, money ? Counted::money : people ? Counted::people : Counted::goods);
  if (!stage) {
    unbound("a stage: whether it was pledged, allocated, delivered or paid");
    return true;
  }
  if (denied(*stage)) {
    unbound("a plain statement: it denies a comparison");
    return true;
  }
  if (!comparable(*stage)) return true;
  Figure figure;
  figure.measure = money ? FigureMeasure::value : tonnes ? FigureMeasure::tonnes : FigureMeasure::quantity;
  const bool as_a_whole = money && stage->stage == "delivered" && among(kGiven, word(stage->at));
  set_stage(figure, as_a_whole ? "pledged" : stage->stage);
  int confidence = 40 + (stage->noun ? 5 : 20);
  if (as_a_whole || stage->noun) assume("aid as a whole is read as what was pledged");
  if (!people) {
    const auto more = conditions(figure, at, money);
    if (!more || untied(figure)) return true;
    confidence += *more;
  }
  if (!thing.id.empty()) figure.where.push_back({FigureField::item, thing.id});
  std::ranges::sort(figure.where);
  if (!between_donors(*change, figure, confidence)) between_years(*change, figure, confidence);
  return true;
}

bool FigureReader::change_of_before(const Change& change) {
  constexpr std::array<std::string_view, 4> kThis{"this", "that", "it", "which"};
  constexpr std::array<std::string_view, 8> kIs{"is", "was", "means", "meant", "represents", "makes", "amounts", "marks"};
  if (!before_.years || change.of_whole || !among(kThis, word(0)) || !among(kIs, word(1)) || !mentions().empty() || !text_.periods().empty()) return false;
  Figure figure = before_.years->first;
  figure.period.reset();
  Figure growth;
  growth.kind = Figure::Kind::growth;
  growth.from_year = static_cast<int>(before_.years->first.period->from.year());
  growth.to_year = static_cast<int>(before_.years->second.period->from.year());
  growth.of.push_back(std::move(figure));
  assume("the two years of the sentence before");
  change_claim(change, std::move(growth), change.percent, 65);
  return true;
}

bool FigureReader::comparable(const SpokenStage& stage) {
  constexpr std::array<std::string_view, 8> kPer{"per head", "per capita", "per person", "per inhabitant", "relative to", "in proportion", "as a share of", "as a percentage of"};
  for (const std::string_view words : kPer)
    if (text_.has_phrase(words)) {
      unbound("what is compared as a whole: the text compares it '" + std::string(words) + "'");
      return false;
    }
  std::set<std::string> items;
  bool money = false;
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::item) items.insert(thing.id);
  for (const SpokenNumber& number : text_.numbers()) money = money || (!number.unit.empty() && !number.unit.starts_with("percent"));
  if (items.size() > 1 && !money) {
    unbound("which of several things is compared");
    return false;
  }
  const bool aid = text_.has_word("aid") || text_.has_word("support") || text_.has_word("help") || text_.has_word("on");
  if ((word(stage.at) == "spend" || word(stage.at) == "spends") && !aid) {
    unbound("what the money is spent on");
    return false;
  }
  return true;
}

CountedThing FigureReader::thing_compared() const {
  CountedThing out;
  if (text_.has_word("tonnage") || text_.has_phrase("in tonnes")) return {CountedThing::What::tonnes};
  for (const SpokenNumber& number : text_.numbers())
    if (word(number.last) == "tonnes" || word(number.last) == "tons") return counted_behind(number.last);
  for (const NamedThing& thing : text_.things()) {
    if (thing.kind != Kind::item) continue;
    if (!out.id.empty() && out.id != thing.id) return {};
    out = {CountedThing::What::item, thing.id};
  }
  if (out.id.empty() && std::ranges::any_of(text_.words(), [](const Word& w) { return among(kPeople, w.text) && !among(kOfMembers, w.text); }))
    out.what = CountedThing::What::people;
  return out;
}

bool FigureReader::between_donors(const Change& change, const Figure& figure, int confidence) {
  const auto other = std::ranges::find_if(text_.things(), [&](const NamedThing& thing) {
    if (thing.kind != Kind::party || thing.first <= change.at || text_.is_recipient(thing.id)) return false;
    return compared_with_name(thing);
  });
  const auto capital = std::ranges::find_if(text_.things(), [&](const NamedThing& thing) {
    return thing.kind == Kind::capital && thing.first > change.at && compared_with_name(thing);
  });
  if (other == text_.things().end() && capital == text_.things().end()) return false;
  const std::string others = joined_with(other == text_.things().end() ? *capital : *other);
  const auto own = std::ranges::find(figure.where, FigureField::donor, &FigureCondition::field);
  if (own == figure.where.end()) {
    unbound("whose figure is compared");
    return true;
  }
  Figure part = figure;
  if (!set_period(part, change.at, confidence)) return true;
  Figure whole = part;
  std::ranges::find(whole.where, FigureField::donor, &FigureCondition::field)->value = others;
  share_claim(change, std::move(part), std::move(whole), confidence);
  return true;
}

bool FigureReader::compared_with_name(const NamedThing& thing) const {
  const std::size_t name = thing.first > 0 && word(thing.first - 1) == "the" ? thing.first - 1 : thing.first;
  if (name == 0 || text_.breaks_before(name - 1)) return false;
  return word(name - 1) == "than" || word(name - 1) == "as" || word(name - 1) == "what";
}

std::string FigureReader::joined_with(const NamedThing& thing) const {
  std::set<std::string> ids{thing.id};
  std::size_t end = thing.last;
  for (const NamedThing& next : text_.things()) {
    const std::size_t first = next.first > 0 && word(next.first - 1) == "the" ? next.first - 1 : next.first;
    const bool listed = first == end && text_.breaks_before(first) && (text_.has_word("together") || text_.has_word("combined"));
    if (next.kind != thing.kind || !(listed || (first == end + 1 && word(end) == "and"))) continue;
    ids.insert(next.id);
    end = next.last;
  }
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : "|") + id;
  return out;
}

void FigureReader::between_years(const Change& change, const Figure& figure, int confidence) {
  const auto pair = compared_periods(confidence);
  if (!pair) return unbound("the two years that are compared");
  const auto& [earlier, later] = *pair;
  const bool years = earlier.from == earlier.until && later.from == later.until &&
                     earlier.from.precision() == DatePrecision::year && later.from.precision() == DatePrecision::year;
  confidence += 15;
  if (!change.of_whole && years) {
    Figure growth;
    growth.kind = Figure::Kind::growth;
    growth.of.push_back(figure);
    growth.from_year = static_cast<int>(earlier.from.year());
    growth.to_year = static_cast<int>(later.from.year());
    return change_claim(change, std::move(growth), change.percent, confidence);
  }
  Figure part = figure;
  Figure whole = figure;
  part.period = later;
  whole.period = earlier;
  share_claim(change, std::move(part), std::move(whole), confidence);
}

void FigureReader::share_claim(const Change& change, Figure part, Figure whole, int confidence) {
  Figure share;
  share.kind = Figure::Kind::share;
  share.of = {std::move(part), std::move(whole)};
  const bool vague = change.reading->low >= 0 && change.reading->high >= 0 && change.reading->low != change.reading->high;
  if (change.of_whole || !vague || change.reading == &exact_reading())
    return change_claim(change, std::move(share), change.of_whole ? change.percent : 100 * kNumberUnit + change.percent,
                        confidence);
  // "about 5 percent higher": it is the 5 that is vague, not the 105.
  Wide low = 100 * kNumberUnit + change.percent * change.reading->low / 100;
  Wide high = 100 * kNumberUnit + change.percent * change.reading->high / 100;
  if (low > high) std::swap(low, high);
  Claim claim = text_.claim();
  claim.value = number_text(low) + ".." + number_text(high);
  claim.unit = "percent";
  add(std::move(share), std::move(claim), confidence);
}

void FigureReader::change_claim(const Change& change, Figure figure, Wide percent, int confidence) {
  Claim claim = text_.claim();
  claim.value = number_text(percent);
  claim.unit = "percent";
  const bool falls = !change.of_whole && change.percent < 0;
  claim.comparison = std::string(change.reading == &exact_reading() ? "exactly"
                                 : falls                            ? mirrored(*change.reading)
                                                                    : change.reading->words);
  add(std::move(figure), std::move(claim), confidence);
}

std::string_view FigureReader::mirrored(const Reading& reading) {
  if (reading.low >= 0 && reading.high < 0) return reading.low_open ? "less than" : "at most";
  if (reading.high >= 0 && reading.low < 0) return reading.high_open ? "more than" : "at least";
  return reading.words;
}

std::optional<std::pair<FigurePeriod, FigurePeriod>> FigureReader::compared_periods(int& confidence) {
  for (std::size_t at = 0; at + 1 < text_.size(); ++at) {  // "than in any year since 2022", "more than ever"
    const std::string_view next = word(at + 1) == "in" ? word(at + 2) : word(at + 1);
    if (word(at) == "than" && (next == "any" || next == "every" || next == "all" || next == "ever" || next.starts_with("any") || next.starts_with("every") || next == "others")) return std::nullopt;
  }
  std::vector<const SpokenPeriod*> periods;
  for (const SpokenPeriod& period : text_.periods()) periods.push_back(&period);
  if (periods.size() > 2 || periods.empty()) return std::nullopt;
  const int this_year = static_cast<int>(std::chrono::year_month_day(text_.said()).year());
  const SpokenPeriod& first = *periods.front();
  if (periods.size() == 1) {
    const bool since = first.period.until == PartialDate::of_day(text_.said());
    if (!(first.period.from == first.period.until) && !since) {  // "from 2023 to 2024"
      if (first.period.from.precision() != DatePrecision::year ||
          first.period.until.precision() != DatePrecision::year)
        return std::nullopt;
      return std::pair(FigurePeriod{first.period.from, first.period.from},
                       FigurePeriod{first.period.until, first.period.until});
    }
    if (first.named.precision() != DatePrecision::year) return std::nullopt;
    const int year = static_cast<int>(first.named.year());
    if (since || reference(first)) {
      if (year >= this_year) return std::nullopt;
      return std::pair(year_period(year), year_period(this_year));
    }
    assume("compared with the year before");
    confidence -= 10;
    return std::pair(year_period(year - 1), year_period(year));
  }
  const SpokenPeriod& second = *periods.back();
  if (first.named == second.named || first.named.precision() != second.named.precision()) return std::nullopt;
  const bool turned = reference(first) ? false : reference(second) || first.named > second.named;
  const FigurePeriod a = whole_period(first);
  const FigurePeriod b = whole_period(second);
  return turned ? std::pair(b, a) : std::pair(a, b);
}

FigurePeriod FigureReader::whole_period(const SpokenPeriod& period) {
  return period.named.precision() == DatePrecision::year ? FigurePeriod{period.named, period.named} : period.period;
}

bool FigureReader::reference(const SpokenPeriod& period) const {
  constexpr std::size_t kReach = 4;
  for (std::size_t at = period.first; at > 0 && period.first - at < kReach; --at) {
    if (among(kComparedWith, word(at - 1)) && word(at - 1) != "to") return true;
    if (word(at - 1) != "in" && word(at - 1) != "the" && word(at - 1) != "during" && word(at - 1) != "those" &&
        word(at - 1) != "of" && word(at - 1) != "level")
      return false;
  }
  return word(period.first).starts_with("a") && word(period.first + 1) == "year";  // "a year earlier"
}

bool FigureReader::donors_without_number() {
  for (std::size_t at = 0; at + 2 < text_.size(); ++at) {
    const bool more = word(at) == "more" || word(at) == "fewer" || word(at) == "less";
    if (!more) continue;
    std::size_t than = at + 1;
    while (than < std::min(at + 4, text_.size()) && word(than) != "than") ++than;
    if (word(than) != "than") continue;
    const bool difference = std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) { return number.last == at && !text_.breaks_before(at); });
    if (difference) continue;  // "five more than Denmark promised"
    const std::size_t name = word(than + 1) == "the" ? than + 2 : than + 1;
    if (word(than + 1) == "any" || word(than + 1) == "all" || word(than + 1) == "every") {
      unbound("one donor or group that is compared with");
      return true;
    }
    if (compared_receiver(than)) {
      unbound("one donor that is compared with another: the text compares receivers");
      return true;
    }
    if (text_.thing_at(name, Kind::party) == nullptr || number_at(text_.thing_at(name, Kind::party)->last) != nullptr) continue;
    compare_donors(at, word(at) == "more");
    return true;
  }
  return false;
}

bool FigureReader::compared_receiver(std::size_t than) const {
  constexpr std::size_t kReach = 4;
  return snapshot_.programme().recipients.size() > 1 && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
    return thing.kind == Kind::party && text_.is_recipient(thing.id) && thing.first > than && thing.first - than <= kReach;
  });
}

void FigureReader::compare_donors(std::size_t at, bool more) {
  assumed_.clear();
  at_ = at;
  if (thought_of()) return;
  const CountedThing thing = thing_compared();
  const bool money = thing.what == CountedThing::What::nothing;
  const auto stage = stage_near(at, money ? Counted::money : Counted::goods);
  if (!stage) return unbound("a stage: whether it was pledged, allocated, delivered or paid");
  if (denied(*stage)) return unbound("a plain statement: it denies a comparison");
  if (!comparable(*stage)) return;
  Figure figure;
  figure.measure = money ? FigureMeasure::value : FigureMeasure::quantity;
  const bool as_a_whole = money && stage->stage == "delivered";
  set_stage(figure, as_a_whole ? "pledged" : stage->stage);
  if (as_a_whole || stage->noun) assume("aid as a whole is read as what was pledged");
  const auto conditions = this->conditions(figure, at, money);
  if (!conditions || untied(figure)) return;
  if (!thing.id.empty()) figure.where.push_back({FigureField::item, thing.id});
  std::ranges::sort(figure.where);
  static const Reading* const kMore = find_reading("more than");
  static const Reading* const kLess = find_reading("less than");
  const Change change{100 * kNumberUnit, true, nullptr, more ? kMore : kLess, at};
  if (!between_donors(change, figure, 50 + *conditions)) unbound("whose figure is compared");
}

void FigureReader::change_without_number() {
  constexpr std::array<std::string_view, 12> kUp{"rose",      "grew",      "increased", "surpass",
                                                 "surpasses", "surpassed", "exceeded",  "exceeds",
                                                 "higher",    "more",      "above",     "risen"};
  constexpr std::array<std::string_view, 9> kDown{"fell", "dropped", "decreased", "declined", "lower",
                                                  "less", "below",   "fallen",    "shrank"};
  int direction = 0;
  for (const Word& w : text_.words()) direction = among(kUp, w.text) ? 1 : among(kDown, w.text) ? -1 : direction;
  if (direction == 0 || text_.periods().empty()) return;
  assumed_.clear();
  int confidence = 35;
  const auto years = compared_periods(confidence);
  if (!years || years->first.from.precision() != DatePrecision::year) return;
  if (thought_of()) return;
  const CountedThing thing = thing_compared();
  const bool money = thing.what == CountedThing::What::nothing;
  const auto stage = stage_near(0, money ? Counted::money : Counted::goods);
  if (!stage) return unbound("a stage: whether it was pledged, allocated, delivered or paid");
  if (denied(*stage)) return unbound("a plain statement: it denies a change");
  Figure inner;
  inner.measure = measure_of(thing, money);
  set_stage(inner, stage->stage);
  if (thing.what != CountedThing::What::people) {
    const auto more = conditions(inner, 0, money);
    if (!more || untied(inner)) return;
    confidence += *more;
  }
  if (!thing.id.empty()) inner.where.push_back({FigureField::item, thing.id});
  std::ranges::sort(inner.where);
  if (stage->noun) assume("aid as a whole is read as what was pledged");
  confidence += stage->noun ? 5 : 15;
  Figure figure;
  figure.kind = Figure::Kind::change;
  figure.of.push_back(std::move(inner));
  figure.from_year = static_cast<int>(years->first.from.year());
  figure.to_year = static_cast<int>(years->second.from.year());
  Claim claim = text_.claim();
  claim.value = "0";
  claim.unit = money ? snapshot_.programme().currency.code() : item_unit(thing.id);
  claim.comparison = direction > 0 ? ">" : "<";
  add(std::move(figure), std::move(claim), confidence);
}

}  // namespace servanda
