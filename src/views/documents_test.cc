#include "views/documents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "book/payload.h"

namespace servanda {
namespace {

using Rows = std::vector<std::string>;

std::string document(const std::string& id, const std::string& date, const std::string& completeness) {
  return "documents\nid=" + id + "\ntitle=" + id + "\ndate=" + date + "\ncompleteness=" + completeness + "\nfile=" + id + ".txt\n";
}
std::string fact(const std::string& in, const std::string& term, const std::string& commitment, const std::string& presence = "present") {
  return "document_facts\ndocument=" + in + "\n" + (term.empty() ? "" : "term=" + term + "\n") +
         (commitment.empty() ? "" : "commitment=" + commitment + "\n") + "presence=" + presence + "\n";
}

DocumentsResult view(const Rows& rows, const std::map<std::string, std::string>& texts = {}, const std::string& first = "",
                     const std::string& second = "") {
  History history;
  Rows all{"programme\nid=programme\nreporting_currency=EUR\nreport_date=2025-06-25\n"};
  all.insert(all.end(), rows.begin(), rows.end());
  for (const std::string& row : all) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text() << "\n" << row;
  }
  DocumentsOptions options;
  options.first = first;
  options.second = second;
  options.document_text = [&](std::string_view file) -> std::optional<std::string> {
    const auto found = texts.find(std::string(file));
    return found == texts.end() ? std::nullopt : std::optional(found->second);
  };
  auto result = documents(*Snapshot::make(history, {}), options);
  EXPECT_TRUE(result) << result.error().text();
  return *std::move(result);
}

const Rows kTwo{document("D1", "2024-07-01", "full"), document("D2", "2025-06-01", "full"), fact("D1", "academy", "train 1500 people by 2026")};

TEST(Documents, ATermThatALaterFullTextLacksHasVanishedThere) {  // rules 2 and 3
  const auto result = view(kTwo, {{"D2.txt", "1. We met.\n2. We agreed on roads.\n"}});
  ASSERT_EQ(result.strands.size(), 1U);
  EXPECT_EQ(result.strands[0].last_seen, "D1");
  EXPECT_EQ(result.strands[0].vanished_in, "D2");
}

TEST(Documents, AnOutlineAnExcerptAndAMissingTextProveNoAbsence) {  // rule 2
  EXPECT_EQ(view(kTwo).strands[0].vanished_in, "");  // the text is not at hand
  for (const char* completeness : {"outline", "excerpt"}) {
    const Rows rows{kTwo[0], document("D2", "2025-06-01", completeness), kTwo[2]};
    EXPECT_EQ(view(rows, {{"D2.txt", "1. We met.\n"}}).strands[0].vanished_in, "") << completeness;
  }
}

TEST(Documents, AFactProvesAbsenceInAnOutlineToo) {  // rule 2
  const Rows rows{kTwo[0], document("D2", "2025-06-01", "outline"), kTwo[2], fact("D2", "academy", "", "absent")};
  EXPECT_EQ(view(rows).strands[0].vanished_in, "D2");
}

TEST(Documents, ChangedWordingShowsWordsAndNumbers) {  // rule 4
  Rows rows = kTwo;
  rows.push_back(fact("D2", "academy", "train up to 1200 people by 2027"));
  const auto strand = view(rows).strands[0];
  EXPECT_TRUE(strand.wording_changed);
  EXPECT_TRUE(strand.numbers_changed);
  ASSERT_EQ(strand.changes.size(), 1U);
  EXPECT_EQ(marked(strand.changes[0].diff), "train [-1500-] {+up to 1200+} people by [-2026-] {+2027+}");
}

TEST(Documents, ATermAloneIsNoWording) {  // rule 4
  Rows rows = kTwo;
  rows.push_back(fact("D2", "academy", ""));
  const auto strand = view(rows).strands[0];
  EXPECT_EQ(strand.last_seen, "D2");
  EXPECT_FALSE(strand.wording_changed);
  EXPECT_FALSE(strand.numbers_changed);
  EXPECT_TRUE(strand.changes.empty());
}

TEST(Documents, ParagraphsBesideAnExcerptCarryACaution) {  // rule 2
  const std::map<std::string, std::string> texts{{"D1.txt", "1. We met.\n"}, {"D2.txt", "1. We agreed on roads.\n"}};
  const auto cautioned = [&](const std::string& completeness) {
    return to_json(view({kTwo[0], document("D2", "2025-06-01", completeness)}, texts, "D1", "D2"))["side_by_side"]["caution"];
  };
  EXPECT_EQ(cautioned("excerpt"), "D2 is an excerpt: that a paragraph is not in it proves no absence");
  EXPECT_TRUE(cautioned("full").is_null());
}

TEST(Documents, TermsAreReadableInANarrowTable) {
  const std::string term = "train 1500 people until 2026 at home";
  Rows rows;
  for (const char* id : {"WALES-2021", "MADRID-2022", "VILNIUS-2023", "OSLO-2024", "PARIS-2025"}) rows.push_back(document(id, std::string(id).substr(std::string(id).size() - 4) + "-06-01", "full"));
  rows.push_back(fact("MADRID-2022", term, ""));
  for (const Sheet& sheet : to_sheets(view(rows))) {
    const std::string table = print_table(sheet, 80);
    EXPECT_TRUE(sheet.rows.empty() || table.find(term) != std::string::npos) << table;
  }
}

// Due by the summit: a promise that is neither kept, repeated nor withdrawn; what is being built and taught.
TEST(Documents, TheCalendarListsWhatIsStillDue) {  // rule 5
  const auto pledge = [](const std::string& id) {
    return "pledges\nid=" + id + "\ndonors=DE\ndate=2025-01-01\namount=5\ncurrency=EUR\ndue=2025-08-01\npromised_stage=disbursed\n";
  };
  const auto event = [](const std::string& kind, const std::string& of, const std::string& stage, const std::string& classifier, const std::string& date) {
    return "events\nof_kind=" + kind + "\nof=" + of + "\nstage=" + stage + "\nclassifier=" + classifier + "\ndate=" + date + "\n";
  };
  const auto result = view({"happenings\nid=H\nwhat=Summit\nfrom=2025-09-01\n", pledge("OPEN"), pledge("KEPT"), event("pledge", "KEPT", "disbursed", "actual", "2025-05-01"),
                            pledge("SAME"), "relations\nfrom_kind=pledge\nfrom=SAME\nkind=repeats\nto_kind=pledge\nto=OPEN\n",
                            pledge("GONE"), event("pledge", "GONE", "withdrawn", "actual", "2025-05-01"),
                            "consignments\nid=C\ndestination=HUB\ndue=2025-08-02\n",
                            "projects\nid=I-1\nname=Works\nplanned_end=2025-08-03\n", "projects\nid=I-2\nplanned_end=2025-08-03\nactual_end=2025-06-01\n",
                            event("course", "T", "graduated", "planned", "2025-07-01"), event("course", "T", "graduated", "planned", "2025-08-04"),
                            event("course", "T", "graduated", "actual", "2025-06-20")});
  ASSERT_EQ(result.calendar.size(), 1U);
  std::vector<std::string> due;
  for (const DueThing& thing : result.calendar[0].due) due.push_back(thing.kind + " " + thing.what + " " + thing.due.to_string());
  EXPECT_EQ(due, (Rows{"pledge DE:  2025-08-01", "consignment to HUB 2025-08-02", "project Works 2025-08-03", "event graduation of T 2025-08-04"}));
}

TEST(Documents, NamesTheTablesThatAreEmpty) {
  const auto missing = view({"happenings\nid=H\nwhat=Summit\nfrom=2025-09-01\n"}).missing;
  std::set<std::string> names;
  for (const MissingTable& one : missing) names.insert(one.table);
  EXPECT_TRUE(names.contains("documents"));
  EXPECT_TRUE(names.contains("document_facts"));
  EXPECT_FALSE(names.contains("happenings"));
  EXPECT_TRUE(std::ranges::none_of(view(kTwo).missing, [](const MissingTable& one) { return one.table == "documents"; }));
}

TEST(Documents, AFactIsNotComparedWithAParagraph) {  // rule 4
  const auto strand = view(kTwo, {{"D2.txt", "1. The academy stays open.\n"}}).strands[0];
  EXPECT_EQ(strand.last_seen, "D2");
  EXPECT_TRUE(strand.changes.empty());
}

TEST(Documents, TwoTextsStandSideBySide) {  // rule 4
  const auto result = view(kTwo, {{"D1.txt", "1. We met at Westlee.\n2. We will train 1500 people.\n3. We thank our hosts.\n"},
                                  {"D2.txt", "1. The people to be trained remain 1500.\n2. We met at Westlee.\n3. Roads come first.\n"}},
                           "D1", "D2");
  ASSERT_TRUE(result.texts_at_hand);
  ASSERT_EQ(result.side_by_side.size(), 4U);
  EXPECT_EQ(result.side_by_side[0].change, SideBySide::Change::same);
  EXPECT_EQ(result.side_by_side[1].change, SideBySide::Change::changed);
  EXPECT_EQ(result.side_by_side[1].second, "The people to be trained remain 1500.");
  EXPECT_EQ(result.side_by_side[2].change, SideBySide::Change::only_first);
  EXPECT_EQ(result.side_by_side[3].change, SideBySide::Change::only_second);
}

TEST(Documents, ATermWithAnotherNumberHasChangedItsNumber) {  // rules 1 and 4
  const auto result = view({document("D1", "2024-07-01", "full"), document("D2", "2025-06-01", "full"), fact("D1", "path of 2 percent of GDP", ""),
                            fact("D2", "path of 5 percent of GDP", ""), fact("D1", "Article 3", ""), fact("D2", "Article 5", "")});
  ASSERT_EQ(result.strands.size(), 3U);
  const auto path = std::ranges::find(result.strands, "path of 2 percent of GDP", &Strand::term);
  ASSERT_NE(path, result.strands.end());
  EXPECT_TRUE(path->numbers_changed);
  EXPECT_EQ(path->vanished_in, "");
  EXPECT_EQ(path->last_seen, "D2");
}

TEST(Documents, TwoNumbersInOneTextAreTwoThings) {  // rule 1
  EXPECT_EQ(view({document("D1", "2024-07-01", "full"), fact("D1", "path of 2 percent of GDP", ""), fact("D1", "path of 5 percent of GDP", "")}).strands.size(), 2U);
}

TEST(Documents, ThePartiesOfTheTextsHaveASheet) {
  const auto result = view({document("D1", "2024-07-01", "full"), document("D2", "2025-06-01", "full"), "parties\nid=ALF\nname=Alfia\n"},
                           {{"D1.txt", "1. Alfia met Alfia.\n"}, {"D2.txt", "1. We met.\n"}});
  const auto sheets = to_sheets(result);
  const auto named = std::ranges::find_if(sheets, [](const Sheet& sheet) { return sheet.title.starts_with("Which parties"); });
  ASSERT_NE(named, sheets.end());
  EXPECT_EQ(named->rows, (std::vector<std::vector<std::string>>{{"ALF", "2", ""}}));
}

}  // namespace
}  // namespace servanda
