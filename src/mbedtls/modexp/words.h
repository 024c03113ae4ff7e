// The words of Mbed TLS's numbers (32 bits in WebAssembly, 64 natively), read and written bit by bit. Time and
// addresses depend only on positions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "mbedtls/bignum.h"

namespace imskit::modexp {

using Word = mbedtls_mpi_uint;
constexpr std::size_t word_bits = 8 * sizeof(Word);

// `count` bits, at most 31, from bit `at` on. Bits after the last word are zero.
inline std::int32_t bits_at(const Word* words, std::size_t size, std::size_t at, std::size_t count) {
  const std::size_t index = at / word_bits;
  const std::size_t shift = at % word_bits;
  Word bits = index < size ? words[index] >> shift : 0;
  if (shift + count > word_bits && index + 1 < size) bits |= words[index + 1] << (word_bits - shift);
  return static_cast<std::int32_t>(bits & ((Word{1} << count) - 1));
}

// Writes `count` bits, at most 31, at bit `at`. Precondition: these bits are zero. Drops bits after the last word.
inline void put_bits(Word* words, std::size_t size, std::size_t at, std::size_t count, std::int32_t bits) {
  const std::size_t index = at / word_bits;
  const std::size_t shift = at % word_bits;
  const auto value = static_cast<Word>(static_cast<std::uint32_t>(bits));
  if (index < size) words[index] |= value << shift;
  if (shift + count > word_bits && index + 1 < size) words[index + 1] |= value >> (word_bits - shift);
}

// Hides from the compiler that a mask is all ones or all zeros. If Clang knows, it turns masks into branches, as it
// does in Mbed TLS's mbedtls_mpi_core_add_if.
template <typename Mask>
Mask opaque(Mask mask) {
  __asm__("" : "+r"(mask));
  return mask;
}

// x += y if `condition` is 1; nothing if it is 0. Returns the carry.
inline Word add_if(Word* x, const Word* y, std::size_t size, Word condition) {
  const Word mask = opaque(0 - condition);
  Word carry = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const Word term = y[i] & mask;
    const Word sum = x[i] + carry;
    carry = sum < carry;
    x[i] = sum + term;
    carry += x[i] < term;
  }
  return carry;
}

}  // namespace imskit::modexp

// From Mbed TLS's library/bignum_core.h, which is not installed. Their time depends only on `limbs`.
extern "C" {
// X = A + B and X = A − B. Returns the carry or borrow. The three may be the same.
mbedtls_mpi_uint mbedtls_mpi_core_add(mbedtls_mpi_uint* X, const mbedtls_mpi_uint* A, const mbedtls_mpi_uint* B,
                                      size_t limbs);
mbedtls_mpi_uint mbedtls_mpi_core_sub(mbedtls_mpi_uint* X, const mbedtls_mpi_uint* A, const mbedtls_mpi_uint* B,
                                      size_t limbs);
}
