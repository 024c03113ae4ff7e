// RSA keys: read, sign, verify, export.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "der.h"
#include "effort.h"
#include "key_issue.h"
#include "key_limits.h"
#include "repair.h"
#include "rsa_reader.h"
#include "secret.h"

namespace imskit {

struct ReadKey;

// An RSA public key of min_key_bits to max_key_bits.
class PublicKey {
 public:
  // Reads PEM or DER text of at most max_key_bytes: SubjectPublicKeyInfo (RFC 5280 section 4.1), PKCS#1 RSAPublicKey
  // (RFC 8017 appendix A.1.1) or an X.509 certificate; or a public JWK (RFC 7517). The certificate's own signature and
  // dates are not checked.
  static std::expected<PublicKey, KeyIssue> read(std::string_view pem);

  // Reads the DER of one of these.
  static std::expected<PublicKey, KeyIssue> read_der(Bytes der);

  // True if `signature` is the RSASSA-PKCS1-v1_5 signature with SHA-256 of `message` (RFC 8017 section 8.2.2).
  bool verify(std::string_view message, Bytes signature) const;

 private:
  friend class PrivateKey;
  explicit PublicKey(Rsa rsa) : rsa_(std::move(rsa)) {}

  Rsa rsa_;
};

// A consistent RSA private key of min_key_bits to max_key_bits.
class PrivateKey {
 public:
  // Reads what a person pasted: PKCS#8 or PKCS#1, encrypted or not, in PEM or DER, or a JWK. A damaged key that is not
  // encrypted is rebuilt if what is left determines it, with a warning. `passphrase` is UTF-8;
  // it is ignored if the key is not encrypted. Never fails as a whole: see ReadKey.
  static ReadKey read(std::string_view text, std::string_view passphrase);

  // The same, with at most the given effort.
  static ReadKey read(std::string_view text, std::string_view passphrase, Effort& effort);

  std::size_t bits() const;
  bool belongs_to(const PublicKey& key) const;

  // The DER of SubjectPublicKeyInfo (RFC 5280 section 4.1).
  std::vector<std::uint8_t> public_key_der() const;

  // The DER of PrivateKeyInfo (RFC 5208 section 5), with all eight numbers.
  Secret pkcs8_der() const;

  // The RSASSA-PKCS1-v1_5 signature with SHA-256 (RFC 8017 section 8.2.1), as long as the modulus. Mbed TLS verifies
  // each signature before it returns it. nullopt if there is no entropy or no memory, or if that check fails.
  std::optional<std::vector<std::uint8_t>> sign(std::string_view message) const;

 private:
  explicit PrivateKey(Rsa rsa) : rsa_(std::move(rsa)) {}

  // Replaces `read`, the failure to read `text`, if the key in it can be rebuilt.
  static void rebuild(std::string_view text, ReadKey& read, Effort& effort);

  Rsa rsa_;
};

// The result of PrivateKey::read. The other members tell how far reading got, also if `key` holds an issue.
struct ReadKey {
  std::expected<PrivateKey, KeyIssue> key;  // an issue is about KeyInput::key or KeyInput::passphrase
  std::string_view format = {};             // "PKCS#8", "PKCS#1", "JWK" or "XML"; empty if unknown
  bool encrypted = false;
  Repairs repairs = {};  // what was changed to read the key, each once
  std::vector<KeyIssue> warnings = {};
};

}  // namespace imskit
