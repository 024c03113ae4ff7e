// Mbed TLS's modular exponentiation and remainder, with the products of montgomery.h. CMakeLists.txt renames Mbed TLS's
// own functions.
#define MBEDTLS_ALLOW_PRIVATE_ACCESS  // to the words of its numbers
#include <cstring>
#include <utility>

#include "fused.h"
#include "mbedtls/bignum.h"
#include "mbedtls/error.h"
#include "montgomery.h"
#include "window.h"
#include "words.h"

namespace imskit::modexp {
namespace {

// A secret exponent is never this short. With RSA, only the public one is.
constexpr std::size_t most_public_bits = 64;
bool is_secret(const mbedtls_mpi& exponent) { return exponent.n * word_bits > most_public_bits; }

class Field {
 public:
  explicit Field(const mbedtls_mpi& modulus)
      : modulus_(modulus), arithmetic_(mbedtls_mpi_bitlen(&modulus)), size_(arithmetic_.limbs()), r_squared_(size_) {
    Limbs limbs(size_);
    add_limbs(limbs, modulus.p, modulus.n, 0);
    arithmetic_.set_modulus(limbs.data());
    compute_r_squared();
  }

  // words = base^exponent, at least 0 and below the modulus. Precondition: there are as many words as the modulus has,
  // and they are zero. Uses the second arithmetic if one is given; false if that one fails.
  bool power(Word* words, const mbedtls_mpi& base, const mbedtls_mpi& exponent, FusedFunction* fused) {
    Limbs x(size_);
    enter(x, base);
    if (fused != nullptr) return power_fused(fused, words, x, exponent);
    if (is_secret(exponent)) {
      power_secret(x, exponent);
    } else {
      power_public(x, exponent);
    }
    leave(words, x);
    return true;
  }

  // words = number modulo the modulus. The same precondition.
  bool reduce(Word* words, const mbedtls_mpi& number) {
    Limbs x(size_);
    enter(x, number);
    leave(words, x);
    return true;
  }

 private:
  void multiply(Limbs& out, Limbs& a, Limbs& b) { arithmetic_.multiply(out.data(), a.data(), b.data()); }

  // Adds the `size_` limbs of a number from limb `first` on. The carry of the highest limb stays in it.
  void add_limbs(Limbs& out, const Word* words, std::size_t count, std::size_t first) {
    std::int32_t carry = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      carry += out[i] + bits_at(words, count, (first + i) * limb_bits, limb_bits);
      const std::int32_t up = i + 1 < size_ ? (carry + (1 << (limb_bits - 1))) >> limb_bits : 0;
      out[i] = static_cast<Limb>(carry - up * (1 << limb_bits));
      carry = up;
    }
  }

  // R², which brings a number into Montgomery form by one product. Computed without division, which would not be
  // constant time: doubling a power of two below the modulus leads to R·2^k, squaring that to R·2^(k·2^s), where k·2^s
  // is the number of bits of R or slightly more, and a product with a power of two leads back to R².
  void compute_r_squared() {
    const std::size_t r_bits = size_ * limb_bits;
    std::size_t k = r_bits, s = 0;
    for (; k >= 16; ++s) k = (k + 1) / 2;

    const Word* const modulus = modulus_.p;
    const std::size_t count = modulus_.n;
    const std::size_t bits = mbedtls_mpi_bitlen(&modulus_);
    if (count == 0 || size_ == 0) __builtin_unreachable();  // for clang-tidy, here and below; a modulus is never 0
    Array<Word> memory(count);
    Word* const x = memory.data();
    put_bits(x, count, bits - 1, 1, 1);
    for (std::size_t doublings = r_bits - (bits - 1) + k; doublings > 0; --doublings) {
      const Word carry = mbedtls_mpi_core_add(x, x, x, count);
      const Word borrow = mbedtls_mpi_core_sub(x, x, modulus, count);
      add_if(x, modulus, count, carry ^ borrow);
    }
    add_limbs(r_squared_, x, count, 0);
    for (std::size_t i = 0; i < s; ++i) multiply(r_squared_, r_squared_, r_squared_);

    Limbs power_of_two(size_);
    const std::size_t below = 2 * r_bits - (k << s) - 1;  // its exponent minus one, because it may be R itself
    power_of_two[below / limb_bits] = static_cast<Limb>(2 << below % limb_bits);
    multiply(r_squared_, power_of_two, r_squared_);
  }

  // x = number·R, by Horner's rule from the highest `size_` limbs down. Precondition: x is 0. Only the first operand of
  // a product may be as large as R.
  void enter(Limbs& x, const mbedtls_mpi& number) {
    const std::size_t limbs = (number.n * word_bits + limb_bits - 1) / limb_bits;
    for (std::size_t first = (limbs + size_ - 1) / size_ * size_; first > 0;) {
      first -= size_;
      add_limbs(x, number.p, number.n, first);
      multiply(x, x, r_squared_);
    }
    for (std::size_t i = 0; i < size_; ++i) x[i] = static_cast<Limb>(x[i] * number.s);
  }

  // words = x/R. The product with 1 is within half the modulus, so adding the modulus once makes a negative one
  // positive.
  void leave(Word* words, Limbs& x) {
    Limbs one(size_);
    one[0] = 1;
    multiply(x, x, one);
    std::int32_t carry = 0;
    for (std::size_t i = 0; i < size_ || i * limb_bits < modulus_.n * word_bits; ++i) {
      if (i < size_) carry += x[i];
      put_bits(words, modulus_.n, i * limb_bits, limb_bits, carry & ((1 << limb_bits) - 1));
      carry >>= limb_bits;
    }
    add_if(words, modulus_.p, modulus_.n, static_cast<Word>(carry & 1));
  }

  // x = x^exponent. The time reveals the exponent.
  void power_public(Limbs& x, const mbedtls_mpi& exponent) {
    Limbs base(size_);
    std::memcpy(base.data(), x.data(), size_ * sizeof(Limb));
    x.clear();
    x[0] = 1;
    multiply(x, x, r_squared_);
    for (std::size_t at = mbedtls_mpi_bitlen(&exponent); at-- > 0;) {
      multiply(x, x, x);
      if (mbedtls_mpi_get_bit(&exponent, at) != 0) multiply(x, x, base);
    }
  }

  // x = x^exponent. The time reveals the number of words of the exponent.
  void power_secret(Limbs& x, const mbedtls_mpi& exponent) {
    if (size_ == 0) __builtin_unreachable();
    Limbs powers(windows * size_), factor(size_);
    powers[0] = 1;
    arithmetic_.multiply(powers.data(), powers.data(), r_squared_.data());
    power_by_windows(
        x.data(), powers.data(), factor.data(), size_, exponent.p, exponent.n,
        [&](Limb* out, const Limb* a, const Limb* b) { arithmetic_.multiply(out, a, b); },
        [&](Limb* out, const Limb* a) { arithmetic_.multiply(out, a, a); });
  }

  // words = (x/R)^exponent by the second arithmetic. Overwrites x.
  bool power_fused(FusedFunction* function, Word* words, Limbs& x, const mbedtls_mpi& exponent) {
    const std::size_t count = modulus_.n;
    const std::size_t groups = fused_groups(mbedtls_mpi_bitlen(&modulus_));
    Array<Word> base(count), r_squared(count), reducer(count), result(count + fused_extra_words);
    leave(base.data(), x);
    // −2^(−fused_pass_bits) modulo the modulus.
    x.clear();
    set_power_of_two(x, size_ * limb_bits - fused_pass_bits, -1);
    leave(reducer.data(), x);
    // R² of that arithmetic, modulo the modulus: the fourth power of 2^(r_bits/2).
    x.clear();
    set_power_of_two(x, fused_r_bits(groups) / 2, 1);
    multiply(x, x, r_squared_);
    multiply(x, x, x);
    multiply(x, x, x);
    leave(r_squared.data(), x);
    Array<double> scratch(fused_scratch(groups));
    const FusedPower power{.modulus = modulus_.p,
                           .base = base.data(),
                           .r_squared = r_squared.data(),
                           .reducer = reducer.data(),
                           .result = result.data(),
                           .count = count,
                           .exponent = exponent.p,
                           .exponent_count = exponent.n,
                           .groups = groups,
                           .scratch = scratch.data()};
    if (!function(&power)) return false;
    x.clear();
    enter(x, {.p = result.data(), .s = 1, .n = static_cast<unsigned short>(count + fused_extra_words)});
    leave(words, x);
    return true;
  }

  static void set_power_of_two(Limbs& x, std::size_t exponent, int sign) {
    x[exponent / limb_bits] = static_cast<Limb>(sign * (1 << exponent % limb_bits));
  }

  const mbedtls_mpi& modulus_;
  Montgomery arithmetic_;
  std::size_t size_;
  Limbs r_squared_;
};

FusedFunction* untried_fused = nullptr;
FusedFunction* trusted_fused = nullptr;

// A number that depends only on the seed.
class SomeNumber {
 public:
  SomeNumber(std::uint64_t seed, std::size_t bits) : words_(bits / word_bits), mpi_{words_.data(), 1, 0} {
    mpi_.n = static_cast<unsigned short>(bits / word_bits);
    for (std::size_t i = 0; i < mpi_.n; ++i) {
      seed = seed * 6364136223846793005 + 1442695040888963407;  // Knuth's generator
      words_[i] = static_cast<Word>(seed >> 16);
    }
    words_[0] |= 1;
    words_[mpi_.n - 1] |= Word{1} << (word_bits - 1);
  }
  const mbedtls_mpi& mpi() const { return mpi_; }

 private:
  Array<Word> words_;
  mbedtls_mpi mpi_;
};

bool computes_rightly(FusedFunction* fused) {
  constexpr std::size_t bits = fewest_fused_bits;
  const SomeNumber modulus(1, bits), base(2, bits), exponent(3, 2 * most_public_bits);
  Field field(modulus.mpi());
  Array<Word> expected(bits / word_bits), result(bits / word_bits);
  field.power(expected.data(), base.mpi(), exponent.mpi(), nullptr);
  return field.power(result.data(), base.mpi(), exponent.mpi(), fused) &&
         std::memcmp(result.data(), expected.data(), bits / 8) == 0;
}

// The second arithmetic, if there is one.
FusedFunction* fused_for(const mbedtls_mpi& exponent, const mbedtls_mpi& modulus) {
  if (!is_secret(exponent) || mbedtls_mpi_bitlen(&modulus) < fewest_fused_bits) return nullptr;
  if (FusedFunction* const untried = std::exchange(untried_fused, nullptr)) {
    trusted_fused = computes_rightly(untried) ? untried : nullptr;
  }
  return trusted_fused;
}

bool is_modulus(const mbedtls_mpi& number) {
  return mbedtls_mpi_cmp_int(&number, 0) > 0 && mbedtls_mpi_get_bit(&number, 0) != 0 &&
         mbedtls_mpi_bitlen(&number) <= MBEDTLS_MPI_MAX_BITS;
}

// X = what `compute` writes into as many words as the modulus has. They may be the words of X.
template <typename Compute>
int replace(mbedtls_mpi* X, const mbedtls_mpi& modulus, Compute compute) {
  mbedtls_mpi result;
  mbedtls_mpi_init(&result);
  int status = mbedtls_mpi_grow(&result, modulus.n);
  if (status == 0) {
    if (!compute(result.p)) status = MBEDTLS_ERR_ERROR_GENERIC_ERROR;
    mbedtls_mpi_swap(X, &result);
  }
  mbedtls_mpi_free(&result);
  return status;
}

}  // namespace
}  // namespace imskit::modexp

extern "C" void imskit_use_fused(imskit::modexp::FusedFunction* function) {
  imskit::modexp::trusted_fused = nullptr;
  imskit::modexp::untried_fused = function;
}

// X = A^E modulo N, for N > 0 odd and E ≥ 0. A may be negative, and of any size. The cache of R² modulo N is not
// used. A and E are not compared with anything: the time of that would reveal their highest words.
extern "C" int mbedtls_mpi_exp_mod(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E, const mbedtls_mpi* N,
                                   mbedtls_mpi*) {
  using namespace imskit::modexp;
  if (!is_modulus(*N) || E->s < 0 || E->n * word_bits > MBEDTLS_MPI_MAX_BITS) return MBEDTLS_ERR_MPI_BAD_INPUT_DATA;
  return replace(X, *N, [&](Word* words) { return Field(*N).power(words, *A, *E, fused_for(*E, *N)); });
}

extern "C" int mbedtls_mpi_exp_mod_unsafe(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E,
                                          const mbedtls_mpi* N, mbedtls_mpi* cache) {
  return mbedtls_mpi_exp_mod(X, A, E, N, cache);
}

// R = A modulo B, at least 0. Mbed TLS's long division, whose time reveals both numbers, still handles even B, by which
// only the check of a key divides, and B ≤ 0, which it refuses.
extern "C" int stock_mpi_mod_mpi(mbedtls_mpi* R, const mbedtls_mpi* A, const mbedtls_mpi* B);
extern "C" int mbedtls_mpi_mod_mpi(mbedtls_mpi* R, const mbedtls_mpi* A, const mbedtls_mpi* B) {
  using namespace imskit::modexp;
  if (!is_modulus(*B)) return stock_mpi_mod_mpi(R, A, B);
  return replace(R, *B, [&](Word* words) { return Field(*B).reduce(words, *A); });
}
