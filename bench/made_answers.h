#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "made_programme.h"

namespace servanda::bench {

// What the made programme lacks: about 100,000 entries of the tables that money, burden, industry, training, documents,
// statements and targets are answered from, the same each time. Nothing of it changes what the made programme says of goods.
class MadeAnswers {
 public:
  // `scale`: 1 makes about 100,000 entries, 50 makes 2,000.
  explicit MadeAnswers(std::uint32_t scale) : scale_(scale) {}

  // Sequences go on from `first`.
  void each(Sequence first, const std::function<void(const MadeEntry&)>& visit) const;

  static constexpr std::uint32_t kStatements = 20;
  static constexpr int kFirstYear = 2022;
  static constexpr int kLastYear = 2028;

 private:
  std::uint32_t scale_;
};

}  // namespace servanda::bench
