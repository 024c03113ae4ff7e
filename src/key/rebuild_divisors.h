// Finds a prime p from a small multiple of p − 1.
#pragma once

#include <cstdint>
#include <vector>

#include "rebuild_number.h"

namespace imskit {

// Returns numbers p of exactly `bits` bits for which multiple = (p − 1)·a/b, where a is at most e and has no prime
// factors above 2^16, and b is at most 1024 and divides `b_multiple`. At most 8; none has small factors, but some may
// be composite.
std::vector<Number> primes_from_multiple(const Number& multiple, std::uint64_t e, const Number& b_multiple,
                                         std::size_t bits);

}  // namespace imskit
