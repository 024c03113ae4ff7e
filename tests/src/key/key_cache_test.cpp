#include "key_cache.h"

#include <gtest/gtest.h>

#include "keys.h"

namespace imskit {
namespace {

TEST(KeyCache, ReturnsTheReportOfInspectKey) {
  const std::string one = read_vector("keys/rsa2048.pkcs8.pem");
  const std::string other = read_vector("keys/other2048.pkcs8.pem");
  const std::string encrypted = read_vector("keys/enc.pbes1.pem");
  const std::string certificate = read_vector("keys/rsa2048.certificate.pem");
  struct Question {
    std::string_view text, passphrase, certificate;
  };
  // Neighbors differ in one value, or in where a text ends. Each is requested twice.
  const Question questions[] = {
      {one, "", ""},           {one, "", certificate},  {other, "", certificate}, {encrypted, "", ""},
      {encrypted, "test", ""}, {encrypted, "tes", "t"}, {encrypted, "x", ""},     {"", "", ""},
      {"nonsense", "", ""}};
  for (const auto& [text, passphrase, with] : questions) {
    const auto asked = inspect_key(text, {.passphrase = passphrase, .certificate = with});
    for (int time = 0; time < 2; ++time) {
      const auto answer = inspect_key_cached(text, passphrase, with);
      EXPECT_EQ(answer.usable, asked.usable);
      EXPECT_EQ(answer.spki_sha256, asked.spki_sha256);
      EXPECT_EQ(answer.matches_certificate, asked.matches_certificate);
      ASSERT_EQ(answer.issues.size(), asked.issues.size());
      for (std::size_t i = 0; i < asked.issues.size(); ++i) EXPECT_EQ(answer.issues[i].code, asked.issues[i].code);
    }
  }
}

}  // namespace
}  // namespace imskit
