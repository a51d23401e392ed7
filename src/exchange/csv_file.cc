#include "exchange/csv_file.h"

#include <algorithm>
#include <utility>

namespace servanda {
namespace {

constexpr std::size_t kPart = std::size_t{1} << 18;  // stays in a processor's second cache

bool odd_quotes(std::string_view text) {
  bool odd = false;
  for (std::size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) odd = !odd;
  return odd;
}

}  // namespace

std::size_t whole_records(std::string_view text) {
  bool inside = odd_quotes(text);  // quotes, behind the byte that is looked at
  for (std::size_t end = text.size(); end > 0; --end) {
    const char last = text[end - 1];
    if (last == '\n' && !inside) return end;
    if (last == '"') inside = !inside;
  }
  return 0;
}

Result<CsvFile> CsvFile::open(const std::filesystem::path& path) {
  ASSIGN_OR_RETURN(File file, open_file(path));
  std::error_code problem;
  const std::uintmax_t size = std::filesystem::file_size(path, problem);
  return CsvFile(path, std::move(file), problem ? 0 : size);
}

Result<std::string_view> CsvFile::next() {
  buffer_.erase(0, std::exchange(given_, 0));
  while (given_ == 0 && !ended_) {
    std::size_t count = std::max(kPart, buffer_.size());
    if (size_ > 0) count = std::min<std::size_t>(count, size_ + 1);  // one more than there is, to see the end
    ASSIGN_OR_RETURN(const bool more, read_some(file_, path_, count, buffer_));
    ended_ = !more;
    given_ = ended_ ? buffer_.size() : whole_records(buffer_);
  }
  return std::string_view(buffer_).substr(0, given_);
}

}  // namespace servanda
