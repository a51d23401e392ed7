// The public delivery history: what is read can be written entry by entry as a store writes it and be read back, and
// reading it a second time adds nothing.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "exchange/scms.h"
#include "replayed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  History history;
  Diagnostics diagnostics;
  read_scms(text, "input", history, diagnostics);
  for (const Error& error : diagnostics.errors()) CHECK(error.file == "input");
  if (!diagnostics.ok()) return 0;
  check_replays(history);
  const Sequence once = history.size();
  read_scms(text, "input", history, diagnostics);
  CHECK(diagnostics.ok() && history.size() == once);
  return 0;
}
