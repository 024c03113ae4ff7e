// The words of Mbed TLS's numbers (32 bits in WebAssembly, 64 natively), read and written bit by bit. Time and
// addresses depend on positions alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "mbedtls/bignum.h"

namespace imskit::modexp {

using Word = mbedtls_mpi_uint;
constexpr std::size_t word_bits = 8 * sizeof(Word);

// `count` bits, at most 31, from bit `at` on. Beyond the last word there are zeros.
inline std::int32_t bits_at(const Word* words, std::size_t size, std::size_t at, std::size_t count) {
  const std::size_t index = at / word_bits;
  const std::size_t shift = at % word_bits;
  Word bits = index < size ? words[index] >> shift : 0;
  if (shift + count > word_bits && index + 1 < size) bits |= words[index + 1] << (word_bits - shift);
  return static_cast<std::int32_t>(bits & ((Word{1} << count) - 1));
}

// Puts `count` bits, at most 31, to bit `at`, where zeros are. What is beyond the last word is dropped.
inline void put_bits(Word* words, std::size_t size, std::size_t at, std::size_t count, std::int32_t bits) {
  const std::size_t index = at / word_bits;
  const std::size_t shift = at % word_bits;
  const auto value = static_cast<Word>(static_cast<std::uint32_t>(bits));
  if (index < size) words[index] |= value << shift;
  if (shift + count > word_bits && index + 1 < size) words[index + 1] |= value >> (word_bits - shift);
}

// A mask of which the compiler does not know that it is all ones or all zeros. Where it does, it makes branches of
// masks: Clang did here, and does of Mbed TLS's mbedtls_mpi_core_add_if.
template <typename Mask>
Mask opaque(Mask mask) {
  __asm__("" : "+r"(mask));
  return mask;
}

// x += y where `condition` is 1; nothing where it is 0. What is carried out is dropped.
inline void add_if(Word* x, const Word* y, std::size_t size, Word condition) {
  const Word mask = opaque(0 - condition);
  Word carry = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const Word term = y[i] & mask;
    const Word sum = x[i] + carry;
    carry = sum < carry;
    x[i] = sum + term;
    carry += x[i] < term;
  }
}

}  // namespace imskit::modexp

// Of Mbed TLS's library/bignum_core.h, which is not installed: constant time in all but `limbs`.
extern "C" {
// X = A + B, X = A − B: the carry or borrow. The three may be the same.
mbedtls_mpi_uint mbedtls_mpi_core_add(mbedtls_mpi_uint* X, const mbedtls_mpi_uint* A, const mbedtls_mpi_uint* B,
                                      size_t limbs);
mbedtls_mpi_uint mbedtls_mpi_core_sub(mbedtls_mpi_uint* X, const mbedtls_mpi_uint* A, const mbedtls_mpi_uint* B,
                                      size_t limbs);
}
