#include "jwk.h"

#include <algorithm>

#include "base64.h"
#include "json.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view names[] = {"n", "e", "d", "p", "q", "dp", "dq", "qi"};
constexpr std::size_t first_private = 2;

// A value that is short enough to show, and certainly no secret.
bool is_shown(std::string_view value) {
  return value.size() <= 16 &&
         std::ranges::all_of(value, [](char c) { return is_alpha(c) || is_digit(c) || c == '-'; });
}

// base64url as RFC 7518 wants it, or base64 with padding as some programs write it.
std::optional<std::vector<std::uint8_t>> decode_number(std::string_view text) {
  std::string url(text.substr(0, text.find_last_not_of('=') + 1));
  std::ranges::replace(url, '+', '-');
  std::ranges::replace(url, '/', '_');
  return decode_base64url(url);
}

// The only private RSA key of a set, or its only key. Public keys next to it, its own one for instance, do not matter.
std::expected<const Json*, KeyCode> key_of_set(const Json& keys) {
  if (!keys.is(Json::Kind::array) || keys.entries.empty()) return std::unexpected(KeyCode::not_a_key);
  const auto is_object = [](const Json& one) { return one.is(Json::Kind::object); };
  if (!std::ranges::all_of(keys.entries, is_object)) return std::unexpected(KeyCode::not_a_key);
  const auto is_private = [](const Json& one) { return one.find(names[first_private]) != nullptr; };
  const auto count = std::ranges::count_if(keys.entries, is_private);
  if (count > 1) return std::unexpected(KeyCode::several_keys);
  const auto found = std::ranges::find_if(keys.entries, is_private);
  return count == 1 ? &*found : &keys.entries[0];
}

// RFC 7517 sections 4.2 to 4.4.
std::string other_use(const Json& key) {
  constexpr std::pair<std::string_view, std::string_view> expected[] = {{"alg", "RS256"}, {"use", "sig"}};
  for (const auto& [name, value] : expected) {
    const Json* member = key.find(name);
    if (!member || text_of(member) == value) continue;
    const std::string_view text = text_of(member);
    return std::string(name) + (text.empty() || !is_shown(text) ? "" : " \"" + std::string(text) + "\"");
  }
  const Json* operations = key.find("key_ops");
  if (!operations) return {};
  const bool signs = std::ranges::any_of(operations->entries, [](const Json& one) { return text_of(&one) == "sign"; });
  return signs ? "" : "key_ops without \"sign\"";
}

// The RSA key with its n and e, and the private numbers that it has.
std::expected<Jwk, KeyCode> read_rsa(std::string_view text) {
  const Json json = parse_json(trim(text));
  const Json* key = &json;
  if (const Json* keys = json.find("keys")) {
    const auto only = key_of_set(*keys);
    if (!only) return std::unexpected(only.error());
    key = *only;
  }
  const std::string_view type = text_of(key->find("kty"));
  if (type == "EC") return std::unexpected(KeyCode::ec_key);
  if (type == "OKP") {
    constexpr std::pair<std::string_view, KeyCode> curves[] = {
        {"X25519", KeyCode::x25519_key}, {"X448", KeyCode::x448_key}, {"Ed448", KeyCode::ed448_key}};
    const auto* curve =
        std::ranges::find(curves, text_of(key->find("crv")), &std::pair<std::string_view, KeyCode>::first);
    return std::unexpected(curve == std::ranges::end(curves) ? KeyCode::ed25519_key : curve->second);
  }
  if (type != "RSA") return std::unexpected(KeyCode::unsupported_key);
  if (key->find("oth")) return std::unexpected(KeyCode::multi_prime);
  JwkNumbers numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const Json* found = key->find(names[i]);
    if (!found) continue;
    auto bytes = decode_number(found->text);
    if (!bytes || bytes->empty()) return std::unexpected(KeyCode::corrupt_key);
    numbers[i] = std::move(*bytes);
  }
  if (numbers[0].empty() || numbers[1].empty()) return std::unexpected(KeyCode::corrupt_key);
  return Jwk{std::move(numbers), other_use(*key)};
}

}  // namespace

bool is_jwk(std::string_view text) {
  if (!trim(text).starts_with('{')) return false;
  const Json json = parse_json(trim(text));
  return json.find("kty") || json.find("keys");
}

std::expected<Jwk, KeyCode> read_jwk(std::string_view text) {
  auto read = read_rsa(text);
  if (read && read->numbers[first_private].empty()) return std::unexpected(KeyCode::public_key);
  return read;
}

std::expected<JwkNumbers, KeyCode> read_public_jwk(std::string_view text) {
  auto read = read_rsa(text);
  if (!read) return std::unexpected(read.error());
  if (!read->numbers[first_private].empty()) return std::unexpected(KeyCode::not_a_public_key);
  return std::move(read->numbers);
}

}  // namespace imskit
