#include "der.h"

#include <algorithm>

#include "mbedtls/asn1.h"
#include "mbedtls/bignum.h"
#include "mbedtls/oid.h"

namespace imskit {
namespace {

struct KeyAlgorithm {
  std::string_view oid;
  std::optional<KeyCode> refused;
};
constexpr KeyAlgorithm key_algorithms[] = {
    {MBEDTLS_OID_PKCS1_RSA, {}},
    {"\x55\x08\x01\x01", {}},  // 2.5.8.1.1, X.500's older name of it
    {MBEDTLS_OID_RSASSA_PSS, KeyCode::rsa_pss_key},
    {MBEDTLS_OID_EC_ALG_UNRESTRICTED, KeyCode::ec_key},
    {"\x2b\x65\x6e", KeyCode::x25519_key},               // 1.3.101.110, RFC 8410
    {"\x2b\x65\x6f", KeyCode::x448_key},                 // 1.3.101.111
    {"\x2b\x65\x70", KeyCode::ed25519_key},              // 1.3.101.112
    {"\x2b\x65\x71", KeyCode::ed448_key},                // 1.3.101.113
    {"\x2a\x86\x48\xce\x38\x04\x01", KeyCode::dsa_key},  // 1.2.840.10040.4.1, RFC 3279
};

DerKind classify_numbers(Reader body) {
  constexpr int pfx_version = 3;  // RFC 7292 section 4
  constexpr int rsa_numbers = 9;
  constexpr int dsa_numbers = 6;
  Reader numbers = body;
  const auto version = body.take_int();
  if (version && body.next_is(Tag::octet_string)) return DerKind::sec1;
  if (version && body.next_is(Tag::sequence)) return *version == pfx_version ? DerKind::pkcs12 : DerKind::pkcs8;
  int count = 0;
  while (numbers.next_is(Tag::integer)) {
    numbers.take(Tag::integer);
    if (numbers.ok()) ++count;
  }
  if (count == 2) return DerKind::public_key;
  if (count == dsa_numbers) return DerKind::dsa;
  return count >= rsa_numbers ? DerKind::pkcs1 : DerKind::unknown;
}

DerKind classify_sequences(Reader body) {
  const Reader first = body.enter();
  if (first.next_is(Tag::oid)) {
    return body.next_is(Tag::octet_string) ? DerKind::encrypted_pkcs8
           : body.next_is(Tag::bit_string) ? DerKind::public_key
                                           : DerKind::unknown;
  }
  if (!body.next_is(Tag::sequence)) return DerKind::unknown;
  return first.next_is(Tag::context_0) ? DerKind::certificate : DerKind::certificate_request;
}

}  // namespace

Bytes Reader::take(Tag tag) {
  auto* at = const_cast<unsigned char*>(rest_.data());
  std::size_t length = 0;
  ok_ = ok_ && !rest_.empty() && mbedtls_asn1_get_tag(&at, at + rest_.size(), &length, static_cast<int>(tag)) == 0;
  if (!ok_) return {};
  const Bytes content(at, length);
  rest_ = rest_.subspan(static_cast<std::size_t>(at - rest_.data()) + length);
  return content;
}

Bytes Reader::take_whole(Tag tag) {
  const Bytes before = rest_;
  take(tag);
  return ok_ ? before.first(before.size() - rest_.size()) : Bytes();
}

std::optional<std::int64_t> Reader::take_int() {
  constexpr std::size_t most_bytes = 7;
  const Bytes content = take(Tag::integer);
  ok_ = ok_ && !content.empty() && content.size() <= most_bytes && content[0] < 0x80;
  if (!ok_) return std::nullopt;
  std::int64_t value = 0;
  for (const std::uint8_t byte : content) value = value << 8 | byte;
  return value;
}

void Reader::take_mpi(mbedtls_mpi& value) {
  const Bytes content = take(Tag::integer);
  ok_ = ok_ && !content.empty() && content[0] < 0x80 &&
        mbedtls_mpi_read_binary(&value, content.data(), content.size()) == 0;
}

DerKind classify(Bytes der) {
  Reader outer(der);
  const Reader body = outer.enter();
  if (!body.ok()) {
    // A SEQUENCE of sound length bytes that asks for more than there is.
    return !der.empty() && der[0] == static_cast<std::uint8_t>(Tag::sequence) ? DerKind::truncated : DerKind::unknown;
  }
  if (!outer.at_end()) return DerKind::unknown;
  if (body.next_is(Tag::integer)) return classify_numbers(body);
  return body.next_is(Tag::sequence) ? classify_sequences(body) : DerKind::unknown;
}

std::optional<AlgorithmIdentifier> take_algorithm(Reader& reader) {
  Reader identifier = reader.enter();
  const auto oid = as_text(identifier.take(Tag::oid));
  if (!identifier.ok()) return std::nullopt;
  return AlgorithmIdentifier{oid, identifier};
}

std::optional<KeyCode> refusal_of_key_algorithm(std::string_view oid) {
  const auto* known = std::ranges::find(key_algorithms, oid, &KeyAlgorithm::oid);
  return known == std::ranges::end(key_algorithms) ? KeyCode::unsupported_key : known->refused;
}

}  // namespace imskit
