#include "validate.h"

#include <gtest/gtest.h>

#include "keys.h"
#include "text.h"

namespace imskit {
namespace {

using Values = std::initializer_list<std::pair<Field, std::string>>;

Connection good() {
  Connection connection;
  connection[Field::name] = "Analytics 1";
  connection[Field::runtime_environment] = "Agent";
  connection[Field::client_id] = "0123456789abcdef0123456789abcdef";
  connection[Field::client_secret] = "p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123";
  connection[Field::technical_account_id] = "0123456789ABCDEF01234567@techacct.adobe.com";
  connection[Field::organization_id] = "0123456789ABCDEF01234567@AdobeOrg";
  connection[Field::private_key] = read_vector("keys/rsa2048.pkcs8.pem");
  return connection;
}

// The codes of `field`, in order, in a good connection with some other values.
std::vector<std::string_view> codes(Field field, Values values, const Context& context = {}) {
  Connection connection = good();
  for (const auto& [changed, value] : values) connection[changed] = value;
  normalize(connection);
  auto issues = validate(connection, context);
  sort(issues);
  std::vector<std::string_view> found;
  for (const auto& issue : issues) {
    if (issue.field == field) found.push_back(rule_of(issue.code).name);
  }
  return found;
}

using Codes = std::vector<std::string_view>;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

TEST(Validate, AGoodConnectionHasNoIssue) {
  Connection connection = good();
  normalize(connection);
  EXPECT_TRUE(validate(connection, {}).empty());
}

TEST(Validate, ReportsEveryMissingField) {
  Connection connection;
  normalize(connection);
  auto issues = validate(connection, {});
  sort(issues);
  std::vector<std::string> fields;
  for (const auto& issue : issues) {
    EXPECT_EQ(issue.code, Code::required);
    fields.emplace_back(issue.field_name());
  }
  EXPECT_EQ(fields, (std::vector<std::string>{"name", "runtimeEnvironment", "clientId", "clientSecret",
                                              "technicalAccountId", "organizationId", "privateKey"}));
  EXPECT_FALSE(is_valid(issues));
}

// The ends of every range.
TEST(Validate, ShowsAVisibleCharacterAndNamesAnInvisibleOne) {
  const std::pair<char32_t, std::string_view> characters[] = {{0x01, "the control character U+0001"},
                                                              {0x08, "a backspace"},
                                                              {0x09, "a tab"},
                                                              {0x0A, "a line break"},
                                                              {0x0D, "a line break"},
                                                              {0x1F, "the control character U+001F"},
                                                              {0x21, "“!”"},
                                                              {0x7E, "“~”"},
                                                              {0x7F, "the control character U+007F"},
                                                              {0x9F, "the control character U+009F"},
                                                              {0xA0, "a no-break space"},
                                                              {0xA1, "“¡”"},
                                                              {0xAC, "“¬”"},
                                                              {0xAD, "a soft hyphen"},
                                                              {0xAE, "“®”"},
                                                              {0x1FFF, "“\u1FFF”"},
                                                              {0x2000, "the invisible character U+2000"},
                                                              {0x200B, "a zero-width space"},
                                                              {0x200F, "the invisible character U+200F"},
                                                              {0x2010, "“‐”"},
                                                              {0x2027, "“‧”"},
                                                              {0x2028, "the invisible character U+2028"},
                                                              {0x202F, "the invisible character U+202F"},
                                                              {0x2030, "“‰”"},
                                                              {0x2FFF, "“⿿”"},
                                                              {0x3000, "the invisible character U+3000"},
                                                              {0x3001, "“、”"},
                                                              {0xFEFE, "“\uFEFE”"},
                                                              {0xFEFF, "a byte order mark"},
                                                              {0xFFFD, "an unreadable character"},
                                                              {0x1F600, "“😀”"}};
  for (const auto& [character, shown] : characters) {
    Connection connection = good();
    connection[Field::name] = "a" + to_utf8(character) + "a";
    EXPECT_EQ(validate(connection, {})[0].params, (Params{{"character", shown}, {"position", 2}})) << shown;
  }
}

TEST(Validate, ALineMayHaveAnyPrintableCharacter) {
  for (const char32_t character : {0x20, 0x7E, 0xA0, 0xFFFC, 0xFFFE}) {
    EXPECT_EQ(codes(Field::passphrase, {{Field::passphrase, "a" + to_utf8(character) + "a"}}),
              Codes{"passphrase_not_needed"});
  }
  for (const char32_t character : {0x1F, 0x7F, 0x80, 0x9F, 0xFFFD, 0x09, 0x0A}) {
    EXPECT_EQ(codes(Field::passphrase, {{Field::passphrase, "a" + to_utf8(character) + "a"}}),
              (Codes{"invalid_character", "passphrase_not_needed"}));
  }
}

TEST(Validate, ClientCredentialsNeedNeitherKeyNorTechnicalAccount) {
  Context context;
  context.client_credentials = true;
  EXPECT_EQ(codes(Field::private_key, {{Field::private_key, ""}}, context), Codes{});
  EXPECT_EQ(codes(Field::technical_account_id, {{Field::technical_account_id, ""}}, context), Codes{});
  EXPECT_EQ(codes(Field::client_secret, {{Field::client_secret, ""}}, context), Codes{"required"});
}

TEST(Validate, NameHas1To100Characters) {
  const auto of = [](std::string name) { return codes(Field::name, {{Field::name, std::move(name)}}); };
  EXPECT_EQ(of("a"), Codes{});
  EXPECT_EQ(of(repeat("a", 100)), Codes{});
  EXPECT_EQ(of("  " + repeat("a", 100) + "  "), Codes{});
  EXPECT_EQ(of(repeat("a", 101)), Codes{"too_long"});
  EXPECT_EQ(of("   "), Codes{"required"});
  EXPECT_EQ(of(repeat("a", 100) + "é"), Codes{"too_long"});  // characters past the limit are not checked
}

TEST(Validate, SaysHowManyCharactersToRemove) {
  Connection connection = good();
  connection[Field::description] = repeat("é", 258);
  EXPECT_EQ(validate(connection, {})[0].params, (Params{{"max", 255}, {"actual", 258}, {"excess", 3}}));
}

TEST(Validate, NameMayHaveOnlyAllowedCharacters) {
  for (char32_t c = 0; c < 0x180; ++c) {
    const char ascii = static_cast<char>(c);
    const bool allowed = c < 0x80 && (is_digit(ascii) || is_alpha(ascii) || std::string_view(" _.+-").contains(ascii));
    EXPECT_EQ(codes(Field::name, {{Field::name, "a" + to_utf8(c) + "b"}}),
              allowed ? Codes{} : Codes{"invalid_character"})
        << static_cast<unsigned>(c);
  }
  EXPECT_EQ(codes(Field::name, {{Field::name, "ab\n"}}), Codes{"invalid_character"});
}

TEST(Validate, NamesAnInvalidCharacterAndItsPlace) {
  Connection connection = good();
  connection[Field::name] = " né\u200Bx";
  normalize(connection);
  const auto issues = validate(connection, {});
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].params, (Params{{"character", "“é”"}, {"position", 2}}));
  connection[Field::name] = "n\u200Bx";
  EXPECT_EQ(validate(connection, {})[0].params, (Params{{"character", "a zero-width space"}, {"position", 2}}));
}

TEST(Validate, NamesAreUniqueIgnoringCase) {
  Context context;
  context.taken_names = {"First", " analytics 1 "};
  EXPECT_EQ(codes(Field::name, {}, context), Codes{"not_unique"});
  EXPECT_EQ(codes(Field::name, {{Field::name, "Second"}}, context), Codes{});
  context.current_name = "ANALYTICS 1";
  EXPECT_EQ(codes(Field::name, {}, context), Codes{});
  EXPECT_EQ(codes(Field::name, {{Field::name, "FIRST"}}, context), Codes{"not_unique"});
}

TEST(Validate, DescriptionHasAtMost255CodePoints) {
  const auto of = [](std::string text) { return codes(Field::description, {{Field::description, std::move(text)}}); };
  EXPECT_EQ(of(""), Codes{});
  EXPECT_EQ(of(repeat("😀", 255)), Codes{});
  EXPECT_EQ(of(repeat("😀", 256)), Codes{"too_long"});
  EXPECT_EQ(of("tab\t, line\r\n"), Codes{});
  EXPECT_EQ(of(std::string("a\0b", 3)), Codes{"invalid_character"});
  EXPECT_EQ(of("bell\a"), Codes{"invalid_character"});
  EXPECT_EQ(of("lone surrogate: \uFFFD"), Codes{"invalid_character"});
}

TEST(Validate, TypeIsExact) {
  EXPECT_EQ(codes(Field::type, {{Field::type, "Adobe Analytics Mass Ingestion"}}), Codes{});
  EXPECT_EQ(codes(Field::type, {{Field::type, "adobe analytics mass ingestion"}}), Codes{"unsupported_type"});
  EXPECT_EQ(codes(Field::type, {{Field::type, " Adobe Analytics Mass Ingestion"}}), Codes{"unsupported_type"});
}

TEST(Validate, RuntimeEnvironmentIsASecureAgent) {
  const auto of = [](std::string name, const Context& context = {}) {
    return codes(Field::runtime_environment, {{Field::runtime_environment, std::move(name)}}, context);
  };
  EXPECT_EQ(of("INFORMATICA Cloud hosted agent"), Codes{"unsupported_runtime"});
  EXPECT_EQ(of(" Informatica Cloud Hosted Agent "), Codes{"unsupported_runtime"});
  Context context;
  context.runtime_environments = {{"Mine", "secure-agent"}, {"Theirs", "hosted-agent"}, {"Cloud", "serverless"}};
  EXPECT_EQ(of("mine", context), Codes{});
  EXPECT_EQ(of("Theirs", context), Codes{"unsupported_runtime"});
  EXPECT_EQ(of("cloud ", context), Codes{"unsupported_runtime"});
  EXPECT_EQ(of("Another", context), Codes{"unknown_runtime"});
  EXPECT_EQ(of("Informatica Cloud Hosted Agent", context), Codes{"unsupported_runtime"});
}

TEST(Validate, UnusualShapesAreWarnings) {
  EXPECT_EQ(codes(Field::client_id, {{Field::client_id, "cm-p7603-e12614-integration"}}), Codes{});
  EXPECT_EQ(codes(Field::client_id, {{Field::client_id, "\u00a00123456789abcdef0123456789abcdef\n"}}), Codes{});
  EXPECT_EQ(codes(Field::client_id, {{Field::client_id, repeat("z", 32)}}), Codes{"unusual_format"});
  EXPECT_EQ(codes(Field::client_id, {{Field::client_id, repeat("a", 31)}}), Codes{"unusual_format"});
  for (const auto& secret : {"secret", "p8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-012", "x8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123"}) {
    EXPECT_EQ(codes(Field::client_secret, {{Field::client_secret, secret}}), Codes{"unusual_format"}) << secret;
  }
  EXPECT_EQ(codes(Field::client_secret, {{Field::client_secret, "0a1b2c3d-0123-4567-89ab-0123456789ab"}}), Codes{});
  EXPECT_EQ(codes(Field::client_secret, {{Field::client_secret, "s8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123"}}), Codes{});
  EXPECT_TRUE(is_valid({{Field::client_id, Code::unusual_format}}));
}

TEST(Validate, AccountsHaveAdobesSuffixes) {
  const auto technical = [](std::string id) {
    return codes(Field::technical_account_id, {{Field::technical_account_id, std::move(id)}});
  };
  EXPECT_EQ(technical("x@techacct.adobe.com"), Codes{});
  EXPECT_EQ(technical("0a1b2c3d-0123-4567-89ab-0123456789ab@techacct.adobe.com"), Codes{"technical_account_email"});
  EXPECT_EQ(technical("@techacct.adobe.com"), Codes{"invalid_format"});
  EXPECT_EQ(technical("x@AdobeOrg"), Codes{"belongs_elsewhere"});
  EXPECT_EQ(technical("x@y@techacct.adobe.com"), Codes{"invalid_format"});
  const auto organization = [](std::string id) {
    return codes(Field::organization_id, {{Field::organization_id, std::move(id)}});
  };
  EXPECT_EQ(organization("x@AdobeOrg"), Codes{});
  EXPECT_EQ(organization("x@adobeorg"), Codes{"wrong_case"});
  EXPECT_EQ(organization("AdobeOrg"), Codes{"invalid_format"});
}

TEST(Validate, UrlsAreHttpsExceptOnLoopback) {
  const auto host = [](std::string url) { return codes(Field::ims_host, {{Field::ims_host, std::move(url)}}); };
  EXPECT_EQ(host("ims-na1.adobelogin.com"), Codes{});
  EXPECT_EQ(host("https://ims-na1.adobelogin.com//"), Codes{});
  EXPECT_EQ(host("http://ims-na1.adobelogin.com"), Codes{"https_required"});
  EXPECT_EQ(host("http://127.0.0.1:8080"), Codes{"insecure_http"});
  EXPECT_EQ(host("http://[::1]:8080"), Codes{"insecure_http"});
  EXPECT_EQ(host("http://localhost"), Codes{"insecure_http"});
  EXPECT_EQ(host("http://127.0.0.2"), Codes{"https_required"});
  EXPECT_EQ(host("https://ims-na1.adobelogin.com/ims"), Codes{"invalid_url"});
  EXPECT_EQ(host("ftp://ims-na1.adobelogin.com"), Codes{"invalid_url"});
  const auto exchange = [](std::string url) {
    return codes(Field::ims_exchange, {{Field::ims_exchange, std::move(url)}});
  };
  EXPECT_EQ(exchange("https://ims-na1.adobelogin.com/ims/exchange/jwt/"), Codes{});
  EXPECT_EQ(exchange("https://elsewhere.example/ims/exchange/jwt"), Codes{"host_mismatch"});
  EXPECT_EQ(exchange("http://ims-na1.adobelogin.com/ims/exchange/jwt"), (Codes{"https_required", "host_mismatch"}));
  EXPECT_EQ(exchange("https://ims-na1.adobelogin.com"), Codes{"invalid_url"});
  EXPECT_EQ(exchange("https://x@ims-na1.adobelogin.com/ims"), Codes{"invalid_url"});
}

TEST(Validate, ABadHostGivesNoIssueOfTheDerivedExchange) {
  EXPECT_EQ(codes(Field::ims_exchange, {{Field::ims_host, "a b"}}), Codes{});
}

TEST(Validate, InspectsTheKeyTogetherWithItsPassphrase) {
  EXPECT_EQ(codes(Field::private_key, {{Field::private_key, read_vector("keys/ec.pkcs8.pem")}}), Codes{"ec_key"});
  EXPECT_EQ(codes(Field::private_key, {{Field::private_key, std::string("\0", 1)}}), Codes{"invalid_character"});
  EXPECT_EQ(codes(Field::private_key, {{Field::private_key, repeat("x", max_key_bytes + 1)}}), Codes{"too_large"});
  EXPECT_EQ(codes(Field::passphrase, {{Field::passphrase, "a\nb"}}),
            (Codes{"invalid_character", "passphrase_not_needed"}));
}

TEST(Validate, AListOfScopesGetsOneIssue) {
  const auto of = [](std::vector<std::string> list) {
    Connection connection = good();
    connection.meta_scopes = std::move(list);
    normalize(connection);
    Codes found;
    for (const auto& issue : validate(connection, {})) found.push_back(rule_of(issue.code).name);
    return found;
  };
  EXPECT_EQ(of({"ent_analytics_bulk_ingest_sdk", "ent_user_sdk"}), Codes{});
  EXPECT_EQ(of({"ent_a", ""}), Codes{"empty_entry"});
  EXPECT_EQ(of({"ent a", "ent b"}), Codes{"invalid_character"});
  EXPECT_EQ(of({repeat("é", 200)}), Codes{"invalid_character"});
  EXPECT_EQ(of({repeat("a", 255)}), Codes{});
  EXPECT_EQ(of({repeat("a", 256) + "é"}), Codes{"too_long"});
  EXPECT_EQ(of(std::vector<std::string>(100, "a")), Codes{});
  EXPECT_EQ(of(std::vector<std::string>(101, " ")), Codes{"too_many"});
}

TEST(Validate, NamesASpaceThatIsNotAllowed) {
  Connection connection = good();
  connection.meta_scopes = {"a b"};
  normalize(connection);
  EXPECT_EQ(validate(connection, {})[0].params, (Params{{"character", "a space"}, {"position", 2}}));
}

TEST(Validate, MegabytesGetOneIssueEach) {
  const std::string large = repeat("x", 10 << 20);
  for (const auto& rule : field_rules) {
    if (rule.kind == Kind::lines) continue;
    const auto found = codes(rule.field, {{rule.field, large}});
    ASSERT_FALSE(found.empty()) << rule.name;
    EXPECT_TRUE(found[0] == "too_long" || found[0] == "too_large") << rule.name;
  }
}

TEST(Validate, ChecksOnlyTheRequestedFields) {
  Connection connection;
  normalize(connection);
  Context context;
  context.fields = {Field::client_id};
  const auto issues =
      validate(connection, context,
               {{Field::none, Code::unknown_field, {{"name", "surprise"}}}, {Field::name, Code::invalid_type}});
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].field_name(), "clientId");
}

TEST(Validate, SortsIntoFormOrderErrorsFirst) {
  std::vector<Issue> issues = {{Field::none, Code::unknown_field, {{"name", "zzz"}}},
                               {Field::ims_host, Code::insecure_http},
                               {Field::name, Code::unusual_format},
                               {Field::name, Code::too_long}};
  sort(issues);
  ASSERT_EQ(issues.size(), 4u);
  EXPECT_EQ(issues[0].code, Code::too_long);
  EXPECT_EQ(issues[1].code, Code::unusual_format);
  EXPECT_EQ(issues[2].field_name(), "imsHost");
  EXPECT_EQ(issues[3].field_name(), "zzz");
}

TEST(Validate, NoMessageContainsASecret) {
  Connection connection = good();
  const std::string planted = "PLANTEDSECRET";
  connection[Field::client_secret] = planted;
  connection[Field::private_key] = "-----BEGIN PRIVATE KEY-----\n" + planted + "\n-----END PRIVATE KEY-----";
  connection[Field::passphrase] = planted + "\x01";
  normalize(connection);
  const auto issues = validate(connection, {});
  EXPECT_EQ(issues.size(), 3u);
  for (const auto& issue : issues) {
    EXPECT_EQ((issue.message() + issue.hint()).find(planted), std::string::npos);
    for (const auto& param : issue.params) EXPECT_EQ(param.text.find(planted), std::string::npos);
  }
}

TEST(Validate, ReportsThePassphraseIfOnlyThatIsRequested) {
  Context context;
  context.fields = {Field::passphrase};
  EXPECT_EQ(codes(Field::passphrase, {{Field::private_key, read_vector("keys/rsa2048.pbes2.pem")}}, context),
            Codes{"passphrase_required"});
}

TEST(Validate, ReadsAllOfALongKeyAndNothingOfATooLongOne) {
  const std::string bad(1, '\x01');
  EXPECT_EQ(codes(Field::private_key, {{Field::private_key, repeat("x", 2000) + bad}}), Codes{"invalid_character"});
  const std::string longest = repeat("x", max_key_bytes);
  EXPECT_NE(codes(Field::private_key, {{Field::private_key, longest}}), Codes{"too_large"});
  EXPECT_EQ(codes(Field::private_key, {{Field::private_key, longest + bad}}), Codes{"too_large"});
}

TEST(Validate, RecognizesTheHostedAgentByItsName) {
  Connection connection = good();
  connection[Field::runtime_environment] = "informatica cloud hosted agent";
  normalize(connection);
  const auto issues = validate(connection, {});
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].params, (Params{{"name", "informatica cloud hosted agent"}, {"given", "a Hosted Agent"}}));
}

}  // namespace
}  // namespace imskit
