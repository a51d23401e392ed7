#include "cli/ranks.h"

#include <dlfcn.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

namespace servanda {
namespace {

// What a handler of signals says and calls can be reached in no other way.
std::string ended;               // NOLINT(*-global-variables)
void (*finish)() = nullptr;      // NOLINT(*-global-variables)

void on_end(int) {
  static_cast<void>(!::write(STDERR_FILENO, ended.data(), ended.size()));
  _exit(1);
}

template <class Function>
bool find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library, name));
  return function != nullptr;
}

}  // namespace

Result<Ranks> start_ranks(const std::string& kept) {
  if (std::getenv("OMPI_COMM_WORLD_SIZE") == nullptr && std::getenv("PMIX_RANK") == nullptr) return Ranks{};
  std::error_code error;
  const std::filesystem::path beside = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "libservanda_ranks.so";
  void* library = dlopen(beside.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr)
    return bad_usage("started under mpirun, but " + std::string(dlerror()) +
                     "; install libopenmpi-dev and build again, or start without mpirun");
  int (*start)(int*, int*) = nullptr;
  Ranks ranks;
  if (!find(library, "servanda_ranks_start", start) || !find(library, "servanda_ranks_end", finish) ||
      !find(library, "servanda_ranks_send", ranks.send) || !find(library, "servanda_ranks_receive", ranks.receive) ||
      !find(library, "servanda_ranks_broadcast", ranks.broadcast) || start(&ranks.rank, &ranks.size) != 0)
    return bad_usage("started under mpirun, but " + beside.string() + " is none of this version; build again");
  if (ranks.rank == 0) {
    ended = "servanda: the run was ended from outside, or another of its " + std::to_string(ranks.size) +
            " processes died. " +
            (kept.empty() ? "No futures were kept; start again with --resume FILE to keep them.\n"
                          : "Finished futures are kept; the same command goes on from them: --resume " + kept + "\n");
    std::signal(SIGTERM, on_end);
  }
  return ranks;
}

void end_ranks() {
  if (finish != nullptr) finish();
}

}  // namespace servanda
