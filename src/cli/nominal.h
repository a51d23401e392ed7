#pragma once

#include <string>

#include "base/result.h"
#include "cli/verb.h"

namespace servanda {

// Of verbs that tell no amounts: `--prices` may be nominal.   Error bad_usage for anything else: `told` have no price.
Status only_nominal(const CommonOptions& options, const std::string& told);

}  // namespace servanda
