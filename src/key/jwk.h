// RSA private keys as JSON Web Keys: RFC 7517, RFC 7518 section 6.3.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string_view>
#include <vector>

#include "key_issue.h"

namespace imskit {

// n, e, d, p, q, dp, dq, qi: big-endian, empty where the key does not have it.
using JwkNumbers = std::array<std::vector<std::uint8_t>, 8>;

// Whether the text is meant as a JWK or a set of them.
bool is_jwk(std::string_view text);

// A key, or a set of one key.
std::expected<JwkNumbers, KeyCode> read_jwk(std::string_view text);

}  // namespace imskit
