#include "json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace imskit {
namespace {

using Kind = Json::Kind;

TEST(Json, ReadsEveryKind) {
  const Json json = parse_json(R"({"b":[1,-2,true,null,1.5,18446744073709551615],"a":{"é":"\u001f\"\\"},"":false})");
  ASSERT_TRUE(json.is(Kind::object));
  EXPECT_EQ(json.entries[0].name, "b");
  const Json& list = *json.find("b");
  const Kind kinds[] = {Kind::integer, Kind::integer, Kind::boolean, Kind::null, Kind::number, Kind::number};
  ASSERT_EQ(list.entries.size(), std::size(kinds));
  for (std::size_t i = 0; i < std::size(kinds); ++i) EXPECT_TRUE(list.entries[i].is(kinds[i])) << i;
  EXPECT_EQ(list.entries[1].integer, -2);
  EXPECT_EQ(text_of(json.find("a")->find("é")), "\x1F\"\\");
  EXPECT_EQ(json.find("")->integer, 0);
  EXPECT_EQ(json.find("c"), nullptr);
  EXPECT_EQ(list.find("b"), nullptr);
  EXPECT_EQ(text_of(json.find("b")), "");
}

TEST(Json, TheLastOfRepeatedMembersCounts) {
  EXPECT_EQ(text_of(parse_json(R"({"a":1,"b":2,"a":"c"})").find("a")), "c");
}

TEST(Json, RefusesOtherText) {
  for (const std::string_view text : {"", "{", "{\"a\"", "[1,]", "nul", "\"\xFF\"", "{} {}", "\"\\ud800\""}) {
    EXPECT_TRUE(parse_json(text).is(Kind::invalid)) << text;
  }
  using namespace std::string_view_literals;
  for (const auto text : {"{}\0"sv, "{}\0{}"sv, "\0{}"sv, "{\0}"sv}) {
    EXPECT_TRUE(parse_json(text).is(Kind::invalid)) << text;
  }
}

TEST(Json, LimitsDepthAndCount) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(128)).is(Kind::array));
  EXPECT_TRUE(parse_json(nested(129)).is(Kind::invalid));
  EXPECT_TRUE(parse_json(nested(100000)).is(Kind::invalid));
  const auto members = [](int count) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) text += (i ? ",\"a\":1" : "\"a\":1");
    return text + "}";
  };
  EXPECT_TRUE(parse_json(members(4096)).is(Kind::object));
  const auto values = [](std::size_t count) {
    std::string list = "[1";
    while (--count > 1) list += ",1";  // the list is a value as well
    return list + "]";
  };
  EXPECT_TRUE(parse_json(values(65536)).is(Kind::array));
  EXPECT_TRUE(parse_json(values(65537)).is(Kind::invalid));
  EXPECT_TRUE(parse_json(members(4097)).is(Kind::invalid));
}

TEST(JsonWriter, WritesWhatNlohmannReads) {
  std::string every;
  for (char c = 1; c > 0; ++c) every += c;
  every += "é€😀";
  JsonWriter writer;
  writer.open_object().member("text", every).member("empty", "").member("number", std::int64_t{-5}).member("yes", true);
  writer.key("list").value(std::vector<std::string>{"a", "b"}).key("none").open_array().close_array();
  writer.key("object").open_object().member("null", nullptr).close_object().member_or_null("missing", "");
  const std::string text = writer.close_object().take();
  const auto read = nlohmann::ordered_json::parse(text, nullptr, false);
  ASSERT_FALSE(read.is_discarded()) << text;
  EXPECT_EQ(read["text"], every);
  EXPECT_EQ(text.substr(text.find(",\"empty\"")),
            R"(,"empty":"","number":-5,"yes":true,"list":["a","b"],"none":[],"object":{"null":null},"missing":null})");
}

TEST(JsonWriter, ReplacesInvalidUtf8) { EXPECT_EQ(JsonWriter().value("a\xFF").take(), "\"a\uFFFD\""); }

}  // namespace
}  // namespace imskit
