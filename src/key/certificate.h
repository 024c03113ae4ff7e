// The few fields of an X.509 certificate that matter here (RFC 5280 section 4.1), read from its DER. Its signature and
// chain are not looked at: Adobe compares the certificate as it is. Mbed TLS's reader of X.509 would make the package
// 3.8 KB larger (brotli), for fields that nobody asks about.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "der.h"
#include "key_issue.h"

namespace imskit {

struct Certificate {
  std::vector<std::uint8_t> spki;  // SubjectPublicKeyInfo, DER
  std::int64_t not_after;          // seconds since 1970
  std::array<std::uint8_t, 20> sha1;
};

std::optional<Certificate> read_certificate_der(Bytes der);

// One of those that the Developer Console has for a credential, as its file lists them.
struct ListedCertificate {
  std::string sha1;     // of the certificate's DER, lower-case hex
  std::string expires;  // its last day, 2026-03-01
};

// A warning where all of them had expired by then; there is at least one.
std::optional<KeyIssue> check_expired(std::span<const ListedCertificate> listed, std::int64_t now_seconds);

// For a message: each fingerprint with its last day.
std::string describe(std::span<const ListedCertificate> listed);

// As 2026-03-01, in UTC.
std::string to_date(std::int64_t seconds);

}  // namespace imskit
