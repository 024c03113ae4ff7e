#include "encryption.h"

#include <gtest/gtest.h>

#include "key_report.h"
#include "keys.h"
#include "rsa_key.h"

namespace imskit {
namespace {

std::string key_file(std::string_view name) { return read_vector("keys/" + std::string(name)); }

KeyCode code_of(std::string_view file, std::string_view passphrase) {
  const auto key = PrivateKey::read(key_file(file), passphrase).key;
  EXPECT_FALSE(key) << file;
  return key ? KeyCode::required : key.error().code;
}

TEST(Encryption, OpensWhatOpenSslWrites) {
  const auto plain = PrivateKey::read(key_file("rsa2048.pkcs8.pem"), "").key->public_key_der();
  std::vector<std::string> files = {"rsa2048.pbes2.pem", "rsa2048.proctype.pem", "enc.pbes1.pem"};
  for (const char* cipher : {"aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3"}) {
    for (const char* function : {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"}) {
      files.push_back(std::string("enc.") + cipher + ".hmacWith" + function + ".pem");
    }
  }
  for (const char* cipher : {"aes128", "aes192", "aes256", "des3"})
    files.push_back(std::string("enc.legacy.") + cipher + ".pem");
  for (const auto& file : files) {
    const auto key = PrivateKey::read(key_file(file), "test").key;
    ASSERT_TRUE(key) << file << " " << rule_of(key.error().code).name;
    EXPECT_EQ(key->public_key_der(), plain) << file;
    EXPECT_EQ(code_of(file, ""), KeyCode::passphrase_required) << file;
    EXPECT_EQ(code_of(file, "wrong"), KeyCode::wrong_passphrase) << file;
  }
}

TEST(Encryption, ReadsPassphrasesOutsideAscii) {
  EXPECT_TRUE(PrivateKey::read(key_file("enc.pbes1.bmp.pem"), "pässwörd").key);
  EXPECT_EQ(code_of("enc.pbes1.bmp.pem", "passwort"), KeyCode::wrong_passphrase);
  EXPECT_EQ(code_of("enc.pbes1.bmp.pem", "😀"), KeyCode::wrong_passphrase);
}

TEST(Encryption, AWrongPassphraseIsAlwaysReportedAsSuch) {
  // One in 256 wrong passphrases decrypts to bytes that look padded.
  for (const char* file : {"enc.legacy.aes128.pem", "enc.pbes1.pem"}) {
    for (int i = 0; i < 1000; ++i) {
      ASSERT_EQ(code_of(file, "wrong " + std::to_string(i)), KeyCode::wrong_passphrase) << file << i;
    }
  }
}

TEST(Encryption, RefusesBeforeAnyWork) {
  EXPECT_EQ(code_of("enc.scrypt.pem", ""), KeyCode::scrypt);
  EXPECT_EQ(code_of("enc.iterations.pem", ""), KeyCode::too_many_iterations);
  const auto key = PrivateKey::read(key_file("enc.iterations.pem"), "test").key;
  const Params expected = {{"actual", std::int64_t{1000001}}, {"max", std::int64_t{1000000}}};
  EXPECT_EQ(key.error().params, expected);
}

TEST(Encryption, TheReportSaysEncrypted) {
  const auto report = inspect_key(key_file("enc.pbes1.pem"), {.passphrase = "test"});
  EXPECT_TRUE(report.usable);
  EXPECT_TRUE(report.encrypted);
  EXPECT_EQ(report.format, "PKCS#8");
  EXPECT_TRUE(inspect_key(key_file("enc.legacy.des3.pem")).encrypted);
}

TEST(Encryption, ReadsALegacyHeaderOnTheLineOfTheKey) {
  std::string key = key_file("enc.legacy.aes256.pem");
  for (char& c : key) {
    if (c == '\n') c = ' ';
  }
  EXPECT_TRUE(PrivateKey::read(key, "test").key);
}

// Cuts the parameters of the encryption and flips their bits: each gives an issue, and none a crash.
TEST(Encryption, DamageNeverCrashes) {
  for (const char* file : {"enc.pbes1.pem", "rsa2048.pbes2.pem"}) {
    const auto block = read_private_pem(key_file(file));
    const Bytes der = block->der.bytes();
    for (std::size_t i = 0; i < 110; ++i) {
      std::vector<std::uint8_t> damaged(der.begin(), der.end());
      damaged[i] ^= static_cast<std::uint8_t>(1 << (i % 8));
      (void)PrivateKey::read(write_pem("ENCRYPTED PRIVATE KEY", damaged), "test").key;
      damaged.resize(i);
      EXPECT_FALSE(PrivateKey::read(write_pem("ENCRYPTED PRIVATE KEY", damaged), "test").key);
    }
  }
}

// What a printer or a page puts between two lines of a key.
TEST(Encryption, APageBreakIsNoPartOfAKey) {
  for (const char* file : {"enc.aes-256-cbc.hmacWithSHA256.pem", "enc.legacy.aes256.pem"}) {
    for (const char* page : {"\f", "\n\f\n", "Page 2 of 3\n", "\nPage 2\n\n", "  2\n\n", "Confidential\n",
                             "\fprivate.key 1/2\n", "- 1 -\n\f"}) {
      std::string key = key_file(file);
      key.insert(key.find('\n', key.size() / 2) + 1, page);
      EXPECT_TRUE(inspect_key(key, {.passphrase = "test"}).usable) << file << page;
      EXPECT_EQ(inspect_key(key, {.passphrase = "wrong"}).issues[0].code, KeyCode::wrong_passphrase) << file << page;
    }
  }
}

TEST(Encryption, HeadersOfALegacyKeyMayBeBroken) {
  for (const char* file : {"enc.legacy.aes256.pem", "enc.legacy.des3.pem"}) {
    const std::string key = key_file(file);
    const auto comma = key.find(',', key.find("DEK-Info"));
    for (const char* gap : {"\n", "\r\n", "\n ", "\n\t", "=\n"}) {
      for (const int at : {-3, 1, 5, 16}) {
        std::string broken = key;
        broken.insert(comma + static_cast<std::size_t>(at), gap);
        EXPECT_TRUE(inspect_key(broken, {.passphrase = "test"}).usable) << broken.substr(0, 120);
        EXPECT_FALSE(inspect_key(broken, {.passphrase = "test"}).repairs.empty());
      }
    }
    std::string damaged = key;
    damaged.erase(comma + 8, 2);
    EXPECT_EQ(inspect_key(damaged, {.passphrase = "test"}).issues[0].code, KeyCode::encryption_headers_lost);
    damaged.erase(comma, key.find('\n', comma) - comma - 2);
    EXPECT_EQ(inspect_key(damaged, {.passphrase = "test"}).issues[0].code, KeyCode::encryption_headers_lost);
  }
}

}  // namespace
}  // namespace imskit
