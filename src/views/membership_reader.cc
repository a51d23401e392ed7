#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "views/claim_readers.h"
#include "views/claim_words.h"
#include "views/statements.h"

namespace servanda {
namespace {

class MembershipReader {
 public:
  MembershipReader(const SentenceText& text, const ReadContext& before)
      : text_(text), snapshot_(text.snapshot()), before_(before) {}

  ReadMemberships read() {
    memberships();
    return {std::move(out_), to_join_};
  }

 private:
  std::string_view word(std::size_t at) const { return text_.word(at); }
  void add(const Binding& binding, int confidence, Claim claim) { out_.push_back(bound_claim(binding, confidence, std::move(claim))); }
  // "joined the League", "is a member of the union", "is not in the alliance", "left the union"
  void memberships() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const bool left = word(at) == "left" || word(at) == "leaves";
      const bool joined = joins(at);
      const bool is_in = (word(at) == "in" || word(at) == "of") && at > 0 &&
                         (is_form(at - 1) || (word(at - 1) == "not" && last_member_ != nullptr) || (word(at - 1) == "part" && at > 1 && is_form(at - 2)));
      const bool member = word(at) == "member" && (word(at + 1) == "of" || (is_form(at > 1 ? at - 2 : 0) && ends_clause(at + 1)));
      const bool belongs = word(at) == "belongs" || word(at) == "belonged";
      if (named_member(at)) continue;
      if (!left && !joined && !is_in && !member && !belongs) continue;
      const NamedThing* group = group_behind(at + 1);
      const NamedThing* party = party_before(at);
      if (is_in && last_member_ != nullptr && group != nullptr && at > 1 && word(at - 1) == "not" && (word(at - 2) == "but" || word(at - 2) == "and")) {
        membership(*last_member_, group->id, at, false);  // "is in the union but not in the alliance"
        continue;
      }
      const std::size_t behind = joined && word(at + 1) == "in" ? at + 2 : at + 1;
      const bool of_it = word(at + 1) == "it" || word(at + 2) == "it";
      const bool alone = group == nullptr && ((joined && (ends_clause(behind) || text_.in_period(behind) || word(behind) == "in" || word(behind) == "that" || word(behind) == "this")) ||
                                              (member && word(at + 1) != "of") || ((joined || belongs) && of_it));
      if (alone && party != nullptr && !before_.group.empty() && !is_to_come(party->last, at)) {
        membership(*party, before_.group, at, false);
        continue;
      }
      if (group == nullptr || party == nullptr || (is_in && !member && !is_subject(*party, at))) continue;
      if (is_to_come(party->last, at)) {
        to_join_ = true;
        continue;
      }
      membership(*party, group->id, at, left);
      last_member_ = party;
      for (const NamedThing& thing : text_.things())  // "Finland joined on 4 April 2023, Sweden on 7 March 2024"
        if (joined && thing.kind == NamedThing::Kind::party && thing.first > at && (text_.breaks_before(thing.first) || word(thing.first - 1) == "and") &&
            (word(thing.last) == "on" || word(thing.last) == "in") && text_.in_period(thing.last + 1))
          membership(thing, group->id, thing.last, left);
      if (const NamedThing* partner = named_with(*party)) membership(*partner, group->id, at, left);
      if (const NamedThing* second = word(group->last) == "and" ? group_behind(group->last + 1) : nullptr) membership(*party, second->id, at, left);
    }
  }
  // "became the alliance's 31st member", "has been an ally since April", "Sweden followed in March" behind a sentence of who joined.
  bool named_member(std::size_t at) {
    constexpr std::size_t kReach = 6;
    const NamedThing* party = party_before(at);
    if (party == nullptr || is_to_come(party->last, at)) return false;
    if ((word(at) == "followed" || word(at) == "follows") && !before_.joined.empty() && party->last == at && (ends_clause(at + 1) || text_.in_period(at + 1) || text_.in_period(at + 2))) return membership(*party, before_.joined, at, false), true;
    const bool not_one = word(at) == "one" && at > 1 && word(at - 1) == "not" && is_form(at - 2) && last_member_ != nullptr && (ends_clause(at + 1) || word(at + 1) == "yet");
    if (not_one) return membership(*party, last_group_, at, false), true;
    const bool without = (word(at) == "in" || word(at) == "of") && at > 1 && word(at - 1) == "being" && word(at - 2) == "without";
    if (without)
      if (const NamedThing* of = group_behind(at + 1)) return membership(*party, of->id, at, true), true;
    if (word(at) != "member" && word(at) != "ally") return false;
    bool be = false;
    const NamedThing* group = nullptr;
    for (std::size_t i = at; i > 0 && at - i < kReach && i > party->last; --i) {
      be = be || word(i - 1) == "became" || word(i - 1) == "becomes" || is_form(i - 1);
      const NamedThing* named = text_.thing_at(i - 1, NamedThing::Kind::group);
      if (named != nullptr && named->last == i && text_.original(i - 1, i).ends_with("s")) group = named;
    }
    if (const NamedThing* of = group_behind(at + 1); group == nullptr && word(at) == "member" && word(at + 1) == "of" && word(at - 1) != "a") group = of;
    const bool an_ally = word(at) == "ally" && word(at - 1) == "an" && text_.gazetteer().names_group("allies");
    if (!be || (group == nullptr && !an_ally)) return false;
    membership(*party, group != nullptr ? group->id : "nato", at, false);
    return true;
  }
  // "Finland and Sweden joined": the other.
  const NamedThing* named_with(const NamedThing& party) const {
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::party && thing.last + 1 == party.first && word(thing.last) == "and" && text_.thing_at(thing.first, NamedThing::Kind::group) == nullptr) return &thing;
    return nullptr;
  }
  // "joined", "entered the alliance", "came into it", "acceded to the union"
  bool joins(std::size_t at) const {
    constexpr std::array<std::string_view, 6> kJoins{"joined", "joins", "entered", "enters", "acceded", "accedes"};
    const bool came = word(at) == "came" && (word(at + 1) == "into" || word(at + 1) == "in");
    const bool entered = word(at) == "entered" || word(at) == "enters";
    return (among(kJoins, word(at)) && (!entered || group_behind(at + 1) != nullptr)) || (came && (group_behind(at + 2) != nullptr || word(at + 1) == "in"));
  }
  bool ends_clause(std::size_t at) const { return at >= text_.size() || text_.breaks_before(at); }
  // "will become a member", "should be in the union": no membership of today.
  bool is_to_come(std::size_t from, std::size_t verb) const {
    constexpr std::array<std::string_view, 10> kToCome{"will", "would", "shall", "should", "could", "may", "might", "must", "become", "to"};
    for (std::size_t at = from; at < verb; ++at)
      if (among(kToCome, word(at))) return true;
    return false;
  }
  // "Dorvale is not in the union"; not "Dorvale's future is in the union".
  bool is_subject(const NamedThing& party, std::size_t at) const {
    constexpr std::array<std::string_view, 14> kBetween{"which", "who", "is",  "isn't", "was", "been", "not",     "now",
                                                        "has", "also",  "still", "already", "part", "long"};
    for (std::size_t i = party.last; i < at; ++i)
      if (!among(kBetween, word(i))) return false;
    return !text_.text().substr(text_.words()[party.first].begin, text_.words()[party.last - 1].end - text_.words()[party.first].begin).ends_with("'s");
  }
  // "is", "is not", "is now", "has been"
  bool is_form(std::size_t at) const {
    if ((word(at) == "not" || word(at) == "now" || word(at) == "still" || word(at) == "also" ||
         word(at) == "already") &&
        at > 0)
      --at;
    return word(at) == "is" || word(at) == "isn't" || word(at) == "was" || word(at) == "been";
  }
  const NamedThing* group_behind(std::size_t at) const {
    constexpr std::array<std::string_view, 10> kBetween{"the", "of", "in", "to", "a", "into", "our", "both", "their", "this"};
    while (text_.thing_at(at, NamedThing::Kind::group) == nullptr && among(kBetween, word(at))) ++at;
    return text_.thing_at(at, NamedThing::Kind::group);
  }
  const NamedThing* party_before(std::size_t at) const {
    const NamedThing* party = nullptr;
    for (const NamedThing& thing : text_.things())
      if (thing.kind == NamedThing::Kind::party && thing.first < at &&
          text_.thing_at(thing.first, NamedThing::Kind::group) == nullptr)
        party = &thing;
    return party;
  }
  void membership(const NamedThing& party, const std::string& group, std::size_t verb, bool left) {
    Binding binding;
    binding.kind = Binding::Kind::member_of;
    binding.what = party.id;
    binding.which = group;
    last_group_ = group;
    last_member_ = &party;
    const SpokenPeriod* period = text_.nearest_period(verb);
    constexpr std::size_t kBreak = 5;
    const bool own = period != nullptr &&
                     (period->first > verb ? period->first - verb < kBreak + 5 : verb - period->first < kBreak + 2);
    if (own) {
      // Who left in a year is out on the day behind it.
      const bool since = period->period.until == PartialDate::of_day(text_.said());
      binding.date =
          PartialDate::of_day((since ? text_.said() : period->period.until.last()) + std::chrono::days(left ? 1 : 0));
    } else {
      binding.date = PartialDate::of_day(text_.said());
    }
    Claim claim = text_.claim();
    claim.value = left != (text_.denied_before(verb + 1) || (verb > 0 && text_.denied_before(verb))) ? "no" : "yes";
    add(binding, own ? 85 : 70, std::move(claim));
  }

  const NamedThing* last_member_ = nullptr;
  std::string last_group_;
  bool to_join_ = false;  // the sentence says that somebody will be a member
  const SentenceText& text_;
  const Snapshot& snapshot_;
  const ReadContext& before_;
  std::vector<ReadClaim> out_;
};

}  // namespace

ReadMemberships read_memberships(const SentenceText& text, const ReadContext& before) { return MembershipReader(text, before).read(); }

}  // namespace servanda
