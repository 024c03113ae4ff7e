// Cryptographic randomness from the platform: getentropy, which is crypto.getRandomValues in JavaScript.
#pragma once

#include <cstdint>
#include <span>

namespace imskit {

// Fills `out` with random bytes. False if no entropy is available.
bool fill_random(std::span<std::uint8_t> out);

}  // namespace imskit
