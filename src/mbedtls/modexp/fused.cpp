// Representation. A number is signed limbs of 51 bits, least significant first, as doubles, each in ±2^50 or a little
// more.
//
// Product of two limbs. Let c = 1.5·2^103, whose last bit is worth 2^51. high = fma(x, y, c) is c plus x·y rounded to a
// multiple of 2^51, and low = fma(x, y, c + 1.5·2^52 − high) is 1.5·2^52 plus the exact remainder, in ±2^50. Read as an
// integer, `high` grows by 1 per 2^51, and `low` by 1 per 1. Columns are 64-bit sums of these integers, which include
// the constants. As many products are added as are subtracted, so the constants cancel. Without a fused multiply-add in
// hardware, the remainder is 0, and every result is wrong.
//
// Reduction. Let D = 2^102, the weight of two limbs, and N = −1/D modulo m. A pass adds two rows of a·b to the sum S,
// removes its lowest two limbs Q, moves the columns down by two, and subtracts Q·N. That divides by D:
// (S − Q)/D − Q·N ≡ S/D. In the usual Montgomery reduction, Q is a product with −1/m modulo D, and the columns depend
// on Q·m. Here Q needs no product, so the dependency chain from one pass to the next is a quarter as long. In return,
// results are larger than m: with R = D^groups, |a·b/R| + |Q·N|·(1 + 1/D + …) < 0.51·D·m, because operands are
// |x| < D·m and R ≥ 2^53·D·m. The products that a pass leaves out are those of limbs that are always 0: the highest of
// a number, and the highest three of N.
//
// Bounds. A column and the carry into it grow by less than 2^53 per pass. A modulus of 8192 bits takes 82 passes, so
// both stay below 2^60; `bias` is 2^62.
#include "fused.h"

#include <cstdint>

#ifdef __wasm_relaxed_simd__
#include <wasm_simd128.h>
#endif

namespace imskit::modexp {
namespace {

using Vector = std::int64_t __attribute__((vector_size(16)));
using Bits = std::uint64_t __attribute__((vector_size(16)));
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
  Doubles b, b_before, reducer, reducer_before;
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

// A column is split into a limb and the carry into the next column. `bias` makes its sum positive.
constexpr int bias_bit = 62;
constexpr std::int64_t bias = (1LL << bias_bit) + half;
constexpr std::int64_t carry_bias = bias >> limb_bits;

Vector carried(Vector biased) { return reinterpret_cast<Vector>(reinterpret_cast<Bits>(biased) >> limb_bits); }
Vector with_exponent(Vector v) { return v | as_integers(splat(two_to_52)); }
Doubles rest(Vector biased) { return as_doubles(with_exponent(biased & splat(limb_mask))) - splat(two_to_52 + half); }

// Carries from every column into the next, all at once, and converts back to doubles.
void carry_out(double* out, const Group* group, const Group* end) {
  Vector high{};
  Doubles before{};
#pragma clang loop unroll(disable)
  for (; group < end; ++group, out += 2) {
    const Vector columns = group->low + shifted(high, group->high) + splat(bias);
    const Doubles up = as_doubles(with_exponent(carried(columns))) - splat(two_to_52 + carry_bias);
    const Doubles limbs = rest(columns) + shifted(before, up);
    std::memcpy(out, &limbs, sizeof limbs);
    high = group->high;
    before = up;
  }
}

// The start of the scratch memory.
struct Workspace {
  Group* end;
  // Volatile, because V8 would otherwise rebuild each constant for each use, and compute a limb of Q only where it is
  // used.
  volatile double constants[2], q[2];
  Group groups[1];  // followed by the others
};

// out = a·b/R; the three may be the same. A square computes only half of the products of a·a: pass p multiplies the
// pair of limbs 2p and 2p + 1 by itself and by twice the limbs above it.
template <bool square>
[[gnu::always_inline]] inline void multiply_or_square(Workspace* workspace, double* out, const double* a,
                                                      const double* b) {
  Group* const lowest = workspace->groups;
  Group* const end = workspace->end;
  Doubles before{};
#pragma clang loop unroll(disable)
  for (Group* group = lowest; group < end; ++group, b += 2) {
    group->low = group->high = Vector{};
    std::memcpy(&group->b, b, sizeof group->b);
    if (square) group->b += group->b;
    group->b_before = shifted(before, group->b);
    before = group->b;
  }

  const Fused fused{splat(workspace->constants[0]), splat(workspace->constants[1])};
  Columns next{};  // the lowest two columns of the next pass
  Vector carry{};  // the carry into these, in the upper lane
  Doubles a0, a1;
  Group* own = lowest;  // in a square: the group of limbs a0 and a1
  const auto undouble = [&]() __attribute__((always_inline)) {
    own->b *= splat(0.5);
    own->b_before = shifted(Doubles{}, own->b);
    if (own + 1 < end) own[1].b_before *= Doubles{0.5, 1};
  };
  // Loads the next limbs of a, and computes those of Q. A square needs a product here only in its first pass.
  const auto begin = [&](bool with_product) __attribute__((always_inline)) {
    a0 = splat(a[0]);
    a1 = splat(a[1]);
    a += 2;
    if (with_product) {
      fused.add(next, a0, lowest->b);
      fused.subtract(next, -a1, lowest->b_before);
    }
    const Vector columns = next.low + shifted(carry, next.high) + splat(bias);
    const Vector settled = columns + shifted(Vector{}, carried(columns) - splat(carry_bias));
    carry = carried(settled) - splat(carry_bias) + next.high;
    const Doubles limbs = rest(settled);
    workspace->q[0] = limbs[0];
    workspace->q[1] = limbs[1];
  };
  if (square) undouble();
  begin(true);
  for (std::ptrdiff_t left = end - lowest - 1;; --left) {
    const Doubles x0 = a0, x1 = a1, q0 = splat(workspace->q[0]), q1 = splat(workspace->q[1]), minus_q0 = -q0;
    const auto step = [&](Group* to, bool with_product) __attribute__((always_inline)) {
      const Group& from = to[1];
      Columns columns{from.low, from.high};
      if (with_product) {
        fused.add(columns, x0, from.b);
        fused.add(columns, x1, from.b_before);
        fused.subtract(columns, q0, to->reducer);
      } else {
        fused.add(columns, minus_q0, to->reducer);
      }
      fused.subtract(columns, q1, to->reducer_before);
      to->low = columns.low;
      to->high = columns.high;
      return columns;
    };
    const auto steps = [&](Group* to) __attribute__((always_inline)) {
      if (square) {
#pragma clang loop unroll(disable)
        for (; to + 1 < own; ++to) step(to, false);
      }
#pragma clang loop unroll(disable)
      for (; to < end - 1; ++to) step(to, true);
    };
    next = square && lowest + 1 < own ? step(lowest, false) : step(lowest, true);
    if (left == 0) {
      steps(lowest + 1);
      break;
    }
    begin(!square);
    steps(lowest + 1);
    if (square) {
      ++own;
      undouble();
    }
  }
  lowest->low[0] += carry[1];
  carry_out(out, lowest, end);
}

[[gnu::noinline]] void multiply(Workspace* workspace, double* out, const double* a, const double* b) {
  multiply_or_square<false>(workspace, out, a, b);
}
[[gnu::noinline]] void square(Workspace* workspace, double* out, const double* a) {
  multiply_or_square<true>(workspace, out, a, a);
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

// Stores the number plus 2^128·m. The number may be negative, but is above −2^128·m.
void store(Word* words, std::size_t count, const double* limbs, std::size_t size, const Word* modulus) {
  constexpr std::size_t shift = 128 / word_bits;
  static_assert(fused_extra_words == shift + 1);
  const std::size_t all = count + fused_extra_words;
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < size || i * limb_bits < all * word_bits; ++i) {
    const std::size_t at = i * limb_bits;
    if (i < size) carry += to_integer(limbs[i]);
    put_bits(words, all, at, low_bits, static_cast<std::int32_t>(carry & ((1 << low_bits) - 1)));
    put_bits(words, all, at + low_bits, high_bits, static_cast<std::int32_t>((carry & limb_mask) >> low_bits));
    carry >>= limb_bits;
  }
  words[all - 1] += add_if(words + shift, modulus, count, 1);
}

void set_to_one(double* limbs, std::size_t size) {
  std::memset(limbs, 0, size * sizeof *limbs);
  limbs[0] = 1;
}

// Stores the reducer, given as limbs.
void set_up(Workspace* workspace, std::size_t groups, const double* limbs) {
  workspace->end = workspace->groups + groups;
  workspace->constants[0] = high_constant;
  workspace->constants[1] = high_constant + low_constant;
  Doubles before{};
  for (std::size_t i = 0; i < groups; ++i) {
    Group& group = workspace->groups[i];
    std::memcpy(&group.reducer, limbs + 2 * i, sizeof group.reducer);
    group.reducer_before = shifted(before, group.reducer);
    before = group.reducer;
  }
}

static_assert(sizeof(Workspace) == fused_head * sizeof(double) && sizeof(Group) == fused_group * sizeof(double));

}  // namespace
}  // namespace imskit::modexp

extern "C" bool imskit_fused_power(const imskit::modexp::FusedPower* power) {
  using namespace imskit::modexp;
  const std::size_t groups = power->groups, limbs = 2 * groups, count = power->count;
  auto* const workspace = reinterpret_cast<Workspace*>(power->scratch);
  double* const x = power->scratch + fused_head + fused_group * groups;
  double* const factor = x + limbs;
  double* const powers = factor + limbs;

  load(x, limbs, power->reducer, count);
  set_up(workspace, groups, x);
  load(factor, limbs, power->r_squared, count);
  load(x, limbs, power->base, count);
  multiply(workspace, x, x, factor);
  set_to_one(powers, limbs);
  multiply(workspace, powers, powers, factor);
  power_by_windows(
      x, powers, factor, limbs, power->exponent, power->exponent_count,
      [=](double* out, const double* a, const double* b) { multiply(workspace, out, a, b); },
      [=](double* out, const double* a) { square(workspace, out, a); });
  set_to_one(factor, limbs);
  multiply(workspace, x, x, factor);
  store(power->result, count, x, limbs, power->modulus);
  return true;
}
