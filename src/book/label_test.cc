#include "book/label.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

namespace servanda {
namespace {

const std::vector<std::string> kAttributes{"REL:A",      "REL:B",      "REL:C",          "REL:D",
                                           "HANDLING:X", "HANDLING:Y", "EMBARGO-CLEARED"};
const Day kFirstDay = *parse_day("2031-07-01");

Label label(std::string_view text) {
  auto parsed = parse_label(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Label();
}

Reader reader(std::string_view ceiling, std::string_view attributes) {
  auto parsed = parse_reader("r", ceiling, attributes);
  EXPECT_TRUE(parsed) << attributes;
  return parsed ? *parsed : Reader{};
}

// ---- random labels, readers and days: few attributes and days, so that clauses meet often

rc::Gen<Day> any_day() {
  return rc::gen::map(rc::gen::inRange(0, 5), [](int days) { return kFirstDay + std::chrono::days(days); });
}

rc::Gen<Level> any_level() {
  return rc::gen::map(rc::gen::inRange(0, 5), [](int level) { return static_cast<Level>(level); });
}

// A REL clause for masks below 16, else a handling, else an embargo.
rc::Gen<Clause> any_clause() {
  return rc::gen::map(rc::gen::pair(rc::gen::inRange(1, 22), any_day()), [](const std::pair<int, Day>& drawn) {
    const auto [shape, day] = drawn;
    Clause clause;
    if (shape < 16) {
      for (int i = 0; i < 4; ++i) {
        if ((shape >> i & 1) == 1) clause.any_of.push_back(kAttributes[static_cast<std::size_t>(i)]);
      }
    } else if (shape < 18) {
      clause.any_of.push_back(kAttributes[static_cast<std::size_t>(shape - 12)]);
    } else {
      clause.any_of.push_back(kAttributes[6]);
      clause.not_before = day;
    }
    return clause;
  });
}

rc::Gen<std::vector<Clause>> any_clauses() {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 5), [](std::size_t count) {
    return rc::gen::container<std::vector<Clause>>(count, any_clause());
  });
}

rc::Gen<Label> any_label() {
  return rc::gen::map(
      rc::gen::pair(any_level(), any_clauses()),
      [](const std::pair<Level, std::vector<Clause>>& drawn) { return *Label::make(drawn.first, drawn.second); });
}

Reader reader_of(Level ceiling, std::size_t mask) {
  Reader made{.id = "r", .ceiling = ceiling};
  for (std::size_t i = 0; i < kAttributes.size(); ++i) {
    if ((mask >> i & 1) == 1) made.attributes.push_back(kAttributes[i]);
  }
  std::ranges::sort(made.attributes);
  return made;
}

rc::Gen<Reader> any_reader() {
  return rc::gen::map(rc::gen::pair(any_level(), rc::gen::inRange<std::size_t>(0, 128)),
                      [](const std::pair<Level, std::size_t>& drawn) { return reader_of(drawn.first, drawn.second); });
}

// All readers and days that can tell two labels apart: 5 * 128 * 6 decisions.
std::vector<bool> decisions(const Label& label) {
  std::vector<bool> answers;
  for (int level = 0; level < 5; ++level) {
    for (std::size_t mask = 0; mask < 128; ++mask) {
      const Reader who = reader_of(static_cast<Level>(level), mask);
      for (int day = -1; day < 5; ++day) answers.push_back(can(who, label, kFirstDay + std::chrono::days(day)));
    }
  }
  return answers;
}

// ---- examples

TEST(Label, ReadsEveryPart) {
  const Label full = label("RESTRICTED; REL AVL|KOR; HANDLING NO-EXPORT; NOT-BEFORE 2031-07-01");
  EXPECT_EQ(full.level(), Level::RESTRICTED);
  ASSERT_EQ(full.clauses().size(), 3U);
  EXPECT_EQ(full.clauses()[0], (Clause{{"EMBARGO-CLEARED"}, kFirstDay}));
  EXPECT_EQ(full.clauses()[1], (Clause{{"HANDLING:NO-EXPORT"}}));
  EXPECT_EQ(full.clauses()[2], (Clause{{"REL:AVL", "REL:KOR"}}));
}

TEST(Label, PrintsOneTextForOneMeaning) {
  EXPECT_EQ(label("PUBLIC").text(), "PUBLIC");
  EXPECT_EQ(label(" PARTNER ;REL B | A;  HANDLING Y;HANDLING X").text(), "PARTNER; REL A|B; HANDLING X; HANDLING Y");
  EXPECT_EQ(label("PARTNER; REL A|B|A; REL B; REL C").text(), "PARTNER; REL B; REL C");
  EXPECT_EQ(label("SOURCE; NOT-BEFORE 2031-07-02; NOT-BEFORE 2031-07-01").text(), "SOURCE; NOT-BEFORE 2031-07-02");
}

TEST(Label, RefusesWhatItCannotRead) {
  for (const char* text : {"",
                           " ",
                           "public",
                           "SECRET",
                           "PARTNER;",
                           ";PARTNER",
                           "PARTNER; ",
                           "PARTNER REL A",
                           "PARTNER, REL A",
                           "PARTNER; REL",
                           "PARTNER; REL ",
                           "PARTNER; REL A|",
                           "PARTNER; REL |A",
                           "PARTNER; REL A||B",
                           "PARTNER; REL A B",
                           "PARTNER; rel A",
                           "PARTNER; RELA",
                           "PARTNER; REL:A",
                           "PARTNER; REL REL:A",
                           "PARTNER; REL ALL",
                           "PARTNER; REL A|ORIGINATOR",
                           "PARTNER; REL \xC3\x84",
                           "PARTNER; HANDLING",
                           "PARTNER; HANDLING X|Y",
                           "PARTNER; HANDLING X Y",
                           "PARTNER; NOT-BEFORE",
                           "PARTNER; NOT-BEFORE 2031",
                           "PARTNER; NOT-BEFORE 2031-02-30",
                           "PARTNER; NOT-BEFORE 2031-07-01T09:30Z",
                           "PARTNER; NOT-AFTER 2031-07-01",
                           "PARTNER; PUBLIC",
                           "PARTNER\n; REL A",
                           "PARTNER; REL A\r"}) {
    EXPECT_FALSE(parse_label(text)) << '"' << text << '"';
  }
  EXPECT_FALSE(parse_label("PARTNER; REL " + std::string(65, 'A')));
  EXPECT_TRUE(parse_label("PARTNER; REL " + std::string(64, 'A')));
  std::string long_text = "PARTNER";
  while (long_text.size() <= 16 * 1024) long_text += "; REL A";
  EXPECT_FALSE(parse_label(long_text));
}

TEST(Label, SaysWhatItCouldNotRead) {
  EXPECT_EQ(parse_label("PARTNER; REL A; FOO").error().text(),
            "label \"PARTNER; REL A; FOO\": \"FOO\" is none of REL A|B, HANDLING X, NOT-BEFORE yyyy-mm-dd");
}

TEST(Label, MakesOnlyWhatCanBeWritten) {
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{}, kFirstDay}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{"EMBARGO-CLEARED"}}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{"REL:A"}, kFirstDay}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{"REL:A", "HANDLING:X"}}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{"HANDLING:X", "HANDLING:Y"}}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{"A"}}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{"REL:"}}}));
  EXPECT_FALSE(Label::make(Level::PUBLIC, {Clause{{"EMBARGO-CLEARED"}, Day(std::chrono::year(3000) / 1 / 1)}}));
  EXPECT_EQ(Label::make(Level::PUBLIC, {Clause{{"REL:B", "REL:A", "REL:B"}}})->text(), "PUBLIC; REL A|B");
}

TEST(Label, IsAtTheHighestLevelUntilSomebodySaysOtherwise) {
  EXPECT_EQ(Label().text(), "SOURCE");
  EXPECT_EQ(Label::open().text(), "PUBLIC");
}

TEST(Reader, HoldsAttributesByTheirNamespace) {
  EXPECT_EQ(reader("PARTNER", " KOR; REL:AVL ;HANDLING:NO-EXPORT;EMBARGO-CLEARED;AVL").attributes,
            (std::vector<std::string>{"EMBARGO-CLEARED", "HANDLING:NO-EXPORT", "REL:AVL", "REL:KOR"}));
  EXPECT_TRUE(reader("PARTNER", "  ").attributes.empty());
}

TEST(Reader, IsRefusedWithAnUnknownCeilingOrAttribute) {
  EXPECT_FALSE(parse_reader("r", "SECRET", ""));
  EXPECT_FALSE(parse_reader("r", "", ""));
  for (const char* attributes : {";", "A;", "A;;B", "ORG:A", "rel:A", "REL:", "HANDLING:", "A B", "ALL", "REL:ALL",
                                 "ORIGINATOR", "REL A", "EMBARGO-CLEARED:A"}) {
    EXPECT_FALSE(parse_reader("r", "PARTNER", attributes)) << attributes;
  }
}

TEST(Access, AsksForTheLevelAndEveryClause) {
  const Label both = label("PARTNER; REL A|B; HANDLING X");
  EXPECT_TRUE(can(reader("PARTNER", "B;HANDLING:X"), both, kFirstDay));
  EXPECT_TRUE(can(reader("SOURCE", "A;B;HANDLING:X"), both, kFirstDay));
  EXPECT_FALSE(can(reader("EMBARGOED", "B;HANDLING:X"), both, kFirstDay));
  EXPECT_FALSE(can(reader("SOURCE", "HANDLING:X"), both, kFirstDay));
  EXPECT_FALSE(can(reader("SOURCE", "A;B"), both, kFirstDay));
  EXPECT_FALSE(can(reader("SOURCE", "A;X"), both, kFirstDay));           // REL:X is not HANDLING:X
  EXPECT_FALSE(can(reader("SOURCE", "a;HANDLING:X"), both, kFirstDay));  // names are case-sensitive
}

TEST(Access, OpensAnEmbargoOnItsDay) {
  const Label embargo = label("PUBLIC; NOT-BEFORE 2031-07-01");
  EXPECT_FALSE(can(reader("SOURCE", ""), embargo, *parse_day("2031-06-30")));
  EXPECT_TRUE(can(reader("PUBLIC", ""), embargo, *parse_day("2031-07-01")));
  EXPECT_TRUE(can(reader("PUBLIC", "EMBARGO-CLEARED"), embargo, *parse_day("2031-06-30")));
}

// Two facts, one for A and one for B: their sum is for who holds both, and not for everybody.
TEST(Access, NeedsBothWhereTwoReleasesMeet) {
  const Label sum = join(label("PARTNER; REL A"), label("PARTNER; REL B"));
  EXPECT_EQ(sum.text(), "PARTNER; REL A; REL B");
  EXPECT_FALSE(can(reader("SOURCE", "A"), sum, kFirstDay));
  EXPECT_TRUE(can(reader("PARTNER", "A;B"), sum, kFirstDay));
}

// ---- laws

TEST(LabelLaw, JoinIsCommutativeAssociativeAndIdempotent) {
  EXPECT_TRUE(rc::check([] {
    for (int i = 0; i < 50; ++i) {
      const Label a = *any_label();
      const Label b = *any_label();
      const Label c = *any_label();
      RC_ASSERT(join(a, b) == join(b, a));
      RC_ASSERT(join(join(a, b), c) == join(a, join(b, c)));
      RC_ASSERT(join(a, a) == a);
      RC_ASSERT(join(join(a, b), b) == join(a, b));
      RC_ASSERT(join(a, Label::open()) == a);
    }
  }));
}

TEST(LabelLaw, JoinLetsInExactlyWhoBothLetIn) {
  int cases = 0;
  EXPECT_TRUE(rc::check([&cases] {
    for (int i = 0; i < 250; ++i, ++cases) {
      const Label a = *any_label();
      const Label b = *any_label();
      const Reader who = *any_reader();
      const Day today = *any_day();
      RC_ASSERT(can(who, join(a, b), today) == (can(who, a, today) && can(who, b, today)));
    }
  }));
  EXPECT_GE(cases, 20'000);
}

// The canonical form is one: equal exactly where all readers get equal answers on all days.
TEST(LabelLaw, EqualLabelsAreThoseThatDecideEqually) {
  EXPECT_TRUE(rc::check([] {
    const Label a = *any_label();
    const Label b = *any_label();
    RC_ASSERT((a == b) == (decisions(a) == decisions(b)));
    // Once more where they have much in common.
    const Label ab = join(a, b);
    RC_ASSERT((a == ab) == (decisions(a) == decisions(ab)));
  }));
}

TEST(LabelLaw, MoreClearanceNeverShutsOut) {
  EXPECT_TRUE(rc::check([] {
    for (int i = 0; i < 100; ++i) {
      const Label l = *any_label();
      const Reader who = *any_reader();
      const Day today = *any_day();
      Reader more = *any_reader();
      more.ceiling = std::max(more.ceiling, who.ceiling);
      more.attributes.insert(more.attributes.end(), who.attributes.begin(), who.attributes.end());
      RC_ASSERT((!can(who, l, today) || can(more, l, today)));
    }
  }));
}

TEST(LabelLaw, TimeNeverShutsOut) {
  EXPECT_TRUE(rc::check([] {
    for (int i = 0; i < 100; ++i) {
      const Label l = *any_label();
      const Reader who = *any_reader();
      const Day one = *any_day();
      const Day other = *any_day();
      RC_ASSERT((!can(who, l, std::min(one, other)) || can(who, l, std::max(one, other))));
    }
  }));
}

TEST(LabelLaw, TextGoesThereAndBack) {
  EXPECT_TRUE(rc::check([] {
    for (int i = 0; i < 50; ++i) {
      const Label l = *any_label();
      const auto back = parse_label(l.text());
      RC_ASSERT(back.has_value());
      RC_ASSERT(*back == l);
      RC_ASSERT(back->text() == l.text());
    }
  }));
}

// Whatever bytes come, they are refused or they are a label whose own text means the same.
TEST(LabelLaw, AnyTextIsRefusedOrReadTheSameTwice) {
  const std::vector<std::string> pieces{
      "PARTNER", "PUBLIC", ";",          "; ",  "REL",  "HANDLING", "NOT-BEFORE",        " ", "A", "B|A",
      "|",       "\t",     "2031-07-01", "ALL", "REL:", "\xFF",     std::string(1, '\0')};
  int read = 0;
  EXPECT_TRUE(rc::check([&] {
    for (int i = 0; i < 50; ++i) {
      std::string text = "PARTNER";
      for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) {
        text += piece;
      }
      const auto parsed = parse_label(text);
      if (!parsed) continue;
      ++read;
      RC_ASSERT(*parse_label(parsed->text()) == *parsed);
    }
  }));
  EXPECT_GT(read, 100);
}

}  // namespace
}  // namespace servanda
