#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace servanda {

// What kind of failure it is; decides the exit status (INTERFACES, Commands).
enum class ErrorCode {
  bad_usage,      // exit 2
  bad_input,      // exit 3: foreign bytes are wrong
  nothing_to_do,  // exit 4: a table is missing or nothing can be answered
  store_failed,   // exit 5: the disk, the database
  conflict,       // another writer was faster: read again and retry
  refused,        // the answer is no (exit 1)
};

// A sentence for a person, and where. `line` counts from 1; 0 means the whole file.
struct Error {
  ErrorCode code = ErrorCode::bad_input;
  std::string message;
  std::string file = {};
  std::size_t line = 0;
  std::string column = {};

  // "FILE:LINE: column X: message", leaving out what is not known.
  std::string text() const;
};

// A value or an Error; ignoring one is a warning.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  using Base = tl::expected<T, Error>;
  Result(Error error) : Base(tl::unexpect, std::move(error)) {}
  Result(tl::unexpected<Error> error) : Base(std::move(error)) {}
};

using Status = Result<void>;

inline Error bad_input(std::string message) { return {ErrorCode::bad_input, std::move(message)}; }
inline Error bad_usage(std::string message) { return {ErrorCode::bad_usage, std::move(message)}; }
inline Error store_failed(std::string message) {
  return {ErrorCode::store_failed, std::move(message)};
}

}  // namespace servanda

#define SERVANDA_CONCAT_INNER(a, b) a##b
#define SERVANDA_CONCAT(a, b) SERVANDA_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expression)                             \
  do {                                                          \
    if (auto status_ = (expression); !status_) [[unlikely]]     \
      return std::move(status_).error();                        \
  } while (false)

#define ASSIGN_OR_RETURN(declaration, expression)                              \
  auto SERVANDA_CONCAT(result_, __LINE__) = (expression);                      \
  if (!SERVANDA_CONCAT(result_, __LINE__)) [[unlikely]]                        \
    return std::move(SERVANDA_CONCAT(result_, __LINE__)).error();              \
  declaration = *std::move(SERVANDA_CONCAT(result_, __LINE__))
