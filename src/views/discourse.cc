#include "views/discourse.h"

#include <algorithm>
#include <array>

#include "views/claim_words.h"
#include "views/claims.h"
#include "views/sentence_text.h"

namespace servanda {
namespace {

// What a sum of money is called.
constexpr std::array<std::string_view, 24> kSumNouns{
    "loan",   "loans", "grant",     "guarantee", "package",    "share",        "fund",    "facility", "framework", "programme", "pledge",  "commitment",
    "budget", "aid",   "support",   "promise",   "assistance", "contribution", "payment", "tranche",  "instalment", "offer",    "scheme",  "drawdown"};
constexpr std::array<std::string_view, 4> kAnySum{"sum", "amount", "total", "money"};
constexpr std::array<std::string_view, 3> kPayments{"payment", "tranche", "instalment"};
constexpr std::array<std::string_view, 11> kOrdinals{"first", "second", "third", "fourth", "fifth", "sixth", "last", "final", "next", "latest", "further"};
constexpr std::array<std::string_view, 8> kDetermined{"the", "this", "that", "its", "our", "their", "his", "her"};
// Behind "it": what is said of a sum, and not what somebody does.
constexpr std::array<std::string_view, 14> kOfSum{"amounts", "amounted", "totals", "totalled", "comes", "came", "stands", "stood", "runs", "covers", "rose", "fell", "grew", "includes"};
constexpr std::array<std::string_view, 4> kBe{"is", "was", "been", "be"};
constexpr std::array<std::string_view, 4> kThis{"it", "this", "that", "which"};

bool ends_noun(const SentenceText& text, std::size_t at) {
  return at >= text.size() || text.breaks_before(at) || among(kEndOfNoun, text.word(at)) || text.in_period(at);
}

// "that share", "the second package": where it stands.
bool called_at(const SentenceText& text, const SpokenSum& sum, std::size_t at) {
  constexpr std::size_t kReach = 2;
  const std::string noun(text.word(at));
  const bool any = among(kAnySum, noun);
  if (!any && std::ranges::find(sum.nouns, noun) == sum.nouns.end()) return false;
  if (any && text.word(at + 1) == "of") return false;  // "a total of 5 million"
  for (std::size_t before = at; before > 0 && at - before < kReach; --before) {
    if (text.breaks_before(before) || text.in_thing(before - 1)) return false;
    if (among(kDetermined, text.word(before - 1))) return before == at || !among(kOrdinals, text.word(before));
  }
  return false;
}

// "it was raised to", "it amounts to"; not "it was paying", "it has given".
bool it_at(const SentenceText& text, std::size_t at) {
  if (text.word(at) != "it") return false;
  if (among(kOfSum, text.word(at + 1))) return true;
  const std::size_t be = text.word(at + 1) == "has" || text.word(at + 1) == "had" ? at + 2 : at + 1;
  return among(kBe, text.word(be)) && !text.word(be + 1).ends_with("ing");
}

// "its first payment", "the second instalment"; not "the first payment of the loan", whatever loan that is.
bool payment_at(const SentenceText& text, std::size_t at) {
  if (!among(kPayments, text.word(at)) || text.word(at + 1) == "under" || at == 0) return false;
  constexpr std::size_t kReach = 3;
  for (std::size_t before = at; before > 0 && at - before < kReach; --before)
    if (among(kOrdinals, text.word(before - 1))) return text.word(at + 1) != "of" || text.word(at + 2) != "the";
  return false;
}

std::optional<Figure> figure_of(const ReadClaim& read) {
  if (read.confidence == 0) return std::nullopt;
  const auto binding = parse_binding(read.claim.binding);
  if (!binding || binding->kind != Binding::Kind::figure || binding->figure.kind != Figure::Kind::simple) return std::nullopt;
  return binding->figure;
}

std::optional<SpokenSum> sum_of(const SentenceText& text, const std::vector<ReadClaim>& claims) {
  std::vector<SpokenSum> sums;
  for (const ReadClaim& read : claims)
    if (const auto figure = figure_of(read); figure && figure->measure == FigureMeasure::value && !read.leans)
      sums.push_back({*figure, read.claim.unit, read.claim.value});
  if (sums.empty()) return std::nullopt;
  const bool lots = sums.size() > 1 && std::ranges::all_of(sums, [&](const SpokenSum& sum) {
    return sum.value == sums.front().value && sum.figure.where == sums.front().figure.where && sum.figure.stage == sums.front().figure.stage;
  });
  const auto promised = [](const SpokenSum& sum) { return sum.figure.stage == Stage::pledged && !sum.figure.delivered; };
  if (lots) {
    sums.front().lots = sums.size();
    sums.front().figure.period.reset();
  } else if (sums.size() > 1) {  // "has paid 200 million of its 500 million loan": the loan
    if (std::ranges::count_if(sums, promised) != 1) return std::nullopt;
    std::ranges::stable_partition(sums, promised);
  }
  SpokenSum out = sums.front();
  for (const Word& word : text.words())
    if (among(kSumNouns, word.text)) out.nouns.push_back(word.text);
  return out;
}

}  // namespace

std::optional<FigureCondition> ReadContext::voice() const {
  if (we) return we;
  if (only_donor.empty() || other_donors) return std::nullopt;
  return FigureCondition{FigureField::donor, only_donor};
}

void add_context(ReadContext& before, const ReadContext& said) {
  if (!before.we || (said.we && before.we->field == FigureField::group && said.we->field == FigureField::donor)) before.we = said.we;
  const bool names = said.subject || said.donors.size() > 1;
  before.silent = names || said.tied ? 0 : before.silent + 1;
  if (names) before.subject = said.subject;
  if (!said.item.empty() || said.items > 1 || !said.noun.empty()) {
    before.item = said.item;
    before.noun = said.noun;
  }
  std::vector<std::string> donors = said.donors;
  if (donors.empty() && !before.subject && !said.subject && !said.read_donor.empty()) {  // "the Ukraine Facility"
    donors = {said.read_donor};
    before.subject = FigureCondition{FigureField::donor, said.read_donor};
  }
  if (!donors.empty()) before.donors = donors;
  for (const std::string& donor : donors) {
    before.other_donors = before.other_donors || (!before.only_donor.empty() && before.only_donor != donor);
    before.only_donor = donor;
  }
  if (!said.group.empty()) before.group = said.group;
  if (before.first_group.empty()) before.first_group = said.first_group;
  if (!said.series.empty()) before.series = said.series;
  before.joined = said.joined;
  if (!said.project.empty()) before.project = said.project;
  if (said.of_output || said.figure) before.of_output = said.of_output;
  constexpr int kFades = 60;
  for (auto& [word, percent] : before.words) percent = percent * kFades / 100;
  std::erase_if(before.words, [](const auto& word) {
    constexpr int kLeast = 15;
    return word.second < kLeast;
  });
  for (const auto& [word, percent] : said.words) before.words[word] = percent;
  before.items = said.items;
  before.document = said.document;
  if (said.currency) before.currency = said.currency;
  before.number = said.number;
  if (said.sum || said.other_sums) before.sum = said.sum;
  if (said.figure) before.figure = said.figure;
  before.years = said.years;
  if (said.date) before.date = said.date;
  if (said.month) before.month = said.month;
}

// Two figures that differ in their years alone, the earlier one first.
std::optional<std::pair<Figure, Figure>> two_years(const std::vector<ReadClaim>& claims) {
  std::vector<Figure> figures;
  for (const ReadClaim& read : claims)
    if (auto figure = figure_of(read); figure && figure->period && figure->period->from.precision() == DatePrecision::year) figures.push_back(*std::move(figure));
  if (figures.size() != 2) return std::nullopt;
  if (figures[1].period->from < figures[0].period->from) std::swap(figures[0], figures[1]);
  Figure like = figures[0];
  like.period = figures[1].period;
  const bool same = to_string(like) == to_string(figures[1]) && figures[0].period->from < figures[1].period->from;
  return same ? std::optional(std::pair(figures[0], figures[1])) : std::nullopt;
}

void note_claims(ReadContext& said, const SentenceText& text, const std::vector<ReadClaim>& claims) {
  said.years = two_years(claims);
  for (const ReadClaim& read : claims)
    if (const auto binding = parse_binding(read.claim.binding); binding && binding->kind == Binding::Kind::member_of) said.joined = binding->which;
  for (const ReadClaim& read : claims) {
    const auto binding = parse_binding(read.claim.binding);
    if (!binding || binding->kind != Binding::Kind::event) continue;
    for (const auto project : text.snapshot().rows<Table::projects>()) {
      const std::string name(project.text<"name">());
      if (!name.empty() && (binding->what == name || binding->what.ends_with(" of " + name))) said.project = project.name();
    }
  }
  for (const ReadClaim& read : claims)
    if (auto figure = figure_of(read)) {
      said.currency = figure->measure == FigureMeasure::value ? read.claim.unit : "";
      said.other_sums = said.other_sums || (figure->measure == FigureMeasure::value && !read.leans);
      const FigureCondition* whose = party_of(*figure);
      if (whose != nullptr && whose->field == FigureField::donor) said.read_donor = whose->value;
      if (said.read_donor.find(';') != std::string::npos) said.subject = *whose;  // "announced together with Brenholt": of both
      if (!read.leans) said.figure = std::move(figure);
    }
  if (said.number && said.number->unit.size() == 3) said.currency = said.number->unit;
  said.sum = sum_of(text, claims);
  for (const SpokenPeriod& period : text.periods()) {
    said.date = period.named;
    if (period.named.precision() != DatePrecision::year) said.month = period.named;
  }
}

bool is_of_one_lot(const SentenceText& text, const SpokenPeriod& period) {
  constexpr std::array<std::string_view, 7> kOne{"one", "another", "first", "second", "third", "other", "last"};
  constexpr std::array<std::string_view, 4> kIn{"in", "on", "at", "of"};
  // "in two instalments of 30 million, in May and in August": as many periods as lots.
  for (const SpokenNumber& number : text.numbers()) {
    if (!number.unit.empty() || !among(kLots, text.word(number.last)) || number.last >= period.first) continue;
    const auto behind = std::ranges::count_if(text.periods(), [&](const SpokenPeriod& other) { return other.first > number.last && text.word(other.first - 1) == "in"; });
    if (number.value == behind * kNumberUnit && text.word(period.first - 1) == "in") return true;
  }
  std::size_t at = period.first;
  if (at > 0 && (text.word(at - 1) == "early" || text.word(at - 1) == "late")) --at;
  return at >= 2 && among(kIn, text.word(at - 1)) && among(kOne, text.word(at - 2));
}

bool is_part_of_sum(const SentenceText& text, const SpokenSum& sum, const SpokenNumber& number) {
  const auto this_or_called = [&](std::size_t at) {
    if (among(kThis, text.word(at)) && !text.in_period(at) && ends_noun(text, at + 1)) return true;
    for (std::size_t noun = at; noun < at + 4; ++noun)
      if (called_at(text, sum, noun)) return true;
    return false;
  };
  if (text.word(number.last) == "of" && this_or_called(number.last + 1)) return true;
  return text.word(0) == "of" && number.first > 0 && this_or_called(1);
}

bool calls_sum(const SentenceText& text, const SpokenSum& sum, std::size_t number) {
  const auto [first, last] = text.clause_of(number);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (called_at(text, sum, at) || payment_at(text, at)) return true;
    if (at >= first && at < last && it_at(text, at)) return true;
  }
  return false;
}

}  // namespace servanda
