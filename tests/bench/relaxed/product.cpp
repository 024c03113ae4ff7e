// The Montgomery product of 1024-bit numbers by fused multiply-add, for `npm run bench -- --only limits`. A trial: it
// is not part of the package, and nothing wipes it.
//
// Representation. A number is 22 doubles, limbs of 51 bits, least significant first, each in ±2^50 or a little more,
// the highest 0. R is 2^1122. Operands below 2^1025 give |a·b/R| below the modulus.
//
// One product of limbs. With c = 1.5·2^103, whose last bit counts 2^51, high = fma(x, y, c) is c and x·y rounded to a
// multiple of 2^51; low = fma(x, y, c + 1.5·2^52 − high) is 1.5·2^52 and the exact rest, in ±2^50. The bits of such
// doubles, read as integers, grow by 1 for 2^51 and for 1: columns are sums of them in 64 bits, and what the constants
// add goes again with as many subtractions. Without a fused multiply-add in hardware the rest is 0, and all is wrong.
//
// Order. As montgomery.h does it: a pass adds two rows of a·b, subtracts two of q·m and moves the columns down by two.
// Finding digits of q is a long chain of instructions: those of the next pass are found in the midst of this one.
// A square is made as any other product; one of its own would save a quarter of the products of limbs at most.
#include <emscripten.h>
#include <wasm_simd128.h>

#include <cstdint>

namespace {

constexpr int limb_bits = 51;
constexpr int groups = 11;  // of two limbs
constexpr int limbs = 2 * groups;

using Vector = v128_t;

constexpr double power_of_two(int exponent) { return exponent == 0 ? 1 : 2 * power_of_two(exponent - 1); }
constexpr std::uint64_t bits(double value) { return __builtin_bit_cast(std::uint64_t, value); }

constexpr double low_constant = 1.5 * power_of_two(52);
constexpr double high_constant = 1.5 * power_of_two(52 + limb_bits);
// Volatile, here and below, for V8: it would make a constant again for each use, and put a digit off to where it is
// used.
volatile const double constants[2] = {high_constant, high_constant + low_constant};
volatile double digits[2];

// What concerns two columns of the product. `…_before`: the same number, a limb higher.
struct Group {
  Vector low, high, b, b_before, m, m_before;
};
Group memory[groups + 1];
Group* volatile const where = memory;

alignas(Vector) double numbers[4][limbs];  // modulus, a, b, a·b/R
std::uint64_t inverse;                     // of the modulus, modulo 2^64

// The lanes of `now` moved up by one, the lower from `before`.
Vector shifted(Vector before, Vector now) { return wasm_i64x2_shuffle(before, now, 1, 2); }

std::uint64_t lane0(Vector v) { return static_cast<std::uint64_t>(wasm_i64x2_extract_lane(v, 0)); }
std::uint64_t lane1(Vector v) { return static_cast<std::uint64_t>(wasm_i64x2_extract_lane(v, 1)); }

std::uint64_t divided(std::uint64_t value) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value) >> limb_bits);
}

double digit(std::uint64_t column) {
  constexpr int unused = 64 - limb_bits;
  return static_cast<double>(static_cast<std::int64_t>((column * inverse) << unused) >> unused);
}

struct Columns {
  Vector low, high;
};

// Columns and products of limbs.
struct Fused {
  Vector to_high = wasm_f64x2_splat(constants[0]), to_low = wasm_f64x2_splat(constants[1]);

  [[gnu::always_inline]] Columns product(Vector x, Vector y) const {
    const Vector high = wasm_f64x2_relaxed_madd(x, y, to_high);
    return {wasm_f64x2_relaxed_madd(x, y, wasm_f64x2_sub(to_low, high)), high};
  }
  [[gnu::always_inline]] void add(Columns& to, Vector x, Vector y) const {
    const Columns one = product(x, y);
    to = {wasm_i64x2_add(to.low, one.low), wasm_i64x2_add(to.high, one.high)};
  }
  [[gnu::always_inline]] void subtract(Columns& from, Vector x, Vector y) const {
    const Columns one = product(x, y);
    from = {wasm_i64x2_sub(from.low, one.low), wasm_i64x2_sub(from.high, one.high)};
  }
};

// Carries out of every column into the next, all at once, and back to doubles.
void carry_out(double* out, const Group* group) {
  constexpr int bias_bit = 62;  // makes all of them positive
  constexpr std::int64_t half = 1LL << (limb_bits - 1);
  const Vector bias = wasm_i64x2_const_splat((1LL << bias_bit) + half);
  const Vector mask = wasm_i64x2_const_splat((1LL << limb_bits) - 1);
  const Vector to_double = wasm_f64x2_const_splat(power_of_two(52));
  const Vector limb_bias = wasm_f64x2_const_splat(power_of_two(52) + half);
  const Vector carry_bias = wasm_f64x2_const_splat(power_of_two(52) + power_of_two(bias_bit - limb_bits));
  Vector high{}, carry{};
#pragma clang loop unroll(disable)
  for (const Group* const end = group + groups; group < end; ++group, out += 2) {
    const Vector columns = wasm_i64x2_add(wasm_i64x2_add(group->low, shifted(high, group->high)), bias);
    const Vector rest = wasm_f64x2_sub(wasm_v128_or(wasm_v128_and(columns, mask), to_double), limb_bias);
    const Vector up = wasm_f64x2_sub(wasm_v128_or(wasm_u64x2_shr(columns, limb_bits), to_double), carry_bias);
    wasm_v128_store(out, wasm_f64x2_add(rest, shifted(carry, up)));
    high = group->high;
    carry = up;
  }
}

[[gnu::noinline]] void multiply(double* out, const double* a, const double* b) {
  Group* const lowest = where;
  Group* const end = lowest + groups;
  Vector before{};
#pragma clang loop unroll(disable)
  for (Group* group = lowest; group < end; ++group, b += 2) {
    group->low = group->high = Vector{};
    group->b = wasm_v128_load(b);
    group->b_before = shifted(before, group->b);
    before = group->b;
  }

  const Fused fused;
  Columns next{};  // the lowest two columns of the next pass
  Vector a0, a1, q0, q1;
  std::uint64_t carry = 0;
  // Three parts of finding the digits of q, with the constants that are still to go.
  const auto begin = [&]() __attribute__((always_inline)) {
    a0 = wasm_v128_load64_splat(a);
    a1 = wasm_v128_load64_splat(a + 1);
    a += 2;
    fused.add(next, a0, lowest->b);
    fused.add(next, a1, lowest->b_before);
    digits[0] = digit(lane0(next.low) + carry);
  };
  const auto go_on = [&]() __attribute__((always_inline)) {
    q0 = wasm_f64x2_splat(digits[0]);
    fused.subtract(next, q0, lowest->m);
    carry = divided(lane0(next.low) + carry - bits(low_constant)) + lane0(next.high) - bits(high_constant);
    digits[1] = digit(lane1(next.low) + carry);
  };
  const auto finish = [&]() __attribute__((always_inline)) {
    q1 = wasm_f64x2_splat(digits[1]);
    fused.subtract(next, q1, lowest->m_before);
    carry = divided(lane1(next.low) + carry) + lane1(next.high);
  };
  begin();
  go_on();
  finish();
  for (int left = groups - 1;; --left) {
    const Vector x0 = a0, x1 = a1, y0 = q0, y1 = q1;
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
    steps(lowest + 1, lowest + 6);
    go_on();
    steps(lowest + 6, end - 1);
    finish();
  }
  lowest->low = wasm_i64x2_add(lowest->low, wasm_i64x2_make(static_cast<std::int64_t>(carry), 0));
  carry_out(out, lowest);
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE int fma_limbs() { return limbs; }
EMSCRIPTEN_KEEPALIVE double* fma_numbers() { return numbers[0]; }

// Takes over the modulus.
EMSCRIPTEN_KEEPALIVE void fma_start() {
  const double* const modulus = numbers[0];
  Vector before{};
  for (int i = 0; i < groups; ++i) {
    Group& group = memory[i];
    group.m = wasm_v128_load(modulus + 2 * i);
    group.m_before = shifted(before, group.m);
    before = group.m;
  }
  const auto limb = [&](int i) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(modulus[i])); };
  const std::uint64_t lowest = limb(0) + (limb(1) << limb_bits);
  inverse = lowest;                                                        // to 3 bits
  for (int i = 0; i < 5; ++i) inverse = inverse * (2 - lowest * inverse);  // each time to twice as many
}

EMSCRIPTEN_KEEPALIVE void fma_multiply() { multiply(numbers[3], numbers[1], numbers[2]); }

EMSCRIPTEN_KEEPALIVE void fma_square(int times) {
  for (double* const a = numbers[1]; times > 0; --times) multiply(a, a, a);
}
}
