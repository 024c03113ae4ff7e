// What people put into the fields of a connection: one test for each kind.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "keys.h"
#include "validate.h"

namespace imskit {
namespace {

using enum Field;

const std::string id = "0123456789abcdef0123456789abcdef";
const std::string secret = "p8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345";
const std::string account = "0A1B2C3D4E5F60718293A4B5@techacct.adobe.com";
const std::string email = "11111111-2222-3333-4444-555555555555@techacct.adobe.com";
const std::string organization = "AABBCCDDEEFF001122334455@AdobeOrg";
const std::string jwt = "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln";
const std::string exchange = "https://ims-na1.adobelogin.com/ims/exchange/jwt";
const std::string stage = "https://ims-na1-stg1.adobelogin.com";
std::string key() { return read_vector("keys/rsa2048.pkcs8.pem"); }

Connection good() {
  Connection connection;
  connection[name] = "Analytics 1";
  connection[runtime_environment] = "Agent";
  connection[client_id] = id;
  connection[client_secret] = secret;
  connection[technical_account_id] = account;
  connection[organization_id] = organization;
  connection[private_key] = key();
  return connection;
}

using Values = std::vector<std::pair<Field, std::string>>;

Connection with(const Values& values) {
  Connection connection = good();
  for (const auto& [field, value] : values) connection[field] = value;
  return connection;
}

std::vector<Issue> check(Connection connection) {
  normalize(connection);
  auto issues = validate(connection, {});
  sort(issues);
  return issues;
}

// The issues as “clientId quoted”, in form order.
std::vector<std::string> found(const std::vector<Issue>& issues) {
  std::vector<std::string> texts;
  for (const auto& issue : issues) {
    texts.push_back(std::string(issue.field_name()) + " " + std::string(rule_of(issue.code).name));
  }
  return texts;
}

using Texts = std::vector<std::string>;

// The connection after all fixes, applied one after the other until none is left.
Connection repair(Connection connection) {
  for (int round = 0; round < 50; ++round) {
    const auto issues = check(connection);
    const auto issue = std::ranges::find_if(issues, [](const Issue& one) { return one.fix.has_value(); });
    if (issue == issues.end()) return connection;
    connection = apply_fix(connection, issue->field, issue->code, *issue->fix);
    for (const auto& left : check(connection)) {
      EXPECT_FALSE(left.field == issue->field && left.code == issue->code && left.fix == issue->fix)
          << "is still there: " << issue->message();
    }
  }
  ADD_FAILURE() << "the fixes do not end";
  return connection;
}

TEST(Diagnosis, RealValuesOfAllShapesGiveNoIssue) {
  const Values values[] = {
      {},
      {{client_id, "cm-p7603-e12614-integration-0"}},
      {{client_id, "cm-p1-e2-integration"}},
      {{client_secret, "s8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123"}},
      {{client_secret, "0a1b2c3d-0123-4567-89ab-0123456789ab"}},
      {{client_secret, "p8e-xxxxABCDEFGHIJKLMNOPQRSTUVWXYZ__"}},
      {{ims_host, "ims-na1.adobelogin.com"}},
      {{ims_host, stage}},
      {{ims_host, stage}, {ims_exchange, stage + "/ims/exchange/jwt/"}},
      {{ims_host, "https://localhost:8443"}},
      {{ims_exchange, exchange + "/"}},
      {{name, "Sales EU_2.0+beta-1"}},
      {{name, "yours"}},
      {{name, "ent_analytics_bulk_ingest_sdk"}},
      {{name, "0a1b2c3d-0123-4567-89ab-0123456789ab"}},
      {{name, "ffffffffffffffffffffffffffffffff"}},
      {{runtime_environment, "agent-01.example.com"}},
      {{runtime_environment, "Müller’s agent"}},
      {{runtime_environment, "my-agent"}},
      {{runtime_environment, "xxx"}},
      {{description, "Loads \"sales\" from https://example.com, see ${HOME}; jane@example.com"}},
      {{description, organization}},
      {{description, id}},
  };
  for (const auto& value : values) {
    EXPECT_EQ(found(check(with(value))), Texts{}) << (value.empty() ? "" : value[0].second);
  }
}

TEST(Diagnosis, UnusualButPossibleValuesGetOnlyWarnings) {
  const Values values[] = {{{client_id, "MyService1"}},
                           {{client_id, "0123456789abcdef0123456789abcde"}},
                           {{client_id, "0123456789ABCDEF0123456789ABCDEF"}},
                           {{client_secret, "secret"}},
                           {{client_secret, "a%41b"}},
                           {{client_secret, "a&b=c d"}},
                           {{ims_host, "https://ims.example"}},
                           {{ims_host, "https://analytics.adobe.io"}},
                           {{ims_host, "http://localhost:8080"}},
                           {{ims_exchange, "https://ims-na1.adobelogin.com/ims/token/v3"}}};
  for (const auto& value : values) {
    const auto issues = check(with(value));
    EXPECT_FALSE(issues.empty()) << value[0].second;
    EXPECT_TRUE(is_valid(issues)) << value[0].second;
  }
}

TEST(Diagnosis, AValueOfAnotherFieldIsAnErrorThatNamesTheField) {
  const std::pair<std::string, Field> values[] = {{id, client_id},
                                                  {secret, client_secret},
                                                  {account, technical_account_id},
                                                  {organization, organization_id},
                                                  {key(), private_key},
                                                  {exchange, ims_exchange},
                                                  {stage, ims_host}};
  for (const auto& [value, home] : values) {
    for (const Field field : {client_id, client_secret, technical_account_id, organization_id}) {
      if (field == home) continue;
      const auto issues = check(with({{field, value}}));
      ASSERT_EQ(issues.size(), 1u) << value;
      EXPECT_EQ(issues[0].code, Code::belongs_elsewhere) << value;
      EXPECT_TRUE(issues[0].message().contains(label_of(home))) << issues[0].message();
    }
  }
}

TEST(Diagnosis, SecretsAreReportedInEveryField) {
  for (const auto& value : {secret, key(), jwt, "Client Secret: " + secret, "\"" + secret + "\""}) {
    for (const auto& rule : field_rules) {
      if (rule.kind == Kind::lines || rule.field == type || rule.field == certificate) continue;
      const bool own = (rule.field == client_secret && value.contains(secret)) || rule.field == private_key;
      if (own) continue;
      const auto issues = check(with({{rule.field, value}}));
      const auto here = std::ranges::find(issues, rule.field, &Issue::field);
      ASSERT_NE(here, issues.end()) << rule.name;
      EXPECT_TRUE(here->code == Code::belongs_elsewhere || here->code == Code::wrong_kind) << rule.name;
      EXPECT_FALSE(is_valid(issues)) << rule.name;
    }
  }
}

TEST(Diagnosis, NamesOtherKindsOfValues) {
  const std::pair<std::string, std::string_view> values[] = {
      {jwt, "JWT"},
      {"jane@example.com", "email"},
      {"https://example.com/x", "URL"},
      {"ent_analytics_bulk_ingest_sdk", "metascope"},
      {"https://ims-na1.adobelogin.com/s/ent_user_sdk", "metascope"},
      {"openid,AdobeID", "scope"},
      {"AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01", "fingerprint"},
      {R"({"clientId":"x"})", "JSON"},
      {"/home/me/private.key", "file"},
      {"-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----", "certificate"}};
  for (const auto& [value, word] : values) {
    for (const Field field : {client_id, client_secret, technical_account_id, organization_id}) {
      const auto issues = check(with({{field, value}}));
      ASSERT_EQ(issues.size(), 1u) << value;
      EXPECT_TRUE(issues[0].is_error()) << value;
      EXPECT_TRUE(issues[0].message().contains(word)) << issues[0].message();
    }
  }
  EXPECT_EQ(found(check(with({{organization_id, "1234567"}}))), Texts{"organizationId wrong_kind"});
  EXPECT_EQ(found(check(with({{technical_account_id, email}}))), Texts{"technicalAccountId technical_account_email"});
  EXPECT_EQ(found(check(with({{organization_id, email}}))), Texts{"organizationId wrong_kind"});
}

TEST(Diagnosis, AnySwappedPairIsOneIssueWithAFix) {
  const Field fields[] = {client_id, client_secret, technical_account_id, organization_id, private_key, ims_exchange};
  for (const Field a : fields) {
    for (const Field b : fields) {
      if (a >= b) continue;
      Connection connection = with({{ims_exchange, exchange}});
      std::swap(connection[a], connection[b]);
      const auto issues = check(connection);
      ASSERT_EQ(issues.size(), 1u) << label_of(a) << " and " << label_of(b);
      EXPECT_EQ(issues[0].code, Code::swapped);
      EXPECT_TRUE(issues[0].message().contains(label_of(a)) && issues[0].message().contains(label_of(b)));
      EXPECT_EQ(repair(connection).values, with({{ims_exchange, exchange}}).values);
    }
  }
  const Values others[] = {{{name, id}, {client_id, "Sales"}},
                           {{runtime_environment, organization}, {organization_id, "Agent"}},
                           {{passphrase, key()}, {private_key, "hunter2"}},
                           {{ims_host, exchange}, {ims_exchange, "https://ims-na1.adobelogin.com"}},
                           {{technical_account_id, organization}, {organization_id, email}}};
  for (const auto& values : others) {
    const auto issues = check(with(values));
    ASSERT_FALSE(issues.empty());
    EXPECT_EQ(issues[0].code, Code::swapped) << values[0].second;
    EXPECT_EQ(issues.size(), 1u) << found(issues).back();
  }
}

TEST(Diagnosis, NamesAndRemovesWhatIsAroundAValue) {
  const std::pair<std::string, Code> wrappings[] = {{"\"@\"", Code::quoted},
                                                    {"'@'", Code::quoted},
                                                    {"`@`", Code::quoted},
                                                    {"“@”", Code::quoted},
                                                    {"„@“", Code::quoted},
                                                    {"«@»", Code::quoted},
                                                    {"‘@’", Code::quoted},
                                                    {"\"@", Code::quoted},
                                                    {"@'", Code::quoted},
                                                    {"\\\"@\\\"", Code::quoted},
                                                    {"&quot;@&quot;", Code::quoted},
                                                    {"\"'@'\"", Code::quoted},
                                                    {"Client ID: @", Code::labeled},
                                                    {"CLIENT_ID=@", Code::labeled},
                                                    {"client_id = @", Code::labeled},
                                                    {"\"clientId\": \"@\",", Code::labeled},
                                                    {"export ADOBE_CLIENT_ID='@'", Code::labeled},
                                                    {"$env:CLIENT_ID = \"@\"", Code::labeled},
                                                    {"x-api-key: @", Code::labeled},
                                                    {"Organization ID @", Code::labeled},
                                                    {"Client Secret\n@", Code::labeled},
                                                    {"@ # production", Code::commented},
                                                    {"@ // production", Code::commented},
                                                    {"@,", Code::punctuated},
                                                    {"@;", Code::punctuated},
                                                    {"@ \\", Code::punctuated},
                                                    {"= @", Code::punctuated},
                                                    {"Bearer @", Code::prefixed},
                                                    {"mailto:@", Code::labeled},
                                                    {"@ (production)", Code::commented},
                                                    {"@ <!-- production -->", Code::commented},
                                                    {"(@)", Code::punctuated},
                                                    {"[@]", Code::punctuated},
                                                    {"<@>", Code::punctuated},
                                                    {"{@}", Code::punctuated},
                                                    {"**@**", Code::punctuated},
                                                    {"~@~", Code::punctuated},
                                                    {"- @", Code::punctuated},
                                                    {"• @", Code::punctuated},
                                                    {"> @", Code::punctuated},
                                                    {"| @ |", Code::punctuated},
                                                    {"<td>@</td>", Code::punctuated},
                                                    {"<b><code>@</code></b>", Code::punctuated},
                                                    {"[@](https://example.com/x)", Code::punctuated},
                                                    {"@\\r\\n", Code::punctuated},
                                                    {"%22@%22", Code::url_encoded}};
  const std::pair<Field, std::string> values[] = {
      {client_id, id},   {client_secret, secret}, {technical_account_id, account}, {organization_id, organization},
      {ims_host, stage}, {ims_exchange, exchange}};
  for (const auto& [pattern, code] : wrappings) {
    for (const auto& [field, value] : values) {
      std::string wrapped = pattern;
      wrapped.replace(wrapped.find('@'), 1, value);
      const auto connection = with({{field, wrapped}});
      const auto issues = check(connection);
      ASSERT_FALSE(issues.empty()) << wrapped;
      const auto here = std::ranges::find(issues, field, &Issue::field);
      ASSERT_NE(here, issues.end()) << wrapped;
      EXPECT_EQ(rule_of(here->code).name, rule_of(code).name) << wrapped;
      EXPECT_EQ(repair(connection)[field], value) << wrapped;
    }
  }
}

TEST(Diagnosis, ReadsAnyNameInFrontOfACertainValue) {
  const std::pair<Field, std::string> values[] = {
      {client_id, id}, {client_secret, secret}, {technical_account_id, account}, {organization_id, organization}};
  const std::pair<std::string, std::string> patterns[] = {{"iss: @", "iss"},
                                                          {"\"iss\": \"@\"", "iss"},
                                                          {"iss: \"@\",", "iss"},
                                                          {"payload.sub = '@';", "sub"},
                                                          {"Subject: @", "Subject"},
                                                          {"Org: @", "Org"},
                                                          {"Org @", "Org"},
                                                          {"key=@", "key"},
                                                          {"ID @", "ID"},
                                                          {"API Key (Client ID): @", "Client ID"},
                                                          {"Client ID (API key) @", "API key"},
                                                          {"Technical Account ID (sub): @", "sub"},
                                                          {"Organization ID – @", "Organization ID"},
                                                          {"[Client ID] @", "Client ID"},
                                                          {"| Client ID | @ |", "Client ID"},
                                                          {"CLIENT ID>@", "CLIENT ID"},
                                                          {"Client ID：@", "Client ID"}};
  for (const auto& [pattern, name] : patterns) {
    for (const auto& [field, value] : values) {
      std::string text = pattern;
      text.replace(text.find('@'), 1, value);
      const auto issues = check(with({{field, text}}));
      ASSERT_EQ(issues.size(), 1u) << text;
      EXPECT_EQ(rule_of(issues[0].code).name, "labeled") << text;
      EXPECT_TRUE(issues[0].message().contains("“" + name + "”")) << issues[0].message();
      EXPECT_EQ(repair(with({{field, text}}))[field], value) << text;
    }
  }
  EXPECT_EQ(repair(with({{ims_host, "host: " + stage}}))[ims_host], stage);
  EXPECT_EQ(repair(with({{ims_host, "Endpoint (URL): https://ims.example"}}))[ims_host], "https://ims.example");
  EXPECT_EQ(repair(with({{ims_exchange, "url: " + exchange}}))[ims_exchange], exchange);
  EXPECT_EQ(found(check(with({{client_id, "iss: " + organization}}))), Texts{"clientId belongs_elsewhere"});
  // A name says nothing in front of what may be anything, in a name, or in a reference.
  EXPECT_EQ(found(check(with({{client_secret, "key: value"}}))), Texts{"clientSecret unusual_format"});
  EXPECT_EQ(found(check(with({{name, "Client " + id}}))), Texts{});
  EXPECT_EQ(found(check(with({{client_id, "x.vault.azure.net/secrets/client-secret/" + id}}))),
            Texts{"clientId secret_reference"});
  EXPECT_EQ(found(check(with({{client_id, "${CLIENT_ID:-" + id + "}"}}))), Texts{"clientId placeholder"});
}

TEST(Diagnosis, FindsTheOneValueInsideOtherText) {
  const std::pair<Field, std::pair<std::string, std::string>> texts[] = {
      {client_id, {id + "&", id}},
      {client_id, {"grant=jwt&id=" + id + "&secret=" + secret, id}},
      {client_id, {"client_id=" + id + "&client_secret=" + secret, id}},
      {client_id, {"Client ID is " + id, id}},
      {client_id, {"production " + id + " since May", id}},
      {client_id, {"https://ims-na1.adobelogin.com/c/" + id, id}},
      {client_secret, {"client_secret (keep it) " + secret, secret}},
      {organization_id, {"tenant " + organization, organization}},
      {ims_exchange, {"curl -X POST " + exchange, exchange}},
      {ims_exchange, {"POST " + exchange + ".", exchange}},
      {ims_exchange, {"curl '" + exchange + "' -d client_id=" + id, exchange}},
      {ims_host, {"production is " + stage, stage}}};
  for (const auto& [field, text] : texts) {
    EXPECT_EQ(repair(with({{field, text.first}}))[field], text.second) << text.first;
  }
  const std::string other = "ffffffffffffffffffffffffffffffff";
  EXPECT_EQ(found(check(with({{client_id, id + " or " + other}}))), Texts{"clientId white_space"});
  EXPECT_FALSE(check(with({{client_id, id + " or " + other}}))[0].fix);
  // An ID that is broken by a space is not the part that looks like one.
  EXPECT_EQ(repair(with({{organization_id, "AABBCC DDEEFF001122334455@AdobeOrg"}}))[organization_id], organization);
  // A secret is reported wherever it is, and the text around it is kept.
  const auto issues = check(with({{description, "Sales, its secret is " + secret}}));
  EXPECT_EQ(found(issues), Texts{"description belongs_elsewhere"});
  EXPECT_FALSE(issues[0].fix);
}

TEST(Diagnosis, DecodesBase64) {
  const std::pair<Field, std::pair<std::string, std::string>> values[] = {
      {client_id, {"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", id}},
      {client_secret, {"cDhlLUFiQ2RFZkdoSWpLbE1uT3BRclN0VXZXeFl6MDEyMzQ1Cg==", secret}},
      {organization_id, {"QUFCQkNDRERFRUZGMDAxMTIyMzM0NDU1QEFkb2JlT3Jn", organization}}};
  for (const auto& [field, texts] : values) {
    EXPECT_EQ(found(check(with({{field, texts.first}}))), Texts{std::string(rule_of(field).name) + " base64_encoded"});
    EXPECT_EQ(repair(with({{field, texts.first}}))[field], texts.second);
  }
  EXPECT_EQ(found(check(with({{client_secret, "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWZ4"}}))),
            Texts{"clientSecret unusual_format"});
}

TEST(Diagnosis, NamesAValueThatWasPastedTwice) {
  const std::pair<Field, std::string> values[] = {
      {client_id, id}, {client_secret, secret}, {technical_account_id, account}, {organization_id, organization}};
  for (const auto& [field, value] : values) {
    for (const std::string between : {"", " ", "\n", "\r\n", ", "}) {
      const auto connection = with({{field, value + between + value}});
      EXPECT_EQ(found(check(connection)), Texts{std::string(rule_of(field).name) + " doubled"});
      EXPECT_EQ(repair(connection)[field], value);
    }
    EXPECT_NE(repair(with({{field, value + " " + value + "x"}}))[field], value);
  }
}

TEST(Diagnosis, NamesCharactersThatAProgramChanged) {
  const std::pair<Field, std::pair<std::string, std::string>> values[] = {
      {client_secret, {"p8e–AbCdEfGhIjKlMnOpQrStUvWxYz012345", secret}},
      {client_id, {"01234567\u00AD89abcdef0123456789abcdef", id}},
      {client_id, {"0123\u206045678\u200E9abcdef0123456789abcdef", id}},
      {organization_id, {"AABBCCDDEEFF001122334455＠AdobeOrg", organization}},
      {technical_account_id, {"０A1B2C3D4E5F60718293A4B5@techacct.adobe.com", account}},
      {ims_host, {"ims‑na1-stg1.adobelogin.com", stage.substr(8)}}};
  for (const auto& [field, texts] : values) {
    const auto connection = with({{field, texts.first}});
    EXPECT_EQ(found(check(connection)), Texts{std::string(rule_of(field).name) + " typographic"});
    EXPECT_EQ(repair(connection)[field], texts.second);
  }
}

TEST(Diagnosis, WarnsOfIdentifiersOutsideAscii) {
  for (const Field field : {client_id, client_secret}) {
    for (const std::string_view text : {"日本語", "Müller", "🔑"}) {
      EXPECT_EQ(found(check(with({{field, std::string(text)}}))),
                Texts{std::string(rule_of(field).name) + " unusual_format"});
    }
  }
  EXPECT_EQ(found(check(with({{organization_id, "AABBÄCCDD@AdobeOrg"}}))), Texts{"organizationId invalid_format"});
  EXPECT_EQ(found(check(with({{organization_id, "a:b@AdobeOrg"}}))), Texts{"organizationId invalid_format"});
}

TEST(Diagnosis, WarnsOfAnAccountOfAnotherLength) {
  EXPECT_EQ(found(check(with({{organization_id, "ABBCCDDEEFF001122334455@AdobeOrg"}}))),
            Texts{"organizationId unusual_format"});
  EXPECT_EQ(found(check(with({{technical_account_id, "OA1B2C3D4E5F60718293A4B5@techacct.adobe.com"}}))),
            Texts{"technicalAccountId unusual_format"});
}

TEST(Diagnosis, WarnsOfAnotherPathOfTheExchange) {
  const std::string host = "https://ims-na1.adobelogin.com";
  for (const std::string_view path : {"/ims/exchange/jw", "/ims/exchange/jwt0", "/IMS/EXCHANGE/JWT", "/ims/exchange"}) {
    EXPECT_EQ(found(check(with({{ims_exchange, host + std::string(path)}}))), Texts{"imsExchange unusual_format"});
  }
  for (const std::string_view path : {"/ims/exchange/jwt", "/ims/exchange/jwt/", "/ims/exchange/v1/jwt"}) {
    EXPECT_EQ(found(check(with({{ims_exchange, host + std::string(path)}}))), Texts{});
  }
  EXPECT_EQ(found(check(with({{ims_exchange, host + "/c/" + id}}))), Texts{"imsExchange wrong_kind"});
}

TEST(Diagnosis, RefusesASingleWordAsAnAddress) {
  for (const Field field : {ims_host, ims_exchange}) {
    const std::string name(rule_of(field).name);
    EXPECT_EQ(found(check(with({{field, "asdf"}}))), Texts{name + " invalid_url"});
    for (const std::string_view text : {"null", "TODO", "redacted", "N/A", "ims-na1...", "ims-na1…"}) {
      const auto issues = check(with({{field, std::string(text)}}));
      ASSERT_EQ(issues.size(), 1u) << text;
      EXPECT_TRUE(issues[0].code == Code::placeholder || issues[0].code == Code::masked ||
                  issues[0].code == Code::shortened)
          << text;
    }
  }
}

TEST(Diagnosis, RemovesTheLabelOfARuntimeEnvironment) {
  EXPECT_EQ(repair(with({{runtime_environment, "Runtime Environment: Agent"}}))[runtime_environment], "Agent");
  EXPECT_EQ(found(check(with({{runtime_environment, "Client: Agent"}}))), Texts{});
}

TEST(Diagnosis, RepairsEncodedAndBrokenValues) {
  EXPECT_EQ(repair(with({{organization_id, "AABBCCDDEEFF001122334455%40AdobeOrg"}}))[organization_id], organization);
  EXPECT_EQ(repair(with({{ims_exchange, "https%3A%2F%2Fims-na1.adobelogin.com%2Fims%2Fexchange%2Fjwt"}}))[ims_exchange],
            exchange);
  EXPECT_EQ(repair(with({{client_id, "0123456789abcdef\n0123456789abcdef"}}))[client_id], id);
  EXPECT_EQ(repair(with({{client_secret, "p8e-AbCdEfGhIjKl MnOpQrStUvWxYz012345"}}))[client_secret], secret);
  EXPECT_EQ(repair(with({{organization_id, "AABBCCDDEEFF001122334455 @AdobeOrg"}}))[organization_id], organization);
  EXPECT_EQ(found(check(with({{client_id, "one client"}}))), Texts{"clientId white_space"});
}

TEST(Diagnosis, NamesStandIns) {
  const std::pair<std::string, std::string_view> values[] = {
      {"••••••••", "masked"},
      {"****************", "masked"},
      {"p8e-xxxxxxxx", "masked"},
      {"<hidden>", "masked"},
      {"[redacted]", "masked"},
      {"${X}", "placeholder"},
      {"$CLIENT_ID", "placeholder"},
      {"%CLIENT_ID%", "placeholder"},
      {"{{ secrets.X }}", "placeholder"},
      {"<your secret>", "placeholder"},
      {"YOUR_CLIENT_ID", "placeholder"},
      {"TODO", "placeholder"},
      {"changeme", "placeholder"},
      {"CLIENT_ID=${X}", "placeholder"},
      {"\"${X}\"", "placeholder"},
      {"0123456…", "shortened"},
      {"p8e-AbCdEfGhIjKlMnOpQrStUv...", "shortened"},
      {"AABB…4455@AdobeOrg", "shortened"},
      {"Client ID: 0123...cdef", "shortened"},
      {"vault:secret/x", "secret_reference"},
      {"op://a/b/c", "secret_reference"},
      {"arn:aws:secretsmanager:us-east-1:123456789012:secret:adobe", "secret_reference"},
      {"@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/s/)", "secret_reference"}};
  for (const auto& [value, code] : values) {
    for (const Field field : {client_id, client_secret, technical_account_id, organization_id}) {
      EXPECT_EQ(found(check(with({{field, value}}))), Texts{std::string(rule_of(field).name) + " " + std::string(code)})
          << value;
    }
  }
  EXPECT_EQ(found(check(with({{name, "${NAME}"}}))), Texts{"name placeholder"});
  EXPECT_EQ(found(check(with({{runtime_environment, "{{ agent }}"}}))), Texts{"runtimeEnvironment placeholder"});
  EXPECT_EQ(found(check(with({{ims_host, "https://${HOST}"}}))), Texts{"imsHost placeholder"});
}

TEST(Diagnosis, APassphraseThatOpensTheKeyIsAlwaysRight) {
  const auto encrypted = read_vector("keys/rsa2048.pbes2.pem");
  EXPECT_EQ(found(check(with({{private_key, encrypted}, {passphrase, "test"}}))), Texts{});
  EXPECT_EQ(found(check(with({{private_key, encrypted}, {passphrase, "'test'"}}))), Texts{"passphrase quoted"});
  EXPECT_EQ(repair(with({{private_key, encrypted}, {passphrase, "'test'"}}))[passphrase], "test");
  EXPECT_EQ(found(check(with({{private_key, encrypted}, {passphrase, "wrong"}}))),
            Texts{"passphrase wrong_passphrase"});
  EXPECT_EQ(found(check(with({{private_key, encrypted}, {passphrase, "${PASS}"}}))), Texts{"passphrase placeholder"});
  EXPECT_EQ(found(check(with({{private_key, encrypted}, {passphrase, secret}}))),
            Texts{"passphrase belongs_elsewhere"});
}

TEST(Diagnosis, CaseAndSuffixesAreCorrected) {
  const std::pair<Field, std::pair<std::string, std::string>> values[] = {
      {organization_id, {"aabbccddeeff001122334455@adobeorg", organization}},
      {organization_id, {"aabbccddeeff001122334455@AdobeOrg", organization}},
      {organization_id, {"AABBCCDDEEFF001122334455@adobeOrg", organization}},
      {organization_id, {"AABBCCDDEEFF001122334455", organization}},
      {organization_id, {"AABBCCDDEEFF001122334455@", organization}},
      {organization_id, {"AABBCCDDEEFF001122334455@Adobe", organization}},
      {organization_id, {"aabbccddeeff001122334455AdobeOrg", organization}},
      {technical_account_id, {"0A1B2C3D4E5F60718293A4B5", account}},
      {technical_account_id, {"0a1b2c3d4e5f60718293a4b5@techacct.adobe.com", account}},
      {technical_account_id, {"0A1B2C3D4E5F60718293A4B5@techacct", account}},
      {technical_account_id, {"0A1B2C3D4E5F60718293A4B5@TechAcct.Adobe.com", account}},
      {client_id, {"0123456789ABCDEF0123456789ABCDEF", id}},
      {type, {"adobe analytics mass ingestion ", std::string(connection_type)}}};
  for (const auto& [field, pair] : values) {
    const auto connection = with({{field, pair.first}});
    EXPECT_EQ(check(connection).size(), 1u) << pair.first;
    EXPECT_EQ(repair(connection)[field], pair.second) << pair.first;
  }
}

TEST(Diagnosis, AddressesAreCorrected) {
  const std::pair<Field, std::pair<std::string, std::string>> values[] = {
      {ims_host, {exchange, "https://ims-na1.adobelogin.com"}},
      {ims_host, {"https://ims-na1.adobelogin.com/ims", "https://ims-na1.adobelogin.com"}},
      {ims_host, {"https://ims-na1.adobelogin.com?x=1", "https://ims-na1.adobelogin.com"}},
      {ims_host, {"http://ims-na1.adobelogin.com", "https://ims-na1.adobelogin.com"}},
      {ims_exchange, {"http://ims-na1.adobelogin.com/ims/exchange/jwt", exchange}},
      {ims_exchange, {"https://ims-na1.adobelogin.com", exchange}},
      {ims_exchange, {exchange + "/?client_id=x", exchange + "/"}},
      {ims_exchange, {"https://ims-na1.adobelogin.com/ims//exchange/jwt", exchange}},
      {ims_exchange, {"https://ims-na1.adobelogin.com//ims/exchange//jwt?x", exchange}},
      {ims_exchange, {"https://ims-na1.adobelogin.com/ims/token/v3", exchange}},
      {ims_exchange, {"https://ims-na1.adobelogin.com/ims/authorize/v2?x", exchange}}};
  for (const auto& [field, pair] : values)
    EXPECT_EQ(repair(with({{field, pair.first}}))[field], pair.second) << pair.first;
  Context oauth;
  oauth.client_credentials = true;
  Connection connection = with({{ims_exchange, "https://ims-na1.adobelogin.com/ims/token/v3"}});
  normalize(connection);
  EXPECT_TRUE(validate(connection, oauth).empty());
}

TEST(Diagnosis, CorrectsMisspelledAddresses) {
  const std::string host = "https://ims-na1.adobelogin.com";
  for (const std::string_view text : {"https:/ims-na1.adobelogin.com",
                                      "https//ims-na1.adobelogin.com",

                                      "https:///ims-na1.adobelogin.com",
                                      "htps://ims-na1.adobelogin.com",
                                      "ttps://ims-na1.adobelogin.com",
                                      "//ims-na1.adobelogin.com",
                                      "https://https://ims-na1.adobelogin.com",
                                      "https:ims-na1.adobelogin.com",
                                      "https.//ims-na1.adobelogin.com",
                                      "https: //ims-na1.adobelogin.com",
                                      "hxxps://ims-na1[.]adobelogin[.]com",
                                      "ftp://ims-na1.adobelogin.com",
                                      "https://me:x@ims-na1.adobelogin.com",
                                      "https://ims-na1.adobelogin.com#top",
                                      "https://ims-na1.adobelogin.com:",
                                      "https://.ims-na1.adobelogin.com",
                                      "ims-na1.adobelogin..com",
                                      "ims-na1.adobelogin,com",
                                      "ims-na1,adobelogin.com",
                                      "ims_na1.adobelogin.com",
                                      "https://ims_na1.adobelogin.com",
                                      "https://ims-na1.adobelogin.com.adobelogin.com",
                                      "ims-na1.adobelogin.comims-na1.adobelogin.com",
                                      "https://ims-na1.adobelogin.comhttps://ims-na1.adobelogin.com",
                                      "ims-na1",
                                      "https://ims–na1.adobelogin.com",
                                      "https://ims-na1。adobelogin。com"}) {
    const auto connection = with({{ims_host, std::string(text)}});
    EXPECT_FALSE(is_valid(check(connection))) << text;
    EXPECT_EQ(repair(connection)[ims_host], host) << text;
  }
  for (const std::string_view text :
       {"http:\\\\ims-na1.adobelogin.com", "https;//ims-na1.adobelogin.com", "https∶//ims-na1.adobelogin.com"}) {
    EXPECT_EQ(repair(with({{ims_host, std::string(text)}}))[ims_host], host.substr(8)) << text;
  }
  for (const std::string_view text :
       {"https://ims-na1.adobelogin.co", "ims-na1.adobelogin.con", "ims-na1.adobe-login.com", "ims-na1adobelogin.com",
        "ims-na1-adobelogin.com", "ims-na1.adobeIogin.com"}) {
    const auto connection = with({{ims_host, std::string(text)}});
    EXPECT_EQ(found(check(connection)), Texts{"imsHost foreign_host"}) << text;
    EXPECT_EQ(repair(connection)[ims_host], host) << text;
  }
  EXPECT_EQ(repair(with({{ims_host, "https://web.archive.org/web/2020/" + host + "/ims"}}))[ims_host], host);
  EXPECT_EQ(found(check(with({{ims_host, "ims_na1.adobelogin.com"}}))), Texts{"imsHost invalid_url"});
  EXPECT_EQ(found(check(with({{ims_host, host + ":8080"}}))), Texts{"imsHost unusual_format"});
  EXPECT_EQ(repair(with({{ims_host, "https//ims.example.com"}}))[ims_host], "https://ims.example.com");
  EXPECT_EQ(repair(with({{ims_host, "htp:/ims.example.com:8443"}}))[ims_host], "http://ims.example.com:8443");
  EXPECT_EQ(repair(with({{ims_exchange, "https//ims-na1.adobelogin.com/ims/exchange/jwt"}}))[ims_exchange], exchange);
  EXPECT_EQ(repair(with({{ims_exchange, "https:/IMS_na1.adobelogin.com/ims/exchange/jwt/"}}))[ims_exchange],
            exchange + "/");
  for (const std::string_view text : {"ims,example,com", "asdf", "https//", "imsish", "ims", "https://ims", "a@b"}) {
    const auto connection = with({{ims_host, std::string(text)}});
    EXPECT_EQ(repair(connection)[ims_host], text) << text;
  }
}

TEST(Diagnosis, ReportsAnInsecureHostOnce) {
  const std::string insecure = "http://ims.example.com";
  EXPECT_EQ(found(check(with({{ims_host, insecure}}))), Texts{"imsHost https_required"});
  EXPECT_EQ(found(check(with({{ims_host, insecure}, {ims_exchange, insecure + "/ims/exchange/jwt"}}))),
            Texts{"imsHost https_required"});
  EXPECT_EQ(found(check(with({{ims_host, insecure}, {ims_exchange, "http://example.com/ims/exchange/jwt"}}))),
            (Texts{"imsHost https_required", "imsExchange https_required"}));
  Context exchange_only;
  exchange_only.fields = {ims_exchange};
  Connection connection = with({{ims_host, insecure}, {ims_exchange, insecure + "/ims/exchange/jwt"}});
  normalize(connection);
  EXPECT_EQ(found(validate(connection, exchange_only)), Texts{"imsExchange https_required"});
}

TEST(Diagnosis, WarnsAboutHostsOutsideAdobeLogin) {
  EXPECT_EQ(found(check(with({{ims_host, "https://ims-na1.adobelogin.co"}}))), Texts{"imsHost foreign_host"});
  EXPECT_EQ(found(check(with({{ims_host, "https://adobelogin.com.example"}}))), Texts{"imsHost foreign_host"});
  EXPECT_EQ(found(check(with({{ims_host, "https://notadobelogin.com"}}))), Texts{"imsHost foreign_host"});
  EXPECT_EQ(found(check(with({{ims_host, "https://analytics.adobe.io"}}))), Texts{"imsHost api_host"});
  EXPECT_EQ(found(check(with({{ims_host, "http://127.0.0.1:8081"}}))), Texts{"imsHost insecure_http"});
  EXPECT_EQ(found(check(with({{ims_host, "http://127.0.0.1:1"}, {ims_exchange, "http://127.0.0.1:1/x"}}))),
            Texts{"imsHost insecure_http"});
  EXPECT_EQ(found(check(with({{ims_exchange, "http://127.0.0.1:1/x"}}))),
            (Texts{"imsExchange insecure_http", "imsExchange host_mismatch"}));
}

TEST(Diagnosis, DiagnosesLists) {
  const auto of = [](std::vector<std::string> list) {
    Connection connection = good();
    connection.meta_scopes = std::move(list);
    return connection;
  };
  const std::vector<std::string> two = {"ent_user_sdk", "ent_gdpr_sdk"};
  const std::pair<std::vector<std::string>, std::string> lists[] = {
      {{"https://ims-na1.adobelogin.com/s/ent_user_sdk", "https://ims-na1.adobelogin.com/s/ent_gdpr_sdk"},
       "metascope_url"},
      {{"ent_user_sdk,ent_gdpr_sdk"}, "joined_entries"},
      {{"ent_user_sdk ent_gdpr_sdk"}, "joined_entries"},
      {{"\"ent_user_sdk\"", "'ent_gdpr_sdk'"}, "quoted"},
      {{"\"ent_user_sdk\",\"ent_gdpr_sdk\""}, "joined_entries"},
      {{"/s/ent_user_sdk", " /s/ent_gdpr_sdk"}, "metascope_url"},
      {{"s/ent_user_sdk/", "ims-na1.adobelogin.com/s/ent_gdpr_sdk"}, "metascope_url"},
      {{"ENT_USER_SDK", "ent_GDPR_sdk"}, "unusual_case"},
      {{"ent_user_sdk=true", "/s/ent_gdpr_sdk: true"}, "surrounded"},
      {{"ent_user_sdk|ent_gdpr_sdk"}, "joined_entries"},
      {{" ent_user_sdk", "ent_gdpr_sdk\n"}, "white_space"},
      {{"ent_ user_sdk", "\tent_gdpr_sdk"}, "white_space"},
      {{"scope: ent_user_sdk", "ent_gdpr_sdk (privacy)"}, "labeled"},
      {{"\"https://ims-na1.adobelogin.com/s/ent_user_sdk\": true,", "ent_gdpr_sdk: true"}, "quoted"},
      {{"\"https://ims-na1.adobelogin.com/s/ent_user_sdk\": true, \"https://ims-na1.adobelogin.com/s/ent_gdpr_sdk\": "
        "true"},
       "joined_entries"}};
  for (const auto& [list, code] : lists) {
    EXPECT_EQ(found(check(of(list))), Texts{"metaScopes " + code}) << list[0];
    EXPECT_EQ(repair(of(list)).meta_scopes, two) << list[0];
  }
  EXPECT_EQ(found(check(of({secret}))), Texts{"metaScopes belongs_elsewhere"});
  EXPECT_EQ(found(check(of({"openid"}))), Texts{"metaScopes belongs_elsewhere"});
  EXPECT_EQ(found(check(of({jwt}))), Texts{"metaScopes wrong_kind"});
  EXPECT_EQ(found(check(of({"  "}))), Texts{"metaScopes empty_entry"});
  EXPECT_EQ(found(check(of({" my_scope "}))), Texts{"metaScopes white_space"});
  EXPECT_EQ(found(check(of({"${SCOPE}"}))), Texts{"metaScopes placeholder"});
}

TEST(Fixes, AValueMovesToItsEmptyField) {
  Connection connection = with({{client_id, secret}});
  connection[client_secret].reset();
  const auto repaired = repair(connection);
  EXPECT_EQ(repaired[client_secret], secret);
  EXPECT_FALSE(repaired[client_id]);
  // Nothing is overwritten.
  const auto kept = check(with({{client_id, "p8e-ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"}}));
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_FALSE(kept[0].fix);
}

TEST(Fixes, AFixChangesNothingElse) {
  Connection connection = with({{client_id, "\"" + id + "\""}, {name, "  Sales  "}, {description, "\"x\""}});
  const auto once = apply_fix(connection, client_id, Code::quoted, FixCode::trim_quotes);
  EXPECT_EQ(once[client_id], id);
  EXPECT_EQ(once[name], "  Sales  ");
  EXPECT_EQ(once[description], "\"x\"");
  EXPECT_FALSE(once[ims_host]);
  EXPECT_EQ(apply_fix(once, client_id, Code::quoted, FixCode::trim_quotes).values, once.values);
  EXPECT_EQ(apply_fix(connection, client_id, Code::quoted, FixCode::swap).values, connection.values);
  EXPECT_EQ(apply_fix(connection, none, Code::unknown_field, FixCode::swap).values, connection.values);
}

// Random pieces in random fields: fixes end, each removes its issue and is idempotent, and no issue shows a secret.
TEST(Fixes, HoldForRandomConnections) {
  std::mt19937 random(20261125);
  const auto pick = [&](const auto& list) -> const auto& { return list[random() % std::size(list)]; };
  const std::string planted = "p8e-PLANTEDPLANTEDPLANTEDPLANTED0000";
  const std::string values[] = {id,
                                secret,
                                planted,
                                account,
                                email,
                                organization,
                                jwt,
                                exchange,
                                stage,
                                "ent_user_sdk",
                                "AABBCCDDEEFF001122334455",
                                "Sales",
                                "${X}",
                                "••••",
                                "x",
                                "",
                                "a,b",
                                "https://x//y?z",
                                "Agent 1",
                                "12345",
                                "jane@example.com",
                                "/a/b.key"};
  const std::string before[] = {
      "", "", "", "\"", "'", "Client ID: ", "ORG_ID=", "Bearer ", "`", " ", "= ", "“", "iss: ", "my (id) "};
  const std::string after[] = {"",         "",  "",   "\"",   "'", ",",  ";",    " # note",
                               " // note", "`", "\n", "?x=1", "”", "&b", " else"};
  const Field fields[] = {name,          description,          runtime_environment, client_id,
                          client_secret, technical_account_id, organization_id,     passphrase,
                          ims_host,      ims_exchange};
  for (int turn = 0; turn < 1000; ++turn) {
    Connection connection = good();
    for (const Field field : fields)
      connection[field] = pick(before) + pick(before) + pick(values) + pick(after) + pick(after);
    if (turn % 2 == 0) connection.meta_scopes = {pick(before) + pick(values) + pick(after), "ent_gdpr_sdk"};
    for (const auto& issue : check(connection)) {
      for (const auto& text : {issue.message(), issue.hint(), issue.fix_title()})
        EXPECT_FALSE(text.contains("PLANTED")) << text;
      if (!issue.fix) continue;
      const auto once = apply_fix(connection, issue.field, issue.code, *issue.fix);
      const auto twice = apply_fix(once, issue.field, issue.code, *issue.fix);
      EXPECT_EQ(once.values, twice.values) << issue.message();
      EXPECT_EQ(once.meta_scopes, twice.meta_scopes) << issue.message();
    }
    repair(connection);
    if (HasFailure()) return;
  }
}

// Values of every kind, and a few that are none.
std::vector<std::string> samples() {
  return {"",
          "Analytics 1",
          "a/b",
          id,
          secret,
          account,
          email,
          organization,
          jwt,
          exchange,
          stage,
          "https://example.com",
          "\"" + id + "\"",
          "Client ID: " + id,
          "••••••",
          "changeme",
          "<your ID>",
          "12345",
          "x y",
          key()};
}

// Every value in every field, next to a random other connection.
void for_each_mixture(int rounds, const auto& run) {
  std::mt19937 random(20261126);
  const auto values = samples();
  std::uniform_int_distribution<std::size_t> any(0, values.size() - 1);
  for (int round = 0; round < rounds; ++round) {
    for (const auto& rule : field_rules) {
      if (rule.kind == Kind::lines) continue;
      for (const auto& value : values) {
        Connection connection = good();
        for (int i = 0; i < round % 3; ++i) {
          const auto& other = field_rules[any(random) % field_count];
          if (other.kind != Kind::lines) connection[other.field] = values[any(random)];
        }
        connection[rule.field] = value;
        run(rule.field, std::move(connection));
      }
    }
  }
}

std::vector<std::string> texts_of(const Connection& connection, const Context& context) {
  auto issues = validate(connection, context);
  sort(issues);
  std::vector<std::string> texts;
  for (const auto& issue : issues) {
    texts.push_back(std::string(issue.field_name()) + " " + issue.message() + issue.fix_title());
  }
  return texts;
}

TEST(Diagnosis, OneFieldNeedsTheOthersOnlyIfItsValueMayBelongThere) {
  int alone = 0;
  for_each_mixture(30, [&](Field field, Connection connection) {
    Context context;
    context.fields = {field};
    const FieldSet needed = needed_fields(context.fields);
    Connection part;
    for (const auto& rule : field_rules) {
      if (needed.has(rule.field)) part[rule.field] = connection[rule.field];
    }
    normalize(connection, needed);
    normalize(part, needed);
    if (needs_all_fields(part, context.fields)) return;
    ++alone;
    EXPECT_EQ(texts_of(part, context), texts_of(connection, context)) << field_rules[static_cast<int>(field)].name;
  });
  EXPECT_GT(alone, 1000);
}

}  // namespace
}  // namespace imskit
