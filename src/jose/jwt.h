// JSON Web Tokens in compact form: RFC 7515 and RFC 7519, only RS256 (RFC 7518 section 3.3).
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "jwt_error.h"
#include "rsa_key.h"

namespace imskit {

inline constexpr std::string_view default_header = R"({"alg":"RS256","typ":"JWT"})";

// Returns the JWS Signing Input (RFC 7515 section 5.1), with which a compact JWT begins. Both are JSON text.
std::string write_signing_input(std::string_view header, std::string_view payload);

// Signs a JWT. `header` is the JSON text of an object with alg RS256 and without crit and b64; `payload` is any text.
// Both are signed as is. Errors: malformed, algorithm, critical, signing_failed.
std::expected<std::string, JwtError> sign_compact(std::string_view header, std::string_view payload,
                                                  const PrivateKey& key);

struct Jwt {
  std::string header;   // JSON text of an object
  std::string payload;  // the same
  std::vector<std::uint8_t> signature;
  std::string_view signing_input;  // in the text that was decoded
};

// Decodes a compact JWT without checking its signature. The result refers to `jwt`. Error: malformed.
std::expected<Jwt, JwtError> decode_compact(std::string_view jwt);

// Decodes a compact JWT and checks its header and signature, but no claims. The result refers to `jwt`. Errors:
// malformed, algorithm, critical, signature.
std::expected<Jwt, JwtError> verify_compact(std::string_view jwt, const PublicKey& key);

}  // namespace imskit
