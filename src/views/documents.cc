#include "views/documents.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/split.h"
#include "views/gazetteer.h"
#include "views/judging.h"
#include "views/promises.h"
#include "views/words.h"

namespace servanda {
namespace {

struct NumberedParagraph {
  std::string number;
  std::string text;
};

// Lines that begin with "3." begin a paragraph; others go on with it.
std::vector<NumberedParagraph> paragraphs_of(std::string_view text) {
  std::vector<NumberedParagraph> out;
  for (std::string_view line : split(text, '\n')) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    std::size_t digits = 0;
    while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
    const bool begins = digits > 0 && digits < line.size() && line[digits] == '.';
    if (begins) {
      std::string_view rest = line.substr(digits + 1);
      while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
      out.push_back({std::string(line.substr(0, digits)), std::string(rest)});
    } else if (line.empty()) {
      if (!out.empty() && !out.back().text.empty()) out.push_back({});
    } else {
      if (out.empty()) out.push_back({});
      out.back().text += (out.back().text.empty() ? "" : " ") + std::string(line);
    }
  }
  std::erase_if(out, [](const NumberedParagraph& paragraph) { return paragraph.text.empty(); });
  return out;
}

bool is_number_word(const std::string& word) { return !word.empty() && word.front() >= '0' && word.front() <= '9'; }

std::set<std::string> plain_words(std::string_view text) {
  std::set<std::string> out;
  for (std::string& word : telling_words(text))
    if (!is_number_word(word)) out.insert(std::move(word));
  return out;
}
std::vector<std::string> number_words(std::string_view text) {
  std::vector<std::string> out;
  for (std::string& word : telling_words(text))
    if (is_number_word(word)) out.push_back(std::move(word));
  std::ranges::sort(out);
  return out;
}

// Words that both have, in hundredths of the words that either has.
int likeness(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t both = 0;
  for (const std::string& word : a) both += b.contains(word) ? 1U : 0U;
  const std::size_t either = a.size() + b.size() - both;
  return either == 0 ? 0 : static_cast<int>(both * 100 / either);
}
constexpr int kAlike = 60;

// "2 percent of GDP", "5 percent of GDP": the same with another number, and not "Article 3" and "Article 5".
bool differ_in_number(std::string_view a, std::string_view b) {
  const std::set<std::string> words = plain_words(a);
  return words.size() >= 2 && words == plain_words(b) && !number_words(a).empty() && !number_words(b).empty();
}

class DocumentsBuilder {
 public:
  DocumentsBuilder(const Snapshot& snapshot, const DocumentsOptions& options) : snapshot_(snapshot), options_(options) {}

  Result<DocumentsResult> build() {
    out_.as_known = snapshot_.as_known();
    if (options_.head == Head::compute) out_.head = snapshot_.head();
    collect_documents();
    if (out_.documents.empty() && snapshot_.rows<Table::happenings>().empty())
      return nothing_to_show(snapshot_, "documents", Table::documents, "texts and, in document_facts and happenings, what they say and the calendar",
                             {"id,title,date,venue,completeness,file,source",
                              "D1,Harbour communique,2029-06-21,Westlee,full,texts/d1.txt,SRC-1"});
    name_missing();
    collect_strands();
    for (Strand& strand : out_.strands) follow(strand);
    std::ranges::stable_sort(out_.strands, {}, [&](const Strand& strand) {
      return std::tuple(order_of(strand.first_seen), strand.term, strand.commitment);
    });
    collect_parties();
    RETURN_IF_ERROR(collect_calendar());
    RETURN_IF_ERROR(compare_two());
    return std::move(out_);
  }

 private:
  void name_missing() {
    if (out_.documents.empty()) out_.missing.push_back({"documents", "no text, and nothing that stands in one"});
    if (snapshot_.rows<Table::document_facts>().empty())
      out_.missing.push_back({"document_facts", "no term or commitment to follow through the texts"});
    if (snapshot_.rows<Table::happenings>().empty()) out_.missing.push_back({"happenings", "no calendar"});
    constexpr std::string_view kNothingDue = "nothing of it is due by the next events";
    name_empty(snapshot_, {{Table::pledges, kNothingDue}, {Table::allocations, kNothingDue}, {Table::contracts, kNothingDue},
                           {Table::consignments, kNothingDue}, {Table::projects, kNothingDue},
                           {Table::reports, kNothingDue}, {Table::targets, kNothingDue},
                           {Table::events, "what has come already, and who is being taught, is not known"},
                           {Table::relations, "what repeats or replaces other promises is not known, so all of them are due"},
                           {Table::revisions, "dates stand as first stated"},
                           {Table::nodes, "places have no names"},
                           {Table::parties, "parties that texts name are not known"}},
               out_.missing);
    tell_first_known(snapshot_, out_.missing);
  }

  std::size_t order_of(const std::string& document) const {
    const auto found = std::ranges::find(out_.documents, document, &DocumentRow::id);
    return static_cast<std::size_t>(found - out_.documents.begin());
  }

  void collect_documents() {
    for (const auto row : snapshot_.rows<Table::documents>()) {
      DocumentRow document{row.name(),
                           std::string(row.text<"title">()),
                           row.date<"date">(),
                           std::string(row.text<"venue">()),
                           snapshot_.text(Table::documents, row.index(), column_index(Table::documents, "completeness")),
                           std::string(row.source()),
                           false};
      const bool is_text = document.completeness != "outline";  // an outline tells about a text in other words
      if (is_text && options_.document_text && !row.text<"file">().empty())
        if (const auto text = options_.document_text(row.text<"file">())) {
          texts_[document.id] = paragraphs_of(*text);
          document.has_text = true;
        }
      out_.documents.push_back(std::move(document));
    }
    std::ranges::sort(out_.documents, {}, [](const DocumentRow& document) {
      return std::pair(document.date ? document.date->last() : Day{}, document.id);
    });
  }

  struct Fact {
    std::string document;
    std::string term;
    std::string commitment;
    bool present;
    std::string paragraph;
    std::string source;
  };

  void collect_strands() {
    std::vector<Fact> facts;
    for (const auto row : snapshot_.rows<Table::document_facts>()) {
      constexpr Cell kPresent = 0;
      facts.push_back({std::string(row.text<"document">()), std::string(row.text<"term">()), std::string(row.text<"commitment">()),
                       row.cell<"presence">() == kPresent, std::string(row.text<"paragraph">()), std::string(row.source())});
    }
    std::ranges::stable_sort(facts, {}, [&](const Fact& fact) {
      return std::tuple(order_of(fact.document), fact.term, fact.commitment);
    });
    for (const Fact& fact : facts)
      if (fact.present) terms_[fold(fact.term)].insert(fact.document);
      else terms_.try_emplace(fold(fact.term));
    for (const Fact& fact : facts) {
      Strand& strand = strand_of(fact);
      const std::ptrdiff_t place = &strand - out_.strands.data();
      if (strand.commitment.empty()) strand.commitment = fact.commitment;
      if (strand.term.empty()) strand.term = fact.term;
      facts_[place].push_back(fact);
      if (!fact.term.empty() && by_term_.try_emplace(fold(fact.term), place).second) by_words_[plain_words(fact.term)].insert(place);
    }
  }

  // The strand that has the term already; else one that is alike; else the same term with another number.
  Strand& strand_of(const Fact& fact) {
    const auto at = [&](std::ptrdiff_t place) -> Strand& { return out_.strands[static_cast<std::size_t>(place)]; };
    const auto alike = [&](const Strand& strand) {
      return (fact.term.empty() || strand.term.empty()) && !fact.commitment.empty() && !strand.commitment.empty() &&
             likeness(plain_words(fact.commitment), plain_words(strand.commitment)) >= kAlike;
    };
    if (const auto same = by_term_.find(fold(fact.term)); same != by_term_.end()) return at(same->second);
    for (Strand& strand : out_.strands)
      if (alike(strand)) return strand;
    if (const auto words = by_words_.find(plain_words(fact.term)); words != by_words_.end())
      for (const std::ptrdiff_t place : words->second)
        if (of_another_number(fact, at(place))) return at(place);
    out_.strands.push_back({fact.term, fact.commitment, {}, {}, {}, {}, false, false});
    return out_.strands.back();
  }

  // A text that has both terms speaks of two things.
  bool of_another_number(const Fact& fact, const Strand& strand) const {
    if (!differ_in_number(fact.term, strand.term)) return false;
    const std::set<std::string>& texts = terms_.at(fold(fact.term));
    return std::ranges::none_of(facts_.at(&strand - out_.strands.data()), [&](const Fact& other) {
      return std::ranges::any_of(terms_.at(fold(other.term)), [&](const std::string& text) { return texts.contains(text); });
    });
  }

  void follow(Strand& strand) {
    const auto& facts = facts_[&strand - out_.strands.data()];
    for (const DocumentRow& document : out_.documents) strand.places.push_back(place_in(document, strand, facts));
    for (const StrandPlace& place : strand.places) {
      if (place.stands == Stands::present) {
        if (strand.first_seen.empty()) strand.first_seen = place.document;
        strand.last_seen = place.document;
        strand.vanished_in.clear();
      } else if (place.stands == Stands::absent && !strand.last_seen.empty() && strand.vanished_in.empty()) {
        strand.vanished_in = place.document;
      }
    }
    // Facts are told in one hand, texts in another: a wording is compared with the last one of its own kind.
    const StrandPlace* of_fact = nullptr;
    const StrandPlace* of_text = nullptr;
    for (const StrandPlace& place : strand.places) {
      if (place.stands != Stands::present || place.wording.empty()) continue;
      const StrandPlace*& before = place.by_fact ? of_fact : of_text;
      if (before != nullptr) compare(*before, place, strand);
      before = &place;
    }
  }

  static void compare(const StrandPlace& before, const StrandPlace& place, Strand& strand) {
    TextDiff diff = diff_words(before.wording, place.wording);
    if (diff.same()) return;
    strand.wording_changed = true;
    if (number_words(before.wording) != number_words(place.wording)) strand.numbers_changed = true;
    strand.changes.push_back({before.document, place.document, std::move(diff)});
  }

  StrandPlace place_in(const DocumentRow& document, const Strand& strand, const std::vector<Fact>& facts) const {
    StrandPlace place{document.id, Stands::unknown, {}, {}, false, {}};
    // A fact with the longest commitment says most; "present" goes before "absent".
    for (const Fact& fact : facts) {
      if (fact.document != document.id) continue;
      const bool better = !place.by_fact || (fact.present && place.stands == Stands::absent) ||
                          (fact.present && fact.commitment.size() > place.wording.size());
      if (!better) continue;
      // A term with a number tells that number.
      const bool by_term = fact.commitment.empty() && !number_words(fact.term).empty();
      place = {document.id, fact.present ? Stands::present : Stands::absent, by_term ? fact.term : fact.commitment, fact.paragraph,
               true, fact.source};
    }
    if (place.by_fact) return place;
    const auto text = texts_.find(document.id);
    if (text == texts_.end()) return place;
    std::set<std::string_view> looked_for;
    for (const Fact& fact : facts)
      if (!fact.term.empty()) looked_for.insert(fact.term);
    if (looked_for.empty()) looked_for.insert(strand.commitment);
    for (const NumberedParagraph& paragraph : text->second) {
      if (std::ranges::none_of(looked_for, [&](std::string_view words) { return words_within(words, paragraph.text); })) continue;
      place.stands = Stands::present;
      place.wording = paragraph.text;
      place.paragraph = paragraph.number;
      place.source = document.source;
      return place;
    }
    if (!strand.term.empty() && document.completeness == "full") {
      place.stands = Stands::absent;
      place.source = document.source;
    }
    return place;
  }

  void collect_parties() {
    const Gazetteer gazetteer(snapshot_);
    std::map<std::string, std::map<std::size_t, std::int64_t>> named;
    const auto count = [&](std::size_t document, std::string_view text) {
      std::size_t last = 0;
      for (const NamedThing& thing : gazetteer.find(split_words(text))) {
        if (thing.kind != NamedThing::Kind::party || (thing.first < last)) continue;
        last = thing.last;
        ++named[thing.id][document];
      }
    };
    for (std::size_t i = 0; i < out_.documents.size(); ++i) {
      const auto text = texts_.find(out_.documents[i].id);
      if (text != texts_.end()) {
        for (const NumberedParagraph& paragraph : text->second) count(i, paragraph.text);
        continue;
      }
      for (const auto& [strand, facts] : facts_)
        for (const Fact& fact : facts)
          if (fact.document == out_.documents[i].id && fact.present) count(i, fact.term + " " + fact.commitment);
    }
    for (const auto& [party, documents] : named) {
      DocumentParty row{party, {}};
      for (const auto& [document, times] : documents) row.documents.emplace_back(out_.documents[document].id, times);
      out_.parties.push_back(std::move(row));
    }
  }

  Status collect_calendar() {
    if (snapshot_.rows<Table::happenings>().empty()) return {};
    ASSIGN_OR_RETURN(const std::vector<DueThing> due, things_due());
    for (const auto row : snapshot_.rows<Table::happenings>()) {
      CalendarEntry entry{row.name(), std::string(row.text<"what">()), std::string(row.text<"place">()), row.date<"from">(),
                          row.date<"until">(), std::string(row.source()), {}};
      const auto end = entry.until ? entry.until : entry.from;
      if (end && end->last() < snapshot_.as_known()) continue;
      if (entry.from)
        for (const DueThing& thing : due)
          if (thing.due.last() <= entry.from->last()) entry.due.push_back(thing);
      out_.calendar.push_back(std::move(entry));
    }
    // Those without a date come last.
    constexpr Day kEnd = std::chrono::sys_days(std::chrono::year(2999) / 12 / 31);
    std::ranges::sort(out_.calendar, {}, [&](const CalendarEntry& entry) {
      return std::pair(entry.from ? entry.from->first() : kEnd, entry.id);
    });
    return {};
  }

  Result<std::vector<DueThing>> things_due() const {
    std::vector<DueThing> out;
    const auto add = [&](Table table, RowIndex row, std::optional<PartialDate> due, std::string what) {
      if (!due || due->last() < snapshot_.as_known()) return;
      const FigureRow named = figure_row(snapshot_, table, row);
      out.push_back({named.kind, named.entry, std::move(what), *due, named.source});
    };
    ASSIGN_OR_RETURN(const PromisesResult promised, promises(snapshot_, {}));
    for (const DatedPromise& promise : promised.promises) {
      const TableSchema* table = find_table_of_kind(promise.kind);
      const PromiseVerdict verdict = promise.revised.verdict;
      if (table == nullptr || !promise.counted || (verdict != PromiseVerdict::open && verdict != PromiseVerdict::not_checkable)) continue;
      const RowIndex row = snapshot_.find_row(table->table, promise.id);
      add(table->table, row, promise.due, told(promise, table->table, row));
    }
    for (const auto row : snapshot_.rows<Table::projects>())
      if (!row.date<"actual_end">()) add(Table::projects, row.index(), row.date<"planned_end">(), std::string(row.text<"name">()));
    add_graduations(add);
    for (const auto row : snapshot_.rows<Table::targets>())
      add(Table::targets, row.index(), row.date<"by">(), std::string(row.text<"figure">()));
    for (const auto row : snapshot_.rows<Table::reports>())
      if (row.code<"classifier", ReportClassifier>() == ReportClassifier::planned)
        add(Table::reports, row.index(), row.date<"due">(), std::string(row.text<"series">()));
    std::ranges::sort(out, {}, [](const DueThing& thing) { return std::tuple(thing.due.last(), thing.kind, thing.entry); });
    return out;
  }

  std::string told(const DatedPromise& promise, Table table, RowIndex row) const {
    switch (table) {
      case Table::allocations: return "of " + std::string(Row<Table::allocations>(snapshot_, row).text<"of">());
      case Table::contracts: return std::string(Row<Table::contracts>(snapshot_, row).text<"supplier">());
      case Table::consignments: return "to " + std::string(Row<Table::consignments>(snapshot_, row).text<"destination">());
      default: return promise.donors + ": " + promise.description;
    }
  }

  // As many planned graduations of a course as it has had are over.
  template <class Add>
  void add_graduations(const Add& add) const {
    struct Graduations {
      std::vector<std::pair<PartialDate, RowIndex>> planned;
      std::size_t actual = 0;
    };
    std::map<std::string_view, Graduations> by_course;
    for (const auto row : snapshot_.rows<Table::events>()) {
      if (row.text<"of_kind">() != "course" || row.code<"stage", Stage>() != Stage::graduated) continue;
      Graduations& of_course = by_course[row.text<"of">()];
      const auto date = row.date<"date">();
      if (row.code<"classifier", Classifier>() == Classifier::actual) ++of_course.actual;
      if (row.code<"classifier", Classifier>() == Classifier::planned && date) of_course.planned.emplace_back(*date, row.index());
    }
    for (auto& [course, graduations] : by_course) {
      std::ranges::sort(graduations.planned, {}, [](const auto& one) { return one.first.last(); });
      for (std::size_t i = graduations.actual; i < graduations.planned.size(); ++i)
        add(Table::events, graduations.planned[i].second, graduations.planned[i].first, "graduation of " + std::string(course));
    }
  }

  Status compare_two() {
    if (options_.first.empty() && options_.second.empty()) return {};
    for (const std::string& name : {options_.first, options_.second})
      if (std::ranges::find(out_.documents, name, &DocumentRow::id) == out_.documents.end()) {
        std::string known;
        for (const DocumentRow& document : out_.documents) known += (known.empty() ? "" : ", ") + document.id;
        return bad_usage("found no document '" + name + "', expected two of: " + known);
      }
    out_.first = options_.first;
    out_.second = options_.second;
    const auto a = texts_.find(out_.first);
    const auto b = texts_.find(out_.second);
    out_.texts_at_hand = a != texts_.end() && b != texts_.end();
    if (!out_.texts_at_hand) return {};
    std::vector<std::string> first;
    std::vector<std::string> second;
    for (const NumberedParagraph& paragraph : a->second) first.push_back(paragraph.text);
    for (const NumberedParagraph& paragraph : b->second) second.push_back(paragraph.text);
    const auto partners = align_paragraphs(first, second);
    std::vector<bool> taken(second.size(), false);
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (!partners[i]) {
        out_.side_by_side.push_back({SideBySide::Change::only_first, first[i], {}, {}});
        continue;
      }
      taken[*partners[i]] = true;
      TextDiff diff = diff_words(first[i], second[*partners[i]]);
      const auto change = diff.same() ? SideBySide::Change::same : SideBySide::Change::changed;
      out_.side_by_side.push_back({change, first[i], second[*partners[i]], std::move(diff)});
    }
    for (std::size_t i = 0; i < second.size(); ++i)
      if (!taken[i]) out_.side_by_side.push_back({SideBySide::Change::only_second, {}, second[i], {}});
    return {};
  }

  const Snapshot& snapshot_;
  const DocumentsOptions& options_;
  DocumentsResult out_;
  std::map<std::string, std::vector<NumberedParagraph>> texts_;
  std::map<std::ptrdiff_t, std::vector<Fact>> facts_;  // by the strand's place
  std::map<std::string, std::set<std::string>> terms_;  // by term, folded: the texts that have it
  std::map<std::string, std::ptrdiff_t> by_term_;       // strands by terms, folded
  std::map<std::set<std::string>, std::set<std::ptrdiff_t>> by_words_;  // strands by the words of their terms but numbers
};

constexpr std::array<std::string_view, 4> kChangeOfParagraph{"same", "changed", "only in the first", "only in the second"};

// What a paragraph in one text alone does not prove, as far as the other is not the full text; blank where both are full.
std::string caution(const DocumentsResult& result) {
  std::string out;
  for (const DocumentRow& document : result.documents)
    if ((document.id == result.first || document.id == result.second) && document.completeness != "full")
      out += (out.empty() ? "" : "; ") + document.id + " is an " + document.completeness + ": that a paragraph is not in it proves no absence";
  return out;
}

Json sources_of(const Strand& strand) {
  std::set<std::string> sources;
  for (const StrandPlace& place : strand.places)
    if (!place.source.empty()) sources.insert(place.source);
  return sources;
}

Json strand_json(const Strand& strand) {
  Json places = Json::array();
  for (const StrandPlace& place : strand.places)
    places.push_back({{"document", place.document},
                      {"stands", kStandsNames[static_cast<std::size_t>(place.stands)]},
                      {"wording", place.wording},
                      {"paragraph", place.paragraph},
                      {"from", place.stands == Stands::unknown ? Json() : Json(place.by_fact ? "document_fact" : "text")},
                      {"source", place.source}});
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  Json changes = Json::array();
  for (const StrandChange& change : strand.changes) {
    Json told{{"first", change.first}, {"second", change.second}};
    told.update(to_json(change.diff));
    changes.push_back(std::move(told));
  }
  return {{"term", strand.term},
          {"commitment", strand.commitment},
          {"first_seen", or_null(strand.first_seen)},
          {"last_seen", or_null(strand.last_seen)},
          {"vanished_in", or_null(strand.vanished_in)},
          {"wording_changed", strand.wording_changed},
          {"numbers_changed", strand.numbers_changed},
          {"changes", std::move(changes)},
          {"documents", std::move(places)},
          {"sources", sources_of(strand)}};
}

const StrandPlace* place_of(const Strand& strand, const std::string& document) {
  const auto found = std::ranges::find(strand.places, document, &StrandPlace::document);
  return found == strand.places.end() ? nullptr : &*found;
}

Json calendar_json(const DocumentsResult& result) {
  Json calendar = Json::array();
  for (const CalendarEntry& entry : result.calendar) {
    Json due = Json::array();
    for (const DueThing& thing : entry.due)
      due.push_back({{"entry", thing.kind + " " + thing.entry}, {"what", thing.what}, {"due", thing.due.to_string()}, {"source", thing.source}});
    calendar.push_back({{"id", entry.id},
                        {"what", entry.what},
                        {"place", entry.place},
                        {"from", entry.from ? Json(entry.from->to_string()) : Json()},
                        {"until", entry.until ? Json(entry.until->to_string()) : Json()},
                        {"source", entry.source},
                        {"due_by_then", std::move(due)}});
  }
  return calendar;
}

}  // namespace

Result<DocumentsResult> documents(const Snapshot& snapshot, const DocumentsOptions& options) {
  return DocumentsBuilder(snapshot, options).build();
}

Json to_json(const DocumentsResult& result) {
  Json documents = Json::array();
  for (const DocumentRow& document : result.documents)
    documents.push_back({{"id", document.id},
                         {"title", document.title},
                         {"date", document.date ? Json(document.date->to_string()) : Json()},
                         {"venue", document.venue},
                         {"completeness", document.completeness},
                         {"text_at_hand", document.has_text},
                         {"source", document.source}});
  Json strands = Json::array();
  for (const Strand& strand : result.strands) strands.push_back(strand_json(strand));
  Json parties = Json::array();
  for (const DocumentParty& party : result.parties) {
    Json in = Json::array();
    for (const auto& [document, times] : party.documents) in.push_back({{"document", document}, {"times", times}});
    parties.push_back({{"party", party.party}, {"documents", std::move(in)}});
  }
  Json out{{"as_known", to_string(result.as_known)},
           {"head", result.head},
           {"documents", std::move(documents)},
           {"strands", std::move(strands)},
           {"parties", std::move(parties)},
           {"calendar", calendar_json(result)},
           {"missing", to_json(result.missing)}};
  if (result.first.empty()) return out;
  Json paragraphs = Json::array();
  for (const SideBySide& pair : result.side_by_side) {
    Json told{{"change", kChangeOfParagraph[static_cast<std::size_t>(pair.change)]}, {"first", pair.first}, {"second", pair.second}};
    if (pair.change == SideBySide::Change::changed) told.update(to_json(pair.diff));
    paragraphs.push_back(std::move(told));
  }
  out["side_by_side"] = {{"first", result.first}, {"second", result.second}, {"texts_at_hand", result.texts_at_hand},
                         {"caution", caution(result).empty() ? Json() : Json(caution(result))}, {"paragraphs", std::move(paragraphs)}};
  return out;
}

namespace {

// How often each text names whom; a text that is not at hand, by its facts.
Sheet parties_sheet(const DocumentsResult& result) {
  Sheet sheet;
  sheet.title = "Which parties the texts name, and how often";
  sheet.heading = {"As known " + to_string(result.as_known) + ". Of a text that is not at hand, how often its facts name them."};
  sheet.columns = {{"party", Align::left, "#org+party"}};
  for (const DocumentRow& document : result.documents) sheet.columns.push_back({document.id, Align::decimal, "#indicator+times"});
  for (const DocumentParty& party : result.parties) {
    std::vector<std::string> row{party.party};
    for (const DocumentRow& document : result.documents) {
      const auto times = std::ranges::find(party.documents, document.id, &std::pair<std::string, std::int64_t>::first);
      row.push_back(times == party.documents.end() ? "" : std::to_string(times->second));
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

std::vector<Sheet> to_sheets(const DocumentsResult& result) {
  std::vector<Sheet> sheets;
  Sheet strands;
  strands.title = "What stands in which text";
  strands.heading = {"As known " + to_string(result.as_known) +
                     ". + stands there, - is proved absent, ? unknown: an outline or an excerpt proves no absence."};
  const SheetColumn of_strand{"term or commitment", Align::prose, "#description"};
  strands.columns = {of_strand};
  std::vector<std::string> shown;
  for (const DocumentRow& document : result.documents)
    if (result.first.empty() || document.id == result.first || document.id == result.second) shown.push_back(document.id);
  for (const std::string& document : shown)
    strands.columns.push_back({document, Align::left, "#status+document"});
  Sheet seen;
  seen.title = "When it was seen, and where it vanished";
  seen.heading = {"As known " + to_string(result.as_known)};
  seen.columns = {of_strand,
                  {"first seen", Align::left, "#meta+first"},
                  {"last seen", Align::left, "#meta+last"},
                  {"vanished in", Align::left, "#status+vanished"},
                  {"changed", Align::left, "#status+changed"}};
  for (const Strand& strand : result.strands) {
    const std::string name = strand.term.empty() ? strand.commitment : strand.commitment.empty() ? strand.term : strand.term + ": " + strand.commitment;
    std::vector<std::string> row{name};
    for (const std::string& document : shown) {
      const StrandPlace* place = place_of(strand, document);
      constexpr std::array<std::string_view, 3> kSigns{"+", "-", "?"};
      row.emplace_back(place == nullptr ? "?" : kSigns[static_cast<std::size_t>(place->stands)]);
    }
    strands.rows.push_back(std::move(row));
    seen.rows.push_back({name, strand.first_seen, strand.last_seen, strand.vanished_in, strand.numbers_changed ? "numbers" : strand.wording_changed ? "wording" : ""});
  }
  if (!result.documents.empty()) sheets.push_back(std::move(strands));
  if (!result.documents.empty()) sheets.push_back(std::move(seen));
  if (!result.first.empty()) {
    Sheet pairs;
    pairs.title = result.first + " beside " + result.second;
    if (!result.texts_at_hand) pairs.heading = {"The full or excerpted text of both is not at hand; only the facts above compare them."};
    pairs.columns = {{"change", Align::left, "#status"}, {result.first, Align::prose, "#description"}, {result.second, Align::prose, "#description"}};
    pairs.columns.push_back({"what changed", Align::prose, "#description+diff"});
    for (const SideBySide& pair : result.side_by_side)
      pairs.rows.push_back({std::string(kChangeOfParagraph[static_cast<std::size_t>(pair.change)]), pair.first, pair.second,
                            pair.change == SideBySide::Change::changed ? marked(pair.diff) : ""});
    pairs.footnotes = {"[-these words went-] {+these came+}; paragraphs are paired by the words that they share."};
    if (std::string careful = caution(result); !careful.empty()) pairs.footnotes.push_back(std::move(careful) + ".");
    sheets.push_back(std::move(pairs));
  }
  Sheet changes;
  changes.title = "Wording and numbers that changed";
  changes.columns = {{"term or commitment", Align::prose, "#description"}, {"from", Align::left, "#meta+first"}, {"to", Align::left, "#meta+second"},
                     {"what changed", Align::prose, "#description+diff"}};
  for (const Strand& strand : result.strands)
    for (const StrandChange& change : strand.changes)
      changes.rows.push_back({strand.term.empty() ? strand.commitment : strand.term, change.first, change.second, marked(change.diff)});
  if (!changes.rows.empty()) sheets.push_back(std::move(changes));
  if (!result.parties.empty()) sheets.push_back(parties_sheet(result));
  Sheet calendar;
  calendar.title = "What comes next";
  calendar.heading = {"As known " + to_string(result.as_known)};
  calendar.columns = {{"from", Align::left, "#date+start"}, {"until", Align::left, "#date+end"}, {"what", Align::prose, "#event"},
                      {"place", Align::prose, "#loc"},      {"due by then", Align::prose, "#meta+due"}, {"source", Align::left, "#meta+source"}};
  for (const CalendarEntry& entry : result.calendar) {
    std::string due;
    constexpr std::size_t kMostShown = 3;
    for (std::size_t i = 0; i < std::min(entry.due.size(), kMostShown); ++i)
      due += (i == 0 ? "" : ", ") + entry.due[i].entry + " (" + entry.due[i].due.to_string() + ")";
    if (entry.due.size() > kMostShown) due += " and " + std::to_string(entry.due.size() - kMostShown) + " more";
    calendar.rows.push_back({entry.from ? entry.from->to_string() : "no date yet", entry.until ? entry.until->to_string() : "", entry.what,
                             entry.place, std::move(due), entry.source});
  }
  sheets.push_back(std::move(calendar));
  sheets.back().footnotes = footnotes_of(result.missing);
  return sheets;
}

}  // namespace servanda
