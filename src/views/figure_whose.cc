#include "views/figure_reading.h"

#include <algorithm>
#include <array>
#include <set>

#include "views/claim_words.h"

namespace servanda {

std::optional<int> FigureReader::conditions(Figure& figure, std::size_t at, bool money) {
  Whose whose = this->whose(at);
  if (const FigureCondition* owner = sum_ == nullptr || !money ? nullptr : servanda::party_of(sum_->figure); owner != nullptr && mentions().empty() && !says_we())
    whose = {.where = {*owner}, .confidence = -15, .assumed = "donor " + owner->value + ", whose money the sentence before speaks of"};
  if (programme_ && mentions().empty())
    whose = {.where = {{FigureField::donor, std::string(programme_->text<"donors">())}}, .confidence = -5, .assumed = "donor " + std::string(programme_->text<"donors">()) + ", whose programme it is"};
  if (whose.where.empty() && somebody()) {
    unbound("which donor: the text names none");
    return std::nullopt;
  }
  if (whose.where.empty() && !whose.assumed.empty() && refers_back()) {
    unbound("whose figure it is: the text does not say who is meant");
    return std::nullopt;
  }
  const std::string supplier = supplier_near(at);
  const bool of_before = before_.subject && !whose.where.empty() && whose.where.front() == *before_.subject && !whose.assumed.empty();
  if (of_before && !supplier.empty() && !tied() && !speaks_of_one_before()) {  // "Emberlow Textiles won contracts": of any donor
    whose.where.clear();
    whose.assumed.clear();
  }
  if (before_.subject && !whose.where.empty() && whose.where.front() == *before_.subject && !whose.assumed.empty() && (of_nobody(at) || named_long_ago())) {
    unbound("whose figure it is: the sentence names no donor, and nothing ties it to the one before");
    return std::nullopt;
  }
  if (whose.apart) {
    unbound("one of several donors: each has a figure of its own");
    return std::nullopt;
  }
  if (alone(whose, at)) {
    unbound("what a donor gave with others too: a figure does not tell its own from the joint");
    return std::nullopt;
  }
  int confidence = whose.confidence;
  if (!whose.assumed.empty()) assume(whose.assumed);
  figure.where = std::move(whose.where);
  if (!add_receiver(figure, at, confidence)) return std::nullopt;
  if (!supplier.empty()) {
    figure.where.push_back({FigureField::supplier, supplier});
    confidence += 20;
  }
  if (!money) return confidence;
  const auto has = [&](FigureField field) {
    return std::ranges::any_of(figure.where, [&](const FigureCondition& c) { return c.field == field; });
  };
  for (const FieldWord* field : fields_of(at)) {
    if (named_with_another(*field) && field->field == FigureField::instrument && of_one_announcement(at)) continue;
    if (named_with_another(*field)) {
      unbound("one kind, instrument or form: the text names two together");
      return std::nullopt;
    }
    figure.where.push_back({field->field, std::string(field->value)});
    confidence += 5;
  }
  const bool received = text_.has_phrase("budget received") || text_.has_phrase("budget has received");
  if ((received || text_.has_word("into")) && text_.has_word("budget") && !has(FigureField::form) &&
      book_has_form(kBudgetSupport)) {
    figure.where.push_back({FigureField::form, std::string(kBudgetSupport)});
    confidence += 5;
  }
  take_fields(figure);
  std::ranges::sort(figure.where);
  return confidence;
}

// "50 billion in grants and loans, announced on 1 March": of one day, both are all that was promised.
bool FigureReader::of_one_announcement(std::size_t at) const {
  const SpokenPeriod* period = text_.nearest_period(at);
  return period != nullptr && period->named.precision() == DatePrecision::day && period->period.from == period->period.until;
}

bool FigureReader::alone(const Whose& whose, std::size_t at) const {
  const bool said = text_.has_phrase("on its own") || text_.has_phrase("by itself") || text_.has_phrase("on their own");
  if (!said || whose.where.empty() || whose.where.front().field != FigureField::donor) return false;
  const SpokenPeriod* period = text_.nearest_period(at);  // in a month without a joint promise, all are its own
  for (const auto pledge : snapshot_.rows<Table::pledges>()) {
    const std::string donors = ";" + std::string(pledge.text<"donors">()) + ";";
    const auto date = pledge.date<"date">();
    if (period != nullptr && date && inside(period->period, *date) == Inside::no) continue;
    if (donors.find(";" + whose.where.front().value + ";") != std::string::npos && std::ranges::count(donors, ';') > 2) return true;
  }
  return false;
}

bool FigureReader::add_receiver(Figure& figure, std::size_t at, int& confidence) {
  if (snapshot_.programme().recipients.size() < 2) return true;
  const std::vector<std::string> receivers = receivers_near(at);
  const bool apart = text_.has_word("each") || text_.has_word("respectively") || text_.has_word("apiece");
  if (receivers.size() > 1 && apart) {
    unbound("one of several receivers: each has a figure of its own");
    return false;
  }
  if (receivers.empty()) return true;
  std::string either;
  for (const std::string& receiver : std::set(receivers.begin(), receivers.end())) either += (either.empty() ? "" : "|") + receiver;
  figure.where.push_back({FigureField::recipient, either});
  confidence += 20;
  return true;
}

bool FigureReader::strange_receiver(const SpokenNumber& number) {
  for (std::size_t at = 0; at + 2 < text_.size(); ++at) {
    const bool that = word(at) == "into" && (word(at + 1) == "that" || word(at + 1) == "this");
    if (!that || !(among(kProgrammes, word(at + 2)) || word(at + 2) == "scheme")) continue;
    refuse("a programme that the book's figures know: '" + text_.original(at + 1, at + 3) + "' is none");
    return true;
  }
  for (std::size_t at = number.last; at + 1 < text_.size() && !text_.breaks_before(at); ++at) {
    if (word(at) != "to" && word(at) != "into") continue;
    const std::size_t name = word(at + 1) == "the" ? at + 2 : at + 1;
    if (!text_.capital(name) || text_.in_period(name)) continue;
    const bool known = std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
      return thing.first == name &&
             (text_.is_recipient(thing.id) || thing.kind == Kind::place || thing.kind == Kind::capital);
    });
    if (known) continue;
    refuse("a receiver that the book's figures know: '" + text_.original(name, name + 1) + "' is none");
    return true;
  }
  return false;
}

bool FigureReader::strange_donor(const SpokenStage& stage) {
  constexpr std::array<std::string_view, 6> kInstitutions{"fund", "commission", "bank", "agency", "foundation", "consortium"};
  for (std::size_t at = 0; at < text_.size(); ++at)
    if (among(kInstitutions, word(at)) && !text_.in_thing(at) && text_.original(at, at + 1).size() > word(at).size() && mentions().empty()) {  // "the pooled fund's"
      unbound("a donor that the book knows: '" + text_.original(at, at + 1) + "' is none");
      return true;
    }
  if (stage.noun) return false;
  const std::size_t first = text_.clause_of(stage.at).first;
  const auto named_here = [&](const NamedThing& thing) {
    const bool somebody = thing.kind == Kind::party || thing.kind == Kind::group || thing.kind == Kind::person || thing.kind == Kind::capital ||
                          thing.kind == Kind::office;
    return somebody && thing.first >= first && thing.first < stage.at;
  };
  const auto mentioned = mentions();  // "the Commission" too
  const auto before_stage = [&](const Mention& mention) { return mention.first >= first && mention.first < stage.at; };
  if (std::ranges::any_of(text_.things(), named_here) || std::ranges::any_of(mentioned, before_stage)) return false;
  constexpr std::array<std::string_view, 18> kBetween{"has",     "have",    "had", "will", "would", "also",
                                                      "already", "jointly", "now", "only", "to",    "is",
                                                      "are",     "not",     "yet", "then", "never", "plans"};
  constexpr std::array<std::string_view, 9> kPronouns{"we", "it", "they", "he", "she", "who", "which", "that", "i"};
  std::size_t at = stage.at;
  while (at > 0 && !text_.breaks_before(at) && among(kBetween, word(at - 1))) --at;
  if (at == 0 || text_.breaks_before(at)) return false;
  const std::size_t name = at - 1;
  constexpr std::array<std::string_view, 8> kCommon{"value", "goods", "money", "aid", "tonnage", "deliveries", "pledges", "payments"};
  if (among(kCommon, word(name))) return false;
  if (word(name) == "the" || word(name) == "that" || of_own_office(name)) return false;
  const bool known =
      text_.in_thing(name) || text_.in_period(name) || among(kOfAll, word(name)) || among(kPronouns, word(name));
  if (!text_.capital(name) || known || number_at(name) != nullptr || (name == 0 && word(name).ends_with('s')))
    return false;
  unbound("a donor that the book knows: '" + text_.original(name, at) + "' is none");
  return true;
}

bool FigureReader::strange_programme(const SpokenNumber& number) {
  constexpr std::array<std::string_view, 5> kUnder{"under", "through", "via", "from", "of"};
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (!among(kProgrammes, word(at)) || !text_.capital(at) || text_.in_thing(at)) continue;
    std::size_t first = at;
    while (first > 0 && text_.capital(first - 1)) --first;
    const std::size_t before = first > 0 && word(first - 1) == "the" ? first - 1 : first;
    const bool subject = before == 0 || text_.breaks_before(before);  // "The Ukraine Facility provides for"
    if (first == at || !(subject || among(kUnder, word(before - 1))) || text_.breaks(number.first, first) > 1) continue;
    programme_ = promise_called(text_.original(word(first) == "the" ? first + 1 : first, at + 1));
    if (!programme_) unbound("a programme that the book's figures know: '" + text_.original(first, at + 1) + "' is none");
    return true;
  }
  return false;
}

std::optional<Row<Table::pledges>> FigureReader::promise_called(std::string_view name) const {
  std::optional<Row<Table::pledges>> out;
  for (const auto pledge : snapshot_.rows<Table::pledges>()) {
    const std::string_view description = pledge.text<"description">();
    if (!description.starts_with(name) || description.substr(name.size(), 1) != ":" || !pledge.date<"date">()) continue;
    if (out && (out->text<"donors">() != pledge.text<"donors">() || out->date<"date">() != pledge.date<"date">())) return std::nullopt;
    out = pledge;
  }
  return out;
}

}  // namespace servanda
