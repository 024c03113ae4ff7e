#include "text.h"

#include <gtest/gtest.h>

namespace imskit {
namespace {

TEST(Text, CountsCodePoints) {
  EXPECT_EQ(count_code_points(""), 0u);
  EXPECT_EQ(count_code_points("aé€😀"), 4u);
  EXPECT_EQ(first_code_points("aé€😀", 3), "aé€");
  EXPECT_EQ(first_code_points("ab", 9), "ab");
}

TEST(Text, ReadsEveryCodePointBack) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = to_utf8(c);
    std::string_view rest = text;
    ASSERT_EQ(take_code_point(rest), c);
    ASSERT_TRUE(rest.empty());
  }
}

TEST(Text, TakesInvalidUtf8ByteByByte) {
  for (const std::string_view bytes :
       {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE2\x82"}) {
    std::string_view rest = bytes;
    EXPECT_EQ(take_code_point(rest), replacement_character);
    EXPECT_EQ(rest.size(), bytes.size() - 1);
  }
}

TEST(Text, TrimsWhiteSpaceOfEveryKind) {
  EXPECT_EQ(trim("\xEF\xBB\xBF \t\r\n\xC2\xA0\xE2\x80\x8B"
                 "a b"
                 "\xE3\x80\x80\n"),
            "a b");
  EXPECT_EQ(trim("\xC2\xA0"), "");
  EXPECT_EQ(trim("é"), "é");
  EXPECT_EQ(trim("a\x80"), "a\x80");
}

TEST(Text, TrimsOnlySpaces) {
  EXPECT_EQ(trim_spaces("  \ta b\n "), "\ta b\n");
  EXPECT_EQ(trim_spaces("   "), "");
}

TEST(Text, ComparesAsciiLettersIgnoringCase) {
  EXPECT_TRUE(equals_ignoring_case("Ab-1", "aB-1"));
  EXPECT_FALSE(equals_ignoring_case("É", "é"));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
}

}  // namespace
}  // namespace imskit
