// Reads DER (X.690) element by element, and recognizes the kinds of keys and certificates.
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

// Identifier octets (X.690 section 8.1.2).
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

// Reads the elements of a text of DER in order. After a failure, everything it returns is empty, so check ok() once, at
// the end. Does not own the bytes: they must outlive the reader and what it returns.
class Reader {
 public:
  explicit Reader(Bytes der) : rest_(der) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  bool next_is(Tag tag) const { return ok_ && !rest_.empty() && rest_[0] == static_cast<std::uint8_t>(tag); }

  // Takes the next element, which must have this tag. Returns its content, or with take_whole() its tag and length too.
  Bytes take(Tag tag);
  Bytes take_whole(Tag tag);
  void skip_if(Tag tag) {
    if (next_is(tag)) take(tag);
  }
  Reader enter(Tag tag = Tag::sequence) {
    Reader inner(take(tag));
    inner.ok_ = ok_;
    return inner;
  }

  // Takes an INTEGER that is not negative and has at most 7 bytes. Any other one is a failure.
  std::optional<std::int64_t> take_int();

  // Takes an INTEGER that is not negative, of any size. `value` must be initialized.
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

// Recognizes DER by its structure only, because labels are often wrong. Does not check values.
DerKind classify(Bytes der);

// An AlgorithmIdentifier (RFC 5280 section 4.1.1.2): the content of its OID, and a reader of its parameters.
struct AlgorithmIdentifier {
  std::string_view oid;
  Reader parameters;
};

// Takes an AlgorithmIdentifier. nullopt if the next element is not one.
std::optional<AlgorithmIdentifier> take_algorithm(Reader& reader);

// Why a key of this algorithm cannot be used for RS256. nullopt if it can.
std::optional<KeyCode> refusal_of_key_algorithm(std::string_view oid);

}  // namespace imskit
