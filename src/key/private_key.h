// RSA keys: read, inspect, sign, verify.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "certificate.h"
#include "error.h"
#include "issue.h"
#include "repair.h"
#include "secret.h"

struct mbedtls_rsa_context;

namespace imskit {

inline constexpr std::size_t min_key_bits = 2048;  // RFC 7518 section 3.3
inline constexpr std::size_t max_key_bits = 8192;

// What may be told of a private key to anybody.
struct KeyReport {
  bool usable = false;         // it signs, and belongs to the certificate if there is one
  std::string_view format;     // empty where the key could not be read so far
  std::string_view algorithm;  // RSA, or empty
  std::size_t bits = 0;
  bool encrypted = false;
  Repairs repairs;
  std::string public_key_pem;    // SubjectPublicKeyInfo
  std::string spki_sha256;       // of its DER, lower-case hex
  std::string certificate_sha1;  // of the certificate's DER, lower-case hex, as the Developer Console lists it
  std::optional<std::int64_t> certificate_expires;  // seconds since 1970
  std::optional<bool> matches_certificate;
  std::vector<Issue> issues;
};

// Frees the numbers of a key, wiping them.
struct RsaDeleter {
  void operator()(mbedtls_rsa_context* rsa) const;
};
using Rsa = std::unique_ptr<mbedtls_rsa_context, RsaDeleter>;

// An RSA public key of min_key_bits to max_key_bits.
class PublicKey {
 public:
  // From PEM: SubjectPublicKeyInfo, PKCS#1 or an X.509 certificate, whose own signature and dates are not looked at.
  static std::expected<PublicKey, Issue> read(std::string_view pem);
  // From the DER of one of them.
  static std::expected<PublicKey, Issue> read_der(std::span<const std::uint8_t> der);

  // RFC 8017 section 8.2.2.
  bool verify(std::string_view message, std::span<const std::uint8_t> signature) const;

 private:
  friend class PrivateKey;
  explicit PublicKey(Rsa rsa) : rsa_(std::move(rsa)) {}

  Rsa rsa_;
};

// A consistent RSA private key of min_key_bits to max_key_bits.
class PrivateKey {
 public:
  // From what a person pasted: PKCS#8, PKCS#1, both encrypted, or JWK. On failure the issue is of the field privateKey
  // or passphrase. `report` is told what is found on the way, as far as it goes.
  static std::expected<PrivateKey, Issue> read(std::string_view text, std::string_view passphrase,
                                               KeyReport* report = nullptr);

  std::size_t bits() const;
  bool belongs_to(const PublicKey& key) const;

  // SubjectPublicKeyInfo, DER (RFC 5280 section 4.1, RFC 8017 appendix A.1.1).
  std::vector<std::uint8_t> public_key_der() const;

  // PrivateKeyInfo, DER (RFC 5208 section 5).
  Secret pkcs8_der() const;

  // RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.1): as many bytes as the modulus has. The signature was
  // verified before it is returned.
  std::expected<std::vector<std::uint8_t>, ErrorCode> sign(std::string_view message) const;

 private:
  explicit PrivateKey(Rsa rsa) : rsa_(std::move(rsa)) {}

  Rsa rsa_;
};

struct KeyOptions {
  std::string_view passphrase = {};
  std::string_view certificate = {};               // PEM, to compare the key with; may be empty
  std::span<const ListedCertificate> listed = {};  // those of the credential that the key is for
  std::optional<std::int64_t> now_seconds = {};    // since 1970; what expiry is compared with, where it is known
};

// A warning where the certificate had expired by then.
std::optional<Issue> check_expired(const KeyReport& report, std::int64_t now_seconds);

KeyReport inspect_key(std::string_view text, const KeyOptions& options = {});

}  // namespace imskit
