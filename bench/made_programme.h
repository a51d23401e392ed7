#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "book/history.h"

namespace servanda::bench {

struct MadeSize {
  std::uint32_t pledges = 0;
  std::uint32_t allocations = 0;
  std::uint32_t consignments = 0;  // with one line each
  std::uint32_t events = 0;
  std::uint32_t corrected = 0;
  std::uint32_t retracted = 0;

  // A folder states facts once: nothing is corrected or retracted.
  static MadeSize of_events(std::uint32_t events);
  // So many entries in all, 5 % of them corrections and 5 % retractions.
  static MadeSize of_entries(std::uint32_t entries);
};

// One entry, as it would be recorded. `fields` holds the same columns for every entry of a table, in the table's order;
// "" = blank.
struct MadeEntry {
  Sequence sequence = 0;
  Operation operation = Operation::state;
  Sequence predecessor = 0;
  Table table = Table::programme;
  std::int32_t known_day = 0;  // since 1970-01-01; long ago where nothing is stated
  std::vector<std::pair<std::string_view, std::string>> fields;

  std::string_view field(std::string_view column) const;
  std::string payload() const;
};

// A programme that nobody runs, the same each time: pledges of 40 donors, large and small; under each four allocations;
// under each of these consignments of one line and five or six events. Entries come in the order in which they became
// known. All amounts are in the reporting currency; each line's amount is its quantity times a whole price, so any share
// of it is exact.
class MadeProgramme {
 public:
  explicit MadeProgramme(MadeSize size);

  static constexpr std::int32_t kFirstDay = 19000;   // 2022-01-08
  static constexpr std::int32_t kReportDay = 21600;  // 2029-02-20: everything is known by then
  static std::string donor(std::uint32_t number);
  static constexpr std::uint32_t kDonors = 40;

  std::size_t entries() const { return order_.size(); }
  void each(const std::function<void(const MadeEntry&)>& visit) const;
  // The first versions as a programme folder.
  void write_folder(const std::filesystem::path& folder) const;
  Status write_book(const std::string& path) const;

 private:
  struct Record {
    std::int32_t known_day;
    std::uint32_t number;       // of the entry in its table
    std::uint32_t predecessor;  // index in the order of making
    Table table;
    Operation operation;
  };
  void make_first_versions();
  void make_later_versions();
  std::uint32_t allocation_of(std::uint32_t consignment) const { return consignment % size_.allocations; }
  std::uint32_t pledge_of(std::uint32_t allocation) const { return allocation % size_.pledges; }
  std::int32_t pledge_day(std::uint32_t pledge) const;
  std::int32_t allocation_day(std::uint32_t allocation) const;
  std::int32_t ready_day(std::uint32_t consignment) const;
  std::int32_t event_day(std::uint32_t event) const;
  void write_fields(const Record& record, MadeEntry& entry) const;
  void write_goods_fields(const Record& record, MadeEntry& entry) const;

  MadeSize size_;
  std::vector<Record> order_;
  std::vector<Sequence> sequences_;  // of records in the order of making
};

// A folder of its own that goes with the object.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace servanda::bench
