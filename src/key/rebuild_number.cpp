#include "rebuild_number.h"

#include <array>

#include "secret.h"

namespace imskit {

template <typename Operation>
Number Number::from(bool operands_valid, Operation operation) {
  Number result;
  result.valid_ = operands_valid && operation(&result.value_) == 0;
  return result;
}

Number::Number(Bytes big_endian) : Number() {
  valid_ = mbedtls_mpi_read_binary(&value_, big_endian.data(), big_endian.size()) == 0;
}

Number::Number(std::uint64_t value) : Number() {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  valid_ = mbedtls_mpi_read_binary(&value_, bytes.data(), bytes.size()) == 0;
  wipe(bytes.data(), bytes.size());
}

std::uint64_t Number::low64() const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; valid_ && i < 64; ++i) {
    value |= static_cast<std::uint64_t>(mbedtls_mpi_get_bit(&value_, i)) << i;
  }
  return value;
}

bool Number::is_multiple_of(std::uint32_t divisor) const {
  mbedtls_mpi_uint remainder = 1;
  return valid_ && mbedtls_mpi_mod_int(&remainder, &value_, static_cast<mbedtls_mpi_sint>(divisor)) == 0 &&
         remainder == 0;
}

Number Number::copy() const {
  return from(valid_, [&](auto* x) { return mbedtls_mpi_copy(x, &value_); });
}

Number operator+(const Number& a, const Number& b) {
  return Number::from(a.valid_ && b.valid_, [&](auto* x) { return mbedtls_mpi_add_mpi(x, &a.value_, &b.value_); });
}

Number operator-(const Number& a, const Number& b) {
  return Number::from(a.valid_ && b.valid_, [&](auto* x) { return mbedtls_mpi_sub_mpi(x, &a.value_, &b.value_); });
}

Number operator*(const Number& a, const Number& b) {
  return Number::from(a.valid_ && b.valid_, [&](auto* x) { return mbedtls_mpi_mul_mpi(x, &a.value_, &b.value_); });
}

Number operator/(const Number& a, const Number& b) {
  return Number::from(a.valid_ && b.valid_,
                      [&](auto* x) { return mbedtls_mpi_div_mpi(x, nullptr, &a.value_, &b.value_); });
}

Number operator%(const Number& a, const Number& b) {
  return Number::from(a.valid_ && b.valid_,
                      [&](auto* x) { return mbedtls_mpi_div_mpi(nullptr, x, &a.value_, &b.value_); });
}

Number operator<<(const Number& a, std::size_t bits) {
  return Number::from(a.valid_, [&](auto* x) {
    const int failed = mbedtls_mpi_copy(x, &a.value_);
    return failed ? failed : mbedtls_mpi_shift_l(x, bits);
  });
}

Number operator>>(const Number& a, std::size_t bits) {
  return Number::from(a.valid_, [&](auto* x) {
    const int failed = mbedtls_mpi_copy(x, &a.value_);
    return failed ? failed : mbedtls_mpi_shift_r(x, bits);
  });
}

bool operator==(const Number& a, const Number& b) {
  return a.valid_ && b.valid_ && mbedtls_mpi_cmp_mpi(&a.value_, &b.value_) == 0;
}

bool operator<(const Number& a, const Number& b) {
  return a.valid_ && b.valid_ && mbedtls_mpi_cmp_mpi(&a.value_, &b.value_) < 0;
}

Number gcd(const Number& a, const Number& b) {
  return Number::from(a.valid_ && b.valid_, [&](auto* x) { return mbedtls_mpi_gcd(x, &a.value_, &b.value_); });
}

Number inverse(const Number& a, const Number& modulus) {
  return Number::from(a.valid_ && modulus.valid_,
                      [&](auto* x) { return mbedtls_mpi_inv_mod(x, &a.value_, &modulus.value_); });
}

Number power(const Number& base, const Number& exponent, const Number& odd_modulus) {
  return Number::from(base.valid_ && exponent.valid_ && odd_modulus.valid_, [&](auto* x) {
    return mbedtls_mpi_exp_mod(x, &base.value_, &exponent.value_, &odd_modulus.value_, nullptr);
  });
}

Number square_root(const Number& n) {
  if (n.is_zero()) return Number(0);
  Number root = Number(1) << (n.bits() + 1) / 2;  // not less than the root, and Newton's steps only decrease it
  while (root.valid()) {
    Number next = (root + n / root) >> 1;
    if (!(next < root)) return next.valid() ? std::move(root) : std::move(next);
    root = std::move(next);
  }
  return root;
}

}  // namespace imskit
