#include "api.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "calls.h"
#include "keys.h"

namespace imskit {
namespace {

using nlohmann::json;

json connection(json changes = json::object()) {
  json given = {{"name", "A"},
                {"runtimeEnvironment", "Agent"},
                {"clientId", "0123456789abcdef0123456789abcdef"},
                {"clientSecret", "0a1b2c3d-0123-4567-89ab-0123456789ab"},
                {"technicalAccountId", "T@techacct.adobe.com"},
                {"organizationId", "O@AdobeOrg"},
                {"privateKey", read_vector("keys/rsa2048.pkcs8.pem")}};
  given.update(changes);
  return given;
}

using calls::Given;
using calls::of_json;
using calls::of_text;

json claims(const json& given, const json& options) {
  return of_json(api::claims(Given(given).view(), options.dump()));
}

TEST(Api, ReturnsNothingForAValidNormalizedConnection) {
  const json normal = calls::validate(connection())["connection"];
  Context context;
  const auto answer = api::validate(Given(normal).view(), context);
  EXPECT_FALSE(answer.failed);
  EXPECT_EQ(answer.text, "");
}

TEST(Api, ReturnsOnlyWhatChanges) {
  json given = calls::validate(connection())["connection"];
  given["name"] = " A ";
  given["description"] = "";
  given["metaScopes"] = json::array();
  given.erase("imsExchange");
  Context context;
  const json answer = json::parse(api::validate(Given(given).view(), context).text);
  EXPECT_EQ(answer["valid"], true);
  const json changes = {{"name", "A"},
                        {"description", nullptr},
                        {"metaScopes", nullptr},
                        {"imsExchange", "https://ims-na1.adobelogin.com/ims/exchange/jwt"}};
  EXPECT_EQ(answer["changes"], changes);
  context.fields = {Field::name};
  const json of_name = json::parse(api::validate(Given(given).view(), context).text);
  EXPECT_EQ(of_name["changes"], json({{"name", "A"}}));
}

TEST(Api, EveryTypeInEveryFieldGivesAnIssue) {
  for (const json& value : {json(), json(true), json(5), json(1.5), json::array(), json::object(), json({"a", 5})}) {
    for (const char* field : {"name", "description", "privateKey", "imsHost", "certificate"}) {
      const json answer = calls::validate(connection({{field, value}}));
      EXPECT_EQ(answer["issues"][0]["code"], "invalid_type") << field << value.dump();
      EXPECT_EQ(answer["issues"].size(), 1u) << field << value.dump();
    }
  }
  for (const auto& [value, kind] :
       {std::pair(json("a,b"), "text"), std::pair(json({"a", 5}), "a list with other values"),
        std::pair(json(), "null"), std::pair(json(true), "true or false"), std::pair(json(5), "a number"),
        std::pair(json::object(), "an object")}) {
    const json issue = calls::validate(connection({{"metaScopes", value}}))["issues"][0];
    EXPECT_EQ(issue["params"], json({{"expected", "a list (an array) of texts"}, {"given", kind}}));
  }
}

TEST(Api, NamesTheFieldNearestToAnUnknownOne) {
  const json answer = calls::validate(connection({{"clientID", "x"}, {"__proto__", 1}, {std::string(100, 'z'), 1}}));
  EXPECT_EQ(answer["valid"], true);
  EXPECT_EQ(answer["issues"].size(), 3u);
  for (const auto& issue : answer["issues"]) {
    EXPECT_EQ(issue["severity"], "warning");
    if (issue["field"] == "clientID") EXPECT_EQ(issue["hint"], "Did you mean clientId?");
    EXPECT_LE(issue["field"].get<std::string>().size(), 43u);
  }
}

TEST(Api, NeededFieldsAreEnough) {
  const json given = connection({{"imsHost", "http://localhost"},
                                 {"imsExchange", "https://example.com/"},
                                 {"passphrase", "not needed"},
                                 {"name", "?"},
                                 {"certificate", "none"}});
  const json all = calls::validate(given)["issues"];
  for (const auto& rule : field_rules) {
    const FieldSet needed = needed_fields({rule.field});
    json some = json::object();
    for (const auto& other : field_rules) {
      const std::string name(other.name);
      if (needed.has(other.field) && given.contains(name)) some[name] = given[name];
    }
    json expected = json::array();
    for (const auto& issue : all) {
      if (issue["field"] == rule.name) expected.push_back(issue);
    }
    EXPECT_EQ(calls::validate(some, "", {{"fields", {rule.name}}})["issues"], expected) << rule.name;
  }
}

TEST(Api, AWrongArgumentIsACallerError) {
  const std::pair<const char*, const char*> contexts[] = {
      {"5", "context must be an object"},
      {R"({"runtimeEnvironments":[{"name":"a","kind":"cloud"}]})",
       "context.runtimeEnvironments must be an array of { name, kind }, kind one of secure-agent, hosted-agent, "
       "serverless"},
      {R"({"runtimeEnvironments":7})",
       "context.runtimeEnvironments must be an array of { name, kind }, kind one of secure-agent, hosted-agent, "
       "serverless"}};
  for (const auto& [options, message] : contexts) {
    Context context;
    const json answer = of_json(api::prepare({}, "", options, context));
    EXPECT_EQ(answer["error"]["code"], "ERR_ARGUMENT");
    EXPECT_EQ(answer["error"]["message"], message);
  }
}

TEST(Api, AFailureStartsWithItsFirstError) {
  const json given = connection({{"name", "A"}, {"clientId", "unusual"}, {"organizationId", "none"}});
  const json error = claims(given, {{"now", 0}})["error"];
  EXPECT_EQ(error["code"], "ERR_CONNECTION_INVALID");
  EXPECT_EQ(error["field"], "organizationId");
  EXPECT_EQ(error["issues"].size(), 2u);
  EXPECT_EQ(error["issues"][0]["field"], "organizationId");
  EXPECT_EQ(error["issues"][0]["hint"], error["hint"]);
}

TEST(Api, ClaimsNeedOnlyTheFieldsTheyUse) {
  const json least = {{"clientId", "0123456789abcdef0123456789abcdef"},
                      {"technicalAccountId", "T@techacct.adobe.com"},
                      {"organizationId", "O@AdobeOrg"}};
  EXPECT_TRUE(claims(least, {{"now", 0}}).contains("value"));
  const json answer = of_text(api::sign_jwt(Given(least).view(), R"({"now":0})"));
  EXPECT_EQ(answer["error"]["code"], "ERR_CONNECTION_INVALID");
  EXPECT_EQ(answer["error"]["field"], "privateKey");
  EXPECT_EQ(answer["error"]["issues"].size(), 1u);
}

TEST(Api, LifetimeIsFromOneSecondToOneDay) {
  const auto code = [](int seconds) {
    const json answer = claims(connection(), {{"now", 0}, {"lifetimeSeconds", seconds}});
    return answer.contains("error") ? answer["error"]["code"] : json();
  };
  EXPECT_EQ(code(0), "ERR_ARGUMENT");
  EXPECT_TRUE(code(1).is_null());
  EXPECT_TRUE(code(86400).is_null());
  EXPECT_EQ(code(86401), "ERR_ARGUMENT");
}

TEST(Api, SignsVerifiesAndDecodes) {
  const std::string jwt = of_text(api::sign_jwt(Given(connection()).view(), R"({"now":0})"))["value"];
  const json expected = claims(connection(), {{"now", 0}})["value"];
  const json verified = of_json(api::verify(jwt, read_vector("keys/rsa2048.certificate.pem")))["value"];
  EXPECT_EQ(verified["header"], json({{"alg", "RS256"}, {"typ", "JWT"}}));
  EXPECT_EQ(verified["payload"], expected);
  EXPECT_EQ(of_json(api::decode(jwt))["value"]["payload"], expected);
  const std::string input = of_text(api::signing_input(Given(connection()).view(), R"({"now":0})"))["value"];
  EXPECT_TRUE(jwt.starts_with(input + "."));
  EXPECT_EQ(of_json(api::sign("", "{}", "x", ""))["error"]["issues"][0]["code"], "not_a_key");
}

TEST(Api, DescribesItsTables) {
  const json tables = of_json(api::describe())["value"];
  EXPECT_EQ(tables["fields"].size(), 12u);
  EXPECT_EQ(tables["fields"][0]["name"], "name");
  EXPECT_EQ(tables["fields"][0]["maxLength"], 100);
  EXPECT_EQ(tables["fieldNames"].size(), 15u);
}

TEST(Api, NamesKeys) { EXPECT_EQ(of_text(api::name_key(" A b "))["value"], "a b"); }

}  // namespace
}  // namespace imskit
