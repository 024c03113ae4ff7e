#include "jwt.h"

#include <gtest/gtest.h>

#include "base64.h"
#include "keys.h"

namespace imskit {
namespace {

PrivateKey key() { return *PrivateKey::read(read_vector("keys/rsa2048.pkcs8.pem"), "").key; }
PublicKey public_key() { return *PublicKey::read(read_vector("keys/rsa2048.spki.pem")); }

TEST(Jwt, ASignedJwtDecodesAndVerifies) {
  const std::string payload = R"({"b":1,"a":"é"})";
  const auto jwt = sign_compact(default_header, payload, key());
  ASSERT_TRUE(jwt);
  const auto decoded = verify_compact(*jwt, public_key());
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->header, default_header);
  EXPECT_EQ(decoded->payload, payload);
}

TEST(Jwt, RefusesOtherAlgorithmsAndCriticalHeaders) {
  const auto code = [](std::string_view header) { return sign_compact(header, "{}", key()).error().code; };
  EXPECT_EQ(code(R"({"alg":"none"})"), JwtErrorCode::algorithm);
  EXPECT_EQ(code(R"({"alg":"HS256"})"), JwtErrorCode::algorithm);
  EXPECT_EQ(code(R"({"alg":1})"), JwtErrorCode::algorithm);
  EXPECT_EQ(code(R"({})"), JwtErrorCode::algorithm);
  EXPECT_EQ(code(R"({"alg":"RS256","crit":["b64"],"b64":false})"), JwtErrorCode::critical);
  EXPECT_EQ(code(R"({"alg":"RS256","b64":true})"), JwtErrorCode::critical);
  EXPECT_EQ(code("[]"), JwtErrorCode::malformed);
}

TEST(Jwt, NamesTheMalformedPart) {
  const auto message = [](std::string_view jwt) { return decode_compact(jwt).error().message; };
  EXPECT_EQ(message("a.b"), "Not a JWT: it must have three parts with a dot between them.");
  EXPECT_EQ(message("a.b.c.d"), "Not a JWT: it must have three parts with a dot between them.");
  EXPECT_EQ(message("e30=.e30.AA"), "Not a JWT: its first part is not a JSON object in base64url.");
  EXPECT_EQ(message("e30.W10.AA"), "Not a JWT: its second part is not a JSON object in base64url.");
  EXPECT_EQ(message("e30.e30.A"), "Not a JWT: its third part is not base64url.");
  EXPECT_TRUE(decode_compact("e30.e30."));
}

TEST(Jwt, DetectsEveryChangedCharacter) {
  const auto jwt = sign_compact(default_header, R"({"a":1})", key());
  for (std::size_t i = 0; i < jwt->size(); i += 3) {
    std::string changed = *jwt;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify_compact(changed, public_key())) << i;
  }
}

}  // namespace
}  // namespace imskit
