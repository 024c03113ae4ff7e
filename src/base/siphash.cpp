#include "siphash.h"

#include <bit>
#include <cstring>

#include "secret.h"

namespace imskit {
namespace {

static_assert(std::endian::native == std::endian::little);

std::uint64_t read_word(const void* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

}  // namespace

SipHash::SipHash(const SipKey& key) {
  const std::uint64_t k0 = read_word(key.data());
  const std::uint64_t k1 = read_word(key.data() + 8);
  v0_ = k0 ^ 0x736f6d6570736575;
  v1_ = k1 ^ 0x646f72616e646f6d ^ 0xee;  // 0xee: 128 bits of output
  v2_ = k0 ^ 0x6c7967656e657261;
  v3_ = k1 ^ 0x7465646279746573;
}

SipHash::~SipHash() { wipe(this, sizeof *this); }

void SipHash::round() {
  v0_ += v1_;
  v2_ += v3_;
  v1_ = std::rotl(v1_, 13) ^ v0_;
  v3_ = std::rotl(v3_, 16) ^ v2_;
  v0_ = std::rotl(v0_, 32);
  v2_ += v1_;
  v0_ += v3_;
  v1_ = std::rotl(v1_, 17) ^ v2_;
  v3_ = std::rotl(v3_, 21) ^ v0_;
  v2_ = std::rotl(v2_, 32);
}

void SipHash::compress(std::uint64_t word) {
  v3_ ^= word;
  round();
  round();
  v0_ ^= word;
}

void SipHash::update(std::string_view bytes) {
  constexpr std::size_t word = sizeof(std::uint64_t);
  while (!bytes.empty()) {
    if (const std::size_t filled = size_ % word; filled != 0 || bytes.size() < word) {
      pending_ |= std::uint64_t{static_cast<std::uint8_t>(bytes.front())} << (8 * filled);
      bytes.remove_prefix(1);
      if (++size_ % word == 0) {
        compress(pending_);
        pending_ = 0;
      }
    } else {
      const std::size_t whole = bytes.size() / word * word;
      for (std::size_t at = 0; at < whole; at += word) compress(read_word(bytes.data() + at));
      size_ += whole;
      bytes.remove_prefix(whole);
    }
  }
}

void SipHash::add(std::string_view text) {
  const std::uint64_t size = text.size();
  update({reinterpret_cast<const char*>(&size), sizeof size});
  update(text);
}

SipTag SipHash::finish() {
  compress(pending_ | std::uint64_t{size_} << 56);
  SipTag tag;
  v2_ ^= 0xee;
  for (std::size_t half = 0; half < 2; ++half) {
    for (int i = 0; i < 4; ++i) round();
    const std::uint64_t word = v0_ ^ v1_ ^ v2_ ^ v3_;
    std::memcpy(tag.data() + 8 * half, &word, sizeof word);
    v1_ ^= 0xdd;
  }
  return tag;
}

}  // namespace imskit
