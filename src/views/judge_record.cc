#include <algorithm>
#include <map>
#include <set>

#include "base/country.h"
#include "views/claims.h"
#include "views/gazetteer.h"
#include "views/judging.h"
#include "views/words.h"

namespace servanda {
namespace {

Judgement settled(Judgement out, StatementVerdict verdict, StatementReason reason, std::string explanation) {
  out.verdict = verdict;
  out.reason = reason;
  out.explanation = std::move(explanation);
  return out;
}

// Only rows whose source can be judged count; where none is left, the claim is what only they say.
bool keep_evidence(const Judging& judging, std::vector<FigureRow>& rows) {
  std::erase_if(rows, [&](const FigureRow& row) { return !judging.evidence.is(row); });
  return !rows.empty();
}

std::string period_text(std::optional<PartialDate> from, std::optional<PartialDate> until) {
  std::string out = from ? from->to_string() : std::string("?");
  if (!until || until == from) return out;
  return out + ".." + until->to_string();
}

// The day that a claim speaks of: the one on which it was said, where that lies in what the binding names.
Day day_meant(const Judging& judging, const std::optional<PartialDate>& date) {
  const Day said = judging.claim.said;
  return !date || (date->first() <= said && said < date->last()) ? said : date->last();
}
// Nothing on record tells of a day to come.
Judgement not_due(Judgement out, Day day, std::string explanation) {
  out.judged_as = JudgedAs::announcement;
  out.due = day;
  return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::not_due, std::move(explanation));
}

bool claims_absence(const Claim& claim) {
  const std::string comparison = fold(claim.comparison);
  const std::string value = fold(claim.value);
  return comparison == "absent" || comparison == "no" || value == "no" || value == "absent";
}

// ---- events

struct Happening {
  std::string what;
  std::string place;
  std::optional<PartialDate> from;
  std::optional<PartialDate> until;
  FigureRow row;
  bool planned = false;  // no actual day of it is on record
};

// A place by the name that people use for it.
std::string place_name(const Snapshot& snapshot, std::string_view place) {
  const auto node = snapshot.find<Table::nodes>(std::string(place));
  return std::string(node ? node->text<"name">() : place);
}

std::vector<Happening> happenings_of(const Snapshot& snapshot) {
  std::vector<Happening> out;
  for (const auto row : snapshot.rows<Table::happenings>())
    out.push_back({std::string(row.text<"what">()), std::string(row.text<"place">()), row.date<"from">(),
                   row.date<"until">() ? row.date<"until">() : row.date<"from">(),
                   figure_row(snapshot, Table::happenings, row.index())});
  for (const auto row : snapshot.rows<Table::projects>()) {
    const auto from = row.date<"actual_start">() ? row.date<"actual_start">() : row.date<"planned_start">();
    const std::string name(row.text<"name">());
    const std::string place = place_name(snapshot, row.text<"place">());
    const FigureRow of = figure_row(snapshot, Table::projects, row.index());
    const bool begun = row.date<"actual_start">().has_value();
    const bool ended = row.date<"actual_end">().has_value();
    out.push_back({name, place, from, std::nullopt, of, !begun});
    const auto end = ended ? row.date<"actual_end">() : row.date<"planned_end">();
    if (end) out.push_back({"completion of " + name, place, end, end, of, !ended});
    // It opens when it is done, and one of which no end is on record when it begins.
    if (const auto opening = end ? end : from) out.push_back({"opening of " + name, place, opening, opening, of, end ? !ended : !begun});
  }
  // What a series tells of a course: "EUMAM", "mission established; European Union".
  for (const auto row : snapshot.rows<Table::reports>()) {
    if (row.text<"unit">() != "event" || row.code<"classifier", ReportClassifier>() == ReportClassifier::planned) continue;
    const std::string_view note = row.text<"note">();
    const auto course = snapshot.find<Table::courses>(row.text<"series">());
    if (!course) continue;
    const std::string of = std::string(row.text<"series">()) + " " + std::string(course->text<"name">());
    out.push_back({of + " " + std::string(note.substr(0, note.find(';'))), {}, row.date<"date">(), row.date<"date">(), figure_row(snapshot, Table::reports, row.index())});
  }
  for (const auto row : snapshot.rows<Table::courses>())
    out.push_back({std::string(row.text<"name">()), place_name(snapshot, row.text<"place">()), std::nullopt, std::nullopt,
                   figure_row(snapshot, Table::courses, row.index())});
  return out;
}

enum class Fits { yes, no, unknown, more_than_recorded };

Fits what_fits(const std::string& claimed, const std::string& recorded) {
  if (words_within(claimed, recorded)) return Fits::yes;
  return words_within(recorded, claimed) ? Fits::more_than_recorded : Fits::no;
}

// `elsewhere`: whether the claimed place is one of the record's own, of another event.
Fits place_fits(const Gazetteer& gazetteer, const std::string& claimed, const std::string& recorded, bool elsewhere) {
  if (claimed.empty()) return Fits::yes;
  if (recorded.empty()) return Fits::unknown;
  if (words_within(claimed, recorded) || words_within(recorded, claimed)) return Fits::yes;
  const std::string claimed_country = gazetteer.country(claimed);
  const std::string recorded_country = gazetteer.country(recorded);
  if (!claimed_country.empty() && claimed_country == recorded_country) {
    if (!gazetteer.is_inside_a_country(claimed)) return Fits::yes;
    return gazetteer.is_inside_a_country(recorded) ? Fits::no : Fits::more_than_recorded;  // Warsaw and Bydgoszcz; a town of that country
  }
  if (elsewhere) return Fits::no;
  if (recorded_country.empty() && !gazetteer.party(claimed).empty()) return Fits::unknown;  // the country around it
  // A town, where the record names only the country; the country of a town that no table places.
  if (!recorded_country.empty() && claimed_country.empty()) return Fits::more_than_recorded;
  if (recorded_country.empty() && !claimed_country.empty()) return Fits::unknown;
  return Fits::no;
}

Fits date_fits(const std::optional<PartialDate>& claimed, const Happening& happening) {
  if (!claimed) return Fits::yes;
  if (!happening.from) return Fits::unknown;
  const Day last = happening.until ? happening.until->last() : happening.from->last();
  const bool open_end = happening.row.kind == "project" && !happening.until;  // it began, and is there since
  const bool overlaps = claimed->last() >= happening.from->first() && (open_end || claimed->first() <= last);
  return overlaps ? Fits::yes : Fits::no;
}

bool ends_project(const Happening& happening) { return happening.row.kind == "project" && happening.until; }

// What is said of a project's end or its opening is not judged by its start.
bool is_start_only(const std::string& claimed, const Happening& happening) {
  return happening.row.kind == "project" && !happening.until && (words_within("completion", claimed) || words_within("opening", claimed));
}

// A day, where the record has only the month or the year that it lies in.
bool names_finer_date(const std::optional<PartialDate>& claimed, const Happening& happening) {
  const bool one_date = happening.from && (!happening.until || happening.until == happening.from);
  return claimed && one_date && happening.row.kind == "happening" && claimed->first() >= happening.from->first() &&
         claimed->last() <= happening.from->last() && claimed->precision() < happening.from->precision();
}

// ---- offices

std::string office_words(const Snapshot& snapshot, const Row<Table::offices>& row) {
  std::string out = std::string(row.text<"office">()) + " " + std::string(row.text<"party">());
  if (const auto party = snapshot.find<Table::parties>(row.text<"party">())) out += " " + std::string(party->text<"name">());
  return out;
}

Day known_since(const Snapshot& snapshot, RowIndex office) {
  return snapshot.known_day(Table::offices, office).value_or(Day::max());
}

}  // namespace

bool same_person(std::string_view a, std::string_view b) {
  const auto left = telling_words(a);
  const auto right = telling_words(b);
  if (left.empty() || right.empty()) return false;
  // A surname alone names the person.
  return left == right || (left.size() == 1 && left.front() == right.back()) ||
         (right.size() == 1 && right.front() == left.back()) || words_within(a, b) || words_within(b, a);
}

std::vector<OfficeRow> office_holders(const Snapshot& snapshot, std::string_view office, Day day) {
  std::vector<OfficeRow> out;
  for (const auto row : snapshot.rows<Table::offices>()) {
    if (!words_within(office, office_words(snapshot, row))) continue;
    const auto from = row.date<"from">();
    const auto until = row.date<"until">();
    // Who was known to hold it before that day, and since a year that is all that is told, held it by then.
    const bool told = from && from->first() <= day && known_since(snapshot, row.index()) <= day && known_since(snapshot, row.index()) >= from->first();
    const bool open = !until && day > snapshot.as_known();  // who holds it today may have left it by then
    const bool certain = !open && (!from || from->last() <= day || told) && (!until || until->first() >= day);
    const bool possible = !open && (!from || from->first() <= day) && (!until || until->last() >= day);
    out.push_back({std::string(row.text<"person">()), certain, possible, figure_row(snapshot, Table::offices, row.index()), std::string(row.text<"party">())});
  }
  return out;
}

Judgement judge_office(const Judging& judging, const Binding& binding) {
  Judgement out = judging.start();
  const Day day = day_meant(judging, binding.date);
  std::vector<OfficeRow> rows = office_holders(judging.snapshot(), binding.which, day);
  std::erase_if(rows, [&](const OfficeRow& row) { return !judging.evidence.is(row.row); });
  const bool denies = claims_absence(judging.claim);
  const auto verdict = [&](bool holds) {
    return holds != denies ? StatementVerdict::supported : StatementVerdict::contradicted;
  };
  std::vector<FigureRow> own;
  std::vector<FigureRow> others;
  std::string other;
  std::set<std::string> parties;  // whose office the one named has held
  for (const OfficeRow& row : rows)
    if (same_person(row.person, binding.what)) parties.insert(row.party);
  bool certain = false;
  bool possible = false;
  for (const OfficeRow& row : rows) {
    if (same_person(row.person, binding.what)) {
      own.push_back(row.row);
      certain = certain || row.certain;
      possible = possible || row.possible;
    } else if (row.certain && (parties.empty() || parties.contains(row.party))) {
      others.push_back(row.row);
      other += (other.empty() ? "" : ", ") + row.person;
    }
  }
  if (certain) {
    out.rows = own;
    out.value = binding.what;
    return settled(std::move(out), verdict(true), denies ? StatementReason::wrong_office_holder : StatementReason::none,
                   binding.what + " held the office on " + to_string(day));
  }
  if (possible && others.empty()) {
    out.rows = own;
    return settled(std::move(out), StatementVerdict::partly_supported, StatementReason::none,
                   "the dates on record are too vague to say whether it was so on " + to_string(day));
  }
  if (others.empty() && day > out.as_known) return not_due(std::move(out), day, "who holds the office on " + to_string(day) + " is on no record");
  if (own.empty() && others.empty())
    return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::no_record,
                   judging.snapshot().rows<Table::offices>().empty()
                       ? "the table offices is empty: who held this office is not on record"
                       : "no holder of this office is on record for " + to_string(day));
  out.rows = others;
  out.rows.insert(out.rows.end(), own.begin(), own.end());
  out.value = other;
  return settled(std::move(out), verdict(false), denies ? StatementReason::none : StatementReason::wrong_office_holder,
                 other.empty() ? binding.what + " held the office at another time only"
                               : other + " held the office on " + to_string(day));
}

Judgement judge_event(const Judging& judging, const Binding& binding) {
  Judgement out = judging.start();
  const Gazetteer gazetteer(judging.snapshot());
  struct Best {
    StatementVerdict verdict;
    StatementReason reason;
    std::string says;
    std::vector<FigureRow> rows;
  };
  std::map<int, Best> found;  // the best comes first
  const bool past = speaks_of_past(judging.claim.text);
  const bool to_come = !past && (speaks_of_future(judging.claim.text) || (binding.date && binding.date->first() > judging.claim.said));
  const bool denies = claims_absence(judging.claim);
  std::optional<std::chrono::days> nearest;  // of other dates
  std::string plan;  // what is on record of a day that may not have come
  const std::vector<Happening> happenings = happenings_of(judging.snapshot());
  const std::string claimed_place = place_name(judging.snapshot(), binding.which);
  const bool elsewhere = !claimed_place.empty() && std::ranges::any_of(happenings, [&](const Happening& happening) {
    return !happening.place.empty() && words_within(happening.place, claimed_place) && words_within(claimed_place, happening.place);
  });
  for (const Happening& happening : happenings) {
    if (!judging.evidence.is(happening.row)) continue;
    const Fits what = what_fits(binding.what, happening.what);
    const Fits place = place_fits(gazetteer, claimed_place, happening.place, elsewhere);
    const Fits date = date_fits(binding.date, happening);
    const std::string says = happening.what + ", " + happening.place + ", " + period_text(happening.from, happening.until);
    const auto note = [&](int order, StatementVerdict verdict, StatementReason reason) {
      Best& best = found.try_emplace(order, Best{verdict, reason, says, {}}).first->second;
      best.rows.push_back(happening.row);
    };
    using V = StatementVerdict;
    using R = StatementReason;
    if (what == Fits::no || is_start_only(binding.what, happening)) continue;
    if (happening.planned && (binding.date || past) && !to_come) {
      plan = says;
      continue;
    }
    if (past && happening.from && happening.from->first() > judging.claim.said) {
      if (what == Fits::yes && place == Fits::yes && date == Fits::yes) note(5, V::contradicted, R::none);
      continue;
    }
    const bool place_may = place == Fits::more_than_recorded || place == Fits::unknown;
    const bool finer = date == Fits::yes && names_finer_date(binding.date, happening);
    if (what == Fits::yes && place == Fits::yes && date == Fits::yes && !finer) note(0, V::supported, R::none);
    else if (place != Fits::no && date == Fits::yes) note(1, V::partly_supported, R::detail_added);
    else if (what == Fits::yes && !place_may && place == Fits::yes && date == Fits::unknown)
      note(2, V::partly_supported, R::detail_added);
    else if (what == Fits::yes && place == Fits::no && date == Fits::yes) note(3, V::contradicted, R::wrong_place);
    else if (what == Fits::yes && place == Fits::yes && date == Fits::no && (!binding.which.empty() || ends_project(happening))) {
      const auto off = std::chrono::abs(happening.from->first() - binding.date->first());
      if (nearest && off > *nearest) continue;
      if (nearest && off < *nearest) found.erase(4);
      nearest = off;
      note(4, V::contradicted, R::figure_from_other_period);
    }
  }
  if (found.empty())
    return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::no_record,
                   plan.empty() ? "no such event is on record" : "only the plan for it is on record: " + plan);
  Best best = std::move(found.begin()->second);
  out.rows = std::move(best.rows);
  out.value = best.says;
  if (denies && best.verdict == StatementVerdict::partly_supported)
    return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::no_record, "the record has " + best.says + ", and not whether that is it");
  if (denies) {
    const bool so = best.verdict == StatementVerdict::contradicted;
    return settled(std::move(out), so ? StatementVerdict::supported : StatementVerdict::contradicted, StatementReason::none, "the record has " + best.says);
  }
  if (best.verdict == StatementVerdict::contradicted)
    out.nearest = NearestTrue{best.reason == StatementReason::wrong_place ? "another place" : "another date", best.says,
                              best.says, out.rows};
  return settled(std::move(out), best.verdict, best.reason, "the record has " + best.says);
}

Judgement judge_membership(const Judging& judging, const Binding& binding) {
  Judgement out = judging.start();
  const Gazetteer gazetteer(judging.snapshot());
  const std::string party = gazetteer.party(binding.what);
  const Day day = day_meant(judging, binding.date);
  std::vector<FigureRow> own;
  std::vector<FigureRow> of_group;
  bool member = false;
  for (const auto row : judging.snapshot().rows<Table::memberships>()) {
    if (fold(row.text<"group">()) != fold(binding.which)) continue;
    const FigureRow named = figure_row(judging.snapshot(), Table::memberships, row.index());
    of_group.push_back(named);
    if (row.text<"party">() != party && row.text<"party">() != binding.what) continue;
    const auto from = row.date<"from">();
    const auto until = row.date<"until">();
    const bool on_day = (!from || from->last() <= day) && (until ? until->last() >= day : day <= out.as_known);
    member = member || (on_day && judging.evidence.is(named));
    own.push_back(named);
  }
  const bool known_party = !party.empty() || judging.snapshot().find<Table::parties>(binding.what);
  if (!keep_evidence(judging, of_group) || !known_party)
    return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::no_record,
                   "no members of " + binding.which + " are on record");
  keep_evidence(judging, own);
  if (!member && day > out.as_known) return not_due(std::move(out), day, "who is a member on " + to_string(day) + " is on no record");
  out.rows = own.empty() ? of_group : own;  // the list on which it is not
  settle_rows(out.rows);
  out.value = member ? "yes" : "no";
  const bool denies = claims_absence(judging.claim);
  const std::string explanation =
      binding.what + (member ? " was a member on " : " is on record as no member on ") + to_string(day);
  return settled(std::move(out), member != denies ? StatementVerdict::supported : StatementVerdict::contradicted,
                 StatementReason::none, explanation);
}

// ---- texts

namespace {

struct TextFact {
  std::string text;  // term and commitment
  bool present;
  FigureRow row;
};

// A term with the bound that stands before its number: "at least 5 percent of GDP".
struct BoundTerm {
  const Reading* reading = nullptr;
  Wide value = 0;
  std::string unit;
  std::string rest;  // without the phrase
};

BoundTerm bound_of(std::string_view text) {
  const auto words = split_words(text);
  BoundTerm out;
  const auto numbers = find_numbers(words);
  if (numbers.empty()) return out;
  const SpokenNumber& number = numbers.front();
  out.value = number.value;
  out.unit = number.unit;
  const bool phrase = number.first < number.number_first;
  out.reading = phrase ? number.reading : nullptr;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (i < number.first || i >= number.number_first) out.rest += words[i].text + " ";
  return out;
}

bool is_lower(const Reading* reading) { return reading != nullptr && reading->low >= 0 && reading->high < 0; }
bool is_upper(const Reading* reading) { return reading != nullptr && reading->high >= 0 && reading->low < 0; }

bool has_deadline(std::string_view text) {
  const auto words = split_words(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto date = PartialDate::parse(words[i].text);
    if (date && words[i].text.size() >= 4) return true;
  }
  return false;
}

// The words of a phrase one after the other, as a full text is searched.
bool has_phrase(std::string_view text, std::string_view phrase) {
  const auto words = split_words(text);
  const auto wanted = split_words(phrase);
  if (wanted.empty()) return false;
  const auto same = [](const Word& a, const Word& b) {
    const auto plain = [](std::string word) {
      if (word == "%") return std::string("percent");
      if (word.front() >= '0' && word.front() <= '9') std::erase(word, ',');  // 150,000
      return word;
    };
    return plain(a.text) == plain(b.text);
  };
  return std::ranges::search(words, wanted, same).begin() != words.end();
}

// "restoring" and "restore", "150,000" and "150000".
bool same_stem(const std::string& a, const std::string& b) {
  constexpr std::size_t kShortest = 4;
  constexpr std::size_t kEnding = 3;
  if (a == b) return true;
  const auto letters = [](const std::string& word) { return word.front() < '0' || word.front() > '9'; };
  if (!letters(a) || !letters(b)) {
    std::string left = a;
    std::string right = b;
    std::erase(left, ',');
    std::erase(right, ',');
    return left == right;
  }
  const std::size_t common = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  return common >= kShortest && common + kEnding >= std::max(a.size(), b.size());
}

// Whether one sentence of a text has all the words of a longer phrase, in whatever form and order: who tells what a text says
// seldom quotes it. Who speaks, and that something will be done, may be told in other words.
bool has_sentence_with(std::string_view text, std::string_view phrase) {
  constexpr std::size_t kFewest = 4;
  constexpr std::array<std::string_view, 12> kOfWhoever{"we",    "members", "allies", "they",  "donors", "countries",
                                                        "states", "will",   "would",  "shall", "should", "must"};
  std::vector<std::string> wanted = telling_words(phrase);
  std::erase_if(wanted, [&](const std::string& word) { return std::ranges::find(kOfWhoever, word) != kOfWhoever.end(); });
  if (wanted.size() < kFewest) return false;
  return std::ranges::any_of(split_sentences(text), [&](const Sentence& sentence) {
    const auto words = telling_words(sentence.text);
    return std::ranges::all_of(wanted, [&](const std::string& word) {
      return std::ranges::any_of(words, [&](const std::string& other) { return same_stem(word, other); });
    });
  });
}

class TextJudge {
 public:
  TextJudge(const Judging& judging, const Binding& binding) : judging_(judging), binding_(binding) {}

  Judgement judge() {
    Judgement out = judging_.start();
    const std::string document = find_document();
    if (document.empty())
      return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::no_record,
                     "no document '" + binding_.what + "' is on record");
    collect(document);
    const bool denies = claims_absence(judging_.claim);
    if (!denies && bound_reversed(out)) return out;
    find_term();
    if (!present_ && !absent_ && !denies && part_of_term(out)) return out;
    if (!present_ && !absent_) return unknown(std::move(out));
    out.rows = rows_;
    if (!keep_evidence(judging_, out.rows)) {
      out.rows = rows_;
      return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::anonymous_source,
                     "only sources that cannot be judged say so");
    }
    out.value = present_ ? "present" : "absent";
    const std::string says = "the text " + std::string(present_ ? "has" : "lacks") + " '" + binding_.which + "'" +
                             (where_.empty() ? "" : ": " + where_);
    if (present_ == denies) return wrong_content(std::move(out), says);
    return right_content(std::move(out), says);
  }

 private:
  std::string find_document() const {
    if (judging_.snapshot().find<Table::documents>(binding_.what)) return binding_.what;
    for (const auto row : judging_.snapshot().rows<Table::documents>())
      if (words_within(binding_.what, row.text<"title">())) return row.name();
    return {};
  }

  void collect(const std::string& document) {
    const auto row = judging_.snapshot().find<Table::documents>(document);
    document_row_ = figure_row(judging_.snapshot(), Table::documents, row->index());
    const std::string completeness = judging_.snapshot().text(Table::documents, row->index(),
                                                              column_index(Table::documents, "completeness"));
    full_ = completeness == "full";
    // An outline tells about a text in other words; it is no text.
    if (judging_.document_text && completeness != "outline") text_ = judging_.document_text(row->text<"file">()).value_or("");
    for (const auto fact : judging_.snapshot().rows<Table::document_facts>()) {
      if (fact.text<"document">() != document) continue;
      constexpr Cell kPresent = 0;
      TextFact one{std::string(fact.text<"term">()) + " " + std::string(fact.text<"commitment">()),
                   fact.cell<"presence">() == kPresent,
                   figure_row(judging_.snapshot(), Table::document_facts, fact.index())};
      if (judging_.evidence.is(one.row)) facts_.push_back(std::move(one));
      else if (one.present) unjudged_ = true;
    }
  }

  void find_term() {
    for (const TextFact& fact : facts_) {
      if (!fact.present || !words_within(binding_.which, fact.text)) continue;
      present_ = true;
      where_ = fact.text;
      rows_.push_back(fact.row);
    }
    if (present_) return;
    for (const TextFact& fact : facts_) {
      // A text that lacks a phrase lacks every longer one; a number tells a phrase apart.
      const bool longer = words_within(fact.text, binding_.which);
      const bool number = words_within(binding_.which, fact.text) && !find_numbers(split_words(binding_.which)).empty();
      if (fact.present || !(longer || number)) continue;
      absent_ = true;
      where_ = fact.text;
      rows_.push_back(fact.row);
    }
    if (absent_ || text_.empty()) return;
    present_ = has_phrase(text_, binding_.which) || has_sentence_with(text_, binding_.which);
    absent_ = !present_ && full_;
    rows_ = {document_row_};
  }

  // "Russia's war of aggression", where it is on record that the text has "war of aggression", and the text is not at hand.
  bool part_of_term(Judgement& out) const {
    constexpr std::size_t kFewest = 2;
    constexpr std::size_t kMostAdded = 2;
    const std::size_t words = telling_words(binding_.which).size();
    for (const TextFact& fact : facts_) {
      const std::size_t known = telling_words(fact.text).size();
      if (full_ || !fact.present || known < kFewest || words > known + kMostAdded || !words_within(fact.text, binding_.which)) continue;
      out.rows = {fact.row};
      out.value = "present";
      out = settled(std::move(out), StatementVerdict::partly_supported, StatementReason::detail_added,
                    "the text has '" + fact.text + "'; of more there is no record");
      return true;
    }
    return false;
  }

  // The number stands in the text, with no bound or with the other one.
  bool bound_reversed(Judgement& out) const {
    const BoundTerm claimed = bound_of(binding_.which);
    if (claimed.reading == nullptr || has_phrase(text_, binding_.which)) return false;
    std::vector<FigureRow> rows;
    std::string says;
    for (const TextFact& fact : facts_) {
      if (!fact.present || !words_within(claimed.rest, fact.text)) continue;
      const BoundTerm stated = bound_of(fact.text);
      if (stated.value != claimed.value || stated.unit != claimed.unit) continue;
      if (is_lower(stated.reading) == is_lower(claimed.reading) && is_upper(stated.reading) == is_upper(claimed.reading))
        return false;
      rows.push_back(fact.row);
      if (says.empty()) says = fact.text;
    }
    if (rows.empty()) return false;
    out.rows = rows;
    out.value = says;
    out = settled(std::move(out), StatementVerdict::contradicted, StatementReason::bound_reversed,
                  "the text says '" + says + "', not '" + binding_.which + "'");
    return true;
  }

  Judgement unknown(Judgement out) const {
    if (unjudged_)
      return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::anonymous_source,
                     "only sources that cannot be judged speak of this text");
    return settled(std::move(out), StatementVerdict::not_checkable, StatementReason::no_record,
                   full_ ? "the text itself is not at hand" : "only parts of the text are on record, and they do not say");
  }

  Judgement wrong_content(Judgement out, const std::string& says) const {
    StatementReason reason = StatementReason::wrong_document_content;
    if (present_ && has_deadline(binding_.which)) reason = StatementReason::missing_deadline;
    // What else the claim says does stand there: something was added to it.
    if (absent_)
      for (const SpokenNumber& number : find_numbers(split_words(judging_.claim.text)))
        if (has_number(number)) reason = StatementReason::detail_added;
    return settled(std::move(out), StatementVerdict::contradicted, reason, says);
  }

  bool has_number(const SpokenNumber& number) const {
    if (number.value == 0) return false;
    const auto same = [&](std::string_view text) {
      return std::ranges::any_of(find_numbers(split_words(text)), [&](const SpokenNumber& other) {
        return other.value == number.value && other.unit == number.unit;
      });
    };
    return same(text_) || std::ranges::any_of(facts_, [&](const TextFact& fact) { return fact.present && same(fact.text); });
  }

  Judgement right_content(Judgement out, const std::string& says) const {
    if (present_)
      if (const auto wrong = amount_elsewhere(out)) return *wrong;
    StatementReason reason = StatementReason::none;
    // A commitment with a deadline, told without one.
    const bool claim_has = has_deadline(judging_.claim.text) || has_deadline(binding_.which);
    if (present_ && !claim_has && !find_numbers(split_words(binding_.which)).empty())
      for (const TextFact& fact : facts_)
        if (fact.present && words_within(binding_.which, fact.text) && has_deadline(fact.text)) {
          reason = StatementReason::missing_deadline;
          if (std::ranges::find(out.rows, fact.row) == out.rows.end()) out.rows.push_back(fact.row);
        }
    return settled(std::move(out), StatementVerdict::supported, reason, says);
  }

  // A claim that names an amount as well: the text must have it. Empty if it does, or if the claim names none.
  std::optional<Judgement> amount_elsewhere(const Judgement& so_far) const {
    const std::string& unit = judging_.claim.unit;
    const bool amount = unit.size() == 3 || unit.starts_with("percent");
    const auto claimed = claimed_number(judging_.claim, unit);
    if (judging_.claim.value.empty() || !amount || !claimed || claimed->value == 0) return std::nullopt;
    const SpokenNumber number{.value = claimed->value, .reading = claimed->reading, .unit = unit};
    if (has_number(number)) return std::nullopt;
    Judgement out = so_far;
    for (const auto report : judging_.snapshot().rows<Table::reports>()) {
      const auto value = report.decimal<"value">();
      if (!value || report.text<"unit">() != unit || number_of_units(value->units()) != claimed->value) continue;
      const FigureRow row = figure_row(judging_.snapshot(), Table::reports, report.index());
      const auto from = report.date<"from">();
      if (!from || !judging_.evidence.is(row)) continue;
      out.nearest = NearestTrue{"another year", std::string(report.text<"figure">().empty() ? report.text<"series">() : report.text<"figure">()),
                                number_text(claimed->value) + " " + unit, {row}};
      return settled(std::move(out), StatementVerdict::partly_supported, StatementReason::figure_from_other_period,
                     "the text has '" + binding_.which + "', and not the amount, which is that of " + from->to_string());
    }
    return settled(std::move(out), StatementVerdict::partly_supported, StatementReason::detail_added,
                   "the text has '" + binding_.which + "', and not the amount");
  }

  const Judging& judging_;
  const Binding& binding_;
  FigureRow document_row_;
  std::vector<TextFact> facts_;
  std::string text_;
  std::string where_;
  bool full_ = false;
  bool unjudged_ = false;
  bool present_ = false;
  bool absent_ = false;
  std::vector<FigureRow> rows_;
};

}  // namespace

Judgement judge_text(const Judging& judging, const Binding& binding) { return TextJudge(judging, binding).judge(); }

}  // namespace servanda
