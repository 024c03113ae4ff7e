#include "jwk.h"

#include "base64.h"
#include "json.h"
#include "text.h"

namespace imskit {
namespace {

constexpr const char* names[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi"};
constexpr std::size_t first_private = 2;

bool is_text(const Json& json, const char* name, std::string_view text) {
  const auto found = json.find(name);
  return found != json.end() && text_of(*found) == text;
}

}  // namespace

bool is_jwk(std::string_view text) {
  if (!trim(text).starts_with('{')) return false;
  const Json json = parse_json(trim(text));
  return json.is_object() && (json.contains("kty") || json.contains("keys"));
}

std::expected<JwkNumbers, Code> read_jwk(std::string_view text) {
  Json json = parse_json(trim(text));
  if (const auto keys = json.find("keys"); keys != json.end()) {
    if (!keys->is_array() || keys->empty()) return std::unexpected(Code::not_a_key);
    if (keys->size() > 1) return std::unexpected(Code::several_keys);
    const Json only = keys->front();
    if (!only.is_object()) return std::unexpected(Code::not_a_key);
    json = only;
  }
  if (is_text(json, "kty", "EC")) return std::unexpected(Code::ec_key);
  if (is_text(json, "kty", "OKP")) return std::unexpected(Code::ed25519_key);
  if (!is_text(json, "kty", "RSA")) return std::unexpected(Code::unsupported_key);
  if (json.contains("oth")) return std::unexpected(Code::multi_prime);
  JwkNumbers numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto found = json.find(names[i]);
    if (found == json.end()) continue;
    const auto* encoded = found->get_ptr<const std::string*>();
    auto bytes = encoded ? decode_base64url(*encoded) : std::nullopt;
    if (!bytes || bytes->empty()) return std::unexpected(Code::corrupt_key);
    numbers[i] = std::move(*bytes);
  }
  if (numbers[0].empty() || numbers[1].empty()) return std::unexpected(Code::corrupt_key);
  if (numbers[first_private].empty()) return std::unexpected(Code::public_key);
  return numbers;
}

}  // namespace imskit
