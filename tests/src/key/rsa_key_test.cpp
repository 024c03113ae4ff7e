#include "rsa_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base64.h"
#include "keys.h"
#include "pem.h"

namespace imskit {
namespace {

std::string key_file(std::string_view name) { return read_vector("keys/" + std::string(name)); }

// Reads from a heap block of the exact size, so that AddressSanitizer sees a read past its end.
std::expected<PrivateKey, KeyIssue> read(std::string_view pem) { return PrivateKey::read(Secret(pem).text(), "").key; }

TEST(PrivateKey, ReadsPkcs8AndPkcs1AsTheSameKey) {
  const auto pkcs8 = read(key_file("rsa2048.pkcs8.pem"));
  const auto pkcs1 = read(key_file("rsa2048.pkcs1.pem"));
  ASSERT_TRUE(pkcs8 && pkcs1);
  EXPECT_EQ(pkcs8->bits(), 2048u);
  EXPECT_EQ(pkcs8->public_key_der(), pkcs1->public_key_der());
  EXPECT_EQ(write_pem("PUBLIC KEY", pkcs8->public_key_der()), key_file("rsa2048.spki.pem"));
}

// OneAsymmetricKey (RFC 5958 section 2): the version says 1, and attributes and the public key follow the private key.
TEST(PrivateKey, ReadsPkcs8OfVersion2) {
  const auto key = read(key_file("rsa2048.pkcs8.pem"));
  ASSERT_TRUE(key);
  const Secret version1 = key->pkcs8_der();
  const std::string attributes("\xA0\x00", 2);  // [0], an empty SET
  const auto public_key = key->public_key_der();
  // [1], a BIT STRING without unused bits: the RSAPublicKey, which is the end of SubjectPublicKeyInfo.
  const std::size_t size = public_key.size() - 24;
  std::string suffix = {'\x81', '\x82', static_cast<char>((size + 1) >> 8), static_cast<char>((size + 1) & 255), '\0'};
  suffix += as_text(public_key).substr(24);
  for (const std::string& added : {std::string(), attributes, suffix, attributes + suffix}) {
    std::string body(version1.text().substr(4));  // without the tag and the length
    body[2] = 1;
    body += added;
    const std::string der =
        std::string("\x30\x82") + static_cast<char>(body.size() >> 8) + static_cast<char>(body.size() & 255) + body;
    for (const std::string& text : {der, write_pem("PRIVATE KEY", as_bytes(der))}) {
      const auto version2 = PrivateKey::read(Secret(text).text(), "");
      ASSERT_TRUE(version2.key) << added.size();
      EXPECT_EQ(version2.format, "PKCS#8");
      EXPECT_TRUE(version2.warnings.empty());
      EXPECT_EQ(version2.key->pkcs8_der().text(), version1.text());
    }
  }
}

TEST(PrivateKey, SignsAsOpenSslDoes) {
  const auto key = read(key_file("rsa2048.pkcs8.pem"));
  const auto signature = key->sign("imskit\n");
  ASSERT_TRUE(signature);
  EXPECT_EQ(encode_base64(*signature) + "\n", key_file("rsa2048.signature.base64"));
}

TEST(PrivateKey, RefusesEveryOtherKindByName) {
  const std::pair<std::string_view, KeyCode> files[] = {{"ec.pkcs8.pem", KeyCode::ec_key},
                                                        {"ed25519.pem", KeyCode::ed25519_key},
                                                        {"rsapss.pem", KeyCode::rsa_pss_key},
                                                        {"dsa.pkcs8.pem", KeyCode::dsa_key},
                                                        {"rsa1024.pkcs8.pem", KeyCode::key_too_small},
                                                        {"multiprime.pem", KeyCode::multi_prime},
                                                        {"rsa2048.spki.pem", KeyCode::public_key}};
  for (const auto& [file, code] : files) {
    const auto key = read(key_file(file));
    ASSERT_FALSE(key) << file;
    EXPECT_EQ(key.error().code, code) << file;
    EXPECT_EQ(key.error().input, KeyInput::key);
  }
  EXPECT_EQ(read(" \n").error().code, KeyCode::required);
}

TEST(PrivateKey, RefusesAKeyOfMoreThan8192Bits) {
  // SEQUENCE { 0, INTEGER of 1025 bytes, seven INTEGERs 1 }
  std::string der = std::string("\x02\x01\x00\x02\x82\x04\x01\x01", 8) + std::string(1024, '\xFF');
  for (int i = 0; i < 7; ++i) der += "\x02\x01\x01";
  const auto size = der.size();
  der = std::string("\x30\x82") + static_cast<char>(size >> 8) + static_cast<char>(size & 255) + der;
  const auto pem = write_pem("RSA PRIVATE KEY", {reinterpret_cast<const std::uint8_t*>(der.data()), der.size()});
  EXPECT_EQ(read(pem).error().code, KeyCode::key_too_large);
}

// Cuts and flips all over the DER: never a crash, and never another key.
TEST(PrivateKey, DamageNeverGivesAnotherKey) {
  const auto whole = read_private_pem(key_file("rsa2048.pkcs1.pem"));
  const auto expected = read(key_file("rsa2048.pkcs1.pem"))->public_key_der();
  const std::span<const std::uint8_t> der = whole->der.bytes();
  for (std::size_t i = 0; i < der.size(); i += 3) {
    const auto cut = read(write_pem("RSA PRIVATE KEY", der.first(i)));
    if (cut) EXPECT_EQ(cut->public_key_der(), expected) << i;
    std::vector<std::uint8_t> flipped(der.begin(), der.end());
    flipped[i] ^= 1 << (i % 8);
    const auto key = read(write_pem("RSA PRIVATE KEY", flipped));
    ASSERT_TRUE(key) << i;
    EXPECT_EQ(key->public_key_der(), expected) << i;
  }
}

TEST(PrivateKey, WarnsAboutARebuiltKey) {
  const std::string pem = key_file("rsa2048.pkcs1.pem");
  const auto whole = PrivateKey::read(pem, "");
  const auto rebuilt = PrivateKey::read(pem.substr(0, 1500), "");
  ASSERT_TRUE(whole.key && rebuilt.key);
  EXPECT_EQ(rebuilt.key->public_key_der(), whole.key->public_key_der());
  EXPECT_EQ(rebuilt.format, "PKCS#1");
  EXPECT_EQ(rebuilt.repairs, Repairs{Repair::rebuilt});
  ASSERT_EQ(rebuilt.warnings.size(), 1u);
  EXPECT_EQ(rebuilt.warnings[0].code, KeyCode::rebuilt_key);
  EXPECT_EQ(rebuilt.warnings[0].params, (Params{{"fingerprint", key_file("rsa2048.spki.sha256").substr(0, 64)}}));
  EXPECT_TRUE(whole.warnings.empty());
}

TEST(PrivateKey, RebuildsBinaryKeys) {
  const auto whole = read_private_pem(key_file("rsa2048.pkcs8.pem"));
  const auto expected = read(key_file("rsa2048.pkcs8.pem"))->public_key_der();
  const auto key = PrivateKey::read(whole->der.text().substr(0, 1000), "");
  ASSERT_TRUE(key.key);
  EXPECT_EQ(key.key->public_key_der(), expected);
}

TEST(PrivateKey, DropsBytesAfterTheKey) {
  const auto whole = read_private_pem(key_file("rsa2048.pkcs8.pem"));
  std::vector<std::uint8_t> der(whole->der.bytes().begin(), whole->der.bytes().end());
  der.push_back(0);
  const auto read = PrivateKey::read(write_pem("PRIVATE KEY", der), "");
  ASSERT_TRUE(read.key);
  EXPECT_EQ(read.repairs, Repairs{Repair::trailing_data});
}

TEST(PublicKey, VerifiesWithEveryFormOfTheSameKey) {
  const auto signature = read(key_file("rsa2048.pkcs8.pem"))->sign("message");
  for (const std::string_view file : {"rsa2048.spki.pem", "rsa2048.rsapublic.pem", "rsa2048.certificate.pem"}) {
    const auto key = PublicKey::read(key_file(file));
    ASSERT_TRUE(key) << file;
    EXPECT_TRUE(key->verify("message", *signature));
    EXPECT_FALSE(key->verify("massage", *signature));
    auto wrong = *signature;
    wrong[100] ^= 1;
    EXPECT_FALSE(key->verify("message", wrong));
    wrong.pop_back();
    EXPECT_FALSE(key->verify("message", wrong));
  }
}

TEST(PublicKey, RefusesOtherKinds) {
  EXPECT_FALSE(PublicKey::read(key_file("rsa2048.pkcs8.pem")));
  EXPECT_FALSE(PublicKey::read(key_file("rsa2048.request.pem")));
  EXPECT_FALSE(PublicKey::read(""));
}

TEST(PublicKey, DamagedCertificatesNeverCrash) {
  const auto whole = read_public_pem(key_file("rsa2048.certificate.pem"));
  const Bytes der = whole->der.bytes();
  for (std::size_t i = 0; i < der.size(); ++i) {
    std::vector<std::uint8_t> damaged(der.begin(), der.end());
    damaged[i] ^= 0x80;
    (void)PublicKey::read(write_pem("CERTIFICATE", damaged));
    damaged.resize(i);
    EXPECT_FALSE(PublicKey::read(write_pem("CERTIFICATE", damaged)));
  }
}

TEST(PrivateKey, WritesPkcs8AsOpenSslDoes) {
  const auto key = read(key_file("rsa2048.pkcs1.pem"));
  EXPECT_EQ(write_pem("PRIVATE KEY", key->pkcs8_der().bytes()), key_file("rsa2048.pkcs8.pem"));
}

TEST(PrivateKey, ReadsJwks) {
  const std::string jwk = key_file("rsa2048.jwk.json");
  const auto expected = read(key_file("rsa2048.pkcs8.pem"))->public_key_der();
  for (const std::string& text : {jwk, "{\"keys\":[" + jwk + "]}", "\n " + jwk + " "}) {
    const auto key = read(text);
    ASSERT_TRUE(key) << rule_of(key.error().code).name;
    EXPECT_EQ(key->public_key_der(), expected);
  }
  // As console.log prints it, and as Python does.
  std::string logged = jwk;
  for (const auto& [json, code] :
       {std::pair{"{\"", "{\n  "}, {"\",\"", "',\n  "}, {"\":\"", ": '"}, {"\"}", "',\n}"}}) {
    const std::string_view from = json;
    for (std::size_t at; (at = logged.find(from)) != logged.npos;) logged.replace(at, from.size(), code);
  }
  std::string python = jwk;
  std::ranges::replace(python, '"', '\'');
  for (const std::string& text : {"const jwk = " + logged + ";", python}) {
    const auto read_key = PrivateKey::read(text, {});
    ASSERT_TRUE(read_key.key) << text;
    EXPECT_EQ(read_key.key->public_key_der(), expected);
    EXPECT_TRUE(std::ranges::contains(read_key.repairs, Repair::object_literal));
  }
  const auto code = [](std::string_view text) { return read(text).error().code; };
  EXPECT_EQ(code(R"({"kty":"EC","crv":"P-256","d":"AA"})"), KeyCode::ec_key);
  EXPECT_EQ(code(R"({"kty":"OKP","d":"AA"})"), KeyCode::ed25519_key);
  EXPECT_EQ(code(R"({"kty":"oct","k":"AA"})"), KeyCode::unsupported_key);
  EXPECT_EQ(code(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"), KeyCode::public_key);
  EXPECT_EQ(code(R"({"kty":"RSA","n":"AQAB","e":"AQAB","d":5})"), KeyCode::corrupt_key);
  EXPECT_EQ(code(R"({"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB"})"), KeyCode::key_too_small);
  EXPECT_EQ(code(R"({"keys":[]})"), KeyCode::not_a_key);
  EXPECT_EQ(code("{\"keys\":[" + jwk + "," + jwk + "]}"), KeyCode::several_keys);
}

TEST(PrivateKey, RefusesInconsistentNumbers) {
  for (const std::string_view name : {"n", "e", "d", "p", "q", "dp", "dq", "qi"}) {
    std::string jwk = key_file("rsa2048.jwk.json");
    const std::string member = "\"" + std::string(name) + "\":\"";
    char& digit = jwk[jwk.find(member) + member.size() + 1];
    digit = digit == 'B' ? 'C' : 'B';
    const auto key = read(jwk);
    ASSERT_FALSE(key) << name;
    EXPECT_EQ(key.error().code, KeyCode::inconsistent_key) << name;
  }
}

}  // namespace
}  // namespace imskit
