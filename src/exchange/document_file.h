#pragma once

#include <string_view>

namespace servanda {

// Between a document's path and the digest of its bytes: `texts/a.txt@sha256-HEX` (exchange/folder.h).
inline constexpr std::string_view kDigestMark = "@sha256-";

}  // namespace servanda
