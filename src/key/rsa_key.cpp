#include "rsa_key.h"

#include "der_writer.h"
#include "digest.h"
#include "mbedtls/rsa.h"
#include "random.h"
#include "rebuild_search.h"
#include "text.h"

namespace imskit {
namespace {

int random_bytes(void*, unsigned char* out, std::size_t size) {
  return fill_random({out, size}) ? 0 : MBEDTLS_ERR_RSA_RNG_FAILED;
}

}  // namespace

ReadKey PrivateKey::read(std::string_view text, std::string_view passphrase) {
  Effort effort(max_effort);
  return read(text, passphrase, effort);
}

ReadKey PrivateKey::read(std::string_view text, std::string_view passphrase, Effort& effort) {
  Effort reading(effort.left() / 2);
  ReadRsa found = read_private_rsa(text, passphrase, reading);
  const bool affordable = effort.spend(reading.spent());
  ReadKey read{.key = std::move(found.rsa).transform([](Rsa rsa) { return PrivateKey(std::move(rsa)); }),
               .format = found.format,
               .encrypted = found.encrypted,
               .repairs = std::move(found.repairs),
               .warnings = std::move(found.warnings)};
  const bool damaged = !read.key && !read.encrypted && read.key.error().code != KeyCode::several_keys;
  if (damaged && affordable && text.size() <= max_key_bytes) rebuild(text, read, effort);
  return read;
}

void PrivateKey::rebuild(std::string_view text, ReadKey& read, Effort& effort) {
  auto found = search_damaged_key(text, effort);
  auto rsa = found ? read_private_rsa_der(found->key.der.bytes(), found->key.kind) : std::unexpected(KeyIssue{});
  if (!rsa) return;
  PrivateKey key(std::move(*rsa));
  const std::string fingerprint = to_hex(sha256(key.public_key_der()));
  read = {.key = std::move(key),
          .format = found->key.kind == DerKind::pkcs1 ? "PKCS#1" : "PKCS#8",
          .repairs = std::move(found->repairs),
          .warnings = {{KeyInput::key, KeyCode::rebuilt_key, {{"fingerprint", fingerprint}}}}};
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
  return read_public_pem_rsa(pem).transform([](Rsa rsa) { return PublicKey(std::move(rsa)); });
}

std::expected<PublicKey, KeyIssue> PublicKey::read_der(Bytes der) {
  return read_public_rsa(der).transform([](Rsa rsa) { return PublicKey(std::move(rsa)); });
}

bool PublicKey::verify(std::string_view message, std::span<const std::uint8_t> signature) const {
  if (signature.size() != mbedtls_rsa_get_len(rsa_.get())) return false;
  const Sha256 hash = sha256(as_bytes(message));
  return mbedtls_rsa_pkcs1_verify(rsa_.get(), MBEDTLS_MD_SHA256, hash.size(), hash.data(), signature.data()) == 0;
}

}  // namespace imskit
