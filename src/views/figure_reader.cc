#include "views/figure_reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "views/claim_words.h"
#include "views/figure.h"
#include "views/left_out.h"
#include "views/number_tests.h"
#include "views/statements.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 5> kRelatives{"which", "who", "whose", "that", "when"};
constexpr std::array<std::string_view, 2> kPromised{"promised", "pledged"};

constexpr std::string_view kFewer = "not so many means fewer";

FigurePeriod year_period(int year) {
  const PartialDate date = PartialDate::of_year(std::chrono::year(year));
  return {date, date};
}

class FigureReader : private NumberTests {
 public:
  FigureReader(const SentenceText& text, const ReadContext& before) : NumberTests(text, before) {}

  std::vector<ReadClaim> read() {
    if (text_.text().ends_with('?')) return {};
    const bool compared = comparison();
    for (const SpokenNumber& number : text_.numbers())
      if (!skipped(number)) one(number);
    all_came();
    if (!compared) {
      not_a_single();
      if (!donors_without_number() && out_.empty()) change_without_number();
    }
    rank();
    return std::move(out_);
  }

  ReadContext context() const {
    ReadContext out;
    const auto named = mentions();
    if (named.size() == 1)
      out.subject = FigureCondition{FigureField::donor, named.front().id};
    else if (const std::string party = named.empty() ? party_of_person() : ""; !party.empty())
      out.subject = FigureCondition{FigureField::donor, party};
    else if (const std::string group = group_named(); named.empty() && !group.empty())
      out.subject = FigureCondition{FigureField::group, group};
    // An organisation that gives nothing is not who "has given" in the next sentence.
    if (out.subject && out.subject->field == FigureField::donor && !text_.gazetteer().gives(out.subject->value)) out.subject.reset();
    if (text_.has_word("we") || text_.has_word("our")) {
      const std::string speaker = text_.speaker().empty() ? "" : party_of(text_.speaker());
      if (!speaker.empty())
        out.we = FigureCondition{FigureField::donor, speaker};
      else if (text_.speaker().empty())
        out.we = out.subject ? out.subject : before_.subject;
    }
    for (const Mention& mention : named) out.donors.push_back(mention.id);
    for (const SpokenNumber& number : text_.numbers())
      if (!skipped(number) && !number.unit.starts_with("percent")) out.number = number;
    std::set<std::string> items;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == Kind::item) items.insert(thing.id);
    out.items = items.size();
    if (items.size() == 1) out.item = *items.begin();
    return out;
  }

 private:
  void add(Figure figure, Claim claim, int confidence) {
    constexpr int kMost = 95;
    constexpr int kRelative = 10;  // sentences in sentences are misread more often
    if (std::ranges::any_of(text_.words(), [](const Word& w) { return among(kRelatives, w.text); })) confidence -= kRelative;
    const bool denied = claim.value == "0" || assumed_.find(kFewer) != std::string::npos;
    if (const std::string words = left_out(text_, figure, at_, denied); !words.empty()) {
      last_counted_ = {};
      return unbound("all that the sentence says: no figure has its '" + words + "'");
    }
    Binding binding;
    binding.figure = std::move(figure);
    claim.binding = to_string(binding);
    const bool again = std::ranges::any_of(out_, [&](const ReadClaim& read) {
      return read.claim.binding == claim.binding && read.claim.value == claim.value;
    });
    if (!again) out_.push_back({std::move(claim), std::clamp(confidence, 5, kMost), {}, assumed_});
  }
  void unbound(std::string missing) { out_.push_back({text_.claim(), 0, std::move(missing), {}}); }
  void assume(std::string what) { assumed_ += (assumed_.empty() ? "" : "; ") + std::move(what); }

  // Whose money, of which kind, instrument and form. Empty, with the reason said, where it cannot be told.
  std::optional<int> conditions(Figure& figure, std::size_t at, bool money) {
    Whose whose = this->whose(at);
    if (whose.where.empty() && somebody()) {
      unbound("which donor: the text names none");
      return std::nullopt;
    }
    if (whose.where.empty() && !whose.assumed.empty() && refers_back()) {
      unbound("whose figure it is: the text does not say who is meant");
      return std::nullopt;
    }
    if (before_.subject && !whose.where.empty() && whose.where.front() == *before_.subject && !whose.assumed.empty() && of_nobody(at)) {
      unbound("whose figure it is: the sentence names no donor, and nothing ties it to the one before");
      return std::nullopt;
    }
    if (whose.apart) {
      unbound("one of several donors: each has a figure of its own");
      return std::nullopt;
    }
    if (alone(whose)) {
      unbound("what a donor gave with others too: a figure does not tell its own from the joint");
      return std::nullopt;
    }
    int confidence = whose.confidence;
    if (!whose.assumed.empty()) assume(whose.assumed);
    figure.where = std::move(whose.where);
    if (!add_receiver(figure, at, confidence)) return std::nullopt;
    if (const std::string supplier = supplier_near(at); !supplier.empty()) {
      figure.where.push_back({FigureField::supplier, supplier});
      confidence += 10;
    }
    if (!money) return confidence;
    const auto has = [&](FigureField field) {
      return std::ranges::any_of(figure.where, [&](const FigureCondition& c) { return c.field == field; });
    };
    for (const FieldWord* field : fields_of(at)) {
      if (named_with_another(*field)) {
        unbound("one kind, instrument or form: the text names two together");
        return std::nullopt;
      }
      figure.where.push_back({field->field, std::string(field->value)});
      confidence += 5;
    }
    if (text_.has_word("into") && text_.has_word("budget") && !has(FigureField::form) &&
        book_has_form(kBudgetSupport)) {
      figure.where.push_back({FigureField::form, std::string(kBudgetSupport)});
      confidence += 5;
    }
    std::ranges::sort(figure.where);
    return confidence;
  }

  // "So far 540 modules have been handed over", behind a sentence of one donor that does not speak of modules.
  bool of_nobody(std::size_t at) const {
    constexpr std::array<std::string_view, 5> kBe{"been", "was", "were", "are", "is"};
    bool passive = false;
    for (std::size_t i = 1; i < text_.size(); ++i)
      for (const StageWord& stage : kStageWords)
        passive = passive || (!stage.noun && text_.phrase_at(i, stage.words) && among(kBe, word(i - 1)));
    const NamedThing* item = nullptr;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == Kind::item && (item == nullptr || (thing.first >= at && item->first < at))) item = &thing;
    const bool tied = refers_back() || text_.has_word("its") || (text_.has_word("their") && !text_.has_phrase("on their way")) || text_.has_word("his") || text_.has_word("her") ||
                      text_.has_word("these") || text_.has_word("this") || text_.has_word("those") || text_.has_word("them") || text_.has_word("of");
    return passive && item != nullptr && item->id != before_.item && !tied;
  }
  // "on its own", of a donor that gives with others too.
  bool alone(const Whose& whose) const {
    const bool said = text_.has_phrase("on its own") || text_.has_phrase("by itself") || text_.has_phrase("on their own");
    if (!said || whose.where.empty() || whose.where.front().field != FigureField::donor) return false;
    for (const auto pledge : snapshot_.rows<Table::pledges>()) {
      const std::string donors = ";" + std::string(pledge.text<"donors">()) + ";";
      if (donors.find(";" + whose.where.front().value + ";") != std::string::npos && std::ranges::count(donors, ';') > 2) return true;
    }
    return false;
  }
  // In a programme with several receivers: the one that the text names.
  bool add_receiver(Figure& figure, std::size_t at, int& confidence) {
    if (snapshot_.programme().recipients.size() < 2) return true;
    const std::vector<std::string> receivers = receivers_near(at);
    if (receivers.size() > 1) {
      unbound("one receiver: a figure is of one, or of all");
      return false;
    }
    if (receivers.empty()) return true;
    figure.where.push_back({FigureField::recipient, receivers.front()});
    confidence += 10;
    return true;
  }

  // ---- a number

  bool thought_of() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!among(kThoughtOf, word(at)) || (word(at) == "may" && text_.in_period(at))) continue;
      if (word(at) == "may" && text_.capital(at) && at > 0) continue;
      unbound("a fact: '" + text_.original(at, at + 1) + "' says what is wished or thought of");
      return true;
    }
    return false;
  }

  void one(const SpokenNumber& number) {
    assumed_.clear();
    at_ = number.number_first;
    if (thought_of()) return;
    if (number.unit == "percent_of_gdp" || (number.unit == "percent" && output_meant(number))) return share_of_output(number);
    if (number.unit == "percent") {
      const auto part = part_of_number(number);
      return part && !two_stages_behind(number) ? amount(*part) : share_of_whole(number);
    }
    amount(number);
  }

  void amount(const SpokenNumber& number) {
    using What = CountedThing::What;
    const bool same_money =
        number.unit.empty() && !last_currency_.empty() && number.value >= 1000 * kNumberUnit && (in_a_row(number) || compared_with(number) || worth_million(number));
    std::string currency = same_money ? last_currency_ : number.unit;
    if (currency.empty() && last_currency_.empty() && money_of_before(number)) {
      currency = before_.number->unit;
      assume(currency + ", of the sentence before");
    }
    const bool money = !currency.empty();
    const CountedThing thing = money ? CountedThing{} : counted(number);
    last_currency_ = currency;
    last_counted_ = thing;
    if (number.unit == kCrowns) return unbound("whose kroner or crowns");
    if ((thing.id.empty() || money) && series(number, thing)) return;
    Counted counts = money ? Counted::money : thing.what == What::people ? Counted::people : Counted::goods;
    auto stage = whole_of_part(number) ? stage_behind(number.last) : stage_near(number.number_first, counts);
    passed_ = 0;
    if (const auto main = main_stage(number); main && !of_some(number.first)) {
      stage = main;
      passed_ = main->at;
    }
    const auto announced = stage ? announcement_of(*stage, number.first) : std::nullopt;
    if (announced) stage = announced;
    if (of_whole_in_front(number)) return;
    // "97 of the 110 trucks have arrived": nothing is said of the 110.
    if (whole_of_part(number) && (!stage || stage->stage != "pledged") && !passed_) return;
    if (stage && is_part(number) && of_whole(number, *stage)) stage.reset();
    if (money && stage && aid_given(*stage) && !bought(number)) stage->stage = "pledged";
    const bool trained = stage && (stage->stage == "graduated" || stage->stage == "enrolled");
    const bool people =
        thing.what == What::people || (trained && thing.what == What::nothing && ends_noun(number.last));
    const bool known = money || people || thing.what != What::nothing;
    if (!known)
      return unbound("what '" + text_.original(number.number_first, number.last) + "' counts: no currency, item or record that the book knows");
    if (!money && stage && (stage->stage == "disbursed" || stage->stage == "spent")) return unbound("a stage of things: money is paid and spent");
    if (people && !trained) return unbound("a stage: whether these people were enrolled or graduated");
    if (no_amount(number, stage, money)) return;
    Figure figure;
    std::string unit = currency;
    figure.measure = money                         ? FigureMeasure::value
                     : thing.what == What::tonnes  ? FigureMeasure::tonnes
                     : thing.what == What::records ? FigureMeasure::count
                                                   : FigureMeasure::quantity;
    if (!money) unit = people ? "people" : unit_counted(thing);
    set_stage(figure, stage->stage);
    int confidence = 40 + (stage->noun ? 8 : 20);
    if (stage->noun && figure.stage == Stage::pledged && word(stage->at) != "package")
      assume("aid is read as what was pledged");
    if (!people) {  // people are trained for the programme, not by a donor
      const auto more = conditions(figure, number.number_first, money);
      if (!more) return;
      confidence += *more;
    } else if (const std::string course = course_of(thing, number); !course.empty()) {
      figure.where.push_back({FigureField::course, course});
      confidence += 10;
    }
    confidence -= assume_of(thing);
    if (money && figure.delivered && is_paid(figure)) {
      figure.delivered = false;
      figure.stage = Stage::disbursed;
    }
    if (!thing.id.empty()) {
      figure.where.push_back(
          {thing.what == What::category ? FigureField::category : item_or_category(thing.id), thing.id});
      confidence += 10;
    } else if (const auto what = money ? bought(number) : std::nullopt) {
      figure.where.push_back(*what);
      confidence += 5;
    }
    if (!money)
      if (const auto where = place()) figure.where.push_back(*where);
    std::ranges::sort(figure.where);
    if (!set_period(figure, announced ? announced->at : number.number_first, confidence, stage->noun ? std::nullopt : std::optional(stage->at))) return;
    if (money && !figure.period && one_loan(figure, number)) return unbound("which of several promises: the day or the year");
    if (figure.where.empty() && !figure.period && !people) return unbound("whose figure, of what or of when");
    if (one_of_several_promises(figure, number.first)) return unbound("all that came: the text says what came of one promise among several");
    if (thing.what == What::item && figure.stage == Stage::pledged && !figure.delivered) promised_ = {number, thing.id};
    number_claim(std::move(figure), number, std::move(unit), confidence, denied(*stage));
  }
  int assume_of(const CountedThing& thing) {
    if (thing.of_before) assume("item " + thing.id + ", of the sentence before");
    if (thing.filled_in) assume(thing.id + ", of the items with this name the one that the donor has promised");
    return (thing.of_before ? 10 : 0) + (thing.filled_in ? 5 : 0);
  }
  // True, with the reason said, where a number is none of what was promised or has come.
  bool no_amount(const SpokenNumber& number, const std::optional<SpokenStage>& stage, bool money) {
    std::string missing;
    if (number.first > 0 && word(number.first - 1) == "plus" && !(stage && stage->at > number.last))
      missing = "what became of these: 'plus' leaves it to what stands before";
    else if (part_untold(number))
      missing = "a part that the text tells apart by its stage, its donor or its day";
    else if (money && is_price(number))
      missing = "an amount given or promised: the text says what something costs";
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
    else if ((money && (strange_receiver(number) || strange_programme(number))) || strange_donor(*stage))
      return true;
    else if (word(number.last) == "packages" && stage->stage != "pledged")
      missing = "what came in these packages";
    else if (text_.has_word("package") && text_.periods().empty())
      missing = "which package: the day it was announced";
    if (missing.empty()) return false;
    unbound(std::move(missing));
    return true;
  }
  // "gave 500 million in humanitarian aid": aid as a whole is what was pledged.
  bool aid_given(const SpokenStage& stage) {
    constexpr std::array<std::string_view, 13> kGiven{"gave", "given", "give", "gives", "provided", "provide", "provides", "contributed", "contribute", "contributes", "sent", "donated", "donates"};
    constexpr std::array<std::string_view, 4> kAid{"aid", "assistance", "support", "help"};
    bool aid = false;
    for (std::size_t at = stage.at; at < text_.clause_of(stage.at).second; ++at) aid = aid || among(kAid, word(at));
    if (!aid || stage.stage != "delivered" || !among(kGiven, word(stage.at)) || text_.has_word("budget")) return false;
    assume("aid is read as what was pledged");
    return true;
  }
  std::string unit_counted(const CountedThing& thing) const {
    if (thing.what == CountedThing::What::tonnes) return "t";
    return thing.what == CountedThing::What::records ? "records" : item_unit(thing.id);
  }
  // "gave 80 million euros in budget support": money of this kind is delivered by being paid.
  static bool is_paid(const Figure& figure) {
    return std::ranges::any_of(figure.where, [](const FigureCondition& condition) {
      return (condition.field == FigureField::form && condition.value == kBudgetSupport) ||
             (condition.field == FigureField::instrument && (condition.value == "loan" || condition.value == "guarantee")) ||
             (condition.field == FigureField::kind && condition.value == "financial");
    });
  }
  FigureField item_or_category(const std::string& id) const {
    return snapshot_.find<Table::items>(id) ? FigureField::item : FigureField::category;
  }

  // "500 are still missing", "withdrew its pledge of 60 trucks": a number, and not of what is there or was promised.
  bool untold(const SpokenNumber& number) {
    const auto [first, last] = text_.clause_of(number.number_first);
    for (std::size_t at = first; at < last; ++at) {
      const bool lacking = among(kLacking, word(at));
      if (!lacking && !among(kTakenBack, word(at))) continue;
      unbound(lacking ? "what is there: the text says what is missing" : "what is promised: the text says what became of a promise");
      return true;
    }
    return false;
  }

  // Money "to the Drone Coalition": a part of what the book has, and no figure can name it.
  bool strange_receiver(const SpokenNumber& number) {
    for (std::size_t at = number.last; at + 1 < text_.size() && !text_.breaks_before(at); ++at) {
      if (word(at) != "to" && word(at) != "into") continue;
      const std::size_t name = word(at + 1) == "the" ? at + 2 : at + 1;
      if (!text_.capital(name) || text_.in_period(name)) continue;
      const bool known = std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
        return thing.first == name &&
               (text_.is_recipient(thing.id) || thing.kind == Kind::place || thing.kind == Kind::capital);
      });
      if (known) continue;
      unbound("a receiver that the book's figures know: '" + text_.original(name, name + 1) + "' is none");
      return true;
    }
    return false;
  }

  // "The Assembly pledged": somebody does it whom the book does not know.
  bool strange_donor(const SpokenStage& stage) {
    if (stage.noun) return false;
    const std::size_t first = text_.clause_of(stage.at).first;
    const auto named_here = [&](const NamedThing& thing) {
      const bool somebody = thing.kind == Kind::party || thing.kind == Kind::group || thing.kind == Kind::person || thing.kind == Kind::capital ||
                            thing.kind == Kind::office;
      return somebody && thing.first >= first && thing.first < stage.at;
    };
    const auto mentioned = mentions();  // "the Commission" too
    const auto before_stage = [&](const Mention& mention) { return mention.first >= first && mention.first < stage.at; };
    if (std::ranges::any_of(text_.things(), named_here) || std::ranges::any_of(mentioned, before_stage)) return false;
    constexpr std::array<std::string_view, 18> kBetween{"has",     "have",    "had", "will", "would", "also",
                                                        "already", "jointly", "now", "only", "to",    "is",
                                                        "are",     "not",     "yet", "then", "never", "plans"};
    constexpr std::array<std::string_view, 9> kPronouns{"we", "it", "they", "he", "she", "who", "which", "that", "i"};
    std::size_t at = stage.at;
    while (at > 0 && !text_.breaks_before(at) && among(kBetween, word(at - 1))) --at;
    if (at == 0 || text_.breaks_before(at)) return false;
    const std::size_t name = at - 1;
    const bool known =
        text_.in_thing(name) || text_.in_period(name) || among(kOfAll, word(name)) || among(kPronouns, word(name));
    if (!text_.capital(name) || known || number_at(name) != nullptr || (name == 0 && word(name).ends_with('s')))
      return false;
    unbound("a donor that the book knows: '" + text_.original(name, at) + "' is none");
    return true;
  }

  // Money "under the Ukraine Facility": a part of what the book has, and no figure can name it.
  bool strange_programme(const SpokenNumber& number) {
    constexpr std::array<std::string_view, 5> kUnder{"under", "through", "via", "from", "of"};
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!among(kProgrammes, word(at)) || !text_.capital(at) || text_.in_thing(at)) continue;
      std::size_t first = at;
      while (first > 0 && text_.capital(first - 1)) --first;
      const std::size_t before = first > 0 && word(first - 1) == "the" ? first - 1 : first;
      if (first == at || before == 0 || !among(kUnder, word(before - 1)) || text_.breaks(number.first, first) > 1) continue;
      unbound("a programme that the book's figures know: '" + text_.original(first, at + 1) + "' is none");
      return true;
    }
    return false;
  }

  std::string course_of(const CountedThing& thing, const SpokenNumber& number) const {
    if (!thing.course.empty()) return thing.course;
    for (const NamedThing& named : text_.things())  // not "of the 1,143 graduates, 273 are ambulance crews"
      if (named.kind == Kind::course && (named.first < number.first || text_.breaks(number.first, named.first) == 0)) return named.id;
    return {};
  }

  // "last autumn", "by next spring": when it is, nobody says.
  bool of_a_season() const {
    constexpr std::array<std::string_view, 4> kSeasons{"spring", "summer", "autumn", "winter"};
    constexpr std::array<std::string_view, 9> kWhen{"last", "this", "next", "previous", "in", "by", "since", "until", "during"};
    for (std::size_t at = 1; at < text_.size(); ++at) {
      if (!among(kSeasons, word(at)) || text_.in_thing(at) || text_.in_period(at) || text_.thing_at(at, Kind::item) != nullptr) continue;
      const std::size_t before = word(at - 1) == "the" && at > 1 ? at - 2 : at - 1;
      const bool told = word(before) == "last" || word(before) == "this" || word(before) == "next";
      if (among(kWhen, word(before)) && (ends_noun(at + 1) || (told && !among(kEventNouns, word(at + 1))))) return true;
    }
    return false;
  }
  // False, with the reason said, where the text's period cannot be a figure's.
  bool set_period(Figure& figure, std::size_t at, int& confidence, std::optional<std::size_t> verb = {}) {
    const SpokenPeriod* period = text_.nearest_period(at);
    if (period == nullptr && of_a_season()) {
      unbound("the months: the text names a season");
      return false;
    }
    if (period != nullptr && verb && period->first < *verb && !period->deadline && period->period.until.last() < text_.said() &&
        perfect_behind(period->last, *verb))
      period = nullptr;  // "promised 260 in February and has not handed over a single one"
    if (period != nullptr && verb && period->first > *verb && another_verb(*verb, period->first)) period = nullptr;
    // Of the promise alone: "terminals promised in April had been handed over", "by March 487 of the 660 that it promised".
    const SpokenNumber* number = number_at(at);
    const bool of_promise = period != nullptr && ((period->first > at && period->first < passed_) ||
                                                  (period->first < at && number != nullptr && whole_of_part(*number)) ||
                                                  (verb && *verb < at && period->first > at && figure.measure == FigureMeasure::quantity && (figure.delivered || figure.stage != Stage::pledged) && promised_between(at, period->first)));
    if (period == nullptr || of_promise) {
      if (text_.future()) confidence -= 5;
      return true;
    }
    const bool promised = figure.stage == Stage::pledged && !figure.delivered;
    const bool ahead = period->period.until.last() > text_.said();
    const bool due = period->deadline || (figure.measure != FigureMeasure::value && promised_for(period->first));
    if (promised && figure.measure != FigureMeasure::value && promised_for(period->first)) return true;
    if (promised && number != nullptr && whole_of_part(*number) && among(kPromised, word(number->last))) return true;  // "ten of 79 promised F-16s"
    if (promised && due && ahead) return true;  // when it is to come, not when it was promised
    if (promised && period->named.first() > text_.said()) {
      unbound("the day of the promise: the text names the time that it is for");
      return false;
    }
    figure.period = period->period;
    confidence += 15;
    return true;
  }

  // "has not yet sent the 100,000 drones it promised in June"
  bool promised_between(std::size_t at, std::size_t period) const {
    for (std::size_t i = at + 1; i < period; ++i)
      if (among(kPromised, word(i)) && !text_.breaks_before(i)) return true;
    return false;
  }
  // "the trucks ordered by Avelmark will not arrive before October": October is not of the order.
  bool another_verb(std::size_t verb, std::size_t period) const {
    constexpr std::array<std::string_view, 9> kFinite{"will", "would", "has", "have", "had", "is", "are", "was", "were"};
    for (std::size_t at = verb + 1; at < period && !text_.breaks_before(at); ++at)
      if (among(kFinite, word(at))) return true;
    return false;
  }
  // Whether a verb behind a word is a present perfect that begins behind it.
  bool perfect_behind(std::size_t first, std::size_t verb) const {
    constexpr std::size_t kReach = 5;
    for (std::size_t at = verb; at > first && verb - at < kReach; --at)
      if ((word(at - 1) == "has" || word(at - 1) == "have") && (at < 2 || word(at - 2) != "will")) return true;
    return false;
  }

  // "800 promised for the end of September"
  bool promised_for(std::size_t at) const {
    for (; at > 0 && (word(at - 1) == "the" || word(at - 1) == "end" || word(at - 1) == "of"); --at) {
    }
    return at > 0 && word(at - 1) == "for";
  }

  void number_claim(Figure figure, const SpokenNumber& number, std::string unit, int confidence, bool denied) {
    Claim claim = text_.claim();
    claim.value = number_text(number.value);
    if (number.until) claim.value += ".." + number_text(*number.until);
    claim.unit = std::move(unit);
    if (number.reading != &exact_reading()) claim.comparison = std::string(number.reading->words);
    if (denied) {
      // "has not delivered 80": it has delivered less.
      if (number.until || (number.reading->low < 0 && number.reading->high >= 0))
        return unbound("a plain statement: it denies a bound");
      claim.comparison = "less than";
      assume(std::string(kFewer));
      confidence -= 10;
    }
    add(std::move(figure), std::move(claim), confidence);
  }

  // "not a single tank has arrived", "has yet to deliver a single F-16", "no trucks were delivered", "none of the 60
  // trucks".
  void not_a_single() {
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
  // "No donor has delivered any": of all; not "no other donor".
  bool no_donor(std::size_t verb) const {
    constexpr std::array<std::string_view, 8> kWho{"donor", "ally", "country", "member", "government", "state", "donors", "one"};
    constexpr std::array<std::string_view, 5> kBut{"except", "apart", "besides", "but", "unlike"};
    if (std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kBut, w.text); })) return false;
    const std::size_t first = text_.clause_of(verb).first;
    return word(first) == "nobody" || (word(first) == "no" && among(kWho, word(first + 1)));
  }
  // "promised 31 tanks and all have arrived", "has delivered all of them": as many as were promised.
  void all_came() {
    constexpr std::array<std::string_view, 5> kVerbs{"has", "have", "had", "were", "are"};
    if (!promised_ || out_.empty() || out_.back().confidence == 0) return;
    const auto& [number, item] = *promised_;
    for (std::size_t at = number.last; at < text_.size(); ++at) {
      const bool all = word(at) == "all" && (among(kVerbs, word(at + 1)) || (word(at + 1) == "of" && (word(at + 2) == "them" || word(at + 2) == "these" || word(at + 2) == "which")));
      const bool each = text_.phrase_at(at, "every one of them") || text_.phrase_at(at, "every single one");
      if (!(all || each) || (at > 0 && word(at - 1) == "not") || (at > 0 && (word(at - 1) == "almost" || word(at - 1) == "nearly"))) continue;
      const auto stage = stage_near(at, Counted::goods);
      if (!stage || stage->noun || stage->stage == "pledged" || denied(*stage) || text_.future()) return;
      assumed_.clear();
      at_ = at;
      Figure figure;
      figure.measure = FigureMeasure::quantity;
      set_stage(figure, stage->stage);
      const auto more = conditions(figure, number.number_first, false);
      if (!more) return;
      figure.where.push_back({FigureField::item, item});
      std::ranges::sort(figure.where);
      int confidence = 50 + *more;
      if (const SpokenPeriod* period = text_.nearest_period(at); period != nullptr && period->first > at) figure.period = period->period;
      return number_claim(std::move(figure), number, item_unit(item), confidence, false);
    }
  }
  // "thirty F-16s …, not one has arrived", "none have come"
  bool nothing_came(std::size_t at) {
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
  // Of "promised by Belgium has been delivered".
  std::optional<SpokenStage> last_stage() const {
    std::optional<SpokenStage> out;
    for (std::size_t at = 0; at < text_.size(); ++at)
      for (const StageWord& stage : kStageWords)
        if ((stage.counted == Counted::any || stage.counted == Counted::goods) && !stage.noun && text_.phrase_at(at, stage.words))
          out = SpokenStage{stage_meant(stage.stage), at, false};
    return out;
  }
  // "Of the 150 pumps promised last year, nothing has come", where the donor has promised pumps in other years too: no figure
  // tells the one promise from the others.
  bool one_of_several_promises(const Figure& figure, std::size_t at) const {
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
  void none_claim(const CountedThing& thing, const SpokenStage& stage, std::size_t at) {
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
    Claim claim = text_.claim();
    claim.value = "0";
    claim.unit = item_unit(thing.id);
    claim.comparison = "exactly";
    add(std::move(figure), std::move(claim), confidence);
  }

  // ---- what sources state about a series: "grid capacity … 548 MW", "Operation Interflex … 50,000 soldiers"

  bool series(const SpokenNumber& number, const CountedThing& thing) {
    const std::string course = course_of(thing, number);
    std::set<std::string> found;
    bool own = false;  // of the course that is named
    std::string unit;
    for (const auto row : snapshot_.rows<Table::reports>()) {
      const std::string name(row.text<"series">());
      if (own || found.contains(name) || !row.text<"figure">().empty()) continue;
      const bool of_people = thing.what == CountedThing::What::people && counts_people(row.text<"unit">());
      const bool of_course = of_people && !course.empty() && name == course;
      if (!number.unit.empty() && (number.unit != row.text<"unit">() || !(is_code_said(name) || of_project(name)))) continue;
      const bool said = !number.unit.empty() || ((of_people || counts_unit(row.text<"unit">(), word(number.last))) && names_series(name));
      if (!of_course && !said) continue;
      if (of_course) found.clear();
      own = of_course;
      found.insert(name);
      unit = std::string(row.text<"unit">());
    }
    if (found.size() != 1) return false;
    Figure figure;
    figure.kind = Figure::Kind::report;
    figure.name = *found.begin();
    int confidence = 60;
    if (const SpokenPeriod* period = text_.nearest_period(number.number_first)) {
      figure.period = period->period;
      confidence += 15;
    }
    number_claim(std::move(figure), number, std::move(unit), confidence, false);
    return true;
  }
  // "RDNA4": a name of letters and digits that is no other word.
  bool is_code_said(std::string_view name) const {
    const std::string folded = fold(name);
    return folded.size() > 3 && folded.find_first_of("0123456789") != std::string::npos && text_.has_word(folded);
  }
  // "the Tessel water works cost 34.8 million": COST- and the project's id.
  bool of_project(std::string_view name) const {
    if (!name.starts_with("COST-") || !(text_.has_word("cost") || text_.has_word("costs"))) return false;
    if (text_.has_word("budgeted") || text_.has_word("budget")) return false;  // which of its numbers is what it cost?
    const auto project = snapshot_.find<Table::projects>(name.substr(5));
    return project && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
      return thing.kind == Kind::project && thing.id == project->text<"name">();
    });
  }
  static std::vector<Word> words_of_unit(std::string_view unit) {
    std::string folded = fold(unit.substr(0, unit.find('/')));
    std::ranges::replace(folded, '_', ' ');
    return split_words(folded);
  }
  // "megawatts" and "MW"
  static std::string unit_word(std::string_view said) {
    const std::string one = singular(said);
    const auto* written = std::ranges::find(kUnitWords, one, &UnitWord::word);
    return written == kUnitWords.end() ? one : std::string(written->unit);
  }
  static bool counts_unit(std::string_view unit, std::string_view said) {
    if (said.empty()) return false;
    return std::ranges::any_of(words_of_unit(unit),
                               [&](const Word& w) { return w.text.size() > 1 && unit_word(w.text) == unit_word(said); });
  }
  static bool counts_people(std::string_view unit) {
    const auto words = words_of_unit(unit);
    return !words.empty() && (words.back().text == "people" || among(kPeople, words.back().text + "s"));
  }
  // All words of a series' name but those of who states it: ALLIES-AT-2PCT-NATO:PRESS needs "allies" and "2 percent".
  bool names_series(const std::string& name) const {
    constexpr std::size_t kShortest = 3;
    constexpr std::array<std::string_view, 5> kSilent{"at", "of", "in", "to", "by"};
    std::string spaced = name.substr(0, name.find(':'));
    std::ranges::replace(spaced, '-', ' ');
    bool any = false;
    for (const Word& w : split_words(spaced)) {
      if (among(kSilent, w.text) || text_.gazetteer().names_group(w.text)) continue;
      const bool plain =
          w.text.size() > kShortest && std::ranges::all_of(w.text, [](char c) { return c >= 'a' && c <= 'z'; });
      if (!(plain ? text_.has_word(w.text) : says_percent(w.text))) return false;
      any = true;
    }
    return any;
  }
  // "2pct"
  bool says_percent(std::string_view text) const {
    if (!text.ends_with("pct")) return false;
    const auto value = Decimal::parse(text.substr(0, text.size() - 3));
    return value && std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) {
      const bool bounded = number.reading != nullptr && number.reading->low < 0 && number.reading->high >= 0;  // "less than 2 %"
      return number.unit.starts_with("percent") && !bounded && number.value == number_of_units(value->units());
    });
  }

  // ---- shares

  // "Denmark gave 2 % of its GDP"
  void share_of_output(const SpokenNumber& number) {
    const auto stage = stage_near(number.number_first, Counted::money);
    if (text_.has_word("defence") || text_.has_word("defense")) return defence_share(number);
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

  // What is spent on defence is no aid: only sources that state the share tell of it.
  void defence_share(const SpokenNumber& number) {
    const Whose whose = this->whose(number.number_first);
    const bool one = whose.where.size() == 1 && whose.where.front().field == FigureField::donor && whose.where.front().value.find('|') == std::string::npos;
    if (!one) return unbound("whose spending on defence");
    const std::string& donor = whose.where.front().value;
    if (text_.has_word("would")) return unbound("what is spent: the text says what is planned");
    const bool planned = text_.future();
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

  void share_of_whole(const SpokenNumber& number) {
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
      set_stage(inner, stage && !stage->noun ? stage->stage : "arrived");
      Figure figure;
      figure.kind = Figure::Kind::forecast;
      figure.weeks = static_cast<int>(weeks->value / kNumberUnit);
      figure.of.push_back(std::move(inner));
      return number_claim(std::move(figure), number, "percent", 50 + (stage ? 20 : 0), false);
    }
    // "60 % of the promised tanks have been delivered", "half of what was promised has come"
    const std::vector<SpokenStage> stages = stages_behind(number.last);
    if (part_of_all(number)) return;
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

  // "HIV tests accounted for 11 percent of the value of all goods received", "Hyrland gave two thirds of all trucks": the part
  // of one donor, category, supplier or receiver in the whole. False where it is no such share.
  bool part_of_all(const SpokenNumber& number) {
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
    part.measure = money                                       ? FigureMeasure::value
                   : thing.what == CountedThing::What::tonnes  ? FigureMeasure::tonnes
                   : thing.what == CountedThing::What::records ? FigureMeasure::count
                                                               : FigureMeasure::quantity;
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

  const SpokenPeriod* period_behind(std::size_t at) const {
    const auto found = std::ranges::find_if(text_.periods(), [&](const SpokenPeriod& period) {
      return period.first > at && text_.breaks(at, period.first) == 0;
    });
    return found == text_.periods().end() ? nullptr : &*found;
  }

  // ---- comparisons of two years, or of two donors

  // How much more or less: "rose by 12 per cent", "a quarter lower", "doubled", "three times as much".
  struct Change {
    Wide percent;  // of growth, or of the whole: 200 is twice
    bool of_whole = false;
    const SpokenNumber* number = nullptr;  // empty: the word is the number
    const Reading* reading = nullptr;
    std::size_t at = 0;
  };

  std::optional<Change> change() const {
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

  // The phrase in front of a multiple: "nearly doubled", "more than twice as much".
  const Reading* reading_before(std::size_t at) const {
    for (const Reading& reading : readings()) {
      const auto parts = split_words(reading.words);
      if (!parts.empty() && parts.size() <= at && text_.phrase_at(at - parts.size(), reading.words)) return &reading;
    }
    return &exact_reading();
  }

  int direction_of(const SpokenNumber& number) const {
    const std::string_view next = word(number.last);
    if (among(kUpWords, next)) return 1;
    if (among(kDownWords, next)) return -1;
    constexpr std::size_t kReach = 3;
    for (std::size_t at = number.first; at > 0 && number.first - at < kReach; --at) {
      if (word(at - 1) == "to" || text_.breaks_before(at)) return 0;
      if (word(at - 1) == "up" && at > 1 && word(at - 2).starts_with("ma")) return 0;  // "made up", "makes up"
      if (among(kUpWords, word(at - 1))) return 1;
      if (among(kDownWords, word(at - 1))) return -1;
    }
    return 0;
  }

  bool comparison() {
    assumed_.clear();
    const auto change = this->change();
    if (!change) return false;
    if (change->number != nullptr) consumed_.insert(change->number->number_first);
    if (thought_of()) return true;
    const std::size_t at = at_ = change->at;
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
    set_stage(figure, stage->stage);
    int confidence = 40 + (stage->noun ? 5 : 20);
    if (stage->noun) assume("aid as a whole is read as what was pledged");
    if (!people) {
      const auto more = conditions(figure, at, money);
      if (!more) return true;
      confidence += *more;
    }
    if (!thing.id.empty()) figure.where.push_back({FigureField::item, thing.id});
    std::ranges::sort(figure.where);
    if (!between_donors(*change, figure, confidence)) between_years(*change, figure, confidence);
    return true;
  }

  // False, with the reason said, where the text leaves open what is compared.
  bool comparable(const SpokenStage& stage) {
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

  // The item that is compared, if the sentence names just one.
  CountedThing thing_compared() const {
    CountedThing out;
    for (const SpokenNumber& number : text_.numbers())
      if (word(number.last) == "tonnes" || word(number.last) == "tons") return counted_behind(number.last);
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != Kind::item) continue;
      if (!out.id.empty() && out.id != thing.id) return {};
      out = {CountedThing::What::item, thing.id};
    }
    if (out.id.empty() && std::ranges::any_of(text_.words(), [](const Word& w) { return among(kPeople, w.text); }))
      out.what = CountedThing::What::people;
    return out;
  }

  // "twice as much as Spain"
  bool between_donors(const Change& change, const Figure& figure, int confidence) {
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

  // "than Spain", "as much as Spain", "twice what Spain promised"; not ", as Norway had done".
  bool compared_with_name(const NamedThing& thing) const {
    const std::size_t name = thing.first > 0 && word(thing.first - 1) == "the" ? thing.first - 1 : thing.first;
    if (name == 0 || text_.breaks_before(name - 1)) return false;
    return word(name - 1) == "than" || word(name - 1) == "as" || word(name - 1) == "what";
  }
  // "than France and Italy combined": both.
  std::string joined_with(const NamedThing& thing) const {
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

  void between_years(const Change& change, const Figure& figure, int confidence) {
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

  void share_claim(const Change& change, Figure part, Figure whole, int confidence) {
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

  void change_claim(const Change& change, Figure figure, Wide percent, int confidence) {
    Claim claim = text_.claim();
    claim.value = number_text(percent);
    claim.unit = "percent";
    const bool falls = !change.of_whole && change.percent < 0;
    claim.comparison = std::string(change.reading == &exact_reading() ? "exactly"
                                   : falls                            ? mirrored(*change.reading)
                                                                      : change.reading->words);
    add(std::move(figure), std::move(claim), confidence);
  }
  // "fell by more than 20 %": by less than -20.
  static std::string_view mirrored(const Reading& reading) {
    if (reading.low >= 0 && reading.high < 0) return reading.low_open ? "less than" : "at most";
    if (reading.high >= 0 && reading.low < 0) return reading.high_open ? "more than" : "at least";
    return reading.words;
  }

  // The earlier and the later of two periods. The one behind "than", "from", "since" is compared with; where it stands
  // alone, with this year; where none stands so, with the year before.
  std::optional<std::pair<FigurePeriod, FigurePeriod>> compared_periods(int& confidence) {
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
  static FigurePeriod whole_period(const SpokenPeriod& period) {
    return period.named.precision() == DatePrecision::year ? FigurePeriod{period.named, period.named} : period.period;
  }
  bool reference(const SpokenPeriod& period) const {
    constexpr std::size_t kReach = 4;
    for (std::size_t at = period.first; at > 0 && period.first - at < kReach; --at) {
      if (among(kComparedWith, word(at - 1)) && word(at - 1) != "to") return true;
      if (word(at - 1) != "in" && word(at - 1) != "the" && word(at - 1) != "during" && word(at - 1) != "those" &&
          word(at - 1) != "of" && word(at - 1) != "level")
        return false;
    }
    return word(period.first).starts_with("a") && word(period.first + 1) == "year";  // "a year earlier"
  }

  // "the largest donor", "second only to Poland", "has sent the most trucks"
  void rank() {
    for (std::size_t at = 0; at + 1 < text_.size(); ++at) {
      std::size_t noun = at + 1;
      while (noun < std::min(at + 4, text_.size()) && !among(kRanked, word(noun))) ++noun;
      const bool superlative = among(kSuperlatives, word(at)) && among(kRanked, word(noun)) && !text_.breaks_before(at + 1);
      const bool second = word(at) == "second" && word(at + 1) == "only";
      const bool most = word(at) == "the" && (word(at + 1) == "most" || word(at + 1) == "least" || word(at + 1) == "fewest") && !out_.empty() &&
                        (ends_noun(at + 2) || text_.thing_at(at + 2, Kind::item) != nullptr || word(at + 2) == "of");
      if (superlative || second || most) return unbound("a number: no figure tells who comes first, second or last");
    }
  }

  // "gave more than Elmorra in 2029", "less than any other"
  bool donors_without_number() {
    for (std::size_t at = 0; at + 2 < text_.size(); ++at) {
      const bool more = word(at) == "more" || word(at) == "fewer" || word(at) == "less";
      if (!more) continue;
      std::size_t than = at + 1;
      while (than < std::min(at + 4, text_.size()) && word(than) != "than") ++than;
      if (word(than) != "than") continue;
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
  // "more than those to Uganda", in a programme with several receivers
  bool compared_receiver(std::size_t than) const {
    constexpr std::size_t kReach = 4;
    return snapshot_.programme().recipients.size() > 1 && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
      return thing.kind == Kind::party && text_.is_recipient(thing.id) && thing.first > than && thing.first - than <= kReach;
    });
  }
  void compare_donors(std::size_t at, bool more) {
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
    if (!conditions) return;
    if (!thing.id.empty()) figure.where.push_back({FigureField::item, thing.id});
    std::ranges::sort(figure.where);
    static const Reading* const kMore = find_reading("more than");
    static const Reading* const kLess = find_reading("less than");
    const Change change{100 * kNumberUnit, true, nullptr, more ? kMore : kLess, at};
    if (!between_donors(change, figure, 50 + *conditions)) unbound("whose figure is compared");
  }

  // "Aid fell from 2023 to 2024"
  void change_without_number() {
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
    inner.measure = money                                       ? FigureMeasure::value
                    : thing.what == CountedThing::What::tonnes ? FigureMeasure::tonnes
                                                               : FigureMeasure::quantity;
    set_stage(inner, stage->stage);
    if (thing.what != CountedThing::What::people) {
      const auto more = conditions(inner, 0, money);
      if (!more) return;
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

  std::string assumed_;             // of the figure that is being read
  std::size_t at_ = 0;              // its number, or the word that stands for one
  std::size_t passed_ = 0;          // where the verb of the number stands, if a promise stands in between
  std::optional<std::pair<SpokenNumber, std::string>> promised_;  // the last number of an item that was promised
  std::string last_currency_;       // of the number before
  std::vector<ReadClaim> out_;
};

}  // namespace

std::vector<ReadClaim> read_figures(const SentenceText& text, const ReadContext& before) {
  return FigureReader(text, before).read();
}

ReadContext context_of(const SentenceText& text, const ReadContext& before) { return FigureReader(text, before).context(); }

}  // namespace servanda
