#include "forecast/queue_engine.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "base/check.h"

namespace servanda {
QueueEngine::QueueEngine(const QueueModel& model, std::uint64_t seed, Form form)
    : model_(model),
      draws_(model, seed, form),
      buckets_(static_cast<std::size_t>(model.weeks)),
      queues_(model.capacity.size() * QueueModel::kPriorities),
      places_(model.capacity.size()),
      result_(model.consignments.size()) {
  CHECK(model.weeks * 7 <= QueueModel::kNever);
  for (std::uint32_t c = 0; c < model.consignments.size(); ++c) {
    const QueueModel::Consignment& consignment = model.consignments[c];
    first_way_.push_back(static_cast<std::uint32_t>(ways_.size()));
    for (std::uint32_t s = 0; s < consignment.steps; ++s) {
      const QueueModel::Step& step = model.steps[consignment.first_step + s];
      if (step.place == QueueModel::kNoPlace) continue;
      ways_.push_back({std::uint32_t{step.place} * QueueModel::kPriorities + consignment.priority, step.size});
    }
    ways_.push_back({kEnd, c});
  }
  CHECK(ways_.size() == draws_.ways());
}

std::span<const std::uint16_t> QueueEngine::run(const QueueFuture& future) {
  draws_.draw({&future, 1});
  return pass(future, 0);
}

std::span<const std::uint16_t> QueueEngine::pass(const QueueFuture& future, std::size_t lane) {
  days_ = draws_.days(lane);
  for (const QueueFuture::Held& held : future.held) {
    std::uint16_t& days = days_[first_way_[held.consignment] + held.visit];
    days = static_cast<std::uint16_t>(std::min(std::uint32_t{days} + held.days, std::uint32_t{QueueModel::kNever}));
  }
  CHECK(future.late.empty() || future.late.size() == model_.consignments.size());
  if (places_.empty() && visits_.empty()) return arrive(future);
  std::ranges::fill(result_, QueueModel::kNever);
  std::ranges::fill(places_, PlaceState{});
  for (Queue& queue : queues_) queue = Queue{std::move(queue.waiting), 0, 0, 0}, queue.waiting.clear();
  active_.clear();
  now_ = kBefore;
  for (std::size_t way = 0; way < visits_.size(); ++way)
    visits_[way] = {ways_[way].queue == kEnd ? QueueModel::kNoPlace : static_cast<std::uint16_t>(ways_[way].queue / QueueModel::kPriorities)};
  for (std::uint32_t c = 0; c < model_.consignments.size(); ++c)
    go_on(first_way_[c], model_.consignments[c].start_day + (future.late.empty() ? 0U : future.late[c]), kStart);
  for (int week = 0; week < model_.weeks; ++week) {
    now_ = static_cast<std::uint32_t>(week);
    for (const Arrival& arrival : buckets_[static_cast<std::size_t>(week)]) join(arrival);
    buckets_[static_cast<std::size_t>(week)].clear();
    if (model_.onwards) {
      for (std::uint16_t place = 0; place < places_.size(); ++place)
        if (places_[place].waiting != 0) release(place, week, future);
      continue;
    }
    std::erase_if(active_, [&](std::uint16_t place) { return !release(place, week, future); });
  }
  return result_;
}

// Where nobody waits at all.
std::span<const std::uint16_t> QueueEngine::arrive(const QueueFuture& future) {
  const auto end = static_cast<std::uint32_t>(model_.weeks) * 7U;
  for (std::size_t c = 0; c < result_.size(); ++c) {
    const std::uint32_t day = std::uint32_t{model_.consignments[c].start_day} + days_[c];
    result_[c] = day < end ? static_cast<std::uint16_t>(day) : QueueModel::kNever;
  }
  if (future.late.empty()) return result_;
  for (std::size_t c = 0; c < result_.size(); ++c) {
    const std::uint32_t day = std::uint32_t{result_[c]} + future.late[c];
    result_[c] = day < end ? static_cast<std::uint16_t>(day) : QueueModel::kNever;
  }
  return result_;
}

// From a place, or from the start, to where the way ends.
void QueueEngine::go_on(std::uint32_t way, std::uint32_t day, std::uint16_t from) {
  const Way& to = ways_[way];
  if (to.queue == kEnd) {
    day += days_[way];
    if (day < static_cast<std::uint32_t>(model_.weeks) * 7U) result_[to.size] = static_cast<std::uint16_t>(day);
    return;
  }
  const bool onwards = model_.onwards && to.queue / QueueModel::kPriorities > from;
  const std::uint32_t least = from != kStart && !onwards ? 1 : 0;
  day += std::max<std::uint32_t>(days_[way], least);
  const std::uint32_t week = (day + 6U) / 7U;
  const Arrival arrival{way, to.queue, day, to.size};
  if (week == now_) join(arrival);
  else if (week < buckets_.size()) buckets_[week].push_back(arrival);
}

void QueueEngine::join(const Arrival& arrival) {
  Queue& queue = queues_[arrival.queue];
  queue.waiting.push_back(Key{arrival.day} << 32 | arrival.way);
  queue.size += arrival.size;
  if (!visits_.empty()) visits_[arrival.way].came = static_cast<std::uint16_t>(arrival.day);
  const auto place = static_cast<std::uint16_t>(arrival.queue / QueueModel::kPriorities);
  PlaceState& state = places_[place];
  const bool first = state.waiting == 0;
  state.waiting |= 1U << arrival.queue % QueueModel::kPriorities;
  if (first && !model_.onwards) active_.push_back(place);
}

std::int64_t QueueEngine::capacity_of(std::uint16_t place, int week, const QueueFuture& future) const {
  for (const QueueFuture::Closure& closure : future.closures)
    if (closure.place == place && closure.from <= week && week < closure.until) return 0;
  return model_.capacity[place][static_cast<std::size_t>(week)];
}

// Whether anybody is still waiting there.
bool QueueEngine::release(std::uint16_t place, int week, const QueueFuture& future) {
  PlaceState& state = places_[place];
  const bool unlimited = model_.capacity[place].empty();
  std::int64_t credit = std::numeric_limits<std::int64_t>::max();
  if (!unlimited) {
    for (int idle = state.week + 1; idle < week && state.owed < 0; ++idle)
      state.owed = std::min<std::int64_t>(0, state.owed + capacity_of(place, idle, future));
    credit = state.owed + capacity_of(place, week, future);
  }
  for (std::uint32_t left = state.waiting; left != 0; left &= left - 1) {
    const auto priority = static_cast<std::size_t>(std::countr_zero(left));
    if (!release_from(place, queues_[std::size_t{place} * QueueModel::kPriorities + priority], week, credit)) state.waiting &= ~(1U << priority);
  }
  state.owed = std::min<std::int64_t>(0, credit);
  state.week = week;
  return state.waiting != 0;
}

bool QueueEngine::release_from(std::uint16_t place, Queue& queue, int week, std::int64_t& credit) {
  const auto day = static_cast<std::uint32_t>(week) * 7U;
  const auto leave = [&](Key key) {
    const auto way = static_cast<std::uint32_t>(key);
    const std::uint32_t size = ways_[way].size;
    credit -= size;
    queue.size -= size;
    if (!visits_.empty()) visits_[way].left = static_cast<std::uint16_t>(day);
    go_on(way + 1, day, place);
  };
  // What comes after is fetched while these leave: its ways lie anywhere.
  const auto fetch = [&](std::size_t i) {
    constexpr std::size_t kAhead = 12;
    if (i + kAhead >= queue.waiting.size()) return;
    const auto way = static_cast<std::uint32_t>(queue.waiting[i + kAhead]);
    __builtin_prefetch(&ways_[way]);
    __builtin_prefetch(&days_[way + 1]);
  };
  if (queue.size < credit) {  // all of them, in whatever order: the credit stays above zero
    for (std::size_t i = queue.head; i < queue.waiting.size(); ++i) fetch(i), leave(queue.waiting[i]);
    queue.waiting.clear();
    queue.head = queue.sorted = 0;
    return false;
  }
  // Who came this week comes after who waited before, so only they need sorting.
  std::sort(queue.waiting.begin() + static_cast<std::ptrdiff_t>(std::max(queue.sorted, queue.head)), queue.waiting.end());
  queue.sorted = queue.waiting.size();
  for (; credit > 0 && queue.head < queue.waiting.size(); ++queue.head) fetch(queue.head), leave(queue.waiting[queue.head]);
  if (queue.head * 2 > queue.waiting.size()) {
    queue.waiting.erase(queue.waiting.begin(), queue.waiting.begin() + static_cast<std::ptrdiff_t>(queue.head));
    queue.sorted -= queue.head;
    queue.head = 0;
  }
  return queue.head < queue.waiting.size();
}

std::size_t QueueEngine::bytes() const {
  const auto of = [](const auto& vector) { return vector.capacity() * sizeof(vector[0]); };
  std::size_t total = draws_.bytes() + of(ways_) + of(first_way_) + of(result_) + of(visits_);
  for (const auto& bucket : buckets_) total += of(bucket);
  for (const Queue& queue : queues_) total += of(queue.waiting);
  return total;
}

}  // namespace servanda
