// The datapackage.json of a programme folder with two small tables. A folder that is read has a book whose entries can
// be written as a store writes them and be read back.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/check.h"
#include "exchange/folder.h"
#include "replayed.h"

namespace servanda {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each input, gone with it.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "servanda-fuzz-XXXXXX").string();
    CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const fs::path& path() const { return path_; }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  fs::path path_;
};

}  // namespace
}  // namespace servanda

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda;
  const Folder folder;
  folder.write("datapackage.json", {reinterpret_cast<const char*>(data), size});
  folder.write("parties.csv", "id,name\nA,Avalon\nB,Borduria\n");
  folder.write("pledges.csv", "id;donors;amount;currency\nP1;A;10.5;EUR\n");
  History history;
  Blobs blobs;
  Diagnostics diagnostics;
  read_folder(folder.path(), history, blobs, diagnostics);
  check_replays(history);
  if (diagnostics.ok()) static_cast<void>(Snapshot::make(history, {}).has_value());
  return 0;
}
