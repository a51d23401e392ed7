#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "exchange/file_bytes.h"

namespace servanda {

// The text of a file of comma-separated values, some whole records at a time: a large table takes little memory, and what
// is being read of it lies in the processor's caches.
class CsvFile {
 public:
  // Error bad_input names the file and says what to do.
  static Result<CsvFile> open(const std::filesystem::path& path);

  // The next records, up to the end of a line that stands outside quotes, or to the end of the file; empty behind the
  // last. Good until the next call. A quote where none may stand can only part what follows it wrongly.
  Result<std::string_view> next();
  std::uintmax_t size() const { return size_; }  // bytes; 0 where the system does not say

 private:
  CsvFile(std::filesystem::path path, File file, std::uintmax_t size)
      : path_(std::move(path)), file_(std::move(file)), size_(size) {}

  std::filesystem::path path_;
  File file_;
  std::uintmax_t size_;
  std::string buffer_;
  std::size_t given_ = 0;  // bytes at its front
  bool ended_ = false;
};

// How many bytes of a text that begins with a record are whole records, as far as one can tell without what follows.
std::size_t whole_records(std::string_view text);

}  // namespace servanda
