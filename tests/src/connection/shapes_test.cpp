#include "shapes.h"

#include <gtest/gtest.h>

#include <string>

namespace imskit {
namespace {

TEST(Shapes, AreRecognized) {
  const std::pair<std::string_view, Shape> texts[] = {
      {"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", Shape::private_key},
      {"-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----", Shape::certificate},
      {"-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", Shape::public_key},
      {"0123456789abcdef0123456789abcdef", Shape::client_id},
      {"cm-p7603-e12614-integration-0", Shape::client_id},
      {"p8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345", Shape::client_secret},
      {"11111111-2222-3333-4444-555555555555@techacct.adobe.com", Shape::technical_account_email},
      {"0A1B2C3D4E5F60718293A4B5@techacct.adobe.com", Shape::technical_account_id},
      {"0a1b2c3d4e5f60718293a4b5@TECHACCT.adobe.com", Shape::technical_account_id},
      {"AABBCCDDEEFF001122334455@AdobeOrg", Shape::organization_id},
      {"aabbccddeeff001122334455@adobeorg", Shape::organization_id},
      {"eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln", Shape::jwt},
      {"https://ims-na1.adobelogin.com/ims/exchange/jwt", Shape::ims_exchange},
      {"https://ims-na1.adobelogin.com/ims/token/v3", Shape::ims_exchange},
      {"https://ims-na1.adobelogin.com/s/ent_user_sdk", Shape::meta_scope_url},
      {"https://ims-na1.adobelogin.com/c/0123456789abcdef0123456789abcdef", Shape::audience},
      {"https://ims-na1.adobelogin.com/", Shape::ims_host},
      {"ims-na1-stg1.adobelogin.com", Shape::ims_host},
      {"https://example.com/x", Shape::url},
      {"ent_analytics_bulk_ingest_sdk", Shape::meta_scope},
      {"event_receiver_api", Shape::meta_scope},
      {"openid,AdobeID", Shape::scope},
      {"additional_info.job_function", Shape::scope},
      {"jane.doe+x@example.com", Shape::email},
      {"AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01", Shape::fingerprint},
      {"SHA256:abc", Shape::fingerprint},
      {R"({"a":1})", Shape::json},
      {R"(["a"])", Shape::json},
      {"C:\\keys\\private.key", Shape::file_path},
      {"/home/me/private.key", Shape::file_path},
      {"private.key", Shape::file_path},
      {"12345", Shape::number},
  };
  for (const auto& [text, shape] : texts) EXPECT_EQ(shape_of(text), shape) << text;
  EXPECT_EQ(shape_of("MII" + std::string(400, 'A')), Shape::private_key);
}

TEST(Shapes, OtherTextsAreUnknown) {
  for (const std::string_view text : {"",
                                      "x",
                                      "Agent 1",
                                      "hunter2",
                                      "0123456789abcdef0123456789abcde",
                                      "0123456789abcdef0123456789abcdefa",
                                      "cm-p-e1-integration",
                                      "cm-p1-e-integration",
                                      "cm-p1-e1",
                                      "p8e-short",
                                      "x8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345",
                                      "@AdobeOrg",
                                      "a b@AdobeOrg",
                                      "eyJ.x",
                                      "ent_ x",
                                      "0a1b2c3d-0123-4567-89ab-0123456789ab",
                                      "AABBCCDDEEFF001122334455",
                                      "a@b",
                                      "AB:CD:EF",
                                      "ftp://example.com/",
                                      "MIIE",
                                      "123456789012345678901"}) {
    EXPECT_EQ(shape_of(text), Shape::unknown) << text;
  }
}

TEST(Shapes, UsualValuesAreExact) {
  EXPECT_TRUE(is_usual_client_id("cm-p1-e2-integration"));
  EXPECT_FALSE(is_usual_client_id("cm-p1-e2-integration x"));
  EXPECT_TRUE(is_usual_client_secret("s8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123"));
  EXPECT_FALSE(is_usual_client_secret("s8e-ABCDEFGHIJKLMNOPQRSTUVWXYZ_-012"));
  EXPECT_TRUE(is_usual_client_secret("0a1b2c3d-0123-4567-89ab-0123456789ab"));
}

}  // namespace
}  // namespace imskit
