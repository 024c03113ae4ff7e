// The other arithmetic: the same products by fused multiply-add on limbs of 51 bits, for engines with relaxed SIMD,
// where one takes two thirds of the time of montgomery.h's. fused.cpp is a WebAssembly module of its own, which other
// engines never compile: it works in the core's memory, has none itself, no stack either, and calls nothing. Natively,
// for tests, it is a function like any other.
//
// Whether `f64x2.relaxed_madd` is fused is up to the processor, and where it is not, every product is wrong: power.cpp
// raises a number both ways before it takes this one into use. Mbed TLS checks each signature by the other arithmetic.
#pragma once

#include <cstddef>

#include "window.h"

namespace imskit::modexp {

// How a number is held: as doubles, two to a group, with R = 2^fused_r_bits(groups). The highest limb of a number stays
// 0, and R ≥ 2^54·m.
constexpr std::size_t fused_limb_bits = 51;
constexpr std::size_t fused_r_bits(std::size_t groups) { return 2 * groups * fused_limb_bits; }

// For a modulus of so many bits, 512 at least.
constexpr std::size_t fewest_fused_bits = 512;
constexpr std::size_t fused_groups(std::size_t bits) {
  return (bits + 3 + 3 * fused_limb_bits - 1) / (2 * fused_limb_bits);
}

// In doubles: of what a modulus takes at first and for each group, and of the powers and two numbers more.
constexpr std::size_t fused_head = 18, fused_group = 12;
constexpr std::size_t fused_scratch(std::size_t groups) {
  return fused_head + fused_group * groups + (windows + 2) * 2 * groups;
}

// Words are little-endian. The modulus is odd, the base below it, and so R² modulo it; the result is 0 before, and has
// as many words as these three.
struct FusedPower {
  const Word *modulus, *base, *r_squared;
  Word* result;
  std::size_t count;
  const Word* exponent;
  std::size_t exponent_count;
  std::size_t groups;
  double* scratch;  // of fused_scratch(groups), for its caller to wipe
};

// result = base^exponent; false where this engine cannot.
using FusedFunction = bool(const FusedPower*);

}  // namespace imskit::modexp

extern "C" {
imskit::modexp::FusedFunction imskit_fused_power;

// What raises numbers to secret exponents from now on, if it computes rightly; nullptr for none.
void imskit_use_fused(imskit::modexp::FusedFunction* function);
}
