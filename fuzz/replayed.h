#pragma once

#include "book/history.h"

namespace servanda {

// CHECKs that each entry of `history`, written as a store writes it, is read back as the same bytes.
void check_replays(const History& history);

}  // namespace servanda
