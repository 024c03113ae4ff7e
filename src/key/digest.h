// SHA-256 (FIPS 180-4).
#pragma once

#include <array>
#include <cstdint>

#include "der.h"
#include "mbedtls/sha256.h"

namespace imskit {

using Sha256 = std::array<std::uint8_t, 32>;

inline Sha256 sha256(Bytes bytes) {
  Sha256 hash;
  mbedtls_sha256(bytes.data(), bytes.size(), hash.data(), 0);
  return hash;
}

}  // namespace imskit
