#include "connection.h"

#include <gtest/gtest.h>

namespace imskit {
namespace {

Connection normal(std::initializer_list<std::pair<Field, std::string>> values) {
  Connection connection;
  for (const auto& [field, value] : values) connection[field] = value;
  normalize(connection);
  return connection;
}

TEST(Connection, FillsInTheDefaults) {
  const Connection connection = normal({{Field::type, ""}, {Field::ims_host, " "}});
  EXPECT_EQ(connection.text(Field::type), "Adobe Analytics Mass Ingestion");
  EXPECT_EQ(connection.text(Field::ims_host), "https://ims-na1.adobelogin.com");
  EXPECT_EQ(connection.text(Field::ims_exchange), "https://ims-na1.adobelogin.com/ims/exchange/jwt");
  EXPECT_FALSE(connection[Field::name]);
}

TEST(Connection, DerivesTheExchangeFromTheHost) {
  EXPECT_EQ(normal({{Field::ims_host, "IMS-NA1-STG1.adobelogin.com/"}}).text(Field::ims_exchange),
            "https://ims-na1-stg1.adobelogin.com/ims/exchange/jwt");
  EXPECT_FALSE(normal({{Field::ims_host, "not a host"}})[Field::ims_exchange]);
  EXPECT_EQ(normal({{Field::ims_exchange, "example.com/x/"}}).text(Field::ims_exchange), "https://example.com/x/");
}

TEST(Connection, TrimsByTheRuleOfEachField) {
  const Connection connection = normal({{Field::name, "  a\t "},
                                        {Field::description, " d "},
                                        {Field::client_id, "\n\xC2\xA0 id\xE2\x80\x8B\r\n"},
                                        {Field::passphrase, " p "}});
  EXPECT_EQ(connection.text(Field::name), "a\t");
  EXPECT_EQ(connection.text(Field::description), " d ");
  EXPECT_EQ(connection.text(Field::client_id), "id");
  EXPECT_EQ(connection.text(Field::passphrase), " p ");
}

TEST(Connection, NormalizingTwiceGivesTheSame) {
  for (const char* host :
       {"a.example/", "https://a.example//", "http://LOCALHOST:80/", "x y", "https://a.example/b", "a:443"}) {
    Connection once = normal({{Field::ims_host, host}, {Field::name, " A "}});
    Connection twice = once;
    normalize(twice);
    EXPECT_EQ(once.values, twice.values) << host;
  }
}

TEST(Connection, NamesAreEqualIgnoringCaseAndOuterSpaces) {
  EXPECT_EQ(name_key("  My Conn.+-_1 "), "my conn.+-_1");
  EXPECT_EQ(name_key("A  b"), "a  b");
}

TEST(Connection, FindsTheFieldThatWasMeant) {
  const auto nearest = [](std::string_view name) {
    const FieldRule* rule = nearest_field(name).rule;
    return rule ? rule->name : "";
  };
  EXPECT_EQ(nearest("clientID"), "clientId");
  EXPECT_EQ(nearest("client_secret"), "clientSecret");
  EXPECT_EQ(nearest("organisationId"), "organizationId");
  EXPECT_EQ(nearest("desciption"), "description");
  EXPECT_EQ(nearest("colour"), "");
  EXPECT_EQ(nearest("__proto__"), "");
  EXPECT_EQ(nearest(std::string(1 << 20, 'x')), "");
}

}  // namespace
}  // namespace imskit
