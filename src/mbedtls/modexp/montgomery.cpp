#include "montgomery.h"

#include <algorithm>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

namespace imskit::modexp {
namespace {

constexpr std::size_t group_bits = 4 * limb_bits;
constexpr std::size_t headroom_bits = 4;  // R ≥ 16·m
constexpr std::size_t most_passes = 7;    // of eight rows, between carries
constexpr std::int32_t half = 1 << (limb_bits - 1);

}  // namespace

// Everything is inlined: calls would slow the inner loop down, and -Oz would make some.
struct Montgomery::Vectors {
  using Halves = Limb __attribute__((vector_size(16)));
  using FourLimbs = Limb __attribute__((vector_size(8)));

  static Vector splat(std::int32_t value) { return Vector{value, value, value, value}; }

  // In each lane, the product of the low halves plus that of the high halves.
  static Vector dot(Vector a, Vector b) {
#ifdef __wasm_simd128__
    return reinterpret_cast<Vector>(wasm_i32x4_dot_i16x8(reinterpret_cast<v128_t>(a), reinterpret_cast<v128_t>(b)));
#else
    return ((a << 16) >> 16) * ((b << 16) >> 16) + (a >> 16) * (b >> 16);
#endif
  }

  // The lanes of `now` moved up by `count`; the lowest come from `before`.
  template <int count>
  [[gnu::always_inline]] static Vector shifted(Vector before, Vector now) {
    return __builtin_shufflevector(before, now, 4 - count, 5 - count, 6 - count, 7 - count);
  }

  // Moves the carry of each limb into the next. `before` has the carries of the previous group.
  [[gnu::always_inline]] static Vector carried(Vector sum, Vector& before) {
    const Vector carry = (sum + half) >> limb_bits;
    const Vector limbs = sum - (carry << limb_bits) + shifted<1>(before, carry);
    before = carry;
    return limbs;
  }

  // Every lane has the four limbs of a factor, in pairs.
  struct Rows {
    Vector first, next;
  };

  [[gnu::always_inline]] static Rows rows(const Limb* limbs) {
    std::int32_t pairs[2];
    std::memcpy(pairs, limbs, sizeof pairs);
    return {splat(pairs[0]), splat(pairs[1])};
  }

  [[gnu::always_inline]] static Vector times_b(const Group& group, Rows rows) {
    return dot(group.b, rows.first) + dot(group.b_next, rows.next);
  }
  [[gnu::always_inline]] static Vector times_m(const Group& group, Rows rows) {
    return dot(group.m, rows.first) + dot(group.m_next, rows.next);
  }

  // Two digits of 13 bits, moved from 0…2^13−1 to ±2^12.
  [[gnu::always_inline]] static Vector digit_pair(std::uint64_t digits) {
    const Vector pairs = splat(static_cast<std::int32_t>((digits & 0x1fff) | ((digits << 3) & 0x1fff0000)));
    return reinterpret_cast<Vector>(reinterpret_cast<Halves>(pairs) - static_cast<Limb>(half));
  }

  // The four limbs of q that make the lowest four columns, including `carry`, 0 modulo 2^52.
  [[gnu::always_inline]] static Rows quotient(Vector lowest, std::int64_t carry, std::uint64_t minus_inverse) {
    const auto wide = [&](int lane) { return static_cast<std::uint64_t>(std::int64_t{lowest[lane]}); };
    const std::uint64_t value =
        static_cast<std::uint64_t>(carry) + wide(0) + (wide(1) << 13) + (wide(2) << 26) + (wide(3) << 39);
    constexpr std::uint64_t bias = half * (1 + (1ULL << 13) + (1ULL << 26) + (1ULL << 39));
    const std::uint64_t digits = value * minus_inverse + bias;
    return {digit_pair(digits), digit_pair(digits >> 26)};
  }

  // The carry of the four lowest columns into the next. With their own carry, they are 0 modulo 2^52.
  [[gnu::always_inline]] static std::int64_t carry_of(Vector lowest, std::int64_t carry) {
    const auto wide = [&](int lane) { return std::int64_t{lowest[lane]}; };
    return (((carry + wide(0) + wide(1) * (1 << 13) + wide(2) * (1 << 26)) >> 39) + wide(3)) >> 13;
  }

  // Writes a factor into `first` and `next` of every group.
  static void lay_out(Group* group, std::size_t groups, const Limb* limbs, Vector Group::* first,
                      Vector Group::* next) {
    Vector before{}, pairs_before{};
    for (std::size_t i = 0; i < groups + 2; ++i, ++group, limbs += 4) {
      Vector now{};
      if (i < groups) {
        FourLimbs four;
        std::memcpy(&four, limbs, sizeof four);
        now = __builtin_convertvector(four, Vector);
      }
      const Vector pairs = (now & 0xffff) | (shifted<1>(before, now) << 16);
      group->*first = pairs;
      group->*next = shifted<2>(pairs_before, pairs);
      group->sum = Vector{};
      before = now;
      pairs_before = pairs;
    }
  }
};

// Two groups more than the product has, because eight rows reach that far. They stay zero.
Montgomery::Montgomery(std::size_t bits)
    : groups_((bits + headroom_bits + 2 * group_bits - 1) / (2 * group_bits) * 2), group_(new Group[groups_ + 2]()) {}

Montgomery::~Montgomery() { wipe(group_.get(), (groups_ + 2) * sizeof(Group)); }

void Montgomery::set_modulus(const Limb* modulus) {
  Vectors::lay_out(group_.get(), groups_, modulus, &Group::m, &Group::m_next);
  std::uint64_t lowest = 0;
  for (std::size_t i = 5; i-- > 0;) lowest = (lowest << limb_bits) + static_cast<std::uint64_t>(modulus[i]);
  std::uint64_t inverse = lowest;                                          // correct to 3 bits
  for (int i = 0; i < 5; ++i) inverse = inverse * (2 - lowest * inverse);  // doubles that
  minus_inverse_ = 0 - inverse;
}

[[gnu::noinline]] void Montgomery::multiply(Limb* out, const Limb* a, const Limb* b) {
  using V = Vectors;
  Group* const low = group_.get();
  Group* const end = low + groups_;
  const std::uint64_t minus_inverse = minus_inverse_;
  V::lay_out(low, groups_, b, &Group::b, &Group::b_next);

  std::int64_t carry = 0;
  for (std::size_t left = groups_ / 2;;) {
    for (std::size_t passes = std::min(left, most_passes); passes > 0; --passes, --left, a += 8) {
      const auto a0 = V::rows(a);
      const auto a1 = V::rows(a + 4);
      // The lowest eight columns become zero. Only their carry remains.
      Vector lowest = low[0].sum + V::times_b(low[0], a0);
      const auto q0 = V::quotient(lowest, carry, minus_inverse);
      carry = V::carry_of(lowest + V::times_m(low[0], q0), carry);
      lowest = low[1].sum + V::times_b(low[1], a0) + V::times_b(low[0], a1) + V::times_m(low[1], q0);
      const auto q1 = V::quotient(lowest, carry, minus_inverse);
      carry = V::carry_of(lowest + V::times_m(low[0], q1), carry);
      // The others move down by eight.
      const auto step = [&](Group* to) __attribute__((always_inline)) {
        to[0].sum =
            to[2].sum + V::times_b(to[2], a0) + V::times_m(to[2], q0) + V::times_b(to[1], a1) + V::times_m(to[1], q1);
      };
      for (Group* to = low; to < end; to += 2) {
        step(to);
        step(to + 1);
      }
    }
    low->sum[0] += static_cast<std::int32_t>(carry);
    if (left == 0) break;
    carry = 0;
    Vector before{};
    for (Group* at = low; at < end; ++at) at->sum = V::carried(at->sum, before);
  }

  Vector before{}, before_again{};
  for (Group* at = low; at < end; ++at, out += 4) {
    const Vector sum = V::carried(V::carried(at->sum, before), before_again);
    const auto four = __builtin_convertvector(sum, V::FourLimbs);
    std::memcpy(out, &four, sizeof four);
  }
}

}  // namespace imskit::modexp
