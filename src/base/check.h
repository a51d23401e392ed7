#pragma once

#include <cstdio>
#include <cstdlib>

// CHECK(condition) stops the program, in release too, when only a bug of ours could make the condition false.
// Input from outside is never CHECKed: it gets an Error (result.h).
#define CHECK(condition)                                                                     \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", __FILE__, __LINE__, #condition);     \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)

#ifdef NDEBUG
#define DCHECK(condition) static_cast<void>(0)
#else
#define DCHECK(condition) CHECK(condition)
#endif
