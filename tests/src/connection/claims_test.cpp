#include "claims.h"

#include <gtest/gtest.h>

namespace imskit {
namespace {

Connection connection() {
  Connection connection;
  connection[Field::client_id] = "abc";
  connection[Field::organization_id] = "O@AdobeOrg";
  connection[Field::technical_account_id] = "T@techacct.adobe.com";
  connection[Field::ims_host] = "IMS.example/";
  normalize(connection);
  return connection;
}

TEST(Claims, AreInTheDocumentedOrder) {
  EXPECT_EQ(write_claims(connection(), {.now_seconds = 1000}),
            R"({"exp":1300,"iss":"O@AdobeOrg","sub":"T@techacct.adobe.com","aud":"https://ims.example/c/abc",)"
            R"("https://ims.example/s/ent_analytics_bulk_ingest_sdk":true})");
}

TEST(Claims, FollowTheOptions) {
  Connection with_scopes = connection();
  with_scopes.meta_scopes = {"ent_a", "ent_b"};
  EXPECT_EQ(write_claims(with_scopes, {.now_seconds = 1000, .lifetime_seconds = 60, .jti = "7", .issued_at = true}),
            R"({"exp":1060,"iss":"O@AdobeOrg","sub":"T@techacct.adobe.com","aud":"https://ims.example/c/abc",)"
            R"("https://ims.example/s/ent_a":true,"https://ims.example/s/ent_b":true,"iat":1000,"jti":"7"})");
}

}  // namespace
}  // namespace imskit
