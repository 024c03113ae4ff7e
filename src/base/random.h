// Randomness: the platform's generator, which is crypto.getRandomValues in JavaScript.
#pragma once

#include <cstdint>
#include <span>

namespace imskit {

// Whether it could be had.
bool fill_random(std::span<std::uint8_t> out);

}  // namespace imskit
