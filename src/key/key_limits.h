// Sizes of keys that are accepted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imskit {

inline constexpr std::size_t max_key_bytes = 65536;  // of a pasted key or certificate, in any form
inline constexpr std::size_t min_key_bits = 2048;    // RFC 7518 section 3.3
inline constexpr std::size_t max_key_bits = 8192;

// Rounds of key derivation (PBKDF2, PKCS#12). OpenSSL uses 2,048, password managers up to 1,000,000. More would block a
// page for seconds.
inline constexpr std::int64_t max_iterations = 1'000'000;

}  // namespace imskit
