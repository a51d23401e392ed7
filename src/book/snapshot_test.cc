#include "book/snapshot.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "base/sha256.h"
#include "book/payload.h"

namespace servanda {
namespace {

// ---- a book as a list of what was said, and the reference that folds it without History and Snapshot

// Partial dates with their ends, written down by hand.
struct Known {
  std::string_view text;
  std::string_view first;
  std::string_view last;
};
constexpr std::array<Known, 9> kDates{{{"2024-01-10", "2024-01-10", "2024-01-10"},
                                       {"2024-01-31", "2024-01-31", "2024-01-31"},
                                       {"2024-02-01", "2024-02-01", "2024-02-01"},
                                       {"2024-03-09", "2024-03-09", "2024-03-09"},
                                       {"2024-01", "2024-01-01", "2024-01-31"},
                                       {"2024-02", "2024-02-01", "2024-02-29"},
                                       {"2024-W10", "2024-03-04", "2024-03-10"},
                                       {"2023", "2023-01-01", "2023-12-31"},
                                       {"2024", "2024-01-01", "2024-12-31"}}};
constexpr std::array<std::string_view, 12> kDays{"2023-12-30", "2023-12-31", "2024-01-01", "2024-01-10",
                                                 "2024-01-30", "2024-01-31", "2024-02-01", "2024-02-29",
                                                 "2024-03-09", "2024-03-10", "2024-12-30", "2025-06-25"};
// Embargoes are judged on the report date, 2025-06-25.
constexpr std::array<std::string_view, 7> kLabels{"",
                                                  "PUBLIC",
                                                  "PARTNER",
                                                  "PARTNER; REL AVL",
                                                  "RESTRICTED",
                                                  "EMBARGOED; NOT-BEFORE 2025-06-25",
                                                  "EMBARGOED; NOT-BEFORE 2025-06-26"};

Day day(std::string_view text) { return *parse_day(text); }

std::vector<std::optional<Reader>> all_readers() {
  return {std::nullopt, *parse_reader("public", "PUBLIC", ""), *parse_reader("press", "EMBARGOED", ""),
          *parse_reader("partner", "PARTNER", "REL:AVL"), *parse_reader("insider", "RESTRICTED", "EMBARGO-CLEARED")};
}

struct Said {
  Operation operation = Operation::state;
  std::string table;
  std::string key;
  std::vector<std::pair<std::string, std::string>> fields;  // in the order of the columns, blanks left out

  std::string field(std::string_view name) const {
    for (const auto& [column, value] : fields)
      if (column == name) return value;
    return {};
  }
  std::string content() const {
    std::string out = table + "\n";
    for (const auto& [column, value] : fields) out += column + "=" + value + "\n";
    return out;
  }
};

using Book = std::vector<Said>;

struct View {
  std::size_t as_recorded;
  std::string_view as_known;
  std::optional<Reader> reader;
  std::optional<Day> valid_at;
};

// What the book shows to a view, by the words of snapshot.h: the newest version of each key that passes three tests.
class Reference {
 public:
  Reference(const Book& book, View view) : book_(book), view_(std::move(view)) {
    for (const Said* said : recorded())
      if (said->table == "programme") programme_ = said;
    const std::string never = "9999-12-31";
    for (const auto& [key, said] : fold("sources", never)) source_days_[said->field("id")] = public_on(*said);
  }

  // Visible entries of a table by key.
  std::map<std::string, const Said*> entries(std::string_view table) const {
    if (table == "programme") return {{programme_->key, programme_}};
    return fold(table, std::string(view_.as_known));
  }

  // A field of a visible pledge with the revisions over it.
  std::string revised(const Said& pledge, const std::string& field) const {
    std::vector<std::tuple<std::string, std::string>> revisions;
    for (const auto& [key, revision] : entries("revisions"))
      if (revision->field("of") == pledge.key && revision->field("field") == field)
        revisions.emplace_back(last(revision->field("known_date")), revision->field("is"));
    if (revisions.empty()) return pledge.field(field);
    return std::get<1>(std::ranges::max(revisions));
  }

  bool shows_to_reader(const Said& said) const {
    if (!view_.reader || said.table == "programme") return true;
    std::string label = said.field("label");
    if (label.empty()) label = programme_->field("label");
    return can(*view_.reader, *parse_label(label.empty() ? "PUBLIC" : label), day("2025-06-25"));
  }

 private:
  std::vector<const Said*> recorded() const {
    std::vector<const Said*> out;
    for (std::size_t i = 0; i < std::min(view_.as_recorded, book_.size()); ++i) out.push_back(&book_[i]);
    return out;
  }

  static const Known& date(const std::string& text) {
    return *std::ranges::find(kDates, std::string_view(text), &Known::text);
  }
  static std::string last(const std::string& text) { return std::string(date(text).last); }

  static std::string public_on(const Said& source) {
    if (!source.field("known_date").empty()) return last(source.field("known_date"));
    return source.field("date").empty() ? std::string() : last(source.field("date"));
  }

  // "" = always. Days compare as texts.
  std::string known(const Said& said) const {
    if (!said.field("known_date").empty()) return last(said.field("known_date"));
    const auto source = source_days_.find(said.field("source"));
    if (source != source_days_.end() && !source->second.empty()) return source->second;
    const bool happened = said.table == "pledges" || said.table == "sources" ||
                          (said.table == "events" && said.field("classifier") == "actual");
    return happened && !said.field("date").empty() ? last(said.field("date")) : std::string();
  }

  bool valid(const Said& said) const {
    if (!view_.valid_at) return true;
    const std::string from = said.field("valid_from");
    const std::string to = said.field("valid_to");
    return (from.empty() || day(date(from).first) <= *view_.valid_at) &&
           (to.empty() || day(date(to).first) > *view_.valid_at);
  }

  std::map<std::string, const Said*> fold(std::string_view table, const std::string& as_known) const {
    std::map<std::string, const Said*> shown;
    for (const Said* said : recorded()) {
      if (said->table != table || known(*said) > as_known || !shows_to_reader(*said) || !valid(*said)) continue;
      if (said->operation == Operation::retract)
        shown.erase(said->key);
      else
        shown[said->key] = said;
    }
    return shown;
  }

  const Book& book_;
  View view_;
  const Said* programme_ = nullptr;
  std::map<std::string, std::string> source_days_;
};

// ---- random books

void add(Said& said, std::string_view column, std::string_view value) {
  if (!value.empty()) said.fields.emplace_back(column, value);
}

std::string_view any_date_or_blank() {
  const auto index = *rc::gen::inRange<std::size_t>(0, kDates.size() + 3);
  return index < kDates.size() ? kDates[index].text : std::string_view();
}

template <std::size_t N>
std::string_view any_of(const std::array<std::string_view, N>& values) {
  return values[*rc::gen::inRange<std::size_t>(0, N)];
}

std::string numbered(char letter, int count) { return letter + std::to_string(*rc::gen::inRange(0, count)); }

void add_common(Said& said, const std::string& id, std::string_view known) {
  add(said, "id", id);
  if (said.table != "sources" && *rc::gen::inRange(0, 2) == 0) add(said, "source", numbered('S', 3));
  add(said, "label", any_of(kLabels));
  add(said, "known_date", known);
  if (*rc::gen::inRange(0, 4) == 0) add(said, "valid_from", any_date_or_blank());
  if (*rc::gen::inRange(0, 4) == 0) add(said, "valid_to", any_date_or_blank());
}

Said programme(std::string_view label) {
  Said said{Operation::state, "programme", "programme", {{"id", "programme"}}};
  add(said, "label", label);
  for (const auto& [column, value] : {std::pair("name", "T"), std::pair("recipients", "UA"),
                                      std::pair("reporting_currency", "EUR"), std::pair("report_date", "2025-06-25")})
    add(said, column, value);
  return said;
}

Said any_pledge(int keys) {
  Said said{Operation::state, "pledges", numbered('P', keys), {}};
  add_common(said, said.key, any_date_or_blank());
  add(said, "donors", any_of(std::array<std::string_view, 2>{"DE", "DK;NO"}));
  add(said, "date", any_date_or_blank());
  add(said, "amount", std::to_string(*rc::gen::inRange(0, 3)));
  add(said, "currency", "EUR");
  add(said, "due", any_date_or_blank());
  return said;
}

Said any_source(int keys) {
  Said said{Operation::state, "sources", numbered('S', keys), {}};
  add_common(said, said.key, any_date_or_blank());
  add(said, "date", any_date_or_blank());
  return said;
}

Said any_event(int keys) {
  Said said{Operation::state, "events", {}, {}};
  const std::string of = numbered('C', keys);
  const std::string_view classifier = any_of(std::array<std::string_view, 2>{"planned", "actual"});
  const std::string_view date = kDates[*rc::gen::inRange<std::size_t>(0, kDates.size())].text;
  said.key = of + "/" + std::string(classifier) + "/" + std::string(date);
  add_common(said, "", any_date_or_blank());
  add(said, "of_kind", "consignment");
  add(said, "of", of);
  add(said, "stage", "departed");
  add(said, "classifier", classifier);
  add(said, "date", date);
  add(said, "quantity", std::to_string(*rc::gen::inRange(1, 4)));
  return said;
}

Said any_revision(int keys) {
  Said said{Operation::state, "revisions", {}, {}};
  const std::string of = numbered('P', keys);
  const bool amount = *rc::gen::arbitrary<bool>();
  const std::string_view known = kDates[*rc::gen::inRange<std::size_t>(0, kDates.size())].text;
  said.key = std::string(known) + "/" + of + (amount ? "/amount" : "/due");
  add_common(said, "", known);
  add(said, "of_kind", "pledge");
  add(said, "of", of);
  add(said, "field", amount ? "amount" : "due");
  add(said, "is", amount ? std::to_string(*rc::gen::inRange(3, 6)) : std::string(any_date_or_blank()));
  return said;
}

Said any_said(int keys) {
  switch (*rc::gen::inRange(0, 8)) {
    case 0: return any_source(std::min(keys, 3));
    case 1:
    case 2: return any_event(keys);
    case 3:
    case 4: return any_revision(keys);
    default: return any_pledge(keys);
  }
}

// Few keys, so that chains grow long: states, corrections and retractions as a store would take them.
Book any_book() {
  Book book{programme(any_of(std::array<std::string_view, 2>{"", "PARTNER"}))};
  std::map<std::pair<std::string, std::string>, bool> live;
  const int size = *rc::gen::inRange(0, 40);
  for (int i = 0; i < size; ++i) {
    Said said = *rc::gen::inRange(0, 12) == 0 ? programme(any_of(kLabels)) : any_said(3);
    bool& alive = live[{said.table, said.key}];
    if (said.table == "programme")
      said.operation = Operation::correct;
    else if (alive)
      said.operation = *rc::gen::inRange(0, 3) == 0 ? Operation::retract : Operation::correct;
    alive = said.operation != Operation::retract;
    book.push_back(std::move(said));
  }
  return book;
}

View any_view(std::size_t size) {
  const auto readers = all_readers();
  View view{*rc::gen::inRange<std::size_t>(1, size + 1), any_of(kDays),
            readers[*rc::gen::inRange<std::size_t>(0, readers.size())], std::nullopt};
  if (*rc::gen::inRange(0, 3) == 0) view.valid_at = day(any_of(kDays));
  return view;
}

// ---- the real thing

// Plays a book; the predecessor of each version is the last of its key.
class Recorder {
 public:
  void append(std::span<const Said> book) {
    for (const Said& said : book) {
      Sequence& last = last_[{said.table, said.key}];
      const std::string head =
          std::string(kOperationNames[static_cast<std::size_t>(said.operation)]) + " " + std::to_string(last) + "\n";
      const auto replayed = replay(head + said.content(), history_);
      RC_ASSERT(replayed.has_value());
      last = history_.size();
    }
  }
  const History& history() const { return history_; }

 private:
  History history_;
  std::map<std::pair<std::string, std::string>, Sequence> last_;
};

Snapshot snapshot_of(const History& history, const View& view) {
  auto snapshot = Snapshot::make(history, {static_cast<Sequence>(view.as_recorded), day(view.as_known), view.reader,
                                           view.valid_at});
  RC_ASSERT(snapshot.has_value());
  return *std::move(snapshot);
}

std::multiset<std::string> contents(const Snapshot& snapshot, Table table) {
  std::multiset<std::string> out;
  for (RowIndex row = 0; row < snapshot.history().rows(table); ++row) {
    if (!snapshot.visible(table, row)) continue;
    std::string content;
    append_content(snapshot.history(), table, row, content);
    out.insert(std::move(content));
  }
  return out;
}

constexpr std::array<Table, 5> kUsed{Table::programme, Table::sources, Table::pledges, Table::events, Table::revisions};

std::string reference_head(const Reference& reference) {
  std::vector<Hash> hashes;
  for (const Table table : kUsed)
    for (const auto& [key, said] : reference.entries(schema_of(table).name)) hashes.push_back(sha256(said->content()));
  std::ranges::sort(hashes);
  Sha256 all;
  for (const Hash& hash : hashes) all.add(hash);
  return hex(all.finish());
}

void expect_equal(const Snapshot& snapshot, const Reference& reference) {
  for (const Table table : kUsed) {
    std::multiset<std::string> expected;
    for (const auto& [key, said] : reference.entries(schema_of(table).name)) expected.insert(said->content());
    RC_ASSERT(contents(snapshot, table) == expected);
    RC_ASSERT(snapshot.count(table) == expected.size());
  }
  for (const char* id : {"P0", "P1", "P2"}) {
    const auto pledges = reference.entries("pledges");
    const auto expected = pledges.find(id);
    const auto pledge = snapshot.find<Table::pledges>(id);
    RC_ASSERT(pledge.has_value() == (expected != pledges.end()));
    if (!pledge) continue;
    for (const char* field : {"amount", "due", "donors"})
      RC_ASSERT(snapshot.text(Table::pledges, pledge->index(), *find_column(schema_of(Table::pledges), field)) ==
                reference.revised(*expected->second, field));
  }
  RC_ASSERT(snapshot.head() == reference_head(reference));
}

TEST(SnapshotLaw, ShowsWhatAFoldOverTheListOfOperationsShows) {
  EXPECT_TRUE(rc::check([] {
    const Book book = any_book();
    Recorder recorder;
    recorder.append(book);
    for (int i = 0; i < 12; ++i) {
      const View view = any_view(book.size());
      expect_equal(snapshot_of(recorder.history(), view), Reference(book, view));
    }
  }));
}

TEST(SnapshotLaw, WhatABookAnsweredAtASequenceNeverChanges) {
  EXPECT_TRUE(rc::check([] {
    const Book book = any_book();
    const auto half = *rc::gen::inRange<std::size_t>(1, book.size() + 1);
    const std::span<const Said> all(book);
    Recorder recorder;
    recorder.append(all.first(half));
    std::vector<View> views;
    for (int i = 0; i < 6; ++i) views.push_back(any_view(half));
    std::vector<Snapshot> before;
    for (const View& view : views) before.push_back(snapshot_of(recorder.history(), view));
    std::vector<std::string> heads;
    for (const Snapshot& snapshot : before) heads.push_back(snapshot.head());

    recorder.append(all.subspan(half));
    for (std::size_t i = 0; i < views.size(); ++i) {
      RC_ASSERT(before[i].head() == heads[i]);
      const Snapshot after = snapshot_of(recorder.history(), views[i]);
      RC_ASSERT(after.head() == heads[i]);
      expect_equal(after, Reference(book, views[i]));
    }
  }));
}

TEST(SnapshotLaw, AReaderSeesABookInWhichWhatIsHiddenNeverWas) {
  EXPECT_TRUE(rc::check([] {
    const Book book = any_book();
    Recorder whole;
    whole.append(book);
    for (const auto& reader : all_readers()) {
      const View view{book.size(), any_of(kDays), reader, std::nullopt};
      const Reference reference(book, view);
      Book open;
      std::ranges::copy_if(book, std::back_inserter(open),
                           [&](const Said& said) { return reference.shows_to_reader(said); });
      Recorder without;
      without.append(open);
      const std::string seen = snapshot_of(whole.history(), view).head();
      for (const auto& either : {reader, std::optional<Reader>()})
        RC_ASSERT(snapshot_of(without.history(), {open.size(), view.as_known, either, std::nullopt}).head() == seen);
    }
  }));
}

TEST(SnapshotLaw, TheOrderOfStatementsDoesNotMatter) {
  EXPECT_TRUE(rc::check([] {
    Book book{programme("")};
    std::set<std::pair<std::string, std::string>> keys;
    const int size = *rc::gen::inRange(0, 40);
    for (int i = 0; i < size; ++i)
      if (Said said = any_said(1000); keys.emplace(said.table, said.key).second) book.push_back(std::move(said));
    Recorder forward;
    forward.append(book);
    Book shuffled = book;
    for (std::size_t i = shuffled.size(); i > 1; --i)
      std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
    const auto part = *rc::gen::inRange<std::size_t>(0, shuffled.size() + 1);
    Recorder backward;
    backward.append(std::span<const Said>(shuffled).first(part));
    backward.append(std::span<const Said>(shuffled).subspan(part));
    for (int i = 0; i < 4; ++i) {
      View view = any_view(book.size());
      view.as_recorded = book.size();
      const Snapshot one = snapshot_of(forward.history(), view);
      const Snapshot other = snapshot_of(backward.history(), view);
      for (const Table table : kUsed) RC_ASSERT(contents(one, table) == contents(other, table));
      RC_ASSERT(one.head() == other.head());
    }
  }));
}

// ---- examples, computed by hand

class Example {
 public:
  Example() {
    EXPECT_TRUE(replay("state 0\nprogramme\nid=programme\nname=T\nrecipients=UA;MD\nreporting_currency=EUR\n"
                       "report_date=2025-06\n",
                       history_));
  }
  Example& say(std::string_view payload) {
    const auto replayed = replay(payload, history_);
    EXPECT_TRUE(replayed) << payload << (replayed ? "" : replayed.error().text());
    return *this;
  }
  Snapshot at(std::string_view as_known) const { return *Snapshot::make(history_, {.as_known = day(as_known)}); }
  bool shows_pledge(std::string_view as_known) const { return at(as_known).find<Table::pledges>("P1").has_value(); }
  std::string pledge(std::string_view as_known, std::string_view field) const {
    const Snapshot snapshot = at(as_known);
    return snapshot.text(Table::pledges, snapshot.find_row(Table::pledges, "P1"),
                         *find_column(schema_of(Table::pledges), field));
  }
  const History& history() const { return history_; }

 private:
  History history_;
};

TEST(Snapshot, IsAsKnownOnTheEndOfTheReportDateUnlessAsked) {
  const Example book;
  EXPECT_EQ(Snapshot::make(book.history(), {})->as_known(), day("2025-06-30"));
  EXPECT_EQ(book.at("2024-02-03").as_known(), day("2024-02-03"));
  EXPECT_EQ(book.at("2024-02-03").programme().recipients, (std::vector<std::string>{"MD", "UA"}));
}

TEST(Snapshot, ABookWithoutAProgrammeAnswersNothing) {
  const History history;
  const auto snapshot = Snapshot::make(history, {});
  ASSERT_FALSE(snapshot);
  EXPECT_EQ(snapshot.error().code, ErrorCode::nothing_to_do);
}

TEST(Snapshot, APartialDateIsKnownAtItsEnd) {
  for (const auto& [date, eve, end] :
       {std::tuple("2024-02-10", "2024-02-09", "2024-02-10"), std::tuple("2024-W10", "2024-03-09", "2024-03-10"),
        std::tuple("2024-02", "2024-02-28", "2024-02-29"), std::tuple("2024", "2024-12-30", "2024-12-31")}) {
    Example book;
    book.say("state 0\npledges\nid=P1\nknown_date=" + std::string(date) + "\ndonors=DE\n");
    EXPECT_FALSE(book.shows_pledge(eve)) << date;
    EXPECT_TRUE(book.shows_pledge(end)) << date;
    EXPECT_EQ(book.at(end).known_day(Table::pledges, 0), day(end));
  }
}

TEST(Snapshot, AnEntryWithoutAKnownDateIsKnownWithItsSource) {
  Example book;
  book.say("state 0\npledges\nid=P1\nsource=S1\ndonors=DE\ndate=2024-01-01\n");
  book.say("state 0\nsources\nid=S1\ndate=2024-02\n");
  EXPECT_FALSE(book.shows_pledge("2024-02-28"));
  EXPECT_TRUE(book.shows_pledge("2024-02-29"));
  EXPECT_EQ(book.at("2025-01-01").known_day(Table::pledges, 0), day("2024-02-29"));
}

TEST(Snapshot, ItsOwnKnownDateGoesBeforeItsSourceAndItsSourceBeforeItsDate) {
  Example book;
  book.say("state 0\nsources\nid=S1\ndate=2024-02-01\n");
  book.say("state 0\npledges\nid=P1\nsource=S1\nknown_date=2024-01-15\ndonors=DE\ndate=2024-03-01\n");
  EXPECT_TRUE(book.shows_pledge("2024-01-15"));
  // A source without a date says nothing: the pledge's own date counts.
  Example undated;
  undated.say("state 0\nsources\nid=S1\ntitle=T\n");
  undated.say("state 0\npledges\nid=P1\nsource=S1\ndonors=DE\ndate=2024-03-01\n");
  EXPECT_FALSE(undated.shows_pledge("2024-02-29"));
  EXPECT_TRUE(undated.shows_pledge("2024-03-01"));
}

TEST(Snapshot, WhatHappenedIsKnownFromItsDayAndAPlanAlways) {
  Example book;
  book.say("state 0\nevents\nof_kind=consignment\nof=C1\nstage=departed\nclassifier=actual\ndate=2024-05-01\n");
  book.say("state 0\nevents\nof_kind=consignment\nof=C1\nstage=arrived\nclassifier=planned\ndate=2024-06-01\n");
  EXPECT_EQ(book.at("2024-04-30").count(Table::events), 1U);
  EXPECT_EQ(book.at("2024-05-01").count(Table::events), 2U);
  EXPECT_EQ(book.at("2024-05-01").known_day(Table::events, 0), day("2024-05-01"));
  EXPECT_EQ(book.at("2024-05-01").known_day(Table::events, 1), std::nullopt);
}

TEST(Snapshot, TheKnownDayOfARowIsTheOneThatDecidesWhetherAReaderSeesIt) {
  // The source is as closed as the programme, so to this reader the pledge is known from its own date.
  History history;
  ASSERT_TRUE(replay("state 0\nprogramme\nid=programme\nlabel=RESTRICTED\nname=T\nreporting_currency=EUR\n"
                     "report_date=2025-06-25\n",
                     history));
  ASSERT_TRUE(replay("state 0\nsources\nid=S1\ndate=2024-02-01\n", history));
  ASSERT_TRUE(replay("state 0\npledges\nid=P1\nsource=S1\nlabel=PUBLIC\ndonors=DE\ndate=2024-01-01\n", history));
  const Reader reader = *parse_reader("r", "PUBLIC", "");
  const auto outsider = *Snapshot::make(history, {.as_known = day("2024-01-01"), .reader = reader});
  EXPECT_TRUE(outsider.find<Table::pledges>("P1"));
  EXPECT_EQ(outsider.known_day(Table::pledges, 0), day("2024-01-01"));
  const auto owner = *Snapshot::make(history, {.as_known = day("2024-01-31")});
  EXPECT_FALSE(owner.find<Table::pledges>("P1"));
  EXPECT_EQ(owner.known_day(Table::pledges, 0), day("2024-02-01"));
}

TEST(Snapshot, ACorrectionThatIsNotYetKnownLeavesTheFirstVersion) {
  Example book;
  book.say("state 0\npledges\nid=P1\nknown_date=2024-01-01\ndonors=DE\n");
  book.say("correct 2\npledges\nid=P1\nknown_date=2024-03-01\ndonors=DK\n");
  book.say("retract 3\npledges\nid=P1\nknown_date=2024-05-01\ndonors=DK\n");
  EXPECT_EQ(book.pledge("2024-02-29", "donors"), "DE");
  EXPECT_EQ(book.pledge("2024-03-01", "donors"), "DK");
  EXPECT_TRUE(book.shows_pledge("2024-04-30"));
  EXPECT_FALSE(book.shows_pledge("2024-05-01"));
  EXPECT_EQ(book.at("2024-03-01").count(Table::pledges), 1U);
}

TEST(Snapshot, ACorrectionKnownEarlierCoversTheVersionThatItCorrects) {
  Example book;
  book.say("state 0\npledges\nid=P1\nknown_date=2024-03-01\ndonors=DE\n");
  book.say("correct 2\npledges\nid=P1\nknown_date=2024-01-01\ndonors=DK\n");
  EXPECT_EQ(book.pledge("2024-01-01", "donors"), "DK");
  EXPECT_EQ(book.pledge("2024-03-01", "donors"), "DK");
}

TEST(Snapshot, RevisionsLieOverEachOtherInTheOrderInWhichTheyBecameKnown) {
  Example book;
  book.say("state 0\npledges\nid=P1\nknown_date=2024-01-01\ndonors=DE\namount=100\ncurrency=EUR\ndue=2024-12\n");
  book.say("state 0\nrevisions\nknown_date=2024-05-01\nof_kind=pledge\nof=P1\nfield=amount\nis=90\nchange=cut\n");
  book.say("state 0\nrevisions\nknown_date=2024-03\nof_kind=pledge\nof=P1\nfield=amount\nis=120\nchange=raised\n");
  book.say("state 0\nrevisions\nknown_date=2024-04-01\nof_kind=pledge\nof=P1\nfield=due\nchange=postponed\n");
  EXPECT_EQ(book.pledge("2024-03-30", "amount"), "100");
  EXPECT_EQ(book.pledge("2024-03-31", "amount"), "120");
  EXPECT_EQ(book.pledge("2024-05-01", "amount"), "90");
  // Revised to a blank: nobody says when any more.
  EXPECT_EQ(book.pledge("2024-03-31", "due"), "2024-12");
  EXPECT_EQ(book.pledge("2024-04-01", "due"), "");
}

TEST(Snapshot, AValidPeriodEndsBeforeItsLastDay) {
  Example book;
  book.say("state 0\npledges\nid=P1\nvalid_from=2024-02\nvalid_to=2024-04-10\ndonors=DE\n");
  for (const auto& [at, holds] : {std::pair("2024-01-31", false), std::pair("2024-02-01", true),
                                  std::pair("2024-04-09", true), std::pair("2024-04-10", false)})
    EXPECT_EQ(Snapshot::make(book.history(), {.valid_at = day(at)})->count(Table::pledges), holds ? 1U : 0U) << at;
  EXPECT_EQ(Snapshot::make(book.history(), {})->count(Table::pledges), 1U);
}

// The allocations beneath each pledge, as "P1: A1 A4; P2: A3; ".
std::string beneath_pledges(const Snapshot& snapshot, std::vector<std::string> pledges) {
  const Interner& texts = snapshot.history().texts();
  std::vector<TextId> names;
  for (const std::string& pledge : pledges) names.push_back(texts.find(pledge).value_or(-1));
  for (const auto& [row, of] : snapshot.beneath(Table::allocations, names))
    pledges[static_cast<std::size_t>(of)] += " " + snapshot.history().name(Table::allocations, row);
  std::string out;
  for (const std::string& pledge : pledges) out += pledge + "; ";
  return out;
}

TEST(Snapshot, ShowsBeneathAnEntryWhatIsVisibleInTheOrderOfRecording) {
  Example book;
  book.say("state 0\nallocations\nid=A1\nknown_date=2024-01-01\nof=P1\n");
  book.say("state 0\nallocations\nid=A2\nknown_date=2024-02-01\nof=P1\n");
  book.say("state 0\nallocations\nid=A3\nknown_date=2024-01-01\nof=P2\n");
  book.say("state 0\nallocations\nid=A4\nknown_date=2024-01-01\nof=P1\n");
  EXPECT_EQ(beneath_pledges(book.at("2024-01-31"), {"P1", "P2", "P3"}), "P1 A1 A4; P2 A3; P3; ");
  EXPECT_EQ(beneath_pledges(book.at("2024-02-01"), {"P2", "P1"}), "P2 A3; P1 A1 A2 A4; ");
}

TEST(Snapshot, ShowsBeneathAnEntryWhatARevisionMovedThere) {
  Example book;
  for (const std::string n : {"1", "2", "3", "4"})
    book.say("state 0\nallocations\nid=A" + n + "\nknown_date=2024-01-01\nof=P1\n");
  for (const std::string n : {"1", "3"})
    book.say("state 0\nrevisions\nknown_date=2024-02-01\nof_kind=allocation\nof=A" + n +
             "\nfield=of\nwas=P1\nis=P2\nchange=replaced\n");
  book.say("state 0\nrevisions\nknown_date=2024-03-01\nof_kind=allocation\nof=A1\nfield=of\nwas=P2\nis=\nchange=replaced\n");
  EXPECT_EQ(beneath_pledges(book.at("2024-01-31"), {"P1", "P2"}), "P1 A1 A2 A3 A4; P2; ");
  EXPECT_EQ(beneath_pledges(book.at("2024-02-01"), {"P1", "P2"}), "P1 A2 A4; P2 A1 A3; ");
  EXPECT_EQ(beneath_pledges(book.at("2024-03-01"), {"P1", "P2"}), "P1 A2 A4; P2 A3; ");
}

TEST(Snapshot, ShowsBeneathAnEntryOnlyWhatIsOfItsKind) {
  Example book;
  const auto line = [&](const std::string& id, const std::string& kind) {
    book.say("state 0\nlines\nid=" + id + "\nknown_date=2024-01-01\nof_kind=" + kind + "\nof=X1\nitem=I\nquantity=1\n");
  };
  line("L1", "pledge");
  line("L2", "contract");
  line("L3", "pledge");
  const auto beneath = [&](const std::string& on, std::string_view kind) {
    const Snapshot snapshot = book.at(on);
    const Interner& texts = snapshot.history().texts();
    const std::vector<TextId> names{texts.find("X1").value_or(-1), texts.find("X2").value_or(-1)};
    std::string out;
    for (const auto& [row, of] : snapshot.beneath(Table::lines, names, texts.find(kind)))
      out += snapshot.history().name(Table::lines, row) + (of == 0 ? " " : "' ");
    return out;
  };
  EXPECT_EQ(beneath("2024-01-31", "pledge"), "L1 L3 ");
  EXPECT_EQ(beneath("2024-01-31", "contract"), "L2 ");
  const auto revise = [&](const std::string& known, const std::string& change) {
    book.say("state 0\nrevisions\nknown_date=" + known + "\nof_kind=line\nof=L3\n" + change + "change=replaced\n");
  };
  revise("2024-02-01", "field=of_kind\nwas=pledge\nis=contract\n");
  EXPECT_EQ(beneath("2024-02-01", "pledge"), "L1 ");
  EXPECT_EQ(beneath("2024-02-01", "contract"), "L2 L3 ");
  revise("2024-03-01", "field=of\nwas=X1\nis=X2\n");
  EXPECT_EQ(beneath("2024-03-01", "pledge"), "L1 ");
  EXPECT_EQ(beneath("2024-03-01", "contract"), "L2 L3' ");
}

TEST(Snapshot, RowsAreTheVisibleOnes) {
  Example book;
  for (int i = 0; i < 300; ++i)
    book.say("state 0\npledges\nid=Q" + std::to_string(i) + "\nknown_date=2024-0" + (i % 3 == 0 ? "1" : "2") +
             "-01\ndonors=DE\n");
  std::set<std::string> names;
  const Snapshot snapshot = book.at("2024-01-31");
  for (const auto pledge : snapshot.rows<Table::pledges>()) names.insert(pledge.name());
  EXPECT_EQ(names.size(), 100U);
  EXPECT_TRUE(names.contains("Q297"));
  EXPECT_TRUE(snapshot.rows<Table::events>().empty());
}

TEST(Snapshot, AProtectedSourceHasNoName) {
  Example book;
  book.say("state 0\nsources\nid=S1\nlabel=RESTRICTED\nprotected=yes\n").say("state 0\nsources\nid=S2\nprotected=no\n");
  for (const std::string source : {"S1", "S2", "S3"}) book.say("state 0\npledges\nid=" + source + "\nsource=" + source + "\ndonors=DE\n");
  for (const auto& reader : all_readers()) {
    const Snapshot snapshot = *Snapshot::make(book.history(), {.reader = reader});
    EXPECT_EQ(snapshot.find<Table::pledges>("S1")->source(), kNeverNamed);  // whoever may see its row
    EXPECT_EQ(snapshot.find<Table::pledges>("S2")->source(), "S2");
    EXPECT_EQ(snapshot.find<Table::pledges>("S3")->source(), "S3");  // the book has no such source
  }
  EXPECT_EQ(book.at("2025-01-01").source_name(kNullCell), "");
}

// ---- tables that could not be read

// Whether somebody who does this to a book of whose pledges something could not be read asked for them.
template <class Ask>
bool asks(Ask ask) {
  History history;
  EXPECT_TRUE(replay("state 0\nprogramme\nid=programme\nname=T\nreporting_currency=EUR\nreport_date=2025-06-25\n", history));
  EXPECT_TRUE(replay("state 0\npledges\nid=P1\ndonors=DE\ndate=2024\n", history));
  EXPECT_TRUE(replay("state 0\nrevisions\nknown_date=2024\nof_kind=pledge\nof=P1\nfield=donors\nwas=DE\nis=FR\nchange=replaced\n", history));
  history.unread()->add(Table::pledges);
  const auto snapshot = Snapshot::make(history, {});
  EXPECT_FALSE(history.unread()->asked().any());
  ask(*snapshot);
  EXPECT_FALSE(history.unread()->asked().holds(Table::funds));
  return history.unread()->asked().holds(Table::pledges);
}

TEST(Snapshot, ShowsTheRestOfATableAndNotesWhoAsksForIt) {
  EXPECT_TRUE(asks([](const Snapshot& s) { EXPECT_EQ((*s.rows<Table::pledges>().begin()).text<"donors">(), "FR"); }));
  EXPECT_TRUE(asks([](const Snapshot& s) { EXPECT_EQ(s.count(Table::pledges), 1U); }));
  EXPECT_TRUE(asks([](const Snapshot& s) { EXPECT_TRUE(s.find<Table::pledges>("P1")); }));
  EXPECT_TRUE(asks([](const Snapshot& s) { EXPECT_FALSE(s.find<Table::pledges>("none")); }));
  EXPECT_TRUE(asks([](const Snapshot& s) { EXPECT_TRUE(s.visible(Table::pledges, 0)); }));
  EXPECT_TRUE(asks([](const Snapshot& s) { EXPECT_FALSE(s.visible(Table::pledges, 7)); }));
  EXPECT_TRUE(asks([](const Snapshot& s) { EXPECT_TRUE(s.beneath(Table::pledges, {}).empty()); }));
  EXPECT_FALSE(asks([](const Snapshot& s) { EXPECT_EQ(s.count(Table::funds), 0U); }));
  EXPECT_FALSE(asks([](const Snapshot& s) { EXPECT_FALSE(s.head().empty()); }));
}

// What they hold tells of every table what was known when.
TEST(Snapshot, AsksForSourcesAndRevisions) {
  for (const Table table : {Table::sources, Table::revisions, Table::readers}) {
    History history;
    ASSERT_TRUE(replay("state 0\nprogramme\nid=programme\nname=T\nreporting_currency=EUR\nreport_date=2025-06-25\n", history));
    history.unread()->add(table);
    ASSERT_TRUE(Snapshot::make(history, {}));
    EXPECT_EQ(history.unread()->take_asked().any(), table != Table::readers);
    EXPECT_FALSE(history.unread()->asked().any());
  }
}

}  // namespace
}  // namespace servanda
