#include "private_key.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "connection.h"
#include "mbedtls/asn1.h"
#include "mbedtls/asn1write.h"
#include "mbedtls/oid.h"
#include "mbedtls/rsa.h"
#include "mbedtls/sha256.h"
#include "text.h"

namespace imskit {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Hash = std::array<std::uint8_t, 32>;

constexpr int version_two_primes = 0;  // RFC 8017 appendix A.1.2

Issue key_issue(Code code, Params params = {}) {
  return {std::string(rule_of(Field::private_key).name), code, std::move(params)};
}

Rsa new_rsa() {
  Rsa rsa(new mbedtls_rsa_context);
  mbedtls_rsa_init(rsa.get());
  return rsa;
}

// Reads DER (X.690) one element after the other; the first failure sticks.
class Reader {
 public:
  explicit Reader(Bytes der) : at_(const_cast<unsigned char*>(der.data())), end_(at_ + der.size()) {}

  bool ok() const { return ok_; }
  bool at_end() const { return at_ == end_; }
  bool next_is(int tag) const { return ok_ && at_ < end_ && *at_ == tag; }

  Bytes take(int tag) {
    std::size_t length = 0;
    ok_ = ok_ && mbedtls_asn1_get_tag(&at_, end_, &length, tag) == 0;
    if (!ok_) return {};
    const Bytes content(at_, length);
    at_ += length;
    return content;
  }
  void skip_if(int tag) {
    if (next_is(tag)) take(tag);
  }
  Reader enter_sequence() { return enter(MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE); }
  Reader enter(int tag) {
    const Bytes content = take(tag);
    Reader inner(content);
    inner.ok_ = ok_;
    return inner;
  }
  std::optional<int> take_int() {
    int value = 0;
    ok_ = ok_ && mbedtls_asn1_get_int(&at_, end_, &value) == 0;
    return ok_ ? std::optional(value) : std::nullopt;
  }
  void take_mpi(mbedtls_mpi& value) { ok_ = ok_ && mbedtls_asn1_get_mpi(&at_, end_, &value) == 0; }

 private:
  unsigned char* at_;
  unsigned char* end_;
  bool ok_ = true;
};

std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

struct Algorithm {
  std::string_view oid;
  std::optional<Code> refused;
};
constexpr Algorithm algorithms[] = {
    {MBEDTLS_OID_PKCS1_RSA, {}},
    {MBEDTLS_OID_RSASSA_PSS, Code::rsa_pss_key},
    {MBEDTLS_OID_EC_ALG_UNRESTRICTED, Code::ec_key},
    {"\x2b\x65\x70", Code::ed25519_key},              // 1.3.101.112, RFC 8410
    {"\x2a\x86\x48\xce\x38\x04\x01", Code::dsa_key},  // 1.2.840.10040.4.1, RFC 3279
};

// Reads an AlgorithmIdentifier; says why its key cannot be used, if so.
std::optional<Code> take_algorithm(Reader& reader) {
  Reader identifier = reader.enter_sequence();
  const auto oid = as_text(identifier.take(MBEDTLS_ASN1_OID));
  if (!identifier.ok()) return Code::corrupt_key;
  const auto* known = std::ranges::find(algorithms, oid, &Algorithm::oid);
  return known == std::ranges::end(algorithms) ? Code::unsupported_key : known->refused;
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

// PrivateKeyInfo (RFC 5208 section 5), to the RSAPrivateKey in it.
std::expected<Bytes, Code> unwrap_pkcs8(Bytes der) {
  Reader outer(der);
  Reader info = outer.enter_sequence();
  info.take_int();
  if (const auto refused = take_algorithm(info)) return std::unexpected(*refused);
  const Bytes key = info.take(MBEDTLS_ASN1_OCTET_STRING);
  if (!info.ok() || !outer.at_end()) return std::unexpected(Code::corrupt_key);
  return key;
}

// RSAPrivateKey (RFC 8017 appendix A.1.2).
std::expected<Rsa, Issue> read_rsa_private_key(Bytes der) {
  Reader outer(der);
  Reader key = outer.enter_sequence();
  const auto version = key.take_int();
  if (!version) return std::unexpected(key_issue(Code::corrupt_key));
  if (*version != version_two_primes) return std::unexpected(key_issue(Code::multi_prime));
  Rsa rsa = new_rsa();
  for (auto* number :
       {&rsa->MBEDTLS_PRIVATE(N), &rsa->MBEDTLS_PRIVATE(E), &rsa->MBEDTLS_PRIVATE(D), &rsa->MBEDTLS_PRIVATE(P),
        &rsa->MBEDTLS_PRIVATE(Q), &rsa->MBEDTLS_PRIVATE(DP), &rsa->MBEDTLS_PRIVATE(DQ), &rsa->MBEDTLS_PRIVATE(QP)}) {
    key.take_mpi(*number);
  }
  if (!key.ok() || !key.at_end() || !outer.at_end()) return std::unexpected(key_issue(Code::corrupt_key));
  if (auto issue = take_size(*rsa)) return std::unexpected(std::move(*issue));
  // Among others: n = p·q, d·e = 1 modulo p−1 and q−1, and the CRT values fit.
  if (mbedtls_rsa_complete(rsa.get()) != 0 || mbedtls_rsa_check_privkey(rsa.get()) != 0) {
    return std::unexpected(key_issue(Code::inconsistent_key));
  }
  return rsa;
}

// RSAPublicKey (RFC 8017 appendix A.1.1).
std::expected<Rsa, Issue> read_rsa_public_key(Bytes der) {
  Reader outer(der);
  Reader key = outer.enter_sequence();
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

// The public key of an X.509 certificate: the seventh element of TBSCertificate (RFC 5280 section 4.1).
Reader find_spki(Reader& certificate) {
  Reader tbs = certificate.enter_sequence();
  tbs.skip_if(MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED);  // version
  tbs.take(MBEDTLS_ASN1_INTEGER);                                         // serialNumber
  for (int i = 0; i < 4; ++i) tbs.enter_sequence();                       // signature, issuer, validity, subject
  return tbs;
}

std::expected<Rsa, Issue> read_spki(Reader& reader) {
  Reader spki = reader.enter_sequence();
  if (const auto refused = take_algorithm(spki)) return std::unexpected(key_issue(*refused));
  const Bytes bits = spki.take(MBEDTLS_ASN1_BIT_STRING);
  if (!spki.ok() || bits.empty() || bits[0] != 0) return std::unexpected(key_issue(Code::corrupt_key));
  return read_rsa_public_key(bits.subspan(1));
}

// Blinding's randomness: the platform's generator, which is crypto.getRandomValues in JavaScript.
int random_bytes(void*, unsigned char* out, std::size_t size) {
  constexpr std::size_t most_at_once = 256;
  for (std::size_t done = 0; done < size; done += most_at_once) {
    if (getentropy(out + done, std::min(most_at_once, size - done)) != 0) return MBEDTLS_ERR_RSA_RNG_FAILED;
  }
  return 0;
}

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

std::expected<PrivateKey, Issue> PrivateKey::read(std::string_view pem, std::string_view) {
  if (trim(pem).empty()) return std::unexpected(key_issue(Code::required));
  if (pem.size() > max_key_bytes) {
    return std::unexpected(key_issue(Code::too_large, {{"max", static_cast<std::int64_t>(max_key_bytes)}}));
  }
  const auto clean = read_private_key_pem(pem);
  if (!clean) return std::unexpected(key_issue(clean.error()));
  Bytes der = clean->der.bytes();
  if (clean->format == KeyFormat::pkcs8) {
    const auto inner = unwrap_pkcs8(der);
    if (!inner) return std::unexpected(key_issue(inner.error()));
    der = *inner;
  }
  return read_rsa_private_key(der).transform([&](Rsa rsa) { return PrivateKey(clean->format, std::move(rsa)); });
}

std::size_t PrivateKey::bits() const { return mbedtls_mpi_bitlen(&rsa_->MBEDTLS_PRIVATE(N)); }

std::vector<std::uint8_t> PrivateKey::public_key_der() const {
  // Mbed TLS writes DER from its end backwards.
  std::vector<std::uint8_t> buffer(2 * mbedtls_rsa_get_len(rsa_.get()) + 64);
  unsigned char* const start = buffer.data();
  unsigned char* const end = start + buffer.size();
  unsigned char* at = end;
  constexpr int sequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
  const auto wrap = [&](int tag, const unsigned char* content_end) {
    mbedtls_asn1_write_len(&at, start, static_cast<std::size_t>(content_end - at));
    mbedtls_asn1_write_tag(&at, start, static_cast<unsigned char>(tag));
  };
  mbedtls_asn1_write_mpi(&at, start, &rsa_->MBEDTLS_PRIVATE(E));
  mbedtls_asn1_write_mpi(&at, start, &rsa_->MBEDTLS_PRIVATE(N));
  wrap(sequence, end);
  *--at = 0;  // no unused bits
  wrap(MBEDTLS_ASN1_BIT_STRING, end);
  mbedtls_asn1_write_algorithm_identifier(&at, start, MBEDTLS_OID_PKCS1_RSA, sizeof MBEDTLS_OID_PKCS1_RSA - 1, 0);
  wrap(sequence, end);
  return {at, end};
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
  const auto clean = read_public_key_pem(pem);
  if (!clean) return std::unexpected(key_issue(clean.error()));
  Reader reader(clean->der);
  auto rsa = [&] {
    if (clean->format == PublicKeyFormat::pkcs1) return read_rsa_public_key(clean->der);
    if (clean->format == PublicKeyFormat::spki) return read_spki(reader);
    Reader certificate = reader.enter_sequence();
    Reader tbs = find_spki(certificate);
    return read_spki(tbs);
  }();
  return std::move(rsa).transform([](Rsa key) { return PublicKey(std::move(key)); });
}

bool PublicKey::verify(std::string_view message, std::span<const std::uint8_t> signature) const {
  if (signature.size() != mbedtls_rsa_get_len(rsa_.get())) return false;
  const Hash hash = sha256(message);
  return mbedtls_rsa_pkcs1_verify(rsa_.get(), MBEDTLS_MD_SHA256, hash.size(), hash.data(), signature.data()) == 0;
}

KeyReport inspect_key(std::string_view pem, std::string_view passphrase) {
  KeyReport report;
  const auto key = PrivateKey::read(pem, passphrase);
  if (!key) {
    report.issues.push_back(key.error());
    return report;
  }
  const auto der = key->public_key_der();
  report.usable = true;
  report.format = name_of(key->format());
  report.algorithm = "RSA";
  report.bits = key->bits();
  report.public_key_pem = write_pem("PUBLIC KEY", der);
  report.spki_sha256 = to_hex(sha256(as_text(der)));
  return report;
}

}  // namespace imskit
