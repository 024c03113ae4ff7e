#include "other_text.h"

#include <gtest/gtest.h>

#include "base64.h"
#include "keys.h"
#include "rsa_key.h"

namespace imskit {
namespace {

using namespace std::string_literals;

TEST(OtherText, IsNamed) {
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  const std::pair<std::string, KeyCode> texts[] = {
      {"/etc/secrets/private.key", KeyCode::file_path},
      {"~/keys/private.key", KeyCode::file_path},
      {"C:\\keys\\private.key", KeyCode::file_path},
      {"\\\\server\\share\\private.key", KeyCode::file_path},
      {"file:///etc/private.key", KeyCode::file_path},
      {"private.key", KeyCode::file_path},
      {"${PRIVATE_KEY}", KeyCode::placeholder},
      {"$PRIVATE_KEY", KeyCode::placeholder},
      {"{{ secrets.PRIVATE_KEY }}", KeyCode::placeholder},
      {"<your private key>", KeyCode::placeholder},
      {"%PRIVATE_KEY%", KeyCode::placeholder},
      {"process.env.PRIVATE_KEY", KeyCode::placeholder},
      {"undefined", KeyCode::placeholder},
      {"-----BEGIN PRIVATE KEY-----\nYOUR KEY HERE\n-----END PRIVATE KEY-----", KeyCode::placeholder},
      {"********************", KeyCode::masked},
      {"••••••••", KeyCode::masked},
      {"-----BEGIN PRIVATE KEY-----\n********\n-----END PRIVATE KEY-----", KeyCode::masked},
      {"[REDACTED]", KeyCode::masked},
      {"SHA256:" + std::string(43, 'A') + "=", KeyCode::fingerprint},
      {"9f:86:d0:81:88:4c:7d:65:9a:2f:ea:a0:c5:5a:d0:15", KeyCode::fingerprint},
      {std::string(40, 'a'), KeyCode::fingerprint},
      {"p8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345", KeyCode::client_secret},
      {"eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln", KeyCode::jwt},
      {"Bearer eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln", KeyCode::jwt},
      {"arn:aws:secretsmanager:eu-west-1:123456789012:secret:key", KeyCode::secret_reference},
      {"projects/p/secrets/key/versions/latest", KeyCode::secret_reference},
      {"op://vault/item/key", KeyCode::secret_reference},
      {"@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/secrets/k)", KeyCode::secret_reference},
      {"{{resolve:secretsmanager:key}}", KeyCode::secret_reference},
      {"<!DOCTYPE html><html><body>Sign in</body></html>", KeyCode::web_page},
      {"\x1F\x8B\x08\0\0\0\0\0\0\3"s + std::string(40, '\x80'), KeyCode::gzip},
      {"PK\x03\x04\x14\0\0\0"s + std::string(40, '\x80'), KeyCode::zip},
      {encode_base64(as_bytes("PK\x03\x04\x14\0\0\0"s + std::string(80, '\x80'))), KeyCode::zip},
      {"\xFE\xED\xFE\xED\0\0\0\2"s + std::string(40, '\7'), KeyCode::java_keystore},
      {"Salted__" + std::string(40, '\x90'), KeyCode::encrypted_by_openssl},
      {"U2FsdGVkX1+" + std::string(200, 'A'), KeyCode::encrypted_by_openssl},
      {"$ANSIBLE_VAULT;1.1;AES256\n61626364\n", KeyCode::ansible_vault},
      {"key: ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]", KeyCode::sops},
      {"age-encryption.org/v1\n-> X25519 abc\n", KeyCode::age},
      {"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----", KeyCode::age},
      {"\0GITCRYPT\0"s + std::string(40, '\x90'), KeyCode::git_crypt},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1704\n", KeyCode::git_lfs},
      {"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg...\n-----END PRIVATE KEY-----", KeyCode::shortened},
      {"[object Object]", KeyCode::stringified_object},
      {"-----BEGIN RSA PRIVATE KEY-----", KeyCode::truncated},
      {"-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----", KeyCode::pgp_key},
      {"\x30\x80\x02\x01\x03\x30\x80"s + std::string(40, '\x90'), KeyCode::pkcs12},
  };
  for (const auto& [text, code] : texts) {
    const auto read = PrivateKey::read(text, "");
    ASSERT_FALSE(read.key) << text;
    EXPECT_EQ(rule_of(read.key.error().code).name, rule_of(code).name) << text;
  }
}

TEST(OtherText, DoesNotPreventReadingAKey) {
  const std::string key = read_vector("keys/rsa2048.pkcs8.pem");
  for (const char* before : {"/etc/private.key:\n", "PRIVATE_KEY=${KEY}\n", "SHA256:abc\n", "[object Object]\n",
                             "<html>\n", "your key ...\n", "Bearer eyJhIjoxfQ.b.c\n"}) {
    EXPECT_TRUE(PrivateKey::read(before + key, "").key) << before;
  }
}

TEST(OtherText, NamesAKeyThatLostItsEncryptionHeaders) {
  std::string key = read_vector("keys/enc.legacy.aes128.pem");
  const auto headers = key.find("Proc-Type");
  key.erase(headers, key.find("\n\n") + 2 - headers);
  EXPECT_EQ(PrivateKey::read(key, "test").key.error().code, KeyCode::encryption_headers_lost);
  // One in 256 begins like a SEQUENCE by chance, of any length.
  for (const char* start : {"MNx5", "MMdh", "MBmI", "MGLg", "MIC8", "MIdh", "MP8N", "MIGZ"}) {
    std::string other = key;
    other.replace(key.find('\n') + 1, 4, start);
    EXPECT_EQ(PrivateKey::read(other, "test").key.error().code, KeyCode::encryption_headers_lost) << start;
  }
}

}  // namespace
}  // namespace imskit
