#include "stand_in.h"

#include <gtest/gtest.h>

#include <string>

namespace imskit {
namespace {

TEST(StandIn, RecognizesMasks) {
  for (const std::string_view text : {"••••••••••••••••",
                                      "●●●",
                                      "••",
                                      "****",
                                      "* * * *",
                                      "p8e-••••••••",
                                      "abcd****wxyz",
                                      "p8e-xxxxxxxxxxxx",
                                      "xxx",
                                      "XXXX",
                                      "xxxx-xxxx",
                                      "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
                                      "<hidden>",
                                      "[redacted]",
                                      "***REDACTED***",
                                      "(hidden)",
                                      "Redacted",
                                      "<sensitive>",
                                      "(sensitive value)",
                                      "[FILTERED]",
                                      "<secret>",
                                      "████████"}) {
    EXPECT_EQ(find_stand_in(text), StandIn::masked) << text;
  }
}

TEST(StandIn, RecognizesPlaceholders) {
  for (const std::string_view text : {"${ADOBE_SECRET}",
                                      "$ADOBE_SECRET",
                                      "%ADOBE_SECRET%",
                                      "{{ client_secret }}",
                                      "{{ secrets.X }}",
                                      "${{ secrets.CLIENT_SECRET }}",
                                      "{CLIENT_ID}",
                                      "<your secret>",
                                      "<CLIENT_ID>",
                                      "<%= secret %>",
                                      "#{ClientId}#",
                                      "__CLIENT_ID__",
                                      "[client id]",
                                      "[[CLIENT_ID]]",
                                      "$(ClientId)",
                                      "process.env.CLIENT_ID",
                                      "os.environ['ID']",
                                      "System.getenv(\"ID\")",
                                      "env('ID')",
                                      "var.client_id",
                                      "secrets.CLIENT_ID",
                                      "$env:CLIENT_ID",
                                      "!Ref ClientId",
                                      "YOUR_CLIENT_ID",
                                      "your-client-id",
                                      "your client id",
                                      "yourClientId",
                                      "my_client_id",
                                      "ENTER CLIENT ID HERE",
                                      "client-id-goes-here",
                                      "insert_key",
                                      "CHANGEME",
                                      "change_me",
                                      "changeit",
                                      "TODO",
                                      "tbd",
                                      "N/A",
                                      "null",
                                      "undefined",
                                      "None",
                                      "placeholder",
                                      "CLIENT_ID",
                                      "clientSecret",
                                      "[object Object]",
                                      "...",
                                      "…",
                                      "-",
                                      "???",
                                      "string",
                                      "YOUR_ORG@AdobeOrg",
                                      "https://${HOST}/ims"}) {
    EXPECT_EQ(find_stand_in(text), StandIn::placeholder) << text;
  }
}

TEST(StandIn, RecognizesReferencesToSecretManagers) {
  for (const std::string_view text :
       {"vault:secret/data/adobe#key", "vault://secret/adobe",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:adobe", "op://Private/Adobe/secret",
        "keyvault://adobe/secret", "ssm:/adobe/secret", "ssm:///adobe", "projects/1234/secrets/adobe/versions/latest",
        "@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/s/)",
        "https://x.vault.azure.net/secrets/adobe", "{{resolve:secretsmanager:adobe:SecretString:key}}",
        "ref+vault://secret/adobe", "ENC[AES256_GCM,data:abc]", "!vault |", "sm://project/secret", "{cipher}0123",
        "doppler:ADOBE"}) {
    EXPECT_EQ(find_stand_in(text), StandIn::secret_reference) << text;
  }
}

TEST(StandIn, DoesNotRecognizeValues) {
  for (const std::string_view text : {"0123456789abcdef0123456789abcdef",
                                      "cm-p7603-e12614-integration-0",
                                      "p8e-AbCdEfGhIjKlMnOpQrStUvWxYz012345",
                                      "s8e-xxxx_-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                      "0a1b2c3d-0123-4567-89ab-0123456789ab",
                                      "0123456789ABCDEF01234567@techacct.adobe.com",
                                      "x@AdobeOrg",
                                      "ent_analytics_bulk_ingest_sdk",
                                      "https://ims-na1.adobelogin.com/ims/exchange/jwt",
                                      "[2001:db8::1]",
                                      "http://[::1]:8080",
                                      "hunter2",
                                      "secret",
                                      "Agent 1",
                                      "enterprise",
                                      "mykey1",
                                      "Mylène",
                                      "100%",
                                      "a<b",
                                      "日本",
                                      "-----BEGIN PRIVATE KEY-----",
                                      "{\"a\":1}",
                                      "[1,2]",
                                      "yours",
                                      "example.com"}) {
    EXPECT_EQ(find_stand_in(text), std::nullopt) << text;
  }
  EXPECT_EQ(find_stand_in(std::string(1025, '*')), std::nullopt);
  EXPECT_EQ(find_stand_in(""), std::nullopt);
}

TEST(StandIn, RecognizesOnlyMarksIfWordsDoNotCount) {
  for (const std::string_view text : {"xxx", "TODO", "YOUR_AGENT", "config.internal", "null", "redacted", "-"}) {
    EXPECT_EQ(find_stand_in(text, StandInWords::no), std::nullopt) << text;
  }
  EXPECT_EQ(find_stand_in("••••", StandInWords::no), StandIn::masked);
  EXPECT_EQ(find_stand_in("${AGENT}", StandInWords::no), StandIn::placeholder);
  EXPECT_EQ(find_stand_in("%AGENT%", StandInWords::no), StandIn::placeholder);
  EXPECT_EQ(find_stand_in("op://x/y", StandInWords::no), StandIn::secret_reference);
}

}  // namespace
}  // namespace imskit
