#include "book/merkle.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace servanda {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::vector<Hash> leaves(std::size_t count) {
  std::vector<Hash> hashes;
  for (std::size_t i = 0; i < count; ++i) hashes.push_back(leaf_hash(bytes_of("leaf " + std::to_string(i))));
  return hashes;
}

// RFC 9162, 2.1.1 taken at its word: the definition, with none of the frontier's cleverness.
Hash root_by_definition(std::span<const Hash> hashes) {
  if (hashes.empty()) return sha256(std::string_view{});
  if (hashes.size() == 1) return hashes[0];
  std::size_t k = 1;
  while (2 * k < hashes.size()) k *= 2;
  return node_hash(root_by_definition(hashes.first(k)), root_by_definition(hashes.subspan(k)));
}

fs::path suite() {
  const char* shared = std::getenv("SERVANDA_SHARED");
  const fs::path root = shared != nullptr ? fs::path(shared) : fs::path(SERVANDA_SOURCE_DIR) / "../shared";
  return root / "data/suites/merkle";
}

std::vector<Json> vectors(const fs::path& folder) {
  std::vector<Json> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    found.push_back(Json::parse(file));
    found.back()["path"] = entry.path().string();
  }
  return found;
}

// Empty where the text is not base64 of exactly 32 bytes: such a hash never reaches the verifier.
std::optional<Hash> hash_of(const Json& base64) {
  const auto text = base64.get<std::string>();
  std::vector<std::uint8_t> bytes(text.size() + 3);
  const int length =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  if (static_cast<std::size_t>(length) - padding != 32) return std::nullopt;
  Hash hash;
  std::copy_n(bytes.begin(), 32, hash.begin());
  return hash;
}

std::optional<MerkleProof> proof_of(const Json& list) {
  MerkleProof proof;
  if (list.is_null()) return proof;
  for (const Json& element : list) {
    const auto hash = hash_of(element);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

bool included(const Json& vector) {
  const auto leaf = hash_of(vector["leafHash"]);
  const auto root = hash_of(vector["root"]);
  const auto proof = proof_of(vector["proof"]);
  return leaf && root && proof &&
         verify_inclusion({.index = vector["leafIdx"], .size = vector["treeSize"], .leaf = *leaf, .root = *root},
                          *proof);
}

bool consistent(const Json& vector) {
  const auto old_root = hash_of(vector["root1"]);
  const auto new_root = hash_of(vector["root2"]);
  const auto proof = proof_of(vector["proof"]);
  return old_root && new_root && proof &&
         verify_consistency(
             {.old_size = vector["size1"], .new_size = vector["size2"], .old_root = *old_root, .new_root = *new_root},
             *proof);
}

TEST(Sha256, GivesTheKnownAnswers) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256().add("a").add(std::uint8_t{'b'}).add(bytes_of("c")).finish(), sha256("abc"));
}

TEST(Merkle, HashesAsRfc6962) {
  EXPECT_EQ(hex(MerkleFrontier().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(leaf_hash({})), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(hex(leaf_hash(bytes_of("L123456"))), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  EXPECT_EQ(hex(Sha256().add(std::uint8_t{1}).add("N123").add("N456").finish()),
            "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
}

TEST(Merkle, CommitsToSaltAndBytes) {
  Salt salt{};
  salt[0] = 7;
  std::string message = "aid-commit-v1";
  message.append(reinterpret_cast<const char*>(salt.data()), salt.size());
  message += "entry";
  EXPECT_EQ(commitment(salt, bytes_of("entry")), sha256(message));
  EXPECT_NE(commitment(Salt{}, bytes_of("entry")), commitment(salt, bytes_of("entry")));
}

TEST(Merkle, AgreesWithThePublishedVectors) {
  if (!fs::exists(suite())) GTEST_SKIP() << "no hash-tree vectors at " << suite() << "; set SERVANDA_SHARED";
  const auto inclusions = vectors(suite() / "inclusion");
  const auto consistencies = vectors(suite() / "consistency");
  for (const Json& vector : inclusions) EXPECT_NE(included(vector), vector["wantErr"]) << vector["path"];
  for (const Json& vector : consistencies) EXPECT_NE(consistent(vector), vector["wantErr"]) << vector["path"];
  EXPECT_EQ(inclusions.size(), 49U);
  EXPECT_EQ(consistencies.size(), 43U);
}

TEST(Merkle, RefusesAnEmptyOldTree) {
  const auto hashes = leaves(5);
  const Hash empty = MerkleFrontier().root();
  EXPECT_FALSE(verify_consistency({0, 5, empty, merkle_root(hashes)}, {}));
  EXPECT_FALSE(verify_consistency({0, 0, empty, empty}, {}));
}

TEST(Merkle, ProvesEveryLeafOfEveryTreeUpToSeventy) {
  for (std::size_t n = 1; n <= 70; ++n) {
    const auto hashes = leaves(n);
    const Hash root = root_by_definition(hashes);
    ASSERT_EQ(merkle_root(hashes), root) << n;
    for (std::size_t i = 0; i < n; ++i) {
      const auto proof = inclusion_proof(i, hashes);
      EXPECT_TRUE(verify_inclusion({i, n, hashes[i], root}, proof)) << i << " of " << n;
      EXPECT_EQ(verify_inclusion({(i + 1) % n, n, hashes[i], root}, proof), n == 1) << i << " of " << n;
    }
  }
}

TEST(Merkle, ProvesEveryPrefixOfEveryTreeUpToSeventy) {
  for (std::size_t n = 1; n <= 70; ++n) {
    const auto hashes = leaves(n);
    const Hash root = merkle_root(hashes);
    for (std::size_t m = 1; m <= n; ++m) {
      const Hash old_root = merkle_root(std::span(hashes).first(m));
      const auto proof = consistency_proof(m, hashes);
      EXPECT_TRUE(verify_consistency({m, n, old_root, root}, proof)) << m << " in " << n;
      EXPECT_EQ(verify_consistency({m, n, root, old_root}, proof), m == n) << m << " in " << n;
      EXPECT_FALSE(verify_consistency({m, n, hashes[0], root}, proof) && m > 1) << m << " in " << n;
    }
  }
}

// Hashes beyond the path of the claimed size would otherwise pass a leaf off as the root of a smaller tree.
TEST(Merkle, RefusesMoreHashesThanThePathHas) {
  const auto hashes = leaves(2);
  const Hash root = merkle_root(hashes);
  EXPECT_TRUE(verify_inclusion({1, 2, hashes[1], root}, MerkleProof{hashes[0]}));
  EXPECT_FALSE(verify_inclusion({0, 1, hashes[1], root}, MerkleProof{hashes[0]}));
  EXPECT_TRUE(verify_consistency({2, 2, root, root}, {}));
  EXPECT_FALSE(verify_consistency({2, 2, root, root}, MerkleProof{hashes[0]}));

  // The true proof from 3 to 4, and the same under one more level that sizes 3 and 4 do not have.
  const auto four = leaves(4);
  const Hash three_root = merkle_root(std::span(four).first(3));
  auto proof = consistency_proof(3, four);
  EXPECT_TRUE(verify_consistency({3, 4, three_root, merkle_root(four)}, proof));
  proof.push_back(root);
  EXPECT_FALSE(verify_consistency({3, 4, node_hash(root, three_root), node_hash(root, merkle_root(four))}, proof));
}

TEST(Merkle, RefusesAProofWithAnyBitFlippedOrAnyHashMissing) {
  const auto hashes = leaves(37);
  const Hash root = merkle_root(hashes);
  const Hash old_root = merkle_root(std::span(hashes).first(21));
  auto inclusion = inclusion_proof(11, hashes);
  auto consistency = consistency_proof(21, hashes);
  for (std::size_t i = 0; i < inclusion.size() * 256; ++i) {
    auto& byte = inclusion[i / 256][i % 256 / 8];
    byte ^= static_cast<std::uint8_t>(1U << (i % 8));
    EXPECT_FALSE(verify_inclusion({11, 37, hashes[11], root}, inclusion));
    byte ^= static_cast<std::uint8_t>(1U << (i % 8));
  }
  for (std::size_t i = 0; i < consistency.size() * 256; ++i) {
    auto& byte = consistency[i / 256][i % 256 / 8];
    byte ^= static_cast<std::uint8_t>(1U << (i % 8));
    EXPECT_FALSE(verify_consistency({21, 37, old_root, root}, consistency));
    byte ^= static_cast<std::uint8_t>(1U << (i % 8));
  }
  for (std::size_t i = 0; i < inclusion.size(); ++i) {
    auto shorter = inclusion;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(verify_inclusion({11, 37, hashes[11], root}, shorter));
  }
  for (std::size_t i = 0; i < consistency.size(); ++i) {
    auto shorter = consistency;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(verify_consistency({21, 37, old_root, root}, shorter));
  }
}

TEST(MerkleFrontier, HasTheRootOfTheDefinitionForRandomSizes) {
  std::mt19937 random(20250301);  // fixed seed; mt19937 is the same everywhere
  for (int round = 0; round < 40; ++round) {
    const auto hashes = leaves(random() % 3000);
    MerkleFrontier frontier;
    for (const Hash& leaf : hashes) frontier.append(leaf);
    EXPECT_EQ(frontier.root(), root_by_definition(hashes)) << hashes.size();
    EXPECT_EQ(frontier.size(), hashes.size());
  }
}

TEST(MerkleFrontier, GoesOnAfterARestart) {
  const auto hashes = leaves(200);
  MerkleFrontier whole;
  MerkleFrontier restarted;
  for (const Hash& leaf : hashes) {
    whole.append(leaf);
    restarted.append(leaf);
    const auto bytes = restarted.serialise();
    const auto restored = MerkleFrontier::restore(bytes);
    ASSERT_TRUE(restored);
    ASSERT_EQ(*restored, whole);
    restarted = *restored;
  }
  EXPECT_EQ(restarted.root(), merkle_root(hashes));
}

TEST(MerkleFrontier, RefusesBytesOfTheWrongLength) {
  MerkleFrontier frontier;
  for (const Hash& leaf : leaves(7)) frontier.append(leaf);
  const auto bytes = frontier.serialise();
  EXPECT_EQ(bytes.size(), 8U + 3U * 32U);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(MerkleFrontier::restore(std::span(bytes).first(length))) << length;
  }
  auto longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(MerkleFrontier::restore(longer));
}

}  // namespace
}  // namespace servanda
