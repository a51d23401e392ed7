#include "views/series_index.h"

#include <gtest/gtest.h>

#include "book/payload.h"
#include "views/gazetteer.h"
#include "views/words.h"

namespace servanda {
namespace {

// The series that a text names, "" where two come near or none does; its numbers count in `unit`.
std::string series_of(std::string_view text, const std::string& unit, const std::set<std::string>& parties = {}, std::string_view said = "2025-06-25") {
  History history;
  for (const std::string row :
       {"programme\nid=programme\nrecipients=ZZ\nreporting_currency=EUR\nreport_date=2025-06-25\n", "sources\nid=S\npublisher=Ministry\n",
        "parties\nid=ALF\nname=Alfia\nkind=government\n", "parties\nid=BET\nname=Betania\nkind=government\n",
        "projects\nid=P-1\nsource=S\nname=Tessel water works\nplace=TES\n",
        "reports\nid=R1\nsource=S\nseries=COST-P-1\nmeasure=level\nvalue=34\nunit=EUR\ndate=2025-01-01\n",
        "reports\nid=R2\nsource=S\nseries=TRAINING-ALF\ndonors=ALF\nmeasure=level\nvalue=50\nunit=trained_soldier\ndate=2025-01-01\n",
        "reports\nid=R3\nsource=S\nseries=TRAINING-BET\ndonors=BET\nmeasure=level\nvalue=60\nunit=trained_soldier\ndate=2025-01-01\n",
        "reports\nid=R4\nsource=S\nnote=recovery needs\nseries=RDNA1\nmeasure=level\nvalue=9\nunit=USD\ndate=2023-02-01\n",
        "reports\nid=R5\nsource=S\nnote=recovery needs\nseries=RDNA2\nmeasure=level\nvalue=9\nunit=USD\ndate=2025-02-01\n",
        "reports\nid=R6\nsource=S\nseries=IFU-ALF\ndonors=ALF\nmeasure=level\nvalue=7\nunit=EUR\ndate=2025-01-01\n"}) {
    const Status status = replay("state 0\n" + row, history);
    EXPECT_TRUE(status) << status.error().text();
  }
  const Snapshot snapshot = *Snapshot::make(history, {});
  const Gazetteer gazetteer(snapshot);
  SeriesQuery query;
  for (const std::string& stem : stems_of(text)) query.words[stem] = 100;
  for (const std::string& letters : initials(text)) query.words[letters] = 100;
  for (const auto& [word, percent] : query.words) query.own_words.insert(word);
  query.parties = parties;
  query.units = {unit};
  query.said = PartialDate::parse(said)->first();
  const auto found = gazetteer.series().find(query);
  if (found.empty() || (found.size() > 1 && found[0].score * 10 < found[1].score * 13)) return {};
  return found.front().series;
}

TEST(SeriesIndex, FindsAProjectsCostByItsName) {  // rule 1
  EXPECT_EQ(series_of("The Tessel works have cost", "EUR"), "COST-P-1");
  EXPECT_EQ(series_of("The bridge has fallen", "EUR"), "");
}

TEST(SeriesIndex, APartyOfTheTextMustBeTheSeriesOwn) {  // rule 2
  EXPECT_EQ(series_of("trained soldiers", "trained_soldier", {"BET"}), "TRAINING-BET");
  EXPECT_EQ(series_of("trained soldiers", "trained_soldier"), "");
  EXPECT_EQ(series_of("trained soldiers", "trained_soldier", {"GAM"}), "");
}

TEST(SeriesIndex, InitialsStandForWords) {  // rule 3
  EXPECT_EQ(series_of("the International Fund for Ukraine", "EUR"), "IFU-ALF");
  EXPECT_TRUE(initials("macro-financial assistance").contains("mfa"));
  EXPECT_TRUE(initials("the Ukraine Facility").contains("uf"));
  EXPECT_FALSE(initials("each received aid").contains("era"));
}

TEST(SeriesIndex, TheNewestEditionOfTheDayIsMeant) {  // rule 4
  EXPECT_EQ(series_of("rebuilding needs", "USD"), "RDNA2");
  EXPECT_EQ(series_of("rebuilding needs", "USD", {}, "2024-01-01"), "RDNA1");
}

TEST(SeriesIndex, ASeriesInAnotherUnitIsNone) { EXPECT_EQ(series_of("The Tessel works have cost", "USD"), ""); }

TEST(Words, OfOneFamilyHaveOneStem) {
  EXPECT_EQ(stem("allocations"), stem("allocated"));
  EXPECT_EQ(stem("trained"), stem("training"));
  EXPECT_EQ(stem("committed"), stem("commitment"));
  EXPECT_EQ(stem("f-16s"), stem("f16"));
  EXPECT_NE(stem("pledge"), stem("plant"));
}

}  // namespace
}  // namespace servanda
