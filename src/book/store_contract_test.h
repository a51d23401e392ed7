#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "book/store.h"

// The contract of book/store.h as tests. A medium that passes them holds books:
//
//   struct Medium {                                               // a fresh place for one store; gone when destroyed
//     Result<std::unique_ptr<Store>> open(OpenMode mode);          // any number of times, also at once
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Name, StoreContract, Medium);

namespace servanda {

inline std::string party(const std::string& id, Sequence predecessor = 0) {
  return (predecessor == 0 ? "state 0" : "correct " + std::to_string(predecessor)) + "\nparties\nid=" + id +
         "\nname=Name of " + id + "\n";
}

inline Batch parties(const std::string& prefix, int count) {
  Batch batch;
  for (int i = 1; i <= count; ++i) batch.payloads.push_back(party(prefix + std::to_string(i)));
  return batch;
}

inline std::span<const std::uint8_t> view_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct KeptEntry {
  Sequence sequence;
  std::string payload;
  Salt salt;
  Hash commitment;
};

inline std::vector<KeptEntry> read_all(Store& store, Sequence after = 0) {
  std::vector<KeptEntry> entries;
  const Status status = store.read(after, [&](const StoredEntry& entry) -> Status {
    entries.push_back({entry.sequence, std::string(entry.payload), entry.salt, entry.commitment});
    return {};
  });
  EXPECT_TRUE(status) << status.error().text();
  return entries;
}

inline std::vector<std::string> payloads(Store& store, Sequence after = 0) {
  std::vector<std::string> texts;
  for (const KeptEntry& entry : read_all(store, after)) texts.push_back(entry.payload);
  return texts;
}

template <class Medium>
class StoreContract : public testing::Test {
 protected:
  std::unique_ptr<Store> open(OpenMode mode) {
    Result<std::unique_ptr<Store>> store = medium_.open(mode);
    if (!store) {
      ADD_FAILURE() << store.error().text();
      std::abort();
    }
    return *std::move(store);
  }

  // Appends at the end; the batch must be accepted.
  TreeHead append(Store& store, const Batch& batch) {
    const Result<TreeHead> before = store.tree_head();
    EXPECT_TRUE(before) << before.error().text();
    const Result<TreeHead> head = store.append(before->size, batch);
    EXPECT_TRUE(head) << head.error().text();
    return head.value_or(TreeHead{});
  }

  // Expects the error, and that nothing has changed.
  void expect_refused(Store& store, const Batch& batch, ErrorCode code) {
    const TreeHead before = *store.tree_head();
    const Result<TreeHead> head = store.append(before.size, batch);
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().code, code) << head.error().text();
    EXPECT_EQ(*store.tree_head(), before);
    EXPECT_EQ(read_all(store).size(), before.size);
    EXPECT_TRUE(store.verify());
  }

  Medium medium_;
};

TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, ANewStoreHasTheTreeOfNoEntries) {
  const auto store = this->open(OpenMode::create);
  EXPECT_EQ(*store->tree_head(), (TreeHead{0, MerkleFrontier().root()}));
  EXPECT_TRUE(read_all(*store).empty());
  EXPECT_TRUE(store->blobs()->empty());
  EXPECT_TRUE(store->verify());
}

TYPED_TEST_P(StoreContract, EntriesComeBackAsTheyWereAndInOrder) {
  const std::string bytes("state 0\nparties\nid=\0\xFF\xC3\n", 24);
  {
    const auto store = this->open(OpenMode::create);
    EXPECT_EQ(this->append(*store, {{party("P1"), bytes}, {}}).size, 2U);
    EXPECT_EQ(this->append(*store, {{party("P3")}, {}}).size, 3U);
    EXPECT_EQ(payloads(*store), (std::vector{party("P1"), bytes, party("P3")}));
  }
  const auto store = this->open(OpenMode::read);
  EXPECT_EQ(store->tree_head()->size, 3U);
  EXPECT_EQ(payloads(*store), (std::vector{party("P1"), bytes, party("P3")}));
  EXPECT_EQ(read_all(*store)[2].sequence, 3U);
}

TYPED_TEST_P(StoreContract, ReadsWhatComesAfterAnEntry) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, parties("P", 5));
  EXPECT_EQ(payloads(*store, 3), (std::vector{party("P4"), party("P5")}));
  EXPECT_TRUE(payloads(*store, 5).empty());
  EXPECT_TRUE(payloads(*store, 500).empty());
}

TYPED_TEST_P(StoreContract, StopsReadingAtTheVisitorsError) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, parties("P", 5));
  int visits = 0;
  const Status status = store->read(0, [&](const StoredEntry&) -> Status {
    if (++visits == 2) return bad_input("enough");
    return {};
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "enough");
  EXPECT_EQ(visits, 2);
}

TYPED_TEST_P(StoreContract, AVisitorMayRead) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, parties("P", 2));
  int visits = 0;
  EXPECT_TRUE(store->read(0, [&](const StoredEntry& entry) -> Status {
    ++visits;
    EXPECT_EQ(read_all(*store, entry.sequence - 1).front().payload, entry.payload);
    return {};
  }));
  EXPECT_EQ(visits, 2);
}

TYPED_TEST_P(StoreContract, TheHeadIsTheTreeOverAllCommitments) {
  const auto store = this->open(OpenMode::create);
  for (int size = 1; size <= 9; ++size) {
    const TreeHead head = this->append(*store, parties(std::to_string(size) + "-", size));
    std::vector<Hash> leaves;
    for (const KeptEntry& entry : read_all(*store)) leaves.push_back(leaf_hash(entry.commitment));
    EXPECT_EQ(head, (TreeHead{static_cast<Sequence>(leaves.size()), merkle_root(leaves)}));
    EXPECT_EQ(head, *store->tree_head());
  }
}

TYPED_TEST_P(StoreContract, EachCommitmentIsOpenedByItsOwnSalt) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, {{party("P1"), party("P1")}, {}});
  this->append(*store, {std::vector<std::string>(300, party("P2")), {}});
  std::map<Salt, int> salts;
  for (const KeptEntry& entry : read_all(*store)) {
    EXPECT_EQ(entry.commitment, commitment(entry.salt, view_bytes(entry.payload)));
    ++salts[entry.salt];
  }
  EXPECT_EQ(salts.size(), 302U);
}

TYPED_TEST_P(StoreContract, AnAppendAfterAStaleEndIsAConflict) {
  const auto store = this->open(OpenMode::create);
  const auto faster = this->open(OpenMode::write);
  this->append(*faster, parties("P", 2));
  for (const Sequence stale : {0U, 1U, 3U}) {
    const Result<TreeHead> head = store->append(stale, parties("Q", 1));
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().code, ErrorCode::conflict);
  }
  EXPECT_EQ(payloads(*store), (std::vector{party("P1"), party("P2")}));
  EXPECT_TRUE(store->append(2, parties("Q", 1)));
  EXPECT_EQ(faster->tree_head()->size, 3U);
  EXPECT_EQ(faster->append(2, parties("R", 1)).error().code, ErrorCode::conflict);
  EXPECT_TRUE(faster->append(3, parties("R", 1)));
  EXPECT_EQ(store->verify()->head, *faster->tree_head());
}

TYPED_TEST_P(StoreContract, AnEntryMayHaveOneSuccessor) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, {{party("P1"), party("P1", 1), party("P1", 2)}, {}});
  this->append(*store, {{party("P1", 3)}, {}});
  EXPECT_EQ(payloads(*store).back(), party("P1", 3));
  EXPECT_TRUE(store->verify());
}

TYPED_TEST_P(StoreContract, RefusesASecondSuccessor) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, {{party("P1"), party("P1", 1)}, {}});
  this->expect_refused(*store, {{party("P2"), party("P1", 1)}, {}}, ErrorCode::bad_input);
  this->expect_refused(*store, {{party("P1", 2), party("P1", 2)}, {}}, ErrorCode::bad_input);
}

TYPED_TEST_P(StoreContract, RefusesASuccessorOfWhatDoesNotExist) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, {{party("P1")}, {}});
  this->expect_refused(*store, {{party("P2"), party("P1", 3)}, {}}, ErrorCode::bad_input);  // itself
  this->expect_refused(*store, {{party("P1", 7)}, {}}, ErrorCode::bad_input);
  this->expect_refused(*store, {{party("P1", 4294967295U)}, {}}, ErrorCode::bad_input);
}

TYPED_TEST_P(StoreContract, RefusesAPayloadThatNamesNoPredecessor) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, {{party("P1")}, {}});
  for (const std::string payload : {"", "\n", "state", "state 0", "state\n", "state \n", "state x\n", "state 1x\n",
                                    "state -1\n", "state 4294967296\n", "\nstate 0\n"}) {
    this->expect_refused(*store, {{party("P2"), payload}, {}}, ErrorCode::bad_input);
  }
}

TYPED_TEST_P(StoreContract, ARefusedBatchLeavesTheStoreUsable) {
  const auto store = this->open(OpenMode::create);
  this->append(*store, {{party("P1")}, {"one"}});
  this->expect_refused(*store, {{party("P2"), "nonsense"}, {"two"}}, ErrorCode::bad_input);
  EXPECT_EQ(store->blobs()->size(), 1U);
  EXPECT_EQ(this->append(*store, {{party("P2")}, {"two"}}).size, 2U);
  EXPECT_EQ(store->verify()->head, *store->tree_head());
}

TYPED_TEST_P(StoreContract, BlobsAreFoundByTheHashOfTheirBytes) {
  const std::string large(3'000'000, '\xAB');
  {
    const auto store = this->open(OpenMode::create);
    this->append(*store, {{party("P1")}, {"evidence", large, ""}});
    this->append(*store, {{}, {"evidence"}});
  }
  const auto store = this->open(OpenMode::read);
  EXPECT_EQ(*store->blob(sha256("evidence")), "evidence");
  EXPECT_EQ(*store->blob(sha256(large)), large);
  EXPECT_EQ(*store->blob(sha256("")), "");
  EXPECT_EQ(store->blob(sha256("other")).error().code, ErrorCode::bad_input);
  std::vector<Hash> hashes{sha256("evidence"), sha256(large), sha256("")};
  std::ranges::sort(hashes);
  EXPECT_EQ(*store->blobs(), hashes);
  EXPECT_EQ(store->tree_head()->size, 1U);
  EXPECT_TRUE(store->verify());
}

TYPED_TEST_P(StoreContract, AnEmptyBatchChangesNothing) {
  const auto store = this->open(OpenMode::create);
  const TreeHead head = this->append(*store, parties("P", 3));
  EXPECT_EQ(*store->append(3, {}), head);
  EXPECT_EQ(store->append(2, {}).error().code, ErrorCode::conflict);
}

TYPED_TEST_P(StoreContract, WhatIsOpenedForReadingCannotBeAppendedTo) {
  this->append(*this->open(OpenMode::create), parties("P", 1));
  const auto store = this->open(OpenMode::read);
  this->expect_refused(*store, parties("Q", 1), ErrorCode::store_failed);
}

TYPED_TEST_P(StoreContract, TakesLargePayloadsAndBatches) {
  const auto store = this->open(OpenMode::create);
  Batch batch = parties("P", 10'000);
  batch.payloads.push_back("state 0\nparties\nid=L\nname=" + std::string(2'000'000, 'x') + "\n");
  const TreeHead head = this->append(*store, batch);
  EXPECT_EQ(head.size, 10'001U);
  EXPECT_EQ(payloads(*store), batch.payloads);
  EXPECT_EQ(store->verify()->head, head);
}

TYPED_TEST_P(StoreContract, AReaderSeesOneMomentWhileAnotherAppends) {
  const auto writer = this->open(OpenMode::create);
  this->append(*writer, parties("P", 3));
  const auto reader = this->open(OpenMode::read);
  int visits = 0;
  EXPECT_TRUE(reader->read(0, [&](const StoredEntry&) -> Status {
    if (++visits == 1) this->append(*writer, parties("Q", 3));
    return {};
  }));
  EXPECT_EQ(visits, 3);
  EXPECT_EQ(read_all(*reader).size(), 6U);
}

TYPED_TEST_P(StoreContract, WritersAtOnceLoseNothing) {
  constexpr int kWriters = 4;
  constexpr int kBatches = 50;
  this->open(OpenMode::create);
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([this, writer] {
      const auto store = this->open(OpenMode::write);
      for (int i = 0; i < kBatches;) {
        const Batch batch = parties(std::to_string(writer) + "-" + std::to_string(i) + "-", 3);
        const Result<TreeHead> head = store->append(store->tree_head()->size, batch);
        if (head) ++i;
        if (!head && head.error().code != ErrorCode::conflict) {
          ADD_FAILURE() << head.error().text();
          return;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto store = this->open(OpenMode::read);
  std::map<std::string, int> found;
  for (const std::string& payload : payloads(*store)) ++found[payload];
  EXPECT_EQ(found.size(), 3U * kWriters * kBatches);
  EXPECT_EQ(store->tree_head()->size, 3U * kWriters * kBatches);
  const Result<Verification> verification = store->verify();
  EXPECT_TRUE(verification) << verification.error().text();
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, ANewStoreHasTheTreeOfNoEntries, EntriesComeBackAsTheyWereAndInOrder,
                            ReadsWhatComesAfterAnEntry, StopsReadingAtTheVisitorsError, AVisitorMayRead,
                            TheHeadIsTheTreeOverAllCommitments, EachCommitmentIsOpenedByItsOwnSalt,
                            AnAppendAfterAStaleEndIsAConflict, AnEntryMayHaveOneSuccessor, RefusesASecondSuccessor,
                            RefusesASuccessorOfWhatDoesNotExist, RefusesAPayloadThatNamesNoPredecessor,
                            ARefusedBatchLeavesTheStoreUsable, BlobsAreFoundByTheHashOfTheirBytes,
                            AnEmptyBatchChangesNothing, WhatIsOpenedForReadingCannotBeAppendedTo,
                            TakesLargePayloadsAndBatches, AReaderSeesOneMomentWhileAnotherAppends,
                            WritersAtOnceLoseNothing);

}  // namespace servanda
