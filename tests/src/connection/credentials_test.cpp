#include "credentials.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace imskit {
namespace {

using Codes = std::vector<std::pair<std::string, Code>>;

// The file and its first candidate.
struct Read : Credentials {
  Connection connection;
  std::vector<ListedCertificate> certificates;
  CredentialType type = CredentialType::jwt;
};

Read read_file(std::string_view text, std::optional<std::int64_t> now = {}) {
  Read read{import_credentials(text, now), {}, {}};
  if (read.candidates.empty()) return read;
  const Candidate& first = read.candidates[0];
  read.connection = first.connection;
  read.certificates = first.certificates;
  read.type = first.type;
  for (const auto& issue : first.issues) read.issues.push_back(issue);
  return read;
}

Codes codes(const Credentials& credentials) {
  Codes found;
  for (const auto& issue : credentials.issues) found.emplace_back(issue.field_name(), issue.code);
  return found;
}

TEST(Credentials, ConsoleJwt) {
  const auto read = read_file(R"({"CLIENT_SECRET":"s","ORG_ID":"O@AdobeOrg","API_KEY":"c",
    "TECHNICAL_ACCOUNT_ID":"T@techacct.adobe.com","TECHNICAL_ACCOUNT_EMAIL":"0a1b2c3d-0123-4567-89ab-0123456789ab@techacct.adobe.com",
    "PUBLIC_KEYS_WITH_EXPIRY":{"0123456789ABCDEF0123456789ABCDEF01234567":"03/01/2026"}})");
  EXPECT_EQ(read.source, "console-jwt");
  EXPECT_EQ(read.connection.text(Field::client_id), "c");
  EXPECT_EQ(read.connection.text(Field::client_secret), "s");
  EXPECT_EQ(read.connection.text(Field::technical_account_id), "T@techacct.adobe.com");
  EXPECT_EQ(read.connection.text(Field::organization_id), "O@AdobeOrg");
  ASSERT_EQ(read.certificates.size(), 1u);
  EXPECT_EQ(read.certificates[0].sha1, "0123456789abcdef0123456789abcdef01234567");
  EXPECT_EQ(read.certificates[0].expires, "2026-03-01");
  EXPECT_EQ(codes(read), (Codes{{"privateKey", Code::not_in_file}}));
}

TEST(Credentials, ConsoleOauth) {
  const auto read = read_file(
      "\uFEFF"
      R"({"ORG_ID":"O@AdobeOrg","CLIENT_SECRETS":["s1","s2"],"CLIENT_ID":"c",
    "SCOPES":["openid","AdobeID"],"TECHNICAL_ACCOUNT_ID":"T@techacct.adobe.com","TECHNICAL_ACCOUNT_EMAIL":"x"})");
  EXPECT_EQ(read.source, "console-oauth");
  EXPECT_EQ(read.connection.text(Field::client_secret), "s1");
  EXPECT_EQ(read.connection.scopes, (std::vector<std::string>{"openid", "AdobeID"}));
  EXPECT_EQ(codes(read), Codes{});
}

TEST(Credentials, ConsoleProject) {
  const auto read = read_file(R"({"project":{"id":"1","name":"p","org":{"id":"2","name":"o","ims_org_id":"O@AdobeOrg"},
    "workspace":{"id":"3","name":"w","details":{"credentials":[
      {"id":"4","name":"a","integration_type":"oauth_server_to_server","oauth_server_to_server":{"client_id":"x","client_secrets":["y"]}},
      {"id":"5","name":"b","integration_type":"service","jwt":{"client_id":"c","client_secret":"s","technical_account_email":"e",
       "technical_account_id":"T@techacct.adobe.com","meta_scopes":["ent_analytics_bulk_ingest_sdk"]}}]}}}})");
  EXPECT_EQ(read.source, "console-project");
  EXPECT_EQ(read.connection.text(Field::client_id), "c");
  EXPECT_EQ(read.connection.text(Field::client_secret), "s");
  EXPECT_EQ(read.connection.text(Field::organization_id), "O@AdobeOrg");
  EXPECT_EQ(read.connection.meta_scopes, std::vector<std::string>{"ent_analytics_bulk_ingest_sdk"});
  EXPECT_FALSE(read.connection[Field::name]);
  EXPECT_EQ(codes(read), (Codes{{"", Code::several_credentials}, {"privateKey", Code::not_in_file}}));
}

TEST(Credentials, Aem) {
  const auto read = read_file(R"({"ok":true,"integration":{"imsEndpoint":"ims-na1.adobelogin.com",
    "metascopes":"ent_aem_cloud_api,ent_cloudmgr_sdk","technicalAccount":{"clientId":"cm-p1-e2-integration","clientSecret":"s"},
    "email":"e@techacct.adobe.com","id":"T@techacct.adobe.com","org":"O@AdobeOrg",
    "privateKey":"-----BEGIN RSA PRIVATE KEY-----\r\nAA\r\n-----END RSA PRIVATE KEY-----\r\n","publicKey":"-----BEGIN CERTIFICATE-----"},
    "statusCode":200})");
  EXPECT_EQ(read.source, "aem");
  EXPECT_EQ(read.connection.text(Field::technical_account_id), "T@techacct.adobe.com");
  EXPECT_EQ(read.connection.text(Field::organization_id), "O@AdobeOrg");
  EXPECT_EQ(read.connection.text(Field::ims_host), "ims-na1.adobelogin.com");
  EXPECT_EQ(read.connection.meta_scopes, (std::vector<std::string>{"ent_aem_cloud_api", "ent_cloudmgr_sdk"}));
  EXPECT_TRUE(read.connection.text(Field::private_key).starts_with("-----BEGIN RSA"));
  EXPECT_TRUE(read.connection[Field::certificate]);
  EXPECT_EQ(codes(read), Codes{});
}

TEST(Credentials, JwtAuth) {
  const auto read = read_file(
      R"({"clientId":"c","technicalAccountId":"T@techacct.adobe.com","orgId":"O@AdobeOrg","clientSecret":"s",
    "privateKey":"k","passphrase":"p","metaScopes":["https://ims-na1.adobelogin.com/s/ent_user_sdk"],"ims":"https://ims-na1.adobelogin.com"})");
  EXPECT_EQ(read.source, "jwt-auth");
  EXPECT_EQ(read.connection.text(Field::passphrase), "p");
  EXPECT_EQ(read.connection.meta_scopes, std::vector<std::string>{"ent_user_sdk"});
  EXPECT_EQ(codes(read), Codes{});
}

TEST(Credentials, AioEnv) {
  const auto read = read_file(
      "# aio\nAIO_ims_contexts_my__ctx_client__id=c\nAIO_ims_contexts_my__ctx_client__secret='s'\n"
      "AIO_ims_contexts_my__ctx_technical__account__id=T@techacct.adobe.com\r\nAIO_ims_contexts_my__ctx_ims__org__id=O@"
      "AdobeOrg\n"
      "AIO_ims_contexts_my__ctx_meta__scopes=[\"ent_a\",\"ent_b\"]\nexport "
      "AIO_ims_contexts_my__ctx_private__key=\"-----BEGIN\\nX\"\n");
  EXPECT_EQ(read.source, "env");
  EXPECT_EQ(read.connection.text(Field::client_id), "c");
  EXPECT_EQ(read.connection.text(Field::client_secret), "s");
  EXPECT_EQ(read.connection.text(Field::organization_id), "O@AdobeOrg");
  EXPECT_EQ(read.connection.meta_scopes, (std::vector<std::string>{"ent_a", "ent_b"}));
  EXPECT_EQ(read.connection.text(Field::private_key), "-----BEGIN\nX");
  EXPECT_EQ(codes(read), Codes{});
}

TEST(Credentials, TakesAKeyThatFollowsTheJson) {
  const std::string key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----";
  const auto read = read_file(
      R"({"clientId":"c","clientSecret":"s","technicalAccountId":"T@techacct.adobe.com","orgId":"O@AdobeOrg"})"
      "\n\n" +
      key + "\n");
  EXPECT_EQ(read.connection.text(Field::client_id), "c");
  EXPECT_EQ(read.connection.text(Field::private_key), key);
}

TEST(Credentials, Ini) {
  const auto read = read_file(
      "[default]\napiKey=c\ntechnicalAccountId = "
      "T@techacct.adobe.com\norgId=O@AdobeOrg\nsecret=p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123\nmetascopes=ent_a\n"
      "key_path=private.key\nimsHost=ims-na1.adobelogin.com\nimsExchange=https://ims-na1.adobelogin.com/ims/exchange/"
      "jwt\n");
  EXPECT_EQ(read.source, "env");
  EXPECT_EQ(read.connection.text(Field::client_secret), "p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123");
  EXPECT_EQ(read.connection.text(Field::ims_exchange), "https://ims-na1.adobelogin.com/ims/exchange/jwt");
  EXPECT_EQ(codes(read), (Codes{{"privateKey", Code::key_in_file}}));
}

TEST(Credentials, OwnConnectionFile) {
  const auto read = read_file(
      R"({"name":"N","clientId":"c","clientSecret":"s","technicalAccountId":"t","organizationId":"o","privateKey":"k"})");
  EXPECT_EQ(read.source, "connection");
  EXPECT_EQ(read.connection.text(Field::name), "N");
}

TEST(Credentials, AListOfValuesIsNotAListOfAssignments) {
  const auto read = read_file(R"({"clientId":"0123456789abcdef0123456789abcdef","organizationId":"A@AdobeOrg",
    "metaScopes":["x_client_id=ffffffffffffffffffffffffffffffff"]})");
  EXPECT_EQ(read.candidates.size(), 1U);
}

TEST(Credentials, NamesOtherFiles) {
  for (const std::string_view text : {"", "{}", "[]", "5", R"({"name":"left-pad"})", "hello", "a=b", "PK\x03\x04"}) {
    const auto read = read_file(text);
    EXPECT_EQ(codes(read), (Codes{{"", Code::unknown_credentials}})) << text;
    EXPECT_TRUE(read.source.empty());
  }
}

TEST(Credentials, AreNotLongerThanAMegabyte) {
  const auto padded = [](std::size_t size) {
    const std::string text = R"({"organizationId":"o","a":""})";
    return text.substr(0, text.size() - 2) + std::string(size - text.size(), 'x') + text.substr(text.size() - 2);
  };
  EXPECT_EQ(import_credentials(padded(max_credentials_bytes)).source, "connection");
  EXPECT_EQ(import_credentials(padded(max_credentials_bytes + 1)).source, "");
}

TEST(Credentials, SurvivesOddShapes) {
  for (const std::string_view text :
       {R"({"integration":5})", R"({"project":[[{"a":1}]]})", R"({"CLIENT_SECRETS":[]})",
        R"({"PUBLIC_KEYS_WITH_EXPIRY":[1]})", R"({"PUBLIC_KEYS_WITH_EXPIRY":{"a":5,"b":"soon"}})",
        R"({"API_KEY":null,"metaScopes":"[1,"})", R"({"orgId":{"orgId":{"orgId":[]}}})"}) {
    EXPECT_FALSE(import_credentials(text).issues.empty()) << text;
  }
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += R"({"project":)";
  EXPECT_FALSE(import_credentials(deep + "1" + std::string(100000, '}')).issues.empty());
}

TEST(Credentials, ReportsThatEveryCertificateHasExpired) {
  constexpr std::int64_t day = 1772323200;  // 2026-03-01
  const std::string text = R"({"API_KEY":"c","PUBLIC_KEYS_WITH_EXPIRY":{"AA":"02/28/2026","BB":"03/01/2026"}})";
  const auto expired = [&](std::int64_t now) {
    const auto issues = read_file(text, now).issues;
    return std::ranges::any_of(issues, [](const Issue& issue) { return issue.code == Code::certificate_expired; });
  };
  EXPECT_FALSE(expired(day));
  EXPECT_TRUE(expired(day + 86400));
}

}  // namespace
}  // namespace imskit
