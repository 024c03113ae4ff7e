#include "pem.h"

#include <gtest/gtest.h>

#include "keys.h"

namespace imskit {
namespace {

TEST(Pem, ReadsTheOnlyPrivateKeyAmongOtherSections) {
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  const std::string certificate = read_vector("keys/rsa2048.certificate.pem");
  const auto alone = read_private_key_pem(key);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->format, KeyFormat::pkcs8);
  const auto between = read_private_key_pem(certificate + "text\n" + key + certificate);
  ASSERT_TRUE(between);
  EXPECT_EQ(between->der.text(), alone->der.text());
  EXPECT_EQ(read_private_key_pem(read_vector("keys/rsa2048.pkcs1.pem"))->format, KeyFormat::pkcs1);
}

TEST(Pem, ReadsCarriageReturns) {
  std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  for (std::size_t at = 0; (at = key.find('\n', at)) != key.npos; at += 2) key.insert(at, "\r");
  EXPECT_TRUE(read_private_key_pem(key));
}

TEST(Pem, WritesWhatItReads) {
  const auto spki = read_vector("keys/rsa2048.spki.pem");
  const auto read = read_public_key_pem(spki);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->format, PublicKeyFormat::spki);
  EXPECT_EQ(write_pem("PUBLIC KEY", read->der), spki);
}

TEST(Pem, NamesWhatIsNoPrivateKey) {
  const std::pair<std::string_view, Code> files[] = {{"rsa2048.certificate.pem", Code::certificate},
                                                     {"rsa2048.request.pem", Code::certificate_request},
                                                     {"rsa2048.spki.pem", Code::public_key},
                                                     {"rsa2048.rsapublic.pem", Code::public_key},
                                                     {"rsa2048.pbes2.pem", Code::unsupported_encryption},
                                                     {"rsa2048.proctype.pem", Code::unsupported_encryption},
                                                     {"ec.sec1.pem", Code::ec_key},
                                                     {"openssh.pem", Code::openssh_key}};
  for (const auto& [file, code] : files) {
    const auto read = read_private_key_pem(read_vector("keys/" + std::string(file)));
    ASSERT_FALSE(read) << file;
    EXPECT_EQ(read.error(), code) << file;
  }
}

TEST(Pem, NamesTheDamage) {
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  const auto code = [](std::string_view text) { return read_private_key_pem(text).error(); };
  EXPECT_EQ(code(""), Code::not_a_key);
  EXPECT_EQ(code("hello"), Code::not_a_key);
  EXPECT_EQ(code("-----BEGIN "), Code::unsupported_key);
  EXPECT_EQ(code("PuTTY-User-Key-File-3: ssh-rsa"), Code::putty_key);
  EXPECT_EQ(code("-----BEGIN PGP PRIVATE KEY BLOCK-----\n-----END PGP PRIVATE KEY BLOCK-----"), Code::unsupported_key);
  EXPECT_EQ(code(key + key), Code::several_keys);
  EXPECT_EQ(code(key.substr(0, key.size() / 2)), Code::truncated);
  std::string damaged = key;
  damaged[200] = '*';
  EXPECT_EQ(code(damaged), Code::corrupt_base64);
}

TEST(Pem, ReadsPublicKeysAndCertificates) {
  EXPECT_EQ(read_public_key_pem(read_vector("keys/rsa2048.certificate.pem"))->format, PublicKeyFormat::certificate);
  EXPECT_EQ(read_public_key_pem(read_vector("keys/rsa2048.rsapublic.pem"))->format, PublicKeyFormat::pkcs1);
  EXPECT_EQ(read_public_key_pem("x").error(), Code::not_a_public_key);
  EXPECT_EQ(read_public_key_pem("-----BEGIN PUBLIC KEY-----\nZg==").error(), Code::truncated);
  EXPECT_EQ(read_public_key_pem("-----BEGIN PUBLIC KEY-----\nZ\n-----END PUBLIC KEY-----").error(),
            Code::corrupt_base64);
}

}  // namespace
}  // namespace imskit
