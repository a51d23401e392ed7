#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <queue>
#include <tuple>
#include <vector>

#include "forecast/queue_model.h"
#include "forecast/random.h"

namespace servanda {

// The rules of queue_model.h as a textbook would simulate them: one heap of events, one heap of who waits a place, a
// release event a place and week. Shares with the engine the model and the draws, and no way of computing.
class EventList {
 public:
  EventList(const QueueModel& model, std::uint64_t seed) : model_(model), seed_(seed) {}

  std::vector<std::uint16_t> run(const QueueFuture& future) {
    future_ = &future;
    done_.assign(model_.consignments.size(), QueueModel::kNever);
    waiting_.assign(model_.capacity.size(), {});
    owed_.assign(model_.capacity.size(), 0);
    next_step_.assign(model_.consignments.size(), 0);
    passed_.assign(model_.consignments.size(), 0);
    for (std::uint32_t c = 0; c < model_.consignments.size(); ++c) travel(c, start_of(c), kNoPlaceYet);
    for (std::uint32_t place = 0; place < model_.capacity.size(); ++place)
      if (model_.weeks > 0) events_.push({0, kRelease, place});
    while (!events_.empty()) {
      const auto [day, kind, who] = events_.top();
      events_.pop();
      if (kind == kArrival)
        waiting_[place_of(who)].push({model_.consignments[who].priority, day, who});
      else
        release(who, day);
    }
    return done_;
  }

 private:
  static constexpr std::uint32_t kNoPlaceYet = 0xFFFFFFFF;
  enum Kind : std::uint8_t { kArrival, kRelease };  // on one day, arrivals come first
  using Event = std::tuple<std::uint32_t, std::uint8_t, std::uint32_t>;
  using Who = std::tuple<std::uint8_t, std::uint32_t, std::uint32_t>;  // priority, day, consignment
  using Waiting = std::priority_queue<Who, std::vector<Who>, std::greater<>>;

  const QueueModel::Step& step_of(std::uint32_t consignment) const {
    return model_.steps[model_.consignments[consignment].first_step + next_step_[consignment]];
  }
  std::uint32_t place_of(std::uint32_t consignment) const { return step_of(consignment).place; }

  // Passes steps until one has a place to wait at, or there is none left.
  void travel(std::uint32_t consignment, std::uint32_t day, std::uint32_t from) {
    std::uint32_t& step = next_step_[consignment];
    std::uint32_t at = day + held(consignment, passed_[consignment]++);
    bool passes = from != kNoPlaceYet;
    for (; step < model_.consignments[consignment].steps; ++step) {
      if (step_of(consignment).place != QueueModel::kNoPlace && !passes) {
        const bool onwards = model_.onwards && place_of(consignment) > from;
        if (from != kNoPlaceYet && !onwards) at = std::max(at, day + 1);
        if (at < horizon()) events_.push({at, kArrival, consignment});
        return;
      }
      passes = false;
      const PhiloxBlock four = draws(seed_, Stream::step, future_->number, consignment, step / 4);
      at += step_days(model_, step_of(consignment), future_->shocks[step_of(consignment).shock], four[step % 4]);
    }
    if (at < horizon()) done_[consignment] = static_cast<std::uint16_t>(at);
  }

  void release(std::uint32_t place, std::uint32_t day) {
    const std::uint32_t week = day / 7;
    Waiting& waiting = waiting_[place];
    const bool unlimited = model_.capacity[place].empty();
    std::int64_t& credit = owed_[place];
    credit += unlimited || closed(place, week) ? 0 : model_.capacity[place][week];
    while ((unlimited || credit > 0) && !waiting.empty()) {
      const std::uint32_t consignment = std::get<2>(waiting.top());
      waiting.pop();
      credit -= unlimited ? 0 : step_of(consignment).size;
      travel(consignment, day, place);
    }
    credit = std::min<std::int64_t>(credit, 0);
    if (week + 1 < static_cast<std::uint32_t>(model_.weeks)) events_.push({day + 7, kRelease, place});
  }

  std::uint32_t held(std::uint32_t consignment, std::uint32_t visit) const {
    std::uint32_t days = 0;
    for (const QueueFuture::Held& each : future_->held)
      if (each.consignment == consignment && each.visit == visit) days += each.days;
    return days;
  }
  bool closed(std::uint32_t place, std::uint32_t week) const {
    return std::ranges::any_of(future_->closures, [&](const QueueFuture::Closure& closure) {
      return closure.place == place && closure.from <= week && week < closure.until;
    });
  }
  std::uint32_t start_of(std::uint32_t consignment) const {
    return model_.consignments[consignment].start_day + (future_->late.empty() ? 0U : future_->late[consignment]);
  }
  std::uint32_t horizon() const { return static_cast<std::uint32_t>(model_.weeks) * 7; }

  const QueueModel& model_;
  std::uint64_t seed_;
  const QueueFuture* future_ = nullptr;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<Waiting> waiting_;
  std::vector<std::int64_t> owed_;
  std::vector<std::uint32_t> next_step_;
  std::vector<std::uint32_t> passed_;  // places
  std::vector<std::uint16_t> done_;
};

}  // namespace servanda
