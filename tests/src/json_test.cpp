#include "json.h"

#include <gtest/gtest.h>

namespace imskit {
namespace {

TEST(Json, WritesWhatItReadsInTheOrderGiven) {
  for (const char* text : {R"({"b":[1,-2,{"c":null},[]],"a":{"x":true,"y":"é\u001f\"\\"},"":{}})", "[]", "{}", "\"a\"",
                           "1", "null", R"([[[["deep"]]],{"a":[{"b":1},{"b":2}]}])"}) {
    EXPECT_EQ(write_json(parse_json(text)), text);
  }
}

TEST(Json, TheLastOfEqualMembersCounts) {
  EXPECT_EQ(write_json(parse_json(R"({"a":1,"b":2,"a":{"c":3}})")), R"({"a":{"c":3},"b":2})");
}

TEST(Json, DiscardsWhatIsNoJson) {
  for (const std::string_view text : {"", "{", "{\"a\"", "[1,]", "nul", "\"\xFF\"", "{} {}", "\"\\ud800\""}) {
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
  }
}

TEST(Json, DepthIsNoTrouble) {
  const std::string text = std::string(100000, '[') + std::string(100000, ']');
  EXPECT_TRUE(parse_json(text).is_array());
}

}  // namespace
}  // namespace imskit
