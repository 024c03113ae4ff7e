#include "rsa_reader.h"

#include <algorithm>

#include "certificate.h"
#include "encryption.h"
#include "jwk.h"
#include "key_search.h"
#include "mbedtls/rsa.h"
#include "pem.h"
#include "text.h"
#include "xml_key.h"

namespace imskit {
namespace {

KeyIssue key_issue(KeyCode code, Params params = {}) { return {KeyInput::key, code, std::move(params)}; }

KeyIssue too_large() { return key_issue(KeyCode::too_large, {{"max", static_cast<std::int64_t>(max_key_bytes)}}); }

Rsa new_rsa() {
  Rsa rsa(new mbedtls_rsa_context);
  mbedtls_rsa_init(rsa.get());
  return rsa;
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

// Reduces a private exponent that is not below n, which is valid but unusual, modulo (p − 1)·(q − 1).
bool reduce_exponent(mbedtls_rsa_context& rsa) {
  const auto [n, e, d, p, q, dp, dq, qinv] = numbers_of(rsa);
  if (mbedtls_mpi_cmp_mpi(d, n) < 0 || mbedtls_mpi_cmp_int(p, 1) <= 0 || mbedtls_mpi_cmp_int(q, 1) <= 0) return true;
  mbedtls_mpi order;
  mbedtls_mpi_init(&order);
  // n − p − q + 1, since n = p·q is checked later
  const bool reduced = mbedtls_mpi_sub_mpi(&order, n, p) == 0 && mbedtls_mpi_sub_mpi(&order, &order, q) == 0 &&
                       mbedtls_mpi_add_int(&order, &order, 1) == 0 && mbedtls_mpi_mod_mpi(d, d, &order) == 0;
  mbedtls_mpi_free(&order);
  return reduced;
}

// Sizes and consistency of a private key whose numbers are set: among others n = p·q, d·e = 1 modulo p−1 and q−1, and
// the CRT values fit. Those that are zero are derived.
std::expected<Rsa, KeyIssue> check_private(Rsa rsa) {
  if (auto issue = take_size(*rsa)) return std::unexpected(std::move(*issue));
  if (!reduce_exponent(*rsa) || mbedtls_rsa_complete(rsa.get()) != 0 || mbedtls_rsa_check_privkey(rsa.get()) != 0) {
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

// PrivateKeyInfo (RFC 5208 section 5), or OneAsymmetricKey (version 2, RFC 5958 section 2), to the RSAPrivateKey in it.
// Attributes and the public key, which follow it, are ignored.
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

// The numbers of a JWK, unchecked.
std::expected<Rsa, KeyIssue> import_numbers(const JwkNumbers& numbers) {
  Rsa rsa = new_rsa();
  const auto targets = numbers_of(*rsa);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& bytes = numbers[i];
    if (bytes.size() > max_key_bits / 8) return std::unexpected(key_issue(KeyCode::corrupt_key));
    if (mbedtls_mpi_read_binary(targets[i], bytes.data(), bytes.size()) != 0) {
      return std::unexpected(key_issue(KeyCode::corrupt_key));
    }
  }
  return rsa;
}

std::expected<Rsa, KeyIssue> to_rsa(const JwkNumbers& numbers) {
  return import_numbers(numbers).and_then(check_private);
}

// Judges what decryption gave. Bytes that are not a key mean a wrong passphrase; a key of another kind or size means
// that the passphrase was right.
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
  return read_private_rsa_der(block.der.bytes(), block.kind);
}

// Sizes and consistency of a public key whose numbers are set.
std::expected<Rsa, KeyIssue> check_public(Rsa rsa) {
  if (auto issue = take_size(*rsa)) return std::unexpected(std::move(*issue));
  if (mbedtls_rsa_complete(rsa.get()) != 0 || mbedtls_rsa_check_pubkey(rsa.get()) != 0) {
    return std::unexpected(key_issue(KeyCode::inconsistent_key));
  }
  return rsa;
}

// RSAPublicKey (RFC 8017 appendix A.1.1).
std::expected<Rsa, KeyIssue> read_rsa_public_key(Bytes der) {
  Reader outer(der);
  Reader key = outer.enter();
  Rsa rsa = new_rsa();
  key.take_mpi(rsa->MBEDTLS_PRIVATE(N));
  key.take_mpi(rsa->MBEDTLS_PRIVATE(E));
  if (!key.ok() || !key.at_end() || !outer.at_end()) return std::unexpected(key_issue(KeyCode::corrupt_key));
  return check_public(std::move(rsa));
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

// Offers each repaired text to the readers of the formats: XML and JWK, then PEM and DER. Add a format here.
class KeyReader final : public TextReader, private BlockCheck {
 public:
  explicit KeyReader(std::string_view passphrase)
      : pem_(PemReader::Wanted::private_key, this), passphrase_(passphrase) {}

  bool read(std::string_view text, const Repairs& repairs, Leniency leniency, Effort& effort) override {
    if (is_xml_key(text)) {
      const auto numbers = read_xml_key(text);
      xml_ = XmlResult{numbers ? to_rsa(*numbers) : std::unexpected(key_issue(numbers.error())), repairs};
      return true;
    }
    if (!is_jwk(text)) return pem_.read(text, repairs, leniency, effort);
    const auto jwk = read_jwk(text);
    jwk_ = JwkResult{jwk ? to_rsa(jwk->numbers) : std::unexpected(key_issue(jwk.error())),
                     jwk ? jwk->other_use : std::string(), repairs};
    return true;
  }

  ReadRsa take(std::string_view text) {
    if (xml_) return {.rsa = std::move(xml_->rsa), .format = "XML", .repairs = std::move(xml_->repairs)};
    if (jwk_) {
      ReadRsa read{.rsa = std::move(jwk_->rsa), .format = "JWK", .repairs = std::move(jwk_->repairs)};
      if (!jwk_->other_use.empty()) {
        read.warnings.push_back(key_issue(KeyCode::jwk_for_other_use, {{"given", jwk_->other_use}}));
      }
      return read;
    }
    auto block = take_private_pem(pem_, text);
    if (!block) return {.rsa = std::unexpected(key_issue(block.error()))};
    return {.rsa = read_block(*block),
            .format = block->kind == DerKind::pkcs1 ? "PKCS#1" : "PKCS#8",
            .encrypted = is_encrypted(*block),
            .repairs = std::move(block->repairs)};
  }

 private:
  struct XmlResult {
    std::expected<Rsa, KeyIssue> rsa;
    Repairs repairs;
  };
  struct JwkResult {
    std::expected<Rsa, KeyIssue> rsa;
    std::string other_use;
    Repairs repairs;
  };

  static bool is_encrypted(const PemBlock& block) { return block.encryption || block.kind == DerKind::encrypted_pkcs8; }

  // False for a name with a rest of something else, as in nbsp;AES-128-CBC.
  static bool is_cipher_name(std::string_view name) {
    const auto is_part = [](char c) { return is_alpha(c) || is_digit(c) || c == '-'; };
    return !name.empty() && is_alpha(name[0]) && std::ranges::all_of(name, is_part);
  }

  // True if the numbers of a key fit together; if the body of a legacy encrypted key is whole and, given a passphrase,
  // opens with it; and for keys that are sound but not usable. Opening encrypted PKCS#8 takes too long for a check.
  bool accepts(const PemBlock& block) override {
    if (block.kind == DerKind::encrypted_pkcs8 && !block.encryption) return true;
    if (block.encryption && !is_cipher_name(block.encryption->algorithm)) return false;
    if (block.encryption && passphrase_.empty()) return block.der.size() % 8 == 0;
    auto read = read_der_or_decrypt(block, passphrase_);
    if (read) {
      if (!block.encryption)
        sound_ = Sound{.der = Secret(block.der.text()), .kind = block.kind, .rsa = std::move(*read)};
      return true;
    }
    const KeyCode code = read.error().code;
    return code != KeyCode::corrupt_key && code != KeyCode::inconsistent_key && code != KeyCode::wrong_passphrase &&
           code != KeyCode::encryption_headers_lost;
  }

  std::expected<Rsa, KeyIssue> read_block(const PemBlock& block) {
    const bool is_sound =
        sound_ && !block.encryption && sound_->kind == block.kind && sound_->der.text() == block.der.text();
    if (is_sound) return std::move(sound_->rsa);
    return read_der_or_decrypt(block, passphrase_);
  }

  // The last key that was accepted, so that it is not read again.
  struct Sound {
    Secret der;
    DerKind kind;
    Rsa rsa;
  };

  PemReader pem_;
  std::string_view passphrase_;
  std::optional<Sound> sound_;
  std::optional<JwkResult> jwk_;
  std::optional<XmlResult> xml_;
};

}  // namespace

void RsaDeleter::operator()(mbedtls_rsa_context* rsa) const {
  mbedtls_rsa_free(rsa);
  wipe(rsa, sizeof *rsa);
  delete rsa;
}

// Its numbers in the order of RFC 8017 appendix A.1.2, which is that of JwkNumbers too.
std::array<mbedtls_mpi*, 8> numbers_of(mbedtls_rsa_context& rsa) {
  return {&rsa.MBEDTLS_PRIVATE(N), &rsa.MBEDTLS_PRIVATE(E),  &rsa.MBEDTLS_PRIVATE(D),  &rsa.MBEDTLS_PRIVATE(P),
          &rsa.MBEDTLS_PRIVATE(Q), &rsa.MBEDTLS_PRIVATE(DP), &rsa.MBEDTLS_PRIVATE(DQ), &rsa.MBEDTLS_PRIVATE(QP)};
}

ReadRsa read_private_rsa(std::string_view text, std::string_view passphrase, Effort& effort) {
  if (trim(text).empty()) return {std::unexpected(key_issue(KeyCode::required))};
  if (text.size() > max_key_bytes) return {std::unexpected(too_large())};
  KeyReader reader(passphrase);
  search_key(text, reader, effort);
  return reader.take(text);
}

std::expected<Rsa, KeyIssue> read_private_rsa_der(Bytes der, DerKind kind) {
  return kind == DerKind::pkcs8 ? read_pkcs8(der) : read_rsa_private_key(der);
}

std::expected<Rsa, KeyIssue> read_public_rsa(Bytes der) {
  Reader outer(der);
  if (outer.enter().next_is(Tag::integer)) return read_rsa_public_key(der);
  const auto certificate = read_certificate_der(der);
  return read_spki(certificate ? certificate->spki : der);
}

std::expected<Rsa, KeyIssue> read_public_pem_rsa(std::string_view pem) {
  if (pem.size() > max_key_bytes) return std::unexpected(too_large());
  if (is_jwk(pem)) {
    const auto numbers = read_public_jwk(pem);
    if (!numbers) return std::unexpected(key_issue(numbers.error()));
    return import_numbers(*numbers).and_then(check_public);
  }
  const auto block = read_public_pem(pem);
  if (!block) return std::unexpected(key_issue(block.error()));
  return read_public_rsa(block->der.bytes());
}

}  // namespace imskit
