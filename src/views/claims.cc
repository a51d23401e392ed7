#include "views/claims.h"

#include <algorithm>
#include <array>

namespace servanda {
namespace {

bool ends_sentence(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '!' || c == '?') return true;
  if (c != '.') return false;
  // Not inside a number or an abbreviation: "3.5", "D.C.", "Mr. Rutte", "bn."
  if (at + 1 < text.size() && text[at + 1] != ' ' && text[at + 1] != '\n' && text[at + 1] != '\r' && text[at + 1] != '"' &&
      static_cast<unsigned char>(text[at + 1]) < 0x80)
    return false;
  std::size_t begin = at;
  while (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != '\n') --begin;
  const std::string word = fold(text.substr(begin, at - begin));
  constexpr std::array<std::string_view, 16> kShort{"mr", "mrs", "ms", "dr", "gen", "sen", "st", "no", "approx", "e.g",
                                                    "i.e", "u.s", "u.k", "d.c", "prof", "col"};
  if (std::ranges::find(kShort, word) != kShort.end()) {
    std::size_t next = at + 1;
    while (next < text.size() && text[next] == ' ') ++next;
    // "the U.S. The ..." ends; "the U.S. gave" does not.
    const bool country = word == "u.s" || word == "u.k" || word == "d.c";
    return country && next < text.size() && text.substr(next).starts_with("The ");
  }
  return true;
}

// How many bytes of a bullet a sentence begins with.
std::size_t bullet_size(std::string_view sentence) {
  constexpr std::array<std::string_view, 3> kBullets{"-", "*", "•"};
  const auto* found = std::ranges::find_if(kBullets, [&](std::string_view bullet) { return sentence.starts_with(bullet); });
  return found == kBullets.end() ? 0 : found->size();
}
bool is_bullet(std::string_view sentence) { return bullet_size(sentence) > 0; }

// By a blank line before it, or a bullet.
bool begins_paragraph(std::string_view between, std::string_view sentence) {
  return std::ranges::count(between, '\n') > 1 || is_bullet(sentence) || sentence.starts_with('#');
}

// A few words without a full stop, alone in their paragraph.
bool is_heading(std::string_view sentence) {
  constexpr std::ptrdiff_t kMostBlanks = 7;
  const bool ends = sentence.ends_with('.') || sentence.ends_with('!') || sentence.ends_with('?') || sentence.ends_with(':');
  return sentence.starts_with('#') || (!ends && !is_bullet(sentence) && std::ranges::count(sentence, ' ') <= kMostBlanks);
}

// What stands around a sentence and says whom or what it is about: the sentence before in its paragraph, the heading of its
// section, the words that its list stands under.
class Surroundings {
 public:
  explicit Surroundings(std::string_view text) : last_(text.data()) {}

  // The sentence as it is to be read: a list's entry behind the words that the list stands under. Valid until the next one.
  Sentence place(const Sentence& sentence) {
    const std::string_view between{last_, static_cast<std::size_t>(sentence.text.data() - last_)};
    paragraph_ = first_ || begins_paragraph(between, sentence.text);
    first_ = false;
    if (paragraph_ && !asked_ && !(is_bullet(sentence.text) && !list_.empty())) 
      before = {.subject = section_.subject, .we = before.we, .i = before.i, .item = {}, .only_donor = before.only_donor, .other_donors = before.other_donors, .heading_item = section_.item, .first_group = before.first_group, .words = section_.words};
    if (paragraph_ && !is_bullet(sentence.text)) list_.clear();
    last_ = sentence.text.data() + sentence.text.size();
    if (!is_bullet(sentence.text) || list_.empty()) return sentence;
    entry_ = list_ + " " + std::string(sentence.text.substr(bullet_size(sentence.text)));
    return {sentence.line, entry_, list_.size()};
  }
  void leave(const Sentence& sentence, const ReadContext& context) {
    const bool in_list = is_bullet(sentence.text) && !list_.empty();
    asked_ = sentence.text.ends_with('?');  // the answer speaks of whom the question does
    if (sentence.text.ends_with(':')) list_ = std::string(sentence.text);
    if (paragraph_ && is_heading(sentence.text)) section_ = context;
    if (in_list) return;
    add_context(before, context);
  }

  ReadContext before;

 private:
  const char* last_;
  bool first_ = true;
  bool paragraph_ = true;
  bool asked_ = false;
  ReadContext section_;
  std::string list_;
  std::string entry_;
};

bool is_blank_here(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::optional<std::size_t> bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 && c != '\n' && c != '\r' && c != '\t') return at;
    if (c < 0x80) continue;
    const std::size_t more = c >= 0xF0 && c < 0xF5 ? 3 : c >= 0xE0 ? 2 : c >= 0xC2 ? 1 : 0;
    if (more == 0 || c >= 0xF5) return at;
    for (std::size_t i = 1; i <= more; ++i)
      if (at + i >= text.size() || (static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return at;
    at += more;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Sentence> split_sentences(std::string_view text) {
  std::vector<Sentence> out;
  std::size_t line = 1;
  std::size_t begin = 0;
  std::size_t begin_line = 1;
  const auto add = [&](std::size_t end) {
    std::string_view sentence = text.substr(begin, end - begin);
    std::size_t from_line = begin_line;
    while (!sentence.empty() && is_blank_here(sentence.front())) {
      if (sentence.front() == '\n') ++from_line;
      sentence.remove_prefix(1);
    }
    while (!sentence.empty() && is_blank_here(sentence.back())) sentence.remove_suffix(1);
    if (!sentence.empty() && sentence.front() != '|') out.push_back({from_line, sentence});
    begin = end;
    begin_line = line;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') {
      const std::size_t next = text.find_first_not_of(" \r\t", at + 1);
      const bool blank_line = next == std::string_view::npos || text[next] == '\n';
      const bool bullet = next != std::string_view::npos && (is_bullet(text.substr(next)) || text[next] == '#' || text[next] == '|');
      const std::size_t own = text.find_first_not_of(" \r\t\n", begin);
      const bool whole_line = own < at && (text[own] == '#' || text[own] == '|');  // a heading, the row of a table
      if (blank_line || bullet || whole_line) add(at);
      ++line;
    } else if (ends_sentence(text, at)) {
      std::size_t end = at + 1;
      while (end < text.size() && (text[end] == '"' || text[end] == '\'' || text[end] == ')')) ++end;
      while (text.substr(end).starts_with("”") || text.substr(end).starts_with("’")) end += 3;
      add(end);
      at = end - 1;
    }
  }
  add(text.size());
  return out;
}

// What a text leaves to its first sentence, where it is told who says it.
static Result<ReadContext> spoken_by(const Snapshot& snapshot, const Gazetteer& gazetteer, const std::string& by, Day said) {
  ReadContext out;
  std::string party = gazetteer.party(by);
  std::pair<bool, Day> best{false, Day::min()};  // surely held on the day, and since when: of two offices the later one
  for (const auto row : snapshot.rows<Table::offices>()) {
    if (fold(row.text<"person">()) != fold(by)) continue;
    out.i = std::string(row.text<"person">());
    const auto from = row.date<"from">();
    const auto until = row.date<"until">();
    if (row.text<"party">().empty() || (from && from->first() > said) || (until && until->last() < said)) continue;
    const std::pair held{(!from || from->last() <= said) && (!until || until->first() >= said), from ? from->first() : Day::min()};
    if (!party.empty() && held < best) continue;
    best = held;
    party = std::string(row.text<"party">());
  }
  if (party.empty() && out.i.empty())
    return Error{ErrorCode::bad_input, "found the speaker '" + by + "', expected a party of the book or a person who holds an office in it", {}, {}, {}};
  if (!party.empty()) out.we = FigureCondition{FigureField::donor, party};
  return out;
}

Result<ClaimsResult> check_text(const Snapshot& snapshot, std::string_view text, const ClaimsOptions& options) {
  if (const auto bad = bad_byte(text))
    return Error{ErrorCode::bad_input, "found a byte that is no UTF-8 text, expected plain text; save the file as UTF-8", {},
                 static_cast<std::size_t>(std::ranges::count(text.substr(0, *bad), '\n')) + 1, {}};
  ClaimsResult out;
  out.as_known = snapshot.as_known();
  out.said = options.said.value_or(snapshot.as_known());
  if (options.check.head == Head::compute) out.head = snapshot.head();
  const Gazetteer gazetteer(snapshot);
  std::size_t number = 0;
  Surroundings around(text);
  if (!options.by.empty()) {
    ASSIGN_OR_RETURN(around.before, spoken_by(snapshot, gazetteer, options.by, out.said));
  }
  for (const Sentence& sentence : split_sentences(text)) {
    ++out.sentences;
    ReadSentence found = read_sentence(snapshot, gazetteer, around.place(sentence), out.said, around.before);
    around.leave(sentence, found.context);
    for (ReadClaim& read : found.claims) {
      read.claim.id = "C" + std::to_string(++number);
      ASSIGN_OR_RETURN(StatementResult result, check_claim(snapshot, read.claim, options.check));
      out.claims.push_back({sentence.line, std::string(sentence.text), read.confidence, std::move(read.missing), std::move(read.assumed), std::move(result)});
    }
  }
  return out;
}

Json to_json(const ClaimsResult& result) {
  Json claims = Json::array();
  std::size_t bound = 0;
  for (const FoundClaim& found : result.claims) {
    Json claim = to_json(found.result);
    claim["line"] = found.line;
    claim["sentence"] = found.sentence;
    claim["confidence"] = found.confidence;
    claim["missing"] = found.missing.empty() ? Json() : Json(found.missing);
    claim["assumed"] = found.assumed.empty() ? Json() : Json(found.assumed);
    claims.push_back(std::move(claim));
    bound += found.confidence > 0 ? 1 : 0;
  }
  return {{"as_known", to_string(result.as_known)},
          {"head", result.head},
          {"said", to_string(result.said)},
          {"sentences", result.sentences},
          {"claims", result.claims.size()},
          {"bound", bound},
          {"statements", std::move(claims)}};
}

std::vector<Sheet> to_sheets(const ClaimsResult& result) {
  Sheet sheet;
  sheet.title = "Claims found in the text";
  sheet.heading = {"Said " + to_string(result.said) + "; verdict as known " + to_string(result.as_known) +
                   ". Confidence is that of the reading, not of the verdict."};
  sheet.columns = {{"line", Align::right, "#meta+line"},          {"verdict", Align::left, "#status+verdict"},
                   {"reason", Align::left, "#status+reason"},     {"confidence", Align::right, "#indicator+confidence"},
                   {"read as", Align::left, "#meta+binding"},     {"sentence", Align::left, "#description"},
                   {"found", Align::left, "#meta+explanation"}};
  std::size_t bound = 0;
  for (const FoundClaim& found : result.claims) {
    const Claim& claim = found.result.claim;
    bound += found.confidence > 0 ? 1 : 0;
    std::string reading = claim.binding;
    if (!claim.comparison.empty()) reading += " " + claim.comparison;
    if (!claim.value.empty()) reading += " " + claim.value + (claim.unit.empty() ? "" : " " + claim.unit);
    if (!found.assumed.empty()) reading += " (assumed: " + found.assumed + ")";
    if (found.confidence == 0) reading = "not bound: " + found.missing;
    sheet.rows.push_back({std::to_string(found.line), std::string(name_of(found.result.now.verdict)),
                          std::string(name_of(found.result.now.reason)), std::to_string(found.confidence) + " %", reading,
                          found.sentence, found.result.now.explanation});
  }
  sheet.footnotes = {std::to_string(result.sentences) + " sentences, " + std::to_string(result.claims.size()) +
                     " checkable claims, " + std::to_string(bound) + " of them bound."};
  return {sheet};
}

}  // namespace servanda
