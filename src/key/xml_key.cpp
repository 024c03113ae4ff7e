#include "xml_key.h"

#include <algorithm>
#include <string>

#include "base64.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view root = "<RSAKeyValue";

// In the order of JwkNumbers.
constexpr std::string_view names[] = {"Modulus", "Exponent", "D", "P", "Q", "DP", "DQ", "InverseQ"};
constexpr std::size_t first_private = 2;

// The text between the tags of an element; nullopt if it is not there.
std::optional<std::string_view> content_of(std::string_view xml, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">", close = "</" + std::string(name) + ">";
  const std::size_t start = xml.find(open);
  const std::size_t end = xml.find(close, start == xml.npos ? 0 : start);
  if (start == xml.npos || end == xml.npos) return std::nullopt;
  return xml.substr(start + open.size(), end - start - open.size());
}

}  // namespace

bool is_xml_key(std::string_view text) { return text.contains(root); }

std::expected<JwkNumbers, KeyCode> read_xml_key(std::string_view text) {
  const std::string_view xml = text.substr(text.find(root));
  JwkNumbers numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto content = content_of(xml, names[i]);
    if (!content) continue;
    std::string base64(*content);
    std::erase_if(base64, is_blank);
    const auto bytes = decode_base64(base64);
    if (!bytes || bytes->size() == 0) return std::unexpected(KeyCode::corrupt_key);
    numbers[i].assign(bytes->bytes().begin(), bytes->bytes().end());
  }
  if (numbers[0].empty() || numbers[1].empty()) return std::unexpected(KeyCode::corrupt_key);
  if (numbers[first_private].empty()) return std::unexpected(KeyCode::public_key);
  return numbers;
}

}  // namespace imskit
