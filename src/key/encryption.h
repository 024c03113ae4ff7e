// Encrypted private keys: PKCS#8 by PBES2 or PBES1 (RFC 8018, RFC 7292), and the legacy form of OpenSSL.
#pragma once

#include <expected>
#include <string_view>

#include "der.h"
#include "key_issue.h"
#include "key_limits.h"
#include "pem.h"
#include "secret.h"

namespace imskit {

// Decrypts the DER of an EncryptedPrivateKeyInfo (RFC 5208 section 6). Returns the DER of PrivateKeyInfo. `passphrase`
// is UTF-8. Errors: passphrase_required, wrong_passphrase, scrypt, too_many_iterations, unsupported_encryption,
// corrupt_key. A wrong passphrase may go unnoticed (the padding is right by chance once in 256 times), so check the
// result.
std::expected<Secret, KeyIssue> decrypt_pkcs8(Bytes der, std::string_view passphrase);

// Decrypts the body of a PEM with DEK-Info (RFC 1423 section 1.1, with OpenSSL's key derivation). Returns the DER that
// its label names. Passphrase and errors as above, except scrypt and too_many_iterations, and encryption_headers_lost
// for an IV of another length.
std::expected<Secret, KeyIssue> decrypt_legacy(Bytes body, const LegacyEncryption& encryption,
                                               std::string_view passphrase);

}  // namespace imskit
