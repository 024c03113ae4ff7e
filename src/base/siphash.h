// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012): a keyed hash that is fast for short texts.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace imskit {

using SipKey = std::array<std::uint8_t, 16>;
using SipTag = std::array<std::uint8_t, 16>;

// Hashes a sequence of texts. The sequence is hashed unambiguously only if each text is added with its size; see add().
class SipHash {
 public:
  explicit SipHash(const SipKey& key);
  ~SipHash();
  SipHash(const SipHash&) = delete;
  SipHash& operator=(const SipHash&) = delete;

  // Adds the bytes of a text.
  void update(std::string_view bytes);

  // Adds a text and its size, so that moving a byte from one text to the next gives another tag.
  void add(std::string_view text);

  // The tag of everything that was added. Call it once, last.
  SipTag finish();

 private:
  void compress(std::uint64_t word);
  void round();

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t pending_ = 0;  // bytes that don't fill a word yet, the first one lowest
  std::size_t size_ = 0;       // of everything that was added
};

}  // namespace imskit
