#pragma once

#include <string>

#include "base/result.h"
#include "forecast/future_keeper.h"

namespace servanda {

// The processes that `mpirun` started this one with; a single one where it did not. The library that talks MPI
// (libservanda_ranks.so, beside the program) is loaded only then.
//   `kept`: the file that finished futures are kept in, for the sentence that is said when the run is ended from outside,
//   such as by mpirun when another process has died.
//   Error bad_usage where the library is missing, with how to get it.
Result<Ranks> start_ranks(const std::string& kept);
// Before the process ends well.
void end_ranks();

}  // namespace servanda
