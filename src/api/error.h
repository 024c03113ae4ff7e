// What is answered when something cannot be done: every error code, once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "issue.h"

namespace imskit {

// clang-format off
#define IMSKIT_ERRORS(X) \
  X(argument, "ERR_ARGUMENT", "an argument is wrong; the JavaScript side throws it as a TypeError") \
  X(connection_invalid, "ERR_CONNECTION_INVALID", "the connection has errors; they are in issues") \
  X(key_invalid, "ERR_KEY_INVALID", "the key cannot be used; issues say why") \
  X(jwt_malformed, "ERR_JWT_MALFORMED", "not a JWS in compact form (RFC 7515 section 7.1)") \
  X(jwt_algorithm, "ERR_JWT_ALGORITHM", "the header names another algorithm than RS256") \
  X(jwt_critical, "ERR_JWT_CRITICAL", "the header has crit or b64, which are not supported") \
  X(jwt_signature, "ERR_JWT_SIGNATURE", "the signature does not fit the key") \
  X(signing_failed, "ERR_SIGNING_FAILED", "the signature could not be made, or failed its own check") \
  /* thrown by the JavaScript side */ \
  X(core_failed, "ERR_CORE_FAILED", "the WebAssembly instance trapped, most likely for lack of memory; a fresh one took its place") \
  X(webcrypto_unavailable, "ERR_WEBCRYPTO_UNAVAILABLE", "there is no crypto.subtle: the page is not served by https") \
  X(wasm_unavailable, "ERR_WASM_UNAVAILABLE", "the core could not be compiled, or the file given to load({ wasm }) not be fetched") \
  X(ims_rejected, "ERR_IMS_REJECTED", "IMS refused; status, error and errorDescription are its answer") \
  X(ims_unreachable, "ERR_IMS_UNREACHABLE", "no connection to IMS: DNS, network or TLS") \
  X(ims_timeout, "ERR_IMS_TIMEOUT", "IMS did not answer within the timeout") \
  X(ims_bad_response, "ERR_IMS_BAD_RESPONSE", "IMS answered something that is no token response") \
  X(provider_closed, "ERR_PROVIDER_CLOSED", "the TokenProvider was closed before it had a token") \
  X(host_bad_request, "ERR_HOST_BAD_REQUEST", "the token host could not read the body of the request") \
  X(host_unauthorized, "ERR_HOST_UNAUTHORIZED", "authorize() refused the request") \
  X(host_forbidden_origin, "ERR_HOST_FORBIDDEN_ORIGIN", "the page is of an origin that is not allowed") \
  X(host_forbidden_host, "ERR_HOST_FORBIDDEN_HOST", "the host was asked by a name that is not its own") \
  X(host_forbidden_ims, "ERR_HOST_FORBIDDEN_IMS", "the exchange is at an origin that is not configured") \
  X(host_not_found, "ERR_HOST_NOT_FOUND", "there is nothing at this address") \
  X(host_unknown_connection, "ERR_HOST_UNKNOWN_CONNECTION", "the host keeps no connection of this name") \
  X(host_changed, "ERR_HOST_CHANGED", "the connections changed since the page read them") \
  X(host_method, "ERR_HOST_METHOD", "the address takes another method") \
  X(host_too_large, "ERR_HOST_TOO_LARGE", "the body is larger than 64 KiB") \
  X(host_content_type, "ERR_HOST_CONTENT_TYPE", "the body is not application/json") \
  X(host_rate_limited, "ERR_HOST_RATE_LIMITED", "this client asked too often; Retry-After says how many seconds to wait") \
  X(host_failed, "ERR_HOST_FAILED", "the host failed for a reason of its own") \
  X(file_unreadable, "ERR_FILE_UNREADABLE", "the command line cannot read a file") \
  X(file_unwritable, "ERR_FILE_UNWRITABLE", "the host cannot write the connection file; the old one is unharmed") \
  X(file_not_json, "ERR_FILE_NOT_JSON", "the connection file is not JSON; the place is in line and column") \
  X(serve_port, "ERR_SERVE_PORT", "no port is free, or the port may not be used") \
  X(serve_config, "ERR_SERVE_CONFIG", "the configuration file of serve has mistakes; they are in issues") \
  X(usage, "ERR_USAGE", "the command line is wrong")
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
  std::vector<Issue> issues = {};  // with an error among them, where there are any
};

}  // namespace imskit
