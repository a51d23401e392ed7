#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "forecast/lanes.h"
#include "forecast/queue_model.h"

namespace servanda {

// The delays of all steps of a QueueModel, drawn for up to kLanes futures at once and summed from one place to the next.
//
// A way is what a consignment travels from its start or a place to the next place or its end; those of one consignment
// follow each other. The model must outlive it.
class StepDraws {
 public:
  StepDraws(const QueueModel& model, std::uint64_t seed, Form form);

  // Of 1 … kLanes futures.
  void draw(std::span<const QueueFuture> futures);
  // Of the last draw, by way; 65,535: that many or more.
  std::span<std::uint16_t> days(std::size_t lane) { return {days_.data() + lane * stride_, ways_}; }
  std::size_t ways() const { return ways_; }

  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t kSure = 0xFFFFFFFF;
  struct Leg {
    std::uint32_t table;  // where its quantiles begin in tables_; kSure
    std::uint16_t shock;
    std::uint16_t base_days;
  };
  // Up to four legs of a consignment, which share a block of random numbers.
  struct Block {
    std::uint32_t consignment;
    std::uint16_t number;
    std::uint8_t legs;
    std::uint8_t begins : 4;  // by leg: a way ends before it
    std::uint8_t random : 1;  // one of them at least
    std::uint8_t ends : 1;    // the consignment's last
  };
  struct Plain;
  struct Vector;

  const QueueModel& model_;
  std::uint64_t seed_;
  Form form_;
  std::size_t ways_ = 0;
  std::size_t stride_ = 0;
  std::vector<Block> blocks_;
  std::vector<Leg> legs_;
  std::vector<std::uint16_t> tables_;
  std::vector<std::uint16_t> shocks_;  // by group and lane
  std::vector<std::uint16_t> days_;    // by lane and way
};

}  // namespace servanda
