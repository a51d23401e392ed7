#pragma once

#include <map>
#include <string>
#include <utility>

#include "book/snapshot.h"

namespace servanda {

// Entries that the world called off, by kind and name: the last visible revision of theirs is a cancellation or a
// withdrawal.
using CalledOff = std::map<std::pair<std::string, std::string>, Stage>;
CalledOff called_off(const Snapshot& snapshot);

}  // namespace servanda
