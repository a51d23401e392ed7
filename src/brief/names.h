#pragma once

#include <cstdint>
#include <map>
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
  explicit Names(const Snapshot& snapshot);

  std::string party(std::string_view code) const;
  // Joint donors, `DK;NO`: "Denmark and Norway"; blank: "Not stated".
  std::string donors(std::string_view codes) const;
  std::string item(std::string_view code) const;
  // A currency's code, or words; an item whose code is long goes by its name.
  std::string unit(std::string_view code) const;
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
    std::size_t number = 0;     // in the list of sources, from 1; 0: not in it
    std::string label() const;  // publisher, else title
  };
  Source source(std::string_view id) const;
  // Those that may be named, by publisher, date and title: the list at the end of the page.
  const std::vector<Source>& sources() const { return sources_; }
  std::int64_t protected_sources() const { return protected_; }

 private:
  const Snapshot* snapshot_;
  std::vector<Source> sources_;
  std::map<std::string, std::size_t, std::less<>> numbers_;  // by id
  std::int64_t protected_ = 0;
};

std::vector<std::string> split_codes(std::string_view codes);

}  // namespace servanda
