#include "views/figure_phrases.h"

#include <array>
#include <map>
#include <set>

#include "base/split.h"
#include "views/statements.h"

namespace servanda {

std::string singular(std::string_view word) {
  if (word.size() > 4 && word.ends_with("ies")) return std::string(word.substr(0, word.size() - 3)) + "y";
  return std::string(word.size() > 3 && word.ends_with('s') ? word.substr(0, word.size() - 1) : word);
}

std::optional<SpokenStage> FigurePhrases::stage_near(std::size_t at, Counted counted) const {
  constexpr std::size_t kNoun = 100;
  constexpr std::size_t kBreak = 6;
  std::optional<SpokenStage> best;
  std::pair<std::size_t, std::size_t> best_order{};
  for (const StageWord& stage : kStageWords) {
    if (stage.counted != Counted::any && stage.counted != counted) continue;
    const std::size_t length = count_words(stage.words);
    for (std::size_t i = 0; i + length <= text_.size(); ++i) {
      if (!text_.phrase_at(i, stage.words) || (stage.noun && i < at && i + 1 == at && !text_.breaks_before(at))) continue;
      if (i > 0 && word(i - 1) == "ever" && superlative_said()) continue;  // "the most it has ever given"
      if (i > at && of_next_number(at, i, i + length)) continue;
      if (stage.words.starts_with("provide") && word(i + 1) == "for") continue;  // "provides for up to 50 billion"
      if (stage.words == "due" && (word(i + 1) == "to" || i == 0 || !is_due(i))) continue;
      if (i > at && behind_which(at, i)) continue;
      if (stage.words.starts_with("reach") && !receiver_at(i + 1)) continue;  // "reached 120"
      const std::size_t from = i > at ? i - at : at - i;
      const std::size_t far =
          from + (stage.noun ? kNoun : 0) + kBreak * text_.breaks(at, i) - std::min(length - 1, from);
      const std::pair order{far, stage.counted == Counted::any ? std::size_t{1} : std::size_t{0}};
      if (best && order >= best_order) continue;
      best = SpokenStage{stage_meant(stage.stage), i, stage.noun};
      best_order = order;
    }
  }
  if (best && best->stage == "disbursed" && value_of_goods(best->at)) best->stage = "delivered";
  return best || counted == Counted::money ? best : stage_of_place(at);
}

// "its million rounds were all in Ukraine by March": what is there has come.
std::optional<SpokenStage> FigurePhrases::stage_of_place(std::size_t number) const {
  constexpr std::array<std::string_view, 5> kBe{"is", "are", "was", "were", "been"};
  for (std::size_t at = number + 1; at < text_.size() && !text_.breaks_before(at); ++at) {
    if (word(at) != "in" && word(at) != "inside") continue;
    const std::size_t verb = word(at - 1) == "all" || word(at - 1) == "already" || word(at - 1) == "now" ? at - 2 : at - 1;
    if (verb > number && among(kBe, word(verb)) && receiver_at(at + 1)) return SpokenStage{"delivered", verb, false};
  }
  return std::nullopt;
}

std::optional<SpokenStage> FigurePhrases::stage_of_noun(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 14> kIs{"is", "was", "comes to", "came to", "amounts to", "amounted to", "totals", "totalled", "stands at", "stood at", "runs to", "is worth", "was worth", "will be"};
  const auto noun_at = [&](std::size_t at) -> std::optional<SpokenStage> {
    for (const StageWord& stage : kStageWords)
      if ((stage.noun || stage.words == "pledge") && word(at) == stage.words && stage.counted != Counted::people) return SpokenStage{stage_meant(stage.stage), at, true, true};
    return std::nullopt;
  };
  const auto [first, last] = text_.clause_of(number.number_first);
  for (const std::string_view verb : kIs) {
    const std::size_t length = count_words(verb);
    if (number.first < first + length + 1 || !text_.phrase_at(number.first - length, verb)) continue;
    for (std::size_t at = number.first - length; at > first; --at)
      if (const auto stage = noun_at(at - 1)) return stage;
  }
  // "has paid 200 million of its loan of 500 million"
  if (number.first >= 4 && word(number.first - 1) == "of" && word(number.first - 4) == "of") return noun_at(number.first - 2);
  return std::nullopt;
}

bool FigurePhrases::superlative_said() const {
  return std::ranges::any_of(text_.words(), [](const Word& w) { return w.text == "most" || w.text == "least" || among(kSuperlatives, w.text); });
}

// "spoke of 14 tanks and had delivered 18": what was delivered is the 18.
bool FigurePhrases::of_next_number(std::size_t number, std::size_t verb, std::size_t behind) const {
  const SpokenNumber* next = number_at(behind);
  if (next == nullptr || text_.in_period(behind)) return false;
  for (std::size_t at = number + 1; at < verb; ++at)
    if (word(at) == "and" || word(at) == "but") return true;
  return false;
}

// "are all due in Ukraine by the end of the year"; not "due to bad weather", "in due course".
bool FigurePhrases::is_due(std::size_t at) const {
  constexpr std::array<std::string_view, 7> kBefore{"is", "are", "was", "were", "all", "still", "also"};
  return among(kBefore, word(at - 1));
}

bool FigurePhrases::value_of_goods(std::size_t stage) const {
  constexpr std::array<std::string_view, 6> kMoved{"got", "received", "receive", "receives", "transferred", "transfers"};
  constexpr std::array<std::string_view, 6> kGoods{"goods", "value", "deliveries", "shipments", "supplies", "equipment"};
  if (!among(kMoved, word(stage))) return false;
  if (text_.has_word("worth") || (snapshot_.rows<Table::pledges>().empty() && snapshot_.rows<Table::funds>().empty())) return true;
  return std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kGoods, w.text); });
}

bool FigurePhrases::receiver_at(std::size_t at) const {
  const std::size_t name = word(at) == "the" || word(at) == "its" ? at + 1 : at;
  if (word(name) == "recipient" || word(name) == "recipients" || word(name) == "destination") return true;
  return std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
    return thing.first == name && (thing.kind == Kind::place || text_.is_recipient(thing.id));
  });
}

bool FigurePhrases::behind_which(std::size_t at, std::size_t stage) const {
  bool inside = false;
  for (std::size_t i = at + 1; i <= stage; ++i)
    if (text_.breaks_before(i))
      inside = word(i) == "which" || word(i) == "who" || word(i) == "whose" || word(i + 1) == "which" || word(i + 1) == "whom";
  return inside;
}

std::string_view FigurePhrases::stage_meant(std::string_view stage) const {
  const bool place_told = stage != "handed_over" && stage != "arrived" && stage != "confirmed" && stage != "departed";
  if (!place_told && !text_.gazetteer().has_events()) return "delivered";
  return stage == "committed" && !text_.gazetteer().has_commitments() ? "pledged" : stage;
}

void FigurePhrases::set_stage(Figure& figure, std::string_view stage) {
  if (stage == "delivered") {
    figure.delivered = true;
    return;
  }
  const auto* found = std::ranges::find(kStageNames, stage);
  if (found != kStageNames.end()) figure.stage = static_cast<Stage>(found - kStageNames.begin());
}

bool FigurePhrases::denied(const SpokenStage& stage) const {
  constexpr std::size_t kReach = 5;
  for (std::size_t at = stage.at; at > 0 && stage.at - at < kReach; --at) {
    if (text_.breaks_before(at) || word(at - 1) == "that" || word(at - 1) == "which") return false;
    const std::string_view before = word(at - 1);
    const bool only = word(at) == "only" || word(at) == "just" || word(at) == "merely";
    const bool of_reading = word(at) == "more" || word(at) == "less" || word(at) == "fewer" || word(at) == "quite";
    if ((before == "not" || before == "never" || before.ends_with("n't")) && !only && !of_reading) return true;
    if ((before == "failed" || before == "yet") && word(at) == "to") return true;
  }
  return false;
}

bool FigurePhrases::to_somebody(std::size_t first) const {
  const NamedThing* party = text_.thing_at(first, Kind::party);
  if (party != nullptr && text_.original(party->first, party->last).ends_with("'s")) return false;  // "for the Commission's loan"
  std::size_t at = first;
  if (at > 0 && word(at - 1) == "the") --at;
  if (at == 0) return false;
  const std::string_view before = word(at - 1);
  constexpr std::array<std::string_view, 8> kNoReceiver{"according", "compared", "thanks", "second", "next", "only", "due", "equal"};
  const bool no_receiver = at >= 2 && among(kNoReceiver, word(at - 2));
  return before == "to" ? !no_receiver || word(at - 2) == "compared" : before == "for" || before == "in";
}

bool FigurePhrases::beside(std::size_t first) const {
  constexpr std::array<std::string_view, 10> kBeside{"than", "as",      "including", "unlike", "like",
                                                    "with", "against", "near",      "at", "not"};
  constexpr std::array<std::string_view, 6> kMultiple{"than", "twice", "double", "half", "times", "as"};
  const std::size_t at = first > 0 && word(first - 1) == "the" ? first - 1 : first;
  // "than Spain and Italy": both.
  if (at > 1 && word(at - 1) == "and" && !text_.breaks_before(at))
    for (const NamedThing& thing : text_.things())
      if (thing.kind == Kind::party && thing.last == at - 1) return beside(thing.first);
  const NamedThing* party = text_.thing_at(first, Kind::party);
  const bool has_number = party != nullptr && word(party->last) == "with";  // "second only to Spain with 4.1 percent"
  if (at > 1 && word(at - 1) == "to" && word(at - 2) == "only" && !has_number) return true;
  if (at > 1 && word(at - 1) == "what" && among(kMultiple, word(at - 2))) return true;  // "twice what Spain promised"
  return at > 0 && among(kBeside, word(at - 1)) &&
         !(word(at - 1) == "with" && (at == 1 || word(at - 2) == "together")) &&
         !(word(at - 1) == "as" && at >= 2 && word(at - 2) == "well");
}

bool FigurePhrases::means_members(const NamedThing& thing) const {
  if (among(kOfMembers, word(thing.last)) || (word(thing.last) == "and" && word(thing.last + 1) == "its"))
    return true;
  return text_.gazetteer().has_figures_of(thing.id);
}

const NamedThing* FigurePhrases::group_at(std::size_t first) const { return text_.thing_at(first, Kind::group); }

std::string FigurePhrases::group_named() const {
  std::string out;
  for (const NamedThing& thing : text_.things()) {
    if (thing.kind != Kind::group || to_somebody(thing.first) || beside(thing.first) || of_the_whole(thing)) continue;
    const bool organisation = text_.thing_at(thing.first, Kind::party) != nullptr && !means_members(thing);
    if (!organisation) out = thing.id;
  }
  return out;
}

std::vector<Mention> FigurePhrases::mentions() const {
  std::vector<Mention> out;
  for (Mention& mention : all_mentions())
    if (std::ranges::find(out, mention.id, &Mention::id) == out.end()) out.push_back(std::move(mention));
  return out;
}

std::vector<Mention> FigurePhrases::all_mentions() const {
  std::vector<Mention> out;
  for (const NamedThing& thing : text_.things()) {
    const bool capital = thing.kind == Kind::capital;
    if ((thing.kind != Kind::party && !capital) || text_.is_recipient(thing.id)) continue;
    if (to_somebody(thing.first) || beside(thing.first) || of_the_whole(thing)) continue;
    if (capital && !capital_acts(thing.last) && word(thing.first - 1) != "by") continue;
    if (beside_group(thing)) continue;
    if (const NamedThing* group = group_at(thing.first); group != nullptr && means_members(*group)) continue;
    out.push_back({thing.id, thing.first, thing.last});
  }
  if (out.empty()) add_by_last_word(out);
  return out;
}

// "European allies and Canada": the group is meant.
bool FigurePhrases::beside_group(const NamedThing& thing) const {
  const auto is_group = [&](std::size_t last) {
    return std::ranges::any_of(text_.things(), [&](const NamedThing& group) { return group.kind == Kind::group && group.last == last && (among(kOfMembers, word(last - 1)) || last == group.first + 1); });
  };
  const std::size_t first = thing.first > 0 && word(thing.first - 1) == "the" ? thing.first - 1 : thing.first;
  return first > 1 && word(first - 1) == "and" && !text_.breaks_before(first) && among(kOfMembers, word(first - 2)) && (is_group(first - 1) || is_group(first - 2));
}

// "Britain's share of the G7 loan": who gives the whole.
bool FigurePhrases::of_the_whole(const NamedThing& thing) const {
  constexpr std::array<std::string_view, 3> kPart{"share", "part", "contribution"};
  return thing.first >= 3 && word(thing.first - 1) == "the" && among(kPart, word(thing.first - 3)) && (word(thing.last) == "loan" || word(thing.last) == "loans" || word(thing.last) == "fund");
}

void FigurePhrases::add_by_last_word(std::vector<Mention>& out) const {
  for (std::size_t at = 1; at < text_.size(); ++at) {
    const bool institution = word(at) == "fund" || word(at) == "commission" || word(at) == "bank";
    if (word(at - 1) != "the" || !(text_.capital(at) || institution) || text_.capital(at + 1) || text_.in_thing(at) ||
        to_somebody(at) || beside(at))
      continue;
    std::set<std::string> ids;
    for (const auto party : snapshot_.rows<Table::parties>()) {
      const auto words = split_words(party.text<"name">());
      const bool country = !party.text<"country">().empty();
      if (words.size() > 1 && !country && words.back().text == word(at)) ids.insert(party.name());
    }
    if (ids.size() == 1) out.push_back({*ids.begin(), at, at + 1});
  }
}

bool FigurePhrases::did(std::size_t at) const { return word(at).size() > 4 && word(at).ends_with("ed"); }

// "Oslo and London together announced"
bool FigurePhrases::capital_acts(std::size_t at) const {
  constexpr std::array<std::string_view, 5> kBetween{"together", "jointly", "also", "both", "today"};
  const bool opens = at == 1 || (at > 1 && text_.breaks_before(at - 1));  // "Berlin first spoke of 14 tanks"
  if (opens && at < text_.size() && !text_.breaks_before(at) && !text_.in_period(at) && !among(kEventNouns, word(at))) return true;
  while (among(kBetween, word(at))) ++at;
  if (acts(at) || did(at) || among(kSayingVerbs, word(at))) return true;
  const std::size_t next = word(at) == "and" ? at + 1 : text_.breaks_before(at) ? at : text_.size();
  const NamedThing* other = text_.thing_at(next, Kind::capital);
  return other != nullptr && capital_acts(other->last);
}

bool FigurePhrases::acts(std::size_t at) const {
  if (among(kActing, word(at))) return true;
  return std::ranges::any_of(kStageWords,
                             [&](const StageWord& stage) { return !stage.noun && text_.phrase_at(at, stage.words); });
}

std::vector<std::vector<Mention>> FigurePhrases::clusters() const {
  std::vector<std::vector<Mention>> out;
  for (Mention& mention : all_mentions()) {
    if (!out.empty() && text_.breaks_before(mention.first) && out.back().back().last == mention.first && possessive(mention)) continue;
    bool joined = !out.empty();
    if (joined)
      for (std::size_t at = out.back().back().last; at < mention.first; ++at) {
        constexpr std::array<std::string_view, 8> kJoin{"and", "as", "well", "the", "together", "with", "both", "&"};
        joined = joined && among(kJoin, word(at));
      }
    if (joined)
      out.back().push_back(std::move(mention));
    else
      out.push_back({std::move(mention)});
  }
  return out;
}

bool FigurePhrases::speaks(const Mention& mention) const {
  constexpr std::size_t kReach = 3;
  for (std::size_t at = mention.last; at < std::min(mention.last + kReach, text_.size()); ++at) {
    if (text_.breaks_before(at)) return false;
    if (among(kSayingVerbs, word(at))) return true;
  }
  return false;
}

bool FigurePhrases::group_acts(const std::string& group) const {
  return !group.empty() && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
    if (thing.kind != Kind::group || thing.id != group) return false;
    const std::size_t verb = among(kOfMembers, word(thing.last)) ? thing.last + 1 : thing.last;
    return word(verb) == "have" || acts(verb);
  });
}

Whose FigurePhrases::whose(std::size_t at) const {
  constexpr std::size_t kBreak = 6;
  constexpr std::size_t kBehind = 8;
  const auto all = clusters();
  const std::vector<Mention>* best = nullptr;
  std::size_t best_far = 0;
  for (const auto& cluster : all) {
    const std::size_t first = cluster.front().first;
    if (of_other_number(first, at)) continue;
    const bool agent =
        first > 0 &&
        (word(first - 1) == "by" || word(first - 1) == "from" ||
         (word(first - 1) == "the" && first > 1 && (word(first - 2) == "by" || word(first - 2) == "from")));
    const std::size_t far =
        (first > at ? first - at + (agent ? 0 : kBehind) : at - first) + kBreak * text_.breaks(at, first);
    if (best != nullptr && far >= best_far) continue;
    best = &cluster;
    best_far = far;
  }
  const std::string group = group_named();
  if (best == nullptr || best->size() == 1)
    if (auto joint = joint_with(best); joint) return *std::move(joint);
  if (best == nullptr || (speaks(best->back()) && group_acts(group)))
    return group.empty() ? nobody_named() : Whose{.where = {{FigureField::group, group}}, .confidence = 15};
  if (all.size() > 1 && is_sum(at)) return sum_of_named(all);
  // "240 modules together with Dorvale": of Dorvale and of who is named elsewhere.
  for (const auto& cluster : all) {
    const bool own = &cluster == best || (best->size() == 1 && all.size() == 2 && !of_other_number(cluster.front().first, at));
    if (own && together_with(cluster.front().first)) return jointly(all, cluster);
  }
  if (best->size() == 2 && all.size() == 1 && together_with(best->back().first))
    if (Whose joint = jointly({{best->front()}, {best->back()}}, {best->back()}); !joint.apart) return joint;
  if (with_stranger(best->front().first)) return {.where = {{FigureField::donor, best->front().id}}, .apart = true};
  if (best->size() == 1) {
    constexpr int kOfSeveral = 5;
    return {.where = {{FigureField::donor, best->front().id}},
            .confidence = mentions().size() > 1 || !group.empty() ? kOfSeveral : 15};
  }
  std::set<std::string> ids;
  for (const Mention& mention : *best) ids.insert(mention.id);
  std::string either;
  for (const std::string& id : ids) either += (either.empty() ? "" : "|") + id;
  const bool together = text_.has_word("together") || text_.has_word("jointly") || text_.has_word("combined") ||
                        text_.has_word("joint");
  const SpokenPeriod* period = text_.nearest_period(at);
  const bool of_one_day = period != nullptr && period->named.precision() != DatePrecision::year;
  if (text_.has_word("jointly") || text_.has_word("joint") || text_.has_phrase("between them") || (together && of_one_day))
    if (const std::string joint = joint_donor(ids); !joint.empty()) return {.where = {{FigureField::donor, joint}}, .confidence = 10};
  const bool apart = text_.has_word("each") || text_.has_word("respectively") || text_.has_word("apiece") ||
                     text_.has_word("either");
  return {.where = {{FigureField::donor, either}}, .confidence = together ? 15 : 5, .apart = apart};
}

// "together with Norway", "With Norway, we put up"
bool FigurePhrases::together_with(std::size_t name) const { return name >= 1 && word(name - 1) == "with" && (name == 1 || word(name - 2) == "together"); }

// "a joint package with Norway": of Norway and of who is named, or speaks.
std::optional<Whose> FigurePhrases::joint_with(const std::vector<Mention>* own) const {
  if (!text_.has_word("joint") && !text_.has_word("jointly")) return std::nullopt;
  std::string first = own != nullptr ? own->front().id : before_.we ? before_.we->value : !before_.other_donors ? before_.only_donor : std::string();
  for (const NamedThing& thing : text_.things()) {
    const std::size_t name = thing.first > 0 && word(thing.first - 1) == "the" ? thing.first - 1 : thing.first;
    if (thing.kind != Kind::party || text_.is_recipient(thing.id) || name == 0 || word(name - 1) != "with" || thing.id == first) continue;
    const Mention with{thing.id, thing.first, thing.last};
    Whose joint = jointly({{Mention{first, 0, 0}}, {with}}, {with});
    if (!first.empty() && !joint.apart) return joint;
  }
  return std::nullopt;
}

std::string FigurePhrases::joint_donor(const std::set<std::string>& ids) const {
  if (ids.size() < 2) return {};
  for (const auto pledge : snapshot_.rows<Table::pledges>()) {
    const auto donors = split(pledge.text<"donors">(), ';');
    if (std::set<std::string>(donors.begin(), donors.end()) == ids) return std::string(pledge.text<"donors">());
  }
  return {};
}

// What two give together is what the book has of both as one donor.
Whose FigurePhrases::jointly(const std::vector<std::vector<Mention>>& clusters, const std::vector<Mention>& with) const {
  std::set<std::string> ids;
  for (const Mention& mention : with) ids.insert(mention.id);
  for (const auto& cluster : clusters)
    if (cluster.front().first != with.front().first && cluster.size() == 1) ids.insert(cluster.front().id);
  const bool passive = clusters.size() == 1 && ids.size() == 1 && !says_we() && before_.voice() && before_.voice() == before_.subject;
  if (passive && before_.subject->field == FigureField::donor) ids.insert(before_.subject->value);  // "a further 300 were announced together with Norway"
  if (clusters.size() == 1 && before_.we && before_.we->field == FigureField::donor && (text_.has_word("we") || text_.has_word("our"))) ids.insert(before_.we->value);
  const std::string joint = joint_donor(ids);
  if (clusters.size() > 2 || joint.empty()) return {.where = {{FigureField::donor, with.front().id}}, .apart = true};
  return {.where = {{FigureField::donor, joint}}, .confidence = 10};
}

// "50 billion, over half of it from Canada": Canada's is the half.
bool FigurePhrases::of_other_number(std::size_t name, std::size_t at) const {
  const bool with = name > at && name >= 2 && word(name - 1) == "with" && word(name - 2) == "together";  // "17,000, and 4,000 together with Norway"
  if (name <= at || (text_.breaks(at, name) == 0 && !with)) return false;
  const std::size_t first = text_.clause_of(name).first;
  return std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& other) {
    return other.number_first > at && other.first >= first && other.last <= name && !text_.in_period(other.number_first) && !text_.in_thing(other.number_first);
  });
}

// "Europe and Canada", where the book knows the one only.
bool FigurePhrases::with_stranger(std::size_t name) const {
  return name >= 2 && word(name - 1) == "and" && text_.capital(name - 2) && !text_.in_thing(name - 2) && !text_.in_period(name - 2);
}

Whose FigurePhrases::sum_of_named(const std::vector<std::vector<Mention>>& clusters) const {
  std::set<std::string> ids;
  for (const auto& cluster : clusters)
    for (const Mention& mention : cluster) ids.insert(mention.id);
  std::string either;
  for (const std::string& id : ids) either += (either.empty() ? "" : "|") + id;
  return {.where = {{FigureField::donor, either}}, .confidence = 10};
}

bool FigurePhrases::is_sum(std::size_t at) const {
  const SpokenNumber* number = number_at(at);
  if (number == nullptr) return false;
  return std::ranges::any_of(kInAll, [&](std::string_view words) { return text_.phrase_at(number->last, words); }) ||
         (number->first >= 1 && (word(number->first - 1) == "totalling" || word(number->first - 1) == "making"));
}

std::vector<std::string> FigurePhrases::receivers_near(std::size_t at) const {
  constexpr std::size_t kBreak = 6;
  std::vector<std::string> out;
  std::size_t best = 0;
  std::size_t end = 0;  // of the one before, where they stand together
  for (const NamedThing& thing : text_.things()) {
    if (thing.kind != Kind::party || !text_.is_recipient(thing.id)) continue;
    const std::size_t first = thing.first > 0 && word(thing.first - 1) == "the" ? thing.first - 1 : thing.first;
    const bool compared = first > 1 && (word(first - 1) == "than" || word(first - 1) == "to" || word(first - 1) == "in") && behind_than(first);
    if (compared) continue;
    const bool joined = end > 0 && first == end + 1 && word(end) == "and";
    const std::size_t far = (first > at ? first - at : at - first) + kBreak * text_.breaks(at, first);
    if (joined) {
      if (!out.empty()) out.push_back(thing.id);
    } else if (out.empty() || far < best) {
      out = {thing.id};
      best = far;
    } else {
      end = 0;
      continue;
    }
    end = thing.last;
  }
  return out;
}

bool FigurePhrases::behind_than(std::size_t at) const {
  constexpr std::size_t kReach = 4;
  for (std::size_t i = at; i > 0 && at - i < kReach && !text_.breaks_before(i); --i)
    if (word(i - 1) == "than") return true;
  return false;
}

std::string FigurePhrases::supplier_near(std::size_t at) const {
  const NamedThing* best = nullptr;
  std::size_t best_far = 0;
  const auto [first, last] = text_.clause_of(at);
  for (const NamedThing& thing : text_.things()) {
    if (thing.kind != Kind::supplier || thing.first < first || thing.first >= last) continue;
    const std::size_t far = thing.first > at ? thing.first - at : at - thing.first;
    if (best != nullptr && far >= best_far) continue;
    best = &thing;
    best_far = far;
  }
  return best == nullptr ? std::string() : best->id;
}

std::optional<std::string> FigurePhrases::of_the_two() const {
  if (before_.donors.size() != 2) return std::nullopt;
  for (std::size_t at = 1; at < text_.size(); ++at) {
    if (word(at - 1) != "the") continue;
    if (word(at) == "latter" || word(at) == "second") return before_.donors.back();
    if (word(at) == "former") return before_.donors.front();
  }
  return std::nullopt;
}

std::optional<Whose> FigurePhrases::of_them_all() const {
  const bool they = text_.has_word("they") || text_.has_word("both") || text_.has_phrase("the two");
  if (!they || before_.donors.size() < 2) return std::nullopt;
  const std::set<std::string> ids(before_.donors.begin(), before_.donors.end());
  std::string either;
  for (const std::string& id : ids) either += (either.empty() ? "" : "|") + id;
  const bool together = text_.has_word("together") || text_.has_word("jointly") || text_.has_word("combined");
  return Whose{.where = {{FigureField::donor, either}},
               .confidence = together ? -5 : -15,
               .assumed = "donors " + either + ", of the sentence before",
               .apart = text_.has_word("each") || (text_.has_word("both") && !together)};
}

// "donors in total", "all trucks", "the coalition has delivered"; not "our trucks have all arrived".
bool FigurePhrases::says_all() const {
  constexpr std::array<std::string_view, 5> kVerbs{"has", "have", "had", "were", "are"};
  for (std::size_t at = 0; at < text_.size(); ++at)
    if ((among(kOfAll, word(at)) && !(word(at) == "all" && ((at > 0 && among(kVerbs, word(at - 1))) || number_at(at + 1) != nullptr || (word(at + 1) == "of" && among(kThem, word(at + 2))))) && !(word(at) == "all" && (among(kVerbs, word(at + 1)) || acts(at + 1) || did(at + 1) || word(at + 1) == "came")) && !(word(at) == "together" && word(at + 1) == "with") && !of_own_members(at)) || the_coalition_acts(at)) return true;
  return false;
}

// "member states have promised", in a text of the organisation.
bool FigurePhrases::of_own_members(std::size_t at) const {
  const auto voice = before_.voice();
  return word(at) == "states" && at > 0 && word(at - 1) == "member" && voice && text_.gazetteer().names_group(fold(voice->value));
}

bool FigurePhrases::the_coalition_acts(std::size_t at) const {
  constexpr std::array<std::string_view, 8> kActs{"has", "have", "had", "will", "gave", "sent", "gives", "sends"};
  const bool named = word(at) == "coalition" && at > 0 && word(at - 1) == "the";
  return named && (among(kActs, word(at + 1)) || word(at + 1).ends_with("ed"));
}

Whose FigurePhrases::nobody_named() const {
  if (const auto one = of_the_two())
    return {.where = {{FigureField::donor, *one}}, .confidence = -5, .assumed = "donor " + *one + ", of the two of the sentence before"};
  if (auto them = of_them_all()) return *std::move(them);
  if (says_all() || text_.has_phrase("no donor") ||
      text_.has_phrase("no country") || text_.has_phrase("no member") || text_.has_phrase("nobody has"))
    return {};
  for (std::size_t at = 0; at < text_.size(); ++at)
    if (receiver_speaks(at)) return {.confidence = -5, .assumed = "all donors together, since the country is the one that receives"};
  const bool ourselves = std::ranges::any_of(text_.words(), [](const Word& w) { return among(kOurselves, w.text); });
  if (ourselves && !text_.speaker().empty())
    if (const std::string party = party_of(text_.speaker()); !party.empty())
      return {.where = {{FigureField::donor, party}},
              .assumed = "donor " + party + ", whose office the speaker holds"};
  if (const std::string own = party_of_own_office(); !own.empty())
    return {.where = {{FigureField::donor, own}}, .confidence = -5, .assumed = "donor " + own + ", whose office the speaker holds"};
  const bool we = says_we();
  if (we && !before_.we && !before_.only_donor.empty() && !before_.other_donors && text_.speaker().empty())
    return {.where = {{FigureField::donor, before_.only_donor}}, .confidence = -15, .assumed = "donor " + before_.only_donor + ", the only one that this text has named"};
  if (we && before_.we)
    return {.where = {*before_.we}, .confidence = -10, .assumed = "donor " + before_.we->value + ", who says 'we' in this text"};
  const bool of_several = !before_.subject && before_.donors.size() > 1 && (text_.has_phrase("of them") || text_.has_phrase("of these") || text_.has_phrase("of those"));
  if (of_several) return {.where = {{FigureField::donor, before_.donors.front()}}, .apart = true};
  if (before_.subject)
    return {.where = {*before_.subject},
            .confidence = -15,
            .assumed = std::string(kFigureFieldNames[static_cast<std::size_t>(before_.subject->field)]) + " " +
                       before_.subject->value + ", of the sentence before"};
  if (before_.we && before_.voice() == before_.we && !before_.other_donors && before_.we->field == FigureField::donor)
    return {.where = {*before_.we}, .confidence = -20, .assumed = "donor " + before_.we->value + ", for whom this text speaks"};
  return {.confidence = -25, .assumed = "all donors together, since the sentence names none"};
}

std::string FigurePhrases::party_of_own_office() const {
  constexpr std::size_t kReach = 4;
  if (!text_.has_word("i") && !text_.has_word("we") && !text_.has_word("my")) return {};
  for (const NamedThing& thing : text_.things()) {
    if (thing.kind != Kind::party || text_.is_recipient(thing.id) || !text_.gazetteer().gives(thing.id)) continue;
    std::size_t as = thing.first;
    while (as > 0 && thing.first - as < kReach && word(as - 1) != "as" && !text_.breaks_before(as)) --as;
    if (as == 0 || word(as - 1) != "as") continue;
    for (std::size_t at = as; at < thing.last + kReach && (at <= thing.last || !text_.breaks_before(at)); ++at)
      if (among(kOwnOffices, word(at))) return thing.id;
  }
  return {};
}

// "we", "our", "this country": who speaks.
bool FigurePhrases::says_we() const {
  if (text_.has_word("i") && before_.we) return true;
  if (text_.has_word("we") || text_.has_word("our") || text_.has_word("us")) return true;
  const bool told = before_.we || (!before_.only_donor.empty() && !before_.other_donors);
  if (!told || !text_.speaker().empty()) return false;
  if (std::ranges::any_of(kOwnGovernment, [&](std::string_view words) { return text_.has_phrase(words); })) return true;
  for (std::size_t at = 0; at < text_.size(); ++at)
    if (of_own_office(at)) return true;
  return false;
}

// At its last word, in front of what it does; not "the minister said", "the government of Kestrava".
bool FigurePhrases::of_own_office(std::size_t at) const {
  if (!among(kOwnOffices, word(at)) || at == 0 || at + 1 >= text_.size()) return false;
  const bool named = word(at - 1) == "the" || (at > 1 && word(at - 2) == "the" && !text_.in_thing(at - 1));
  return named && (acts(at + 1) || did(at + 1) || word(at + 1) == "also") && !among(kSayingVerbs, word(at + 1));
}

std::string FigurePhrases::party_of_person() const {
  std::set<std::string> people;
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::person) people.insert(thing.id);
  return people.size() == 1 ? party_of(*people.begin()) : std::string();
}

std::string FigurePhrases::party_of(const std::string& person) const {
  for (const auto row : snapshot_.rows<Table::offices>()) {
    if (row.text<"person">() != person || text_.is_recipient(row.text<"party">())) continue;
    const auto until = row.date<"until">();
    if (!until || until->last() >= text_.said()) return std::string(row.text<"party">());
  }
  return {};
}

bool FigurePhrases::somebody() const {
  constexpr std::array<std::string_view, 10> kSome{"a", "an", "one", "another", "some", "several", "most", "few", "many", "other"};
  constexpr std::array<std::string_view, 12> kWho{"government", "ally",  "donor",  "country", "member", "governments",
                                                  "allies",     "donors", "countries", "members", "capitals", "states"};
  for (std::size_t at = 0; at + 1 < text_.size(); ++at)
    if (among(kSome, word(at)) && among(kWho, word(at + 1)) && !(at > 0 && word(at) == "other" && word(at - 1) == "any")) return true;
  return false;
}

bool FigurePhrases::receiver_speaks(std::size_t at) const {
  constexpr std::array<std::string_view, 6> kGets{"received", "receives", "got", "gets", "needs", "needed"};
  const std::size_t who = word(at) == "it" ? at + 1 : at + 2;
  const std::size_t verb = word(who) == "has" || word(who) == "had" ? who + 1 : who;
  const bool country = word(at) == "it" || (word(at) == "the" && word(at + 1) == "country");
  return snapshot_.programme().recipients.size() == 1 && country && among(kGets, word(verb));
}

bool FigurePhrases::refers_back() const {
  constexpr std::array<std::string_view, 8> kWho{"country", "government", "ministry", "minister", "administration", "donor", "ally", "capital"};
  constexpr std::array<std::string_view, 8> kBehindIt{"has", "had", "will", "also", "did", "never", "then", "alone"};
  for (std::size_t at = 0; at + 1 < text_.size(); ++at) {
    const bool definite = word(at) == "the" || word(at) == "this" || word(at) == "that" || word(at) == "their" || word(at) == "our";
    if (definite && among(kWho, word(at + 1)) && !receiver_speaks(at)) return true;
    const bool pronoun = word(at) == "it" || word(at) == "he" || word(at) == "she";
    if (pronoun && !receiver_speaks(at) && (among(kBehindIt, word(at + 1)) || acts(at + 1))) return true;
  }
  return false;
}

std::vector<const FieldWord*> FigurePhrases::fields_of(std::size_t at) const {
  constexpr std::size_t kBreak = 6;
  std::vector<SpokenField> said = fields_said();
  const auto holds = [&](const SpokenField& spoken) { return holder(spoken) == at; };
  if (std::ranges::any_of(said, holds))
    std::erase_if(said, [&](const SpokenField& spoken) { return holder(spoken).value_or(at) != at; });
  std::erase_if(said, [&](const SpokenField& spoken) { return of_other_number(spoken.first, at); });
  const auto far = [&](const SpokenField& spoken) {
    std::size_t out = spoken.first > at ? spoken.first - at : at - spoken.first;
    for (std::size_t i = std::min(at, spoken.first) + 1; i < std::max(at, spoken.first); ++i)
      out += text_.breaks_before(i) || word(i) == "and" ? kBreak : 0;
    return out;
  };
  std::map<FigureField, const SpokenField*> nearest;
  for (const SpokenField& spoken : said) {
    const SpokenField*& best = nearest[spoken.field->field];
    if (best == nullptr || far(spoken) < far(*best)) best = &spoken;
  }
  std::vector<const FieldWord*> out;
  for (const auto& [field, spoken] : nearest) out.push_back(spoken->field);
  return out;
}

std::vector<SpokenField> FigurePhrases::fields_said() const {
  std::vector<SpokenField> out;
  for (const FieldWord& field : kFieldWords) {
    const std::size_t length = count_words(field.words);
    for (std::size_t at = 0; at + length <= text_.size(); ++at)
      if (text_.phrase_at(at, field.words) && (field.field != FigureField::form || book_has_form(field.value)))
        out.push_back({&field, at, at + length});
  }
  return out;
}

bool FigurePhrases::named_with_another(const FieldWord& field) const {
  const std::vector<SpokenField> said = fields_said();
  const auto follows = [&](const SpokenField& a, const SpokenField& b) {
    const bool joined = word(a.last) == "and" || word(a.last) == "or";
    return a.field->field == b.field->field && a.field->value != b.field->value && joined && a.last + 1 == b.first;
  };
  return std::ranges::any_of(said, [&](const SpokenField& a) {
    return std::ranges::any_of(said, [&](const SpokenField& b) {
      return follows(a, b) && (a.field == &field || b.field == &field);
    });
  });
}

std::optional<std::size_t> FigurePhrases::holder(const SpokenField& spoken) const {
  constexpr std::array<std::string_view, 9> kOf{"in", "of", "as", "for", "worth", "are", "is", "were", "being"};
  constexpr Wide kMoney = 100'000 * kNumberUnit;  // "350 million pounds for drones and 247 million for training"
  for (const SpokenNumber& number : text_.numbers()) {
    if (number.unit.empty() && number.value < kMoney) continue;
    const bool behind = number.last == spoken.first || (number.last + 1 == spoken.first && among(kOf, word(number.last)));
    const bool in_front = spoken.last + 1 == number.first && among(kOf, word(spoken.last));
    const std::size_t them = number.last + 2;  // "150 million of them guarantees", "30 million of it in grants"
    const bool of_them = this->of_them(number.last) && (spoken.first == them || (spoken.first == them + 1 && among(kOf, word(them))));
    if (behind || in_front || of_them) return number.number_first;
  }
  return std::nullopt;
}

bool FigurePhrases::book_has_form(std::string_view form) const {
  for (const auto pledge : snapshot_.rows<Table::pledges>())
    if (pledge.text<"form">() == form) return true;
  return false;
}

}  // namespace servanda
