// Writes DER (X.690).
#pragma once

#include <cstdint>
#include <span>

#include "der.h"

struct mbedtls_mpi;

namespace imskit {

// Writes DER back to front, as Mbed TLS does: write the last element first, then wrap() everything written so far.
// Precondition: the buffer is large enough for everything that is written, and outlives the writer.
class DerWriter {
 public:
  explicit DerWriter(std::span<std::uint8_t> buffer) : start_(buffer.data()), at_(start_ + buffer.size()), end_(at_) {}

  void number(const mbedtls_mpi& value);  // INTEGER, not negative
  void small_number(int value);           // INTEGER, not negative
  void byte(std::uint8_t value) { *--at_ = value; }
  void rsa_algorithm();  // AlgorithmIdentifier rsaEncryption with NULL parameters (RFC 3279 section 2.3.1)
  void wrap(Tag tag);    // puts tag and length before everything written so far

  Bytes written() const { return {at_, end_}; }

 private:
  unsigned char* start_;
  unsigned char* at_;
  unsigned char* end_;
};

}  // namespace imskit
