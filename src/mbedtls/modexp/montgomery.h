// Products modulo an odd number in Montgomery form (a·b/R instead of a·b), with the 128-bit vectors that every engine
// has.
//
// Representation. A number is `limbs()` signed limbs of 13 bits, least significant first: x = Σ x[i]·2^(13·i). A limb
// may be slightly outside of ±2^12, and numbers are not fully reduced: the representation is redundant. Nearly all work
// is one instruction, i32x4.dot_i16x8_s: eight products of 16 bits, added in pairs. On x86 it is a single pmaddwd. The
// wider multiplications of WebAssembly need shuffles, and take twice as long (measured).
//
// Order. A pass adds eight rows of the schoolbook product a·b and eight of the reduction q·m. Four limbs of q are
// computed at once, from a 52-bit product of the four lowest columns.
//
// Bounds. Let n = limbs(), R = 2^(13·n); n is chosen so that R ≥ 16·m.
// - Operands are |x| < 2·m with limbs |x[i]| ≤ 4127, except as said below. A product is
//   |z| ≤ |a|·|b|/R + |q|/R·m. Limbs of q are in ±2^12, so |q| ≤ 0.5001·R and |z| < 0.76·m. The carries leave
//   |z[i]| ≤ 4096 + 31.
// - One operand may instead be |a| ≤ 1.125·R, its limbs as above except for the highest, which may be up to 9217.
//   Then |z| < 2·m if the other operand is |b| ≤ 1.25·m. Numbers of any size are reduced this way.
// - A column is a sum of 32 bits. In 56 rows, 7 passes, it grows by 56·(4127² + 4096²) + 9217·4127 < 1.94·10^9. Then
//   carries are moved on, which leaves less than 2^19, and 1.94·10^9 + 2^19 < 2^31.
// - The carry out of the highest limb is always zero: |z| < R/8 leaves the limb below 2^11.
// - The carry out of four columns that have become 0 modulo 2^52 is below 2^19; its terms stay below 2^58.
//
// Constant time. Only additions, multiplications, shifts and masks depend on numbers. Loops and addresses depend only
// on `limbs()`, which is the size of the modulus. The size of a modulus and the number of words of an exponent are
// public, here and in all of Mbed TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

#include "secret.h"

namespace imskit::modexp {

using Limb = std::int16_t;
constexpr std::size_t limb_bits = 13;

// An array of zeros that wipes itself.
template <typename Element>
class Array {
 public:
  explicit Array(std::size_t size) : elements_(new Element[size]), size_(size) { clear(); }
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;
  ~Array() { wipe(elements_.get(), size_ * sizeof(Element)); }
  void clear() { std::memset(elements_.get(), 0, size_ * sizeof(Element)); }
  Element* data() { return elements_.get(); }
  Element& operator[](std::size_t i) { return elements_[i]; }

 private:
  std::unique_ptr<Element[]> elements_;
  std::size_t size_;
};
using Limbs = Array<Limb>;

class Montgomery {
 public:
  // For a modulus of up to `bits` bits.
  explicit Montgomery(std::size_t bits);
  Montgomery(const Montgomery&) = delete;
  Montgomery& operator=(const Montgomery&) = delete;
  ~Montgomery();

  // A multiple of eight.
  std::size_t limbs() const { return 4 * groups_; }

  // Call it before `multiply`. Precondition: the modulus is odd, with limbs in ±2^12.
  void set_modulus(const Limb* modulus);

  // out = a·b/R. The three may be the same.
  void multiply(Limb* out, const Limb* a, const Limb* b);

 private:
  using Vector = std::int32_t __attribute__((vector_size(16)));

  // Everything about four columns of the product is in one place, so that one pointer walks over it.
  // For column c, a lane of the operand b has b[c] and b[c−1] in its low and high half, and one of b_next has b[c−2]
  // and b[c−3]: the factors of two rows each. The same for the modulus m.
  struct Group {
    Vector sum, b, b_next, m, m_next;
  };

  struct Vectors;  // the operations, in the .cpp

  std::size_t groups_;
  std::unique_ptr<Group[]> group_;
  std::uint64_t minus_inverse_ = 0;  // −1/m modulo 2^64
};

}  // namespace imskit::modexp
