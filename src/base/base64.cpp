#include "base64.h"

#include <algorithm>

#include "mbedtls/base64.h"

namespace imskit {
namespace {

std::size_t encoded_size(std::size_t size) { return (size + 2) / 3 * 4; }

}  // namespace

std::string encode_base64(std::span<const std::uint8_t> bytes) {
  std::string text(encoded_size(bytes.size()) + 1, '\0');  // the library ends it with a NUL
  std::size_t written = 0;
  mbedtls_base64_encode(reinterpret_cast<unsigned char*>(text.data()), text.size(), &written, bytes.data(),
                        bytes.size());
  text.resize(written);
  return text;
}

std::string encode_base64url(std::span<const std::uint8_t> bytes) {
  std::string text = encode_base64(bytes);
  text.resize(std::min(text.find('='), text.size()));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::optional<Secret> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.find_first_of(" \r\n") != text.npos) return std::nullopt;
  Secret bytes(text.size() / 4 * 3);
  std::size_t written = 0;
  if (mbedtls_base64_decode(bytes.data(), bytes.size(), &written, reinterpret_cast<const unsigned char*>(text.data()),
                            text.size()) != 0) {
    return std::nullopt;
  }
  bytes.shrink(written);
  return bytes;
}

std::string_view base64_run(std::string_view text) {
  std::size_t word = 0;  // where the present one starts
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_blank(text[at])) {
      word = at + 1;
    } else if (!is_base64(text[at])) {
      return text.substr(0, word);
    }
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> decode_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != text.npos || text.size() % 4 == 1) return std::nullopt;
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  const auto bytes = decode_base64(padded);
  if (!bytes || encode_base64url(bytes->bytes()) != text) return std::nullopt;
  return std::vector<std::uint8_t>(bytes->bytes().begin(), bytes->bytes().end());
}

}  // namespace imskit
