// Integers of any size, with the operators that arithmetic is usually written in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "der.h"
#include "mbedtls/bignum.h"

namespace imskit {

// A secret integer: its memory is wiped when it is freed. Movable, not copyable.
//
// A failed operation (division by zero, no inverse, out of memory) gives a number that is not valid, and so does every
// operation on such a number. Comparisons with it are false, its size is 0 bits. Time depends on the values.
class Number {
 public:
  Number() { mbedtls_mpi_init(&value_); }
  explicit Number(std::uint64_t value);
  explicit Number(Bytes big_endian);
  Number(Number&& other) noexcept : Number() { swap(other); }
  Number& operator=(Number&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Number() { mbedtls_mpi_free(&value_); }

  bool valid() const { return valid_; }
  std::size_t bits() const { return valid_ ? mbedtls_mpi_bitlen(&value_) : 0; }
  std::size_t bytes() const { return (bits() + 7) / 8; }
  bool is_odd() const { return valid_ && mbedtls_mpi_get_bit(&value_, 0) == 1; }
  bool is_zero() const { return valid_ && mbedtls_mpi_cmp_int(&value_, 0) == 0; }
  const mbedtls_mpi& mpi() const { return value_; }

  // The lowest 64 bits of a number that is not negative.
  std::uint64_t low64() const;

  // True if the small number divides this one. Precondition: 0 < divisor < 2^31.
  bool is_multiple_of(std::uint32_t divisor) const;

  Number copy() const;

  friend Number operator+(const Number& a, const Number& b);
  friend Number operator-(const Number& a, const Number& b);
  friend Number operator*(const Number& a, const Number& b);
  friend Number operator/(const Number& a, const Number& b);  // rounded toward zero
  friend Number operator%(const Number& a, const Number& b);  // of that division: has the sign of `a`
  friend Number operator<<(const Number& a, std::size_t bits);
  friend Number operator>>(const Number& a, std::size_t bits);
  friend bool operator==(const Number& a, const Number& b);
  friend bool operator<(const Number& a, const Number& b);

  friend Number gcd(const Number& a, const Number& b);
  friend Number inverse(const Number& a, const Number& modulus);
  friend Number power(const Number& base, const Number& exponent, const Number& odd_modulus);

 private:
  void swap(Number& other) {
    mbedtls_mpi_swap(&value_, &other.value_);
    std::swap(valid_, other.valid_);
  }
  template <typename Operation>
  static Number from(bool operands_valid, Operation operation);

  mbedtls_mpi value_;
  bool valid_ = true;
};

// The largest integer whose square is at most `n`.
Number square_root(const Number& n);

// False also if either number is not valid, or `divisor` is zero.
inline bool divides(const Number& divisor, const Number& n) { return (n % divisor).is_zero(); }

inline bool is_one(const Number& n) { return n.bits() == 1; }

}  // namespace imskit
