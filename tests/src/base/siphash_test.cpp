#include "siphash.h"

#include <gtest/gtest.h>

#include <string>

namespace imskit {
namespace {

constexpr SipKey key = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

std::string hex(const SipTag& tag) {
  std::string out;
  for (const unsigned byte : tag) out.append({"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]});
  return out;
}

// The bytes 0, 1, 2, … as in the reference vectors.
std::string counting(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

std::string hash(std::string_view bytes) {
  SipHash sip(key);
  sip.update(bytes);
  return hex(sip.finish());
}

TEST(SipHash, GivesTheReferenceVectors) {
  EXPECT_EQ(hash(""), "a3817f04ba25a8e66df67214c7550293");
  EXPECT_EQ(hash(counting(1)), "da87c1d86b99af44347659119b22fc45");
  EXPECT_EQ(hash(counting(2)), "8177228da4a45dc7fca38bdef60affe4");
}

TEST(SipHash, DoesNotDependOnHowTheInputIsSplit) {
  const std::string bytes = counting(100);
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    SipHash sip(key);
    sip.update(std::string_view(bytes).substr(0, first));
    sip.update(std::string_view(bytes).substr(first));
    EXPECT_EQ(hex(sip.finish()), hash(bytes)) << first;
  }
}

TEST(SipHash, DependsOnWhereATextEnds) {
  const auto pair = [](std::string_view a, std::string_view b) {
    SipHash sip(key);
    sip.add(a);
    sip.add(b);
    return hex(sip.finish());
  };
  EXPECT_EQ(pair("ab", "c"), pair("ab", "c"));
  EXPECT_NE(pair("ab", "c"), pair("a", "bc"));
  EXPECT_NE(pair("", "abc"), pair("abc", ""));
}

}  // namespace
}  // namespace imskit
