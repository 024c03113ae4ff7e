// Reads the numbers of RSA keys from every format that is accepted.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <string_view>
#include <vector>

#include "der.h"
#include "effort.h"
#include "key_issue.h"
#include "key_limits.h"
#include "repair.h"

struct mbedtls_mpi;
struct mbedtls_rsa_context;

namespace imskit {

inline constexpr int version_two_primes = 0;  // of RSAPrivateKey, RFC 8017 appendix A.1.2

// Wipes and frees the numbers of a key.
struct RsaDeleter {
  void operator()(mbedtls_rsa_context* rsa) const;
};
using Rsa = std::unique_ptr<mbedtls_rsa_context, RsaDeleter>;

// n, e, d, p, q, dP, dQ, qInv: the order of RFC 8017 appendix A.1.2, and of JwkNumbers.
std::array<mbedtls_mpi*, 8> numbers_of(mbedtls_rsa_context& rsa);

// See ReadKey in rsa_key.h.
struct ReadRsa {
  std::expected<Rsa, KeyIssue> rsa;  // complete and consistent, with min_key_bits to max_key_bits
  std::string_view format = {};
  bool encrypted = false;
  Repairs repairs = {};
  std::vector<KeyIssue> warnings = {};
};

// Of a text of any size.
ReadRsa read_private_rsa(std::string_view text, std::string_view passphrase, Effort& effort);

// From the DER of PrivateKeyInfo or RSAPrivateKey, unencrypted. `kind`: pkcs8 or pkcs1.
std::expected<Rsa, KeyIssue> read_private_rsa_der(Bytes der, DerKind kind);

// From DER: SubjectPublicKeyInfo, RSAPublicKey or a certificate.
std::expected<Rsa, KeyIssue> read_public_rsa(Bytes der);

// From the PEM of one of them, or from a public JWK.
std::expected<Rsa, KeyIssue> read_public_pem_rsa(std::string_view pem);

}  // namespace imskit
