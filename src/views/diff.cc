#include "views/diff.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "base/check.h"

namespace servanda {
namespace {

std::string day_text(std::optional<Day> day) { return day ? to_string(*day) : std::string(); }

// Sorts what takes long to move: each moves once.
template <class Entry>
void sort_long(std::vector<Entry>& entries) {
  std::vector<Entry*> order;
  order.reserve(entries.size());
  for (Entry& entry : entries) order.push_back(&entry);
  std::ranges::sort(order, {}, [](const Entry* entry) -> const Entry& { return *entry; });
  std::vector<Entry> sorted;
  sorted.reserve(entries.size());
  for (Entry* entry : order) sorted.push_back(std::move(*entry));
  entries = std::move(sorted);
}

// Calls visit(row) for the rows that `one` shows and `other` does not.
template <class Visit>
void for_shown_by_one(const Snapshot& one, const Snapshot& other, Table table, Visit visit) {
  const auto& shown = one.mask(table);
  const auto& others = other.mask(table);
  for (std::size_t word = 0; word < shown.size(); ++word)
    for (std::uint64_t rest = shown[word] & ~(word < others.size() ? others[word] : 0); rest != 0; rest &= rest - 1)
      visit(static_cast<RowIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
}

std::size_t count_shown_by_one(const Snapshot& one, const Snapshot& other, Table table) {
  std::size_t count = 0;
  for_shown_by_one(one, other, table, [&](RowIndex) { ++count; });
  return count;
}

// The version before `row` that `snapshot` shows, if any.
RowIndex shown_before(const Snapshot& snapshot, Table table, RowIndex row) {
  do row = snapshot.history().predecessor(table, row);
  while (row != kNoRow && !snapshot.visible(table, row));
  return row;
}

std::vector<Cell> cells_of(const History& history, Table table, RowIndex row) {
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < schema_of(table).columns.size(); ++i) cells.push_back(history.cell(table, row, i));
  return cells;
}

// Whether the Snapshot takes a version into account: recorded, known and for its reader, whatever covers it.
bool counts(const Snapshot& snapshot, Table table, RowIndex row) {
  const auto known = snapshot.known_day(table, row);
  if (snapshot.history().sequence(table, row) > snapshot.as_recorded() || (known && *known > snapshot.as_known()))
    return false;
  const auto& reader = snapshot.options().reader;
  if (!reader) return true;
  std::string_view text = snapshot.label(table, row);
  if (text.empty()) text = snapshot.label(Table::programme, snapshot.find_row(Table::programme, "programme"));
  const auto label = parse_label(text.empty() ? "PUBLIC" : text);
  return label && can(*reader, *label, snapshot.programme().report_date);
}

// The retraction that hides the key of `row` from `snapshot`, if that is what hides it.
RowIndex retraction_of(const Snapshot& snapshot, Table table, RowIndex row) {
  const History& history = snapshot.history();
  for (RowIndex next = history.newest(table, cells_of(history, table, row)); next != kNoRow && next != row;
       next = history.predecessor(table, next))
    if (history.operation(table, next) == Operation::retract && counts(snapshot, table, next)) return next;
  return kNoRow;
}

// A field of an entry, as `to` shows it.
struct Field {
  Table table;
  RowIndex row;
  std::size_t column;
  auto operator<=>(const Field&) const = default;
};

// What became of the revisions of one field.
struct Revised {
  struct Newest {
    PartialDate known;
    std::string is;
    std::string change;
  };
  std::optional<Newest> newest;  // of those that only `to` shows
  int revisions = 0;
  bool corrected = false;   // a revision that both show, in another version
  bool taken_back = false;  // a revision that only `from` shows
};

class Differ {
 public:
  Differ(const Snapshot& from, const Snapshot& to) : from_(from), to_(to), history_(to.history()) {}

  void compare(DiffResult& result, RecordedLater recorded_later) {
    collect_revisions();
    std::vector<Table> tables;
    for (const TableSchema& table : all_tables()) tables.push_back(table.table);
    std::ranges::sort(tables, {}, [](Table table) { return schema_of(table).kind; });
    std::size_t most_added = 0;
    for (const Table table : tables) most_added += count_shown_by_one(to_, from_, table);
    result.added.reserve(most_added);
    for (const Table table : tables) {
      pair_versions(table, result);
      if (recorded_later == RecordedLater::list) list_recorded_later(table, result);
    }
    for (const auto& [field, revised] : revised_)
      if (from_.visible(field.table, field.row)) compare_field(field, field.row, field.row, result);
    if (!std::ranges::is_sorted(result.added)) sort_long(result.added);
    sort_long(result.changed);
    sort_long(result.retracted);
    sort_long(result.recorded_later);
  }

 private:
  // The field that a revision is about, where `to` shows its entry.
  std::optional<Field> target_of(const Snapshot& shown, const Row<Table::revisions>& revision) const {
    const TableSchema* table = find_table_of_kind(revision.text<"of_kind">());
    if (table == nullptr || !revision.date<"known_date">()) return std::nullopt;
    const auto column = find_column(*table, revision.text<"field">());
    const RowIndex row = shown.find_row(table->table, revision.text<"of">());
    if (!column || row == kNoRow) return std::nullopt;
    const RowIndex in_to = &shown == &to_ ? row : to_.find_row(table->table, revision.text<"of">());
    if (in_to == kNoRow) return std::nullopt;
    return Field{table->table, in_to, *column};
  }

  void collect_revisions() {
    for_shown_by_one(to_, from_, Table::revisions, [&](RowIndex row) {
      const Row<Table::revisions> revision(to_, row);
      const auto field = target_of(to_, revision);
      if (!field) return;
      Revised& revised = revised_[*field];
      if (shown_before(from_, Table::revisions, row) != kNoRow)
        revised.corrected = true;
      else
        add_new(revision, revised);
    });
    for_shown_by_one(from_, to_, Table::revisions, [&](RowIndex row) {
      if (const auto field = target_of(from_, Row<Table::revisions>(from_, row))) revised_[*field].taken_back = true;
    });
  }

  // Revisions stand over each other as in Snapshot: by known date, then by value.
  void add_new(const Row<Table::revisions>& revision, Revised& revised) {
    ++revised.revisions;
    const auto change = revision.code<"change", Change>();
    Revised::Newest newest{*revision.date<"known_date">(), std::string(revision.text<"is">()),
                           change ? std::string(name_of(*change)) : "revision"};
    const auto order = [](const Revised::Newest& one) { return std::tuple(one.known.last(), one.is, one.change); };
    if (!revised.newest || order(*revised.newest) < order(newest)) revised.newest = std::move(newest);
  }

  // Two versions of one key lie on one chain, so one of them is found by walking back from the other: in a book that
  // only grew, the one that `from` shows; the other way round serves a `to` that stands on fewer entries.
  void pair_versions(Table table, DiffResult& result) {
    std::unordered_set<RowIndex> paired;
    for_shown_by_one(from_, to_, table, [&](RowIndex row) {
      const RowIndex is = shown_before(to_, table, row);
      if (is != kNoRow) {
        paired.insert(is);
        compare_versions(table, row, is, result);
        return;
      }
      gone_.push_back(row);
    });
    for_shown_by_one(to_, from_, table, [&](RowIndex row) {
      if (paired.contains(row)) return;
      const RowIndex was = shown_before(from_, table, row);
      if (was == kNoRow) {
        added_.emplace_back(history_.name(table, row), row);
        return;
      }
      paired.insert(was);
      compare_versions(table, was, row, result);
    });
    for (const RowIndex row : gone_)
      if (!paired.contains(row)) add_retracted(table, row, result);
    gone_.clear();
    std::ranges::sort(added_);  // what is written of them takes long to move
    for (const auto& [name, row] : added_) result.added.push_back({facts_of(to_, table, row), day_text(to_.known_day(table, row)), {}});
    added_.clear();
  }

  void compare_versions(Table table, RowIndex was, RowIndex is, DiffResult& result) {
    for (std::size_t column = 0; column < schema_of(table).columns.size(); ++column)
      compare_field({table, is, column}, was, is, result);
  }

  void compare_field(const Field& field, RowIndex was, RowIndex is, DiffResult& result) {
    if (from_.cell(field.table, was, field.column) == to_.cell(field.table, is, field.column)) return;
    if (is_never_named(to_, field.table, is)) return;
    FieldChange change{std::string(schema_of(field.table).kind),
                       history_.name(field.table, is),
                       std::string(schema_of(field.table).columns[field.column].name),
                       told_text(from_, field.table, was, field.column),
                       told_text(to_, field.table, is, field.column),
                       {},
                       {}};
    explain(field, was, is, change);
    result.changed.push_back(std::move(change));
  }

  void explain(const Field& field, RowIndex was, RowIndex is, FieldChange& change) const {
    const auto found = revised_.find(field);
    if (found != revised_.end() && found->second.newest) {
      change.why = found->second.newest->change;
      change.known = to_string(found->second.newest->known.last());
      change.revisions = found->second.revisions;
    } else if (found != revised_.end() && found->second.corrected) {
      change.why = "correction";
    } else if (found != revised_.end() && found->second.taken_back) {
      change.why = "revision_taken_back";
    } else {
      const RowIndex newer = std::max(was, is);
      change.why = history_.operation(field.table, newer) == Operation::state ? "stated_again" : "correction";
      change.known = day_text(to_.known_day(field.table, newer));
    }
  }

  void add_retracted(Table table, RowIndex row, DiffResult& result) {
    const RowIndex retraction = retraction_of(to_, table, row);
    const std::string known = retraction == kNoRow ? std::string() : day_text(to_.known_day(table, retraction));
    result.retracted.push_back(
        {facts_of(from_, table, row), known, retraction == kNoRow ? "no_longer_known" : "retraction"});
  }

  void list_recorded_later(Table table, DiffResult& result) const {
    if (from_.as_recorded() >= to_.as_recorded()) return;
    for_shown_by_one(to_, from_, table, [&](RowIndex row) {
      const auto known = to_.known_day(table, row);
      if (history_.sequence(table, row) <= from_.as_recorded() || (known && *known > from_.as_known())) return;
      result.recorded_later.push_back({facts_of(to_, table, row), day_text(known), {}});
    });
  }

  const Snapshot& from_;
  const Snapshot& to_;
  const History& history_;
  std::map<Field, Revised> revised_;
  std::vector<RowIndex> gone_;  // of the table at hand: `from` shows them, and `to` no earlier version
  std::vector<std::pair<std::string, RowIndex>> added_;  // of the table at hand, by name: only `to` shows them, in any version
};

}  // namespace

Result<DiffResult> diff(const Snapshot& from, const Snapshot& to, std::vector<EffectFigure> effect,
                        const DiffOptions& options) {
  CHECK(&from.history() == &to.history());
  if (from.as_known() > to.as_known())
    return bad_usage("the later date comes first: from " + to_string(from.as_known()) + " to " +
                     to_string(to.as_known()));
  DiffResult result;
  result.from = from.as_known();
  result.to = to.as_known();
  if (options.head == Head::compute) result.head = to.head();
  Differ(from, to).compare(result, options.recorded_later);
  result.effect = std::move(effect);
  result.prices = options.prices;
  return result;
}

// ---- written out

namespace {

Json entry_json(const DiffEntry& entry) {
  const EntryFacts& facts = entry.facts;
  Json out{{"kind", facts.kind},
           {"entry", facts.id},
           {"date", reported(facts.date)},
           {"known", reported(entry.known)},
           {"what", reported(facts.what)},
           {"stage", reported(facts.stage)},
           {"classifier", reported(facts.classifier)},
           {"place", reported(facts.place)},
           {"quantity", reported(facts.quantity)},
           {"unit", reported(facts.unit)}};
  out["amount"] = facts.amount ? amount_json(facts.amount->key, {facts.amount->amount.units(), facts.amount->qualifier})
                               : Json();
  out["source"] = reported(facts.source);
  out["note"] = reported(facts.note);
  if (!entry.why.empty()) out["why"] = entry.why;
  return out;
}

Json entries_json(const std::vector<DiffEntry>& entries) {
  Json out = Json::array();
  for (const DiffEntry& entry : entries) out.push_back(entry_json(entry));
  return out;
}

// Those whose own date had passed by a day.
std::int64_t dated_by(const std::vector<DiffEntry>& entries, Day day) {
  return std::ranges::count_if(entries, [&](const DiffEntry& entry) {
    const auto date = PartialDate::parse(entry.facts.date);
    return date && date->last() <= day;
  });
}

Sheet listed_sheet(std::string title, const std::vector<DiffEntry>& entries) {
  Sheet sheet;
  sheet.title = std::move(title);
  sheet.columns = {{"kind"},
                   {"entry"},
                   {"date", Align::left, "#date"},
                   {"known"},
                   {"stage"},
                   {"classifier"},
                   {"quantity", Align::decimal, "#indicator+num"},
                   {"unit"},
                   {"amount", Align::decimal, "#value"},
                   {"currency", Align::left, "#currency"},
                   {"amount is"},
                   {"what", Align::left, "#description"},
                   {"source", Align::left, "#meta+source"}};
  for (const DiffEntry& entry : entries) {
    const EntryFacts& facts = entry.facts;
    const auto& money = facts.amount;
    sheet.rows.push_back({facts.kind, facts.id, facts.date, entry.known, facts.stage, facts.classifier, facts.quantity,
                          facts.unit, money ? money->amount.to_string() : "", money ? money->key.currency.code() : "",
                          money ? nature_of(*money) : "", facts.what,
                          facts.source_title.empty() ? facts.source : facts.source_title});
  }
  return sheet;
}

}  // namespace

Json to_json(const DiffResult& result) {
  Json out{{"as_known", to_string(result.to)},
           {"from", to_string(result.from)},
           {"to", to_string(result.to)},
           {"head", result.head},
           {"added", entries_json(result.added)}};
  Json changed = Json::array();
  for (const FieldChange& change : result.changed)
    changed.push_back({{"kind", change.kind},
                       {"entry", change.entry},
                       {"field", change.field},
                       {"was", reported(change.was)},
                       {"is", reported(change.is)},
                       {"why", change.why},
                       {"known", reported(change.known)},
                       {"revisions", change.revisions}});
  out["changed"] = std::move(changed);
  out["retracted"] = entries_json(result.retracted);
  out["recorded_later"] = entries_json(result.recorded_later);
  Json effect = Json::array();
  for (const EffectFigure& figure : result.effect)
    effect.push_back({{"figure", figure.figure}, {"was", reported(figure.was)}, {"is", reported(figure.is)}});
  out["effect"] = std::move(effect);
  out["added_dated_by_from"] = dated_by(result.added, result.from);
  out["prices"] = result.prices.text();
  return out;
}

std::vector<Sheet> to_sheets(const DiffResult& result) {
  Sheet effect;
  effect.title = "Changes";
  effect.heading = {"as known " + to_string(result.from) + " and " + to_string(result.to) +
                    (result.prices.constant ? ", amounts at " + result.prices.text() : "")};
  effect.columns = {{"figure"}, {"was", Align::decimal}, {"is", Align::decimal}};
  for (const EffectFigure& figure : result.effect) effect.rows.push_back({figure.figure, figure.was, figure.is});
  Sheet changed;
  changed.title = "Changed";
  changed.columns = {{"kind"}, {"entry"}, {"field"}, {"was"}, {"is"}, {"why"}, {"known"}, {"revisions", Align::right}};
  for (const FieldChange& change : result.changed)
    changed.rows.push_back({change.kind, change.entry, change.field, change.was, change.is, change.why, change.known,
                            std::to_string(change.revisions)});
  Sheet retracted = listed_sheet("Retracted", result.retracted);
  retracted.columns.push_back({"why"});
  for (std::size_t i = 0; i < retracted.rows.size(); ++i) retracted.rows[i].push_back(result.retracted[i].why);
  Sheet added = listed_sheet("Added", result.added);
  if (const std::int64_t late = dated_by(result.added, result.from); late > 0)
    added.footnotes.push_back(std::to_string(late) + " of these " + (late == 1 ? "is" : "are") + " dated by " + to_string(result.from) +
                              " and became known only after it.");
  std::vector<Sheet> sheets{std::move(effect), std::move(added), std::move(changed), std::move(retracted)};
  if (!result.recorded_later.empty())
    sheets.push_back(listed_sheet("Known by " + to_string(result.from) + ", recorded later", result.recorded_later));
  return sheets;
}

}  // namespace servanda
