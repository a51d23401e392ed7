#include <array>
#include <set>

#include "views/figure_phrases.h"
#include "views/statements.h"

namespace servanda {
namespace {

constexpr std::array<std::string_view, 3> kBySize{"large", "big", "small"};

}  // namespace

// ---- what is counted (views/figure_phrases.h)

CountedThing FigurePhrases::counted(const SpokenNumber& number) const {
  CountedThing out = of_the_donor(counted_behind(number.last), number);
  if (out.what == CountedThing::What::nothing) out = counted_before(number);
  const auto change = text_.change_of(number);  // "from 1,200 tonnes in 2029 to 3,400"
  const bool became = change && change->to == &number && change->from->last < number.first && ends_noun(number.last);
  if (out.what == CountedThing::What::nothing && (became || in_a_row(number))) out = last_counted_;
  if (const NamedThing* item = topic(); out.what == CountedThing::What::nothing && item != nullptr && ends_noun(number.last))
    out = {CountedThing::What::item, item->id, {}, item->filled_in};
  if (out.what == CountedThing::What::nothing && of_heading(number))
    out = {CountedThing::What::item, before_.heading_item, {}, true};
  const bool bare = out.what == CountedThing::What::nothing && number.unit.empty() && ends_noun(number.last);
  if (bare) out = of_whole_before(number);
  if (bare && out.what == CountedThing::What::nothing && (behind_stage(number) || in_a_row(number))) out = only_item_before(number);
  if (out.what == CountedThing::What::nothing && number.unit.empty() && item_of_before(number.last))
    out = {.what = CountedThing::What::item, .id = before_.item, .of_before = true};
  if (bare && out.what == CountedThing::What::nothing && (behind_stage(number) || opens_clause(number)) && !before_.item.empty() && !names_item())
    out = {.what = CountedThing::What::item, .id = before_.item, .of_before = true};
  if (bare && out.what == CountedThing::What::nothing) out = noun_of_before(number);
  const bool more = word(number.last) == "more" && ends_noun(number.last + 1) && behind_stage(number);
  if (more && out.what == CountedThing::What::nothing && number.unit.empty() && !before_.item.empty()) out = {.what = CountedThing::What::item, .id = before_.item, .of_before = true};
  const bool another = number.first > 0 && (word(number.first - 1) == "another" || word(number.first - 1) == "further");
  if (bare && out.what == CountedThing::What::nothing && another && !before_.item.empty() && !names_item())
    out = {.what = CountedThing::What::item, .id = before_.item, .of_before = true};
  return out;
}

CountedThing FigurePhrases::noun_of_before(const SpokenNumber& number) const {
  if (before_.noun.empty() || names_item() || !(behind_stage(number) || opens_clause(number))) return {};
  CountedThing out = of_the_donor({CountedThing::What::noun, before_.noun}, number);
  out.of_before = true;
  return out;
}

// "The Union set out to send a million shells": of the items called so the one that whom the sentence speaks of has given or promised.
CountedThing FigurePhrases::of_the_donor(CountedThing thing, const SpokenNumber& number) const {
  if (thing.what != CountedThing::What::noun) return thing;
  const Whose whose = this->whose(number.number_first);
  const bool one = whose.where.size() == 1 && whose.where.front().field == FigureField::donor;
  std::string id = one ? text_.gazetteer().item_of_noun(thing.id, whose.where.front().value) : std::string();
  for (std::size_t at = number.last; at < number.last + 3 && !text_.breaks_before(at + 1); ++at)
    if (const NamedThing* noun = text_.thing_at(at + 1, Kind::items); noun != nullptr && noun->id == thing.id && among(kBySize, word(at))) {
      const std::string sized = text_.gazetteer().item_by_size(thing.id, word(at) == "large" || word(at) == "big");
      if (id.empty() || id == sized) return {CountedThing::What::item, sized, {}, id.empty()};
      id.clear();
    }
  return id.empty() ? CountedThing{} : CountedThing{CountedThing::What::item, id, {}, true};
}

// "150,000 winter clothing sets. Last year we delivered 110,000 sets."
bool FigurePhrases::item_of_before(std::size_t at) const {
  const auto item = snapshot_.find<Table::items>(before_.item);
  if (!item || names_item() || !ends_noun(at + 1)) return false;
  const auto words = split_words(item->text<"name">());
  return words.size() > 1 && singular(words.back().text) == singular(word(at));
}

CountedThing FigurePhrases::of_whole_before(const SpokenNumber& number) const {
  for (std::size_t at = 0; at < number.first; ++at) {
    if (word(at) != "of" || (at > 0 && !text_.breaks_before(at))) continue;
    if (among(kThem, word(at + 1)) && at + 2 == number.first) return them(at + 1);
    if (const CountedThing thing = counted_behind(at + 1); thing.what == CountedThing::What::item) return thing;
  }
  return {};
}

// "In the F-16 coalition Denmark has promised 19": the one item that the sentence has named so far.
CountedThing FigurePhrases::only_item_before(const SpokenNumber& number) const {
  std::set<std::string> items;
  bool later = false;
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::item && thing.last <= number.first)
      items.insert(thing.id);
    else
      later = later || thing.kind == Kind::item;
  return items.size() == 1 && !later ? CountedThing{CountedThing::What::item, *items.begin()} : CountedThing{};
}

// "225 have been signed for": a number that is what its clause speaks of.
bool FigurePhrases::opens_clause(const SpokenNumber& number) const {
  constexpr std::array<std::string_view, 6> kHave{"have", "has", "had", "were", "are", "was"};
  return (number.first == 0 || text_.breaks_before(number.first) || word(number.first - 1) == "only" || word(number.first - 1) == "and" || word(number.first - 1) == "all" || text_.in_period(number.first - 1)) && among(kHave, word(number.last));
}

bool FigurePhrases::names_item() const {
  return std::ranges::any_of(text_.things(), [](const NamedThing& thing) { return thing.kind == Kind::item || thing.kind == Kind::category; });
}

bool FigurePhrases::behind_stage(const SpokenNumber& number) const {
  return std::ranges::any_of(kStageWords, [&](const StageWord& stage) {
    const std::size_t length = count_words(stage.words);
    return length <= number.first && text_.phrase_at(number.first - length, stage.words);
  });
}

bool FigurePhrases::of_heading(const SpokenNumber& number) const {
  const bool named = std::ranges::any_of(text_.things(), [](const NamedThing& thing) { return thing.kind == Kind::item; });
  return !before_.heading_item.empty() && !named && ends_noun(number.last);
}

bool FigurePhrases::possessive(const Mention& mention) const {
  const std::string said = text_.original(mention.first, mention.last);
  return said.ends_with("'s") || said.ends_with("’s");
}

bool FigurePhrases::follows_donor(std::size_t at) const {
  return std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
    return thing.kind == Kind::party && thing.last == at &&
           (text_.breaks_before(thing.first) || (thing.first > 0 && (word(thing.first - 1) == "and" || (word(thing.first - 1) == "the" && text_.breaks_before(thing.first - 1)))));
  });
}

const NamedThing* FigurePhrases::topic() const {
  const auto found = std::ranges::find_if(text_.things(), [&](const NamedThing& thing) {
    return thing.kind == Kind::item && thing.first == 0 && text_.sign_before(thing.last) == ':';
  });
  return found == text_.things().end() ? nullptr : &*found;
}

bool FigurePhrases::in_a_row(const SpokenNumber& number) const {
  const bool joined = number.first > 0 && (word(number.first - 1) == "and" || word(number.first - 1) == "another" ||
                                           word(number.first - 1) == "which" || word(number.first - 1) == "then" ||
                                           ((word(number.first - 1) == "only" || word(number.first - 1) == "just") && number.first > 1 &&
                                            (text_.breaks_before(number.first - 1) || word(number.first - 2) == "but" || word(number.first - 2) == "and")) ||
                                           text_.breaks_before(number.first) || follows_donor(number.first));
  return (joined || behind_stage(number)) && (ends_noun(number.last) || of_them(number.last));
}

bool FigurePhrases::of_them(std::size_t at) const { return word(at) == "of" && among(kThem, word(at + 1)); }

CountedThing FigurePhrases::counted_behind(std::size_t at) const {
  using What = CountedThing::What;
  constexpr std::size_t kMostWords = 7;
  constexpr std::size_t kMostStrange = 3;
  const std::size_t first = at;
  std::size_t strange = 0;
  bool tonnes = false;
  std::string unit;  // a strange noun before "of": "sets of"
  for (const std::size_t end = at + kMostWords; at < std::min(end, text_.size());) {
    if (text_.breaks_before(at)) break;
    const NamedThing* item = text_.thing_at(at, Kind::item);
    if (const NamedThing* noun = text_.thing_at(at, Kind::items); noun != nullptr && !followed_by_noun(noun->last) && !tonnes) return {What::noun, noun->id};
    if (const NamedThing* course = text_.thing_at(at, Kind::course)) return {What::people, {}, course->id};
    if (item != nullptr && among(kPeople, word(item->last))) return people(first, item->last);
    if (item != nullptr && !unit.empty() && singular(unit) != item_unit(item->id)) break;
    if (item != nullptr && word(item->last) == "and" && text_.thing_at(item->last + 1, Kind::item) != nullptr && text_.thing_at(item->last + 1, Kind::item)->id != item->id)
      break;  // "45,000 helmets and vests": a sum of two
    if (item != nullptr && !followed_by_noun(item->last))
      return {tonnes ? What::tonnes : What::item, item->id, {}, item->filled_in};
    if (const NamedThing* category = text_.thing_at(at, Kind::category);
        category != nullptr && !followed_by_noun(category->last) &&
        text_.thing_at(category->last, Kind::item) == nullptr)
      return {tonnes ? What::tonnes : What::category, category->id};
    if (among(kPeople, word(at))) return people(first, at);
    const std::size_t end_of_word = text_.words()[at].end;
    const bool owner = end_of_word < text_.text().size() && text_.text()[end_of_word] == '\'';  // "consignments' lines"
    if (among(kCountedRecords, word(at)) && !tonnes && !owner) return {What::records, {}};
    if (word(at) == "tonnes" || word(at) == "tons") {
      tonnes = true;
      ++at;
    } else if (word(at) == "of") {
      if (among(kThem, word(at + 1))) return them(at + 1);
      if (strange > 0) unit = std::string(word(at - 1));
      strange = 0;
      ++at;
    } else if (const SpokenNumber* whole = number_at(at)) {
      at = whole->last;
    } else if (among(kEndOfNoun, word(at)) || (acts(at) && word(at) != "promised" && word(at) != "pledged")) {
      break;
    } else {
      const bool plain = word(at) == "the" || word(at) == "its" || word(at) == "their" || word(at) == "new" ||
                         word(at) == "promised" || word(at) == "pledged";
      if (!plain && ++strange > kMostStrange) break;
      ++at;
    }
  }
  return {tonnes ? What::tonnes : What::nothing, {}};
}

CountedThing FigurePhrases::people(std::size_t first, std::size_t at) const {
  using What = CountedThing::What;
  std::set<std::string> courses;
  bool of_item = false;
  std::vector<std::string> said;
  for (std::size_t i = first; i <= at; ++i) {
    of_item = of_item || text_.thing_at(i, Kind::item) != nullptr;
    if (word(i) != "members") said.push_back(singular(word(i)));
  }
  for (const auto row : snapshot_.rows<Table::courses>()) {
    const auto words = split_words(row.text<"name">());
    const auto in_name = [&](const std::string& one) {
      return std::ranges::any_of(words, [&](const Word& w) { return singular(w.text) == one; });
    };
    if (said.size() > 1 && std::ranges::all_of(said, in_name)) courses.insert(row.name());
  }
  if (courses.size() == 1) return {What::people, {}, *courses.begin()};
  return of_item ? CountedThing{} : CountedThing{What::people};
}

bool FigurePhrases::followed_by_noun(std::size_t at) const {
  if (at >= text_.size() || text_.breaks_before(at) || among(kEndOfNoun, word(at)) || acts(at) || word(at) == "of" ||
      word(at) == "it")
    return false;
  if (number_at(at) != nullptr || text_.in_period(at) || text_.capital(at) || text_.in_thing(at)) return false;
  constexpr std::array<std::string_view, 4> kUnits{"batteries", "systems", "vehicles", "launchers"};  // "six NASAMS batteries" are NASAMS
  if (among(kUnits, word(at))) return false;
  return word(at).ends_with('s') && word(at).size() > 4 && word(at) != "across" && word(at) != "towards" &&
         word(at) != "always";
}

CountedThing FigurePhrases::them(std::size_t at) const {
  using What = CountedThing::What;
  const NamedThing* last = nullptr;
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::item && thing.last <= at) last = &thing;
  if (last != nullptr) return {What::item, last->id};
  if (!before_.item.empty()) return {What::item, before_.item};
  if (!before_.noun.empty()) return {What::noun, before_.noun};
  return {};
}

CountedThing FigurePhrases::counted_before(const SpokenNumber& number) const {
  using What = CountedThing::What;
  const bool in_all = text_.breaks_before(number.first) &&
                      std::ranges::any_of(kInAll, [&](std::string_view words) { return text_.phrase_at(number.last, words); });
  const bool listed = in_all || text_.sign_before(number.first) != 0;
  const bool number_of =
      text_.has_phrase("number of") || text_.has_phrase("stock of") || text_.has_phrase("deliveries of");
  if (!listed && !number_of) return {};
  if (!ends_noun(number.last)) return {};
  const NamedThing* last = nullptr;
  for (const NamedThing& thing : text_.things())
    if (thing.kind == Kind::item && thing.last <= number.first) last = &thing;
  return last == nullptr ? CountedThing{} : CountedThing{What::item, last->id};
}

bool FigurePhrases::ends_noun(std::size_t at) const {
  return at >= text_.size() || text_.breaks_before(at) || among(kEndOfNoun, word(at)) || acts(at) ||
         text_.in_period(at);
}

const SpokenNumber* FigurePhrases::number_at(std::size_t at) const {
  const auto found = std::ranges::find_if(
      text_.numbers(), [&](const SpokenNumber& number) { return number.first == at || number.number_first == at; });
  return found == text_.numbers().end() ? nullptr : &*found;
}

std::string FigurePhrases::item_unit(const std::string& item) const {
  const auto row = snapshot_.find<Table::items>(item);
  return row ? std::string(row->text<"unit">()) : std::string();
}

std::optional<FigureCondition> FigurePhrases::bought(const SpokenNumber& number) const {
  std::size_t at = number.last + (of_them(number.last) ? 2 : 0);
  if (word(at) == "worth" && word(at + 1) == "of")
    at += 2;
  else if (word(at) == "for" || word(at) == "in" || (of_which(number.first) && (word(at) == "were" || word(at) == "are" || word(at) == "was")))
    ++at;
  else
    at = text_.size();
  const NamedThing* thing = nullptr;
  for (std::size_t i = at; i < std::min(at + 3, text_.size()) && thing == nullptr; ++i) {
    if (i > at && text_.breaks_before(i)) break;
    thing = thing_bought(i);
  }
  if (thing == nullptr && number.first > 0 && word(number.first - 1) == "worth")
    for (std::size_t i = number.first - 1; i > 0 && number.first - i < 6 && thing == nullptr; --i)
      thing = thing_bought(i - 1);
  if (thing == nullptr) return std::nullopt;
  if (of_list(*thing)) return std::nullopt;
  return FigureCondition{thing->kind == Kind::item ? FigureField::item : FigureField::category, thing->id};
}

// "32 million, of which 5 million were medicines"
bool FigurePhrases::of_which(std::size_t at) const { return at >= 2 && word(at - 2) == "of" && (word(at - 1) == "which" || word(at - 1) == "whom"); }

const NamedThing* FigurePhrases::thing_bought(std::size_t at) const {
  const NamedThing* item = text_.thing_at(at, Kind::item);
  return item != nullptr ? item : text_.thing_at(at, Kind::category);
}

bool FigurePhrases::of_list(const NamedThing& thing) const {
  constexpr std::size_t kReach = 3;
  if (thing.first > 0 && word(thing.first - 1) == "and") return true;
  // "8,000 kits and 4 field hospitals"
  for (const SpokenNumber& number : text_.numbers())
    if (number.last == thing.first && number.first > 0 && word(number.first - 1) == "and") return true;
  for (std::size_t at = thing.last; at < std::min(thing.last + kReach, text_.size()); ++at) {
    if (word(at) == "and") return true;
    if (at == thing.last && text_.breaks_before(at) && (word(at + 1) == "and" || word(at + 2) == "and") && !acts(at + 2) && !text_.in_period(at)) return true;  // "drones, shells and trucks"
    if (text_.breaks_before(at) || among(kEndOfNoun, word(at))) return false;
  }
  return false;
}

std::optional<FigureCondition> FigurePhrases::place() const {
  constexpr std::array<std::string_view, 3> kReceives{"received", "receives", "got"};
  constexpr std::array<std::string_view, 9> kAt{"at", "in", "to", "through", "via", "over", "across", "from", "into"};
  for (const NamedThing& thing : text_.things()) {
    if (thing.kind != Kind::place || !snapshot_.find<Table::nodes>(thing.id)) continue;
    const std::size_t at = thing.first > 0 && word(thing.first - 1) == "the" ? thing.first - 1 : thing.first;
    const bool auxiliary = word(thing.last) == "has" || word(thing.last) == "have" || word(thing.last) == "had";
    const bool receives = among(kReceives, word(thing.last + (auxiliary ? 1 : 0)));  // "the Ardel hospital has received"
    if (receives || (at > 0 && among(kAt, word(at - 1)))) return FigureCondition{FigureField::place, thing.id};
  }
  return std::nullopt;
}

}  // namespace servanda
