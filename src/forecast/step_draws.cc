#include "forecast/step_draws.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "forecast/philox_lanes.h"

namespace servanda {
namespace {

constexpr std::size_t kBlockLegs = 4;
constexpr std::uint32_t kMostDays = std::numeric_limits<std::uint16_t>::max();

}  // namespace

StepDraws::StepDraws(const QueueModel& model, std::uint64_t seed, Form form) : model_(model), seed_(seed), form_(able(form)) {
  for (const auto& table : model.delays) {
    CHECK(table.size() == kQuantileCells);
    tables_.insert(tables_.end(), table.begin(), table.end());
  }
  for (std::uint32_t c = 0; c < model.consignments.size(); ++c) {
    const QueueModel::Consignment& consignment = model.consignments[c];
    if (consignment.steps == 0) blocks_.push_back({c, 0, 0, 0, 0, 0});
    for (std::uint32_t s = 0; s < consignment.steps; ++s) {
      const QueueModel::Step& step = model.steps[consignment.first_step + s];
      if (s % kBlockLegs == 0) blocks_.push_back({c, static_cast<std::uint16_t>(s / kBlockLegs), 0, 0, 0, 0});
      Block& block = blocks_.back();
      if (step.place != QueueModel::kNoPlace) {
        block.begins = static_cast<std::uint8_t>((block.begins | 1U << block.legs) & 0xFU);
        ++ways_;
      }
      ++block.legs;
      const bool sure = step.delay == QueueModel::kNoDelay;
      if (!sure) block.random = 1;
      legs_.push_back({sure ? kSure : static_cast<std::uint32_t>(step.delay * kQuantileCells), step.shock, step.base_days});
    }
    blocks_.back().ends = 1;
    ++ways_;
  }
  stride_ = (ways_ + kLanes - 1) / kLanes * kLanes;
  days_.resize(stride_ * kLanes);
  shocks_.resize(static_cast<std::size_t>(model.shocks) * kLanes);
}

struct StepDraws::Plain {
  static void draw(StepDraws& self, std::span<const QueueFuture> futures, std::size_t lane) {
    const std::span<std::uint16_t> days = self.days(lane);
    const Leg* leg = self.legs_.data();
    std::size_t way = 0;
    std::uint32_t sum = 0;
    const auto close = [&] { days[way++] = static_cast<std::uint16_t>(std::min(sum, kMostDays)), sum = 0; };
    for (const Block& block : self.blocks_) {
      PhiloxBlock numbers{};
      if (block.random) numbers = draws(self.seed_, Stream::step, futures[lane].number, block.consignment, block.number);
      for (std::size_t i = 0; i < block.legs; ++i, ++leg) {
        if (block.begins >> i & 1U) close();
        sum += leg->base_days;
        if (leg->table == kSure) continue;
        const std::uint32_t sixteenths = self.tables_[leg->table + quantile_cell(numbers[i])];
        sum += (sixteenths * self.shocks_[leg->shock * kLanes + lane] + 0x8000U) >> 16;
      }
      if (block.ends) close();
    }
  }
};

#ifdef SERVANDA_HAS_LANES

namespace {

// Eight rows of eight days become eight columns, `stride` apart.
SERVANDA_LANES_INLINE void store_turned(const __m128i* row, std::uint16_t* out, std::size_t stride) {
  const __m128i a0 = _mm_unpacklo_epi16(row[0], row[1]), a1 = _mm_unpackhi_epi16(row[0], row[1]);
  const __m128i a2 = _mm_unpacklo_epi16(row[2], row[3]), a3 = _mm_unpackhi_epi16(row[2], row[3]);
  const __m128i a4 = _mm_unpacklo_epi16(row[4], row[5]), a5 = _mm_unpackhi_epi16(row[4], row[5]);
  const __m128i a6 = _mm_unpacklo_epi16(row[6], row[7]), a7 = _mm_unpackhi_epi16(row[6], row[7]);
  const __m128i b0 = _mm_unpacklo_epi32(a0, a2), b1 = _mm_unpackhi_epi32(a0, a2);
  const __m128i b2 = _mm_unpacklo_epi32(a1, a3), b3 = _mm_unpackhi_epi32(a1, a3);
  const __m128i b4 = _mm_unpacklo_epi32(a4, a6), b5 = _mm_unpackhi_epi32(a4, a6);
  const __m128i b6 = _mm_unpacklo_epi32(a5, a7), b7 = _mm_unpackhi_epi32(a5, a7);
  const __m128i column[kLanes] = {_mm_unpacklo_epi64(b0, b4), _mm_unpackhi_epi64(b0, b4), _mm_unpacklo_epi64(b1, b5),
                                  _mm_unpackhi_epi64(b1, b5), _mm_unpacklo_epi64(b2, b6), _mm_unpackhi_epi64(b2, b6),
                                  _mm_unpacklo_epi64(b3, b7), _mm_unpackhi_epi64(b3, b7)};
  for (std::size_t lane = 0; lane < kLanes; ++lane) _mm_storeu_si128(reinterpret_cast<__m128i*>(out + lane * stride), column[lane]);
}

// quantile_cell() of queue_model.h, of which the exponent and three bits of the mantissa of a float are the number.
SERVANDA_LANES_INLINE __m256i quantile_cells(__m256i draw) {
  constexpr int kNotNumber = 127 * 8;
  const __m256i upper = _mm256_srai_epi32(draw, 31);
  const __m256i tail = _mm256_max_epi32(_mm256_xor_si256(draw, upper), _mm256_set1_epi32(1));
  const __m256i unrounded = _mm256_andnot_si256(_mm256_srli_epi32(tail, 8), tail);  // as a float it is not rounded up to the next power
  const __m256i octave = _mm256_srli_epi32(_mm256_castps_si256(_mm256_cvtepi32_ps(unrounded)), 20);
  return _mm256_sub_epi32(_mm256_sub_epi32(octave, _mm256_slli_epi32(upper, 8)), _mm256_set1_epi32(kNotNumber));
}

}  // namespace

struct StepDraws::Vector {
  SERVANDA_LANES static void draw(StepDraws& self, const std::uint32_t* numbers) {
    const PhiloxLanes philox(self.seed_, Stream::step, numbers);
    const Leg* leg = self.legs_.data();
    std::uint16_t* out = self.days_.data();
    __m128i rows[kLanes] = {};
    std::size_t row = 0;
    __m128i sum = _mm_setzero_si128();
    __m256i words[kBlockLegs];
    for (const Block& block : self.blocks_) {
      if (block.random) philox.draw(block.consignment, block.number, words);
      for (std::size_t i = 0; i < block.legs; ++i, ++leg) {
        if (block.begins >> i & 1U) close(sum, rows, row, out, self.stride_);
        sum = _mm_adds_epu16(sum, _mm_set1_epi16(static_cast<short>(leg->base_days)));
        if (leg->table == kSure) continue;
        const __m128i sixteenths = looked_up(self.tables_.data() + leg->table, quantile_cells(words[i]));
        const __m128i shock = _mm_loadu_si128(reinterpret_cast<const __m128i*>(self.shocks_.data() + leg->shock * kLanes));
        const __m128i rounded = _mm_srli_epi16(_mm_mullo_epi16(sixteenths, shock), 15);
        sum = _mm_adds_epu16(sum, _mm_add_epi16(_mm_mulhi_epu16(sixteenths, shock), rounded));
      }
      if (block.ends) close(sum, rows, row, out, self.stride_);
    }
    if (row > 0) store_turned(rows, out, self.stride_);
  }

 private:
  // One by one: a gather takes longer.
  SERVANDA_LANES_INLINE static __m128i looked_up(const std::uint16_t* table, __m256i cells) {
    alignas(32) std::uint32_t at[kLanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(at), cells);
    __m128i low = _mm_cvtsi32_si128(table[at[0]]), high = _mm_cvtsi32_si128(table[at[4]]);
    low = _mm_insert_epi16(low, table[at[1]], 1), high = _mm_insert_epi16(high, table[at[5]], 1);
    low = _mm_insert_epi16(low, table[at[2]], 2), high = _mm_insert_epi16(high, table[at[6]], 2);
    low = _mm_insert_epi16(low, table[at[3]], 3), high = _mm_insert_epi16(high, table[at[7]], 3);
    return _mm_unpacklo_epi64(low, high);
  }

  SERVANDA_LANES_INLINE static void close(__m128i& sum, __m128i* rows, std::size_t& row, std::uint16_t*& out, std::size_t stride) {
    rows[row++] = sum;
    sum = _mm_setzero_si128();
    if (row < kLanes) return;
    store_turned(rows, out, stride);
    out += kLanes;
    row = 0;
  }
};

#endif

void StepDraws::draw(std::span<const QueueFuture> futures) {
  CHECK(!futures.empty() && futures.size() <= kLanes);
  constexpr std::size_t kFewLanes = 2;  // which are drawn sooner one after the other
  std::array<std::uint32_t, kLanes> numbers{};
  for (std::size_t lane = 0; lane < futures.size(); ++lane) {
    CHECK(futures[lane].shocks.size() == static_cast<std::size_t>(model_.shocks));
    numbers[lane] = futures[lane].number;
    for (std::size_t group = 0; group < futures[lane].shocks.size(); ++group) shocks_[group * kLanes + lane] = futures[lane].shocks[group];
  }
#ifdef SERVANDA_HAS_LANES
  if (form_ == Form::vector && futures.size() > kFewLanes) return Vector::draw(*this, numbers.data());
#endif
  for (std::size_t lane = 0; lane < futures.size(); ++lane) Plain::draw(*this, futures, lane);
}

std::size_t StepDraws::bytes() const {
  const auto of = [](const auto& vector) { return vector.capacity() * sizeof(vector[0]); };
  return of(blocks_) + of(legs_) + of(tables_) + of(shocks_) + of(days_);
}

}  // namespace servanda
