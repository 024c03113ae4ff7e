#include "ber.h"

#include <cstdint>
#include <string>

namespace imskit {
namespace {

constexpr int max_depth = 16;
constexpr std::uint8_t constructed = 0x20;
constexpr auto octet_string = static_cast<std::uint8_t>(Tag::octet_string);

// X.690 section 10.1.
std::string write_element(std::uint8_t tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  const std::size_t size = content.size();
  if (size < 0x80) {
    out += static_cast<char>(size);
  } else {
    std::string length;
    for (std::size_t rest = size; rest > 0; rest >>= 8) length.insert(0, 1, static_cast<char>(rest & 0xFF));
    out += static_cast<char>(0x80 | length.size());
    out += length;
  }
  return out.append(content);
}

// X.690 section 8.1. The first failure sticks.
class BerReader {
 public:
  explicit BerReader(Bytes bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }

  // Reads one element and returns it as DER, or only its content if it is a piece of an OCTET STRING.
  std::string element(int depth, bool piece = false) {
    const std::uint8_t tag = byte();
    const std::uint8_t first = byte();
    if (depth > max_depth || (tag & 0x1F) == 0x1F || (piece && (tag & ~constructed) != octet_string)) return fail();
    const bool pieces = tag == (octet_string | constructed);
    std::string content;
    if (first == 0x80) {
      if (!(tag & constructed)) return fail();
      while (ok_ && !at_end_of_contents()) content += element(depth + 1, pieces);
      byte();
      byte();
    } else {
      const std::size_t size = length(first);
      if (!ok_ || size > rest_.size()) return fail();
      if (tag & constructed) {
        BerReader inner(rest_.first(size));
        while (inner.ok_ && !inner.rest_.empty()) content += inner.element(depth + 1, pieces);
        ok_ = inner.ok_;
      } else {
        content = as_text(rest_.first(size));
      }
      rest_ = rest_.subspan(size);
    }
    if (!ok_ || piece) return content;
    return write_element(pieces ? octet_string : tag, content);
  }

 private:
  std::string fail() {
    ok_ = false;
    return {};
  }

  std::uint8_t byte() {
    if (rest_.empty()) {
      ok_ = false;
      return 0;
    }
    const std::uint8_t first = rest_[0];
    rest_ = rest_.subspan(1);
    return first;
  }

  std::size_t length(std::uint8_t first) {
    if (first < 0x80) return first;
    std::size_t size = 0;
    if (first > 0x84) ok_ = false;
    for (int i = first & 0x7F; ok_ && i > 0; --i) size = size << 8 | byte();
    return size;
  }

  bool at_end_of_contents() {
    if (rest_.size() < 2) ok_ = false;
    return ok_ && rest_[0] == 0 && rest_[1] == 0;
  }

  Bytes rest_;
  bool ok_ = true;
};

}  // namespace

std::optional<Secret> ber_to_der(Bytes ber) {
  BerReader reader(ber);
  const std::string der = reader.element(0);
  if (!reader.ok()) return std::nullopt;
  return Secret(der);
}

}  // namespace imskit
