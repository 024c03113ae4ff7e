// Representation. A number is signed limbs of 51 bits, least significant first, as doubles, each in ±2^50 or a little
// more. Operands are |x| < 2·m. Because R ≥ 2^54·m, a product is |a·b/R + q·m/R| < 0.51·m.
//
// One product of limbs. With c = 1.5·2^103, whose last bit is worth 2^51, high = fma(x, y, c) is c and x·y rounded to a
// multiple of 2^51; low = fma(x, y, c + 1.5·2^52 − high) is 1.5·2^52 and the exact rest, in ±2^50. The bits of such
// doubles, read as integers, grow by 1 for each 2^51 and each 1. Columns are 64-bit sums of them, and every constant
// that is added is subtracted later. Without a fused multiply-add in hardware the rest is 0, and every result is wrong.
//
// Order. As in montgomery.h, a pass adds two rows of a·b, subtracts two of q·m and moves the columns down by two.
// Finding digits of q is a long chain of dependent instructions, so those of the next pass are computed during this
// one.
//
// Bounds. A column grows by less than 2^52 in a pass. A modulus of 8192 bits has 81 passes, so a column stays far below
// 2^62, which is the bound of carry_out.
#include "fused.h"

#include <cstdint>

#ifdef __wasm_relaxed_simd__
#include <wasm_simd128.h>
#endif

namespace imskit::modexp {
namespace {

using Vector = std::int64_t __attribute__((vector_size(16)));
using Doubles = double __attribute__((vector_size(16)));

constexpr int limb_bits = fused_limb_bits;
constexpr std::int64_t half = 1LL << (limb_bits - 1);
constexpr std::int64_t limb_mask = (1LL << limb_bits) - 1;

constexpr double power_of_two(int exponent) { return exponent == 0 ? 1 : 2 * power_of_two(exponent - 1); }
constexpr std::uint64_t bits(double value) { return __builtin_bit_cast(std::uint64_t, value); }

constexpr double two_to_52 = power_of_two(52);  // its last bit is worth 1
constexpr double low_constant = 1.5 * two_to_52;
constexpr double high_constant = 1.5 * power_of_two(52 + limb_bits);

Doubles splat(double value) { return Doubles{value, value}; }
Vector splat(std::int64_t value) { return Vector{value, value}; }
Doubles as_doubles(Vector v) { return reinterpret_cast<Doubles>(v); }
Vector as_integers(Doubles v) { return reinterpret_cast<Vector>(v); }

Doubles multiply_add(Doubles x, Doubles y, Doubles z) {
#ifdef __wasm_relaxed_simd__
  return reinterpret_cast<Doubles>(
      wasm_f64x2_relaxed_madd(reinterpret_cast<v128_t>(x), reinterpret_cast<v128_t>(y), reinterpret_cast<v128_t>(z)));
#else
  return Doubles{__builtin_fma(x[0], y[0], z[0]), __builtin_fma(x[1], y[1], z[1])};
#endif
}

// A limb as an integer. A plain conversion would check its range first, with a branch.
std::int64_t to_integer(double limb) {
  return static_cast<std::int64_t>(bits(limb + low_constant) - bits(low_constant));
}

// The lanes of `now` moved up by one; the lowest comes from `before`.
template <typename Lanes>
Lanes shifted(Lanes before, Lanes now) {
  return __builtin_shufflevector(before, now, 1, 2);
}

// Everything about two columns of the product. `…_before` is the same number, one limb higher.
struct Group {
  Vector low, high;
  Doubles b, b_before, m, m_before;
};

struct Columns {
  Vector low, high;
};

// Columns and products of limbs.
struct Fused {
  Doubles to_high, to_low;

  [[gnu::always_inline]] Columns product(Doubles x, Doubles y) const {
    const Doubles high = multiply_add(x, y, to_high);
    return {as_integers(multiply_add(x, y, to_low - high)), as_integers(high)};
  }
  [[gnu::always_inline]] void add(Columns& to, Doubles x, Doubles y) const {
    const Columns one = product(x, y);
    to.low += one.low;
    to.high += one.high;
  }
  [[gnu::always_inline]] void subtract(Columns& from, Doubles x, Doubles y) const {
    const Columns one = product(x, y);
    from.low -= one.low;
    from.high -= one.high;
  }
};

std::uint64_t lane(Vector v, int i) { return static_cast<std::uint64_t>(v[i]); }

std::uint64_t divided(std::uint64_t value) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value) >> limb_bits);
}

// Carries from every column into the next, all at once, and converts back to doubles.
void carry_out(double* out, const Group* group, const Group* end) {
  constexpr int bias_bit = 62;
  constexpr std::int64_t bias = (1LL << bias_bit) + half;  // makes all columns positive
  constexpr double limb_bias = two_to_52 + half, carry_bias = two_to_52 + power_of_two(bias_bit - limb_bits);
  const Vector to_double = as_integers(splat(two_to_52));
  Vector high{};
  Doubles carry{};
#pragma clang loop unroll(disable)
  for (; group < end; ++group, out += 2) {
    const Vector columns = group->low + shifted(high, group->high) + splat(bias);
    const Doubles rest = as_doubles((columns & splat(limb_mask)) | to_double) - splat(limb_bias);
    const Doubles up = as_doubles((columns >> limb_bits) | to_double) - splat(carry_bias);
    const Doubles limbs = rest + shifted(carry, up);
    std::memcpy(out, &limbs, sizeof limbs);
    high = group->high;
    carry = up;
  }
}

// The start of the scratch memory.
struct Modulus {
  std::uint64_t inverse;  // modulo 2^64
  Group* end;
  // Volatile because of V8, which would otherwise build each constant again for each use, and compute a digit only
  // where it is used.
  volatile double constants[2], digits[2];
  Group groups[1];  // followed by the others

  double digit(std::uint64_t column) const {
    constexpr int unused = 64 - limb_bits;
    return static_cast<double>(static_cast<std::int64_t>((column * inverse) << unused) >> unused);
  }
};

// out = a·b/R. The three may be the same.
[[gnu::noinline]] void multiply(Modulus* modulus, double* out, const double* a, const double* b) {
  Group* const lowest = modulus->groups;
  Group* const end = modulus->end;
  const std::ptrdiff_t groups = end - lowest;
  Group* const middle = lowest + groups / 2 + 1;
  Doubles before{};
#pragma clang loop unroll(disable)
  for (Group* group = lowest; group < end; ++group, b += 2) {
    group->low = group->high = Vector{};
    std::memcpy(&group->b, b, sizeof group->b);
    group->b_before = shifted(before, group->b);
    before = group->b;
  }

  const Fused fused{splat(modulus->constants[0]), splat(modulus->constants[1])};
  Columns next{};  // the lowest two columns of the next pass
  Doubles a0, a1, q0, q1;
  std::uint64_t carry = 0;
  // Finding the digits of q, in three parts. Constants that are not subtracted yet are taken into account.
  const auto begin = [&]() __attribute__((always_inline)) {
    a0 = splat(a[0]);
    a1 = splat(a[1]);
    a += 2;
    fused.add(next, a0, lowest->b);
    fused.add(next, a1, lowest->b_before);
    modulus->digits[0] = modulus->digit(lane(next.low, 0) + carry);
  };
  const auto go_on = [&]() __attribute__((always_inline)) {
    q0 = splat(modulus->digits[0]);
    fused.subtract(next, q0, lowest->m);
    carry = divided(lane(next.low, 0) + carry - bits(low_constant)) + lane(next.high, 0) - bits(high_constant);
    modulus->digits[1] = modulus->digit(lane(next.low, 1) + carry);
  };
  const auto finish = [&]() __attribute__((always_inline)) {
    q1 = splat(modulus->digits[1]);
    fused.subtract(next, q1, lowest->m_before);
    carry = divided(lane(next.low, 1) + carry) + lane(next.high, 1);
  };
  begin();
  go_on();
  finish();
  for (std::ptrdiff_t left = groups - 1;; --left) {
    const Doubles x0 = a0, x1 = a1, y0 = q0, y1 = q1;
    const auto step = [&](Group* to) __attribute__((always_inline)) {
      const Group& from = to[1];
      Columns columns{from.low, from.high};
      fused.add(columns, x0, from.b);
      fused.add(columns, x1, from.b_before);
      fused.subtract(columns, y0, from.m);
      fused.subtract(columns, y1, from.m_before);
      to->low = columns.low;
      to->high = columns.high;
      return columns;
    };
    const auto steps = [&](Group* from, Group* to) __attribute__((always_inline)) {
#pragma clang loop unroll(disable)
      for (; from < to; ++from) step(from);
    };
    next = step(lowest);
    if (left == 0) {
      steps(lowest + 1, end - 1);
      break;
    }
    begin();
    steps(lowest + 1, middle);
    go_on();
    steps(middle, end - 1);
    finish();
  }
  lowest->low[0] += static_cast<std::int64_t>(carry);
  carry_out(out, lowest, end);
}

// ---- numbers ----

constexpr std::size_t low_bits = 26, high_bits = 25;  // of a limb, because bits_at and put_bits take at most 31 bits

void load(double* limbs, std::size_t size, const Word* words, std::size_t count) {
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t at = i * limb_bits;
    carry += bits_at(words, count, at, low_bits);
    carry += std::int64_t{bits_at(words, count, at + low_bits, high_bits)} << low_bits;
    const std::int64_t up = (carry + half) >> limb_bits;
    limbs[i] = static_cast<double>(carry - (up << limb_bits));
    carry = up;
  }
}

// Precondition: the number is above −m and below m.
void store(Word* words, std::size_t count, const double* limbs, std::size_t size, const Word* modulus) {
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < size || i * limb_bits < count * word_bits; ++i) {
    const std::size_t at = i * limb_bits;
    if (i < size) carry += to_integer(limbs[i]);
    put_bits(words, count, at, low_bits, static_cast<std::int32_t>(carry & ((1 << low_bits) - 1)));
    put_bits(words, count, at + low_bits, high_bits, static_cast<std::int32_t>((carry & limb_mask) >> low_bits));
    carry >>= limb_bits;
  }
  add_if(words, modulus, count, static_cast<Word>(carry & 1));
}

void set_to_one(double* limbs, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) limbs[i] = i == 0 ? 1 : 0;
}

// Stores the modulus, given as limbs.
void set_up(Modulus* modulus, std::size_t groups, const double* limbs) {
  modulus->end = modulus->groups + groups;
  modulus->constants[0] = high_constant;
  modulus->constants[1] = high_constant + low_constant;
  Doubles before{};
  for (std::size_t i = 0; i < groups; ++i) {
    Group& group = modulus->groups[i];
    std::memcpy(&group.m, limbs + 2 * i, sizeof group.m);
    group.m_before = shifted(before, group.m);
    before = group.m;
  }
  const std::int64_t low = to_integer(limbs[0]) + (to_integer(limbs[1]) << limb_bits);
  const auto lowest = static_cast<std::uint64_t>(low);
  modulus->inverse = lowest;  // correct to 3 bits; each step doubles that
  for (int i = 0; i < 5; ++i) modulus->inverse *= 2 - lowest * modulus->inverse;
}

static_assert(sizeof(Modulus) == fused_head * sizeof(double) && sizeof(Group) == fused_group * sizeof(double));

}  // namespace
}  // namespace imskit::modexp

extern "C" bool imskit_fused_power(const imskit::modexp::FusedPower* power) {
  using namespace imskit::modexp;
  const std::size_t groups = power->groups, limbs = 2 * groups, count = power->count;
  auto* const modulus = reinterpret_cast<Modulus*>(power->scratch);
  double* const x = power->scratch + fused_head + fused_group * groups;
  double* const factor = x + limbs;
  double* const powers = factor + limbs;

  load(x, limbs, power->modulus, count);
  set_up(modulus, groups, x);
  load(factor, limbs, power->r_squared, count);
  load(x, limbs, power->base, count);
  multiply(modulus, x, x, factor);
  set_to_one(powers, limbs);
  multiply(modulus, powers, powers, factor);
  power_by_windows(x, powers, factor, limbs, power->exponent, power->exponent_count,
                   [=](double* out, const double* a, const double* b) { multiply(modulus, out, a, b); });
  set_to_one(factor, limbs);
  multiply(modulus, x, x, factor);  // within half the modulus
  store(power->result, count, x, limbs, power->modulus);
  return true;
}
