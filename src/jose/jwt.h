// JSON Web Tokens in compact form: RFC 7515 and RFC 7519, RS256 (RFC 7518 section 3.3) alone.
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

// What is signed (RFC 7515 section 5.1), and what a compact JWT begins with.
std::string write_signing_input(std::string_view header, std::string_view payload);

// header and payload: JSON text, signed as they are. The header must name RS256 and have neither crit nor b64.
std::expected<std::string, JwtError> sign_compact(std::string_view header, std::string_view payload,
                                                  const PrivateKey& key);

struct Jwt {
  std::string header;   // JSON text of an object
  std::string payload;  // the same
  std::vector<std::uint8_t> signature;
  std::string_view signing_input;  // in the text that was decoded
};

// Checks the form alone, not the signature.
std::expected<Jwt, JwtError> decode_compact(std::string_view jwt);

// Checks the signature, not the times.
std::expected<Jwt, JwtError> verify_compact(std::string_view jwt, const PublicKey& key);

}  // namespace imskit
