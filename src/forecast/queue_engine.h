#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "forecast/queue_model.h"
#include "forecast/step_draws.h"

namespace servanda {

// Simulates one future of a QueueModel after the other; keeps its memory between them.
//
// Two phases. First all delays are drawn for several futures at once (step_draws.h). Then the weeks of each future pass: a
// bucket of arrivals a week, one small list a place and priority, sorted only where not all of it can leave. Places that
// nobody waits at cost nothing. O(steps + visits log(list)) a future.
//   A thread needs an engine of its own; the model must outlive it.
class QueueEngine {
 public:
  QueueEngine(const QueueModel& model, std::uint64_t seed, Form form = best_form());

  // The day on which each consignment has passed its last step; QueueModel::kNever if not within the horizon.
  std::span<const std::uint16_t> run(const QueueFuture& future);
  // The same for many futures, which is faster: each(future, days), in their order.
  template <class Each>
  void run_all(std::span<const QueueFuture> futures, Each each) {
    for (std::size_t first = 0; first < futures.size(); first += kLanes) {
      const auto some = futures.subspan(first, std::min(kLanes, futures.size() - first));
      draws_.draw(some);
      for (std::size_t lane = 0; lane < some.size(); ++lane) each(some[lane], pass(some[lane], lane));
    }
  }

  // From now on, also when each consignment came to the places of its way and left them.
  struct Visit {
    std::uint16_t place = QueueModel::kNoPlace;  // kNoPlace: its end
    std::uint16_t came = QueueModel::kNever;     // days; kNever: not within the horizon
    std::uint16_t left = QueueModel::kNever;
  };
  void keep_visits() { visits_.resize(ways_.size()); }
  // Of the last future, all consignments one after the other; and where those of one begin.
  std::span<const Visit> visits() const { return visits_; }
  std::size_t first_visit(std::uint32_t consignment) const { return first_way_[consignment]; }

  std::size_t bytes() const;

 private:
  static constexpr std::uint16_t kStart = QueueModel::kNoPlace;  // where a consignment comes from first
  static constexpr std::uint32_t kBefore = 0xFFFFFFFF;  // the week before the first
  static constexpr std::uint32_t kEnd = 0xFFFFFFFF;
  struct Way {
    std::uint32_t queue;  // where it ends: place and priority; kEnd: the consignment is there
    std::uint32_t size;   // at a queue; kEnd: which consignment
  };
  struct Arrival {
    std::uint32_t way;
    std::uint32_t queue;
    std::uint32_t day;
    std::uint32_t size;
  };
  using Key = std::uint64_t;  // day << 32 | way, which follow each other as the consignments do
  struct Queue {
    std::vector<Key> waiting;
    std::size_t head = 0;
    std::size_t sorted = 0;  // up to here in order
    std::int64_t size = 0;   // of all who wait
  };
  struct PlaceState {
    std::int64_t owed = 0;  // at most 0
    int week = -1;          // of the last release
    std::uint32_t waiting = 0;  // priorities at which somebody waits, as bits
  };

  std::span<const std::uint16_t> pass(const QueueFuture& future, std::size_t lane);
  std::span<const std::uint16_t> arrive(const QueueFuture& future);
  void go_on(std::uint32_t way, std::uint32_t day, std::uint16_t from);
  void join(const Arrival& arrival);
  bool release(std::uint16_t place, int week, const QueueFuture& future);
  bool release_from(std::uint16_t place, Queue& queue, int week, std::int64_t& credit);
  std::int64_t capacity_of(std::uint16_t place, int week, const QueueFuture& future) const;

  const QueueModel& model_;
  StepDraws draws_;
  std::span<std::uint16_t> days_;  // by way, of the future that passes
  std::vector<Way> ways_;          // of all consignments, one after the other
  std::vector<std::uint32_t> first_way_;  // by consignment
  std::vector<std::vector<Arrival>> buckets_;  // by week
  std::vector<Queue> queues_;                  // by place and priority
  std::vector<PlaceState> places_;
  std::vector<std::uint16_t> active_;          // places at which somebody waits; not kept where `onwards`
  std::uint32_t now_ = 0;                      // week of release
  std::vector<Visit> visits_;                  // by way; empty: not kept
  std::vector<std::uint16_t> result_;
};

}  // namespace servanda
