#include "exchange/scms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "book/snapshot.h"
#include "exchange/csv.h"
#include "exchange/file_bytes.h"

namespace servanda {
namespace {

namespace fs = std::filesystem;

using Fields = std::map<std::string, std::string>;

const std::vector<std::string> kColumns{
    "id", "project code", "pq #", "po / so #", "asn/dn #", "country", "managed by", "fulfill via", "vendor inco term",
    "shipment mode", "pq first sent to client date", "po sent to vendor date", "scheduled delivery date",
    "delivered to client date", "delivery recorded date", "product group", "sub classification", "vendor",
    "item description", "molecule/test type", "brand", "dosage", "dosage form", "unit of measure (per pack)",
    "line item quantity", "line item value", "pack price", "unit price", "manufacturing site", "first line designation",
    "weight (kilograms)", "freight cost (usd)", "line item insurance (usd)"};

std::string header() {
  std::string out;
  for (const std::string& column : kColumns) out += (out.empty() ? "" : ",") + column;
  return out + "\n";
}

// A direct drop with every date known, but for what `changes` says.
std::string row(const std::string& id, const Fields& changes = {}) {
  Fields fields{{"po / so #", "SCMS-4"},
                {"asn/dn #", "ASN-8"},
                {"country", "Nigeria"},
                {"managed by", "PMO - US"},
                {"fulfill via", "Direct Drop"},
                {"vendor inco term", "EXW"},
                {"shipment mode", "Air"},
                {"pq first sent to client date", "5/1/2009"},
                {"po sent to vendor date", "6/20/09"},
                {"scheduled delivery date", "2-Aug-09"},
                {"delivered to client date", "4-Aug-09"},
                {"delivery recorded date", "11-Aug-09"},
                {"product group", "HRDT"},
                {"sub classification", "HIV test"},
                {"vendor", "Orgenics, Ltd"},
                {"item description", "HIV 1/2, Uni-Gold HIV Kit, 20 Tests"},
                {"unit of measure (per pack)", "20"},
                {"line item quantity", "19"},
                {"line item value", "551.25"},
                {"manufacturing site", "Inverness Japan"},
                {"weight (kilograms)", "13"},
                {"freight cost (usd)", "780.34"},
                {"id", id}};
  for (const auto& [column, text] : changes) fields.at(column) = text;
  std::string out;
  for (const std::string& column : kColumns) {
    if (column != kColumns.front()) out += ',';
    append_csv_field(fields[column], FormulaGuard::off, out);
  }
  return out + "\n";
}

const Fields kFromStock{{"fulfill via", "From RDC"},
                        {"po / so #", "SO-1"},
                        {"asn/dn #", "DN-1"},
                        {"vendor inco term", "N/A - From RDC"},
                        {"vendor", "SCMS from RDC"},
                        {"po sent to vendor date", "N/A - From RDC"}};

Fields with(Fields fields, const Fields& changes) {
  for (const auto& [column, text] : changes) fields[column] = text;
  return fields;
}

struct Read {
  History history;
  Diagnostics diagnostics;

  explicit Read(const std::string& text) { read_scms(text, "scms.csv", history, diagnostics); }

  // The cell of the entry called `name`; "no such entry" where there is none.
  std::string text(Table table, const std::string& name, const std::string& column) const {
    for (RowIndex at = 0; at < history.rows(table); ++at)
      if (history.name(table, at) == name) return history.text(table, at, *find_column(schema_of(table), column));
    return "no such entry";
  }
  std::set<std::string> names(Table table) const {
    std::set<std::string> out;
    for (RowIndex at = 0; at < history.rows(table); ++at) out.insert(history.name(table, at));
    return out;
  }
  std::string consignment(const std::string& name, const std::string& column) const {
    return text(Table::consignments, name, column);
  }
  std::string only(Table table, const std::string& column) const {
    EXPECT_EQ(history.rows(table), 1) << schema_of(table).name;
    return history.text(table, 0, *find_column(schema_of(table), column));
  }
  // The first error as a person reads it.
  std::string error() const { return diagnostics.errors().empty() ? "" : diagnostics.errors().front().text(); }
};

Read read(const std::string& rows) { return Read(header() + rows); }

// ---- what becomes of rows

TEST(Scms, MakesOneConsignmentOfAnAsnAndOneLineOfItsItem) {
  const Read book(header() + row("1") + row("2", {{"line item quantity", "1"}, {"line item value", "0.05"},
                                                  {"weight (kilograms)", "See ASN-8 (ID#:1)"},
                                                  {"freight cost (usd)", "See ASN-8 (ID#:1)"}}) +
                  row("3", {{"item description", "HIV, Lancet, Safety, for HIV Test kits, 100 Pcs"},
                            {"sub classification", "HIV test - Ancillary"},
                            {"weight (kilograms)", "See ASN-8 (ID#:1)"},
                            {"freight cost (usd)", "See ASN-8 (ID#:1)"}}));
  ASSERT_TRUE(book.diagnostics.ok()) << book.diagnostics.text();
  EXPECT_EQ(book.names(Table::consignments), std::set<std::string>{"ASN-8"});
  ASSERT_EQ(book.history.rows(Table::lines), 2);
  const std::string summed = book.history.name(Table::lines, 0);
  EXPECT_EQ(summed.substr(0, summed.rfind('/')), "consignment/ASN-8");
  EXPECT_EQ(book.text(Table::lines, summed, "quantity"), "20");
  EXPECT_EQ(book.text(Table::lines, summed, "amount"), "551.3");
  EXPECT_EQ(book.text(Table::lines, summed, "currency"), "USD");
  EXPECT_EQ(book.text(Table::lines, summed, "note"), "2 source rows");
  EXPECT_EQ(book.text(Table::lines, book.history.name(Table::lines, 1), "note"), "");
}

TEST(Scms, WritesTheProgrammeOnce) {
  Read book(header() + row("1") + row("2", with(kFromStock, {{"country", "Zambia"}})));
  EXPECT_EQ(book.only(Table::programme, "name"), "Health supplies 2006-2013");
  EXPECT_EQ(book.only(Table::programme, "recipients"), "NG;ZM");
  EXPECT_EQ(book.only(Table::programme, "reporting_currency"), "USD");
  EXPECT_EQ(book.only(Table::programme, "report_date"), "2012-12-31");
  EXPECT_EQ(book.only(Table::programme, "delivered"), "recipient-confirmed");
  EXPECT_EQ(book.only(Table::programme, "label"), "PUBLIC");
  const Sequence before = book.history.size();
  read_scms(header() + row("3", {{"asn/dn #", "ASN-9"}, {"po / so #", "SCMS-5"}, {"country", "Haiti"}}), "more.csv",
            book.history, book.diagnostics);
  EXPECT_TRUE(book.diagnostics.ok()) << book.diagnostics.text();
  EXPECT_EQ(book.only(Table::programme, "recipients"), "NG;ZM");
  // A contract, a line, a consignment and three events; party and site of Haiti; all else is there already.
  EXPECT_EQ(book.history.size(), before + 8);
}

TEST(Scms, NamesItsSource) {
  const Read book = read(row("1"));
  EXPECT_EQ(book.only(Table::sources, "id"), "scms");
  EXPECT_EQ(book.only(Table::sources, "publisher"), "USAID via data.gov");
  EXPECT_EQ(book.only(Table::sources, "title"), "Supply Chain Shipment Pricing Data");
  EXPECT_EQ(book.only(Table::sources, "reliability"), "A");
  EXPECT_EQ(book.only(Table::sources, "date"), "");
  for (const Table table : {Table::parties, Table::items, Table::contracts, Table::lines, Table::consignments,
                            Table::events, Table::nodes}) {
    for (RowIndex at = 0; at < book.history.rows(table); ++at) {
      EXPECT_EQ(book.history.text(table, at, kSource), "scms");
      EXPECT_EQ(book.history.text(table, at, kCredibility), "2");
    }
  }
}

TEST(Scms, ADirectDropStartsWhereItIsMade) {
  const Read book = read(row("1"));
  const std::string plant = book.consignment("ASN-8", "origin");
  EXPECT_EQ(plant.substr(0, 22), "plant-inverness-japan-");
  EXPECT_EQ(book.text(Table::nodes, plant, "kind"), "plant");
  EXPECT_EQ(book.text(Table::nodes, plant, "name"), "Inverness Japan");
  EXPECT_EQ(book.only(Table::contracts, "site"), plant);
  EXPECT_EQ(book.consignment("ASN-8", "destination"), "site-NG");
  EXPECT_EQ(book.text(Table::nodes, "site-NG", "name"), "Nigeria (place not given)");
  EXPECT_EQ(book.text(Table::nodes, "site-NG", "kind"), "site");
  EXPECT_EQ(book.text(Table::nodes, "site-NG", "country"), "NG");
}

TEST(Scms, ADirectDropFromSeveralSitesSaysSo) {
  const Read book =
      read(row("1") + row("2", {{"manufacturing site", "Inverness USA"}, {"item description", "HIV, Lancet"}}));
  EXPECT_EQ(book.consignment("ASN-8", "origin"), "several-sites");
  EXPECT_EQ(book.consignment("ASN-8", "note"), "weight is the sum of 2 rows; freight is the sum of 2 rows; "
                                               "made at Inverness Japan | Inverness USA");
  EXPECT_EQ(book.text(Table::nodes, "several-sites", "name"), "several sites");
  EXPECT_EQ(book.names(Table::nodes), (std::set<std::string>{"several-sites", "site-NG"}));
}

TEST(Scms, AMissingSiteLeavesTheOriginBlank) {
  const Read book = read(row("1", {{"manufacturing site", "Not Applicable"}}));
  EXPECT_EQ(book.consignment("ASN-8", "origin"), "");
  EXPECT_EQ(book.names(Table::nodes), std::set<std::string>{"site-NG"});
}

TEST(Scms, StockStartsAtTheOneDistributionCentre) {
  const Read book = read(row("1", kFromStock));
  EXPECT_EQ(book.consignment("DN-1", "origin"), "rdc");
  EXPECT_EQ(book.text(Table::nodes, "rdc", "name"), "RDC (place not given)");
  EXPECT_EQ(book.text(Table::nodes, "rdc", "kind"), "depot");
  EXPECT_EQ(book.only(Table::contracts, "site"), "");
  EXPECT_EQ(book.only(Table::contracts, "supplier"), "usaid-scms");
  EXPECT_EQ(book.text(Table::parties, "usaid-scms", "kind"), "other");
}

TEST(Scms, AnOrderIsAContractOverItsDeliveries) {
  const Read book =
      read(row("1", {{"asn/dn #", "ASN-9"},
                     {"scheduled delivery date", "1-Dec-09"},
                     {"delivered to client date", "2-Dec-09"},
                     {"delivery recorded date", "2-Dec-09"},
                     {"line item value", "100"}}) +
           row("2"));
  ASSERT_TRUE(book.diagnostics.ok()) << book.diagnostics.text();
  EXPECT_EQ(book.only(Table::contracts, "id"), "SCMS-4");
  EXPECT_EQ(book.only(Table::contracts, "amount"), "651.25");
  EXPECT_EQ(book.only(Table::contracts, "date"), "2009-06-20");
  EXPECT_EQ(book.only(Table::contracts, "due"), "2009-12-01");
  EXPECT_EQ(book.only(Table::contracts, "known_date"), "2009-06-20");
  EXPECT_EQ(book.only(Table::contracts, "note"), "managed by PMO - US; terms EXW");
  const std::string supplier = book.only(Table::contracts, "supplier");
  EXPECT_EQ(book.text(Table::parties, supplier, "name"), "Orgenics, Ltd");
  EXPECT_EQ(book.text(Table::parties, supplier, "kind"), "supplier");
  for (const std::string id : {"ASN-8", "ASN-9"}) {
    EXPECT_EQ(book.consignment(id, "of_kind"), "contract");
    EXPECT_EQ(book.consignment(id, "of"), "SCMS-4");
  }
}

TEST(Scms, TellsWhatHappenedAndWhatWasPlanned) {
  const Read book = read(row("1"));
  EXPECT_EQ(book.names(Table::events), (std::set<std::string>{"contract/SCMS-4/contracted/actual/2009-06-20",
                                                              "consignment/ASN-8/confirmed/planned/2009-08-02",
                                                              "consignment/ASN-8/confirmed/actual/2009-08-04"}));
  EXPECT_EQ(book.text(Table::events, "contract/SCMS-4/contracted/actual/2009-06-20", "known_date"), "2009-06-20");
  EXPECT_EQ(book.text(Table::events, "consignment/ASN-8/confirmed/planned/2009-08-02", "known_date"), "2009-06-20");
  EXPECT_EQ(book.text(Table::events, "consignment/ASN-8/confirmed/actual/2009-08-04", "known_date"), "2009-08-11");
  EXPECT_EQ(book.text(Table::events, "consignment/ASN-8/confirmed/actual/2009-08-04", "place"), "site-NG");
  EXPECT_EQ(book.consignment("ASN-8", "due"), "2009-08-02");
  EXPECT_EQ(book.consignment("ASN-8", "known_date"), "2009-06-20");
}

TEST(Scms, WithoutAPoDateTheQuotationIsTheStart) {
  const Read book = read(row("1", kFromStock));
  EXPECT_EQ(book.consignment("DN-1", "known_date"), "2009-05-01");
  EXPECT_EQ(book.text(Table::events, "consignment/DN-1/confirmed/planned/2009-08-02", "known_date"), "2009-05-01");
  EXPECT_EQ(book.only(Table::contracts, "date"), "");
  EXPECT_EQ(book.history.rows(Table::events), 2) << "nothing was contracted on a known day";
  EXPECT_TRUE(book.diagnostics.warnings().empty());
}

TEST(Scms, CountsConsignmentsWithoutAStart) {
  const Read book = read(row("1", with(kFromStock, {{"pq first sent to client date", "Pre-PQ Process"}})) +
                         row("2", {{"po sent to vendor date", "Date Not Captured"},
                                   {"pq first sent to client date", "Date Not Captured"}}) +
                         row("3", {{"asn/dn #", "ASN-9"}, {"po / so #", "SCMS-5"}}));
  ASSERT_TRUE(book.diagnostics.ok()) << book.diagnostics.text();
  EXPECT_EQ(book.consignment("DN-1", "known_date"), "");
  EXPECT_EQ(book.consignment("ASN-8", "known_date"), "");
  EXPECT_EQ(book.text(Table::events, "consignment/ASN-8/confirmed/planned/2009-08-02", "known_date"), "");
  ASSERT_EQ(book.diagnostics.warnings().size(), 1U);
  EXPECT_EQ(book.diagnostics.warnings()[0].message.substr(0, 19), "2 of 3 consignments");
}

TEST(Scms, OfSeveralScheduledDatesTheEarliestIsDue) {
  const Read book = read(row("1", {{"scheduled delivery date", "4-Mar-11"}}) +
                         row("2", {{"scheduled delivery date", "1-Feb-11"},
                                   {"weight (kilograms)", "See ASN-8 (ID#:1)"},
                                   {"freight cost (usd)", "See ASN-8 (ID#:1)"}}));
  EXPECT_EQ(book.consignment("ASN-8", "due"), "2011-02-01");
  EXPECT_EQ(book.consignment("ASN-8", "note"), "scheduled 2011-02-01, 2011-03-04: the earliest is due");
  EXPECT_EQ(book.only(Table::contracts, "due"), "2011-02-01");
  EXPECT_TRUE(book.names(Table::events).contains("consignment/ASN-8/confirmed/planned/2011-02-01"));
  EXPECT_FALSE(book.names(Table::events).contains("consignment/ASN-8/confirmed/planned/2011-03-04"));
}

TEST(Scms, WhatIsNotDeliveredHasNoActualEvent) {
  const Read book = read(row("1", {{"delivered to client date", ""}, {"delivery recorded date", ""}}));
  EXPECT_EQ(book.names(Table::events), (std::set<std::string>{"contract/SCMS-4/contracted/actual/2009-06-20",
                                                              "consignment/ASN-8/confirmed/planned/2009-08-02"}));
}

TEST(Scms, ReadsTheThreeShapesOfADate) {
  const std::vector<std::pair<std::string, std::string>> dates{{"2-Jun-06", "2006-06-02"},
                                                               {"12-Dec-06", "2006-12-12"},
                                                               {"11/13/06", "2006-11-13"},
                                                               {"3/19/2010", "2010-03-19"},
                                                               {"29-Feb-12", "2012-02-29"}};
  for (const auto& [found, day] : dates)
    EXPECT_EQ(read(row("1", {{"scheduled delivery date", found}})).consignment("ASN-8", "due"), day) << found;
  for (const std::string found : {"13/1/2010", "30-Feb-12", "2-June-06", "2006-06-02", "1/2", "1/2/3/4", "soon",
                                  "1-Jan-", "-1-Jan-06", "1/1/006"})
    EXPECT_EQ(read(row("1", {{"scheduled delivery date", found}})).error(),
              "scms.csv:2: column scheduled delivery date: found '" + found +
                  "', expected a date such as 2-Jun-06, 11/13/06 or 3/19/2010; write it in one of these shapes, or "
                  "Date Not Captured");
}

TEST(Scms, MapsModes) {
  const std::vector<std::pair<std::string, std::string>> modes{
      {"Air", "air"}, {"Air Charter", "air_charter"}, {"Truck", "road"}, {"Ocean", "sea"}, {"", ""}};
  for (const auto& [found, mode] : modes)
    EXPECT_EQ(read(row("1", {{"shipment mode", found}})).consignment("ASN-8", "mode"), mode) << found;
}

TEST(Scms, MapsCountriesByTheirNames) {
  const std::vector<std::pair<std::string, std::string>> countries{
      {"Congo, DRC", "CD"}, {"Côte d'Ivoire", "CI"}, {"Swaziland", "SZ"}, {"Tanzania", "TZ"}, {"Vietnam", "VN"},
      {"South Sudan", "SS"}, {"Kyrgyzstan", "KG"}};
  for (const auto& [found, code] : countries) {
    const Read book = read(row("1", {{"country", found}}));
    EXPECT_EQ(book.consignment("ASN-8", "destination"), "site-" + code) << found;
    EXPECT_EQ(book.text(Table::parties, code, "name"), found);
    EXPECT_EQ(book.text(Table::parties, code, "kind"), "government");
  }
}

TEST(Scms, DerivesAnItemFromItsDescription) {
  const Read book = read(row("1"));
  const std::string code = book.only(Table::items, "code");
  EXPECT_EQ(code, "hiv-1-2-uni-gold-hiv-kit-20-tests-6fd9a0");
  EXPECT_EQ(book.only(Table::items, "name"), "HIV 1/2, Uni-Gold HIV Kit, 20 Tests");
  EXPECT_EQ(book.only(Table::items, "category"), "HIV tests");
  EXPECT_EQ(book.only(Table::items, "unit"), "pack of 20");
  EXPECT_EQ(book.only(Table::lines, "item"), code);
  const Read other = read(row("1", {{"product group", "NEW"}, {"sub classification", "Thing"}}));
  EXPECT_EQ(other.only(Table::items, "category"), "NEW/Thing");
}

TEST(Scms, NamesThatDifferInPunctuationGetDifferentIds) {
  const Read book = read(row("1", {{"item description", "A+B, 60"}}) + row("2", {{"item description", "A/B 60"}}));
  EXPECT_EQ(book.history.rows(Table::items), 2);
}

// ---- weight and freight

TEST(Scms, AFigureBelongsToItsAsnOnce) {
  const Read book = read(row("1281", {{"weight (kilograms)", "1855"}, {"freight cost (usd)", "16007.06"}}) +
                         row("7", {{"weight (kilograms)", "See ASN-8 (ID#:1281)"},
                                   {"freight cost (usd)", "See ASN-8 (ID#:1281)"}}));
  EXPECT_EQ(book.consignment("ASN-8", "tonnes"), "1.855");
  EXPECT_EQ(book.consignment("ASN-8", "freight"), "16007.06");
  EXPECT_EQ(book.consignment("ASN-8", "currency"), "USD");
  EXPECT_EQ(book.consignment("ASN-8", "note"), "");
}

TEST(Scms, WordsMeanUnknown) {
  const Read book = read(row("1", {{"weight (kilograms)", "Weight Captured Separately"},
                                   {"freight cost (usd)", "Freight Included in Commodity Cost"}}) +
                         row("2", with(kFromStock, {{"weight (kilograms)", ""},
                                                    {"freight cost (usd)", "Invoiced Separately"}})));
  ASSERT_TRUE(book.diagnostics.ok()) << book.diagnostics.text();
  EXPECT_EQ(book.consignment("ASN-8", "tonnes"), "");
  EXPECT_EQ(book.consignment("ASN-8", "freight"), "");
  EXPECT_EQ(book.consignment("ASN-8", "currency"), "");
  EXPECT_EQ(book.consignment("ASN-8", "note"),
            "weight: Weight Captured Separately; freight: Freight Included in Commodity Cost");
  EXPECT_EQ(book.consignment("DN-1", "note"), "freight: Invoiced Separately");
}

TEST(Scms, AFigureBesideWordsIsAPart) {
  const Read book = read(row("1", {{"weight (kilograms)", "328"}}) +
                         row("2", {{"weight (kilograms)", "Weight Captured Separately"},
                                   {"freight cost (usd)", "See ASN-8 (ID#:1)"}}));
  EXPECT_EQ(book.consignment("ASN-8", "tonnes"), "0.328");
  EXPECT_EQ(book.consignment("ASN-8", "note"), "part of the weight: Weight Captured Separately");
}

TEST(Scms, APointerToElsewhereIsUnknown) {
  const Read book = read(row("1") + row("2", with(kFromStock, {{"weight (kilograms)", "See ASN-8 (ID#:1)"},
                                                               {"freight cost (usd)", "See DN-1 (ID#:99)"}})));
  ASSERT_TRUE(book.diagnostics.ok()) << book.diagnostics.text();
  EXPECT_EQ(book.consignment("ASN-8", "tonnes"), "0.013");
  EXPECT_EQ(book.consignment("DN-1", "tonnes"), "");
  EXPECT_EQ(book.consignment("DN-1", "note"), "weight: See ASN-8 (ID#:1); freight: See DN-1 (ID#:99)");
  const Read mistaken = read(row("1") + row("2", {{"weight (kilograms)", "See ASN-9 (ID#:1)"},
                                                  {"freight cost (usd)", "See ASN-8 (ID#:1)"}}));
  EXPECT_EQ(mistaken.consignment("ASN-8", "note"), "part of the weight: See ASN-9 (ID#:1)");
}

TEST(Scms, TonnesRoundHalfToEven) {
  const std::vector<std::pair<std::string, std::string>> weights{
      {"0.25", "0.0002"}, {"0.35", "0.0004"}, {"0.2501", "0.0003"}, {"1", "0.001"}, {"857354", "857.354"}, {"0", "0"}};
  for (const auto& [kilograms, tonnes] : weights)
    EXPECT_EQ(read(row("1", {{"weight (kilograms)", kilograms}})).consignment("ASN-8", "tonnes"), tonnes) << kilograms;
}

// ---- what is refused

TEST(Scms, RefusesAnotherHeader) {
  const Read other("donor,recipient\nDE,UA\n");
  EXPECT_EQ(other.error(),
            "scms.csv:1: column number 1: found 'donor', expected 'id', as in the header of the SCMS delivery history; "
            "give the file as published (\"Supply Chain Shipment Pricing Data\"), or import a programme folder without "
            "--from");
  EXPECT_EQ(other.history.size(), 0U);
  std::string text = header();
  text.insert(text.size() - 1, ",extra");
  EXPECT_EQ(Read(text).error().substr(0, 46), "scms.csv:1: found 34 columns, expected the 33 ");
  EXPECT_FALSE(Read("").diagnostics.ok());
  EXPECT_FALSE(Read(header()).diagnostics.ok());
}

TEST(Scms, AcceptsTheHeaderInCapitals) {
  std::string text = header();
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  EXPECT_TRUE(Read(text + row("1")).diagnostics.ok());
}

TEST(Scms, SaysWhereAndWhatWasExpected) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"country", "Atlantis", "the English name of a country of ISO 3166-1; correct it"},
      {"shipment mode", "Mule", "Air, Air Charter, Truck, Ocean or a blank; correct it"},
      {"fulfill via", "", "Direct Drop or From RDC; correct it"},
      {"line item quantity", "many",
       "a number of zero or more with a decimal point and at most four places; write plain digits"},
      {"line item value", "-1",
       "a number of zero or more with a decimal point and at most four places; write plain digits"},
      {"asn/dn #", "", "a number of the source, without ';' and without blanks at its ends; fill it in"},
      {"po / so #", "SCMS-1;2", "a number of the source, without ';' and without blanks at its ends; fill it in"},
      {"vendor", "", "a name; fill it in"},
      {"item description", "", "a name; fill it in"},
      {"weight (kilograms)", "heavy",
       "a number, See ASN-… (ID#:…), Weight Captured Separately, Freight Included in Commodity Cost or Invoiced "
       "Separately; write one of these, or leave it blank if it is not known"},
      {"freight cost (usd)", "See ASN-8 (ID#:)",
       "a number, See ASN-… (ID#:…), Weight Captured Separately, Freight Included in Commodity Cost or Invoiced "
       "Separately; write one of these, or leave it blank if it is not known"}};
  for (const auto& [column, found, expected] : cases) {
    const Read book = read(row("1") + row("2", {{column, found}}));
    EXPECT_EQ(book.error(), "scms.csv:3: column " + column + ": found '" + found + "', expected " + expected);
    EXPECT_EQ(book.diagnostics.count(), 1U);
    EXPECT_EQ(book.history.size(), 0U);
  }
}

TEST(Scms, RefusesRowsOfOneAsnThatDisagree) {
  const std::vector<std::pair<std::string, std::string>> changes{{"po / so #", "SCMS-5"},
                                                                 {"country", "Zambia"},
                                                                 {"fulfill via", "From RDC"},
                                                                 {"shipment mode", "Ocean"},
                                                                 {"pq first sent to client date", "5/2/2009"},
                                                                 {"po sent to vendor date", "6/21/09"},
                                                                 {"delivered to client date", "5-Aug-09"},
                                                                 {"delivery recorded date", "12-Aug-09"}};
  for (const auto& [column, found] : changes) {
    const Read book = read(row("1") + row("2", {{column, found}}));
    EXPECT_EQ(book.error().substr(0, 20 + column.size()), "scms.csv:3: column " + column + ":") << book.error();
    EXPECT_NE(book.error().find("as in line 2 of the same asn/dn # 'ASN-8'; correct one of the two"), std::string::npos)
        << book.error();
  }
}

TEST(Scms, RefusesOrdersAndItemsThatDisagree) {
  EXPECT_EQ(read(row("1") + row("2", {{"asn/dn #", "ASN-9"}, {"vendor", "HUMAN GMBH"}})).error(),
            "scms.csv:3: column vendor: found 'HUMAN GMBH', expected 'Orgenics, Ltd' as in line 2 of the same po / so "
            "# 'SCMS-4'; correct one of the two");
  EXPECT_EQ(read(row("1") + row("2", {{"unit of measure (per pack)", "25"}})).error(),
            "scms.csv:3: column unit of measure (per pack): found '25', expected '20' as in line 2 of the same item "
            "description 'HIV 1/2, Uni-Gold HIV Kit, 20 Tests'; correct one of the two");
  EXPECT_EQ(read(row("1") + row("1")).error(),
            "scms.csv:3: column id: found '1', expected each id once; it stands in line 2 too; remove one of the rows");
}

TEST(Scms, AnUnknownDateAgreesWithAnyOther) {
  const Read book = read(row("1", {{"po sent to vendor date", "Date Not Captured"}}) + row("2"));
  ASSERT_TRUE(book.diagnostics.ok()) << book.diagnostics.text();
  EXPECT_EQ(book.only(Table::contracts, "date"), "2009-06-20");
}

TEST(Scms, RefusesSumsThatNoCellHolds) {
  const std::string most = "99999999999999.9999";
  EXPECT_TRUE(read(row("1", {{"line item value", most}})).diagnostics.ok());
  const Read book = read(row("1", {{"line item value", most}}) + row("2", {{"line item value", most}}));
  EXPECT_EQ(book.error(),
            "scms.csv:2: column line item value: found '199999999999999.9998', expected a sum of less than 100 "
            "trillion over rows that belong together; correct the rows");
}

TEST(Scms, ReportsAllErrors) {
  std::string rows;
  for (int i = 1; i <= 150; ++i) rows += row(std::to_string(i), {{"country", "Atlantis"}});
  const Read book = read(rows);
  EXPECT_EQ(book.diagnostics.count(), 150U);
  EXPECT_EQ(book.diagnostics.errors().size(), 100U);
  EXPECT_EQ(book.diagnostics.errors().back().line, 101U);
}

TEST(Scms, RefusesWhatIsNoCsvOfUtf8) {
  EXPECT_EQ(read("1,2\n").error(),
            "scms.csv:2: found 2 fields, expected 33 as in the header; quote fields that hold a comma, or remove the "
            "extra ones");
  EXPECT_EQ(read(row("1", {{"country", "C\xF4te d'Ivoire"}})).error(),
            "scms.csv:2: found a byte that is not UTF-8, expected UTF-8 text without NUL; save the file as UTF-8");
  EXPECT_EQ(read(row("1") + "\"2").error().substr(0, 35), "scms.csv:3: found an unclosed quote");
}

// ---- the public file, to the middle of 2013

fs::path public_file() {
  const char* shared = std::getenv("SERVANDA_SHARED");
  const fs::path root = shared != nullptr ? fs::path(shared) : fs::path(SERVANDA_SOURCE_DIR) / "../shared";
  return root / "data/scms/shipments_until_2013-06.csv";
}

class PublicScms : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(public_file()))
      GTEST_SKIP() << public_file().string() << " is absent; set SERVANDA_SHARED to the folder that holds data/scms";
    const auto bytes = read_file_bytes(public_file());
    ASSERT_TRUE(bytes) << bytes.error().text();
    read_scms(*bytes, "scms.csv", history_, diagnostics_);
    ASSERT_TRUE(diagnostics_.ok()) << diagnostics_.text();
  }

  Wide sum(Table table, std::string_view column) const {
    Wide total = 0;
    for (RowIndex at = 0; at < history_.rows(table); ++at)
      if (const Cell cell = history_.cell(table, at, *find_column(schema_of(table), column)); cell != kNullCell)
        total += cell;
    return total;
  }
  int filled(Table table, std::string_view column) const {
    int count = 0;
    for (RowIndex at = 0; at < history_.rows(table); ++at)
      count += history_.cell(table, at, *find_column(schema_of(table), column)) != kNullCell ? 1 : 0;
    return count;
  }
  int consignments_with_note(std::string_view words) const {
    int count = 0;
    for (RowIndex at = 0; at < history_.rows(Table::consignments); ++at)
      count += history_.text(Table::consignments, at, kNote).find(words) != std::string::npos ? 1 : 0;
    return count;
  }

  History history_;
  Diagnostics diagnostics_;
};

TEST_F(PublicScms, HasTheCountsOfTheFile) {
  EXPECT_EQ(history_.rows(Table::consignments), 5057);
  EXPECT_EQ(history_.rows(Table::contracts), 4551);
  EXPECT_EQ(history_.rows(Table::lines), 6720);
  EXPECT_EQ(history_.rows(Table::items), 164);
  EXPECT_EQ(history_.rows(Table::parties), 40 + 62 + 1);  // countries, vendors, the programme itself
  EXPECT_EQ(history_.rows(Table::events), 5057 + 5057 + 1836);
  EXPECT_EQ(consignments_with_note("the earliest is due"), 8);
  EXPECT_EQ(consignments_with_note("made at "), 61);
  EXPECT_EQ(filled(Table::consignments, "known_date"), 5057 - 1221);
  ASSERT_EQ(diagnostics_.warnings().size(), 1U);
  EXPECT_EQ(diagnostics_.warnings()[0].message.substr(0, 25), "1221 of 5057 consignments");
}

TEST_F(PublicScms, HasTheTotalsOfTheFile) {
  EXPECT_EQ(decimal_text(sum(Table::lines, "amount")), "1035703938.97");
  EXPECT_EQ(sum(Table::contracts, "amount"), sum(Table::lines, "amount"));
  EXPECT_EQ(decimal_text(sum(Table::lines, "quantity")), "121092399");
  EXPECT_EQ(filled(Table::consignments, "tonnes"), 4656);
  EXPECT_EQ(decimal_text(sum(Table::consignments, "tonnes")), "13940.376");
  EXPECT_EQ(filled(Table::consignments, "freight"), 4518);
  EXPECT_EQ(decimal_text(sum(Table::consignments, "freight")), "44932083.73");
}

TEST_F(PublicScms, ShowsWhatWasRecordedByTheReportDate) {
  const auto snapshot = Snapshot::make(history_, {});
  ASSERT_TRUE(snapshot) << snapshot.error().text();
  int delivered = 0;
  for (const auto event : snapshot->rows<Table::events>())
    if (event.code<"classifier", Classifier>() == Classifier::actual &&
        event.code<"stage", Stage>() == Stage::confirmed)
      ++delivered;
  EXPECT_EQ(delivered, 4685);  // two more had arrived and were recorded later
}

}  // namespace
}  // namespace servanda
