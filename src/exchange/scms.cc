#include "exchange/scms.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/country.h"
#include "base/decimal.h"
#include "base/joined.h"
#include "base/partial_date.h"
#include "base/sha256.h"
#include "base/split.h"
#include "base/wide.h"
#include "exchange/csv.h"

namespace servanda {
namespace {

// The columns, in the order of the file.
enum Field : std::size_t {
  kRowId, kProject, kQuote, kOrder, kDelivery, kCountry, kManagedBy, kVia, kTerms, kMode, kQuoted, kOrdered, kScheduled,
  kDelivered, kRecorded, kGroup, kSubClass, kVendor, kItem, kMolecule, kBrand, kDosage, kForm, kPack, kQuantity, kValue,
  kPackPrice, kUnitPrice, kMadeAt, kFirstLine, kWeight, kFreight, kInsurance, kFields
};

constexpr std::array<std::string_view, kFields> kHeader{
    "id", "project code", "pq #", "po / so #", "asn/dn #", "country", "managed by", "fulfill via", "vendor inco term",
    "shipment mode", "pq first sent to client date", "po sent to vendor date", "scheduled delivery date",
    "delivered to client date", "delivery recorded date", "product group", "sub classification", "vendor",
    "item description", "molecule/test type", "brand", "dosage", "dosage form", "unit of measure (per pack)",
    "line item quantity", "line item value", "pack price", "unit price", "manufacturing site", "first line designation",
    "weight (kilograms)", "freight cost (usd)", "line item insurance (usd)"};

struct Words {
  std::string_view source;
  std::string_view ours;
};

constexpr std::array<Words, 4> kModes{
    {{"Air", "air"}, {"Air Charter", "air_charter"}, {"Truck", "road"}, {"Ocean", "sea"}}};

// Names that ISO 3166-1 does not have.
constexpr std::array<Words, 6> kCountries{{{"Congo, DRC", "CD"},
                                           {"Côte d'Ivoire", "CI"},
                                           {"Cote d'Ivoire", "CI"},
                                           {"Swaziland", "SZ"},
                                           {"Cape Verde", "CV"},
                                           {"Macedonia", "MK"}}};

constexpr std::array<Words, 7> kCategories{{{"ARV/Adult", "antiretrovirals, adult"},
                                            {"ARV/Pediatric", "antiretrovirals, paediatric"},
                                            {"HRDT/HIV test", "HIV tests"},
                                            {"HRDT/HIV test - Ancillary", "HIV tests, ancillary"},
                                            {"ACT/ACT", "malaria medicines, artemisinin combinations"},
                                            {"ANTM/Malaria", "malaria medicines"},
                                            {"MRDT/Malaria", "malaria tests"}}};

constexpr std::array<std::string_view, 4> kUnknownDates{"", "Date Not Captured", "Pre-PQ Process", "N/A - From RDC"};
constexpr std::array<std::string_view, 3> kUnknownCharges{"Weight Captured Separately",
                                                          "Freight Included in Commodity Cost", "Invoiced Separately"};

constexpr std::string_view kFromStock = "From RDC";
constexpr std::string_view kDirect = "Direct Drop";
constexpr std::string_view kOurSource = "scms";
constexpr Cell kProbablyTrue = 1;  // credibility 2
constexpr std::string_view kOurParty = "usaid-scms";
constexpr std::string_view kOwnStock = "SCMS from RDC";  // the file names our own party as the vendor
constexpr std::string_view kStockNode = "rdc";
constexpr std::string_view kSeveralSites = "several-sites";

std::optional<std::string_view> find_words(std::span<const Words> list, std::string_view source) {
  const auto found = std::ranges::find(list, source, &Words::source);
  if (found == list.end()) return std::nullopt;
  return found->ours;
}

std::string two_digits(std::string_view text) { return (text.size() == 1 ? "0" : "") + std::string(text); }

// `2-Jun-06`, `11/13/06`, `3/19/2010`: two digits of a year are of this century.
std::optional<Day> parse_source_day(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const bool named_month = text.find('-') != std::string_view::npos;
  const auto parts = split(text, named_month ? '-' : '/');
  if (parts.size() != 3) return std::nullopt;
  std::string month = two_digits(parts[0]);
  std::string_view day = parts[1];
  if (named_month) {
    const auto found = std::ranges::find(kMonths, parts[1]);
    if (found == kMonths.end()) return std::nullopt;
    month = two_digits(std::to_string(found - kMonths.begin() + 1));
    day = parts[0];
  }
  const std::string year = (parts[2].size() == 2 ? "20" : "") + std::string(parts[2]);
  return parse_day(year + "-" + month + "-" + two_digits(day));
}

// `See ASN-93 (ID#:1281)`: the row with this id holds the figure.
struct Pointer {
  std::string_view delivery;
  std::string_view row;
};

std::optional<Pointer> parse_pointer(std::string_view text) {
  constexpr std::string_view kSee = "See ";
  constexpr std::string_view kId = " (ID#:";
  const std::size_t id = text.find(kId);
  if (!text.starts_with(kSee) || !text.ends_with(')') || id == std::string_view::npos || id <= kSee.size())
    return std::nullopt;
  const std::string_view row = text.substr(id + kId.size(), text.size() - 1 - id - kId.size());
  if (row.empty() || row.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return Pointer{text.substr(kSee.size(), id - kSee.size()), row};
}

bool is_amount(std::string_view text) {
  const auto value = Decimal::parse(text);
  return value && value->units() >= 0;
}

std::optional<std::string_view> country_code(std::string_view name) {
  if (const auto code = find_words(kCountries, name)) return code;
  if (const auto country = find_country_by_name(name)) return country->alpha2;
  return std::nullopt;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// An id for a name that has none: its letters and digits, shortened, and six digits of its hash. The same name always
// gets the same id.
std::string derived_id(std::string_view prefix, std::string_view name) {
  constexpr std::size_t kLongest = 40;
  std::string out(prefix);
  bool gap = false;
  for (const char c : lower_case(name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept && gap && !out.empty() && out.back() != '-') out += '-';
    if (kept) out += c;
    gap = !kept;
    if (out.size() >= kLongest) break;
  }
  return out + (out.empty() || out.back() == '-' ? "" : "-") + hex(sha256(name)).substr(0, 6);
}

// A row of the file. Fields hold our words: dates as ISO days, blank where unknown; ISO country codes; our modes.
struct SourceRow {
  std::size_t line = 0;
  std::array<std::string, kFields> fields;
  std::string country_name;

  const std::string& operator[](Field field) const { return fields[field]; }
};

// What a field must be, for messages, and how to get there.
struct Expectation {
  std::string_view expected;
  std::string_view mend;
};

constexpr Expectation kDateExpected{"a date such as 2-Jun-06, 11/13/06 or 3/19/2010",
                                    "write it in one of these shapes, or Date Not Captured"};

// Turns a field of the file into our words; on failure says what was expected.
std::optional<Expectation> to_our_words(Field field, std::string_view text, std::string& value) {
  value = text;
  switch (field) {
    case kQuoted:
    case kOrdered:
    case kScheduled:
    case kDelivered:
    case kRecorded: {
      value.clear();
      if (std::ranges::find(kUnknownDates, text) != kUnknownDates.end()) return std::nullopt;
      const auto day = parse_source_day(text);
      if (!day) return kDateExpected;
      value = to_string(*day);
      return std::nullopt;
    }
    case kCountry: {
      const auto code = country_code(text);
      if (!code) return Expectation{"the English name of a country of ISO 3166-1", "correct it"};
      value = *code;
      return std::nullopt;
    }
    case kMode: {
      const auto mode = find_words(kModes, text);
      if (!mode && !text.empty()) return Expectation{"Air, Air Charter, Truck, Ocean or a blank", "correct it"};
      value = mode.value_or("");
      return std::nullopt;
    }
    case kVia:
      if (text == kFromStock || text == kDirect) return std::nullopt;
      return Expectation{"Direct Drop or From RDC", "correct it"};
    case kQuantity:
    case kValue:
      if (is_amount(text)) return std::nullopt;
      return Expectation{"a number of zero or more with a decimal point and at most four places", "write plain digits"};
    case kWeight:
    case kFreight:
      if (text.empty() || is_amount(text) || parse_pointer(text) ||
          std::ranges::find(kUnknownCharges, text) != kUnknownCharges.end())
        return std::nullopt;
      return Expectation{
          "a number, See ASN-… (ID#:…), Weight Captured Separately, Freight Included in Commodity Cost "
          "or Invoiced Separately",
          "write one of these, or leave it blank if it is not known"};
    case kRowId:
    case kOrder:
    case kDelivery:
      if (!text.empty() && text.front() != ' ' && text.back() != ' ' &&
          text.find_first_of(";\n\r\t") == std::string_view::npos)
        return std::nullopt;
      return Expectation{"a number of the source, without ';' and without blanks at its ends", "fill it in"};
    case kVendor:
    case kItem:
      if (!text.empty()) return std::nullopt;
      return Expectation{"a name", "fill it in"};
    default:
      return std::nullopt;
  }
}

using SourceRows = std::vector<const SourceRow*>;

std::optional<std::string> first_known(const SourceRows& rows, Field field) {
  for (const SourceRow* row : rows)
    if (!(*row)[field].empty()) return (*row)[field];
  return std::nullopt;
}

std::set<std::string> distinct(const SourceRows& rows, Field field) {
  std::set<std::string> values;
  for (const SourceRow* row : rows)
    if (!(*row)[field].empty()) values.insert((*row)[field]);
  return values;
}

Wide sum(const SourceRows& rows, Field field) {
  Wide total = 0;
  for (const SourceRow* row : rows) total += Decimal::parse((*row)[field])->units();
  return total;
}

// In the order of first appearance.
std::vector<SourceRows> group_by(const SourceRows& rows, Field field) {
  std::vector<SourceRows> groups;
  std::unordered_map<std::string, std::size_t> places;
  for (const SourceRow* row : rows) {
    const auto [place, added] = places.try_emplace((*row)[field], groups.size());
    if (added) groups.emplace_back();
    groups[place->second].push_back(row);
  }
  return groups;
}

void append_note(std::string& note, std::string_view text) {
  if (!note.empty()) note += "; ";
  note += text;
}

// PO sent, else PQ first sent, else unknown.
std::string start_of(const SourceRows& rows) {
  if (const auto ordered = first_known(rows, kOrdered)) return *ordered;
  return first_known(rows, kQuoted).value_or("");
}

bool is_direct(const SourceRows& rows) { return (*rows.front())[kVia] == kDirect; }

std::set<std::string> sites_of(const SourceRows& rows) {
  std::set<std::string> sites = distinct(rows, kMadeAt);
  sites.erase("Not Applicable");
  return sites;
}

std::string plant_id(const std::string& site) { return derived_id("plant-", site); }

// Where direct drops start; blank where the file does not say.
std::string site_node(const SourceRows& rows) {
  const auto sites = sites_of(rows);
  if (sites.empty()) return {};
  return sites.size() == 1 ? plant_id(*sites.begin()) : std::string(kSeveralSites);
}

std::string supplier_id(const std::string& vendor) {
  return vendor == kOwnStock ? std::string(kOurParty) : derived_id("vendor-", vendor);
}

std::string item_code(const std::string& description) { return derived_id("", description); }
std::string site_id(const std::string& country) { return "site-" + country; }

std::string category_of(const SourceRow& row) {
  const std::string source = row[kGroup] + "/" + row[kSubClass];
  return std::string(find_words(kCategories, source).value_or(source));
}

// The weight or the freight of one ASN.
struct Charge {
  std::optional<Wide> units;  // 1e-4 of a kilogram or a dollar
  int numbers = 0;
  std::set<std::string> words;

  // For the note: what the figure lacks, and whether it is a sum.
  void explain(std::string_view name, std::string& note) const {
    if (numbers > 1) append_note(note, std::string(name) + " is the sum of " + std::to_string(numbers) + " rows");
    if (!words.empty()) append_note(note, (units ? "part of the " : "") + std::string(name) + ": " + joined(words, ", "));
  }
};

class ScmsReader {
 public:
  ScmsReader(const std::string& file, History& history, Diagnostics& diagnostics)
      : file_(file), history_(history), diagnostics_(diagnostics) {}

  void read(std::string_view text) {
    const std::size_t errors_before = diagnostics_.count();
    read_rows(text);
    if (source_.empty() && diagnostics_.count() == errors_before)
      fail(2, {}, "found no row below the header, expected at least one delivery; check the file");
    for (const SourceRow& row : source_) all_.push_back(&row);
    deliveries_ = group_by(all_, kDelivery);
    orders_ = group_by(all_, kOrder);
    check_rows();
    if (diagnostics_.count() != errors_before) return;
    add_all();
    warn_unknown_starts();
  }

 private:
  // ---- the file

  void fail(std::size_t line, std::string_view column, std::string message) {
    diagnostics_.add({ErrorCode::bad_input, std::move(message), file_, line, std::string(column)});
  }

  bool advance(CsvReader& reader, std::vector<std::string_view>& fields) {
    auto more = reader.next(fields);
    if (more) return *more;
    Error error = std::move(more).error();
    error.file = file_;
    diagnostics_.add(std::move(error));
    return false;
  }

  void read_rows(std::string_view text) {
    if (const auto bad = find_bad_utf8(text)) {
      const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
      return fail(static_cast<std::size_t>(line), {},
                  "found a byte that is not UTF-8, expected UTF-8 text without NUL; save the file as UTF-8");
    }
    CsvReader reader(text);
    std::vector<std::string_view> fields;
    if (!advance(reader, fields)) {
      if (text.empty())
        fail(1, {}, "found nothing, expected the 33 columns of the SCMS delivery history; check the file");
      return;
    }
    if (!is_header(fields)) return;
    while (advance(reader, fields)) read_row(reader.line(), fields);
  }

  bool is_header(const std::vector<std::string_view>& fields) {
    constexpr std::string_view kMend =
        "give the file as published (\"Supply Chain Shipment Pricing Data\"), or import a programme folder without "
        "--from";
    for (std::size_t i = 0; i < kFields; ++i) {
      const std::string_view found = i < fields.size() ? fields[i] : std::string_view{};
      if (lower_case(found) == kHeader[i]) continue;
      fail(1, "number " + std::to_string(i + 1),
           found_expected(found, "'" + std::string(kHeader[i]) + "', as in the header of the SCMS delivery history",
                          kMend));
      return false;
    }
    if (fields.size() == kFields) return true;
    fail(1, {},
         "found " + std::to_string(fields.size()) + " columns, expected the " + std::to_string(kFields) +
             " of the SCMS delivery history; " + std::string(kMend));
    return false;
  }

  void read_row(std::size_t line, const std::vector<std::string_view>& fields) {
    if (fields.size() != kFields)
      return fail(line, {},
                  "found " + std::to_string(fields.size()) + " fields, expected " + std::to_string(kFields) +
                      " as in the header; quote fields that hold a comma, or remove the extra ones");
    SourceRow row;
    row.line = line;
    row.country_name = fields[kCountry];
    bool ok = true;
    for (std::size_t i = 0; i < kFields; ++i) {
      const auto wrong = to_our_words(static_cast<Field>(i), fields[i], row.fields[i]);
      if (!wrong) continue;
      fail(line, kHeader[i], found_expected(fields[i], wrong->expected, wrong->mend));
      ok = false;
    }
    if (ok) source_.push_back(std::move(row));
  }

  // ---- what rows that belong together must have in common

  void check_rows() {
    for (const SourceRows& rows : group_by(all_, kRowId))
      if (rows.size() > 1)
        fail(rows[1]->line, kHeader[kRowId],
             found_expected((*rows[1])[kRowId],
                            "each id once; it stands in line " + std::to_string(rows[0]->line) + " too",
                            "remove one of the rows"));
    for (const SourceRows& rows : deliveries_)
      check_same(rows, kDelivery, {kOrder, kCountry, kVia, kMode, kQuoted, kOrdered, kDelivered, kRecorded});
    for (const SourceRows& rows : orders_)
      check_same(rows, kOrder, {kManagedBy, kVia, kTerms, kQuoted, kOrdered, kVendor});
    for (const SourceRows& rows : group_by(all_, kItem)) check_same(rows, kItem, {kGroup, kSubClass, kPack});
  }

  // Blanks agree with everything: they are unknown.
  void check_same(const SourceRows& rows, Field of, std::initializer_list<Field> fields) {
    for (const Field field : fields) {
      const SourceRow* first = nullptr;
      for (const SourceRow* row : rows) {
        if ((*row)[field].empty()) continue;
        if (first == nullptr) first = row;
        if ((*row)[field] == (*first)[field]) continue;
        fail(row->line, kHeader[field],
             found_expected((*row)[field],
                            "'" + (*first)[field] + "' as in line " + std::to_string(first->line) + " of the same " +
                                std::string(kHeader[of]) + " '" + (*row)[of] + "'",
                            "correct one of the two"));
        break;
      }
    }
  }

  // ---- entries

  struct Value {
    std::string_view column;
    std::string text;
  };

  // `line` is where the entry comes from, 0 for the whole file.
  void add(Table table, std::size_t line, std::initializer_list<Value> values) {
    const TableSchema& schema = schema_of(table);
    std::vector<Cell> cells(schema.columns.size(), kNullCell);
    if (table != Table::programme && table != Table::sources) {
      cells[kSource] = history_.texts().intern(kOurSource);
      cells[kCredibility] = kProbablyTrue;
    }
    for (const Value& value : values) {
      const std::size_t column = *find_column(schema, value.column);
      std::string expected;
      if (!parse_cell(schema.columns[column], value.text, history_.texts(), cells[column], expected))
        return fail(line, value.column, found_expected(value.text, expected, "correct the rows that it comes from"));
    }
    const RowIndex known = history_.newest(table, cells);
    if (known == kNoRow) {
      history_.append(table, Operation::state, cells, kNoRow);
      return;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (history_.cell(table, known, i) == cells[i]) continue;
      const Column& column = schema.columns[i];
      return fail(line, column.name,
                  found_expected(cell_text(column, cells[i], history_.texts()),
                                 "'" + history_.text(table, known, i) + "' as " + std::string(schema.kind) + " '" +
                                     history_.name(table, known) + "' has it already",
                                 "correct one of the two, or import the files one after the other"));
    }
  }

  void add_all() {
    add_programme();
    add_parties();
    add(Table::sources, 0,
        {{"id", std::string(kOurSource)},
         {"publisher", "USAID via data.gov"},
         {"title", "Supply Chain Shipment Pricing Data"},
         {"reliability", "A"}});
    add_items();
    for (const SourceRows& rows : orders_) add_contract(rows);
    for (const SourceRows& rows : deliveries_) add_lines(rows);
    for (const SourceRows& rows : deliveries_) add_consignment(rows);
    for (const SourceRows& rows : orders_) add_order_event(rows);
    for (const SourceRows& rows : deliveries_) add_delivery_events(rows);
    add_nodes();
  }

  void add_programme() {
    if (history_.newest_named(Table::programme, "programme") != kNoRow) return;
    add(Table::programme, 0,
        {{"id", "programme"},
         {"name", "Health supplies 2006-2013"},
         {"recipients", joined(distinct(all_, kCountry), ";")},
         {"reporting_currency", "USD"},
         {"start", "2006"},
         {"end", "2013"},
         {"report_date", "2012-12-31"},
         {"delivered", "recipient-confirmed"},
         {"label", "PUBLIC"}});
  }

  void add_parties() {
    add(Table::parties, 0,
        {{"id", std::string(kOurParty)},
         {"name", "Supply Chain Management System (USAID)"},
         {"kind", "other"},
         {"country", "US"}});
    for (const SourceRows& rows : group_by(all_, kCountry))
      add(Table::parties, rows.front()->line,
          {{"id", (*rows.front())[kCountry]},
           {"name", rows.front()->country_name},
           {"kind", "government"},
           {"country", (*rows.front())[kCountry]}});
    for (const SourceRows& rows : group_by(all_, kVendor)) {
      const std::string& vendor = (*rows.front())[kVendor];
      if (vendor == kOwnStock) continue;
      add(Table::parties, rows.front()->line, {{"id", supplier_id(vendor)}, {"name", vendor}, {"kind", "supplier"}});
    }
  }

  void add_items() {
    for (const SourceRows& rows : group_by(all_, kItem)) {
      const SourceRow& row = *rows.front();
      add(Table::items, row.line,
          {{"code", item_code(row[kItem])},
           {"name", row[kItem]},
           {"category", category_of(row)},
           {"unit", row[kPack].empty() ? "pack" : "pack of " + row[kPack]}});
    }
  }

  // The text of a sum; an error, and a blank, if it does not fit a cell.
  std::string total_text(const SourceRows& rows, Field field) {
    std::string text = decimal_text(sum(rows, field));
    if (Decimal::parse(text)) return text;
    fail(rows.front()->line, kHeader[field],
         found_expected(text, "a sum of less than 100 trillion over rows that belong together", "correct the rows"));
    return {};
  }

  void add_contract(const SourceRows& rows) {
    const SourceRow& row = *rows.front();
    std::string due;
    for (const SourceRows& delivery : group_by(rows, kDelivery)) {
      const auto dates = distinct(delivery, kScheduled);
      if (!dates.empty()) due = std::max(due, *dates.begin());
    }
    std::string note;
    if (const auto manager = first_known(rows, kManagedBy)) append_note(note, "managed by " + *manager);
    if (const auto terms = first_known(rows, kTerms); terms && is_direct(rows)) append_note(note, "terms " + *terms);
    if (is_direct(rows) && sites_of(rows).size() > 1) append_note(note, "made at " + joined(sites_of(rows), " | "));
    add(Table::contracts, row.line,
        {{"id", row[kOrder]},
         {"supplier", supplier_id(row[kVendor])},
         {"site", is_direct(rows) ? site_node(rows) : ""},
         {"date", first_known(rows, kOrdered).value_or("")},
         {"amount", total_text(rows, kValue)},
         {"currency", "USD"},
         {"due", due},
         {"known_date", start_of(rows)},
         {"note", note}});
  }

  void add_lines(const SourceRows& delivery) {
    for (const SourceRows& rows : group_by(delivery, kItem)) {
      const SourceRow& row = *rows.front();
      add(Table::lines, row.line,
          {{"of_kind", "consignment"},
           {"of", row[kDelivery]},
           {"item", item_code(row[kItem])},
           {"quantity", total_text(rows, kQuantity)},
           {"amount", total_text(rows, kValue)},
           {"currency", "USD"},
           {"known_date", start_of(delivery)},
           {"note", rows.size() > 1 ? std::to_string(rows.size()) + " source rows" : ""}});
    }
  }

  Charge charge_of(const SourceRows& rows, Field field) {
    Charge charge;
    for (const SourceRow* row : rows) {
      const std::string& text = (*row)[field];
      if (text.empty()) continue;
      if (const auto number = Decimal::parse(text)) {
        charge.units = charge.units.value_or(0) + number->units();
        ++charge.numbers;
      } else if (const auto pointer = parse_pointer(text); !pointer || !points_inside(rows, *pointer)) {
        charge.words.insert(text);
      }
    }
    return charge;
  }

  static bool points_inside(const SourceRows& rows, const Pointer& pointer) {
    return std::ranges::any_of(rows, [&](const SourceRow* row) {
      return (*row)[kDelivery] == pointer.delivery && (*row)[kRowId] == pointer.row;
    });
  }

  void add_consignment(const SourceRows& rows) {
    const SourceRow& row = *rows.front();
    const Charge weight = charge_of(rows, kWeight);
    const Charge freight = charge_of(rows, kFreight);
    const auto scheduled = distinct(rows, kScheduled);
    std::string note;
    if (scheduled.size() > 1) append_note(note, "scheduled " + joined(scheduled, ", ") + ": the earliest is due");
    weight.explain("weight", note);
    freight.explain("freight", note);
    if (is_direct(rows) && sites_of(rows).size() > 1) append_note(note, "made at " + joined(sites_of(rows), " | "));
    add(Table::consignments, row.line,
        {{"id", row[kDelivery]},
         {"of_kind", "contract"},
         {"of", row[kOrder]},
         {"origin", is_direct(rows) ? site_node(rows) : std::string(kStockNode)},
         {"destination", site_id(row[kCountry])},
         {"mode", first_known(rows, kMode).value_or("")},
         {"due", scheduled.empty() ? "" : *scheduled.begin()},
         {"tonnes", weight.units ? decimal_text(multiply_divide(*weight.units, 1, 1000)) : ""},
         {"freight", freight.units ? decimal_text(*freight.units) : ""},
         {"currency", freight.units ? "USD" : ""},
         {"known_date", start_of(rows)},
         {"note", note}});
  }

  void add_event(const SourceRows& rows, Field of, std::string_view stage, std::string_view classifier,
                 const std::string& date, const std::string& known_date) {
    const SourceRow& row = *rows.front();
    const bool delivery = of == kDelivery;
    add(Table::events, row.line,
        {{"of_kind", delivery ? "consignment" : "contract"},
         {"of", row[of]},
         {"stage", std::string(stage)},
         {"classifier", std::string(classifier)},
         {"date", date},
         {"place", delivery ? site_id(row[kCountry]) : ""},
         {"known_date", known_date}});
  }

  void add_order_event(const SourceRows& rows) {
    if (const auto ordered = first_known(rows, kOrdered))
      add_event(rows, kOrder, "contracted", "actual", *ordered, *ordered);
  }

  void add_delivery_events(const SourceRows& rows) {
    const auto scheduled = distinct(rows, kScheduled);
    if (!scheduled.empty()) add_event(rows, kDelivery, "confirmed", "planned", *scheduled.begin(), start_of(rows));
    if (const auto delivered = first_known(rows, kDelivered))
      add_event(rows, kDelivery, "confirmed", "actual", *delivered, first_known(rows, kRecorded).value_or(""));
  }

  void add_node(std::size_t line, const std::string& id, const std::string& name, std::string_view kind,
                const std::string& country) {
    add(Table::nodes, line, {{"id", id}, {"name", name}, {"kind", std::string(kind)}, {"country", country}});
  }

  void add_nodes() {
    for (const SourceRows& rows : group_by(all_, kCountry))
      add_node(rows.front()->line, site_id((*rows.front())[kCountry]),
               rows.front()->country_name + " (place not given)", "site", (*rows.front())[kCountry]);
    const auto from_stock = [](const SourceRows& rows) { return !is_direct(rows); };
    if (std::ranges::any_of(deliveries_, from_stock))
      add_node(0, std::string(kStockNode), "RDC (place not given)", "depot", "");
    // A site is a node only where a contract or a consignment starts there.
    std::map<std::string, std::size_t> lines;
    bool several = false;
    for (const auto* groups : {&orders_, &deliveries_}) {
      for (const SourceRows& rows : *groups) {
        if (!is_direct(rows)) continue;
        const auto sites = sites_of(rows);
        if (sites.size() == 1) lines.try_emplace(*sites.begin(), rows.front()->line);
        several = several || sites.size() > 1;
      }
    }
    if (several) add_node(0, std::string(kSeveralSites), "several sites", "plant", "");
    for (const auto& [site, line] : lines) add_node(line, plant_id(site), site, "plant", "");
  }

  void warn_unknown_starts() {
    const auto unknown =
        std::ranges::count_if(deliveries_, [](const SourceRows& rows) { return start_of(rows).empty(); });
    if (unknown == 0) return;
    diagnostics_.warn({ErrorCode::bad_input,
                       std::to_string(unknown) + " of " + std::to_string(deliveries_.size()) +
                           " consignments have neither a PO nor a PQ date: since when their planned date was known is "
                           "unknown, so they are left out of calibration",
                       file_, 0, std::string(kHeader[kOrdered])});
  }

  const std::string& file_;
  History& history_;
  Diagnostics& diagnostics_;
  std::vector<SourceRow> source_;
  SourceRows all_;
  std::vector<SourceRows> deliveries_;
  std::vector<SourceRows> orders_;
};

}  // namespace

void read_scms(std::string_view text, const std::string& file, History& history, Diagnostics& diagnostics) {
  ScmsReader(file, history, diagnostics).read(text);
}

}  // namespace servanda
