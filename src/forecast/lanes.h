#pragma once

#include <cstddef>
#include <cstdint>

namespace servanda {

// Futures that are drawn side by side, one in each lane of a vector of the processor.
inline constexpr std::size_t kLanes = 8;

// How draws are computed; both forms give the same whole numbers.
enum class Form : std::uint8_t {
  vector,  // eight at once, where the processor has AVX2
  plain,   // one after the other
};
// What this processor is best at; plain where the environment has SERVANDA_DRAWS=plain.
Form best_form();
// `form`, or plain where the processor lacks what it needs.
Form able(Form form);

}  // namespace servanda
