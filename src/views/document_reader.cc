#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "views/claim_readers.h"
#include "views/claim_words.h"
#include "views/phrase.h"
#include "views/statements.h"

namespace servanda {
namespace {

// What a text does with what it says, by its stem, and what it does with what it leaves out. These count only right behind the
// text: "the roadmap had spoken of"; "the minister spoke of" is none of the roadmap's.
constexpr std::array<std::string_view, 60> kSays{"say", "said", "spoke", "spok", "spoken", "speak", "ment", "nam", "contain", "includ", "repeat", "promis", "commit", "bind", "bound", "oblig", "call", "set", "condemn", "reaffirm", "ref", "invit", "cre", "establish", "declar", "stat", "recogn", "recognis", "describ", "defin", "demand", "urg", "welcom", "confirm", "stress", "acknowledg", "list", "cit", "quot", "warn", "insist", "keep", "kept", "retain", "restat", "reiter", "affirm", "fores", "pledg", "ask", "foresaw", "provid", "outlin", "announc", "propos", "envisag", "schedul", "grant", "assur"};
constexpr std::array<std::string_view, 12> kLeavesOut{"omit", "drop", "lack", "avoid", "skip", "ignor", "delet", "remov", "forget", "forgot", "abandon", "shun"};
constexpr std::array<std::string_view, 6> kLeavesOutPhrases{"leaves out", "left out", "passes over", "passed over", "stops short of", "does without"};
// Between a text and its verb.
constexpr std::array<std::string_view, 31> kBeforeVerb{"has", "had", "have", "does", "do", "did", "not", "never", "no", "longer", "still", "also", "itself", "only",
                                                       "even", "now", "again", "already", "then", "merely", "expressly", "explicitly", "simply", "at", "least", "both", "too", "however", "so", "much", "as"};

class DocumentReader {
 public:
  DocumentReader(const SentenceText& text, const ReadContext& before)
      : text_(text), snapshot_(text.snapshot()), before_(before) {}

  std::string spoken_of() const { return document_named().first; }

  std::vector<ReadClaim> read() {
    document();
    return std::move(out_);
  }

 private:
  std::string_view word(std::size_t at) const { return text_.word(at); }
  void add(const Binding& binding, int confidence, Claim claim) { out_.push_back(bound_claim(binding, confidence, std::move(claim))); }
  std::pair<std::string, int> document_named() const {
    if (!before_.document.empty() && it_says()) return {before_.document, 25};
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::document) return {thing.id, 40};
    bool noun = false;
    bool definite = false;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!among(kDocumentNouns, word(at))) continue;
      noun = true;
      constexpr std::array<std::string_view, 7> kThe{"the", "final", "this", "official", "their", "its", "our"};
      definite = definite || (at > 0 && among(kThe, word(at - 1)));
    }
    const bool absent = text_.has_phrase("not mentioned") || text_.has_phrase("not appear") || text_.has_phrase("no mention");
    if (!noun && absent && !before_.document.empty()) return {before_.document, 20};
    if (const std::string held = document_of_meeting(); !noun && !held.empty()) return {held, 30};
    if (!noun) return {{}, 0};
    // The place or the year may single it out; else the newest on that day.
    std::string best;
    Day best_day{};
    int best_score = -1;
    for (const auto row : snapshot_.rows<Table::documents>()) {
      const auto date = row.date<"date">();
      if (!date || date->first() > text_.said()) continue;
      int score = 0;
      for (const std::string& w :
           telling_words(std::string(row.text<"title">()) + " " + std::string(row.text<"venue">())))
        if (names(w)) score += !among(kDocumentNouns, w) ? 1 : only_title_with(w) ? 2 : 0;
      for (const SpokenPeriod& period : text_.periods())
        if (period.named.year() == date->year()) ++score;
      if (score < best_score || (score == best_score && date->first() <= best_day)) continue;
      best = row.name();
      best_day = date->first();
      best_score = score;
    }
    if (best_score <= 0 && !definite) return {{}, 0};
    return {best, best_score > 0 ? 35 : 5};
  }

  // "In Vilnius we wrote that", "a year ago in Washington, the allies had called the path irreversible": the one text of that place
  // and time.
  std::string document_of_meeting() const {
    std::set<std::string> found;
    for (const auto row : snapshot_.rows<Table::documents>()) {
      const auto date = row.date<"date">();
      const std::string venue = fold(row.text<"venue">());
      const bool named = std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
        const bool there = thing.first > 0 && (word(thing.first - 1) == "in" || word(thing.first - 1) == "at");
        return thing.kind == NamedThing::Kind::place && there && venue.starts_with(fold(text_.original(thing.first, thing.last)));
      });
      const bool then = text_.periods().empty() || (date && text_.periods().front().named.year() == date->year());
      if (named && then && date && date->first() <= text_.said()) found.insert(row.name());
    }
    return found.size() == 1 && declares() != 0 ? *found.begin() : std::string();
  }
  bool names_a_text() const {
    return std::ranges::any_of(text_.words(), [](const Word& w) { return among(kDocumentNouns, w.text); }) ||
           std::ranges::any_of(text_.things(), [](const NamedThing& thing) { return thing.kind == NamedThing::Kind::document; });
  }
  // Where "wrote that", "declared that", "called … irreversible" stands: what a meeting says in its text.
  std::size_t declares() const {
    constexpr std::array<std::string_view, 9> kDeclares{"wrote", "declared", "stated", "agreed", "said", "reaffirmed", "affirmed", "condemned", "welcomed"};
    for (std::size_t at = 1; at < text_.size(); ++at) {
      const bool that = word(at + 1) == "that" || word(at) == "reaffirmed" || word(at) == "affirmed" || word(at) == "condemned" || word(at) == "welcomed";
      if ((among(kDeclares, word(at)) && that) || ((word(at) == "called" || word(at) == "described") && calls(at))) return at;
    }
    return 0;
  }
  // "Nowhere does it speak of membership", "it also welcomes", "there is nothing in it on": the document of the sentence before.
  bool it_says() const {
    for (std::size_t verb = 1; verb < text_.size(); ++verb)
      if (says_at(verb) && it_does(verb) && !(before_.subject && donor_does(verb))) return true;
    return false;
  }
  // What a donor of the sentence before may do as well as its text.
  bool donor_does(std::size_t verb) const {
    constexpr std::array<std::string_view, 12> kDoes{"promis", "pledg", "provid", "announc", "grant", "commit", "keep", "kept", "ask", "schedul", "propos", "set"};
    return among(kDoes, stem(word(verb)));
  }
  bool says_at(std::size_t verb) const { return among(kContentVerbs, word(verb)) || among(kSays, stem(word(verb))) || leaves_out_at(verb); }
  bool leaves_out_at(std::size_t verb) const {
    return among(kLeavesOut, stem(word(verb))) || std::ranges::any_of(kLeavesOutPhrases, [&](std::string_view words) { return text_.phrase_at(verb, words); });
  }
  // "it", "it does not even", "nor does it": what stands in front of a verb.
  bool it_does(std::size_t verb) const {
    std::size_t at = verb;
    while (at > 0 && among(kBeforeVerb, word(at - 1)) && (!text_.breaks_before(at) || word(at - 1) == "however" || word(at) == "however")) --at;
    return at > 0 && word(at - 1) == "it";
  }

  // "last year's Washington declaration": by a noun of documents, or a name.
  bool names(std::string_view title_word) const {
    for (std::size_t at = 0; at < text_.size(); ++at)
      if (word(at) == title_word && (text_.capital(at) || among(kDocumentNouns, title_word) || title_word.front() <= '9')) return true;
    return false;
  }

  // "the communique", where just one document is called so.
  bool only_title_with(std::string_view noun) const {
    int titles = 0;
    for (const auto row : snapshot_.rows<Table::documents>()) {
      const auto words = telling_words(row.text<"title">());
      titles += std::ranges::find(words, noun) != words.end() ? 1 : 0;
    }
    return titles == 1;
  }

  bool document() {
    const auto [name, sure] = document_named();
    if (name.empty()) return false;
    Binding binding;
    binding.kind = Binding::Kind::text_contains;
    binding.what = name;
    bool negated = false;
    std::string term = absent_term(negated);
    if (term.empty()) term = content_term(negated);
    if (term.empty()) return false;
    binding.which = std::move(term);
    Claim claim = text_.claim();
    claim.comparison = negated ? "absent" : "present";
    add(binding, sure + 45, claim);
    and_also(binding, sure);
    set_by_another(binding);
    return true;
  }

  // "…, which also drops the plan and creates a council": the same text does more.
  void and_also(Binding binding, int sure) {
    if (verb_ == 0) return;
    for (std::size_t at = verb_ + 1; at + 1 < text_.size(); ++at) {
      if (word(at) != "and" && word(at) != "which" && word(at) != "but") continue;
      std::size_t verb = at + 1;
      while (among(kBeforeVerb, word(verb))) ++verb;
      const bool out = among(kLeavesOut, stem(word(verb)));
      const bool present = says_at(verb);
      const bool of_document = word(at) != "which" || (at > 0 && text_.breaks_before(at) && ends_document(at));
      if (!present || !of_document || !(word(verb).ends_with("s") || (word(verb).ends_with("ed") && word(verb_).ends_with("ed")))) continue;
      bool negated = out;
      for (std::size_t i = at; i < verb; ++i) negated = negated || among(kNegations, word(i));
      const std::string term = term_behind(verb + 1, negated);
      if (term.empty() || term == binding.which) continue;
      binding.which = term;
      Claim claim = text_.claim();
      claim.comparison = negated ? "absent" : "present";
      add(binding, sure + 40, std::move(claim));
    }
  }
  bool ends_document(std::size_t at) const {
    return among(kDocumentNouns, word(at - 1)) || std::ranges::any_of(text_.things(), [&](const NamedThing& thing) { return thing.kind == NamedThing::Kind::document && thing.last == at; });
  }
  // "repeats the goal of 600 MW that the Harbour communique had set": it stands in that one too.
  void set_by_another(Binding binding) {
    constexpr std::array<std::string_view, 6> kHadSaid{"set", "made", "given", "contained", "promised", "named"};
    for (const NamedThing& thing : text_.things()) {
      if (thing.kind != NamedThing::Kind::document || thing.id == binding.what || thing.first < 2 || word(thing.last) != "had" || !among(kHadSaid, word(thing.last + 1))) continue;
      if (word(thing.first - 1) != "that" && word(thing.first - 2) != "that" && word(thing.first - 2) != "which") continue;
      binding.what = thing.id;
      Claim claim = text_.claim();
      claim.comparison = "present";
      return add(binding, 70, std::move(claim));
    }
  }

  // "X is absent from the declaration", "X does not appear in the text".
  std::string absent_term(bool& negated) const {
    for (std::size_t at = 1; at < text_.size(); ++at) {
      const bool absent = word(at) == "absent" || (word(at) == "missing" && word(at - 1) != "gone") || word(at) == "omitted";
      const bool appears = word(at) == "appear" || word(at) == "appears";
      const bool mentioned = (word(at) == "mentioned" || word(at) == "named") && names_in_a_text(at);
      if (!absent && !appears && !mentioned) continue;
      std::size_t end = at;
      while (end > 0 &&
             (word(end - 1) == "is" || word(end - 1) == "was" || word(end - 1) == "were" || word(end - 1) == "are" ||
              word(end - 1) == "does" || word(end - 1) == "do" || word(end - 1) == "not" || word(end - 1) == "never" || word(end - 1) == "notably"))
        --end;
      negated = absent || text_.has_word("not") || text_.has_word("never") || text_.has_word("nowhere");
      std::string term = trimmed_term(0, end);
      // "Ukraine's name" is Ukraine.
      if (term.ends_with(" name")) term.resize(term.size() - 5);
      if (term.ends_with("'s")) term.resize(term.size() - 2);
      return term;
    }
    return {};
  }

  // "Ukraine is not mentioned once": how often it is, no binding says.
  bool names_in_a_text(std::size_t at) const {
    const bool often = word(at + 1) == "twice" || word(at + 2) == "times" || word(at + 1) == "repeatedly";
    return is_passive(at) && !often;
  }
  bool is_passive(std::size_t verb) const {
    constexpr std::array<std::string_view, 6> kBefore{"is", "was", "are", "were", "not", "never"};
    return among(kBefore, word(verb - 1));
  }

  // Who else than the text may have promised something.
  bool somebody_named() const {
    return std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
      const bool acts = thing.kind == NamedThing::Kind::party || thing.kind == NamedThing::Kind::group || thing.kind == NamedThing::Kind::person;
      return acts && !text_.is_recipient(thing.id);
    });
  }
  // "150,000 clothing sets"
  bool counted(std::size_t noun) const {
    constexpr std::size_t kReach = 3;
    return text_.in_thing(noun) || std::ranges::any_of(text_.numbers(), [&](const SpokenNumber& number) {
      return number.last <= noun && noun - number.last < kReach && !text_.in_period(number.number_first);
    });
  }

  std::string content_term(bool& negated) {
    if (const std::string term = according_term(); !term.empty()) return term;
    if (const std::string quoted = quoted_by_document(); !quoted.empty()) return quoted;
    for (std::size_t at = 0; at < text_.size(); ++at)
      for (const std::string_view words : {"look in vain for", "search in vain for", "not find", "find no", "find nothing about", "find nothing on"})
        if (text_.phrase_at(at, words)) {
          bool no = true;
          std::size_t first = at + count_words(words);
          if (word(first) == "a" && word(first + 1) == "single") first += 2;
          if (const std::string term = term_behind(first, no); !term.empty()) return negated = true, verb_ = at, term;
        }
    bool said_not = false;
    const std::string said = said_by_document(said_not);
    const std::size_t said_at = said.empty() ? text_.size() : verb_;
    const std::size_t own = verb_of_document();
    const std::size_t declared = names_a_text() || declares() == 0 ? text_.size() : declares();
    for (std::size_t at = own; at < said_at; ++at) {
      const bool silent = word(at) == "silent" && word(at + 1) == "on";
      const bool promised = ((word(at) == "promised" || word(at) == "committed") && !somebody_named()) || at == declared;
      if (!among(kContentVerbs, word(at)) && !silent && !promised) continue;
      if (word(at) == "names" && at + 1 == text_.size()) continue;
      if (word(at).starts_with("sp") && word(at + 1) != "of" && word(at + 1) != "about") continue;
      if (at > 0 && word(at) == "mentioned" && is_passive(at)) continue;  // "is mentioned twice"
      if (calls(at)) {
        std::string term = called(at);
        if (!term.empty()) return verb_ = at, term;
        continue;
      }
      if (word(at) == "sets" && counted(at)) continue;
      bool denied = denied_at(at);
      for (std::size_t i = at > 4 ? at - 4 : 0; i <= at; ++i) denied = denied || among(kNegations, word(i));
      const std::string term = term_behind(at + 1, denied);
      if (!term.empty()) return negated = negated || denied, verb_ = at, term;
    }
    negated = negated || said_not;
    return said;
  }
  // Any verb of saying or leaving out, right behind the text: "the winter roadmap had spoken of", "leaves out".
  std::string said_by_document(bool& negated) {
    for (std::size_t at = 1; at < text_.size(); ++at) {
      if (!says_at(at) || (text_.breaks_before(at) && !among(kBeforeVerb, word(at - 1))) || !behind_document(at)) continue;
      bool denied = leaves_out_at(at) || denied_at(at);
      const bool two_words = !among(kLeavesOut, stem(word(at))) && leaves_out_at(at);
      const std::string term = calls(at) ? called(at) : term_behind(at + (two_words ? 2 : 1), denied);
      if (term.empty()) continue;
      negated = negated || denied;
      verb_ = at;
      return term;
    }
    return {};
  }
  // "does not", "nor does it", "never once", in front of a verb.
  bool denied_at(std::size_t verb) const {
    constexpr std::array<std::string_view, 3> kNeither{"nor", "neither", "nowhere"};
    bool denied = std::ranges::any_of(kNeither, [&](std::string_view w) { return word(0) == w || word(1) == w; });
    for (std::size_t at = verb; at > 0 && among(kBeforeVerb, word(at - 1)); --at) denied = denied || among(kNegations, word(at - 1));
    return denied;
  }
  // Whether the text, "it", or the text and its date stand in front of a verb.
  bool behind_document(std::size_t verb) const {
    if (!before_.document.empty() && it_does(verb)) return true;
    std::size_t end = verb;
    while (end > 0 && among(kBeforeVerb, word(end - 1))) --end;
    if (end == 0) return false;
    if (!text_.in_period(end - 1)) return ends_document(end);
    return std::ranges::any_of(text_.periods(), [&](const SpokenPeriod& p) { return p.last == end && p.first > 1 && (ends_document(p.first) || ends_document(p.first - 1)); });
  }
  // "calls it irreversible", "describes the path as irreversible"; not "calls for"
  bool calls(std::size_t at) const {
    const std::string verb = stem(word(at));
    return (verb == "call" && word(at + 1) != "for" && word(at + 1) != "on" && word(at + 1) != "upon") || verb == "describ";
  }
  std::string called(std::size_t verb) const {
    std::size_t last = verb + 1;
    while (last < text_.size() && !clause_ends(last) && !goes_on(last)) ++last;
    if (std::string quoted = quoted_behind(verb + 1, last); !quoted.empty()) return quoted;
    for (std::size_t at = verb + 1; at < last; ++at)
      if (word(at) == "as") return trimmed_term(at + 1, last);
    return last > verb + 1 ? text_.original(last - 1, last) : std::string();
  }
  // Where a content verb stands behind the document in its clause: "the promise is gone: the roadmap says nothing of it".
  std::size_t verb_of_document() const {
    for (std::size_t verb = 1; verb < text_.size(); ++verb) {
      if (!among(kContentVerbs, word(verb))) continue;
      for (std::size_t at = verb; at > 0 && !text_.breaks_before(at); --at)
        if (among(kDocumentNouns, word(at - 1))) return verb;
    }
    return 0;
  }
  // "\"The future is in NATO,\" says their communique": what stands in front.
  std::string quoted_by_document() const {
    constexpr std::size_t kReach = 4;
    for (std::size_t verb = 1; verb < text_.size(); ++verb) {
      if (word(verb) != "says" && word(verb) != "said" && word(verb) != "reads") continue;
      for (std::size_t at = verb + 1; at < std::min(verb + kReach, text_.size()) && !text_.breaks_before(at); ++at) {
        const std::string quoted = among(kDocumentNouns, word(at)) || text_.thing_at(at, NamedThing::Kind::document) != nullptr ? quoted_behind(0, verb) : std::string();
        if (!quoted.empty()) return quoted.ends_with(',') ? quoted.substr(0, quoted.size() - 1) : quoted;
      }
    }
    return {};
  }
  // What follows a verb of saying: what stands in quotation marks, else the clause.
  std::string term_behind(std::size_t first, bool& negated) const {
    constexpr std::array<std::string_view, 10> kBetween{"to", "of",     "that", "any",   "for",
                                                        "on", "allies", "them", "about", "nothing"};
    constexpr std::array<std::string_view, 7> kWordsOf{"promise", "pledge", "commitment", "mention", "reference", "word", "requirement"};
    if (word(first) == "is") ++first;  // "what it does contain is"
    if (word(first) == "not" && word(first + 1) == "a" && (word(first + 2) == "word" || word(first + 3) == "word")) {  // "says not a word about"
      negated = true;
      first += word(first + 2) == "word" ? 3 : 4;
    }
    if (word(first) == "note" && word(first + 1) == "of") first += 2;  // "takes note of"
    if (word(first) == "a" && word(first + 1) == "word" && word(first + 2) == "about") first += 3;
    for (; among(kBetween, word(first)) || word(first) == "no"; ++first)
      negated = negated || word(first) == "no" || word(first) == "nothing";
    const std::size_t noun = word(first) == "a" || word(first) == "the" ? first + 1 : first;
    if (among(kWordsOf, word(noun)) && (word(noun + 1) == "of" || word(noun + 1) == "to")) first = noun + 2;
    std::size_t last = first;
    while (last < text_.size() && (last == first || !(clause_ends(last) || goes_on(last)))) ++last;
    if (std::string quoted = quoted_behind(first, last); !quoted.empty()) return quoted;
    return trimmed_term(bound_to(first, last), last);
  }
  // "commits the members to restoring at least 600 MW", "a goal of 110 million": the number, and what it counts.
  std::size_t bound_to(std::size_t first, std::size_t last) const {
    constexpr std::array<std::string_view, 4> kBinding{"commits", "binds", "obliges", "commit"};
    constexpr std::array<std::string_view, 4> kGoals{"goal", "target", "aim", "figure"};
    const std::size_t goal = word(first) == "a" || word(first) == "the" ? first + 1 : first;
    if (among(kGoals, word(goal)) && word(goal + 1) == "of") return goal + 2;
    const bool binds = std::ranges::any_of(text_.words(), [&](const Word& w) { return among(kBinding, w.text); });
    for (const SpokenNumber& number : text_.numbers())
      if (binds && number.first > first && number.last <= last && !text_.in_period(number.number_first)) return number.first;
    return first;
  }
  // In quotation marks that open before the word `last`.
  std::string quoted_behind(std::size_t first, std::size_t last) const {
    if (first >= text_.size()) return {};
    const std::size_t from = text_.words()[first].begin - (text_.words()[first].begin > 0 ? 1 : 0);
    const std::size_t until = last < text_.size() ? text_.words()[last].begin : text_.text().size();
    const std::string_view rest = text_.text().substr(from);
    for (const auto& [open, close] : {std::pair{std::string_view("\""), std::string_view("\"")},
                                      std::pair{std::string_view("“"), std::string_view("”")}}) {
      const std::size_t begin = rest.find(open);
      if (begin == std::string_view::npos || from + begin >= until) continue;
      const std::size_t end = rest.find(close, begin + open.size());
      if (end != std::string_view::npos)
        return std::string(rest.substr(begin + open.size(), end - begin - open.size()));
    }
    return {};
  }
  // "According to the roadmap, 150,000 sets are to be handed over": the number and what it counts.
  std::string according_term() const {
    if (!text_.has_phrase("according to")) return {};
    for (const SpokenNumber& number : text_.numbers()) {
      if (text_.in_period(number.number_first) || text_.in_thing(number.number_first)) continue;
      constexpr std::array<std::string_view, 14> kEnds{"are", "is", "will", "were", "was",    "have",  "has",
                                                       "to",  "by", "in",   "for",  "before", "until", "shall"};
      constexpr std::size_t kMost = 4;
      std::size_t last = number.last;
      while (last < text_.size() && last - number.last < kMost && !clause_ends(last) && !among(kEnds, word(last)))
        ++last;
      return trimmed_term(number.first, last);
    }
    return {};
  }
  // "and creates", "600 MW that the communique had set": something else is said.
  bool goes_on(std::size_t at) const {
    constexpr std::array<std::string_view, 6> kTrailing{"altogether", "too", "again", "anywhere", "once", "entirely"};
    if (word(at) == "and" || word(at) == "but") {
      std::size_t verb = at + 1;
      while (among(kBeforeVerb, word(verb))) ++verb;
      return says_at(verb) && (word(verb).ends_with("s") || word(verb).ends_with("ed"));
    }
    if (among(kTrailing, word(at)) && (at + 1 >= text_.size() || text_.breaks_before(at + 1))) return true;
    return word(at) == "that" && std::ranges::any_of(text_.things(), [&](const NamedThing& thing) {
      return thing.kind == NamedThing::Kind::document && (thing.first == at + 1 || thing.first == at + 2);
    });
  }
  bool clause_ends(std::size_t at) const {
    return text_.breaks_before(at) || word(at) == "but" || word(at) == "would" || word(at) == "which" || word(at) == "while";
  }
  std::string trimmed_term(std::size_t first, std::size_t last) const {
    while (first < last && (word(first) == "the" || word(first) == "a" || word(first) == "an" || word(first) == "any" ||
                            word(first) == "potential" || word(first) == "possible"))
      ++first;
    while (last > first && among(kDocumentNouns, word(last - 1))) --last;
    // "does not name the country": the one that receives.
    if (last == first + 1 && word(first) == "country" && snapshot_.programme().recipients.size() == 1)
      if (const auto receiver = snapshot_.find<Table::parties>(snapshot_.programme().recipients.front())) return std::string(receiver->text<"name">());
    return without_signs(text_.original(first, last));
  }
  // Without quotation marks, brackets and commas, but for those of a number.
  static std::string without_signs(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      const bool of_number = c == ',' && at > 0 && at + 1 < text.size() && text[at - 1] >= '0' && text[at - 1] <= '9' &&
                             text[at + 1] >= '0' && text[at + 1] <= '9';
      if ((c != '"' && c != ',' && c != '(' && c != ')') || of_number) out += c;
    }
    return out;
  }

  const SentenceText& text_;
  const Snapshot& snapshot_;
  const ReadContext& before_;
  std::size_t verb_ = 0;  // that says what the text contains
  std::vector<ReadClaim> out_;
};

}  // namespace

std::vector<ReadClaim> read_documents(const SentenceText& text, const ReadContext& before) { return DocumentReader(text, before).read(); }

std::string document_spoken_of(const SentenceText& text, const ReadContext& before) { return DocumentReader(text, before).spoken_of(); }

}  // namespace servanda
