#include "views/gazetteer.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "base/country.h"

namespace servanda {
namespace {

struct OtherName {
  std::string_view name;
  std::string_view code;
};
// Names and adjectives that ISO 3166-1 does not list.
constexpr std::array kOtherNames{
    OtherName{"usa", "US"},          OtherName{"u.s", "US"},          OtherName{"us", "US"},
    OtherName{"america", "US"},      OtherName{"american", "US"},     OtherName{"washington administration", "US"},
    OtherName{"uk", "GB"},           OtherName{"u.k", "GB"},          OtherName{"britain", "GB"},
    OtherName{"his majesty's government", "GB"}, OtherName{"great britain", "GB"}, OtherName{"british", "GB"},     OtherName{"england", "GB"},
    OtherName{"turkey", "TR"},       OtherName{"turkiye", "TR"},      OtherName{"turkish", "TR"},
    OtherName{"holland", "NL"},      OtherName{"dutch", "NL"},        OtherName{"german", "DE"},
    OtherName{"french", "FR"},       OtherName{"italian", "IT"},      OtherName{"spanish", "ES"},
    OtherName{"polish", "PL"},       OtherName{"swedish", "SE"},      OtherName{"danish", "DK"},
    OtherName{"norwegian", "NO"},    OtherName{"finnish", "FI"},      OtherName{"belgian", "BE"},
    OtherName{"canadian", "CA"},     OtherName{"japanese", "JP"},     OtherName{"australian", "AU"},
    OtherName{"czech republic", "CZ"}, OtherName{"czech", "CZ"},      OtherName{"slovak", "SK"},
    OtherName{"romanian", "RO"},     OtherName{"bulgarian", "BG"},    OtherName{"greek", "GR"},
    OtherName{"portuguese", "PT"},   OtherName{"estonian", "EE"},     OtherName{"latvian", "LV"},
    OtherName{"lithuanian", "LT"},   OtherName{"swiss", "CH"},        OtherName{"ukrainian", "UA"},
    OtherName{"russian", "RU"},      OtherName{"russia", "RU"},       OtherName{"albanian", "AL"},
    OtherName{"croatian", "HR"},     OtherName{"hungarian", "HU"},    OtherName{"icelandic", "IS"},
    OtherName{"berlin", "DE"},       OtherName{"paris", "FR"},        OtherName{"warsaw", "PL"},
    OtherName{"kyiv", "UA"},         OtherName{"kiev", "UA"},         OtherName{"ankara", "TR"},
    OtherName{"tirana", "AL"},       OtherName{"ottawa", "CA"},       OtherName{"tokyo", "JP"},
    OtherName{"london", "GB"},       OtherName{"oslo", "NO"},         OtherName{"stockholm", "SE"},
    OtherName{"copenhagen", "DK"},   OtherName{"rome", "IT"},         OtherName{"prague", "CZ"},
    OtherName{"helsinki", "FI"},     OtherName{"tallinn", "EE"},      OtherName{"riga", "LV"},
    OtherName{"canberra", "AU"},     OtherName{"lisbon", "PT"},
    OtherName{"washington", "US"},   OtherName{"madrid", "ES"},       OtherName{"vilnius", "LT"},
    OtherName{"athens", "GR"},       OtherName{"budapest", "HU"},     OtherName{"bratislava", "SK"},
    OtherName{"bucharest", "RO"},    OtherName{"sofia", "BG"},        OtherName{"vienna", "AT"},
    OtherName{"dublin", "IE"},       OtherName{"reykjavik", "IS"},    OtherName{"zagreb", "HR"},
    OtherName{"ljubljana", "SI"},    OtherName{"seoul", "KR"},
    OtherName{"swedes", "SE"},       OtherName{"danes", "DK"},        OtherName{"finns", "FI"},
    OtherName{"poles", "PL"},        OtherName{"britons", "GB"},      OtherName{"brits", "GB"},
    OtherName{"spaniards", "ES"},    OtherName{"turks", "TR"},        OtherName{"croats", "HR"},
    OtherName{"frenchmen", "FR"},    OtherName{"bundestag", "DE"},    OtherName{"riksdag", "SE"},
    OtherName{"storting", "NO"},     OtherName{"folketing", "DK"},    OtherName{"sejm", "PL"}};

// Capitals name a place, and the government where they act.
bool is_place(std::string_view name) {
  constexpr std::array<std::string_view, 34> kCapitals{
      "berlin", "paris",    "warsaw",   "kyiv",       "kiev",   "ankara", "tirana",  "ottawa",   "tokyo",      "london",    "oslo", "stockholm",
      "rome",   "prague",   "helsinki", "copenhagen", "riga",   "lisbon", "tallinn", "canberra", "washington", "madrid",    "sofia", "vilnius",
      "athens", "budapest", "vienna",   "bratislava", "dublin", "zagreb", "seoul",   "bucharest", "reykjavik", "ljubljana"};
  return std::ranges::find(kCapitals, name) != kCapitals.end();
}

// Other words for the head of an item's name.
struct OtherNoun {
  std::string_view noun;
  std::string_view other;
};
constexpr std::array kOtherNouns{OtherNoun{"round", "shell"},     OtherNoun{"aircraft", "jet"},   OtherNoun{"aircraft", "plane"},
                                 OtherNoun{"aircraft", "fighter"}, OtherNoun{"truck", "lorry"},   OtherNoun{"vest", "flak jacket"},
                                 OtherNoun{"generator", "genset"}, OtherNoun{"heater", "stove"}};

// "Armoured vehicle" of "Armoured vehicle, type not stated", "airframe" of "airframe for spare parts".
std::string_view without_aside(std::string_view name) { return name.substr(0, std::min(name.find(','), name.find(" for "))); }

// What a word may be the plural of: "tanks" of tank, "buses" of bus, "batteries" of battery.
std::vector<std::string> singulars(const std::string& word) {
  std::vector<std::string> out;
  const std::size_t size = word.size();
  if (size > 3 && word.ends_with('s')) out.push_back(word.substr(0, size - 1));
  if (size > 4 && word.ends_with("es")) out.push_back(word.substr(0, size - 2));
  if (size > 4 && word.ends_with("ies")) out.push_back(word.substr(0, size - 3) + "y");
  return out;
}

}  // namespace

Gazetteer::Gazetteer(const Snapshot& snapshot) : snapshot_(snapshot) {
  add_country_names(snapshot);
  for (const auto row : snapshot.rows<Table::nodes>()) {
    const std::string code(row.text<"country">());
    if (!code.empty()) countries_.emplace(fold(row.text<"name">()), code);
    add(NamedThing::Kind::place, row.text<"name">(), row.name());
  }
  std::set<std::string> groups;
  for (const auto row : snapshot.rows<Table::memberships>()) groups.emplace(row.text<"group">());
  for (const std::string& group : groups) {
    add(NamedThing::Kind::group, group, group);
    if (const auto same = parties_.find(fold(group)); same != parties_.end()) add(NamedThing::Kind::party, group, same->second);
    if (group == "eu") {
      add(NamedThing::Kind::group, "european union", group);
      if (const auto same = parties_.find(group); same != parties_.end()) add(NamedThing::Kind::party, "the union", same->second);
    }
    if (group == "nato") {
      add(NamedThing::Kind::group, "allies", group);
      add(NamedThing::Kind::group, "allied", group);
      add(NamedThing::Kind::group, "the alliance", group);
      add(NamedThing::Kind::group, "our alliance", group);
    }
  }
  for (const auto row : snapshot.rows<Table::offices>()) {
    add(NamedThing::Kind::person, row.text<"person">(), row.text<"person">());
    const auto words = telling_words(row.text<"person">());
    if (words.size() > 1) add(NamedThing::Kind::person, words.back(), row.text<"person">());
    add(NamedThing::Kind::office, row.text<"office">(), row.text<"office">());
  }
  for (const auto row : snapshot.rows<Table::items>()) {
    add_item(without_aside(row.text<"name">()), row.name());
    add_item(row.name(), row.name());
    // "artillery rounds" are the item artillery_round.
    std::string spoken = row.name();
    std::ranges::replace(spoken, '_', ' ');
    add_item(spoken, row.name());
    const std::string_view category = row.text<"category">();
    if (!category.empty()) add(NamedThing::Kind::category, category, category);
    // "not a single malaria test"
    if (category.ends_with("s") && !category.ends_with("ss") && category.find(' ') != std::string_view::npos && category.find(',') == std::string_view::npos)
      add(NamedThing::Kind::category, category.substr(0, category.size() - 1), category);
  }
  add_short_names(snapshot);
  add_parts_of_names(snapshot);
  add_head_nouns(snapshot);
  for (const auto row : snapshot.rows<Table::courses>()) add_course(row);
  constexpr std::size_t kNoOtherWord = 5;
  for (const auto row : snapshot.rows<Table::projects>()) {
    add(NamedThing::Kind::project, row.text<"name">(), row.text<"name">());
    if (row.name().size() >= kNoOtherWord) add(NamedThing::Kind::project, row.name(), row.text<"name">());
  }
  for (const auto row : snapshot.rows<Table::documents>()) {
    add(NamedThing::Kind::document, row.name(), row.name());
    add(NamedThing::Kind::document, row.text<"title">(), row.name());
  }
  for (const auto row : snapshot.rows<Table::happenings>()) {
    add(NamedThing::Kind::happening, row.text<"what">(), row.text<"what">());
    if (!row.text<"place">().empty()) add(NamedThing::Kind::place, row.text<"place">(), row.text<"place">());
  }
}

bool Gazetteer::has_figures_of(const std::string& group) const {
  if (!figures_of_groups_) {
    figures_of_groups_.emplace();
    const auto collect = [&](std::string_view figure) {
      if (figure.find("group=") != std::string_view::npos) figures_of_groups_->emplace(figure);
    };
    for (const auto row : snapshot_.rows<Table::reports>()) collect(row.text<"figure">());
    for (const auto row : snapshot_.rows<Table::targets>()) collect(row.text<"figure">());
  }
  return std::ranges::any_of(*figures_of_groups_, [&](const std::string& figure) { return figure.find("group=" + group) != std::string::npos; });
}

bool Gazetteer::names_group(std::string_view word) const {
  const auto [begin, end] = names_.equal_range(std::string(word));
  return std::any_of(begin, end, [](const auto& name) { return name.second.kind == NamedThing::Kind::group; });
}

bool Gazetteer::gives(const std::string& party) const {
  if (!donors_) {
    donors_.emplace();
    const auto note = [&](std::string_view donors) {
      for (std::size_t at = 0; at <= donors.size();) {
        const std::size_t end = std::min(donors.find(';', at), donors.size());
        donors_->emplace(donors.substr(at, end - at));
        at = end + 1;
      }
    };
    for (const auto row : snapshot_.rows<Table::pledges>()) note(row.text<"donors">());
    for (const auto row : snapshot_.rows<Table::funds>()) note(row.text<"donor">());
    for (const auto row : snapshot_.rows<Table::allocations>()) note(row.text<"donors">());
    for (const auto row : snapshot_.rows<Table::reports>()) note(row.text<"donors">());
  }
  return donors_->contains(party);
}

const SeriesIndex& Gazetteer::series() const {
  if (!series_) series_.emplace(snapshot_, *this);
  return *series_;
}

bool Gazetteer::has_commitments() const {
  if (has_commitments_) return *has_commitments_;
  has_commitments_ = false;
  for (const auto fund : snapshot_.rows<Table::funds>())
    if (fund.code<"kind", FundKind>() == FundKind::commitment) return *(has_commitments_ = true);
  for (const auto event : snapshot_.rows<Table::events>())
    if (event.code<"stage", Stage>() == Stage::committed) return *(has_commitments_ = true);
  return false;
}

// "water tanks" are the item "water tank 5 m3", if no other's name begins so.
void Gazetteer::add_short_names(const Snapshot& snapshot) {
  const auto has_digit = [](const Word& word) { return std::ranges::any_of(word.text, [](char c) { return c >= '0' && c <= '9'; }); };
  std::map<std::string, std::set<std::string>> items_of;
  for (const auto row : snapshot.rows<Table::items>()) {
    const auto words = split_words(row.text<"name">());
    const auto digit = std::ranges::find_if(words, has_digit);
    if (digit == words.begin() || digit == words.end()) continue;
    std::string name;
    for (auto word = words.begin(); word != digit; ++word) name += (name.empty() ? "" : " ") + word->text;
    items_of[name].insert(row.name());
  }
  for (const auto& [name, items] : items_of)
    if (items.size() == 1) add(NamedThing::Kind::item, name, *items.begin());
}

// "purification units", "water units" and "large-calibre rounds" are the only item whose name has these words and ends so.
void Gazetteer::add_parts_of_names(const Snapshot& snapshot) {
  constexpr std::size_t kFewest = 3;
  std::map<std::string, std::set<std::string>> items_of;
  for (const auto row : snapshot.rows<Table::items>()) {
    const auto words = split_words(without_aside(row.text<"name">()));
    if (words.size() < kFewest) continue;
    for (std::size_t first = 1; first + 1 < words.size(); ++first) {
      std::string name;
      for (std::size_t at = first; at < words.size(); ++at) name += (name.empty() ? "" : " ") + words[at].text;
      items_of[name].insert(row.name());
    }
    items_of[words.front().text + " " + words.back().text].insert(row.name());
  }
  for (const auto& [name, items] : items_of) {
    const bool digits = std::ranges::any_of(name, [](char c) { return c >= '0' && c <= '9'; });
    if (items.size() == 1 && !digits) add(NamedThing::Kind::item, name, *items.begin());
  }
}

// "trucks" are the only item whose name ends in a truck, numbers and units aside: "cargo truck 8 t".
void Gazetteer::add_head_nouns(const Snapshot& snapshot) {
  constexpr std::size_t kShortest = 4;
  for (const auto row : snapshot.rows<Table::items>()) {
    std::string head;
    for (const Word& word : split_words(without_aside(row.text<"name">())))
      if (word.text.size() >= kShortest && std::ranges::all_of(word.text, [](char c) { return c >= 'a' && c <= 'z'; })) head = word.text;
    if (head.empty()) continue;
    items_of_noun_[head].insert(row.name());
    for (const OtherNoun& noun : kOtherNouns)
      if (noun.noun == head) items_of_noun_[std::string(noun.other)].insert(row.name());
  }
  const auto named = [&](const std::string& head) {
    const auto [begin, end] = names_.equal_range(head);
    return std::any_of(begin, end, [](const auto& name) { return name.second.words.size() == 1; });
  };
  for (const auto& [head, items] : items_of_noun_) {
    if (named(head)) continue;
    const bool one = items.size() == 1;
    add(one ? NamedThing::Kind::item : NamedThing::Kind::items, head, one ? *items.begin() : head);
  }
}

void Gazetteer::add_item(std::string_view name, std::string_view id) {
  add(NamedThing::Kind::item, name, id);
  add_turned(name, id);
  // "field hospitals" are the field hospital modules.
  for (const std::string_view ending : {" module", " modules", " unit", " units"})
    if (const std::string folded = fold(name); folded.ends_with(ending) && std::ranges::count(folded, ' ') >= 2)
      add(NamedThing::Kind::item, folded.substr(0, folded.size() - ending.size()), id);
  for (const OtherNoun& noun : kOtherNouns)
    if (const std::string folded = fold(name); folded.ends_with(" " + std::string(noun.noun)))
      add(NamedThing::Kind::item, folded.substr(0, folded.size() - noun.noun.size()) + std::string(noun.other), id);
}

// "500 kVA generators" are the item "generator 500 kVA".
void Gazetteer::add_turned(std::string_view name, std::string_view id) {
  const auto words = split_words(name);
  const auto digit = std::ranges::find_if(words, [](const Word& word) { return word.text.front() >= '0' && word.text.front() <= '9'; });
  if (words.end() - digit != 2 || digit == words.begin()) return;
  std::string noun;
  for (auto word = words.begin(); word != digit; ++word) noun += " " + word->text;
  add(NamedThing::Kind::item, digit->text + " " + (digit + 1)->text + noun, id);
  add(NamedThing::Kind::item, digit->text + "-" + (digit + 1)->text + noun, id);
}

// By its name, one of its people, and its id where it is long enough to be no other word.
void Gazetteer::add_course(const Row<Table::courses>& course) {
  constexpr std::size_t kShortest = 4;
  const std::string_view name = course.text<"name">();
  add(NamedThing::Kind::course, name, course.name());
  if (name.ends_with('s')) add(NamedThing::Kind::course, name.substr(0, name.size() - 1), course.name());
  if (course.name().size() >= kShortest) add(NamedThing::Kind::course, course.name(), course.name());
}

// The items that a donor promised, or that a report tells of.
const std::set<std::string>& Gazetteer::items_of(const std::string& donor) const {
  if (!items_of_donors_) {
    items_of_donors_.emplace();
    const auto note = [&](std::string_view donors, std::string_view item) {
      for (std::size_t at = 0; at <= donors.size();) {
        const std::size_t end = std::min(donors.find(';', at), donors.size());
        (*items_of_donors_)[std::string(donors.substr(at, end - at))].emplace(item);
        at = end + 1;
      }
    };
    for (const auto line : snapshot_.rows<Table::lines>()) {
      if (const auto pledge = snapshot_.find<Table::pledges>(line.text<"of">())) note(pledge->text<"donors">(), line.text<"item">());
      if (const auto part = snapshot_.find<Table::allocations>(line.text<"of">())) note(part->text<"donors">(), line.text<"item">());
    }
    for (const auto report : snapshot_.rows<Table::reports>()) note(report.text<"donors">(), report.text<"unit">());
  }
  static const std::set<std::string> kNone;
  const auto found = items_of_donors_->find(donor);
  return found == items_of_donors_->end() ? kNone : found->second;
}

void Gazetteer::settle_items(std::vector<NamedThing>& things) const {
  std::set<std::string> had;
  for (const NamedThing& thing : things)
    if (thing.kind == NamedThing::Kind::party) had.insert(items_of(thing.id).begin(), items_of(thing.id).end());
  for (NamedThing& thing : things) {
    if (thing.kind != NamedThing::Kind::items) continue;
    std::vector<std::string> meant;
    std::ranges::set_intersection(items_of_noun_.at(thing.id), had, std::back_inserter(meant));
    if (meant.size() == 1) thing = {NamedThing::Kind::item, meant.front(), thing.first, thing.last, true};
  }
}

std::string Gazetteer::item_by_size(const std::string& noun, bool largest) const {
  std::map<int, std::string> by_size;
  for (const std::string& id : items_of_noun_.at(noun)) {
    int size = 0;
    for (const Word& word : split_words(snapshot_.find<Table::items>(id)->text<"name">()))
      if (word.text.size() < 7 && std::ranges::all_of(word.text, [](char c) { return c >= '0' && c <= '9'; }))
        for (const char c : word.text) size = size * 10 + (c - '0');
    if (size > 0) by_size.emplace(size, id);
  }
  if (by_size.size() < 2) return {};
  return largest ? by_size.rbegin()->second : by_size.begin()->second;
}

// The one item called so that a donor has promised or that a report tells of; blank: none or several.
std::string Gazetteer::item_of_noun(const std::string& noun, const std::string& donor) const {
  const auto named = items_of_noun_.find(noun);
  if (named == items_of_noun_.end()) return {};
  std::vector<std::string> meant;
  std::ranges::set_intersection(named->second, items_of(donor), std::back_inserter(meant));
  return meant.size() == 1 ? meant.front() : std::string();
}

std::string Gazetteer::item_of_donor(const std::string& item, const std::string& donor) const {
  const std::set<std::string>& had = items_of(donor);
  const auto row = snapshot_.find<Table::items>(item);
  if (had.contains(item) || !row) return item;
  std::string spoken = item;
  std::ranges::replace(spoken, '_', ' ');
  std::vector<std::string> meant;
  for (const std::string& id : had) {
    const auto other = snapshot_.find<Table::items>(id);
    if (!other || other->text<"category">() != row->text<"category">()) continue;
    const std::string name = fold(without_aside(other->text<"name">()));
    if (name.ends_with(" " + spoken) || name.ends_with(" " + fold(without_aside(row->text<"name">())))) meant.push_back(id);
  }
  return meant.size() == 1 ? meant.front() : item;
}

std::vector<NamedThing> Gazetteer::find(const std::vector<Word>& words) const {
  std::vector<NamedThing> things = find_all(words);
  settle_items(things);
  return things;
}

// "Kestravan" of Kestrava, "Castrevan" of the Castrevan Republic.
void Gazetteer::add_adjectives(std::string_view name, const std::string& party) {
  constexpr std::array<std::string_view, 8> kEndings{"n", "an", "ian", "er", "ish", "ese", "ic", "r"};
  constexpr std::array<std::string_view, 5> kForms{"republic", "kingdom", "federation", "islands", "confederation"};
  constexpr std::size_t kShortest = 5;
  const auto words = split_words(name);
  const bool form = words.size() == 2 && std::ranges::find(kForms, words.back().text) != kForms.end();
  if (words.empty() || (words.size() > 1 && !form) || words.front().text.size() < kShortest) return;
  std::string stem = words.front().text;
  if (form) add(NamedThing::Kind::party, stem, party);
  for (const std::string_view ending : kEndings) add(NamedThing::Kind::party, stem + std::string(ending), party);
  constexpr std::string_view kVowels = "aeiouy";
  if (kVowels.find(stem.back()) == std::string_view::npos) return;
  stem.pop_back();
  for (const std::string_view ending : kEndings) add(NamedThing::Kind::party, stem + std::string(ending), party);
}

void Gazetteer::add_country_names(const Snapshot& snapshot) {
  std::map<std::string, std::string> party_of;  // by country
  for (const auto row : snapshot.rows<Table::parties>()) {
    const std::string code(row.text<"country">());
    const std::string id = row.name();
    parties_.emplace(fold(id), id);
    parties_.emplace(fold(row.text<"name">()), id);
    const auto kind = row.cell<"kind">();
    constexpr Cell kSupplier = 2;
    constexpr Cell kCarrier = 3;
    const bool donor = kind != kSupplier && kind != kCarrier;
    add(donor ? NamedThing::Kind::party : NamedThing::Kind::supplier, row.text<"name">(), id);
    constexpr Cell kGovernment = 0;
    if (kind == kGovernment) add_adjectives(row.text<"name">(), id);
    if (id.size() > 2) add(donor ? NamedThing::Kind::party : NamedThing::Kind::supplier, id, id);
    if (code.empty()) continue;
    countries_.emplace(fold(row.text<"name">()), code);
    if (donor) party_of.emplace(code, id);
  }
  for (const OtherName& other : kOtherNames) {
    countries_.emplace(other.name, other.code);
    const auto party = party_of.find(std::string(other.code));
    if (party == party_of.end()) continue;
    parties_.emplace(other.name, party->second);
    if (!is_place(other.name)) {
      add(NamedThing::Kind::party, other.name, party->second);
      continue;
    }
    add(NamedThing::Kind::place, other.name, other.name);
    add(NamedThing::Kind::capital, other.name, party->second);
    std::string name(other.name);
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    capitals_.emplace(party->second, std::move(name));
  }
}

void Gazetteer::add(NamedThing::Kind kind, std::string_view name, std::string_view id) {
  std::vector<std::string> words;
  for (Word& word : split_words(name)) words.push_back(std::move(word.text));
  if (words.empty()) return;
  const auto [begin, end] = names_.equal_range(words.front());
  for (auto it = begin; it != end; ++it)
    if (it->second.kind == kind && it->second.words == words) return;
  std::string first = words.front();
  names_.emplace(std::move(first), Name{std::move(words), kind, std::string(id)});
}

std::string Gazetteer::country(std::string_view name) const {
  const auto found = countries_.find(fold(name));
  if (found != countries_.end()) return found->second;
  if (const auto country = find_country_by_name(name)) return std::string(country->alpha2);
  return {};
}

bool Gazetteer::is_inside_a_country(std::string_view name) const {
  const std::string folded = fold(name);
  if (is_place(folded)) return true;
  for (const auto node : snapshot_.rows<Table::nodes>())
    if (fold(node.text<"name">()) == folded) return true;
  return false;
}

std::string Gazetteer::capital_of(const std::string& party) const {
  const auto found = capitals_.find(party);
  return found == capitals_.end() ? std::string() : found->second;
}

std::string Gazetteer::party(std::string_view name) const {
  const auto found = parties_.find(fold(name));
  return found == parties_.end() ? std::string() : found->second;
}

std::vector<NamedThing> Gazetteer::find_all(const std::vector<Word>& words) const {
  std::vector<NamedThing> out;
  const auto same = [](const std::string& text, const std::string& name) {
    if (text == name) return true;
    const auto one = singulars(text);
    return std::ranges::find(one, name) != one.end();
  };
  for (std::size_t at = 0; at < words.size();) {
    std::size_t longest = 0;
    std::vector<NamedThing> here;
    std::vector<std::string> starts = singulars(words[at].text);
    if (words[at].text.ends_with("-led")) starts.push_back(words[at].text.substr(0, words[at].text.size() - 4));  // "Czech-led"
    starts.insert(starts.begin(), words[at].text);
    for (const std::string& start : starts) {
      const auto [begin, end] = names_.equal_range(start);
      for (auto it = begin; it != end; ++it) {
        const Name& name = it->second;
        bool fits = true;
        std::size_t after = at + 1;
        for (std::size_t i = 1; fits && i < name.words.size(); ++i, ++after) {
          // "generators of 50 kVA", "the clearance base at Quarry"
          if (after < words.size() && (words[after].text == "of" || words[after].text == "at") && name.words[i] != words[after].text) ++after;
          fits = after < words.size() && same(words[after].text, name.words[i]);
        }
        if (!fits || after - at < longest) continue;
        if (after - at > longest) here.clear();
        longest = after - at;
        here.push_back({name.kind, name.id, at, after});
      }
    }
    std::ranges::stable_sort(here, {}, [](const NamedThing& thing) { return std::pair(thing.kind, thing.id); });
    out.insert(out.end(), here.begin(), here.end());
    at += std::max<std::size_t>(longest, 1);
  }
  return out;
}

}  // namespace servanda
