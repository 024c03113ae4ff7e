#include "jwt.h"

#include "base64.h"
#include "json.h"

namespace imskit {
namespace {

// parse_json() ignores a byte order mark, and everything from a NUL on. RFC 8259 and JSON.parse refuse both.
bool is_json_object(std::string_view text) {
  return !text.starts_with("\xEF\xBB\xBF") && text.find('\0') == text.npos && parse_json(text).is(Json::Kind::object);
}

std::optional<JwtError> check_header(std::string_view text) {
  const auto header = parse_json(text);
  if (!is_json_object(text)) {
    return JwtError{JwtErrorCode::malformed, "The JWT’s header is not a JSON object."};
  }
  if (text_of(header.find("alg")) != "RS256") {
    return JwtError{JwtErrorCode::algorithm,
                    "The JWT’s header must have alg RS256. imskit does not sign or verify with other algorithms."};
  }
  if (header.find("crit") || header.find("b64")) {
    return JwtError{JwtErrorCode::critical, "The JWT’s header has crit or b64, which are not supported."};
  }
  return std::nullopt;
}

JwtError malformed(std::string_view what) { return {JwtErrorCode::malformed, "Not a JWT: " + std::string(what) + "."}; }

std::optional<std::string> decode_object(std::string_view part) {
  const auto bytes = decode_base64url(part);
  if (!bytes) return std::nullopt;
  std::string text(bytes->begin(), bytes->end());
  return is_json_object(text) ? std::optional(text) : std::nullopt;
}

}  // namespace

std::string write_signing_input(std::string_view header, std::string_view payload) {
  return encode_base64url(as_bytes(header)) + "." + encode_base64url(as_bytes(payload));
}

std::expected<std::string, JwtError> sign_compact(std::string_view header, std::string_view payload,
                                                  const PrivateKey& key) {
  if (auto error = check_header(header)) return std::unexpected(std::move(*error));
  const std::string input = write_signing_input(header, payload);
  const auto signature = key.sign(input);
  if (!signature) return std::unexpected(JwtError{JwtErrorCode::signing_failed, "The signature could not be made."});
  return input + "." + encode_base64url(*signature);
}

std::expected<Jwt, JwtError> decode_compact(std::string_view jwt) {
  const auto first = jwt.find('.');
  const auto second = first == jwt.npos ? jwt.npos : jwt.find('.', first + 1);
  if (second == jwt.npos || jwt.find('.', second + 1) != jwt.npos) {
    return std::unexpected(malformed("it must have three parts with a dot between them"));
  }
  const auto header = decode_object(jwt.substr(0, first));
  if (!header) return std::unexpected(malformed("its first part is not a JSON object in base64url"));
  const auto payload = decode_object(jwt.substr(first + 1, second - first - 1));
  if (!payload) return std::unexpected(malformed("its second part is not a JSON object in base64url"));
  const auto signature = decode_base64url(jwt.substr(second + 1));
  if (!signature) return std::unexpected(malformed("its third part is not base64url"));
  return Jwt{*header, *payload, *signature, jwt.substr(0, second)};
}

std::expected<Jwt, JwtError> verify_compact(std::string_view jwt, const PublicKey& key) {
  auto decoded = decode_compact(jwt);
  if (!decoded) return decoded;
  if (auto error = check_header(decoded->header)) return std::unexpected(std::move(*error));
  if (!key.verify(decoded->signing_input, decoded->signature)) {
    return std::unexpected(JwtError{JwtErrorCode::signature, "The JWT’s signature does not match the key."});
  }
  return decoded;
}

}  // namespace imskit
