// Figures and bindings, one a line: what is read is written and read back; what is not names a column of its line.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "views/figure.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (const auto figure = parse_figure(line)) {
      const std::string written = to_string(*figure);
      const auto again = parse_figure(written);
      CHECK(again && to_string(*again) == written);
    } else {
      CHECK(figure.error().message.starts_with("column "));
    }
    if (const auto binding = parse_binding(line)) static_cast<void>(to_string(*binding));
  }
  return 0;
}
