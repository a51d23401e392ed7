#include "exchange/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace servanda {
namespace {

// Takes everything, and notes where it cannot be read on.
class FaultFinder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    fault_ = position;
    return false;
  }
  std::size_t fault() const { return fault_; }

 private:
  std::size_t fault_ = 0;
};

}  // namespace

std::size_t json_fault_line(std::string_view text) {
  FaultFinder finder;
  if (nlohmann::json::sax_parse(text, &finder)) return 0;
  const std::size_t until = std::min(finder.fault() == 0 ? 0 : finder.fault() - 1, text.size());
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(until), '\n'));
}

}  // namespace servanda
