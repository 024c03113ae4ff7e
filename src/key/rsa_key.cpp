#include "rsa_key.h"

#include <array>

#include "certificate.h"
#include "der_writer.h"
#include "digest.h"
#include "encryption.h"
#include "jwk.h"
#include "mbedtls/rsa.h"
#include "pem.h"
#include "random.h"
#include "rebuild.h"
#include "text.h"

namespace imskit {
namespace {

constexpr int version_two_primes = 0;  // RFC 8017 appendix A.1.2

KeyIssue key_issue(KeyCode code, Params params = {}) { return {KeyInput::key, code, std::move(params)}; }

Rsa new_rsa() {
  Rsa rsa(new mbedtls_rsa_context);
  mbedtls_rsa_init(rsa.get());
  return rsa;
}

// Its numbers in the order of RFC 8017 appendix A.1.2, which is that of JwkNumbers too.
std::array<mbedtls_mpi*, 8> numbers_of(mbedtls_rsa_context& rsa) {
  return {&rsa.MBEDTLS_PRIVATE(N), &rsa.MBEDTLS_PRIVATE(E),  &rsa.MBEDTLS_PRIVATE(D),  &rsa.MBEDTLS_PRIVATE(P),
          &rsa.MBEDTLS_PRIVATE(Q), &rsa.MBEDTLS_PRIVATE(DP), &rsa.MBEDTLS_PRIVATE(DQ), &rsa.MBEDTLS_PRIVATE(QP)};
}

// Sets what depends on the modulus, if it has a size that is used.
std::optional<KeyIssue> take_size(mbedtls_rsa_context& rsa) {
  rsa.MBEDTLS_PRIVATE(len) = mbedtls_mpi_size(&rsa.MBEDTLS_PRIVATE(N));
  const std::size_t bits = mbedtls_mpi_bitlen(&rsa.MBEDTLS_PRIVATE(N));
  const auto number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  if (bits < min_key_bits)
    return key_issue(KeyCode::key_too_small, {{"actual", number(bits)}, {"min", number(min_key_bits)}});
  if (bits > max_key_bits)
    return key_issue(KeyCode::key_too_large, {{"actual", number(bits)}, {"max", number(max_key_bits)}});
  return std::nullopt;
}

// Sizes and consistency of a private key whose numbers are set: among others n = p·q, d·e = 1 modulo p−1 and q−1, and
// the CRT values fit. Those that are zero are derived.
std::expected<Rsa, KeyIssue> check_private(Rsa rsa) {
  if (auto issue = take_size(*rsa)) return std::unexpected(std::move(*issue));
  if (mbedtls_rsa_complete(rsa.get()) != 0 || mbedtls_rsa_check_privkey(rsa.get()) != 0) {
    return std::unexpected(key_issue(KeyCode::inconsistent_key));
  }
  return rsa;
}

// RSAPrivateKey (RFC 8017 appendix A.1.2).
std::expected<Rsa, KeyIssue> read_rsa_private_key(Bytes der) {
  Reader outer(der);
  Reader key = outer.enter();
  const auto version = key.take_int();
  if (!version) return std::unexpected(key_issue(KeyCode::corrupt_key));
  if (*version != version_two_primes) return std::unexpected(key_issue(KeyCode::multi_prime));
  Rsa rsa = new_rsa();
  for (auto* number : numbers_of(*rsa)) key.take_mpi(*number);
  if (!key.ok() || !key.at_end() || !outer.at_end()) return std::unexpected(key_issue(KeyCode::corrupt_key));
  return check_private(std::move(rsa));
}

// PrivateKeyInfo (RFC 5208 section 5), to the RSAPrivateKey in it.
std::expected<Rsa, KeyIssue> read_pkcs8(Bytes der) {
  Reader outer(der);
  Reader info = outer.enter();
  info.take_int();
  const auto algorithm = take_algorithm(info);
  if (!algorithm) return std::unexpected(key_issue(KeyCode::corrupt_key));
  if (const auto refused = refusal_of_key_algorithm(algorithm->oid)) return std::unexpected(key_issue(*refused));
  const Bytes key = info.take(Tag::octet_string);
  if (!info.ok() || !outer.at_end()) return std::unexpected(key_issue(KeyCode::corrupt_key));
  return read_rsa_private_key(key);
}

std::expected<Rsa, KeyIssue> to_rsa(const JwkNumbers& numbers) {
  Rsa rsa = new_rsa();
  const auto targets = numbers_of(*rsa);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& bytes = numbers[i];
    if (bytes.size() > max_key_bits / 8) return std::unexpected(key_issue(KeyCode::corrupt_key));
    if (mbedtls_mpi_read_binary(targets[i], bytes.data(), bytes.size()) != 0) {
      return std::unexpected(key_issue(KeyCode::corrupt_key));
    }
  }
  return check_private(std::move(rsa));
}

// What comes out of a decryption. What does not read as a key was opened with a wrong passphrase; what reads as one of
// another kind or size was opened.
std::expected<Rsa, KeyIssue> judge_decrypted(std::expected<Rsa, KeyIssue> read) {
  if (read || (read.error().code != KeyCode::corrupt_key && read.error().code != KeyCode::unsupported_key)) return read;
  return std::unexpected(KeyIssue{KeyInput::passphrase, KeyCode::wrong_passphrase});
}

std::expected<Rsa, KeyIssue> read_der_or_decrypt(const PemBlock& block, std::string_view passphrase) {
  const auto open = [&](auto plain, auto read) -> std::expected<Rsa, KeyIssue> {
    if (!plain) return std::unexpected(std::move(plain.error()));
    return judge_decrypted(read(plain->bytes()));
  };
  if (block.encryption)
    return open(decrypt_legacy(block.der.bytes(), *block.encryption, passphrase), read_rsa_private_key);
  if (block.kind == DerKind::encrypted_pkcs8) return open(decrypt_pkcs8(block.der.bytes(), passphrase), read_pkcs8);
  return block.kind == DerKind::pkcs8 ? read_pkcs8(block.der.bytes()) : read_rsa_private_key(block.der.bytes());
}

// RSAPublicKey (RFC 8017 appendix A.1.1).
std::expected<Rsa, KeyIssue> read_rsa_public_key(Bytes der) {
  Reader outer(der);
  Reader key = outer.enter();
  Rsa rsa = new_rsa();
  key.take_mpi(rsa->MBEDTLS_PRIVATE(N));
  key.take_mpi(rsa->MBEDTLS_PRIVATE(E));
  if (!key.ok() || !key.at_end() || !outer.at_end()) return std::unexpected(key_issue(KeyCode::corrupt_key));
  if (auto issue = take_size(*rsa)) return std::unexpected(std::move(*issue));
  if (mbedtls_rsa_complete(rsa.get()) != 0 || mbedtls_rsa_check_pubkey(rsa.get()) != 0) {
    return std::unexpected(key_issue(KeyCode::inconsistent_key));
  }
  return rsa;
}

std::expected<Rsa, KeyIssue> read_spki(Bytes der) {
  Reader outer(der);
  Reader spki = outer.enter();
  const auto algorithm = take_algorithm(spki);
  if (!algorithm) return std::unexpected(key_issue(KeyCode::corrupt_key));
  if (const auto refused = refusal_of_key_algorithm(algorithm->oid)) return std::unexpected(key_issue(*refused));
  const Bytes bits = spki.take(Tag::bit_string);
  if (!spki.ok() || bits.empty() || bits[0] != 0) return std::unexpected(key_issue(KeyCode::corrupt_key));
  return read_rsa_public_key(bits.subspan(1));
}

int random_bytes(void*, unsigned char* out, std::size_t size) {
  return fill_random({out, size}) ? 0 : MBEDTLS_ERR_RSA_RNG_FAILED;
}

}  // namespace

void RsaDeleter::operator()(mbedtls_rsa_context* rsa) const {
  mbedtls_rsa_free(rsa);
  wipe(rsa, sizeof *rsa);
  delete rsa;
}

ReadKey PrivateKey::read(std::string_view text, std::string_view passphrase) {
  const auto refused = [](KeyCode code, Params params = {}) {
    return ReadKey{std::unexpected(key_issue(code, std::move(params)))};
  };
  const auto own = [](Rsa rsa) { return PrivateKey(std::move(rsa)); };
  if (trim(text).empty()) return refused(KeyCode::required);
  if (text.size() > max_key_bytes) {
    return refused(KeyCode::too_large, {{"max", static_cast<std::int64_t>(max_key_bytes)}});
  }
  if (is_jwk(text)) {
    const auto jwk = read_jwk(text);
    ReadKey read{.key = jwk ? to_rsa(jwk->numbers).transform(own) : std::unexpected(key_issue(jwk.error())),
                 .format = "JWK"};
    if (jwk && !jwk->other_use.empty()) {
      read.warnings.push_back(key_issue(KeyCode::jwk_for_other_use, {{"given", jwk->other_use}}));
    }
    return read;
  }
  auto block = read_private_pem(std::string(text));
  ReadKey read = block ? ReadKey{.key = read_der_or_decrypt(*block, passphrase).transform(own),
                                 .format = block->kind == DerKind::pkcs1 ? "PKCS#1" : "PKCS#8",
                                 .encrypted = block->encryption || block->kind == DerKind::encrypted_pkcs8,
                                 .repairs = std::move(block->repairs)}
                       : refused(block.error());
  const bool damaged = !read.key && !read.encrypted && read.key.error().code != KeyCode::several_keys;
  if (damaged) rebuild(text, read);
  return read;
}

void PrivateKey::rebuild(std::string_view text, ReadKey& read) {
  std::string repaired(text);
  Repairs repairs = repair_text(repaired);
  const auto rebuilt = rebuild_key_in(repaired);
  if (!rebuilt) return;
  const bool is_pkcs1 = rebuilt->kind == DerKind::pkcs1;
  auto rsa = is_pkcs1 ? read_rsa_private_key(rebuilt->der.bytes()) : read_pkcs8(rebuilt->der.bytes());
  if (!rsa) return;
  PrivateKey key(std::move(*rsa));
  const std::string fingerprint = to_hex(sha256(key.public_key_der()));
  repairs.push_back(Repair::rebuilt);
  read = {.key = std::move(key),
          .format = is_pkcs1 ? "PKCS#1" : "PKCS#8",
          .repairs = std::move(repairs),
          .warnings = {key_issue(KeyCode::rebuilt_key, {{"fingerprint", fingerprint}})}};
}

std::size_t PrivateKey::bits() const { return mbedtls_mpi_bitlen(&rsa_->MBEDTLS_PRIVATE(N)); }

bool PrivateKey::belongs_to(const PublicKey& key) const {
  return mbedtls_mpi_cmp_mpi(&rsa_->MBEDTLS_PRIVATE(N), &key.rsa_->MBEDTLS_PRIVATE(N)) == 0 &&
         mbedtls_mpi_cmp_mpi(&rsa_->MBEDTLS_PRIVATE(E), &key.rsa_->MBEDTLS_PRIVATE(E)) == 0;
}

std::vector<std::uint8_t> PrivateKey::public_key_der() const {
  std::vector<std::uint8_t> buffer(2 * mbedtls_rsa_get_len(rsa_.get()) + 64);
  DerWriter writer(buffer);
  writer.number(rsa_->MBEDTLS_PRIVATE(E));
  writer.number(rsa_->MBEDTLS_PRIVATE(N));
  writer.wrap(Tag::sequence);
  writer.byte(0);  // no unused bits
  writer.wrap(Tag::bit_string);
  writer.rsa_algorithm();
  writer.wrap(Tag::sequence);
  return {writer.written().begin(), writer.written().end()};
}

Secret PrivateKey::pkcs8_der() const {
  Secret buffer(6 * mbedtls_rsa_get_len(rsa_.get()) + 128);
  DerWriter writer({buffer.data(), buffer.size()});
  const auto numbers = numbers_of(*rsa_);
  for (std::size_t i = numbers.size(); i-- > 0;) writer.number(*numbers[i]);
  writer.small_number(version_two_primes);
  writer.wrap(Tag::sequence);
  writer.wrap(Tag::octet_string);
  writer.rsa_algorithm();
  writer.small_number(0);
  writer.wrap(Tag::sequence);
  return Secret(as_text(writer.written()));
}

std::optional<std::vector<std::uint8_t>> PrivateKey::sign(std::string_view message) const {
  const Sha256 hash = sha256(as_bytes(message));
  std::vector<std::uint8_t> signature(mbedtls_rsa_get_len(rsa_.get()));
  if (mbedtls_rsa_pkcs1_sign(rsa_.get(), random_bytes, nullptr, MBEDTLS_MD_SHA256, hash.size(), hash.data(),
                             signature.data()) != 0) {
    return std::nullopt;
  }
  return signature;
}

std::expected<PublicKey, KeyIssue> PublicKey::read(std::string_view pem) {
  if (pem.size() > max_key_bytes) {
    return std::unexpected(key_issue(KeyCode::too_large, {{"max", static_cast<std::int64_t>(max_key_bytes)}}));
  }
  const auto block = read_public_pem(std::string(pem));
  if (!block) return std::unexpected(key_issue(block.error()));
  return read_der(block->der.bytes());
}

std::expected<PublicKey, KeyIssue> PublicKey::read_der(Bytes der) {
  Reader outer(der);
  const bool is_pkcs1 = outer.enter().next_is(Tag::integer);
  const auto certificate = read_certificate_der(der);
  auto rsa = is_pkcs1 ? read_rsa_public_key(der) : read_spki(certificate ? certificate->spki : der);
  return std::move(rsa).transform([](Rsa key) { return PublicKey(std::move(key)); });
}

bool PublicKey::verify(std::string_view message, std::span<const std::uint8_t> signature) const {
  if (signature.size() != mbedtls_rsa_get_len(rsa_.get())) return false;
  const Sha256 hash = sha256(as_bytes(message));
  return mbedtls_rsa_pkcs1_verify(rsa_.get(), MBEDTLS_MD_SHA256, hash.size(), hash.data(), signature.data()) == 0;
}

}  // namespace imskit
