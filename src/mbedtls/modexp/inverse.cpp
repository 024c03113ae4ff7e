// Mbed TLS's greatest common divisor and modular inverse, by divsteps: D. J. Bernstein and B.-Y. Yang, "Fast
// constant-time gcd computation and modular inversion" (2019). CMakeLists.txt renames Mbed TLS's own function.
//
// Thirty steps at a time look only at the lowest 30 bits, and give a matrix of factors up to 2^30 for the long numbers.
// These are signed: limbs of 30 bits except for the highest, which has the sign. Time and addresses depend only on
// sizes.
#include <cstdint>

#include "montgomery.h"
#include "words.h"

namespace imskit::modexp {
namespace {

constexpr std::size_t digit_bits = 30;
constexpr std::int32_t digit_mask = (1 << digit_bits) - 1;

// Theorem 11.2 of the paper: so many steps are enough for every odd f and every g with 4·f² + 5·g² ≤ 5·2^(2·bits).
constexpr std::size_t steps_for(std::size_t bits) { return (49 * bits + 80) / 17; }

// Thirty steps turn f and g into (u·f + v·g)/2^30 and (q·f + r·g)/2^30.
struct Matrix {
  std::int32_t u, v, q, r;
};

// All ones or all zeros. Opaque before the shift as well, because Clang turns the shift into a comparison and a
// `select`, which is a branch in WebAssembly.
std::int32_t mask_of_sign(std::int32_t value) { return opaque(opaque(value) >> 31); }

Matrix thirty_steps(std::int32_t& delta, std::int32_t f_low, std::int32_t g_low) {
  std::uint32_t u = 1, v = 0, q = 0, r = 1;
  auto f = static_cast<std::uint32_t>(f_low), g = static_cast<std::uint32_t>(g_low);
  for (std::size_t i = 0; i < digit_bits; ++i) {
    auto swap = static_cast<std::uint32_t>(mask_of_sign(-delta));
    const std::uint32_t odd = opaque(0 - (g & 1));
    // g odd: g − f if delta > 0, otherwise g + f
    g += ((f ^ swap) - swap) & odd;
    q += ((u ^ swap) - swap) & odd;
    r += ((v ^ swap) - swap) & odd;
    // g odd and delta > 0: f becomes the old g
    swap &= odd;
    delta = static_cast<std::int32_t>((static_cast<std::uint32_t>(delta) ^ swap) - swap) + 1;
    f += g & swap;
    u += q & swap;
    v += r & swap;
    g >>= 1;
    u <<= 1;
    v <<= 1;
  }
  const auto number = [](std::uint32_t bits) { return static_cast<std::int32_t>(bits); };
  return {number(u), number(v), number(q), number(r)};
}

class Divsteps {
 public:
  Divsteps(const Word* a, std::size_t a_size, const Word* n, std::size_t n_size)
      : bits_(n_size * word_bits), size_((bits_ + 2 + digit_bits - 1) / digit_bits), memory_(5 * size_) {
    for (std::size_t i = 0; i < size_; ++i) {
      f()[i] = n_()[i] = bits_at(n, n_size, i * digit_bits, digit_bits);
      g()[i] = bits_at(a, a_size, i * digit_bits, digit_bits);
    }
    e()[0] = 1;
  }

  // From f = n, g = a to f = ±gcd(a, n), g = 0. At every step f = a·d and g = a·e modulo n, and −2·n < d, e < n.
  void run() {
    auto inverse = static_cast<std::uint32_t>(n_()[0]);  // of n modulo 2^32, correct to 3 bits
    for (int i = 0; i < 4; ++i) inverse *= 2 - static_cast<std::uint32_t>(n_()[0]) * inverse;
    std::int32_t delta = 1;
    // One bit more than n has, because a may be as large as n: 4·n² + 5·n² ≤ 5·(2·2^bits)².
    for (std::size_t left = (steps_for(bits_ + 1) + digit_bits - 1) / digit_bits; left > 0; --left) {
      const Matrix matrix = thirty_steps(delta, f()[0], g()[0]);
      apply(matrix, f(), g(), 0, 0);
      // Adds multiples of n: one if d or e is negative, and then as many as make the lowest 30 bits zero.
      const std::int32_t d_negative = mask_of_sign(d()[size_ - 1]);
      const std::int32_t e_negative = mask_of_sign(e()[size_ - 1]);
      const auto multiple = [&](std::int32_t x, std::int32_t y) {
        const std::int32_t some = (x & d_negative) + (y & e_negative);
        const auto lowest = static_cast<std::uint32_t>(std::int64_t{x} * d()[0] + std::int64_t{y} * e()[0]);
        return some - static_cast<std::int32_t>((lowest * inverse + static_cast<std::uint32_t>(some)) & digit_mask);
      };
      apply(matrix, d(), e(), multiple(matrix.u, matrix.v), multiple(matrix.q, matrix.r));
    }
    // Makes f the gcd, and brings d into 0…n−1, such that a·d = f.
    const std::int32_t sign = mask_of_sign(f()[size_ - 1]);
    normalise(f(), sign, 0);
    normalise(d(), sign, mask_of_sign(d()[size_ - 1]));
    normalise(d(), 0, mask_of_sign(d()[size_ - 1]));
  }

  void write_gcd(Word* words, std::size_t count) { write(words, count, f()); }
  void write_inverse(Word* words, std::size_t count) { write(words, count, d()); }

 private:
  std::int32_t* f() { return memory_.data(); }
  std::int32_t* g() { return memory_.data() + size_; }
  std::int32_t* d() { return memory_.data() + 2 * size_; }
  std::int32_t* e() { return memory_.data() + 3 * size_; }
  std::int32_t* n_() { return memory_.data() + 4 * size_; }

  // x = (u·x + v·y + i·n)/2^30, y = (q·x + r·y + j·n)/2^30, both without remainder. Because |u| + |v| ≤ 2^30, the same
  // for q and r, and |i|, |j| ≤ 2^31, sums stay below 2^62.
  void apply(const Matrix& matrix, std::int32_t* x, std::int32_t* y, std::int64_t i, std::int64_t j) {
    const std::int64_t u = matrix.u, v = matrix.v, q = matrix.q, r = matrix.r;
    const std::int32_t* const n = n_();
    std::int64_t x_sum = 0, y_sum = 0;
    for (std::size_t k = 0; k < size_; ++k) {
      const std::int64_t x_digit = x[k], y_digit = y[k];
      x_sum += u * x_digit + v * y_digit + i * n[k];
      y_sum += q * x_digit + r * y_digit + j * n[k];
      if (k > 0) {
        x[k - 1] = static_cast<std::int32_t>(x_sum) & digit_mask;
        y[k - 1] = static_cast<std::int32_t>(y_sum) & digit_mask;
      }
      x_sum >>= digit_bits;
      y_sum >>= digit_bits;
    }
    x[size_ - 1] = static_cast<std::int32_t>(x_sum);
    y[size_ - 1] = static_cast<std::int32_t>(y_sum);
  }

  // Adds n if `add` is all ones, then changes the sign if `negate` is all ones.
  void normalise(std::int32_t* x, std::int32_t negate, std::int32_t add) {
    std::int32_t carry = 0;
    for (std::size_t k = 0; k < size_; ++k) {
      carry += ((x[k] + (n_()[k] & add)) ^ negate) - negate;
      x[k] = k + 1 < size_ ? carry & digit_mask : carry;
      carry >>= digit_bits;
    }
  }

  void write(Word* words, std::size_t count, const std::int32_t* x) {
    for (std::size_t i = 0; i < count; ++i) words[i] = 0;
    for (std::size_t i = 0; i < size_; ++i) put_bits(words, count, i * digit_bits, digit_bits, x[i]);
  }

  std::size_t bits_;
  std::size_t size_;
  Array<std::int32_t> memory_;
};

}  // namespace
}  // namespace imskit::modexp

// G = gcd(A, N) and, unless I is null, I = 1/A modulo N if G is 1. Preconditions: N is odd, and 0 ≤ A ≤ N. All have
// N_limbs words. G and I may be A; G may be N if I is null.
extern "C" void mbedtls_mpi_core_gcd_modinv_odd(mbedtls_mpi_uint* G, mbedtls_mpi_uint* I, const mbedtls_mpi_uint* A,
                                                size_t A_limbs, const mbedtls_mpi_uint* N, size_t N_limbs,
                                                mbedtls_mpi_uint*) {
  imskit::modexp::Divsteps steps(A, A_limbs, N, N_limbs);
  steps.run();
  steps.write_gcd(G, N_limbs);
  if (I != nullptr) steps.write_inverse(I, N_limbs);
}
