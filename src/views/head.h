#pragma once

namespace servanda {

// Whether a view fills `head`, the digest of all that the reader sees (Snapshot::head), which costs more than most views.
enum class Head { skip, compute };

}  // namespace servanda
