#include "forecast/lanes.h"

#include <cstdlib>
#include <string_view>

namespace servanda {
namespace {

bool has_vectors() {
#if defined(__x86_64__) && defined(__GNUC__)
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

}  // namespace

Form able(Form form) { return form == Form::vector && has_vectors() ? Form::vector : Form::plain; }

Form best_form() {
  static const Form best = [] {
    const char* asked = std::getenv("SERVANDA_DRAWS");
    return asked != nullptr && std::string_view(asked) == "plain" ? Form::plain : able(Form::vector);
  }();
  return best;
}

}  // namespace servanda
