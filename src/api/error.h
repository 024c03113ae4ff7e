// The error codes of the core. js/core/errors.js has those that only JavaScript raises.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "issue.h"

namespace imskit {

// clang-format off
#define IMSKIT_ERRORS(X) \
  X(argument, "ERR_ARGUMENT", "A caller error. JavaScript throws it as a TypeError.") \
  X(connection_invalid, "ERR_CONNECTION_INVALID", "The connection has errors; `issues` lists them.") \
  X(key_invalid, "ERR_KEY_INVALID", "The key is unusable; `issues` says why.") \
  X(jwt_malformed, "ERR_JWT_MALFORMED", "The text is not a JWS in compact form (RFC 7515 section 7.1).") \
  X(jwt_algorithm, "ERR_JWT_ALGORITHM", "The header names an algorithm other than RS256.") \
  X(jwt_critical, "ERR_JWT_CRITICAL", "The header has `crit` or `b64`, which imskit doesn’t support.") \
  X(jwt_signature, "ERR_JWT_SIGNATURE", "The signature doesn’t match the key.") \
  X(signing_failed, "ERR_SIGNING_FAILED", "Signing failed, or the new signature didn’t verify.")
// clang-format on

enum class ErrorCode : std::uint8_t {
#define IMSKIT_ENUMERATOR(code, name, meaning) code,
  IMSKIT_ERRORS(IMSKIT_ENUMERATOR)
#undef IMSKIT_ENUMERATOR
};

struct ErrorRule {
  std::string_view name;
  std::string_view meaning;
};

inline constexpr ErrorRule error_rules[] = {
#define IMSKIT_RULE(code, name, meaning) {name, meaning},
    IMSKIT_ERRORS(IMSKIT_RULE)
#undef IMSKIT_RULE
};

constexpr std::string_view name_of(ErrorCode code) { return error_rules[static_cast<std::size_t>(code)].name; }

struct Error {
  ErrorCode code;
  std::string message;
  std::vector<Issue> issues = {};  // empty, or at least one is an error
};

}  // namespace imskit
