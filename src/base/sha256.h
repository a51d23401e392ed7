#pragma once

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace servanda {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::span<const std::uint8_t> bytes);
Hash sha256(std::string_view text);

// SHA-256 of what is added, in order; one object makes one hash, and finish() ends it.
// Cheap to make: no allocation and no look-up of an algorithm, so it serves millions of short messages (FIPS 180-4).
class Sha256 {
 public:
  Sha256();
  Sha256& add(std::uint8_t byte);
  Sha256& add(std::span<const std::uint8_t> bytes);
  Sha256& add(std::string_view text);
  Hash finish();

 private:
  SHA256_CTX state_;
};

// 64 digits in lower case.
std::string hex(const Hash& hash);
// The inverse; empty for anything but 64 digits in lower case.
std::optional<Hash> parse_hex(std::string_view text);

}  // namespace servanda
