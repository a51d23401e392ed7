#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace servanda {

// Mixes two 64-bit words by a 128-bit product, folded.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Product;
  const Product product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// A text of up to eight bytes as one word: with its length it tells one such text from another.
inline std::uint64_t word_of(const char* data, std::size_t size) {
  const auto load = [&](std::size_t at) {
    std::uint32_t half = 0;
    std::memcpy(&half, data + at, sizeof half);
    return std::uint64_t{half};
  };
  const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<std::uint8_t>(data[at])}; };
  if (size >= 4) return load(0) | load(size - 4) << 32;  // the two may overlap
  if (size == 0) return 0;
  return byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
}

// A fast hash for tables in memory; not for anything that is stored or compared across runs.
inline std::uint64_t hash_bytes(std::string_view bytes) {
  constexpr std::uint64_t kA = 0x9E3779B97F4A7C15U;
  constexpr std::uint64_t kB = 0xD6E8FEB86659FD93U;
  std::uint64_t hash = kA ^ bytes.size();
  const char* data = bytes.data();
  std::size_t left = bytes.size();
  for (; left > 8; left -= 8, data += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data, 8);
    hash = mix(hash ^ word, kB);
  }
  return mix(hash ^ word_of(data, left), kA);
}

}  // namespace servanda
