#include "forecast/queue_engine.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"
#include "forecast/random.h"

// One binary for every processor: the vector form is chosen when the program starts. Both give the same numbers, being
// whole. The sanitizers' start-up does not bear the choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SERVANDA_VECTOR_FORMS __attribute__((target_clones("avx2", "default")))
#else
#define SERVANDA_VECTOR_FORMS
#endif

namespace servanda {
namespace {

constexpr std::size_t kTile = 512;  // blocks of draws that stay in the first cache between the two loops
constexpr std::uint32_t kUnused = std::numeric_limits<std::uint32_t>::max();

// Philox4x32-10 of random.h for `n` counters at once; out[i], out[n + i], … are the four words of counter i.
SERVANDA_VECTOR_FORMS
void philox_many(const std::uint32_t* __restrict subject, const std::uint32_t* __restrict step, std::size_t n,
                 std::uint32_t future, std::uint32_t stream, std::uint64_t seed, std::uint32_t* __restrict out) {
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t a = future;
    std::uint32_t b = subject[i];
    std::uint32_t c = step[i];
    std::uint32_t d = stream;
    std::uint32_t key_a = static_cast<std::uint32_t>(seed);
    std::uint32_t key_b = static_cast<std::uint32_t>(seed >> 32);
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t first = std::uint64_t{0xD2511F53U} * a;
      const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * c;
      a = static_cast<std::uint32_t>(second >> 32) ^ b ^ key_a;
      b = static_cast<std::uint32_t>(second);
      c = static_cast<std::uint32_t>(first >> 32) ^ d ^ key_b;
      d = static_cast<std::uint32_t>(first);
      key_a += 0x9E3779B9U;
      key_b += 0xBB67AE85U;
    }
    out[i] = a;
    out[n + i] = b;
    out[2 * n + i] = c;
    out[3 * n + i] = d;
  }
}

// The same by random.h.
void philox_one_by_one(const std::uint32_t* subject, const std::uint32_t* step, std::size_t n, std::uint32_t future, std::uint64_t seed,
                       std::uint32_t* out) {
  for (std::size_t i = 0; i < n; ++i) {
    const PhiloxBlock four = draws(seed, Stream::step, future, subject[i], step[i]);
    for (std::size_t word = 0; word < four.size(); ++word) out[word * n + i] = four[word];
  }
}

}  // namespace

QueueEngine::QueueEngine(const QueueModel& model, std::uint64_t seed, Form form)
    : model_(model),
      seed_(seed),
      form_(form),
      buckets_(static_cast<std::size_t>(model.weeks)),
      queues_(model.capacity.size() * QueueModel::kPriorities),
      places_(model.capacity.size()),
      result_(model.consignments.size()) {
  for (std::uint32_t c = 0; c < model.consignments.size(); ++c) {
    const QueueModel::Consignment& consignment = model.consignments[c];
    first_way_.push_back(static_cast<std::uint32_t>(ways_.size()));
    ways_.push_back({QueueModel::kNoPlace, 0});
    for (std::uint32_t s = 0; s < consignment.steps; ++s) {
      const QueueModel::Step& step = model.steps[consignment.first_step + s];
      if (step.place != QueueModel::kNoPlace) {
        ways_.back() = {step.place, step.size};
        ways_.push_back({QueueModel::kNoPlace, 0});
      }
      if (s % 4 == 0) {
        block_consignment_.push_back(c);
        block_number_.push_back(s / 4);
        slots_.resize(block_consignment_.size() * 4, Slot{kUnused, 0, 0, 0});
      }
      slots_[(block_consignment_.size() - 1) * 4 + s % 4] = {static_cast<std::uint32_t>(ways_.size() - 1), step.delay, step.shock,
                                                             step.base_days};
    }
  }
  days_.resize(ways_.size());
  draws_.resize(kTile * 4);
}

std::span<const std::uint16_t> QueueEngine::run(const QueueFuture& future) {
  CHECK(future.shocks.size() == static_cast<std::size_t>(model_.shocks));
  draw_delays(future);
  for (const QueueFuture::Held& held : future.held) days_[first_way_[held.consignment] + held.visit] += held.days;
  next_way_ = first_way_;
  std::ranges::fill(result_, QueueModel::kNever);
  std::ranges::fill(places_, PlaceState{});
  for (Queue& queue : queues_) queue = Queue{std::move(queue.waiting), 0, 0, 0}, queue.waiting.clear();
  active_.clear();
  now_ = kUnused;
  for (std::size_t way = 0; way < visits_.size(); ++way) visits_[way] = {ways_[way].place};
  CHECK(future.late.empty() || future.late.size() == model_.consignments.size());
  for (std::uint32_t c = 0; c < model_.consignments.size(); ++c)
    go_on(c, model_.consignments[c].start_day + (future.late.empty() ? 0U : future.late[c]), kStart);
  for (int week = 0; week < model_.weeks; ++week) {
    now_ = static_cast<std::uint32_t>(week);
    for (const Arrival& arrival : buckets_[static_cast<std::size_t>(week)]) join(arrival);
    buckets_[static_cast<std::size_t>(week)].clear();
    if (model_.onwards) {
      for (std::uint16_t place = 0; place < places_.size(); ++place)
        if (places_[place].active) release(place, week, future);
      continue;
    }
    std::erase_if(active_, [&](std::uint16_t place) { return !release(place, week, future); });
  }
  return result_;
}

void QueueEngine::draw_delays(const QueueFuture& future) {
  std::ranges::fill(days_, 0U);
  const std::size_t blocks = block_consignment_.size();
  for (std::size_t first = 0; first < blocks; first += kTile) {
    const std::size_t n = std::min(kTile, blocks - first);
    const std::uint32_t* subject = block_consignment_.data() + first;
    const std::uint32_t* step = block_number_.data() + first;
    if (form_ == Form::vector)
      philox_many(subject, step, n, future.number, static_cast<std::uint32_t>(Stream::step), seed_, draws_.data());
    else
      philox_one_by_one(subject, step, n, future.number, seed_, draws_.data());
    const Slot* slot = slots_.data() + first * 4;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t lane = 0; lane < 4; ++lane, ++slot) {
        if (slot->way == kUnused) break;
        std::uint32_t days = slot->base_days;
        if (slot->delay != QueueModel::kNoDelay) {
          const std::uint32_t sixteenths = model_.delays[slot->delay][quantile_cell(draws_[lane * n + i])];
          days += (sixteenths * std::uint32_t{future.shocks[slot->shock]} + 0x8000U) >> 16;
        }
        days_[slot->way] += days;
      }
      slot = slots_.data() + (first + i + 1) * 4;
    }
  }
}

// From a place, or from the start, to where the next way ends.
void QueueEngine::go_on(std::uint32_t consignment, std::uint32_t day, std::uint16_t from) {
  const std::uint32_t way = next_way_[consignment]++;
  const Way& to = ways_[way];
  const bool ends = to.place == QueueModel::kNoPlace;
  const bool onwards = model_.onwards && to.place > from;
  const std::uint32_t least = from != kStart && !ends && !onwards ? 1 : 0;
  day += std::max(days_[way], least);
  if (ends) {
    if (day < static_cast<std::uint32_t>(model_.weeks) * 7U) result_[consignment] = static_cast<std::uint16_t>(day);
    return;
  }
  const std::uint32_t week = (day + 6U) / 7U;
  const Arrival arrival{consignment, static_cast<std::uint16_t>(day), to.place};
  if (week == now_) join(arrival);
  else if (week < buckets_.size()) buckets_[week].push_back(arrival);
}

void QueueEngine::join(const Arrival& arrival) {
  const std::uint8_t priority = model_.consignments[arrival.consignment].priority;
  Queue& queue = queues_[std::size_t{arrival.place} * QueueModel::kPriorities + priority];
  queue.waiting.push_back(Key{arrival.day} << 32 | arrival.consignment);
  queue.size += ways_[next_way_[arrival.consignment] - 1].size;
  if (!visits_.empty()) visits_[next_way_[arrival.consignment] - 1].came = arrival.day;
  if (std::exchange(places_[arrival.place].active, true)) return;
  if (!model_.onwards) active_.push_back(arrival.place);
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
  bool waits = false;
  for (int priority = 0; priority < QueueModel::kPriorities; ++priority)
    waits = release_from(place, queues_[std::size_t{place} * QueueModel::kPriorities + static_cast<std::size_t>(priority)], week, credit) || waits;
  state.owed = std::min<std::int64_t>(0, credit);
  state.week = week;
  state.active = waits;
  return waits;
}

bool QueueEngine::release_from(std::uint16_t place, Queue& queue, int week, std::int64_t& credit) {
  if (queue.head == queue.waiting.size()) return false;
  const auto day = static_cast<std::uint32_t>(week) * 7U;
  const auto leave = [&](Key key) {
    const auto consignment = static_cast<std::uint32_t>(key);
    const std::uint32_t size = ways_[next_way_[consignment] - 1].size;
    credit -= size;
    queue.size -= size;
    if (!visits_.empty()) visits_[next_way_[consignment] - 1].left = static_cast<std::uint16_t>(day);
    go_on(consignment, day, place);
  };
  if (queue.size < credit) {  // all of them, in whatever order: the credit stays above zero
    for (std::size_t i = queue.head; i < queue.waiting.size(); ++i) leave(queue.waiting[i]);
    queue.waiting.clear();
    queue.head = queue.sorted = 0;
    return false;
  }
  // Who came this week comes after who waited before, so only they need sorting.
  std::sort(queue.waiting.begin() + static_cast<std::ptrdiff_t>(std::max(queue.sorted, queue.head)), queue.waiting.end());
  queue.sorted = queue.waiting.size();
  while (credit > 0 && queue.head < queue.waiting.size()) leave(queue.waiting[queue.head++]);
  if (queue.head * 2 > queue.waiting.size()) {
    queue.waiting.erase(queue.waiting.begin(), queue.waiting.begin() + static_cast<std::ptrdiff_t>(queue.head));
    queue.sorted -= queue.head;
    queue.head = 0;
  }
  return queue.head < queue.waiting.size();
}

std::size_t QueueEngine::bytes() const {
  const auto of = [](const auto& vector) { return vector.capacity() * sizeof(vector[0]); };
  std::size_t total = of(block_consignment_) + of(block_number_) + of(slots_) + of(draws_) + of(ways_) + of(days_) + of(first_way_) +
                      of(next_way_) + of(result_) + of(visits_);
  for (const auto& bucket : buckets_) total += of(bucket);
  for (const Queue& queue : queues_) total += of(queue.waiting);
  return total;
}

}  // namespace servanda
