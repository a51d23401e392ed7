#include <algorithm>
#include <iterator>
#include <set>

#include "views/claim_readers.h"
#include "views/claim_words.h"
#include "views/figure_reader.h"
#include "views/sentence_text.h"
#include "views/statements.h"

namespace servanda {
namespace {

// All that a sentence claims.
class ClaimReader {
 public:
  ClaimReader(const SentenceText& text, const ReadContext& before) : text_(text), before_(before) {}

  std::vector<ReadClaim> read() {
    take(read_offices(text_, before_));
    ReadMemberships memberships = read_memberships(text_, before_);
    take(std::move(memberships.claims));
    std::vector<ReadClaim> of_text = read_documents(text_, before_);
    if (of_text.empty()) {
      take(read_figures(text_, before_));
      take(read_events(text_, before_));
    }
    take(std::move(of_text));
    if (out_.empty()) rest(memberships.to_come);
    return std::move(out_);
  }

 private:
  std::string_view word(std::size_t at) const { return text_.word(at); }
  void take(std::vector<ReadClaim> claims) { std::ranges::move(claims, std::back_inserter(out_)); }
  void unbound(std::string missing) { out_.push_back({text_.claim(), 0, std::move(missing), {}}); }

  // What names something checkable and could not be bound, and what is an opinion.
  void rest(bool to_join) {
    if (is_opinion(text_.text())) return unbound("a fact: it judges and does not state");
    if (is_anonymous(text_.speaker())) return unbound("a source with a name");
    if (to_join) return unbound("a document or an announcement that says so: it is of what is to come");
    if (text_.text().ends_with('?') || !of_the_record()) return;
    const bool staged = std::ranges::any_of(kStageWords, [&](const StageWord& stage) { return text_.has_phrase(stage.words); });
    const auto said = [&](const auto& list) {
      return std::ranges::find_if(text_.words(), [&](const Word& w) { return among(list, w.text); });
    };
    const auto end = text_.words().end();
    if (const auto gone = said(kExits); gone != end)
      return unbound("a figure of what was lost, returned or called off: no binding has '" + gone->text + "'");
    if (const auto when = said(kPunctual); when != end)
      return unbound("a figure of promises kept or late: no binding has '" + when->text + "'");
    const bool several = text_.things().size() > 1 || !text_.periods().empty() || said(kRecordNouns) != end;
    if (staged || said(kRecordVerbs) != end || (several && (text_.has_verb() || text_.has_word("is") || text_.has_word("are"))))
      unbound("a number, a date or a place that could be checked");
  }
  // Whether a sentence names anything that the book keeps, by its own name or as what it is.
  bool of_the_record() const {
    return !text_.things().empty() || std::ranges::any_of(text_.words(), [](const Word& w) { return among(kRecordNouns, w.text); });
  }

  const SentenceText& text_;
  const ReadContext& before_;
  std::vector<ReadClaim> out_;
};

ReadSentence read_one(const SentenceText& text, const ReadContext& before) {
  ReadSentence out{ClaimReader(text, before).read(), context_of(text, before)};
  out.context.document = document_spoken_of(text, before);
  // A sentence of two texts leaves none to be meant by "it".
  std::set<std::string> texts;
  for (const ReadClaim& read : out.claims)
    if (const auto binding = parse_binding(read.claim.binding); binding && binding->kind == Binding::Kind::text_contains) texts.insert(binding->what);
  if (texts.size() > 1) out.context.document.clear();
  constexpr std::string_view kReport = "report(";
  for (const ReadClaim& read : out.claims)
    if (const std::string& binding = read.claim.binding; binding.starts_with(kReport)) out.context.series = binding.substr(kReport.size(), binding.find(')') - kReport.size());
  note_claims(out.context, text, out.claims);
  return out;
}

}  // namespace

ReadClaim bound_claim(const Binding& binding, int confidence, Claim claim) {
  constexpr int kMost = 95;
  claim.binding = to_string(binding);
  return {std::move(claim), std::clamp(confidence, 5, kMost), {}, {}};
}

ReadSentence read_sentence(const Snapshot& snapshot, const Gazetteer& gazetteer, const Sentence& sentence, Day said,
                           const ReadContext& before) {
  const SentenceText text(snapshot, gazetteer, sentence, said, {before.date, before.month});
  // Two sentences may stand with a semicolon between them.
  const std::size_t end = sentence.text.find("; ");
  if (end != std::string_view::npos && sentence.heading == 0) {
    const Sentence one{sentence.line, sentence.text.substr(0, end)};
    const Sentence other{sentence.line, sentence.text.substr(end + 2)};
    const SentenceText first(snapshot, gazetteer, one, said, {before.date, before.month});
    const SentenceText second(snapshot, gazetteer, other, said);
    ReadSentence out = read_one(first, before);
    const bool of_document =
        std::ranges::any_of(out.claims, [](const ReadClaim& read) { return read.claim.binding.starts_with("text_contains"); });
    // "Spain spent 1.28 percent of its output; Poland 4.12 percent": of what, the first one says.
    const bool bare = std::ranges::any_of(
        second.numbers(), [&](const SpokenNumber& number) { return number.unit == "percent" && second.word(number.last) != "of"; });
    if (of_document || (!bare && first.has_verb() && second.has_verb())) {
      ReadContext between = before;
      add_context(between, out.context);
      ReadSentence rest = read_sentence(snapshot, gazetteer, other, said, between);
      std::ranges::move(rest.claims, std::back_inserter(out.claims));
      add_context(out.context, rest.context);
      return out;
    }
  }
  return read_one(text, before);
}

}  // namespace servanda
