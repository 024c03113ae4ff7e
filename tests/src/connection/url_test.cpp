#include "url.h"

#include <gtest/gtest.h>

namespace imskit {
namespace {

struct Accepted {
  std::string_view text, normal;
};

TEST(Url, NormalizesWhatItAccepts) {
  for (const auto& [text, normal] : std::initializer_list<Accepted>{
           {"ims-na1.adobelogin.com", "https://ims-na1.adobelogin.com"},
           {"HTTPS://IMS-NA1.AdobeLogin.com/", "https://ims-na1.adobelogin.com/"},
           {"https://example.com:443/A/b?c=d", "https://example.com/A/b?c=d"},
           {"http://localhost:80", "http://localhost"},
           {"http://127.0.0.1:8080/ims", "http://127.0.0.1:8080/ims"},
           {"http://[::1]:8080", "http://[::1]:8080"},
           {"[2001:DB8::1]", "https://[2001:db8::1]"},
           {"[1:2:3:4:5:6:7:8]", "https://[1:2:3:4:5:6:7:8]"},
           {"example.com?x", "https://example.com/?x"},
           {"localhost:8443", "https://localhost:8443"},
       }) {
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->text(), normal);
    EXPECT_EQ(parse_url(url->text())->text(), normal);
  }
}

TEST(Url, RefusesMisleadingUrls) {
  for (const std::string_view text : {"",
                                      "https://",
                                      "ftp://example.com",
                                      "javascript://example.com",
                                      "https://user@example.com",
                                      "https://ims-na1.adobelogin.com@evil.example",
                                      "https://example.com:0",
                                      "https://example.com:65536",
                                      "https://example.com:8x",
                                      "https://example.com:",
                                      "https://exa mple.com",
                                      "https://ex\xC3\xA4mple.com",
                                      "https://example..com",
                                      "https://-example.com",
                                      "https://example.com.",
                                      "http://0x7f.0.0.1",
                                      "http://127.1",
                                      "http://2130706433",
                                      "http://0177.0.0.1",
                                      "http://256.0.0.1",
                                      "http://[::1",
                                      "http://[::1]x",
                                      "http://[1:2]",
                                      "http://[1::2::3]",
                                      "http://[:1]",
                                      "http://[12345::]",
                                      "https://example.com/#x",
                                      "https://example.com\\x",
                                      "https://example.com/a b",
                                      "https:///example.com"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, KnowsLoopback) {
  EXPECT_TRUE(parse_url("http://localhost:1")->is_loopback());
  EXPECT_TRUE(parse_url("http://[::1]")->is_loopback());
  EXPECT_TRUE(parse_url("http://127.0.0.1")->is_loopback());
  EXPECT_FALSE(parse_url("http://127.0.0.2")->is_loopback());
  EXPECT_FALSE(parse_url("http://localhost.example.com")->is_loopback());
}

}  // namespace
}  // namespace imskit
