// Compares the arithmetic of src/mbedtls/modexp with Mbed TLS's own, which CMakeLists.txt renames to stock_….
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "mbedtls/bignum.h"
#include "modexp/fused.h"
#include "modexp/montgomery.h"
#include "modexp/words.h"

extern "C" {
int stock_mpi_exp_mod(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E, const mbedtls_mpi* N,
                      mbedtls_mpi* cache);
int stock_mpi_mod_mpi(mbedtls_mpi* R, const mbedtls_mpi* A, const mbedtls_mpi* B);
void mbedtls_mpi_core_gcd_modinv_odd(mbedtls_mpi_uint* G, mbedtls_mpi_uint* I, const mbedtls_mpi_uint* A,
                                     size_t A_limbs, const mbedtls_mpi_uint* N, size_t N_limbs, mbedtls_mpi_uint* T);
void stock_mpi_core_gcd_modinv_odd(mbedtls_mpi_uint* G, mbedtls_mpi_uint* I, const mbedtls_mpi_uint* A, size_t A_limbs,
                                   const mbedtls_mpi_uint* N, size_t N_limbs, mbedtls_mpi_uint* T);
int mbedtls_mpi_exp_mod_unsafe(mbedtls_mpi* X, const mbedtls_mpi* A, const mbedtls_mpi* E, const mbedtls_mpi* N,
                               mbedtls_mpi* cache);
}

namespace imskit::modexp {
namespace {

// The sanitizers are slow, so most rounds run only as WebAssembly.
#ifdef __wasm__
constexpr bool thorough = true;
#else
constexpr bool thorough = false;
#endif

class Number {
 public:
  Number() { mbedtls_mpi_init(&value_); }
  Number(const Number& other) : Number() { mbedtls_mpi_copy(&value_, &other.value_); }
  Number& operator=(const Number& other) {
    mbedtls_mpi_copy(&value_, &other.value_);
    return *this;
  }
  ~Number() { mbedtls_mpi_free(&value_); }
  explicit Number(mbedtls_mpi_sint value) : Number() { mbedtls_mpi_lset(&value_, value); }
  mbedtls_mpi* get() { return &value_; }
  const mbedtls_mpi* get() const { return &value_; }
  mbedtls_mpi* operator->() { return &value_; }
  friend bool operator==(const Number& a, const Number& b) { return mbedtls_mpi_cmp_mpi(&a.value_, &b.value_) == 0; }
  friend std::ostream& operator<<(std::ostream& out, const Number& a) {
    std::vector<char> text(4096);
    std::size_t size = 0;
    mbedtls_mpi_write_string(&a.value_, 16, text.data(), text.size(), &size);
    return out << text.data();
  }

 private:
  mbedtls_mpi value_;
};

Number minus(const Number& a, mbedtls_mpi_sint b) {
  Number difference;
  mbedtls_mpi_sub_int(difference.get(), a.get(), b);
  return difference;
}

// The same numbers on every run, and with every standard library.
std::mt19937& generator() {
  static std::mt19937 engine(20261124);
  return engine;
}

Number random_number(std::size_t bits) {
  std::vector<unsigned char> bytes((bits + 7) / 8);
  for (auto& byte : bytes) byte = static_cast<unsigned char>(generator()());
  Number number;
  mbedtls_mpi_read_binary(number.get(), bytes.data(), bytes.size());
  mbedtls_mpi_shift_r(number.get(), bytes.size() * 8 - bits);
  return number;
}

Number power_of_two(std::size_t exponent) {
  Number number(1);
  mbedtls_mpi_shift_l(number.get(), exponent);
  return number;
}

// Numbers of exactly so many bits: the smallest, the largest, a few with long runs of ones and zeros, and random ones.
std::vector<Number> odd_moduli(std::size_t bits, std::size_t random) {
  std::vector<Number> moduli;
  moduli.push_back(minus(power_of_two(bits - 1), -1));
  moduli.push_back(minus(power_of_two(bits), 1));
  if (bits > 60) {
    Number runs = minus(power_of_two(bits), 1);
    mbedtls_mpi_sub_mpi(runs.get(), runs.get(), power_of_two(bits / 2).get());
    moduli.push_back(runs);
    runs = minus(power_of_two(bits - 1), -1);
    mbedtls_mpi_add_mpi(runs.get(), runs.get(), minus(power_of_two(bits / 2), power_of_two(12).get()->p[0]).get());
    mbedtls_mpi_set_bit(runs.get(), 0, 1);
    moduli.push_back(runs);
  }
  for (std::size_t i = 0; i < random; ++i) {
    Number modulus = random_number(bits);
    mbedtls_mpi_set_bit(modulus.get(), 0, 1);
    mbedtls_mpi_set_bit(modulus.get(), bits - 1, 1);
    moduli.push_back(modulus);
  }
  return moduli;
}

std::vector<Number> operands(const Number& modulus) {
  const std::size_t bits = mbedtls_mpi_bitlen(modulus.get());
  return {Number(0),
          Number(1),
          minus(modulus, 1),
          modulus,
          minus(power_of_two(bits), 1),
          power_of_two(bits - 1),
          random_number(bits - 1),
          random_number(2 * bits),
          minus(power_of_two(2 * bits), 1),
          Number(-1),
          random_number(3 * bits + 5)};
}

// The arithmetics of this build. In WebAssembly, the one with fused multiply-add is a separate module
// (tests/js/core/fused.test.js).
#ifdef __wasm__
constexpr FusedFunction* arithmetics[] = {nullptr};
#else
constexpr FusedFunction* arithmetics[] = {nullptr, imskit_fused_power};
#endif

void expect_same_power(const Number& base, const Number& exponent, const Number& modulus) {
  Number stock;
  ASSERT_EQ(stock_mpi_exp_mod(stock.get(), base.get(), exponent.get(), modulus.get(), nullptr), 0);
  // For a negative multiple of the modulus, Mbed TLS's own returns the modulus.
  if (stock == modulus) stock = Number(0);
  for (FusedFunction* const fused : arithmetics) {
    imskit_use_fused(fused);
    Number ours, cache;
    ASSERT_EQ(mbedtls_mpi_exp_mod(ours.get(), base.get(), exponent.get(), modulus.get(), cache.get()), 0);
    ASSERT_EQ(ours, stock) << base << " ^ " << exponent << " % " << modulus << (fused ? ", fused" : "");
  }
  imskit_use_fused(nullptr);
}

TEST(Modexp, SmallNumbers) {
  for (mbedtls_mpi_sint modulus = 1; modulus < 60; modulus += 2) {
    for (mbedtls_mpi_sint base = -4; base < 70; base += 3) {
      for (mbedtls_mpi_sint exponent : {1, 2, 3, 16}) {
        ASSERT_NO_FATAL_FAILURE(expect_same_power(Number(base), Number(exponent), Number(modulus)));
      }
    }
  }
}

TEST(Modexp, ShortExponents) {
  for (const std::size_t bits : {1024, 1025, 1536, 2047, 2048, 3072, 4096, 8192}) {
    for (const Number& modulus : odd_moduli(bits, 1)) {
      for (const Number& base : operands(modulus)) {
        for (const mbedtls_mpi_sint exponent : {0, 1, 3, 65537}) {
          if (exponent != 3 && bits > 2048) continue;
          ASSERT_NO_FATAL_FAILURE(expect_same_power(base, Number(exponent), modulus));
        }
      }
    }
  }
}

TEST(Modexp, LongExponents) {
  for (const std::size_t bits : {61, 64, 65, 96, 255, 511, 512, 559, 560, 561, 1024}) {
    for (const Number& modulus : odd_moduli(bits, thorough ? 3 : 1)) {
      for (const Number& base : operands(modulus)) {
        for (const Number& exponent : {random_number(bits + 224), minus(power_of_two(70), 1), power_of_two(95)}) {
          if (bits == 1024 && !thorough && generator()() % 4 != 0) continue;
          ASSERT_NO_FATAL_FAILURE(expect_same_power(base, exponent, modulus));
        }
      }
    }
  }
}

void expect_same_remainder(const Number& number, const Number& modulus) {
  Number stock, ours;
  ASSERT_EQ(mbedtls_mpi_mod_mpi(ours.get(), number.get(), modulus.get()),
            stock_mpi_mod_mpi(stock.get(), number.get(), modulus.get()));
  ASSERT_EQ(ours, stock) << number << " % " << modulus;
}

TEST(Remainder, SmallNumbers) {
  for (mbedtls_mpi_sint modulus = -3; modulus < 60; ++modulus) {
    for (mbedtls_mpi_sint number = -130; number < 130; ++number) {
      ASSERT_NO_FATAL_FAILURE(expect_same_remainder(Number(number), Number(modulus)));
    }
  }
}

TEST(Remainder, LargeNumbers) {
  for (const std::size_t bits : {61, 64, 65, 255, 512, 1024, 1025, 1536, 2047, 2048, 3072, 4096, 8192}) {
    for (const Number& modulus : odd_moduli(bits, thorough ? 40 : 4)) {
      for (const Number& number : operands(modulus)) {
        ASSERT_NO_FATAL_FAILURE(expect_same_remainder(number, modulus));
        ASSERT_NO_FATAL_FAILURE(expect_same_remainder(number, minus(modulus, 1)));
      }
    }
  }
}

TEST(Remainder, Aliases) {
  const Number modulus = odd_moduli(256, 1).back(), number = random_number(500);
  Number stock, as_number = number, as_modulus = modulus;
  stock_mpi_mod_mpi(stock.get(), number.get(), modulus.get());
  EXPECT_EQ(mbedtls_mpi_mod_mpi(as_number.get(), as_number.get(), modulus.get()), 0);
  EXPECT_EQ(as_number, stock);
  EXPECT_EQ(mbedtls_mpi_mod_mpi(as_modulus.get(), number.get(), as_modulus.get()), 0);
  EXPECT_EQ(as_modulus, stock);
}

// An exponent of 8000 bits takes 9600 products, and an error in any of them shows in the result. A million products as
// WebAssembly.
TEST(Modexp, ManyProducts) {
  struct Size {
    std::size_t bits, times, times_sanitized;
  };
  for (const auto& [bits, times, times_sanitized] :
       {Size{1024, 70, 2}, Size{1536, 20, 1}, Size{2048, 10, 1}, Size{3072, 3, 0}, Size{4096, 1, 0}}) {
    for (std::size_t i = 0; i < (thorough ? times : times_sanitized); ++i) {
      const Number modulus = odd_moduli(bits, 1).back();
      ASSERT_NO_FATAL_FAILURE(expect_same_power(random_number(2 * bits), random_number(8000), modulus));
    }
  }
}

TEST(Modexp, AliasesAndPadding) {
  const Number modulus = odd_moduli(256, 1).back();
  Number padded = modulus;
  mbedtls_mpi_grow(padded.get(), modulus.get()->n + 3);
  for (const std::size_t bits : {17, 200}) {
    const Number base = random_number(500), exponent = random_number(bits);
    Number stock, as_base = base, as_exponent = exponent, long_exponent = exponent;
    stock_mpi_exp_mod(stock.get(), base.get(), exponent.get(), modulus.get(), nullptr);
    mbedtls_mpi_grow(long_exponent.get(), exponent.get()->n + 2);
    EXPECT_EQ(mbedtls_mpi_exp_mod(as_base.get(), as_base.get(), long_exponent.get(), padded.get(), nullptr), 0);
    EXPECT_EQ(as_base, stock);
    EXPECT_EQ(mbedtls_mpi_exp_mod_unsafe(as_exponent.get(), base.get(), as_exponent.get(), modulus.get(), nullptr), 0);
    EXPECT_EQ(as_exponent, stock);
  }
}

TEST(Modexp, RefusesWhatMbedTlsRefuses) {
  Number result;
  const Number one(1), three(3), none;
  for (const Number& modulus : {Number(0), Number(4), Number(-3), none}) {
    EXPECT_EQ(mbedtls_mpi_exp_mod(result.get(), one.get(), one.get(), modulus.get(), nullptr),
              MBEDTLS_ERR_MPI_BAD_INPUT_DATA);
  }
  EXPECT_EQ(mbedtls_mpi_exp_mod(result.get(), one.get(), Number(-1).get(), three.get(), nullptr),
            MBEDTLS_ERR_MPI_BAD_INPUT_DATA);
  EXPECT_EQ(mbedtls_mpi_exp_mod(result.get(), three.get(), none.get(), Number(5).get(), nullptr), 0);
  EXPECT_EQ(result, one);
}

// ---- which arithmetic is used ----

struct Calls {
  static inline int count = 0;
  static inline bool answers = true;
  static inline Word error = 0;
};

// Counts its calls. Its results are right or wrong as requested.
bool counted(const FusedPower* power) {
  ++Calls::count;
  if (!Calls::answers) return false;
  Number modulus, base, exponent, result;
  const auto copy = [](Number& to, const Word* words, std::size_t count) {
    mbedtls_mpi_grow(to.get(), count);
    std::copy_n(words, count, to->p);
  };
  copy(modulus, power->modulus, power->count);
  copy(base, power->base, power->count);
  copy(exponent, power->exponent, power->exponent_count);
  stock_mpi_exp_mod(result.get(), base.get(), exponent.get(), modulus.get(), nullptr);
  for (std::size_t i = 0; i < power->count + fused_extra_words; ++i)
    power->result[i] = i < result->n ? result->p[i] : 0;
  power->result[0] ^= Calls::error;
  return true;
}

// Computes powers with a new function, and returns how often it was called.
int calls_for(std::size_t modulus_bits, std::size_t exponent_bits, bool answers, Word error) {
  Calls::count = 0;
  Calls::answers = answers;
  Calls::error = error;
  imskit_use_fused(counted);
  const Number modulus = odd_moduli(modulus_bits, 1).back(), base = random_number(modulus_bits);
  for (int i = 0; i < 3; ++i) {
    const Number exponent = random_number(exponent_bits);
    Number ours, stock;
    mbedtls_mpi_exp_mod(ours.get(), base.get(), exponent.get(), modulus.get(), nullptr);
    stock_mpi_exp_mod(stock.get(), base.get(), exponent.get(), modulus.get(), nullptr);
    EXPECT_EQ(ours, stock);
  }
  imskit_use_fused(nullptr);
  return Calls::count;
}

TEST(Fused, IsUsedForSecretExponentsAfterARightResult) {
  EXPECT_EQ(calls_for(1024, 1248, true, 0), 1 + 3);
  EXPECT_EQ(calls_for(512, 600, true, 0), 1 + 3);
  EXPECT_EQ(calls_for(1024, 17, true, 0), 0);
  EXPECT_EQ(calls_for(511, 600, true, 0), 0);
}

TEST(Fused, IsNotUsedIfItIsWrongOrFails) {
  EXPECT_EQ(calls_for(1024, 1248, true, 1), 1);
  EXPECT_EQ(calls_for(1024, 1248, false, 0), 1);
}

// ---- single products ----

Number number_of(Limbs& limbs, std::size_t size) {
  Number number(0), limb;
  for (std::size_t i = size; i-- > 0;) {
    mbedtls_mpi_shift_l(number.get(), limb_bits);
    mbedtls_mpi_add_int(number.get(), number.get(), limbs[i]);
  }
  return number;
}

// a·b/R is right and small enough, and so are its limbs.
void expect_product(Montgomery& arithmetic, Limbs& a, Limbs& b, const Number& modulus) {
  const std::size_t size = arithmetic.limbs();
  Limbs product(size);
  arithmetic.multiply(product.data(), a.data(), b.data());
  const Number x = number_of(a, size), y = number_of(b, size), z = number_of(product, size);
  Number difference, scaled = z;
  mbedtls_mpi_mul_mpi(difference.get(), x.get(), y.get());
  mbedtls_mpi_shift_l(scaled.get(), size * limb_bits);
  mbedtls_mpi_sub_mpi(difference.get(), difference.get(), scaled.get());
  stock_mpi_mod_mpi(difference.get(), difference.get(), modulus.get());
  ASSERT_EQ(difference, Number(0)) << x << " * " << y << " % " << modulus;
  Number bound = modulus;
  mbedtls_mpi_shift_l(bound.get(), 1);
  ASSERT_LT(mbedtls_mpi_cmp_abs(z.get(), bound.get()), 0);
  for (std::size_t i = 0; i < size; ++i) ASSERT_LE(std::abs(product[i]), 4127);
}

// The largest limbs that are allowed, all of one sign or alternating, make the largest columns.
TEST(Montgomery, LargestLimbs) {
  for (const std::size_t bits : {104 * 2, 1024, 2048, 4096, 8192}) {
    Montgomery arithmetic(bits);
    const std::size_t size = arithmetic.limbs();
    Limbs modulus(size), a(size), b(size);
    for (const int sign : {1, -1}) {
      // −2^12 everywhere except for the lowest limb, which is odd, and the highest, which makes the number positive and
      // small.
      for (std::size_t i = 0; i < size - 1; ++i) modulus[i] = -4096;
      modulus[0] = sign == 1 ? -4095 : 4095;
      modulus[size - 1] = 500;
      const Number value = number_of(modulus, size);
      arithmetic.set_modulus(modulus.data());
      for (std::size_t i = 0; i < size - 1; ++i) {
        a[i] = static_cast<Limb>(4127 * sign);
        b[i] = -4127;
      }
      a[size - 1] = static_cast<Limb>(900 * sign);
      b[size - 1] = -900;
      ASSERT_NO_FATAL_FAILURE(expect_product(arithmetic, a, b, value));
      ASSERT_NO_FATAL_FAILURE(expect_product(arithmetic, a, a, value));
      a[size - 1] = 9217;  // as large as R
      b[size - 1] = 500;
      ASSERT_NO_FATAL_FAILURE(expect_product(arithmetic, a, b, value));
    }
  }
}

// ---- gcd and inverse ----

void expect_same_inverse(const Number& a, const Number& n) {
  const std::size_t size = n.get()->n;
  Number padded = a;
  mbedtls_mpi_grow(padded.get(), size);
  std::vector<Word> g(size), i(size), stock_g(size), stock_i(size), scratch(5 * size);
  mbedtls_mpi_core_gcd_modinv_odd(g.data(), i.data(), padded->p, size, n.get()->p, size, scratch.data());
  stock_mpi_core_gcd_modinv_odd(stock_g.data(), stock_i.data(), padded->p, size, n.get()->p, size, scratch.data());
  ASSERT_EQ(g, stock_g) << a << " " << n;
  std::vector<Word> one(size);
  one[0] = 1;
  if (g == one && n.get()->n > 0 && !(n == Number(1))) {
    ASSERT_EQ(i, stock_i) << a << " " << n;
  }
  // Without the inverse, and in place.
  std::vector<Word> in_place(padded->p, padded->p + size);
  mbedtls_mpi_core_gcd_modinv_odd(in_place.data(), nullptr, in_place.data(), size, n.get()->p, size, scratch.data());
  ASSERT_EQ(in_place, stock_g);
  in_place.assign(n.get()->p, n.get()->p + size);
  mbedtls_mpi_core_gcd_modinv_odd(in_place.data(), nullptr, padded->p, size, in_place.data(), size, scratch.data());
  ASSERT_EQ(in_place, stock_g);
}

TEST(Inverse, SmallNumbers) {
  for (mbedtls_mpi_sint n = 1; n < 130; n += 2) {
    for (mbedtls_mpi_sint a = 0; a <= n; ++a) {
      ASSERT_NO_FATAL_FAILURE(expect_same_inverse(Number(a), Number(n)));
    }
  }
}

TEST(Inverse, LongNumbers) {
  for (const std::size_t bits : {31, 32, 64, 65, 127, 521, 1024, 2048}) {
    for (const Number& n : odd_moduli(bits, thorough ? 3 : 1)) {
      std::vector<Number> numbers = {
          Number(0), Number(1), Number(2), n, minus(n, 1), minus(n, 2), power_of_two(bits - 1)};
      for (int i = 0; i < 2; ++i) numbers.push_back(random_number(bits - 1));
      for (const Number& a : numbers) ASSERT_NO_FATAL_FAILURE(expect_same_inverse(a, n));
    }
  }
}

TEST(Inverse, CommonDivisors) {
  for (const std::size_t bits : {40, 512, 1024}) {
    for (int i = 0; i < 10; ++i) {
      Number common = random_number(bits / 4), a = random_number(bits / 2), n = random_number(bits / 2 + 20);
      mbedtls_mpi_set_bit(common.get(), 0, 1);
      mbedtls_mpi_set_bit(n.get(), 0, 1);
      mbedtls_mpi_set_bit(n.get(), bits / 2 + 19, 1);
      mbedtls_mpi_mul_mpi(a.get(), a.get(), common.get());
      mbedtls_mpi_mul_mpi(n.get(), n.get(), common.get());
      ASSERT_NO_FATAL_FAILURE(expect_same_inverse(a, n));
    }
  }
}

// Through Mbed TLS's callers, with even moduli too.
TEST(Inverse, ByMbedTls) {
  for (const std::size_t bits : {64, 1024}) {
    for (std::size_t i = 0; i < 4; ++i) {
      Number a = random_number(bits), n = random_number(bits), inverse, product, gcd;
      mbedtls_mpi_set_bit(a.get(), 0, 1);
      const int status = mbedtls_mpi_inv_mod(inverse.get(), a.get(), n.get());
      mbedtls_mpi_gcd(gcd.get(), a.get(), n.get());
      ASSERT_EQ(status, gcd == Number(1) ? 0 : MBEDTLS_ERR_MPI_NOT_ACCEPTABLE);
      if (status != 0) continue;
      mbedtls_mpi_mul_mpi(product.get(), a.get(), inverse.get());
      stock_mpi_mod_mpi(product.get(), product.get(), n.get());
      EXPECT_EQ(product, Number(1));
    }
  }
}

}  // namespace
}  // namespace imskit::modexp
