#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/country.h"
#include "book/snapshot.h"

namespace servanda {

// What the codes of a book are called by people. A code that nothing names is shown as it is.
class Names {
 public:
  // The Snapshot must outlive it.
  explicit Names(const Snapshot& snapshot) : snapshot_(&snapshot) {}

  std::string party(std::string_view code) const;
  // Joint donors, `DK;NO`: "Denmark and Norway"; blank: "Not stated".
  std::string donors(std::string_view codes) const;
  std::string item(std::string_view code) const;
  std::string unit(std::string_view code) const;  // a currency's code, or words
  // The country of a party, or a country's own code.
  std::optional<Country> country(std::string_view code) const;

  // Who says so, for people. A protected source has no name here.
  struct Source {
    std::string publisher;
    std::string title;
    std::string date;
    std::string url;
    std::string reliability;
    bool is_protected = false;
    std::string label() const;  // publisher, else title
  };
  Source source(std::string_view id) const;
  static Source source_of(const Row<Table::sources>& row);

 private:
  const Snapshot* snapshot_;
};

std::vector<std::string> split_codes(std::string_view codes);

}  // namespace servanda
