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

// One of the certificates that a key was compared with.
struct ReportedCertificate {
  std::string sha1;             // of its DER, lower-case hex, as the Developer Console shows it
  std::int64_t expires = 0;     // seconds since 1970
  std::optional<bool> matches;  // it belongs to the key; nullopt if the key cannot be read
};

// Public facts about a private key. Contains no secret.
struct KeyReport {
  bool usable = false;         // it signs, and it belongs to the certificate if one is given
  std::string_view format;     // as in ReadKey
  std::string_view algorithm;  // "RSA", or empty if the key cannot be read
  std::size_t bits = 0;        // 0 if the key cannot be read
  bool encrypted = false;
  Repairs repairs;
  std::string public_key_pem;                     // SubjectPublicKeyInfo
  std::string spki_sha256;                        // SHA-256 of its DER, lower-case hex
  std::vector<ReportedCertificate> certificates;  // every one that was given and can be read, in order

  // The certificate that belongs to the key. Of several, one that the credential lists, or the one that expires last.
  // If none belongs to the key, the first one. Empty and nullopt if no certificate can be read.
  std::string certificate_sha1;
  std::optional<std::int64_t> certificate_expires;
  std::optional<bool> matches_certificate;  // nullopt also if the key cannot be read

  std::vector<KeyIssue> issues;
};

struct KeyOptions {
  std::string_view passphrase = {};                // UTF-8
  std::string_view certificate = {};               // PEM, one or several: the key must belong to one; may be empty
  std::span<const ListedCertificate> listed = {};  // certificates of the credential that the key is for
  std::optional<std::int64_t> now_seconds = {};    // since 1970, to check expiry; nullopt skips that check
};

// Reads a pasted key and compares it with certificates, list and time. Never fails: `issues` says what is wrong.
KeyReport inspect_key(std::string_view text, const KeyOptions& options = {});

// The same without list and time.
KeyReport inspect_key(std::string_view text, std::string_view passphrase, std::string_view certificate);

// Adds to a report what depends on the certificates of the credential and the time: only warnings. An empty list and
// nullopt skip that check. Call it once for a report.
void check_credential(KeyReport& report, std::span<const ListedCertificate> listed,
                      std::optional<std::int64_t> now_seconds);

// A warning if the certificate of the report expired before `now_seconds` (since 1970).
std::optional<KeyIssue> check_expired(const KeyReport& report, std::int64_t now_seconds);

}  // namespace imskit
