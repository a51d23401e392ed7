#include "brief/brief.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "book/payload.h"
#include "brief/markup.h"
#include "brief/wording.h"
#include "views/plan_view.h"

namespace servanda {
namespace {

// One entry as table and columns.
using Rows = std::vector<std::string>;

const std::string kProgramme =
    "programme\nid=programme\nname=Aid\nreporting_currency=EUR\nreport_date=2025-06-25\ndelivered=recipient-confirmed\n";
const std::string kNotional =
    "programme\nid=programme\nname=Exercise\nreporting_currency=EUR\nreport_date=2025-06-25\n"
    "delivered=recipient-confirmed\nnotional=yes\n";
// Columns stand in the order of their table (book/payload.h): `more` is comes last.
std::string pledge(const std::string& source = "", const std::string& more = "") {
  return "pledges\nid=P\n" + (source.empty() ? "" : "source=" + source + "\n") +
         "donors=DE\ndate=2025-06-05\namount=5000000\ncurrency=EUR\n" + more;
}
const std::string kPledge = pledge();

void record(const Rows& rows, History& history) {
  for (const std::string& row : rows) {
    const Status status = replay("state 0\n" + row, history);
    ASSERT_TRUE(status) << status.error().text() << "\n" << row;
  }
}

Result<std::string> page_or_error(const Rows& rows, const SnapshotOptions& options = {}) {
  History history;
  record(rows, history);
  const auto snapshot = Snapshot::make(history, options);
  if (!snapshot) return snapshot.error();
  const auto input = gather_brief(*snapshot);
  if (!input) return input.error();
  return brief_html(*input);
}

// The page of a book of whose table something could not be read.
std::string page_lacking(Table table, const Rows& rows) {
  History history;
  record(rows, history);
  history.unread()->add(table);
  const auto snapshot = Snapshot::make(history, {});
  const auto input = gather_brief(*snapshot, {.defects = "pledges.csv:3: column amount: found '<five>', expected a number; write plain digits"});
  return *brief_html(*input);
}

std::string page_of(const Rows& rows) {
  const auto page = page_or_error(rows);
  if (page) return *page;
  ADD_FAILURE() << page.error().text();
  return {};
}

bool holds(std::string_view page, std::string_view text) { return page.find(text) != std::string_view::npos; }

std::size_t times(std::string_view page, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = page.find(text); at != std::string_view::npos; at = page.find(text, at + text.size())) ++count;
  return count;
}

// The page without its style and its chart code, which are the same for every book.
std::string without_code(const std::string& page) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = page.find("<style>"); at != std::string::npos; at = page.find("<style>", from)) {
    out += page.substr(from, at - from);
    from = page.find("</style>", at);
  }
  const std::size_t code = page.rfind("<script>");
  return out + page.substr(from, code - from);
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// A depot, a crossing and a site; a way of two weeks for 10 t a week, which is planned.
std::string planned_page(const Rows& more) {
  History history;
  Rows rows{"programme\nid=programme\nname=Roads\nreporting_currency=EUR\nreport_date=2031-06-30\ndelivered=recipient-confirmed\n",
            "nodes\nid=D\nname=Depot\nlat=50\nlon=20\n", "nodes\nid=S\nname=Site\nlat=50\nlon=24\n", "nodes\nid=X\nname=Crossing\nlat=50\nlon=22\nhandling_t_week=10\n"};
  rows.insert(rows.end(), more.begin(), more.end());
  record(rows, history);
  const Snapshot snapshot = *Snapshot::make(history, {});
  BriefInput input = *gather_brief(snapshot);
  input.plan.json = to_json(plan_view(snapshot, *plan_programme(snapshot)));
  return *brief_html(input);
}
const Rows kRoads{"links\nid=L1\nfrom=D\nto=X\ntransit_days=7\ncapacity_t_week=10\n", "links\nid=L2\nfrom=X\nto=S\ntransit_days=7\ncapacity_t_week=10\n"};

Json data_of(const std::string& page) {
  const std::string begin = "id=\"brief-data\">";
  const std::size_t from = page.find(begin) + begin.size();
  return Json::parse(page.substr(from, page.find("</script>", from) - from));
}

TEST(Brief, TheTimetableMarksWhatIsClosed) {
  Rows rows = kRoads;
  rows.insert(rows.end(), {"consignments\nid=C1\norigin=D\ndestination=S\nready=2031-W27\ndue=2031-W29\npriority=1\ntonnes=10\n",
                           "closures\nplace=X\nfrom=2031-W28\nuntil=2031-W28\nshare_left=0\n"});
  const std::string page = planned_page(rows);
  EXPECT_TRUE(holds(page, "handling at Crossing (closed) in 2031-W28")) << page.substr(page.find("late and short consignments"), 2000);
  const Json data = data_of(page);
  for (const Json& node : data["charts"]["plan_map"]["nodes"]) EXPECT_EQ(node["closed"], node["id"] == "X");
  std::set<std::string> closed;
  for (const Json& row : data["charts"]["plan_use"]["rows"])
    for (const Json& one : row["cells"])
      if (one.value("closed", false)) closed.insert(row["name"].get<std::string>() + " " + one["week"].get<std::string>() + " " + one["title"].get<std::string>());
  EXPECT_TRUE(closed.contains("Crossing, handling 2031-W28 2031-W28: closed")) << data["charts"]["plan_use"];
  EXPECT_EQ(data["charts"]["plan_schedule"]["rows"][0]["bars"].back()["role"], "closed");
}

TEST(Brief, TheTimetableTellsApartWhatWasDueBefore) {
  Rows rows = kRoads;
  for (const std::string id : {"C1", "C2", "C3"})
    rows.push_back("consignments\nid=" + id + "\norigin=D\ndestination=S\nready=2031-W27\ndue=" + (id == "C3" ? "2031-W29" : "2030-W27") + "\npriority=1\ntonnes=10\n");
  const std::string page = planned_page(rows);
  EXPECT_TRUE(holds(page, "2 lines were due before today and are late whatever is planned; the plan brings 2 of them after the soonest week, or not at all."));
  EXPECT_TRUE(holds(page, "due before today; 2 weeks after the soonest, 2031-W29: "));
  EXPECT_EQ(data_of(page)["charts"]["plan_schedule"]["rows"].dump().find("2030-07"), std::string::npos);
}

TEST(Brief, TheTimetableSaysThatItsNetworkIsInferred) {
  const Rows none{"consignments\nid=C1\norigin=D\ndestination=S\nready=2031-W27\ndue=2031-W29\npriority=1\ntonnes=10\n"};
  Rows rows = kRoads;
  rows.insert(rows.end(), none.begin(), none.end());
  EXPECT_FALSE(holds(planned_page(rows), "inferred from what was moved"));
  History with;
  History without;
  Rows nodes{"programme\nid=programme\nname=Roads\nreporting_currency=EUR\nreport_date=2031-06-30\ndelivered=recipient-confirmed\n", "nodes\nid=D\n", "nodes\nid=S\n", "nodes\nid=X\n"};
  nodes.insert(nodes.end(), none.begin(), none.end());
  record(nodes, without);
  nodes.insert(nodes.end(), kRoads.begin(), kRoads.end());
  record(nodes, with);
  const Snapshot snapshot = *Snapshot::make(with, {});
  const Snapshot asked = *Snapshot::make(without, {});
  BriefInput input = *gather_brief(asked);
  input.plan.json = to_json(plan_view(snapshot, *plan_programme(snapshot)));
  const std::string page = *brief_html(input);
  EXPECT_TRUE(holds(page, "This network is inferred from what was moved"));
}

TEST(Markup, EscapesWhatIsForeignAndKeepsLiterals) {
  const std::string name = "<b onclick='x'>\"A&B\"</b>";
  EXPECT_EQ((Markup() << "<td>" << name << "</td>").str(),
            "<td>&lt;b onclick=&#39;x&#39;&gt;&quot;A&amp;B&quot;&lt;/b&gt;</td>");
  EXPECT_EQ(plain(std::string("a\x01z\x7F")).str(), "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  EXPECT_EQ(plain("line\n\ttab").str(), "line\n\ttab");
}

TEST(Markup, ForeignTextHasItsOwnDirection) {
  EXPECT_EQ(isolated("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D").str(), "<bdi dir=\"auto\">\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D</bdi>");
}

TEST(Markup, JsonCannotEndItsElement) {
  EXPECT_EQ(script_safe("{\"a\":\"</script><!--\"}"), "{\"a\":\"\\u003c/script>\\u003c!--\"}");
}

TEST(Brief, NamesOfABookNeverBecomeTags) {
  const std::string evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";
  const std::string page = page_of({kProgramme, "parties\nid=DE\nname=" + evil + "\nkind=government\n",
                                    "sources\nid=S\npublisher=" + evil + "\ntitle=" + evil + "\nurl=javascript:alert(3)\n",
                                    pledge("S", "due=2025-06-20\ndescription=" + evil + "\n")});
  EXPECT_EQ(times(page, "<script"), 2U);
  EXPECT_EQ(times(page, "</script>"), 2U);
  const std::string told = without_code(page);
  EXPECT_FALSE(holds(told, "<img"));
  EXPECT_FALSE(holds(told, "<script>alert"));
  EXPECT_FALSE(holds(told, "href=\"javascript:"));
  EXPECT_TRUE(holds(told, "&lt;/script&gt;&lt;script&gt;alert(1)"));
}

TEST(Brief, LongAndRightToLeftNamesStandAsTheyAre) {
  std::string name(300, 'n');
  const std::string hebrew = "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D";
  const std::string page = page_of({kProgramme, "parties\nid=DE\nname=" + name + "\nkind=government\n",
                                    "parties\nid=FR\nname=" + hebrew + "\nkind=government\n", kPledge,
                                    "pledges\nid=Q\ndonors=FR\ndate=2025-06-05\namount=7\ncurrency=EUR\n"});
  EXPECT_TRUE(holds(page, "<bdi dir=\"auto\">" + name + "</bdi>"));
  EXPECT_TRUE(holds(page, "<bdi dir=\"auto\">" + hebrew + "</bdi>"));
}

TEST(Brief, IsOneFileThatAsksTheNetworkForNothing) {
  const std::string page = page_of({kProgramme, "sources\nid=S\npublisher=Press\nurl=https://example.org/a\n", pledge("S")});
  const std::string told = without_code(page);
  for (const char* tag : {"<link", "<img", "<iframe", "<object", "<embed", "<form", "<base", " src=", " srcset=", "@import"})
    EXPECT_FALSE(holds(told, tag)) << tag;
  for (const char* load : {"url(http", "url(//", "@import", "@font-face"}) EXPECT_FALSE(holds(page, load)) << load;
  const std::size_t policy = page.find("Content-Security-Policy");
  ASSERT_NE(policy, std::string::npos);
  EXPECT_LT(policy, page.find("<style>"));
  EXPECT_TRUE(holds(page, "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"));
  // A link to a source is all that leads out, and it tells nobody where the reader came from.
  EXPECT_EQ(times(told, "https://example.org/a\" rel=\"noreferrer\""), 1U);
}

TEST(Brief, AnEmptyBookIsRefusedAndTheTablesAreNamed) {
  const auto page = page_or_error({kProgramme});
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, ErrorCode::nothing_to_do);
  for (const char* table : {"pledges", "allocations", "contracts", "consignments", "funds", "reports"})
    EXPECT_TRUE(holds(page.error().text(), table)) << table;
}

TEST(Brief, SaysWhichTableIsMissing) {
  const std::string page = page_of({kProgramme, kPledge});
  EXPECT_TRUE(holds(page, "no disbursement in the table funds"));
  EXPECT_TRUE(holds(page, "the table sources is empty"));
  EXPECT_TRUE(holds(page, "no event of a consignment says so"));
}

TEST(Brief, WhatIsAbsentIsNeverZero) {
  std::string page = without_code(page_of({kProgramme, kPledge}));
  EXPECT_TRUE(holds(page, "not reported"));
  const std::size_t weeks = page.find("<section class=\"part\" id=\"trajectory\">");  // before the first pledge a sum is 0
  page.erase(weeks, page.find("</section>", weeks) - weeks);
  for (const char* zero : {">0.00<", "EUR\u00A00<", ">0 <small>"}) EXPECT_FALSE(holds(page, zero)) << zero;
}

TEST(Brief, ANotionalProgrammeIsMarkedWhereverItIsShown) {
  const std::string page = without_code(page_of({kNotional, kPledge, "sources\nid=S\npublisher=Press\n"}));
  EXPECT_TRUE(holds(page, "<p class=\"kicker\">Briefing · notional programme</p>"));
  EXPECT_TRUE(holds(page, "class=\"notional-banner\"><strong>Notional.</strong>"));
  EXPECT_TRUE(holds(page, "\"notional\":true"));
  EXPECT_GT(times(page, "<figure"), 0U);
  EXPECT_EQ(times(page, "<figcaption><strong>Notional.</strong>"), times(page, "<figcaption>"));
}

TEST(Brief, ARealProgrammeIsNowhereCalledNotional) {
  std::string page = lower(without_code(page_of({kProgramme, kPledge})));
  const std::string flag = "\"notional\":false";
  page.erase(page.find(flag), flag.size());
  EXPECT_FALSE(holds(page, "notional"));
}

TEST(Brief, ProtectedSourcesAreCountedAndNeverNamed) {
  const std::string page = page_of(
      {kProgramme, "sources\nid=SECRET-ID\npublisher=Secret Person\ntitle=Secret Title\nurl=https://secret.example/\nprotected=yes\n",
       "sources\nid=S\npublisher=Press\n", pledge("SECRET-ID", "due=2025-06-20\n"),
       "pledges\nid=Q\nsource=SECRET-ID\ndonors=FR\ndate=2025-06-10\namount=7\ncurrency=EUR\n",
       "reports\nid=R\nsource=SECRET-ID\nseries=X\nmeasure=level\nvalue=10\nunit=tank\ndate=2025-06-05\nclassifier=actual\n",
       "reports\nid=R2\nsource=S\nseries=X\nmeasure=level\nvalue=12\nunit=tank\ndate=2025-06-05\nclassifier=actual\n",
       "relations\nfrom_kind=report\nfrom=R\nkind=conflicts_with\nto_kind=report\nto=R2\n"});
  for (const char* secret : {"SECRET-ID", "Secret Person", "Secret Title", "secret.example"})
    EXPECT_FALSE(holds(page, secret)) << secret;
  EXPECT_TRUE(holds(page, "1 protected source not named"));
}

// The 10 of the better source counts, which is 0.625 of the 16 that the other states.
TEST(Brief, DrawsHowFarApartSourcesAre) {
  const std::string page = page_of(
      {kProgramme, kPledge, "sources\nid=A\nreliability=A\npublisher=Ministry\n", "sources\nid=C\nreliability=C\npublisher=Press\n",
       "reports\nid=R\nsource=A\nseries=X\nmeasure=level\nvalue=10\nunit=tank\ndate=2025-06-06\nclassifier=actual\n",
       "reports\nid=R2\nsource=C\nseries=X\nmeasure=level\nvalue=16\nunit=tank\ndate=2025-06-05\nclassifier=actual\n",
       "relations\nfrom_kind=report\nfrom=R\nkind=conflicts_with\nto_kind=report\nto=R2\n"});
  EXPECT_EQ(times(page, "Sources disagree on 1 figure<"), 1U);
  EXPECT_TRUE(holds(page, "2 sources behind the record"));
  EXPECT_TRUE(holds(page, "data-source=\"/charts/disagreements\""));
  EXPECT_TRUE(holds(page, R"("note":"10 to 16 tank; counts: 10")"));
  EXPECT_TRUE(holds(page, R"("marks":[{"at":"0.625","role":"target"},{"at":"1","role":"unknown"}])"));
  EXPECT_TRUE(holds(page, R"("label":"other value")"));
  EXPECT_FALSE(holds(page, R"("label":"newest and most reliable")")) << "nothing of it is drawn";
  EXPECT_FALSE(holds(page_of({kProgramme, kPledge}), "/charts/disagreements"));
}

TEST(Brief, ALargeSpenderInAnotherCurrencyIsNamedBesideThePanels) {
  const auto of = [](const std::string& country, const std::string& currency) {
    return "economy\ncountry=" + country + "\nyear=2024\nvintage=V\ngdp=100\ncurrency=" + currency + "\ndefence_core=2\n";
  };
  const std::string page = page_of({kProgramme, kPledge, "parties\nid=FR\nname=Aland\ncountry=FR\n", "parties\nid=UA\nname=Beland\ncountry=UA\n", of("FR", "EUR"), of("UA", "UAH")});
  EXPECT_TRUE(holds(page, "Without a panel, since no rate compares what they spend with the others: Beland."));
}

TEST(Brief, GoalsAndFiguresOfProductionTellHowTheyAreMeant) {
  const std::string of = "reports\nid=";
  const std::string page = page_of({kProgramme, of + "R1\nseries=S\nmeasure=rate\nvalue=10\nqualifier=up_to\nunit=round/month\ndate=2024-06-01\nclassifier=actual\n",
                                    of + "R2\nseries=S\nmeasure=rate\nvalue=40\nqualifier=approx\nunit=round/month\ndate=2023-03-01\nclassifier=planned\ndue=2024-01-01\n"});
  EXPECT_TRUE(holds(page, "Of 1 production goal that can be judged, 0 were kept in time"));
  EXPECT_TRUE(holds(page, "1 goal past the date and below it"));
  EXPECT_TRUE(holds(page, "\"label\":\"≤ 10\""));
  EXPECT_TRUE(holds(page, "≈ <span data-value=\"40\""));
}

TEST(Brief, GraduatesAreDrawnAtTheEndOfTheirMonthAndWhatIsShortIsTold) {
  const auto event = [](const std::string& stage, const std::string& classifier, const std::string& date) {
    return "events\nof_kind=course\nof=C\nstage=" + stage + "\nclassifier=" + classifier + "\ndate=" + date + "\nquantity=30\n";
  };
  const std::string page = page_of({kProgramme, kPledge, "courses\nid=C\nweeks=4\ndropout=0\n", event("enrolled", "planned", "2025-06-20"), event("enrolled", "actual", "2025-06-20"),
                                    event("graduated", "planned", "2025-07-18"), "targets\nid=T\nfigure=quantity @ graduated\nvalue=40\nby=2025-07-31\n"});
  EXPECT_TRUE(holds(page, R"("at":"2025-07-31","value":"30")"));
  EXPECT_TRUE(holds(page, " of the <span data-value=\"40\""));
}

TEST(Brief, ATargetDueInAYearStandsAtItsEnd) {
  const std::string of = "reports\nid=";
  const std::string page = page_of({kProgramme, of + "R1\nseries=T\nmeasure=level\nvalue=10\nunit=people\ndate=2023-03-01\nclassifier=actual\n",
                                    of + "R2\nseries=T\nmeasure=level\nvalue=40\nunit=people\ndate=2023-03-01\nclassifier=planned\ndue=2023\n"});
  EXPECT_TRUE(holds(page, "{\"at\":\"2023-12-31\",\"value\":\"40\"}"));
}

TEST(Brief, TheSameBookGivesTheSameBytes) {
  const Rows rows{kProgramme, kPledge, "pledges\nid=Q\ndonors=FR\ndate=2025-06-10\namount=7\ncurrency=EUR\n"};
  EXPECT_EQ(page_of(rows), page_of(rows));
}

// The parts of the page by their ids, and what its table of contents leads to.
std::set<std::string> values_after(const std::string& page, std::string_view before) {
  std::set<std::string> out;
  for (std::size_t at = page.find(before); at != std::string::npos; at = page.find(before, at + 1)) {
    const std::size_t from = at + before.size();
    out.insert(page.substr(from, page.find('"', from) - from));
  }
  return out;
}

TEST(Brief, TheContentsLeadToPartsThatAreThere) {
  const std::string page = without_code(page_of({kProgramme, kPledge}));
  const std::size_t begin = page.find("<nav class=\"contents\"");
  const std::size_t end = page.find("</nav>");
  ASSERT_NE(begin, std::string::npos);
  const std::set<std::string> linked = values_after(page.substr(begin, end - begin), "href=\"#");
  const std::set<std::string> parts = values_after(page, "<section class=\"part\" id=\"");
  EXPECT_GE(linked.size(), 5U);
  for (const std::string& id : linked) EXPECT_TRUE(parts.contains(id)) << id;
}

TEST(Brief, TablesStandInThePageAndAreOpenWithoutScripts) {
  const std::string page = page_of({kProgramme, kPledge});
  for (std::size_t at = page.find("<figure class=\"chart\""); at != std::string::npos; at = page.find("<figure class=\"chart\"", at + 1)) {
    const std::string figure = page.substr(at, page.find("</figure>", at) - at);
    EXPECT_TRUE(holds(figure, "<details class=\"table\" open>")) << figure.substr(0, 200);
    EXPECT_TRUE(holds(figure, "<tbody>")) << figure.substr(0, 200);
    EXPECT_TRUE(holds(figure, "<figcaption>")) << figure.substr(0, 200);
    EXPECT_TRUE(holds(figure, "as known 25 June 2025")) << figure.substr(0, 200);
  }
}

TEST(Brief, TheStatementsPictureNamesEveryReason) {
  const std::string page = page_of(
      {kProgramme, kPledge,
       "statements\nid=N1\nspeaker=Ada Quill\ndate=2025-06-01\nclaim=Ada Quill is minister of aid.\n"
       "binding=holds_office(Ada Quill, minister of aid, 2025-06-01)\n",
       "statements\nid=N2\nspeaker=a source not to be named\ndate=2025-06-01\nclaim=It will come.\n"});
  EXPECT_TRUE(holds(page, " hold in part"));
  EXPECT_TRUE(holds(page, "the table offices is empty"));
  EXPECT_TRUE(holds(page, "– no record"));
  EXPECT_TRUE(holds(page, "– anonymous source"));
}

TEST(Wording, OneWasAndManyWere) {
  EXPECT_EQ(was_or_were(0), " were ");
  EXPECT_EQ(was_or_were(1), " was ");
  EXPECT_EQ(was_or_were(2), " were ");
}

TEST(Wording, AmountsHaveThreeSignificantDigits) {
  const Currency eur = *Currency::parse("EUR");
  const auto units = [](std::int64_t whole) { return Wide{whole} * Decimal::kUnit; };
  EXPECT_EQ(amount_text(units(12'345'678'901), eur), "EUR\u00A012.3\u00A0bn");
  EXPECT_EQ(amount_text(units(999'499'999), eur), "EUR\u00A0999\u00A0m");
  EXPECT_EQ(amount_text(units(999'500'000), eur), "EUR\u00A01.00\u00A0bn");
  EXPECT_EQ(amount_text(units(12'345), eur), "EUR\u00A012,345");
  EXPECT_EQ(millions(units(9'090'120'000)), "9,090.12");
  EXPECT_EQ(millions(units(4'999)), "< 0.01");
}

TEST(Brief, SaysWhatCouldNotBeReadAndMarksWhatLacksIt) {
  const auto part = [](const std::string& page, const std::string& id) {
    const std::size_t at = page.find("<section class=\"part\" id=\"" + id + "\"");
    return at == std::string::npos ? std::string() : page.substr(at, page.find("</section>", at) - at);
  };
  const std::string page = page_lacking(Table::economy, {kProgramme, kPledge});
  EXPECT_TRUE(holds(page, "found &#39;&lt;five&gt;&#39;") || holds(page, "&lt;five&gt;")) << page.substr(0, 9000);
  EXPECT_FALSE(holds(part(page, "funnel"), "Incomplete"));
  const std::string other = page_lacking(Table::pledges, {kProgramme, kPledge});
  EXPECT_TRUE(holds(part(other, "funnel"), "Incomplete</strong>: without what could not be read of pledges"));
  EXPECT_TRUE(holds(part(other, "trajectory"), "Incomplete"));
  EXPECT_FALSE(holds(page_of({kProgramme, kPledge}), "class=\"incomplete\""));
}

}  // namespace
}  // namespace servanda
