// The second arithmetic, for engines with relaxed SIMD: the same products by fused multiply-add on limbs of 51 bits. A
// product takes two thirds of the time of one of montgomery.h. fused.cpp is a WebAssembly module by itself, which other
// engines never compile. It works in the memory of the core, has no memory or stack of its own, and calls nothing.
// Natively, for tests, it is an ordinary function.
//
// The processor decides whether `f64x2.relaxed_madd` is fused. If it is not, every product is wrong, so power.cpp
// compares a power by both arithmetics before it uses this one. Mbed TLS checks each signature with the first
// arithmetic.
#pragma once

#include <cstddef>

#include "window.h"

namespace imskit::modexp {

constexpr std::size_t fused_limb_bits = 51;
constexpr std::size_t fused_pass_bits = 2 * fused_limb_bits;  // one pass of a product divides by 2^fused_pass_bits

// A number is stored as doubles, two in a group, with R = 2^fused_r_bits(groups).
constexpr std::size_t fused_r_bits(std::size_t groups) { return groups * fused_pass_bits; }

// The number of groups for a modulus m of `bits` bits: the fewest with R ≥ 2^53·2^fused_pass_bits·m. So the highest
// limb of a number stays 0, and the highest three of one below m.
constexpr std::size_t fewest_fused_bits = 512;
constexpr std::size_t fused_groups(std::size_t bits) {
  return (bits + fused_limb_bits + 2 + 2 * fused_pass_bits - 1) / fused_pass_bits;
}

// The number of words that a result has in addition to those of the modulus.
constexpr std::size_t fused_extra_words = 128 / word_bits + 1;

// Sizes in doubles. A modulus needs `fused_head` once, and `fused_group` for each group. The scratch memory also has
// room for the powers and two more numbers.
constexpr std::size_t fused_head = 18, fused_group = 12;
constexpr std::size_t fused_scratch(std::size_t groups) {
  return fused_head + fused_group * groups + (windows + 2) * 2 * groups;
}

// Words are little-endian. Preconditions: base, R² and the reducer are below the odd modulus, and have as many words.
// `result` has fused_extra_words more, all of them 0 before the call.
struct FusedPower {
  const Word *modulus, *base, *r_squared;
  const Word* reducer;  // −1/2^fused_pass_bits modulo the modulus
  Word* result;
  std::size_t count;
  const Word* exponent;
  std::size_t exponent_count;
  std::size_t groups;
  double* scratch;  // of fused_scratch(groups); the caller wipes it
};

// result = base^exponent plus a multiple of the modulus; false if this engine cannot compute it.
using FusedFunction = bool(const FusedPower*);

}  // namespace imskit::modexp

extern "C" {
imskit::modexp::FusedFunction imskit_fused_power;

// Sets the function that raises numbers to secret exponents; nullptr for none. It is used only if its results are
// right.
void imskit_use_fused(imskit::modexp::FusedFunction* function);
}
