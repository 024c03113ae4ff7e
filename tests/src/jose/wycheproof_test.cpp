// The vectors of Project Wycheproof for RSASSA-PKCS1-v1_5 with SHA-256. They are next to the repository, in
// ../shared/vectors. If they are missing, the tests report it.
#include <gtest/gtest.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "keys.h"
#include "rsa_key.h"

namespace imskit {
namespace {

using nlohmann::json;

json groups_of(const std::string& file) {
  const std::string text = read_vector("../../../shared/vectors/wycheproof/" + file);
  if (text.empty()) {
    std::printf("../shared/vectors/wycheproof/%s is not there: its vectors are not tried\n", file.c_str());
    return json::array();
  }
  json groups = json::array();
  for (const auto& group : json::parse(text)["testGroups"]) {
    if (group["sha"] == "SHA-256") groups.push_back(group);
  }
  return groups;
}

std::string from_hex(const json& hex) {
  const auto& text = hex.get_ref<const std::string&>();
  std::string bytes(text.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    unsigned value = 0;
    std::from_chars(&text[2 * i], &text[2 * i] + 2, value, 16);
    bytes[i] = static_cast<char>(value);
  }
  return bytes;
}

Bytes bytes_of(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

TEST(Wycheproof, SignaturesMatchTheVectors) {
  int signatures = 0;
  for (const char* bits : {"2048", "3072", "4096"}) {
    for (const auto& group : groups_of("rsa_pkcs1_" + std::string(bits) + "_sig_gen_test.json")) {
      const auto key = PrivateKey::read(from_hex(group["privateKeyPkcs8"]), "").key;
      ASSERT_TRUE(key) << rule_of(key.error().code).name;
      for (const auto& test : group["tests"]) {
        const auto signature = key->sign(from_hex(test["msg"]));
        ASSERT_TRUE(signature) << bits << " " << test["tcId"].dump();
        EXPECT_EQ(as_text(*signature), from_hex(test["sig"])) << bits << " " << test["tcId"].dump();
        ++signatures;
      }
    }
  }
  std::printf("Wycheproof: %d signatures made\n", signatures);
}

TEST(Wycheproof, RefusesSmallKeys) {
  for (const char* bits : {"1024", "1536"}) {
    for (const auto& group : groups_of("rsa_pkcs1_" + std::string(bits) + "_sig_gen_test.json")) {
      const auto key = PrivateKey::read(from_hex(group["privateKeyPkcs8"]), "").key;
      ASSERT_FALSE(key);
      EXPECT_EQ(key.error().code, KeyCode::key_too_small);
    }
  }
}

// Wycheproof calls a DigestInfo without its NULL acceptable. We refuse it, as RFC 8017 section 9.2 allows.
TEST(Wycheproof, VerdictsMatchTheVectors) {
  int signatures = 0;
  for (const char* bits : {"2048", "3072", "4096", "8192"}) {
    for (const auto& group : groups_of("rsa_signature_" + std::string(bits) + "_sha256_test.json")) {
      const auto key = PublicKey::read(group["publicKeyPem"].get<std::string>());
      ASSERT_TRUE(key) << rule_of(key.error().code).name;
      for (const auto& test : group["tests"]) {
        const bool verified = key->verify(from_hex(test["msg"]), bytes_of(from_hex(test["sig"])));
        EXPECT_EQ(verified, test["result"] == "valid")
            << bits << " " << test["tcId"].dump() << " " << test["comment"].dump();
        ++signatures;
      }
    }
  }
  std::printf("Wycheproof: %d signatures judged\n", signatures);
}

}  // namespace
}  // namespace imskit
