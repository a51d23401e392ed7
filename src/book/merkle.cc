#include "book/merkle.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/check.h"

namespace servanda {
namespace {

// Leaves left of the split: the largest power of two below n; n > 1.
std::uint64_t left_size(std::uint64_t n) { return std::bit_floor(n - 1); }

bool is_odd(std::uint64_t n) { return (n & 1) != 0; }

// RFC 9162, 2.1.4.1: SUBPROOF(old_size, leaves, complete).
void append_subproof(std::uint64_t old_size, std::span<const Hash> leaves, bool complete, MerkleProof& proof) {
  if (old_size == leaves.size()) {
    if (!complete) proof.push_back(merkle_root(leaves));
    return;
  }
  const std::uint64_t k = left_size(leaves.size());
  if (old_size <= k) {
    append_subproof(old_size, leaves.first(k), complete, proof);
    proof.push_back(merkle_root(leaves.subspan(k)));
  } else {
    append_subproof(old_size - k, leaves.subspan(k), false, proof);
    proof.push_back(merkle_root(leaves.first(k)));
  }
}

}  // namespace

Hash commitment(const Salt& salt, std::span<const std::uint8_t> canonical_bytes) {
  return Sha256().add("aid-commit-v1").add(salt).add(canonical_bytes).finish();
}

Hash leaf_hash(std::span<const std::uint8_t> leaf_data) {
  return Sha256().add(std::uint8_t{0}).add(leaf_data).finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
  return Sha256().add(std::uint8_t{1}).add(left).add(right).finish();
}

void MerkleFrontier::append(const Hash& leaf) {
  CHECK(size_ < std::numeric_limits<std::uint64_t>::max());
  Hash root = leaf;
  for (std::uint64_t n = size_; is_odd(n); n >>= 1) {
    root = node_hash(roots_.back(), root);
    roots_.pop_back();
  }
  roots_.push_back(root);
  ++size_;
}

Hash MerkleFrontier::root() const {
  if (roots_.empty()) return sha256(std::string_view{});
  Hash root = roots_.back();
  for (std::size_t i = roots_.size() - 1; i-- > 0;) root = node_hash(roots_[i], root);
  return root;
}

std::vector<std::uint8_t> MerkleFrontier::serialise() const {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(8 + 32 * roots_.size());
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(size_ >> shift));
  for (const Hash& root : roots_) bytes.insert(bytes.end(), root.begin(), root.end());
  return bytes;
}

Result<MerkleFrontier> MerkleFrontier::restore(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 8) return bad_input("hash tree: " + std::to_string(bytes.size()) + " bytes, expected at least 8");
  MerkleFrontier frontier;
  for (const std::uint8_t byte : bytes.first(8)) frontier.size_ = frontier.size_ << 8 | byte;
  const auto count = static_cast<std::size_t>(std::popcount(frontier.size_));
  if (bytes.size() != 8 + 32 * count) {
    return bad_input("hash tree of " + std::to_string(frontier.size_) + " leaves: " + std::to_string(bytes.size()) +
                     " bytes, expected " + std::to_string(8 + 32 * count));
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::ranges::copy(bytes.subspan(8 + 32 * i, 32), frontier.roots_.emplace_back().begin());
  }
  return frontier;
}

Hash merkle_root(std::span<const Hash> leaves) {
  MerkleFrontier frontier;
  for (const Hash& leaf : leaves) frontier.append(leaf);
  return frontier.root();
}

MerkleProof inclusion_proof(std::uint64_t index, std::span<const Hash> leaves) {
  CHECK(index < leaves.size());
  MerkleProof proof;  // from the root down, until the reversal
  while (leaves.size() > 1) {
    const std::uint64_t k = left_size(leaves.size());
    if (index < k) {
      proof.push_back(merkle_root(leaves.subspan(k)));
      leaves = leaves.first(k);
    } else {
      proof.push_back(merkle_root(leaves.first(k)));
      leaves = leaves.subspan(k);
      index -= k;
    }
  }
  std::ranges::reverse(proof);
  return proof;
}

MerkleProof consistency_proof(std::uint64_t old_size, std::span<const Hash> leaves) {
  CHECK(old_size >= 1 && old_size <= leaves.size());
  MerkleProof proof;
  append_subproof(old_size, leaves, true, proof);
  return proof;
}

bool verify_inclusion(const InclusionClaim& claim, std::span<const Hash> proof) {
  if (claim.index >= claim.size) return false;
  // fn, sn, r: the letters of RFC 9162.
  std::uint64_t fn = claim.index;
  std::uint64_t sn = claim.size - 1;
  Hash r = claim.leaf;
  for (const Hash& p : proof) {
    if (sn == 0) return false;
    if (is_odd(fn) || fn == sn) {
      r = node_hash(p, r);
      while (!is_odd(fn) && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == claim.root;
}

bool verify_consistency(const ConsistencyClaim& claim, std::span<const Hash> proof) {
  if (claim.old_size == 0 || claim.old_size > claim.new_size) return false;
  if (claim.old_size == claim.new_size) return proof.empty() && claim.old_root == claim.new_root;
  // An old tree that is perfect is itself the first node of the path, and the proof leaves it out.
  const bool perfect = std::has_single_bit(claim.old_size);
  if (proof.empty()) return false;
  std::uint64_t fn = claim.old_size - 1;
  std::uint64_t sn = claim.new_size - 1;
  while (is_odd(fn)) {
    fn >>= 1;
    sn >>= 1;
  }
  Hash fr = perfect ? claim.old_root : proof.front();
  Hash sr = fr;
  for (const Hash& c : proof.subspan(perfect ? 0 : 1)) {
    if (sn == 0) return false;
    if (is_odd(fn) || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while (!is_odd(fn) && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == claim.old_root && sr == claim.new_root;
}

}  // namespace servanda
