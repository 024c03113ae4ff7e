// Why a JWT cannot be signed, decoded or verified.
#pragma once

#include <cstdint>
#include <string>

namespace imskit {

enum class JwtErrorCode : std::uint8_t {
  malformed,       // not a JWS in compact serialization (RFC 7515 section 7.1)
  algorithm,       // the header's alg is not RS256
  critical,        // the header has crit or b64, which are not supported
  signature,       // the signature does not match the key
  signing_failed,  // no entropy, no memory, or the new signature did not verify
};

struct JwtError {
  JwtErrorCode code;
  std::string message;  // a sentence, without secrets
};

}  // namespace imskit
