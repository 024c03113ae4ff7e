// Finds the primes of an RSA key from whichever of its numbers were read.
#pragma once

#include <optional>

#include "effort.h"
#include "rebuild_layout.h"

namespace imskit {

// The primes in the order of the key, as far as it is known, and the public exponent.
struct Factors {
  Number p, q, e;
};

// Returns the primes and the public exponent if independent readings confirm them: the modulus and a number that splits
// it, or two primes that fit the private exponents or the coefficient that were read. nullopt if the readings do not
// determine a key within the effort.
std::optional<Factors> find_factors(const FoundNumbers& found, Effort& effort);

}  // namespace imskit
