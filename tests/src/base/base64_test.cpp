#include "base64.h"

#include <gtest/gtest.h>

namespace imskit {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// RFC 4648 section 10.
TEST(Base64, WritesAndReadsTheVectors) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(encode_base64(bytes(plain)), encoded);
    const auto decoded = decode_base64(encoded);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->text(), plain);
    const std::string url(encoded.substr(0, encoded.find('=')));
    EXPECT_EQ(encode_base64url(bytes(plain)), url);
    ASSERT_TRUE(decode_base64url(url));
  }
}

TEST(Base64, UrlAlphabet) {
  EXPECT_EQ(encode_base64url(bytes("\xFB\xFF\xBF")), "-_-_");
  EXPECT_EQ(decode_base64url("-_-_")->size(), 3u);
}

TEST(Base64, RefusesLaxInput) {
  for (const std::string_view text : {"Zg==", "Z", "Zh", "Zm9v\n", "Zm 9v", "+/+/", "Zm9vé"}) {
    EXPECT_FALSE(decode_base64url(text)) << text;
  }
  for (const std::string_view text : {"Zg", "Zg=", "Zg==\n", "Z===", "====", "Zm9v-_"})
    EXPECT_FALSE(decode_base64(text)) << text;
}

}  // namespace
}  // namespace imskit
