// DER (X.690), read one element after the other; and the names of what a key or certificate may be.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "key_issue.h"

struct mbedtls_mpi;

namespace imskit {

using Bytes = std::span<const std::uint8_t>;

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Universal tags as they stand in DER.
enum class Tag : std::uint8_t {
  integer = 0x02,
  bit_string = 0x03,
  octet_string = 0x04,
  null = 0x05,
  oid = 0x06,
  utc_time = 0x17,
  generalized_time = 0x18,
  sequence = 0x30,
  context_0 = 0xA0,
};

// The first failure sticks: what is taken after it is empty.
class Reader {
 public:
  explicit Reader(Bytes der) : rest_(der) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  bool next_is(Tag tag) const { return ok_ && !rest_.empty() && rest_[0] == static_cast<std::uint8_t>(tag); }

  Bytes take(Tag tag);        // the content
  Bytes take_whole(Tag tag);  // tag and length with it
  void skip_if(Tag tag) {
    if (next_is(tag)) take(tag);
  }
  Reader enter(Tag tag = Tag::sequence) {
    Reader inner(take(tag));
    inner.ok_ = ok_;
    return inner;
  }
  std::optional<std::int64_t> take_int();  // one of at most 7 bytes, not negative
  void take_mpi(mbedtls_mpi& value);

 private:
  Bytes rest_;
  bool ok_ = true;
};

enum class DerKind : std::uint8_t {
  pkcs8,
  pkcs1,
  encrypted_pkcs8,
  sec1,
  dsa,
  pkcs12,
  public_key,  // SubjectPublicKeyInfo or PKCS#1
  certificate,
  certificate_request,
  truncated,  // a SEQUENCE that is longer than what is there
  unknown,
};

// By its shape alone: labels are not to be trusted.
DerKind classify(Bytes der);

// The content of an AlgorithmIdentifier's OID (RFC 5280 section 4.1.1.2) and what is after it.
struct AlgorithmIdentifier {
  std::string_view oid;
  Reader parameters;
};
std::optional<AlgorithmIdentifier> take_algorithm(Reader& reader);

// Why a key of this algorithm cannot be used for RS256; nullopt where it can.
std::optional<KeyCode> refusal_of_key_algorithm(std::string_view oid);

}  // namespace imskit
