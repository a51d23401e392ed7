#include "made_programme.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <numeric>

#include "base/check.h"
#include "base/partial_date.h"
#include "book/store.h"

namespace servanda::bench {
namespace {

constexpr std::int32_t kAlways = -1'000'000;
constexpr std::uint32_t kSources = 200;
constexpr std::uint32_t kNodes = 50;
constexpr std::uint32_t kItems = 100;
constexpr std::int32_t kDueDays = 46;  // about half are confirmed by then
constexpr std::array<std::string_view, 5> kUnits{"piece", "round", "t", "l", "set"};
constexpr std::array<std::string_view, 5> kSteps{"ready", "departed", "arrived", "handed_over", "confirmed"};

// The next number of splitmix64 after `state`: well mixed, and the same everywhere.
std::uint64_t splitmix(std::uint64_t state) {
  state += 0x9E3779B97F4A7C15U;
  state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9U;
  state = (state ^ state >> 27) * 0x94D049BB133111EBU;
  return state ^ state >> 31;
}

enum Purpose : std::uint64_t { donor_of, day_of, delay_of, size_of, place_of, price_of, choice_of };

// A number below `bound` that depends on nothing but what is asked.
std::uint32_t roll(Table table, std::uint32_t number, Purpose purpose, std::uint32_t bound) {
  const std::uint64_t seed = static_cast<std::uint64_t>(table) << 56 | static_cast<std::uint64_t>(purpose) << 48 | number;
  return static_cast<std::uint32_t>(splitmix(seed) % bound);
}

std::string numbered(char letter, std::uint32_t number) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%c%06u", letter, number);
  return buffer.data();
}

std::string day_text(std::int32_t day) { return to_string(Day(std::chrono::days(day))); }

// Donor d has about 1/(d + 1) of the pledges that donor 0 has.
std::uint32_t donor_of_pledge(std::uint32_t pledge) {
  double left = roll(Table::pledges, pledge, donor_of, 1'000'000) / 1e6 * 4.2785;  // sum of 1/1 … 1/40
  for (std::uint32_t donor = 0; donor + 1 < MadeProgramme::kDonors; ++donor) {
    left -= 1.0 / (donor + 1);
    if (left < 0) return donor;
  }
  return MadeProgramme::kDonors - 1;
}

std::uint32_t quantity_of(std::uint32_t consignment) { return 2 * (1 + roll(Table::lines, consignment, size_of, 100)); }

std::string_view label_of(Table table, std::uint32_t number) {
  switch (roll(table, number, choice_of, 50)) {
    case 0: return "PARTNER; REL NOR|SWE";
    case 1: return "RESTRICTED";
    default: return "";
  }
}

}  // namespace

MadeSize MadeSize::of_events(std::uint32_t events) {
  const std::uint32_t consignments = events * 2 / 11;
  return {.pledges = consignments / 16 + 1,
          .allocations = consignments / 4 + 1,
          .consignments = consignments,
          .events = events};
}

MadeSize MadeSize::of_entries(std::uint32_t entries) {
  const std::uint32_t later = entries / 20;
  const std::uint32_t first = entries - 2 * later;
  MadeSize size = of_events(first / 3 * 2);
  size.corrected = later;
  size.retracted = later;
  size.events = first - 1 - kSources - kNodes - kItems - size.pledges - size.allocations - 2 * size.consignments;
  return size;
}

std::string_view MadeEntry::field(std::string_view column) const {
  for (const auto& [name, value] : fields)
    if (name == column) return value;
  CHECK(false);
  return {};
}

std::string MadeEntry::payload() const {
  std::string out(kOperationNames[static_cast<std::size_t>(operation)]);
  out += ' ' + std::to_string(predecessor) + '\n';
  out += schema_of(table).name;
  out += '\n';
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    out += name;
    out += '=';
    out += value;
    out += '\n';
  }
  return out;
}

std::string MadeProgramme::donor(std::uint32_t number) { return numbered('D', number); }

MadeProgramme::MadeProgramme(MadeSize size) : size_(size) {
  make_first_versions();
  make_later_versions();
  std::vector<std::uint32_t> by_day(order_.size());
  std::iota(by_day.begin(), by_day.end(), 0U);
  std::ranges::stable_sort(by_day, {}, [&](std::uint32_t index) { return order_[index].known_day; });
  sequences_.resize(order_.size());
  std::vector<Record> sorted;
  sorted.reserve(order_.size());
  for (const std::uint32_t index : by_day) {
    sorted.push_back(order_[index]);
    sequences_[index] = static_cast<Sequence>(sorted.size());
  }
  order_ = std::move(sorted);
}

std::int32_t MadeProgramme::pledge_day(std::uint32_t pledge) const {
  return kFirstDay + static_cast<std::int32_t>(roll(Table::pledges, pledge, day_of, 1200));
}
std::int32_t MadeProgramme::allocation_day(std::uint32_t allocation) const {
  return pledge_day(pledge_of(allocation)) + 20 +
         static_cast<std::int32_t>(roll(Table::allocations, allocation, day_of, 200));
}
std::int32_t MadeProgramme::ready_day(std::uint32_t consignment) const {
  return allocation_day(allocation_of(consignment)) + 20 +
         static_cast<std::int32_t>(roll(Table::consignments, consignment, day_of, 200));
}
// The five steps of each consignment come first; what is left are plans.
std::int32_t MadeProgramme::event_day(std::uint32_t event) const {
  const std::uint32_t step = event / size_.consignments % kSteps.size();
  return ready_day(event % size_.consignments) + static_cast<std::int32_t>(step * 10) +
         static_cast<std::int32_t>(roll(Table::events, event, day_of, 10));
}

void MadeProgramme::make_first_versions() {
  const auto make = [&](Table table, std::uint32_t count, auto day) {
    for (std::uint32_t number = 0; number < count; ++number)
      order_.push_back({day(number), number, 0, table, Operation::state});
  };
  const auto always = [](std::uint32_t) { return kAlways; };
  const auto delay = [](Table table, std::uint32_t number, std::uint32_t days) {
    return static_cast<std::int32_t>(roll(table, number, delay_of, days));
  };
  make(Table::programme, 1, always);
  make(Table::sources, kSources, always);
  make(Table::nodes, kNodes, always);
  make(Table::items, kItems, always);
  make(Table::pledges, size_.pledges, [&](auto n) { return pledge_day(n) + delay(Table::pledges, n, 20); });
  make(Table::allocations, size_.allocations,
       [&](auto n) { return allocation_day(n) + delay(Table::allocations, n, 20); });
  const auto consignment_day = [&](auto n) { return ready_day(n) - delay(Table::consignments, n, 20); };
  make(Table::consignments, size_.consignments, consignment_day);
  make(Table::lines, size_.consignments, consignment_day);
  make(Table::events, size_.events, [&](auto n) { return event_day(n) + delay(Table::events, n, 30); });
}

// Every so-many-th record of the five large tables is corrected or retracted, a month to a year later.
void MadeProgramme::make_later_versions() {
  const std::size_t first = 1 + kSources + kNodes + kItems;
  const std::size_t end = order_.size();
  const std::uint32_t later = size_.corrected + size_.retracted;
  for (std::uint32_t i = 0; i < later; ++i) {
    const std::size_t index = first + (end - first) * i / later;
    Record record = order_[index];
    record.operation = i % 2 == 0 ? Operation::correct : Operation::retract;
    record.predecessor = static_cast<std::uint32_t>(index);
    record.known_day += 30 + static_cast<std::int32_t>(roll(record.table, record.number, delay_of, 335));
    order_.push_back(record);
  }
}

void MadeProgramme::each(const std::function<void(const MadeEntry&)>& visit) const {
  MadeEntry entry;
  for (const Record& record : order_) {
    ++entry.sequence;
    entry.operation = record.operation;
    entry.predecessor = record.operation == Operation::state ? 0 : sequences_[record.predecessor];
    entry.table = record.table;
    entry.known_day = record.known_day;
    write_fields(record, entry);
    visit(entry);
  }
}

void MadeProgramme::write_fields(const Record& record, MadeEntry& entry) const {
  const std::uint32_t n = record.number;
  const bool corrected = record.operation == Operation::correct;
  const auto whole = [](std::uint64_t value) { return std::to_string(value); };
  const std::string known = day_text(record.known_day);
  const std::string source = numbered('S', roll(record.table, n, place_of, kSources));
  const std::string label(label_of(record.table, n));
  switch (record.table) {
    case Table::programme:
      entry.fields = {{"id", "programme"},           {"name", "Made up"},
                      {"recipients", "UA"},          {"reporting_currency", "EUR"},
                      {"start", day_text(kFirstDay)}, {"report_date", day_text(kReportDay)},
                      {"notional", "yes"}};
      break;
    case Table::sources:
      entry.fields = {{"id", numbered('S', n)}, {"publisher", "Ministry " + whole(n)}, {"title", "Bulletin " + whole(n)}};
      break;
    case Table::nodes:
      entry.fields = {{"id", numbered('N', n)}, {"name", "Place " + whole(n)}, {"kind", "depot"}, {"country", "PL"}};
      break;
    case Table::items:
      entry.fields = {{"code", numbered('I', n)}, {"name", "Item " + whole(n)}, {"category", "K" + whole(n % 10)},
                      {"unit", std::string(kUnits[n % kUnits.size()])}};
      break;
    case Table::pledges:
      entry.fields = {{"id", numbered('P', n)},
                      {"source", source},
                      {"label", label},
                      {"known_date", known},
                      {"donors", donor(donor_of_pledge(n))},
                      {"recipient", "UA"},
                      {"date", day_text(pledge_day(n))},
                      {"amount", whole((1 + roll(record.table, n, price_of, 1000)) * (corrected ? 2'000'000U : 1'000'000U))},
                      {"currency", "EUR"},
                      {"kind", "military"},
                      {"instrument", "in_kind"}};
      break;
    case Table::allocations:
      entry.fields = {{"id", numbered('A', n)},
                      {"source", source},
                      {"label", label},
                      {"known_date", known},
                      {"of", numbered('P', pledge_of(n))},
                      {"date", day_text(allocation_day(n))},
                      {"amount", whole((1 + roll(record.table, n, price_of, 1000)) * (corrected ? 200'000U : 100'000U))},
                      {"currency", "EUR"}};
      break;
    default: write_goods_fields(record, entry);
  }
}

// Consignments, what they carry and what became of them.
void MadeProgramme::write_goods_fields(const Record& record, MadeEntry& entry) const {
  const std::uint32_t n = record.number;
  const bool corrected = record.operation == Operation::correct;
  const auto whole = [](std::uint64_t value) { return std::to_string(value); };
  const std::string known = day_text(record.known_day);
  const std::string source = numbered('S', roll(record.table, n, place_of, kSources));
  const std::string label(label_of(record.table, n));
  const auto node = [&](Purpose purpose) { return numbered('N', roll(record.table, n, purpose, kNodes)); };
  switch (record.table) {
    case Table::consignments:
      entry.fields = {{"id", numbered('C', n)},
                      {"source", source},
                      {"label", label},
                      {"known_date", known},
                      {"of_kind", "allocation"},
                      {"of", numbered('A', allocation_of(n))},
                      {"origin", node(place_of)},
                      {"destination", node(price_of)},
                      {"mode", "rail"},
                      {"ready", day_text(ready_day(n))},
                      {"due", n % 50 == 0 ? day_text(ready_day(n) + kDueDays) : ""},
                      {"tonnes", whole(1 + roll(record.table, n, size_of, 400) + (corrected ? 1 : 0))}};
      break;
    case Table::lines: {
      const std::uint64_t quantity = std::uint64_t{quantity_of(n)} * (corrected ? 2 : 1);
      const std::uint64_t price = 1 + roll(record.table, n, price_of, 5000);
      entry.fields = {{"known_date", known},
                      {"of_kind", "consignment"},
                      {"of", numbered('C', n)},
                      {"item", numbered('I', roll(record.table, n, place_of, kItems))},
                      {"quantity", whole(quantity)},
                      {"amount", whole(quantity * price)},
                      {"currency", "EUR"}};
      break;
    }
    case Table::events: {
      const std::uint32_t consignment = n % size_.consignments;
      const std::uint32_t step = n / size_.consignments;
      const std::uint32_t quantity = quantity_of(consignment) / (corrected ? 2 : 1);
      entry.fields = {{"source", source},
                      {"label", label},
                      {"known_date", known},
                      {"of_kind", "consignment"},
                      {"of", numbered('C', consignment)},
                      {"stage", std::string(kSteps[step % kSteps.size()])},
                      {"classifier", step < kSteps.size() ? "actual" : "planned"},
                      {"date", day_text(event_day(n))},
                      {"place", node(place_of)},
                      {"quantity", whole(quantity)}};
      break;
    }
    default: CHECK(false);
  }
}

void MadeProgramme::write_folder(const std::filesystem::path& folder) const {
  std::filesystem::create_directories(folder);
  std::map<Table, std::ofstream> files;
  each([&](const MadeEntry& entry) {
    if (entry.operation != Operation::state) return;
    if (entry.table == Table::programme) {
      std::ofstream package(folder / "datapackage.json");
      package << "{\"servanda\": {";
      for (const auto& [name, value] : entry.fields)
        if (name != "id") package << (name == "name" ? "" : ", ") << '"' << name << "\": \"" << value << '"';
      package << "}}\n";
      return;
    }
    auto& file = files[entry.table];
    const auto write = [&](auto text) {
      bool first = true;
      for (const auto& field : entry.fields) {
        if (!first) file << ',';
        file << text(field);
        first = false;
      }
      file << '\n';
    };
    if (!file.is_open()) {
      file.open(folder / (std::string(schema_of(entry.table).name) + ".csv"));
      write([](const auto& field) { return field.first; });
    }
    write([](const auto& field) -> std::string_view { return field.second; });
  });
}

Status MadeProgramme::write_book(const std::string& path) const {
  constexpr std::size_t kBatch = 10'000;
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, open_sqlite_store(path, OpenMode::create));
  Batch batch;
  Sequence size = 0;
  const auto flush = [&]() -> Status {
    ASSIGN_OR_RETURN(const TreeHead head, store->append(size, batch));
    size = head.size;
    batch.payloads.clear();
    return {};
  };
  Status status;
  each([&](const MadeEntry& entry) {
    batch.payloads.push_back(entry.payload());
    if (batch.payloads.size() == kBatch && status) status = flush();
  });
  if (!status) return status;
  return flush();
}

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) {
  std::string name = (parent / "servanda-bench-XXXXXX").string();
  CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace servanda::bench
