// RSA keys: read, inspect, sign, verify. The only user of Mbed TLS beside base64.cpp.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"
#include "issue.h"
#include "pem.h"

struct mbedtls_rsa_context;

namespace imskit {

inline constexpr std::size_t min_key_bits = 2048;  // RFC 7518 section 3.3
inline constexpr std::size_t max_key_bits = 8192;

// Frees the numbers of a key, wiping them.
struct RsaDeleter {
  void operator()(mbedtls_rsa_context* rsa) const;
};
using Rsa = std::unique_ptr<mbedtls_rsa_context, RsaDeleter>;

// A consistent RSA private key of min_key_bits to max_key_bits.
class PrivateKey {
 public:
  // From PEM. `passphrase` is for encrypted keys; none of those is read yet. On failure the issue is of the field
  // privateKey or passphrase.
  static std::expected<PrivateKey, Issue> read(std::string_view pem, std::string_view passphrase);

  KeyFormat format() const { return format_; }
  std::size_t bits() const;

  // SubjectPublicKeyInfo, DER (RFC 5280 section 4.1, RFC 8017 appendix A.1.1).
  std::vector<std::uint8_t> public_key_der() const;

  // RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.1): as many bytes as the modulus has. The signature was
  // verified before it is returned.
  std::expected<std::vector<std::uint8_t>, ErrorCode> sign(std::string_view message) const;

 private:
  PrivateKey(KeyFormat format, Rsa rsa) : format_(format), rsa_(std::move(rsa)) {}

  KeyFormat format_;
  Rsa rsa_;
};

// An RSA public key of min_key_bits to max_key_bits.
class PublicKey {
 public:
  // From PEM: SubjectPublicKeyInfo, PKCS#1 or an X.509 certificate, whose own signature and dates are not looked at.
  static std::expected<PublicKey, Issue> read(std::string_view pem);

  // RFC 8017 section 8.2.2.
  bool verify(std::string_view message, std::span<const std::uint8_t> signature) const;

 private:
  explicit PublicKey(Rsa rsa) : rsa_(std::move(rsa)) {}

  Rsa rsa_;
};

// What may be told of a private key to anybody.
struct KeyReport {
  bool usable = false;
  std::string format;     // empty where the key could not be read
  std::string algorithm;  // RSA, or empty
  std::size_t bits = 0;
  std::string public_key_pem;  // SubjectPublicKeyInfo
  std::string spki_sha256;     // of its DER, lower-case hex
  std::vector<Issue> issues;
};

KeyReport inspect_key(std::string_view pem, std::string_view passphrase);

}  // namespace imskit
