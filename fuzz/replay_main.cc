// Gives every file of a corpus to the target, each in a process of its own: fuzz_NAME FOLDER.
//
// An input may use five seconds of processor time and 256 MiB (under a sanitizer thirty seconds, and memory is not
// counted): many times what the slowest needs on a quiet machine, and far from what a quadratic reader takes.
// A file NAME.repeat is a recipe for an input that is too large to keep: each line is `COUNT TEXT`, where TEXT may hold
// \n, \r, \t, \\ and \xHH.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr long kMostMilliseconds = 30'000;
constexpr long kMostKibibytes = 1L << 40;
#else
constexpr long kMostMilliseconds = 5'000;
constexpr long kMostKibibytes = 256 * 1024;
#endif

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'x':
        out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
        break;
      default: out += text[i];
    }
  }
  return out;
}

std::string expand(const std::string& recipe) {
  std::string out;
  for (std::size_t begin = 0; begin < recipe.size();) {
    const std::size_t end = std::min(recipe.find('\n', begin), recipe.size());
    const std::string line = recipe.substr(begin, end - begin);
    const std::size_t blank = line.find(' ');
    const std::string text = unescape(line.substr(blank + 1));
    for (unsigned long count = std::stoul(line.substr(0, blank)); count > 0; --count) out += text;
    begin = end + 1;
  }
  return out;
}

struct Outcome {
  std::string wrong;  // empty: all is well
  long milliseconds = 0;
  long kibibytes = 0;
};

Outcome judge(int status, const rusage& used) {
  const auto milliseconds = [](const timeval& time) { return time.tv_sec * 1000 + time.tv_usec / 1000; };
  Outcome outcome{{}, milliseconds(used.ru_utime) + milliseconds(used.ru_stime), used.ru_maxrss};
  if (WIFSIGNALED(status))
    outcome.wrong = "killed by signal " + std::to_string(WTERMSIG(status));
  else if (WEXITSTATUS(status) != 0)
    outcome.wrong = "exit status " + std::to_string(WEXITSTATUS(status));
  else if (outcome.milliseconds > kMostMilliseconds)
    outcome.wrong = "took " + std::to_string(outcome.milliseconds) + " ms";
  else if (outcome.kibibytes > kMostKibibytes)
    outcome.wrong = "took " + std::to_string(outcome.kibibytes / 1024) + " MiB";
  return outcome;
}

Outcome run(const fs::path& path) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return {"cannot make a process"};
  if (child == 0) {
    const rlimit processor{static_cast<rlim_t>(2 * kMostMilliseconds / 1000), RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &processor);  // ends an input that does not end
    const std::string raw = bytes_of(path);
    const std::string input = path.extension() == ".repeat" ? expand(raw) : raw;
    const int status = LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    std::fflush(nullptr);
    _exit(status);
  }
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child) return {"lost its process"};
  return judge(status, used);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: fuzz_NAME FOLDER\n", stderr);
    return 2;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(arguments[1])) files.push_back(entry.path());
  std::ranges::sort(files);
  int wrong = 0;
  Outcome most;
  for (const fs::path& file : files) {
    const Outcome outcome = run(file);
    most.milliseconds = std::max(most.milliseconds, outcome.milliseconds);
    most.kibibytes = std::max(most.kibibytes, outcome.kibibytes);
    if (outcome.wrong.empty()) continue;
    ++wrong;
    std::printf("%s: %s\n", file.c_str(), outcome.wrong.c_str());
  }
  std::printf("%zu inputs, %d wrong; at most %ld ms and %ld MiB\n", files.size(), wrong, most.milliseconds,
              most.kibibytes / 1024);
  return wrong == 0 && !files.empty() ? 0 : 1;
}
