// Products modulo an odd number in Montgomery form (a·b/R instead of a·b), by the 128-bit vectors that every engine
// has.
//
// Representation. A number is `limbs()` signed limbs of 13 bits, least significant first: x = Σ x[i]·2^(13·i). A limb
// may lie outside of ±2^12 a little, and numbers are not reduced all the way: "redundant". The one instruction at work
// is i32x4.dot_i16x8_s: eight products of 16 bits, added in pairs. On x86 it is a single pmaddwd; the wider
// multiplications of WebAssembly come with shuffles, and were measured to take twice as long.
//
// Order. Rows of the schoolbook product are added eight at a time, those of a·b and those of the reduction q·m in one
// pass. Four limbs of q come at once, from a 52-bit product of the four lowest columns.
//
// Bounds. Let n = limbs(), R = 2^(13·n); n is chosen such that R ≥ 16·m.
// - Operands are |x| < 2·m with limbs |x[i]| ≤ 4127, or what is named below. A product is |z| ≤ |a|·|b|/R + |q|/R·m,
// and
//   |q| ≤ 0.5001·R since its limbs lie in ±2^12; so |z| < 0.76·m. The carries leave |z[i]| ≤ 4096 + 31.
// - One operand may instead be |a| ≤ 1.125·R, its limbs as above but for the highest, which may be up to 9217: then
//   |z| < 2·m where the other operand is |b| ≤ 1.25·m. That is how numbers of any size are brought in.
// - A column is a sum of 32 bits. In 56 rows, 7 passes, it grows by 56·(4127² + 4096²) + 9217·4127 < 1.94·10^9; carries
//   are taken then, which leave less than 2^19, and 1.94·10^9 + 2^19 < 2^31.
// - What is carried out of the highest limb is always zero: |z| < R/8 leaves it below 2^11.
// - The carry out of four columns that have become 0 modulo 2^52 is below 2^19; its terms stay below 2^58 on the way.
//
// Constant time. What depends on numbers is done by additions, multiplications, shifts and masks alone; loops and
// addresses depend on `limbs()` alone, which is the size of the modulus. The size of a modulus and the number of words
// of an exponent are public, here and in all of Mbed TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

#include "secret.h"

namespace imskit::modexp {

using Limb = std::int16_t;
constexpr std::size_t limb_bits = 13;

// So many elements, zero at first. They wipe themselves.
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

  // Odd, with limbs in ±2^12. To be called before `multiply`.
  void set_modulus(const Limb* modulus);

  // out = a·b/R. The three may be the same.
  void multiply(Limb* out, const Limb* a, const Limb* b);

 private:
  using Vector = std::int32_t __attribute__((vector_size(16)));

  // What concerns four columns of the product stands together, so that one pointer walks over everything.
  // A lane of the operand b that stands for column c holds b[c] and b[c−1], and one of b_next b[c−2] and b[c−3], in the
  // low and the high half: what two rows multiply each. So with the modulus m.
  struct Group {
    Vector sum, b, b_next, m, m_next;
  };

  struct Vectors;  // the operations, in the .cpp

  std::size_t groups_;
  std::unique_ptr<Group[]> group_;
  std::uint64_t minus_inverse_ = 0;  // −1/m modulo 2^64
};

}  // namespace imskit::modexp
