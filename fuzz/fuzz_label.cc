// Labels, one a line: what is read is written and read back, and joins let in whom both let in.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "book/label.h"

namespace servanda {
namespace {

const std::vector<Reader>& readers() {
  static const std::vector<Reader> kReaders = [] {
    std::vector<Reader> made;
    for (const std::string_view level : {"PUBLIC", "PARTNER", "SOURCE"})
      for (const std::string_view held : {"", "REL:AVL", "REL:B;HANDLING:X", "EMBARGO-CLEARED;HANDLING:X;REL:AVL"})
        made.push_back(*parse_reader("reader", level, held));
    return made;
  }();
  return kReaders;
}

void check_join(const Label& a, const Label& b) {
  const Label both = join(a, b);
  CHECK(both == join(b, a) && join(both, a) == both && join(a, a) == a && join(a, Label::open()) == a);
  for (const Reader& reader : readers())
    for (const int year : {1990, 2031, 2998}) {
      const Day day = std::chrono::sys_days(std::chrono::year(year) / 7 / 1);
      CHECK(can(reader, both, day) == (can(reader, a, day) && can(reader, b, day)));
    }
}

}  // namespace
}  // namespace servanda

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace servanda;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Label last = Label::open();
  std::string_view last_line;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    static_cast<void>(parse_reader("reader", last_line, line).has_value());
    last_line = line;
    const auto label = parse_label(line);
    if (!label) continue;
    const auto again = parse_label(label->text());
    CHECK(again && *again == *label && again->text() == label->text());
    check_join(last, *label);
    last = *label;
  }
  return 0;
}
