#include "private_key.h"

#include <algorithm>
#include <array>

#include "connection.h"
#include "der.h"
#include "encryption.h"
#include "jwk.h"
#include "mbedtls/asn1write.h"
#include "mbedtls/oid.h"
#include "mbedtls/rsa.h"
#include "mbedtls/sha256.h"
#include "pem.h"
#include "random.h"
#include "text.h"

namespace imskit {
namespace {

using Hash = std::array<std::uint8_t, 32>;

constexpr int version_two_primes = 0;  // RFC 8017 appendix A.1.2

Issue key_issue(Code code, Params params = {}) { return {Field::private_key, code, std::move(params)}; }

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
std::optional<Issue> take_size(mbedtls_rsa_context& rsa) {
  rsa.MBEDTLS_PRIVATE(len) = mbedtls_mpi_size(&rsa.MBEDTLS_PRIVATE(N));
  const std::size_t bits = mbedtls_mpi_bitlen(&rsa.MBEDTLS_PRIVATE(N));
  const auto number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  if (bits < min_key_bits)
    return key_issue(Code::key_too_small, {{"actual", number(bits)}, {"min", number(min_key_bits)}});
  if (bits > max_key_bits)
    return key_issue(Code::key_too_large, {{"actual", number(bits)}, {"max", number(max_key_bits)}});
  return std::nullopt;
}

// Sizes and consistency of a private key whose numbers are set: among others n = p·q, d·e = 1 modulo p−1 and q−1, and
// the CRT values fit. Those that are zero are derived.
std::expected<Rsa, Issue> check_private(Rsa rsa) {
  if (auto issue = take_size(*rsa)) return std::unexpected(std::move(*issue));
  if (mbedtls_rsa_complete(rsa.get()) != 0 || mbedtls_rsa_check_privkey(rsa.get()) != 0) {
    return std::unexpected(key_issue(Code::inconsistent_key));
  }
  return rsa;
}

// RSAPrivateKey (RFC 8017 appendix A.1.2).
std::expected<Rsa, Issue> read_rsa_private_key(Bytes der) {
  Reader outer(der);
  Reader key = outer.enter();
  const auto version = key.take_int();
  if (!version) return std::unexpected(key_issue(Code::corrupt_key));
  if (*version != version_two_primes) return std::unexpected(key_issue(Code::multi_prime));
  Rsa rsa = new_rsa();
  for (auto* number : numbers_of(*rsa)) key.take_mpi(*number);
  if (!key.ok() || !key.at_end() || !outer.at_end()) return std::unexpected(key_issue(Code::corrupt_key));
  return check_private(std::move(rsa));
}

// PrivateKeyInfo (RFC 5208 section 5), to the RSAPrivateKey in it.
std::expected<Rsa, Issue> read_pkcs8(Bytes der) {
  Reader outer(der);
  Reader info = outer.enter();
  info.take_int();
  const auto algorithm = take_algorithm(info);
  if (!algorithm) return std::unexpected(key_issue(Code::corrupt_key));
  if (const auto refused = refusal_of_key_algorithm(algorithm->oid)) return std::unexpected(key_issue(*refused));
  const Bytes key = info.take(Tag::octet_string);
  if (!info.ok() || !outer.at_end()) return std::unexpected(key_issue(Code::corrupt_key));
  return read_rsa_private_key(key);
}

std::expected<Rsa, Issue> read_jwk_key(std::string_view text) {
  const auto numbers = read_jwk(text);
  if (!numbers) return std::unexpected(key_issue(numbers.error()));
  Rsa rsa = new_rsa();
  const auto targets = numbers_of(*rsa);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& bytes = (*numbers)[i];
    if (bytes.size() > max_key_bits / 8) return std::unexpected(key_issue(Code::corrupt_key));
    if (mbedtls_mpi_read_binary(targets[i], bytes.data(), bytes.size()) != 0) {
      return std::unexpected(key_issue(Code::corrupt_key));
    }
  }
  return check_private(std::move(rsa));
}

// What comes out of a decryption. What does not read as a key was opened with a wrong passphrase; what reads as one of
// another kind or size was opened.
std::expected<Rsa, Issue> judge_decrypted(std::expected<Rsa, Issue> read) {
  if (read || (read.error().code != Code::corrupt_key && read.error().code != Code::unsupported_key)) return read;
  return std::unexpected(Issue{Field::passphrase, Code::wrong_passphrase});
}

std::expected<Rsa, Issue> read_block(const PemBlock& block, std::string_view passphrase) {
  const auto open = [&](auto plain, auto read) -> std::expected<Rsa, Issue> {
    if (!plain) return std::unexpected(std::move(plain.error()));
    return judge_decrypted(read(plain->bytes()));
  };
  if (block.encryption)
    return open(decrypt_legacy(block.der.bytes(), *block.encryption, passphrase), read_rsa_private_key);
  if (block.kind == DerKind::encrypted_pkcs8) return open(decrypt_pkcs8(block.der.bytes(), passphrase), read_pkcs8);
  return block.kind == DerKind::pkcs8 ? read_pkcs8(block.der.bytes()) : read_rsa_private_key(block.der.bytes());
}

// RSAPublicKey (RFC 8017 appendix A.1.1).
std::expected<Rsa, Issue> read_rsa_public_key(Bytes der) {
  Reader outer(der);
  Reader key = outer.enter();
  Rsa rsa = new_rsa();
  key.take_mpi(rsa->MBEDTLS_PRIVATE(N));
  key.take_mpi(rsa->MBEDTLS_PRIVATE(E));
  if (!key.ok() || !key.at_end() || !outer.at_end()) return std::unexpected(key_issue(Code::corrupt_key));
  if (auto issue = take_size(*rsa)) return std::unexpected(std::move(*issue));
  if (mbedtls_rsa_complete(rsa.get()) != 0 || mbedtls_rsa_check_pubkey(rsa.get()) != 0) {
    return std::unexpected(key_issue(Code::inconsistent_key));
  }
  return rsa;
}

std::expected<Rsa, Issue> read_spki(Bytes der) {
  Reader outer(der);
  Reader spki = outer.enter();
  const auto algorithm = take_algorithm(spki);
  if (!algorithm) return std::unexpected(key_issue(Code::corrupt_key));
  if (const auto refused = refusal_of_key_algorithm(algorithm->oid)) return std::unexpected(key_issue(*refused));
  const Bytes bits = spki.take(Tag::bit_string);
  if (!spki.ok() || bits.empty() || bits[0] != 0) return std::unexpected(key_issue(Code::corrupt_key));
  return read_rsa_public_key(bits.subspan(1));
}

int random_bytes(void*, unsigned char* out, std::size_t size) {
  return fill_random({out, size}) ? 0 : MBEDTLS_ERR_RSA_RNG_FAILED;
}

// Writes DER as Mbed TLS does, from the end of the buffer backwards: what stands last is written first. The buffer must
// be large enough.
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> buffer) : start_(buffer.data()), at_(start_ + buffer.size()), end_(at_) {}

  void number(const mbedtls_mpi& value) { mbedtls_asn1_write_mpi(&at_, start_, &value); }
  void small_number(int value) { mbedtls_asn1_write_int(&at_, start_, value); }
  void byte(std::uint8_t value) { *--at_ = value; }
  // AlgorithmIdentifier rsaEncryption, with its NULL (RFC 3279 section 2.3.1).
  void rsa_algorithm() {
    mbedtls_asn1_write_algorithm_identifier(&at_, start_, MBEDTLS_OID_PKCS1_RSA, sizeof MBEDTLS_OID_PKCS1_RSA - 1, 0);
  }
  // Puts tag and length before all that was written so far.
  void wrap(Tag tag) {
    mbedtls_asn1_write_len(&at_, start_, written().size());
    mbedtls_asn1_write_tag(&at_, start_, static_cast<unsigned char>(tag));
  }
  Bytes written() const { return {at_, end_}; }

 private:
  unsigned char* start_;
  unsigned char* at_;
  unsigned char* end_;
};

Hash sha256(std::string_view bytes) {
  Hash hash;
  mbedtls_sha256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data(), 0);
  return hash;
}

std::string to_hex(Bytes bytes) {
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

}  // namespace

void RsaDeleter::operator()(mbedtls_rsa_context* rsa) const {
  mbedtls_rsa_free(rsa);
  wipe(rsa, sizeof *rsa);
  delete rsa;
}

std::expected<PrivateKey, Issue> PrivateKey::read(std::string_view text, std::string_view passphrase,
                                                  KeyReport* report) {
  KeyReport unheard;
  KeyReport& told = report ? *report : unheard;
  if (trim(text).empty()) return std::unexpected(key_issue(Code::required));
  if (text.size() > max_key_bytes) {
    return std::unexpected(key_issue(Code::too_large, {{"max", static_cast<std::int64_t>(max_key_bytes)}}));
  }
  const auto own = [](Rsa rsa) { return PrivateKey(std::move(rsa)); };
  if (is_jwk(text)) {
    told.format = "JWK";
    return read_jwk_key(text).transform(own);
  }
  const auto block = read_private_pem(std::string(text));
  if (!block) return std::unexpected(key_issue(block.error()));
  told.repairs = block->repairs;
  told.encrypted = block->encryption || block->kind == DerKind::encrypted_pkcs8;
  told.format = block->kind == DerKind::pkcs1 ? "PKCS#1" : "PKCS#8";
  return read_block(*block, passphrase).transform(own);
}

std::size_t PrivateKey::bits() const { return mbedtls_mpi_bitlen(&rsa_->MBEDTLS_PRIVATE(N)); }

bool PrivateKey::belongs_to(const PublicKey& key) const {
  return mbedtls_mpi_cmp_mpi(&rsa_->MBEDTLS_PRIVATE(N), &key.rsa_->MBEDTLS_PRIVATE(N)) == 0 &&
         mbedtls_mpi_cmp_mpi(&rsa_->MBEDTLS_PRIVATE(E), &key.rsa_->MBEDTLS_PRIVATE(E)) == 0;
}

std::vector<std::uint8_t> PrivateKey::public_key_der() const {
  std::vector<std::uint8_t> buffer(2 * mbedtls_rsa_get_len(rsa_.get()) + 64);
  Writer writer(buffer);
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
  Writer writer({buffer.data(), buffer.size()});
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

std::expected<std::vector<std::uint8_t>, ErrorCode> PrivateKey::sign(std::string_view message) const {
  const Hash hash = sha256(message);
  std::vector<std::uint8_t> signature(mbedtls_rsa_get_len(rsa_.get()));
  if (mbedtls_rsa_pkcs1_sign(rsa_.get(), random_bytes, nullptr, MBEDTLS_MD_SHA256, hash.size(), hash.data(),
                             signature.data()) != 0) {
    return std::unexpected(ErrorCode::signing_failed);
  }
  return signature;
}

std::expected<PublicKey, Issue> PublicKey::read(std::string_view pem) {
  if (pem.size() > max_key_bytes) {
    return std::unexpected(key_issue(Code::too_large, {{"max", static_cast<std::int64_t>(max_key_bytes)}}));
  }
  const auto block = read_public_pem(std::string(pem));
  if (!block) return std::unexpected(key_issue(block.error()));
  return read_der(block->der.bytes());
}

std::expected<PublicKey, Issue> PublicKey::read_der(Bytes der) {
  Reader outer(der);
  const bool bare = outer.enter().next_is(Tag::integer);
  const auto certificate = read_certificate_der(der);
  auto rsa = bare ? read_rsa_public_key(der) : read_spki(certificate ? certificate->spki : der);
  return std::move(rsa).transform([](Rsa key) { return PublicKey(std::move(key)); });
}

bool PublicKey::verify(std::string_view message, std::span<const std::uint8_t> signature) const {
  if (signature.size() != mbedtls_rsa_get_len(rsa_.get())) return false;
  const Hash hash = sha256(message);
  return mbedtls_rsa_pkcs1_verify(rsa_.get(), MBEDTLS_MD_SHA256, hash.size(), hash.data(), signature.data()) == 0;
}

namespace {

// Compares the key, where there is one, with its certificate, and that one with those of the credential.
void inspect_certificate(KeyReport& report, const PrivateKey* key, const KeyOptions& options) {
  const auto& [passphrase, text, listed, now_seconds] = options;
  const auto block =
      text.size() <= max_key_bytes ? read_public_pem(std::string(text)) : std::unexpected(Code::too_large);
  const auto certificate = block ? read_certificate_der(block->der.bytes()) : std::nullopt;
  if (!certificate) {
    report.issues.push_back({Field::certificate, Code::invalid_certificate});
    return;
  }
  report.certificate_sha1 = to_hex(certificate->sha1);
  report.certificate_expires = certificate->not_after;
  if (key) {
    const auto public_key = PublicKey::read_der(certificate->spki);
    report.matches_certificate = public_key && key->belongs_to(*public_key);
    if (!*report.matches_certificate) report.issues.push_back({Field::certificate, Code::certificate_mismatch});
  }
  if (!listed.empty() && std::ranges::find(listed, report.certificate_sha1, &ListedCertificate::sha1) == listed.end()) {
    report.issues.push_back({Field::certificate, Code::certificate_not_listed, {{"listed", describe(listed)}}});
  }
  if (auto expired = now_seconds ? check_expired(report, *now_seconds) : std::nullopt) {
    report.issues.push_back(std::move(*expired));
  }
}

// What the list alone tells: a private key does not determine the fingerprint of its certificate.
void inspect_listed(KeyReport& report, const KeyOptions& options) {
  auto expired = options.now_seconds ? check_expired(options.listed, *options.now_seconds) : std::nullopt;
  report.issues.push_back(
      expired ? std::move(*expired)
              : Issue{Field::certificate, Code::certificate_unknown, {{"listed", describe(options.listed)}}});
}

}  // namespace

std::optional<Issue> check_expired(const KeyReport& report, std::int64_t now_seconds) {
  if (!report.certificate_expires || *report.certificate_expires >= now_seconds) return std::nullopt;
  return Issue{Field::certificate, Code::certificate_expired, {{"expires", to_date(*report.certificate_expires)}}};
}

KeyReport inspect_key(std::string_view text, const KeyOptions& options) {
  KeyReport report;
  const auto key = PrivateKey::read(text, options.passphrase, &report);
  if (key) {
    const auto der = key->public_key_der();
    report.algorithm = "RSA";
    report.bits = key->bits();
    report.public_key_pem = write_pem("PUBLIC KEY", der);
    report.spki_sha256 = to_hex(sha256(as_text(der)));
  } else {
    report.issues.push_back(key.error());
  }
  if (!options.certificate.empty()) {
    inspect_certificate(report, key ? &*key : nullptr, options);
  } else if (!options.listed.empty()) {
    inspect_listed(report, options);
  }
  report.usable = std::ranges::none_of(report.issues, &Issue::is_error);
  return report;
}

}  // namespace imskit
