#include "exchange/file_bytes.h"

#include <cerrno>
#include <cstring>

namespace servanda {

Result<File> open_file(const std::filesystem::path& path) {
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem))
    return Error{ErrorCode::bad_input, "found a folder, expected a file; check the name", path.string(), 0, {}};
  File file(std::fopen(path.c_str(), "rb"));
  if (!file)
    return Error{ErrorCode::bad_input,
                 std::string("found no readable file (") + std::strerror(errno) + "), expected one; check the name",
                 path.string(), 0, {}};
  return file;
}

Result<bool> read_some(const File& file, const std::filesystem::path& path, std::size_t count, std::string& bytes) {
  const std::size_t before = bytes.size();
  bytes.resize(before + count);
  const std::size_t got = std::fread(bytes.data() + before, 1, count, file.get());
  bytes.resize(before + got);
  if (std::ferror(file.get()) != 0)
    return Error{ErrorCode::bad_input, std::string("reading failed: ") + std::strerror(errno), path.string(), 0, {}};
  return got == count;
}

Result<std::string> read_file_bytes(const std::filesystem::path& path) {
  ASSIGN_OR_RETURN(const File file, open_file(path));
  std::string bytes;
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  constexpr std::size_t kChunk = std::size_t{1} << 20;
  std::size_t chunk = problem ? kChunk : size + 1;  // one more than there is, to see the end
  bytes.reserve(chunk);
  while (true) {
    ASSIGN_OR_RETURN(const bool more, read_some(file, path, chunk, bytes));
    if (!more) return bytes;
    chunk = kChunk;  // it grew, or the system did not know
  }
}

Status write_file_bytes(const std::filesystem::path& path, std::string_view bytes) {
  const auto failed = [&](const char* what) {
    return Error{ErrorCode::bad_input, std::string(what) + " failed: " + std::strerror(errno) +
                 ", expected a folder that can be written; choose another place", path.string(), 0, {}};
  };
  const std::string temporary = path.string() + ".part";
  File file(std::fopen(temporary.c_str(), "wb"));
  if (!file) return failed("creating the file");
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  const bool closed = std::fclose(file.release()) == 0;
  if (!written || !closed || std::rename(temporary.c_str(), path.c_str()) != 0) {
    const Error error = failed("writing");
    std::remove(temporary.c_str());
    return error;
  }
  return {};
}

}  // namespace servanda
