// Finds the numbers of an RSA private key (RFC 8017 appendix A.1.2) in damaged DER, without relying on any one tag or
// length.
//
// Damage shifts what is after it, and in base64 also by bits. So the caller decodes the text at every alignment. The
// header of an INTEGER, where one is intact, gives two numbers: the one that starts there, and the one that ends there,
// whose own header may be damaged. Wrong readings do no harm: only numbers that prove each other are used.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rebuild_number.h"
#include "secret.h"

namespace imskit {

// What may be the numbers of a key whose primes have `prime_bytes` bytes. Each list is bounded and has no duplicates,
// and begins with the likelier ones.
struct FoundNumbers {
  std::size_t prime_bytes = 0;
  std::vector<Number> moduli;             // exactly twice as long as a prime, and odd
  std::vector<Number> private_exponents;  // odd
  std::vector<Number> public_exponents;   // at most 32 bits
  std::vector<Number> halves;             // as long as a prime: p, q, dP, dQ or qInv
};

// How much the bytes look like a key: the number of headers of INTEGERs that have the most likely sizes, and twice the
// number of those that are where the number before ends. 0 if find_numbers() finds nothing.
std::size_t rate_layout(std::span<const Secret> alignments);

// Returns readings for the most likely sizes of the key, the likeliest first. `alignments` are the bytes of the damaged
// key as decoded from each possible start.
std::vector<FoundNumbers> find_numbers(std::span<const Secret> alignments);

}  // namespace imskit
