#include "rebuild_layout.h"

#include <algorithm>
#include <array>
#include <optional>

#include "key_limits.h"

namespace imskit {
namespace {

constexpr std::size_t min_prime_bytes = min_key_bits / 16;
constexpr std::size_t max_prime_bytes = max_key_bits / 16;
constexpr std::size_t max_sizes = 3;
constexpr std::size_t max_headers = 96;
constexpr std::size_t max_long_numbers = 6;  // of one kind
constexpr std::size_t max_halves = 24;
constexpr std::size_t max_public_exponent_bytes = 4;

// A number that is this much shorter than usual has leading zeros by chance once in 2^24.
constexpr std::size_t missing_bytes = 2;

constexpr auto integer_tag = static_cast<std::uint8_t>(Tag::integer);

// Tag and length of a long INTEGER, which seems to be followed by a positive number in its shortest form.
struct Header {
  Bytes bytes;          // of the alignment that it is in
  std::size_t start;    // of the tag
  std::size_t content;  // of the first byte of the number that is not a zero
  std::size_t length;   // from there on
};

std::optional<Header> header_at(Bytes bytes, std::size_t start) {
  const auto byte = [&](std::size_t i) -> std::size_t { return start + i < bytes.size() ? bytes[start + i] : 0; };
  if (byte(0) != integer_tag) return std::nullopt;
  // The length in one, two or three bytes (X.690 section 8.1.3).
  const std::size_t first = byte(1);
  std::size_t size = 2;
  std::size_t length = first;
  if (first == 0x81) {
    size = 3;
    length = byte(2) < 0x80 ? 0 : byte(2);
  } else if (first == 0x82) {
    size = 4;
    length = byte(2) << 8 | byte(3);
    if (length < 0x100) length = 0;
  } else if (first > 0x82) {
    return std::nullopt;
  }
  const std::size_t zeros = byte(size) == 0 ? 1 : 0;
  const bool negative_without_zero = byte(size + zeros) >= 0x80;
  if (length < min_prime_bytes - missing_bytes || (zeros == 1) != negative_without_zero) return std::nullopt;
  return Header{bytes, start, start + size + zeros, length - zeros};
}

std::vector<Header> find_headers(std::span<const Secret> alignments) {
  std::vector<Header> headers;
  for (const Secret& alignment : alignments) {
    for (std::size_t at = 0; at < alignment.size(); ++at) {
      const auto header = header_at(alignment.bytes(), at);
      if (header && headers.size() < max_headers) headers.push_back(*header);
    }
  }
  return headers;
}

// The sizes of primes that most headers speak for: five numbers are as long as a prime, and two are twice as long.
std::vector<std::size_t> likely_sizes(const std::vector<Header>& headers) {
  std::array<std::size_t, max_prime_bytes + 1> votes{};
  for (const Header& header : headers) {
    for (const std::size_t size : {header.length, header.length / 2}) {
      if (size >= min_prime_bytes && size <= max_prime_bytes) ++votes[size];
    }
  }
  std::vector<std::size_t> sizes;
  while (sizes.size() < max_sizes) {
    const auto most = std::ranges::max_element(votes);
    if (*most == 0) break;
    sizes.push_back(static_cast<std::size_t>(most - votes.begin()));
    *most = 0;
  }
  return sizes;
}

class Collector {
 public:
  explicit Collector(std::size_t prime_bytes) { found_.prime_bytes = prime_bytes; }

  // Takes the number that is at `start`, if it is all there and as long as one of the key's numbers.
  void take(Bytes bytes, std::size_t start, std::size_t length) {
    if (start > bytes.size() || length > bytes.size() - start) return;
    const std::size_t size = found_.prime_bytes;
    const auto read = [&] { return Number(bytes.subspan(start, length)); };
    if (is_about(length, size)) add(found_.halves, read(), max_halves);
    if (!is_about(length, 2 * size) || bytes[start + length - 1] % 2 == 0) return;
    add(found_.private_exponents, read());
    if (length == 2 * size && bytes[start] >= 0x80) add(found_.moduli, read());
  }

  // Takes the numbers that end before `end`.
  void take_before(Bytes bytes, std::size_t end) {
    for (const std::size_t length : {found_.prime_bytes, 2 * found_.prime_bytes}) {
      if (length <= end) take(bytes, end - length, length);
    }
  }

  // Takes the public exponent that ends before `end`, if there is one, and the modulus before it.
  void take_exponent_before(Bytes bytes, std::size_t end) {
    for (std::size_t length = 1; length <= max_public_exponent_bytes && length + 2 <= end; ++length) {
      const std::size_t start = end - length - 2;
      if (bytes[start] != integer_tag || bytes[start + 1] != length || bytes[start + 2] >= 0x80) continue;
      add(found_.public_exponents, Number(bytes.subspan(start + 2, length)));
      take_before(bytes, start);
    }
  }

  bool fits(const Header& header) const {
    return is_about(header.length, found_.prime_bytes) || is_about(header.length, 2 * found_.prime_bytes);
  }

  FoundNumbers found() { return std::move(found_); }

 private:
  static bool is_about(std::size_t length, std::size_t usual) {
    return length <= usual && length + missing_bytes >= usual;
  }

  static void add(std::vector<Number>& numbers, Number number, std::size_t max = max_long_numbers) {
    if (number.bits() == 0 || numbers.size() == max) return;
    if (std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(std::move(number));
  }

  FoundNumbers found_;
};

FoundNumbers collect(std::span<const Secret> alignments, const std::vector<Header>& headers, std::size_t prime_bytes) {
  Collector collector(prime_bytes);
  for (const Header& header : headers) {
    if (collector.fits(header)) collector.take(header.bytes, header.content, header.length);
  }
  // Later, since there are more wrong ones among them.
  for (const Header& header : headers) {
    if (!collector.fits(header)) continue;
    collector.take_before(header.bytes, header.start);
    collector.take_exponent_before(header.bytes, header.start);
  }
  // The usual exponent, whatever is after it.
  constexpr std::array<std::uint8_t, 5> usual_exponent = {integer_tag, 3, 1, 0, 1};
  for (const Secret& alignment : alignments) {
    const Bytes bytes = alignment.bytes();
    const auto found = std::ranges::search(bytes, usual_exponent);
    if (!found.empty()) collector.take_exponent_before(bytes, static_cast<std::size_t>(found.end() - bytes.begin()));
    collector.take_before(bytes, bytes.size());
  }
  return collector.found();
}

}  // namespace

std::size_t rate_layout(std::span<const Secret> alignments) {
  const auto headers = find_headers(alignments);
  const auto sizes = likely_sizes(headers);
  if (sizes.empty()) return 0;
  const Collector collector(sizes[0]);
  std::size_t rating = 0;
  for (const Header& header : headers) {
    if (!collector.fits(header)) continue;
    const bool linked = std::ranges::any_of(headers, [&](const Header& next) {
      return next.bytes.data() == header.bytes.data() && next.start == header.content + header.length;
    });
    rating += linked ? 3 : 1;
  }
  return rating;
}

std::vector<FoundNumbers> find_numbers(std::span<const Secret> alignments) {
  const auto headers = find_headers(alignments);
  std::vector<FoundNumbers> found;
  for (const std::size_t size : likely_sizes(headers)) found.push_back(collect(alignments, headers, size));
  return found;
}

}  // namespace imskit
