// The few fields of an X.509 certificate that matter here (RFC 5280 section 4.1), read from its DER. Its signature and
// chain are not looked at: Adobe compares the certificate as it is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "der.h"
#include "issue.h"

namespace imskit {

struct Certificate {
  std::vector<std::uint8_t> spki;  // SubjectPublicKeyInfo, DER
  std::int64_t not_after;          // seconds since 1970
  std::array<std::uint8_t, 20> sha1;
};

std::optional<Certificate> read_certificate_der(Bytes der);

// As 2026-03-01, in UTC.
std::string to_date(std::int64_t seconds);

}  // namespace imskit
