// Payloads of a store, with blank lines between them: what is read is written as bytes that mean the same, and a
// sequence of them can be replayed.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "book/payload.h"
#include "replayed.h"

namespace servanda {
namespace {

void check_written(std::string_view payload) {
  Interner texts;
  const auto entry = parse_payload(payload, texts);
  if (!entry) return;
  const std::string written = to_payload(*entry, texts);
  const auto again = parse_payload(written, texts);
  CHECK(again && again->operation == entry->operation && again->predecessor == entry->predecessor);
  CHECK(again->table == entry->table && again->cells == entry->cells);
  CHECK(to_payload(*again, texts) == written);
}

}  // namespace
}  // namespace servanda

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  History history;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\n\n"), rest.size());
    const std::string_view payload = rest.substr(0, std::min(end + 1, rest.size()));
    rest.remove_prefix(std::min(end + 2, rest.size()));
    check_written(payload);
    static_cast<void>(replay(payload, history).has_value());
  }
  check_replays(history);
  return 0;
}
