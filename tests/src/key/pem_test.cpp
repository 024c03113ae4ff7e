#include "pem.h"

#include <gtest/gtest.h>

#include "base64.h"
#include "keys.h"

namespace imskit {
namespace {

std::string key_file(std::string_view name) { return read_vector("keys/" + std::string(name)); }

KeyCode code_of(std::string_view text) {
  const auto read = read_private_pem(std::string(text));
  EXPECT_FALSE(read);
  return read ? KeyCode::required : read.error();
}

Repairs repairs_of(std::string text) {
  const auto read = read_private_pem(std::move(text));
  EXPECT_TRUE(read);
  return read ? read->repairs : Repairs();
}

TEST(Pem, ReadsTheOnlyPrivateKeyAmongOtherSections) {
  const std::string key = key_file("rsa2048.pkcs8.pem");
  const std::string certificate = key_file("rsa2048.certificate.pem");
  const auto alone = read_private_pem(key);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->kind, DerKind::pkcs8);
  EXPECT_TRUE(alone->repairs.empty());
  const auto between = read_private_pem(certificate + "text\n" + key + certificate);
  ASSERT_TRUE(between);
  EXPECT_EQ(between->der.text(), alone->der.text());
  EXPECT_EQ(between->repairs, Repairs{Repair::surrounding_text});
  EXPECT_EQ(repairs_of("text\n" + key), Repairs{Repair::surrounding_text});
  EXPECT_EQ(repairs_of(key + "text"), Repairs{Repair::surrounding_text});
  EXPECT_EQ(read_private_pem(key_file("rsa2048.pkcs1.pem"))->kind, DerKind::pkcs1);
}

TEST(Pem, ReadsAnRsaKeyWithTheLabelOfAnotherKind) {
  for (const char* label : {"EC PRIVATE KEY", "DSA PRIVATE KEY", "ANY PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
    const auto pkcs8 = read_private_pem(key_file("rsa2048.pkcs8.pem"));
    const auto read = read_private_pem(write_pem(label, pkcs8->der.bytes()));
    ASSERT_TRUE(read) << label;
    EXPECT_EQ(read->kind, DerKind::pkcs8) << label;
    EXPECT_EQ(read->der.text(), pkcs8->der.text()) << label;
  }
}

TEST(Pem, AShortTextThatStartsLikeAKeyIsNotAKey) {
  for (const char* text : {"MII", "MIIE", "MIIEv", "MIIEvQ==", "MII=MII=", "see MIIE", "see MIIEvA== there"}) {
    EXPECT_EQ(code_of(text), KeyCode::not_a_key) << text;
  }
}

TEST(Pem, WritesWhatItReads) {
  const auto spki = key_file("rsa2048.spki.pem");
  const auto read = read_public_pem(spki);
  ASSERT_TRUE(read);
  EXPECT_EQ(write_pem("PUBLIC KEY", read->der.bytes()), spki);
}

TEST(Pem, NamesWhatIsNotAPrivateKey) {
  const std::pair<std::string_view, KeyCode> files[] = {{"rsa2048.certificate.pem", KeyCode::certificate},
                                                        {"rsa2048.request.pem", KeyCode::certificate_request},
                                                        {"rsa2048.spki.pem", KeyCode::public_key},
                                                        {"rsa2048.rsapublic.pem", KeyCode::public_key},
                                                        {"ec.sec1.pem", KeyCode::ec_key},
                                                        {"openssh.pem", KeyCode::openssh_key},
                                                        {"pkcs12.base64", KeyCode::pkcs12}};
  for (const auto& [file, code] : files) EXPECT_EQ(code_of(key_file(file)), code) << file;
  EXPECT_EQ(code_of("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"), KeyCode::putty_key);
  EXPECT_EQ(code_of("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ me@here"), KeyCode::public_key);
  EXPECT_EQ(code_of("-----BEGIN PGP PRIVATE KEY BLOCK-----\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----"),
            KeyCode::pgp_key);
  EXPECT_EQ(code_of("-----BEGIN SOMETHING ELSE-----\nAAAA\n-----END SOMETHING ELSE-----"), KeyCode::unsupported_key);
}

TEST(Pem, NamesItWithoutMarkers) {
  for (const auto& [file, code] : std::initializer_list<std::pair<std::string_view, KeyCode>>{
           {"rsa2048.certificate.pem", KeyCode::certificate},
           {"rsa2048.request.pem", KeyCode::certificate_request},
           {"rsa2048.spki.pem", KeyCode::public_key},
           {"rsa2048.rsapublic.pem", KeyCode::public_key}}) {
    const std::string text = key_file(file);
    const auto start = text.find('\n') + 1;
    EXPECT_EQ(code_of(text.substr(start, text.find("-----END") - start)), code) << file;
  }
}

TEST(Pem, NamesItInBinary) {
  for (const auto& [file, code] :
       std::initializer_list<std::pair<std::string_view, KeyCode>>{{"rsa2048.certificate.pem", KeyCode::certificate},
                                                                   {"rsa2048.spki.pem", KeyCode::public_key},
                                                                   {"ec.sec1.pem", KeyCode::ec_key}}) {
    const std::string text = key_file(file);
    const auto start = text.rfind("-----BEGIN");
    const auto body = text.find('\n', start);
    std::string packed = text.substr(body, text.find("-----END", body) - body);
    std::erase(packed, '\n');
    EXPECT_EQ(code_of(decode_base64(packed)->text()), code) << file;
  }
  EXPECT_EQ(code_of(read_private_pem(key_file("rsa2048.pkcs8.pem"))->der.text().substr(0, 900)), KeyCode::truncated);
}

TEST(Pem, NamesTheDamage) {
  const std::string key = key_file("rsa2048.pkcs8.pem");
  EXPECT_EQ(code_of("hello"), KeyCode::not_a_key);
  EXPECT_EQ(code_of("BEGIN"), KeyCode::not_a_key);
  EXPECT_EQ(code_of(key + key_file("other2048.pkcs8.pem")), KeyCode::several_keys);
  EXPECT_EQ(repairs_of(key + key), (Repairs{Repair::surrounding_text, Repair::repeated}));
  EXPECT_EQ(code_of(key.substr(0, key.size() / 2)), KeyCode::truncated);
  EXPECT_EQ(code_of(key.substr(0, 300) + key.substr(301)), KeyCode::truncated);
  EXPECT_EQ(code_of(key.substr(0, 300) + key.substr(365)), KeyCode::truncated);  // a line is missing
  EXPECT_EQ(code_of("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"), KeyCode::truncated);
  std::string damaged = key;
  damaged[200] = '*';
  EXPECT_EQ(code_of(damaged), KeyCode::corrupt_base64);
  damaged.erase(300, 1);
  EXPECT_EQ(code_of(damaged), KeyCode::corrupt_base64);  // also if characters are missing
}

TEST(Pem, ReadsPublicKeysAndCertificates) {
  EXPECT_EQ(read_public_pem(key_file("rsa2048.certificate.pem"))->kind, DerKind::certificate);
  EXPECT_EQ(read_public_pem(key_file("rsa2048.rsapublic.pem"))->kind, DerKind::public_key);
  EXPECT_EQ(read_public_pem("x").error(), KeyCode::not_a_public_key);
  EXPECT_EQ(read_public_pem(key_file("rsa2048.pkcs8.pem")).error(), KeyCode::not_a_public_key);
  EXPECT_EQ(read_public_pem("-----BEGIN PUBLIC KEY-----\nZ\n-----END PUBLIC KEY-----").error(), KeyCode::truncated);
}

TEST(Pem, NamesPlainTextsByTheStartOfALineOrWord) {
  for (const char* text : {"# a\nssh-rsa AAAA", "Key: ssh-rsa AAAA", "# a\nPuTTY-User-Key-File-2: ssh-rsa"}) {
    EXPECT_NE(code_of(text), KeyCode::not_a_key) << text;
  }
  EXPECT_EQ(code_of("xssh-rsa AAAA"), KeyCode::not_a_key);
}

TEST(Pem, LongerLinesAreARepairButNotThoseOf76Characters) {
  const std::string body = encode_base64(read_private_pem(key_file("rsa2048.pkcs8.pem"))->der.bytes());
  const auto wrapped = [&](std::size_t width, std::string_view indent) {
    std::string text = "-----BEGIN PRIVATE KEY-----\n";
    for (std::size_t at = 0; at < body.size(); at += width) {
      text.append(indent).append(body.substr(at, width)).append("\n");
    }
    return repairs_of(text + "-----END PRIVATE KEY-----\n");
  };
  EXPECT_EQ(wrapped(64, ""), Repairs{});
  EXPECT_EQ(wrapped(76, ""), Repairs{});
  EXPECT_EQ(wrapped(77, ""), Repairs{Repair::single_line});
  EXPECT_EQ(wrapped(64, " "), Repairs{Repair::indentation});
  // Only one line, by one space.
  std::string key = key_file("rsa2048.pkcs8.pem");
  key.insert(key.find('\n', 100) + 1, " ");
  EXPECT_EQ(repairs_of(key), Repairs{Repair::indentation});
  key = key_file("rsa2048.pkcs8.pem");
  key.insert(key.find('\n') + 1, " ");
  EXPECT_EQ(repairs_of(key), Repairs{Repair::indentation});
}

TEST(Pem, MarkersThatDifferAreARepair) {
  std::string key = key_file("rsa2048.pkcs8.pem");
  key.insert(key.find("-----END ") + 9, "RSA ");
  EXPECT_EQ(repairs_of(key), Repairs{Repair::missing_dashes});
}

TEST(Pem, SpacesInAMarkerBelongToIt) {
  std::string key = key_file("rsa2048.pkcs8.pem");
  for (const char* marker :
       {"----- BEGIN PRIVATE KEY-----", "-----BEGIN  PRIVATE KEY-----", "-----BEGIN PRIVATE KEY -----"}) {
    key.replace(0, key.find('\n'), marker);
    EXPECT_EQ(repairs_of(key), Repairs{Repair::missing_dashes}) << marker;
  }
}

TEST(Pem, HeadersMayHaveSpaces) {
  const auto read = read_private_pem(key_file("enc.legacy.des3.pem"));
  ASSERT_TRUE(read && read->encryption);
  for (const char* separator : {", ", ",\t ", " , "}) {
    std::string key = key_file("enc.legacy.des3.pem");
    key.replace(key.find(',', key.find("DEK-Info")), 1, separator);
    const auto spaced = read_private_pem(key);
    ASSERT_TRUE(spaced && spaced->encryption) << separator;
    EXPECT_EQ(spaced->encryption->algorithm, read->encryption->algorithm);
    EXPECT_EQ(spaced->encryption->iv, read->encryption->iv);
  }
}

TEST(Pem, ATruncatedPublicKeyIsNamedAsOne) {
  std::string key = key_file("rsa2048.spki.pem");
  key.erase(key.find('\n') + 65, 65);  // a line
  for (const std::string& text : {key, key.substr(0, key.find("-----END"))}) {
    const auto read = read_public_pem(text);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error(), KeyCode::truncated);
  }
}

TEST(Pem, TheWordsOfAMarkerMayAppearInBase64) {
  // Ed25519, in whose last bytes "ENDPRIVATEKEY" is base64.
  const std::string pem =
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHPJEutWJgq73uka0ENDPRIVATEKEYZ0VBTUJNR0J5mU\n"
      "-----END PRIVATE KEY-----\n";
  const auto read = read_private_pem(pem);
  ASSERT_TRUE(read);
  EXPECT_EQ(write_pem("PRIVATE KEY", read->der.bytes()), pem);
  EXPECT_TRUE(read->repairs.empty());
}

TEST(Pem, TheWordOfAMarkerMayBeInOtherText) {
  const auto read = read_private_pem("IN THE BEGINNING, BEGIN\n" + key_file("rsa2048.pkcs8.pem"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->repairs, Repairs{Repair::surrounding_text});
}

TEST(Pem, ReportsNoTextBeforeAnEncryptedKeyWithoutItsBegin) {
  const std::string key = key_file("enc.legacy.des3.pem");
  EXPECT_EQ(repairs_of(key.substr(key.find('\n') + 1)), Repairs{Repair::missing_markers});
}

TEST(Pem, FindsAKeyWithoutMarkersByItsOwnLength) {
  for (const char* file : {"rsa2048.pkcs8.pem", "rsa2048.pkcs1.pem", "other2048.pkcs8.pem"}) {
    const auto block = read_private_pem(key_file(file));
    // Words that look like the start of a key, and like the rest of one.
    const auto read =
        read_private_pem("aMIIa and bMII\n" + encode_base64(block->der.bytes()) + "\nfour more than were asked");
    ASSERT_TRUE(read) << file;
    EXPECT_EQ(read->der.text(), block->der.text()) << file;
  }
}

TEST(Pem, TakesSixtyFourCharactersOfBase64ForAKey) {
  EXPECT_EQ(code_of(std::string(60, 'A')), KeyCode::not_a_key);
  EXPECT_NE(code_of(std::string(64, 'A')), KeyCode::not_a_key);
}

TEST(Pem, WritesLinesOf64Characters) {
  const std::vector<std::uint8_t> zeros(48);
  EXPECT_EQ(write_pem("X", zeros), "-----BEGIN X-----\n" + std::string(64, 'A') + "\n-----END X-----\n");
}

}  // namespace
}  // namespace imskit
