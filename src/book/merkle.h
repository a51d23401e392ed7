#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"

// The hash tree over a book's entries: RFC 6962 (= RFC 9162, section 2.1) over SHA-256.
//   empty tree  SHA-256("")        leaf  SHA-256(0x00 | data)        node  SHA-256(0x01 | left | right)
// A tree of n > 1 leaves splits at the largest power of two below n; only that makes a root say how many leaves it has.
//
// The data of a leaf is a commitment to an entry, not the entry: who knows the salt and the bytes can open it, who
// guesses the bytes alone learns nothing, and an erased entry leaves the tree intact.

namespace servanda {

using Salt = std::array<std::uint8_t, 32>;

// SHA-256("aid-commit-v1" | salt | canonical bytes of the entry).
Hash commitment(const Salt& salt, std::span<const std::uint8_t> canonical_bytes);

Hash leaf_hash(std::span<const std::uint8_t> leaf_data);
Hash node_hash(const Hash& left, const Hash& right);

// What it takes to go on growing a tree: the roots of its perfect subtrees, one a set bit of size(), at most 64.
class MerkleFrontier {
 public:
  // O(1) amortised, O(log n) at worst.
  void append(const Hash& leaf);
  // O(log n).
  Hash root() const;
  std::uint64_t size() const { return size_; }

  // size as 8 bytes, most significant first; then the subtree roots, largest first, 32 bytes each.
  std::vector<std::uint8_t> serialise() const;
  // Error bad_input if the length does not fit the size. That the hashes are the right ones is for the caller to check,
  // against a root that they trust.
  static Result<MerkleFrontier> restore(std::span<const std::uint8_t> bytes);

  bool operator==(const MerkleFrontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> roots_;  // largest subtree first
};

// Root over leaf hashes; O(n).
Hash merkle_root(std::span<const Hash> leaves);

using MerkleProof = std::vector<Hash>;

// Proofs over a tree whose leaf hashes are all at hand; O(n). At most 64 hashes an inclusion, 65 a consistency.
//   CHECKs index < leaves.size(), and 1 <= old_size <= leaves.size().
MerkleProof inclusion_proof(std::uint64_t index, std::span<const Hash> leaves);
MerkleProof consistency_proof(std::uint64_t old_size, std::span<const Hash> leaves);

struct InclusionClaim {
  std::uint64_t index;
  std::uint64_t size;
  Hash leaf;  // leaf hash
  Hash root;
};
// RFC 9162, 2.1.3.2: the leaf stands at `index` in the tree of `size` leaves with this root.
bool verify_inclusion(const InclusionClaim& claim, std::span<const Hash> proof);

struct ConsistencyClaim {
  std::uint64_t old_size;
  std::uint64_t new_size;
  Hash old_root;
  Hash new_root;
};
// RFC 9162, 2.1.4.2: the new tree begins with all leaves of the old one, in order. An empty old tree is refused: it
// would agree with everything, so such a proof proves nothing.
bool verify_consistency(const ConsistencyClaim& claim, std::span<const Hash> proof);

}  // namespace servanda
