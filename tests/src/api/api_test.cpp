#include "api.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "keys.h"

namespace imskit {
namespace {

using nlohmann::json;

json parse(const std::string& text) { return json::parse(text, nullptr, false); }

std::string connection(json changes = json::object()) {
  json given = {{"name", "A"},
                {"runtimeEnvironment", "Agent"},
                {"clientId", "0123456789abcdef0123456789abcdef"},
                {"clientSecret", "0a1b2c3d-0123-4567-89ab-0123456789ab"},
                {"technicalAccountId", "T@techacct.adobe.com"},
                {"organizationId", "O@AdobeOrg"},
                {"privateKey", read_vector("keys/rsa2048.pkcs8.pem")}};
  given.update(changes);
  return given.dump();
}

TEST(Api, ValidatesToAnEnvelope) {
  const json answer = parse(api::validate(connection(), "", "{}"));
  EXPECT_EQ(answer["value"]["valid"], true);
  EXPECT_EQ(answer["value"]["connection"]["imsHost"], "https://ims-na1.adobelogin.com");
  EXPECT_TRUE(answer["value"]["issues"].empty());
}

TEST(Api, EveryTypeInEveryFieldGivesAnIssue) {
  for (const json& value : {json(), json(true), json(5), json(1.5), json::array(), json::object(), json({"a", 5})}) {
    for (const char* field : {"name", "description", "privateKey", "imsHost", "certificate"}) {
      const json answer = parse(api::validate(connection({{field, value}}), "", "{}"));
      EXPECT_EQ(answer["value"]["issues"][0]["code"], "invalid_type") << field << value.dump();
      EXPECT_EQ(answer["value"]["issues"].size(), 1u) << field << value.dump();
    }
  }
  const json answer = parse(api::validate(connection({{"metaScopes", "a,b"}}), "", "{}"));
  EXPECT_EQ(answer["value"]["issues"][0]["message"], "metaScopes must be a list of texts, not a text.");
}

TEST(Api, AnUnknownFieldIsNamedWithTheNearest) {
  const json answer =
      parse(api::validate(connection({{"clientID", "x"}, {"__proto__", 1}, {std::string(100, 'z'), 1}}), "", "{}"));
  EXPECT_EQ(answer["value"]["valid"], true);
  EXPECT_EQ(answer["value"]["issues"].size(), 3u);
  for (const auto& issue : answer["value"]["issues"]) {
    EXPECT_EQ(issue["severity"], "warning");
    if (issue["field"] == "clientID") EXPECT_EQ(issue["hint"], "Did you mean clientId?");
    EXPECT_LE(issue["field"].get<std::string>().size(), 43u);
  }
}

TEST(Api, AWrongArgumentIsTheProgrammersMistake) {
  const std::pair<const char*, const char*> contexts[] = {
      {"5", "context must be an object"},
      {R"({"grant":"password"})", "context.grant must be jwt, client_credentials or auto"},
      {R"({"takenNames":"a"})", "context.takenNames must be an array of strings"},
      {R"({"currentName":1})", "context.currentName must be a string"},
      {R"({"fields":["nme"]})", "context.fields must be an array of names of fields; there is no nme"},
      {R"({"runtimeEnvironments":[{"name":"a","kind":"cloud"}]})",
       "context.runtimeEnvironments must be an array of { name, kind }, kind one of secure-agent, hosted-agent, "
       "serverless"},
      {R"({"runtimeEnvironments":7})",
       "context.runtimeEnvironments must be an array of { name, kind }, kind one of secure-agent, hosted-agent, "
       "serverless"}};
  for (const auto& [context, message] : contexts) {
    const json answer = parse(api::validate(connection(), "", context));
    EXPECT_EQ(answer["error"]["code"], "ERR_ARGUMENT");
    EXPECT_EQ(answer["error"]["message"], message);
  }
  for (const char* text : {"", "[]", "nonsense", "\xFF"}) {
    EXPECT_EQ(parse(api::validate(text, "", "{}"))["error"]["code"], "ERR_ARGUMENT");
  }
}

TEST(Api, ClaimsAskForTheFieldsTheyUseAlone) {
  const char* least =
      R"({"clientId":"0123456789abcdef0123456789abcdef","technicalAccountId":"T@techacct.adobe.com","organizationId":"O@AdobeOrg"})";
  EXPECT_TRUE(parse(api::claims(least, R"({"now":0})")).contains("value"));
  const json answer = parse(api::sign_jwt(least, "", R"({"now":0})"));
  EXPECT_EQ(answer["error"]["code"], "ERR_CONNECTION_INVALID");
  EXPECT_EQ(answer["error"]["field"], "privateKey");
  EXPECT_EQ(answer["error"]["issues"].size(), 1u);
}

TEST(Api, LifetimeIsFromOneSecondToOneDay) {
  const auto code = [](int seconds) {
    const json answer = parse(api::claims(connection(), json({{"now", 0}, {"lifetimeSeconds", seconds}}).dump()));
    return answer.contains("error") ? answer["error"]["code"] : json();
  };
  EXPECT_EQ(code(0), "ERR_ARGUMENT");
  EXPECT_TRUE(code(1).is_null());
  EXPECT_TRUE(code(86400).is_null());
  EXPECT_EQ(code(86401), "ERR_ARGUMENT");
}

TEST(Api, SignsVerifiesAndDecodes) {
  const json jwt = parse(api::sign_jwt(connection(), "", R"({"now":0})"))["value"];
  ASSERT_TRUE(jwt.is_string());
  EXPECT_EQ(parse(api::verify(jwt.get<std::string>(), read_vector("keys/rsa2048.certificate.pem")))["value"]["header"],
            R"({"alg":"RS256","typ":"JWT"})");
  EXPECT_EQ(parse(api::decode(jwt.get<std::string>()))["value"]["payload"],
            parse(api::claims(connection(), R"({"now":0})"))["value"]);
  EXPECT_EQ(parse(api::sign("", "{}", "x", ""))["error"]["issues"][0]["code"], "not_a_key");
}

TEST(Api, AnEndlessObjectIsRefusedAtOnce) {
  std::string text = "{";
  for (int i = 0; i < 100000; ++i) text += "\"" + std::to_string(i) + "\":1,";
  text.back() = '}';
  EXPECT_EQ(parse(api::validate(text, "", "{}"))["error"]["code"], "ERR_ARGUMENT");
}

TEST(Api, DescribesItsTables) {
  const json tables = parse(api::describe())["value"];
  EXPECT_EQ(tables["fields"].size(), 12u);
  EXPECT_EQ(tables["fields"][0]["name"], "name");
  EXPECT_EQ(tables["fields"][0]["maxLength"], 100);
  EXPECT_EQ(tables["fieldNames"].size(), 15u);
}

TEST(Api, NamesKeys) { EXPECT_EQ(parse(api::name_key(" A b "))["value"], "a b"); }

}  // namespace
}  // namespace imskit
