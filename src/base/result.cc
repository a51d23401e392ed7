#include "base/result.h"

namespace servanda {

std::string Error::text() const {
  std::string out;
  if (!file.empty()) {
    out += file;
    if (line != 0) out += ":" + std::to_string(line);
    out += ": ";
  }
  if (!column.empty()) out += "column " + column + ": ";
  return out + message;
}

}  // namespace servanda
