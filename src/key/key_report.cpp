#include "key_report.h"

#include <algorithm>

#include "digest.h"
#include "pem.h"
#include "rsa_key.h"
#include "text.h"

namespace imskit {
namespace {

KeyIssue certificate_issue(KeyCode code, Params params = {}) {
  return {KeyInput::certificate, code, std::move(params)};
}

std::optional<Certificate> read_certificate(std::string_view pem) {
  if (pem.size() > max_key_bytes) return std::nullopt;
  const auto block = read_public_pem(pem);
  return block ? read_certificate_der(block->der.bytes()) : std::nullopt;
}

// Compares the key, if it was read, with its certificate, and the certificate with those of the credential.
void inspect_certificate(KeyReport& report, const PrivateKey* key, const KeyOptions& options) {
  const auto certificate = read_certificate(options.certificate);
  if (!certificate) {
    report.issues.push_back(certificate_issue(KeyCode::invalid_certificate));
    return;
  }
  report.certificate_sha1 = to_hex(certificate->sha1);
  report.certificate_expires = certificate->not_after;
  if (key) {
    const auto public_key = PublicKey::read_der(certificate->spki);
    report.matches_certificate = public_key && key->belongs_to(*public_key);
    if (!*report.matches_certificate) report.issues.push_back(certificate_issue(KeyCode::certificate_mismatch));
  }
  const auto& listed = options.listed;
  if (!listed.empty() && std::ranges::find(listed, report.certificate_sha1, &ListedCertificate::sha1) == listed.end()) {
    report.issues.push_back(certificate_issue(KeyCode::certificate_not_listed, {{"listed", describe(listed)}}));
  }
  if (auto expired = options.now_seconds ? check_expired(report, *options.now_seconds) : std::nullopt) {
    report.issues.push_back(std::move(*expired));
  }
}

// Without a certificate, only the dates of the list can be checked: a private key does not determine the fingerprint of
// its certificate.
void inspect_listed(KeyReport& report, const KeyOptions& options) {
  auto expired = options.now_seconds ? check_expired(options.listed, *options.now_seconds) : std::nullopt;
  report.issues.push_back(
      expired ? std::move(*expired)
              : certificate_issue(KeyCode::certificate_unknown, {{"listed", describe(options.listed)}}));
}

}  // namespace

std::optional<KeyIssue> check_expired(const KeyReport& report, std::int64_t now_seconds) {
  if (!report.certificate_expires || *report.certificate_expires >= now_seconds) return std::nullopt;
  return certificate_issue(KeyCode::certificate_expired, {{"expires", to_date(*report.certificate_expires)}});
}

KeyReport inspect_key(std::string_view text, const KeyOptions& options) {
  ReadKey read = PrivateKey::read(text, options.passphrase);
  KeyReport report;
  report.format = read.format;
  report.encrypted = read.encrypted;
  report.repairs = std::move(read.repairs);
  const PrivateKey* key = read.key ? &*read.key : nullptr;
  if (key) {
    const auto der = key->public_key_der();
    report.algorithm = "RSA";
    report.bits = key->bits();
    report.public_key_pem = write_pem("PUBLIC KEY", der);
    report.spki_sha256 = to_hex(sha256(der));
    report.issues = std::move(read.warnings);
    if (!read.encrypted && !options.passphrase.empty()) {
      report.issues.push_back({KeyInput::passphrase, KeyCode::passphrase_not_needed});
    }
  } else {
    report.issues.push_back(std::move(read.key.error()));
  }
  if (!options.certificate.empty()) {
    inspect_certificate(report, key, options);
  } else if (!options.listed.empty()) {
    inspect_listed(report, options);
  }
  report.usable = std::ranges::none_of(report.issues, &KeyIssue::is_error);
  return report;
}

}  // namespace imskit
