// What a person may know about a private key and its certificate.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "certificate.h"
#include "key_issue.h"
#include "repair.h"

namespace imskit {

// Public facts about a private key. Contains no secret.
struct KeyReport {
  bool usable = false;         // it signs, and it belongs to the certificate if one is given
  std::string_view format;     // as in ReadKey
  std::string_view algorithm;  // "RSA", or empty if the key cannot be read
  std::size_t bits = 0;        // 0 if the key cannot be read
  bool encrypted = false;
  Repairs repairs;
  std::string public_key_pem;    // SubjectPublicKeyInfo
  std::string spki_sha256;       // SHA-256 of its DER, lower-case hex
  std::string certificate_sha1;  // SHA-1 of the certificate's DER, lower-case hex, as the Developer Console shows it
  std::optional<std::int64_t> certificate_expires;  // seconds since 1970
  std::optional<bool> matches_certificate;          // nullopt if there is no readable certificate or key
  std::vector<KeyIssue> issues;
};

struct KeyOptions {
  std::string_view passphrase = {};                // UTF-8
  std::string_view certificate = {};               // PEM to compare the key with; may be empty
  std::span<const ListedCertificate> listed = {};  // certificates of the credential that the key is for
  std::optional<std::int64_t> now_seconds = {};    // since 1970, to check expiry; nullopt skips that check
};

// Reads a pasted key and compares it with certificate and list. Never fails: `issues` says what is wrong.
KeyReport inspect_key(std::string_view text, const KeyOptions& options = {});

// A warning if the certificate of the report expired before `now_seconds` (since 1970).
std::optional<KeyIssue> check_expired(const KeyReport& report, std::int64_t now_seconds);

}  // namespace imskit
