#include "views/figure_reading.h"

#include <algorithm>
#include <array>
#include <set>

#include "views/claim_words.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 5> kLargest{"largest", "biggest", "greatest", "top", "foremost"};
constexpr std::array<std::string_view, 9> kPlaces{"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"};
constexpr std::array<std::string_view, 8> kGivers{"donor", "contributor", "supplier", "provider", "giver", "backer", "supporter", "lender"};
constexpr std::array<std::string_view, 8> kAnybody{"donor", "country", "ally", "member", "government", "state", "contributor", "nation"};
// Between a name and its place, and around what the place is of: these leave nobody out.
constexpr std::array<std::string_view, 18> kIs{"is", "was", "are", "were", "remains", "remained", "became", "becomes", "now",
                                               "still", "has", "been", "also", "by", "far", "the", "therefore", "again"};
constexpr std::array<std::string_view, 24> kOfPlace{"of", "to", "for", "in", "the", "so", "far", "by", "among", "with", "and", "all",
                                                    "aid", "support", "help", "assistance", "overall", "members", "allies", "donors", "worth", "goods", "money", "its"};

// What a place is measured by, where that is no amount.
constexpr std::array<std::string_view, 8> kRelativeTo{"relative", "per", "capita", "proportion", "percentage", "measured", "gdp", "output"};

// 2 for "second-largest"; 0: no place.
int place_in(std::string_view word, std::string_view before) {
  const std::size_t dash = word.find('-');
  if (dash != std::string_view::npos) return among(kLargest, word.substr(dash + 1)) ? place_in(word.substr(dash + 1), word.substr(0, dash)) : 0;
  if (!among(kLargest, word)) return 0;
  const auto* found = std::ranges::find(kPlaces, before);
  return found == kPlaces.end() ? 1 : static_cast<int>(found - kPlaces.begin()) + 2;
}

}  // namespace

// "the second-largest donor of trucks", "Ukraine's largest military donor"; not "one of the largest donors".
std::optional<FigureReader::SpokenRank> FigureReader::superlative() const {
  for (std::size_t at = 0; at + 1 < text_.size(); ++at) {
    const int place = place_in(word(at), at > 0 ? word(at - 1) : "");
    if (place == 0) continue;
    const std::size_t first = place > 1 && word(at).find('-') == std::string_view::npos ? at - 1 : at;
    std::size_t noun = at + 1;
    const auto told = [&](std::size_t i) {
      return text_.in_thing(i) || std::ranges::any_of(kFieldWords, [&](const FieldWord& field) { return text_.phrase_at(i, field.words); });
    };
    while (noun < text_.size() && told(noun)) ++noun;
    const bool receiver = word(noun) == "recipient" || word(noun) == "receiver";
    if (!receiver && !among(kGivers, word(noun))) continue;
    const bool one_of = first > 1 && word(first - 1) == "the" && (word(first - 2) == "of" || word(first - 2) == "among");
    if (!one_of) return SpokenRank{place, first, noun + 1, receiver, word(noun) == "lender"};
  }
  return std::nullopt;
}

// Who is said to have the place: "X is the largest", "X, the largest", "the largest is X".
std::string FigureReader::placed(const SpokenRank& rank) const {
  const auto candidate = [&](const NamedThing& thing) { return thing.kind == Kind::party && text_.is_recipient(thing.id) == rank.receiver; };
  const auto links = [&](std::size_t first, std::size_t last) {
    for (std::size_t at = first; at < last; ++at)
      if (!among(kIs, word(at)) && !text_.in_period(at) && !text_.in_thing(at) && !(word(at) == "in" && text_.in_period(at + 1))) return false;
    return true;
  };
  std::string before;
  for (const NamedThing& thing : text_.things())
    if (candidate(thing) && !beside(thing.first) && thing.last <= rank.first && links(thing.last, rank.first)) before = thing.first > 0 && word(thing.first - 1) == "and" ? "" : thing.id;
  if (!before.empty()) return before;
  for (const NamedThing& thing : text_.things()) {
    bool is = false;  // "the largest donor in 2030 was X"
    for (std::size_t at = rank.last; at < thing.first; ++at) is = is || word(at) == "is" || word(at) == "was" || word(at) == "remains";
    if (candidate(thing) && is && thing.first >= rank.last && links(rank.last, thing.first) && word(thing.last) != "and") return thing.id;
  }
  std::size_t at = rank.first;
  while (at > 0 && among(kIs, word(at - 1))) --at;
  const bool it = at > 0 && (word(at - 1) == "it" || (word(at - 1) == "country" && at > 1 && word(at - 2) == "the"));
  if (it && !rank.receiver && before_.subject && before_.subject->field == FigureField::donor) return before_.subject->value;
  return {};
}

// The first word behind a place that says of whom or what it is and that no figure has: "relative to its output".
std::string FigureReader::strange_behind(std::size_t at) const {
  for (; at < text_.size() && !text_.breaks_before(at); ++at) {
    if (word(at) == "after" || word(at) == "behind" || word(at) == "which" || word(at) == "that") return {};
    const bool field = std::ranges::any_of(kFieldWords, [&](const FieldWord& f) { return text_.phrase_at(at, f.words); });
    if (!field && !among(kOfPlace, word(at)) && !among(kIs, word(at)) && !text_.in_thing(at) && !text_.in_period(at) && number_at(at) == nullptr)
      return text_.original(at, at + 1);
  }
  return {};
}

// The one item, or else category, of the clause of which the place is. False where it names several.
bool FigureReader::place_of_what(Figure& figure, const SpokenRank& rank) const {
  std::size_t last = rank.last;
  while (last < text_.size() && !text_.breaks_before(last)) ++last;
  std::set<std::string> items;
  std::set<std::string> categories;
  for (const NamedThing& thing : text_.things()) {
    if (thing.first < rank.first || thing.first >= last) continue;
    if (thing.kind == Kind::item) items.insert(thing.id);
    if (thing.kind == Kind::category) categories.insert(thing.id);
    if (thing.kind == Kind::items || (thing.kind == Kind::item && thing.filled_in)) return false;
  }
  if (items.empty() && categories.empty())  // "nobody has given more of them"
    if (of_them(rank.first + 1))
      if (const CountedThing thing = them(rank.first + 2); thing.what == CountedThing::What::item) items.insert(thing.id);
  if (items.size() > 1 || (items.empty() && categories.size() > 1)) return false;
  if (!items.empty() || !categories.empty()) {
    figure.measure = FigureMeasure::quantity;
    figure.where.push_back(items.empty() ? FigureCondition{FigureField::category, *categories.begin()} : FigureCondition{FigureField::item, *items.begin()});
    if (items.empty()) figure.measure = FigureMeasure::value;  // the units of a category are not added
  }
  return true;
}

bool FigureReader::rank() {
  std::optional<SpokenRank> rank = superlative();
  for (std::size_t at = 0; !rank && at + 2 < text_.size(); ++at) {
    if (!text_.phrase_at(at, "second only to")) continue;
    std::size_t last = at + 3;
    while (last < text_.size() && !text_.breaks_before(last) && (word(last) == "the" || text_.in_thing(last))) ++last;
    rank = SpokenRank{2, at, last, false, false};
  }
  if (!rank) return place_of_most();
  assumed_.clear();
  at_ = rank->first;
  if (thought_of()) return true;
  const std::string who = placed(*rank);
  if (who.empty() || text_.future()) {
    unbound("whose place: the text does not say plainly who comes first, second or last");
    return true;
  }
  Figure figure;
  figure.where.push_back({rank->receiver ? FigureField::recipient : FigureField::donor, who});
  const auto verb = stage_near(rank->first, Counted::money);
  const bool here = verb && !verb->noun && text_.breaks(rank->first, verb->at) == 0 && verb->at >= rank->last;
  set_stage(figure, rank->receiver ? "delivered" : here ? verb->stage : "pledged");
  if (!here) assume(rank->receiver ? "a receiver's place is read as of what was delivered" : "a donor's place is read as of what was pledged");
  if (rank->lender) figure.where.push_back({FigureField::instrument, "loan"});
  place_claim(std::move(figure), *rank);
  return true;
}

void FigureReader::place_claim(Figure figure, const SpokenRank& rank) {
  for (std::size_t at = 0; at < text_.size(); ++at)
    if (among(kRelativeTo, word(at))) return unbound("who is compared, and of what: no figure has its '" + text_.original(at, at + 1) + "'");
  if (const std::string word = strange_behind(rank.last); !word.empty()) return unbound("who is compared, and of what: no figure has its '" + word + "'");
  if (!place_of_what(figure, rank)) return unbound("a place among donors of one thing: the text names several");
  int confidence = 55;
  if (figure.measure == FigureMeasure::value)
    for (const FieldWord* field : fields_of(rank.first))
      if (std::ranges::find(figure.where, field->field, &FigureCondition::field) == figure.where.end()) figure.where.push_back({field->field, std::string(field->value)});
  if (const std::string group = group_named(); !group.empty()) figure.where.push_back({FigureField::group, group});
  std::ranges::sort(figure.where);
  if (!set_period(figure, rank.first, confidence)) return;
  Figure out;
  out.kind = Figure::Kind::rank;
  out.of.push_back(std::move(figure));
  if (servanda::party_of(out.of.front()) == nullptr) return unbound("whose place: one donor, receiver or supplier");
  Claim claim = text_.claim();
  claim.value = std::to_string(rank.place);
  claim.unit = "place";
  claim.comparison = "exactly";
  add(std::move(out), std::move(claim), confidence);
}

// "has delivered the most trucks", "gave more than any other donor", "no country has sent more trucks than X".
bool FigureReader::place_of_most() {
  for (std::size_t at = 0; at + 2 < text_.size(); ++at) {
    const bool most = word(at) == "the" && word(at + 1) == "most" && !text_.phrase_at(at + 1, "most of") &&
                      (ends_noun(at + 2) || text_.thing_at(at + 2, Kind::item) != nullptr || word(at + 2) == "aid" || word(at + 2) == "money");
    const std::size_t than = more_than(at);
    const bool any = than != 0 && word(than + 1) == "any" && word(than + 2) == "other" && among(kAnybody, word(than + 3));
    const bool anyone = than != 0 && word(than + 2) == "else" && (word(than + 1).starts_with("any") || word(than + 1).starts_with("every"));  // "than anybody else"
    const std::size_t name = than == 0 ? 0 : word(than + 1) == "the" ? than + 2 : than + 1;
    const NamedThing* other = than == 0 ? nullptr : text_.thing_at(name, Kind::party);
    const bool only = word(text_.clause_of(at).first) == "only";  // "only X has given more than Y": Y is second
    const bool nobody = other != nullptr && !text_.is_recipient(other->id) && (only || text_.has_word("nobody") || nobody_more(at));
    if (!most && !any && !anyone && !nobody) continue;
    assumed_.clear();
    at_ = at;
    if (thought_of()) return true;
    const SpokenRank rank{only ? 2 : 1, at, any ? than + 4 : anyone ? than + 3 : nobody ? other->last : at + 2, false, false};
    const auto stage = stage_near(at, names_item() ? Counted::goods : Counted::money);
    if (!stage || stage->noun || stage->at > at || denied(*stage) || text_.future()) {
      unbound("a number: no figure tells who comes first, second or last");
      return true;
    }
    Figure figure;
    const bool as_a_whole = !names_item() && stage->stage == "delivered";
    set_stage(figure, as_a_whole ? "pledged" : stage->stage);
    if (as_a_whole) assume("aid as a whole is read as what was pledged");
    if (nobody) {
      figure.where.push_back({FigureField::donor, other->id});
    } else {
      Whose whose = this->whose(at);
      if (whose.where.size() != 1 || whose.where.front().field != FigureField::donor || somebody()) {
        unbound("whose place: one donor");
        return true;
      }
      if (!whose.assumed.empty()) assume(whose.assumed);
      figure.where = std::move(whose.where);
    }
    place_claim(std::move(figure), rank);
    return true;
  }
  return false;
}

void FigureReader::untold_rank() {
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

// Where "than" stands behind "more" or "more trucks"; 0: nowhere.
std::size_t FigureReader::more_than(std::size_t more) const {
  constexpr std::size_t kReach = 5;
  if (word(more) != "more") return 0;
  for (std::size_t at = more + 1; at < std::min(more + kReach, text_.size()); ++at) {
    if (word(at) == "than") return at;
    if (text_.breaks_before(at)) return 0;
  }
  return 0;
}

// "no donor has sent more"
bool FigureReader::nobody_more(std::size_t more) const {
  const std::size_t first = text_.clause_of(more).first;
  return word(first) == "no" && (among(kAnybody, word(first + 1)) || (word(first + 1) == "other" && among(kAnybody, word(first + 2))));
}

}  // namespace servanda
