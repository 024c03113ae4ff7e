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
#define IMSKIT_NEW_KEY      \
  "Create a new RSA key:\n" \
  "openssl req -x509 -sha256 -nodes -days 365 -newkey rsa:2048 -keyout private.key -out certificate_pub.crt"

// Rows X(name, severity, message, hint), see CodeRule.
// clang-format off
#define IMSKIT_KEY_ISSUES(X) \
  X(not_a_key, error, "This is not a private key.", "Paste the whole file, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.") \
  X(not_a_public_key, error, "This is neither a public key nor a certificate.", "Paste PEM text, from its BEGIN line to its END line.") \
  X(truncated, error, "Part of the key is missing.", "Copy the whole file again, from its BEGIN line to its END line.") \
  X(corrupt_base64, error, "The text between BEGIN and END contains characters that don’t belong in a key.", "Copy the key again from its file.") \
  X(several_keys, error, "This text contains several different private keys.", "Paste only the one that belongs to the certificate in the Developer Console.") \
  X(certificate, error, "This is a certificate, which holds only the public key.", "Paste the private key: the file private.key, next to the certificate in config.zip.") \
  X(public_key, error, "This is a public key.", "Paste the private key: the file private.key in config.zip.") \
  X(certificate_request, error, "This is a certificate request.", "Paste the private key that it was made with.") \
  X(ec_key, error, "This is an elliptic-curve (EC) key. Adobe needs an RSA key.", IMSKIT_NEW_KEY) \
  X(ed25519_key, error, "This is an Ed25519 key. Adobe needs an RSA key.", IMSKIT_NEW_KEY) \
  X(ed448_key, error, "This is an Ed448 key. Adobe needs an RSA key.", IMSKIT_NEW_KEY) \
  X(x25519_key, error, "This is an X25519 key, which cannot sign. Adobe needs an RSA key.", IMSKIT_NEW_KEY) \
  X(x448_key, error, "This is an X448 key, which cannot sign. Adobe needs an RSA key.", IMSKIT_NEW_KEY) \
  X(rsa_pss_key, error, "This key is restricted to RSA-PSS. Adobe needs RS256, which takes a plain RSA key.", IMSKIT_NEW_KEY) \
  X(dsa_key, error, "This is a DSA key. Adobe needs an RSA key.", IMSKIT_NEW_KEY) \
  X(openssh_key, error, "This key is in OpenSSH’s own format.", "Convert a copy of the file:\nssh-keygen -p -m PEM -f COPY") \
  X(putty_key, error, "This key is in PuTTY’s own format.", "Convert it:\nputtygen KEY.ppk -O private-openssh -o private.key") \
  X(pgp_key, error, "This is a PGP key. Adobe needs an RSA key in PEM.", IMSKIT_NEW_KEY) \
  X(unsupported_key, error, "This kind of key is not supported.", "Paste an RSA private key.") \
  X(pkcs12, error, "This is a PKCS#12 container (.p12, .pfx), which holds the key in encrypted form.", "Extract the key. If OpenSSL 3 reports an unsupported algorithm, add -legacy.\nopenssl pkcs12 -in FILE.p12 -nocerts -nodes -out private.key") \
  X(java_keystore, error, "This is a Java keystore (JKS). It contains the key in encrypted form.", "Convert it to PKCS#12, then extract the key.\nkeytool -importkeystore -srckeystore FILE.jks -destkeystore FILE.p12 -deststoretype PKCS12\nopenssl pkcs12 -in FILE.p12 -nocerts -nodes -out private.key") \
  X(passphrase_required, error, "The key is encrypted, and its passphrase is missing.", "Enter the passphrase, or remove it from a copy of the key:\nopenssl pkey -in private.key -out plain.key") \
  X(wrong_passphrase, error, "Wrong passphrase.", "Check the capitalization and spaces. The passphrase was chosen when the key was created or encrypted.") \
  X(passphrase_not_needed, warning, "The key is not encrypted, so the passphrase is not needed.", "Leave the passphrase empty, or check that this is the right key.") \
  X(encryption_headers_lost, error, "The key is encrypted, but its Proc-Type and DEK-Info lines are missing or damaged. It cannot be decrypted without them.", "Copy the whole file again, with the two lines below BEGIN.") \
  X(scrypt, error, "The key is encrypted with scrypt, which is not supported.", "Encrypt a copy with PBKDF2:\nopenssl pkcs8 -topk8 -v2 aes256 -in private.key -out converted.key") \
  X(too_many_iterations, error, "The key’s encryption uses {actual} rounds of hashing. At most {max} are supported.", "Encrypt a copy with fewer:\nopenssl pkcs8 -topk8 -v2 aes256 -iter 100000 -in private.key -out converted.key") \
  X(unsupported_encryption, error, "The key is encrypted with an algorithm that is not supported.", "Encrypt a copy with AES:\nopenssl pkcs8 -topk8 -v2 aes256 -provider legacy -provider default -in private.key -out converted.key") \
  X(invalid_certificate, error, "The certificate cannot be read.", "Paste the file certificate_pub.crt from config.zip, from its BEGIN line to its END line.") \
  X(certificate_mismatch, error, "The private key does not belong to the certificate.", "Take both from the same config.zip, or upload this key’s own certificate in the Developer Console.") \
  X(certificate_expired, warning, "The certificate expired on {expires}. Adobe rejects tokens that its key signs.", "Create a new key and certificate, and upload the certificate in the Developer Console.") \
  X(certificate_not_listed, warning, "The credential’s file does not list this certificate. Adobe accepts only keys of listed certificates.", "Upload it in the Developer Console, or use the private key of a listed certificate: {listed}.") \
  X(certificate_unknown, warning, "The credential’s file lists certificates, but the private key does not show which one it belongs to.", "Add the certificate, or compare its fingerprint with the listed ones: {listed}. This prints the fingerprint:\nopenssl x509 -in certificate_pub.crt -noout -fingerprint -sha1") \
  X(multi_prime, error, "This RSA key has more than two primes, which is not supported.", IMSKIT_NEW_KEY) \
  X(key_too_small, error, "The key has {actual} bits. At least {min} are needed.", IMSKIT_NEW_KEY) \
  X(key_too_large, error, "The key has {actual} bits. At most {max} are supported.", IMSKIT_NEW_KEY) \
  X(corrupt_key, error, "The key is damaged: its contents are not a private key.", "Copy the key again from its file.") \
  X(inconsistent_key, error, "The key is damaged: its values are inconsistent.", "Copy the key again from its file. This checks the file:\nopenssl pkey -in private.key -check -noout") \
  X(rebuilt_key, warning, "The key is damaged. It was rebuilt from what is left of it.", "Use the original file if you can, or compare the SHA-256 of the public key, {fingerprint}, with that of the original or its certificate:\nopenssl pkey -in private.key -pubout -outform DER | openssl sha256\nopenssl x509 -in certificate_pub.crt -noout -pubkey | openssl pkey -pubin -outform DER | openssl sha256") \
  X(jwk_for_other_use, warning, "The JWK is marked for another purpose: {given}. imskit signs with RS256.", "Check that this is the key of the certificate in the Developer Console.") \
  X(file_path, error, "This is the path of a file, not the key in it.", "Open the file in a text editor, and paste its contents.") \
  X(fingerprint, error, "This is a fingerprint, which identifies a key but does not contain it.", "Paste the contents of the key’s file.") \
  X(client_secret, error, "This is a client secret, not a private key.", "Paste it under Client Secret, and paste the contents of private.key here.") \
  X(jwt, error, "This is a JWT or an access token, not a private key.", "Paste the private key that signs it: the file private.key in config.zip.") \
  X(web_page, error, "This is a web page (HTML), not a key.", "The download probably ended at a sign-in or error page. Sign in, and download the key again.") \
  X(stringified_object, error, "This is “[object Object]”: a program turned an object into text.", "Paste the contents of the key’s file.") \
  X(gzip, error, "This file is compressed with gzip.", "Decompress it, and paste the key from it:\ngzip -dc FILE.gz") \
  X(zip, error, "This is a zip archive.", "Unpack it, and paste the contents of private.key.") \
  X(encrypted_by_openssl, error, "This is an encrypted file, written by openssl enc.", "Decrypt it. Use the cipher it was encrypted with:\nopenssl enc -d -aes-256-cbc -pbkdf2 -a -in FILE -out private.key") \
  X(ansible_vault, error, "This is encrypted with Ansible Vault.", "Decrypt it:\nansible-vault decrypt --output private.key FILE") \
  X(sops, error, "This is encrypted with SOPS.", "Decrypt it:\nsops --decrypt FILE") \
  X(age, error, "This is encrypted with age.", "Decrypt it:\nage --decrypt -i IDENTITY -o private.key FILE") \
  X(git_crypt, error, "This is encrypted with git-crypt.", "Unlock the repository, then copy the key:\ngit-crypt unlock") \
  X(git_lfs, error, "This is a Git LFS pointer. The key itself was not downloaded.", "Download it:\ngit lfs pull")
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
