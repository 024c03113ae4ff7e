// The claims of the JWT that Adobe IMS exchanges for an access token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "connection.h"

namespace imskit {

inline constexpr std::string_view default_meta_scope = "ent_analytics_bulk_ingest_sdk";
inline constexpr std::int64_t default_lifetime_seconds = 300;
inline constexpr std::int64_t max_lifetime_seconds = 86400;

struct ClaimsOptions {
  std::int64_t now_seconds;  // since 1970-01-01T00:00:00Z
  std::int64_t lifetime_seconds = default_lifetime_seconds;
  std::optional<std::string> jti = {};  // RFC 7519 section 4.1.7
  bool issued_at = false;               // adds iat, RFC 7519 section 4.1.6
};

// The claims as JSON text, UTF-8 without white space, in this order: exp, iss, sub, aud, one for each metascope, iat,
// jti. A repeated metascope is written once. Without metascopes, default_meta_scope is used.
// Precondition: the connection is normalized, and the fields that the claims are made from are valid.
std::string write_claims(const Connection& connection, const ClaimsOptions& options);

}  // namespace imskit
