// Exponentiation by fixed windows, for both arithmetics. Time and addresses depend only on the sizes of number and
// exponent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "words.h"

namespace imskit::modexp {

constexpr std::size_t window_bits = 5;
constexpr std::size_t windows = 1 << window_bits;

using Halves = std::int16_t __attribute__((vector_size(16)));

// Copies `count` vectors of powers[index] to `out`. Reads these vectors of every power, so that no address depends on
// the index.
template <std::size_t count, typename Limb>
[[gnu::always_inline]] inline void select_vectors(Limb* out, const Limb* powers, std::size_t limbs,
                                                  std::int32_t index) {
  Halves selected[count]{};
  Halves to_go = Halves{} + static_cast<std::int16_t>(index);
#pragma clang loop unroll(disable)
  for (const Limb *at = powers, *end = at + windows * limbs; at != end; at += limbs) {
    Halves halves[count];
    std::memcpy(halves, at, sizeof halves);
    const Halves mask = to_go == 0;
#pragma clang loop unroll(full)
    for (std::size_t i = 0; i < count; ++i) selected[i] |= halves[i] & mask;
    to_go -= 1;
  }
  std::memcpy(out, selected, sizeof selected);
}

// out = powers[index]. Time and addresses do not depend on the index.
template <typename Limb>
[[gnu::noinline]] void select(Limb* out, const Limb* powers, std::size_t limbs, std::int32_t index) {
  constexpr std::size_t vector = sizeof(Halves) / sizeof(Limb), at_once = 4;
  std::size_t i = 0;
#pragma clang loop unroll(disable)
  for (; i + at_once * vector <= limbs; i += at_once * vector)
    select_vectors<at_once>(out + i, powers + i, limbs, index);
#pragma clang loop unroll(disable)
  for (; i < limbs; i += vector) select_vectors<1>(out + i, powers + i, limbs, index);
}

// x = x^exponent. `powers` has room for `windows` numbers, the first of which is 1, and `factor` has room for one.
// `multiply(out, a, b)` writes a product and `square(out, a)` a square. Each is called from two places, so that
// wasm-opt does not inline it: engines optimize functions that are called often, not loops.
template <typename Limb, typename Multiply, typename Square>
void power_by_windows(Limb* x, Limb* powers, Limb* factor, std::size_t limbs, const Word* exponent, std::size_t words,
                      Multiply multiply, Square square) {
  for (std::size_t i = 1; i < windows; ++i) {
    Limb* const power = powers + i * limbs;
    if (i % 2 == 0) {
      square(power, powers + i / 2 * limbs);
    } else {
      multiply(power, power - limbs, x);
    }
  }
  const std::size_t bits = words * word_bits;
  std::size_t at = (bits - 1) / window_bits * window_bits;
  select(x, powers, limbs, bits_at(exponent, words, at, window_bits));
  while (at > 0) {
    for (std::size_t i = 0; i < window_bits; ++i) square(x, x);
    at -= window_bits;
    select(factor, powers, limbs, bits_at(exponent, words, at, window_bits));
    multiply(x, x, factor);
  }
}

}  // namespace imskit::modexp
