#include "views/statements.h"

#include <algorithm>
#include <latch>
#include <mutex>
#include <set>
#include <utility>

#include "base/currency.h"
#include "base/decimal.h"
#include "base/parallel.h"
#include "base/split.h"
#include "base/trimmed.h"
#include "views/judging.h"
#include "views/words.h"

namespace servanda {
namespace {

// Phrases that say that something is still to come.
constexpr std::array<std::string_view, 29> kFutureMarks{
    "will",        "shall",       "would",      "to be",       "going to",     "by the end of", "by year's end", "by end of",
    "by the year's end", "in the coming", "next year", "is expected", "are expected", "expects",  "plans to",      "plan to",
    "intends to",  "aims to",     "due to",     "is set to",   "are set to",   "no later than", "by next",       "beyond",
    "promises to",  "promised to", "pledges to", "pledged to",  "commits to"};
// With these the world has already answered.
constexpr std::array<std::string_view, 9> kPastMarks{"already", "have been", "has been", "had been", "reached",
                                                     "so far",  "to date",   "was",      "were"};

// Words that judge and state nothing that a record could show.
constexpr std::array<std::string_view, 60> kOpinionWords{
    "tense",        "eyebrows",      "historic",    "united",       "unprecedented", "disappointing", "disappointed", "bold",
    "weak",         "shameful",      "brilliant",   "credible",     "should",        "must",          "regrettable",  "worrying",
    "best",         "worst",         "greatest",    "divided",      "chaotic",       "warm",          "cordial",      "frosty",
    "impressive",   "outrageous",    "wonderful",   "terrible",     "reckless",      "wise",          "foolish",      "brave",
    "cowardly",     "inspiring",     "remarkable",  "awkward",      "uneasy",        "constructive",  "hypocritical", "generous",
    "ungenerous",   "stingy",        "unfair",      "fair",         "believe",       "believes",      "feel",         "feels",
    "hopeful",      "pessimistic",   "optimistic",  "embarrassing", "triumph",       "triumphant",    "humiliating",  "encouraging",
    "game-changing", "insufficient", "ambitious",   "courageous"};

constexpr std::array<std::string_view, 14> kAnonymousMarks{
    "anonymous", "unnamed", "unidentified", "undisclosed", "sources", "source", "insider", "insiders", "familiar",
    "anonymity", "unknown", "officials",    "diplomats",   "experts"};

bool has_phrase_of(std::string_view folded, std::string_view phrase) {
  for (std::size_t at = folded.find(phrase); at != std::string_view::npos; at = folded.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    const auto letter = [&](std::size_t i) { return i < folded.size() && ((folded[i] >= 'a' && folded[i] <= 'z') || folded[i] == '-'); };
    if ((at == 0 || !letter(at - 1)) && !letter(end)) return true;
  }
  return false;
}

// ---- a text that contradicts itself: "260 modules; half of them, 160"

std::optional<std::string> internal_contradiction(std::string_view text) {
  const auto words = split_words(text);
  const auto numbers = find_numbers(words);
  for (std::size_t i = 1; i + 1 < numbers.size(); ++i) {
    const SpokenNumber& share = numbers[i];
    if (share.unit != "percent") continue;
    const bool of_them = share.last + 1 < words.size() && words[share.last].text == "of" &&
                         (words[share.last + 1].text == "them" || words[share.last + 1].text == "these" ||
                          words[share.last + 1].text == "those" || words[share.last + 1].text == "which" ||
                          words[share.last + 1].text == "that" || words[share.last + 1].text == "it");
    const SpokenNumber& whole = numbers[i - 1];
    const SpokenNumber& part = numbers[i + 1];
    if (!of_them || !part.unit.empty() || !whole.unit.empty() || part.first > share.last + 3) continue;
    const Wide expected = multiply_divide(whole.value, share.value, Wide{100} * kNumberUnit);
    if (within_percent(part.value, expected, 2)) continue;
    return number_text(share.value) + " percent of " + number_text(whole.value) + " is " + number_text(expected) + ", not " +
           number_text(part.value);
  }
  return std::nullopt;
}

// "A closed-door session to which journalists were admitted": who was let in, behind the word that shuts them out.
std::optional<std::string> closed_and_open(std::string_view text) {
  constexpr std::array<std::string_view, 8> kClosed{"closed-door", "closed doors", "closed session", "closed meeting", "in private", "in camera", "private session", "secret session"};
  constexpr std::array<std::string_view, 8> kOutsiders{"journalists", "journalist", "reporters", "press", "media", "public", "cameras", "broadcasters"};
  constexpr std::array<std::string_view, 8> kLetIn{"admitted", "invited", "allowed", "attended", "present", "watched", "let in", "filmed"};
  constexpr std::array<std::string_view, 8> kDenied{"no", "not", "never", "without", "nobody", "barred", "excluded", "neither"};
  const std::string folded = fold(text);
  const auto* closed = std::ranges::find_if(kClosed, [&](std::string_view words) { return has_phrase_of(folded, words); });
  if (closed == kClosed.end()) return std::nullopt;
  const std::string_view behind = std::string_view(folded).substr(folded.find(*closed) + closed->size());
  const auto says = [&](std::string_view words) { return has_phrase_of(behind, words); };
  const auto* outsiders = std::ranges::find_if(kOutsiders, says);
  if (outsiders == kOutsiders.end() || std::ranges::none_of(kLetIn, says) || std::ranges::any_of(kDenied, says)) return std::nullopt;
  return "'" + std::string(*closed) + "' shuts out the " + std::string(*outsiders) + " whom the claim lets in";
}

Judgement unbound(const Snapshot& snapshot, const Claim& claim) {
  Judgement out;
  out.as_known = snapshot.as_known();
  if (is_anonymous(claim.speaker)) {
    out.reason = StatementReason::anonymous_source;
    out.explanation = "only an anonymous source says so";
  } else if (is_opinion(claim.text)) {
    out.reason = StatementReason::opinion;
    out.explanation = "the claim judges and does not state";
  } else {
    out.reason = StatementReason::no_record;
    out.explanation = "the claim is bound to nothing that the record has";
  }
  return out;
}

Judgement judge_bound(const Judging& judging, const std::optional<Binding>& binding) {
  if (!binding) return unbound(judging.snapshot(), judging.claim);
  switch (binding->kind) {
    case Binding::Kind::figure: return judge_figure(judging, binding->figure);
    case Binding::Kind::holds_office: return judge_office(judging, *binding);
    case Binding::Kind::event: return judge_event(judging, *binding);
    case Binding::Kind::text_contains: return judge_text(judging, *binding);
    case Binding::Kind::member_of: return judge_membership(judging, *binding);
  }
  return unbound(judging.snapshot(), judging.claim);
}

Judgement judge(StatementEvidence& evidence, const Claim& claim, const std::optional<Binding>& binding, const CheckOptions& options) {
  const Judging judging{evidence, claim, options.document_text};
  if (const auto contradiction = internal_contradiction(claim.text)) {
    Judgement out = judging.start();
    out.verdict = StatementVerdict::contradicted;
    out.reason = StatementReason::internal_contradiction;
    out.explanation = *contradiction;
    out.rows_are = RowsAre::claim;
    if (const auto row = evidence.snapshot().find<Table::statements>(claim.id); row && row->text<"claim">() == claim.text)
      out.rows = {figure_row(evidence.snapshot(), Table::statements, row->index())};
    return out;
  }
  Judgement out = judge_bound(judging, binding);
  if (out.reason == StatementReason::no_record)
    if (const auto contradiction = closed_and_open(claim.text)) {
      out.reason = StatementReason::internal_contradiction;
      out.explanation += ", and " + *contradiction;
    }
  return out;
}

// ---- who spoke, and was it said before

// "minister of aid, AVL" names the office and its party.
void judge_speaker(StatementEvidence& evidence, StatementResult& out) {
  const Claim& claim = out.claim;
  if (claim.speaker.empty() || claim.said_as.empty()) return;
  bool known = false;
  for (const OfficeRow& row : office_holders(evidence.snapshot(), claim.said_as, claim.said)) {
    if (!evidence.is(row.row)) continue;
    known = true;
    const bool own = same_person(row.person, claim.speaker);
    if (own || row.certain) out.office_rows.push_back(row.row);
    if (own && row.possible) out.held_office = true;
  }
  if (known && !out.held_office) out.held_office = false;
}

const Figure* pledged_figure(const StatementResult& result) {
  if (!result.binding || result.binding->kind != Binding::Kind::figure) return nullptr;
  const Figure& figure = result.binding->figure;
  const bool pledged = figure.kind == Figure::Kind::simple && figure.measure == FigureMeasure::value &&
                       (figure.stage == Stage::pledged || result.now.judged_as != JudgedAs::fact);
  return pledged ? &figure : nullptr;
}

bool has_donor(std::string_view donors, const Figure& figure) {
  const auto condition = std::ranges::find(figure.where, FigureField::donor, &FigureCondition::field);
  if (condition == figure.where.end()) return false;
  for (std::size_t at = 0; at <= donors.size();) {
    const std::size_t end = std::min(donors.find(';', at), donors.size());
    if (donors.substr(at, end - at) == condition->value) return true;
    at = end + 1;
  }
  return donors == condition->value;
}

// Whether two pledges may promise the same: of the same donors and for the same, as far as both say for what.
bool may_be_one(const Row<Table::pledges>& a, const Row<Table::pledges>& b) {
  const auto agree = [](std::string_view x, std::string_view y) { return x.empty() || y.empty() || x == y; };
  const auto instrument = [](const Row<Table::pledges>& pledge) { return pledge.code<"instrument", Instrument>(); };
  const bool both = instrument(a) && instrument(b);
  return a.text<"donors">() == b.text<"donors">() && agree(a.text<"form">(), b.text<"form">()) && (!both || instrument(a) == instrument(b));
}

// Pledges of the same money by the same donors, made a month or more before the claim, that are not those it speaks of, within what
// it speaks of and for what those are; and what the pledges behind the claim repeat.
void find_announced_before(StatementEvidence& evidence, StatementResult& out) {
  const Figure* figure = pledged_figure(out);
  const std::string unit = unit_said(out.claim.unit).unit;
  const auto claimed = figure == nullptr ? std::nullopt : claimed_number(out.claim, unit);
  if (!claimed) return;
  constexpr std::chrono::days kAnew{30};
  const Snapshot& snapshot = evidence.snapshot();
  const auto same_money = [&](const Row<Table::pledges>& pledge) {
    const auto amount = pledge.decimal<"amount">();
    if (!amount) return false;
    if (pledge.text<"currency">() == unit)
      return within_percent(number_of_units(amount->units()), claimed->value, 1);
    const auto currency = Currency::parse(pledge.text<"currency">());
    const auto wanted = Currency::parse(unit);
    if (!currency || !wanted || *wanted != snapshot.programme().currency) return false;
    const Converted converted = in_reporting_currency(snapshot, *amount, *currency, pledge.date<"date">());
    return converted.converted && within_percent(number_of_units(converted.units), claimed->value, 1);
  };
  std::vector<Row<Table::pledges>> meant;
  if (out.now.rows_are == RowsAre::evidence)
    for (const FigureRow& row : out.now.rows)
      if (const auto pledge = snapshot.find<Table::pledges>(row.entry); pledge && row.kind == "pledge") meant.push_back(*pledge);
  const auto of_another = [&](const Row<Table::pledges>& pledge) {
    const auto is_it = [&](const Row<Table::pledges>& other) { return other.index() == pledge.index(); };
    const auto may_be = [&](const Row<Table::pledges>& other) { return may_be_one(pledge, other); };
    return std::ranges::none_of(meant, is_it) && (meant.empty() || std::ranges::any_of(meant, may_be));
  };
  Figure pledged = *figure;
  pledged.stage = Stage::pledged;
  pledged.delivered = false;
  pledged.period.reset();
  std::vector<FigureRow> found;
  const FoundFigure* const all = evidence.figure(pledged, out.claim.said, CountedAs::with_netted);
  for (const auto& [table, index] : all == nullptr ? std::vector<std::pair<Table, RowIndex>>() : (*all)->records) {
    if (table != Table::pledges) continue;
    const Row<Table::pledges> pledge(snapshot, index);
    const auto date = pledge.date<"date">();
    if (!date || date->last() + kAnew > out.claim.said || !has_donor(pledge.text<"donors">(), *figure)) continue;
    if (same_money(pledge) && of_another(pledge)) found.push_back(figure_row(snapshot, Table::pledges, index));
  }
  for (const auto relation : snapshot.rows<Table::relations>()) {
    const auto kind = relation.code<"kind", RelationKind>();
    if (kind != RelationKind::repeats && kind != RelationKind::restates) continue;
    const auto from = snapshot.find<Table::pledges>(relation.text<"from">());
    const auto to = snapshot.find<Table::pledges>(relation.text<"to">());
    if (!from || !to || relation.text<"from_kind">() != "pledge" || relation.text<"to_kind">() != "pledge") continue;
    const auto date = from->date<"date">();
    const bool of_claim = date && date->first() <= out.claim.said + kAnew && date->last() + kAnew >= out.claim.said;
    if (of_claim && has_donor(from->text<"donors">(), *figure) && same_money(*from))
      found.push_back(figure_row(snapshot, Table::pledges, to->index()));
  }
  std::ranges::sort(found);
  const auto rest = std::ranges::unique(found);
  found.erase(rest.begin(), rest.end());
  out.announced_before = std::move(found);
}

// Whether some figure of this book may have a unit; folded, and no currency.
bool is_known_unit(const Snapshot& snapshot, const std::string& unit) {
  constexpr std::array<std::string_view, 14> kOfAnyBook{"t", "tonne", "tonnes", "people", "person", "persons", "share", "growth", "percent", "percent_of_gdp", "records", "record", "place", "unit"};
  if (std::ranges::find(kOfAnyBook, unit) != kOfAnyBook.end()) return true;
  for (const auto item : snapshot.rows<Table::items>())
    if (fold(item.text<"unit">()) == unit || fold(item.name()) == unit) return true;
  for (const auto report : snapshot.rows<Table::reports>())
    if (fold(unit_said(report.text<"unit">()).unit) == unit) return true;
  return false;
}

// Why a column of a statement about a figure cannot be read; empty if it can.
std::string misread_value(std::string_view value) {
  const std::size_t dots = value.find("..");
  const bool until = dots == std::string_view::npos || number_stated(value.substr(dots + 2));
  if (value.empty() || (number_stated(value.substr(0, dots)) && until)) return {};
  return "found '" + std::string(value) + "', expected a number such as 404660000 or 67.5 (a decimal point, no other marks, no words), or two as in 4..5";
}
std::string misread_comparison(std::string_view comparison, std::string_view value) {
  const std::string folded = fold(comparison);
  if (folded == "between" && value.find("..") != std::string_view::npos) return {};
  if (comparison.empty() || find_reading(folded) != nullptr || folded == "present" || folded == "absent") return {};
  return "found '" + std::string(comparison) + "', expected exact, at_least, up_to, >, <, >=, <= or words of the table in docs/statement-check.md, or a blank";
}
// Without the table of items nobody knows which units there are.
std::string misread_unit(const Snapshot& snapshot, std::string_view unit) {
  if (snapshot.rows<Table::items>().empty()) return {};
  const std::string said = unit_said(unit).unit;
  const std::string first = said.substr(0, said.find(' '));
  if (said.empty() || Currency::parse(first) || first == kCrowns || is_known_unit(snapshot, fold(said))) return {};
  return "found '" + std::string(unit) + "', expected a currency (EUR, EUR million), a unit or a code of the table items, or one of t, people, share, percent, "
         "records, place";
}

// A claim as it was read, not judged yet.
StatementResult read_claim(const Snapshot& snapshot, const Claim& claim) {
  StatementResult out{claim, {}, {}, {}, {}, {}, {}, {}};
  if (claim.binding.empty()) return out;
  out.claim.comparison = trimmed(claim.comparison, " ");
  out.claim.value = trimmed(claim.value, " ");
  out.claim.unit = trimmed(claim.unit, " ");
  auto binding = parse_binding(claim.binding);
  if (!binding) {
    out.binding_problem = binding.error().message;
    return out;
  }
  if (binding->kind == Binding::Kind::figure) {
    const std::array columns{std::pair{"value", misread_value(out.claim.value)}, std::pair{"comparison", misread_comparison(out.claim.comparison, out.claim.value)},
                             std::pair{"unit", misread_unit(snapshot, out.claim.unit)}};
    for (const auto& [column, problem] : columns) {
      if (problem.empty()) continue;
      out.problem_in = column;
      out.binding_problem = problem;
      return out;
    }
  }
  out.binding = *std::move(binding);
  return out;
}

void judge_now(StatementEvidence& now, StatementResult& out, const CheckOptions& options) {
  out.now = judge(now, out.claim, out.binding, options);
  judge_speaker(now, out);
  find_announced_before(now, out);
}

// On the day it was said, of which the record has its own Snapshot.
Status judge_then(const Snapshot& now, JudgedSources& sources, StatementResult& out, const CheckOptions& options) {
  ASSIGN_OR_RETURN(const Snapshot snapshot, known_on(now, out.claim.said));
  StatementEvidence then(snapshot, sources);
  out.then = judge(then, out.claim, out.binding, options);
  return {};
}

// What the readings of claims that do not hold are counted from.
std::vector<Funnels::Portion> portions_of(StatementEvidence& now, const std::vector<StatementResult>& claims, const CheckOptions& options) {
  constexpr std::size_t kMost = 4;
  std::vector<Figure> sought;
  for (const StatementResult& claim : claims) {
    if (!claim.binding || claim.binding->kind != Binding::Kind::figure) continue;
    if (seeks_readings({now, claim.claim, options.document_text}, claim.binding->figure)) sought.push_back(claim.binding->figure);
  }
  return now.funnels().portions(sought, kMost);
}

// Each claim as known on its day and as known now, on all threads: each day by itself, and those of now one after the other, since
// they share what is counted; but what they share is counted on all threads before.
Result<std::vector<StatementResult>> judge_all(const Snapshot& snapshot, std::vector<StatementResult> claims, const CheckOptions& options) {
  JudgedSources sources(snapshot);
  std::mutex reading;
  CheckOptions one_at_a_time = options;  // whoever reads documents need not bear several threads
  if (options.document_text)
    one_at_a_time.document_text = [&](std::string_view file) {
      const std::lock_guard lock(reading);
      return options.document_text(file);
    };
  StatementEvidence now(snapshot, sources);
  std::vector<Funnels::Portion> portions = portions_of(now, claims, one_at_a_time);
  std::latch counted(static_cast<std::ptrdiff_t>(portions.size()));
  const auto judge_those_of_now = [&] {
    counted.wait();
    for (Funnels::Portion& portion : portions) now.funnels().take(std::move(portion));
    for (StatementResult& claim : claims) judge_now(now, claim, one_at_a_time);
  };
  std::vector<Status> judged(claims.size());
  const std::size_t now_block = portions.size() + claims.size() / 4;  // by then all is counted, so that no thread waits
  parallel_blocks(portions.size() + claims.size() + 1, 0, [&](std::size_t block) {
    if (block < portions.size()) {
      std::as_const(now).funnels().count(portions[block]);
      counted.count_down();
    } else if (block == now_block) {
      judge_those_of_now();
    } else {
      const std::size_t one = block - portions.size() - (block > now_block ? 1 : 0);
      if (claims[one].claim.said < snapshot.as_known()) judged[one] = judge_then(snapshot, sources, claims[one], one_at_a_time);
    }
  });
  for (std::size_t i = 0; i < claims.size(); ++i) {
    RETURN_IF_ERROR(judged[i]);
    if (claims[i].claim.said >= snapshot.as_known()) claims[i].then = claims[i].now;
  }
  return claims;
}

}  // namespace

const FoundFigure* StatementEvidence::figure(const Figure& figure, std::optional<Day> happened_by, CountedAs counting) {
  const auto key = std::tuple(to_string(figure), happened_by ? happened_by->time_since_epoch().count() : -1'000'000, counting);
  const auto [found, added] = figures_.try_emplace(key);
  if (added) {
    auto value = evaluate(funnels_, figure, {.count_netted = counting == CountedAs::with_netted,
                                              .without_joint = counting == CountedAs::without_joint,
                                              .list_entries = false,
                                              .happened_by = happened_by});
    if (value) found->second.emplace(snapshot_, *std::move(value));
  }
  return found->second ? &*found->second : nullptr;
}

const std::string& StatementEvidence::any_donor() {
  if (any_donor_) return *any_donor_;
  std::set<std::string_view> members;
  for (const std::string& donors : funnels_.donors())
    for (const std::string_view member : split(donors, ';')) members.insert(member);
  any_donor_.emplace();
  for (const std::string_view member : members) *any_donor_ += (any_donor_->empty() ? "" : "|") + std::string(member);
  return *any_donor_;
}

bool StatementEvidence::reported(const std::vector<FigureCondition>& where) {
  return std::ranges::any_of(funnels_.reports(), [&](const Funnels::ReportsOf& reports) { return reports.figure.where == where; });
}

bool StatementEvidence::any(const std::vector<FigureRow>& rows) {
  return std::ranges::any_of(rows, [&](const FigureRow& row) { return is(row); });
}

bool StatementEvidence::is(const FigureRow& row) {
  if (row.source.empty()) return false;
  if (const TableSchema* table = find_table_of_kind(row.kind)) {
    // A row's own grade overrides its source's.
    const RowIndex index = snapshot_.find_row(table->table, row.entry);
    constexpr Cell kCannotBeJudged = 5;
    if (index != kNoRow) {
      const Cell own = snapshot_.cell(table->table, index, kReliability);
      if (own == kCannotBeJudged || snapshot_.cell(table->table, index, kCredibility) == kCannotBeJudged) return false;
    }
  }
  return sources_.can_be_judged(row.source);
}

bool JudgedSources::can_be_judged(const std::string& source) {
  const std::lock_guard lock(mutex_);
  const auto [found, added] = judged_.try_emplace(source, false);
  if (!added) return found->second;
  if (!all_) {
    // A source tells of itself before its own date: what a row says it was known earlier is not asked here.
    constexpr Day kEnd = std::chrono::sys_days(std::chrono::year(2999) / 12 / 31);
    auto all = known_on(snapshot_, kEnd);
    if (!all) return false;
    all_ = *std::move(all);
  }
  const auto row = all_->find<Table::sources>(source);
  constexpr Cell kReliabilityF = 5;
  found->second = row && row->cell<"reliability">() != kReliabilityF && !row->flag<"protected">() && !is_unidentified(row->text<"publisher">());
  return found->second;
}

namespace {

// "had supplied", "has already sent"; not "will have sent", "has promised".
bool has_perfect(std::string_view text) {
  constexpr std::array<std::string_view, 13> kPromising{"promised", "pledged", "committed", "agreed",  "announced", "offered", "vowed",
                                                        "planned",  "decided", "expected",  "proposed", "needed",   "asked"};
  constexpr std::array<std::string_view, 12> kDone{"given", "sent", "paid", "spent", "come", "lent", "got", "made", "taken", "met", "held", "begun"};
  const auto is = [](const auto& list, std::string_view word) { return std::ranges::find(list, word) != list.end(); };
  const auto words = split_words(text);
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const bool have = words[at].text == "had" || words[at].text == "has" || words[at].text == "have";
    if (!have || (at > 0 && (words[at - 1].text == "will" || words[at - 1].text == "to"))) continue;
    const std::string& verb = words[at + 1].text == "only" && at + 2 < words.size() ? words[at + 2].text : words[at + 1].text;
    if (is(kDone, verb) || (verb.size() > 4 && verb.ends_with("ed") && !is(kPromising, verb))) return true;
  }
  return false;
}

}  // namespace

bool speaks_of_future(std::string_view text) {
  const std::string folded = fold(text);
  const auto marked = [&](std::string_view mark) { return has_phrase_of(folded, mark); };
  const bool strong = has_phrase_of(folded, "will") || has_phrase_of(folded, "shall") || has_phrase_of(folded, "to be");
  if (strong) return true;
  return std::ranges::any_of(kFutureMarks, marked) && std::ranges::none_of(kPastMarks, marked) && !has_perfect(text);
}

bool speaks_of_past(std::string_view text) {
  constexpr std::array<std::string_view, 4> kHappened{"took place", "is completed", "are completed", "is complete"};
  constexpr std::array<std::string_view, 8> kNow{"takes place", "take place", "meets", "meet", "is held", "is to", "opens", "next"};  // "who were in Porto meet in Ankara"
  const std::string folded = fold(text);
  const auto marked = [&](std::string_view mark) { return has_phrase_of(folded, mark); };
  if (speaks_of_future(text) || std::ranges::any_of(kNow, marked)) return false;
  return std::ranges::any_of(kPastMarks, marked) || std::ranges::any_of(kHappened, marked) || has_perfect(text);
}

bool is_opinion(std::string_view text) {
  constexpr std::array<std::string_view, 4> kUnited{"states", "kingdom", "nations", "arab"};  // names that judge nothing
  const auto words = split_words(text);
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (std::ranges::find(kOpinionWords, words[at].text) == kOpinionWords.end()) continue;
    const bool name = words[at].text == "united" && at + 1 < words.size() && std::ranges::find(kUnited, words[at + 1].text) != kUnited.end();
    if (!name) return true;
  }
  return false;
}

bool is_anonymous(std::string_view speaker) {
  const auto words = split_words(speaker);
  if (has_phrase_of(fold(speaker), "not to be named")) return true;
  return std::ranges::any_of(words, [](const Word& word) {
    return std::ranges::find(kAnonymousMarks, word.text) != kAnonymousMarks.end();
  });
}

bool is_unidentified(std::string_view publisher) {
  const auto words = split_words(publisher);
  return std::ranges::any_of(words, [](const Word& word) {
    return word.text == "anonymous" || word.text == "unnamed" || word.text == "unidentified" || word.text == "undisclosed";
  });
}

Result<StatementResult> check_claim(const Snapshot& snapshot, const Claim& claim, const CheckOptions& options) {
  ASSIGN_OR_RETURN(std::vector<StatementResult> judged, judge_all(snapshot, {read_claim(snapshot, claim)}, options));
  return std::move(judged.front());
}

Result<CheckResult> check_statements(const Snapshot& snapshot, const CheckOptions& options) {
  CheckResult out;
  out.as_known = snapshot.as_known();
  if (options.head == Head::compute) out.head = snapshot.head();
  std::vector<Claim> claims;
  for (const auto row : snapshot.rows<Table::statements>()) {
    Claim claim{row.name(),
                std::string(row.text<"speaker">()),
                std::string(row.text<"said_as">()),
                row.date<"date">(),
                snapshot.as_known(),
                std::string(row.text<"claim">()),
                std::string(row.text<"binding">()),
                std::string(row.text<"comparison">()),
                std::string(row.text<"value">()),
                std::string(row.text<"unit">()),
                std::string(row.source())};
    if (claim.date) claim.said = claim.date->last();
    if (const auto known = snapshot.known_day(Table::statements, row.index())) claim.said = std::min(claim.said, std::max(*known, claim.date ? claim.date->first() : *known));
    claims.push_back(std::move(claim));
  }
  if (claims.empty())
    return nothing_to_show(snapshot, "check", Table::statements, "statements, or a plain text: servanda check BOOK FILE.txt",
                           {"id,speaker,said_as,date,claim,binding,comparison,value,unit,source",
                            "N1,Jane Doe,minister of aid,2025-06-25,We gave over 2 billion,value @ pledged where donor=DE in 2024,"
                            ">,2000000000,EUR,news-1"});
  std::ranges::sort(claims, {}, &Claim::id);
  std::vector<StatementResult> read;
  for (const Claim& claim : claims) read.push_back(read_claim(snapshot, claim));
  ASSIGN_OR_RETURN(out.statements, judge_all(snapshot, std::move(read), options));
  if (snapshot.rows<Table::offices>().empty()) out.missing.push_back({"offices", "who held an office cannot be checked"});
  if (snapshot.rows<Table::document_facts>().empty())
    out.missing.push_back({"document_facts", "what a document says can be checked by its full text alone"});
  constexpr std::string_view kNoRecord = "claims about it find no record";
  constexpr std::string_view kCounted = "figures are counted without it";
  name_empty(snapshot, {{Table::pledges, kNoRecord}, {Table::allocations, kNoRecord}, {Table::contracts, kNoRecord},
                        {Table::consignments, kNoRecord}, {Table::events, kNoRecord}, {Table::funds, kNoRecord},
                        {Table::reports, kNoRecord}, {Table::targets, kNoRecord}, {Table::happenings, kNoRecord},
                        {Table::memberships, kNoRecord}, {Table::documents, kNoRecord}, {Table::economy, kNoRecord},
                        {Table::lines, kCounted}, {Table::items, kCounted}, {Table::relations, kCounted}, {Table::revisions, kCounted},
                        {Table::parties, "names of donors, recipients and members are not known"},
                        {Table::sources, "nobody knows who says what, so no source can be judged"}},
             out.missing);
  tell_first_known(snapshot, out.missing);
  return out;
}

// ---- printing

namespace {

Json judgement_json(const Judgement& judgement) {
  Json out{{"verdict", name_of(judgement.verdict)},
           {"reason", judgement.reason == StatementReason::none ? Json() : Json(name_of(judgement.reason))},
           {"value", judgement.value.empty() ? Json() : Json(judgement.value)},
           {"as_known", to_string(judgement.as_known)},
           {"judged_as", kJudgedAsNames[static_cast<std::size_t>(judgement.judged_as)]},
           {"due", judgement.due ? Json(to_string(*judgement.due)) : Json()},
           {"explanation", judgement.explanation},
           {"rows", rows_json(judgement.rows)},
           {"rows_are", kRowsAreNames[static_cast<std::size_t>(judgement.rows_are)]}};
  return out;
}

}  // namespace

Json to_json(const StatementResult& result) {
  const Claim& claim = result.claim;
  Json nearest;
  if (result.now.nearest)
    nearest = {{"how", result.now.nearest->how},
               {"reading", result.now.nearest->reading},
               {"value", result.now.nearest->value},
               {"rows", rows_json(result.now.nearest->rows)}};
  Json out{{"id", claim.id},
           {"claim", claim.text},
           {"speaker", claim.speaker.empty() ? Json() : Json(claim.speaker)},
           {"said_as", claim.said_as.empty() ? Json() : Json(claim.said_as)},
           {"date", claim.date ? Json(claim.date->to_string()) : Json()},
           {"source", claim.source},
           {"binding", result.binding ? Json(to_string(*result.binding)) : Json()},
           {"verdict", name_of(result.now.verdict)},
           {"reason", result.now.reason == StatementReason::none ? Json() : Json(name_of(result.now.reason))},
           {"explanation", result.now.explanation},
           {"then", judgement_json(result.then)},
           {"now", judgement_json(result.now)},
           {"rows", rows_json(result.now.rows)},
           {"rows_are", kRowsAreNames[static_cast<std::size_t>(result.now.rows_are)]},
           {"nearest_true", std::move(nearest)},
           {"announced_before", rows_json(result.announced_before)},
           {"held_office", result.held_office ? Json(*result.held_office) : Json()},
           {"office_rows", rows_json(result.office_rows)}};
  if (!result.binding_problem.empty()) {
    out["binding_problem"] = result.binding_problem;
    out["problem_in"] = result.problem_in;
  }
  return out;
}

Json to_json(const CheckResult& result) {
  Json statements = Json::array();
  for (const StatementResult& statement : result.statements) statements.push_back(to_json(statement));
  Json counts = Json::object();
  for (std::size_t i = 0; i < kStatementVerdictNames.size(); ++i)
    counts[std::string(kStatementVerdictNames[i])] =
        std::ranges::count_if(result.statements, [&](const StatementResult& statement) {
          return static_cast<std::size_t>(statement.now.verdict) == i;
        });
  return {{"as_known", to_string(result.as_known)},
          {"head", result.head},
          {"counts", std::move(counts)},
          {"statements", std::move(statements)},
          {"missing", to_json(result.missing)}};
}

std::vector<Sheet> to_sheets(const CheckResult& result) {
  Sheet sheet;
  sheet.title = "Statements";
  sheet.heading = {"Verdict as known " + to_string(result.as_known) + "; `then` as known on the day it was said"};
  sheet.columns = {{"id", Align::left, "#meta+id"},           {"verdict", Align::left, "#status+verdict"},
                   {"reason", Align::left, "#status+reason"}, {"then", Align::left, "#status+then"},
                   {"claim", Align::left, "#description"},    {"found", Align::left, "#meta+explanation"},
                   {"true if", Align::left, "#meta+nearest"}, {"rows", Align::left, "#meta+rows"}};
  for (const StatementResult& statement : result.statements) {
    std::string rows;
    constexpr std::size_t kMostShown = 3;
    for (std::size_t i = 0; i < std::min(statement.now.rows.size(), kMostShown); ++i)
      rows += (i == 0 ? "" : ", ") + statement.now.rows[i].short_name();
    if (statement.now.rows.size() > kMostShown) rows += " and " + std::to_string(statement.now.rows.size() - kMostShown) + " more";
    if (!rows.empty() && statement.now.rows_are == RowsAre::nearest) rows = "nearest: " + rows;
    std::string found = statement.now.explanation;
    if (statement.held_office == false) found += "; " + statement.claim.speaker + " did not hold the office named";
    if (!statement.announced_before.empty()) found += "; announced before: " + statement.announced_before.front().short_name();
    if (!statement.binding_problem.empty()) found = statement.problem_in + ": " + statement.binding_problem;
    const auto nearest = statement.now.nearest;
    sheet.rows.push_back({statement.claim.id, std::string(name_of(statement.now.verdict)),
                          std::string(name_of(statement.now.reason)), std::string(name_of(statement.then.verdict)),
                          statement.claim.text, std::move(found),
                          nearest ? nearest->how + ": " + nearest->for_people() : std::string(), std::move(rows)});
  }
  sheet.footnotes = footnotes_of(result.missing);
  return {sheet};
}

}  // namespace servanda
