// What can be wrong with a key, its passphrase or its certificate: every code once, with severity, message and hint.
// Nothing here knows a form. connection/ maps each KeyInput to a field, and appends this table to its own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "message.h"

namespace imskit {

// What an issue is about.
enum class KeyInput : std::uint8_t { key, passphrase, certificate };

// The command that Adobe documents.
#define IMSKIT_NEW_KEY                                                                                        \
  "Make a new RSA key: openssl req -x509 -sha256 -nodes -days 365 -newkey rsa:2048 -keyout private.key -out " \
  "certificate_pub.crt"

// clang-format off
#define IMSKIT_KEY_ISSUES(X) \
  X(not_a_key, error, "This is not a private key.", "Paste the whole file, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.") \
  X(not_a_public_key, error, "This is neither a public key nor a certificate.", "Give PEM text, from its BEGIN line to its END line.") \
  X(truncated, error, "Part of the key is missing.", "Copy the whole file again, from its BEGIN line to its END line.") \
  X(corrupt_base64, error, "The text between BEGIN and END is damaged: it contains what base64 does not.", "Copy the key again from its file.") \
  X(several_keys, error, "There is more than one private key here.", "Paste the one that belongs to the certificate in the Developer Console.") \
  X(certificate, error, "This is a certificate, the public half.", "Paste the private key: the file private.key beside it in config.zip.") \
  X(public_key, error, "This is a public key.", "Paste the private key: the file private.key in config.zip.") \
  X(certificate_request, error, "This is a certificate request.", "Paste the private key that was made with it.") \
  X(ec_key, error, "This is an elliptic-curve (EC) key; Adobe takes RSA.", IMSKIT_NEW_KEY) \
  X(ed25519_key, error, "This is an Ed25519 key; Adobe takes RSA.", IMSKIT_NEW_KEY) \
  X(rsa_pss_key, error, "This key is for RSA-PSS alone; RS256 needs a plain RSA key.", IMSKIT_NEW_KEY) \
  X(dsa_key, error, "This is a DSA key; Adobe takes RSA.", IMSKIT_NEW_KEY) \
  X(openssh_key, error, "This key is in OpenSSH’s own format.", "Convert a copy of it: ssh-keygen -p -m PEM -f COPY") \
  X(putty_key, error, "This key is in PuTTY’s own format.", "Convert it: puttygen KEY.ppk -O private-openssh -o private.key") \
  X(unsupported_key, error, "This key is of a kind that imskit does not know.", "Paste an RSA private key.") \
  X(pkcs12, error, "This is a PKCS#12 container (.p12, .pfx), not a key alone.", "Take the key out of it: openssl pkcs12 -in FILE.p12 -nocerts -nodes -out private.key") \
  X(passphrase_required, error, "The key is encrypted, and its passphrase is missing.", "Enter the passphrase, or remove it from a copy: openssl pkey -in private.key -out plain.key") \
  X(wrong_passphrase, error, "The passphrase does not open the key.", "Mind capitals and spaces; the passphrase is the one given when the key was made or encrypted.") \
  X(scrypt, error, "The key is encrypted with scrypt, which is not supported.", "Encrypt a copy in the usual way: openssl pkcs8 -topk8 -v2 aes256 -in private.key -out converted.key") \
  X(too_many_iterations, error, "The key’s encryption asks for {actual} rounds of hashing; at most {max} are done.", "Encrypt a copy with fewer: openssl pkcs8 -topk8 -v2 aes256 -iter 100000 -in private.key -out converted.key") \
  X(unsupported_encryption, error, "The key is encrypted in a way that is not supported.", "Encrypt a copy in the usual way: openssl pkcs8 -topk8 -v2 aes256 -in private.key -out converted.key") \
  X(invalid_certificate, error, "This is not a certificate that can be read.", "Paste the file certificate_pub.crt of config.zip, from its BEGIN line to its END line.") \
  X(certificate_mismatch, error, "The private key does not belong to the certificate.", "Take both from the same config.zip, or attach this key’s own certificate in the Developer Console.") \
  X(certificate_expired, warning, "The certificate expired on {expires}; Adobe refuses what its key signs.", "Make a new key and certificate and attach the certificate in the Developer Console.") \
  X(certificate_not_listed, warning, "The certificate is none of those that the credential’s file lists; Adobe refuses what the keys of others sign.", "Attach it in the Developer Console, or take the private key of a listed one: {listed}.") \
  X(certificate_unknown, warning, "The private key alone does not tell whether its certificate is one of those that the credential’s file lists.", "Give the certificate as well, or compare the output of openssl x509 -in certificate_pub.crt -noout -fingerprint -sha1 with these: {listed}.") \
  X(multi_prime, error, "This RSA key has more than two primes.", IMSKIT_NEW_KEY) \
  X(key_too_small, error, "The key has {actual} bits; at least {min} are needed.", IMSKIT_NEW_KEY) \
  X(key_too_large, error, "The key has {actual} bits; at most {max} are supported.", IMSKIT_NEW_KEY) \
  X(corrupt_key, error, "The key is damaged: its contents do not read as a private key.", "Copy the key again from its file.") \
  X(inconsistent_key, error, "The key is damaged: its numbers do not belong together.", "Copy the key again from its file, or check it: openssl pkey -in private.key -check -noout")
// clang-format on

enum class KeyCode : std::uint8_t {
#define IMSKIT_ENUMERATOR(code, severity, message, hint) code,
  IMSKIT_VALUE_ISSUES(IMSKIT_ENUMERATOR) IMSKIT_KEY_ISSUES(IMSKIT_ENUMERATOR)
#undef IMSKIT_ENUMERATOR
};

inline constexpr CodeRule key_code_rules[] = {
#define IMSKIT_RULE(code, severity, message, hint) {#code, Severity::severity, message, hint},
    IMSKIT_VALUE_ISSUES(IMSKIT_RULE) IMSKIT_KEY_ISSUES(IMSKIT_RULE)
#undef IMSKIT_RULE
};

constexpr const CodeRule& rule_of(KeyCode code) { return key_code_rules[static_cast<std::size_t>(code)]; }

struct KeyIssue {
  KeyInput input;
  KeyCode code;
  Params params = {};

  bool is_error() const { return rule_of(code).severity == Severity::error; }
};

}  // namespace imskit
