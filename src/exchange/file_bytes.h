#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace servanda {

// The whole file. Error bad_input names it and says what to do.
Result<std::string> read_file_bytes(const std::filesystem::path& path);

// Writes a file whole: to a temporary name beside it, then renamed, so that no reader sees half of it.
Status write_file_bytes(const std::filesystem::path& path, std::string_view bytes);

}  // namespace servanda
