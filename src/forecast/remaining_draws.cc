#include "forecast/remaining_draws.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "forecast/philox_lanes.h"

namespace servanda {
namespace {

constexpr int kPoints = 32;  // an octave
constexpr int kLogBits = 16;  // of a logarithm behind the point
constexpr int kPerPoint = 11;  // bits of a logarithm between two points
constexpr std::int32_t kLowest = -24, kHighest = 12;  // octaves of E / S
constexpr int kHazardBits = 26;
constexpr double kMostHazard = 31.9;
constexpr std::int32_t kMostDays = 32'766;
// A draw as a float: sign, octave and kPoints of an octave tell its cell, the rest where it lies in there.
constexpr int kFloatBits = 23 - 5;
constexpr std::int32_t kFirstCell = 127 * kPoints;
constexpr std::int32_t kOctaves = 33;  // the last is only reached by rounding up
constexpr std::int32_t kCells = kOctaves * kPoints;  // of each half

std::int32_t rounded(double value, double most) { return static_cast<std::int32_t>(std::llround(std::clamp(value, -most, most))); }

std::uint32_t part_of(double chance) { return static_cast<std::uint32_t>(std::clamp(chance, 0.0, 1.0) * 4294967295.0); }

// -log(1 - u) where `tail` of 2^32 lie beyond u, below it in the lower half.
double exponential(bool upper, double tail) {
  const double part = tail * 0x1p-32;
  return upper ? -std::log(part) : -std::log1p(-part);
}

// At x between two points of a table.
std::int32_t between(const std::vector<std::int32_t>& table, std::int32_t x) {
  const auto cell = static_cast<std::size_t>(x >> kPerPoint);
  const std::int64_t within = x & ((1 << kPerPoint) - 1);
  const std::int64_t step = std::int64_t{table[cell + 1]} - table[cell];
  return table[cell] + static_cast<std::int32_t>(step * within >> kPerPoint);
}

}  // namespace

RemainingDraws::RemainingDraws(const MixedHazard& mixed, double exit_rate, std::uint64_t seed, Form form) : seed_(seed), form_(able(form)) {
  constexpr double kOne = 1 << kLogBits;
  for (const bool upper : {false, true})
    for (std::int32_t cell = 0; cell < kCells; ++cell) {
      const double tail = std::ldexp(1 + cell % kPoints / double{kPoints}, cell / kPoints);
      const double most = 0x1p31;  // the halves meet there
      logs_.push_back(rounded(kOne * std::log2(exponential(upper, std::min(tail, most))), 1e9));
    }
  for (std::int32_t point = 0; point <= (kHighest - kLowest) * kPoints + 1; ++point) {
    const double hazard = mixed.marginal(std::exp2(kLowest + point / double{kPoints}));
    hazards_.push_back(rounded(std::min(hazard, kMostHazard) * (1 << kHazardBits), 0x7FFFFFFF));
    parts_.push_back(rounded(-std::expm1(-hazard) * 0x1p31, 0x7FFFFFFF));
  }
  for (std::int32_t day = 0; day <= kMostDays; ++day) stays_.push_back(rounded(std::exp(-exit_rate * day) * 0x1p31, 0x7FFFFFFF));
}

void RemainingDraws::add(const RemainingTime& rest, std::uint32_t subject, std::size_t mode) {
  One one{subject, static_cast<std::uint32_t>(mode), static_cast<std::uint32_t>(pieces_.size()), 0, static_cast<std::uint32_t>(hidden_.size()), 0,
          part_of(rest.past_weight()), rest.past(), rest.lag()};
  const DayNumber lag = rest.lag();
  double passed = 0;
  DayNumber first = 1;
  for (std::size_t bin = lag_bin(lag + 1); bin < kLagBins && passed < kMostHazard; ++bin) {
    constexpr double kUnit = 1 << kHazardBits;
    const double hazard = rest.law().hazards()[bin];
    pieces_.push_back({rounded(passed * kUnit, 0x7FFFFFFF), static_cast<std::uint32_t>(std::llround(0x1p42 / (hazard * kUnit))), first});
    if (bin + 1 == kLagBins) break;
    const DayNumber next = kLagEdges[bin + 1] - lag;
    passed += hazard * (next - first);
    first = next;
  }
  one.end_piece = static_cast<std::uint32_t>(pieces_.size());
  for (const double chance : rest.unrecorded()) hidden_.push_back(part_of(chance));
  one.end_hidden = static_cast<std::uint32_t>(hidden_.size());
  ones_.push_back(one);
}

std::int32_t RemainingDraws::speed_of(double log_speed) { return rounded(log_speed * 1.4426950408889634 * (1 << kLogBits), 1 << 25); }

std::int32_t RemainingDraws::by_law(const One& one, std::int32_t hazard) const {
  std::uint32_t piece = one.first_piece;
  while (piece + 1 < one.end_piece && pieces_[piece + 1].from <= hazard) ++piece;
  const Piece& at = pieces_[piece];
  const auto days = static_cast<std::int32_t>(std::uint64_t{static_cast<std::uint32_t>(hazard - at.from)} * at.pace >> 42);
  return std::min(at.first + days, kMostDays);
}

// Where `log` is the logarithm of E / S.
std::int32_t RemainingDraws::arrival(const One& one, std::uint32_t when, std::uint32_t which, std::int32_t speed) const {
  if (one.first_hidden < one.end_hidden) {
    const std::uint32_t hidden = hidden_[one.first_hidden];
    if (when < hidden) {
      std::uint32_t back = one.end_hidden - 1;
      while (back > one.first_hidden && hidden_[back] < when) --back;
      return -static_cast<std::int32_t>(back - one.first_hidden);
    }
    when = static_cast<std::uint32_t>((std::uint64_t{when - hidden} << 32) / (0x100000000U - std::uint64_t{hidden}));
  }
  const bool upper = when >= 0x80000000U;
  const auto bits = std::bit_cast<std::int32_t>(static_cast<float>(static_cast<std::int32_t>(std::max(upper ? ~when : when, 1U))));
  const std::int32_t cell = (bits >> kFloatBits) - kFirstCell + (upper ? kCells : 0);
  const std::int32_t within = bits & ((1 << kFloatBits) - 1);
  const std::int32_t* at = logs_.data() + cell;
  const std::int32_t log = at[0] + ((at[1] - at[0]) * within >> kFloatBits);
  const std::int32_t x = std::clamp(log - speed - kLowest * (1 << kLogBits), 0, ((kHighest - kLowest) << kLogBits) - 1);
  if (which < one.past_weight) {
    const auto place = static_cast<std::size_t>(between(parts_, x) * static_cast<std::int64_t>(one.past.size()) >> 31);
    return std::clamp(one.past[place] - one.lag, 1, kMostDays);
  }
  return by_law(one, between(hazards_, x));
}

std::int16_t RemainingDraws::days(const One& one, const PhiloxBlock& words, std::int32_t speed) const {
  const std::int32_t day = arrival(one, words[0], words[2], speed);
  const auto leaves = static_cast<std::int32_t>(words[1] >> 1);
  return leaves < stays_[static_cast<std::size_t>(std::max(day, 0))] ? static_cast<std::int16_t>(day) : kNever;
}

#ifdef SERVANDA_HAS_LANES

struct RemainingDraws::Vector {
  SERVANDA_LANES static void draw(const RemainingDraws& self, const Futures& futures, std::int16_t* out, std::size_t stride) {
    const PhiloxLanes philox(self.seed_, Stream::delay, futures.numbers.data());
    alignas(32) std::int16_t days[kLanes];
    __m256i words[4];
    for (const One& one : self.ones_) {
      philox.draw(one.subject, 0, words);
      const __m256i speed = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(futures.speeds[one.mode].data()));
      if (one.first_hidden < one.end_hidden) {
        one_by_one(self, one, words, futures.speeds[one.mode].data(), days);
      } else {
        const __m256i x = logarithm(self, words[0], speed);
        __m256i day = by_law(self, one, between(self.hazards_.data(), x));
        if (one.past_weight > 0) day = or_by_past(self, one, day, x, words[2]);
        const __m256i stays = _mm256_i32gather_epi32(self.stays_.data(), day, 4);
        const __m256i never = _mm256_cmpgt_epi32(stays, _mm256_srli_epi32(words[1], 1));
        day = _mm256_blendv_epi8(_mm256_set1_epi32(kNever), day, never);
        constexpr int kFirstAndThird = 0x08;
        _mm_store_si128(reinterpret_cast<__m128i*>(days), _mm256_castsi256_si128(_mm256_permute4x64_epi64(_mm256_packs_epi32(day, day), kFirstAndThird)));
      }
      for (std::size_t lane = 0; lane < futures.lanes; ++lane) out[lane] = days[lane];
      out += stride;
    }
  }

 private:
  static void one_by_one(const RemainingDraws& self, const One& one, const __m256i* words, const std::int32_t* speeds, std::int16_t* days) {
    const auto* word = reinterpret_cast<const std::uint32_t*>(words);
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      days[lane] = self.days(one, {word[lane], word[kLanes + lane], word[2 * kLanes + lane], 0}, speeds[lane]);
  }

  // step * part >> 32 of each lane, where part < 2^32 has its sign bit as a number.
  SERVANDA_LANES_INLINE static __m256i high_of_product(__m256i step, __m256i part) {
    constexpr int kOdd = 0xAA;
    const __m256i even = _mm256_srli_epi64(_mm256_mul_epu32(step, part), 32);
    const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(step, 32), _mm256_srli_epi64(part, 32));
    return _mm256_blend_epi32(even, odd, kOdd);
  }

  // x as in arrival().
  SERVANDA_LANES_INLINE static __m256i logarithm(const RemainingDraws& self, __m256i when, __m256i speed) {
    const __m256i upper = _mm256_srai_epi32(when, 31);
    const __m256i tail = _mm256_max_epi32(_mm256_xor_si256(when, upper), _mm256_set1_epi32(1));
    const __m256i bits = _mm256_castps_si256(_mm256_cvtepi32_ps(tail));
    const __m256i half = _mm256_and_si256(upper, _mm256_set1_epi32(kCells));
    const __m256i cell = _mm256_add_epi32(_mm256_sub_epi32(_mm256_srli_epi32(bits, kFloatBits), _mm256_set1_epi32(kFirstCell)), half);
    const __m256i within = _mm256_and_si256(bits, _mm256_set1_epi32((1 << kFloatBits) - 1));
    const __m256i from = _mm256_i32gather_epi32(self.logs_.data(), cell, 4);
    const __m256i to = _mm256_i32gather_epi32(self.logs_.data() + 1, cell, 4);
    const __m256i log = _mm256_add_epi32(from, _mm256_srai_epi32(_mm256_mullo_epi32(_mm256_sub_epi32(to, from), within), kFloatBits));
    const __m256i x = _mm256_sub_epi32(_mm256_sub_epi32(log, speed), _mm256_set1_epi32(kLowest * (1 << kLogBits)));
    return _mm256_min_epi32(_mm256_max_epi32(x, _mm256_setzero_si256()), _mm256_set1_epi32(((kHighest - kLowest) << kLogBits) - 1));
  }

  // Of a table that does not fall.
  SERVANDA_LANES_INLINE static __m256i between(const std::int32_t* table, __m256i x) {
    const __m256i cell = _mm256_srli_epi32(x, kPerPoint);
    const __m256i from = _mm256_i32gather_epi32(table, cell, 4);
    const __m256i step = _mm256_sub_epi32(_mm256_i32gather_epi32(table + 1, cell, 4), from);
    return _mm256_add_epi32(from, high_of_product(step, _mm256_slli_epi32(x, 32 - kPerPoint)));
  }

  SERVANDA_LANES_INLINE static __m256i by_law(const RemainingDraws& self, const One& one, __m256i hazard) {
    const Piece* piece = self.pieces_.data() + one.first_piece;
    const Piece* end = self.pieces_.data() + one.end_piece;
    __m256i from = _mm256_set1_epi32(piece->from);
    __m256i pace = _mm256_set1_epi32(static_cast<int>(piece->pace));
    __m256i first = _mm256_set1_epi32(piece->first);
    for (++piece; piece < end; ++piece) {
      const __m256i next = _mm256_set1_epi32(piece->from);
      const __m256i before = _mm256_cmpgt_epi32(next, hazard);
      if (_mm256_movemask_epi8(before) == -1) break;
      from = _mm256_blendv_epi8(next, from, before);
      pace = _mm256_blendv_epi8(_mm256_set1_epi32(static_cast<int>(piece->pace)), pace, before);
      first = _mm256_blendv_epi8(_mm256_set1_epi32(piece->first), first, before);
    }
    const __m256i day = _mm256_add_epi32(first, _mm256_srli_epi32(high_of_product(_mm256_sub_epi32(hazard, from), pace), 10));
    return _mm256_min_epi32(day, _mm256_set1_epi32(kMostDays));
  }

  // The days of those lanes that the lags seen decide.
  SERVANDA_LANES_INLINE static __m256i or_by_past(const RemainingDraws& self, const One& one, __m256i day, __m256i x, __m256i which) {
    const __m256i sign = _mm256_set1_epi32(static_cast<int>(0x80000000U));
    const __m256i by_past = _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(one.past_weight ^ 0x80000000U)), _mm256_xor_si256(which, sign));
    if (_mm256_movemask_epi8(by_past) == 0) return day;
    const __m256i part = _mm256_slli_epi32(between(self.parts_.data(), x), 1);
    const __m256i place = high_of_product(part, _mm256_set1_epi32(static_cast<int>(one.past.size())));
    const __m256i lag = _mm256_i32gather_epi32(one.past.data(), place, 4);
    const __m256i past = _mm256_max_epi32(_mm256_sub_epi32(lag, _mm256_set1_epi32(one.lag)), _mm256_set1_epi32(1));
    return _mm256_blendv_epi8(day, _mm256_min_epi32(past, _mm256_set1_epi32(kMostDays)), by_past);
  }
};

#endif

void RemainingDraws::draw(const Futures& futures, std::int16_t* out, std::size_t stride) const {
#ifdef SERVANDA_HAS_LANES
  if (form_ == Form::vector) return Vector::draw(*this, futures, out, stride);
#endif
  for (const One& one : ones_) {
    for (std::size_t lane = 0; lane < futures.lanes; ++lane)
      out[lane] = days(one, draws(seed_, Stream::delay, futures.numbers[lane], one.subject, 0), futures.speeds[one.mode][lane]);
    out += stride;
  }
}

void RemainingDraws::add_to(Sha256& sum) const {
  const auto add = [&sum](const auto& values) {
    sum.add(std::span(reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof values[0]));
  };
  add(std::array<std::uint64_t, 2>{seed_, ones_.size()});
  add(pieces_), add(hidden_), add(hazards_), add(stays_);
  for (const One& one : ones_) {
    add(std::array<std::uint32_t, 5>{one.subject, one.mode, one.end_piece, one.end_hidden, one.past_weight});
    add(std::array<DayNumber, 1>{one.lag});
    if (one.past_weight > 0) add(one.past);
  }
}

}  // namespace servanda
