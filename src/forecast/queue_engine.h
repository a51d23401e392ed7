#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "forecast/queue_model.h"

namespace servanda {

// Simulates one future of a QueueModel after the other; keeps its memory between them.
//
// Two phases a future. First all delays are drawn, and summed from one place to the next: one packed record a visit. Then
// the weeks pass: a bucket of arrivals a week, one small list a place and priority, sorted only where not all of it can
// leave. Places that nobody waits at cost nothing. O(steps + visits log(list)) a future.
//   A thread needs an engine of its own; the model must outlive it.
class QueueEngine {
 public:
  // `vector` is what the processor is best at; `plain` one number after the other. Both give the same days.
  enum class Form : std::uint8_t { vector, plain };
  QueueEngine(const QueueModel& model, std::uint64_t seed, Form form = Form::vector);

  // The day on which each consignment has passed its last step; QueueModel::kNever if not within the horizon.
  std::span<const std::uint16_t> run(const QueueFuture& future);

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
  struct Slot {  // one step; four of them share a block of draws
    std::uint32_t way;
    std::uint16_t delay;
    std::uint16_t shock;
    std::uint32_t base_days;
  };
  struct Way {
    std::uint16_t place;  // where it ends; kNoPlace: at the consignment's end
    std::uint32_t size;
  };
  struct Arrival {
    std::uint32_t consignment;
    std::uint16_t day;
    std::uint16_t place;
  };
  using Key = std::uint64_t;  // day << 32 | consignment
  struct Queue {
    std::vector<Key> waiting;
    std::size_t head = 0;
    std::size_t sorted = 0;  // up to here in order
    std::int64_t size = 0;   // of all who wait
  };
  struct PlaceState {
    std::int64_t owed = 0;  // at most 0
    int week = -1;          // of the last release
    bool active = false;
  };

  void draw_delays(const QueueFuture& future);
  void go_on(std::uint32_t consignment, std::uint32_t day, std::uint16_t from);
  void join(const Arrival& arrival);
  bool release(std::uint16_t place, int week, const QueueFuture& future);
  bool release_from(std::uint16_t place, Queue& queue, int week, std::int64_t& credit);
  std::int64_t capacity_of(std::uint16_t place, int week, const QueueFuture& future) const;

  const QueueModel& model_;
  std::uint64_t seed_;
  Form form_;
  std::vector<std::uint32_t> block_consignment_;
  std::vector<std::uint32_t> block_number_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> draws_;
  std::vector<Way> ways_;  // of all consignments, one after the other
  std::vector<std::uint32_t> days_;  // by way
  std::vector<std::uint32_t> first_way_;  // by consignment
  std::vector<std::uint32_t> next_way_;
  std::vector<std::vector<Arrival>> buckets_;  // by week
  std::vector<Queue> queues_;                  // by place and priority
  std::vector<PlaceState> places_;
  std::vector<std::uint16_t> active_;          // places at which somebody waits; not kept where `onwards`
  std::uint32_t now_ = 0;                      // week of release
  std::vector<Visit> visits_;                  // by way; empty: not kept
  std::vector<std::uint16_t> result_;
};

}  // namespace servanda
