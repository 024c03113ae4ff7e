// Reads the few fields of an X.509 certificate that are needed (RFC 5280 section 4.1). Neither its signature nor its
// chain is checked: Adobe compares the certificate as is. Mbed TLS's reader of X.509 would make the package 3.8 KB
// larger (brotli), for fields that are not used.
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
  std::vector<std::uint8_t> spki;     // SubjectPublicKeyInfo, DER
  std::int64_t not_after;             // seconds since 1970
  std::array<std::uint8_t, 20> sha1;  // of the whole DER
};

// Reads the DER of a Certificate. nullopt if it is not one. Bytes after it are ignored, but are part of `sha1`.
std::optional<Certificate> read_certificate_der(Bytes der);

// A certificate that the Developer Console has for a credential, as the credential's file lists it.
struct ListedCertificate {
  std::string sha1;     // of the certificate's DER, lower-case hex
  std::string expires;  // its last day in UTC, such as 2026-03-01
};

// A warning if all of them expired before `now_seconds` (since 1970). Precondition: `listed` is not empty.
std::optional<KeyIssue> check_expired(std::span<const ListedCertificate> listed, std::int64_t now_seconds);

// Text for a message: each fingerprint and its last day.
std::string describe(std::span<const ListedCertificate> listed);

// The date of a time in seconds since 1970, in UTC, such as 2026-03-01.
std::string to_date(std::int64_t seconds);

}  // namespace imskit
