#include "key_report.h"

#include <gtest/gtest.h>

#include "keys.h"

namespace imskit {
namespace {

std::string key_file(std::string_view name) { return read_vector("keys/" + std::string(name)); }
std::string trim_line(const std::string& line) { return line.substr(0, line.find('\n')); }

TEST(KeyReport, ComparesWithTheCertificatesOfTheCredential) {
  const std::string key = key_file("rsa2048.pkcs8.pem");
  const std::string certificate = key_file("rsa2048.certificate.pem");
  const std::string sha1 = trim_line(key_file("rsa2048.certificate.sha1"));
  const std::vector<ListedCertificate> own = {{std::string(40, '0'), "2020-01-01"}, {sha1, "2020-06-30"}};
  const std::vector<ListedCertificate> others = {{std::string(40, '0'), "2020-01-01"}};
  constexpr std::int64_t last_day = 1593475200;  // 2020-06-30
  const auto codes = [&](const KeyOptions& options) {
    std::vector<KeyCode> found;
    for (const auto& issue : inspect_key(key, options).issues) found.push_back(issue.code);
    return found;
  };
  using Codes = std::vector<KeyCode>;
  EXPECT_EQ(codes({.certificate = certificate, .listed = own, .now_seconds = last_day}), Codes());
  EXPECT_EQ(codes({.certificate = certificate, .listed = others}), Codes{KeyCode::certificate_not_listed});
  EXPECT_EQ(codes({.listed = own, .now_seconds = last_day}), Codes{KeyCode::certificate_unknown});
  EXPECT_EQ(codes({.listed = own, .now_seconds = last_day + 86400}), Codes{KeyCode::certificate_expired});
  const auto unknown = inspect_key(key, {.listed = own}).issues;
  EXPECT_NE(unknown[0].params[0].text.find(sha1 + " (until 2020-06-30)"), std::string::npos);
  EXPECT_TRUE(inspect_key(key, {.certificate = certificate, .listed = others}).usable);
}

TEST(KeyReport, ComparesWithTheCertificate) {
  const std::string key = key_file("rsa2048.pkcs8.pem");
  const auto own = inspect_key(key, {.certificate = key_file("rsa2048.certificate.pem"), .now_seconds = 0});
  EXPECT_EQ(own.matches_certificate, true);
  EXPECT_TRUE(own.usable);
  EXPECT_EQ(own.certificate_sha1 + "\n", key_file("rsa2048.certificate.sha1"));
  EXPECT_EQ(std::to_string(*own.certificate_expires) + "\n", key_file("rsa2048.certificate.expires"));
  const auto expired = inspect_key(
      key, {.certificate = key_file("rsa2048.certificate.pem"), .now_seconds = *own.certificate_expires + 1});
  ASSERT_EQ(expired.issues.size(), 1u);
  EXPECT_EQ(expired.issues[0].code, KeyCode::certificate_expired);
  EXPECT_TRUE(expired.usable);
  const auto other =
      inspect_key(read_vector("keys/other2048.pkcs8.pem"), {.certificate = key_file("rsa2048.certificate.pem")});
  EXPECT_EQ(other.matches_certificate, false);
  EXPECT_FALSE(other.usable);
  EXPECT_EQ(other.issues[0].code, KeyCode::certificate_mismatch);
  EXPECT_EQ(inspect_key(key, {.certificate = "nonsense"}).issues[0].code, KeyCode::invalid_certificate);
  EXPECT_EQ(inspect_key("nonsense", {.certificate = key_file("rsa2048.certificate.pem")}).certificate_sha1,
            own.certificate_sha1);
}

// A chain, or the old and the new certificate of a key: any of them may belong to the key.
TEST(KeyReport, ComparesWithEachOfSeveralCertificates) {
  const std::string key = key_file("rsa2048.pkcs8.pem");
  const std::string own = key_file("rsa2048.certificate.pem"), sha1 = trim_line(key_file("rsa2048.certificate.sha1"));
  const std::string later = key_file("rsa2048.later.pem"), foreign = key_file("other2048.certificate.pem");
  const auto alone = inspect_key(key, {.certificate = own});
  const auto newest = inspect_key(key, {.certificate = later});
  ASSERT_EQ(newest.matches_certificate, true);
  ASSERT_LT(*alone.certificate_expires, *newest.certificate_expires);
  for (const auto& chain : {own + foreign, foreign + own, foreign + "-----BEGIN CERTIFICATE-----\nMII\n" + own}) {
    const auto report = inspect_key(key, {.certificate = chain});
    EXPECT_TRUE(report.usable);
    EXPECT_TRUE(report.issues.empty());
    EXPECT_EQ(report.matches_certificate, true);
    EXPECT_EQ(report.certificate_sha1, sha1);
    EXPECT_EQ(report.certificate_expires, alone.certificate_expires);
  }
  // The expiry is that of the certificate that belongs to the key, or the later one of two.
  const std::int64_t between = *alone.certificate_expires + 1;
  EXPECT_TRUE(inspect_key(key, {.certificate = own + later, .now_seconds = between}).issues.empty());
  const auto expired = inspect_key(key, {.certificate = foreign + own, .now_seconds = between}).issues;
  ASSERT_EQ(expired.size(), 1u);
  EXPECT_EQ(expired[0].code, KeyCode::certificate_expired);
  // A listed certificate comes first.
  const std::vector<ListedCertificate> listed = {{sha1, "2020-06-30"}};
  const auto chosen = inspect_key(key, {.certificate = later + own, .listed = listed});
  EXPECT_EQ(chosen.certificate_sha1, sha1);
  EXPECT_TRUE(chosen.issues.empty());
  const std::vector<ListedCertificate> foreign_only = {
      {inspect_key(key, {.certificate = foreign}).certificate_sha1, "2020-06-30"}};
  EXPECT_EQ(inspect_key(key, {.certificate = own + foreign, .listed = foreign_only}).issues[0].code,
            KeyCode::certificate_not_listed);
  // No certificate belongs to the key.
  const auto mismatch = inspect_key(key, {.certificate = foreign + foreign});
  EXPECT_FALSE(mismatch.usable);
  EXPECT_EQ(mismatch.issues[0].code, KeyCode::certificate_mismatch);
  EXPECT_EQ(inspect_key("nonsense", {.certificate = own + later}).certificate_sha1, sha1);
}

TEST(KeyReport, HasThePublicFacts) {
  const auto report = inspect_key(key_file("rsa2048.pkcs1.pem"));
  EXPECT_TRUE(report.usable);
  EXPECT_EQ(report.format, "PKCS#1");
  EXPECT_FALSE(report.encrypted);
  EXPECT_EQ(report.bits, 2048u);
  EXPECT_EQ(report.public_key_pem, key_file("rsa2048.spki.pem"));
  EXPECT_EQ(report.spki_sha256 + "\n", key_file("rsa2048.spki.sha256"));
  EXPECT_TRUE(report.issues.empty());
  EXPECT_FALSE(inspect_key("x").usable);
}

}  // namespace
}  // namespace imskit
