#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace servanda {

// What a reader finds wrong with foreign bytes. It does not stop at the first bad row: it collects up to kMost errors
// and counts the rest. Warnings do not fail an import.
class Diagnostics {
 public:
  static constexpr std::size_t kMost = 100;

  void add(Error error) {
    if (errors_.size() < kMost) errors_.push_back(std::move(error));
    ++count_;
  }
  void warn(Error warning) {
    if (warnings_.size() < kMost) warnings_.push_back(std::move(warning));
  }

  bool ok() const { return count_ == 0; }
  std::size_t count() const { return count_; }
  const std::vector<Error>& errors() const { return errors_; }
  const std::vector<Error>& warnings() const { return warnings_; }
  // All of them, a line each; ends by saying how many more there are.
  std::string text() const;

 private:
  std::vector<Error> errors_;
  std::vector<Error> warnings_;
  std::size_t count_ = 0;
};

// `found 'X', expected Y; mend`, with X shortened to 60 characters and its control characters shown as escapes.
std::string found_expected(std::string_view found, std::string_view expected, std::string_view mend);

}  // namespace servanda
