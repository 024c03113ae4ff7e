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

// The inner DER of an EncryptedPrivateKeyInfo (RFC 5208 section 6). Everything that fails after decryption is a wrong
// passphrase, so what comes out still has to be checked: once in 256 times, nonsense looks padded.
std::expected<Secret, KeyIssue> decrypt_pkcs8(Bytes der, std::string_view passphrase);

// The same for PEM's own encryption (RFC 1423, with OpenSSL's key derivation).
std::expected<Secret, KeyIssue> decrypt_legacy(Bytes body, const LegacyEncryption& encryption,
                                               std::string_view passphrase);

}  // namespace imskit
