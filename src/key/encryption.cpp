#include "encryption.h"

#include <algorithm>
#include <array>
#include <string>

#include "mbedtls/asn1.h"
#include "mbedtls/cipher.h"
#include "mbedtls/md5.h"
#include "mbedtls/oid.h"
#include "mbedtls/pkcs5.h"
#include "mbedtls/sha1.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view scrypt_oid = "\x2b\x06\x01\x04\x01\xda\x47\x04\x0b";  // 1.3.6.1.4.1.11591.4.11, RFC 7914
constexpr std::string_view pseudo_random_functions[] = {MBEDTLS_OID_HMAC_SHA1, MBEDTLS_OID_HMAC_SHA224,
                                                        MBEDTLS_OID_HMAC_SHA256, MBEDTLS_OID_HMAC_SHA384,
                                                        MBEDTLS_OID_HMAC_SHA512};
constexpr std::string_view ciphers[] = {MBEDTLS_OID_AES_128_CBC, MBEDTLS_OID_AES_192_CBC, MBEDTLS_OID_AES_256_CBC,
                                        MBEDTLS_OID_DES_EDE3_CBC};

struct LegacyCipher {
  std::string_view name;
  mbedtls_cipher_type_t type;
};
constexpr LegacyCipher legacy_ciphers[] = {{"AES-128-CBC", MBEDTLS_CIPHER_AES_128_CBC},
                                           {"AES-192-CBC", MBEDTLS_CIPHER_AES_192_CBC},
                                           {"AES-256-CBC", MBEDTLS_CIPHER_AES_256_CBC},
                                           {"DES-EDE3-CBC", MBEDTLS_CIPHER_DES_EDE3_CBC}};

KeyIssue wrong_passphrase() { return {KeyInput::passphrase, KeyCode::wrong_passphrase}; }
KeyIssue unsupported() { return {KeyInput::key, KeyCode::unsupported_encryption}; }
KeyIssue corrupt() { return {KeyInput::key, KeyCode::corrupt_key}; }

template <typename List>
bool is_one_of(const List& list, std::string_view value) {
  return std::ranges::find(list, value) != std::ranges::end(list);
}

std::optional<KeyIssue> check_iterations(std::optional<std::int64_t> iterations) {
  if (!iterations || *iterations < 1) return corrupt();
  if (*iterations <= max_iterations) return std::nullopt;
  return KeyIssue{KeyInput::key, KeyCode::too_many_iterations, {{"actual", *iterations}, {"max", max_iterations}}};
}

// PBES2-params (RFC 8018 appendix A.4), checked before any work is done.
std::optional<KeyIssue> check_pbes2(Bytes parameters) {
  Reader outer(parameters);
  Reader sequence = outer.enter();
  auto derivation = take_algorithm(sequence);
  const auto encryption = take_algorithm(sequence);
  if (!derivation || !encryption) return corrupt();
  if (derivation->oid == scrypt_oid) return KeyIssue{KeyInput::key, KeyCode::scrypt};
  if (derivation->oid != MBEDTLS_OID_PKCS5_PBKDF2 || !is_one_of(ciphers, encryption->oid)) return unsupported();
  Reader pbkdf2 = derivation->parameters.enter();
  pbkdf2.take(Tag::octet_string);  // salt
  if (auto found = check_iterations(pbkdf2.take_int())) return found;
  pbkdf2.skip_if(Tag::integer);                             // keyLength
  if (!pbkdf2.next_is(Tag::sequence)) return std::nullopt;  // HMAC-SHA-1, the default
  const auto function = take_algorithm(pbkdf2);
  if (!function) return corrupt();
  return is_one_of(pseudo_random_functions, function->oid) ? std::nullopt : std::optional(unsupported());
}

std::expected<Secret, KeyIssue> decrypt_pbes2(Bytes parameters, Bytes data, std::string_view passphrase) {
  Reader outer(parameters);
  const Bytes content = outer.take(Tag::sequence);
  if (!outer.ok()) return std::unexpected(corrupt());
  const mbedtls_asn1_buf buffer = {.tag = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE,
                                   .len = content.size(),
                                   .p = const_cast<unsigned char*>(content.data())};
  Secret plain(data.size());
  std::size_t size = 0;
  if (mbedtls_pkcs5_pbes2_ext(&buffer, MBEDTLS_PKCS5_DECRYPT, as_bytes(passphrase).data(), passphrase.size(),
                              data.data(), data.size(), plain.data(), plain.size(), &size) != 0) {
    return std::unexpected(wrong_passphrase());
  }
  plain.shrink(size);
  return plain;
}

// Removes the PKCS#7 padding (RFC 5652 section 6.3). Wrong padding means a wrong passphrase.
std::expected<Secret, KeyIssue> decrypt_cbc(const mbedtls_cipher_info_t& info, const Secret& key, const Secret& iv,
                                            Bytes data) {
  Secret plain(data.size() + iv.size());
  std::size_t size = 0;
  mbedtls_cipher_context_t cipher;
  mbedtls_cipher_init(&cipher);
  const bool done =
      mbedtls_cipher_setup(&cipher, &info) == 0 &&
      mbedtls_cipher_setkey(&cipher, key.data(), 8 * static_cast<int>(key.size()), MBEDTLS_DECRYPT) == 0 &&
      mbedtls_cipher_set_padding_mode(&cipher, MBEDTLS_PADDING_PKCS7) == 0 &&
      mbedtls_cipher_crypt(&cipher, iv.data(), iv.size(), data.data(), data.size(), plain.data(), &size) == 0;
  mbedtls_cipher_free(&cipher);
  if (!done) return std::unexpected(wrong_passphrase());
  plain.shrink(size);
  return plain;
}

// A passphrase as PKCS#12 hashes it: a BMPString (UTF-16, big-endian) with its final NUL (RFC 7292 appendix B.1).
std::optional<Secret> to_bmp_string(std::string_view passphrase) {
  Secret units(2 * count_code_points(passphrase) + 2);
  for (std::size_t at = 0; !passphrase.empty(); at += 2) {
    const char32_t c = take_code_point(passphrase);
    if (c > 0xFFFF) return std::nullopt;
    units.data()[at] = static_cast<std::uint8_t>(c >> 8);
    units.data()[at + 1] = static_cast<std::uint8_t>(c);
  }
  return units;
}

// What a derivation is for (RFC 7292 appendix B.3).
enum class Purpose : std::uint8_t { key = 1, iv = 2 };

// PKCS#12's key derivation with SHA-1 (RFC 7292 appendix B.2). Mbed TLS's own takes passphrases of up to 31 characters.
// Neither salt nor password is empty.
void derive_pkcs12(Secret& out, const Secret& password, Bytes salt, Purpose purpose, std::int64_t iterations) {
  constexpr std::size_t block = 64;   // of SHA-1, v in the RFC
  constexpr std::size_t digest = 20;  // u
  const auto padded = [](std::size_t size) { return (size + block - 1) / block * block; };
  const std::size_t salt_size = padded(salt.size());
  // D ‖ S ‖ P: the purpose, then salt and password, each repeated to whole blocks.
  Secret input(block + salt_size + padded(password.size()));
  std::fill_n(input.data(), block, static_cast<std::uint8_t>(purpose));
  for (std::size_t i = block; i < input.size(); ++i) {
    const std::size_t at = i - block;
    input.data()[i] = at < salt_size ? salt[at % salt.size()] : password.bytes()[(at - salt_size) % password.size()];
  }
  Secret hash(digest);
  for (std::size_t done = 0; done < out.size(); done += digest) {
    mbedtls_sha1(input.data(), input.size(), hash.data());
    for (std::int64_t round = 1; round < iterations; ++round) mbedtls_sha1(hash.data(), digest, hash.data());
    std::copy_n(hash.data(), std::min(digest, out.size() - done), out.data() + done);
    // Each block of S ‖ P, as a number, becomes itself + the hash, repeated to a block, + 1.
    for (std::size_t start = block; start < input.size(); start += block) {
      unsigned carry = 1;
      for (std::size_t i = block; i-- > 0; carry >>= 8) {
        carry += input.data()[start + i] + hash.data()[i % digest];
        input.data()[start + i] = static_cast<std::uint8_t>(carry);
      }
    }
  }
}

// PBES1 with SHA-1 and 3DES with three keys or, if `two_keys`, with the first one again as the third (RFC 7292 appendix
// C).
std::expected<Secret, KeyIssue> decrypt_pbes1(Bytes parameters, Bytes data, std::string_view passphrase,
                                              bool two_keys) {
  Reader outer(parameters);
  Reader sequence = outer.enter();
  const Bytes salt = sequence.take(Tag::octet_string);
  const auto iterations = sequence.take_int();
  if (auto found = check_iterations(iterations)) return std::unexpected(std::move(*found));
  if (salt.empty()) return std::unexpected(unsupported());
  const auto password = to_bmp_string(passphrase);
  if (!password) return std::unexpected(wrong_passphrase());
  Secret key(24);
  Secret iv(8);
  derive_pkcs12(key, *password, salt, Purpose::key, *iterations);
  derive_pkcs12(iv, *password, salt, Purpose::iv, *iterations);
  if (two_keys) std::copy_n(key.data(), 8, key.data() + 16);
  return decrypt_cbc(*mbedtls_cipher_info_from_type(MBEDTLS_CIPHER_DES_EDE3_CBC), key, iv, data);
}

// OpenSSL's key derivation for PEM, EVP_BytesToKey with MD5 and one iteration: D(i) = MD5(D(i−1) ‖ passphrase ‖ salt).
void derive_legacy_key(Secret& key, std::string_view passphrase, Bytes salt) {
  constexpr std::size_t digest_size = 16;
  Secret digest(digest_size);
  for (std::size_t done = 0; done < key.size(); done += digest_size) {
    mbedtls_md5_context md5;
    mbedtls_md5_init(&md5);
    mbedtls_md5_starts(&md5);
    if (done > 0) mbedtls_md5_update(&md5, digest.data(), digest_size);
    mbedtls_md5_update(&md5, as_bytes(passphrase).data(), passphrase.size());
    mbedtls_md5_update(&md5, salt.data(), salt.size());
    mbedtls_md5_finish(&md5, digest.data());
    mbedtls_md5_free(&md5);
    std::copy_n(digest.data(), std::min(digest_size, key.size() - done), key.data() + done);
  }
}

std::optional<Secret> decode_hex(std::string_view text) {
  if (text.size() % 2 != 0 || !std::ranges::all_of(text, is_hex)) return std::nullopt;
  Secret bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes.data()[i] = static_cast<std::uint8_t>(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
  }
  return bytes;
}

}  // namespace

std::expected<Secret, KeyIssue> decrypt_pkcs8(Bytes der, std::string_view passphrase) {
  Reader outer(der);
  Reader info = outer.enter();
  auto algorithm = take_algorithm(info);
  const Bytes data = info.take(Tag::octet_string);
  if (!algorithm || !info.ok() || data.empty()) return std::unexpected(corrupt());
  const bool pbes2 = algorithm->oid == MBEDTLS_OID_PKCS5_PBES2;
  const bool two_keys = algorithm->oid == MBEDTLS_OID_PKCS12_PBE_SHA1_DES2_EDE_CBC;
  const bool pbes1 = two_keys || algorithm->oid == MBEDTLS_OID_PKCS12_PBE_SHA1_DES3_EDE_CBC;
  if (!pbes2 && !pbes1) return std::unexpected(unsupported());
  const Bytes parameters = algorithm->parameters.take_whole(Tag::sequence);
  // An unsupported algorithm is reported before a missing passphrase.
  if (pbes2) {
    if (auto found = check_pbes2(parameters)) return std::unexpected(std::move(*found));
  }
  if (passphrase.empty()) return std::unexpected(KeyIssue{KeyInput::passphrase, KeyCode::passphrase_required});
  return pbes2 ? decrypt_pbes2(parameters, data, passphrase) : decrypt_pbes1(parameters, data, passphrase, two_keys);
}

std::expected<Secret, KeyIssue> decrypt_legacy(Bytes body, const LegacyEncryption& encryption,
                                               std::string_view passphrase) {
  constexpr std::size_t salt_size = 8;  // the first bytes of the IV
  const auto* cipher = std::ranges::find(legacy_ciphers, encryption.algorithm, &LegacyCipher::name);
  if (cipher == std::ranges::end(legacy_ciphers)) return std::unexpected(unsupported());
  const mbedtls_cipher_info_t& info = *mbedtls_cipher_info_from_type(cipher->type);
  const auto iv = decode_hex(encryption.iv);
  if (!iv || iv->size() != mbedtls_cipher_info_get_iv_size(&info)) {
    return std::unexpected(KeyIssue{KeyInput::key, KeyCode::encryption_headers_lost});
  }
  if (passphrase.empty()) return std::unexpected(KeyIssue{KeyInput::passphrase, KeyCode::passphrase_required});
  Secret key(mbedtls_cipher_info_get_key_bitlen(&info) / 8);
  derive_legacy_key(key, passphrase, iv->bytes().first(salt_size));
  return decrypt_cbc(info, key, *iv, body);
}

}  // namespace imskit
