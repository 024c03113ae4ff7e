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

// out = powers[index], by reading all of them.
template <typename Limb>
void select(Limb* out, const Limb* powers, std::size_t limbs, std::int32_t index) {
  using Halves = std::int16_t __attribute__((vector_size(16)));
  constexpr std::size_t at_once = sizeof(Halves) / sizeof(Limb);
  for (std::size_t i = 0; i < limbs; i += at_once) {
    Halves selected{};
    Halves to_go = Halves{} + static_cast<std::int16_t>(index);
    for (const Limb *at = powers + i, *end = at + windows * limbs; at != end; at += limbs) {
      Halves halves;
      std::memcpy(&halves, at, sizeof halves);
      selected |= halves & (to_go == 0);
      to_go -= 1;
    }
    std::memcpy(out + i, &selected, sizeof selected);
  }
}

// x = x^exponent. `powers` has room for `windows` numbers, the first of which is 1, and `factor` has room for one.
// `multiply(out, a, b)` writes a product.
template <typename Limb, typename Multiply>
void power_by_windows(Limb* x, Limb* powers, Limb* factor, std::size_t limbs, const Word* exponent, std::size_t words,
                      Multiply multiply) {
  for (std::size_t i = 1; i < windows; ++i) multiply(powers + i * limbs, powers + (i - 1) * limbs, x);
  const std::size_t bits = words * word_bits;
  std::size_t at = (bits - 1) / window_bits * window_bits;
  select(x, powers, limbs, bits_at(exponent, words, at, window_bits));
  while (at > 0) {
    for (std::size_t i = 0; i < window_bits; ++i) multiply(x, x, x);
    at -= window_bits;
    select(factor, powers, limbs, bits_at(exponent, words, at, window_bits));
    multiply(x, x, factor);
  }
}

}  // namespace imskit::modexp
