#include "jwk.h"

#include "base64.h"
#include "json.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view names[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi"};
constexpr std::size_t first_private = 2;

}  // namespace

bool is_jwk(std::string_view text) {
  if (!trim(text).starts_with('{')) return false;
  const Json json = parse_json(trim(text));
  return json.find("kty") || json.find("keys");
}

std::expected<JwkNumbers, KeyCode> read_jwk(std::string_view text) {
  const Json json = parse_json(trim(text));
  const Json* key = &json;
  if (const Json* keys = json.find("keys")) {
    if (!keys->is(Json::Kind::array) || keys->entries.empty()) return std::unexpected(KeyCode::not_a_key);
    if (keys->entries.size() > 1) return std::unexpected(KeyCode::several_keys);
    if (!keys->entries[0].is(Json::Kind::object)) return std::unexpected(KeyCode::not_a_key);
    key = &keys->entries[0];
  }
  const std::string_view type = text_of(key->find("kty"));
  if (type == "EC") return std::unexpected(KeyCode::ec_key);
  if (type == "OKP") return std::unexpected(KeyCode::ed25519_key);
  if (type != "RSA") return std::unexpected(KeyCode::unsupported_key);
  if (key->find("oth")) return std::unexpected(KeyCode::multi_prime);
  JwkNumbers numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const Json* found = key->find(names[i]);
    if (!found) continue;
    auto bytes = decode_base64url(found->text);
    if (!bytes || bytes->empty()) return std::unexpected(KeyCode::corrupt_key);
    numbers[i] = std::move(*bytes);
  }
  if (numbers[0].empty() || numbers[1].empty()) return std::unexpected(KeyCode::corrupt_key);
  if (numbers[first_private].empty()) return std::unexpected(KeyCode::public_key);
  return numbers;
}

}  // namespace imskit
