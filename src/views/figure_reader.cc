#include "views/figure_reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "views/claim_words.h"
#include "views/figure_reading.h"
#include "views/left_out.h"
#include "views/words_left_over.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 5> kRelatives{"which", "who", "whose", "that", "when"};
constexpr std::array<std::string_view, 3> kPromised{"promised", "pledged", "announced"};

constexpr std::array<std::string_view, 8> kRaised{"raised", "lifted", "increased", "boosted", "upped", "raises", "lifts", "increases"};
constexpr std::string_view kFewer = "not so many means fewer";

}  // namespace

std::vector<ReadClaim> FigureReader::read() {
  if (text_.text().ends_with('?')) return {};
  const bool placed = rank();
  const bool compared = comparison();
  for (const SpokenNumber& number : text_.numbers())
    if (!skipped(number)) one_or_series(number);
  all_came();
  all_of_before();
  next_lot();
  if (!compared) {
    not_a_single();
    if (!placed && !donors_without_number() && out_.empty()) change_without_number();
  }
  if (!placed) untold_rank();
  return std::move(out_);
}

ReadContext FigureReader::context() const {
  ReadContext out;
  const auto named = mentions();
  const bool asked = text_.text().ends_with('?') && !named.empty() && named.front().first <= 2;  // "Does Germany take part in the American scheme?"
  if (named.size() == 1 || asked)
    out.subject = FigureCondition{FigureField::donor, named.front().id};
  else if (const std::string party = named.empty() ? party_of_person() : ""; !party.empty())
    out.subject = FigureCondition{FigureField::donor, party};
  else if (const std::string group = group_named(); named.empty() && !group.empty())
    out.subject = FigureCondition{FigureField::group, group};
  // An organisation that gives nothing is not who "has given" in the next sentence.
  if (out.subject && out.subject->field == FigureField::donor && !text_.gazetteer().gives(out.subject->value)) out.subject.reset();
  if (const std::string own = party_of_own_office(); !own.empty()) out.we = FigureCondition{FigureField::donor, own};
  const bool of_group = out.subject && out.subject->field == FigureField::group && text_.has_phrase("our alliance");
  if (!out.we && says_we() && !of_group) {
    const std::string speaker = text_.speaker().empty() ? "" : party_of(text_.speaker());
    if (!speaker.empty())
      out.we = FigureCondition{FigureField::donor, speaker};
    else if (text_.speaker().empty())
      out.we = out.subject ? out.subject : before_.subject;
    if (!out.we && !before_.we && text_.speaker().empty() && !before_.only_donor.empty() && !before_.other_donors)
      out.we = FigureCondition{FigureField::donor, before_.only_donor};
    // Who says "we" is whom the next sentence may speak of.
    if (named.empty() && !out.subject && text_.speaker().empty()) out.subject = before_.we ? before_.we : out.we;
  }
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::group) {
      out.group = thing.id;
      if (out.first_group.empty()) out.first_group = thing.id;
    }
  out.of_output = std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) {
    return defence_of_before(number) || (number.unit == "percent_of_gdp" && on_defence(number));
  });
  constexpr int kOfBefore = 50;
  for (const std::string& one : stems_of(text_.text())) out.words.emplace(one, kOfBefore);
  for (const std::string& letters : initials(text_.text())) out.words.emplace(letters, kOfBefore);
  out.tied = tied() || speaks_of_one_before();
  for (const Mention& mention : named) out.donors.push_back(mention.id);
  for (const SpokenNumber& number : text_.numbers())
    if (!skipped(number) && !number.unit.starts_with("percent")) out.number = number;
  std::set<std::string> items;
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::item) items.insert(thing.id);
  out.items = items.size();
  if (items.size() == 1) out.item = *items.begin();
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::items && items.empty()) out.noun = thing.id;
  return out;
}

void FigureReader::add(Figure figure, Claim claim, int confidence) {
  constexpr int kMost = 95;
  confidence -= doubt() + taken_;
  const bool denied = claim.value == "0" || assumed_.find(kFewer) != std::string::npos;
  if (const std::string words = left_out(text_, figure, at_, denied); !words.empty()) {
    last_counted_ = {};
    return unbound("all that the sentence says: no figure has its '" + words + "'");
  }
  constexpr int kLeast = 20;
  if (confidence < kLeast) return unbound("a surer reading: too little of what the sentence says is told plainly");
  if (figure.kind == Figure::Kind::simple) last_figure_ = figure;
  Binding binding;
  binding.figure = std::move(figure);
  claim.binding = to_string(binding);
  const bool again = std::ranges::any_of(out_, [&](const ReadClaim& read) {
    return read.claim.binding == claim.binding && read.claim.value == claim.value;
  });
  if (!again) out_.push_back({std::move(claim), std::clamp(confidence, 5, kMost), {}, assumed_, sum_ != nullptr});
}

// Sentences in sentences, among other numbers, and with words that mean nothing to the reader, are misread more often.
int FigureReader::doubt() const {
  constexpr int kRelative = 10;
  constexpr int kWord = 6;
  constexpr std::size_t kMostWords = 5;
  constexpr int kNumber = 4;
  constexpr std::ptrdiff_t kMostNumbers = 3;
  bool relative = false;  // "that" behind nothing, or a word like "of", is none
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const bool shows = word(at) == "that" && (at == 0 || text_.in_period(at) || word(at - 1) == "of" || word(at - 1) == "in");
    relative = relative || (among(kRelatives, word(at)) && !shows);
  }
  const auto others = std::ranges::count_if(text_.numbers(), [&](const SpokenNumber& other) { return other.number_first != at_ && !skipped(other); });
  return (relative ? kRelative : 0) + kWord * static_cast<int>(std::min(words_left_over(text_, at_), kMostWords)) +
         kNumber * static_cast<int>(std::min(others, kMostNumbers));
}

// What is wanted or asked for behind the number, in another clause, is another: "spent 1.5 percent, and wants to reach 2",
// "has received 150,000 sets, half of those it asked for".
bool FigureReader::thought_of() {
  constexpr std::array<std::string_view, 6> kWants{"wants", "want", "hopes", "hope", "needs", "need"};
  const SpokenNumber* number = number_at(at_);
  const std::size_t last = text_.clause_of(at_).second;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const bool behind = number != nullptr && at > number->last;
    if (behind && among(kWants, word(at)) && (text_.breaks_before(at) || word(at - 1) == "and" || word(at - 1) == "but") && stage_near(at_, Counted::any) && stage_near(at_, Counted::any)->at < at_) continue;
    if (at >= last && word(at).starts_with("ask") && word(at + 1) == "for" && word(at - 1) != "have") continue;
    if (!among(kThoughtOf, word(at)) || (word(at) == "may" && text_.in_period(at))) continue;
    if (word(at) == "may" && text_.capital(at) && at > 0) continue;
    refuse("a fact: '" + text_.original(at, at + 1) + "' says what is wished or thought of");
    return true;
  }
  return false;
}

// A number that no figure tells may be one that a source states of a series.
void FigureReader::one_or_series(const SpokenNumber& number) {
  const std::size_t before = out_.size();
  refused_ = false;
  one(number);
  const auto own = out_.begin() + static_cast<std::ptrdiff_t>(before);
  if (refused_ || own == out_.end() || std::any_of(own, out_.end(), [](const ReadClaim& read) { return read.confidence > 0; })) return;
  std::vector<ReadClaim> missing(std::make_move_iterator(own), std::make_move_iterator(out_.end()));
  out_.resize(before);
  assumed_.clear();
  taken_ = 0;
  sum_ = nullptr;
  if (!series_left(number)) std::ranges::move(missing, std::back_inserter(out_));
}

void FigureReader::one(const SpokenNumber& number) {
  assumed_.clear();
  taken_ = 0;
  programme_.reset();
  at_ = number.number_first;
  find_sum(number);
  const bool aimed_share = number.unit == "percent_of_gdp" && on_defence(number) && aims(number);  // "wants to spend 5 percent of its output on defence"
  if (goal(number) || need(number) || (!aimed_share && !(is_rate(number) && aims(number)) && thought_of())) return;
  if (defence_of_before(number)) return defence_share(number);
  if (number.unit == "percent_of_gdp" || (number.unit == "percent" && output_meant(number))) return share_of_output(number);
  if (number.unit == "percent" && in_apposition(number) && part_of_promise(number)) return;
  if (number.unit == "percent") {
    const auto part = part_of_number(number);
    return part && !two_stages_behind(number) ? amount(*part) : share_of_whole(number);
  }
  if (!lots(number)) amount(number);
}

std::optional<SpokenStage> FigureReader::stage_told(const SpokenNumber& number, Counted counts) {
  auto stage = whole_of_part(number) ? stage_behind(number.last) : stage_near(number.number_first, counts);
  if (const auto noun = counts == Counted::money ? stage_of_noun(number) : std::nullopt) stage = noun;
  if (stage && of_whole_clause(number, *stage))
    if (const auto there = stage_of_place(number.number_first)) stage = there;
  if (counts == Counted::money && (!stage || stage->noun) && number.first > 0 && word(number.first - 1) == "to")
    for (std::size_t at = number.first - 1; at > text_.clause_of(number.first).first; --at)  // "raised its programme to 85 billion"
      if (among(kRaised, word(at - 1))) stage = SpokenStage{"pledged", at - 1, false};
  passed_ = 0;
  if (const auto main = main_stage(number); main && !of_some(number.first)) {
    stage = main;
    passed_ = main->at;
  }
  return stage;
}

void FigureReader::amount(const SpokenNumber& number) {
  using What = CountedThing::What;
  std::string currency = currency_of(number);
  const bool money = !currency.empty();
  CountedThing thing = money ? CountedThing{} : counted(number);
  const auto done = money ? std::nullopt : course_done(number);
  if (done && thing.what == What::nothing && ends_noun(number.last)) thing.what = What::people;
  if (money || thing.what != What::nothing || number.unit == kCrowns) last_currency_ = currency;
  last_counted_ = thing;
  if (const std::string own = number.unit == kCrowns ? crowns_of_donor(number) : std::string(); !own.empty()) currency = last_currency_ = own;
  if (currency == kCrowns) return unbound("whose kroner or crowns");
  const auto change = text_.change_of(number);
  const auto when = change ? period_of_change(*change, number) : std::nullopt;
  constexpr std::string_view kWhen = "the day or the year of this number: the text says what became what";
  if (change && change->from == &number && !when) return unbound(std::string(kWhen));
  if (money && cost_of_before(number)) return;
  if (money && is_price(number)) return price(number);
  Counted counts = money ? Counted::money : thing.what == What::people ? Counted::people : Counted::goods;
  auto stage = stage_told(number, counts);
  const auto announced = stage ? announcement_of(*stage, number.first) : std::nullopt;
  if (announced) stage = announced;
  if (of_whole_in_front(number) || series(number, thing)) return;
  if (money && sum_ == nullptr && of_a_sum_told_by_name(number)) return unbound("which sum: the text says what became of a part of it");
  if (money && whole_of_part(number) && owned_promise(number)) stage = SpokenStage{"pledged", number.last, true};
  // "97 of the 110 trucks have arrived": nothing is said of the 110.
  if (whole_of_part(number) && (!stage || stage->stage != "pledged") && !passed_) return;
  if (stage && is_part(number) && of_whole(number, *stage)) stage.reset();
  if (money && stage && aid_given(*stage) && !bought(number)) stage->stage = "pledged";
  if (done && thing.what == What::people) stage = done;
  const bool trained = stage && (stage->stage == "graduated" || stage->stage == "enrolled");
  const bool people =
      thing.what == What::people || (trained && thing.what == What::nothing && ends_noun(number.last));
  const bool known = money || people || thing.what != What::nothing;
  if (!known && series_of_before(number)) return;
  if (!known) return unbound("what '" + text_.original(number.number_first, number.last) + "' counts: no currency, item or record that the book knows");
  if (!money && stage && (stage->stage == "disbursed" || stage->stage == "spent")) return unbound("a stage of things: money is paid and spent");
  if (people && !trained) return unbound("a stage: whether these people were enrolled or graduated");
  const bool part_of_sum = sum_ != nullptr && stage && stage->noun && is_part_of_sum(text_, *sum_, number);  // "5 billion of it is humanitarian aid"
  if (!stage || part_of_sum) stage = stage_of_before(number, money);
  if (no_amount(number, stage, money)) return;
  Figure figure;
  std::string unit = money ? currency : people ? "people" : unit_counted(thing);
  figure.measure = measure_of(thing, money);
  set_stage(figure, stage->stage);
  int confidence = 40 + (stage->noun && !stage->plain ? 8 : 20);
  if (stage->noun && !stage->plain && figure.stage == Stage::pledged && word(stage->at) != "package")
    assume("aid is read as what was pledged");
  if (!people) {  // people are trained for the programme, not by a donor
    const auto more = conditions(figure, number.number_first, money);
    if (!more) return;
    confidence += *more;
  } else if (const std::string course = course_of(thing, number); !course.empty()) {
    figure.where.push_back({FigureField::course, course});
    confidence += 10;
  }
  confidence -= assume_of(thing) + assume_of(number);
  if (money && figure.delivered && is_paid(figure)) {
    figure.delivered = false;
    figure.stage = Stage::disbursed;
  }
  confidence += add_things(figure, thing, number, money);
  settle_item(figure, unit);
  if (change && !when) return unbound(std::string(kWhen));
  if (when) {
    figure.period = when;
    confidence += 15;
  } else if (!set_period(figure, announced ? announced->at : number.number_first, confidence, stage->noun ? std::nullopt : std::optional(stage->at))) {
    return;
  }
  if (money) take_period(figure);
  if (more_of_it(number) && !additional(figure, number)) return;
  if (another_one(number) && !figure.period) return unbound("which of several promises: the day or the year");
  if (money && !figure.period) confidence -= assume_all_time(stage->at);
  if (money && !figure.period && one_loan(figure, number)) return unbound("which of several promises: the day or the year");
  const bool told = std::ranges::any_of(figure.where, [](const FigureCondition& c) { return c.field != FigureField::kind && c.field != FigureField::instrument && c.field != FigureField::form; });
  if (!told && !figure.period && !people) return unbound("whose figure, of what or of when");
  if (one_of_several_promises(figure, number.first)) return unbound("all that came: the text says what came of one promise among several");
  if ((thing.what == What::item || money) && figure.stage == Stage::pledged && !figure.delivered) promised_ = {number, thing.id};
  number_claim(std::move(figure), number, std::move(unit), confidence, denied(*stage));
}

std::string FigureReader::crowns_of_donor(const SpokenNumber& number) const {
  const Whose whose = this->whose(number.number_first);
  if (whose.where.size() != 1 || whose.where.front().field != FigureField::donor) return {};
  const auto* crown = std::ranges::find(kCrownsOf, std::string_view(whose.where.front().value), &CrownsOf::party);
  return crown == kCrownsOf.end() ? std::string() : std::string(crown->currency);
}

// "artillery rounds", of a donor that has none called so, and just one item whose name ends so: its 155 mm artillery rounds.
void FigureReader::settle_item(Figure& figure, std::string& unit) {
  const auto item = std::ranges::find(figure.where, FigureField::item, &FigureCondition::field);
  const auto donor = std::ranges::find(figure.where, FigureField::donor, &FigureCondition::field);
  if (item == figure.where.end() || donor == figure.where.end()) return;
  const std::string meant = text_.gazetteer().item_of_donor(item->value, donor->value);
  if (meant == item->value) return;
  item->value = meant;
  if (figure.measure == FigureMeasure::quantity) unit = item_unit(meant);
  assume(meant + ", of the items with this name the one that the donor has promised");
}

int FigureReader::add_things(Figure& figure, const CountedThing& thing, const SpokenNumber& number, bool money) const {
  int confidence = 0;
  if (!thing.id.empty()) {
    const bool category = thing.what == CountedThing::What::category;
    figure.where.push_back({category ? FigureField::category : item_or_category(thing.id), thing.id});
    confidence = 10;
  } else if (const auto what = money ? bought(number) : std::nullopt) {
    figure.where.push_back(*what);
    confidence = 5;
  }
  if (const auto where = money ? std::nullopt : place()) figure.where.push_back(*where);
  std::ranges::sort(figure.where);
  return confidence;
}

FigureMeasure FigureReader::measure_of(const CountedThing& thing, bool money) {
  if (money) return FigureMeasure::value;
  if (thing.what == CountedThing::What::tonnes) return FigureMeasure::tonnes;
  return thing.what == CountedThing::What::records ? FigureMeasure::count : FigureMeasure::quantity;
}
// A sum without a day is all that there was; a verb in the past may well mean one day.
int FigureReader::assume_all_time(std::size_t verb) {
  constexpr std::array<std::string_view, 8> kSoFar{"far", "already", "altogether", "total", "overall", "since", "all", "totalled"};
  if (std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kSoFar, w.text); }) || text_.has_phrase("to date")) return 0;
  const auto start = snapshot_.programme().start;
  assume("no period is named: all of the programme" + (start ? ", since " + start->to_string() : std::string()));
  const bool perfect = verb > 0 && (word(verb - 1) == "has" || word(verb - 1) == "have" || word(verb - 1) == "been");
  return perfect ? 5 : 15;
}

int FigureReader::assume_of(const SpokenNumber& number) {
  constexpr int kGuess = 12;
  if (!number.elided) return 0;
  assume("the scale and currency of the number beside it");
  return kGuess;
}

int FigureReader::assume_of(const CountedThing& thing) {
  if (thing.of_before) assume("item " + thing.id + ", of the sentence before");
  if (thing.filled_in) assume(thing.id + ", of the items with this name the one that the donor has promised");
  return (thing.of_before ? 10 : 0) + (thing.filled_in ? 5 : 0);
}

bool FigureReader::no_amount(const SpokenNumber& number, const std::optional<SpokenStage>& stage, bool money) {
  std::string missing;
  if (number.first > 0 && word(number.first - 1) == "plus" && !(stage && stage->at > number.last))
    missing = "what became of these: 'plus' leaves it to what stands before";
  else if (part_untold(number))
    missing = "a part that the text tells apart by its stage, its donor or its day";
  else if (stage && verb_elsewhere(number, *stage))
    missing = "a stage: the verb of these is none that a figure has";
  else if (stage && of_whole_clause(number, *stage))
    missing = "what became of these: the text says only what was done with the whole";
  else if (!stage)
    missing = "a stage: whether it was pledged, allocated, ordered, delivered or paid";
  else if (stage->noun && stage->at > number.last && (word(number.last) == "in" || word(number.last) == "of"))
    missing = "what became of this money: pledged, delivered or paid";
  else if (money && stage->stage == "pledged" && text_.has_word("goods"))
    missing = "money, or one item: pledges of goods and of money are not told apart";
  else if (untold(number))
    return true;
  else if (is_rate(number))
    missing = "an amount: the text says how much it is each month or year";
  else if ((money && (strange_receiver(number) || (strange_programme(number) && !(programme_ && stage->stage == "pledged")))) || strange_donor(*stage))
    return true;
  else if (word(number.last) == "packages" && stage->stage != "pledged")
    missing = "what came in these packages";
  else if (text_.has_word("package") && text_.periods().empty() && sum_ == nullptr)
    missing = "which package: the day it was announced";
  if (missing.empty()) return false;
  unbound(std::move(missing));
  return true;
}

// "Of the 90 units pledged in 2029, 85 are in use": the promise is that of the 90.
bool FigureReader::of_whole_clause(const SpokenNumber& number, const SpokenStage& stage) const {
  if (stage.at >= number.first || stage.noun || stage.stage != "pledged") return false;
  const auto [first, last] = text_.clause_of(stage.at);
  return word(first) == "of" && last <= number.first && std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& whole) { return whole.first > first && whole.last < last && !text_.in_period(whole.number_first); });
}

bool FigureReader::aid_given(const SpokenStage& stage) {
  constexpr std::array<std::string_view, 4> kAid{"aid", "assistance", "support", "help"};
  bool aid = false;
  for (std::size_t at = stage.at; at < text_.clause_of(stage.at).second; ++at) aid = aid || among(kAid, word(at));
  const bool gave = (word(stage.at) == "gave" || word(stage.at) == "gives") && !text_.has_word("worth") && !text_.has_word("goods");  // "gave 500 million in August"
  if (!(aid || gave) || stage.stage != "delivered" || !among(kGiven, word(stage.at)) || text_.has_word("budget")) return false;
  assume("aid is read as what was pledged");
  return true;
}

std::string FigureReader::unit_counted(const CountedThing& thing) const {
  if (thing.what == CountedThing::What::tonnes) return "t";
  return thing.what == CountedThing::What::records ? "records" : item_unit(thing.id);
}

bool FigureReader::is_paid(const Figure& figure) {
  return std::ranges::any_of(figure.where, [](const FigureCondition& condition) {
    return (condition.field == FigureField::form && condition.value == kBudgetSupport) ||
           (condition.field == FigureField::instrument && (condition.value == "loan" || condition.value == "guarantee")) ||
           (condition.field == FigureField::kind && condition.value == "financial");
  });
}

FigureField FigureReader::item_or_category(const std::string& id) const {
  return snapshot_.find<Table::items>(id) ? FigureField::item : FigureField::category;
}

bool FigureReader::untold(const SpokenNumber& number) {
  const auto [first, last] = text_.clause_of(number.number_first);
  for (std::size_t at = first; at < last; ++at) {
    const bool lacking = among(kLacking, word(at));
    if (!lacking && !among(kTakenBack, word(at))) continue;
    refuse(lacking ? "what is there: the text says what is missing" : "what is promised: the text says what became of a promise");
    return true;
  }
  return false;
}

std::string FigureReader::course_of(const CountedThing& thing, const SpokenNumber& number) const {
  if (!thing.course.empty()) return thing.course;
  for (const NamedThing& named : text_.things())  // not "of the 1,143 graduates, 273 are ambulance crews"
    if (named.kind == Kind::course && (named.first < number.first || text_.breaks(number.first, named.first) == 0)) return named.id;
  return {};
}

// "have completed the academy's course", "came through the training": in the clause of the number.
std::optional<SpokenStage> FigureReader::course_done(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 12> kDone{"completed", "complete", "finished", "passed", "through", "took", "taken", "done", "left", "attended", "completing", "finishing"};
  constexpr std::array<std::string_view, 7> kCourses{"course", "courses", "training", "programme", "academy", "curriculum", "mission"};
  const auto [first, last] = text_.clause_of(number.number_first);
  for (std::size_t at = number.last; at < last; ++at) {
    if (!among(kDone, word(at)) || text_.denied_before(at)) continue;
    for (std::size_t of = at + 1; of < last; ++of)
      if (among(kCourses, word(of)) || text_.thing_at(of, Kind::course) != nullptr) return SpokenStage{"graduated", at};
  }
  return std::nullopt;
}

bool FigureReader::of_a_season() const {
  constexpr std::array<std::string_view, 4> kSeasons{"spring", "summer", "autumn", "winter"};
  constexpr std::array<std::string_view, 10> kWhen{"last", "this", "next", "previous", "in", "by", "since", "until", "during", "before"};
  for (std::size_t at = 1; at < text_.size(); ++at) {
    if (!among(kSeasons, word(at)) || text_.in_thing(at) || text_.in_period(at) || text_.thing_at(at, Kind::item) != nullptr) continue;
    const std::size_t before = word(at - 1) == "the" && at > 1 ? at - 2 : at - 1;
    const bool told = word(before) == "last" || word(before) == "this" || word(before) == "next";
    if (among(kWhen, word(before)) && (ends_noun(at + 1) || (told && !among(kEventNouns, word(at + 1))))) return true;
  }
  return false;
}

bool FigureReader::set_period(Figure& figure, std::size_t at, int& confidence, std::optional<std::size_t> verb) {
  if (lot_ || programme_) {
    figure.period = lot_ ? *lot_ : FigurePeriod{programme_->date<"date">().value(), programme_->date<"date">().value()};
    confidence += 15;
    return true;
  }
  const SpokenPeriod* period = text_.nearest_period(at);
  if (period != nullptr && period->first > at && period->first < passed_)  // of the promise; "of the 60 pledged in 2029 27 had come by 2030"
    if (const SpokenPeriod* own = period_behind(passed_)) period = own;
  const bool promise = figure.stage == Stage::pledged && !figure.delivered && figure.measure == FigureMeasure::quantity;
  if (period == nullptr && of_a_season() && !(promise && text_.has_phrase("for next winter"))) {
    unbound("the months: the text names a season");
    return false;
  }
  if (period != nullptr && verb && period->first < *verb && !period->deadline && period->period.until.last() < text_.said() &&
      perfect_behind(period->last, *verb))
    period = nullptr;  // "promised 260 in February and has not handed over a single one"
  if (period != nullptr && verb && period->first > *verb && another_verb(*verb, period->first)) period = period_of_verb(*verb, at);
  // Of the promise alone: "terminals promised in April had been handed over", "by March 487 of the 660 that it promised".
  const SpokenNumber* number = number_at(at);
  const bool of_promise = period != nullptr && ((period->first > at && period->first < passed_) ||
                                                (period->first < at && number != nullptr && whole_of_part(*number)) ||
                                                (verb && *verb < at && period->first > at && figure.measure == FigureMeasure::quantity && (figure.delivered || figure.stage != Stage::pledged) && promised_between(at, period->first)));
  const std::size_t opening = period == nullptr ? 0 : text_.clause_of(period->first).first;
  const bool of_whole = period != nullptr && period->first < at && text_.breaks(period->first, at) > 0 && word(opening) == "of" &&
                        !(figure.stage == Stage::pledged && !figure.delivered) && promised_between(opening, period->first) && !promised_for(period->first);  // "of the 80 promised in June 2029, 27 were handed over"
  if (period == nullptr || of_promise || of_whole) {
    if (text_.future()) confidence -= 5;
    return true;
  }
  const bool promised = figure.stage == Stage::pledged && !figure.delivered;
  const bool ahead = period->period.until.last() > text_.said();
  const bool due = period->deadline || (verb && word(*verb) == "due") || (figure.measure != FigureMeasure::value && promised_for(period->first));
  if (promised && figure.measure != FigureMeasure::value && promised_for(period->first)) return true;
  if (promised && number != nullptr && whole_of_part(*number) && among(kPromised, word(number->last))) return true;  // "ten of 79 promised F-16s"
  const bool in_kind = figure.measure != FigureMeasure::value && period->deadline && period->first > at;
  if (promised && ((due && ahead) || in_kind)) return true;  // when it is to come, not when it was promised
  if (promised && period->named.first() > text_.said()) {
    unbound("the day of the promise: the text names the time that it is for");
    return false;
  }
  figure.period = period->period;
  if (const SpokenPeriod* whole = &text_.periods().front(); period->deadline && word(0) == "of" && whole != period && !whole->deadline && whole->last <= at && whole->period.from.first() > period->period.from.first())
    figure.period->from = whole->period.from;  // "of the 18 billion set aside this year it had paid 9.5 by May"
  if (period->deadline && before_.sum && figure.stage == Stage::disbursed && mentions().empty() && before_.sum->figure.period && before_.sum->figure.period->from.precision() != DatePrecision::year &&
      before_.sum->figure.period->from.first() < period->period.until.last())
    figure.period->from = before_.sum->figure.period->from;  // what was paid of it by then
  narrow_to_promise(figure);
  if (!promised && at_the_end(*period) && snapshot_.programme().start) figure.period->from = *snapshot_.programme().start;
  confidence += 15;
  return true;
}

std::optional<FigurePeriod> FigureReader::period_of_change(const SentenceText::Change& change, const SpokenNumber& number) const {
  const bool to = change.to == &number;
  const std::size_t other = to ? change.from->first : change.to->first;
  const std::size_t begin = std::min(change.from->first, change.to->first);
  std::optional<FigurePeriod> in_front;
  for (const SpokenPeriod& period : text_.periods()) {
    if (!(period.period.from == period.period.until)) {
      if (period.deadline || period.period.until == PartialDate::of_day(text_.said())) continue;
      const PartialDate date = to ? period.period.until : period.period.from;  // "between 2023 and 2025"
      return FigurePeriod{date, date};
    }
    if (period.first >= number.last && (other < number.first || period.last <= other) && text_.breaks(number.last, period.first) == 0) return period.period;
    if (to && period.last <= begin) in_front = period.period;
  }
  return in_front;
}

// "At the end of 2030 1,050 people had graduated": by then.
bool FigureReader::at_the_end(const SpokenPeriod& period) const {
  const std::size_t from = period.first > 4 ? period.first - 4 : 0;
  for (std::size_t at = from; at <= period.first; ++at)
    if (text_.phrase_at(at, "at the end of")) return text_.has_word("had");
  return false;
}

bool FigureReader::promised_between(std::size_t at, std::size_t period) const {
  for (std::size_t i = at + 1; i < period; ++i)
    if (among(kPromised, word(i)) && !text_.breaks_before(i)) return true;
  return false;
}

bool FigureReader::another_verb(std::size_t verb, std::size_t period) const {
  constexpr std::array<std::string_view, 9> kFinite{"will", "would", "has", "have", "had", "is", "are", "was", "were"};
  for (std::size_t at = verb + 1; at < period && !text_.breaks_before(at); ++at)
    if (among(kFinite, word(at))) return true;
  return false;
}

// "the pledge of 40 billion for 2025 was reached in June": 2025
const SpokenPeriod* FigureReader::period_of_verb(std::size_t verb, std::size_t number) const {
  const auto found = std::ranges::find_if(text_.periods(), [&](const SpokenPeriod& period) {
    return period.first > number && text_.breaks(number, period.first) == 0 && !another_verb(verb, period.first);
  });
  return found == text_.periods().end() ? nullptr : &*found;
}

bool FigureReader::perfect_behind(std::size_t first, std::size_t verb) const {
  constexpr std::size_t kReach = 5;
  for (std::size_t at = verb; at > first && verb - at < kReach; --at)
    if ((word(at - 1) == "has" || word(at - 1) == "have") && (at < 2 || word(at - 2) != "will")) return true;
  return false;
}

bool FigureReader::promised_for(std::size_t at) const {
  for (; at > 0 && (word(at - 1) == "the" || word(at - 1) == "end" || word(at - 1) == "of"); --at) {
  }
  return at > 0 && word(at - 1) == "for";
}

void FigureReader::number_claim(Figure figure, const SpokenNumber& number, std::string unit, int confidence, bool denied) {
  Claim claim = text_.claim();
  claim.value = number_text(number.value);
  if (number.until) claim.value += ".." + number_text(*number.until);
  claim.unit = std::move(unit);
  if (number.reading != &exact_reading()) claim.comparison = std::string(number.reading->words);
  if (denied) {
    // "70 of the 90 have yet to come": no more than 20 have, or those very 70.
    if (is_part(number)) return refuse("what came: the text says of a part that it did not");
    // "has not delivered 80": it has delivered less.
    if (number.until || (number.reading->low < 0 && number.reading->high >= 0))
      return refuse("a plain statement: it denies a bound");
    claim.comparison = "less than";
    assume(std::string(kFewer));
    confidence -= 10;
  }
  add(std::move(figure), std::move(claim), confidence);
}

std::vector<ReadClaim> read_figures(const SentenceText& text, const ReadContext& before) {
  return FigureReader(text, before).read();
}

ReadContext context_of(const SentenceText& text, const ReadContext& before) { return FigureReader(text, before).context(); }

}  // namespace servanda
