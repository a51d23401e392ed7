#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"

namespace servanda {

// The whole file. Error bad_input names it and says what to do.
Result<std::string> read_file_bytes(const std::filesystem::path& path);

// The same by parts. read_some appends up to `count` bytes; false behind the last of the file.
struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;
Result<File> open_file(const std::filesystem::path& path);
Result<bool> read_some(const File& file, const std::filesystem::path& path, std::size_t count, std::string& bytes);

// Writes a file whole: to a temporary name beside it, then renamed, so that no reader sees half of it.
Status write_file_bytes(const std::filesystem::path& path, std::string_view bytes);

}  // namespace servanda
