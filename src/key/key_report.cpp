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

std::vector<Certificate> read_certificates(std::string_view pem) {
  std::vector<Certificate> certificates;
  if (pem.size() > max_key_bytes) return certificates;
  for (const auto& block : read_public_pems(pem)) {
    if (auto certificate = read_certificate_der(block.der.bytes())) certificates.push_back(std::move(*certificate));
  }
  return certificates;
}

// Reports one of the certificates: of those that belong to the key the one that expires last; otherwise the first one.
void choose_certificate(KeyReport& report) {
  const auto& all = report.certificates;
  const auto rank = [](const ReportedCertificate& one) {
    return std::pair(one.matches.value_or(false), one.matches.value_or(false) ? one.expires : 0);
  };
  const auto chosen = std::ranges::max_element(all, {}, rank);
  report.certificate_sha1 = chosen->sha1;
  report.certificate_expires = chosen->expires;
  report.matches_certificate = chosen->matches;
}

// Compares the key, if it was read, with its certificates.
void inspect_certificates(KeyReport& report, const PrivateKey* key, std::string_view pem) {
  for (const auto& certificate : read_certificates(pem)) {
    const auto public_key = key ? PublicKey::read_der(certificate.spki) : std::unexpected(KeyIssue{});
    report.certificates.push_back(
        {.sha1 = to_hex(certificate.sha1),
         .expires = certificate.not_after,
         .matches = key ? std::optional(public_key && key->belongs_to(*public_key)) : std::nullopt});
  }
  if (report.certificates.empty()) {
    report.issues.push_back(certificate_issue(KeyCode::invalid_certificate));
    return;
  }
  choose_certificate(report);
  if (key && !*report.matches_certificate) report.issues.push_back(certificate_issue(KeyCode::certificate_mismatch));
}

// Compares the certificates with those of the credential. Of several that belong to the key, a listed one is reported.
void check_listed(KeyReport& report, std::span<const ListedCertificate> listed) {
  for (const auto& [sha1, expires, matches] : report.certificates) {
    const bool is_candidate = matches == report.matches_certificate;
    if (!is_candidate || std::ranges::find(listed, sha1, &ListedCertificate::sha1) == listed.end()) continue;
    report.certificate_sha1 = sha1;
    report.certificate_expires = expires;
    return;
  }
  report.issues.push_back(certificate_issue(KeyCode::certificate_not_listed, {{"listed", describe(listed)}}));
}

}  // namespace

std::optional<KeyIssue> check_expired(const KeyReport& report, std::int64_t now_seconds) {
  if (!report.certificate_expires || *report.certificate_expires >= now_seconds) return std::nullopt;
  return certificate_issue(KeyCode::certificate_expired, {{"expires", to_date(*report.certificate_expires)}});
}

void check_credential(KeyReport& report, std::span<const ListedCertificate> listed,
                      std::optional<std::int64_t> now_seconds) {
  const bool unreadable = std::ranges::contains(report.issues, KeyCode::invalid_certificate, &KeyIssue::code);
  if (unreadable) return;
  const bool has_certificate = !report.certificates.empty();
  if (has_certificate && !listed.empty()) check_listed(report, listed);
  auto expired = !now_seconds      ? std::nullopt
                 : has_certificate ? check_expired(report, *now_seconds)
                 : listed.empty()  ? std::nullopt
                                   : check_expired(listed, *now_seconds);
  if (expired) {
    report.issues.push_back(std::move(*expired));
  } else if (!has_certificate && !listed.empty()) {
    // A private key does not determine the fingerprint of its certificate.
    report.issues.push_back(certificate_issue(KeyCode::certificate_unknown, {{"listed", describe(listed)}}));
  }
}

KeyReport inspect_key(std::string_view text, std::string_view passphrase, std::string_view certificate) {
  ReadKey read = PrivateKey::read(text, passphrase);
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
    if (!read.encrypted && !passphrase.empty()) {
      report.issues.push_back({KeyInput::passphrase, KeyCode::passphrase_not_needed});
    }
  } else {
    report.issues.push_back(std::move(read.key.error()));
  }
  if (!certificate.empty()) inspect_certificates(report, key, certificate);
  report.usable = std::ranges::none_of(report.issues, &KeyIssue::is_error);
  return report;
}

KeyReport inspect_key(std::string_view text, const KeyOptions& options) {
  KeyReport report = inspect_key(text, options.passphrase, options.certificate);
  check_credential(report, options.listed, options.now_seconds);
  return report;
}

}  // namespace imskit
