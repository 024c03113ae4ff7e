// RSA private keys as JSON Web Keys: RFC 7517, RFC 7518 section 6.3.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "key_issue.h"

namespace imskit {

// n, e, d, p, q, dp, dq, qi as big-endian numbers. Those that the key lacks are empty.
using JwkNumbers = std::array<std::vector<std::uint8_t>, 8>;

struct Jwk {
  JwkNumbers numbers;
  std::string other_use;  // the member that rules RS256 out, such as alg "PS256"; empty if none does
};

// True if the text looks like a JWK or a JWK set.
bool is_jwk(std::string_view text);

// Reads a private RSA key, or a set with one private key. Numbers may be base64 instead of base64url, and padded.
std::expected<Jwk, KeyCode> read_jwk(std::string_view text);

// Reads a public RSA key, or a set with one: n and e. A private key gives not_a_public_key.
std::expected<JwkNumbers, KeyCode> read_public_jwk(std::string_view text);

}  // namespace imskit
